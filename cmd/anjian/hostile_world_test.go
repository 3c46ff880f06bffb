package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/file"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// What stands in every text of the records that belong to somebody else, and in those of one's own.
const (
	secret = "别人的秘密"
	poison = `<script>alert(7)</script>' OR '1'='1'; DROP TABLE enterprise; --`
)

// Where the two sides live.
const (
	home    kernel.Region = "410105"
	foreign kernel.Region = "420102"
)

// siege is the assembled platform with one record of every type on either side, and whoever attacks it.
type siege struct {
	t         *testing.T
	p         *platform
	endpoints []rest.Endpoint
	handler   http.Handler
	actors    map[string]kernel.Actor
	faults    *faults
	version   func() int64 // moves when the database does; 0 where that cannot be asked
	seen      int64        // the version after the last answer
	sent      int
	judged    map[[sha256.Size]byte]bool // long answers that were looked at
	sha       string
	file      string // of SQLite
}

// faults are what the platform logs as an error while it answers one siege.
type faults struct {
	mu    sync.Mutex
	lines []string
}

func (f *faults) note(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lines = append(f.lines, text)
}

func (f *faults) take() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := strings.Join(f.lines, "\n")
	f.lines = nil
	return out
}

// ledger is the logger while there are sieges: it knows by the context whose request is being answered, and holds what is logged outside of
// requests against all.
type ledger struct {
	slog.Handler
	mu     sync.Mutex
	sieges []*faults
	before *slog.Logger
}

var logged ledger

type besieged struct{}

func (l *ledger) Enabled(context.Context, slog.Level) bool { return true }
func (l *ledger) Handle(ctx context.Context, r slog.Record) error {
	if r.Level < slog.LevelError {
		return nil
	}
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	if f, ok := ctx.Value(besieged{}).(*faults); ok {
		f.note(text)
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.sieges {
		f.note(text)
	}
	return nil
}

// heed has the ledger listen for one siege more until the test ends.
func (l *ledger) heed(t *testing.T, f *faults) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sieges = append(l.sieges, f); len(l.sieges) == 1 {
		l.before = slog.Default()
		slog.SetDefault(slog.New(l))
	}
	t.Cleanup(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.sieges = slices.DeleteFunc(l.sieges, func(x *faults) bool { return x == f }); len(l.sieges) == 0 {
			slog.SetDefault(l.before)
		}
	})
}

// Actor implements rest.Sessions: a header says who asks.
func (s *siege) Actor(_ *kernel.Ctx, r *http.Request) (kernel.Actor, error) {
	return s.actors[r.Header.Get("Who")], nil
}

func besiege(t *testing.T, database string) *siege {
	p, settings := assembled(t, database)
	p.env.Logger = slog.New(slog.DiscardHandler) // modules may complain of specimens: a text in the place of a certificate
	s := &siege{t: t, p: p, file: settings.SQLite(), faults: &faults{}, judged: map[[sha256.Size]byte]bool{}, actors: map[string]kernel.Actor{}, version: func() int64 { return 0 }}
	logged.heed(t, s.faults)
	picture := samplePicture()
	sum := sha256.Sum256(picture)
	s.sha = hex.EncodeToString(sum[:])
	_, err := p.files.Put(t.Context(), s.sha, bytes.NewReader(picture), 1<<20)
	kerneltest.Must(t, err)
	kerneltest.Must(t, p.system(t.Context()).Tx(func(c *kernel.Ctx) error {
		for _, side := range []kernel.Region{home, foreign} {
			p.env.App.Each(func(_ *kernel.Module, h kernel.Handle) {
				if rec := s.specimen(h, side); err == nil {
					err = c.Store.Insert(c, h.Meta(), rec)
				}
			})
		}
		return err
	}))
	for _, label := range role.Labels {
		a := kernel.Actor{ID: s.id("account", home), Name: "自己人", Roles: []kernel.Role{label.Role}, Region: home}
		far := kernel.Actor{ID: s.id("account", foreign), Name: "外区人", Roles: a.Roles, Region: foreign}
		if label.Role == role.Safety || label.Role == role.Worker {
			a.Enterprise, far.Enterprise = s.id("enterprise", home), s.id("enterprise", foreign)
		}
		if label.Role == role.Agency {
			a.Agency, far.Agency = s.id("agency", home), s.id("agency", foreign)
			a.Serves, far.Serves = []string{s.id("enterprise", home)}, []string{s.id("enterprise", foreign)}
		}
		s.actors[string(label.Role)], s.actors["far "+string(label.Role)] = a, far
	}
	s.actors["powerless"] = kernel.Actor{ID: "powerless", Name: "无权的人", Region: home}
	api := &rest.Server{Env: p.env, Store: p.store, Sessions: s, Timeout: settings.RequestTimeout}
	s.handler = api.Handler()
	api.ServeFiles(file.Contents{Folder: p.files, Most: settings.UploadMax})
	s.endpoints = api.Endpoints()
	s.send("", "GET", "/api/register/challenge", "") // makes the key that all challenges are signed with
	return s
}

