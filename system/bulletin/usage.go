package bulletin

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/kernel"
	"anjian/kernel/metric"
)

// staffed are the accounts of regulators that may sign in.
var staffed = kernel.And(kernel.Eq(&account.Row.Kind, account.Regulator), kernel.Eq(&account.Row.Status, account.Active))

// indicators count who uses the platform (监管统计). Accounts that never signed in are found in the list as those that have no last login.
var indicators = []kernel.Indicator{
	{Name: "bulletin.accounts", Label: "监管账号", Unit: "个", Help: "正常使用的监管部门账号。", Of: account.Accounts, Where: staffed, By: []any{&account.Row.Org},
		Query: "kind=regulator&status=active"},
	{Name: "bulletin.never", Label: "从未登录的监管账号", Unit: "个", Of: account.Accounts, Where: kernel.And(staffed, kernel.Eq(&account.Row.LastLogin, time.Time{})),
		By: []any{&account.Row.Org}, Per: "bulletin.accounts", Query: "kind=regulator&status=active&last_login=none"},
	{Name: "bulletin.active", Label: "登录过的监管账号", Unit: "个", Help: "最近一次登录落在统计时段内的。", Of: account.Accounts, Where: staffed, On: &account.Row.LastLogin,
		By: []any{&account.Row.Org}, Per: "bulletin.accounts", Query: "kind=regulator&status=active"},
	{Name: "bulletin.reports", Label: "应反馈的任务", Unit: "份", Help: "反馈期限落在统计时段内的。", Of: Reports, Where: kernel.Not(&ReportRow.Status, Ended), On: &ReportRow.DueOn,
		By: []any{&ReportRow.Status}, Query: "status=waiting,reported,returned,accepted"},
	{Name: "bulletin.reports_punctual", Label: "按期反馈的任务", Unit: "份", Of: Reports, Where: kernel.And(kernel.Eq(&ReportRow.Punctual, true), kernel.In(&ReportRow.Status, Handed, Agreed)),
		On: &ReportRow.DueOn, By: []any{&ReportRow.Status}, Per: "bulletin.reports", Query: "status=reported,accepted&punctual=true"},
}

// span of days that one may ask about at once.
const mostDays = 400

type period struct {
	Region kernel.Region `json:"region"`
	From   kernel.Date   `json:"from"`
	To     kernel.Date   `json:"to"`
}

// Usage is who uses the platform (监管统计), by unit and by department, and who does not.
type Usage struct {
	Region      kernel.Region `json:"region"`
	From        kernel.Date   `json:"from"`
	To          kernel.Date   `json:"to"`
	Total       Use           `json:"total"`
	Units       []Use         `json:"units"`
	Departments []Use         `json:"departments"`
	Idle        []Idle        `json:"idle"` // accounts without a login in the period
	More        bool          `json:"more"` // there are more of them
}

// Use is the use that one unit or department makes of the platform.
type Use struct {
	Key      string   `json:"key"`
	Label    string   `json:"label"`
	Counted  bool     `json:"counted"`
	Accounts int      `json:"accounts"`
	Active   int      `json:"active"` // accounts with a login in the period
	Never    int      `json:"never"`  // accounts that never signed in
	Logins   int      `json:"logins"`
	Volume   int      `json:"volume"`   // entries of the trail on records, by these accounts
	Verified int      `json:"verified"` // files of enterprises reviewed or confirmed
	Late     int      `json:"late"`     // limits that are past and open today
	Due      *float64 `json:"due,omitempty"`
	Punctual *float64 `json:"punctual,omitempty"` // rectified in time, of Due
	Rate     *float64 `json:"rate,omitempty"`
	Timely   string   `json:"timely,omitempty"` // the list of what Due counts
}

// Idle is an account that nobody used in the period.
type Idle struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Region    kernel.Region `json:"region"`
	Label     string        `json:"label"`
	Org       string        `json:"org"`
	LastLogin string        `json:"last_login"` // "" is never
}

