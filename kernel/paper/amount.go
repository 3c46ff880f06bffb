package paper

import (
	"strconv"
	"strings"
	"time"
)

var clockLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"}

var china = time.FixedZone("CST", 8*3600)

// dated writes a date of the form 2006-01-02, with or without a time, as papers do. Other texts stay
// as they are.
func dated(s string, clock bool) string {
	if t, err := time.Parse("2006-01-02", s); err == nil {
		return day(t)
	}
	for i, layout := range clockLayouts {
		t, err := time.ParseInLocation(layout, s, china)
		if err != nil {
			continue
		}
		if i == 0 {
			t = t.In(china)
		}
		if !clock {
			return day(t)
		}
		return day(t) + strconv.Itoa(t.Hour()) + "时" + t.Format("04") + "分"
	}
	return s
}

// Capital writes an amount of yuan, e.g. 20300.5, in the characters of banks (大写): 贰万零叁佰元伍角.
// What is no amount below a trillion yuan gives "".
func Capital(amount string) string {
	amount = strings.ReplaceAll(strings.TrimSuffix(strings.TrimSpace(amount), "元"), ",", "")
	whole, cents, _ := strings.Cut(amount, ".")
	if len(cents) > 2 {
		if strings.Trim(cents[2:], "0") != "" {
			return ""
		}
		cents = cents[:2]
	}
	for len(cents) < 2 {
		cents += "0"
	}
	yuan, err := strconv.ParseUint(whole, 10, 64)
	fen, bad := strconv.ParseUint(cents, 10, 8)
	if err != nil || bad != nil || yuan >= 1e12 {
		return ""
	}
	digit := strings.Split("零壹贰叁肆伍陆柒捌玖", "")
	var b strings.Builder
	zero := false // one is due
	for i, unit := range []string{"亿", "万", ""} {
		part := yuan / []uint64{1e8, 1e4, 1}[i] % 1e4
		if part == 0 {
			zero = zero || b.Len() > 0
			continue
		}
		for k, place := range []string{"仟", "佰", "拾", ""} {
			d := part / []uint64{1000, 100, 10, 1}[k] % 10
			if d == 0 {
				zero = zero || b.Len() > 0
				continue
			}
			if zero {
				b.WriteString("零")
			}
			zero = false
			b.WriteString(digit[d] + place)
		}
		b.WriteString(unit)
		zero = false
	}
	if yuan > 0 {
		b.WriteString("元")
	}
	jiao, rest := fen/10, fen%10
	switch {
	case fen == 0 && yuan == 0:
		return "零元整"
	case fen == 0:
		b.WriteString("整")
		return b.String()
	}
	if yuan > 0 && jiao == 0 {
		b.WriteString("零")
	}
	if jiao > 0 {
		b.WriteString(digit[jiao] + "角")
	}
	if rest > 0 {
		b.WriteString(digit[rest] + "分")
	}
	return b.String()
}
