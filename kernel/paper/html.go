package paper

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"strconv"
	"strings"
)

//go:embed paper.css
var paperCSS string

//go:embed page.css
var pageCSS string

// Style is the style sheet of a fragment. It touches nothing outside class paper.
func Style() string { return fragmentCSS }

var fragmentCSS = paperCSS + paletteCSS()

// styleOf is the style sheet of a document; that of a form knows more.
func styleOf(d *Doc) string {
	if d.Page != nil {
		return fragmentCSS + formCSS + measures()
	}
	return fragmentCSS
}

// StyleHash is what a Content-Security-Policy names to allow the style sheet of a
// fragment (style-src).
func StyleHash() string { return hash(fragmentCSS) }

func hash(s string) string {
	h := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(h[:]) + "'"
}

// paletteCSS gives the series the colours that suit light and dark surroundings.
func paletteCSS() string {
	var b strings.Builder
	for i, c := range palette {
		fmt.Fprintf(&b, ".paper .paper-c%[1]d{fill:light-dark(#%06[2]x,#%06[3]x)}.paper .paper-l%[1]d{stroke:light-dark(#%06[2]x,#%06[3]x)}", i+1, c.light, c.dark)
	}
	b.WriteString(".paper .paper-on{fill:light-dark(#fff,#111)}\n")
	return b.String()
}

// HTML writes the document as a page that needs nothing else: no script runs in it and
// it asks no server for anything.
func HTML(d *Doc) []byte {
	if d.Page != nil {
		p := d.Page
		return whole(d, styleOf(d)+pageCSS+formPageCSS+fmt.Sprintf("@page{margin:%gmm %gmm %gmm %gmm}", p.Top, p.Right, max(p.Bottom, 14), p.Left))
	}
	return whole(d, styleOf(d)+pageCSS)
}