// mostIdle is how many idle accounts an answer names.
const mostIdle = 500

// usage answers GET /api/bulletin/usage.
func usage(c *kernel.Ctx, in *period) (*Usage, error) {
	if in.Region == "" {
		in.Region = c.Actor.Region
	}
	b := &Bulletin{Subject: Subject{From: in.From, To: in.To, Compared: in.From.AddDays(-1)}}
	b.Region = in.Region
	if err := b.fault(c); err != nil {
		return nil, err
	}
	if in.From.DaysUntil(in.To) > mostDays {
		return nil, kernel.FieldError(&Row.From, "一次最多统计%d天", mostDays)
	}
	f := &Figures{Region: in.Region}
	if err := f.units(c); err != nil {
		return nil, err
	}
	out := &Usage{Region: in.Region, From: in.From, To: in.To, Total: Use{Key: string(in.Region), Label: c.RegionLabel(in.Region), Counted: true}, Departments: []Use{}, Idle: []Idle{}}
	for _, u := range f.Units {
		out.Units = append(out.Units, Use{Key: string(u.Code), Label: u.Label, Counted: u.Counted})
	}
	done, err := deeds(c, in)
	if err != nil {
		return nil, err
	}
	if err := out.people(c, done); err != nil {
		return nil, err
	}
	return out, out.timeliness(c, in)
}

// deed is what one account did in the period.
type deed struct{ logins, volume, verified int }

