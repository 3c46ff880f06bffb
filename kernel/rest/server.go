// Package rest serves what modules declare: lists, records, steps and schemas of every record type, and
// the operations of modules. docs/api.md is its contract.
package rest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"anjian/kernel"
)

// Server serves an App. Its zero fields have safe defaults.
type Server struct {
	Env       *kernel.Env
	Store     kernel.Store
	Sessions  Sessions
	Timeout   time.Duration  // for one request; 30 s if 0
	MaxBody   int64          // bytes of a JSON body; 1 MiB if 0
	Proxies   []netip.Prefix // whose X-Forwarded-For is believed
	Version   string
	NoMetrics bool // /metrics is not served
	Unmask    int  // records whose personal data one account may look at in a day; 50 if 0
	// Ready, if set, says why the platform cannot do all of its work at the moment: /readyz then fails.
	Ready func() error
	// Used hears of everything that an account did: the record type and the verb, or no type and the pattern of an operation. It must not
	// take long.
	Used func(c *kernel.Ctx, typ, verb string)

	mux     *http.ServeMux
	routes  []route
	foreign []string // patterns that answer other sites too
	schemas schemaCache
	stats   stats
	stop    atomic.Bool

	described func() ([]byte, error) // OpenAPI as text
}

// Sessions says who asks.
type Sessions interface {
	// Actor returns who sent r: an actor without ID if nobody is signed in; an error refuses the request.
	Actor(c *kernel.Ctx, r *http.Request) (kernel.Actor, error)
}

type route struct {
	kernel.Route
	resource *kernel.Meta
	verb     string
}

type handler func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error

// Handler makes the routes of all modules.
func (s *Server) Handler() http.Handler {
	if s.Timeout == 0 {
		s.Timeout = 30 * time.Second
	}
	if s.MaxBody == 0 {
		s.MaxBody = 1 << 20
	}
	s.mux, s.described = http.NewServeMux(), sync.OnceValues(func() ([]byte, error) { return json.Marshal(s.OpenAPI()) })
	s.Env.App.Each(func(_ *kernel.Module, h kernel.Handle) { s.resource(h) })
	for _, mod := range s.Env.App.Modules {
		for _, r := range mod.Routes {
			s.operation(r)
		}
	}
	s.features()
	s.on("GET /api/schema", "界面结构", false, s.serveSchema)
	s.on("GET /api/workbench", "工作台", false, s.serveWorkbench)
	s.on("GET /api/openapi.json", "接口说明", true, s.serveOpenAPI)
	s.handle("/api/", true, func(*kernel.Ctx, http.ResponseWriter, *http.Request) error {
		return kernel.Errorf(kernel.Missing, "没有这个接口")
	})
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	s.mux.HandleFunc("GET /readyz", s.serveReady)
	if s.NoMetrics {
		s.mux.HandleFunc("/metrics", http.NotFound)
	} else {
		s.mux.HandleFunc("GET /metrics", s.serveMetrics)
	}
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, "", kernel.Errorf(kernel.Forbidden, "请求来自其他网站，已拒绝"))
	}))
	for _, pattern := range s.foreign {
		guard.AddInsecureBypassPattern(pattern)
	}
	return s.secure(guard.Handler(s.mux))
}

// on serves a route of the server's own and describes it.
func (s *Server) on(pattern, label string, public bool, fn handler) {
	s.routes = append(s.routes, route{Route: kernel.Route{Pattern: pattern, Label: label, Public: public}})
	s.handle(pattern, public, fn)
}

// Endpoint is one thing that the server answers.
type Endpoint struct {
	Method, Path, Label string // Path as in "/api/hazard/{id}/close"
	Public              bool
	Type, Verb          string       // of a record: its type and list, get, create, update, ... or a step
	In                  reflect.Type // of an operation: what it takes
}

// Endpoints lists everything that is served under /api/, for descriptions and tests.
func (s *Server) Endpoints() (out []Endpoint) {
	for _, r := range s.routes {
		e := Endpoint{Label: r.Label, Public: r.Public, Verb: r.verb, In: r.In}
		e.Method, e.Path, _ = strings.Cut(r.Pattern, " ")
		if r.resource != nil {
			e.Type = r.resource.Name
		}
		out = append(out, e)
	}
	return out
}

// Mux lets the program add what is not under /api: pages, assets.
func (s *Server) Mux() *http.ServeMux { return s.mux }

// Drain makes /readyz fail, so that a balancer sends no more requests while the open ones are answered.
func (s *Server) Drain() { s.stop.Store(true) }

