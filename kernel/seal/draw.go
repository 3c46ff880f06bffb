package seal

import (
	"errors"
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// Letters gives the outline of a character, in thousandths of its size with y downwards, and how far the next one stands.
type Letters func(r rune) (outline sfnt.Segments, advance float64, ok bool)

// Picture is the visible round seal of an organ (印模), in millimetres. How large it is follows from the rank of the organ
// (国发〔1999〕25号); the star is that of an organ of the state.
type Picture struct {
	Name     string  // along the upper edge: 郑州市应急管理局
	Label    string  // below the star: 行政执法专用章
	Code     string  // small, along the lower edge: the code under which the seal is filed (印章编码)
	Diameter float64 // 20 to 60
	Letters  Letters
}

// Sizes within which a seal is drawn.
const (
	Smallest = 20.0
	Largest  = 60.0
)

// ErrLetters is that no font has a character of the seal.
var ErrLetters = errors.New("seal: no font has a character of the seal")

type point struct{ x, y float64 }

// pen draws filled shapes; y grows upwards, the origin is the centre, in millimetres.
type pen interface {
	move(to point)
	line(to point)
	curve(a, b, to point)
	close()
}

func (p Picture) draw(k pen) error {
	u := p.Diameter / 42 // the usual proportions are those of 42 mm
	radius := p.Diameter / 2
	ring(k, radius, 1)
	ring(k, radius-1.2*u, -1)
	star(k, 7*u)
	if err := p.arc(k, u); err != nil {
		return err
	}
	if err := p.flat(k, u); err != nil {
		return err
	}
	code := []rune(p.Code)
	for i, r := range code {
		step := math.Min(4.4, 100/float64(len(code)))
		turn := 180 + step*(float64(len(code)-1)/2-float64(i))
		if err := p.letter(k, r, 1.9*u, step/4.4, radius-3.4*u, turn, true); err != nil {
			return err
		}
	}
	return nil
}

// arc sets the name along the upper edge: letters get narrow first, then small, so that a name of any length fits.
func (p Picture) arc(k pen, u float64) error {
	name := []rune(p.Name)
	n := float64(len(name))
	if n == 0 {
		return nil
	}
	most := 270.0
	if p.Label != "" || p.Code != "" {
		most = 236
	}
	size, span := 6.6*u, math.Min(most, 24*n)
	fit := func() (base, wide float64) {
		base = p.Diameter/2 - 2.2*u - size*0.88
		return base, span / n * math.Pi / 180 * (base + size*0.4) / (size * 1.04)
	}
	base, wide := fit()
	for wide < 0.62 && size > 2*u {
		size *= 0.96
		base, wide = fit()
	}
	for i, r := range name {
		if err := p.letter(k, r, size, math.Min(1, wide), base, (float64(i)+0.5)*span/n-span/2, false); err != nil {
			return err
		}
	}
	return nil
}

// flat sets the label below the star in one line.
func (p Picture) flat(k pen, u float64) error {
	label := []rune(p.Label)
	if len(label) == 0 {
		return nil
	}
	size := math.Min(4*u, 24*u/float64(len(label)))
	x, y := -size*float64(len(label))/2, -9.8*u-size/2
	for _, r := range label {
		outline, _, ok := p.Letters(r)
		if !ok {
			return ErrLetters
		}
		at := x
		emit(k, outline, func(q point) point { return point{at + q.x*size, y + q.y*size} })
		x += size
	}
	return nil
}

// letter puts r on the circle of radius base, turn degrees clockwise from the top.
func (p Picture) letter(k pen, r rune, size, wide, base, turn float64, inward bool) error {
	outline, advance, ok := p.Letters(r)
	if !ok {
		return ErrLetters
	}
	angle, side := -turn*math.Pi/180, 1.0
	if inward {
		angle, side = angle+math.Pi, -1
	}
	cos, sin := math.Cos(angle), math.Sin(angle)
	emit(k, outline, func(q point) point {
		x, y := (q.x-advance/2000)*size*wide, q.y*size+side*base
		return point{x*cos - y*sin, x*sin + y*cos}
	})
	return nil
}

// emit draws an outline; place moves a point of a letter of size 1.
func emit(k pen, outline sfnt.Segments, place func(point) point) {
	var now point
	open := false
	for _, s := range outline {
		at := func(i int) point {
			return place(point{float64(s.Args[i].X) / 64000, -float64(s.Args[i].Y) / 64000})
		}
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				k.close()
			}
			open = true
			now = at(0)
			k.move(now)
		case sfnt.SegmentOpLineTo:
			now = at(0)
			k.line(now)
		case sfnt.SegmentOpQuadTo:
			q, to := at(0), at(1)
			k.curve(point{now.x + (q.x-now.x)*2/3, now.y + (q.y-now.y)*2/3}, point{to.x + (q.x-to.x)*2/3, to.y + (q.y-to.y)*2/3}, to)
			now = to
		case sfnt.SegmentOpCubeTo:
			now = at(2)
			k.curve(at(0), at(1), now)
		}
	}
	if open {
		k.close()
	}
}

