package sheet

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/kernel"
)

// portable tells whether a kind has a notation in a table that reads back as the same value.
func portable(f *kernel.Field) bool {
	return f.Kind.Name != "files" && f.Kind.Name != "json"
}

// shown returns the value of a column as a Writer takes it; references and regions are looked up by an exporter.
func shown(f *kernel.Field, v reflect.Value) any {
	switch f.Kind.Name {
	case "enum":
		return optionText(f.Kind.Options, v.String())
	case "enums", "texts", "refs":
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = v.Index(i).String()
			if f.Kind.Options != nil {
				parts[i] = optionText(f.Kind.Options, parts[i])
			}
		}
		return joinList(parts)
	case "point":
		if p := v.Interface().(kernel.Point); p != (kernel.Point{}) {
			return strconv.FormatFloat(p.Lng, 'f', -1, 64) + "," + strconv.FormatFloat(p.Lat, 'f', -1, 64)
		}
		return ""
	case "time":
		at := v.Interface().(time.Time)
		if at.Nanosecond() != 0 {
			return at.In(kernel.China).Format("2006-01-02 15:04:05.000")
		}
		return at
	case "table":
		return tableText(f, v)
	case "files":
		return fileNames(v)
	case "json":
		if v.Len() == 0 {
			return ""
		}
		body, _ := json.Marshal(v.Interface())
		return string(body)
	}
	if v.Kind() == reflect.String {
		return v.String()
	}
	return v.Interface()
}

func fileNames(v reflect.Value) string {
	var names []string
	for _, file := range v.Interface().(kernel.Files) {
		names = append(names, file.Name)
	}
	return strings.Join(names, "；")
}

// optionText is the label of a value, or the value itself where two options share a label.
func optionText(options []kernel.Option, value string) string {
	label := value
	for _, o := range options {
		if o.Value == value {
			label = o.Label
		}
	}
	n := 0
	for _, o := range options {
		if o.Label == label {
			n++
		}
	}
	if n == 1 {
		return label
	}
	return value
}

// Lists stand in one cell, separated by ；; what would be read as a separator is preceded by a backslash.
const separators = "；;\n"

func joinList(parts []string) string {
	for i, p := range parts {
		parts[i] = escape(p, separators+"、")
	}
	return strings.Join(parts, "；")
}

