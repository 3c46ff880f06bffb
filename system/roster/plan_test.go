package roster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/kernel"
)

func people(names string) (out []kernel.Ref[account.Account]) {
	for n := range strings.FieldsSeq(names) {
		out = append(out, kernel.Ref[account.Account](n))
	}
	return out
}

var (
	round = []Shift{{Name: "全天", From: "08:00", To: "08:00", People: 1}}
	two   = []Shift{{Name: "白班", From: "08:00", To: "20:00", People: 1}, {Name: "夜班", From: "20:00", To: "08:00", People: 1}}
	pairs = []Shift{{Name: "全天", From: "08:00", To: "08:00", People: 2}}
)

func weekend(d kernel.Date) bool {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
}

// The week from Friday the first of May 2026; letters are people, a dash is nobody.
func TestArrange(t *testing.T) {
	free := func(string, kernel.Date) bool { return false }
	for _, tc := range []struct {
		name   string
		post   Post
		away   func(string, kernel.Date) bool
		before string // who was on duty the days before, one each
		kept   map[string]string
		want   string
	}{
		{"one a day in turn", Post{Shifts: round, Turn: EachShift, People: people("A B C")}, free, "", nil, "A B C A B C A"},
		{"the rotation goes on from the month before", Post{Shifts: round, Turn: EachShift, People: people("A B C")}, free, "CAB", nil, "C A B C A B C"},
		{"who is away is passed over and comes next", Post{Shifts: round, Turn: EachShift, People: people("A B C")}, func(who string, d kernel.Date) bool { return who == "B" && d < "2026-05-04" }, "", nil, "A C A B C A B"},
		{"days off have a rotation of their own", Post{Shifts: round, Turn: EachShift, People: people("A B C"), Holiday: people("X Y")}, free, "", nil, "A X Y B C A B"},
		{"nobody twice without rest", Post{Shifts: two, Turn: EachShift, People: people("A B C")}, free, "", nil, "AB CA BC AB CA BC AB"},
		{"two people have no rest between", Post{Shifts: two, Turn: EachShift, People: people("A B")}, free, "", nil, "AB AB AB AB AB AB AB"},
		{"nobody is on two shifts at once", Post{Shifts: []Shift{two[0], two[0]}, Turn: EachShift, People: people("A")}, free, "", nil, "A- A- A- A- A- A- A-"},
		{"a day for the same person", Post{Shifts: two, Turn: EachDay, People: people("A B C")}, free, "", nil, "AA BB CC AA BB CC AA"},
		{"a week for the same person", Post{Shifts: round, Turn: EachWeek, People: people("A B C")}, free, "", nil, "A A A B B B B"},
		{"a week, and he is away a day", Post{Shifts: round, Turn: EachWeek, People: people("A B C")}, func(who string, d kernel.Date) bool { return who == "A" && d == "2026-05-02" }, "", nil, "A B A C C C C"},
		{"two at a time", Post{Shifts: pairs, Turn: EachShift, People: people("A B C")}, free, "", nil, "AB CA BC AB CA BC AB"},
		{"what was changed by hand stays", Post{Shifts: round, Turn: EachShift, People: people("A B C")}, free, "", map[string]string{"/2026-05-02/全天/1": "Z"}, "A Z B C A B C"},
		{"everybody is away", Post{Shifts: round, Turn: EachShift, People: people("A B")}, func(_ string, d kernel.Date) bool { return d == "2026-05-03" }, "", nil, "A B - A B A B"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var days []kernel.Date
			for i := range 7 {
				days = append(days, kernel.Date("2026-05-01").AddDays(i))
			}
			var before []seat
			for i, who := range tc.before {
				day := days[0].AddDays(i - len(tc.before))
				from, to := tc.post.Shifts[0].span(day)
				before = append(before, seat{Day: day, Person: string(who), begins: from, ends: to})
			}
			var got strings.Builder
			for i, s := range arrange(&tc.post, days, weekend, tc.away, before, tc.kept) {
				if n := len(tc.post.Shifts) * tc.post.Shifts[0].People; i > 0 && i%n == 0 {
					got.WriteByte(' ')
				}
				if s.Person == "" {
					s.Person = "-"
				}
				fmt.Fprint(&got, s.Person)
			}
			if got.String() != tc.want {
				t.Errorf("got  %s\nwant %s", got.String(), tc.want)
			}
		})
	}
}
