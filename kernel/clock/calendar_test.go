package clock

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"anjian/kernel"
	"pgregory.net/rapid"
)

// Working days per year as published with the notices; a wrong or missing day changes the sum.
var workdays = map[int]int{2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}

func TestShippedYears(t *testing.T) {
	c := Default()
	if want := []int{2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026}; !slices.Equal(c.Years(), want) {
		t.Fatalf("years %v", c.Years())
	}
	for year, want := range workdays {
		first, _, err := c.WorkdaysBetween(date(year-1, 12, 31), date(year, 12, 31))
		if err != nil || first != want {
			t.Errorf("%d: %d working days, want %d (%v)", year, first, want, err)
		}
		y, ok := c.Year(year)
		if !ok || len(y.Notices) == 0 {
			t.Errorf("%d: no notice named", year)
		}
	}
}

// Swapping moves days and gives none away: a year has its Mondays to Fridays less the statutory holidays of 全国年节及纪念日放假办法,
// 11 and from 2025 on 13, since those on a weekend are made up for. 2020 had two more: the extended Spring Festival.
func TestYearsAgreeWithTheHolidayLaw(t *testing.T) {
	for year, got := range workdays {
		want := -11
		if year >= 2025 {
			want = -13
		}
		if year == 2020 {
			want -= 2
		}
		for d, last := dayOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)), dayOf(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)); d <= last; d++ {
			if !d.weekend() {
				want++
			}
		}
		if got != want {
			t.Errorf("%d: %d working days, the holiday law leaves %d", year, got, want)
		}
	}
}

func TestDay(t *testing.T) {
	for _, tt := range []struct {
		on   Date
		want Day
	}{
		{"2025-10-11", Day{Workday: true, Name: "国庆节、中秋节"}},
		{"2025-10-08", Day{Name: "国庆节、中秋节"}},
		{"2025-10-12", Day{}},
		{"2018-12-29", Day{Workday: true, Name: "元旦"}}, // moved by the notice for 2019
		{"2018-12-31", Day{Name: "元旦"}},
		{"2020-02-01", Day{Name: "春节"}},  // worked by the first notice, off by the second
		{"2019-05-03", Day{Name: "劳动节"}}, // the same
		{"2026-12-24", Day{Workday: true}},
		{"2026-12-25", Day{Workday: true, Provisional: true}}, // the notice for 2027 may move it
		{"2027-10-01", Day{Workday: true, Provisional: true}}, // a Friday as far as is known
		{"2017-06-03", Day{Provisional: true}},
		{"2024-12-31", Day{Workday: true}},
		{"2018-09-30", Day{Workday: true, Name: "国庆节"}},
		{"2026-01-04", Day{Workday: true, Name: "元旦"}},
		{"2023-10-07", Day{Workday: true, Name: "中秋节、国庆节"}},
		{"2022-12-31", Day{Name: "元旦"}},
		{"2021-02-20", Day{Workday: true, Name: "春节"}},
		{"2024-02-09", Day{Workday: true}}, // New Year's Eve: encouraged, not ordered, to be off
		{"2025-01-27", Day{Workday: true}},
		{"2020-01-19", Day{Workday: true, Name: "春节"}},
		{"2026-09-20", Day{Workday: true, Name: "国庆节"}},
		{"2024-02-29", Day{Workday: true}}, {"2026-02-28", Day{Workday: true, Name: "春节"}},
	} {
		got, err := Default().Day(tt.on)
		if err != nil || got != tt.want {
			t.Errorf("%s: %+v, want %+v (%v)", tt.on, got, tt.want, err)
		}
	}
	for _, bad := range []Date{"", "2026-02-30", "2026-2-3", "1800-01-01", "today", "2026-05-01T00:00:00"} {
		if _, err := Default().Day(bad); kernel.CodeOf(err) != kernel.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestWorkdaysLandOnWorkdays(t *testing.T) {
	c := Default()
	rapid.Check(t, func(t *rapid.T) {
		from, n := anyDate(t, "from"), rapid.IntRange(-400, 400).Draw(t, "n")
		to, provisional, err := c.AddWorkdays(from, n)
		if err != nil {
			t.Fatal(err)
		}
		if work, _, _ := c.IsWorkday(to); n != 0 && !work {
			t.Fatalf("%s %+d lands on %s, no working day", from, n, to)
		}
		if back, p, _ := c.WorkdaysBetween(from, to); back != n || p != provisional {
			t.Fatalf("%s %+d is %s, but between them are %d", from, n, to, back)
		}
		if n > 0 && to <= from || n < 0 && to >= from {
			t.Fatalf("%s %+d goes the wrong way: %s", from, n, to)
		}
	})
}

func TestWorkdaysAdd(t *testing.T) {
	c := Default()
	rapid.Check(t, func(t *rapid.T) {
		a, n, m := anyDate(t, "a"), rapid.IntRange(0, 200).Draw(t, "n"), rapid.IntRange(0, 200).Draw(t, "m")
		once, _, _ := c.AddWorkdays(a, n+m)
		first, _, _ := c.AddWorkdays(a, n)
		twice, _, _ := c.AddWorkdays(first, m)
		if once != twice {
			t.Fatalf("%s +%d +%d: %s and %s", a, n, m, once, twice)
		}
		b := anyDate(t, "b")
		ab, _, _ := c.WorkdaysBetween(a, b)
		slow := 0
		for d := a; d < b; {
			d = d.AddDays(1)
			if work, _, _ := c.IsWorkday(d); work {
				slow++
			}
		}
		if a <= b && ab != slow {
			t.Fatalf("between %s and %s: %d, counted %d", a, b, ab, slow)
		}
	})
}

func TestRollNeverGoesBack(t *testing.T) {
	c := Default()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "d")
		to, _, err := c.Roll(d)
		if err != nil || to < d {
			t.Fatalf("%s rolls to %s (%v)", d, to, err)
		}
		if work, _, _ := c.IsWorkday(to); !work {
			t.Fatalf("%s rolls to %s, no working day", d, to)
		}
		if work, _, _ := c.IsWorkday(d); work && to != d {
			t.Fatalf("working day %s rolls to %s", d, to)
		}
		if d < to {
			if n, _, _ := c.WorkdaysBetween(d, to); n != 1 {
				t.Fatalf("%s rolls over a working day to %s", d, to)
			}
		}
	})
}

