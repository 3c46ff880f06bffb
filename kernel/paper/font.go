package paper

import (
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// letters is the font of the charts: see font/make.sh for its characters, font/OFL.txt
// for its licence. A character it lacks is drawn as a box.
//
//go:embed font/NotoSansSC-Subset.ttf
var letters []byte

var parsed = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(letters)
	if err != nil {
		panic("paper: the font of the charts: " + err.Error()) // built into the binary: a test reads it
	}
	return f
})

var buffers = sync.Pool{New: func() any { return new(sfnt.Buffer) }}

// textWidth is the room of a text on a chart.
func textWidth(s string, size float64) float64 {
	b := buffers.Get().(*sfnt.Buffer)
	defer buffers.Put(b)
	w := fixed.Int26_6(0)
	for _, r := range s {
		w += advance(b, r)
	}
	return float64(w) / 64 / 1000 * size
}

// advance is the width of a character of 1000 units.
func advance(b *sfnt.Buffer, r rune) fixed.Int26_6 {
	g, err := parsed().GlyphIndex(b, r)
	if err != nil {
		return 0
	}
	w, err := parsed().GlyphAdvance(b, g, fixed.I(1000), font.HintingNone)
	if err != nil {
		return 0
	}
	return w
}

// clip cuts a text to its room, with … for what is lost.
func clip(s string, room, size float64) string {
	s = oneLine(s)
	if textWidth(s, size) <= room {
		return s
	}
	w := textWidth("…", size)
	for i, r := range s {
		w += textWidth(string(r), size)
		if w > room {
			return s[:i] + "…"
		}
	}
	return s
}

// wrap breaks a text into lines that fit the room, one character at least in each.
func wrap(s string, room, size float64, most int) []string {
	var lines []string
	var line strings.Builder
	w := 0.0
	for _, r := range oneLine(s) {
		rw := textWidth(string(r), size)
		if w+rw > room && w > 0 {
			lines = append(lines, line.String())
			line.Reset()
			w = 0
		}
		line.WriteRune(r)
		w += rw
	}
	lines = append(lines, line.String())
	if len(lines) > most {
		lines = append(lines[:most-1], "…")
	}
	return lines
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, clean(s))
}
