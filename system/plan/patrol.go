package plan

import (
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Patrol is a round of patrol of lower governments and departments (安全生产巡查): teams, periods, and one PatrolUnit for each that is visited.
// A single supervision visit is a hazard_oversight; a round binds many of them to teams and ends with a report.
type Patrol struct {
	kernel.Base
	Title   string       `json:"title" label:"名称" rule:"required,max=120" ui:"list,search" help:"例如2026年第一轮安全生产巡查。"`
	From    kernel.Date  `json:"period_from" label:"开始日期" rule:"required" ui:"list,filter,sort"`
	To      kernel.Date  `json:"period_to" label:"结束日期" rule:"required" ui:"list"`
	Basis   string       `json:"basis" label:"依据" rule:"max=1000" ui:"long,wide"`
	Content string       `json:"content" label:"巡查内容" rule:"required,max=4000" ui:"long,wide"`
	Teams   []PatrolTeam `json:"teams" label:"巡查组" rule:"required,max=50"`
	Papers  kernel.Files `json:"papers" label:"巡查方案" rule:"max=10"`
	Found   int          `json:"found" label:"问题" unit:"个" ui:"fixed,list"`
	Report  string       `json:"report" label:"巡查报告" rule:"max=20000" ui:"fixed,long,wide"`
	Status  PatrolStatus `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// PatrolTeam is one team of a round.
type PatrolTeam struct {
	Name    string `json:"name" label:"组别" rule:"required,max=40"`
	Leader  string `json:"leader" label:"组长" rule:"required,max=40"`
	Members string `json:"members" label:"成员" rule:"max=300"`
}

// PatrolStatus is where a round stands.
type PatrolStatus string

// The states of a round.
const (
	Arranged PatrolStatus = "draft"
	OnPatrol PatrolStatus = "running"
	Reported PatrolStatus = "reported"
)

func (PatrolStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Arranged, "准备中"), kernel.Opt(OnPatrol, "巡查中"), kernel.Opt(Reported, "已报告")}
}

var pt = kernel.Row[Patrol]()

// Patrols holds all rounds.
var Patrols = &kernel.Resource[Patrol]{
	Name: "plan_patrol", Label: "巡查",
	Help: `对下级政府和本级部门的安全生产巡查，一轮一条。

1. 点“新建”，定时间、内容和巡查组，点“进驻”。
2. 给每个被巡查单位建一条“被巡查单位”，写明问题，反馈给对方并定整改期限。
3. 对方反馈整改，巡查组逐项复查，没改到位的退回。
4. 全部反馈后点“报告”，巡查报告连同问题清单可打印。`,
	Sort: "-period_from",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: func(a kernel.Actor) kernel.Cond { return kernel.Eq(&pt.Region, a.Region) }},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "create begin", Rows: func(a kernel.Actor) kernel.Cond { return kernel.Eq(&pt.Region, a.Region) }},
		{To: enforcers, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Eq(&pt.Region, a.Region), kernel.In(&pt.Status, Arranged, OnPatrol))
		}},
		{To: leaders, Can: "report", Rows: func(a kernel.Actor) kernel.Cond { return kernel.Eq(&pt.Region, a.Region) }},
	},
	Due: func(p *Patrol) kernel.Limit {
		if p.Status != OnPatrol {
			return kernel.Limit{}
		}
		return kernel.Limit{On: p.To, Warn: 5, Who: "巡查组", What: "完成巡查并报告"}
	},
	Views: []kernel.View{{Name: "running", Label: "巡查中", Query: "status=running"}},
}

// PatrolUnit is one government or department that a round visits (被巡查单位). Its region is the government visited.
type PatrolUnit struct {
	kernel.Base
	Patrol     kernel.Ref[Patrol] `json:"patrol" label:"巡查" among:"status=running" rule:"required" ui:"list,filter,once"`
	Department string             `json:"department" label:"被巡查部门" rule:"max=80" ui:"list,search" help:"巡查下级政府的不填；巡查部门的填部门名称。"`
	Team       string             `json:"team" label:"巡查组" rule:"required,max=40" ui:"list"`
	VisitedOn  kernel.Date        `json:"visited_on" label:"进驻日期" rule:"required" ui:"list,filter,sort"`
	Problems   []Problem          `json:"problems" label:"问题清单" rule:"max=200"`
	Open       int                `json:"open_problems" label:"未改完" unit:"个" ui:"fixed,list"`
	DueOn      kernel.Date        `json:"due_on" label:"整改期限" ui:"list,filter"`
	Reply      string             `json:"reply" label:"整改反馈" rule:"max=5000" ui:"fixed,long,wide"`
	Proof      kernel.Files       `json:"proof" label:"整改佐证" rule:"max=50" ui:"fixed"`
	RepliedOn  kernel.Date        `json:"replied_on" label:"反馈日期" ui:"fixed"`
	ClosedOn   kernel.Date        `json:"closed_on" label:"办结日期" ui:"fixed"`
	Returned   int                `json:"returned" label:"退回次数" ui:"fixed"`
	By         kernel.Region      `json:"by_region" label:"巡查方" ui:"fixed,filter"`
	Status     UnitStatus         `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Problem is one finding of a patrol.
type Problem struct {
	Content string  `json:"content" label:"问题" rule:"required,max=1000"`
	Basis   string  `json:"basis" label:"依据" rule:"max=300"`
	Whose   string  `json:"whose" label:"责任单位" rule:"max=80"`
	Recheck Recheck `json:"recheck" label:"复查结果"`
	Note    string  `json:"note" label:"复查说明" rule:"max=500"`
}

// Recheck is how a problem stands when it is looked at again (复查).
type Recheck string

// The results of a re-check.
const (
	Settled   Recheck = "settled"
	Unsettled Recheck = "unsettled"
)

func (Recheck) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Settled, "已改到位"), kernel.Opt(Unsettled, "未改到位")}
}

