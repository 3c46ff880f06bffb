package chat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/file"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
	"anjian/system/chat"
	"anjian/system/hazard"
)

func modules() []kernel.Module {
	return []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), library.Module(), hazard.Module(), rest.Module(), rest.FilesModule(), chat.Module(tokens{}, chat.Policy{Days: 30})}
}

// each runs a story on both databases, each with modules of its own: the connections of one platform are no other's.
func each(t *testing.T, fn func(t *testing.T, w *kerneltest.World)) {
	t.Run("sqlite", func(t *testing.T) {
		fn(t, kerneltest.Open(t, kerneltest.SQLite, modules()...))
	})
	t.Run("postgres", func(t *testing.T) { fn(t, kerneltest.Open(t, kerneltest.PostgreSQL, modules()...)) })
}

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "chat", chat.Module(nil, chat.Policy{}), region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil))
}

// tokens knows an account by its id in the Authorization header, and reads what it may do now.
type tokens struct{}

func (tokens) Actor(c *kernel.Ctx, r *http.Request) (kernel.Actor, error) {
	id := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(id))
	if err != nil || a == nil {
		return kernel.Actor{}, err
	}
	return account.ActorOf(c.AsSystem(), a.Login)
}

func (k tokens) Holds(c *kernel.Ctx, r *http.Request) (kernel.Actor, error) { return k.Actor(c, r) }

// town is a platform with people, served.
type town struct {
	t      *testing.T
	w      *kerneltest.World
	base   string
	later  atomic.Int64 // how far the clock was put forward
	folder *file.Folder
}

func open(t *testing.T, w *kerneltest.World) *town {
	t.Helper()
	o := &town{t: t, w: w}
	w.Env.Now = func() time.Time { return time.Now().Add(time.Duration(o.later.Load())) }
	folder, err := file.Open(t.TempDir())
	kerneltest.Must(t, err)
	o.folder = folder
	w.Env.Contents = file.Contents{Folder: folder, Most: 1 << 20}
	o.base = o.serve(w.Env)
	return o
}

// serve starts a server of its own on the platform: another process, as far as the database knows.
func (o *town) serve(env *kernel.Env) string {
	s := &rest.Server{Env: env, Store: o.w.Store, Sessions: tokens{}}
	handler := s.Handler()
	s.ServeFiles(file.Contents{Folder: o.folder, Most: 1 << 20})
	server := httptest.NewServer(handler)
	o.t.Cleanup(server.CloseClientConnections)
	o.t.Cleanup(server.Close)
	return server.URL
}

// account makes an account whose id is its login.
func (o *town) account(login, name string, kind account.Kind, at kernel.Region, ent string, roles ...account.Role) {
	o.t.Helper()
	a := &account.Account{Login: login, Name: name, Kind: kind, Roles: roles, Enterprise: kernel.Ref[enterprise.Enterprise](ent)}
	a.ID, a.Region = login, at
	kerneltest.Must(o.t, account.Accounts.Create(o.w.System(), a))
}

// ask sends one request of an account; out gets the answer of a success.
func (o *town) ask(who, method, path string, in, out any) kernel.Code {
	o.t.Helper()
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		kerneltest.Must(o.t, err)
		body = bytes.NewReader(b)
	}
	return o.raw(who, method, path, body, out)
}

func (o *town) raw(who, method, path string, body io.Reader, out any) kernel.Code {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, o.base+path, body)
	kerneltest.Must(o.t, err)
	r.Header.Set("Authorization", "Bearer "+who)
	res, err := http.DefaultClient.Do(r)
	kerneltest.Must(o.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	kerneltest.Must(o.t, err)
	if res.StatusCode >= 400 {
		var p struct{ Code kernel.Code }
		kerneltest.Must(o.t, json.Unmarshal(text, &p))
		if p.Code == kernel.Internal {
			o.t.Errorf("%s %s: %s", method, path, text)
		}
		return p.Code
	}
	if out != nil && res.StatusCode != http.StatusNoContent {
		if raw, ok := out.(*[]byte); ok {
			*raw = text
		} else {
			kerneltest.Must(o.t, json.Unmarshal(text, out))
		}
	}
	return ""
}

var serial atomic.Int64

func next() string { return fmt.Sprintf("message-%08d", serial.Add(1)) }

type sent struct {
	Seq int64 `json:"seq"`
}

// say sends a text and returns its number.
func (o *town) say(who, talk, words string, mention ...string) (int64, kernel.Code) {
	o.t.Helper()
	var out sent
	code := o.ask(who, "POST", "/api/chat/send", chat.Message{ID: next(), Talk: talk, Kind: "text", Words: words, Mention: mention}, &out)
	return out.Seq, code
}

func (o *town) must(what string, code kernel.Code, want kernel.Code) {
	o.t.Helper()
	if code != want {
		o.t.Errorf("%s: %q, want %q", what, code, want)
	}
}

type talks struct {
	N      int64
	Unread int
	Items  []chat.Brief
}

type entries struct {
	Items []chat.Entry
	More  bool
}

type talk struct {
	chat.Brief
	Members []chat.Member
}

type ref struct {
	Talk string `json:"talk"`
}

// words is what an account reads in a talk.
func (o *town) words(who, talk string) (out []string) {
	o.t.Helper()
	var e entries
	o.must("read "+talk, o.ask(who, "GET", "/api/chat/talk/"+talk+"/entries?limit=200", nil, &e), "")
	for i, x := range e.Items {
		if i > 0 && x.Seq != e.Items[i-1].Seq+1 {
			o.t.Errorf("a gap before %d", x.Seq)
		}
		out = append(out, x.Words)
	}
	return out
}

// peopled gives the town its people: three of the county and the province, one of the next county, two enterprises, an administrator and an auditor.
func (o *town) peopled() (plant string) {
	o.t.Helper()
	e := &enterprise.Enterprise{}
	e.Name, e.Trade, e.Region, e.RegisteredOn = "郑州金水机械有限公司", enterprise.Machinery, "410105", "2026-01-05"
	e.Position, e.Status = kernel.Point{Lng: 113.66, Lat: 34.8}, enterprise.Filed
	kerneltest.Must(o.t, enterprise.Enterprises.Create(o.w.System(), e))
	o.account("wang", "王建国", account.Regulator, "410105", "", "regulator")
	o.account("zeng", "曾敏", account.Regulator, "410105", "", "leader")
	o.account("feng", "冯省厅", account.Regulator, "41", "", "regulator")
	o.account("next", "周邻县", account.Regulator, "410108", "", "regulator")
	o.account("admin", "管理员", account.Regulator, "41", "", "system")
	o.account("audit", "审计员", account.Regulator, "41", "", "audit")
	o.account("safety", "李安全", account.Enterprise, "410105", e.ID, "safety")
	o.account("worker", "赵师傅", account.Enterprise, "410105", e.ID, "worker")
	return e.ID
}
