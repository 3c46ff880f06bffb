package hazard_test

import (
	"errors"
	"fmt"
	"net/url"
	"testing"

	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/metric"
	"anjian/kernel/rest"
	"anjian/system/hazard"
)

// month makes a month of work: a self-check with two hazards, one put right on the spot; an inspection with one hazard, rectified late and re-checked; one overdue.
func month(t *testing.T, w *kerneltest.World, p *cast) {
	t.Helper()
	l := list(t, p.worker, "machinery")
	ref := kernel.Ref[library.Checklist](l.ID)
	kerneltest.Must(t, hazard.Checks.Create(p.safety, &hazard.Check{List: ref, Items: answers(l, func(by map[string]*hazard.Answer) {
		by["JX18"].Outcome, by["JX18"].Note, by["JX18"].Person = hazard.Fail, "通道堆料", "李班长"
		by["JX20"].Outcome, by["JX20"].Note, by["JX20"].OnSpot, by["JX20"].After = hazard.Fail, "戴手套操作", true, photo
	})}))
	k := &hazard.Check{Enterprise: p.with(nil).Enterprise, List: ref, Items: answers(l, func(by map[string]*hazard.Answer) {
		by["JX09"].Outcome, by["JX09"].Note = hazard.Fail, "焊机没有接地"
	})}
	kerneltest.Must(t, hazard.Checks.Create(p.county, k))
	var h *hazard.Hazard
	for _, it := range k.Items {
		if it.Hazard != "" {
			var err error
			h, err = hazard.Hazards.Get(p.safety, string(it.Hazard))
			kerneltest.Must(t, err)
		}
	}
	w.On("2026-05-10") // two days late
	kerneltest.Must(t, do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After = "已接地", photo }))
	kerneltest.Must(t, do(p.safety, h, "accept", "", nil))
	kerneltest.Must(t, do(p.county, h, "close", "合格", nil))
	kerneltest.Must(t, hazard.Escalate.Do(w.System(), nil))
}

