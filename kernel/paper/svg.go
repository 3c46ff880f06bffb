package paper

import (
	"bytes"
	"math"
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
	var b bytes.Buffer
	c.svg(&b)
	return b.String()
}

func (c *Chart) svg(b *bytes.Buffer) {
	put(b, `<svg xmlns="http://www.w3.org/2000/svg" class="paper-svg" viewBox="0 0 560 300" width="560" height="300" role="group" aria-label="`, escape(c.Words()), `" font-family="'Noto Sans SC','Microsoft YaHei','PingFang SC',SimHei,sans-serif" fill="currentColor">`)
	last, open := "", "" // a bar and its figure lead to the same place
	for _, s := range c.shapes() {
		if s.text == "" && s.fill == 0 && s.line == 0 {
			continue
		}
		if s.href != last {
			last, open = s.href, ""
			if href, ok := safe(s.href); ok {
				open = `<a href="` + escape(href) + `">`
			}
		}
		put(b, open)
		s.svg(b)
		if open != "" {
			put(b, `</a>`)
		}
	}
	put(b, `</svg>`)
}

// put writes texts one after the other.
func put(b *bytes.Buffer, texts ...string) {
	for _, s := range texts {
		b.WriteString(s)
	}
}

func (s shape) svg(b *bytes.Buffer) {
	name := "path"
	switch {
	case s.text != "":
		name = "text"
		x, y := num(s.pts[0].x), num(s.pts[0].y)
		put(b, `<text x="`, x, `" y="`, y, `" font-size="`, num(s.size), `"`)
		if s.mid {
			put(b, ` text-anchor="middle"`)
		} else if s.end {
			put(b, ` text-anchor="end"`)
		}
		if s.up {
			put(b, ` transform="rotate(-90 `, x, ` `, y, `)"`)
		}
		switch {
		case s.color > 0:
			put(b, ` class="paper-c`, strconv.Itoa(s.color), `" fill="`, hex(s.color), `"`)
		case s.color == onDark:
			put(b, ` class="paper-on" fill="#fff"`)
		case s.color == onLight:
			put(b, ` fill="#222"`)
		}
		put(b, `>`, escape(s.text))
	case s.fill > 0:
		put(b, `<path d="`)
		outline(b, s.pts)
		put(b, `Z" class="paper-c`, strconv.Itoa(s.fill), `" fill="`, hex(s.fill), `">`)
	default:
		put(b, `<path d="`)
		outline(b, s.pts)
		put(b, `" fill="none" stroke-width="`, num(s.line), `"`)
		switch {
		case s.color > 0:
			put(b, ` class="paper-l`, strconv.Itoa(s.color), `" stroke="`, hex(s.color), `" stroke-linejoin="round">`)
		case s.faint:
			put(b, ` stroke="currentColor" stroke-opacity=".15">`)
		default:
			put(b, ` stroke="currentColor">`)
		}
	}
	if s.tip != "" {
		put(b, `<title>`, escape(s.tip), `</title>`)
	}
	put(b, `</`, name, `>`)
}

func outline(b *bytes.Buffer, pts []point) {
	for i, p := range pts {
		put(b, "ML"[min(i, 1):min(i, 1)+1], num(p.x), " ", num(p.y))
	}
}

// num writes v with at most two decimals.
func num(v float64) string {
	n := int64(math.Round(v * 100))
	if n%100 == 0 {
		return strconv.FormatInt(n/100, 10)
	}
	b := make([]byte, 0, 12)
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = append(strconv.AppendInt(b, n/100, 10), '.', byte('0'+n/10%10))
	if n%10 != 0 {
		b = append(b, byte('0'+n%10))
	}
	return string(b)
}

func hex(n int) string {
	s := strconv.FormatUint(uint64(palette[n-1].light), 16)
	return "#" + strings.Repeat("0", 6-len(s)) + s
}
