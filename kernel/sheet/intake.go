package sheet

import (
	"cmp"
	"errors"
	"maps"
	"reflect"
	"slices"

	"anjian/kernel"
)

// intake turns rows of a file into records of one type, a batch at a time.
type intake struct {
	*lookup
	h        kernel.Handle
	m        *kernel.Meta
	heads    []heading
	letters  []string
	id       int         // position of the column 编号, -1 without one
	keys     []int       // positions of unique columns
	coded    map[int]int // position of a name -> position of its code
	existing map[string]any
	mayWrite map[string]bool
	create   kernel.Cond
	barred   error // why the actor may not create at all
	scope    map[string]bool
	at       int // the line up to which the run or the undoing has come; 0 at its beginning
	grown    int // rows that the run has written
	learnt   int // as many rows of its own as make the database learn of them
}

// chunkRows is how many rows are looked up, checked and written together: the more, the fewer pages of indexes a row costs; the fewer,
// the shorter others wait to write.
const chunkRows = 500

// item is a row on its way.
type item struct {
	line   int
	cells  []string
	rec    any      // what is to be written
	former any      // what it replaces, nil for a new record
	cols   []string // columns that differ from former
	faults []RowError
}

func (t *transfer) newIntake(c *kernel.Ctx, h kernel.Handle, columns []Matched) *intake {
	m := h.Meta()
	header, letters := make([]string, len(columns)), make([]string, len(columns))
	for i, col := range columns {
		header[i], letters[i] = cmp.Or(col.As, col.Header), col.Letter
	}
	in := &intake{lookup: newLookup(c), h: h, m: m, heads: match(c.App, m, header), letters: letters, id: -1, coded: map[int]int{}, scope: map[string]bool{}}
	for i, head := range in.heads {
		switch {
		case head.field == nil:
		case head.field.Name == "id":
			in.id = i
		case head.code:
			for j, other := range in.heads {
				if other.field == head.field && !other.code {
					in.coded[j] = i
				}
			}
		case head.field.Unique && head.field.Kind.Column == kernel.Text:
			in.keys = append(in.keys, i)
		}
	}
	in.create, in.barred = m.Scope(c.Actor, "create")
	if rows, err := m.Scope(c.Actor, "import"); err != nil {
		in.barred = err
	} else if !reflect.DeepEqual(rows, in.create) {
		in.create = kernel.And(in.create, rows)
	}
	return in
}

// load looks up everything that a batch refers to, and the records that it would change.
func (in *intake) load(items []*item) error {
	for _, known := range in.refs { // what was not there may have come with the last batch
		maps.DeleteFunc(known, func(_ string, list []target) bool { return len(list) == 0 })
	}
	wanted, coded := map[string][]string{}, map[string]bool{}
	for i, head := range in.heads {
		if head.field == nil || head.field.Kind.To == nil {
			continue
		}
		name := in.to(head.field).Name
		coded[name] = coded[name] || head.field.Has("code")
		for _, it := range items {
			if text := it.cells[i]; head.field.Kind.Name == "refs" {
				wanted[name] = append(wanted[name], listOf(text, separators+"、")...)
			} else {
				wanted[name] = append(wanted[name], text)
			}
		}
	}
	for name, texts := range wanted {
		if err := in.find(in.c.App.Resource(name).Meta(), texts, coded[name]); err != nil {
			return err
		}
	}
	in.existing, in.mayWrite = map[string]any{}, map[string]bool{}
	for _, i := range append(slices.Clone(in.keys), in.id) {
		if i < 0 {
			continue
		}
		var texts []string
		for _, it := range items {
			texts = append(texts, it.cells[i])
		}
		if err := in.loadExisting(in.heads[i].field, texts); err != nil {
			return err
		}
	}
	return in.loadRights()
}

func (in *intake) loadExisting(f *kernel.Field, texts []string) error {
	return inParts(unknown(map[string]bool{}, texts), func(part []any) error {
		q := kernel.Query{Where: among(in.m, f.Name, part), Sort: "id", Limit: -1}
		err := in.c.Store.List(in.c, in.m, q, func(rec any, _ []bool) error {
			in.existing[f.Name+"="+f.In(rec).String()] = rec
			return nil
		})
		for _, text := range part {
			if in.existing[f.Name+"="+text.(string)] == nil {
				in.c.Vacant(in.m, f.Name, text.(string))
			}
		}
		return err
	})
}

