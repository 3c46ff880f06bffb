// Package partytest holds the property that every register keeps: split(merge(x)) = x.
package partytest

import (
	"encoding/json"

	"pgregory.net/rapid"

	"anjian/kernel"
)

// Undo merges a into b and b into z as leader and takes both back: nothing refers to a file that is gone, a merging below a later one
// stays as it is, and in the end all records are what they were. c is the platform, in the same transaction.
func Undo[T any](t *rapid.T, c, leader *kernel.Ctx, files *kernel.Resource[T], a, b, z *T) {
	id := func(rec *T) string { return kernel.BaseOf(rec).ID }
	step := func(gone *T, name string, into *T) error {
		in := new(T)
		if into != nil {
			files.Meta().Field("merged_into").In(in).SetString(id(into))
		}
		_, err := files.Do(leader, id(gone), 0, name, in, "同一家，登记了两次")
		return err
	}
	must := func(what string, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	before := snapshot(t, c, files.Name+"_merge")
	must("merge", step(a, "merge", b))
	unused(t, c, files.Name, id(a))
	middle := snapshot(t, c, files.Name+"_merge")
	must("merge again", step(b, "merge", z))
	unused(t, c, files.Name, id(b))
	if err := step(a, "split", nil); kernel.CodeOf(err) != kernel.Conflict {
		t.Fatalf("split below a later merge: %v", err)
	}
	must("split the second", step(b, "split", nil))
	same(t, "the second merge undone", middle, snapshot(t, c, files.Name+"_merge"))
	must("split the first", step(a, "split", nil))
	same(t, "both undone", before, snapshot(t, c, files.Name+"_merge"))
}

// unused fails unless nothing but the history refers to a file.
func unused(t *rapid.T, c *kernel.Ctx, files, id string) {
	for _, p := range c.App.Parts(files) {
		if p.Type == files+"_merge" {
			continue
		}
		n, err := c.Store.Count(c, c.App.Resource(p.Type).Meta(), kernel.Compare(p.Via, "=", id), 0)
		if n != 0 || err != nil {
			t.Fatalf("%d records of %s still refer to the file that is gone (%v)", n, p.Type, err)
		}
	}
}

// snapshot is all that is stored of every record type but the history, without the version and time of a record.
func snapshot(t *rapid.T, c *kernel.Ctx, history string) map[string]string {
	out := map[string]string{}
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		if h.Meta().Name == history {
			return
		}
		err := c.Store.List(c, h.Meta(), kernel.Query{Sort: "id", Limit: -1}, func(rec any, _ []bool) error {
			b := kernel.BaseOf(rec)
			b.Rev, b.Updated = 0, b.Created
			text, err := json.Marshal(rec)
			out[h.Meta().Name+" "+b.ID] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	return out
}

func same(t *rapid.T, what string, want, got map[string]string) {
	for key, text := range want {
		if got[key] != text {
			t.Fatalf("%s: %s\nwas %s\n is %s", what, key, text, got[key])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d records, had %d", what, len(got), len(want))
	}
}
