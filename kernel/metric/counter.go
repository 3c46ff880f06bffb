package metric

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"anjian/kernel"
)

// Counters (指标计数) are the numbers of indicators that are declared Kept, ready made for each city and county, for each value of a
// cut, and for each day. A write adds one row of changes in its own transaction; a task folds the changes into the cells, and whoever
// reads adds those that are not folded yet. Counters answer only whoever may read every record of the region, so that a right
// stays a WHERE clause; everybody else, and everything smaller than a city, is counted live.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS metric_cell (indicator {text} NOT NULL, cut {text} NOT NULL, region {text} NOT NULL, part {text} NOT NULL, year {text} NOT NULL, n {int} NOT NULL, days {text} NOT NULL,
 PRIMARY KEY (indicator, cut, region, part, year))`,
	`sqlite:CREATE TABLE IF NOT EXISTS metric_delta (id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, content TEXT NOT NULL)`,
	`postgres:CREATE TABLE IF NOT EXISTS metric_delta (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type TEXT COLLATE "C" NOT NULL, content TEXT COLLATE "C" NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS metric_mark (id {int} PRIMARY KEY, declared {text} NOT NULL, folds {int} NOT NULL)`,
}

// The cuts by region: cells of whole cities, and of the counties in them.
const (
	byCity   = "region.4"
	byCounty = "region.6"
)

// counted is an indicator that counters are kept of.
type counted struct {
	*kernel.Indicator
	on *kernel.Field
	by []*kernel.Field
}

// plan is what the declarations ask for.
type plan struct {
	types map[*kernel.Meta][]counted
	mark  string // changes with the declarations, and with it all counters
}

var plans sync.Map // *kernel.App -> *plan

func planOf(app *kernel.App) *plan {
	if p, ok := plans.Load(app); ok {
		return p.(*plan)
	}
	p, sum := &plan{types: map[*kernel.Meta][]counted{}}, sha256.New()
	for _, mod := range app.Modules {
		if !slices.ContainsFunc(app.Modules, func(m kernel.Module) bool { return m.Name == name }) {
			break // without its tables
		}
		for i := range mod.Indicators {
			in := &mod.Indicators[i]
			if m := in.Of.Meta(); in.Kept && decidable(m, in.Where) {
				one := counted{Indicator: in}
				if in.On != nil {
					one.on = m.Field(kernel.ColumnName(in.On))
				}
				for _, col := range columns(in) {
					if f := m.Field(col); f.Kind.Name == "enum" {
						one.by = append(one.by, f)
					}
				}
				p.types[m] = append(p.types[m], one)
				fmt.Fprintln(sum, in.Name, one.on != nil && one.on.Name != "", p.columns(m), columns(in), in.Where)
			}
		}
	}
	p.mark = hex.EncodeToString(sum.Sum(nil))
	kept, _ := plans.LoadOrStore(app, p)
	return kept.(*plan)
}

// decidable tells whether a record's own columns always decide c.
func decidable(m *kernel.Meta, c kernel.Cond) bool {
	for _, kid := range c.Kids {
		if !decidable(m, kid) {
			return false
		}
	}
	if c.Op == "and" || c.Op == "or" || c.Op == "not" {
		return true
	}
	_, known := c.Decide(m, reflect.New(m.Type).Interface())
	return known
}

// find returns the indicator as counters keep it, nil if they do not.
func (p *plan) find(in *kernel.Indicator) *counted {
	for i, one := range p.types[in.Of.Meta()] {
		if one.Indicator == in {
			return &p.types[in.Of.Meta()][i]
		}
	}
	return nil
}

// columns are those that decide where records of m count.
func (p *plan) columns(m *kernel.Meta) []string {
	out := []string{"id", "region"}
	add := func(col string) {
		if col != "" && !slices.Contains(out, col) {
			out = append(out, col)
		}
	}
	var walk func(kernel.Cond)
	walk = func(c kernel.Cond) {
		add(c.Col)
		for _, kid := range c.Kids {
			walk(kid)
		}
	}
	for _, one := range p.types[m] {
		walk(one.Where)
		if one.on != nil {
			add(one.on.Name)
		}
		for _, f := range one.by {
			add(f.Name)
		}
	}
	return out
}

// place is where a record counts: county, day, and its value in each cut.
func (one *counted) place(rec any) (region, day string, parts []string) {
	region = string(kernel.BaseOf(rec).Region)
	region = region[:min(len(region), 6)]
	if one.on != nil {
		switch on := one.on.In(rec).Addr().Interface().(type) {
		case *kernel.Date:
			day = string(*on)
		case *time.Time:
			if !on.IsZero() {
				day = string(kernel.Day(*on))
			}
		}
	}
	for _, f := range one.by {
		parts = append(parts, f.In(rec).String())
	}
	return region, day, parts
}

// change is a fact, "names, county, day, values", that began or ceased to hold of so many records.
type change struct {
	fact string
	n    int
}

// facts adds what counters know of a record.
func (p *plan) facts(out []change, m *kernel.Meta, rec any, n int) []change {
	if rec == nil || reflect.ValueOf(rec).IsNil() {
		return out
	}
	from := len(out)
next:
	for i := range p.types[m] {
		one := &p.types[m][i]
		if holds, _ := one.Where.Decide(m, rec); !holds {
			continue
		}
		region, day, parts := one.place(rec)
		where := "\t" + region + "\t" + day + "\t" + strings.Join(parts, "\t")
		for j := from; j < len(out); j++ {
			if names, ok := strings.CutSuffix(out[j].fact, where); ok && !strings.Contains(names, "\t") {
				out[j].fact = names + "," + one.Name + where
				continue next
			}
		}
		out = append(out, change{one.Name + where, n})
	}
	return out
}

type heldKey struct{ of *kernel.Meta }

// wrote notes what a write changes; one row holds what a whole transaction changes of a record type.
func wrote(c *kernel.Ctx, w *kernel.Write) error {
	p := planOf(c.App)
	if p.types[w.Meta] == nil {
		return nil
	}
	before, after := p.facts(nil, w.Meta, w.Before, -1), p.facts(nil, w.Meta, w.After, 1)
	if slices.EqualFunc(before, after, func(a, b change) bool { return a.fact == b.fact }) {
		return nil
	}
	at := heldKey{w.Meta}
	held, _ := c.Store.Held(at).([]change)
	c.Store.Hold(at, append(append(held, before...), after...), func(s kernel.Store, changes any) error {
		content := encode(changes.([]change))
		if content == "" {
			return nil
		}
		_, err := s.Exec(c, "INSERT INTO metric_delta (type, content) VALUES (?, ?)", at.of.Name, content)
		return err
	})
	return nil
}

// encode writes each fact once, with what became of its number.
func encode(changes []change) string {
	sum := make(map[string]int, len(changes))
	for _, ch := range changes {
		sum[ch.fact] += ch.n
	}
	var b strings.Builder
	for _, ch := range changes {
		if n := sum[ch.fact]; n != 0 {
			b.WriteString(strconv.Itoa(n))
			b.WriteByte('\t')
			b.WriteString(ch.fact)
			b.WriteByte('\n')
			sum[ch.fact] = 0
		}
	}
	return b.String()
}

// decode calls each with the facts of a row of changes.
func decode(content string, each func(n int, names, region, day string, parts []string)) {
	for line := range strings.Lines(content) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		n, err := strconv.Atoi(f[0])
		if err == nil && len(f) >= 4 {
			each(n, f[1], f[2], f[3], f[4:])
		}
	}
}

// ask is a reading that counters can answer.
type ask struct {
	*counted
	r    *reader
	cut  string
	at   int // of the cut among the values of a change
	span span
	sum  map[string]float64 // by key
}

// ask is nil where counters cannot answer.
func (r *reader) ask(p *plan, in *kernel.Indicator) *ask {
	one := p.find(in)
	if one == nil || len(r.cut.Region) > 4 || in.Stood != nil && r.past() {
		return nil
	}
	a := &ask{counted: one, r: r, cut: byCity, at: -1, span: r.span(one), sum: map[string]float64{}}
	switch r.cut.By {
	case "", "month":
	case "region":
		if len(r.cut.Region) == 4 {
			a.cut = byCounty
		}
	default:
		if a.at = slices.IndexFunc(one.by, func(f *kernel.Field) bool { return f.Name == r.cut.By }); a.at < 0 {
			return nil
		}
		a.cut = r.cut.By
	}
	if rows, err := in.Of.Meta().Scope(r.c.Actor, "read"); err != nil || !covers(rows, r.cut.Region) {
		return nil
	}
	return a
}

func (a *ask) add(n int, region, day, part string) {
	switch a.r.cut.By {
	case "":
		part = ""
	case "region":
		part = region[:min(len(region), below(a.r.cut.Region))]
	case "month":
		part = day[:min(len(day), 7)]
	}
	a.sum[part] += float64(n)
}

// cell adds a stored one.
func (a *ask) cell(region, part, year string, n int, days string) {
	if days == "" {
		a.add(n, region, year, part)
		return
	}
	from, to := a.span.places(year)
	eachMonth(days, from, to, func(month, n int) {
		day := year
		if a.r.cut.By == "month" {
			day = fmt.Sprintf("%s-%02d", year, month)
		}
		a.add(n, region, day, part)
	})
}

// fresh adds a row of changes that is not folded yet.
func (a *ask) fresh(content string) {
	decode(content, func(n int, names, region, day string, values []string) {
		if !slices.Contains(strings.Split(names, ","), a.Name) || !strings.HasPrefix(region, a.r.prefix()) || !a.span.holds(day) {
			return
		}
		part := ""
		if a.at >= 0 {
			part = values[a.at]
		}
		a.add(n, region, day, part)
	})
}

// count has the counters answer what they can, by one statement, so that nothing is counted twice or nowhere while a fold commits. They answer
// nothing if they are not those of these declarations.
func count(c *kernel.Ctx, readers ...*reader) error {
	p := planOf(c.App)
	var asks []*ask
	for _, r := range readers {
		for _, in := range []*kernel.Indicator{r.in, r.per} {
			if in == nil {
				continue
			}
			if a := r.ask(p, in); a != nil {
				asks = append(asks, a)
			}
		}
	}
	if len(asks) == 0 {
		return nil
	}
	var stmt strings.Builder
	var args []any
	types := map[string]bool{}
	for i, a := range asks {
		days, high := "CASE WHEN year = ? OR year = ? THEN days ELSE '' END", "~"
		if a.r.cut.By == "month" {
			days = "days"
		} else {
			args = append(args, year(a.span.from), year(a.span.to))
		}
		if a.span.to != "" {
			high = year(a.span.to)
		}
		stmt.WriteString("SELECT " + strconv.Itoa(i) + " AS asked, region, part, year, n, " + days + " FROM metric_cell WHERE indicator = ? AND cut = ? AND region >= ? AND region < ? AND year >= ? AND year <= ? UNION ALL ")
		args = append(args, a.Name, a.cut, a.r.prefix(), a.r.prefix()+"~", year(a.span.from), high)
		types[a.Of.Meta().Name] = true
	}
	stmt.WriteString("SELECT -1, type, '', '', 0, content FROM metric_delta WHERE type IN (?" + strings.Repeat(", ?", len(types)-1) + ") UNION ALL SELECT -2, '', '', '', 0, declared FROM metric_mark")
	for _, name := range slices.Sorted(maps.Keys(types)) {
		args = append(args, name)
	}
	ours := false
	err := query(c, stmt.String(), args, func(scan func(...any) error) error {
		var of, n int
		var region, part, year, text string
		if err := scan(&of, &region, &part, &year, &n, &text); err != nil {
			return err
		}
		switch of {
		case -1:
			for _, a := range asks {
				if a.Of.Meta().Name == region {
					a.fresh(text)
				}
			}
		case -2:
			ours = text == p.mark
		default:
			asks[of].cell(region, part, year, n, text)
		}
		return nil
	})
	for _, a := range asks {
		if ours {
			maps.DeleteFunc(a.sum, func(_ string, n float64) bool { return n == 0 })
			a.r.counted[a.Indicator] = a.sum
		}
	}
	return err
}

func (r *reader) past() bool { return r.cut.To != "" && r.cut.To < r.c.Today() }

func (r *reader) prefix() string {
	if r.cut.Region == kernel.Country {
		return ""
	}
	return string(r.cut.Region)
}

// covers tells whether c holds of everything in region.
func covers(c kernel.Cond, region kernel.Region) bool {
	low, high := string(region), string(region)+"~"
	if region == kernel.Country {
		low, high = "", "~"
	}
	switch c.Op {
	case "":
		return true
	case "and":
		return !slices.ContainsFunc(c.Kids, func(kid kernel.Cond) bool { return !covers(kid, region) })
	case "or":
		return slices.ContainsFunc(c.Kids, func(kid kernel.Cond) bool { return covers(kid, region) })
	case ">=", "<":
		if c.Col != "region" {
			return false
		}
		edge := fmt.Sprint(c.Args[0])
		return c.Op == ">=" && low >= edge || c.Op == "<" && high <= edge
	}
	return false
}

// span is a period as the cells have it; records without a date stand outside of any.
type span struct{ from, to string }

func (r *reader) span(one *counted) (s span) {
	if one.on == nil {
		return s
	}
	if !one.Stock {
		s.from = string(r.cut.From)
	}
	if s.to = string(r.cut.To); s.to != "" && s.from == "" {
		s.from = "0"
	}
	return s
}

func (s span) holds(day string) bool { return day >= s.from && (s.to == "" || day <= s.to) }

// places are the first and the last day of the period in a year.
func (s span) places(in string) (from, to int) {
	from, to = 0, places-1
	if year(s.from) == in {
		from, _ = placeOf(s.from)
	}
	if year(s.to) == in {
		to, _ = placeOf(s.to)
	}
	return from, to
}

func year(day string) string { return day[:min(len(day), 4)] }
