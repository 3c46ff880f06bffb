package inspection

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/kernel"
	"anjian/system/hazard"
)

// The papers of a visit by the codes of base/document.
const (
	schemePaper   = "inspection_scheme"
	recordPaper   = "inspection_record"
	decisionPaper = "onsite_decision"
	orderPaper    = "rectification_order"
	recheckPaper  = "recheck_opinion"
	replyPaper    = "recheck_extension_reply"
)

// Papers says which papers are drawn up from a visit, what they are filled with, and what follows when they are issued.
func Papers() document.Source {
	return document.Source{
		Type: Inspections.Name,
		Kinds: []string{schemePaper, recordPaper, decisionPaper, orderPaper, recheckPaper, replyPaper, "interview_notice", "interview_record", "survey_record",
			"sampling_receipt", "referral_slip"},
		Fill: fill, Heard: heard, Originals: originals,
	}
}

// data is data of a form.
type data = map[string]any

// fill tells a form what the visit knows. The part of an order or a decision are the numbers of the findings that it is about, all that were not
// told yet if empty; that of an opinion is the re-check, that of a reply the application.
func fill(c *kernel.Ctx, id, kind, part string) (document.Data, error) {
	v, err := Inspections.Get(c, id)
	if err != nil {
		return nil, err
	}
	e, err := enterprise.Enterprises.Get(c.AsSystem(), string(v.Enterprise))
	if err != nil {
		return nil, err
	}
	out := data{
		"被检查单位": data{"名称": e.Name, "地址": e.Address, "联系人": e.SafetyLeader, "电话": string(e.PrincipalPhone), "法定代表人": first(e.LegalPerson, e.Principal), "职务": "主要负责人", "行业": kernel.LabelOf(e.Trade)},
		"当事人": data{"类别": "单位", "名称": e.Name, "统一社会信用代码": e.CreditCode, "地址": e.Address, "邮编": e.Postcode, "电话": string(e.PrincipalPhone),
			"法定代表人": first(e.LegalPerson, e.Principal), "职务": "主要负责人"},
		"检查": data{"场所": v.Place, "起": clock(v.Started), "止": clock(v.Ended), "方式": manner(v.Type), "情况": v.Summary, "陪同人员": v.Present},
		"日期": string(c.Today()),
	}
	if out["执法人员"], err = persons(c, v.Officers); err != nil {
		return nil, err
	}
	switch kind {
	case "interview_notice":
		out["携带"] = []any{"身份证", "营业执照"}
		out["询问"] = data{"事由": v.Title}
	case schemePaper:
		return out, scheme(c, v, out)
	case decisionPaper, orderPaper:
		return out, orders(c, v, kind, part, out)
	case recheckPaper:
		return out, opinion(c, v, part, out)
	case replyPaper:
		return out, reply(c, v, part, out)
	}
	return out, nil
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// clock is a time as forms take it, empty for none.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(kernel.China).Format("2006-01-02T15:04")
}

// manner is the box of the record that a kind of visit ticks.
func manner(k Kind) string {
	switch k {
	case Random:
		return "双随机抽查"
	case Campaign:
		return "专项检查"
	case Complaint:
		return "举报核查"
	}
	return "日常检查"
}

func persons(c *kernel.Ctx, ids []kernel.Ref[officer.Officer]) ([]any, error) {
	out := []any{}
	for _, id := range ids {
		o, err := officer.Officers.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return nil, err
		}
		if o != nil {
			out = append(out, data{"姓名": o.Name, "证号": o.CertificateNo, "编号": o.ID})
		}
	}
	return out, nil
}

func scheme(c *kernel.Ctx, v *Inspection, out data) error {
	content := v.Content
	if content == "" {
		items, err := itemsOf(c.AsSystem(), v.ID)
		if err != nil {
			return err
		}
		var parts []string
		count := map[string]int{}
		for _, it := range items {
			if count[it.Section]++; count[it.Section] == 1 {
				parts = append(parts, it.Section)
			}
		}
		for i, p := range parts {
			parts[i] = fmt.Sprintf("%s（%d项）", p, count[p])
		}
		content = strings.Join(parts, "；")
	}
	var ways []string
	for _, m := range v.Methods {
		ways = append(ways, kernel.LabelOf(m))
	}
	if v.Unnoticed {
		ways = append(ways, "四不两直")
	}
	check := out["检查"].(data)
	check["内容"], check["起"], check["止"], check["方式"] = content, string(v.PlannedOn)+"T09:00", string(v.PlannedOn)+"T17:00", strings.Join(ways, "、")
	out["备注"] = v.Experts
	return nil
}

