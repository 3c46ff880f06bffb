package hazard

import (
	"cmp"
	"slices"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// The terms of the platform, in days. Verification and acceptance are in working days; the authority re-checks within ten days of
// the application or of the expiry of the term (安全生产违法行为行政处罚办法).
const (
	ordinaryTerm = 7
	verifyTerm   = 3
	acceptTerm   = 3
	recheckTerm  = 10
)

// waiting is the hazards on which somebody has to act.
var waiting = kernel.In(&Row.Status, Pending, Open, Fixed, Recheck)

func derive(c *kernel.Ctx, h *Hazard) error {
	if h.Rev == 0 {
		if err := begin(c, h); err != nil {
			return err
		}
	}
	h.Recheck = h.Official || h.Level == library.Major
	h.WaitUntil = until(c, h)
	h.Overdue = h.Status == Open && !h.Halted && h.DueOn != "" && h.DueOn < c.Today()
	if h.WaitUntil == "" || h.WaitUntil >= c.Today() {
		h.Escalation, h.EscalatedOn, h.ToAct = "", "", ""
	}
	return nil
}

// begin fills what a new hazard has from its enterprise and from who reports it.
func begin(c *kernel.Ctx, h *Hazard) error {
	a := c.Actor
	if h.Enterprise == "" {
		h.Enterprise = kernel.Ref[enterprise.Enterprise](a.Enterprise)
	}
	if h.Enterprise == "" {
		return kernel.FieldError(&Row.Enterprise, "请选择企业")
	}
	e, err := owner(c, h.Enterprise)
	if err != nil {
		return err
	}
	h.Region, h.Trade = e.Region, e.Trade
	if h.Position == (kernel.Point{}) {
		h.Position = e.Position
	}
	h.Source = cmp.Or(h.Source, sourceOf(a))
	h.Official = h.Source == Government || h.Source == Complaint || a.Enterprise == "" && (h.Source == Expert || h.Source == Monitor)
	h.FoundOn, h.Finder, h.Reporter = cmp.Or(h.FoundOn, c.Today()), cmp.Or(h.Finder, a.Name), a.ID
	h.Level = cmp.Or(h.Level, library.General)
	if h.DueOn == "" && h.Level == library.General && h.Source != Report {
		h.DueOn = h.FoundOn.AddDays(ordinaryTerm)
	}
	if h.Checkup != "" || h.Source == Report {
		if h.Status, err = submitted(c, h); err != nil {
			return err
		}
	}
	return repeat(c, h)
}

// sourceOf is the source of what somebody reports without naming one.
func sourceOf(a kernel.Actor) Source {
	switch {
	case slices.Contains(a.Roles, role.Safety):
		return Self
	case a.Enterprise != "":
		return Report
	}
	return Government
}

// owner returns of the enterprise that a record is about what the record copies from it; an enterprise account reaches its own file only.
func owner(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (*enterprise.Enterprise, error) {
	if own := c.Actor.Enterprise; own == string(id) {
		c = c.AsSystem()
	} else if own != "" && !c.Actor.System {
		return nil, kernel.Errorf(kernel.Missing, "找不到该企业，或它不是您所在的企业")
	}
	list, err := enterprise.Enterprises.List(c, kernel.Query{Where: kernel.ByID(string(id)), Limit: 1, Sort: "id", Cols: copied})
	if err == nil && len(list) == 0 {
		err = kernel.Errorf(kernel.Missing, "找不到该企业，或不在您的权限范围内")
	}
	if err != nil {
		return nil, err
	}
	return list[0], list[0].Living()
}

var copied = []string{"id", "region", "trade", "position", "status"}

// until is the last day on which somebody may act in time.
func until(c *kernel.Ctx, h *Hazard) kernel.Date {
	switch h.Status {
	case Pending:
		return c.AddWorkdays(h.SubmittedOn, verifyTerm)
	case Open:
		if h.Halted {
			return "" // time that does not count is nobody's delay
		}
		return h.DueOn
	case Fixed:
		return c.AddWorkdays(h.RectifiedOn, acceptTerm)
	case Recheck:
		return h.AcceptedOn.AddDays(recheckTerm)
	}
	return ""
}

// due says until when who has to do what.
func due(h *Hazard) kernel.Limit {
	l := kernel.Limit{On: h.WaitUntil, Warn: 1}
	switch h.Status {
	case Pending:
		l.Who, l.What = "企业安全管理员", "核查确认"
		if h.Official {
			l.Who = "属地监管部门"
		}
	case Open:
		l.Who, l.What, l.Warn = "企业", "提交整改", 3
		if h.Halted {
			l.On, l.Paused = h.DueOn, true
		}
	case Fixed:
		l.Who, l.What = "企业", "验收"
	case Recheck:
		l.Who, l.What, l.Warn = "属地监管部门", "复查", 3
	default:
		return kernel.Limit{}
	}
	return l
}

func rules(c *kernel.Ctx, h, before *Hazard) error {
	switch {
	case h.FoundOn > c.Today():
		return kernel.FieldError(&Row.FoundOn, "发现日期不能晚于今天")
	case h.DueOn != "" && h.DueOn < h.FoundOn:
		return kernel.FieldError(&Row.DueOn, "整改期限不能早于发现日期")
	case h.OnSpot && h.Level == library.Major:
		return kernel.FieldError(&Row.OnSpot, "重大隐患不能即查即改，须制定方案治理")
	case h.OnSpot && len(h.After) == 0:
		return kernel.FieldError(&Row.After, "即查即改的，请附上改好后的照片")
	case h.Level == library.Major && len(h.Criteria) == 0:
		return kernel.FieldError(&Row.Criteria, "重大隐患至少引用一条判定标准")
	}
	if before == nil {
		if err := reportable(c, h); err != nil {
			return err
		}
	}
	if before != nil && slices.Equal(h.Criteria, before.Criteria) {
		return nil
	}
	for _, id := range h.Criteria {
		k, err := library.Criteria.Get(c.AsSystem(), string(id))
		if kernel.CodeOf(err) == kernel.Missing {
			return kernel.FieldError(&Row.Criteria, "没有这条判定标准：%s", string(id))
		}
		if err != nil {
			return err
		}
		if !k.InForce(h.FoundOn) {
			return kernel.FieldError(&Row.Criteria, "判定标准%s在%s不是有效的", k.Code, string(h.FoundOn))
		}
	}
	return nil
}

// reportable holds a new hazard to who may report from which source.
func reportable(c *kernel.Ctx, h *Hazard) error {
	a := c.Actor
	switch {
	case h.Source == Report && len(h.Photos) == 0:
		return kernel.FieldError(&Row.Photos, "请拍一张现场照片")
	case a.System:
		return nil
	case a.Enterprise != "" && (h.Source == Government || h.Source == Complaint):
		return kernel.FieldError(&Row.Source, "企业不能登记政府检查或投诉举报的隐患")
	case a.Enterprise == "" && (h.Source == Self || h.Source == Report):
		return kernel.FieldError(&Row.Source, "企业自查和员工上报的隐患由企业登记")
	}
	return nil
}
