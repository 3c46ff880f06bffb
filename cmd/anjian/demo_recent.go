package main

import (
	"cmp"
	"fmt"
	"slices"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/region"
	"anjian/cmd/anjian/demo"
	"anjian/kernel"
)

// recently plays the last weeks up to the present, so that for every role something is waiting.
func (s *stage) recently(residents []*resident) error {
	now := s.present()
	s.say("  近两个月的检查、隐患、审核和任务（至 %s）", now)
	return every(
		func() error { s.at("2019-02-18", 9, 0); return s.rename() },
		func() error { return s.confirmations(residents) },
		func() error { s.at(now.AddDays(-58), 9, 0); return library.Seed(s.p.system(s)) },
		func() error { return s.players(residents) },
		func() error { return s.agencies(residents) },
		s.posts,
		func() error { return s.lately(residents, now) },
		s.paperwork,
		s.plans,
		s.metered,
		s.curtain,
	)
}

// rename gives the bureaus the names that they have had since the reform of 2018.
func (s *stage) rename() error {
	list, err := s.find("admin", "org", "kind=bureau")
	if err != nil {
		return err
	}
	for _, o := range list {
		d, ok := region.Standard(string(s.unitOf(o.Region)) + map[bool]string{true: "00"}[o.Region == city])
		if !ok {
			return fmt.Errorf("没有区划%s", o.Region)
		}
		body := fields{"name": d.Name + "应急管理局", "title": d.Name + "应急管理局", "former": o.Name}
		if o.Region == city {
			body["prefix"] = "郑应急"
		}
		if err := s.change("admin", "org", &o, body); err != nil {
			return err
		}
		_, err := s.create("clerk", "document_organ", fields{"org": o.ID, "region": o.Region, "address": d.Name + "示范路1号", "postcode": "450000", "legal_head": "示范局长", "contact": "法制科", "telephone": "0371-00000000",
			"bank": "示范银行郑州分行", "bank_holder": d.Name + "财政局非税收入专户", "bank_account": "0000 " + string(s.unitOf(o.Region)) + " 0001"})
		if err != nil {
			return err
		}
	}
	return nil
}

// unitOf is the county in which a region lies.
func (s *stage) unitOf(r kernel.Region) kernel.Region { return r[:min(6, len(r))] }

// confirmations: the units have looked at every file of late, some of them longer ago than their contacts hold.
func (s *stage) confirmations([]*resident) error {
	now := s.present()
	var later [][]entry
	s.at(now.AddDays(-195), 9, 30)
	for i, u := range demo.City() {
		list, err := s.find(u.Login, "enterprise", "status=filed")
		if err != nil {
			return err
		}
		if i%4 == 2 { // here some contacts are out of date
			old := list[:min(12, len(list))]
			if err := s.batch(u.Login, "enterprise", "confirm", old); err != nil {
				return err
			}
			list = list[len(old):]
		}
		later = append(later, list)
	}
	s.at(now.AddDays(-60), 9, 30)
	for i, u := range demo.City() {
		if err := s.batch(u.Login, "enterprise", "confirm", later[i]); err != nil {
			return err
		}
	}
	return nil
}

// come invents enterprises that register today, n in each of some units.
func (s *stage) come(units []int, n int) (out []*resident) {
	for _, i := range units {
		for range n {
			u := demo.City()[i]
			r := &resident{Enterprise: s.Enterprise(u, s.today()), unit: u}
			if r.RegisteredOn = s.today(); s.Chance(30) {
				s.Spoil(r.Enterprise)
			}
			out = append(out, r)
		}
	}
	return out
}

// settlers came some weeks ago and are on record.
func (s *stage) settlers() error {
	list := s.come([]int{0, 1, 2, 3, 7, 11}, 4)
	return every(func() error { return s.register("clerk", "新登记企业.xlsx", list) }, func() error { return s.review(list) })
}

