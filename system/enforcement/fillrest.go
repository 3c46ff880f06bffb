package enforcement

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"anjian/kernel"
)

// said fills the records of what was said and seen.
func (k *Case) said(c *kernel.Ctx, out data, kind, part string) error {
	form := map[string]Form{"survey_record": Survey, "defence_record": Plea}[kind]
	where := kernel.And(kernel.Eq(&st.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&st.Form, cmp.Or(form, Interview)))
	if part != "" {
		where = kernel.And(where, kernel.Eq(&st.ID, part))
	}
	list, err := Statements.List(c.AsSystem(), kernel.Query{Where: where, Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return err
	}
	s := list[0]
	if out["执法人员"], _, err = people(c, s.Officers); err != nil {
		return err
	}
	var lines []any
	for _, l := range s.Lines {
		lines = append(lines, data{"问": l.Question, "答": l.Answer})
	}
	age := ""
	if s.Age > 0 {
		age = strconv.Itoa(s.Age)
	}
	person := data{"姓名": s.Person, "性别": s.Gender, "年龄": age, "身份证号": string(s.IDNumber), "单位": s.Employer, "职务": s.Position, "住址": s.Address, "地址": s.Address, "电话": string(s.Phone)}
	out["被询问人"], out["陈述申辩人"], out["笔录"] = person, person, lines
	out["记录人"], out["在场人"] = data{"姓名": s.Recorder}, s.Invited
	out["询问"] = data{"起": moment(s.From), "止": moment(s.To), "时间": moment(s.From), "地点": s.Place, "次数": strconv.Itoa(s.Times), "事由": s.Title}
	out["询问人"] = data{"姓名": join(names(out["执法人员"]))}
	out["勘验"] = data{"起": moment(s.From), "止": moment(s.To), "场所": s.Place, "天气": s.Weather, "情况": s.Text}
	out["被邀请人"] = data{"姓名": s.Invited}
	switch kind {
	case "interview_notice":
		out["携带"] = []any{"身份证"}
	case "survey_record":
		who := maps.Clone(out["当事人"].(data))
		who["代表人"], who["代表人职务"] = s.Person, strings.Trim(s.Employer+" "+s.Position, " ")
		out["当事人"] = who
		if len(s.Sketch) > 0 {
			out["附件"] = data{"种类": []any{"现场照片"}, "张数": strconv.Itoa(len(s.Sketch))}
		}
	}
	text := s.Text
	for _, l := range s.Lines {
		text += "问：" + l.Question + "答：" + l.Answer
	}
	out["陈述申辩"] = data{"起": moment(s.From), "止": moment(s.To), "地点": s.Place, "记录": text}
	return nil
}

func names(list any) (out []string) {
	rows, _ := list.([]any)
	for _, r := range rows {
		if m, ok := r.(data); ok {
			out = append(out, fmt.Sprint(m["姓名"]))
		}
	}
	return out
}

// rest fills the other papers.
func (k *Case) rest(c *kernel.Ctx, out data, kind, part string, t *tally) error {
	switch kind {
	case "penalty_notice":
		b, err := Book(c, k.Region)
		if err != nil {
			return err
		}
		out["陈述申辩"] = data{"天数": strconv.Itoa(b.At("defence", c.Today()).Number)}
	case "sampling_receipt", "evidence_list":
		return k.samples(c, out)
	case "appraisal_entrustment":
		return k.entrusted(c, out, part)
	case "discussion_record":
		return k.discussed(c, out)
	case "payment_reminder", "surcharge_decision", "enforcement_reminder", "enforcement_application":
		if err := k.unpaid(c); err != nil {
			return err
		}
		return k.dunned(c, out, part)
	case "deferral_approval", "deferral_letter":
		return k.deferred(c, out, part)
	case "transfer_approval", "transfer_letter":
		out["移送"] = data{"机关": k.Recipient, "理由": k.Reasons}
	case "extension_approval":
		b, err := Book(c, k.Region)
		if err != nil {
			return err
		}
		if last, err := k.decisionBy(c, b); err == nil {
			out["延期"] = data{"起": string(last)}
		}
	case "legal_review_opinion":
		out["送审"] = data{"日期": string(k.ConcludedOn), "机构": "办案机构"}
		out["意见"] = data{"法制审核": data{"意见": k.Verdict, "日期": string(k.ReviewedOn)}}
		if k.Verdict != "" {
			out["法制审核"] = data{"结论": "同意"}
		}
	case "case_withdrawal":
		out["撤销"] = data{"理由": k.Reasons}
	case "no_penalty_decision":
		out["不予处罚理由"] = cmp.Or(k.Reasons, out["裁量"].(data)["理由"].(string))
	case "investigation_report":
		out["调查"] = data{"经过": k.course()}
	case "closing_approval", "file_cover":
		out["处理结果"] = strings.Trim(kernel.LabelOf(k.Outcome)+"："+fmt.Sprint(out["处罚内容"]), "：")
		out["执行情况"] = k.Performance
		out["结案"] = data{"日期": string(k.ClosedOn)}
		out["归档"] = data{"日期": string(k.ArchivedOn), "编号": k.FileNumber, "保存期限": kernel.LabelOf(k.Keep)}
		if k.Keep == "" {
			out["归档"] = data{}
		}
	case "recusal_decision":
		return k.recused(c, out)
	case "simple_decision_unit", "simple_decision_person":
		out["缴纳方式"] = "限期缴纳"
		if k.OnSpot {
			out["缴纳方式"] = "当场缴纳"
		}
	}
	return nil
}

// unpaid refuses the papers that follow on a fine left unpaid as long as there is time to pay.
func (k *Case) unpaid(c *kernel.Ctx) error {
	if k.PayBy != "" && c.Today() <= k.PayBy {
		return refuse("缴款期限%s还没有届满，还不能催告、加处罚款或者申请执行（行政处罚法第七十二条、行政强制法第五十四条）", k.PayBy)
	}
	return nil
}

// course tells the inquiry in one sentence.
func (k *Case) course() string {
	out := string(k.FoundOn) + kernel.LabelOf(k.Source) + "。"
	if k.FiledOn != "" {
		out += string(k.FiledOn) + "立案调查。"
	}
	return out
}

func (k *Case) samples(c *kernel.Ctx, out data) error {
	list, err := Evidences.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&ev.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&ev.Sampled, true)), Sort: "taken_on", Limit: 30})
	var items []Item
	for _, e := range list {
		items = append(items, e.Samples...)
		out["抽样"] = data{"地点": e.Place, "起": string(e.TakenOn), "止": string(e.TakenOn)}
		out["现场负责人"] = e.Provider
	}
	out["清单"] = things(items)
	return err
}

