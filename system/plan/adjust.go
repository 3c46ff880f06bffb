package plan

import (
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Adjustment changes a plan that is in force (计划调整): which targets come in, which go, and why. It takes effect with its approval; all stay visible.
type Adjustment struct {
	kernel.Base
	Plan       kernel.Ref[Plan]                    `json:"plan" label:"计划" among:"status=approved" rule:"required" ui:"list,filter,once"`
	Reason     string                              `json:"reason" label:"调整原因" rule:"required,max=1000" ui:"list,long,wide"`
	Add        []kernel.Ref[enterprise.Enterprise] `json:"firms" label:"增加的企业" rule:"max=500"`
	AddMonth   string                              `json:"visit_month" label:"增加的检查月份" rule:"max=7" help:"例如 2026-05。"`
	AddClass   Class                               `json:"class" label:"增加的检查类别"`
	Drop       []kernel.Ref[Target]                `json:"drops" label:"取消的检查" among:"status=planned" rule:"max=500" help:"计划里还没有检查的对象。"`
	Moved      []kernel.Ref[Target]                `json:"moves" label:"改期的检查" among:"status=planned" rule:"max=500"`
	MoveTo     string                              `json:"move_to" label:"改到月份" rule:"max=7" help:"例如 2026-09。"`
	ApprovedBy string                              `json:"approved_by" label:"批准机关" rule:"max=80" ui:"fixed" help:"与原计划相同的批准机关。"`
	ApprovalNo string                              `json:"approval_no" label:"批准文号" rule:"max=60" ui:"fixed"`
	ApprovedOn kernel.Date                         `json:"approved_on" label:"批准日期" ui:"fixed,list"`
	Summary    string                              `json:"summary" label:"调整内容" ui:"fixed,list,wide"`
	Status     AdjustStatus                        `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// AdjustStatus is where an adjustment stands.
type AdjustStatus string

// The states of an adjustment.
const (
	Proposed AdjustStatus = "proposed"
	Accepted AdjustStatus = "accepted"
	Rejected AdjustStatus = "rejected"
)

func (AdjustStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Proposed, "待批准"), kernel.Opt(Accepted, "已批准"), kernel.Opt(Rejected, "不同意")}
}

var aj = kernel.Row[Adjustment]()

// Adjustments holds all adjustments.
var Adjustments = &kernel.Resource[Adjustment]{
	Name: "plan_adjustment", Label: "计划调整", Title: &aj.Reason,
	Help: "已批准的计划要增减或改期，在这里写明原因和对象，报原批准机关批准；批准后立即生效，调整前后都能查到。",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "create", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&aj.Status, Proposed))
		}},
		{To: leaders, Can: "accept reject", Rows: kernel.Jurisdiction},
	},
	Due: func(a *Adjustment) kernel.Limit {
		if a.Status != Proposed {
			return kernel.Limit{}
		}
		return kernel.Limit{On: kernel.Day(a.Created).AddDays(7), Warn: 3, Who: "负责人", What: "报批计划调整"}
	},
	Views: []kernel.View{{Name: "proposed", Label: "待批准", Query: "status=proposed"}},
}

func init() {
	Adjustments.Flow = kernel.Flow[Adjustment, AdjustStatus]{On: &aj.Status, Start: Proposed, Steps: []kernel.Step[Adjustment, AdjustStatus]{
		{Name: "accept", Label: "批准", From: []AdjustStatus{Proposed}, To: Accepted, Ask: []any{&aj.ApprovedBy, &aj.ApprovedOn}, May: []any{&aj.ApprovalNo}, Todo: true, Tone: "primary", Do: apply},
		{Name: "reject", Label: "不同意", From: []AdjustStatus{Proposed}, To: Rejected, Opinion: true, Todo: true},
	}}
	Adjustments.Derive = func(c *kernel.Ctx, a *Adjustment) error {
		p, err := Plans.First(c.AsSystem(), kernel.ByID(string(a.Plan)))
		if err != nil || p == nil {
			return err
		}
		a.Region = p.Region
		a.Summary = "增加" + itoa(len(a.Add)) + "家，取消" + itoa(len(a.Drop)) + "家次，改期" + itoa(len(a.Moved)) + "家次"
		return nil
	}
	Adjustments.Rules = adjustRules
}

func adjustRules(c *kernel.Ctx, a, before *Adjustment) error {
	p, err := Plans.First(c, kernel.ByID(string(a.Plan)))
	switch {
	case err != nil:
		return err
	case p == nil:
		return kernel.FieldError(&aj.Plan, "没有这个计划，或不在您的权限范围内")
	case p.Status != Approved && (before == nil || before.Status == a.Status):
		return kernel.FieldError(&aj.Plan, "执行中的计划才需要调整；编制中的直接修改")
	case len(a.Add)+len(a.Drop)+len(a.Moved) == 0:
		return kernel.FieldError(&aj.Add, "请填写增加、取消或改期的对象")
	case len(a.Add) > 0 && (a.AddMonth < string(p.From[:7]) || a.AddMonth > string(p.To[:7])):
		return kernel.FieldError(&aj.AddMonth, "检查月份不在计划期间内")
	case len(a.Moved) > 0 && (a.MoveTo < string(p.From[:7]) || a.MoveTo > string(p.To[:7])):
		return kernel.FieldError(&aj.MoveTo, "检查月份不在计划期间内")
	case before != nil && before.Status != a.Status:
		return nil
	}
	for _, part := range []struct {
		list []kernel.Ref[Target]
		at   any
	}{{a.Drop, &aj.Drop}, {a.Moved, &aj.Moved}} {
		for _, id := range part.list {
			t, err := Targets.First(c, kernel.ByID(string(id)))
			switch {
			case err != nil:
				return err
			case t == nil || t.Plan != a.Plan:
				return kernel.FieldError(part.at, "所选对象不属于这个计划")
			case t.Status != Planned:
				return kernel.FieldError(part.at, "所选对象为“%s”，不能再调整", kernel.LabelOf(t.Status))
			}
		}
	}
	return nil
}

// apply brings the approved changes into the plan.
func apply(c *kernel.Ctx, a *Adjustment) error {
	if a.ApprovedOn > c.Today() {
		return kernel.FieldError(&aj.ApprovedOn, "批准日期不能晚于今天")
	}
	sys := c.AsSystem()
	p, err := Plans.Get(sys, string(a.Plan))
	if err != nil {
		return err
	}
	if p.Status != Approved {
		return kernel.Errorf(kernel.Conflict, "计划为“%s”，不能再调整", kernel.LabelOf(p.Status))
	}
	for _, id := range a.Add {
		t := &Target{Plan: a.Plan, Enterprise: id, Month: a.AddMonth, Class: a.AddClass, Why: clip("计划调整："+a.Reason, 500)}
		if t.Class == "" {
			t.Class = General
		}
		if err := Targets.Create(sys, t); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		list []kernel.Ref[Target]
		do   func(*Target)
	}{
		{a.Drop, func(t *Target) { t.Status, t.DroppedFor = Dropped, clip("计划调整："+a.Reason, 500) }},
		{a.Moved, func(t *Target) { t.Month = a.MoveTo }},
	} {
		for _, id := range part.list {
			_, err := Targets.Update(sys, string(id), 0, func(t *Target) error {
				if t.Status != Planned {
					return kernel.Errorf(kernel.Conflict, "有对象已为“%s”，不能再调整", kernel.LabelOf(t.Status))
				}
				part.do(t)
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	_, err = Plans.Update(sys, p.ID, 0, func(p *Plan) error { p.Changes++; return p.recount(c) })
	return err
}
