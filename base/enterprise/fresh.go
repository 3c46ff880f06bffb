package enterprise

import (
	"reflect"
	"slices"
	"sync"
	"time"

	"anjian/base/role"
	"anjian/kernel"
)

// Fresh says who confirmed a group of facts, when and how.
type Fresh struct {
	Group Group       `json:"group" label:"内容"`
	On    kernel.Date `json:"seen_on" label:"确认日期"`
	By    string      `json:"who" label:"确认人"`
	How   How         `json:"how" label:"方式"`
}

// How is the way in which facts were confirmed.
type How string

const (
	ByFilling    How = "filled"
	ByCollecting How = "collected"
	ByEntering   How = "entered"
	ByLooking    How = "confirmed"
	ByExchange   How = "exchanged"
)

func (How) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByFilling, "企业填报"), kernel.Opt(ByCollecting, "基层采集"), kernel.Opt(ByEntering, "监管部门录入"),
		kernel.Opt(ByLooking, "确认无变化"), kernel.Opt(ByExchange, "系统交换")}
}

// Days after which a group must be confirmed again where no Norm says otherwise. Contacts leave oftenest.
const (
	contactDays = 180
	otherDays   = 365
)

func validity(g Group) int {
	if g == InPeople {
		return contactDays
	}
	return otherDays
}

// confirmable are the groups that the file itself holds, in the order of the form.
var confirmable = []Group{InIdentity, InSupervision, InRegistration, InPlace, InPeople, InOrganisation, InChemicals, InOperations, InHealth, InEmergency, InCondition}

// dated are the groups that grow stale: those that change without the enterprise having a reason to write.
var dated = []Group{InPeople, InCondition, InPlace, InSupervision}

func (e *Enterprise) fresh(g Group) *Fresh {
	if i := slices.IndexFunc(e.Freshness, func(f Fresh) bool { return f.Group == g }); i >= 0 {
		return &e.Freshness[i]
	}
	return nil
}

// confirm notes that groups were seen to be true. The list is copied, for what was before must stay as it was.
func (e *Enterprise) confirm(c *kernel.Ctx, how How, groups ...Group) {
	list := slices.Clone(e.Freshness)
	for _, g := range groups {
		f := Fresh{g, c.Today(), c.Actor.Name, how}
		if i := slices.IndexFunc(list, func(f Fresh) bool { return f.Group == g }); i >= 0 {
			list[i] = f
		} else {
			list = append(list, f)
		}
	}
	if len(groups) > 0 {
		e.Freshness, e.ConfirmedOn = list, c.Today()
	}
}

// lapse makes a group stale at once: somebody whom the file names has left.
func (e *Enterprise) lapse(c *kernel.Ctx, g Group) error {
	s, err := scaleOf(c, e.Region)
	list := slices.Clone(e.Freshness)
	for i := range list {
		if list[i].Group == g {
			list[i].On = min(list[i].On, c.Today().AddDays(-s.term(g)-1))
		}
	}
	e.Freshness = list
	return err
}

// how is the way in which the actor's writing confirms what is written.
func how(a kernel.Actor) How {
	switch {
	case slices.Contains(a.Roles, role.Collector):
		return ByCollecting
	case slices.ContainsFunc(a.Roles, func(r kernel.Role) bool { return slices.Contains(government, r) }):
		return ByEntering
	case a.System:
		return ByExchange
	}
	return ByFilling
}

// touched are the groups in which rec differs from before; of a new file those with anything in them.
func touched(rec, before *Enterprise) (out []Group) {
	for _, f := range grouped() {
		if !slices.Contains(out, f.group) && f.differs(rec, before) {
			out = append(out, f.group)
		}
	}
	return out
}

// groupedField is a column of the file that a group is confirmed with.
type groupedField struct {
	*kernel.Field
	group Group
}

func (f groupedField) differs(rec, before *Enterprise) bool {
	now := f.In(rec)
	if before == nil {
		return !now.IsZero()
	}
	was := f.In(before)
	return !(now.Comparable() && now.Equal(was)) && !reflect.DeepEqual(now.Interface(), was.Interface())
}

// grouped are the columns of the file with the group to which each belongs: that with the label of its section.
var grouped = sync.OnceValue(func() (out []groupedField) {
	m := Enterprises.Meta()
	for i := range m.Fields {
		f := &m.Fields[i]
		for _, o := range Group("").Options() {
			if o.Label == f.Section && !f.Has("fixed") {
				out = append(out, groupedField{f, Group(o.Value)})
			}
		}
	}
	return out
})

// grow works out when the file is stale.
func (e *Enterprise) grow(s scale, today kernel.Date) {
	e.StaleOn, e.StaleWhat, e.ContactsUntil = "", "", ""
	for _, g := range dated {
		f := e.fresh(g)
		if f == nil {
			continue
		}
		on := f.On.AddDays(s.term(g))
		if g == InPeople {
			e.ContactsUntil = on
		}
		if e.StaleOn == "" || on < e.StaleOn {
			e.StaleOn, e.StaleWhat = on, kernel.LabelOf(g)
		}
	}
	e.Stale = e.StaleOn != "" && e.StaleOn < today && e.Status == Filed
}

// Refresh works out again, once a day, the files in which time alone changed something: a confirmation grew old, a licence ended.
var Refresh = &kernel.Task[struct{}]{Name: "enterprise.refresh", Every: 6 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	today := c.Today()
	where := kernel.Or(
		kernel.And(kernel.Eq(&Row.Status, Filed), kernel.Eq(&Row.Stale, false), kernel.Above(&Row.StaleOn, ""), kernel.Before(&Row.StaleOn, today)),
		kernel.And(kernel.Above(&Row.LapsesOn, ""), kernel.Before(&Row.LapsesOn, today)))
	for last := ""; ; {
		list, err := Enterprises.List(c, kernel.Query{Where: kernel.And(where, kernel.Compare("id", ">", last)), Sort: "id", Limit: 500, Cols: []string{"id"}})
		if err != nil || len(list) == 0 {
			return err
		}
		for _, e := range list {
			if _, err := recheck(c, e.ID); err != nil {
				return err
			}
			last = e.ID
		}
	}
}}

// recheck works the derived columns of a file out again and writes it if that changed anything.
func recheck(c *kernel.Ctx, id string) (changed bool, err error) {
	c = c.AsSystem()
	e, err := Enterprises.Get(c, id)
	if err != nil {
		return false, err
	}
	now := *e
	if err := derive(c, &now); err != nil {
		return false, err
	}
	now.grow(now.Scale, c.Today())
	if now.Scale = e.Scale; reflect.DeepEqual(*e, now) {
		return false, nil
	}
	_, err = Enterprises.Update(c, id, 0, func(e *Enterprise) error { e.Quiet = true; return nil })
	return err == nil, err
}
