package bulletin

import "anjian/kernel/paper"

// rule writes one paragraph of the notice from the figures; nothing if it has nothing to say.
type rule struct {
	needs []string // figures without which the rule is left out
	write func(*Figures) []paper.Run
}

// sections are the text of a notice: what it says, in this order. A section in which no rule speaks is left out.
var sections = []struct {
	title string
	rules []rule
}{
	{"企业注册情况", []rule{
		{[]string{registered, before}, growth},
		{[]string{registered}, ranking},
		{[]string{registered}, hundred},
		{[]string{registered}, none(registered, "尚无企业注册的单位")},
	}},
	{"企业建档情况", []rule{
		{[]string{registered, complete}, filing},
		{[]string{registered, complete}, behind},
	}},
	{"企业自查自报情况", []rule{
		{[]string{registered, checkers}, checking},
		{[]string{checkers, selfFound}, checkedBy},
		{[]string{checkers}, none(checkers, "自查企业数为零的单位")},
	}},
	{"隐患排查治理情况", []rule{
		{[]string{found, rectified}, rectifying},
		{[]string{found}, foundBy},
		{[]string{overdue}, late},
	}},
	{"监督检查情况", []rule{
		{[]string{inspections}, inspecting},
		{[]string{inspections}, noneCounted(inspections, "检查数为零的单位")},
		{[]string{enforced}, noneCounted(enforced, "执法数为零的单位")},
	}},
	{"平台使用情况", []rule{
		{[]string{accounts, never}, signedIn},
		{[]string{accounts, never}, idle},
	}},
}

// say puts texts and figures together to a sentence.
func say(parts ...any) []paper.Run {
	out := make([]paper.Run, 0, len(parts))
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			out = append(out, paper.Text(p))
		case paper.Run:
			out = append(out, p)
		case []paper.Run:
			out = append(out, p...)
		}
	}
	return out
}

// total is a figure of the whole region, that of is one unit; both open their records.
func (f *Figures) total(key string) paper.Run {
	s := f.Series[key]
	return paper.Number(count(s.Total)+s.Unit, s.Href)
}

func (f *Figures) of(key string, i int, unit string) paper.Run {
	s := f.Series[key]
	return paper.Number(count(s.Values[i])+unit, s.Hrefs[i])
}

// growth: 从…家增加到…家，增长85%。
func growth(f *Figures) []paper.Run {
	was, is := f.Series[before].Total, f.Series[registered].Total
	when := span(f.Compared, f.To) + "，" + f.scope() + "注册企业"
	switch {
	case was == is:
		return say(when+"仍为", f.total(registered), "。")
	case is < was:
		return say(when+"从", f.total(before), "减少到", f.total(registered), "，减少"+percent(was-is, was, 0)+"。")
	case was == 0:
		return say(when+"从", f.total(before), "增加到", f.total(registered), "。")
	}
	return say(when+"从", f.total(before), "增加到", f.total(registered), "，增长"+percent(is-was, was, 0)+"。")
}

// ranking: 金水308家、荥阳262家……
func ranking(f *Figures) []paper.Run {
	units := f.ranked(func(i int) bool { return f.Series[registered].Values[i] > 0 })
	if len(units) == 0 {
		return nil
	}
	return say("各单位注册企业数依次为：", f.each(units, func(i int) []paper.Run { return say(f.Units[i].Label, f.of(registered, i, "家")) }), "。")
}

// hundred: 注册企业超过100家的有…；不足100家的有…
func hundred(f *Figures) []paper.Run {
	const mark = 100
	values := f.Series[registered].Values
	over := f.ranked(func(i int) bool { return values[i] > mark })
	just := f.ranked(func(i int) bool { return values[i] == mark })
	under := f.ranked(func(i int) bool { return values[i] < mark })
	var out []paper.Run
	for _, part := range []struct {
		words string
		units []int
	}{{"超过100家的", over}, {"正好100家的", just}, {"不足100家的", under}} {
		if len(part.units) == 0 {
			continue
		}
		lead := "；"
		if out == nil {
			lead = "注册企业"
		}
		out = append(out, say(lead+part.words+"有", f.names(part.units), "等"+count(float64(len(part.units)))+"个单位")...)
	}
	if out == nil {
		return nil
	}
	return append(out, paper.Text("。"))
}

// none: …为零的单位有…; where functional zones are among them, also how it reads without them.
func none(key, words string) func(*Figures) []paper.Run {
	return func(f *Figures) []paper.Run {
		zero := func(i int) bool { return f.Series[key].Values[i] == 0 }
		all := f.ranked(zero)
		if len(all) == 0 {
			return nil
		}
		out := say(words+"有", f.names(all), "。")
		switch counted := f.ranked(func(i int) bool { return zero(i) && f.Units[i].Counted }); {
		case len(counted) == len(all):
		case len(counted) == 0:
			out = append(out, paper.Text("功能区不计算在内，没有为零的单位。"))
		default:
			out = append(out, say("功能区不计算在内，为", f.names(counted), "。")...)
		}
		return out
	}
}

