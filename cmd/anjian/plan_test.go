package main

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// Every filter and every order that a list offers is carried by an index of SQLite: no list reads a whole table.
func TestListsUseIndexes(t *testing.T) {
	p, _ := assembled(t, "")
	lists := 0
	p.env.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		try := func(name, value string) {
			lists++
			c := p.system(t.Context())
			q, err := rest.Filter(c, h, url.Values{name: {value}})
			if err != nil {
				t.Errorf("%s?%s=%s: %v", m.Name, name, value, err)
				return
			}
			for _, step := range explain(t, p, m, q) {
				if step == "SCAN "+m.Name {
					t.Errorf("%s?%s=%s reads the whole table", m.Name, name, value)
				}
				if name == "sort" && strings.HasPrefix(step, "USE TEMP B-TREE") {
					t.Errorf("%s?%s=%s sorts the whole table", m.Name, name, value)
				}
			}
		}
		for i := range m.Fields {
			f := &m.Fields[i]
			if f.Has("sort") {
				try("sort", f.Name)
				try("sort", "-"+f.Name)
			}
			if rest.Filterable(f) {
				try(f.Name, sample(f))
			}
		}
		try("late", "true")
	})
	if lists < 100 {
		t.Errorf("only %d lists", lists)
	}
}

func sample(f *kernel.Field) string {
	switch f.Kind.Name {
	case "enum", "enums":
		return f.Kind.Options[0].Value
	case "region":
		return "4101"
	case "date", "time":
		return "2026-05-01.."
	case "int", "number", "money":
		return "1..2"
	case "bool":
		return "true"
	}
	return "x"
}

var statement = regexp.MustCompile(`(?s) in (SELECT .*)$`)

// explain returns the steps of the plan for a page. The statement is taken from the error of a request that was
// given up before it began, so that it is the very one that the store runs.
func explain(t *testing.T, p *platform, m *kernel.Meta, q kernel.Query) (out []string) {
	t.Helper()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := p.system(gone).Page(m, q)
	found := statement.FindStringSubmatch(err.Error())
	if found == nil {
		t.Fatalf("%s: %v", m.Name, err)
	}
	rows, err := p.store.Query(t.Context(), "EXPLAIN QUERY PLAN "+found[1], slices.Repeat([]any{nil}, strings.Count(found[1], "?"))...)
	kerneltest.Must(t, err)
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		kerneltest.Must(t, rows.Scan(&id, &parent, &unused, &detail))
		out = append(out, detail)
	}
	kerneltest.Must(t, rows.Err())
	return out
}
