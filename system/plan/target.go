package plan

import (
	"time"

	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Target is one visit that a plan asks for (计划检查对象): an enterprise, a month, the officers. An inspection closes it, see Visited.
type Target struct {
	kernel.Base
	Plan        kernel.Ref[Plan]                  `json:"plan" label:"计划" among:"status=draft" rule:"required" ui:"list,filter,once"`
	Enterprise  kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Title       string                            `json:"title" label:"企业名称" rule:"max=200" ui:"fixed,hidden"`
	Trade       enterprise.Trade                  `json:"trade" label:"监管分类" ui:"fixed,list,filter"`
	Month       string                            `json:"visit_month" label:"检查月份" rule:"required,max=7" ui:"list,filter,sort" help:"例如 2026-05。"`
	Class       Class                             `json:"class" label:"检查类别" rule:"required" ui:"list,filter"`
	Level       enterprise.Level                  `json:"level" label:"执法层级" ui:"fixed,list,filter" help:"一家企业对应一个执法层级。"`
	Officers    []kernel.Ref[officer.Officer]     `json:"officers" label:"检查人员" rule:"max=20" help:"不少于两名持证人员；也可以检查时再定。"`
	Why         string                            `json:"why" label:"选取理由" rule:"max=500" ui:"wide"`
	Conflict    string                            `json:"overlap" label:"与其他计划" ui:"fixed,wide" help:"同一企业在同一时期列入其他计划，或者执法层级不符。"`
	Conflicting bool                              `json:"conflicting" label:"有冲突" ui:"fixed,filter"`
	Merged      kernel.Ref[Target]                `json:"merged" label:"合并到" ui:"fixed,filter" help:"与另一计划的检查合并进行，随它完成。"`
	Draw        kernel.Ref[Draw]                  `json:"draw" label:"双随机抽取" ui:"fixed,filter"`
	VisitedOn   kernel.Date                       `json:"visited_on" label:"检查日期" ui:"fixed,list,filter,sort"`
	DoneOn      kernel.Date                       `json:"done_on" label:"办结日期" ui:"fixed,filter"`
	Days        float64                           `json:"days" label:"用时" unit:"天" rule:"min=0,top=60" ui:"fixed"`
	Inspection  string                            `json:"inspection" label:"检查记录" ui:"fixed,hidden"`
	Outcome     string                            `json:"outcome" label:"检查结果" rule:"max=1000" ui:"fixed,long,wide"`
	PublishBy   kernel.Date                       `json:"publish_by" label:"公示期限" ui:"fixed" help:"检查办结后20个工作日内（国办发〔2018〕118号）。"`
	PublishedOn kernel.Date                       `json:"published_on" label:"公示日期" ui:"fixed,filter,sort"`
	DroppedFor  string                            `json:"dropped_for" label:"取消原因" rule:"max=500" ui:"fixed,wide"`
	DueOn       kernel.Date                       `json:"due_on" label:"应检日期" ui:"fixed,filter"`
	Key         string                            `json:"target_key" label:"键" rule:"unique" ui:"fixed,hidden"`
	Status      TargetStatus                      `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Class is whether a check was planned by name or drawn.
type Class string

// The classes of checks.
const (
	KeyCheck Class = "key"
	General  Class = "general"
)

func (Class) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(KeyCheck, "重点检查"), kernel.Opt(General, "一般检查")}
}

// TargetStatus is where a visit stands.
type TargetStatus string

// The states of a target.
const (
	Planned   TargetStatus = "planned"
	Seen      TargetStatus = "visited"
	Done      TargetStatus = "done"
	Published TargetStatus = "published"
	Dropped   TargetStatus = "dropped"
)

func (TargetStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Planned, "待检查"), kernel.Opt(Seen, "已检查"), kernel.Opt(Done, "已办结"), kernel.Opt(Published, "已公示"), kernel.Opt(Dropped, "已取消")}
}

// TargetRow names the columns of Target in conditions.
var TargetRow = kernel.Row[Target]()
var tg = TargetRow

// publishDays is within how many working days after a check its result is published.
const publishDays = 20

// Targets holds all targets.
var Targets = &kernel.Resource[Target]{
	Name: "plan_target", Label: "计划检查对象", Stays: true, Title: &tg.Title,
	Help: `计划里要检查的企业，一行是一次检查。

计划批准后，检查这家企业时选择对应的计划对象，检查记录完成后这里自动变为“已检查”“已办结”。没有用平台检查记录的，点“登记检查”。
办结后20个工作日内公示结果。批准后的增减通过计划的“申请调整”进行。`,
	Sort: "visit_month",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&tg.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "create import", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&tg.Status, Planned))
		}},
		// Once a plan was handed in, what it holds changes by an adjustment, which stays visible.
		{To: enforcers, Can: "delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&tg.Status, Planned), kernel.Via(&tg.Plan, Plans, kernel.Eq(&Row.Status, Draft)))
		}},
		{To: enforcers, Can: "visit finish publish merge split", Rows: kernel.Jurisdiction},
	},
	Due: func(t *Target) kernel.Limit {
		switch t.Status {
		case Planned:
			return kernel.Limit{On: t.DueOn, Warn: 10, Who: "执法机构", What: "按计划检查"}
		case Done:
			return kernel.Limit{On: t.PublishBy, Warn: 5, Who: "执法机构", What: "公示检查结果"}
		}
		return kernel.Limit{}
	},
	Views: []kernel.View{
		{Name: "planned", Label: "待检查", Query: "status=planned"},
		{Name: "late", Label: "逾期未检查", Query: "status=planned&late=true"},
		{Name: "visited", Label: "待办结", Query: "status=visited"},
		{Name: "done", Label: "待公示", Query: "status=done"},
		{Name: "conflicting", Label: "与其他计划冲突", Query: "status=planned&conflicting=true"},
	},
	Indexes: [][]any{{&tg.Plan, &tg.Month, &tg.Status}, {&tg.Enterprise, &tg.Month}},
}

func init() {
	Targets.Flow = kernel.Flow[Target, TargetStatus]{On: &tg.Status, Start: Planned, Steps: []kernel.Step[Target, TargetStatus]{
		{Name: "visit", Label: "登记检查", From: []TargetStatus{Planned}, To: Seen, Ask: []any{&tg.VisitedOn, &tg.Days}, May: []any{&tg.Outcome}, Tone: "primary", Todo: true, Do: visitByHand},
		{Name: "finish", Label: "办结", From: []TargetStatus{Seen}, To: Done, Ask: []any{&tg.Outcome}, Todo: true, Tone: "primary", Do: finish},
		{Name: "publish", Label: "公示结果", From: []TargetStatus{Done}, To: Published, May: []any{&tg.Outcome}, Todo: true, Tone: "primary", Do: func(c *kernel.Ctx, t *Target) error { t.PublishedOn = c.Today(); return nil },
			Help: "企业名称、检查日期、检查类别、结果在公开页面显示。"},
		{Name: "merge", Label: "合并检查", From: []TargetStatus{Planned}, Ask: []any{&tg.Merged}, Do: merge, Help: "与另一计划中同一企业的检查合并进行，一次检查两个计划都完成。"},
		{Name: "split", Label: "取消合并", From: []TargetStatus{Planned}, If: kernel.Not(&tg.Merged, ""), Do: func(_ *kernel.Ctx, t *Target) error { t.Merged = ""; return nil }},
	}, Moves: []kernel.Move[TargetStatus]{
		{From: []TargetStatus{Planned}, To: []TargetStatus{Seen, Done, Dropped}},
		{From: []TargetStatus{Seen}, To: []TargetStatus{Done}},
	}}
	Targets.Derive = deriveTarget
	Targets.Rules = targetRules
}

func deriveTarget(c *kernel.Ctx, t *Target) error {
	t.Key = string(t.Plan) + "/" + string(t.Enterprise) + "/" + t.Month
	if first, err := time.Parse("2006-01", t.Month); err == nil {
		t.DueOn = day(first.Year(), int(first.Month())+1, 0)
	}
	if t.Rev > 0 || t.Enterprise == "" || t.Level != "" { // a pick has filled it in
		return nil
	}
	e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(t.Enterprise)))
	if err != nil || e == nil {
		return err
	}
	p, err := Plans.First(c.AsSystem(), kernel.ByID(string(t.Plan)))
	if err != nil || p == nil {
		return err
	}
	return t.take(c, p, e)
}

// take fills in what follows from the plan and the enterprise.
func (t *Target) take(c *kernel.Ctx, p *Plan, e *enterprise.Enterprise) error {
	t.Region, t.Title, t.Trade, t.Level = e.Region, e.Name, e.Trade, levelOf(p)
	overlap, err := overlaps(c, p, []*enterprise.Enterprise{e})
	t.Conflict = overlap[e.ID]
	t.Conflicting = t.Conflict != ""
	return err
}

// levelOf is the enforcement level of a plan.
func levelOf(p *Plan) enterprise.Level {
	switch level(p.Region) {
	case region.ProvinceLevel, "":
		return enterprise.ByProvince
	case region.PrefectureLevel:
		return enterprise.ByCity
	case region.CountyLevel:
		return enterprise.ByCounty
	}
	return enterprise.ByTownship
}

func targetRules(c *kernel.Ctx, t, before *Target) error {
	if _, err := time.Parse("2006-01", t.Month); err != nil {
		return kernel.FieldError(&tg.Month, "检查月份应为年-月，例如 2026-05")
	}
	if before != nil && before.Plan == t.Plan && before.Month == t.Month && before.Class == t.Class {
		return team(c, t, before)
	}
	p, err := Plans.First(c.AsSystem(), kernel.ByID(string(t.Plan)))
	switch {
	case err != nil:
		return err
	case p == nil:
		return kernel.FieldError(&tg.Plan, "没有这个计划")
	case !c.Actor.System && !region.Within(p.Region, c.Actor.Region):
		return kernel.Errorf(kernel.Forbidden, "该计划超出您的权限范围")
	case !c.Actor.System && p.Status != Draft:
		return kernel.Errorf(kernel.Conflict, "计划为“%s”，增减检查对象请申请调整", kernel.LabelOf(p.Status))
	case t.Month < string(p.From[:7]) || t.Month > string(p.To[:7]):
		return kernel.FieldError(&tg.Month, "检查月份不在计划期间内")
	}
	if before == nil {
		e, err := enterprise.Enterprises.First(c, kernel.ByID(string(t.Enterprise)))
		switch {
		case err != nil:
			return err
		case e == nil:
			return kernel.FieldError(&tg.Enterprise, "没有这家企业，或不在您的权限范围内")
		case t.Draw == "" && e.Status != enterprise.Filed: // what was drawn stays drawn
			return kernel.FieldError(&tg.Enterprise, "该企业不在册")
		case !region.Within(e.Region, p.Region):
			return kernel.FieldError(&tg.Enterprise, "该企业不在计划的地区内")
		}
	}
	return team(c, t, before)
}

// team checks the officers that were named anew.
func team(c *kernel.Ctx, t, before *Target) error {
	if len(t.Officers) == 0 || before != nil && same(before.Officers, t.Officers) || before == nil && t.Draw != "" {
		return nil
	}
	_, err := officer.Team(c, t.Officers, string(t.Enterprise), c.Today())
	if kernel.CodeOf(err) == kernel.Invalid {
		return kernel.FieldError(&tg.Officers, "%s", err.(*kernel.Error).Message)
	}
	return err
}

func same[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func visitByHand(c *kernel.Ctx, t *Target) error {
	if t.VisitedOn > c.Today() {
		return kernel.FieldError(&tg.VisitedOn, "检查日期不能晚于今天")
	}
	if len(t.Officers) < 2 {
		return kernel.FieldError(&tg.Officers, "请先填写两名以上检查人员")
	}
	if err := running(c, t); err != nil {
		return err
	}
	return follow(c, t, Seen)
}

// running refuses work on a plan that is not in force.
func running(c *kernel.Ctx, t *Target) error {
	p, err := Plans.Get(c.AsSystem(), string(t.Plan))
	if err != nil {
		return err
	}
	if p.Status != Approved {
		return kernel.Errorf(kernel.Conflict, "计划“%s”为“%s”，批准后才能检查", p.Title, kernel.LabelOf(p.Status))
	}
	return nil
}

func finish(c *kernel.Ctx, t *Target) error {
	t.DoneOn = c.Today()
	t.PublishBy = c.AddWorkdays(t.DoneOn, publishDays)
	return follow(c, t, Done)
}

// follow takes the visits that were merged into t along.
func follow(c *kernel.Ctx, t *Target, to TargetStatus) error {
	sys := c.AsSystem()
	list, err := Targets.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&tg.Merged, kernel.Ref[Target](t.ID)), kernel.In(&tg.Status, Planned, Seen)), Sort: "id"})
	if err != nil {
		return err
	}
	for _, other := range list {
		_, err := Targets.Update(sys, other.ID, 0, func(o *Target) error {
			o.Status, o.VisitedOn, o.DoneOn, o.PublishBy, o.Outcome, o.Inspection = to, t.VisitedOn, t.DoneOn, t.PublishBy, t.Outcome, t.Inspection
			if len(o.Officers) == 0 {
				o.Officers = t.Officers
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func merge(c *kernel.Ctx, t *Target) error {
	other, err := Targets.First(c.AsSystem(), kernel.ByID(string(t.Merged)))
	switch {
	case err != nil:
		return err
	case other == nil || other.ID == t.ID || other.Enterprise != t.Enterprise:
		return kernel.FieldError(&tg.Merged, "应选另一计划中同一企业的检查")
	case other.Status != Planned || other.Merged != "":
		return kernel.FieldError(&tg.Merged, "那次检查已经完成、取消或合并到别处")
	}
	n, err := Targets.Count(c.AsSystem(), kernel.And(kernel.Eq(&tg.Merged, kernel.Ref[Target](t.ID)), kernel.Eq(&tg.Status, Planned)))
	if err == nil && n > 0 {
		return kernel.Errorf(kernel.Conflict, "另有检查合并到这一次，不能再合并到别处")
	}
	return err
}

// Visited notes that an inspection was begun for a target: system/inspection calls it in the transaction of the visit. The same inspection may say so again.
func Visited(c *kernel.Ctx, target, inspection string) error {
	return closeBy(c, target, inspection, Seen, "")
}

// Completed notes that the inspection of a target is through, and what came out.
func Completed(c *kernel.Ctx, target, inspection, outcome string) error {
	return closeBy(c, target, inspection, Done, outcome)
}

func closeBy(c *kernel.Ctx, target, inspection string, to TargetStatus, outcome string) error {
	return c.Tx(func(c *kernel.Ctx) error { return closeIn(c, target, inspection, to, outcome) })
}

func closeIn(c *kernel.Ctx, target, inspection string, to TargetStatus, outcome string) error {
	sys := c.AsSystem()
	t, err := Targets.First(sys, kernel.ByID(target))
	switch {
	case err != nil:
		return err
	case t == nil:
		return kernel.Errorf(kernel.Invalid, "没有这个计划检查对象")
	case t.Inspection == inspection && (t.Status == to || t.Status == Done || t.Status == Published):
		return nil
	case t.Status != Planned && !(t.Status == Seen && to == Done && t.Inspection == inspection):
		return kernel.Errorf(kernel.Conflict, "该计划检查对象为“%s”", kernel.LabelOf(t.Status))
	}
	if err := running(c, t); err != nil {
		return err
	}
	_, err = Targets.Update(sys, target, 0, func(t *Target) error {
		if t.VisitedOn == "" {
			t.VisitedOn = c.Today()
		}
		if t.Inspection, t.Status = inspection, to; to == Done {
			t.Outcome = outcome
			return finish(c, t)
		}
		return follow(c, t, Seen)
	})
	return err
}
