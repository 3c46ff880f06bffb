package paper

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// ReadDOCX reads a form that was edited in a word processor. What it has to leave out or cannot
// understand is said in the problems, with where; with the fields of the paper given, placeholders
// that are not among them are named too. A file that is no DOCX, or is too large, is refused.
func ReadDOCX(b []byte, known ...Field) (*Form, []Problem, error) {
	parts, err := unpack(b)
	if err != nil {
		return nil, nil, err
	}
	root, err := parseNodes(parts["word/document.xml"])
	if err != nil {
		return nil, nil, err
	}
	body := root.get("body")
	if body == nil {
		return nil, nil, kernel.Errorf(kernel.Invalid, "文件中没有正文，不是 Word 文档（.docx）")
	}
	r := &docxReader{styles: map[string]*node{}, parts: parts}
	if s, err := parseNodes(parts["word/styles.xml"]); err == nil {
		r.defaults(s)
	}
	f := &Form{doc: &Doc{Page: &Page{}}, declared: map[string]Field{}}
	for _, x := range known {
		f.declared[x.Name] = Field{Label: x.Label, Kind: x.Kind, Options: x.Options}
		for _, y := range x.Fields {
			f.declared[x.Name+"."+y.Name] = Field{Label: y.Label, Kind: y.Kind, Options: y.Options}
		}
	}
	f.doc.Blocks = r.blocks(body)
	r.page(f.doc.Page, body.get("sectPr"))
	if c, err := parseNodes(parts["docProps/core.xml"]); err == nil {
		f.Title = clipText(strings.TrimSpace(oneLine(c.get("title").text())), 100)
	}
	for _, x := range f.doc.Blocks {
		if p, ok := x.(Paragraph); ok && f.Title == "" && p.Shape.Title {
			f.Title = plainText(p.Runs)
		}
	}
	f.doc.Title = f.Title
	if len(f.doc.Blocks) == 0 {
		return nil, nil, kernel.Errorf(kernel.Invalid, "文件中没有文字")
	}
	return f, append(r.problems, f.check(known)...), nil
}

type docxReader struct {
	parts      map[string][]byte
	styles     map[string]*node
	normal     string
	para, text *node // properties of all paragraphs and of all text
	problems   []Problem
	at         string
	paras      int
	tables     int
}

func (r *docxReader) defaults(s *node) {
	d := s.get("docDefaults")
	r.text, r.para = d.get("rPrDefault", "rPr"), d.get("pPrDefault", "pPr")
	for _, k := range s.kids {
		if k.name == "style" {
			r.styles[k.attr("styleId")] = k
			if k.attr("default") == "1" && k.attr("type") == "paragraph" {
				r.normal = k.attr("styleId")
			}
		}
	}
}

func (r *docxReader) say(what string) {
	p := Problem{r.at, what}
	if !slices.Contains(r.problems, p) && len(r.problems) < 200 {
		r.problems = append(r.problems, p)
	}
}

// chain is a style with those it is based on, the first of them first.
func (r *docxReader) chain(id string) (out []*node) {
	if id == "" {
		id = r.normal
	}
	for range 20 {
		s := r.styles[id]
		if s == nil {
			break
		}
		out = append(out, s)
		id = s.get("basedOn").attr("val")
	}
	slices.Reverse(out)
	return out
}

func (r *docxReader) blocks(n *node) (out []Block) {
	for _, k := range n.kids {
		switch k.name {
		case "p":
			r.paras++
			r.at = "第" + strconv.Itoa(r.paras) + "段"
			if r.gap(k) {
				r.paras--
				if breaksPage(k) {
					out = append(out, PageBreak{})
				}
				continue
			}
			broken := breaksPage(k)
			out = append(out, r.paragraph(k))
			if broken {
				out = append(out, PageBreak{})
			}
		case "tbl":
			r.tables++
			out = append(out, r.table(k))
		case "sdt":
			out = append(out, r.blocks(k.get("sdtContent"))...)
		case "ins", "customXml", "smartTag":
			out = append(out, r.blocks(k)...)
		case "altChunk":
			r.say("嵌入的其他文件不支持")
		}
	}
	return out
}

