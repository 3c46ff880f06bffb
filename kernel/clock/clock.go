package clock

import (
	"math"
	"strings"
	"time"

	"anjian/kernel"
)

// Clock is one running limit of one record. It holds what happened, never what follows from it: Read works that out
// with the calendar of the day, so that a new holiday notice needs no rewriting of records.
type Clock struct {
	Start      Date        `json:"start"`                // 起算日: not counted
	StartAt    time.Time   `json:"start_at,omitzero"`    // the moment from which hours run
	Limit      Limit       `json:"limit"`                //
	Warn       int         `json:"warn,omitempty"`       // how long before the last day to warn: working days or hours if the limit is in them, otherwise days; 0 for no warning
	Pauses     []Pause     `json:"pauses,omitempty"`     // in order of time
	Extensions []Extension `json:"extensions,omitempty"` //
	Done       Date        `json:"done,omitempty"`       // when what was due was done
	DoneAt     time.Time   `json:"done_at,omitzero"`     // the same for hours
}

// Pause is time that is not counted (中止, 不计入期限).
type Pause struct {
	From   Date   `json:"from"`         // the first day that is not counted
	To     Date   `json:"to,omitempty"` // the day that is counted again; empty while the pause lasts
	Reason string `json:"reason"`
}

// Extension is time added by decision (延长).
type Extension struct {
	On     Date   `json:"on"` // when it was granted
	Number int    `json:"number"`
	Unit   Unit   `json:"unit"`
	Reason string `json:"reason"`
}

// IsZero reports that no clock has begun.
func (k Clock) IsZero() bool { return k.Start == "" }

// Kind stores a clock as one JSON column.
func (Clock) Kind() kernel.Kind {
	return kernel.Kind{Name: "json", JSON: "object", Column: kernel.JSON}
}

// Begin starts a clock on a day.
func Begin(start Date, l Limit, warn int) (Clock, error) {
	if l.Unit == Hours {
		return Clock{}, invalid("按小时计的期限应有起算时刻")
	}
	k := Clock{Start: start, Limit: l, Warn: warn}
	_, err := k.parts(0)
	return k, err
}

// BeginAt starts a clock that is counted in hours.
func BeginAt(at time.Time, l Limit, warn int) (Clock, error) {
	if l.Unit != Hours {
		return Clock{}, invalid("只有按小时计的期限才从时刻起算")
	}
	k := Clock{Start: kernel.Day(at), StartAt: at, Limit: l, Warn: warn}
	_, err := k.parts(0)
	return k, err
}

