package account

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// over serves the platform on a port of this machine, as browsers meet it.
func (h *house) over() (base string) {
	server := httptest.NewServer(h.http)
	h.Cleanup(server.Close)
	return server.URL
}

// TestFixation: a session, a mark of a browser or a ticket that was planted beforehand is worth nothing afterwards.
func TestFixation(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		h.person("zhao", "410105", role.Regulator)
		foe := h.agent()
		h.person("foe1", "410105", role.Regulator)
		foe.login("foe1", "")
		b := h.agent()
		b.jar[cookieName] = foe.jar[cookieName] // the foe's own session, planted
		b.login("zhao", "")
		if b.jar[cookieName] == foe.jar[cookieName] {
			h.Error("the planted session was taken over")
		}
		foe.ask("the planter", "GET", "/api/me", nil, kernel.Login)
		if me := b.ask("me", "GET", "/api/me", nil, ""); me["name"] != "zhao" {
			h.Errorf("me: %v", me)
		}
		// a mark planted in the victim's browser makes nobody's failures the victim's own
		again := h.agent()
		again.jar[deviceCookie] = newToken()
		mark := again.jar[deviceCookie]
		for range 5 {
			again.send("POST", "/api/login", strings.NewReader(`{"name":"zhao","password":"Wrong-2026"}`))
		}
		again.ask("the right password after five failures", "POST", "/api/login", loginIn{Name: "zhao", Password: good}, kernel.Locked)
		if again.jar[deviceCookie] != mark {
			h.Error("a failure gave a mark")
		}
		b.jar = map[string]string{deviceCookie: b.jar[deviceCookie]}
		b.login("zhao", "") // the owner's browser is known: strangers cannot keep it out
		other := h.agent()
		other.address = "10.88.0.1"
		other.login("zhao", kernel.Locked) // they stay out all the same
	})
}

// TestCrossSite: what another site sends in a browser's name is refused on every route that changes something.
func TestCrossSite(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		h.person("zhao", "410105", role.System)
		b := h.agent()
		b.login("zhao", "")
		srv := &rest.Server{Env: h.Env, Store: h.Store, Sessions: h.Sessions}
		srv.Handler()
		n := 0
		for _, e := range srv.Endpoints() {
			if e.Method == "GET" {
				continue
			}
			path := strings.NewReplacer("{id}", "x", "{sha}", "x").Replace(e.Path)
			for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}} {
				b.header = header
				if r, _ := b.send(e.Method, path, strings.NewReader(`{}`)); r.status != http.StatusForbidden || !strings.Contains(toText(r.body), "其他网站") {
					h.Errorf("%s %s with %v: %d %v", e.Method, path, header, r.status, r.body)
				}
				n++
			}
		}
		if n < 100 {
			h.Errorf("%d requests", n)
		}
		b.header = map[string]string{}
		b.ask("still signed in", "GET", "/api/me", nil, "")
	})
}

// counted is the store, and counts what it is asked.
type counted struct {
	kernel.Store
	n *int
}

func (s counted) Tx(c context.Context, fn func(kernel.Store) error) error {
	return s.Store.Tx(c, func(in kernel.Store) error { return fn(counted{in, s.n}) })
}
func (s counted) Query(c context.Context, stmt string, args ...any) (kernel.Rows, error) {
	*s.n++
	return s.Store.Query(c, stmt, args...)
}
func (s counted) Exec(c context.Context, stmt string, args ...any) (int64, error) {
	*s.n++
	return s.Store.Exec(c, stmt, args...)
}
func (s counted) List(c context.Context, m *kernel.Meta, q kernel.Query, each func(any, []bool) error) error {
	*s.n++
	return s.Store.List(c, m, q, each)
}

