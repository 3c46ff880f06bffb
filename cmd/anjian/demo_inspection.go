package main

import (
	"cmp"
	"fmt"

	"anjian/kernel"
	"anjian/system/inspection"
)

// patrol is a unit of the demonstration whose officers inspect, with what it takes: two certified officers and a leader who approves schemes.
type patrol struct {
	login    string
	officers []string
}

// seen is what the story needs to know of an item or a finding of a visit.
type seen struct {
	ID        string      `json:"id"`
	Rev       int         `json:"rev"`
	Mandatory bool        `json:"mandatory"`
	Level     string      `json:"level"`
	Hazard    string      `json:"hazard"`
	DueOn     kernel.Date `json:"due_on"`
}

// inspections plans visits of some units: one through and published, one whose re-check found something, one that waits for its re-check, one whose
// papers are due, one under way, one planned.
func (s *stage) inspections(g *agenda, residents []*resident) error {
	now := s.present()
	for i, u := range []string{"jinshui", "erqi", "xinmi"} {
		p, err := s.enlist(u)
		if err != nil {
			return err
		}
		var list []*resident
		if i == 0 {
			list = append(list, theirs(residents, guests[0].login))
		}
		for _, r := range residents {
			if r.unit.Login == u && r.id != "" && r.login != guests[0].login && r.login != guests[2].login && r.login != plantLogin && len(list) < 6 {
				list = append(list, r)
			}
		}
		if len(list) < 6 {
			return fmt.Errorf("%s没有足够的企业供示范检查", u)
		}
		g.add(now.AddDays(-33), 9, func() error { return s.closedVisit(g, p, list[1], now.AddDays(-33)) })
		g.add(now.AddDays(-30), 9, func() error { return s.returnedVisit(g, p, list[2], now.AddDays(-30)) })
		if i == 0 {
			g.add(now.AddDays(-33), 8, func() error { return s.cases(g, p, list[0], now) })
		}
		g.add(now.AddDays(-12), 9, func() error { return s.waitingVisit(g, p, list[0], now.AddDays(-12)) })
		g.add(now.AddDays(-2), 9, func() error { _, err := s.visit(p, list[3], now.AddDays(-2), 2, true); return err })
		g.add(now.AddDays(-1), 9, func() error { _, err := s.visit(p, list[4], now.AddDays(-1), 1, false); return err })
		g.add(now.AddDays(-1), 17, func() error {
			_, err := s.create(p.login, "inspection", fields{"enterprise": list[5].id, "kind": "routine", "planned_on": now.AddDays(3), "officers": p.officers})
			return err
		})
	}
	return nil
}

// expire does what the platform does by itself in the course of a day.
func (s *stage) expire() error { return inspection.Expire.Run(s.p.system(s), struct{}{}) }

// enlist finds two certified officers of a unit, and makes them if nobody has yet.
func (s *stage) enlist(login string) (*patrol, error) {
	p := &patrol{login: login}
	if err := s.as(login); err != nil {
		return nil, err
	}
	self := s.actors[login]
	list, err := s.find("leader", "officer", "status=active&region="+string(self.Region))
	if err != nil {
		return nil, err
	}
	for _, o := range list {
		p.officers = append(p.officers, o.ID)
	}
	if len(p.officers) >= 2 {
		p.officers = p.officers[:2]
		return p, nil
	}
	second, err := s.create("admin", "account", fields{"login": login + ".second", "name": s.Person(), "kind": "regulator", "roles": []string{"regulator"}, "region": self.Region, "phone": s.Phone()})
	if err != nil {
		return nil, err
	}
	if err := s.grant(citySecurity); err != nil {
		return nil, err
	}
	bureau, err := s.only("leader", "org", "kind=bureau&region="+string(self.Region))
	if err != nil {
		return nil, err
	}
	p.officers = nil
	for i, a := range []string{self.ID, second.ID} {
		o, err := s.create("leader", "officer", fields{"account": a, "org": bureau.ID, "region": self.Region, "certificate_no": fmt.Sprintf("豫A%s%02d", self.Region[2:], i+1), "issuer": "市人民政府",
			"valid_from": "2018-01-01", "valid_until": s.present().AddDays(700)})
		if err != nil {
			return nil, err
		}
		p.officers = append(p.officers, o.ID)
	}
	return p, nil
}

