package monitor

import (
	"cmp"
	"slices"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/system/majorhazard"
)

// Policy says how grave which alarm is and who is told of it when (预警规则): a list that a bureau decides on. No uniform national
// figures exist, so all of it is data; without a policy of its own a region has the one of the region above, at last the platform's.
type Policy struct {
	kernel.Base
	Name    string    `json:"name" label:"名称" rule:"required,max=60" ui:"list,search"`
	Grading []Grading `json:"grading" label:"报警定级" rule:"max=40" help:"从上往下，取第一条符合的。"`
	Many    int       `json:"many" label:"多点升橙色" rule:"min=0,top=100" help:"同一重大危险源同时有几个高高报（低低报）升为橙色，0为不升。"`
	Grave   int       `json:"grave" label:"多参数升红色" rule:"min=0,top=100" help:"一级、二级重大危险源同时有几种参数高高报（低低报）升为红色，0为不升。"`
	Ladder  []Rung    `json:"ladder" label:"逐级推送" rule:"max=60" help:"每个级别从报警（或升到该级别）算起，多少分钟后通知谁。新建时定级和推送都不填，就先照抄平台默认，保存以后再改。"`
	Off     bool      `json:"is_off" label:"停用" ui:"list,filter"`
}

// Grading is the grade of alarms of a cause, and of a kind of point if it names one.
type Grading struct {
	Cause Cause `json:"cause" label:"报警类型" rule:"required"`
	Kind  Kind  `json:"kind" label:"监测类型"`
	Grade Grade `json:"grade" label:"预警级别" rule:"required"`
}

// Rung is one telling: after so many minutes in a grade, unless somebody has acted, and whether the grade rises with it.
type Rung struct {
	Grade  Grade  `json:"grade" label:"预警级别" rule:"required"`
	After  int    `json:"after" label:"多少分钟后" rule:"min=0,top=10080"`
	Unless Unless `json:"unless" label:"条件" rule:"required"`
	To     Level  `json:"to" label:"通知" rule:"required"`
	Duty   Duty   `json:"duty" label:"对象" help:"企业的不选，通知安全管理员。"`
	Rises  Grade  `json:"rises_to" label:"同时升为"`
}

var po = kernel.Row[Policy]()

// Policies holds the policies.
var Policies = &kernel.Resource[Policy]{
	Name: "monitor_policy", Label: "预警规则",
	Help: `哪种报警定什么级别，多少分钟没有确认、没有处置时通知到哪一级，都在这里定。本地区没有定的用上级的，上级也没有的用平台默认：高低报蓝色，高高低低报黄色，气体高高报橙色；蓝色30分钟未处置升黄色，黄色通知县级、60分钟未处置报县级负责人、120分钟升橙色，橙色通知市级，红色立即报省级。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Leader}, Can: "read create update export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Clerk, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: func(_ *kernel.Ctx, p *Policy) error {
		if p.Rev == 0 && len(p.Ladder)+len(p.Grading)+p.Many+p.Grave == 0 { // one begins with what holds without it
			p.Grading, p.Many, p.Grave, p.Ladder = usual.Grading, usual.Many, usual.Grave, usual.Ladder
		}
		return nil
	},
	Rules: func(_ *kernel.Ctx, p, _ *Policy) error {
		for i, r := range p.Ladder {
			if r.To != AtFirm && r.Duty == "" {
				return kernel.FieldError(&po.Ladder, "第%d行没有写明通知监管人员还是负责人", i+1)
			}
			if r.Rises != "" && r.Rises.rank() <= r.Grade.rank() {
				return kernel.FieldError(&po.Ladder, "第%d行：只能升为更高的级别", i+1)
			}
		}
		return nil
	},
}

var (
	staff   = Duty(role.Regulator)
	leaders = Duty(role.Leader)
)

// usual is the policy of regions that have not decided on one.
var usual = &Policy{
	Many: 2, Grave: 2,
	Grading: []Grading{{HH, Comb, Orange}, {HH, Toxi, Orange}, {HH, Meth, Orange}, {HH, "", Yellow}, {LL, "", Yellow}, {FAULT, "", Blue}},
	Ladder: []Rung{
		{Blue, 0, Always, AtFirm, "", ""},
		{Blue, 10, UnlessSeen, AtFirm, "", ""},
		{Blue, 30, UnlessActed, AtFirm, "", Yellow},
		{Yellow, 0, Always, AtFirm, "", ""},
		{Yellow, 0, Always, AtCounty, staff, ""},
		{Yellow, 60, UnlessActed, AtCounty, leaders, ""},
		{Yellow, 120, UnlessActed, AtCounty, leaders, Orange},
		{Orange, 0, Always, AtFirm, "", ""},
		{Orange, 0, Always, AtCounty, staff, ""},
		{Orange, 0, Always, AtCity, staff, ""},
		{Orange, 120, UnlessActed, AtCity, leaders, ""},
		{Red, 0, Always, AtFirm, "", ""},
		{Red, 0, Always, AtCounty, leaders, ""},
		{Red, 0, Always, AtCity, leaders, ""},
		{Red, 0, Always, AtProvince, leaders, ""},
		{Red, 0, Always, AtProvince, staff, ""},
	},
}

// policyOf is the policy that holds in a region.
func policyOf(c *kernel.Ctx, r kernel.Region) (*Policy, error) {
	above := []kernel.Region{kernel.Country}
	for n := 2; n <= len(r); n++ {
		above = append(above, r[:n])
	}
	list, err := Policies.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&po.Off, false), kernel.In(&po.Region, above...)), Sort: "id"})
	if err != nil || len(list) == 0 {
		return usual, err
	}
	return slices.MaxFunc(list, func(a, b *Policy) int { return cmp.Compare(len(a.Region), len(b.Region)) }), nil
}

// rungs are those of a grade, in the order of time.
func (p *Policy) rungs(g Grade) (out []Rung) {
	for _, r := range p.Ladder {
		if r.Grade == g {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Rung) int { return cmp.Compare(a.After, b.After) })
	return out
}

// first is the grade of a single alarm.
func (p *Policy) first(k Cause, kind Kind) Grade {
	for _, g := range p.Grading {
		if g.Cause == k && (g.Kind == "" || g.Kind == kind) {
			return g.Grade
		}
	}
	return Blue
}

// grade is how grave a new alarm is, with what else is wrong at the same installation.
func (p *Policy) grade(c *kernel.Ctx, a *Alarm) (Grade, error) {
	g := p.first(a.Cause, a.Kind)
	if a.Cause != HH && a.Cause != LL || a.Hazard == "" {
		return g, nil
	}
	others, err := Alarms.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&al.Hazard, a.Hazard), kernel.In(&al.Cause, HH, LL), kernel.In(&al.Status, open...), kernel.Eq(&al.Active, true), kernel.Not(&al.ID, a.ID)), Limit: 100, Sort: "id"})
	if err != nil {
		return g, err
	}
	kinds := map[Kind]bool{a.Kind: true}
	for _, o := range others {
		kinds[o.Kind] = true
	}
	if p.Many > 0 && len(others)+1 >= p.Many && g.rank() < Orange.rank() {
		g = Orange
	}
	if p.Grave > 0 && len(kinds) >= p.Grave {
		unit, err := majorhazard.Installations.First(c, kernel.ByID(string(a.Hazard)))
		if err != nil {
			return g, err
		}
		if unit != nil && (unit.Grade == majorhazard.First || unit.Grade == majorhazard.Second) {
			g = Red
		}
	}
	return g, nil
}