// TestEnumeration: a sign-in, a reset and a registration tell nobody which names exist: the same answer, the same work.
func TestEnumeration(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		h.person("zhao", "410105", role.Regulator)
		b := h.agent()
		b.login("zhao", "")
		h.SMS = startGateway(h.T)
		work, derived := derivation, 0
		derivation = func(password, salt []byte, t, m uint32, p uint8, n uint32) []byte {
			derived++
			return work(password, salt, t, m, p, n)
		}
		defer func() { derivation = work }()
		statements := 0
		srv := &rest.Server{Env: h.Env, Store: counted{h.Store, &statements}, Sessions: h.Sessions}
		through := *h
		through.http = srv.Handler()
		same := func(what string, try func(name string) reply) {
			h.Helper()
			var answers [2]string
			var did, asked [2]int
			for i, name := range []string{"zhao", "zhuo"} {
				h.heeded.Store(time.Now().Add(time.Hour).UnixMilli()) // no look at other processes within
				if _, err := h.rules(h.System()); err != nil {
					h.Fatal(err)
				}
				before, said := derived, statements
				r := try(name)
				delete(r.body, "trace")
				if ticket, _ := r.body["ticket"].(string); len(ticket) == 43 {
					r.body["ticket"] = "a ticket"
				}
				answers[i], did[i], asked[i] = fmt.Sprint(r.status, toText(r.body), r.header["Set-Cookie"]), derived-before, statements-said
			}
			if answers[0] != answers[1] {
				h.Errorf("%s:\n%s\n%s", what, answers[0], answers[1])
			}
			if did[0] != did[1] || max(asked[0]-asked[1], asked[1]-asked[0]) > 1 {
				h.Errorf("%s: %v derivations, %v statements", what, did, asked)
			}
		}
		n := through.agent()
		n.ask("what the first failure and the first challenge of a day make once", "GET", "/api/register/challenge", nil, "")
		n.ask("a name of nobody", "POST", "/api/login", loginIn{Name: "nobody", Password: good}, kernel.Login)
		for i := range 3 {
			same(fmt.Sprint("sign in ", i), func(name string) reply {
				r, _ := n.send("POST", "/api/login", strings.NewReader(`{"name":"`+name+`","password":"Wrong-2026"}`))
				return r
			})
		}
		same("forgot", func(name string) reply {
			challenge := n.ask("challenge", "GET", "/api/register/challenge", nil, "")["challenge"].(string)
			text, _ := json.Marshal(forgotIn{name, challenge, solve(challenge)})
			r, _ := n.send("POST", "/api/password/forgot", strings.NewReader(string(text)))
			return r
		})
		// nothing that is typed at a registration is a login name
		challenge := n.ask("challenge", "GET", "/api/register/challenge", nil, "")["challenge"].(string)
		n.ask("a name of one's own choice", "POST", "/api/register/public", map[string]any{"challenge": challenge, "work": solve(challenge), "password": good, "login": "zhao"}, kernel.Invalid)
		me := n.ask("register", "POST", "/api/register/public", publicIn{Challenge: challenge, Work: solve(challenge), Password: good}, "")
		if name, _ := me["name"].(string); len(name) != 10 || toText(me["roles"]) != `["public"]` || toText(me["region"]) != `"410105"` {
			h.Errorf("me: %v", me)
		}
		again := h.agent()
		again.login(me["name"].(string), "")
		again.ask("a citizen reads accounts", "GET", "/api/account/"+b.ask("me", "GET", "/api/me", nil, "")["id"].(string), nil, kernel.Missing)
	})
}

// TestSlowGuessing: guesses that come slowly, each from another address, lock the account for a day all the same; the
// owner's own browser is not kept out.
func TestSlowGuessing(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		a := h.person("zhao", "410105", role.Regulator)
		owner := h.agent()
		owner.login("zhao", "")
		admin := h.As(h.person("head", "4101", role.System).actor())
		tries, code := 0, kernel.Code("")
		for code != kernel.Locked && tries < 60 {
			foe := h.agent()
			foe.address = fmt.Sprintf("10.%d.1.1", tries+20)
			r, _ := foe.send("POST", "/api/login", strings.NewReader(`{"name":"zhao","password":"Wrong-2026"}`))
			code = r.code
			tries++
			h.later(65 * time.Minute) // slower than the count of an hour
		}
		if tries != h.SlowTries {
			h.Errorf("locked after %d tries", tries)
		}
		foe := h.agent()
		foe.address = "10.99.1.1"
		h.later(12 * time.Hour)
		foe.login("zhao", kernel.Locked)
		owner.jar = map[string]string{deviceCookie: owner.jar[deviceCookie]}
		owner.login("zhao", "")
		foe.login("zhao", kernel.Locked)
		_, err := Accounts.Do(admin, a.ID, 0, "unlock", &Account{}, "")
		kerneltest.Must(h, err)
		foe.login("zhao", "")
		for n := range 5 { // its own failures lock the owner's browser too, and it alone
			owner.send("POST", "/api/login", strings.NewReader(`{"name":"zhao","password":"Wrong-2026"}`))
			_ = n
		}
		owner.login("zhao", kernel.Locked)
		foe.login("zhao", "")
	})
}

