package account

import (
	"slices"
	"time"

	"anjian/base/agency"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Holding is that somebody fills a post besides the own one (任职): a second post, or in place of somebody who is away. The duties of the post
// are his from the first to the last day, and end by themselves.
type Holding struct {
	kernel.Base
	Title   string               `json:"title" label:"任职" ui:"fixed,list,search"`
	Account kernel.Ref[Account]  `json:"account" label:"任职人" among:"kind=regulator&status=active" rule:"required" ui:"list,filter,once"`
	Post    kernel.Ref[org.Post] `json:"post" label:"岗位" among:"status=active" rule:"required" ui:"list,filter,once"`
	Kind    HoldingKind          `json:"kind" label:"方式" rule:"required" ui:"list,filter,once"`
	Absent  kernel.Ref[Account]  `json:"absent" label:"被代理人" ui:"list,once" help:"代理时填写替谁。"`
	From    kernel.Date          `json:"held_from" label:"起始日期" rule:"required" ui:"list,filter,sort"`
	Until   kernel.Date          `json:"held_until" label:"截止日期" ui:"list,filter,sort" help:"代理必须有截止日期，最长一年；到期自行结束。"`
	Reason  string               `json:"reason" label:"事由" rule:"required,max=200" ui:"list,wide" help:"例如：局长外出学习，由副局长代理。"`
	Status  HoldingStatus        `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// HoldingKind is why somebody fills a post besides the own one.
type HoldingKind string

// The kinds of holdings.
const (
	Second HoldingKind = "second"
	Acting HoldingKind = "acting"
)

func (HoldingKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Acting, "代理"), kernel.Opt(Second, "兼任")}
}

// HoldingStatus is where a holding stands.
type HoldingStatus string

// The states of a holding.
const (
	Proposed HoldingStatus = "proposed"
	Held     HoldingStatus = "held"
	Refused  HoldingStatus = "refused"
	Ended    HoldingStatus = "ended"
)

func (HoldingStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Proposed, "待批准"), kernel.Opt(Held, "已批准"), kernel.Opt(Refused, "不批准"), kernel.Opt(Ended, "已结束")}
}

var hg = kernel.Row[Holding]()

// Holdings holds all second and acting posts. Rules refer back to it and are set in init.
var Holdings = &kernel.Resource[Holding]{
	Name: "account_holding", Label: "兼任与代理", Title: &hg.Title, Sort: "-held_from",
	Help: `一个人在自己的岗位之外兼任或代理别的岗位，在这里登记。

- 系统管理员点“新建”登记：谁、哪个岗位、替谁、从哪天到哪天、为什么；安全管理员“批准”后，从起始日期起取得岗位的角色，截止日期过后自行结束，也可以“提前结束”。
- 代理期间办的事，办理过程里写明“代理某岗位，替某人”。
- 岗位带哪些角色，由安全管理员在岗位页面“设定岗位角色”。只能代理同一地区的岗位，不能代理自己的岗位；系统管理员、安全管理员、审计员不能兼任、代理。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.System}, Can: "read create update export stop", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Security}, Can: "read approve refuse", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit, role.Leader}, Can: "read", Rows: kernel.Jurisdiction},
		{To: everyone, Can: "read", Rows: kernel.Mine(&hg.Account)},
		{To: []kernel.Role{role.System}, Can: "end", Rows: func(kernel.Actor) kernel.Cond { return kernel.None() }}, // by the platform alone
	},
	Settled: kernel.Settled{When: kernel.Not(&hg.Status, Proposed), Say: "已经审批，不能修改；请提前结束后重新登记"},
	Views: []kernel.View{
		{Name: "running", Label: "任期内", Query: "status=held"},
		{Name: "proposed", Label: "待批准", Query: "status=proposed"},
	},
}

func init() {
	Holdings.Flow = kernel.Flow[Holding, HoldingStatus]{
		On: &hg.Status, Start: Proposed,
		Steps: []kernel.Step[Holding, HoldingStatus]{
			{Name: "approve", Label: "批准", From: []HoldingStatus{Proposed}, To: Held, Todo: true, Tone: "primary", Do: sound},
			{Name: "refuse", Label: "不批准", From: []HoldingStatus{Proposed}, To: Refused, Opinion: true, Tone: "danger"},
			{Name: "stop", Label: "提前结束", From: []HoldingStatus{Proposed, Held}, To: Ended, Opinion: true, Tone: "danger"},
			{Name: "end", Label: "到期结束", From: []HoldingStatus{Held}, To: Ended},
		},
	}
	Holdings.Derive, Holdings.Rules = deriveHolding, holdingRules
}

