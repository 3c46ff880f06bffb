package main

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"anjian/base/enterprise"
	"anjian/cmd/anjian/demo"
	"anjian/kernel"
)

// spot is a risk point of the demonstration works with the risk that is found there.
type spot struct {
	name, kind, unit, post, title, accident string
	method                                  string
	scores                                  fields
	measure, category, frequency            string
	area                                    int // of the plan, from 1
}

// spots are a dozen points of a works for hazardous chemicals; each way to evaluate occurs.
var spots = []spot{
	{"液氨罐区", "area", "储运车间", "罐区操作工", "储罐或管线泄漏，氨气扩散", "s", "lec", fields{"likelihood": "lec/3", "exposure": "lec/6", "consequence": "lec/40"}, "储罐液位、压力联锁和紧急切断阀投用，每班查看记录", "machine", "shift", 1},
	{"氨卸车鹤位", "place", "储运车间", "装卸工", "卸车软管破裂或拉脱", "s", "lec", fields{"likelihood": "lec/3", "exposure": "lec/3", "consequence": "lec/15"}, "卸车前检查鹤管、静电接地和防溜车装置", "conduct", "job", 1},
	{"合成反应釜", "facility", "合成车间", "合成操作工", "超温超压", "q", "lec", fields{"likelihood": "lec/3", "exposure": "lec/6", "consequence": "lec/15"}, "温度、压力高限联锁停车，每班试报警", "machine", "shift", 2},
	{"反应釜清釜作业", "activity", "合成车间", "检修工", "受限空间缺氧、中毒", "s", "mes", fields{"state_score": "mes/3", "exposure": "mes/2", "consequence": "mes/8"}, "办理受限空间作业票，先通风再检测后作业，专人监护", "confined_space", "job", 2},
	{"离心机", "facility", "精制车间", "离心机操作工", "溶剂蒸气遇静电燃爆", "r", "ls", fields{"likelihood": "ls/3", "consequence": "ls/5"}, "氮气保护氧含量联锁，静电跨接每周测试", "machine", "week", 0},
	{"干燥间", "place", "精制车间", "干燥工", "粉尘积聚燃爆", "r", "matrix", fields{"likelihood": "matrix/3", "consequence": "matrix/4"}, "每班清扫，除尘系统火花探测投用", "premises", "shift", 3},
	{"甲类仓库", "place", "仓储部", "保管员", "禁忌物料混存", "h", "lec", fields{"likelihood": "lec/1", "exposure": "lec/6", "consequence": "lec/15"}, "按禁忌配存表分区存放，每日巡查", "fire", "day", 4},
	{"叉车通道", "part", "仓储部", "叉车工", "转弯盲区撞人", "b", "ls", fields{"likelihood": "ls/3", "consequence": "ls/4"}, "人车分流划线，盲区设反光镜和限速", "premises", "week", 4},
	{"蒸汽锅炉", "facility", "动力车间", "司炉工", "缺水、超压", "p", "lec", fields{"likelihood": "lec/1", "exposure": "lec/6", "consequence": "lec/15"}, "水位、压力联锁每班试验，安全阀每年校验", "special_equipment", "shift", 5},
	{"高低压配电室", "place", "动力车间", "电工", "误操作触电、电气火灾", "e", "matrix", fields{"likelihood": "matrix/2", "consequence": "matrix/4"}, "两票制度，每月红外测温", "electricity", "month", 5},
	{"厂房高处检修", "activity", "机修班", "维修工", "坠落", "i", "mes", fields{"state_score": "mes/1", "exposure": "mes/3", "consequence": "mes/8"}, "办理高处作业票，安全带高挂低用", "conduct", "job", 0},
	{"办公楼", "place", "综合部", "职员", "用电不当引起火灾", "h", "ls", fields{"likelihood": "ls/2", "consequence": "ls/2"}, "每季度检查用电和消防通道", "fire", "quarter", 6},
}

// works is an enterprise for hazardous chemicals with who speaks for it and who supervises it.
type works struct {
	*resident
	county, leader string
}

