package enterprise

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"anjian/base/party"
	"anjian/kernel"
)

// Fact is one filled-in column as the page shows it; personal data are masked.
type Fact struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Text  string `json:"text"`
	Wide  bool   `json:"wide,omitempty"`
}

// Page is one section of the file.
type Page struct {
	Label string `json:"label"`
	Facts []Fact `json:"facts"`
	Empty int    `json:"empty"` // columns of the section that are not filled in
}

// Line is one record beside the file.
type Line struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Hint  string `json:"hint"` // state, if the record has one
	On    string `json:"on"`   // when it was last changed
}

// Tab is a record type that refers to the enterprise, with the latest of its records.
type Tab struct {
	Type  string `json:"type"`
	Label string `json:"label"`
	Via   string `json:"via"`
	Count int    `json:"count"`
	More  bool   `json:"more"`
	Items []Line `json:"items"`
}

// File is the whole file of an enterprise on one page (一企一档), fed by every system that refers to it.
type File struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Region      kernel.Region `json:"region"`
	RegionLabel string        `json:"region_label"`
	Status      Status        `json:"status"`
	StatusLabel string        `json:"status_label"`
	TradeLabel  string        `json:"trade_label"`
	Position    kernel.Point  `json:"position"`
	FormerNames []string      `json:"former_names"`
	Notices     []string      `json:"notices"` // what to look at first
	Wanting     *Wanting      `json:"completeness"`
	Sections    []Page        `json:"sections"`
	Freshness   []Fresh       `json:"freshness"`
	Tabs        []Tab         `json:"tabs"`
}

// latest is how many records of each type the page shows; the tab leads to the rest.
const latest = 5

// wholeFile answers GET /api/enterprise/{id}/file.
func wholeFile(c *kernel.Ctx, in *which) (*File, error) {
	e, err := Enterprises.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	out := &File{ID: e.ID, Name: e.Name, Region: e.Region, RegionLabel: c.RegionLabel(e.Region), Status: e.Status, StatusLabel: kernel.LabelOf(e.Status),
		TradeLabel: kernel.LabelOf(e.Trade), Position: e.Position, FormerNames: party.Words(e.FormerNames), Freshness: e.Freshness, Notices: notices(c, e), Sections: pages(c, e)}
	if out.Wanting, err = wants(c, e); err != nil {
		return nil, err
	}
	out.Tabs, err = tabs(c, e)
	return out, err
}

// notices say what a reader must know before anything else.
func notices(c *kernel.Ctx, e *Enterprise) (out []string) {
	add := func(when bool, text string) {
		if when {
			out = append(out, text)
		}
	}
	add(e.Status != Filed, "档案"+kernel.LabelOf(e.Status))
	add(e.Status == Returned && e.ReturnedFor != "", "退回原因："+e.ReturnedFor)
	add(e.Changed, "企业修改了"+e.ChangedFacts+"，等待监管部门确认")
	add(e.Conflicting, "经营状态不一致：档案为"+kernel.LabelOf(e.Operating)+"，"+e.Differs)
	add(e.StaleOn != "" && e.StaleOn < c.Today(), e.StaleWhat+"信息已超过核实期限（"+string(e.StaleOn)+"）")
	add(e.Lacking != "", "缺少："+e.Lacking)
	for _, duty := range e.workforce().Duties() {
		add(!duty.Met, duty.String())
	}
	return out
}

// pages are the sections of the form with what is filled in.
func pages(c *kernel.Ctx, e *Enterprise) (out []Page) {
	m := Enterprises.Meta()
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Section == "" || f.Has("hidden") || f.Kind.Name == "json" {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Label != f.Section {
			out = append(out, Page{Label: f.Section, Facts: []Fact{}})
		}
		page := &out[len(out)-1]
		if party.Blank(f.In(e)) {
			page.Empty++
			continue
		}
		page.Facts = append(page.Facts, Fact{f.Name, f.Label, show(c, e, f), f.Has("wide") || f.Has("long") || f.Kind.Name == "table"})
	}
	return out
}

// show is a column as a person reads it.
func show(c *kernel.Ctx, e *Enterprise, f *kernel.Field) string {
	switch f.Kind.Name {
	case "region":
		return c.RegionLabel(kernel.Region(f.In(e).String()))
	case "industry":
		code := f.In(e).String()
		return strings.TrimSpace(code + " " + IndustryName(code))
	case "table":
		return rows(f, e)
	case "ref":
		if to, err := Enterprises.Get(c, f.In(e).String()); err == nil {
			return to.Name
		}
	}
	text := f.Text(e)
	if f.Kind.Mask != nil {
		text = f.Kind.Mask(text)
	}
	if f.Kind.Unit != "" {
		text += f.Kind.Unit
	}
	return text
}

// rows are the lines of a table column, the cells of a line side by side.
func rows(f *kernel.Field, e *Enterprise) string {
	var out []string
	v := f.In(e)
	for i := range v.Len() {
		var cells []string
		item := v.Index(i).Addr().Interface()
		for j := range f.Kind.Items {
			if sub := &f.Kind.Items[j]; !sub.In(item).IsZero() {
				cells = append(cells, sub.Label+"："+sub.Text(item)+sub.Kind.Unit)
			}
		}
		out = append(out, strings.Join(cells, "，"))
	}
	return strings.Join(out, "\n")
}

// tabs are the records of every type that refers to the enterprise, as far as the actor may read them.
func tabs(c *kernel.Ctx, e *Enterprise) ([]Tab, error) {
	out := []Tab{}
	for _, p := range c.App.Parts("enterprise") {
		m := c.App.Resource(p.Type).Meta()
		if _, err := m.Scope(c.Actor, "read"); err != nil {
			continue
		}
		where := kernel.Compare(p.Via, "=", e.ID)
		n, err := c.Count(m, where, 1001)
		if err != nil {
			return nil, err
		}
		if n == 0 && !strings.HasPrefix(p.Type, "enterprise_") {
			continue
		}
		tab := Tab{Type: p.Type, Label: p.Label, Via: p.Via, Count: min(n, 1000), More: n > 1000, Items: []Line{}}
		if p.Type == "enterprise" {
			tab.Label = "并入本档案的企业"
		}
		items, err := c.Page(m, kernel.Query{Where: where, Sort: "-id", Limit: latest})
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			b := kernel.BaseOf(it.Rec)
			name := m.Field(m.NameColumn)
			line := Line{ID: b.ID, Title: name.Text(it.Rec), On: string(kernel.Day(b.Updated))}
			if name.Kind.Mask != nil {
				line.Title = name.Kind.Mask(line.Title)
			}
			if f := m.Field(m.StateColumn); f != nil {
				line.Hint = f.Text(it.Rec)
			}
			tab.Items = append(tab.Items, line)
		}
		out = append(out, tab)
	}
	return out, nil
}

//go:embed file.html
var fileHTML string

var filePage = template.Must(template.New("file").Parse(fileHTML))

// printFile answers GET /api/enterprise/{id}/file.html: the file as a page to print. That it was printed is recorded.
func printFile(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	f, err := wholeFile(c, &which{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	if c.Trail != nil {
		err := c.Tx(func(c *kernel.Ctx) error {
			return c.Trail.Record(c, kernel.Event{Type: "enterprise", ID: f.ID, Verb: "print", Region: f.Region, Detail: "一企一档"})
		})
		if err != nil {
			return err
		}
	}
	var page bytes.Buffer
	if err := filePage.Execute(&page, map[string]any{"File": f, "Today": c.Today(), "By": c.Actor.Name}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, err = page.WriteTo(w)
	return err
}
