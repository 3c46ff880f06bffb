package account

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Handover is one hand-over of work and rights (工作交接).
type Handover struct {
	kernel.Base
	Giver  kernel.Ref[Account] `json:"giver" label:"移交人" ui:"list,filter,once"`
	Taker  kernel.Ref[Account] `json:"taker" label:"接手人" ui:"list,filter,once"`
	On     kernel.Date         `json:"handed_on" label:"交接日期" ui:"list,filter,sort,fixed"`
	Reason string              `json:"reason" label:"原因" rule:"required,max=200" ui:"list,wide"`
	Rights string              `json:"rights" label:"移交的权限" ui:"fixed,wide"`
	Items  []Moved             `json:"items" label:"移交的事项" ui:"fixed,wide"`
	Total  int                 `json:"total" label:"事项数" ui:"list,fixed"`
	Left   bool                `json:"left_post" label:"原账号已停用" ui:"list,fixed"`
}

// Moved counts the records of one type that one column named the giver in.
type Moved struct {
	Type   string `json:"type" label:"类型代码"`
	Label  string `json:"label" label:"类型"`
	Column string `json:"column" label:"字段"`
	As     string `json:"as_what" label:"身份"`
	Count  int    `json:"number" label:"数量"`
}

// HandoverRow names the columns of Handover in conditions.
var HandoverRow = kernel.Row[Handover]()

// Handovers holds what was handed over. Records come into being by POST /api/account/{id}/handover alone.
var Handovers = &kernel.Resource[Handover]{
	Name: "account_handover", Label: "工作交接",
	Help:  `这里是工作交接的记录：谁在什么时候把哪些未办完的事项和权限交给了谁。交接在账号页面点“工作交接”办理，先看清单再确认；记录不能修改。`,
	Title: &HandoverRow.Reason,
	Access: kernel.Access{
		{To: []kernel.Role{role.System, role.Audit, role.Leader}, Can: "read", Rows: kernel.Jurisdiction},
		{To: everyone, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.Or(kernel.Mine(&HandoverRow.Giver)(a), kernel.Mine(&HandoverRow.Taker)(a))
		}},
	},
}

// held is a column by which open records name an account.
type held struct {
	resource kernel.Handle
	field    *kernel.Field
	where    kernel.Cond
}

// holdings lists the columns of all record types by which work waits for an account: references to an account in
// records with a lifecycle whose state is not a last one. A column that is typed once at creation says who did
// something; that is a fact and stays.
func holdings(app *kernel.App, id string) (out []held) {
	app.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		open := openStates(m)
		if len(open) == 0 {
			return
		}
		state := kernel.Cond{Op: "in", Col: m.StateColumn, Args: open}
		for i := range m.Fields {
			f := &m.Fields[i]
			if f.Kind.To != reflect.TypeFor[Account]() || f.Has("once") {
				continue
			}
			op := "="
			if f.Kind.Name == "refs" {
				op = "has"
			}
			out = append(out, held{h, f, kernel.And(state, kernel.Compare(f.Name, op, id))})
		}
	})
	return out
}

// openStates are the states in which a record waits for somebody; for a type that never waits, those with a way on.
func openStates(m *kernel.Meta) (open []any) {
	todo := slices.ContainsFunc(m.Steps, func(s kernel.StepMeta) bool { return s.Todo })
	for _, s := range m.Steps {
		if todo && !s.Todo {
			continue
		}
		for _, state := range s.From {
			if !slices.Contains(open, any(state)) {
				open = append(open, state)
			}
		}
	}
	return open
}

type previewIn struct {
	ID string `json:"id"`
	To string `json:"to"`
}

// Preview says what a hand-over would move.
type Preview struct {
	Items  []Moved `json:"items"`
	Total  int     `json:"total"`
	Rights string  `json:"rights"`
	Taker  string  `json:"taker"`
}

func previewHandover(c *kernel.Ctx, in *previewIn) (*Preview, error) {
	giver, err := steward(c, in.ID)
	if err != nil {
		return nil, err
	}
	out := &Preview{Items: []Moved{}, Rights: rightsOf(c, giver)}
	if in.To != "" {
		taker, err := steward(c, in.To)
		if err != nil {
			return nil, err
		}
		if err := fit(giver, taker); err != nil {
			return nil, err
		}
		out.Taker = taker.Name
	}
	for _, h := range holdings(c.App, giver.ID) {
		m := h.resource.Meta()
		n, err := c.Store.Count(c, m, h.where, 0)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out.Items, out.Total = append(out.Items, Moved{m.Name, m.Label, h.field.Name, h.field.Label, n}), out.Total+n
		}
	}
	return out, nil
}

func rightsOf(c *kernel.Ctx, a *Account) string {
	var parts []string
	for _, r := range a.Roles {
		parts = append(parts, kernel.LabelOf(r))
	}
	if len(parts) == 0 {
		return "无"
	}
	return c.RegionLabel(a.Region) + " " + strings.Join(parts, "、")
}

// fit tells whether taker can take what giver has.
func fit(giver, taker *Account) error {
	switch {
	case giver.ID == taker.ID:
		return kernel.Errorf(kernel.Invalid, "不能移交给自己")
	case taker.Status != Active:
		return kernel.Errorf(kernel.Conflict, "接手的账号不是正常状态")
	case giver.Kind != taker.Kind || giver.Enterprise != taker.Enterprise:
		return kernel.Errorf(kernel.Conflict, "只能移交给同一类、同一企业的账号")
	case !region.Within(giver.Region, taker.Region) && !region.Within(taker.Region, giver.Region):
		return kernel.Errorf(kernel.Conflict, "两个账号的属地互不包含，不能移交")
	}
	return nil
}

