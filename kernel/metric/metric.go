// Package metric reads the indicators (指标) that modules declare: numerator, denominator, date and exclusion
// stand in the declaration, the cut by region, column and period is asked for. A total is counted by itself and
// compared with its parts, so that a result says what is counted twice or nowhere.
package metric

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// Cut is what one wants to know of an indicator.
type Cut struct {
	Region   kernel.Region // and everything below; the actor's own if empty
	From, To kernel.Date   // both included, either may be empty
	By       string        // "region" one level below, "month", or a column that the declaration names; empty for the total alone
	Alone    bool          // without the denominator
}

// Result is an indicator read.
type Result struct {
	Name  string   `json:"name"`
	Label string   `json:"label"`
	Unit  string   `json:"unit"`
	Help  string   `json:"help,omitempty"`
	Value float64  `json:"value"`
	Of    *float64 `json:"of,omitempty"`   // denominator, if the declaration has one
	Rate  *float64 `json:"rate,omitempty"` // Value / Of; absent when Of is 0
	Items []Item   `json:"items"`
	Check []Check  `json:"checks"`
	Type  string   `json:"type"`
	Query string   `json:"query"` // the list that holds the very records
}

// Item is one part.
type Item struct {
	Key     string   `json:"key"`
	Label   string   `json:"label"`
	Value   float64  `json:"value"`
	Of      *float64 `json:"of,omitempty"`
	Rate    *float64 `json:"rate,omitempty"`
	Counted bool     `json:"counted"` // false: a unit that comparisons leave out
	Query   string   `json:"query"`
}

// Check says whether parts and total agree.
type Check struct {
	OK      bool   `json:"ok"`
	Message string `json:"message"`
}

const name = "indicator" // of the module

// Module declares the route of the indicators, and their counters.
func Module() kernel.Module {
	return kernel.Module{Name: name, Label: "指标", Tables: tables, Hooks: []kernel.Hook{wrote}, Tasks: []kernel.Job{fold, verify}, Routes: []kernel.Route{
		kernel.Op("GET /api/indicator/{name}", "读指标", nil, func(c *kernel.Ctx, in *request) (*Result, error) {
			return Read(c, in.Name, Cut{Region: in.Region, From: in.From, To: in.To, By: in.By})
		}),
	}}
}

type request struct {
	Name   string        `json:"name"`
	Region kernel.Region `json:"region"`
	From   kernel.Date   `json:"from"`
	To     kernel.Date   `json:"to"`
	By     string        `json:"by"`
}

// Read reads the indicator called name under the actor's rights.
func Read(c *kernel.Ctx, name string, cut Cut) (*Result, error) {
	r, err := newReader(c, name, cut)
	if err == nil {
		err = count(c, r)
	}
	if err != nil {
		return nil, err
	}
	return r.result()
}

// Asked is one reading of several.
type Asked struct {
	Name string
	Cut  Cut
}

// ReadAll reads several indicators; nil stands for one that the actor may not see. What counters answer is read by one statement: figures that
// stand side by side are of the same instant.
func ReadAll(c *kernel.Ctx, list ...Asked) ([]*Result, error) {
	readers, out := make([]*reader, len(list)), make([]*Result, len(list))
	var err error
	for i, one := range list {
		if readers[i], err = newReader(c, one.Name, one.Cut); err != nil {
			return nil, err
		}
	}
	if err := count(c, readers...); err != nil {
		return nil, err
	}
	for i, r := range readers {
		if out[i], err = r.result(); err != nil && kernel.CodeOf(err) != kernel.Forbidden {
			return nil, err
		}
	}
	return out, nil
}

