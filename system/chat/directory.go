package chat

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/kernel"
)

// Person is a line of the directory (通讯录). Telephone numbers are not in it: they are personal data, shown by the account under its right.
type Person struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Post   string        `json:"post,omitempty"`
	Unit   string        `json:"unit,omitempty"`
	Org    string        `json:"org,omitempty"`
	Office string        `json:"office,omitempty"` // telephone of the organisation
	Region kernel.Region `json:"region"`
	Place  string        `json:"place"`
	State  string        `json:"state,omitempty"`
}

// Unit is an organisation of the directory with its people.
type Unit struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Superior string        `json:"superior,omitempty"`
	Region   kernel.Region `json:"region"`
	Place    string        `json:"place"`
	Count    int           `json:"count"`
}

// directory remembers everybody who works for a government, so that finding one by the sound of his name asks no database.
type directory struct {
	mu    sync.Mutex
	at    time.Time
	all   []Person
	units []Unit
	byID  map[string]*Person
}

const remembered = 30 * time.Second

func (d *directory) load(c *kernel.Ctx) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.byID != nil && time.Since(d.at) < remembered {
		return nil
	}
	sys := c.AsSystem()
	orgs, posts := map[string]*org.Org{}, map[string]string{}
	if err := org.Orgs.Each(sys, kernel.Query{Sort: "rank", Limit: -1}, func(o *org.Org) error { orgs[o.ID] = o; return nil }); err != nil {
		return err
	}
	if err := org.Posts.Each(sys, kernel.Query{Limit: -1}, func(p *org.Post) error { posts[p.ID] = p.Name; return nil }); err != nil {
		return err
	}
	all, counts, places := []Person{}, map[string]int{}, map[kernel.Region]string{}
	place := func(r kernel.Region) string {
		if _, known := places[r]; !known {
			places[r] = c.RegionLabel(r)
		}
		return places[r]
	}
	where := kernel.And(kernel.Eq(&account.Row.Kind, account.Regulator), kernel.Not(&account.Row.Status, account.Disabled))
	if err := account.Accounts.Each(sys, kernel.Query{Where: where, Limit: -1}, func(a *account.Account) error {
		p := Person{ID: a.ID, Name: a.Name, Post: posts[string(a.Post)], Org: string(a.Org), Region: a.Region, Place: place(a.Region)}
		if o := orgs[p.Org]; o != nil {
			p.Unit, p.Office = o.Name, o.Telephone
			counts[o.ID]++
		}
		all = append(all, p)
		return nil
	}); err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b Person) int {
		return cmp.Or(strings.Compare(string(a.Region), string(b.Region)), strings.Compare(a.Org, b.Org), strings.Compare(a.Name, b.Name))
	})
	units := []Unit{}
	for _, o := range orgs {
		if o.Status == org.Active {
			units = append(units, Unit{o.ID, o.Name, string(o.Superior), o.Region, place(o.Region), counts[o.ID]})
		}
	}
	slices.SortFunc(units, func(a, b Unit) int {
		return cmp.Or(strings.Compare(string(a.Region), string(b.Region)), cmp.Compare(orgs[a.ID].Rank, orgs[b.ID].Rank), strings.Compare(a.Name, b.Name))
	})
	byID := map[string]*Person{}
	for i := range all {
		byID[all[i].ID] = &all[i]
	}
	d.all, d.units, d.byID, d.at = all, units, byID, time.Now()
	return nil
}

// cards returns what the directory says of accounts, those of enterprises included.
func (d *directory) cards(c *kernel.Ctx, ids []string) (map[string]*Person, error) {
	if err := d.load(c); err != nil {
		return nil, err
	}
	out, rest := map[string]*Person{}, []string{}
	d.mu.Lock()
	for _, id := range ids {
		if p := d.byID[id]; p != nil {
			out[id] = p
		} else {
			rest = append(rest, id)
		}
	}
	d.mu.Unlock()
	for part := range slices.Chunk(rest, 200) {
		list, err := account.Accounts.List(c.AsSystem(), kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: anys(part)}})
		if err != nil {
			return nil, err
		}
		staff, err := ofEnterprises(c, list)
		if err != nil {
			return nil, err
		}
		for i := range staff {
			out[staff[i].ID] = &staff[i]
		}
	}
	return out, nil
}

