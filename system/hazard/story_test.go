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

type scene struct {
	name string
	err  error
	want kernel.Code
}

func run(t *testing.T, scenes []scene) {
	t.Helper()
	for _, s := range scenes {
		kerneltest.Want(t, s.name, s.err, s.want)
	}
}

// 员工拍一张照片报隐患 -> 安全管理员核查 -> 整改 -> 验收退回 -> 再整改 -> 验收销号: an enterprise's own general hazard never leaves it.
func TestStaffReport(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		h := &hazard.Hazard{}
		h.Title = "冲床光电保护被拆了"
		run(t, []scene{{"without a photo", hazard.Hazards.Create(p.worker, h), kernel.Invalid}})
		h = &hazard.Hazard{}
		h.Title, h.Photos = "冲床光电保护被拆了", photo
		kerneltest.Must(t, hazard.Hazards.Create(p.worker, h))
		if h.Status != hazard.Pending || h.Source != hazard.Report || h.Region != "410105" || h.Trade != enterprise.Machinery || string(h.Enterprise) != p.plant || h.Recheck || h.WaitUntil != "2026-05-06" {
			t.Fatalf("reported: %+v", h)
		}
		settled := func(in *hazard.Hazard) {
			in.Responsible, in.DueOn, in.Category = "李班长", "2026-05-08", library.Machines
		}
		run(t, []scene{
			{"verified by whoever reported it", do(p.worker, h, "confirm", "", settled), kernel.Forbidden},
			{"verified by another enterprise", do(p.stranger, h, "confirm", "", settled), kernel.Missing},
			{"verified by an authority", do(p.county, h, "confirm", "", settled), kernel.Forbidden},
			{"rectified before it is verified", do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After = "装回", photo }), kernel.Conflict},
			{"verified without a deadline", do(p.safety, h, "confirm", "", func(in *hazard.Hazard) { in.Responsible = "李班长" }), kernel.Invalid},
			{"verified without a kind", do(p.safety, h, "confirm", "", func(in *hazard.Hazard) { in.Responsible, in.DueOn = "李班长", "2026-05-08" }), kernel.Invalid},
			{"sent back without a reason", do(p.safety, h, "back", "", nil), kernel.Invalid},
			{"sent back", do(p.safety, h, "back", "哪台冲床？", nil), ""},
		})
		_, err := hazard.Hazards.Update(p.worker, h.ID, 0, func(h *hazard.Hazard) error { h.Place = "3号冲床"; return nil })
		run(t, []scene{
			{"completed", err, ""},
			{"submitted again", do(p.worker, h, "submit", "", nil), ""},
			{"verified", do(p.safety, h, "confirm", "", settled), ""},
			{"general hazard listed", do(p.leader, h, "list", "", func(in *hazard.Hazard) { in.ListLevel, in.Organ = hazard.County, "金水区应急管理局" }), kernel.Conflict},
			{"rectified without a photo", do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy = "装回" }), kernel.Invalid},
			{"rectified", do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After = "装回", photo }), ""},
			{"accepted by a worker", do(p.worker, h, "accept", "", nil), kernel.Forbidden},
			{"returned to a day gone by", do(p.safety, h, "return", "没有试机", func(in *hazard.Hazard) { in.DueOn = "2026-04-30" }), kernel.Invalid},
			{"returned", do(p.safety, h, "return", "没有试机", func(in *hazard.Hazard) { in.DueOn = "2026-05-09" }), ""},
			{"rectified again", do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After, in.Cost = "装回并试机", photo, 12000 }), ""},
			{"re-checked by an authority", do(p.county, h, "close", "合格", nil), kernel.Conflict},
			{"accepted", do(p.safety, h, "accept", "", nil), ""},
			{"rectified once closed", do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After = "x", photo }), kernel.Conflict},
		})
		if h.Status != hazard.Closed || h.Returned != 1 || !h.Punctual || h.ClosedOn != "2026-05-01" || h.AcceptedBy != "王安全" || h.WaitUntil != "" {
			t.Errorf("in the end: %+v", h)
		}
		entries, err := p.sys.Trail.Of(p.sys, "hazard", h.ID)
		kerneltest.Must(t, err)
		var verbs []string
		for _, e := range entries {
			verbs = append([]string{e.Verb}, verbs...)
		}
		if got := strings.Join(verbs, " "); got != "create back update submit confirm rectify return rectify accept" {
			t.Errorf("trail: %s", got)
		}
		twin := &hazard.Hazard{}
		twin.Title, twin.Photos = "窗户脏了", photo
		kerneltest.Must(t, hazard.Hazards.Create(p.worker, twin))
		run(t, []scene{{"no hazard", do(p.safety, twin, "dismiss", "不影响安全", nil), ""}})
		if twin.Status != hazard.Void {
			t.Errorf("dismissed: %s", twin.Status)
		}
	})
}

