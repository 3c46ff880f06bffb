package library

import (
	"cmp"
	"slices"

	"anjian/kernel"
)

// View is which law and which jurisdiction the page of a violation shows: those of the reader and of today if empty.
type View struct {
	ID     string        `json:"id"`
	Region kernel.Region `json:"region"`
	On     kernel.Date   `json:"on"`
}

// Scale is the ranges of a violation with the tiers, or the split, of a jurisdiction.
type Scale struct {
	Violation string        `json:"violation"` // the record that holds on the day
	Name      string        `json:"name"`
	On        kernel.Date   `json:"on"`
	Region    string        `json:"region"`
	Rows      []Bar         `json:"rows"`
	Editions  []ViolationAt `json:"editions"`
}

// ViolationAt is the violation under one law.
type ViolationAt struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	From  kernel.Date `json:"from"`
	Until kernel.Date `json:"until"`
}

// Bar is one range as a picture: its ends and what lies between.
type Bar struct {
	Stage    string       `json:"stage"`
	Subject  string       `json:"subject"`
	Phrase   string       `json:"phrase"`
	Extra    string       `json:"extra"`
	May      bool         `json:"may"`
	Measure  Reckoning    `json:"measure"`
	Min      kernel.Money `json:"min"`
	Max      kernel.Money `json:"max"`
	Parts    []BarPart    `json:"parts"`
	Document string       `json:"document"` // the standard, empty for a split
	Record   string       `json:"record"`   // library_discretion or library_cut
	Doubt    bool         `json:"doubt"`
}

// BarPart is a tier, or a third of the split.
type BarPart struct {
	Label     string       `json:"label"`
	Condition string       `json:"condition"`
	Min       kernel.Money `json:"min"`
	Max       kernel.Money `json:"max"`
	Extra     string       `json:"extra"`
}

// scale answers GET /api/library_violation/{id}/scale.
func scale(c *kernel.Ctx, in *View) (*Scale, error) {
	v, err := Violations.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	region, out := cmp.Or(in.Region, c.Actor.Region), &Scale{On: cmp.Or(in.On, c.Today()), Rows: []Bar{}, Editions: []ViolationAt{}}
	if in.On != "" {
		if v, err = ViolationOn(c, kernel.Ref[Violation](v.ID), in.On); err != nil {
			return nil, err
		}
	} else if !v.Holds(out.On) { // an older law is shown as of its last day
		out.On = cmp.Or(v.Until, v.From)
	}
	out.Violation, out.Name, out.Region = v.ID, v.Name, c.RegionLabel(region)
	for _, r := range v.Ranges {
		b := Bar{Stage: kernel.LabelOf(r.Stage), Subject: kernel.LabelOf(r.Subject), Phrase: r.Phrase(), Extra: r.Extra, May: r.May, Measure: r.Measure, Min: r.Min, Max: r.Max}
		if r.Measure == Bare {
			b.Extra = ""
		}
		if err := b.divide(c, v, &r, region, out.On); err != nil {
			return nil, err
		}
		out.Rows = append(out.Rows, b)
	}
	out.Editions, err = chain(c, v)
	return out, err
}

func (b *Bar) divide(c *kernel.Ctx, v *Violation, r *Range, region kernel.Region, on kernel.Date) error {
	b.Parts = []BarPart{}
	if r.Measure != Yuan || r.Min == r.Max {
		return nil
	}
	d, err := DiscretionOn(c, kernel.Ref[Violation](v.ID), r.Stage, region, on)
	if err != nil {
		return err
	}
	if d != nil {
		for _, t := range d.Tiers {
			low, high := t.UnitMin, t.UnitMax
			if r.Subject != Unit {
				low, high = t.PersonMin, t.PersonMax
			}
			if high > 0 {
				b.Parts = append(b.Parts, BarPart{Label: "第" + Numeral(t.No) + "阶次", Condition: t.Condition, Min: low, Max: high, Extra: t.Extra})
			}
		}
		if len(b.Parts) > 0 {
			b.Document, b.Record, b.Doubt = d.Document, "library_discretion/"+d.ID, d.Checked == Unchecked
			return nil
		}
	}
	cut, err := CutOn(c, region, on)
	if err != nil {
		return err
	}
	spans := Split(r.Min, r.Max, cut)
	for _, w := range []Weight{Light, Ordinary, Heavy} {
		b.Parts = append(b.Parts, BarPart{Label: kernel.LabelOf(w), Min: spans[w].Min, Max: spans[w].Max})
	}
	if b.Doubt = cut.Checked == Unchecked; cut.ID != "" {
		b.Record = "library_cut/" + cut.ID
	}
	return nil
}

// chain is the violation under the laws before and after, oldest first.
func chain(c *kernel.Ctx, v *Violation) ([]ViolationAt, error) {
	out := []ViolationAt{{v.ID, v.Name, v.From, v.Until}}
	for was := v; was.Earlier != "" && len(out) < 10; {
		next, err := Violations.First(c, kernel.ByID(string(was.Earlier)))
		if err != nil || next == nil {
			return out, err
		}
		was = next
		out = slices.Insert(out, 0, ViolationAt{was.ID, was.Name, was.From, was.Until})
	}
	for now := v; len(out) < 20; {
		next, err := Violations.First(c, kernel.Eq(&ViolationRow.Earlier, kernel.Ref[Violation](now.ID)))
		if err != nil || next == nil {
			return out, err
		}
		now = next
		out = append(out, ViolationAt{now.ID, now.Name, now.From, now.Until})
	}
	return out, nil
}
