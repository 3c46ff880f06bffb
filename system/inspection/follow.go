package inspection

import (
	"slices"
	"time"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/system/hazard"
)

func this(v *Inspection) kernel.Ref[Inspection]           { return kernel.Ref[Inspection](v.ID) }
func sameLists(a, b []kernel.Ref[library.Checklist]) bool { return slices.Equal(a, b) }

// lay writes the items of a visit when it is made and anew when its lists are changed before it begins.
func lay(c *kernel.Ctx, w *kernel.Write) error {
	v, ok := w.After.(*Inspection)
	if !ok || w.Meta != Inspections.Meta() {
		return nil
	}
	if w.Verb != "create" {
		if before := w.Before.(*Inspection); v.Status != Ready || sameLists(v.Lists, before.Lists) {
			return nil
		}
		old, err := itemsOf(c.AsSystem(), v.ID)
		if err != nil {
			return err
		}
		for _, it := range old {
			if err := Items.Delete(c.AsSystem(), it.ID, 0); err != nil {
				return err
			}
		}
	}
	var all []*Item
	if !v.Bare {
		e, err := enterprise.Enterprises.Get(c.AsSystem(), string(v.Enterprise))
		if err != nil {
			return err
		}
		if all, err = matters(c, e); err != nil {
			return err
		}
	}
	for _, id := range v.Lists {
		l, err := library.Checklists.Get(c.AsSystem(), string(id))
		if kernel.CodeOf(err) == kernel.Missing || err == nil && l.Status == library.Draft {
			return kernel.FieldError(&Row.Lists, "找不到所选的检查清单，或它还没有发布")
		}
		if err != nil {
			return err
		}
		all = append(all, lines(l)...)
	}
	for i, it := range all {
		it.Inspection, it.Number = this(v), i+1
		if err := Items.Create(inside(c.AsSystem()), it); err != nil {
			return err
		}
	}
	return nil
}

// follow carries what happens to a hazard to its finding, and what happens to findings to their visit.
func follow(c *kernel.Ctx, w *kernel.Write) error {
	switch w.Meta {
	case hazard.Hazards.Meta():
		h, ok := w.After.(*hazard.Hazard)
		if !ok || w.Verb == "create" || !h.Official {
			return nil
		}
		f, err := Findings.First(c.AsSystem(), kernel.Eq(&FindingRow.Hazard, kernel.Ref[hazard.Hazard](h.ID)))
		if err != nil || f == nil {
			return err
		}
		status, fixed := progress(h, f), h.RectifiedOn
		if h.AcceptedOn != "" {
			fixed = h.AcceptedOn
		}
		if status == f.Status && (h.DueOn == f.DueOn || f.Spot || status == Noted) && fixed == f.FixedOn {
			return nil
		}
		_, err = Findings.Update(inside(c.AsSystem()), f.ID, 0, func(f *Finding) error {
			if f.Status, f.FixedOn = status, fixed; !f.Spot && status != Noted {
				f.DueOn = h.DueOn
			}
			return nil
		})
		return err
	case Findings.Meta():
		if f, ok := w.After.(*Finding); ok {
			return tally(c, string(f.Inspection))
		}
	case Rechecks.Meta():
		if r, ok := w.After.(*Recheck); ok && w.Verb == "decide" {
			return tally(c, string(r.Inspection))
		}
	}
	return nil
}

// progress is where a finding stands that its hazard stands at.
func progress(h *hazard.Hazard, f *Finding) Progress {
	switch h.Status {
	case hazard.Draft:
		return Noted
	case hazard.Void:
		return Dropped
	case hazard.Closed:
		if f.Spot {
			return OnSpot
		}
		return Passed
	case hazard.Fixed, hazard.Recheck:
		return Remedied
	}
	if f.Status == Failed {
		return Failed
	}
	return Ordered
}

