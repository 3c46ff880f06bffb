package main

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// TestHostile sends what no well-meant client sends to every endpoint of the assembled platform, on SQLite, and to every third of them on
// PostgreSQL. What must hold of every answer stands in siege.send.
func TestHostile(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		s := besiege(t, "")
		watcher, err := sql.Open("sqlite", "file:"+s.file)
		kerneltest.Must(t, err)
		t.Cleanup(func() { watcher.Close() })
		watcher.SetMaxOpenConns(1)
		ask, err := watcher.Prepare("PRAGMA data_version")
		kerneltest.Must(t, err)
		s.version = func() (n int64) {
			kerneltest.Must(t, ask.QueryRow().Scan(&n))
			return n
		}
		s.seen = s.version()
		s.everything(1)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		besiege(t, kerneltest.Postgres(t)).everything(3)
	})
}

// everything runs all attacks on every nth endpoint.
func (s *siege) everything(nth int) {
	if len(s.endpoints) < 300 {
		s.t.Fatalf("only %d endpoints", len(s.endpoints))
	}
	var some []rest.Endpoint
	for i, e := range s.endpoints {
		if i%nth == 0 {
			some = append(some, e)
		}
	}
	before, began := s.contents(), time.Now()
	for _, e := range some {
		s.strangers(e)
	}
	for table, now := range s.contents() {
		if was := before[table]; now != was {
			s.t.Errorf("strangers changed %s: %s", table, firstDifference(was, now))
		}
	}
	s.t.Log(s.sent, "requests so far", time.Since(began))
	for _, attack := range []func(rest.Endpoint){s.addresses, s.queries, s.bodies, s.values} {
		for _, e := range some {
			attack(e)
		}
		s.t.Log(s.sent, "requests so far", time.Since(began))
	}
	s.t.Logf("%d requests to %d endpoints", s.sent, len(some))
}

// reads are the verbs that only look.
func reads(e rest.Endpoint) bool { return e.Method == http.MethodGet }

// strangers are nobody, somebody without rights, and those of another region or enterprise: none gets at a record.
func (s *siege) strangers(e rest.Endpoint) {
	public := e.Public || e.Path == "/api/openapi.json"
	if r := s.send("", e.Method, s.at(e, home), "{}"); !public && r.status != http.StatusUnauthorized {
		s.t.Errorf("nobody %s %s: %d", e.Method, e.Path, r.status)
	}
	if e.Type != "" {
		if r := s.send("powerless", e.Method, s.at(e, home), "{}"); r.status < 400 && !strings.HasSuffix(e.Path, "/count") {
			s.t.Errorf("without rights %s %s: %d %.200s", e.Method, e.Path, r.status, r.body)
		}
	} else if !public && !reads(e) {
		s.send("powerless", e.Method, s.at(e, home), "{}")
	}
	typ, _, _ := strings.Cut(strings.TrimPrefix(e.Path, "/api/"), "/")
	for name := range s.actors {
		foe := foreign
		if strings.HasPrefix(name, "far ") {
			foe = home
		}
		if name == "powerless" || common[typ] && (reads(e) || e.Verb == "print" || e.Verb == "unmask" || typ == "calendar") {
			continue
		}
		if strings.Contains(e.Path, "{id}") {
			r := s.send(name, e.Method, s.at(e, foe), "{}")
			if r.status < 400 {
				s.t.Errorf("%s reaches another's record: %s %s: %d %.200s", name, e.Method, e.Path, r.status, r.body)
			}
		} else if e.Type != "" && reads(e) {
			s.send(name, e.Method, e.Path, "")
		}
	}
}

// common are the record types that everybody may read, wherever they stand; a new one has to be named here on purpose. The calendar
// is kept by all administrators together.
var common = map[string]bool{"calendar": true, "library_checklist": true, "library_criterion": true, "library_act": true, "library_article": true, "library_matter": true, "library_violation": true, "library_discretion": true, "library_band": true, "library_cut": true, "library_change": true, "library_sheet": true, "region_division": true, "org": true, "org_post": true, "agency": true, "agency_name": true, "officer": true, "seal_root": true, "roster_post": true, "roster_duty": true}

