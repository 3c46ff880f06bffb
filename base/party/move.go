package party

import (
	"context"
	"reflect"
	"time"

	"anjian/kernel"
)

type quietKey struct{}

// Quietly is c for moving records about: nobody confirms anything by it.
func Quietly(c *kernel.Ctx) *kernel.Ctx {
	in := *c
	in.Context = context.WithValue(c.Context, quietKey{}, true)
	return &in
}

// Quiet tells whether records are only moved about.
func Quiet(c *kernel.Ctx) bool { return c.Value(quietKey{}) != nil }

// Rewrite changes a stored record without its rules: it is the same fact, filed elsewhere. The trail and all others who watch writes see it.
func Rewrite(c *kernel.Ctx, h kernel.Handle, rec any, change func()) error {
	m, b := h.Meta(), kernel.BaseOf(rec)
	before := reflect.New(m.Type)
	before.Elem().Set(reflect.ValueOf(rec).Elem())
	change()
	b.Rev, b.Updated = b.Rev+1, c.Now().UTC().Truncate(time.Millisecond)
	if err := c.Store.Update(c, m, rec, nil); err != nil {
		return err
	}
	w := &kernel.Write{Meta: m, Verb: "update", ID: b.ID, Region: b.Region, Before: before.Interface(), After: rec, Due: h.DueAny(rec), Opinion: c.Why()}
	if f := m.Field(m.StateColumn); f != nil {
		w.From, w.To = f.In(rec).String(), f.In(rec).String()
	}
	for _, hook := range c.Hooks {
		if err := hook(c, w); err != nil {
			return err
		}
	}
	return nil
}

// All returns every record of h whose column names id.
func All(c *kernel.Ctx, h kernel.Handle, column, id string) (list []any, err error) {
	err = c.Store.List(c, h.Meta(), kernel.Query{Where: kernel.Compare(column, "=", id), Sort: "id", Limit: -1}, func(rec any, _ []bool) error {
		list = append(list, rec)
		return nil
	})
	return list, err
}

// Carry moves those records of h that belong to id and lie in one region to another.
func Carry(c *kernel.Ctx, h kernel.Handle, column, id string, from, to kernel.Region) error {
	list, err := All(c, h, column, id)
	if err != nil {
		return err
	}
	for _, rec := range list {
		if b := kernel.BaseOf(rec); b.Region == from {
			if err := Rewrite(Quietly(c), h, rec, func() { b.Region = to }); err != nil {
				return err
			}
		}
	}
	return nil
}

// Follow moves what is still open and belongs to a record that came to another region: the records that refer to it, and those that refer to
// them. What is closed stays where it happened, and what Stays where it was begun.
func Follow(c *kernel.Ctx, typ, id string, to kernel.Region) error { return follow(c, typ, id, to, 4) }

func follow(c *kernel.Ctx, typ, id string, to kernel.Region, depth int) error {
	if depth == 0 {
		return nil
	}
	for _, part := range c.App.Parts(typ) {
		h := c.App.Resource(part.Type)
		m := h.Meta()
		open := m.OpenStates()
		if len(open) == 0 || m.Stays || part.Type == typ {
			continue
		}
		var list []any
		where := kernel.And(kernel.Compare(part.Via, "=", id), kernel.Cond{Op: "in", Col: m.StateColumn, Args: open}, kernel.Compare("region", "<>", to))
		if err := c.Store.List(c, m, kernel.Query{Where: where, Sort: "id", Limit: -1}, func(rec any, _ []bool) error { list = append(list, rec); return nil }); err != nil {
			return err
		}
		for _, rec := range list {
			b := kernel.BaseOf(rec)
			if err := Rewrite(Quietly(c), h, rec, func() { b.Region = to }); err != nil {
				return err
			}
			if err := follow(c, part.Type, b.ID, to, depth-1); err != nil {
				return err
			}
		}
	}
	return nil
}
