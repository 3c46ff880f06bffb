package account

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// TestDelegation: administrators manage downward; every way up or aside is refused.
func TestDelegation(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		city := h.As(h.person("city", "4101", role.System).actor())
		head := h.person("county", "410105", role.System)
		county := h.As(head.actor())
		auditor := h.person("auditor", "410105", role.Audit)
		above := h.person("above", "4101", role.Leader)
		beside := h.person("beside", "410104", role.Regulator)
		mine := h.person("mine", "410105", role.Regulator)
		worker := h.As(mine.actor())
		bureau := &org.Org{Name: "郑州市应急管理局", Kind: org.Bureau}
		bureau.Region = "4101"
		kerneltest.Must(h, org.Orgs.Create(h.System(), bureau))
		own := &org.Org{Name: "金水区应急管理局", Kind: org.Bureau}
		own.Region = "410105"
		kerneltest.Must(h, org.Orgs.Create(h.System(), own))
		post := &org.Post{Name: "局长", Org: kernel.Ref[org.Org](own.ID)}
		kerneltest.Must(h, org.Posts.Create(h.System(), post))

		create := func(c *kernel.Ctx, login string, at kernel.Region, kind Kind, roles ...Role) error {
			a := &Account{Login: login, Name: "新人", Kind: kind, Roles: roles}
			a.Region = at
			return Accounts.Create(c, a)
		}
		update := func(c *kernel.Ctx, id string, fn func(*Account)) error {
			_, err := Accounts.Update(c, id, 0, func(a *Account) error { fn(a); return nil })
			return err
		}
		do := func(c *kernel.Ctx, id, step string) error {
			_, err := Accounts.Do(c, id, 0, step, &Account{}, "理由")
			return err
		}
		const (
			system    = Role(role.System)
			audit     = Role(role.Audit)
			regulator = Role(role.Regulator)
			leader    = Role(role.Leader)
			safety    = Role(role.Safety)
		)
		for _, x := range []struct {
			what string
			err  error
			code kernel.Code
		}{
			{"a county makes a regulator", create(county, "new1", "410105", Regulator, regulator, leader), ""},
			{"and a collector of a township", create(county, "new2", "410105001", Regulator, Role(role.Collector)), ""},
			{"and a second administrator", create(county, "new3", "410105", Regulator, system), ""},
			{"an account without duties, for the security administrator to appoint", create(city, "new4", "410105", Regulator), ""},
			{"the city's administrator makes the county's auditor", create(city, "bad14", "410105", Regulator, audit), kernel.Forbidden},
			{"or the county's security administrator", create(city, "bad15", "410105", Regulator, Role(role.Security)), kernel.Forbidden},
			{"a county makes its own auditor", create(county, "bad1", "410105", Regulator, audit), kernel.Forbidden},
			{"a county makes an account of the city", create(county, "bad2", "4101", Regulator, regulator), kernel.Forbidden},
			{"of the country", create(county, "bad3", "0", Regulator, regulator), kernel.Forbidden},
			{"of the neighbour", create(county, "bad4", "410104", Regulator, regulator), kernel.Forbidden},
			{"of no region", create(county, "bad5", "41010", Regulator, regulator), kernel.Invalid},
			{"a regulator makes one", create(worker, "bad6", "410105", Regulator, regulator), kernel.Forbidden},
			{"nobody makes one", create(h.As(kernel.Actor{}), "bad7", "410105", Regulator, regulator), kernel.Forbidden},
			{"administrator and business in one", create(county, "bad8", "410105", Regulator, system, regulator), kernel.Invalid},
			{"administrator and auditor in one", create(city, "bad9", "410105", Regulator, system, audit), kernel.Invalid},
			{"a regulator's duty for an enterprise", create(county, "bad10", "410105", Enterprise, regulator), kernel.Invalid},
			{"an enterprise's duty for a regulator", create(county, "bad11", "410105", Regulator, safety), kernel.Invalid},
			{"an unknown role", create(county, "bad12", "410105", Regulator, "god"), kernel.Invalid},
			{"an enterprise's without role", create(county, "bad13", "410105", Enterprise), kernel.Invalid},
			{"the same login name", create(county, "MINE", "410105", Regulator, regulator), kernel.Conflict},
			{"a login name of signs", create(county, "x'; --", "410105", Regulator, regulator), kernel.Invalid},

			{"the county's head widens the own region", update(county, head.ID, func(a *Account) { a.Region = "4101" }), kernel.Forbidden},
			{"narrows it", update(county, head.ID, func(a *Account) { a.Region = "410105001" }), kernel.Forbidden},
			{"makes himself auditor", update(county, head.ID, func(a *Account) { a.Roles = []Role{audit} }), kernel.Forbidden},
			{"gives himself a business duty", update(county, head.ID, func(a *Account) { a.Roles = []Role{leader} }), kernel.Forbidden},
			{"enters the city's bureau", update(county, head.ID, func(a *Account) { a.Org = kernel.Ref[org.Org](bureau.ID) }), kernel.Invalid},
			{"enters another bureau of the county", update(county, head.ID, func(a *Account) { a.Org = kernel.Ref[org.Org](own.ID) }), kernel.Forbidden},
			{"forgets that a password is due", update(county, head.ID, func(a *Account) { a.PasswordDue = true }), kernel.Forbidden},
			{"changes the own telephone", update(county, head.ID, func(a *Account) { a.Phone = "13900000000" }), ""},
			{"locks himself", do(county, head.ID, "lock"), kernel.Forbidden},
			{"a regulator gives himself a duty", update(worker, mine.ID, func(a *Account) { a.Roles = append(a.Roles, leader) }), kernel.Forbidden},
			{"a regulator widens the trades", update(worker, mine.ID, func(a *Account) { a.Trades = []enterprise.Trade{enterprise.Coal} }), kernel.Forbidden},
			{"a regulator changes a colleague", update(worker, head.ID, func(a *Account) { a.Name = "别人" }), kernel.Missing},

			{"the head moves an account upward", update(county, mine.ID, func(a *Account) { a.Region = "4101" }), kernel.Forbidden},
			{"aside", update(county, mine.ID, func(a *Account) { a.Region = "410104" }), kernel.Forbidden},
			{"makes a colleague auditor", update(county, mine.ID, func(a *Account) { a.Roles = []Role{audit} }), kernel.Forbidden},
			{"puts a colleague into the city's bureau", update(county, mine.ID, func(a *Account) { a.Org = kernel.Ref[org.Org](bureau.ID) }), kernel.Invalid},
			{"into a post without its bureau", update(county, mine.ID, func(a *Account) { a.Post = kernel.Ref[org.Post](post.ID) }), kernel.Invalid},
			{"into the own bureau", update(county, mine.ID, func(a *Account) {
				a.Org, a.Post = kernel.Ref[org.Org](own.ID), kernel.Ref[org.Post](post.ID)
			}), ""},
			{"changes the auditor", update(county, auditor.ID, func(a *Account) { a.Roles = []Role{regulator} }), kernel.Missing},
			{"disables the auditor", do(county, auditor.ID, "disable"), kernel.Forbidden},
			{"changes an account of the city", update(county, above.ID, func(a *Account) { a.Name = "改" }), kernel.Missing},
			{"disables it", do(county, above.ID, "disable"), kernel.Missing},
			{"disables the neighbour's", do(county, beside.ID, "disable"), kernel.Missing},
			{"the city disables the auditor", do(city, auditor.ID, "disable"), ""},
			{"the head disables a colleague", do(county, mine.ID, "disable"), ""},
			{"and enables again", do(county, mine.ID, "enable"), ""},
		} {
			kerneltest.Want(h, x.what, x.err, x.code)
		}
		if got, _ := Accounts.Get(h.System(), head.ID); got.Region != "410105" || len(got.Roles) != 1 || got.Phone != "13900000000" {
			h.Errorf("the head is now %+v", got)
		}
		if n, _ := Accounts.Count(county, kernel.Eq(&Row.Region, "4101")); n != 0 {
			h.Errorf("the county reads %d accounts of the city", n)
		}

		// the same over HTTP, and resets: an administrator's password is not for the one below
		b := h.browser()
		b.want("sign in", b.login("county", good), "")
		for what, id := range map[string]string{"the city's": above.ID, "the neighbour's": beside.ID, "nobody's": "x"} {
			b.want("reset "+what, b.do("POST", "/api/account/"+id+"/reset", resetIn{"测试"}), kernel.Missing)
		}
		for what, id := range map[string]string{"the auditor's": auditor.ID, "the own": head.ID} {
			b.want("reset "+what, b.do("POST", "/api/account/"+id+"/reset", resetIn{"测试"}), kernel.Forbidden)
		}
		b.want("reset without a reason", b.do("POST", "/api/account/"+mine.ID+"/reset", resetIn{}), kernel.Invalid)
		r := b.want("reset", b.do("POST", "/api/account/"+mine.ID+"/reset", resetIn{"忘记密码"}), "")
		m := h.browser()
		m.want("the old password", m.login("mine", good), kernel.Login)
		if r := m.want("the one-time one", m.login("mine", r.body["password"].(string)), ""); r.body["password_due"] != true {
			h.Errorf("no new password is due: %v", r.body)
		}
		m.want("a reset by a regulator", m.do("POST", "/api/account/"+mine.ID+"/reset", resetIn{"测试"}), kernel.Password)
		h.later(8 * 24 * time.Hour)
		m.want("the one-time one after a week", m.login("mine", r.body["password"].(string)), kernel.Login)
	})
}

