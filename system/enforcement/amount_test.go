package enforcement

import (
	"testing"

	"anjian/kernel"
	"anjian/kernel/clock"
)

func TestCapital(t *testing.T) {
	for in, want := range map[string]string{
		"50000": "伍万元整", "20300.50": "贰万零叁佰元伍角", "10": "壹拾元整", "0": "零元整", "0.05": "伍分", "0.50": "伍角", "1.05": "壹元零伍分", "100000000": "壹亿元整",
		"10005000": "壹仟万伍仟元整", "100010000": "壹亿零壹万元整", "1001": "壹仟零壹元整", "1010": "壹仟零壹拾元整", "300000": "叁拾万元整", "16500": "壹万陆仟伍佰元整",
		"20000000": "贰仟万元整", "120304050": "壹亿贰仟零叁拾万肆仟零伍拾元整", "500001": "伍拾万零壹元整", "1234567.89": "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分",
	} {
		m, err := kernel.ParseMoney(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := Capital(m); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// The worked examples of chapter 12.5 of the facts, and the days that do not count.
func TestSurcharge(t *testing.T) {
	const fine = kernel.Money(5_000_000)
	for _, tc := range []struct {
		payBy, on kernel.Date
		stands    []clock.Pause
		days      int
		extra     kernel.Money
	}{
		{"2025-10-09", "2025-10-20", nil, 11, 1_650_000},
		{"2025-10-09", "2025-10-09", nil, 0, 0},
		{"2025-10-09", "2025-10-01", nil, 0, 0},
		{"2025-10-09", "2025-11-11", nil, 33, 4_950_000},
		{"2025-10-09", "2025-11-12", nil, 34, fine}, // 102 %: capped
		{"2025-10-09", "2026-10-09", nil, 365, fine},
		{"2025-10-09", "2025-10-20", []clock.Pause{{From: "2025-10-12", To: "2025-10-15"}}, 8, 1_200_000},
		{"2025-10-09", "2025-10-20", []clock.Pause{{From: "2025-10-01"}}, 0, 0},
		{"2025-10-09", "2025-10-20", []clock.Pause{{From: "2025-10-12", To: "2025-10-15"}, {From: "2025-10-14", To: "2025-10-16"}}, 7, 1_050_000},
	} {
		if days, extra := Surcharge(fine, tc.payBy, tc.on, 3, tc.stands); days != tc.days || extra != tc.extra {
			t.Errorf("%s to %s: %d days %d, want %d %d", tc.payBy, tc.on, days, extra, tc.days, tc.extra)
		}
	}
}

// Ten days of 3.95 yuan at three percent are 1.185 yuan, whatever ten times a broken number is.
func TestSurchargeExact(t *testing.T) {
	if _, extra := Surcharge(395, "2025-10-09", "2025-10-19", 3, nil); extra != 119 {
		t.Errorf("%d", extra)
	}
}

func TestDaily(t *testing.T) {
	if days, sum := Daily(3_000_000, "2025-05-06", "2025-05-16"); days != 10 || sum != 30_000_000 {
		t.Errorf("%d days, %d", days, sum)
	}
	if days, sum := Daily(3_000_000, "2025-05-06", "2025-05-06"); days != 0 || sum != 0 {
		t.Errorf("the same day: %d days, %d", days, sum)
	}
}

func TestRound(t *testing.T) {
	for _, tc := range [][3]kernel.Money{{1234567, 10000, 1230000}, {1235000, 10000, 1240000}, {1234567, 0, 1234567}, {0, 10000, 0}} {
		if got := Round(tc[0], tc[1]); got != tc[2] {
			t.Errorf("%d by %d: %d", tc[0], tc[1], got)
		}
	}
}

// 行政处罚法第六十六条、第七十二条: 逾期以后才申请延期的, 申请以前的加处罚款不因批准而消失.
func TestDeferredLate(t *testing.T) {
	due := func(on kernel.Date, fine kernel.Money) []Instalment { return []Instalment{{Due: on, Amount: fine}} }
	for what, tc := range map[string]struct {
		plans []plan
		days  int
		extra kernel.Money
	}{
		"asked in time":                 {[]plan{{rows: due("2026-05-10", 20000)}, {"2026-05-10", due("2026-06-30", 20000)}}, 0, 0},
		"asked ten days late":           {[]plan{{rows: due("2026-05-10", 20000)}, {"2026-05-20", due("2026-06-30", 20000)}}, 10, 6000},
		"late, and late by the new one": {[]plan{{rows: due("2026-05-10", 20000)}, {"2026-05-20", due("2026-05-25", 20000)}}, 15, 9000},
		"in parts, the first at once":   {[]plan{{rows: due("2026-05-10", 20000)}, {"2026-05-12", []Instalment{{"2026-05-20", 10000}, {"2026-06-30", 10000}}}}, 12, 4200},
	} {
		if days, extra := accrue(tc.plans, nil, "2026-05-30", 3, nil); days != tc.days || extra != tc.extra {
			t.Errorf("%s: %d days, %v; want %d, %v", what, days, extra, tc.days, tc.extra)
		}
	}
}
