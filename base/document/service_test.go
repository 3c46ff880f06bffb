package document_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"anjian/base/document"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// 七种送达方式各有要求; 公告满30天视为送达; 回执由送达记录生成.
func TestService(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		draft := s.draft("penalty_notice")
		serve(t, s.officer, draft, nil, kernel.Conflict)
		notice := s.do(s.officer, draft, "issue", nil)
		photo := photograph(t, w.System())
		video := photo
		video.Type = "video/mp4"
		for _, tc := range []struct {
			what   string
			want   kernel.Code
			change func(v *document.Service)
		}{
			{"direct without a signature", kernel.Invalid, func(v *document.Service) { v.Ink = "" }},
			{"before it was issued", kernel.Invalid, func(v *document.Service) { v.On = "2026-05-05" }},
			{"tomorrow", kernel.Invalid, func(v *document.Service) { v.On = "2026-05-07" }},
			{"left with one witness", kernel.Invalid, func(v *document.Service) {
				v.Way, v.Reason, v.Witnesses = document.Left, "拒收", []string{"甲", " "}
			}},
			{"left without a reason", kernel.Invalid, func(v *document.Service) { v.Way, v.Witnesses = document.Left, []string{"甲", "乙"} }},
			{"mail without a number", kernel.Invalid, func(v *document.Service) { v.Way, v.On = document.Mailed, "" }},
			{"entrusted to nobody", kernel.Invalid, func(v *document.Service) { v.Way = document.Entrusted }},
			{"electronic without consent", kernel.Invalid, func(v *document.Service) { v.Way, v.Place = document.Electronic, "13800000000" }},
			{"public without a reason", kernel.Invalid, func(v *document.Service) { v.Way, v.PostedOn, v.PostedAt = document.Public, "2026-05-06", "公告栏" }},
			{"received by somebody whose relation is not told", kernel.Invalid, func(v *document.Service) { v.Agent = true }},
			{"received by the family of a unit", kernel.Invalid, func(v *document.Service) { v.Agent, v.Relation = true, document.Family }},
			{"nonsense as a signature", kernel.Invalid, func(v *document.Service) { v.Ink = "[[[2,0]]]" }},
		} {
			v := serve(t, s.officer, notice, tc.change, tc.want)
			if t.Failed() {
				t.Fatalf("%s: %+v", tc.what, v)
			}
		}
		serve(t, s.away, notice, nil, kernel.Invalid)
		mailed := serve(t, s.officer, notice, func(v *document.Service) { v.Way, v.MailNo, v.On = document.Mailed, "EMS1", "" }, "")
		if d, _ := document.Documents.Get(s.officer, notice.ID); d.Status != document.Issued {
			t.Errorf("on its way it is %s", d.Status)
		}
		w.On("2026-05-09")
		_, err := document.Services.Do(s.officer, mailed.ID, 0, "complete", &document.Service{On: "2026-05-08"}, "")
		kerneltest.Want(t, "mail without its receipt", err, kernel.Invalid)
		_, err = document.Services.Do(s.officer, mailed.ID, 0, "complete", &document.Service{On: "2026-05-08", Proof: kernel.Files{photo}}, "")
		kerneltest.Must(t, err)
		if d, _ := document.Documents.Get(s.officer, notice.ID); d.Status != document.Served || d.ServedOn != "2026-05-08" {
			t.Errorf("%s on %s", d.Status, d.ServedOn)
		}

		order := s.do(s.officer, s.draft("rectification_order"), "issue", nil)
		serve(t, s.officer, order, func(v *document.Service) {
			v.Way, v.Reason, v.Proof, v.Ink = document.Left, "负责人拒收", kernel.Files{video}, ""
		}, "")
		second := s.do(s.officer, s.draft("rectification_order"), "issue", nil)
		serve(t, s.officer, second, func(v *document.Service) {
			v.Way, v.PostedOn, v.PostedAt, v.Reason = document.Public, "2026-05-09", "政府网站", "无法联系"
		}, "")
		w.On("2026-06-07")
		kerneltest.Must(t, document.Deem.Run(w.System(), struct{}{}))
		if d, _ := document.Documents.Get(s.officer, second.ID); d.Status != document.Issued {
			t.Error("deemed served a day early")
		}
		w.On("2026-06-08")
		kerneltest.Must(t, document.Deem.Run(w.System(), struct{}{}))
		if d, _ := document.Documents.Get(s.officer, second.ID); d.Status != document.Served || d.ServedOn != "2026-06-08" {
			t.Errorf("after thirty days it is %s on %s", d.Status, d.ServedOn)
		}

		third := s.do(s.officer, s.draft("rectification_order"), "issue", nil)
		electronic := func(v *document.Service) { v.Way, v.On, v.Place, v.Ink = document.Electronic, "", "13800000000", "" }
		unsigned := s.do(s.officer, s.draft("electronic_confirmation"), "issue", nil)
		serve(t, s.officer, third, electronic, kernel.Invalid)
		scan := &document.Document{}
		scan.Scans = kernel.Files{photo}
		s.do(s.officer, unsigned, "attach", scan)
		serve(t, s.officer, third, electronic, "")
		fourth := s.do(s.officer, s.draft("rectification_order"), "issue", nil)
		fax := func(to string, proof ...kernel.File) func(v *document.Service) {
			return func(v *document.Service) {
				v.Way, v.On, v.Place, v.Ink, v.Channel, v.Proof = document.Electronic, "", to, "", document.ByFax, proof
			}
		}
		serve(t, s.officer, fourth, fax("12ab", photo), kernel.Invalid)
		serve(t, s.officer, fourth, fax("0371-67181234"), kernel.Invalid)
		if v := serve(t, s.officer, fourth, fax("0371-67181234", photo), ""); v.Agent || v.Relation != "" || v.Channel != document.ByFax {
			t.Errorf("by fax: %+v", v)
		}
		fifth := s.do(s.officer, s.draft("rectification_order"), "issue", nil)
		serve(t, s.officer, fifth, func(v *document.Service) { v.Receiver, v.Agent, v.Relation = "李门卫", true, document.Colleague }, "")
		if d, _ := document.Documents.Get(s.officer, third.ID); d.ServedOn != "2026-06-08" {
			t.Errorf("served electronically on %q", d.ServedOn)
		}

		receipt, err := document.Receipt(s.officer, "enterprise", s.firm)
		kerneltest.Must(t, err)
		receipt = s.do(s.officer, receipt, "issue", nil)
		text := strings.Join(strings.Fields(pdftext(t, read(t, s.officer, receipt))), "")
		for _, want := range []string{"邮寄送达", "留置送达", "公告送达", "电子送达", "传真", "李门卫代收（单位负责收件的人）", "负责人拒收"} {
			if !strings.Contains(text, want) {
				t.Errorf("the receipt does not say %s:\n%s", want, text)
			}
		}
		_, err = document.Receipt(s.officer, "enterprise", s.firm)
		kerneltest.Want(t, "a receipt of nothing", err, kernel.Conflict)
	})
}

