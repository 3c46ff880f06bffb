// Package search finds records by what people remember of them (检索): words of Chinese, the initials of a name's pinyin, the
// beginning of a code; and only among the records that the asker may read. The index follows the records within a
// fraction of a second, by a queue that is written in the transaction of each change.
package search

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"anjian/kernel"
)

// Module declares the index, its queue and the question GET /api/search.
func Module() kernel.Module {
	return kernel.Module{Name: "search", Label: "检索", Hooks: []kernel.Hook{wrote},
		Routes: []kernel.Route{kernel.Op("GET /api/search", "检索", nil, find)},
		Tables: []string{
			`sqlite:CREATE TABLE IF NOT EXISTS search_todo (id INTEGER PRIMARY KEY, type TEXT NOT NULL, record TEXT NOT NULL)`,
			`postgres:CREATE TABLE IF NOT EXISTS search_todo (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type TEXT COLLATE "C" NOT NULL, record TEXT COLLATE "C" NOT NULL)`,
			`CREATE TABLE IF NOT EXISTS search_lock (name {text} PRIMARY KEY, turn {int} NOT NULL)`,
			`CREATE TABLE IF NOT EXISTS search_type (no {int} PRIMARY KEY, type {text} NOT NULL UNIQUE)`,
			`sqlite:CREATE TABLE IF NOT EXISTS search_doc (id INTEGER PRIMARY KEY, type TEXT NOT NULL, record TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (type, record))`,
			`sqlite:CREATE VIRTUAL TABLE IF NOT EXISTS search_token USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'")`,
			`sqlite:INSERT INTO search_token (search_token, rank) VALUES ('automerge', 8)`, // words are written again less often than by default
			`postgres:CREATE TABLE IF NOT EXISTS search_doc (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type TEXT COLLATE "C" NOT NULL, record TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, words TSVECTOR NOT NULL, UNIQUE (type, record))`,
			`postgres:CREATE INDEX IF NOT EXISTS search_doc_words ON search_doc USING GIN (words)`,
			`CREATE INDEX IF NOT EXISTS search_doc_name ON search_doc (type, name, id)`,
			`sqlite:INSERT INTO search_lock (name, turn) SELECT 'form', 2 WHERE NOT EXISTS (SELECT 1 FROM search_doc) ON CONFLICT (name) DO NOTHING`,
			`postgres:INSERT INTO search_lock (name, turn) VALUES ('form', 2) ON CONFLICT (name) DO NOTHING`,
			`postgres:INSERT INTO search_type (no, type) SELECT ROW_NUMBER() OVER (ORDER BY type), type FROM (SELECT DISTINCT type FROM search_doc) AS known WHERE NOT EXISTS (SELECT 1 FROM search_type)`,
		}}
}

// wrote puts a record whose searched columns changed into the queue: one insert, in the transaction of the write.
func wrote(c *kernel.Ctx, w *kernel.Write) error {
	if !touches(w) {
		return nil
	}
	_, err := c.Store.Exec(c, "INSERT INTO search_todo (type, record) VALUES (?, ?)", w.Meta.Name, w.ID)
	return err
}

func touches(w *kernel.Write) bool {
	fields := indexed(w.Meta)
	if len(fields) == 0 {
		return false
	}
	if absent(w.Before) || absent(w.After) {
		return true
	}
	if kernel.BaseOf(w.Before).Region != kernel.BaseOf(w.After).Region {
		return true
	}
	for i := range w.Meta.Fields {
		f := &w.Meta.Fields[i]
		if (f.Kind.Name == "ref" || slices.Contains(fields, f)) && !reflect.DeepEqual(f.In(w.Before).Interface(), f.In(w.After).Interface()) {
			return true
		}
	}
	return false
}

func absent(rec any) bool { return rec == nil || reflect.ValueOf(rec).IsNil() }

const (
	pause    = 200 * time.Millisecond
	atOnce   = 300 // records indexed in one transaction
	fillable = 1000
)

// Index keeps the words of all records of a platform.
type Index struct {
	env   *kernel.Env
	store kernel.Store
}

