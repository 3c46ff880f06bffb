package enforcement

import (
	"fmt"
	"strconv"
	"strings"

	"anjian/kernel"
)

// Capital writes an amount in Chinese capitals (大写): 50000 is 伍万元整, 20300.50 is 贰万零叁佰元伍角.
func Capital(m kernel.Money) string {
	if m < 0 {
		return "负" + Capital(-m)
	}
	const digits = "零壹贰叁肆伍陆柒捌玖"
	digit := func(n int64) string { return string([]rune(digits)[n]) }
	four := func(n int64) (out string) { // one group of four digits
		gap := false
		for i, unit := range []string{"仟", "佰", "拾", ""} {
			d := n / []int64{1000, 100, 10, 1}[i] % 10
			switch {
			case d == 0:
				gap = out != ""
			default:
				if gap {
					out += "零"
				}
				out, gap = out+digit(d)+unit, false
			}
		}
		return out
	}
	yuan, jiao, fen := int64(m)/100, int64(m)/10%10, int64(m)%10
	out, gap := "", false
	for i := 3; i >= 0; i-- {
		group := yuan
		for range i {
			group /= 10000
		}
		switch group %= 10000; {
		case group == 0:
			gap = out != ""
			continue
		case out != "" && (gap || group < 1000):
			out += "零"
		}
		out, gap = out+four(group)+[]string{"", "万", "亿", "万亿"}[i], false
	}
	switch {
	case out != "":
		out += "元"
	case jiao == 0 && fen == 0:
		return "零元整"
	}
	switch {
	case jiao == 0 && fen == 0:
		return out + "整"
	case jiao == 0:
		if out != "" {
			out += "零"
		}
	default:
		out += digit(jiao) + "角"
	}
	if fen > 0 {
		out += digit(fen) + "分"
	}
	return out
}

// yuan writes an amount as papers print it: 50000元, 20300.50元.
func yuan(m kernel.Money) string {
	if m%100 != 0 {
		return fmt.Sprintf("%d.%02d元", int64(m)/100, int64(m)%100)
	}
	return strconv.FormatInt(int64(m)/100, 10) + "元"
}

// Daily is the fine of an act that goes on after the order to correct it (按日连续处罚): the original fine for each day from the day after the
// order up to and with the day on which it was found uncorrected. 安全生产法第一百一十二条.
func Daily(fine kernel.Money, ordered, found kernel.Date) (days int, sum kernel.Money) {
	days = max(ordered.DaysUntil(found), 0)
	return days, fine * kernel.Money(days)
}

// Round brings an amount to the nearest multiple of unit.
func Round(m, unit kernel.Money) kernel.Money {
	if unit <= 0 {
		return m
	}
	return (m + unit/2) / unit * unit
}

// between writes a range: 100000元以上220000元以下.
func between(low, high kernel.Money) string {
	if low == 0 {
		return yuan(high) + "以下"
	}
	return yuan(low) + "以上" + yuan(high) + "以下"
}

func join(parts []string) string { return strings.Join(parts, "、") }
