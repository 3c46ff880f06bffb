package clock

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"anjian/kernel"
	"pgregory.net/rapid"
)

func date(year, month, dom int) Date {
	return dayOf(time.Date(year, time.Month(month), dom, 0, 0, 0, 0, time.UTC)).date()
}

func anyDate(t *rapid.T, name string) Date {
	first, last := dayOf(time.Date(2017, 6, 1, 0, 0, 0, 0, time.UTC)), dayOf(time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC))
	return day(rapid.IntRange(int(first), int(last)).Draw(t, name)).date()
}

func noon(d Date) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), kernel.China)
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour)
}

func law(t *testing.T, l Law, n int, u Unit, on Date) Limit {
	t.Helper()
	limit, err := l.Limit(n, u, on)
	if err != nil {
		t.Fatal(err)
	}
	return limit
}

// Worked examples of the limits in daily use, each checked by hand against the notices.
func TestWorkedExamples(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		start                 Date
		limit                 Limit
		nominal, rolled, last Date
	}{
		{"听证申请", "2025-09-29", law(t, Penalty, 5, Days, "2025-09-29"), "2025-10-13", "2025-10-13", "2025-10-13"},
		{"缴纳罚款", "2025-09-20", law(t, Penalty, 15, Days, "2025-09-20").ForParty(), "2025-10-05", "2025-10-09", "2025-10-09"},
		{"先行登记保存", "2026-02-12", law(t, Penalty, 7, Days, "2026-02-12"), "2026-02-28", "2026-02-28", "2026-02-28"},
		{"许可决定", "2018-09-20", law(t, Licensing, 20, Days, "2018-09-20"), "2018-10-24", "2018-10-24", "2018-10-24"},
		{"立案后作出决定", "2025-07-03", law(t, Penalty, 90, Days, "2025-07-03"), "2025-10-01", "2025-10-09", "2025-10-01"},
		{"立案后作出决定（顺延）", "2025-07-03", law(t, Penalty, 90, Days, "2025-07-03").ForParty(), "2025-10-01", "2025-10-09", "2025-10-09"},
		{"六个月止于月末", "2025-08-31", law(t, Order, 6, Months, "2025-08-31"), "2026-02-28", "2026-02-28", "2026-02-28"},
		{"一次性告知补正", "2026-02-12", law(t, Licensing, 5, Days, "2026-02-12"), "2026-02-26", "2026-02-26", "2026-02-26"},
		{"非煤矿山许可四十五日", "2018-03-01", law(t, Licensing, 45, Days, "2018-03-01"), "2018-05-07", "2018-05-07", "2018-05-07"},
		{"催告", "2025-09-24", law(t, Compulsion, 10, Days, "2025-09-24"), "2025-10-14", "2025-10-14", "2025-10-14"},
		{"查封扣押", "2025-09-05", law(t, Compulsion, 30, Days, "2025-09-05"), "2025-10-05", "2025-10-09", "2025-10-05"},
		{"申请行政复议", "2025-08-04", law(t, Reconsideration, 60, Days, "2025-08-04"), "2025-10-03", "2025-10-09", "2025-10-09"},
		{"直接起诉", "2024-08-31", law(t, Litigation, 6, Months, "2024-08-31"), "2025-02-28", "2025-02-28", "2025-02-28"},
		{"追责时效", "2024-02-29", law(t, Penalty, 2, Years, "2024-02-29"), "2026-02-28", "2026-02-28", "2026-02-28"},
		{"事故调查报告", "2025-08-04", law(t, AccidentDecree, 60, Days, "2025-08-04"), "2025-10-03", "2025-10-09", "2025-10-03"},
		{"七个工作日公示", "2026-02-12", law(t, WorkSafety, 7, Workdays, "2026-02-12"), "2026-02-28", "2026-02-28", "2026-02-28"},
	} {
		due, err := tt.limit.After(Default(), tt.start)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if want := (Due{Nominal: tt.nominal, Rolled: tt.rolled, Last: tt.last}); due != want {
			t.Errorf("%s: %s after %s: %+v, want %+v", tt.name, tt.limit, tt.start, due, want)
		}
	}
}

