package paper

import (
	"sync"

	"github.com/boombuler/barcode/qr"
)

// squares are the dark squares of a QR code (GB/T 18284) and how many stand side by side.
type squares struct {
	dark [][2]int
	side int
}

// codes keeps the last codes: a paper is laid out several times, and written in several formats.
var codes struct {
	sync.Mutex
	of map[string]squares
}

// modules gives the squares of a code, none if the text is longer than one holds.
func modules(text string) (dark [][2]int, side int) {
	codes.Lock()
	s, ok := codes.of[text]
	codes.Unlock()
	if ok {
		return s.dark, s.side
	}
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, 0
	}
	s.side = c.Bounds().Dx()
	for y := range s.side {
		for x := range s.side {
			if r, _, _, _ := c.At(x, y).RGBA(); r == 0 {
				s.dark = append(s.dark, [2]int{x, y})
			}
		}
	}
	codes.Lock()
	if codes.of == nil || len(codes.of) >= 64 {
		codes.of = map[string]squares{}
	}
	codes.of[text] = s
	codes.Unlock()
	return s.dark, s.side
}

// code draws a QR code of a width, two modules of white on each side counted in.
func (c *canvas) code(text string, at point, wide float64) {
	dark, n := modules(text)
	if n == 0 {
		return
	}
	side := wide / float64(n+4)
	c.ink(0, "rg")
	for _, m := range dark {
		c.num(at.x+float64(m[0]+2)*side, paperH-at.y-float64(m[1]+3)*side, side, side)
		c.b = append(c.b, "re "...)
	}
	c.word("f")
}
