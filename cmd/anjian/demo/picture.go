package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
)

// Picture is a photograph that nobody took: a wall, a floor, a box on it and a mark, red before and green after.
type Picture struct {
	SHA  string
	Data []byte
}

// Picture draws one.
func (m *Maker) Picture(after bool) Picture {
	const w, h = 480, 360
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	grey := func(low, high int) color.RGBA {
		g := uint8(m.Between(low, high))
		return color.RGBA{g, g, uint8(min(255, int(g)+m.Between(0, 12))), 255}
	}
	fill := func(c color.RGBA, x0, y0, x1, y1 int) {
		draw.Draw(img, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	floor := m.Between(200, 260)
	wall := grey(170, 215)
	for y := range floor { // light falls from above
		shade := uint8(y / 8)
		fill(color.RGBA{wall.R - shade, wall.G - shade, wall.B - shade, 255}, 0, y, w, y+1)
	}
	fill(grey(95, 130), 0, floor, w, h)
	for x := m.Between(0, 60); x < w; x += m.Between(80, 130) {
		fill(grey(140, 160), x, 0, x+3, floor)
	}
	for range m.Between(2, 5) {
		x, size := m.Between(10, w-120), m.Between(40, 110)
		fill(color.RGBA{uint8(m.Between(90, 190)), uint8(m.Between(80, 140)), uint8(m.Between(40, 110)), 255}, x, floor-size+30, x+size, floor+30)
	}
	mark := color.RGBA{205, 45, 40, 255}
	if after {
		mark = color.RGBA{40, 150, 80, 255}
	}
	x, y := m.Between(60, w-180), m.Between(60, 170)
	for i := range 5 {
		fill(mark, x, y+i, x+120, y+i+1)
		fill(mark, x, y+90+i, x+120, y+91+i)
		fill(mark, x+i, y, x+i+1, y+95)
		fill(mark, x+115+i, y, x+116+i, y+95)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 70}); err != nil {
		panic(err) // memory takes everything
	}
	sum := sha256.Sum256(out.Bytes())
	return Picture{hex.EncodeToString(sum[:]), out.Bytes()}
}
