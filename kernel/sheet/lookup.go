package sheet

import (
	"reflect"
	"slices"
	"strings"

	"anjian/kernel"
)

// lookup finds what cells refer to, a batch at a time, and remembers it: both ways, text to record and record to text.
type lookup struct {
	c     *kernel.Ctx
	refs  map[string]map[string][]target // type -> text -> records it may mean
	names map[string]map[string]target   // type -> id -> record
	areas map[string][]kernel.Region
	label map[kernel.Region]string
}

// target is a record that others refer to: its id, its name, and the code by which tables name it for good.
type target struct{ id, name, code string }

func newLookup(c *kernel.Ctx) *lookup {
	return &lookup{c: c, refs: map[string]map[string][]target{}, names: map[string]map[string]target{}, areas: map[string][]kernel.Region{}, label: map[kernel.Region]string{}}
}

// remembered bounds what a lookup keeps, so that memory does not grow with the file.
const remembered = 50_000

// keyField is the unique column that names a record for good, such as the credit code; nil if only the id does.
func keyField(m *kernel.Meta) *kernel.Field {
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Unique && f.Kind.Mask == nil && f.Kind.Column == kernel.Text && !f.Has("hidden") {
			return f
		}
	}
	return nil
}

func (l *lookup) to(f *kernel.Field) *kernel.Meta { return l.c.App.ByType(f.Kind.To).Meta() }

func (l *lookup) columns(m *kernel.Meta) (cols []string, read func(rec any) target) {
	key, name := keyField(m), m.Field(m.NameColumn)
	cols = []string{"id"}
	for _, f := range []*kernel.Field{key, name} {
		if f != nil && !slices.Contains(cols, f.Name) {
			cols = append(cols, f.Name)
		}
	}
	return cols, func(rec any) target {
		t := target{id: kernel.BaseOf(rec).ID, name: clean(name.Text(rec))}
		if key != nil {
			t.code = key.In(rec).String()
		}
		if t.code == "" {
			t.code = t.id
		}
		return t
	}
}

// describe loads the names of ids, records of m, whatever the actor may see of them: a record shows whom it refers to.
func (l *lookup) describe(m *kernel.Meta, ids []string) error {
	known := l.names[m.Name]
	if known == nil || len(known) > remembered {
		known = map[string]target{}
		l.names[m.Name] = known
	}
	cols, read := l.columns(m)
	return inParts(unknown(known, ids), func(part []any) error {
		for _, id := range part {
			known[id.(string)] = target{id: id.(string), code: id.(string)}
		}
		q := kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: part}, Sort: "id", Limit: -1, Cols: cols}
		return l.c.Store.List(l.c, m, q, func(rec any, _ []bool) error {
			t := read(rec)
			known[t.id] = t
			return nil
		})
	})
}

// find loads the records of m that texts may mean: by code, by exact name, by id; only what the actor may read. With coded, what the
// actor may not read is still found by its exact code within the own region: see the tag code of docs/api.md. A file that was merged away
// means the one that took it in.
func (l *lookup) find(m *kernel.Meta, texts []string, coded bool) error {
	known := l.refs[m.Name]
	if known == nil || len(known) > remembered {
		known = map[string][]target{}
		l.refs[m.Name] = known
	}
	rows, err := m.Scope(l.c.Actor, "read")
	if err != nil {
		rows = kernel.None()
	}
	cols, read := l.columns(m)
	return inParts(unknown(known, texts), func(part []any) error {
		for _, text := range part {
			known[text.(string)] = nil
		}
		where := []kernel.Cond{among(m, "id", part)}
		for _, col := range cols[1:] {
			where = append(where, among(m, col, part))
		}
		into := m.Field("merged_into")
		if into != nil {
			cols = append(cols, into.Name)
		}
		q := kernel.Query{Where: kernel.And(kernel.Or(where...), rows), Sort: "id", Limit: -1, Cols: cols}
		err := l.c.Store.List(l.c, m, q, func(rec any, _ []bool) error {
			t := read(rec)
			id := t.id
			if into != nil && !into.In(rec).IsZero() {
				t.id = into.In(rec).String()
			}
			add := func(text string) {
				same := func(o target) bool { return o.id == t.id }
				if list, asked := known[text]; asked && !slices.ContainsFunc(list, same) && len(list) < 10 {
					known[text] = append(list, t)
				}
			}
			add(id)
			add(t.code)
			add(t.name)
			return nil
		})
		key := keyField(m)
		if err != nil || !coded || key == nil {
			return err
		}
		q = kernel.Query{Where: kernel.And(among(m, key.Name, part), kernel.Under(l.c.Actor.Region)), Sort: "id", Limit: -1, Cols: []string{"id", key.Name}}
		return l.c.Store.List(l.c, m, q, func(rec any, _ []bool) error {
			code := key.In(rec).String()
			if list, asked := known[code]; asked && len(list) == 0 {
				known[code] = []target{{id: kernel.BaseOf(rec).ID, code: code}}
			}
			return nil
		})
	})
}

