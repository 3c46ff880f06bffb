package account

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// good is a password that breaks no rule.
const good = "Gongjiao-2026"

// Chore is work for tests: somebody has it, somebody reported it, others help.
type Chore struct {
	kernel.Base
	Title    string                `json:"title" label:"事项" rule:"required,max=40"`
	Has      kernel.Ref[Account]   `json:"holder" label:"承办人" ui:"fixed"`
	Reporter kernel.Ref[Account]   `json:"reporter" label:"报告人" ui:"once"`
	Team     []kernel.Ref[Account] `json:"team" label:"协办人"`
	Status   choreStatus           `json:"status" label:"状态" ui:"fixed"`
}

type choreStatus string

func (choreStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(choreStatus("open"), "在办"), kernel.Opt(choreStatus("done"), "办结")}
}

var ch = kernel.Row[Chore]()

var chores = &kernel.Resource[Chore]{
	Name: "chore", Label: "事项", Help: "测试用",
	Access: kernel.Access{{To: []kernel.Role{role.Regulator}, Can: "read create finish again", Rows: kernel.Jurisdiction}},
	Flow: kernel.Flow[Chore, choreStatus]{On: &ch.Status, Start: "open", Steps: []kernel.Step[Chore, choreStatus]{
		{Name: "finish", Label: "办结", From: []choreStatus{"open"}, To: "done", Todo: true},
		{Name: "again", Label: "重办", From: []choreStatus{"done"}, To: "open"},
	}},
}

func modules(s *Sessions) []kernel.Module {
	return []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), Module(s),
		{Name: "chore", Label: "测试", Resources: []kernel.Handle{chores, gadgets}}}
}

func TestConform(t *testing.T) { kerneltest.Conform(t, "account chore", modules(nil)...) }

// house is a platform with its server, for tests that speak HTTP.
type house struct {
	*testing.T
	*kerneltest.World
	*Sessions
	http http.Handler
}

func settled(w *kerneltest.World) error { return region.Seed(w.System(), "4101") }

// each runs fn on both databases. Passwords are derived quickly; TestVerify has the real derivation.
func each(t *testing.T, p Policy, fn func(h *house)) {
	t.Helper()
	slow := derivation
	derivation = func(password, salt []byte, _, _ uint32, _ uint8, _ uint32) []byte {
		sum := sha256.Sum256(append(salt[:len(salt):len(salt)], password...))
		return sum[:]
	}
	defer func() { derivation = slow }()
	if p.Factor == nil {
		p.Factor = []kernel.Role{} // what is not about second factors needs none
	}
	var s *Sessions
	run := func(t *testing.T, w *kerneltest.World) {
		srv := &rest.Server{Env: w.Env, Store: w.Store, Sessions: s}
		w.Env.Fresh = s.Fresh
		fn(&house{t, w, s, srv.Handler()})
	}
	t.Run("sqlite", func(t *testing.T) {
		s = NewSessions(p)
		run(t, kerneltest.Prepared(t, kerneltest.SQLite, settled, append(modules(s), rest.Module())...))
	})
	t.Run("postgres", func(t *testing.T) {
		s = NewSessions(p)
		run(t, kerneltest.Prepared(t, kerneltest.PostgreSQL, settled, append(modules(s), rest.Module())...))
	})
}

// later moves the platform's clock.
func (h *house) later(d time.Duration) {
	before := h.Env.Now
	h.Env.Now = func() time.Time { return before().Add(d) }
}

// browser is a client with a jar of one cookie, at an address.
type browserClient struct {
	*house
	cookie, bearer, address string
}

func (h *house) browser() *browserClient { return &browserClient{house: h, address: "10.1.1.1"} }

type reply struct {
	status int
	code   kernel.Code
	body   map[string]any
	header http.Header
	cookie *http.Cookie
}

func (b *browserClient) do(method, path string, in any) reply {
	b.Helper()
	var body io.Reader
	if in != nil {
		text, _ := json.Marshal(in)
		body = bytes.NewReader(text)
	}
	r := httptest.NewRequestWithContext(context.Background(), method, path, body)
	r.RemoteAddr = b.address + ":4711"
	if b.cookie != "" {
		r.AddCookie(&http.Cookie{Name: cookieName, Value: b.cookie})
	}
	if b.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+b.bearer)
	}
	w := httptest.NewRecorder()
	b.http.ServeHTTP(w, r)
	out := reply{status: w.Code, header: w.Header()}
	json.Unmarshal(w.Body.Bytes(), &out.body)
	if code, ok := out.body["code"].(string); ok {
		out.code = kernel.Code(code)
	}
	for _, c := range w.Result().Cookies() {
		if c.Name == cookieName {
			out.cookie = c
			b.cookie = c.Value
		}
	}
	return out
}