func escape(s, special string) string {
	if !strings.ContainsAny(s, special+`\`) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r == '\\' || strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// split cuts s at the separators that no backslash precedes; the parts are clean and still escaped.
func split(s, at string) (out []string) {
	from, masked := 0, false
	for i, r := range s {
		switch {
		case masked:
			masked = false
		case r == '\\':
			masked = true
		case strings.ContainsRune(at, r):
			out = append(out, strings.TrimSpace(s[from:i]))
			from = i + len(string(r))
		}
	}
	return append(out, strings.TrimSpace(s[from:]))
}

func plainText(s string) string {
	if !strings.ContainsRune(s, '\\') {
		return s
	}
	var b strings.Builder
	masked := false
	for _, r := range s {
		if masked = r == '\\' && !masked; !masked {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func listOf(s, at string) (out []string) {
	for _, p := range split(s, at) {
		if p != "" {
			out = append(out, plainText(p))
		}
	}
	return out
}

// tableText writes a row of an embedded table as 名称=甲醇；最大储量=20, one line for each.
func tableText(f *kernel.Field, v reflect.Value) string {
	lines := make([]string, v.Len())
	for i := range lines {
		var cells []string
		for j := range f.Kind.Items {
			sub := &f.Kind.Items[j]
			at := v.Index(i).FieldByIndex(sub.Index)
			if sub.Kind.Name == "files" || at.IsZero() || at.Kind() == reflect.Slice && at.Len() == 0 {
				continue
			}
			cells = append(cells, escape(sub.Label, separators+"=＝：:")+"="+escape(clean(printed(innerValue(sub, at), Text)), separators))
		}
		if lines[i] = strings.Join(cells, "；"); lines[i] == "" {
			lines[i] = "；" // a row in which nothing is filled in
		}
	}
	return strings.Join(lines, "\n")
}

// innerValue keeps references and regions inside of tables as codes.
func innerValue(f *kernel.Field, v reflect.Value) any {
	switch f.Kind.Name {
	case "ref", "region":
		return v.String()
	case "json", "table", "point":
		body, _ := json.Marshal(v.Interface())
		return string(body)
	}
	return shown(f, v)
}

func readTable(f *kernel.Field, v reflect.Value, s string) (wrong, hint string) {
	rows := reflect.MakeSlice(v.Type(), 0, 4)
	for n, l := range split(s, "\n") {
		if l == "" {
			continue
		}
		row := reflect.New(v.Type().Elem()).Elem()
		for _, part := range split(l, "；;") {
			if part == "" {
				continue
			}
			label, value, found := cutLabel(part)
			sub := inner(f, label)
			if sub == nil || !found {
				return "第" + strconv.Itoa(n+1) + "项“" + brief(label) + "”不是其中的列", "写成“" + f.Kind.Items[0].Label + "=……”，列之间用“；”分开，每项一行"
			}
			if wrong, hint = readInner(sub, row.FieldByIndex(sub.Index), value); wrong != "" {
				return "第" + strconv.Itoa(n+1) + "项的" + sub.Label + wrong, hint
			}
		}
		rows = reflect.Append(rows, row)
	}
	v.Set(rows)
	return "", ""
}

// cutLabel cuts 名称=甲醇 at the first sign that no backslash precedes.
func cutLabel(s string) (label, value string, found bool) {
	masked := false
	for i, r := range s {
		switch {
		case masked:
			masked = false
		case r == '\\':
			masked = true
		case strings.ContainsRune("=＝：:", r):
			return plainText(strings.TrimSpace(s[:i])), plainText(strings.TrimSpace(s[i+len(string(r)):])), true
		}
	}
	return plainText(s), "", false
}

func inner(f *kernel.Field, label string) *kernel.Field {
	for i := range f.Kind.Items {
		if sub := &f.Kind.Items[i]; clean(sub.Label) == label || sub.Name == label {
			return sub
		}
	}
	return nil
}

func readInner(f *kernel.Field, v reflect.Value, s string) (wrong, hint string) {
	switch f.Kind.Name {
	case "ref", "region":
		v.SetString(s)
		return "", ""
	case "files":
		return "是附件，不能从表格导入", "删去这一列，附件在系统里上传"
	case "json", "table", "point":
		if s == "" {
			return "", ""
		}
		if json.Unmarshal([]byte(s), v.Addr().Interface()) != nil {
			return "格式不对", ""
		}
		return "", ""
	}
	return read(f, v, s, 1)
}

// read sets v, a column of f, from what a person typed; factor is the unit of the column's header (万元 is 10,000).
// It answers what is wrong, without the label, and what to write instead.
func read(f *kernel.Field, v reflect.Value, s string, factor float64) (wrong, hint string) {
	if s == "" {
		return "", ""
	}
	switch f.Kind.Name {
	case "int":
		n, err := strconv.ParseInt(wholeNumber(s, f.Kind.Unit), 10, 64)
		if err != nil {
			return "“" + brief(s) + "”不是整数", "只填数字，例如 12"
		}
		v.SetInt(n)
	case "number":
		n, ok := decimal(s, f.Kind.Unit)
		if !ok {
			return "“" + brief(s) + "”不是数字", "只填数字，例如 12.5"
		}
		v.SetFloat(n)
	case "money":
		return readMoney(v, s, factor)
	case "bool":
		b, ok := truth[strings.ToLower(s)]
		if !ok {
			return "“" + brief(s) + "”应填“是”或“否”", "填“是”或“否”"
		}
		v.SetBool(b)
	case "enum":
		value, ok := option(f.Kind.Options, f.Label, s)
		if !ok {
			return "“" + brief(s) + "”不在选项中", nearest(f.Kind.Options, s)
		}
		v.SetString(value)
	case "enums":
		return readOptions(f, v, s)
	case "texts":
		setStrings(v, listOf(s, separators+"、"))
	case "date":
		d, ok := ParseDate(s)
		if !ok {
			return "“" + brief(s) + "”不是日期", "写成 2026-05-01"
		}
		v.SetString(string(d))
	case "time":
		at, ok := parseTime(s)
		if !ok {
			return "“" + brief(s) + "”不是日期时间", "写成 2026-05-01 08:00"
		}
		v.Set(reflect.ValueOf(at))
	case "point":
		lng, lat, _ := strings.Cut(strings.NewReplacer("，", ",", " ", ",", "[", "", "]", "").Replace(s), ",")
		x, ok := decimal(lng, "")
		y, ok2 := decimal(strings.Trim(lat, ","), "")
		if !ok || !ok2 || math.Abs(x) > 180 || math.Abs(y) > 90 {
			return "“" + brief(s) + "”不是坐标", "写成“经度,纬度”，例如 113.665412,34.757975"
		}
		v.Set(reflect.ValueOf(kernel.Point{Lng: x, Lat: y}))
	case "table":
		return readTable(f, v, s)
	default:
		v.SetString(s)
	}
	return "", ""
}

func setStrings(v reflect.Value, parts []string) {
	if len(parts) == 0 {
		return
	}
	list := reflect.MakeSlice(v.Type(), len(parts), len(parts))
	for i, p := range parts {
		list.Index(i).SetString(p)
	}
	v.Set(list)
}

func readOptions(f *kernel.Field, v reflect.Value, s string) (wrong, hint string) {
	var values []string
	bad := ""
	for _, at := range []string{separators, separators + "、，,/"} {
		values, bad = nil, ""
		for _, p := range listOf(s, at) {
			value, ok := option(f.Kind.Options, f.Label, p)
			if !ok {
				bad = p
				break
			}
			if !slices.Contains(values, value) || at == separators {
				values = append(values, value)
			}
		}
		if bad == "" {
			setStrings(v, values)
			return "", ""
		}
	}
	return "“" + brief(bad) + "”不在选项中", nearest(f.Kind.Options, bad)
}

func option(options []kernel.Option, label, s string) (string, bool) {
	for _, o := range options {
		if o.Value == s {
			return s, true
		}
	}
	found, n := "", 0
	for _, o := range options {
		if o.Label == s {
			found, n = o.Value, n+1
		}
	}
	if n == 1 {
		return found, true
	}
	folded := fold(s)
	for _, o := range options {
		if fold(o.Label) == folded || strings.EqualFold(o.Value, folded) {
			return o.Value, n == 0
		}
	}
	if s != "" { // 隐患级别: 一般 is 一般隐患
		for _, o := range options {
			if rest, ok := strings.CutPrefix(o.Label, s); ok && rest != "" && strings.Contains(label, rest) {
				found, n = o.Value, n+1
			}
		}
	}
	return found, n == 1
}

// nearest proposes the option that shares most characters with s, or names the first few.
func nearest(options []kernel.Option, s string) string {
	best, most := "", 1
	for _, o := range options {
		n := 0
		for _, r := range s {
			if strings.ContainsRune(o.Label, r) {
				n += 2
			}
		}
		if n -= len([]rune(o.Label)) / 4; n > most {
			best, most = o.Label, n
		}
	}
	if best != "" {
		return "是否为“" + best + "”？"
	}
	var all []string
	for _, o := range options[:min(len(options), 8)] {
		all = append(all, o.Label)
	}
	if len(options) > 8 {
		all = append(all, "……")
	}
	return "可填：" + strings.Join(all, "、")
}

func brief(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}
