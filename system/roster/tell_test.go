package roster_test

import (
	"slices"
	"testing"

	"anjian/base/account"
	"anjian/base/notice"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/roster"
)

// 缺岗报给排班人员和负责人, 没看之前不重复; 换班和交接班逐步送到该办的人.
func TestTold(t *testing.T) {
	kerneltest.Each(t, append(slices.Clone(modules), notice.Module(nil)), func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		people := map[string]*kernel.Ctx{}
		for _, p := range []struct {
			id   string
			r    account.Role
			from kernel.Region
		}{{"wang", "regulator", "410105"}, {"zhao", "regulator", "410105"}, {"clerk", "clerk", "410105"}, {"leader", "leader", "410105"}, {"far", "leader", "410203"}} {
			a := &account.Account{Login: p.id, Name: p.id, Kind: account.Regulator, Roles: []account.Role{p.r}, Phone: "13800001234"}
			a.ID, a.Region = p.id, p.from
			kerneltest.Must(t, account.Accounts.Create(sys, a))
			actor, err := account.ActorOf(sys, p.id)
			kerneltest.Must(t, err)
			people[p.id] = w.As(actor)
		}
		told := func(who string) (out []string) {
			t.Helper()
			list, err := notice.Notices.List(sys, kernel.Query{Where: kernel.Eq(&notice.Row.Account, kernel.Ref[account.Account](who)), Sort: "id"})
			kerneltest.Must(t, err)
			for _, n := range list {
				out = append(out, string(n.Kind)+" "+n.Title)
			}
			return out
		}
		p := &roster.Post{Name: "值班室", Turn: roster.EachDay, People: []kernel.Ref[account.Account]{"wang", "zhao"}, Shifts: []roster.Shift{{Name: "全天", From: "08:00", To: "08:00"}}}
		p.Region = "410105"
		kerneltest.Must(t, roster.Posts.Create(people["clerk"], p))
		look := func() {
			t.Helper()
			for _, job := range roster.Module().Tasks {
				kerneltest.Must(t, job.Do(sys, nil))
			}
		}
		look()
		if got := told("clerk"); len(got) != 0 {
			t.Errorf("a post that was never planned: %q", got)
		}
		_, err := op[planned](t, people["clerk"], "POST /api/roster_post/plan", set(map[string]any{"post": p.ID, "month": "2026-05", "save": true}))
		kerneltest.Must(t, err)
		w.On("2026-05-12")
		look()
		if got := told("clerk"); len(got) != 0 {
			t.Errorf("a manned post: %q", got)
		}

		of := func(who string) *roster.Duty {
			t.Helper()
			d, err := roster.Duties.First(sys, kernel.And(kernel.Compare("person", "=", who), kernel.Compare("day", ">", "2026-05-13")))
			kerneltest.Must(t, err)
			return d
		}
		s := &roster.Swap{Duty: kernel.Ref[roster.Duty](of("wang").ID), With: "zhao", Why: "外出"}
		s.Region = "410105"
		kerneltest.Must(t, roster.Swaps.Create(people["wang"], s))
		for _, x := range []struct{ who, step string }{{"zhao", "accept"}, {"leader", "approve"}} {
			_, err := roster.Swaps.Do(people[x.who], s.ID, 0, x.step, nil, "")
			kerneltest.Must(t, err)
		}
		day := string(s.On) + "的班"
		for who, want := range map[string][]string{"zhao": {"roster.swap 请您替换" + day, "roster.swap 换班已批准：" + day}, "leader": {"roster.swap 换班待批准：" + day}, "wang": {"roster.swap 换班已批准：" + day}, "far": nil} {
			if got := told(who); !slices.Equal(got, want) {
				t.Errorf("the swap, told to %s: %q, want %q", who, got, want)
			}
		}

		kerneltest.Must(t, roster.Duties.Each(sys, kernel.Query{Where: kernel.Compare("day", "=", "2026-05-20"), Sort: "id"}, func(d *roster.Duty) error { return roster.Duties.Delete(sys, d.ID, 0) }))
		w.On("2026-05-20")
		look()
		look()
		for _, who := range []string{"clerk", "leader"} {
			list, err := notice.Notices.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&notice.Row.Account, kernel.Ref[account.Account](who)), kernel.Eq(&notice.Row.Kind, "roster.missing")), Sort: "id"})
			if kerneltest.Must(t, err); len(list) != 1 || list[0].Count != 2 || list[0].Link != "/roster-now" {
				t.Errorf("nobody on duty, told to %s: %+v", who, list)
			}
		}
		if n, err := notice.Deliveries.Count(sys, kernel.And(kernel.Compare("kind", "=", "roster.missing"), kernel.Compare("channel", "=", "sms"))); err != nil || n != 2 {
			t.Errorf("%d SMS of a missing duty, want one each: %v", n, err)
		}
	})
}
