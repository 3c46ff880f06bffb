package person

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjian/kernel"
)

const today kernel.Date = "2026-05-01"

func TestIDNumber(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Citizen
	}{
		{"11010519491231002X", Citizen{"11010519491231002X", "110105", "1949-12-31", Female}},
		{"11010519491231002x", Citizen{"11010519491231002X", "110105", "1949-12-31", Female}},
		{" 440524 1880 0101 0014", Citizen{}}, // born in 1880: nobody alive
		{"340524800101001", Citizen{"34052419800101001X", "340524", "1980-01-01", Male}},
		{"３４０５２４19800101001Ｘ", Citizen{"34052419800101001X", "340524", "1980-01-01", Male}},
		{"340524-19800101-001x", Citizen{"34052419800101001X", "340524", "1980-01-01", Male}},
	} {
		got, err := ParseIDNumber(c.in, today)
		if got != c.want || (err != nil) != (c.want.Number == "") {
			t.Errorf("%s: %+v %v", c.in, got, err)
		}
	}
}

// The worked sums of the standard, also where the person cannot live today.
func TestIDCheck(t *testing.T) {
	for n, want := range map[string]byte{"11010519491231002": 'X', "44052418800101001": '4', "34052419800101001": 'X'} {
		if got := idCheck(n); got != want {
			t.Errorf("%s: %c, want %c", n, got, want)
		}
	}
}

func TestIDNumberFaults(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "为空",
		"1.10105E+17":         "科学计数法",
		"1101051949123100":    "应为18位，现为16位",
		"11010519491231002":   "应为18位，现为17位",
		"1101051949X231002X":  "第11位“X”",
		"11010519491231002Y":  "第18位“Y”",
		"110105194912310021":  "校验位不符",
		"110105200002300026":  "出生日期20000230不存在",
		"110105190002290026":  "出生日期19000229不存在",
		"110105205001010026":  "晚于今天",
		"000105194912310020":  "不是行政区划代码",
		"11010519491231002企":  "第18位“企”",
		"34052480010100X":     "第15位“X”",
		"340524801301001":     "出生日期19801301不存在",
		"11010519491231002XX": "应为18位，现为19位",
	} {
		if got := IDNumberFault(in, today); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if _, err := ParseIDNumber(in, today); kernel.CodeOf(err) != kernel.Invalid {
			t.Errorf("%q: %v", in, err)
		}
	}
	born := fmt.Sprintf("110105%s002", strings.ReplaceAll(string(today), "-", ""))
	if fault := IDNumberFault(born+string(idCheck(born)), today); fault != "" {
		t.Errorf("born today: %s", fault)
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		born, day kernel.Date
		want      int
	}{
		{"2008-05-01", "2026-04-30", 17}, {"2008-05-01", "2026-05-01", 18}, {"2008-05-01", "2026-05-02", 18},
		{"2008-02-29", "2026-02-28", 17}, {"2008-02-29", "2026-03-01", 18}, {"2030-01-01", "2026-01-01", 0}, {"", "2026-01-01", 0},
	} {
		if got := (Citizen{Born: c.born}).Age(c.day); got != c.want {
			t.Errorf("born %s at %s: %d, want %d", c.born, c.day, got, c.want)
		}
	}
}

func drawIDNumber(t *rapid.T) string {
	day := time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 35000).Draw(t, "days"))
	n := rapid.StringMatching(`[1-6][1-5][0-9]{4}`).Draw(t, "division") + day.Format("20060102") + rapid.StringMatching(`[0-9]{3}`).Draw(t, "sequence")
	return n + string(idCheck(n))
}

func TestIDNumberCatchesAnyChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawIDNumber(t)
		if c, err := ParseIDNumber(n, today); err != nil || string(c.Number) != n {
			t.Fatalf("%s: %v", n, err)
		}
		for i := range n {
			for _, r := range "0123456789X" {
				if changed := n[:i] + string(r) + n[i+1:]; changed != n && IDNumberFault(changed, today) == "" {
					t.Fatalf("%s passes as %s", n, changed)
				}
			}
		}
	})
}

func TestNormaliseIDNumberIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if once := NormaliseIDNumber(s); NormaliseIDNumber(once) != once {
			t.Fatalf("%q", s)
		}
	})
}

func FuzzIDNumber(f *testing.F) {
	f.Add("11010519491231002X")
	f.Add("340524800101001")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseIDNumber(s, today)
		if err != nil {
			return
		}
		if len(c.Number) != 18 || c.Born > today || len(c.Born) != 10 {
			t.Errorf("%q accepted as %+v", s, c)
		}
		if again, err := ParseIDNumber(string(c.Number), today); err != nil || again != c {
			t.Errorf("%q is not stable: %+v %v", s, again, err)
		}
	})
}
