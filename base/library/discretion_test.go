package library_test

import (
	"testing"

	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

const tenThousand kernel.Money = 100_0000 // one 万元 in fen

// The worked examples of the law's ranges.
func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		what       string
		low, high  kernel.Money
		cut        library.Cut
		light, top kernel.Money
		from       kernel.Money
	}{
		{"第九十八条首次 10—50", 10 * tenThousand, 50 * tenThousand, library.Cut{Light: 30, Heavy: 70}, 22 * tenThousand, 38 * tenThousand, 10 * tenThousand},
		{"第九十八条逾期 50—100", 50 * tenThousand, 100 * tenThousand, library.Cut{Light: 30, Heavy: 70}, 65 * tenThousand, 85 * tenThousand, 50 * tenThousand},
		{"第九十九条首次 5以下", 0, 5 * tenThousand, library.Cut{Light: 30, Heavy: 70}, 15 * tenThousand / 10, 35 * tenThousand / 10, 0},
		{"第一百零八条 2—20", 2 * tenThousand, 20 * tenThousand, library.Cut{Light: 30, Heavy: 70}, 74 * tenThousand / 10, 146 * tenThousand / 10, 2 * tenThousand},
		{"没有下限时按上限一成起", 0, 5 * tenThousand, library.Cut{Light: 30, Heavy: 70, Floor: 10}, 185 * tenThousand / 100, 365 * tenThousand / 100, tenThousand / 2},
		{"四六分", 10 * tenThousand, 20 * tenThousand, library.Cut{Light: 40, Heavy: 60}, 14 * tenThousand, 16 * tenThousand, 10 * tenThousand},
		{"除不尽的四舍五入到分", 0, 1, library.Cut{Light: 50, Heavy: 70}, 1, 1, 0},
	} {
		got := library.Split(tc.low, tc.high, &tc.cut)
		want := map[library.Weight]library.Span{library.Light: {Min: tc.from, Max: tc.light}, library.Ordinary: {Min: tc.light, Max: tc.top}, library.Heavy: {Min: tc.top, Max: tc.high}}
		for w, span := range want {
			if got[w] != span {
				t.Errorf("%s %s: %v, want %v", tc.what, w, got[w], span)
			}
		}
	}
}

func TestTierCovers(t *testing.T) {
	for _, tc := range []struct {
		tier library.Tier
		v    float64
		want bool
	}{
		{library.Tier{Low: 1, High: 3}, 1, true}, {library.Tier{Low: 1, High: 3}, 3, true},
		{library.Tier{Low: 3, LowOpen: true, High: 10, HighOpen: true}, 3, false}, {library.Tier{Low: 3, LowOpen: true, High: 10, HighOpen: true}, 3.01, true},
		{library.Tier{Low: 3, LowOpen: true, High: 10, HighOpen: true}, 10, false}, {library.Tier{Low: 10}, 10, true}, {library.Tier{Low: 10}, 1e9, true}, {library.Tier{Low: 10}, 9.99, false},
	} {
		if got := tc.tier.Covers(tc.v); got != tc.want {
			t.Errorf("%+v covers %v: %v", tc.tier, tc.v, got)
		}
	}
}

// What the law of the day allows, by stage.
func TestRangeFor(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		for _, tc := range []struct {
			code  kernel.Ref[library.Violation]
			stage library.Stage
			on    kernel.Date
			by    string
			who   library.Subject
			span  library.Span // in 万元
			code2 kernel.Code
		}{
			{"AQ97-3", library.AtFirst, "2021-09-01", "AQ97-3", library.Unit, library.Span{Min: 0, Max: 10}, ""},
			{"AQ97-3", library.AtFirst, "2021-08-31", "AQ14-94-3", library.Unit, library.Span{Min: 0, Max: 5}, ""},
			{"AQ14-94-3", library.NotInTime, "2026-01-05", "AQ97-3", library.Persons, library.Span{Min: 2, Max: 5}, ""},
			{"AQ98-1", library.AtFirst, "2025-01-01", "AQ98-1", library.Unit, library.Span{Min: 10, Max: 50}, ""},
			{"AQ98-1", library.NotInTime, "2025-01-01", "AQ98-1", library.Unit, library.Span{Min: 50, Max: 100}, ""},
			{"AQ98-1", library.NotInTime, "2025-01-01", "AQ98-1", library.Persons, library.Span{Min: 5, Max: 10}, ""},
			{"AQ99-5", library.AtFirst, "2025-01-01", "AQ99-5", library.Unit, library.Span{Min: 0, Max: 5}, ""},
			{"AQ108-1", library.Refused, "2025-01-01", "AQ108-1", library.Unit, library.Span{Min: 2, Max: 20}, ""},
			{"AQ114-1", library.AtAccident, "2023-01-01", "AQ114-1", library.Unit, library.Span{Min: 30, Max: 100}, ""},
			{"AQ114-4", library.AtAccident, "2019-01-01", "AQ14-109-4", library.Unit, library.Span{Min: 500, Max: 1000}, ""},
			{"YJ32-1", library.NotInTime, "2025-01-01", "YJ32-1", library.Unit, library.Span{Min: 3, Max: 5}, ""},
			{"XK19-1", library.AtFirst, "2025-01-01", "XK19-1", library.Unit, library.Span{Min: 10, Max: 50}, ""},
			{"AQ97-3", library.AtFirst, "2013-05-01", "", "", library.Span{}, kernel.Conflict},    // no law of that day on file
			{"AQ109-1", library.AtFirst, "2020-05-01", "", "", library.Span{}, kernel.Conflict},   // no such duty then
			{"AQ97-3", library.AtAccident, "2025-01-01", "", "", library.Span{}, kernel.Conflict}, // no such stage
		} {
			ranges, v, err := library.RangeFor(sys, tc.code, tc.stage, tc.on)
			if kernel.CodeOf(err) != tc.code2 {
				t.Errorf("%s %s %s: %v", tc.code, tc.stage, tc.on, err)
			}
			if err != nil {
				continue
			}
			ok := v.Code == tc.by
			found := false
			for _, r := range ranges {
				found = found || r.Subject == tc.who && r.Min == tc.span.Min*tenThousand && r.Max == tc.span.Max*tenThousand
			}
			if !ok || !found {
				t.Errorf("%s %s %s: by %s %+v", tc.code, tc.stage, tc.on, v.Code, ranges)
			}
		}
	})
}