// among is true for the records whose column holds one of values. Its text says that the value is not empty, because
// an index of a unique column covers such rows only.
func among(m *kernel.Meta, col string, values []any) kernel.Cond {
	if col == "id" {
		return kernel.Cond{Op: "in", Col: "id", Args: values}
	}
	return kernel.Cond{Op: "query", Col: "id", Args: values,
		SQL: "SELECT id FROM " + m.Name + " WHERE " + col + " <> '' AND " + col + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")"}
}

func unknown[V any](known map[string]V, texts []string) []any {
	seen, out := map[string]bool{}, []any(nil)
	for _, text := range texts {
		if _, have := known[text]; !have && text != "" && !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}

// inParts calls fn with parts of list of few different lengths, so that few different statements come about.
func inParts(list []any, fn func([]any) error) error {
	for len(list) > 0 {
		part := list[:min(len(list), 200)]
		list = list[len(part):]
		size := 200
		for _, n := range []int{1, 10, 50} {
			if len(part) <= n {
				size = n
				break
			}
		}
		part = slices.Clone(part)
		for len(part) < size {
			part = append(part, part[0])
		}
		if err := fn(part); err != nil {
			return err
		}
	}
	return nil
}

// refer sets v, a reference or a list of them, from text.
func (l *lookup) refer(f *kernel.Field, v reflect.Value, text string) (wrong, hint string) {
	m := l.to(f)
	one := func(text string) (id, wrong, hint string) {
		switch list := l.refs[m.Name][text]; len(list) {
		case 1:
			return list[0].id, "", ""
		case 0:
			return "", "“" + brief(text) + "”找不到对应的" + m.Label, "填写系统中已有的" + m.Label + "的名称或" + codeLabel(m)
		default:
			if i := slices.IndexFunc(list, func(t target) bool { return t.code == text || t.id == text }); i >= 0 {
				return list[i].id, "", ""
			}
			var codes []string
			for _, t := range list {
				if t.code == t.id && keyField(m) != nil {
					t.code = "没有" + codeLabel(m) + "的填编号 " + t.id
				}
				codes = append(codes, t.code)
			}
			return "", "“" + brief(text) + "”有多个同名的" + m.Label, "请改填" + codeLabel(m) + "：" + strings.Join(codes, "、")
		}
	}
	if f.Kind.Name == "ref" {
		id, wrong, hint := one(text)
		v.SetString(id)
		return wrong, hint
	}
	var ids []string
	for _, part := range listOf(text, separators+"、") {
		id, wrong, hint := one(part)
		if wrong != "" {
			return wrong, hint
		}
		ids = append(ids, id)
	}
	setStrings(v, ids)
	return "", ""
}

func codeLabel(m *kernel.Meta) string {
	if key := keyField(m); key != nil {
		return key.Label
	}
	return "编号"
}

// region reads a region: its code, its full name, or as much of the name as says which one is meant.
func (l *lookup) region(text string) (code kernel.Region, wrong, hint string) {
	if l.c.FindRegion == nil {
		if fold(text) == "" || strings.Trim(fold(text), "0123456789") != "" {
			return "", "“" + brief(text) + "”不是区划代码", "填写区划代码"
		}
		return kernel.Region(fold(text)), "", ""
	}
	list, known := l.areas[text]
	if !known {
		list = l.c.FindRegion(text)
		if len(l.areas) > remembered {
			clear(l.areas)
		}
		l.areas[text] = list
	}
	switch len(list) {
	case 1:
		return list[0], "", ""
	case 0:
		return "", "“" + brief(text) + "”不是行政区划", "写全称，例如“河南省郑州市金水区”，或区划代码"
	}
	var names []string
	for _, r := range list[:min(len(list), 5)] {
		names = append(names, l.c.RegionLabel(r))
	}
	return "", "“" + brief(text) + "”不止一处", "请写全称：" + strings.Join(names, "、")
}

func (l *lookup) regionLabel(r kernel.Region) string {
	name, known := l.label[r]
	if !known {
		if name = l.c.RegionLabel(r); len(l.label) > remembered {
			clear(l.label)
		}
		l.label[r] = name
	}
	return name
}
