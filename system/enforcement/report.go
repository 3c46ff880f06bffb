package enforcement

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"anjian/base/library"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/metric"
	"anjian/kernel/paper"
)

// Period is for which region and days a report is.
type Period struct {
	Region kernel.Region `json:"region" label:"属地"`
	From   kernel.Date   `json:"from" label:"自"`
	To     kernel.Date   `json:"to" label:"至"`
}

// Report is the statistics of enforcement of a period (行政执法统计表): totals, then each region below.
type Report struct {
	Region string      `json:"region"`
	From   kernel.Date `json:"from"`
	To     kernel.Date `json:"to"`
	Words  []string    `json:"words"`
	Heads  []Head      `json:"heads"`
	Units  []Unit      `json:"units"`
}

// Head is one figure of the report.
type Head struct {
	Name  string   `json:"name"`
	Label string   `json:"label"`
	Unit  string   `json:"unit"`
	Value float64  `json:"value"`
	Rate  *float64 `json:"rate,omitempty"`
	Type  string   `json:"type"`
	Query string   `json:"query"`
}

// Unit is one region of the report.
type Unit struct {
	Code    string    `json:"code"`
	Label   string    `json:"label"`
	Values  []float64 `json:"values"`
	Queries []string  `json:"queries"`
}

// reported are the columns of the report. Those of other systems are left out where these are not there.
var reported = []string{"inspection.visits", "hazard.found", "document.issued", "enforcement.filed", "enforcement.penalties", "enforcement.simple", "enforcement.fines", "enforcement.collected",
	"enforcement.surcharges", "enforcement.stopped", "enforcement.shut", "enforcement.transferred", "enforcement.hearings", "enforcement.challenged", "enforcement.published", "enforcement.overran"}

func report(c *kernel.Ctx, in *Period) (*Report, error) {
	at, to := cmp.Or(in.Region, c.Actor.Region), cmp.Or(in.To, c.Today())
	for _, d := range []kernel.Date{in.From, to} {
		if _, err := time.Parse(time.DateOnly, string(d)); d != "" && err != nil {
			return nil, kernel.Errorf(kernel.Invalid, "日期应写成 2026-05-01")
		}
	}
	if in.Region != "" && !region.Known(in.Region) {
		return nil, kernel.Errorf(kernel.Invalid, "没有这个行政区划")
	}
	out := &Report{Region: c.RegionLabel(at), From: cmp.Or(in.From, to[:8]+"01"), To: to, Heads: []Head{}, Units: []Unit{}}
	place := map[string]int{}
	var asked []metric.Asked
	for _, name := range reported {
		if c.App.Indicator(name) != nil {
			asked = append(asked, metric.Asked{Name: name, Cut: metric.Cut{Region: at, From: out.From, To: out.To, By: "region"}})
		}
	}
	results, err := metric.ReadAll(c, asked...)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		if r == nil {
			continue
		}
		out.Heads = append(out.Heads, Head{r.Name, r.Label, r.Unit, r.Value, r.Rate, r.Type, r.Query})
		n := len(out.Heads)
		for _, it := range r.Items {
			i, ok := place[it.Key]
			if !ok {
				i = len(out.Units)
				place[it.Key] = i
				out.Units = append(out.Units, Unit{Code: it.Key, Label: it.Label})
			}
			u := &out.Units[i]
			for len(u.Values) < n {
				u.Values, u.Queries = append(u.Values, 0), append(u.Queries, "")
			}
			u.Values[n-1], u.Queries[n-1] = it.Value, it.Query
		}
	}
	for i := range out.Units {
		for len(out.Units[i].Values) < len(out.Heads) {
			out.Units[i].Values, out.Units[i].Queries = append(out.Units[i].Values, 0), append(out.Units[i].Queries, "")
		}
	}
	out.Words = out.words()
	return out, nil
}

func (r *Report) value(name string) float64 {
	for _, h := range r.Heads {
		if h.Name == name {
			return h.Value
		}
	}
	return 0
}

// words says the report in sentences.
func (r *Report) words() []string {
	n := func(name string) string { return strconv.FormatFloat(r.value(name), 'f', -1, 64) }
	out := []string{fmt.Sprintf("%s至%s，%s共立案%s件，作出行政处罚%s件，其中当场处罚%s件，罚款%s元，已收缴%s元。", r.From, r.To, r.Region, n("enforcement.filed"), n("enforcement.penalties"), n("enforcement.simple"), n("enforcement.fines"), n("enforcement.collected"))}
	out = append(out, fmt.Sprintf("责令停产停业%s件，责令关闭%s件，移送%s件，听证%s件，复议诉讼%s件。", n("enforcement.stopped"), n("enforcement.shut"), n("enforcement.transferred"), n("enforcement.hearings"), n("enforcement.challenged")))
	if all := r.value("enforcement.penalties"); all > 0 {
		out = append(out, fmt.Sprintf("处罚决定已公示%s件，双公示率%.1f%%。", n("enforcement.published"), 100*r.value("enforcement.published")/all))
	}
	var zero []string
	for _, u := range r.Units {
		sum := 0.0
		for i, h := range r.Heads {
			if h.Name == "enforcement.filed" {
				sum = u.Values[i]
			}
		}
		if sum == 0 {
			zero = append(zero, u.Label)
		}
	}
	if len(zero) > 0 && len(zero) < len(r.Units) && len(r.Units[0].Code) <= 6 { // townships open no cases of their own
		out = append(out, "没有立案的地区："+join(zero)+"。")
	}
	return out
}