// newcomers came just now: most wait for their county, those of the city's own trades are through with it and wait for the city.
func (s *stage) newcomers() error {
	list := s.come([]int{0, 1, 2, 3, 4, 5, 7, 8, 9}, 3)
	for i, t := range []enterprise.Trade{enterprise.ChemTrade, enterprise.ChemTrade, enterprise.Transport, enterprise.Construction} {
		r := s.come([]int{6}, 1)[0]
		r.Trade, r.Industry = t, []enterprise.IndustryCode{"5169", "5169", "5431", "4710"}[i]
		list = append(list, r)
	}
	return every(func() error { return s.register("clerk", "待审核企业.xlsx", list) },
		func() error { return s.pass("dengfeng", "pass", "status=submitted") },
		func() error {
			e, err := s.only("erqi", "enterprise", "status=submitted")
			if err != nil {
				return err
			}
			return s.step("erqi", "enterprise", &e, "return", fields{"returned_for": "生产经营地址与营业执照不一致，请核对后补正。"})
		})
}

// players opens the accounts of the enterprises that the demonstration names.
func (s *stage) players(residents []*resident) error {
	if err := s.identify(residents); err != nil {
		return err
	}
	choose := func(unit kernel.Region, trade enterprise.Trade, complete bool) *resident {
		for _, r := range residents {
			if r.unit.Code == unit && r.Trade == trade && r.login == "" && (!complete || len(r.Factors) > 0 && r.SafetyPhone != "" && r.Staff > 0) {
				return r
			}
		}
		return nil
	}
	maker, station := choose("410105", enterprise.Machinery, true), choose("410183", enterprise.ChemTrade, false)
	var plant *resident
	for _, r := range residents {
		if r.unit.Code == "410105" && r.login == "" && chemical(r.Trade) && r.Industry != "5265" && r != station {
			plant = r
			break
		}
	}
	if maker == nil || station == nil || plant == nil {
		return fmt.Errorf("种子 %d 没有示范所需的企业，请换一个种子", s.in.opts.seed)
	}
	maker.login, station.login, plant.login = guests[0].login, guests[2].login, plantLogin
	s.at(s.present().AddDays(-56), 9, 0)
	for _, m := range guests {
		body := fields{"login": m.login, "name": m.name, "kind": "enterprise", "roles": []string{m.role}, "phone": s.Phone(), "region": maker.Region, "enterprise": maker.id}
		switch m.role {
		case "safety":
			for _, r := range []*resident{station, plant} {
				if m.login == r.login {
					body["region"], body["enterprise"] = r.Region, r.id
				}
			}
		case "public":
			body["kind"] = "public"
			delete(body, "enterprise")
		}
		if _, err := s.create("admin", "account", body); err != nil {
			return err
		}
	}
	return s.grant(citySecurity)
}

// theirs is the enterprise for which an account speaks.
func theirs(residents []*resident, login string) *resident {
	i := slices.IndexFunc(residents, func(r *resident) bool { return r.login == login })
	return residents[i]
}

