package paper

import (
	"strconv"
	"strings"
)

// table reads a table; cells merged downwards become one cell of several rows.
func (r *docxReader) table(n *node) *Table {
	here := "表格" + strconv.Itoa(r.tables)
	r.at = here
	t := &Table{Bare: !r.lined(n)}
	if n.get("tblPr", "tblpPr") != nil {
		r.say("文字环绕的表格按普通表格排版")
	}
	for _, c := range n.get("tblGrid").kidsOf() {
		if c.name == "gridCol" && len(t.Columns) < 40 {
			t.Columns = append(t.Columns, Column{Width: max(1, number(c.attr("w")))})
		}
	}
	type merged struct{ row, cell int }
	open := map[int]merged{} // running vertical merges by column
	var all [][]Cell
	heads := 0
	for _, tr := range rowsOf(n) {
		if len(all) >= 300 {
			r.at = here
			r.say("表格太长，只取前300行")
			break
		}
		if head := tr.get("trPr", "tblHeader"); head != nil && on(head) && heads == len(all) {
			heads++
		}
		var row []Cell
		col := 0
		for i, tc := range cellsOf(tr) {
			r.at = here + "第" + strconv.Itoa(len(all)+1) + "行第" + strconv.Itoa(i+1) + "格"
			span := int(min(max(number(tc.get("tcPr", "gridSpan").attr("val")), 1), 40))
			if col+span > 40 {
				r.say("列数太多，已略去")
				break
			}
			down := tc.get("tcPr", "vMerge")
			if m, ok := open[col]; ok && down != nil && down.attr("val") != "restart" {
				c := &all[m.row][m.cell]
				c.Rows = max(1, c.Rows) + 1
				col += span
				continue
			}
			c := Cell{Paras: r.cell(tc)}
			if span > 1 {
				c.Cols = span
			}
			delete(open, col)
			if down != nil {
				open[col] = merged{len(all), len(row)}
			}
			row = append(row, c)
			col += span
		}
		all = append(all, row)
	}
	if heads == len(all) && heads > 0 {
		heads = 0 // a table of nothing but heads
	}
	t.Head, t.Rows = all[:heads], all[heads:]
	return t
}

// rowsOf and cellsOf look into the wrappers of content controls.
func rowsOf(n *node) []*node { return inside(n, "tr") }

func cellsOf(n *node) []*node { return inside(n, "tc") }

func inside(n *node, name string) (out []*node) {
	for _, k := range n.kidsOf() {
		switch k.name {
		case name:
			out = append(out, k)
		case "sdt":
			out = append(out, inside(k.get("sdtContent"), name)...)
		case "ins", "customXml":
			out = append(out, inside(k, name)...)
		}
	}
	return out
}

// lined says whether a table has lines, of its own, of its style or of its cells.
func (r *docxReader) lined(n *node) bool {
	borders := []*node{n.get("tblPr", "tblBorders")}
	if id := n.get("tblPr", "tblStyle").attr("val"); id != "" && borders[0] == nil {
		for _, s := range r.chain(id) {
			borders = append(borders, s.get("tblPr", "tblBorders"))
		}
	}
	n.each("tcBorders", func(b *node) { borders = append(borders, b) })
	for _, b := range borders {
		for _, k := range b.kidsOf() {
			if v := k.attr("val"); k.name != "" && v != "none" && v != "nil" && v != "" {
				return true
			}
		}
	}
	return false
}

func (r *docxReader) cell(tc *node) []Paragraph {
	out := []Paragraph{}
	for _, k := range tc.kids {
		switch k.name {
		case "p":
			out = append(out, r.paragraph(k))
		case "sdt":
			k.get("sdtContent").each("p", func(p *node) { out = append(out, r.paragraph(p)) })
		case "tbl":
			r.say("表格中的表格不支持，只保留文字")
			k.each("p", func(p *node) { out = append(out, r.paragraph(p)) })
		}
	}
	// the empty paragraph that has to follow a table inside a cell is none of the writer's
	for len(out) > 1 && len(out[len(out)-1].Runs) == 0 && strings.TrimSpace(plainText(out[len(out)-2].Runs)) == "" {
		out = out[:len(out)-1]
	}
	return out
}
