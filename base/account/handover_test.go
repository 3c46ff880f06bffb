package account

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
	"strings"
	"testing"
	"time"

	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// TestHandover: 王 leaves; what waits for him waits for 李 after one action, with the duties and the post, and what he did
// stays his.
func TestHandover(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		head := h.person("head", "4101", role.System)
		leaver, taker := h.person("wang", "410105", role.Regulator, role.Leader), h.person("lining", "410105", role.Clerk)
		beside, admin := h.person("beside", "410104", role.Regulator), h.person("county", "410105", role.System)
		bureau := &org.Org{Name: "金水区应急管理局", Kind: org.Bureau}
		bureau.Region = "410105"
		kerneltest.Must(h, org.Orgs.Create(h.System(), bureau))
		_, err := Accounts.Update(h.System(), leaver.ID, 0, func(a *Account) error { a.Org = kernel.Ref[org.Org](bureau.ID); return nil })
		kerneltest.Must(h, err)
		ref := func(a *Account) kernel.Ref[Account] { return kernel.Ref[Account](a.ID) }
		chore := func(status choreStatus, has, by *Account, team ...*Account) *Chore {
			x := &Chore{Title: "一件事", Has: ref(has), Reporter: ref(by), Status: status}
			x.Region = "410105"
			for _, a := range team {
				x.Team = append(x.Team, ref(a))
			}
			kerneltest.Must(h, chores.Create(h.System(), x))
			return x
		}
		open := chore("open", leaver, leaver)
		done := chore("done", leaver, leaver)
		helped := chore("open", taker, leaver, leaver, beside, taker)
		others := chore("open", beside, leaver)

		wang := h.browser()
		wang.want("the leaver signs in", wang.login("wang", good), "")
		wang.want("and hands over himself", wang.do("POST", "/api/account/"+leaver.ID+"/handover", handoverIn{To: taker.ID, Reason: "自行"}), kernel.Forbidden)
		b := h.browser()
		b.want("the city's administrator signs in", b.login("head", good), "")
		path := "/api/account/" + leaver.ID + "/handover"
		for what, x := range map[string]struct {
			to, reason string
			code       kernel.Code
		}{
			"to himself":           {leaver.ID, "调动", kernel.Invalid},
			"to nobody":            {"x", "调动", kernel.Missing},
			"without a reason":     {taker.ID, "", kernel.Invalid},
			"to another county":    {beside.ID, "调动", kernel.Conflict},
			"to an administrator":  {admin.ID, "调动", kernel.Invalid},
			"to the administrator": {head.ID, "调动", kernel.Forbidden},
		} {
			b.want("hand over "+what, b.do("POST", path, handoverIn{To: x.to, Reason: x.reason}), x.code)
		}
		if got, _ := Accounts.Get(h.System(), leaver.ID); len(got.Roles) != 2 {
			h.Fatalf("a refused hand-over took rights: %+v", got)
		}
		preview := b.want("preview", b.do("GET", path+"?to="+taker.ID, nil), "").body
		if preview["total"] != 2.0 || preview["taker"] != taker.Name || preview["rights"] != "410105 监管负责人、监管人员" {
			h.Errorf("preview: %v", preview)
		}
		out := b.want("hand over", b.do("POST", path, handoverIn{To: taker.ID, Reason: "调离本局", Disable: true}), "").body
		if out["total"] != 2.0 {
			h.Errorf("moved: %v", out)
		}
		for what, x := range map[string]struct {
			id        string
			has, team string
		}{
			"open":      {open.ID, taker.ID, ""},
			"done":      {done.ID, leaver.ID, ""},
			"helped":    {helped.ID, taker.ID, taker.ID + "," + beside.ID},
			"another's": {others.ID, beside.ID, ""},
		} {
			got, err := chores.Get(h.System(), x.id)
			kerneltest.Must(h, err)
			var team []string
			for _, a := range got.Team {
				team = append(team, string(a))
			}
			if string(got.Has) != x.has || got.Reporter != ref(leaver) || strings.Join(team, ",") != x.team {
				h.Errorf("%s: %+v", what, got)
			}
		}
		now, _ := Accounts.Get(h.System(), taker.ID)
		if toText(now.Roles) != `["clerk","leader","regulator"]` || now.Org != kernel.Ref[org.Org](bureau.ID) {
			h.Errorf("the taker is %+v", now)
		}
		gone, _ := Accounts.Get(h.System(), leaver.ID)
		if len(gone.Roles) != 0 || gone.Status != Disabled || gone.Org != "" {
			h.Errorf("the leaver is %+v", gone)
		}
		wang.want("the leaver's session", wang.do("GET", "/api/me", nil), kernel.Login)
		wang.want("the leaver's password", wang.login("wang", good), kernel.Login)
		rec, err := Handovers.Get(h.As(now.actor()), out["id"].(string))
		if kerneltest.Must(h, err); rec.Total != 2 || len(rec.Items) != 2 || rec.Items[0].As != "承办人" || rec.Items[1].As != "协办人" || !rec.Left {
			h.Errorf("the record: %+v", rec)
		}
		_, err = Handovers.Get(h.As(beside.actor()), rec.ID)
		kerneltest.Want(h, "another county's regulator reads it", err, kernel.Missing)
		for _, id := range []string{leaver.ID, taker.ID} {
			if !strings.Contains(strings.Join(h.verbs(id), " "), "handover") {
				h.Errorf("the trail of %s does not say so", id)
			}
		}
	})
}

