package inspection

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/evidence"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/kernel"
	"anjian/system/hazard"
)

// Terms in working days: a visit's papers (the platform's own rule) and the publication of its result (国办发〔2018〕118号).
const (
	handleTerm  = 3
	publishTerm = 20
)

// recheckTerm is within how many days after the application or the end of the term the authority re-checks.
const recheckTerm = 10

// flow: 待检查 -> 检查中 -> 待下达文书 -> 整改复查中 -> 已办结. What comes after the visit follows from its papers and hazards.
var flow = kernel.Flow[Inspection, Status]{
	On: &Row.Status, Start: Ready,
	Steps: []kernel.Step[Inspection, Status]{
		{Name: "begin", Label: "开始检查", From: []Status{Ready}, To: Underway, May: []any{&Row.Officers, &Row.Place, &Row.Position, &Row.Present, &Row.PresentAs}, Do: start, Todo: true, Tone: "primary",
			Help: "出示执法证件，说明来意。至少两名执法人员，证件在有效期内。"},
		{Name: "finish", Label: "结束检查", From: []Status{Underway}, To: Handling, May: []any{&Row.Present, &Row.PresentAs, &Row.Summary}, Do: finish, Todo: true, Tone: "primary",
			Help: "检查项做完、问题写清、企业信息核实以后，结束检查并出具文书。"},
		{Name: "resume", Label: "继续检查", From: []Status{Handling}, To: Underway, If: kernel.And(kernel.Eq(&Row.Orders, 0), kernel.Eq(&Row.RecordNo, "")), Opinion: true, Do: resume,
			Help: "还没有下达文书时，可以回到检查中补充。"},
		{Name: "recheck", Label: "复查", From: []Status{Rectifying}, If: kernel.Above(&Row.Waiting, 0), Do: openRecheck, Todo: true, Tone: "primary", Help: "列出待复查的问题，逐项验收。"},
		{Name: "publish", Label: "公开结果", From: []Status{Handling, Rectifying, Closed}, If: kernel.Eq(&Row.PublishedOn, ""), May: []any{&Row.Conclusion}, Do: publish,
			Help: "向社会公开检查对象、日期、人员和结论，检查结束之日起20个工作日内。"},
		{Name: "cancel", Label: "取消检查", From: []Status{Ready, Underway}, To: Cancelled, Opinion: true, Do: cancel, Tone: "danger", Confirm: "取消后这次检查不再统计，已经记下的问题要先删除。确定吗？"},
	},
	Moves: []kernel.Move[Status]{{From: []Status{Handling}, To: []Status{Rectifying, Closed}}, {From: []Status{Rectifying}, To: []Status{Closed, Handling}}},
}

// due says until when who has to do what.
func due(v *Inspection) kernel.Limit {
	l := kernel.Limit{Who: "执法人员"}
	switch {
	case v.Status == Ready && v.PlannedOn != "":
		l.On, l.What, l.Warn = v.PlannedOn, "现场检查", 3
	case v.Status == Underway:
		l.On, l.What = v.CheckedOn.AddDays(1), "结束检查"
	case v.Status == Handling:
		l.On, l.What, l.Warn = v.HandleBy, "下达文书", 1
	case v.RecheckBy != "":
		l.On, l.What, l.Warn = v.RecheckBy, "复查", 3
	case v.PublishBy != "":
		l.On, l.What, l.Warn = v.PublishBy, "公开检查结果", 5
	default:
		return kernel.Limit{}
	}
	return l
}

func derive(c *kernel.Ctx, v *Inspection) error {
	if v.Rev > 0 || v.Enterprise == "" {
		return nil
	}
	e, err := enterprise.Enterprises.Get(c, string(v.Enterprise))
	if err == nil {
		err = e.Living()
	}
	if err != nil {
		return err
	}
	v.Region, v.Trade, v.NeedsPlan = e.Region, e.Trade, v.Type.needsScheme()
	v.PlannedOn = cmp.Or(v.PlannedOn, c.Today())
	v.Title = cmp.Or(strings.TrimSpace(v.Title), e.Name+" "+kernel.LabelOf(v.Type))
	v.Place = cmp.Or(v.Place, e.Address)
	if v.Position == (kernel.Point{}) {
		v.Position = e.Position
	}
	if len(v.Methods) == 0 {
		v.Methods = []Method{"site", "papers"}
	}
	if err := v.fromTarget(c); err != nil || len(v.Lists) > 0 {
		return err
	}
	lists, err := fitting(c.AsSystem(), e)
	for _, l := range lists {
		v.Lists = append(v.Lists, kernel.Ref[library.Checklist](l.ID))
	}
	return err
}

func rules(c *kernel.Ctx, v, before *Inspection) error {
	if before == nil || c.Actor.System {
		return nil
	}
	if before.Status == v.Status && (v.Status == Closed || v.Status == Cancelled) && v.PublishedOn == before.PublishedOn {
		return kernel.Errorf(kernel.Conflict, "检查%s，不能再改", kernel.LabelOf(v.Status))
	}
	if before.Status != Ready && !sameLists(v.Lists, before.Lists) {
		return kernel.FieldError(&Row.Lists, "检查开始后不能更换清单；清单上没有的问题请点“补充问题”")
	}
	return nil
}

// certified holds a visit to 行政处罚法 第四十二条: at least two officers, each with a certificate in force.
func certified(c *kernel.Ctx, team []kernel.Ref[officer.Officer], firm kernel.Ref[enterprise.Enterprise], on kernel.Date) error {
	_, err := officer.Team(c, team, string(firm), on)
	if e, ok := errors.AsType[*kernel.Error](err); ok {
		return kernel.FieldError(&Row.Officers, "%s", e.Message)
	}
	return err
}