// UnitStatus is where the work with one unit stands.
type UnitStatus string

// The states of a unit.
const (
	Visiting UnitStatus = "visiting"
	Handed   UnitStatus = "handed"
	Answered UnitStatus = "answered"
	Cleared  UnitStatus = "closed"
)

func (UnitStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Visiting, "巡查中"), kernel.Opt(Handed, "待整改反馈"), kernel.Opt(Answered, "待复查"), kernel.Opt(Cleared, "已办结")}
}

var pu = kernel.Row[PatrolUnit]()

func byUs(a kernel.Actor) kernel.Cond { return kernel.Eq(&pu.By, a.Region) }

// PatrolUnits holds all units of all rounds.
var PatrolUnits = &kernel.Resource[PatrolUnit]{
	Name: "plan_patrol_unit", Label: "被巡查单位", Title: &pu.Team,
	Help: "一个被巡查的地方政府或部门。巡查组写明问题后“反馈问题”；对方负责人“整改反馈”；巡查组在问题清单里逐项填复查结果，全部改到位后“办结”，否则“退回”。",
	Sort: "-visited_on",
	Access: kernel.Access{
		{To: enforcers, Can: "read create hand close back export", Rows: byUs},
		{To: enforcers, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(byUs(a), kernel.In(&pu.Status, Visiting, Answered))
		}},
		{To: role.Government, Can: "read export", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Not(&pu.Status, Visiting))
		}},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: leaders, Can: "answer", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Eq(&pu.Region, a.Region), kernel.Not(&pu.Status, Visiting))
		}},
	},
	Due: func(u *PatrolUnit) kernel.Limit {
		switch u.Status {
		case Handed:
			return kernel.Limit{On: u.DueOn, Warn: 5, Who: "被巡查单位", What: "反馈整改"}
		case Answered:
			return kernel.Limit{On: u.RepliedOn.AddDays(15), Warn: 5, Who: "巡查组", What: "复查整改"}
		}
		return kernel.Limit{}
	},
	Views: []kernel.View{{Name: "handed", Label: "待整改反馈", Query: "status=handed"}, {Name: "answered", Label: "待复查", Query: "status=answered"}},
}

