package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"

	"anjian/kernel"
)

// lite is one connection to a SQLite file with what was prepared on it. Whoever holds it uses it alone. Columns go from the
// library into records without the boxes of database/sql (decision 0067).
type lite struct {
	conn *sqlite.Conn
	kept map[string]*statement
	stop chan struct{} // closed, it breaks off what runs
	age  int64         // see readers
	view int64
}

// statement is busy while its rows are read; the same text is then prepared a second time.
type statement struct {
	*sqlite.Stmt
	busy, kept bool
	long       bool // some value of it is long
}

const longValue = 16 << 10 // bytes

// maxStatements bounds the prepared statements of a connection: texts that never repeat must not fill the memory. Those that do come
// back soon after all were forgotten.
const maxStatements = 1000

func openLite(path string, settings ...string) (*lite, error) {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	conn.SetBusyTimeout(10 * time.Second)
	l := &lite{conn: conn, kept: map[string]*statement{}}
	l.arm()
	for _, set := range settings {
		if _, err := l.exec(context.Background(), "PRAGMA "+set); err != nil {
			conn.Close()
			return nil, fmt.Errorf("store: %s: %w", path, err)
		}
	}
	return l, nil
}

func (l *lite) arm() {
	l.stop = make(chan struct{})
	l.conn.SetInterrupt(l.stop)
}

// until breaks off what runs when ctx ends, as long as end was not called.
func (l *lite) until(ctx context.Context) (end func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	stop := l.stop
	keep := context.AfterFunc(ctx, func() { close(stop) })
	return func() {
		if !keep() {
			<-stop
			l.arm()
		}
	}
}

// forget gives back all statements whose rows nobody reads.
func (l *lite) forget() {
	for text, p := range l.kept {
		if !p.busy {
			p.Finalize()
			delete(l.kept, text)
		}
	}
}

// rest ends what l goes on seeing.
func (l *lite) rest() {
	if !l.conn.AutocommitEnabled() {
		if _, err := l.exec(context.Background(), "COMMIT"); err != nil {
			l.age = -1 // another connection takes its place
		}
	}
}

func (l *lite) close() error {
	l.forget()
	return l.conn.Close()
}

// prepare returns a statement with its values, and what of the text follows it.
func (l *lite) prepare(text string, list []any) (p *statement, rest string, err error) {
	if p = l.kept[text]; p == nil || p.busy {
		var stmt *sqlite.Stmt
		more, keep := 0, p == nil && !strings.Contains(text, ";")
		if keep { // SQLite then puts the statement elsewhere than what it needs from row to row
			stmt, err = l.conn.Prepare(text)
		} else {
			stmt, more, err = l.conn.PrepareTransient(text)
		}
		if err != nil {
			return nil, "", err
		}
		rest = strings.TrimSpace(text[len(text)-more:])
		p = &statement{Stmt: stmt, kept: keep}
		if keep {
			if len(l.kept) >= maxStatements {
				l.forget()
			}
			l.kept[text] = p
		}
	}
	p.busy = true
	if n := p.BindParamCount(); n != len(list) && rest == "" {
		l.release(p)
		return nil, "", fmt.Errorf("%d values for %d marks", len(list), n)
	}
	for i, v := range list[:p.BindParamCount()] {
		if err := bind(p.Stmt, i+1, v); err != nil {
			l.release(p)
			return nil, "", err
		}
		switch v := v.(type) {
		case string:
			p.long = p.long || len(v) > longValue
		case []byte:
			p.long = p.long || len(v) > longValue
		}
	}
	return p, rest, nil
}

func (l *lite) release(p *statement) {
	if !p.kept {
		p.Finalize()
		return
	}
	p.Reset()   // repeats the error that Step gave
	if p.long { // values stay until the next ones; to clear them has SQLite prepare the statement anew
		p.ClearBindings()
		p.long = false
	}
	p.busy = false
}

func bind(p *sqlite.Stmt, i int, value any) error {
	switch v := value.(type) {
	case nil:
		p.BindNull(i)
	case string:
		p.BindText(i, v)
	case int64:
		p.BindInt64(i, v)
	case int:
		p.BindInt64(i, int64(v))
	case bool:
		p.BindBool(i, v)
	case float64:
		p.BindFloat(i, v)
	case []byte:
		p.BindBytes(i, v)
	default:
		simple, err := driver.DefaultParameterConverter.ConvertValue(value)
		if _, isTime := simple.(time.Time); isTime {
			err = errors.New("a time is stored as its text")
		}
		if err != nil {
			return err
		}
		return bind(p, i, simple)
	}
	return nil
}

// run is exec that breaks off when ctx ends.
func (l *lite) run(ctx context.Context, text string, list ...any) error {
	defer l.until(ctx)()
	_, err := l.exec(ctx, text, list...)
	return err
}

