package roster

import (
	"slices"
	"time"

	"anjian/base/account"
	"anjian/kernel"
)

// seat is one place of the roster that somebody has to take.
type seat struct {
	Day    kernel.Date `json:"day"`
	Shift  string      `json:"shift"`
	Seat   int         `json:"seat"`
	Person string      `json:"person"` // empty: nobody is left
	Kept   bool        `json:"kept,omitempty"`
	begins time.Time
	ends   time.Time
}

// rest is the least time between two shifts of one person, where there are enough people for it.
const rest = 11 * time.Hour

// ring is people who take turns; at is who is next.
type ring struct {
	people []string
	at     int
}

// take returns the next in turn whom fits accepts, and leaves him at the end of the turn. Who is passed over comes first next time.
func (r *ring) take(fits func(string) bool) string {
	for i := range r.people {
		at := (r.at + i) % len(r.people)
		if who := r.people[at]; fits(who) {
			r.people = append(slices.Delete(r.people, at, at+1), who)
			if at < r.at {
				r.at--
			}
			r.at %= len(r.people)
			return who
		}
	}
	return ""
}

// arrange fills the days of a plan. off tells days off from working days, away who cannot; before is the duties that precede, from
// which the rotation goes on, and kept are seats that stay as they are.
func arrange(p *Post, days []kernel.Date, off func(kernel.Date) bool, away func(who string, on kernel.Date) bool, before []seat, kept map[string]string) (out []seat) {
	common := &ring{people: turn(refs(p.People), before, off, len(p.Holiday) > 0, false)}
	holiday := common
	if len(p.Holiday) > 0 {
		holiday = &ring{people: turn(refs(p.Holiday), before, off, true, true)}
	}
	last := map[string]time.Time{} // until when each was on duty
	for _, s := range before {
		if s.ends.After(last[s.Person]) {
			last[s.Person] = s.ends
		}
	}
	var team []string // those who stay for the day or the week
	week := -1
	for _, day := range days {
		r := common
		if off(day) {
			r = holiday
		}
		t, _ := time.Parse(time.DateOnly, string(day))
		if _, w := t.ISOWeek(); p.Turn == EachDay || p.Turn == EachWeek && w != week {
			team, week = nil, w
		}
		today := map[string]bool{}
		for _, shift := range p.Shifts {
			from, to := shift.span(day)
			if p.Turn == EachShift {
				team = nil
			}
			for n := 1; n <= shift.People; n++ {
				s := seat{Day: day, Shift: shift.Name, Seat: n, begins: from, ends: to}
				if who, stays := kept[seating(kernel.Ref[Post](p.ID), day, shift.Name, n)]; stays {
					s.Person, s.Kept = who, true
				} else if p.Turn != EachShift && n <= len(team) && !away(team[n-1], day) {
					s.Person = team[n-1]
				} else {
					s.Person = choose(r, from, last, today, func(who string) bool { return away(who, day) || slices.Contains(team, who) })
				}
				if p.Turn != EachShift && s.Person != "" && n > len(team) && !s.Kept {
					team = append(team, s.Person)
				}
				if s.Person != "" {
					today[s.Person] = true
					if to.After(last[s.Person]) {
						last[s.Person] = to
					}
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// choose takes the next who is free, rested and not on duty today; where there is none, one who is at least not on duty then.
func choose(r *ring, from time.Time, last map[string]time.Time, today map[string]bool, busy func(string) bool) string {
	who := r.take(func(who string) bool { return !busy(who) && !today[who] && !from.Before(last[who].Add(rest)) })
	if who == "" {
		who = r.take(func(who string) bool { return !busy(who) && !from.Before(last[who]) })
	}
	return who
}

// turn puts people into the order of the rotation: who was on duty last comes last. With two rotations only the days of the one count.
func turn(people []string, before []seat, off func(kernel.Date) bool, two, holiday bool) []string {
	at := map[string]int{}
	for i, s := range before {
		if !two || off(s.Day) == holiday {
			at[s.Person] = i + 1
		}
	}
	out := slices.Clone(people)
	slices.SortStableFunc(out, func(a, b string) int { return at[a] - at[b] })
	return out
}

func refs(list []kernel.Ref[account.Account]) (out []string) {
	for _, id := range list {
		out = append(out, string(id))
	}
	return out
}

// monthOf returns the days of a month such as 2026-05.
func monthOf(month string) (days []kernel.Date, err error) {
	first, err := time.Parse("2006-01", month)
	if err != nil || first.Year() < 2018 || first.Year() > 2100 {
		return nil, kernel.Errorf(kernel.Invalid, "月份应写成 2026-05")
	}
	for t := first; t.Month() == first.Month(); t = t.AddDate(0, 0, 1) {
		days = append(days, kernel.Date(t.Format(time.DateOnly)))
	}
	return days, nil
}

// dayOff tells whether a day is no working day, by the calendar of the platform.
func dayOff(c *kernel.Ctx) func(kernel.Date) bool {
	known := map[kernel.Date]bool{}
	return func(d kernel.Date) bool {
		off, ok := known[d]
		if !ok {
			off = c.AddWorkdays(d.AddDays(-1), 1) != d
			known[d] = off
		}
		return off
	}
}

type planIn struct {
	Post  string `json:"post"`
	Month string `json:"month"`
	Save  bool   `json:"save"`
}

type planOut struct {
	Items   []seat            `json:"items"`
	Names   map[string]string `json:"names"`
	Missing int               `json:"missing"`
	Counts  []count           `json:"counts"` // how often each is on duty, the fairness of it
}

type count struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	All    int    `json:"all"`
	Off    int    `json:"off"` // on days off
}

// plan works out the roster of a month and, if asked to, stores it. Shifts that have begun and what was changed by hand stay.
func plan(c *kernel.Ctx, in *planIn) (*planOut, error) {
	days, err := monthOf(in.Month)
	if err != nil {
		return nil, err
	}
	p, err := planned(c, in.Post)
	if err != nil {
		return nil, err
	}
	out := &planOut{Names: map[string]string{}, Items: []seat{}}
	err = c.Tx(func(c *kernel.Ctx) error {
		if today := c.Today(); days[len(days)-1] < today {
			return kernel.Errorf(kernel.Conflict, "不能编排过去的月份")
		}
		on := dayOff(c)
		existing, err := dutiesOf(c, p.ID, days[0], days[len(days)-1])
		if err != nil {
			return err
		}
		before, err := seatsBefore(c, p.ID, days[0])
		if err != nil {
			return err
		}
		away, err := leaves(c, p, days)
		if err != nil {
			return err
		}
		kept := map[string]string{}
		for _, d := range existing {
			if d.Kept || !d.Begins.After(c.Now()) {
				kept[d.Seating] = string(d.Person)
			}
		}
		all := arrange(p, days, on, away, before, kept)
		for _, s := range all {
			if s.begins.After(c.Now()) || s.Kept {
				out.Items = append(out.Items, s)
			}
		}
		if err := out.sum(c, on); err != nil {
			return err
		}
		if !in.Save {
			return nil
		}
		for _, d := range existing {
			if _, stays := kept[d.Seating]; !stays {
				if err := Duties.Delete(c, d.ID, 0); err != nil {
					return err
				}
			}
		}
		for _, s := range out.Items {
			if s.Kept || s.Person == "" {
				continue
			}
			if err := Duties.Create(c.AsSystem(), &Duty{Post: kernel.Ref[Post](p.ID), On: s.Day, Shift: s.Shift, Seat: s.Seat, Person: kernel.Ref[account.Account](s.Person)}); err != nil {
				return err
			}
		}
		return settle(c, p.ID)
	})
	return out, err
}

// planned returns a post whose roster the actor makes.
func planned(c *kernel.Ctx, id string) (*Post, error) {
	rows, err := Posts.Meta().Scope(c.Actor, "update")
	if err != nil {
		return nil, err
	}
	p, err := Posts.First(c, kernel.And(kernel.ByID(id), rows))
	switch {
	case err != nil:
		return nil, err
	case p == nil:
		return nil, kernel.Errorf(kernel.Missing, "找不到该值班岗位，或不由您排班")
	case p.Status != Active:
		return nil, kernel.Errorf(kernel.Conflict, "值班岗位已停用")
	}
	return p, nil
}

func dutiesOf(c *kernel.Ctx, post string, from, to kernel.Date) ([]*Duty, error) {
	return Duties.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&du.Post, kernel.Ref[Post](post)), kernel.Since(&du.On, from), kernel.UpTo(&du.On, to)), Sort: "day", Limit: -1})
}

