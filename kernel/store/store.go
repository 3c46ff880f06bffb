// Package store keeps records in SQL. All that differs between SQLite and PostgreSQL is in dialect.go.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"anjian/kernel"
)

// Store implements kernel.Store. SQLite has one writer and a pool of readers, PostgreSQL one pool for both.
type Store struct {
	*shared
	tx   session         // of the running transaction, or nil
	held map[any]holding // of the running transaction
}

// holding is a value of the running transaction and how it is written before the commit.
type holding struct {
	value any
	save  func(kernel.Store, any) error
}

type shared struct {
	d      *dialect
	pool   *sql.DB  // of PostgreSQL
	writer *writer  // of SQLite
	read   *readers // of SQLite
	plans  sync.Map // *kernel.Meta -> *plan
	usual  sync.Map // "table.column" of those whose index leaves a value out -> that value
}

// session runs the statements of a transaction.
type session interface {
	exec(ctx context.Context, text string, list ...any) (int64, error)
	ask(ctx context.Context, text string, list ...any) (kernel.Rows, error)
}

// server runs statements on PostgreSQL: the pool, or a transaction.
type server struct {
	d  *dialect
	on interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	}
}

func (s server) exec(ctx context.Context, text string, list ...any) (int64, error) {
	res, err := s.on.ExecContext(ctx, s.d.marks(text), list...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (s server) ask(ctx context.Context, text string, list ...any) (kernel.Rows, error) {
	rows, err := s.on.QueryContext(ctx, s.d.marks(text), list...)
	if err != nil {
		return nil, err // not rows, which would be no nil
	}
	return rows, nil
}

// Open opens the database: a PostgreSQL address, or the path of a SQLite file, to which "?fast" may be added
// for data that need not survive a power cut (tests).
func Open(address string) (*Store, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") || strings.Contains(address, "host=") {
		db, err := sql.Open("pgx", address)
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(4 * max(4, runtime.NumCPU()))
		db.SetMaxIdleConns(2 * max(4, runtime.NumCPU()))
		return &Store{shared: &shared{d: postgres, pool: db}}, db.Ping()
	}
	path, fast := strings.CutSuffix(address, "?fast")
	sync := "synchronous(FULL)"
	if fast {
		sync = "synchronous(OFF)"
	}
	open := func(more ...string) func() (*lite, error) {
		settings := append([]string{"journal_mode(WAL)", sync, "temp_store(MEMORY)", "journal_size_limit(67108864)", mapped}, more...)
		return func() (*lite, error) { return openLite(path, settings...) }
	}
	// many a commit walks through the writer's page cache, so it is small; pages that are not yet committed stay in it up to 15 MB
	read := newReaders(max(4, runtime.NumCPU()), open("cache_size(-32768)", "query_only(1)"))
	s := &Store{shared: &shared{d: sqlite3, read: read,
		writer: newWriter(open("cache_size(-4000)", "cache_spill(3750)", "wal_autocheckpoint(8000)", "analysis_limit(10000)"), read.renew)}}
	return s, s.outside(context.Background(), "SELECT 1")
}

// mapped has SQLite look at the first GiB of the file where the system keeps it in memory, instead of reading pages into a cache of
// each connection (decision 0075).
const mapped = "mmap_size(1073741824)"

// Close closes the database. SQLite notes what it has learnt of the tables, for better plans next time.
func (s *Store) Close() error {
	if s.writer != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return errors.Join(s.read.close(), s.writer.close(ctx, look))
	}
	return s.pool.Close()
}

// Learn has SQLite look at tables that have grown or shrunk many times over since it last did: by what it knew of a nearly empty one it
// reads the whole table where an index would do. PostgreSQL does so by itself.
func (s *Store) Learn(ctx context.Context) error {
	if s.writer == nil {
		return nil
	}
	defer s.read.age.Add(1) // a connection keeps what it knew
	return s.outside(ctx, look)
}

// look has SQLite analyse all tables that need it, as far into each index as analysis_limit says: of its own accord it stops after so few rows
// that a state which nearly all records share seems to be a rare one.
const look = "PRAGMA optimize = 0x10002"

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if s.pool != nil {
		return s.pool.PingContext(ctx)
	}
	rows, err := s.read.query(ctx, "SELECT 1")
	if err == nil {
		rows.Next()
		err = errors.Join(rows.Close(), rows.Err())
	}
	return err
}

// Dialect is "sqlite" or "postgres".
func (s *Store) Dialect() string { return s.d.name }

