package paper

import (
	"math"
	"strconv"
)

// area is where the text stands on a page, in points.
type area struct{ left, top, foot, wide float64 }

// documentArea is that of a document (GB/T 9704-2012, 5.2).
var documentArea = area{marginLeft / 20.0, marginTop / 20.0, (pageH - marginBottom) / 20.0, areaW / 20.0}

const (
	letterEm = 16.0
	lineLead = 28.95
)

const red = 0xD7000F

// The looks of GB/T 9704-2012. Letters of the text stand closer, so that 28 of them fill a line.
var (
	textLook    = look{size: 16, lead: lineLead, track: -0.22}
	heiLook     = look{face: sans, size: 16, lead: lineLead, track: -0.22}
	titleLook   = look{size: 22, lead: 33, bold: true}
	captionLook = look{face: sans, size: 14, lead: lineLead}
	noteLook    = look{size: 14, lead: 22}
	underLook   = look{size: 12, lead: 18}
	imprintLook = look{size: 14, lead: 25}
	pageLook    = look{size: 14, lead: 18}
)

// pdf lays a document out from top to bottom and writes page after page.
type pdf struct {
	area
	file    *pdfFile
	page    canvas
	pages   [][]byte // done but for their feet
	y       float64  // where the next thing begins
	missing []rune   // characters no font has
	form    *Page
	number  int  // of the page
	count   int  // of pages, as far as known
	asked   bool // somebody has to know it
	tight   float64
	ended   float64 // how much of the last page is filled, as a share
	places  []Place
}

// PDF writes the document as pages to print, to seal and to keep: the same document gives the same
// bytes. It refuses with kernel.Conflict where a character is in no font, so that none is lost.
func PDF(d *Doc) ([]byte, error) {
	p := layout(d)
	if len(p.missing) > 0 {
		return nil, lacking(p.missing)
	}
	return p.file.finish(oneLine(d.Title), oneLine(d.Sign.Organ))
}

func newLayout() *pdf {
	return &pdf{area: documentArea, file: newPDF(), y: documentArea.top, number: 1, count: 1}
}

func layout(d *Doc) *pdf {
	if d.Page != nil {
		return sheets(d)
	}
	p := newLayout()
	p.head(d.Head)
	p.title(d.Title)
	if d.To != "" {
		p.para(para{look: textLook}, Text(d.To+"："))
	}
	p.blocks(d.Blocks)
	for i, s := range attachmentLines(d.Attachments) {
		a := para{look: textLook, left: 5 * letterEm}
		if i == 0 {
			a.before, a.first, s = lineLead, -3*letterEm, "附件："+s
		}
		p.para(a, Text(s))
	}
	p.sign(d.Sign)
	for i, a := range d.Attachments {
		if len(a.Blocks) > 0 {
			p.turn()
			p.para(para{look: heiLook}, Text(attachmentMark(d.Attachments, i)))
			p.title(a.Title)
			p.blocks(a.Blocks)
		}
	}
	p.imprint(d.Imprint)
	p.turn()
	p.close()
	return p
}

// turn ends the page with its number on the outer side and begins another one.
func (p *pdf) turn() {
	if p.form == nil {
		r := measure(p.set([]Run{Text("— " + strconv.Itoa(len(p.pages)+1) + " —")}, pageLook), true)
		at := point{p.left + 14, p.foot + 7*72/25.4 + 10}
		if len(p.pages)%2 == 0 {
			at.x = p.left + p.wide - 14 - r.wide
		}
		p.page.text(r, pageLook, at, 0, 0, false)
	}
	p.pages = append(p.pages, p.page.b)
	p.page.b = nil
	p.number = len(p.pages) + 1
	p.again()
	p.y = p.top
}

// need turns the page if what comes would not fit on the rest of it.
func (p *pdf) need(high float64) {
	if p.y+high > p.foot && p.y > p.top {
		p.turn()
	}
}

// para is the form of a paragraph.
type para struct {
	look
	left, right, first float64
	before, after      float64
	align              Align
	ragged             bool // lines are not stretched
	ruled              bool // every line has a line under it, from edge to edge
}

func (p *pdf) para(a para, rs ...Run) {
	p.put(a, rows(p.set(rs, a.look), p.wide-a.left-a.right, a.first))
}

// put draws the lines of a paragraph. No page begins or ends with one line of several.
func (p *pdf) put(a para, rs []row) {
	if p.y > p.top {
		p.y += a.before
	}
	for i := 0; i < len(rs); {
		fit, rest := int((p.foot-p.y+0.01)/a.lead), len(rs)-i
		switch {
		case fit >= rest:
			fit = rest
		case i == 0 && (fit < 2 || rest <= 3) && p.y > p.top:
			p.turn()
			continue
		case fit < 1:
			p.turn()
			continue
		case rest-fit == 1 && fit > 1:
			fit--
		}
		for ; fit > 0; fit-- {
			p.row(a, rs[i], i == 0, p.left+a.left, p.wide-a.left-a.right)
			p.y += a.lead
			i++
		}
	}
	p.y += a.after
}

