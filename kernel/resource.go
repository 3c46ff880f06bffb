// Package kernel is the vocabulary of declarations: record types, lifecycles,
// rights, indicators, map layers and tasks. It knows no business word and does
// no input or output; its sub-packages (store, rest, trail, ...) run what is declared.
package kernel

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
)

// Base is embedded first in every record. Region is the one scope column of the
// platform: rights, sharding, statistics and exchange between levels all cut by it.
type Base struct {
	ID      string    `json:"id" label:"编号" ui:"fixed,hidden"`
	Rev     int       `json:"rev" label:"版本" ui:"fixed,hidden"`
	Region  Region    `json:"region" label:"属地" rule:"required" ui:"list,filter" also:"行政区划,所属地区,所属区域,所属区县,所属县区,区县,辖区"`
	Created time.Time `json:"created" label:"创建时间" ui:"fixed,hidden"`
	Updated time.Time `json:"updated" label:"更新时间" ui:"fixed,hidden"`
}

func (b *Base) base() *Base { return b }

type based interface{ base() *Base }

// BaseOf returns the Base of a record.
func BaseOf(rec any) *Base { return rec.(based).base() }

// Resource declares one record type and is also the handle to it:
// Hazards.Get(c, id), Hazards.Create(c, h), Hazards.Do(c, id, "rectify", in).
type Resource[T any] struct {
	Name    string // table, REST path, schema id and search key: "hazard"
	Label   string // what the user reads: "隐患"
	Help    string // for a newcomer: what the page is for and what to do first
	Title   any    // row address of the column that names a record; nil: column "name" or "title"
	Sort    string // default order; newest first if empty
	Access  Access
	Flow    lifecycle[T]                       // optional
	Derive  func(c *Ctx, rec *T) error         // optional: fills the columns that follow from others
	Rules   func(c *Ctx, rec, before *T) error // optional: what tags cannot say; before is nil at creation
	Due     func(rec *T) Limit                 // optional: until when somebody has to act
	Settled Settled                            // optional: records that nobody changes by hand any more
	Stays   bool                               // what an authority began it ends itself: open records stay where they are when their enterprise moves to another region
	Views   []View                             // lists that everybody needs
	Indexes [][]any                            // beyond those of filter, sort and ref columns

	once sync.Once
	meta *Meta
}

// Settled tells which records of a type are beyond change by hand: nobody is offered to edit them, and whoever writes all the same is
// told why not (Conflict). Steps go on, and so does what the platform itself writes.
type Settled struct {
	When Cond   // on the record's own columns
	Say  string // why, and what to do instead; empty: the state it is in
}

// refuse tells whoever changes a settled record why not; what takes it to another state is no change by hand.
func (s Settled) refuse(c *Ctx, m *Meta, rec, before any) error {
	settled, _ := s.When.Decide(m, before)
	if s.When.Op == "" || !settled || c.Actor.System {
		return nil
	}
	state := m.Field(m.StateColumn)
	switch {
	case state != nil && state.In(before).String() != state.In(rec).String():
		return nil
	case state != nil && s.Say == "":
		return Errorf(Conflict, "该%s%s，不能修改", m.Label, state.Text(before))
	}
	return Errorf(Conflict, "%s", cmp.Or(s.Say, "该"+m.Label+"不能修改"))
}

// View is a list with a name, as a query of docs/api.md. In Query, {today} is today.
type View struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Query string `json:"query"`
}

// Handle is a Resource seen without its type.
type Handle interface {
	Meta() *Meta
	New() any
	GetAny(c *Ctx, id string) (any, error)
	CreateAny(c *Ctx, rec any) error
	UpdateAny(c *Ctx, id string, rev int, cols []string, in any) (any, error)
	DoAny(c *Ctx, id string, rev int, step string, in any, opinion string) (any, error)
	DeleteAny(c *Ctx, id string, rev int) error
	DeriveAny(c *Ctx, rec any) error
	DueAny(rec any) Limit
}

