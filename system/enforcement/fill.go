package enforcement

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"anjian/base/document"
	"anjian/base/officer"
	"anjian/kernel"
)

type data = map[string]any

// moment writes a time as papers do.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(kernel.China).Format("2006-01-02T15:04")
}

func sum(m kernel.Money) data {
	text, _ := m.MarshalJSON()
	return data{"金额": strings.TrimSuffix(string(text), ".00"), "大写": Capital(m)}
}

// who writes a party as forms name it.
func (p *Party) who() data {
	if p == nil {
		return data{}
	}
	if p.PartyKind == PersonParty {
		age := ""
		if p.Age > 0 {
			age = strconv.Itoa(p.Age)
		}
		return data{"类别": "个人", "姓名": p.Name, "名称": p.Name, "性别": p.Gender, "年龄": age, "身份证号": string(p.IDNumber), "住址": p.Address, "地址": p.Address, "单位": p.Employer, "职务": p.Position, "电话": string(p.Phone), "邮编": p.Postcode}
	}
	return data{"类别": "单位", "名称": p.Name, "统一社会信用代码": p.CreditCode, "法定代表人": p.LegalHead, "职务": p.Position, "地址": p.Address, "邮编": p.Postcode, "电话": string(p.Phone)}
}

// people are officers as forms name them.
func people(c *kernel.Ctx, ids []kernel.Ref[officer.Officer]) (out []any, names []string, err error) {
	names = []string{} // a page says that there are none
	for _, id := range ids {
		o, err := officer.Officers.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return nil, nil, err
		}
		if o != nil {
			out, names = append(out, data{"姓名": o.Name, "证号": o.CertificateNo}), append(names, o.Name)
		}
	}
	return out, names, nil
}

func things(items []Item) (out []any) {
	for i, it := range items {
		out = append(out, data{"序号": strconv.Itoa(i + 1), "名称": it.Name, "规格": it.Model, "单位": it.Unit, "数量": strconv.FormatFloat(it.Number, 'f', -1, 64), "备注": it.Note, "产地": it.Origin, "成色": it.State, "价格": sum(it.Price)["金额"]})
	}
	return out
}

// fill tells a form what the case knows. The part is the party, the measure, the record or the application that the paper is about; without it
// the first party and the latest of the others.
func fill(c *kernel.Ctx, id, kind, part string) (document.Data, error) {
	k, err := Cases.Get(c, id)
	if err != nil {
		return nil, err
	}
	t, err := k.tally(c)
	if err != nil {
		return nil, err
	}
	list, err := partiesOf(c, id)
	if err != nil {
		return nil, err
	}
	out := data{"案件名称": k.Title, "案由": k.Cause, "案件来源": kernel.LabelOf(k.Source), "案件基本情况": k.Summary, "违法事实": cmp.Or(k.Facts, k.Summary), "证据": cmp.Or(k.Proofs, k.proofs(c)),
		"立案": data{"时间": string(cmp.Or(k.FiledOn, k.FoundOn)), "日期": string(k.FiledOn), "文号": k.Number}, "申辩意见": k.pleaded()}
	if out["执法人员"], _, err = people(c, k.Officers); err != nil {
		return nil, err
	}
	p := chosen(list, kind, part)
	out["当事人"] = p.who()
	out["送达地址"], out["电子送达"] = p.addressed()
	k.penalty(out, t, p)
	if k.Decision != "" {
		out["原决定"] = data{"名称": "行政处罚决定书", "文号": k.Decision, "日期": string(k.DecidedOn), "送达日期": string(k.ServedOn), "届满日期": string(k.PayBy), "内容": out["处罚内容"]}
	}
	switch {
	case strings.HasPrefix(kind, "hearing_"):
		err = k.session(c, out)
	case strings.HasPrefix(kind, "preservation"), strings.HasPrefix(kind, "seizure"), strings.HasPrefix(kind, "cutoff"), kind == "compulsion_approval", kind == "restore_notice":
		err = k.coerced(c, out, kind, part)
	case kind == "interview_notice", kind == "interview_record", kind == "survey_record", kind == "defence_record":
		err = k.said(c, out, kind, part)
	default:
		err = k.rest(c, out, kind, part, t)
	}
	return out, err
}

