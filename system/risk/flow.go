package risk

import (
	"fmt"
	"slices"

	"anjian/base/enterprise"
	"anjian/kernel"
)

// Terms: a risk is evaluated anew at least once a year; how long an authority takes to review is the platform's.
const (
	reviewTerm = 10 // working days
	yearly     = 365
)

type step = kernel.Step[Risk, Status]

// flow: 辨识中 -> (待监管部门审核) -> 管控中 -> 已消除.
var flow = kernel.Flow[Risk, Status]{
	On: &Row.Status, Start: Draft,
	Steps: []step{
		{Name: "submit", Label: "完成评价", From: []Status{Draft, Returned}, Next: submitted, Todo: true, Tone: "primary", Help: "重大和较大风险报县级监管部门审核，一般和低风险即纳入管控。"},
		{Name: "confirm", Label: "审核确认", From: []Status{Submitted}, To: Controlled, May: []any{&Row.Official}, Opinion: true, Do: confirmed, Todo: true, Tone: "primary", Help: "等级定得不对的，选核定等级并写明理由。"},
		{Name: "return", Label: "退回", From: []Status{Submitted}, To: Returned, Opinion: true},
		{Name: "regrade", Label: "核定等级", From: []Status{Controlled}, Ask: []any{&Row.Official}, Opinion: true},
		{Name: "reassess", Label: "重新评价", From: []Status{Controlled}, To: Draft, Do: func(_ *kernel.Ctx, r *Risk) error { r.Official = ""; return nil }, Help: "满一年，或工艺、设备、人员有变化，或发生事故后重新评价。"},
		{Name: "remove", Label: "登记消除", From: []Status{Controlled}, To: Gone, Opinion: true, Do: func(c *kernel.Ctx, r *Risk) error { r.GoneOn = c.Today(); return nil }, Help: "设备拆除、工艺取消等，风险不再存在。"},
	},
}

func submitted(c *kernel.Ctx, r *Risk) (Status, error) {
	if len(r.Measures) == 0 {
		return "", kernel.FieldError(&Row.Measures, "请写明管控措施")
	}
	owners := []struct {
		name string
		at   *string
	}{{r.Company, &Row.Company}, {r.Division, &Row.Division}, {r.Workshop, &Row.Workshop}, {r.Team, &Row.Team}}
	from := slices.IndexFunc(r.Tier.Options(), func(o kernel.Option) bool { return o.Value == string(r.Tier) })
	for _, o := range owners[max(from, 0):] { // the tier that answers and all below it
		if o.name == "" {
			return "", kernel.FieldError(o.at, "%s风险由%s管控，本级和下级都要有责任人", kernel.LabelOf(r.Grade), kernel.LabelOf(r.Tier))
		}
	}
	r.SubmittedOn, r.EvaluatedOn = c.Today(), c.Today()
	if gravity[r.Grade] >= gravity[Orange] {
		return Submitted, nil
	}
	r.ControlOn, r.ReviewOn = c.Today(), c.Today().AddDays(yearly)
	return Controlled, nil
}

func confirmed(c *kernel.Ctx, r *Risk) error {
	r.ControlOn, r.ReviewedBy = c.Today(), c.Actor.Name
	r.ReviewOn = r.EvaluatedOn.AddDays(yearly)
	return nil
}

// derive takes what a risk has from its point and works out value, grade, tier and terms.
func derive(c *kernel.Ctx, r *Risk) error {
	value, grade, sum, err := r.Evaluate() // first: who fills in a form sees the grade before the rest is known
	if err != nil {
		return err
	}
	r.Value, _ = value.Float64()
	r.Sum, r.Own, r.Why = sum, grade, TableOf(r.Method).Name+"，"+sum
	if r.Direct != "" {
		r.Own, r.Why = Red, "直接判定："+kernel.LabelOf(r.Direct)
	}
	if r.Grade = r.Own; r.Official != "" {
		r.Grade = r.Official
		r.Why += "；监管部门核定为" + kernel.LabelOf(r.Official)
	}
	r.Tier = tierOf[r.Grade]
	if r.Rev == 0 {
		if r.Point == "" {
			return kernel.FieldError(&Row.Point, "请选择风险点")
		}
		p, err := Points.Get(c, string(r.Point))
		if err != nil {
			return err
		}
		r.Enterprise, r.Region = p.Enterprise, p.Region
		n, err := c.Store.Count(c, Risks.Meta(), kernel.Eq(&Row.Enterprise, r.Enterprise), 0)
		if err != nil {
			return err
		}
		r.Number = n + 1
	}
	r.code()
	switch r.Status {
	case Submitted:
		r.WaitUntil = c.AddWorkdays(r.SubmittedOn, reviewTerm)
	case Controlled:
		r.WaitUntil = r.ReviewOn
	default:
		r.WaitUntil = ""
	}
	return nil
}

// code gives measures their codes, which stay as they are, so that a line of a check list is recognised in its next edition.
func (r *Risk) code() {
	used := map[string]bool{}
	for _, m := range r.Measures {
		used[m.Code] = true
	}
	n := 0
	for i := range r.Measures {
		m := &r.Measures[i]
		if m.Tier == "" {
			m.Tier = Team
		}
		for m.Code == "" {
			n++
			if code := fmt.Sprintf("F%d-%d", r.Number, n); !used[code] {
				m.Code, used[code] = code, true
			}
		}
	}
}

func rules(_ *kernel.Ctx, r, _ *Risk) error {
	for i, m := range r.Measures {
		if m.Checked && m.Category == "" {
			return kernel.FieldError(&Row.Measures, "第%d行：列入自查的，请选择隐患种类", i+1)
		}
	}
	return nil
}

func due(r *Risk) kernel.Limit {
	switch {
	case r.WaitUntil == "":
		return kernel.Limit{}
	case r.Status == Submitted:
		return kernel.Limit{On: r.WaitUntil, Warn: 3, Who: "属地监管部门", What: "审核风险等级"}
	}
	return kernel.Limit{On: r.WaitUntil, Warn: 30, Who: "企业", What: "重新评价风险"}
}

// owner returns of an enterprise what its records copy; an enterprise account reaches its own file only.
func owner(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (*enterprise.Enterprise, error) {
	if id == "" {
		return nil, kernel.FieldError(&point.Enterprise, "请选择企业")
	}
	if own := c.Actor.Enterprise; own != "" && !c.Actor.System {
		if own != string(id) {
			return nil, kernel.Errorf(kernel.Missing, "找不到该企业，或它不是您所在的企业")
		}
		c = c.AsSystem()
	}
	return enterprise.Enterprises.Get(c, string(id))
}