// Meta reflects on T once; what is wrong with the declaration goes into Problems.
func (r *Resource[T]) Meta() *Meta {
	r.once.Do(func() {
		m := &Meta{Name: r.Name, Label: r.Label, Help: strings.TrimSpace(r.Help), Access: r.Access, Type: reflect.TypeFor[T](), Sort: r.Sort, Views: r.Views, Stays: r.Stays, settled: r.Settled.When, byName: map[string]int{}, granted: r.Access.verbs()}
		m.addFields(m.Type, nil, 0, "")
		for i, f := range m.Fields {
			if _, twice := m.byName[f.Name]; twice {
				m.Problems = append(m.Problems, f.Name+": declared twice")
			}
			m.byName[f.Name] = i
		}
		m.Due = r.Due != nil
		if r.Flow != nil {
			r.Flow.describe(m)
		}
		if m.Sort == "" {
			m.Sort = "-id"
		}
		for _, ix := range r.Indexes {
			m.Indexes = append(m.Indexes, names(ix))
		}
		switch {
		case r.Title != nil:
			m.NameColumn = column(r.Title)
		case m.Field("name") != nil:
			m.NameColumn = "name"
		case m.Field("title") != nil:
			m.NameColumn = "title"
		default:
			m.NameColumn = "id"
		}
		r.meta = m
	})
	return r.meta
}

// Get returns the record if it lies within what the actor may read.
func (r *Resource[T]) Get(c *Ctx, id string) (*T, error) { return r.get(c, "read", id) }

func (r *Resource[T]) get(c *Ctx, verb, id string) (*T, error) {
	rec, err := c.get(r.Meta(), verb, id)
	if err != nil {
		return nil, err
	}
	return rec.(*T), nil
}

// Holder returns the record that has a value in a unique column, whoever may read it; nil if none has.
func (r *Resource[T]) Holder(c *Ctx, col *string, value string) (*T, error) {
	name := column(col)
	if _, free := c.memory[vacant{r.Name, name, value}]; free {
		return nil, nil
	}
	return r.First(c.AsSystem(), Compare(name, "=", value))
}

// List returns the records that match q and that the actor may read.
func (r *Resource[T]) List(c *Ctx, q Query) (out []*T, err error) {
	err = r.Each(c, q, func(rec *T) error { out = append(out, rec); return nil })
	return out, err
}

// Each calls fn with every record that matches q and that the actor may read.
func (r *Resource[T]) Each(c *Ctx, q Query, fn func(*T) error) error {
	return c.list(r.Meta(), "read", q, func(rec any, _ []bool) error { return fn(rec.(*T)) })
}

