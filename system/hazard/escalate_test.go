package hazard_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
)

// A general hazard found on 2026-03-02 with a term of 7 days is due on 2026-03-09; on 2026-03-10 it is overdue by one day.
func TestWorkedExample(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		w.On("2026-03-02")
		p := play(t, w)
		h := p.with(func(h *hazard.Hazard) { h.FoundOn, h.Responsible = "2026-03-02", "李班长" })
		kerneltest.Must(t, hazard.Hazards.Create(p.safety, h))
		kerneltest.Must(t, do(p.safety, h, "submit", "", nil))
		if h.Status != hazard.Open || h.DueOn != "2026-03-09" {
			t.Fatalf("%s, due %s", h.Status, h.DueOn)
		}
		limit := hazard.Hazards.DueAny(h)
		for day, want := range map[kernel.Date]string{"2026-03-05": kernel.Running, "2026-03-06": kernel.Warned, "2026-03-09": kernel.Warned, "2026-03-10": kernel.Overdue} {
			if got := limit.State(day); got != want {
				t.Errorf("%s: %s, want %s", day, got, want)
			}
		}
		raise := func() *hazard.Hazard {
			t.Helper()
			for range 2 { // the second run finds nothing to do
				kerneltest.Must(t, hazard.Escalate.Do(w.System(), nil))
			}
			rec, err := hazard.Hazards.Get(p.safety, h.ID)
			kerneltest.Must(t, err)
			return rec
		}
		for _, tc := range []struct {
			day     kernel.Date
			overdue bool
			to      hazard.Tier
		}{{"2026-03-09", false, ""}, {"2026-03-10", true, hazard.County}, {"2026-03-15", true, hazard.County}, {"2026-03-16", true, hazard.City}, {"2026-04-07", true, hazard.City}, {"2026-04-08", true, hazard.Province}} {
			w.On(tc.day)
			if got := raise(); got.Overdue != tc.overdue || got.Escalation != tc.to || tc.to != "" && got.ToAct != "企业整改责任人李班长" {
				t.Errorf("%s: overdue %v, told %q, to act %q", tc.day, got.Overdue, got.Escalation, got.ToAct)
			}
		}
		var told []string
		entries, err := w.Trail.Of(w.System(), "hazard", h.ID)
		kerneltest.Must(t, err)
		for _, e := range entries {
			if e.Verb == "escalate" {
				told = append(told, e.Opinion)
			}
		}
		if len(told) != 3 || !strings.Contains(told[2], "逾期1天，上报至县级。应办理：企业整改责任人李班长") {
			t.Errorf("trail: %q", told)
		}

		x := &hazard.Extension{Hazard: kernel.Ref[hazard.Hazard](h.ID), Until: "2026-05-01", Reason: "缺配件", Guard: "停用"}
		kerneltest.Want(t, "more time once it is overdue", hazard.Extensions.Create(p.safety, x), kernel.Conflict)
		kerneltest.Must(t, do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After = "更换", photo }))
		if h.Punctual || h.Overdue || h.Escalation != "" || h.ToAct != "" {
			t.Errorf("rectified late: %+v", h.Course)
		}
	})
}

// The authority is late with its re-check: the county is named, not the enterprise.
func TestLateRecheck(t *testing.T) {
	w := kerneltest.Prepared(t, kerneltest.SQLite, stocked, modules...)
	p := play(t, w)
	h := p.with(nil)
	kerneltest.Must(t, hazard.Hazards.Create(p.county, h))
	kerneltest.Must(t, do(p.county, h, "submit", "", nil))
	kerneltest.Must(t, do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After = "更换", photo }))
	kerneltest.Must(t, do(p.safety, h, "accept", "", nil))
	w.On("2026-05-12")
	kerneltest.Must(t, hazard.Escalate.Do(w.System(), nil))
	got, err := hazard.Hazards.Get(p.county, h.ID)
	kerneltest.Must(t, err)
	if got.Escalation != hazard.County || got.ToAct != "属地监管部门（410105）" || got.Overdue {
		t.Errorf("late re-check: %+v", got.Course)
	}
}