// visit inspects an enterprise on a day; n items fail. It ends with the facts confirmed and the record issued if done.
func (s *stage) visit(p *patrol, r *resident, day kernel.Date, n int, done bool) (v entry, err error) {
	s.at(day, 9, 10)
	if v, err = s.create(p.login, "inspection", fields{"enterprise": r.id, "kind": []string{"routine", "complaint", "other"}[s.Between(0, 2)], "planned_on": day, "officers": p.officers}); err != nil {
		return v, err
	}
	if err = s.step(p.login, "inspection", &v, "begin", fields{"present": r.Principal, "present_post": "主要负责人"}); err != nil {
		return v, err
	}
	var items struct{ Items []seen }
	if err = s.get(p.login, "inspection_item?limit=100&sort=number&inspection="+v.ID, &items); err != nil {
		return v, err
	}
	var replies []fields
	for i, it := range items.Items {
		switch f := s.Faults(r.Trade, 1)[0]; {
		case i%7 == 3 && len(replies) < n && it.Level != "major":
			replies = append(replies, fields{"item": it.ID, "outcome": "fail", "note": f.Place + "：" + f.Note, "photos": s.photo(s.before, "检查照片")})
		}
	}
	s.at(day, 10, 20)
	if err = s.post(p.login, "inspection/"+v.ID+"/answer", fields{"replies": replies, "rest": done}, nil); err != nil || !done {
		return v, err
	}
	var facts struct{ Doubts []struct{ Group string } }
	if err = s.get(p.login, "inspection/"+v.ID+"/facts", &facts); err != nil {
		return v, err
	}
	var groups []string
	for _, d := range facts.Doubts {
		groups = append(groups, d.Group)
	}
	if err = s.post(p.login, "inspection/"+v.ID+"/facts", fields{"confirm": groups}, nil); err != nil {
		return v, err
	}
	s.at(day, 11, 30)
	return v, s.step(p.login, "inspection", &v, "finish", nil)
}

// paper draws a paper of a visit up and issues it.
func (s *stage) paper(p *patrol, v *entry, kind, part string) error {
	var d entry
	if err := s.post(p.login, "document/draft", fields{"type": "inspection", "id": v.ID, "kind": kind, "part": part}, &d); err != nil {
		return err
	}
	return s.step(p.login, "document", &d, "issue", nil)
}

// ordered is a visit with its record and order issued.
func (s *stage) ordered(p *patrol, r *resident, day kernel.Date, n int) (v entry, list []seen, err error) {
	if v, err = s.visit(p, r, day, n, true); err != nil {
		return v, nil, err
	}
	err = every(func() error { return s.paper(p, &v, "inspection_record", "") }, func() error { return s.paper(p, &v, "rectification_order", "") })
	if err != nil {
		return v, nil, err
	}
	var found struct{ Items []seen }
	err = s.get(p.login, "inspection_finding?sort=number&inspection="+v.ID, &found)
	return v, found.Items, err
}

// recheck looks at every finding again; those before kept are rectified.
func (s *stage) recheck(p *patrol, v *entry, list []seen, kept int) error {
	if err := s.step(p.login, "inspection", v, "recheck", nil); err != nil {
		return err
	}
	r, err := s.only(p.login, "inspection_recheck", "status=looking&inspection="+v.ID)
	if err != nil {
		return err
	}
	var lines []fields
	for i, f := range list {
		l := fields{"finding": f.ID, "verdict": "accepted", "note": "现场查看，已整改到位", "photos": s.photo(s.after, "复查照片")}
		if i >= kept {
			l = fields{"finding": f.ID, "verdict": "partly", "note": "只完成一部分，仍有缺口", "photos": s.photo(s.before, "复查照片"), "due_on": s.today().AddDays(10)}
		}
		lines = append(lines, l)
	}
	return every(
		func() error { return s.change(p.login, "inspection_recheck", &r, fields{"lines": lines}) },
		func() error { return s.step(p.login, "inspection_recheck", &r, "decide", nil) },
		func() error { return s.paper(p, v, "recheck_opinion", r.ID) },
	)
}

// closedVisit is through and published.
func (s *stage) closedVisit(g *agenda, p *patrol, r *resident, day kernel.Date) error {
	v, list, err := s.ordered(p, r, day, 2)
	g.add(day.AddDays(17), 10, func() error {
		return every(s.expire, func() error { return s.recheck(p, &v, list, len(list)) }, func() error { return s.step(p.login, "inspection", &v, "publish", nil) })
	})
	return err
}

// returnedVisit has something left after its re-check.
func (s *stage) returnedVisit(g *agenda, p *patrol, r *resident, day kernel.Date) error {
	v, list, err := s.ordered(p, r, day, 3)
	g.add(day.AddDays(17), 15, func() error { return every(s.expire, func() error { return s.recheck(p, &v, list, len(list)-1) }) })
	g.add(day.AddDays(18), 15, func() error { return s.prosecute(p, &v, p.login != "erqi") })
	return err
}

// waitingVisit waits for its re-check: who has an account has put everything right.
func (s *stage) waitingVisit(g *agenda, p *patrol, r *resident, day kernel.Date) error {
	_, list, err := s.ordered(p, r, day, 2)
	if err != nil || r.login == "" {
		return err
	}
	for _, f := range list {
		h := &entry{ID: f.Hazard}
		g.add(day.AddDays(1), 9, func() error {
			return s.step(r.login, "hazard", h, "assign", fields{"responsible": cmp.Or(r.SafetyLeader, r.Principal), "measures": "立即整改，指定专人负责"})
		})
		s.mend(g, r, h, day.AddDays(6), true)
	}
	return nil
}
