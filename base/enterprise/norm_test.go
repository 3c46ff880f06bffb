package enterprise_test

import (
	"slices"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/task"
)

// What is typed as a region may be no code at all: it is refused with a word, and no database is asked with half a character.
func TestRegionThatIsNone(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		for _, at := range []kernel.Region{"郑州市金水区", "41郑州", "4101é", "x", "'"} {
			e := works(t, "郑州恒达机械有限公司", "MA5", enterprise.Machinery)
			e.Region = at
			err := enterprise.Enterprises.DeriveAny(p.local, e)
			if _, said := err.(*kernel.Error); err != nil && !said {
				t.Errorf("region %q: %v", at, err)
			}
			kerneltest.Want(t, "a file in "+string(at), enterprise.Enterprises.Create(p.local, e), kernel.Invalid)
		}
	})
}

// What cannot be a postcode or a mail address is refused at its field; what an older file says of the kind hinders no other change.
func TestPostcodeAndMail(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		for field, set := range map[string]func(*enterprise.Enterprise){
			"postcode": func(e *enterprise.Enterprise) { e.Postcode = "45ab" },
			"email":    func(e *enterprise.Enterprise) { e.Email = "王某 <a@b.cn>" },
		} {
			e := works(t, "郑州恒达机械有限公司", "MA5", enterprise.Machinery)
			set(e)
			err := enterprise.Enterprises.Create(p.local, e)
			if fault, ok := err.(*kernel.Error); !ok || fault.Fields[field] == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		e := works(t, "郑州恒达机械有限公司", "MA5", enterprise.Machinery)
		e.Postcode, e.Email = "450000", "office@hengda.example"
		kerneltest.Must(t, enterprise.Enterprises.Create(p.local, e))
	})
}