// row draws a line whose upper edge is y.
func (p *pdf) row(a para, r row, first bool, x, room float64) {
	if a.ruled {
		p.page.line(point{x, p.y + a.lead - 2}, point{x + room, p.y + a.lead - 2}, 0.6, 0)
	}
	if first {
		x, room = x+a.first, room-a.first
	}
	base := p.y + a.lead/2 + a.size*0.36
	r = r.filled(room)
	if a.align == Left && !a.ragged {
		extra, between := r.stretch(room, a.size)
		p.letters(r, a.look, point{x, base}, extra, between)
		return
	}
	switch a.align {
	case Center:
		x += (room - r.wide) / 2
	case Right:
		x += room - r.wide
	}
	p.letters(r, a.look, point{x, base}, 0, 0)
}

func (p *pdf) head(h Head) {
	if h.Organ == "" {
		return
	}
	before := 80.0 // with the leading of the type, 35 mm above 发文机关标志
	if h.Urgency != "" {
		p.para(para{look: heiLook}, Text(h.Urgency))
		before -= lineLead
	}
	p.y += before
	size := float64(organSize(h.Organ))
	p.para(para{look: look{size: size, lead: size * 1.3, bold: true, color: red}, align: Center, after: 50}, Text(h.Organ))
	switch {
	case h.Signer == "":
		p.para(para{look: textLook, align: Center}, Text(h.Number))
	default:
		signer := rows(p.set([]Run{Text("签发人：" + h.Signer)}, textLook), p.wide/2, 0)
		start := p.y
		p.put(para{look: textLook, left: p.wide / 2, right: letterEm, align: Right}, signer)
		end := p.y
		p.y = start
		p.para(para{look: textLook, left: letterEm, right: p.wide / 2, ragged: true}, Text(h.Number))
		p.y = max(p.y, end)
	}
	p.y += 8
	p.page.line(point{p.left, p.y}, point{p.left + p.wide, p.y}, 2, red)
	p.y += lineLead
}

// title narrows a title of several lines so that they come out alike in length.
func (p *pdf) title(s string) {
	ls := p.set([]Run{Text(s)}, titleLook)
	a := para{look: titleLook, before: lineLead, after: lineLead, align: Center}
	if all := measure(ls, true).wide; all > p.wide {
		even := all/math.Ceil(all/p.wide) + 22
		if side := (p.wide - even) / 2; side > 0 && len(rows(ls, even, 0)) == len(rows(ls, p.wide, 0)) {
			a.left, a.right = side, side
		}
	}
	p.put(a, rows(ls, p.wide-a.left-a.right, 0))
}

// sign puts the date four characters from the right edge and centres the organ over it, or the date
// under an organ that is too long for that.
func (p *pdf) sign(s Sign) {
	date := day(s.Date)
	if s.Organ == "" && date == "" {
		return
	}
	p.need(4 * lineLead)
	organ, on := p.set([]Run{Text(s.Organ)}, textLook), p.set([]Run{Text(date)}, textLook)
	long, short := measure(organ, true).wide, measure(on, true).wide
	dateRight := 4 * letterEm
	organRight := dateRight + (short-long)/2
	if organRight < 0 {
		organRight, dateRight = 0, min(max(4*letterEm, (long-short)/2), 14*letterEm)
	}
	before := 2 * lineLead
	if s.Organ != "" {
		p.put(para{look: textLook, right: organRight, before: before, align: Right}, rows(organ, p.wide-organRight, 0))
		before = 0
	}
	if date != "" {
		p.put(para{look: textLook, right: dateRight, before: before, align: Right}, rows(on, p.wide-dateRight, 0))
	}
}

// imprint rests on the lower edge of the last page.
func (p *pdf) imprint(m Imprint) {
	if m.Organ == "" {
		return
	}
	printed := ""
	if !m.Date.IsZero() {
		printed = day(m.Date) + "印发"
	}
	copies := para{look: imprintLook, left: 14 + 42, right: 14, first: -42}
	organ := para{look: imprintLook, left: 14, right: 14 + 180, ragged: true}
	var sent []row
	if m.Copies != "" {
		sent = rows(p.set([]Run{Text("抄送：" + m.Copies + "。")}, imprintLook), p.wide-copies.left-copies.right, copies.first)
	}
	by := rows(p.set([]Run{Text(m.Organ)}, imprintLook), p.wide-organ.left-organ.right, 0)
	high := float64(len(sent)+len(by)) * imprintLook.lead
	p.need(high + lineLead)
	p.y = max(p.y, p.foot-high)
	rule := func(wide float64) {
		p.page.line(point{p.left, p.y}, point{p.left + p.wide, p.y}, wide, 0)
	}
	rule(1)
	if len(sent) > 0 {
		p.put(copies, sent)
		rule(0.7)
	}
	start := p.y
	p.put(organ, by)
	end := p.y
	p.y = start
	p.para(para{look: imprintLook, left: p.wide - 194, right: 14, align: Right}, Text(printed))
	p.y = end
	rule(1)
}

