package paper

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"anjian/kernel"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// rareFonts are where characters are looked for that the built-in fonts lack, the first that has one
// giving it. Debian has both in fonts-noto-cjk; the folder is for fonts of one's own.
var rareFonts = []string{
	"/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
	"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
	"/usr/local/share/fonts/anjian/*",
}

// rareFace is a font of the machine. Its letters go into a PDF as drawings.
type rareFace struct{ *sfnt.Font }

var rareFaces = sync.OnceValue(func() (out []rareFace) {
	for _, pattern := range rareFonts {
		names, _ := filepath.Glob(pattern) // sorted; a pattern of ours is well formed
		for _, name := range names {
			if f := openRare(name); f != nil {
				out = append(out, rareFace{f})
			}
		}
	}
	return out
})

// openRare opens a font or the simplified Chinese one of a collection; what cannot be read is passed over.
func openRare(name string) *sfnt.Font {
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	all, err := sfnt.ParseCollectionReaderAt(file) // reads as it needs: the file stays open
	if err != nil {
		file.Close()
		return nil
	}
	var first *sfnt.Font
	for i := range all.NumFonts() {
		f, err := all.Font(i)
		if err != nil {
			continue
		}
		full, err := f.Name(nil, sfnt.NameIDFull)
		if err == nil && strings.Contains(full, " SC") {
			return f
		}
		if first == nil {
			first = f
		}
	}
	return first
}

// rareGlyph is a letter of a font of the machine.
type rareGlyph struct {
	r    rune
	face rareFace
	id   sfnt.GlyphIndex
	wide int
}

// findRare looks for a character in the fonts of the machine.
func findRare(r rune) (rareGlyph, bool) {
	var buf sfnt.Buffer
	for _, f := range rareFaces() {
		id, err := f.GlyphIndex(&buf, r)
		if err != nil || id == 0 {
			continue
		}
		wide, err := f.GlyphAdvance(&buf, id, fixed.I(1000), font.HintingNone)
		if err == nil {
			return rareGlyph{r, f, id, wide.Round()}, true
		}
	}
	return rareGlyph{}, false
}

// draw writes the letter as the procedure of a Type 3 font.
func (g rareGlyph) draw() ([]byte, error) {
	var buf sfnt.Buffer
	outline, err := g.face.LoadGlyph(&buf, g.id, fixed.I(1000), nil)
	if err != nil {
		return nil, err
	}
	out := []byte(fmt.Sprintf("%d 0 -500 -1000 2000 2000 d1\n", g.wide))
	at := func(p fixed.Point26_6) point { return point{float64(p.X) / 64, -float64(p.Y) / 64} }
	var pen point
	for _, s := range outline {
		pts := make([]point, ends(s.Op))
		for i := range pts {
			pts[i] = at(s.Args[i])
		}
		word := byte('c')
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			word = 'm'
		case sfnt.SegmentOpLineTo:
			word = 'l'
		case sfnt.SegmentOpQuadTo: // PDF has cubic curves only
			q, to := pts[0], pts[1]
			pts = []point{{pen.x + (q.x-pen.x)*2/3, pen.y + (q.y-pen.y)*2/3}, {to.x + (q.x-to.x)*2/3, to.y + (q.y-to.y)*2/3}, to}
		}
		for _, p := range pts {
			out = append(append(appendNum(out, p.x), ' '), appendNum(nil, p.y)...)
			out = append(out, ' ')
		}
		out = append(out, word, '\n')
		pen = pts[len(pts)-1]
	}
	return append(out, 'f'), nil
}

// lacking is the refusal to write a document with letters missing.
func lacking(missing []rune) error {
	slices.Sort(missing)
	missing = slices.Compact(missing)
	var names []string
	for _, r := range missing[:min(len(missing), 20)] {
		names = append(names, fmt.Sprintf("%c（U+%04X）", r, r))
	}
	return kernel.Errorf(kernel.Conflict, "没有字体能显示这些字，PDF 未生成：%s。请改用别的字，或请管理员在服务器上安装含有这些字的字体后重启平台；网页和 Word 不受影响。", strings.Join(names, "、"))
}
