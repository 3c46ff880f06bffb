package paper

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// Measures of the page in twentieths of a point: A4 with a text area of 156 by 225 mm,
// 22 lines of 28 characters (GB/T 9704-2012, 5.2).
const (
	pageW, pageH   = 11906, 16838
	marginTop      = 2098 // 37 mm
	marginRight    = 1474 // 26 mm
	marginBottom   = 1984 // 35 mm
	marginLeft     = 1588 // 28 mm
	areaW          = 8844 // 156 mm
	em             = 320  // 三号, 16 pt
	emu            = 635  // drawing units in a twentieth of a point
	footerDistance = 1225
)

// DOCX writes the document for a word processor, to be edited and put on record.
// Links and figures are plain text there; charts are pictures.
func DOCX(d *Doc) ([]byte, error) {
	w := docx{area: areaW}
	w.document(d)
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	put := func(name string, data []byte) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = f.Write(data)
		}
		return err
	}
	var rels strings.Builder
	for i := range w.pictures {
		fmt.Fprintf(&rels, `<Relationship Id="chart%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/chart%d.png"/>`, i+1, i+1)
	}
	list := [][2]string{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", strings.NewReplacer("$title", xmlText(oneLine(d.Title)), "$creator", xmlText(oneLine(d.Sign.Organ))).Replace(coreProps)},
		{"word/document.xml", w.b.String()},
		{"word/_rels/document.xml.rels", strings.Replace(documentRels, "$charts", rels.String(), 1)},
		{"word/styles.xml", styles()},
		{"word/settings.xml", settings},
		{"word/fontTable.xml", fontTable()},
		{"word/footer1.xml", footer("PaperPageOdd")},
		{"word/footer2.xml", footer("PaperPageEven")},
	}
	if d.Page != nil {
		list = formParts(list, d, w.area)
	}
	for _, part := range list {
		if err := put(part[0], []byte(xmlHead+part[1])); err != nil {
			return nil, err
		}
	}
	for i, picture := range w.pictures {
		img, err := picture()
		if err == nil {
			err = put("word/media/chart"+strconv.Itoa(i+1)+".png", img)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// xmlText makes a text safe in an element or a quoted attribute.
func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "\n", "&#10;", "\t", "&#9;").Replace(clean(s))
}

type docx struct {
	b        strings.Builder
	area     int // width of the text
	pictures []func() ([]byte, error)
}

func (w *docx) write(parts ...string) {
	for _, s := range parts {
		io.WriteString(&w.b, s)
	}
}

