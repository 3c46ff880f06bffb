package plan_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
	"anjian/system/plan"
)

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), library.Module(), officer.Module(), hazard.Module(), plan.Module()}

func TestConform(t *testing.T) { kerneltest.Conform(t, "plan", modules...) }

// 编制年度计划: 测算、按规则选取、报批、批准、备案; 检查完成; 调整须批准; 与市级计划冲突时合并检查.
func TestPlan(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w, 12, 3)
		y := p.yearly(t, p.officer, "金水区2026年度监督检查计划")
		if y.Days != 3000 || y.Left != 1300 || y.Capacity != 433 || y.KeyLeast != 260 || y.From != "2026-01-01" || y.To != "2026-12-31" {
			t.Errorf("worked out: %+v", y.Capability)
		}
		do := func(c *kernel.Ctx, step string, in *plan.Plan, opinion string) error {
			rec, err := plan.Plans.Do(c, y.ID, 0, step, in, opinion)
			if err == nil {
				*y = *rec
			}
			return err
		}
		kerneltest.Want(t, "submitted empty", do(p.officer, "submit", nil, ""), kernel.Conflict)

		// the rule: red and orange ones, those with overdue hazards first
		late := &hazard.Hazard{}
		late.Enterprise, late.Title, late.Category = ref[enterprise.Enterprise](p.firms[1].ID), "灭火器过期", library.Fire
		late.Region, late.Status, late.Overdue, late.FoundOn, late.DueOn = "410105002", hazard.Open, true, "2026-03-01", "2026-03-15"
		kerneltest.Must(t, w.Store.Insert(p.sys, hazard.Hazards.Meta(), func() *hazard.Hazard { late.ID, late.Rev = "late", 1; return late }()))
		rule := map[string]any{"id": y.ID, "risks": []string{"red", "orange"}}
		pre, err := call[plan.Preview](p.officer, "POST /api/plan/{id}/preview", rule)
		kerneltest.Must(t, err)
		if pre.Found != 6 || pre.Items[0].ID != p.firms[0].ID || !strings.Contains(pre.Items[0].Why, "重大风险") || !slices.ContainsFunc(pre.Items, func(x *plan.Candidate) bool {
			return x.ID == p.firms[1].ID && strings.Contains(x.Why, "逾期隐患1项")
		}) {
			t.Errorf("preview: %d %+v %+v", pre.Found, pre.Items[0], pre.Items[1])
		}
		_, err = call[plan.Preview](p.far, "POST /api/plan/{id}/preview", rule)
		kerneltest.Want(t, "preview of the next county", err, kernel.Missing)
		added, err := call[plan.Added](p.officer, "POST /api/plan/{id}/pick", rule)
		kerneltest.Must(t, err)
		if added.Added != 6 {
			t.Errorf("picked %d", added.Added)
		}
		more, err := call[plan.Added](p.officer, "POST /api/plan/{id}/pick", map[string]any{"id": y.ID, "class": "general", "visit_month": "2026-05"})
		kerneltest.Must(t, err)
		if more.Added != 6 { // the six of before are in it already
			t.Errorf("picked another %d", more.Added)
		}
		_, err = call[plan.Added](p.officer, "POST /api/plan/{id}/pick", map[string]any{"id": y.ID, "visit_month": "2027-01"})
		kerneltest.Want(t, "a month of another year", err, kernel.Invalid)

		targets, err := plan.Targets.List(p.officer, kernel.Query{Where: kernel.Eq(&plan.TargetRow.Plan, ref[plan.Plan](y.ID)), Sort: "id"})
		kerneltest.Must(t, err)
		if targets[0].Month != "2026-05" || targets[5].Month != "2026-11" || targets[0].Level != enterprise.ByCounty {
			t.Errorf("spread: %s to %s", targets[0].Month, targets[5].Month)
		}
		first := targets[6] // of May
		kerneltest.Want(t, "visited before approval", plan.Visited(p.officer, first.ID, "i1"), kernel.Conflict)
		_, err = plan.Targets.Update(p.officer, first.ID, 0, func(x *plan.Target) error {
			x.Officers = []kernel.Ref[officer.Officer]{ref[officer.Officer](p.officers[0].ID)}
			return nil
		})
		kerneltest.Want(t, "one officer", err, kernel.Invalid)
		_, err = plan.Targets.Update(p.officer, first.ID, 0, func(x *plan.Target) error {
			x.Officers = []kernel.Ref[officer.Officer]{ref[officer.Officer](p.officers[0].ID), ref[officer.Officer](p.officers[1].ID)}
			return nil
		})
		kerneltest.Must(t, err)

		kerneltest.Want(t, "submitted", do(p.officer, "submit", nil, ""), "")
		kerneltest.Want(t, "approved by an officer", do(p.officer, "approve", &plan.Plan{Approval: plan.Approval{ApprovedBy: "金水区人民政府", ApprovedOn: "2026-04-20"}}, ""), kernel.Forbidden)
		kerneltest.Want(t, "approved without a date", do(p.leader, "approve", &plan.Plan{Approval: plan.Approval{ApprovedBy: "金水区人民政府"}}, ""), kernel.Invalid)
		kerneltest.Want(t, "approved", do(p.leader, "approve", &plan.Plan{Approval: plan.Approval{ApprovedBy: "金水区人民政府", ApprovedOn: "2026-04-20", ApprovalNo: "金政〔2026〕3号"}}, ""), "")
		kerneltest.Want(t, "filed before it was sent", do(p.city, "file", nil, ""), kernel.Conflict)
		kerneltest.Want(t, "sent", do(p.leader, "send", nil, ""), "")
		kerneltest.Want(t, "filed by oneself", do(p.leader, "file", nil, ""), kernel.Forbidden)
		kerneltest.Want(t, "filed by the city", do(p.city, "file", nil, ""), "")
		if y.FiledBy != "吴市局" || y.Total != 12 || y.Keys != 6 {
			t.Errorf("filed: %+v %+v", y.Approval, y.Count)
		}
		_, err = call[plan.Added](p.officer, "POST /api/plan/{id}/pick", rule)
		kerneltest.Want(t, "picked once approved", err, kernel.Conflict)
		kerneltest.Want(t, "deleted once approved", plan.Plans.Delete(p.officer, y.ID, 0), kernel.Missing)
		kerneltest.Want(t, "a target deleted once approved", plan.Targets.Delete(p.officer, targets[0].ID, 0), kernel.Missing)

		// visits
		kerneltest.Must(t, plan.Visited(p.officer, first.ID, "i1"))
		kerneltest.Must(t, plan.Visited(p.officer, first.ID, "i1"))
		kerneltest.Want(t, "visited by another inspection", plan.Visited(p.officer, first.ID, "i2"), kernel.Conflict)
		kerneltest.Must(t, plan.Completed(p.officer, first.ID, "i1", "发现一般隐患2项，已责令整改"))
		done, err := plan.Targets.Get(p.officer, first.ID)
		kerneltest.Must(t, err)
		firm, err := enterprise.Enterprises.Get(p.officer, string(first.Enterprise))
		kerneltest.Must(t, err)
		if done.Title != firm.Name {
			t.Errorf("a target is called %q, its enterprise %q", done.Title, firm.Name)
		}
		if done.Status != plan.Done || done.VisitedOn != "2026-05-01" || done.PublishBy != "2026-05-29" { // Monday to Friday in this world
			t.Errorf("done: %+v", done)
		}
		_, err = plan.Targets.Do(p.officer, first.ID, 0, "publish", nil, "")
		kerneltest.Must(t, err)
		public, err := call[plan.VisitList](w.As(kernel.Actor{}), "GET /api/plan_target/published", map[string]any{"region": "4101"})
		kerneltest.Must(t, err)
		if len(public.Items) != 1 || !strings.Contains(public.Items[0].Outcome, "一般隐患2项") {
			t.Errorf("published: %+v", public)
		}
		second := targets[7]
		_, err = plan.Targets.Do(p.officer, second.ID, 0, "visit", &plan.Target{VisitedOn: "2026-05-01", Days: 1}, "")
		kerneltest.Want(t, "noted without officers", err, kernel.Invalid)

		g, err := call[plan.Progress](p.officer, "GET /api/plan/{id}/progress", map[string]any{"id": y.ID})
		kerneltest.Must(t, err)
		cells := 0
		for _, u := range g.Units {
			for _, cell := range u.Cells {
				cells += cell.Total
			}
		}
		if g.Total != 12 || g.Keys != 6 || g.Visited != 1 || cells != 12 || len(g.Months) != 12 || len(g.Officers) != 2 || g.Officers[0].Days != 1.5 || g.Unassigned != 11 || g.OnFile != 3 {
			t.Errorf("progress: %+v", g)
		}
		if len(g.Warnings) < 2 || !strings.Contains(g.Warnings[0], "应至少8家次") {
			t.Errorf("warnings: %q", g.Warnings)
		}

		// the city's plan names one of them too
		cityPlan := p.yearly(t, p.city, "郑州市2026年度监督检查计划")
		same := &plan.Target{Plan: ref[plan.Plan](cityPlan.ID), Enterprise: targets[0].Enterprise, Month: "2026-06", Class: plan.KeyCheck}
		same.Region = "410105"
		kerneltest.Must(t, plan.Targets.Create(p.city, same))
		if !same.Conflicting || !strings.Contains(same.Conflict, "金水区2026年度监督检查计划") {
			t.Errorf("overlap: %q", same.Conflict)
		}
		wrong := &plan.Target{Plan: ref[plan.Plan](y.ID), Enterprise: targets[0].Enterprise, Month: "2026-07", Class: plan.KeyCheck}
		wrong.Region = "410105"
		kerneltest.Want(t, "added by hand once approved", plan.Targets.Create(p.officer, wrong), kernel.Conflict)
		_, err = plan.Targets.Do(p.officer, targets[0].ID, 0, "merge", &plan.Target{Merged: ref[plan.Target](second.ID)}, "")
		kerneltest.Want(t, "merged with another enterprise's", err, kernel.Invalid)
		_, err = plan.Targets.Do(p.officer, targets[0].ID, 0, "merge", &plan.Target{Merged: ref[plan.Target](same.ID)}, "")
		kerneltest.Must(t, err)
		_, err = plan.Plans.Do(p.city, cityPlan.ID, 0, "submit", nil, "")
		kerneltest.Must(t, err)
		_, err = plan.Plans.Do(p.city, cityPlan.ID, 0, "approve", &plan.Plan{Approval: plan.Approval{ApprovedBy: "郑州市人民政府", ApprovedOn: "2026-04-30"}}, "")
		kerneltest.Must(t, err)
		kerneltest.Must(t, plan.Visited(p.city, same.ID, "i3"))
		if both, err := plan.Targets.Get(p.officer, targets[0].ID); err != nil || both.Status != plan.Seen || both.Inspection != "i3" {
			t.Errorf("one visit for both plans: %v %+v", err, both)
		}

		// an adjustment
		new13 := &enterprise.Enterprise{}
		new13.Name, new13.Trade, new13.Region, new13.RegisteredOn, new13.Status = "郑州新来公司", enterprise.Machinery, "410105001", "2026-04-05", enterprise.Filed
		kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, new13))
		change := &plan.Adjustment{Plan: ref[plan.Plan](y.ID), Reason: "两家停产，新增一家", Add: []kernel.Ref[enterprise.Enterprise]{ref[enterprise.Enterprise](new13.ID)}, AddMonth: "2026-08",
			Drop: []kernel.Ref[plan.Target]{ref[plan.Target](targets[8].ID)}, Moved: []kernel.Ref[plan.Target]{ref[plan.Target](targets[9].ID)}, MoveTo: "2026-10"}
		change.Region = "410105"
		bad := *change
		bad.Drop = []kernel.Ref[plan.Target]{ref[plan.Target](first.ID)}
		kerneltest.Want(t, "dropping what was visited", plan.Adjustments.Create(p.officer, &bad), kernel.Invalid)
		kerneltest.Must(t, plan.Adjustments.Create(p.officer, change))
		in := &plan.Adjustment{ApprovedBy: "金水区人民政府", ApprovedOn: "2026-05-01"}
		_, err = plan.Adjustments.Do(p.officer, change.ID, 0, "accept", in, "")
		kerneltest.Want(t, "approved by an officer", err, kernel.Forbidden)
		_, err = plan.Adjustments.Do(p.leader, change.ID, 0, "accept", in, "")
		kerneltest.Must(t, err)
		dropped, err := plan.Targets.Get(p.officer, targets[8].ID)
		kerneltest.Must(t, err)
		moved, err := plan.Targets.Get(p.officer, targets[9].ID)
		kerneltest.Must(t, err)
		now, err := plan.Plans.Get(p.officer, y.ID)
		kerneltest.Must(t, err)
		if dropped.Status != plan.Dropped || moved.Month != "2026-10" || moved.DueOn != "2026-10-31" || now.Total != 12 || now.Changes != 1 {
			t.Errorf("adjusted: %s %s %d %d", dropped.Status, moved.Month, now.Total, now.Changes)
		}

		// units without any inspection
		kerneltest.Must(t, region.Seed(p.sys, "41", "4101"))
		z, err := call[plan.Zero](p.city, "GET /api/plan/zero", map[string]any{})
		kerneltest.Must(t, err)
		for _, u := range z.Units {
			if (u.Code == "410105") == u.Zero {
				t.Errorf("%s: %d visits, zero %v", u.Label, u.Visits, u.Zero)
			}
		}
		if len(z.Units) < 10 || z.Zero >= len(z.Units) {
			t.Errorf("%d of %d units", z.Zero, len(z.Units))
		}
		_, err = call[plan.Zero](p.leader, "GET /api/plan/zero", map[string]any{"region": "4101"})
		kerneltest.Want(t, "units of the city, for a county", err, kernel.Forbidden)
		l, err := call[plan.LoadList](p.leader, "GET /api/plan/load", map[string]any{"year": 2026})
		kerneltest.Must(t, err)
		if len(l.Items) != 3 || l.Items[0].Visited != 1 || l.Mean != "0.7" {
			t.Errorf("load: %+v", l)
		}
	})
}

