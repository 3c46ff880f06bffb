package sheet

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"time"

	"anjian/kernel"
)

// RoundTrip proves for one record that import(export(x)) = x: it writes rec to a table, reads it back as a new record, and
// names the first column that came back different. What no import would take is left out: values that break a rule,
// references to nothing, files.
func RoundTrip(c *kernel.Ctx, h kernel.Handle, rec any) error {
	m := h.Meta()
	given := reflect.New(m.Type)
	given.Elem().Set(reflect.ValueOf(rec).Elem())
	in := newRoundTrip(c, h)
	if err := in.tidy(given.Interface()); err != nil {
		return err
	}
	var file bytes.Buffer
	w, e := NewCSV(&file), newExporter(c, m, append(fillable(m), m.Field("id")))
	if err := w.Header(columnsOf(e.heads)); err != nil {
		return err
	}
	if err := e.load([]any{given.Interface()}); err != nil {
		return err
	}
	if err := w.Row(e.row(given.Interface(), true)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	table, err := Open(bytes.NewReader(file.Bytes()), int64(file.Len()), "x.csv", Limits{}, nil)
	if err != nil {
		return err
	}
	defer table.Close()
	in.fit(c, h, table)
	line, cells, err := table.Next()
	if err != nil {
		return err
	}
	it := &item{line: line, cells: cells}
	if err := in.load([]*item{it}); err != nil {
		return err
	}
	if in.fill(it); len(it.faults) > 0 {
		return fmt.Errorf("%s: %+v", m.Name, it.faults[0])
	}
	for _, f := range fillable(m) {
		want, got := f.In(given.Interface()), f.In(it.rec)
		if !reflect.DeepEqual(want.Interface(), got.Interface()) && !(isEmpty(want) && isEmpty(got)) {
			return fmt.Errorf("%s.%s: %#v came back as %#v from %q", m.Name, f.Name, want.Interface(), got.Interface(), cells)
		}
	}
	return nil
}

type roundTrip struct{ *intake }

func newRoundTrip(c *kernel.Ctx, h kernel.Handle) *roundTrip {
	return &roundTrip{(&transfer{}).newIntake(c, h, nil)}
}

func (r *roundTrip) fit(c *kernel.Ctx, h kernel.Handle, table *Reader) {
	columns := make([]Matched, len(table.Header()))
	for i, text := range table.Header() {
		columns[i] = Matched{Header: text, Letter: table.Column(i)}
	}
	r.intake = (&transfer{}).newIntake(c, h, columns)
}

// tidy brings a record into the form in which an import would have stored it.
func (r *roundTrip) tidy(rec any) error {
	for i := range r.m.Fields {
		tidyText(r.m.Fields[i].In(rec))
	}
	if err := r.m.Check(rec); err != nil {
		for name := range err.(*kernel.Error).Fields {
			r.m.Field(name).In(rec).SetZero()
		}
	}
	for i := range r.m.Fields {
		f := &r.m.Fields[i]
		if f.Kind.To == nil {
			continue
		}
		v := f.In(rec)
		var ids []string
		if v.Kind() == reflect.String {
			ids = []string{v.String()}
		} else {
			for i := range v.Len() {
				ids = append(ids, v.Index(i).String())
			}
		}
		if err := r.find(r.to(f), ids, false); err != nil {
			return err
		}
		for _, id := range ids {
			if len(r.refs[r.to(f).Name][id]) == 0 {
				v.SetZero()
			}
		}
	}
	return nil
}

func tidyText(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(clean(v.String()))
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			v.Set(reflect.ValueOf(at.Truncate(time.Millisecond).UTC()))
			return
		}
		for i := range v.NumField() {
			tidyText(v.Field(i))
		}
	case reflect.Slice:
		if _, files := v.Interface().(kernel.Files); files {
			v.SetZero()
			return
		}
		kept := reflect.MakeSlice(v.Type(), 0, v.Len())
		for i := range v.Len() {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.Index(i))
			if tidyText(item); item.Kind() != reflect.String || strings.TrimSpace(item.String()) != "" {
				kept = reflect.Append(kept, item)
			}
		}
		if v.SetZero(); kept.Len() > 0 {
			v.Set(kept)
		}
	}
}
