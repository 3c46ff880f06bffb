// Package account keeps who may sign in (账号): regulators, enterprises, agencies and the public, with their duties,
// passwords and sessions, the registration of enterprises by themselves, and the hand-over of work and rights from
// one account to another (工作交接). System administrators of a region manage the accounts of it and of those below;
// what an account may do there is decided by the security administrator (三员分立).
package account

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Account is one person's way into the platform (账号). Passwords are kept elsewhere, see secret.go.
type Account struct {
	kernel.Base
	Login       string                            `json:"login" label:"登录名" rule:"required,unique,max=40" ui:"list,search,once" help:"3至40个字母、数字或 . _ @ -，不区分大小写。"`
	Name        string                            `json:"name" label:"姓名" rule:"required,max=40" ui:"list,search,sort"`
	Phone       kernel.Phone                      `json:"phone" label:"手机" ui:"list"`
	Kind        Kind                              `json:"kind" label:"账号类型" rule:"required" ui:"list,filter,once"`
	Roles       []Role                            `json:"roles" label:"角色" ui:"list" help:"系统管理员填写的角色是申请，安全管理员批准后生效。系统管理员、安全管理员、审计员不能兼任其他角色。"`
	Trades      []enterprise.Trade                `json:"trades" label:"监管行业" help:"只监管某些行业的人员填写；不填为全部行业。"`
	Enterprise  kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"filter,code"`
	Agency      kernel.Ref[agency.Agency]         `json:"agency" label:"中介机构" ui:"filter"`
	Org         kernel.Ref[org.Org]               `json:"org" label:"机构" ui:"list,filter"`
	Post        kernel.Ref[org.Post]              `json:"post" label:"岗位" ui:"filter"`
	Status      Status                            `json:"status" label:"状态" ui:"fixed,list,filter"`
	LockedUntil time.Time                         `json:"locked_until" label:"锁定至" ui:"fixed" help:"连续登录失败的自动锁定到时自行解除；管理员锁定的没有期限。"`
	PasswordDue bool                              `json:"password_due" label:"须改密码" ui:"fixed,filter"`
	Waiting     bool                              `json:"waiting" label:"权限待批" ui:"fixed,filter"`
	Asked       []Role                            `json:"asked_roles" label:"申请的角色" ui:"fixed"`
	AskedBy     kernel.Ref[Account]               `json:"asked_by" label:"申请人" ui:"fixed"`
	LastLogin   time.Time                         `json:"last_login" label:"最近登录" ui:"fixed,list,sort"`
}

// Kind is on which side of supervision an account stands.
type Kind string

// The kinds of accounts.
const (
	Regulator  Kind = "regulator"
	Enterprise Kind = "enterprise"
	Agency     Kind = "agency"
	Public     Kind = "public"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Regulator, "监管部门"), kernel.Opt(Enterprise, "企业"), kernel.Opt(Agency, "中介机构"), kernel.Opt(Public, "公众")}
}

// Role is a duty of package role as a column.
type Role = role.Duty

// of says which kind of account may hold which duties.
var of = map[Kind][]Role{
	Regulator:  {Role(role.System), Role(role.Security), Role(role.Audit), Role(role.Regulator), Role(role.Leader), Role(role.Clerk), Role(role.Collector)},
	Enterprise: {Role(role.Safety), Role(role.Worker)},
	Agency:     {Role(role.Agency)},
	Public:     {Role(role.Public)},
}

// Status is the state of an account.
type Status string

// The states of an account.
const (
	Active   Status = "active"
	Locked   Status = "locked"
	Disabled Status = "disabled"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Active, "正常"), kernel.Opt(Locked, "已锁定"), kernel.Opt(Disabled, "已停用")}
}

// Row names the columns of Account in conditions.
var Row = kernel.Row[Account]()

var everyone = role.All

func self(a kernel.Actor) kernel.Cond {
	if a.ID == "" {
		return kernel.None()
	}
	return kernel.ByID(a.ID)
}

// managed is the accounts that a system administrator keeps and whose rights a security administrator decides on: those of the region and below, but not the own one and not those of the
// own region who watch the administrator.
func managed(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Under(a.Region), kernel.Except(kernel.ByID(a.ID)),
		kernel.Or(kernel.Not(&Row.Region, a.Region), kernel.Except(kernel.Or(kernel.Has(&Row.Roles, Role(role.Audit)), kernel.Has(&Row.Roles, Role(role.Security))))))
}

// staff is the accounts of the actor's enterprise but the own one.
func staff(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.Eq(&Row.Kind, Enterprise), kernel.Except(kernel.ByID(a.ID)))
}

// Accounts holds all accounts.
var Accounts = &kernel.Resource[Account]{
	Name: "account", Label: "账号",
	Help: `这里是登录平台的账号。

- **系统管理员**管理本地区和下级的账号，不能改自己的角色和属地，也不能管上级和同级其他地区的账号。新账号的角色、增加的权限是申请，由**安全管理员**“批准权限”后生效。
- **安全管理员**在“权限待批”里批准或退回，可以“授权”“收回权限”。本级安全管理员、审计员由上级安全管理员授予。
- **企业安全管理员**可以给本企业员工开账号（角色“企业员工”），员工用手机自查、随手报告隐患。
- 新建账号后点“重置密码”，把一次性密码交给本人；本人首次登录必须改密码。
- 连续输错密码会自动锁定一段时间，管理员可以提前“解锁”。
- 人员调动、离岗用“工作交接”：未办完的事项和权限一次转给接手人，原账号的登录随即失效。不要把账号借给别人用。`,
	Sort: "-id",
	Access: kernel.Access{
		{To: everyone, Can: "read update plain", Rows: self},
		{To: []kernel.Role{role.System}, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System}, Can: "create update import unmask lock unlock disable enable", Rows: managed},
		{To: []kernel.Role{role.Security}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Security}, Can: "grant deny assign revoke", Rows: managed},
		{To: []kernel.Role{role.Audit, role.Regulator, role.Leader, role.Clerk}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Safety}, Can: "read create update plain lock unlock disable enable", Rows: staff},
	},
	Views: []kernel.View{
		{Name: "regulators", Label: "监管人员", Query: "kind=regulator&status=active"},
		{Name: "enterprises", Label: "企业账号", Query: "kind=enterprise"},
		{Name: "waiting", Label: "权限待批", Query: "waiting=true"},
		{Name: "locked", Label: "已锁定", Query: "status=locked"},
		{Name: "disabled", Label: "已停用", Query: "status=disabled"},
	},
}

var flow = kernel.Flow[Account, Status]{
	On: &Row.Status, Start: Active,
	Steps: []kernel.Step[Account, Status]{
		{Name: "lock", Label: "锁定", From: []Status{Active}, To: Locked, May: []any{&Row.LockedUntil}, Opinion: true, Tone: "danger", Do: lock, Help: "暂停登录，已登录的会被退出。"},
		{Name: "unlock", Label: "解锁", From: []Status{Locked}, To: Active, Do: unlock},
		{Name: "disable", Label: "停用", From: []Status{Active, Locked}, To: Disabled, Opinion: true, Tone: "danger", Do: disable,
			Confirm: "停用后不能登录。还有未办完的事项请先用“工作交接”。确定停用？"},
		{Name: "enable", Label: "启用", From: []Status{Disabled}, To: Active, Opinion: true, Do: unlock},
		{Name: "grant", Label: "批准权限", From: []Status{Active, Locked}, If: kernel.Eq(&Row.Waiting, true), Todo: true, Tone: "primary", Do: grant, Help: "批准后申请的角色马上生效。"},
		{Name: "deny", Label: "不予批准", From: []Status{Active, Locked}, If: kernel.Eq(&Row.Waiting, true), Opinion: true, Tone: "danger", Do: deny, Help: "退回申请，账号保持原来的权限。"},
		{Name: "assign", Label: "授权", From: []Status{Active, Locked}, Ask: []any{&Row.Roles}, May: []any{&Row.Trades}, Opinion: true, Do: assign, Help: "直接设定角色和监管行业。不选监管行业的保持不变。"},
		{Name: "revoke", Label: "收回权限", From: []Status{Active, Locked, Disabled}, Opinion: true, Tone: "danger", Do: revoke, Confirm: "收回后该账号什么业务也不能办理。确定收回？"},
	},
}

func init() { Accounts.Flow, Accounts.Derive, Accounts.Rules = flow, derive, rules }

func lock(c *kernel.Ctx, a *Account) error {
	if a.LockedUntil.IsZero() || !c.Actor.System { // after failed tries the running sessions stay, or anybody could end them
		return endSessions(c, a.ID)
	}
	return nil
}

func unlock(c *kernel.Ctx, a *Account) error {
	a.LockedUntil = time.Time{}
	return forgive(c, nameKey(a.Login))
}

func disable(c *kernel.Ctx, a *Account) error {
	a.LockedUntil = time.Time{}
	return endSessions(c, a.ID)
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{2,39}$`)

