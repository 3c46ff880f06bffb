package inspection

import (
	"cmp"
	"context"
	"slices"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/party"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/system/hazard"
)

// Finding is what was found wrong on a visit (检查发现的问题): a failed item or something beside the list. It is typed here once and is the hazard,
// the line of the order, the line of the re-check and the fact of the case; until a paper tells the enterprise it is changed here and nowhere else.
type Finding struct {
	kernel.Base
	Inspection kernel.Ref[Inspection]            `json:"inspection" label:"现场检查" among:"status=underway,handling" rule:"required" ui:"list,filter,once"`
	Item       kernel.Ref[Item]                  `json:"item" label:"检查项" ui:"once,filter"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,list,filter"`
	Number     int                               `json:"number" label:"序号" ui:"fixed,list,sort"`
	Title      string                            `json:"title" label:"问题" rule:"required,max=500" ui:"list,search,wide" help:"写明在哪里、什么不符合要求，原样写进文书。"`
	Place      string                            `json:"place" label:"部位" rule:"max=100"`
	Photos     kernel.Files                      `json:"photos" label:"照片" rule:"max=9"`
	Category   library.Category                  `json:"category" label:"隐患种类" rule:"required" ui:"filter,broad"`
	Level      library.Grade                     `json:"level" label:"隐患级别" rule:"usual=general" ui:"list,filter"`
	Criteria   []kernel.Ref[library.Criterion]   `json:"criteria" label:"重大隐患判定标准" rule:"max=10"`
	Basis      string                            `json:"basis" label:"依据" rule:"max=500" ui:"wide"`
	Rule       string                            `json:"requirement" label:"检查要求" rule:"max=500" ui:"wide"`
	Spot       bool                              `json:"on_spot" label:"当场改正" help:"当场已经改好的一般隐患，附上改好后的照片；写进检查记录，不再下达整改。"`
	After      kernel.Files                      `json:"photos_after" label:"改正后照片" rule:"max=9"`
	DueOn      kernel.Date                       `json:"due_on" label:"整改期限" ui:"list,filter,sort" help:"一般不超过30日。下达文书后不能直接改，由企业申请延期。"`
	Measure    Measure                           `json:"measure" label:"现场处理措施" ui:"filter" help:"有现实危险的，当场责令停止作业、撤出人员、停止使用。"`
	Why        string                            `json:"measure_reason" label:"采取措施的理由" rule:"max=500" ui:"wide"`
	Violation  kernel.Ref[library.Violation]     `json:"violation" label:"涉嫌违法行为" ui:"filter" help:"需要处罚的，立案时由它带出条款和裁量基准。"`
	Vague      bool                              `json:"vague" label:"没有写清" ui:"fixed"`
	Trade      enterprise.Trade                  `json:"trade" label:"监管分类" ui:"fixed,filter,broad"`
	FoundOn    kernel.Date                       `json:"found_on" label:"发现日期" ui:"fixed,list,filter,sort"`
	FoundBy    string                            `json:"found_by" label:"发现人" ui:"fixed"`
	Hazard     kernel.Ref[hazard.Hazard]         `json:"hazard" label:"隐患" ui:"fixed,filter"`
	Status     Progress                          `json:"status" label:"状态" ui:"fixed,list,filter"`
	Order      string                            `json:"order_paper" label:"责令整改文书" ui:"fixed,hidden"`
	OrderNo    string                            `json:"order_number" label:"责令整改文号" ui:"fixed,list"`
	Decision   string                            `json:"decision_paper" label:"现场处理文书" ui:"fixed,hidden"`
	DecisionNo string                            `json:"decision_number" label:"现场处理文号" ui:"fixed"`
	OrderedOn  kernel.Date                       `json:"ordered_on" label:"下达日期" ui:"fixed,filter"`
	FixedOn    kernel.Date                       `json:"remedied_on" label:"整改日期" ui:"fixed"`
	Verdict    Verdict                           `json:"verdict" label:"最近复查结果" ui:"fixed,filter"`
	VerdictOn  kernel.Date                       `json:"verdict_on" label:"复查日期" ui:"fixed"`
	Case       string                            `json:"case_id" label:"案件" ui:"fixed,filter"`
}

