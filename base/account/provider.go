package account

import (
	"crypto/x509"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"anjian/base/role"
	"anjian/kernel"
)

// Provider is a sign-in of the bureau's own that this platform trusts (外部身份源): an OpenID Connect provider or an LDAP directory.
type Provider struct {
	kernel.Base
	Name      string         `json:"name" label:"名称" rule:"required,unique,max=40" ui:"list" help:"登录页上显示，例如：政务统一认证。"`
	Protocol  Protocol       `json:"protocol" label:"协议" rule:"required" ui:"list,filter,once"`
	URL       string         `json:"url" label:"地址" rule:"required,max=200" ui:"list" help:"OpenID Connect 填发行者（issuer）地址；LDAP 填 ldaps://主机:636，或 ldap://主机:389 并开启 StartTLS。"`
	CA        string         `json:"ca" label:"信任的证书（PEM）" rule:"max=20000" ui:"long" help:"对方用自签证书时填写；留空按操作系统信任的证书机构。"`
	Client    string         `json:"client" label:"客户端编号" rule:"max=200" help:"OpenID Connect：在对方登记后得到的 client_id。"`
	Scopes    string         `json:"scopes" label:"申请的范围" rule:"max=200" help:"OpenID Connect：openid 之外的范围，空格分隔；通常不用填。"`
	Strong    bool           `json:"strong" label:"对方已做两步验证" help:"开启后从这里登录不再要第二步验证。"`
	StartTLS  bool           `json:"start_tls" label:"StartTLS"`
	BindDN    string         `json:"bind_dn" label:"查询账号" rule:"max=300" help:"LDAP：用来查找用户的只读账号的 DN；密码另行保存。"`
	Root      string         `json:"root" label:"查找范围" rule:"max=300" help:"LDAP：用户所在的 DN，例如 ou=people,dc=zhengzhou,dc=gov,dc=cn。"`
	Filter    string         `json:"filter" label:"查找条件" rule:"max=300" help:"LDAP：例如 (&(objectClass=person)(uid={login}))，{login} 是输入的登录名。"`
	Subject   string         `json:"subject" label:"唯一标识属性" rule:"max=60" help:"LDAP：人员调动改名也不变的属性，例如 entryUUID；AD 用 objectGUID。"`
	Status    ProviderStatus `json:"status" label:"状态" ui:"list,filter"`
	HasSecret bool           `json:"has_secret" label:"已存密钥" ui:"fixed"`
}

// Protocol is how a provider speaks.
type Protocol string

// The protocols.
const (
	OIDC Protocol = "oidc"
	LDAP Protocol = "ldap"
)

func (Protocol) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(OIDC, "OpenID Connect"), kernel.Opt(LDAP, "LDAP 目录")}
}

// ProviderStatus is whether a provider is offered.
type ProviderStatus string

// The states of a provider.
const (
	Offered ProviderStatus = "offered"
	Paused  ProviderStatus = "paused"
)

func (ProviderStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Offered, "启用"), kernel.Opt(Paused, "停用")}
}

var pv = kernel.Row[Provider]()

// The secret of a provider lies sealed in a table of its own, which no record, schema, export or trail shows.
const providerTable = `CREATE TABLE IF NOT EXISTS account_provider_secret (provider {text} PRIMARY KEY, secret {text} NOT NULL)`

