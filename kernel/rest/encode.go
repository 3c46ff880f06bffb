package rest

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"anjian/kernel"
)

// encoder writes records of one type as docs/api.md says: their columns, and what the browser needs to show
// them without computing rights: display, can, due.
type encoder struct {
	*shape
	c     *kernel.Ctx
	h     kernel.Handle
	names map[target]string
	day   kernel.Date // see today
}

// target is a record that others refer to.
type target struct {
	in *kernel.Meta
	id string
}

// shape is what an encoder knows of its type, worked out once: for those inside of the authorities and for those outside.
type shape struct {
	m      *kernel.Meta
	all    []column
	masked []*kernel.Field
	inner  []*kernel.Field // what the reader has to do without
	refs   []reference
	named  []kernel.Pointer // those of refs whose names come with the records
	shown  []reference      // what display names
}

// reference is a column with a code or an id that display names.
type reference struct {
	*kernel.Field
	key []byte       // "name":
	to  *kernel.Meta // of a reference to a record
}

type shapeKey struct {
	h       kernel.Handle
	outside bool
}

var shapes sync.Map // shapeKey -> *shape

func newEncoder(c *kernel.Ctx, h kernel.Handle) *encoder {
	key := shapeKey{h, c.Actor.Outside()}
	known, ok := shapes.Load(key)
	if !ok {
		known, _ = shapes.LoadOrStore(key, shapeOf(c, h.Meta()))
	}
	return &encoder{shape: known.(*shape), c: c, h: h, names: map[target]string{}}
}

func shapeOf(c *kernel.Ctx, m *kernel.Meta) *shape {
	e := &shape{m: m, all: columnsOf(m)}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Inner(c.Actor) {
			e.inner = append(e.inner, f)
			continue
		}
		if f.Kind.Mask != nil {
			e.masked = append(e.masked, f)
		}
		r := reference{Field: f, key: append(quoted(nil, f.Name), ':')}
		switch f.Kind.Name {
		case "ref", "refs":
			r.to = c.App.ByType(f.Kind.To).Meta()
			e.refs, e.shown = append(e.refs, r), append(e.shown, r)
			if name := r.to.Field(r.to.NameColumn); f.Kind.Name == "ref" && name != nil && name.Kind.Name == "text" {
				e.named = append(e.named, kernel.Pointer{From: f, To: r.to})
			}
		case "region", "industry":
			e.shown = append(e.shown, r)
		}
	}
	return e
}

// today is one day for all that is encoded.
func (e *encoder) today() kernel.Date {
	if e.day == "" {
		e.day = e.c.Today()
	}
	return e.day
}

// with asks a query for the names of what its records refer to.
func (e *encoder) with() kernel.Names {
	return kernel.Names{Refs: e.named, Each: func(n int, id, name string) {
		if id != "" {
			e.names[target{e.named[n].To, id}] = name
		}
	}}
}

// load looks up the names, of what items refer to, that did not come with them: one statement for each type referred to.
func (e *encoder) load(items []kernel.Item) error {
	wanted := map[*kernel.Meta][]any{}
	for _, f := range e.refs {
		add := func(id string) {
			key := target{f.to, id}
			if _, known := e.names[key]; id != "" && !known {
				e.names[key] = "" // where there is no such record
				wanted[f.to] = append(wanted[f.to], id)
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
	for to, ids := range wanted {
		q := kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: ids}, Sort: "id", Limit: -1, Cols: []string{"id", to.NameColumn}}
		if to.NameColumn == "id" {
			q.Cols = q.Cols[:1]
		}
		err := e.c.Store.List(e.c, to, q, func(rec any, _ []bool) error {
			e.names[target{to, kernel.BaseOf(rec).ID}] = to.Field(to.NameColumn).Text(rec)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// record writes one item; load must have seen it.
func (e *encoder) record(b []byte, it kernel.Item) (_ []byte, err error) {
	if b, err = writeRecord(b, e.all, e.veil(it)); err != nil {
		return b, err
	}
	b = append(b, `,"display":`...)
	b = e.display(b, it.Rec)
	if it.Can != nil {
		b = append(b, `,"can":[`...)
		for i, verb := range it.Can {
			if i > 0 {
				b = append(b, ',')
			}
			b = quoted(b, verb)
		}
		b = append(b, ']')
	}
	if due := e.h.DueAny(it.Rec); due.On != "" {
		today := e.today()
		b = quoted(append(b, `,"due":{"on":`...), string(due.On))
		b = strconv.AppendInt(append(b, `,"left":`...), int64(today.DaysUntil(due.On)), 10)
		b = quoted(append(b, `,"unit":"天","state":`...), due.State(today))
		if due.Who != "" {
			b = quoted(append(b, `,"who":`...), due.Who)
		}
		if due.What != "" {
			b = quoted(append(b, `,"what":`...), due.What)
		}
		b = append(b, '}')
	}
	return append(b, '}'), nil
}

// writeRecord writes the columns of rec and leaves the object open.
func writeRecord(b []byte, all []column, rec any) (_ []byte, err error) {
	b = append(b, '{')
	base := kernel.Address(rec)
	for i := range all {
		col := &all[i]
		if b, err = col.write(append(b, col.key...), col.field.At(base)); err != nil {
			return b, err
		}
	}
	return b, nil
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

func (e *encoder) display(b []byte, rec any) []byte {
	b = append(b, '{')
	first := len(b)
	put := func(f *reference, text string) {
		if len(b) > first {
			b = append(b, ',')
		}
		b = quoted(append(b, f.key...), text)
	}
	for i := range e.shown {
		f := &e.shown[i]
		if f.Kind.Name == "refs" {
			v := f.In(rec)
			var all []string
			for i := range v.Len() {
				all = append(all, e.names[target{f.to, v.Index(i).String()}])
			}
			if all != nil {
				put(f, strings.Join(all, "、"))
			}
			continue
		}
		code := *(*string)(f.At(kernel.Address(rec)))
		if code == "" {
			continue
		}
		switch f.Kind.Name {
		case "region":
			put(f, e.c.RegionLabel(kernel.Region(code)))
		case "ref":
			put(f, e.names[target{f.to, code}])
		case "industry":
			if l, ok := f.In(rec).Interface().(interface{ Label() string }); ok {
				put(f, l.Label())
			}
		}
	}
	return append(b, '}')
}

// recordSize is what most records need as JSON.
const recordSize = 2048

// one adds a single record to b.
func (e *encoder) one(b []byte, it kernel.Item) ([]byte, error) {
	if err := e.load([]kernel.Item{it}); err != nil {
		return b, err
	}
	return e.record(slices.Grow(b, recordSize), it)
}

// page adds a page and the cursor of the next to b.
func (e *encoder) page(b []byte, items []kernel.Item, next string) (_ []byte, err error) {
	if err := e.load(items); err != nil {
		return b, err
	}
	b = append(slices.Grow(b, len(items)*recordSize+64), `{"items":[`...)
	for i, it := range items {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = e.record(b, it); err != nil {
			return b, err
		}
	}
	b = append(b, ']')
	if next != "" {
		b = append(append(append(b, `,"next":"`...), next...), '"')
	}
	return append(b, '}'), nil
}
