package document

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"anjian/kernel"
)

// Data is what is filled into a form, by the names that stand on it, nested by maps and lists.
type Data = map[string]any

// Sheet is Data as a paper keeps it: JSON, its personal parts masked by default.
type Sheet string

// Kind makes it a column of text that rights and trail mask.
func (Sheet) Kind() kernel.Kind {
	return kernel.Kind{Name: "longtext", JSON: "string", Mask: maskSheet}
}

// personal are the names of what is masked.
var personal = []string{"身份证号", "电话", "住址"}

func maskSheet(text string) string {
	var data any
	if json.Unmarshal([]byte(text), &data) != nil {
		return kernel.MaskMiddle(text)
	}
	return string(sheetOf(masked(data)))
}

func masked(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if s, ok := value.(string); ok && slices.Contains(personal, name) {
				v[name] = kernel.MaskMiddle(s)
			} else {
				v[name] = masked(value)
			}
		}
	case []any:
		for i := range v {
			v[i] = masked(v[i])
		}
	}
	return v
}

func sheetOf(v any) Sheet {
	text, err := json.Marshal(v)
	if err != nil {
		panic("document: data of a form is not JSON: " + err.Error())
	}
	return Sheet(text)
}

// data reads the sheet.
func (s Sheet) data() Data {
	out := Data{}
	json.Unmarshal([]byte(s), &out)
	return out
}

// plainData brings what code fills in into the shape that JSON gives back.
func plainData(d Data) Data { return sheetOf(d).data() }

// merge lays what is filled in over what is there; maps go together, everything else is replaced. Empty texts do not replace.
func merge(under, over Data) Data {
	out := maps.Clone(under)
	if out == nil {
		out = Data{}
	}
	for name, value := range over {
		a, ok := out[name].(map[string]any)
		b, ok2 := value.(map[string]any)
		switch {
		case ok && ok2:
			out[name] = merge(a, b)
		case value != nil && value != "":
			out[name] = value
		case out[name] == nil:
			out[name] = value
		}
	}
	return out
}

// leaves lists the paths of d that carry something; a list is one leaf.
func leaves(d Data, at string) (out []string) {
	for _, name := range slices.Sorted(maps.Keys(d)) {
		switch v := d[name].(type) {
		case map[string]any:
			out = append(out, leaves(v, at+name+".")...)
		case nil:
		case []any:
			if len(v) > 0 {
				out = append(out, at+name)
			}
		default:
			if v != "" {
				out = append(out, at+name)
			}
		}
	}
	return out
}

// value returns what stands at a path.
func value(d Data, path string) any {
	var at any = d
	for name := range strings.SplitSeq(path, ".") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[name]
	}
	return at
}

// text returns the text at a path, "" if there is none.
func text(d Data, path string) string {
	s, _ := value(d, path).(string)
	return s
}

// kept are those of paths whose value is the same in both.
func kept(paths []string, before, after Data) (out []string) {
	for _, p := range paths {
		if reflect.DeepEqual(value(before, p), value(after, p)) {
			out = append(out, p)
		}
	}
	return out
}
