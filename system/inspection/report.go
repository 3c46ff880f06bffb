package inspection

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/metric"
	"anjian/kernel/paper"
)

// ReportIn asks for the report of a period.
type ReportIn struct {
	Region kernel.Region `json:"region"`
	From   kernel.Date   `json:"from"`
	To     kernel.Date   `json:"to"`
}

// Report is a period on one page (检查情况报告): numbers that lead to their records, and the units below.
type Report struct {
	Region string        `json:"region"`
	From   kernel.Date   `json:"from"`
	To     kernel.Date   `json:"to"`
	Words  []string      `json:"words"`
	Heads  []ReportHead  `json:"heads"`
	Units  []ReportUnit  `json:"units"`
	Trades []metric.Item `json:"trades"`
	Papers []metric.Item `json:"papers"`
}

// ReportHead is one number of the period.
type ReportHead struct {
	Name  string   `json:"name"`
	Label string   `json:"label"`
	Unit  string   `json:"unit"`
	Value float64  `json:"value"`
	Rate  *float64 `json:"rate,omitempty"`
	Type  string   `json:"type"`
	Query string   `json:"query"`
}

// ReportUnit is a unit below with the numbers of Heads in their order.
type ReportUnit struct {
	Code    string    `json:"code"`
	Label   string    `json:"label"`
	Values  []float64 `json:"values"`
	Queries []string  `json:"queries"`
}

var reported = []string{"inspection.visits", "inspection.enterprises", "inspection.findings", "inspection.solved", "inspection.orders", "inspection.decisions", "inspection.opinions", "inspection.ordered", "inspection.rechecked", "inspection.later"}

// MakeReport reads the numbers of a period under the rights of who asks.
func MakeReport(c *kernel.Ctx, in *ReportIn) (*Report, error) {
	if in.Region == "" {
		in.Region = c.Actor.Region
	}
	for name, d := range map[string]kernel.Date{"from": in.From, "to": in.To} {
		if _, err := time.Parse(time.DateOnly, string(d)); d != "" && err != nil {
			return nil, &kernel.Error{Code: kernel.Invalid, Message: "日期应写成 2026-05-01", Fields: map[string]string{name: "日期应写成 2026-05-01"}}
		}
	}
	if in.To == "" {
		in.To = c.Today()
	}
	if in.From == "" {
		in.From = in.To[:8] + "01"
	}
	out := &Report{Region: c.RegionLabel(in.Region), From: in.From, To: in.To, Units: []ReportUnit{}, Trades: []metric.Item{}, Papers: []metric.Item{}}
	at := map[string]int{}
	var asked []metric.Asked
	for _, name := range reported {
		asked = append(asked, metric.Asked{Name: name, Cut: metric.Cut{Region: in.Region, From: in.From, To: in.To, By: "region"}})
	}
	results, err := metric.ReadAll(c, asked...)
	if err != nil {
		return nil, err
	}
	for i, r := range results {
		if r == nil {
			return nil, kernel.Errorf(kernel.Forbidden, "您没有查看检查统计的权限")
		}
		out.Heads = append(out.Heads, ReportHead{r.Name, r.Label, r.Unit, r.Value, r.Rate, r.Type, r.Query})
		for _, it := range r.Items {
			n, ok := at[it.Key]
			if !ok {
				n = len(out.Units)
				at[it.Key] = n
				out.Units = append(out.Units, ReportUnit{Code: it.Key, Label: it.Label, Values: make([]float64, len(reported)), Queries: make([]string, len(reported))})
			}
			out.Units[n].Values[i], out.Units[n].Queries[i] = it.Value, it.Query
		}
	}
	for name, to := range map[string]*[]metric.Item{"inspection.visits/trade": &out.Trades, "inspection.papers/kind": &out.Papers} {
		what, by, _ := strings.Cut(name, "/")
		r, err := metric.Read(c, what, metric.Cut{Region: in.Region, From: in.From, To: in.To, By: by, Alone: true})
		if err != nil {
			return nil, err
		}
		for _, it := range r.Items {
			if it.Value > 0 {
				*to = append(*to, it)
			}
		}
	}
	out.Words = out.words()
	return out, nil
}

// words is the report in sentences.
func (r *Report) words() []string {
	v := map[string]ReportHead{}
	for _, h := range r.Heads {
		v[h.Name] = h
	}
	rate := func(name string) string {
		if h := v[name]; h.Rate != nil {
			return fmt.Sprintf("%.1f%%", 100**h.Rate)
		}
		return "—"
	}
	n := func(name string) string { return fmt.Sprintf("%.0f", v[name].Value) }
	out := []string{
		fmt.Sprintf("%s至%s，%s共开展现场检查%s家次，检查企业%s家；发现隐患%s项，已整改%s项，整改率%s。", day(r.From), day(r.To), r.Region, n("inspection.visits"), n("inspection.enterprises"),
			n("inspection.findings"), n("inspection.solved"), rate("inspection.solved")),
		fmt.Sprintf("下达责令限期整改指令书%s份、现场处理措施决定书%s份，出具整改复查意见书%s份；责令整改%s项，已复查%s项，复查率%s。检查记录中事后补录的%s家次，占%s。", n("inspection.orders"), n("inspection.decisions"),
			n("inspection.opinions"), n("inspection.ordered"), n("inspection.rechecked"), rate("inspection.rechecked"), n("inspection.later"), rate("inspection.later")),
	}
	var idle []string
	for _, u := range r.Units {
		if u.Values[0] == 0 {
			idle = append(idle, u.Label)
		}
	}
	if len(idle) > 0 && len(idle) < len(r.Units) {
		out = append(out, fmt.Sprintf("没有开展现场检查的有%d个：%s。", len(idle), strings.Join(idle, "、")))
	}
	return out
}