// deriveHolding places a holding where its post is.
func deriveHolding(c *kernel.Ctx, h *Holding) error {
	if h.Post == "" || h.Account == "" {
		return nil
	}
	p, err := org.Posts.Get(c.AsSystem(), string(h.Post))
	if err != nil {
		return missing(err, &hg.Post, "没有这个岗位")
	}
	a, err := Accounts.Get(c.AsSystem(), string(h.Account))
	if err != nil {
		return missing(err, &hg.Account, "没有这个账号")
	}
	h.Region, h.Title = p.Region, a.Name+"（"+h.as(p)+"）"
	if h.Absent != "" {
		b, err := Accounts.Get(c.AsSystem(), string(h.Absent))
		if err != nil {
			return missing(err, &hg.Absent, "没有这个账号")
		}
		h.Title = a.Name + "（" + h.as(p) + "，替" + b.Name + "）"
	}
	return nil
}

// as says what the holder is, for the trail.
func (h *Holding) as(p *org.Post) string { return kernel.LabelOf(h.Kind) + p.Name }

func holdingRules(c *kernel.Ctx, h, before *Holding) error {
	switch {
	case h.Until != "" && h.Until < h.From:
		return kernel.FieldError(&hg.Until, "截止日期不能早于起始日期")
	case h.Kind == Acting && h.Until == "":
		return kernel.FieldError(&hg.Until, "代理应填截止日期")
	case h.Kind == Acting && h.From.DaysUntil(h.Until) > 366:
		return kernel.FieldError(&hg.Until, "代理最长一年")
	case h.Kind == Acting && h.Absent == "":
		return kernel.FieldError(&hg.Absent, "请选择被代理人")
	case h.Account == h.Absent:
		return kernel.FieldError(&hg.Absent, "不能代理自己")
	case before == nil:
		return sound(c, h)
	}
	return nil
}

// sound checks that the account may fill the post at all: when it is proposed, and again when it is approved.
func sound(c *kernel.Ctx, h *Holding) error {
	a, err := Accounts.Get(c.AsSystem(), string(h.Account))
	if err != nil {
		return err
	}
	p, err := org.Posts.Get(c.AsSystem(), string(h.Post))
	if err != nil {
		return err
	}
	switch {
	case !c.Actor.System && a.ID == c.Actor.ID:
		return kernel.Errorf(kernel.Forbidden, "不能给自己登记或批准兼任、代理")
	case a.Kind != Regulator || a.Status != Active:
		return kernel.FieldError(&hg.Account, "只有正常的监管部门账号可以兼任、代理岗位")
	case slices.ContainsFunc(slices.Concat(a.Roles, a.Asked), guards):
		return kernel.FieldError(&hg.Account, "系统管理员、安全管理员、审计员不能兼任、代理其他岗位")
	case a.Region != p.Region:
		return kernel.FieldError(&hg.Post, "岗位不在任职人的属地")
	case !c.Actor.System && !region.Within(p.Region, c.Actor.Region):
		return kernel.Errorf(kernel.Forbidden, "岗位超出您的管理范围")
	case p.Status != org.Active:
		return kernel.FieldError(&hg.Post, "岗位已撤销")
	case a.Post == h.Post:
		return kernel.FieldError(&hg.Post, "这是任职人自己的岗位")
	}
	return nil
}

// expire ends the holdings whose last day is over. Rights end with the day, whether or not this has run.
var expire = &kernel.Task[struct{}]{Name: "account.expire", Every: time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	list, err := Holdings.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&hg.Status, Held), kernel.Before(&hg.Until, c.Today()), kernel.Above(&hg.Until, "")), Sort: "id", Limit: -1})
	for _, h := range list {
		if _, err := Holdings.Do(c, h.ID, 0, "end", &Holding{}, "任期届满"); err != nil && kernel.CodeOf(err) != kernel.Conflict {
			return err
		}
	}
	return err
}}

// touched is the hook that makes effective at once what changes rights without writing the account: a post filled, the duties of a post, a
// contract of an agency.
func (s *Sessions) touched(c *kernel.Ctx, w *kernel.Write) error {
	ids, err := bearers(c, w)
	for _, id := range ids {
		s.forget(id, settling)
		if err := announce(c, id); err != nil {
			return err
		}
	}
	return err
}

func bearers(c *kernel.Ctx, w *kernel.Write) (ids []string, err error) {
	switch after := w.After.(type) {
	case *Holding:
		return []string{string(after.Account)}, nil
	case *org.Post:
		if w.Verb == "create" {
			return nil, nil
		}
		list, err := Holdings.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&hg.Post, kernel.Ref[org.Post](after.ID)), Sort: "id", Limit: -1})
		for _, h := range list {
			ids = append(ids, string(h.Account))
		}
		return ids, err
	case *agency.Project:
		if w.Verb == "create" {
			return nil, nil
		}
		err = Accounts.Each(c.AsSystem(), kernel.Query{Where: kernel.Eq(&Row.Agency, after.Agency), Sort: "id", Limit: -1, Cols: []string{"id"}},
			func(a *Account) error { ids = append(ids, a.ID); return nil })
	}
	return ids, err
}
