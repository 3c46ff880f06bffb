package agency

import (
	"errors"
	"flag"
	"testing"

	"pgregory.net/rapid"

	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/base/party/partytest"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// project is a record of some other system that refers to an agency.
type project struct {
	kernel.Base
	Agency kernel.Ref[Agency] `json:"agency" label:"机构" rule:"required"`
	Title  string             `json:"title" label:"项目"`
}

var projects = &kernel.Resource[project]{Name: "project", Label: "项目", Access: kernel.Access{{To: []kernel.Role{role.Regulator}, Can: "read create", Rows: kernel.Jurisdiction}}}

var modules = []kernel.Module{region.Module(), enterprise.Module(), Module(), {Name: "project", Label: "项目", Resources: []kernel.Handle{projects}}}

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "agency", Module(), region.Module(), enterprise.Module())
}

func code(t interface{ Fatal(...any) }, body string) string {
	c, err := enterprise.MakeCreditCode("91410105" + (body + "000000000")[:9])
	if err != nil {
		t.Fatal(err)
	}
	return string(c)
}

func actor(w *kerneltest.World, r kernel.Role, at kernel.Region) *kernel.Ctx {
	return w.As(kernel.Actor{ID: string(r) + string(at), Name: "吴刚", Roles: []kernel.Role{r}, Region: at})
}

func evaluator(name, code, address string) *Agency {
	a := &Agency{Base: kernel.Base{Region: "410105"}, Name: name, CreditCode: code, Kind: Evaluation, Address: address, Phone: "0371-66666666"}
	a.CertNumber, a.ValidTo = "APJ-(豫)-001", "2026-06-01"
	return a
}

func mergeInto(c *kernel.Ctx, gone, kept string) error {
	in := &Agency{}
	in.MergedInto = kernel.Ref[Agency](kept)
	_, err := Agencies.Do(c, gone, 0, "merge", in, "同一家机构")
	return err
}

// 登记、资质到期、暂停从业；重复的查得出、合并后记录都在一处、旧名称仍查得到，拆分还原。
func TestStory(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		local, far := actor(w, role.Regulator, "410105"), actor(w, role.Regulator, "410182")
		head, owner := actor(w, role.Leader, "410105"), actor(w, role.Safety, "")
		do := func(c *kernel.Ctx, a *Agency, step, why string) error {
			_, err := Agencies.Do(c, a.ID, 0, step, &Agency{}, why)
			return err
		}
		update := func(c *kernel.Ctx, a *Agency, fn func(*Agency)) error {
			_, err := Agencies.Update(c, a.ID, 0, func(a *Agency) error { fn(a); return nil })
			return err
		}
		get := func(a *Agency) *Agency {
			t.Helper()
			got, err := Agencies.Get(local, a.ID)
			kerneltest.Must(t, err)
			return got
		}
		kept := evaluator("郑州安信安全评价有限公司", code(t, "MA1"), "经三路66号")
		gone := evaluator("河南安信安全评价有限公司", "", "经三路66号院")
		bare := &Agency{Base: kernel.Base{Region: "410105"}, Name: "无证机构", Kind: Review, Kinds: []Kind{Health}}
		trainer := &Agency{Base: kernel.Base{Region: "410105"}, Name: "平安培训学校", Kind: Training}
		for _, s := range []struct {
			what string
			do   func() error
			want kernel.Code
		}{
			{"an enterprise registers one", func() error { return Agencies.Create(owner, kept) }, kernel.Forbidden},
			{"another county registers one", func() error { return Agencies.Create(far, kept) }, kernel.Forbidden},
			{"registered", func() error { return Agencies.Create(local, kept) }, ""},
			{"the same code again", func() error { return Agencies.Create(local, evaluator("别的名称", " "+code(t, "MA1"), "")) }, kernel.Conflict},
			{"a wrong check digit", func() error { return Agencies.Create(local, evaluator("别的名称", "91410105MA1000000X", "")) }, kernel.Invalid},
			{"occupational health without a certificate", func() error { return Agencies.Create(local, bare) }, kernel.Invalid},
			{"training needs none", func() error { return Agencies.Create(local, trainer) }, ""},
			{"a duplicate without a code", func() error { return Agencies.Create(local, gone) }, ""},
			{"suspended without a reason", func() error { return do(local, kept, "suspend", "") }, kernel.Invalid},
			{"suspended", func() error { return do(local, kept, "suspend", "出具虚假报告") }, ""},
			{"resumed", func() error { return do(local, kept, "resume", "整改完成") }, ""},
			{"closed", func() error { return do(local, trainer, "close", "停业") }, ""},
			{"changed when closed", func() error { return update(local, trainer, func(a *Agency) { a.Contact = "李梅" }) }, kernel.Conflict},
			{"merged into a closed one", func() error { return mergeInto(head, gone.ID, trainer.ID) }, kernel.Invalid},
			{"merged by a regulator", func() error { return mergeInto(local, gone.ID, kept.ID) }, kernel.Forbidden},
			{"renamed", func() error {
				return update(local, kept, func(a *Agency) { a.Name = "郑州安信安全科技有限公司" })
			}, ""},
			{"renamed back", func() error {
				return update(local, kept, func(a *Agency) { a.Name = "郑州安信安全评价有限公司" })
			}, ""},
		} {
			kerneltest.Want(t, s.what, s.do(), s.want)
		}
		if l := Agencies.DueAny(get(kept)); l.On != "2026-06-01" || l.State("2026-05-01") != kernel.Warned {
			t.Errorf("the certificate is due: %+v", l)
		}
		if a, err := Agencies.Get(owner, kept.ID); err != nil || a.Kinds[0] != Evaluation {
			t.Errorf("an enterprise looks an agency up: %+v (%v)", a, err)
		}
		for what, in := range map[string]*party.Search{"one file": {ID: gone.ID}, "a region": {Region: "4101"}} {
			found, err := register.Duplicates(local, in)
			if err != nil || len(found.Items) != 1 || found.Items[0].Score < 90 || found.Items[0].A.StatusLabel != "从业" {
				t.Errorf("%s: %+v (%v)", what, found, err)
			}
		}
		p := &project{Base: kernel.Base{Region: "410105"}, Agency: kernel.Ref[Agency](gone.ID), Title: "现状评价"}
		kerneltest.Must(t, projects.Create(local, p))
		kerneltest.Want(t, "merge", mergeInto(head, gone.ID, kept.ID), "")
		if got, _ := projects.Get(local, p.ID); got.Agency != kernel.Ref[Agency](kept.ID) {
			t.Errorf("the project belongs to %s", got.Agency)
		}
		if got := get(kept); got.Former != "郑州安信安全科技有限公司、河南安信安全评价有限公司" {
			t.Errorf("former names: %s", got.Former)
		}
		kerneltest.Want(t, "change what is gone", update(local, gone, func(a *Agency) { a.Contact = "李梅" }), kernel.Conflict)
		kerneltest.Want(t, "split", do(head, gone, "split", "是两家机构"), "")
		if got := get(kept); got.Former != "郑州安信安全科技有限公司" || get(gone).Status != Active {
			t.Errorf("split: %s %s", got.Former, get(gone).Status)
		}
		if m, err := Merges.First(head, kernel.Cond{}); err != nil || m == nil || m.UndoneOn == "" || m.Number != 1 || m.MergedBy != "吴刚" {
			t.Errorf("history: %+v (%v)", m, err)
		}
	})
}