// New returns the index of the platform env over store.
func New(env *kernel.Env, store kernel.Store) *Index { return &Index{env, store} }

// Match implements Match of kernel.Env.
func (*Index) Match(c *kernel.Ctx, m *kernel.Meta, text string) (kernel.Cond, error) {
	return Match(c, m, text)
}

// Run keeps the index up to date until ctx ends; it begins with making anew one of another form, and with what a stop has left in the queue.
func (x *Index) Run(ctx context.Context) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	ready := false
	for {
		c := x.env.NewCtx(ctx, x.store)
		var err error
		if !ready {
			ready, err = renew(c)
		}
		if ready {
			err = Flush(c)
		}
		if err != nil && ctx.Err() == nil {
			x.env.Logger.ErrorContext(ctx, "search", "err", err)
			time.Sleep(5 * pause)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Flush indexes everything that is in the queue. What comes while it works may wait: few records at once cost twice as much each.
func Flush(c *kernel.Ctx) error {
	if n, err := waiting(c, 1); err != nil || len(n) == 0 {
		return err
	}
	for {
		n := 0
		err := c.Tx(func(c *kernel.Ctx) error {
			if err := lock(c); err != nil {
				return err
			}
			list, err := waiting(c, atOnce)
			if err != nil {
				return err
			}
			n = len(list)
			return settle(c, list)
		})
		if err != nil || n < atOnce {
			return err
		}
	}
}

// lock lets one worker at a time read records and write the index, so that an older state never covers a newer one.
func lock(c *kernel.Ctx) error {
	if _, err := c.Store.Exec(c, "INSERT INTO search_lock (name, turn) VALUES ('index', 0) ON CONFLICT (name) DO NOTHING"); err != nil {
		return err
	}
	_, err := c.Store.Exec(c, "UPDATE search_lock SET turn = turn + 1 WHERE name = 'index'")
	return err
}

type entry struct {
	id          int64
	typ, record string
}

func waiting(c *kernel.Ctx, most int) (out []entry, err error) {
	rows, err := c.Store.Query(c, "SELECT id, type, record FROM search_todo ORDER BY id LIMIT ?", most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.id, &e.typ, &e.record); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// settle brings the index up to date with the records of list and takes them from the queue.
func settle(c *kernel.Ctx, list []entry) error {
	byType := map[string][]string{}
	var order []string
	var docs []doc
	for _, e := range list {
		if byType[e.typ] == nil {
			order = append(order, e.typ)
		}
		if !slices.Contains(byType[e.typ], e.record) {
			byType[e.typ] = append(byType[e.typ], e.record)
		}
	}
	for _, typ := range order {
		h := c.App.Resource(typ)
		if h == nil {
			continue
		}
		found := map[string]any{}
		q := kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: args(byType[typ])}, Sort: "id", Limit: -1, Cols: read(h.Meta())}
		if err := c.Store.List(c, h.Meta(), q, func(rec any, _ []bool) error { found[kernel.BaseOf(rec).ID] = rec; return nil }); err != nil {
			return err
		}
		for _, id := range byType[typ] {
			if rec := found[id]; rec != nil {
				docs = append(docs, doc{m: h.Meta(), rec: rec})
			} else if err := drop(c, typ, id); err != nil {
				return err
			}
		}
	}
	if err := put(c, docs); err != nil {
		return err
	}
	for len(list) > 0 { // in parts of few different lengths, so that few different statements come about
		size := 1
		for size*10 <= len(list) && size < 100 {
			size *= 10
		}
		ids := make([]any, size)
		for i := range ids {
			ids[i] = list[i].id
		}
		if _, err := c.Store.Exec(c, "DELETE FROM search_todo WHERE id IN (?"+strings.Repeat(", ?", size-1)+")", ids...); err != nil {
			return err
		}
		list = list[size:]
	}
	return nil
}

// read are the columns from which the words of a record come.
func read(m *kernel.Meta) (cols []string) {
	fields := indexed(m)
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Name == "id" || f.Name == "region" || f.Name == m.NameColumn || f.Kind.Name == "ref" || slices.Contains(fields, f) {
			cols = append(cols, f.Name)
		}
	}
	return cols
}