func (s *siege) id(typ string, side kernel.Region) string { return fmt.Sprintf("%s%s", side, typ) }

// specimen fills every column of a record: the texts of one's own side are poisoned, those of the other are secret.
func (s *siege) specimen(h kernel.Handle, side kernel.Region) any {
	m, rec := h.Meta(), h.New()
	text := poison
	if side == foreign {
		text = secret
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		v := f.In(rec)
		switch f.Kind.Name {
		case "text", "longtext":
			if v.SetString(text); f.Unique {
				v.SetString(text + m.Name)
			}
		case "enum":
			if v.SetString(f.Kind.Options[0].Value); f.Unique && side == foreign {
				v.SetString(f.Kind.Options[1].Value)
			}
		case "date":
			if v.SetString("2026-05-01"); side == foreign {
				v.SetString("2026-05-02")
			}
		case "phone":
			v.SetString("13812345678")
		case "ref":
			v.SetString(s.id(s.p.env.App.ByType(f.Kind.To).Meta().Name, side))
		case "int", "money":
			v.SetInt(1)
		case "number":
			v.SetFloat(1)
		case "files":
			v.Set(reflect.ValueOf(kernel.Files{{SHA: s.sha, Name: text + ".png", Type: "image/png", Size: 1}}))
		}
	}
	b := kernel.BaseOf(rec)
	b.ID, b.Rev, b.Region, b.Created, b.Updated = s.id(m.Name, side), 1, side, time.Unix(1.7e9, 0).UTC(), time.Unix(1.7e9, 0).UTC()
	if f := m.Field("account"); f != nil && f.Kind.Name == "text" {
		f.In(rec).SetString(s.id("account", side))
	}
	return rec
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
	read   int // bytes of what was sent
}

// telling is what no answer may contain, in small letters: statements, traces, paths and sentences of the libraries inside.
var telling = []string{"select ", "insert into", "sqlite", "sqlstate", "pgx:", "goroutine ", ".go:", "panic", "runtime error", "/tmp/", "invalid character", "strconv.", "json: ", "unmarshal", "no such table", "no such file"}

// trace is the number of an answer, drawn at random.
var trace = regexp.MustCompile(`"trace":"[a-z0-9]*"`)

