package account

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// TestThreeAdministrators: a system administrator applies, a security administrator decides, neither can do the other's part, and what
// widens rights waits while what narrows them holds at once.
func TestThreeAdministrators(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		system, guard, auditor := h.person("system", "410105", role.System), h.person("guard", "410105", role.Security), h.person("auditor", "410105", role.Audit)
		above := h.person("above", "4101", role.Security)
		sys, sec, aud, top := h.As(system.actor()), h.As(guard.actor()), h.As(auditor.actor()), h.As(above.actor())
		a := &Account{Login: "newman", Name: "新人", Kind: Regulator, Roles: []Role{"regulator"}, Trades: []enterprise.Trade{enterprise.Coal}}
		a.Region = "410105001"
		kerneltest.Must(h, Accounts.Create(sys, a))
		state := func() string {
			got, err := Accounts.Get(h.System(), a.ID)
			kerneltest.Must(h, err)
			return toText(got.Roles) + toText(got.Asked)
		}
		do := func(c *kernel.Ctx, id, step string, in *Account) error {
			_, err := Accounts.Do(c, id, 0, step, in, "理由")
			return err
		}
		change := func(fn func(*Account)) error {
			_, err := Accounts.Update(sys, a.ID, 0, func(a *Account) error { fn(a); return nil })
			return err
		}
		none := &Account{}
		for _, x := range []struct {
			what string
			act  func() error
			code kernel.Code
			want string
		}{
			{"made: nothing yet", func() error { return nil }, "", `null["regulator"]`},
			{"the applicant grants", func() error { return do(sys, a.ID, "grant", none) }, kernel.Forbidden, `null["regulator"]`},
			{"the auditor grants", func() error { return do(aud, a.ID, "grant", none) }, kernel.Forbidden, `null["regulator"]`},
			{"granted", func() error { return do(sec, a.ID, "grant", none) }, "", `["regulator"]null`},
			{"granted once more", func() error { return do(sec, a.ID, "grant", none) }, kernel.Conflict, `["regulator"]null`},
			{"one duty more", func() error { return change(func(a *Account) { a.Roles = []Role{"regulator", "leader"} }) }, "", `["regulator"]["leader","regulator"]`},
			{"other columns change nothing of it", func() error { return change(func(a *Account) { a.Name = "新名" }) }, "", `["regulator"]["leader","regulator"]`},
			{"denied", func() error { return do(sec, a.ID, "deny", none) }, "", `["regulator"]null`},
			{"more trades", func() error { return change(func(a *Account) { a.Trades = nil }) }, "", `null["regulator"]`},
			{"granted again", func() error { return do(sec, a.ID, "grant", none) }, "", `["regulator"]null`},
			{"fewer trades", func() error { return change(func(a *Account) { a.Trades = []enterprise.Trade{enterprise.Mine} }) }, "", `["regulator"]null`},
			{"a wider region", func() error { return change(func(a *Account) { a.Region = "410105" }) }, "", `null["regulator"]`},
			{"assigned", func() error { return do(sec, a.ID, "assign", &Account{Roles: []Role{"clerk"}}) }, "", `["clerk"]null`},
			{"an auditor of the own region", func() error { return do(sec, a.ID, "assign", &Account{Roles: []Role{"audit"}}) }, kernel.Forbidden, `["clerk"]null`},
			{"a guard of the own region", func() error { return do(sec, a.ID, "assign", &Account{Roles: []Role{"security"}}) }, kernel.Forbidden, `["clerk"]null`},
			{"two of the three", func() error { return do(top, a.ID, "assign", &Account{Roles: []Role{"security", "audit"}}) }, kernel.Invalid, `["clerk"]null`},
			{"one and business", func() error { return do(top, a.ID, "assign", &Account{Roles: []Role{"audit", "clerk"}}) }, kernel.Invalid, `["clerk"]null`},
			{"an auditor from above", func() error { return do(top, a.ID, "assign", &Account{Roles: []Role{"audit"}}) }, "", `["audit"]null`},
			{"whom the region's guard cannot touch", func() error { return do(sec, a.ID, "revoke", none) }, kernel.Forbidden, `["audit"]null`},
			{"nor its administrator", func() error { return do(sys, a.ID, "disable", none) }, kernel.Forbidden, `["audit"]null`},
			{"revoked from above", func() error { return do(top, a.ID, "revoke", none) }, "", `nullnull`},
			{"the guard the own rights", func() error { return do(sec, guard.ID, "assign", &Account{Roles: []Role{"leader"}}) }, kernel.Forbidden, `nullnull`},
			{"the guard those above", func() error { return do(sec, above.ID, "revoke", none) }, kernel.Missing, `nullnull`},
			{"the guard makes an account", func() error {
				return Accounts.Create(sec, &Account{Base: kernel.Base{Region: "410105"}, Login: "shadow", Name: "影子", Kind: Regulator, Roles: []Role{"regulator"}})
			}, kernel.Forbidden, `nullnull`},
		} {
			kerneltest.Want(h, x.what, x.act(), x.code)
			if got := state(); got != x.want {
				h.Errorf("%s: %s, want %s", x.what, got, x.want)
			}
		}

		// over HTTP: neither reads the trail; a password set by somebody else makes a guard wait for approval again
		city := h.person("citysystem", "4101", role.System)
		for login, code := range map[string]kernel.Code{"system": kernel.Forbidden, "guard": kernel.Forbidden, "auditor": ""} {
			b := h.browser()
			b.want("sign in "+login, b.login(login, good), "")
			b.want(login+" reads the trail", b.do("GET", "/api/account/"+a.ID+"/trail", nil), code)
		}
		b := h.browser()
		b.want("sign in", b.login(city.Login, good), "")
		for _, guarded := range []*Account{guard, auditor} {
			b.want("reset", b.do("POST", "/api/account/"+guarded.ID+"/reset", resetIn{"忘记密码"}), "")
			if got, _ := Accounts.Get(h.System(), guarded.ID); len(got.Roles) != 0 || !got.Waiting {
				h.Errorf("after a reset %s still is %v", got.Login, got.Roles)
			}
			kerneltest.Must(h, do(top, guarded.ID, "grant", none))
		}
	})
}

