package hazard

import (
	"slices"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Rhythm is how often enterprises of a trade must check themselves (自查频次). The nearest region that says something rules.
type Rhythm struct {
	kernel.Base
	Trade enterprise.Trade `json:"trade" label:"监管分类" ui:"list,filter,once" help:"不选为没有单独规定的全部分类。"`
	From  kernel.Date      `json:"starts_on" label:"施行日期" ui:"list" help:"不填为立即施行；修改前的规定用到这一天。"`
	Days  int              `json:"days" label:"自查间隔" unit:"天" rule:"required,min=1,top=365" ui:"list" help:"超过这么多天没有自查记录，即列入“长期未自查”。"`
	Key   string           `json:"rhythm_key" label:"地区和分类" rule:"unique" ui:"fixed,hidden"`
}

// RhythmRow names the columns of Rhythm in conditions.
var RhythmRow = kernel.Row[Rhythm]()

// ordinaryRhythm rules where nobody has set anything.
const ordinaryRhythm = 30

// Rhythms holds the settings of all regions.
var Rhythms = &kernel.Resource[Rhythm]{
	Name: "hazard_rhythm", Label: "自查频次", Title: &RhythmRow.Trade,
	Help: `这里规定各类企业至少多久自查一次，没有规定的按30天。

下级地区可以另行规定，就近的规定优先；同一地区以施行日期最近的为准，将来要施行的可以先建好。超过间隔没有自查的企业列在“长期未自查”里。`,
	Sort: "trade",
	Access: kernel.Access{
		{To: role.Government, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.Or(kernel.In(&RhythmRow.Region, chain(a.Region)...), kernel.Under(a.Region))
		}},
		{To: []kernel.Role{role.Leader}, Can: "create update delete", Rows: kernel.Jurisdiction},
	},
	Derive: func(_ *kernel.Ctx, r *Rhythm) error {
		r.Key = string(r.Region) + "/" + string(r.Trade) + strings.TrimSuffix("/"+string(r.From), "/")
		return nil
	},
}

// chain is the country and the regions down to region.
func chain(region kernel.Region) []kernel.Region {
	out := []kernel.Region{kernel.Country}
	digits := 0 // what is asked for may be no code at all
	for digits < len(region) && region[digits] >= '0' && region[digits] <= '9' {
		digits++
	}
	for _, n := range []int{2, 4, 6, 9, 12} {
		if digits >= n {
			out = append(out, region[:n])
		}
	}
	return out
}

// rhythms returns the interval of each trade that has one of its own in region, and that of all others under "".
func rhythms(c *kernel.Ctx, region kernel.Region) (map[enterprise.Trade]int, error) {
	all, err := Rhythms.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.In(&RhythmRow.Region, chain(region)...), kernel.UpTo(&RhythmRow.From, c.Today()))})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b *Rhythm) int { return strings.Compare(string(a.From), string(b.From)) })
	days, nearest := map[enterprise.Trade]int{"": ordinaryRhythm}, map[enterprise.Trade]int{}
	for _, r := range all {
		depth := len(r.Region)
		if r.Region == kernel.Country {
			depth = 1
		}
		if depth >= nearest[r.Trade] {
			nearest[r.Trade], days[r.Trade] = depth, r.Days
		}
	}
	return days, nil
}

// SilenceQuery asks for the enterprises that have not checked themselves for too long.
type SilenceQuery struct {
	Region kernel.Region    `json:"region"`
	Trade  enterprise.Trade `json:"trade"`
	Days   int              `json:"days"`  // instead of the intervals that are set
	Limit  int              `json:"limit"` // 20, at most 100
	After  string           `json:"after"` // the id of the last enterprise of the page before
}

// Silence is the answer: how many there are, and a page of them.
type Silence struct {
	Count int            `json:"count"`
	Items []SilentMember `json:"items"`
	Next  string         `json:"next,omitempty"`
}

// SilentMember is an enterprise without a self-check.
type SilentMember struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Region      kernel.Region `json:"region"`
	RegionLabel string        `json:"region_label"`
	Trade       string        `json:"trade"`
	LastOn      kernel.Date   `json:"last_on"` // "" is never
	Days        int           `json:"days"`    // since the last self-check, or since registration
	Allowed     int           `json:"allowed"`
}

