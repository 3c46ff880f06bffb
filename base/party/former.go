package party

import (
	"slices"
	"strings"

	"anjian/kernel"
)

// FormerName is a name that a party had (曾用名); search still finds it by that name.
type FormerName[T any] struct {
	kernel.Base
	Party kernel.Ref[T] `json:"party" label:"档案" rule:"required" ui:"fixed,list,filter"`
	Name  string        `json:"name" label:"曾用名" rule:"required,max=120" ui:"fixed,list,search"`
	Until kernel.Date   `json:"until" label:"停用日期" ui:"fixed,list"`
	Why   NameReason    `json:"why" label:"原因" ui:"fixed,list"`
}

// NameReason is why a name is no longer in use.
type NameReason string

const (
	ByRenaming NameReason = "renamed"
	ByMerge    NameReason = "merged"
)

func (NameReason) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByRenaming, "更名"), kernel.Opt(ByMerge, "重复档案合并")}
}

// Rename keeps the old name of a file findable; the record of it is written by KeepNames once the file is.
func (r *Register[T, S]) Rename(rec, before *T) {
	was, name := r.name(before), r.name(rec)
	if name == was {
		return
	}
	former := r.at(rec, r.Former)
	list := Words(former.String())
	if r.used(rec, before) && !slices.Contains(list, was) {
		list = append(list, was)
	}
	former.SetString(strings.Join(slices.DeleteFunc(list, func(n string) bool { return n == name }), "、"))
}

// used tells whether the name before was in use.
func (r *Register[T, S]) used(rec, before *T) bool {
	return r.state(before) != r.Draft && !r.undone(rec)
}

func (r *Register[T, S]) undone(rec *T) bool { return r.Undone != nil && r.Undone(rec) }

// KeepNames is the hook that writes the record of a former name, or removes it when the change of name is taken back.
func (r *Register[T, S]) KeepNames(c *kernel.Ctx, w *kernel.Write) error {
	after, ok := w.After.(*T)
	if !ok || w.Before == nil {
		return nil
	}
	before, sys := w.Before.(*T), c.AsSystem()
	if r.name(after) == r.name(before) || r.state(before) == r.Draft {
		return nil
	}
	if r.undone(after) {
		where := kernel.And(kernel.Compare("party", "=", id(after)), kernel.Compare("name", "=", r.name(after)))
		list, err := r.Names.List(sys, kernel.Query{Where: where, Sort: "-id", Limit: 1})
		if err != nil || len(list) == 0 {
			return err
		}
		return r.Names.Delete(sys, list[0].ID, 0)
	}
	_, err := r.keepName(c, after, r.name(before), ByRenaming)
	return err
}

// keepName writes the record of a name that rec no longer has and returns its id.
func (r *Register[T, S]) keepName(c *kernel.Ctx, rec *T, name string, why NameReason) (string, error) {
	b := kernel.BaseOf(rec)
	n := &FormerName[T]{Base: kernel.Base{Region: b.Region}, Party: kernel.Ref[T](b.ID), Name: name, Until: c.Today(), Why: why}
	err := r.Names.Create(c.AsSystem(), n)
	return n.ID, err
}

// formerNames is what the records of former names say, in the order in which they came.
func (r *Register[T, S]) formerNames(c *kernel.Ctx, rec *T) (string, error) {
	var list []string
	err := r.Names.Each(c, kernel.Query{Where: kernel.Compare("party", "=", id(rec)), Sort: "id", Limit: -1}, func(n *FormerName[T]) error {
		if n.Name != r.name(rec) && !slices.Contains(list, n.Name) {
			list = append(list, n.Name)
		}
		return nil
	})
	return strings.Join(list, "、"), err
}
