package paper

import (
	"math"
	"strconv"
	"strings"
)

// Chart is a picture of figures, drawn for HTML as SVG and for DOCX as PNG.
type Chart struct {
	Kind   Kind
	Title  string
	Unit   string // of the values, e.g. 家
	Labels []string
	Series []Series // of a pie, only the first
}

// Series is a row of values, one for each label. NaN and values that are missing at the
// end are not known, and are not drawn.
type Series struct {
	Name   string
	Values []float64
	Hrefs  []string // where a value leads in HTML
}

// Kind is the kind of a chart.
type Kind string

const (
	Bar     Kind = "bar"
	Stacked Kind = "stacked"
	Line    Kind = "line"
	Pie     Kind = "pie"
)

// palette holds the colours of the series, for light and for dark surroundings. They
// differ in lightness, so that eyes blind to colours and black printers tell them apart,
// and keep off red, orange, yellow and blue, which mean grades of risk (风险等级).
var palette = [...]struct{ light, dark uint32 }{
	{0x00796B, 0x35B8A6}, // teal
	{0xB39DDB, 0xCDBBEF}, // light purple
	{0x5A6468, 0x8C979C}, // grey
	{0x8CCB94, 0x9EDBA5}, // light green
	{0x4A2C82, 0x8E6BD0}, // deep purple
	{0xB9C2C6, 0xDCE3E6}, // light grey
	{0x2E5B34, 0x5C9A64}, // deep green
	{0xA86FB8, 0xD9A0E6}, // plum
}

// The size of a chart in its own unit, of which 560 make the width of the text area.
const chartW, chartH = 560.0, 300.0

const (
	textSize  = 12.0
	smallSize = 10.5
)

// shape is one thing to draw: an area or a line through points, or a text.
type shape struct {
	pts   []point
	fill  int // index into palette plus 1; 0 is none
	line  float64
	faint bool   // a line of the grid
	color int    // of a line, as fill; 0 is the colour of the text
	text  string // at pts[0], on its base line
	size  float64
	mid   bool // text centred on pts[0]
	end   bool // text that ends there
	up    bool // text that runs upward
	href  string
	tip   string
}

type point struct{ x, y float64 }

func rect(x, y, w, h float64) []point {
	return []point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}
}

// largest bounds what is drawn, so that no sum of values overflows.
const largest = 1e290

// at is the ith value as it is drawn, and whether it is known.
func (s Series) at(i int) (float64, bool) {
	if i < 0 || i >= len(s.Values) || math.IsNaN(s.Values[i]) {
		return 0, false
	}
	return min(max(s.Values[i], -largest), largest), true
}

func (s Series) href(i int) string {
	if i < len(s.Hrefs) {
		return s.Hrefs[i]
	}
	return ""
}

// empty says that there is nothing to draw.
func (c *Chart) empty() bool {
	for _, s := range c.series() {
		for i := range c.Labels {
			if v, ok := s.at(i); ok && (c.Kind != Pie || v > 0) {
				return false
			}
		}
	}
	return true
}

func (c *Chart) series() []Series {
	if c.Kind == Pie && len(c.Series) > 1 {
		return c.Series[:1]
	}
	return c.Series
}

// Words tells the whole chart in words, for readers who do not see it.
func (c *Chart) Words() string {
	var b strings.Builder
	b.WriteString(c.Title)
	if c.Unit != "" {
		b.WriteString("（单位：" + c.Unit + "）")
	}
	for _, s := range c.Series {
		b.WriteString("；" + s.Name + "：")
		for i, l := range c.Labels {
			if i > 0 {
				b.WriteString("，")
			}
			b.WriteString(l + " ")
			if i < len(s.Values) && !math.IsNaN(s.Values[i]) {
				b.WriteString(figure(s.Values[i]))
			} else {
				b.WriteString("无数据")
			}
		}
	}
	if len(c.Series) == 0 {
		b.WriteString("；" + strings.Join(c.Labels, "，") + " 无数据")
	}
	return b.String()
}

// figure writes a value as a label: large ones in 万 and 亿, at most two decimals.
func figure(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsInf(v, 0) || a >= 1e16:
		return strconv.FormatFloat(v, 'g', 3, 64)
	case a >= 1e8:
		return decimals(v/1e8) + "亿"
	case a >= 1e5:
		return decimals(v/1e4) + "万"
	case a > 0 && a < 0.005:
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
	return decimals(v)
}

