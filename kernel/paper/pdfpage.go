package paper

import "math"

// canvas is the content of a page; places are points from its upper left corner.
type canvas struct{ b []byte }

func (c *canvas) num(vs ...float64) {
	for _, v := range vs {
		c.b = append(appendNum(c.b, v), ' ')
	}
}

func (c *canvas) word(s string) { c.b = append(append(c.b, s...), '\n') }

func (c *canvas) ink(color uint32, word string) {
	for _, shift := range []int{16, 8, 0} {
		c.num(float64(color>>shift&0xFF) / 255)
	}
	c.word(word)
}

const paperH = pageH / 20.0

func (c *canvas) line(from, to point, wide float64, color uint32) {
	c.ink(color, "RG")
	c.num(wide)
	c.b = append(c.b, "w "...)
	c.num(from.x, paperH-from.y)
	c.b = append(c.b, "m "...)
	c.num(to.x, paperH-to.y)
	c.word("l S")
}

// path fills an area, or draws a line through points where wide is not 0.
func (c *canvas) path(pts []point, wide float64, color uint32) {
	if wide > 0 {
		c.ink(color, "RG")
		c.num(wide)
		c.b = append(c.b, "w "...)
	} else {
		c.ink(color, "rg")
	}
	for i, q := range pts {
		c.num(q.x, paperH-q.y)
		c.b = append(c.b, "ml"[min(i, 1)], ' ')
	}
	if wide > 0 {
		c.word("S")
	} else {
		c.word("f")
	}
}

const hexDigits = "0123456789ABCDEF"

// text draws letters from a point of the base line; up turns them by a quarter.
func (c *canvas) text(r row, l look, at point, extra float64, between uint8, up bool) {
	x := 0.0
	for i := 0; i < len(r.letters); {
		a := r.letters[i]
		if a.font < 0 {
			x += a.room
			if extra != 0 && r.gap(i, between) {
				x += extra
			}
			i++
			continue
		}
		if a.font >= rare {
			c.dots(at, x, a.wide, l.size, up)
		}
		c.b = append(c.b, "BT /F"...)
		if a.font >= rare {
			c.b[len(c.b)-1] = 'R'
			c.num(float64(a.font - rare))
		} else {
			c.num(float64(a.font))
		}
		c.num(l.size)
		c.b = append(c.b, "Tf "...)
		c.ink(l.color, "rg")
		if a.bold { // the outline is drawn too: there is no bold font
			c.ink(l.color, "RG")
			c.num(l.size * 0.025)
			c.b = append(c.b, "w 2 Tr "...)
		}
		if l.track != 0 {
			c.num(l.track)
			c.b = append(c.b, "Tc "...)
		}
		if up {
			c.b = append(c.b, "0 1 -1 0 "...)
			c.num(at.x, paperH-at.y+x)
		} else {
			c.b = append(c.b, "1 0 0 1 "...)
			c.num(at.x+x, paperH-at.y)
		}
		c.b = append(c.b, "Tm [<"...)
		for ; i < len(r.letters) && r.letters[i].font == a.font && r.letters[i].bold == a.bold; i++ {
			b := r.letters[i]
			if b.font < rare {
				c.b = append(c.b, hexDigits[b.code>>12], hexDigits[b.code>>8&15])
			}
			c.b = append(c.b, hexDigits[b.code>>4&15], hexDigits[b.code&15])
			room := b.room
			if extra != 0 && r.gap(i, between) {
				room += extra
			}
			if d := (b.wide + l.track - room) * 1000 / l.size; math.Abs(d) > 0.5 {
				c.b = appendNum(append(c.b, '>'), d)
				c.b = append(c.b, '<')
			}
			x += room
			if b.font >= rare && i+1 < len(r.letters) && r.letters[i+1].font >= rare {
				i++
				break // each rare letter has its own dots
			}
		}
		c.b = append(c.b, ">] TJ "...)
		if a.bold {
			c.b = append(c.b, "0 Tr "...)
		}
		if l.track != 0 {
			c.b = append(c.b, "0 Tc "...)
		}
		c.word("ET")
	}
}

// dots under a letter say that it comes from another font.
func (c *canvas) dots(at point, x, wide, size float64, up bool) {
	c.b = append(c.b, "[1 1.5] 0 d "...)
	from, to := point{at.x + x, at.y + size*0.2}, point{at.x + x + wide, at.y + size*0.2}
	if up {
		from, to = point{at.x + size*0.2, at.y - x}, point{at.x + size*0.2, at.y - x - wide}
	}
	c.line(from, to, 0.6, 0)
	c.word("[] 0 d")
}
