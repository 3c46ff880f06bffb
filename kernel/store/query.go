package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"anjian/kernel"
)

// List implements kernel.Store.
func (s *Store) List(ctx context.Context, m *kernel.Meta, q kernel.Query, each func(any, []bool) error) error {
	p := s.plan(m)
	fields := p.fields
	if len(q.Cols) > 0 {
		fields = nil
		for _, name := range q.Cols {
			fields = append(fields, p.byName[name])
		}
	}
	text, list := s.question(p, m, q)
	rows, err := s.Query(ctx, text, list...)
	if err != nil {
		return err
	}
	defer rows.Close()
	flags, names := make([]bool, len(q.Flags)), make([]string, len(q.Names.Refs))
	read := reader(rows, fields, flags, names)
	for rows.Next() {
		rec := reflect.New(m.Type).Interface()
		if err := read(rec); err != nil {
			return fmt.Errorf("store: %s: %w", m.Name, err)
		}
		for i, name := range names {
			q.Names.Each(i, *(*string)(q.Names.Refs[i].From.At(kernel.Address(rec))), name)
		}
		if err := each(rec, flags); err != nil {
			return err
		}
	}
	return rows.Err()
}

// question is the statement of a list with its values. That for one record by its id, asked most, is put together once.
func (s *Store) question(p *plan, m *kernel.Meta, q kernel.Query) (text string, list []any) {
	refs := unsafe.SliceData(q.Names.Refs)
	alone := q.Where.Op == "=" && q.Where.Col == "id" && q.Limit == 1 && q.Sort == "id" && len(q.Flags)+len(q.After)+len(q.Cols) == 0
	if known, ok := p.alone.Load(refs); ok && alone {
		return known.(string), []any{q.Where.Args[0], q.Limit}
	}
	cols := p.columns
	if len(q.Cols) > 0 {
		cols = m.Name + "." + strings.Join(q.Cols, ", "+m.Name+".")
	}
	a := &args{usual: &s.usual}
	if s.d == sqlite3 && q.Limit > 0 && q.Limit <= pageRows {
		a.page = m.Name
	}
	a.text.Grow(len(cols) + 1024)
	a.write("SELECT ", cols)
	for _, flag := range q.Flags {
		a.write(", CASE WHEN ")
		a.where(m.Name, flag)
		a.write(" THEN 1 ELSE 0 END")
	}
	for _, p := range q.Names.Refs {
		from := m.Name + "." + p.From.Name
		a.write(", CASE WHEN ", from, " = '' THEN '' ELSE COALESCE((SELECT other.", p.To.NameColumn, " FROM ", p.To.Name, " AS other WHERE other.id = ", from, "), '') END")
	}
	if index := led(a.page, m, q); index != "" || a.page != "" && picked(q.Where) { // only keys are sorted; whole rows are read for those of the page
		if index != "" {
			index = " INDEXED BY " + index
		}
		col, way := order(m, q)
		a.write(" FROM (SELECT ", m.Name, ".rowid AS place, ", m.Name, ".", col, " AS first, ", m.Name, ".id AS second FROM ", m.Name, index, " WHERE ")
		a.where(m.Name, q.Where)
		s.order(a, m, q)
		a.write(") AS page CROSS JOIN ", m.Name, " ON ", m.Name, ".rowid = page.place ORDER BY page.first", way, ", page.second", way)
	} else {
		a.write(" FROM ", m.Name, " WHERE ")
		a.where(m.Name, q.Where)
		s.order(a, m, q)
	}
	if text = a.text.String(); alone && p.known.Add(1) <= mostShapes {
		p.alone.Store(refs, text)
	}
	return text, a.list
}

// led names the index that a page of a narrow region follows: one that begins with the order and the region, in which SQLite
// goes from day to day and in each to the region. Left to itself it reads and sorts everything in the region.
func led(page string, m *kernel.Meta, q kernel.Query) string {
	if page == "" || narrow(q.Where) == "" {
		return ""
	}
	order, _ := order(m, q)
	for _, cols := range m.Indexes {
		if len(cols) > 2 && cols[0] == order && cols[1] == "region" {
			return m.Name + "_" + strings.Join(cols, "_") + "_index"
		}
	}
	return ""
}

// picked tells whether c asks for what another statement finds: however many that are, all of them are sorted for one page.
func picked(c kernel.Cond) bool {
	return c.Op == "query" || c.Op == "and" && slices.ContainsFunc(c.Kids, picked)
}

