package paper

import (
	"strconv"
	"strings"
)

// onDark and onLight are the colours of a text that lies on a colour of the palette.
const (
	onDark  = -1
	onLight = -2
)

// onInk is the colour of a text on the colour of a series.
func onInk(series int) int {
	v := palette[ink(series)-1].light
	if 299*(v>>16)+587*(v>>8&0xFF)+114*(v&0xFF) < 140_000 {
		return onDark
	}
	return onLight
}

// SVG draws the chart in the colour of the text around it; the figures are links.
// Colours come with the style sheet of the page and are repeated for one without it.
func (c *Chart) SVG() string {
	var b strings.Builder
	b.Grow(16 << 10)
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="paper-svg" viewBox="0 0 560 300" width="560" height="300" role="group" aria-label="` + escape(c.Words()) + `" font-family="'Noto Sans SC','Microsoft YaHei','PingFang SC',SimHei,sans-serif" fill="currentColor">`)
	for _, s := range c.shapes() {
		if s.text == "" && s.fill == 0 && s.line == 0 {
			continue
		}
		href, ok := safe(s.href)
		if ok {
			b.WriteString(`<a href="` + escape(href) + `">`)
		}
		s.svg(&b)
		if ok {
			b.WriteString(`</a>`)
		}
	}
	b.WriteString(`</svg>`)
	return b.String()
}

func (s shape) svg(b *strings.Builder) {
	name := "path"
	switch {
	case s.text != "":
		name = "text"
		b.WriteString(`<text x="` + num(s.pts[0].x) + `" y="` + num(s.pts[0].y) + `" font-size="` + num(s.size) + `"`)
		if s.mid {
			b.WriteString(` text-anchor="middle"`)
		} else if s.end {
			b.WriteString(` text-anchor="end"`)
		}
		if s.up {
			b.WriteString(` transform="rotate(-90 ` + num(s.pts[0].x) + ` ` + num(s.pts[0].y) + `)"`)
		}
		switch {
		case s.color > 0:
			b.WriteString(` class="paper-c` + strconv.Itoa(s.color) + `" fill="` + hex(s.color) + `"`)
		case s.color == onDark:
			b.WriteString(` class="paper-on" fill="#fff"`)
		case s.color == onLight:
			b.WriteString(` fill="#222"`)
		}
		b.WriteString(`>` + escape(s.text))
	case s.fill > 0:
		b.WriteString(`<path d="` + outline(s.pts) + `Z" class="paper-c` + strconv.Itoa(s.fill) + `" fill="` + hex(s.fill) + `">`)
	default:
		b.WriteString(`<path d="` + outline(s.pts) + `" fill="none" stroke-width="` + num(s.line) + `"`)
		switch {
		case s.color > 0:
			b.WriteString(` class="paper-l` + strconv.Itoa(s.color) + `" stroke="` + hex(s.color) + `" stroke-linejoin="round">`)
		case s.faint:
			b.WriteString(` stroke="currentColor" stroke-opacity=".15">`)
		default:
			b.WriteString(` stroke="currentColor">`)
		}
	}
	if s.tip != "" {
		b.WriteString(`<title>` + escape(s.tip) + `</title>`)
	}
	b.WriteString(`</` + name + `>`)
}

func outline(pts []point) string {
	var b strings.Builder
	for i, p := range pts {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(num(p.x) + " " + num(p.y))
	}
	return b.String()
}

func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

func hex(n int) string {
	s := strconv.FormatUint(uint64(palette[n-1].light), 16)
	return "#" + strings.Repeat("0", 6-len(s)) + s
}