// Pause stops the clock from a day on. That is possible up to and with the nominal last day.
func (k *Clock) Pause(c *Calendar, on Date, reason string) error {
	if err := k.change(on); err != nil {
		return err
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	if k.Limit.Unit == Hours {
		return kernel.Errorf(kernel.Conflict, "按小时计的期限不能中止")
	}
	if n := len(k.Pauses); n > 0 {
		if k.Pauses[n-1].To == "" {
			return kernel.Errorf(kernel.Conflict, "期限已经中止")
		}
		if on < k.Pauses[n-1].To {
			return invalid("中止日期不能早于上次恢复的日期%s", string(k.Pauses[n-1].To))
		}
	}
	due, err := k.dueOn(c, on)
	if err != nil {
		return err
	}
	if on > due.Nominal {
		return kernel.Errorf(kernel.Conflict, "期限已于%s届满，不能中止", string(due.Nominal))
	}
	k.Pauses = append(k.Pauses, Pause{From: on, Reason: reason})
	return nil
}

// Resume lets the clock run again; the day itself counts.
func (k *Clock) Resume(on Date) error {
	n := len(k.Pauses)
	if n == 0 || k.Pauses[n-1].To != "" {
		return kernel.Errorf(kernel.Conflict, "期限没有中止，不能恢复")
	}
	if err := k.change(on); err != nil {
		return err
	}
	if on < k.Pauses[n-1].From {
		return invalid("恢复日期不能早于中止日期%s", string(k.Pauses[n-1].From))
	}
	k.Pauses[n-1].To = on
	return nil
}

// Extend adds time, granted on a day not after the last one. The extension runs on from the nominal end.
func (k *Clock) Extend(c *Calendar, on Date, n int, u Unit, reason string) error {
	if err := k.change(on); err != nil {
		return err
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	if err := (Limit{Number: n, Unit: u}).Check(); err != nil {
		return err
	}
	if len(k.Extensions) == maxExtensions {
		return tooLong()
	}
	if (u == Hours) != (k.Limit.Unit == Hours) {
		return invalid("延长的单位应与原期限一致：不能把小时与日期混合计算")
	}
	due, err := k.dueOn(c, on)
	if err != nil {
		return err
	}
	if on > due.Last {
		return kernel.Errorf(kernel.Conflict, "期限已于%s届满，不能延长", string(due.Last))
	}
	k.Extensions = append(k.Extensions, Extension{On: on, Number: n, Unit: u, Reason: reason})
	return nil
}

// Finish stops the clock for good: what was due was done on that day, in time or not. An open pause ends with it.
func (k *Clock) Finish(on Date) error {
	if k.Limit.Unit == Hours {
		return invalid("按小时计的期限应写明完成时刻")
	}
	if err := k.change(on); err != nil {
		return err
	}
	if n := len(k.Pauses); n > 0 {
		if last := k.Pauses[n-1]; on < last.From {
			return invalid("完成日期不能早于中止日期%s", string(last.From))
		} else if last.To == "" {
			k.Pauses[n-1].To = on
		}
	}
	k.Done = on
	return nil
}

// FinishAt is Finish for a clock that is counted in hours.
func (k *Clock) FinishAt(at time.Time) error {
	if k.Limit.Unit != Hours {
		return invalid("按日期计的期限应写明完成日期")
	}
	if at.Before(k.StartAt) {
		return invalid("完成时刻不能早于起算时刻")
	}
	if err := k.change(kernel.Day(at)); err != nil {
		return err
	}
	k.Done, k.DoneAt = kernel.Day(at), at
	return nil
}

// change holds what every event on a clock has in common.
func (k *Clock) change(on Date) error {
	if _, err := k.parts(0); err != nil {
		return err
	}
	if k.Done != "" {
		return kernel.Errorf(kernel.Conflict, "期限已于%s办结", string(k.Done))
	}
	if _, err := parseDay(on); err != nil {
		return err
	}
	if on < k.Start {
		return invalid("日期不能早于起算日%s", string(k.Start))
	}
	return nil
}

func checkReason(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return invalid("应写明原因")
	}
	return nil
}

// maxExtensions is more than any law allows; beyond it a program runs wild.
const maxExtensions = 20

// stretch is a pause in numbers: from counts no more, to counts again.
type stretch struct{ from, to day }

// parts checks the clock, which may come from outside, and returns its pauses as they stand on a day. An open
// pause is taken to last through that day.
func (k *Clock) parts(today day) ([]stretch, error) {
	start, err := parseDay(k.Start)
	if err != nil {
		return nil, err
	}
	if err := k.Limit.Check(); err != nil {
		return nil, err
	}
	hours := k.Limit.Unit == Hours
	if hours != !k.StartAt.IsZero() || hours && kernel.Day(k.StartAt) != k.Start {
		return nil, invalid("起算时刻与期限单位不符")
	}
	if k.Warn < 0 || k.Warn > maxDays {
		return nil, invalid("提醒提前量不合理：%d", k.Warn)
	}
	if hours && len(k.Pauses) > 0 {
		return nil, invalid("按小时计的期限不能中止")
	}
	var pauses []stretch
	free := start
	for i, p := range k.Pauses {
		from, err := parseDay(p.From)
		if err != nil {
			return nil, err
		}
		to := max(from, today) + 1
		if p.To != "" {
			if to, err = parseDay(p.To); err != nil {
				return nil, err
			}
		} else if i < len(k.Pauses)-1 {
			return nil, invalid("中止于%s的期限没有恢复日期", string(p.From))
		}
		if from < free || to < from {
			return nil, invalid("中止时段次序不对：%s", string(p.From))
		}
		free = to
		pauses = append(pauses, stretch{from, to})
	}
	if len(k.Extensions) > maxExtensions {
		return nil, tooLong()
	}
	for _, e := range k.Extensions {
		if err := (Limit{Number: e.Number, Unit: e.Unit}).Check(); err != nil {
			return nil, err
		}
		if (e.Unit == Hours) != hours {
			return nil, invalid("延长的单位与原期限不符")
		}
	}
	if k.Done != "" {
		if _, err := parseDay(k.Done); err != nil {
			return nil, err
		}
		if k.Done < k.Start {
			return nil, invalid("完成日期不能早于起算日%s", string(k.Start))
		}
		if hours && k.DoneAt.IsZero() {
			return nil, invalid("按小时计的期限应写明完成时刻")
		}
	}
	return pauses, nil
}

// segments is the limit with its extensions, neighbours of the same unit joined: two months from 31 January end on 31 March.
func (k *Clock) segments() []Limit {
	all := []Limit{}
	add := func(n int, u Unit) {
		if u == Years {
			n, u = 12*n, Months
		}
		if last := len(all) - 1; last >= 0 && all[last].Unit == u {
			all[last].Number += n
		} else {
			all = append(all, Limit{Number: n, Unit: u})
		}
	}
	add(k.Limit.Number, k.Limit.Unit)
	for _, e := range k.Extensions {
		add(e.Number, e.Unit)
	}
	return all
}

// hours returns the moment at which a clock in hours ends.
func (k *Clock) hours() time.Time {
	n := 0
	for _, s := range k.segments() {
		n += s.Number
	}
	return k.StartAt.Add(time.Duration(n) * time.Hour)
}

// dueOn returns the end of the limit as it stands on a day.
func (k *Clock) dueOn(c *Calendar, on Date) (Due, error) {
	today, err := parseDay(on)
	if err != nil {
		return Due{}, err
	}
	pauses, err := k.parts(today)
	if err != nil {
		return Due{}, err
	}
	if k.Limit.Unit == Hours {
		last := kernel.Day(k.hours())
		return Due{Nominal: last, Last: last}, nil
	}
	due, _, err := k.end(c, pauses)
	return due, err
}

func (k *Clock) end(c *Calendar, pauses []stretch) (Due, day, error) {
	r := reckoner{cal: c}
	at, err := parseDay(k.Start)
	if err != nil {
		return Due{}, 0, err
	}
	running := func(d day) bool { return !within(pauses, d) }
	for _, s := range k.segments() {
		switch s.Unit {
		case Workdays:
			at = r.walk(at, s.Number, func(d day) bool { return running(d) && r.workday(d) })
		case Days:
			at = r.walk(at, s.Number, running)
		case Months:
			to := at.addMonths(s.Number)
			still := int(to-at) - count(at, to, running)
			at = r.walk(to, still, running)
		}
	}
	due := Due{Nominal: at.date(), Last: at.date(), Provisional: r.provisional}
	guess := reckoner{cal: c}
	rolled := guess.roll(at)
	if k.Limit.Roll == Forward {
		at, due.Last, due.Provisional = rolled, rolled.date(), due.Provisional || guess.provisional
	}
	if k.Limit.Roll == Forward || !guess.provisional {
		due.Rolled = rolled.date()
	}
	return due, at, nil
}

func within(pauses []stretch, d day) bool {
	for _, p := range pauses {
		if p.from <= d && d < p.to {
			return true
		}
	}
	return false
}

// State is how a clock stands.
type State string

const (
	Running State = "running"
	Warned  State = "warned"  // 临期
	Overdue State = "overdue" // 逾期
	Paused  State = "paused"  // 中止
	Done    State = "done"    // 办结
)

func (State) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Running, "计时中"), kernel.Opt(Warned, "即将到期"), kernel.Opt(Overdue, "已逾期"), kernel.Opt(Paused, "已中止"), kernel.Opt(Done, "已办结")}
}

