package paper

import "math"

// cellPad is the room between the lines of a table and its text, to the side; across it is less.
const (
	cellPad  = 4.0
	cellLift = 1.5
)

// box is a cell with its lines broken, its place counted from the upper edge of its band.
type box struct {
	para
	rows      []row
	x, wide   float64
	top, foot float64
	text      float64 // where the lines begin
}

// band is rows that cells reaching over several of them hold together.
type band struct {
	boxes []box
	edges []float64 // lower edges of its rows
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
func (g ruled) repeats() float64 {
	if high := total(g.head); high < (areaBottom-areaTop)/2 {
		return high
	}
	return 0
}

// begin is the room for caption, head and first row, or for some of a row that takes more than a page.
func (g ruled) begin() float64 {
	high := total(g.head)
	if len(g.body) > 0 {
		high += g.body[0].high()
	}
	if len(g.caption) > 0 {
		high += float64(len(g.caption)) * captionLook.lead
	}
	return min(high, (areaBottom-areaTop)*2/3)
}

// grid breaks the text of all cells and finds the heights of the rows.
func (p *pdf) grid(t *Table) (g ruled) {
	n := t.columns()
	at := make([]float64, n+1)
	for i, f := range t.widths(n) {
		at[i+1] = at[i] + f*areaWide
	}
	if t.Caption != "" {
		g.caption = rows(p.set([]Run{Text(t.Caption)}, captionLook), areaWide, 0)
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
		g.notes = append(g.notes, rows(p.set([]Run{Text(s)}, underLook), areaWide, 0)...)
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
	high := make([]float64, len(slots))
	type place struct{ row, rows int }
	var places []place
	var b band
	for r, line := range slots {
		for _, s := range line {
			if !s.first {
				continue
			}
			c := box{para: cellForm(t, s, part, n), x: areaLeft + at[s.col], wide: at[s.col+s.cols] - at[s.col]}
			rs := s.cell.Runs
			c.bold = part == 2
			c.rows = rows(p.set(rs, c.look), max(c.wide-2*cellPad, c.size), 0)
			b.boxes, places = append(b.boxes, c), append(places, place{r, s.rows})
			if s.rows == 1 {
				high[r] = max(high[r], c.need())
			}
		}
	}
	for i, q := range places { // what a cell of several rows lacks is added to its last one
		have := 0.0
		for _, h := range high[q.row : q.row+q.rows] {
			have += h
		}
		if lack := b.boxes[i].need() - have; lack > 0 {
			high[q.row+q.rows-1] += lack
		}
	}
	whole := 0.0
	for _, h := range high {
		whole += h
	}
	long := whole > areaBottom-areaTop
	foot := 0.0
	for _, h := range high {
		if long { // the lines of all cells stand at the same heights, so that none is cut at the end of a page
			lead := b.boxes[0].lead
			h = math.Ceil(h/lead) * lead
		}
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
func (c box) need() float64 { return float64(len(c.rows))*c.lead + 2*cellLift }

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
	p.need(g.begin())
	p.y += 3
	if len(g.caption) > 0 {
		p.put(para{look: captionLook, align: Center}, g.caption)
	}
	if g.repeats() > 0 {
		p.draw(g.head, nil)
		p.draw(g.body, g.head)
	} else {
		p.draw(append(g.head, g.body...), nil)
	}
	for _, r := range g.notes {
		p.need(underLook.lead)
		p.row(para{look: underLook, ragged: true}, r, false, areaLeft, areaWide)
		p.y += underLook.lead
	}
	p.y += 6
}

func (p *pdf) draw(bands, head []band) {
	fresh := areaBottom - areaTop - total(head)
	turn := func() {
		p.turn()
		p.draw(head, nil)
	}
	for _, b := range bands {
		if p.y+b.high() > areaBottom && (b.high() <= fresh || areaBottom-p.y < fresh/3) {
			turn()
		}
		for from := 0.0; ; {
			to := b.cut(from, from+areaBottom-p.y)
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
		for i := range c.rows {
			top := c.text + float64(i)*c.lead
			if top < y-0.01 && top+c.lead > y+0.01 {
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
		frame := rect(c.x, start+top-from, c.wide, foot-top)
		p.page.path(append(frame, frame[0]), 0.75, 0)
		for i, r := range c.rows {
			if y := c.text + float64(i)*c.lead; y >= from-0.01 && y+c.lead <= to+0.01 {
				p.y = start + y - from
				p.row(c.para, r, false, c.x+cellPad, c.wide-2*cellPad)
			}
		}
	}
	p.y = start + to - from
}
