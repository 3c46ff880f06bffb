package region

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestStandard(t *testing.T) {
	for _, c := range []struct {
		code, full string
		level      int
	}{
		{"410000", "河南省", Province},
		{"410100", "河南省郑州市", Prefecture},
		{"410105", "河南省郑州市金水区", County},
		{"410105001", "河南省郑州市金水区经八路街道", Township},
		{"110101", "北京市东城区", County},
		{"419001", "河南省济源市", County},
		{"441900003", "广东省东莞市东城街道", Township},
		{"133100", "河北省雄安新区", Prefecture},
		{"410190", "河南省郑州市郑东新区", County},
		{"410173", "河南省郑州市郑州航空港经济综合实验区", County},
		{"370571", "山东省东营市东营经济技术开发区", County},
		{"820000", "澳门特别行政区", Province},
	} {
		d, ok := Standard(c.code)
		if !ok || d.Level != c.level || FullName(c.code) != c.full {
			t.Errorf("%s: %v %v, %s", c.code, d, ok, FullName(c.code))
		}
	}
	for _, code := range []string{"", "4", "410199", "410105999", "41010500", "郑州市", "4101050010"} {
		if d, ok := Standard(code); ok {
			t.Errorf("%q should be unknown, got %v", code, d)
		}
	}
}

func TestCounts(t *testing.T) {
	counts := map[int]int{}
	for _, d := range append(slices.Clone(divisions().list), townships()...) {
		counts[d.Level]++
	}
	// 31 provinces of the list and three of ours; 342 prefecture rows and
	// 雄安新区.
	if counts[Province] != 34 || counts[Prefecture] != 343 || counts[Township] != 41352 {
		t.Errorf("counts %v", counts)
	}
	if len(Children("410000")) != 18 || len(Children("130000")) != 12 {
		t.Errorf("河南 %d, 河北 %d", len(Children("410000")), len(Children("130000")))
	}
	hebei := 0
	for _, d := range under(divisions().list, "13") {
		if d.Level == County {
			hebei++
		}
	}
	if hebei != 190 {
		t.Errorf("河北 has %d county rows, the list of 2022 has 190", hebei)
	}
	if n := len(Children("410105")); n < 15 {
		t.Errorf("金水区 has %d townships", n)
	}
	if list := Children("441900"); len(list) < 30 || list[0].Level != Township {
		t.Errorf("东莞 has townships below the city: %v", list)
	}
}

func TestTreeIsWhole(t *testing.T) {
	for _, d := range append(slices.Clone(divisions().list), townships()...) {
		p, ok := Parent(d.Code)
		if ok != (d.Level > Province) {
			t.Fatalf("%v has no parent", d)
		}
		if ok && !slices.Contains(Children(p.Code), d) && d.Level < Township {
			t.Fatalf("%v is no child of %v", d, p)
		}
		if d.Name == "" || strings.TrimSpace(d.Name) != d.Name {
			t.Fatalf("name of %v", d)
		}
	}
}

func TestSupervision(t *testing.T) {
	for code, want := range map[string]string{
		"130629":    "133100", // 容城县
		"133100":    "130000",
		"130181":    "130000", // 辛集市
		"130682":    "130000", // 定州市
		"419001":    "410000", // 济源市
		"429004":    "420000", // 仙桃市
		"110101":    "110000",
		"410105":    "410100",
		"410105560": "410190", // 如意湖街道
		"410105001": "410105",
		"410190":    "410100",
	} {
		if d, _ := Supervisor(code); d.Code != want {
			t.Errorf("%s is supervised by %v, want %s", code, d, want)
		}
	}
	codes := func(list []Division) (out []string) {
		for _, d := range list {
			out = append(out, d.Code)
		}
		return out
	}
	if got := codes(Supervised("133100")); !slices.Equal(got, []string{"130629", "130632", "130638"}) {
		t.Errorf("雄安新区: %v", got)
	}
	if got := codes(Supervised("410000")); !slices.Contains(got, "419001") || slices.Contains(got, "419000") {
		t.Errorf("河南省: %v", got)
	}
	if got := codes(Supervised("130000")); !slices.Contains(got, "130682") || !slices.Contains(got, "133100") {
		t.Errorf("河北省: %v", got)
	}
	if got := codes(Supervised("110000")); len(got) != 16 {
		t.Errorf("北京市: %v", got)
	}
	if got := len(Supervised("410190")); got != 8 {
		t.Errorf("郑东新区 has %d townships", got)
	}
	if got := Outside("130600"); !slices.Equal(got, []string{"130629", "130632", "130638", "130682"}) {
		t.Errorf("outside 保定: %v", got)
	}
	if got := Outside("410000"); len(got) != 0 {
		t.Errorf("outside 河南: %v", got)
	}
	if !Own("410190") || !Own("133100") || Own("410171") || Own("710000") {
		t.Error("own codes")
	}
}

