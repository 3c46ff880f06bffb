package main

import (
	"cmp"
	"fmt"
	"slices"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/cmd/anjian/demo"
	"anjian/kernel"
)

// The days of the notice whose figures the demonstration reproduces.
const (
	noticeFrom kernel.Date = "2018-05-04"
	noticeTo   kernel.Date = "2018-06-05"
)

// completeFiles is how many of the 1,840 files are complete: 64 %.
const completeFiles = 1178

// resident is an enterprise of the demonstration.
type resident struct {
	*enterprise.Enterprise
	unit  *demo.Unit
	login string // of its safety manager, if it has an account
	id    string
}

// act is something that happens at a time of the story.
type act struct {
	day  kernel.Date
	hour int
	do   func() error
}

// agenda is what is going to happen, the earliest first.
type agenda struct{ acts []act }

func (g *agenda) add(day kernel.Date, hour int, do func() error) {
	a := act{day, hour, do}
	i, _ := slices.BinarySearchFunc(g.acts, a, func(x, y act) int { return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.hour, y.hour), -1) })
	g.acts = slices.Insert(g.acts, i, a)
}

// play lets happen what is planned, and what that brings with it.
func (s *stage) play(g *agenda) error {
	for len(g.acts) > 0 {
		a := g.acts[0]
		g.acts = g.acts[1:]
		s.at(a.day, a.hour, s.Between(0, 20))
		if err := a.do(); err != nil {
			return err
		}
	}
	return nil
}

// city plays Zhengzhou: how 1,840 enterprises came on record in the spring of 2018, who of them checked itself, what the notice said of it, and
// what has been going on in the last weeks.
func (s *stage) city() error {
	s.say("正在装入示范数据：郑州市，虚构的企业和人员，种子 %d", s.in.opts.seed)
	s.begin("2018-05-02")
	residents := s.residents()
	return every(s.foundation, func() error { return s.spring(residents) }, func() error { return s.recently(residents) })
}

// foundation is what a platform has before its first enterprise: divisions, organisations, accounts.
func (s *stage) foundation() error {
	s.say("  行政区划、机构、账号")
	err := s.p.system(s).Tx(func(c *kernel.Ctx) error {
		if err := region.Seed(c, city); err != nil {
			return err
		}
		if _, err := account.Found(c, demoMark, city[:2]); err != nil {
			return err
		}
		return account.Protect(c, city[:2], account.Policy{Factor: []kernel.Role{}}) // who looks around has no second factor
	})
	if err != nil {
		return err
	}
	if err := s.guards(); err != nil {
		return err
	}
	orgs, err := s.organisations()
	if err != nil {
		return err
	}
	if err := s.accounts(orgs); err != nil {
		return err
	}
	if err := s.pictures("clerk", 12); err != nil {
		return err
	}
	users := []string{"clerk", "leader", "regulator"}
	for i, u := range demo.City() {
		if i%5 != 3 { // some never sign in, and the notice says so
			users = append(users, u.Login)
		}
	}
	s.at("2018-05-03", 9, 0)
	if err := s.passwords(users); err != nil {
		return err
	}
	for _, login := range users {
		if err := s.login(login); err != nil {
			return err
		}
	}
	return nil
}

// organisations makes the bureaus under the names that they had in 2018.
func (s *stage) organisations() (map[kernel.Region]string, error) {
	orgs := map[kernel.Region]string{}
	bureau, err := s.create("admin", "org", fields{"name": "郑州市安全生产监督管理局", "title": "郑州市安全监管局", "kind": "bureau", "prefix": "郑安监管", "region": city, "rank": 1})
	if err != nil {
		return nil, err
	}
	if err := s.post("admin", "org/"+bureau.ID+"/departments", fields{}, nil); err != nil {
		return nil, err
	}
	orgs[city] = bureau.ID
	for i, u := range demo.City() {
		d, _ := region.Standard(string(u.Code))
		body := fields{"name": d.Name + "安全生产监督管理局", "kind": "bureau", "region": u.Code, "superior": bureau.ID, "rank": i + 2}
		o, err := s.create("admin", "org", body)
		if err != nil {
			return nil, err
		}
		orgs[u.Code] = o.ID
	}
	return orgs, nil
}