// gap says of a paragraph that it only keeps two tables apart.
func (r *docxReader) gap(p *node) bool {
	return p.get("pPr", "pStyle").attr("val") == "PaperGap" && strings.TrimSpace(p.text()) == ""
}

func breaksPage(p *node) (yes bool) {
	p.each("br", func(b *node) { yes = yes || b.attr("type") == "page" })
	return yes
}

func on(n *node) bool {
	v := n.attr("val")
	return n != nil && v != "0" && v != "false" && v != "none" && v != "off"
}

func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return min(max(v, -1e5), 1e5)
}

// pen is the look of text as far as forms know it.
type pen struct {
	face        Face
	size        float64
	bold, under bool
	hidden      bool
}

var faceNames = []struct {
	part string
	face Face
}{{"仿宋", ""}, {"FangSong", ""}, {"Fangsong", ""}, {"黑", Hei}, {"Hei", Hei}, {"Sans", Hei}, {"楷", Kai}, {"Kai", Kai}, {"宋", Song}, {"Song", Song}, {"Sun", Song}, {"Serif", Song}}

func (r *docxReader) look(to *pen, p *node) {
	if p == nil {
		return
	}
	if name := p.get("rFonts").attr("eastAsia"); name != "" {
		found := false
		for _, m := range faceNames {
			if strings.Contains(name, m.part) {
				to.face, found = m.face, true
				break
			}
		}
		if !found {
			to.face = ""
			if r.at != "" {
				r.say("字体“" + clipText(name, 20) + "”按仿宋排版")
			}
		}
	}
	if s := p.get("sz"); s != nil {
		to.size = min(max(number(s.attr("val"))/2, 5), 72)
	}
	if b := p.get("b"); b != nil {
		to.bold = on(b)
	}
	if u := p.get("u"); u != nil {
		to.under = on(u)
	}
	if v := p.get("vanish"); v != nil {
		to.hidden = on(v)
	}
}

func (r *docxReader) paragraph(n *node) Paragraph {
	props := n.get("pPr")
	base := pen{size: 10.5}
	style := props.get("pStyle").attr("val")
	chain := r.chain(style)
	where := r.at
	r.at = "" // a style is no place
	r.look(&base, r.text)
	levels := []*node{r.para}
	for _, s := range chain {
		r.look(&base, s.get("rPr"))
		levels = append(levels, s.get("pPr"))
	}
	r.at = where
	levels = append(levels, props)
	s := &Shape{Size: base.size, Face: base.face}
	line, rule := 0.0, ""
	var indents []*node
	for _, p := range levels {
		if p == nil {
			continue
		}
		if j := p.get("jc"); j != nil {
			s.Align = map[string]Align{"center": Center, "right": Right, "end": Right}[j.attr("val")]
		}
		if sp := p.get("spacing"); sp != nil {
			for name, to := range map[string]*float64{"before": &s.Before, "after": &s.After} {
				if v := sp.attr(name); v != "" {
					*to = min(max(number(v)/20, 0), 400)
				}
			}
			if v := sp.attr("line"); v != "" {
				line, rule = number(v), sp.attr("lineRule")
			}
		}
		if i := p.get("ind"); i != nil {
			indents = append(indents, i)
		}
		if k := p.get("keepNext"); k != nil {
			s.Keep = on(k)
		}
		if o := p.get("outlineLvl"); o != nil {
			s.Title = o.attr("val") == "0"
		}
		if id := p.get("numPr", "numId"); id != nil && id.attr("val") != "0" {
			r.say("自动编号不支持，请把编号改为直接输入的文字")
		}
		if p.get("framePr") != nil {
			r.say("图文框不支持，按普通段落处理")
		}
	}
	if props.get("sectPr") != nil {
		r.say("分节符不支持，全文按一节排版")
	}
	s.Ruled = style == "PaperRuled" || slices.ContainsFunc(chain, func(c *node) bool { return c.get("name").attr("val") == "横线段" })
	t := textReader{r: r, base: base, shape: s}
	t.mark(props.get("rPr"))
	t.read(n, base)
	runs := joinHoles(t.runs)
	switch {
	case line == 0:
		s.Lead = s.Size * 1.35
	case rule == "exact" || rule == "atLeast":
		s.Lead = line / 20
	default:
		s.Lead = s.Size * 1.35 * line / 240
	}
	s.Lead = min(max(s.Lead, s.Size), 200)
	for _, i := range indents {
		get := func(chars, twips string, to *float64) {
			if v := i.attr(chars); v != "" && v != "0" {
				*to = number(v) / 100
			} else if v := i.attr(twips); v != "" {
				*to = number(v) / 20 / s.Size
			}
		}
		get("firstLineChars", "firstLine", &s.First)
		get("leftChars", "left", &s.Left)
		get("leftChars", "start", &s.Left)
		get("rightChars", "right", &s.Right)
		get("rightChars", "end", &s.Right)
		hang := 0.0
		if get("hangingChars", "hanging", &hang); hang > 0 {
			s.First = -hang
		}
	}
	s.First, s.Left, s.Right = clamp(s.First, -20), clamp(s.Left, 0), clamp(s.Right, 0)
	return Paragraph{Runs: runs, Shape: s}
}