// 政府检查发现的隐患: 企业整改、企业验收、监管部门复查不合格、再整改、复查销号; 延期由监管负责人审批.
func TestInspection(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		machinery := list(t, p.county, "machinery")
		k := &hazard.Check{Kind: hazard.Routine, List: kernel.Ref[library.Checklist](machinery.ID), Enterprise: kernel.Ref[enterprise.Enterprise](p.plant)}
		k.Items = answers(machinery, func(by map[string]*hazard.Answer) {
			by["JX04"].Outcome, by["JX04"].Note = hazard.Fail, "砂轮没有防护罩"
			by["JX12"].Outcome = hazard.NotApplicable
		})
		run(t, []scene{{"inspected by the next county", hazard.Checks.Create(p.nextDoor, k), kernel.Missing}})
		kerneltest.Must(t, hazard.Checks.Create(p.county, k))
		if k.Side != hazard.ByAuthority || k.Passed != 18 || k.Failed != 1 || k.Skipped != 1 || k.Inspector != "孙监管" {
			t.Fatalf("inspection: %+v", k)
		}
		h, err := hazard.Hazards.Get(p.safety, string(k.Items[3].Hazard))
		kerneltest.Must(t, err)
		if h.Status != hazard.Open || h.Source != hazard.Government || !h.Official || !h.Recheck || h.DueOn != "2026-05-08" || h.Category != library.Machines || h.Basis == "" || string(h.Checkup) != k.ID {
			t.Fatalf("found: %+v", h)
		}
		remedy := func(in *hazard.Hazard) { in.Remedy, in.After = "加装防护罩", photo }
		run(t, []scene{
			{"denied by the enterprise", do(p.safety, h, "dismiss", "不是隐患", nil), kernel.Forbidden},
			{"settled", do(p.safety, h, "assign", "", func(in *hazard.Hazard) { in.Responsible, in.Measures, in.Funds = "李班长", "加装防护罩", 30000 }), ""},
			{"deadline moved by hand", do(p.safety, h, "assign", "", func(in *hazard.Hazard) {
				in.Responsible, in.Measures, in.DueOn = "李班长", "加装防护罩", "2027-01-01"
			}), ""},
		})
		if h.DueOn != "2026-05-08" {
			t.Errorf("the deadline moved: %s", h.DueOn)
		}
		more := func(until kernel.Date) *hazard.Extension {
			return &hazard.Extension{Hazard: kernel.Ref[hazard.Hazard](h.ID), Until: until, Reason: "配件缺货", Guard: "停用该砂轮机"}
		}
		x := more("2026-05-20")
		run(t, []scene{
			{"more time for another's hazard", hazard.Extensions.Create(p.stranger, more("2026-05-20")), kernel.Missing},
			{"more time until an earlier day", hazard.Extensions.Create(p.safety, more("2026-05-08")), kernel.Invalid},
			{"more time", hazard.Extensions.Create(p.safety, x), ""},
			{"more time twice", hazard.Extensions.Create(p.safety, more("2026-05-21")), kernel.Conflict},
		})
		decide := func(c *kernel.Ctx, step, opinion string) error {
			_, err := hazard.Extensions.Do(c, x.ID, 0, step, nil, opinion)
			return err
		}
		run(t, []scene{
			{"granted to oneself", decide(p.safety, "approve", ""), kernel.Forbidden},
			{"granted by an inspector", decide(p.county, "approve", ""), kernel.Forbidden},
			{"granted", decide(p.leader, "approve", "同意"), ""},
			{"granted twice", decide(p.leader, "approve", ""), kernel.Conflict},
		})
		h, err = hazard.Hazards.Get(p.safety, h.ID)
		kerneltest.Must(t, err)
		if h.DueOn != "2026-05-20" || h.WaitUntil != "2026-05-20" {
			t.Errorf("extended to %s", h.DueOn)
		}
		run(t, []scene{
			{"rectified", do(p.safety, h, "rectify", "", remedy), ""},
			{"re-checked before the enterprise accepts", do(p.county, h, "close", "合格", nil), kernel.Conflict},
			{"accepted", do(p.safety, h, "accept", "", nil), ""},
		})
		if h.Status != hazard.Recheck || h.WaitUntil != "2026-05-11" {
			t.Fatalf("to be re-checked: %s until %s", h.Status, h.WaitUntil)
		}
		run(t, []scene{
			{"closed by the enterprise", do(p.safety, h, "close", "合格", nil), kernel.Forbidden},
			{"re-checked by the next county", do(p.nextDoor, h, "close", "合格", nil), kernel.Missing},
			{"re-checked without a word", do(p.county, h, "close", "", nil), kernel.Invalid},
			{"not good enough", do(p.county, h, "reject", "罩子松动", func(in *hazard.Hazard) { in.DueOn = "2026-05-22" }), ""},
			{"rectified again", do(p.safety, h, "rectify", "", remedy), ""},
			{"accepted again", do(p.safety, h, "accept", "", nil), ""},
			{"re-checked by the city", do(p.city, h, "close", "已加固，合格", func(in *hazard.Hazard) { in.RecheckPics = photo }), ""},
		})
		if h.Status != hazard.Closed || h.Rechecks != 2 || h.RecheckedBy != "吴市局" || h.Returned != 1 {
			t.Errorf("in the end: %+v", h)
		}
	})
}