// TestActing: 李 acts as director for ten days. The duties of the post are his on these days alone, they say in whose place he acts, and
// no way leads through a post to rights that nobody granted.
func TestActing(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		sys, guard := h.As(h.person("system", "410105", role.System).actor()), h.As(h.person("guard", "410105", role.Security).actor())
		deputy, director, beside := h.person("lining", "410105", role.Clerk), h.person("wang", "410105", role.Leader), h.person("beside", "410104", role.Clerk)
		bureau := &org.Org{Base: kernel.Base{Region: "410105"}, Name: "金水区应急管理局", Kind: org.Bureau}
		kerneltest.Must(h, org.Orgs.Create(sys, bureau))
		post := &org.Post{Name: "局长", Org: kernel.Ref[org.Org](bureau.ID), Chief: true}
		kerneltest.Must(h, org.Posts.Create(sys, post))
		empower := func(c *kernel.Ctx, roles ...role.Duty) error {
			_, err := org.Posts.Do(c, post.ID, 0, "empower", &org.Post{Roles: roles}, "三定方案")
			return err
		}
		kerneltest.Want(h, "the administrator gives a post duties", empower(sys, "leader"), kernel.Forbidden)
		kerneltest.Want(h, "a post that makes auditors", empower(guard, "audit"), kernel.Invalid)
		kerneltest.Want(h, "a post with duties", empower(guard, "leader"), "")
		propose := func(c *kernel.Ctx, fn func(*Holding)) (*Holding, error) {
			x := &Holding{Account: ref(deputy), Post: kernel.Ref[org.Post](post.ID), Kind: Acting, Absent: ref(director), From: "2026-05-03", Until: "2026-05-12", Reason: "局长外出学习"}
			fn(x)
			return x, Holdings.Create(c, x)
		}
		for what, x := range map[string]struct {
			c    *kernel.Ctx
			fn   func(*Holding)
			code kernel.Code
		}{
			"by himself":             {h.As(deputy.actor()), func(*Holding) {}, kernel.Forbidden},
			"by the guard":           {guard, func(*Holding) {}, kernel.Forbidden},
			"of another county":      {sys, func(x *Holding) { x.Account = ref(beside) }, kernel.Invalid},
			"by an administrator":    {sys, func(x *Holding) { x.Account = kernel.Ref[Account](guard.Actor.ID) }, kernel.Invalid},
			"for himself":            {sys, func(x *Holding) { x.Account = kernel.Ref[Account](sys.Actor.ID) }, kernel.Forbidden},
			"without an end":         {sys, func(x *Holding) { x.Until = "" }, kernel.Invalid},
			"for years":              {sys, func(x *Holding) { x.Until = "2028-05-12" }, kernel.Invalid},
			"that ends before it is": {sys, func(x *Holding) { x.Until = "2026-05-01" }, kernel.Invalid},
			"in nobody's place":      {sys, func(x *Holding) { x.Absent = "" }, kernel.Invalid},
			"in his own place":       {sys, func(x *Holding) { x.Absent = x.Account }, kernel.Invalid},
		} {
			_, err := propose(x.c, x.fn)
			kerneltest.Want(h, what, err, x.code)
		}
		x, err := propose(sys, func(*Holding) {})
		kerneltest.Must(h, err)
		if x.Title != deputy.Name+"（代理局长，替"+director.Name+"）" {
			h.Error(x.Title)
		}
		step := func(c *kernel.Ctx, name string) error {
			_, err := Holdings.Do(c, x.ID, 0, name, &Holding{}, "理由")
			return err
		}
		leads := func() bool {
			a, err := Accounts.Get(h.System(), deputy.ID)
			kerneltest.Must(h, err)
			who, err := standing(h.System(), a)
			kerneltest.Must(h, err)
			return who.Is(role.Leader)
		}
		h.On("2026-05-03")
		kerneltest.Want(h, "the administrator approves", step(sys, "approve"), kernel.Forbidden)
		if leads() {
			h.Error("rights before anybody approved")
		}
		kerneltest.Must(h, step(guard, "approve"))
		if _, err := Holdings.Update(sys, x.ID, 0, func(x *Holding) error { x.Until = "2026-12-31"; return nil }); kernel.CodeOf(err) != kernel.Conflict {
			h.Errorf("prolonged after the approval: %v", err)
		}
		b := h.browser()
		b.want("sign in", b.login("lining", good), "")
		if !leads() {
			h.Fatal("no rights on the first day")
		}
		own, acting := &Chore{Title: "一件事", Status: "open"}, h.As(kernel.Actor{})
		own.Region = "410105"
		acting.Actor, err = ActorOf(h.System(), "lining")
		kerneltest.Must(h, err)
		kerneltest.Want(h, "a duty that neither post has", chores.Create(acting, own), kernel.Forbidden)
		kerneltest.Must(h, empower(guard, "leader", "regulator"))
		if acting.Actor, err = ActorOf(h.System(), "lining"); err != nil {
			h.Fatal(err)
		}
		kerneltest.Must(h, chores.Create(acting, own))
		lines, err := h.Trail.Of(h.System(), "chore", own.ID)
		if kerneltest.Must(h, err); lines[0].ActorName != deputy.Name+"（代理局长）" || lines[0].Actor != deputy.ID {
			h.Errorf("the trail says %+v", lines[0])
		}
		if abroad := (&Chore{Title: "邻区的事", Status: "open"}); true {
			abroad.Region = "410104"
			kerneltest.Want(h, "in the county beside", chores.Create(acting, abroad), kernel.Forbidden)
		}
		_, err = h.Store.Exec(h.System(), "UPDATE org_post SET region = '4101' WHERE id = ?", post.ID)
		kerneltest.Must(h, err)
		if leads() {
			h.Error("rights by a post that was moved to the city")
		}
		_, err = h.Store.Exec(h.System(), "UPDATE org_post SET region = '410105' WHERE id = ?", post.ID)
		kerneltest.Must(h, err)
		h.On("2026-05-12")
		if !leads() {
			h.Error("no rights on the last day")
		}
		h.On("2026-05-13")
		if leads() {
			h.Error("rights after the last day")
		}
		kerneltest.Must(h, expire.Run(h.System(), struct{}{}))
		if got, _ := Holdings.Get(h.System(), x.ID); got.Status != Ended {
			h.Errorf("it is %s", got.Status)
		}
		second, err := propose(sys, func(x *Holding) { x.Kind, x.Absent, x.From, x.Until = Second, "", "2026-05-13", "" })
		kerneltest.Must(h, err)
		if x = second; step(guard, "approve") != nil || !leads() {
			h.Error("a second post without an end gives no rights")
		}
		kerneltest.Must(h, step(sys, "stop"))
		if leads() {
			h.Error("rights after it was stopped")
		}
	})
}