// ofEnterprises makes lines of the directory of accounts outside of governments.
func ofEnterprises(c *kernel.Ctx, list []*account.Account) (out []Person, err error) {
	names := map[string]string{}
	for _, a := range list {
		p := Person{ID: a.ID, Name: a.Name, Region: a.Region, Place: c.RegionLabel(a.Region), Post: kernel.LabelOf(a.Kind)}
		if len(a.Roles) > 0 {
			p.Post = kernel.LabelOf(a.Roles[0])
		}
		if id := string(a.Enterprise); id != "" {
			if _, known := names[id]; !known {
				e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(id))
				if err != nil {
					return nil, err
				}
				if names[id] = ""; e != nil {
					names[id] = e.Name
				}
			}
			p.Unit = names[id]
		}
		out = append(out, p)
	}
	return out, nil
}

type directoryIn struct {
	Q      string `json:"q"`
	Org    string `json:"org"`
	Region string `json:"region"`
}

type directoryOut struct {
	Items []Person `json:"items"`
	More  bool     `json:"more"`
}

const mostPeople = 100

// find lists people whom the actor may talk with: by name, the sound of it, initials, post or unit; of an organisation or a region.
func (h *hub) find(c *kernel.Ctx, in *directoryIn) (*directoryOut, error) {
	q := strings.ToLower(strings.TrimSpace(in.Q))
	if !legible(q, 40) || !legible(in.Org, 60) || !legible(in.Region, 12) {
		return nil, kernel.Errorf(kernel.Invalid, "请输入不超过40字的姓名、拼音或岗位")
	}
	out := &directoryOut{Items: []Person{}}
	add := func(p Person) {
		if len(out.Items) == mostPeople {
			out.More = true
		} else {
			out.Items = append(out.Items, p)
		}
	}
	matches := func(p *Person) bool {
		return q == "" || strings.Contains(strings.ToLower(p.Name), q) || sounds(p.Name, q) || strings.Contains(strings.ToLower(p.Post), q) || strings.Contains(strings.ToLower(p.Unit), q)
	}
	if c.Actor.Enterprise == "" && ofGovernment(c.Actor) {
		if err := h.people.load(c); err != nil {
			return nil, err
		}
		h.people.mu.Lock()
		all := h.people.all
		h.people.mu.Unlock()
		for i := range all {
			p := &all[i]
			if p.ID != c.Actor.ID && (in.Org == "" || p.Org == in.Org) && (in.Region == "" || p.Region == kernel.Region(in.Region)) && matches(p) {
				add(*p)
			}
		}
	}
	if q != "" && in.Org == "" || c.Actor.Enterprise != "" {
		if err := h.staff(c, q, matches, add); err != nil {
			return nil, err
		}
	}
	ids := make([]string, len(out.Items))
	for i := range out.Items {
		ids[i] = out.Items[i].ID
	}
	states, err := presence(c, ids)
	for i := range out.Items {
		out.Items[i].State = states[out.Items[i].ID]
	}
	return out, err
}

// staff looks through the accounts outside of governments that the actor may talk with.
func (h *hub) staff(c *kernel.Ctx, q string, matches func(*Person) bool, add func(Person)) error {
	where := kernel.And(kernel.Not(&account.Row.Kind, account.Regulator), kernel.Not(&account.Row.Status, account.Disabled))
	switch {
	case c.Actor.Enterprise != "":
		where = kernel.And(where, kernel.Eq(&account.Row.Enterprise, kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise)))
	case !ofGovernment(c.Actor):
		return nil
	default:
		where = kernel.And(where, kernel.Under(c.Actor.Region))
		if c.Match != nil { // words and initials by the index of the platform, not one account after another
			found, err := c.Match(c, account.Accounts.Meta(), q)
			if err != nil {
				return err
			}
			where = kernel.And(where, found)
		}
	}
	list, err := account.Accounts.List(c.AsSystem(), kernel.Query{Where: where, Limit: 300})
	if err != nil {
		return err
	}
	lines, err := ofEnterprises(c, list)
	if err != nil {
		return err
	}
	for i := range lines {
		if lines[i].ID != c.Actor.ID && may(c, list[i]) && (matches(&lines[i]) || c.Match != nil && c.Actor.Enterprise == "") {
			add(lines[i])
		}
	}
	return nil
}

type unitsOut struct {
	Items []Unit `json:"items"`
}

// orgs lists the organisations of the directory.
func (h *hub) orgs(c *kernel.Ctx, in *directoryIn) (*unitsOut, error) {
	out := &unitsOut{Items: []Unit{}}
	if c.Actor.Enterprise != "" || !ofGovernment(c.Actor) {
		return out, nil
	}
	if err := h.people.load(c); err != nil {
		return nil, err
	}
	h.people.mu.Lock()
	defer h.people.mu.Unlock()
	for _, u := range h.people.units {
		if in.Region == "" || u.Region == kernel.Region(in.Region) {
			out.Items = append(out.Items, u)
		}
	}
	return out, nil
}