// directory is what names everybody who works for a government to everybody who does (通讯录).
var directory = map[string]bool{"/api/chat/people": true, "/api/chat/orgs": true}

// published is what the law has everybody read, wherever they stand: results of inspections (执法公示).
var published = map[string]bool{"/api/inspection/published": true}

var names = []string{"' OR '1'='1", `"; DROP TABLE enterprise; --`, "<script>alert(1)</script>", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "a\x00b", "\xff\xfe", strings.Repeat("九", 3000),
	"null", "0", "-1", "{id}", "%s%n", "𠮷\u202e"}

// addresses puts into the path what is no name of a record.
func (s *siege) addresses(e rest.Endpoint) {
	if !strings.Contains(e.Path, "{") {
		return
	}
	for _, name := range names {
		path := wildcard.ReplaceAllLiteralString(e.Path, name)
		if r := s.send(s.entitled(e), e.Method, path, "{}"); r.status < 300 && e.Type != "" {
			s.t.Errorf("%s %q: %d %.200s", e.Method, path, r.status, r.body)
		}
	}
}

// queries puts the same into every parameter of a list and of an operation.
func (s *siege) queries(e rest.Endpoint) {
	if !reads(e) || strings.HasSuffix(e.Path, ".xlsx") && s.p.store.Dialect() != kerneltest.SQLite { // a database hears the same from export.csv
		return
	}
	params := []string{"q", "sort", "after", "limit", "late", "columns", "region", "from", "to", "type", "w", "days", "nosuch"}
	if h := s.p.env.App.Resource(e.Type); h != nil && e.Verb == "list" {
		for i := range h.Meta().Fields {
			if f := &h.Meta().Fields[i]; rest.Filterable(f) {
				params = append(params, f.Name)
			}
		}
	} else if e.Type != "" {
		return
	}
	if e.In != nil && e.In.Kind() == reflect.Struct {
		for i := range e.In.NumField() {
			name, _, _ := strings.Cut(e.In.Field(i).Tag.Get("json"), ",")
			params = append(params, name)
		}
	}
	slices.Sort(params)
	who := s.entitled(e)
	for _, param := range slices.Compact(params) {
		values := append(slices.Clone(names[:8]), "99999999999999999999", "1e999", "..", "2026-13-45..", "WyJhIiwiYiJd", "W251bGwsbnVsbF0")
		if e.Type == "" && e.In == nil { // a whole table each time
			values = []string{names[0], names[6], "true"}
		}
		for _, value := range values {
			s.send(who, e.Method, s.at(e, home)+"?"+param+"="+url.QueryEscape(value), "")
		}
		s.send(who, e.Method, s.at(e, home)+"?"+param+"=%zz&"+param+"=%", "")
	}
}

var junk = []string{"", "null", "[]", `"x"`, "0", "{", "}", "[[", `{"a":1}{"b":2}`, `{"title":}`, "\xef\xbb\xbf{}", "{\"\xff\xfe\":\"\xff\"}", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
	"a=1&b=2", `{"id":{"$gt":""}}`, `{"__proto__":{"admin":true}}`, strings.Repeat("[", 20_000), strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000),
	`{"n":` + strings.Repeat("9", 20_000) + `}`, `{` + strings.TrimSuffix(strings.Repeat(`"a":1,`, 5_000), ",") + `}`, `{"text":"` + strings.Repeat("长", 400_000) + `"}`}

// bodies sends what is no JSON, is another JSON, is deep, or is huge.
func (s *siege) bodies(e rest.Endpoint) {
	if reads(e) {
		return
	}
	who := s.entitled(e)
	for _, body := range junk {
		s.send(who, e.Method, s.at(e, home), body)
	}
}

// odd are values for a field of any kind, hard ones those that only a text could take.
var (
	odd  = []any{nil, true, -1, 9.3e18, []any{map[string]any{}}, map[string]any{"a": 1}, "x", "2026-02-31"}
	hard = []string{poison, "a\x00b", strings.Repeat("长", 3000), "\u202e\ufeff"}
)

