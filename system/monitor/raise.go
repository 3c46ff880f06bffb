package monitor

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"anjian/kernel"
)

// reconcile writes what has begun and what has ended since the records were last in step with how a point stands. The point is locked.
func (w *watch) reconcile(c *kernel.Ctx, at time.Time, v float64) error {
	holds := map[Cause]bool{}
	for _, k := range w.now.holding() {
		holds[k] = true
	}
	if w.now.of(OFF).active {
		holds[OFF] = true
	}
	for k, id := range w.active {
		if !holds[k] {
			p := w.peaks[k]
			if err := ended(c, id, at, p); err != nil {
				return err
			}
			delete(w.active, k)
			delete(w.peaks, k)
		} else if p := w.peaks[k]; k.worse(v, p.v) && k != OFF && k != BAD && k != ROC {
			w.peaks[k] = peak{v, at, false}
		}
	}
	for _, k := range append(valued, OFF) {
		if !holds[k] || w.active[k] != "" {
			continue
		}
		p := w.p
		a := &Alarm{}
		a.Region = p.Region
		a.Enterprise, a.Point, a.Gateway, a.Hazard, a.Position, a.Vital = p.Enterprise, kernel.Ref[Point](p.ID), p.Gateway, p.Hazard, p.Position, p.Vital
		a.Cause, a.Kind, a.Unit, a.Limit, a.Value = k, p.Kind, p.Unit, w.l.limit(k), v
		value := strconv.FormatFloat(v, 'f', p.Decimals, 64) + p.Unit
		switch k {
		case OFF:
			a.Title = fmt.Sprintf("%s 数据中断", p.Name)
		case HH, H, L, LL:
			a.Title = fmt.Sprintf("%s %s：%s，限值%s", p.Name, kernel.LabelOf(k), value, a.text(a.Limit))
		default:
			a.Title = fmt.Sprintf("%s %s：%s", p.Name, kernel.LabelOf(k), value)
		}
		id, err := w.dev.house.begin(c, a, kernel.And(kernel.Eq(&al.Point, a.Point), kernel.Eq(&al.Cause, k)), at)
		if err != nil {
			return err
		}
		w.active[k], w.peaks[k] = id, peak{v, at, true}
	}
	return nil
}

// set lets an alarm of the device itself begin or end.
func (d *device) set(c *kernel.Ctx, k Cause, holds bool, what string) error {
	d.mu.Lock()
	id, g := d.active[k], d.g
	d.mu.Unlock()
	switch {
	case holds && id == "":
		a := &Alarm{}
		a.Region = g.Region
		a.Enterprise, a.Gateway, a.Cause, a.Title = g.Enterprise, kernel.Ref[Gateway](g.ID), k, fmt.Sprintf("%s %s%s", g.Name, kernel.LabelOf(k), what)
		id, err := d.house.begin(c, a, kernel.And(kernel.Eq(&al.Gateway, a.Gateway), kernel.Eq(&al.Point, ""), kernel.Eq(&al.Cause, k)), c.Now())
		if err != nil {
			return err
		}
		d.mu.Lock()
		d.active[k] = id
		d.mu.Unlock()
	case !holds && id != "":
		if err := ended(c, id, c.Now(), peak{saved: true}); err != nil {
			return err
		}
		d.mu.Lock()
		delete(d.active, k)
		d.mu.Unlock()
	}
	return nil
}

func milli(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// begin lets an alarm begin, or again if the one of before is not closed yet; who has to know first is told in the same transaction.
func (h *House) begin(c *kernel.Ctx, a *Alarm, same kernel.Cond, at time.Time) (id string, err error) {
	var begun *Alarm
	err = c.Tx(func(c *kernel.Ctx) error {
		old, err := Alarms.First(c, kernel.And(same, kernel.In(&al.Status, open...)))
		if err != nil {
			return err
		}
		p, err := policyOf(c, a.Region)
		if err != nil {
			return err
		}
		if old != nil {
			id = old.ID
			begun, err = Alarms.Update(c, old.ID, 0, func(o *Alarm) error {
				if o.Active { // a crash came between the record and the memory of it
					return nil
				}
				o.Active, o.Ended, o.Times, o.Value = true, time.Time{}, o.Times+1, a.Value
				if a.Cause.worse(a.Value, o.Peak) {
					o.Peak, o.PeakAt = a.Value, milli(at)
				}
				g, err := p.grade(c, o)
				if err != nil {
					return err
				}
				if g.rank() > o.Grade.rank() {
					o.Grade, o.Rung, o.Since = g, 0, stamp(c)
				}
				return o.climb(c)
			})
			return err
		}
		a.ID = kernel.NewID(c.Now())
		id, begun = a.ID, a
		a.Active, a.Started, a.Peak, a.PeakAt, a.Times, a.Since, a.Status = true, milli(at), a.Value, milli(at), 1, stamp(c), New
		if a.Grade == "" {
			if a.Grade, err = p.grade(c, a); err != nil {
				return err
			}
		}
		if err := a.climb(c); err != nil {
			return err
		}
		if err := Alarms.Create(c, a); err != nil {
			return err
		}
		return lift(c, p, a)
	})
	if err == nil && begun != nil && h.OnAlarm != nil {
		h.calls.Go(func() { h.OnAlarm(h.ctx(context.WithoutCancel(c)), begun) })
	}
	return id, err
}

// lift raises the other alarms of an installation to the grade that they have together.
func lift(c *kernel.Ctx, p *Policy, a *Alarm) error {
	if a.Grade.rank() < Orange.rank() || a.Hazard == "" || a.Cause != HH && a.Cause != LL {
		return nil
	}
	others, err := Alarms.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&al.Hazard, a.Hazard), kernel.In(&al.Cause, HH, LL), kernel.In(&al.Status, open...), kernel.Eq(&al.Active, true), kernel.Not(&al.ID, a.ID)), Limit: 100, Sort: "id"})
	if err != nil {
		return err
	}
	for _, o := range others {
		g, err := p.grade(c, o)
		if err != nil {
			return err
		}
		if g.rank() <= o.Grade.rank() {
			continue
		}
		if _, err := Alarms.Update(c, o.ID, 0, func(o *Alarm) error {
			o.Grade, o.Rung, o.Since = g, 0, stamp(c)
			return o.climb(c)
		}); err != nil {
			return err
		}
	}
	return nil
}

// ended notes that an alarm is over; people still have to say what it was.
func ended(c *kernel.Ctx, id string, at time.Time, p peak) error {
	a, err := Alarms.First(c, kernel.ByID(id))
	if err != nil || a == nil || !a.Active {
		return err
	}
	_, err = Alarms.Update(c, id, 0, func(a *Alarm) error {
		a.Active, a.Ended = false, milli(at)
		p.into(a)
		return nil
	})
	return err
}

func (p peak) into(a *Alarm) {
	if !p.saved && a.Cause.worse(p.v, a.Peak) {
		a.Peak, a.PeakAt = p.v, milli(p.at)
	}
}

// savePeaks writes the peaks that are new, at most one a minute for each alarm. The point is locked.
func (w *watch) savePeaks(c *kernel.Ctx) error {
	for k, p := range w.peaks {
		if p.saved || w.active[k] == "" || c.Now().Sub(p.at) < time.Minute {
			continue
		}
		if _, err := Alarms.Update(c, w.active[k], 0, func(a *Alarm) error { p.into(a); return nil }); err != nil && kernel.CodeOf(err) != kernel.Missing {
			return err
		}
		p.saved = true
		w.peaks[k] = p
	}
	return nil
}
