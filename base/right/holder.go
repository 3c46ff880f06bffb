package right

import (
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

type recordIn struct {
	Type   string `json:"type"`
	Record string `json:"record"`
	Verb   string `json:"verb"` // read if empty
}

// Holder is an account that may do something with a record.
type Holder struct {
	Account string   `json:"account"`
	Login   string   `json:"login"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Region  string   `json:"region"`
	Why     []Reason `json:"why"`
}

// Holders is everybody who may.
type Holders struct {
	Title string        `json:"title"`
	Label string        `json:"label"` // of the verb
	Verbs []verbOption  `json:"verbs"`
	Items []Holder      `json:"items"`
	Total int           `json:"total"`
	Area  kernel.Region `json:"area"`
}

type verbOption struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// mostHolders bounds the list; the total counts all.
const mostHolders = 500

// holders goes through all active accounts and asks of each what a list would ask.
func holders(c *kernel.Ctx, in *recordIn) (*Holders, error) {
	h := c.App.Resource(in.Type)
	if h == nil {
		return nil, kernel.Errorf(kernel.Invalid, "没有这类记录")
	}
	rec, err := target(c, h, in.Record)
	if err != nil {
		return nil, err
	}
	m := h.Meta()
	if in.Verb == "" {
		in.Verb = "read"
	}
	out := &Holders{Title: m.Field(m.NameColumn).Text(rec), Label: Label(m, in.Verb), Verbs: []verbOption{}, Items: []Holder{}, Area: kernel.BaseOf(rec).Region}
	for _, verb := range m.Verbs(kernel.Actor{System: true}) {
		if len(granted(m, verb)) > 0 {
			out.Verbs = append(out.Verbs, verbOption{verb, Label(m, verb)})
		}
	}
	to := granted(m, in.Verb)
	err = account.Accounts.Each(c.AsSystem(), kernel.Query{Where: kernel.Eq(&account.Row.Status, account.Active), Sort: "id", Limit: -1}, func(a *account.Account) error {
		who, err := account.Standing(c, a)
		if err != nil || !who.Is(to...) {
			return err
		}
		rows, err := m.Scope(who, in.Verb)
		if err != nil {
			return nil //nolint: no grant, no row
		}
		holds, err := inside(c, m, rows, rec)
		if err != nil || !holds {
			return err
		}
		if out.Total++; len(out.Items) < mostHolders {
			why, err := matching(c, m, who, in.Verb, rec)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, Holder{a.ID, a.Login, a.Name, kernel.LabelOf(a.Kind), c.RegionLabel(a.Region), why})
		}
		return nil
	})
	return out, err
}

// granted is the duties to which some grant of m gives verb.
func granted(m *kernel.Meta, verb string) (out []kernel.Role) {
	for _, g := range m.Access {
		if slices.Contains(strings.Fields(g.Can), verb) {
			out = append(out, g.To...)
		}
	}
	return out
}

// matching is the reasons of who that hold for rec.
func matching(c *kernel.Ctx, m *kernel.Meta, who kernel.Actor, verb string, rec any) (out []Reason, err error) {
	for n, as := range append([]kernel.Actor{who}, who.Also...) {
		for i := range m.Access {
			g := &m.Access[i]
			if !slices.Contains(strings.Fields(g.Can), verb) {
				continue
			}
			for _, r := range as.Roles {
				if !slices.Contains(g.To, r) {
					continue
				}
				rows := g.Rows(as)
				if holds, err := inside(c, m, rows, rec); err != nil || !holds {
					if err != nil {
						return nil, err
					}
					continue
				}
				why := Reason{Role: labelOf(r), Where: Words(c, m, as, rows)}
				if n > 0 {
					why.As = as.Name
				}
				if !slices.Contains(out, why) {
					out = append(out, why)
				}
			}
		}
	}
	return out, nil
}

type unusedIn struct {
	Kind string `json:"kind"` // of accounts; regulators if empty
}

// Idle is an account with the rights that it has not used.
type Idle struct {
	Account string   `json:"account"`
	Rev     int      `json:"rev"`
	Login   string   `json:"login"`
	Name    string   `json:"name"`
	Region  string   `json:"region"`
	Roles   []string `json:"roles"`
	Held    int      `json:"held"`
	Unused  int      `json:"unused"`
	Never   []string `json:"never"`
	Last    string   `json:"last"` // day of the last use of anything
}

// Idles are accounts, those with the most unused rights first.
type Idles struct {
	Items []Idle `json:"items"`
	Days  int    `json:"days"`
	More  bool   `json:"more"`
}

const mostIdle = 300

// unused lists the rights that nobody of the region has used for months: per account, every verb of every type that its duties give.
func unused(c *kernel.Ctx, in *unusedIn) (*Idles, error) {
	kind := account.Kind(in.Kind)
	if kind == "" {
		kind = account.Regulator
	}
	used, err := allUses(c)
	if err != nil {
		return nil, err
	}
	out := &Idles{Items: []Idle{}, Days: countedDays}
	list, err := account.Accounts.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&account.Row.Kind, kind), kernel.Eq(&account.Row.Status, account.Active)), Sort: "id", Limit: 2000})
	for _, a := range list {
		it := Idle{Account: a.ID, Rev: a.Rev, Login: a.Login, Name: a.Name, Region: c.RegionLabel(a.Region), Roles: []string{}, Never: []string{}}
		for _, r := range a.Roles {
			it.Roles = append(it.Roles, kernel.LabelOf(r))
		}
		who, err := account.Standing(c, a)
		if err != nil {
			return nil, err
		}
		c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
			m := h.Meta()
			var never []string
			for _, verb := range m.Verbs(who) {
				if verb == "plain" || personalVerb(m, verb) {
					continue
				}
				u, ok := used[a.ID][m.Name+" "+verb]
				if it.Held++; !ok {
					it.Unused, never = it.Unused+1, append(never, Label(m, verb))
				}
				it.Last = max(it.Last, u.last)
			}
			if never != nil {
				it.Never = append(it.Never, m.Label+"："+strings.Join(never, "、"))
			}
		})
		if it.Unused > 0 {
			out.Items = append(out.Items, it)
		}
	}
	slices.SortStableFunc(out.Items, func(a, b Idle) int { return b.Unused - a.Unused })
	if out.More = len(out.Items) > mostIdle; out.More {
		out.Items = out.Items[:mostIdle]
	}
	return out, err
}

// personalVerb tells whether a verb is everybody's on what is the own: nobody needs to use it.
func personalVerb(m *kernel.Meta, verb string) bool {
	return len(slices.Compact(slices.Sorted(slices.Values(granted(m, verb))))) >= len(role.Labels)
}

// allUses is what every account used within the last days.
func allUses(c *kernel.Ctx) (map[string]map[string]use, error) {
	rows, err := c.Store.Query(c, "SELECT account, type, verb, SUM(n), MAX(day) FROM right_use WHERE day >= ? GROUP BY account, type, verb", string(c.Today().AddDays(-countedDays)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]map[string]use{}
	for rows.Next() {
		var id, typ, verb string
		var u use
		if err := rows.Scan(&id, &typ, &verb, &u.n, &u.last); err != nil {
			return nil, err
		}
		if out[id] == nil {
			out[id] = map[string]use{}
		}
		out[id][typ+" "+verb] = u
	}
	return out, rows.Err()
}
