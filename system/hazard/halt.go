package hazard

import (
	"slices"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/clock"
)

// Suspension is time that does not count towards the deadline of a rectification (期限中止): while the enterprise stands still by order or by
// decision nothing can be put right, and the time of appraisal and expert review is nobody's delay.
type Suspension struct {
	Halted   bool        `json:"halted" label:"期限中止中" ui:"fixed,filter"`
	HaltedOn kernel.Date `json:"halted_on" label:"中止日期" ui:"fixed"`
	HaltFor  HaltReason  `json:"halt_reason" label:"中止原因" ui:"fixed"`
	Halts    []Halt      `json:"halts" label:"历次中止" ui:"fixed"`
}

// Halt is one stretch of time that was not counted.
type Halt struct {
	From   kernel.Date `json:"from" label:"中止日期"`
	To     kernel.Date `json:"to" label:"恢复日期"`
	Reason HaltReason  `json:"reason" label:"中止原因"`
	By     string      `json:"who" label:"决定人"`
	Days   int         `json:"days" label:"不计入天数" unit:"天"`
	Due    kernel.Date `json:"due" label:"顺延后的整改期限"`
}

// HaltReason is why the time does not count.
type HaltReason string

const (
	StandsStill HaltReason = "stopped"
	Appraisal   HaltReason = "appraisal"
	Review      HaltReason = "review"
	Compelled   HaltReason = "force"
)

func (HaltReason) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(StandsStill, "企业停产停业"), kernel.Opt(Appraisal, "技术鉴定、检测检验"), kernel.Opt(Review, "专家评审、方案论证"), kernel.Opt(Compelled, "自然灾害等不可抗力")}
}

// clock is the deadline as it runs since the hazard was found or last resumed: what did not count before is in the deadline already.
func (h *Hazard) clock(before []Halt) (clock.Clock, error) {
	from := h.FoundOn
	if n := len(before); n > 0 {
		from = before[n-1].To
	}
	from = min(from, h.DueOn.AddDays(-1))
	return clock.Begin(from, clock.Limit{Number: from.DaysUntil(h.DueOn), Unit: clock.Days}, 0)
}

// halt stops the deadline from today on; that is possible up to and with the last day.
func halt(c *kernel.Ctx, h *Hazard) error {
	if h.Halted {
		return kernel.Errorf(kernel.Conflict, "整改期限已经中止")
	}
	if h.HaltFor == StandsStill {
		e, err := enterprise.Enterprises.Get(c.AsSystem(), string(h.Enterprise))
		if err != nil {
			return err
		}
		if e.Operating != enterprise.Stopped {
			return kernel.FieldError(&Row.HaltFor, "企业档案的经营状态是“%s”，不是停产停业；请先核实档案", kernel.LabelOf(e.Operating))
		}
	}
	k, err := h.clock(h.Halts)
	if err == nil {
		err = k.Pause(clock.Default(), c.Today(), kernel.LabelOf(h.HaltFor))
	}
	if err != nil {
		return err
	}
	h.Halted, h.HaltedOn = true, c.Today()
	h.Halts = append(slices.Clone(h.Halts), Halt{From: c.Today(), Reason: h.HaltFor, By: c.Actor.Name})
	return nil
}

// resume lets the deadline run again; today counts. The deadline, and that of a listing, move by the days that did not count.
func resume(c *kernel.Ctx, h *Hazard) error {
	if !h.Halted {
		return kernel.Errorf(kernel.Conflict, "整改期限没有中止，不用恢复")
	}
	h.Halts = slices.Clone(h.Halts)
	last := &h.Halts[len(h.Halts)-1]
	k, err := h.clock(h.Halts[:len(h.Halts)-1])
	if err == nil {
		err = k.Pause(clock.Default(), last.From, kernel.LabelOf(last.Reason))
	}
	if err == nil {
		err = k.Resume(c.Today())
	}
	if err != nil {
		return err
	}
	now, err := k.Read(clock.Default(), c.Now())
	if err != nil {
		return err
	}
	last.To, last.Days, last.Due = c.Today(), h.DueOn.DaysUntil(now.Last), now.Last
	if h.Listing == Listed {
		h.ListedUntil = h.ListedUntil.AddDays(last.Days)
	}
	h.DueOn, h.Halted, h.HaltedOn, h.HaltFor = now.Last, false, "", ""
	return nil
}

// idle is how many days of the hazard did not count so far.
func (h *Hazard) idle() (days int) {
	for _, p := range h.Halts {
		days += p.Days
	}
	return days
}

// running lets the deadlines of an enterprise run again as soon as its file says that it works again.
func running(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != enterprise.Enterprises.Meta() || w.Before == nil || w.After == nil {
		return nil
	}
	was, now := w.Before.(*enterprise.Enterprise), w.After.(*enterprise.Enterprise)
	if was.Operating != enterprise.Stopped || now.Operating == enterprise.Stopped {
		return nil
	}
	list, err := Hazards.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&Row.Enterprise, kernel.Ref[enterprise.Enterprise](now.ID)), kernel.Eq(&Row.Halted, true), kernel.Eq(&Row.HaltFor, StandsStill)), Limit: -1})
	for _, h := range list {
		if _, err := Hazards.Do(c.AsSystem(), h.ID, 0, "resume", nil, "企业经营状态改为"+kernel.LabelOf(now.Operating)); err != nil {
			return err
		}
	}
	return err
}