// A standard of the place comes before the split; the nearest place and the day decide.
func TestTierFor(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		standard := func(region kernel.Region, from, until kernel.Date, top kernel.Money) *library.Discretion {
			d := &library.Discretion{Violation: "AQ98-1", Stage: library.AtFirst, From: from, Until: until, Document: "裁量基准" + string(region) + string(from), Factor: "项目投资额", Unit: "万元", Tiers: []library.Tier{
				{No: 1, Condition: "投资额不满3000万元", High: 3000, HighOpen: true, UnitMin: 10 * tenThousand, UnitMax: 30 * tenThousand, PersonMin: 2 * tenThousand, PersonMax: 3 * tenThousand},
				{No: 2, Condition: "投资额3000万元以上不满7000万元", Low: 3000, High: 7000, HighOpen: true, UnitMin: 30 * tenThousand, UnitMax: 40 * tenThousand, PersonMin: 3 * tenThousand, PersonMax: 4 * tenThousand},
				{No: 3, Condition: "投资额7000万元以上", Low: 7000, UnitMin: 40 * tenThousand, UnitMax: top, PersonMin: 4 * tenThousand, PersonMax: 5 * tenThousand}}}
			d.Region = region
			return d
		}
		kerneltest.Must(t, library.Discretions.Create(sys, standard("41", "2024-11-01", "", 50*tenThousand)))
		kerneltest.Must(t, library.Discretions.Create(sys, standard("4101", "2025-06-01", "", 45*tenThousand)))
		over := standard("4102", "2025-06-01", "", 60*tenThousand)
		kerneltest.Want(t, "beyond the law", library.Discretions.Create(sys, over), kernel.Invalid)
		kerneltest.Want(t, "a second standard for the same days", library.Discretions.Create(sys, standard("41", "2025-01-01", "", 50*tenThousand)), kernel.Invalid)
		gap := standard("4103", "2025-06-01", "", 50*tenThousand)
		gap.Tiers[1].Low = 2000
		kerneltest.Want(t, "tiers that overlap", library.Discretions.Create(sys, gap), kernel.Invalid)

		num := func(v float64) *float64 { return &v }
		for _, tc := range []struct {
			what   string
			code   kernel.Ref[library.Violation]
			region kernel.Region
			on     kernel.Date
			f      library.Facts
			span   library.Span // in thousands of yuan
			tier   int
			want   kernel.Code
		}{
			{"top tier of the province", "AQ98-1", "4102", "2025-01-01", library.Facts{Stage: library.AtFirst, Value: num(7000)}, library.Span{Min: 400, Max: 500}, 3, ""},
			{"people at the top tier", "AQ98-1", "4102", "2025-01-01", library.Facts{Stage: library.AtFirst, Value: num(8000), Subject: library.Persons}, library.Span{Min: 40, Max: 50}, 3, ""},
			{"just below", "AQ98-1", "4102", "2025-01-01", library.Facts{Stage: library.AtFirst, Value: num(6999.99)}, library.Span{Min: 300, Max: 400}, 2, ""},
			{"the city's own standard", "AQ98-1", "410105", "2025-07-01", library.Facts{Stage: library.AtFirst, Value: num(7000)}, library.Span{Min: 400, Max: 450}, 3, ""},
			{"before the city's standard", "AQ98-1", "410105", "2025-05-31", library.Facts{Stage: library.AtFirst, Value: num(7000)}, library.Span{Min: 400, Max: 500}, 3, ""},
			{"chosen by hand", "AQ98-1", "410105", "2025-07-01", library.Facts{Stage: library.AtFirst, Tier: 1}, library.Span{Min: 100, Max: 300}, 1, ""},
			{"nothing to choose by", "AQ98-1", "410105", "2025-07-01", library.Facts{Stage: library.AtFirst}, library.Span{}, 0, kernel.Invalid},
			{"no such tier", "AQ98-1", "410105", "2025-07-01", library.Facts{Stage: library.AtFirst, Tier: 9}, library.Span{}, 0, kernel.Invalid},
			{"before any standard: split", "AQ98-1", "410105", "2024-10-31", library.Facts{Stage: library.AtFirst, Weight: library.Light}, library.Span{Min: 100, Max: 220}, 0, ""},
			{"ordinary without a word", "AQ98-1", "42", "2025-07-01", library.Facts{Stage: library.AtFirst}, library.Span{Min: 220, Max: 380}, 0, ""},
			{"another stage: split", "AQ98-1", "41", "2025-07-01", library.Facts{Stage: library.NotInTime, Weight: library.Heavy}, library.Span{Min: 850, Max: 1000}, 0, ""},
			{"refusing an inspection", "AQ108-1", "41", "2025-07-01", library.Facts{Stage: library.Refused}, library.Span{Min: 74, Max: 146}, 0, ""},
			{"the law of the day", "AQ99-1", "41", "2020-01-01", library.Facts{Stage: library.NotInTime, Weight: library.Light}, library.Span{Min: 50, Max: 95}, 0, ""},
			{"gains of 200,000", "AQ103-1", "41", "2025-01-01", library.Facts{Stage: library.AtFirst, Gains: 20 * tenThousand, Weight: library.Heavy}, library.Span{Min: 820, Max: 1000}, 0, ""},
			{"gains below 100,000", "AQ103-1", "41", "2025-01-01", library.Facts{Stage: library.AtFirst, Gains: 9 * tenThousand, Weight: library.Light}, library.Span{Min: 100, Max: 130}, 0, ""},
			{"income of the head", "AQ95-2", "41", "2025-01-01", library.Facts{Stage: library.AtAccident, Subject: library.Principal, Income: 30 * tenThousand}, library.Span{Min: 180, Max: 180}, 0, ""},
			{"no fine for units here", "AQ94-1", "41", "2025-01-01", library.Facts{Stage: library.AtFirst}, library.Span{}, 0, kernel.Conflict},
		} {
			got, err := library.TierFor(sys, tc.code, tc.region, tc.on, tc.f)
			if kernel.CodeOf(err) != tc.want {
				t.Errorf("%s: %v", tc.what, err)
			}
			if err != nil {
				continue
			}
			tier := 0
			if got.Tier != nil {
				tier = got.Tier.No
			}
			const thousand = tenThousand / 10
			if want := (library.Span{Min: tc.span.Min * thousand, Max: tc.span.Max * thousand}); got.Span != want || tier != tc.tier {
				t.Errorf("%s: %+v tier %d, want %+v tier %d", tc.what, got.Span, tier, want, tc.tier)
			}
		}
	})
}

