package paper

import (
	"bytes"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed form.css
var formCSS string

//go:embed formpage.css
var formPageCSS string

//go:embed narrow.css
var narrowCSS string

// Measures of forms are classes, since a page of ours has no style attributes: sizes and leads in half
// points, indents in half characters, room in characters, lines.
var measures = sync.OnceValue(func() string {
	var b strings.Builder
	for n := 12; n <= 96; n++ {
		fmt.Fprintf(&b, ".paper .paper-s%d{font-size:%gpt}", n, float64(n)/2)
	}
	for n := 16; n <= 120; n++ {
		fmt.Fprintf(&b, ".paper .paper-d%d{line-height:%gpt}", n, float64(n)/2)
	}
	for n := -20; n <= 60; n++ {
		fmt.Fprintf(&b, ".paper .paper-i%d{text-indent:%gem}", n, float64(n)/2)
	}
	for n := 1; n <= 60; n++ {
		h := float64(n) / 2
		fmt.Fprintf(&b, ".paper .paper-a%d{padding-left:%gem}.paper .paper-z%d{padding-right:%gem}.paper-m%d{min-width:%gem}.paper .paper-n%d{min-height:%dlh}", n, h, n, h, n, h*2, n, n)
	}
	for n := 2; n <= 60; n += 2 {
		fmt.Fprintf(&b, ".paper .paper-b%d{margin-top:%dpt}.paper .paper-e%d{margin-bottom:%dpt}", n, n, n, n)
	}
	for n := 10; n <= 60; n += 5 {
		fmt.Fprintf(&b, ".paper-q%d{width:%dmm;height:%dmm}", n, n, n)
	}
	return b.String() + "\n"
})

func halves(v float64, least, most int) string {
	return strconv.Itoa(min(max(int(v*2+0.5), least), most))
}

// sheetHTML writes a form; what stands on every page comes once, at the end.
func sheetHTML(b *bytes.Buffer, d *Doc) {
	b.WriteString("<article class=\"paper paper-form\" lang=\"zh-CN\">\n")
	blocks(b, d.Blocks)
	var feet []Paragraph // those with numbers of pages are the printer's
	for _, x := range d.Page.Foot {
		numbered := false
		for _, r := range x.Runs {
			numbered = numbered || r.Mark == PageNo || r.Mark == PageCount
		}
		if !numbered {
			feet = append(feet, x)
		}
	}
	if len(feet) > 0 {
		b.WriteString("<footer class=\"paper-feet\">\n")
		for _, x := range feet {
			shaped(b, x)
		}
		b.WriteString("</footer>\n")
	}
	b.WriteString("</article>\n")
}

// shaped writes a paragraph of a form.
func shaped(b *bytes.Buffer, x Paragraph) {
	tag, class := "p", "paper-f"
	add := func(s string) { class += " paper-" + s }
	if s := x.Shape; s != nil {
		if s.Title {
			tag = "h1"
		} else {
			add("s" + halves(s.size(), 12, 96))
			add("d" + halves(s.lead(), 16, 120))
		}
		if s.Face != "" && !s.Title {
			add(string(s.Face))
		}
		switch s.Align {
		case Center:
			add("center")
		case Right:
			add("right")
		}
		if s.First != 0 {
			n := int(s.First * 2)
			add("i" + strconv.Itoa(min(max(n, -20), 60)))
		}
		for _, m := range []struct {
			v    float64
			mark string
		}{{s.Left, "a"}, {s.Right, "z"}} {
			if m.v > 0 {
				add(m.mark + halves(m.v, 1, 60))
			}
		}
		if s.Before > 0 && !s.Title {
			add("b" + strconv.Itoa(min(60, (int(s.Before)+1)/2*2)))
		}
		if s.After > 0 && !s.Title {
			add("e" + strconv.Itoa(min(60, (int(s.After)+1)/2*2)))
		}
		if s.Ruled {
			add("ruled")
		}
		if s.Lines > 1 || s.Ruled {
			add("n" + strconv.Itoa(min(max(s.Lines, 1), 60)))
		}
		if s.Keep {
			add("keep")
		}
	}
	for _, r := range x.Runs {
		if r.Fill {
			add("blank")
			break
		}
	}
	b.WriteString("<" + tag + " class=\"" + class + "\">")
	runs(b, x.Runs)
	b.WriteString("</" + tag + ">\n")
}

// rowTag opens a row; one of blanks has a mark.
func rowTag(row []slot) string {
	for _, s := range row {
		blank := len(s.cell.Paras) > 0
		for _, x := range s.cell.Paras {
			for _, r := range x.Runs {
				blank = blank && r.Text == "" && r.Mark == NoMark
			}
		}
		if s.first && !blank {
			return "<tr>"
		}
	}
	return `<tr class="paper-none">`
}

// heading is what the head of the table says over a column, if it has one row.
func (t *Table) heading(col int) string {
	if len(t.Head) != 1 || col >= len(t.Head[0]) || len(t.Head[0]) != t.columns() {
		return ""
	}
	s := ""
	for _, x := range t.Head[0][col].Paras {
		s += strings.ReplaceAll(plainText(x.Runs), "\n", "")
	}
	return s
}

// special writes a run that is more than text.
func special(b *bytes.Buffer, r Run) {
	switch r.Mark {
	case Box, Ticked:
		word, line := "未选", ""
		if r.Mark == Ticked {
			word, line = "已选", `<path d="M22 52L44 76L80 24"/>`
		}
		b.WriteString(`<svg class="paper-tick" viewBox="0 0 100 100" role="img" aria-label="` + word + `"><path d="M5 5H95V95H5Z"/>` + line + `</svg>`)
		return
	case PageNo, PageCount:
		b.WriteString("1")
		return
	}
	least := r.Min
	if s := r.Spot; s != nil {
		switch {
		case s.Code != "":
			codeHTML(b, s)
			return
		case s.Seal:
			b.WriteString(`<span class="paper-seal" title="` + escape(s.Name) + `"><svg viewBox="0 0 100 100" aria-hidden="true"><circle cx="50" cy="50" r="48"/></svg></span>`)
		default:
			b.WriteString(`<span class="paper-spot" title="` + escape(s.Name) + `">`)
			if len(s.Ink) > 0 {
				b.WriteString(`<svg class="paper-ink" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="签名"><path d="`)
				for _, stroke := range s.Ink {
					for i, q := range stroke {
						b.WriteString("ML"[min(i, 1):min(i, 1)+1] + num(q[0]*100) + " " + num(q[1]*100))
					}
				}
				b.WriteString(`"/></svg>`)
			}
			least = max(least, s.W*mm/14)
			defer b.WriteString(`</span>`)
		}
	}
	text := lines(r.Text)
	if r.Bold {
		text = "<b>" + text + "</b>"
	}
	switch {
	case r.Fill:
		b.WriteString(`<u class="paper-fill">` + text + `</u>`)
	case least > 0 && width(r.Text) < least:
		tag := "span"
		if r.Under || r.Min > 0 {
			tag = "u"
		}
		if text == "" {
			text = "&nbsp;"
		}
		b.WriteString("<" + tag + ` class="paper-room paper-m` + strconv.Itoa(min(60, int(least+0.5))) + `">` + text + "</" + tag + ">")
	case r.Under && text != "":
		b.WriteString("<u>" + text + "</u>")
	default:
		b.WriteString(text)
	}
}

func codeHTML(b *bytes.Buffer, s *Spot) {
	dark, n := modules(s.Code)
	if n == 0 {
		return
	}
	b.WriteString(`<svg class="paper-code paper-q` + strconv.Itoa(min(max(int(s.W+2.5)/5*5, 10), 60)) + `" viewBox="0 0 ` + strconv.Itoa(n+4) + " " + strconv.Itoa(n+4) + `" role="img" aria-label="二维码：` + escape(s.Code) + `" shape-rendering="crispEdges"><path d="`)
	for _, m := range dark {
		b.WriteString("M" + strconv.Itoa(m[0]+2) + " " + strconv.Itoa(m[1]+2) + "h1v1h-1z")
	}
	b.WriteString(`"/></svg>`)
}

// Narrow writes a document for the roll of a receipt printer, 58 or 80 mm wide: one column, cells of
// a row one under the other.
func Narrow(d *Doc, millimetres int) []byte {
	wide := 80
	if millimetres <= 58 {
		wide = 58
	}
	return whole(d, styleOf(d)+strings.NewReplacer("$wide", strconv.Itoa(wide), "$area", strconv.Itoa(wide-8)).Replace(narrowCSS))
}
