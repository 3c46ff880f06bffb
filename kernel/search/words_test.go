package search

import (
	"slices"
	"strings"
	"testing"
)

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"郑州化工": "zzhg zhg hg", "重庆长安": "zqza qza za cqca qca ca", "A1厂": "a1c 1c", "区": "", "，": "", "安阳总厂": "ayzc yzc zc", "银行": "yx yh", "音乐": "yl yy"} {
		s := set{whole: true}
		s.initials(name)
		got := slices.Sorted(slices.Values(s.list))
		expected := slices.Sorted(slices.Values(strings.Fields(want)))
		if !slices.Equal(slices.Compact(got), expected) {
			t.Errorf("%s: %v, want %v", name, got, expected)
		}
	}
}

// A second reading that is the usual one again would be no second reading.
func TestPolyphones(t *testing.T) {
	for r, second := range polyphones {
		if initial(r) == second {
			t.Errorf("%c is read %c anyway", r, second)
		}
	}
}