// 重大隐患: 引用判定标准, 五落实和治理方案填全才能整改; 挂牌督办; 复查销号后摘牌.
func TestMajor(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		major := func(criteria ...kernel.Ref[library.Criterion]) *hazard.Hazard {
			return p.with(func(h *hazard.Hazard) {
				h.Title, h.Category, h.Level, h.Criteria = "喷漆室没有可燃气体报警", library.Machines, library.Major, criteria
			})
		}
		h := major("GM-07-07")
		run(t, []scene{
			{"major without a criterion", hazard.Hazards.Create(p.safety, major()), kernel.Invalid},
			{"major by an unknown criterion", hazard.Hazards.Create(p.safety, major("XX-01")), kernel.Invalid},
			{"major", hazard.Hazards.Create(p.safety, h), ""},
			{"submitted", do(p.safety, h, "submit", "", nil), ""},
		})
		if h.Status != hazard.Pending || !h.Recheck || h.Official {
			t.Fatalf("submitted: %+v", h)
		}
		settled := func(in *hazard.Hazard) { in.Responsible, in.DueOn = "张总", "2026-07-31" }
		plan := func(in *hazard.Hazard) {
			in.PlanGoal, in.PlanMethod, in.PlanMeans, in.PlanPeople, in.PlanTerm, in.PlanSafety = "消除", "加装报警并联锁", "5万元", "设备部", "三个月", "停止喷漆"
		}
		err := do(p.safety, h, "confirm", "", settled)
		run(t, []scene{{"verified without a plan", err, kernel.Invalid}})
		for _, word := range []string{"整改措施", "整改资金", "应急措施", "目标和任务", "安全措施和应急预案"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q is not named in %v", word, err)
			}
		}
		run(t, []scene{
			{"planned in part", do(p.safety, h, "plan", "", func(in *hazard.Hazard) { in.PlanGoal = "消除" }), kernel.Invalid},
			{"planned", do(p.safety, h, "plan", "", plan), ""},
			{"verified without funds", do(p.safety, h, "confirm", "", settled), kernel.Invalid},
			{"verified", do(p.safety, h, "confirm", "", func(in *hazard.Hazard) {
				settled(in)
				in.Measures, in.Funds, in.Contingency = "加装报警", 5000000, "停止喷漆作业"
			}), ""},
			{"listed by an inspector", do(p.county, h, "list", "", func(in *hazard.Hazard) { in.ListLevel, in.Organ = hazard.County, "金水区应急管理局" }), kernel.Forbidden},
			{"listed for two years", do(p.leader, h, "list", "", func(in *hazard.Hazard) {
				in.ListLevel, in.Organ, in.ListedUntil = hazard.County, "金水区应急管理局", "2028-05-01"
			}), kernel.Invalid},
			{"listed", do(p.leader, h, "list", "", func(in *hazard.Hazard) { in.ListLevel, in.Organ = hazard.County, "金水区应急管理局" }), ""},
			{"listed twice", do(p.leader, h, "list", "", func(in *hazard.Hazard) { in.ListLevel, in.Organ = hazard.City, "x" }), kernel.Conflict},
			{"taken off before it is closed", do(p.leader, h, "delist", "完成", nil), kernel.Conflict},
			{"rectified", do(p.safety, h, "rectify", "", func(in *hazard.Hazard) { in.Remedy, in.After = "已加装", photo }), ""},
			{"accepted by the enterprise", do(p.safety, h, "accept", "", nil), ""},
		})
		if h.Status != hazard.Recheck || h.ListedUntil != "2026-07-31" {
			t.Fatalf("accepted: %s", h.Status)
		}
		run(t, []scene{
			{"closed", do(p.county, h, "close", "合格", nil), ""},
			{"taken off by the enterprise", do(p.safety, h, "delist", "完成", nil), kernel.Forbidden},
			{"taken off", do(p.leader, h, "delist", "治理完成", nil), ""},
			{"taken off twice", do(p.leader, h, "delist", "治理完成", nil), kernel.Conflict},
		})
		if h.Listing != hazard.Delisted || h.DelistedOn != "2026-05-01" {
			t.Errorf("in the end: %+v", h.Supervision)
		}

		g := p.with(nil)
		run(t, []scene{
			{"a hazard that turns out to be major", hazard.Hazards.Create(p.county, g), ""},
		})
		_, early := hazard.Hazards.Get(p.safety, g.ID)
		run(t, []scene{
			{"read by the enterprise while it is being written", early, kernel.Missing},
			{"submitted by the enterprise in the officer's place", do(p.safety, g, "submit", "", nil), kernel.Missing},
			{"submitted", do(p.county, g, "submit", "", nil), ""},
			{"graded without a criterion", do(p.county, g, "grade", "重新判断", func(in *hazard.Hazard) { in.Level = library.Major }), kernel.Invalid},
			{"graded", do(p.county, g, "grade", "重新判断", func(in *hazard.Hazard) {
				in.Level, in.Criteria = library.Major, []kernel.Ref[library.Criterion]{"GM-03-01"}
			}), ""},
		})
		if g.Status != hazard.Pending {
			t.Errorf("graded: %s", g.Status)
		}
		run(t, []scene{
			{"listed until today", do(p.leader, g, "list", "", func(in *hazard.Hazard) {
				in.ListLevel, in.Organ, in.ListedUntil = hazard.County, "金水区应急管理局", "2026-05-01"
			}), kernel.Invalid},
			{"verified by the enterprise although the authority found it", do(p.safety, g, "confirm", "", settled), kernel.Forbidden},
			{"planned by the enterprise", do(p.safety, g, "plan", "", func(in *hazard.Hazard) {
				plan(in)
				in.Responsible, in.Measures, in.Funds, in.Contingency = "张总", "统一管理", 100, "停工"
			}), ""},
			{"verified by the authority", do(p.county, g, "confirm", "", settled), ""},
		})
	})
}

