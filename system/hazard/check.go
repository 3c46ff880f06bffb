package hazard

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// Check is one check of one enterprise (检查记录), by itself (自查) or by an authority, made from a check list or without one. It is complete
// when it is stored and never changed; each item that fails is a hazard from that moment on.
type Check struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Title      string                            `json:"title" label:"名称" ui:"fixed"`
	Kind       CheckKind                         `json:"kind" label:"检查类别" ui:"list,filter,once"`
	List       kernel.Ref[library.Checklist]     `json:"checklist" label:"排查清单" ui:"list,once" help:"选定后带入全部检查项；不用清单的，直接填写发现的问题。"`
	CheckedOn  kernel.Date                       `json:"checked_on" label:"检查日期" ui:"list,filter,sort,once"`
	Inspector  string                            `json:"inspector" label:"检查人" rule:"max=100" ui:"list,once"`
	Place      string                            `json:"place" label:"检查部位" rule:"max=100" ui:"once"`
	Items      []Answer                          `json:"items" label:"检查结果" rule:"max=400" ui:"once"`
	Photos     kernel.Files                      `json:"photos" label:"现场照片" rule:"max=50" ui:"once"`
	Remark     string                            `json:"remark" label:"备注" rule:"max=1000" ui:"long,wide,once"`
	Position   kernel.Point                      `json:"position" label:"检查位置" ui:"once"`
	Side       Side                              `json:"side" label:"检查方" ui:"fixed,list,filter"`
	Trade      enterprise.Trade                  `json:"trade" label:"监管分类" ui:"fixed,filter"`
	Passed     int                               `json:"passed" label:"合格项" ui:"fixed,list"`
	Failed     int                               `json:"failed" label:"不合格项" ui:"fixed,list,sort"`
	Skipped    int                               `json:"skipped" label:"不涉及项" ui:"fixed"`
	Account    string                            `json:"account" label:"登记账号" ui:"fixed,hidden"`
}

// Answer is what one item of a check came to. A failed item carries what the hazard needs to be worked on, and the hazard that it became.
type Answer struct {
	Item      string                        `json:"item" label:"编号" rule:"max=20"`
	Content   string                        `json:"content" label:"检查内容" rule:"required,max=300"`
	Outcome   Outcome                       `json:"outcome" label:"结果"`
	Note      string                        `json:"note" label:"情况" rule:"max=500"`
	Photos    kernel.Files                  `json:"photos" label:"照片" rule:"max=9"`
	Category  library.Category              `json:"category" label:"隐患种类"`
	Basis     string                        `json:"basis" label:"依据" rule:"max=300"`
	Level     library.Grade                 `json:"level" label:"隐患级别"`
	Criterion kernel.Ref[library.Criterion] `json:"criterion" label:"判定标准"`
	Person    string                        `json:"person" label:"整改责任人" rule:"max=60"`
	DueOn     kernel.Date                   `json:"due_on" label:"整改期限"`
	OnSpot    bool                          `json:"on_spot" label:"即查即改"`
	After     kernel.Files                  `json:"photos_after" label:"整改后照片" rule:"max=9"`
	Hazard    kernel.Ref[Hazard]            `json:"hazard" label:"形成的隐患" ui:"fixed"`
}

// CheckRow names the columns of Check in conditions.
var CheckRow = kernel.Row[Check]()

// Checks holds all checks.
var Checks = &kernel.Resource[Check]{
	Name: "hazard_check", Label: "检查记录",
	Help: `一次检查一份记录。选好清单，逐项点“合格”“不合格”或“不涉及”，不合格的写一句情况或拍张照片，提交即可，手机没有网络时也能做。

- **不合格的一项就是一条隐患**，提交时自动登记，不用再录第二遍。当场改好的选“即查即改”，附上改好后的照片。
- **企业**（安全管理员、员工）做的是自查；**监管人员**做的是政府检查，发现的隐患由监管部门复查。
- 提交后不能修改。清单里标为必查的项目一项都不能漏。`,
	Sort: "-checked_on",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety, role.Worker}, Can: "read create", Rows: kernel.Own(&CheckRow.Enterprise)},
		{To: []kernel.Role{role.Safety}, Can: "export", Rows: kernel.Own(&CheckRow.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&CheckRow.Enterprise)},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create", Rows: enterprise.Of(&CheckRow.Enterprise)},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: answer,
	Rules:  answered,
	Views: []kernel.View{
		{Name: "self", Label: "企业自查", Query: "side=enterprise"},
		{Name: "government", Label: "政府检查", Query: "side=government"},
	},
	Indexes: [][]any{{&CheckRow.Region, &CheckRow.CheckedOn}, {&CheckRow.Side, &CheckRow.CheckedOn, &CheckRow.Enterprise, &CheckRow.Region}, {&CheckRow.Enterprise, &CheckRow.CheckedOn}},
}

