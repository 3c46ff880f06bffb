package form

import (
	"strings"
	"testing"

	"anjian/kernel/paper"
)

func BenchmarkDecision(b *testing.B) {
	f, _ := Default("penalty_decision_unit")
	data := sample("penalty_decision_unit")
	data["违法事实"] = strings.Repeat(data["违法事实"].(string), 5)
	delete(data, "核验")
	for b.Loop() {
		d, err := f.Fill(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := paper.PDF(d); err != nil {
			b.Fatal(err)
		}
	}
}