func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	rows, err := s.Store.Query(r.Context(), "SELECT 1")
	if err == nil {
		rows.Close()
	}
	if err == nil && s.Ready != nil {
		err = s.Ready()
	}
	if err != nil {
		slog.WarnContext(r.Context(), "not ready", "err", err)
	}
	if err != nil || s.stop.Load() {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	w.Write([]byte("ready\n"))
}

// everywhere are the headers that every answer carries. Answers share these values: Set and Add replace them.
var (
	everywhere = http.Header{
		"X-Content-Type-Options":     {"nosniff"},
		"X-Frame-Options":            {"DENY"},
		"Referrer-Policy":            {"same-origin"},
		"Cross-Origin-Opener-Policy": {"same-origin"},
		"Content-Security-Policy":    {"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"},
	}
	unstored = []string{"no-store"}
)

// secure sets them.
func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, everywhere)
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h["Cache-Control"] = unstored
		}
		next.ServeHTTP(w, r)
	})
}

// handle registers fn with everything that surrounds a request: who asks, time-out, recovery, log, errors.
func (s *Server) handle(pattern string, public bool, fn handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		started, rec := time.Now(), &recorder{ResponseWriter: w, status: http.StatusOK}
		ctx, cancel := context.WithTimeout(r.Context(), s.Timeout)
		defer cancel()
		r = r.WithContext(ctx)
		c := s.context(ctx, r)
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				slog.ErrorContext(ctx, "panic", "route", pattern, "trace", c.Origin.Request, "panic", p, "stack", string(debug.Stack()))
				s.fail(rec, r, c.Origin.Request, errors.New("panic"))
			}
			s.stats.count(pattern, rec.status, time.Since(started))
			if slog.Default().Enabled(ctx, slog.LevelDebug) {
				slog.DebugContext(ctx, "request", "route", pattern, "status", rec.status, "ms", time.Since(started).Milliseconds(), "actor", c.Actor.ID, "trace", c.Origin.Request)
			}
		}()
		if !legible(r) {
			s.fail(rec, r, c.Origin.Request, kernel.Errorf(kernel.Invalid, "请求地址或请求头含有无效字符"))
			return
		}
		if err := s.admit(c, r, public); err != nil {
			s.fail(rec, r, c.Origin.Request, err)
			return
		}
		if err := fn(c, rec, r); err != nil {
			s.fail(rec, r, c.Origin.Request, err)
		}
	})
}

// legible tells whether what r says outside of its body is text that a database can keep.
func legible(r *http.Request) bool {
	good := func(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
	if !good(r.URL.Path) || !good(r.Header.Get("Idempotency-Key")) || !good(r.Header.Get("X-Done-At")) {
		return false
	}
	if !strings.Contains(r.URL.RawQuery, "%") {
		return good(r.URL.RawQuery)
	}
	query, err := url.QueryUnescape(r.URL.RawQuery)
	return err == nil && good(query)
}

func (s *Server) admit(c *kernel.Ctx, r *http.Request, public bool) error {
	if s.Sessions == nil {
		return nil
	}
	actor, err := s.Sessions.Actor(c, r)
	if err != nil && !public {
		return err
	}
	if actor.ID == "" && !public {
		return kernel.Errorf(kernel.Login, "请先登录")
	}
	c.Actor = actor
	return nil
}

// context makes the Ctx of one request.
func (s *Server) context(ctx context.Context, r *http.Request) *kernel.Ctx {
	device := r.UserAgent()
	if id := r.Header.Get("X-Device"); id != "" {
		device = id + " " + device
	}
	o := kernel.Origin{Address: s.address(r), Device: device, Request: strings.ToLower(rand.Text())[:16]}
	if at := r.Header.Get("X-Done-At"); len(at) <= 40 {
		o.DoneAt = at
	}
	if p := r.Header.Get("X-Place"); p != "" && len(p) < 60 {
		_ = o.Place.UnmarshalJSON([]byte("[" + p + "]")) // a wrong place is no place
	}
	return &kernel.Ctx{Context: ctx, Env: s.Env, Store: s.Store, Origin: o}
}

// address is the network address of the client; a proxy is believed only if the settings name it.
func (s *Server) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	trusted := func(text string) bool {
		at, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			return false
		}
		for _, p := range s.Proxies {
			if p.Contains(at.Unmap()) {
				return true
			}
		}
		return false
	}
	if !trusted(host) {
		return host
	}
	hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		if hop := strings.TrimSpace(hops[i]); hop != "" && !trusted(hop) {
			return hop
		}
	}
	return host
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (w *recorder) WriteHeader(status int) {
	if !w.begun {
		w.status, w.begun = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