// FindingRow names the columns of Finding in conditions.
var FindingRow = kernel.Row[Finding]()

// usualTerm is the days to rectify that a new finding begins with; maxTerm is what orders usually do not exceed.
const usualTerm = 15

// Findings holds the findings of all visits. Derived columns and rules, which refer to visits, are set in init.
var Findings = &kernel.Resource[Finding]{
	Name: "inspection_finding", Label: "检查问题", Sort: "-found_on",
	Help: `现场检查发现的问题。不合格的检查项自动成为一条问题，清单以外的点“补充问题”。

一条问题只录一次：它同时是一条隐患、责令限期整改指令书或现场处理措施决定书的一行、复查的一项，立案时还是案件的事实。文书下达以前在这里改，隐患和文书草稿跟着变；下达以后不能再改，改期由企业申请延期。`,
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&FindingRow.Enterprise)},
		{To: officers, Can: "create", Rows: enterprise.Of(&FindingRow.Enterprise)},
		{To: officers, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(enterprise.Of(&FindingRow.Enterprise)(a), kernel.Eq(&FindingRow.Status, Noted))
		}},
		{To: []kernel.Role{role.Safety}, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&FindingRow.Enterprise)(a), kernel.Not(&FindingRow.Status, Noted))
		}},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{
		{Name: "noted", Label: "待下达", Query: "status=noted"},
		{Name: "ordered", Label: "整改中", Query: "status=ordered"},
		{Name: "remedied", Label: "待复查", Query: "status=remedied"},
		{Name: "failed", Label: "复查不合格", Query: "status=failed"},
		{Name: "major", Label: "重大隐患", Query: "level=major"},
	},
	Indexes: [][]any{{&FindingRow.Inspection, &FindingRow.Number}, {&FindingRow.Region, &FindingRow.FoundOn}, {&FindingRow.Region, &FindingRow.Status}},
}

func init() {
	Findings.Derive = deriveFinding
	Findings.Rules = findingRules
}

func deriveFinding(c *kernel.Ctx, f *Finding) error {
	if f.Rev == 0 && f.Inspection != "" {
		v, err := Inspections.Get(c, string(f.Inspection))
		if err != nil {
			return err
		}
		n, err := Findings.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&FindingRow.Inspection, f.Inspection), Sort: "-number", Limit: 1})
		if err != nil {
			return err
		}
		f.Number = 1
		if len(n) > 0 {
			f.Number = n[0].Number + 1
		}
		f.Region, f.Enterprise, f.Trade = v.Region, v.Enterprise, v.Trade
		f.FoundOn, f.FoundBy, f.Status = cmp.Or(v.CheckedOn, c.Today()), c.Actor.Name, Noted
		f.Hazard = kernel.Ref[hazard.Hazard](kernel.NewID(c.Now()))
		if f.DueOn == "" && !f.Spot {
			f.DueOn = f.FoundOn.AddDays(usualTerm)
		}
	}
	f.Level = cmp.Or(f.Level, library.General)
	if f.Level != library.Major {
		f.Criteria = nil
	}
	if f.Spot {
		f.DueOn, f.Measure, f.Why = "", "", ""
	}
	if f.Measure == "" {
		f.Why = ""
	}
	f.Vague = f.Item != "" && f.Title == unmet+f.Rule && len(f.Photos) == 0
	return nil
}

// unmet begins the words of a finding that is one tap old: nobody has said yet what exactly is wrong.
const unmet = "不符合："

