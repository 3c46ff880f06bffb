package notice_test

import (
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/kerneltest"
)

// Kinds for the tests: one that can wait, one that the law asks for, one that is urgent.
var (
	news   = notice.Declare(notice.Kind{Name: "test.news", Label: "工作动态", Channels: []notice.Channel{notice.SMS, notice.Mail}})
	order  = notice.Declare(notice.Kind{Name: "test.order", Label: "责令整改", Must: true, Basis: "安全生产法", Channels: []notice.Channel{notice.SMS}})
	pushes = notice.Declare(notice.Kind{Name: "test.push", Label: "推送", Channels: []notice.Channel{notice.Push}})
	alert  = notice.Declare(notice.Kind{Name: "test.alert", Label: "红色预警", Must: true, Urgent: true, Channels: []notice.Channel{notice.SMS}})
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // outages are told one line for each try
	if address := os.Getenv("NOTICE_KILL"); address != "" {
		climbUntilKilled(address, os.Getenv("NOTICE_GATEWAY"))
	}
	flag.Set("test.parallel", "8") // they wait for gateways more than they work
	os.Exit(m.Run())
}

// clock is a clock that tests turn, safe for several goroutines.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (k *clock) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.t = k.t.Add(time.Millisecond)
	return k.t
}

func (k *clock) add(d time.Duration) { k.mu.Lock(); k.t = k.t.Add(d); k.mu.Unlock() }
func (k *clock) set(t time.Time)     { k.mu.Lock(); k.t = t; k.mu.Unlock() }

// stage is a platform with a message centre and some people.
type stage struct {
	*kerneltest.World
	t      *testing.T
	x      *notice.Center
	clock  *clock
	people map[string]*account.Account
	firm   *enterprise.Enterprise
}

// set opens a platform on an address with the centre x.
func set(t *testing.T, address string, x *notice.Center) *stage {
	x = notice.New(x)
	w := kerneltest.Open(t, address, region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), notice.Module(x), due.Module(func(*kernel.Ctx, due.Reminder) error { return nil }))
	s := &stage{World: w, t: t, x: x, clock: &clock{t: time.Date(2026, 5, 6, 10, 0, 0, 0, kernel.China)}, people: map[string]*account.Account{}}
	w.Env.Now = s.clock.now
	x.Env, x.Store = w.Env, w.Store
	c := w.System()
	s.firm = &enterprise.Enterprise{}
	s.firm.Region, s.firm.Name, s.firm.Trade, s.firm.Status = "410105", "郑州金水机械有限公司", enterprise.Machinery, enterprise.Filed
	s.firm.Principal, s.firm.PrincipalPhone = "王建国", "13800000001"
	kerneltest.Must(t, enterprise.Enterprises.Create(c, s.firm))
	s.person("safety", "安全员", role.Safety, "410105", "13800000001")
	s.person("officer", "监管员", role.Regulator, "410105", "13800000002")
	s.person("county", "区局长", role.Leader, "410105", "13800000003")
	s.person("city", "市局长", role.Leader, "4101", "13800000004")
	s.person("province", "厅长", role.Leader, "41", "13800000005")
	s.person("admin", "管理员", role.System, "4101", "13800000006")
	return s
}

func (s *stage) person(login, name string, r kernel.Role, at kernel.Region, phone string) {
	a := &account.Account{Login: login, Name: name, Kind: account.Regulator, Roles: []account.Role{account.Role(r)}, Phone: kernel.Phone(phone)}
	a.Region = at
	if r == role.Safety {
		a.Kind, a.Enterprise = account.Enterprise, kernel.Ref[enterprise.Enterprise](s.firm.ID)
	}
	kerneltest.Must(s.t, account.Accounts.Create(s.System(), a))
	s.people[login] = a
}

// as is a context in which somebody acts.
func (s *stage) as(login string) *kernel.Ctx {
	actor, err := account.ActorOf(s.System(), login)
	kerneltest.Must(s.t, err)
	return s.As(actor)
}

func (s *stage) tell(m notice.Message) notice.Told {
	s.t.Helper()
	out, err := notice.Tell(s.System(), m)
	kerneltest.Must(s.t, err)
	return out
}

// work lets the centre do what is due, a few times, as its loops would.
func (s *stage) work(times int, step time.Duration) {
	s.t.Helper()
	for range times {
		kerneltest.Must(s.t, s.x.Once(s.System()))
		s.clock.add(step)
	}
}

// deliveries are those to somebody by a channel.
func (s *stage) deliveries(login string, ch notice.Channel) []*notice.Delivery {
	s.t.Helper()
	list, err := notice.Deliveries.List(s.System(), kernel.Query{Where: kernel.And(kernel.Compare("account", "=", s.people[login].ID), kernel.Compare("channel", "=", string(ch))), Sort: "id"})
	kerneltest.Must(s.t, err)
	return list
}

func (s *stage) inbox(login string) []*notice.Notice {
	s.t.Helper()
	list, err := notice.Notices.List(s.as(login), kernel.Query{Sort: "id"})
	kerneltest.Must(s.t, err)
	return list
}

