package enforcement

import (
	"cmp"
	"slices"

	"anjian/base/document"
	"anjian/kernel"
	"anjian/kernel/clock"
)

// Board is a case on one screen: where it stands, which clocks run, what is still needed, what is owed.
type Board struct {
	Stages   []Stage  `json:"stages"`
	Clocks   []Dial   `json:"clocks"`
	Needs    []Need   `json:"needs"`
	Officers []string `json:"officers"`
	Organ    string   `json:"organ"`
	Account  *Account `json:"account,omitempty"`
	Open     []string `json:"open"` // what stands against closing
	Today    string   `json:"today"`
}

// Stage is one station of the procedure.
type Stage struct {
	Name  string      `json:"name"`
	Label string      `json:"label"`
	On    kernel.Date `json:"on,omitempty"`
	State string      `json:"state"` // done, now, ahead, skipped
	Note  string      `json:"note,omitempty"`
}

// Dial is one clock as it stands today.
type Dial struct {
	Code    Code          `json:"code"`
	Label   string        `json:"label"`
	Who     string        `json:"who"`
	Start   kernel.Date   `json:"start"`
	Nominal kernel.Date   `json:"nominal"`
	Last    kernel.Date   `json:"last"`
	Done    kernel.Date   `json:"done,omitempty"`
	State   clock.State   `json:"state"`
	Left    int           `json:"left"`
	Unit    clock.Unit    `json:"unit"`
	Limit   string        `json:"limit"`
	Basis   string        `json:"basis"`
	Right   bool          `json:"right"`
	Late    bool          `json:"late"`
	Pauses  []clock.Pause `json:"pauses,omitempty"`
	Added   int           `json:"added,omitempty"`
}

// Need is something that the next step asks for: done, or still to be done by a record or a paper.
type Need struct {
	Text  string `json:"text"`
	Done  bool   `json:"done"`
	Type  string `json:"type,omitempty"`  // record type to make
	Paper string `json:"paper,omitempty"` // kind of paper to draw up
	Step  string `json:"step,omitempty"`  // step to take
	Link  string `json:"link,omitempty"`  // record to handle
	Law   string `json:"law,omitempty"`
}

func board(c *kernel.Ctx, in *Which) (*Board, error) {
	k, err := Cases.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	b, err := Book(c, k.Region)
	if err != nil {
		return nil, err
	}
	out := &Board{Stages: k.stages(), Clocks: []Dial{}, Needs: []Need{}, Open: []string{}, Organ: k.organ(c), Today: string(c.Today())}
	if _, out.Officers, err = people(c, k.Officers); err != nil {
		return nil, err
	}
	for _, s := range k.spans() {
		kk, r := b.clockOf(k, s)
		now, err := kk.Read(b.calendar, c.Now())
		if err != nil {
			return nil, err
		}
		d := Dial{Code: s.code, Label: r.Name, Who: r.Who, Start: s.start, Nominal: now.Nominal, Last: now.Last, Done: s.done, State: now.State, Left: now.Left, Unit: now.Unit,
			Limit: r.limit().String(), Basis: r.Basis, Right: s.right, Late: now.Late && !s.right, Pauses: kk.Pauses}
		for _, e := range s.extra {
			d.Added += e.Days
		}
		out.Clocks = append(out.Clocks, d)
	}
	slices.SortStableFunc(out.Clocks, func(a, b Dial) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Last, b.Last))
	})
	if k.PayBy != "" {
		if out.Account, err = k.account(c, cmp.Or(k.FulfilledOn, c.Today())); err != nil {
			return nil, err
		}
	}
	if k.Status == Closing {
		open, err := k.loose(c)
		if err != nil {
			return nil, err
		}
		out.Open = append(out.Open, open...)
	}
	needs, err := k.needs(c, b)
	out.Needs = append(out.Needs, needs...) // a case at its end needs nothing: an empty list, never null
	return out, err
}

// rank puts what runs before what is done, and duties before rights.
func rank(d Dial) int {
	switch {
	case d.Done != "":
		return 2
	case d.Right:
		return 1
	}
	return 0
}

// course is the ordinary way of a case, and that of the simple procedure.
var course = []Status{Clue, Filing, Investigation, Review, Notice, Defence, Hearing, Deciding, Service, Execution, Closing, Closed, Archived}
var shortCourse = []Status{Clue, Execution, Closing, Closed, Archived}

