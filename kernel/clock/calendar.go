package clock

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"anjian/kernel"
)

// Date is a statutory day in China, "2026-05-01".
type Date = kernel.Date

// Calendar tells working days from days off. The zero value knows no year.
type Calendar struct {
	years map[int]Year
	days  map[day]mark
}

// Year is what the notices say about one year (节假日安排). They may also move days of the last week of the year before.
type Year struct {
	Year      int        `json:"year"`
	Notices   []string   `json:"notices,omitempty"` // 文号, the later one amending the earlier
	Festivals []Festival `json:"festivals"`
}

// Festival is one holiday with the weekends that are worked for it.
type Festival struct {
	Name string   `json:"name"`
	Off  []string `json:"off"`            // days off: "2026-05-01" or first/last "2026-05-01/2026-05-05"
	Work []Date   `json:"work,omitempty"` // swapped work days (调休上班)
}

type mark struct {
	off  bool
	name string
}

//go:embed holidays.json
var shipped string

// Default is the calendar shipped with the program.
var Default = sync.OnceValue(func() *Calendar {
	c, err := Parse(strings.NewReader(shipped))
	if err != nil {
		panic(err)
	}
	return c
})

// Merge returns a calendar with the years of both; o's year replaces c's.
func (c *Calendar) Merge(o *Calendar) *Calendar {
	years := maps.Clone(c.years)
	if years == nil {
		years = map[int]Year{}
	}
	maps.Copy(years, o.years)
	return build(years)
}

// Years returns the years that are known, in order.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// Year returns what is known of one year.
func (c *Calendar) Year(year int) (Year, bool) {
	y, ok := c.years[year]
	return y, ok
}

// MarshalJSON writes the form that Parse reads.
func (c *Calendar) MarshalJSON() ([]byte, error) {
	years := []Year{}
	for _, y := range c.Years() {
		years = append(years, c.years[y])
	}
	return json.Marshal(years)
}

// build indexes years that were checked; where two of them speak of one day, the later year's notice is the newer.
func build(years map[int]Year) *Calendar {
	c := &Calendar{years: years, days: map[day]mark{}}
	for _, y := range c.Years() {
		for _, f := range years[y].Festivals {
			for _, s := range f.Off {
				first, last, _ := span(s)
				for d := first; d <= last; d++ {
					c.days[d] = mark{off: true, name: f.Name}
				}
			}
			for _, w := range f.Work {
				d, _ := parseDay(w)
				c.days[d] = mark{name: f.Name}
			}
		}
	}
	return c
}

// Day is what the calendar says of one day.
type Day struct {
	Workday     bool   `json:"workday"`
	Name        string `json:"name,omitempty"` // the festival it is off or worked for
	Provisional bool   `json:"provisional,omitempty"`
}

// Day returns what is known of d.
func (c *Calendar) Day(d Date) (Day, error) {
	n, err := parseDay(d)
	if err != nil {
		return Day{}, err
	}
	r := reckoner{cal: c}
	work := r.workday(n)
	return Day{Workday: work, Name: c.days[n].name, Provisional: r.provisional}, nil
}

// IsWorkday reports whether d is a working day (工作日).
func (c *Calendar) IsWorkday(d Date) (work, provisional bool, err error) {
	found, err := c.Day(d)
	return found.Workday, found.Provisional, err
}

// AddWorkdays returns the n-th working day after d, or before it if n is negative; d itself if n is 0.
func (c *Calendar) AddWorkdays(d Date, n int) (on Date, provisional bool, err error) {
	from, err := parseDay(d)
	if err != nil {
		return "", false, err
	}
	if n > maxDays || n < -maxDays {
		return "", false, tooLong()
	}
	r := reckoner{cal: c}
	to := r.walk(from, n, r.workday)
	return to.date(), r.provisional, nil
}

// WorkdaysBetween is the inverse of AddWorkdays: the working days after a up to and with b; negative, counting b up to but without a, if b is earlier.
func (c *Calendar) WorkdaysBetween(a, b Date) (n int, provisional bool, err error) {
	from, err := parseDay(a)
	if err != nil {
		return 0, false, err
	}
	to, err := parseDay(b)
	if err != nil {
		return 0, false, err
	}
	r := reckoner{cal: c}
	if to < from {
		n = -count(to-1, from-1, r.workday)
	} else {
		n = count(from, to, r.workday)
	}
	return n, r.provisional, nil
}

// Roll returns d if it is a working day, otherwise the next one.
func (c *Calendar) Roll(d Date) (on Date, provisional bool, err error) {
	n, err := parseDay(d)
	if err != nil {
		return "", false, err
	}
	r := reckoner{cal: c}
	return r.roll(n).date(), r.provisional, nil
}

// reckoner asks a calendar and remembers whether any answer was a guess.
type reckoner struct {
	cal         *Calendar
	provisional bool
}

func (r *reckoner) workday(d day) bool {
	year, month, dom := d.time().Date()
	_, known := r.cal.years[year]
	if known && month == time.December && dom >= yearEnd {
		_, known = r.cal.years[year+1]
	}
	m, named := r.cal.days[d]
	r.provisional = r.provisional || !known && !named
	if named {
		return !m.off
	}
	return !d.weekend()
}

// yearEnd is the day of December from which on the next year's notice may move days.
const yearEnd = 25

func (r *reckoner) roll(d day) day {
	for !r.workday(d) {
		d++
	}
	return d
}

// walk goes to the n-th day after from (before it if n is negative) that counts.
func (r *reckoner) walk(from day, n int, counts func(day) bool) day {
	step := day(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		from += step
		if counts(from) {
			n--
		}
	}
	return from
}

// count returns how many of the days after a up to and with b count.
func count(a, b day, counts func(day) bool) (n int) {
	for d := a + 1; d <= b; d++ {
		if counts(d) {
			n++
		}
	}
	return n
}
