package paper

import (
	"math"
	"strconv"
)

const mm = 72 / 25.4

// sheets lays out a form. A last page that would hold a few lines only, the signatures torn from the
// text perhaps, is spared if a little less room between the lines does that.
func sheets(d *Doc) *pdf {
	try := func(tight float64) *pdf {
		p := newLayout()
		p.tight = tight
		p.sheet(d)
		if p.asked && p.count != len(p.pages) {
			count := len(p.pages)
			p = newLayout()
			p.tight, p.count = tight, count
			p.sheet(d)
		}
		return p
	}
	p := try(0)
	if len(p.pages) > 1 && p.ended < 0.4 {
		for _, tight := range []float64{0.04, 0.08, 0.12} {
			if q := try(tight); len(q.pages) < len(p.pages) {
				p = q
				break
			}
		}
	}
	p.close()
	return p
}

// sheet lays out the pages of a form but for their feet.
func (p *pdf) sheet(d *Doc) {
	g := d.Page
	p.form = g
	p.left, p.top = g.Left*mm, g.Top*mm
	p.wide = pageW/20.0 - (g.Left+g.Right)*mm
	p.foot = paperH - g.Bottom*mm
	for _, x := range g.Foot {
		p.foot -= p.tall(x)
	}
	if len(g.Foot) > 0 {
		p.foot -= 6
	}
	p.asked = false // the feet are written last, when it is known
	p.y = p.top
	p.blocks(d.Blocks)
	p.ended = (p.y - p.top) / (p.foot - p.top)
	p.turn()
}

// again writes the head of the page after the first ones, below which its text begins.
func (p *pdf) again() {
	if p.form == nil || len(p.form.Again) == 0 {
		return
	}
	y := p.form.Top * mm
	for _, x := range p.form.Again {
		y = p.still(x, y)
	}
	p.top = y + 6
}

// close writes the feet, which say how many pages there are, and the pages.
func (p *pdf) close() {
	p.count = len(p.pages)
	for i, b := range p.pages {
		if p.form != nil && len(p.form.Foot) > 0 {
			p.page.b, p.number = b, i+1
			y := p.foot + 6
			for _, x := range p.form.Foot {
				y = p.still(x, y)
			}
			b = p.page.b
		}
		p.file.page(b)
	}
}

// still draws a paragraph at a height whatever room there is and gives the height below it.
func (p *pdf) still(x Paragraph, y float64) float64 {
	a, rs := p.lines(x, p.wide)
	p.y = y + a.before
	for i, r := range rs {
		p.row(a, r, i == 0, p.left+a.left, p.wide-a.left-a.right)
		p.y += a.lead
	}
	return p.y + a.after
}

// form is how a paragraph of a form is laid out; one without a shape is like its text.
func (p *pdf) shape(s *Shape) para {
	if s == nil {
		s = &Shape{First: 2}
	}
	em := s.size()
	a := para{look: look{size: em, lead: s.lead()}, left: s.Left * em, right: s.Right * em, first: s.First * em, before: s.Before, after: s.After, align: s.Align, ruled: s.Ruled}
	if s.Face == Hei {
		a.face = sans
	}
	a.bold = s.Title
	if p.tight > 0 {
		a.lead = max(a.lead*(1-p.tight), em*1.2)
		a.before, a.after = a.before*(1-4*p.tight), a.after*(1-4*p.tight)
	}
	return a
}

// lines breaks a paragraph of a form for a room.
func (p *pdf) lines(x Paragraph, wide float64) (para, []row) {
	a := p.shape(x.Shape)
	for _, r := range x.Runs {
		if r.Spot != nil && r.Spot.Code != "" {
			a.lead = max(a.lead, r.Spot.W*mm+4)
		}
	}
	room := max(wide-a.left-a.right, 2*a.size)
	rs := rows(p.set(x.Runs, a.look), room, min(a.first, room-2*a.size))
	if x.Shape != nil {
		for len(rs) < min(int(math.Ceil(float64(x.Shape.Lines)*(1-3*p.tight))), 200) {
			rs = append(rs, row{last: true})
		}
	}
	return a, rs
}

func (p *pdf) tall(x Paragraph) float64 {
	a, rs := p.lines(x, p.wide)
	return a.before + float64(len(rs))*a.lead + a.after
}

// shaped draws a paragraph; one that keeps stands on the page of what follows.
func (p *pdf) shaped(x Paragraph, bs []Block) {
	if x.Shape.Keep {
		p.need(min(p.shapedHigh(bs), p.foot-p.top))
	}
	a, rs := p.lines(x, p.wide)
	p.put(a, rs)
}

// shapedHigh is the room for a paragraph and, if it keeps, for the beginning of what follows.
func (p *pdf) shapedHigh(bs []Block) float64 {
	x := bs[0].(Paragraph)
	a, rs := p.lines(x, p.wide)
	if x.Shape.Keep {
		return a.before + float64(len(rs))*a.lead + a.after + p.high(bs[1:])
	}
	return a.before + float64(min(len(rs), 2))*a.lead
}

