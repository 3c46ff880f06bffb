package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// Every record type of the platform is checked by the conformance test of its own package.
func TestEveryTypeConforms(t *testing.T) {
	p, _ := assembled(t, "")
	for _, mod := range p.env.App.Modules {
		if len(mod.Resources) == 0 {
			continue
		}
		folder := strings.TrimPrefix(mod.Resources[0].Meta().Type.PkgPath(), "anjian/")
		tests, err := filepath.Glob("../../" + folder + "/*_test.go")
		kerneltest.Must(t, err)
		if !slices.ContainsFunc(tests, func(name string) bool {
			text, err := os.ReadFile(name)
			kerneltest.Must(t, err)
			return regexp.MustCompile(`kerneltest\.Conform\(t, "(\w+ )*` + mod.Name + `\b`).Match(text)
		}) {
			t.Errorf("no test in %s calls kerneltest.Conform for the module %s", folder, mod.Name)
		}
	}
}

// Every right is granted to a duty that somebody can hold.
func TestGrantsNameRoles(t *testing.T) {
	p, _ := assembled(t, "")
	var known []kernel.Role
	for _, mod := range p.env.App.Modules {
		for _, label := range mod.Roles {
			known = append(known, label.Role)
		}
	}
	real := func(where string, to []kernel.Role) {
		for _, r := range to {
			if !slices.Contains(known, r) {
				t.Errorf("%s: nobody can be %q", where, r)
			}
		}
	}
	for _, mod := range p.env.App.Modules {
		for _, route := range mod.Routes {
			real(route.Pattern, route.Can)
		}
		for _, h := range mod.Resources {
			for _, g := range h.Meta().Access {
				if real(h.Meta().Name+" "+g.Can, g.To); len(g.To) == 0 {
					t.Errorf("%s %s is granted to nobody", h.Meta().Name, g.Can)
				}
			}
		}
	}
}

// Every state of a lifecycle can be reached from the one in which a new record begins.
func TestStatesAreReachable(t *testing.T) {
	p, _ := assembled(t, "")
	p.env.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		if m.StateColumn == "" || len(m.Steps) == 0 {
			return
		}
		rec := h.New()
		_ = h.DeriveAny(p.system(t.Context()), rec) // an empty record is refused, but has its first state
		start := m.Field(m.StateColumn).In(rec).String()
		seen := map[string]bool{start: true}
		for range len(m.Steps) + len(m.Moves) {
			for _, step := range m.Steps {
				if !slices.ContainsFunc(step.From, func(s string) bool { return seen[s] }) {
					continue
				}
				if step.To != "" {
					seen[step.To] = true
				}
				for _, o := range m.Field(m.StateColumn).Kind.Options {
					seen[o.Value] = seen[o.Value] || step.Chooses
				}
			}
			for _, move := range m.Moves {
				if len(move.From) == 0 || slices.ContainsFunc(move.From, func(s string) bool { return seen[s] }) {
					for _, to := range move.To {
						seen[to] = true
					}
				}
			}
		}
		for _, o := range m.Field(m.StateColumn).Kind.Options {
			if !seen[o.Value] {
				t.Errorf("%s: no way leads from %q to %q", m.Name, start, o.Value)
			}
		}
	})
}

// No verb of any type reaches a record of another region and enterprise, whatever duty the actor holds.
func TestScopeOfEveryVerb(t *testing.T) {
	s := besiege(t, "")
	tried := 0
	s.p.env.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		for _, g := range m.Access {
			for verb := range strings.FieldsSeq(g.Can) {
				for name, actor := range s.actors {
					rows, err := m.Scope(actor, verb)
					if err != nil || common[m.Name] && (verb == "read" || verb == "export" || m.Name == "calendar") {
						continue
					}
					other := foreign
					if strings.HasPrefix(name, "far ") {
						other = home
					}
					tried++
					n, err := s.p.store.Count(t.Context(), m, kernel.And(kernel.ByID(s.id(m.Name, other)), rows), 0)
					if kerneltest.Must(t, err); n != 0 {
						t.Errorf("%s may %s a %s of %s", name, verb, m.Name, other)
					}
				}
			}
		}
	})
	if tried < 500 {
		t.Errorf("only %d tried", tried)
	}
}