// chosen is the party that a paper is for: the one named, else the first of the kind that the form is for.
func chosen(list []*Party, kind, part string) *Party {
	for _, p := range list {
		if p.ID == part {
			return p
		}
	}
	person := strings.HasSuffix(kind, "_person")
	for _, p := range list {
		if (p.PartyKind == PersonParty) == person {
			return p
		}
	}
	if len(list) > 0 {
		return list[0]
	}
	return nil
}

// proofs names the evidence.
func (k *Case) proofs(c *kernel.Ctx) string {
	list, err := Evidences.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&ev.Case, kernel.Ref[Case](k.ID)), Sort: "taken_on", Limit: 60})
	if err != nil {
		return ""
	}
	var out []string
	for _, e := range list {
		if e.Excluded == "" {
			out = append(out, e.Title)
		}
	}
	return join(out)
}

func (k *Case) pleaded() string {
	switch {
	case k.Pleas != "":
		return strings.TrimRight(k.Pleas, "。") + "。" + kernel.LabelOf(k.Answer) + "：" + k.AnswerWhy
	case k.WaivedOn != "":
		return "当事人书面放弃陈述申辩"
	case k.ToldOn != "" && k.DefendedOn == "":
		return "当事人在期限内没有陈述申辩"
	}
	return ""
}

// penalty writes articles, contents and amounts of one party's charges.
func (k *Case) penalty(out data, t *tally, p *Party) {
	var articles, bases, contents, reasons []string
	fine := kernel.Money(0)
	add := func(list *[]string, s string) {
		for _, x := range *list {
			if x == s {
				return
			}
		}
		if s != "" {
			*list = append(*list, s)
		}
	}
	for _, h := range t.charges {
		if p == nil || string(h.Party) != p.ID || h.Course == Absorbed {
			continue
		}
		add(&articles, h.Article)
		add(&bases, h.Basis)
		fine += h.Amount
		if h.Amount > 0 {
			add(&contents, "罚款人民币"+h.Capital+"（"+yuan(h.Amount)+"）")
		}
		for _, s := range h.Sanctions {
			if s != "fine" {
				add(&contents, kernel.LabelOf(s))
			}
		}
		add(&contents, h.Content)
		for _, f := range h.Factors {
			add(&reasons, kernel.LabelOf(f.Kind)+"："+f.Proof)
		}
		for _, l := range h.Working {
			add(&reasons, l.What+" "+l.Result)
		}
	}
	out["违反规定"], out["处罚依据"], out["处罚内容"] = join(articles), join(bases), strings.Join(contents, "；")
	out["裁量"] = data{"理由": strings.Join(reasons, "；")}
	if fine > 0 {
		out["罚款"] = sum(fine)
	}
	out["清单编号"] = ""
}

// session fills the papers of a hearing.
func (k *Case) session(c *kernel.Ctx, out data) error {
	out["听证"] = data{"受理部门": "本机关"}
	list, err := Hearings.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&hr.Case, kernel.Ref[Case](k.ID)), Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return err
	}
	h := list[0]
	_, host, err := people(c, []kernel.Ref[officer.Officer]{h.Host})
	if err != nil {
		return err
	}
	_, members, err := people(c, h.Members)
	if err != nil {
		return err
	}
	way := "不公开"
	if h.Open {
		way = "公开"
	}
	var others []string
	for _, a := range h.Attended {
		switch a.As {
		case "委托代理人":
			out["委托代理人"] = data{"姓名": a.Name, "职务": a.Position}
		case "第三人":
			out["第三人"] = a.Name
		case "当事人":
		default:
			others = append(others, strings.Trim(a.Name+" "+a.As, " "))
		}
	}
	at := string(h.HeldOn)
	if h.HeldAt != "" {
		at += "T" + fmt.Sprintf("%05s", h.HeldAt)
	}
	post, err := post(c, h.Host)
	if err != nil {
		return err
	}
	out["听证"] = data{"受理部门": "本机关", "主持人职务": post, "时间": at, "起": at, "地点": h.Place, "方式": way, "主持人": join(host), "听证员": join(members), "书记员": h.Recorder, "记录": h.Record, "摘要": h.Digest, "其他人员": join(others)}
	out["意见"] = data{"主持人": data{"意见": h.HostSays, "日期": string(c.Today())}}
	return nil
}

