package enforcement

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"anjian/base/document"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/kernel"
	"anjian/system/inspection"
)

// Spot is a penalty as it was decided on the spot, on a phone without a network (当场处罚): the act, the party, what it said, the amount, and the two papers
// that were handed over. It opens the simple case and decides it in one transaction, or nothing happens.
type Spot struct {
	ID         string                        `json:"id"` // of the case
	Inspection string                        `json:"inspection"`
	Finding    string                        `json:"finding"` // its words; the phone does not know its id
	Officers   []kernel.Ref[officer.Officer] `json:"officers"`
	Party      SpotParty                     `json:"party"`
	Charge     SpotCharge                    `json:"charge"`
	Pleas      string                        `json:"pleas"`
	Answer     Answered                      `json:"answer"`
	AnswerWhy  string                        `json:"answer_why"`
	OnSpot     bool                          `json:"on_spot"`
	SpotWhy    SpotReason                    `json:"spot_why"`
	Notice     SpotPaper                     `json:"notice"`
	Decision   SpotPaper                     `json:"decision"`
	At         time.Time                     `json:"at"`
	Ordinary   bool                          `json:"ordinary"` // it may not be decided on the spot: the case is opened and goes the ordinary way, without the papers
}

// SpotParty is who is punished.
type SpotParty struct {
	Kind       PartyKind       `json:"kind"`
	Capacity   Capacity        `json:"capacity"`
	Name       string          `json:"name"`
	CreditCode string          `json:"credit_code"`
	LegalHead  string          `json:"legal_person"`
	Position   string          `json:"post"`
	Address    string          `json:"address"`
	Phone      kernel.Phone    `json:"phone"`
	Gender     string          `json:"gender"`
	Age        int             `json:"age"`
	IDNumber   kernel.IDNumber `json:"id_number"`
	Employer   string          `json:"employer"`
}

// SpotCharge is the act and how it was weighed.
type SpotCharge struct {
	Act
	Article   string       `json:"article"`
	Basis     string       `json:"basis"`
	Min       kernel.Money `json:"min_fine"`
	Max       kernel.Money `json:"max_fine"`
	Sanctions []Sanction   `json:"sanctions"`
	TierNo    int          `json:"tier_no"`
	Course    Direction    `json:"direction"`
	Factors   []Factor     `json:"factors"`
	Asked     kernel.Money `json:"asked"`
}

// SpotPaper is a paper as it was handed over.
type SpotPaper struct {
	Data   document.Data `json:"data"`
	Signs  []SpotSign    `json:"signs"`
	MadeAt time.Time     `json:"made_at"`
}

// SpotSign is a signature on it; at the place "签收.当事人" it says that the paper was received.
type SpotSign struct {
	Spot     string       `json:"spot"`
	Name     string       `json:"name"`
	Post     string       `json:"post"`
	Ink      string       `json:"ink"`
	Refused  bool         `json:"refused"`
	Reason   string       `json:"reason"`
	Witness  string       `json:"witness"`
	SignedAt time.Time    `json:"signed_at"`
	Position kernel.Point `json:"position"`
}

const received = "签收.当事人"

// Struck is the case that came of it.
type Struck struct {
	ID       string `json:"id"`
	Rev      int    `json:"rev"`
	Status   Status `json:"status"`
	Decision string `json:"decision"`
}

func (k *Case) struck() *Struck { return &Struck{k.ID, k.Rev, k.Status, k.Decision} }

// Strike takes in a penalty from a phone. What has arrived is answered again.
func Strike(c *kernel.Ctx, in *Spot) (out *Struck, err error) {
	if in.At.IsZero() || in.At.After(c.Now().Add(10*time.Minute)) {
		return nil, kernel.Errorf(kernel.Invalid, "当场处罚的时间不正确，请核对手机时间")
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		then := *c
		then.Origin.DoneAt = in.At.In(kernel.China).Format(time.RFC3339)
		c = &then
		k, err := Cases.Get(c, in.ID)
		switch {
		case err == nil && (in.Ordinary != k.Simple) && (in.Ordinary || k.Decision == in.Decision.number()):
			out = k.struck()
			return nil
		case err == nil:
			return refuse("这次处罚已经送达，案件“%s”与手机上的不同，请在电脑上核对", k.Title)
		case kernel.CodeOf(err) != kernel.Missing:
			return err
		}
		k, f, err := in.open(c)
		if err == nil && !in.Ordinary {
			err = in.decide(c, k, f)
		}
		if err == nil {
			k, err = Cases.Get(c, in.ID)
		}
		if err == nil {
			out = k.struck()
		}
		return err
	})
	return out, err
}