// loadRights finds out which of the existing records the actor may change.
func (in *intake) loadRights() error {
	update, err := in.m.Scope(in.c.Actor, "update")
	if err != nil {
		return nil // none
	}
	rows, err := in.m.Scope(in.c.Actor, "import")
	if err != nil {
		return nil
	}
	var ids []string
	for _, rec := range in.existing {
		ids = append(ids, kernel.BaseOf(rec).ID)
	}
	slices.Sort(ids)
	return inParts(unknown(map[string]bool{}, ids), func(part []any) error {
		q := kernel.Query{Where: kernel.And(kernel.Cond{Op: "in", Col: "id", Args: part}, update, rows), Sort: "id", Limit: -1, Cols: []string{"id"}}
		return in.c.Store.List(in.c, in.m, q, func(rec any, _ []bool) error {
			in.mayWrite[kernel.BaseOf(rec).ID] = true
			return nil
		})
	})
}

func (it *item) fault(in *intake, i int, message, hint string) {
	e := RowError{Row: it.line, Message: message, Suggestion: hint}
	if i >= 0 {
		e.Column, e.Value = in.letters[i], brief(it.cells[i])
		if f := in.heads[i].field; f != nil {
			e.Name, e.Label = f.Name, in.heads[i].label
			e.Message = f.Label + message
		}
	}
	it.faults = append(it.faults, e)
}

// refuse turns the error of a write into faults of the row; it returns errors that are not the row's.
func (it *item) refuse(in *intake, err error) error {
	fault, ours := errors.AsType[*kernel.Error](err)
	if !ours || fault.Code == kernel.Internal || fault.Code == kernel.Timeout {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(fault.Fields)) {
		e := RowError{Row: it.line, Name: name, Message: fault.Fields[name]}
		if f := in.m.Field(name); f != nil {
			e.Label = f.Label
		}
		for i, head := range in.heads {
			if head.field != nil && head.field.Name == name && e.Column == "" {
				e.Column, e.Value, e.Label = in.letters[i], brief(it.cells[i]), head.label
			}
		}
		it.faults = append(it.faults, e)
	}
	if len(fault.Fields) == 0 {
		it.faults = append(it.faults, RowError{Row: it.line, Message: fault.Message})
	}
	return nil
}

// build makes the record of a row whose batch is loaded.
func (in *intake) build(it *item) {
	if len(it.cells) > len(in.heads) {
		it.faults = append(it.faults, RowError{Row: it.line, Column: Letter(len(in.heads)), Message: "这一行比表头多出内容，可能整行错位", Suggestion: "检查是否多了一格或逗号"})
		return
	}
	if it.former = in.match(it); len(it.faults) == 0 {
		in.fill(it)
	}
}

// fill sets the columns of a row's record.
func (in *intake) fill(it *item) {
	it.rec = in.h.New()
	b := kernel.BaseOf(it.rec)
	if it.former != nil {
		reflect.ValueOf(it.rec).Elem().Set(reflect.ValueOf(it.former).Elem())
	} else if in.id >= 0 {
		b.ID = it.cells[in.id]
	}
	for i, head := range in.heads {
		if head.field == nil || head.field.Name == "id" || it.cells[i] == "" {
			continue // an empty cell leaves an existing record as it is
		}
		if code, both := in.coded[i]; both && it.cells[code] != "" {
			continue
		}
		in.set(it, i)
	}
	if it.former == nil && b.Region == "" && !slices.ContainsFunc(it.faults, func(e RowError) bool { return e.Name == "region" }) {
		b.Region = in.c.Actor.Region
	}
}

