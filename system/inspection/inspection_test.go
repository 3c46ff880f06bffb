package inspection_test

import (
	"slices"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/evidence"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/metric"
	"anjian/system/hazard"
	"anjian/system/inspection"
	"anjian/system/plan"
)

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), library.Module(), officer.Module(), evidence.Module(nil),
	document.Module(inspection.Papers()), hazard.Module(), plan.Module(), inspection.Module()}

func TestConform(t *testing.T) { kerneltest.Conform(t, "inspection", modules...) }

var photo = kernel.Files{{SHA: "ab", Name: "现场.jpg", Type: "image/jpeg", Size: 9}}

// cast is who plays in a story.
type cast struct {
	plant                                         string
	sys, wang, leader, nextDoor, safety, stranger *kernel.Ctx
	team                                          []kernel.Ref[officer.Officer]
}

// stocked puts the library's texts there.
func stocked(w *kerneltest.World) error { return library.Seed(w.System()) }

func play(t *testing.T, w *kerneltest.World) *cast {
	t.Helper()
	p := &cast{sys: w.System()}
	bureau := &org.Org{Name: "郑州市金水区应急管理局", Kind: org.Bureau, Base: kernel.Base{Region: "410105"}}
	kerneltest.Must(t, org.Orgs.Create(p.sys, bureau))
	for _, one := range []struct{ id, name, no, until string }{{"wang", "王执法", "豫执001", "2028-12-31"}, {"liqi", "李执法", "豫执002", "2028-12-31"}, {"old", "赵过期", "豫执003", "2026-04-01"}} {
		a := &account.Account{Login: one.id, Name: one.name, Kind: account.Regulator, Roles: []account.Role{account.Role(role.Regulator)}}
		a.ID, a.Region = one.id, "410105"
		kerneltest.Must(t, account.Accounts.Create(p.sys, a))
		o := &officer.Officer{Account: kernel.Ref[account.Account](one.id), Org: kernel.Ref[org.Org](bureau.ID), CertificateNo: one.no, ValidUntil: kernel.Date(one.until)}
		o.Region = "410105"
		kerneltest.Must(t, officer.Officers.Create(p.sys, o))
		p.team = append(p.team, kernel.Ref[officer.Officer](o.ID))
	}
	e := &enterprise.Enterprise{}
	e.Name, e.Trade, e.Region, e.RegisteredOn, e.Industry, e.Address = "郑州金水机械有限公司", enterprise.Machinery, "410105", "2025-01-05", "3311", "金水路1号"
	e.Position, e.Status, e.Operating, e.Principal, e.PrincipalPhone = kernel.Point{Lng: 113.66, Lat: 34.8}, enterprise.Filed, enterprise.Running, "张三", "13800000001"
	kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, e))
	p.plant = e.ID
	as := func(id, name string, r kernel.Role, at kernel.Region, ent string) *kernel.Ctx {
		return w.As(kernel.Actor{ID: id, Name: name, Roles: []kernel.Role{r}, Region: at, Enterprise: ent})
	}
	p.wang, p.leader, p.nextDoor = as("wang", "王执法", role.Regulator, "410105", ""), as("chief", "郑局长", role.Leader, "410105", ""), as("next", "周邻县", role.Regulator, "410108", "")
	p.safety, p.stranger = as("safety", "孙安全", role.Safety, "410105", p.plant), as("stranger", "钱外人", role.Safety, "410105", "e2")
	return p
}

// visit makes a visit of the plant.
func (p *cast) visit(t *testing.T, kind inspection.Kind, list string) *inspection.Inspection {
	t.Helper()
	l, err := library.Checklists.First(p.wang, kernel.And(kernel.Eq(&library.Row.Line, list), kernel.Eq(&library.Row.Status, library.Published)))
	kerneltest.Must(t, err)
	v := &inspection.Inspection{}
	v.Enterprise, v.Type, v.Bare, v.Lists = kernel.Ref[enterprise.Enterprise](p.plant), kind, true, []kernel.Ref[library.Checklist]{kernel.Ref[library.Checklist](l.ID)}
	kerneltest.Must(t, inspection.Inspections.Create(p.wang, v))
	return v
}

