package paper

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// ParseForm reads the text of a form, the shape in which forms are kept:
//
//	<form title="…" size="四号" line="28" margins="25 22 24 26">   upper, right, lower, left, in millimetres
//	<field name="…" label="…" kind="…" options="… …"/>       says what the name of a field does not tell
//	<again><p>…</p></again> <foot><p>…</p></foot>
//	<h>title</h> <p align first left right before after ruled keep face size line>text</p>
//	<table cols="2 5 3" bare="1"> <tr head="1"> <td cols rows align>text or paragraphs</td> </tr> </table>
//	<break/> ends the page
//
// In a paragraph <b> is bold, <u> underlined, <fill/> a blank to the end of the line, <br/> a new line;
// placeholders are those of Form. Attributes of size, line and face hold for what is inside.
func ParseForm(src []byte) (*Form, error) {
	if len(src) > mostText {
		return nil, kernel.Errorf(kernel.TooLarge, "文书样式不能超过1 MB")
	}
	r := formReader{d: xml.NewDecoder(bytes.NewReader(src)), form: &Form{doc: &Doc{Page: &Page{Top: 25, Right: 22, Bottom: 20, Left: 26}}, declared: map[string]Field{}}}
	for {
		t, err := r.d.Token()
		if errors.Is(err, io.EOF) {
			return nil, r.wrong("缺少 form 元素")
		}
		if err != nil {
			return nil, r.wrong("不是正确的 XML")
		}
		if s, ok := t.(xml.StartElement); ok {
			if s.Name.Local != "form" {
				return nil, r.wrong("应当以 form 元素开头")
			}
			if err := r.root(s); err != nil {
				return nil, err
			}
			break
		}
	}
	r.form.doc.Title = r.form.Title
	if problems := r.form.check(nil); len(problems) > 0 {
		return nil, kernel.Errorf(kernel.Invalid, "%s：%s", problems[0].Where, problems[0].What)
	}
	return r.form, nil
}

type formReader struct {
	d    *xml.Decoder
	form *Form
}

// state is what holds for the elements inside another.
type state struct {
	shape       Shape
	bold, under bool
}

func (r *formReader) wrong(why string) error {
	line, _ := r.d.InputPos()
	return kernel.Errorf(kernel.Invalid, "文书样式第%d行：%s", line, why)
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// points are the Chinese sizes of type.
var pointSizes = map[string]float64{"初号": 42, "小初": 36, "一号": 26, "小一": 24, "二号": 22, "小二": 18, "三号": 16, "小三": 15, "四号": 14, "小四": 12, "五号": 10.5, "小五": 9, "六号": 7.5}

func (r *formReader) measure(e xml.StartElement, name string, least, most float64) (float64, error) {
	s := attr(e, name)
	if s == "" {
		return 0, nil
	}
	if v, ok := pointSizes[s]; ok {
		return v, nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v < least || v > most {
		return 0, r.wrong(name + " 应当是" + num(least) + "到" + num(most) + "的数")
	}
	return v, nil
}

// enter takes the attributes of an element into the state.
func (r *formReader) enter(e xml.StartElement, s state) (state, error) {
	var err error
	get := func(to *float64, name string, least, most float64) {
		if attr(e, name) == "" || err != nil {
			return
		}
		*to, err = r.measure(e, name, least, most)
	}
	get(&s.shape.Size, "size", 6, 48)
	get(&s.shape.Lead, "line", 8, 100)
	get(&s.shape.First, "first", -20, 30)
	get(&s.shape.Left, "left", 0, 30)
	get(&s.shape.Right, "right", 0, 30)
	get(&s.shape.Before, "before", 0, 400)
	get(&s.shape.After, "after", 0, 400)
	if err != nil {
		return s, err
	}
	switch v := attr(e, "face"); v {
	case "":
	case "fang":
		s.shape.Face = ""
	case "song", "hei", "kai":
		s.shape.Face = Face(v)
	default:
		return s, r.wrong("没有字体 " + v)
	}
	switch v := attr(e, "align"); v {
	case "":
	case "left", "center", "right":
		s.shape.Align = map[string]Align{"left": Left, "center": Center, "right": Right}[v]
	default:
		return s, r.wrong("没有对齐方式 " + v)
	}
	s.shape.Ruled = s.shape.Ruled || attr(e, "ruled") != ""
	s.shape.Keep = s.shape.Keep || attr(e, "keep") != ""
	return s, nil
}

func (r *formReader) root(e xml.StartElement) error {
	f := r.form
	f.Title = attr(e, "title")
	s, err := r.enter(e, state{})
	if err != nil {
		return err
	}
	if m := strings.Fields(attr(e, "margins")); len(m) == 4 {
		for i, at := range []*float64{&f.doc.Page.Top, &f.doc.Page.Right, &f.doc.Page.Bottom, &f.doc.Page.Left} {
			if *at, err = strconv.ParseFloat(m[i], 64); err != nil || !(*at >= 5 && *at <= 80) {
				return r.wrong("页边距应当是5到80毫米")
			}
		}
	}
	return r.children(e, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "field":
			f.declared[attr(e, "name")] = Field{Label: attr(e, "label"), Kind: FieldKind(attr(e, "kind")), Options: fields(attr(e, "options"))}
			return r.d.Skip()
		case "again", "foot":
			to := &f.doc.Page.Again
			if e.Name.Local == "foot" {
				to = &f.doc.Page.Foot
			}
			s, err := r.enter(e, s)
			if err != nil {
				return err
			}
			return r.children(e, func(e xml.StartElement) error {
				x, err := r.paragraph(e, s)
				*to = append(*to, x)
				return err
			})
		case "p", "h":
			x, err := r.paragraph(e, s)
			f.doc.Blocks = append(f.doc.Blocks, x)
			return err
		case "table":
			t, err := r.table(e, s)
			f.doc.Blocks = append(f.doc.Blocks, t)
			return err
		case "break":
			f.doc.Blocks = append(f.doc.Blocks, PageBreak{})
			return r.d.Skip()
		}
		return r.wrong("不认识元素 " + e.Name.Local)
	})
}

