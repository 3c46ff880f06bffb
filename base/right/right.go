// Package right explains rights (权限说明): who can see and do what and why, who never used what they may, which accounts belong to nobody any
// more, and who looked at personal data. It decides nothing: every answer is worked out from the very grants that lists and steps obey.
package right

import (
	"reflect"
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

var (
	watchers = []kernel.Role{role.Security, role.Audit}
	auditors = []kernel.Role{role.Audit}
	stewards = []kernel.Role{role.System, role.Security, role.Audit}
)

// Module declares the pages; u counts what is used.
func Module(u *Usage) kernel.Module {
	return kernel.Module{
		Name: "right", Label: "权限说明",
		Tables: []string{useTable},
		Hooks:  []kernel.Hook{u.wrote},
		Tasks:  []kernel.Job{u.flush()},
		Routes: []kernel.Route{
			kernel.Op("GET /api/right/account", "账号的权限和依据", nil, explain),
			kernel.Op("GET /api/right/record", "谁能查看、办理这条记录", watchers, holders),
			kernel.Op("GET /api/right/unused", "从未使用的权限", watchers, unused),
			kernel.Op("GET /api/right/orphan", "无主和长期不用的账号", stewards, orphans),
			kernel.Op("GET /api/right/trail", "操作记录", auditors, entries),
			kernel.Op("GET /api/right/personal", "谁看过谁的个人信息", auditors, viewed),
			download("account", "账号的权限和依据", nil, explain, accountTable),
			download("record", "谁能查看、办理这条记录", watchers, holders, recordTable),
			download("orphan", "无主和长期不用的账号", stewards, orphans, orphanTable),
			download("trail", "操作记录", auditors, whole(entries), trailTable),
			download("personal", "谁看过谁的个人信息", auditors, whole(viewed), trailTable),
		},
	}
}

// Reason is one grant by which somebody may do something.
type Reason struct {
	Role  string `json:"role"`         // the duty's label
	As    string `json:"as,omitempty"` // the post filled besides, if it is that which allows it
	Where string `json:"where"`        // on which records, in words
	Holds *bool  `json:"holds,omitempty"`
}

// Verb is one thing that may be done with records of a type.
type Verb struct {
	Name  string   `json:"name"`
	Label string   `json:"label"`
	Why   []Reason `json:"why"`
	Holds *bool    `json:"holds,omitempty"` // of the record that was asked for
	Uses  int      `json:"uses"`            // within the last days
	Last  string   `json:"last,omitempty"`
}

// Type is what may be done with records of one type.
type Type struct {
	Name   string `json:"type"`
	Label  string `json:"label"`
	System string `json:"system"`
	Verbs  []Verb `json:"verbs"`
}

// Operation is one that is no step of a record.
type Operation struct {
	Path  string `json:"path"`
	Label string `json:"label"`
	Why   string `json:"why"`
}

// Person is who it is about.
type Person struct {
	ID     string   `json:"id"`
	Login  string   `json:"login"`
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`
	Status string   `json:"status"`
	Roles  []string `json:"roles"`
	Region string   `json:"region"`
	Trades []string `json:"trades"`
	Posts  []string `json:"posts"`
	Serves []string `json:"serves"`
	Asked  []string `json:"asked"`
}

type explainIn struct {
	Account string `json:"account"` // the own one if empty
	Type    string `json:"type"`    // of one record type only
	Record  string `json:"record"`  // and of one record of it
}

// Explained says what an account may do and why.
type Explained struct {
	Account    Person      `json:"account"`
	Types      []Type      `json:"types"`
	Operations []Operation `json:"operations"`
	Title      string      `json:"title,omitempty"` // of the record
	Days       int         `json:"days"`            // over which uses are counted
}

// of reads the account that somebody asks for: the own one, or one of the region for those who watch over rights.
func of(c *kernel.Ctx, id string) (*account.Account, kernel.Actor, error) {
	if id == "" {
		id = c.Actor.ID
	}
	if strings.ContainsRune(id, 0) {
		return nil, kernel.Actor{}, kernel.Errorf(kernel.Invalid, "没有这个账号")
	}
	if id != c.Actor.ID && !c.Actor.Is(watchers...) {
		return nil, kernel.Actor{}, kernel.Errorf(kernel.Forbidden, "只有安全管理员、审计员可以查看别人的权限")
	}
	a, err := account.Accounts.Get(c, id)
	if err != nil {
		return nil, kernel.Actor{}, err
	}
	who, err := account.Standing(c, a)
	return a, who, err
}

func explain(c *kernel.Ctx, in *explainIn) (*Explained, error) {
	a, who, err := of(c, in.Account)
	if err != nil {
		return nil, err
	}
	used, err := usesOf(c, a.ID)
	if err != nil {
		return nil, err
	}
	out := &Explained{Account: person(c, a, who), Types: []Type{}, Operations: []Operation{}, Days: countedDays}
	var rec any
	if in.Record != "" {
		h := c.App.Resource(in.Type)
		if h == nil {
			return nil, kernel.Errorf(kernel.Invalid, "没有这类记录")
		}
		if rec, err = target(c, h, in.Record); err != nil {
			return nil, err
		}
		out.Title = h.Meta().Field(h.Meta().NameColumn).Text(rec)
	}
	c.App.Each(func(mod *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		if err != nil || in.Type != "" && in.Type != m.Name {
			return
		}
		t := Type{Name: m.Name, Label: m.Label, System: mod.Label}
		for _, verb := range m.Verbs(who) {
			v := Verb{Name: verb, Label: Label(m, verb), Why: reasons(c, m, who, verb), Uses: used[m.Name+" "+verb].n, Last: used[m.Name+" "+verb].last}
			if rec != nil {
				if err = v.decide(c, m, who, rec); err != nil {
					return
				}
			}
			t.Verbs = append(t.Verbs, v)
		}
		if len(t.Verbs) > 0 {
			out.Types = append(out.Types, t)
		}
	})
	if in.Type == "" {
		out.Operations = operations(c, who)
	}
	return out, err
}

// target reads a record for an explanation. Whoever asks must answer for its region; what it says beside its name stays unseen.
func target(c *kernel.Ctx, h kernel.Handle, id string) (any, error) {
	if rec, err := h.GetAny(c, id); err == nil || !c.Actor.Is(watchers...) || strings.ContainsRune(id, 0) {
		return rec, err
	}
	rec, err := h.GetAny(c.AsSystem(), id)
	if err != nil {
		return nil, err
	}
	if at := kernel.BaseOf(rec).Region; c.Actor.Region != kernel.Country && !strings.HasPrefix(string(at), string(c.Actor.Region)) {
		return nil, kernel.Errorf(kernel.Missing, "找不到该%s，或不在您的权限范围内", h.Meta().Label)
	}
	return rec, nil
}

// reasons are the grants by which who may do verb.
func reasons(c *kernel.Ctx, m *kernel.Meta, who kernel.Actor, verb string) (out []Reason) {
	capacities := append([]kernel.Actor{who}, who.Also...)
	for i := range m.Access {
		g := &m.Access[i]
		if !slices.Contains(strings.Fields(g.Can), verb) {
			continue
		}
		for n, as := range capacities {
			for _, r := range as.Roles {
				if !slices.Contains(g.To, r) {
					continue
				}
				why := Reason{Role: labelOf(r), Where: Words(c, m, as, g.Rows(as))}
				if n > 0 {
					why.As = as.Name
				}
				if !slices.Contains(out, why) {
					out = append(out, why)
				}
			}
		}
	}
	return out
}

// decide finds out whether the verb is allowed on rec, and by which of its reasons.
func (v *Verb) decide(c *kernel.Ctx, m *kernel.Meta, who kernel.Actor, rec any) error {
	rows, err := m.Scope(who, v.Name)
	if err != nil {
		return nil //nolint: a verb without rows is allowed on none
	}
	holds, err := inside(c, m, rows, rec)
	v.Holds = &holds
	return err
}

// inside tells whether rec is among rows.
func inside(c *kernel.Ctx, m *kernel.Meta, rows kernel.Cond, rec any) (bool, error) {
	if holds, known := rows.Decide(m, rec); known {
		return holds, nil
	}
	n, err := c.Store.Count(c, m, kernel.And(kernel.ByID(kernel.BaseOf(rec).ID), rows), 1)
	return n > 0, err
}

func operations(c *kernel.Ctx, who kernel.Actor) []Operation {
	out := []Operation{}
	for _, mod := range c.App.Modules {
		for _, r := range mod.Routes {
			if r.Public || r.Can == nil {
				continue
			}
			var by []string
			for _, as := range append([]kernel.Actor{who}, who.Also...) {
				for _, held := range as.Roles {
					if slices.Contains(r.Can, held) && !slices.Contains(by, labelOf(held)) {
						by = append(by, labelOf(held))
					}
				}
			}
			if len(by) > 0 {
				out = append(out, Operation{r.Pattern, r.Label, "角色：" + strings.Join(by, "、")})
			}
		}
	}
	return out
}

func person(c *kernel.Ctx, a *account.Account, who kernel.Actor) Person {
	out := Person{ID: a.ID, Login: a.Login, Name: a.Name, Kind: kernel.LabelOf(a.Kind), Status: kernel.LabelOf(a.Status), Region: c.RegionLabel(a.Region),
		Roles: []string{}, Trades: []string{}, Posts: []string{}, Serves: []string{}, Asked: []string{}}
	for _, r := range a.Roles {
		out.Roles = append(out.Roles, kernel.LabelOf(r))
	}
	for _, r := range a.Asked {
		out.Asked = append(out.Asked, kernel.LabelOf(r))
	}
	for _, t := range a.Trades {
		out.Trades = append(out.Trades, kernel.LabelOf(t))
	}
	for _, p := range who.Also {
		out.Posts = append(out.Posts, p.Name)
	}
	if h := c.App.Resource("enterprise"); h != nil {
		for _, id := range who.Serves {
			out.Serves = append(out.Serves, nameOf(c, h.Meta().Type, id))
		}
	}
	return out
}

func labelOf(r kernel.Role) string {
	for _, l := range role.Labels {
		if l.Role == r {
			return l.Label
		}
	}
	return string(r)
}

var verbLabels = map[string]string{"read": "查看", "create": "新建", "update": "修改", "delete": "删除", "import": "导入", "export": "导出", "plain": "看完整个人信息", "unmask": "写明理由后看完整个人信息"}

// Label is what a verb is called.
func Label(m *kernel.Meta, verb string) string {
	if s := m.Step(verb); s != nil {
		return s.Label
	}
	if l := verbLabels[verb]; l != "" {
		return l
	}
	return verb
}

// nameOf is the name of a record of a type, its id if it is gone.
func nameOf(c *kernel.Ctx, t reflect.Type, id string) string {
	h := c.App.ByType(t)
	if h == nil {
		return id
	}
	rec, err := h.GetAny(c.AsSystem(), id)
	if err != nil {
		return id
	}
	return h.Meta().Field(h.Meta().NameColumn).Text(rec)
}