func args(list []string) (out []any) {
	for _, s := range list {
		out = append(out, s)
	}
	return out
}

// doc is a record that is indexed.
type doc struct {
	m   *kernel.Meta
	rec any
	at  int64 // its place
}

func (d *doc) id() string  { return kernel.BaseOf(d.rec).ID }
func (d *doc) key() string { return nameKey(d.m.Field(d.m.NameColumn).Text(d.rec)) }

// put indexes records. In SQLite all their documents come before all their words, and these in the order of their places: whatever breaks
// it has the words of those before sorted and written each time.
func put(c *kernel.Ctx, docs []doc) error {
	next := map[string]int64{} // place in SQLite
	for i := range docs {
		d := &docs[i]
		typ, err := d.m.Name, error(nil)
		if next[typ] == 0 {
			if next[typ], err = free(c, typ); err != nil {
				return err
			}
		}
		if c.Store.Dialect() == "postgres" {
			const stmt = `INSERT INTO search_doc (type, record, name, words) VALUES (?, ?, ?, array_to_tsvector(CAST(? AS text[]))) ON CONFLICT (type, record) DO UPDATE SET name = excluded.name, words = excluded.words`
			if _, err := c.Store.Exec(c, stmt, typ, d.id(), d.key(), `{"`+strings.Join(words(d.m, d.rec, true), `","`)+`"}`); err != nil {
				return err
			}
			continue
		}
		rows, err := c.Store.Query(c, `INSERT INTO search_doc (id, type, record, name) VALUES (?, ?, ?, ?) ON CONFLICT (type, record) DO UPDATE SET name = excluded.name RETURNING id`, next[typ], typ, d.id(), d.key())
		if err != nil {
			return err
		}
		for rows.Next() {
			err = rows.Scan(&d.at)
		}
		if err = errors.Join(err, rows.Close()); err != nil {
			return err
		}
		if d.at == next[typ] {
			next[typ]++
		}
	}
	if c.Store.Dialect() == "postgres" {
		return nil
	}
	slices.SortFunc(docs, func(a, b doc) int { return cmp.Compare(a.at, b.at) })
	for _, d := range docs {
		if _, err := c.Store.Exec(c, "INSERT OR REPLACE INTO search_token (rowid, words) VALUES (?, ?)", d.at, strings.Join(words(d.m, d.rec, false), " ")); err != nil {
			return err
		}
	}
	return nil
}

// free is the first free place of a type, which gets its number now if it has none.
func free(c *kernel.Ctx, typ string) (at int64, err error) {
	no, err := number(c, "SELECT no FROM search_type WHERE type = ?", typ)
	if err == nil && no == 0 {
		if no, err = number(c, "SELECT COALESCE(MAX(no), 0) + 1 FROM search_type"); err == nil {
			_, err = c.Store.Exec(c, "INSERT INTO search_type (no, type) VALUES (?, ?)", no, typ)
		}
	}
	if err != nil || c.Store.Dialect() == "postgres" {
		return 1, err
	}
	p := placesOf(false, no)
	at, err = number(c, "SELECT COALESCE(MAX(id), ?) + 1 FROM search_doc WHERE id >= ? AND id < ?", p.from, p.from, p.to)
	return at, err
}

// number asks for one.
func number(c *kernel.Ctx, stmt string, list ...any) (n int64, err error) {
	rows, err := c.Store.Query(c, stmt, list...)
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		err = rows.Scan(&n)
	}
	return n, errors.Join(err, rows.Err(), rows.Close())
}

func drop(c *kernel.Ctx, typ, id string) error {
	if c.Store.Dialect() != "postgres" {
		if _, err := c.Store.Exec(c, "DELETE FROM search_token WHERE rowid IN (SELECT id FROM search_doc WHERE type = ? AND record = ?)", typ, id); err != nil {
			return err
		}
	}
	_, err := c.Store.Exec(c, "DELETE FROM search_doc WHERE type = ? AND record = ?", typ, id)
	return err
}
