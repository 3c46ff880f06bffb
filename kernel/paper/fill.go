package paper

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// The most a form is filled with: what is longer is a mistake, and would take a page of hours.
const (
	mostText = 1 << 20 // bytes of all values together
	mostRows = 2000    // of all lists together
)

// Fill makes the paper of a form and its data. What the data lack is a blank to be filled by hand.
func (f *Form) Fill(data map[string]any) (*Doc, error) {
	l := &filler{form: f, data: data, declared: f.declared}
	d := *f.doc
	d.Title = f.Title
	if d.Page != nil {
		page := *d.Page
		page.Again, page.Foot = l.paras(page.Again, nil, true), l.paras(page.Foot, nil, true)
		d.Page = &page
	}
	d.Blocks = nil
	for i := 0; i < len(f.doc.Blocks); i++ {
		switch b := f.doc.Blocks[i].(type) {
		case Paragraph:
			group := []Paragraph{b} // what repeats for the same list stands together
			if in := repeated(b); in != "" {
				for i+1 < len(f.doc.Blocks) {
					next, ok := f.doc.Blocks[i+1].(Paragraph)
					if !ok || repeated(next) != in {
						break
					}
					group = append(group, next)
					i++
				}
			}
			for _, x := range l.paras(group, nil, true) {
				d.Blocks = append(d.Blocks, x)
			}
		case *Table:
			t := *b
			t.Head, t.Rows = l.rows(b.Head), l.rows(b.Rows)
			if b.Total != nil {
				t.Total = slices.Concat(l.rows([][]Cell{b.Total})...)
			}
			d.Blocks = append(d.Blocks, &t)
		default:
			d.Blocks = append(d.Blocks, b)
		}
	}
	if l.text > mostText || l.count > mostRows {
		return nil, kernel.Errorf(kernel.TooLarge, "填写的内容太多：一份文书的文字不能超过%d万字，各清单合计不能超过%d行", mostText/30000, mostRows)
	}
	return &d, nil
}

type filler struct {
	form        *Form
	data        map[string]any
	declared    map[string]Field
	text, count int
}

// room says whether what was filled in so far is within bounds.
func (l *filler) room() bool { return l.text <= mostText && l.count <= mostRows }

// items are what a mark of repetition repeats for: at least so many, those that are missing being nil.
func (l *filler) items(h hole, item map[string]any) []map[string]any {
	v, _ := l.get(h.name, item)
	var out []map[string]any
	for i, x := range list(v) {
		if l.count++; !l.room() {
			break
		}
		m := dict(x)
		if m == nil {
			m = map[string]any{"内容": x}
		}
		if _, ok := m["序号"]; !ok {
			n := map[string]any{"序号": i + 1}
			for k, v := range m {
				n[k] = v
			}
			m = n
		}
		out = append(out, m)
	}
	for len(out) < h.lines {
		out = append(out, nil)
	}
	return out
}

// first finds a mark of a kind in a paragraph.
func first(x Paragraph, kind slotKind) (hole, bool) {
	for _, r := range x.Runs {
		for _, m := range placeholder.FindAllStringSubmatch(r.Text, -1) {
			if h, why := parseHole(m[1]); why == "" && h.kind == kind {
				return h, true
			}
		}
	}
	return hole{}, false
}

func (l *filler) rows(rows [][]Cell) (out [][]Cell) {
	for _, row := range rows {
		if len(row) == 0 || len(row[0].Paras) == 0 {
			out = append(out, row)
			continue
		}
		if h, ok := first(row[0].Paras[0], rowSlot); ok && !l.holds(h, nil) {
			continue
		}
		h, ok := first(row[0].Paras[0], eachSlot)
		items := []map[string]any{nil}
		if ok {
			items = l.items(h, nil)
		}
		for _, item := range items {
			if !l.room() {
				return out
			}
			if ok && item == nil {
				item = map[string]any{}
			}
			cells := slices.Clone(row)
			for i := range cells {
				cells[i].Paras = l.cell(row[i].Paras, item)
			}
			out = append(out, cells)
		}
	}
	return out
}

