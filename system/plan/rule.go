package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anjian/base/enterprise"
	"anjian/kernel"
)

// Rule says which enterprises a plan or a draw looks at.
type Rule struct {
	Trades     []enterprise.Trade       `json:"trades" label:"监管分类" help:"不选即全部。"`
	Levels     []enterprise.Level       `json:"levels" label:"监管层级" help:"按企业档案的监管层级；不选即全部。"`
	Sizes      []enterprise.Size        `json:"sizes" label:"企业规模" help:"不选即全部。"`
	Risks      []enterprise.RiskGrade   `json:"risks" label:"安全风险等级" help:"不选即全部。"`
	Credits    []enterprise.CreditGrade `json:"credits" label:"信用等级" help:"不选即全部；没有评定信用等级的企业选了等级就不入选。"`
	Hazardous  bool                     `json:"major_hazard" label:"有重大危险源的"`
	Unseen     int                      `json:"unseen_days" label:"超过多少天没有检查" unit:"天" rule:"min=0,top=3650" help:"含从未检查的；不填不限。"`
	Overdue    int                      `json:"overdue_least" label:"逾期隐患不少于" unit:"项" rule:"min=0,top=1000"`
	Complained bool                     `json:"complained" label:"一年内有属实举报的"`
	Most       int                      `json:"most" label:"最多选取" unit:"家" rule:"min=0,top=5000" help:"按风险得分从高到低；不填为全部。"`
}

// Candidate is an enterprise that a rule finds, and why it should be visited.
type Candidate struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Region      kernel.Region `json:"region"`
	RegionLabel string        `json:"region_label"`
	Trade       string        `json:"trade"`
	Risk        string        `json:"risk"`
	LastOn      kernel.Date   `json:"last_on"`
	Score       int           `json:"score"`
	Why         string        `json:"why"`
	Conflict    string        `json:"overlap"`
	firm        *enterprise.Enterprise
}

// facts are what other systems know of the enterprises of a region.
type facts struct {
	overdue, complained map[string]int
	last                map[string]kernel.Date
}

func (r *Rule) where(at kernel.Region) kernel.Cond {
	er := enterprise.Row
	conds := []kernel.Cond{kernel.Under(at), kernel.Eq(&er.Status, enterprise.Filed), kernel.In(&er.Operating, "", enterprise.Running, enterprise.OtherWise)}
	if len(r.Trades) > 0 {
		conds = append(conds, kernel.In(&er.Trade, r.Trades...))
	}
	if len(r.Levels) > 0 {
		conds = append(conds, kernel.In(&er.Level, r.Levels...))
	}
	if len(r.Sizes) > 0 {
		conds = append(conds, kernel.In(&er.Size, r.Sizes...))
	}
	if len(r.Risks) > 0 {
		conds = append(conds, kernel.In(&er.Risk, r.Risks...))
	}
	if len(r.Credits) > 0 {
		conds = append(conds, kernel.In(&er.Credit, r.Credits...))
	}
	if r.Hazardous {
		conds = append(conds, kernel.Not(&er.MajorHazard, ""))
	}
	return kernel.And(conds...)
}