// disposals are the boxes of the forms.
var disposals = map[Disposal]string{Returned: "返还", Evidenced: "返还", Appraised: "鉴定", Handed: "移送", Seized: "查封扣押", Forfeited: "没收", Lifted: "解除"}

// coerced fills the papers of a measure.
func (k *Case) coerced(c *kernel.Ctx, out data, kind, part string) error {
	of := kinds("compulsion_approval")
	if strings.HasPrefix(kind, "preservation") {
		of = kinds("preservation_approval")
	}
	m, err := k.measure(c, part, of)
	if err != nil || m == nil {
		return err
	}
	var names []string
	for _, it := range m.Items {
		names = append(names, it.Name+" "+strconv.FormatFloat(it.Number, 'f', -1, 64)+it.Unit)
	}
	until := m.Until
	if until == "" && m.Measured != Cutoff {
		b, err := Book(c, k.Region)
		if err != nil {
			return err
		}
		if until, err = b.Last(m.code(), c.Today()); err != nil {
			return err
		}
	}
	began := string(cmp.Or(m.StartedOn, c.Today()))
	out["清单"], out["证据名称及数量"], out["存在问题"], out["涉嫌行为"] = things(m.Items), join(names), m.Reason, k.Cause
	out["强制"] = data{"种类": kernel.LabelOf(m.Measured), "措施": kernel.LabelOf(m.Measured) + m.Title, "对象": m.Title, "理由": m.Reason, "依据": m.Basis, "起": began, "止": string(until)}
	out["保存"] = data{"方式": "就地保存", "地点": m.Place, "理由": m.Reason, "起": began, "止": string(until)}
	out["停止"] = data{"措施": "停止供电", "原因": m.Reason, "起": began}
	out["供应单位"] = data{"名称": m.Supplier}
	out["延长"] = data{"原因": m.MoreWhy, "止": string(m.Until)}
	out["恢复"] = data{"原因": m.Disposed, "起": string(cmp.Or(m.DisposedOn, c.Today()))}
	way := disposals[m.Disposal]
	if kind == "seizure_disposal" && m.Disposal == Returned {
		way = disposals[Lifted]
	}
	out["处理"] = data{"方式": way, "内容": m.Disposed, "理由": m.Disposed}
	return k.origin(c, out, kind, m)
}

// origin names the decision that a later paper of a measure rests on.
func (k *Case) origin(c *kernel.Ctx, out data, kind string, m *Measure) error {
	first := map[string]string{"seizure_extension": "seizure_decision", "seizure_disposal": "seizure_decision", "cutoff_notice": "cutoff_decision", "cutoff_decision": "onsite_decision", "restore_notice": "cutoff_decision",
		"preservation_disposal": "preservation_notice", "preservation_disposal_approval": "preservation_notice"}[kind]
	if first == "" {
		return nil
	}
	d, err := document.Effective(c.AsSystem(), Cases.Name, k.ID, first)
	if err == nil && d != nil {
		out["原决定"] = data{"文号": d.Number, "日期": string(d.IssuedOn), "届满日期": string(m.Until), "内容": m.Title}
	}
	return err
}
