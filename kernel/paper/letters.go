package paper

import (
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

var serifFont = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(serifLetters)
	if err != nil {
		panic("paper: the serif font: " + err.Error()) // built into the binary: a test reads it
	}
	return f
})

// Outline is the shape of a character, in thousandths of its size with y downwards, and how far the next one stands: for what is
// drawn letter by letter, such as a seal. It is false where no font has the character.
func Outline(r rune) (sfnt.Segments, float64, bool) {
	var buf sfnt.Buffer
	f := serifFont()
	id, err := f.GlyphIndex(&buf, r)
	if err != nil || id == 0 {
		rare, ok := findRare(r)
		if !ok {
			return nil, 0, false
		}
		f, id = rare.face.Font, rare.id
	}
	shape, err := f.LoadGlyph(&buf, id, fixed.I(1000), nil)
	if err != nil {
		return nil, 0, false
	}
	wide, err := f.GlyphAdvance(&buf, id, fixed.I(1000), font.HintingNone)
	return shape, float64(wide) / 64, err == nil
}
