package kernel

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"
)

// Meta is a Resource without its type: what store, rest and the front end read.
type Meta struct {
	Name, Label, Help string
	NameColumn        string // the column that names a record in titles and links
	StateColumn       string // the lifecycle's column, "" without one
	Sort              string // default order, "-found_on"
	Type              reflect.Type
	Fields            []Field
	Access            Access
	Steps             []StepMeta
	Moves             []Move[string] // with that to Start, where a type declares any
	Views             []View
	Indexes           [][]string
	Due               bool // its records may carry a limit
	Stays             bool // its open records do not follow an enterprise to another region
	Problems          []string

	byName     map[string]int
	granted    [][]string // the verbs of each grant of Access
	settled    Cond       // records that nobody changes by hand
	allowances sync.Map   // rights of an actor -> allowance
	actors     atomic.Int64
}

// Field is one column of a record.
type Field struct {
	Name, Label, Section, Help string
	Among                      string // of a reference: the filters that what may be chosen passes, such as kind=regulator&status=active
	Kind                       Kind
	Required, Unique           bool
	Max                        int      // characters of a text or rows of a table; 0 is no limit
	Min, Top                   *float64 // bounds of a number
	Usual                      string   // the value that most rows have, which indexes leave out: see Sparse
	UI                         []string // list, filter, broad, sort, search, hidden, once, fixed, wide, code, inner, elsewhere: meaning, never a component
	Index                      []int

	typ    reflect.Type
	offset uintptr // in the record
}

// Has tells whether the tag ui names word.
func (f *Field) Has(word string) bool { return slices.Contains(f.UI, word) }

var (
	columnName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	reserved   = strings.Fields("all and as by case check default end from group in limit not null on or order select table to union unique user when where with display can due after q late stood")
)

// addFields flattens embedded structs: an embedded struct is a section of the form.
func (m *Meta) addFields(t reflect.Type, at []int, offset uintptr, section string) {
	for i := range t.NumField() {
		sf, index := t.Field(i), append(slices.Clone(at), i)
		if sf.Anonymous {
			m.addFields(sf.Type, index, offset+sf.Offset, sf.Tag.Get("label"))
			continue
		}
		if sf.Tag.Get("json") == "-" { // not a column: what Rules hands to Do within one write
			continue
		}
		f := Field{Name: jsonName(sf), Label: sf.Tag.Get("label"), Help: sf.Tag.Get("help"), Among: sf.Tag.Get("among"), Section: section, Kind: kindOf(sf.Type), Index: index, typ: sf.Type, offset: offset + sf.Offset}
		if unit := sf.Tag.Get("unit"); unit != "" {
			f.Kind.Unit = unit
		}
		for rule := range strings.SplitSeq(sf.Tag.Get("rule"), ",") {
			m.addRule(&f, rule)
		}
		f.UI = strings.FieldsFunc(sf.Tag.Get("ui"), func(r rune) bool { return r == ',' })
		if f.Kind.Name == "text" && f.Has("long") {
			f.Kind.Name = "longtext"
		}
		switch {
		case f.Kind.Name == "":
			m.Problems = append(m.Problems, sf.Name+": no kind for "+sf.Type.String())
		case !columnName.MatchString(f.Name) || slices.Contains(reserved, f.Name):
			m.Problems = append(m.Problems, sf.Name+": json tag must be a snake_case column name that SQL and docs/api.md do not reserve")
		case f.Label == "":
			m.Problems = append(m.Problems, sf.Name+": no label")
		}
		m.Fields = append(m.Fields, f)
	}
}

func jsonName(sf reflect.StructField) string {
	name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
	return name
}

func (m *Meta) addRule(f *Field, rule string) {
	key, arg, _ := strings.Cut(rule, "=")
	number := func() *float64 {
		v, err := strconv.ParseFloat(arg, 64)
		if err != nil {
			m.Problems = append(m.Problems, f.Name+": rule "+rule)
		}
		return &v
	}
	switch key {
	case "":
	case "required":
		f.Required = true
	case "unique":
		f.Unique = true
	case "max":
		f.Max = int(*number())
	case "min":
		f.Min = number()
	case "top":
		f.Top = number()
	case "usual":
		f.Usual = arg
	default:
		m.Problems = append(m.Problems, f.Name+": unknown rule "+key)
	}
}

// Field returns the field called name, or nil.
func (m *Meta) Field(name string) *Field {
	if i, ok := m.byName[name]; ok {
		return &m.Fields[i]
	}
	return nil
}

// Inner tells whether a has to do without the field: what an authority says to itself (ui:"inner") never travels to those that it supervises.
func (f *Field) Inner(a Actor) bool { return a.Outside() && f.Has("inner") }

// Closed tells whether a does not read the history of m: it tells of what is inner.
func (m *Meta) Closed(a Actor) bool {
	return slices.ContainsFunc(m.Fields, func(f Field) bool { return f.Inner(a) })
}

