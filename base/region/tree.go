package region

import (
	"slices"
	"strings"
	"sync"

	"anjian/kernel"
)

// Unit is a division as choosers, tables and bulletins list it.
type Unit struct {
	Code    kernel.Region
	Name    string
	Short   string
	Level   Level
	Kind    Kind
	Counted bool   // false: 功能区不计算在内
	Note    string // why it is not
	rank    int
}

// Counties lists the units that report to a region today (上报单位), in the order of bulletins: the counties and
// zones of a city, the cities and directly managed counties of a province.
func Counties(c *kernel.Ctx, of kernel.Region) ([]Unit, error) { return CountiesOn(c, of, c.Today()) }

// CountiesOn lists the units that reported to a region on a day.
func CountiesOn(c *kernel.Ctx, of kernel.Region, day kernel.Date) ([]Unit, error) {
	t, err := readTree(c)
	if err != nil {
		return nil, err
	}
	key := string(of) + " " + string(day)
	units, ok := t.units.Load(key)
	if !ok {
		units, _ = t.units.LoadOrStore(key, t.children(of, day))
	}
	return slices.Clone(units.([]Unit)), nil
}

// CurrentOn is the region that counts what happened in code when one looks back from day: renamed codes stay, those
// merged by then lead to their successor. Records keep the code they were made with.
func CurrentOn(c *kernel.Ctx, code kernel.Region, day kernel.Date) (kernel.Region, error) {
	t, err := readTree(c)
	if err != nil {
		return code, err
	}
	return t.successor(code, day), nil
}

// Successors maps every code that is over on day to the region that counts it then: what a statistic needs once.
func Successors(c *kernel.Ctx, day kernel.Date) (map[kernel.Region]kernel.Region, error) {
	t, err := readTree(c)
	if err != nil {
		return nil, err
	}
	out := map[kernel.Region]kernel.Region{}
	add := func(code kernel.Region) {
		if to := t.successor(code, day); to != code {
			out[code] = to
		}
	}
	for code := range t.records {
		add(code)
	}
	for _, s := range divisions().successions {
		add(Trim(s.Old))
	}
	return out, nil
}

// tree is the national table with the platform's records laid over it.
type tree struct {
	records map[kernel.Region]*Region
	under   map[kernel.Region][]*Region
	units   sync.Map // "region day" -> []Unit, of trees that are remembered
}

// readTree returns the tree, which nobody changes: from memory where that is as good.
func readTree(c *kernel.Ctx) (*tree, error) {
	if t := remembered(c); t != nil {
		return t, nil
	}
	return loadTree(c)
}

func loadTree(c *kernel.Ctx) (*tree, error) {
	t := &tree{records: map[kernel.Region]*Region{}, under: map[kernel.Region][]*Region{}}
	err := Regions.Each(c.AsSystem(), kernel.Query{Sort: "code", Limit: -1}, func(r *Region) error {
		t.records[r.Region] = r
		t.under[r.Parent] = append(t.under[r.Parent], r)
		return nil
	})
	return t, err
}

func (r *Region) validOn(day kernel.Date) bool {
	return (r.ValidFrom == "" || r.ValidFrom <= day) && (r.ValidTo == "" || day <= r.ValidTo) && (r.Status == Active || r.ValidTo != "")
}

func (r *Region) unit() Unit {
	return Unit{Code: r.Region, Name: r.Name, Short: r.ShortName, Level: r.Level, Kind: r.Kind, Counted: r.Counted, Note: r.Note, rank: r.Rank}
}

// standardUnit is a division that the platform has no record of.
func standardUnit(d Division) Unit {
	code := Trim(d.Code)
	kind := kindOf(code)
	return Unit{Code: code, Name: d.Name, Short: brief(d.Code, d.Name), Level: LevelOf(code), Kind: kind, Counted: kind == Statutory}
}

func (t *tree) children(of kernel.Region, day kernel.Date) []Unit {
	var out []Unit
	for _, r := range t.under[of] {
		if r.validOn(day) {
			out = append(out, r.unit())
		}
	}
	standard := Supervised(Padded(of))
	if of == kernel.Country {
		standard = Provinces()
	}
	for _, d := range standard {
		if t.records[Trim(d.Code)] == nil {
			out = append(out, standardUnit(d))
		}
	}
	slices.SortStableFunc(out, func(a, b Unit) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return strings.Compare(string(a.Code), string(b.Code))
	})
	return out
}

func (t *tree) unit(code kernel.Region) (Unit, bool) {
	if r := t.records[code]; r != nil {
		return r.unit(), true
	}
	d, ok := Standard(Padded(code))
	return standardUnit(d), ok
}

func (t *tree) successor(code kernel.Region, day kernel.Date) kernel.Region {
	for range 20 { // a chain of mergers; a ring would be a fault of the data
		if r := t.records[code]; r != nil {
			if r.Successor == "" || r.ValidTo == "" || day <= r.ValidTo {
				return code
			}
			code = r.Successor
			continue
		}
		s, ok := Successor(Padded(code))
		if !ok || day <= lastDay(s) {
			return code
		}
		code = Trim(s.New)
	}
	return code
}

// node is a region with those below it, as GET /api/region/tree answers.
type node struct {
	Code  kernel.Region `json:"code"`
	Label string        `json:"label"`
	Items []node        `json:"items,omitempty"`
}

// grow returns the node of u with everything below it down to a level.
func (t *tree) grow(u Unit, day kernel.Date, floor Level) node {
	n := node{Code: u.Code, Label: u.Name}
	if u.Level != floor {
		for _, kid := range t.children(u.Code, day) {
			if !deeper(kid.Level, floor) {
				n.Items = append(n.Items, t.grow(kid, day, floor))
			}
		}
	}
	return n
}

// deeper tells whether a level lies below another.
func deeper(a, b Level) bool { return slices.Index(levels, a) > slices.Index(levels, b) }

var levels = []Level{ProvinceLevel, PrefectureLevel, CountyLevel, TownshipLevel, VillageLevel}
