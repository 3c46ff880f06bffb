package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"anjian/base/enterprise"
	"anjian/base/feature"
	"anjian/kernel"
	"anjian/system/enforcement"
	"anjian/system/monitor"
	"anjian/system/risk"
)

// TestGradeFollowsFacts: an alarm, an accident and a penalty raise the grade of an enterprise, say why and where, and it falls when they are over.
func TestGradeFollowsFacts(t *testing.T) {
	t.Parallel()
	p, _ := playing(t, 1, io.Discard)
	c := p.system(t.Context())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	e := &enterprise.Enterprise{}
	e.Name, e.Trade, e.Region, e.RegisteredOn, e.Status = "郑州金水化工有限公司", enterprise.ChemProduction, "410105", "2026-01-05", enterprise.Filed
	must(enterprise.Enterprises.Create(c, e))
	id := kernel.Ref[enterprise.Enterprise](e.ID)
	now := func(what string, want enterprise.RiskGrade, why, link string) {
		t.Helper()
		r, err := risk.Ratings.First(c, kernel.Compare("enterprise", "=", e.ID))
		must(err)
		linked := link == "" && (r == nil || len(r.Facts) == 0)
		if r != nil {
			for _, f := range r.Facts {
				linked = linked || link != "" && strings.HasPrefix(f.Link, link) && strings.HasSuffix(f.Link, e.ID)
			}
		}
		if r == nil || r.Grade != want || !strings.Contains(r.Why, why) || !linked {
			t.Fatalf("%s: %+v", what, r)
		}
	}
	a := &monitor.Alarm{}
	a.Title, a.Enterprise, a.Region, a.Grade, a.Status, a.Active = "液氨储罐压力高高限", id, "410105", monitor.Blue, monitor.New, true
	must(monitor.Alarms.Create(c, a))
	if r, err := risk.Ratings.First(c, kernel.Compare("enterprise", "=", e.ID)); err != nil || r != nil {
		t.Fatalf("a blue alarm moves nothing: %+v %v", r, err)
	}
	_, err := monitor.Alarms.Update(c, a.ID, 0, func(a *monitor.Alarm) error { a.Grade = monitor.Red; return nil })
	must(err)
	now("a red alarm", risk.Orange, "监测报警没有处置完1个，至少为较大风险", "/monitor_alarm?")
	step := func(name, opinion string) {
		t.Helper()
		_, err := monitor.Alarms.Do(c, a.ID, 0, name, nil, opinion)
		must(err)
	}
	step("acknowledge", "")
	now("somebody knows", risk.Orange, "没有处置完1个", "/monitor_alarm?")
	step("misjudge", "变送器校验")
	now("closed", "", "没有影响等级的事实", "")
	l := &feature.Layer{Name: "事故", Kind: feature.Accident}
	l.Region = "410105"
	must(feature.Layers.Create(c, l))
	f := &feature.Feature{Layer: kernel.Ref[feature.Layer](l.ID), Name: "灼烫事故", Enterprise: id, On: c.Today().AddDays(-30), Shape: feature.Shape{Type: "Point", Coordinates: []float64{113.66, 34.77}}}
	must(feature.Features.Create(c, f))
	now("an accident", risk.Orange, "一年内发生过生产安全事故1起，至少为较大风险", "/feature?")
	must(feature.Features.Delete(c, f.ID, 0))
	now("it was another's", "", "没有影响等级的事实", "")
	k := &enforcement.Case{}
	k.Source, k.FoundOn, k.ActedOn, k.Summary = "inspection", c.Today().AddDays(-120), c.Today().AddDays(-120), "检查时发现"
	k.Title, k.Cause, k.Enterprise, k.Region, k.Outcome, k.DecidedOn, k.Status = "未如实记录培训情况案", "未如实记录培训情况", id, "410105", enforcement.Penalty, c.Today().AddDays(-100), enforcement.Execution
	must(enforcement.Cases.Create(c, k))
	now("fined", risk.Yellow, "一年内受过行政处罚1件，至少为一般风险", "/enforcement?")
	clock := p.env.Now
	p.env.Now = func() time.Time { return clock().AddDate(0, 0, 270) }
	c = p.system(t.Context())
	must(risk.Rerate.Run(c, struct{}{}))
	now("over a year ago", "", "没有影响等级的事实", "")
}