func items(t *testing.T, c *kernel.Ctx, v *inspection.Inspection) []*inspection.Item {
	t.Helper()
	list, err := inspection.Items.List(c, kernel.Query{Where: kernel.Eq(&inspection.ItemRow.Inspection, kernel.Ref[inspection.Inspection](v.ID)), Sort: "number", Limit: -1})
	kerneltest.Must(t, err)
	return list
}

func findings(t *testing.T, c *kernel.Ctx, v *inspection.Inspection) []*inspection.Finding {
	t.Helper()
	list, err := inspection.Findings.List(c, kernel.Query{Where: kernel.Eq(&inspection.FindingRow.Inspection, kernel.Ref[inspection.Inspection](v.ID)), Sort: "number", Limit: -1})
	kerneltest.Must(t, err)
	return list
}

func do(c *kernel.Ctx, v *inspection.Inspection, step, opinion string, in func(*inspection.Inspection)) error {
	ask := &inspection.Inspection{}
	if in != nil {
		in(ask)
	}
	rec, err := inspection.Inspections.Do(c, v.ID, 0, step, ask, opinion)
	if err == nil {
		*v = *rec
	}
	return err
}

func answer(c *kernel.Ctx, v *inspection.Inspection, rest bool, replies ...inspection.Reply) error {
	_, err := inspection.Answer(c, &inspection.Replies{ID: v.ID, Replies: replies, Rest: rest})
	return err
}