func (k *Case) stages() (out []Stage) {
	way := course
	if k.Simple {
		way = shortCourse
	}
	at := map[Status]kernel.Date{Clue: k.FoundOn, Filing: k.AskedOn, Investigation: k.FiledOn, Review: k.ConcludedOn, Notice: k.ReviewedOn, Defence: k.ToldOn, Hearing: k.AppliedOn,
		Service: k.DecidedOn, Execution: k.ServedOn, Closing: k.FulfilledOn, Closed: k.ClosedOn, Archived: k.ArchivedOn}
	here := slices.Index(way, k.Status)
	for i, s := range way {
		g := Stage{Name: string(s), Label: kernel.LabelOf(s), On: at[s], State: "ahead"}
		if k.Simple && s == Clue {
			g.Label = "当场处罚"
		}
		switch {
		case i == here:
			g.State = "now"
		case i < here && at[s] == "" && s != Deciding:
			g.State = "skipped"
		case i < here:
			g.State = "done"
		case s == Hearing && k.ToldOn != "" && !k.HearingRight:
			g.State = "skipped"
		}
		if k.Outcome != "" && k.Outcome != Penalty && (s == Notice || s == Defence || s == Hearing || s == Execution) && g.On == "" {
			g.State = "skipped"
		}
		out = append(out, g)
	}
	if k.Status == Dismissed {
		out = []Stage{{Name: string(Clue), Label: kernel.LabelOf(Clue), On: k.FoundOn, State: "done"}, {Name: string(Dismissed), Label: kernel.LabelOf(Dismissed), On: k.ClosedOn, State: "now"}}
	}
	return out
}

// needs lists what the next step asks for, with what is there already.
func (k *Case) needs(c *kernel.Ctx, b *Rulebook) (out []Need, err error) {
	ref := kernel.Ref[Case](k.ID)
	sys := c.AsSystem()
	paper := func(code string, served bool, law string) {
		kind, _ := document.KindOf(code)
		done := k.papered(c, served, code) == nil && c.App.Resource(document.Documents.Name) != nil
		text := "出具《" + kind.Title + "》"
		if served {
			text += "并送达"
		}
		out = append(out, Need{Text: text, Done: done, Paper: code, Law: law})
	}
	have := func(text, typ string, n int, err2 error, law string) {
		err = cmp.Or(err, err2)
		out = append(out, Need{Text: text, Done: n > 0, Type: typ, Law: law})
	}
	t, err := k.tally(c)
	if err != nil {
		return nil, err
	}
	unit := "unit"
	for _, p := range t.parties {
		if p.PartyKind == PersonParty && len(t.parties) == 1 {
			unit = "person"
		}
	}
	unheard, err := k.unheard(c)
	if err != nil {
		return nil, err
	}
	for _, s := range unheard {
		out = append(out, Need{Text: "办理当事人" + string(s.HandedOn) + "递交的" + kernel.LabelOf(s.Purpose), Link: "/" + Submissions.Name + "/" + s.ID, Law: heardBy[s.Purpose]})
	}
	switch k.Status {
	case Clue:
		out = append(out, Need{Text: "两名以上持证承办人", Done: len(k.Officers) >= 2, Step: "assign", Law: "行政处罚法第四十二条"}, Need{Text: "登记当事人", Done: len(t.parties) > 0, Type: Parties.Name, Law: "行政处罚法第五十四条"})
		if k.Simple {
			out = append(out, Need{Text: "认定违法行为和罚款", Done: len(t.sanctions) > 0 && t.simple(b, c.Today()) == "", Type: Charges.Name, Law: "行政处罚法第五十一条"})
			paper("penalty_notice", false, "行政处罚法第四十四条")
			paper("simple_decision_"+unit, false, "行政处罚法第五十二条")
			return out, nil
		}
		out = append(out, Need{Text: "填写违法行为发生日期", Done: k.ActedOn != "", Law: "行政处罚法第三十六条"})
		paper("filing_approval", false, "行政处罚法第五十四条")
	case Filing:
		paper("filing_approval", false, "行政处罚法第五十四条")
	case Investigation:
		n, err2 := Evidences.Count(sys, kernel.Eq(&ev.Case, ref))
		have("收集证据", Evidences.Name, n, err2, "行政处罚法第四十六条、第五十四条")
		n, err2 = Statements.Count(sys, kernel.And(kernel.Eq(&st.Case, ref), kernel.Eq(&st.Status, Signed)))
		have("询问当事人、证人，笔录签名", Statements.Name, n, err2, "行政处罚法第五十五条")
		have("认定违法行为和裁量", Charges.Name, len(t.charges), nil, "行政处罚法第五条")
		out = append(out, Need{Text: "调查终结，提交法制审核", Step: "conclude", Law: "行政处罚法第五十七条"})
	case Review:
		out = append(out, Need{Text: "由不承办本案、具有法律职业资格的人员审核", Step: "review", Law: "行政处罚法第五十八条"})
	case Notice:
		paper("penalty_notice", true, "行政处罚法第四十四条")
		if t.reaches(b, "hearing", c.Today()) != "" {
			paper("hearing_right_notice", true, "行政处罚法第六十三条")
		}
	case Defence:
		out = append(out, Need{Text: "听取陈述申辩（至" + string(k.DefenceUntil) + "），或者当事人书面放弃", Done: k.DefendedOn != "" || k.WaivedOn != "" || c.Today() > k.DefenceUntil, Step: "defend", Law: "行政处罚法第四十五条"})
		if k.HearingRight {
			out = append(out, Need{Text: "要求听证的期限（至" + string(k.HearingUntil) + "）届满", Done: k.WaivedOn != "" || c.Today() > k.HearingUntil, Step: "apply", Law: "行政处罚法第六十四条"})
		}
	case Hearing:
		n, err2 := Hearings.Count(sys, kernel.Eq(&hr.Case, ref))
		have("确定听证的时间、地点和主持人", Hearings.Name, n, err2, "行政处罚法第六十四条")
		paper("hearing_notice", true, "行政处罚法第六十四条：举行的七个工作日前通知")
		n, err2 = Hearings.Count(sys, kernel.And(kernel.Eq(&hr.Case, ref), kernel.Eq(&hr.Status, Reported)))
		have("举行听证，完成笔录和报告", Hearings.Name, n, err2, "行政处罚法第六十五条")
	case Deciding:
		if k.HeardOn != "" {
			out = append(out, Need{Text: "听证后的法制审核", Done: k.ReviewedOn >= k.HeardOn, Step: "review", Law: "行政处罚法第五十八条"})
		}
		if k.DiscussDue != "" {
			out = append(out, Need{Text: "负责人集体讨论：" + k.DiscussDue, Done: k.DiscussedOn != "", Type: Discussions.Name, Law: "行政处罚法第五十七条"})
		}
		if k.Proposal == Penalty {
			paper("disposal_submission", false, "行政处罚法第五十七条")
			paper("penalty_decision_"+unit, false, "行政处罚法第五十九条")
		} else {
			paper("no_penalty_decision", false, "行政处罚法第五十七条")
		}
	case Service:
		code := "penalty_decision_" + unit
		if k.Outcome != Penalty {
			code = "no_penalty_decision"
		}
		paper(code, true, "行政处罚法第六十一条")
	case Execution:
		return k.dues(c, out)
	case Closing:
		open, err2 := k.loose(c)
		for _, text := range open {
			out = append(out, Need{Text: text})
		}
		papers, err3 := document.Unfinished(c, Cases.Name, k.ID)
		for _, d := range papers {
			what := "送达"
			if d.Status != document.Issued {
				what = "办完"
			}
			out = append(out, Need{Text: what + "《" + d.Title + "》" + d.Number, Link: "/" + document.Documents.Name + "/" + d.ID})
		}
		err = cmp.Or(err2, err3)
		paper("closing_approval", false, "")
	case Closed:
		paper("file_contents", false, "")
		out = append(out, Need{Text: "立卷归档", Step: "archive"})
	}
	return out, err
}

