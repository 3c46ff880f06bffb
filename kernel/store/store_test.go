package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/store"
)

// Thing is a record type for tests.
type Thing struct {
	kernel.Base
	Name string `json:"name" label:"名称" rule:"unique" ui:"filter"`
	N    int    `json:"n" label:"数" ui:"sort"`
	Kind string `json:"sort_of" label:"种类" ui:"filter"`
}

var th = kernel.Row[Thing]()

var things = &kernel.Resource[Thing]{Name: "thing", Label: "东西", Help: "测试用", Indexes: [][]any{{&th.N, &th.Region, &th.Kind}}, Access: kernel.Access{{To: []kernel.Role{"all"}, Can: "read create update", Rows: kernel.Jurisdiction}}}

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

// An index that an earlier version made of other columns is made anew. A column that the database has and no declaration names stops the start
// with a message.
func TestMigrate(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		kerneltest.Must(t, add(w.System(), "a", 1))
		for _, stmt := range []string{"DROP INDEX thing_n_order", "CREATE INDEX thing_n_order ON thing (n)", "CREATE INDEX thing_old_index ON thing (name)", "CREATE INDEX somebody ON thing (name)"} {
			_, err := w.Store.Exec(t.Context(), stmt)
			kerneltest.Must(t, err)
		}
		other := &kernel.Resource[Thing]{Name: "thing", Label: "东西", Sort: "n", Access: things.Access, Indexes: [][]any{{&th.Name, &th.N}}}
		changed, err := kernel.Assemble(kernel.Module{Name: "thing", Resources: []kernel.Handle{other}})
		kerneltest.Must(t, err)
		kerneltest.Must(t, w.Store.Migrate(t.Context(), changed))
		text := "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexname = ?"
		if strings.HasSuffix(t.Name(), "sqlite") {
			text = "SELECT sql FROM sqlite_schema WHERE name = ?"
		}
		rows, err := w.Store.Query(t.Context(), text, "thing_n_order")
		kerneltest.Must(t, err)
		text = ""
		for rows.Next() {
			kerneltest.Must(t, rows.Scan(&text))
		}
		rows.Close()
		if !strings.Contains(text, "(n, id, region)") {
			t.Errorf("the order is kept as %q", text)
		}
		for stmt, there := range map[string]bool{"CREATE INDEX thing_n_order ON thing (n)": true, "CREATE INDEX thing_old_index ON thing (n)": false, "CREATE INDEX somebody ON thing (n)": true} {
			if _, err := w.Store.Exec(t.Context(), stmt); (err != nil) != there {
				t.Errorf("%s: %v", stmt, err)
			}
		}
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

// Whoever still writes when the database is closed is refused at once and holds up nobody.
func TestWritingAfterClose(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		kerneltest.Must(t, add(w.System(), "before", 1))
		kerneltest.Must(t, w.Store.Close())
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		c := w.System()
		c.Context = ctx
		if err := add(c, "after", 2); err == nil || ctx.Err() != nil {
			t.Errorf("it got %v", err)
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

// What a transaction holds is written once, before the commit, as it was last; Try takes it back with the rest.
func TestHold(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		saved := 0
		save := func(s kernel.Store, value any) error {
			saved++
			_, err := s.Exec(t.Context(), "UPDATE thing SET n = ? WHERE name = 'a'", value)
			return err
		}
		kerneltest.Must(t, add(w.System(), "a", 1))
		kerneltest.Must(t, w.System().Tx(func(c *kernel.Ctx) error {
			if c.Store.Held("k") != nil {
				t.Error("held before")
			}
			c.Store.Hold("k", 2, save)
			kerneltest.Must(t, c.Tx(func(c *kernel.Ctx) error { c.Store.Hold("k", 3, save); return nil }))
			if err := c.Store.Try(c, func() error { c.Store.Hold("k", 4, save); return errors.New("no") }); err == nil {
				t.Error("the failure is lost")
			}
			if got := c.Store.Held("k"); got != 3 {
				t.Errorf("held %v", got)
			}
			return nil
		}))
		a, err := things.First(w.System(), kernel.Eq(&th.Name, "a"))
		kerneltest.Must(t, err)
		if a.N != 3 || saved != 1 {
			t.Errorf("%d after %d writes", a.N, saved)
		}
	})
}

// A page of a city follows the order instead of sorting everything in the city; an index carries each filter with it.
func TestPagePlan(t *testing.T) {
	w := kerneltest.Open(t, filepath.Join(t.TempDir(), "anjian.db")+"?fast", modules...)
	for i := range 60 {
		kerneltest.Must(t, add(w.System(), fmt.Sprint("thing", i), i))
	}
	for _, region := range []kernel.Region{"410105", "4101", "41"} {
		list, err := things.List(w.System(), kernel.Query{Where: kernel.And(kernel.Under(region), kernel.And()), Sort: "-n", Limit: 20})
		kerneltest.Must(t, err)
		if len(list) != 20 || list[0].N != 59 || list[19].N != 40 {
			t.Errorf("%s: %d records", region, len(list))
		}
		list, err = things.List(w.System(), kernel.Query{Where: kernel.Under(region), Sort: "-n", Limit: 20, After: []any{40, list[19].ID}})
		kerneltest.Must(t, err)
		if len(list) != 20 || list[0].N != 39 {
			t.Errorf("%s: %d records on the second page", region, len(list))
		}
	}
	rows, err := w.Store.Query(t.Context(), "EXPLAIN QUERY PLAN SELECT * FROM thing WHERE +region >= ? AND +region < ? ORDER BY n DESC, id DESC LIMIT 20", "41", "41~")
	kerneltest.Must(t, err)
	defer rows.Close()
	for rows.Next() {
		var a, b, c int
		var step string
		kerneltest.Must(t, rows.Scan(&a, &b, &c, &step))
		if strings.Contains(step, "TEMP B-TREE") || !strings.Contains(step, "thing_n_order") {
			t.Error(step)
		}
	}
}

// A table that was nearly empty when SQLite last looked at it is read through its index once SQLite has learnt of what came in.
func TestLearn(t *testing.T) {
	s, err := store.Open(filepath.Join(t.TempDir(), "grown.db") + "?fast")
	kerneltest.Must(t, err)
	defer s.Close()
	exec := func(text string) {
		t.Helper()
		_, err := s.Exec(t.Context(), text)
		kerneltest.Must(t, err)
	}
	plan := func() string {
		t.Helper()
		rows, err := s.Query(t.Context(), "EXPLAIN QUERY PLAN SELECT n FROM grown WHERE name = ?", "x")
		kerneltest.Must(t, err)
		defer rows.Close()
		rows.Next()
		var id, parent, unused int
		var text string
		kerneltest.Must(t, rows.Scan(&id, &parent, &unused, &text))
		return text
	}
	exec("CREATE TABLE grown (n INTEGER, name TEXT)")
	exec("CREATE INDEX grown_name ON grown (name)")
	exec("INSERT INTO grown VALUES (1, 'a')")
	exec("ANALYZE")
	kerneltest.Must(t, s.Learn(t.Context()))
	if got := plan(); !strings.Contains(got, "SCAN") {
		t.Errorf("a table of one row: %s", got)
	}
	exec("WITH RECURSIVE i (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM i WHERE n < 5000) INSERT INTO grown SELECT n, 'name ' || n FROM i")
	if got := plan(); !strings.Contains(got, "SCAN") {
		t.Errorf("known before it was told: %s", got)
	}
	kerneltest.Must(t, s.Learn(t.Context()))
	if got := plan(); !strings.Contains(got, "grown_name") {
		t.Error(got)
	}
}
