package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"anjian/kernel"
)

// plans is the city's plan of the year with what was done of it, a random draw that is public, and a campaign with two weeks of reports.
func (s *stage) plans() error {
	now := s.present()
	s.say("  年度检查计划、双随机抽查、专项检查")
	s.at(now.AddDays(-1), 8, 30)
	officers, err := s.cityOfficers()
	if err != nil {
		return err
	}
	year := string(now[:4])
	bureau, err := s.only("leader", "org", "kind=bureau&region="+string(city))
	if err != nil {
		return err
	}
	p, err := s.create("regulator", "plan", fields{"region": city, "title": "郑州市应急管理局" + year + "年度监督检查计划", "kind": "yearly", "year": yearOf(now), "organ": bureau.ID,
		"staff": len(officers), "other_days": 300, "outside_days": 400,
		"basis": "《中华人民共和国安全生产法》\n《安全生产年度监督检查计划编制办法》（安监总政法〔2017〕150号）", "tasks": "突出危险化学品、建筑施工、有色等重点行业\n对逾期未整改的隐患逐家核查",
		"way": "采取四不两直、双随机等方式，检查全过程记录。"})
	if err != nil {
		return err
	}
	var added struct{ Added int }
	for i, m := range monthsFrom(now) {
		for _, part := range []fields{
			{"class": "key", "levels": []string{"city"}, "trades": []string{"construction", "nonferrous"}, "most": 9},
			{"class": "general", "levels": []string{"city"}, "trades": []string{"transport"}, "most": 3},
		} {
			part["visit_month"] = m
			if err := s.post("regulator", "plan/"+p.ID+"/pick", part, &added); err != nil {
				return err
			}
		}
		if i == 5 {
			break
		}
	}
	approval := fields{"approved_by": "郑州市人民政府", "approved_on": now.AddDays(-1), "approval_no": "郑政文〔" + year + "〕28号"}
	if err := every(func() error { return s.step("regulator", "plan", &p, "submit", nil) },
		func() error { return s.step("leader", "plan", &p, "approve", approval) },
		func() error { return s.step("leader", "plan", &p, "send", nil) }); err != nil {
		return err
	}
	return every(func() error { return s.planned(p, officers) }, func() error { return s.randomDraw(p) }, s.campaign)
}

func yearOf(d kernel.Date) int  { t, _ := time.Parse(time.DateOnly, string(d)); return t.Year() }
func monthOf(d kernel.Date) int { t, _ := time.Parse(time.DateOnly, string(d)); return int(t.Month()) }

// monthsFrom are the months of the year of a day, from the one before it.
func monthsFrom(now kernel.Date) (out []string) {
	for m := max(1, monthOf(now)-1); m <= 12; m++ {
		out = append(out, fmt.Sprintf("%s-%02d", now[:4], m))
	}
	return out
}

// cityOfficers puts officers of the city's own level on the list.
func (s *stage) cityOfficers() (ids []string, err error) {
	bureau, err := s.only("leader", "org", "kind=bureau&region="+string(city))
	if err != nil {
		return nil, err
	}
	var accounts []string
	for _, login := range []string{"regulator", "chem", "industry"} {
		if err := s.as(login); err != nil {
			return nil, err
		}
		accounts = append(accounts, s.actors[login].ID)
	}
	for i := range 3 {
		a, err := s.create("admin", "account", fields{"login": fmt.Sprintf("city.officer%d", i+1), "name": s.Person(), "kind": "regulator", "roles": []string{"regulator"}, "region": city, "phone": s.Phone()})
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, a.ID)
	}
	if err := s.grant(citySecurity); err != nil {
		return nil, err
	}
	for i, a := range accounts {
		o, err := s.create("leader", "officer", fields{"account": a, "org": bureau.ID, "region": city, "certificate_no": fmt.Sprintf("豫A0100%02d", i+1), "issuer": "河南省人民政府",
			"valid_from": "2018-01-01", "valid_until": s.present().AddDays(40 + 300*i), "legal_qualified": i%3 == 0, "reviewer": i == 0})
		if err != nil {
			return nil, err
		}
		ids = append(ids, o.ID)
	}
	return ids, nil
}

