package geo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"anjian/kernel"

	"github.com/golang/geo/s2"
)

// marks are the records of one layer that one condition lets through, along the curve of the S2 cells: what lies in an area
// is a few ranges of them. They are never changed, so many may read them.
type marks struct {
	cells []s2.CellID
	all   []Mark   // in the order of cells
	drawn []figure // the lines and areas of a layer that has a shape
	built time.Time
	took  time.Duration
	age   int64 // the writes of the record type that had been seen
}

// Atlas (图集) keeps the marks that were asked for lately, so that a map of a hundred thousand is drawn from memory. A few are as fresh as
// the last write in this process, many at most four times what loading them takes behind it; what another process writes is seen after freshFor,
// or twenty times what loading takes if that is longer.
type Atlas struct {
	filter Filter
	mu     sync.Mutex
	kept   map[string]*marks
	used   map[string]time.Time
	writes map[string]int64 // record type -> writes seen
	loads  map[string]*sync.Mutex
}

const (
	freshFor = 15 * time.Second // how long marks are taken for true without a look at the database
	keepFor  = 5 * time.Minute  // how long nobody may ask before they are forgotten
	mostKept = 2_000_000        // marks in memory, all together
	restFor  = 4                // marks are loaded anew at most every so many times of what loading takes,
	idleFor  = 20               // and where this process has written nothing, every so many times
	few      = 1000             // marks that are loaded anew after every write
)

// NewAtlas is an empty atlas of one platform.
func NewAtlas(filter Filter) *Atlas {
	return &Atlas{filter: filter, kept: map[string]*marks{}, used: map[string]time.Time{}, writes: map[string]int64{}, loads: map[string]*sync.Mutex{}}
}

// wrote counts a write of a record that may have a mark.
func (a *Atlas) wrote(_ *kernel.Ctx, w *kernel.Write) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.writes[w.Meta.Name]++
	return nil
}

// of returns the marks of a layer that lie within the viewer's rights and fulfil where.
func (a *Atlas) of(c *kernel.Ctx, layer *kernel.Layer, where kernel.Cond) (*marks, error) {
	m := layer.Of.Meta()
	rows, err := m.Scope(c.Actor, "read")
	if err != nil {
		return nil, err
	}
	where = kernel.And(rows, layer.Where, where)
	key := layer.Name + " " + written(where)
	known, lock := a.known(key, m.Name)
	if known != nil {
		return known, nil
	}
	lock.Lock() // who comes second waits for what the first one loads
	defer lock.Unlock()
	if known, _ := a.known(key, m.Name); known != nil {
		return known, nil
	}
	a.mu.Lock()
	age := a.writes[m.Name]
	a.mu.Unlock()
	fresh, err := load(c, layer, where)
	if err != nil {
		return nil, err
	}
	fresh.age = age
	a.keep(key, fresh)
	return fresh, nil
}

func (a *Atlas) known(key, typ string) (*marks, *sync.Mutex) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	a.used[key] = now
	have := a.kept[key]
	if have != nil {
		since := now.Sub(have.built)
		if have.age == a.writes[typ] && since < max(freshFor, idleFor*have.took) || have.age != a.writes[typ] && len(have.all) > few && since < min(freshFor, restFor*have.took) {
			return have, nil
		}
	}
	if a.loads[key] == nil {
		a.loads[key] = new(sync.Mutex)
	}
	return nil, a.loads[key]
}

// keep remembers marks and forgets what nobody has asked for longest.
func (a *Atlas) keep(key string, fresh *marks) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept[key] = fresh
	keys, total := make([]string, 0, len(a.kept)), 0
	for k := range a.kept {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y string) int { return a.used[y].Compare(a.used[x]) })
	for _, k := range keys {
		if total += len(a.kept[k].all); k != key && (total > mostKept || time.Since(a.used[k]) > keepFor) {
			delete(a.kept, k)
			delete(a.used, k)
			delete(a.loads, k)
		}
	}
}