func (in *intake) set(it *item, i int) {
	head, text := in.heads[i], it.cells[i]
	f, fresh := head.field, reflect.New(head.field.In(it.rec).Type()).Elem()
	var wrong, hint string
	switch f.Kind.Name {
	case "region":
		var code kernel.Region
		code, wrong, hint = in.region(text)
		fresh.SetString(string(code))
	case "ref", "refs":
		wrong, hint = in.refer(f, fresh, text)
	default:
		if it.former != nil && f.Kind.Mask != nil && text == f.Kind.Mask(f.In(it.former).String()) {
			return // what the actor was shown masked comes back masked: it is unchanged
		}
		if it.former != nil && f.Kind.Name == "table" && text == clean(tableText(f, f.In(it.former))) {
			return // the rows may hold files, which a table does not carry
		}
		wrong, hint = read(f, fresh, text, head.factor)
	}
	if wrong != "" {
		it.fault(in, i, wrong, hint)
		return
	}
	if it.former != nil {
		before := f.In(it.former)
		if reflect.DeepEqual(before.Interface(), fresh.Interface()) || isEmpty(before) && isEmpty(fresh) {
			return
		}
		if !f.Editable(false) {
			it.fault(in, i, "登记后不能修改", "原为“"+brief(printed(shown(f, before), Text))+"”")
			return
		}
		it.cols = append(it.cols, f.Name)
	}
	f.In(it.rec).Set(fresh)
}

// match finds the record that a row changes: by id, else by a unique column; nil if it is a new one.
func (in *intake) match(it *item) any {
	for _, i := range append([]int{in.id}, in.keys...) {
		if i < 0 || it.cells[i] == "" {
			continue
		}
		f := in.heads[i].field
		rec := in.existing[f.Name+"="+it.cells[i]]
		switch {
		case rec == nil && i == in.id && !validID(it.cells[i]):
			it.fault(in, i, "“"+brief(it.cells[i])+"”不是系统里的编号", "新记录请把编号留空")
			return nil
		case rec == nil:
			continue
		case !in.mayWrite[kernel.BaseOf(rec).ID]:
			it.fault(in, i, "“"+brief(it.cells[i])+"”已存在，您没有修改它的权限", "核对"+f.Label+"，或请有权限的人修改")
			return nil
		}
		return rec
	}
	if in.barred != nil {
		it.faults = append(it.faults, RowError{Row: it.line, Message: "没有对应的已有记录，而您没有新建" + in.m.Label + "的权限"})
	}
	return nil
}

// validID tells whether a text may be the id of a record that comes from another platform.
func validID(s string) bool {
	if len(s) < 8 || len(s) > 40 {
		return false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}

// errRollback ends a transaction that was only a trial.
var errRollback = errors.New("sheet: roll back")

// inScope tells whether the actor may create rec: the rights are asked in SQL, once for each combination of the columns
// that they mention.
func (in *intake) inScope(rec any) (bool, error) {
	if in.create.Op == "" {
		return true, nil
	}
	mentioned := map[string]bool{}
	mention(in.create, mentioned)
	key := ""
	for _, col := range slices.Sorted(maps.Keys(mentioned)) {
		if f := in.m.Field(col); f != nil {
			key += f.Text(rec) + "\x00"
		}
	}
	ok, known := in.scope[key]
	if known {
		return ok, nil
	}
	trial := reflect.New(in.m.Type)
	trial.Elem().Set(reflect.ValueOf(rec).Elem())
	for i := range in.m.Fields {
		if f := &in.m.Fields[i]; f.Unique && !mentioned[f.Name] {
			f.In(trial.Interface()).SetZero()
		}
	}
	b := kernel.BaseOf(trial.Interface())
	b.ID, b.Rev = kernel.NewID(in.c.Now()), 1
	err := in.c.Tx(func(c *kernel.Ctx) error {
		if err := c.Store.Insert(c, in.m, trial.Interface()); err != nil {
			return err
		}
		n, err := c.Store.Count(c, in.m, kernel.And(kernel.ByID(b.ID), in.create), 1)
		if ok = n > 0; err != nil {
			return err
		}
		return errRollback
	})
	if err != errRollback {
		return false, err
	}
	if len(in.scope) > remembered {
		clear(in.scope)
	}
	in.scope[key] = ok
	return ok, nil
}

func mention(c kernel.Cond, into map[string]bool) {
	if c.Col != "" && c.Op != "exists" {
		into[c.Col] = true
	}
	if c.Op == "and" || c.Op == "or" || c.Op == "not" {
		for _, kid := range c.Kids {
			mention(kid, into)
		}
	}
}
