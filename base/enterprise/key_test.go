package enterprise

import (
	"testing"

	"anjian/base/party"
	"anjian/kernel"
)

func TestCompare(t *testing.T) {
	file := func(name, code, address, person string) *Enterprise {
		e := &Enterprise{}
		e.Region, e.Name, e.CreditCode, e.Address, e.LegalPerson = "410105", name, code, address, person
		e.NameKey, e.AddressKey = party.NameKey(name, e.Region), party.AddressKey(address, e.Region)
		return e
	}
	kept := file("郑州宏达机械制造有限公司", "91410105MA10000009", "金水区经三路66号", "王建国")
	for _, tc := range []struct {
		what string
		with *Enterprise
		want bool
	}{
		{"the same", kept, true},
		{"no code, same name, no address", file("宏达机械制造公司", "", "", ""), true},
		{"no code, same name, same address", file("宏达机械制造公司", "", "经三路66号", ""), true},
		{"no code, name a little different, same address and person", file("宏达机械有限公司", "", "经三路66号", "王建国"), true},
		{"no code, other name, same address", file("金水纺织厂", "", "经三路66号", ""), false},
		{"other code, same name, other address", file("郑州宏达机械制造有限公司", "91410105MA2000000X", "花园路1号", ""), false},
		{"other code, same name and address", file("郑州宏达机械制造有限公司", "91410105MA2000000X", "经三路66号", ""), true},
	} {
		if score, why := compare(kept, tc.with); score >= party.Suspected != tc.want || tc.want && len(why) == 0 {
			t.Errorf("%s: %d %v", tc.what, score, why)
		}
	}
}

func TestYears(t *testing.T) {
	for on, want := range map[kernel.Date]kernel.Date{"2024-02-29": "2027-02-28", "2023-03-01": "2026-03-01", "": "", "x": ""} {
		if got := years(on, 3); got != want {
			t.Errorf("%s + 3 years = %s, want %s", on, got, want)
		}
	}
}

// Every section of the form that a person fills in belongs to a group of facts, and every group that can be confirmed has a section.
func TestGroups(t *testing.T) {
	sections := map[Group]bool{}
	for _, f := range grouped() {
		sections[f.group] = true
	}
	for _, g := range confirmable {
		if !sections[g] {
			t.Errorf("no column belongs to the group %s", g)
		}
	}
	if len(sections) != len(confirmable) {
		t.Errorf("%d groups have columns, %d can be confirmed", len(sections), len(confirmable))
	}
}