// lately plans what enterprises and authorities found in the last weeks, and plays it.
func (s *stage) lately(residents []*resident, now kernel.Date) error {
	g := &agenda{}
	var users []*resident
	for _, r := range residents {
		if r.login != "" && r.login != guests[0].login && r.login != guests[2].login && r.login != plantLogin {
			users = append(users, r)
		}
	}
	s.Shuffle(len(users), func(i, j int) { users[i], users[j] = users[j], users[i] })
	for _, r := range users[:24] {
		g.add(s.Day(now.AddDays(-50), now.AddDays(-1)), s.Between(9, 16), func() error { return s.byList(g, r, "general", s.Between(0, 2), s.Between(4, 14)) })
	}
	maker, station := theirs(residents, guests[0].login), theirs(residents, guests[2].login)
	for i, day := range []int{44, 30, 16, 8, 2} {
		g.add(now.AddDays(-day), 9, func() error { return s.byList(g, maker, []string{"general", "machinery"}[i%2], 2, 4+2*i) })
	}
	for i, u := range demo.City()[:12] {
		g.add(now.AddDays(-22+i), 14, func() error { return s.inspect(g, u.Login, residents, u.Code, i) })
	}
	g.add(now.AddDays(-45), 9, s.seals)
	g.add(now.AddDays(-34), 9, func() error { return s.inspections(g, residents) })
	g.add(now.AddDays(-10), 10, func() error { return s.inspectOne(g, "jinshui", maker, 3) })
	g.add(now.AddDays(-21), 10, func() error { return s.major(station, now) })
	g.add(now.AddDays(-20), 11, func() error { return s.papers(station, now) })
	if err := s.dangers(g, residents); err != nil {
		return err
	}
	s.instruments(g, residents)
	s.films(g)
	g.add(now.AddDays(-40), 10, s.settlers)
	g.add(now.AddDays(-5), 15, s.drawings)
	g.add(now.AddDays(-2), 10, s.newcomers)
	for i, day := range []int{3, 1} {
		g.add(now.AddDays(-day), 15, func() error { return s.report(i) })
	}
	g.add(now.AddDays(-3), 16, func() error { return s.extend(maker) })
	g.add(now.AddDays(-2), 11, func() error { return s.applications(maker, residents, now) })
	return s.play(g)
}

// byList is a self-check by one of the platform's lists; due says in how many days what failed is to be put right.
func (s *stage) byList(g *agenda, r *resident, line string, n, due int) error {
	l, err := s.only(r.login, "library_checklist", "status=published&line="+line)
	if err != nil {
		return err
	}
	var list struct{ Items []library.Item }
	if err := s.get(r.login, "library_checklist/"+l.ID, &list); err != nil {
		return err
	}
	wrong := map[int]bool{}
	for len(wrong) < n {
		if i := s.Between(0, len(list.Items)-1); list.Items[i].Level == library.General {
			wrong[i] = true
		}
	}
	var items []fields
	for i, it := range list.Items {
		item := fields{"item": it.Code, "content": it.Content, "outcome": "pass"}
		switch {
		case wrong[i]:
			item["outcome"], item["photos"], item["person"], item["due_on"] = "fail", s.photo(s.before, "整改前"), cmp.Or(r.SafetyLeader, r.Principal), s.today().AddDays(due)
		case !it.Mandatory && s.Chance(20):
			item["outcome"] = "na"
		}
		items = append(items, item)
	}
	var done struct{ Items []found }
	if err := s.post(r.login, "hazard_check", fields{"kind": s.kind(), "checklist": l.ID, "items": items}, &done); err != nil {
		return err
	}
	for _, f := range done.Items {
		if f.Hazard != "" && s.Chance(60) {
			s.mend(g, r, &entry{ID: f.Hazard}, s.today().AddDays(s.Between(1, due+1)), s.Chance(80))
		}
	}
	return nil
}

// mend plans that an enterprise puts a hazard right on a day, and accepts that it is. What lies in the future has not happened.
func (s *stage) mend(g *agenda, r *resident, h *entry, day kernel.Date, accept bool) {
	if day >= s.present() {
		return
	}
	g.add(day, 15, func() error {
		return s.step(r.login, "hazard", h, "rectify", fields{"remedy": "已按要求整改，见照片", "photos_after": s.photo(s.after, "整改后"), "cost": s.Between(1, 60) * 50})
	})
	if accept {
		g.add(day, 16, func() error { return s.step(r.login, "hazard", h, "accept", nil) })
	}
}

// inspect is an inspection of one or two enterprises of a unit by its regulator.
func (s *stage) inspect(g *agenda, login string, residents []*resident, unit kernel.Region, n int) error {
	var list []*resident
	for _, r := range residents {
		if r.unit.Code == unit && r.id != "" && r.login != guests[0].login && r.login != guests[2].login {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b *resident) int { return cmp.Compare(b.login, a.login) }) // those who use the platform first
	for _, r := range list[:1+n%2] {
		if err := s.inspectOne(g, login, r, s.Between(1, 3)); err != nil {
			return err
		}
	}
	return nil
}

