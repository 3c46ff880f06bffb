package enforcement

import (
	"errors"
	"slices"

	"anjian/base/document"
	"anjian/kernel"
)

// Papers says which papers are drawn up from a case, what they are filled with, and which step of the case each of them drives.
func Papers() document.Source {
	return document.Source{
		Type: Cases.Name,
		Kinds: []string{"filing_approval", "compulsion_approval", "seizure_decision", "seizure_list", "seizure_extension", "seizure_disposal", "cutoff_notice", "cutoff_decision", "restore_notice",
			"interview_notice", "interview_record", "survey_record", "sampling_receipt", "preservation_approval", "preservation_notice", "preservation_disposal_approval", "preservation_disposal",
			"appraisal_entrustment", "penalty_notice", "defence_record", "hearing_right_notice", "hearing_notice", "hearing_record", "hearing_report", "disposal_submission", "discussion_record",
			"simple_decision_unit", "simple_decision_person", "penalty_decision_unit", "penalty_decision_person", "payment_reminder", "surcharge_decision", "deferral_approval", "deferral_letter",
			"enforcement_reminder", "enforcement_application", "transfer_approval", "transfer_letter", "extension_approval", "closing_approval", "file_contents",
			"no_penalty_decision", "legal_review_opinion", "case_withdrawal", "investigation_report", "referral_slip"},
		Fill: fill, Heard: hear, Originals: originals, Ended: put,
	}
}

// put tells that a file that was put away takes no more papers.
func put(c *kernel.Ctx, id string) (string, error) {
	k, err := Cases.Get(c, id)
	if err != nil || k.Status != Archived {
		return "", err
	}
	return "案件已经归档，卷内不再增加文书", nil
}

// hear lets a paper move what it legally moves: its approval, its issue, its service.
func hear(c *kernel.Ctx, d *document.Document, e document.Event) error {
	k, err := Cases.Get(c.AsSystem(), d.Subject)
	if err != nil {
		return err
	}
	if err := mainline(c, k, d, e); err != nil {
		return err
	}
	if err := moved(c, k, d, e); err != nil || e != document.WasServed {
		return err
	}
	return k.known(c, d)
}

// mainline is the papers that carry a case from station to station.
func mainline(c *kernel.Ctx, k *Case, d *document.Document, e document.Event) error {
	kind := string(d.Kind)
	step := func(name, opinion string, in *Case) error {
		_, err := Cases.Do(c.AsSystem(), k.ID, 0, name, in, opinion)
		return err
	}
	switch e {
	case document.WasSubmitted:
		if kind == "filing_approval" && k.Status == Clue {
			return step("submit", "", nil)
		}
	case document.WasReturned:
		if kind == "filing_approval" && k.Status == Filing {
			return step("return", "立案审批退回", nil)
		}
	case document.WasApproved:
		return approved(c, k, d, step)
	case document.WasIssued:
		return issued(c, k, d, step)
	case document.WasServed:
		return delivered(c, k, d, step)
	case document.WasVoided:
		return voided(c, k, d)
	}
	return nil
}

type doer func(name, opinion string, in *Case) error

// approved: an internal approval opens the next step.
func approved(c *kernel.Ctx, k *Case, d *document.Document, step doer) error {
	in := &Case{}
	switch string(d.Kind) {
	case "filing_approval":
		if in.Number = d.Number; k.Status == Filing {
			return step("file", "", in)
		}
	case "compulsion_approval", "preservation_approval":
		m, err := k.measure(c, d.Part, kinds(string(d.Kind)), Requested, InForce)
		if err != nil || m == nil || m.ApprovedOn != "" {
			return err
		}
		_, err = Measures.Do(c.AsSystem(), m.ID, 0, "approve", nil, "")
		return err
	case "deferral_approval":
		g, err := k.deferral(c, d.Part)
		if err != nil || g == nil || g.Status != Asked {
			return err
		}
		_, err = Deferrals.Do(c.AsSystem(), g.ID, 0, "grant", nil, "")
		return err
	case "case_withdrawal":
		return step("withdraw", "案件撤销审批同意", nil)
	case "closing_approval":
		return step("close", "结案审批同意", nil)
	}
	return nil
}

// kinds are the measures that an approval is for.
func kinds(paper string) []Compulsion {
	if paper == "preservation_approval" || paper == "preservation_notice" {
		return []Compulsion{Preservation}
	}
	return []Compulsion{Sealing, Seizure, Cutoff}
}