// cell fills the paragraphs of a cell, one at least; item is nil unless the row repeats.
func (l *filler) cell(xs []Paragraph, item map[string]any) []Paragraph {
	out := []Paragraph{}
	if item == nil {
		out = append(out, l.paras(xs, nil, true)...)
	} else {
		for _, x := range xs {
			out = append(out, l.para(x, item, false)...)
		}
	}
	if len(out) == 0 && len(xs) > 0 {
		out = append(out, Paragraph{Shape: xs[0].Shape})
	}
	return out
}

// paras fills paragraphs, those that repeat as often as their list asks.
func (l *filler) paras(xs []Paragraph, item map[string]any, blanks bool) (out []Paragraph) {
	for len(xs) > 0 {
		h, ok := first(xs[0], eachSlot)
		n := 1
		if !ok {
			out = append(out, l.para(xs[0], item, blanks)...)
			xs = xs[1:]
			continue
		}
		for n < len(xs) && repeated(xs[n]) == h.name {
			n++
		}
		for _, it := range l.items(h, item) {
			if it == nil {
				it = map[string]any{}
			}
			for _, x := range xs[:n] {
				if !l.room() {
					return out
				}
				out = append(out, l.para(x, it, blanks)...)
			}
		}
		xs = xs[n:]
	}
	return out
}

// para fills one paragraph; a value of several lines makes several. Blanks says whether what is
// missing is shown as room to write in.
func (l *filler) para(x Paragraph, item map[string]any, blanks bool) []Paragraph {
	var out []Paragraph
	now := Paragraph{Shape: x.Shape}
	var open []bool // conditions, and whether they hold
	conditional := false
	hidden := func() bool { return slices.Contains(open, false) }
	least := 0
	put := func(r Run) {
		if !hidden() {
			now.Runs = append(now.Runs, r)
		}
	}
	alone := len(x.Runs) == 1 && placeholder.ReplaceAllString(x.Runs[0].Text, "") == "" && !x.Runs[0].Under
	for _, r := range x.Runs {
		if r.Mark != NoMark || r.Fill || r.Spot != nil {
			put(r)
			continue
		}
		rest := r.Text
		for rest != "" {
			m := placeholder.FindStringSubmatchIndex(rest)
			if m == nil {
				q := r
				q.Text = rest
				put(q)
				break
			}
			if m[0] > 0 {
				q := r
				q.Text = rest[:m[0]]
				put(q)
			}
			h, why := parseHole(rest[m[2]:m[3]])
			rest = rest[m[1]:]
			switch {
			case why != "" || h.kind == eachSlot || h.kind == rowSlot:
			case h.kind == ifSlot:
				conditional = true
				open = append(open, l.holds(h, item))
			case h.kind == endSlot:
				open = open[:max(0, len(open)-1)]
			default:
				if hidden() {
					continue
				}
				least = max(least, h.lines)
				for i, q := range l.value(h, r, item, blanks && !alone) {
					if i > 0 {
						out = append(out, now)
						now = Paragraph{Shape: x.Shape}
					}
					now.Runs = append(now.Runs, q)
				}
			}
		}
	}
	if conditional && strings.TrimSpace(plainText(now.Runs)) == "" && len(out) == 0 && !drawn(now.Runs) {
		return nil
	}
	out = append(out, now)
	if least > 0 {
		s := Shape{}
		if x.Shape != nil {
			s = *x.Shape
		}
		s.Lines = least - l.used(out[:len(out)-1], s)
		out[len(out)-1].Shape = &s
	}
	return out
}

// used is about how many lines paragraphs take on the page.
func (l *filler) used(xs []Paragraph, s Shape) (n int) {
	g := l.form.doc.Page
	if g == nil {
		return len(xs)
	}
	room := max(1, (210-g.Left-g.Right)*mm/s.size()-s.Left-s.Right)
	for _, x := range xs {
		n += max(1, int(math.Ceil((width(plainText(x.Runs))+s.First)/room)))
	}
	return n
}

func plainText(rs []Run) (s string) {
	for _, r := range rs {
		s += r.Text
	}
	return s
}

// drawn says whether runs hold anything but text.
func drawn(rs []Run) bool {
	return slices.ContainsFunc(rs, func(r Run) bool { return r.Mark != NoMark || r.Spot != nil || r.Min > 0 || r.Fill })
}