// TestOversized: no route that anybody may call reads more than it can use.
func TestOversized(t *testing.T) {
	each(t, Policy{Origin: site}, func(h *house) {
		base := h.over()
		srv := &rest.Server{Env: h.Env, Store: h.Store, Sessions: h.Sessions}
		srv.Handler()
		huge := `{"name":"` + strings.Repeat("x", 1<<21) + `"}`
		deep := strings.Repeat(`{"name":`, 7_000)
		n := 0
		for _, e := range srv.Endpoints() {
			if !e.Public || e.Method != "POST" {
				continue
			}
			n++
			for what, body := range map[string]string{"huge": huge, "deep": deep} {
				res, err := http.Post(base+strings.ReplaceAll(e.Path, "{id}", "x"), "application/json", strings.NewReader(body))
				if err != nil { // the server hung up on it
					continue
				}
				res.Body.Close()
				if want := map[string][]int{"huge": {413, 204}, "deep": {422, 204}}[what]; !slices.Contains(want, res.StatusCode) {
					h.Errorf("%s, %s: %d", e.Path, what, res.StatusCode)
				}
			}
		}
		if n < 9 {
			h.Errorf("%d routes", n)
		}
		req, _ := http.NewRequestWithContext(context.Background(), "GET", base+"/api/signin/x?next="+strings.Repeat("x", 8000), nil)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			h.Fatal(err)
		}
		res.Body.Close()
		if at := res.Header.Get("Location"); res.StatusCode != 303 || !strings.HasPrefix(at, "/login#") || len(at) > 500 {
			h.Errorf("%d %.200s", res.StatusCode, at)
		}
	})
}

