package demo

import (
	"testing"

	"anjian/base/enterprise"
)

// What a maker invents keeps the standards: codes with their check characters, classes that exist, no name twice.
func TestEnterprises(t *testing.T) {
	m := New(1)
	names, codes := map[string]bool{}, map[string]bool{}
	for _, u := range append(City(), Province(400)...) {
		for range max(20, u.Is/4) {
			e := m.Enterprise(u, "2018-04-01")
			if fault := enterprise.CreditCodeFault(e.CreditCode); fault != "" {
				t.Fatalf("%s: %s", e.CreditCode, fault)
			}
			if fault := enterprise.IndustryFault(string(e.Industry)); fault != "" {
				t.Fatalf("%s: %s", e.Industry, fault)
			}
			if Hard(e.Trade) != (e.HighRisk() || e.NeedsTradeReview()) {
				t.Fatalf("%s is hard: %v", e.Trade, Hard(e.Trade))
			}
			if names[e.Name] || codes[e.CreditCode] {
				t.Fatalf("%s %s is there already", e.Name, e.CreditCode)
			}
			names[e.Name], codes[e.CreditCode] = true, true
			if d := e.Position; d.Lng < 110 || d.Lng > 117 || d.Lat < 31 || d.Lat > 37 {
				t.Fatalf("%s lies at %v", e.Name, d)
			}
		}
	}
}

// The figures of the units are those of the notice.
func TestCity(t *testing.T) {
	var was, is, checkers, hazards int
	for _, u := range City() {
		was, is, checkers, hazards = was+u.Was, is+u.Is, checkers+u.Checkers, hazards+u.Hazards
		if u.Hazards < u.Checkers || u.Checkers > u.Was {
			t.Errorf("%s: %+v", u.Login, u)
		}
	}
	if was != 995 || is != 1840 || checkers != 112 || hazards != 215 {
		t.Errorf("%d %d %d %d", was, is, checkers, hazards)
	}
}