// 市局督导县区: 按模板检查, 下发问题, 县区反馈, 退回一次, 确认办结.
func TestOversight(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		template := list(t, p.city, "oversight")
		if _, err := library.Checklists.Get(p.safety, template.ID); kernel.CodeOf(err) != kernel.Missing {
			t.Errorf("an enterprise reads the template: %v", err)
		}
		visit := func(at kernel.Region) *hazard.Oversight {
			o := &hazard.Oversight{Title: "二季度督导", Kind: hazard.Supervising, Template: kernel.Ref[library.Checklist](template.ID)}
			o.Region = at
			return o
		}
		o, own := visit("410105"), visit("4101")
		run(t, []scene{
			{"a county inspects the city", hazard.Oversights.Create(p.county, visit("4101")), kernel.Forbidden},
			{"a county inspects its neighbour", hazard.Oversights.Create(p.county, visit("410108")), kernel.Forbidden},
			{"one's own government without a department", hazard.Oversights.Create(p.city, own), kernel.Invalid},
			{"the city inspects the county", hazard.Oversights.Create(p.city, o), ""},
		})
		if len(o.Points) != template.Count {
			t.Fatalf("%d points", len(o.Points))
		}
		step := func(c *kernel.Ctx, name, opinion string, in *hazard.Oversight) error {
			rec, err := hazard.Oversights.Do(c, o.ID, 0, name, in, opinion)
			if err == nil {
				o = rec
			}
			return err
		}
		run(t, []scene{
			{"the draft is shown to nobody", func() error { _, err := hazard.Oversights.Get(p.leader, o.ID); return err }(), kernel.Missing},
			{"handed down half done", step(p.city, "issue", "", nil), kernel.Invalid},
		})
		_, err := hazard.Oversights.Update(p.city, o.ID, 0, func(o *hazard.Oversight) error {
			for i := range o.Points {
				o.Points[i].Outcome = hazard.Pass
			}
			o.Points[6].Outcome, o.Points[6].Note = hazard.Fail, "两条重大隐患没有纳入系统"
			return nil
		})
		run(t, []scene{
			{"filled in", err, ""},
			{"handed down without a deadline", step(p.city, "issue", "", nil), kernel.Invalid},
			{"handed down", step(p.city, "issue", "", &hazard.Oversight{DueOn: "2026-05-15"}), ""},
			{"changed once it is out", func() error {
				_, err := hazard.Oversights.Update(p.city, o.ID, 0, func(o *hazard.Oversight) error { o.Title = "x"; return nil })
				return err
			}(), kernel.Missing},
			{"answered by an inspector", step(p.county, "answer", "", &hazard.Oversight{Reply: "已纳入"}), kernel.Forbidden},
			{"answered by the next county", step(p.nextDoor, "answer", "", &hazard.Oversight{Reply: "已纳入"}), kernel.Forbidden},
			{"answered", step(p.leader, "answer", "", &hazard.Oversight{Reply: "已纳入", Proof: photo}), ""},
			{"accepted by oneself", step(p.leader, "settle", "", nil), kernel.Forbidden},
			{"not enough", step(p.city, "return", "还差一条", &hazard.Oversight{DueOn: "2026-05-20"}), ""},
			{"answered again", step(p.leader, "answer", "", &hazard.Oversight{Reply: "两条都已纳入"}), ""},
			{"settled", step(p.city, "settle", "", nil), ""},
		})
		if o.Status != hazard.Settled || o.Problems != 1 || o.Returned != 1 || o.ClosedOn != "2026-05-01" {
			t.Errorf("in the end: %+v", o)
		}
	})
}