// send sends one request and judges what must hold of every answer, whoever asks for whatever.
func (s *siege) send(who, method, target, body string, headers ...string) reply {
	s.t.Helper()
	path, query, _ := strings.Cut(target, "?")
	text := strings.NewReader(body)
	req := &http.Request{Method: method, URL: &url.URL{Path: path, RawQuery: query}, RequestURI: target, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Host: "example.com",
		RemoteAddr: "192.0.2.1:1234", ContentLength: int64(len(body)), Body: io.NopCloser(text), Header: http.Header{"Who": {who}}}
	req = req.WithContext(context.WithValue(s.t.Context(), besieged{}, s.faults))
	s.sent++
	req.Header.Set("Idempotency-Key", fmt.Sprint("siege-", s.sent))
	if method != http.MethodGet {
		req.Header.Set("If-Match", `"1"`)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	began := time.Now()
	s.handler.ServeHTTP(rec, req)
	took, before := time.Since(began), s.seen
	s.seen = s.version()
	out := reply{rec.Code, rec.Header(), rec.Body.String(), len(body) - text.Len()}
	complain := func(format string, args ...any) {
		s.t.Helper()
		s.t.Errorf("%s %s %.120q %.120q: %d %s\n%.300s", who, method, target, body, out.status, fmt.Sprintf(format, args...), out.body)
	}
	kind := out.header.Get("Content-Type")
	if logged := s.faults.take(); logged != "" {
		complain("logged %.600s", logged)
	}
	switch {
	case out.status >= 500:
		complain("is our fault")
	case out.status >= 400 && s.seen != before && !counts[path]:
		complain("refused, but the database changed")
	case out.status >= 400 && kind != "application/problem+json; charset=utf-8":
		complain("refused as %s", kind)
	case out.status < 300 && out.status != http.StatusNoContent && kind == "":
		complain("without a type")
	case out.header.Get("X-Content-Type-Options") != "nosniff":
		complain("a browser may guess the type")
	case took > 10*time.Second:
		complain("took %s", took)
	}
	if textual(kind) {
		told := trace.ReplaceAllString(out.body, "")
		if len(told) > 2000 {
			sum := sha256.Sum256([]byte(who + told))
			if s.judged[sum] {
				return out
			}
			s.judged[sum] = true
		}
		small := strings.ToLower(told)
		for _, what := range telling {
			if strings.Contains(small, what) && path != "/api/openapi.json" {
				complain("tells %q", what)
			}
		}
		if strings.HasPrefix(kind, "text/html") && strings.Contains(out.body, "<script>alert(7)") {
			complain("runs a script that somebody typed")
		}
		far := strings.HasPrefix(who, "far ")
		typ, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/"), "/")
		if mine := map[bool]string{false: secret, true: "alert(7)"}[far]; !common[typ] && !directory[path] && !published[path] && strings.Contains(told, mine) && !strings.Contains(body+target, "alert") {
			complain("tells what belongs to others")
		}
	}
	return out
}

// counts are the paths where a failed try is itself a fact: the database keeps how often.
var counts = map[string]bool{"/api/login": true, "/api/password": true, "/api/register": true}

func textual(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json")
}

// at fills the wildcards of an endpoint's path with the record of one side.
func (s *siege) at(e rest.Endpoint, side kernel.Region) string {
	typ := e.Type
	if typ == "" {
		typ, _, _ = strings.Cut(strings.TrimPrefix(e.Path, "/api/"), "/")
	}
	return wildcard.ReplaceAllStringFunc(e.Path, func(name string) string {
		switch name {
		case "{sha}":
			return s.sha
		case "{id}":
			return s.id(typ, side)
		}
		return "x"
	})
}

var wildcard = regexp.MustCompile(`\{[a-z_.]+\}`)

// entitled is somebody of one's own side who may use an endpoint.
func (s *siege) entitled(e rest.Endpoint) string {
	if h := s.p.env.App.Resource(e.Type); h != nil {
		verb := e.Verb
		switch {
		case h.Meta().Step(verb) != nil:
		case verb == "batch":
			verb = h.Meta().Steps[0].Name
		case verb == "derive":
			verb = "create"
		case !slices.Contains([]string{"create", "update", "delete"}, verb):
			verb = "read"
		}
		for _, g := range h.Meta().Access {
			if slices.Contains(strings.Fields(g.Can), verb) {
				return string(g.To[0])
			}
		}
	}
	return string(role.Leader)
}

// contents returns a digest of every table, so that a test can see that nothing changed.
func (s *siege) contents() map[string]string {
	ctx, out := s.t.Context(), map[string]string{}
	list := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if s.p.store.Dialect() == "postgres" {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name"
	}
	for _, table := range s.strings(ctx, list) {
		row := "CAST(%[1]s AS TEXT)" // PostgreSQL writes a whole row
		if s.p.store.Dialect() == "sqlite" {
			row = strings.Join(s.strings(ctx, "SELECT 'quote(' || name || ')' FROM pragma_table_info('"+table+"')"), " || ',' || ")
		}
		rows := s.strings(ctx, "SELECT "+strings.ReplaceAll(row, "%[1]s", table)+" AS line FROM "+table+" ORDER BY line")
		out[table] = strings.Join(rows, "\n")
	}
	return out
}

func (s *siege) strings(ctx context.Context, stmt string) (out []string) {
	rows, err := s.p.store.Query(ctx, stmt)
	kerneltest.Must(s.t, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		kerneltest.Must(s.t, rows.Scan(&text))
		out = append(out, text)
	}
	kerneltest.Must(s.t, rows.Err())
	return out
}
