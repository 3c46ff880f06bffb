package bulletin

import (
	"strings"

	"anjian/kernel"
	"anjian/kernel/paper"
)

// compose reads the figures of a notice and writes its text.
func compose(c *kernel.Ctx, b *Bulletin) (*Edition, error) {
	f, err := read(c, b)
	if err != nil {
		return nil, err
	}
	e := &Edition{Figures: f}
	e.write(b.Opening, b.Closing)
	return e, nil
}

// write makes the blocks: opening, sections, tables and charts, what does not agree, and what is asked of the readers.
func (e *Edition) write(opening, closing string) {
	f, n := e.Figures, 0
	add := func(b ...block) { e.Blocks = append(e.Blocks, b...) }
	section := func(title string) {
		n++
		add(block{Heading: paper.Ordinal(1, n) + title})
	}
	for _, line := range lines(opening) {
		add(block{Paragraph: say(line)})
	}
	for _, s := range sections {
		var said []block
		for _, r := range s.rules {
			if !f.has(r.needs...) {
				continue
			}
			if runs := r.write(f); runs != nil {
				said = append(said, block{Paragraph: runs})
			}
		}
		if len(said) > 0 {
			section(s.title)
			add(said...)
		}
	}
	if len(f.Units) > 0 && f.has(registered) {
		section("各单位情况")
		add(block{Table: f.table()})
		add(f.charts()...)
	}
	if notes := doubts(f); len(notes) > 0 {
		section("数据核对")
		for _, note := range notes {
			add(block{Note: &note})
		}
		e.doubts = len(notes)
	}
	if asks := lines(closing); len(asks) > 0 {
		section("工作要求")
		for _, line := range asks {
			add(block{Paragraph: say(line)})
		}
	}
	var text []string
	for _, b := range e.Blocks {
		if s := b.plain(); s != "" {
			text = append(text, s)
		}
	}
	e.text = strings.Join(text, "\n")
}

func lines(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// column is one column of the table: a figure, or the rate of one to another.
type column struct {
	head    string
	key, of string
	growth  bool // the rate by which key exceeds of
}

func (f *Figures) columns() (out []column) {
	for _, col := range []column{
		{head: "注册\n企业\n" + short(f.Compared), key: before},
		{head: "注册\n企业\n" + short(f.To), key: registered},
		{head: "增长", key: registered, of: before, growth: true},
		{head: "建档\n企业", key: complete},
		{head: "建档率", key: complete, of: registered},
		{head: "自查\n企业", key: checkers},
		{head: "自查\n隐患", key: selfFound},
		{head: "发现\n隐患", key: found},
		{head: "已整改", key: rectified},
		{head: "整改率", key: rectified, of: found},
		{head: "逾期", key: overdue},
	} {
		if f.has(col.key) && (col.of == "" || f.has(col.of)) {
			out = append(out, col)
		}
	}
	return out
}

// short is a day in the head of a column: 6月5日.
func short(d kernel.Date) string {
	_, rest, _ := strings.Cut(cnDay(d), "年")
	return rest
}

func (col column) cell(f *Figures, value func(Series) float64, href func(Series) string) paper.Cell {
	s := f.Series[col.key]
	if col.of == "" {
		return paper.Cell{Runs: []paper.Run{paper.Number(count(value(s)), href(s))}}
	}
	part, whole := value(s), value(f.Series[col.of])
	if col.growth {
		if part -= whole; part < 0 {
			return paper.Cell{Runs: say("-" + percent(-part, whole, 0))}
		}
		return paper.Cell{Runs: say(percent(part, whole, 0))}
	}
	return paper.Cell{Runs: say(percent(part, whole, 2))}
}

// width leaves a rate of two decimals, and a day in a head, on one line.
func (col column) width() float64 {
	switch {
	case col.growth:
		return 1.2
	case col.of != "":
		return 1.4
	case strings.Contains(col.head, "日"):
		return 1.3
	}
	return 1
}

// table lists the units with what the region has in total. A total is counted by itself, never added up from the cells above it.
func (f *Figures) table() *paper.Table {
	cols := f.columns()
	t := &paper.Table{Caption: "各单位平台使用情况表", Columns: []paper.Column{{Width: 1.3}}, Head: [][]paper.Cell{{{Runs: say("单位")}}}}
	for _, col := range cols {
		t.Columns = append(t.Columns, paper.Column{Width: col.width(), Align: paper.Right})
		t.Head[0] = append(t.Head[0], paper.Cell{Runs: say(col.head)})
	}
	for i, u := range f.Units {
		row := []paper.Cell{{Runs: say(u.Label)}}
		for _, col := range cols {
			row = append(row, col.cell(f, func(s Series) float64 { return s.Values[i] }, func(s Series) string { return s.Hrefs[i] }))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Total = []paper.Cell{{Runs: say("合计")}}
	for _, col := range cols {
		t.Total = append(t.Total, col.cell(f, func(s Series) float64 { return s.Total }, func(s Series) string { return s.Href }))
	}
	var keys []string
	for _, col := range cols {
		keys = append(keys, col.key)
	}
	if f.faulty(keys...) {
		t.Notes = append(t.Notes, "有的合计与各单位之和不符，原因见“数据核对”。")
	}
	return t
}

func (f *Figures) charts() (out []block) {
	var labels []string
	for _, u := range f.Units {
		labels = append(labels, u.Label)
	}
	bar := func(title string, keys, names []string) {
		ch := &paper.Chart{Kind: paper.Bar, Title: title, Labels: labels}
		for i, key := range keys {
			if f.has(key) {
				s := f.Series[key]
				ch.Unit = s.Unit
				ch.Series = append(ch.Series, paper.Series{Name: names[i], Values: s.Values, Hrefs: s.Hrefs})
			}
		}
		if len(ch.Series) > 0 {
			out = append(out, block{Chart: ch})
		}
	}
	bar("各单位注册企业数", []string{before, registered}, []string{short(f.Compared), short(f.To)})
	bar("各单位自查企业数", []string{checkers}, []string{"自查企业"})
	return out
}
