package enforcement_test

import (
	"testing"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

// told brings a case of the plant to where its party has been told.
func (p *cast) told(t *testing.T) *enforcement.Case {
	t.Helper()
	k := p.open(t, nil)
	kerneltest.Must(t, do(p.wang, k, "submit", "", nil))
	kerneltest.Must(t, do(p.head, k, "file", "", nil))
	p.proof(t, k)
	kerneltest.Must(t, enforcement.Charges.Create(p.wang, p.charge(t, k, nil)))
	p.tell(t, k)
	return k
}

// tell ends the inquiry and tells the party.
func (p *cast) tell(t *testing.T, k *enforcement.Case) {
	t.Helper()
	kerneltest.Must(t, do(p.wang, k, "conclude", "", func(in *enforcement.Case) {
		in.Facts, in.Proofs, in.Proposal, in.Reasons = "安全设备逾期未检测", "复查意见书", enforcement.Penalty, "逾期未改正"
	}))
	kerneltest.Must(t, do(p.legal, k, "review", "", func(in *enforcement.Case) { in.Verdict = "同意" }))
	kerneltest.Must(t, do(p.wang, k, "notify", "", nil))
}

// 退回补充调查以后重新告知的, 上一轮的听证不算数; 要求听证的日期不能在告知之前、今天之后.
func TestSecondRound(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2025-07-03")
		k := p.told(t)
		asked := func(on kernel.Date) func(*enforcement.Case) { return func(in *enforcement.Case) { in.AppliedOn = on } }
		run(t, []scene{
			{"asked for before it was told", do(p.wang, k, "apply", "", asked("2025-07-02")), kernel.Invalid},
			{"asked for tomorrow", do(p.wang, k, "apply", "", asked("2025-07-04")), kernel.Invalid},
			{"asked for", do(p.wang, k, "apply", "", nil), ""},
		})
		h := &enforcement.Session{Case: kernel.Ref[enforcement.Case](k.ID), HeldOn: "2025-07-18", Place: "三楼会议室", Host: p.host}
		kerneltest.Must(t, enforcement.Hearings.Create(p.third, h))
		for _, step := range []struct {
			on, name string
			in       *enforcement.Session
		}{
			{"2025-07-03", "notify", nil},
			{"2025-07-18", "hold", &enforcement.Session{Attended: []enforcement.Attendant{{Name: "张大勇", As: "当事人"}}, Record: "……", Confirmed: true}},
			{"2025-07-18", "report", &enforcement.Session{Digest: "当事人请求从轻", HostSays: "事实不清"}},
		} {
			p.on(step.on)
			_, err := enforcement.Hearings.Do(p.third, h.ID, 0, step.name, step.in, "")
			kerneltest.Must(t, err)
		}
		kerneltest.Must(t, do(p.wang, k, "heard", "", nil))
		kerneltest.Must(t, do(p.legal, k, "back", "事实不清，补充调查", nil))
		p.on("2025-07-21")
		p.tell(t, k)
		kerneltest.Must(t, do(p.wang, k, "apply", "", nil))
		run(t, []scene{{"heard by the hearing of the first round", do(p.wang, k, "heard", "", nil), kernel.Conflict}})
	})
}

