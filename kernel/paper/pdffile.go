package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"strconv"
	"sync"
	"unicode/utf16"
)

// pdfFile writes the objects of a PDF 1.7 (ISO 32000-1) one after the other; the same calls give the
// same bytes. Numbers below firstFree are those of the objects that stand once.
type pdfFile struct {
	b     bytes.Buffer
	at    []int // offset of object i
	pages []int
	fonts [2]*usedFace
	rare  []rareGlyph
	rares map[rune]int
}

const (
	objCatalog = iota + 1
	objPages
	objInfo
	objFonts // the font resources, the same for all pages
	firstFree
)

// usedFace is what a document uses of a built-in face: a code for each character, so that no two
// characters are taken for one when the text is copied.
type usedFace struct {
	face   *typeface
	codes  map[rune]uint16
	runes  []rune
	glyphs []uint16
}

func newPDF() *pdfFile {
	w := &pdfFile{at: make([]int, firstFree), rares: map[rune]int{}}
	for i, f := range faces() {
		w.fonts[i] = &usedFace{face: f, codes: map[rune]uint16{}, runes: []rune{0}, glyphs: []uint16{0}}
	}
	w.b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	return w
}

// packers are kept, for one takes more memory than a paper.
var packers = sync.Pool{New: func() any {
	z, _ := zlib.NewWriterLevel(io.Discard, zlib.BestSpeed) // a level there is; letters hardly shrink at higher ones
	return z
}}

// code is the code of a character in a face that has it.
func (u *usedFace) code(r rune) uint16 {
	if c, ok := u.codes[r]; ok {
		return c
	}
	c := uint16(len(u.runes))
	u.codes[r] = c
	u.runes = append(u.runes, r)
	u.glyphs = append(u.glyphs, u.face.glyph(r))
	return c
}

// begin starts object n, or a new one if n is 0.
func (w *pdfFile) begin(n int) int {
	if n == 0 {
		n = len(w.at)
		w.at = append(w.at, 0)
	}
	w.at[n] = w.b.Len()
	w.b.WriteString(strconv.Itoa(n) + " 0 obj\n")
	return n
}

func (w *pdfFile) object(n int, format string, args ...any) int {
	n = w.begin(n)
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteString("\nendobj\n")
	return n
}

func (w *pdfFile) stream(dict string, data []byte) int {
	var packed bytes.Buffer
	packed.Grow(len(data)*3/4 + 512)
	z := packers.Get().(*zlib.Writer)
	z.Reset(&packed)
	z.Write(data) // a buffer takes everything
	z.Close()
	packers.Put(z)
	n := w.begin(0)
	w.b.Grow(packed.Len() + 512)
	fmt.Fprintf(&w.b, "<<%s/Filter/FlateDecode/Length %d>>stream\n", dict, packed.Len())
	w.b.Write(packed.Bytes())
	w.b.WriteString("\nendstream\nendobj\n")
	return n
}

