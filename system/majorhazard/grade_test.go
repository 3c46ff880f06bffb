package majorhazard

import (
	"math/big"
	"strings"
	"testing"
)

func rows(pairs ...any) (out []Substance) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, Substance{Name: pairs[i].(string), Quantity: pairs[i+1].(float64)})
	}
	return out
}

func TestReckon(t *testing.T) {
	chosen := func(no string, q float64, classes ...Class) []Substance {
		return []Substance{{Name: "x", Entry: Listed("gb18218-2018/" + no), Quantity: q, Classes: classes}}
	}
	for _, tc := range []struct {
		what   string
		rows   []Substance
		people int
		s, r   string
		grade  Grade
	}{
		{"ammonia and chlorine", rows("氨", 8.0, "氯", 2.0), 60, "1.2", "4.8", Fourth},
		{"petrol alone stays below", rows("汽油", 150.0), 200, "0.75", "1.5", NotOne},
		{"liquefied petroleum gas", rows("液化石油气", 400.0), 40, "8", "14.4", Third},
		{"chlorine by another name", rows("液氯", 60.0), 120, "12", "96", Second},
		{"phosgene, R is exactly 100", rows("光气", 3.0), 0, "10", "100", First},
		{"S is exactly 1", rows("氨", 3.0, "氯", 3.5), 1, "1", "3.4", Fourth},
		{"tenths that no binary fraction holds", rows("硫化氢", 0.5, "氯", 4.5), 0, "1", "2.05", Fourth},
		{"a third is never rounded up", rows("三氧化硫", 74.9999), 100, "0.9999…", "1.9999…", NotOne},
		{"R just below 10", rows("氨", 49.9999), 1, "4.9999…", "9.9999…", Fourth},
		{"R is exactly 10", rows("氨", 50.0), 1, "5", "10", Third},
		{"R is exactly 50", rows("氨", 250.0), 1, "25", "50", Second},
		{"carbon monoxide has no entry in table 1 but one in table 3", []Substance{{Name: "一氧化碳", CAS: "630-08-0", Classes: []Class{"J3", "W2"}, Quantity: 20}}, 1, "2", "4", Fourth},
		{"the smallest Q and the greatest beta of two classes", []Substance{{Name: "某液体", Classes: []Class{"W5.3", "J4"}, Quantity: 50}}, 1, "1", "2", Fourth},
		{"diesel by class", []Substance{{Name: "柴油", Classes: []Class{"W5.4"}, Quantity: 6000}}, 30, "1.2", "1.44", Fourth},
		{"a named liquid above its boiling point keeps Q and takes the beta of W5.1", chosen("65", 500, "W5.1"), 1, "1", "1.5", Fourth},
		{"nitrocellulose, chosen by its water", chosen("41", 50), 50, "1", "1.5", Fourth},
		{"nothing there", nil, 0, "0", "0", NotOne},
	} {
		sum, err := TableOf("").Reckon(tc.rows, tc.people)
		if err != nil {
			t.Errorf("%s: %v", tc.what, err)
			continue
		}
		if s, r := Decimal(sum.S), Decimal(sum.R); s != tc.s || r != tc.r || sum.Grade != tc.grade {
			t.Errorf("%s: S=%s R=%s grade %s, want S=%s R=%s grade %s", tc.what, s, r, sum.Grade, tc.s, tc.r, tc.grade)
		}
	}
}

func TestReckonRefuses(t *testing.T) {
	for _, tc := range []struct {
		row  Substance
		want string
	}{
		{Substance{Name: "氯", CAS: "7782-50-6", Quantity: 1}, "校验位"},
		{Substance{Name: "不明液体", Quantity: 1}, "危险性类别"},
		{Substance{Name: "硝化纤维素", Quantity: 1}, "37 "},
		{Substance{Name: "福尔马林", CAS: "50-00-0", Quantity: 1}, "8 甲醛"},
		{Substance{Name: "氯", Quantity: -1}, "数量应在"},
		{Substance{Name: "某物", Classes: []Class{"W99"}, Quantity: 1}, "没有类别"},
		{Substance{Name: "某物", Entry: "gb18218-2018/99", Quantity: 1}, "没有这一物质"},
	} {
		_, err := TableOf("").Reckon([]Substance{tc.row}, 0)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%+v: %v, want %q", tc.row, err, tc.want)
		}
	}
}

