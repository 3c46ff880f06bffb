package enforcement

import (
	"slices"

	"anjian/base/document"
	"anjian/kernel"
	"anjian/kernel/clock"
)

// PartyView is a case on one screen for its party: what runs for it, what was served on it, what it may hand in now.
type PartyView struct {
	Stages   []Stage    `json:"stages"`
	Clocks   []Dial     `json:"clocks"`
	Papers   []Received `json:"papers"`
	Offers   []Chance   `json:"offers"`
	Account  *Account   `json:"account,omitempty"`
	Officers []string   `json:"officers"`
	Hearing  *Sitting   `json:"hearing,omitempty"`
	Rows     []Deed     `json:"submissions"`
	Today    string     `json:"today"`
}

// Received is a paper that the party has.
type Received struct {
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	Number string      `json:"number"`
	On     kernel.Date `json:"on"`
}

// Chance is something that the party may hand in, or why it cannot now.
type Chance struct {
	Purpose Purpose     `json:"purpose"`
	Label   string      `json:"label"`
	Why     string      `json:"why,omitempty"`
	Until   kernel.Date `json:"until,omitempty"`
}

// Sitting is when and where a hearing is held, as its notice says.
type Sitting struct {
	On    kernel.Date `json:"on"`
	At    string      `json:"at"`
	Place string      `json:"place"`
	Open  bool        `json:"open"`
}

// Deed is something that the party has handed in.
type Deed struct {
	ID    string           `json:"id"`
	Label string           `json:"label"`
	On    kernel.Date      `json:"on"`
	State SubmissionStatus `json:"state"`
	Word  string           `json:"word"`
	Reply string           `json:"reply"`
}

// partyCodes are the limits that are the party's business.
var partyCodes = []Code{"defence", "hearing_request", "payment", "reconsideration", "suit", "reminder"}

// partyView reads the matter, the papers and what was handed in under the reader's own rights; of the case it takes only what the matter stands for.
func partyView(c *kernel.Ctx, in *Which) (*PartyView, error) {
	m, err := Matters.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	sys := c.AsSystem()
	k, err := Cases.Get(sys, string(m.Case))
	if err != nil {
		return nil, err
	}
	b, err := Book(sys, k.Region)
	if err != nil {
		return nil, err
	}
	out := &PartyView{Stages: m.stages(), Clocks: []Dial{}, Papers: []Received{}, Offers: []Chance{}, Rows: []Deed{}, Today: string(c.Today())}
	if _, out.Officers, err = people(sys, k.Officers); err != nil {
		return nil, err
	}
	if out.Clocks, err = k.partyClocks(sys, b, m); err != nil {
		return nil, err
	}
	for _, o := range Purpose("").Options() {
		p := Purpose(o.Value)
		x := Chance{Purpose: p, Label: o.Label, Why: k.accepts(p, c.Today())}
		switch p {
		case ToPlead, ToWaive:
			x.Until = k.DefenceUntil
		case ToBeHeard:
			x.Until = k.HearingUntil
		}
		out.Offers = append(out.Offers, x)
	}
	if m.PayBy != "" {
		if out.Account, err = k.account(sys, c.Today()); err != nil {
			return nil, err
		}
		out.Account.only(string(m.Party))
	}
	if err := out.sitting(sys, k); err != nil {
		return nil, err
	}
	done, err := Submissions.List(c, kernel.Query{Where: kernel.Eq(&sb.Matter, kernel.Ref[Matter](m.ID)), Sort: "-id", Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, s := range done {
		out.Rows = append(out.Rows, Deed{s.ID, kernel.LabelOf(s.Purpose), s.HandedOn, s.Status, kernel.LabelOf(s.Status), s.Reply})
	}
	return out, out.papers(c, m)
}

// papers are those that the reader may read.
func (v *PartyView) papers(c *kernel.Ctx, m *Matter) error {
	if c.App.Resource(document.Documents.Name) == nil {
		return nil
	}
	list, err := document.Of(c, Cases.Name, string(m.Case))
	for _, d := range list {
		kind, _ := document.KindOf(string(d.Kind))
		if d.Status == document.Served || d.Status == document.Issued && !kind.Binding && !kind.Internal {
			v.Papers = append(v.Papers, Received{d.ID, d.Title, d.Number, max(d.ServedOn, d.IssuedOn)})
		}
	}
	return err
}

// sitting is the hearing that the party was notified of.
func (v *PartyView) sitting(c *kernel.Ctx, k *Case) error {
	list, err := Hearings.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&hr.Case, kernel.Ref[Case](k.ID)), kernel.Not(&hr.NotifiedOn, "")), Sort: "-id", Limit: 1})
	if err == nil && len(list) > 0 {
		v.Hearing = &Sitting{list[0].HeldOn, list[0].HeldAt, list[0].Place, list[0].Open}
	}
	return err
}

