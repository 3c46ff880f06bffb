package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// The connection given back last is the next one to be taken; who waits for one gets it, unless he gives up or all is closed.
func TestReaders(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "read.db") + "?fast")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, opened := newReaders(2, s.read.open), 0
	r.open = func() (*lite, error) { opened++; return s.read.open() }
	take := func(ctx context.Context) *lite {
		t.Helper()
		l, err := r.take(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	a, b := take(t.Context()), take(t.Context())
	r.put(a)
	r.put(b)
	if got := take(t.Context()); got != b || take(t.Context()) != a || opened != 2 {
		t.Errorf("not the last one, or %d of two opened", opened)
	}
	if got, err := r.take(late(t)); got != nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("he did not give up: %v", err)
	}
	got := make(chan *lite)
	go func() { l, _ := r.take(t.Context()); got <- l }()
	inLine(t, r, 1)
	r.put(a)
	if <-got != a {
		t.Error("who waited got another one")
	}
	r.put(a)
	r.age.Add(1)
	if l := take(t.Context()); l == a || opened != 3 {
		t.Error("it was not opened anew")
	} else {
		a = l
	}
	refused := make(chan error)
	go func() { _, err := r.take(t.Context()); refused <- err }()
	inLine(t, r, 1)
	if err := r.close(); err != nil {
		t.Error(err)
	}
	if err := <-refused; !errors.Is(err, sql.ErrConnDone) {
		t.Errorf("who waits at the end hears %v", err)
	}
	r.put(a)
	r.put(b)
	if _, err := r.take(t.Context()); !errors.Is(err, sql.ErrConnDone) || len(r.free) > 0 {
		t.Errorf("after the end: %v, %d kept", err, len(r.free))
	}
}

func late(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

// inLine waits until so many wait for a connection.
func inLine(t *testing.T, r *readers, n int) {
	t.Helper()
	for range 1000 {
		r.mu.Lock()
		waiting := len(r.line)
		r.mu.Unlock()
		if waiting == n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("nobody waits")
}

// What a store wrote it sees at once, what another one wrote after a moment; and nobody keeps an old view.
func TestView(t *testing.T) {
	path := filepath.Join(t.TempDir(), "view.db") + "?fast"
	open := func() *Store {
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	a, b := open(), open()
	write := func(stmt string) {
		t.Helper()
		if _, err := a.Exec(t.Context(), stmt); err != nil {
			t.Fatal(err)
		}
	}
	seen := func(s *Store) (n int) {
		t.Helper()
		rows, err := s.Query(t.Context(), "SELECT COUNT(*) FROM thing")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				t.Fatal(err)
			}
		}
		return n
	}
	write("CREATE TABLE thing (n INTEGER)")
	views := func(s *Store) (n int) {
		s.read.mu.Lock()
		defer s.read.mu.Unlock()
		for _, l := range s.read.free {
			if !l.conn.AutocommitEnabled() {
				n++
			}
		}
		return n
	}
	kept := 0
	for n := range 100 {
		if got := seen(a); got != n || seen(b) > n {
			t.Fatalf("%d of %d rows seen", got, n)
		}
		kept += views(a) // none where it has lapsed already
		write("INSERT INTO thing VALUES (1)")
		if views(a) != 0 {
			t.Fatal("somebody sees what is no longer so")
		}
	}
	if kept == 0 {
		t.Error("no view was ever kept")
	}
	for until := time.Now().Add(10 * time.Second); seen(b) != 100; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("another process sees %d rows of 100", seen(b))
		}
	}
	for until := time.Now().Add(10 * time.Second); views(a)+views(b) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("an idle store keeps a view")
		}
	}
}
