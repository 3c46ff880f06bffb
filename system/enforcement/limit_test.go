package enforcement_test

import (
	"testing"

	"anjian/kernel"
	"anjian/kernel/clock"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

// The worked examples of the facts (chapter 1.4) and the limits before and after the laws changed; a province sets its own.
func TestLimits(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		b, err := enforcement.Book(p.sys, county)
		kerneltest.Must(t, err)
		for _, tc := range []struct {
			code        enforcement.Code
			start, want kernel.Date
		}{
			{"hearing_request", "2025-09-29", "2025-10-13"}, {"payment", "2025-09-20", "2025-10-09"}, {"preservation", "2026-02-12", "2026-02-28"}, {"decision", "2025-07-03", "2025-10-01"},
			{"decision", "2020-07-03", "2020-08-02"},        // 30 days before 2021-07-15
			{"hearing_request", "2021-07-14", "2021-07-19"}, // three calendar days, rolled from Saturday to Monday
			{"hearing_request", "2021-07-15", "2021-07-22"}, // five working days from the day on which the law was in force
			{"suit", "2025-08-31", "2026-02-28"}, {"suit", "2015-04-30", "2015-07-30"}, {"public_notice", "2021-12-31", "2022-03-01"}, {"public_notice", "2022-01-01", "2022-01-31"},
			{"seizure", "2026-03-02", "2026-04-01"}, {"prescription", "2024-02-29", "2026-02-28"}, {"prescription_grave", "2022-03-01", "2027-03-01"},
		} {
			if got, err := b.Last(tc.code, tc.start); err != nil || got != tc.want {
				t.Errorf("%s from %s: %s, want %s (%v)", tc.code, tc.start, got, tc.want, err)
			}
		}
		for _, tc := range []struct {
			code enforcement.Code
			on   kernel.Date
			want int64
		}{{"simple_unit", "2021-07-14", 1000}, {"simple_unit", "2021-07-15", 3000}, {"simple_person", "2021-07-14", 50}, {"simple_person", "2021-07-15", 200}, {"hearing_unit", "2026-01-01", 50000}, {"hearing_person", "2026-01-01", 20000}} {
			if got := b.At(tc.code, tc.on).Amount; got != tc.want {
				t.Errorf("%s on %s: %d, want %d", tc.code, tc.on, got, tc.want)
			}
		}
		own := &enforcement.Limit{Code: "hearing_unit", Since: "2026-02-01", Amount: 10_000_000, Basis: "本省规定"}
		own.Region = "41"
		run(t, []scene{
			{"set by an officer", enforcement.Limits.Create(p.wang, own), kernel.Forbidden},
			{"set for a province by a county", enforcement.Limits.Create(p.head, own), kernel.Forbidden},
			{"set by the platform for the province", enforcement.Limits.Create(p.sys, own), ""},
			{"a limit without days", enforcement.Limits.Create(p.head, &enforcement.Limit{Base: kernel.Base{Region: county}, Code: "decision", Since: "2026-01-01", Basis: "x"}), kernel.Invalid},
			{"a limit of its own", enforcement.Limits.Create(p.head, &enforcement.Limit{Base: kernel.Base{Region: county}, Code: "decision", Since: "2026-01-01", Number: 60, Unit: clock.Days, Basis: "本区规定"}), ""},
		})
		if b, err = enforcement.Book(p.sys, county); err != nil {
			t.Fatal(err)
		}
		if b.At("hearing_unit", "2026-01-31").Amount != 50000 || b.At("hearing_unit", "2026-02-01").Amount != 100000 || b.At("decision", "2026-03-01").Number != 60 || b.At("decision", "2025-03-01").Number != 90 {
			t.Error("what the region set does not hold from its day on")
		}
	})
}