// 从检查到办结: 证件过期的人不能检查, 不合格的一项成为问题和隐患, 没有做完不能结束, 下达文书起算期限, 企业整改, 复查一项合格一项退回, 再复查办结, 公开结果.
func TestVisit(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		w.On("2026-11-06")
		v := p.visit(t, inspection.Routine, "machinery")
		list := items(t, p.wang, v)
		if len(list) != 20 || v.Trade != enterprise.Machinery || v.Region != "410105" || v.Place != "金水路1号" || v.NeedsPlan {
			t.Fatalf("a new visit: %d items, %+v", len(list), v)
		}
		want := func(what string, err error, code kernel.Code) { t.Helper(); kerneltest.Want(t, what, err, code) }
		want("answered before it begins", answer(p.wang, v, false, inspection.Reply{Item: list[0].ID, Outcome: hazard.Pass}), kernel.Conflict)
		want("begun by one", do(p.wang, v, "begin", "", func(in *inspection.Inspection) { in.Officers = p.team[:1] }), kernel.Invalid)
		want("begun with a certificate that ended", do(p.wang, v, "begin", "", func(in *inspection.Inspection) { in.Officers = p.team[1:] }), kernel.Invalid)
		want("begun next door", do(p.nextDoor, v, "begin", "", func(in *inspection.Inspection) { in.Officers = p.team[:2] }), kernel.Missing)
		want("begun", do(p.wang, v, "begin", "", func(in *inspection.Inspection) { in.Officers, in.Present = p.team[:2], "张三" }), "")
		_, err := inspection.Inspections.Get(p.safety, v.ID)
		want("seen by the enterprise while it goes on", err, kernel.Missing)
		want("finished with everything open", do(p.wang, v, "finish", "", nil), kernel.Conflict)

		want("one tap", answer(p.wang, v, false, inspection.Reply{Item: list[3].ID, Outcome: hazard.Fail}), "")
		want("the same tap", answer(p.wang, v, false, inspection.Reply{Item: list[3].ID, Outcome: hazard.Fail}), "")
		found := findings(t, p.wang, v)
		if len(found) != 1 || !found[0].Vague || found[0].Basis != list[3].Basis || found[0].DueOn != "2026-11-21" || found[0].Status != inspection.Noted {
			t.Fatalf("a failed item: %+v", found)
		}
		h, err := hazard.Hazards.Get(p.wang, string(found[0].Hazard))
		kerneltest.Must(t, err)
		if h.Status != hazard.Draft || !h.Official || h.DueOn != "2026-11-21" || h.Requirement != list[3].Content {
			t.Fatalf("its hazard: %+v", h)
		}
		want("a failed item that passes after all", answer(p.wang, v, false, inspection.Reply{Item: list[3].ID, Outcome: hazard.Pass}), "")
		if left := findings(t, p.wang, v); len(left) != 0 {
			t.Fatalf("still found: %+v", left)
		}
		want("two fail", answer(p.wang, v, false, inspection.Reply{Item: list[3].ID, Outcome: hazard.Fail}, inspection.Reply{Item: list[5].ID, Outcome: hazard.Fail, Note: "2号车间通道堆放铝屑", Photos: photo},
			inspection.Reply{Item: list[7].ID, Outcome: hazard.NotApplicable}), "")
		want("the rest passes", answer(p.wang, v, true), "")
		want("finished while one is vague", do(p.wang, v, "finish", "", nil), kernel.Conflict)
		found = findings(t, p.wang, v)
		_, err = inspection.Findings.Update(p.wang, found[0].ID, 0, func(f *inspection.Finding) error {
			f.Title, f.Place, f.DueOn, f.Measure = "砂轮没有防护罩", "2号车间", "2026-11-16", inspection.StopUse
			return nil
		})
		want("a measure without a reason", err, kernel.Invalid)
		_, err = inspection.Findings.Update(p.wang, found[0].ID, 0, func(f *inspection.Finding) error {
			f.Title, f.Place, f.DueOn, f.Measure, f.Why = "砂轮没有防护罩", "2号车间", "2026-11-16", inspection.StopUse, "正在使用，随时可能伤人"
			return nil
		})
		want("said what is wrong", err, "")
		if h, err = hazard.Hazards.Get(p.wang, string(found[0].Hazard)); err != nil || h.Title != "砂轮没有防护罩" || h.DueOn != "2026-11-16" {
			t.Fatalf("the hazard follows: %+v %v", h, err)
		}
		if it := items(t, p.wang, v)[3]; it.Note != "砂轮没有防护罩" {
			t.Fatalf("the item follows: %+v", it)
		}
		_, err = hazard.Hazards.Update(p.wang, h.ID, 0, func(h *hazard.Hazard) error { h.Title = "别处改"; return nil })
		want("changed in a second place", err, kernel.Conflict)
		_, err = hazard.Hazards.Do(p.wang, h.ID, 0, "submit", nil, "")
		want("the term begins without a paper", err, kernel.Conflict)
		spot := &inspection.Finding{Inspection: kernel.Ref[inspection.Inspection](v.ID), Title: "灭火器被遮挡", Category: library.Fire, Spot: true}
		want("put right without a photograph", inspection.Findings.Create(p.wang, spot), kernel.Invalid)
		spot.After = photo
		want("put right on the spot", inspection.Findings.Create(p.wang, spot), "")

		want("finished with facts unconfirmed", do(p.wang, v, "finish", "", nil), kernel.Conflict)
		facts, err := inspection.Facts(p.wang, &struct {
			ID string `json:"id"`
		}{v.ID})
		kerneltest.Must(t, err)
		var doubts []enterprise.Group
		for _, d := range facts.Doubts {
			doubts = append(doubts, d.Group)
		}
		if !slices.Contains(doubts, enterprise.InPeople) {
			t.Fatalf("nothing doubted: %+v", facts)
		}
		_, err = inspection.Confirm(p.wang, &inspection.FactsIn{ID: v.ID, SafetyLeader: "孙安全", SafetyPhone: "13900000002"})
		want("corrected", err, "")
		facts, err = inspection.Confirm(p.wang, &inspection.FactsIn{ID: v.ID, Confirm: doubts})
		want("confirmed", err, "")
		e, err := enterprise.Enterprises.Get(p.sys, p.plant)
		kerneltest.Must(t, err)
		if e.SafetyLeader != "孙安全" || e.Stale || len(facts.Doubts) != 0 || len(facts.Facts) != 2+len(doubts) {
			t.Fatalf("the file follows the visit: %+v %+v", facts, e.Freshness)
		}
		want("finished", do(p.wang, v, "finish", "", nil), "")
		if v.Status != inspection.Handling || v.Found != 3 || v.Origin != evidence.Later || v.PublishBy == "" || v.Answered != 20 {
			t.Fatalf("finished: %+v", v)
		}
		want("answered afterwards", answer(p.wang, v, false, inspection.Reply{Item: list[0].ID, Outcome: hazard.Fail}), kernel.Conflict)
		want("looked again", do(p.wang, v, "resume", "漏看了配电室", nil), "")
		want("and finished", do(p.wang, v, "finish", "", nil), "")

		found = findings(t, p.wang, v)
		_, err = document.Draft(p.wang, "inspection", v.ID, "onsite_decision", "", nil)
		want("a decision before the record", err, kernel.Conflict)
		issue(t, p.wang, v, "inspection_record", "")
		decision := issue(t, p.wang, v, "onsite_decision", "")
		stale := draft(t, p.wang, v, "rectification_order", "")
		_, err = inspection.Findings.Update(p.wang, found[1].ID, 0, func(f *inspection.Finding) error { f.Title = "2号车间安全通道堆放铝屑"; return nil })
		want("changed before it is told", err, "")
		_, err = document.Documents.Do(p.wang, stale.ID, 0, "issue", nil, "")
		want("an order that says something else", err, kernel.Conflict)
		order := issue(t, p.wang, v, "rectification_order", "")
		reload(t, p.wang, v)
		if v.Status != inspection.Rectifying || v.Open != 2 || v.Orders != 2 || v.Waiting != 0 || v.RecordNo == "" {
			t.Fatalf("ordered: %+v", v)
		}
		_, err = inspection.Findings.Update(p.wang, found[0].ID, 0, func(f *inspection.Finding) error { f.DueOn = "2026-12-30"; return nil })
		found = findings(t, p.wang, v)
		if found[0].DecisionNo != decision.Number || found[1].DecisionNo != "" || found[1].OrderNo != order.Number || found[2].Status != inspection.OnSpot {
			t.Fatalf("told: %+v", found)
		}
		want("the term of an order changed by hand", err, kernel.Missing)
		mine := findings(t, p.safety, v)
		if len(mine) != 3 || len(findings(t, p.stranger, v)) != 0 {
			t.Fatalf("the enterprise reads %d", len(mine))
		}
		want("re-checked before anything is due", do(p.wang, v, "recheck", "", nil), kernel.Conflict)
		remedy(t, p.safety, string(found[0].Hazard))
		reload(t, p.wang, v)
		if v.Waiting != 1 || v.RecheckBy != "2026-11-16" {
			t.Fatalf("handed in: %+v", v)
		}
		w.On("2026-11-22")
		kerneltest.Must(t, inspection.Expire.Run(w.System(), struct{}{}))
		reload(t, p.wang, v)
		if v.Waiting != 2 {
			t.Fatalf("expired: %+v", v)
		}
		want("re-check opened", do(p.wang, v, "recheck", "", nil), "")
		want("twice", do(p.wang, v, "recheck", "", nil), kernel.Conflict)
		r, err := inspection.Rechecks.First(p.wang, kernel.Eq(&inspection.RecheckRow.Inspection, kernel.Ref[inspection.Inspection](v.ID)))
		kerneltest.Must(t, err)
		decide := func(c *kernel.Ctx, r *inspection.Recheck, lines []inspection.Line) error {
			if _, err := inspection.Rechecks.Update(c, r.ID, 0, func(r *inspection.Recheck) error { r.Lines = lines; return nil }); err != nil {
				return err
			}
			_, err := inspection.Rechecks.Do(c, r.ID, 0, "decide", &inspection.Recheck{}, "")
			return err
		}
		ids := []kernel.Ref[inspection.Finding]{kernel.Ref[inspection.Finding](found[0].ID), kernel.Ref[inspection.Finding](found[1].ID)}
		want("undecided", decide(p.wang, r, []inspection.Line{{Finding: ids[0], Verdict: inspection.Accepted}, {Finding: ids[1]}}), kernel.Invalid)
		want("returned without words", decide(p.wang, r, []inspection.Line{{Finding: ids[0], Verdict: inspection.Accepted}, {Finding: ids[1], Verdict: inspection.Returned, DueOn: "2026-11-30"}}), kernel.Invalid)
		want("accepted unseen", decide(p.wang, r, []inspection.Line{{Finding: ids[0], Verdict: inspection.Accepted}, {Finding: ids[1], Verdict: inspection.Accepted}}), kernel.Invalid)
		want("decided", decide(p.wang, r, []inspection.Line{{Finding: ids[0], Verdict: inspection.Accepted}, {Finding: ids[1], Verdict: inspection.Partly, Note: "清了一半", DueOn: "2026-11-30"}}), "")
		issue(t, p.wang, v, "recheck_opinion", r.ID)
		found = findings(t, p.wang, v)
		reload(t, p.wang, v)
		if found[0].Status != inspection.Passed || found[1].Status != inspection.Failed || found[1].DueOn != "2026-11-30" || v.Open != 1 || v.Waiting != 0 || v.Rechecks != 1 {
			t.Fatalf("after the first re-check: %+v %+v %+v", found[0], found[1], v)
		}
		want("filed", inspection.Filed(p.wang, []string{found[1].ID}, "case1"), "")
		w.On("2026-12-01")
		kerneltest.Must(t, inspection.Expire.Run(w.System(), struct{}{}))
		reload(t, p.wang, v)
		want("a second re-check", do(p.wang, v, "recheck", "", nil), "")
		r, err = inspection.Rechecks.First(p.wang, kernel.And(kernel.Eq(&inspection.RecheckRow.Inspection, kernel.Ref[inspection.Inspection](v.ID)), kernel.Eq(&inspection.RecheckRow.Status, inspection.Looking)))
		kerneltest.Must(t, err)
		want("accepted with a photograph", decide(p.wang, r, []inspection.Line{{Finding: ids[1], Verdict: inspection.Accepted, Photos: photo}}), "")
		reload(t, p.wang, v)
		if v.Status != inspection.Closed || v.ClosedOn != "2026-12-01" || v.Open != 0 || v.RecheckBy != "" {
			t.Fatalf("closed: %+v", v)
		}
		h, err = hazard.Hazards.Get(p.wang, string(found[1].Hazard))
		kerneltest.Must(t, err)
		if h.Status != hazard.Closed || h.Punctual {
			t.Fatalf("its hazard: %+v", h)
		}
		issue(t, p.wang, v, "recheck_opinion", r.ID)
		counted(t, p.leader, "inspection.orders", 1, nil)
		counted(t, p.leader, "inspection.opinions", 2, nil) // two opinions on one order: no share of it
		counted(t, p.leader, "inspection.ordered", 2, nil)
		all := 1.0
		counted(t, p.leader, "inspection.rechecked", 2, &all)
		want("published", do(p.leader, v, "publish", "", nil), "")
		if v.PublishBy != "" || v.Conclusion != "发现3项问题，已全部整改" {
			t.Fatalf("published: %+v", v)
		}
	})
}