// dues is what the execution still asks for.
func (k *Case) dues(c *kernel.Ctx, out []Need) ([]Need, error) {
	fine, extra, _, err := k.owed(c, c.Today())
	if err != nil {
		return nil, err
	}
	if k.Amount > 0 {
		out = append(out, Need{Text: "缴清罚款" + yuan(k.Amount), Done: fine == 0, Type: Payments.Name, Law: "行政处罚法第六十七条"})
	}
	if extra > 0 || k.PaidExtra > 0 {
		out = append(out, Need{Text: "缴清加处罚款", Done: extra == 0, Type: Payments.Name, Law: "行政处罚法第七十二条"})
	}
	if k.Simple {
		out = append(out, Need{Text: "报所属机关备案", Done: k.ReportedOn != "", Step: "record", Law: "行政处罚法第五十二条"})
	}
	if fine > 0 && c.Today() > k.PayBy {
		out = append(out, Need{Text: "催告（送达《行政强制执行事先催告书》）", Done: k.RemindedOn != "", Paper: "enforcement_reminder", Law: "行政强制法第五十四条"})
		if k.RemindedOn != "" {
			out = append(out, Need{Text: "申请法院强制执行", Done: k.CourtOn != "", Paper: "enforcement_application", Law: "行政强制法第五十三条"})
		}
	}
	return append(out, Need{Text: "登记执行完毕", Step: "fulfil"}), nil
}

// table is the limits that hold in a region on a day.
func table(c *kernel.Ctx, in *At) (*Table, error) {
	at, on := in.Region, in.On
	if at == "" {
		at = c.Actor.Region
	}
	if on == "" {
		on = c.Today()
	}
	if len(at) > 12 || len(on) != 10 {
		return nil, kernel.Errorf(kernel.Invalid, "请填写区划代码和日期")
	}
	b, err := Book(c, at)
	if err != nil {
		return nil, err
	}
	out := &Table{On: on, Items: []Entry{}}
	for _, code := range codes {
		out.Items = append(out.Items, Entry{Rule: *b.At(code, on), Editions: national[code]})
	}
	return out, nil
}
