package plan_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
	"anjian/system/plan"
)

// page is the paper of a record as HTML.
func page(t *testing.T, c *kernel.Ctx, pattern, id string) string {
	t.Helper()
	for _, m := range c.App.Modules {
		for _, r := range m.Routes {
			if r.Pattern == pattern {
				for _, format := range []string{"pdf", "docx", "html"} {
					req, res := httptest.NewRequest("GET", "/?format="+format, nil), httptest.NewRecorder()
					req.SetPathValue("id", id)
					kerneltest.Must(t, r.Raw(c, res, req))
					if format == "html" {
						return res.Body.String()
					}
				}
			}
		}
	}
	t.Fatal("no operation " + pattern)
	return ""
}

// 专项检查: 下发到各县, 平台统计或手工报数, 快报; 别的县看不到也不能报.
func TestCampaign(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w, 4, 2)
		kerneltest.Must(t, region.Seed(p.sys, "41", "4101"))
		kerneltest.Must(t, library.Seed(p.sys))
		g := &plan.Campaign{Base: kernel.Base{Region: "4101"}, Title: "机械行业专项检查", Kind: plan.Special, Trades: []enterprise.Trade{enterprise.Machinery}, From: "2026-05-01", To: "2026-06-30", Rhythm: plan.Weekly, Content: "按清单检查"}
		kerneltest.Must(t, plan.Campaigns.Create(p.city, g))
		_, err := plan.Campaigns.Do(p.city, g.ID, 0, "issue", nil, "")
		kerneltest.Must(t, err)
		mine, err := plan.Tasks.First(p.officer, kernel.Eq(&plan.TaskRow.Campaign, ref[plan.Campaign](g.ID)))
		kerneltest.Must(t, err)
		_, err = plan.Tasks.Update(p.city, mine.ID, 0, func(t *plan.CampaignTask) error { t.Region = "4101"; return nil })
		kerneltest.Want(t, "a task given to another unit", err, kernel.Invalid)
		if mine == nil || mine.Quota != 4 || mine.Region != "410105" || mine.NextOn != "2026-05-08" {
			t.Fatalf("task: %+v", mine)
		}
		late := &plan.Campaign{Base: kernel.Base{Region: "4101"}, Title: "四月已开始的检查", Kind: plan.Special, From: "2026-04-01", To: "2026-06-30", Rhythm: plan.Weekly, Content: "按清单检查"}
		kerneltest.Must(t, plan.Campaigns.Create(p.city, late))
		_, err = plan.Campaigns.Do(p.city, late.ID, 0, "issue", nil, "")
		kerneltest.Must(t, err)
		for on, silent := range map[string]bool{"2026-05-01": false, "2026-05-08": false, "2026-05-09": true} {
			now, err := call[plan.CampaignProgress](p.city, "GET /api/plan_campaign/{id}/progress", map[string]any{"id": late.ID, "reported_on": on})
			kerneltest.Must(t, err)
			if silent != (len(now.Silent) > 0) {
				t.Errorf("without a report by %s: %q, while the tasks ask for one by 2026-05-08", on, now.Silent)
			}
		}
		if _, err := plan.Campaigns.Get(p.officer, g.ID); err != nil {
			t.Errorf("the county does not see what it has to do: %v", err)
		}
		w.On("2026-05-07")
		check := &hazard.Check{Kind: hazard.Campaign, Enterprise: ref[enterprise.Enterprise](p.firms[0].ID)}
		check.Items = []hazard.Answer{{Content: "防护罩", Outcome: hazard.Fail, Note: "缺失", Category: library.Machines, DueOn: "2026-05-20"}, {Content: "通道", Outcome: hazard.Pass}}
		kerneltest.Must(t, hazard.Checks.Create(p.officer, check))
		w.On("2026-05-08")
		send := func(c *kernel.Ctx, on kernel.Date, fill func(*plan.Report)) (*plan.Report, error) {
			r := &plan.Report{Base: kernel.Base{Region: "410105"}, Task: ref[plan.CampaignTask](mine.ID), On: on}
			if fill != nil {
				fill(r)
			}
			return r, plan.Reports.Create(c, r)
		}
		_, err = send(p.far, "2026-05-08", nil)
		kerneltest.Want(t, "reported by another county", err, kernel.Invalid)
		_, err = send(p.officer, "2026-05-09", nil)
		kerneltest.Want(t, "reported ahead", err, kernel.Invalid)
		r, err := send(p.officer, "2026-05-08", nil)
		kerneltest.Must(t, err)
		if !r.Counted || r.Checked != 1 || r.Found != 1 || r.Since != "2026-05-01" {
			t.Errorf("counted by the platform: %+v", r)
		}
		_, err = send(p.officer, "2026-05-08", nil)
		kerneltest.Want(t, "the same day twice", err, kernel.Conflict)
		w.On("2026-05-15")
		_, err = send(p.officer, "2026-05-15", func(r *plan.Report) { r.Checked, r.Found, r.Major = 3, 1, 2 })
		kerneltest.Want(t, "more major hazards than hazards", err, kernel.Invalid)
		_, err = send(p.officer, "2026-05-15", func(r *plan.Report) { r.Checked, r.Found, r.Mended, r.Stopped, r.Fined = 3, 5, 4, 1, 2_000_000 })
		kerneltest.Must(t, err)
		if mine, err = plan.Tasks.Get(p.officer, mine.ID); err != nil || mine.Checked != 4 || mine.Found != 6 || mine.Reports != 2 || mine.NextOn != "2026-05-22" {
			t.Errorf("added up: %v %+v", err, mine)
		}
		w.On("2026-05-20")
		g2, err := call[plan.CampaignProgress](p.city, "GET /api/plan_campaign/{id}/progress", map[string]any{"id": g.ID})
		kerneltest.Must(t, err)
		if g2.Total.Checked != 4 || g2.Total.Quota != 4 || len(g2.Silent) != len(g2.Units)-1 {
			t.Errorf("progress: %+v", g2)
		}
		early, err := call[plan.CampaignProgress](p.city, "GET /api/plan_campaign/{id}/progress", map[string]any{"id": g.ID, "reported_on": "2026-05-10"})
		kerneltest.Must(t, err)
		if early.Total.Checked != 1 {
			t.Errorf("as of the tenth: %+v", early.Total)
		}
		text := page(t, p.city, "GET /api/plan_campaign/{id}/paper", g.ID)
		for _, part := range []string{"机械行业专项检查进度周报", "共检查4家次", "金水", "2.00", "未按时报告"} {
			if !strings.Contains(text, part) {
				t.Errorf("the report lacks %q", part)
			}
		}
		done := &plan.Campaign{Summary: "全部完成"}
		_, err = plan.Campaigns.Do(p.leader, g.ID, 0, "finish", done, "")
		kerneltest.Want(t, "ended by a county", err, kernel.Forbidden)
		_, err = plan.Campaigns.Do(p.city, g.ID, 0, "finish", done, "")
		kerneltest.Must(t, err)
		_, err = plan.Tasks.Update(p.officer, mine.ID, 0, func(t *plan.CampaignTask) error { t.Quota = 1; return nil })
		kerneltest.Want(t, "what was to be checked, changed after the end", err, kernel.Conflict)
		if mine, err = plan.Tasks.Get(p.officer, mine.ID); err != nil || mine.Status != plan.Complete {
			t.Errorf("the task of an ended campaign: %v %+v", err, mine)
		}
	})
}

