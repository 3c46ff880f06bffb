package bulletin

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel/paper"
)

// doubts are what a reader must know before believing the figures (数据核对): totals that do not agree with their parts, and figures
// from elsewhere that contradict the platform's records or each other.
func doubts(f *Figures) (out []paper.Note) {
	note := func(title, text string) { out = append(out, paper.Note{Title: title, Runs: say(text)}) }
	if f.Trades {
		note("范围", "本通报由只监管部分行业的账号编写，数字只含这些行业。")
	}
	said := map[string]bool{}
	for _, s := range sources {
		if s.key == accounts || s.key == never {
			continue // a city's own accounts stand in no county
		}
		for _, fault := range f.Series[s.key].Faults {
			if !said[fault] {
				said[fault] = true
				note("合计与分项", fault+"。")
			}
		}
	}
	return append(out, f.contradictions()...)
}

// claims says what a stated figure is about: a number of things, as such or as a rate of others.
var claims = map[Claim]struct {
	subject, key, of string
}{
	ClaimRegistered:   {"注册企业", registered, ""},
	ClaimComplete:     {"建档完整的企业", complete, ""},
	ClaimCompleteRate: {"建档完整的企业", complete, registered},
	ClaimCheckers:     {"开展自查的企业", checkers, ""},
	ClaimCheckRate:    {"开展自查的企业", checkers, registered},
	ClaimFound:        {"发现隐患", found, ""},
	ClaimRectified:    {"已整改隐患", rectified, ""},
	ClaimRectifyRate:  {"已整改隐患", rectified, found},
}

// claimed is a stated figure as a number of things, with how far its rounding lets it be off.
type claimed struct {
	Stated
	n, slack float64
}

// contradictions compares stated figures with each other and with the platform's.
func (f *Figures) contradictions() (out []paper.Note) {
	var list []claimed
	for _, s := range f.Stated {
		about, known := claims[s.Figure]
		if !known || !f.has(about.key) || about.of != "" && !f.has(about.of) {
			continue
		}
		cl := claimed{Stated: s, n: s.Value}
		if about.of != "" {
			whole := f.Series[about.of].Total
			cl.n, cl.slack = math.Round(s.Value/100*whole), math.Pow10(-decimals(s.Value))/200*whole
		}
		list = append(list, cl)
	}
	told := map[int]bool{}
	for i, a := range list {
		for j := i + 1; j < len(list); j++ {
			b := list[j]
			if claims[a.Figure].key != claims[b.Figure].key || math.Abs(a.n-b.n) <= a.slack+b.slack {
				continue
			}
			told[i], told[j] = true, true
			out = append(out, paper.Note{Title: "互相矛盾的数字", Runs: say(f.quote(a) + "与" + f.quote(b) + "不能同时成立。" + f.verdict(a, b))})
		}
	}
	for i, a := range list {
		if !told[i] && !f.agrees(a) {
			out = append(out, paper.Note{Title: "与平台记录不符的数字", Runs: say(f.quote(a) + "与平台记录不符。" + f.record(a) + "。")})
		}
	}
	return out
}

// quote is a stated figure in its own words, with what it comes to: “64%的企业建档完整”（1,178家）.
func (f *Figures) quote(a claimed) string {
	about := claims[a.Figure]
	text := "“" + strings.Trim(a.Words, "“”\"") + "”"
	value := count(a.n) + f.Series[about.key].Unit
	if about.of == "" {
		if whole, ok := wholes[about.key]; ok && f.has(whole) {
			value += "，即" + percent(a.n, f.Series[whole].Total, 2)
		}
	}
	if a.Source != "" {
		value += "，" + a.Source
	}
	return text + "（" + value + "）"
}

// wholes is what a number is usually divided by.
var wholes = map[string]string{complete: registered, checkers: registered, rectified: found}

// record is what the platform has: 按平台记录，注册企业1,840家，建档完整的企业1,178家，占64.02%.
func (f *Figures) record(a claimed) string {
	about := claims[a.Figure]
	s := f.Series[about.key]
	text := "按平台记录，"
	if whole, ok := wholes[about.key]; ok && f.has(whole) {
		w := f.Series[whole]
		return text + fmt.Sprintf("%s%s%s，%s%s%s，占%s", w.Label, count(w.Total), w.Unit, about.subject, count(s.Total), s.Unit, percent(s.Total, w.Total, 2))
	}
	return text + about.subject + count(s.Total) + s.Unit
}

func (f *Figures) agrees(a claimed) bool {
	return math.Abs(a.n-f.Series[claims[a.Figure].key].Total) <= a.slack+0.5
}

func (f *Figures) verdict(a, b claimed) string {
	switch x, y := f.agrees(a), f.agrees(b); {
	case x && !y:
		return f.record(a) + "，与前者相符。"
	case y && !x:
		return f.record(a) + "，与后者相符。"
	}
	return f.record(a) + "，与两者都不符。"
}

// decimals is how many decimals a number was stated with.
func decimals(v float64) int {
	_, frac, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return len(frac)
}

// faulty tells whether a figure has a fault that the table must mark.
func (f *Figures) faulty(keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return len(f.Series[key].Faults) > 0 })
}