// find lists the enterprises of a region that the actor may read and the rule selects, the most urgent first.
func (r *Rule) find(c *kernel.Ctx, at kernel.Region) (out []*Candidate, err error) {
	known, err := know(c, at)
	if err != nil {
		return nil, err
	}
	q := kernel.Query{Where: r.where(at), Sort: "id", Limit: -1, Cols: []string{"id", "region", "name", "trade", "trades", "risk", "credit", "level", "major_hazard", "registered_on", "parent_group", "economic_type"}}
	err = enterprise.Enterprises.Each(c, q, func(e *enterprise.Enterprise) error {
		if !r.passes(c, e, known) {
			return nil
		}
		x := &Candidate{ID: e.ID, Name: e.Name, Region: e.Region, Trade: kernel.LabelOf(e.Trade), LastOn: known.last[e.ID], firm: e}
		if e.Risk != "" {
			x.Risk = kernel.LabelOf(e.Risk)
		}
		x.weigh(c.Today(), known)
		out = append(out, x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b *Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return out, nil
}

var riskScore = map[enterprise.RiskGrade]int{"red": 40, "orange": 30, "yellow": 20, "blue": 10}
var creditScore = map[enterprise.CreditGrade]int{"d": 15, "c": 8}

// weigh adds up why an enterprise should be visited soon, and says it.
func (x *Candidate) weigh(today kernel.Date, known *facts) {
	e, why := x.firm, []string{}
	add := func(points int, format string, args ...any) {
		if points > 0 {
			x.Score += points
			why = append(why, fmt.Sprintf(format, args...))
		}
	}
	add(riskScore[e.Risk], "%s", x.Risk)
	if e.MajorHazard != "" {
		add(10, "有重大危险源")
	}
	if e.Credit != "" {
		add(creditScore[e.Credit], "信用%s", kernel.LabelOf(e.Credit))
	}
	add(min(25, 5*known.overdue[e.ID]), "逾期隐患%d项", known.overdue[e.ID])
	add(min(20, 10*known.complained[e.ID]), "属实举报%d件", known.complained[e.ID])
	if x.LastOn == "" {
		add(10, "没有检查记录")
	} else {
		days := x.LastOn.DaysUntil(today)
		add(min(20, days/36), "%d天未检查", days)
	}
	if x.Why = strings.Join(why, "；"); x.Why == "" {
		x.Why = "符合选取条件"
	}
}

// know reads what other systems know. The hazard ledger is read by the names of its columns: plans stand beside it, not upon it.
func know(c *kernel.Ctx, at kernel.Region) (*facts, error) {
	f := &facts{overdue: map[string]int{}, complained: map[string]int{}, last: map[string]kernel.Date{}}
	if h := c.App.Resource("hazard"); h != nil {
		for _, g := range []struct {
			into  map[string]int
			where kernel.Cond
		}{
			{f.overdue, kernel.And(kernel.Compare("status", "=", "open"), kernel.Compare("overdue", "=", true))},
			{f.complained, kernel.And(kernel.Compare("source", "=", "complaint"), kernel.Compare("found_on", ">=", c.Today().AddDays(-365)))},
		} {
			err := c.Store.Group(c, h.Meta(), kernel.Group{Where: kernel.And(kernel.Under(at), g.where), By: []kernel.GroupBy{{Col: "enterprise"}}}, func(keys []string, n float64) error {
				g.into[keys[0]] = int(n)
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	from, to := span(at)
	for _, v := range visitsOf(c) {
		statement := "SELECT enterprise, MAX(" + v.day + ") FROM " + v.table + " WHERE " + v.where + " AND " + v.day + " <> '' AND region >= ? AND region < ? GROUP BY enterprise"
		err := each(c, statement, []any{from, to}, func(scan func(...any) error) error {
			var id, on string
			if err := scan(&id, &on); err != nil {
				return err
			}
			f.last[id] = max(f.last[id], kernel.Date(on))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

// visitTable is where visits of enterprises by authorities are on record.
type visitTable struct{ table, day, where string }

// visitsOf names those tables, each visit once. The records of other systems are read by the names of their columns: plans stand beside them, not upon them.
func visitsOf(c *kernel.Ctx) []visitTable {
	out := []visitTable{{"plan_target", "visited_on", "merged = ''"}}
	if c.App.Resource("inspection") != nil {
		out[0].where += " AND inspection = ''"
		out = append(out, visitTable{"inspection", "checked_on", "1 = 1"})
	}
	if c.App.Resource("hazard_check") != nil {
		out = append(out, visitTable{"hazard_check", "checked_on", "side = 'government'"})
	}
	return out
}

// span is a region with all below as a half-open range of codes.
func span(at kernel.Region) (from, to string) {
	if at == kernel.Country {
		return "", "~"
	}
	return string(at), string(at) + "~"
}

// each reads the rows of a statement.
func each(c *kernel.Ctx, statement string, args []any, row func(scan func(...any) error) error) error {
	rows, err := c.Store.Query(c, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// overlaps says, for each enterprise, in which other plans of the same time it stands, and whether another level answers for it.
func overlaps(c *kernel.Ctx, p *Plan, firms []*enterprise.Enterprise) (map[string]string, error) {
	out, mine := map[string]string{}, levelOf(p)
	note := func(id, what string) {
		if out[id] != "" {
			what = out[id] + "；" + what
		}
		out[id] = clip(what, 400)
	}
	for part := range slices.Chunk(firms, 400) {
		args := []any{p.ID, string(p.Parent), p.To, p.From}
		for _, e := range part {
			if args = append(args, e.ID); e.Level != "" && e.Level != mine {
				note(e.ID, "监管层级为"+kernel.LabelOf(e.Level)+"，本计划为"+kernel.LabelOf(mine))
			}
		}
		statement := `SELECT t.enterprise, p.title, t.visit_month, t.region FROM plan_target t JOIN "plan" p ON p.id = t.plan WHERE t.status <> 'dropped' AND p.id <> ? AND p.id <> ? AND p.parent <> ?
AND p.status <> 'finished' AND p.period_from <= ? AND p.period_to >= ? AND t.enterprise IN (?` + strings.Repeat(", ?", len(part)-1) + `) ORDER BY t.id`
		args = slices.Insert(args, 2, any(p.ID))
		err := each(c, statement, args, func(scan func(...any) error) error {
			var id, title, month, region string
			if err := scan(&id, &title, &month, &region); err != nil {
				return err
			}
			note(id, "已列入“"+title+"”（"+month+"）")
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// pickIn asks for a preview, or for what it showed to be added.
type pickIn struct {
	ID string `json:"id"`
	Rule
	Class Class    `json:"class"`
	Month string   `json:"visit_month"` // the month of all; empty spreads them over the months of the plan
	Only  []string `json:"only"`        // of those found only these enterprises
	Clean bool     `json:"clean"`       // leave out those that stand in other plans
}

// Preview says how many enterprises a rule finds, which, and why.
type Preview struct {
	Found    int          `json:"found"`
	Already  int          `json:"already"`
	Overlaps int          `json:"overlaps"`
	ByRegion []Part       `json:"by_region"`
	ByTrade  []Part       `json:"by_trade"`
	Items    []*Candidate `json:"items"` // the first 200
}

// Part is a share of a whole.
type Part struct {
	Label string `json:"label"`
	N     int    `json:"n"`
}

const previewed = 200

func (in *pickIn) candidates(c *kernel.Ctx) (p *Plan, list []*Candidate, already int, err error) {
	if p, err = Plans.Get(c, in.ID); err != nil {
		return nil, nil, 0, err
	}
	if in.Most < 0 || in.Most > 5000 || in.Unseen < 0 || in.Overdue < 0 || len(in.Only) > 5000 {
		return nil, nil, 0, kernel.Errorf(kernel.Invalid, "条件超出范围")
	}
	if in.Month != "" && (in.Month < string(p.From[:7]) || in.Month > string(p.To[:7])) {
		return nil, nil, 0, kernel.FieldError(&tg.Month, "检查月份不在计划期间内")
	}
	all, err := in.find(c, p.Region)
	if err != nil {
		return nil, nil, 0, err
	}
	have := map[string]bool{}
	err = Targets.Each(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&tg.Plan, kernel.Ref[Plan](p.ID)), kernel.Not(&tg.Status, Dropped)), Sort: "id", Limit: -1, Cols: []string{"id", "enterprise"}}, func(t *Target) error {
		have[string(t.Enterprise)] = true
		return nil
	})
	if err != nil {
		return nil, nil, 0, err
	}
	var firms []*enterprise.Enterprise
	for _, x := range all {
		firms = append(firms, x.firm)
	}
	overlap, err := overlaps(c, p, firms)
	if err != nil {
		return nil, nil, 0, err
	}
	for _, x := range all {
		switch x.Conflict = overlap[x.ID]; {
		case have[x.ID]:
			already++
		case in.Clean && x.Conflict != "", len(in.Only) > 0 && !slices.Contains(in.Only, x.ID):
		case in.Most == 0 || len(list) < in.Most:
			list = append(list, x)
		}
	}
	return p, list, already, nil
}

func preview(c *kernel.Ctx, in *pickIn) (*Preview, error) {
	_, list, already, err := in.candidates(c)
	if err != nil {
		return nil, err
	}
	out := &Preview{Found: len(list), Already: already, Items: list[:min(previewed, len(list))]}
	regions, trades := map[string]int{}, map[string]int{}
	for i, x := range list {
		if x.Conflict != "" {
			out.Overlaps++
		}
		if i < previewed {
			x.RegionLabel = c.RegionLabel(x.Region)
		}
		regions[string(x.Region[:min(6, len(x.Region))])]++
		trades[x.Trade]++
	}
	byRegion := map[string]int{}
	for code, n := range regions {
		byRegion[c.RegionLabel(kernel.Region(code))] += n
	}
	out.ByRegion, out.ByTrade = parts(byRegion), parts(trades)
	if out.Items == nil {
		out.Items = []*Candidate{}
	}
	return out, nil
}

func parts(of map[string]int) []Part {
	out := []Part{}
	for label, n := range of {
		out = append(out, Part{label, n})
	}
	slices.SortFunc(out, func(a, b Part) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Label, b.Label)) })
	return out
}

// Added is how many targets came into a plan.
type Added struct {
	Added int `json:"added"`
}

// pick adds what the preview shows to a plan that is being written.
func pick(c *kernel.Ctx, in *pickIn) (*Added, error) {
	out := &Added{}
	err := c.Tx(func(c *kernel.Ctx) error {
		p, list, _, err := in.candidates(c)
		switch {
		case err != nil:
			return err
		case p.Status != Draft:
			return kernel.Errorf(kernel.Conflict, "计划为“%s”，增减检查对象请申请调整", kernel.LabelOf(p.Status))
		case len(list) > 5000:
			return kernel.Errorf(kernel.Conflict, "一次最多加入5000家，请收紧条件")
		}
		months := ahead(monthsOf(p), c.Today())
		for i, x := range list {
			t := &Target{Plan: kernel.Ref[Plan](p.ID), Enterprise: kernel.Ref[enterprise.Enterprise](x.ID), Class: cmp.Or(in.Class, KeyCheck), Why: clip(x.Why, 500),
				Month: cmp.Or(in.Month, months[i*len(months)/len(list)])}
			t.Region, t.Title, t.Trade, t.Level, t.Conflict, t.Conflicting = x.Region, x.Name, x.firm.Trade, levelOf(p), x.Conflict, x.Conflict != ""
			if err := Targets.Create(c, t); err != nil {
				return err
			}
			out.Added++
		}
		return nil
	})
	return out, err
}

// ahead are those of the months that have not passed, all of them where none is left: what is planned late is not overdue the same day.
func ahead(months []string, today kernel.Date) []string {
	if i := slices.IndexFunc(months, func(m string) bool { return m >= string(today[:7]) }); i > 0 {
		return months[i:]
	}
	return months
}

// monthsOf are the months of a plan.
func monthsOf(p *Plan) (out []string) {
	for at := p.From; at <= p.To && len(out) < 60; at = day(year(at), month(at)+1, 1) {
		out = append(out, string(at[:7]))
	}
	return out
}

func year(d kernel.Date) (y int)  { fmt.Sscanf(string(d), "%d", &y); return y }
func month(d kernel.Date) (m int) { fmt.Sscanf(string(d[5:]), "%d", &m); return m }

// pull hands what the yearly plan has for the month of a monthly plan down to it: a visit then closes both.
func pull(c *kernel.Ctx, in *which) (*Added, error) {
	out := &Added{}
	err := c.Tx(func(c *kernel.Ctx) error {
		p, err := Plans.Get(c, in.ID)
		switch {
		case err != nil:
			return err
		case p.Parent == "" || p.Kind != Monthly:
			return kernel.Errorf(kernel.Conflict, "只有从年度计划分解的月度计划可以带入")
		case p.Status != Draft:
			return kernel.Errorf(kernel.Conflict, "计划为“%s”，不能再带入", kernel.LabelOf(p.Status))
		}
		where := kernel.And(kernel.Eq(&tg.Plan, p.Parent), kernel.Eq(&tg.Month, string(p.From[:7])), kernel.Eq(&tg.Status, Planned), kernel.Eq(&tg.Merged, ""), kernel.Under(p.Region))
		list, err := Targets.List(c, kernel.Query{Where: where, Sort: "id", Limit: -1})
		if err != nil {
			return err
		}
		for _, up := range list {
			t := &Target{Plan: kernel.Ref[Plan](p.ID), Enterprise: up.Enterprise, Month: up.Month, Class: up.Class, Officers: up.Officers, Why: up.Why}
			if err := Targets.Create(c, t); err != nil {
				return err
			}
			if _, err := Targets.Update(c.AsSystem(), up.ID, 0, func(o *Target) error { o.Merged = kernel.Ref[Target](t.ID); return nil }); err != nil {
				return err
			}
			out.Added++
		}
		return nil
	})
	return out, err
}

// which names the record of an operation.
type which struct {
	ID string `json:"id"`
}
