package search

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"anjian/kernel"
)

const (
	shown      = 5      // records of each type that Ctrl-K shows
	few        = 40     // looked at first within what rights imply
	candidates = 200    // looked at in one go, newest first
	goes       = 5      // how often more candidates are looked at
	listed     = 10_000 // matches among which a list filters: as many as a count counts
)

// Question is what a person typed.
type Question struct {
	Q string `json:"q"`
}

// Answer holds what was found, by type.
type Answer struct {
	Groups []Group `json:"groups"`
}

// Group is what was found of one type.
type Group struct {
	Type  string `json:"type"`
	Label string `json:"label"`
	Items []Hit  `json:"items"`
	More  bool   `json:"more"`
}

// Hit is one record.
type Hit struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Hint  string `json:"hint"`
}

// find answers GET /api/search.
func find(c *kernel.Ctx, in *Question) (*Answer, error) {
	out := &Answer{Groups: []Group{}}
	x := &look{c: c, postgres: c.Store.Dialect() == "postgres", name: nameKey(in.Q), words: terms(in.Q)}
	if len(x.words) == 0 {
		return out, nil
	}
	if whole := code(in.Q); whole != "" {
		x.code = []term{{codeMark + whole, false}}
	}
	err := x.everywhere()
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		if _, any := x.types[m.Name]; !any || err != nil || len(indexed(m)) == 0 {
			return
		}
		rows, refused := m.Scope(c.Actor, "read")
		if refused != nil {
			return
		}
		s := &hunt{look: x, m: m, rows: rows}
		if err = s.all(); err == nil && len(s.hits) > 0 {
			g := Group{Type: m.Name, Label: m.Label, Items: s.hits, More: len(s.hits) > shown}
			g.Items = g.Items[:min(len(g.Items), shown)]
			out.Groups = append(out.Groups, g)
		}
	})
	return out, err
}

// Match selects the records of m that a text finds: for q= of lists. Of more than ten thousand matches, the newest count.
func Match(c *kernel.Ctx, m *kernel.Meta, text string) (kernel.Cond, error) {
	asked := terms(text)
	if len(asked) == 0 || len(indexed(m)) == 0 {
		return kernel.None(), nil
	}
	types, err := catalogue(c)
	in, any := types[m.Name]
	if err != nil || !any {
		return kernel.None(), err
	}
	e := &expression{postgres: c.Store.Dialect() == "postgres"}
	e.terms(asked)
	e.of(m)
	if rows, err := m.Scope(c.Actor, "read"); err == nil {
		e.scope(m, rows)
	}
	stmt, list := e.statement("record", in, listed)
	return kernel.Cond{Op: "query", Col: "id", SQL: stmt, Args: list}, nil
}

// look is a question, and what is found of it among the records of all types at once: for most of what people type that is all there is, and no
// type has to be asked by itself.
type look struct {
	c        *kernel.Ctx
	postgres bool
	types    map[string]places

	code, words            []term
	name                   string // of which it may be the beginning
	byCode, byName, byWord map[string]lot
}

// lot is what was found of one type; more tells that there may be others.
type lot struct {
	ids  []string
	more bool
}

func (x *look) everywhere() (err error) {
	if x.types, err = catalogue(x.c); err != nil || len(x.types) == 0 {
		return err
	}
	if len(x.code) > 0 {
		if x.byCode, err = x.newest(x.code); err != nil {
			return err
		}
	}
	if x.byName, err = x.beginning(); err != nil {
		return err
	}
	x.byWord, err = x.newest(x.words)
	return err
}

// newest finds the newest matches of each type. In SQLite what is found of a type lies together, so the question goes on below a type of which there are too many;
// in PostgreSQL only a few matches are told apart, otherwise each type has to be asked by itself.
func (x *look) newest(asked []term) (map[string]lot, error) {
	e := &expression{postgres: x.postgres}
	e.terms(asked)
	out, in := map[string]lot{}, everywhere
	for {
		stmt, list := e.statement("type, record", in, candidates)
		last, n, err := x.gather(out, stmt, list)
		switch {
		case err != nil:
			return nil, err
		case n < candidates:
			return out, nil
		case x.postgres:
			for typ := range x.types {
				out[typ] = lot{more: true}
			}
			return out, nil
		}
		out[last] = lot{more: true}
		in.to = x.types[last].from
	}
}