// value is what stands in the place of a placeholder: one run for each of its lines.
func (l *filler) value(h hole, look Run, item map[string]any, blanks bool) []Run {
	v, ok := l.get(h.name, item)
	look.Text = ""
	switch h.kind {
	case checkSlot:
		look.Mark = Box
		if ok && (h.want == "" && truth(v) || h.want != "" && holds(v, h.want)) {
			look.Mark = Ticked
		}
		return []Run{look}
	case spotSlot:
		look.Spot = &Spot{Name: h.name, W: h.w, H: h.h, Seal: h.seal()}
		if m := dict(v); m != nil {
			look.Text, look.Spot.Ink = show(m["签名"], TextField), strokes(m["笔迹"])
		} else if ok && !h.seal() {
			look.Text = show(v, TextField)
		}
		l.text += len(look.Text)
		return []Run{look}
	case codeSlot:
		if s := show(v, TextField); s != "" {
			look.Spot = &Spot{Name: h.name, W: h.w, H: h.w, Code: s}
			return []Run{look}
		}
		return nil
	}
	kind := h.field()
	if d, ok := l.declared[h.name]; ok && d.Kind != "" && h.as == "" {
		kind = d.Kind
	}
	s := show(v, kind)
	if h.as == "大写" || s == "" && strings.HasSuffix(h.name, ".大写") {
		if s == "" {
			v, _ = l.get(strings.TrimSuffix(h.name, "大写")+"金额", item)
			s = show(v, MoneyField)
		}
		s = Capital(s)
	}
	if l.text += len(s); !l.room() {
		return nil
	}
	look.Min = h.min
	if strings.TrimSpace(s) == "" {
		look.Text = ""
		switch {
		case !blanks:
			look.Min = 0
			return []Run{look}
		case kind == DateField:
			look.Min, look.Text = 0, "　　　　年　　月　　日"
		case kind == TimeField:
			look.Min, look.Text = 0, "　　　　年　　月　　日　　时　　分"
		case look.Min == 0 && h.lines == 0:
			look.Min = 8
		}
		return []Run{look}
	}
	if !look.Under {
		look.Min = 0
	}
	var out []Run
	for _, line := range strings.Split(strings.Trim(strings.ReplaceAll(s, "\r\n", "\n"), "\n"), "\n") {
		q := look
		q.Text = line
		out = append(out, q)
	}
	return out
}

// get finds a value by its path. In what repeats, a name of one part is one of the item's own.
func (l *filler) get(path string, item map[string]any) (any, bool) {
	keys := strings.Split(path, ".")
	if item != nil {
		if v, ok := find(item, keys); ok || len(keys) == 1 {
			return v, ok
		}
	}
	return find(l.data, keys)
}

func find(v any, keys []string) (any, bool) {
	for i, k := range keys {
		if m := dict(v); m != nil {
			x, ok := m[k]
			if !ok || x == nil {
				return nil, false
			}
			v = x
			continue
		}
		xs := list(v)
		if xs == nil {
			return nil, false
		}
		if n, err := strconv.Atoi(k); err == nil {
			if n < 0 || n >= len(xs) {
				return nil, false
			}
			v = xs[n]
			continue
		}
		var out []any
		for _, x := range xs {
			if m := dict(x); m != nil && m["角色"] == k {
				return find(x, keys[i+1:])
			}
			if y, ok := find(x, keys[i:]); ok {
				out = append(out, y)
			}
		}
		return out, len(out) > 0
	}
	return v, true
}

// holds answers a condition.
func (l *filler) holds(h hole, item map[string]any) bool {
	v, ok := l.get(h.name, item)
	s := ""
	if ok {
		s = show(v, TextField)
	}
	var yes bool
	switch h.test {
	case "":
		yes = ok && truth(v)
	case "=":
		yes = ok && holds(v, h.want)
	case "!=":
		yes = !ok || !holds(v, h.want)
	case "<":
		yes = s != "" && s < h.want
	case "<=":
		yes = s != "" && s <= h.want
	case ">":
		yes = s == "" || s > h.want
	case ">=":
		yes = s == "" || s >= h.want
	}
	return yes != h.not
}
