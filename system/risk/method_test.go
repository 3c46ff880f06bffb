package risk

import (
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/kernel"
)

func TestEvaluate(t *testing.T) {
	lec := func(m Method, l, e, c string) Evaluation {
		return Evaluation{Method: m, Likelihood: Likelihood("lec/" + l), Exposure: Exposure("lec/" + e), Consequence: Consequence("lec/" + c)}
	}
	ls := func(m Method, l, s string) Evaluation {
		return Evaluation{Method: m, Likelihood: Likelihood("ls/" + l), Consequence: Consequence("ls/" + s)}
	}
	for _, tc := range []struct {
		v     Evaluation
		sum   string
		grade enterprise.RiskGrade
	}{
		{lec("lec", "3", "6", "15"), "3×6×15=270", Orange},
		{lec("lec", "1", "6", "3"), "1×6×3=18", Blue},
		{lec("lec", "6", "10", "7"), "6×10×7=420", Red},
		{lec("lec", "10", "1", "7"), "10×1×7=70", Yellow},
		{lec("lec-strict", "10", "1", "7"), "10×1×7=70", Blue},
		{lec("lec", "0.5", "6", "40"), "0.5×6×40=120", Yellow},
		{lec("lec", "6", "6", "15"), "6×6×15=540", Red},
		{lec("lec", "0.1", "0.5", "1"), "0.1×0.5×1=0.05", Blue},
		{ls("ls", "5", "4"), "5×4=20", Red},
		{ls("ls", "4", "4"), "4×4=16", Orange},
		{ls("ls", "3", "3"), "3×3=9", Yellow},
		{ls("ls", "4", "2"), "4×2=8", Blue},
		{ls("ls-17", "4", "4"), "4×4=16", Orange},
		{ls("ls-17", "5", "1"), "5×1=5", Yellow},
		{Evaluation{Method: "mes", State: "mes/5", Exposure: "mes/10", Consequence: "mes/4"}, "5×10×4=200", Red},
		{Evaluation{Method: "mes", State: "mes/3", Exposure: "mes/6", Consequence: "mes/8"}, "3×6×8=144", Orange},
		{Evaluation{Method: "mes", State: "mes/1", Exposure: "mes/0.5", Consequence: "mes/1"}, "1×0.5×1=0.5", Blue},
		{Evaluation{Method: "matrix", Likelihood: "matrix/4", Consequence: "matrix/5"}, "可能性4、后果5查表", Red},
		{Evaluation{Method: "matrix", Likelihood: "matrix/1", Consequence: "matrix/4"}, "可能性1、后果4查表", Yellow},
	} {
		_, grade, sum, err := tc.v.Evaluate()
		if err != nil || grade != tc.grade || sum != tc.sum {
			t.Errorf("%+v: %s %s (%v), want %s %s", tc.v, sum, grade, err, tc.sum, tc.grade)
		}
	}
	for _, v := range []Evaluation{
		{}, {Method: "none"}, {Method: "lec", Likelihood: "lec/3", Exposure: "lec/6"}, lec("lec", "3", "6", "16"), lec("ls", "3", "6", "15"),
		{Method: "lec", Likelihood: "lec/3", Exposure: "lec/6", Consequence: "ls/5"}, {Method: "ls", Likelihood: "ls/3", Consequence: "ls/3", Exposure: "lec/6"},
	} {
		if _, _, _, err := v.Evaluate(); kernel.CodeOf(err) != kernel.Invalid {
			t.Errorf("%+v: %v", v, err)
		}
	}
}

// Every combination of scores has a grade, and no greater score lowers it.
func TestMethodsAreWhole(t *testing.T) {
	for _, m := range methods {
		own := string(m.Edition)
		if m.Same != "" {
			own = string(m.Same)
		}
		pick := func(factor string) []string {
			out := []string{}
			for i := len(m.Factors[factor]) - 1; i >= 0; i-- { // from the least score to the greatest
				out = append(out, own+"/"+m.Factors[factor][i][0])
			}
			if len(out) == 0 {
				out = []string{""}
			}
			return out
		}
		for _, l := range pick("l") {
			for _, e := range pick("e") {
				for _, s := range pick("m") {
					last := 0
					for _, c := range pick("c") {
						v := Evaluation{Method: m.Edition, State: State(s), Likelihood: Likelihood(l), Exposure: Exposure(e), Consequence: Consequence(c)}
						_, grade, _, err := v.Evaluate()
						if err != nil || gravity[grade] == 0 || gravity[grade] < last {
							t.Fatalf("%+v: %s %v", v, grade, err)
						}
						last = gravity[grade]
					}
				}
			}
		}
	}
	for _, f := range floors {
		if gravity[f.Floor] == 0 || f.Label == "" {
			t.Errorf("%+v", f)
		}
	}
}

func TestOutline(t *testing.T) {
	for outline, want := range map[string]string{"0,0 1000,0 1000,1000": "", "1,2 3,4": "三个角", "": "三个角", "1,2 3,4 5,1001": "不是图上的点", "1,2 3,4 a,b": "不是图上的点", "1,2 3,4 5": "不是图上的点", "1,2 3,4 -5,6": "不是图上的点"} {
		if got := outlineFault(outline); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", outline, got, want)
		}
	}
}
