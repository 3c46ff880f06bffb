package enforcement

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"anjian/base/document"
	"anjian/kernel"
)

// effect is what a paper moves in its case when something happens to it. The steps themselves know their conditions and refuse with the article.
type effect func(c *kernel.Ctx, k *Case, d *document.Document, on form) error

// form is what stands on a paper.
type form map[string]any

func read(d *document.Document) (out form) {
	json.Unmarshal([]byte(d.Sheet), &out)
	return out
}

// text is what stands at a place; several ticks are joined.
func (f form) text(path string) string {
	var at any = map[string]any(f)
	for name := range strings.SplitSeq(path, ".") {
		m, _ := at.(map[string]any)
		at = m[name]
	}
	switch v := at.(type) {
	case string:
		return strings.TrimSpace(v)
	case []any:
		var out []string
		for _, x := range v {
			switch x := x.(type) {
			case string:
				out = append(out, x)
			case map[string]any:
				name, _ := x["名称"].(string)
				out = append(out, name)
			}
		}
		return strings.Join(out, "、")
	}
	return ""
}

// effects are the moves of papers beyond those of the main line, which stand in papers.go.
var effects = map[document.Event]map[string]effect{
	document.WasSubmitted: {"extension_approval": extensible},
	document.WasApproved:  {"extension_approval": extended},
	document.WasIssued: {
		"seizure_extension": prolonged, "seizure_disposal": disposed, "preservation_disposal": disposed, "restore_notice": restored, "cutoff_notice": cutOff,
		"interview_record": written, "survey_record": written, "defence_record": pleaded, "hearing_record": heardOut, "hearing_report": hearingOver, "discussion_record": discussed,
		"deferral_letter": lettered, "transfer_letter": transferred, "legal_review_opinion": opined, "investigation_report": found,
		"address_confirmation": addressed, "electronic_confirmation": reachable,
	},
	document.WasServed: {"cutoff_decision": warned},
}

// quiet are the papers that move nothing, and why.
var quiet = map[string]string{
	"seizure_list":                   "附在决定书后面，措施随决定书实施",
	"interview_notice":               "通知到场，笔录才是调查",
	"sampling_receipt":               "由证据里的样品出具，证据已经在案",
	"preservation_disposal_approval": "批准以后由处理决定书实施",
	"appraisal_entrustment":          "由鉴定记录出具，登记鉴定时期限已经暂停",
	"disposal_submission":            "批准以后由决定书作出决定",
	"transfer_approval":              "批准以后由移送书移送",
	"payment_reminder":               "提醒缴款，不改变期限；申请法院执行前另须事先催告",
	"surcharge_decision":             "加处罚款依法逐日计算，决定书写明数额",
	"file_contents":                  "卷内的目录",
	"referral_slip":                  "移交职责以外的问题，本案照办",
	"recusal_decision":               "由回避记录出具，人员已经回避",
	"evidence_list":                  "附在通知书、决定书后面",
	"service_receipt":                "由送达记录出具，期限从送达起算",
	"file_cover":                     "归档时自动出具",
}

// moved lets a paper have its effect.
func moved(c *kernel.Ctx, k *Case, d *document.Document, e document.Event) error {
	fn := effects[e][string(d.Kind)]
	if fn == nil {
		return nil
	}
	now, err := Cases.Get(c.AsSystem(), k.ID)
	if err != nil {
		return err
	}
	return fn(c, now, d, read(d))
}

// days is how many days the paper asks for beyond the term as it stands.
func (k *Case) days(c *kernel.Ctx, on form) (int, error) {
	b, err := Book(c, k.Region)
	if err != nil {
		return 0, err
	}
	last, err := k.decisionBy(c, b)
	if err != nil {
		return 0, err
	}
	to := kernel.Date(on.text("延期.止"))
	if n := last.DaysUntil(to); len(to) == 10 && n > 0 {
		return n, nil
	}
	return 0, refuse("请在审批表里填写申请延期至哪一天，应晚于现在的期限%s", last)
}

func extensible(c *kernel.Ctx, k *Case, _ *document.Document, on form) error {
	_, err := k.days(c, on)
	return err
}

func extended(c *kernel.Ctx, k *Case, _ *document.Document, on form) error {
	n, err := k.days(c, on)
	if err != nil {
		return err
	}
	in := &Case{}
	in.ExtendBy = n
	if _, err := Cases.Do(c.AsSystem(), k.ID, 0, "extend", in, cmp.Or(on.text("延期.理由"), "案件延期审批同意")); err != nil {
		return err
	}
	_, err = Cases.Update(c.AsSystem(), k.ID, 0, func(k *Case) error {
		k.Extended = slices.Clone(k.Extended)
		k.Extended[len(k.Extended)-1].Reason = on.text("延期.理由")
		return nil
	})
	return err
}