// clamp keeps an indent on the page, in half hundredths of a character.
func clamp(v, least float64) float64 {
	return math.Round(min(max(v, least), 25)*200) / 200
}

// page reads margins, heads and feet.
func (r *docxReader) page(g *Page, sect *node) {
	g.Top, g.Right, g.Bottom, g.Left = 25, 22, 20, 26
	r.at = "页面设置"
	if m := sect.get("pgMar"); m != nil {
		for name, to := range map[string]*float64{"top": &g.Top, "right": &g.Right, "bottom": &g.Bottom, "left": &g.Left} {
			*to = math.Round(min(max(math.Abs(number(m.attr(name)))/twips, 5), 80)*10) / 10
		}
	}
	if z := sect.get("pgSz"); z != nil {
		if math.Abs(number(z.attr("w"))-pageW) > 60 || math.Abs(number(z.attr("h"))-pageH) > 60 {
			r.say("纸张不是A4纵向，按A4纵向排版")
		}
	}
	if number(sect.get("cols").attr("num")) > 1 {
		r.say("分栏不支持")
	}
	targets := map[string]string{}
	if rels, err := parseNodes(r.parts["word/_rels/document.xml.rels"]); err == nil {
		for _, k := range rels.kids {
			targets[k.attr("Id")] = k.attr("Target")
		}
	}
	first := sect.get("titlePg") != nil && on(sect.get("titlePg"))
	text := map[string]string{}
	for _, k := range sect.kidsOf() {
		if k.name != "headerReference" && k.name != "footerReference" {
			continue
		}
		part, err := parseNodes(r.parts["word/"+strings.TrimPrefix(targets[k.attr("id")], "/word/")])
		if err != nil {
			continue
		}
		kind := k.attr("type")
		quiet := docxReader{styles: r.styles, normal: r.normal, para: r.para, text: r.text}
		part.each("p", func(p *node) { text[k.name+kind] += strings.TrimSpace(plainText(quiet.paragraph(p).Runs)) })
		if kind != "default" {
			continue
		}
		r.at = "页脚"
		if k.name == "headerReference" {
			r.at = "续页页眉"
		}
		at := r.at
		var xs []Paragraph
		for _, p := range part.kids {
			switch p.name {
			case "p":
				r.at = at
				if x := r.paragraph(p); len(x.Runs) > 0 {
					xs = append(xs, x)
				}
			case "tbl":
				r.say("页眉页脚中的表格不支持")
			case "sdt":
				p.get("sdtContent").each("p", func(q *node) {
					if x := r.paragraph(q); len(x.Runs) > 0 {
						xs = append(xs, x)
					}
				})
			}
		}
		if k.name == "headerReference" {
			g.Again = xs
		} else {
			g.Foot = xs
		}
	}
	r.at = "续页页眉"
	if len(g.Again) > 0 && (!first || text["headerReferencefirst"] != "") {
		r.say("页眉只在第二页起显示，首页的页眉请写在正文中")
	}
	r.at = "页脚"
	if first && text["footerReferencefirst"] != text["footerReferencedefault"] {
		r.say("首页不同的页脚不支持，各页使用同一页脚")
	}
}