// Tx runs fn in a transaction; inside one it joins it.
func (s *Store) Tx(ctx context.Context, fn func(kernel.Store) error) error {
	if s.tx != nil {
		return fn(s)
	}
	if s.writer != nil {
		return s.writer.tx(ctx, func(l *lite) error { return s.in(l, fn) })
	}
	tx, err := s.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := s.in(server{s.d, tx}, fn); err != nil {
		return err
	}
	return tx.Commit()
}

// in runs fn in the transaction of tx and then writes what it holds.
func (s *Store) in(tx session, fn func(kernel.Store) error) error {
	in := &Store{shared: s.shared, tx: tx, held: map[any]holding{}}
	if err := fn(in); err != nil {
		return err
	}
	for _, h := range in.held {
		if err := h.save(in, h.value); err != nil {
			return err
		}
	}
	return nil
}

// outside runs a statement that needs no transaction of its own.
func (s *Store) outside(ctx context.Context, stmt string, list ...any) error {
	if s.writer != nil {
		return s.writer.alone(ctx, func(l *lite) error { return l.run(ctx, stmt, list...) })
	}
	_, err := server{s.d, s.pool}.exec(ctx, stmt, list...)
	return err
}

// Held implements kernel.Store.
func (s *Store) Held(key any) any { return s.held[key].value }

// Hold implements kernel.Store.
func (s *Store) Hold(key, value any, save func(kernel.Store, any) error) {
	if s.tx == nil {
		panic("store: nothing can be held outside of a transaction")
	}
	s.held[key] = holding{value, save}
}

// Try implements kernel.Store by a savepoint; outside of a transaction it just runs fn.
func (s *Store) Try(ctx context.Context, fn func() error) error {
	if s.tx == nil {
		return fn()
	}
	if _, err := s.Exec(ctx, "SAVEPOINT attempt"); err != nil {
		return err
	}
	held := maps.Clone(s.held)
	if err := fn(); err != nil {
		s.held = held
		_, undo := s.Exec(context.WithoutCancel(ctx), "ROLLBACK TO SAVEPOINT attempt")
		return errors.Join(err, undo)
	}
	_, err := s.Exec(ctx, "RELEASE SAVEPOINT attempt")
	return err
}

// Query runs a statement with ? marks.
func (s *Store) Query(ctx context.Context, stmt string, list ...any) (rows kernel.Rows, err error) {
	switch {
	case s.tx != nil:
		rows, err = s.tx.ask(ctx, stmt, list...)
	case s.read != nil:
		rows, err = s.read.query(ctx, stmt, list...)
	default:
		rows, err = server{s.d, s.pool}.ask(ctx, stmt, list...)
	}
	if err != nil {
		return nil, fmt.Errorf("store: %w in %s", err, stmt)
	}
	return rows, nil
}

// Exec runs a statement with ? marks and returns how many rows it touched.
func (s *Store) Exec(ctx context.Context, stmt string, list ...any) (n int64, err error) {
	switch {
	case s.tx != nil:
		n, err = s.tx.exec(ctx, stmt, list...)
	case s.writer != nil:
		return n, s.Tx(ctx, func(in kernel.Store) error { n, err = in.Exec(ctx, stmt, list...); return err })
	default:
		n, err = server{s.d, s.pool}.exec(ctx, stmt, list...)
	}
	if err != nil {
		return 0, fmt.Errorf("store: %w", err)
	}
	return n, nil
}

// Conflict tells whether err is a broken unique index.
func (s *Store) Conflict(err error) bool {
	return err != nil && strings.Contains(err.Error(), s.d.duplicate)
}

// Full implements kernel.Store.
func (s *Store) Full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || err != nil && strings.Contains(err.Error(), s.d.full)
}

// plan is what List, Insert and Update need to know of a record type, worked out once.
type plan struct {
	columns, insert string
	shapes          sync.Map // sets of filled columns -> the statement that inserts just them
	alone           sync.Map // the columns whose names are read with one record -> the statement that reads it
	known           atomic.Int64
	fields          []*kernel.Field
	byName          map[string]*kernel.Field
}

func (s *Store) plan(m *kernel.Meta) *plan {
	if p, ok := s.plans.Load(m); ok {
		return p.(*plan)
	}
	p := &plan{byName: map[string]*kernel.Field{}}
	var names, qualified []string
	for i := range m.Fields {
		f := &m.Fields[i]
		p.fields, p.byName[f.Name] = append(p.fields, f), f
		if s.sparse(m, f) {
			s.usual.Store(m.Name+"."+f.Name, f.Usual)
		}
		names, qualified = append(names, f.Name), append(qualified, m.Name+"."+f.Name)
	}
	p.columns = strings.Join(qualified, ", ")
	p.insert = inserts(m, names)
	s.plans.Store(m, p)
	return p
}