func findingRules(c *kernel.Ctx, f, before *Finding) error {
	switch {
	case f.Level == library.Major && len(f.Criteria) == 0:
		return kernel.FieldError(&FindingRow.Criteria, "重大隐患至少引用一条判定标准")
	case f.Level == library.Major && f.Spot:
		return kernel.FieldError(&FindingRow.Spot, "重大隐患不能当场改正了事，须责令整改")
	case f.Spot && len(f.After) == 0:
		return kernel.FieldError(&FindingRow.After, "当场改正的，请附上改正后的照片")
	case !f.Spot && f.DueOn == "":
		return kernel.FieldError(&FindingRow.DueOn, "请填写整改期限")
	case f.DueOn != "" && f.DueOn < f.FoundOn:
		return kernel.FieldError(&FindingRow.DueOn, "整改期限不能早于检查日期")
	case f.Measure != "" && f.Why == "":
		return kernel.FieldError(&FindingRow.Why, "采取现场处理措施的，请写明理由")
	case c.Actor.System:
		return nil
	}
	v, err := Inspections.Get(c, string(f.Inspection))
	switch {
	case err != nil:
		return err
	case v.Status != Underway && v.Status != Handling:
		return kernel.Errorf(kernel.Conflict, "检查当前为“%s”，不能再补充或修改问题", kernel.LabelOf(v.Status))
	case before != nil && before.Status != Noted:
		return kernel.Errorf(kernel.Conflict, "这条问题已经下达给企业，不能再改；改期由企业申请延期")
	}
	return nil
}

// Words is what stands on papers for the finding.
func (f *Finding) Words() string { return f.words() }

// words is what stands on papers for the finding.
func (f *Finding) words() string {
	if f.Place == "" {
		return f.Title
	}
	return f.Place + "：" + f.Title
}

// fill writes what the finding says into its hazard.
func (f *Finding) fill(h *hazard.Hazard) {
	h.Title, h.Place, h.Photos, h.Category, h.Level, h.Criteria = f.Title, f.Place, f.Photos, f.Category, f.Level, slices.Clone(f.Criteria)
	h.Requirement, h.Basis, h.OnSpot, h.After = short(f.Rule, 300), short(f.Basis, 300), f.Spot, f.After
	h.DueOn = cmp.Or(f.DueOn, f.FoundOn)
}

