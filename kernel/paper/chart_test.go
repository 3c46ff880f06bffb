package paper

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

// Whatever the figures, everything is drawn within the frame and both pictures are whole.
func TestChartLimits(t *testing.T) {
	many := make([]string, 180)
	values := make([]float64, 180)
	for i := range many {
		many[i], values[i] = fmt.Sprintf("乡镇%d", i), float64(i)
	}
	var series []Series
	for i := range 12 {
		series = append(series, Series{Name: fmt.Sprintf("指标名称较长的系列%d", i), Values: []float64{float64(i), float64(-i)}})
	}
	for name, c := range map[string]Chart{
		"nothing":   {},
		"no label":  {Series: []Series{{Name: "甲"}}},
		"no series": {Labels: []string{"一月"}},
		"one":       {Labels: []string{"一月"}, Series: []Series{{Values: []float64{5}}}},
		"zero":      {Labels: []string{"一月", "二月"}, Series: []Series{{Values: []float64{0, 0}}}},
		"negative":  {Labels: []string{"一月", "二月"}, Series: []Series{{Values: []float64{-3, -700}}}},
		"mixed":     {Labels: []string{"一月", "二月"}, Series: []Series{{Values: []float64{-3, 700}}, {Values: []float64{3, -700}}}},
		"huge":      {Labels: []string{"一月", "二月"}, Series: []Series{{Values: []float64{math.MaxFloat64, -math.MaxFloat64}}, {Values: []float64{1, math.MaxFloat64}}}},
		"tiny":      {Labels: []string{"一月", "二月"}, Series: []Series{{Values: []float64{5e-324, 1e-200}}}},
		"unknown":   {Labels: []string{"一月", "二月", "三月"}, Series: []Series{{Values: []float64{math.NaN(), math.Inf(1)}}}},
		"many":      {Labels: many, Series: []Series{{Values: values}}},
		"series":    {Labels: []string{"一月", "二月"}, Series: series, Unit: "家"},
		"long":      {Labels: []string{strings.Repeat("很长的名称", 40)}, Series: []Series{{Name: strings.Repeat("长", 300), Values: []float64{1}}}, Unit: strings.Repeat("位", 200)},
	} {
		for _, kind := range []Kind{Bar, Stacked, Line, Pie} {
			c.Kind = kind
			t.Run(name+"/"+string(kind), func(t *testing.T) {
				within(t, &c)
				wellFormed(t, c.SVG())
				if kind == Stacked {
					return // the same shapes as bars
				}
				b, err := c.PNG()
				if err != nil {
					t.Fatal(err)
				}
				if img, err := png.Decode(bytes.NewReader(b)); err != nil || img.Bounds().Dx() != chartW*pngScale {
					t.Fatal(err, img.Bounds())
				}
			})
		}
	}
}

func within(t rapid.TB, c *Chart) {
	t.Helper()
	for _, s := range c.shapes() {
		for _, p := range s.pts {
			if !(p.x >= -0.5 && p.x <= chartW+0.5 && p.y >= -0.5 && p.y <= chartH+0.5) {
				t.Fatalf("out of the frame: %+v", s)
			}
		}
		if s.text != "" && !s.up {
			from, w := s.pts[0].x, textWidth(s.text, s.size)
			if s.mid {
				from -= w / 2
			} else if s.end {
				from -= w
			}
			if from < -20 || from+w > chartW+20 {
				t.Fatalf("text out of the frame: %q from %.0f to %.0f", s.text, from, from+w)
			}
		}
	}
}

func wellFormed(t rapid.TB, s string) {
	for d := xml.NewDecoder(strings.NewReader(s)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
}

func TestChartAnyFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Chart{Kind: rapid.SampledFrom([]Kind{Bar, Stacked, Line, Pie}).Draw(t, "kind"), Labels: rapid.SliceOfN(rapid.StringN(0, 12, -1), 0, 40).Draw(t, "labels")}
		for range rapid.IntRange(0, 6).Draw(t, "series") {
			c.Series = append(c.Series, Series{Name: rapid.StringN(0, 12, -1).Draw(t, "name"), Values: rapid.SliceOfN(rapid.Float64(), 0, 40).Draw(t, "values")})
		}
		within(t, &c)
		wellFormed(t, c.SVG())
	})
}