// inspectOne is an inspection that finds n things; of the enterprises with an account most put them right, some of which the regulator has seen.
func (s *stage) inspectOne(g *agenda, login string, r *resident, n int) error {
	var items []fields
	for i, f := range s.Faults(r.Trade, n+3) {
		item := fields{"content": f.Content, "category": f.Category, "basis": f.Basis, "outcome": "pass"}
		if i < n {
			item["outcome"], item["note"], item["photos"], item["due_on"] = "fail", f.Place+"："+f.Note, s.photo(s.before, "检查照片"), s.today().AddDays(7+4*i)
		}
		items = append(items, item)
	}
	var done struct{ Items []found }
	if err := s.post(login, "hazard_check", fields{"enterprise": r.id, "kind": "routine", "items": items}, &done); err != nil {
		return err
	}
	for i, f := range done.Items {
		if f.Hazard == "" || r.login == "" || i == 1 { // the second one is still to be done
			continue
		}
		h := &entry{ID: f.Hazard}
		g.add(s.today().AddDays(1), 9, func() error {
			return s.step(r.login, "hazard", h, "assign", fields{"responsible": cmp.Or(r.SafetyLeader, r.Principal), "measures": "立即整改，指定专人负责，整改期间现场设警示标志"})
		})
		day := s.today().AddDays(3 + i)
		if s.mend(g, r, h, day, true); i == 0 && day.AddDays(2) < s.present() {
			g.add(day.AddDays(2), 10, func() error {
				return s.step(login, "hazard", h, "close", fields{"opinion": "现场复查，已整改到位，同意销号"})
			})
		}
	}
	return nil
}

// major is a hazard that is major by the criteria for hazardous chemicals, its treatment plan, and its listing by the city.
func (s *stage) major(r *resident, now kernel.Date) error {
	criterion, err := s.only("xinmi", "library_criterion", "code=WH-12")
	if err != nil {
		return err
	}
	check := fields{"enterprise": r.id, "kind": "campaign", "items": []fields{
		{"content": "卸油口、油罐区的可燃气体检测报警装置完好并投用", "outcome": "fail", "note": "油罐区没有设置可燃气体检测报警装置，罐区配电箱不防爆", "category": "auxiliary",
			"level": "major", "criterion": criterion.ID, "photos": s.photo(s.before, "检查照片"), "due_on": now.AddDays(25)},
		{"content": "加油区防静电接地装置完好", "outcome": "pass", "category": "auxiliary"}}}
	var done struct{ Items []found }
	if err := s.post("xinmi", "hazard_check", check, &done); err != nil {
		return err
	}
	h := &entry{ID: done.Items[0].Hazard}
	responsible := fields{"responsible": r.Principal, "due_on": now.AddDays(25)}
	plan := fields{"plan_goal": "30日内油罐区可燃气体检测报警装置全部投用，电气设备达到防爆要求", "plan_method": "委托有资质的单位设计、安装；更换罐区配电箱和灯具",
		"plan_means": "自筹资金8万元，检测报警主机1台、探头6只、防爆配电箱2台", "plan_people": "主要负责人" + r.Principal + "负责，安全管理员落实，安装单位配合", "plan_term": "10日内完成设计，25日内完成安装调试，逾期停止营业",
		"plan_safety": "整改期间每班人工检测不少于4次，卸油作业专人监护，备足灭火器材，启动应急处置预案", "measures": "安装可燃气体检测报警系统，更换非防爆电气", "funds": 80000, "contingency": "检测浓度异常立即停止卸油、加油，疏散人员，报告属地监管部门"}
	return every(func() error { s.at(s.today().AddDays(1), 10, 0); return s.step(r.login, "hazard", h, "plan", plan) },
		func() error { s.at(s.today(), 15, 0); return s.step("xinmi", "hazard", h, "confirm", responsible) },
		func() error {
			s.at(s.today(), 17, 0)
			return s.step("leader", "hazard", h, "list", fields{"list_level": "city", "list_organ": "郑州市安全生产委员会办公室", "list_number": "郑安委办督〔" + string(now[:4]) + "〕3号", "listed_until": now.AddDays(25)})
		})
}