// 简易程序: 限额以内当场处罚、当场收缴、两个工作日交机关、备案、结案; 超过限额、停产停业、没有情形的收缴被拒绝.
func TestSimple(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		k := p.open(t, func(k *enforcement.Case) { k.Simple = true })
		small := func(h *enforcement.Charge) {
			h.Min, h.Max, h.Asked, h.Course = 0, 500_000, 350_000, enforcement.Ordinary
		}
		h := p.charge(t, k, small)
		kerneltest.Must(t, enforcement.Charges.Create(p.wang, h))
		spot := func(in *enforcement.Case) { in.Decision, in.OnSpot = "罚当1", true }
		_, err := enforcement.Charges.Update(p.wang, h.ID, 0, func(h *enforcement.Charge) error { return nil })
		kerneltest.Must(t, err)
		run(t, []scene{
			{"filed like an ordinary case", do(p.wang, k, "submit", "", nil), kernel.Conflict},
			{"above 3,000", do(p.wang, k, "punish", "", spot), kernel.Conflict},
		})
		_, err = enforcement.Charges.Update(p.wang, h.ID, 0, func(h *enforcement.Charge) error { h.Asked = 300_000; return nil })
		run(t, []scene{
			{"3,000 is still within", err, ""},
			{"collected without a reason", do(p.wang, k, "punish", "", spot), kernel.Invalid},
			{"collected as small", do(p.wang, k, "punish", "", func(in *enforcement.Case) { spot(in); in.SpotWhy = enforcement.SmallFine }), kernel.Invalid},
			{"collected as hard to enforce later", do(p.wang, k, "punish", "", func(in *enforcement.Case) { spot(in); in.SpotWhy = enforcement.HardLater }), ""},
		})
		if k.Status != enforcement.Closing || k.Paid != 300_000 || k.WaitUntil != "2026-03-04" || k.WaitWhat != "当场收缴的罚款交至机关" {
			t.Fatalf("punished: %s %d until %s %s", k.Status, k.Paid, k.WaitUntil, k.WaitWhat)
		}
		run(t, []scene{
			{"closed with the money in the pocket", do(p.head, k, "close", "同意", nil), kernel.Conflict},
			{"banked before it is handed in", do(p.wang, k, "bank", "", nil), kernel.Conflict},
			{"handed in", do(p.wang, k, "hand", "", nil), ""},
			{"handed in twice", do(p.wang, k, "hand", "", nil), kernel.Conflict},
			{"banked", do(p.wang, k, "bank", "", nil), ""},
			{"closed without a report", do(p.head, k, "close", "同意", nil), kernel.Conflict},
			{"reported", do(p.wang, k, "record", "", nil), ""},
			{"closed", do(p.head, k, "close", "同意", nil), ""},
			{"kept ten years", do(p.wang, k, "archive", "", func(in *enforcement.Case) { in.FileNumber, in.Keep = "当2026-1", enforcement.TenYears }), ""},
		})
		again := p.open(t, nil)
		run(t, []scene{
			{"the same act fined again", enforcement.Charges.Create(p.wang, p.charge(t, again, func(h *enforcement.Charge) { h.ActedOn = "2026-03-02" })), kernel.Conflict},
			{"another act, explained", enforcement.Charges.Create(p.wang, p.charge(t, again, func(h *enforcement.Charge) { h.ActedOn, h.Explain = "2026-03-02", "另一台设备，另一次检查" })), ""},
		})
	})
}

