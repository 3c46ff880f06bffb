package paper

import (
	"slices"
	"strconv"
	"strings"
)

// Problem is something in a form that will not come out as meant.
type Problem struct {
	Where string // 第3段, 表格1第2行第1格, 页眉, 页脚
	What  string
}

// check looks at every placeholder; with fields given it also names those that are not among them.
func (f *Form) check(known []Field) (out []Problem) {
	names := map[string]bool{}
	for _, x := range known {
		names[x.Name] = true
		for _, y := range x.Fields {
			names[x.Name+"."+y.Name] = true
			names[y.Name] = true
		}
	}
	say := func(where, what string) {
		p := Problem{where, what}
		if !slices.Contains(out, p) && len(out) < 200 {
			out = append(out, p)
		}
	}
	f.doc.where(func(x *Paragraph, where string) {
		depth := 0
		for _, r := range x.Runs {
			for _, m := range placeholder.FindAllStringSubmatch(r.Text, -1) {
				h, why := parseHole(m[1])
				switch {
				case why != "":
					say(where, "看不懂填写项“"+m[0]+"”："+why)
					continue
				case h.kind == ifSlot:
					depth++
				case h.kind == endSlot:
					depth--
				}
				if depth < 0 {
					say(where, "“{{/}}”前面没有对应的条件")
					depth = 0
				}
				if known != nil && h.name != "" && !names[h.name] && !knownPath(names, h.name) {
					say(where, "没有填写项“"+h.name+"”")
				}
			}
			if strings.Contains(placeholder.ReplaceAllString(r.Text, ""), "{{") || strings.Contains(placeholder.ReplaceAllString(r.Text, ""), "}}") {
				say(where, "花括号不成对："+oneLine(clipText(r.Text, 30)))
			}
		}
	})
	return out
}

// knownPath says whether a path without the numbers in it is known.
func knownPath(names map[string]bool, path string) bool {
	parts := strings.Split(path, ".")
	bare := slices.DeleteFunc(slices.Clone(parts), func(s string) bool { _, err := strconv.Atoi(s); return err == nil })
	return names[strings.Join(bare, ".")] || names[bare[len(bare)-1]] && len(bare) > 1 && names[bare[0]]
}

func clipText(s string, most int) string {
	if rs := []rune(s); len(rs) > most {
		return string(rs[:most]) + "…"
	}
	return s
}

// where calls f with every paragraph and the words that say where it stands.
func (d *Doc) where(f func(x *Paragraph, where string)) {
	if d.Page != nil {
		for i := range d.Page.Again {
			f(&d.Page.Again[i], "续页页眉")
		}
	}
	paras, tables := 0, 0
	for i := range d.Blocks {
		switch b := d.Blocks[i].(type) {
		case Paragraph:
			paras++
			f(&b, "第"+strconv.Itoa(paras)+"段")
		case *Table:
			tables++
			n := 0
			for _, part := range b.parts() {
				for _, row := range part {
					n++
					for c := range row {
						for k := range row[c].Paras {
							f(&row[c].Paras[k], "表格"+strconv.Itoa(tables)+"第"+strconv.Itoa(n)+"行第"+strconv.Itoa(c+1)+"格")
						}
					}
				}
			}
		}
	}
	if d.Page != nil {
		for i := range d.Page.Foot {
			f(&d.Page.Foot[i], "页脚")
		}
	}
}