// issued: a decision is made when its paper is issued.
func issued(c *kernel.Ctx, k *Case, d *document.Document, step doer) error {
	in := &Case{}
	switch kind := string(d.Kind); kind {
	case "penalty_decision_unit", "penalty_decision_person":
		if in.Decision = d.Number; k.Status == Deciding {
			return step("decide", "", in)
		}
		return k.redecided(c, d)
	case "simple_decision_unit", "simple_decision_person":
		if in.Decision = d.Number; k.Status == Clue {
			in.OnSpot, in.SpotWhy = k.OnSpot, k.SpotWhy
			return step("punish", "", in)
		}
		return k.redecided(c, d)
	case "no_penalty_decision":
		if in.Decision, in.Content = d.Number, "不予行政处罚"; k.Status == Deciding {
			return step("acquit", "", in)
		}
		return k.redecided(c, d)
	case "seizure_decision", "cutoff_decision", "preservation_notice":
		m, err := k.measure(c, d.Part, kinds(kind), Approved, Requested)
		if err != nil || m == nil || m.Measured == Cutoff && !m.Urgent { // the supplier cuts off on its notice
			return err
		}
		_, err = Measures.Do(c.AsSystem(), m.ID, 0, "carry", nil, "")
		return err
	case "payment_reminder", "surcharge_decision", "enforcement_reminder":
		return k.unpaid(c) // more time may have been granted since it was drawn up
	case "enforcement_application":
		return step("sue", "强制执行申请书"+d.Number, nil)
	}
	return nil
}

// delivered: what is served begins the limits of the party.
func delivered(c *kernel.Ctx, k *Case, d *document.Document, step doer) error {
	in := &Case{}
	switch kind := string(d.Kind); kind {
	case "penalty_notice", "hearing_right_notice":
		if k.Status != Notice {
			return nil
		}
		t, err := k.tally(c)
		if err != nil {
			return err
		}
		b, err := Book(c, k.Region)
		if err != nil {
			return err
		}
		if kind == "penalty_notice" && t.reaches(b, "hearing", d.ServedOn) != "" {
			return nil // the right to a hearing is told by a paper of its own
		}
		in.ToldOn = d.ServedOn
		return step("notify", "", in)
	case "hearing_notice":
		h, err := Hearings.First(c.AsSystem(), kernel.And(kernel.Eq(&hr.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&hr.Status, Planned)))
		if err != nil || h == nil {
			return err
		}
		_, err = Hearings.Do(c.AsSystem(), h.ID, 0, "notify", &Session{NotifiedOn: d.ServedOn}, "")
		return err
	case "penalty_decision_unit", "penalty_decision_person", "no_penalty_decision":
		if in.ServedOn = d.ServedOn; k.Status == Service {
			return step("serve", "", in)
		}
	case "enforcement_reminder":
		if in.RemindedOn = d.ServedOn; k.RemindedOn == "" {
			return step("remind", "", in)
		}
	}
	return nil
}

// papered refuses a step whose paper is missing. Without the papers, as in a test of this package alone, nothing is asked.
func (k *Case) papered(c *kernel.Ctx, served bool, codes ...string) error {
	if c.App.Resource(document.Documents.Name) == nil {
		return nil
	}
	d, err := document.Effective(c.AsSystem(), Cases.Name, k.ID, codes...)
	if err != nil || d != nil && (!served || d.Status == document.Served) {
		return err
	}
	first, _ := document.KindOf(codes[0])
	if served {
		return refuse("请先出具《%s》并送达，送达后自动登记", first.Title)
	}
	return refuse("请先出具《%s》，生效后自动登记", first.Title)
}

// measure is the measure that a paper is about: the one it names, otherwise the latest of its kinds in one of the states.
func (k *Case) measure(c *kernel.Ctx, part string, of []Compulsion, states ...MeasureStatus) (*Measure, error) {
	where := kernel.And(kernel.Eq(&ms.Case, kernel.Ref[Case](k.ID)), kernel.In(&ms.Measured, of...))
	if part != "" {
		where = kernel.And(where, kernel.Eq(&ms.ID, part))
	}
	if len(states) > 0 {
		where = kernel.And(where, kernel.In(&ms.Status, states...))
	}
	list, err := Measures.List(c.AsSystem(), kernel.Query{Where: where, Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

func (k *Case) deferral(c *kernel.Ctx, part string) (*Deferral, error) {
	where := kernel.Eq(&df.Case, kernel.Ref[Case](k.ID))
	if part != "" {
		where = kernel.And(where, kernel.Eq(&df.ID, part))
	}
	list, err := Deferrals.List(c.AsSystem(), kernel.Query{Where: where, Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// originals are the files of the evidence, in the order in which they were taken.
func originals(c *kernel.Ctx, id string) (out []document.Original, err error) {
	list, err := Evidences.List(c, kernel.Query{Where: kernel.Eq(&ev.Case, kernel.Ref[Case](id)), Sort: "taken_on", Limit: -1})
	for _, e := range list {
		for _, f := range e.Files {
			out = append(out, document.Original{Title: e.Title, On: e.TakenOn, File: f})
		}
	}
	hearings, err2 := Hearings.List(c, kernel.Query{Where: kernel.Eq(&hr.Case, kernel.Ref[Case](id)), Limit: -1})
	for _, h := range hearings {
		for _, f := range h.Proof {
			out = append(out, document.Original{Title: "听证材料", On: h.HeldOn, File: f})
		}
	}
	slices.SortStableFunc(out, func(a, b document.Original) int { return b.On.DaysUntil(a.On) })
	return out, errors.Join(err, err2)
}
