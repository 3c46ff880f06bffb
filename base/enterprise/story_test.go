package enterprise_test

import (
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// people of the stories, each as a context on the world's database.
type people struct {
	owner, other            *kernel.Ctx // of enterprises
	collector, clerk        *kernel.Ctx
	local, chemist, far     *kernel.Ctx // regulators: of the county, of its chemical department, of another county
	leader, head, secretary *kernel.Ctx // leaders of the city, the county, the other county
	stranger                *kernel.Ctx
}

func meet(w *kerneltest.World) people {
	as := func(id, name string, r kernel.Role, at kernel.Region, trades ...string) *kernel.Ctx {
		return w.As(kernel.Actor{ID: id, Name: name, Roles: []kernel.Role{r}, Region: at, Trades: trades})
	}
	return people{
		owner: as("a1", "王建国", role.Safety, ""), other: as("a2", "赵敏", role.Safety, ""), stranger: as("a9", "路人", role.Public, ""),
		collector: as("c1", "李梅", role.Collector, "410105001"), clerk: as("k1", "周涛", role.Clerk, "4101"),
		local: as("r1", "张伟", role.Regulator, "410105"), chemist: as("r2", "刘强", role.Regulator, "410105", "chem_production", "chem_trade"),
		far:    as("r3", "孙丽", role.Regulator, "410182"),
		leader: as("l1", "陈静", role.Leader, "4101"), head: as("l2", "吴刚", role.Leader, "410105"), secretary: as("l3", "郑华", role.Leader, "410182"),
	}
}

func code(t interface {
	Helper()
	Fatal(...any)
}, body string) string {
	t.Helper()
	c, err := enterprise.MakeCreditCode("91410105" + (body + "000000000")[:9])
	if err != nil {
		t.Fatal(err)
	}
	return string(c)
}

// works is a file with everything that a reviewer needs.
func works(t testing.TB, name, body string, trade enterprise.Trade) *enterprise.Enterprise {
	e := &enterprise.Enterprise{}
	e.Region, e.Name, e.CreditCode, e.Trade = "410105", name, code(t, body), trade
	e.Address, e.Principal, e.PrincipalPhone = "河南省郑州市金水区经三路"+body+"号", "王建国", "13803710001"
	return e
}

// whole adds what a complete file of an ordinary trade holds.
func whole(e *enterprise.Enterprise) *enterprise.Enterprise {
	e.Industry, e.FoundedOn, e.LegalPerson, e.Position = "3311", "2010-05-01", "王建国", kernel.Point{Lng: 113.68, Lat: 34.78}
	e.Staff, e.SafetyLeader, e.SafetyPhone, e.SafetyUnit, e.FullTime = 150, "钱进", "13803710002", enterprise.WithFullTime, 1
	e.Dangerous, e.Factors, e.Operating = []enterprise.Operation{"height"}, []enterprise.Factor{"dust"}, enterprise.Running
	return e
}

type act struct {
	name string
	err  error
	want kernel.Code
}

func play(t *testing.T, acts ...act) {
	t.Helper()
	for _, a := range acts {
		kerneltest.Want(t, a.name, a.err, a.want)
	}
}

func do(c *kernel.Ctx, id, step, opinion string) error {
	_, err := enterprise.Enterprises.Do(c, id, 0, step, nil, opinion)
	return err
}

func sendBack(c *kernel.Ctx, id, why string) error {
	in := &enterprise.Enterprise{}
	in.ReturnedFor = why
	_, err := enterprise.Enterprises.Do(c, id, 0, "return", in, "")
	return err
}

func change(c *kernel.Ctx, id string, fn func(*enterprise.Enterprise)) error {
	_, err := enterprise.Enterprises.Update(c, id, 0, func(e *enterprise.Enterprise) error { fn(e); return nil })
	return err
}

func get(t testing.TB, c *kernel.Ctx, id string) *enterprise.Enterprise {
	t.Helper()
	e, err := enterprise.Enterprises.Get(c, id)
	kerneltest.Must(t, err)
	return e
}

// 企业自主注册，属地审核退回写明原因，补正后通过即在册（机械行业不需要行业归口审核）。
func TestSelfRegistration(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := works(t, "郑州宏达机械有限公司", "MA1", enterprise.Machinery)
		e.CreditCode = ""
		kerneltest.Must(t, enterprise.Enterprises.Create(p.owner, e))
		if got := get(t, p.owner, e.ID); got.Status != enterprise.Draft || got.Source != enterprise.SelfRegistered || got.RegisteredOn != "" {
			t.Errorf("a new file: %s %s %s", got.Status, got.Source, got.RegisteredOn)
		}
		play(t,
			act{"submit without credit code", do(p.owner, e.ID, "submit", ""), kernel.Invalid},
			act{"wrong check digit", change(p.owner, e.ID, func(e *enterprise.Enterprise) { e.CreditCode = "91410105MA1000000X" }), kernel.Invalid},
			act{"credit code in small letters with blanks", change(p.owner, e.ID, func(e *enterprise.Enterprise) {
				e.CreditCode = " " + strings.ToLower(code(t, "MA1"))
			}), ""},
			act{"another enterprise submits it", do(p.other, e.ID, "submit", ""), kernel.Missing},
			act{"the regulator submits it", do(p.far, e.ID, "submit", ""), kernel.Missing},
			act{"submit", do(p.owner, e.ID, "submit", ""), ""},
			act{"change it while it is reviewed", change(p.owner, e.ID, func(e *enterprise.Enterprise) { e.Staff = 5 }), kernel.Conflict},
			act{"another county passes it", do(p.far, e.ID, "pass", ""), kernel.Missing},
			act{"the enterprise passes its own file", do(p.owner, e.ID, "pass", ""), kernel.Forbidden},
			act{"return without a reason", do(p.local, e.ID, "return", ""), kernel.Invalid},
			act{"return", sendBack(p.local, e.ID, "生产经营地址不详，请补正"), ""},
		)
		got := get(t, p.owner, e.ID)
		if got.ReturnedFor != "生产经营地址不详，请补正" || got.CreditCode != code(t, "MA1") {
			t.Errorf("returned for %q, code %s", got.ReturnedFor, got.CreditCode)
		}
		if l := enterprise.Enterprises.DueAny(got); l.Who != "企业" || l.On != "2026-05-16" {
			t.Errorf("after return: %+v", l)
		}
		play(t,
			act{"mend", change(p.owner, e.ID, func(e *enterprise.Enterprise) { e.Address = "河南省郑州市金水区经三路66号院2号楼" }), ""},
			act{"submit again", do(p.owner, e.ID, "submit", ""), ""},
			act{"trade review before the local one", do(p.local, e.ID, "approve", ""), kernel.Conflict},
		)
		if l := enterprise.Enterprises.DueAny(get(t, p.local, e.ID)); l.Who != "属地监管部门" || l.On != "2026-05-06" {
			t.Errorf("review is due: %+v", l)
		}
		play(t, act{"pass", do(p.local, e.ID, "pass", ""), ""})
		if got := get(t, p.owner, e.ID); got.Status != enterprise.Filed || got.FiledOn != "2026-05-01" || got.RegisteredOn != "2026-05-01" || got.ReturnedFor != "" {
			t.Errorf("on record: %s %s %s %q", got.Status, got.FiledOn, got.RegisteredOn, got.ReturnedFor)
		}
		twin := works(t, "郑州宏大机械有限公司", "MA1", enterprise.Machinery)
		err := enterprise.Enterprises.Create(p.other, twin)
		kerneltest.Want(t, "register the same credit code", err, kernel.Conflict)
		if err != nil && !strings.Contains(err.Error(), "郑州宏达机械有限公司") {
			t.Errorf("who holds the code is not said: %v", err)
		}
		nowhere := works(t, "郑州无处公司", "MA7", enterprise.Machinery)
		nowhere.Region = "419999"
		kerneltest.Want(t, "a region that does not exist", enterprise.Enterprises.Create(p.owner, nowhere), kernel.Invalid)
	})
}

