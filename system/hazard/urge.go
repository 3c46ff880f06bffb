package hazard

import (
	"cmp"
	"fmt"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Urge is a reminder of an authority to an enterprise that has not checked itself for too long (自查督促). The next self-check settles it by itself.
type Urge struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Title      string                            `json:"title" label:"督促内容" rule:"required,max=300" ui:"list,once,wide"`
	LastOn     kernel.Date                       `json:"last_on" label:"最近自查" ui:"fixed,list"`
	SentOn     kernel.Date                       `json:"sent_on" label:"督促日期" ui:"fixed,list,sort"`
	Sender     string                            `json:"sender" label:"督促人" ui:"fixed"`
	DueOn      kernel.Date                       `json:"due_on" label:"完成期限" ui:"list,once" help:"不填为7天。"`
	DoneOn     kernel.Date                       `json:"done_on" label:"自查日期" ui:"fixed"`
	Checkup    kernel.Ref[Check]                 `json:"checkup" label:"自查记录" ui:"fixed"`
	Status     UrgeStatus                        `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// UrgeStatus is whether the enterprise has checked itself since.
type UrgeStatus string

const (
	Urged     UrgeStatus = "urged"
	Heeded    UrgeStatus = "heeded"
	Withdrawn UrgeStatus = "withdrawn"
)

func (UrgeStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Urged, "待自查"), kernel.Opt(Heeded, "已自查"), kernel.Opt(Withdrawn, "已撤回")}
}

// UrgeRow names the columns of Urge in conditions.
var UrgeRow = kernel.Row[Urge]()

// Urges holds all urges. Its rules refer back to it and are set in init.
var Urges = &kernel.Resource[Urge]{
	Name: "hazard_urge", Label: "自查督促",
	Help: `监管部门督促长期没有自查的企业。在“长期未自查”里可以一次督促一批。

企业收到后按清单自查一次，提交检查记录即自动办结；到期还没有自查的列为逾期。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety, role.Worker}, Can: "read", Rows: kernel.Own(&UrgeRow.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&UrgeRow.Enterprise)},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create withdraw", Rows: enterprise.Of(&UrgeRow.Enterprise)},
		{To: []kernel.Role{role.System}, Can: "heed", Rows: func(kernel.Actor) kernel.Cond { return kernel.None() }}, // by the platform alone
	},
	Flow: kernel.Flow[Urge, UrgeStatus]{
		On: &UrgeRow.Status, Start: Urged,
		Steps: []kernel.Step[Urge, UrgeStatus]{
			{Name: "heed", Label: "已自查", From: []UrgeStatus{Urged}, To: Heeded, Ask: []any{&UrgeRow.Checkup, &UrgeRow.DoneOn}},
			{Name: "withdraw", Label: "撤回", From: []UrgeStatus{Urged}, To: Withdrawn, Opinion: true},
		},
	},
	Derive: func(c *kernel.Ctx, u *Urge) error {
		if u.Rev > 0 || u.Enterprise == "" {
			return nil
		}
		e, err := owner(c, u.Enterprise)
		if err != nil {
			return err
		}
		last, err := lastChecks(c, []*enterprise.Enterprise{e})
		if err != nil {
			return err
		}
		u.Region, u.LastOn, u.SentOn, u.Sender = e.Region, last[e.ID], c.Today(), c.Actor.Name
		u.DueOn = cmp.Or(u.DueOn, c.Today().AddDays(ordinaryTerm))
		u.Title = cmp.Or(u.Title, fmt.Sprintf("贵单位%s，请于%s前按排查清单自查并提交记录", since(u.LastOn), string(u.DueOn)))
		return nil
	},
	Due: func(u *Urge) kernel.Limit {
		if u.Status != Urged {
			return kernel.Limit{}
		}
		return kernel.Limit{On: u.DueOn, Warn: 2, Who: "企业", What: "自查"}
	},
	Views: []kernel.View{{Name: "urged", Label: "待自查", Query: "status=urged"}, {Name: "late", Label: "逾期", Query: "late=true"}},
}

func since(last kernel.Date) string {
	if last == "" {
		return "还没有自查过"
	}
	return "自" + string(last) + "以后没有自查"
}

func init() {
	Urges.Rules = func(c *kernel.Ctx, u, before *Urge) error {
		if before != nil {
			return nil
		}
		if u.DueOn < c.Today() {
			return kernel.FieldError(&UrgeRow.DueOn, "完成期限不能早于今天")
		}
		n, err := Urges.Count(c.AsSystem(), kernel.And(kernel.Eq(&UrgeRow.Enterprise, u.Enterprise), kernel.Eq(&UrgeRow.Status, Urged), kernel.Not(&UrgeRow.ID, u.ID)))
		if err == nil && n > 0 {
			err = kernel.Errorf(kernel.Conflict, "已经督促过该企业，正等它自查")
		}
		return err
	}
}

// heed settles what an enterprise was urged to as soon as it has checked itself.
func heed(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Checks.Meta() || w.Verb != "create" {
		return nil
	}
	k := w.After.(*Check)
	if k.Side != ByEnterprise {
		return nil
	}
	open, err := Urges.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&UrgeRow.Enterprise, k.Enterprise), kernel.Eq(&UrgeRow.Status, Urged))})
	for _, u := range open {
		if k.CheckedOn < u.SentOn { // a check of before that arrives late
			continue
		}
		if _, err := Urges.Do(c.AsSystem(), u.ID, u.Rev, "heed", &Urge{Checkup: kernel.Ref[Check](k.ID), DoneOn: k.CheckedOn}, ""); err != nil {
			return err
		}
	}
	return err
}

// UrgeAll says whom to urge: the silent enterprises of a region and trade, as Silent lists them.
type UrgeAll struct {
	Region kernel.Region    `json:"region"`
	Trade  enterprise.Trade `json:"trade"`
	Days   int              `json:"days"`
	DueOn  kernel.Date      `json:"due_on"`
	Title  string           `json:"title"`
}

// UrgeCount is how many were urged, and whether more are left.
type UrgeCount struct {
	Sent int  `json:"sent"`
	More bool `json:"more"`
}

// urgeLimit is how many enterprises one request urges.
const urgeLimit = 500

// UrgeSilent urges the silent enterprises that have not been urged yet, all or none of a batch.
func UrgeSilent(c *kernel.Ctx, q *UrgeAll) (*UrgeCount, error) {
	ask := &SilenceQuery{Region: cmp.Or(q.Region, c.Actor.Region), Trade: q.Trade, Days: q.Days}
	where, _, err := silent(c, ask)
	if err != nil {
		return nil, err
	}
	where = kernel.And(where, kernel.Except(kernel.Cond{Op: "query", Col: "id", SQL: "SELECT enterprise FROM hazard_urge WHERE status = ?", Args: []any{Urged}}))
	out := &UrgeCount{}
	err = c.Tx(func(c *kernel.Ctx) error {
		list, err := enterprise.Enterprises.List(c, kernel.Query{Where: where, Sort: "id", Limit: urgeLimit + 1, Cols: []string{"id"}})
		if err != nil {
			return err
		}
		if out.More = len(list) > urgeLimit; out.More {
			list = list[:urgeLimit]
		}
		for _, e := range list {
			u := &Urge{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), DueOn: q.DueOn, Title: q.Title}
			if err := Urges.Create(c, u); err != nil {
				return err
			}
		}
		out.Sent = len(list)
		return nil
	})
	return out, err
}
