package sheet

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"anjian/kernel"
)

// heading is a column of a table of records. A reference and a region stand in two columns: as people read them, and
// as the code that holds when names change.
type heading struct {
	field  *kernel.Field
	code   bool
	label  string
	factor float64 // unit of an amount: 10,000 where the header says 万元
}

// idLabel heads the column of a record's own id.
const idLabel = "编号"

// headings lists the columns of m in order, with labels that differ.
func headings(app *kernel.App, m *kernel.Meta, fields []*kernel.Field) (out []heading) {
	seen := map[string]bool{}
	add := func(h heading) {
		if h.label = clean(h.label); seen[h.label] {
			h.label += "（" + h.field.Name + "）"
		}
		seen[h.label] = true
		h.factor = 1
		out = append(out, h)
	}
	for _, f := range fields {
		add(heading{field: f, label: f.Label, code: f.Name == "id"})
		switch f.Kind.Name {
		case "region":
			add(heading{field: f, code: true, label: f.Label + "代码"})
		case "ref", "refs":
			add(heading{field: f, code: true, label: f.Label + codeLabel(app.ByType(f.Kind.To).Meta())})
		}
	}
	return out
}

// visible lists what a reader of m sees; its id comes last, so that a table can find its way back.
func visible(m *kernel.Meta) (out []*kernel.Field) {
	for i := range m.Fields {
		if f := &m.Fields[i]; !f.Has("hidden") && f.Kind.Name != "json" {
			out = append(out, f)
		}
	}
	return append(out, m.Field("id"))
}

// fillable lists what may come from a table: what a person may type, except files.
func fillable(m *kernel.Meta) (out []*kernel.Field) {
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Editable(true) && !f.Has("hidden") && f.Name != m.StateColumn && portable(f) {
			out = append(out, f)
		}
	}
	return out
}

// also lists further names of a column, which its tag also:"单位名称,公司名称" gives.
func also(m *kernel.Meta, f *kernel.Field) []string {
	return strings.FieldsFunc(m.Type.FieldByIndex(f.Index).Tag.Get("also"), func(r rune) bool { return r == ',' || r == '，' })
}

// Matched is a column of a file and what it was taken for.
type Matched struct {
	Header string `json:"header" label:"表头"`
	Letter string `json:"letter" label:"列"`
	Name   string `json:"name" label:"字段"`
	Label  string `json:"label" label:"对应"`
	Code   bool   `json:"code" label:"为代码"`
	As     string `json:"as" label:"指定为"`
}

// again is the header by which the column is taken for the same thing when its file comes back.
func (m Matched) again() string {
	switch m.As {
	case "":
		return m.Header
	case notTaken:
		return "不导入：" + m.Header
	}
	return m.As
}

// Choice is what somebody takes a column of a file for: the label of a column, or nothing where it is not to be imported.
type Choice struct {
	Header string `json:"header" label:"表头" rule:"max=200"`
	Label  string `json:"label" label:"对应" rule:"max=200"`
}

// notTaken stands for the header of a column that is not to be imported.
const notTaken = "（不导入）"

// as is what a header counts for, "" where nothing was chosen.
func as(chosen []Choice, header string) string {
	for _, one := range chosen {
		if one.Header == header {
			return cmp.Or(one.Label, notTaken)
		}
	}
	return ""
}

// choices are the labels of the columns that a column of a file may be taken for.
func choices(app *kernel.App, m *kernel.Meta) (out []string) {
	for _, h := range headings(app, m, append(fillable(m), m.Field("id"))) {
		out = append(out, h.label)
	}
	return out
}

// match finds for each header cell its column: by label, name or synonym, blanks, width and a bracketed remark aside.
func match(app *kernel.App, m *kernel.Meta, header []string) []heading {
	known, further := map[string]heading{}, map[string]heading{}
	add := func(to map[string]heading, text string, h heading) {
		if _, taken := known[fold(text)]; taken || text == "" {
			return
		}
		if _, taken := to[fold(text)]; !taken {
			to[fold(text)] = h
		}
	}
	all := headings(app, m, append(fillable(m), m.Field("id")))
	for _, h := range all {
		add(known, h.label, h)
	}
	for _, h := range all {
		if h.code && h.field.Name != "id" {
			add(known, h.field.Name+"_code", h)
			continue
		}
		add(known, h.field.Name, h)
	}
	codes := map[string]int{} // how many references the code of their target may stand for
	for _, h := range all {
		if h.code && h.field.Kind.To != nil {
			codes[codeLabel(app.ByType(h.field.Kind.To).Meta())]++
		}
	}
	for _, h := range all {
		switch {
		case !h.code:
			for _, text := range also(m, h.field) {
				add(further, text, h)
			}
		case h.field.Kind.To != nil:
			if text := codeLabel(app.ByType(h.field.Kind.To).Meta()); codes[text] == 1 && text != idLabel {
				add(further, text, h)
			}
		}
	}
	out := make([]heading, len(header))
	for _, names := range []map[string]heading{known, further} { // 地址 is the address of an enterprise where no column is headed 生产经营地址
		for i, cell := range header {
			h, found := named(names, cell)
			taken := slices.ContainsFunc(out, func(o heading) bool { return o.field == h.field && o.code == h.code })
			if found && !taken && out[i].field == nil { // the first column of a name counts
				out[i] = h
			}
		}
	}
	return out
}