func newReader(c *kernel.Ctx, name string, cut Cut) (*reader, error) {
	in := c.App.Indicator(name)
	if in == nil {
		return nil, kernel.Errorf(kernel.Missing, "没有“%s”这个指标", name)
	}
	if cut.Region == "" {
		cut.Region = c.Actor.Region
	}
	for _, day := range []kernel.Date{cut.From, cut.To} {
		if day != "" && kernel.Date.Kind(day).Check(string(day)) != "" {
			return nil, kernel.Errorf(kernel.Invalid, "日期应写作 2026-05-01")
		}
	}
	if cut.By != "" && cut.By != "region" && cut.By != "month" && !slices.Contains(columns(in), cut.By) {
		return nil, kernel.Errorf(kernel.Invalid, "%s不能按“%s”分组", in.Label, cut.By)
	}
	r := &reader{c: c, cut: cut, in: in, counted: map[*kernel.Indicator]map[string]float64{}}
	if !cut.Alone {
		r.per = c.App.Indicator(in.Per)
	}
	return r, nil
}

func (r *reader) result() (*Result, error) {
	in := r.in
	out := &Result{Name: in.Name, Label: in.Label, Unit: in.Unit, Help: in.Help, Items: []Item{}, Check: []Check{}, Type: in.Of.Meta().Name, Query: r.query(in, "", "")}
	total, parts, err := r.read(in)
	if err != nil {
		return nil, err
	}
	out.Value = total
	units, err := r.items(in, parts)
	if err != nil {
		return nil, err
	}
	if units != nil {
		out.Items = units
	}
	if r.per != nil {
		if err := r.divide(out, r.per); err != nil {
			return nil, err
		}
	}
	r.check(in, out, parts)
	return out, nil
}

func columns(in *kernel.Indicator) (out []string) {
	for _, at := range in.By {
		out = append(out, kernel.ColumnName(at))
	}
	return out
}

// reader reads one cut of an indicator.
type reader struct {
	c       *kernel.Ctx
	cut     Cut
	in, per *kernel.Indicator                        // per is its denominator, if that is asked for
	counted map[*kernel.Indicator]map[string]float64 // what counters answered, by key
}

// where is the condition of the indicator under rights and cut.
func (r *reader) where(in *kernel.Indicator) (kernel.Cond, error) {
	m := in.Of.Meta()
	rows, err := m.Scope(r.c.Actor, "read")
	if err != nil {
		return rows, err
	}
	counts := in.Where
	if in.Stood != nil && r.past() {
		counts = in.Stood(r.cut.To)
	}
	conds := []kernel.Cond{rows, counts, kernel.Under(r.cut.Region)}
	if in.On != nil {
		col, isTime := kernel.ColumnName(in.On), false
		isTime = m.Field(col).Kind.Name == "time"
		if r.cut.From != "" && !in.Stock {
			from := string(r.cut.From)
			if isTime {
				from += "T00:00:00.000+08:00"
			}
			conds = append(conds, kernel.Compare(col, ">=", from))
		}
		if r.cut.To != "" {
			to := string(r.cut.To)
			if isTime {
				to += "T23:59:59.999+08:00"
			}
			conds = append(conds, kernel.Compare(col, "<=", to), kernel.Compare(col, "<>", ""))
		}
	}
	return kernel.And(conds...), nil
}

// read returns the total and the parts by key. The total is asked for by itself, but for a plain number of rows: a grouping by one value
// puts every row into exactly one part, so one statement that groups counts them all.
func (r *reader) read(in *kernel.Indicator) (total float64, parts map[string]float64, err error) {
	if parts, ok := r.counted[in]; ok {
		for _, n := range parts {
			total += n
		}
		if r.groupBy(in) == nil {
			parts = nil
		}
		return total, parts, nil
	}
	where, err := r.where(in)
	if err != nil {
		return 0, nil, err
	}
	m, g := in.Of.Meta(), kernel.Group{Where: where}
	scale := 1.0
	if in.Sum != nil {
		g.Sum = kernel.ColumnName(in.Sum)
		if m.Field(g.Sum).Kind.Name == "money" {
			scale = 100
		}
	}
	if in.Distinct != nil {
		g.Distinct = kernel.ColumnName(in.Distinct)
	}
	by := r.groupBy(in)
	if by == nil || g.Sum != "" || g.Distinct != "" {
		if err = r.c.Store.Group(r.c, m, g, func(_ []string, n float64) error { total = n / scale; return nil }); err != nil || by == nil {
			return total, nil, err
		}
	}
	g.By, parts = by, map[string]float64{}
	err = r.c.Store.Group(r.c, m, g, func(keys []string, n float64) error { parts[keys[0]] += n / scale; return nil })
	if g.Sum == "" && g.Distinct == "" {
		for _, n := range parts {
			total += n
		}
	}
	if f := m.Field(r.cut.By); err == nil && f != nil && f.Kind.Name == "enums" {
		parts = split(parts)
	}
	return total, parts, err
}