// 查封扣押: 批准才能实施, 30日、鉴定时间不计、延长一次30日; 先行登记保存7个工作日; 没有处理不能结案.
func TestMeasures(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		k := p.open(t, nil)
		kerneltest.Must(t, do(p.wang, k, "submit", "", nil))
		kerneltest.Must(t, do(p.head, k, "file", "", nil))
		unit := kernel.Ref[enforcement.Party](p.unit(t, k).ID)
		make := func(of enforcement.Compulsion, urgent bool) *enforcement.Measure {
			return &enforcement.Measure{Case: kernel.Ref[enforcement.Case](k.ID), Party: unit, Measured: of, Title: "2号冲床", Reason: "有危险", Basis: "安全生产法第六十五条", Urgent: urgent, Items: []enforcement.Item{{Name: "冲床", Number: 1, Unit: "台"}}}
		}
		step := func(c *kernel.Ctx, m *enforcement.Measure, name string, fn func(*enforcement.Measure)) error {
			in := &enforcement.Measure{}
			if fn != nil {
				fn(in)
			}
			rec, err := enforcement.Measures.Do(c, m.ID, 0, name, in, "")
			if err == nil {
				*m = *rec
			}
			return err
		}
		seal, keep := make(enforcement.Sealing, false), make(enforcement.Preservation, true)
		bare := make(enforcement.Sealing, false)
		bare.Items = nil
		run(t, []scene{
			{"without a list", enforcement.Measures.Create(p.wang, bare), kernel.Invalid},
			{"asked for", enforcement.Measures.Create(p.wang, seal), ""},
			{"carried out unapproved", step(p.wang, seal, "carry", nil), kernel.Conflict},
			{"approved by an officer", step(p.wang, seal, "approve", nil), kernel.Forbidden},
			{"approved", step(p.head, seal, "approve", nil), ""},
			{"carried out", step(p.wang, seal, "carry", nil), ""},
			{"kept at once", enforcement.Measures.Create(p.wang, keep), ""},
			{"carried out, it was urgent", step(p.wang, keep, "carry", nil), ""},
			{"approved afterwards", step(p.head, keep, "approve", nil), ""},
		})
		if seal.Until != "2026-04-01" || keep.Until != "2026-03-11" || keep.Status != enforcement.InForce {
			t.Errorf("until %s and %s", seal.Until, keep.Until)
		}
		test := &enforcement.Appraisal{Case: kernel.Ref[enforcement.Case](k.ID), Measure: kernel.Ref[enforcement.Measure](seal.ID), Title: "制动性能", Agency: "检测公司", Wanted: "是否合格", SentOn: "2026-03-02", ExpectOn: "2026-03-12"}
		kerneltest.Must(t, enforcement.Appraisals.Create(p.wang, test))
		p.on("2026-03-12")
		_, err := enforcement.Appraisals.Do(p.wang, test.ID, 0, "finish", &enforcement.Appraisal{Result: "不合格"}, "")
		kerneltest.Must(t, err)
		got, err := enforcement.Measures.Get(p.sys, seal.ID)
		kerneltest.Must(t, err)
		p.again(t, k)
		if got.Until != "2026-04-10" || k.WaitUntil != "2026-06-09" { // nine days of appraisal after the first, which never counts, count neither for the seal nor for the decision
			t.Errorf("after the appraisal: sealed until %s, decided until %s", got.Until, k.WaitUntil)
		}
		run(t, []scene{
			{"prolonged", step(p.head, seal, "prolong", func(in *enforcement.Measure) { in.MoreWhy = "情况复杂" }), ""},
			{"prolonged twice", step(p.head, seal, "prolong", func(in *enforcement.Measure) { in.MoreWhy = "情况复杂" }), kernel.Conflict},
			{"prolonging what is only kept", step(p.head, keep, "prolong", func(in *enforcement.Measure) { in.MoreWhy = "x" }), kernel.Conflict},
			{"withdrawn", do(p.head, k, "withdraw", "违法事实不成立", nil), ""},
			{"closed with the seal on", do(p.head, k, "close", "同意", nil), kernel.Conflict},
			{"released", step(p.wang, seal, "dispose", func(in *enforcement.Measure) { in.Disposal, in.Disposed = enforcement.Lifted, "解除" }), ""},
			{"released late", step(p.wang, keep, "dispose", func(in *enforcement.Measure) { in.Disposal, in.Disposed = enforcement.Returned, "退还" }), ""},
			{"closed", do(p.head, k, "close", "同意", nil), ""},
		})
		if seal.Until != "2026-05-10" || seal.Overran || !keep.Overran {
			t.Errorf("in the end: until %s, %v %v", seal.Until, seal.Overran, keep.Overran)
		}
	})
}