func TestFigures(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		month(t, w, p)
		for name, want := range map[string]string{
			"hazard.found": "3", "hazard.rectified": "2/3", "hazard.closed": "2/3", "hazard.due": "3", "hazard.punctual": "1/3", "hazard.overdue": "1", "hazard.major": "0",
			"hazard.major_rectified": "0/0", "hazard.listed": "0", "hazard.self": "2", "hazard.government": "1", "hazard.recheckable": "1", "hazard.rechecked": "1/1",
			"hazard.self_checks": "1", "hazard.self_checkers": "1/2", "hazard.inspections": "1", "hazard.inspected": "1", "hazard.repeated": "0/3",
		} {
			got, err := metric.Read(p.city, name, metric.Cut{From: "2026-05-01", To: "2026-05-31"})
			kerneltest.Must(t, err)
			text := fmt.Sprint(got.Value)
			if w.App.Indicator(name).Per != "" {
				text += "/" + fmt.Sprint(*got.Of)
			}
			if text != want {
				t.Errorf("%s: %s, want %s", name, text, want)
			}
		}
		// a notice on a past period, written later, counts what stood at its end
		for name, want := range map[string][2]float64{ // to 9 May, to 10 May
			"hazard.found": {3, 3}, "hazard.rectified": {1, 2}, "hazard.closed": {1, 2}, "hazard.overdue": {2, 1}, "hazard.recheckable": {0, 1}, "hazard.rechecked": {0, 1},
		} {
			for i, end := range []kernel.Date{"2026-05-09", "2026-05-10"} {
				w.On("2026-06-20")
				got, err := metric.Read(p.city, name, metric.Cut{From: "2026-05-01", To: end})
				kerneltest.Must(t, err)
				if got.Value != want[i] {
					t.Errorf("%s to %s: %v, want %v", name, end, got.Value, want[i])
				}
				values, err := url.ParseQuery(got.Query)
				kerneltest.Must(t, err)
				q, err := rest.Filter(p.city, hazard.Hazards, values)
				kerneltest.Must(t, err)
				if n, err := hazard.Hazards.Count(p.city, q.Where); err != nil || n != int(want[i]) {
					t.Errorf("%s to %s: the list %s has %d, want %v (%v)", name, end, got.Query, n, want[i], err)
				}
			}
		}
		for _, by := range []string{"region", "level", "source", "category", "trade"} {
			got, err := metric.Read(p.city, "hazard.found", metric.Cut{By: by})
			kerneltest.Must(t, err)
			sum := 0.0
			for _, it := range got.Items {
				sum += it.Value
			}
			if sum != 3 {
				t.Errorf("by %s: %v of 3", by, sum)
			}
		}
		// each part opens exactly its records, what has no kind yet and what is never counted too
		kerneltest.Must(t, hazard.Hazards.Create(p.worker, &hazard.Hazard{Finding: hazard.Finding{Title: "灯不亮", Photos: photo}}))
		kerneltest.Must(t, hazard.Hazards.Create(p.county, &hazard.Hazard{Finding: hazard.Finding{Enterprise: p.with(nil).Enterprise, Title: "草稿"}}))
		for _, name := range []string{"hazard.found", "hazard.rectified", "hazard.major"} {
			for _, by := range []string{"region", "level", "source", "category", "trade", "status"} {
				got, err := metric.Read(p.city, name, metric.Cut{By: by})
				kerneltest.Must(t, err)
				for _, it := range got.Items {
					values, err := url.ParseQuery(it.Query)
					kerneltest.Must(t, err)
					q, err := rest.Filter(p.city, hazard.Hazards, values)
					kerneltest.Must(t, err)
					if n, err := hazard.Hazards.Count(p.city, q.Where); it.Query == "" && it.Value != 0 || it.Query != "" && (err != nil || n != int(it.Value)) {
						t.Errorf("%s by %s: %s is %v, its list %q has %d (%v)", name, by, it.Label, it.Value, it.Query, n, err)
					}
				}
			}
		}
		got, err := hazard.Perform(p.city, &hazard.PerformanceQuery{From: "2026-05-01", To: "2026-05-31", Limit: 1})
		kerneltest.Must(t, err)
		want := hazard.PerformanceLine{ID: p.plant, Name: "郑州金水机械有限公司", Region: "410105", RegionLabel: "410105", SelfChecks: 1, Inspections: 1, Found: 3, Self: 2, Official: 1, Closed: 2, Punctual: 1, Overdue: 1}
		if len(got.Items) != 1 || got.Items[0] != want || got.Next != p.plant {
			t.Errorf("performance: %+v", got)
		}
		if got, err := hazard.Perform(p.stranger, &hazard.PerformanceQuery{}); err != nil || len(got.Items) != 1 || got.Items[0].ID != p.shop {
			t.Errorf("a stranger sees %+v, %v", got, err)
		}
	})
}

// cut is a trail that breaks at some entry, as if the power went.
type cut struct {
	kernel.Recorder
	after int
}

func (r *cut) Record(c *kernel.Ctx, e kernel.Event) error {
	if r.after--; r.after < 0 {
		return errors.New("the power went")
	}
	return r.Recorder.Record(c, e)
}

// Whatever stops the escalation half way, the next run completes it: nothing is raised without its entry in the trail, nothing twice.
func TestEscalationIsInterrupted(t *testing.T) {
	w := kerneltest.Prepared(t, kerneltest.SQLite, stocked, modules...)
	p := play(t, w)
	var ids []string
	for range 5 {
		h := p.with(func(h *hazard.Hazard) { h.Responsible = "李班长" })
		kerneltest.Must(t, hazard.Hazards.Create(p.safety, h))
		kerneltest.Must(t, do(p.safety, h, "submit", "", nil))
		ids = append(ids, h.ID)
	}
	w.On("2026-05-09")
	whole := w.Trail
	for _, after := range []int{2, 1} {
		w.Env.Trail = &cut{whole, after}
		if err := hazard.Escalate.Do(w.System(), nil); err == nil {
			t.Fatal("the run did not notice")
		}
	}
	w.Env.Trail = whole
	kerneltest.Must(t, hazard.Escalate.Do(w.System(), nil))
	for _, id := range ids {
		h, err := hazard.Hazards.Get(p.safety, id)
		kerneltest.Must(t, err)
		entries, err := whole.Of(w.System(), "hazard", id)
		kerneltest.Must(t, err)
		told := 0
		for _, e := range entries {
			if e.Verb == "escalate" {
				told++
			}
		}
		if h.Escalation != hazard.County || told != 1 {
			t.Errorf("%s: %q, told %d times", id, h.Escalation, told)
		}
	}
}