// silent selects the enterprises on file that had the time to check themselves and did not.
func silent(c *kernel.Ctx, q *SilenceQuery) (where kernel.Cond, allowed func(enterprise.Trade) int, err error) {
	if q.Days < 0 || q.Days > 3650 {
		return where, nil, &kernel.Error{Code: kernel.Invalid, Message: "天数应在1到3650之间", Fields: map[string]string{"days": "天数应在1到3650之间"}}
	}
	days := map[enterprise.Trade]int{"": q.Days}
	if q.Days == 0 {
		if days, err = rhythms(c, q.Region); err != nil {
			return where, nil, err
		}
	}
	er := enterprise.Row
	since := func(n int) kernel.Cond {
		day := c.Today().AddDays(-n)
		return kernel.And(kernel.UpTo(&er.RegisteredOn, day), kernel.Except(kernel.Cond{Op: "query", Col: "id",
			SQL: "SELECT enterprise FROM hazard_check WHERE side = ? AND checked_on > ?", Args: []any{ByEnterprise, day}}))
	}
	var special []enterprise.Trade
	var kids []kernel.Cond
	for trade, n := range days {
		if trade != "" {
			special, kids = append(special, trade), append(kids, kernel.And(kernel.Eq(&er.Trade, trade), since(n)))
		}
	}
	kids = append(kids, kernel.And(kernel.Except(kernel.In(&er.Trade, special...)), since(days[""])))
	where = kernel.And(kernel.Under(q.Region), kernel.Eq(&er.Status, enterprise.Filed), kernel.In(&er.Operating, "", enterprise.Running), kernel.Or(kids...))
	if q.Trade != "" {
		where = kernel.And(where, kernel.Eq(&er.Trade, q.Trade))
	}
	return where, func(t enterprise.Trade) int {
		if n := days[t]; n > 0 {
			return n
		}
		return days[""]
	}, nil
}

// Silent lists the enterprises, among those that the actor may read, that have not checked themselves for too long (长期未自查).
func Silent(c *kernel.Ctx, q *SilenceQuery) (*Silence, error) {
	if q.Region == "" {
		q.Region = c.Actor.Region
	}
	where, allowed, err := silent(c, q)
	if err != nil {
		return nil, err
	}
	out := &Silence{Items: []SilentMember{}}
	if out.Count, err = enterprise.Enterprises.Count(c, where); err != nil {
		return nil, err
	}
	if q.Limit < 1 || q.Limit > 100 {
		q.Limit = 20
	}
	page := kernel.Query{Where: where, Sort: "id", Limit: q.Limit}
	if q.After != "" {
		page.After = []any{q.After}
	}
	list, err := enterprise.Enterprises.List(c, page)
	if err != nil {
		return nil, err
	}
	last, err := lastChecks(c, list)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		m := SilentMember{ID: e.ID, Name: e.Name, Region: e.Region, RegionLabel: c.RegionLabel(e.Region), Trade: kernel.LabelOf(e.Trade),
			LastOn: last[e.ID], Days: last[e.ID].DaysUntil(c.Today()), Allowed: allowed(e.Trade)}
		if m.LastOn == "" {
			m.Days = e.RegisteredOn.DaysUntil(c.Today())
		}
		out.Items = append(out.Items, m)
	}
	if len(list) == q.Limit {
		out.Next = list[len(list)-1].ID
	}
	return out, nil
}

// lastChecks is the day of the last self-check of each of the enterprises.
func lastChecks(c *kernel.Ctx, list []*enterprise.Enterprise) (map[string]kernel.Date, error) {
	out := map[string]kernel.Date{}
	if len(list) == 0 {
		return out, nil
	}
	args := []any{string(ByEnterprise)}
	for _, e := range list {
		args = append(args, e.ID)
	}
	rows, err := c.Store.Query(c, "SELECT enterprise, MAX(checked_on) FROM hazard_check WHERE side = ? AND enterprise IN (?"+strings.Repeat(", ?", len(list)-1)+") GROUP BY enterprise", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, day string
		if err := rows.Scan(&id, &day); err != nil {
			return nil, err
		}
		out[id] = kernel.Date(day)
	}
	return out, rows.Err()
}