// TestOnSite: whatever is asked for, the way after signing in stays on the platform.
func TestOnSite(t *testing.T) {
	for next, want := range map[string]string{
		"/": "/", "/hazard?status=open#x": "/hazard?status=open#x", "/企业": "/企业",
		"": "/", "hazard": "/", "//evil.example": "/", "///evil.example": "/", `/\evil.example`: "/", `\/evil.example`: "/", "https://evil.example": "/", "https:evil.example": "/",
		"javascript:alert(1)": "/", "/\t/evil.example": "/", "/ /evil": "/", "/\n": "/", "http://[::1": "/", "/" + strings.Repeat("x", 600): "/",
	} {
		if got := onSite(next); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}

// TestOtherProcess: what one process ends, another does not serve any more within seconds.
func TestOtherProcess(t *testing.T) {
	before := heedEvery
	heedEvery = 30 * time.Millisecond
	defer func() { heedEvery = before }()
	each(t, Policy{}, func(h *house) {
		a := h.person("zhao", "410105", role.Regulator)
		second := NewSessions(Policy{Factor: []kernel.Role{}})
		other := *h
		other.Sessions = second
		srv := &rest.Server{Env: h.Env, Store: h.Store, Sessions: second}
		other.http = srv.Handler()
		b := h.agent()
		end := func(what string, fn func()) {
			h.Helper()
			b.jar = map[string]string{}
			b.login("zhao", "")
			there := &agent{house: &other, jar: b.jar, address: b.address, header: b.header}
			there.ask("served there", "GET", "/api/me", nil, "")
			fn()
			for n := 0; ; n++ {
				if r, _ := there.send("GET", "/api/me", nil); r.code == kernel.Login {
					return
				} else if n > 100 {
					h.Errorf("%s: still served: %v", what, r.body)
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
		end("sign out", func() {
			b.ask("sign out", "POST", "/api/logout", nil, "")
		})
		end("ended in the list", func() {
			o := h.agent()
			o.login("zhao", "")
			for _, it := range o.ask("sessions", "GET", "/api/session", nil, "")["items"].([]any) {
				if it := it.(map[string]any); it["current"] != true {
					o.ask("end it", "DELETE", "/api/session/"+it["id"].(string), nil, "")
				}
			}
		})
		end("a new password", func() {
			kerneltest.Must(h, SetPassword(h.System(), good+"-2", false, a.ID))
			kerneltest.Must(h, SetPassword(h.System(), good, false, a.ID))
		})
		end("disabled", func() {
			_, err := Accounts.Do(h.System(), a.ID, 0, "disable", &Account{}, "离职")
			kerneltest.Must(h, err)
		})
	})
}

// TestProtection: the security administrator of the whole platform decides the rules in the browser and they hold at once;
// nobody else does, and nothing may be decided that leaves the platform open.
func TestProtection(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		h.person("guard", "4101", role.Security)
		h.person("below", "410105", role.Security)
		h.person("system1", "4101", role.System)
		h.person("zhao", "410105", role.Regulator)
		b, low, sys := h.agent(), h.agent(), h.agent()
		b.login("guard", "")
		low.login("below", "")
		sys.login("system1", "")
		got := b.ask("what holds", "GET", "/api/account_protection/rules", nil, "")
		rules := got["rules"].(map[string]any)
		if got["stored"] != false || rules["min_length"] != 8.0 || rules["tries"] != 5.0 || rules["idle"] != 30.0 || rules["max_age"] != 90.0 || rules["history"] != 5.0 {
			h.Errorf("defaults: %v", got)
		}
		form := func(change map[string]any) map[string]any {
			out := map[string]any{"region": "4101"}
			for _, name := range []string{"min_length", "classes", "history", "max_age", "words", "tries", "lockout", "slow_tries", "idle", "phone_idle", "absolute", "open", "fresh", "fresh_for", "factor"} {
				out[name] = rules[name]
			}
			for name, value := range change {
				out[name] = value
			}
			return out
		}
		post := func(b *agent, what string, change map[string]any, code kernel.Code) map[string]any {
			h.Helper()
			b.header["Idempotency-Key"] = newToken()
			return b.ask(what, "POST", "/api/account_protection", form(change), code)
		}
		for what, change := range map[string]map[string]any{"passwords of three": {"min_length": 3}, "a thousand tries": {"tries": 1000}, "sessions without end": {"idle": 100_000}, "nothing": {"lockout": 0}, "words of one letter": {"words": "a"}, "shorter than idle": {"absolute": 1}} {
			post(b, what, change, kernel.Invalid)
		}
		post(low, "by a county", map[string]any{"region": "410105"}, kernel.Forbidden)
		post(sys, "by the system administrator", nil, kernel.Forbidden)
		made := post(b, "decide", map[string]any{"min_length": 12, "classes": 4, "words": "郑州 zhengzhou", "tries": 3, "open": 2, "factor": []string{"regulator"}}, "")
		if kernel.Code(fmt.Sprint(post(b, "a second record", nil, kernel.Conflict)["code"])) != kernel.Conflict {
			h.Error("two records of rules")
		}
		in := h.agent()
		if me := in.login("zhao", ""); me["factor_due"] != true {
			h.Errorf("the new rule does not hold: %v", me)
		}
		for _, password := range []string{"Gongjiao-26", "Gongjiaoche2026", "Zhengzhou-2026x"} {
			in.ask("a password "+password, "POST", "/api/password", passwordIn{good, password}, kernel.Invalid)
		}
		foe := h.agent()
		for range 3 {
			foe.send("POST", "/api/login", strings.NewReader(`{"name":"zhao","password":"Wrong-2026"}`))
		}
		foe.login("zhao", kernel.Locked)
		b.header["If-Match"] = `"1"`
		b.ask("change it", "PATCH", "/api/account_protection/"+made["id"].(string), map[string]any{"factor": []string{}}, "")
		if me := in.ask("me", "GET", "/api/me", nil, ""); me["factor_due"] == true {
			h.later(time.Minute)
			if me := in.ask("me", "GET", "/api/me", nil, ""); me["factor_due"] == true {
				h.Errorf("the changed rule does not hold: %v", me)
			}
		}
		low.ask("read by a county", "GET", "/api/account_protection/"+made["id"].(string), nil, kernel.Missing)
		// three sessions where two may be
		var three []*agent
		for range 3 {
			n := h.agent()
			n.login("system1", "")
			three = append(three, n)
		}
		three[0].ask("the first of three", "GET", "/api/me", nil, kernel.Login)
		three[2].ask("the last", "GET", "/api/me", nil, "")
	})
}

// TestRegisteredTwice: an enterprise registers once, whoever tries again and however the code is written.
func TestRegisteredTwice(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		code, err := enterprise.MakeCreditCode("91410105MA3XXXXX1")
		kerneltest.Must(h, err)
		codes := []kernel.Code{}
		for _, typed := range []string{string(code), strings.ToLower(string(code)), " " + string(code) + " "} {
			b := h.agent()
			challenge := b.ask("challenge", "GET", "/api/register/challenge", nil, "")["challenge"].(string)
			text, _ := json.Marshal(registerIn{Challenge: challenge, Work: solve(challenge), Password: good, Name: "陈风", Phone: "13812345678", Enterprise: "晨风机械", CreditCode: typed, Region: "410105", Trade: enterprise.Machinery})
			r, _ := b.send("POST", "/api/register", strings.NewReader(string(text)))
			codes = append(codes, r.code)
		}
		if fmt.Sprint(codes) != "[ conflict conflict]" {
			h.Errorf("codes: %q", codes)
		}
		in := h.agent()
		in.login(strings.ToLower(string(code)), "")
	})
}