// force is the measure in force that a paper is about.
func (k *Case) force(c *kernel.Ctx, d *document.Document, of ...Compulsion) (*Measure, error) {
	return k.measure(c, d.Part, of, InForce)
}

func prolonged(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	m, err := k.force(c, d, Sealing, Seizure)
	if err != nil || m == nil || m.MoreOn != "" {
		return err
	}
	_, err = Measures.Do(c.AsSystem(), m.ID, 0, "prolong", &Measure{MoreWhy: cmp.Or(on.text("延长.原因"), "情况复杂")}, "")
	return err
}

// ways are the boxes of the papers that dispose of things.
var ways = map[string]Disposal{"解除": Lifted, "没收": Forfeited, "销毁": Forfeited, "移送": Handed, "返还": Returned, "鉴定": Appraised, "查封扣押": Seized}

func disposed(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	of := []Compulsion{Sealing, Seizure}
	if string(d.Kind) == "preservation_disposal" {
		of = []Compulsion{Preservation}
	}
	m, err := k.force(c, d, of...)
	if err != nil || m == nil {
		return err
	}
	way, _, _ := strings.Cut(on.text("处理.方式"), "、")
	if ways[way] == "" {
		return refuse("请在《%s》里勾选处理方式", d.Title)
	}
	_, err = Measures.Do(c.AsSystem(), m.ID, 0, "dispose", &Measure{Disposal: ways[way], Disposed: cmp.Or(on.text("处理.内容"), d.Title+d.Number)}, "")
	return err
}

func restored(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	m, err := k.force(c, d, Cutoff)
	if err != nil || m == nil {
		return err
	}
	_, err = Measures.Do(c.AsSystem(), m.ID, 0, "dispose", &Measure{Disposal: Lifted, Disposed: cmp.Or(on.text("恢复.原因"), d.Title+d.Number)}, "")
	return err
}

// warned: the unit hears of the cut when its decision is served; the supplier cuts off a day later at the earliest (安全生产法第七十条).
func warned(c *kernel.Ctx, k *Case, d *document.Document, _ form) error {
	m, err := k.measure(c, d.Part, []Compulsion{Cutoff}, Approved)
	if err != nil || m == nil || m.WarnedAt != "" {
		return err
	}
	_, err = Measures.Update(c.AsSystem(), m.ID, 0, func(m *Measure) error { m.WarnedAt = d.ServedOn; return nil })
	return err
}

func cutOff(c *kernel.Ctx, k *Case, d *document.Document, _ form) error {
	m, err := k.measure(c, d.Part, []Compulsion{Cutoff}, Approved, Requested)
	if err != nil || m == nil {
		return err
	}
	_, err = Measures.Do(c.AsSystem(), m.ID, 0, "carry", nil, "")
	return err
}

// written: a record that the person has signed on the screen, which is on every page of the paper, is signed.
func written(c *kernel.Ctx, k *Case, d *document.Document, _ form) error {
	of, spot := Interview, "签名.被询问人"
	switch string(d.Kind) {
	case "survey_record":
		of, spot = Survey, "签名.当事人"
	case "defence_record":
		of, spot = Plea, "签名.当事人"
	}
	signed, err := d.SignedBy(c, spot)
	if err != nil || !signed {
		return err
	}
	where := kernel.And(kernel.Eq(&st.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&st.Form, of), kernel.Not(&st.Status, Signed))
	if d.Part != "" {
		where = kernel.And(where, kernel.Eq(&st.ID, d.Part))
	}
	list, err := Statements.List(c.AsSystem(), kernel.Query{Where: where, Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return err
	}
	s := list[0]
	if s.Status == Written {
		if _, err := Statements.Do(c.AsSystem(), s.ID, 0, "check", nil, ""); err != nil {
			return err
		}
	}
	at := c.Now().In(kernel.China).Format("2006-01-02 15:04")
	_, err = Statements.Do(c.AsSystem(), s.ID, 0, "sign", &Statement{Signatures: []PageSign{{Page: 1, Name: s.Person, At: at, Note: "见《" + d.Title + "》" + d.Number + "，签名在每一页"}}}, "")
	return err
}

// pleaded: what the party said has been heard; what becomes of it is still to be said.
func pleaded(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	if err := written(c, k, d, on); err != nil || k.Status != Defence && k.Status != Hearing {
		return err
	}
	_, err := Cases.Update(c.AsSystem(), k.ID, 0, func(k *Case) error {
		k.DefendedOn = cmp.Or(k.DefendedOn, c.Today())
		k.Pleas = cmp.Or(k.Pleas, short(on.text("陈述申辩.记录"), 8000))
		return nil
	})
	return err
}

func (k *Case) hearing(c *kernel.Ctx) (*Session, error) {
	list, err := Hearings.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&hr.Case, kernel.Ref[Case](k.ID)), Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// heardOut keeps record and register of a hearing together.
func heardOut(c *kernel.Ctx, k *Case, d *document.Document, _ form) error {
	h, err := k.hearing(c)
	if err == nil && (h == nil || h.Status != Held && h.Status != Reported) {
		err = refuse("请先在“听证”里登记举行听证的情况，再签发《%s》", d.Title)
	}
	return err
}

// hearingOver ends the hearing: its report is the basis of the decision (行政处罚法第六十五条).
func hearingOver(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	h, err := k.hearing(c)
	switch {
	case err != nil:
		return err
	case h == nil || h.Status != Held && h.Status != Reported:
		return refuse("请先在“听证”里登记举行听证的情况，再签发《%s》", d.Title)
	case h.Status == Held:
		in := &Session{Digest: on.text("听证.摘要"), HostSays: on.text("意见.主持人.意见")}
		if _, err := Hearings.Do(c.AsSystem(), h.ID, 0, "report", in, ""); err != nil {
			return err
		}
	}
	if k.Status != Hearing {
		return nil
	}
	_, err = Cases.Do(c.AsSystem(), k.ID, 0, "heard", nil, "")
	return err
}

func discussed(c *kernel.Ctx, k *Case, _ *document.Document, _ form) error {
	list, err := Discussions.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&ds.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&ds.Status, Noted)), Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return err
	}
	_, err = Discussions.Do(c.AsSystem(), list[0].ID, 0, "sign", nil, "")
	return err
}

