// Package store keeps records in SQL. All that differs between SQLite and PostgreSQL is in dialect.go.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"anjian/kernel"
)

// Store implements kernel.Store. SQLite has one writer and a pool of readers, PostgreSQL one pool for both.
type Store struct {
	*shared
	tx  *sql.Tx              // the running transaction, or nil
	own map[string]*sql.Stmt // statements of the running transaction: database/sql keeps each until the end

	held map[any]holding // of the running transaction
}

// holding is a value of the running transaction and how it is written before the commit.
type holding struct {
	value any
	save  func(kernel.Store, any) error
}

type shared struct {
	d           *dialect
	write, read *sql.DB
	stmts       [2]sync.Map // text -> *sql.Stmt of write and read
	kept        atomic.Int64
	plans       sync.Map // *kernel.Meta -> *plan
	unique      sync.Map // "table.column" of the unique texts
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
		return &Store{shared: &shared{d: postgres, write: db, read: db}}, db.Ping()
	}
	path, fast := strings.CutSuffix(address, "?fast")
	sync := "FULL"
	if fast {
		sync = "OFF"
	}
	dsn := "file:" + path + "?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(" + sync + ")&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32768)&_pragma=journal_size_limit(67108864)&_pragma=wal_autocheckpoint(4000)"
	write, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := write.Ping(); err != nil {
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	read, err := sql.Open("sqlite", dsn+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	read.SetMaxIdleConns(max(4, runtime.NumCPU()))
	return &Store{shared: &shared{d: sqlite, write: write, read: read}}, nil
}

// Close closes the database. SQLite notes what it has learnt of the tables, for better plans next time.
func (s *Store) Close() error {
	if s.read != s.write {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		_, _ = s.write.ExecContext(ctx, "PRAGMA analysis_limit = 400; PRAGMA optimize") // plans are no worse than before without it
		cancel()
		return errors.Join(s.read.Close(), s.write.Close())
	}
	return s.write.Close()
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.read.PingContext(ctx) }

// Dialect is "sqlite" or "postgres".
func (s *Store) Dialect() string { return s.d.name }

// Tx runs fn in a transaction; inside one it joins it.
func (s *Store) Tx(ctx context.Context, fn func(kernel.Store) error) error {
	if s.tx != nil {
		return fn(s)
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	in := &Store{shared: s.shared, tx: tx, own: map[string]*sql.Stmt{}, held: map[any]holding{}}
	if err := fn(in); err != nil {
		return err
	}
	for _, h := range in.held {
		if err := h.save(in, h.value); err != nil {
			return err
		}
	}
	return tx.Commit()
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
	if _, err := s.tx.ExecContext(ctx, "SAVEPOINT attempt"); err != nil {
		return err
	}
	held := maps.Clone(s.held)
	if err := fn(); err != nil {
		s.held = held
		_, undo := s.tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT attempt")
		return errors.Join(err, undo)
	}
	_, err := s.tx.ExecContext(ctx, "RELEASE SAVEPOINT attempt")
	return err
}

// brief makes a statement one that runs to its end once it has begun: the SQLite driver and database/sql start two goroutines for each
// statement that may be broken off, which costs more than most statements do. What is brief by its nature is those of a transaction,
// whose end the context decides anyway, and reading by id.
func (s *Store) brief(ctx context.Context) (context.Context, error) {
	if s.d.prepare {
		return context.WithoutCancel(ctx), ctx.Err()
	}
	return ctx, nil
}

// Query runs a statement with ? marks.
func (s *Store) Query(ctx context.Context, stmt string, list ...any) (*sql.Rows, error) {
	var rows *sql.Rows
	var err error
	if s.tx != nil {
		if ctx, err = s.brief(ctx); err != nil {
			return nil, err
		}
	}
	switch {
	case s.d.prepare && (s.tx != nil || s.kept.Load() < maxStatements):
		var p *sql.Stmt
		if p, err = s.prepared(ctx, stmt); err == nil {
			rows, err = p.QueryContext(ctx, list...)
		}
	case s.tx != nil:
		rows, err = s.tx.QueryContext(ctx, s.d.marks(stmt), list...)
	default:
		rows, err = s.read.QueryContext(ctx, s.d.marks(stmt), list...)
	}
	if err != nil {
		return nil, fmt.Errorf("store: %w in %s", err, stmt)
	}
	return rows, nil
}

// Exec runs a statement with ? marks and returns how many rows it touched.
func (s *Store) Exec(ctx context.Context, stmt string, list ...any) (n int64, err error) {
	var res sql.Result
	if s.tx != nil {
		if ctx, err = s.brief(ctx); err != nil {
			return 0, err
		}
	}
	switch {
	case s.tx == nil && s.d.prepare:
		err = s.Tx(ctx, func(in kernel.Store) error { n, err = in.Exec(ctx, stmt, list...); return err })
		return n, err
	case s.tx == nil:
		res, err = s.write.ExecContext(ctx, s.d.marks(stmt), list...)
	case s.d.prepare:
		var p *sql.Stmt
		if p, err = s.prepared(ctx, stmt); err == nil {
			res, err = p.ExecContext(ctx, list...)
		}
	default:
		res, err = s.tx.ExecContext(ctx, s.d.marks(stmt), list...)
	}
	if err != nil {
		return 0, fmt.Errorf("store: %w", err)
	}
	return res.RowsAffected()
}

// prepared returns the statement prepared on the reader pool, or on the writer within a transaction.
func (s *Store) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if s.tx != nil {
		return s.preparedInTx(ctx, text)
	}
	if p, ok := s.stmts[1].Load(text); ok {
		return p.(*sql.Stmt), nil
	}
	if err := s.keep(s.read, 1, text); err != nil {
		return nil, err
	}
	p, _ := s.stmts[1].Load(text)
	return p.(*sql.Stmt), nil
}

// preparedInTx: in a transaction the writer's only connection is taken, so the first use prepares on the transaction
// and the statement for later ones is made by a goroutine once the connection is free again.
func (s *Store) preparedInTx(ctx context.Context, text string) (p *sql.Stmt, err error) {
	if p = s.own[text]; p != nil {
		return p, nil
	}
	if kept, ok := s.stmts[0].Load(text); ok {
		p = s.tx.StmtContext(ctx, kept.(*sql.Stmt))
	} else {
		if s.kept.Load() < maxStatements {
			go s.keep(s.write, 0, text)
		}
		if p, err = s.tx.PrepareContext(ctx, text); err != nil {
			return nil, err
		}
	}
	s.own[text] = p
	return p, nil
}

// maxStatements bounds the prepared statements: texts that never repeat must not fill the memory.
const maxStatements = 2000

func (s *Store) keep(db *sql.DB, side int, text string) error {
	p, err := db.Prepare(text)
	if err != nil {
		return err
	}
	if _, twice := s.stmts[side].LoadOrStore(text, p); twice {
		return p.Close()
	}
	s.kept.Add(1)
	return nil
}

// Conflict tells whether err is a broken unique index.
func (s *Store) Conflict(err error) bool {
	return err != nil && strings.Contains(err.Error(), s.d.duplicate)
}

// plan is what List, Insert and Update need to know of a record type, worked out once.
type plan struct {
	columns, insert, update string
	fields                  []*kernel.Field
	byName                  map[string]*kernel.Field
}

func (s *Store) plan(m *kernel.Meta) *plan {
	if p, ok := s.plans.Load(m); ok {
		return p.(*plan)
	}
	p := &plan{byName: map[string]*kernel.Field{}}
	var names, qualified, sets []string
	for i := range m.Fields {
		f := &m.Fields[i]
		p.fields, p.byName[f.Name] = append(p.fields, f), f
		if f.Unique && f.Kind.Column == kernel.Text {
			s.unique.Store(m.Name+"."+f.Name, true)
		}
		names, qualified, sets = append(names, f.Name), append(qualified, m.Name+"."+f.Name), append(sets, f.Name+" = ?")
	}
	p.columns = strings.Join(qualified, ", ")
	p.insert = "INSERT INTO " + m.Name + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Repeat("?, ", len(names)-1) + "?)"
	p.update = "UPDATE " + m.Name + " SET " + strings.Join(sets, ", ") + " WHERE id = ? AND rev = ?"
	s.plans.Store(m, p)
	return p
}

// Insert implements kernel.Store.
func (s *Store) Insert(ctx context.Context, m *kernel.Meta, rec any) error {
	p := s.plan(m)
	_, err := s.Exec(ctx, p.insert, values(p, rec, 0)...)
	return s.friendly(m, err)
}

// Update implements kernel.Store.
func (s *Store) Update(ctx context.Context, m *kernel.Meta, rec any) error {
	p, b := s.plan(m), kernel.BaseOf(rec)
	list := append(values(p, rec, 2), b.ID, int64(b.Rev-1))
	return s.touched(m)(s.Exec(ctx, p.update, list...))
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
