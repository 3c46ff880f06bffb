package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"anjian/kernel"
)

// readers are the connections that read a SQLite file, opened as they are needed. The one given back last is taken first: few of them
// then do most of the work, with what they need in the caches of the processor. What a connection sees it goes on seeing, from one
// question to the next, until this process writes or the view lapses: SQLite takes its locks of the file once for all of them.
type readers struct {
	open func() (*lite, error)
	most int
	age  atomic.Int64 // grows when connections are to be opened anew before they are used again
	view atomic.Int64 // grows when there is something new to see

	mu     sync.Mutex
	count  int // that are open
	free   []*lite
	line   []chan *lite // those who wait for one
	closed bool
	timer  *time.Timer
	timed  bool // the timer runs
}

// lapse is how long a view stays at most while this process writes nothing: so late is seen what another one wrote.
const lapse = 20 * time.Millisecond

func newReaders(most int, open func() (*lite, error)) *readers {
	r := &readers{open: open, most: most}
	r.timer = time.AfterFunc(time.Hour, func() {
		r.mu.Lock()
		r.timed = false
		r.mu.Unlock()
		r.renew()
	})
	r.timer.Stop()
	return r
}

// renew ends all views, those in use once their connection is given back. An old one would keep SQLite from beginning its log anew.
func (r *readers) renew() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.view.Add(1)
	for _, l := range r.free {
		l.rest()
	}
}

// take waits for a connection that nobody uses.
func (r *readers) take(ctx context.Context) (*lite, error) {
	r.mu.Lock()
	switch n := len(r.free); {
	case r.closed:
		r.mu.Unlock()
		return nil, sql.ErrConnDone
	case n > 0:
		l := r.free[n-1]
		r.free = r.free[:n-1]
		r.mu.Unlock()
		return r.current(l), nil
	case r.count < r.most:
		r.count++
		r.mu.Unlock()
		l, err := r.fresh()
		if err != nil {
			r.mu.Lock()
			r.count--
			r.mu.Unlock()
		}
		return l, err
	}
	mine := make(chan *lite, 1)
	r.line = append(r.line, mine)
	r.mu.Unlock()
	select {
	case l, open := <-mine:
		if !open {
			return nil, sql.ErrConnDone
		}
		return r.current(l), nil
	case <-ctx.Done():
	}
	r.mu.Lock()
	at := slices.Index(r.line, mine)
	if at >= 0 {
		r.line = slices.Delete(r.line, at, at+1)
	}
	r.mu.Unlock()
	if at < 0 { // it came at the same instant
		if l, open := <-mine; open {
			r.put(l)
		}
	}
	return nil, ctx.Err()
}

func (r *readers) fresh() (*lite, error) {
	age := r.age.Load()
	l, err := r.open()
	if err == nil {
		l.age = age
	}
	return l, err
}

// current is l, or a new connection in its place.
func (r *readers) current(l *lite) *lite {
	if l.age == r.age.Load() {
		return l
	}
	now, err := r.fresh()
	if err != nil {
		return l
	}
	l.close()
	return now
}

func (r *readers) put(l *lite) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l.view != r.view.Load() {
		l.rest()
	} else if !r.timed {
		r.timed = true
		r.timer.Reset(lapse)
	}
	switch {
	case r.closed:
		l.close()
	case len(r.line) > 0:
		r.line[0] <- l
		r.line = r.line[1:]
	default:
		r.free = append(r.free, l)
	}
}

func (r *readers) close() (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.free {
		err = errors.Join(err, l.close())
	}
	for _, waits := range r.line {
		close(waits)
	}
	r.free, r.line, r.closed = nil, nil, true
	return err
}

func (r *readers) query(ctx context.Context, text string, list ...any) (kernel.Rows, error) {
	l, err := r.take(ctx)
	if err != nil {
		return nil, err
	}
	if l.conn.AutocommitEnabled() {
		l.view = r.view.Load()
		_, _ = l.exec(context.Background(), "BEGIN") // without it, this one question has a view of its own
	}
	return l.query(ctx, func() { r.put(l) }, text, list...)
}
