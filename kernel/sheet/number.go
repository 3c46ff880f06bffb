package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// form says how a number format shows a number: as a number, or as a day, a time, or both.
type form uint8

const (
	asNumber form = 0
	asDay    form = 1
	asTime   form = 2
)

// builtin are the formats that a workbook may use without declaring them (ECMA-376
// part 1, 18.8.30, with the ones for Chinese: 27-36 and 50-58).
func builtin(id int) form {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return asDay
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55, id == 56:
		return asTime
	case id == 22:
		return asDay | asTime
	}
	return asNumber
}

// classify reads a format code such as yyyy"年"m"月"d"日" h:mm.
func classify(code string) form {
	var f form
	minutes := false
	code, _, _ = strings.Cut(code, ";")
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return f
			}
			i += end + 1
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return f
			}
			switch strings.Trim(strings.ToLower(code[i+1:i+end]), "hms") {
			case "": // [h]:mm, elapsed time
				f |= asTime
			}
			i += end
		case strings.HasPrefix(strings.ToLower(code[i:]), "general"):
			return asNumber
		case c == 'y' || c == 'd' || c == 'e' && f&asDay != 0:
			f |= asDay
		case c == 'h' || c == 's':
			f |= asTime
		case c == 'm':
			minutes = true
		case code[i] == '0' && f == asNumber, code[i] == '#', code[i] == '?', code[i] == '%':
			return asNumber
		}
	}
	if f == asNumber && minutes {
		return asDay
	}
	return f
}

// show writes the number in raw the way the user sees it in the cell.
func show(raw string, f form, from1904 bool) string {
	raw = strings.TrimSpace(raw)
	digits := strings.TrimPrefix(raw, "-")
	if f == asNumber && digits != "" && len(digits) < 20 && strings.Trim(digits, "0123456789") == "" {
		return raw
	}
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return raw
	}
	if f != asNumber {
		if s := moment(v, f, from1904); s != "" {
			return s
		}
	}
	// A spreadsheet keeps 17 digits and shows 15 of them: 3.3000000000000003 is 3.3.
	if short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64); err == nil {
		v = short
	}
	if v == 0 {
		return "0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// moment turns a serial number into a day, a time of day, or both; "" if it is none.
func moment(v float64, f form, from1904 bool) string {
	if v < 0 || v >= 2958466 { // after 9999-12-31
		return ""
	}
	seconds := int64(math.Round(v * 86400))
	day, second := seconds/86400, seconds%86400
	clock := func() string {
		h, m, s := second/3600, second/60%60, second%60
		if s == 0 {
			return two(h) + ":" + two(m)
		}
		return two(h) + ":" + two(m) + ":" + two(s)
	}
	if f == asTime && day == 0 {
		return clock()
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day < 61: // Excel counts a 29 February 1900 that never was
		base = base.AddDate(0, 0, 1)
	}
	date := base.AddDate(0, 0, int(day)).Format(time.DateOnly)
	if f&asTime == 0 {
		return date
	}
	return date + " " + clock()
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// isoMoment writes a cell of type d (2026-05-01T08:00:00) like the others.
func isoMoment(raw string) string {
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04:05.999", time.RFC3339Nano, "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, raw); err == nil {
			if t.Hour()+t.Minute()+t.Second() == 0 {
				return t.Format(time.DateOnly)
			}
			if t.Second() == 0 {
				return t.Format("2006-01-02 15:04")
			}
			return t.Format(time.DateTime)
		}
	}
	return raw
}
