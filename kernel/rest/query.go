package rest

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/kernel"
)

// Filter turns the parameters of a list into a query. A filter or an order that no index carries is refused,
// so that a list is quick however many records there are.
func Filter(c *kernel.Ctx, h kernel.Handle, values url.Values) (q kernel.Query, err error) {
	m := h.Meta()
	var conds []kernel.Cond
	bad := func(name, format string, args ...any) error {
		what := kernel.Errorf(kernel.Invalid, format, args...).(*kernel.Error)
		what.Fields = map[string]string{name: what.Message}
		return what
	}
	for name, list := range values {
		text := strings.TrimSpace(list[0])
		switch name {
		case "limit", "after", "sort", "columns", "view", "q", "late":
			continue
		}
		if name == "stood" {
			cond, ok := stood(c, m, text)
			if !ok {
				return q, bad(name, "没有“%s”这个数字", clip(text))
			}
			conds = append(conds, cond)
			continue
		}
		f := m.Field(name)
		if f == nil || !Filterable(f) || f.Inner(c.Actor) {
			return q, bad(name, "不能按“%s”筛选%s", clip(name), m.Label)
		}
		if text == "" {
			continue
		}
		cond, what := filter(f, text)
		if what != "" {
			return q, bad(name, "%s%s", f.Label, what)
		}
		conds = append(conds, cond)
	}
	if values.Get("late") == "true" {
		rows, _ := m.Scope(c.Actor, "read") // whoever has none is refused when the list is asked
		conds = append(conds, late(m, c.Today(), kernel.And(append(conds, rows)...).Within()))
	}
	if text := strings.TrimSpace(values.Get("q")); text != "" {
		if c.Env.Match == nil {
			return q, kernel.Errorf(kernel.Invalid, "没有启用检索")
		}
		found, err := c.Env.Match(c, m, text)
		if err != nil {
			return q, err
		}
		conds = append(conds, found)
	}
	q.Where = kernel.And(conds...)
	if q.Sort = values.Get("sort"); q.Sort != "" {
		col := strings.TrimPrefix(q.Sort, "-")
		if f := m.Field(col); col != "id" && (f == nil || !sortable(f) || f.Inner(c.Actor)) {
			return q, bad("sort", "不能按“%s”排序", clip(col))
		}
	}
	q.Limit = 20
	if text := values.Get("limit"); text != "" {
		if q.Limit, err = strconv.Atoi(text); err != nil || q.Limit < 1 || q.Limit > 100 {
			return q, bad("limit", "每页条数应在 1 到 100 之间")
		}
	}
	if text := values.Get("after"); text != "" {
		raw, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil || json.Unmarshal(raw, &q.After) != nil || len(q.After) != 2 {
			return q, bad("after", "翻页位置无效，请回到第一页")
		}
		if !fits(m, q) {
			return q, bad("after", "翻页位置无效，请回到第一页")
		}
	}
	return q, nil
}

// stood is what an indicator counted as of a day, "hazard.rectified@2026-05-31": the list behind a figure of the past.
func stood(c *kernel.Ctx, m *kernel.Meta, text string) (kernel.Cond, bool) {
	name, day, _ := strings.Cut(text, "@")
	in, end := c.App.Indicator(name), kernel.Date(day)
	if in == nil || in.Stood == nil || in.Of.Meta() != m || day == "" || end.Kind().Check(day) != "" {
		return kernel.Cond{}, false
	}
	return in.Stood(end), true
}

// fits tells whether a position is one in the order of q: a value of the sorted column and an id.
func fits(m *kernel.Meta, q kernel.Query) bool {
	sort := q.Sort
	if sort == "" {
		sort = m.Sort
	}
	column := kernel.Text
	if f := m.Field(strings.TrimPrefix(sort, "-")); f != nil {
		column = f.Kind.Column
	}
	text := func(v any) bool {
		s, ok := v.(string)
		return ok && !strings.ContainsRune(s, 0)
	}
	switch v := q.After[0].(type) {
	case float64:
		if column == kernel.Integer {
			q.After[0] = int64(v)
			return math.Abs(v) < 1<<53 && text(q.After[1])
		}
		return column == kernel.Real && text(q.After[1])
	case bool:
		return column == kernel.Bool && text(q.After[1])
	case string:
		return column != kernel.Integer && column != kernel.Real && column != kernel.Bool && text(v) && text(q.After[1])
	}
	return false
}