func (p *SpotPaper) number() string { s, _ := p.Data["文号"].(string); return s }

// open makes the case of the finding.
func (in *Spot) open(c *kernel.Ctx) (*Case, *inspection.Finding, error) {
	if _, err := inspection.Inspections.Get(c, in.Inspection); err != nil {
		return nil, nil, err
	}
	list, err := inspection.Findings.List(c, kernel.Query{Where: kernel.Eq(&inspection.FindingRow.Inspection, kernel.Ref[inspection.Inspection](in.Inspection)), Sort: "number", Limit: -1})
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(list, func(f *inspection.Finding) bool { return f.Words() == in.Finding })
	if i < 0 {
		return nil, nil, refuse("检查里没有“%s”这个问题：它在电脑上改过。请在电脑上核对后立案", in.Finding)
	}
	f := list[i]
	k, err := draft(c, list[i:i+1], &Start{Simple: !in.Ordinary})
	if err != nil {
		return nil, nil, err
	}
	if act, err := library.Violations.First(c.AsSystem(), kernel.ByID(string(in.Charge.Violation))); err != nil {
		return nil, nil, err
	} else if act != nil { // what the officers charged, not what the check list suspected
		k.Cause = short(act.Name, 100)
		k.Title = short(cmp.Or(in.Party.Name, k.Title)+k.Cause, 118) + "案"
	}
	k.ID, k.Officers, k.Summary = in.ID, in.Officers, cmp.Or(in.Charge.Detail, k.Summary)
	if err := Cases.Create(c, k); err != nil {
		return nil, nil, err
	}
	if in.Ordinary {
		err = k.take(c, f)
	} else {
		err = k.prove(c, f)
	}
	if err != nil {
		return nil, nil, err
	}
	return k, f, inspection.Filed(c, []string{f.ID}, k.ID)
}