// beginning finds names that begin with the text, the first of each type.
func (x *look) beginning() (map[string]lot, error) {
	stmt := "SELECT t.type, d.record FROM search_type AS t JOIN search_doc AS d ON d.id IN (SELECT id FROM search_doc WHERE type = t.type AND name >= ? AND name < ? ORDER BY name, id LIMIT ?) ORDER BY t.no, d.name, d.id"
	if x.postgres {
		stmt = "SELECT t.type, d.record FROM search_type AS t CROSS JOIN LATERAL (SELECT id, record, name FROM search_doc WHERE type = t.type AND name >= ? AND name < ? ORDER BY name, id LIMIT ?) AS d ORDER BY t.no, d.name, d.id"
	}
	out := map[string]lot{}
	_, _, err := x.gather(out, stmt, []any{x.name, x.name + "\U0010ffff", few})
	for typ, l := range out {
		out[typ] = lot{l.ids, len(l.ids) == few}
	}
	return out, err
}

// gather adds the records that a statement finds to those of their types, and returns the last type and how many there were.
func (x *look) gather(out map[string]lot, stmt string, list []any) (last string, n int, err error) {
	rows, err := x.c.Store.Query(x.c, stmt, list...)
	if err != nil {
		return "", 0, err
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		var record string
		if err := rows.Scan(&last, &record); err != nil {
			return "", 0, err
		}
		l := out[last]
		l.ids = append(l.ids, record)
		out[last] = l
	}
	return last, n, rows.Err()
}

// hunt looks for records of one type that the actor may read.
type hunt struct {
	*look
	m    *kernel.Meta
	rows kernel.Cond
	hits []Hit
	seen []string
}

// all looks first for the very code, then for names that begin so, then for the newest.
func (s *hunt) all() error {
	if err := s.match(s.byCode[s.m.Name], s.code, 1); err != nil || s.enough() {
		return err
	}
	names := s.byName[s.m.Name]
	if err := s.take(names.ids); err != nil || s.enough() {
		return err
	}
	if names.more {
		ids, _, err := s.ids("SELECT record, id FROM search_doc WHERE type = ? AND name >= ? AND name < ? ORDER BY name, id LIMIT ?", []any{s.m.Name, s.name, s.name + "\U0010ffff", candidates})
		if err != nil {
			return err
		}
		if err := s.take(ids); err != nil || s.enough() {
			return err
		}
	}
	return s.match(s.byWord[s.m.Name], s.words, goes)
}

func (s *hunt) enough() bool { return len(s.hits) > shown }

// match takes what was found of the type, or looks for terms within what rights imply, the newest records first, until there are
// enough or the tries are used up.
func (s *hunt) match(found lot, asked []term, tries int) error {
	if !found.more {
		return s.take(found.ids)
	}
	e := &expression{postgres: s.postgres}
	e.terms(asked)
	e.of(s.m)
	e.scope(s.m, s.rows)
	in, most := s.types[s.m.Name], few
	for range tries + 1 {
		stmt, list := e.statement("record, id", in, most)
		ids, last, err := s.ids(stmt, list)
		if err != nil {
			return err
		}
		if err := s.take(ids); err != nil || s.enough() || len(ids) < most {
			return err
		}
		in.to, most = last, candidates
	}
	return nil
}

func (s *hunt) ids(stmt string, list []any) (ids []string, last int64, err error) {
	rows, err := s.c.Store.Query(s.c, stmt, list...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id, &last); err != nil {
			return nil, 0, err
		}
		ids = append(ids, id)
	}
	return ids, last, rows.Err()
}