func TestSilent(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		ask := func(c *kernel.Ctx, q hazard.SilenceQuery) (names []string) {
			t.Helper()
			got, err := hazard.Silent(c, &q)
			kerneltest.Must(t, err)
			if got.Count != len(got.Items) {
				t.Errorf("%d counted, %d listed", got.Count, len(got.Items))
			}
			for _, it := range got.Items {
				names = append(names, it.Name)
			}
			return names
		}
		expect := func(what string, got []string, want ...string) {
			t.Helper()
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		expect("at first", ask(p.city, hazard.SilenceQuery{}), "郑州金水机械有限公司", "郑州惠济商贸有限公司")
		l := list(t, p.worker, "machinery")
		kerneltest.Must(t, hazard.Checks.Create(p.worker, &hazard.Check{List: kernel.Ref[library.Checklist](l.ID), Items: answers(l, nil)}))
		expect("after a self-check", ask(p.city, hazard.SilenceQuery{}), "郑州惠济商贸有限公司")
		expect("of the county", ask(p.county, hazard.SilenceQuery{}))
		expect("of the next county, asked from this one", ask(p.county, hazard.SilenceQuery{Region: "410108"}))
		w.On("2026-05-30")
		expect("29 days later", ask(p.county, hazard.SilenceQuery{}))
		w.On("2026-05-31")
		expect("30 days later", ask(p.county, hazard.SilenceQuery{}), "郑州金水机械有限公司")
		set := func(at kernel.Region, days int, from ...kernel.Date) {
			r := &hazard.Rhythm{Trade: enterprise.Machinery, Days: days, From: append(from, "")[0]}
			r.Region = at
			kerneltest.Must(t, hazard.Rhythms.Create(p.sys, r))
		}
		set("41", 90)
		expect("the province grants 90 days", ask(p.county, hazard.SilenceQuery{}))
		set("4101", 20)
		expect("the city demands 20", ask(p.county, hazard.SilenceQuery{}), "郑州金水机械有限公司")
		set("4101", 90, "2026-06-02")
		expect("from the second of June on it grants 90", ask(p.county, hazard.SilenceQuery{}), "郑州金水机械有限公司")
		w.On("2026-06-02")
		expect("on the second of June", ask(p.county, hazard.SilenceQuery{}))
		expect("asked for 60 days", ask(p.county, hazard.SilenceQuery{Days: 60}))
		expect("of one trade", ask(p.city, hazard.SilenceQuery{Trade: enterprise.Commerce}), "郑州惠济商贸有限公司")
		_, err := hazard.Silent(p.county, &hazard.SilenceQuery{Days: -1})
		kerneltest.Want(t, "minus one day", err, kernel.Invalid)
	})
}

