package majorhazard

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/base/role"
	"anjian/kernel"
)

// Change is the filing of a change of an installation on file (变更备案). The platform opens it as soon as what the grade rests on changes;
// the enterprise says why, the county reviews and files it. One change is open at a time: what changes meanwhile is added to it.
type Change struct {
	kernel.Base
	Installation kernel.Ref[Installation]          `json:"installation" label:"重大危险源" ui:"fixed,list,filter"`
	Enterprise   kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,list,filter"`
	Title        string                            `json:"title" label:"名称" ui:"fixed,list,search"`
	ChangedOn    kernel.Date                       `json:"changed_on" label:"变更日期" ui:"fixed,list,sort"`
	What         string                            `json:"what" label:"变更内容" ui:"fixed,long,wide"`
	FromGrade    Grade                             `json:"from_grade" label:"原级别" ui:"fixed,list"`
	ToGrade      Grade                             `json:"to_grade" label:"现级别" ui:"fixed,list"`
	Trend        Trend                             `json:"trend" label:"级别变化" ui:"fixed,list,filter"`
	FromSum      string                            `json:"from_sum" label:"原计算结果" ui:"fixed"`
	ToSum        string                            `json:"to_sum" label:"现计算结果" ui:"fixed"`
	Reason       string                            `json:"reason" label:"变更原因" rule:"max=1000" ui:"fixed,long,wide"`
	Report       kernel.Files                      `json:"report" label:"评估报告等材料" rule:"max=20" ui:"fixed"`
	Status       ChangeStatus                      `json:"status" label:"状态" ui:"fixed,list,filter"`
	SubmittedOn  kernel.Date                       `json:"submitted_on" label:"报送日期" ui:"fixed"`
	ReviewedBy   string                            `json:"reviewed_by" label:"审核人" ui:"fixed"`
	SettledOn    kernel.Date                       `json:"settled_on" label:"备案日期" ui:"fixed"`
	WaitUntil    kernel.Date                       `json:"wait_until" label:"办理期限" ui:"fixed,hidden"`
}

var change = kernel.Row[Change]()

// Changes holds all change filings.
var Changes = &kernel.Resource[Change]{
	Name: "majorhazard_change", Label: "重大危险源变更备案",
	Help: "已备案的重大危险源，物质、数量、500米内人口、单元类型、位置或评估报告有变化时，平台当场重新分级并在这里开一份变更备案，不用新建。企业写明原因、附上材料后“报送”，15日内；县级审核、审批后变更生效归档。级别升高的要附重新评估的报告。",
	Sort: "-changed_on",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read export submit", Rows: kernel.Own(&change.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&change.Enterprise)},
		{To: []kernel.Role{role.Regulator}, Can: "review return", Rows: county(&change.Enterprise)},
		{To: []kernel.Role{role.Leader}, Can: "approve return", Rows: county(&change.Enterprise)},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{
		{Name: "opened", Label: "待企业说明", Query: "status=opened,returned"},
		{Name: "review", Label: "待审核", Query: "status=sent,checked"},
		{Name: "raised", Label: "级别升高", Query: "trend=raised"},
		{Name: "ended", Label: "不再构成", Query: "trend=ended"},
		{Name: "settled", Label: "已备案", Query: "status=settled"},
	},
}

type changeStep = kernel.Step[Change, ChangeStatus]

var changeFlow = kernel.Flow[Change, ChangeStatus]{
	On: &change.Status, Start: Opened,
	Steps: []changeStep{
		{Name: "submit", Label: "报送", From: []ChangeStatus{Opened, Sentback}, To: Sent, Ask: []any{&change.Reason}, May: []any{&change.Report}, Do: sent, Todo: true, Tone: "primary"},
		{Name: "review", Label: "审核通过", From: []ChangeStatus{Sent}, To: Checked, Opinion: true, Todo: true, Tone: "primary",
			Do: func(c *kernel.Ctx, g *Change) error { g.ReviewedBy = c.Actor.Name; return nil }},
		{Name: "approve", Label: "准予变更", From: []ChangeStatus{Checked}, To: Settled, Do: settled, Todo: true, Tone: "primary"},
		{Name: "return", Label: "退回", From: []ChangeStatus{Sent, Checked}, To: Sentback, Opinion: true},
	},
}

func sent(c *kernel.Ctx, g *Change) error {
	if g.Trend == Raised && len(g.Report) == 0 {
		return kernel.FieldError(&change.Report, "级别升高的，应附重新评估的报告")
	}
	g.SubmittedOn = c.Today()
	return nil
}

// settled tells the installation that its change is on file.
func settled(c *kernel.Ctx, g *Change) error {
	g.SettledOn = c.Today()
	_, err := Installations.Update(c.AsSystem(), string(g.Installation), 0, func(h *Installation) error { h.Changing = false; return nil })
	return err
}

func deriveChange(c *kernel.Ctx, g *Change) error {
	switch g.Status {
	case Opened, Sentback:
		g.WaitUntil = g.ChangedOn.AddDays(fileTerm)
	case Sent:
		g.WaitUntil = c.AddWorkdays(g.SubmittedOn, reviewTerm)
	case Checked:
		g.WaitUntil = c.AddWorkdays(g.SubmittedOn, reviewTerm+approveTerm)
	default:
		g.WaitUntil = ""
	}
	return nil
}

func changeDue(g *Change) kernel.Limit {
	if g.WaitUntil == "" {
		return kernel.Limit{}
	}
	l := kernel.Limit{On: g.WaitUntil, Warn: 3, Who: "企业", What: "报送变更备案"}
	if g.Status == Sent || g.Status == Checked {
		l.Who, l.What = "属地监管部门", "审核变更备案"
	}
	return l
}

