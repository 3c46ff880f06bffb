package paper

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// serifLetters is the font of all text of a PDF that is not 黑体: see font/make.sh and font/OFL-serif.txt.
//
//go:embed font/NotoSerifSC-Subset.ttf
var serifLetters []byte

// typeface is one of the built-in fonts, opened so that single letters can be taken out of it.
type typeface struct {
	name    string
	table   map[string][]byte
	glyphs  []uint16 // by character of the basic plane; 0 is none
	metrics int      // glyphs that have an advance of their own
	long    bool     // format of loca
}

// The built-in faces: 仿宋, 宋体, 楷体 and 小标宋 are set in serif, 黑体 in sans.
const (
	serif = iota
	sans
)

var faces = sync.OnceValue(func() [2]*typeface {
	f, err := sfnt.Parse(serifLetters)
	if err != nil {
		panic("paper: the serif font: " + err.Error()) // built into the binary: a test reads it
	}
	return [2]*typeface{openFace("NotoSerifSC", serifLetters, f), openFace("NotoSansSC", letters, parsed())}
})

func u16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
func u32(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }

func openFace(name string, data []byte, f *sfnt.Font) *typeface {
	out := &typeface{name: name, table: map[string][]byte{}, glyphs: make([]uint16, 1<<16)}
	for i := range u16(data, 4) {
		entry := data[12+16*i:]
		from := u32(entry, 8)
		out.table[string(entry[:4])] = data[from : from+u32(entry, 12)]
	}
	out.metrics, out.long = u16(out.table["hhea"], 34), u16(out.table["head"], 50) == 1
	var buf sfnt.Buffer
	for r := range rune(1 << 16) {
		if g, err := f.GlyphIndex(&buf, r); err == nil {
			out.glyphs[r] = uint16(g)
		}
	}
	return out
}

// glyph is the letter of a character, 0 if the face has none.
func (f *typeface) glyph(r rune) uint16 {
	if r >= 1<<16 {
		return 0
	}
	return f.glyphs[r]
}

// advance is the width of a letter in thousandths of its size, which both faces count in.
func (f *typeface) advance(g uint16) int {
	return u16(f.table["hmtx"], 4*min(int(g), f.metrics-1))
}

func (f *typeface) bearing(g uint16) uint16 {
	hmtx := f.table["hmtx"]
	if int(g) < f.metrics {
		return uint16(u16(hmtx, 4*int(g)+2))
	}
	return uint16(u16(hmtx, 4*f.metrics+2*(int(g)-f.metrics)))
}

func (f *typeface) outline(g uint16) []byte {
	loca, glyf := f.table["loca"], f.table["glyf"]
	if f.long {
		return glyf[u32(loca, 4*int(g)):u32(loca, 4*int(g)+4)]
	}
	return glyf[2*u16(loca, 2*int(g)) : 2*u16(loca, 2*int(g)+2)]
}

// subset is a font of only these letters, numbered as they come; letters they are composed of follow.
func (f *typeface) subset(glyphs []uint16) []byte {
	order := slices.Clone(glyphs)
	parts := map[uint16]int{}
	room := 0
	for _, g := range glyphs {
		room += len(f.outline(g)) + 3
	}
	glyf := make([]byte, 0, room)
	loca := make([]byte, 4, 4*len(glyphs)+4)
	for i := 0; i < len(order); i++ { // order grows
		from := len(glyf)
		glyf = append(glyf, f.outline(order[i])...)
		components(glyf[from:], func(id []byte) {
			g := uint16(u16(id, 0))
			n, ok := parts[g]
			if !ok {
				n = len(order)
				parts[g] = n
				order = append(order, g)
			}
			binary.BigEndian.PutUint16(id, uint16(n))
		})
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	}
	var hmtx []byte
	for _, g := range order {
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(f.advance(g)))
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.bearing(g))
	}
	count := func(table string, at, n int) []byte {
		t := slices.Clone(f.table[table])
		binary.BigEndian.PutUint16(t[at:], uint16(n))
		return t
	}
	head := count("head", 50, 1)
	binary.BigEndian.PutUint32(head[8:], 0)
	return assemble([]sfntTable{{"glyf", glyf}, {"head", head}, {"hhea", count("hhea", 34, len(order))}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", count("maxp", 4, len(order))}})
}

// components calls f with the place of the number of every letter that a composed one consists of.
func components(outline []byte, f func([]byte)) {
	if len(outline) < 10 || outline[0]&0x80 == 0 {
		return
	}
	for at := 10; ; {
		flags := u16(outline, at)
		f(outline[at+2 : at+4])
		at += 6
		if flags&0x1 != 0 { // two words of place
			at += 2
		}
		switch {
		case flags&0x8 != 0: // one scale
			at += 2
		case flags&0x40 != 0: // two
			at += 4
		case flags&0x80 != 0: // a matrix
			at += 8
		}
		if flags&0x20 == 0 {
			return
		}
	}
}

type sfntTable struct {
	name string
	data []byte
}

// assemble writes a font file of tables in the order of their names.
func assemble(tables []sfntTable) []byte {
	sum := func(b []byte) (s uint32) {
		for ; len(b) >= 4; b = b[4:] {
			s += binary.BigEndian.Uint32(b)
		}
		var rest [4]byte
		copy(rest[:], b)
		return s + binary.BigEndian.Uint32(rest[:])
	}
	n, power := len(tables), 0
	for 2<<power <= n {
		power++
	}
	room := 12 + 16*n
	for _, t := range tables {
		room += len(t.data) + 3
	}
	out := append(make([]byte, 0, room), 0, 1, 0, 0)
	for _, v := range []int{n, 16 << power, power, 16*n - 16<<power} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at, head := 12+16*n, 0
	for _, t := range tables {
		if t.name == "head" {
			head = at
		}
		out = append(out, t.name...)
		for _, v := range []uint32{sum(t.data), uint32(at), uint32(len(t.data))} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		at += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-sum(out))
	return out
}