// 乡镇采集，危险化学品企业属地审核后由行业归口部门审核；限定行业的监管人员只看到本行业。
func TestCollectionAndTradeReview(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := works(t, "郑州安化危险品有限公司", "MA2", enterprise.Commerce)
		e.Region, e.Trades = "410105001", []enterprise.Trade{enterprise.ChemTrade}
		kerneltest.Must(t, enterprise.Enterprises.Create(p.collector, e))
		plain := works(t, "金水机械厂", "MA3", enterprise.Machinery)
		plain.Region = "410105001"
		kerneltest.Must(t, enterprise.Enterprises.Create(p.collector, plain))
		elsewhere := works(t, "荥阳机械厂", "MA4", enterprise.Machinery)
		elsewhere.Region = "410182"
		play(t,
			act{"collect outside of the township", enterprise.Enterprises.Create(p.collector, elsewhere), kernel.Forbidden},
			act{"submit", do(p.collector, e.ID, "submit", ""), ""},
			act{"recall", do(p.collector, e.ID, "recall", ""), ""},
			act{"submit again", do(p.collector, e.ID, "submit", ""), ""},
			act{"the township passes what it collected", do(p.collector, e.ID, "pass", ""), kernel.Forbidden},
			act{"local review", do(p.local, e.ID, "pass", ""), ""},
			act{"the same person reviews for the trade", do(p.local, e.ID, "approve", ""), kernel.Conflict},
			act{"the department of the trade sees no other trade", do(p.chemist, plain.ID, "pass", ""), kernel.Missing},
		)
		if got := get(t, p.chemist, e.ID); got.Status != enterprise.Reviewed || got.Source != enterprise.Collected || len(got.Trades) != 2 {
			t.Errorf("after local review: %s %s %v", got.Status, got.Source, got.Trades)
		}
		if n, err := enterprise.Enterprises.Count(p.chemist, kernel.Cond{}); err != nil || n != 1 {
			t.Errorf("the chemical department sees %d files (%v), want 1", n, err)
		}
		play(t, act{"trade review", do(p.chemist, e.ID, "approve", ""), ""})
		if got := get(t, p.local, e.ID); got.Status != enterprise.Filed {
			t.Errorf("after trade review: %s", got.Status)
		}
	})
}

