package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anjian/kernel/kerneltest"
	"anjian/kernel/setting"
	"anjian/kernel/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// assembled opens the whole platform on an empty database; a PostgreSQL address replaces SQLite.
func assembled(t testing.TB, database string) (*platform, *setting.Settings) {
	t.Helper()
	flags := flag.NewFlagSet("test", flag.ContinueOnError)
	loader := setting.Register(flags)
	args := []string{"--data", t.TempDir(), "--request-timeout-s", "60"}
	if database != "" {
		args = append(args, "--database", database)
	}
	kerneltest.Must(t, flags.Parse(args))
	s, err := loader.Load(nil)
	kerneltest.Must(t, err)
	if database == "" {
		s.Database = setting.DSN(s.SQLite() + "?fast")
	}
	p, err := open(t.Context(), s)
	kerneltest.Must(t, err)
	t.Cleanup(p.close)
	return p, s
}

func golden(t *testing.T, name string, text []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		kerneltest.Must(t, os.WriteFile(path, text, 0o644))
	}
	want, err := os.ReadFile(path)
	kerneltest.Must(t, err)
	if bytes.Equal(text, want) {
		return
	}
	have, kept := strings.Split(string(text), "\n"), strings.Split(string(want), "\n")
	for i := range have {
		if i >= len(kept) || have[i] != kept[i] {
			t.Fatalf("%s is not what the declarations make, from line %d on:\n%.300s\nIf that is meant: go test ./cmd/anjian -run TestGolden -update", name, i+1, have[i])
		}
	}
	t.Fatalf("%s has lines that no declaration makes. If that is meant: go test ./cmd/anjian -run TestGolden -update", name)
}

// The tables of both databases, for reviewers: a change here is a change of every installation.
func TestGoldenSchema(t *testing.T) {
	p, _ := assembled(t, "")
	pg, err := store.Open(kerneltest.Postgres(t))
	kerneltest.Must(t, err)
	defer pg.Close()
	for name, db := range map[string]*store.Store{"schema.sqlite.sql": p.store, "schema.postgres.sql": pg} {
		golden(t, name, []byte(strings.Join(db.DDL(p.env.App), ";\n")+";\n"))
	}
	kerneltest.Must(t, pg.Migrate(t.Context(), p.env.App))
}

// The description of every interface; scripts/lint-openapi has a public linter read it.
func TestGoldenOpenAPI(t *testing.T) {
	p, s := assembled(t, "")
	api, _ := p.handler(s)
	api.Version = "golden"
	golden(t, "openapi.json", lines(t, api.OpenAPI()))
}

// lines writes one path and one schema a line, so that a change shows where it is.
func lines(t *testing.T, doc map[string]any) []byte {
	var b bytes.Buffer
	write := func(v any) {
		text, err := json.Marshal(v)
		kerneltest.Must(t, err)
		b.Write(text)
	}
	each := func(m map[string]any, one func(any)) {
		b.WriteByte('{')
		for i, key := range slices.Sorted(maps.Keys(m)) {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "\n%q:", key)
			one(m[key])
		}
		b.WriteString("\n}")
	}
	depth := map[string]int{"paths": 1, "components": 2}
	b.WriteByte('{')
	for i, key := range slices.Sorted(maps.Keys(doc)) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n%q:", key)
		switch depth[key] {
		case 1:
			each(doc[key].(map[string]any), write)
		case 2:
			each(doc[key].(map[string]any), func(v any) { each(v.(map[string]any), write) })
		default:
			write(doc[key])
		}
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}
