package paper

import "math"

// cellPad is the room between the lines of a table and its text, to the side; across it is less.
const (
	cellPad  = 4.0
	cellLift = 1.5
)

// box is a cell with its lines broken, its place counted from the upper edge of its band.
type box struct {
	lines     []cellLine
	tall      float64 // of the text
	x, wide   float64
	top, foot float64
	text      float64 // where the lines begin
}

// cellLine is a line of a cell; at counts from the beginning of the text.
type cellLine struct {
	para  *para
	row   row
	first bool
	at    float64
}

// set puts the lines of a paragraph under those there are.
func (c *box) set(a para, rs []row) {
	if len(c.lines) > 0 {
		c.tall += a.before
	}
	for i, r := range rs {
		c.lines = append(c.lines, cellLine{&a, r, i == 0, c.tall})
		c.tall += a.lead
	}
	c.tall += a.after
}

// even gives all lines one height, so that cells side by side are cut between the same lines.
func (c *box) even(lead float64) {
	for i := range c.lines {
		c.lines[i].at = float64(i) * lead
		a := *c.lines[i].para
		a.lead = lead
		c.lines[i].para = &a
	}
	c.tall = float64(len(c.lines)) * lead
}

// band is rows that cells reaching over several of them hold together.
type band struct {
	boxes []box
	edges []float64 // lower edges of its rows
	bare  bool
}

func (b band) high() float64 { return b.edges[len(b.edges)-1] }

// ruled is a table ready to be drawn.
type ruled struct {
	caption []row
	head    []band
	body    []band
	notes   []row
}

func total(bs []band) (high float64) {
	for _, b := range bs {
		high += b.high()
	}
	return high
}

// repeats is the height of the head if it comes again on every page: one that takes half of it does not.
func (g ruled) repeats(a area) float64 {
	if high := total(g.head); high < (a.foot-a.top)/2 {
		return high
	}
	return 0
}

// begin is the room for caption, head and first row, or for some of a row that takes more than a page.
func (g ruled) begin(a area) float64 {
	high := total(g.head)
	if len(g.body) > 0 {
		high += g.body[0].high()
	}
	if len(g.caption) > 0 {
		high += float64(len(g.caption)) * captionLook.lead
	}
	return min(high, (a.foot-a.top)*2/3)
}

// grid breaks the text of all cells and finds the heights of the rows.
func (p *pdf) grid(t *Table) (g ruled) {
	n := t.columns()
	at := make([]float64, n+1)
	for i, f := range t.widths(n) {
		at[i+1] = at[i] + f*p.wide
	}
	if t.Caption != "" {
		g.caption = rows(p.set([]Run{Text(t.Caption)}, captionLook), p.wide, 0)
	}
	for part, cells := range t.parts() {
		bands := p.bands(t, grid(cells, n), part, n, at)
		if part == 0 {
			g.head = bands
		} else {
			g.body = append(g.body, bands...)
		}
	}
	for _, s := range t.notes() {
		g.notes = append(g.notes, rows(p.set([]Run{Text(s)}, underLook), p.wide, 0)...)
	}
	return g
}

func (p *pdf) bands(t *Table, slots [][]slot, part, n int, at []float64) (out []band) {
	for from := 0; from < len(slots); {
		end := from + 1
		for r := from; r < end; r++ {
			for _, s := range slots[r] {
				if s.first {
					end = max(end, r+s.rows)
				}
			}
		}
		out = append(out, p.band(t, slots[from:end], part, n, at))
		from = end
	}
	return out
}