// residents invents the enterprises of the notice: of each unit as many as it says, of all as many complete as it says.
func (s *stage) residents() (all []*resident) {
	var easy []*resident
	for _, u := range demo.City() {
		for i := range u.Is {
			first, last := noticeFrom.AddDays(-25), noticeFrom
			if i >= u.Was {
				first, last = noticeFrom.AddDays(1), noticeTo
			}
			r := &resident{Enterprise: s.Enterprise(u, "2018-04-01"), unit: u}
			r.RegisteredOn = s.Day(first, last)
			if all = append(all, r); !demo.Hard(r.Trade) {
				easy = append(easy, r)
			}
		}
	}
	s.Shuffle(len(easy), func(i, j int) { easy[i], easy[j] = easy[j], easy[i] })
	for _, r := range easy[completeFiles:] {
		s.Spoil(r.Enterprise)
	}
	for _, u := range demo.City() {
		list := slices.DeleteFunc(slices.Clone(all), func(r *resident) bool { return r.unit.Code != u.Code || r.RegisteredOn > noticeFrom })
		s.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for i, r := range list[:u.Checkers] {
			r.login = fmt.Sprintf("%s%02d", u.Login, i+1)
		}
	}
	return all
}

// spring plays the weeks of the notice, and the summer in which most of what was found then was put right.
func (s *stage) spring(residents []*resident) error {
	g := &agenda{}
	last := kernel.Date("")
	for _, day := range []kernel.Date{noticeFrom, "2018-05-15", "2018-05-25", noticeTo} {
		come := slices.DeleteFunc(slices.Clone(residents), func(r *resident) bool { return r.RegisteredOn <= last || r.RegisteredOn > day })
		last = day
		g.add(day, 10, func() error {
			s.say("  %s 登记企业 %d 家", day, len(come))
			return s.register("clerk", string(day)+"企业登记.xlsx", come)
		})
		g.add(day, 15, func() error { return s.review(come) })
	}
	g.add(noticeFrom, 18, func() error { return s.managers(residents) })
	s.checks(g, residents)
	g.add(noticeTo.AddDays(1), 9, s.notice)
	return s.play(g)
}

// register imports files as somebody.
func (s *stage) register(login, name string, list []*resident) error {
	rows := make([]any, len(list))
	for i, r := range list {
		rows[i] = r.Enterprise
	}
	return s.load(login, "enterprise", name, demo.EnterpriseColumns, rows)
}

// review lets the units review what came in, and then the departments of the trades.
func (s *stage) review(list []*resident) error {
	seen := map[kernel.Region]bool{}
	for _, r := range list {
		if seen[r.unit.Code] {
			continue
		}
		seen[r.unit.Code] = true
		if err := s.pass(r.unit.Login, "pass", "status=submitted"); err != nil {
			return err
		}
	}
	if err := s.pass("chem", "approve", "status=reviewed"); err != nil {
		return err
	}
	return s.pass("industry", "approve", "status=reviewed")
}

// pass takes everything that a query selects through one step.
func (s *stage) pass(login, step, query string) error {
	list, err := s.find(login, "enterprise", query)
	if err != nil {
		return err
	}
	return s.batch(login, "enterprise", step, list)
}

// managers gives the enterprises that use the platform an account each.
func (s *stage) managers(residents []*resident) error {
	if err := s.identify(residents); err != nil {
		return err
	}
	n := 0
	for _, r := range residents {
		if r.login == "" {
			continue
		}
		n++
		if err := s.manager(r, r.login, cmp.Or(r.SafetyLeader, r.Principal)); err != nil {
			return err
		}
	}
	s.say("  企业安全管理员账号 %d 个", n)
	return s.grant(citySecurity)
}

// manager opens an account for an enterprise.
func (s *stage) manager(r *resident, login, name string) error {
	_, err := s.create("admin", "account", fields{"login": login, "name": name, "kind": "enterprise", "roles": []string{"safety"}, "enterprise": r.id, "region": r.Region, "phone": s.Phone()})
	return err
}