// 批量导入的企业直接进入属地审核；导入的重复信用代码、未来的日期被拒绝。
func TestEnteredByClerk(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := works(t, "新郑建材有限公司", "MA5", enterprise.Materials)
		e.Region, e.RegisteredOn = "410184", "2018-05-04"
		kerneltest.Must(t, enterprise.Enterprises.Create(p.clerk, e))
		got := get(t, p.clerk, e.ID)
		if got.Status != enterprise.Submitted || got.Source != enterprise.Entered || got.RegisteredOn != "2018-05-04" {
			t.Errorf("imported: %s %s %s", got.Status, got.Source, got.RegisteredOn)
		}
		late := works(t, "某某有限公司", "MA6", enterprise.Materials)
		late.RegisteredOn = "2026-05-02"
		play(t,
			act{"registered tomorrow", enterprise.Enterprises.Create(p.clerk, late), kernel.Invalid},
			act{"the public enters for others", enterprise.Enterprises.Create(w.As(kernel.Actor{}), works(t, "某某有限公司", "MA6", enterprise.Materials)), kernel.Forbidden},
			act{"the clerk reviews", do(p.clerk, e.ID, "pass", ""), kernel.Forbidden},
			act{"unknown industry", change(p.clerk, e.ID, func(e *enterprise.Enterprise) { e.Industry = "9999" }), kernel.Invalid},
		)
	})
}

// 在册企业改重要内容：立即生效，监管部门确认或退回；改名留存曾用名。
func TestChangesOfKeyFacts(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := filed(t, p, "郑州宏达机械有限公司", "MA1")
		play(t,
			act{"accept nothing", do(p.local, e.ID, "accept", ""), kernel.Conflict},
			act{"grades its own credit", change(p.owner, e.ID, func(e *enterprise.Enterprise) { e.Credit = "a" }), kernel.Invalid},
			act{"the regulator grades it", change(p.local, e.ID, func(e *enterprise.Enterprise) { e.Credit = "b" }), ""},
			act{"ordinary fact", change(p.owner, e.ID, func(e *enterprise.Enterprise) { e.Staff = 60 }), ""},
		)
		if get(t, p.local, e.ID).Changed {
			t.Error("a change of staff needs no confirmation")
		}
		rename := func(e *enterprise.Enterprise) {
			e.Name = "郑州宏远智能装备有限公司"
			e.Operating = enterprise.Stopped
		}
		play(t, act{"new name", change(p.owner, e.ID, rename), ""})
		got := get(t, p.local, e.ID)
		if !got.Changed || got.ChangedFacts != "企业名称、经营状态" || got.FormerNames != "郑州宏达机械有限公司" {
			t.Errorf("changed: %v %q, former %q", got.Changed, got.ChangedFacts, got.FormerNames)
		}
		play(t,
			act{"refuse without a reason", do(p.local, e.ID, "refuse", ""), kernel.Invalid},
			act{"the enterprise accepts its own change", do(p.owner, e.ID, "accept", ""), kernel.Forbidden},
			act{"refuse", do(p.local, e.ID, "refuse", "未见变更后的营业执照"), ""},
		)
		got = get(t, p.local, e.ID)
		if got.Name != "郑州宏达机械有限公司" || got.Operating != enterprise.Running || got.Changed || got.FormerNames != "" || got.Staff != 60 {
			t.Errorf("refused: %s %s %v %q %d", got.Name, got.Operating, got.Changed, got.FormerNames, got.Staff)
		}
		if n, _ := enterprise.Names.Count(p.local, kernel.Cond{}); n != 0 {
			t.Errorf("%d former names after refusal", n)
		}
		play(t, act{"another address", change(p.owner, e.ID, func(e *enterprise.Enterprise) { e.Address += "东院" }), ""})
		if !get(t, p.local, e.ID).Changed {
			t.Error("a new address needs confirmation")
		}
		play(t, act{"back again", change(p.owner, e.ID, func(e *enterprise.Enterprise) { e.Address = strings.TrimSuffix(e.Address, "东院") }), ""})
		if got := get(t, p.local, e.ID); got.Changed || len(got.Changes) != 0 {
			t.Error("changed back, and still to be confirmed")
		}
		play(t, act{"new name again", change(p.owner, e.ID, rename), ""}, act{"accept", do(p.local, e.ID, "accept", ""), ""})
		got = get(t, p.local, e.ID)
		if got.Name != "郑州宏远智能装备有限公司" || got.Changed || got.FormerNames != "郑州宏达机械有限公司" {
			t.Errorf("accepted: %s %v %q", got.Name, got.Changed, got.FormerNames)
		}
		if n, _ := enterprise.Names.Count(p.owner, kernel.Cond{}); n != 1 {
			t.Errorf("%d former names, want 1", n)
		}
	})
}