func (b *browserClient) login(name, password string) reply {
	b.Helper()
	return b.do("POST", "/api/login", loginIn{Name: name, Password: password})
}

func (b *browserClient) want(what string, r reply, code kernel.Code) reply {
	b.Helper()
	if r.code != code || code == "" && r.status >= 300 {
		b.Errorf("%s: %d %q, want %q: %v", what, r.status, r.code, code, r.body)
	}
	return r
}

// person makes an account with the password good.
func (h *house) person(login string, at kernel.Region, roles ...kernel.Role) *Account {
	h.Helper()
	a := &Account{Login: login, Name: "某" + login, Phone: "13812345678", Kind: Regulator}
	for _, r := range roles {
		a.Roles = append(a.Roles, Role(r))
	}
	a.Region = at
	kerneltest.Must(h, Accounts.Create(h.System(), a))
	kerneltest.Must(h, SetPassword(h.System(), good, false, a.ID))
	return a
}

func (h *house) verbs(id string) (out []string) {
	h.Helper()
	list, err := h.Env.Trail.Of(h.System(), "account", id)
	kerneltest.Must(h, err)
	for _, e := range list {
		out = append(out, e.Verb)
	}
	return out
}

// TestFirstLogin: the administrator that init makes signs in with the one-time password, may do nothing before
// choosing an own one, and is then who /api/me says.
func TestFirstLogin(t *testing.T) {
	each(t, Policy{Secure: true}, func(h *house) {
		password, err := Bootstrap(h.System(), "Admin", "4101")
		kerneltest.Must(h, err)
		_, err = Bootstrap(h.System(), "second", "4101")
		kerneltest.Want(h, "a second first administrator", err, kernel.Conflict)

		b := h.browser()
		b.want("nobody", b.do("GET", "/api/me", nil), kernel.Login)
		r := b.want("sign in, in any case of letters", b.login(" ADMIN ", password), "")
		if r.body["password_due"] != true || r.body["name"] != "admin" || r.body["label"] != "系统管理员" || r.body["region"] != "4101" {
			h.Errorf("me: %v", r.body)
		}
		if c := r.cookie; !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || len(c.Value) != 43 {
			h.Errorf("cookie: %+v", c)
		}
		for _, path := range []string{"/api/account", "/api/schema", "/api/session", "/api/region/tree"} {
			b.want(path+" while a password is due", b.do("GET", path, nil), kernel.Password)
		}
		b.want("me while it is due", b.do("GET", "/api/me", nil), "")
		for what, in := range map[string]passwordIn{
			"the wrong old one": {"wrong", good}, "short": {password, "Ab1-xyz"}, "one class": {password, "abcdefghijkl"}, "two classes": {password, "abcdefgh1234"},
			"the login name": {password, "xAdmin-2026"}, "the login name backwards": {password, "nimda-2026X"}, "on every list": {password, "P@ssw0rd"},
			"the one-time password": {password, password}, "too long": {password, strings.Repeat("Aa1-", 40)}, "a control character": {password, "Gong\x00jiao-2026"},
		} {
			b.want(what, b.do("POST", "/api/password", in), kernel.Invalid)
		}
		before := b.cookie
		b.want("a good one", b.do("POST", "/api/password", passwordIn{password, good}), "")
		if b.cookie == before {
			h.Error("the session kept its token over the change of the password")
		}
		stale := &browserClient{house: h, cookie: before, address: "10.1.1.1"}
		stale.want("the token from before", stale.do("GET", "/api/me", nil), kernel.Login)
		if r := b.want("work", b.do("GET", "/api/account", nil), ""); strings.Contains(toText(r.body), "argon2") || strings.Contains(toText(r.body), "hash") {
			h.Errorf("the list shows secrets: %v", r.body)
		}
		if r := b.do("GET", "/api/me", nil); r.body["password_due"] != false {
			h.Errorf("still due: %v", r.body)
		}
		b.want("log out", b.do("POST", "/api/logout", nil), "")
		b.cookie = r.cookie.Value
		b.want("after logging out", b.do("GET", "/api/me", nil), kernel.Login)
	})
}

func toText(v any) string { text, _ := json.Marshal(v); return string(text) }

