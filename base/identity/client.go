package identity

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Client is another system whose users sign in by this platform (接入系统): an OpenID Connect relying party. Its id is its client_id.
type Client struct {
	kernel.Base
	Name       string         `json:"name" label:"系统名称" rule:"required,max=60" ui:"list,search,sort"`
	Purpose    string         `json:"purpose" label:"用途" rule:"max=300" ui:"list,wide" help:"显示在“我的应用”和授权页上，写明这个系统做什么、由谁管理。"`
	Link       string         `json:"link" label:"首页地址" rule:"max=500" ui:"wide" help:"“我的应用”里点开的地址。"`
	Kind       ClientKind     `json:"kind" label:"类型" rule:"required" ui:"list,filter,once" help:"有后台服务器、能保管密钥的选“服务器应用”；单页网页、手机和桌面程序选“公开应用”。"`
	Own        bool           `json:"own" label:"本单位自有" ui:"list,filter" help:"自有系统登录时不再询问本人是否同意提供姓名、机构等信息。"`
	Redirects  Lines          `json:"redirects" label:"登录回调地址" rule:"required,max=3000" ui:"long,wide" help:"登录后返回的地址（redirect_uri），每行一个，必须完全一致；除本机地址外须为 https。"`
	PostLogout Lines          `json:"post_logout" label:"退出回调地址" rule:"max=3000" ui:"long,wide" help:"退出后返回的地址（post_logout_redirect_uri），每行一个，必须完全一致。"`
	Back       string         `json:"back" label:"退出通知地址" rule:"max=500" ui:"wide" help:"本人退出、账号停用时，平台向这个地址发送退出通知（back-channel logout）。"`
	Scopes     []Scope        `json:"scopes" label:"可取得的信息" ui:"list" help:"不选则只能得到一个不含姓名的用户标识。"`
	Roles      []account.Role `json:"roles" label:"可使用的角色" help:"不选为全部。只有属地在本系统属地之内的账号可以使用。"`
	Status     Status         `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Lines is several texts, one in each line.
type Lines string

// List returns the lines that are not blank.
func (l Lines) List() (out []string) {
	for line := range strings.Lines(string(l)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// ClientKind is whether a client can keep a secret.
type ClientKind string

// The kinds of clients.
const (
	Confidential ClientKind = "confidential"
	Public       ClientKind = "public"
)

func (ClientKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Confidential, "服务器应用"), kernel.Opt(Public, "公开应用")}
}

// Scope is a group of facts that a client may learn of who signs in.
type Scope string

// The scopes; openid itself, the bare identifier, is everybody's.
const (
	Profile Scope = "profile"
	Duties  Scope = "roles"
	Offline Scope = "offline_access"
)

func (Scope) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Profile, "姓名、登录名、机构、属地"), kernel.Opt(Duties, "角色"), kernel.Opt(Offline, "在登录期间续期")}
}

// Status is whether something is in use.
type Status string

// The states of clients and of sources.
const (
	InUse   Status = "in_use"
	Stopped Status = "stopped"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(InUse, "使用中"), kernel.Opt(Stopped, "已停用")}
}

var cl = kernel.Row[Client]()

// Clients holds the registered systems.
var Clients = &kernel.Resource[Client]{
	Name: "identity_client", Label: "接入系统",
	Help: `这里登记用本平台账号登录的其他系统（OpenID Connect）。

1. 点“新建”，填写系统名称、登录回调地址，选择它可以取得的信息和可以使用的角色。
2. “服务器应用”保存后点“生成密钥”，把客户端标识（本页编号）和密钥交给对方；密钥只显示一次。
3. 对方按《统一身份认证》手册配置发现地址即可。

**停用**后对方马上不能再登录，已登录的会收到退出通知。谁在什么时候登录过哪个系统，见“办理过程”。`,
	Access: kernel.Access{
		{To: administrators, Can: "read create update export stop start", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Client, Status]{On: &cl.Status, Start: InUse, Steps: []kernel.Step[Client, Status]{
		{Name: "stop", Label: "停用", From: []Status{InUse}, To: Stopped, Opinion: true, Tone: "danger", Do: stopClient, Confirm: "停用后用户不能再登录这个系统，已登录的会退出。确定停用？"},
		{Name: "start", Label: "启用", From: []Status{Stopped}, To: InUse, Opinion: true},
	}},
	Rules: clientRules,
	Views: []kernel.View{{Name: "used", Label: "使用中", Query: "status=in_use"}},
}

// administrators register systems and sources.
var administrators = []kernel.Role{role.System}

func clientRules(_ *kernel.Ctx, a, _ *Client) error {
	if !region.Known(a.Region) {
		return kernel.FieldError(&cl.Region, "没有这个区划")
	}
	if n := len(a.Redirects.List()); n == 0 || n > 20 || len(a.PostLogout.List()) > 20 {
		return kernel.FieldError(&cl.Redirects, "请填写1至20个地址")
	}
	for _, uri := range a.Redirects.List() {
		if what := uriFault(uri, false); what != "" {
			return kernel.FieldError(&cl.Redirects, "“%s”%s", uri, what)
		}
	}
	for _, uri := range a.PostLogout.List() {
		if what := uriFault(uri, false); what != "" {
			return kernel.FieldError(&cl.PostLogout, "“%s”%s", uri, what)
		}
	}
	if what := uriFault(a.Back, a.Kind == Confidential); a.Back != "" && what != "" {
		return kernel.FieldError(&cl.Back, "退出通知地址%s", what)
	}
	if what := uriFault(a.Link, true); a.Link != "" && what != "" {
		return kernel.FieldError(&cl.Link, "首页地址%s", what)
	}
	return nil
}

// uriFault says what is wrong with an address that browsers or we are sent to. Without TLS a code could be read on the way, so that
// plain http is left to programs on the user's own machine (RFC 8252, 8.3).
func uriFault(text string, plain bool) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "不是完整的网址，应以 https:// 开头"
	case u.User != nil || u.Fragment != "" || strings.Contains(text, "#") || strings.ContainsAny(text, "\\*\x00 \t\r\n"):
		return "不能含有用户名、# 、* 或空白"
	case u.Scheme == "http" && !plain && !loopback(u.Hostname()):
		return "应为 https 地址（本机地址除外）"
	case len(text) > 500:
		return "过长"
	}
	return ""
}

func loopback(host string) bool {
	at, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && at.IsLoopback()
}

func stopClient(c *kernel.Ctx, a *Client) error {
	if _, err := c.Store.Exec(c, "DELETE FROM identity_token WHERE client = ?", a.ID); err != nil {
		return err
	}
	// told by the next look at what has ended, while the address is still known
	_, err := c.Store.Exec(c, "UPDATE identity_visit SET state = 1 WHERE client = ? AND state = 0", a.ID)
	return err
}

// admits tells whether an account may use the client.
func (a *Client) admits(who *account.Account) bool {
	return a.Status == InUse && who.Status == account.Active && region.Within(who.Region, a.Region) &&
		(len(a.Roles) == 0 || slices.ContainsFunc(who.Roles, func(r account.Role) bool { return slices.Contains(a.Roles, r) }))
}

// usable returns the client called id if it is in use, else nil.
func usable(c *kernel.Ctx, id string) (*Client, error) {
	if id == "" || len(id) > 60 || strings.ContainsRune(id, 0) {
		return nil, nil
	}
	a, err := Clients.First(c.AsSystem(), kernel.ByID(id))
	if err != nil || a == nil || a.Status != InUse {
		return nil, err
	}
	return a, nil
}

const secretTable = `CREATE TABLE IF NOT EXISTS identity_secret (owner {text} PRIMARY KEY, hash {text} NOT NULL, made {int} NOT NULL)`

// Shown is a secret that is shown once and kept nowhere.
type Shown struct {
	Secret string `json:"secret"`
}

func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// keepSecret stores the hash of a client's secret or of a source's token: 256 random bits need no slow derivation.
func keepSecret(c *kernel.Ctx, owner, secret string) error {
	_, err := c.Store.Exec(c, "INSERT INTO identity_secret (owner, hash, made) VALUES (?, ?, ?) ON CONFLICT (owner) DO UPDATE SET hash = excluded.hash, made = excluded.made",
		owner, digest(secret), c.Now().UnixMilli())
	return err
}

// makeSecret gives a confidential client a new secret; the one before ends at once.
func makeSecret(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	out := Shown{newSecret()}
	err := c.Tx(func(c *kernel.Ctx) error {
		a, err := writable(c, Clients, r.PathValue("id"))
		switch {
		case err != nil:
			return err
		case a.Kind != Confidential:
			return kernel.Errorf(kernel.Conflict, "公开应用没有密钥")
		}
		if err := keepSecret(c, a.ID, out.Secret); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: "identity_client", ID: a.ID, Verb: "secret", Region: a.Region})
	})
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, out)
}

// writable returns the record if the actor may change it.
func writable[T any](c *kernel.Ctx, of *kernel.Resource[T], id string) (*T, error) {
	if strings.ContainsRune(id, 0) {
		return nil, kernel.Errorf(kernel.Missing, "找不到该%s，或不在您的权限范围内", of.Label)
	}
	rows, err := of.Meta().Scope(c.Actor, "update")
	if err != nil {
		return nil, err
	}
	if _, err := of.Get(c, id); err != nil {
		return nil, err
	}
	rec, err := of.First(c.AsSystem(), kernel.And(kernel.ByID(id), rows))
	if err == nil && rec == nil {
		err = kernel.Errorf(kernel.Forbidden, "您没有修改该%s的权限", of.Label)
	}
	return rec, err
}