func short(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

// own marks what this system writes to records that others may not change beside it.
type own struct{}

func inside(c *kernel.Ctx) *kernel.Ctx {
	in := *c
	in.Context = context.WithValue(c.Context, own{}, true)
	return &in
}

func ours(c *kernel.Ctx) bool { return c.Value(own{}) != nil }

// find makes, changes and takes back the finding of an item and the hazard of a finding, in the transaction of what causes it. Records that
// are filed under another enterprise say what they said: nobody judges or edits anything by it.
func find(c *kernel.Ctx, w *kernel.Write) error {
	if party.Quiet(c) {
		return nil
	}
	switch w.Meta {
	case Items.Meta():
		if w.Verb == "update" && !ours(c) {
			return answered(c, w.Before.(*Item), w.After.(*Item))
		}
	case Findings.Meta():
		switch {
		case w.Verb == "create":
			return begin(c, w.After.(*Finding))
		case w.Verb == "update":
			return changed(c, w.Before.(*Finding), w.After.(*Finding))
		case w.Verb == "delete":
			return dropped(c, w.Before.(*Finding))
		}
	case hazard.Hazards.Meta():
		return guard(c, w)
	}
	return nil
}

// answered makes the finding of an item that fails, and takes it back when the item does not fail after all.
func answered(c *kernel.Ctx, before, it *Item) error {
	f, err := Findings.First(c, kernel.Eq(&FindingRow.Item, kernel.Ref[Item](it.ID)))
	switch {
	case err != nil:
		return err
	case f != nil && f.Status != Noted:
		return kernel.Errorf(kernel.Conflict, "这一项的问题已经办理，不能再改判")
	case it.Outcome != hazard.Fail && f != nil:
		return Findings.Delete(c, f.ID, 0)
	case it.Outcome != hazard.Fail:
		return nil
	case f == nil:
		f := &Finding{Inspection: it.Inspection, Item: kernel.Ref[Item](it.ID), Title: cmp.Or(it.Note, unmet+it.Content), Photos: it.Photos, Category: cmp.Or(it.Category, library.OtherSite),
			Basis: it.Basis, Rule: it.Content, Violation: it.Violation}
		if it.Level == library.Major && it.Criterion != "" {
			f.Level, f.Criteria = library.Major, []kernel.Ref[library.Criterion]{it.Criterion}
		}
		return Findings.Create(c, f)
	case it.Note == before.Note && sameFiles(it.Photos, before.Photos):
		return nil
	}
	_, err = Findings.Update(inside(c), f.ID, 0, func(f *Finding) error {
		f.Title, f.Photos = cmp.Or(it.Note, unmet+it.Content), it.Photos
		return nil
	})
	return err
}

func sameFiles(a, b kernel.Files) bool {
	return slices.EqualFunc(a, b, func(x, y kernel.File) bool { return x.SHA == y.SHA })
}

// begin registers the hazard that a new finding is; its limit starts when a paper orders it.
func begin(c *kernel.Ctx, f *Finding) error {
	h := &hazard.Hazard{}
	h.ID, h.Enterprise, h.Source, h.FoundOn, h.Finder = string(f.Hazard), f.Enterprise, hazard.Government, f.FoundOn, f.FoundBy
	f.fill(h)
	return hazard.Hazards.Create(inside(c), h)
}

// changed carries what is typed at the finding to its hazard and to its item.
func changed(c *kernel.Ctx, before, f *Finding) error {
	if before.Status != Noted || f.Status != Noted {
		return nil
	}
	if _, err := hazard.Hazards.Update(inside(c.AsSystem()), string(f.Hazard), 0, func(h *hazard.Hazard) error { f.fill(h); return nil }); err != nil {
		return err
	}
	if f.Item == "" || ours(c) || f.Title == before.Title && sameFiles(f.Photos, before.Photos) {
		return nil
	}
	_, err := Items.Update(inside(c.AsSystem()), string(f.Item), 0, func(it *Item) error {
		it.Note, it.Photos = f.Title, f.Photos
		return nil
	})
	return err
}

// dropped takes back a finding of which the enterprise has not been told; the history keeps it.
func dropped(c *kernel.Ctx, f *Finding) error {
	if f.Status != Noted {
		return kernel.Errorf(kernel.Conflict, "这条问题已经下达给企业，不能删除")
	}
	if err := hazard.Hazards.Delete(inside(c.AsSystem()), string(f.Hazard), 0); err != nil {
		return err
	}
	it, err := Items.First(c.AsSystem(), kernel.ByID(string(f.Item)))
	if err != nil || it == nil || it.Outcome != hazard.Fail {
		return err
	}
	_, err = Items.Update(inside(c.AsSystem()), it.ID, 0, func(it *Item) error { it.Outcome, it.Note = "", ""; return nil })
	return err
}

// guard keeps the hazard of a finding that no paper has ordered yet where it is typed: at the finding.
func guard(c *kernel.Ctx, w *kernel.Write) error {
	h, ok := w.After.(*hazard.Hazard)
	if !ok || w.Verb == "create" || ours(c) || c.Actor.System || w.From != string(hazard.Draft) {
		return nil
	}
	n, err := Findings.Count(c.AsSystem(), kernel.Eq(&FindingRow.Hazard, kernel.Ref[hazard.Hazard](h.ID)))
	if err == nil && n > 0 {
		err = kernel.Errorf(kernel.Conflict, "这条隐患来自现场检查，请在检查的问题里修改；下达文书后开始整改")
	}
	return err
}