func TestReckonRefusesFewerThanNobody(t *testing.T) {
	if _, err := TableOf("").Reckon(nil, -1); err == nil {
		t.Error("fewer than no people")
	}
}

func TestReasons(t *testing.T) {
	sum, err := TableOf("").Reckon(rows("氨", 8.0, "氯", 2.0), 60)
	if err != nil {
		t.Fatal(err)
	}
	a := sum.Terms[0]
	if a.WhyQ != "表1第1项 氨" || a.WhyBeta != "表3 毒性气体 氨" || a.Ratio != "0.8" || a.Weighted != "1.6" || a.Share != "50.0%" || !strings.Contains(sum.WhyAlpha, "50人～99人") {
		t.Errorf("%+v %s", a, sum.WhyAlpha)
	}
}

func TestDecimal(t *testing.T) {
	for _, tc := range []struct {
		r    *big.Rat
		want string
	}{{big.NewRat(1, 3), "0.3333…"}, {big.NewRat(0, 1), "0"}, {big.NewRat(100, 1), "100"}, {big.NewRat(999999, 10000), "99.9999"}, {big.NewRat(9999999, 100000), "99.9999…"}, {big.NewRat(12345, 10), "1234.5"}} {
		if got := Decimal(tc.r); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.r, got, tc.want)
		}
	}
}

// The shipped tables are whole: numbers are numbers, CAS numbers have their check digit, classes exist, entries are numbered without a gap.
func TestTables(t *testing.T) {
	for _, tab := range tables {
		for i := range tab.Substances {
			e := &tab.Substances[i]
			if e.No != i+1 {
				t.Errorf("%s: entry %d stands at %d", tab.Edition, e.No, i+1)
			}
			for _, cas := range e.CAS {
				if !ValidCAS(cas) {
					t.Errorf("%s: %s: CAS %s", tab.Edition, e.Name, cas)
				}
			}
			for _, k := range e.Classes {
				if tab.class(k) == nil {
					t.Errorf("%s: %s: class %s", tab.Edition, e.Name, k)
				}
			}
			if exact(e.Q).Sign() <= 0 || e.Beta == "" && len(e.Classes) == 0 || e.Beta != "" && exact(e.Beta).Sign() <= 0 {
				t.Errorf("%s: %s: no Q or no beta", tab.Edition, e.Name)
			}
		}
		for _, k := range tab.Classes {
			if exact(k.Q).Sign() <= 0 || exact(k.Beta).Sign() <= 0 {
				t.Errorf("%s: class %s", tab.Edition, k.Symbol)
			}
		}
		if len(tab.Substances) == 0 || len(tab.Grades) != 4 || tab.Exposure[len(tab.Exposure)-1].From != 0 {
			t.Errorf("%s is not whole", tab.Edition)
		}
	}
	if len(TableOf("gb18218-2018").Substances) != 85 || len(TableOf("gb18218-2018").Classes) != 24 || TableOf("gb18218-1999") != nil {
		t.Error("GB 18218-2018 has 85 substances and 24 classes")
	}
}

func TestValidCAS(t *testing.T) {
	for cas, want := range map[string]bool{"7664-41-7": true, "7782-50-5": true, "7782-50-6": false, "7782-5-05": false, "": false, "a-bb-c": false, "7664-4x-7": false} {
		if ValidCAS(cas) != want {
			t.Errorf("%q: %v", cas, !want)
		}
	}
}