func decimals(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// shapes lays the chart out.
func (c *Chart) shapes() []shape {
	if c.empty() {
		return []shape{{text: "无数据", pts: []point{{chartW / 2, chartH / 2}}, size: textSize, mid: true}}
	}
	if c.Kind == Pie {
		return c.pie()
	}
	out, top := c.legend()
	return append(out, c.plot(top)...)
}

// legend names the series in one or more lines above the plot, and the unit.
func (c *Chart) legend() (out []shape, bottom float64) {
	x, y := 8.0, 16.0
	if c.Unit != "" {
		s := clip("单位："+c.Unit, 150, smallSize)
		out = append(out, shape{text: s, pts: []point{{x, y}}, size: smallSize})
		x += textWidth(s, smallSize) + 20
	}
	if len(c.Series) > 1 || c.Series[0].Name != "" {
		for i, s := range c.Series {
			name := clip(s.Name, 180, smallSize)
			w := textWidth(name, smallSize) + 32
			if x+w > chartW && x > 8 {
				x, y = 8, y+16
			}
			out = append(out,
				shape{pts: rect(x, y-9, 10, 10), fill: ink(i)},
				shape{text: name, pts: []point{{x + 15, y}}, size: smallSize, tip: s.Name})
			x += w
		}
	}
	return out, y + 10
}

func ink(i int) int { return i%len(palette) + 1 }

// span is the range of the values, zero included.
func (c *Chart) span() (lo, hi float64) {
	for i := range c.Labels {
		up, down := 0.0, 0.0
		for _, s := range c.Series {
			v, _ := s.at(i)
			if c.Kind != Stacked {
				up, down = max(up, v), min(down, v)
			} else if v > 0 {
				up += v
			} else {
				down += v
			}
		}
		lo, hi = min(lo, down), max(hi, up)
	}
	if lo == hi {
		hi = 1
	}
	return lo, hi
}

// ticks are round values from below lo to above hi, about five of them.
func ticks(lo, hi float64) []float64 {
	raw := max((hi-lo)/5, 1e-300)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * unit
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*unit*(1+1e-9) {
			step = m * unit
			break
		}
	}
	var out []float64
	first := math.Floor(lo / step * (1 + 1e-12))
	for i := range 16 {
		v := (first + float64(i)) * step
		out = append(out, v)
		if v >= hi*(1-1e-9) && v >= hi-step*1e-6 {
			break
		}
	}
	return out
}

// plot draws axes, grid, and bars or lines under the line y = top.
func (c *Chart) plot(top float64) (out []shape) {
	marks := ticks(c.span())
	lo, hi := marks[0], marks[len(marks)-1]
	left := 0.0
	for _, m := range marks {
		left = max(left, textWidth(figure(m), smallSize))
	}
	left += 14
	top += 14 // room for the value above the highest bar
	right := chartW - 8
	slotW := (right - left) / float64(len(c.Labels))
	names, lines := c.labels(slotW)
	bottom := chartH - 8 - float64(lines)*13
	y := func(v float64) float64 { return bottom - (v-lo)/(hi-lo)*(bottom-top) }

	for _, m := range marks {
		at := y(m)
		out = append(out,
			shape{pts: []point{{left, at}, {right, at}}, line: 1, faint: m != 0},
			shape{text: figure(m), pts: []point{{left - 6, at + 4}}, size: smallSize, end: true})
	}
	for i, name := range names {
		mid := left + slotW*(float64(i)+0.5)
		for n, s := range name {
			out = append(out, shape{text: s, pts: []point{{mid, bottom + 14 + 13*float64(n)}}, size: smallSize, mid: true, tip: c.Labels[i]})
		}
	}
	switch c.Kind {
	case Line:
		out = append(out, c.curves(left, slotW, y)...)
	case Stacked:
		out = append(out, c.stacks(left, slotW, y)...)
	default:
		out = append(out, c.bars(left, slotW, y)...)
	}
	return out
}

// labels breaks the names of the categories into lines that fit their room, and says
// how many lines the longest has. Where not even one letter fits, some names are left out.
func (c *Chart) labels(room float64) (names [][]string, lines int) {
	every := max(1, int(math.Ceil((smallSize+2)/room)))
	names = make([][]string, len(c.Labels))
	for i, label := range c.Labels {
		if i%every != 0 {
			continue
		}
		names[i] = wrap(label, max(room*float64(every)-4, smallSize), smallSize, 5)
		lines = max(lines, len(names[i]))
	}
	return names, max(1, lines)
}

func (c *Chart) tip(s Series, i int) string {
	t := c.Labels[i]
	if s.Name != "" {
		t += " " + s.Name
	}
	return t + " " + figure(s.Values[i]) + c.Unit
}

