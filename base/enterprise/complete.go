package enterprise

import (
	"cmp"
	"strings"
	"sync"

	"anjian/kernel"
)

// Group is a group of facts that is filled in, confirmed and grows stale together. A section of the form or a record type beside it.
type Group string

const (
	InIdentity     Group = "identity"
	InSupervision  Group = "supervision"
	InRegistration Group = "registration"
	InPlace        Group = "place"
	InPeople       Group = "people"
	InOrganisation Group = "organisation"
	InChemicals    Group = "chemicals"
	InOperations   Group = "operations"
	InHealth       Group = "health"
	InEmergency    Group = "emergency"
	InCondition    Group = "condition"
	InLicences     Group = "licences"
	InTraining     Group = "training"
	InEvaluation   Group = "evaluation"
	InInsurance    Group = "insurance"
)

func (Group) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(InIdentity, "基本信息"), kernel.Opt(InSupervision, "行业与监管分类"), kernel.Opt(InRegistration, "登记信息"),
		kernel.Opt(InPlace, "生产经营地址与坐标"), kernel.Opt(InPeople, "人员"), kernel.Opt(InOrganisation, "安全管理机构"), kernel.Opt(InChemicals, "危险化学品"),
		kernel.Opt(InOperations, "危险作业与设备"), kernel.Opt(InHealth, "职业健康"), kernel.Opt(InEmergency, "应急"), kernel.Opt(InCondition, "经营状态"),
		kernel.Opt(InLicences, "证照"), kernel.Opt(InTraining, "培训教育"), kernel.Opt(InEvaluation, "安全评价"), kernel.Opt(InInsurance, "安责险")}
}

// Requirement is one thing that the file must hold, and whether it does.
type Requirement struct {
	Group  Group  `json:"group"`
	Label  string `json:"label"`
	Column string `json:"column,omitempty"` // the column of the file to fill in
	Type   string `json:"type,omitempty"`   // or the type of the record to add
	Met    bool   `json:"met"`
	weight int
}

// fact is a column that must be filled in by the enterprises for which it holds; nil is all of them.
type fact struct {
	group  Group
	column any
	of     func(*Enterprise) bool
}

// facts is what a complete file holds in its own columns: what the platforms of cities ask for, made stricter by trade. The list of 建档
// requirements differs by place; this is the default.
var facts = []fact{
	{InIdentity, &Row.Name, nil},
	{InIdentity, &Row.CreditCode, nil},
	{InSupervision, &Row.Trade, nil},
	{InSupervision, &Row.Industry, nil},
	{InRegistration, &Row.FoundedOn, nil},
	{InRegistration, &Row.LegalPerson, nil},
	{InPlace, &Row.Address, nil},
	{InPlace, &Row.Position, nil},
	{InPeople, &Row.Staff, nil},
	{InPeople, &Row.Principal, nil},
	{InPeople, &Row.PrincipalPhone, nil},
	{InPeople, &Row.SafetyLeader, nil},
	{InPeople, &Row.SafetyPhone, nil},
	{InOrganisation, &Row.SafetyUnit, nil},
	{InOperations, &Row.Dangerous, nil},
	{InHealth, &Row.Factors, nil},
	{InCondition, &Row.Operating, nil},
	{InChemicals, &Row.Substances, (*Enterprise).Chemical},
	{InChemicals, &Row.MajorHazard, (*Enterprise).Chemical},
	{InChemicals, &Row.Storage, func(e *Enterprise) bool { return e.Of(ChemProduction, ChemUse, ChemStorage) }},
	{InChemicals, &Row.ChemicalsNumber, func(e *Enterprise) bool { return e.Of(ChemProduction) }},
	{InEmergency, &Row.PlanNumber, (*Enterprise).HighRisk},
	{InEmergency, &Row.PlanFiledOn, (*Enterprise).HighRisk},
}

// factFields are the columns of facts.
var factFields = sync.OnceValue(func() (out []*kernel.Field) {
	for _, f := range facts {
		out = append(out, Enterprises.Meta().Field(kernel.ColumnName(f.column)))
	}
	return out
})