// Insert implements kernel.Store.
func (s *Store) Insert(ctx context.Context, m *kernel.Meta, rec any) error {
	text, list := s.plan(m).inserting(m, rec)
	_, err := s.Exec(ctx, text, list...)
	return s.friendly(m, err)
}

// mostShapes bounds the statements that are kept of a type.
const mostShapes = 30

// inserting names only the columns that are filled, because others have their default in the table: to bind a column costs more than to
// leave it out. Records that come one after another are mostly filled alike, so few statements are kept; what is unlike those names all.
func (p *plan) inserting(m *kernel.Meta, rec any) (text string, list []any) {
	filled := make([]byte, 0, len(p.fields))
	list = make([]any, 0, len(p.fields))
	for i, f := range p.fields {
		if v := f.In(rec); !empty(v) {
			filled = append(filled, byte(i), byte(i>>8))
			list = append(list, plain(v))
		}
	}
	if known, ok := p.shapes.Load(string(filled)); ok {
		return known.(string), list
	}
	if p.known.Add(1) > mostShapes {
		return p.insert, values(p, rec, 0)
	}
	var names []string
	for i := 0; i < len(filled); i += 2 {
		names = append(names, p.fields[int(filled[i])|int(filled[i+1])<<8].Name)
	}
	text = inserts(m, names)
	p.shapes.Store(string(filled), text)
	return text, list
}

func inserts(m *kernel.Meta, names []string) string {
	return "INSERT INTO " + m.Name + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Repeat("?, ", len(names)-1) + "?)"
}

// empty tells whether a column holds what its table has by default.
func empty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
		return v.Kind() == reflect.Slice && v.Len() == 0 || v.IsNil()
	}
	return v.Kind() != reflect.Struct && v.IsZero()
}

// Update implements kernel.Store.
func (s *Store) Update(ctx context.Context, m *kernel.Meta, rec, before any) error {
	p, b := s.plan(m), kernel.BaseOf(rec)
	row, was := reflect.ValueOf(rec).Elem(), reflect.Value{}
	if before != nil {
		was = reflect.ValueOf(before).Elem()
	}
	var text strings.Builder
	list := make([]any, 0, len(p.fields)+2)
	for _, f := range p.fields {
		v := row.FieldByIndex(f.Index)
		if before != nil && same(v, was.FieldByIndex(f.Index)) {
			continue
		}
		if text.Len() == 0 {
			text.WriteString("UPDATE " + m.Name + " SET ")
		} else {
			text.WriteString(", ")
		}
		text.WriteString(f.Name + " = ?")
		list = append(list, plain(v))
	}
	text.WriteString(" WHERE id = ? AND rev = ?")
	return s.touched(m)(s.Exec(ctx, text.String(), append(list, b.ID, int64(b.Rev-1))...))
}

// same tells at little cost that a column is unchanged. Lists and maps are only if there is nothing in them: the record as it was
// may share their content.
func same(now, was reflect.Value) bool {
	switch now.Kind() {
	case reflect.Slice:
		return now.Len() == 0 && was.Len() == 0
	case reflect.Map, reflect.Pointer, reflect.Interface:
		return now.IsNil() && was.IsNil()
	}
	return now.Comparable() && now.Equal(was)
}

// Delete implements kernel.Store.
func (s *Store) Delete(ctx context.Context, m *kernel.Meta, id string, rev int) error {
	return s.touched(m)(s.Exec(ctx, "DELETE FROM "+m.Name+" WHERE id = ? AND rev = ?", id, rev))
}

func values(p *plan, rec any, more int) []any {
	list := make([]any, 0, len(p.fields)+more)
	for _, f := range p.fields {
		list = append(list, plain(f.In(rec)))
	}
	return list
}

func (s *Store) touched(m *kernel.Meta) func(int64, error) error {
	return func(n int64, err error) error {
		if err != nil {
			return s.friendly(m, err)
		}
		if n == 0 {
			return kernel.Errorf(kernel.Stale, "%s已被他人修改，请刷新后重试", m.Label)
		}
		return nil
	}
}

// friendly names the column of a broken unique index.
func (s *Store) friendly(m *kernel.Meta, err error) error {
	if !s.Conflict(err) {
		return err
	}
	for _, f := range m.Fields {
		if f.Unique && (strings.Contains(err.Error(), m.Name+"."+f.Name) || strings.Contains(err.Error(), m.Name+"_"+f.Name+"_unique")) {
			return &kernel.Error{Code: kernel.Conflict, Message: f.Label + "已存在", Fields: map[string]string{f.Name: f.Label + "已存在"}}
		}
	}
	return kernel.Errorf(kernel.Conflict, "%s已存在", m.Label)
}
