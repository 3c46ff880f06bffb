// Package seal keeps the electronic seals (电子印章) of organs: who applied for one and who approved it, in whose custody it is, what
// it was put on, when it was lost or withdrawn. The keys are encrypted at rest, and whoever holds a sealed paper can check it without an
// account. What a signature is stands in kernel/seal; see docs/decisions/0054-electronic-seals.md.
package seal

import (
	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	engine "anjian/kernel/seal"
)

// Seal is one seal of an organ (印章).
type Seal struct {
	kernel.Base
	Name     string                        `json:"name" label:"印章名称" ui:"fixed,list,search,sort"`
	Org      kernel.Ref[org.Org]           `json:"org" label:"所属机构" rule:"required" ui:"list,filter,once" help:"印章上刻的机关，科室用局的印章。"`
	Kind     Kind                          `json:"kind" label:"种类" rule:"required" ui:"list,filter,once"`
	Text     string                        `json:"text" label:"印文" rule:"max=40" ui:"wide" help:"沿上边缘的文字，不填为机构全称。"`
	Label    string                        `json:"label" label:"中下部文字" rule:"max=12" help:"五角星下面的一行，执法专用章为“行政执法专用章”，公章一般没有。"`
	Code     string                        `json:"code" label:"印章编码" rule:"max=20" help:"备案编码，刻在下边缘，可不填。"`
	Diameter float64                       `json:"diameter" label:"直径" unit:"毫米" rule:"required,min=20,top=60" help:"省级机关5厘米，市、县级4.5厘米，乡镇4.2厘米；按批准的印模填写。"`
	Post     kernel.Ref[org.Post]          `json:"post" label:"保管岗位" ui:"filter"`
	Keeper   kernel.Ref[account.Account]   `json:"keeper" label:"保管人" among:"kind=regulator&status=active,locked" rule:"required" ui:"list,filter,custody" help:"批准后由本人签收。交接前印章只能由保管人和获授权的人使用。"`
	Taker    kernel.Ref[account.Account]   `json:"taker" label:"最近移交给" ui:"fixed"`
	Users    []kernel.Ref[account.Account] `json:"users" label:"获授权用印人" rule:"max=20" ui:"fixed" help:"保管人授权、可以直接用印的人；每次用印都记在本人名下。"`
	Each     bool                          `json:"each_use" label:"逐件审批" help:"打开后每一份都要先在“用印申请”里批准；不打开时，文书自己的审批就是用印审批。"`
	From     kernel.Date                   `json:"valid_from" label:"启用日期" rule:"required" ui:"list"`
	Until    kernel.Date                   `json:"valid_until" label:"有效期至" rule:"required" ui:"list,filter,sort"`
	Reason   string                        `json:"reason" label:"申领理由" rule:"required,max=300" ui:"long,wide"`
	Proof    kernel.Files                  `json:"proof" label:"刻制批准文件" rule:"max=5" ui:"wide"`
	Applied  kernel.Ref[account.Account]   `json:"applied_by" label:"申领人" ui:"fixed"`
	Approved string                        `json:"approved_by" label:"批准人" ui:"fixed"`
	Print    string                        `json:"certificate" label:"证书" ui:"fixed,hidden"`
	Trial    bool                          `json:"trial" label:"试用证书" ui:"fixed,list,filter" help:"平台自己签发的证书，供试用；正式用印请导入电子认证机构签发的证书。"`
	State    State                         `json:"state" label:"状态" ui:"fixed,list,filter"`
}

// Kind is which seal of an organ it is.
type Kind string

// The kinds: the full seal and the one for enforcement papers. Which paper takes which stands with the paper.
const (
	Official    Kind = "official"
	Enforcement Kind = "enforcement"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Official, "公章"), kernel.Opt(Enforcement, "行政执法专用章")}
}

// State is where a seal stands.
type State string

// The states of a seal.
const (
	Applied   State = "applied"
	Refused   State = "refused"
	Approved  State = "approved"
	Active    State = "active"
	Handing   State = "handing"
	Suspended State = "suspended"
	Lost      State = "lost"
	Revoked   State = "revoked"
	Expired   State = "expired"
)

func (State) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Applied, "申领待批"), kernel.Opt(Refused, "未批准"), kernel.Opt(Approved, "待保管人签收"), kernel.Opt(Active, "在用"), kernel.Opt(Handing, "交接中"),
		kernel.Opt(Suspended, "停用"), kernel.Tone(Lost, "已挂失", "red"), kernel.Opt(Revoked, "已缴销"), kernel.Opt(Expired, "已过期")}
}

// Row names the columns of Seal in conditions.
var Row = kernel.Row[Seal]()

