package store_test

import (
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// What a condition says of a record in memory is what both databases say of it once it is stored.
func TestDecide(t *testing.T) {
	for name, address := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "anjian.db") + "?fast", "postgres": kerneltest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			w := kerneltest.Open(t, address, modules...)
			word := rapid.SampledFrom([]string{"", "a", "B", "b", "ab", "é", "安", "安监", "~", "410105", "4101"})
			number := rapid.IntRange(-2, 2)
			var cond func(rt *rapid.T, depth int) kernel.Cond
			cond = func(rt *rapid.T, depth int) kernel.Cond {
				op := rapid.SampledFrom([]string{"=", "<>", "<", "<=", ">", ">="}).Draw(rt, "op")
				switch n := rapid.IntRange(0, 8).Draw(rt, "kind"); {
				case n == 0:
					return kernel.Under(kernel.Region(rapid.SampledFrom([]string{"", "0", "41", "4101", "410105", "42"}).Draw(rt, "region")))
				case n == 1:
					return kernel.Cond{Op: "in", Col: "sort_of", Args: []any{word.Draw(rt, "in"), word.Draw(rt, "in")}}
				case n == 2:
					return kernel.Compare("n", op, number.Draw(rt, "n"))
				case n == 3 && depth > 0:
					return kernel.Except(cond(rt, depth-1))
				case n < 6 && depth > 0:
					return kernel.And(cond(rt, depth-1), cond(rt, depth-1))
				case n < 8 && depth > 0:
					return kernel.Or(cond(rt, depth-1), cond(rt, depth-1))
				}
				return kernel.Compare("sort_of", op, word.Draw(rt, "word"))
			}
			rapid.Check(t, func(rt *rapid.T) {
				rec := &Thing{N: number.Draw(rt, "n"), Kind: word.Draw(rt, "sort_of")}
				rec.Region = kernel.Region(rapid.SampledFrom([]string{"410105", "410205", "41", "42"}).Draw(rt, "region"))
				kerneltest.Must(t, things.Create(w.System(), rec))
				for range 5 {
					c := cond(rt, 3)
					holds, known := c.Decide(things.Meta(), rec)
					n, err := things.Count(w.System(), kernel.And(kernel.ByID(rec.ID), c))
					if err != nil || !known || holds != (n == 1) {
						rt.Fatalf("%+v of %+v: %v %v, the database says %d, %v", c, rec, holds, known, n, err)
					}
				}
			})
		})
	}
}