// 公示、复议: 决定送达即备好公示, 个人隐名; 复议期间不加处; 撤销后三个工作日内撤回公示, 案件转待结案.
func TestChallenge(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		k := p.open(t, func(k *enforcement.Case) { k.Simple = true })
		ref := kernel.Ref[enforcement.Case](k.ID)
		man := &enforcement.Party{Case: ref, PartyKind: enforcement.PersonParty, Capacity: enforcement.AsDirect, Name: "刘小明", IDNumber: "410105199001011233", Address: "金水区"}
		kerneltest.Must(t, enforcement.Parties.Create(p.wang, man))
		kerneltest.Must(t, enforcement.Charges.Create(p.wang, p.charge(t, k, func(h *enforcement.Charge) {
			h.Detail, h.Min, h.Max, h.Asked = "由刘小明操作的冲床没有检测", 0, 500_000, 200_000
		})))
		kerneltest.Must(t, enforcement.Charges.Create(p.wang, p.charge(t, k, func(h *enforcement.Charge) {
			h.Party, h.Detail, h.Min, h.Max, h.Asked = kernel.Ref[enforcement.Party](man.ID), "刘小明违章操作", 0, 50_000, 20_000
		})))
		kerneltest.Must(t, do(p.wang, k, "punish", "", func(in *enforcement.Case) { in.Decision = "罚当2" }))
		if k.Amount != 220_000 || !k.Persons || k.PayBy != "2026-03-17" {
			t.Fatalf("fined: %d %v until %s", k.Amount, k.Persons, k.PayBy)
		}
		shown, err := enforcement.Publications.List(p.head, kernel.Query{Sort: "id"})
		kerneltest.Must(t, err)
		if len(shown) != 2 {
			t.Fatalf("%d publications", len(shown))
		}
		for _, x := range shown {
			if x.PartyKind == enforcement.PersonParty && (x.Name != "刘某某" || x.Facts != "刘某某违章操作" || x.PartyCode != "") {
				t.Errorf("a person is shown as %q: %q", x.Name, x.Facts)
			}
			if x.PartyKind == enforcement.UnitParty && x.Facts != "由刘某某操作的冲床没有检测" {
				t.Errorf("a unit is shown with its people: %q", x.Facts)
			}
			if x.DueOn != "2026-03-11" {
				t.Errorf("to be published by %s", x.DueOn)
			}
			_, err := enforcement.Publications.Do(p.wang, x.ID, 0, "publish", nil, "")
			kerneltest.Want(t, "published by an officer", err, kernel.Forbidden)
			_, err = enforcement.Publications.Do(p.head, x.ID, 0, "publish", nil, "")
			kerneltest.Must(t, err)
		}
		p.on("2026-03-20")
		g := &enforcement.Challenge{Case: ref, Remedy: enforcement.Reconsideration, Organ: "金水区人民政府", TakenOn: "2026-03-20"}
		kerneltest.Must(t, enforcement.Challenges.Create(p.wang, g))
		p.again(t, k)
		pay := func(on kernel.Date, part enforcement.Part, amount kernel.Money) error {
			return enforcement.Payments.Create(p.wang, &enforcement.Payment{Case: ref, Party: kernel.Ref[enforcement.Party](man.ID), Part: part, PaidOn: on, Amount: amount, Way: enforcement.Online, Receipt: "r" + string(on) + string(part)})
		}
		p.on("2026-04-10")
		run(t, []scene{
			{"settled while it is challenged", do(p.wang, k, "fulfil", "", func(in *enforcement.Case) { in.Performance = "x" }), kernel.Conflict},
			{"paid by the person", pay("2026-04-10", enforcement.ForFine, 20_000), ""},
			{"two days of surcharge, the rest stood still", pay("2026-04-10", enforcement.ForSurcharge, 1_201), kernel.Invalid},
			{"what is owed", pay("2026-04-10", enforcement.ForSurcharge, 1_200), ""},
		})
		_, err = enforcement.Challenges.Do(p.wang, g.ID, 0, "rule", &enforcement.Challenge{Verdict: enforcement.Revoked, RuledOn: "2026-04-10"}, "")
		kerneltest.Must(t, err)
		p.again(t, k)
		if k.Status != enforcement.Closing || k.Outcome != enforcement.Withdrawal || k.Challenged {
			t.Errorf("revoked: %s %s", k.Status, k.Outcome)
		}
		shown, err = enforcement.Publications.List(p.head, kernel.Query{Sort: "id"})
		kerneltest.Must(t, err)
		for _, x := range shown {
			if x.Status != enforcement.ToTakeOff || x.DueOn != "2026-04-15" {
				t.Errorf("to be taken off: %s by %s", x.Status, x.DueOn)
			}
			_, err := enforcement.Publications.Do(p.head, x.ID, 0, "withdraw", nil, "处罚决定被撤销")
			kerneltest.Must(t, err)
		}
	})
}