func TestBefore(t *testing.T) {
	for _, tt := range []struct {
		limit Limit
		on    Date
		want  Date
	}{
		{Limit{Number: 3, Unit: Months}, "2021-06-09", "2021-03-09"}, // renewal of a licence that ends on 9 June
		{Limit{Number: 3, Unit: Months}, "2024-05-31", "2024-02-29"},
		{Limit{Number: 7, Unit: Workdays}, "2025-10-13", "2025-09-26"}, // notice before a hearing
		{Limit{Number: 20, Unit: Workdays}, "2026-03-02", "2026-01-27"},
		{Limit{Number: 30, Unit: Days}, "2026-03-01", "2026-01-30"},
		{Limit{Number: 1, Unit: Years}, "2024-02-29", "2023-02-28"},
	} {
		got, _, err := tt.limit.Before(Default(), tt.on)
		if err != nil || got != tt.want {
			t.Errorf("%s before %s: %s, want %s (%v)", tt.limit, tt.on, got, tt.want, err)
		}
	}
	if _, _, err := (Limit{Number: 24, Unit: Hours}).Before(Default(), "2026-01-01"); kernel.CodeOf(err) != kernel.Invalid {
		t.Error(err)
	}
}

func TestLaw(t *testing.T) {
	for _, tt := range []struct {
		law  Law
		on   Date
		n    int
		want Unit
	}{
		{Penalty, "2021-07-14", 3, Days}, {Penalty, "2021-07-15", 3, Workdays}, {Penalty, "2025-01-01", 2, Workdays}, {Penalty, "2025-01-01", 4, Days},
		{Penalty, "2025-01-01", 5, Workdays}, {Penalty, "2025-01-01", 7, Workdays}, {Penalty, "2025-01-01", 10, Days}, {Penalty, "2025-01-01", 60, Days},
		{Licensing, "2025-01-01", 45, Workdays}, {Licensing, "2025-01-01", 1, Workdays},
		{Compulsion, "2025-01-01", 10, Workdays}, {Compulsion, "2025-01-01", 11, Days}, {Compulsion, "2025-01-01", 30, Days},
		{Reconsideration, "2023-12-31", 3, Days}, {Reconsideration, "2023-12-31", 5, Workdays}, {Reconsideration, "2024-01-01", 3, Workdays},
		{Reconsideration, "2024-01-01", 10, Workdays}, {Reconsideration, "2024-01-01", 60, Days},
		{Litigation, "2025-01-01", 15, Days}, {CivilCode, "2025-01-01", 5, Days}, {CivilProcedure, "2025-01-01", 7, Days},
		{WorkSafety, "2025-01-01", 5, Days}, {AccidentDecree, "2025-01-01", 7, Days}, {CoalMine, "2025-01-01", 20, Days}, {Order, "2025-01-01", 10, Days},
	} {
		got := law(t, tt.law, tt.n, Days, tt.on)
		if got.Unit != tt.want || got.Number != tt.n || got.Basis == "" {
			t.Errorf("%s on %s, %d 日: %+v, want %s", tt.law, tt.on, tt.n, got, tt.want)
		}
		if err := got.Check(); err != nil {
			t.Errorf("%+v: %v", got, err)
		}
	}
	for l, want := range map[Law]Roll{CivilCode: Forward, CivilProcedure: Forward, Litigation: Forward, Reconsideration: Forward, Penalty: Keep, WorkSafety: Keep} {
		if got := law(t, l, 1, Months, "2025-01-01").Roll; got != want {
			t.Errorf("%s rolls %q", l, got)
		}
	}
	if _, err := Compulsion.Rule("2011-12-31"); kernel.CodeOf(err) != kernel.Missing {
		t.Errorf("a law before its day: %v", err)
	}
	if _, err := Law("moon").Rule("2025-01-01"); kernel.CodeOf(err) != kernel.Missing {
		t.Errorf("a law that is none: %v", err)
	}
	named := map[Law]bool{}
	for _, o := range Penalty.Options() {
		named[Law(o.Value)] = true
	}
	last := map[Law]Date{}
	for _, r := range Rules() {
		if !named[r.Law] || r.Since <= last[r.Law] || r.Article == "" {
			t.Errorf("rule %+v: no label, out of order or without a source", r)
		}
		last[r.Law] = r.Since
	}
	if len(last) != len(named) {
		t.Errorf("%d laws have a label, %d a rule", len(named), len(last))
	}
}

