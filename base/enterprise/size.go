package enterprise

import (
	"slices"

	"anjian/kernel"
)

// Size is the size class of an enterprise (企业规模, 大中小微型企业划分办法,
// 国统字〔2017〕213号); "" where the rule does not classify the trade.
type Size string

const (
	Large  Size = "large"
	Medium Size = "medium"
	Small  Size = "small"
	Micro  Size = "micro"
)

func (Size) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Large, "大型"), kernel.Opt(Medium, "中型"), kernel.Opt(Small, "小型"), kernel.Opt(Micro, "微型")}
}

// Figure is a number the size is judged by.
type Figure string

const (
	ByStaff   Figure = "staff"   // 从业人员
	ByRevenue Figure = "revenue" // 营业收入
	ByAssets  Figure = "assets"  // 资产总额
)

// Figures are last year's numbers of an enterprise.
type Figures struct {
	Staff           int
	Revenue, Assets kernel.Money
}

// wan is 10,000 yuan (万元) in money's unit, the fen.
const wan kernel.Money = 1_000_000

// sector is one row of the rule's table. Each bound holds the least value for
// large, medium and small: people for staff, 万元 for the others.
type sector struct {
	codes  []string // prefixes of GB/T 4754-2017
	except []string
	bounds map[Figure][3]int
}

type bounds = map[Figure][3]int

var sectors = []sector{
	{codes: []string{"A"}, bounds: bounds{ByRevenue: {20000, 500, 50}}},
	{codes: []string{"B", "C", "D"}, bounds: bounds{ByStaff: {1000, 300, 20}, ByRevenue: {40000, 2000, 300}}},
	{codes: []string{"E"}, bounds: bounds{ByRevenue: {80000, 6000, 300}, ByAssets: {80000, 5000, 300}}},
	{codes: []string{"51"}, bounds: bounds{ByStaff: {200, 20, 5}, ByRevenue: {40000, 5000, 1000}}},
	{codes: []string{"52"}, bounds: bounds{ByStaff: {300, 50, 10}, ByRevenue: {20000, 500, 100}}},
	// Transport (交通运输业) holds loading and agencies, but no railways.
	{codes: []string{"54", "55", "56", "57", "58", "591"}, bounds: bounds{ByStaff: {1000, 300, 20}, ByRevenue: {30000, 3000, 200}}},
	{codes: []string{"59"}, except: []string{"591"}, bounds: bounds{ByStaff: {200, 100, 20}, ByRevenue: {30000, 1000, 100}}},
	{codes: []string{"60"}, bounds: bounds{ByStaff: {1000, 300, 20}, ByRevenue: {30000, 2000, 100}}},
	{codes: []string{"H"}, bounds: bounds{ByStaff: {300, 100, 10}, ByRevenue: {10000, 2000, 100}}},
	{codes: []string{"63", "64"}, bounds: bounds{ByStaff: {2000, 100, 10}, ByRevenue: {100000, 1000, 100}}},
	{codes: []string{"65"}, bounds: bounds{ByStaff: {300, 100, 10}, ByRevenue: {10000, 1000, 50}}},
	{codes: []string{"701"}, bounds: bounds{ByRevenue: {200000, 1000, 100}, ByAssets: {10000, 5000, 2000}}},
	{codes: []string{"702"}, bounds: bounds{ByStaff: {1000, 300, 100}, ByRevenue: {5000, 1000, 500}}},
	{codes: []string{"L"}, bounds: bounds{ByStaff: {300, 100, 10}, ByAssets: {120000, 8000, 100}}},
	// 其他未列明行业. Finance, education, health, letting of own property and
	// administration stay unclassified.
	{codes: []string{"703", "709", "M", "N", "O", "85", "R"}, bounds: bounds{ByStaff: {300, 100, 10}}},
}

func sectorOf(industry string) (sector, bool) {
	i, ok := Edition2017.IndustryOf(industry)
	if !ok {
		return sector{}, false
	}
	for _, s := range sectors {
		if (slices.Contains(s.codes, i.Section) || hasPrefix(i.Code, s.codes...)) && !hasPrefix(i.Code, s.except...) {
			return s, true
		}
	}
	return sector{}, false
}

// SizeFigures lists the figures that decide the size in a trade, none where
// the rule does not classify it or the code is unknown.
func SizeFigures(industry string) []Figure {
	s, _ := sectorOf(industry)
	var out []Figure
	for _, f := range []Figure{ByStaff, ByRevenue, ByAssets} {
		if _, ok := s.bounds[f]; ok {
			out = append(out, f)
		}
	}
	return out
}

// SizeOf classifies an enterprise of an industry of GB/T 4754-2017. A class is
// reached when every figure of the sector reaches its bound, or else the next
// lower one counts; whoever misses one for small is micro.
func SizeOf(industry string, f Figures) Size {
	s, ok := sectorOf(industry)
	if !ok {
		return ""
	}
	for n, size := range []Size{Large, Medium, Small} {
		reached := true
		for figure, least := range s.bounds {
			switch figure {
			case ByStaff:
				reached = reached && f.Staff >= least[n]
			case ByRevenue:
				reached = reached && f.Revenue >= kernel.Money(least[n])*wan
			case ByAssets:
				reached = reached && f.Assets >= kernel.Money(least[n])*wan
			}
		}
		if reached {
			return size
		}
	}
	return Micro
}

// AboveScale tells whether an industrial enterprise is above the statistical
// scale (规模以上工业): 20 million yuan of revenue a year.
func AboveScale(industry string, revenue kernel.Money) bool {
	i, ok := Edition2017.IndustryOf(industry)
	return ok && hasPrefix(i.Section, "B", "C", "D") && revenue >= 2000*wan
}