// planned notes visits of the first month, some with their results published.
func (s *stage) planned(p entry, officers []string) error {
	list, err := s.find("regulator", "plan_target", "plan="+p.ID+"&visit_month="+monthsFrom(s.present())[0])
	if err != nil {
		return err
	}
	for i := range list[:len(list)*3/4] {
		t := &list[i]
		if err := every(
			func() error {
				return s.change("regulator", "plan_target", t, fields{"officers": []string{officers[i%len(officers)], officers[(i+1)%len(officers)]}})
			},
			func() error {
				return s.step("regulator", "plan_target", t, "visit", fields{"visited_on": s.present().AddDays(-2 - i), "days": 1 + float64(i%3)/2})
			}); err != nil {
			return err
		}
		if i%3 == 2 {
			continue
		}
		outcome := fields{"outcome": []string{"未发现问题", "发现一般隐患2项，已责令限期整改", "发现一般隐患1项，当场改正"}[i%3]}
		if err := s.step("regulator", "plan_target", t, "finish", outcome); err != nil {
			return err
		}
		if i%2 == 0 {
			if err := s.step("regulator", "plan_target", t, "publish", nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// randomDraw is a draw by two custodians, whose seeds are made up here, open to everybody.
func (s *stage) randomDraw(p entry) error {
	now := s.present()
	custodians := []string{"regulator", "clerk"}
	var ids []string
	for _, login := range custodians {
		if err := s.as(login); err != nil {
			return err
		}
		ids = append(ids, s.actors[login].ID)
	}
	first := string(now[:8]) + "01"
	last, _ := time.Parse(time.DateOnly, first)
	d, err := s.create("regulator", "plan_draw", fields{"region": city, "title": "商贸、轻工企业双随机抽查", "plan": p.ID, "matters": "安全生产责任制、隐患排查治理、应急预案、有限空间作业管理", "period_from": first,
		"period_to": last.AddDate(0, 1, -1).Format(time.DateOnly), "trades": []string{"commerce", "light_industry", "textile"}, "number": 8, "weighted": true, "below": true, "local": true, "custodian_one": ids[0], "custodian_two": ids[1]})
	if err != nil {
		return err
	}
	if err := s.step("regulator", "plan_draw", &d, "lock", nil); err != nil {
		return err
	}
	digest := func(text string) string { sum := sha256.Sum256([]byte(text)); return hex.EncodeToString(sum[:]) }
	for _, login := range custodians {
		if err := s.step(login, "plan_draw", &d, "commit", fields{"commitment": digest(digest("示范种子" + login))}); err != nil {
			return err
		}
	}
	for _, login := range custodians {
		if err := s.step(login, "plan_draw", &d, "reveal", fields{"seed": digest("示范种子" + login)}); err != nil {
			return err
		}
	}
	return s.step("leader", "plan_draw", &d, "publish", nil)
}

// campaign is a special campaign with the reports of some units.
func (s *stage) campaign() error {
	now := s.present()
	g, err := s.create("leader", "plan_campaign", fields{"region": city, "title": "危险化学品经营企业专项检查", "kind": "special", "trades": []string{"chem_trade", "chem_storage"}, "period_from": now.AddDays(-14), "period_to": now.AddDays(16),
		"rhythm": "weekly", "content": "逐家检查储存设施、可燃气体报警、防雷防静电和应急器材，发现重大隐患的责令停业整改。"})
	if err != nil {
		return err
	}
	if err := s.step("leader", "plan_campaign", &g, "issue", nil); err != nil {
		return err
	}
	for i, login := range []string{"jinshui", "xinmi", "erqi", "huiji"} {
		task, err := s.only(login, "plan_campaign_task", "campaign="+g.ID)
		if err != nil {
			return err
		}
		for week, on := range []kernel.Date{now.AddDays(-8), now.AddDays(-1)} {
			if i == 3 && week == 1 {
				continue
			}
			if _, err := s.create(login, "plan_campaign_report", fields{"region": task.Region, "task": task.ID, "reported_on": on, "teams": 1 + i%2, "people": 4 + 2*i, "checked": 3 + i + week, "found": 5 + 2*i, "rectified": 3 + 2*i, "stopped": i % 2,
				"note": "重点检查了加油站和储存企业。"}); err != nil {
				return err
			}
		}
	}
	return nil
}
