package paper

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Form is a template of a paper (文书样式): a Doc whose texts hold placeholders. They are what a
// clerk sees when he edits it in a word processor:
//
//	{{当事人.名称}}      a value; a list of things joins what it finds in each, or gives the one whose 角色 is named
//	{{当事人.电话:8}}    in a room of eight characters at least
//	{{检查.情况:6行}}    on six lines at least
//	{{检查.起|时间}}     as 日期, 时间, 金额, 大写, 数字 or 长文 where the name does not tell
//	{{☐检查.方式=双随机}} a box, ticked if the value is, or holds, that
//	{{@当事人签名:30x10}} a place for a signature in millimetres; a name with 章 is one for a seal
//	{{%核验:20}}         a QR code
//	{{#问题}}            repeats the row of a table, or the paragraph, for each; {{#问题:5}} at least five times
//	{{?罚款.金额}} … {{/}} stands only if the value is there; {{?日期<2024-01-01}} compares; {{!…}} turns it round;
//	                     {{#?…}} says so of the row of a table
//	{{#页}} {{#总页}}     the number of the page, and how many there are
type Form struct {
	Title    string
	doc      *Doc
	declared map[string]Field
}

// Field is a field of a form (填写项).
type Field struct {
	Name    string // the path in the data
	Label   string
	Kind    FieldKind
	Options []string // of a check
	Rows    int      // at least so many
	Fields  []Field  // of each row
}

// FieldKind is the kind of a field.
type FieldKind string

const (
	TextField   FieldKind = "text"
	LongField   FieldKind = "long"
	DateField   FieldKind = "date"
	TimeField   FieldKind = "time"
	MoneyField  FieldKind = "money"
	NumberField FieldKind = "number"
	CheckField  FieldKind = "check"
	RowsField   FieldKind = "rows"
	SignField   FieldKind = "sign"
	SealField   FieldKind = "seal"
	CodeField   FieldKind = "code"
)

var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// slotKind is what a placeholder asks for.
type slotKind int

const (
	valueSlot slotKind = iota
	checkSlot
	spotSlot
	codeSlot
	eachSlot
	rowSlot // condition of a row
	ifSlot
	endSlot
)

// hole is a placeholder that was understood.
type hole struct {
	kind  slotKind
	name  string
	want  string  // of a check
	test  string  // of a condition: = != < > <= >= or nothing
	not   bool    // of a condition
	min   float64 // characters
	lines int
	as    string // format
	w, h  float64
}

var (
	nameRule = regexp.MustCompile(`^[\p{Han}A-Za-z0-9_]+(\.[\p{Han}A-Za-z0-9_]+)*$`)
	sizeRule = regexp.MustCompile(`^(\d{1,3}(?:\.\d+)?)(?:x(\d{1,3}(?:\.\d+)?))?$`)
	condRule = regexp.MustCompile(`^([^<>=!]+?)(?:(!=|<=|>=|=|<|>)(.*))?$`)
)

var formats = []string{"", "日期", "时间", "金额", "大写", "数字", "长文", "文字"}

