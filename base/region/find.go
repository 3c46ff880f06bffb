package region

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Find returns the divisions a text may mean, the way people write them in a
// spreadsheet: 河南省郑州市金水区, 郑州市金水, 金水区, 郑州经开区, 410105. Levels may
// be left out, endings (省, 市, 区, 街道) too. The whole text must be used up;
// where full names fit, shortened readings are dropped. Several results mean
// that the text is ambiguous.
func Find(text string) []Division {
	text = clean(text)
	if d, ok := byNumber(text); ok {
		return []Division{d}
	}
	return choose(walk(text), func(r reading) bool { return r.rest == "" })
}

// Locate reads the division at the start of an address and returns the rest:
// 河南省郑州市金水区经三路66号 gives 金水区 and 经三路66号. It reports false when
// the start is no division or more than one.
func Locate(address string) (Division, string, bool) {
	all := walk(clean(address))
	if len(all) == 0 {
		return Division{}, address, false
	}
	best := all[0].rest
	for _, r := range all {
		if len(r.rest) < len(best) {
			best = r.rest
		}
	}
	found := choose(all, func(r reading) bool { return r.rest == best })
	if len(found) != 1 {
		return Division{}, address, false
	}
	return found[0], best, true
}

// reading is one way to read the start of a text as a division.
type reading struct {
	Division
	rest    string
	missing int // how many names were shortened
}

func choose(all []reading, fits func(reading) bool) []Division {
	least := -1
	for _, r := range all {
		if fits(r) && (least < 0 || r.missing < least) {
			least = r.missing
		}
	}
	var out []Division
	for _, r := range all {
		if fits(r) && r.missing == least && !slices.Contains(out, r.Division) {
			out = append(out, r.Division)
		}
	}
	slices.SortFunc(out, func(a, b Division) int {
		if a.Level != b.Level {
			return a.Level - b.Level
		}
		return byCode(a, b)
	})
	// A place inside one of the same name is meant only where both are said: 拉萨市西藏文化旅游创意园区 is the zone.
	return slices.DeleteFunc(slices.Clone(out), func(d Division) bool {
		return slices.ContainsFunc(out, func(of Division) bool {
			return of.Name == d.Name && of.Code != d.Code && within(d.Code, of.Code)
		})
	})
}

// walk reads a text from the left, each further name inside the last one.
func walk(text string) []reading {
	var out []reading
	var step func(rest, scope string, missing int)
	step = func(rest, scope string, missing int) {
		for _, r := range candidates(rest, scope) {
			r.missing += missing
			out = append(out, r)
			if r.rest != "" {
				step(r.rest, r.Code, r.missing)
			}
		}
	}
	step(text, "", 0)
	return out
}

// candidates lists the divisions inside scope whose name begins the text.
func candidates(text, scope string) []reading {
	var out []reading
	index := names()
	for end := range text {
		if end > 0 {
			out = append(out, index.match(text[:end], text[end:], scope)...)
		}
	}
	if text != "" {
		out = append(out, index.match(text, "", scope)...)
	}
	return append(out, townshipCandidates(text, scope)...)
}

func townshipCandidates(text, scope string) []reading {
	if len(scope) == 9 || len(text) < 6 {
		return nil
	}
	var out []reading
	try := func(d Division, shortened bool) {
		_, n := utf8.DecodeRuneInString(d.Name)
		if !strings.HasPrefix(text, d.Name[:n]) {
			return
		}
		name := clean(d.Name) // 港口物流产业园-永安洲镇
		if rest, ok := strings.CutPrefix(text, name); ok {
			out = append(out, reading{Division: d, rest: rest})
		} else if short := shortTownship(name); shortened && short != "" {
			if rest, ok := strings.CutPrefix(text, short); ok {
				rest, _ = strings.CutPrefix(rest, "办事处")
				out = append(out, reading{Division: d, rest: rest, missing: 1})
			}
		}
	}
	switch {
	case scope == "" || levelOf(scope) == Province:
		// Only a full name stands without its city.
		for _, d := range under(townships(), trim(scope)) {
			try(d, false)
		}
	default:
		for _, d := range under(townships(), trim(scope)) {
			try(d, levelOf(scope) == County)
		}
		for from, to := range divisions().moved {
			if len(from) == 9 && to == scope {
				d, _ := Standard(from)
				try(d, true)
			}
		}
	}
	return out
}