// Reading is what a clock shows at a moment. While it is paused, the dates are those it would have if it ran again the day after.
type Reading struct {
	Due
	State  State     `json:"state"`
	Left   int       `json:"left"`              // what remains after today in Unit, 0 on the last day, negative when overdue; at the day of Done if done
	Unit   Unit      `json:"unit"`              // Workdays or Hours like the limit, Days for months and years
	WarnOn Date      `json:"warn_on,omitempty"` // the day of the warning, a working day
	At     time.Time `json:"at,omitzero"`       // hours: the end
	WarnAt time.Time `json:"warn_at,omitzero"`  // hours: the warning
	Late   bool      `json:"late,omitempty"`    // overdue, or done after the last day
}

// Read returns what the clock shows at a moment.
func (k Clock) Read(c *Calendar, now time.Time) (Reading, error) {
	on := kernel.Day(now)
	if k.Done != "" {
		on, now = k.Done, k.DoneAt
	}
	today, err := parseDay(on)
	if err != nil {
		return Reading{}, err
	}
	pauses, err := k.parts(today)
	if err != nil {
		return Reading{}, err
	}
	if k.Limit.Unit == Hours {
		return k.readHours(now), nil
	}
	due, last, err := k.end(c, pauses)
	if err != nil {
		return Reading{}, err
	}
	v := Reading{Due: due, Unit: Days, State: Running, Late: today > last}
	r := reckoner{cal: c, provisional: due.Provisional}
	counts := func(d day) bool { return !within(pauses, d) }
	if k.Limit.Unit == Workdays {
		v.Unit = Workdays
		counts = func(d day) bool { return !within(pauses, d) && r.workday(d) }
	}
	if today > last {
		v.Left = -count(last, today, counts)
	} else {
		v.Left = count(today, last, counts)
	}
	v.Provisional = r.provisional
	if k.Warn > 0 {
		v.WarnOn = k.warnOn(c, last, counts).date()
	}
	switch {
	case k.Done != "":
		v.State = Done
	case within(pauses, today) && last >= today:
		v.State = Paused
	case v.Late:
		v.State = Overdue
	case k.Warn > 0 && on >= v.WarnOn:
		v.State = Warned
	}
	return v, nil
}

// warnOn returns the first day on which no more than Warn is left, or the working day before it: on a holiday nobody reads a warning.
func (k Clock) warnOn(c *Calendar, last day, counts func(day) bool) day {
	start, _ := parseDay(k.Start)
	d := last
	for left := k.Warn; d > start; d-- {
		if counts(d) {
			left--
		}
		if left < 0 {
			break
		}
	}
	r := reckoner{cal: c}
	for d > start && !r.workday(d) {
		d--
	}
	return d
}

func (k Clock) readHours(now time.Time) Reading {
	at := k.hours()
	v := Reading{At: at, Unit: Hours, State: Running, Late: now.After(at)}
	v.Nominal, v.Last = kernel.Day(at), kernel.Day(at)
	v.Left = int(math.Floor(at.Sub(now).Hours()))
	if k.Warn > 0 {
		v.WarnAt = at.Add(-time.Duration(k.Warn) * time.Hour)
		v.WarnOn = kernel.Day(v.WarnAt)
	}
	switch {
	case k.Done != "":
		v.State = Done
	case v.Late:
		v.State = Overdue
	case k.Warn > 0 && !now.Before(v.WarnAt):
		v.State = Warned
	}
	return v
}