func (p *pdf) blocks(bs []Block) {
	for i, x := range bs {
		switch x := x.(type) {
		case Heading:
			p.need(min(p.high(bs[i:]), p.foot-p.top))
			p.para(headingForm(x.Level), Text(x.Text))
		case Paragraph:
			if x.Shape != nil {
				p.shaped(x, bs[i:])
				continue
			}
			p.para(para{look: textLook, first: 2 * letterEm}, x.Runs...)
		case List:
			for i, item := range x.Items {
				mark := "· "
				if x.Numbered {
					mark = strconv.Itoa(i+1) + ". "
				}
				p.para(para{look: textLook, first: 2 * letterEm}, append([]Run{Text(mark)}, item...)...)
			}
		case Note:
			p.note(x)
		case PageBreak:
			if p.y > p.top {
				p.turn()
			}
		case *Table:
			p.table(x)
		case *Chart:
			p.chart(x)
		}
	}
}

func headingForm(level int) para {
	a := para{look: textLook, first: 2 * letterEm}
	if level <= 1 {
		a.look = heiLook
	}
	return a
}

// high is how much room the first blocks need to stand together: a heading never ends a page.
func (p *pdf) high(bs []Block) float64 {
	if len(bs) == 0 {
		return 0
	}
	switch x := bs[0].(type) {
	case Heading:
		n := len(rows(p.set([]Run{Text(x.Text)}, headingForm(x.Level).look), p.wide, 2*letterEm))
		return float64(n)*lineLead + p.high(bs[1:])
	case *Table:
		g := p.grid(x)
		return g.begin(p.area)
	case *Chart:
		return chartHigh + captionLook.lead
	case Paragraph:
		if x.Shape != nil {
			return p.shapedHigh(bs)
		}
		return 2 * lineLead
	case List, Note:
		return 2 * lineLead
	}
	return 0
}

// note draws a box; one that reaches over pages is drawn on each.
func (p *pdf) note(n Note) {
	const side = 10.0
	head, text := noteLook, noteLook
	head.face = sans
	var titles []row
	if n.Title != "" {
		titles = rows(p.set([]Run{Text(n.Title)}, head), p.wide-2*side, 0)
	}
	body := rows(p.set(n.Runs, text), p.wide-2*side, 0)
	all := append(titles, body...)
	p.y += 6
	for from := 0; from < len(all); {
		p.need(float64(min(len(all)-from, 3))*text.lead + 8)
		fit := max(1, min(len(all)-from, int((p.foot-p.y-8)/text.lead)))
		high := float64(fit)*text.lead + 8
		p.page.path(rect(p.left, p.y, p.wide, high), 0, 0xF2F2F2)
		box := rect(p.left, p.y, p.wide, high)
		p.page.path(append(box, box[0]), 0.75, 0)
		p.page.line(point{p.left + 2, p.y}, point{p.left + 2, p.y + high}, 4, 0)
		p.y += 4
		for ; fit > 0; fit-- {
			l := text
			if from < len(titles) {
				l = head
			}
			p.row(para{look: l}, all[from], false, p.left+side, p.wide-2*side)
			p.y += text.lead
			from++
		}
		p.y += 4
	}
	p.y += 6
}

const chartScale = areaW / 20.0 / chartW

const chartHigh = chartH * chartScale

// chart draws the shapes of a chart across the text area.
func (p *pdf) chart(c *Chart) {
	caption := 0.0
	if c.Title != "" {
		caption = captionLook.lead
	}
	p.need(caption + chartHigh)
	if c.Title != "" {
		p.para(para{look: captionLook, align: Center}, Text(c.Title))
	}
	at := func(q point) point { return point{p.left + q.x*chartScale, p.y + q.y*chartScale} }
	ink := func(n int) uint32 {
		switch {
		case n > 0:
			return palette[n-1].light
		case n == onDark:
			return 0xFFFFFF
		}
		return 0x222222
	}
	for _, s := range c.shapes() {
		pts := make([]point, len(s.pts))
		for i, q := range s.pts {
			pts[i] = at(q)
		}
		switch {
		case s.text != "":
			p.label(s, pts[0], ink(s.color))
		case s.fill > 0:
			p.page.path(pts, 0, ink(s.fill))
		case s.line > 0:
			color := ink(s.color)
			if s.faint {
				color = 0xDDDDDD
			}
			p.page.path(pts, s.line*chartScale, color)
		}
	}
	p.y += chartHigh
}

func (p *pdf) label(s shape, at point, color uint32) {
	l := look{face: sans, size: s.size * chartScale, color: color}
	r := measure(p.set([]Run{Text(s.text)}, l), true)
	shift := 0.0
	switch {
	case s.mid:
		shift = -r.wide / 2
	case s.end:
		shift = -r.wide
	}
	if s.up {
		at.y -= shift
	} else {
		at.x += shift
	}
	p.page.text(r, l, at, 0, 0, s.up)
}