// dangers plans how some enterprises identify their risks and file their major hazards, and two tailings ponds.
func (s *stage) dangers(g *agenda, residents []*resident) error {
	plant := &works{resident: theirs(residents, plantLogin), county: "jinshui", leader: "jinshui.leader"}
	var far *works
	for _, r := range residents {
		if far == nil && r.id != "" && r.unit.Code == "410183" && r.login == "" && chemical(r.Trade) && r.Industry != "5265" {
			far = &works{resident: r, county: "xinmi", leader: "xinmi.leader"}
		}
	}
	if far == nil {
		return fmt.Errorf("新密市没有示范所需的危险化学品企业")
	}
	now := s.present()
	g.add(now.AddDays(-40), 9, func() error {
		far.login = "xinmi.plant"
		return every(func() error { return s.manager(far.resident, far.login, cmp.Or(far.SafetyLeader, far.Principal)) }, func() error { return s.grant(citySecurity) })
	})
	g.add(now.AddDays(-39), 9, func() error { return s.controls(plant) })
	g.add(now.AddDays(-36), 10, func() error { return s.installations(g, plant, far, now) })
	g.add(now.AddDays(-35), 10, func() error { return s.ponds(residents, now) })
	return nil
}

// chemical tells whether a trade is one in which major hazards are found.
func chemical(t enterprise.Trade) bool {
	return slices.Contains([]enterprise.Trade{enterprise.ChemProduction, enterprise.ChemTrade, "chem_use", "chem_storage", "pharma"}, t)
}

// controls identifies the risks of a works: what is lower comes under control at once, what is higher after review; one waits, one is a draft.
func (s *stage) controls(p *works) error {
	points := map[int]string{}
	for i, at := range spots {
		point, err := s.create(p.login, "risk_point", fields{"name": at.name, "kind": at.kind, "unit_name": at.unit, "posts": []string{at.post}, "place": "厂区" + at.unit,
			"position": []float64{p.Position.Lng + float64(i%4-2)*.0006, p.Position.Lat + float64(i/4-1)*.0006}, "people": 2 + i%5, "person": s.Person(), "phone": s.Phone(),
			"emergency": "立即停止作业，撤离无关人员，报告班长和调度室；按现场处置方案处置，必要时拨打119、120。"})
		if err != nil {
			return err
		}
		if at.area > 0 && points[at.area] == "" { // the first of an area is its gravest
			points[at.area] = point.ID
		}
		body := fields{"point": point.ID, "title": at.title, "activity": at.name, "accidents": []string{at.accident}, "effect": "可能造成人员伤亡和财产损失", "method": at.method,
			"company_owner": p.Principal, "division_owner": s.Person(), "workshop_owner": s.Person(), "team_owner": s.Person(),
			"measures": []fields{{"class": "engineering", "content": at.measure, "tier": "team", "frequency": at.frequency, "category": at.category, "checked": true},
				{"class": "training", "content": "岗位人员每年培训并考核，掌握现场处置方案"}, {"class": "emergency", "content": "现场配备应急器材，每半年演练一次", "tier": "workshop", "frequency": "month", "category": "emergency", "checked": i%2 == 0}}}
		for column, score := range at.scores {
			body[column] = score
		}
		r, err := s.create(p.login, "risk", body)
		if err != nil {
			return err
		}
		if i == len(spots)-2 { // still being written
			continue
		}
		if err := s.step(p.login, "risk", &r, "submit", nil); err != nil {
			return err
		}
		if r.Status == "submitted" && i != 4 { // one waits for its review
			if err := s.step(p.county, "risk", &r, "confirm", fields{"opinion": "分值和措施符合现场情况"}); err != nil {
				return err
			}
		}
	}
	if err := s.post(p.login, "risk/checklist", fields{}, nil); err != nil {
		return err
	}
	var areas []fields
	for i, outline := range demo.Outlines {
		areas = append(areas, fields{"outline": outline, "point": points[i+1]})
	}
	site := demo.Site()
	if err := s.as(p.login); err != nil {
		return err
	}
	if err := s.cl.send(s, http.MethodPut, "/api/file/"+site.SHA, bytes.NewReader(site.Data), new(bytes.Buffer), "Content-Type", "image/png"); err != nil {
		return err
	}
	_, err := s.create(p.login, "risk_plan", fields{"name": "厂区安全风险四色图", "picture": []fields{{"sha": site.SHA, "name": "厂区平面图.png", "type": "image/png", "size": len(site.Data)}}, "areas": areas})
	return err
}

