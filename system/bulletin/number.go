package bulletin

import (
	"math"
	"strconv"
	"strings"
	"time"

	"anjian/kernel"
)

// count writes a whole number with separators of thousands: 1,840.
func count(n float64) string {
	if n != math.Trunc(n) {
		return strconv.FormatFloat(n, 'f', 2, 64)
	}
	s := strconv.FormatInt(int64(math.Abs(n)), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if n < 0 {
		s = "-" + s
	}
	return s
}

// percent writes part of whole with so many decimals at most: 85%, 6.09%. It never rounds some to 0% nor less than all to 100%. Without a whole there is no rate.
func percent(part, whole float64, decimals int) string {
	if whole == 0 {
		return "—"
	}
	v := part / whole * 100
	for {
		s := trimmed(v, decimals)
		if (s == "0" && v != 0 || s == "100" && v < 100) && decimals < 6 {
			decimals++
			continue
		}
		return s + "%"
	}
}

// trimmed rounds half up and drops the zeros that end a fraction.
func trimmed(v float64, decimals int) string {
	p := math.Pow10(decimals)
	s := strconv.FormatFloat(math.Floor(v*p+0.5)/p, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// cnDay writes a day as documents do: 2018年6月5日.
func cnDay(d kernel.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2006年1月2日")
}

// span writes a period; the year is not said twice.
func span(from, to kernel.Date) string {
	end := cnDay(to)
	if len(from) > 4 && len(to) > 4 && from[:4] == to[:4] {
		_, end, _ = strings.Cut(end, "年")
	}
	return cnDay(from) + "至" + end
}
