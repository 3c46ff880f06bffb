package paper

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// pngScale makes about 270 dots an inch of a chart as wide as the text area.
const pngScale = 3

// PNG draws the chart on white.
func (c *Chart) PNG() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, chartW*pngScale, chartH*pngScale))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	p := painter{img: img}
	for _, s := range c.shapes() {
		p.shape(s)
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&b, img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type painter struct {
	img    *image.RGBA
	raster vector.Rasterizer
	buf    sfnt.Buffer
}

var (
	black = color.RGBA{0x22, 0x22, 0x22, 0xFF}
	white = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	grey  = color.RGBA{0xDD, 0xDD, 0xDD, 0xFF}
)

func paint(n int) color.RGBA {
	switch {
	case n == onDark:
		return white
	case n <= 0:
		return black
	}
	v := palette[n-1].light
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xFF}
}

func (p *painter) shape(s shape) {
	switch {
	case s.text != "":
		p.text(s)
	case s.fill > 0:
		p.area(s.pts, paint(s.fill))
	case s.line > 0:
		c := paint(s.color)
		if s.faint {
			c = grey
		}
		for i := 1; i < len(s.pts); i++ {
			a, b := s.pts[i-1], s.pts[i]
			l := math.Hypot(b.x-a.x, b.y-a.y)
			if l == 0 {
				continue
			}
			dx, dy := (b.y-a.y)/l*s.line/2, (a.x-b.x)/l*s.line/2
			p.area([]point{{a.x + dx, a.y + dy}, {b.x + dx, b.y + dy}, {b.x - dx, b.y - dy}, {a.x - dx, a.y - dy}}, c)
		}
	}
}

func (p *painter) area(pts []point, c color.RGBA) {
	path := make([]segment, len(pts))
	for i, q := range pts {
		path[i] = segment{op: sfnt.SegmentOpLineTo}
		path[i].at[0] = point{q.x * pngScale, q.y * pngScale}
	}
	path[0].op = sfnt.SegmentOpMoveTo
	p.fill(path, c)
}

// segment is a piece of an outline, in dots.
type segment struct {
	op sfnt.SegmentOp
	at [3]point
}

// fill paints an outline; only its own rectangle is rastered.
func (p *painter) fill(path []segment, c color.RGBA) {
	lo, hi := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, s := range path {
		for _, q := range s.at[:ends(s.op)] {
			lo.x, lo.y = min(lo.x, q.x), min(lo.y, q.y)
			hi.x, hi.y = max(hi.x, q.x), max(hi.y, q.y)
		}
	}
	box := image.Rect(int(math.Floor(lo.x)), int(math.Floor(lo.y)), int(math.Ceil(hi.x)), int(math.Ceil(hi.y)))
	if box.Empty() || !box.Overlaps(p.img.Bounds()) {
		return
	}
	p.raster.Reset(box.Dx(), box.Dy())
	at := func(q point) (float32, float32) {
		return float32(q.x - float64(box.Min.X)), float32(q.y - float64(box.Min.Y))
	}
	for _, s := range path {
		x0, y0 := at(s.at[0])
		x1, y1 := at(s.at[1])
		x2, y2 := at(s.at[2])
		switch s.op {
		case sfnt.SegmentOpMoveTo:
			p.raster.ClosePath()
			p.raster.MoveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			p.raster.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			p.raster.QuadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			p.raster.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	p.raster.ClosePath()
	p.raster.Draw(p.img, box, image.NewUniform(c), image.Point{})
}

func ends(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}

func (p *painter) text(s shape) {
	start := 0.0
	switch w := textWidth(s.text, s.size); {
	case s.mid:
		start = -w / 2
	case s.end:
		start = -w
	}
	origin := point{s.pts[0].x * pngScale, s.pts[0].y * pngScale}
	pen := start * pngScale
	size := s.size * pngScale
	for _, r := range s.text {
		glyph, err := parsed().GlyphIndex(&p.buf, r)
		if err != nil {
			continue
		}
		outline, err := parsed().LoadGlyph(&p.buf, glyph, fixed.Int26_6(size*64), nil)
		if err != nil {
			continue
		}
		path := make([]segment, 0, len(outline))
		for _, o := range outline {
			seg := segment{op: o.Op}
			for i := range ends(o.Op) {
				x, y := pen+float64(o.Args[i].X)/64, float64(o.Args[i].Y)/64
				if s.up {
					x, y = y, -x
				}
				seg.at[i] = point{origin.x + x, origin.y + y}
			}
			path = append(path, seg)
		}
		if len(path) > 0 {
			p.fill(path, paint(s.color))
		}
		pen += float64(advance(&p.buf, r)) / 64 / 1000 * size
	}
}