// counted reads an indicator and whether its parts, whichever way it is cut, make up the whole.
func counted(t *testing.T, c *kernel.Ctx, name string, value float64, rate *float64) {
	t.Helper()
	ways := 0
	for _, by := range []string{"region", "trade", "level", "status", "kind"} {
		got, err := metric.Read(c, name, metric.Cut{From: "2026-11-01", To: "2026-12-31", By: by})
		if kernel.CodeOf(err) == kernel.Invalid {
			continue // not cut that way
		}
		kerneltest.Must(t, err)
		sum := 0.0
		ways++
		for _, it := range got.Items {
			if sum += it.Value; it.Rate != nil && *it.Rate > 1 {
				t.Errorf("%s by %s: %s is %v", name, by, it.Label, *it.Rate)
			}
		}
		if got.Value != value || sum != value {
			t.Errorf("%s is %v, by %s %v, want %v", name, got.Value, by, sum, value)
		}
		if rate != nil && (got.Rate == nil || *got.Rate != *rate) {
			t.Errorf("%s: rate %v, want %v", name, got.Rate, *rate)
		}
	}
	if ways < 2 {
		t.Errorf("%s was cut in %d ways only", name, ways)
	}
}

func remedy(t *testing.T, c *kernel.Ctx, id string) {
	t.Helper()
	in := &hazard.Hazard{}
	in.Remedy, in.After = "已装防护罩", photo
	_, err := hazard.Hazards.Do(c, id, 0, "rectify", in, "")
	kerneltest.Must(t, err)
	_, err = hazard.Hazards.Do(c, id, 0, "accept", nil, "")
	kerneltest.Must(t, err)
}