// papers are the records beside the file of the filling station: one is about to expire, one is missing.
func (s *stage) papers(r *resident, now kernel.Date) error {
	year := func(n int) kernel.Date { return s.today().AddDays(365 * n) }
	for _, p := range []struct {
		typ  string
		body fields
	}{
		{"enterprise_licence", fields{"class": "chem_trade", "number": "豫郑危化经字〔示范〕0183号", "scope": "汽油、柴油", "issuer": "新密市应急管理局", "valid_from": now.AddDays(25 - 3*365), "valid_to": now.AddDays(25)}},
		{"enterprise_contact", fields{"name": r.Principal, "duty": "principal", "phone": s.Phone(), "certificate": "安全生产知识和管理能力考核合格证", "cert_number": "示范41-0183-1", "cert_until": year(2)}},
		{"enterprise_contact", fields{"name": s.Person(), "duty": "manager", "phone": s.Phone(), "certificate": "安全生产知识和管理能力考核合格证", "cert_number": "示范41-0183-2", "cert_until": year(1)}},
		{"enterprise_training", fields{"subject": "年度安全再培训", "kind": "yearly", "way": "class", "held_on": s.today().AddDays(-9), "hours": 8, "people": 6, "passed": 6}},
		{"enterprise_insurance", fields{"insurer": "示范财产保险公司", "policy": "SFAZ" + string(now[:4]) + "000183", "valid_from": s.today().AddDays(-100), "valid_to": year(0).AddDays(265), "people": 8}},
	} {
		p.body["enterprise"] = r.id
		if _, err := s.create(r.login, p.typ, p.body); err != nil {
			return err
		}
	}
	return nil
}

// report is what a worker saw and photographed.
func (s *stage) report(i int) error {
	title := []string{"2号车间北侧配电箱门掉了，里面的线露着", "仓库门口地面有油，差点滑倒"}[i]
	_, err := s.create("worker", "hazard", fields{"title": title, "place": []string{"2号车间", "成品库"}[i], "photos": s.photo(s.before, "现场")})
	return err
}

// extend asks for more time for the first of the hazards that the authority found.
func (s *stage) extend(r *resident) error {
	list, err := s.find(r.login, "hazard", "status=open&official=true&due_on="+string(s.today())+"..")
	if err != nil || len(list) == 0 {
		return err
	}
	_, err = s.create(r.login, "hazard_extension", fields{"hazard": list[0].ID, "until": s.today().AddDays(25), "reason": "配件需厂家定制，预计20日后到货",
		"guard": "停用有关设备，现场挂牌，安排专人看护"})
	return err
}

