package demo

import (
	"fmt"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/kernel"
)

// line is a line of business: what it is called, its class of GB/T 4754-2017, and how many people work in one.
type line struct {
	trade     enterprise.Trade
	industry  enterprise.IndustryCode
	words     string
	low, high int
	weight    [3]int // by Land
}

var lines = []line{
	{enterprise.Commerce, "5211", "百货 商贸", 8, 160, [3]int{10, 3, 4}},
	{enterprise.Commerce, "5212", "超市", 10, 220, [3]int{8, 2, 4}},
	{enterprise.Commerce, "6110", "酒店", 20, 260, [3]int{8, 1, 2}},
	{enterprise.Commerce, "6210", "餐饮 餐饮管理", 6, 80, [3]int{10, 2, 3}},
	{enterprise.Machinery, "3311", "钢结构 金属制品", 12, 240, [3]int{4, 10, 6}},
	{enterprise.Machinery, "3484", "机械 机械零部件", 10, 160, [3]int{5, 14, 8}},
	{enterprise.Machinery, "3511", "矿山机械 重工", 30, 600, [3]int{2, 8, 5}},
	{enterprise.Machinery, "3670", "汽车零部件 汽车配件", 30, 900, [3]int{1, 10, 3}},
	{enterprise.LightIndustry, "1411", "食品 糕点", 10, 180, [3]int{5, 6, 5}},
	{enterprise.LightIndustry, "1353", "肉制品 食品", 15, 400, [3]int{1, 4, 4}},
	{enterprise.LightIndustry, "2110", "家具 木业", 8, 120, [3]int{2, 4, 5}},
	{enterprise.LightIndustry, "2231", "包装 纸业", 10, 140, [3]int{3, 5, 5}},
	{enterprise.Textile, "1819", "服饰 服装", 12, 260, [3]int{5, 3, 4}},
	{enterprise.Textile, "1711", "纺织", 30, 500, [3]int{1, 2, 3}},
	{enterprise.Materials, "3021", "建材 混凝土", 20, 160, [3]int{2, 4, 9}},
	{enterprise.Materials, "3089", "耐火材料 高温材料", 20, 240, [3]int{0, 2, 10}},
	{enterprise.OtherTrade, "8111", "汽车维修 汽车服务", 5, 60, [3]int{8, 3, 3}},
	{enterprise.ChemTrade, "5265", "加油站", 4, 16, [3]int{6, 3, 6}},
	{enterprise.ChemTrade, "5169", "化工 气体", 4, 30, [3]int{2, 2, 1}},
	{enterprise.ChemProduction, "2641", "涂料 化工", 20, 200, [3]int{0, 2, 2}},
	{enterprise.Construction, "4710", "建筑工程 建设", 40, 900, [3]int{5, 1, 2}},
	{enterprise.Transport, "5431", "运输 物流", 10, 200, [3]int{3, 4, 3}},
	{enterprise.NonFerrous, "3252", "铝业", 40, 900, [3]int{0, 3, 2}},
	{enterprise.Mine, "1011", "石料 矿业", 15, 120, [3]int{0, 0, 3}},
}

// stale lines of business: what makes a file hard to complete.
var hard = map[enterprise.Trade]bool{enterprise.ChemTrade: true, enterprise.ChemProduction: true, enterprise.Construction: true, enterprise.Transport: true,
	enterprise.NonFerrous: true, enterprise.Mine: true}

// Hard tells whether a complete file of the trade asks for licences, examinations and insurance beside it.
func Hard(t enterprise.Trade) bool { return hard[t] }

func (u *Unit) line(m *Maker) *line {
	sum := 0
	for i := range lines {
		sum += lines[i].weight[u.Land]
	}
	n := m.rand.IntN(sum)
	for i := range lines {
		if n -= lines[i].weight[u.Land]; n < 0 {
			return &lines[i]
		}
	}
	return &lines[0]
}