// parseHole reads what stands between the braces; why is not empty if it cannot be understood.
func parseHole(s string) (h hole, why string) {
	s = strings.TrimSpace(s)
	switch {
	case s == "/":
		return hole{kind: endSlot}, ""
	case strings.HasPrefix(s, "#?"), strings.HasPrefix(s, "#!"):
		h, why = parseHole(s[1:])
		h.kind = rowSlot
		return h, why
	case strings.HasPrefix(s, "?"), strings.HasPrefix(s, "!"):
		m := condRule.FindStringSubmatch(strings.TrimSpace(s[1:]))
		if m == nil || !nameRule.MatchString(strings.TrimSpace(m[1])) {
			return h, "条件写法不对"
		}
		return hole{kind: ifSlot, not: s[0] == '!', name: strings.TrimSpace(m[1]), test: m[2], want: strings.TrimSpace(m[3])}, ""
	case strings.HasPrefix(s, "☐"):
		name, want, _ := strings.Cut(strings.TrimPrefix(s, "☐"), "=")
		h = hole{kind: checkSlot, name: strings.TrimSpace(name), want: strings.TrimSpace(want)}
	default:
		mark := ""
		for _, m := range []string{"@", "%", "#"} {
			if rest, ok := strings.CutPrefix(s, m); ok {
				mark, s = m, rest
				break
			}
		}
		s, h.as, _ = strings.Cut(s, "|")
		name, size, sized := strings.Cut(s, ":")
		h.name, h.as = strings.TrimSpace(name), strings.TrimSpace(h.as)
		if !slices.Contains(formats, h.as) {
			return h, "没有“" + h.as + "”这种格式"
		}
		size = strings.TrimSpace(size)
		if n, ok := strings.CutSuffix(size, "行"); ok {
			h.lines, _ = strconv.Atoi(n)
			if h.lines < 1 || h.lines > 60 {
				return h, "行数应当是1到60"
			}
			sized = false
		}
		var a, b float64
		if sized {
			m := sizeRule.FindStringSubmatch(size)
			if m == nil {
				return h, "冒号后应当是字数（如8）、行数（如6行）或者毫米（如30x10）"
			}
			a, _ = strconv.ParseFloat(m[1], 64)
			b, _ = strconv.ParseFloat(m[2], 64)
		}
		switch mark {
		case "":
			if h.min = a; a > 60 || b > 0 {
				return h, "字数应当是1到60"
			}
		case "#":
			h.kind, h.lines = eachSlot, int(a)
			if a > 100 || b > 0 {
				return h, "行数应当是1到100"
			}
		case "@":
			h.kind, h.w, h.h = spotSlot, 26, 10
			if h.seal() {
				h.w, h.h = 42, 42
			}
			if a > 0 {
				h.w, h.h = a, a
				if b > 0 {
					h.h = b
				}
			}
			if h.w > 120 || h.h > 120 {
				return h, "签名、印章位置不能大于120毫米"
			}
		case "%":
			h.kind, h.w = codeSlot, 20
			if a > 0 {
				h.w = min(max(a, 10), 60)
			}
		}
	}
	if !nameRule.MatchString(h.name) {
		return h, "填写项的名称只能用汉字、字母、数字和点"
	}
	return h, ""
}

// seal says of a place that it is one for a seal.
func (h hole) seal() bool {
	return strings.Contains(h.name[strings.LastIndex(h.name, ".")+1:], "章")
}

// kindOf tells the kind of a field by how it is written, what its format says or its name.
func (h hole) field() FieldKind {
	switch h.kind {
	case checkSlot:
		return CheckField
	case spotSlot:
		if h.seal() {
			return SealField
		}
		return SignField
	case codeSlot:
		return CodeField
	case eachSlot:
		return RowsField
	}
	switch h.as {
	case "日期":
		return DateField
	case "时间":
		return TimeField
	case "金额", "大写":
		return MoneyField
	case "数字":
		return NumberField
	case "长文":
		return LongField
	case "文字":
		return TextField
	}
	last := h.name[strings.LastIndex(h.name, ".")+1:]
	for _, x := range suffixes {
		for _, s := range x.ends {
			if strings.HasSuffix(last, s) {
				return x.kind
			}
		}
	}
	if h.lines > 0 {
		return LongField
	}
	return TextField
}

// suffixes are the ends of names that tell the kind of a field.
var suffixes = []struct {
	kind FieldKind
	ends []string
}{
	{TextField, []string{"保存期限", "方式"}},
	{DateField, []string{"日期", "期限", "之日"}},
	{TimeField, []string{"时间", "起", "止"}},
	{MoneyField, []string{"金额", "价格", "合计", "大写"}},
	{NumberField, []string{"数量", "年龄", "次数", "页数", "份数", "期数"}},
	{LongField, []string{"情况", "事实", "理由", "意见", "内容", "记录", "依据", "证据", "要求", "结论", "结果", "规定", "处理", "措施", "摘要"}},
}