// only leaves of an account what one party owes.
func (a *Account) only(party string) {
	a.Parties = slices.DeleteFunc(a.Parties, func(d Debt) bool { return d.Party != party })
	a.Fine, a.Paid, a.Owed, a.Days, a.Extra, a.ExtraPaid, a.Remitted, a.ExtraOwed = 0, 0, 0, 0, 0, 0, 0, 0
	for _, d := range a.Parties {
		a.Fine, a.Paid, a.Owed, a.Days, a.Extra, a.ExtraPaid, a.Remitted, a.ExtraOwed = d.Fine, d.Paid, d.Owed, d.Days, d.Extra, d.ExtraPaid, d.Remitted, d.ExtraOwed
	}
}

// partyClocks are the limits that run for the party; after a reconsideration a suit has fifteen days of its own.
func (k *Case) partyClocks(c *kernel.Ctx, b *Rulebook, m *Matter) (out []Dial, err error) {
	spans := slices.DeleteFunc(k.spans(), func(s span) bool { return !slices.Contains(partyCodes, s.code) })
	last, err := Challenges.First(c, kernel.And(kernel.Eq(&cg.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&cg.Remedy, Reconsideration), kernel.Eq(&cg.Status, Over)))
	if err != nil {
		return nil, err
	}
	out = []Dial{}
	for _, s := range spans {
		if s.code == "suit" && last != nil {
			s.code, s.start = "suit_after", last.RuledOn
		}
		kk, r := b.clockOf(k, s)
		now, err := kk.Read(b.calendar, c.Now())
		if err != nil {
			return nil, err
		}
		d := Dial{Code: s.code, Label: r.Name, Start: s.start, Nominal: now.Nominal, Last: now.Last, Done: s.done, State: now.State, Left: now.Left, Unit: now.Unit, Limit: r.limit().String(), Basis: r.Basis, Right: s.right, Late: now.Late && !s.right}
		if s.code == "payment" && m.PayBy != "" && m.PayBy != d.Last { // postponed or in parts
			d.Last, d.Nominal, d.Limit = m.PayBy, m.PayBy, "经批准"
			d.Left, d.Unit = c.Today().DaysUntil(m.PayBy), clock.Days
			d.Late = s.done == "" && d.Left < 0
		}
		if s.code == "payment" && m.Owed == 0 && d.Done == "" {
			d.Done, d.Late = c.Today(), false
		}
		out = append(out, d)
	}
	return out, nil
}

// stages are the stations of a matter.
func (m *Matter) stages() (out []Stage) {
	way := []PartyStage{Inquired, MayPlead, InHearing, Weighed, Performing, Ended}
	on := map[PartyStage]kernel.Date{Inquired: m.SeenOn, MayPlead: m.ToldOn, Performing: m.ServedOn}
	here := slices.Index(way, m.Stage)
	for i, s := range way {
		g := Stage{Name: string(s), Label: kernel.LabelOf(s), On: on[s], State: "ahead"}
		switch {
		case i == here:
			g.State = "now"
		case s == InHearing && (m.HearingUntil == "" || i < here):
			continue
		case i < here:
			g.State = "done"
		}
		out = append(out, g)
	}
	return out
}