// unit is a unit that is, or may be, a major hazard; to is how far its filing has come.
type unit struct {
	name, kind string
	residents  int
	what       []fields
	to         string
}

func stuff(name, cas, matter string, tons float64, classes ...string) fields {
	return fields{"name": name, "cas": cas, "matter": matter, "quantity": tons, "classes": classes}
}

// installations files units in each state.
func (s *stage) installations(g *agenda, near, far *works, now kernel.Date) error {
	ammonia := unit{"液氨罐区", "storage", 80, []fields{stuff("氨", "7664-41-7", "liquefied", 120)}, "filed"}
	stages := []struct {
		at *works
		unit
	}{
		{near, ammonia},
		{near, unit{"甲类仓库", "storage", 80, []fields{stuff("甲醇", "67-56-1", "liquid", 900), stuff("丙酮", "67-64-1", "liquid", 300)}, "reviewed"}},
		{near, unit{"氯气汇流排间", "production", 80, []fields{stuff("氯", "7782-50-5", "liquefied", 8)}, "submitted"}},
		{near, unit{"环氧乙烷装置", "production", 80, []fields{stuff("环氧乙烷", "75-21-8", "liquefied", 12)}, "draft"}},
		{near, unit{"丙类仓库", "storage", 0, []fields{stuff("甲醇", "67-56-1", "liquid", 20)}, "draft"}},
		{far, unit{"液氯储罐区", "storage", 40, []fields{stuff("氯", "7782-50-5", "liquefied", 100)}, "filed"}},
		{far, unit{"苯储罐区", "storage", 0, []fields{stuff("苯", "71-43-2", "liquid", 1500)}, "filed"}},
		{far, unit{"液化石油气站", "storage", 0, []fields{stuff("液化石油气", "68476-85-7", "liquefied", 60)}, "cancelled"}},
	}
	for i, x := range stages {
		h, err := s.file(x.at, x.unit, now, i)
		if err != nil {
			return err
		}
		switch i {
		case 0: // the stock grows and its change waits for the enterprise to say why
			g.add(now.AddDays(-6), 9, func() error {
				return s.change(x.at.login, "majorhazard", &h, fields{"substances": []fields{stuff("氨", "7664-41-7", "liquefied", 180)}})
			})
		case 6: // and one whose change is on file
			g.add(now.AddDays(-20), 9, func() error { return s.restock(x.at, &h) })
		}
	}
	return nil
}

// file reports a unit and takes its filing as far as it goes.
func (s *stage) file(p *works, u unit, now kernel.Date, i int) (h entry, err error) {
	person := func() (string, string) { return s.Person(), s.Phone() }
	technical, technicalPhone := person()
	operator, operatorPhone := person()
	paper := func(name string) []fields { return s.photo(s.before, name) }
	body := fields{"name": u.name, "kind": u.kind, "code": fmt.Sprintf("ZDWXY-%02d", i+1), "place": "厂区" + []string{"西北角", "东侧", "南侧", "中部"}[i%4], "commissioned_on": "2012-06-01",
		"position": []float64{p.Position.Lng + float64(i%3-1)*.0008, p.Position.Lat + float64(i/3-1)*.0005}, "substances": u.what, "residents": u.residents, "counted_on": now.AddDays(-60),
		"equipment": "储罐、泵、管线，温度、压力、液位远传", "surroundings": "北侧80米为城市道路，东侧为工业企业，500米内常住人口见上",
		"dangers": "易燃、有毒，泄漏后可形成爆炸性混合物或造成中毒。", "measures": "切断泄漏源，划定警戒区，上风向撤离，喷雾状水稀释。",
		"principal": p.Principal, "principal_post": "总经理", "principal_phone": p.PrincipalPhone, "technical": technical, "technical_post": "总工程师", "technical_phone": technicalPhone,
		"operator": operator, "operator_post": "车间主任", "operator_phone": operatorPhone, "assessor": "河南示范安全评价有限公司", "assessed_on": now.AddDays(-45),
		"assessment_report": paper("安全评估报告"), "sds": paper("安全技术说明书"), "plot": paper("平面布置图"), "monitoring": paper("监测监控系统说明"), "plan": paper("应急预案"),
		"plan_number": fmt.Sprintf("YJYA-%s-%04d", p.Region[:6], 301+i), "plan_filed_on": now.AddDays(-200), "drilled_on": now.AddDays(-90), "controls": []string{"collecting", "leak", "video"}}
	if i%2 == 0 {
		body["on_site_drill_on"], body["controls"] = now.AddDays(-70), []string{"collecting", "shutdown", "sis", "video", "leak", "qra"}
	}
	if h, err = s.create(p.login, "majorhazard", body); err != nil || u.to == "draft" {
		return h, err
	}
	steps := []struct {
		who, step, until string
		body             fields
	}{
		{p.login, "submit", "submitted", nil},
		{p.county, "review", "reviewed", fields{"opinion": "计算过程正确，材料齐全"}},
		{p.leader, "approve", "filed", nil},
		{p.login, "cancel", "cancelling", fields{"cancel_proof": paper("储罐拆除照片"), "opinion": "储罐已清空拆除，不再储存液化石油气"}},
		{p.leader, "strike", "cancelled", fields{"opinion": "现场核实已拆除，同意核销"}},
	}
	for _, x := range steps {
		if err = s.step(x.who, "majorhazard", &h, x.step, x.body); err != nil || x.until == u.to {
			return h, err
		}
	}
	return h, nil
}

