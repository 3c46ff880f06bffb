package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"anjian/base/officer"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

var visited = []TargetStatus{Seen, Done, Published}

// Progress is how far a plan is, counted now: by month and unit, by class, by officer.
type Progress struct {
	Total      int       `json:"total"`
	Keys       int       `json:"keys"`
	Visited    int       `json:"visited"`
	Late       int       `json:"late"`
	Dropped    int       `json:"dropped"`
	Overlaps   int       `json:"overlaps"`
	Capacity   int       `json:"capacity"`
	OnFile     int       `json:"officers_on_file"` // officers of the region who are in office with a certificate in force
	Warnings   []string  `json:"warnings"`
	Months     []string  `json:"months"`
	Units      []UnitRow `json:"units"`
	Officers   []Load    `json:"officers"`
	Unassigned int       `json:"unassigned"`
}

// UnitRow is one county of the picture.
type UnitRow struct {
	Code    kernel.Region `json:"code"`
	Label   string        `json:"label"`
	Counted bool          `json:"counted"` // false: 功能区不计算在内
	Cells   []Cell        `json:"cells"`
	Total   int           `json:"total"`
	Visited int           `json:"visited"`
}

// Cell is one county in one month.
type Cell struct {
	Total   int `json:"total"`
	Visited int `json:"visited"`
}

// Load is the work of one officer (工作量).
type Load struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Number  string  `json:"certificate_no"`
	Planned int     `json:"planned"`
	Visited int     `json:"visited"`
	Days    float64 `json:"days"` // of the visits made; where nobody wrote them down, as the plan reckons
	Why     string  `json:"why"`  // why he may not act today
}

// unitLength is how many digits of a code name the units below a region.
func unitLength(at kernel.Region) int {
	switch len(at) {
	case 1, 0:
		return 2
	case 2:
		return 4
	case 4:
		return 6
	case 6:
		return 9
	}
	return 12
}

func progress(c *kernel.Ctx, in *which) (*Progress, error) {
	p, err := Plans.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	return p.progress(c)
}

func (p *Plan) progress(c *kernel.Ctx) (*Progress, error) {
	out := &Progress{Months: monthsOf(p), Capacity: p.Capacity, Warnings: []string{}, Units: []UnitRow{}, Officers: []Load{}}
	at := map[kernel.Region]*UnitRow{}
	units, err := region.Counties(c, p.Region)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		at[u.Code] = &UnitRow{Code: u.Code, Label: u.Short, Counted: u.Counted, Cells: make([]Cell, len(out.Months))}
		out.Units = append(out.Units, UnitRow{Code: u.Code})
	}
	load := map[kernel.Ref[officer.Officer]]*Load{}
	where := kernel.Eq(&tg.Plan, kernel.Ref[Plan](p.ID))
	cols := []string{"id", "region", "visit_month", "class", "status", "officers", "days", "due_on", "conflicting", "merged"}
	err = Targets.Each(c, kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: cols}, func(t *Target) error {
		if t.Status == Dropped {
			out.Dropped++
			return nil
		}
		seen := slices.Contains(visited, t.Status)
		out.Total++
		if t.Class == KeyCheck {
			out.Keys++
		}
		if t.Conflicting && t.Status == Planned && t.Merged == "" {
			out.Overlaps++
		}
		if !seen && t.DueOn < c.Today() {
			out.Late++
		}
		code := unitOf(t.Region, p.Region, at)
		row := at[code]
		if row == nil {
			row = &UnitRow{Code: code, Label: c.RegionLabel(code), Counted: true, Cells: make([]Cell, len(out.Months))}
			at[code], out.Units = row, append(out.Units, UnitRow{Code: code})
		}
		row.Total++
		if i := slices.Index(out.Months, t.Month); i >= 0 {
			if row.Cells[i].Total++; seen {
				row.Cells[i].Visited++
			}
		}
		if seen {
			row.Visited++
			out.Visited++
		}
		if len(t.Officers) == 0 {
			out.Unassigned++
		}
		for _, id := range t.Officers {
			l := load[id]
			if l == nil {
				l = &Load{ID: string(id)}
				load[id] = l
			}
			if l.Planned++; seen {
				l.Visited++
				l.Days += cmp.Or(t.Days, p.CheckDays)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, u := range out.Units {
		out.Units[i] = *at[u.Code]
	}
	if out.Officers, err = named(c, load); err != nil {
		return nil, err
	}
	err = officer.Officers.Each(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&officer.Row.Region, p.Region), kernel.Eq(&officer.Row.Status, officer.Active)), Sort: "id", Limit: -1}, func(o *officer.Officer) error {
		if o.May(c.Today()) == "" {
			out.OnFile++
		}
		return nil
	})
	out.warn(p)
	return out, err
}