func sum(s string) string { b := sha256.Sum256([]byte(s)); return hex.EncodeToString(b[:]) }

// 双随机: 锁定名录、两人先后承诺、揭示、抽取、公开; 作废重抽; 谁都能重算.
func TestDraw(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w, 20, 5)
		y := p.yearly(t, p.officer, "金水区2026年度监督检查计划")
		_, err := call[plan.Added](p.officer, "POST /api/plan/{id}/pick", map[string]any{"id": y.ID, "risks": []string{"red"}, "visit_month": "2026-05"})
		kerneltest.Must(t, err)
		_, err = plan.Plans.Do(p.officer, y.ID, 0, "submit", nil, "")
		kerneltest.Must(t, err)
		_, err = plan.Plans.Do(p.leader, y.ID, 0, "approve", &plan.Plan{Approval: plan.Approval{ApprovedBy: "金水区人民政府", ApprovedOn: "2026-04-20"}}, "")
		kerneltest.Must(t, err)
		_, err = enterprise.Enterprises.Update(p.sys, p.firms[1].ID, 0, func(e *enterprise.Enterprise) error { e.Operating = enterprise.Stopped; return nil })
		kerneltest.Must(t, err)
		keep := &officer.Recusal{Officer: ref[officer.Officer](p.officers[0].ID), Enterprise: ref[enterprise.Enterprise](p.firms[2].ID), Relation: officer.Kin, Reason: "近亲属任职"}
		keep.Region = "410105"
		kerneltest.Must(t, officer.Recusals.Create(p.officer, keep))
		_, err = officer.Recusals.Do(p.leader, keep.ID, 0, "grant", nil, "")
		kerneltest.Must(t, err)

		make := func(change func(*plan.Draw)) (*plan.Draw, error) {
			d := &plan.Draw{Base: kernel.Base{Region: "410105"}}
			d.Title, d.Matters, d.From, d.To, d.Ratio, d.Plan = "5月机械行业双随机抽查", "机械行业安全生产现场检查", "2026-05-01", "2026-05-31", 25, ref[plan.Plan](y.ID)
			d.First, d.Second = ref[account.Account]("officer"), ref[account.Account]("lawyer")
			if change != nil {
				change(d)
			}
			return d, plan.Draws.Create(p.officer, d)
		}
		for what, change := range map[string]func(*plan.Draw){
			"one custodian for both": func(d *plan.Draw) { d.Second = d.First },
			"one officer each":       func(d *plan.Draw) { d.PerObject = 1 },
			"no share":               func(d *plan.Draw) { d.Ratio = 0 },
			"again without the old":  func(d *plan.Draw) { d.Replaces = "x" },
			"custodian of elsewhere": func(d *plan.Draw) { d.First = "far" },
		} {
			_, err := make(change)
			kerneltest.Want(t, what, err, kernel.Invalid)
		}
		d, err := make(nil)
		kerneltest.Must(t, err)
		do := func(c *kernel.Ctx, step string, in *plan.Draw) error {
			rec, err := plan.Draws.Do(c, d.ID, 0, step, in, "")
			if err == nil {
				*d = *rec
			}
			return err
		}
		kerneltest.Must(t, do(p.officer, "lock", nil))
		// 20 enterprises: 5 stand in the plan for May, one does not operate; 25 % of 14 is 4
		if d.Objects != 14 || d.Excluded != 6 || d.Quota != 4 || d.People != 5 || len(d.PoolHash) != 64 {
			t.Errorf("locked: %+v", d.Lists)
		}
		_, err = plan.Draws.Update(p.officer, d.ID, 0, func(d *plan.Draw) error { d.Ratio = 50; return nil })
		kerneltest.Want(t, "changed once locked", err, kernel.Missing)
		_, err = call[plan.ShownList](w.As(kernel.Actor{}), "GET /api/plan_draw/published", map[string]any{"id": d.ID})
		kerneltest.Must(t, err)

		one, two := sum("一号保管人"), sum("二号保管人")
		commitment := func(s string) *plan.Draw { d := &plan.Draw{}; d.Commitment = s; return d }
		seed := func(s string) *plan.Draw { d := &plan.Draw{}; d.Seed = s; return d }
		kerneltest.Want(t, "revealed before anybody committed", do(p.officer, "reveal", seed(one)), kernel.Conflict)
		kerneltest.Want(t, "committed by somebody else", do(p.leader, "commit", commitment(sum(one))), kernel.Forbidden)
		kerneltest.Want(t, "no hash", do(p.officer, "commit", commitment("xyz")), kernel.Invalid)
		can := func(who *kernel.Ctx, step string) bool {
			item, err := who.Item(plan.Draws.Meta(), d.ID, kernel.Names{})
			kerneltest.Must(t, err)
			return slices.Contains(item.Can, step)
		}
		kerneltest.Want(t, "committed", do(p.officer, "commit", commitment(sum(one))), "")
		if can(p.officer, "commit") || !can(p.law, "commit") || can(p.leader, "commit") {
			t.Error("who has committed is asked again, or the other one is not")
		}
		kerneltest.Want(t, "committed twice", do(p.officer, "commit", commitment(sum(two))), kernel.Conflict)
		kerneltest.Want(t, "the other's commitment copied", do(p.law, "commit", commitment(sum(one))), kernel.Invalid)
		kerneltest.Want(t, "revealed while the other has not committed", do(p.officer, "reveal", seed(one)), kernel.Conflict)
		kerneltest.Want(t, "the second one", do(p.law, "commit", commitment(sum(two))), "")
		if d.Status != plan.Committed || d.Commitment != "" {
			t.Errorf("committed: %s %q", d.Status, d.Commitment)
		}
		kerneltest.Want(t, "another seed than committed", do(p.officer, "reveal", seed(two)), kernel.Invalid)
		kerneltest.Want(t, "revealed", do(p.officer, "reveal", seed(one)), "")
		if can(p.officer, "reveal") || !can(p.law, "reveal") {
			t.Error("who has revealed is asked again, or the other one is not")
		}
		before, err := call[plan.ShownList](w.As(kernel.Actor{}), "GET /api/plan_draw/published", map[string]any{"id": d.ID})
		kerneltest.Must(t, err)
		if s := before.Items[0]; s.SeedOne != "" || s.Pool != "" || s.PoolHash != d.PoolHash || s.CommitTwo == "" {
			t.Errorf("told too early: %+v", s)
		}
		kerneltest.Want(t, "revealed, both", do(p.law, "reveal", seed(two)), "")
		if d.Status != plan.Drawn || len(d.ResultHash) != 64 || d.DrawnOn != "2026-05-01" {
			t.Errorf("drawn: %+v", d.Result)
		}
		rec, err := call[plan.DrawShown](p.officer, "GET /api/plan_draw/{id}/record", map[string]any{"id": d.ID})
		kerneltest.Must(t, err)
		if len(rec.Result) != 4 || sum(rec.Pool) != d.PoolHash || len(rec.LeftOut) != 6 || rec.Me != "one" || strings.Contains(rec.Pool, "执法") {
			t.Errorf("record: %+v", rec)
		}
		for _, r := range rec.Result {
			if len(r.Officers) != 2 || r.Object == p.firms[2].ID && slices.Contains(r.Officers, p.officers[0].ID) {
				t.Errorf("drawn: %+v", r)
			}
		}
		drawn, err := plan.Targets.List(p.officer, kernel.Query{Where: kernel.Eq(&plan.TargetRow.Draw, ref[plan.Draw](d.ID)), Sort: "id"})
		kerneltest.Must(t, err)
		if len(drawn) != 4 || len(drawn[0].Officers) != 2 || drawn[0].Class != plan.General || drawn[0].Month != "2026-05" {
			t.Errorf("in the plan: %+v", drawn)
		}

		// again: only once the first is void, with a reason, and both stay
		_, err = make(func(n *plan.Draw) { n.Replaces, n.Reason = ref[plan.Draw](d.ID), "名录遗漏" })
		kerneltest.Want(t, "again beside a draw that stands", err, kernel.Invalid)
		kerneltest.Want(t, "void without a reason", do(p.leader, "void", nil), kernel.Invalid)
		voided := &plan.Draw{}
		voided.VoidedFor = "名录遗漏两家企业"
		kerneltest.Want(t, "void by an officer", do(p.officer, "void", voided), kernel.Forbidden)
		kerneltest.Must(t, do(p.leader, "void", voided))
		if gone, err := plan.Targets.Get(p.officer, drawn[0].ID); err != nil || gone.Status != plan.Dropped {
			t.Errorf("the visits of a void draw: %v %+v", err, gone)
		}
		again, err := make(func(n *plan.Draw) { n.Replaces, n.Reason, n.Plan, n.Most = ref[plan.Draw](d.ID), "名录遗漏", "", 3 })
		kerneltest.Must(t, err)
		first := d
		d = again
		kerneltest.Must(t, do(p.officer, "lock", nil))
		kerneltest.Must(t, do(p.law, "commit", commitment(sum(two))))
		kerneltest.Must(t, do(p.officer, "commit", commitment(sum(one))))
		kerneltest.Must(t, do(p.officer, "reveal", seed(one)))
		kerneltest.Must(t, do(p.law, "reveal", seed(two)))
		if d.Most != 0 || d.Objects != 14 || d.PoolHash != first.PoolHash || d.ResultHash != first.ResultHash {
			t.Errorf("the same lists and seeds give another result: %d %s %s", d.Objects, d.PoolHash, first.PoolHash)
		}
		kerneltest.Must(t, do(p.leader, "publish", nil))
		open, err := call[plan.ShownList](w.As(kernel.Actor{}), "GET /api/plan_draw/published", map[string]any{"id": d.ID})
		kerneltest.Must(t, err)
		if s := open.Items[0]; s.SeedOne != one || sum(s.Pool) != s.PoolHash || len(s.Result) != 4 || s.Replaces != first.ID || len(s.Names) != 0 {
			t.Errorf("published: %+v", s)
		}
		all, err := call[plan.ShownList](w.As(kernel.Actor{}), "GET /api/plan_draw/published", map[string]any{})
		kerneltest.Must(t, err)
		if len(all.Items) != 2 {
			t.Errorf("%d draws are public", len(all.Items))
		}
		kerneltest.Want(t, "deleted", plan.Draws.Delete(p.officer, d.ID, 0), kernel.Missing)
	})
}