// answer fills a new check: who checks whom, and the lines of the list as the list has them.
func answer(c *kernel.Ctx, k *Check) error {
	if k.Rev > 0 {
		return nil
	}
	a := c.Actor
	if k.Enterprise == "" {
		k.Enterprise = kernel.Ref[enterprise.Enterprise](a.Enterprise)
	}
	if k.Enterprise == "" {
		return kernel.FieldError(&CheckRow.Enterprise, "请选择企业")
	}
	e, err := owner(c, k.Enterprise)
	if err != nil {
		return err
	}
	k.Region, k.Trade, k.Account = e.Region, e.Trade, a.ID
	k.CheckedOn, k.Inspector = cmp.Or(k.CheckedOn, c.Today()), cmp.Or(k.Inspector, a.Name)
	if k.Kind == "" {
		k.Kind = DailyCheck
		if a.Enterprise == "" {
			k.Kind = Routine
		}
	}
	k.Side = ByEnterprise
	if k.Kind.official() {
		k.Side = ByAuthority
	}
	k.Title = string(k.CheckedOn) + " " + kernel.LabelOf(k.Kind)
	if k.List != "" {
		l, err := checklist(c, k)
		if err != nil {
			return err
		}
		k.follow(l)
	}
	k.Passed, k.Failed, k.Skipped = 0, 0, 0
	for i := range k.Items {
		it := &k.Items[i]
		it.Hazard = ""
		switch it.Outcome {
		case Pass:
			k.Passed++
		case NotApplicable:
			k.Skipped++
		case Fail:
			k.Failed++
			it.Level = cmp.Or(it.Level, library.General)
			it.Hazard = kernel.Ref[Hazard](kernel.NewID(c.Now()))
		}
	}
	return nil
}

// checklist returns the list that k follows: one of a trade or the enterprise's own.
func checklist(c *kernel.Ctx, k *Check) (*library.Checklist, error) {
	l, err := library.Checklists.Get(c.AsSystem(), string(k.List))
	if kernel.CodeOf(err) == kernel.Missing || err == nil && (l.Status == library.Draft || l.Enterprise != "" && l.Enterprise != k.Enterprise) {
		return nil, kernel.FieldError(&CheckRow.List, "找不到这份排查清单，或它还没有发布")
	}
	return l, err
}

// follow takes the wording, kind and basis of the lines from the list, so that nothing of it is retyped.
func (k *Check) follow(l *library.Checklist) {
	if len(k.Items) == 0 {
		for _, it := range l.Active() {
			k.Items = append(k.Items, Answer{Item: it.Code})
		}
	}
	for i := range k.Items {
		a := &k.Items[i]
		it := l.Item(a.Item)
		if it == nil || a.Item == "" {
			continue
		}
		a.Content, a.Basis, a.Category = it.Content, it.Basis, it.Category
		if a.Level == "" {
			a.Level = it.Level
		}
		if a.Level == library.Major {
			a.Criterion = cmp.Or(a.Criterion, it.Criterion)
		}
	}
}