// applications are files that wait for somebody: one that an enterprise registered itself, one that a township collected, one that an
// enterprise changed, one that moves, and one that is on record twice.
func (s *stage) applications(maker *resident, residents []*resident, now kernel.Date) error {
	u := maker.unit
	e := s.Enterprise(u, s.today())
	mine, err := s.create("newcomer", "enterprise", fields{"region": "410105001", "name": e.Name, "credit_code": e.CreditCode, "trade": "machinery", "industry": "3484", "address": e.Address,
		"principal": e.Principal, "principal_phone": e.PrincipalPhone, "legal_person": e.LegalPerson, "staff": e.Staff})
	if err != nil {
		return err
	}
	if err := s.step("newcomer", "enterprise", &mine, "submit", nil); err != nil {
		return err
	}
	e = s.Enterprise(u, s.today())
	theirs, err := s.create("collector", "enterprise", fields{"region": "410105001", "name": e.Name, "credit_code": e.CreditCode, "trade": "commerce", "industry": "6210", "address": e.Address,
		"principal": e.Principal, "principal_phone": e.PrincipalPhone, "operating": "running", "position": []float64{e.Position.Lng, e.Position.Lat}})
	if err != nil {
		return err
	}
	if err := s.step("collector", "enterprise", &theirs, "submit", nil); err != nil {
		return err
	}
	if _, err := s.create("jinshui", "enterprise", fields{"region": maker.Region, "name": maker.Name, "trade": maker.Trade, "address": maker.Address, "legal_person": maker.LegalPerson}); err != nil {
		return err
	}
	file := entry{ID: maker.id}
	if err := s.change(maker.login, "enterprise", &file, fields{"legal_person": s.Person(), "address": maker.Address + "（东院）"}); err != nil {
		return err
	}
	var moved *resident
	for _, r := range residents {
		if r.unit.Code == "410104" && r.login == "" && r.Trade == enterprise.Commerce {
			moved = r
		}
	}
	seen := residents[len(residents)-1]
	if _, err := s.create("gaoxin", "enterprise_report", fields{"enterprise": seen.id, "origin": "网格巡查", "operating": "stopped", "seen_on": s.today().AddDays(-1), "remark": "大门上锁，已停业一段时间"}); err != nil {
		return err
	}
	if moved == nil {
		return nil
	}
	file = entry{ID: moved.id}
	return s.step("guancheng", "enterprise", &file, "move", fields{"move_to": "410190", "opinion": "企业经营地址已迁至郑东新区"})
}

// paperwork is what the city's office handed down and wrote: a work list, a task, the draft of a notice.
func (s *stage) paperwork() error {
	now := s.present()
	var units []kernel.Region
	for _, u := range demo.City() {
		units = append(units, u.Code)
	}
	s.at(now.AddDays(-1), 17, 0)
	list, err := s.create("leader", "enterprise_worklist", fields{"region": city, "title": "危险化学品经营企业台账核实", "goal": "confirm", "trades": []string{"chem_trade"}, "deadline": now.AddDays(12), "remark": "逐家核实地址、联系人和经营状态"})
	if err != nil {
		return err
	}
	if err := s.step("leader", "enterprise_worklist", &list, "issue", nil); err != nil {
		return err
	}
	task, err := s.create("clerk", "bulletin_task", fields{"region": city, "title": "报送本月隐患整改情况", "kind": "dispatch", "content": "请各单位报送本月隐患整改情况和逾期未改的原因。", "units": units, "due_on": now.AddDays(3)})
	if err != nil {
		return err
	}
	if err := s.step("clerk", "bulletin_task", &task, "issue", nil); err != nil {
		return err
	}
	for _, login := range []string{"xinmi", "huiji"} {
		rep, err := s.only(login, "bulletin_report", "status=waiting")
		if err != nil {
			return err
		}
		if err := s.step(login, "bulletin_report", &rep, "report", fields{"content": "本月检查企业2家，发现的隐患均已下达整改要求，逾期的正在督促。"}); err != nil {
			return err
		}
	}
	_, err = s.create("clerk", "bulletin", fields{"region": city, "period_from": now.AddDays(-30), "period_to": now.AddDays(-1), "compared_on": now.AddDays(-31), "send_to": "各县（市、区）应急管理局，各开发区应急管理机构"})
	return err
}

// curtain brings the clock to the present and lets the accounts in that are named.
func (s *stage) curtain() error {
	if _, err := s.create("admin", "account", fields{"login": "intern", "name": s.Person(), "kind": "regulator", "roles": []string{"regulator"}, "region": "410105"}); err != nil { // waits for the security administrator
		return err
	}
	s.leave()
	if err := s.passwords(everyLogin()); err != nil {
		return err
	}
	for _, login := range []string{"leader", "clerk", "jinshui", "safety", demoMark} { // the mark comes last: it says that all is there
		if err := s.login(login); err != nil {
			return err
		}
	}
	return nil
}
