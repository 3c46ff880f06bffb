package chat

import (
	"reflect"
	"slices"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// mostConcerned bounds who is taken into the discussion of a record at once.
const mostConcerned = 60

// Of returns the group that discusses a record (业务讨论) and makes it the first time. Members are those who have to do with the record:
// who worked on it, whom it names, the people of its enterprise, and whoever asks if there is something that he may do. Nobody
// becomes a member who may not read the record; the three administrators do no business and so discuss none.
func Of(c *kernel.Ctx, typ, id string) (*Talk, error) {
	h := c.App.Resource(typ)
	if h == nil || typ == Talks.Name || !legible(id, 60) {
		return nil, kernel.Errorf(kernel.Missing, "找不到该记录")
	}
	m := h.Meta()
	items, err := c.Page(m, kernel.Query{Where: kernel.ByID(id), Limit: 1, Sort: "id"})
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, kernel.Errorf(kernel.Missing, "找不到该%s，或不在您的权限范围内", m.Label)
	}
	var t *Talk
	err = c.Tx(func(c *kernel.Ctx) error {
		if _, err := tick(c); err != nil { // two who begin at the same moment begin one talk
			return err
		}
		var err error
		if t, err = Talks.First(c.AsSystem(), kernel.And(kernel.Eq(&tk.About, typ), kernel.Eq(&tk.Record, id))); err != nil {
			return err
		}
		if t == nil {
			t, err = discuss(c, h, items[0])
			return err
		}
		if _, err := membership(c, t.ID); kernel.CodeOf(err) != kernel.Missing {
			return err
		}
		return admit(c, t, h, items[0])
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// discuss begins the talk about a record.
func discuss(c *kernel.Ctx, h kernel.Handle, item kernel.Item) (*Talk, error) {
	m, b := h.Meta(), kernel.BaseOf(item.Rec)
	if err := businesslike(c.Actor); err != nil {
		return nil, err
	}
	if ended(m, item.Rec) {
		return nil, kernel.Errorf(kernel.Conflict, "该%s已办结，不能再发起讨论", m.Label)
	}
	t := &Talk{Kind: Matter, Title: short(m.Label + "：" + m.Field(m.NameColumn).Text(item.Rec)), About: m.Name, Record: b.ID}
	t.Region = b.Region
	ids, err := concerned(c, h, item.Rec)
	if err != nil {
		return nil, err
	}
	var list []*account.Account
	for _, id := range ids {
		a, err := person(c, id)
		if kernel.CodeOf(err) == kernel.Missing {
			continue
		}
		if err != nil {
			return nil, err
		}
		if ok, err := readableBy(c, t, a); err != nil {
			return nil, err
		} else if ok {
			list = append(list, a)
		}
	}
	return t, begin(c, t, list, c.Actor.Name+"就本"+m.Label+"发起讨论")
}

// admit takes the actor into a talk about a record if he has to do with it.
func admit(c *kernel.Ctx, t *Talk, h kernel.Handle, item kernel.Item) error {
	if err := businesslike(c.Actor); err != nil {
		return err
	}
	if len(item.Can) == 0 {
		ids, err := concerned(c, h, item.Rec)
		if err != nil {
			return err
		}
		if !slices.Contains(ids[1:], c.Actor.ID) {
			return kernel.Errorf(kernel.Forbidden, "您不办理这条记录，请讨论的成员邀请您加入")
		}
	}
	a, err := person(c, c.Actor.ID)
	if err != nil {
		return err
	}
	if err := enrol(c, t.ID, a, 0); err != nil {
		return err
	}
	if err := note(c, t.ID, "join", a.Name+"加入", a.ID); err != nil {
		return err
	}
	return trace(c, t.ID, "join", a.Name)
}

func businesslike(a kernel.Actor) error {
	if a.Is(role.Guards...) && !a.System {
		return kernel.Errorf(kernel.Forbidden, "系统管理员、安全管理员和审计员不参与业务讨论")
	}
	return nil
}

// concerned lists the accounts that have to do with a record, the actor first.
func concerned(c *kernel.Ctx, h kernel.Handle, rec any) ([]string, error) {
	out := []string{c.Actor.ID}
	add := func(id string) {
		if id != "" && id != "system" && !slices.Contains(out, id) && len(out) < mostConcerned {
			out = append(out, id)
		}
	}
	m := h.Meta()
	lines, err := c.Trail.Of(c, m.Name, kernel.BaseOf(rec).ID)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if c.App.Resource(m.Name) != nil && l.Verb != "print" && l.Verb != "unmask" { // who only looked has nothing to do with it
			add(l.Actor)
		}
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		switch {
		case f.Kind.To == reflect.TypeFor[account.Account]() && f.Kind.Name == "ref":
			add(f.In(rec).String())
		case f.Kind.To == reflect.TypeFor[account.Account]():
			for j := range f.In(rec).Len() {
				add(f.In(rec).Index(j).String())
			}
		case f.Kind.To == reflect.TypeFor[enterprise.Enterprise]() && f.Kind.Name == "ref" && f.In(rec).String() != "":
			where := kernel.And(kernel.Eq(&account.Row.Enterprise, kernel.Ref[enterprise.Enterprise](f.In(rec).String())), kernel.Eq(&account.Row.Status, account.Active), kernel.Has(&account.Row.Roles, account.Role(role.Safety)))
			staff, err := account.Accounts.List(c.AsSystem(), kernel.Query{Where: where, Limit: 20})
			if err != nil {
				return nil, err
			}
			for _, a := range staff {
				add(a.ID)
			}
		}
	}
	return out, nil
}

// readableBy tells whether an account may read what a talk is about.
func readableBy(c *kernel.Ctx, t *Talk, a *account.Account) (bool, error) {
	actor := c.Actor
	if a.ID != actor.ID {
		var err error
		actor, err = account.ActorOf(c.AsSystem(), a.Login)
		if code := kernel.CodeOf(err); code == kernel.Missing || code == kernel.Forbidden { // locked or gone
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	if businesslike(actor) != nil {
		return false, nil
	}
	in := *c
	in.Actor = actor
	return readable(&in, t.About, t.Record)
}

// readable tells whether the actor may read a record.
func readable(c *kernel.Ctx, typ, id string) (bool, error) {
	h := c.App.Resource(typ)
	if h == nil {
		return false, nil
	}
	_, err := h.GetAny(c, id)
	if code := kernel.CodeOf(err); code == kernel.Missing || code == kernel.Forbidden {
		return false, nil
	}
	return err == nil, err
}

// ended tells whether a record is in a state that neither a step nor the platform leaves.
func ended(m *kernel.Meta, rec any) bool {
	return m.StateColumn != "" && final(m, m.Field(m.StateColumn).In(rec).String())
}

func final(m *kernel.Meta, state string) bool {
	return !slices.ContainsFunc(m.Steps, func(s kernel.StepMeta) bool {
		return slices.Contains(s.From, state) && (s.Chooses || s.To != "" && s.To != state)
	}) && !slices.ContainsFunc(m.Moves, func(mv kernel.Move[string]) bool { return slices.Contains(mv.From, state) })
}

// wrote ends the talk about a record together with the record, and takes it up again when the record is.
func wrote(c *kernel.Ctx, w *kernel.Write) error {
	deleted := w.Verb == "delete"
	if !deleted && (w.From == w.To || w.Before == nil) || w.Meta == Talks.Meta() || w.Meta.StateColumn == "" && !deleted {
		return nil
	}
	t, err := Talks.First(c.AsSystem(), kernel.And(kernel.Eq(&tk.About, w.Meta.Name), kernel.Eq(&tk.Record, w.ID)))
	if err != nil || t == nil {
		return err
	}
	end := deleted || final(w.Meta, w.To)
	if end == t.Ended {
		return nil
	}
	what, words := "end", w.Meta.Label+"已办结，讨论结束"
	if !end {
		what, words = "resume", w.Meta.Label+"重新办理，讨论恢复"
	}
	if err := note(c, t.ID, what, words); err != nil {
		return err
	}
	_, err = Talks.Update(c.AsSystem(), t.ID, 0, func(t *Talk) error { t.Ended = end; return nil })
	return err
}

func short(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:99]) + "…"
	}
	return s
}
