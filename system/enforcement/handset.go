package enforcement

import (
	"cmp"
	"slices"

	"anjian/base/library"
	"anjian/kernel"
)

// Handset is what a phone needs to punish on the spot without a network (简易程序): the limits that hold today where the officer works, and for each
// violation that may come within them the ranges as the standard of the place leaves them, worked out here so that there is no second rule.
type Handset struct {
	On       kernel.Date   `json:"on"`
	Unit     Ceiling       `json:"unit"`
	Person   Ceiling       `json:"person"`
	Spot     Ceiling       `json:"spot"`
	Rounding kernel.Money  `json:"rounding"`
	Factors  []FactorFor   `json:"factors"`
	Acts     []Punishable  `json:"acts"`
	Courses  []NamedCourse `json:"courses"`
}

// Ceiling is a highest amount and where it stands.
type Ceiling struct {
	Name   string       `json:"name"`
	Amount kernel.Money `json:"amount"`
	Basis  string       `json:"basis"`
}

// FactorFor is a circumstance and the directions that it can speak for.
type FactorFor struct {
	Kind  Circumstance `json:"kind"`
	Label string       `json:"label"`
	Leads []Direction  `json:"leads"`
}

// NamedCourse is a direction in words.
type NamedCourse struct {
	Course Direction `json:"course"`
	Label  string    `json:"label"`
}

// Punishable is a violation with what may be decided of it on the spot.
type Punishable struct {
	Violation kernel.Ref[library.Violation] `json:"violation"`
	Code      string                        `json:"code"`
	Name      string                        `json:"name"`
	Article   string                        `json:"article"`
	Basis     string                        `json:"basis"`
	For       []Prospect                    `json:"for"`
}

// Prospect is what a kind of party faces: a warning, or a fine within one of the spans.
type Prospect struct {
	Subject library.Subject `json:"subject"`
	Warning bool            `json:"warning"`
	Spans   []CourseSpan    `json:"spans"`
}

// CourseSpan is between which amounts a fine lies in one direction and tier.
type CourseSpan struct {
	Course Direction    `json:"course"`
	TierNo int          `json:"tier_no,omitempty"`
	Tier   string       `json:"tier,omitempty"`
	Low    kernel.Money `json:"low"`
	High   kernel.Money `json:"high"`
}

// onSpot are the directions in which a fine is decided on the spot; what lies below the minimum needs an approval.
var onSpot = []Direction{Ordinary, Lighter, Heavier}

func handset(c *kernel.Ctx, _ *struct{}) (*Handset, error) {
	at := cmp.Or(c.Actor.Region, kernel.Country)
	b, err := Book(c, at)
	if err != nil {
		return nil, err
	}
	today := c.Today()
	top := func(code Code) Ceiling {
		r := b.At(code, today)
		return Ceiling{r.Name, r.fen(), r.Basis}
	}
	out := &Handset{On: today, Unit: top("simple_unit"), Person: top("simple_person"), Spot: top("spot"), Rounding: b.At("rounding", today).fen(), Acts: []Punishable{}}
	for _, d := range onSpot {
		out.Courses = append(out.Courses, NamedCourse{d, kernel.LabelOf(d)})
	}
	for _, f := range circumstances {
		if slices.ContainsFunc(f.leads, func(d Direction) bool { return slices.Contains(onSpot, d) }) {
			out.Factors = append(out.Factors, FactorFor{f.kind, f.label, f.leads})
		}
	}
	list, err := library.Violations.List(c, kernel.Query{Sort: "code", Limit: -1})
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		if !v.Holds(today) {
			continue
		}
		p := Punishable{Violation: kernel.Ref[library.Violation](v.ID), Code: v.Code, Name: v.Name}
		for _, who := range []library.Subject{library.Unit, library.Principal, library.Persons} {
			limit := out.Unit.Amount
			if who != library.Unit {
				limit = out.Person.Amount
			}
			f, err := prospect(c, b, v, at, who, limit, &p)
			if err != nil {
				return nil, err
			}
			if f.Warning || len(f.Spans) > 0 {
				p.For = append(p.For, f)
			}
		}
		if len(p.For) > 0 {
			out.Acts = append(out.Acts, p)
		}
	}
	return out, nil
}

// prospect works out, as a charge of today would, what a kind of party faces at first and below a limit.
func prospect(c *kernel.Ctx, b *Rulebook, v *library.Violation, at kernel.Region, who library.Subject, limit kernel.Money, p *Punishable) (out Prospect, err error) {
	out = Prospect{Subject: who, Spans: []CourseSpan{}}
	for tier := range 13 {
		h := &Charge{}
		h.Region, h.Violation, h.ActedOn, h.ActedTill, h.TierNo = at, p.Violation, c.Today(), c.Today(), tier
		cut, err := h.frame(c, library.Facts{Subject: who})
		switch kernel.CodeOf(err) {
		case "":
		case kernel.Conflict, kernel.Invalid: // no fine for this party, no such tier, or a figure is needed: not on the spot
			if tier == 0 {
				continue
			}
			return out, nil
		default:
			return out, err
		}
		p.Article, p.Basis = h.Article, h.Basis
		out.Warning = out.Warning || slices.Contains(v.Kinds, library.Warning)
		if h.Max == 0 || h.Min > limit || !slices.Contains(h.Sanctions, library.Fine) {
			return out, nil
		}
		for _, d := range onSpot {
			h.Course = d
			if h.work(b, cut); h.Low <= limit && h.High > 0 {
				out.Spans = append(out.Spans, CourseSpan{d, h.TierNo, h.Tier, h.Low, min(h.High, limit)})
			}
		}
		if h.TierMax == 0 {
			return out, nil // without a standard there are no tiers
		}
	}
	return out, nil
}