func TestBandFor(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		for _, tc := range []struct {
			on               kernel.Date
			deaths, injuries int
			loss             kernel.Money // in 万元
			want             string
		}{
			{"2023-01-01", 1, 0, 50, "SG21-1"}, {"2023-01-01", 3, 0, 0, "SG21-2"}, {"2023-01-01", 2, 10, 0, "SG21-2"}, {"2023-01-01", 2, 9, 5000, "SG21-3"}, {"2021-09-01", 30, 0, 0, "SG21-4"},
			{"2021-08-31", 2, 0, 0, "SG14-1"}, {"2015-06-01", 5, 0, 0, "SG14-2"}, {"2015-06-01", 6, 0, 0, "SG14-3"}, {"2015-06-01", 14, 0, 0, "SG14-4"}, {"2015-06-01", 1, 0, 7000, "SG14-5"}, {"2015-06-01", 40, 0, 0, "SG14-7"},
			{"2014-11-30", 3, 0, 0, "SG07-2"}, {"2007-05-31", 3, 0, 0, ""},
		} {
			b, err := library.BandFor(sys, "410105", tc.on, tc.deaths, tc.injuries, tc.loss*tenThousand)
			kerneltest.Must(t, err)
			got := ""
			if b != nil {
				got = b.Code
			}
			if got != tc.want {
				t.Errorf("%s %d/%d/%d: %q, want %q", tc.on, tc.deaths, tc.injuries, tc.loss, got, tc.want)
			}
		}
	})
}