func answered(c *kernel.Ctx, k, before *Check) error {
	if before != nil {
		return nil
	}
	wrong := func(i int, format string, args ...any) error {
		return kernel.FieldError(&CheckRow.Items, "第%d项：%s", i+1, fmt.Sprintf(format, args...))
	}
	a := c.Actor
	switch {
	case k.CheckedOn > c.Today():
		return kernel.FieldError(&CheckRow.CheckedOn, "检查日期不能晚于今天")
	case len(k.Items) == 0:
		return kernel.FieldError(&CheckRow.Items, "请选择清单，或填写检查内容")
	case !a.System && a.Enterprise != "" && k.Side == ByAuthority:
		return kernel.FieldError(&CheckRow.Kind, "企业只能登记自查")
	case !a.System && a.Enterprise == "" && k.Side == ByEnterprise:
		return kernel.FieldError(&CheckRow.Kind, "自查由企业登记，请选择监管检查的类别")
	}
	open := 0
	for i := range k.Items {
		it := &k.Items[i]
		if it.Outcome == "" {
			open++
			continue
		}
		if it.Outcome != Fail {
			continue
		}
		switch {
		case it.Note == "" && len(it.Photos) == 0:
			return wrong(i, "不合格的，请写一句情况或拍张照片")
		case it.Category == "":
			return wrong(i, "不合格的，请选择隐患种类")
		case it.Level == library.Major && it.Criterion == "":
			return wrong(i, "定为重大隐患的，请引用判定标准")
		case it.Level == library.Major && it.OnSpot:
			return wrong(i, "重大隐患不能即查即改")
		case it.OnSpot && len(it.After) == 0:
			return wrong(i, "即查即改的，请附上改好后的照片")
		}
		for _, f := range slices.Concat(it.Photos, it.After) {
			if c.Blob != nil && !c.Blob(c, f.SHA) {
				return wrong(i, "照片“%s”尚未上传", f.Name)
			}
		}
	}
	if open > 0 {
		return kernel.FieldError(&CheckRow.Items, "还有%d项没有检查", open)
	}
	return complete(c, k)
}

// complete refuses a check that leaves out a line that the law demands, or answers one twice.
func complete(c *kernel.Ctx, k *Check) error {
	done := map[string]bool{}
	for _, it := range k.Items {
		if it.Item != "" && done[it.Item] {
			return kernel.FieldError(&CheckRow.Items, "检查项%s填了两次", it.Item)
		}
		done[it.Item] = true
	}
	if k.List == "" {
		return nil
	}
	l, err := checklist(c, k)
	if err != nil {
		return err
	}
	for _, it := range l.Active() {
		if it.Mandatory && !done[it.Code] {
			return kernel.FieldError(&CheckRow.Items, "必查项%s没有检查：%s", it.Code, it.Content)
		}
	}
	return nil
}

// record makes a hazard of every failed item of a new check, in the transaction that stores the check. The hazard's id stands in the check
// already, so it is made exactly once.
func record(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Checks.Meta() || w.Verb != "create" {
		return nil
	}
	k := w.After.(*Check)
	line := ""
	if k.List != "" {
		l, err := checklist(c, k)
		if err != nil {
			return err
		}
		line = l.Line
	}
	for i := range k.Items {
		if k.Items[i].Outcome != Fail {
			continue
		}
		if err := Hazards.Create(c, k.hazard(&k.Items[i], line)); err != nil {
			return fault(err, i)
		}
	}
	return nil
}

// fault says in which item of the check a hazard was refused.
func fault(err error, i int) error {
	e, ok := errors.AsType[*kernel.Error](err)
	if !ok {
		return err
	}
	message := fmt.Sprintf("第%d项：%s", i+1, e.Message)
	return &kernel.Error{Code: e.Code, Message: message, Fields: map[string]string{"items": message}}
}

// hazard is the hazard that a failed item is.
func (k *Check) hazard(it *Answer, line string) *Hazard {
	h := &Hazard{
		Finding: Finding{Enterprise: k.Enterprise, Title: it.Note, Photos: it.Photos, Place: k.Place, Category: it.Category, Level: it.Level, Source: k.source(),
			FoundOn: k.CheckedOn, Finder: k.Inspector, Requirement: it.Content, Basis: it.Basis, OnSpot: it.OnSpot, Position: k.Position,
			Checkup: kernel.Ref[Check](k.ID), Line: line, Item: it.Item},
		Rectification: Rectification{Responsible: it.Person, DueOn: it.DueOn},
		Result:        Result{After: it.After},
	}
	h.ID = string(it.Hazard)
	if h.Title == "" {
		h.Title = "不符合：" + it.Content
	}
	if it.Level == library.Major {
		h.Criteria = []kernel.Ref[library.Criterion]{it.Criterion}
	}
	return h
}

func (k *Check) source() Source {
	switch k.Kind {
	case ExpertCheck:
		return Expert
	case Tipoff:
		return Complaint
	}
	if k.Side == ByAuthority {
		return Government
	}
	return Self
}