// doc is the report as an official paper.
func (r *Report) doc() *paper.Doc {
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	t := &paper.Table{Columns: []paper.Column{{Width: 2}}, Head: [][]paper.Cell{paper.Row("单位")}, Total: paper.Row("合计")}
	for _, h := range r.Heads {
		t.Columns = append(t.Columns, paper.Column{Width: 1, Align: paper.Right})
		t.Head[0] = append(t.Head[0], paper.Row(h.Label+"（"+h.Unit+"）")...)
		t.Total = append(t.Total, paper.Row(number(h.Value))...)
	}
	for _, u := range r.Units {
		row := []string{u.Label}
		for _, v := range u.Values {
			row = append(row, number(v))
		}
		t.Rows = append(t.Rows, paper.Row(row...))
	}
	d := &paper.Doc{Title: r.Region + "行政执法统计表"}
	for _, w := range r.Words {
		d.Blocks = append(d.Blocks, paper.P(paper.Text(w)))
	}
	d.Blocks = append(d.Blocks, t)
	return d
}

// printed is the report as HTML, DOCX or PDF.
func printed(c *kernel.Ctx, w http.ResponseWriter, req *http.Request) error {
	q := req.URL.Query()
	r, err := report(c, &Period{kernel.Region(q.Get("region")), kernel.Date(q.Get("from")), kernel.Date(q.Get("to"))})
	if err != nil {
		return err
	}
	d := r.doc()
	f, err := paper.Write(d, q.Get("format"))
	if err != nil {
		return err
	}
	if err := c.Trail.Record(c, kernel.Event{Type: Cases.Name, Verb: "print", Region: c.Actor.Region, Detail: d.Title + " " + string(r.From) + "至" + string(r.To)}); err != nil {
		return err
	}
	return f.Send(w, d.Title)
}

// Search asks for published penalties.
type Search struct {
	Name  string `json:"name"`
	After string `json:"after"`
}

// Shown is a page of published penalties, the newest first.
type Shown struct {
	Items []ShownPenalty `json:"items"`
	Next  string         `json:"next,omitempty"`
}

// ShownPenalty is a penalty as everybody reads it.
type ShownPenalty struct {
	Name      string       `json:"name"`
	Code      string       `json:"credit_code,omitempty"`
	Legal     string       `json:"legal_person,omitempty"`
	Decision  string       `json:"decision"`
	Offence   string       `json:"offence"`
	Facts     string       `json:"facts"`
	Basis     string       `json:"basis"`
	Kinds     []string     `json:"kinds"`
	Content   string       `json:"content"`
	Amount    kernel.Money `json:"amount"`
	DecidedOn kernel.Date  `json:"decided_on"`
	Until     kernel.Date  `json:"shown_until"`
	Organ     string       `json:"organ"`
}

// public lists what is published and not yet past its time.
func public(c *kernel.Ctx, in *Search) (*Shown, error) {
	const page = 20
	where := kernel.And(kernel.Eq(&pb.Status, Published), kernel.Since(&pb.ShownTill, c.Today()))
	if name := strings.TrimSpace(in.Name); name != "" {
		where = kernel.And(where, kernel.Or(kernel.Eq(&pb.Name, name), kernel.Eq(&pb.PartyCode, name), kernel.Eq(&pb.Decision, name)), kernel.Not(&pb.PartyKind, PersonParty))
	}
	if in.After != "" {
		if len(in.After) > 40 {
			return nil, kernel.Errorf(kernel.Invalid, "页码不对")
		}
		where = kernel.And(where, kernel.Before(&pb.ID, in.After))
	}
	list, err := Publications.List(c.AsSystem(), kernel.Query{Where: where, Sort: "-id", Limit: page + 1})
	if err != nil {
		return nil, err
	}
	out := &Shown{Items: []ShownPenalty{}}
	for i, p := range list {
		if i == page {
			out.Next = list[page-1].ID
			break
		}
		x := ShownPenalty{Name: p.Name, Code: p.PartyCode, Legal: p.LegalHead, Decision: p.Decision, Offence: p.Offence, Facts: p.Facts, Basis: p.Basis, Kinds: []string{}, Content: p.Content, Amount: p.Amount, DecidedOn: p.DecidedOn, Until: p.ShownTill, Organ: p.Organ}
		for _, s := range p.Sanctions {
			x.Kinds = append(x.Kinds, kernel.LabelOf(s))
		}
		out.Items = append(out.Items, x)
	}
	return out, nil
}

// Uses tells the library which cases rest on an article, the open ones first (an article has changed: what has to be looked at).
var _ = library.Uses(func(c *kernel.Ctx, a *library.Article) (out []library.Use, err error) {
	ref := kernel.Ref[library.Article](a.ID)
	violations, err := library.Violations.List(c.AsSystem(), kernel.Query{Where: kernel.Or(kernel.Has(&library.ViolationRow.Articles, ref), kernel.Eq(&library.ViolationRow.Penalty, ref)), Limit: -1})
	if err != nil || len(violations) == 0 {
		return nil, err
	}
	var ids []kernel.Ref[library.Violation]
	for _, v := range violations {
		ids = append(ids, kernel.Ref[library.Violation](v.ID))
	}
	list, err := Cases.List(c, kernel.Query{Where: kernel.Exists(Charges, &ch.Case, kernel.In(&ch.Violation, ids...)), Sort: "-found_on", Limit: 500})
	if kernel.CodeOf(err) == kernel.Forbidden {
		return nil, nil
	}
	for _, k := range list {
		out = append(out, library.Use{Type: Cases.Name, ID: k.ID, Title: k.Title, How: "处罚依据", Open: !k.decided()})
	}
	return out, err
})