// serveReport prints the report as HTML, DOCX or PDF.
func serveReport(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if at := q.Get("region"); at != "" && !region.Known(kernel.Region(at)) {
		return kernel.Errorf(kernel.Invalid, "没有这个行政区划")
	}
	rep, err := MakeReport(c, &ReportIn{kernel.Region(q.Get("region")), kernel.Date(q.Get("from")), kernel.Date(q.Get("to"))})
	if err != nil {
		return err
	}
	t := &paper.Table{Columns: []paper.Column{{Width: 2}}, Head: [][]paper.Cell{paper.Row("单位")}}
	for _, h := range rep.Heads {
		t.Columns = append(t.Columns, paper.Column{Width: 1, Align: paper.Right})
		t.Head[0] = append(t.Head[0], paper.Row(h.Label)...)
		t.Total = append(t.Total, paper.Row(fmt.Sprintf("%.0f", h.Value))...)
	}
	t.Total = append(paper.Row("合计"), t.Total...)
	for _, u := range rep.Units {
		row := []string{u.Label}
		for _, v := range u.Values {
			row = append(row, fmt.Sprintf("%.0f", v))
		}
		t.Rows = append(t.Rows, paper.Row(row...))
	}
	d := &paper.Doc{Title: rep.Region + "现场检查情况报告"}
	for _, words := range rep.Words {
		d.Blocks = append(d.Blocks, paper.P(paper.Text(words)))
	}
	d.Blocks = append(d.Blocks, t)
	f, err := paper.Write(d, q.Get("format"))
	if err != nil {
		return err
	}
	if err := c.Trail.Record(c, kernel.Event{Type: Inspections.Name, Verb: "print", Region: c.Actor.Region, Detail: d.Title + " " + string(rep.From) + "至" + string(rep.To)}); err != nil {
		return err
	}
	return f.Send(w, d.Title)
}

// PublishedIn asks for published results.
type PublishedIn struct {
	Region kernel.Region `json:"region"`
	Name   string        `json:"name"`
	After  string        `json:"after"`
}

// PublishedOut is a page of published results, newest first.
type PublishedOut struct {
	Items []PublishedVisit `json:"items"`
	Next  string           `json:"next,omitempty"`
}

// PublishedVisit is what the public reads of a visit (检查结果公开): whom, when, by whom, what came out.
type PublishedVisit struct {
	Enterprise string      `json:"enterprise"`
	Region     string      `json:"region"`
	Kind       string      `json:"kind"`
	CheckedOn  kernel.Date `json:"checked_on"`
	Officers   []string    `json:"officers"`
	Conclusion string      `json:"conclusion"`
	On         kernel.Date `json:"published_on"`
}

// Published lists the results that authorities have published.
func Published(c *kernel.Ctx, in *PublishedIn) (*PublishedOut, error) {
	out := &PublishedOut{Items: []PublishedVisit{}}
	where := kernel.Not(&Row.PublishedOn, "")
	if in.Region != "" {
		if !region.Known(in.Region) {
			return out, nil
		}
		where = kernel.And(where, kernel.Under(in.Region))
	}
	if name := strings.TrimSpace(in.Name); name != "" {
		e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.Eq(&enterprise.Row.Name, name))
		if err != nil || e == nil {
			return out, err
		}
		where = kernel.And(where, kernel.Eq(&Row.Enterprise, kernel.Ref[enterprise.Enterprise](e.ID)))
	}
	if in.After != "" {
		where = kernel.And(where, kernel.Compare("id", "<", in.After))
	}
	const page = 20
	list, err := Inspections.List(c.AsSystem(), kernel.Query{Where: where, Sort: "-id", Limit: page + 1})
	if err != nil {
		return nil, err
	}
	if len(list) > page {
		list, out.Next = list[:page], list[page-1].ID
	}
	for _, v := range list {
		e, err := enterprise.Enterprises.Get(c.AsSystem(), string(v.Enterprise))
		if err != nil {
			return nil, err
		}
		one := PublishedVisit{Enterprise: e.Name, Region: c.RegionLabel(v.Region), Kind: kernel.LabelOf(v.Type), CheckedOn: v.CheckedOn, Officers: []string{}, Conclusion: v.Conclusion, On: v.PublishedOn}
		team, err := persons(c, v.Officers)
		if err != nil {
			return nil, err
		}
		for _, o := range team {
			one.Officers = append(one.Officers, fmt.Sprint(o.(data)["姓名"]))
		}
		out.Items = append(out.Items, one)
	}
	return out, nil
}

var routes = append([]kernel.Route{
	kernel.Op("POST /api/inspection/{id}/answer", "填写检查项", officers, Answer),
	kernel.Op("GET /api/inspection/{id}/facts", "待核实的企业信息", officers, Facts),
	kernel.Op("POST /api/inspection/{id}/facts", "核实企业信息", officers, Confirm),
	kernel.Op("GET /api/inspection/report", "检查情况报告", role.Government, MakeReport),
	{Pattern: "GET /api/inspection/report.paper", Label: "打印检查情况报告（format 为 html、docx 或 pdf）", Can: role.Government, Raw: serveReport},
}, open(kernel.Op("GET /api/inspection/published", "公开的检查结果", nil, Published)))

func open(r kernel.Route) kernel.Route { r.Public = true; return r }