func (p *pdf) band(t *Table, slots [][]slot, part, n int, at []float64) band {
	type place struct{ row, rows int }
	var places []place
	b := band{bare: t.Bare}
	for r, line := range slots {
		for _, s := range line {
			if !s.first {
				continue
			}
			c := box{x: p.left + at[s.col], wide: at[s.col+s.cols] - at[s.col]}
			if s.cell.Paras != nil {
				for _, x := range s.cell.Paras {
					c.set(p.lines(x, c.wide-2*cellPad))
				}
			} else {
				a := cellForm(t, s, part, n)
				a.bold = part == 2
				c.set(a, rows(p.set(s.cell.Runs, a.look), max(c.wide-2*cellPad, a.size), 0))
			}
			b.boxes, places = append(b.boxes, c), append(places, place{r, s.rows})
		}
	}
	heights := func(step float64) (high []float64, whole float64) {
		high = make([]float64, len(slots))
		for _, several := range [2]bool{false, true} { // what a cell of several rows lacks is added to its last one
			for i, q := range places {
				if (q.rows > 1) != several {
					continue
				}
				lack := b.boxes[i].need()
				for _, h := range high[q.row : q.row+q.rows] {
					lack -= h
				}
				if step > 0 {
					lack = math.Ceil(lack/step) * step
				}
				high[q.row+q.rows-1] += max(0, lack)
			}
		}
		for _, h := range high {
			whole += h
		}
		return high, whole
	}
	high, whole := heights(0)
	long := whole > p.foot-p.top
	if long { // the lines of all cells stand at the same heights, so that none is cut at the end of a page
		lead := 1.0
		for _, c := range b.boxes {
			for _, l := range c.lines {
				lead = max(lead, l.para.lead)
			}
		}
		for i := range b.boxes {
			b.boxes[i].even(lead)
		}
		high, _ = heights(lead)
	}
	foot := 0.0
	for _, h := range high {
		foot += h
		b.edges = append(b.edges, foot)
	}
	for i, q := range places {
		c := &b.boxes[i]
		if q.row > 0 {
			c.top = b.edges[q.row-1]
		}
		c.foot = b.edges[q.row+q.rows-1]
		c.text = c.top + cellLift
		if !long { // in the middle, unless it reaches over pages
			c.text += (c.foot - c.top - c.need()) / 2
		}
	}
	return b
}

// need is the height of the cell's own text.
func (c box) need() float64 { return c.tall + 2*cellLift }

func cellForm(t *Table, s slot, part, n int) para {
	a := para{look: look{size: 12, lead: 18}, ragged: true}
	if n > 8 {
		a.size, a.lead = 10.5, 15
	}
	switch {
	case part == 0:
		a.face, a.align = sans, Center
	case s.cols > 1 || t.align(s.col) == Center:
		a.align = Center
	case t.align(s.col) == Right:
		a.align = Right
	}
	return a
}

// table draws a table; its head comes again on every page, and a row that does not fit on one page
// goes on at the next between two lines of text.
func (p *pdf) table(t *Table) {
	g := p.grid(t)
	p.need(g.begin(p.area))
	p.y += 3
	if len(g.caption) > 0 {
		p.put(para{look: captionLook, align: Center}, g.caption)
	}
	if g.repeats(p.area) > 0 {
		p.draw(g.head, nil)
		p.draw(g.body, g.head)
	} else {
		p.draw(append(g.head, g.body...), nil)
	}
	for _, r := range g.notes {
		p.need(underLook.lead)
		p.row(para{look: underLook, ragged: true}, r, false, p.left, p.wide)
		p.y += underLook.lead
	}
	p.y += 6
}

func (p *pdf) draw(bands, head []band) {
	fresh := p.foot - p.top - total(head)
	turn := func() {
		p.turn()
		p.draw(head, nil)
	}
	for _, b := range bands {
		if p.y+b.high() > p.foot && (b.high() <= fresh || p.foot-p.y < fresh/3) {
			turn()
		}
		for from := 0.0; ; {
			to := b.cut(from, from+p.foot-p.y)
			p.slice(b, from, to)
			if to >= b.high() {
				break
			}
			turn()
			from = to
		}
	}
}

// cut is where a band ends that may reach down to limit: at the edge of a row where no text is cut,
// else between two lines of text.
func (b band) cut(from, limit float64) float64 {
	if b.high() <= limit+0.01 {
		return b.high()
	}
	for i := len(b.edges) - 1; i >= 0; i-- {
		if e := b.edges[i]; e > from && e <= limit && b.clear(e) == e {
			return e
		}
	}
	to := limit
	for {
		higher := b.clear(to)
		if higher == to {
			break
		}
		to = higher
	}
	return to
}

// clear is y, or the upper edge of a line of text that lies across it.
func (b band) clear(y float64) float64 {
	for _, c := range b.boxes {
		for _, l := range c.lines {
			top := c.text + l.at
			if top < y-0.01 && top+l.para.lead > y+0.01 {
				return top
			}
		}
	}
	return y
}

// slice draws what of a band lies between two heights.
func (p *pdf) slice(b band, from, to float64) {
	start := p.y
	for _, c := range b.boxes {
		if c.foot <= from || c.top >= to {
			continue
		}
		top, foot := max(c.top, from), min(c.foot, to)
		if !b.bare {
			frame := rect(c.x, start+top-from, c.wide, foot-top)
			p.page.path(append(frame, frame[0]), 0.75, 0)
		}
		for _, l := range c.lines {
			if y := c.text + l.at; y >= from-0.01 && y+l.para.lead <= to+0.01 {
				p.y = start + y - from
				p.row(*l.para, l.row, l.first, c.x+cellPad+l.para.left, c.wide-2*cellPad-l.para.left-l.para.right)
			}
		}
	}
	p.y = start + to - from
}