func (c *Chart) bars(left, slotW float64, y func(float64) float64) (out []shape) {
	n := float64(len(c.Series))
	w := min(slotW*0.76/n, 46)
	for i := range c.Labels {
		x := left + slotW*(float64(i)+0.5) - w*n/2
		for k, s := range c.Series {
			if v, ok := s.at(i); ok {
				at := x + w*float64(k)
				out = append(out, shape{pts: rect(at+w*0.04, min(y(0), y(v)), w*0.92, math.Abs(y(v)-y(0))), fill: ink(k), href: s.href(i), tip: c.tip(s, i)})
				out = append(out, value(s.Values[i], at+w/2, y(v), max(w, (slotW-w*(n-1))*0.95), v < 0, s.href(i))...)
			}
		}
	}
	return out
}

// value labels the end of a bar: level where it fits, upward where only that fits.
func value(v, x, y, room float64, below bool, href string) []shape {
	s := shape{text: figure(v), size: smallSize, href: href}
	switch {
	case textWidth(s.text, smallSize) <= room:
		s.mid = true
		s.pts = []point{{x, y - 4}}
		if below {
			s.pts[0].y = y + 12
		}
	case room >= smallSize*0.8:
		s.up = true
		s.pts = []point{{x + 4, y - 4}}
		if below {
			s.end = true
			s.pts[0].y = y + 4
		}
	default:
		return nil
	}
	return []shape{s}
}

func (c *Chart) stacks(left, slotW float64, y func(float64) float64) (out []shape) {
	w := min(slotW*0.7, 52)
	for i := range c.Labels {
		x := left + slotW*(float64(i)+0.5)
		up, down, some := 0.0, 0.0, false
		for k, s := range c.Series {
			v, ok := s.at(i)
			if !ok {
				continue
			}
			some = true
			from := &up
			if v < 0 {
				from = &down
			}
			y0, y1 := y(*from), y(*from+v)
			*from += v
			out = append(out, shape{pts: rect(x-w/2, min(y0, y1), w, math.Abs(y1-y0)), fill: ink(k), href: s.href(i), tip: c.tip(s, i)})
			label := figure(s.Values[i])
			if math.Abs(y1-y0) >= smallSize+3 && textWidth(label, smallSize)+4 <= w {
				out = append(out, shape{text: label, pts: []point{{x, (y0+y1)/2 + 4}}, size: smallSize, mid: true, color: onInk(k), href: s.href(i)})
			}
		}
		if some && len(c.Series) > 1 {
			if up > 0 || down == 0 {
				out = append(out, value(up, x, y(up), slotW, false, "")...)
			}
			if down < 0 {
				out = append(out, value(down, x, y(down), slotW, true, "")...)
			}
		}
	}
	return out
}

func (c *Chart) curves(left, slotW float64, y func(float64) float64) (out []shape) {
	for k, s := range c.Series {
		var run []point
		var dots []shape
		flush := func() {
			if len(run) > 1 {
				out = append(out, shape{pts: run, line: 2, color: ink(k)})
			}
			run = nil
		}
		for i := range c.Labels {
			v, ok := s.at(i)
			if !ok {
				flush()
				continue
			}
			p := point{left + slotW*(float64(i)+0.5), y(v)}
			run = append(run, p)
			dots = append(dots, shape{pts: mark(k, p), fill: ink(k), href: s.href(i), tip: c.tip(s, i)})
			if len(c.Series) <= 3 && textWidth(figure(s.Values[i]), smallSize) <= slotW {
				lift := -7.0
				if before, ok := s.at(i - 1); ok && before > v {
					if after, ok := s.at(i + 1); ok && after > v {
						lift = 16 // in a valley: under the line
					}
				}
				dots = append(dots, shape{text: figure(s.Values[i]), pts: []point{{p.x, p.y + lift}}, size: smallSize, mid: true, href: s.href(i)})
			}
		}
		flush()
		out = append(out, dots...)
	}
	return out
}

// mark is the mark of a point of a line; its form tells series apart as well as the colour.
func mark(series int, p point) []point {
	corners, turn := []int{24, 4, 3, 4}[series%4], []float64{0, math.Pi / 4, -math.Pi / 2, 0}[series%4]
	out := make([]point, corners)
	for i := range out {
		a := turn + 2*math.Pi*float64(i)/float64(corners)
		out[i] = point{p.x + 4*math.Cos(a), p.y + 4*math.Sin(a)}
	}
	return out
}