// values puts odd values into every field of what an endpoint takes, one at a time.
func (s *siege) values(e rest.Endpoint) {
	if reads(e) {
		return
	}
	var fields []string
	if h := s.p.env.App.Resource(e.Type); h != nil {
		m := h.Meta()
		switch step := m.Step(e.Verb); {
		case step != nil:
			fields = append(append(append(fields, step.Ask...), step.May...), "opinion", "nosuch")
		case e.Verb == "print" || e.Verb == "delete": // take nothing, which is checked below
			fields = []string{"nosuch"}
		case e.Verb == "batch":
			fields = []string{"step", "ids", "ask"}
		case e.Verb == "unmask":
			fields = []string{"reason"}
		default:
			for i := range m.Fields {
				fields = append(fields, m.Fields[i].Name)
			}
		}
	} else if e.In != nil && e.In.Kind() == reflect.Struct {
		for i := range e.In.NumField() {
			name, _, _ := strings.Cut(e.In.Field(i).Tag.Get("json"), ",")
			fields = append(fields, name)
		}
	}
	who, target := s.entitled(e), s.at(e, home)
	try := func(field string, raw []byte) {
		r := s.send(who, e.Method, target, `{"`+field+`":`+string(raw)+`}`)
		if r.read > 0 && (e.Verb == "print" || e.Verb == "delete") {
			s.t.Errorf("%s %s reads what is sent, but only one field was tried", e.Method, e.Path)
		}
	}
	for _, field := range fields {
		if field == "" || field == "-" {
			continue
		}
		odd, hard := odd, hard
		if e.Verb == "derive" || e.Verb == "update" { // the fields of create once more
			odd, hard = odd[3:5], hard[:2]
		}
		for _, v := range odd {
			raw, err := json.Marshal(v)
			kerneltest.Must(s.t, err)
			try(field, raw)
		}
		for _, text := range hard {
			raw, _ := json.Marshal(text)
			try(field, raw)
		}
		try(field, []byte("\"\xff\xfe\xed\xa0\x80\""))
		try(field, []byte("1e999"))
	}
}

// What a person types is kept as it is typed and shown as text, never run: a name that is a statement and a script at once.
func TestHostileTextIsKept(t *testing.T) {
	s := besiege(t, "")
	body, _ := json.Marshal(map[string]any{"name": poison, "region": home, "trade": "machinery", "address": poison})
	r := s.send("clerk", "POST", "/api/enterprise", string(body))
	var made struct{ ID, Name, Address string }
	kerneltest.Must(t, json.Unmarshal([]byte(r.body), &made))
	if r.status != http.StatusCreated || made.Address != poison {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := s.send("clerk", "GET", "/api/enterprise?q="+url.QueryEscape(poison), ""); r.status != 200 || strings.Contains(r.body, secret) {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := s.send("leader", "GET", "/api/enterprise/"+made.ID+"/file.html", ""); r.status != 200 || !strings.Contains(r.body, "&lt;script&gt;alert(7)") {
		t.Errorf("%d %.300s", r.status, r.body)
	}
	csv := s.send("clerk", "GET", "/api/enterprise/export.csv", "")
	if csv.status != 200 || !strings.Contains(csv.body, "alert(7)") || strings.Contains(csv.body, secret) {
		t.Errorf("%d %.300s", csv.status, csv.body)
	}
	n, err := s.p.store.Count(t.Context(), s.p.env.App.Resource("enterprise").Meta(), kernel.Cond{}, 0)
	if err != nil || n != 3 {
		t.Errorf("%d enterprises, %v", n, err)
	}
}

// firstDifference is the first line in which two tables differ.
func firstDifference(was, now string) string {
	a, b := strings.Split(was, "\n"), strings.Split(now, "\n")
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return "new " + b[i]
		case i >= len(b):
			return "gone " + a[i]
		case a[i] != b[i]:
			return a[i] + " -> " + b[i]
		}
	}
	return ""
}