// The axis holds the values, its steps are round, and there are few of them.
func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{{0, 1, "[0 0.2 0.4 0.6 0.8 1]"}, {0, 8642, "[0 2000 4000 6000 8000 10000]"}, {-30, 545, "[-200 0 200 400 600]"}, {-700, 0, "[-800 -600 -400 -200 0]"}, {0, 100, "[0 20 40 60 80 100]"}} {
		marks := ticks(c.lo, c.hi)
		for i := range marks {
			marks[i] = math.Round(marks[i]*1e6) / 1e6
		}
		if got := fmt.Sprint(marks); got != c.want {
			t.Errorf("ticks(%g, %g) = %s, want %s", c.lo, c.hi, got, c.want)
		}
	}
}

func TestFigure(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 6.09: "6.09", 64.0: "64", -0.001: "-0.001", 52374: "52374", 123456: "12.35万", 250000000: "2.5亿", -3e8: "-3亿", 1e300: "1e+300", 0.333333: "0.33"} {
		if got := figure(v); got != want {
			t.Errorf("figure(%g) = %s, want %s", v, got, want)
		}
	}
}

// A pie's slices are in proportion: their angles add up to the whole.
func TestPieShares(t *testing.T) {
	c := Chart{Kind: Pie, Labels: []string{"甲", "乙", "丙", "丁"}, Series: []Series{{Values: []float64{50, 25, -5, 25}}}}
	var shares []string
	for _, s := range c.shapes() {
		if strings.HasSuffix(s.text, "%") {
			shares = append(shares, s.text)
		}
	}
	if got := strings.Join(shares, " "); got != "50% 25% 25%" {
		t.Error(got)
	}
}

// The font has every character of GB 2312, and outlines for them.
func TestLetters(t *testing.T) {
	dec := simplifiedchinese.GBK.NewDecoder()
	for row := 0xB0; row <= 0xF7; row++ {
		for cell := 0xA1; cell <= 0xFE; cell++ {
			if row == 0xD7 && cell > 0xF9 {
				continue // not assigned
			}
			b, err := dec.Bytes([]byte{byte(row), byte(cell)})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range string(b) {
				if g, err := parsed().GlyphIndex(nil, r); err != nil || g == 0 {
					t.Errorf("no %c", r)
				}
			}
		}
	}
	if w := textWidth("安全", 12); w != 24 {
		t.Errorf("two characters of 12 are %g wide", w)
	}
}

// Colours keep off the hues of the grades of risk, and no two neighbours look alike to
// eyes that lack a kind of cone (Viénot, Brettel and Mollon 1999).
func TestPalette(t *testing.T) {
	for _, dark := range []bool{false, true} {
		colour := func(i int) [3]float64 {
			v := palette[i].light
			if dark {
				v = palette[i].dark
			}
			return [3]float64{float64(v>>16&255) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}
		}
		for i := range palette {
			if h, s := hue(colour(i)); s > 0.2 && (h < 95 || h > 195 && h < 255 || h > 315) {
				t.Errorf("colour %d (dark %v) has the hue %.0f of a grade of risk", i+1, dark, h)
			}
			next := (i + 1) % len(palette)
			for kind, see := range map[string]func([3]float64) [3]float64{
				"all":   func(c [3]float64) [3]float64 { return c },
				"deuts": func(c [3]float64) [3]float64 { y := 0.29275*c[0] + 0.70725*c[1]; return [3]float64{y, y, c[2]} },
				"prots": func(c [3]float64) [3]float64 { y := 0.11238*c[0] + 0.88762*c[1]; return [3]float64{y, y, c[2]} },
			} {
				a, b := see(colour(i)), see(colour(next))
				if d := math.Abs(luma(a)-luma(b)) + math.Abs(a[2]-b[2])/2; d < 0.12 {
					t.Errorf("colours %d and %d (dark %v) are alike to %s: %.2f", i+1, next+1, dark, kind, d)
				}
			}
		}
	}
}

func luma(c [3]float64) float64 { return 0.299*c[0] + 0.587*c[1] + 0.114*c[2] }

func hue(c [3]float64) (degrees, saturation float64) {
	hi, lo := max(c[0], c[1], c[2]), min(c[0], c[1], c[2])
	if hi == lo {
		return 0, 0
	}
	var h float64
	switch d := hi - lo; hi {
	case c[0]:
		h = math.Mod((c[1]-c[2])/d+6, 6)
	case c[1]:
		h = (c[2]-c[0])/d + 2
	default:
		h = (c[0]-c[1])/d + 4
	}
	return h * 60, (hi - lo) / hi
}

func BenchmarkPNG(b *testing.B) {
	c := sample().Blocks[6].(*Chart)
	for b.Loop() {
		if _, err := c.PNG(); err != nil {
			b.Fatal(err)
		}
	}
}