// named finds what a header names, with or without a remark in brackets; an amount may be in 万元.
func named(names map[string]heading, cell string) (h heading, found bool) {
	if h, found = names[fold(cell)]; found {
		return h, true
	}
	name, remark := bracketed(fold(cell))
	if remark == "" {
		return heading{}, false
	}
	if h, found = names[name]; found && h.field.Kind.Name == "money" && strings.Contains(remark, "万") {
		h.factor = 1e4
	}
	return h, found
}

// recognise counts the cells of a row that name columns of m, or of which somebody said so.
func recognise(app *kernel.App, m *kernel.Meta, chosen []Choice) func(row []string) int {
	return func(row []string) (n int) {
		row = slices.Clone(row)
		for i, text := range row {
			row[i] = cmp.Or(as(chosen, text), text)
		}
		for _, h := range match(app, m, row) {
			if h.field != nil {
				n++
			}
		}
		return n
	}
}

// bracketed cuts a remark in brackets off the end: 注册资本(万元).
func bracketed(s string) (name, remark string) {
	i := strings.LastIndexAny(s, "(（[【")
	if i <= 0 || !strings.ContainsAny(s[len(s)-1:]+s[max(0, len(s)-3):], ")）]】") {
		return s, ""
	}
	return s[:i], s[i:]
}

// lacking names the required columns that a table does not have. The region may be left out: it is then the actor's own.
func lacking(m *kernel.Meta, heads []heading) (labels []string) {
	for _, f := range fillable(m) {
		if f.Required && f.Name != "region" && !slices.ContainsFunc(heads, func(h heading) bool { return h.field == f }) {
			labels = append(labels, f.Label)
		}
	}
	return labels
}

// columnsOf describes headings to a Writer.
func columnsOf(heads []heading) (out []Column) {
	for _, h := range heads {
		c := Column{Label: h.label, Required: h.field.Required && !h.code, Help: h.field.Help}
		if !h.code {
			c.Kind = map[string]Kind{"int": Whole, "number": Number, "money": Money, "date": Date, "time": Time}[h.field.Kind.Name]
			if h.field.Has("wide") || h.field.Kind.Name == "longtext" {
				c.Width = 40
			}
		}
		out = append(out, c)
	}
	return out
}

// form describes the columns of an empty table to fill in.
func formColumns(app *kernel.App, m *kernel.Meta) (out []Column) {
	for _, h := range headings(app, m, fillable(m)) {
		c := columnsOf([]heading{h})[0]
		switch kind := h.field.Kind; {
		case h.code && kind.Name == "region", h.code && kind.Name == "refs":
			continue
		case kind.Name == "region":
			c.Example, c.Help = "河南省郑州市金水区", join(c.Help, "写全称或区划代码。")
		case kind.Name == "ref" || kind.Name == "refs":
			to := app.ByType(kind.To).Meta()
			if h.code {
				c.Help = "名称有重复时填" + codeLabel(to) + "，否则可不填。"
			} else {
				c.Help = join(c.Help, "填写"+to.Label+"的名称或"+codeLabel(to)+"。")
			}
		case kind.Name == "enum":
			for _, o := range kind.Options {
				c.Options = append(c.Options, optionText(kind.Options, o.Value))
			}
		case kind.Name == "enums":
			c.Example = optionList(kind.Options)
			c.Help = join(c.Help, "可填几项，用“；”分开。")
		case kind.Name == "texts":
			c.Help = join(c.Help, "可填几项，用“；”分开。")
		case kind.Name == "bool":
			c.Options = []string{"是", "否"}
		case kind.Name == "point":
			c.Example = "113.665412,34.757975"
		case kind.Name == "table":
			var parts []string
			for _, sub := range kind.Items {
				parts = append(parts, sub.Label+"=")
			}
			c.Example, c.Help = strings.Join(parts, "；"), join(c.Help, "每项一行，列之间用“；”分开。")
		}
		out = append(out, c)
	}
	return out
}

func join(a, b string) string {
	if a == "" || strings.HasSuffix(a, "。") {
		return a + b
	}
	return a + "。" + b
}

func optionList(options []kernel.Option) string {
	var all []string
	for _, o := range options {
		all = append(all, optionText(options, o.Value))
	}
	return strings.Join(all, "；")
}

// isEmpty tells whether a column holds nothing.
func isEmpty(v reflect.Value) bool { return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 }