// take gives taker the rights that giver has: the duties of both, the wider region, and the post.
func take(giver Account, taker *Account) {
	taker.Roles = append(slices.Clone(taker.Roles), giver.Roles...)
	if giver.Region != taker.Region && region.Within(taker.Region, giver.Region) {
		taker.Region, taker.Org, taker.Post = giver.Region, "", ""
	}
	if giver.Org != "" && giver.Region == taker.Region {
		taker.Org, taker.Post = giver.Org, giver.Post
	}
	if len(giver.Trades) == 0 || len(taker.Trades) == 0 {
		taker.Trades = nil // one of them is limited to none
		return
	}
	for _, t := range giver.Trades {
		if !slices.Contains(taker.Trades, t) {
			taker.Trades = append(slices.Clone(taker.Trades), t)
		}
	}
}

type handoverIn struct {
	ID      string `json:"id"`
	To      string `json:"to"`
	Reason  string `json:"reason"`
	Disable bool   `json:"disable"`
}

type handoverOut struct {
	ID    string  `json:"id"` // of the account_handover
	Items []Moved `json:"items"`
	Total int     `json:"total"`
}

// handOver moves all open work and all rights from one account to another, in one transaction.
func handOver(c *kernel.Ctx, in *handoverIn) (out *handoverOut, err error) {
	if !reason(&in.Reason) {
		return nil, &kernel.Error{Code: kernel.Invalid, Message: "请写明交接的原因", Fields: map[string]string{"reason": "请写明交接的原因"}}
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		giver, err := steward(c, in.ID)
		if err != nil {
			return err
		}
		taker, err := steward(c, in.To)
		if err != nil {
			return err
		}
		if err := fit(giver, taker); err != nil {
			return err
		}
		rec := &Handover{Giver: kernel.Ref[Account](giver.ID), Taker: kernel.Ref[Account](taker.ID), On: c.Today(), Reason: in.Reason, Rights: rightsOf(c, giver), Left: in.Disable}
		rec.Region = giver.Region
		if err := moveRights(c, *giver, taker.ID, in); err != nil {
			return err
		}
		for _, h := range holdings(c.App, giver.ID) {
			n, err := h.move(c, giver.ID, taker.ID)
			if err != nil {
				return err
			}
			if m := h.resource.Meta(); n > 0 {
				rec.Items, rec.Total = append(rec.Items, Moved{m.Name, m.Label, h.field.Name, h.field.Label, n}), rec.Total+n
			}
		}
		if err := Handovers.Create(c.AsSystem(), rec); err != nil {
			return err
		}
		for _, id := range []string{giver.ID, taker.ID} { // both people find it on their page
			if err := c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: id, Verb: "handover", Region: giver.Region, Opinion: in.Reason,
				Detail: fmt.Sprintf("%s→%s，%d件", giver.Name, taker.Name, rec.Total)}); err != nil {
				return err
			}
		}
		out = &handoverOut{ID: rec.ID, Items: rec.Items, Total: rec.Total}
		return endSessions(c, giver.ID)
	})
	return out, err
}

// moveRights changes the accounts as the actor, not as the platform: who may not grant a right cannot move it either.
func moveRights(c *kernel.Ctx, giver Account, taker string, in *handoverIn) error {
	_, err := Accounts.Update(c, giver.ID, 0, func(a *Account) error { a.Roles, a.Trades, a.Org, a.Post = nil, nil, "", ""; return nil })
	if err != nil {
		return err
	}
	if _, err := Accounts.Update(c, taker, 0, func(a *Account) error { take(giver, a); return nil }); err != nil {
		return err
	}
	if in.Disable && giver.Status != Disabled {
		_, err = Accounts.Do(c, giver.ID, 0, "disable", &Account{}, "工作交接："+in.Reason)
	}
	return err
}

// move writes to in place of from into every open record of one column.
func (h held) move(c *kernel.Ctx, from, to string) (int, error) {
	m, sys := h.resource.Meta(), c.AsSystem()
	var found []any
	err := c.Store.List(c, m, kernel.Query{Where: h.where, Sort: "id", Limit: -1}, func(rec any, _ []bool) error {
		found = append(found, rec)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, rec := range found {
		in := h.resource.New()
		if h.field.Kind.Name == "refs" {
			h.field.In(in).Set(replaced(h.field.In(rec), from, to))
		} else {
			h.field.In(in).SetString(to)
		}
		id := kernel.BaseOf(rec).ID
		if _, err := h.resource.UpdateAny(sys, id, 0, []string{h.field.Name}, in); err != nil {
			if fault, ok := errors.AsType[*kernel.Error](err); ok {
				return 0, kernel.Errorf(kernel.Conflict, "%s“%s”不能移交：%s", m.Label, m.Field(m.NameColumn).Text(rec), fault.Message)
			}
			return 0, fmt.Errorf("account: hand over %s %s: %w", m.Name, id, err)
		}
	}
	return len(found), nil
}

// replaced is a list of references with to in place of from, each once.
func replaced(list reflect.Value, from, to string) reflect.Value {
	out := reflect.MakeSlice(list.Type(), 0, list.Len())
	seen := map[string]bool{}
	for i := range list.Len() {
		one := reflect.New(list.Type().Elem()).Elem()
		one.SetString(list.Index(i).String())
		if one.String() == from {
			one.SetString(to)
		}
		if !seen[one.String()] {
			seen[one.String()] = true
			out = reflect.Append(out, one)
		}
	}
	return out
}
