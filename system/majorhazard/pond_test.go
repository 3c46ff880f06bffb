package majorhazard_test

import (
	"testing"

	"anjian/system/majorhazard"
)

func TestClassify(t *testing.T) {
	for _, tc := range []struct {
		v, h      float64
		important bool
		want      [3]int
	}{
		{1200, 45, false, [3]int{3, 4, 3}},
		{80, 110, false, [3]int{5, 2, 3}},
		{12000, 65, false, [3]int{2, 3, 2}},
		{60000, 25, false, [3]int{1, 5, 2}},
		{50000, 200, false, [3]int{1, 1, 1}},
		{49999.9, 199.9, false, [3]int{2, 2, 2}},
		{100, 30, false, [3]int{4, 4, 4}},
		{99.9, 29.9, false, [3]int{5, 5, 5}},
		{99.9, 29.9, true, [3]int{5, 5, 4}},
		{60000, 210, true, [3]int{1, 1, 1}},
	} {
		v, h, class, why := majorhazard.Classify(tc.v, tc.h, tc.important)
		if got := [3]int{v, h, class}; got != tc.want || why == "" {
			t.Errorf("V=%v H=%v: %v, want %v", tc.v, tc.h, got, tc.want)
		}
	}
}
