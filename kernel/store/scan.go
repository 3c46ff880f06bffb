package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"anjian/kernel"
)

// reader returns what reads a row into a record: the columns of fields, and after them flags and names.
func reader(rows kernel.Rows, fields []*kernel.Field, flags []bool, names []string) func(rec any) error {
	if r, ok := rows.(*liteRows); ok {
		forms := make([]reflect.Kind, len(fields))
		for i, f := range fields {
			forms[i] = form(f)
		}
		return func(rec any) error { return r.record(rec, fields, forms, flags, names) }
	}
	dest, cells, ints := make([]any, len(fields)+len(flags)+len(names)), make([]cell, len(fields)), make([]int64, len(flags))
	for i := range ints {
		dest[len(fields)+i] = &ints[i]
	}
	for i := range names {
		dest[len(fields)+len(ints)+i] = &names[i]
	}
	return func(rec any) error {
		for i, f := range fields {
			cells[i] = cell{f, rec}
			dest[i] = cells[i].plain()
		}
		err := rows.Scan(dest...)
		for i, n := range ints {
			flags[i] = n == 1
		}
		return err
	}
}

// record reads the row without the boxes of Scan.
func (r *liteRows) record(rec any, fields []*kernel.Field, forms []reflect.Kind, flags []bool, names []string) error {
	base := kernel.Address(rec)
	for i, f := range fields {
		switch to := f.At(base); forms[i] {
		case reflect.String:
			if r.p.ColumnLen(i) > 0 { // most texts of a record are empty
				*(*string)(to) = r.p.ColumnText(i)
			}
		case reflect.Int:
			*(*int)(to) = r.p.ColumnInt(i)
		case reflect.Int64:
			*(*int64)(to) = r.p.ColumnInt64(i)
		case reflect.Float64:
			*(*float64)(to) = r.p.ColumnFloat(i)
		case reflect.Bool:
			*(*bool)(to) = r.p.ColumnBool(i)
		default:
			if err := (&cell{f, rec}).read(r.p.ColumnText(i)); err != nil {
				return err
			}
		}
	}
	for i := range flags {
		flags[i] = r.p.ColumnBool(len(fields) + i)
	}
	for i := range names {
		names[i] = r.p.ColumnText(len(fields) + len(flags) + i)
	}
	return nil
}

// form is the kind of f if its column holds just that.
func form(f *kernel.Field) reflect.Kind {
	if f.Kind.Column == kernel.Time || f.Kind.Column == kernel.JSON {
		return reflect.Invalid
	}
	return f.Type().Kind()
}

// cell is a column of a record.
type cell struct {
	f   *kernel.Field
	rec any
}

// plain is a pointer that a driver fills: without reflection where it can, through Scan where the column holds another form.
func (c *cell) plain() any {
	switch form(c.f) {
	case reflect.Invalid:
		return c
	case reflect.String:
		return (*string)(c.f.At(kernel.Address(c.rec)))
	}
	return c.f.In(c.rec).Addr().Interface()
}

// Scan fills a time or a JSON column from its text.
func (c *cell) Scan(src any) error {
	switch text := src.(type) {
	case string:
		return c.read(text)
	case []byte:
		return c.read(string(text))
	}
	return fmt.Errorf("store: %s holds %T", c.f.Name, src)
}

func (c *cell) read(text string) error {
	switch {
	case c.f.Kind.Column == kernel.Time:
		if text == "" {
			return nil
		}
		t, err := time.ParseInLocation(time.RFC3339, text, kernel.China) // timeText is such a text
		*(*time.Time)(c.f.At(kernel.Address(c.rec))) = t.UTC()
		return err
	case text == "null":
		return nil
	}
	to := c.f.In(c.rec).Addr().Interface()
	if own, ok := to.(json.Unmarshaler); ok {
		return own.UnmarshalJSON([]byte(text))
	}
	return json.Unmarshal([]byte(text), to)
}