func reload(t *testing.T, c *kernel.Ctx, v *inspection.Inspection) {
	t.Helper()
	now, err := inspection.Inspections.Get(c, v.ID)
	kerneltest.Must(t, err)
	*v = *now
}

func draft(t *testing.T, c *kernel.Ctx, v *inspection.Inspection, kind, part string) *document.Document {
	t.Helper()
	d, err := document.Draft(c, "inspection", v.ID, kind, part, nil)
	kerneltest.Must(t, err)
	return d
}

func issue(t *testing.T, c *kernel.Ctx, v *inspection.Inspection, kind, part string) *document.Document {
	t.Helper()
	d, err := document.Documents.Do(c, draft(t, c, v, kind, part).ID, 0, "issue", nil, "")
	kerneltest.Must(t, err)
	return d
}

// 计划检查: 方案没有批准不能开始; 批准后检查, 没有问题的出具记录即办结, 计划对象随之完成和公示; 举报人、外县人读不到.
func TestPlanned(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		w.On("2026-11-06")
		want := func(what string, err error, code kernel.Code) { t.Helper(); kerneltest.Want(t, what, err, code) }
		y := &plan.Plan{Outline: plan.Outline{Title: "11月检查计划", Kind: plan.AdHoc, From: "2026-11-01", To: "2026-11-30"}}
		y.Region = "410105"
		kerneltest.Must(t, plan.Plans.Create(p.wang, y))
		target := &plan.Target{Plan: kernel.Ref[plan.Plan](y.ID), Enterprise: kernel.Ref[enterprise.Enterprise](p.plant), Month: "2026-11", Class: plan.KeyCheck, Officers: p.team[:2]}
		kerneltest.Must(t, plan.Targets.Create(p.wang, target))
		_, err := plan.Plans.Do(p.wang, y.ID, 0, "submit", nil, "")
		kerneltest.Must(t, err)
		_, err = plan.Plans.Do(p.leader, y.ID, 0, "approve", &plan.Plan{Approval: plan.Approval{ApprovedBy: "金水区人民政府", ApprovedOn: "2026-11-02"}}, "")
		kerneltest.Must(t, err)

		v := &inspection.Inspection{}
		v.Enterprise, v.Type, v.Target = kernel.Ref[enterprise.Enterprise](p.plant), inspection.Planned, kernel.Ref[plan.Target](target.ID)
		kerneltest.Must(t, inspection.Inspections.Create(p.wang, v))
		if !v.NeedsPlan || len(v.Officers) != 2 || len(items(t, p.wang, v)) == 0 {
			t.Fatalf("from the plan: %+v", v)
		}
		want("begun without a scheme", do(p.wang, v, "begin", "", nil), kernel.Conflict)
		scheme := draft(t, p.wang, v, "inspection_scheme", "")
		step := func(c *kernel.Ctx, name, words string) error {
			in := &document.Document{}
			in.Remark = words
			_, err := document.Documents.Do(c, scheme.ID, 0, name, in, "")
			return err
		}
		want("sent for approval", step(p.wang, "submit", "拟按计划检查"), "")
		want("begun while it waits", do(p.wang, v, "begin", "", nil), kernel.Conflict)
		want("reviewed", step(p.leader, "approve", "同意"), "")
		want("approved", step(p.leader, "approve", "同意"), "")
		want("begun", do(p.wang, v, "begin", "", nil), "")
		if got, err := plan.Targets.Get(p.wang, target.ID); err != nil || got.Status != plan.Seen || got.Inspection != v.ID {
			t.Fatalf("the target: %+v %v", got, err)
		}
		want("all comply", answer(p.wang, v, true), "")
		_, err = inspection.Confirm(p.wang, &inspection.FactsIn{ID: v.ID, Confirm: []enterprise.Group{enterprise.InPeople, enterprise.InCondition, enterprise.InSupervision, enterprise.InPlace}})
		want("confirmed", err, "")
		want("finished", do(p.wang, v, "finish", "", nil), "")
		_, err = document.Draft(p.wang, "inspection", v.ID, "rectification_order", "", nil)
		want("an order of nothing", err, kernel.Conflict)
		issue(t, p.wang, v, "inspection_record", "")
		reload(t, p.wang, v)
		if v.Status != inspection.Closed || v.Found != 0 {
			t.Fatalf("closed: %+v", v)
		}
		if got, err := plan.Targets.Get(p.wang, target.ID); err != nil || got.Status != plan.Done || got.Outcome != "未发现问题" {
			t.Fatalf("the target: %+v %v", got, err)
		}
		list, err := inspection.Published(p.stranger, &inspection.PublishedIn{Region: "4101"})
		kerneltest.Must(t, err)
		if len(list.Items) != 0 {
			t.Fatalf("public before it is published: %+v", list)
		}
		want("published", do(p.wang, v, "publish", "", nil), "")
		want("published twice", do(p.wang, v, "publish", "", nil), kernel.Conflict)
		if list, err = inspection.Published(p.stranger, &inspection.PublishedIn{Name: "郑州金水机械有限公司"}); err != nil || len(list.Items) != 1 || list.Items[0].Conclusion != "未发现问题" || len(list.Items[0].Officers) != 2 {
			t.Fatalf("published: %+v %v", list, err)
		}
		if got, err := plan.Targets.Get(p.wang, target.ID); err != nil || got.Status != plan.Published {
			t.Fatalf("the target: %+v %v", got, err)
		}
		_, err = inspection.Inspections.Get(p.nextDoor, v.ID)
		want("read next door", err, kernel.Missing)
		rep, err := inspection.MakeReport(p.wang, &inspection.ReportIn{Region: "410105", From: "2026-11-01", To: "2026-11-30"})
		kerneltest.Must(t, err)
		if rep.Heads[0].Value != 1 || rep.Heads[1].Value != 1 || rep.Heads[9].Value != 1 || len(rep.Papers) != 2 {
			t.Fatalf("reported: %+v", rep)
		}
		_, err = inspection.MakeReport(p.wang, &inspection.ReportIn{From: "2026-13-01"})
		want("a month that is none", err, kernel.Invalid)
	})
}

