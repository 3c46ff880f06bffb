package paper

import (
	"github.com/boombuler/barcode/qr"
)

// modules are the dark squares of a QR code (GB/T 18284) and how many stand side by side; none if the
// text is longer than a code holds.
func modules(text string) (dark [][2]int, n int) {
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, 0
	}
	n = c.Bounds().Dx()
	for y := range n {
		for x := range n {
			if r, _, _, _ := c.At(x, y).RGBA(); r == 0 {
				dark = append(dark, [2]int{x, y})
			}
		}
	}
	return dark, n
}

// code draws a QR code of a width, four modules of white around it counted in.
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
