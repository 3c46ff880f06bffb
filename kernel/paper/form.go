package paper

// What the papers of a procedure (执法文书) need beyond a document: pages with margins, heads and feet
// of their own, paragraphs of any shape, blanks to write on, boxes to tick, places for seals and
// signatures. All of it is part of the one model: see Doc.

// Page is the page of a form: A4, margins in millimetres.
type Page struct {
	Top, Right, Bottom, Left float64
	Again                    []Paragraph // at the head of every page but the first (续页)
	Foot                     []Paragraph // at the foot of every page
}

// Shape is the look of a paragraph of a form. Measures of letters are points, those along a line
// characters of the paragraph's size.
type Shape struct {
	Face               Face
	Size, Lead         float64 // 0 is 四号 and twice the size but a little
	Align              Align
	First, Left, Right float64 // indents, the first line's may be negative
	Before, After      float64
	Ruled              bool // every line has a line under it from edge to edge
	Lines              int  // at least so many
	Keep               bool // stands with what follows
	Title              bool // the title of the form
}

// Face is a type face; "" is 仿宋.
type Face string

const (
	Song Face = "song"
	Hei  Face = "hei"
	Kai  Face = "kai"
)

func (s *Shape) size() float64 {
	if s.Size > 0 {
		return min(s.Size, 72)
	}
	return 14
}

func (s *Shape) lead() float64 {
	if s.Lead > 0 {
		return min(max(s.Lead, s.size()), 200)
	}
	return s.size()*1.75 + 1.5
}

// Mark is something drawn among letters.
type Mark int

const (
	NoMark    Mark = iota
	Box            // ☐
	Ticked         // ☑
	PageNo         // the number of the page
	PageCount      // how many pages there are
)

// Spot is a place of a name on the paper, in millimetres. A seal lies over the text, centred on the
// point of the line where the spot is; a signature takes its width of the line and stands on it; a
// code (Code is not empty) is drawn.
type Spot struct {
	Name string
	W, H float64
	Seal bool
	Ink  []Stroke // a signature written by hand
	Code string   // what a QR code says
}

// Stroke is a line of a pen through points whose measures are shares of the width and the height
// of the spot, from its upper left corner.
type Stroke [][2]float64

// Place is where a spot landed: a page, counted from 1, and millimetres from its upper left corner.
type Place struct {
	Name       string
	Page       int
	X, Y, W, H float64
	Seal       bool
}

// Places finds where the seals and signatures of a document come to stand in its PDF.
func Places(d *Doc) []Place { return layout(d).places }