func (k *Case) entrusted(c *kernel.Ctx, out data, part string) error {
	where := kernel.Eq(&ap.Case, kernel.Ref[Case](k.ID))
	if part != "" {
		where = kernel.And(where, kernel.Eq(&ap.ID, part))
	}
	list, err := Appraisals.List(c.AsSystem(), kernel.Query{Where: where, Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return err
	}
	a := list[0]
	out["鉴定"] = data{"机构": a.Agency, "要求": a.Wanted, "提交日期": string(a.ExpectOn)}
	out["清单"] = things(a.Items)
	return nil
}

func (k *Case) discussed(c *kernel.Ctx, out data) error {
	list, err := Discussions.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&ds.Case, kernel.Ref[Case](k.ID)), Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return err
	}
	d := list[0]
	var present, words []string
	for _, a := range d.Attended {
		present = append(present, strings.Trim(a.Name+" "+a.Position, " "))
		if a.Words != "" {
			words = append(words, a.Name+"："+a.Words)
		}
	}
	at := string(d.HeldOn)
	out["讨论"] = data{"起": at, "止": at, "地点": d.Place, "主持人": d.Host, "汇报人": d.Reporter, "记录人": d.Recorder, "出席人员": join(present), "内容": d.Content, "记录": strings.Join(words, "\n"), "结论": d.Conclusion}
	return nil
}

// dunned fills the papers that ask for money.
func (k *Case) dunned(c *kernel.Ctx, out data, part string) error {
	a, err := k.account(c, c.Today())
	if err != nil {
		return err
	}
	extra, owed, days := a.ExtraOwed, a.Owed, a.Days
	for _, d := range a.Parties {
		if d.Party == part {
			extra, owed, days = d.ExtraOwed, d.Owed, d.Days
		}
	}
	more := sum(extra)
	more["天数"], more["起"], more["止"] = strconv.Itoa(days), string(k.PayBy.AddDays(1)), string(c.Today())
	out["加处"], out["罚款"], out["合计"] = more, sum(owed), sum(owed+extra)
	out["催告"] = data{"期限": string(c.AddWorkdays(c.Today(), 10)), "日期": string(k.RemindedOn)}
	out["执行"] = data{"内容": "罚款" + yuan(owed) + "，加处罚款" + yuan(extra) + "，合计" + yuan(owed+extra)}
	out["附件"] = data{"名称": "行政处罚决定书、送达回执、催告书"}
	return nil
}

func (k *Case) deferred(c *kernel.Ctx, out data, part string) error {
	g, err := k.deferral(c, part)
	if err != nil || g == nil {
		return err
	}
	way := "延期"
	if g.Way == InParts {
		way = "分期"
	}
	var rows []any
	for i, r := range g.Rows {
		rows = append(rows, data{"期数": strconv.Itoa(i + 1), "日期": string(r.Due), "金额": sum(r.Amount)["金额"]})
	}
	a, err := k.account(c, c.Today())
	if err != nil {
		return err
	}
	out["缴纳"] = data{"方式": way, "理由": g.Reason, "延期日期": string(g.Until), "分期": rows, "未缴金额": sum(a.Owed)["金额"]}
	return nil
}
