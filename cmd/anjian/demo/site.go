package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	"image/png"
)

// Outlines are the areas of the plan that Site draws, in per-mille of its width and height: the tank farm, two workshops, the warehouse, the
// boiler house and the office.
var Outlines = []string{"60,80 400,80 400,430 60,430", "470,80 690,80 690,430 470,430", "730,80 940,80 940,430 730,430", "60,540 340,540 340,920 60,920",
	"400,540 600,540 600,720 400,720", "690,540 940,540 940,920 690,920"}

// Site draws the plan of a works: roads between buildings, tanks within their dike.
func Site() Picture {
	const w, h = 1200, 800
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	fill := func(c color.Color, x0, y0, x1, y1 int) {
		draw.Draw(img, image.Rect(x0*w/1000, y0*h/1000, x1*w/1000, y1*h/1000), image.NewUniform(c), image.Point{}, draw.Src)
	}
	grass, road, wall, roof, steel := color.RGBA{226, 236, 218, 255}, color.RGBA{198, 200, 204, 255}, color.RGBA{90, 96, 104, 255}, color.RGBA{246, 246, 243, 255}, color.RGBA{168, 184, 200, 255}
	fill(grass, 0, 0, 1000, 1000)
	fill(road, 20, 450, 980, 520)
	fill(road, 415, 20, 455, 520)
	fill(road, 625, 450, 670, 980)
	for y := 482; y < 488; y++ { // the line in the middle of the road
		for x := 30; x < 970; x += 40 {
			fill(color.White, x, y, x+20, y+1)
		}
	}
	house := func(x0, y0, x1, y1 int) {
		fill(wall, x0, y0, x1, y1)
		fill(roof, x0+4, y0+6, x1-4, y1-6)
		fill(color.RGBA{222, 222, 218, 255}, x0+4, (y0+y1)/2, x1-4, y1-6)
	}
	for _, b := range [][4]int{{480, 95, 680, 415}, {740, 95, 930, 415}, {70, 555, 330, 905}, {410, 555, 590, 705}, {700, 555, 930, 905}} {
		house(b[0], b[1], b[2], b[3])
	}
	fill(wall, 70, 95, 390, 415)
	fill(color.RGBA{236, 232, 222, 255}, 76, 104, 384, 406)
	for i := range 6 { // the tanks
		cx, cy, r := (140+95*(i%3))*w/1000, (180+150*(i/3))*h/1000, 42
		for y := -r; y <= r; y++ {
			for x := -r; x <= r; x++ {
				if d := x*x + y*y; d <= r*r {
					c := steel
					if d > (r-4)*(r-4) {
						c = wall
					}
					img.SetRGBA(cx+x, cy+y, c)
				}
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err) // memory takes everything
	}
	sum := sha256.Sum256(out.Bytes())
	return Picture{hex.EncodeToString(sum[:]), out.Bytes()}
}