// Enterprise invents an enterprise of the unit that founded itself before day. Its file is complete as far as its own columns go.
func (m *Maker) Enterprise(u *Unit, day kernel.Date) *enterprise.Enterprise {
	l, where := u.line(m), u.somewhere(m)
	e := &enterprise.Enterprise{}
	e.Region, e.Trade, e.Industry = where.code, l.trade, l.industry
	e.Name = m.name(u, l)
	e.CreditCode = m.creditCode(u.Code)
	e.Address, e.Position = m.site(where.name, u.Land == Rural), u.spot(m)
	e.FoundedOn = m.Day("1996-01-01", day.AddDays(-400))
	e.LegalPerson = m.Person()
	if e.Principal = e.LegalPerson; m.Chance(30) {
		e.Principal = m.Person()
	}
	e.PrincipalPhone, e.SafetyLeader, e.SafetyPhone = kernel.Phone(m.Phone()), m.Person(), kernel.Phone(m.Phone())
	e.Staff = l.low + int(float64(l.high-l.low)*m.rand.Float64()*m.rand.Float64())
	e.Revenue = kernel.Money(int64(e.Staff) * int64(m.Between(15, 90)) * 1_000_000)
	e.Assets = e.Revenue / 2
	e.RegisteredCapital = kernel.Money(int64(pick(m, []int{50, 100, 200, 500, 1000, 2000, 5000})) * 1_000_000)
	e.EconomicType, e.LicenceKind = "limited", "corporate"
	if strings.HasPrefix(string(l.industry), "6") && e.Staff < 15 {
		e.EconomicType, e.LicenceKind = "individual", "individual"
	}
	e.BusinessScope = strings.ReplaceAll(l.words, " ", "、") + "及相关业务"
	e.Level, e.Operating = pick(m, []enterprise.Level{enterprise.ByCounty, enterprise.ByCounty, enterprise.ByTownship}), enterprise.Running
	if e.Of(enterprise.Construction, enterprise.NonFerrous, enterprise.Transport) {
		e.Level = enterprise.ByCity
	}
	e.Risk = pick(m, []enterprise.RiskGrade{"blue", "blue", "blue", "yellow", "yellow"})
	e.Standard = pick(m, []enterprise.StandardGrade{"none", "none", "3", "reached"})
	e.SafetyUnit, e.FullTime, e.PartTime = enterprise.WithPartTime, 0, 1+e.Staff/80
	if Hard(e.Trade) || e.Staff > 100 {
		e.SafetyUnit, e.FullTime, e.PartTime = enterprise.WithFullTime, 1+e.Staff/150, 0
		e.Risk = pick(m, []enterprise.RiskGrade{"yellow", "yellow", "orange", "red"})
	}
	e.Dangerous, e.Factors = []enterprise.Operation{"none"}, []enterprise.Factor{"none"}
	switch e.Trade {
	case enterprise.Commerce, enterprise.OtherTrade:
	case enterprise.Machinery, enterprise.Materials, enterprise.NonFerrous:
		e.Dangerous, e.Factors, e.Exposed = []enterprise.Operation{"fire", "lifting", "height"}, []enterprise.Factor{"dust", "physical"}, e.Staff/3
	default:
		e.Dangerous, e.Factors, e.Exposed = []enterprise.Operation{"fire", "power"}, []enterprise.Factor{"physical"}, e.Staff/5
	}
	m.chemicals(e, day)
	return e
}

func (m *Maker) chemicals(e *enterprise.Enterprise, day kernel.Date) {
	if e.Chemical() {
		e.MajorHazard, e.Storage = "none", []enterprise.StorageWay{"warehouse"}
		e.Substances = []enterprise.Substance{{Name: "乙醇", CAS: "64-17-5", Role: "trade", Most: float64(m.Between(1, 8))}}
		if e.Industry == "5265" {
			e.Storage = []enterprise.StorageWay{"buried"}
			e.Substances = []enterprise.Substance{{Name: "汽油", CAS: "86290-81-5", Role: "trade", Most: 60}, {Name: "柴油", Role: "trade", Most: 60}}
		}
		if e.Trade == enterprise.ChemProduction {
			e.ChemicalsNumber = fmt.Sprintf("4101%08d", m.rand.IntN(100_000_000))
			e.Substances[0].Role = "material"
		}
	}
	if e.HighRisk() {
		e.PlanNumber, e.PlanFiledOn = fmt.Sprintf("YJYA-%s-%04d", e.Region[:6], m.rand.IntN(10000)), m.Day(day.AddDays(-900), day.AddDays(-30))
	}
}

var forms = []string{"有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司"}

func (m *Maker) name(u *Unit, l *line) string {
	front := []string{"河南", "河南", "郑州"}
	if c, ok := region.Standard(string(u.Code[:4]) + "00"); ok {
		front[2] = strings.TrimSuffix(c.Name, "市")
	}
	if c, ok := region.Standard(region.Padded(u.Code)); ok && u.Land == Rural {
		front = append(front, c.Name, c.Name)
	}
	for {
		name := pick(m, front) + m.brand() + pick(m, strings.Fields(l.words))
		if l.industry == "5265" {
			name = strings.TrimSuffix(name, "加油站") + "石油销售有限公司" + string(pick(m, clans)) + pick(m, hamlets) + "加油站"
		} else {
			name += pick(m, forms)
		}
		if !m.names[name] {
			m.names[name] = true
			return name
		}
	}
}

// creditCode counts up codes in a series that no registrar has given out: all of them are different, and the check characters are right.
func (m *Maker) creditCode(at kernel.Region) string {
	m.codes++
	body := fmt.Sprintf("MAD%05d", m.codes%100000)
	if m.codes >= 100000 {
		panic("demo: credit codes are used up")
	}
	code, err := enterprise.MakeCreditCode("91" + region.Padded(at)[:6] + body + organisationCheck(body))
	if err != nil {
		panic(err) // the alphabet of body is that of the standard
	}
	return string(code)
}

// organisationCheck is the check character of an organisation code (GB 11714).
func organisationCheck(body string) string {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A') + 10
		}
		sum += v * weight
	}
	return "0X987654321"[sum%11 : sum%11+1]
}

// Spoil takes some of what a complete file needs away: so it is with those that register and never finish.
func (m *Maker) Spoil(e *enterprise.Enterprise) {
	gaps := []func(){
		func() { e.Position = kernel.Point{} },
		func() { e.SafetyLeader, e.SafetyPhone = "", "" },
		func() { e.SafetyPhone = "" },
		func() { e.Factors, e.Exposed = nil, 0 },
		func() { e.Dangerous = nil },
		func() { e.SafetyUnit, e.FullTime, e.PartTime = "", 0, 0 },
		func() { e.LegalPerson = "" },
		func() { e.FoundedOn = "" },
		func() { e.Staff, e.Exposed = 0, 0 },
	}
	if m.Chance(15) {
		e.Industry = ""
	}
	for n := m.Between(1, 4); n > 0; n-- {
		pick(m, gaps)()
	}
}
