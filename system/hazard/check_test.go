package hazard_test

import (
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
)

// 企业在手机上按清单自查, 没有通过的一项就是一条隐患, 断网补传也只登记一次.
func TestSelfCheck(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		machinery := list(t, p.worker, "machinery")
		check := func(fn func(map[string]*hazard.Answer)) *hazard.Check {
			k := &hazard.Check{List: kernel.Ref[library.Checklist](machinery.ID)}
			k.Items = answers(machinery, fn)
			return k
		}
		hazards := func() int {
			n, err := hazard.Hazards.Count(p.sys, kernel.Cond{})
			kerneltest.Must(t, err)
			return n
		}
		checks := func() int {
			n, err := hazard.Checks.Count(p.sys, kernel.Cond{})
			kerneltest.Must(t, err)
			return n
		}
		fail := func(fn func(*hazard.Answer)) func(map[string]*hazard.Answer) {
			return func(by map[string]*hazard.Answer) {
				by["JX18"].Outcome = hazard.Fail
				fn(by["JX18"])
			}
		}
		missing := check(nil)
		missing.Items = missing.Items[1:]
		twice := check(nil)
		twice.Items = append(twice.Items, twice.Items[0])
		tomorrow := check(nil)
		tomorrow.CheckedOn = "2026-05-02"
		foreign := check(nil)
		foreign.Enterprise = kernel.Ref[enterprise.Enterprise](p.shop)
		pretend := check(nil)
		pretend.Kind = hazard.Campaign
		none := &hazard.Check{}
		create := func(k *hazard.Check) error { return hazard.Checks.Create(p.worker, k) }
		run(t, []scene{
			{"an item without an answer", create(check(func(by map[string]*hazard.Answer) { by["JX02"].Outcome = "" })), kernel.Invalid},
			{"without what the law demands", create(missing), kernel.Invalid},
			{"an item twice", create(twice), kernel.Invalid},
			{"nothing checked", create(none), kernel.Invalid},
			{"of tomorrow", create(tomorrow), kernel.Invalid},
			{"of another enterprise", create(foreign), kernel.Missing},
			{"an inspection by oneself", create(pretend), kernel.Invalid},
			{"a self-check by the authority", hazard.Checks.Create(p.county, &hazard.Check{Enterprise: kernel.Ref[enterprise.Enterprise](p.plant), Kind: hazard.DailyCheck, Items: check(nil).Items}), kernel.Invalid},
			{"failed without a word", create(check(fail(func(*hazard.Answer) {}))), kernel.Invalid},
			{"put right on the spot without a photo", create(check(fail(func(a *hazard.Answer) { a.Note, a.OnSpot = "通道堆料", true }))), kernel.Invalid},
			{"major without a criterion", create(check(fail(func(a *hazard.Answer) { a.Note, a.Level = "通道堆料", library.Major }))), kernel.Invalid},
			{"due before it was found", create(check(fail(func(a *hazard.Answer) { a.Note, a.DueOn = "通道堆料", "2026-04-01" }))), kernel.Invalid},
		})
		if n, m := hazards(), checks(); n != 0 || m != 0 {
			t.Fatalf("refused checks left %d hazards, %d checks", n, m)
		}

		k := check(func(by map[string]*hazard.Answer) {
			by["JX18"].Outcome, by["JX18"].Note, by["JX18"].Content = hazard.Fail, "通道堆料", "随便写的"
			by["JX20"].Outcome, by["JX20"].Photos, by["JX20"].OnSpot, by["JX20"].After = hazard.Fail, photo, true, photo
			by["JX10"].Outcome, by["JX10"].Note = hazard.Fail, "喷漆室没有报警器"
			by["JX13"].Outcome = hazard.NotApplicable
		})
		k.ID, k.Remark = "0198phone00001", "午班"
		again := *k
		again.Items = append([]hazard.Answer(nil), k.Items...)
		kerneltest.Must(t, create(k))
		run(t, []scene{{"sent again by a phone that got no answer", create(&again), kernel.Conflict}})
		if n, m := hazards(), checks(); n != 3 || m != 1 {
			t.Fatalf("%d hazards, %d checks", n, m)
		}
		if k.Kind != hazard.DailyCheck || k.Side != hazard.ByEnterprise || k.Passed != 16 || k.Failed != 3 || k.Skipped != 1 || k.CheckedOn != "2026-05-01" || k.Trade != enterprise.Machinery {
			t.Errorf("check: %+v", k)
		}
		got, err := hazard.Checks.Get(p.county, k.ID)
		kerneltest.Must(t, err)
		by := map[string]*hazard.Hazard{}
		for _, it := range got.Items {
			if it.Outcome == hazard.Fail {
				h, err := hazard.Hazards.Get(p.worker, string(it.Hazard))
				kerneltest.Must(t, err)
				by[it.Item] = h
			} else if it.Hazard != "" {
				t.Errorf("%s passed and has a hazard", it.Item)
			}
		}
		was := machinery.Item("JX18")
		if h := by["JX18"]; h.Status != hazard.Pending || h.Title != "通道堆料" || h.Requirement != was.Content || h.Basis != was.Basis || h.Category != was.Category || h.Level != library.General ||
			h.Source != hazard.Self || h.Official || string(h.Checkup) != k.ID || h.Item != "JX18" || h.Line != "machinery" || h.DueOn != "2026-05-08" || h.Finder != "赵师傅" {
			t.Errorf("hazard: %+v", h)
		}
		if h := by["JX20"]; h.Status != hazard.Closed || h.ClosedOn != "2026-05-01" || !strings.HasPrefix(h.Title, "不符合：") || len(h.After) != 1 {
			t.Errorf("put right on the spot: %+v", h)
		}
		if h := by["JX10"]; h.Status != hazard.Pending || h.Level != library.Major || len(h.Criteria) != 1 || h.Criteria[0] != "GM-07-07" || !h.Recheck {
			t.Errorf("major: %+v", h)
		}
		if list, err := hazard.Checks.List(p.stranger, kernel.Query{}); err != nil || len(list) != 0 {
			t.Errorf("a stranger sees %d checks, %v", len(list), err)
		}

		// the safety manager settles everything at once; the same item fails again within the year
		w.On("2026-06-01")
		next := check(fail(func(a *hazard.Answer) { a.Note, a.Person = "又堆料了", "李班长" }))
		kerneltest.Must(t, hazard.Checks.Create(p.safety, next))
		for _, it := range next.Items {
			if it.Hazard == "" {
				continue
			}
			h, err := hazard.Hazards.Get(p.safety, string(it.Hazard))
			kerneltest.Must(t, err)
			if h.Status != hazard.Open || !h.Repeated || string(h.Earlier) != by["JX18"].ID {
				t.Errorf("repeated: %+v", h)
			}
		}
	})
}