func start(c *kernel.Ctx, v *Inspection) error {
	now := c.Now()
	if at, err := time.Parse(time.RFC3339, c.Origin.DoneAt); err == nil && at.Before(now) {
		now = at
	}
	v.Started, v.CheckedOn = now.UTC().Truncate(time.Millisecond), kernel.Day(now)
	if err := certified(c, v.Officers, v.Enterprise, v.CheckedOn); err != nil {
		return err
	}
	if v.NeedsPlan {
		d, err := document.Effective(c.AsSystem(), Inspections.Name, v.ID, schemePaper)
		if err != nil {
			return err
		}
		if d == nil {
			return kernel.Errorf(kernel.Conflict, "%s须先批准现场检查方案（安全生产执法程序规定）：在“文书”里出具并送审", kernel.LabelOf(v.Type))
		}
	}
	n, err := Items.Count(c.AsSystem(), kernel.Eq(&ItemRow.Inspection, this(v)))
	switch {
	case err != nil:
		return err
	case n == 0:
		return kernel.FieldError(&Row.Lists, "没有检查项，请先选择检查清单")
	}
	return v.visited(c)
}

// finish ends the visit. It refuses while the record is not whole: that is what tells a visit from a note that somebody was there.
func finish(c *kernel.Ctx, v *Inspection) error {
	items, err := itemsOf(c.AsSystem(), v.ID)
	if err != nil {
		return err
	}
	var open []string
	for _, it := range items {
		if it.Outcome == "" {
			open = append(open, it.Code)
		}
	}
	if len(open) > 0 {
		return kernel.Errorf(kernel.Conflict, "还有%d项没有检查（%s），做完才能结束", len(open), strings.Join(open[:min(len(open), 8)], "、"))
	}
	list, err := findingsOf(c, v.ID)
	if err != nil {
		return err
	}
	for _, f := range list {
		if f.Vague {
			return kernel.Errorf(kernel.Conflict, "第%d条问题没有写清：写一句情况或拍一张照片才能结束", f.Number)
		}
	}
	doubts, err := doubts(c, v)
	if err != nil {
		return err
	}
	if len(doubts) > 0 {
		var words []string
		for _, d := range doubts {
			words = append(words, d.Label)
		}
		return kernel.Errorf(kernel.Conflict, "企业信息还没有核实：%s。当场确认或改正后才能结束", strings.Join(words, "、"))
	}
	for _, f := range list {
		if !f.Spot || f.Status != Noted {
			continue
		}
		if _, err := hazard.Hazards.Do(inside(c.AsSystem()), string(f.Hazard), 0, "submit", nil, "检查时当场改正"); err != nil {
			return err
		}
	}
	now := c.Now()
	if at, err := time.Parse(time.RFC3339, c.Origin.DoneAt); err == nil && at.Before(now) && at.After(v.Started) {
		now = at
	}
	v.Ended = now.UTC().Truncate(time.Millisecond)
	v.Items, v.Answered, v.Found = len(items), len(items), len(list)
	v.HandleBy, v.PublishBy = c.AddWorkdays(v.CheckedOn, handleTerm), c.AddWorkdays(v.CheckedOn, publishTerm)
	if v.Origin, _, err = evidence.Judge(c, Inspections.Name, v.ID); err != nil {
		return err
	}
	if v.Summary == "" {
		v.Summary = summary(items, list)
	}
	return nil
}

// resume goes back to the site; words that nobody has changed are written anew when the visit ends again.
func resume(c *kernel.Ctx, v *Inspection) error {
	items, err := itemsOf(c.AsSystem(), v.ID)
	if err != nil {
		return err
	}
	list, err := findingsOf(c, v.ID)
	if err == nil && v.Summary == summary(items, list) {
		v.Summary = ""
	}
	return err
}

// summary says in a sentence what was checked and found, for the record of the visit.
func summary(items []*Item, list []*Finding) string {
	count := map[hazard.Outcome]int{}
	for _, it := range items {
		count[it.Outcome]++
	}
	text := fmt.Sprintf("检查%d项：合格%d项，不合格%d项，不涉及%d项。", len(items), count[hazard.Pass], count[hazard.Fail], count[hazard.NotApplicable])
	if len(list) == 0 {
		return text + "未发现问题。"
	}
	text += fmt.Sprintf("发现以下%d项问题：", len(list))
	for i, f := range list {
		text += fmt.Sprintf("\n%d. %s", i+1, f.words())
		if f.Spot {
			text += "（已当场改正）"
		}
	}
	return text
}

func findingsOf(c *kernel.Ctx, id string) ([]*Finding, error) {
	return Findings.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&FindingRow.Inspection, kernel.Ref[Inspection](id)), Sort: "number", Limit: -1})
}

func openRecheck(c *kernel.Ctx, v *Inspection) error {
	return Rechecks.Create(c, &Recheck{Inspection: this(v)})
}

func publish(c *kernel.Ctx, v *Inspection) error {
	if v.PublishedOn, v.PublishBy = c.Today(), ""; v.Conclusion == "" {
		v.Conclusion = conclusion(v)
	}
	return v.shown(c)
}

// conclusion is what the public and the plan read of the visit.
func conclusion(v *Inspection) string {
	switch {
	case v.Found == 0:
		return "未发现问题"
	case v.Open == 0:
		return fmt.Sprintf("发现%d项问题，已全部整改", v.Found)
	}
	return fmt.Sprintf("发现%d项问题，已责令改正", v.Found)
}

func cancel(c *kernel.Ctx, v *Inspection) error {
	list, err := findingsOf(c, v.ID)
	if err == nil && len(list) > 0 {
		err = kernel.Errorf(kernel.Conflict, "已经记下%d条问题，不能取消检查；请先删除这些问题", len(list))
	}
	return err
}