// ring draws a circle of four curves; one that turns the other way cuts a hole.
func ring(k pen, r, way float64) {
	const c = 0.5522847498
	k.move(point{r, 0})
	for i := range 4 {
		a, b := way*math.Pi/2*float64(i), way*math.Pi/2*float64(i+1)
		k.curve(point{r * (math.Cos(a) - way*c*math.Sin(a)), r * (math.Sin(a) + way*c*math.Cos(a))},
			point{r * (math.Cos(b) + way*c*math.Sin(b)), r * (math.Sin(b) - way*c*math.Cos(b))}, point{r * math.Cos(b), r * math.Sin(b)})
	}
	k.close()
}

// star draws a regular star of five points.
func star(k pen, r float64) {
	for i := range 10 {
		d := r
		if i%2 == 1 {
			d *= 0.381966
		}
		a := math.Pi/2 - float64(i)*math.Pi/5
		to := point{d * math.Cos(a), d * math.Sin(a)}
		if i == 0 {
			k.move(to)
		} else {
			k.line(to)
		}
	}
	k.close()
}

type svgPen struct{ strings.Builder }

func short(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100+0, 'f', -1, 64)
}
func (s *svgPen) put(op string, ps ...point) {
	s.WriteString(op)
	for i, p := range ps {
		if i > 0 {
			s.WriteByte(' ')
		}
		s.WriteString(short(p.x) + " " + short(-p.y))
	}
}
func (s *svgPen) move(to point)        { s.put("M", to) }
func (s *svgPen) line(to point)        { s.put("L", to) }
func (s *svgPen) curve(a, b, to point) { s.put("C", a, b, to) }
func (s *svgPen) close()               { s.WriteByte('Z') }

// SVG is the seal for the screen, in its real size; faded is how one looks that is not in force.
func (p Picture) SVG(faded bool) (string, error) {
	k := &svgPen{}
	if err := p.draw(k); err != nil {
		return "", err
	}
	color, d := "#d7000f", p.Diameter
	if faded {
		color = "#b0b0b0"
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" role="img" width="%gmm" height="%gmm" viewBox="%g %g %g %g"><title>%s</title><path fill="%s" d="%s"/></svg>`,
		d, d, -d/2, -d/2, d, d, html.EscapeString(p.Name+p.Label), color, k.String()), nil
}

type pdfPen struct {
	b  []byte
	at float64 // of the centre, in points
}

func (s *pdfPen) put(op string, ps ...point) {
	for _, p := range ps {
		for _, v := range [2]float64{p.x, p.y} {
			s.b = append(s.b, short(v*perMillimetre+s.at)...)
			s.b = append(s.b, ' ')
		}
	}
	s.b = append(append(s.b, op...), '\n')
}
func (s *pdfPen) move(to point)        { s.put("m", to) }
func (s *pdfPen) line(to point)        { s.put("l", to) }
func (s *pdfPen) curve(a, b, to point) { s.put("c", a, b, to) }
func (s *pdfPen) close()               { s.put("h") }

const perMillimetre = 72 / 25.4

// operators draws the seal in a square whose sides are the diameter.
func (p Picture) operators() ([]byte, error) {
	k := &pdfPen{at: p.Diameter / 2 * perMillimetre}
	k.b = append(k.b, "/G gs 0.843 0 0.059 rg\n"...)
	if err := p.draw(k); err != nil {
		return nil, err
	}
	return append(k.b, 'f'), nil
}