// Sparse tells whether an index of the field alone leaves out the usual value: the empty text, false, or what the tag names.
// Most rows have that one, so an index finds nothing by it, and every row would have to be entered for nothing.
func (f *Field) Sparse() bool {
	return f.Kind.Column == Bool || f.Kind.Column == Text && (f.Usual != "" || !f.Required && !f.Has("sort"))
}

// In returns the field's value in rec, a pointer to a record; it can be set.
func (f *Field) In(rec any) reflect.Value {
	return reflect.NewAt(f.typ, f.At(Address(rec))).Elem()
}

// Address is where rec, a pointer to a record, is kept.
func Address(rec any) unsafe.Pointer { return reflect.ValueOf(rec).UnsafePointer() }

// At is where the field is kept in the record at an address, for those that read or write many records and know its type.
func (f *Field) At(rec unsafe.Pointer) unsafe.Pointer { return unsafe.Add(rec, f.offset) }

// Type is the Go type of the field.
func (f *Field) Type() reflect.Type { return f.typ }

// Text returns the field's value in rec as text that a person may read, without looking up what it refers to.
func (f *Field) Text(rec any) string { return f.text(f.In(rec)) }

func (f *Field) text(v reflect.Value) string {
	if f.Kind.Options != nil {
		one := func(s string) string {
			for _, o := range f.Kind.Options {
				if o.Value == s {
					return o.Label
				}
			}
			return s
		}
		if v.Kind() == reflect.Slice {
			var out []string
			for i := range v.Len() {
				out = append(out, one(v.Index(i).String()))
			}
			return strings.Join(out, "、")
		}
		return one(v.String())
	}
	return textOf(v)
}

// Editable tells whether a person may type the field, at creation or later.
func (f *Field) Editable(creating bool) bool {
	return !f.Has("fixed") && (creating || !f.Has("once"))
}

func (f *Field) complaint(v reflect.Value) string {
	switch {
	case v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0:
		if f.Required {
			return f.Label + "不能为空"
		}
		return ""
	case v.Kind() == reflect.String:
		return f.textComplaint(v.String())
	case v.Kind() == reflect.Slice:
		return f.rowsComplaint(v)
	}
	var n float64
	switch {
	case v.CanInt():
		n = float64(v.Int())
		if f.Kind.Name == "money" {
			n /= 100
		}
	case v.CanFloat():
		n = v.Float()
	default:
		return ""
	}
	switch {
	case f.Min != nil && n < *f.Min:
		return f.Label + "不能小于" + strconv.FormatFloat(*f.Min, 'f', -1, 64) + f.Kind.Unit
	case f.Top != nil && n > *f.Top:
		return f.Label + "不能大于" + strconv.FormatFloat(*f.Top, 'f', -1, 64) + f.Kind.Unit
	}
	return ""
}

func (f *Field) textComplaint(s string) string {
	switch {
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0): // PostgreSQL cannot keep it
		return f.Label + "含有无效字符"
	case f.Max > 0 && utf8.RuneCountInString(s) > f.Max:
		return f.Label + "不能超过" + strconv.Itoa(f.Max) + "字"
	case f.Max == 0 && len(s) > 200_000:
		return f.Label + "过长"
	case f.Kind.Options != nil && !slices.ContainsFunc(f.Kind.Options, func(o Option) bool { return o.Value == s }):
		return f.Label + "不在选项中"
	case f.Kind.Mask != nil && strings.Contains(s, "**"):
		return f.Label + "是掩码，请填写完整内容"
	case f.Kind.Check != nil:
		if what := f.Kind.Check(s); what != "" {
			return f.Label + what
		}
	}
	return ""
}

func (f *Field) rowsComplaint(v reflect.Value) string {
	if f.Max > 0 && v.Len() > f.Max {
		return f.Label + "不能超过" + strconv.Itoa(f.Max) + "项"
	}
	if v.Len() > 1000 {
		return f.Label + "项目过多"
	}
	for i := range v.Len() {
		item := v.Index(i)
		if item.Kind() == reflect.String {
			one := Field{Label: f.Label, Kind: Kind{Options: f.Kind.Options}, Max: 5000}
			if what := one.textComplaint(item.String()); what != "" {
				return what
			}
		}
		for _, sub := range f.Kind.Items {
			if what := sub.complaint(item.FieldByIndex(sub.Index)); what != "" {
				return f.Label + "第" + strconv.Itoa(i+1) + "行：" + what
			}
		}
	}
	return ""
}

// Check returns an Invalid error with a message for every column of rec that breaks its tags.
func (m *Meta) Check(rec any) error {
	var bad map[string]string
	row := reflect.ValueOf(rec).Elem()
	for i := range m.Fields {
		f := &m.Fields[i]
		if what := f.complaint(row.FieldByIndex(f.Index)); what != "" {
			if bad == nil {
				bad = map[string]string{}
			}
			bad[f.Name] = what
		}
	}
	if bad == nil {
		return nil
	}
	message := m.Label + "填写有误"
	for _, f := range m.Fields {
		if what := bad[f.Name]; what != "" {
			message += "：" + what
			break
		}
	}
	return &Error{Code: Invalid, Message: message, Fields: bad}
}