func lettered(c *kernel.Ctx, k *Case, d *document.Document, _ form) error {
	g, err := k.deferral(c, d.Part)
	if err != nil || g == nil || g.LetterNo != "" {
		return err
	}
	_, err = Deferrals.Update(c.AsSystem(), g.ID, 0, func(g *Deferral) error { g.LetterNo = d.Number; return nil })
	return err
}

func transferred(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	if k.Status == Closing && k.Outcome == Transfer {
		return nil // entered before
	}
	in := &Case{}
	in.Recipient, in.Materials = on.text("移送.机关"), cmp.Or(on.text("移送.材料"), "案件材料")
	in.Criminal = k.Criminal || strings.Contains(in.Recipient, "公安") || strings.Contains(in.Recipient, "检察")
	_, err := Cases.Do(c.AsSystem(), k.ID, 0, "transfer", in, d.Title+d.Number+"："+on.text("移送.理由"))
	return err
}

// opined is the legal review on paper; whoever issues it has to be entitled to review (行政处罚法第五十八条).
func opined(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	if k.Status != Review && (k.Status != Deciding || k.HeardOn == "" || k.ReviewedOn >= k.HeardOn) {
		return nil
	}
	switch verdict := on.text("法制审核.结论"); {
	case verdict == "":
		return refuse("请在《%s》里勾选审核结论", d.Title)
	case verdict == "同意":
		in := &Case{}
		in.Verdict = cmp.Or(on.text("意见.法制审核.意见"), verdict)
		_, err := Cases.Do(c, k.ID, 0, "review", in, "")
		return err
	case strings.Contains(verdict, "移送"):
		return nil // the transfer has papers of its own
	default:
		_, err := Cases.Do(c, k.ID, 0, "back", nil, cmp.Or(on.text("意见.法制审核.意见"), verdict))
		return err
	}
}

// found: what the report has found stands in the case, where nothing stands yet.
func found(c *kernel.Ctx, k *Case, _ *document.Document, on form) error {
	if k.Status != Investigation || k.Facts != "" && k.Proofs != "" {
		return nil
	}
	_, err := Cases.Update(c.AsSystem(), k.ID, 0, func(k *Case) error {
		k.Facts, k.Proofs = cmp.Or(k.Facts, short(on.text("违法事实"), 8000)), cmp.Or(k.Proofs, short(on.text("证据"), 8000))
		return nil
	})
	return err
}

// confirmed writes what a party has confirmed of itself.
func (k *Case) confirmed(c *kernel.Ctx, d *document.Document, fn func(*Party)) error {
	list, err := partiesOf(c, k.ID)
	p := chosen(list, string(d.Kind), d.Part)
	if err != nil || p == nil {
		return err
	}
	_, err = Parties.Update(c.AsSystem(), p.ID, 0, func(p *Party) error { fn(p); return nil })
	return err
}

func addressed(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	return k.confirmed(c, d, func(p *Party) {
		p.SendTo = cmp.Or(short(on.text("送达地址.地址"), 200), p.SendTo)
		p.Agent = cmp.Or(short(on.text("送达地址.代收人"), 60), p.Agent)
	})
}

func reachable(c *kernel.Ctx, k *Case, d *document.Document, on form) error {
	for _, name := range []string{"手机", "邮箱", "传真", "账号"} {
		if to := on.text("电子送达." + name); to != "" {
			return k.confirmed(c, d, func(p *Party) { p.Electronic = short(to, 200) })
		}
	}
	return nil
}