// 巡查: 组队进驻、反馈问题、下级整改、复查退回、办结、报告.
func TestPatrol(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w, 1, 2)
		r := &plan.Patrol{Base: kernel.Base{Region: "4101"}, Title: "2026年第一轮安全生产巡查", From: "2026-04-20", To: "2026-05-30", Content: "责任落实", Teams: []plan.PatrolTeam{{Name: "第一组", Leader: "吴组长"}}}
		kerneltest.Must(t, plan.Patrols.Create(p.city, r))
		unit := func(c *kernel.Ctx, change func(*plan.PatrolUnit)) (*plan.PatrolUnit, error) {
			u := &plan.PatrolUnit{Base: kernel.Base{Region: "410105"}, Patrol: ref[plan.Patrol](r.ID), Team: "第一组", VisitedOn: "2026-05-01", Problems: []plan.Problem{{Content: "党政领导责任清单未修订", Whose: "区政府办"}, {Content: "两家尾矿库未落实包保责任"}}}
			if change != nil {
				change(u)
			}
			return u, plan.PatrolUnits.Create(c, u)
		}
		_, err := unit(p.city, nil)
		kerneltest.Want(t, "before the round began", err, kernel.Invalid)
		_, err = plan.Patrols.Do(p.city, r.ID, 0, "begin", nil, "")
		kerneltest.Must(t, err)
		_, err = unit(p.city, func(u *plan.PatrolUnit) { u.Team = "第九组" })
		kerneltest.Want(t, "a team that is not there", err, kernel.Invalid)
		_, err = unit(p.city, func(u *plan.PatrolUnit) { u.Region = "4101" })
		kerneltest.Want(t, "one's own level without a department", err, kernel.Invalid)
		u, err := unit(p.city, nil)
		kerneltest.Must(t, err)
		_, err = plan.PatrolUnits.Get(p.leader, u.ID)
		kerneltest.Want(t, "seen by the county before it is handed over", err, kernel.Missing)
		in := func(change func(*plan.PatrolUnit)) *plan.PatrolUnit { x := &plan.PatrolUnit{}; change(x); return x }
		do := func(c *kernel.Ctx, step string, in *plan.PatrolUnit, opinion string) error {
			rec, err := plan.PatrolUnits.Do(c, u.ID, 0, step, in, opinion)
			if err == nil {
				*u = *rec
			}
			return err
		}
		kerneltest.Want(t, "handed over without a term", do(p.city, "hand", nil, ""), kernel.Invalid)
		kerneltest.Want(t, "handed over", do(p.city, "hand", in(func(u *plan.PatrolUnit) { u.DueOn = "2026-05-20" }), ""), "")
		reply := in(func(u *plan.PatrolUnit) { u.Reply = "已修订责任清单，包保责任已落实" })
		kerneltest.Want(t, "answered by another county", do(p.far, "answer", reply, ""), kernel.Missing)
		kerneltest.Want(t, "answered", do(p.leader, "answer", reply, ""), "")
		kerneltest.Want(t, "closed before the re-check", do(p.city, "close", nil, ""), kernel.Conflict)
		_, err = plan.PatrolUnits.Update(p.city, u.ID, 0, func(u *plan.PatrolUnit) error {
			u.Problems[0].Recheck, u.Problems[1].Recheck = plan.Settled, plan.Unsettled
			return nil
		})
		kerneltest.Must(t, err)
		kerneltest.Want(t, "returned", do(p.city, "back", in(func(u *plan.PatrolUnit) { u.DueOn = "2026-05-25" }), "第二项没有改到位"), "")
		kerneltest.Want(t, "answered again", do(p.leader, "answer", reply, ""), "")
		_, err = plan.PatrolUnits.Update(p.city, u.ID, 0, func(u *plan.PatrolUnit) error { u.Problems[1].Recheck = plan.Settled; return nil })
		kerneltest.Must(t, err)
		kerneltest.Want(t, "closed", do(p.city, "close", nil, ""), "")
		if u.Returned != 1 || u.Open != 0 || u.ClosedOn != "2026-05-01" {
			t.Errorf("closed: %+v", u)
		}
		_, err = plan.Patrols.Do(p.city, r.ID, 0, "report", &plan.Patrol{Report: "总体情况良好。"}, "")
		kerneltest.Must(t, err)
		if text := page(t, p.city, "GET /api/plan_patrol/{id}/paper", r.ID); !strings.Contains(text, "党政领导责任清单未修订") || !strings.Contains(text, "已改到位") {
			t.Error("the report lacks the problems")
		}
	})
}

// 计划成文: 测算写成算式, 名单作附件.
func TestPlanPaper(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w, 3, 2)
		y := p.yearly(t, p.officer, "金水区2026年度监督检查计划")
		_, err := call[plan.Added](p.officer, "POST /api/plan/{id}/pick", map[string]any{"id": y.ID})
		kerneltest.Must(t, err)
		text := page(t, p.officer, "GET /api/plan/{id}/paper", y.ID)
		for _, part := range []string{"12×250＝3000人天", "3000－800－900＝1300人天", "1300÷（2×1.5）＝433家次", "不少于260家次", "重点检查对象名单", "郑州金水第1机械有限公司"} {
			if !strings.Contains(text, part) {
				t.Errorf("the paper lacks %q", part)
			}
		}
	})
}