func (s *stage) states(login string, ch notice.Channel) string {
	var out []string
	for _, d := range s.deliveries(login, ch) {
		out = append(out, string(d.Status))
	}
	return strings.Join(out, " ")
}

// each runs fn on both databases with a provider of SMS that can be made to misbehave.
func each(t *testing.T, fn func(s *stage, g *provider)) {
	for _, name := range []string{kerneltest.SQLite, kerneltest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := provide(t)
			fn(set(t, name, &notice.Center{Gateway: &notice.HTTPGateway{URL: g.URL, App: "anjian", Secret: "s3cret"}, Secret: "s3cret", Signature: "郑州应急", Price: 5, Patience: time.Second, PerSecond: 100}), g)
		})
	}
}

// provider is an SMS provider as docs/operate/messages.md describes it, on 127.0.0.1: it keeps keys, checks signatures, and misbehaves on demand.
type provider struct {
	*httptest.Server
	mu    sync.Mutex
	sent  []sms          // what went to a phone
	keys  map[string]sms // what it has
	fault []string       // what goes wrong with the next calls of POST: "500" "timeout" "lost" "503" "refuse" "asked"
	calls int
	mute  bool // GET gives no answer either
	mutes atomic.Int32
	bad   int // calls with a wrong signature
}

type sms struct{ Key, To, Text, Template, Ext string }

func provide(t *testing.T) *provider {
	g := &provider{keys: map[string]sms{}}
	g.Server = httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(func() { g.CloseClientConnections(); g.Close() })
	return g
}

func (g *provider) next(faults ...string) {
	g.mu.Lock()
	g.fault = append(g.fault, faults...)
	g.mu.Unlock()
}

func (g *provider) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	g.mu.Lock()
	if r.Header.Get("Anjian-Signature") != notice.Sign("s3cret", r.Method, r.URL.EscapedPath(), r.Header.Get("Anjian-Time"), r.Header.Get("Anjian-Nonce"), body) {
		g.bad++
		g.mu.Unlock()
		http.Error(w, `{"error":"signature"}`, http.StatusUnauthorized)
		return
	}
	key := strings.TrimPrefix(r.URL.Path, "/messages/")
	switch r.Method {
	case http.MethodGet:
		mute := g.mute
		_, have := g.keys[key]
		g.mu.Unlock()
		switch {
		case mute:
			if g.mutes.Add(1) > 1 {
				panic(http.ErrAbortHandler) // the first gets silence, the others a line that is cut
			}
			<-r.Context().Done()
		case have:
			io.WriteString(w, `{"state":"sent"}`)
		default:
			http.NotFound(w, r)
		}
		return
	case http.MethodDelete:
		g.mu.Unlock()
		http.Error(w, "", http.StatusConflict) // it is on its way
		return
	}
	g.calls++
	fault := ""
	if len(g.fault) > 0 {
		fault, g.fault = g.fault[0], g.fault[1:]
	}
	var in sms
	json.Unmarshal(body, &in)
	_, twice := g.keys[in.Key]
	if take := fault == "" || fault == "lost" || fault == "500 after all"; take && !twice {
		g.keys[in.Key] = in
		g.sent = append(g.sent, in)
	}
	g.mu.Unlock()
	switch {
	case fault == "timeout", fault == "lost":
		<-r.Context().Done() // until the caller has waited long enough
	case fault == "500", fault == "500 after all":
		http.Error(w, "boom", http.StatusInternalServerError)
	case fault == "503":
		http.Error(w, "busy", http.StatusServiceUnavailable)
	case fault == "refuse":
		http.Error(w, `{"error":"空号"}`, http.StatusUnprocessableEntity)
	case twice:
		http.Error(w, `{"error":"duplicate"}`, http.StatusConflict)
	default:
		io.WriteString(w, `{"id":"p`+in.Key[:6]+`"}`)
	}
}

// texts are what went to a number.
func (g *provider) texts(to string) (out []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.sent {
		if s.To == to {
			out = append(out, s.Text)
		}
	}
	return out
}

func (g *provider) count() int { g.mu.Lock(); defer g.mu.Unlock(); return len(g.sent) }

// call sends what the provider has to say, signed or not, to the platform's route.
func (s *stage) call(secret string, at time.Time, nonce string, body any) error {
	text, _ := json.Marshal(body)
	r := httptest.NewRequest("POST", "/api/notice/gateway", strings.NewReader(string(text)))
	unix := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("Anjian-Time", unix)
	r.Header.Set("Anjian-Nonce", nonce)
	r.Header.Set("Anjian-Signature", notice.Sign(secret, "POST", "/api/notice/gateway", unix, nonce, text))
	for _, mod := range s.App.Modules {
		for _, route := range mod.Routes {
			if route.Pattern == "POST /api/notice/gateway" {
				return route.Raw(s.As(kernel.Actor{}), httptest.NewRecorder(), r)
			}
		}
	}
	return errors.New("no such route")
}
