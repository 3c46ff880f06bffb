package bulletin

import "testing"

func TestNumbers(t *testing.T) {
	for _, tc := range []struct{ got, want string }{
		{count(0), "0"}, {count(995), "995"}, {count(1840), "1,840"}, {count(1234567), "1,234,567"}, {count(-1840), "-1,840"}, {count(2.5), "2.50"},
		{percent(112, 1840, 2), "6.09%"}, {percent(845, 995, 0), "85%"}, {percent(1178, 1840, 0), "64%"}, {percent(1, 2, 2), "50%"}, {percent(1, 0, 2), "—"},
		{percent(1839, 1840, 0), "99.9%"}, {percent(1, 100000, 0), "0.001%"}, {percent(1840, 1840, 0), "100%"}, {percent(0, 1840, 0), "0%"}, {percent(2500, 1000, 0), "250%"},
		{cnDay("2018-06-05"), "2018年6月5日"}, {span("2018-05-04", "2018-06-05"), "2018年5月4日至6月5日"}, {span("2017-12-31", "2018-01-05"), "2017年12月31日至2018年1月5日"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s, want %s", tc.got, tc.want)
		}
	}
}

// figures of one city in which 100 of 200 files are complete.
func half() *Figures {
	f := &Figures{Region: "4101", From: "2018-05-05", To: "2018-06-05", Compared: "2018-05-04", Series: map[string]Series{}}
	f.Units = []Unit{{"410105", "金水", true}, {"410171", "经开", false}}
	f.Series[registered] = Series{Label: "注册企业", Unit: "家", Total: 200, Values: []float64{100, 100}, Hrefs: []string{"", ""}}
	f.Series[before] = Series{Label: "注册企业", Unit: "家", Total: 250, Values: []float64{150, 100}, Hrefs: []string{"", ""}}
	f.Series[complete] = Series{Label: "已建档企业", Unit: "家", Total: 100, Values: []float64{100, 0}, Hrefs: []string{"", ""}}
	f.Series[checkers] = Series{Label: "自查企业", Unit: "家", Total: 0, Values: []float64{0, 0}, Hrefs: []string{"", ""}}
	return f
}

func TestContradictions(t *testing.T) {
	rate := func(v float64) Stated { return Stated{Figure: ClaimCompleteRate, Value: v, Words: "率"} }
	number := func(v float64) Stated { return Stated{Figure: ClaimComplete, Value: v, Words: "数"} }
	for _, tc := range []struct {
		stated []Stated
		want   []string
	}{
		{nil, nil},
		{[]Stated{rate(50)}, nil},
		{[]Stated{rate(50.4)}, []string{"与平台记录不符的数字：“率”（101家）与平台记录不符。按平台记录，注册企业200家，建档完整的企业100家，占50%。"}},
		{[]Stated{rate(50), number(100)}, nil},
		{[]Stated{rate(50), number(200)}, []string{"互相矛盾的数字：“率”（100家）与“数”（200家，即100%）不能同时成立。按平台记录，注册企业200家，建档完整的企业100家，占50%，与前者相符。"}},
		{[]Stated{number(150), rate(90)}, []string{"互相矛盾的数字：“数”（150家，即75%）与“率”（180家）不能同时成立。按平台记录，注册企业200家，建档完整的企业100家，占50%，与两者都不符。"}},
		{[]Stated{{Figure: ClaimFound, Value: 3, Words: "无此指标"}}, nil},
	} {
		f := half()
		f.Stated = tc.stated
		var got []string
		for _, note := range f.contradictions() {
			got = append(got, block{Note: &note}.plain())
		}
		if len(got) != len(tc.want) {
			t.Errorf("%v: %q, want %q", tc.stated, got, tc.want)
			continue
		}
		for i := range got {
			if got[i] != tc.want[i] {
				t.Errorf("%v:\n got %s\nwant %s", tc.stated, got[i], tc.want[i])
			}
		}
	}
}

func TestRules(t *testing.T) {
	f := half()
	for _, tc := range []struct {
		name string
		got  block
		want string
	}{
		{"fall", block{Paragraph: growth(f)}, "2018年5月4日至6月5日，全市注册企业从250家减少到200家，减少20%。"},
		{"exactly a hundred", block{Paragraph: hundred(f)}, "注册企业正好100家的有金水、经开等2个单位。"},
		{"below the mean", block{Paragraph: behind(f)}, "建档率低于全市平均水平的单位有经开（0%）。"},
		{"none", block{Paragraph: none(checkers, "自查企业数为零的单位")(f)}, "自查企业数为零的单位有金水、经开。功能区不计算在内，为金水。"},
		{"none counted", block{Paragraph: noneCounted(checkers, "执法数为零的单位")(f)}, "执法数为零的单位有金水（功能区不计算在内）。"},
		{"all have some", block{Paragraph: none(registered, "尚无企业注册的单位")(f)}, ""},
	} {
		if got := tc.got.plain(); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}
