package risk

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// readers are those whose pages evaluate.
var readers = append([]kernel.Role{role.Safety}, role.Government...)

var routes = []kernel.Route{
	kernel.Op("GET /api/risk/methods", "评价方法", readers, func(*kernel.Ctx, *struct{}) (*Methods, error) { return &Methods{methods}, nil }),
	kernel.Op("POST /api/risk/evaluate", "风险评价试算", readers, try),
	kernel.Op("POST /api/risk/checklist", "由管控措施更新自查清单", []kernel.Role{role.Safety}, listMeasures),
	kernel.Op("GET /api/risk/regions", "风险四色分布", role.Government, regions),
	{Pattern: "GET /api/risk/ledger", Label: "打印风险分级管控清单", Raw: ledger},
	{Pattern: "GET /api/risk_point/{id}/card", Label: "打印风险告知卡", Raw: card},
	{Pattern: "GET /api/risk_plan/{id}/poster", Label: "打印四色平面图", Raw: poster},
}

// Methods are the editions of all methods.
type Methods struct {
	Items []*Table `json:"items"`
}

// Trial asks what scores come to; nothing is stored.
type Trial struct {
	Method      Method      `json:"method"`
	State       State       `json:"state_score"`
	Likelihood  Likelihood  `json:"likelihood"`
	Exposure    Exposure    `json:"exposure"`
	Consequence Consequence `json:"consequence"`
}

// Verdict is what they come to.
type Verdict struct {
	Sum   string               `json:"sum"`
	Grade enterprise.RiskGrade `json:"grade"`
	Label string               `json:"label"`
	Tier  string               `json:"tier"`
}

func try(_ *kernel.Ctx, in *Trial) (*Verdict, error) {
	v := &Evaluation{Method: in.Method, State: in.State, Likelihood: in.Likelihood, Exposure: in.Exposure, Consequence: in.Consequence}
	_, grade, sum, err := v.Evaluate()
	if err != nil {
		return nil, err
	}
	return &Verdict{Sum: sum, Grade: grade, Label: kernel.LabelOf(grade), Tier: kernel.LabelOf(tierOf[grade])}, nil
}

// Listed tells which lists were made anew from the measures, and how many lines each has.
type Listed struct {
	Items []ListedTier `json:"items"`
}

// ListedTier is the list of one tier.
type ListedTier struct {
	Tier    string `json:"tier"`
	List    string `json:"checklist"`
	Lines   int    `json:"lines"`
	Changed bool   `json:"changed"`
}

