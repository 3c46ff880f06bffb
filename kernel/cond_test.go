package kernel

import "testing"

func TestWithin(t *testing.T) {
	under := Under("4101")
	for _, c := range []struct {
		name string
		cond Cond
		want Region
	}{
		{"a region", under, "4101"},
		{"and something", And(Cond{Op: "=", Col: "id", Args: []any{"x"}}, under), "4101"},
		{"the narrower of two", And(under, And(Under("410105"), Under("41"))), "410105"},
		{"the country", Under(Country), ""},
		{"nowhere", Under(""), ""},
		{"or something", Or(under, ByID("x")), ""},
		{"not there", Except(under), ""},
		{"from there on", Compare("region", ">=", Region("4101")), ""},
		{"some regions", And(Compare("region", ">=", Region("4101")), Compare("region", "<", Region("4103"))), ""},
	} {
		if got := c.cond.Within(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
