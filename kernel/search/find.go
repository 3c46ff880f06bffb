package search

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

const (
	shown      = 5      // records of each type that Ctrl-K shows
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
	asked := terms(in.Q)
	if len(asked) == 0 {
		return out, nil
	}
	few, all, err := newest(c, asked)
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		if err != nil || len(indexed(m)) == 0 {
			return
		}
		rows, refused := m.Scope(c.Actor, "read")
		if refused != nil {
			return
		}
		s := &hunt{c: c, m: m, rows: rows, few: few[m.Name], known: all}
		if err = s.all(in.Q, asked); err == nil && len(s.hits) > 0 {
			g := Group{Type: m.Name, Label: m.Label, Items: s.hits, More: len(s.hits) > shown}
			g.Items = g.Items[:min(len(g.Items), shown)]
			out.Groups = append(out.Groups, g)
		}
	})
	return out, err
}

// newest looks for terms among the records of all types at once; all tells that these are all there are, as is so for most of
// what people type, and no type has to be asked by itself.
func newest(c *kernel.Ctx, asked []term) (few map[string][]string, all bool, err error) {
	e := &expression{postgres: c.Store.Dialect() == "postgres"}
	e.terms(asked)
	stmt, list := e.statement("type, record", "", candidates)
	rows, err := c.Store.Query(c, stmt, list...)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	n := 0
	few = map[string][]string{}
	for rows.Next() {
		var typ, record string
		if err := rows.Scan(&typ, &record); err != nil {
			return nil, false, err
		}
		few[typ] = append(few[typ], record)
		n++
	}
	return few, n < candidates, rows.Err()
}

// Match selects the records of m that a text finds: for q= of lists. Of more than ten thousand matches, the newest count.
func Match(c *kernel.Ctx, m *kernel.Meta, text string) kernel.Cond {
	asked := terms(text)
	if len(asked) == 0 || len(indexed(m)) == 0 {
		return kernel.None()
	}
	e := &expression{postgres: c.Store.Dialect() == "postgres"}
	e.terms(asked)
	e.word(typeMark + m.Name)
	if rows, err := m.Scope(c.Actor, "read"); err == nil {
		e.scope(m, rows)
	}
	stmt, list := e.statement("record", "", listed)
	return kernel.Cond{Op: "query", Col: "id", SQL: stmt, Args: list}
}

// hunt looks for records of one type that the actor may read.
type hunt struct {
	c    *kernel.Ctx
	m    *kernel.Meta
	rows kernel.Cond
	hits []Hit
	seen []string

	few   []string // the newest matches, found with those of other types
	known bool     // there are no others
}

// all looks first for the very code, then for names that begin so, then for the newest.
func (s *hunt) all(text string, asked []term) error {
	if ids, _, err := s.ids("SELECT record, id FROM search_doc WHERE type = ? LIMIT 1", []any{s.m.Name}); err != nil || len(ids) == 0 {
		return err
	}
	if whole := code(text); whole != "" {
		if err := s.match([]term{{codeMark + whole, false}}, 1); err != nil || s.enough() {
			return err
		}
	}
	if err := s.beginning(nameKey(text)); err != nil || s.enough() {
		return err
	}
	if s.known {
		return s.take(s.few)
	}
	return s.match(asked, goes)
}

func (s *hunt) enough() bool { return len(s.hits) > shown }

// beginning looks for names that begin with key.
func (s *hunt) beginning(key string) error {
	if key == "" {
		return nil
	}
	ids, _, err := s.ids("SELECT record, id FROM search_doc WHERE type = ? AND name >= ? AND name < ? ORDER BY name, id LIMIT ?", []any{s.m.Name, key, key + "\U0010ffff", candidates})
	if err != nil {
		return err
	}
	return s.take(ids)
}

// match looks for terms, the newest records first, until there are enough or the tries are used up.
func (s *hunt) match(asked []term, tries int) error {
	e := &expression{postgres: s.c.Store.Dialect() == "postgres"}
	e.terms(asked)
	e.word(typeMark + s.m.Name)
	e.scope(s.m, s.rows)
	last := ""
	for range tries {
		stmt, list := e.statement("record, id", last, candidates)
		ids, next, err := s.ids(stmt, list)
		if err != nil {
			return err
		}
		if err := s.take(ids); err != nil || s.enough() || len(ids) < candidates {
			return err
		}
		last = next
	}
	return nil
}

func (s *hunt) ids(stmt string, list []any) (ids []string, last string, err error) {
	rows, err := s.c.Store.Query(s.c, stmt, list...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			return nil, "", err
		}
		ids, last = append(ids, id), strconv.FormatInt(at, 10)
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
	case begin:
		return `"` + word + `"*`
	}
	return `"` + word + `"`
}

func (e *expression) word(word string) { e.parts = append(e.parts, e.quote(word, false)) }

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
func (e *expression) newestInPostgres(cols, last string, most int) (string, []any) {
	words := strings.Join(e.parts, " & ")
	if last != "" {
		at, _ := strconv.ParseInt(last, 10, 64)
		return "WITH far AS MATERIALIZED (SELECT id AS place, " + cols + " FROM search_doc WHERE words @@ CAST(? AS tsquery) AND id < ?) SELECT " + cols + " FROM far ORDER BY place DESC LIMIT ?", []any{words, at, most}
	}
	return "WITH near AS MATERIALIZED (SELECT id AS place, " + cols + " FROM search_doc WHERE id > (SELECT COALESCE(MAX(id), 0) FROM search_doc) - " + strconv.Itoa(window) +
		" AND ts_match_vq(words, CAST(? AS tsquery)) ORDER BY id DESC LIMIT ?), far AS MATERIALIZED (SELECT id AS place, " + cols +
		" FROM search_doc WHERE (SELECT COUNT(*) FROM near) < ? AND words @@ CAST(? AS tsquery)) SELECT " + cols +
		" FROM (SELECT * FROM near WHERE (SELECT COUNT(*) FROM near) >= ? UNION ALL SELECT * FROM far) AS hit ORDER BY place DESC LIMIT ?", []any{words, most, most, words, most, most}
}

// statement selects the newest matches below the position last.
func (e *expression) statement(cols, last string, most int) (string, []any) {
	if e.postgres && most <= candidates {
		return e.newestInPostgres(cols, last, most)
	}
	and, from := " AND ", "SELECT "+cols+" FROM search_doc WHERE id IN (SELECT rowid FROM search_word WHERE search_word MATCH ?%s ORDER BY rowid DESC LIMIT ?) ORDER BY id DESC"
	before := " AND rowid < ?"
	if e.postgres {
		and, from, before = " & ", "SELECT "+cols+" FROM search_doc WHERE words @@ CAST(? AS tsquery)%s ORDER BY id DESC LIMIT ?", " AND id < ?"
	}
	list := []any{strings.Join(e.parts, and)}
	if last == "" {
		before = ""
	} else {
		at, _ := strconv.ParseInt(last, 10, 64)
		list = append(list, at)
	}
	return strings.Replace(from, "%s", before, 1), append(list, most)
}

// literal is the text of an argument of a condition, "" if it is no text.
func literal(v any) string {
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return r.String()
	}
	return ""
}