// The form is filled by the server before anything is stored.
func TestCheckPreview(t *testing.T) {
	w := kerneltest.Prepared(t, kerneltest.SQLite, stocked, modules...)
	p := play(t, w)
	l := list(t, p.worker, "confined")
	k := &hazard.Check{List: kernel.Ref[library.Checklist](l.ID)}
	kerneltest.Want(t, "preview", hazard.Checks.DeriveAny(p.worker, k), kernel.Invalid) // nothing is answered yet
	if len(k.Items) != l.Count || k.Items[0].Content != l.Items[0].Content || string(k.Enterprise) != p.plant {
		t.Errorf("preview: %+v", k)
	}
	for i := range k.Items {
		k.Items[i].Outcome, k.Items[i].Note = hazard.Fail, "x"
	}
	kerneltest.Must(t, hazard.Checks.DeriveAny(p.worker, k))
	if n, err := hazard.Hazards.Count(p.sys, kernel.Cond{}); err != nil || n != 0 {
		t.Errorf("a preview made %d hazards, %v", n, err)
	}
}

func TestRepeated(t *testing.T) {
	w := kerneltest.Prepared(t, kerneltest.SQLite, stocked, modules...)
	p := play(t, w)
	make := func(title string, category library.Category, found kernel.Date) *hazard.Hazard {
		h := p.with(func(h *hazard.Hazard) {
			h.Title, h.Category, h.FoundOn = title, category, found
			h.Responsible = "李班长"
			h.DueOn = found.AddDays(7)
		})
		kerneltest.Must(t, hazard.Hazards.Create(p.safety, h))
		kerneltest.Must(t, do(p.safety, h, "submit", "", nil))
		return h
	}
	first := make("2号车间灭火器过期", library.Fire, "2025-04-01")
	for _, tc := range []struct {
		title    string
		category library.Category
		found    kernel.Date
		repeated bool
	}{
		{"2号车间的灭火器过期了", library.Fire, "2025-05-01", true},
		{"2号车间灭火器过期", library.Electricity, "2025-05-02", false},
		{"安全出口锁闭", library.Fire, "2025-05-03", false},
		{"安全出口锁闭，钥匙不在", library.Fire, "2026-04-30", true},
		{"配电箱前堆物", library.Fire, "2025-03-01", false},
	} {
		if h := make(tc.title, tc.category, tc.found); h.Repeated != tc.repeated {
			t.Errorf("%s %s: repeated %v", tc.found, tc.title, h.Repeated)
		}
	}
	late := make("2号车间灭火器过期", library.Fire, "2026-05-01") // 395 days after the first, 365 after the second
	if !late.Repeated || string(late.Earlier) == first.ID {
		t.Errorf("a year on: %+v", late.Finding)
	}
}