// TestSessions: fixation, theft of a token, idle and absolute end, listing and ending, tokens of programs.
func TestSessions(t *testing.T) {
	each(t, Policy{Idle: 2 * time.Hour, Absolute: 24 * time.Hour}, func(h *house) {
		a := h.person("zhao", "410105", role.Regulator)
		planted := newToken()
		b := h.browser()
		b.cookie = planted
		r := b.want("sign in with a planted cookie", b.login("zhao", good), "")
		if r.cookie.Value == planted {
			h.Error("the planted token became a session")
		}
		thief := &browserClient{house: h, cookie: planted, address: "10.6.6.6"}
		thief.want("the planter", thief.do("GET", "/api/me", nil), kernel.Login)
		first := b.cookie
		b.want("sign in again", b.login("zhao", good), "")
		old := &browserClient{house: h, cookie: first, address: "10.1.1.1"}
		old.want("the session that login replaced", old.do("GET", "/api/me", nil), kernel.Login)

		if n, _ := number(h.System(), "SELECT COUNT(*) FROM account_session WHERE hash = ?", b.cookie); n != 0 {
			h.Error("the table keeps the token itself")
		}
		phone := h.browser()
		phone.want("sign in on the phone", phone.login("zhao", good), "")
		list := b.want("list", b.do("GET", "/api/session", nil), "").body["items"].([]any)
		if len(list) != 2 {
			h.Fatalf("sessions: %v", list)
		}
		other, current := "", 0
		for _, it := range list {
			if item := it.(map[string]any); item["current"] == true {
				current++
			} else {
				other = item["id"].(string)
			}
		}
		if current != 1 {
			h.Errorf("%d sessions are the current one", current)
		}
		stranger := h.browser()
		h.person("qian", "410105", role.Regulator)
		stranger.want("sign in as another", stranger.login("qian", good), "")
		stranger.want("end another's session", stranger.do("DELETE", "/api/session/"+other, nil), kernel.Missing)
		phone.want("it goes on", phone.do("GET", "/api/me", nil), "")
		b.want("end it oneself", b.do("DELETE", "/api/session/"+other, nil), "")
		phone.want("it is over", phone.do("GET", "/api/me", nil), kernel.Login)

		for what, in := range map[string]tokenIn{"no name": {"", 30}, "no end": {"导数据", 0}, "too long": {"导数据", 400}} {
			b.want("a token with "+what, b.do("POST", "/api/token", in), kernel.Invalid)
		}
		made := b.want("a token", b.do("POST", "/api/token", tokenIn{"导数据", 30}), "").body
		p := &browserClient{house: h, bearer: made["token"].(string), address: "10.3.3.3"}
		p.want("a program", p.do("GET", "/api/me", nil), "")
		p.want("makes itself another", p.do("POST", "/api/token", tokenIn{"续命", 365}), kernel.Forbidden)
		p.want("changes the password", p.do("POST", "/api/password", passwordIn{good, "Gongjiao-2026-x"}), kernel.Forbidden)
		asCookie := &browserClient{house: h, cookie: p.bearer, address: "10.3.3.3"}
		asCookie.want("the token as cookie", asCookie.do("GET", "/api/me", nil), kernel.Login)
		asBearer := &browserClient{house: h, bearer: b.cookie, address: "10.3.3.3"}
		asBearer.want("the cookie as token", asBearer.do("GET", "/api/me", nil), kernel.Login)
		for _, wrong := range []string{"x", "' OR '1'='1", string(make([]byte, 5000))} {
			bad := &browserClient{house: h, bearer: wrong, address: "10.3.3.3"}
			bad.want("a wrong token", bad.do("GET", "/api/me", nil), kernel.Login)
		}

		for range 3 { // use every hour keeps a session
			h.later(time.Hour + 30*time.Minute)
			b.want("within the idle time", b.do("GET", "/api/me", nil), "")
		}
		h.later(2*time.Hour + time.Minute)
		b.want("after the idle time", b.do("GET", "/api/me", nil), kernel.Login)
		p.want("a program has no idle time", p.do("GET", "/api/me", nil), "")
		b.want("sign in", b.login("zhao", good), "")
		for range 16 {
			h.later(90 * time.Minute)
			b.do("GET", "/api/me", nil)
		}
		b.want("after the absolute time", b.do("GET", "/api/me", nil), kernel.Login)

		b.want("sign in", b.login("zhao", good), "")
		admin := h.As(h.person("head", "410105", role.System).actor())
		guard := h.As(h.person("guard", "410105", role.Security).actor())
		_, err := Accounts.Do(guard, a.ID, 0, "assign", &Account{Roles: []Role{Role(role.Clerk)}}, "调岗")
		kerneltest.Must(h, err)
		if me := b.do("GET", "/api/me", nil); toText(me.body["roles"]) != `["clerk"]` {
			h.Errorf("a change of duties takes effect at once: %v", me.body)
		}
		_, err = Accounts.Do(admin, a.ID, 0, "disable", &Account{}, "离职")
		kerneltest.Must(h, err)
		b.want("disabled", b.do("GET", "/api/me", nil), kernel.Login)
		p.want("its program", p.do("GET", "/api/me", nil), kernel.Login)
		b.want("sign in while disabled", b.login("zhao", good), kernel.Login)
	})
}