// noneCounted: …为零的单位有…（功能区不计算在内）。
func noneCounted(key, words string) func(*Figures) []paper.Run {
	return func(f *Figures) []paper.Run {
		units := f.ranked(func(i int) bool { return f.Series[key].Values[i] == 0 && f.Units[i].Counted })
		if len(units) == 0 {
			return nil
		}
		return say(words+"有", f.names(units), "（功能区不计算在内）。")
	}
}

// filing: 建档完整的企业…家，建档率64%。
func filing(f *Figures) []paper.Run {
	return say("注册企业中建档完整的", f.total(complete), "，建档率"+percent(f.Series[complete].Total, f.Series[registered].Total, 0)+"。")
}

// behind lists the units whose rate of complete files is below that of the region by a point or more.
func behind(f *Figures) []paper.Run {
	reg, done := f.Series[registered], f.Series[complete]
	if reg.Total == 0 {
		return nil
	}
	mean := done.Total / reg.Total
	units := f.ranked(func(i int) bool { return reg.Values[i] > 0 && done.Values[i]/reg.Values[i] <= mean-0.01 })
	if len(units) == 0 {
		return nil
	}
	return say("建档率低于"+f.scope()+"平均水平的单位有", f.each(units, func(i int) []paper.Run {
		return say(f.Units[i].Label+"（", paper.Number(percent(done.Values[i], reg.Values[i], 0), done.Hrefs[i]), "）")
	}), "。")
}

// checking: 开展自查的企业112家，占注册企业的6.09%，查出隐患215项。
func checking(f *Figures) []paper.Run {
	out := say(span(f.From, f.To)+"，"+f.scope()+"开展自查的企业", f.total(checkers), "，占注册企业的"+percent(f.Series[checkers].Total, f.Series[registered].Total, 2))
	if f.has(selfFound) {
		out = append(out, say("，自查发现隐患", f.total(selfFound))...)
	}
	return append(out, paper.Text("。"))
}

// checkedBy: 自查企业数和发现隐患数：新密51家117项……
func checkedBy(f *Figures) []paper.Run {
	units := f.ranked(func(i int) bool { return f.Series[checkers].Values[i] > 0 }, checkers, selfFound)
	if len(units) == 0 {
		return nil
	}
	return say("各单位自查企业数和发现隐患数为：", f.each(units, func(i int) []paper.Run {
		return say(f.Units[i].Label, f.of(checkers, i, "家"), f.of(selfFound, i, "项"))
	}), "。")
}

func rectifying(f *Figures) []paper.Run {
	out := say(span(f.From, f.To)+"，"+f.scope()+"共发现隐患", f.total(found))
	if f.Series[found].Total == 0 {
		return append(out, paper.Text("。"))
	}
	out = append(out, say("，已整改", f.total(rectified), "，整改率"+percent(f.Series[rectified].Total, f.Series[found].Total, 2))...)
	if f.has(overdue) {
		out = append(out, say("，逾期未改", f.total(overdue))...)
	}
	return append(out, paper.Text("。"))
}

func foundBy(f *Figures) []paper.Run {
	units := f.ranked(func(i int) bool { return f.Series[found].Values[i] > 0 }, found)
	if len(units) == 0 {
		return nil
	}
	return say("各单位发现隐患数为：", f.each(units, func(i int) []paper.Run { return say(f.Units[i].Label, f.of(found, i, "项")) }), "。")
}

func late(f *Figures) []paper.Run {
	units := f.ranked(func(i int) bool { return f.Series[overdue].Values[i] > 0 }, overdue)
	if len(units) == 0 {
		return nil
	}
	return say("有逾期未改隐患的单位有", f.each(units, func(i int) []paper.Run {
		return say(f.Units[i].Label+"（", f.of(overdue, i, "项"), "）")
	}), "。")
}

func inspecting(f *Figures) []paper.Run {
	return say(span(f.From, f.To)+"，"+f.scope()+"监管部门开展检查", f.total(inspections), "。")
}

func signedIn(f *Figures) []paper.Run {
	all := f.Series[accounts].Total
	if all == 0 {
		return nil
	}
	return say("监管账号", f.total(accounts), "，其中从未登录的", f.total(never), "，占"+percent(f.Series[never].Total, all, 2)+"。")
}

// idle: units none of whose accounts has ever signed in, functional zones left out.
func idle(f *Figures) []paper.Run {
	if f.Series[accounts].Total == 0 {
		return nil
	}
	units := f.ranked(func(i int) bool {
		return f.Units[i].Counted && f.Series[accounts].Values[i] == f.Series[never].Values[i]
	})
	if len(units) == 0 {
		return nil
	}
	return say("平台登录数为零的单位有", f.names(units), "（功能区不计算在内）。")
}

// each writes the units one after the other, with 、 between them.
func (f *Figures) each(units []int, one func(i int) []paper.Run) (out []paper.Run) {
	for n, i := range units {
		if n > 0 {
			out = append(out, paper.Text("、"))
		}
		out = append(out, one(i)...)
	}
	return out
}

func (f *Figures) names(units []int) []paper.Run {
	return f.each(units, func(i int) []paper.Run { return say(f.Units[i].Label) })
}
