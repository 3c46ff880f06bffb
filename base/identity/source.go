package identity

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Source is an outside system or table with which users and organisations are kept in step (用户来源). What it may do is bounded by this
// record: regulators' accounts of its region that it brought itself, never an administrator's, and roles only as an application that the
// security administrator decides on.
type Source struct {
	kernel.Base
	Name    string              `json:"name" label:"名称" rule:"required,max=60" ui:"list,search,sort"`
	Kind    SourceKind          `json:"kind" label:"方式" rule:"required" ui:"list,filter,once"`
	Org     kernel.Ref[org.Org] `json:"org" label:"挂接机构" ui:"list" help:"来源里的部门建在这个机构下面；不填则不能新建机构。"`
	Roles   []account.Role      `json:"roles" label:"申请的角色" help:"新账号申请这些角色，安全管理员批准后才生效。不能是管理员、审计员。"`
	Adopt   bool                `json:"adopt" label:"并入同名账号" help:"登录名相同的已有账号（属地之内、不是管理员、不属于别的来源）归这个来源管理；不选则视为冲突。"`
	Status  Status              `json:"status" label:"状态" ui:"fixed,list,filter"`
	Last    time.Time           `json:"compared" label:"最近比对" ui:"fixed,list"`
	Folder  `label:"目录（LDAP）"`
	Mapping []Mapped `json:"mapping" label:"属性对应" rule:"max=20" ui:"wide" help:"平台的字段取自来源的哪个属性（LDAP）或哪一列（表格）。不填用常见的名称。"`
}

// Folder is where a directory is and what of it is read.
type Folder struct {
	Address   string `json:"address" label:"地址" rule:"max=200" help:"例如 ldaps://ldap.example.gov.cn；用 ldap:// 时自动改用加密（StartTLS），本机地址除外。"`
	Bind      string `json:"bind" label:"查询账号" rule:"max=200" help:"只读账号的 DN。密码保存后点“设置目录密码”填写。"`
	Root      string `json:"root" label:"查询起点" rule:"max=200" help:"例如 ou=people,dc=example,dc=cn"`
	Filter    string `json:"people" label:"用户条件" rule:"max=300" help:"不填为 (objectClass=person)"`
	OrgFilter string `json:"units" label:"部门条件" rule:"max=300" help:"例如 (objectClass=organizationalUnit)；不填则不比对部门。"`
	Authority string `json:"authority" label:"证书" rule:"max=20000" ui:"long" help:"目录服务器的根证书（PEM）；证书由公开机构签发的不填。"`
	Nightly   bool   `json:"nightly" label:"每晚比对" ui:"list" help:"每天凌晨比对一次，只列出差异，不自动应用。"`
}

// Mapped is one line of the mapping.
type Mapped struct {
	Field     Target `json:"field" label:"平台字段"`
	Attribute string `json:"attribute" label:"来源属性或列名" rule:"required,max=80"`
}

// Target is a field of the platform that a source fills.
type Target string

// The fields.
const (
	ofKey    Target = "key"
	ofLogin  Target = "login"
	ofName   Target = "name"
	ofPhone  Target = "phone"
	ofOrg    Target = "org"
	ofActive Target = "active"
	unitKey  Target = "unit_key"
	unitName Target = "unit_name"
	unitUp   Target = "unit_superior"
)

func (Target) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ofKey, "用户唯一标识"), kernel.Opt(ofLogin, "登录名"), kernel.Opt(ofName, "姓名"), kernel.Opt(ofPhone, "手机"), kernel.Opt(ofOrg, "所在部门"), kernel.Opt(ofActive, "是否在用"),
		kernel.Opt(unitKey, "部门唯一标识"), kernel.Opt(unitName, "部门名称"), kernel.Opt(unitUp, "上级部门")}
}

// SourceKind is how a source is kept in step.
type SourceKind string

// The kinds of sources.
const (
	SCIM  SourceKind = "scim"
	LDAP  SourceKind = "ldap"
	Sheet SourceKind = "sheet"
)

func (SourceKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(SCIM, "对方推送（SCIM）"), kernel.Opt(LDAP, "目录（LDAP）"), kernel.Opt(Sheet, "表格")}
}

var so = kernel.Row[Source]()