func TestMonthsClamp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := anyDate(t, "from")
		d, err := parseDay(from)
		if err != nil {
			t.Fatal(err)
		}
		n := rapid.IntRange(-240, 240).Draw(t, "n")
		a, b := d.time(), d.addMonths(n).time()
		if months := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month()); months != n {
			t.Fatalf("%s %+d months is %s", from, n, b)
		}
		lastDay := b.AddDate(0, 0, 1).Day() == 1
		if b.Day() != a.Day() && !(lastDay && b.Day() < a.Day()) {
			t.Fatalf("%s %+d months is %s", from, n, b)
		}
	})
}

func TestProvisional(t *testing.T) {
	c := Default()
	for _, tt := range []struct {
		from        Date
		n           int
		want        Date
		provisional bool
	}{
		{"2026-12-17", 5, "2026-12-24", false},
		{"2026-12-17", 6, "2026-12-25", true},
		{"2026-12-28", 5, "2027-01-04", true},
		{"2018-01-03", -3, "2017-12-28", true},
		{"2018-01-05", -3, "2018-01-02", false},
	} {
		got, provisional, err := c.AddWorkdays(tt.from, tt.n)
		if err != nil || got != tt.want || provisional != tt.provisional {
			t.Errorf("%s %+d: %s %v, want %s %v (%v)", tt.from, tt.n, got, provisional, tt.want, tt.provisional, err)
		}
	}
	if _, p, err := new(Calendar).AddWorkdays("2026-02-12", 5); !p || err != nil {
		t.Errorf("an empty calendar is sure of itself (%v)", err)
	}
}

// The year to come, as an administrator would type it.
const next = "\ufeff日期,类别,名称\r\n" +
	"2026-12-31,放假,元旦\r\n2027/1/1,放假,元旦\r\n2027-01-02,休,元旦\r\n2027-01-03,off,元旦\r\n" +
	"2027-05-01,放假,劳动节\r\n2027-05-02,放假,劳动节\r\n\r\n" +
	"2027-10-01,放假,国庆节\r\n2027-10-02,放假,国庆节\r\n2027-10-03,放假,国庆节\r\n2027-10-04,放假,国庆节\r\n2027-10-09,上班,国庆节\r\n"

func TestImport(t *testing.T) {
	imported, err := ParseCSV(strings.NewReader(next))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(imported.Years(), []int{2027}) {
		t.Fatalf("years %v: a New Year's row in December belongs to the next year", imported.Years())
	}
	c := Default().Merge(imported)
	if got, p, _ := c.AddWorkdays("2026-12-28", 3); got != "2027-01-04" || p {
		t.Errorf("over New Year: %s %v", got, p)
	}
	if got, _, _ := Default().AddWorkdays("2026-12-28", 3); got != "2026-12-31" {
		t.Errorf("Merge changed the calendar it was called on: %s", got)
	}
	y, _ := c.Year(2027)
	if want := []string{"2026-12-31/2027-01-03"}; !slices.Equal(y.Festivals[0].Off, want) {
		t.Errorf("days in a row: %v", y.Festivals[0].Off)
	}
}

