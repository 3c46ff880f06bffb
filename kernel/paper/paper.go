// Package paper writes official documents (公文): one model of blocks, laid out as
// GB/T 9704-2012 asks and written as a page of HTML to read, as PDF to print and keep, or as DOCX to
// edit. Bulletins, statistics and replies of every system are made with it; the same
// model gives the same bytes.
package paper

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Doc is one official document. Only Title is needed; what is empty is left out.
type Doc struct {
	Title       string
	Head        Head
	To          string // 主送机关, without the colon that follows it
	Blocks      []Block
	Sign        Sign
	Attachments []Attachment
	Imprint     Imprint
	Page        *Page // pages of a form (文书); nil are those of a document
}

// Head is the red head (版头). Without Organ there is none.
type Head struct {
	Organ   string // 发文机关标志 as it is to be read, e.g. 某市安全生产委员会办公室文件
	Number  string // 发文字号, e.g. 安委办〔2018〕4号
	Signer  string // 签发人, shown by documents that go up (上行文)
	Urgency string // 紧急程度: 特急 or 加急
}

// Sign is who signs, and the date of the document (成文日期).
type Sign struct {
	Organ string
	Date  time.Time
}

// Attachment (附件) is named after the text; with Blocks it follows on pages of its own.
type Attachment struct {
	Title  string
	Blocks []Block
}

// Imprint (版记) closes the last page. Without Organ there is none.
type Imprint struct {
	Copies string    // 抄送机关
	Organ  string    // 印发机关
	Date   time.Time // 印发日期
}

// Block is Heading, Paragraph, List, Table, Chart, Note or PageBreak.
type Block interface{ block() }

// Heading is a heading within the text, its level 1 to 4. The ordinal is part of Text:
// see Ordinal.
type Heading struct {
	Level int
	Text  string
}

// Paragraph is a paragraph of the text, its first line indented by two characters; one of a form has
// a shape of its own.
type Paragraph struct {
	Runs  []Run
	Shape *Shape
}

// List is a list of short items, numbered or not.
type List struct {
	Numbered bool
	Items    [][]Run
}

// Note is a box that warns the reader, for instance of totals that do not agree.
type Note struct {
	Title string
	Runs  []Run
}

// PageBreak starts a new page on paper; the screen shows nothing.
type PageBreak struct{}

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Note) block()      {}
func (PageBreak) block() {}
func (*Table) block()    {}
func (*Chart) block()    {}

// Run is a piece of text of one look. A line feed in Text starts a new line.
type Run struct {
	Text   string
	Bold   bool
	Href   string // where HTML leads; DOCX and PDF have the text only
	Figure bool   // a figure that opens the records it counts

	// What forms need besides.
	Under bool    // underlined, and so are Min and Fill
	Min   float64 // characters of room at least
	Fill  bool    // a blank up to the end of the line
	Mark  Mark    // drawn instead of Text
	Spot  *Spot   // a place for a seal, a signature or a code; Text is what stands there in type
}

// Text is plain text.
func Text(s string) Run { return Run{Text: s} }

// Bold is text that stands out.
func Bold(s string) Run { return Run{Text: s, Bold: true} }

// Link is text that leads to another page.
func Link(s, href string) Run { return Run{Text: s, Href: href} }

// Number is a figure; on the screen it opens the records it stands for.
func Number(s, href string) Run { return Run{Text: s, Href: href, Figure: true} }

// P is a paragraph of runs.
func P(runs ...Run) Paragraph { return Paragraph{Runs: runs} }

// Ordinal writes the nth ordinal of a level of headings: 一、 （一） 1. （1）.
func Ordinal(level, n int) string {
	switch level {
	case 1:
		return numeral(n) + "、"
	case 2:
		return "（" + numeral(n) + "）"
	case 3:
		return strconv.Itoa(n) + "."
	default:
		return "（" + strconv.Itoa(n) + "）"
	}
}

// numeral writes 1 to 999 in Chinese numerals, other numbers in digits.
func numeral(n int) string {
	if n < 1 || n > 999 {
		return strconv.Itoa(n)
	}
	digit := strings.Split("〇一二三四五六七八九", "")
	var s string
	if n >= 100 {
		s = digit[n/100] + "百"
		if n%100 == 0 {
			return s
		}
		if n%100 < 10 {
			return s + "零" + digit[n%10]
		}
	}
	if tens := n % 100 / 10; tens > 0 {
		if tens > 1 || n >= 100 {
			s += digit[tens]
		}
		s += "十"
	}
	if n%10 > 0 {
		s += digit[n%10]
	}
	return s
}

// day writes a date as documents do: Arabic digits in full, months and days without
// a leading zero.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	y, m, d := t.Date()
	return strconv.Itoa(y) + "年" + strconv.Itoa(int(m)) + "月" + strconv.Itoa(d) + "日"
}

// attachmentLines are the lines of 附件说明: one name stands alone, several are counted.
func attachmentLines(as []Attachment) []string {
	lines := make([]string, len(as))
	for i, a := range as {
		if len(as) == 1 {
			lines[i] = a.Title
		} else {
			lines[i] = strconv.Itoa(i+1) + ". " + a.Title
		}
	}
	return lines
}

// attachmentMark is what stands above an attachment: 附件, or 附件2 among several.
func attachmentMark(as []Attachment, i int) string {
	if len(as) == 1 {
		return "附件"
	}
	return "附件" + strconv.Itoa(i+1)
}

// clean replaces what neither XML nor HTML may carry with the replacement character,
// and makes every line end a line feed.
func clean(s string) string {
	for _, r := range s { // as strings.ContainsFunc, without a call for each character of a page
		if foul(r) {
			return cleaned(s)
		}
	}
	return s
}

func cleaned(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case foul(r):
			return '\uFFFD'
		}
		return r
	}, s)
}

// foul are control characters, also those that would turn round the text that follows, and what is no text at all.
func foul(r rune) bool {
	return r < 0x20 && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError
}

// width is the room a text takes, in characters: a Latin one takes half.
func width(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x2E80 && r != '—' && r != '…' && r != '“' && r != '”' {
			w += 0.5
		} else {
			w++
		}
	}
	return w
}

// organSize is the type size of 发文机关标志 in points: as large as fits one line of
// 156 mm, between 26 and 48.
func organSize(organ string) int {
	for _, size := range organSizes {
		if width(organ)*float64(size) <= 156/25.4*72 {
			return size
		}
	}
	return organSizes[len(organSizes)-1]
}

var organSizes = []int{48, 44, 40, 36, 32, 29, 26}
