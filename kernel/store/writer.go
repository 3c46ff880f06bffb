package store

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"
)

// writer is the one connection that writes a SQLite database. Whoever writes takes turns, in the order of asking. Who waited goes on
// in the transaction of the one before, in a savepoint of his own, and one COMMIT answers them all: it costs as much as a small write.
type writer struct {
	open  func() (*lite, error)
	wrote func() // is called once something is on the disk
	lite  *lite  // of whoever's turn it is, as is
	on    *batch // the transaction that runs, or nil

	mu    sync.Mutex
	taken bool            // it is somebody's turn
	line  []chan struct{} // those who wait for theirs; one is closed when it comes
	over  chan struct{}   // closed when nobody writes any more
}

// batch is a transaction of those who wrote one after the other.
type batch struct {
	began  time.Time
	writes int
	ended  chan struct{}
	err    error // once it has ended: why nothing of it is kept
}

// They bound how long writes wait for those that follow them.
const (
	maxWrites = 32
	maxBatch  = 10 * time.Millisecond
)

var errTakenBack = errors.New("store: SQLite took the transaction back")

func newWriter(open func() (*lite, error), wrote func()) *writer {
	return &writer{open: open, wrote: wrote, over: make(chan struct{})}
}

// take waits for the turn.
func (w *writer) take(ctx context.Context) error {
	w.mu.Lock()
	if !w.taken {
		w.taken = true
		w.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	w.line = append(w.line, mine)
	w.mu.Unlock()
	var err error
	select {
	case <-mine:
		return nil
	case <-w.over:
		return sql.ErrConnDone
	case <-ctx.Done():
		err = ctx.Err()
	}
	w.mu.Lock()
	at := slices.Index(w.line, mine)
	if at >= 0 {
		w.line = slices.Delete(w.line, at, at+1)
	}
	w.mu.Unlock()
	if at < 0 { // it came at the same instant
		w.give()
	}
	return err
}

// give ends the turn. The transaction stays open only for the next in line.
func (w *writer) give() {
	if w.on != nil {
		runtime.Gosched() // who is about to write comes into the line
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.on != nil && (len(w.line) == 0 || w.on.writes >= maxWrites || time.Since(w.on.began) > maxBatch) {
		w.mu.Unlock()
		w.end(nil)
		w.mu.Lock()
	}
	if w.taken = len(w.line) > 0; w.taken {
		close(w.line[0])
		w.line = w.line[1:]
	}
}

// tx runs fn in a transaction and returns once that is on the disk.
func (w *writer) tx(ctx context.Context, fn func(*lite) error) error {
	if err := w.take(ctx); err != nil {
		return err
	}
	on, err := w.write(ctx, fn)
	if err != nil {
		return err
	}
	<-on.ended
	return on.err
}

// write runs fn in the transaction that runs, or in a new one, and ends the turn.
func (w *writer) write(ctx context.Context, fn func(*lite) error) (on *batch, err error) {
	defer w.give()
	if err := w.connect(); err != nil {
		return nil, err
	}
	l, first := w.lite, w.on == nil
	begin := "SAVEPOINT turn"
	if first {
		begin = "BEGIN IMMEDIATE"
	}
	if _, err := l.exec(ctx, begin); err != nil {
		return nil, err
	}
	if first {
		w.on = &batch{began: time.Now(), ended: make(chan struct{})}
	}
	on, err = w.on, errTakenBack // unless fn says otherwise, which it does not when it panics
	defer func() {
		if err == nil {
			on.writes++
		} else if failed := w.undo(first); failed != nil { // otherwise fn's error as it is: callers compare it
			err = errors.Join(err, failed)
		}
	}()
	if err = fn(l); err == nil {
		err = ctx.Err()
	}
	if err == nil && l.conn.AutocommitEnabled() {
		err = errTakenBack
	}
	if err == nil && !first {
		_, err = l.exec(context.WithoutCancel(ctx), "RELEASE turn")
	}
	return on, err
}

// undo takes back what this turn wrote, or the whole transaction where nobody wrote before or SQLite has done so by itself.
func (w *writer) undo(first bool) (err error) {
	if !first && !w.lite.conn.AutocommitEnabled() {
		if _, err = w.lite.exec(context.Background(), "ROLLBACK TO turn; RELEASE turn"); err == nil {
			return nil
		}
	}
	w.end(errTakenBack)
	return err
}

// end ends the transaction that runs and tells those who wait for it. With a reason, nothing of it is kept.
func (w *writer) end(reason error) {
	on, l := w.on, w.lite
	w.on = nil
	if reason == nil {
		_, reason = l.exec(context.Background(), "COMMIT")
	}
	if !l.conn.AutocommitEnabled() {
		if _, err := l.exec(context.Background(), "ROLLBACK"); err != nil { // the next one begins on another connection
			w.lite = nil
			reason = errors.Join(reason, err, l.close())
		}
	}
	w.wrote()
	on.err = reason
	close(on.ended)
}

// alone calls fn with the connection, outside of a transaction, once it is its turn.
func (w *writer) alone(ctx context.Context, fn func(*lite) error) error {
	if err := w.take(ctx); err != nil {
		return err
	}
	defer w.give()
	if w.on != nil {
		w.end(nil)
	}
	if err := w.connect(); err != nil {
		return err
	}
	defer w.wrote()
	return fn(w.lite)
}

func (w *writer) connect() (err error) {
	if w.lite == nil {
		w.lite, err = w.open()
	}
	return err
}

// close waits for whoever writes and closes the connection, after a last statement.
func (w *writer) close(ctx context.Context, last string) error {
	_ = w.alone(ctx, func(l *lite) error { return l.run(ctx, last) }) // plans are no worse than before without it
	if err := w.take(context.Background()); err != nil {
		return nil // closed before
	}
	if w.on != nil {
		w.end(nil)
	}
	close(w.over)
	if w.lite == nil {
		return nil
	}
	return w.lite.close()
}
