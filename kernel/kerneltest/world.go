// Package kerneltest runs modules on a real store for tests, and holds the
// conformance test that every module passes without writing a line of it.
package kerneltest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/file"
	"anjian/kernel/store"
	"anjian/kernel/trail"
)

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
	t.Run("sqlite", func(t *testing.T) { fn(t, Open(t, filepath.Join(t.TempDir(), "anjian.db")+"?fast", modules...)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Open(t, Postgres(t), modules...)) })
}

// Open starts a platform of modules, with the trail, on the database at address.
func Open(t testing.TB, address string, modules ...kernel.Module) *World {
	t.Helper()
	app, err := kernel.Assemble(append(modules, trail.Module())...)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for range 2 { // migrating twice changes nothing
		if err := db.Migrate(context.Background(), app); err != nil {
			t.Fatal(err)
		}
	}
	w := &World{Store: db, now: Now}
	w.Env = &kernel.Env{App: app, Now: func() time.Time { w.now = w.now.Add(time.Millisecond); return w.now }, Trail: trail.Trail{}, Logger: slog.New(slog.DiscardHandler)}
	folder, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.Contents = contents{folder}
	for _, mod := range app.Modules {
		w.Hooks = append(w.Hooks, mod.Hooks...)
	}
	return w
}

// contents is the store of files of a World.
type contents struct{ *file.Folder }

func (b contents) Stat(c *kernel.Ctx, sha string) (kernel.File, error) {
	blob, err := b.Folder.Stat(c, sha)
	return kernel.File{SHA: blob.SHA, Type: blob.Type, Size: blob.Size}, err
}

func (b contents) Serve(w http.ResponseWriter, r *http.Request, sha, name string, width int) error {
	content, err := (*file.Content)(nil), error(nil)
	if width > 0 {
		content, err = b.Thumb(r.Context(), sha, width)
	} else {
		content, err = b.Get(r.Context(), sha)
	}
	if err != nil {
		return err
	}
	defer content.Close()
	file.Serve(w, r, content, name, true)
	return nil
}

func (b contents) Read(c *kernel.Ctx, sha string) (io.ReadSeekCloser, error) { return b.Get(c, sha) }

func (b contents) Keep(c *kernel.Ctx, content io.Reader) (kernel.File, error) {
	blob, err := b.Put(c, "", content, 1<<28)
	return kernel.File{SHA: blob.SHA, Type: blob.Type, Size: blob.Size}, err
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
