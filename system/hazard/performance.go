package hazard

import (
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// PerformanceQuery asks how enterprises do their part (企业履职情况) in a period, by the day of checks and of findings.
type PerformanceQuery struct {
	Region kernel.Region    `json:"region"`
	Trade  enterprise.Trade `json:"trade"`
	From   kernel.Date      `json:"from"`
	To     kernel.Date      `json:"to"`
	Limit  int              `json:"limit"`
	After  string           `json:"after"`
}

// Performance is a page of enterprises.
type Performance struct {
	Items []PerformanceLine `json:"items"`
	Next  string            `json:"next,omitempty"`
}

// PerformanceLine is what one enterprise did.
type PerformanceLine struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Region      kernel.Region `json:"region"`
	RegionLabel string        `json:"region_label"`
	SelfChecks  int           `json:"self_checks"`
	Inspections int           `json:"inspections"`
	Found       int           `json:"found"`
	Self        int           `json:"self"`     // of Found: by itself
	Official    int           `json:"official"` // of Found: by an authority
	Closed      int           `json:"closed"`
	Punctual    int           `json:"punctual"`
	Overdue     int           `json:"overdue"`
	Major       int           `json:"major"`
	Repeated    int           `json:"repeated"`
}

// Perform lists how the enterprises that the actor may read do their part.
func Perform(c *kernel.Ctx, q *PerformanceQuery) (*Performance, error) {
	if q.Region == "" {
		q.Region = c.Actor.Region
	}
	if q.Limit < 1 || q.Limit > 100 {
		q.Limit = 20
	}
	where := kernel.And(kernel.Under(q.Region), kernel.Eq(&enterprise.Row.Status, enterprise.Filed))
	if c.Actor.Enterprise != "" {
		where = kernel.ByID(c.Actor.Enterprise)
	}
	if q.Trade != "" {
		where = kernel.And(where, kernel.Eq(&enterprise.Row.Trade, q.Trade))
	}
	page := kernel.Query{Where: where, Sort: "id", Limit: q.Limit, Cols: []string{"id", "region", "name"}}
	if q.After != "" {
		page.After = []any{q.After}
	}
	list, err := enterprise.Enterprises.List(c, page)
	if err != nil {
		return nil, err
	}
	out, at := &Performance{Items: make([]PerformanceLine, len(list))}, map[string]*PerformanceLine{}
	ids := make([]kernel.Ref[enterprise.Enterprise], len(list))
	for i, e := range list {
		out.Items[i] = PerformanceLine{ID: e.ID, Name: e.Name, Region: e.Region, RegionLabel: c.RegionLabel(e.Region)}
		at[e.ID], ids[i] = &out.Items[i], kernel.Ref[enterprise.Enterprise](e.ID)
	}
	if len(list) == q.Limit {
		out.Next = list[len(list)-1].ID
	}
	if len(list) == 0 {
		return out, nil
	}
	for _, part := range q.parts(ids) {
		rows, err := part.of.Meta().Scope(c.Actor, "read")
		if err != nil {
			return nil, err
		}
		err = c.Store.Group(c, part.of.Meta(), kernel.Group{Where: kernel.And(rows, part.where), By: []kernel.GroupBy{{Col: "enterprise"}}}, func(keys []string, n float64) error {
			*part.into(at[keys[0]]) = int(n)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// part is one number of every line.
type part struct {
	of    kernel.Handle
	where kernel.Cond
	into  func(*PerformanceLine) *int
}

func (q *PerformanceQuery) parts(ids []kernel.Ref[enterprise.Enterprise]) []part {
	to := q.To
	if to == "" {
		to = "9999-12-31"
	}
	checks := func(side Side, into func(*PerformanceLine) *int) part {
		return part{Checks, kernel.And(kernel.In(&CheckRow.Enterprise, ids...), kernel.Since(&CheckRow.CheckedOn, q.From), kernel.UpTo(&CheckRow.CheckedOn, to), kernel.Eq(&CheckRow.Side, side)), into}
	}
	found := kernel.And(kernel.In(&Row.Enterprise, ids...), kernel.Since(&Row.FoundOn, q.From), kernel.UpTo(&Row.FoundOn, to), counted)
	hazards := func(also kernel.Cond, into func(*PerformanceLine) *int) part {
		return part{Hazards, kernel.And(found, also), into}
	}
	return []part{
		checks(ByEnterprise, func(l *PerformanceLine) *int { return &l.SelfChecks }),
		checks(ByAuthority, func(l *PerformanceLine) *int { return &l.Inspections }),
		hazards(kernel.Cond{}, func(l *PerformanceLine) *int { return &l.Found }),
		hazards(kernel.Eq(&Row.Source, Self), func(l *PerformanceLine) *int { return &l.Self }),
		hazards(kernel.Eq(&Row.Official, true), func(l *PerformanceLine) *int { return &l.Official }),
		hazards(kernel.Eq(&Row.Status, Closed), func(l *PerformanceLine) *int { return &l.Closed }),
		hazards(kernel.Eq(&Row.Punctual, true), func(l *PerformanceLine) *int { return &l.Punctual }),
		hazards(kernel.And(kernel.Eq(&Row.Status, Open), kernel.Eq(&Row.Overdue, true)), func(l *PerformanceLine) *int { return &l.Overdue }),
		hazards(kernel.Eq(&Row.Level, library.Major), func(l *PerformanceLine) *int { return &l.Major }),
		hazards(kernel.Eq(&Row.Repeated, true), func(l *PerformanceLine) *int { return &l.Repeated }),
	}
}

var performers = append([]kernel.Role{role.Safety}, role.Government...)
