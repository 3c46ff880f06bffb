package sheet

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"anjian/kernel"
)

// Filter turns the parameters of a list into a query; package rest has it.
type Filter func(c *kernel.Ctx, h kernel.Handle, values url.Values) (kernel.Query, error)

// exporter turns records into rows of a table.
type exporter struct {
	*lookup
	m      *kernel.Meta
	heads  []heading
	values []any

	options map[*kernel.Field]map[string]string // labels of values
}

func newExporter(c *kernel.Ctx, m *kernel.Meta, fields []*kernel.Field) *exporter {
	e := &exporter{lookup: newLookup(c), m: m, heads: headings(c.App, m, fields), options: map[*kernel.Field]map[string]string{}}
	e.values = make([]any, len(e.heads))
	return e
}

// load looks up what the records of a batch refer to.
func (e *exporter) load(recs []any) error {
	for _, h := range e.heads {
		if h.code || h.field.Kind.To == nil {
			continue
		}
		var ids []string
		for _, rec := range recs {
			v := h.field.In(rec)
			if v.Kind() == reflect.String {
				ids = append(ids, v.String())
				continue
			}
			for i := range v.Len() {
				ids = append(ids, v.Index(i).String())
			}
		}
		if err := e.describe(e.to(h.field), ids); err != nil {
			return err
		}
	}
	return nil
}

// row returns the cells of a record; personal data are masked unless plain. The slice is used again.
func (e *exporter) row(rec any, plain bool) []any {
	for i, h := range e.heads {
		v := h.field.In(rec)
		switch h.field.Kind.Name {
		case "region":
			if code := v.String(); h.code || code == "" {
				e.values[i] = code
			} else {
				e.values[i] = e.regionLabel(kernel.Region(code))
			}
		case "ref", "refs":
			e.values[i] = e.reference(h, v)
		default:
			switch {
			case h.field.Kind.Mask != nil && !plain:
				e.values[i] = h.field.Kind.Mask(v.String())
			case h.field.Kind.Name == "enum":
				e.values[i] = e.option(h.field, v.String())
			default:
				e.values[i] = shown(h.field, v)
			}
		}
	}
	return e.values
}

// option is the label of a value, remembered.
func (e *exporter) option(f *kernel.Field, value string) string {
	known := e.options[f]
	if known == nil {
		known = map[string]string{}
		for _, o := range f.Kind.Options {
			known[o.Value] = optionText(f.Kind.Options, o.Value)
		}
		e.options[f] = known
	}
	if label, ok := known[value]; ok {
		return label
	}
	return optionText(f.Kind.Options, value)
}

func (e *exporter) reference(h heading, v reflect.Value) string {
	known := e.names[e.to(h.field).Name]
	one := func(id string) string {
		if t := known[id]; h.code {
			return t.code
		} else {
			return t.name
		}
	}
	if v.Kind() == reflect.String {
		if v.String() == "" {
			return ""
		}
		return one(v.String())
	}
	parts := make([]string, v.Len())
	for i := range parts {
		parts[i] = one(v.Index(i).String())
	}
	return joinList(parts)
}

// batchRows is how many records are looked up, checked and written together.
const batchRows = 200

// Export writes to w every record that matches q and that the actor may both read and export, in the order of q; without fields, all
// that a reader sees.
// Personal data are masked on the rows that the actor may not see plain. It returns the number of records. It reads and
// writes at the same time, so c must not be in a transaction.
func Export(c *kernel.Ctx, m *kernel.Meta, q kernel.Query, fields []*kernel.Field, w Writer) (n int, err error) {
	rows, err := exportable(c, m)
	if err != nil {
		return 0, err
	}
	q.Where, q.Limit, q.After = kernel.And(rows, q.Where), -1, nil
	plain, err := m.Scope(c.Actor, "plain")
	everywhere := err == nil && plain.Op == ""
	if err == nil && !everywhere {
		q.Flags = []kernel.Cond{plain}
	}
	if fields == nil {
		fields = visible(m)
	}
	if q.Sort == "" {
		q.Sort = m.Sort
	}
	q.Cols = []string{"id"}
	for _, f := range append(fields[:len(fields):len(fields)], m.Field(sortedBy(m, q))) {
		if !slices.Contains(q.Cols, f.Name) {
			q.Cols = append(q.Cols, f.Name)
		}
	}
	e := newExporter(c, m, fields)
	if err := w.Header(columnsOf(e.heads)); err != nil {
		return 0, err
	}
	batches, stop := stream(c, m, q, everywhere)
	defer stop()
	for b := range batches {
		if b.err != nil {
			return n, b.err
		}
		if err := e.load(b.recs); err != nil {
			return n, err
		}
		for i, rec := range b.recs {
			if err := w.Row(e.row(rec, b.plain[i])); err != nil {
				return n, err
			}
		}
		n += len(b.recs)
	}
	return n, c.Err()
}

