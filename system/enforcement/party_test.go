package enforcement_test

import (
	"testing"

	"anjian/base/document"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

// hand hands something in.
func hand(c *kernel.Ctx, m *enforcement.Matter, for_ enforcement.Purpose, fn func(*enforcement.Submission)) (*enforcement.Submission, error) {
	s := &enforcement.Submission{Matter: kernel.Ref[enforcement.Matter](m.ID), Purpose: for_, Words: "机器已于次日停用，请求从轻"}
	if fn != nil {
		fn(s)
	}
	return s, enforcement.Submissions.Create(c, s)
}

func take(c *kernel.Ctx, s *enforcement.Submission, step string, in *enforcement.Submission) error {
	_, err := enforcement.Submissions.Do(c, s.ID, 0, step, in, "")
	return err
}

// 企业看得到自己的案件: 送达之前看不到, 告知以后可以申辩、要求听证, 决定以后缴款、申请分期、告知复议; 别的企业什么也看不到.
func TestParty(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, desk, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		own := w.As(kernel.Actor{ID: "own", Name: "张大勇", Roles: []kernel.Role{role.Safety}, Region: county, Enterprise: p.plant})
		other := w.As(kernel.Actor{ID: "other", Name: "别家", Roles: []kernel.Role{role.Safety}, Region: county, Enterprise: "e-other"})
		k := p.open(t, nil)
		x := &papers{t, p, "enforcement", k.ID, "张大勇"}
		matters := func(c *kernel.Ctx) int {
			t.Helper()
			n, err := enforcement.Matters.Count(c, kernel.Cond{})
			kerneltest.Must(t, err)
			return n
		}
		x.make("filing_approval")
		x.make("interview_notice")
		if matters(own) != 0 {
			t.Fatal("an enterprise sees a case of which it has not been told")
		}
		p.proof(t, k)
		kerneltest.Must(t, enforcement.Charges.Create(p.wang, p.charge(t, k, nil)))
		kerneltest.Must(t, do(p.wang, k, "conclude", "", func(in *enforcement.Case) {
			in.Facts, in.Proofs, in.Proposal, in.Reasons = "冲床光电保护装置逾期没有检测", "复查意见书", enforcement.Penalty, "内部意见：从严"
		}))
		kerneltest.Must(t, do(p.legal, k, "review", "", func(in *enforcement.Case) { in.Verdict = "内部意见：同意" }))
		x.serve(x.make("penalty_notice"))
		x.serve(x.make("hearing_right_notice"))
		if matters(own) != 1 || matters(other) != 0 || matters(p.wang) != 1 || matters(p.nextDoor) != 0 {
			t.Fatalf("seen by %d, %d, %d, %d", matters(own), matters(other), matters(p.wang), matters(p.nextDoor))
		}
		m, err := enforcement.Matters.First(own, kernel.Cond{})
		kerneltest.Must(t, err)
		p.again(t, k)
		if m.Stage != enforcement.MayPlead || m.HearingUntil != k.HearingUntil || m.Fine != 0 || m.Decision != "" {
			t.Fatalf("told: %+v", m)
		}
		// what stands between the authority and itself stays there
		_, err = enforcement.Cases.Get(own, k.ID)
		kerneltest.Want(t, "the case itself", err, kernel.Forbidden)
		list, err := document.Of(own, "enforcement", k.ID)
		kerneltest.Must(t, err)
		for _, d := range list {
			if kind, _ := document.KindOf(string(d.Kind)); kind.Internal || d.Status != document.Served {
				t.Errorf("the party reads %s %s", d.Title, d.Status)
			}
		}
		if len(list) != 2 {
			t.Fatalf("%d papers were served, not 2", len(list))
		}
		if theirs, err := document.Of(other, "enforcement", k.ID); err != nil || len(theirs) != 0 {
			t.Fatalf("another enterprise reads %d papers: %v", len(theirs), err)
		}

		// handing in
		_, err = hand(other, m, enforcement.ToPlead, nil)
		kerneltest.Want(t, "for another enterprise", err, kernel.Invalid)
		_, err = hand(own, m, enforcement.ToPay, nil)
		kerneltest.Want(t, "a payment before the decision", err, kernel.Conflict)
		_, err = hand(own, m, enforcement.ToPlead, func(s *enforcement.Submission) { s.Words = "" })
		kerneltest.Want(t, "a plea without words", err, kernel.Invalid)
		plea, err := hand(own, m, enforcement.ToPlead, nil)
		kerneltest.Must(t, err)
		ask, err := hand(own, m, enforcement.ToBeHeard, nil)
		kerneltest.Must(t, err)
		_, err = hand(own, m, enforcement.ToBeHeard, nil)
		kerneltest.Want(t, "asked for twice", err, kernel.Conflict)
		kerneltest.Want(t, "handled by the party itself", take(own, ask, "enter", nil), kernel.Forbidden)
		kerneltest.Want(t, "handled by an officer of another case", take(p.third, ask, "enter", nil), kernel.Forbidden)
		kerneltest.Want(t, "considered without an answer", take(p.wang, plea, "consider", &enforcement.Submission{Answer: enforcement.Partly}), kernel.Invalid)
		handed := p.wang.Today()
		p.on(string(k.HearingUntil.AddDays(1)))
		kerneltest.Want(t, "decided over an unheard party", do(p.wang, k, "weigh", "", nil), kernel.Conflict)
		kerneltest.Must(t, take(p.wang, plea, "consider", &enforcement.Submission{Answer: enforcement.Partly, Reply: "已停用属实"}))
		kerneltest.Must(t, take(p.liqi, ask, "enter", nil)) // handed in in time, handled after: it counts
		p.again(t, k)
		if k.Status != enforcement.Hearing || k.AppliedOn != handed || k.DefendedOn != handed || k.Pleas != plea.Words || k.Answer != enforcement.Partly {
			t.Fatalf("heard: %s %+v", k.Status, k.Told)
		}
		_, err = hand(own, m, enforcement.ToBeHeard, nil)
		kerneltest.Want(t, "past its time", err, kernel.Conflict)

		// hearing, decision
		session := &enforcement.Session{Case: kernel.Ref[enforcement.Case](k.ID), HeldOn: p.wang.Today().AddDays(14), HeldAt: "9:00", Place: "三楼会议室", Host: p.host, Open: true}
		kerneltest.Must(t, enforcement.Hearings.Create(p.third, session))
		x.serve(x.make("hearing_notice"))
		p.on(string(session.HeldOn))
		_, err = enforcement.Hearings.Do(p.third, session.ID, 0, "hold", &enforcement.Session{Attended: []enforcement.Attendant{{Name: "张大勇", As: "当事人"}}, Record: "请求从轻", Confirmed: true}, "")
		kerneltest.Must(t, err)
		_, err = enforcement.Hearings.Do(p.third, session.ID, 0, "report", &enforcement.Session{Digest: "内部意见", HostSays: "内部意见"}, "")
		kerneltest.Must(t, err)
		x.make("hearing_report")
		kerneltest.Must(t, do(p.legal, k, "review", "", func(in *enforcement.Case) { in.Verdict = "同意" }))
		talk := &enforcement.Discussion{Case: kernel.Ref[enforcement.Case](k.ID), HeldOn: p.wang.Today(), Place: "局会议室", Host: "郑局长", Reporter: "王执法", Recorder: "李执法", Content: "案情", Conclusion: "同意",
			Attended: []enforcement.Attendant{{Name: "郑局长"}, {Name: "钱副局长"}, {Name: "吴副局长"}}}
		kerneltest.Must(t, enforcement.Discussions.Create(p.head, talk))
		_, err = enforcement.Discussions.Do(p.head, talk.ID, 0, "sign", nil, "")
		kerneltest.Must(t, err)
		x.make("disposal_submission")
		decision := x.make("penalty_decision_unit")
		again := func() {
			t.Helper()
			m, err = enforcement.Matters.Get(own, m.ID)
			kerneltest.Must(t, err)
		}
		again()
		if m.Stage != enforcement.Weighed || m.Decision != "" || m.Fine != 0 {
			t.Fatalf("a decision is known before it is served: %+v", m)
		}
		x.serve(decision)
		again()
		p.again(t, k)
		if m.Stage != enforcement.Performing || m.Decision != k.Decision || m.Fine != k.Amount || m.Owed != k.Amount || m.PayBy != k.PayBy {
			t.Fatalf("served: %+v", m)
		}

		// instalments, a payment, a reconsideration
		half := k.Amount / 2
		rows := []enforcement.Instalment{{Due: k.PayBy.AddDays(30), Amount: half}, {Due: k.PayBy.AddDays(60), Amount: k.Amount - half}}
		_, err = hand(own, m, enforcement.ToDefer, func(s *enforcement.Submission) { s.Way, s.Rows = enforcement.InParts, rows[:1] })
		kerneltest.Want(t, "one instalment", err, kernel.Invalid)
		_, err = hand(own, m, enforcement.ToDefer, func(s *enforcement.Submission) { s.Way = enforcement.Remission })
		kerneltest.Want(t, "a remission", err, kernel.Invalid)
		wish, err := hand(own, m, enforcement.ToDefer, func(s *enforcement.Submission) { s.Way, s.Rows = enforcement.InParts, rows })
		kerneltest.Must(t, err)
		board, err := route(p.wang, "GET /api/enforcement/{id}/board").Serve(p.wang, &enforcement.Which{ID: k.ID})
		kerneltest.Must(t, err)
		if n := board.(*enforcement.Board).Needs[0]; n.Link != "/enforcement_submission/"+wish.ID || n.Law != "行政处罚法第六十六条" {
			t.Errorf("a wish to pay later is handled under %+v", n)
		}
		kerneltest.Must(t, take(p.wang, wish, "enter", nil))
		g, err := enforcement.Deferrals.First(p.wang, kernel.Eq(&enforcement.DeferralRow.Case, kernel.Ref[enforcement.Case](k.ID)))
		kerneltest.Must(t, err)
		_, err = enforcement.Deferrals.Do(p.head, g.ID, 0, "grant", nil, "")
		kerneltest.Must(t, err)
		again()
		if m.PayBy != rows[0].Due {
			t.Fatalf("by instalments the first is due on %s, not %s", rows[0].Due, m.PayBy)
		}
		proof := kernel.Files{{SHA: "0", Name: "凭证.pdf", Type: "application/pdf"}}
		_, err = hand(own, m, enforcement.ToPay, func(s *enforcement.Submission) {
			s.PaidOn, s.Amount, s.Proof = p.wang.Today(), k.Amount*2, proof
		})
		kerneltest.Want(t, "more than is owed", err, kernel.Invalid)
		paid, err := hand(own, m, enforcement.ToPay, func(s *enforcement.Submission) { s.PaidOn, s.Amount, s.Proof = p.wang.Today(), half, proof })
		kerneltest.Must(t, err)
		kerneltest.Want(t, "entered without a receipt", take(p.wang, paid, "enter", nil), kernel.Invalid)
		kerneltest.Must(t, take(p.wang, paid, "enter", &enforcement.Submission{Receipt: "豫财0001"}))
		again()
		if m.Owed != k.Amount-half || m.PayBy != rows[1].Due {
			t.Fatalf("paid the first instalment: %v until %s", m.Owed, m.PayBy)
		}
		note, err := hand(own, m, enforcement.ToContest, func(s *enforcement.Submission) {
			s.Remedy, s.Organ, s.TakenOn = enforcement.Reconsideration, "金水区人民政府", p.wang.Today()
		})
		kerneltest.Must(t, err)
		kerneltest.Must(t, take(own, note, "retract", nil))
		note, err = hand(own, m, enforcement.ToContest, func(s *enforcement.Submission) {
			s.Remedy, s.Organ, s.TakenOn = enforcement.Reconsideration, "金水区人民政府", p.wang.Today()
		})
		kerneltest.Must(t, err)
		kerneltest.Must(t, take(p.wang, note, "enter", nil))
		p.again(t, k)
		if !k.Challenged {
			t.Fatal("a reconsideration was entered")
		}
		if n, err := enforcement.Submissions.Count(other, kernel.Cond{}); err != nil || n != 0 {
			t.Fatalf("another enterprise reads %d submissions: %v", n, err)
		}
	})
}