func derive(c *kernel.Ctx, a *Account) error {
	a.Login = strings.ToLower(strings.TrimSpace(a.Login))
	a.Name = strings.TrimSpace(a.Name)
	slices.Sort(a.Roles)
	if a.Roles = slices.Compact(a.Roles); len(a.Roles) == 0 {
		a.Roles = nil
	}
	if len(a.Asked) == 0 {
		a.Asked = nil
	}
	if a.Kind == Agency && a.Agency != "" {
		g, err := agency.Agencies.Get(c.AsSystem(), string(a.Agency))
		if err != nil {
			return missing(err, &Row.Agency, "没有这家中介机构")
		}
		a.Region = g.Region
	}
	if a.Kind == Enterprise && a.Enterprise != "" {
		e, err := enterprise.Enterprises.Get(c.AsSystem(), string(a.Enterprise))
		if err != nil {
			return missing(err, &Row.Enterprise, "没有这家企业")
		}
		a.Region = e.Region
	}
	return nil
}

// missing says what a reference to nothing means to the person who typed it.
func missing(err error, at any, what string) error {
	if kernel.CodeOf(err) == kernel.Missing {
		return kernel.FieldError(at, "%s", what)
	}
	return err
}

func rules(c *kernel.Ctx, a, before *Account) error {
	if !loginForm.MatchString(a.Login) {
		return kernel.FieldError(&Row.Login, "登录名应为3至40个字母、数字或 . _ @ -，以字母或数字开头")
	}
	if !region.Known(a.Region) {
		return kernel.FieldError(&Row.Region, "没有这个区划")
	}
	if err := place(c, a, before); err != nil {
		return err
	}
	if err := duties(a, before); err != nil {
		return err
	}
	return authority(c, a, before)
}