// TestSplitUndoesMerge: split(merge(x)) = x.
func TestSplitUndoesMerge(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	defer flag.Set(checks.Name, checks.Value.String())
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		if w.Store.Dialect() == "postgres" { // the same statements, each over a socket
			flag.Set(checks.Name, "20")
		}
		rapid.Check(t, func(t *rapid.T) {
			rollBack := errors.New("roll back")
			err := w.System().Tx(func(c *kernel.Ctx) error {
				leader := *c
				leader.Actor = actor(w, role.Leader, "4101").Actor
				partytest.Undo(t, c, &leader, Agencies, anyAgency(t, c, "MA1"), anyAgency(t, c, "MA2"), anyAgency(t, c, "MA3"))
				return rollBack
			})
			if err != rollBack {
				t.Fatal(err)
			}
		})
	})
}

// anyAgency draws a file with some of its facts, names and projects.
func anyAgency(t *rapid.T, c *kernel.Ctx, body string) *Agency {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	one := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "text") }
	a := evaluator(one("郑州安信安全评价有限公司", "安信评价公司"), one("", code(t, body)), one("", "经三路66号"))
	a.Region, a.Contact, a.Issuer = kernel.Region(one("410105", "410182")), one("", "李梅"), one("", "河南省应急管理厅")
	a.Kinds = rapid.SampledFrom([][]Kind{nil, {Training}, {Evaluation, Testing}}).Draw(t, "kinds")
	must(Agencies.Create(c, a))
	for range rapid.IntRange(0, 3).Draw(t, "projects") {
		must(projects.Create(c, &project{Base: kernel.Base{Region: kernel.Region(one("410105", "410182", "410184"))}, Agency: kernel.Ref[Agency](a.ID)}))
	}
	if name := a.Name; rapid.Bool().Draw(t, "renamed") {
		for _, name := range []string{name + "（旧）", name} {
			_, err := Agencies.Update(c, a.ID, 0, func(a *Agency) error { a.Name = name; return nil })
			must(err)
		}
	}
	return a
}
