package enterprise

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anjian/kernel"
)

func TestIndustryCounts(t *testing.T) {
	for _, c := range []struct {
		edition Edition
		want    [5]int
	}{
		// The edition amended in 2019 is said to have 1,382 classes; one of
		// them is not in our source.
		{Edition2017, [5]int{0, 20, 97, 473, 1381}},
		{Edition2011, [5]int{0, 20, 96, 0, 0}},
	} {
		var got [5]int
		for _, i := range c.edition.table().list {
			got[i.Depth]++
		}
		if got != c.want {
			t.Errorf("%d: %v, want %v", c.edition, got, c.want)
		}
	}
}

// The divisions of each section, as the standard numbers them.
func TestIndustrySections(t *testing.T) {
	for edition, sections := range map[Edition]string{
		Edition2017: "A01-05 B06-12 C13-43 D44-46 E47-50 F51-52 G53-60 H61-62 I63-65 J66-69 K70-70 L71-72 M73-75 N76-79 O80-82 P83-83 Q84-85 R86-90 S91-96 T97-97",
		Edition2011: "A01-05 B06-12 C13-43 D44-46 E47-50 F51-52 G53-60 H61-62 I63-65 J66-69 K70-70 L71-72 M73-75 N76-78 O79-81 P82-82 Q83-84 R85-89 S90-95 T96-96",
	} {
		for _, s := range strings.Fields(sections) {
			below := edition.Below(s[:1])
			if len(below) == 0 || below[0].Code != s[1:3] || below[len(below)-1].Code != s[4:6] {
				t.Errorf("%d %s: %v", edition, s, below)
			}
		}
	}
}

func TestIndustryTreeIsWhole(t *testing.T) {
	for _, e := range []Edition{Edition2011, Edition2017} {
		seen := map[string]bool{}
		for _, i := range e.table().list {
			if seen[i.Code] || i.Name == "" || strings.ContainsAny(i.Name, " 012456789") {
				t.Errorf("%d: %v", e, i)
			}
			seen[i.Code] = true
			path := e.Path(i.Code)
			if len(path) != i.Depth || path[0].Code != i.Section || path[len(path)-1] != i {
				t.Errorf("%d: path of %v is %v", e, i, path)
			}
			if e == Edition2017 && i.Depth < IndustryClass && len(e.Below(i.Code)) == 0 {
				t.Errorf("nothing below %v", i)
			}
		}
	}
}

