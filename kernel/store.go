package kernel

import (
	"context"
)

// Store keeps records. It has one implementation, over SQL, with two dialects;
// tests use the real one, never a mock.
type Store interface {
	Tx(ctx context.Context, fn func(Store) error) error
	// Try runs fn inside the running transaction; what it wrote is taken back if it fails, the rest of the transaction stands.
	Try(ctx context.Context, fn func() error) error
	// Held returns what Hold keeps under key for the running transaction, nil if nothing.
	Held(key any) any
	// Hold keeps value under key until the transaction ends, and has save write it once, before the commit. What Try takes back is
	// taken back here too, so value must not change; outside of a transaction nothing can be held.
	Hold(key, value any, save func(s Store, value any) error)
	// List calls each with every record of q in order and, for each of q.Flags, whether it holds.
	List(c context.Context, m *Meta, q Query, each func(rec any, flags []bool) error) error
	// Count counts up to limit records, all if limit is 0.
	Count(c context.Context, m *Meta, where Cond, limit int) (int, error)
	Insert(c context.Context, m *Meta, rec any) error
	// Update is Stale unless the stored rev is one below rec's. It writes the columns in which rec differs from before, all of them if before is nil.
	Update(c context.Context, m *Meta, rec, before any) error
	// Delete is Stale unless the stored rev is rev.
	Delete(c context.Context, m *Meta, id string, rev int) error
	// Group aggregates; each gets the values of g.By and the number.
	Group(c context.Context, m *Meta, g Group, each func(keys []string, n float64) error) error
	// Query and Exec run hand-written SQL with ? marks that holds in both dialects: for report.go of a system and for the kernel's engines.
	Query(c context.Context, stmt string, args ...any) (Rows, error)
	Exec(c context.Context, stmt string, args ...any) (int64, error)
	// Conflict tells whether err is a broken unique index.
	Conflict(err error) bool
	// Full tells whether err is a disk that is full.
	Full(err error) bool
	// Dialect is "sqlite" or "postgres".
	Dialect() string
}

// Rows are the answer to a question, read one after the other as those of database/sql are. They close themselves at their end.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
	Columns() ([]string, error)
}

// Query selects a page of records.
type Query struct {
	Where Cond
	Sort  string // column, or "-column" for descending; the declared order if empty
	Limit int    // at most 1000; 0 is 1000, negative no limit
	After []any  // the sort value and id of the last record of the page before
	Flags []Cond
	Cols  []string // columns to read; all if empty, id always
	Names Names
}

// Names are the columns of a query that refer to other records, whose names are read with them: one statement instead of two.
type Names struct {
	Refs []Pointer
	Each func(n int, id, name string) // told, before each record, what its Refs[n] points at; the name is empty where nothing is there
}

// Pointer is a column and the type it refers to, whose records are named by a text.
type Pointer struct {
	From *Field
	To   *Meta
}

// Group asks for one number for each combination of By.
type Group struct {
	Where    Cond
	By       []GroupBy
	Sum      string // column to add up
	Distinct string // column whose different values are counted
}

// GroupBy is a column or its first Len characters: a region's level, a date's month.
type GroupBy struct {
	Col string
	Len int
}

func (c *Ctx) list(m *Meta, verb string, q Query, each func(rec any, flags []bool) error) error {
	rows, err := m.Scope(c.Actor, verb)
	if err != nil {
		return err
	}
	if rows.Op != "" {
		q.Where = And(rows, q.Where)
	}
	if q.Sort == "" {
		q.Sort = m.Sort
	}
	return c.Store.List(c, m, q, each)
}

// get reads one record under the rows of verb.
func (c *Ctx) get(m *Meta, verb, id string) (rec any, err error) {
	err = c.list(m, verb, Query{Where: ByID(id), Limit: 1, Sort: "id"}, func(r any, _ []bool) error { rec = r; return nil })
	if err == nil && rec == nil {
		return nil, Errorf(Missing, "找不到该%s，或不在您的权限范围内", m.Label)
	}
	return rec, err
}

// fulfils tells whether cond holds for rec, which is as it is stored: what other records say is asked of the database.
func (c *Ctx) fulfils(m *Meta, rec any, cond Cond) (bool, error) {
	if holds, known := cond.Decide(m, rec); known {
		return holds, nil
	}
	n, err := c.Store.Count(c, m, And(ByID(BaseOf(rec).ID), cond), 1)
	return n > 0, err
}

// Item is a record with what the actor may do with it.
type Item struct {
	Rec   any
	Can   []string
	Plain bool // personal data are shown as they are
}

// Page returns the records that match q and that the actor may read.
func (c *Ctx) Page(m *Meta, q Query) (out []Item, err error) {
	read, err := m.Scope(c.Actor, "read")
	if err != nil {
		return nil, err
	}
	al := m.allowance(c.Actor, read)
	q.Flags = al.flags
	err = c.list(m, "read", q, func(rec any, flags []bool) error {
		can, plain, _ := al.of(m, rec, flags)
		out = append(out, Item{rec, can, plain})
		return nil
	})
	return out, err
}

// Item returns one record under what the actor may read, with what the actor may do with it. It is read by its id alone and the
// rights are decided from its own columns, where they follow from them.
func (c *Ctx) Item(m *Meta, id string, names Names) (Item, error) {
	read, err := m.Scope(c.Actor, "read")
	if err != nil {
		return Item{}, err
	}
	it := Item{}
	err = c.Store.List(c, m, Query{Where: ByID(id), Limit: 1, Sort: "id", Names: names}, func(rec any, _ []bool) error { it.Rec = rec; return nil })
	if err != nil {
		return it, err
	}
	if it.Rec == nil {
		return it, Errorf(Missing, "找不到该%s，或不在您的权限范围内", m.Label)
	}
	return c.within(m, it.Rec, read)
}

// ItemOf is Item for a record as it is stored at this moment: just read, or just written in the running transaction.
func (c *Ctx) ItemOf(m *Meta, rec any) (Item, error) {
	read, err := m.Scope(c.Actor, "read")
	if err != nil {
		return Item{}, err
	}
	return c.within(m, rec, read)
}

// within is Item for a record that is as it is stored, under the rows that the actor may read.
func (c *Ctx) within(m *Meta, rec any, read Cond) (Item, error) {
	inside, known := read.Decide(m, rec)
	if known && inside {
		if can, plain, known := m.allowance(c.Actor, read).of(m, rec, nil); known {
			return Item{rec, can, plain}, nil
		}
	}
	if !known || inside { // what other records say is asked of the database
		items, err := c.Page(m, Query{Where: ByID(BaseOf(rec).ID), Limit: 1, Sort: "id"})
		if err != nil || len(items) == 1 {
			return append(items, Item{})[0], err
		}
	}
	return Item{}, Errorf(Missing, "找不到该%s，或不在您的权限范围内", m.Label)
}

// Count counts, up to limit, the records that match where and that the actor may read.
func (c *Ctx) Count(m *Meta, where Cond, limit int) (int, error) {
	rows, err := m.Scope(c.Actor, "read")
	if err != nil {
		return 0, err
	}
	return c.Store.Count(c, m, And(rows, where), limit)
}