// TestHistory: the last five passwords are not to be used again; after ninety days a new one is due.
func TestHistory(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		h.person("zhang", "410105", role.Regulator)
		b := h.browser()
		b.want("sign in", b.login("zhang", good), "")
		now := good
		change := func(to string, code kernel.Code) {
			h.Helper()
			b.want("change to "+to, b.do("POST", "/api/password", passwordIn{now, to}), code)
			if code == "" {
				now = to
			}
		}
		change("Gongjiao-2026-1", "")
		change(good, kernel.Invalid)
		for _, n := range []string{"2", "3", "4", "5"} {
			change("Gongjiao-2026-"+n, "")
		}
		change("Gongjiao-2026-1", kernel.Invalid)
		change(good, "")
		h.later(91 * 24 * time.Hour)
		if r := b.want("sign in after three months", b.login("zhang", now), ""); r.body["password_due"] != true {
			h.Errorf("no new password is due: %v", r.body)
		}
		b.want("work", b.do("GET", "/api/account", nil), kernel.Password)
		change("Gongjiao-2026-7", "")
		b.want("work", b.do("GET", "/api/account", nil), "")
	})
}

// TestLockOut: five failures lock for fifteen minutes, whoever tries from wherever; names that do not exist answer alike.
func TestLockOut(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		a := h.person("wang", "410105", role.Regulator)
		admin := h.As(h.person("head", "4101", role.System).actor())
		work, count := derivation, 0
		derivation = func(password, salt []byte, t, m uint32, p uint8, n uint32) []byte {
			if t != passes || m != memory || p != threads || n != length {
				h.Errorf("derived with t=%d m=%d p=%d n=%d", t, m, p, n)
			}
			count++
			return work(password, salt, t, m, p, n)
		}
		defer func() { derivation = work }()
		var answers [2][]string
		for i, name := range []string{"wang", "nobody"} {
			for n := range 7 {
				b := h.browser()
				b.address = "10.2." + string(rune('1'+i)) + "." + string(rune('1'+n)) // each try from another address
				before := count
				r := b.login(name, "Wrong-2026")
				answers[i] = append(answers[i], r.body["title"].(string)+" "+string(r.code))
				if n < 5 && count != before+1 || n >= 5 && count != before {
					h.Errorf("%s, try %d: %d derivations", name, n+1, count-before)
				}
			}
		}
		if strings.Join(answers[0], "\n") != strings.Join(answers[1], "\n") {
			h.Errorf("answers tell which name exists:\n%s\n\n%s", strings.Join(answers[0], "\n"), strings.Join(answers[1], "\n"))
		}
		if !strings.HasSuffix(answers[0][3], string(kernel.Login)) || !strings.HasSuffix(answers[0][4], string(kernel.Locked)) || !strings.HasSuffix(answers[0][6], string(kernel.Locked)) {
			h.Errorf("answers: %q", answers[0])
		}
		b := h.browser()
		b.want("the right password while locked", b.login("wang", good), kernel.Locked)
		got, err := Accounts.Get(h.System(), a.ID)
		if kerneltest.Must(h, err); got.Status != Locked || got.LockedUntil.IsZero() {
			h.Errorf("the record says %s until %s", got.Status, got.LockedUntil)
		}
		h.later(16 * time.Minute)
		b.want("when the time is over", b.login("wang", good), "")
		if got, _ := Accounts.Get(h.System(), a.ID); got.Status != Active || got.LastLogin.IsZero() {
			h.Errorf("after it the record says %s, last login %s", got.Status, got.LastLogin)
		}
		for range 5 {
			h.browser().login("wang", "Wrong-2026")
		}
		b.want("those signed in stay so", b.do("GET", "/api/me", nil), "")
		_, err = Accounts.Do(admin, a.ID, 0, "unlock", &Account{}, "")
		kerneltest.Must(h, err)
		b.want("after the administrator unlocked", b.login("wang", good), "")
		_, err = Accounts.Do(admin, a.ID, 0, "lock", &Account{}, "调查期间")
		kerneltest.Must(h, err)
		b.want("the administrator's lock ends the session", b.do("GET", "/api/me", nil), kernel.Login)
		b.want("and keeps out", b.login("wang", good), kernel.Locked)
		verbs := strings.Join(h.verbs(a.ID), " ")
		for _, verb := range []string{"login", "login_failed", "lock", "unlock"} {
			if !strings.Contains(verbs, verb) {
				h.Errorf("the trail lacks %s: %s", verb, verbs)
			}
		}
	})
}