func whole(d *Doc, css string) []byte {
	var b bytes.Buffer
	b.WriteString("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ` + hash(css) + `; base-uri 'none'; form-action 'none'">` + "\n")
	b.WriteString(`<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="format-detection" content="telephone=no">` + "\n")
	b.WriteString("<title>" + escape(oneLine(d.Title)) + "</title>\n<style>" + css + "</style>\n</head>\n<body>\n<main>\n")
	article(&b, d)
	b.WriteString("</main>\n</body>\n</html>\n")
	return b.Bytes()
}

// Fragment writes the document with its style sheet, to stand within another page.
func Fragment(d *Doc) []byte {
	var b bytes.Buffer
	b.Grow(128 << 10)
	b.WriteString("<style>" + styleOf(d) + "</style>\n")
	article(&b, d)
	return b.Bytes()
}

// escape makes a text safe between tags and within quoted attributes.
func escape(s string) string { return html.EscapeString(clean(s)) }

// lines is escape with line feeds shown.
func lines(s string) string { return strings.ReplaceAll(escape(s), "\n", "<br>") }

// safe lets an address through that leads into this site or to a web page, and no
// address that runs something.
func safe(href string) (string, bool) {
	for i := range len(href) {
		if ch := href[i]; ch <= 0x20 || ch == 0x7F || ch == '\\' {
			return "", false
		}
	}
	is := func(begin string) bool { return len(href) >= len(begin) && strings.EqualFold(href[:len(begin)], begin) }
	if is("//") || !is("/") && !is("#") && !is("?") && !is("http://") && !is("https://") {
		return "", false
	}
	return href, true
}

func article(b *bytes.Buffer, d *Doc) {
	if d.Page != nil {
		sheetHTML(b, d)
		return
	}
	b.WriteString("<article class=\"paper\" lang=\"zh-CN\">\n")
	if d.Head.Organ != "" {
		b.WriteString("<header class=\"paper-head\">\n")
		if d.Head.Urgency != "" {
			b.WriteString(`<p class="paper-urgency">` + lines(d.Head.Urgency) + "</p>\n")
		}
		b.WriteString(`<p class="paper-organ paper-o` + strconv.Itoa(organSize(d.Head.Organ)) + `">` + lines(d.Head.Organ) + "</p>\n")
		up := ""
		if d.Head.Signer != "" {
			up = " paper-up"
		}
		b.WriteString(`<p class="paper-no` + up + `"><span>` + lines(d.Head.Number) + `</span>`)
		if d.Head.Signer != "" {
			b.WriteString(`<span>签发人：<span>` + lines(d.Head.Signer) + `</span></span>`)
		}
		b.WriteString("</p>\n</header>\n")
	}
	b.WriteString("<h1>" + escape(d.Title) + "</h1>\n")
	if d.To != "" {
		b.WriteString(`<p class="paper-to">` + lines(d.To) + "：</p>\n")
	}
	blocks(b, d.Blocks)
	if len(d.Attachments) > 0 {
		b.WriteString(`<div class="paper-list"><p>附件：</p><div>`)
		for _, s := range attachmentLines(d.Attachments) {
			b.WriteString("<p>" + lines(s) + "</p>")
		}
		b.WriteString("</div></div>\n")
	}
	if d.Sign.Organ != "" || !d.Sign.Date.IsZero() {
		b.WriteString(`<div class="paper-sign">`)
		if d.Sign.Organ != "" {
			b.WriteString("<p>" + lines(d.Sign.Organ) + "</p>")
		}
		if !d.Sign.Date.IsZero() {
			b.WriteString(`<time datetime="` + d.Sign.Date.Format("2006-01-02") + `">` + day(d.Sign.Date) + "</time>")
		}
		b.WriteString("</div>\n")
	}
	for i, a := range d.Attachments {
		if len(a.Blocks) > 0 {
			b.WriteString(`<section class="paper-attachment"><p class="paper-mark">` + attachmentMark(d.Attachments, i) + "</p>\n<h1>" + escape(a.Title) + "</h1>\n")
			blocks(b, a.Blocks)
			b.WriteString("</section>\n")
		}
	}
	if d.Imprint.Organ != "" {
		b.WriteString(`<footer class="paper-imprint">`)
		if d.Imprint.Copies != "" {
			b.WriteString(`<p class="paper-copies">抄送：` + lines(d.Imprint.Copies) + "。</p>")
		}
		b.WriteString(`<p class="paper-printed"><span>` + lines(d.Imprint.Organ) + "</span>")
		if !d.Imprint.Date.IsZero() {
			b.WriteString("<span>" + day(d.Imprint.Date) + "印发</span>")
		}
		b.WriteString("</p></footer>\n")
	}
	b.WriteString("</article>\n")
}

func blocks(b *bytes.Buffer, bs []Block) {
	for _, x := range bs {
		switch x := x.(type) {
		case Heading:
			tag := "h" + strconv.Itoa(min(max(x.Level, 1), 4)+1)
			b.WriteString("<" + tag + ">" + lines(x.Text) + "</" + tag + ">\n")
		case Paragraph:
			if x.Shape != nil {
				shaped(b, x)
				continue
			}
			b.WriteString(`<p class="paper-p">`)
			runs(b, x.Runs)
			b.WriteString("</p>\n")
		case List:
			tag := "ul"
			if x.Numbered {
				tag = "ol"
			}
			b.WriteString("<" + tag + ">")
			for _, item := range x.Items {
				b.WriteString("<li>")
				runs(b, item)
				b.WriteString("</li>")
			}
			b.WriteString("</" + tag + ">\n")
		case Note:
			b.WriteString(`<aside class="paper-note" role="note">`)
			if x.Title != "" {
				b.WriteString("<strong>" + lines(x.Title) + "</strong>")
			}
			runs(b, x.Runs)
			b.WriteString("</aside>\n")
		case PageBreak:
			b.WriteString("<div class=\"paper-break\"></div>\n")
		case *Table:
			table(b, x)
		case *Chart:
			b.WriteString("<figure>")
			if x.Title != "" {
				b.WriteString("<figcaption>" + lines(x.Title) + "</figcaption>")
			}
			x.svg(b)
			b.WriteString("</figure>\n")
		}
	}
}

func runs(b *bytes.Buffer, rs []Run) {
	for _, r := range rs {
		if !r.plain() {
			special(b, r)
			continue
		}
		open, end := "", ""
		if href, ok := safe(r.Href); ok {
			class := ""
			if r.Figure {
				class = ` class="paper-number"`
			}
			put(b, "<a", class, ` href="`, escape(href), `">`)
			end = "</a>"
		}
		if r.Bold {
			open, end = "<b>", "</b>"+end
		}
		put(b, open, lines(r.Text), end)
	}
}

func table(b *bytes.Buffer, t *Table) {
	n := t.columns()
	b.WriteString(`<div class="paper-table">`)
	if t.Caption != "" {
		b.WriteString(`<p class="paper-caption">` + lines(t.Caption) + "</p>")
	}
	b.WriteString("<table")
	switch {
	case t.Bare:
		b.WriteString(` class="paper-bare"`)
	case n > 8:
		b.WriteString(` class="paper-many"`)
	}
	b.WriteString("><colgroup>")
	for _, w := range t.widths(n) {
		b.WriteString(`<col width="` + num(w*100) + `%">`)
	}
	b.WriteString("</colgroup>\n")
	for i, part := range t.parts() {
		if len(part) == 0 {
			continue
		}
		tag := [...]string{"<thead>", "<tbody>", `<tbody class="paper-total">`}[i]
		b.WriteString(tag)
		for _, row := range grid(part, n) {
			b.WriteString(rowTag(row))
			for _, s := range row {
				if s.first {
					htmlCell(b, t, s, i == 0)
				}
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString([...]string{"</thead>\n", "</tbody>\n", "</tbody>\n"}[i])
	}
	b.WriteString("</table>")
	for _, s := range t.notes() {
		b.WriteString(`<p class="paper-under">` + lines(s) + "</p>")
	}
	b.WriteString("</div>\n")
}

func htmlCell(b *bytes.Buffer, t *Table, s slot, head bool) {
	tag, attrs := "td", ""
	switch {
	case head:
		tag = "th"
	case s.cols > 1 || t.align(s.col) == Center:
		attrs = ` class="paper-center"`
	case t.align(s.col) == Right:
		attrs = ` class="paper-right"`
	}
	if s.cols > 1 {
		attrs += ` colspan="` + strconv.Itoa(s.cols) + `"`
	}
	if s.rows > 1 {
		attrs += ` rowspan="` + strconv.Itoa(s.rows) + `"`
	}
	if !head && s.cell.Paras != nil { // for pages on which the head is not seen
		if d := t.heading(s.col); d != "" {
			attrs += ` data-label="` + escape(d) + `"`
		}
	}
	put(b, "<", tag, attrs, ">")
	for _, x := range s.cell.Paras {
		shaped(b, x)
	}
	runs(b, s.cell.Runs)
	put(b, "</", tag, ">")
}