// TestHandoverMovesNoRightTheActorLacks: a county's administrator cannot hand the county an auditor's duty, nor take from above.
func TestHandoverMovesNoRightTheActorLacks(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		county := h.As(h.person("county", "410105", role.System).actor())
		auditor, mine, above := h.person("auditor", "410105", role.Audit), h.person("mine", "410105", role.Regulator), h.person("above", "4101", role.Leader)
		for what, x := range map[string]struct {
			from, to *Account
			code     kernel.Code
		}{
			"the auditor's": {auditor, mine, kernel.Forbidden}, "from above": {above, mine, kernel.Missing}, "upward": {mine, above, kernel.Missing},
		} {
			_, err := handOver(county, &handoverIn{ID: x.from.ID, To: x.to.ID, Reason: "测试"})
			kerneltest.Want(h, what, err, x.code)
		}
	})
}

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
		b := h.browser()
		form := func(fn func(*registerIn)) registerIn {
			challenge := b.want("challenge", b.do("GET", "/api/register/challenge", nil), "").body["challenge"].(string)
			in := registerIn{Challenge: challenge, Work: solve(challenge), Login: "chenfeng", Password: good, Name: "陈风", Phone: "13812345678",
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
			"a bad login name":     {func(in *registerIn) { in.Login = "陈风" }, kernel.Invalid},
			"a telephone of words": {func(in *registerIn) { in.Phone = "电话" }, kernel.Invalid},
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
		again := form(func(again *registerIn) { again.Login = "other" })
		b.want("the same enterprise", b.do("POST", "/api/register", again), kernel.Conflict)
		if b.want("the work of the first again", b.do("POST", "/api/register", in), kernel.Invalid); h.countLogin("other") != 0 {
			h.Error("a refused registration left an account")
		}
		other, err := enterprise.MakeCreditCode("91410105MA3YYYYY1")
		kerneltest.Must(h, err)
		b.want("the same login name", b.do("POST", "/api/register", form(func(in *registerIn) { in.CreditCode = string(other) })), kernel.Conflict)
		if n, _ := enterprise.Enterprises.Count(h.System(), kernel.Cond{}); n != 1 {
			h.Errorf("%d files after a refused login name", n)
		}
		late := form(func(in *registerIn) { in.CreditCode, in.Login = string(other), "late" })
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
		b.want("sign in", b.login("chenfeng", good), "")
		owner, err := byLogin(h.System(), "chenfeng")
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
		for _, login := range []string{"chenfeng", "worker"} {
			if a, _ := byLogin(sys, login); a.Region != "410104" {
				h.Errorf("%s stayed in %s", login, a.Region)
			}
		}
	})
}

func (h *house) countLogin(login string) int {
	n, err := Accounts.Count(h.System(), kernel.Eq(&Row.Login, login))
	kerneltest.Must(h, err)
	return n
}
