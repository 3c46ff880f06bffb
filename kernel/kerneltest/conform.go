package kerneltest

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjian/kernel"
	"anjian/kernel/sheet"
)

// Conform checks what must hold of every record type of the modules named in own, on both databases: what is stored
// comes back equal, from the table, from JSON and from a spreadsheet; nobody reads a row out of scope; every state can be reached
// from the first one; every step leads somewhere; every type explains itself. The other modules are what those stand on, and each
// is checked in its own package.
func Conform(t *testing.T, own string, modules ...kernel.Module) {
	names := strings.Fields(own)
	for _, name := range names {
		if !slices.ContainsFunc(modules, func(mod kernel.Module) bool { return mod.Name == name && len(mod.Resources) > 0 }) {
			t.Fatalf("no module %s with record types", name)
		}
	}
	Each(t, modules, func(t *testing.T, w *World) {
		w.App.Each(func(mod *kernel.Module, h kernel.Handle) {
			if !slices.Contains(names, mod.Name) {
				return
			}
			t.Run(h.Meta().Name, func(t *testing.T) {
				rapid.Check(t, func(rt *rapid.T) {
					w.System().Tx(func(c *kernel.Ctx) error { roundTrip(rt, h, c); return errors.New("roll back") })
				})
				reachable(t, h.Meta())
				if h.Meta().Help == "" {
					t.Error("no help text for a newcomer")
				}
			})
		})
	})
}

func roundTrip(t *rapid.T, h kernel.Handle, c *kernel.Ctx) {
	m, rec := h.Meta(), h.New()
	for i := range m.Fields {
		f := &m.Fields[i]
		draw(t, f.Name, f.In(rec), f.Kind)
	}
	b := kernel.BaseOf(rec)
	b.ID, b.Region = kernel.NewID(Now), "410105"
	if err := c.Store.Insert(c, m, rec); err != nil {
		t.Fatal(err)
	}
	var back any
	read := func(where kernel.Cond) int {
		n := 0
		err := c.Store.List(c, m, kernel.Query{Where: kernel.And(kernel.ByID(b.ID), where), Sort: "id"}, func(rec any, _ []bool) error { back = rec; n++; return nil })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if read(kernel.Under("99")) != 0 {
		t.Fatal("read a row out of scope")
	}
	if read(kernel.Under("4101")) != 1 {
		t.Fatal("the row is not in its own scope")
	}
	if !reflect.DeepEqual(rec, back) {
		t.Fatalf("stored %+v\n got %+v", rec, back)
	}
	if c.Store.Dialect() != SQLite { // what follows asks no database for more than names
		return
	}
	text, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	again := h.New()
	if err := json.Unmarshal(text, again); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if !reflect.DeepEqual(rec, again) {
		t.Fatalf("sent %+v\n got %+v", rec, again)
	}
	if err := sheet.RoundTrip(c, h, rec); err != nil {
		t.Fatalf("import(export(x)) is not x: %v", err)
	}
}

// reachable follows the steps from the first state.
func reachable(t *testing.T, m *kernel.Meta) {
	if m.StateColumn == "" {
		return
	}
	from, to := map[string]bool{}, map[string]bool{}
	for _, s := range m.Steps {
		for _, f := range s.From {
			from[f] = true
		}
		to[s.To] = true
	}
	for _, move := range m.Moves {
		for _, s := range move.To {
			to[s] = true
		}
	}
	for _, o := range m.Field(m.StateColumn).Kind.Options {
		if !from[o.Value] && !to[o.Value] {
			t.Errorf("no step or move leads to or from the state %s", o.Value)
		}
	}
}

func draw(t *rapid.T, name string, v reflect.Value, k kernel.Kind) {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.UnixMilli(rapid.Int64Range(1, 4e12).Draw(t, name)).UTC()
		return
	case *kernel.Point:
		x.Lng, x.Lat = rapid.Float64Range(73, 135).Draw(t, "lng"), rapid.Float64Range(3, 54).Draw(t, "lat")
		return
	case *kernel.Region:
		*x = kernel.Region(rapid.StringMatching(`[1-6][0-9]{5}`).Draw(t, name))
		return
	case *kernel.Date:
		*x = kernel.Date(rapid.StringMatching(`20[0-9]{2}-0[1-9]-[0-2][1-9]`).Draw(t, name))
		return
	}
	switch v.Kind() {
	case reflect.String:
		if k.Options != nil {
			v.SetString(rapid.SampledFrom(k.Options).Draw(t, name).Value)
			return
		}
		if k.To != nil { // an id, which no name looks like
			v.SetString(rapid.StringMatching(`[0-9a-f]{27}`).Draw(t, name))
			return
		}
		v.SetString(rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool { return r != 0 }), 0, 12, -1).Draw(t, name))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(0, 1e9).Draw(t, name))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-1e6, 1e6).Draw(t, name))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, name))
	case reflect.Slice:
		if n := rapid.IntRange(0, 2).Draw(t, name); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				draw(t, name, v.Index(i), kernel.Kind{Options: k.Options, To: k.To})
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			draw(t, name, v.Field(i), kindOf(v.Field(i)))
		}
	}
}

// kindOf finds the options of an enumeration inside a table's row.
func kindOf(v reflect.Value) (k kernel.Kind) {
	if e, ok := v.Interface().(kernel.Enum); ok {
		k.Options = e.Options()
	}
	return k
}
