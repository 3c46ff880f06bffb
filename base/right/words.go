package right

import (
	"fmt"
	"reflect"
	"strings"

	"anjian/kernel"
)

// Words says in Chinese on which records of m a condition holds that a grant made for who.
func Words(c *kernel.Ctx, m *kernel.Meta, who kernel.Actor, cond kernel.Cond) string {
	s := speaker{c, who}
	return s.say(m, cond, false)
}

type speaker struct {
	c   *kernel.Ctx
	who kernel.Actor
}

func (s speaker) say(m *kernel.Meta, cond kernel.Cond, inner bool) string {
	switch cond.Op {
	case "":
		return "全部"
	case "false":
		return "没有（仅由平台自动办理，或账号缺少对应的单位）"
	case "and", "or":
		if f, at := under(m, cond); f != nil {
			return f.Label + "在" + s.region(at) + "及以下"
		}
		var parts []string
		for _, kid := range cond.Kids {
			if kid.Op != "" {
				parts = append(parts, s.say(m, kid, true))
			}
		}
		if len(parts) == 0 {
			return "全部"
		}
		text := strings.Join(parts, map[string]string{"and": "，且", "or": "，或"}[cond.Op])
		if inner && len(parts) > 1 {
			return "（" + text + "）"
		}
		return text
	case "not":
		return "不是" + s.say(m, cond.Kids[0], true)
	case "via":
		f := m.Field(cond.Col)
		return "其" + labelOfField(f, cond.Col) + "（" + cond.Via.Label + "）：" + s.say(cond.Via, cond.Kids[0], true)
	case "exists":
		return "有符合下列条件的" + cond.Via.Label + "：" + s.say(cond.Via, cond.Kids[0], true)
	case "query":
		return labelOfField(m.Field(cond.Col), cond.Col) + "符合专门的条件"
	}
	return s.compare(m, cond)
}

// under recognises the range of codes that is a region with all below it.
func under(m *kernel.Meta, cond kernel.Cond) (f *kernel.Field, at string) {
	if cond.Op != "and" || len(cond.Kids) != 2 || cond.Kids[0].Op != ">=" || cond.Kids[1].Op != "<" || cond.Kids[0].Col != cond.Kids[1].Col {
		return nil, ""
	}
	if f = m.Field(cond.Kids[0].Col); f == nil || f.Kind.Name != "region" {
		return nil, ""
	}
	if at = fmt.Sprint(cond.Kids[0].Args[0]); fmt.Sprint(cond.Kids[1].Args[0]) != at+"~" {
		return nil, ""
	}
	return f, at
}

func (s speaker) region(code string) string {
	if code == string(kernel.Country) {
		return "全国"
	}
	return s.c.RegionLabel(kernel.Region(code))
}

func labelOfField(f *kernel.Field, col string) string {
	switch {
	case col == "id":
		return "记录"
	case f == nil:
		return col
	}
	return f.Label
}

var comparisons = map[string]string{"=": "是", "<>": "不是", "<": "早于（小于）", "<=": "不晚于（不大于）", ">": "晚于（大于）", ">=": "不早于（不小于）", "has": "含有", "in": "是"}

func (s speaker) compare(m *kernel.Meta, cond kernel.Cond) string {
	f := m.Field(cond.Col)
	var values []string
	for i, arg := range cond.Args {
		if i == 8 {
			values = append(values, fmt.Sprintf("等%d项", len(cond.Args)))
			break
		}
		values = append(values, s.value(m, f, arg))
	}
	return labelOfField(f, cond.Col) + comparisons[cond.Op] + strings.Join(values, "、")
}

// value is an argument as a person reads it.
func (s speaker) value(m *kernel.Meta, f *kernel.Field, arg any) string {
	v := reflect.ValueOf(arg)
	text := fmt.Sprint(arg)
	switch {
	case text == "":
		return "空"
	case text == s.who.ID:
		return "本人"
	case text == s.who.Enterprise:
		return "本企业"
	case text == s.who.Agency:
		return "本机构"
	case f == nil:
		return text
	case f.Name == "id":
		return nameOf(s.c, m.Type, text)
	case f.Kind.Name == "region":
		return s.region(text)
	case f.Kind.To != nil:
		return nameOf(s.c, f.Kind.To, text)
	case f.Kind.Options != nil:
		for _, o := range f.Kind.Options {
			if o.Value == text {
				return o.Label
			}
		}
	case v.Kind() == reflect.Bool:
		return map[bool]string{true: "“是”", false: "“否”"}[v.Bool()]
	}
	return text
}
