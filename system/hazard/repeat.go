package hazard

import (
	"unicode"

	"anjian/kernel"
)

// A hazard repeats an earlier one if the same enterprise had one of the same kind within a year, found at the same line of the same check
// list or told in similar words (重复隐患).
const (
	repeatDays = 365
	alike      = 0.6
)

var compared = []string{"id", "title", "checkup", "list_line", "list_item"}

// repeat marks h as repeated and names the earlier hazard.
func repeat(c *kernel.Ctx, h *Hazard) error {
	h.Repeated, h.Earlier = false, ""
	if h.Category == "" {
		return nil
	}
	earlier, err := Hazards.List(c.AsSystem(), kernel.Query{Sort: "-found_on", Limit: 200, Cols: compared, Where: kernel.And(
		kernel.Eq(&Row.Enterprise, h.Enterprise), kernel.Eq(&Row.Category, h.Category), kernel.Since(&Row.FoundOn, h.FoundOn.AddDays(-repeatDays)),
		kernel.UpTo(&Row.FoundOn, h.FoundOn), kernel.Not(&Row.ID, h.ID), kernel.In(&Row.Status, Pending, Open, Fixed, Recheck, Closed))})
	if err != nil {
		return err
	}
	for _, o := range earlier {
		if h.Checkup != "" && h.Checkup == o.Checkup {
			continue
		}
		if h.Item != "" && h.Item == o.Item && h.Line == o.Line || similar(h.Title, o.Title) >= alike {
			h.Repeated, h.Earlier = true, kernel.Ref[Hazard](o.ID)
			return nil
		}
	}
	return nil
}

// similar compares two sentences by the pairs of neighbouring characters that they share (Dice coefficient): 1 is the same, 0 nothing in common.
func similar(a, b string) float64 {
	pairs, n := pairsOf(a)
	others, m := pairsOf(b)
	if n == 0 || m == 0 {
		return 0
	}
	common := 0
	for p, count := range pairs {
		common += min(count, others[p])
	}
	return 2 * float64(common) / float64(n+m)
}

func pairsOf(s string) (pairs map[[2]rune]int, n int) {
	var runes []rune
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			runes = append(runes, unicode.ToLower(r))
		}
	}
	pairs = map[[2]rune]int{}
	for i := 1; i < len(runes); i++ {
		pairs[[2]rune{runes[i-1], runes[i]}]++
		n++
	}
	return pairs, n
}