func begin(t testing.TB, start Date, l Limit, warn int) Clock {
	t.Helper()
	k, err := Begin(start, l, warn)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func read(t testing.TB, k Clock, on Date) Reading {
	t.Helper()
	v, err := k.Read(Default(), noon(on))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A licence application of 2026: accepted, sent to experts, resumed, extended, decided.
func TestStory(t *testing.T) {
	c := Default()
	k := begin(t, "2026-03-02", law(t, Licensing, 20, Days, "2026-03-02"), 3)
	step := func(on Date, state State, left int, last Date) {
		t.Helper()
		if v := read(t, k, on); v.State != state || v.Left != left || v.Last != last || v.Unit != Workdays || v.Provisional {
			t.Fatalf("on %s: %+v, want %s, %d left, last %s", on, v, state, left, last)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	step("2026-03-02", Running, 20, "2026-03-30")
	step("2026-03-09", Running, 15, "2026-03-30")
	must(k.Pause(c, "2026-03-10", "专家评审"))
	step("2026-03-09", Running, 15, "2026-03-31") // the day before, with the pause already known
	step("2026-03-10", Paused, 15, "2026-03-31")
	step("2026-03-16", Paused, 15, "2026-04-07")
	must(k.Resume("2026-03-17"))
	step("2026-03-17", Running, 14, "2026-04-07")
	step("2026-04-01", Warned, 3, "2026-04-07")
	step("2026-04-07", Warned, 0, "2026-04-07")
	step("2026-04-08", Overdue, -1, "2026-04-07")
	must(k.Extend(c, "2026-04-03", 10, Workdays, "负责人批准延长"))
	step("2026-04-08", Running, 9, "2026-04-21")
	must(k.Finish("2026-04-20"))
	step("2026-12-01", Done, 1, "2026-04-21")
	if read(t, k, "2026-12-01").Late {
		t.Error("done in time, yet late")
	}
	text, err := json.Marshal(k)
	must(err)
	var again Clock
	must(json.Unmarshal(text, &again))
	if !reflect.DeepEqual(k, again) {
		t.Errorf("%s reads back as %+v", text, again)
	}
	const golden = `{"start":"2026-03-02","limit":{"number":20,"unit":"workday","basis":"行政许可法第八十二条"},"warn":3,` +
		`"pauses":[{"from":"2026-03-10","to":"2026-03-17","reason":"专家评审"}],` +
		`"extensions":[{"on":"2026-04-03","number":10,"unit":"workday","reason":"负责人批准延长"}],"done":"2026-04-20"}`
	if string(text) != golden {
		t.Errorf("stored form changed:\n%s\n%s", text, golden)
	}
}

func TestStates(t *testing.T) {
	pay := law(t, Penalty, 15, Days, "2025-09-20").ForParty()
	late := begin(t, "2025-09-20", pay, 3)
	if err := late.Finish("2025-10-20"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		k    Clock
		on   Date
		want Reading
	}{
		{"the warning is brought forward from the holiday", begin(t, "2025-09-20", pay, 3), "2025-09-30",
			Reading{State: Warned, Left: 9, WarnOn: "2025-09-30"}},
		{"before it", begin(t, "2025-09-20", pay, 3), "2025-09-29", Reading{State: Running, Left: 10, WarnOn: "2025-09-30"}},
		{"in the holiday, past the nominal end", begin(t, "2025-09-20", pay, 3), "2025-10-07", Reading{State: Warned, Left: 2, WarnOn: "2025-09-30"}},
		{"no warning asked for", begin(t, "2025-09-20", pay, 0), "2025-10-09", Reading{State: Running, Left: 0}},
		{"overdue", begin(t, "2025-09-20", pay, 0), "2025-10-10", Reading{State: Overdue, Left: -1, Late: true}},
		{"done late", late, "2025-12-01", Reading{State: Done, Left: -11, WarnOn: "2025-09-30", Late: true}},
		{"warning longer than the limit", begin(t, "2025-09-20", pay, 90), "2025-09-20", Reading{State: Warned, Left: 19, WarnOn: "2025-09-20"}},
	} {
		want := tt.want
		want.Unit, want.Due = Days, Due{Nominal: "2025-10-05", Rolled: "2025-10-09", Last: "2025-10-09"}
		if got := read(t, tt.k, tt.on); got != want {
			t.Errorf("%s:\n%+v\n%+v", tt.name, got, want)
		}
	}
}

func TestDayBreaksInChina(t *testing.T) {
	k := begin(t, "2026-03-02", Limit{Number: 1, Unit: Days}, 0)
	for at, want := range map[string]State{"2026-03-03T15:59:59Z": Running, "2026-03-03T16:00:00Z": Overdue} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := k.Read(Default(), now); err != nil || v.State != want {
			t.Errorf("%s: %s (%v)", at, v.State, err)
		}
	}
}

func TestUnknownYears(t *testing.T) {
	for _, tt := range []struct {
		start Date
		limit Limit
		want  Due
	}{
		{"2026-12-21", Limit{Number: 10, Unit: Workdays}, Due{Nominal: "2027-01-04", Last: "2027-01-04", Provisional: true}},
		{"2026-10-05", Limit{Number: 90, Unit: Days}, Due{Nominal: "2027-01-03", Last: "2027-01-03"}},
		{"2026-10-05", Limit{Number: 90, Unit: Days, Roll: Forward}, Due{Nominal: "2027-01-03", Rolled: "2027-01-04", Last: "2027-01-04", Provisional: true}},
		{"2025-06-30", Limit{Number: 2, Unit: Years}, Due{Nominal: "2027-06-30", Last: "2027-06-30"}},
	} {
		got, err := tt.limit.After(Default(), tt.start)
		if err != nil || got != tt.want {
			t.Errorf("%s after %s: %+v, want %+v (%v)", tt.limit, tt.start, got, tt.want, err)
		}
	}
}

func TestHours(t *testing.T) {
	at := time.Date(2025, 10, 1, 22, 30, 0, 0, kernel.China)
	k, err := BeginAt(at, Limit{Number: 2, Unit: Hours, Basis: "生产安全事故报告和调查处理条例第十一条"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		after time.Duration
		state State
		left  int
	}{
		{0, Running, 2}, {30 * time.Minute, Running, 1}, {time.Hour, Warned, 1}, {2 * time.Hour, Warned, 0}, {2*time.Hour + time.Second, Overdue, -1},
	} {
		v, err := k.Read(Default(), at.Add(tt.after))
		if err != nil || v.State != tt.state || v.Left != tt.left || v.Last != "2025-10-02" || !v.At.Equal(at.Add(2*time.Hour)) || v.Unit != Hours {
			t.Errorf("after %s: %+v (%v)", tt.after, v, err)
		}
	}
	if err := k.Pause(Default(), "2025-10-01", "等待"); kernel.CodeOf(err) != kernel.Conflict {
		t.Errorf("hours were paused: %v", err)
	}
	if err := k.FinishAt(at.Add(-time.Minute)); kernel.CodeOf(err) != kernel.Invalid {
		t.Errorf("done before it began: %v", err)
	}
	if err := k.FinishAt(at.Add(3 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	if v, err := k.Read(Default(), at.AddDate(1, 0, 0)); err != nil || v.State != Done || !v.Late || v.Left != -1 {
		t.Errorf("done late: %+v (%v)", v, err)
	}
	text, _ := json.Marshal(k)
	var again Clock
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if v, err := again.Read(Default(), at); err != nil || v.State != Done {
		t.Errorf("after a round trip: %+v (%v)", v, err)
	}
}

func TestRefusals(t *testing.T) {
	c := Default()
	ten := Limit{Number: 10, Unit: Days}
	fresh := func() *Clock { k := begin(t, "2026-03-02", ten, 0); return &k }
	paused := func() *Clock {
		k := fresh()
		if err := k.Pause(c, "2026-03-04", "鉴定"); err != nil {
			t.Fatal(err)
		}
		return k
	}
	done := func() *Clock {
		k := fresh()
		if err := k.Finish("2026-03-05"); err != nil {
			t.Fatal(err)
		}
		return k
	}
	begins := func(start Date, l Limit, warn int) error { _, err := Begin(start, l, warn); return err }
	for name, tt := range map[string]struct {
		err  error
		code kernel.Code
	}{
		"no start":                {begins("", ten, 0), kernel.Invalid},
		"no number":               {begins("2026-03-02", Limit{Unit: Days}, 0), kernel.Invalid},
		"no unit":                 {begins("2026-03-02", Limit{Number: 1}, 0), kernel.Invalid},
		"hours from a day":        {begins("2026-03-02", Limit{Number: 1, Unit: Hours}, 0), kernel.Invalid},
		"a thousand years":        {begins("2026-03-02", Limit{Number: 1000, Unit: Years}, 0), kernel.Invalid},
		"rolling working days":    {begins("2026-03-02", Limit{Number: 5, Unit: Workdays, Roll: Forward}, 0), kernel.Invalid},
		"warning below zero":      {begins("2026-03-02", ten, -1), kernel.Invalid},
		"pause without reason":    {fresh().Pause(c, "2026-03-04", " "), kernel.Invalid},
		"pause before the start":  {fresh().Pause(c, "2026-03-01", "鉴定"), kernel.Invalid},
		"pause after the end":     {fresh().Pause(c, "2026-03-13", "鉴定"), kernel.Conflict},
		"pause twice":             {paused().Pause(c, "2026-03-05", "鉴定"), kernel.Conflict},
		"pause when done":         {done().Pause(c, "2026-03-04", "鉴定"), kernel.Conflict},
		"resume what runs":        {fresh().Resume("2026-03-04"), kernel.Conflict},
		"resume before the pause": {paused().Resume("2026-03-03"), kernel.Invalid},
		"extend too late":         {fresh().Extend(c, "2026-03-13", 5, Days, "批准"), kernel.Conflict},
		"extend by nothing":       {fresh().Extend(c, "2026-03-03", 0, Days, "批准"), kernel.Invalid},
		"extend days by hours":    {fresh().Extend(c, "2026-03-03", 5, Hours, "批准"), kernel.Invalid},
		"extend when done":        {done().Extend(c, "2026-03-04", 5, Days, "批准"), kernel.Conflict},
		"finish twice":            {done().Finish("2026-03-06"), kernel.Conflict},
		"finish before start":     {fresh().Finish("2026-03-01"), kernel.Invalid},
		"finish before the pause": {paused().Finish("2026-03-03"), kernel.Invalid},
		"pause on the last day":   {fresh().Pause(c, "2026-03-12", "鉴定"), ""},
		"finish in the pause":     {paused().Finish("2026-03-09"), ""},
	} {
		if got := kernel.CodeOf(tt.err); got != tt.code {
			t.Errorf("%s: %q (%v), want %q", name, got, tt.err, tt.code)
		}
	}
	for name, text := range map[string]string{
		"open pause in the middle": `{"start":"2026-03-02","limit":{"number":10,"unit":"day"},"pauses":[{"from":"2026-03-03","reason":"a"},{"from":"2026-03-05","to":"2026-03-06","reason":"b"}]}`,
		"pauses overlap":           `{"start":"2026-03-02","limit":{"number":10,"unit":"day"},"pauses":[{"from":"2026-03-03","to":"2026-03-09","reason":"a"},{"from":"2026-03-05","to":"2026-03-06","reason":"b"}]}`,
		"hours without a moment":   `{"start":"2026-03-02","limit":{"number":10,"unit":"hour"}}`,
		"done before the start":    `{"start":"2026-03-02","limit":{"number":10,"unit":"day"},"done":"2026-03-01"}`,
		"empty":                    `{}`,
	} {
		var k Clock
		if err := json.Unmarshal([]byte(text), &k); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Read(c, noon("2026-03-04")); kernel.CodeOf(err) != kernel.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestExtensions(t *testing.T) {
	for _, tt := range []struct {
		start Date
		limit Limit
		more  []Extension
		want  Date
	}{
		{"2025-01-31", Limit{Number: 1, Unit: Months}, []Extension{{Number: 1, Unit: Months}}, "2025-03-31"}, // two months, not a month from 28 February
		{"2025-01-31", Limit{Number: 1, Unit: Months}, []Extension{{Number: 1, Unit: Years}}, "2026-02-28"},
		{"2025-01-31", Limit{Number: 1, Unit: Months}, []Extension{{Number: 10, Unit: Days}}, "2025-03-10"},
		{"2025-09-20", Limit{Number: 15, Unit: Days, Roll: Forward}, []Extension{{Number: 5, Unit: Days}}, "2025-10-10"}, // from the nominal end
		{"2025-08-04", Limit{Number: 60, Unit: Days}, []Extension{{Number: 60, Unit: Days}}, "2025-12-02"},
	} {
		k := begin(t, tt.start, tt.limit, 0)
		for _, e := range tt.more {
			if err := k.Extend(Default(), tt.start, e.Number, e.Unit, "批准"); err != nil {
				t.Fatal(err)
			}
		}
		if got := read(t, k, tt.start); got.Last != tt.want {
			t.Errorf("%s from %s, extended: %s, want %s", tt.limit, tt.start, got.Last, tt.want)
		}
	}
}

func TestPauseShiftsTheEnd(t *testing.T) {
	c := Default()
	rapid.Check(t, func(t *rapid.T) {
		start := anyDate(t, "start")
		unit := rapid.SampledFrom([]Unit{Workdays, Days, Months}).Draw(t, "unit")
		k, err := Begin(start, Limit{Number: rapid.IntRange(1, 60).Draw(t, "n"), Unit: unit}, 0)
		if err != nil {
			t.Fatal(err)
		}
		before, err := k.dueOn(c, start)
		if err != nil {
			t.Fatal(err)
		}
		from := start.AddDays(rapid.IntRange(1, start.DaysUntil(before.Last)).Draw(t, "from"))
		to := from.AddDays(rapid.IntRange(0, 90).Draw(t, "length"))
		if err := k.Pause(c, from, "专家评审"); err != nil {
			t.Fatal(err)
		}
		open, err := k.Read(c, noon(to))
		if err != nil || open.State != Paused {
			t.Fatalf("%+v (%v)", open, err)
		}
		if err := k.Resume(to); err != nil {
			t.Fatal(err)
		}
		after, err := k.dueOn(c, to)
		if err != nil {
			t.Fatal(err)
		}
		if unit == Workdays {
			// Days [from, to) are lost, and the end moves by exactly so many.
			lost, _, _ := c.WorkdaysBetween(from.AddDays(-1), to.AddDays(-1))
			if moved, _, _ := c.WorkdaysBetween(before.Last, after.Last); moved != lost {
				t.Fatalf("%d working days lost, the end moved by %d: %s to %s", lost, moved, before.Last, after.Last)
			}
		} else if moved := before.Last.DaysUntil(after.Last); moved != from.DaysUntil(to) {
			t.Fatalf("%d days lost, the end moved by %d: %s to %s", from.DaysUntil(to), moved, before.Last, after.Last)
		}
	})
}

func TestReadingHolds(t *testing.T) {
	c := Default()
	rapid.Check(t, func(t *rapid.T) {
		start, on := anyDate(t, "start"), anyDate(t, "on")
		l := Limit{Number: rapid.IntRange(1, 40).Draw(t, "n"), Unit: rapid.SampledFrom([]Unit{Workdays, Days, Months, Years}).Draw(t, "unit")}
		if rapid.Bool().Draw(t, "party") {
			l = l.ForParty()
		}
		warn := rapid.IntRange(0, 30).Draw(t, "warn")
		k, err := Begin(start, l, warn)
		if err != nil {
			t.Fatal(err)
		}
		v, err := k.Read(c, noon(on))
		if err != nil {
			t.Fatal(err)
		}
		if v.Last < v.Nominal || v.Nominal <= start {
			t.Fatalf("%+v", v)
		}
		if late := on > v.Last; late != (v.State == Overdue) || late != v.Late || !late && v.Left < 0 || on == v.Last && v.Left != 0 {
			t.Fatalf("on %s: %+v", on, v)
		}
		if warn > 0 && v.State == Running && on >= start && v.Left <= warn {
			t.Fatalf("%d left, warning at %d, yet no warning: %+v", v.Left, warn, v)
		}
		if work, _, _ := c.IsWorkday(v.Last); l.Unit == Workdays && !work {
			t.Fatalf("ends on %s, no working day", v.Last)
		}
		if w, _, _ := c.IsWorkday(v.WarnOn); warn > 0 && v.WarnOn > start && !w {
			t.Fatalf("warns on %s, no working day", v.WarnOn)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	k := begin(b, "2026-03-02", Limit{Number: 20, Unit: Workdays}, 3)
	c, now := Default(), noon("2026-03-20")
	for b.Loop() {
		if _, err := k.Read(c, now); err != nil {
			b.Fatal(err)
		}
	}
}