// tally counts the findings of a visit whose papers are being or have been written, and moves it on.
func tally(c *kernel.Ctx, id string) error {
	sys := c.AsSystem()
	v, err := Inspections.Get(sys, id)
	if err != nil {
		return err
	}
	rechecks, err := Rechecks.Count(sys, kernel.And(kernel.Eq(&RecheckRow.Inspection, this(v)), kernel.Eq(&RecheckRow.Status, Decided)))
	if err != nil {
		return err
	}
	if v.Status == Closed && rechecks != v.Rechecks { // the re-check that closed it
		_, err = Inspections.Update(sys, id, 0, func(v *Inspection) error { v.Rechecks = rechecks; return nil })
	}
	if err != nil || v.Status != Handling && v.Status != Rectifying {
		return err
	}
	list, err := findingsOf(c, id)
	if err != nil {
		return err
	}
	now := *v
	now.count(list, c.Today())
	now.Rechecks = rechecks
	if now.Found == v.Found && now.Open == v.Open && now.Waiting == v.Waiting && now.RecheckBy == v.RecheckBy && now.Rechecks == v.Rechecks && now.Status == v.Status {
		return nil
	}
	if now.Status == Closed {
		if err := now.finished(c); err != nil {
			return err
		}
	}
	_, err = Inspections.Update(sys, id, 0, func(v *Inspection) error {
		if v.Status != now.Status && now.Status == Closed {
			v.ClosedOn = c.Today()
		}
		v.Found, v.Open, v.Waiting, v.RecheckBy, v.Rechecks, v.Status = now.Found, now.Open, now.Waiting, now.RecheckBy, now.Rechecks, now.Status
		return nil
	})
	return err
}

// count works out what is open, what waits for a re-check and until when, and where the visit stands.
func (v *Inspection) count(list []*Finding, today kernel.Date) {
	v.Found, v.Open, v.Waiting, v.RecheckBy = len(list), 0, 0, ""
	untold := v.RecordNo == ""
	for _, f := range list {
		var from kernel.Date
		switch f.Status {
		case Noted:
			untold = true
		case Remedied:
			from = f.FixedOn
		case Ordered, Failed:
			untold = untold || f.Order == "" && f.Decision == ""
			if f.DueOn < today {
				from = f.DueOn
			}
		default:
			continue
		}
		v.Open++
		if from == "" {
			continue
		}
		if by := from.AddDays(recheckTerm); v.RecheckBy == "" || by < v.RecheckBy {
			v.RecheckBy = by
		}
		v.Waiting++
	}
	switch {
	case untold:
		v.Status = Handling
	case v.Open == 0:
		v.Status = Closed
	default:
		v.Status = Rectifying
	}
}

// Expire notices that the term of an order is over: from then on the authority has to re-check. It may run twice.
var Expire = &kernel.Task[struct{}]{Name: "inspection.expire", Every: 6 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	where := kernel.And(kernel.In(&FindingRow.Status, Ordered, Failed), kernel.Before(&FindingRow.DueOn, c.Today()))
	list, err := Findings.List(c, kernel.Query{Where: where, Sort: "inspection", Limit: -1, Cols: []string{"id", "inspection"}})
	if err != nil {
		return err
	}
	last := kernel.Ref[Inspection]("")
	for _, f := range list {
		if f.Inspection == last {
			continue
		}
		last = f.Inspection
		if err := c.Tx(func(c *kernel.Ctx) error { return tally(c, string(last)) }); err != nil {
			return err
		}
	}
	return nil
}}

// tell is what a paper does once it is issued: the record of the visit is made, an order or a decision tells the enterprise of its findings,
// and with that their terms run.
func tell(c *kernel.Ctx, id, kind, paper, number string, findings []string) error {
	sys := inside(c.AsSystem())
	for _, one := range findings {
		f, err := Findings.Get(sys, one)
		if err != nil {
			return err
		}
		if string(f.Inspection) != id {
			return kernel.Errorf(kernel.Conflict, "问题不属于这次检查")
		}
		if f, err = Findings.Update(sys, one, 0, func(f *Finding) error {
			if kind == decisionPaper {
				f.Decision, f.DecisionNo = paper, number
			} else {
				f.Order, f.OrderNo = paper, number
			}
			if f.OrderedOn == "" {
				f.OrderedOn = c.DoneOn()
			}
			return nil
		}); err != nil {
			return err
		}
		if f.Status == Noted {
			if _, err := hazard.Hazards.Do(sys, string(f.Hazard), 0, "submit", nil, number); err != nil {
				return err
			}
		}
	}
	if _, err := Inspections.Update(sys, id, 0, func(v *Inspection) error {
		switch kind {
		case recordPaper:
			v.RecordNo = number
		case decisionPaper, orderPaper, recheckPaper:
			v.Orders++
		}
		return nil
	}); err != nil {
		return err
	}
	return tally(c, id)
}

// Filed notes at findings that a case was opened from them, each of one case alone; without id they are free again.
func Filed(c *kernel.Ctx, findings []string, id string) error {
	for _, one := range findings {
		if _, err := Findings.Update(inside(c.AsSystem()), one, 0, func(f *Finding) error {
			if id != "" && f.Case != "" && f.Case != id {
				return kernel.Errorf(kernel.Conflict, "“%s”已经立案，同一违法行为不得重复处罚（行政处罚法第二十九条）", f.Title)
			}
			f.Case = id
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}
