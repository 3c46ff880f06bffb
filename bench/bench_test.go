package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestSmoke runs every group with few rows: it shows that the program works, not how quick anything is.
func TestSmoke(t *testing.T) {
	r := &run{sizes: smoke, groups: names(), log: t.Output()}
	if err := r.all(); err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	print(&table, r.lines)
	for _, name := range names() {
		if !strings.Contains(table.String(), "| "+name) {
			t.Errorf("no line of %s in\n%s", name, table.String())
		}
	}
}
