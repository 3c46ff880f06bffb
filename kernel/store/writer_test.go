package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"anjian/kernel"
)

// together opens a database and returns how to have writers wait in line while one holds the turn, so that they share a transaction.
func together(t *testing.T) (s *Store, run func(writes ...func(kernel.Store) error) []error) {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "line.db") + "?fast")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Exec(t.Context(), "CREATE TABLE note (n INTEGER PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	return s, func(writes ...func(kernel.Store) error) []error {
		out := make([]error, len(writes))
		var wg sync.WaitGroup
		hold := make(chan struct{})
		wg.Go(func() { s.writer.alone(t.Context(), func(*lite) error { <-hold; return nil }) })
		for i, write := range writes {
			waiting(t, s.writer, i)
			wg.Go(func() {
				defer func() {
					if r := recover(); r != nil {
						out[i] = fmt.Errorf("panic: %v", r)
					}
				}()
				out[i] = s.Tx(t.Context(), write)
			})
		}
		waiting(t, s.writer, len(writes))
		close(hold)
		wg.Wait()
		return out
	}
}

// waiting returns once n writers are in line and one has the turn.
func waiting(t *testing.T, w *writer, n int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Microsecond) {
		w.mu.Lock()
		there := w.taken && len(w.line) == n
		w.mu.Unlock()
		if there {
			return
		}
	}
	t.Fatalf("there were never %d in line", n)
}

func note(n int) func(kernel.Store) error {
	return func(s kernel.Store) error {
		_, err := s.Exec(context.Background(), "INSERT INTO note (n) VALUES (?)", n)
		return err
	}
}

// notes are what a reader sees.
func notes(t *testing.T, s kernel.Store) (out []int) {
	t.Helper()
	rows, err := s.Query(t.Context(), "SELECT n FROM note ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

var errNo = errors.New("no")

// Those in line share one COMMIT: before it no reader sees any of them, although the first have long written.
func TestWritersShareACommit(t *testing.T) {
	s, run := together(t)
	errs := run(note(1), note(2), func(in kernel.Store) error {
		if seen, own := notes(t, s), notes(t, in); len(seen) != 0 || !slices.Equal(own, []int{1, 2}) {
			t.Errorf("a reader sees %v, the third writer %v", seen, own)
		}
		return note(3)(in)
	})
	if err := errors.Join(errs...); err != nil || !slices.Equal(notes(t, s), []int{1, 2, 3}) {
		t.Error(err, notes(t, s))
	}
}

// What fails, panics or gives up takes back its own writes and nobody else's, wherever it stands in line.
func TestWritersFailAlone(t *testing.T) {
	for _, how := range []string{"error", "panic", "broken"} {
		bad := func(in kernel.Store) error {
			if err := note(9)(in); err != nil {
				return err
			}
			switch how {
			case "panic":
				panic(errNo)
			case "broken":
				return note(9)(in)
			}
			return errNo
		}
		for at := range 3 {
			t.Run(fmt.Sprint(how, at), func(t *testing.T) {
				s, run := together(t)
				errs := run(slices.Insert([]func(kernel.Store) error{note(1), note(2)}, at, bad)...)
				for i, err := range errs {
					if (i == at) != (err != nil) {
						t.Errorf("writer %d: %v", i, err)
					}
				}
				if how != "broken" && !errors.Is(errs[at], errNo) && errs[at].Error() != "panic: no" {
					t.Error(errs[at])
				}
				if got := notes(t, s); !slices.Equal(got, []int{1, 2}) {
					t.Error(got)
				}
			})
		}
	}
}

// A transaction that SQLite took back keeps nothing, and none of those who shared it is told that it does. Those after it write on.
func TestWritersTakenBack(t *testing.T) {
	s, run := together(t)
	lose := func(in kernel.Store) error {
		_, err := in.Exec(context.Background(), "ROLLBACK")
		return err
	}
	errs := run(note(1), note(2), lose, note(3))
	for i, err := range errs {
		if (i < 3) != errors.Is(err, errTakenBack) {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	if got := notes(t, s); !slices.Equal(got, []int{3}) {
		t.Error(got)
	}
}

// A COMMIT that fails is the failure of all who share it.
func TestWritersCommitFails(t *testing.T) {
	s, run := together(t)
	if _, err := s.Exec(t.Context(), "CREATE TABLE leaf (n INTEGER REFERENCES note (n) DEFERRABLE INITIALLY DEFERRED)"); err != nil {
		t.Fatal(err)
	}
	if err := s.outside(t.Context(), "PRAGMA foreign_keys = 1"); err != nil {
		t.Fatal(err)
	}
	errs := run(note(1), func(in kernel.Store) error {
		_, err := in.Exec(context.Background(), "INSERT INTO leaf (n) VALUES (7)")
		return err
	})
	if errs[0] == nil || errs[1] == nil || len(notes(t, s)) != 0 {
		t.Error(errs, notes(t, s))
	}
	if err := s.Tx(t.Context(), note(4)); err != nil || !slices.Equal(notes(t, s), []int{4}) {
		t.Error(err, notes(t, s))
	}
}

// Whoever waits no longer leaves the line; those behind get their turn, and a transaction is never left open.
func TestWritersLeaveTheLine(t *testing.T) {
	s, _ := together(t)
	hold := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { s.writer.alone(t.Context(), func(*lite) error { <-hold; return nil }) })
	waiting(t, s.writer, 0)
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { left <- s.Tx(ctx, note(1)) }()
	waiting(t, s.writer, 1)
	wg.Go(func() {
		if err := s.Tx(t.Context(), note(2)); err != nil {
			t.Error(err)
		}
	})
	waiting(t, s.writer, 2)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(hold)
	wg.Wait()
	if got := notes(t, s); !slices.Equal(got, []int{2}) {
		t.Error(got)
	}
}

// Many writers, some of whom fail or give up at any instant: what was answered is there, and nothing else.
func TestWritersAtOnce(t *testing.T) {
	s, _ := together(t)
	var mu sync.Mutex
	var kept []int
	var wg sync.WaitGroup
	for w := range 16 {
		wg.Go(func() {
			for i := range 100 {
				n := w*100 + i
				ctx, cancel := context.WithCancel(t.Context())
				if n%5 == 0 {
					time.AfterFunc(time.Duration(n%7)*20*time.Microsecond, cancel)
				}
				err := s.Tx(ctx, func(in kernel.Store) error {
					if err := note(n)(in); err != nil || n%11 != 0 {
						return err
					}
					return errNo
				})
				cancel()
				if err == nil {
					mu.Lock()
					kept = append(kept, n)
					mu.Unlock()
				} else if n%11 != 0 && n%5 != 0 {
					t.Error(n, err)
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(kept)
	if got := notes(t, s); !slices.Equal(got, kept) {
		t.Errorf("%d notes, %d answered", len(got), len(kept))
	}
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	if s.writer.taken || s.writer.on != nil || len(s.writer.line) != 0 {
		t.Error("somebody is left")
	}
}

// Who asked for a rollback compares the error that comes back, first in a transaction and in one that runs.
func TestWritersErrorsStayAsTheyAre(t *testing.T) {
	_, run := together(t)
	trial := errors.New("only a trial")
	tried := func(kernel.Store) error { return trial }
	for i, err := range run(tried, note(1), tried) {
		if i != 1 && err != trial || i == 1 && err != nil {
			t.Errorf("writer %d was answered with %#v", i, err)
		}
	}
}
