package library

import (
	"strings"

	"anjian/kernel"
)

// Question is what somebody looks for in the libraries.
type Question struct {
	Q string `json:"q"`
}

// Findings are what was found, by library.
type Findings struct {
	Groups []Findgroup `json:"groups"`
}

// Findgroup is what was found in one library.
type Findgroup struct {
	Type  string `json:"type"`
	Label string `json:"label"`
	Items []Find `json:"items"`
	More  bool   `json:"more"`
}

// Find is one record with enough of it to be chosen by.
type Find struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Note  string `json:"note"`
	Ended bool   `json:"ended"`
	Doubt bool   `json:"doubt"`
}

const foundOfEach = 20

// find answers GET /api/library_act/find: acts, articles, matters, violations, discretion standards and data sheets with the words.
func find(c *kernel.Ctx, in *Question) (*Findings, error) {
	out := &Findings{Groups: []Findgroup{}}
	in.Q = strings.TrimSpace(in.Q)
	if in.Q == "" || c.Match == nil {
		return out, nil
	}
	today := c.Today()
	for _, look := range []func() error{
		func() error {
			return group(c, out, in.Q, Acts, func(a *Act) Find {
				return Find{Title: a.Short, Note: kernel.LabelOf(a.Level) + " " + a.Number + " " + string(a.From) + "起施行", Ended: a.State == Repealed, Doubt: a.Checked == Unchecked}
			})
		},
		func() error {
			return group(c, out, in.Q, Articles, func(a *Article) Find {
				return Find{Title: a.Code + " " + a.Topic, Note: a.Summary, Ended: a.State == Repealed, Doubt: a.Checked == Unchecked}
			})
		},
		func() error {
			return group(c, out, in.Q, Matters, func(m *Matter) Find {
				return Find{Title: m.Name, Note: m.Code + " " + kernel.LabelOf(m.Group) + " " + kernel.LabelOf(m.Level), Ended: !during(m.From, m.Until, today), Doubt: m.Checked == Unchecked}
			})
		},
		func() error {
			return group(c, out, in.Q, Violations, func(v *Violation) Find {
				return Find{Title: v.Name, Note: v.Code + " " + strings.Join(v.phrases(), "；"), Ended: !v.Holds(today), Doubt: v.Checked == Unchecked}
			})
		},
		func() error {
			return group(c, out, in.Q, Discretions, func(d *Discretion) Find {
				return Find{Title: d.Title, Note: d.Document, Ended: !during(d.From, d.Until, today), Doubt: d.Checked == Unchecked}
			})
		},
		func() error {
			return group(c, out, in.Q, Sheets, func(s *Sheet) Find {
				return Find{Title: s.Name + " " + s.English, Note: strings.TrimSpace("CAS " + string(s.CAS) + "  UN" + s.UN + "  " + s.Also), Doubt: s.Checked == Unchecked}
			})
		},
	} {
		if err := look(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func group[T any](c *kernel.Ctx, out *Findings, q string, r *kernel.Resource[T], show func(*T) Find) error {
	m := r.Meta()
	if _, err := m.Scope(c.Actor, "read"); err != nil {
		return nil
	}
	g := Findgroup{Type: m.Name, Label: m.Label}
	found, err := c.Match(c, m, q)
	if err != nil {
		return err
	}
	list, err := r.List(c, kernel.Query{Where: found, Limit: foundOfEach + 1})
	if err != nil || len(list) == 0 {
		return err
	}
	for _, rec := range list[:min(len(list), foundOfEach)] {
		f := show(rec)
		f.ID = kernel.BaseOf(rec).ID
		g.Items = append(g.Items, f)
	}
	g.More = len(list) > foundOfEach
	out.Groups = append(out.Groups, g)
	return nil
}

// phrases are the ranges of a violation in words.
func (v *Violation) phrases() (out []string) {
	for _, r := range v.Ranges {
		out = append(out, kernel.LabelOf(r.Stage)+" "+kernel.LabelOf(r.Subject)+" "+r.Phrase())
	}
	return out
}

// Phrase is the range in words, as acts write it.
func (r *Range) Phrase() string {
	text := r.Extra
	switch {
	case r.Measure == Yuan && r.Min == 0:
		text = amount(r.Max) + "以下"
	case r.Measure == Yuan && r.Min == r.Max:
		text = amount(r.Max)
	case r.Measure == Yuan:
		text = amount(r.Min) + "以上" + amount(r.Max) + "以下"
	case r.Measure == Gains:
		text = "违法所得的" + percent(r.Low) + "至" + percent(r.High)
	case r.Measure == Income && r.Low == r.High:
		text = "上一年年收入的" + percent(r.Low)
	case r.Measure == Income:
		text = "上一年年收入的" + percent(r.Low) + "至" + percent(r.High)
	}
	if r.Given != "" {
		text = r.Given + "：" + text
	}
	return text
}

func percent(n int) string {
	if n >= 100 && n%100 == 0 && n > 100 {
		return Numeral(n/100) + "倍"
	}
	return "百分之" + hundred(n)
}

func hundred(n int) string {
	if n == 100 {
		return "一百"
	}
	return Numeral(n)
}