func (r *reader) groupBy(in *kernel.Indicator) []kernel.GroupBy {
	switch r.cut.By {
	case "region":
		return []kernel.GroupBy{{Col: "region", Len: below(r.cut.Region)}}
	case "month":
		if in.On == nil {
			return nil
		}
		return []kernel.GroupBy{{Col: kernel.ColumnName(in.On), Len: 7}}
	}
	if !slices.Contains(columns(in), r.cut.By) {
		return nil
	}
	return []kernel.GroupBy{{Col: r.cut.By}}
}

// below is how many characters the codes one level below region have.
func below(region kernel.Region) int {
	switch n := len(region); {
	case region == kernel.Country:
		return 2
	case n < 6:
		return n + 2
	}
	return len(region) + 3
}

// high tells whether a part belongs to the region itself although units below it should have it. The last unit that supervises is the
// township: villages below it need not be told apart.
func (r *reader) high(key string) bool {
	const township = 9 // characters
	return r.cut.By == "region" && len(r.cut.Region) < township && len(key) < below(r.cut.Region)
}

// split counts a record that has several codes once for each of them.
func split(parts map[string]float64) map[string]float64 {
	out := map[string]float64{}
	for text, n := range parts {
		var codes []string
		if json.Unmarshal([]byte(text), &codes) != nil || len(codes) == 0 {
			out[""] += n
		}
		for _, code := range codes {
			out[code] += n
		}
	}
	return out
}

// items gives every part its label; units and options without a record are shown with 0.
func (r *reader) items(in *kernel.Indicator, parts map[string]float64) (out []Item, err error) {
	if parts == nil {
		return nil, nil
	}
	rest := map[string]bool{}
	for key := range parts {
		rest[key] = true
	}
	query := func(key string) string { return r.query(in, key, r.cut.By) }
	if r.cut.By == "region" { // the addresses of many units differ in one place
		const hole = "\ue000"
		before, after, _ := strings.Cut(query(hole), url.QueryEscape(hole))
		query = func(key string) string { return before + url.QueryEscape(cmp.Or(key, string(r.cut.Region))) + after }
	}
	add := func(key, label string, counted bool) {
		delete(rest, key)
		out = append(out, Item{Key: key, Label: label, Value: parts[key], Counted: counted, Query: query(key)})
	}
	switch f := in.Of.Meta().Field(r.cut.By); {
	case r.cut.By == "region" && r.c.Units != nil:
		units, err := r.c.Units(r.c, r.cut.Region)
		if err != nil {
			return nil, err
		}
		out = make([]Item, 0, len(units)+len(parts))
		for _, u := range units {
			add(string(u.Code), u.Label, u.Counted)
		}
	case f != nil:
		for _, o := range f.Kind.Options {
			add(o.Value, o.Label, true)
		}
	}
	for _, key := range slices.Sorted(keysOf(rest)) {
		label := key
		switch {
		case r.cut.By == "region":
			label = r.c.RegionLabel(kernel.Region(key))
			if r.high(key) {
				label += "（未落到下级单位）"
			}
		case key == "":
			label = "未填"
		}
		add(key, label, true)
	}
	if r.cut.By == "month" {
		slices.SortFunc(out, func(a, b Item) int { return cmp.Compare(a.Key, b.Key) })
	}
	return out, nil
}