// same tells whether two versions of an account give the same rights.
func same(a, b *Account) bool {
	return a.Login == b.Login && a.Kind == b.Kind && a.Enterprise == b.Enterprise && a.Agency == b.Agency && a.Org == b.Org && a.Post == b.Post &&
		a.Status == b.Status && a.PasswordDue == b.PasswordDue && slices.Equal(a.Asked, b.Asked) && slices.Equal(a.Roles, b.Roles) && slices.Equal(a.Trades, b.Trades)
}

// place checks that organisation and post belong to where the account is.
func place(c *kernel.Ctx, a, before *Account) error {
	if before != nil && before.Org == a.Org && before.Post == a.Post && before.Region == a.Region {
		return nil
	}
	if a.Org != "" {
		o, err := org.Orgs.Get(c.AsSystem(), string(a.Org))
		switch {
		case err != nil:
			return missing(err, &Row.Org, "没有这个机构")
		case o.Region != a.Region:
			return kernel.FieldError(&Row.Org, "机构不在账号的属地")
		case o.Status != org.Active && (before == nil || before.Org != a.Org):
			return kernel.FieldError(&Row.Org, "机构已撤销")
		case len(o.Trades) > 0 && len(a.Trades) == 0: // who enters the department of a line works on that line
			a.Trades = slices.Clone(o.Trades)
		}
	}
	if a.Post != "" {
		p, err := org.Posts.Get(c.AsSystem(), string(a.Post))
		switch {
		case err != nil:
			return missing(err, &Row.Post, "没有这个岗位")
		case p.Org != a.Org:
			return kernel.FieldError(&Row.Post, "岗位不属于所选机构")
		case p.Status != org.Active && (before == nil || before.Post != a.Post):
			return kernel.FieldError(&Row.Post, "岗位已撤销")
		}
	}
	return nil
}

// actor is who the account is to the rights of the platform.
func (a *Account) actor() kernel.Actor {
	out := kernel.Actor{ID: a.ID, Name: a.Name, Region: a.Region, Enterprise: string(a.Enterprise), Agency: string(a.Agency), Org: string(a.Org)}
	for _, r := range a.Roles {
		out.Roles = append(out.Roles, kernel.Role(r))
	}
	for _, t := range a.Trades {
		out.Trades = append(out.Trades, string(t))
	}
	return out
}

// byLogin returns the account of a login name, nil if there is none.
func byLogin(c *kernel.Ctx, login string) (*Account, error) {
	if login = strings.ToLower(strings.TrimSpace(login)); !loginForm.MatchString(login) {
		return nil, nil
	}
	return Accounts.First(c.AsSystem(), kernel.Eq(&Row.Login, login))
}

// steward returns the account if the actor decides on it, as an administrator of its region or enterprise.
func steward(c *kernel.Ctx, id string) (*Account, error) {
	rows, err := Accounts.Meta().Scope(c.Actor, "disable")
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(id, 0) { // PostgreSQL would take offence
		return nil, kernel.Errorf(kernel.Missing, "找不到该账号，或不在您的权限范围内")
	}
	if _, err := Accounts.Get(c, id); err != nil {
		return nil, err
	}
	a, err := Accounts.First(c.AsSystem(), kernel.And(kernel.ByID(id), rows))
	if err == nil && a == nil {
		return nil, kernel.Errorf(kernel.Forbidden, "您不能管理这个账号")
	}
	return a, err
}