func TestMergeReplacesTheYear(t *testing.T) {
	early := `[{"year":2019,"festivals":[{"name":"元旦","off":["2019-01-01"]},{"name":"劳动节","off":["2019-05-01"]},{"name":"国庆节","off":["2019-10-01/2019-10-03"]}]}]`
	first, err := Parse(strings.NewReader(early))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		c    *Calendar
		work bool
	}{{first, true}, {first.Merge(Default()), false}, {Default().Merge(first), true}} {
		if work, _, _ := tt.c.IsWorkday("2019-05-02"); work != tt.work {
			t.Errorf("2019-05-02: %v", work)
		}
	}
	if y := first.Merge(Default()).Years(); len(y) != 9 {
		t.Errorf("years %v", y)
	}
}

func TestCalendarRoundTrip(t *testing.T) {
	text, err := json.Marshal(Default())
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	twice, err := json.Marshal(again)
	if err != nil || !bytes.Equal(text, twice) {
		t.Fatalf("%v\n%s\n%s", err, text, twice)
	}
}

func TestParseRefuses(t *testing.T) {
	year := func(festivals string) string { return `[{"year":2027,"festivals":[` + festivals + `]}]` }
	ok := `{"name":"元旦","off":["2027-01-01"]},{"name":"劳动节","off":["2027-05-01"]},{"name":"国庆节","off":["2027-10-01/2027-10-03"]}`
	if _, err := Parse(strings.NewReader(year(ok))); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing":         ``,
		"no list":         `{"year":2027}`,
		"no year":         `[]`,
		"rest":            year(ok) + `[]`,
		"unknown field":   `[{"year":2027,"days":[]}]`,
		"cut short":       year(`{"name":"元旦","off":["2027-01-01"]}`),
		"twice":           `[` + strings.Trim(year(ok), "[]") + `]},` + strings.Trim(year(ok), "[]") + `]}]`,
		"off and work":    year(ok + `,{"name":"春节","off":["2027-02-06"],"work":["2027-02-06"]}`),
		"work on weekday": year(ok + `,{"name":"春节","off":[],"work":["2027-02-08"]}`),
		"backwards":       year(ok + `,{"name":"春节","off":["2027-02-12/2027-02-06"]}`),
		"endless":         year(ok + `,{"name":"春节","off":["2027-02-06/2027-08-06"]}`),
		"other year":      year(ok + `,{"name":"春节","off":["2028-02-06"]}`),
		"no date":         year(ok + `,{"name":"春节","off":["2027-02-31"]}`),
		"no name":         year(ok + `,{"name":" ","off":["2027-02-06"]}`),
		"not UTF-8":       "\xff\xfe[]",
	} {
		if _, err := Parse(strings.NewReader(text)); kernel.CodeOf(err) != kernel.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"nothing":   "",
		"heading":   "date,kind,name\n",
		"columns":   "2027-01-01,off\n",
		"date":      "date,kind,name\n2027-13-01,off,元旦\n",
		"kind":      "2027-01-01,maybe,元旦\n",
		"cut short": "2027-01-01,off,元旦\n",
		"quote":     "\"2027-01-01,off,元旦\n",
		"twice":     next + "2027-01-01,off,元旦\n",
	} {
		if _, err := ParseCSV(strings.NewReader(text)); kernel.CodeOf(err) != kernel.Invalid {
			t.Errorf("csv %s: %v", name, err)
		}
	}
	if _, err := Parse(strings.NewReader(strings.Repeat(" ", maxFile+1))); kernel.CodeOf(err) != kernel.TooLarge {
		t.Errorf("a file without end: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(shipped)
	f.Add(next)
	f.Add(`[{"year":2027,"festivals":[{"name":"元旦","off":["2027-01-01/2027-01-03"],"work":["2027-01-09"]}]}]`)
	f.Add("2027-01-01,off,元旦\n\"x")
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(string) (*Calendar, error){
			func(s string) (*Calendar, error) { return Parse(strings.NewReader(s)) },
			func(s string) (*Calendar, error) { return ParseCSV(strings.NewReader(s)) },
		} {
			c, err := parse(text)
			if err != nil {
				if code := kernel.CodeOf(err); code != kernel.Invalid && code != kernel.TooLarge {
					t.Fatalf("unexpected: %v", err)
				}
				continue
			}
			out, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Parse(bytes.NewReader(out))
			if err != nil || !slices.Equal(c.Years(), again.Years()) {
				t.Fatalf("does not read back: %v\n%s", err, out)
			}
			for _, y := range c.Years() {
				if work, _, err := c.IsWorkday(date(y, 10, 1)); work || err != nil {
					t.Fatalf("National Day %d worked (%v)", y, err)
				}
			}
		}
	})
}