// 迁出、接收、不予接收；注销、恢复。
func TestMovingAndClosing(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := filed(t, p, "郑州宏达机械有限公司", "MA1")
		kerneltest.Must(t, enterprise.Contacts.Create(p.owner, &enterprise.Contact{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Name: "钱进", Duty: enterprise.ManagerOffice, Phone: "13803710002"}))
		move := func(c *kernel.Ctx, to kernel.Region) error {
			in := &enterprise.Enterprise{}
			in.MoveTo = to
			_, err := enterprise.Enterprises.Do(c, e.ID, 0, "move", in, "企业搬迁至荥阳")
			return err
		}
		play(t,
			act{"change the county by hand", change(p.local, e.ID, func(e *enterprise.Enterprise) { e.Region = "410182" }), kernel.Invalid},
			act{"move within the county", move(p.local, "410105001"), kernel.Invalid},
			act{"the new county does not see it yet", do(p.far, e.ID, "receive", ""), kernel.Missing},
			act{"move", move(p.local, "410182"), ""},
			act{"change it on the way", change(p.local, e.ID, func(e *enterprise.Enterprise) { e.Staff = 9 }), kernel.Conflict},
			act{"the old county receives", do(p.local, e.ID, "receive", ""), kernel.Forbidden},
			act{"decline", do(p.far, e.ID, "decline", "未在本辖区经营"), ""},
			act{"declined, so out of sight", do(p.far, e.ID, "pass", ""), kernel.Missing},
			act{"move again", move(p.local, "410182"), ""},
			act{"receive", do(p.far, e.ID, "receive", ""), ""},
			act{"the old county has lost it", do(p.local, e.ID, "confirm", ""), kernel.Missing},
		)
		if list, err := enterprise.Contacts.List(p.far, kernel.Query{}); err != nil || len(list) != 1 || list[0].Region != "410182" {
			t.Errorf("contacts did not move: %v %v", list, err)
		}
		play(t,
			act{"a regulator closes", do(p.far, e.ID, "close", "企业已注销"), kernel.Forbidden},
			act{"close", do(p.secretary, e.ID, "close", "企业已注销"), ""},
			act{"change a closed file", change(p.far, e.ID, func(e *enterprise.Enterprise) { e.Staff = 9 }), kernel.Conflict},
			act{"reopen", do(p.secretary, e.ID, "reopen", "误注销"), ""},
		)
		if got := get(t, p.far, e.ID); got.Status != enterprise.Submitted || got.ClosedOn != "" || got.Region != "410182" {
			t.Errorf("reopened: %s %s %s", got.Status, got.ClosedOn, got.Region)
		}
	})
}

// filed is a file of p.owner that went through review.
func filed(t testing.TB, p people, name, body string) *enterprise.Enterprise {
	t.Helper()
	e := whole(works(t, name, body, enterprise.Machinery))
	kerneltest.Must(t, enterprise.Enterprises.Create(p.owner, e))
	kerneltest.Must(t, do(p.owner, e.ID, "submit", ""))
	kerneltest.Must(t, do(p.local, e.ID, "pass", ""))
	return get(t, p.local, e.ID)
}