// unitOf is the unit of a target: one of those that report, or the code cut to their length.
func unitOf(code, top kernel.Region, units map[kernel.Region]*UnitRow) kernel.Region {
	for n := len(code); n > len(top); n-- {
		if units[code[:n]] != nil {
			return code[:n]
		}
	}
	return code[:min(unitLength(top), len(code))]
}

// named fills in who the officers are, those with most work first.
func named(c *kernel.Ctx, load map[kernel.Ref[officer.Officer]]*Load) ([]Load, error) {
	out := []Load{}
	for id, l := range load {
		o, err := officer.Officers.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return nil, err
		}
		if o != nil {
			l.Name, l.Number, l.Why = o.Name, o.CertificateNo, o.May(c.Today())
		}
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b Load) int { return cmp.Or(cmp.Compare(b.Planned, a.Planned), strings.Compare(a.ID, b.ID)) })
	return out, nil
}

// warn says what the rules of planning ask for and the plan does not have. A warning hinders nothing: places differ.
func (p *Progress) warn(of *Plan) {
	add := func(text string) { p.Warnings = append(p.Warnings, text) }
	if need := least(p.Total); p.Total > 0 && p.Keys < need {
		add("重点检查" + itoa(p.Keys) + "家次，占" + itoa(p.Keys*100/p.Total) + "%；一般不低于60%，应至少" + itoa(need) + "家次")
	}
	if of.Capacity > 0 && p.Total > of.Capacity {
		add("安排" + itoa(p.Total) + "家次，超过测算的" + itoa(of.Capacity) + "家次")
	}
	if of.Staff > 0 && p.OnFile != of.Staff {
		add("测算按" + itoa(of.Staff) + "名执法人员，名录库中本级在岗持证" + itoa(p.OnFile) + "名")
	}
	if p.Overlaps > 0 {
		add(itoa(p.Overlaps) + "家次与其他计划或执法层级冲突，请合并检查或调整")
	}
}

// recount brings the kept figures of the plan up to date.
func (p *Plan) recount(c *kernel.Ctx) error {
	p.Total, p.Keys, p.Visited, p.Rate = 0, 0, 0, 0
	err := c.Store.Group(c, Targets.Meta(), kernel.Group{Where: kernel.And(kernel.Eq(&tg.Plan, kernel.Ref[Plan](p.ID)), kernel.Not(&tg.Status, Dropped)),
		By: []kernel.GroupBy{{Col: "class"}, {Col: "status"}}}, func(keys []string, n float64) error {
		p.Total += int(n)
		if keys[0] == string(KeyCheck) {
			p.Keys += int(n)
		}
		if slices.Contains(visited, TargetStatus(keys[1])) {
			p.Visited += int(n)
		}
		return nil
	})
	if p.Total > 0 {
		p.Rate = p.Visited * 100 / p.Total
	}
	return err
}

