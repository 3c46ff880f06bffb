package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"anjian/kernel"
)

// Migrate makes the tables fit the declarations. It only ever adds; a column that the database has
// and no declaration names stops it with a message: that needs a written migration.
func (s *Store) Migrate(ctx context.Context, app *kernel.App) error {
	ddl := s.DDL(app)
	sum := sha256.Sum256([]byte(strings.Join(ddl, ";\n")))
	want := hex.EncodeToString(sum[:])
	app.Each(func(_ *kernel.Module, h kernel.Handle) { s.plan(h.Meta()) }) // conditions on one type may mention another
	if have, _ := s.Get(ctx, "schema"); have == want {
		return nil
	}
	if s.d == sqlite3 { // one statement at a time, so that nothing is prepared against a schema that changes
		if err := s.outside(ctx, s.d.portable(propertyTable)); err != nil {
			return err
		}
	}
	return s.Tx(ctx, func(in kernel.Store) error {
		s := in.(*Store)
		if _, err := s.tx.exec(ctx, s.d.lock); err != nil {
			return err
		}
		if _, err := s.tx.exec(ctx, s.d.portable(propertyTable)); err != nil {
			return err
		}
		var err error
		app.Each(func(_ *kernel.Module, h kernel.Handle) {
			if err == nil {
				err = s.migrate(ctx, h.Meta())
			}
		})
		if err != nil {
			return err
		}
		for _, stmt := range s.engineDDL(app) {
			if _, err := s.tx.exec(ctx, stmt); err != nil {
				return fmt.Errorf("store: %s: %w", stmt, err)
			}
		}
		return s.Set(ctx, "schema", want)
	})
}

// DDL returns the statements that make all tables; a golden file shows them to reviewers.
func (s *Store) DDL(app *kernel.App) (out []string) {
	app.Each(func(_ *kernel.Module, h kernel.Handle) {
		out = append(out, s.table(h.Meta()))
		out = append(out, s.indexes(h.Meta())...)
	})
	return append(out, s.engineDDL(app)...)
}

func (s *Store) engineDDL(app *kernel.App) (out []string) {
	for _, mod := range app.Modules {
		for _, t := range mod.Tables {
			if dialect, stmt, only := strings.Cut(t, ":"); only && (dialect == sqlite3.name || dialect == postgres.name) {
				if dialect == s.d.name {
					out = append(out, stmt)
				}
				continue
			}
			out = append(out, s.d.portable(t))
		}
	}
	return out
}

func (s *Store) table(m *kernel.Meta) string {
	var cols []string
	for i := range m.Fields {
		cols = append(cols, s.d.column(&m.Fields[i]))
	}
	return fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s (\n  %s\n)", m.Name, strings.Join(cols, ",\n  "))
}

// indexes gives every filter, sort and ref column an index that a page of the declared order follows without sorting. It ends
// in id and region, so that a page, and whether a row lies within the actor's region, is found without reading rows. The index of a
// sparse column leaves the usual value out. Broad filters, which leave many rows, have none of their own: the index of the declared
// order carries their columns, and a page follows it until it is full. What a declared index begins with needs no other.
func (s *Store) indexes(m *kernel.Meta) (out []string) {
	seen := map[string]bool{}
	add := func(name, where string, cols ...string) {
		if key := strings.Join(cols, " ") + where; !seen[key] {
			seen[key] = true
			out = append(out, fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s_%s ON %[1]s (%[3]s)%s", m.Name, name, strings.Join(cols, ", "), where))
		}
	}
	with := func(cols []string, more ...string) []string {
		for _, col := range more {
			if !slices.Contains(cols, col) {
				cols = append(cols, col)
			}
		}
		return cols
	}
	declared := func(begin ...string) bool {
		return slices.ContainsFunc(m.Indexes, func(cols []string) bool { return len(cols) > len(begin) && slices.Equal(cols[:len(begin)], begin) })
	}
	order := strings.TrimPrefix(m.Sort, "-")
	if f := m.Field(order); f == nil || f.Kind.Column == kernel.JSON {
		order = "id"
	}
	var broad []string
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Has("broad") {
			broad = append(broad, f.Name)
		}
	}
	if !declared("region") {
		add("region_index", "", "region", "id")
	}
	if len(broad) > 0 {
		add(order+"_broad", "", with(with([]string{order}, "id", "region"), broad...)...)
	} else if order != "id" && !m.Field(order).Has("sort") && !m.Field(order).Has("filter") {
		add(order+"_order", "", with([]string{order}, "id", "region")...)
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Unique {
			out = append(out, fmt.Sprintf("CREATE UNIQUE INDEX IF NOT EXISTS %s_%s_unique ON %[1]s (%[2]s) WHERE %[2]s <> ''", m.Name, f.Name))
		}
		if f.Name == "id" || f.Name == "region" || f.Kind.Column == kernel.JSON || f.Has("broad") || f.Name == order && len(broad) > 0 {
			continue
		}
		switch {
		case f.Has("sort"): // its own order is asked for
			add(f.Name+"_order", "", with([]string{f.Name}, "id", "region")...)
		case declared(f.Name, order):
		case !f.Has("filter") && f.Kind.Name != "ref":
		case s.sparse(m, f) && !f.Unique:
			add(f.Name+"_some", " WHERE "+some(f), with([]string{f.Name}, order, "id", "region")...)
		default:
			add(f.Name+"_page", "", with([]string{f.Name}, order, "id", "region")...)
		}
	}
	for _, cols := range m.Indexes {
		name, where := strings.Join(cols, "_")+"_index", ""
		if f := m.Field(cols[0]); len(cols) == 1 && s.sparse(m, f) {
			name, where = f.Name+"_known", " WHERE "+some(f)
		}
		add(name, where, with(slices.Clone(cols), "id")...)
	}
	return out
}