// decide says who did what and is fined how much, draws up both papers as they were handed over, and serves them.
func (in *Spot) decide(c *kernel.Ctx, k *Case, f *inspection.Finding) error {
	p, err := in.party(c, k)
	if err != nil {
		return err
	}
	h := &Charge{Act: in.Charge.Act}
	h.Finding, h.Detail = f.ID, cmp.Or(h.Detail, f.Title)
	h.Case, h.Party, h.Stage, h.Course = kernel.Ref[Case](k.ID), kernel.Ref[Party](p.ID), library.AtFirst, cmp.Or(in.Charge.Course, Ordinary)
	h.ActedOn, h.ActedTill = cmp.Or(h.ActedOn, k.ActedOn), cmp.Or(h.ActedTill, h.ActedOn, k.ActedOn)
	h.Article, h.Basis, h.Min, h.Max = in.Charge.Article, in.Charge.Basis, in.Charge.Min, in.Charge.Max // where the library does not know the act
	h.Sanctions, h.TierNo, h.Factors, h.Asked = in.Charge.Sanctions, in.Charge.TierNo, in.Charge.Factors, in.Charge.Asked
	if err := Charges.Create(c, h); err != nil {
		return err
	}
	if strings.TrimSpace(in.Pleas) == "" {
		return refuse("没有记录当事人的陈述申辩；当事人没有意见的，也要写明（行政处罚法第四十四条、第四十五条）")
	}
	if _, err := Cases.Update(c.AsSystem(), k.ID, 0, func(k *Case) error {
		k.Pleas, k.Answer, k.AnswerWhy, k.OnSpot, k.SpotWhy = in.Pleas, in.Answer, in.AnswerWhy, in.OnSpot, in.SpotWhy
		return nil
	}); err != nil {
		return err
	}
	kind := "simple_decision_unit"
	if p.PartyKind == PersonParty {
		kind = "simple_decision_person"
	}
	for _, paper := range []struct {
		kind string
		as   *SpotPaper
	}{{"penalty_notice", &in.Notice}, {kind, &in.Decision}} {
		if err := paper.as.issue(c, k, paper.kind, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// party is the enterprise of the case as it said of itself on the spot, or a person beside it.
func (in *Spot) party(c *kernel.Ctx, k *Case) (*Party, error) {
	said := func(p *Party) error {
		q := in.Party
		p.Name, p.CreditCode, p.LegalHead, p.Position, p.Address = cmp.Or(q.Name, p.Name), cmp.Or(q.CreditCode, p.CreditCode), cmp.Or(q.LegalHead, p.LegalHead), cmp.Or(q.Position, p.Position), cmp.Or(q.Address, p.Address)
		p.Phone, p.Gender, p.Age, p.IDNumber, p.Employer = cmp.Or(q.Phone, p.Phone), cmp.Or(q.Gender, p.Gender), cmp.Or(q.Age, p.Age), cmp.Or(q.IDNumber, p.IDNumber), cmp.Or(q.Employer, p.Employer)
		return nil
	}
	if in.Party.Kind != PersonParty {
		list, err := partiesOf(c, k.ID)
		if err != nil || len(list) == 0 {
			return nil, cmp.Or(err, refuse("案件没有当事人"))
		}
		return Parties.Update(c, list[0].ID, 0, func(p *Party) error {
			p.PartyKind = cmp.Or(in.Party.Kind, p.PartyKind)
			return said(p)
		})
	}
	p := &Party{Case: kernel.Ref[Case](k.ID), PartyKind: PersonParty, Capacity: cmp.Or(in.Party.Capacity, AsDirect)}
	if err := said(p); err != nil {
		return nil, err
	}
	return p, Parties.Create(c, p)
}

// issue draws up a paper with what stood on the one that was handed over, signed, under its number, and notes that it was handed over.
func (p *SpotPaper) issue(c *kernel.Ctx, k *Case, kind, part string) error {
	d, err := document.Draft(c, Cases.Name, k.ID, kind, part, p.Data)
	if err != nil {
		return err
	}
	if _, err := document.Fill(c, &document.FillIn{ID: d.ID, Data: p.Data}); err != nil {
		return err
	}
	var by *SpotSign
	for i := range p.Signs {
		s := &p.Signs[i]
		if s.Spot == received || s.Spot == "签名.当事人" {
			by = s
		}
		if s.Spot == received {
			continue
		}
		sign := &document.Signature{Document: kernel.Ref[document.Document](d.ID), Spot: s.Spot, Name: s.Name, Post: s.Post, Ink: document.Ink(s.Ink), Refused: s.Refused, Reason: s.Reason, Witness: s.Witness, SignedAt: s.SignedAt, Position: s.Position}
		if err := document.Signatures.Create(c, sign); err != nil {
			return err
		}
	}
	if by == nil {
		return refuse("《%s》没有当事人的签名，也没有写明拒签（行政处罚法第五十二条、第六十一条）", d.Title)
	}
	if d, err = document.Documents.Do(c, d.ID, 0, "issue", nil, ""); err != nil {
		return err
	}
	_, names, err := people(c, k.Officers)
	if err != nil {
		return err
	}
	s := &document.Service{Document: kernel.Ref[document.Document](d.ID), Way: document.Direct, Receiver: by.Name, Place: cmp.Or(k.Place, "现场"), On: d.IssuedOn, At: by.SignedAt.In(kernel.China).Format("15:04"), Servers: join(names[:min(len(names), 4)]), Ink: document.Ink(by.Ink)}
	if by.Refused {
		s.Way, s.Ink, s.Reason = document.Left, "", by.Reason
		s.Witnesses = strings.FieldsFunc(by.Witness, func(r rune) bool { return strings.ContainsRune("、；;，,", r) })
		if len(s.Witnesses) < 2 {
			return nil // left without two witnesses it is not served: the officers serve it another way
		}
	}
	return document.Services.Create(c, s)
}

func init() {
	routes = append(routes,
		kernel.Op("POST /api/enforcement/spot", "送交手机上的当场处罚", inquirers, Strike),
		kernel.Op("GET /api/enforcement/handset", "离线当场处罚的限额和幅度", inquirers, handset),
	)
}
