package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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
	if have, _ := s.Get(ctx, "schema"); have == want {
		return nil
	}
	if s.d == sqlite { // one statement at a time, so that nothing is prepared against a schema that changes
		if _, err := s.write.ExecContext(ctx, s.d.portable(propertyTable)); err != nil {
			return err
		}
	}
	return s.Tx(ctx, func(in kernel.Store) error {
		s := in.(*Store)
		if _, err := s.tx.ExecContext(ctx, s.d.lock); err != nil {
			return err
		}
		if _, err := s.tx.ExecContext(ctx, s.d.portable(propertyTable)); err != nil {
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
			if _, err := s.tx.ExecContext(ctx, stmt); err != nil {
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
			if dialect, stmt, only := strings.Cut(t, ":"); only && (dialect == sqlite.name || dialect == postgres.name) {
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
// in id and region, so that a page, and whether a row lies within the actor's region, is found without reading rows.
func (s *Store) indexes(m *kernel.Meta) (out []string) {
	seen := map[string]bool{}
	add := func(name string, cols ...string) {
		if key := strings.Join(cols, " "); !seen[key] {
			seen[key] = true
			out = append(out, fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s_%s ON %[1]s (%[3]s)", m.Name, name, strings.Join(cols, ", ")))
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
	order := strings.TrimPrefix(m.Sort, "-")
	if f := m.Field(order); f == nil || f.Kind.Column == kernel.JSON {
		order = "id"
	}
	add("region_index", "region", "id")
	if order != "id" && !m.Field(order).Has("sort") && !m.Field(order).Has("filter") {
		add(order+"_order", with([]string{order}, "id", "region")...)
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Unique {
			out = append(out, fmt.Sprintf("CREATE UNIQUE INDEX IF NOT EXISTS %s_%s_unique ON %[1]s (%[2]s) WHERE %[2]s <> ''", m.Name, f.Name))
		}
		if f.Name == "id" || f.Name == "region" || f.Kind.Column == kernel.JSON {
			continue
		}
		switch {
		case f.Has("sort"): // its own order is asked for
			add(f.Name+"_order", with([]string{f.Name}, "id", "region")...)
		case f.Has("filter") || f.Kind.Name == "ref":
			add(f.Name+"_page", with([]string{f.Name}, order, "id", "region")...)
		}
	}
	for _, cols := range m.Indexes {
		add(strings.Join(cols, "_")+"_index", with(slices.Clone(cols), "id")...)
	}
	return out
}

func (s *Store) migrate(ctx context.Context, m *kernel.Meta) error {
	run := func(stmts ...string) error {
		for _, stmt := range stmts {
			if _, err := s.tx.ExecContext(ctx, stmt); err != nil {
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
	return run(append(more, s.indexes(m)...)...)
}

func (s *Store) missing(ctx context.Context, m *kernel.Meta) (out []string, err error) {
	rows, err := s.tx.QueryContext(ctx, s.d.marks(s.d.columns), m.Name)
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
	q := s.read.QueryRowContext
	if s.tx != nil {
		q = s.tx.QueryRowContext
	}
	var content string
	err := q(ctx, s.d.marks("SELECT content FROM property WHERE name = ?"), name).Scan(&content)
	return content, err
}

// Set keeps a property of the database.
func (s *Store) Set(ctx context.Context, name, content string) error {
	const stmt = "INSERT INTO property (name, content) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET content = excluded.content"
	if s.tx != nil {
		_, err := s.tx.ExecContext(ctx, s.d.marks(stmt), name, content)
		return err
	}
	_, err := s.write.ExecContext(ctx, s.d.marks(stmt), name, content)
	return err
}

// Backup writes a consistent copy of a SQLite database to path while it is in use.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.d != sqlite {
		return fmt.Errorf("store: a PostgreSQL database is backed up with pg_dump")
	}
	conn, err := s.read.Conn(ctx) // a reader, or the copy would keep writers waiting; only this one may write, into the copy
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only(0)"); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", path)
	_, again := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only(1)")
	return errors.Join(err, again)
}