func TestIndustryOf(t *testing.T) {
	for code, want := range map[string]string{
		"2614": "有机化学原料制造", "C2614": "有机化学原料制造", "c26": "化学原料和化学制品制造业", "C": "制造业", "０６１０": "烟煤和无烟煤开采洗选",
		"0610": "烟煤和无烟煤开采洗选", "B06": "煤炭开采和洗选业", "3841": "锂离子电池制造", "5265": "机动车燃油零售", "7271": "安全服务", "T97": "国际组织",
	} {
		if got := IndustryName(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	for code, want := range map[string]string{
		"": "为空", "9999": "没有行业代码", "C99": "没有行业代码", "Z": "没有行业代码", "B2614": "属于门类C", "U26": "属于门类C", "26141": "不是行业代码", "化工": "不是行业代码",
	} {
		if got := IndustryFault(code); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
		if _, err := ParseIndustry(code); kernel.CodeOf(err) != kernel.Invalid {
			t.Errorf("%q: %v", code, err)
		}
	}
	if got, err := ParseIndustry(" c2614 "); err != nil || got != "2614" {
		t.Errorf("%s %v", got, err)
	}
	// The same digits are other trades in the older edition.
	if i, _ := Edition2011.IndustryOf("83"); i.Name != "卫生" {
		t.Errorf("83 of 2011: %v", i)
	}
	if i, _ := Edition2017.IndustryOf("83"); i.Name != "教育" {
		t.Errorf("83 of 2017: %v", i)
	}
	if got := Edition2017.Search("电池", 10); len(got) != 6 || got[0].Depth != IndustryClass {
		t.Errorf("电池: %v", got)
	}
	for q, want := range map[string]string{"": "A 农、林、牧、渔业", " c ": "C 制造业", "c2614": "2614 有机化学原料制造", "旅游饭店": "6110 旅游饭店"} {
		if out, err := industries(nil, &industryIn{q}); err != nil || len(out.Items) == 0 || out.Items[0].Code+" "+out.Items[0].Label != want {
			t.Errorf("%q: %v %v", q, out, err)
		}
	}
	if out, err := industries(nil, &industryIn{"没有的行业"}); err != nil || out.Items == nil || len(out.Items) > 0 {
		t.Errorf("nothing fits: %v %v", out, err)
	}
	if got := Edition2017.Search("C267", 10); len(got) != 3 {
		t.Errorf("C267: %v", got)
	}
}

func TestTradeOf(t *testing.T) {
	for code, want := range map[string]Trade{
		"0610": Coal, "B06": Coal, "071": OilGas, "0711": OilGas, "0810": Mine, "1011": Mine,
		"2614": ChemProduction, "2511": ChemProduction, "2672": FireworkMaking, "2710": Pharma,
		"5265": ChemTrade, "5942": ChemStorage,
		"3110": Metallurgy, "3216": NonFerrous, "3011": Materials, "3411": Machinery, "1311": LightIndustry, "3851": LightIndustry,
		"1711": Textile, "1620": Tobacco, "5211": Commerce, "6210": Commerce, "5920": Commerce,
		"4710": Construction, "5431": Transport, "5910": Transport, "8321": OtherTrade, "": OtherTrade, "9999": OtherTrade,
	} {
		if got := TradeOf(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	if !IndustryTrade(Tobacco) || IndustryTrade(Coal) || IndustryTrade(ChemProduction) {
		t.Error("the eight lines")
	}
	if !Melts("3120") || !Melts("3216") || Melts("3130") || Melts("3411") || Melts("") {
		t.Error("smelting")
	}
	for prefix := range tradesByIndustry {
		if _, ok := Edition2017.IndustryOf(prefix); !ok {
			t.Errorf("%s is no industry", prefix)
		}
	}
}

func TestSizeOf(t *testing.T) {
	for _, c := range []struct {
		industry string
		staff    int
		revenue  kernel.Money // 万元
		assets   kernel.Money
		want     Size
	}{
		{"2614", 1200, 35000, 0, Medium}, // misses large by revenue
		{"2614", 15, 5000, 0, Micro},     // misses small by staff
		{"5211", 60, 450, 0, Small},
		{"5161", 250, 42000, 0, Large},
		{"2614", 1000, 40000, 0, Large}, // bounds are reached by equality
		{"2614", 999, 40000, 0, Medium},
		{"2614", 20, 300, 0, Small}, {"2614", 20, 299, 0, Micro},
		{"0111", 1, 20000, 0, Large}, {"0111", 9000, 49, 0, Micro},
		{"4710", 5, 80000, 80000, Large}, {"4710", 5, 80000, 79999, Medium}, {"4710", 5, 300, 299, Micro},
		{"5431", 1000, 30000, 0, Large}, {"5910", 300, 3000, 0, Medium}, {"5920", 200, 30000, 0, Large}, {"6020", 300, 2000, 0, Medium},
		{"6110", 300, 10000, 0, Large}, {"6311", 2000, 100000, 0, Large}, {"6511", 100, 1000, 0, Medium},
		{"7010", 0, 200000, 10000, Large}, {"7020", 1000, 5000, 0, Large}, {"7111", 300, 0, 120000, Large}, {"7452", 300, 0, 0, Large}, {"7030", 10, 0, 0, Small},
		{"8511", 9, 0, 0, Micro},
		{"5320", 5000, 900000, 0, ""}, {"6621", 300, 1, 1, ""}, {"8321", 300, 1, 1, ""}, {"8411", 300, 1, 1, ""}, {"", 300, 1, 1, ""},
	} {
		got := SizeOf(c.industry, Figures{Staff: c.staff, Revenue: c.revenue * wan, Assets: c.assets * wan})
		if got != c.want {
			t.Errorf("%s %d %d %d: %q, want %q", c.industry, c.staff, c.revenue, c.assets, got, c.want)
		}
	}
	if !AboveScale("2614", 2000*wan) || AboveScale("2614", 2000*wan-1) || AboveScale("5211", 9000*wan) || AboveScale("", 9000*wan) {
		t.Error("above scale")
	}
	if got := SizeFigures("4710"); len(got) != 2 || got[0] != ByRevenue || got[1] != ByAssets {
		t.Errorf("building is judged by %v", got)
	}
}

// Growing in any figure never makes an enterprise smaller.
func TestSizeIsMonotone(t *testing.T) {
	rank := map[Size]int{"": 0, Micro: 1, Small: 2, Medium: 3, Large: 4}
	list := Edition2017.table().list
	rapid.Check(t, func(t *rapid.T) {
		code := list[rapid.IntRange(0, len(list)-1).Draw(t, "industry")].Code
		money := rapid.Map(rapid.Int64Range(0, 300000), func(n int64) kernel.Money { return kernel.Money(n) * wan })
		f := Figures{Staff: rapid.IntRange(0, 3000).Draw(t, "staff"), Revenue: money.Draw(t, "revenue"), Assets: money.Draw(t, "assets")}
		g := Figures{Staff: f.Staff + rapid.IntRange(0, 999).Draw(t, "more"), Revenue: f.Revenue + money.Draw(t, "more"), Assets: f.Assets + money.Draw(t, "more")}
		if rank[SizeOf(code, f)] > rank[SizeOf(code, g)] {
			t.Fatalf("%s: %v is %s, %v is %s", code, f, SizeOf(code, f), g, SizeOf(code, g))
		}
		if (SizeOf(code, f) == "") != (len(SizeFigures(code)) == 0) {
			t.Fatalf("%s has no figures but a size", code)
		}
	})
}

func TestDuties(t *testing.T) {
	const unit, any, engineer, director, committee = "设置安全生产管理机构或者配备专职", "专职或者兼职", "注册安全工程师", "安全总监", "安全生产委员会"
	for _, c := range []struct {
		name string
		w    Workforce
		want []string // unmet unless marked by +
	}{
		{"100 staff", Workforce{Staff: 100}, []string{any}},
		{"101 staff", Workforce{Staff: 101}, []string{unit}},
		{"part-time will do", Workforce{Staff: 30, PartTime: 1}, []string{"+" + any}},
		{"part-time will not do", Workforce{Staff: 101, PartTime: 3}, []string{unit}},
		{"unit will do", Workforce{Staff: 500, Unit: WithUnit}, []string{"+" + unit}},
		{"small builder", Workforce{Building: true, Staff: 3, FullTime: 1}, []string{"+" + unit}},
		{"mine", Workforce{Mine: true, Staff: 10}, []string{unit, engineer}},
		{"smelter with engineer", Workforce{Smelting: true, Staff: 10, FullTime: 1, Engineers: 1}, []string{"+" + unit, "+" + engineer}},
		{"hazardous trade needs no engineer", Workforce{Trading: true, Staff: 10}, []string{unit}},
		{"storage does", Workforce{Storing: true, Staff: 10}, []string{unit, engineer}},
		{"loading does", Workforce{Loading: true, Staff: 10}, []string{unit, engineer}},
		{"Shandong 299", Workforce{Region: "370500", Staff: 299, FullTime: 1}, []string{"+" + unit}},
		{"Shandong 300", Workforce{Region: "370500", Staff: 300, FullTime: 1}, []string{"+" + unit, director}},
		{"Shandong 1000", Workforce{Region: "370502001", Staff: 1000, FullTime: 1, Director: true}, []string{"+" + unit, "+" + director, committee}},
		{"Shandong chemical 99", Workforce{Region: "370000", Producing: true, Staff: 99}, []string{unit, engineer}},
		{"Shandong chemical 100", Workforce{Region: "370000", Producing: true, Staff: 100}, []string{unit, engineer, director}},
		{"Shandong chemical 300", Workforce{Region: "370000", Producing: true, Staff: 300, Committee: true}, []string{unit, engineer, director, "+" + committee}},
		{"Henan 1000", Workforce{Region: "410100", Staff: 1000}, []string{unit}},
	} {
		got := c.w.Duties()
		if len(got) != len(c.want) {
			t.Errorf("%s: %v", c.name, got)
			continue
		}
		for i, d := range got {
			text, met := strings.CutPrefix(c.want[i], "+")
			if !strings.Contains(d.Name, text) || d.Met != met || d.Basis == "" {
				t.Errorf("%s: %v, want %s", c.name, d, c.want[i])
			}
			if strings.Contains(d.String(), "未落实") == met {
				t.Errorf("%s: %s", c.name, d)
			}
		}
	}
}

func FuzzIndustry(f *testing.F) {
	f.Add("C2614")
	f.Add("\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if code, err := ParseIndustry(s); err == nil && IndustryName(code) == "" {
			t.Errorf("%q accepted as %q", s, code)
		}
		Edition2017.Search(s, 5)
		TradeOf(s)
	})
}