// Recount brings the figures of the lists up to date: of plans that are written or run, and of campaigns.
var Recount = &kernel.Task[struct{}]{Name: "plan.recount", Every: 30 * time.Minute, Run: func(c *kernel.Ctx, _ struct{}) error {
	list, err := Plans.List(c, kernel.Query{Where: kernel.In(&Row.Status, Draft, Submitted, Approved), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, p := range list {
		now := *p
		if err := now.recount(c); err != nil {
			return err
		}
		if now.Count == p.Count {
			continue
		}
		if _, err := Plans.Update(c, p.ID, 0, func(p *Plan) error { p.Count = now.Count; return nil }); err != nil {
			return err
		}
	}
	return nil
}}

// Zero is the units of a region with the visits they made in a period: those without any are zero-enforcement units (零执法单位).
type Zero struct {
	Region kernel.Region `json:"region"`
	From   kernel.Date   `json:"period_from"`
	To     kernel.Date   `json:"period_to"`
	Zero   int           `json:"zero"` // of those that count
	Units  []ZeroUnit    `json:"units"`
}

// ZeroUnit is one unit.
type ZeroUnit struct {
	Code    kernel.Region `json:"code"`
	Label   string        `json:"label"`
	Counted bool          `json:"counted"`
	Note    string        `json:"note"`
	Visits  int           `json:"visits"`
	Planned int           `json:"planned"` // visits that plans ask for in the period and nobody made
	LastOn  kernel.Date   `json:"last_on"`
	Zero    bool          `json:"zero"`
}

var errDate = kernel.Errorf(kernel.Invalid, "应为日期，例如 2026-05-01")

type zeroIn struct {
	Region kernel.Region `json:"region"`
	From   kernel.Date   `json:"period_from"`
	To     kernel.Date   `json:"period_to"`
}

// zeroUnits counts by the day of the visit, from plans and from the records of inspections.
func zeroUnits(c *kernel.Ctx, in *zeroIn) (*Zero, error) {
	if in.Region == "" {
		in.Region = c.Actor.Region
	}
	if !region.Within(in.Region, c.Actor.Region) {
		return nil, kernel.Errorf(kernel.Forbidden, "该地区超出您的权限范围")
	}
	for _, d := range []kernel.Date{in.From, in.To} {
		if d != "" && date(d).IsZero() {
			return nil, errDate
		}
	}
	if in.To == "" {
		in.To = c.Today()
	}
	if in.From == "" {
		in.From = in.To[:5] + "01-01"
	}
	units, err := region.Counties(c, in.Region)
	if err != nil {
		return nil, err
	}
	out := &Zero{Region: in.Region, From: in.From, To: in.To, Units: []ZeroUnit{}}
	from, to := span(in.Region)
	type tally struct {
		visits, planned int
		last            kernel.Date
	}
	of := map[kernel.Region]*tally{}
	codes := map[kernel.Region]*UnitRow{}
	for _, u := range units {
		codes[u.Code] = &UnitRow{}
	}
	get := func(code string) *tally {
		unit := unitOf(kernel.Region(code), in.Region, codes)
		if of[unit] == nil {
			of[unit] = &tally{}
		}
		return of[unit]
	}
	for _, v := range visitsOf(c) {
		statement := "SELECT region, COUNT(*), MAX(" + v.day + ") FROM " + v.table + " WHERE " + v.where + " AND " + v.day + " >= ? AND " + v.day + " <= ? AND region >= ? AND region < ? GROUP BY region"
		err := each(c, statement, []any{in.From, in.To, from, to}, func(scan func(...any) error) error {
			var code, last string
			var n int
			if err := scan(&code, &n, &last); err != nil {
				return err
			}
			t := get(code)
			t.visits, t.last = t.visits+n, max(t.last, kernel.Date(last))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	err = each(c, `SELECT region, COUNT(*) FROM plan_target WHERE status = 'planned' AND due_on >= ? AND due_on <= ? AND region >= ? AND region < ? GROUP BY region`, []any{in.From, in.To, from, to}, func(scan func(...any) error) error {
		var code string
		var n int
		if err := scan(&code, &n); err != nil {
			return err
		}
		get(code).planned += n
		return nil
	})
	for _, u := range units {
		z := ZeroUnit{Code: u.Code, Label: u.Short, Counted: u.Counted, Note: u.Note}
		if t := of[u.Code]; t != nil {
			z.Visits, z.Planned, z.LastOn = t.visits, t.planned, t.last
		}
		if z.Zero = z.Visits == 0; z.Zero && z.Counted {
			out.Zero++
		}
		out.Units = append(out.Units, z)
	}
	return out, err
}

// LoadList is the work of the officers of a region in a year.
type LoadList struct {
	Year  int    `json:"year"`
	Items []Load `json:"items"`
	Mean  string `json:"mean"` // visits per officer (人均检查)
}

type loadIn struct {
	Region kernel.Region `json:"region"`
	Year   int           `json:"year"`
}

// loads adds up the work of the officers by all plans of a year, those without any too.
func loads(c *kernel.Ctx, in *loadIn) (*LoadList, error) {
	if in.Region == "" {
		in.Region = c.Actor.Region
	}
	if in.Year == 0 {
		in.Year = year(c.Today())
	}
	if !region.Within(in.Region, c.Actor.Region) || in.Year < 2000 || in.Year > 2100 {
		return nil, kernel.Errorf(kernel.Forbidden, "地区或年度超出范围")
	}
	load := map[kernel.Ref[officer.Officer]]*Load{}
	err := officer.Officers.Each(c, kernel.Query{Where: kernel.And(kernel.Under(in.Region), kernel.Not(&officer.Row.Status, officer.Left)), Sort: "id", Limit: -1}, func(o *officer.Officer) error {
		load[kernel.Ref[officer.Officer](o.ID)] = &Load{ID: o.ID}
		return nil
	})
	if err != nil {
		return nil, err
	}
	where := kernel.And(kernel.Since(&tg.Month, itoa(in.Year)+"-01"), kernel.UpTo(&tg.Month, itoa(in.Year)+"-12"), kernel.Not(&tg.Status, Dropped), kernel.Eq(&tg.Merged, ""))
	visits := 0
	err = Targets.Each(c, kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: []string{"id", "officers", "status", "days"}}, func(t *Target) error {
		for _, id := range t.Officers {
			if l := load[id]; l != nil {
				if l.Planned++; slices.Contains(visited, t.Status) {
					l.Visited, l.Days = l.Visited+1, l.Days+cmp.Or(t.Days, 1.5)
					visits++
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &LoadList{Year: in.Year, Mean: "0.0"}
	if out.Items, err = named(c, load); len(out.Items) > 0 {
		out.Mean = tenth(visits, len(out.Items))
	}
	return out, err
}

var readers = append([]kernel.Role{role.Audit}, role.Government...)