// First returns one record that matches where, nil if there is none.
func (r *Resource[T]) First(c *Ctx, where Cond) (*T, error) {
	list, err := r.List(c, Query{Where: where, Limit: 1})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// Count counts the records that match where and that the actor may read.
func (r *Resource[T]) Count(c *Ctx, where Cond) (int, error) { return c.Count(r.Meta(), where, 0) }

// Create stores a new record, which must lie within the actor's own scope.
func (r *Resource[T]) Create(c *Ctx, rec *T) error {
	b := BaseOf(rec)
	if b.ID == "" {
		b.ID = NewID(c.Now())
	}
	b.Rev, b.Created = 0, now(c)
	if r.Flow != nil {
		r.Flow.start(r.Meta(), rec)
	}
	return c.Tx(func(c *Ctx) error { return r.put(c, "create", rec, nil, "") })
}

// Update changes columns of a record: fn gets it as it is and changes what it wants.
// rev is the version that the actor has seen; 0 takes any.
func (r *Resource[T]) Update(c *Ctx, id string, rev int, fn func(*T) error) (rec *T, err error) {
	err = c.Tx(func(c *Ctx) error {
		if rec, err = r.get(c, "update", id); err != nil {
			return err
		}
		if err := r.fresh(rec, rev); err != nil {
			return err
		}
		before := *rec
		if err := fn(rec); err != nil {
			return err
		}
		if err := r.Settled.refuse(c, r.Meta(), rec, &before); err != nil {
			return err
		}
		return r.put(c, "update", rec, &before, "")
	})
	return rec, err
}

// Do takes the record through one step of its lifecycle in one transaction; of in,
// only the columns that the step asks for are taken.
func (r *Resource[T]) Do(c *Ctx, id string, rev int, step string, in *T, opinion string) (rec *T, err error) {
	m := r.Meta()
	if m.Step(step) == nil {
		return nil, Errorf(Missing, "%s没有这个操作", r.Label)
	}
	if purpose := m.Step(step).Fresh; purpose != "" {
		if err := c.Fresh(purpose); err != nil {
			return nil, err
		}
	}
	err = c.Tx(func(c *Ctx) error {
		if rec, err = r.get(c, step, id); err != nil {
			if CodeOf(err) == Missing { // seen, but not for this step: say so instead of hiding it
				if _, seen := c.get(m, "read", id); seen == nil {
					return Errorf(Forbidden, "您没有对该%s“%s”的权限", r.Label, m.Step(step).Label)
				}
			}
			return err
		}
		if err := r.fresh(rec, rev); err != nil {
			return err
		}
		before := *rec
		if err := r.Flow.do(c, m, step, rec, in, opinion); err != nil {
			return err
		}
		if fits, err := c.fulfils(m, &before, m.Step(step).open(c.Actor)); err != nil || !fits { // after do, which says why it refuses
			return cmp.Or(err, Errorf(Conflict, "该%s现在不能%s", m.Label, m.Step(step).Label))
		}
		return r.put(c, step, rec, &before, opinion)
	})
	return rec, err
}

// Delete removes the record; the trail keeps what it was.
func (r *Resource[T]) Delete(c *Ctx, id string, rev int) error {
	return c.Tx(func(c *Ctx) error {
		rec, err := r.get(c, "delete", id)
		if err != nil {
			return err
		}
		if err := r.fresh(rec, rev); err != nil {
			return err
		}
		b := BaseOf(rec)
		if err := c.Store.Delete(c, r.Meta(), id, b.Rev); err != nil {
			return err
		}
		return c.wrote(&Write{Meta: r.Meta(), Verb: "delete", ID: id, Region: b.Region, Before: rec})
	})
}

func (r *Resource[T]) fresh(rec *T, rev int) error {
	if b := BaseOf(rec); rev != 0 && b.Rev != rev {
		return &Error{Code: Stale, Message: r.Label + "已被他人修改，请核对后重试", Current: rec}
	}
	return nil
}

// put derives and checks rec, writes it, and reads it back: rights have one implementation, the WHERE clause.
func (r *Resource[T]) put(c *Ctx, verb string, rec, before *T, opinion string) error {
	m, b := r.Meta(), BaseOf(rec)
	rows, err := m.Scope(c.Actor, verb)
	if err != nil {
		return err
	}
	if err := r.prepare(c, rec, before); err != nil {
		return err
	}
	b.Updated, b.Rev = now(c), b.Rev+1
	w := &Write{Meta: m, Verb: verb, ID: b.ID, Region: b.Region, After: rec, Opinion: cmp.Or(opinion, c.Why()), Due: r.DueAny(rec)}
	if before != nil {
		w.Before = before
	}
	if m.StateColumn != "" {
		w.To = m.Field(m.StateColumn).In(rec).String()
		if before != nil {
			w.From = m.Field(m.StateColumn).In(before).String()
		}
		if m.Step(verb) == nil && !m.moves(w.From, w.To) {
			return fmt.Errorf("kernel: %s %s: no move leads from %q to %q", m.Name, b.ID, w.From, w.To)
		}
	}
	if before == nil {
		err = c.Store.Insert(c, m, rec)
	} else {
		err = c.Store.Update(c, m, rec, before)
	}
	if err != nil {
		return err
	}
	if inside, err := c.fulfils(m, rec, rows); err != nil || !inside {
		return cmp.Or(err, Errorf(Forbidden, "该%s超出您的权限范围", r.Label))
	}
	return c.wrote(w)
}

func (r *Resource[T]) prepare(c *Ctx, rec, before *T) error {
	at := r.Meta().Field("region")
	if code := at.In(rec).String(); code != "" && at.Kind.Check(code) != "" { // nothing is derived from what is no region
		return &Error{Code: Invalid, Message: at.Label + at.Kind.Check(code), Fields: map[string]string{"region": at.Label + at.Kind.Check(code)}}
	}
	if r.Derive != nil {
		if err := r.Derive(c, rec); err != nil {
			return err
		}
	}
	if err := r.Meta().Check(rec); err != nil {
		return err
	}
	if err := c.checkFiles(r.Meta(), rec, before != nil, before); err != nil {
		return err
	}
	if r.Rules != nil {
		return r.Rules(c, rec, before)
	}
	return nil
}

// checkFiles refuses files whose content never arrived.
func (c *Ctx) checkFiles(m *Meta, rec any, had bool, before any) error {
	if c.Blob == nil {
		return nil
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Kind.Name != "files" {
			continue
		}
		old := map[string]bool{}
		if had {
			for _, file := range f.In(before).Interface().(Files) {
				old[file.SHA] = true
			}
		}
		for _, file := range f.In(rec).Interface().(Files) {
			if !old[file.SHA] && !c.Blob(c, file.SHA) {
				return &Error{Code: Invalid, Message: f.Label + "：文件尚未上传", Fields: map[string]string{f.Name: "文件“" + file.Name + "”尚未上传"}}
			}
		}
	}
	return nil
}

func (c *Ctx) wrote(w *Write) error {
	for _, hook := range c.Hooks {
		if err := hook(c, w); err != nil {
			return err
		}
	}
	return nil
}

// now is the time that a record keeps: to the millisecond, as stored.
func now(c *Ctx) time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

func (r *Resource[T]) New() any                              { return new(T) }
func (r *Resource[T]) GetAny(c *Ctx, id string) (any, error) { return r.Get(c, id) }
func (r *Resource[T]) CreateAny(c *Ctx, rec any) error       { return r.Create(c, rec.(*T)) }
func (r *Resource[T]) UpdateAny(c *Ctx, id string, rev int, cols []string, in any) (any, error) {
	rec, err := r.Update(c, id, rev, func(rec *T) error {
		for _, col := range cols {
			f := r.Meta().Field(col)
			f.In(rec).Set(f.In(in))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rec, nil
}
func (r *Resource[T]) DoAny(c *Ctx, id string, rev int, step string, in any, opinion string) (any, error) {
	rec, err := r.Do(c, id, rev, step, in.(*T), opinion)
	if err != nil {
		return nil, err
	}
	return rec, nil
}
func (r *Resource[T]) DeleteAny(c *Ctx, id string, rev int) error { return r.Delete(c, id, rev) }

// DeriveAny fills the derived columns of rec, a record as typed so far, and checks it; nothing is stored. A rec with
// an id is a change of that record.
func (r *Resource[T]) DeriveAny(c *Ctx, rec any) error {
	if b := BaseOf(rec); b.ID != "" && b.Rev > 0 {
		before, err := r.Get(c, b.ID)
		if err != nil {
			return err
		}
		return r.prepare(c, rec.(*T), before)
	}
	if r.Flow != nil {
		r.Flow.start(r.Meta(), rec.(*T))
	}
	return r.prepare(c, rec.(*T), nil)
}

// DueAny returns the limit of rec, the zero Limit without one.
func (r *Resource[T]) DueAny(rec any) Limit {
	if r.Due == nil {
		return Limit{}
	}
	return r.Due(rec.(*T))
}

// NewID returns an id that sorts by time and needs no central counter, so that
// phones without a network and lower levels can make records of their own.
func NewID(now time.Time) string {
	var b [8]byte
	rand.Read(b[:])
	return fmt.Sprintf("%011x%x", now.UnixMilli(), b)
}