type nameIndex struct {
	full, short map[string][]Division
}

func (x *nameIndex) match(name, rest, scope string) []reading {
	var out []reading
	add := func(list []Division, missing int) {
		for _, d := range list {
			if d.Code != scope && (scope == "" || within(d.Code, scope)) {
				out = append(out, reading{Division: d, rest: rest, missing: missing})
			}
		}
	}
	add(x.full[name], 0)
	// 朝阳市 must not be read as 朝阳(区) followed by 市.
	if !strings.HasPrefix(rest, "市") && !strings.HasPrefix(rest, "区") && !strings.HasPrefix(rest, "县") && !strings.HasPrefix(rest, "省") {
		add(x.short[name], 1)
	}
	return out
}

var names = sync.OnceValue(func() *nameIndex {
	t := divisions()
	x := &nameIndex{full: map[string][]Division{}, short: map[string][]Division{}}
	for _, d := range t.list {
		if placeholder(d) {
			continue
		}
		x.full[d.Name] = append(x.full[d.Name], d)
		for _, alias := range t.aliases[d.Code] {
			x.short[alias] = append(x.short[alias], d)
		}
		if s := shorten(d.Name); s != d.Name {
			x.short[s] = append(x.short[s], d)
			// 管城回族区 is called 管城区.
			if kind := string([]rune(d.Name)[characters(d.Name)-1:]); s+kind != d.Name && strings.Contains("区县州旗", kind) {
				x.short[s+kind] = append(x.short[s+kind], d)
			}
		}
	}
	// A former name still stands in old files.
	for _, s := range t.successions {
		if d, ok := Standard(Current(s.Old)); ok {
			x.short[s.Was] = append(x.short[s.Was], d)
		}
	}
	return x
})

var endings = []string{
	"特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", "新区", "省", "市", "区", "县", "盟", "旗",
}

// peoples whose name stands between a place and the kind of its autonomy.
var peoples = []string{
	"维吾尔", "哈萨克", "柯尔克孜", "塔吉克", "锡伯", "蒙古", "鄂伦春", "鄂温克", "达斡尔",
	"壮族", "回族", "藏族", "苗族", "彝族", "羌族", "土家族", "布依族", "侗族", "瑶族", "白族", "哈尼族", "傣族", "黎族", "傈僳族", "佤族",
	"畲族", "拉祜族", "水族", "纳西族", "景颇族", "仫佬族", "布朗族", "毛南族", "仡佬族", "怒族", "独龙族", "普米族", "满族", "朝鲜族", "蒙古族",
	"土族", "撒拉族", "东乡族", "保安族", "裕固族", "达斡尔族", "锡伯族", "各族",
}

// shorten drops the kind of a division from its name, keeping two characters:
// 管城回族区 becomes 管城, 内蒙古自治区 内蒙古, 叶县 stays.
func shorten(name string) string {
	for _, e := range endings {
		s, ok := strings.CutSuffix(name, e)
		if !ok || characters(s) < 2 {
			continue
		}
		for again := true; again; {
			again = false
			for _, p := range peoples {
				if cut, ok := strings.CutSuffix(s, p); ok && characters(cut) >= 2 {
					s, again = cut, true
				}
			}
		}
		return s
	}
	return name
}

func shortTownship(name string) string {
	for _, e := range []string{"街道办事处", "街道", "镇", "乡"} {
		if s, ok := strings.CutSuffix(name, e); ok && characters(s) >= 2 {
			return s
		}
	}
	return ""
}

func characters(s string) int { return len([]rune(s)) }

// clean drops blanks and separators, and reads full-width digits as digits.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case unicode.IsSpace(r), strings.ContainsRune("-－—_/／\\>＞、,，.·|", r), r == '\ufeff', r == '\u200b':
			return -1
		}
		return r
	}, text)
}

// byNumber reads a code as such, also when it comes filled up to the twelve
// digits of the statistical list or is an old one.
func byNumber(text string) (Division, bool) {
	for _, r := range text {
		if r < '0' || r > '9' {
			return Division{}, false
		}
	}
	switch {
	case len(text) == 12 && strings.HasSuffix(text, "000000"):
		text = text[:6]
	case len(text) == 12, len(text) == 9 && strings.HasSuffix(text, "000"):
		if text[6:9] == "000" {
			text = text[:6]
		} else {
			text = text[:9]
		}
	}
	return Standard(Current(text))
}