// Fonts of letters that are drawn or only take room.
const (
	void = -1 - iota
	boxed
	spotted
)

// special gives the letters of a run that is more than text.
func (p *pdf) special(out []letter, run Run, l look) []letter {
	under := run.Under || run.Min > 0 || run.Fill
	switch run.Mark {
	case Box, Ticked:
		return append(out, letter{font: boxed, code: uint16(run.Mark), kind: full | opening, wide: l.size, room: l.size + l.track, under: run.Under})
	case PageNo:
		run.Text = strconv.Itoa(p.number)
	case PageCount:
		p.asked = true
		run.Text = strconv.Itoa(p.count)
	}
	least := run.Min * l.size
	if s := run.Spot; s != nil {
		kind := uint8(full | opening)
		if s.Seal {
			kind |= closing
		} else {
			least = max(least, s.W*mm)
		}
		a := letter{font: spotted, kind: kind, spot: s}
		if s.Code != "" {
			a.wide, a.room, least = s.W*mm, s.W*mm, 0
		}
		out = append(out, a)
		under = under || !s.Seal && s.Code == "" && run.Under
	}
	text := p.plain(nil, run, l)
	wide := 0.0
	for i := range text {
		text[i].under = under
		wide += text[i].room
	}
	switch lack := least - wide; {
	case lack <= 0:
	case len(text) == 0:
		out = append(out, letter{font: void, kind: full, wide: lack, room: lack, under: under})
		lack = 0
	default:
		side := letter{font: void, kind: full | opening, wide: lack / 2, room: lack / 2, under: under}
		text = append([]letter{side}, text...)
		side.kind = full | closing
		text = append(text, side)
	}
	out = append(out, text...)
	if run.Fill {
		out = append(out, letter{font: void, kind: full | closing, under: under, fill: true})
	}
	return out
}

// filled gives the blanks to the end of a line what is left of it.
func (r row) filled(room float64) row {
	n := 0
	for _, a := range r.letters {
		if a.fill {
			n++
		}
	}
	free := room - r.wide
	if n == 0 || free <= 0 {
		return r
	}
	ls := append([]letter(nil), r.letters...)
	for i := range ls {
		if ls[i].fill {
			ls[i].wide = free / float64(n)
			ls[i].room = ls[i].wide
		}
	}
	return measure(ls, r.last)
}

// letters draws a line with what lies under, between and over its letters.
func (p *pdf) letters(r row, l look, at point, extra float64, between uint8) {
	p.page.text(r, l, at, extra, between, false)
	x, from := at.x, math.NaN()
	low := at.y + l.size*0.2
	for i, a := range r.letters {
		switch {
		case a.under && math.IsNaN(from):
			from = x
		case !a.under && !math.IsNaN(from):
			p.page.line(point{from, low}, point{x, low}, 0.6, 0)
			from = math.NaN()
		}
		switch a.font {
		case boxed:
			p.page.tick(point{x, at.y}, l.size, Mark(a.code) == Ticked)
		case spotted:
			p.spot(a.spot, point{x, at.y}, l)
		}
		x += a.room
		if extra != 0 && r.gap(i, between) {
			x += extra
		}
	}
	if !math.IsNaN(from) {
		p.page.line(point{from, low}, point{x, low}, 0.6, 0)
	}
}

// tick draws a box to tick.
func (c *canvas) tick(at point, size float64, on bool) {
	side := size * 0.72
	x, y := at.x+(size-side)/2, at.y+size*0.1-side
	frame := rect(x, y, side, side)
	c.path(append(frame, frame[0]), 0.7, 0)
	if on {
		c.path([]point{{x + side*0.18, y + side*0.5}, {x + side*0.42, y + side*0.78}, {x + side*0.85, y + side*0.2}}, size*0.11, 0)
	}
}

// spot notes where a seal or a signature comes, and draws what is there already.
func (p *pdf) spot(s *Spot, at point, l look) {
	w, h := s.W*mm, s.H*mm
	x, y := at.x, at.y+l.size*0.2-h
	if s.Seal {
		x, y = at.x-w/2, at.y-l.size*0.36-h/2
	}
	if s.Code != "" {
		y = at.y - l.lead/2 - l.size*0.36 + 2
		p.page.code(s.Code, point{x, y}, w)
		return
	}
	p.places = append(p.places, Place{s.Name, p.number, round(x / mm), round(y / mm), s.W, s.H, s.Seal})
	for _, stroke := range s.Ink {
		pts := make([]point, len(stroke))
		for i, q := range stroke {
			pts[i] = point{x + q[0]*w, y + q[1]*h}
		}
		if len(pts) > 1 {
			p.page.path(pts, 1.1, 0)
		}
	}
}

func round(v float64) float64 { return math.Round(v*100) / 100 }