// requirements lists what the file of e must hold and what of it is there, and the first day on which something
// that is there now lapses. A group without weight asks for nothing. The records beside the file are read only when the trade asks for them.
func requirements(c *kernel.Ctx, e *Enterprise, s scale) (list []Requirement, lapses kernel.Date, err error) {
	stored, err := onFile(c, e)
	if err != nil {
		return nil, "", err
	}
	list = make([]Requirement, 0, len(facts)+len(beside))
	for i, field := range factFields() {
		f := &facts[i]
		if s.weight(f.group) == 0 || f.of != nil && !f.of(e) {
			continue
		}
		value := field.In(e)
		met := !value.IsZero() && (field.Kind.Column != kernel.JSON || field.Kind.Name == "point" || value.Len() > 0)
		list = append(list, Requirement{Group: f.group, Label: field.Label, Column: field.Name, Met: met, weight: s.weight(f.group)})
	}
	for _, r := range beside {
		if s.weight(r.group) == 0 || !r.of(e) {
			continue
		}
		var until kernel.Date
		if stored {
			if until, err = r.until(c.AsSystem(), e); err != nil {
				return nil, "", err
			}
		}
		met := until >= c.Today()
		if met && until < forever && (lapses == "" || until < lapses) {
			lapses = until
		}
		list = append(list, Requirement{Group: r.group, Label: r.label, Type: r.kind, Met: met, weight: s.weight(r.group)})
	}
	return list, lapses, nil
}

// onFile tells whether there can be records beside e: a file that is only being made has none, and what a form says
// of itself opens no file that the actor may not read.
func onFile(c *kernel.Ctx, e *Enterprise) (bool, error) {
	if e.Rev == 0 {
		return false, nil
	}
	n, err := c.Count(Enterprises.Meta(), kernel.ByID(e.ID), 1)
	if kernel.CodeOf(err) == kernel.Forbidden {
		return false, nil
	}
	return n > 0, err
}

// complete fills in the columns of Completion that say what is missing.
func complete(c *kernel.Ctx, e *Enterprise) error {
	s, err := scaleOf(c, e.Region)
	if err != nil {
		return err
	}
	e.Scale = s
	if e.Status == Merged { // what it lacks stands in the file that took it in; once split again it is what it was
		return nil
	}
	list, lapses, err := requirements(c, e, s)
	if err != nil {
		return err
	}
	if stored, err := onFile(c, e); err != nil {
		return err
	} else if stored {
		if e.DrilledOn, err = lastDrill(c.AsSystem(), e); err != nil {
			return err
		}
	}
	had := e.Complete
	var met, all int
	var lacking []string
	for _, r := range list {
		if all += r.weight; r.Met {
			met += r.weight
		} else {
			lacking = append(lacking, r.Label)
		}
	}
	e.Completeness, e.Complete, e.LapsesOn = met*100/all, met == all, lapses
	switch {
	case !e.Complete:
		e.CompleteOn = ""
	case !had && e.Rev == 0:
		e.CompleteOn = cmp.Or(e.RegisteredOn, c.Today())
	case !had:
		e.CompleteOn = c.Today()
	}
	e.Lacking = strings.Join(lacking, "、")
	e.Classified = e.Trade != "" && e.Industry != ""
	return nil
}

// Section is one group of requirements as the page shows it.
type Section struct {
	Group   Group         `json:"group"`
	Label   string        `json:"label"`
	Met     int           `json:"met"`
	Total   int           `json:"total"`
	Missing []Requirement `json:"missing"`
	Fresh   *Fresh        `json:"fresh,omitempty"` // who confirmed the group last
	StaleOn kernel.Date   `json:"stale_on,omitempty"`
}

// Wanting is the answer to what is missing in a file.
type Wanting struct {
	Completeness int       `json:"completeness"`
	Complete     bool      `json:"complete"`
	Groups       []Section `json:"groups"`
	Duties       []string  `json:"duties"` // what the law asks of its safety staff
	Conflict     string    `json:"conflict,omitempty"`
}

// which names a file.
type which struct {
	ID string `json:"id"`
}

// wanting answers GET /api/enterprise/{id}/completeness.
func wanting(c *kernel.Ctx, in *which) (*Wanting, error) {
	e, err := Enterprises.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	return wants(c, e)
}

func wants(c *kernel.Ctx, e *Enterprise) (*Wanting, error) {
	scale, err := scaleOf(c, e.Region)
	if err != nil {
		return nil, err
	}
	list, _, err := requirements(c, e, scale)
	if err != nil {
		return nil, err
	}
	out := &Wanting{Conflict: e.Differs, Duties: lines(e.Duties)}
	met, all := 0, 0
	for _, o := range Group("").Options() {
		s := Section{Group: Group(o.Value), Label: o.Label, Missing: []Requirement{}}
		for _, r := range list {
			switch {
			case r.Group != s.Group:
			case r.Met:
				s.Met++
				s.Total++
				met += r.weight
				all += r.weight
			default:
				all += r.weight
				s.Total++
				s.Missing = append(s.Missing, r)
			}
		}
		if f := e.fresh(s.Group); f != nil {
			s.Fresh, s.StaleOn = f, f.On.AddDays(scale.term(s.Group))
		}
		if s.Total > 0 || s.Fresh != nil {
			out.Groups = append(out.Groups, s)
		}
	}
	out.Completeness, out.Complete = met*100/all, met == all
	return out, nil
}

func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
