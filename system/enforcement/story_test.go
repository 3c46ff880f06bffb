package enforcement_test

import (
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

// 普通程序: 立案 -> 调查 -> 法制审核 -> 告知 -> 听证 -> 集体讨论 -> 决定 -> 送达 -> 逾期缴款加处 -> 结案 -> 归档; 每一步越过都被拒绝并写明条款.
func TestOrdinary(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2025-07-03")
		k := p.open(t, nil)
		ref := kernel.Ref[enforcement.Case](k.ID)
		concluded := func(in *enforcement.Case) {
			in.Facts, in.Proofs, in.Proposal, in.Reasons = "安全设备逾期未检测", "复查意见书", enforcement.Penalty, "逾期未改正"
		}
		early := do(p.head, k, "decide", "", nil)
		if kernel.CodeOf(early) != kernel.Conflict || !strings.Contains(early.Error(), "第六十二条") {
			t.Errorf("decided at once: %v", early)
		}
		lone := p.open(t, func(k *enforcement.Case) { k.Officers = nil })
		_, err := enforcement.Cases.Update(p.wang, lone.ID, 0, func(k *enforcement.Case) error { k.Officers = p.team[:1]; return nil })
		kerneltest.Must(t, err)
		old := p.open(t, func(k *enforcement.Case) { k.ActedOn = "2023-06-30" })
		run(t, []scene{
			{"one officer", do(p.wang, lone, "submit", "", nil), kernel.Invalid},
			{"an act of two years ago", do(p.wang, old, "submit", "", nil), kernel.Conflict},
			{"filed before it was asked for", do(p.head, k, "file", "", nil), kernel.Conflict},
			{"concluded before it is filed", do(p.wang, k, "conclude", "", concluded), kernel.Conflict},
			{"asked for", do(p.wang, k, "submit", "", nil), ""},
			{"filed by an officer", do(p.wang, k, "file", "", nil), kernel.Forbidden},
			{"filed by the next county", do(p.nextDoor, k, "file", "", nil), kernel.Missing},
			{"filed", do(p.head, k, "file", "", func(in *enforcement.Case) { in.Number = "（金）应急立〔2025〕1号" }), ""},
			{"concluded without evidence", do(p.wang, k, "conclude", "", concluded), kernel.Conflict},
		})
		if k.Status != enforcement.Investigation || k.WaitUntil != "2025-10-01" || k.WaitWhat != "立案后作出处理决定" { // 90 days; an authority's limit does not roll
			t.Errorf("filed: %s until %s for %s", k.Status, k.WaitUntil, k.WaitWhat)
		}
		p.proof(t, k)
		run(t, []scene{{"concluded without a charge", do(p.wang, k, "conclude", "", concluded), kernel.Conflict}})
		h := p.charge(t, k, nil)
		run(t, []scene{
			{"out of range", enforcement.Charges.Create(p.wang, p.charge(t, k, func(h *enforcement.Charge) { h.Asked = 20_010_000 })), kernel.Invalid},
			{"heavier without a reason", enforcement.Charges.Create(p.wang, p.charge(t, k, func(h *enforcement.Charge) { h.Course = enforcement.Heavier })), kernel.Invalid},
			{"odd money", enforcement.Charges.Create(p.wang, p.charge(t, k, func(h *enforcement.Charge) { h.Asked = 10_000_050 })), kernel.Invalid},
			{"weighed", enforcement.Charges.Create(p.wang, h), ""},
			{"the same act twice in the case", enforcement.Charges.Create(p.wang, p.charge(t, k, nil)), kernel.Conflict},
		})
		if h.Low != 9_500_000 || h.High != 15_500_000 || h.Amount != 12_500_000 || h.Capital != "壹拾贰万伍仟元整" { // 30 % and 70 % of 5 to 20 wan; the middle
			t.Errorf("weighed: %d to %d, %d %s", h.Low, h.High, h.Amount, h.Capital)
		}
		run(t, []scene{
			{"concluded", do(p.wang, k, "conclude", "", concluded), ""},
			{"told before the review", do(p.wang, k, "notify", "", nil), kernel.Conflict},
			{"reviewed by an officer of the case", do(p.wang, k, "review", "", func(in *enforcement.Case) { in.Verdict = "同意" }), kernel.Forbidden},
			{"reviewed without a qualification", do(p.third, k, "review", "", func(in *enforcement.Case) { in.Verdict = "同意" }), kernel.Forbidden},
			{"reviewed", do(p.legal, k, "review", "", func(in *enforcement.Case) { in.Verdict = "事实清楚，程序合法，同意" }), ""},
		})
		p.on("2025-09-29")
		run(t, []scene{
			{"extended by an officer", do(p.wang, k, "extend", "案情复杂", func(in *enforcement.Case) { in.ExtendBy = 60 }), kernel.Forbidden},
			{"extended beyond the rules", do(p.head, k, "extend", "案情复杂", func(in *enforcement.Case) { in.ExtendBy = 91 }), kernel.Invalid},
			{"extended", do(p.head, k, "extend", "案情复杂", func(in *enforcement.Case) { in.ExtendBy = 60 }), ""},
			{"told", do(p.wang, k, "notify", "", nil), ""},
		})
		if !k.HearingRight || k.HearingUntil != "2025-10-13" || k.ToldAmount != 12_500_000 || k.ReviewDue == "" || k.DiscussDue == "" { // worked example of the facts, 1.4
			t.Errorf("told: %+v", k.Told)
		}
		p.on("2025-10-10")
		run(t, []scene{
			{"decided while the party may still ask for a hearing", do(p.wang, k, "weigh", "", nil), kernel.Conflict},
			{"waived", do(p.wang, k, "waive", "当事人书面放弃", nil), ""},
			{"waived twice", do(p.wang, k, "waive", "当事人书面放弃", nil), kernel.Conflict},
			{"asked for a hearing after all", do(p.wang, k, "apply", "", nil), ""},
			{"over without a hearing", do(p.wang, k, "heard", "", nil), kernel.Conflict},
		})
		session := &enforcement.Session{Case: ref, HeldOn: "2025-10-22", Place: "三楼会议室", Host: p.host, Open: true}
		take := func(s *enforcement.Session, name string, fn func(*enforcement.Session)) error {
			in := &enforcement.Session{}
			if fn != nil {
				fn(in)
			}
			rec, err := enforcement.Hearings.Do(p.third, s.ID, 0, name, in, "")
			if err == nil {
				*s = *rec
			}
			return err
		}
		minutes := func(in *enforcement.Session) {
			in.Attended, in.Record, in.Confirmed = []enforcement.Attendant{{Name: "张大勇", As: "当事人"}}, "……", true
		}
		soon := &enforcement.Session{Case: ref, HeldOn: "2025-10-17", Place: "三楼会议室", Host: p.host}
		run(t, []scene{
			{"hosted by who investigated", enforcement.Hearings.Create(p.third, &enforcement.Session{Case: ref, HeldOn: "2025-10-22", Place: "三楼", Host: p.team[0]}), kernel.Invalid},
			{"planned too soon", enforcement.Hearings.Create(p.third, soon), ""},
			{"notice less than seven working days before", take(soon, "notify", nil), kernel.Conflict},
			{"planned", enforcement.Hearings.Create(p.third, session), ""},
			{"notice", take(session, "notify", nil), ""},
			{"held before its day", take(session, "hold", minutes), kernel.Conflict},
		})
		p.on("2025-10-22")
		run(t, []scene{
			{"three agents", take(session, "hold", func(in *enforcement.Session) {
				minutes(in)
				for range 3 {
					in.Attended = append(in.Attended, enforcement.Attendant{Name: "律师", As: "委托代理人"})
				}
			}), kernel.Invalid},
			{"held", take(session, "hold", minutes), ""},
			{"reported", take(session, "report", func(in *enforcement.Session) { in.Digest, in.HostSays = "当事人请求从轻", "事实清楚" }), ""},
			{"heard", do(p.wang, k, "heard", "", nil), ""},
			{"decided without a review after the hearing", do(p.head, k, "decide", "", nil), kernel.Conflict},
			{"reviewed again", do(p.legal, k, "review", "", func(in *enforcement.Case) { in.Verdict = "同意" }), ""},
			{"decided without a discussion", do(p.head, k, "decide", "", nil), kernel.Conflict},
		})
		if k.Status != enforcement.Deciding || k.WaitUntil != "2025-12-12" { // from the request to the hearing the clock stood still
			t.Errorf("after the hearing: %s until %s", k.Status, k.WaitUntil)
		}
		talk := &enforcement.Discussion{Case: ref, HeldOn: "2025-10-22", Place: "局会议室", Host: "郑局长", Reporter: "王执法", Recorder: "李执法", Content: "案情", Conclusion: "同意"}
		run(t, []scene{{"discussed by two", enforcement.Discussions.Create(p.head, talk), kernel.Invalid}})
		for _, name := range []string{"郑局长", "钱副局长", "吴副局长"} {
			talk.Attended = append(talk.Attended, enforcement.Attendant{Name: name})
		}
		run(t, []scene{{"discussed", enforcement.Discussions.Create(p.head, talk), ""}})
		_, err = enforcement.Discussions.Do(p.head, talk.ID, 0, "sign", nil, "")
		kerneltest.Must(t, err)
		run(t, []scene{{"decided", do(p.head, k, "decide", "", func(in *enforcement.Case) { in.Decision = "（金）应急罚〔2025〕1号" }), ""}})
		_, err = enforcement.Charges.Update(p.wang, h.ID, 0, func(h *enforcement.Charge) error { h.Asked = 9_500_000; return nil })
		run(t, []scene{
			{"the charge changed after the decision", err, kernel.Missing},
			{"evidence after the decision", enforcement.Evidences.Create(p.wang, &enforcement.Evidence{Case: ref, Sort: "material", Title: "x", Proves: "y", TakenOn: "2025-10-22"}), kernel.Conflict},
			{"withdrawn after the decision", do(p.head, k, "withdraw", "撤销", nil), kernel.Conflict},
			{"served", do(p.wang, k, "serve", "", func(in *enforcement.Case) { in.ServedOn = "2025-10-22" }), ""},
		})
		if k.Status != enforcement.Execution || k.Amount != 12_500_000 || k.PayBy != "2025-11-06" {
			t.Errorf("served: %s %d until %s", k.Status, k.Amount, k.PayBy)
		}
		unit := p.unit(t, k)
		pay := func(part enforcement.Part, on kernel.Date, amount kernel.Money, receipt string) error {
			return enforcement.Payments.Create(p.wang, &enforcement.Payment{Case: ref, Party: kernel.Ref[enforcement.Party](unit.ID), Part: part, PaidOn: on, Amount: amount, Way: enforcement.ByBank, Receipt: receipt})
		}
		p.on("2025-11-16")
		run(t, []scene{
			{"more than is owed", pay(enforcement.ForFine, "2025-11-16", 12_500_001, "1"), kernel.Invalid},
			{"paid late", pay(enforcement.ForFine, "2025-11-16", 12_500_000, "豫财0001"), ""},
			{"done without what was added", do(p.wang, k, "fulfil", "", func(in *enforcement.Case) { in.Performance = "已缴清" }), kernel.Conflict},
			{"too much of what was added", pay(enforcement.ForSurcharge, "2025-11-16", 3_750_001, "2"), kernel.Invalid},
			{"what was added", pay(enforcement.ForSurcharge, "2025-11-16", 3_750_000, "豫财0002"), ""}, // ten days, 30 %
			{"done", do(p.wang, k, "fulfil", "", func(in *enforcement.Case) { in.Performance = "罚款和加处罚款已缴清" }), ""},
			{"filed away before it is closed", do(p.wang, k, "archive", "", func(in *enforcement.Case) { in.FileNumber, in.Keep = "1", enforcement.ThirtyYears }), kernel.Conflict},
			{"closed by an officer", do(p.wang, k, "close", "同意", nil), kernel.Forbidden},
			{"closed", do(p.head, k, "close", "同意结案", nil), ""},
			{"kept ten years", do(p.wang, k, "archive", "", func(in *enforcement.Case) { in.FileNumber, in.Keep = "2025-1", enforcement.TenYears }), kernel.Invalid},
			{"filed away", do(p.wang, k, "archive", "", func(in *enforcement.Case) { in.FileNumber, in.Keep, in.Pages = "2025-1", enforcement.ThirtyYears, 86 }), ""},
		})
		if k.Status != enforcement.Archived || k.Outcome != enforcement.Penalty || k.WaitUntil == "" { // its publication is still due
			t.Errorf("in the end: %s %s %s", k.Status, k.Outcome, k.WaitUntil)
		}
		terms, err := enforcement.Terms.List(p.sys, kernel.Query{Limit: -1})
		kerneltest.Must(t, err)
		seen := map[enforcement.Code]string{}
		for _, x := range terms {
			if x.Case == ref {
				seen[x.Code] = string(x.Last) + " " + string(x.State)
			}
		}
		for code, want := range map[enforcement.Code]string{"hearing_request": "2025-10-13 done", "hearing_held": "2025-10-25 done", "service": "2025-10-31 done", "payment": "2025-11-06 done", "suit": "2026-04-22 done"} {
			if seen[code] != want {
				t.Errorf("%s: %s, want %s", code, seen[code], want)
			}
		}
	})
}
