package store

import (
	"sync"
	"testing"

	"anjian/kernel"
)

// A condition on a unique text says that it is not empty, because the index holds no empty ones; nothing else changes.
func TestUniqueCond(t *testing.T) {
	var unique sync.Map
	unique.Store("thing.code", true)
	for _, tc := range []struct {
		cond kernel.Cond
		want string
	}{
		{kernel.Compare("code", "=", "x"), "thing.code <> '' AND thing.code = ?"},
		{kernel.Compare("code", "=", ""), "thing.code = ?"},
		{kernel.Compare("code", "<>", "x"), "thing.code <> ?"},
		{kernel.Compare("name", "=", "x"), "thing.name = ?"},
		{kernel.Cond{Op: "in", Col: "code", Args: []any{"x", "y"}}, "thing.code <> '' AND thing.code IN (?, ?)"},
		{kernel.Cond{Op: "in", Col: "code", Args: []any{"x", ""}}, "thing.code IN (?, ?)"},
		{kernel.Except(kernel.Compare("code", "=", "x")), "NOT (thing.code <> '' AND thing.code = ?)"},
		{kernel.Or(kernel.Compare("code", "=", "x"), kernel.Compare("name", "=", "y")), "(thing.code <> '' AND thing.code = ? or thing.name = ?)"},
	} {
		a := &args{unique: &unique}
		if a.where("thing", tc.cond); a.text.String() != tc.want {
			t.Errorf("%+v: %s, want %s", tc.cond, a.text.String(), tc.want)
		}
	}
}