// load reads the marks of a layer.
func load(c *kernel.Ctx, layer *kernel.Layer, where kernel.Cond) (*marks, error) {
	began := time.Now()
	m := layer.Of.Meta()
	at, tone, shape := m.Field(kernel.ColumnName(layer.At)), (*kernel.Field)(nil), (*kernel.Field)(nil)
	cols := []string{"id", at.Name}
	if m.NameColumn != "id" {
		cols = append(cols, m.NameColumn)
	}
	if layer.Tone != nil {
		tone = m.Field(kernel.ColumnName(layer.Tone))
		if !slices.Contains(cols, tone.Name) {
			cols = append(cols, tone.Name)
		}
	}
	if layer.Shape != nil {
		shape = m.Field(kernel.ColumnName(layer.Shape))
		cols = append(cols, shape.Name)
	}
	var drawn []figure
	type placed struct {
		cell s2.CellID
		mark Mark
	}
	var found []placed
	err := c.Store.List(c, m, kernel.Query{Where: kernel.And(where, kernel.Compare(at.Name, "<>", "null")), Sort: "id", Limit: -1, Cols: cols}, func(rec any, _ []bool) error {
		p := at.In(rec).Interface().(kernel.Point)
		if p == (kernel.Point{}) {
			return nil
		}
		mark := Mark{Lng: p.Lng, Lat: p.Lat, ID: kernel.BaseOf(rec).ID, Title: m.Field(m.NameColumn).Text(rec)}
		if tone != nil {
			mark.Tone = toneOf(tone, tone.In(rec).String())
		}
		if shape != nil {
			if f, is := figureOf(shape.In(rec).Interface(), mark); is {
				drawn = append(drawn, f)
			}
		}
		found = append(found, placed{s2.CellIDFromLatLng(s2.LatLngFromDegrees(p.Lat, p.Lng)), mark})
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.cell, b.cell), strings.Compare(a.mark.ID, b.mark.ID))
	})
	out := &marks{cells: make([]s2.CellID, len(found)), all: make([]Mark, len(found)), drawn: drawn, built: time.Now(), took: time.Since(began)}
	for i, p := range found {
		out.cells[i], out.all[i] = p.cell, p.mark
	}
	return out, nil
}

// within calls each for the marks that may lie in an area: all that do, and some that stand close.
func (m *marks) within(area s2.Region, each func(*Mark)) {
	cover := s2.RegionCoverer{MaxLevel: 18, MaxCells: 16}
	m.in(cover.Covering(area), each)
}

func (m *marks) in(cells []s2.CellID, each func(*Mark)) {
	for _, cell := range cells {
		from, _ := slices.BinarySearch(m.cells, cell.RangeMin())
		for i := from; i < len(m.cells) && m.cells[i] <= cell.RangeMax(); i++ {
			each(&m.all[i])
		}
	}
}

// small is a box, in degrees, for which four cells around it are found sooner than the sixteen that fit it: a tile of level 13 or more.
const small = 0.05

// box calls each for the marks in west, south, east, north.
func (m *marks) box(b [4]float64, each func(*Mark)) {
	check := func(p *Mark) {
		if p.Lng >= b[0] && p.Lng <= b[2] && p.Lat >= b[1] && p.Lat <= b[3] {
			each(p)
		}
	}
	if b[2]-b[0] > 20 || b[3]-b[1] > 15 { // nearly all: ranges would save nothing
		for i := range m.all {
			check(&m.all[i])
		}
		return
	}
	rect := s2.RectFromLatLng(s2.LatLngFromDegrees(b[1], b[0])).AddPoint(s2.LatLngFromDegrees(b[3], b[2]))
	if b[2]-b[0] < small {
		m.in(rect.CellUnionBound(), check)
		return
	}
	m.within(rect, check)
}

// written is a condition as text: two that are alike select the same rows.
func written(c kernel.Cond) string {
	var out strings.Builder
	var write func(kernel.Cond)
	write = func(c kernel.Cond) {
		fmt.Fprintf(&out, "(%s %s %#v %s", c.Op, c.Col, c.Args, c.SQL)
		if c.Via != nil {
			out.WriteString(" " + c.Via.Name)
		}
		for _, kid := range c.Kids {
			write(kid)
		}
		out.WriteString(")")
	}
	write(c)
	return out.String()
}
