package clock

import (
	"time"

	"anjian/kernel"
)

// day numbers the days since 1970-01-01: what all reckoning is done in.
type day int

// Dates outside are typing errors; a limit longer than maxDays is one too.
const (
	minYear = 1900
	maxYear = 2999
	maxDays = 36600
)

func parseDay(d Date) (day, error) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || t.Year() < minYear || t.Year() > maxYear {
		return 0, kernel.Errorf(kernel.Invalid, "不是有效的日期：%q，应为 2026-05-01 的形式", string(d))
	}
	return dayOf(t), nil
}

func dayOf(t time.Time) day { return day(t.Unix() / 86400) }

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }
func (d day) date() Date      { return Date(d.time().Format(time.DateOnly)) }

func (d day) weekend() bool {
	w := d.time().Weekday()
	return w == time.Saturday || w == time.Sunday
}

// addMonths goes to the day of the same number n months on, or to the month's last day if there is none.
func (d day) addMonths(n int) day {
	year, month, dom := d.time().Date()
	first := time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return dayOf(first) + day(min(dom, last)-1)
}