// Each division is supervised by exactly one other, and the two directions
// agree.
func TestSupervisionAgrees(t *testing.T) {
	seen := map[string]string{}
	var visit func(d Division)
	visit = func(d Division) {
		for _, c := range Supervised(d.Code) {
			if by := seen[c.Code]; by != "" {
				t.Fatalf("%v under %s and %s", c, by, d.Code)
			}
			seen[c.Code] = d.Code
			if s, _ := Supervisor(c.Code); s != d {
				t.Fatalf("%v: down from %v, up to %v", c, d, s)
			}
			visit(c)
		}
	}
	for _, p := range Provinces() {
		visit(p)
	}
	for _, d := range divisions().list {
		if d.Level > Province && !placeholder(d) && seen[d.Code] == "" {
			t.Errorf("nobody supervises %v", d)
		}
	}
}

func TestSuccession(t *testing.T) {
	for old, now := range map[string]string{
		"370521": "370505", "220181": "220113", "220381": "220184", "411023": "411003", "410105": "410105",
	} {
		if Current(old) != now {
			t.Errorf("%s became %s, want %s", old, Current(old), now)
		}
	}
	for _, s := range Successions() {
		if _, ok := Standard(s.Old); ok {
			t.Errorf("%s is still in the table", s.Old)
		}
		if _, ok := Standard(s.New); !ok {
			t.Errorf("%s is not in the table", s.New)
		}
	}
	for _, c := range []struct {
		code string
		year int
		want bool
	}{
		{"370521", 2015, true}, {"370521", 2016, true}, {"370521", 2017, false},
		{"370505", 2015, false}, {"370505", 2016, true}, {"370505", 2026, true},
		{"410202", 2010, true}, {"410105", 2000, true}, {"999999", 2020, false},
	} {
		if ValidIn(c.code, c.year) != c.want {
			t.Errorf("%s in %d", c.code, c.year)
		}
	}
}

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"河南省郑州市金水区":      "410105",
		"郑州市金水":          "410105",
		"金水区":            "410105",
		"郑州 金水区":         "410105",
		"河南-郑州-金水":       "410105",
		"河南省郑州市金水区经八路街道": "410105001",
		"郑州市金水区经八路":      "410105001",
		"金水区经八路办事处":      "410105001",
		"郑州市经八路街道":       "410105001",
		"管城区":            "410104",
		"郑州市管城":          "410104",
		"郑州市高新区":         "410172",
		"郑州经开区":          "410171",
		"航空港区":           "410173",
		"郑东新区":           "410190",
		"郑州市郑东新区如意湖街道":   "410105560",
		"北京市朝阳区":         "110105",
		"北京市":            "110000",
		"北京":             "110000",
		"朝阳市":            "211300",
		"吉林省吉林市":         "220200",
		"吉林市":            "220200",
		"吉林省":            "220000",
		"内蒙古":            "150000",
		"广西":             "450000",
		"新疆":             "650000",
		"东营市垦利县":         "370505",
		"垦利区":            "370505",
		"长春市九台":          "220113",
		"公主岭":            "220184",
		"雄安新区容城县":        "130629",
		"河北省容城县":         "130629",
		"定州市":            "130682",
		"济源":             "419001",
		"东莞市东城街道":        "441900003",
		"410105":         "410105",
		"410105001":      "410105001",
		"410105001000":   "410105001",
		"410100000000":   "410100",
		"４１０１０５":         "410105",
		"370521":         "370505",
		"香港":             "810000",
	} {
		got := Find(text)
		if len(got) != 1 || got[0].Code != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "不存在市", "金水区不存在的街道", "上海市金水区", "999999", "市", "省"} {
		if got := Find(text); len(got) != 0 {
			t.Errorf("%q: %v", text, got)
		}
	}
	if got := Find("朝阳区"); len(got) != 2 {
		t.Errorf("朝阳区 is in 北京 and 长春: %v", got)
	}
	if got := Find("经开区"); len(got) < 2 {
		t.Errorf("经开区 alone is ambiguous: %v", got)
	}
}