// 督促长期未自查的企业; 企业一自查, 督促自动办结.
func TestUrge(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		send := func(c *kernel.Ctx, want int) {
			t.Helper()
			got, err := hazard.UrgeSilent(c, &hazard.UrgeAll{})
			kerneltest.Must(t, err)
			if got.Sent != want || got.More {
				t.Errorf("sent %+v, want %d", got, want)
			}
		}
		kerneltest.Want(t, "urged by an enterprise", hazard.Urges.Create(p.safety, &hazard.Urge{Enterprise: p.with(nil).Enterprise}), kernel.Forbidden)
		send(p.county, 1)
		send(p.county, 0)
		send(p.city, 1) // the other county's
		kerneltest.Want(t, "urged twice", hazard.Urges.Create(p.county, &hazard.Urge{Enterprise: p.with(nil).Enterprise}), kernel.Conflict)
		mine, err := hazard.Urges.List(p.safety, kernel.Query{})
		kerneltest.Must(t, err)
		if len(mine) != 1 || mine[0].DueOn != "2026-05-08" || mine[0].Title != "贵单位还没有自查过，请于2026-05-08前按排查清单自查并提交记录" {
			t.Fatalf("urged: %+v", mine)
		}
		_, err = hazard.Urges.Do(p.safety, mine[0].ID, 0, "heed", &hazard.Urge{Checkup: "x", DoneOn: "2026-05-01"}, "")
		kerneltest.Want(t, "settled by a word", err, kernel.Forbidden)
		l := list(t, p.worker, "machinery")
		k := &hazard.Check{List: kernel.Ref[library.Checklist](l.ID), Items: answers(l, nil)}
		kerneltest.Must(t, hazard.Checks.Create(p.worker, k))
		got, err := hazard.Urges.Get(p.county, mine[0].ID)
		kerneltest.Must(t, err)
		if got.Status != hazard.Heeded || string(got.Checkup) != k.ID || got.DoneOn != "2026-05-01" {
			t.Errorf("after the self-check: %+v", got)
		}
	})
}

func TestLedger(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		h := p.with(func(h *hazard.Hazard) {
			h.Title, h.Funds, h.Responsible = "<script>alert(1)</script>灭火器过期", 123456, "李班长"
		})
		kerneltest.Must(t, hazard.Hazards.Create(p.safety, h))
		kerneltest.Must(t, do(p.safety, h, "submit", "", nil))
		print := func(c *kernel.Ctx, query string) (string, error) {
			out := httptest.NewRecorder()
			for _, mod := range w.App.Modules {
				for _, r := range mod.Routes {
					if r.Pattern == "GET /api/hazard/ledger" {
						err := r.Raw(c, out, httptest.NewRequest("GET", "/api/hazard/ledger?"+query, nil))
						return out.Body.String(), err
					}
				}
			}
			t.Fatal("no such route")
			return "", nil
		}
		page, err := print(p.county, "region=4101&from=2026-05-01&to=2026-05-31&status=open,fixed&level=general")
		kerneltest.Must(t, err)
		for _, word := range []string{"郑州金水机械有限公司", "灭火器过期", "1234.56", "现场管理/消防安全", "共 1 条", "A4 landscape", "table-header-group", "2026-05-08"} {
			if !strings.Contains(page, word) {
				t.Errorf("the ledger lacks %q", word)
			}
		}
		_, err = hazard.Hazards.Update(w.System(), h.ID, 0, func(h *hazard.Hazard) error { h.RecheckedBy = "王复查"; return nil })
		kerneltest.Must(t, err)
		if again, err := print(p.county, "region=4101"); err != nil || strings.Contains(again, "王复查") {
			t.Errorf("the ledger says who closed what is open (%v)", err)
		}
		if strings.Contains(page, "<script>") {
			t.Error("the ledger runs scripts")
		}
		for query, n := range map[string]string{"from=2026-05-02": "共 0 条", "region=4102": "共 0 条", "status=closed": "共 0 条", "": "共 1 条"} {
			if page, err := print(p.county, query); err != nil || !strings.Contains(page, n) {
				t.Errorf("%q: not %s, %v", query, n, err)
			}
		}
		for who, c := range map[string]*kernel.Ctx{"next county": p.nextDoor, "another enterprise": p.stranger} {
			if page, err := print(c, "enterprise="+p.plant); err != nil || !strings.Contains(page, "共 0 条") {
				t.Errorf("%s reads it, %v", who, err)
			}
		}
		for _, query := range []string{"from=yesterday", "region=41%27--", "status=x", "nonsense=1"} {
			_, err := print(p.county, query)
			kerneltest.Want(t, query, err, kernel.Invalid)
		}
		_, err = print(w.As(kernel.Actor{ID: "nobody", Roles: []kernel.Role{"agency"}}), "")
		kerneltest.Want(t, "without a right", err, kernel.Forbidden)
	})
}