// TestBrowserSessionsAreBounded: the twenty-first sign-in ends the oldest session.
func TestBrowserSessionsAreBounded(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		a := h.person("zhou", "410105", role.Regulator)
		c := h.System()
		var tokens []string
		for range mostOpen + 3 {
			_, token, err := h.begin(c, a.ID, browser, "", time.Hour)
			kerneltest.Must(h, err)
			tokens = append(tokens, token)
		}
		for i, token := range tokens {
			b := &browserClient{house: h, cookie: token, address: "10.1.1.1"}
			if r := b.do("GET", "/api/me", nil); (r.code == "") != (i >= 3) {
				h.Errorf("session %d: %q", i, r.code)
			}
		}
	})
}

// TestMalformed: what is no login request is refused without a look at any account.
func TestMalformed(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		b := h.browser()
		for what, in := range map[string]any{"a list": []int{1}, "a number": map[string]any{"name": 1, "password": 2}, "more": map[string]any{"name": "a", "password": "b", "admin": true},
			"nothing": map[string]any{}, "blank": loginIn{Name: " ", Password: "x"}} {
			b.want(what, b.do("POST", "/api/login", in), kernel.Invalid)
		}
		b.want("a huge body", b.do("POST", "/api/login", loginIn{Name: string(make([]byte, 1<<20)), Password: "x"}), kernel.TooLarge)
		b.want("a huge password", b.do("POST", "/api/login", loginIn{Name: "admin", Password: string(make([]byte, 10_000))}), kernel.Login)
		b.want("a null in the name", b.do("POST", "/api/login", loginIn{Name: "ad\x00min", Password: "Wrong-2026"}), kernel.Login)
		b.want("a null as session", b.do("DELETE", "/api/session/%00", nil), kernel.Invalid)
		h.person("wuming", "410105", role.System)
		in := h.browser()
		in.want("sign in", in.login("wuming", good), "")
		for _, path := range []string{"/api/session/%00", "/api/session/%FF"} {
			in.want("end the session "+path, in.do("DELETE", path, nil), kernel.Invalid)
		}
		for _, path := range []string{"/api/account/%00/reset", "/api/account/%FF/reset"} {
			in.want(path, in.do("POST", path, resetIn{"测试"}), kernel.Invalid)
		}
		in.want("a null in the reason", in.do("POST", "/api/account/x/reset", resetIn{"测\x00试"}), kernel.Invalid)
		in.want("a null in the id to take", in.do("POST", "/api/account/x/handover", handoverIn{To: "\x00", Reason: "测试"}), kernel.Invalid)
		in.want("a null in a query", in.do("GET", "/api/account/x/handover?to=%00", nil), kernel.Invalid)
		in.want("a null in the name of a token", in.do("POST", "/api/token", tokenIn{"\x00", 3}), kernel.Invalid)
		b.want("statements in the name", b.do("POST", "/api/login", loginIn{Name: "' OR 1=1 --", Password: "Wrong-2026"}), kernel.Login)
	})
}

// BenchmarkActor: a request that was seen within the last minute costs no statement.
func BenchmarkActor(b *testing.B) {
	s := NewSessions(Policy{})
	w := kerneltest.Open(b, b.TempDir()+"/anjian.db?fast", modules(s)...)
	w.Env.Now = time.Now
	a := &Account{Login: "bench", Name: "某人", Kind: Regulator, Roles: []Role{"regulator"}}
	a.Region = "410105"
	kerneltest.Must(b, Accounts.Create(w.System(), a))
	s.hot = map[string]time.Time{}
	_, token, err := s.begin(w.System(), a.ID, browser, "", time.Hour)
	kerneltest.Must(b, err)
	r := httptest.NewRequest("GET", "/api/me", nil)
	r.AddCookie(&http.Cookie{Name: cookieName, Value: token})
	c := w.System()
	for b.Loop() {
		if actor, err := s.Actor(c, r); err != nil || actor.ID != a.ID {
			b.Fatal(actor, err)
		}
	}
}
