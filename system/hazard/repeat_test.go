package hazard

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestSimilar(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want float64
	}{
		{"灭火器过期", "灭火器过期", 1},
		{"灭火器 过期！", "灭火器过期", 1},
		{"灭火器过期", "安全出口锁闭", 0},
		{"灭火器过期", "灭火器失效", 0.5},
		{"", "灭火器", 0},
		{"一", "一", 0},
	} {
		if got := similar(tc.a, tc.b); math.Abs(got-tc.want) > 1e-9 {
			t.Errorf("%q and %q: %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestSimilarIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		x, y := similar(a, b), similar(b, a)
		if x != y || x < 0 || x > 1 {
			t.Fatalf("%v and %v", x, y)
		}
		if z := similar(a+"隐患", a+"隐患"); z != 1 {
			t.Fatalf("itself: %v", z)
		}
	})
}

func TestRung(t *testing.T) {
	for days, want := range map[int]Tier{-3: "", 0: "", 1: County, 6: County, 7: City, 29: City, 30: Province, 400: Province} {
		if got := rung(days); got != want {
			t.Errorf("%d days: %q, want %q", days, got, want)
		}
	}
}