// TestLine: who comes into a department of a trade works on that line, in the own region and all below it, and on nothing else; what the
// department leads later widens nobody's rights.
func TestLine(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		sys := h.As(h.person("system", "4101", role.System).actor())
		bureau := &org.Org{Base: kernel.Base{Region: "4101"}, Name: "郑州市应急管理局", Kind: org.Bureau}
		kerneltest.Must(h, org.Orgs.Create(sys, bureau))
		made, err := org.Departments(sys, bureau.ID)
		if kerneltest.Must(h, err); made < 10 {
			h.Fatal(made)
		}
		chemical, err := org.Orgs.First(sys, kernel.Eq(&org.Row.Title, "危险化学品安全监督管理科"))
		if kerneltest.Must(h, err); !slices.Contains(chemical.Trades, enterprise.ChemTrade) {
			h.Fatalf("%+v", chemical)
		}
		a := &Account{Login: "chem", Name: "秦化", Kind: Regulator, Roles: []Role{"regulator"}, Org: kernel.Ref[org.Org](chemical.ID)}
		a.Region = "4101"
		kerneltest.Must(h, Accounts.Create(sys, a))
		_, err = Accounts.Do(h.As(h.person("guard", "4101", role.Security).actor()), a.ID, 0, "grant", &Account{}, "")
		kerneltest.Must(h, err)
		for i, x := range []struct {
			at    kernel.Region
			trade enterprise.Trade
			sees  bool
		}{{"410105", enterprise.ChemTrade, true}, {"410183110", enterprise.ChemProduction, true}, {"410105", enterprise.Machinery, false}, {"420102", enterprise.ChemTrade, false}} {
			e := &enterprise.Enterprise{}
			e.Name, e.Region, e.Trade = fmt.Sprintf("第%d家", i), x.at, x.trade
			e.ID = fmt.Sprint("e", i)
			kerneltest.Must(h, h.Store.Insert(h.System(), enterprise.Enterprises.Meta(), e))
			who, err := ActorOf(h.System(), "chem")
			kerneltest.Must(h, err)
			if _, err := enterprise.Enterprises.Get(h.As(who), e.ID); (err == nil) != x.sees {
				h.Errorf("%s %s: %v", x.at, x.trade, err)
			}
		}
		_, err = org.Orgs.Update(sys, chemical.ID, 0, func(o *org.Org) error { o.Trades = append(o.Trades, enterprise.Machinery); return nil })
		kerneltest.Must(h, err)
		if got, _ := Accounts.Get(h.System(), a.ID); slices.Contains(got.Trades, enterprise.Machinery) {
			h.Errorf("the department's new line gave %v", got.Trades)
		}
	})
}

