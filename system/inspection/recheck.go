package inspection

import (
	"fmt"
	"slices"

	"anjian/base/enterprise"
	"anjian/base/evidence"
	"anjian/base/officer"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/system/hazard"
)

// Recheck is a re-inspection (复查): officers see whether what was ordered has been put right. Each line is a finding and what was seen of it.
type Recheck struct {
	kernel.Base
	Inspection kernel.Ref[Inspection]            `json:"inspection" label:"现场检查" among:"status=rectifying" rule:"required" ui:"list,filter,once"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,list,filter"`
	Title      string                            `json:"title" label:"名称" ui:"fixed,list"`
	Number     int                               `json:"number" label:"第几次" ui:"fixed"`
	CheckedOn  kernel.Date                       `json:"checked_on" label:"复查日期" ui:"list,filter,sort,fixed"`
	Officers   []kernel.Ref[officer.Officer]     `json:"officers" label:"复查人员" rule:"max=12" help:"不少于两名；不填时为原检查的执法人员。"`
	Present    string                            `json:"present" label:"陪同人员" rule:"max=60"`
	Lines      []Line                            `json:"lines" label:"复查情况" rule:"max=200"`
	Opinion    string                            `json:"opinion_text" label:"复查意见" rule:"max=2000" ui:"long,wide" help:"不填时按各项结果写成。"`
	Accepted   int                               `json:"accepted" label:"合格" ui:"fixed,list"`
	Partly     int                               `json:"partly" label:"部分整改" ui:"fixed"`
	Returned   int                               `json:"returned" label:"未整改" ui:"fixed,list"`
	Trade      enterprise.Trade                  `json:"trade" label:"监管分类" ui:"fixed,filter"`
	Origin     evidence.Class                    `json:"origin" label:"记录方式" ui:"fixed,filter"`
	PaperNo    string                            `json:"paper_number" label:"复查意见书文号" ui:"fixed,list"`
	Status     RecheckStatus                     `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Line is one finding in a re-check.
type Line struct {
	Finding kernel.Ref[Finding] `json:"finding" label:"问题"`
	Verdict Verdict             `json:"verdict" label:"结果"`
	Note    string              `json:"note" label:"情况" rule:"max=500"`
	Photos  kernel.Files        `json:"photos" label:"复查照片" rule:"max=9"`
	DueOn   kernel.Date         `json:"due_on" label:"新的期限"`
}

// RecheckRow names the columns of Recheck in conditions.
var RecheckRow = kernel.Row[Recheck]()

// Rechecks holds all re-checks. Lifecycle, derived columns and rules are set in init.
var Rechecks = &kernel.Resource[Recheck]{
	Name: "inspection_recheck", Label: "整改复查", Stays: true, Sort: "-checked_on",
	Help: `整改期满或企业申请复查之日起10日内复查。在检查页点“复查”，待复查的问题自动列出，逐项选“整改合格”“部分整改”“未整改”，拍照，点“完成复查”，再出具整改复查意见书。

合格的隐患随即销号；没有改好的写明情况并给新的期限，逾期不改的可以一键立案。`,
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&RecheckRow.Enterprise)},
		{To: officers, Can: "create decide", Rows: enterprise.Of(&RecheckRow.Enterprise)},
		{To: officers, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(enterprise.Of(&RecheckRow.Enterprise)(a), kernel.Eq(&RecheckRow.Status, Looking))
		}},
		{To: []kernel.Role{role.Safety}, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&RecheckRow.Enterprise)(a), kernel.Eq(&RecheckRow.Status, Decided))
		}},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views:   []kernel.View{{Name: "looking", Label: "复查中", Query: "status=looking"}, {Name: "decided", Label: "已完成", Query: "status=decided"}},
	Indexes: [][]any{{&RecheckRow.Inspection, &RecheckRow.Number}, {&RecheckRow.Region, &RecheckRow.CheckedOn}},
}

func init() {
	Rechecks.Derive = deriveRecheck
	Rechecks.Rules = recheckRules
	Rechecks.Flow = kernel.Flow[Recheck, RecheckStatus]{On: &RecheckRow.Status, Start: Looking, Steps: []kernel.Step[Recheck, RecheckStatus]{
		{Name: "decide", Label: "完成复查", From: []RecheckStatus{Looking}, To: Decided, May: []any{&RecheckRow.Opinion, &RecheckRow.Present}, Do: decide, Todo: true, Tone: "primary",
			Help: "每一项都有结果才能完成。合格的隐患随即销号。"},
	}}
}

// pending are the findings that a re-check looks at: those that were ordered and are not accepted yet.
func pending(c *kernel.Ctx, id kernel.Ref[Inspection]) ([]*Finding, error) {
	return Findings.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&FindingRow.Inspection, id), kernel.In(&FindingRow.Status, Ordered, Remedied, Failed)), Sort: "number", Limit: -1})
}

func deriveRecheck(c *kernel.Ctx, r *Recheck) error {
	if r.Rev > 0 || r.Inspection == "" {
		return nil
	}
	v, err := Inspections.Get(c, string(r.Inspection))
	if err != nil {
		return err
	}
	n, err := Rechecks.Count(c.AsSystem(), kernel.Eq(&RecheckRow.Inspection, r.Inspection))
	if err != nil {
		return err
	}
	r.Region, r.Enterprise, r.Trade, r.Number, r.CheckedOn = v.Region, v.Enterprise, v.Trade, n+1, c.DoneOn()
	r.Title = fmt.Sprintf("第%d次复查：%s", r.Number, v.Title)
	if len(r.Officers) == 0 {
		r.Officers = v.Officers
	}
	if len(r.Lines) > 0 {
		return nil
	}
	list, err := pending(c, r.Inspection)
	for _, f := range list {
		r.Lines = append(r.Lines, Line{Finding: kernel.Ref[Finding](f.ID)})
	}
	return err
}

func recheckRules(c *kernel.Ctx, r, before *Recheck) error {
	if before != nil && before.Status == Decided && !c.Actor.System {
		return kernel.Errorf(kernel.Conflict, "复查已经完成，不能再改")
	}
	if before == nil {
		v, err := Inspections.Get(c, string(r.Inspection))
		if err != nil {
			return err
		}
		if v.Status != Rectifying {
			return kernel.Errorf(kernel.Conflict, "检查当前为“%s”，没有要复查的问题", kernel.LabelOf(v.Status))
		}
		n, err := Rechecks.Count(c.AsSystem(), kernel.And(kernel.Eq(&RecheckRow.Inspection, r.Inspection), kernel.Eq(&RecheckRow.Status, Looking), kernel.Not(&RecheckRow.ID, r.ID)))
		if err != nil {
			return err
		}
		if n > 0 {
			return kernel.Errorf(kernel.Conflict, "这次检查已有一次复查正在进行")
		}
	}
	if len(r.Lines) == 0 {
		return kernel.FieldError(&RecheckRow.Lines, "没有要复查的问题")
	}
	open, err := pending(c, r.Inspection)
	if err != nil {
		return err
	}
	seen := map[kernel.Ref[Finding]]bool{}
	for i, l := range r.Lines {
		known := slices.ContainsFunc(open, func(f *Finding) bool { return f.ID == string(l.Finding) })
		if r.Status == Looking && (!known || seen[l.Finding]) {
			return kernel.FieldError(&RecheckRow.Lines, "第%d项不是这次检查待复查的问题，或者列了两次", i+1)
		}
		seen[l.Finding] = true
	}
	return nil
}

// decide writes the result of every line into its hazard, which carries it to the finding.
func decide(c *kernel.Ctx, r *Recheck) error {
	wrong := func(i int, what string) error {
		return kernel.FieldError(&RecheckRow.Lines, "第%d项：%s", i+1, what)
	}
	on := c.DoneOn()
	if err := certified(c, r.Officers, r.Enterprise, on); err != nil {
		return err
	}
	var err error
	if r.Origin, _, err = evidence.Judge(c, Rechecks.Name, r.ID); err != nil {
		return err
	}
	r.CheckedOn, r.Accepted, r.Partly, r.Returned = on, 0, 0, 0
	for i := range r.Lines {
		l := &r.Lines[i]
		f, err := Findings.Get(c, string(l.Finding))
		if err != nil {
			return err
		}
		h, err := hazard.Hazards.Get(c.AsSystem(), string(f.Hazard)) // it may have gone to another county with the enterprise
		if err != nil {
			return err
		}
		switch l.Verdict {
		case "":
			return wrong(i, "请选择复查结果")
		case Accepted:
			r.Accepted++
			switch {
			case h.Status == hazard.Pending:
				return wrong(i, "这条重大隐患还没有核查确认，不能复查合格：请先在隐患里“核查确认”；没有改好的，选“部分整改”或“未整改”")
			case h.Status == hazard.Open && len(l.Photos) == 0:
				return wrong(i, "企业还没有提交整改，复查合格的请拍照")
			}
			err = accept(c, r, l, h)
		default:
			if r.Returned++; l.Verdict == Partly {
				r.Returned, r.Partly = r.Returned-1, r.Partly+1
			}
			if l.Note == "" {
				return wrong(i, "没有改好的，请写明情况")
			}
			if l.DueOn < on {
				return wrong(i, "请给出新的整改期限，不能早于复查当天")
			}
			err = refuse(c, l, h)
		}
		if err != nil {
			return err
		}
		if _, err := Findings.Update(inside(c.AsSystem()), f.ID, 0, func(f *Finding) error {
			f.Verdict, f.VerdictOn = l.Verdict, on
			if l.Verdict != Accepted {
				f.Status = Failed
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// accept closes a hazard, whatever the enterprise has entered of it: what the officers saw counts.
func accept(c *kernel.Ctx, r *Recheck, l *Line, h *hazard.Hazard) (err error) {
	c = inside(c.AsSystem())
	words := l.Note
	if words == "" {
		words = "复查合格"
	}
	if h.Status == hazard.Open {
		in := &hazard.Hazard{}
		in.Remedy, in.After = "复查时查明已经整改："+words, l.Photos
		if h, err = hazard.Hazards.Do(c, h.ID, 0, "rectify", in, ""); err != nil {
			return err
		}
	}
	if h.Status == hazard.Fixed {
		if h, err = hazard.Hazards.Do(c, h.ID, 0, "accept", nil, "由"+c.Actor.Name+"在"+r.Title+"时一并验收"); err != nil {
			return err
		}
	}
	if h.Status != hazard.Recheck {
		return nil
	}
	in := &hazard.Hazard{}
	in.RecheckPics = l.Photos
	_, err = hazard.Hazards.Do(c, h.ID, 0, "close", in, words)
	return err
}

// refuse sends a hazard back with a new limit.
func refuse(c *kernel.Ctx, l *Line, h *hazard.Hazard) (err error) {
	c = inside(c.AsSystem())
	in := &hazard.Hazard{}
	in.DueOn, in.RecheckPics = l.DueOn, l.Photos
	switch h.Status {
	case hazard.Fixed:
		_, err = hazard.Hazards.Do(c, h.ID, 0, "return", in, l.Note)
	case hazard.Recheck:
		_, err = hazard.Hazards.Do(c, h.ID, 0, "reject", in, l.Note)
	default: // nothing was handed in: the term starts anew, and everybody can read that it was given
		_, err = hazard.Hazards.Update(c, h.ID, 0, func(h *hazard.Hazard) error {
			h.DueOn, h.RecheckedOn, h.RecheckedBy, h.Rechecks, h.RecheckPics = l.DueOn, c.Today(), c.Actor.Name, h.Rechecks+1, l.Photos
			return nil
		})
	}
	return err
}
