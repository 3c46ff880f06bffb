package party

import (
	"testing"

	"pgregory.net/rapid"

	"anjian/kernel"
)

func TestNameKey(t *testing.T) {
	for _, tc := range []struct {
		name string
		at   kernel.Region
		want string
	}{
		{"郑州市宏达机械制造有限公司", "410105", "宏达机械制造"},
		{"河南省郑州市金水区宏达机械制造有限责任公司", "410105", "宏达机械制造"},
		{"河南宏达机械制造股份有限公司", "410105", "宏达机械制造"},
		{"宏达机械制造（集团）公司", "410105", "宏达机械制造"},
		{"ｈｏｎｇｄａ 机械厂", "410105", "HONGDA机械厂"},
		{"中原机械厂", "410102", "中原机械厂"},         // the short name of a county may be the brand
		{"河南郑州宏达机械制造有限公司", "4101", "宏达机械制造"}, // kept by the city itself
		{"河南宏达机械制造有限公司", "41", "宏达机械制造"},
		{"宏达机械制造有限公司", "", "宏达机械制造"},
		{"郑州公司", "410105", "郑州"}, // nothing else would be left
		{"宏达机械厂郑州分公司", "410105", "宏达机械厂郑州分"},
	} {
		if got := NameKey(tc.name, tc.at); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
	if got := AddressKey("河南省郑州市金水区经三路66号 院", "410105001"); got != "经三路66号院" {
		t.Errorf("address: %s", got)
	}
	if got := AddressKey("河南省郑州市金水区经三路66号", "4101"); got != "金水区经三路66号" {
		t.Errorf("address of who is kept by the city: %s", got)
	}
}

// Likeness is symmetric, at most 1, and 1 for the same text.
func TestLikeness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("宏达机械制造郑州")))
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		if x, y := Likeness(a, b), Likeness(b, a); x != y || x < 0 || x > 1 || Likeness(a, a) != 1 {
			t.Fatalf("%q %q: %v %v", a, b, x, y)
		}
	})
}
