package enforcement

import (
	"testing"

	"anjian/base/document"
)

// Every paper of a case moves something or is named as one that does not, with the reason.
func TestEffects(t *testing.T) {
	main := map[string]bool{}
	for _, code := range []string{"filing_approval", "compulsion_approval", "preservation_approval", "deferral_approval", "case_withdrawal", "closing_approval",
		"penalty_decision_unit", "penalty_decision_person", "simple_decision_unit", "simple_decision_person", "no_penalty_decision", "seizure_decision", "cutoff_decision", "preservation_notice",
		"enforcement_application", "penalty_notice", "hearing_right_notice", "hearing_notice", "enforcement_reminder"} {
		main[code] = true
	}
	seen := map[string]bool{}
	for _, list := range effects {
		for code := range list {
			seen[code] = true
		}
	}
	for _, code := range Papers().Kinds {
		n := 0
		for _, has := range []bool{main[code], seen[code] && !main[code], quiet[code] != ""} {
			if has {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: moves by the main line %v, by an effect %v, quiet %q", code, main[code], seen[code], quiet[code])
		}
	}
	for code := range seen {
		if _, ok := document.KindOf(code); !ok {
			t.Errorf("%s is no paper", code)
		}
	}
}
