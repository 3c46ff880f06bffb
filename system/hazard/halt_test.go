package hazard_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
)

// A general hazard found on 2026-03-02 is due on 2026-03-09. The enterprise stands still from 03-05, four days before the end, and works
// again on 03-20: fifteen days do not count, the deadline is 03-24. On that last day an expert review begins; after six days it is 03-30.
func TestHalt(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		w.On("2026-03-02")
		p := play(t, w)
		h := p.with(func(h *hazard.Hazard) { h.FoundOn, h.Responsible = "2026-03-02", "李班长" })
		kerneltest.Must(t, hazard.Hazards.Create(p.safety, h))
		kerneltest.Must(t, do(p.safety, h, "submit", "", nil))
		because := func(r hazard.HaltReason) func(*hazard.Hazard) {
			return func(in *hazard.Hazard) { in.HaltFor = r }
		}
		operate := func(o enterprise.Operating) {
			t.Helper()
			_, err := enterprise.Enterprises.Update(w.System(), p.plant, 0, func(e *enterprise.Enterprise) error { e.Operating = o; return nil })
			kerneltest.Must(t, err)
			*h = *again(t, p.safety, h)
		}
		w.On("2026-03-05")
		run(t, []scene{
			{"by the enterprise itself", do(p.safety, h, "halt", "没有活", because(hazard.StandsStill)), kernel.Forbidden},
			{"by an inspector", do(p.county, h, "halt", "没有活", because(hazard.StandsStill)), kernel.Forbidden},
			{"while it works", do(p.leader, h, "halt", "停产", because(hazard.StandsStill)), kernel.Invalid},
			{"without words", do(p.leader, h, "halt", "", because(hazard.Review)), kernel.Invalid},
			{"without a reason", do(p.leader, h, "halt", "停产", nil), kernel.Invalid},
			{"resumed before", do(p.leader, h, "resume", "复工", nil), kernel.Conflict},
		})
		operate(enterprise.Stopped)
		kerneltest.Must(t, do(p.leader, h, "halt", "区政府决定停产整顿", because(hazard.StandsStill)))
		x := &hazard.Extension{Hazard: kernel.Ref[hazard.Hazard](h.ID), Until: "2026-04-01", Reason: "缺配件", Guard: "停用"}
		run(t, []scene{
			{"twice", do(p.leader, h, "halt", "停产", because(hazard.StandsStill)), kernel.Conflict},
			{"graded meanwhile", do(p.leader, h, "grade", "复核", func(in *hazard.Hazard) { in.Level = "general" }), kernel.Conflict},
			{"more time meanwhile", hazard.Extensions.Create(p.safety, x), kernel.Conflict},
		})
		w.On("2026-03-15") // six days past the deadline as it was
		kerneltest.Must(t, hazard.Escalate.Do(w.System(), nil))
		*h = *again(t, p.safety, h)
		if limit := hazard.Hazards.DueAny(h); h.Overdue || h.Escalation != "" || h.WaitUntil != "" || limit.State(w.System().Today()) != kernel.Paused {
			t.Errorf("while it stands still: %+v, %+v", h.Course, hazard.Hazards.DueAny(h))
		}
		print := func(want string) {
			t.Helper()
			for _, mod := range w.App.Modules {
				for _, r := range mod.Routes {
					if r.Pattern == "GET /api/hazard/ledger" {
						out := httptest.NewRecorder()
						kerneltest.Must(t, r.Raw(p.leader, out, httptest.NewRequest("GET", "/api/hazard/ledger?region=410105", nil)))
						if !strings.Contains(out.Body.String(), want) || strings.Contains(out.Body.String(), "<b>逾期</b>") {
							t.Errorf("the ledger does not say %q", want)
						}
					}
				}
			}
		}
		print("自2026-03-05中止：企业停产停业")

		w.On("2026-03-20")
		operate(enterprise.Running) // the file says that it works again
		if h.DueOn != "2026-03-24" || h.Halted || len(h.Halts) != 1 || h.Halts[0].Days != 15 || h.Halts[0].To != "2026-03-20" || h.WaitUntil != "2026-03-24" {
			t.Fatalf("resumed: due %s, wait until %s, %+v", h.DueOn, h.WaitUntil, h.Suspension)
		}
		print("中止15天不计入")
		w.On("2026-03-24")
		kerneltest.Must(t, do(p.leader, h, "halt", "方案须专家论证", because(hazard.Review)))
		operate(enterprise.Stopped)
		operate(enterprise.Running) // no matter to an expert review
		if !h.Halted {
			t.Fatal("the review ended with the standstill")
		}
		w.On("2026-03-30")
		kerneltest.Must(t, do(p.county, h, "resume", "论证通过", nil))
		if h.DueOn != "2026-03-30" || h.Halts[1].Days != 6 || h.Halts[1].By != "郑局长" {
			t.Errorf("after the review: due %s, %+v", h.DueOn, h.Halts)
		}
		w.On("2026-03-31")
		kerneltest.Want(t, "once it is overdue", do(p.leader, h, "halt", "停产", because(hazard.Compelled)), kernel.Conflict)
		entries, err := w.Trail.Of(w.System(), "hazard", h.ID)
		kerneltest.Must(t, err)
		told := ""
		for _, e := range entries {
			told = e.Verb + "：" + e.Opinion + "\n" + told
		}
		for _, want := range []string{"halt：区政府决定停产整顿", "resume：企业经营状态改为营业", "resume：论证通过"} {
			if !strings.Contains(told, want) {
				t.Errorf("the trail does not say %q:\n%s", want, told)
			}
		}
	})
}

// What is put right while the deadline stands still is in time. The day on which it was found is not counted anyway: of the nineteen days
// from 05-01 to 05-19 eighteen move the deadline from 05-08 to 05-26.
func TestRectifiedDuringHalt(t *testing.T) {
	w := kerneltest.Prepared(t, kerneltest.SQLite, stocked, modules...)
	p := play(t, w)
	h := p.with(nil)
	kerneltest.Must(t, hazard.Hazards.Create(p.county, h)) // found 2026-05-01, due 2026-05-08
	kerneltest.Must(t, do(p.county, h, "submit", "", nil))
	kerneltest.Must(t, do(p.leader, h, "halt", "等检测报告", func(in *hazard.Hazard) { in.HaltFor = hazard.Appraisal }))
	w.On("2026-05-20")
	kerneltest.Must(t, do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After = "更换", photo }))
	if !h.Punctual || h.Halted || h.DueOn != "2026-05-26" {
		t.Errorf("rectified during the halt: %+v, due %s, %+v", h.Result, h.DueOn, h.Suspension)
	}
}

func again(t *testing.T, c *kernel.Ctx, h *hazard.Hazard) *hazard.Hazard {
	t.Helper()
	rec, err := hazard.Hazards.Get(c, h.ID)
	kerneltest.Must(t, err)
	return rec
}
