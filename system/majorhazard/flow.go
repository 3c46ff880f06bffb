package majorhazard

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/kernel"
)

// The terms. Filing within 15 days of the assessment, three years until the next one, 30 days to examine a cancellation are those of Order 40
// (articles 11, 22, 27); how long a county takes to review and to approve is the platform's.
const (
	fileTerm    = 15
	cancelTerm  = 30
	reviewTerm  = 10 // working days
	approveTerm = 5  // working days
	assessYears = 3
)

type step = kernel.Step[Installation, Status]

// flow: 填报中 -> 待审核 -> 待审批 -> 已备案 -> 核销待审 -> 已核销.
var flow = kernel.Flow[Installation, Status]{
	On: &Row.Status, Start: Draft,
	Steps: []step{
		{Name: "submit", Label: "报送备案", From: []Status{Draft, Returned}, To: Submitted, Do: submit, Todo: true, Tone: "primary", Help: "评估报告、三级包保责任人和备案材料齐全后报送县级监管部门。"},
		{Name: "review", Label: "审核通过", From: []Status{Submitted}, To: Reviewed, Opinion: true, Todo: true, Tone: "primary",
			Do: func(c *kernel.Ctx, h *Installation) error { h.ReviewedBy = c.Actor.Name; return nil }, Help: "核对计算过程、安全设施缺项和材料，写明审核意见。"},
		{Name: "approve", Label: "准予备案", From: []Status{Reviewed}, To: Filed, Do: approve, Todo: true, Tone: "primary", Help: "生成备案编号。"},
		{Name: "return", Label: "退回", From: []Status{Submitted, Reviewed}, To: Returned, Opinion: true},
		{Name: "reassess", Label: "登记重新评估", From: []Status{Filed}, Ask: []any{&Row.AssessedOn, &Row.Assessor, &Row.Report}, Do: reassessed, Help: "满3年或情况变化后重新评估的，登记新报告，并自动开一份变更备案。"},
		{Name: "cancel", Label: "申请核销", From: []Status{Filed}, To: Cancelling, Ask: []any{&Row.Proof}, Opinion: true, Do: asked, Help: "不再构成重大危险源的，写明原因，附上依据。"},
		{Name: "strike", Label: "核销", From: []Status{Cancelling}, To: Cancelled, Opinion: true, Todo: true, Tone: "primary",
			Do: func(c *kernel.Ctx, h *Installation) error { h.CancelledOn = c.Today(); return nil }},
		{Name: "keep", Label: "不予核销", From: []Status{Cancelling}, To: Filed, Opinion: true, Do: func(_ *kernel.Ctx, h *Installation) error { h.AskedOn = ""; return nil }},
	},
}

// submit refuses what is no major hazard installation and what lacks the papers that the law names; facilities that are missing are shown to
// whoever reviews.
func submit(c *kernel.Ctx, h *Installation) error {
	if h.Grade == NotOne {
		return kernel.Errorf(kernel.Conflict, "S=%s，小于1，不构成重大危险源，不用备案", h.S)
	}
	missing := map[string]string{}
	var labels []string
	need := func(empty bool, at any) {
		if empty {
			name := kernel.ColumnName(at)
			label := Installations.Meta().Field(name).Label
			missing[name], labels = label+"不能为空", append(labels, label)
		}
	}
	need(h.Position == kernel.Point{}, &Row.Position)
	need(h.AssessedOn == "", &Row.AssessedOn)
	need(len(h.Report) == 0, &Row.Report)
	for at, name := range map[*string]string{&Row.Principal: h.Principal, &Row.Technical: h.Technical, &Row.Operator: h.Operator} {
		need(name == "", at)
	}
	for at, phone := range map[*kernel.Phone]kernel.Phone{&Row.PrincipalPhone: h.PrincipalPhone, &Row.TechnicalPhone: h.TechnicalPhone, &Row.OperatorPhone: h.OperatorPhone} {
		need(phone == "", at)
	}
	for at, files := range map[*kernel.Files]kernel.Files{&Row.SDS: h.SDS, &Row.Plot: h.Plot, &Row.Monitoring: h.Monitoring, &Row.Plan: h.Plan} {
		need(len(files) == 0, at)
	}
	if len(missing) > 0 {
		slices.Sort(labels)
		return &kernel.Error{Code: kernel.Invalid, Message: "备案材料不齐，还缺：" + strings.Join(labels, "、"), Fields: missing}
	}
	if h.NextOn < c.Today() {
		return kernel.FieldError(&Row.AssessedOn, "评估报告已满3年，请先重新评估")
	}
	h.SubmittedOn = c.Today()
	return nil
}