// narrow returns the region if c asks for nothing but one that is smaller than a city.
func narrow(c kernel.Cond) (region string) {
	if c.Op == "and" {
		for _, kid := range c.Kids {
			if kid.Op == "" || kid.Op == "and" && len(kid.Kids) == 0 {
				continue
			}
			one := narrow(kid)
			if one == "" || region != "" && region != one {
				return ""
			}
			region = one
		}
		return region
	}
	if c.Col != "region" || c.Op != ">=" && c.Op != "<" {
		return ""
	}
	v := reflect.ValueOf(c.Args[0])
	if v.Kind() != reflect.String || len(strings.TrimSuffix(v.String(), "~")) <= 4 {
		return ""
	}
	return strings.TrimSuffix(v.String(), "~")
}

// pageRows is the most rows for which a list counts as a page that somebody looks at.
const pageRows = 201

// order is the column by which q is sorted, and " DESC" where it is so.
func order(m *kernel.Meta, q kernel.Query) (col, way string) {
	col, desc := strings.CutPrefix(cmp.Or(q.Sort, m.Sort), "-")
	if m.Field(col) == nil {
		col, desc = "id", true
	}
	if desc {
		way = " DESC"
	}
	return col, way
}

func (s *Store) order(a *args, m *kernel.Meta, q kernel.Query) {
	col, way := order(m, q)
	if len(q.After) > 0 {
		cmp := " > "
		if way != "" {
			cmp = " < "
		}
		if col == "id" {
			a.write(" AND ", m.Name, ".id", cmp)
			a.add(q.After[len(q.After)-1])
		} else {
			a.write(" AND (", m.Name, ".", col, ", ", m.Name, ".id)", cmp, "(")
			a.add(q.After[0])
			a.write(", ")
			a.add(q.After[1])
			a.write(")")
		}
	}
	a.write(" ORDER BY ", m.Name, ".", col, way)
	if col != "id" {
		a.write(", ", m.Name, ".id", way)
	}
	if q.Limit == 0 || q.Limit > 1000 {
		q.Limit = 1000
	}
	if q.Limit > 0 {
		a.write(" LIMIT ")
		a.add(q.Limit)
	}
}

// counting begins a statement that counts records of m.
func (s *Store) counting(m *kernel.Meta) *args {
	a := &args{usual: &s.usual}
	if s.d == sqlite3 {
		a.sum = m.Name
	}
	return a
}

// Count implements kernel.Store.
func (s *Store) Count(ctx context.Context, m *kernel.Meta, where kernel.Cond, limit int) (n int, err error) {
	s.plan(m)
	a := s.counting(m)
	if limit > 0 {
		a.write("SELECT COUNT(*) FROM (SELECT 1 FROM ", m.Name, " WHERE ")
		a.where(m.Name, where)
		a.write(" LIMIT ")
		a.add(limit)
		a.write(") AS few")
	} else {
		a.write("SELECT COUNT(*) FROM ", m.Name, " WHERE ")
		a.where(m.Name, where)
	}
	rows, err := s.Query(ctx, a.text.String(), a.list...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		err = rows.Scan(&n)
	}
	return n, errors.Join(err, rows.Err())
}

// Group implements kernel.Store.
func (s *Store) Group(ctx context.Context, m *kernel.Meta, g kernel.Group, each func([]string, float64) error) error {
	a := s.counting(m)
	a.write("SELECT ")
	for _, by := range g.By {
		if by.Len > 0 {
			a.write(fmt.Sprintf("substr(%s.%s, 1, %d), ", m.Name, by.Col, by.Len))
		} else {
			a.write(fmt.Sprintf("CAST(%s.%s AS TEXT), ", m.Name, by.Col))
		}
	}
	switch {
	case g.Distinct != "":
		a.write("COUNT(DISTINCT ", m.Name, ".", g.Distinct, ")")
	case g.Sum != "":
		a.write("COALESCE(SUM(", m.Name, ".", g.Sum, "), 0)")
	default:
		a.write("COUNT(*)")
	}
	a.write(" FROM ", m.Name, " WHERE ")
	a.where(m.Name, g.Where)
	for i := range g.By {
		if i == 0 {
			a.write(" GROUP BY ")
		} else {
			a.write(", ")
		}
		a.write(fmt.Sprint(i + 1))
	}
	rows, err := s.Query(ctx, a.text.String(), a.list...)
	if err != nil {
		return err
	}
	defer rows.Close()
	keys, dest, n := make([]string, len(g.By)), make([]any, len(g.By)+1), 0.0
	for i := range keys {
		dest[i] = &keys[i]
	}
	dest[len(keys)] = &n
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if err := each(append([]string(nil), keys...), n); err != nil {
			return err
		}
	}
	return rows.Err()
}
