package sheet

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"anjian/kernel"
)

// How people write numbers, days and yes or no in tables.

var truth = map[string]bool{
	"是": true, "有": true, "√": true, "✓": true, "y": true, "yes": true, "true": true, "1": true, "对": true,
	"否": false, "无": false, "没有": false, "×": false, "x": false, "n": false, "no": false, "false": false, "0": false, "不是": false,
}

// fold makes texts comparable that differ in width of characters, case and blanks only.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] > ' ' && s[i] < 0x7f && (s[i] < 'A' || s[i] > 'Z')
	}
	if plain {
		return s
	}
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case r > 0xff00 && r < 0xff5f:
			return r - 0xfee0
		case r == ' ' || r == '\u3000' || r == '\n' || r == '\t' || r == '\u00a0':
			return -1
		}
		return r
	}, s))
}

// bareNumber takes separators of thousands and the unit from a number.
func bareNumber(s, unit string) string {
	s = fold(s)
	if unit != "" {
		s = strings.TrimSuffix(s, fold(unit))
	}
	return strings.TrimPrefix(strings.TrimPrefix(strings.ReplaceAll(s, ",", ""), "¥"), "￥")
}

func wholeNumber(s, unit string) string {
	s = bareNumber(s, unit)
	if whole, part, found := strings.Cut(s, "."); found && whole != "" && strings.Trim(part, "0") == "" {
		return whole
	}
	return s
}

func decimal(s, unit string) (float64, bool) {
	s = bareNumber(s, unit)
	if s == "" || strings.Trim(s, "0123456789.+-e") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && !math.IsInf(n, 0)
}

func readMoney(v reflect.Value, s string, factor float64) (wrong, hint string) {
	text := bareNumber(s, "")
	for _, unit := range []struct {
		name   string
		factor float64
	}{{"亿元", 1e8}, {"亿", 1e8}, {"万元", 1e4}, {"万", 1e4}, {"元", 1}} {
		if rest, ok := strings.CutSuffix(text, unit.name); ok {
			text, factor = rest, unit.factor
			break
		}
	}
	if factor == 1 {
		m, err := kernel.ParseMoney(text)
		if err != nil || text == "" {
			return "“" + brief(s) + "”不是金额", "只填数字，最多两位小数，例如 1200.50"
		}
		v.SetInt(int64(m))
		return "", ""
	}
	n, ok := decimal(text, "")
	if fen := math.Round(n * factor * 100); ok && math.Abs(fen) < 1<<53 {
		v.SetInt(int64(fen))
		return "", ""
	}
	return "“" + brief(s) + "”不是金额", "只填数字，例如 1200.50"
}

var dateMarks = strings.NewReplacer("年", "-", "月", "-", "日", "", "号", "", "/", "-", ".", "-", "—", "-", "–", "-", "_", "-")

// ParseDate reads a day the way people write it: 2018-5-4, 2018/5/4, 2018.5.4, 2018年5月4日, 20180504, or the number
// that a spreadsheet keeps for a day. Two-digit years and a day before the year are doubtful and refused.
func ParseDate(s string) (kernel.Date, bool) {
	s = strings.TrimSpace(s)
	if len(s) == 10 && s[4] == '-' { // by far the most frequent
		if _, err := time.Parse(time.DateOnly, s); err == nil {
			return kernel.Date(s), true
		}
	}
	day, clock, timed := cutClock(s)
	if timed && strings.Trim(clock, "0:") != "" {
		if _, ok := parseClock(clock); !ok {
			return "", false
		}
	}
	day = strings.TrimSuffix(dateMarks.Replace(fold(day)), "-")
	if digits := strings.Trim(day, "0123456789") == ""; digits && len(day) == 8 {
		day = day[:4] + "-" + day[4:6] + "-" + day[6:]
	} else if digits && len(day) == 5 { // days since 1900: 20,000 is 1954, 80,000 is 2119
		if n, err := strconv.Atoi(day); err == nil && n >= 20000 && n < 80000 {
			return kernel.Date(moment(float64(n), asDay, false)), true
		}
	}
	t, err := time.Parse("2006-1-2", day)
	if err != nil || t.Year() < 1800 || t.Year() > 2200 {
		return "", false
	}
	return kernel.Date(t.Format(time.DateOnly)), true
}

// cutClock separates a day from the time of day behind it.
func cutClock(s string) (day, clock string, found bool) {
	if i := strings.IndexAny(s, " T"); i > 0 && strings.Contains(s[i:], ":") {
		return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:]), true
	}
	return s, "", false
}

func parseClock(s string) (time.Duration, bool) {
	for _, layout := range []string{"15:04", "15:04:05", "15:04:05.999", "3:04PM", "3:04:05PM"} {
		if t, err := time.Parse(layout, strings.ToUpper(fold(s))); err == nil {
			return t.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), true
		}
	}
	return 0, false
}

func parseTime(s string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t.UTC(), true
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 20000 && n < 80000 && strings.Contains(s, ".") {
		s = moment(n, asDay|asTime, false)
	}
	day, clock, timed := cutClock(s)
	date, ok := ParseDate(day)
	if !ok {
		return time.Time{}, false
	}
	t, err := time.ParseInLocation(time.DateOnly, string(date), kernel.China)
	if err != nil {
		return t, false
	}
	if timed {
		d, ok := parseClock(clock)
		if !ok {
			return t, false
		}
		t = t.Add(d)
	}
	return t.UTC(), true
}
