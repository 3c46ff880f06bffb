package rest

import (
	"encoding/json"
	"reflect"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"anjian/kernel"
)

// column writes one column of a record as encoding/json would, without looking at the types again for each record.
type column struct {
	key   []byte // "name":
	field *kernel.Field
	write func(b []byte, v reflect.Value) ([]byte, error)
}

var written sync.Map // *kernel.Meta -> []column

func columnsOf(m *kernel.Meta) []column {
	if known, ok := written.Load(m); ok {
		return known.([]column)
	}
	out := make([]column, len(m.Fields))
	for i := range m.Fields {
		f := &m.Fields[i]
		key := append(quoted(nil, f.Name), ':')
		if i > 0 {
			key = append([]byte{','}, key...)
		}
		out[i] = column{key, f, writerOf(m.Type.FieldByIndex(f.Index).Type)}
	}
	written.Store(m, out)
	return out
}

var (
	marshaler = reflect.TypeFor[json.Marshaler]()
	timeType  = reflect.TypeFor[time.Time]()
	moneyType = reflect.TypeFor[kernel.Money]()
	pointType = reflect.TypeFor[kernel.Point]()
)

func writerOf(t reflect.Type) func([]byte, reflect.Value) ([]byte, error) {
	switch {
	case t == timeType:
		return func(b []byte, v reflect.Value) ([]byte, error) {
			at := v.Interface().(time.Time)
			return append(at.AppendFormat(append(b, '"'), time.RFC3339Nano), '"'), nil
		}
	case t == moneyType:
		return func(b []byte, v reflect.Value) ([]byte, error) {
			if v.Int() == 0 {
				return append(b, "0.00"...), nil
			}
			return marshalled(b, v)
		}
	case t == pointType:
		return func(b []byte, v reflect.Value) ([]byte, error) {
			p := v.Interface().(kernel.Point)
			if p == (kernel.Point{}) {
				return append(b, "null"...), nil
			}
			return marshalled(b, v)
		}
	case t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler):
		return marshalled
	}
	switch t.Kind() {
	case reflect.String:
		return func(b []byte, v reflect.Value) ([]byte, error) { return quoted(b, v.String()), nil }
	case reflect.Int, reflect.Int64:
		return func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendInt(b, v.Int(), 10), nil }
	case reflect.Bool:
		return func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendBool(b, v.Bool()), nil }
	case reflect.Slice, reflect.Map:
		return func(b []byte, v reflect.Value) ([]byte, error) {
			if v.IsNil() {
				return append(b, "null"...), nil
			}
			return marshalled(b, v)
		}
	}
	return marshalled
}

func marshalled(b []byte, v reflect.Value) ([]byte, error) {
	text, err := json.Marshal(v.Interface())
	return append(b, text...), err
}

// quoted writes s as a JSON text. What needs care is left to encoding/json; nearly nothing does.
func quoted(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xe2 || c == 0x7f {
			text, _ := json.Marshal(s)
			return append(b, text...)
		}
	}
	if !utf8.ValidString(s) {
		text, _ := json.Marshal(s)
		return append(b, text...)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