// sortedBy is the column by which q is sorted.
func sortedBy(m *kernel.Meta, q kernel.Query) string {
	if col := strings.TrimPrefix(q.Sort, "-"); m.Field(col) != nil {
		return col
	}
	return "id"
}

// batch is some records on their way from the store to the table, and for each whether it may be shown plain.
type batch struct {
	recs  []any
	plain []bool
	err   error
}

// stream reads the records of q in a goroutine of its own, a few batches ahead of the one that writes them. Each batch is a page of
// its own, so that the database neither sorts everything nor keeps a reader for as long as somebody takes to download.
func stream(c *kernel.Ctx, m *kernel.Meta, q kernel.Query, everywhere bool) (<-chan batch, func()) {
	ctx, stop := context.WithCancel(c)
	out := make(chan batch, 4)
	send := func(b batch) error {
		select {
		case out <- b:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	go func() {
		defer close(out)
		for q.Limit = batchRows; ; {
			var next batch
			next.err = c.Store.List(ctx, m, q, func(rec any, flags []bool) error {
				next.recs, next.plain = append(next.recs, rec), append(next.plain, everywhere || len(flags) > 0 && flags[0])
				return nil
			})
			if send(next) != nil || next.err != nil || len(next.recs) < batchRows {
				return
			}
			last := next.recs[batchRows-1]
			q.After = []any{m.Field(sortedBy(m, q)).In(last).Interface(), kernel.BaseOf(last).ID}
		}
	}()
	return out, func() {
		stop()
		for range out { // until the goroutine has let go of the store
		}
	}
}

// exportable is the rows that the actor may read and export.
func exportable(c *kernel.Ctx, m *kernel.Meta) (kernel.Cond, error) {
	export, err := m.Scope(c.Actor, "export")
	if err != nil {
		return kernel.Cond{}, err
	}
	read, err := m.Scope(c.Actor, "read")
	if err != nil {
		return kernel.Cond{}, err
	}
	if reflect.DeepEqual(read, export) {
		return read, nil
	}
	return kernel.And(read, export), nil
}

// chosen resolves the parameter columns=.
func chosen(m *kernel.Meta, list string) (out []*kernel.Field, err error) {
	if list == "" {
		return visible(m), nil
	}
	for name := range strings.SplitSeq(list, ",") {
		f := m.Field(name)
		if f == nil || f.Has("hidden") && name != "id" {
			return nil, &kernel.Error{Code: kernel.Invalid, Message: "没有“" + brief(name) + "”这一列", Fields: map[string]string{"columns": "没有“" + brief(name) + "”这一列"}}
		}
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out, nil
}

// serveExport answers GET /api/{type}/export.xlsx and export.csv.
func (t *transfer) serveExport(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle, kind string) error {
	m, values := h.Meta(), r.URL.Query()
	if err := c.Fresh(kernel.ForExport); err != nil {
		return err
	}
	fields, err := chosen(m, values.Get("columns"))
	if err != nil {
		return err
	}
	fields = slices.DeleteFunc(fields, func(f *kernel.Field) bool { return f.Inner(c.Actor) })
	values.Del("columns")
	values.Del("limit")
	values.Del("after")
	q, err := t.filter(c, h, values)
	if err != nil {
		return err
	}
	c, stop := patient(c)
	defer stop()
	if err := recordExport(c, m, q, fields, values, kind); err != nil {
		return err
	}
	name := m.Label + "_" + string(c.Today()) + "." + kind
	out := &download{w: w, name: name, kind: kind}
	var table Writer = NewCSV(out)
	if kind == "xlsx" {
		table = NewXLSX(out, m.Label)
	}
	if _, err = Export(c, m, q, fields, table); err == nil {
		err = table.Close()
	}
	if err != nil && out.begun { // a file that breaks off must not look complete
		if !out.gone && c.Err() == nil {
			c.Logger.ErrorContext(c, "export", "type", m.Name, "err", err)
		}
		panic(http.ErrAbortHandler)
	}
	return err
}

// recordExport puts into the trail who takes what out, before the first byte leaves.
func recordExport(c *kernel.Ctx, m *kernel.Meta, q kernel.Query, fields []*kernel.Field, values url.Values, kind string) error {
	rows, err := exportable(c, m)
	if err != nil {
		return err
	}
	n, err := c.Store.Count(c, m, kernel.And(rows, q.Where), 0)
	if err != nil || c.Trail == nil {
		return err
	}
	var names []string
	private := false
	for _, f := range fields {
		names = append(names, f.Label)
		private = private || f.Kind.Mask != nil
	}
	asked, err := spoken(c, m, values)
	if err != nil {
		return err
	}
	detail := fmt.Sprintf("%s %d 条；条件：%s；列：%s", kind, n, asked, strings.Join(names, "、"))
	if private && slices.Contains(m.Verbs(c.Actor), "plain") {
		detail += "；含完整个人信息"
	}
	return c.Trail.Record(c, kernel.Event{Type: m.Name, Verb: "export", Detail: detail})
}

// spoken is the conditions of an export in words, for the people who read the trail.
func spoken(c *kernel.Ctx, m *kernel.Meta, values url.Values) (string, error) {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text, label := strings.TrimSpace(values.Get(name)), map[string]string{"q": "关键词", "sort": "排序", "late": "超期", "stood": "指标"}[name]
		f := m.Field(name)
		if text == "" || f == nil && label == "" {
			continue
		}
		switch {
		case name == "sort":
			col, desc := strings.CutPrefix(text, "-")
			if f := m.Field(col); f != nil {
				text = f.Label + map[bool]string{true: "降序", false: "升序"}[desc]
			}
		case name == "late":
			text = yes(text)
		case name == "stood":
			of, day, _ := strings.Cut(text, "@")
			if in := c.App.Indicator(of); in != nil {
				text = in.Label + "（" + day + "）"
			}
		case f == nil:
		case text == "none" && f.Kind.None():
			text = "未填"
		case f.Kind.Column == kernel.Bool:
			text = yes(text)
		case f.Kind.Name == "region":
			text = c.RegionLabel(kernel.Region(text))
		case f.Kind.To != nil:
			l, to := newLookup(c), c.App.ByType(f.Kind.To).Meta()
			if err := l.describe(to, []string{text}); err != nil {
				return "", err
			}
			text = cmp.Or(l.names[to.Name][text].name, text)
		default:
			parts := strings.Split(text, ",")
			for i, part := range parts {
				for _, o := range f.Kind.Options {
					if o.Value == part {
						parts[i] = o.Label
					}
				}
			}
			text = strings.Join(parts, "、")
		}
		if f != nil {
			label = f.Label
		}
		out = append(out, label+"="+text)
	}
	if len(out) == 0 {
		return "无", nil
	}
	return strings.Join(out, "，"), nil
}

// yes says a flag of an address in words.
func yes(text string) string {
	if text == "true" {
		return "是"
	}
	return "否"
}

// patient is c without the time-out of a request, but ended when the client goes away.
func patient(c *kernel.Ctx) (*kernel.Ctx, func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(c.Context))
	unhook := context.AfterFunc(c.Context, func() {
		if c.Context.Err() == context.Canceled {
			cancel()
		}
	})
	in := *c
	in.Context = ctx
	return &in, func() { unhook(); cancel() }
}

// download sends headers with the first byte, so that an error before it is an ordinary answer.
type download struct {
	w     http.ResponseWriter
	name  string
	kind  string
	begun bool
	gone  bool // the client went away
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		h := d.w.Header()
		h.Set("Content-Type", map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[d.kind])
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(d.name))
		h.Set("Cache-Control", "no-store")
	}
	n, err := d.w.Write(b)
	d.gone = d.gone || err != nil
	return n, err
}
