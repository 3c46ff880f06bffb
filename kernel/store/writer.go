package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
)

// session is what runs statements: a transaction of PostgreSQL, or the connection of SQLite that writes.
type session interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// writer is the one connection that writes a SQLite database. It stays, and with it what was prepared on it; whoever writes takes
// turns. A transaction of database/sql would prepare its beginning and its end each time and start two goroutines for each question.
type writer struct {
	db     *sql.DB
	turn   chan struct{} // has room for whoever writes
	closed chan struct{} // nobody writes any more, and nobody waits for his turn

	// of whoever's turn it is
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func newWriter(db *sql.DB) *writer {
	return &writer{db: db, turn: make(chan struct{}, 1), closed: make(chan struct{})}
}

// alone calls fn with the connection once it is its turn.
func (w *writer) alone(ctx context.Context, fn func(*sql.Conn) error) error {
	select {
	case w.turn <- struct{}{}:
	case <-w.closed:
		return sql.ErrConnDone
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-w.turn }()
	if w.conn == nil {
		conn, err := w.db.Conn(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		w.conn, w.stmts = conn, map[string]*sql.Stmt{}
	}
	err := fn(w.conn)
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		w.drop()
	}
	return err
}

func (w *writer) drop() error {
	if w.conn == nil {
		return nil
	}
	conn := w.conn
	w.conn = nil
	return conn.Close()
}

// tx runs fn in a transaction.
func (w *writer) tx(ctx context.Context, fn func(*sql.Conn) error) error {
	return w.alone(ctx, func(conn *sql.Conn) (err error) {
		whole := context.WithoutCancel(ctx) // what has begun is ended in any case
		ended := false
		defer func() {
			if ended {
				return
			}
			if undo := w.run(whole, "ROLLBACK"); undo != nil && !strings.Contains(undo.Error(), "no transaction") {
				err = errors.Join(err, undo, w.drop())
			}
		}()
		if err := w.run(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		if err := fn(conn); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		err = w.run(whole, "COMMIT")
		ended = err == nil
		return err
	})
}

func (w *writer) run(ctx context.Context, text string) error {
	p, err := w.prepared(ctx, text)
	if err == nil {
		_, err = p.ExecContext(ctx)
	}
	return err
}

// prepared returns a statement of the connection, nil if so many are kept that this one is not.
func (w *writer) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if p := w.stmts[text]; p != nil || len(w.stmts) >= maxStatements {
		return p, nil
	}
	p, err := w.conn.PrepareContext(context.WithoutCancel(ctx), text)
	if err == nil {
		w.stmts[text] = p
	}
	return p, err
}

// close waits for whoever writes and closes the connection, after a last statement.
func (w *writer) close(ctx context.Context, last string) error {
	_ = w.alone(ctx, func(conn *sql.Conn) error { _, err := conn.ExecContext(ctx, last); return err }) // plans are no worse than before without it
	select {
	case w.turn <- struct{}{}:
	case <-w.closed:
		return nil
	}
	close(w.closed)
	return errors.Join(w.drop(), w.db.Close())
}