// listMeasures writes the measures that are to be looked after into the enterprise's own check lists, one for each tier (自查清单). A list whose
// lines are as they were stays; otherwise a new edition takes its place, in which lines keep their codes.
func listMeasures(c *kernel.Ctx, _ *struct{}) (*Listed, error) {
	id := kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise)
	if id == "" {
		return nil, kernel.Errorf(kernel.Forbidden, "只有企业能更新自己的自查清单")
	}
	lines := map[Tier][]library.Item{}
	q := kernel.Query{Where: kernel.And(kernel.Eq(&Row.Enterprise, id), live), Sort: "number", Limit: -1}
	if err := Risks.Each(c, q, func(r *Risk) error {
		for _, m := range r.Measures {
			if m.Checked {
				lines[m.Tier] = append(lines[m.Tier], library.Item{Code: m.Code, Content: m.Content, Category: m.Category, Basis: m.Basis, Level: library.General, Method: library.Look, Frequency: m.Frequency, Own: true})
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	out := &Listed{Items: []ListedTier{}}
	err := c.Tx(func(c *kernel.Ctx) error {
		for _, o := range Tier("").Options() {
			tier := Tier(o.Value)
			done, err := replace(c, id, tier, lines[tier])
			if err != nil {
				return err
			}
			if done != nil {
				out.Items = append(out.Items, *done)
			}
		}
		return nil
	})
	return out, err
}

func replace(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise], tier Tier, items []library.Item) (*ListedTier, error) {
	line := "risk-" + string(tier)
	out := &ListedTier{Tier: kernel.LabelOf(tier), Lines: len(items)}
	now, err := library.Checklists.First(c, kernel.And(kernel.Eq(&library.Row.Line, line), kernel.Eq(&library.Row.Enterprise, id), kernel.Eq(&library.Row.Status, library.Published)))
	switch {
	case err != nil || now == nil && len(items) == 0:
		return nil, err
	case now != nil && reflect.DeepEqual(now.Items, items):
		out.List = now.ID
		return out, nil
	case len(items) == 0:
		out.Changed = true
		_, err = library.Checklists.Do(c, now.ID, 0, "retire", nil, "没有列入自查的管控措施")
		return out, err
	case len(items) > 300:
		return nil, kernel.Errorf(kernel.TooLarge, "%s有%d条措施列入自查，一份清单最多300条，请把一部分改由其他层级检查", out.Tier, len(items))
	}
	l := &library.Checklist{Name: "风险管控措施自查清单（" + out.Tier + "）", Edition: string(c.Today()), Line: line, Enterprise: id, Items: items, Source: "本企业安全风险分级管控清单"}
	if err := library.Checklists.Create(c, l); err != nil {
		return nil, err
	}
	out.List, out.Changed = l.ID, true
	_, err = library.Checklists.Do(c, l.ID, 0, "publish", nil, "")
	return out, err
}

// RegionsQuery asks for the regions right below one, the actor's own if it names none.
type RegionsQuery struct {
	Region kernel.Region `json:"region"`
}

// Regions are the regions with their enterprises by grade.
type Regions struct {
	Region kernel.Region `json:"region"`
	Label  string        `json:"label"`
	Items  []RegionLine  `json:"items"`
}

// RegionLine is one region: how many enterprises of each grade, and the colour that it has on the map.
type RegionLine struct {
	Region kernel.Region        `json:"region"`
	Label  string               `json:"label"`
	Red    int                  `json:"red"`
	Orange int                  `json:"orange"`
	Yellow int                  `json:"yellow"`
	Blue   int                  `json:"blue"`
	Grade  enterprise.RiskGrade `json:"grade"`
	Center kernel.Point         `json:"center"` // of counties and below, which the map of the country has no outline of
}

// regions colours each region by the gravest grade of an enterprise in it (就高).
func regions(c *kernel.Ctx, q *RegionsQuery) (*Regions, error) {
	at := q.Region
	if at == "" {
		at = c.Actor.Region
	}
	if strings.Trim(string(at), "0123456789") != "" || len(at) > 12 {
		return nil, kernel.Errorf(kernel.Invalid, "行政区划代码不对")
	}
	length := 12
	for _, n := range []int{2, 4, 6, 9, 12} {
		if at == kernel.Country || at == "" {
			length = 2
			break
		}
		if n > len(at) {
			length = n
			break
		}
	}
	rows, err := Ratings.Meta().Scope(c.Actor, "read")
	if err != nil {
		return nil, err
	}
	by, order := map[string]*RegionLine{}, []string{}
	g := kernel.Group{Where: kernel.And(rows, kernel.Under(at), kernel.Not(&rating.Grade, "")), By: []kernel.GroupBy{{Col: "region", Len: length}, {Col: "grade"}}}
	err = c.Store.Group(c, Ratings.Meta(), g, func(keys []string, n float64) error {
		l := by[keys[0]]
		if l == nil {
			l = &RegionLine{Region: kernel.Region(keys[0]), Label: c.RegionLabel(kernel.Region(keys[0]))}
			by[keys[0]], order = l, append(order, keys[0])
		}
		grade := enterprise.RiskGrade(keys[1])
		*map[enterprise.RiskGrade]*int{Red: &l.Red, Orange: &l.Orange, Yellow: &l.Yellow, Blue: &l.Blue}[grade] += int(n)
		l.Grade = graver(l.Grade, grade)
		return nil
	})
	out := &Regions{Region: at, Label: c.RegionLabel(at), Items: []RegionLine{}}
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(slices.Values(order)) {
		if len(key) > 4 {
			if by[key].Center, err = center(c, kernel.Region(key)); err != nil {
				return nil, err
			}
		}
		out.Items = append(out.Items, *by[key])
	}
	return out, nil
}

// center is the middle of some enterprises of a region.
func center(c *kernel.Ctx, at kernel.Region) (kernel.Point, error) {
	var sum kernel.Point
	n := 0.0
	q := kernel.Query{Where: kernel.Under(at), Sort: "id", Limit: 60, Cols: []string{"id", "position"}}
	err := enterprise.Enterprises.Each(c.AsSystem(), q, func(e *enterprise.Enterprise) error {
		if e.Position != (kernel.Point{}) {
			sum.Lng, sum.Lat, n = sum.Lng+e.Position.Lng, sum.Lat+e.Position.Lat, n+1
		}
		return nil
	})
	if n == 0 {
		return kernel.Point{}, err
	}
	return kernel.Point{Lng: sum.Lng / n, Lat: sum.Lat / n}, err
}

//go:embed *.html
var pages embed.FS

var prints = template.Must(template.New("").Funcs(template.FuncMap{"label": label, "tone": func(g enterprise.RiskGrade) string { return string(g) }, "accidents": accidents, "corners": corners, "middle": middle, "inc": func(i int) int { return i + 1 }}).ParseFS(pages, "*.html"))

func label(v any) string {
	switch v := v.(type) {
	case enterprise.RiskGrade:
		return kernel.LabelOf(v)
	case Tier:
		return kernel.LabelOf(v)
	case Kind:
		return kernel.LabelOf(v)
	case MeasureClass:
		return kernel.LabelOf(v)
	case library.Frequency:
		return kernel.LabelOf(v)
	}
	return ""
}

func accidents(list []Accident) string {
	var out []string
	for _, a := range list {
		out = append(out, kernel.LabelOf(a))
	}
	return strings.Join(out, "、")
}

// corners is an outline as SVG has it, over a picture of 1000 by 1000 that is stretched with it.
func corners(outline string) string { return strings.Join(strings.Fields(outline), " ") }

// middle is where the name of an area stands: in the middle of its corners.
func middle(outline string) template.CSS {
	var x, y, n float64
	for _, at := range strings.Fields(outline) {
		var cx, cy float64
		if _, err := fmt.Sscanf(at, "%f,%f", &cx, &cy); err == nil {
			x, y, n = x+cx, y+cy, n+1
		}
	}
	return template.CSS(fmt.Sprintf("left: %.1f%%; top: %.1f%%", x/max(n, 1)/10, y/max(n, 1)/10)) // numbers only
}

// show serves a page for paper and writes into the history that it was printed.
func show(c *kernel.Ctx, w http.ResponseWriter, name, typ, id string, region kernel.Region, values map[string]any) error {
	if err := c.Tx(func(c *kernel.Ctx) error {
		return c.Trail.Record(c, kernel.Event{Type: typ, ID: id, Verb: "print", Region: region, Detail: fmt.Sprint(values["Title"])})
	}); err != nil {
		return err
	}
	values["Today"], values["By"] = c.Today(), c.Actor.Name
	var page bytes.Buffer
	if err := prints.ExecuteTemplate(&page, name, values); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'")
	_, err := page.WriteTo(w)
	return err
}

// nameOf is the name of an enterprise whose records the actor reads.
func nameOf(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (string, error) {
	e, err := enterprise.Enterprises.Get(c.AsSystem(), string(id))
	if err != nil {
		return "", err
	}
	return e.Name, nil
}

const ledgerLimit = 2000

// ledger prints the list of graded control (风险分级管控清单) of one enterprise: the actor's own, or the one that is named.
func ledger(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	id := kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise)
	if id == "" {
		id = kernel.Ref[enterprise.Enterprise](r.URL.Query().Get("enterprise"))
	}
	if id == "" {
		return kernel.Errorf(kernel.Invalid, "请选择企业")
	}
	list, err := Risks.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&Row.Enterprise, id), live), Sort: "-value", Limit: ledgerLimit})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return kernel.Errorf(kernel.Missing, "这家企业还没有管控中的风险，或不在您的权限范围内")
	}
	slices.SortStableFunc(list, func(a, b *Risk) int { return gravity[b.Grade] - gravity[a.Grade] })
	places := map[string]string{}
	if err := Points.Each(c, kernel.Query{Where: kernel.Eq(&point.Enterprise, id), Sort: "id", Limit: -1}, func(p *Point) error { places[p.ID] = p.Name; return nil }); err != nil {
		return err
	}
	type line struct {
		*Risk
		Place string
	}
	var lines []line
	for _, x := range list {
		lines = append(lines, line{x, places[string(x.Point)]})
	}
	name, err := nameOf(c, id)
	if err != nil {
		return err
	}
	return show(c, w, "ledger.html", Risks.Name, "", list[0].Region, map[string]any{"Title": "风险分级管控清单", "Enterprise": name, "Lines": lines})
}

