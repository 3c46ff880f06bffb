package store

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"time"

	"anjian/kernel"
)

// args collects the arguments of a statement while its text is put together.
type args struct {
	text strings.Builder
	list []any
	page string // table whose pages are read in their order: see led
	sum  string // table whose rows are counted: see led

	usual *sync.Map // "table.column" whose index leaves a value out -> that value: see unusual
}

// unusual says of a column what its index needs to hear, that the rows have another value than the usual one; "" where that does
// not follow from c.
func (a *args) unusual(table string, c kernel.Cond) string {
	if a.usual == nil || c.Col == "" {
		return ""
	}
	known, sparse := a.usual.Load(table + "." + c.Col)
	if !sparse {
		return ""
	}
	usual := known.(string)
	switch c.Op {
	case "=", "in":
	case ">", ">=", "via": // no record has an empty id
		if usual != "" {
			return ""
		}
	default:
		return ""
	}
	for _, v := range c.Args {
		if r := reflect.ValueOf(v); r.Kind() != reflect.String || r.String() == usual && c.Op != ">" {
			return ""
		}
	}
	return table + "." + c.Col + " <> '" + usual + "' AND "
}

// led tells whether c is one end of a wide range of regions: a province or a city on a table that is read by pages, a province on one whose
// rows are counted. SQLite takes every range for a narrow one: it would sort everything in it instead of following the order until the page
// is full, and look up row by row what another index holds together; a plus before the column keeps it from doing so.
func (a *args) led(table string, c kernel.Cond) bool {
	if a.page != table && a.sum != table || c.Col != "region" || c.Op != ">=" && c.Op != "<" {
		return false
	}
	v, wide := reflect.ValueOf(c.Args[0]), 4
	if a.sum == table {
		wide = 2
	}
	return v.Kind() == reflect.String && len(strings.TrimSuffix(v.String(), "~")) <= wide
}

func (a *args) write(parts ...string) {
	for _, p := range parts {
		a.text.WriteString(p)
	}
}

func (a *args) add(v any) {
	a.list = append(a.list, plain(reflect.ValueOf(v)))
	a.text.WriteByte('?')
}

// where writes c as a condition on the rows of table.
func (a *args) where(table string, c kernel.Cond) {
	a.write(a.unusual(table, c))
	switch c.Op {
	case "":
		a.write("1 = 1")
	case "false":
		a.write("1 = 0")
	case "and", "or":
		a.join(table, c)
	case "not":
		a.write("NOT (")
		a.where(table, c.Kids[0])
		a.write(")")
	case "via":
		if a.page == table && c.Via.Name != table { // asked for each row of the page: SQLite would collect all that fulfil IN, and turns EXISTS into a join
			a.write("(SELECT ")
			a.where(c.Via.Name, c.Kids[0])
			a.write(" FROM ", c.Via.Name, " WHERE ", c.Via.Name, ".id = ", table, ".", c.Col, ")")
			return
		}
		a.write(table, ".", c.Col, " IN (SELECT id FROM ", c.Via.Name, " WHERE ")
		a.where(c.Via.Name, c.Kids[0])
		a.write(")")
	case "exists":
		a.write("EXISTS (SELECT 1 FROM ", c.Via.Name, " WHERE ", a.unusual(c.Via.Name, kernel.Cond{Op: "via", Col: c.Col}), c.Via.Name, ".", c.Col, " = ", table, ".id AND ")
		a.where(c.Via.Name, c.Kids[0])
		a.write(")")
	case "query":
		a.write(table, ".", c.Col, " IN (", c.SQL, ")")
		for _, v := range c.Args {
			a.list = append(a.list, plain(reflect.ValueOf(v)))
		}
	case "in":
		if len(c.Args) == 0 {
			a.write("1 = 0")
			return
		}
		a.write(table, ".", c.Col, " IN (")
		for i, v := range c.Args {
			if i > 0 {
				a.write(", ")
			}
			a.add(v)
		}
		a.write(")")
	case "has": // a list of codes is stored as JSON text
		code, _ := json.Marshal(reflect.ValueOf(c.Args[0]).String())
		a.write(table, ".", c.Col, " LIKE ")
		a.add("%" + string(code) + "%")
	default:
		if a.led(table, c) {
			a.write("+")
		}
		a.write(table, ".", c.Col, " ", c.Op, " ")
		if v := reflect.ValueOf(c.Args[0]); v.Kind() == reflect.Bool { // an index of one of the two must see which
			a.write(map[bool]string{false: "FALSE", true: "TRUE"}[v.Bool()])
		} else {
			a.add(c.Args[0])
		}
	}
}

func (a *args) join(table string, c kernel.Cond) {
	n := 0
	for _, kid := range c.Kids {
		if kid.Op == "" && c.Op == "and" {
			continue
		}
		if n++; n > 1 {
			a.write(" ", c.Op, " ")
		} else {
			a.write("(")
		}
		a.where(table, kid)
	}
	switch {
	case n > 0:
		a.write(")")
	case c.Op == "and":
		a.write("1 = 1")
	default:
		a.write("1 = 0")
	}
}

const timeText = "2006-01-02T15:04:05.000-07:00"

// plain turns the value of a column into what both drivers store.
func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64:
		return v.Int()
	case reflect.Float64:
		return v.Float()
	case reflect.Bool:
		return v.Bool()
	case reflect.Invalid:
		return nil
	}
	if t, ok := v.Interface().(time.Time); ok {
		if t.IsZero() {
			return ""
		}
		return t.In(kernel.China).Format(timeText)
	}
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		return "null"
	}
	text, _ := json.Marshal(v.Interface())
	return string(text)
}