// onFile is the installations that count: filed ones, also while somebody examines whether they still are.
var onFile = kernel.In(&Row.Status, Filed, Cancelling)

// follow is the hook that opens a change filing when what the grade of a filed installation rests on changes, and keeps the highest grade in
// the file of the enterprise.
func follow(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Installations.Meta() || w.After == nil || party.Quiet(c) {
		return nil
	}
	h := w.After.(*Installation)
	before, _ := w.Before.(*Installation)
	if before != nil && before.Status == Filed && h.Status == Filed {
		if what := h.differs(before); what != "" {
			if err := open(c, h, before, what); err != nil {
				return err
			}
		}
	}
	if before == nil || before.Status == h.Status && before.Grade == h.Grade {
		return nil
	}
	return tell(c, h.Enterprise)
}

// differs says what of that on which the filing rests is not as it was.
func (h *Installation) differs(was *Installation) string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	old := map[string]Substance{}
	for _, s := range was.Substances {
		old[s.Name] = s
	}
	for _, s := range h.Substances {
		o, had := old[s.Name]
		delete(old, s.Name)
		switch {
		case !had:
			add("新增%s%s吨", s.Name, tons(s.Quantity))
		case o.Quantity != s.Quantity:
			add("%s由%s吨变为%s吨", s.Name, tons(o.Quantity), tons(s.Quantity))
		case o.CAS != s.CAS || o.Entry != s.Entry || !reflect.DeepEqual(o.Classes, s.Classes):
			add("%s的辨识依据变更", s.Name)
		}
	}
	for _, s := range was.Substances {
		if _, gone := old[s.Name]; gone {
			add("减少%s%s吨", s.Name, tons(s.Quantity))
		}
	}
	if h.Residents != was.Residents {
		add("500米内常住人口由%d人变为%d人", was.Residents, h.Residents)
	}
	if h.Kind != was.Kind || h.Position != was.Position || h.Name != was.Name {
		add("单元名称、类型或位置变更")
	}
	if h.Edition != was.Edition {
		add("辨识标准改用%s", kernel.LabelOf(h.Edition))
	}
	if h.AssessedOn != was.AssessedOn {
		add("重新评估，报告日期%s", h.AssessedOn)
	}
	return strings.Join(out, "；")
}

func tons(q float64) string { return strconv.FormatFloat(q, 'f', -1, 64) }

func (h *Installation) sum() string { return fmt.Sprintf("S=%s，α=%s，R=%s", h.S, h.Alpha, h.R) }

// trend compares grades; they are written so that the gravest sorts first.
func trend(from, to Grade) Trend {
	switch {
	case from == to:
		return Same
	case to == NotOne:
		return Ended
	case to < from:
		return Raised
	}
	return Lowered
}

// open opens a change filing, or adds to the one that is open, which then has to be sent anew.
func open(c *kernel.Ctx, h, before *Installation, what string) error {
	sys := c.AsSystem()
	now, err := Changes.First(sys, kernel.And(kernel.Eq(&change.Installation, kernel.Ref[Installation](h.ID)), kernel.Not(&change.Status, Settled)))
	if err != nil {
		return err
	}
	if now != nil {
		_, err = Changes.Update(sys, now.ID, 0, func(g *Change) error {
			g.What += "\n" + what
			g.ToGrade, g.ToSum, g.Trend, g.Status = h.Grade, h.sum(), trend(g.FromGrade, h.Grade), Opened
			g.ChangedOn = c.Today()
			return nil
		})
		return err
	}
	g := &Change{Installation: kernel.Ref[Installation](h.ID), Enterprise: h.Enterprise, Title: h.Name + "变更备案", ChangedOn: c.Today(), What: what,
		FromGrade: before.Grade, ToGrade: h.Grade, Trend: trend(before.Grade, h.Grade), FromSum: before.sum(), ToSum: h.sum()}
	g.Region = h.Region
	return Changes.Create(sys, g)
}

// tell writes the highest grade of its installations on file into the file of the enterprise.
func tell(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) error {
	sys := c.AsSystem()
	highest := NotOne
	q := kernel.Query{Where: kernel.And(kernel.Eq(&Row.Enterprise, id), onFile), Sort: "id", Limit: -1, Cols: []string{"id", "grade"}}
	if err := Installations.Each(sys, q, func(h *Installation) error { highest = min(highest, h.Grade); return nil }); err != nil {
		return err
	}
	e, err := enterprise.Enterprises.Get(sys, string(id))
	if err != nil || e.MajorHazard == enterprise.HazardGrade(highest) || e.MajorHazard == "" && highest == NotOne {
		return err
	}
	_, err = enterprise.Enterprises.Update(sys, string(id), 0, func(e *enterprise.Enterprise) error {
		e.Quiet, e.MajorHazard = true, enterprise.HazardGrade(highest)
		return nil
	})
	return err
}

// carry is the hook that takes installations and ponds along when an enterprise comes to another region: they stand where it works.
func carry(c *kernel.Ctx, w *kernel.Write) error {
	after, ok := w.After.(*enterprise.Enterprise)
	before, had := w.Before.(*enterprise.Enterprise)
	if !ok || !had || before == nil || before.Region == after.Region {
		return nil
	}
	for _, h := range []kernel.Handle{Installations, Ponds} {
		if err := party.Carry(c, h, "enterprise", after.ID, before.Region, after.Region); err != nil {
			return err
		}
	}
	return nil
}