// TestSlowDown: one address that tries many names has to wait longer and longer, and only it.
func TestSlowDown(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		h.person("liming", "410105", role.Regulator)
		derive := derivation
		derivation = func(_, _ []byte, _, _ uint32, _ uint8, n uint32) []byte { return make([]byte, n) }
		attacker, barredAt := h.browser(), 0
		for n := range 60 {
			if r := attacker.login("guess"+string(rune('a'+n%26))+string(rune('a'+n/26)), "Wrong-2026"); r.code == kernel.TooMany && barredAt == 0 {
				barredAt = n
			}
		}
		derivation = derive
		if barredAt != addressFree+1 {
			h.Errorf("slowed down at try %d", barredAt)
		}
		attacker.want("the right password from there", attacker.login("liming", good), kernel.TooMany)
		other := h.browser()
		other.address = "10.9.9.9"
		other.want("from elsewhere", other.login("liming", good), "")
		h.later(2 * time.Hour)
		attacker.want("after a rest", attacker.login("liming", good), "")
		_, err := h.Store.Exec(h.System(), "UPDATE account_try SET at = 0, until = 0")
		kerneltest.Must(h, err)
		kerneltest.Must(h, sweep.Run(h.System(), struct{}{}))
		if n, _ := number(h.System(), "SELECT COUNT(*) FROM account_try"); n != 0 {
			h.Errorf("%d tries are never forgotten", n)
		}
	})
}

// TestManyAtOnce: forty tries at the same moment, each from another address, are counted one by one.
func TestManyAtOnce(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		h.person("sunwei", "410105", role.Regulator)
		var mu sync.Mutex
		clock := h.Env.Now
		h.Env.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return clock() }
		answers := make([]reply, 40)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() {
				b := h.browser()
				b.address = fmt.Sprintf("10.5.%d.1", i)
				answers[i] = b.login("sunwei", "Wrong-2026")
			})
		}
		all.Wait()
		codes := map[kernel.Code]int{}
		for _, r := range answers {
			codes[r.code]++
		}
		if codes[kernel.Login] != 4 || codes[kernel.Locked] != 36 {
			h.Errorf("answers: %v", codes)
		}
		a, err := byLogin(h.System(), "sunwei")
		if kerneltest.Must(h, err); a.Status != Locked {
			h.Errorf("the account is %s", a.Status)
		}
	})
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{"10.1.2.3": "10.1.2.3", "::ffff:10.1.2.3": "::ffff:10.1.2.3", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::9": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "what": "what"} {
		if got := network(address); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
}

// TestOneTimePasswords: each fulfils the rules and is unlike the others.
func TestOneTimePasswords(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		p := oneTimePassword()
		if fault := NewSessions(Policy{MinLength: 14}).PasswordFault("admin", p); fault != "" || seen[p] {
			t.Fatalf("%s: %s", p, fault)
		}
		seen[p] = true
	}
}

// TestVerify: what is stored is argon2id with the parameters of the decision, and damage to it opens nothing.
func TestVerify(t *testing.T) {
	c := &kernel.Ctx{Context: context.Background()}
	h, err := hash(c, good)
	if kerneltest.Must(t, err); !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(h)
	}
	for _, x := range []struct {
		hash, password string
		ok, fault      bool
	}{
		{h, good, true, false}, {h, good + " ", false, false}, {h, "", false, false}, {decoy(), good, false, false},
		{"", good, false, true}, {"$argon2id$v=19$m=19456,t=2,p=1$AAAA$", good, false, true}, {strings.Replace(h, "argon2id", "md5", 1), good, false, true},
	} {
		ok, err := verify(c, x.hash, x.password)
		if ok != x.ok || (err != nil) != x.fault {
			t.Errorf("verify %q, %q: %v %v", x.hash, x.password, ok, err)
		}
	}
	if again, _ := hash(c, good); again == h {
		t.Error("the same password gives the same hash: no salt")
	}
}

// TestManyWritten: an import of accounts must not let an old right live on, nor slow down with each row.
func TestManyWritten(t *testing.T) {
	s := NewSessions(Policy{})
	token := sha256.Sum256([]byte("t"))
	s.remember(token, &session{actor: kernel.Actor{ID: "a"}})
	if s.known[token] == nil {
		t.Fatal("nothing is remembered")
	}
	for i := range mostHot + 10 {
		s.forget(fmt.Sprint(i), settling)
	}
	if s.remember(token, &session{actor: kernel.Actor{ID: "5"}}); len(s.known) != 0 || len(s.hot) > mostHot {
		t.Errorf("%d remembered while %d accounts are written", len(s.known), len(s.hot))
	}
}
