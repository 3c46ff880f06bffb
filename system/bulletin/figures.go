package bulletin

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/metric"
)

// Figures is everything that a notice is written from, as it was when it was written (数据快照).
type Figures struct {
	Region   kernel.Region     `json:"region"`
	Label    string            `json:"label"`
	From     kernel.Date       `json:"from"`
	To       kernel.Date       `json:"to"`
	Compared kernel.Date       `json:"compared"`
	At       time.Time         `json:"at"`
	Trades   bool              `json:"trades,omitempty"` // read by somebody who sees some trades only
	Units    []Unit            `json:"units"`
	Series   map[string]Series `json:"series"`
	Stated   []Stated          `json:"stated,omitempty"`
}

// Unit is a region that reports by itself (上报单位).
type Unit struct {
	Code    kernel.Region `json:"code"`
	Label   string        `json:"label"` // as notices call it: 金水, 航空港
	Counted bool          `json:"counted"`
}

// Series is one figure of the region and of each of its units.
type Series struct {
	Indicator string    `json:"indicator"`
	Label     string    `json:"label"`
	Unit      string    `json:"unit"`
	Help      string    `json:"help,omitempty"`
	Total     float64   `json:"total"`
	Values    []float64 `json:"values"`           // of Figures.Units
	Href      string    `json:"href"`             // the list of the records behind Total
	Hrefs     []string  `json:"hrefs"`            // the same of Values
	Faults    []string  `json:"faults,omitempty"` // what does not agree
}

// The figures that a notice is written from, by the indicators that other systems declare. One whose system is not installed is left out,
// and so are the sentences that need it.
const (
	registered  = "registered"
	before      = "before"
	complete    = "complete"
	checkers    = "checkers"
	selfFound   = "self_found"
	found       = "found"
	rectified   = "rectified"
	overdue     = "overdue"
	inspections = "inspections"
	enforced    = "enforced"
	accounts    = "accounts"
	never       = "never"
)

// sources says which indicator a figure is, and whether it is read on the day that is compared with.
var sources = []struct {
	key, indicator string
	compared       bool
}{
	{registered, "enterprise.registered", false},
	{before, "enterprise.registered", true},
	{complete, "enterprise.complete", false},
	{checkers, "hazard.self_checkers", false},
	{selfFound, "hazard.self", false},
	{found, "hazard.found", false},
	{rectified, "hazard.rectified", false},
	{overdue, "hazard.overdue", false},
	{inspections, "hazard.inspections", false},
	{enforced, "enforcement.inspections", false},
	{accounts, "bulletin.accounts", false},
	{never, "bulletin.never", false},
}

// read reads the figures under the actor's rights.
func read(c *kernel.Ctx, b *Bulletin) (*Figures, error) {
	f := &Figures{Region: b.Region, Label: c.RegionLabel(b.Region), From: b.From, To: b.To, Compared: b.Compared, At: c.Now().UTC().Truncate(time.Millisecond),
		Trades: len(c.Actor.Trades) > 0 && !c.Actor.System, Stated: b.Stated, Series: map[string]Series{}}
	if err := f.units(c); err != nil {
		return nil, err
	}
	var keys []string
	var asked []metric.Asked
	for _, s := range sources {
		if c.App.Indicator(s.indicator) == nil {
			continue
		}
		cut := metric.Cut{Region: b.Region, From: b.From, To: b.To, By: "region", Alone: true}
		if s.compared {
			cut.From, cut.To = "", b.Compared
		}
		keys, asked = append(keys, s.key), append(asked, metric.Asked{Name: s.indicator, Cut: cut})
	}
	results, err := metric.ReadAll(c, asked...)
	if err != nil {
		return nil, err
	}
	for i, r := range results {
		if r != nil { // else a figure that the actor may not see
			f.Series[keys[i]] = f.series(r)
		}
	}
	f.order()
	return f, nil
}

// units lists the units of the region, by the short names that notices use.
func (f *Figures) units(c *kernel.Ctx) error {
	if c.Units == nil {
		return nil
	}
	units, err := c.Units(c, f.Region)
	if err != nil {
		return err
	}
	short := map[kernel.Region]string{}
	list, err := region.CountiesOn(c, f.Region, c.Today())
	if err != nil {
		return err
	}
	for _, u := range list {
		short[u.Code] = u.Short
	}
	for _, u := range units {
		label := short[u.Code]
		if label == "" {
			label = u.Label
		}
		f.Units = append(f.Units, Unit{u.Code, label, u.Counted})
	}
	return nil
}

// list is the address of the page that lists records of a type.
func list(typ, query string) string { return "/" + typ + "?" + query }

func (f *Figures) series(r *metric.Result) Series {
	s := Series{Indicator: r.Name, Label: r.Label, Unit: r.Unit, Help: r.Help, Total: r.Value, Href: list(r.Type, r.Query),
		Values: make([]float64, len(f.Units)), Hrefs: make([]string, len(f.Units))}
	for _, it := range r.Items {
		i := slices.IndexFunc(f.Units, func(u Unit) bool { return string(u.Code) == it.Key })
		if i < 0 {
			continue // what lies in no unit stands in the check of the total
		}
		s.Values[i], s.Hrefs[i] = it.Value, list(r.Type, it.Query)
	}
	for _, ch := range r.Check {
		if !ch.OK {
			s.Faults = append(s.Faults, ch.Message)
		}
	}
	return s
}

// order puts the units in the order of registered enterprises, as notices do; those with the same number by how much they have grown.
func (f *Figures) order() {
	reg, ok := f.Series[registered]
	if !ok {
		return
	}
	old := f.Series[before]
	at := make([]int, len(f.Units))
	for i := range at {
		at[i] = i
	}
	if old.Values == nil {
		old.Values = make([]float64, len(f.Units))
	}
	slices.SortStableFunc(at, func(a, b int) int {
		return cmp.Or(cmp.Compare(reg.Values[b], reg.Values[a]), cmp.Compare(old.Values[a], old.Values[b]))
	})
	f.Units = permuted(f.Units, at)
	for key, s := range f.Series {
		s.Values, s.Hrefs = permuted(s.Values, at), permuted(s.Hrefs, at)
		f.Series[key] = s
	}
}

func permuted[T any](list []T, at []int) []T {
	out := make([]T, len(at))
	for i, from := range at {
		out[i] = list[from]
	}
	return out
}

// has tells whether all of the figures could be read.
func (f *Figures) has(keys ...string) bool {
	for _, key := range keys {
		if _, ok := f.Series[key]; !ok {
			return false
		}
	}
	return true
}

// ranked is the units that sel selects, by falling value of the first of keys, then of the next.
func (f *Figures) ranked(sel func(i int) bool, keys ...string) (out []int) {
	for i := range f.Units {
		if sel(i) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		for _, key := range keys {
			if d := cmp.Compare(f.Series[key].Values[b], f.Series[key].Values[a]); d != 0 {
				return d
			}
		}
		return 0
	})
	return out
}

// scope is how the text calls everything in the region: 全市, 全省, 全县.
func (f *Figures) scope() string {
	switch {
	case f.Region == kernel.Country:
		return "全国"
	case len(f.Region) == 2:
		return "全省"
	case len(f.Region) == 4:
		return "全市"
	case strings.HasSuffix(f.Label, "县"):
		return "全县"
	case strings.HasSuffix(f.Label, "市"):
		return "全市"
	case len(f.Region) == 6:
		return "全区"
	}
	return "辖区"
}
