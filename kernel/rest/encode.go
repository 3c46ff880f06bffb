package rest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"anjian/kernel"
)

// encoder writes records of one type as docs/api.md says: their columns, and what the browser needs to show
// them without computing rights: display, can, due.
type encoder struct {
	c      *kernel.Ctx
	h      kernel.Handle
	m      *kernel.Meta
	masked []*kernel.Field
	inner  []*kernel.Field // what the reader has to do without
	refs   []*kernel.Field
	named  []kernel.Pointer             // those of refs whose names come with the records
	shown  []*kernel.Field              // what display names
	names  map[string]map[string]string // type -> id -> name
}

func newEncoder(c *kernel.Ctx, h kernel.Handle) *encoder {
	m := h.Meta()
	e := &encoder{c: c, h: h, m: m, names: map[string]map[string]string{}}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Inner(c.Actor) {
			e.inner = append(e.inner, f)
			continue
		}
		if f.Kind.Mask != nil {
			e.masked = append(e.masked, f)
		}
		switch f.Kind.Name {
		case "ref", "refs":
			e.refs, e.shown = append(e.refs, f), append(e.shown, f)
			to := c.App.ByType(f.Kind.To).Meta()
			if name := to.Field(to.NameColumn); f.Kind.Name == "ref" && name != nil && name.Kind.Name == "text" {
				e.named = append(e.named, kernel.Pointer{From: f, To: to})
			}
		case "region", "industry":
			e.shown = append(e.shown, f)
		}
	}
	return e
}

// with asks a query for the names of what its records refer to.
func (e *encoder) with() kernel.Names {
	return kernel.Names{Refs: e.named, Each: func(n int, id, name string) {
		if id == "" {
			return
		}
		to := e.named[n].To.Name
		if e.names[to] == nil {
			e.names[to] = map[string]string{}
		}
		e.names[to][id] = name
	}}
}

// load looks up the names, of what items refer to, that did not come with them: one statement for each type referred to.
func (e *encoder) load(items []kernel.Item) error {
	wanted := map[string][]any{}
	seen := map[string]bool{}
	for _, f := range e.refs {
		to := e.c.App.ByType(f.Kind.To).Meta()
		add := func(id string) {
			if _, known := e.names[to.Name][id]; id != "" && !known && !seen[to.Name+"/"+id] {
				seen[to.Name+"/"+id] = true
				wanted[to.Name] = append(wanted[to.Name], id)
			}
		}
		for _, it := range items {
			v := f.In(it.Rec)
			if v.Kind() == reflect.Slice {
				for i := range v.Len() {
					add(v.Index(i).String())
				}
				continue
			}
			add(v.String())
		}
	}
	for typ, ids := range wanted {
		to := e.c.App.Resource(typ).Meta()
		names := e.names[typ]
		if names == nil {
			names = map[string]string{}
			e.names[typ] = names
		}
		q := kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: ids}, Sort: "id", Limit: -1, Cols: []string{"id", to.NameColumn}}
		if to.NameColumn == "id" {
			q.Cols = q.Cols[:1]
		}
		err := e.c.Store.List(e.c, to, q, func(rec any, _ []bool) error {
			names[kernel.BaseOf(rec).ID] = to.Field(to.NameColumn).Text(rec)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// record writes one item; load must have seen it.
func (e *encoder) record(b *bytes.Buffer, it kernel.Item) error {
	rec := e.veil(it)
	if err := writeRecord(b, e.m, rec); err != nil {
		return err
	}
	b.WriteString(`,"display":`)
	e.display(b, it.Rec)
	if it.Can != nil {
		b.WriteString(`,"can":`)
		for i, verb := range it.Can {
			b.WriteByte("[,"[min(i, 1)])
			b.Write(quoted(b.AvailableBuffer(), verb))
		}
		if len(it.Can) == 0 {
			b.WriteByte('[')
		}
		b.WriteByte(']')
	}
	if due := e.h.DueAny(it.Rec); due.On != "" {
		today := e.c.Today()
		b.WriteString(`,"due":`)
		text, _ := json.Marshal(dueJSON{due.On, today.DaysUntil(due.On), "天", due.State(today), due.Who, due.What})
		b.Write(text)
	}
	b.WriteByte('}')
	return nil
}

// writeRecord writes the columns of rec and leaves the object open.
func writeRecord(b *bytes.Buffer, m *kernel.Meta, rec any) (err error) {
	b.WriteByte('{')
	for _, col := range columnsOf(m) {
		text := append(b.AvailableBuffer(), col.key...)
		if text, err = col.write(text, col.field.In(rec)); err != nil {
			return err
		}
		b.Write(text)
	}
	return nil
}

type dueJSON struct {
	On    kernel.Date `json:"on"`
	Left  int         `json:"left"`
	Unit  string      `json:"unit"`
	State string      `json:"state"`
	Who   string      `json:"who,omitempty"`
	What  string      `json:"what,omitempty"`
}

// veil is the record as the reader may see it: personal data masked, what is inner left out.
func (e *encoder) veil(it kernel.Item) any {
	masked := e.masked
	if it.Plain {
		masked = nil
	}
	if len(masked)+len(e.inner) == 0 {
		return it.Rec
	}
	copied := reflect.New(e.m.Type)
	copied.Elem().Set(reflect.ValueOf(it.Rec).Elem())
	for _, f := range masked {
		v := f.In(copied.Interface())
		v.SetString(f.Kind.Mask(v.String()))
	}
	for _, f := range e.inner {
		f.In(copied.Interface()).SetZero()
	}
	return copied.Interface()
}

func (e *encoder) display(b *bytes.Buffer, rec any) {
	b.WriteByte('{')
	n := 0
	put := func(name, text string) {
		if n++; n > 1 {
			b.WriteByte(',')
		}
		b.Write(append(quoted(b.AvailableBuffer(), name), ':'))
		b.Write(quoted(b.AvailableBuffer(), text))
	}
	for _, f := range e.shown {
		switch f.Kind.Name {
		case "region":
			if code := f.In(rec).String(); code != "" {
				put(f.Name, e.c.RegionLabel(kernel.Region(code)))
			}
		case "ref", "refs":
			names, v := e.names[e.c.App.ByType(f.Kind.To).Meta().Name], f.In(rec)
			if v.Kind() == reflect.String {
				if v.String() != "" {
					put(f.Name, names[v.String()])
				}
				continue
			}
			var all []string
			for i := range v.Len() {
				all = append(all, names[v.Index(i).String()])
			}
			if all != nil {
				put(f.Name, strings.Join(all, "、"))
			}
		case "industry":
			if text := f.In(rec); text.String() != "" {
				if l, ok := text.Interface().(interface{ Label() string }); ok {
					put(f.Name, l.Label())
				}
			}
		}
	}
	b.WriteByte('}')
}

// recordSize is what most records need as JSON.
const recordSize = 3072

// one encodes a single record.
func (e *encoder) one(it kernel.Item) ([]byte, error) {
	if err := e.load([]kernel.Item{it}); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(recordSize)
	err := e.record(&b, it)
	return b.Bytes(), err
}

// page encodes a page and the cursor of the next.
func (e *encoder) page(items []kernel.Item, next string) ([]byte, error) {
	if err := e.load(items); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(len(items)*recordSize + 64)
	b.WriteString(`{"items":[`)
	for i, it := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.record(&b, it); err != nil {
			return nil, err
		}
	}
	b.WriteByte(']')
	if next != "" {
		b.WriteString(`,"next":"` + next + `"`)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