func TestLocate(t *testing.T) {
	for _, c := range []struct{ address, code, rest string }{
		{"河南省郑州市金水区经三路66号", "410105", "经三路66号"},
		{"郑州市高新区科学大道100号", "410172", "科学大道100号"},
		{"山东省东营市广饶县大王镇工业园", "370523101", "工业园"},
	} {
		d, rest, ok := Locate(c.address)
		if !ok || d.Code != c.code || rest != c.rest {
			t.Errorf("%s: %v %q %v", c.address, d, rest, ok)
		}
	}
	for _, full := range []string{"西藏自治区拉萨市西藏文化旅游创意园区", "江苏省泰州市高港区港口物流产业园-永安洲镇", "新疆维吾尔自治区塔城地区额敏县额敏（兵地、辽阳）工业园区"} {
		if got := Find(full); len(got) != 1 || FullName(got[0].Code) != full {
			t.Errorf("%s: %v", full, got)
		}
	}
	if d, _, ok := Locate("科学大道100号"); ok {
		t.Errorf("no division there, got %v", d)
	}
}

// What the table spells out, the lookup finds again.
func TestFindsEveryFullName(t *testing.T) {
	list := divisions().list
	all := townships()
	rapid.Check(t, func(t *rapid.T) {
		d := list[rapid.IntRange(0, len(list)-1).Draw(t, "division")]
		if rapid.Bool().Draw(t, "township") {
			d = all[rapid.IntRange(0, len(all)-1).Draw(t, "n")]
		}
		if placeholder(d) {
			return
		}
		got := Find(FullName(d.Code))
		if !slices.Contains(got, d) {
			t.Fatalf("%v (%s): %v", d, FullName(d.Code), got)
		}
		for _, g := range got {
			if FullName(g.Code) != FullName(d.Code) {
				t.Fatalf("%s also read as %s", FullName(d.Code), FullName(g.Code))
			}
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("河南省郑州市金水区")
	f.Add("\xff市")
	f.Add("000000000000")
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range Find(text) {
			if _, ok := Standard(d.Code); !ok {
				t.Errorf("%q gave %v", text, d)
			}
		}
		_, rest, ok := Locate(text)
		if !ok && rest != text {
			t.Errorf("%q lost its text: %q", text, rest)
		}
	})
}

func BenchmarkLoadCounties(b *testing.B) {
	for b.Loop() {
		n := 0
		for line := range lines(divisionData) {
			n += len(line)
		}
		if n == 0 {
			b.Fatal("empty")
		}
	}
}

func BenchmarkFind(b *testing.B) {
	Find("金水区")
	for b.Loop() {
		Find("河南省郑州市金水区经八路街道")
	}
}

func TestLoadsQuickly(t *testing.T) {
	start := time.Now()
	for range lines(divisionData) {
	}
	// Two milliseconds on an idle core; the bound only catches a wrong design.
	if took := time.Since(start); took > 100*time.Millisecond {
		t.Errorf("counties took %v", took)
	}
}