// Providers holds the providers.
var Providers = &kernel.Resource[Provider]{
	Name: "account_provider", Label: "外部身份源",
	Help: `本单位已有统一认证（OpenID Connect）或目录（LDAP、AD）的，在这里接入，大家用原来的账号登录。

- 先新建并保存，再点“保存密钥”填写客户端密钥或查询账号的密码，密钥只存不显示。
- OpenID Connect 请在对方登记回调地址：平台地址加 /api/signin/编号/callback，本页会显示。
- 第一次用外部身份登录前，本人要在“账号安全”里关联，或由管理员在“身份关联”里登记。平台不按邮箱、姓名自动对应。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Security}, Can: "read create update delete", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: func(_ *kernel.Ctx, p *Provider) error {
		p.URL, p.Filter = strings.TrimRight(strings.TrimSpace(p.URL), "/"), strings.TrimSpace(p.Filter)
		if p.Status == "" {
			p.Status = Offered
		}
		if p.Protocol == LDAP && p.Subject == "" {
			p.Subject = "entryUUID"
		}
		return nil
	},
	Rules: func(c *kernel.Ctx, p, _ *Provider) error {
		at, err := url.Parse(p.URL)
		if err != nil || at.Host == "" || at.User != nil || at.RawQuery != "" || at.Fragment != "" {
			return kernel.FieldError(&pv.URL, "地址不完整，或含有不该有的内容")
		}
		near, _ := netip.ParseAddr(at.Hostname())
		switch {
		case p.CA != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(p.CA)):
			return kernel.FieldError(&pv.CA, "不是 PEM 格式的证书")
		case p.Protocol == OIDC && at.Scheme != "https" && !(at.Scheme == "http" && near.IsLoopback()):
			return kernel.FieldError(&pv.URL, "应以 https:// 开头")
		case p.Protocol == OIDC && p.Client == "":
			return kernel.FieldError(&pv.Client, "客户端编号不能为空")
		case p.Protocol == LDAP && !(at.Scheme == "ldaps" && !p.StartTLS || at.Scheme == "ldap" && p.StartTLS):
			return kernel.FieldError(&pv.URL, "应以 ldaps:// 开头，或以 ldap:// 开头并开启 StartTLS：密码不能明文传送")
		case p.Protocol == LDAP && p.Root == "":
			return kernel.FieldError(&pv.Root, "查找范围不能为空")
		case p.Protocol == LDAP && !strings.Contains(p.Filter, "{login}"):
			return kernel.FieldError(&pv.Filter, "查找条件应含 {login}")
		}
		return c.Fresh(kernel.ForRights)
	},
}

// Link says which account somebody is whom an outside provider knows (身份关联).
type Link struct {
	kernel.Base
	Account  kernel.Ref[Account]  `json:"account" label:"账号" rule:"required" ui:"list,filter,once"`
	Provider kernel.Ref[Provider] `json:"provider" label:"身份源" rule:"required" ui:"list,filter,once"`
	Subject  string               `json:"subject" label:"对方的唯一标识" rule:"required,max=300" ui:"list,once" help:"OpenID Connect 的 sub，或 LDAP 唯一标识属性的值；不要填邮箱或姓名。"`
	Label    string               `json:"label" label:"在对方的名称" rule:"max=80" ui:"list"`
	Key      string               `json:"key_hash" label:"校验值" rule:"unique" ui:"fixed,hidden"`
}

var ln = kernel.Row[Link]()

// Links holds all links.
var Links = &kernel.Resource[Link]{
	Name: "account_link", Label: "身份关联", Title: &ln.Label,
	Help: "谁可以用外部身份源的哪个身份登录哪个账号。本人在“账号安全”里关联和解除；管理员可以为管辖的账号登记。",
	Access: kernel.Access{
		{To: everyone, Can: "read delete", Rows: kernel.Mine(&ln.Account)},
		{To: []kernel.Role{role.System}, Can: "read create delete", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Security, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
}

func init() { Links.Derive, Links.Rules = deriveLink, linkRules }

func deriveLink(c *kernel.Ctx, l *Link) error {
	a, err := Accounts.Get(c.AsSystem(), string(l.Account))
	if err != nil {
		return missing(err, &ln.Account, "没有这个账号")
	}
	l.Region, l.Subject = a.Region, strings.TrimSpace(l.Subject)
	if l.Label == "" {
		l.Label = shorten(l.Subject, 80)
	}
	l.Key = hashOf(string(l.Provider) + "/" + l.Subject)
	return nil
}

func linkRules(c *kernel.Ctx, l, before *Link) error {
	if _, err := Providers.Get(c.AsSystem(), string(l.Provider)); err != nil {
		return missing(err, &ln.Provider, "没有这个身份源")
	}
	if c.Actor.System {
		return nil
	}
	if before == nil {
		if _, err := steward(c, string(l.Account)); err != nil {
			return err
		}
	}
	return c.Fresh(kernel.ForRights)
}

// AddLink makes an identity of a provider a way into an account: for directories that are kept in step.
func AddLink(c *kernel.Ctx, account, provider, subject, label string) error {
	return Links.Create(c.AsSystem(), &Link{Account: kernel.Ref[Account](account), Provider: kernel.Ref[Provider](provider), Subject: subject, Label: shorten(label, 80)})
}

// linked returns the account of an identity, nil if nobody linked it.
func linked(c *kernel.Ctx, provider, subject string) (*Account, error) {
	l, err := Links.First(c.AsSystem(), kernel.Eq(&ln.Key, hashOf(provider+"/"+subject)))
	if err != nil || l == nil || string(l.Provider) != provider || l.Subject != subject {
		return nil, err
	}
	return Accounts.First(c.AsSystem(), kernel.ByID(string(l.Account)))
}

// provided is the hook that forgets the secret of a provider with it, and asks those who cut a link of others to be fresh.
func (s *Sessions) provided(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta == Providers.Meta() && w.Verb == "delete" {
		n, err := Links.Count(c.AsSystem(), kernel.Eq(&ln.Provider, kernel.Ref[Provider](w.ID)))
		if err == nil && n > 0 {
			err = kernel.Errorf(kernel.Conflict, "还有%d个账号关联着这个身份源，请先停用并解除关联", n)
		}
		if err == nil {
			err = c.Fresh(kernel.ForRights)
		}
		if err == nil {
			_, err = c.Store.Exec(c, "DELETE FROM account_provider_secret WHERE provider = ?", w.ID)
		}
		return err
	}
	if w.Meta == Links.Meta() && w.Verb == "delete" {
		return c.Fresh(kernel.ForRights)
	}
	return nil
}

// offered lists the providers that the page of sign-in shows.
func (s *Sessions) offered(c *kernel.Ctx) ([]way, error) {
	list, err := Providers.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&pv.Status, Offered), Limit: 10, Sort: "id"})
	out := []way{}
	for _, p := range list {
		if p.Protocol == LDAP || s.Origin != "" {
			out = append(out, way{p.ID, p.Name, string(p.Protocol)})
		}
	}
	return out, err
}

// provider returns one that is offered.
func provider(c *kernel.Ctx, id string, protocol Protocol) (*Provider, error) {
	p, err := Providers.First(c.AsSystem(), kernel.ByID(shorten(id, 60)))
	if err == nil && (p == nil || p.Status != Offered || p.Protocol != protocol) {
		err = kernel.Errorf(kernel.Missing, "没有这个身份源，或已停用")
	}
	return p, err
}

func (s *Sessions) providerSecret(c *kernel.Ctx, id string) (string, error) {
	rows, err := c.Store.Query(c, "SELECT secret FROM account_provider_secret WHERE provider = ?", id)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	text := ""
	if !rows.Next() {
		return "", rows.Err()
	}
	if err := rows.Scan(&text); err != nil {
		return "", err
	}
	return s.Vault.Open("provider/"+id, text)
}

type secretIn struct {
	Secret string `json:"secret"`
}

// keepSecret stores the secret of a provider; it can be replaced, never read.
func (s *Sessions) keepSecret(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in secretIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if in.Secret == "" || len(in.Secret) > 2000 {
		return faulty("secret", "密钥应为1至2000个字符")
	}
	id := shorten(r.PathValue("id"), 60)
	if _, err := Providers.Update(c, id, 0, func(p *Provider) error { p.HasSecret = true; return nil }); err != nil {
		return err
	}
	return c.Tx(func(c *kernel.Ctx) error {
		_, err := c.Store.Exec(c, "INSERT INTO account_provider_secret (provider, secret) VALUES (?, ?) ON CONFLICT (provider) DO UPDATE SET secret = excluded.secret", id, s.Vault.Seal("provider/"+id, in.Secret))
		if err == nil {
			err = c.Trail.Record(c, kernel.Event{Type: Providers.Meta().Name, ID: id, Verb: "secret", Region: c.Actor.Region})
		}
		if err == nil {
			w.WriteHeader(http.StatusNoContent)
		}
		return err
	})
}