// 决定不予处罚的, 当事人看不到罚款; 不批准的措施不妨碍结案.
func TestSpared(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2025-07-03")
		k := p.told(t)
		ref := kernel.Ref[enforcement.Case](k.ID)
		seal := &enforcement.Measure{Case: ref, Party: kernel.Ref[enforcement.Party](p.unit(t, k).ID), Measured: enforcement.Sealing, Title: "2号冲床", Reason: "有危险", Basis: "安全生产法第六十五条", Items: []enforcement.Item{{Name: "冲床", Number: 1, Unit: "台"}}}
		kerneltest.Must(t, enforcement.Measures.Create(p.wang, seal))
		_, err := enforcement.Measures.Do(p.head, seal.ID, 0, "deny", nil, "没有必要")
		kerneltest.Must(t, err)
		kerneltest.Must(t, do(p.wang, k, "defend", "", func(in *enforcement.Case) {
			in.Pleas, in.Answer, in.AnswerWhy = "已经改正", enforcement.Accepted, "违法行为轻微并及时改正"
		}))
		p.on("2025-07-11")
		run(t, []scene{
			{"weighed", do(p.wang, k, "weigh", "", nil), ""},
			{"spared", do(p.head, k, "acquit", "", func(in *enforcement.Case) { in.Content = "不予行政处罚" }), ""},
			{"served", do(p.wang, k, "serve", "", nil), ""},
		})
		if fine := p.unit(t, k).Fine; fine != 0 {
			t.Errorf("the party is fined %d", fine)
		}
		own := w.As(kernel.Actor{ID: "own", Roles: []kernel.Role{role.Safety}, Region: county, Enterprise: p.plant})
		m, err := enforcement.Matters.First(own, kernel.Cond{})
		kerneltest.Must(t, err)
		if m.Outcome != enforcement.NoPenalty || m.Fine != 0 || m.Owed != 0 {
			t.Errorf("the party reads %+v", m)
		}
		run(t, []scene{{"closed", do(p.head, k, "close", "同意", nil), ""}})
	})
}

// 确认违法不撤销处罚决定 (行政诉讼法第七十四条): 罚款照缴, 公示撤回.
func TestUnlawful(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		k := p.open(t, func(k *enforcement.Case) { k.Simple = true })
		kerneltest.Must(t, enforcement.Charges.Create(p.wang, p.charge(t, k, func(h *enforcement.Charge) { h.Min, h.Max, h.Asked = 0, 500_000, 200_000 })))
		kerneltest.Must(t, do(p.wang, k, "punish", "", func(in *enforcement.Case) { in.Decision = "罚当3" }))
		shown, err := enforcement.Publications.First(p.head, kernel.Cond{})
		kerneltest.Must(t, err)
		_, err = enforcement.Publications.Do(p.head, shown.ID, 0, "publish", nil, "")
		kerneltest.Must(t, err)
		g := &enforcement.Challenge{Case: kernel.Ref[enforcement.Case](k.ID), Remedy: enforcement.Suit, Organ: "金水区人民法院", TakenOn: "2026-03-02"}
		kerneltest.Must(t, enforcement.Challenges.Create(p.wang, g))
		p.on("2026-04-10")
		_, err = enforcement.Challenges.Do(p.wang, g.ID, 0, "rule", &enforcement.Challenge{Verdict: enforcement.Unlawful, RuledOn: "2026-04-10"}, "")
		kerneltest.Must(t, err)
		p.again(t, k)
		if fine := p.unit(t, k).Fine; k.Status != enforcement.Execution || k.Outcome != enforcement.Penalty || k.Amount != 200_000 || fine != 200_000 {
			t.Errorf("%s %s, fined %d, of it the unit %d", k.Status, k.Outcome, k.Amount, fine)
		}
		if shown, err = enforcement.Publications.Get(p.head, shown.ID); err != nil || shown.Status != enforcement.ToTakeOff {
			t.Errorf("%+v %v", shown, err)
		}
	})
}

// 同名的违法行为再多, 一事不再罚也查得出来.
func TestNamesakes(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		first := p.open(t, nil)
		man := &enforcement.Party{Case: kernel.Ref[enforcement.Case](first.ID), PartyKind: enforcement.PersonParty, Capacity: enforcement.AsDirect, Name: "刘小明"}
		kerneltest.Must(t, enforcement.Parties.Create(p.wang, man))
		kerneltest.Must(t, p.sys.Tx(func(c *kernel.Ctx) error {
			for i := range 200 {
				if err := enforcement.Charges.Create(c, p.charge(t, first, func(h *enforcement.Charge) {
					h.Party, h.ActedOn = kernel.Ref[enforcement.Party](man.ID), first.FoundOn.AddDays(-i)
				})); err != nil {
					return err
				}
			}
			return nil
		}))
		kerneltest.Must(t, enforcement.Charges.Create(p.wang, p.charge(t, first, nil)))
		run(t, []scene{{"the same act in another case", enforcement.Charges.Create(p.wang, p.charge(t, p.open(t, nil), nil)), kernel.Conflict}})
	})
}