// card prints the notice card of a risk point (风险告知卡).
func card(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	it, err := c.Item(Points.Meta(), r.PathValue("id"), kernel.Names{})
	if err != nil {
		return err
	}
	p := *it.Rec.(*Point)
	if !it.Plain {
		p.Phone = kernel.Phone(kernel.MaskMiddle(string(p.Phone)))
	}
	list, err := Risks.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&Row.Point, kernel.Ref[Point](p.ID)), live), Sort: "-value", Limit: 50})
	if err != nil {
		return err
	}
	name, err := nameOf(c, p.Enterprise)
	if err != nil {
		return err
	}
	return show(c, w, "card.html", Points.Name, p.ID, p.Region, map[string]any{"Title": p.Name, "Enterprise": name, "P": &p, "Risks": list})
}

// poster prints the four-colour plan with its legend.
func poster(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	p, err := Plans.Get(c, r.PathValue("id"))
	if err != nil {
		return err
	}
	name, err := nameOf(c, p.Enterprise)
	if err != nil {
		return err
	}
	picture := ""
	if len(p.Picture) > 0 {
		picture = "/api/risk_plan/" + p.ID + "/file/" + p.Picture[0].SHA
	}
	return show(c, w, "poster.html", Plans.Name, p.ID, p.Region, map[string]any{"Title": p.Name, "Enterprise": name, "Plan": p, "Picture": picture})
}