// TestAgency: an agency's account sees the enterprises of its confirmed, running contracts and no other, keeps its own file and people, and
// decides nothing about itself.
func TestAgency(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		sys := h.System()
		company := func(name, code string) *enterprise.Enterprise {
			e := &enterprise.Enterprise{}
			e.Name, e.Region, e.Trade = name, "410105", enterprise.Machinery
			made, err := enterprise.MakeCreditCode(code)
			kerneltest.Must(h, err)
			e.CreditCode = string(made)
			kerneltest.Must(h, enterprise.Enterprises.Create(sys, e))
			return e
		}
		ours, theirs := company("甲厂", "91410105MA3XXXXX1"), company("乙厂", "91410105MA3YYYYY1")
		firm := func(name string) *agency.Agency {
			g := &agency.Agency{Base: kernel.Base{Region: "410105"}, Name: name, Kind: agency.Training}
			kerneltest.Must(h, agency.Agencies.Create(sys, g))
			return g
		}
		mine, rival := firm("一诺培训公司"), firm("二诺培训公司")
		a := &Account{Login: "yinuo", Name: "诺一", Kind: Agency, Roles: []Role{"agency"}, Agency: kernel.Ref[agency.Agency](mine.ID)}
		kerneltest.Want(h, "without an agency", Accounts.Create(sys, &Account{Base: kernel.Base{Region: "410105"}, Login: "wu", Name: "无", Kind: Agency, Roles: []Role{"agency"}}), kernel.Invalid)
		kerneltest.Must(h, Accounts.Create(sys, a))
		as := func() *kernel.Ctx {
			who, err := ActorOf(sys, "yinuo")
			kerneltest.Must(h, err)
			return h.As(who)
		}
		sees := func() string {
			list, err := enterprise.Enterprises.List(as(), kernel.Query{Sort: "name"})
			kerneltest.Must(h, err)
			var names []string
			for _, e := range list {
				names = append(names, e.Name)
			}
			return strings.Join(names, " ")
		}
		safety := h.As(kernel.Actor{ID: "s", Name: "安", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: ours.ID})
		propose := func(of *agency.Agency, fn func(*agency.Project)) (*agency.Project, error) {
			p := &agency.Project{Title: "年度培训", Agency: kernel.Ref[agency.Agency](of.ID), CreditCode: ours.CreditCode, Kind: agency.Training, StartsOn: "2026-05-01", EndsOn: "2026-05-31"}
			fn(p)
			return p, agency.Projects.Create(as(), p)
		}
		for what, x := range map[string]struct {
			of   *agency.Agency
			fn   func(*agency.Project)
			code kernel.Code
		}{
			"for another agency":     {rival, func(*agency.Project) {}, kernel.Forbidden},
			"of an unknown firm":     {mine, func(p *agency.Project) { p.CreditCode = "91410105MA3ZZZZZ10" }, kernel.Invalid},
			"of a service not done":  {mine, func(p *agency.Project) { p.Kind = agency.Evaluation }, kernel.Invalid},
			"that ends before start": {mine, func(p *agency.Project) { p.EndsOn = "2026-04-01" }, kernel.Invalid},
		} {
			_, err := propose(x.of, x.fn)
			kerneltest.Want(h, what, err, x.code)
		}
		p, err := propose(mine, func(*agency.Project) {})
		kerneltest.Must(h, err)
		do := func(c *kernel.Ctx, step string) error {
			_, err := agency.Projects.Do(c, p.ID, 0, step, &agency.Project{}, "理由")
			return err
		}
		other := h.As(kernel.Actor{ID: "o", Name: "别", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: theirs.ID})
		if got := sees(); got != "" {
			h.Errorf("before the enterprise confirmed: %q", got)
		}
		kerneltest.Want(h, "confirmed by the agency itself", do(as(), "confirm"), kernel.Forbidden)
		kerneltest.Want(h, "by another enterprise", do(other, "confirm"), kernel.Missing)
		kerneltest.Must(h, do(safety, "confirm"))
		if got := sees(); got != "甲厂" {
			h.Errorf("after: %q", got)
		}
		_, err = agency.Projects.Update(as(), p.ID, 0, func(p *agency.Project) error { p.EndsOn = "2030-01-01"; return nil })
		kerneltest.Want(h, "prolonged by the agency alone", err, kernel.Conflict)
		_, err = enterprise.Enterprises.Update(as(), ours.ID, 0, func(e *enterprise.Enterprise) error { e.Name = "改"; return nil })
		kerneltest.Want(h, "it writes what it sees", err, kernel.Forbidden)

		edit := func(id string, fn func(*agency.Agency)) error {
			_, err := agency.Agencies.Update(as(), id, 0, func(g *agency.Agency) error { fn(g); return nil })
			return err
		}
		kerneltest.Want(h, "its own address", edit(mine.ID, func(g *agency.Agency) { g.Address = "农业路1号" }), "")
		kerneltest.Want(h, "its own services", edit(mine.ID, func(g *agency.Agency) { g.Kinds = append(g.Kinds, agency.Review) }), kernel.Forbidden)
		kerneltest.Want(h, "its own certificate", edit(mine.ID, func(g *agency.Agency) { g.ValidTo = "2036-01-01" }), kernel.Forbidden)
		kerneltest.Want(h, "another's address", edit(rival.ID, func(g *agency.Agency) { g.Address = "x" }), kernel.Missing)

		h.On("2026-06-01")
		if got := sees(); got != "" {
			h.Errorf("after the contract: %q", got)
		}
		p, err = propose(mine, func(p *agency.Project) { p.StartsOn, p.EndsOn = "2026-06-01", "2026-06-30" })
		kerneltest.Must(h, err)
		kerneltest.Must(h, do(safety, "confirm"))
		if got := sees(); got != "甲厂" {
			h.Errorf("renewed: %q", got)
		}
		kerneltest.Must(h, do(safety, "end"))
		if got := sees(); got != "" {
			h.Errorf("ended by the enterprise: %q", got)
		}
	})
}
