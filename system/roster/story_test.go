package roster_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/roster"
)

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), roster.Module()}

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "roster", roster.Module(), region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil))
}

// op calls an operation of the module as the server would.
func op[O any](t *testing.T, c *kernel.Ctx, pattern string, in func(any)) (out O, err error) {
	t.Helper()
	for _, r := range roster.Module().Routes {
		if r.Pattern == pattern {
			arg := newOf(r)
			in(arg)
			got, err := r.Serve(c, arg)
			if err == nil {
				decode(t, got, &out)
			}
			return out, err
		}
	}
	t.Fatalf("no %s", pattern)
	return out, nil
}

type planned struct {
	Items   []struct{ Day, Shift, Person string }
	Missing int
	Counts  []struct {
		Name string
		All  int
	}
}

type manned struct {
	Items []struct {
		Name    string
		Phone   string
		Missing bool
		Now     []struct{ Name, Phone string }
		Next    []struct{ Name string }
	}
	Missing int
}

// 综合科按月排班, 请假的跳过; 换班经对方同意、负责人批准; 交接班双方签字, 未办事项带到下一班; 各级都看得到此刻谁在值班, 缺班会提醒.
func TestStory(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		person := func(id, name string, roles ...account.Role) *kernel.Ctx {
			a := &account.Account{Login: id, Name: name, Kind: account.Regulator, Roles: roles, Phone: "13800001234"}
			a.ID, a.Region = id, "410105"
			kerneltest.Must(t, account.Accounts.Create(sys, a))
			actor, err := account.ActorOf(sys, id)
			kerneltest.Must(t, err)
			return w.As(actor)
		}
		wang, zhao, qian := person("wang", "王建国", "regulator"), person("zhao", "赵云", "regulator"), person("qian", "钱进", "regulator")
		clerk, leader := person("clerk", "孙文", "clerk"), person("leader", "李局", "leader")
		far := w.As(kernel.Actor{ID: "far", Name: "远方", Roles: []kernel.Role{role.Leader}, Region: "410203"})
		firm := w.As(kernel.Actor{ID: "firm", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: "e"})

		p := &roster.Post{Name: "应急指挥中心值班室", Phone: "0371-66668888", Turn: roster.EachShift, People: []kernel.Ref[account.Account]{"wang", "zhao", "qian"},
			Shifts: []roster.Shift{{Name: "白班", From: "08:00", To: "20:00"}, {Name: "夜班", From: "20:00", To: "08:00"}}}
		p.Region = "410105"
		bad := *p
		bad.Shifts = []roster.Shift{{Name: "白班", From: "8点", To: "20:00"}}
		kerneltest.Want(t, "a shift without a time", roster.Posts.Create(clerk, &bad), kernel.Invalid)
		worker := &account.Account{Login: "worker", Name: "员工甲", Kind: account.Public, Roles: []account.Role{"public"}}
		worker.Region = "410105"
		kerneltest.Must(t, account.Accounts.Create(sys, worker))
		bad = *p
		bad.Holiday = []kernel.Ref[account.Account]{kernel.Ref[account.Account](worker.ID)}
		if err, ok := roster.Posts.Create(clerk, &bad).(*kernel.Error); !ok || err.Fields["holiday_people"] != "“员工甲”不是监管部门在用的账号，不能排班" {
			t.Errorf("somebody who is not of the bureau: %v", err)
		}
		kerneltest.Want(t, "a post of another county", roster.Posts.Create(far, p), kernel.Forbidden)
		kerneltest.Must(t, roster.Posts.Create(clerk, p))
		leave := &roster.Leave{Person: "zhao", From: "2026-05-01", To: "2026-05-10", Why: "培训"}
		leave.Region = "410105"
		kerneltest.Must(t, roster.Leaves.Create(zhao, leave))
		other := &roster.Leave{Person: "wang", From: "2026-05-01", To: "2026-05-10", Why: "x"}
		other.Region = "410105"
		kerneltest.Want(t, "leave of somebody else", roster.Leaves.Create(zhao, other), kernel.Forbidden)

		plan := func(c *kernel.Ctx, save bool) (planned, error) {
			return op[planned](t, c, "POST /api/roster_post/plan", set(map[string]any{"post": p.ID, "month": "2026-05", "save": save}))
		}
		_, err := plan(wang, false)
		kerneltest.Want(t, "a plan by one of them", err, kernel.Forbidden)
		_, err = plan(far, true)
		kerneltest.Want(t, "a plan by another county", err, kernel.Missing)
		first, err := plan(clerk, false)
		kerneltest.Must(t, err)
		n, err := roster.Duties.Count(clerk, kernel.Cond{})
		if kerneltest.Must(t, err); n != 0 {
			t.Errorf("a preview stored %d duties", n)
		}
		_, err = plan(clerk, true)
		kerneltest.Must(t, err)
		n, err = roster.Duties.Count(far, kernel.Cond{}) // all governments read who is on duty
		if kerneltest.Must(t, err); n != len(first.Items) || first.Missing != 0 {
			t.Errorf("%d duties of %d, %d missing", n, len(first.Items), first.Missing)
		}
		for _, s := range first.Items {
			if s.Person == "zhao" && s.Day < "2026-05-11" {
				t.Errorf("赵云 is on duty on %s, when he is away", s.Day)
			}
		}
		p, err = roster.Posts.Get(clerk, p.ID)
		if kerneltest.Must(t, err); p.Planned != "2026-05-31" || roster.Posts.DueAny(p).On != "2026-05-31" {
			t.Errorf("planned until %s", p.Planned)
		}

		of := func(day kernel.Date, shift string) *roster.Duty {
			t.Helper()
			list, err := roster.Duties.List(sys, kernel.Query{Where: kernel.Compare("day", "=", day)})
			kerneltest.Must(t, err)
			for _, d := range list {
				if d.Shift == shift {
					return d
				}
			}
			t.Fatalf("nobody on %s %s", day, shift)
			return nil
		}
		// a seat filled by hand, named after who sits there, stays when the month is planned again
		hand := of("2026-05-30", "白班")
		kerneltest.Must(t, roster.Duties.Delete(clerk, hand.ID, 0))
		kerneltest.Must(t, roster.Duties.Create(clerk, &roster.Duty{Post: hand.Post, On: hand.On, Shift: hand.Shift, Person: "qian"}))
		_, err = plan(clerk, true)
		kerneltest.Must(t, err)
		if d := of("2026-05-30", "白班"); d.Person != "qian" || !d.Kept || !strings.HasSuffix(d.Title, "白班 钱进") {
			t.Errorf("filled by hand: %+v", d)
		}

		mine, theirs := of("2026-05-20", "白班"), of("2026-05-22", "白班")
		ctx := map[string]*kernel.Ctx{"wang": wang, "zhao": zhao, "qian": qian}
		asker, taker := ctx[string(mine.Person)], ctx[string(theirs.Person)]
		if asker == taker {
			theirs = of("2026-05-23", "白班")
			taker = ctx[string(theirs.Person)]
		}
		swap := &roster.Swap{Duty: kernel.Ref[roster.Duty](mine.ID), With: theirs.Person, Return: kernel.Ref[roster.Duty](theirs.ID), Why: "外出学习"}
		swap.Region = "410105"
		notMine := *swap
		kerneltest.Want(t, "a swap of somebody else's duty", roster.Swaps.Create(taker, &notMine), kernel.Invalid)
		kerneltest.Must(t, roster.Swaps.Create(asker, swap))
		step := func(c *kernel.Ctx, name string) error {
			_, err := roster.Swaps.Do(c, swap.ID, 0, name, nil, "意见")
			return err
		}
		kerneltest.Want(t, "approved before it is accepted", step(leader, "approve"), kernel.Conflict)
		kerneltest.Want(t, "accepted by the asker", step(asker, "accept"), kernel.Forbidden)
		kerneltest.Must(t, step(taker, "accept"))
		kerneltest.Want(t, "approved by the taker", step(taker, "approve"), kernel.Forbidden)
		kerneltest.Must(t, step(leader, "approve"))
		if of(mine.On, "白班").Person != theirs.Person || of(theirs.On, "白班").Person != mine.Person {
			t.Error("the roster did not change")
		}
		_, err = plan(clerk, true)
		kerneltest.Must(t, err)
		if d := of(mine.On, "白班"); d.Person != theirs.Person || !d.Kept {
			t.Errorf("planning again undid the swap: %+v", d)
		}

		w.On("2026-05-12") // nine in the morning
		now, err := op[manned](t, far, "GET /api/roster_duty/now", set(map[string]any{"region": "41"}))
		kerneltest.Must(t, err)
		if len(now.Items) != 1 || len(now.Items[0].Now) != 1 || now.Missing != 0 || now.Items[0].Phone == "" || now.Items[0].Now[0].Phone != "" {
			t.Errorf("who is on duty, seen from far away: %+v", now)
		}
		now, err = op[manned](t, leader, "GET /api/roster_duty/now", set(nil))
		if kerneltest.Must(t, err); now.Items[0].Now[0].Phone != "138****1234" {
			t.Errorf("seen by those who may read the account: %+v", now.Items[0])
		}
		day, night := of("2026-05-12", "白班"), of("2026-05-12", "夜班")
		out, in := ctx[string(day.Person)], ctx[string(night.Person)]
		book := &roster.Handover{Post: kernel.Ref[roster.Post](p.ID), On: "2026-05-12", Shift: "白班", In: night.Person}
		book.Region = "410105"
		wrong := *book
		wrong.In = day.Person
		kerneltest.Want(t, "a page by whoever is not on duty", roster.Handovers.Create(in, &wrong), kernel.Conflict)
		kerneltest.Must(t, roster.Handovers.Create(out, book))
		sign := func(c *kernel.Ctx, name string) error {
			_, err := roster.Handovers.Do(c, book.ID, 0, name, nil, "请补充")
			return err
		}
		kerneltest.Want(t, "handed over empty", sign(out, "hand"), kernel.Conflict)
		fill := func(c *kernel.Ctx, words string) error {
			_, err := roster.Handovers.Update(c, book.ID, 0, func(h *roster.Handover) error {
				h.Events = []roster.Event{{At: "10:20", What: words, Action: "已通知救援队"}}
				h.Follow = []roster.Matter{{What: "跟踪水位"}, {What: "修传真机", Done: true}}
				return nil
			})
			return err
		}
		kerneltest.Must(t, fill(out, "水库来电报汛情"))
		kerneltest.Want(t, "taken before it is handed over", sign(in, "take"), kernel.Conflict)
		kerneltest.Must(t, sign(out, "hand"))
		kerneltest.Want(t, "changed after the signature", fill(out, "改一改"), kernel.Conflict)
		kerneltest.Must(t, sign(in, "back"))
		kerneltest.Must(t, fill(out, "水库来电报汛情，水位 78 米"))
		kerneltest.Must(t, sign(out, "hand"))
		kerneltest.Want(t, "taken by whoever hands over", sign(out, "take"), kernel.Forbidden)
		kerneltest.Must(t, sign(in, "take"))
		kerneltest.Want(t, "changed after both signatures", fill(out, "再改"), kernel.Conflict)
		after := &roster.Handover{Post: book.Post, On: "2026-05-12", Shift: "夜班", In: day.Person}
		after.Region = "410105"
		kerneltest.Must(t, roster.Handovers.Create(in, after))
		if len(after.Follow) != 1 || after.Follow[0].What != "跟踪水位" {
			t.Errorf("carried over: %+v", after.Follow)
		}

		// somebody is taken off the roster: the gap is found and reported
		kerneltest.Must(t, roster.Duties.Delete(clerk, of("2026-05-14", "夜班").ID, 0))
		for _, job := range roster.Module().Tasks {
			kerneltest.Must(t, job.Do(sys, nil))
		}
		p, err = roster.Posts.Get(clerk, p.ID)
		if kerneltest.Must(t, err); p.Planned != "2026-05-13" || roster.Posts.DueAny(p).State("2026-05-12") != kernel.Warned {
			t.Errorf("the gap is not seen: planned until %s", p.Planned)
		}
		w.On("2026-05-15")
		w.On("2026-06-01")
		now, err = op[manned](t, leader, "GET /api/roster_duty/now", set(nil))
		if kerneltest.Must(t, err); now.Missing != 1 || !now.Items[0].Missing {
			t.Errorf("nobody is on duty and nobody says so: %+v", now)
		}
		_, err = plan(clerk, true)
		kerneltest.Want(t, "planning the past", err, kernel.Conflict)

		// the paper of the month
		for _, r := range roster.Module().Routes {
			if r.Pattern == "GET /api/roster_duty/paper" {
				for format, words := range map[string]string{"html": "2026年5月应急指挥中心值班室值班表", "pdf": "%PDF-1.7", "docx": "PK"} {
					rec := httptest.NewRecorder()
					kerneltest.Must(t, r.Raw(leader, rec, httptest.NewRequest(http.MethodGet, "/?post="+p.ID+"&month=2026-05&format="+format, nil)))
					if body := rec.Body.String(); !strings.Contains(body, words) || format == "html" && !strings.Contains(body, "钱进") {
						t.Errorf("the paper as %s: %.300s", format, body)
					}
				}
			}
		}
		_, err = roster.Posts.Get(firm, p.ID)
		kerneltest.Want(t, "an enterprise reads the roster", err, kernel.Forbidden)
	})
}