func keysOf(m map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// divide reads the denominator over the same cut.
func (r *reader) divide(out *Result, per *kernel.Indicator) error {
	total, parts, err := r.read(per)
	if err != nil {
		return err
	}
	rate := func(value, of float64) (*float64, *float64) {
		if of == 0 {
			return &of, nil
		}
		q := value / of
		return &of, &q
	}
	out.Of, out.Rate = rate(out.Value, total)
	if parts == nil {
		return nil
	}
	for i := range out.Items {
		it := &out.Items[i]
		it.Of, it.Rate = rate(it.Value, parts[it.Key])
	}
	return nil
}

// check compares the sum of the parts with the total and says what makes the difference.
func (r *reader) check(in *kernel.Indicator, out *Result, parts map[string]float64) {
	if parts == nil {
		return
	}
	sum := 0.0
	for _, it := range out.Items {
		sum += it.Value
	}
	diff := sum - out.Value
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) + in.Unit }
	switch {
	case diff > 1e-9:
		out.Check = append(out.Check, Check{false, fmt.Sprintf("%s各项之和 %s 比合计 %s 多 %s：有对象同时属于几项，被重复计数", in.Label, number(sum), number(out.Value), number(diff))})
	case diff < -1e-9:
		out.Check = append(out.Check, Check{false, fmt.Sprintf("%s各项之和 %s 比合计 %s 少 %s：有对象不属于任何一项", in.Label, number(sum), number(out.Value), number(-diff))})
	default:
		out.Check = append(out.Check, Check{true, fmt.Sprintf("各项之和等于合计 %s", number(out.Value))})
	}
	for _, it := range out.Items {
		if r.high(it.Key) && it.Value > 0 {
			out.Check = append(out.Check, Check{false, fmt.Sprintf("有 %s 的属地只填到%s，没有落到下级单位", number(it.Value), it.Label)})
		}
	}
}

// query is the list that holds the records of one part: the declaration's own filters, the period and the part.
func (r *reader) query(in *kernel.Indicator, key, by string) string {
	v, err := url.ParseQuery(in.Query)
	if err != nil {
		v = url.Values{}
	}
	v.Set("region", string(r.cut.Region))
	if in.Stood != nil && r.past() {
		v.Set("stood", in.Name+"@"+string(r.cut.To))
		for _, col := range stands(in) { // how they stand now is another question
			v.Del(col)
		}
	}
	if in.On != nil && (r.cut.From != "" || r.cut.To != "") {
		from := r.cut.From
		if in.Stock {
			from = ""
		}
		v.Set(kernel.ColumnName(in.On), string(from)+".."+string(r.cut.To))
	}
	switch {
	case by == "region" && key != "":
		v.Set("region", key)
	case by == "month" && len(key) == 7 && in.On != nil:
		v.Set(kernel.ColumnName(in.On), key+"-01.."+lastDay(key))
	case by != "" && key != "":
		if own := v.Get(by); own != "" && !slices.Contains(strings.Split(own, ","), key) {
			return "" // of what the declaration never counts there is no list
		}
		v.Set(by, key)
	case by != "" && by != "region" && by != "month":
		if f := in.Of.Meta().Field(by); f != nil && f.Kind.None() {
			v.Set(by, "none")
		}
	}
	return strings.ReplaceAll(v.Encode(), "%2C", ",")
}

// stands are the columns that the indicator's own list asks for.
func stands(in *kernel.Indicator) (out []string) {
	v, _ := url.ParseQuery(in.Query)
	for col := range v {
		out = append(out, col)
	}
	return out
}

func lastDay(month string) string {
	first := kernel.Date(month + "-01")
	next := first.AddDays(31)
	return string(kernel.Date(next[:8] + "01").AddDays(-1))
}