func approve(c *kernel.Ctx, h *Installation) (err error) {
	h.FiledOn, h.FiledBy = c.Today(), c.Actor.Name
	if h.FilingNumber == "" {
		h.FilingNumber, err = number(c, h.Region)
	}
	return err
}

// number is the next one of the county in the year, such as BA豫410105〔2026〕001.
func number(c *kernel.Ctx, region kernel.Region) (string, error) {
	code := (string(region) + "000000")[:6]
	prefix := fmt.Sprintf("BA%s%s〔%s〕", abbreviations[code[:2]], code, c.Today()[:4])
	last := 0
	q := kernel.Query{Where: kernel.And(kernel.Since(&Row.FilingNumber, prefix), kernel.Before(&Row.FilingNumber, prefix+"~")), Sort: "id", Limit: -1, Cols: []string{"id", "filing_number"}}
	err := Installations.Each(c.AsSystem(), q, func(h *Installation) error {
		if n, err := strconv.Atoi(strings.TrimPrefix(h.FilingNumber, prefix)); err == nil {
			last = max(last, n)
		}
		return nil
	})
	return fmt.Sprintf("%s%03d", prefix, last+1), err
}

// abbreviations are those of the provinces, by the first two digits of GB/T 2260.
var abbreviations = map[string]string{"11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑", "31": "沪", "32": "苏", "33": "浙", "34": "皖",
	"35": "闽", "36": "赣", "37": "鲁", "41": "豫", "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "贵", "53": "云", "54": "藏",
	"61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新", "71": "台", "81": "港", "82": "澳"}

func reassessed(c *kernel.Ctx, h *Installation) error {
	if h.AssessedOn > c.Today() {
		return kernel.FieldError(&Row.AssessedOn, "评估报告日期不能晚于今天")
	}
	return nil
}

func asked(c *kernel.Ctx, h *Installation) error {
	if h.Changing {
		return kernel.Errorf(kernel.Conflict, "还有变更没有备案，请先办完“变更备案”")
	}
	h.AskedOn = c.Today()
	return nil
}

// derive fills what a new record has from its enterprise, grades the unit and works out the terms.
func derive(c *kernel.Ctx, h *Installation) error {
	if h.Rev == 0 {
		h.Enterprise = cmp.Or(h.Enterprise, kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise))
		e, err := owner(c, h.Enterprise)
		if err != nil {
			return err
		}
		h.Region = e.Region
		if h.Position == (kernel.Point{}) {
			h.Position = e.Position
		}
	}
	if err := h.grade(); err != nil {
		return err
	}
	if h.NextOn = ""; h.AssessedOn != "" {
		h.NextOn = years(h.AssessedOn, assessYears)
	}
	h.Gaps = strings.Join(h.gaps(c.Today()), "；")
	h.WaitUntil = until(c, h)
	return nil
}

// grade works out the sum by the edition of the record.
func (h *Installation) grade() error {
	t := TableOf(h.Edition)
	if t == nil {
		return kernel.FieldError(&Row.Edition, "没有这一版标准")
	}
	h.Edition = t.Edition
	sum, err := t.Reckon(h.Substances, h.Residents)
	if err != nil {
		return kernel.FieldError(&Row.Substances, "危险化学品%s", err.Error())
	}
	h.S, h.Alpha, h.R, h.Grade, h.WhyAlpha, h.Working = Decimal(sum.S), Decimal(sum.Alpha), Decimal(sum.R), sum.Grade, sum.WhyAlpha, sum.Terms
	h.RNumber, _ = sum.R.Float64()
	var names []string
	for _, s := range h.Substances {
		names = append(names, s.Name)
	}
	h.Names = strings.Join(names, "、")
	h.Upward = map[Grade]Tier{First: ToProvince, Second: ToCity}[h.Grade]
	return nil
}