// seatsBefore is the duties of the two months before a day, from which the rotation goes on.
func seatsBefore(c *kernel.Ctx, post string, day kernel.Date) (out []seat, err error) {
	list, err := dutiesOf(c, post, day.AddDays(-62), day.AddDays(-1))
	slices.SortFunc(list, func(a, b *Duty) int { return a.Begins.Compare(b.Begins) })
	for _, d := range list {
		out = append(out, seat{Day: d.On, Shift: d.Shift, Seat: d.Seat, Person: string(d.Person), begins: d.Begins, ends: d.Ends})
	}
	return out, err
}

// leaves tells who cannot on which day: those who said so, and those whose account is no longer used.
func leaves(c *kernel.Ctx, p *Post, days []kernel.Date) (func(string, kernel.Date) bool, error) {
	type span struct{ from, to kernel.Date }
	out := map[string][]span{}
	for _, id := range append(slices.Clone(p.People), p.Holiday...) {
		a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return nil, err
		}
		if a == nil || a.Status == account.Disabled {
			out[string(id)] = []span{{"0000-00-00", "9999-99-99"}}
			continue
		}
		list, err := Leaves.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&lv.Person, id), kernel.Since(&lv.To, days[0]), kernel.UpTo(&lv.From, days[len(days)-1]))})
		if err != nil {
			return nil, err
		}
		for _, l := range list {
			out[string(id)] = append(out[string(id)], span{l.From, l.To})
		}
	}
	return func(who string, on kernel.Date) bool {
		return slices.ContainsFunc(out[who], func(s span) bool { return s.from <= on && on <= s.to })
	}, nil
}

