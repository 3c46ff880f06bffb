package main

import (
	"context"
	"fmt"

	"anjian/base/account"
	"anjian/cmd/anjian/demo"
	"anjian/kernel"
)

// The password of every account of the demonstration. Everybody can read it here: it is for looking around, never for work.
const demoPassword = "Yanshi-2018"

// demoMark is the first administrator of the demonstration: whoever has this account has the demonstration data.
const demoMark = "province.admin"

// member is an account that is named when the demonstration starts.
type member struct {
	login, name, role string
	region            kernel.Region
	what              string
	fields            fields
}

const city = kernel.Region("4101")

// The security administrators, who grant what the system administrators apply for.
const (
	provinceSecurity = "province.security"
	citySecurity     = "security"
	agencyLogin      = "agency"
	plantLogin       = "plant"
)

// guards makes the three administrators of the city: the province's system administrator their accounts, its security administrator their duties.
func (s *stage) guards() error {
	for _, m := range []struct{ login, name, role string }{{"admin", "系统管理员", "system"}, {citySecurity, "安全管理员", "security"}, {"auditor", "审计员", "audit"}} {
		a, err := s.create(demoMark, "account", fields{"login": m.login, "name": m.name, "kind": "regulator", "region": city})
		if err == nil {
			err = s.step(provinceSecurity, "account", &a, "assign", fields{"roles": []string{m.role}, "opinion": "设立市级管理员"})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// grant lets a security administrator approve what waits.
func (s *stage) grant(login string) error {
	list, err := s.find(login, "account", "waiting=true")
	if err != nil {
		return err
	}
	return s.batch(login, "account", "grant", list)
}

// cast lists the regulators that are named; those of the other units are alike.
func cast() []member {
	unit := func(login, name, role string, at kernel.Region, what string) member {
		return member{login: login, name: name, role: role, region: at, what: what}
	}
	trades := func(m member, list ...string) member { m.fields = fields{"trades": list}; return m }
	return []member{
		unit("admin", "系统管理员", "system", city, "市级系统管理员：账号、机构、区划"),
		unit(citySecurity, "安全管理员", "security", city, "市级安全管理员：授权、审批权限变更、登录规则"),
		unit("auditor", "审计员", "audit", city, "市级审计员：全市的办理记录、谁看过谁的个人信息"),
		unit("leader", "郑守安", "leader", city, "市局分管领导：签发通报、挂牌督办、分解台账"),
		unit("clerk", "文秀兰", "clerk", city, "市局综合统计：导入、通报、调度任务"),
		unit("regulator", "高建业", "regulator", city, "市局执法监督科：全市检查、复查"),
		trades(unit("chem", "秦化民", "regulator", city, "市局危化科：只看危险化学品行业，行业审核"), "chem_production", "chem_trade", "chem_use", "chem_storage", "pharma"),
		trades(unit("industry", "段铁成", "regulator", city, "市局工贸矿山科：建筑、运输、有色、矿山的行业审核"), "construction", "transport", "nonferrous", "metallurgy", "mine", "coal"),
		unit("jinshui.leader", "水建平", "leader", "410105", "金水区局负责人：审批延期、台账任务"),
		unit("jinshui.legal", "方知矩", "regulator", "410105", "金水区局法制审核人员：审核处罚案件"),
		unit("jinshui.clerk", "金晓燕", "clerk", "410105", "金水区局综合统计"),
		unit("collector", "安晓村", "collector", "410105001", "金水区经八路街道采集员"),
		unit("xinmi.leader", "密国强", "leader", "410183", "新密市局负责人"),
		unit("xinmi.collector", "来玉集", "collector", "410183110", "新密市来集镇采集员"),
	}
}

// roles of the enterprise and the public, made once there are enterprises.
var guests = []member{
	{login: "safety", name: "安全员甲", role: "safety", what: "金水区一家机械企业的安全管理员：自查、整改、填档案"},
	{login: "worker", name: "员工甲", role: "worker", what: "同一家企业的员工：拍照报隐患、按清单自查"},
	{login: "gas", name: "安全员乙", role: "safety", what: "新密市一家加油站的安全管理员：重大隐患正在挂牌督办"},
	{login: plantLogin, name: "安全员丙", role: "safety", what: "金水区一家危险化学品企业的安全管理员：辨识风险、画四色图、报备重大危险源"},
	{login: "newcomer", name: "新办企业", role: "public", what: "刚注册、档案待审核的企业"},
}

// printCast says who can sign in.
func printCast(in *invocation) {
	fmt.Fprintf(in.out, "\n示范账号（全部为虚构，密码都是 %s，仅供演示；正式使用请用 anjian init 另建平台）：\n", demoPassword)
	line := func(login, what string) { fmt.Fprintf(in.out, "  %-18s %s\n", login, what) }
	line(demoMark, "省级系统管理员：设立各市的账号")
	line(provinceSecurity, "省级安全管理员：给各市的管理员、审计员授权")
	line("province.auditor", "省级审计员")
	for _, m := range cast() {
		line(m.login, m.what)
	}
	var units string
	line(agencyLogin, "一家安全评价机构：维护本机构档案和人员，只能看到委托并确认过的企业")
	for _, u := range demo.City() {
		units += " " + u.Login
	}
	for _, m := range guests {
		line(m.login, m.what)
	}
	fmt.Fprintf(in.out, "  各县（市、区）和开发区的监管人员：\n   %s\n", units)
}

// accounts makes the accounts of the regulators: the province's administrator those of the city's administrator and auditor, the city's all others.
func (s *stage) accounts(orgs map[kernel.Region]string) error {
	make := func(by string, m member) error {
		body := fields{"login": m.login, "name": m.name, "kind": "regulator", "roles": []string{m.role}, "region": m.region, "phone": s.Phone()}
		if org := orgs[m.region]; org != "" {
			body["org"] = org
		}
		for name, v := range m.fields {
			body[name] = v
		}
		_, err := s.create(by, "account", body)
		return err
	}
	for _, m := range cast()[3:] { // the first three are there
		if err := make("admin", m); err != nil {
			return err
		}
	}
	for _, u := range demo.City() {
		if err := make("admin", member{login: u.Login, name: s.Person(), role: "regulator", region: u.Code}); err != nil {
			return err
		}
	}
	return s.grant(citySecurity)
}

// passwords gives accounts the password of the demonstration, not to be changed at the first login.
func (s *stage) passwords(logins []string) error {
	return passwords(s, s.p, logins)
}

func passwords(ctx context.Context, p *platform, logins []string) error {
	c := p.system(ctx)
	var ids []string
	for _, login := range logins {
		a, err := account.Accounts.First(c, kernel.Eq(&account.Row.Login, login))
		if err == nil && a == nil {
			err = fmt.Errorf("没有账号%s", login)
		}
		if err != nil {
			return err
		}
		ids = append(ids, a.ID)
	}
	return account.SetPassword(c, demoPassword, false, ids...)
}

// everyLogin lists the accounts that are named.
func everyLogin() []string {
	out := []string{demoMark, provinceSecurity, "province.auditor"}
	out = append(out, agencyLogin)
	for _, m := range append(cast(), guests...) {
		out = append(out, m.login)
	}
	for _, u := range demo.City() {
		out = append(out, u.Login)
	}
	return out
}

// posts fills a post for some days, and leaves an application for the security administrator to decide on.
func (s *stage) posts() error {
	bureau, err := s.only("admin", "org", "kind=bureau&region=410105")
	if err != nil {
		return err
	}
	post, err := s.create("admin", "org_post", fields{"name": "局长", "org": bureau.ID, "seats": 1, "chief": true, "duty": "主持全面工作"})
	if err != nil {
		return err
	}
	who := map[string]string{}
	for _, login := range []string{"jinshui.clerk", "jinshui.leader", "xinmi.collector"} {
		a, err := account.ActorOf(s.p.system(s), login)
		if err != nil {
			return err
		}
		who[login] = a.ID
	}
	held := entry{}
	clerk := entry{ID: who["xinmi.collector"]}
	return every(
		func() error {
			return s.step(citySecurity, "org_post", &post, "empower", fields{"roles": []string{"leader"}, "opinion": "按三定方案"})
		},
		func() (err error) {
			held, err = s.create("admin", "account_holding", fields{"account": who["jinshui.clerk"], "post": post.ID, "kind": "acting", "absent": who["jinshui.leader"],
				"held_from": s.present().AddDays(-2), "held_until": s.present().AddDays(12), "reason": "局长参加脱产培训"})
			return err
		},
		func() error { return s.step(citySecurity, "account_holding", &held, "approve", nil) },
		func() error {
			return s.change("admin", "account", &clerk, fields{"roles": []string{"clerk", "collector"}})
		},
	)
}