// chosen are the findings that a paper tells of.
func chosen(c *kernel.Ctx, v *Inspection, kind, part string) (out []*Finding, err error) {
	list, err := findingsOf(c, v.ID)
	numbers := strings.FieldsFunc(part, func(r rune) bool { return r == ',' })
	for _, f := range list {
		told := f.Order != ""
		if kind == decisionPaper {
			told = f.Decision != "" || f.Measure == ""
		}
		if !f.Spot && !told && f.Status != Dropped && (len(numbers) == 0 || slices.Contains(numbers, strconv.Itoa(f.Number))) {
			out = append(out, f)
		}
	}
	if err == nil && len(out) == 0 {
		err = kernel.Errorf(kernel.Conflict, "没有需要写进这份文书的问题")
	}
	return out, err
}

func orders(c *kernel.Ctx, v *Inspection, kind, part string, out data) error {
	list, err := chosen(c, v, kind, part)
	if err != nil {
		return err
	}
	rows, ids, bases, measures := []any{}, []any{}, []string{}, []string{}
	for i, f := range list {
		rows, ids = append(rows, row(f, i+1)), append(ids, f.ID)
		if f.Basis != "" && !slices.Contains(bases, f.Basis) {
			bases = append(bases, f.Basis)
		}
		if kind == decisionPaper {
			measures = append(measures, fmt.Sprintf("第%d项：%s（%s）", i+1, kernel.LabelOf(f.Measure), f.Why))
		}
	}
	out["问题"], out["问题编号"], out["依据"] = rows, ids, strings.Join(bases, "；")
	if kind == decisionPaper {
		out["处理决定"] = strings.Join(measures, "\n")
	}
	return nil
}

func row(f *Finding, number int) data {
	return data{"序号": number, "内容": f.words(), "依据": f.Basis, "期限": string(f.DueOn)}
}

func opinion(c *kernel.Ctx, v *Inspection, part string, out data) error {
	where := kernel.And(kernel.Eq(&RecheckRow.Inspection, this(v)), kernel.Eq(&RecheckRow.Status, Decided))
	if part != "" {
		where = kernel.And(where, kernel.ByID(part))
	}
	list, err := Rechecks.List(c, kernel.Query{Where: where, Sort: "-number", Limit: 1})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return kernel.Errorf(kernel.Conflict, "先完成复查，再出具整改复查意见书")
	}
	r := list[0]
	rows, open, from := []any{}, []string{}, data{}
	for i, l := range r.Lines {
		f, err := Findings.Get(c.AsSystem(), string(l.Finding))
		if err != nil {
			return err
		}
		from["文号"], from["日期"], from["名称"] = f.OrderNo, string(f.OrderedOn), "责令限期整改指令书"
		if f.OrderNo == "" {
			from["文号"], from["名称"] = f.DecisionNo, "现场处理措施决定书"
		}
		said := kernel.LabelOf(l.Verdict)
		if l.Note != "" {
			said += "，" + l.Note
		}
		if l.Verdict != Accepted {
			open = append(open, strconv.Itoa(i+1))
			said += "，限" + day(l.DueOn) + "前整改完毕"
		}
		rows = append(rows, data{"序号": i + 1, "内容": f.words(), "结果": said})
	}
	out["原决定"], out["问题"], out["复查编号"] = from, rows, r.ID
	sum := fmt.Sprintf("以上%d项问题已全部整改合格。", len(rows))
	if len(open) > 0 {
		sum = fmt.Sprintf("以上%d项问题中，第%s项没有整改到位，应当在上述期限前整改完毕；逾期仍不整改的，依法处理。", len(rows), strings.Join(open, "、"))
	}
	out["复查意见"] = first(r.Opinion, sum)
	out["复查"] = data{"日期": string(r.CheckedOn), "次数": r.Number, "陪同人员": r.Present}
	out["执法人员"], err = persons(c, r.Officers)
	return err
}

// reply answers an application for more time: the one named, else the latest that was decided on.
func reply(c *kernel.Ctx, v *Inspection, part string, out data) error {
	list, err := findingsOf(c, v.ID)
	if err != nil {
		return err
	}
	of := map[kernel.Ref[hazard.Hazard]]*Finding{}
	var hazards []kernel.Ref[hazard.Hazard]
	for _, f := range list {
		if f.Hazard != "" {
			of[f.Hazard], hazards = f, append(hazards, f.Hazard)
		}
	}
	where := kernel.And(kernel.In(&hazard.ExtensionRow.Hazard, hazards...), kernel.In(&hazard.ExtensionRow.Status, hazard.Approved, hazard.Refused))
	if part != "" {
		where = kernel.And(where, kernel.ByID(part))
	}
	asked, err := hazard.Extensions.List(c, kernel.Query{Where: where, Sort: "-decided_on", Limit: 1})
	if err != nil {
		return err
	}
	if len(asked) == 0 {
		return kernel.Errorf(kernel.Conflict, "企业没有就这次检查申请延期，或者还没有答复；先在“延期申请”里答复，再出具答复书")
	}
	x, f := asked[0], of[asked[0].Hazard]
	out["原决定"] = data{"文号": first(f.OrderNo, f.DecisionNo), "日期": string(f.OrderedOn), "名称": "责令限期整改指令书"}
	if f.OrderNo == "" {
		out["原决定"].(data)["名称"] = "现场处理措施决定书"
	}
	said := data{"申请日期": string(x.AskedOn), "理由": x.Reason, "防范措施": x.Guard, "答复": "同意", "止": string(x.Until)}
	if x.Status == hazard.Refused {
		delete(said, "止")
		said["答复"] = "不同意"
		lines, err := c.Trail.Of(c.AsSystem(), hazard.Extensions.Name, x.ID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.To == string(hazard.Refused) {
				said["不同意理由"] = l.Opinion
			}
		}
	}
	out["延期"] = said
	return nil
}