// late selects the records of m that are past their limit; all that is asked for lies in region, if that is known.
func late(m *kernel.Meta, today kernel.Date, region kernel.Region) kernel.Cond {
	in := kernel.Cond{Op: "query", Col: "id", SQL: "SELECT record FROM due WHERE type = ? AND last_on < ? AND paused = ?", Args: []any{m.Name, string(today), false}}
	if region != "" {
		in.SQL += " AND region >= ? AND region < ?"
		in.Args = append(in.Args, string(region), string(region)+"~")
	}
	return in
}

// Filterable tells whether an index carries a filter by f.
func Filterable(f *kernel.Field) bool {
	return f.Has("filter") || f.Has("sort") || f.Kind.Name == "ref" || f.Unique || f.Name == "id" || f.Name == "region"
}

func sortable(f *kernel.Field) bool { return f.Has("sort") }

func filter(f *kernel.Field, text string) (cond kernel.Cond, what string) {
	k := f.Kind
	if text == "none" && k.None() {
		return kernel.Compare(f.Name, "=", ""), ""
	}
	switch k.Name {
	case "region":
		if f.Name == "region" {
			return kernel.Under(kernel.Region(text)), ""
		}
		return kernel.And(kernel.Compare(f.Name, ">=", text), kernel.Compare(f.Name, "<", text+"~")), ""
	case "date", "time", "int", "number", "money":
		return between(f, text)
	case "bool":
		v, err := strconv.ParseBool(text)
		if err != nil {
			return cond, "应为 true 或 false"
		}
		return kernel.Compare(f.Name, "=", v), ""
	case "enums", "refs":
		var conds []kernel.Cond
		for part := range strings.SplitSeq(text, ",") {
			conds = append(conds, kernel.Cond{Op: "has", Col: f.Name, Args: []any{part}})
		}
		return kernel.Or(conds...), ""
	}
	var args []any
	for part := range strings.SplitSeq(text, ",") {
		if k.Options != nil && !slices.ContainsFunc(k.Options, func(o kernel.Option) bool { return o.Value == part }) {
			return cond, "没有“" + clip(part) + "”这个选项"
		}
		args = append(args, part)
	}
	if len(args) > 200 {
		return cond, "的选项过多"
	}
	return kernel.Cond{Op: "in", Col: f.Name, Args: args}, ""
}

// between reads "from..to"; either end may be open, both are included. One value alone is that value.
func between(f *kernel.Field, text string) (cond kernel.Cond, what string) {
	dated := f.Kind.Name == "date" || f.Kind.Name == "time"
	from, to, ranged := strings.Cut(text, "..")
	if !ranged {
		to = from
	}
	var conds []kernel.Cond
	for i, end := range []string{from, to} {
		if end == "" {
			continue
		}
		v, ok := limit(f, end, i == 1)
		if !ok {
			return cond, "的筛选值格式不对"
		}
		conds = append(conds, kernel.Compare(f.Name, []string{">=", "<="}[i], v))
	}
	if from == "" && to != "" && dated { // up to a day: what has no date is not before it
		conds = append(conds, kernel.Compare(f.Name, ">", ""))
	}
	return kernel.And(conds...), ""
}

func limit(f *kernel.Field, text string, upper bool) (v any, ok bool) {
	switch f.Kind.Name {
	case "date":
		_, err := time.Parse(time.DateOnly, text)
		return text, err == nil
	case "time":
		if _, err := time.Parse(time.DateOnly, text); err == nil { // a whole day in China
			if upper {
				return text + "T23:59:59.999+08:00", true
			}
			return text + "T00:00:00.000+08:00", true
		}
		t, err := time.Parse(time.RFC3339, text)
		return t, err == nil
	case "money":
		m, err := kernel.ParseMoney(text)
		return int64(m), err == nil
	case "int":
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// cursor says where the page after the one that ends with rec begins.
func cursor(m *kernel.Meta, sort string, rec any) string {
	if sort == "" {
		sort = m.Sort
	}
	col := strings.TrimPrefix(sort, "-")
	f := m.Field(col)
	if f == nil {
		f = m.Field("id")
	}
	var key any
	switch v := f.In(rec).Interface().(type) {
	case time.Time:
		key = v.In(kernel.China).Format("2006-01-02T15:04:05.000-07:00")
		if v.IsZero() {
			key = ""
		}
	case kernel.Money:
		key = int64(v)
	default:
		key = v
	}
	raw, _ := json.Marshal([]any{key, kernel.BaseOf(rec).ID})
	return base64.RawURLEncoding.EncodeToString(raw)
}
