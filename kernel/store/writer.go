package store

import (
	"context"
	"database/sql"
	"errors"
)

// writer is the one connection that writes a SQLite database. Whoever writes takes turns.
type writer struct {
	open   func() (*lite, error)
	turn   chan struct{} // has room for whoever writes
	closed chan struct{} // nobody writes any more, and nobody waits for his turn
	lite   *lite         // of whoever's turn it is
}

func newWriter(open func() (*lite, error)) *writer {
	return &writer{open: open, turn: make(chan struct{}, 1), closed: make(chan struct{})}
}

// alone calls fn with the connection once it is its turn.
func (w *writer) alone(ctx context.Context, fn func(*lite) error) error {
	select {
	case w.turn <- struct{}{}:
	case <-w.closed:
		return sql.ErrConnDone
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-w.turn }()
	if w.lite == nil {
		var err error
		if w.lite, err = w.open(); err != nil {
			return err
		}
	}
	return fn(w.lite)
}

// tx runs fn in a transaction.
func (w *writer) tx(ctx context.Context, fn func(*lite) error) error {
	return w.alone(ctx, func(l *lite) (err error) {
		whole := context.WithoutCancel(ctx) // what has begun is ended in any case
		defer func() {
			if l.conn.AutocommitEnabled() { // committed, never begun, or taken back by SQLite itself
				return
			}
			if _, undo := l.exec(whole, "ROLLBACK"); undo != nil { // the next one begins on another connection
				w.lite = nil
				err = errors.Join(err, undo, l.close())
			}
		}()
		if _, err := l.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		if err := fn(l); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err = l.exec(whole, "COMMIT")
		return err
	})
}

// close waits for whoever writes and closes the connection, after a last statement.
func (w *writer) close(ctx context.Context, last string) error {
	_ = w.alone(ctx, func(l *lite) error { return l.run(ctx, last) }) // plans are no worse than before without it
	select {
	case w.turn <- struct{}{}:
	case <-w.closed:
		return nil
	}
	close(w.closed)
	if w.lite == nil {
		return nil
	}
	return w.lite.close()
}