// take adds those of ids that the actor may read, in their order.
func (s *hunt) take(ids []string) error {
	ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(s.seen, id) })
	for len(ids) > 0 && !s.enough() {
		part := ids[:min(len(ids), 20)] // most askers may read most of what is found
		if ids = ids[len(part):]; len(part) == 20 && len(s.hits) == 0 && len(ids) > 0 {
			part, ids = append(slices.Clone(part), ids...), nil
		}
		found := map[string]any{}
		q := kernel.Query{Where: kernel.And(kernel.Cond{Op: "in", Col: "id", Args: args(padded(part))}, s.rows), Sort: "id", Limit: -1, Cols: s.columns()}
		if err := s.c.Store.List(s.c, s.m, q, func(rec any, _ []bool) error { found[kernel.BaseOf(rec).ID] = rec; return nil }); err != nil {
			return err
		}
		for _, id := range part {
			if rec := found[id]; rec != nil && !s.enough() {
				s.seen, s.hits = append(s.seen, id), append(s.hits, s.hit(rec))
			}
		}
	}
	return nil
}

// padded repeats an id until the list has one of few lengths, so that few different statements come about.
func padded(ids []string) []string {
	size := candidates
	for _, n := range []int{1, 5, 20} {
		if len(ids) <= n {
			size = n
			break
		}
	}
	ids = slices.Clone(ids)
	for len(ids) < size {
		ids = append(ids, ids[0])
	}
	return ids
}

func (s *hunt) columns() (cols []string) {
	cols = []string{"id", "region"}
	for _, name := range []string{s.m.NameColumn, s.m.StateColumn, s.codeColumn()} {
		if name != "" && !slices.Contains(cols, name) {
			cols = append(cols, name)
		}
	}
	return cols
}

// codeColumn is a unique column that may be shown.
func (s *hunt) codeColumn() string {
	for i := range s.m.Fields {
		if f := &s.m.Fields[i]; f.Unique && f.Kind.Mask == nil && !f.Has("hidden") {
			return f.Name
		}
	}
	return ""
}

func (s *hunt) hit(rec any) Hit {
	hint := []string{}
	for _, name := range []string{s.codeColumn(), s.m.StateColumn} {
		if name != "" && name != s.m.NameColumn {
			if text := s.m.Field(name).Text(rec); text != "" {
				hint = append(hint, text)
			}
		}
	}
	if region := kernel.BaseOf(rec).Region; region != "" && region != kernel.Country {
		hint = append(hint, s.c.RegionLabel(region))
	}
	return Hit{ID: kernel.BaseOf(rec).ID, Title: s.m.Field(s.m.NameColumn).Text(rec), Hint: strings.Join(hint, " · ")}
}

// expression is a condition on the words of a record, in the language of the dialect. Words hold letters and digits only, so
// nothing a person types is part of that language.
type expression struct {
	postgres bool
	parts    []string
}

func (e *expression) quote(word string, begin bool) string {
	switch {
	case e.postgres && begin:
		return "'" + word + "':*"
	case e.postgres:
		return "'" + word + "'"
	case begin && utf8.RuneCountInString(word) > short:
		return `"` + word + `"*`
	}
	return `"` + word + `"`
}

// of asks for records of m; in SQLite their places say so.
func (e *expression) of(m *kernel.Meta) {
	if e.postgres {
		e.parts = append(e.parts, e.quote(typeMark+m.Name, false))
	}
}

func (e *expression) terms(list []term) {
	for _, t := range list {
		e.parts = append(e.parts, e.quote(t.word, t.begin))
	}
}

// scope adds what rights imply about the words of a record, so that an account of one county does not look through
// the matches of a whole province. It narrows only; the rights themselves are asked of the records.
func (e *expression) scope(m *kernel.Meta, rows kernel.Cond) {
	any, known := implied(m, rows)
	if !known || len(any) == 0 || len(any) > 20 {
		return
	}
	for i, word := range any {
		any[i] = e.quote(word, false)
	}
	or := " OR "
	if e.postgres {
		or = " | "
	}
	e.parts = append(e.parts, "("+strings.Join(any, or)+")")
}

