package paper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// holds says whether a value is, or a list holds, a text.
func holds(v any, want string) bool {
	if xs := list(v); xs != nil {
		return slices.ContainsFunc(xs, func(x any) bool { return show(x, TextField) == want })
	}
	return show(v, TextField) == want
}

func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case int:
		return v != 0
	case float64:
		return v != 0
	}
	if xs := list(v); xs != nil {
		return len(xs) > 0
	}
	return true
}

// list and dict take the lists and maps that data come in.
func list(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []map[string]any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = v[i]
		}
		return out
	case []string:
		out := make([]any, len(v))
		for i := range v {
			out[i] = v[i]
		}
		return out
	}
	return nil
}

func dict(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// strokes reads a signature: lists of points whose measures are shares of its place.
func strokes(v any) (out []Stroke) {
	for _, line := range list(v) {
		var s Stroke
		for _, q := range list(line) {
			xy := list(q)
			if len(xy) != 2 {
				continue
			}
			x, okx := xy[0].(float64)
			y, oky := xy[1].(float64)
			if okx && oky {
				s = append(s, [2]float64{min(max(x, 0), 1), min(max(y, 0), 1)})
			}
		}
		if len(s) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// show writes a value as a paper has it.
func show(v any, kind FieldKind) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if !utf8.ValidString(v) {
			v = strings.ToValidUTF8(v, "\uFFFD")
		}
		if kind == DateField || kind == TimeField {
			return dated(v, kind == TimeField)
		}
		return v
	case bool:
		if v {
			return "是"
		}
		return "否"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any:
		return ""
	}
	if xs := list(v); xs != nil {
		parts := make([]string, 0, len(xs))
		for _, x := range xs {
			if s := show(x, kind); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, "、")
	}
	return show(fmt.Sprint(v), kind)
}
