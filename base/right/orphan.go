package right

import (
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

type orphanIn struct {
	Days int `json:"days"` // without a login; 90 if 0
}

// Orphan is an account that belongs to nobody any more, or that nobody uses.
type Orphan struct {
	Account string   `json:"account"`
	Rev     int      `json:"rev"`
	Login   string   `json:"login"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Region  string   `json:"region"`
	Why     []string `json:"why"`
	Last    string   `json:"last"` // day of the last login
}

// Orphans are the accounts of the region with something wrong.
type Orphans struct {
	Items []Orphan `json:"items"`
	More  bool     `json:"more"`
}

const mostOrphans = 1000

func guards(r account.Role) bool { return slices.Contains(role.Guards, kernel.Role(r)) }

// orphans goes through the accounts that can sign in and asks whether what they belong to is still there and whether anybody uses them.
func orphans(c *kernel.Ctx, in *orphanIn) (*Orphans, error) {
	if in.Days <= 0 {
		in.Days = 90
	}
	gone, err := closed(c)
	if err != nil {
		return nil, err
	}
	out := &Orphans{Items: []Orphan{}}
	fresh, idle := c.Now().AddDate(0, 0, -30), c.Now().AddDate(0, 0, -in.Days)
	err = account.Accounts.Each(c, kernel.Query{Where: kernel.Not(&account.Row.Status, account.Disabled), Sort: "id", Limit: -1}, func(a *account.Account) error {
		var why []string
		add := func(bad bool, text string) {
			if bad {
				why = append(why, text)
			}
		}
		add(gone["enterprise"][string(a.Enterprise)], "企业已注销或并入其他企业")
		add(gone["agency"][string(a.Agency)], "中介机构已注销或并入其他机构")
		add(gone["org"][string(a.Org)], "机构已撤销")
		add(gone["org_post"][string(a.Post)], "岗位已撤销")
		add(a.Kind == account.Regulator && a.Post == "" && a.Org == "" && !slices.ContainsFunc(a.Roles, guards), "没有机构和岗位")
		add(len(a.Roles) == 0 && !a.Waiting, "没有角色")
		never := a.LastLogin.IsZero() || a.LastLogin.Year() < 2000
		add(never && a.Created.Before(fresh), "建立后从未登录")
		add(!never && a.LastLogin.Before(idle), "长期未登录")
		if why == nil {
			return nil
		}
		if len(out.Items) == mostOrphans {
			out.More = true
			return nil
		}
		o := Orphan{a.ID, a.Rev, a.Login, a.Name, kernel.LabelOf(a.Kind), c.RegionLabel(a.Region), why, ""}
		if !never {
			o.Last = a.LastLogin.In(kernel.China).Format(time.DateOnly)
		}
		out.Items = append(out.Items, o)
		return nil
	})
	return out, err
}

// closed are the ids of what is closed, by record type.
func closed(c *kernel.Ctx) (map[string]map[string]bool, error) {
	sys, out := c.AsSystem(), map[string]map[string]bool{"enterprise": {}, "agency": {}, "org": {}, "org_post": {}}
	mark := func(typ string) func(id string) { return func(id string) { out[typ][id] = true } }
	q := func(where kernel.Cond) kernel.Query {
		return kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: []string{"id"}}
	}
	e, g, o, p := mark("enterprise"), mark("agency"), mark("org"), mark("org_post")
	for _, err := range []error{
		enterprise.Enterprises.Each(sys, q(kernel.In(&enterprise.Row.Status, enterprise.Closed, enterprise.Merged)), func(r *enterprise.Enterprise) error { e(r.ID); return nil }),
		agency.Agencies.Each(sys, q(kernel.In(&agency.Row.Status, agency.Closed, agency.Merged)), func(r *agency.Agency) error { g(r.ID); return nil }),
		org.Orgs.Each(sys, q(kernel.Eq(&org.Row.Status, org.Closed)), func(r *org.Org) error { o(r.ID); return nil }),
		org.Posts.Each(sys, q(kernel.Eq(&org.PostRow.Status, org.Closed)), func(r *org.Post) error { p(r.ID); return nil }),
	} {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func join(list []string) string { return strings.Join(list, "；") }
