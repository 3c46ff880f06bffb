package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"
)

const twips = 1440 / 25.4 // of a millimetre

// sheet writes the body of a form and its page.
func (w *docx) sheet(d *Doc) {
	g := d.Page
	w.area = pageW - int(math.Round((g.Left+g.Right)*twips))
	w.blocks(d.Blocks)
	at := func(v float64) int { return int(math.Round(v * twips)) }
	w.write(`<w:sectPr><w:headerReference w:type="default" r:id="header1"/><w:headerReference w:type="first" r:id="header2"/><w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="first" r:id="footer2"/>`,
		fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>`,
			pageW, pageH, at(g.Top), at(g.Right), at(g.Bottom), at(g.Left), at(g.Top)*2/3, at(g.Bottom)*2/3))
}

// formParts are the parts of the file of a form: it has heads and feet of its own.
func formParts(list [][2]string, d *Doc, area int) [][2]string {
	part := func(tag string, xs []Paragraph) string {
		w := docx{area: area}
		w.write(`<w:`, tag, namespaces, `>`)
		for _, x := range xs {
			w.shaped(x, area)
		}
		if len(xs) == 0 {
			w.write(`<w:p/>`)
		}
		w.write(`</w:`, tag, `>`)
		return w.b.String()
	}
	foot := part("ftr", d.Page.Foot)
	for i := range list {
		switch p := &list[i]; p[0] {
		case "[Content_Types].xml":
			const kind = `" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>`
			p[1] = strings.Replace(p[1], `</Types>`, `<Override PartName="/word/header1.xml`+kind+`<Override PartName="/word/header2.xml`+kind+`</Types>`, 1)
		case "word/_rels/document.xml.rels":
			const kind = ` Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" `
			p[1] = strings.Replace(p[1], `</Relationships>`, `<Relationship Id="header1"`+kind+`Target="header1.xml"/><Relationship Id="header2"`+kind+`Target="header2.xml"/></Relationships>`, 1)
		case "word/settings.xml":
			p[1] = strings.Replace(p[1], `<w:evenAndOddHeaders/>`, "", 1)
		case "word/footer1.xml", "word/footer2.xml":
			p[1] = foot
		}
	}
	return append(list, [2]string{"word/header1.xml", part("hdr", d.Page.Again)}, [2]string{"word/header2.xml", part("hdr", nil)})
}

var docxFaces = map[Face]string{"": fang, Song: song, Hei: hei, Kai: kai}

// shaped writes a paragraph of a form in a room of so many twentieths of a point.
func (w *docx) shaped(x Paragraph, room int) {
	s := Shape{}
	if x.Shape != nil {
		s = *x.Shape
	}
	style := "PaperForm"
	switch {
	case s.Title:
		style = "PaperFormTitle"
	case s.Ruled:
		style = "PaperRuled"
	}
	template := strings.Contains(plainText(x.Runs), "{{")
	twentieth := func(v float64) int { return int(math.Round(v * 20)) }
	em := s.size()
	w.write(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`)
	if s.Keep {
		w.write(`<w:keepNext/>`)
	}
	fill := s.Ruled && !template
	for _, r := range x.Runs {
		fill = fill || r.Fill
	}
	if fill {
		w.write(`<w:tabs><w:tab w:val="right" w:pos="`, strconv.Itoa(room), `"/></w:tabs>`)
	}
	lead, side := fmt.Sprintf(`w:line="%d" w:lineRule="exact"`, twentieth(s.lead())), [...]string{"both", "center", "right"}[s.Align]
	for _, r := range x.Runs {
		if r.Spot != nil && r.Spot.Code != "" { // a line as high as the picture
			lead = `w:line="240" w:lineRule="auto"`
		}
		if !template && s.Align == Left && (s.Lines > 0 || strings.Contains(r.Text, "\n")) { // else the lines before breaks are stretched
			side = "left"
		}
	}
	w.write(fmt.Sprintf(`<w:spacing w:before="%d" w:after="%d" %s/>`, twentieth(s.Before), twentieth(s.After), lead))
	w.write(indent(twentieth(s.Left*em), twentieth(s.Right*em), twentieth(s.First*em), ""))
	w.write(`<w:jc w:val="`, side, `"/></w:pPr>`)
	typed := 0.0
	for _, r := range x.Runs {
		if fill {
			r.Under = r.Under || s.Ruled
		}
		w.formRun(r, &s)
		typed += max(width(r.Text), r.Min)
	}
	if lines := math.Ceil((typed + s.First) * em * 20 / float64(max(room, 1))); !template && (s.Ruled || s.Lines > 0) {
		rule := Run{Fill: s.Ruled}
		if s.Ruled {
			w.formRun(rule, &s)
		}
		for n := max(1, int(lines)); n < s.Lines; n++ {
			w.write(`<w:r><w:br/></w:r>`)
			if s.Ruled {
				w.formRun(rule, &s)
			}
		}
	}
	w.write("</w:p>\n")
}

// formRun writes a run of a form.
func (w *docx) formRun(r Run, s *Shape) {
	face := docxFaces[s.Face]
	look := `<w:rFonts w:eastAsia="` + face + `" w:hint="eastAsia"/>`
	if r.Bold || s.Title {
		look += `<w:b/>`
	}
	look += points(int(math.Round(s.size() * 2)))
	if r.Under || r.Min > 0 || r.Fill {
		look += `<w:u w:val="single"/>`
	}
	least := r.Min
	if p := r.Spot; p != nil {
		switch {
		case p.Code != "":
			w.code(p)
			return
		case !p.Seal:
			least = max(least, p.W*mm/s.size())
		}
	}
	switch r.Mark {
	case Box:
		r.Text = "☐"
	case Ticked:
		r.Text = "☑"
	case PageNo, PageCount:
		field := [...]string{PageNo: "PAGE", PageCount: "NUMPAGES"}[r.Mark]
		w.write(`<w:fldSimple w:instr=" `, field, ` "><w:r><w:rPr>`, look, `</w:rPr><w:t>1</w:t></w:r></w:fldSimple>`)
		return
	}
	text := r.Text
	if lack := int(least - width(text)); lack > 0 && !strings.Contains(text, "{{") {
		text = strings.Repeat("　", lack/2) + text + strings.Repeat("　", lack-lack/2)
	}
	if text != "" {
		w.styled(text, look)
	}
	if r.Fill {
		w.write(`<w:r><w:rPr>`, look, `</w:rPr><w:tab/></w:r>`)
	}
}

// code puts in a QR code as a picture.
func (w *docx) code(s *Spot) {
	dark, n := modules(s.Code)
	if n == 0 {
		return
	}
	w.pictures = append(w.pictures, func() ([]byte, error) {
		const dots = 6
		img := image.NewPaletted(image.Rect(0, 0, (n+4)*dots, (n+4)*dots), color.Palette{color.White, color.Black})
		for _, m := range dark {
			for y := range dots {
				for x := range dots {
					img.SetColorIndex((m[0]+2)*dots+x, (m[1]+2)*dots+y, 1)
				}
			}
		}
		var b bytes.Buffer
		err := png.Encode(&b, img)
		return b.Bytes(), err
	})
	size := fmt.Sprintf(`cx="%d" cy="%d"`, int(s.W*36000), int(s.W*36000))
	w.picture(strconv.Itoa(len(w.pictures)), size, "二维码："+s.Code)
}

// DOCX writes the form with its placeholders, to be edited in a word processor and read by ReadDOCX.
func (f *Form) DOCX() ([]byte, error) { return DOCX(f.doc) }