// 建档标准按地区规定，就近优先，到施行日期起重算；废止后改按上级标准。
func TestNorm(t *testing.T) {
	kerneltest.Each(t, append(slices.Clone(modules), task.Module()), func(t *testing.T, w *kerneltest.World) {
		runner := task.New(w.Env, w.Store)
		w.Env.Queue = runner
		p := meet(w)
		regulator := w.As(kernel.Actor{ID: "r1", Roles: []kernel.Role{role.Regulator}, Region: "410105"})
		e := works(t, "郑州恒达机械有限公司", "MA5", enterprise.Machinery)
		whole(e)
		e.Address, e.Principal, e.PrincipalPhone = "郑州市金水区经三路9号", "王建国", "13803710001"
		e.FoundedOn, e.Position = "", kernel.Point{} // one of 登记信息, one of 生产经营地址与坐标
		kerneltest.Must(t, enterprise.Enterprises.Create(p.local, e))
		contact := &enterprise.Contact{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Name: "钱进", Duty: enterprise.ManagerOffice, Phone: "13803710002"}
		kerneltest.Must(t, enterprise.Contacts.Create(p.local, contact))
		norm := func(at kernel.Region, from kernel.Date, weights []enterprise.Weight, terms []enterprise.Term) *enterprise.Norm {
			n := &enterprise.Norm{Title: "标准", From: from, Weights: weights, Terms: terms}
			n.Region = at
			return n
		}
		want := func(what string, percent int, complete bool, stale, until kernel.Date) {
			t.Helper()
			kerneltest.Must(t, runner.Once(t.Context()))
			got := get(t, w.System(), e.ID)
			if got.Completeness != percent || got.Complete != complete || got.ContactsUntil != stale {
				t.Errorf("%s: %d%% complete %v, contacts until %s, missing %s; want %d%% %v %s", what, got.Completeness, got.Complete, got.ContactsUntil, got.Lacking, percent, complete, stale)
			}
			if k, err := enterprise.Contacts.Get(w.System(), contact.ID); err != nil || enterprise.Contacts.Due(k).On != until || k.ConfirmedOn != "2026-05-01" {
				t.Errorf("%s: the person is to be confirmed by %s, want %s (%v)", what, enterprise.Contacts.Due(k).On, until, err)
			}
		}
		const ordinary = kernel.Date("2026-10-28") // 180 days after 2026-05-01
		// 17 items of equal weight, two of them missing: 15/17
		want("without a norm", 88, false, ordinary, ordinary)

		city := norm("4101", "2026-05-01", []enterprise.Weight{{Group: enterprise.InRegistration, Weight: 0}, {Group: enterprise.InPlace, Weight: 5}}, []enterprise.Term{{Group: enterprise.InPeople, Days: 30}})
		county := norm("410105", "2026-06-01", []enterprise.Weight{{Group: enterprise.InPlace, Weight: 0}, {Group: enterprise.InRegistration, Weight: 0}}, nil)
		far := norm("410182", "2026-05-01", nil, []enterprise.Term{{Group: enterprise.InPeople, Days: 10}})
		for _, tc := range []struct {
			what string
			who  *kernel.Ctx
			n    *enterprise.Norm
			want kernel.Code
		}{
			{"by a regulator", regulator, norm("410105", "2026-05-01", nil, county.Terms), kernel.Forbidden},
			{"above one's region", p.head, norm("4101", "2026-05-01", nil, []enterprise.Term{{Group: enterprise.InPeople, Days: 30}}), kernel.Forbidden},
			{"that says nothing", p.leader, norm("4101", "2026-05-01", nil, nil), kernel.Invalid},
			{"with a group twice", p.leader, norm("4101", "2026-05-01", []enterprise.Weight{{Group: enterprise.InPeople, Weight: 1}, {Group: enterprise.InPeople, Weight: 2}}, nil), kernel.Invalid},
			{"that asks for nothing", p.leader, norm("4101", "2026-05-01", []enterprise.Weight{{Group: enterprise.InIdentity, Weight: 0}}, nil), kernel.Invalid},
			{"for a group that never grows stale", p.leader, norm("4101", "2026-05-01", nil, []enterprise.Term{{Group: enterprise.InHealth, Days: 30}}), kernel.Invalid},
			{"city", p.leader, city, ""}, {"county", p.head, county, ""}, {"elsewhere", p.secretary, far, ""},
		} {
			kerneltest.Want(t, tc.what, enterprise.Norms.Create(tc.who, tc.n), tc.want)
		}
		want("drafts", 88, false, ordinary, ordinary)

		step := func(c *kernel.Ctx, n *enterprise.Norm, name string) error {
			_, err := enterprise.Norms.Do(c, n.ID, 0, name, nil, "按市里的标准")
			return err
		}
		play(t, act{"enact", step(p.leader, city, "enact"), ""}, act{"enact elsewhere", step(p.secretary, far, "enact"), ""}, act{"enact for later", step(p.head, county, "enact"), ""},
			act{"enact another's", step(p.secretary, county, "enact"), kernel.Missing}, act{"twice", step(p.leader, city, "enact"), kernel.Conflict})
		// 15 items of weight 1 without 登记信息's two ... address and position count 5 each: (13+5)/(13+10)
		want("the city's norm", 78, false, "2026-05-31", "2026-05-31")
		if n, err := enterprise.Norms.Get(p.head, city.ID); err != nil || n.Total != 1 || n.Counted != 1 || n.Changed != 1 || n.CountedOn != "2026-05-01" || n.Pending {
			t.Errorf("the recount says %+v, %v", n, err)
		}
		if _, err := enterprise.Norms.Update(p.leader, city.ID, 0, func(n *enterprise.Norm) error { n.Title = "改"; return nil }); kernel.CodeOf(err) != kernel.Forbidden && kernel.CodeOf(err) != kernel.Missing {
			t.Errorf("a norm in force was changed: %v", err)
		}
		w.On("2026-06-01")
		kerneltest.Must(t, enterprise.Recount.Run(w.System(), struct{}{}))
		// the county's own norm: nothing that is missing is asked for, and the ordinary terms
		want("the county's norm", 100, true, ordinary, ordinary)
		play(t, act{"end", step(p.head, county, "end"), ""})
		want("the city's again", 78, false, "2026-05-31", "2026-05-31")
		play(t, act{"end", step(p.leader, city, "end"), ""})
		want("none", 88, false, ordinary, ordinary)
		if n, err := enterprise.Norms.Count(p.far, kernel.Eq(&enterprise.NormRow.Status, enterprise.NormEnded)); err != nil || n != 1 { // the city's, not the neighbour's
			t.Errorf("a neighbour sees %d norms, %v", n, err)
		}
	})
}