// fields are the words of a text, nil if there are none.
func fields(s string) []string {
	if f := strings.Fields(s); len(f) > 0 {
		return f
	}
	return nil
}

// children calls f with every element inside e; text between them must be blank.
func (r *formReader) children(e xml.StartElement, f func(xml.StartElement) error) error {
	for {
		t, err := r.d.Token()
		if err != nil {
			return r.wrong("不是正确的 XML")
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return r.wrong(e.Name.Local + " 元素内不能直接写文字")
			}
		case xml.EndElement:
			return nil
		}
	}
}

func (r *formReader) paragraph(e xml.StartElement, s state) (Paragraph, error) {
	switch e.Name.Local {
	case "p":
	case "h":
		s.shape.Title, s.shape.Align, s.shape.Face = true, Center, Song
		s.shape.Size, s.shape.Lead, s.shape.After, s.shape.Keep = 22, 34, 8, true
	default:
		return Paragraph{}, r.wrong("不认识元素 " + e.Name.Local)
	}
	s, err := r.enter(e, s)
	if err != nil {
		return Paragraph{}, err
	}
	var rs []Run
	if err := r.inline(&rs, s); err != nil {
		return Paragraph{}, err
	}
	return Paragraph{Runs: rs, Shape: &s.shape}, nil
}