// identify finds the files of the residents that are on record by now.
func (s *stage) identify(residents []*resident) error {
	list, err := s.find("clerk", "enterprise", "sort=registered_on")
	if err != nil {
		return err
	}
	ids := map[string]string{}
	for _, e := range list {
		ids[e.Name] = e.ID
	}
	for _, r := range residents {
		r.id = ids[r.Name]
	}
	return nil
}

// found is a hazard as the check tells of it that found it.
type found struct {
	Hazard string `json:"hazard"`
	OnSpot bool   `json:"on_spot"`
}

// checks plans the self-checks of the notice and what follows from them.
func (s *stage) checks(g *agenda, residents []*resident) {
	for _, u := range demo.City() {
		if u.Checkers == 0 {
			continue
		}
		hazards := s.Share(u.Hazards, u.Checkers)
		for _, r := range residents {
			if r.login == "" || r.unit.Code != u.Code {
				continue
			}
			n := hazards[0]
			hazards = hazards[1:]
			g.add(s.Day("2018-05-07", "2018-06-04"), s.Between(9, 17), func() error { return s.selfCheck(g, r, n) })
		}
	}
}

// selfCheck is a check without a list: what was looked at, and n things that were wrong.
func (s *stage) selfCheck(g *agenda, r *resident, n int) error {
	today, person := s.today(), cmp.Or(r.SafetyLeader, r.Principal)
	var items []fields
	for i, f := range s.Faults(r.Trade, n+s.Between(3, 6)) {
		item := fields{"content": f.Content, "category": f.Category, "basis": f.Basis, "outcome": "pass"}
		if i < n {
			item["outcome"], item["note"], item["photos"] = "fail", f.Place+"："+f.Note, s.photo(s.before, "整改前")
			if s.Chance(40) {
				item["on_spot"], item["photos_after"] = true, s.photo(s.after, "整改后")
			} else {
				item["person"], item["due_on"] = person, today.AddDays(s.Between(5, 15))
			}
		}
		items = append(items, item)
	}
	s.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	var done struct{ Items []found }
	if err := s.post(r.login, "hazard_check", fields{"kind": s.kind(), "items": items}, &done); err != nil {
		return err
	}
	for _, f := range done.Items {
		if f.Hazard == "" || f.OnSpot || s.Chance(2) { // few are never put right
			continue
		}
		h := &entry{ID: f.Hazard, Rev: 1}
		day := today.AddDays(s.Between(1, 9))
		if s.Chance(10) {
			day = today.AddDays(s.Between(16, 40))
		}
		g.add(day, s.Between(9, 16), func() error {
			return s.step(r.login, "hazard", h, "rectify", fields{"remedy": "已按要求整改完毕", "photos_after": s.photo(s.after, "整改后"), "cost": s.Between(1, 40) * 50})
		})
		g.add(day.AddDays(1), 17, func() error { return s.step(r.login, "hazard", h, "accept", nil) })
	}
	return nil
}

func (s *stage) kind() string {
	return []string{"daily", "daily", "daily", "comprehensive", "professional", "seasonal"}[s.Between(0, 5)]
}

// notice is the notice of June 2018, with the two figures of a meeting that cannot both be true.
func (s *stage) notice() error {
	s.say("  2018年6月6日的通报")
	b, err := s.create("clerk", "bulletin", fields{"region": city, "period_from": noticeFrom.AddDays(1), "period_to": noticeTo, "compared_on": noticeFrom,
		"title": "关于安全生产监管信息平台使用情况的通报", "send_to": "各县（市、区）安全监管局，各开发区安监机构",
		"stated": []fields{{"figure": "complete_rate", "value": 64, "words": "64%的企业建档完整"}, {"figure": "complete", "value": 1840, "words": "1,840家企业均已建档"}}})
	if err != nil {
		return err
	}
	return every(func() error { return s.step("leader", "bulletin", &b, "review", nil) },
		func() error { return s.step("leader", "bulletin", &b, "issue", fields{"number_serial": 4}) })
}
