// Package seal is the electronic seal (电子印章): it draws the visible seal of an organ, signs a PDF with it, and says of a PDF by whom
// and when it was signed and what was changed afterwards. It follows ISO 32000-1 (signatures, incremental updates), CMS (RFC 5652)
// with RSA, ECDSA or SM2; see docs/decisions/0054-electronic-seals.md.
package seal

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf16"
)

// Place is where a seal stands: its centre, in millimetres from the upper left corner of a page counted from 1.
type Place struct {
	Page int
	X, Y float64
}

// Mark is one visible signature.
type Mark struct {
	Place   Place
	Picture Picture
	Signer  string // the organ
	Reason  string
	Time    time.Time
}

// Errors of Sign, for the caller to say in words.
var (
	ErrPage = errors.New("seal: no such place in the file")
	ErrPDF  = errors.New("seal: not a PDF that can be signed")
)

// Seal signs a PDF with a visible seal. It appends a revision and leaves what was there byte for byte, so that earlier signatures
// hold and the text can still be selected. The mark is that of Signature.Mark.
func (k *Key) Seal(pdf []byte, m Mark) (out []byte, mark string, err error) {
	f, err := read(pdf)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrPDF, err)
	}
	if m.Place.Page < 1 || m.Place.Page > len(f.pages) {
		return nil, "", ErrPage
	}
	page := f.pages[m.Place.Page-1]
	left, bottom, right, top := f.box(page)
	half := m.Picture.Diameter / 2 * perMillimetre
	x, y := left+m.Place.X*perMillimetre, top-m.Place.Y*perMillimetre
	if x < left || x > right || y < bottom || y > top || m.Picture.Diameter < Smallest || m.Picture.Diameter > Largest {
		return nil, "", ErrPage
	}
	look, err := m.Picture.operators()
	if err != nil {
		return nil, "", err
	}
	w := &appender{f: f, at: map[int]int{}, next: f.size()}
	w.b.Grow(len(pdf) + 64<<10)
	w.b.Write(pdf)
	if pdf[len(pdf)-1] != '\n' {
		w.b.WriteByte('\n')
	}
	picture, widget, signature := w.number(), w.number(), w.number()
	side := 2 * half
	w.stream(picture, fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 %s %s]/Resources<</ExtGState<</G<</BM/Multiply>>>>>>", short(side), short(side)), look)
	w.object(widget, fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T%s/F 132/P %d 0 R/Rect[%s %s %s %s]/AP<</N %d 0 R>>/V %d 0 R>>",
		hexText("seal-"+strconv.Itoa(signature)), page, short(x-half), short(y-half), short(x+half), short(y+half), picture, signature))
	if err := w.annotate(page, widget); err != nil {
		return nil, "", err
	}
	if err := w.enlist(widget); err != nil {
		return nil, "", err
	}
	return w.close(k, signature, fmt.Sprintf("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name%s/Reason%s/M(D:%s)",
		hexText(m.Signer), hexText(m.Reason), m.Time.UTC().Format("20060102150405")+"Z"))
}

// size is the first number that no object has.
func (f *file) size() int {
	n, _ := f.trailer.int("Size")
	for have := range f.at {
		n = max(n, have+1)
	}
	return n
}

// appender writes a revision behind a file.
type appender struct {
	f    *file
	b    bytes.Buffer
	at   map[int]int
	next int
}

func (w *appender) number() int { w.next++; return w.next - 1 }

func (w *appender) object(n int, body string) {
	w.at[n] = w.b.Len()
	fmt.Fprintf(&w.b, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (w *appender) stream(n int, entries string, data []byte) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(data) // a buffer takes everything
	z.Close()
	w.object(n, fmt.Sprintf("<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", entries, packed.Len(), &packed))
}

// extend writes d again with one more reference in the list under key, or the list itself where it is an object of its own.
func (w *appender) extend(n int, d *dict, key name, more int, besides ...any) error {
	add := func(v any) (array, bool) {
		list, ok := v.(array)
		return append(append(array{}, list...), ref{n: more}), ok || v == nil
	}
	if r, ok := d.vals[key].(ref); ok {
		list, ok := add(w.f.resolve(r))
		if !ok {
			return ErrPDF
		}
		w.object(r.n, text(list))
		return nil
	}
	list, ok := add(d.vals[key])
	if !ok {
		return ErrPDF
	}
	d = d.clone()
	d.set(key, list)
	for i := 0; i < len(besides); i += 2 {
		d.set(besides[i].(name), besides[i+1])
	}
	var b bytes.Buffer
	write(&b, d, false)
	w.object(n, b.String())
	return nil
}

func (w *appender) annotate(page, widget int) error {
	d := w.f.dictOf(ref{n: page})
	return w.extend(page, d, "Annots", widget)
}

// enlist puts the widget on the list of the form's fields, which it makes if there is none.
func (w *appender) enlist(widget int) error {
	root := w.f.trailer.ref("Root")
	cat, err := w.f.catalog()
	if err != nil {
		return err
	}
	flags := []any{name("SigFlags"), number("3")}
	switch form := cat.vals["AcroForm"].(type) {
	case nil:
		n := w.number()
		w.object(n, fmt.Sprintf("<</Fields[%d 0 R]/SigFlags 3>>", widget))
		cat = cat.clone()
		cat.set("AcroForm", ref{n: n})
		var b bytes.Buffer
		write(&b, cat, false)
		w.object(root, b.String())
	case ref:
		d := w.f.dictOf(form)
		if d == nil {
			return ErrPDF
		}
		return w.extend(form.n, d, "Fields", widget, flags...)
	default:
		return ErrPDF
	}
	return nil
}

const rangePlace = "/ByteRange[0 0000000000 0000000000 0000000000]"

// close writes the signature's own object and the tables, and signs everything but the place of the signature itself.
func (w *appender) close(k *Key, signature int, head string) ([]byte, string, error) {
	room := 2 * k.room()
	w.at[signature] = w.b.Len()
	fmt.Fprintf(&w.b, "%d 0 obj\n%s", signature, head)
	ranges := w.b.Len()
	w.b.WriteString(rangePlace + "/Contents")
	gap := w.b.Len()
	w.b.WriteByte('<')
	w.b.Write(bytes.Repeat([]byte{'0'}, room))
	w.b.WriteString(">>>\nendobj\n")
	table := w.b.Len()
	w.b.WriteString("xref\n")
	for n := range w.next {
		if at, ok := w.at[n]; ok {
			fmt.Fprintf(&w.b, "%d 1\n%010d 00000 n \n", n, at)
		}
	}
	trailer := w.f.trailer.clone()
	trailer.set("Size", number(strconv.Itoa(w.next)))
	trailer.set("Prev", number(strconv.Itoa(w.f.tables[0])))
	w.b.WriteString("trailer\n")
	write(&w.b, trailer, false)
	fmt.Fprintf(&w.b, "\nstartxref\n%d\n%%%%EOF\n", table)
	out := w.b.Bytes()
	after := gap + room + 2
	copy(out[ranges:], fmt.Sprintf("/ByteRange[0 %010d %010d %010d]", gap, after, len(out)-after))
	h := k.Algorithm().hash()()
	h.Write(out[:gap])
	h.Write(out[after:])
	cms, err := k.signature(h.Sum(nil))
	if err != nil {
		return nil, "", err
	}
	if 2*len(cms) > room {
		return nil, "", errors.New("seal: the signature is larger than the room for it")
	}
	hex.Encode(out[gap+1:], cms)
	return out, markOf(cms), nil
}

// hexText writes a text string of a PDF.
func hexText(s string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return fmt.Sprintf("<%X>", b)
}