// 作废责令整改指令书: 问题回到待下达, 重新出具后再起算; 草稿以后改了问题的不能签发.
func TestVoided(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		v := p.visit(t, inspection.Complaint, "machinery")
		kerneltest.Must(t, do(p.wang, v, "begin", "", func(in *inspection.Inspection) { in.Officers = p.team[:2] }))
		kerneltest.Must(t, answer(p.wang, v, true, inspection.Reply{Item: items(t, p.wang, v)[2].ID, Outcome: hazard.Fail, Note: "没有培训记录"}))
		kerneltest.Must(t, do(p.wang, v, "finish", "", nil))
		issue(t, p.wang, v, "inspection_record", "")
		order := issue(t, p.wang, v, "rectification_order", "")
		reload(t, p.wang, v)
		if v.Status != inspection.Rectifying || v.Orders != 1 {
			t.Fatalf("ordered: %+v", v)
		}
		in := &document.Document{}
		in.VoidAsked = "当事人名称写错"
		_, err := document.Documents.Do(p.wang, order.ID, 0, "retract", in, "")
		kerneltest.Must(t, err)
		_, err = document.Documents.Do(p.leader, order.ID, 0, "void", nil, "同意")
		kerneltest.Must(t, err)
		reload(t, p.wang, v)
		f := findings(t, p.wang, v)[0]
		if v.Status != inspection.Handling || v.Orders != 0 || f.OrderNo != "" || f.Status != inspection.Ordered {
			t.Fatalf("voided: %+v %+v", v, f)
		}
		again := issue(t, p.wang, v, "rectification_order", "")
		reload(t, p.wang, v)
		if f = findings(t, p.wang, v)[0]; v.Status != inspection.Rectifying || f.OrderNo != again.Number || again.Number == order.Number {
			t.Fatalf("ordered again: %+v %+v", v, f)
		}
	})
}
