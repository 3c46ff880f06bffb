// Package calendar keeps the days off and the swapped working days (节假日安排) of the years that the State Council announces
// after the platform was built; the earlier ones are part of kernel/clock. Every time limit in working days counts by both.
package calendar

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/clock"
)

// Day is one day that differs from the week (节假日安排): a day off, or a weekend that is worked.
type Day struct {
	kernel.Base
	On     kernel.Date `json:"day" label:"日期" rule:"required,unique" ui:"list,filter,sort,once" also:"日子"`
	Kind   Kind        `json:"kind" label:"类别" rule:"required" ui:"list,filter" also:"类型"`
	Name   string      `json:"name" label:"节日" rule:"required,max=20" ui:"list,search" also:"名称"`
	Notice string      `json:"notice" label:"通知文号" rule:"max=60" ui:"list" help:"国务院办公厅关于节假日安排的通知，例如 国办发明电〔2026〕x号"`
}

// Kind says what a day is.
type Kind string

const (
	Off  Kind = "off"
	Work Kind = "work"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Off, "放假"), kernel.Opt(Work, "上班")}
}

var dy = kernel.Row[Day]()

// national is what administrators of a province or a city may change: one calendar holds for everybody, so no county decides on it.
func national(a kernel.Actor) kernel.Cond {
	if len(a.Region) > 4 {
		return kernel.None()
	}
	return kernel.All(a)
}

// Calendar holds the days that were added.
var Calendar = &kernel.Resource[Day]{
	Name: "calendar", Label: "节假日安排", Title: &dy.On, Sort: "-day",
	Help: `平台自带 2018 至 2026 年的节假日和调休安排，办理期限按它计算工作日。

国务院办公厅每年 11 月前后公布下一年的安排，公布后在这里**导入**：下载模板，每行一天，写明日期、放假还是上班、节日名称。整年一次导入；某年还没有导入或者还不完整（元旦、5月1日、10月1日至3日没有全列为放假）时，涉及该年的期限按周一至周五推算。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.System, role.Security, role.Audit, role.Collector, role.Safety}, role.Government...), Can: "read", Rows: kernel.All},
		{To: []kernel.Role{role.System}, Can: "create update delete import export", Rows: national},
	},
	Derive: func(_ *kernel.Ctx, d *Day) error {
		d.Region = kernel.Country
		return nil
	},
	Rules: func(_ *kernel.Ctx, d, _ *Day) error {
		t, err := time.Parse(time.DateOnly, string(d.On))
		if err != nil {
			return kernel.FieldError(&dy.On, "应为日期，例如 2027-05-01")
		}
		known := clock.Default().Years()
		if last := known[len(known)-1]; t.Year() <= last && !(t.Year() == last && t.Month() == time.December) {
			return kernel.FieldError(&dy.On, "%d 年及以前的安排平台已经自带", last)
		}
		if weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday; d.Kind == Work && !weekend {
			return kernel.FieldError(&dy.On, "%s 本来就是工作日", d.On)
		}
		return nil
	},
	Views: []kernel.View{{Name: "off", Label: "放假", Query: "kind=off"}, {Name: "work", Label: "调休上班", Query: "kind=work"}},
}

// Module declares the calendar.
func Module() kernel.Module {
	return kernel.Module{
		Name: "calendar", Label: "节假日安排", Resources: []kernel.Handle{Calendar},
		Routes: []kernel.Route{kernel.Op("GET /api/calendar/lacking", "还缺的节假日安排", []kernel.Role{role.System}, lacking)},
	}
}

// Lacking says which years are counted by the week alone, and why.
type Lacking struct {
	Why []string `json:"why"`
}

// lacking tells administrators what to enter: a year that they began and did not complete, and, from December on, one that they have not begun.
func lacking(c *kernel.Ctx, _ *struct{}) (*Lacking, error) {
	more, begun, err := added(c.AsSystem())
	if err != nil {
		return nil, err
	}
	out := &Lacking{Why: []string{}}
	for _, why := range begun {
		if fault, ours := errors.AsType[*kernel.Error](why); ours {
			out.Why = append(out.Why, fault.Message+"。补齐以前，涉及该年的期限按周一至周五推算。")
		}
	}
	known := clock.Default()
	if more != nil {
		known = known.Merge(more)
	}
	years := known.Years()
	if soon := string(c.Today().AddDays(31)[:4]); len(begun) == 0 && soon > strconv.Itoa(years[len(years)-1]) {
		out.Why = append(out.Why, soon+"年的节假日安排还没有导入，涉及该年的期限按周一至周五推算。")
	}
	return out, nil
}

// Days counts working days by the shipped calendar and the days that were added.
type Days struct {
	env   *kernel.Env
	store kernel.Store
	now   atomic.Pointer[reading]
}

type reading struct {
	at       time.Time
	calendar *clock.Calendar
}

// age is how long a reading serves: other processes may have added days.
const age = time.Minute

// NewDays returns the working days of the platform on store; its Wrote belongs among the hooks of env.
func NewDays(env *kernel.Env, store kernel.Store) *Days { return &Days{env: env, store: store} }

// Wrote is the hook that notices the writes of days.
func (d *Days) Wrote(_ *kernel.Ctx, w *kernel.Write) error {
	if w.Meta == Calendar.Meta() {
		d.now.Store(nil)
	}
	return nil
}

// Add returns the n-th working day after from.
func (d *Days) Add(from kernel.Date, n int) kernel.Date {
	on, _, err := d.calendar().AddWorkdays(from, n)
	if err != nil {
		return from
	}
	return on
}

func (d *Days) calendar() *clock.Calendar {
	if r := d.now.Load(); r != nil && time.Since(r.at) < age {
		return r.calendar
	}
	out := clock.Default()
	added, err := d.read()
	switch {
	case err != nil:
		slog.Warn("calendar: the added days cannot be used", "err", err)
	case added != nil:
		out = out.Merge(added)
	}
	d.now.Store(&reading{time.Now(), out})
	return out
}

// read returns the added days as a calendar, nil if there are none.
func (d *Days) read() (*clock.Calendar, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	out, lacking, err := added(d.env.NewCtx(ctx, d.store))
	for _, why := range lacking {
		slog.Warn("calendar: a year is not counted by its days yet", "why", why)
	}
	return out, err
}

// Read returns the calendar as the running transaction sees it, for systems that keep clocks of their own (kernel/clock).
func Read(c *kernel.Ctx) (*clock.Calendar, error) {
	more, _, err := added(c.AsSystem())
	if err != nil || more == nil {
		return clock.Default(), err
	}
	return clock.Default().Merge(more), nil
}

// added is what was entered, year by year: one that is not complete yet counts for nothing, so that nothing waits for its last day.
func added(c *kernel.Ctx) (out *clock.Calendar, lacking []error, err error) {
	var text bytes.Buffer
	w, n := csv.NewWriter(&text), 0
	err = Calendar.Each(c, kernel.Query{Sort: "day", Limit: -1}, func(day *Day) error {
		n++
		return w.Write([]string{string(day.On), kernel.LabelOf(day.Kind), day.Name})
	})
	if w.Flush(); err != nil || n == 0 {
		return nil, nil, err
	}
	return clock.ParseWhole(&text)
}
