package hazard

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
)

//go:embed ledger.html
var pages embed.FS

var ledgerPage = template.Must(template.ParseFS(pages, "ledger.html"))

// ledgerLimit keeps a print within what a person binds into one volume.
const ledgerLimit = 5000

// line is one row of the ledger (隐患台账).
type line struct {
	Number                                                          int
	Enterprise, Region, Title, Place, Category, Level, Source       string
	FoundOn, Finder, Responsible, Measures, Funds, DueOn, Rectified string
	Accepted, Closed, Status, Halt                                  string
	Late, Major                                                     bool
}

// ledger prints the hazards that match the query and that the actor may read, on pages of A4 across.
func ledger(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	where, heading, err := ledgerFilter(c, r)
	if err != nil {
		return err
	}
	n, err := c.Count(Hazards.Meta(), where, ledgerLimit+1)
	if err != nil {
		return err
	}
	if n > ledgerLimit {
		return kernel.Errorf(kernel.TooLarge, "超过%d条，请缩小地区或日期范围后再打印", ledgerLimit)
	}
	list, err := Hazards.List(c, kernel.Query{Where: where, Sort: "found_on", Limit: -1})
	if err != nil {
		return err
	}
	names, err := namesOf(c, list)
	if err != nil {
		return err
	}
	page := struct {
		Heading, Made, By string
		Lines             []line
		Major, Closed     int
		Late              int
	}{Heading: heading, Made: c.Now().In(kernel.China).Format("2006年1月2日 15:04"), By: c.Actor.Name}
	for i, h := range list {
		l := row(c, h)
		l.Number, l.Enterprise = i+1, names[string(h.Enterprise)]
		if l.Major {
			page.Major++
		}
		if h.Status == Closed {
			page.Closed++
		}
		if l.Late {
			page.Late++
		}
		page.Lines = append(page.Lines, l)
	}
	if err := c.Trail.Record(c, kernel.Event{Type: Hazards.Name, Verb: "print", Region: c.Actor.Region, Detail: fmt.Sprintf("隐患台账，%s，共%d条", heading, len(list))}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	return ledgerPage.Execute(w, page)
}

func row(c *kernel.Ctx, h *Hazard) line {
	l := line{Region: c.RegionLabel(h.Region), Title: h.Title, Place: h.Place, Level: kernel.LabelOf(h.Level), Source: kernel.LabelOf(h.Source), FoundOn: string(h.FoundOn),
		Finder: h.Finder, Responsible: h.Responsible, Measures: h.Measures, DueOn: string(h.DueOn), Rectified: string(h.RectifiedOn), Closed: string(h.ClosedOn),
		Accepted: h.AcceptedBy, Status: kernel.LabelOf(h.Status), Major: h.Level == library.Major, Late: h.Status == Open && !h.Halted && h.DueOn != "" && h.DueOn < c.Today()}
	if h.Category != "" {
		l.Category = h.Category.Group() + "/" + kernel.LabelOf(h.Category)
	}
	if l.Measures == "" {
		l.Measures = h.Remedy
	}
	switch idle := h.idle(); {
	case h.Halted:
		l.Halt = "自" + string(h.HaltedOn) + "中止：" + kernel.LabelOf(h.HaltFor)
	case idle > 0:
		l.Halt = fmt.Sprintf("中止%d天不计入", idle)
	}
	if h.ClosedOn != "" && h.RecheckedBy != "" { // who sent it back has ended nothing
		l.Accepted = h.RecheckedBy
	}
	if h.Funds > 0 {
		text, _ := h.Funds.MarshalJSON()
		l.Funds = string(text)
	}
	return l
}

// ledgerFilter reads the query of a print; anything that it does not know is refused.
func ledgerFilter(c *kernel.Ctx, r *http.Request) (where kernel.Cond, heading string, err error) {
	bad := func(name, message string) error {
		return &kernel.Error{Code: kernel.Invalid, Message: message, Fields: map[string]string{name: message}}
	}
	kids := []kernel.Cond{kernel.In(&Row.Status, Pending, Open, Fixed, Recheck, Closed)}
	words := []string{}
	query := r.URL.Query()
	for _, name := range sortedNames(query) {
		v := query.Get(name)
		if v == "" {
			continue
		}
		switch name {
		case "region":
			if len(v) > 12 || strings.Trim(v, "0123456789") != "" {
				return where, "", bad(name, "行政区划代码不对")
			}
			kids, words = append(kids, kernel.Under(kernel.Region(v))), append(words, c.RegionLabel(kernel.Region(v)))
		case "from", "to":
			if _, err := time.Parse(time.DateOnly, v); err != nil {
				return where, "", bad(name, "日期应写成 2026-05-01")
			}
			if name == "from" {
				kids, words = append(kids, kernel.Since(&Row.FoundOn, kernel.Date(v))), append(words, v+"起")
			} else {
				kids, words = append(kids, kernel.UpTo(&Row.FoundOn, kernel.Date(v))), append(words, v+"止")
			}
		case "enterprise":
			kids = append(kids, kernel.Eq(&Row.Enterprise, kernel.Ref[enterprise.Enterprise](v)))
		case "level", "status", "source", "category", "trade", "listing":
			f := Hazards.Meta().Field(name)
			var any []kernel.Cond
			for part := range strings.SplitSeq(v, ",") {
				at := slices.IndexFunc(f.Kind.Options, func(o kernel.Option) bool { return o.Value == part })
				if at < 0 {
					return where, "", bad(name, f.Label+"没有这个选项")
				}
				any, words = append(any, kernel.Compare(name, "=", part)), append(words, f.Kind.Options[at].Label)
			}
			kids = append(kids, kernel.Or(any...))
		default:
			return where, "", bad(name, "台账不能按这一项筛选")
		}
	}
	if len(words) == 0 {
		words = []string{"全部"}
	}
	return kernel.And(kids...), strings.Join(words, " "), nil
}

func sortedNames(query map[string][]string) (names []string) {
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// namesOf returns the names of the enterprises of the hazards, which whoever reads the hazards may know.
func namesOf(c *kernel.Ctx, list []*Hazard) (map[string]string, error) {
	names := map[string]string{}
	var ids []string
	for _, h := range list {
		if id := string(h.Enterprise); names[id] == "" {
			names[id] = id
			ids = append(ids, id)
		}
	}
	for part := range slices.Chunk(ids, 500) {
		q := kernel.Query{Where: kernel.In(&enterprise.Row.ID, part...), Sort: "id", Limit: -1, Cols: []string{"id", "name"}}
		if err := enterprise.Enterprises.Each(c.AsSystem(), q, func(e *enterprise.Enterprise) error { names[e.ID] = e.Name; return nil }); err != nil {
			return nil, err
		}
	}
	return names, nil
}
