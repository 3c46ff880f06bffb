package store

import (
	"strconv"
	"strings"

	"anjian/kernel"
)

// dialect is everything that differs between the two databases. A difference that
// does not fit here is a reason to write the statement another way.
type dialect struct {
	name      string
	types     [6]string // by kernel.Column
	duplicate string    // found in the error of a broken unique index
	full      string    // found in the error of a full disk
	lock      string    // makes other nodes wait while one migrates
	columns   string    // lists the columns of a table
	indexes   string    // lists the indexes of a table and what they are of
	numbered  bool      // marks are $1, $2 instead of ?
}

var sqlite3 = &dialect{
	name:      "sqlite",
	types:     [6]string{"TEXT", "INTEGER", "REAL", "BOOLEAN", "TEXT", "TEXT"},
	duplicate: "UNIQUE constraint failed",
	full:      "database or disk is full",
	lock:      "SELECT 1",
	columns:   "SELECT name FROM pragma_table_info(?)",
	indexes:   "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?",
}

var postgres = &dialect{
	name:      "postgres",
	types:     [6]string{`TEXT COLLATE "C"`, "BIGINT", "DOUBLE PRECISION", "BOOLEAN", `TEXT COLLATE "C"`, `TEXT COLLATE "C"`},
	duplicate: "SQLSTATE 23505",
	full:      "SQLSTATE 53100",
	lock:      "SELECT pg_advisory_xact_lock(12350)",
	columns:   "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped",
	indexes:   "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ?",
	numbered:  true,
}

var zero = [6]string{"''", "0", "0", "FALSE", "''", "'null'"}

func (d *dialect) column(f *kernel.Field) string {
	if f.Name == "id" {
		return "id " + d.types[kernel.Text] + " PRIMARY KEY"
	}
	return f.Name + " " + d.types[f.Kind.Column] + " NOT NULL DEFAULT " + zero[f.Kind.Column]
}

// portable fills the types into the DDL of an engine's table.
func (d *dialect) portable(ddl string) string {
	return strings.NewReplacer("{text}", d.types[kernel.Text], "{int}", d.types[kernel.Integer], "{real}", d.types[kernel.Real],
		"{bool}", d.types[kernel.Bool], "{json}", d.types[kernel.JSON]).Replace(ddl)
}

// marks turns the ? of a statement into what the driver wants. No statement of ours has a ? in a literal.
func (d *dialect) marks(stmt string) string {
	if !d.numbered || !strings.Contains(stmt, "?") {
		return stmt
	}
	var b strings.Builder
	b.Grow(len(stmt) + 16)
	for n := 1; ; n++ {
		before, after, found := strings.Cut(stmt, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		stmt = after
	}
}
