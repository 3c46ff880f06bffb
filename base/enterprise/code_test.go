package enterprise

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anjian/kernel"
)

func TestCreditCode(t *testing.T) {
	for prefix, want := range map[string]string{
		"9144030071526726X": "9144030071526726XG",
		"91440300192203821": "914403001922038216",
		"91350100M000100Y4": "91350100M000100Y43",
		"91110000802100433": "91110000802100433B",
	} {
		got, err := MakeCreditCode(prefix)
		if err != nil || string(got) != want {
			t.Errorf("%s: %s %v, want %s", prefix, got, err, want)
		}
		if fault := OrganisationCodeFault(got.Organisation()); fault != "" {
			t.Errorf("%s: %s", got, fault)
		}
	}
	c, err := ParseCreditCode(" ９１４４0300-71526726xg\u200b")
	if err != nil || c != "9144030071526726XG" {
		t.Fatalf("%q %v", c, err)
	}
	if c.Authority() != "市场监督管理" || c.Form() != "企业" || c.Division() != "440300" || c.Organisation() != "71526726X" {
		t.Errorf("parts: %s %s %s %s", c.Authority(), c.Form(), c.Division(), c.Organisation())
	}
}

// A sum divisible by 31 gives the check character 0.
func TestCreditCheckZero(t *testing.T) {
	for seq := range 100 {
		prefix := "91410100" + "MA00" + string(rune('0'+seq/10)) + string(rune('0'+seq%10)) + "001"
		sum, w := 0, 1
		for i := range 17 {
			sum += strings.IndexByte(creditAlphabet, prefix[i]) * w
			w = w * 3 % 31
		}
		if sum%31 == 0 {
			if c, err := MakeCreditCode(prefix); err != nil || c[17] != '0' {
				t.Errorf("%s: %s %v", prefix, c, err)
			}
			return
		}
	}
	t.Error("no sum divisible by 31 among the cases")
}

func TestCreditCodeFaults(t *testing.T) {
	for code, want := range map[string]string{
		"":                    "为空",
		"  ":                  "为空",
		"9.14403E+17":         "科学计数法",
		"914403007152672":     "应为18位，现为15位",
		"9144030071526726XG1": "应为18位，现为19位",
		"9I44030071526726XG":  "第2位“I”",
		"9144030071526726XO":  "第18位“O”",
		"B144030071526726XG":  "第1位“B”",
		"91A4030071526726XG":  "第3位“A”",
		"9144030071526726XF":  "校验位不符",
		"9144030071526726X企":  "第18位“企”",
	} {
		got := CreditCodeFault(code)
		if !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
		if _, err := ParseCreditCode(code); kernel.CodeOf(err) != kernel.Invalid {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func drawCreditCode(t *rapid.T) CreditCode {
	prefix := rapid.SampledFrom([]string{"91", "92", "93", "12", "52", "Y1"}).Draw(t, "kind") +
		rapid.StringMatching(`[0-9]{6}`).Draw(t, "division") +
		rapid.StringMatching(`[0-9A-HJ-NP-RTUWXY]{9}`).Draw(t, "organisation")
	c, err := MakeCreditCode(prefix)
	if err != nil {
		t.Fatalf("%s: %v", prefix, err)
	}
	return c
}

func TestCreditCodeCatchesAnyChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCreditCode(t)
		if fault := CreditCodeFault(string(c)); fault != "" {
			t.Fatal(fault)
		}
		for i := range c {
			for _, r := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*企" {
				if rune(c[i]) == r {
					continue
				}
				if changed := string(c[:i]) + string(r) + string(c[i+1:]); CreditCodeFault(changed) == "" {
					t.Fatalf("%s passes as %s", c, changed)
				}
			}
		}
	})
}

func TestRegistrationCatchesAnyChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{14}`).Draw(t, "body")
		n := body + string(registrationCheck(body))
		if fault := RegistrationNumberFault(n); fault != "" {
			t.Fatal(fault)
		}
		for i := range n {
			for r := '0'; r <= '9'; r++ {
				if changed := n[:i] + string(r) + n[i+1:]; changed != n && RegistrationNumberFault(changed) == "" {
					t.Fatalf("%s passes as %s", n, changed)
				}
			}
		}
	})
}

func TestNormaliseIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if once := NormaliseCode(s); NormaliseCode(once) != once {
			t.Fatalf("%q %q %q", s, once, NormaliseCode(once))
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		c := string(drawCreditCode(t))
		messy := " '" + strings.ToLower(c[:8]) + "-" + c[8:] + "\t"
		if NormaliseCode(messy) != c {
			t.Fatalf("%q became %q", messy, NormaliseCode(messy))
		}
	})
}

func TestOrganisationCode(t *testing.T) {
	for _, code := range []string{"71526726-X", "192203821", "80210043-3", "d2143569x", "M000100Y-4"} {
		if got, err := ParseOrganisationCode(code); err != nil || len(got) != 9 {
			t.Errorf("%s: %s %v", code, got, err)
		}
	}
	for _, code := range []string{"", "71526726-1", "7152672-X", "715267*6X", "71526726企", "715267261X"} {
		if OrganisationCodeFault(code) == "" {
			t.Errorf("%q passes", code)
		}
	}
}

func TestRegistrationNumber(t *testing.T) {
	// The worked number of the standard itself.
	if got, err := ParseRegistrationNumber("110108 000000016"); err != nil || got != "110108000000016" {
		t.Errorf("%s %v", got, err)
	}
	for _, code := range []string{"", "110108000000017", "11010800000001", "11010800000001X", "1.10108E+14"} {
		if RegistrationNumberFault(code) == "" {
			t.Errorf("%q passes", code)
		}
	}
}

func FuzzCodes(f *testing.F) {
	f.Add("9144030071526726XG")
	f.Add("71526726-X")
	f.Add("\xff\xfe企业")
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ParseCreditCode(s); err == nil && (len(c) != 18 || c.Authority() == "") {
			t.Errorf("%q accepted as %q", s, c)
		}
		if o, err := ParseOrganisationCode(s); err == nil && len(o) != 9 {
			t.Errorf("%q accepted as %q", s, o)
		}
		if r, err := ParseRegistrationNumber(s); err == nil && len(r) != 15 {
			t.Errorf("%q accepted as %q", s, r)
		}
	})
}
