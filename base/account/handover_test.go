package account

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
	"strings"
	"testing"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// solve does the work of a challenge.
func solve(challenge string) string {
	for n := 0; ; n++ {
		work := fmt.Sprint(n)
		sum := sha256.Sum256([]byte(challenge + "." + work))
		if bits.LeadingZeros32(uint32(sum[0])<<24|uint32(sum[1])<<16|uint32(sum[2])<<8|uint32(sum[3])) >= workBits {
			return work
		}
	}
}

// TestRegister: an enterprise registers itself and finds the draft of its file; what is wrong is refused whole.
func TestRegister(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		code, err := enterprise.MakeCreditCode("91410105MA3XXXXX1")
		kerneltest.Must(h, err)
		b, login := h.browser(), strings.ToLower(string(code))
		form := func(fn func(*registerIn)) registerIn {
			challenge := b.want("challenge", b.do("GET", "/api/register/challenge", nil), "").body["challenge"].(string)
			in := registerIn{Challenge: challenge, Work: solve(challenge), Password: good, Name: "陈风", Phone: "13812345678",
				Enterprise: "郑州晨风机械有限公司", CreditCode: string(code), Region: "410105", Trade: enterprise.Machinery, Address: "金水区经三路66号"}
			fn(&in)
			return in
		}
		for what, x := range map[string]struct {
			fn   func(*registerIn)
			code kernel.Code
		}{
			"a wrong credit code": {func(in *registerIn) { in.CreditCode = "91410105MA3XXXXX10" }, kernel.Invalid},
			"a weak password":     {func(in *registerIn) { in.Password = "12345678" }, kernel.Invalid},
			"a city for a county": {func(in *registerIn) { in.Region = "4101" }, kernel.Invalid},
			"no work done":        {func(in *registerIn) { in.Work = "x" }, kernel.Invalid},
			"a forged challenge": {func(in *registerIn) {
				in.Challenge = "9999999999999.abc.00000000000000000000000000000000"
				in.Work = solve(in.Challenge)
			}, kernel.Invalid},
			"a manager without a name": {func(in *registerIn) { in.Name = " " }, kernel.Invalid},
			"a telephone of words":     {func(in *registerIn) { in.Phone = "电话" }, kernel.Invalid},
		} {
			b.want(what, b.do("POST", "/api/register", form(x.fn)), x.code)
			b.address = "10.4.4." + fmt.Sprint(len(what)%200)
		}
		if n, _ := enterprise.Enterprises.Count(h.System(), kernel.Cond{}); n != 0 {
			h.Fatalf("refused registrations left %d files", n)
		}
		b = h.browser()
		in := form(func(*registerIn) {})
		me := b.want("register", b.do("POST", "/api/register", in), "").body
		if me["enterprise_label"] != in.Enterprise || toText(me["roles"]) != `["safety"]` || me["password_due"] != false {
			h.Errorf("me: %v", me)
		}
		list := b.want("its file", b.do("GET", "/api/enterprise", nil), "").body["items"].([]any)
		if len(list) != 1 || list[0].(map[string]any)["status"] != "draft" {
			h.Fatalf("files: %v", list)
		}
		again := form(func(again *registerIn) { again.Name = "别人" })
		b.want("the same enterprise", b.do("POST", "/api/register", again), kernel.Conflict)
		b.want("the work of the first again", b.do("POST", "/api/register", in), kernel.Invalid)
		other, err := enterprise.MakeCreditCode("91410105MA3YYYYY1")
		kerneltest.Must(h, err)
		taken := &Account{Login: strings.ToLower(string(other)), Name: "先来", Kind: Public, Roles: []Role{Role(role.Public)}}
		taken.Region = "410105"
		kerneltest.Must(h, Accounts.Create(h.System(), taken))
		b.want("a login name that somebody has", b.do("POST", "/api/register", form(func(in *registerIn) { in.CreditCode = string(other) })), kernel.Conflict)
		if n, _ := enterprise.Enterprises.Count(h.System(), kernel.Cond{}); n != 1 {
			h.Errorf("%d files after a refused login name", n)
		}
		late := form(func(in *registerIn) { in.CreditCode = string(other) })
		h.later(challengeFor + time.Minute)
		b.want("a challenge of long ago", b.do("POST", "/api/register", late), kernel.Invalid)
		codes := map[kernel.Code]int{}
		for range registerMost {
			codes[b.do("POST", "/api/register", form(func(*registerIn) {})).code]++
		}
		if codes[kernel.TooMany] == 0 {
			h.Errorf("one address registers without end: %v", codes)
		}

		// its manager makes an account for the shop floor, and nothing more than that
		b = h.browser()
		b.want("sign in", b.login(login, good), "")
		owner, err := byLogin(h.System(), login)
		kerneltest.Must(h, err)
		manager := h.As(owner.actor())
		staff := func(login string, fn func(*Account)) error {
			a := &Account{Login: login, Name: "工人", Kind: Enterprise, Roles: []Role{Role(role.Worker)}, Enterprise: owner.Enterprise}
			a.Region = owner.Region
			fn(a)
			return Accounts.Create(manager, a)
		}
		kerneltest.Want(h, "a worker", staff("worker", func(*Account) {}), "")
		kerneltest.Want(h, "a regulator", staff("bad1", func(a *Account) { a.Kind, a.Enterprise, a.Roles = Regulator, "", []Role{Role(role.Leader)} }), kernel.Forbidden)
		kerneltest.Want(h, "a worker with a regulator's duty", staff("bad2", func(a *Account) { a.Roles = []Role{Role(role.System)} }), kernel.Invalid)
		rival := &enterprise.Enterprise{}
		rival.Name, rival.Trade, rival.Region, rival.CreditCode = "别家", enterprise.Machinery, "410105", string(other)
		kerneltest.Must(h, enterprise.Enterprises.Create(h.System(), rival))
		kerneltest.Want(h, "a worker of another enterprise", staff("bad3", func(a *Account) { a.Enterprise = kernel.Ref[enterprise.Enterprise](rival.ID) }), kernel.Forbidden)
		_, err = Accounts.Update(manager, owner.ID, 0, func(a *Account) error { a.Enterprise = kernel.Ref[enterprise.Enterprise](rival.ID); return nil })
		kerneltest.Want(h, "himself to another enterprise", err, kernel.Forbidden)

		// when the file moves, the accounts go with it
		sys := h.System()
		_, err = sys.Store.Exec(sys, "UPDATE enterprise SET status = 'filed' WHERE id = ?", string(owner.Enterprise))
		kerneltest.Must(h, err)
		to := &enterprise.Enterprise{}
		to.MoveTo = "410104"
		_, err = enterprise.Enterprises.Do(sys, string(owner.Enterprise), 0, "move", to, "搬迁")
		kerneltest.Must(h, err)
		_, err = enterprise.Enterprises.Do(sys, string(owner.Enterprise), 0, "receive", &enterprise.Enterprise{}, "")
		kerneltest.Must(h, err)
		for _, login := range []string{login, "worker"} {
			if a, _ := byLogin(sys, login); a.Region != "410104" {
				h.Errorf("%s stayed in %s", login, a.Region)
			}
		}
	})
}