func init() {
	Patrols.Flow = kernel.Flow[Patrol, PatrolStatus]{On: &pt.Status, Start: Arranged, Steps: []kernel.Step[Patrol, PatrolStatus]{
		{Name: "begin", Label: "进驻", From: []PatrolStatus{Arranged}, To: OnPatrol, Todo: true, Tone: "primary"},
		{Name: "report", Label: "报告", From: []PatrolStatus{OnPatrol}, To: Reported, Ask: []any{&pt.Report}, Todo: true, Tone: "primary", Do: reportPatrol},
	}}
	Patrols.Rules = func(_ *kernel.Ctx, p, _ *Patrol) error {
		if p.To < p.From {
			return kernel.FieldError(&pt.To, "结束日期不能早于开始日期")
		}
		return nil
	}
	PatrolUnits.Flow = kernel.Flow[PatrolUnit, UnitStatus]{On: &pu.Status, Start: Visiting, Steps: []kernel.Step[PatrolUnit, UnitStatus]{
		{Name: "hand", Label: "反馈问题", From: []UnitStatus{Visiting}, May: []any{&pu.DueOn}, Todo: true, Tone: "primary", Next: hand, Help: "有问题的给出整改期限；没有问题的直接办结。"},
		{Name: "answer", Label: "整改反馈", From: []UnitStatus{Handed}, To: Answered, Ask: []any{&pu.Reply}, May: []any{&pu.Proof}, Todo: true, Tone: "primary",
			Do: func(c *kernel.Ctx, u *PatrolUnit) error { u.RepliedOn = c.Today(); return nil }},
		{Name: "close", Label: "办结", From: []UnitStatus{Answered}, To: Cleared, Todo: true, Tone: "primary", Do: clearUnit},
		{Name: "back", Label: "退回", From: []UnitStatus{Answered}, To: Handed, Ask: []any{&pu.DueOn}, Opinion: true, Do: func(c *kernel.Ctx, u *PatrolUnit) error {
			if u.DueOn < c.Today() {
				return kernel.FieldError(&pu.DueOn, "新的期限不能早于今天")
			}
			u.Returned++
			return nil
		}},
	}}
	PatrolUnits.Derive = func(c *kernel.Ctx, u *PatrolUnit) error {
		u.Open = 0
		for _, p := range u.Problems {
			if p.Recheck != Settled {
				u.Open++
			}
		}
		if u.Rev > 0 {
			return nil
		}
		p, err := Patrols.First(c.AsSystem(), kernel.ByID(string(u.Patrol)))
		if err == nil && p != nil {
			u.By = p.Region
		}
		return err
	}
	PatrolUnits.Rules = func(c *kernel.Ctx, u, before *PatrolUnit) error {
		switch {
		case u.VisitedOn > c.Today():
			return kernel.FieldError(&pu.VisitedOn, "进驻日期不能晚于今天")
		case !region.Within(u.Region, u.By):
			return kernel.FieldError(&pu.Region, "应为本地区或下级地区")
		case u.Region == u.By && u.Department == "":
			return kernel.FieldError(&pu.Department, "巡查本级的，请填写部门；巡查下级政府的，请选择下级地区")
		case before != nil:
			return nil
		}
		p, err := Patrols.First(c, kernel.ByID(string(u.Patrol)))
		switch {
		case err != nil:
			return err
		case p == nil || p.Status != OnPatrol:
			return kernel.FieldError(&pu.Patrol, "应选正在巡查的一轮")
		}
		for _, t := range p.Teams {
			if t.Name == u.Team {
				return nil
			}
		}
		return kernel.FieldError(&pu.Team, "这一轮没有该巡查组")
	}
}

// hand gives the problems to the unit; without one there is nothing to answer.
func hand(c *kernel.Ctx, u *PatrolUnit) (UnitStatus, error) {
	if len(u.Problems) == 0 {
		u.ClosedOn = c.Today()
		return Cleared, nil
	}
	if u.DueOn < c.Today() {
		return "", kernel.FieldError(&pu.DueOn, "发现问题的，请给出整改期限，且不早于今天")
	}
	return Handed, nil
}

func clearUnit(c *kernel.Ctx, u *PatrolUnit) error {
	if u.Open > 0 {
		return kernel.Errorf(kernel.Conflict, "还有%d个问题没有复查为“已改到位”", u.Open)
	}
	u.ClosedOn = c.Today()
	return nil
}

// reportPatrol ends a round once every unit has heard its problems.
func reportPatrol(c *kernel.Ctx, p *Patrol) error {
	list, err := PatrolUnits.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&pu.Patrol, kernel.Ref[Patrol](p.ID)), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return kernel.Errorf(kernel.Conflict, "这一轮还没有被巡查单位")
	}
	p.Found = 0
	for _, u := range list {
		if u.Status == Visiting {
			return kernel.Errorf(kernel.Conflict, "还有单位没有反馈问题")
		}
		p.Found += len(u.Problems)
	}
	return nil
}
