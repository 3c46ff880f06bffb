package account

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// TestFresh: what is important asks for a proof that is not old; the request that was refused can be repeated; a program
// proves nothing.
func TestFresh(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		a := h.person("zhao", "410105", role.Regulator)
		h.person("head", "4101", role.System)
		b := h.agent()
		b.login("head", "")
		b.ask("reset at once", "POST", "/api/account/"+a.ID+"/reset", resetIn{"测试"}, "")
		token := b.ask("a token", "POST", "/api/token", tokenIn{"程序", 30}, "")["token"].(string)
		program := h.agent()
		program.header["Authorization"] = "Bearer " + token
		program.ask("a reset by a program", "POST", "/api/account/"+a.ID+"/reset", resetIn{"测试"}, kernel.Forbidden)
		program.ask("an export by a program", "GET", "/api/fresh?for=export", nil, "")
		program.ask("a proof by a program", "POST", "/api/reauthenticate", proveIn{Password: good}, kernel.Forbidden)
		h.later(14 * time.Minute)
		b.ask("within the time", "GET", "/api/fresh?for=rights", nil, "")
		h.later(2 * time.Minute)
		why := b.ask("after it", "POST", "/api/account/"+a.ID+"/reset", resetIn{"测试"}, kernel.Prove)
		if toText(why["current"]) != `{"ways":["password"]}` {
			h.Errorf("ways: %v", why)
		}
		b.header["Idempotency-Key"], b.header["If-Match"] = newToken(), `"1"`
		rev := h.number("SELECT rev FROM account WHERE id = ?", a.ID)
		b.header["If-Match"] = fmt.Sprintf(`"%d"`, rev)
		lock := func(code kernel.Code) {
			h.Helper()
			b.ask("lock", "POST", "/api/account/"+a.ID+"/lock", map[string]string{"opinion": "核查"}, code)
		}
		lock(kernel.Prove)
		for _, purpose := range []string{kernel.ForExport, kernel.ForSeal, kernel.ForRights} {
			b.ask(purpose, "GET", "/api/fresh?for="+purpose, nil, kernel.Prove)
		}
		b.ask("read", "GET", "/api/account", nil, "")
		b.ask("the wrong password", "POST", "/api/reauthenticate", proveIn{Password: "Wrong-2026"}, kernel.Invalid)
		b.ask("nothing", "POST", "/api/reauthenticate", proveIn{}, kernel.Invalid)
		b.ask("the password", "POST", "/api/reauthenticate", proveIn{Password: good}, "")
		lock("") // the very request, with its key
		b.ask("export", "GET", "/api/fresh?for=export", nil, "")

		// the security administrator decides how long it serves and for what
		rules := h.Policy
		rules.FreshWithin, rules.FreshFor = 5*time.Minute, []string{kernel.ForSeal}
		kerneltest.Must(h, Protect(h.System(), "4101", rules))
		h.later(6 * time.Minute)
		b.ask("not asked for", "GET", "/api/fresh?for=export", nil, "")
		b.ask("asked for", "GET", "/api/fresh?for=seal", nil, kernel.Prove)
		for range 5 {
			b.send("POST", "/api/reauthenticate", strings.NewReader(`{"password":"Wrong-2026"}`))
		}
		b.ask("a proof can be guessed without end", "POST", "/api/reauthenticate", proveIn{Password: good}, kernel.Locked)
	})
}

func (h *house) number(stmt string, args ...any) int {
	h.Helper()
	n, err := number(h.System(), stmt, args...)
	kerneltest.Must(h, err)
	return n
}

// TestVisits: the owner sees where the account was used, and is told of a new device once.
func TestVisits(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		a := h.person("zhao", "410105", role.Regulator)
		var told []string
		h.Tell = func(_ *kernel.Ctx, account, text string) error { told = append(told, account+" "+text); return nil }
		b := h.agent()
		b.header["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36"
		b.login("zhao", "")
		b.login("zhao", "")
		if len(told) != 0 {
			h.Errorf("told of the first device: %v", told)
		}
		n := h.agent()
		n.address = "10.66.1.1"
		n.header["User-Agent"] = "Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"
		n.send("POST", "/api/login", strings.NewReader(`{"name":"zhao","password":"Wrong-2026"}`))
		n.login("zhao", "")
		if len(told) != 1 || !strings.HasPrefix(told[0], a.ID) || !strings.Contains(told[0], "鸿蒙 上的 Chrome") || !strings.Contains(told[0], "10.66.1.1") {
			h.Errorf("told: %v", told)
		}
		if me := n.ask("me", "GET", "/api/me", nil, ""); me["strange"] != nil {
			h.Errorf("the new device is told of itself: %v", me)
		}
		if me := b.ask("me", "GET", "/api/me", nil, ""); !strings.Contains(toText(me["strange"]), "10.66.1.1") {
			h.Errorf("not told: %v", me)
		}
		b.ask("seen", "POST", "/api/security/seen", struct{}{}, "")
		if me := b.ask("me", "GET", "/api/me", nil, ""); me["strange"] != nil {
			h.Errorf("told again: %v", me)
		}
		items := b.ask("visits", "GET", "/api/security/visits", nil, "")["items"].([]any)
		if len(items) != 4 {
			h.Fatalf("visits: %v", items)
		}
		if last := items[0].(map[string]any); last["strange"] != true || last["good"] != true || last["device"] != "鸿蒙 上的 Chrome" {
			h.Errorf("the last: %v", last)
		}
		if failed := items[1].(map[string]any); failed["good"] != false {
			h.Errorf("the failure: %v", failed)
		}
		// a phone stays signed in through a working day, a desk does not
		phone := h.agent()
		phone.ask("the phone", "POST", "/api/login", loginIn{Name: "zhao", Password: good, Device: "phone"}, "")
		h.later(time.Hour)
		phone.ask("after an hour", "GET", "/api/me", nil, "")
		b.ask("the desk after an hour", "GET", "/api/me", nil, kernel.Login)
		h.later(13 * time.Hour)
		phone.ask("after half a day", "GET", "/api/me", nil, kernel.Login)
		h.later(300 * 24 * time.Hour)
		kerneltest.Must(h, sweep.Run(h.System(), struct{}{}))
		if n := h.number("SELECT COUNT(*) FROM account_visit"); n != 0 {
			h.Errorf("%d visits are never forgotten", n)
		}
	})
}