// para writes a paragraph of a style; props are further properties, in the order the
// schema asks for.
func (w *docx) para(style, props string, rs ...Run) {
	w.write(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`, props, `</w:pPr>`)
	for _, r := range rs {
		w.run(r)
	}
	w.write("</w:p>\n")
}

func (w *docx) run(r Run) {
	if r.Text == "" {
		return
	}
	bold := ""
	if r.Bold {
		bold = "<w:b/>"
	}
	w.styled(r.Text, `<w:rFonts w:hint="eastAsia"/>`+bold)
}

func (w *docx) styled(text, look string) {
	w.write(`<w:r><w:rPr>`, look, `</w:rPr>`)
	rest := clean(text)
	for rest != "" {
		i := strings.IndexAny(rest, "\n\t")
		if i < 0 {
			i = len(rest)
		}
		if i > 0 {
			w.write(`<w:t xml:space="preserve">`, xmlText(rest[:i]), `</w:t>`)
		}
		if i == len(rest) {
			break
		}
		if rest[i] == '\n' {
			w.write(`<w:br/>`)
		} else {
			w.write(`<w:tab/>`)
		}
		rest = rest[i+1:]
	}
	w.write(`</w:r>`)
}

// gap keeps two boxes apart and ends the page where asked.
func (w *docx) gap(inside string) {
	w.write(`<w:p><w:pPr><w:pStyle w:val="PaperGap"/></w:pPr>`, inside, "</w:p>\n")
}

func (w *docx) document(d *Doc) {
	w.write(`<w:document`, namespaces, `><w:body>`, "\n")
	if d.Page != nil {
		w.sheet(d)
		return
	}
	if d.Head.Organ != "" {
		w.head(d.Head)
	}
	w.title(d.Title)
	if d.To != "" {
		w.para("PaperTo", "", Text(d.To+"："))
	}
	w.blocks(d.Blocks)
	w.attachmentList(d.Attachments)
	w.sign(d.Sign)
	for i, a := range d.Attachments {
		if len(a.Blocks) > 0 {
			w.para("PaperMark", `<w:pageBreakBefore/>`, Text(attachmentMark(d.Attachments, i)))
			w.title(a.Title)
			w.blocks(a.Blocks)
		}
	}
	if d.Imprint.Organ != "" {
		w.imprint(d.Imprint)
	}
	w.write(fmt.Sprintf(`<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/><w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="851" w:footer="%d" w:gutter="0"/></w:sectPr></w:body></w:document>`,
		pageW, pageH, marginTop, marginRight, marginBottom, marginLeft, footerDistance))
}

// title narrows a title of several lines so that they come out alike in length.
func (w *docx) title(s string) {
	const letter, room = 440, areaW / 440 // 二号, 22 pt
	props := ""
	if n := width(s); n > room && !strings.Contains(s, "\n") {
		lines := math.Ceil(n / room)
		side := max(0, (areaW-int((math.Ceil(n/lines)+1)*letter))/2)
		props = indent(side, side, 0, "")
	}
	w.para("Title", props, Text(s))
}

func (w *docx) head(h Head) {
	before := 1600 // with the leading of the type, 35 mm above 发文机关标志
	if h.Urgency != "" {
		w.para("PaperMark", "", Text(h.Urgency))
		before -= 579
	}
	size := strconv.Itoa(organSize(h.Organ) * 2)
	w.write(`<w:p><w:pPr><w:pStyle w:val="PaperOrgan"/><w:spacing w:before="`, strconv.Itoa(before), `"/></w:pPr>`)
	w.styled(h.Organ, `<w:rFonts w:hint="eastAsia"/><w:sz w:val="`+size+`"/><w:szCs w:val="`+size+`"/>`)
	w.write("</w:p>\n")
	if h.Signer == "" {
		w.para("PaperNumber", "", Text(h.Number))
		return
	}
	w.write(`<w:p><w:pPr><w:pStyle w:val="PaperNumber"/><w:tabs><w:tab w:val="right" w:pos="`, strconv.Itoa(areaW-em), `"/></w:tabs><w:ind w:left="`, strconv.Itoa(em), `"/><w:jc w:val="left"/></w:pPr>`)
	w.run(Text(h.Number))
	w.write(`<w:r><w:tab/></w:r>`)
	w.run(Text("签发人："))
	w.styled(h.Signer, `<w:rFonts w:hint="eastAsia" w:eastAsia="`+kai+`"/>`)
	w.write("</w:p>\n")
}

func (w *docx) attachmentList(as []Attachment) {
	for i, s := range attachmentLines(as) {
		if i == 0 {
			w.para("PaperPlain", indent(5*em, 0, -3*em, `<w:spacing w:before="579"/>`), Text("附件："+s))
		} else {
			w.para("PaperPlain", indent(5*em, 0, 0, ""), Text(s))
		}
	}
}

// indent writes spacing and indents, the first line's may be negative.
func indent(left, right, first int, spacing string) string {
	kind := "firstLine"
	if first < 0 {
		kind, first = "hanging", -first
	}
	return fmt.Sprintf(`%s<w:ind w:left="%d" w:right="%d" w:%s="%d"/>`, spacing, left, right, kind, first)
}

// sign puts the date four characters from the right edge and centres the organ over it;
// an organ too long for that takes the edge, and the date goes under its middle.
func (w *docx) sign(s Sign) {
	date := day(s.Date)
	if s.Organ == "" && date == "" {
		return
	}
	organRight := 4 + (width(date)-width(s.Organ))/2
	dateRight := 4.0
	if organRight < 0 {
		organRight, dateRight = 0, min(max(4, (width(s.Organ)-width(date))/2), 14)
	}
	before := `<w:spacing w:before="1158"/>`
	if s.Organ != "" {
		w.para("PaperPlain", `<w:keepNext/>`+indent(0, int(organRight*em), 0, before)+`<w:jc w:val="right"/>`, Text(s.Organ))
		before = ""
	}
	if date != "" {
		w.para("PaperPlain", indent(0, int(dateRight*em), 0, before)+`<w:jc w:val="right"/>`, Text(date))
	}
}

// imprint is a table of lines that rests on the lower edge of the last page.
func (w *docx) imprint(m Imprint) {
	w.write(`<w:tbl><w:tblPr><w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpX="0" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/><w:tblW w:w="`, strconv.Itoa(areaW), `" w:type="dxa"/>`,
		`<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:insideH w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="280" w:type="dxa"/><w:right w:w="280" w:type="dxa"/></w:tblCellMar></w:tblPr>`,
		fmt.Sprintf(`<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`, areaW-3600, 3600))
	if m.Copies != "" {
		w.write(fmt.Sprintf(`<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="2"/></w:tcPr>`, areaW))
		w.para("PaperImprint", indent(840, 0, -840, ""), Text("抄送："+m.Copies+"。"))
		w.write(`</w:tc></w:tr>`)
	}
	w.write(fmt.Sprintf(`<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, areaW-3600))
	w.para("PaperImprint", "", Text(m.Organ))
	w.write(`</w:tc><w:tc><w:tcPr><w:tcW w:w="3600" w:type="dxa"/></w:tcPr>`)
	printed := ""
	if !m.Date.IsZero() {
		printed = day(m.Date) + "印发"
	}
	w.para("PaperImprint", `<w:jc w:val="right"/>`, Text(printed))
	w.write("</w:tc></w:tr></w:tbl>\n")
	w.gap("")
}