// implied returns words of which every record that fulfils c has at least one; known is false if there are none to name.
func implied(m *kernel.Meta, c kernel.Cond) (any []string, known bool) {
	switch c.Op {
	case "=":
		if f := m.Field(c.Col); f != nil && f.Kind.Name == "ref" {
			if id := plainWord(literal(c.Args[0])); id != "" {
				return []string{refMark + id}, true
			}
		}
	case "or":
		for _, kid := range c.Kids {
			words, ok := implied(m, kid)
			if !ok {
				return nil, false
			}
			any = append(any, words...)
		}
		return any, len(any) > 0
	case "and":
		if region := under(c); len(region) > 2 && slices.Contains(regionLengths, len(region)) && plainWord(region) != "" {
			return []string{regionMark + plainWord(region)}, true
		}
		for _, kid := range c.Kids {
			if words, ok := implied(m, kid); ok {
				return words, true
			}
		}
	}
	return nil, false
}

// under is the region if c is kernel.Under of it.
func under(c kernel.Cond) string {
	if len(c.Kids) != 2 || c.Kids[0].Op != ">=" || c.Kids[1].Op != "<" || c.Kids[0].Col != "region" || c.Kids[1].Col != "region" {
		return ""
	}
	if from := literal(c.Kids[0].Args[0]); literal(c.Kids[1].Args[0]) == from+"~" {
		return from
	}
	return ""
}

// window is how many of the newest documents PostgreSQL looks through before it asks the index.
const window = 2000

// newestInPostgres selects the newest matches without leaving the way to the planner, which cannot know how rare a word is: a frequent word
// is found among the newest documents, and only where these have too few is the index asked for all matches, of which there cannot be many then.
func (e *expression) newestInPostgres(cols string, in places, most int) (string, []any) {
	words := strings.Join(e.parts, " & ")
	if in.to != everywhere.to {
		return "WITH far AS MATERIALIZED (SELECT id AS place, " + cols + " FROM search_doc WHERE words @@ CAST(? AS tsquery) AND id < ?) SELECT " + cols + " FROM far ORDER BY place DESC LIMIT ?", []any{words, in.to, most}
	}
	return "WITH near AS MATERIALIZED (SELECT id AS place, " + cols + " FROM search_doc WHERE id > (SELECT COALESCE(MAX(id), 0) FROM search_doc) - " + strconv.Itoa(window) +
		" AND ts_match_vq(words, CAST(? AS tsquery)) ORDER BY id DESC LIMIT ?), far AS MATERIALIZED (SELECT id AS place, " + cols +
		" FROM search_doc WHERE (SELECT COUNT(*) FROM near) < ? AND words @@ CAST(? AS tsquery)) SELECT " + cols +
		" FROM (SELECT * FROM near WHERE (SELECT COUNT(*) FROM near) >= ? UNION ALL SELECT * FROM far) AS hit ORDER BY place DESC LIMIT ?", []any{words, most, most, words, most, most}
}

// statement selects the newest matches among places.
func (e *expression) statement(cols string, in places, most int) (string, []any) {
	switch {
	case e.postgres && most <= candidates:
		return e.newestInPostgres(cols, in, most)
	case e.postgres:
		return "SELECT " + cols + " FROM search_doc WHERE words @@ CAST(? AS tsquery) ORDER BY id DESC LIMIT ?", []any{strings.Join(e.parts, " & "), most}
	}
	return "SELECT " + cols + " FROM search_doc WHERE id IN (SELECT rowid FROM search_token WHERE search_token MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?) ORDER BY id DESC",
		[]any{strings.Join(e.parts, " AND "), in.from, in.to, most}
}

// literal is the text of an argument of a condition, "" if it is no text.
func literal(v any) string {
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return r.String()
	}
	return ""
}
