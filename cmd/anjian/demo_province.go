package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"anjian/base/account"
	"anjian/base/library"
	"anjian/base/region"
	"anjian/cmd/anjian/demo"
	"anjian/kernel"
	"anjian/kernel/search"
)

const province = kernel.Region("41")

// extent is how much a province holds: enterprises, how often each is checked in two years, what is found each time.
type extent struct{ enterprises, checks, faults int }

// province fills a platform with what Henan may have after two years, for measuring: a million hazards over 50,000 enterprises.
func (s *stage) province() error { return s.provinceOf(extent{50_000, 2, 10}) }

func (s *stage) provinceOf(x extent) error {
	s.say("正在装入示范数据：河南省，虚构的企业 %d 家、检查 %d 次、隐患 %d 项，种子 %d", x.enterprises, x.enterprises*x.checks, x.enterprises*x.checks*x.faults, s.in.opts.seed)
	first := s.present().AddDays(-735)
	s.begin(first)
	working, stop := context.WithCancel(s)
	var index sync.WaitGroup
	index.Go(func() { s.p.index.Run(working) }) // words are split on the other processor meanwhile
	defer func() { stop(); index.Wait() }()
	units := demo.Province(x.enterprises)
	if err := s.administration(units); err != nil {
		return err
	}
	residents, err := s.ledger(units, first.AddDays(1))
	if err != nil {
		return err
	}
	if err := s.years(residents, x, first.AddDays(5)); err != nil {
		return err
	}
	stop()
	index.Wait()
	s.leave()
	s.say("  到期提醒、逾期上报和检索")
	if err := s.p.runner.Once(s); err != nil {
		return err
	}
	if err := search.Flush(s.p.system(s)); err != nil {
		return err
	}
	if err := s.passwords(append([]string{demoMark}, provinceLogins...)); err != nil {
		return err
	}
	return s.login(demoMark)
}

// provinceLogins are those of the thousands of accounts with which somebody may sign in.
var provinceLogins = []string{"leader", "clerk", "regulator", "r410105", "e00000"}

func printProvince(in *invocation) {
	fmt.Fprintf(in.out, "\n示范账号（全部为虚构，密码都是 %s，仅供演示）：%s（系统管理员）、leader、clerk、regulator（河南省）、r410105（金水区）、e00000（企业）\n", demoPassword, demoMark)
}

// administration makes the divisions and the accounts: three of the province and a regulator of every county, named by its code.
func (s *stage) administration(units []*demo.Unit) error {
	err := s.p.system(s).Tx(func(c *kernel.Ctx) error {
		if err := region.Seed(c, province); err != nil {
			return err
		}
		if err := library.Seed(c); err != nil {
			return err
		}
		if _, err := account.Found(c, demoMark, province); err != nil {
			return err
		}
		return account.Protect(c, province, account.Policy{Factor: []kernel.Role{}}) // who looks around has no second factor
	})
	if err != nil {
		return err
	}
	people := []member{{login: "leader", role: "leader", region: province}, {login: "clerk", role: "clerk", region: province}, {login: "regulator", role: "regulator", region: province}}
	for _, u := range units {
		u.Login = "r" + string(u.Code)
		people = append(people, member{login: u.Login, role: "regulator", region: u.Code})
	}
	for _, m := range people {
		if _, err := s.create(demoMark, "account", fields{"login": m.login, "name": s.Person(), "kind": "regulator", "roles": []string{m.role}, "region": m.region}); err != nil {
			return err
		}
	}
	if err := s.grant(provinceSecurity); err != nil {
		return err
	}
	return s.pictures("clerk", 12)
}

// portion is how many enterprises are imported at a time: what waits in memory does not grow with the province.
const portion = 5000

// ledger brings the enterprises on record and gives one in twenty an account.
func (s *stage) ledger(units []*demo.Unit, day kernel.Date) (all []*resident, err error) {
	for _, u := range units {
		for range u.Is {
			r := &resident{Enterprise: s.Enterprise(u, day), unit: u}
			if r.RegisteredOn = s.Day(day.AddDays(-200), day); s.Chance(36) {
				s.Spoil(r.Enterprise)
			}
			all = append(all, r)
		}
	}
	s.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	s.at(day, 9, 0)
	began := time.Now()
	for from := 0; from < len(all); from += portion {
		part := all[from:min(from+portion, len(all))]
		if err := s.register("clerk", fmt.Sprintf("企业%d.xlsx", from/portion+1), part); err != nil {
			return nil, err
		}
		s.say("  登记企业 %d / %d，用时 %.0f 秒", from+len(part), len(all), time.Since(began).Seconds())
	}
	s.at(day.AddDays(1), 9, 0)
	for _, u := range units {
		if err := s.pass(u.Login, "pass", "status=submitted"); err != nil {
			return nil, err
		}
	}
	if err := s.pass("regulator", "approve", "status=reviewed"); err != nil {
		return nil, err
	}
	if err := s.identify(all); err != nil {
		return nil, err
	}
	s.say("  审核完毕，用时 %.0f 秒", time.Since(began).Seconds())
	for i, r := range all {
		r.Enterprise.BusinessScope, r.Substances, r.Dangerous = "", nil, nil // not needed any more
		if i%20 != 0 {
			continue
		}
		r.login = fmt.Sprintf("e%05d", i)
		body := fields{"login": r.login, "name": cmp.Or(r.SafetyLeader, r.Principal), "kind": "enterprise", "roles": []string{"safety"}, "enterprise": r.id, "region": r.Region}
		if _, err := s.create(demoMark, "account", body); err != nil {
			return nil, err
		}
	}
	runtime.GC()
	return all, s.grant(provinceSecurity)
}

// years plays two years of checks. Most of what is found is put right on the spot; of the last two months a part is still open.
func (s *stage) years(all []*resident, x extent, first kernel.Date) error {
	total := len(all) * x.checks
	days, began, told := first.DaysUntil(s.present()), time.Now(), time.Now()
	for n := range total {
		day := first.AddDays(n * days / total)
		if s.today() != day {
			s.at(day, 9, 0)
		}
		if err := s.routine(all[(n*7919)%len(all)], x.faults, day.AddDays(60) >= s.present()); err != nil {
			return err
		}
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			s.say("  检查 %d / %d（%s），用时 %.0f 秒", n+1, total, day, time.Since(began).Seconds())
		}
	}
	return nil
}

// routine is a check by the enterprise itself if it has an account, else by the county, that finds n things.
func (s *stage) routine(r *resident, n int, recent bool) error {
	body, login := fields{"kind": "daily"}, r.login
	if login == "" {
		login = r.unit.Login
		body["kind"], body["enterprise"] = "routine", r.id
	}
	var items []fields
	for _, f := range s.Faults(r.Trade, n) {
		item := fields{"content": f.Content, "category": f.Category, "basis": f.Basis, "outcome": "fail", "note": f.Place + "：" + f.Note}
		if recent && s.Chance(30) || s.Chance(1) {
			item["person"], item["due_on"] = cmp.Or(r.SafetyLeader, r.Principal, "安全员"), s.today().AddDays(s.Between(7, 30))
		} else {
			item["on_spot"], item["photos_after"] = true, s.photo(s.after, "整改后")
		}
		items = append(items, item)
	}
	body["items"] = items
	return s.post(login, "hazard_check", body, nil)
}