// Seals holds all seals.
var Seals = &kernel.Resource[Seal]{
	Name: "seal", Label: "电子印章", Sort: "name",
	Help: `这里是各机关的电子印章：公章和行政执法专用章。

1. 点“新建”**申领**：选机构、种类、直径，页面上立即看到印模；填保管人和理由。
2. 负责人“批准”（不能批准自己申领的）。批准时平台签发一张**试用证书**；正式使用前，在印章页面“导入证书”，换成电子认证机构签发的证书。
3. 保管人“签收”后印章启用。保管人可以“授权用印人”；换人保管用“移交保管”，对方“签收”才算数；人员调动时，账号的工作交接会一并带走。
4. 丢失、泄露马上“挂失”，挂失即刻生效，此后盖不了章；找回后由负责人“解除挂失”，不再使用的“缴销”。

每一次用印，包括被拒绝的，都记在“用印登记”里，谁也不能修改。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader, role.Clerk}, Can: "create update export lose", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "approve refuse suspend resume restore revoke", Rows: kernel.Jurisdiction},
		{To: role.Government, Can: "accept authorise give recall lose", Rows: kernel.Mine(&Row.Keeper)},
		{To: role.Government, Can: "read take", Rows: kernel.Mine(&Row.Taker)},
		{To: role.Government, Can: "read", Rows: kernel.Mine(&Row.Keeper)},
		{To: []kernel.Role{role.System}, Can: "expire", Rows: func(kernel.Actor) kernel.Cond { return kernel.None() }}, // by the platform alone
	},
	Due: func(s *Seal) kernel.Limit {
		switch s.State {
		case Approved:
			return kernel.Limit{On: kernel.Day(s.Updated).AddDays(7), Warn: 3, Who: "保管人", What: "签收印章"}
		case Handing:
			return kernel.Limit{On: kernel.Day(s.Updated).AddDays(3), Warn: 1, Who: "接管人", What: "签收印章"}
		case Active:
			return kernel.Limit{On: s.Until, Warn: 30, Who: "保管人", What: "换发印章"}
		}
		return kernel.Limit{}
	},
	Views: []kernel.View{{Name: "active", Label: "在用", Query: "state=active,handing"}, {Name: "waiting", Label: "待办", Query: "state=applied,approved"}, {Name: "lost", Label: "挂失停用", Query: "state=lost,suspended"}},
}

func init() {
	Seals.Flow = kernel.Flow[Seal, State]{On: &Row.State, Start: Applied, Steps: []kernel.Step[Seal, State]{
		{Name: "approve", Label: "批准", From: []State{Applied}, To: Approved, Todo: true, Tone: "primary", Fresh: kernel.ForSeal, Do: approve, Confirm: "批准后签发试用证书，由保管人签收启用。确定批准？"},
		{Name: "refuse", Label: "不批准", From: []State{Applied}, To: Refused, Opinion: true, Tone: "danger"},
		{Name: "accept", Label: "签收", From: []State{Approved}, To: Active, Todo: true, Tone: "primary", Fresh: kernel.ForSeal, Confirm: "签收后您对印章的保管和使用负责。确定签收？"},
		{Name: "authorise", Label: "授权用印人", From: []State{Active}, May: []any{&Row.Users}, Fresh: kernel.ForSeal, Do: checkUsers, Help: "所选的人可以直接用印，每次记在本人名下；不选为收回全部授权。"},
		{Name: "give", Label: "移交保管", From: []State{Active}, To: Handing, Ask: []any{&Row.Taker}, Opinion: true, Fresh: kernel.ForSeal, Do: give, Help: "接管人签收之前，印章不能使用。"},
		{Name: "take", Label: "签收接管", From: []State{Handing}, To: Active, Todo: true, Tone: "primary", Fresh: kernel.ForSeal, Do: take, Confirm: "签收后您对印章的保管和使用负责。确定签收？"},
		{Name: "recall", Label: "取消移交", From: []State{Handing}, To: Active, Opinion: true, Do: recall},
		{Name: "lose", Label: "挂失", From: []State{Approved, Active, Handing, Suspended}, To: Lost, Opinion: true, Tone: "danger", Confirm: "挂失马上生效，此后不能用印。确定挂失？"},
		{Name: "restore", Label: "解除挂失", From: []State{Lost}, To: Active, Opinion: true, Fresh: kernel.ForSeal},
		{Name: "suspend", Label: "停用", From: []State{Active, Handing}, To: Suspended, Opinion: true, Tone: "danger", Do: recall},
		{Name: "resume", Label: "恢复使用", From: []State{Suspended}, To: Active, Opinion: true, Fresh: kernel.ForSeal},
		{Name: "revoke", Label: "缴销", From: []State{Approved, Active, Suspended, Lost, Expired}, To: Revoked, Opinion: true, Tone: "danger", Do: withdraw, Confirm: "缴销后证书吊销，印章不能恢复。确定缴销？"},
		{Name: "expire", Label: "到期", From: []State{Active, Handing, Suspended}, To: Expired},
	}}
	Seals.Derive, Seals.Rules = derive, rules
}

func derive(c *kernel.Ctx, s *Seal) error {
	if s.Applied == "" {
		s.Applied = kernel.Ref[account.Account](c.Actor.ID)
	}
	if s.Kind == Enforcement && s.Label == "" {
		s.Label = kernel.LabelOf(Enforcement)
	}
	if s.Org == "" {
		return nil
	}
	o, err := org.Orgs.Get(c.AsSystem(), string(s.Org))
	if err != nil {
		return missing(err, &Row.Org, "没有这个机构")
	}
	s.Region = o.Region
	if s.Text == "" {
		s.Text = o.Name
	}
	s.Name = s.Text + kernel.LabelOf(s.Kind)
	return nil
}

func missing(err error, at any, what string) error {
	if kernel.CodeOf(err) == kernel.Missing {
		return kernel.FieldError(at, "%s", what)
	}
	return err
}

func rules(c *kernel.Ctx, s, before *Seal) error {
	if s.Until < s.From || s.From.DaysUntil(s.Until) > 366*6 {
		return kernel.FieldError(&Row.Until, "有效期应晚于启用日期，最长六年")
	}
	if before == nil || before.Text != s.Text || before.Label != s.Label || before.Code != s.Code || before.Diameter != s.Diameter {
		if _, err := s.picture().SVG(false); err != nil {
			return kernel.FieldError(&Row.Text, "没有字体能画出印文中的某个字，请核对")
		}
	}
	if before == nil || before.Keeper != s.Keeper {
		if err := fit(c, s, s.Keeper, &Row.Keeper); err != nil {
			return err
		}
	}
	if before == nil {
		return alone(c, s)
	}
	if c.Actor.System || before.State != s.State || before.State == Applied {
		return nil
	}
	a, b := before, s // once approved nothing changes by hand but what its keeper authorises and how it is used
	if a.Text != b.Text || a.Label != b.Label || a.Code != b.Code || a.Diameter != b.Diameter || a.Keeper != b.Keeper || a.From != b.From || a.Until != b.Until || a.Reason != b.Reason {
		return kernel.Errorf(kernel.Conflict, "已经批准的印章不能修改；换保管人请用“移交保管”，换印模请缴销后重新申领")
	}
	return nil
}

// fit tells whether an account may keep or use a seal: a person of the regulators whose region holds the organ's.
func fit(c *kernel.Ctx, s *Seal, id kernel.Ref[account.Account], at any) error {
	a, err := account.Accounts.Get(c.AsSystem(), string(id))
	if err != nil {
		return missing(err, at, "没有这个账号")
	}
	switch {
	case a.Kind != account.Regulator || a.Status != account.Active:
		return kernel.FieldError(at, "只能是正常的监管部门账号")
	case len(a.Region) > len(s.Region) || s.Region[:len(a.Region)] != a.Region && a.Region != kernel.Country:
		return kernel.FieldError(at, "%s不在该机构的地区", a.Name)
	}
	return nil
}

// alone refuses a second seal of a kind for an organ while one is in use.
func alone(c *kernel.Ctx, s *Seal) error {
	n, err := Seals.Count(c.AsSystem(), kernel.And(kernel.Eq(&Row.Org, s.Org), kernel.Eq(&Row.Kind, s.Kind), kernel.In(&Row.State, Applied, Approved, Active, Handing, Suspended)))
	if err == nil && n > 0 {
		return kernel.Errorf(kernel.Conflict, "该机构已有一枚%s，请先缴销", kernel.LabelOf(s.Kind))
	}
	return err
}

// picture is what the seal looks like.
func (s *Seal) picture() engine.Picture { return picture(s.Text, s.Label, s.Code, s.Diameter) }

func approve(c *kernel.Ctx, s *Seal) error {
	if string(s.Applied) == c.Actor.ID && !c.Actor.System {
		return kernel.Errorf(kernel.Forbidden, "不能批准自己申领的印章")
	}
	s.Approved = c.Actor.Name
	h, err := of(c)
	if err != nil {
		return err
	}
	return h.trial(c, s)
}

func checkUsers(c *kernel.Ctx, s *Seal) error {
	for _, id := range s.Users {
		if err := fit(c, s, id, &Row.Users); err != nil {
			return err
		}
	}
	return nil
}

func give(c *kernel.Ctx, s *Seal) error {
	if s.Taker == s.Keeper {
		return kernel.FieldError(&Row.Taker, "接管人就是现在的保管人")
	}
	return fit(c, s, s.Taker, &Row.Taker)
}

func take(_ *kernel.Ctx, s *Seal) error {
	s.Keeper, s.Users = s.Taker, nil
	return nil
}

func recall(_ *kernel.Ctx, s *Seal) error { s.Taker = ""; return nil }

// withdraw ends the certificates of a seal.
func withdraw(c *kernel.Ctx, s *Seal) error {
	s.Taker, s.Users = "", nil
	return revokeAll(c, s, "缴销印章")
}