// gaps is what an installation of its grade must have and has not (Order 40, articles 13, 21; GB 18218 does not ask for it).
func (h *Installation) gaps(today kernel.Date) (out []string) {
	if h.Grade == NotOne {
		return nil
	}
	must := []Control{Collecting, Leak, Video}
	if h.Grade == First || h.Grade == Second {
		must = append(must, Shutdown)
		if h.poisonous() {
			must = append(must, SIS, RiskStudy)
		}
	}
	for _, m := range must {
		if !slices.Contains(h.Have, m) {
			out = append(out, kernel.LabelOf(m))
		}
	}
	if h.PlanNumber == "" {
		out = append(out, "应急预案备案")
	}
	if h.DrilledOn < years(today, -1) {
		out = append(out, "一年内的专项预案演练")
	}
	if h.OnSiteOn < today.AddDays(-183) {
		out = append(out, "半年内的现场处置方案演练")
	}
	return out
}

// poisonous tells whether toxic or liquefied flammable gas is there, for which a system of its own has to shut down.
func (h *Installation) poisonous() bool {
	return slices.ContainsFunc(h.Substances, func(s Substance) bool {
		gas := s.Matter == "gas" || s.Matter == "liquefied"
		return gas || slices.ContainsFunc(s.Classes, func(k Class) bool { return k == "J1" || k == "J3" || k == "W2" })
	})
}

// until is the last day on which somebody may act in time.
func until(c *kernel.Ctx, h *Installation) kernel.Date {
	switch h.Status {
	case Draft, Returned:
		if h.AssessedOn != "" && h.Grade != NotOne {
			return h.AssessedOn.AddDays(fileTerm)
		}
	case Submitted:
		return c.AddWorkdays(h.SubmittedOn, reviewTerm)
	case Reviewed:
		return c.AddWorkdays(h.SubmittedOn, reviewTerm+approveTerm)
	case Cancelling:
		return h.AskedOn.AddDays(cancelTerm)
	case Filed:
		return h.NextOn
	}
	return ""
}

func due(h *Installation) kernel.Limit {
	l := kernel.Limit{On: h.WaitUntil, Warn: 3}
	switch h.Status {
	case Draft, Returned:
		l.Who, l.What = "企业", "报送重大危险源备案"
	case Submitted, Reviewed:
		l.Who, l.What = "属地监管部门", "审核备案"
	case Cancelling:
		l.Who, l.What, l.Warn = "属地监管部门", "审查核销", 7
	case Filed:
		l.Who, l.What, l.Warn = "企业", "重新评估", 90
	}
	if l.On == "" {
		return kernel.Limit{}
	}
	return l
}

func rules(c *kernel.Ctx, h, before *Installation) error {
	switch {
	case h.AssessedOn > c.Today():
		return kernel.FieldError(&Row.AssessedOn, "评估报告日期不能晚于今天")
	case h.CountedOn > c.Today():
		return kernel.FieldError(&Row.CountedOn, "人口核查日期不能晚于今天")
	case before != nil && before.AssessedOn > h.AssessedOn && before.Status == Filed:
		return kernel.FieldError(&Row.AssessedOn, "新的评估报告不能早于已备案的报告")
	}
	if before != nil && before.Status == Filed && h.Status == Filed && h.differs(before) != "" {
		h.Changing = true // the filing itself is opened by follow
	}
	return nil
}

// owner returns of an enterprise what its records copy; an enterprise account reaches its own file only.
func owner(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (*enterprise.Enterprise, error) {
	if id == "" {
		return nil, kernel.FieldError(&Row.Enterprise, "请选择企业")
	}
	if own := c.Actor.Enterprise; own != "" && !c.Actor.System {
		if own != string(id) {
			return nil, kernel.Errorf(kernel.Missing, "找不到该企业，或它不是您所在的企业")
		}
		c = c.AsSystem()
	}
	return enterprise.Enterprises.Get(c, string(id))
}

// years moves a day by whole years; 29 February becomes 28 February.
func years(on kernel.Date, n int) kernel.Date {
	t, err := time.Parse(time.DateOnly, string(on))
	if err != nil {
		return ""
	}
	moved := t.AddDate(n, 0, 0)
	if moved.Day() != t.Day() {
		moved = moved.AddDate(0, 0, -moved.Day())
	}
	return kernel.Date(moved.Format(time.DateOnly))
}