func day(d kernel.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// heard is what follows from a paper: issued it tells the enterprise and the terms run, voided it does not.
func heard(c *kernel.Ctx, d *document.Document, e document.Event) error {
	if e != document.WasIssued && e != document.WasVoided {
		return nil
	}
	var sheet struct {
		Findings []string `json:"问题编号"`
		Recheck  string   `json:"复查编号"`
		Rows     []struct {
			Words string      `json:"内容"`
			DueOn kernel.Date `json:"期限"`
		} `json:"问题"`
	}
	if err := json.Unmarshal([]byte(d.Sheet), &sheet); err != nil {
		return err
	}
	if e == document.WasVoided {
		return untold(c, d, sheet.Recheck)
	}
	switch string(d.Kind) {
	case orderPaper, decisionPaper:
		for i, id := range sheet.Findings {
			f, err := Findings.Get(c.AsSystem(), id)
			if kernel.CodeOf(err) == kernel.Missing || err == nil && (i >= len(sheet.Rows) || f.words() != sheet.Rows[i].Words || f.DueOn != sheet.Rows[i].DueOn) {
				return kernel.Errorf(kernel.Conflict, "第%d项与检查问题不一致：问题在检查里修改过，或在文书上改动了。请在检查问题里改好，删除这份草稿重新出具", i+1)
			}
			if err != nil {
				return err
			}
		}
		return tell(c, d.Subject, string(d.Kind), d.ID, d.Number, sheet.Findings)
	case recheckPaper:
		if _, err := Rechecks.Update(c.AsSystem(), sheet.Recheck, 0, func(r *Recheck) error { r.PaperNo = d.Number; return nil }); err != nil {
			return err
		}
		return tell(c, d.Subject, string(d.Kind), d.ID, d.Number, nil)
	case recordPaper:
		return tell(c, d.Subject, string(d.Kind), d.ID, d.Number, nil)
	}
	return nil
}

// untold takes back what a paper said that is void now. The terms stop with it: another paper has to give them anew.
func untold(c *kernel.Ctx, d *document.Document, recheck string) error {
	sys := inside(c.AsSystem())
	if d.IssuedOn == "" {
		return nil
	}
	list, err := findingsOf(c, d.Subject)
	if err != nil {
		return err
	}
	for _, f := range list {
		if f.Order != d.ID && f.Decision != d.ID {
			continue
		}
		if _, err := Findings.Update(sys, f.ID, 0, func(f *Finding) error {
			if f.Order == d.ID {
				f.Order, f.OrderNo = "", ""
			}
			if f.Decision == d.ID {
				f.Decision, f.DecisionNo = "", ""
			}
			return nil
		}); err != nil {
			return err
		}
	}
	if recheck != "" {
		if _, err := Rechecks.Update(sys, recheck, 0, func(r *Recheck) error { r.PaperNo = ""; return nil }); err != nil {
			return err
		}
	}
	_, err = Inspections.Update(sys, d.Subject, 0, func(v *Inspection) error {
		switch string(d.Kind) {
		case recordPaper:
			v.RecordNo = ""
		case decisionPaper, orderPaper, recheckPaper:
			v.Orders--
		}
		return nil
	})
	if err != nil {
		return err
	}
	return tally(c, d.Subject)
}

// originals are the photographs of the visit and of its findings, which belong into the file.
func originals(c *kernel.Ctx, id string) (out []document.Original, err error) {
	v, err := Inspections.Get(c, id)
	if err != nil {
		return nil, err
	}
	add := func(title string, files kernel.Files) {
		for _, f := range files {
			out = append(out, document.Original{Title: title, On: v.CheckedOn, File: f})
		}
	}
	add("现场照片", v.Photos)
	list, err := findingsOf(c, id)
	for _, f := range list {
		add(fmt.Sprintf("问题%d照片：%s", f.Number, short(f.Title, 40)), f.Photos)
		add(fmt.Sprintf("问题%d改正后照片", f.Number), f.After)
	}
	return out, err
}
