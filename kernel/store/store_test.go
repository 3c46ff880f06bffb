package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/store"
)

// Thing is a record type for tests.
type Thing struct {
	kernel.Base
	Name string `json:"name" label:"名称" rule:"unique" ui:"filter"`
	N    int    `json:"n" label:"数" ui:"sort"`
}

var th = kernel.Row[Thing]()

var things = &kernel.Resource[Thing]{Name: "thing", Label: "东西", Help: "测试用", Access: kernel.Access{{To: []kernel.Role{"all"}, Can: "read create update", Rows: kernel.Jurisdiction}}}

var modules = []kernel.Module{{Name: "thing", Resources: []kernel.Handle{things}}}

func add(c *kernel.Ctx, name string, n int) error {
	t := &Thing{Name: name, N: n}
	t.Region = "410105"
	return things.Create(c, t)
}

// One transaction may hold any number of writes without holding memory for each.
func TestLongTransaction(t *testing.T) {
	w := kerneltest.Open(t, filepath.Join(t.TempDir(), "anjian.db")+"?fast", modules...)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	kerneltest.Must(t, w.System().Tx(func(c *kernel.Ctx) error {
		kerneltest.Must(t, add(c, "", 0))
		before := heap()
		for i := range 3000 {
			if err := add(c, "", i); err != nil {
				return err
			}
		}
		if after := heap(); after > before+6<<20 {
			t.Errorf("3,000 writes in one transaction hold %d KiB", (after-before)>>10)
		}
		return nil
	}))
}

// What Try takes back is gone, and the transaction around it stands.
func TestTry(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		kerneltest.Must(t, w.System().Tx(func(c *kernel.Ctx) error {
			kerneltest.Must(t, add(c, "a", 1))
			kerneltest.Want(t, "the same name again", c.Store.Try(c, func() error { return add(c, "a", 2) }), kernel.Conflict)
			if err := c.Store.Try(c, func() error { add(c, "b", 3); return errors.New("no") }); err == nil {
				t.Error("the failure is lost")
			}
			return add(c, "c", 4)
		}))
		list, err := things.List(w.System(), kernel.Query{Sort: "n"})
		kerneltest.Must(t, err)
		if len(list) != 2 || list[0].Name != "a" || list[1].Name != "c" {
			t.Errorf("%d records", len(list))
		}
		n, err := things.Count(w.System(), kernel.Not(&th.Name, "a"))
		if err != nil || n != 1 {
			t.Errorf("count %d, %v", n, err)
		}
	})
}

// A column that the database has and no declaration names stops the start with a message.
func TestMigrate(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		kerneltest.Must(t, add(w.System(), "a", 1))
		if _, err := w.Store.Exec(t.Context(), "ALTER TABLE thing ADD COLUMN lost TEXT"); err != nil {
			t.Fatal(err)
		}
		more := &kernel.Resource[Thing]{Name: "thing", Label: "东西", Sort: "n", Access: things.Access, Indexes: [][]any{{&th.N, &th.Name}}}
		app, err := kernel.Assemble(kernel.Module{Name: "thing", Resources: []kernel.Handle{more}})
		kerneltest.Must(t, err)
		if err := w.Store.Migrate(t.Context(), app); err == nil {
			t.Error("a column that nobody declares was accepted")
		}
	})
}

func TestOpen(t *testing.T) {
	if _, err := store.Open(filepath.Join(t.TempDir(), "no", "such", "folder", "x.db")); err == nil {
		t.Error("a file in no folder was opened")
	}
	s, err := store.Open(filepath.Join(t.TempDir(), "x.db"))
	kerneltest.Must(t, err)
	kerneltest.Must(t, s.Ping(context.Background()))
	kerneltest.Must(t, s.Close())
}
