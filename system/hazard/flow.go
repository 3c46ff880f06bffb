package hazard

import (
	"slices"
	"strings"

	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

type step = kernel.Step[Hazard, Status]

var (
	planned = []any{&Row.PlanGoal, &Row.PlanMethod, &Row.PlanMeans, &Row.PlanPeople, &Row.PlanTerm, &Row.PlanSafety}
	settled = []any{&Row.Measures, &Row.Funds, &Row.Contingency}
)

// flow: 草稿 -> 待核查 -> 待整改 -> 待验收 -> (待复查) -> 已销号, and back to 待整改 when the result is not accepted.
var flow = kernel.Flow[Hazard, Status]{
	On: &Row.Status, Start: Draft,
	Steps: []step{
		{Name: "submit", Label: "提交", From: []Status{Draft}, Next: submitted, Tone: "primary"},
		{Name: "confirm", Label: "核查确认", From: []Status{Pending}, To: Open, Ask: []any{&Row.Responsible, &Row.DueOn},
			May: slices.Concat([]any{&Row.Category, &Row.Level, &Row.Criteria}, settled, planned), Do: confirm, Todo: true, Tone: "primary",
			Help: "确认属实，定级、落实责任人和整改期限。重大隐患还要填全五落实和治理方案。"},
		{Name: "back", Label: "退回补充", From: []Status{Pending}, To: Draft, Opinion: true},
		{Name: "dismiss", Label: "不予认定", From: []Status{Pending}, To: Void, Opinion: true, Tone: "danger", Confirm: "认定不是隐患后不再办理，上报的人会看到理由。确定吗？"},
		{Name: "assign", Label: "落实整改", From: []Status{Open}, Ask: []any{&Row.Responsible, &Row.Measures}, May: []any{&Row.Funds, &Row.Contingency},
			Help: "政府发现的隐患，由企业落实责任人、措施、资金和应急措施。"},
		{Name: "plan", Label: "编制治理方案", From: []Status{Pending, Open}, Ask: planned, May: slices.Concat([]any{&Row.Responsible}, settled), Do: onlyMajor,
			Help: "重大隐患的治理方案由企业主要负责人组织制定。"},
		{Name: "grade", Label: "重新定级", From: []Status{Pending, Open}, Ask: []any{&Row.Level}, May: []any{&Row.Criteria}, Next: regraded, Opinion: true},
		{Name: "rectify", Label: "提交整改", From: []Status{Open}, To: Fixed, Ask: []any{&Row.Remedy, &Row.After}, May: []any{&Row.Cost, &Row.Measures}, Do: rectify, Todo: true, Tone: "primary"},
		{Name: "accept", Label: "验收通过", From: []Status{Fixed}, Next: accepted, Todo: true, Tone: "primary",
			Help: "企业自查的一般隐患验收通过即销号；政府发现的和重大的，验收后由监管部门复查。"},
		{Name: "return", Label: "验收退回", From: []Status{Fixed}, To: Open, Ask: []any{&Row.DueOn}, Opinion: true, Do: returned},
		{Name: "close", Label: "复查销号", From: []Status{Recheck}, To: Closed, May: []any{&Row.RecheckPics}, Opinion: true, Do: rechecked, Todo: true, Tone: "primary"},
		{Name: "reject", Label: "复查不合格", From: []Status{Recheck}, To: Open, Ask: []any{&Row.DueOn}, May: []any{&Row.RecheckPics}, Opinion: true,
			Do: func(c *kernel.Ctx, h *Hazard) error {
				h.RecheckedOn, h.RecheckedBy, h.Rechecks = c.Today(), c.Actor.Name, h.Rechecks+1
				return returned(c, h)
			}},
		{Name: "halt", Label: "中止期限", From: []Status{Open}, If: kernel.Eq(&Row.Halted, false), Ask: []any{&Row.HaltFor}, Opinion: true, Do: halt,
			Help: "到期之前才能中止。中止期间不计时、不催办；恢复后期限按中止的天数顺延。"},
		{Name: "resume", Label: "恢复期限", From: []Status{Open}, If: kernel.Eq(&Row.Halted, true), Opinion: true, Do: resume},
		{Name: "list", Label: "挂牌督办", From: []Status{Pending, Open, Fixed, Recheck}, If: kernel.And(kernel.Eq(&Row.Level, library.Major), kernel.Not(&Row.Listing, Listed)),
			Ask: []any{&Row.ListLevel, &Row.Organ}, May: []any{&Row.ListNumber, &Row.ListedUntil}, Do: list},
		{Name: "delist", Label: "摘牌", From: []Status{Closed}, If: kernel.Eq(&Row.Listing, Listed), Opinion: true, Do: delist, Todo: true},
	},
}

// submitted is the state that a hazard enters once it is all told: closed if it was put right on the spot, open if everything is settled
// already, and otherwise waiting for somebody to verify it.
func submitted(c *kernel.Ctx, h *Hazard) (Status, error) {
	h.SubmittedOn = c.Today()
	switch {
	case h.OnSpot:
		h.RectifiedOn, h.Punctual, h.ClosedOn, h.AcceptedBy = h.FoundOn, true, c.Today(), c.Actor.Name
		if h.Remedy == "" {
			h.Remedy = "即查即改"
		}
		return Closed, nil
	case h.Official && h.Level == library.General:
		if h.Category == "" {
			return "", kernel.FieldError(&Row.Category, "请选择隐患种类")
		}
		return Open, nil
	case !h.Official && slices.Contains(c.Actor.Roles, role.Safety) && len(h.lacking()) == 0:
		return Open, nil
	}
	return Pending, nil
}

// lacking lists the columns that must be filled in before rectification begins: for a major hazard all of 五落实 and the six parts of the plan.
func (h *Hazard) lacking() (cols []string) {
	need := func(empty bool, at any) {
		if empty {
			cols = append(cols, kernel.ColumnName(at))
		}
	}
	need(h.Category == "", &Row.Category)
	need(h.Responsible == "", &Row.Responsible)
	need(h.DueOn == "", &Row.DueOn)
	if h.Level != library.Major {
		return cols
	}
	need(len(h.Criteria) == 0, &Row.Criteria)
	need(h.Measures == "", &Row.Measures)
	need(h.Funds == 0, &Row.Funds)
	need(h.Contingency == "", &Row.Contingency)
	for i, part := range []string{h.PlanGoal, h.PlanMethod, h.PlanMeans, h.PlanPeople, h.PlanTerm, h.PlanSafety} {
		need(strings.TrimSpace(part) == "", planned[i])
	}
	return cols
}

// settle refuses to go on while something is lacking, and names it.
func (h *Hazard) settle() error {
	cols := h.lacking()
	if len(cols) == 0 {
		return nil
	}
	fields, labels := map[string]string{}, []string{}
	for _, col := range cols {
		label := Hazards.Meta().Field(col).Label
		fields[col], labels = label+"不能为空", append(labels, label)
	}
	message := "还缺：" + strings.Join(labels, "、")
	if h.Level == library.Major {
		message = "重大隐患须五落实到位并有六项治理方案，" + message
	}
	return &kernel.Error{Code: kernel.Invalid, Message: message, Fields: fields}
}

func confirm(c *kernel.Ctx, h *Hazard) error {
	if err := h.settle(); err != nil {
		return err
	}
	return repeat(c, h)
}

func onlyMajor(_ *kernel.Ctx, h *Hazard) error {
	if h.Level != library.Major {
		return kernel.Errorf(kernel.Conflict, "只有重大隐患才编制治理方案")
	}
	return nil
}

// regraded sends a hazard that turns out to be major back to be verified with its plan.
func regraded(_ *kernel.Ctx, h *Hazard) (Status, error) {
	if h.Halted {
		return "", kernel.Errorf(kernel.Conflict, "整改期限中止中，请先恢复期限再重新定级")
	}
	if h.Level != library.Major {
		h.Criteria = nil
		return h.Status, nil
	}
	if len(h.lacking()) > 0 {
		return Pending, nil
	}
	return h.Status, nil
}

func rectify(c *kernel.Ctx, h *Hazard) error {
	if h.Level == library.Major {
		if err := h.settle(); err != nil {
			return err
		}
	}
	if h.Halted { // nobody waits for what is done
		if err := resume(c, h); err != nil {
			return err
		}
	}
	h.RectifiedOn = c.Today()
	h.Punctual = h.RectifiedOn <= h.DueOn
	return nil
}

func accepted(c *kernel.Ctx, h *Hazard) (Status, error) {
	h.AcceptedOn, h.AcceptedBy = c.Today(), c.Actor.Name
	if h.Recheck {
		return Recheck, nil
	}
	h.ClosedOn = c.Today()
	return Closed, nil
}

func rechecked(c *kernel.Ctx, h *Hazard) error {
	h.RecheckedOn, h.RecheckedBy, h.Rechecks = c.Today(), c.Actor.Name, h.Rechecks+1
	h.ClosedOn = c.Today()
	return nil
}

func returned(c *kernel.Ctx, h *Hazard) error {
	if h.DueOn < c.DoneOn() {
		return kernel.FieldError(&Row.DueOn, "新的整改期限不能早于今天")
	}
	h.Returned++
	h.RectifiedOn, h.Punctual, h.AcceptedOn, h.AcceptedBy = "", false, "", ""
	return nil
}

func list(c *kernel.Ctx, h *Hazard) error {
	switch {
	case h.Level != library.Major:
		return kernel.Errorf(kernel.Conflict, "只有重大隐患才能挂牌督办")
	case h.Listing == Listed:
		return kernel.Errorf(kernel.Conflict, "该隐患已经挂牌督办")
	}
	h.Listing, h.ListedOn, h.DelistedOn = Listed, c.Today(), ""
	if h.ListedUntil == "" {
		if h.ListedUntil = h.DueOn; h.DueOn <= c.Today() {
			return kernel.FieldError(&Row.ListedUntil, "还没有整改期限或已到期，请填写治理时限")
		}
	}
	if h.ListedUntil <= c.Today() || h.ListedUntil > yearAfter(h.ListedOn) {
		return kernel.FieldError(&Row.ListedUntil, "挂牌督办的治理时限应在今天之后、一年以内")
	}
	return nil
}

func delist(c *kernel.Ctx, h *Hazard) error {
	if h.Listing != Listed {
		return kernel.Errorf(kernel.Conflict, "该隐患没有挂牌督办，不用摘牌")
	}
	h.Listing, h.DelistedOn = Delisted, c.Today()
	return nil
}

// yearAfter is the longest that the treatment of a listed hazard may take.
func yearAfter(d kernel.Date) kernel.Date { return d.AddDays(365) }