// each calls f with every paragraph of a form in reading order; in is the list that repeats it.
func (d *Doc) each(f func(x *Paragraph, in string)) {
	if d.Page != nil {
		for i := range d.Page.Again {
			f(&d.Page.Again[i], "")
		}
	}
	for i := range d.Blocks {
		switch b := d.Blocks[i].(type) {
		case Paragraph:
			f(&b, repeated(b))
			d.Blocks[i] = b
		case *Table:
			for _, part := range b.parts() {
				for _, row := range part {
					in := ""
					if len(row) > 0 && len(row[0].Paras) > 0 {
						in = repeated(row[0].Paras[0])
					}
					for c := range row {
						for k := range row[c].Paras {
							f(&row[c].Paras[k], in)
						}
					}
				}
			}
		}
	}
	if d.Page != nil {
		for i := range d.Page.Foot {
			f(&d.Page.Foot[i], "")
		}
	}
}

// repeated is the list for whose items a paragraph stands.
func repeated(x Paragraph) string {
	for _, r := range x.Runs {
		if m := placeholder.FindStringSubmatch(r.Text); m != nil {
			if h, why := parseHole(m[1]); why == "" && h.kind == eachSlot {
				return h.name
			}
		}
	}
	return ""
}

// Fields are the fields of the form in the order in which they stand on it. A declaration in the
// form gives a field its label and kind; else both come from its name.
func (f *Form) Fields() []Field {
	var out []Field
	add := func(list *[]Field, x Field) {
		for i := range *list {
			old := &(*list)[i]
			if old.Name != x.Name {
				continue
			}
			for _, o := range x.Options {
				if !slices.Contains(old.Options, o) {
					old.Options = append(old.Options, o)
				}
			}
			old.Rows = max(old.Rows, x.Rows)
			if old.Kind == TextField && x.Kind != SignField {
				old.Kind = x.Kind
			}
			return
		}
		*list = append(*list, x)
	}
	rowsOf := func(name string) *[]Field {
		add(&out, Field{Name: name, Kind: RowsField})
		for i := range out {
			if out[i].Name == name {
				out[i].Kind = RowsField
				return &out[i].Fields
			}
		}
		return nil
	}
	f.doc.each(func(x *Paragraph, in string) {
		for _, r := range x.Runs {
			for _, m := range placeholder.FindAllStringSubmatch(r.Text, -1) {
				h, why := parseHole(m[1])
				if why != "" || h.kind == endSlot {
					continue
				}
				one := Field{Name: h.name, Kind: h.field()}
				if (h.kind == checkSlot || h.test == "=") && h.want != "" {
					one.Kind, one.Options = CheckField, []string{h.want}
				}
				if h.kind == eachSlot {
					one.Rows = h.lines
				}
				parts := strings.Split(h.name, ".")
				at := slices.IndexFunc(parts, func(s string) bool { return s[0] >= '0' && s[0] <= '9' })
				switch {
				case h.kind != eachSlot && in != "":
					add(rowsOf(in), one)
				case at > 0 && at+1 < len(parts):
					one.Name = strings.Join(parts[at+1:], ".")
					add(rowsOf(strings.Join(parts[:at], ".")), one)
				default:
					add(&out, one)
				}
			}
		}
	})
	f.label(out)
	return out
}

// label gives fields their labels: the last part of the name, with those before it where two would
// have the same.
func (f *Form) label(list []Field) {
	last := func(s string, n int) string {
		parts := strings.Split(s, ".")
		return strings.Join(parts[max(0, len(parts)-n):], "")
	}
	seen := map[string]int{}
	for _, x := range list {
		seen[last(x.Name, 1)]++
		seen[last(x.Name, 2)]++
	}
	for i := range list {
		x := &list[i]
		x.Label = last(x.Name, 1)
		for n := 2; n < 4 && (seen[x.Label] > 1 && strings.Contains(x.Name, ".") || len([]rune(x.Label)) == 1); n++ {
			x.Label = last(x.Name, n)
		}
		if who, ok := strings.CutPrefix(x.Name, "签名."); ok && x.Kind == SignField {
			x.Label = who + "签名"
		}
		if d, ok := f.declared[x.Name]; ok {
			if d.Label != "" {
				x.Label = d.Label
			}
			if d.Kind != "" {
				x.Kind = d.Kind
			}
			if d.Options != nil {
				x.Options = d.Options
			}
		}
		f.label(x.Fields)
	}
}