// Sources holds the registered sources.
var Sources = &kernel.Resource[Source]{
	Name: "identity_source", Label: "用户来源",
	Help: `这里登记与本平台保持一致的用户目录：对方系统推送（SCIM）、单位的目录服务（LDAP）、定期交来的花名册（表格）。

1. 点“新建”，选方式和属地。来源只能管本属地内由它带来的监管人员账号，不能碰管理员，也不能直接给权限：新账号的角色是申请，由安全管理员批准。
2. SCIM：点“生成推送令牌”，把地址和令牌交给对方。LDAP：填好地址后点“设置目录密码”。
3. LDAP 和表格在页面“同步”里比对：每一处差异先列出来，看过以后再应用，应用后可以撤销。`,
	Access: kernel.Access{
		{To: administrators, Can: "read create update stop start", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Security, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Source, Status]{On: &so.Status, Start: InUse, Steps: []kernel.Step[Source, Status]{
		{Name: "stop", Label: "停用", From: []Status{InUse}, To: Stopped, Opinion: true, Tone: "danger", Confirm: "停用后对方不能再推送，也不再比对；已有的账号不变。确定停用？"},
		{Name: "start", Label: "启用", From: []Status{Stopped}, To: InUse, Opinion: true},
	}},
	Rules: sourceRules,
}

func sourceRules(c *kernel.Ctx, s, _ *Source) error {
	if !region.Known(s.Region) {
		return kernel.FieldError(&so.Region, "没有这个区划")
	}
	for _, r := range s.Roles {
		if slices.Contains(role.Guards, kernel.Role(r)) || !slices.Contains(grantable, kernel.Role(r)) {
			return kernel.FieldError(&so.Roles, "来源不能申请“%s”", kernel.LabelOf(r))
		}
	}
	if s.Org != "" {
		o, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(s.Org)))
		switch {
		case err != nil:
			return err
		case o == nil || o.Status != org.Active:
			return kernel.FieldError(&so.Org, "没有这个机构，或已撤销")
		case o.Region != s.Region:
			return kernel.FieldError(&so.Org, "挂接机构应在来源的属地")
		}
	}
	if s.Kind != LDAP {
		return nil
	}
	u, err := url.Parse(s.Address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "ldap" && u.Scheme != "ldaps" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "":
		return kernel.FieldError(&so.Address, "应为 ldaps://主机 或 ldap://主机")
	case s.Root == "":
		return kernel.FieldError(&so.Root, "请填写查询起点")
	}
	for at, text := range map[*string]string{&so.Filter: s.Filter, &so.OrgFilter: s.OrgFilter} {
		if text != "" && !ldapFilter(text) {
			return kernel.FieldError(at, "不是有效的 LDAP 条件，应如 (objectClass=person)")
		}
	}
	return nil
}

// grantable are the duties that a source may apply for.
var grantable = []kernel.Role{role.Regulator, role.Leader, role.Clerk, role.Collector}

// attribute is what fills a field; usual is the name without a mapping.
func (s *Source) attribute(of Target, usual string) string {
	for _, m := range s.Mapping {
		if m.Field == of {
			return m.Attribute
		}
	}
	return usual
}

// Link ties an account or an organisation to what it is called in a source (来源对应).
type Link struct {
	kernel.Base
	External string                      `json:"external" label:"来源中的标识" rule:"required,max=300" ui:"fixed,list,search"`
	Source   kernel.Ref[Source]          `json:"source" label:"来源" ui:"fixed,list,filter"`
	Account  kernel.Ref[account.Account] `json:"account" label:"账号" ui:"fixed,list,filter"`
	Org      kernel.Ref[org.Org]         `json:"org" label:"机构" ui:"fixed,list,filter"`
	Held     bool                        `json:"held" label:"由来源停用" ui:"fixed,list"`
	Gone     bool                        `json:"gone" label:"来源已移除" ui:"fixed,list,filter"`
}

var lk = kernel.Row[Link]()

// Links holds the ties.
var Links = &kernel.Resource[Link]{
	Name: "identity_link", Label: "来源对应", Title: &lk.External,
	Help: "这里是账号、机构与来源里的人、部门的对应关系，由同步自动产生，不能手工修改。",
	Access: kernel.Access{
		{To: []kernel.Role{role.System, role.Security, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Indexes: [][]any{{&lk.Source, &lk.External}},
}

const sealedTable = `CREATE TABLE IF NOT EXISTS identity_sealed (owner {text} PRIMARY KEY, sealed {text} NOT NULL)`

type passwordIn struct {
	Password string `json:"password"`
}

// setPassword keeps the password of a directory, sealed; nobody can read it again.
func (p *Provider) setPassword(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in passwordIn
	if err := readJSON(w, r, &in); err != nil {
		return err
	}
	if in.Password == "" || len(in.Password) > 200 {
		return &kernel.Error{Code: kernel.Invalid, Message: "请填写目录密码", Fields: map[string]string{"password": "请填写目录密码，不超过200个字符"}}
	}
	err := c.Tx(func(c *kernel.Ctx) error {
		s, err := writable(c, Sources, r.PathValue("id"))
		switch {
		case err != nil:
			return err
		case s.Kind != LDAP:
			return kernel.Errorf(kernel.Conflict, "只有目录（LDAP）来源需要密码")
		}
		if _, err := c.Store.Exec(c, "INSERT INTO identity_sealed (owner, sealed) VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET sealed = excluded.sealed", s.ID, p.Sessions.Vault.Seal("identity source "+s.ID, in.Password)); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Sources.Meta().Name, ID: s.ID, Verb: "secret", Region: s.Region})
	})
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

func (p *Provider) directoryPassword(c *kernel.Ctx, s *Source) (string, error) {
	rows, err := c.Store.Query(c, "SELECT sealed FROM identity_sealed WHERE owner = ?", s.ID)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	sealed := ""
	for rows.Next() {
		err = rows.Scan(&sealed)
	}
	if err != nil || rows.Err() != nil || sealed == "" {
		return "", err
	}
	password, err := p.Sessions.Vault.Open("identity source "+s.ID, sealed)
	if err != nil {
		return "", kernel.Errorf(kernel.Conflict, "目录密码打不开（密钥文件已更换），请重新设置目录密码")
	}
	return password, nil
}

// makeToken gives a SCIM source a new token; the one before ends at once.
func makeToken(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	out := Shown{newSecret()}
	err := c.Tx(func(c *kernel.Ctx) error {
		s, err := writable(c, Sources, r.PathValue("id"))
		switch {
		case err != nil:
			return err
		case s.Kind != SCIM:
			return kernel.Errorf(kernel.Conflict, "只有对方推送（SCIM）的来源需要令牌")
		}
		if err := keepSecret(c, s.ID, out.Secret); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Sources.Meta().Name, ID: s.ID, Verb: "secret", Region: s.Region})
	})
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, out)
}
