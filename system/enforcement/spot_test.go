package enforcement_test

import (
	"strings"
	"testing"
	"time"

	"anjian/base/document"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

const stroke = "[[[0.1,0.2],[0.3,0.5],[0.5,0.4]],[[0.6,0.2],[0.8,0.7],[0.9,0.4]]]"

// 手机上的当场处罚: 断网时作出, 联网后到一次、开一个简易案件、两份文书用手机上的文号并已送达; 超过限额、幅度不对、没有申辩记录的连同文书一并拒绝; 拒绝以后可以改按普通程序立案.
func TestSpot(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, desk, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		v, f := p.visited(t)
		block := func(kind string) []string {
			b, err := document.Reserve(p.wang, &document.BlockIn{Kind: kind, Size: 6, Device: "手机", Days: 60})
			kerneltest.Must(t, err)
			return b.Numbers
		}
		notices, decisions, personal := block("penalty_notice"), block("simple_decision_unit"), block("simple_decision_person")
		made := w.System().Today()
		at, err := time.ParseInLocation(time.DateOnly, string(made), kernel.China)
		kerneltest.Must(t, err)
		at = at.Add(8 * time.Hour)
		people := []any{map[string]any{"姓名": "王执法", "证号": "豫A-wang"}, map[string]any{"姓名": "李执法", "证号": "豫A-liqi"}}
		spot := func(id string, n int) *enforcement.Spot {
			paper := func(number string, spots ...string) enforcement.SpotPaper {
				out := enforcement.SpotPaper{MadeAt: at, Data: document.Data{"文号": number, "日期": string(made), "违法事实": f.Title, "处罚内容": "罚款人民币壹仟元整（1000元）", "执法人员": people, "当事人": map[string]any{"名称": "郑州金水机械有限公司"}}}
				for _, s := range spots {
					out.Signs = append(out.Signs, enforcement.SpotSign{Spot: s, Name: "张大勇", Ink: stroke, SignedAt: at})
				}
				return out
			}
			in := &enforcement.Spot{ID: id, Inspection: v.ID, Finding: f.Words(), Officers: p.team, At: at, Pleas: "没有意见", Answer: enforcement.Accepted, AnswerWhy: "无",
				Party: enforcement.SpotParty{Kind: enforcement.UnitParty, LegalHead: "张大勇", Position: "厂长"}, Notice: paper(notices[n], "签收.当事人"), Decision: paper(decisions[n], "签名.当事人", "签名.执法人员1", "签名.执法人员2")}
			in.Charge.Title, in.Charge.Asked = "没有对安全设备定期检测", 100_000
			in.Charge.Sanctions, in.Charge.Course = []enforcement.Sanction{library.Fine}, enforcement.Lighter
			in.Charge.Factors = []enforcement.Factor{{Kind: enforcement.FirstTime, Proof: "一年内没有处罚记录，当场改正"}}
			law, err := library.Violations.First(p.sys, kernel.Eq(&library.ViolationRow.Code, "AQ99-3"))
			kerneltest.Must(t, err)
			in.Charge.Violation = kernel.Ref[library.Violation](law.ID)
			return in
		}
		p.on(string(made.AddDays(2)))
		count := func() (n int) {
			for _, h := range []kernel.Handle{enforcement.Cases, enforcement.Charges, document.Services} {
				k, err := w.Store.Count(p.sys, h.Meta(), kernel.Cond{}, 1000)
				kerneltest.Must(t, err)
				n += k
			}
			return n
		}
		for what, tc := range map[string]struct {
			change func(*enforcement.Spot)
			who    *kernel.Ctx
			code   kernel.Code
			says   string
		}{
			"above 3,000":            {func(in *enforcement.Spot) { in.Charge.Asked = 400_000 }, p.wang, kernel.Conflict, "第五十一条"},
			"outside of the range":   {func(in *enforcement.Spot) { in.Charge.Asked = 9_000_000 }, p.wang, kernel.Invalid, "幅度"},
			"lighter for no reason":  {func(in *enforcement.Spot) { in.Charge.Factors = nil }, p.wang, kernel.Invalid, "情节"},
			"the party not heard":    {func(in *enforcement.Spot) { in.Pleas = "" }, p.wang, kernel.Conflict, "第四十四条"},
			"nobody signed":          {func(in *enforcement.Spot) { in.Decision.Signs = in.Decision.Signs[1:] }, p.wang, kernel.Conflict, "第五十二条"},
			"one officer":            {func(in *enforcement.Spot) { in.Officers = in.Officers[:1] }, p.wang, kernel.Invalid, "第四十二条"},
			"another's number":       {func(in *enforcement.Spot) { in.Decision.Data["文号"] = "（金）应急罚当〔2026〕99号" }, p.wang, kernel.Conflict, "号段"},
			"collected for nothing":  {func(in *enforcement.Spot) { in.OnSpot = true }, p.wang, kernel.Invalid, "第六十八条"},
			"a finding that is gone": {func(in *enforcement.Spot) { in.Finding = "别的问题" }, p.wang, kernel.Conflict, "电脑上"},
			"next door":              {func(*enforcement.Spot) {}, p.nextDoor, kernel.Missing, ""},
			"tomorrow":               {func(in *enforcement.Spot) { in.At = at.AddDate(0, 0, 9) }, p.wang, kernel.Invalid, "时间"},
		} {
			before := count()
			in := spot("none", 0)
			tc.change(in)
			_, err := enforcement.Strike(tc.who, in)
			if kerneltest.Want(t, what, err, tc.code); err != nil && !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%s: %v", what, err)
			}
			if count() != before {
				t.Fatalf("%s left something", what)
			}
		}
		out, err := enforcement.Strike(p.wang, spot("case1", 0))
		kerneltest.Must(t, err)
		again, err := enforcement.Strike(p.wang, spot("case1", 0))
		kerneltest.Must(t, err)
		if *again != *out || out.Decision != decisions[0] {
			t.Fatalf("sent twice: %+v %+v", out, again)
		}
		k, err := enforcement.Cases.Get(p.wang, "case1")
		kerneltest.Must(t, err)
		if !k.Simple || k.Status != enforcement.Execution || k.Amount != 100_000 || k.DecidedOn != made || k.ServedOn != made || k.PayBy < made.AddDays(15) || k.PayBy >= p.sys.Today().AddDays(15) || k.Pleas != "没有意见" || k.DecidedBy != "王执法" {
			t.Fatalf("decided: %+v %+v %+v", k.Told, k.Ruling, k.Carrying)
		}
		list, err := document.Of(p.wang, "enforcement", "case1")
		kerneltest.Must(t, err)
		if len(list) != 2 || list[0].Number != notices[0] || list[1].Number != decisions[0] || list[0].Status != document.Served || list[1].Status != document.Served || list[1].ServedOn != made {
			t.Fatalf("papers: %+v", list)
		}
		twin := spot("case2", 1)
		_, err = enforcement.Strike(p.wang, twin)
		if kerneltest.Want(t, "the same act again", err, kernel.Conflict); err == nil || !strings.Contains(err.Error(), "第二十九条") {
			t.Errorf("the same act again: %v", err)
		}

		_, g := p.visited(t)
		v.ID = string(g.Inspection)
		f = g
		heavy := spot("case3", 2)
		heavy.Charge.Asked = 400_000
		_, err = enforcement.Strike(p.wang, heavy)
		kerneltest.Want(t, "too heavy", err, kernel.Conflict)
		heavy.Ordinary = true
		out, err = enforcement.Strike(p.wang, heavy)
		kerneltest.Must(t, err)
		if k, err = enforcement.Cases.Get(p.wang, "case3"); err != nil || k.Simple || k.Status != enforcement.Clue || out.Decision != "" {
			t.Fatalf("the ordinary way: %+v %v", k.Lead, err)
		}

		_, g = p.visited(t)
		v.ID = string(g.Inspection)
		f = g
		person := spot("case4", 3)
		person.Party = enforcement.SpotParty{Kind: enforcement.PersonParty, Name: "赵操作", Gender: "男", Age: 33, IDNumber: "410105199003070018", Address: "金水区", Employer: "郑州金水机械有限公司"}
		person.Decision.Data["文号"], person.Charge.Violation = personal[0], ""
		person.Charge.Article, person.Charge.Basis, person.Charge.Max = "某规定第五条", "某规定第六条", 20_000
		person.Charge.Asked = 20_000
		person.Charge.Course, person.Charge.Factors = enforcement.Heavier, []enforcement.Factor{{Kind: enforcement.Resisted, Proof: "拒不让检查"}}
		for i := range person.Decision.Signs {
			if s := &person.Decision.Signs[i]; s.Spot == "签名.当事人" {
				s.Ink, s.Refused, s.Reason, s.Witness = "", true, "当事人拒绝签字", "钱见证（居委会）、孙见证"
			}
		}
		out, err = enforcement.Strike(p.wang, person)
		kerneltest.Must(t, err)
		if list, err = document.Of(p.wang, "enforcement", "case4"); err != nil || len(list) != 2 || list[1].Kind != "simple_decision_person" || list[1].Status != document.Served {
			t.Fatalf("a person who refuses: %+v %v", list, err)
		}
		person.ID, person.Charge.Asked = "case5", 30_000
		set, err := route(p.wang, "GET /api/enforcement/handset").Serve(p.wang, &struct{}{})
		kerneltest.Must(t, err)
		h := set.(*enforcement.Handset)
		if h.Unit.Amount != 300_000 || h.Person.Amount != 20_000 || h.Spot.Amount != 10_000 || len(h.Acts) == 0 || len(h.Factors) < 8 {
			t.Fatalf("for the phone: %+v", h)
		}
		for _, a := range h.Acts {
			for _, who := range a.For {
				for _, s := range who.Spans {
					if s.Low > s.High || s.High > h.Unit.Amount || a.Article == "" || a.Basis == "" {
						t.Errorf("%s %s: %+v", a.Code, who.Subject, s)
					}
				}
			}
		}
	})
}

func route(c *kernel.Ctx, pattern string) kernel.Route {
	for _, m := range c.App.Modules {
		for _, r := range m.Routes {
			if r.Pattern == pattern {
				return r
			}
		}
	}
	panic("no route " + pattern)
}
