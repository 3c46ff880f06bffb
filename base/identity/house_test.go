package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
	"anjian/kernel/sheet"
	"anjian/kernel/task"
)

const (
	county = kernel.Region("410105")
	beside = kernel.Region("410104")
)

// house is a platform with its server on a port of this machine, for tests that speak HTTP.
type house struct {
	*testing.T
	*kerneltest.World
	s      *account.Sessions
	url    string
	runner *task.Runner
	people map[string]*account.Account
}

func modules(cfg Config) []kernel.Module {
	return []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(cfg.Sessions), Module(cfg)}
}

func TestConform(t *testing.T) { kerneltest.Conform(t, "identity", modules(Config{})...) }

// each runs fn on both databases, with a bureau of a few people.
func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { build(t, kerneltest.SQLite, fn) })
	t.Run("postgres", func(t *testing.T) { build(t, kerneltest.PostgreSQL, fn) })
}

// once runs fn on one database: what it tests lies above them.
func once(t *testing.T, fn func(h *house)) {
	t.Helper()
	build(t, kerneltest.SQLite, fn)
}

func settled(w *kerneltest.World) error { return region.Seed(w.System(), "4101") }

func build(t *testing.T, kind string, fn func(h *house)) {
	t.Helper()
	s := account.NewSessions(account.Policy{Factor: []kernel.Role{}}) // second factors are a matter of package account
	cfg := Config{Sessions: s, Sheet: openSheet}
	list := modules(cfg)
	w := kerneltest.Prepared(t, kind, settled, append(list, sheet.Module(list, rest.Filter, sheet.Limits{}), rest.Module(), task.Module())...)
	w.Env.Now = time.Now // tokens end by the clock of the machine
	h := &house{T: t, World: w, s: s, runner: task.New(w.Env, w.Store), people: map[string]*account.Account{}}
	w.Env.Queue = h.runner
	srv := httptest.NewServer((&rest.Server{Env: w.Env, Store: w.Store, Sessions: s}).Handler())
	t.Cleanup(srv.Close)
	h.url = srv.URL
	h.heeds()
	h.person("admin", county, role.System)
	h.person("zhang", county, role.Regulator)
	h.person("lin", beside, role.Regulator)
	fn(h)
}

// heeds lets nobody who applies a comparison be asked to prove again who they are: that is a matter of package account.
func (h *house) heeds() { h.Env.Fresh = nil }

// openSheet reads spreadsheets as the platform does.
func openSheet(r io.ReaderAt, size int64, name string) (Table, error) {
	return sheet.Open(r, size, name, sheet.Limits{}, nil)
}

// task does the work of one task now.
func (h *house) task(name string) {
	h.Helper()
	for _, mod := range h.App.Modules {
		for _, job := range mod.Tasks {
			if is, _ := job.Spec(); is == name {
				kerneltest.Must(h, job.Do(h.System(), nil))
				return
			}
		}
	}
	h.Fatalf("there is no task %s", name)
}

func (h *house) person(login string, at kernel.Region, roles ...kernel.Role) *account.Account {
	h.Helper()
	a := &account.Account{Login: login, Name: "人员" + login, Kind: account.Regulator}
	for _, r := range roles {
		a.Roles = append(a.Roles, account.Role(r))
	}
	a.Region = at
	kerneltest.Must(h, account.Accounts.Create(h.System(), a))
	h.people[login] = a
	return a
}

// actor is how somebody acts without a browser.
func (h *house) actor(login string) *kernel.Ctx {
	a := h.people[login]
	out := kernel.Actor{ID: a.ID, Name: a.Name, Region: a.Region}
	for _, r := range a.Roles {
		out.Roles = append(out.Roles, kernel.Role(r))
	}
	return h.As(out)
}

func (h *house) client(fn func(*Client)) *Client {
	h.Helper()
	a := &Client{Name: "执法系统", Kind: Confidential, Own: true, Redirects: "https://rp.example.cn/cb", PostLogout: "https://rp.example.cn/bye", Scopes: []Scope{Profile, Duties, Offline}, Link: "https://rp.example.cn/"}
	a.Region = county
	if fn != nil {
		fn(a)
	}
	kerneltest.Must(h, Clients.Create(h.actor("admin"), a))
	return a
}

// agent is a browser that follows no redirect.
type agent struct {
	h      *house
	cookie string
	signed string
}

func (h *house) agent() *agent { return &agent{h: h} }

// sign gives the browser a running session, as signing in does.
func (b *agent) sign(login string) *agent { return b.signAt(login, time.Now()) }

func (b *agent) signAt(login string, at time.Time) *agent {
	b.h.Helper()
	b.cookie, b.signed = strings.ToLower(rand.Text()), kernel.NewID(time.Now())
	sum := sha256.Sum256([]byte(b.cookie))
	_, err := b.h.Store.Exec(context.Background(), "INSERT INTO account_session (id, hash, account, kind, name, created, seen, until, address, device) VALUES (?, ?, ?, 'browser', '', ?, ?, ?, '', '')",
		b.signed, hex.EncodeToString(sum[:]), b.h.people[login].ID, at.UnixMilli(), time.Now().UnixMilli(), time.Now().Add(time.Hour).UnixMilli())
	kerneltest.Must(b.h, err)
	return b
}

type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) json(t testing.TB) map[string]any {
	t.Helper()
	out := map[string]any{}
	if err := json.Unmarshal([]byte(r.body), &out); err != nil {
		t.Fatalf("%v in %.300s", err, r.body)
	}
	return out
}

// to is where the answer sends the browser.
func (r reply) to(t testing.TB) *url.URL {
	t.Helper()
	u, err := url.Parse(r.header.Get("Location"))
	if err != nil || r.header.Get("Location") == "" {
		t.Fatalf("%d leads nowhere: %v %.300s", r.status, err, r.body)
	}
	return u
}

func (b *agent) send(method, path, kind, body string, headers ...string) reply {
	b.h.Helper()
	if !strings.HasPrefix(path, "http") {
		path = b.h.url + path
	}
	req, err := http.NewRequest(method, path, strings.NewReader(body))
	kerneltest.Must(b.h, err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if b.cookie != "" {
		req.AddCookie(&http.Cookie{Name: "anjian_session", Value: b.cookie})
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	kerneltest.Must(b.h, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	kerneltest.Must(b.h, err)
	for _, c := range resp.Cookies() {
		if c.Name == "anjian_session" && c.MaxAge < 0 {
			b.cookie = ""
		}
	}
	return reply{resp.StatusCode, resp.Header, string(text)}
}

func (b *agent) get(path string) reply { b.h.Helper(); return b.send("GET", path, "", "") }

func (b *agent) post(path string, in any) reply {
	b.h.Helper()
	text, _ := json.Marshal(in)
	return b.send("POST", path, "application/json", string(text), "Idempotency-Key", rand.Text())
}

func (b *agent) form(path string, in url.Values, headers ...string) reply {
	b.h.Helper()
	return b.send("POST", path, "application/x-www-form-urlencoded", in.Encode(), headers...)
}

// secret makes a confidential client's secret, as its administrator does.
func (h *house) secret(a *Client) string {
	h.Helper()
	r := h.agent().sign("admin").post("/api/identity_client/"+a.ID+"/secret", struct{}{})
	if r.status != http.StatusOK {
		h.Fatalf("%d %s", r.status, r.body)
	}
	return r.json(h)["secret"].(string)
}

// work runs the tasks that are due.
func (h *house) work() {
	h.Helper()
	kerneltest.Must(h, h.runner.Once(context.Background()))
}