// deeds reads the trail of the region and the period, by account. Its chains are named by county and day, so that nothing else is read.
func deeds(c *kernel.Ctx, in *period) (map[string]deed, error) {
	names, err := days(c, in)
	if err != nil {
		return nil, err
	}
	out := map[string]deed{}
	for part := range slices.Chunk(names, 200) {
		stmt := "SELECT actor" + sums + " FROM trail WHERE chain IN (?" + strings.Repeat(", ?", len(part)-1) + ") GROUP BY actor"
		err := query(c, stmt, part, func(scan func(...any) error) error {
			var actor string
			var d deed
			if err := scan(&actor, &d.logins, &d.volume, &d.verified); err != nil {
				return err
			}
			sum := out[actor]
			out[actor] = deed{sum.logins + d.logins, sum.volume + d.volume, sum.verified + d.verified}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// deedsOf are the entries of the trail that each figure counts.
var deedsOf = map[string]string{
	"logins":   "type = 'account' AND verb = 'login'",
	"volume":   "type <> 'account' AND type <> ''",
	"verified": "type = 'enterprise' AND verb IN ('pass', 'approve', 'confirm', 'accept')",
}

var sums = func() (out string) {
	for _, what := range []string{"logins", "volume", "verified"} {
		out += ", SUM(CASE WHEN " + deedsOf[what] + " THEN 1 ELSE 0 END)"
	}
	return out
}()

// days names the chains of the region and the period, the newest first.
func days(c *kernel.Ctx, in *period) (names []any, err error) {
	low, high := chains(in.Region)
	err = query(c, "SELECT chain FROM trail_head WHERE chain >= ? AND chain < ?", []any{low, high}, func(scan func(...any) error) error {
		var name string
		if err := scan(&name); err != nil {
			return err
		}
		if _, day, _ := strings.Cut(name, "/"); day >= string(in.From) && day <= string(in.To) {
			names = append(names, name)
		}
		return nil
	})
	slices.SortFunc(names, func(a, b any) int {
		_, one, _ := strings.Cut(a.(string), "/")
		_, other, _ := strings.Cut(b.(string), "/")
		return strings.Compare(other, one)
	})
	return names, err
}

// chains are the names between which the chains of a region lie; those of the country are all.
func chains(r kernel.Region) (low, high string) {
	if r == kernel.Country {
		return "", "~"
	}
	return string(r), string(r) + "~"
}

// people lays what accounts did out by unit and department.
func (u *Usage) people(c *kernel.Ctx, done map[string]deed) error {
	depts, orgs := map[string]*Use{}, []string{}
	type quiet struct {
		Idle
		org string
	}
	var idle []quiet
	where := kernel.And(staffed, kernel.Under(u.Region))
	err := account.Accounts.Each(c, kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: []string{"id", "name", "region", "org", "last_login"}}, func(a *account.Account) error {
		d := done[a.ID]
		uses := []*Use{&u.Total}
		for i := range u.Units {
			if strings.HasPrefix(string(a.Region), u.Units[i].Key) {
				uses = append(uses, &u.Units[i])
			}
		}
		if a.Org != "" {
			id := string(a.Org)
			if depts[id] == nil {
				depts[id] = &Use{Key: id, Counted: true}
				orgs = append(orgs, id)
			}
			uses = append(uses, depts[id])
		}
		for _, use := range uses {
			use.add(d, a.LastLogin.IsZero())
		}
		if d.logins == 0 {
			last := ""
			if !a.LastLogin.IsZero() {
				last = string(kernel.Day(a.LastLogin))
			}
			idle = append(idle, quiet{Idle{ID: a.ID, Name: a.Name, Region: a.Region, LastLogin: last}, string(a.Org)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(idle, func(a, b quiet) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.LastLogin, b.LastLogin))
	})
	names, err := orgNames(c, orgs)
	if err != nil {
		return err
	}
	for _, id := range orgs {
		depts[id].Label = names[id]
		u.Departments = append(u.Departments, *depts[id])
	}
	slices.SortStableFunc(u.Departments, func(a, b Use) int { return cmp.Compare(b.Volume, a.Volume) })
	for _, q := range idle {
		if u.More = len(u.Idle) == mostIdle; u.More {
			break
		}
		q.Label, q.Org = c.RegionLabel(q.Region), names[q.org]
		u.Idle = append(u.Idle, q.Idle)
	}
	return nil
}

func (u *Use) add(d deed, never bool) {
	u.Accounts++
	u.Logins += d.logins
	u.Volume += d.volume
	u.Verified += d.verified
	if d.logins > 0 {
		u.Active++
	}
	if never {
		u.Never++
	}
}

// timeliness adds what was done in time and what is late today.
func (u *Usage) timeliness(c *kernel.Ctx, in *period) error {
	if c.App.Indicator("hazard.punctual") != nil {
		r, err := metric.Read(c, "hazard.punctual", metric.Cut{Region: in.Region, From: in.From, To: in.To, By: "region"})
		if err != nil && kernel.CodeOf(err) != kernel.Forbidden {
			return err
		}
		if err == nil {
			of := func(query string) string { return list(r.Type, strings.ReplaceAll(query, "&punctual=true", "")) }
			u.Total.Due, u.Total.Punctual, u.Total.Rate, u.Total.Timely = r.Of, &r.Value, r.Rate, of(r.Query)
			for _, it := range r.Items {
				if use := u.unit(it.Key); use != nil {
					use.Due, use.Punctual, use.Rate, use.Timely = it.Of, &it.Value, it.Rate, of(it.Query)
				}
			}
		}
	}
	low, high := chains(in.Region)
	return query(c, "SELECT region, COUNT(*) FROM due WHERE last_on < ? AND paused = ? AND region >= ? AND region < ? GROUP BY region",
		[]any{string(c.Today()), false, low, high}, func(scan func(...any) error) error {
			var region string
			var n int
			if err := scan(&region, &n); err != nil {
				return err
			}
			u.Total.Late += n
			for i := range u.Units {
				if strings.HasPrefix(region, u.Units[i].Key) {
					u.Units[i].Late += n
				}
			}
			return nil
		})
}

func (u *Usage) unit(key string) *Use {
	for i := range u.Units {
		if u.Units[i].Key == key {
			return &u.Units[i]
		}
	}
	return nil
}