// sparse tells whether an index of f leaves its usual value out.
func (s *Store) sparse(m *kernel.Meta, f *kernel.Field) bool {
	if f.Unique && f.Kind.Column == kernel.Text {
		return true
	}
	alone := slices.ContainsFunc(m.Indexes, func(cols []string) bool { return len(cols) == 1 && cols[0] == f.Name })
	return f.Sparse() && f.Name != m.StateColumn && f.Name != strings.TrimPrefix(m.Sort, "-") && !f.Has("sort") && !f.Has("broad") && (f.Has("filter") || f.Kind.Name == "ref" || alone)
}

// some is the condition of a sparse index.
func some(f *kernel.Field) string {
	switch {
	case f.Kind.Column != kernel.Bool:
		return f.Name + " <> '" + f.Usual + "'"
	case f.Usual == "true":
		return f.Name + " = FALSE"
	}
	return f.Name + " = TRUE"
}

func (s *Store) migrate(ctx context.Context, m *kernel.Meta) error {
	run := func(stmts ...string) error {
		for _, stmt := range stmts {
			if _, err := s.tx.exec(ctx, stmt); err != nil {
				return fmt.Errorf("store: %s: %w", stmt, err)
			}
		}
		return nil
	}
	if err := run(s.table(m)); err != nil {
		return err
	}
	more, err := s.missing(ctx, m)
	if err != nil {
		return err
	}
	old, err := s.superseded(ctx, m)
	if err != nil {
		return err
	}
	return run(slices.Concat(more, old, s.indexes(m))...)
}

// indexed finds in the statement that makes an index its name and its columns, as either database tells them too.
var indexed = regexp.MustCompile(`INDEX (?:IF NOT EXISTS )?(\w+) ON [^(]+\(([^)]+)\)`)

// superseded drops the indexes that an earlier version made of the table and that no declaration asks for any more, or of other columns.
func (s *Store) superseded(ctx context.Context, m *kernel.Meta) (out []string, err error) {
	wanted := map[string]string{}
	for _, stmt := range s.indexes(m) {
		found := indexed.FindStringSubmatch(stmt)
		wanted[found[1]] = found[2]
	}
	rows, err := s.tx.ask(ctx, s.d.indexes, m.Name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		found := indexed.FindStringSubmatch(strings.ReplaceAll(text, `"`, "")) // PostgreSQL quotes some columns
		if kind := name[strings.LastIndexByte(name, '_')+1:]; strings.HasPrefix(name, m.Name+"_") && slices.Contains(ours, kind) && (found == nil || wanted[name] != found[2]) {
			out = append(out, "DROP INDEX "+name)
		}
	}
	return out, rows.Err()
}

// ours are the words in which the names of our indexes end; others were made by whoever runs the database.
var ours = []string{"index", "page", "order", "some", "broad", "known"}

func (s *Store) missing(ctx context.Context, m *kernel.Meta) (out []string, err error) {
	rows, err := s.tx.ask(ctx, s.d.columns, m.Name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	have := map[string]bool{}
	for rows.Next() {
		var col string
		if err := rows.Scan(&col); err != nil {
			return nil, err
		}
		if have[col] = true; m.Field(col) == nil {
			return nil, fmt.Errorf("store: column %s.%s is in the database but not declared; write a migration", m.Name, col)
		}
	}
	for i := range m.Fields {
		if f := &m.Fields[i]; !have[f.Name] {
			out = append(out, "ALTER TABLE "+m.Name+" ADD COLUMN "+s.d.column(f))
		}
	}
	return out, rows.Err()
}

// propertyTable keeps what the platform knows of itself: the state of the schema, whether demonstration data are loaded.
const propertyTable = "CREATE TABLE IF NOT EXISTS property (name {text} PRIMARY KEY, content {text} NOT NULL)"

// Get returns a property of the database, "" if it has none of that name.
func (s *Store) Get(ctx context.Context, name string) (string, error) {
	rows, err := s.Query(ctx, "SELECT content FROM property WHERE name = ?", name)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var content string
	if !rows.Next() {
		return "", rows.Err()
	}
	return content, rows.Scan(&content)
}

// Set keeps a property of the database.
func (s *Store) Set(ctx context.Context, name, content string) error {
	const stmt = "INSERT INTO property (name, content) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET content = excluded.content"
	if s.tx != nil {
		_, err := s.tx.exec(ctx, stmt, name, content)
		return err
	}
	return s.outside(ctx, stmt, name, content)
}

// Backup writes a consistent copy of a SQLite database to path while it is in use.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.d != sqlite3 {
		return fmt.Errorf("store: a PostgreSQL database is backed up with pg_dump")
	}
	l, err := s.read.take(ctx) // a reader, or the copy would keep writers waiting; only this one may write, into the copy
	if err != nil {
		return err
	}
	defer s.read.put(l)
	l.rest() // not from within a transaction
	if err := l.run(ctx, "PRAGMA query_only(0)"); err != nil {
		return err
	}
	return errors.Join(l.run(ctx, "VACUUM INTO ?", path), l.run(context.WithoutCancel(ctx), "PRAGMA query_only(1)"))
}