func (w *pdfFile) page(content []byte) {
	c := w.stream("", content)
	w.pages = append(w.pages, w.object(0, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %d 0 R>>", objPages, pageW/20.0, pageH/20.0, objFonts, c))
}

// finish writes fonts and tables and gives the file.
func (w *pdfFile) finish(title, author string) ([]byte, error) {
	var fonts bytes.Buffer
	for i, u := range w.fonts {
		if len(u.runes) > 1 {
			fmt.Fprintf(&fonts, "/F%d %d 0 R", i, w.embed(u))
		}
	}
	for i := 0; i < len(w.rare); i += 256 {
		n, err := w.drawn(w.rare[i:min(i+256, len(w.rare))])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&fonts, "/R%d %d 0 R", i/256, n)
	}
	w.object(objFonts, "<</Font<<%s>>>>", &fonts)
	var kids bytes.Buffer
	for _, n := range w.pages {
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	w.object(objPages, "<</Type/Pages/Count %d/Kids[%s]>>", len(w.pages), &kids)
	w.object(objCatalog, "<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/ViewerPreferences<</DisplayDocTitle true>>>>", objPages)
	w.object(objInfo, "<</Title %s/Author %s>>", pdfText(title), pdfText(author))
	id := sha256.Sum256(w.b.Bytes())
	table := w.b.Len()
	fmt.Fprintf(&w.b, "xref\n0 %d\n0000000000 65535 f \n", len(w.at))
	for _, at := range w.at[1:] {
		fmt.Fprintf(&w.b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&w.b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%X><%X>]>>\nstartxref\n%d\n%%%%EOF\n", len(w.at), objCatalog, objInfo, id[:16], id[:16], table)
	return w.b.Bytes(), nil
}

// embed writes the used letters of a face as a TrueType font of their own.
func (w *pdfFile) embed(u *usedFace) int {
	program := u.face.subset(u.glyphs)
	sum := sha256.Sum256(program)
	name := make([]byte, 6)
	for i := range name {
		name[i] = 'A' + sum[i]%26
	}
	base := string(name) + "+" + u.face.name
	file := w.stream(fmt.Sprintf("/Length1 %d", len(program)), program)
	head, hhea := u.face.table["head"], u.face.table["hhea"]
	at := func(t []byte, i int) int { return int(int16(u16(t, i))) }
	descriptor := w.object(0, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 730/StemV 80/FontFile2 %d 0 R>>",
		base, at(head, 36), at(head, 38), at(head, 40), at(head, 42), at(hhea, 4), at(hhea, 6), file)
	var wide bytes.Buffer
	for i, g := range u.glyphs {
		if a := u.face.advance(g); a != 1000 {
			fmt.Fprintf(&wide, "%d[%d]", i, a)
		}
	}
	cid := w.object(0, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[%s]/CIDToGIDMap/Identity>>", base, descriptor, &wide)
	words := w.toUnicode(u.runes[1:], 1, "%04X")
	return w.object(0, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", base, cid, words)
}

// drawn writes at most 256 rare letters as a Type 3 font.
func (w *pdfFile) drawn(glyphs []rareGlyph) (int, error) {
	var procs, names, wide bytes.Buffer
	runes := make([]rune, len(glyphs))
	for i, g := range glyphs {
		body, err := g.draw()
		if err != nil {
			return 0, err
		}
		runes[i] = g.r
		fmt.Fprintf(&procs, "/g%d %d 0 R", i, w.stream("", body))
		fmt.Fprintf(&names, "/g%d", i)
		fmt.Fprintf(&wide, "%d ", g.wide)
	}
	words := w.toUnicode(runes, 0, "%02X")
	return w.object(0, "<</Type/Font/Subtype/Type3/FontBBox[-500 -1000 2000 2000]/FontMatrix[0.001 0 0 0.001 0 0]/Resources<<>>/CharProcs<<%s>>/Encoding<</Type/Encoding/Differences[0%s]>>/FirstChar 0/LastChar %d/Widths[%s]/ToUnicode %d 0 R>>",
		&procs, &names, len(glyphs)-1, &wide, words), nil
}

// toUnicode tells readers which characters the codes from first on stand for.
func (w *pdfFile) toUnicode(runes []rune, first int, format string) int {
	var b bytes.Buffer
	code := func(n int) string { return fmt.Sprintf("<"+format+">", n) }
	top := code(1<<(4*(len(code(0))-2)) - 1)
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n1 begincodespacerange " + code(0) + top + " endcodespacerange\n")
	for i := 0; i < len(runes); i += 100 {
		block := runes[i:min(i+100, len(runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for k, r := range block {
			b.WriteString(code(first+i+k) + "<")
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end\n")
	return w.stream("", b.Bytes())
}

func pdfText(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}

// appendNum writes a measure with at most two decimals.
func appendNum(b []byte, v float64) []byte {
	n := int64(math.Round(v * 100))
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	if n %= 100; n != 0 {
		b = append(b, '.', byte('0'+n/10))
		if n%10 != 0 {
			b = append(b, byte('0'+n%10))
		}
	}
	return b
}