// exec runs the statements of a text, of which only a single one may have marks, and returns how many rows the last one touched. What
// has begun ends: SQLite takes back the whole transaction of a write that is broken off.
func (l *lite) exec(ctx context.Context, text string, list ...any) (n int64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	for text != "" {
		p, rest, err := l.prepare(text, list)
		if err != nil {
			return 0, ended(ctx, err)
		}
		for more := true; more && err == nil; {
			more, err = p.Step()
		}
		n = int64(l.conn.Changes())
		l.release(p)
		if err != nil {
			return 0, ended(ctx, err)
		}
		text = rest
	}
	return n, nil
}

// ask is query in the transaction that runs on l, whose end the context decides anyway.
func (l *lite) ask(ctx context.Context, text string, list ...any) (kernel.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return l.query(context.WithoutCancel(ctx), func() {}, text, list...)
}

// query asks; done is called once the rows are closed.
func (l *lite) query(ctx context.Context, done func(), text string, list ...any) (kernel.Rows, error) {
	if err := ctx.Err(); err != nil {
		done()
		return nil, err
	}
	end := l.until(ctx)
	p, rest, err := l.prepare(text, list)
	if err == nil && rest != "" {
		l.release(p)
		err = errors.New("more than one question")
	}
	if err != nil {
		end()
		done()
		return nil, ended(ctx, err)
	}
	return &liteRows{l: l, p: p, ctx: ctx, done: func() { end(); done() }}, nil
}

// ended names the end of ctx where that broke off what ran.
func ended(ctx context.Context, err error) error {
	if sqlite.ErrCode(err).ToPrimary() == sqlite.ResultInterrupt && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// liteRows are the answer to a question, one row after the other.
type liteRows struct {
	l    *lite
	p    *statement // nil once they are closed
	ctx  context.Context
	done func()
	err  error
}

func (r *liteRows) Next() bool {
	if r.p == nil {
		return false
	}
	more, err := r.p.Step()
	if err != nil {
		r.err = ended(r.ctx, err)
	}
	if !more || err != nil {
		r.Close()
		return false
	}
	return true
}

func (r *liteRows) Err() error { return r.err }

func (r *liteRows) Close() error {
	if r.p != nil {
		r.l.release(r.p)
		r.p = nil
		r.done()
	}
	return nil
}

// Columns are the names of the columns.
func (r *liteRows) Columns() (out []string, err error) {
	if r.p == nil {
		return nil, errors.New("store: the rows are closed")
	}
	for i := range r.p.ColumnCount() {
		out = append(out, r.p.ColumnName(i))
	}
	return out, nil
}

// Scan reads the columns of the row. NULL is the zero value.
func (r *liteRows) Scan(dest ...any) error {
	if r.p == nil {
		return errors.New("store: Scan without a row")
	}
	for i, to := range dest {
		switch to := to.(type) {
		case *string:
			*to = r.p.ColumnText(i)
		case *int64:
			*to = r.p.ColumnInt64(i)
		case *int:
			*to = r.p.ColumnInt(i)
		case *bool:
			*to = r.p.ColumnBool(i)
		case *float64:
			*to = r.p.ColumnFloat(i)
		case *[]byte:
			*to = r.bytes(i)
		case *any:
			*to = r.value(i)
		case sql.Scanner:
			if err := to.Scan(r.value(i)); err != nil {
				return err
			}
		default:
			if err := r.reflected(i, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *liteRows) bytes(i int) []byte {
	if r.p.ColumnType(i) == sqlite.TypeNull {
		return nil
	}
	b := make([]byte, r.p.ColumnLen(i))
	r.p.ColumnBytes(i, b)
	return b
}

func (r *liteRows) value(i int) any {
	switch r.p.ColumnType(i) {
	case sqlite.TypeInteger:
		return r.p.ColumnInt64(i)
	case sqlite.TypeFloat:
		return r.p.ColumnFloat(i)
	case sqlite.TypeText:
		return r.p.ColumnText(i)
	case sqlite.TypeBlob:
		return r.bytes(i)
	}
	return nil
}

func (r *liteRows) reflected(i int, to any) error {
	v := reflect.ValueOf(to)
	if v.Kind() != reflect.Pointer {
		return fmt.Errorf("store: cannot read a column into %T", to)
	}
	v = v.Elem()
	switch {
	case v.Kind() == reflect.String:
		v.SetString(r.p.ColumnText(i))
	case v.CanInt():
		v.SetInt(r.p.ColumnInt64(i))
	case v.CanUint():
		v.SetUint(uint64(r.p.ColumnInt64(i)))
	case v.CanFloat():
		v.SetFloat(r.p.ColumnFloat(i))
	case v.Kind() == reflect.Bool:
		v.SetBool(r.p.ColumnBool(i))
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		v.SetBytes(r.bytes(i))
	default:
		return fmt.Errorf("store: cannot read a column into %T", to)
	}
	return nil
}