func (w *docx) blocks(bs []Block) {
	for _, x := range bs {
		switch x := x.(type) {
		case Heading:
			w.para("Heading"+strconv.Itoa(min(max(x.Level, 1), 4)), "", Text(x.Text))
		case Paragraph:
			if x.Shape != nil {
				w.shaped(x, w.area)
				continue
			}
			w.para("PaperText", "", x.Runs...)
		case List:
			for i, item := range x.Items {
				mark := "· "
				if x.Numbered {
					mark = strconv.Itoa(i+1) + ". "
				}
				w.para("PaperText", "", append([]Run{Text(mark)}, item...)...)
			}
		case Note:
			if x.Title != "" {
				w.para("PaperNoteTitle", "", Text(x.Title))
			}
			w.para("PaperNote", "", x.Runs...)
			w.gap("")
		case PageBreak:
			w.gap(`<w:r><w:br w:type="page"/></w:r>`)
		case *Table:
			w.table(x)
		case *Chart:
			w.chart(x)
		}
	}
}

func (w *docx) chart(c *Chart) {
	w.pictures = append(w.pictures, c.PNG)
	id := strconv.Itoa(len(w.pictures))
	if c.Title != "" {
		w.para("Caption", "", Text(c.Title))
	}
	size := fmt.Sprintf(`cx="%d" cy="%d"`, areaW*emu, areaW*emu*int(chartH)/int(chartW))
	w.write(`<w:p><w:pPr><w:pStyle w:val="PaperPicture"/></w:pPr>`)
	w.picture(id, size, c.Words())
	w.write("</w:p>\n")
}

// picture is a picture in a line of text, with words for those who do not see it.
func (w *docx) picture(id, size, words string) {
	words = xmlText(words)
	w.write(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent `, size, `/><wp:docPr id="`, id, `" name="chart`, id, `" descr="`, words, `"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>`,
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="`, id, `" name="chart`, id, `.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="chart`, id, `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext `, size, `/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`)
}

func (w *docx) table(t *Table) {
	n := t.columns()
	if t.Caption != "" {
		w.para("Caption", "", Text(t.Caption))
	}
	at := make([]int, n+1) // left edges
	share := 0.0
	for i, f := range t.widths(n) {
		share += f
		at[i+1] = int(share*float64(w.area) + 0.5)
	}
	w.write(`<w:tbl><w:tblPr><w:tblW w:w="`, strconv.Itoa(w.area), `" w:type="dxa"/><w:tblBorders>`)
	border := `w:val="single" w:sz="6"`
	if t.Bare {
		border = `w:val="none" w:sz="0"`
	}
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		w.write(`<w:`, side, ` `, border, ` w:space="0" w:color="auto"/>`)
	}
	w.write(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for i := range n {
		w.write(`<w:gridCol w:w="`, strconv.Itoa(at[i+1]-at[i]), `"/>`)
	}
	w.write("</w:tblGrid>\n")
	for part, rows := range t.parts() {
		for _, row := range grid(rows, n) {
			w.write(`<w:tr><w:trPr><w:cantSplit/>`)
			if part == 0 {
				w.write(`<w:tblHeader/>`)
			}
			w.write(`</w:trPr>`)
			for _, s := range row {
				w.write(`<w:tc><w:tcPr><w:tcW w:w="`, strconv.Itoa(at[s.col+s.cols]-at[s.col]), `" w:type="dxa"/>`)
				if s.cols > 1 {
					w.write(`<w:gridSpan w:val="`, strconv.Itoa(s.cols), `"/>`)
				}
				if s.covered {
					w.write(`<w:vMerge/>`)
				} else if s.rows > 1 {
					w.write(`<w:vMerge w:val="restart"/>`)
				}
				w.write(`<w:vAlign w:val="center"/></w:tcPr>`)
				if s.first && s.cell.Paras != nil {
					for _, x := range s.cell.Paras {
						w.shaped(x, at[s.col+s.cols]-at[s.col]-160)
					}
				} else {
					w.cell(t, s, part, n)
				}
				w.write(`</w:tc>`)
			}
			w.write("</w:tr>\n")
		}
	}
	if len(t.Head)+len(t.Rows) == 0 && t.Total == nil {
		w.write(`<w:tr><w:tc><w:tcPr><w:tcW w:w="`, strconv.Itoa(w.area), `" w:type="dxa"/><w:gridSpan w:val="`, strconv.Itoa(n), `"/></w:tcPr><w:p/></w:tc></w:tr>`)
	}
	w.write("</w:tbl>\n")
	for _, s := range t.notes() {
		w.para("PaperUnder", "", Text(s))
	}
	w.gap("")
}

func (w *docx) cell(t *Table, s slot, part, n int) {
	style, side := "PaperCell", ""
	if part == 0 {
		style = "PaperCellHead"
	}
	if n > 8 {
		style += "Small"
	}
	switch {
	case part == 0:
	case s.cols > 1 || t.align(s.col) == Center:
		side = `<w:jc w:val="center"/>`
	case t.align(s.col) == Right:
		side = `<w:jc w:val="right"/>`
	}
	if s.covered {
		w.para(style, side)
		return
	}
	rs := append([]Run(nil), s.cell.Runs...)
	for i := range rs {
		rs[i].Bold = rs[i].Bold || part == 2
	}
	w.para(style, side, rs...)
}
