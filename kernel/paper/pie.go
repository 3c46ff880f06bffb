package paper

import "math"

// pie draws the shares of the first series and a legend that holds every value, also
// those that make no slice.
func (c *Chart) pie() (out []shape) {
	s := c.Series[0]
	sum := 0.0
	for i := range c.Labels {
		if v, ok := s.at(i); ok && v > 0 {
			sum += v
		}
	}
	const cx, cy, r = 150.0, chartH / 2, 120.0
	from := -math.Pi / 2
	for i := range c.Labels {
		v, ok := s.at(i)
		if !ok || v <= 0 {
			continue
		}
		share := v / sum
		to := from + share*2*math.Pi
		out = append(out, shape{pts: sector(cx, cy, r, from, max(from+(to-from)/2, to-0.012)), fill: ink(i), href: s.href(i), tip: c.tip(s, i)})
		if share >= 0.05 {
			mid := (from + to) / 2
			out = append(out, shape{text: percent(share), size: smallSize, mid: true, color: onInk(i), href: s.href(i),
				pts: []point{{cx + r*0.72*math.Cos(mid), cy + r*0.72*math.Sin(mid) + 4}}})
		}
		from = to
	}
	n := max(1, len(c.Labels))
	lead := min(20, (chartH-30)/float64(n))
	size := min(smallSize, lead*0.9)
	y := max((chartH-lead*float64(n))/2+lead*0.7, 14)
	for i, label := range c.Labels {
		figures := "无数据"
		if v, ok := s.at(i); ok {
			figures = figure(s.Values[i]) + c.Unit
			if v > 0 {
				figures += "（" + percent(v/sum) + "）"
			}
		}
		figures = clip(figures, 150, size)
		room := chartW - 16 - 325 - textWidth(figures, size)
		out = append(out,
			shape{pts: rect(305, y-size*0.85, size*0.95, size*0.95), fill: ink(i)},
			shape{text: clip(label, room, size) + " " + figures, pts: []point{{321, y}}, size: size, href: s.href(i), tip: label})
		y += lead
	}
	return out
}

// sector is a slice as a polygon, fine enough for print.
func sector(cx, cy, r, from, to float64) []point {
	steps := max(2, int(math.Ceil((to-from)/(math.Pi/90))))
	var out []point
	if to-from < 2*math.Pi-1e-9 {
		out = append(out, point{cx, cy})
	}
	for i := range steps + 1 {
		a := from + (to-from)*float64(i)/float64(steps)
		out = append(out, point{cx + r*math.Cos(a), cy + r*math.Sin(a)})
	}
	return out
}

func percent(share float64) string {
	return decimals(math.Round(share*1000)/10) + "%"
}
