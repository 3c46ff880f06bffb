// Package kerneltest runs modules on a real store for tests, and holds the
// conformance test that every module passes without writing a line of it.
package kerneltest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/file"
	"anjian/kernel/store"
	"anjian/kernel/trail"
)

// A test lives for seconds: the collector waits longer, unless somebody says how long.
func init() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(2 << 30)
	}
}

// Now is the time at which tests start.
var Now = time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)

// World is one platform of some modules on an empty database.
type World struct {
	*kernel.Env
	Store *store.Store
	now   time.Time
}

// Each runs fn on SQLite and on PostgreSQL.
func Each(t *testing.T, modules []kernel.Module, fn func(t *testing.T, w *World)) {
	EachPrepared(t, nil, modules, fn)
}

// EachPrepared is Each on databases that hold what prepare puts there.
func EachPrepared(t *testing.T, prepare func(*World) error, modules []kernel.Module, fn func(t *testing.T, w *World)) {
	for _, kind := range []string{SQLite, PostgreSQL} {
		t.Run(kind, func(t *testing.T) { fn(t, Prepared(t, kind, prepare, modules...)) })
	}
}

// Open starts a platform of modules, with the trail, on the database at address, or on one that belongs to this test alone: SQLite, PostgreSQL.
func Open(t testing.TB, address string, modules ...kernel.Module) *World {
	t.Helper()
	return Prepared(t, address, nil, modules...)
}

// Prepared is Open on a database that holds what prepare puts there. On SQLite and PostgreSQL that happens once in a process, so prepare writes records and
// nothing else, and depends on nothing outside.
func Prepared(t testing.TB, address string, prepare func(*World) error, modules ...kernel.Module) *World {
	t.Helper()
	app, err := kernel.Assemble(append(modules[:len(modules):len(modules)], trail.Module())...)
	Must(t, err)
	now := Now
	if address == SQLite || address == PostgreSQL {
		address, now, err = copied(t, address, app, prepare)
		Must(t, err)
		prepare = nil
	}
	w, err := start(address, app, t.TempDir())
	Must(t, err)
	t.Cleanup(func() { w.Store.Close() })
	if w.now = now; prepare != nil {
		Must(t, prepare(w))
	}
	return w
}

func start(address string, app *kernel.App, files string) (*World, error) {
	db, err := store.Open(address)
	if err != nil {
		return nil, err
	}
	w := &World{Store: db, now: Now}
	w.Env = &kernel.Env{App: app, Now: func() time.Time { w.now = w.now.Add(time.Millisecond); return w.now }, Trail: named{}, Logger: slog.New(slog.DiscardHandler)}
	err = db.Migrate(context.Background(), app) // for a copy the second time, which changes nothing
	folder, failed := file.Open(files)
	w.Contents = file.Contents{Folder: folder}
	w.Hooks = append(w.Hooks, worded)
	for _, mod := range app.Modules {
		w.Hooks = append(w.Hooks, mod.Hooks...)
	}
	if err = errors.Join(err, failed); err != nil {
		db.Close()
	}
	return w, err
}

// As is a context in which a acts.
func (w *World) As(a kernel.Actor) *kernel.Ctx {
	return &kernel.Ctx{Context: context.Background(), Env: w.Env, Actor: a, Store: w.Store}
}

// System is a context in which the platform itself acts.
func (w *World) System() *kernel.Ctx { return w.NewCtx(context.Background(), w.Store) }

// On sets the clock to nine in the morning of a day in China; it must not go back.
func (w *World) On(day kernel.Date) {
	t, err := time.ParseInLocation(time.DateOnly, string(day), kernel.China)
	if err != nil {
		panic(err)
	}
	w.now = t.Add(9 * time.Hour)
}

// Must fails the test on an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Want fails the test unless err has the code; "" is success.
func Want(t testing.TB, what string, err error, code kernel.Code) {
	t.Helper()
	if got := kernel.CodeOf(err); got != code {
		t.Errorf("%s: %q (%v), want %q", what, got, err, code)
	}
}

// named is a trail that refuses what it has no word for: an auditor would read it in the language of programs.
type named struct{ trail.Trail }

func (t named) Record(c *kernel.Ctx, e kernel.Event) error {
	if h := c.App.Resource(e.Type); h != nil && h.Meta().Deed(e.Verb) == e.Verb {
		return fmt.Errorf("the trail has no word for %q of %s", e.Verb, e.Type)
	}
	return t.Trail.Record(c, e)
}

// worded refuses the same of writes.
func worded(_ *kernel.Ctx, w *kernel.Write) error {
	if w.Meta.Deed(w.Verb) == w.Verb {
		return fmt.Errorf("the trail has no word for %q of %s", w.Verb, w.Meta.Name)
	}
	return nil
}