// 签名入文书; 签名之后改了内容签名作废; 拒绝签字要有见证人; 来自记录的内容改过就不再标记; 前置和办结的文书缺哪份说哪份.
func TestDesk(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		d := s.draft("inspection_record")
		sign := func(change func(*document.Signature), want kernel.Code) {
			t.Helper()
			x := &document.Signature{Document: kernel.Ref[document.Document](d.ID), Spot: "签名.当事人", Name: "张三", Ink: ink}
			if change != nil {
				change(x)
			}
			kerneltest.Want(t, x.Spot, document.Signatures.Create(s.officer, x), want)
		}
		sign(func(x *document.Signature) { x.Ink = "" }, kernel.Invalid)
		sign(func(x *document.Signature) { x.Ink, x.Refused = "", true }, kernel.Invalid)
		sign(nil, "")
		held := func() int {
			n, err := document.Signatures.Count(s.officer, kernel.Cond{Op: "=", Col: "holds", Args: []any{true}})
			kerneltest.Must(t, err)
			return n
		}
		if held() != 1 {
			t.Fatal("the signature does not hold")
		}
		if !slices.Contains(d.Sourced, "被检查单位.名称") {
			t.Errorf("from the record: %v", d.Sourced)
		}
		_, err := document.Fill(s.away, &document.FillIn{ID: d.ID, Data: document.Data{}})
		kerneltest.Want(t, "fill another county's", err, kernel.Missing)
		data := document.Data{"被检查单位": map[string]any{"名称": "改过的名称"}, "执法人员": []any{map[string]any{"姓名": "王勇", "证号": "1"}}, "检查": map[string]any{"情况": "现场未设置安全警示标志"}}
		out, err := document.Fill(s.officer, &document.FillIn{ID: d.ID, Rev: d.Rev, Data: data})
		kerneltest.Must(t, err)
		if slices.Contains(out.Sourced, "被检查单位.名称") || held() != 0 {
			t.Errorf("after a change still from the record: %v, %d signatures", out.Sourced, held())
		}
		_, err = document.Fill(s.officer, &document.FillIn{ID: d.ID, Rev: d.Rev, Data: data})
		kerneltest.Want(t, "fill what has moved on", err, kernel.Stale)
		_, err = document.Documents.Do(s.officer, d.ID, 0, "issue", nil, "")
		kerneltest.Want(t, "one officer alone", err, kernel.Conflict)
		data["执法人员"] = []any{map[string]any{"姓名": "王勇", "证号": "1"}, map[string]any{"姓名": "李静", "证号": "2"}}
		_, err = document.Fill(s.officer, &document.FillIn{ID: d.ID, Data: data})
		kerneltest.Must(t, err)
		sign(func(x *document.Signature) {
			x.Ink, x.Refused, x.Reason, x.Witness = "", true, "不认可", "社区李四"
		}, "")
		d = s.do(s.officer, d, "issue", nil)
		if text := pdftext(t, read(t, s.officer, d)); !strings.Contains(text, "现场未设置安全警示标志") || !strings.Contains(text, "社区李四") {
			t.Errorf("the paper says\n%s", text)
		}
		sign(nil, kernel.Conflict)

		var what struct {
			Kinds []struct{ Code, Why string }
		}
		panel := ask(t, s.officer, "GET /api/document/panel", map[string]any{"type": "enterprise", "id": s.firm})
		kerneltest.Must(t, json.Unmarshal(panel, &what))
		why := map[string]string{}
		for _, k := range what.Kinds {
			why[k.Code] = k.Why
		}
		if why["onsite_decision"] != "" || !strings.Contains(why["penalty_decision_unit"], "《案件处理呈批表》") || !strings.Contains(why["preservation_notice"], "第五十六条") {
			t.Errorf("%v", why)
		}
		organ, err := document.Organs.First(w.System(), kernel.Cond{})
		kerneltest.Must(t, err)
		of := func(court, reviewer string) {
			_, err := document.Organs.Update(s.chief, organ.ID, 0, func(o *document.Organ) error { o.Court, o.Reviewer = court, reviewer; return nil })
			kerneltest.Must(t, err)
		}
		of("", "金水区人民政府")
		begun := s.draft("rectification_order")
		unset := func() (out []string) {
			var desk struct{ Unset []string }
			kerneltest.Must(t, json.Unmarshal(ask(t, s.officer, "GET /api/document/{id}/desk", map[string]any{"id": begun.ID}), &desk))
			return desk.Unset
		}
		before := unset()
		if of("郑州铁路运输法院", "郑州市人民政府"); !slices.Contains(before, "法院") || len(unset()) != len(before)-1 {
			t.Errorf("what the settings do not say: %v, then %v", before, unset())
		}
		order := s.do(s.officer, begun, "issue", nil)
		if text := strings.Join(strings.Fields(pdftext(t, read(t, s.officer, order))), ""); !strings.Contains(text, "郑州铁路运输法院") || !strings.Contains(text, "金水区人民政府申请行政复议") {
			t.Errorf("settings made after the paper was begun fill what was empty, and only that:\n%s", text)
		}
		_, err = document.Draft(s.officer, "enterprise", s.firm, "closing_approval", "", nil)
		if kernel.CodeOf(err) != kernel.Conflict || !strings.Contains(err.Error(), order.Number) {
			t.Errorf("closing with an order that is not served: %v", err)
		}
		serve(t, s.officer, order, nil, "")
		closing := s.draft("closing_approval")
		if closing.Party != "郑州金水机械有限公司" {
			t.Errorf("party %q", closing.Party)
		}

		inner := s.draft("filing_approval")
		s.do(s.officer, inner, "submit", remark("建议立案"))
		s.do(s.lawyer, inner, "approve", remark("符合条件"))
		s.do(s.chief, inner, "approve", remark("同意立案"))
		serve(t, s.officer, inner, nil, kernel.Invalid) // what stays inside is served on nobody

		fixed, err := document.Correct(s.officer, &document.Made{ID: order.ID})
		kerneltest.Must(t, err)
		if again, err := document.Correct(s.officer, &document.Made{ID: order.ID}); err != nil || again.ID != fixed.ID {
			t.Errorf("corrected a second time: %v %v", again, err)
		}
		_, err = document.Documents.Do(s.officer, fixed.ID, 0, "issue", nil, "")
		kerneltest.Want(t, "issue the correction first", err, kernel.Conflict)
		_, err = document.Documents.Do(s.chief, order.ID, 0, "void", nil, "")
		kerneltest.Want(t, "void what nobody asked for", err, kernel.Conflict)
		asks := &document.Document{}
		asks.VoidAsked = "写错整改期限"
		s.do(s.officer, order, "retract", asks)
		_, err = document.Documents.Do(s.officer, order.ID, 0, "void", nil, "")
		kerneltest.Want(t, "approve one's own voiding", err, kernel.Forbidden)
		s.do(s.chief, order, "void", nil)
		anew, err := document.Documents.Do(s.officer, fixed.ID, 0, "issue", nil, "")
		kerneltest.Must(t, err)
		if anew.Number != "（豫郑金）应急责改〔2026〕2号" {
			t.Errorf("the correction is %s", anew.Number)
		}
		firm := w.As(kernel.Actor{ID: "safety", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: s.firm})
		var seen []string
		kerneltest.Must(t, document.Documents.Each(firm, kernel.Query{Sort: "id"}, func(d *document.Document) error { seen = append(seen, string(d.Kind)); return nil }))
		if strings.Join(seen, " ") != "inspection_record rectification_order" {
			t.Errorf("the enterprise sees %v", seen)
		}
	})
}

// ask calls an operation and gives its answer as JSON.
func ask(t *testing.T, c *kernel.Ctx, pattern string, in map[string]any) []byte {
	t.Helper()
	r := route(t, pattern)
	body, err := json.Marshal(in)
	kerneltest.Must(t, err)
	arg := newOf(r)
	kerneltest.Must(t, json.Unmarshal(body, arg))
	out, err := r.Serve(c, arg)
	kerneltest.Must(t, err)
	text, err := json.Marshal(out)
	kerneltest.Must(t, err)
	return text
}

func newOf(r kernel.Route) any { return reflect.New(r.In).Interface() }