// inline reads text up to the end of the element it is in.
func (r *formReader) inline(rs *[]Run, s state) error {
	for {
		t, err := r.d.Token()
		if err != nil {
			return r.wrong("不是正确的 XML")
		}
		switch t := t.(type) {
		case xml.CharData:
			*rs = appendText(*rs, Run{Text: unwrapped(string(t)), Bold: s.bold, Under: s.under})
		case xml.StartElement:
			in := s
			switch t.Name.Local {
			case "b":
				in.bold = true
			case "u":
				in.under = true
			case "fill":
				*rs = append(*rs, Run{Fill: true, Under: true})
			case "br":
				*rs = appendText(*rs, Run{Text: "\n", Bold: s.bold, Under: s.under})
			default:
				return r.wrong("段落内不认识元素 " + t.Name.Local)
			}
			if err := r.inline(rs, in); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// unwrapped takes out the line feeds of the source with the blanks around them.
func unwrapped(s string) string {
	parts := strings.Split(s, "\n")
	for i := range parts {
		if i > 0 {
			parts[i] = strings.TrimLeft(parts[i], " \t")
		}
		if i < len(parts)-1 {
			parts[i] = strings.TrimRight(parts[i], " \t\r")
		}
	}
	return strings.Join(parts, "")
}

// appendText adds text, the numbers of pages in it as marks, to the run before it if that looks the same.
func appendText(rs []Run, r Run) []Run {
	for r.Text != "" {
		at, end, mark := len(r.Text), len(r.Text), NoMark
		for s, m := range map[string]Mark{"{{#页}}": PageNo, "{{#总页}}": PageCount} {
			if i := strings.Index(r.Text, s); i >= 0 && i < at {
				at, end, mark = i, i+len(s), m
			}
		}
		if at > 0 {
			q := r
			q.Text = r.Text[:at]
			if n := len(rs); n > 0 && alike(rs[n-1], q) {
				rs[n-1].Text += q.Text
			} else {
				rs = append(rs, q)
			}
		}
		if mark != NoMark {
			rs = append(rs, Run{Mark: mark, Bold: r.Bold, Under: r.Under})
		}
		r.Text = r.Text[end:]
	}
	return rs
}

func alike(a, b Run) bool {
	a.Text, b.Text = "", ""
	return a == b && a == Run{Bold: a.Bold, Under: a.Under}
}

func (r *formReader) table(e xml.StartElement, s state) (*Table, error) {
	t := &Table{Bare: attr(e, "bare") != ""}
	for _, c := range strings.Fields(attr(e, "cols")) {
		w, err := strconv.ParseFloat(c, 64)
		if err != nil || !(w > 0 && w < 1000) || len(t.Columns) >= 40 {
			return nil, r.wrong("cols 应当是各列的宽度")
		}
		t.Columns = append(t.Columns, Column{Width: w})
	}
	s.shape = Shape{Face: s.shape.Face, Size: 10.5, Lead: 16}
	s, err := r.enter(e, s)
	if err != nil {
		return nil, err
	}
	err = r.children(e, func(e xml.StartElement) error {
		if e.Name.Local != "tr" {
			return r.wrong("table 元素内只能是 tr")
		}
		var row []Cell
		s, err := r.enter(e, s)
		if err != nil {
			return err
		}
		head := attr(e, "head") != ""
		if head {
			s.shape.Face, s.shape.Align = Hei, Center
		}
		if err := r.children(e, func(e xml.StartElement) error {
			c, err := r.cell(e, s)
			row = append(row, c)
			return err
		}); err != nil {
			return err
		}
		switch {
		case len(row) > 40 || len(t.Rows) > 200:
			return r.wrong("表格太大")
		case head && len(t.Rows) > 0:
			return r.wrong("表头应当在表格开头")
		case head:
			t.Head = append(t.Head, row)
		default:
			t.Rows = append(t.Rows, row)
		}
		return nil
	})
	return t, err
}

func (r *formReader) cell(e xml.StartElement, s state) (Cell, error) {
	var c Cell
	if e.Name.Local != "td" {
		return c, r.wrong("tr 元素内只能是 td")
	}
	for at, name := range map[*int]string{&c.Cols: "cols", &c.Rows: "rows"} {
		v, err := r.measure(e, name, 1, 40)
		if err != nil {
			return c, err
		}
		*at = int(v)
	}
	s, err := r.enter(e, s)
	if err != nil {
		return c, err
	}
	var direct []Run
	for {
		t, err := r.d.Token()
		if err != nil {
			return c, r.wrong("不是正确的 XML")
		}
		switch t := t.(type) {
		case xml.CharData:
			direct = appendText(direct, Run{Text: unwrapped(string(t))})
		case xml.StartElement:
			if t.Name.Local == "p" {
				x, err := r.paragraph(t, s)
				if err != nil {
					return c, err
				}
				c.Paras = append(c.Paras, x)
				continue
			}
			in := s
			switch t.Name.Local {
			case "b":
				in.bold = true
			case "u":
				in.under = true
			case "br":
				direct = appendText(direct, Run{Text: "\n"})
			default:
				return c, r.wrong("td 元素内不认识元素 " + t.Name.Local)
			}
			if err := r.inline(&direct, in); err != nil {
				return c, err
			}
		case xml.EndElement:
			blank := strings.TrimSpace(plainText(direct)) == "" && !slices.ContainsFunc(direct, func(r Run) bool { return r.Mark != NoMark })
			if !blank && c.Paras != nil {
				return c, r.wrong("td 元素内文字与段落不能混用")
			}
			if c.Paras == nil {
				c.Paras = []Paragraph{{Runs: direct, Shape: &s.shape}}
			}
			return c, nil
		}
	}
}