// sum counts who is on duty how often, and what is missing.
func (o *planOut) sum(c *kernel.Ctx, off func(kernel.Date) bool) error {
	at := map[string]*count{}
	for _, s := range o.Items {
		if s.Person == "" {
			o.Missing++
			continue
		}
		n := at[s.Person]
		if n == nil {
			n = &count{Person: s.Person}
			at[s.Person] = n
		}
		n.All++
		if off(s.Day) {
			n.Off++
		}
	}
	names, err := namesOf(c, slices.Collect(func(yield func(string) bool) {
		for id := range at {
			if !yield(id) {
				return
			}
		}
	}))
	o.Names = names
	for id, n := range at {
		n.Name = names[id]
		o.Counts = append(o.Counts, *n)
	}
	slices.SortFunc(o.Counts, func(a, b count) int {
		if a.All != b.All {
			return b.All - a.All
		}
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return err
}

func namesOf(c *kernel.Ctx, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for part := range slices.Chunk(ids, 200) {
		args := make([]any, len(part))
		for i, id := range part {
			args[i] = id
		}
		list, err := account.Accounts.List(c.AsSystem(), kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: args}})
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out[a.ID] = a.Name
		}
	}
	return out, nil
}

// settle works out up to which day every shift of a post is manned, from today on.
func settle(c *kernel.Ctx, id string) error {
	sys := c.AsSystem()
	p, err := Posts.First(sys, kernel.ByID(id))
	if err != nil || p == nil {
		return err
	}
	today := c.Today()
	list, err := dutiesOf(c, id, today, today.AddDays(400))
	if err != nil {
		return err
	}
	manned := map[string]bool{}
	for _, d := range list {
		manned[d.Seating] = true
	}
	last := today.AddDays(-1)
	for day := today; len(manned) > 0; day = day.AddDays(1) {
		whole := true
		for _, s := range p.Shifts {
			for n := 1; n <= s.People; n++ {
				begins, _ := s.span(day)
				whole = whole && (manned[seating(kernel.Ref[Post](id), day, s.Name, n)] || day == today && !begins.After(c.Now()))
			}
		}
		if !whole || day > today.AddDays(400) {
			break
		}
		last = day
	}
	if last == p.Planned || last < today && p.Planned < today {
		return nil
	}
	_, err = Posts.Update(sys, id, 0, func(p *Post) error { p.Planned = last; return nil })
	return err
}

// gaps looks every hour whether the rosters are still whole; the limit of a post and its reminders follow.
var gaps = &kernel.Task[struct{}]{Name: "roster.gaps", Every: time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	list, err := Posts.List(c, kernel.Query{Where: kernel.Eq(&ps.Status, Active), Limit: -1})
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := settle(c, p.ID); err != nil {
			return err
		}
		if err := unmanned(c, p); err != nil {
			return err
		}
	}
	return nil
}}
