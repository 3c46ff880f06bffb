package sheet

import (
	"testing"

	"anjian/kernel"
)

// An option is found by its value, its label, and its label without what the column says already; never by what several begin with.
func TestOption(t *testing.T) {
	grades := []kernel.Option{kernel.Opt("general", "一般隐患"), kernel.Opt("major", "重大隐患")}
	for _, tc := range []struct{ label, text, want string }{
		{"隐患级别", "general", "general"}, {"隐患级别", "重大隐患", "major"}, {"隐患级别", " 重大隐患 ", "major"}, {"隐患级别", "一般", "general"}, {"隐患级别", "重大", "major"},
		{"隐患级别", "特大", ""}, {"隐患级别", "", ""}, {"级别", "一般", ""}, {"隐患", "一", ""},
	} {
		got, ok := option(grades, tc.label, tc.text)
		if got != tc.want || ok != (tc.want != "") {
			t.Errorf("%s %q: %q %v", tc.label, tc.text, got, ok)
		}
	}
	two := []kernel.Option{kernel.Opt("a", "一般隐患"), kernel.Opt("b", "一般患")}
	if got, ok := option(two, "隐患", "一般"); ok {
		t.Errorf("what two begin with: %q", got)
	}
}
