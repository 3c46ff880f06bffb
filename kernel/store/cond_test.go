package store

import (
	"sync"
	"testing"

	"anjian/kernel"
)

// A condition on a sparse column says that it has not the usual value, because the index holds none of those; nothing else changes.
func TestSparseCond(t *testing.T) {
	var usual sync.Map
	usual.Store("thing.code", "")
	usual.Store("thing.level", "general")
	for _, tc := range []struct {
		cond kernel.Cond
		want string
	}{
		{kernel.Compare("code", "=", "x"), "thing.code <> '' AND thing.code = ?"},
		{kernel.Compare("code", "=", ""), "thing.code = ?"},
		{kernel.Compare("code", "<>", "x"), "thing.code <> ?"},
		{kernel.Compare("code", ">=", "x"), "thing.code <> '' AND thing.code >= ?"},
		{kernel.Compare("code", ">=", ""), "thing.code >= ?"},
		{kernel.Compare("code", ">", ""), "thing.code <> '' AND thing.code > ?"},
		{kernel.Compare("code", "<", "x"), "thing.code < ?"},
		{kernel.Compare("level", "=", "major"), "thing.level <> 'general' AND thing.level = ?"},
		{kernel.Compare("level", "=", "general"), "thing.level = ?"},
		{kernel.Compare("level", ">=", "major"), "thing.level >= ?"},
		{kernel.Compare("flag", "=", true), "thing.flag = TRUE"},
		{kernel.Compare("name", "=", "x"), "thing.name = ?"},
		{kernel.Cond{Op: "in", Col: "code", Args: []any{"x", "y"}}, "thing.code <> '' AND thing.code IN (?, ?)"},
		{kernel.Cond{Op: "in", Col: "code", Args: []any{"x", ""}}, "thing.code IN (?, ?)"},
		{kernel.Except(kernel.Compare("code", "=", "x")), "NOT (thing.code <> '' AND thing.code = ?)"},
		{kernel.Or(kernel.Compare("code", "=", "x"), kernel.Compare("name", "=", "y")), "(thing.code <> '' AND thing.code = ? or thing.name = ?)"},
	} {
		a := &args{usual: &usual}
		if a.where("thing", tc.cond); a.text.String() != tc.want {
			t.Errorf("%+v: %s, want %s", tc.cond, a.text.String(), tc.want)
		}
	}
}