// restock lowers a stock; the change filing that this opens goes through.
func (s *stage) restock(p *works, h *entry) error {
	if err := s.change(p.login, "majorhazard", h, fields{"substances": []fields{stuff("苯", "71-43-2", "liquid", 800)}}); err != nil {
		return err
	}
	c, err := s.only(p.login, "majorhazard_change", "status=opened&installation="+h.ID)
	if err != nil {
		return err
	}
	return every(
		func() error {
			return s.step(p.login, "majorhazard_change", &c, "submit", fields{"reason": "两台储罐退役，设计最大储量减少", "report": s.photo(s.before, "变更说明")})
		},
		func() error {
			return s.step(p.county, "majorhazard_change", &c, "review", fields{"opinion": "与现场一致"})
		},
		func() error { return s.step(p.leader, "majorhazard_change", &c, "approve", nil) },
	)
}

// pondOwner is the enterprise to which the pond in use belongs.
func (s *stage) pondOwner(residents []*resident) (mine *resident) {
	for _, r := range residents {
		if r.id != "" && r.unit.Code == "410185" && (r.Trade == "mine" || r.Trade == enterprise.NonFerrous || mine == nil) {
			mine = r
		}
	}
	return mine
}

// ponds are two tailings ponds: one in use with people below it, one closed without an owner.
func (s *stage) ponds(residents []*resident, now kernel.Date) error {
	mine := s.pondOwner(residents)
	used := fields{"enterprise": mine.id, "name": "石门沟尾矿库", "position": []float64{113.012, 34.447}, "place": "石门沟内，坝下1公里为石门村", "operation": "running", "form": "valley", "damming": "upstream",
		"volume": 1260, "height": 68, "now_volume": 830, "now_height": 52, "overhead": true, "downstream": "坝下0.8公里有石门村42户", "downstream_people": 156,
		"monitoring": []string{"surface", "phreatic", "beach", "level", "rain", "video"}, "head": mine.Principal, "head_phone": s.Phone(), "leader": "郑守安", "leader_post": "市局分管领导", "assessed_on": now.AddDays(-1000)}
	old := fields{"name": "南岭废弃尾矿库", "region": "410185", "position": []float64{113.071, 34.431}, "place": "南岭村东800米", "operation": "abandoned", "form": "hillside", "damming": "once", "dry": true,
		"volume": 86, "height": 24, "now_volume": 86, "now_height": 24, "leader": "登守山", "leader_post": "县级包保领导"}
	for _, body := range []fields{used, old} {
		p, err := s.create("dengfeng", "majorhazard_pond", body)
		if err == nil {
			err = every(func() error { return s.step("dengfeng", "majorhazard_pond", &p, "submit", nil) }, func() error { return s.step("dengfeng", "majorhazard_pond", &p, "file", nil) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}
