package rest

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
	"unsafe"

	"anjian/kernel"
)

// column writes one column of a record, from where it is kept, as encoding/json would, without looking at the types again for each record.
type column struct {
	key   []byte // "name":
	field *kernel.Field
	write func(b []byte, at unsafe.Pointer) ([]byte, error)
}

func columnsOf(m *kernel.Meta) []column {
	out := make([]column, len(m.Fields))
	for i := range m.Fields {
		f := &m.Fields[i]
		key := append(quoted(nil, f.Name), ':')
		if i > 0 {
			key = append([]byte{','}, key...)
		}
		out[i] = column{key, f, writerOf(f.Type())}
	}
	return out
}

var (
	marshaler = reflect.TypeFor[json.Marshaler]()
	timeType  = reflect.TypeFor[time.Time]()
	moneyType = reflect.TypeFor[kernel.Money]()
	pointType = reflect.TypeFor[kernel.Point]()
)

func writerOf(t reflect.Type) func([]byte, unsafe.Pointer) ([]byte, error) {
	marshalled := func(b []byte, at unsafe.Pointer) ([]byte, error) {
		text, err := json.Marshal(reflect.NewAt(t, at).Elem().Interface())
		return append(b, text...), err
	}
	switch {
	case t == timeType:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) {
			return append((*time.Time)(at).AppendFormat(append(b, '"'), time.RFC3339Nano), '"'), nil
		}
	case t == moneyType:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) {
			if *(*kernel.Money)(at) == 0 {
				return append(b, "0.00"...), nil
			}
			return marshalled(b, at)
		}
	case t == pointType:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) {
			p := (*kernel.Point)(at)
			if *p == (kernel.Point{}) {
				return append(b, "null"...), nil
			}
			if !usual(p.Lng) || !usual(p.Lat) {
				return marshalled(b, at)
			}
			b = strconv.AppendFloat(append(b, '['), p.Lng, 'f', -1, 64)
			b = strconv.AppendFloat(append(b, ','), p.Lat, 'f', -1, 64)
			return append(b, ']'), nil
		}
	case t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler):
		return marshalled
	}
	switch t.Kind() {
	case reflect.String:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) { return quoted(b, *(*string)(at)), nil }
	case reflect.Int:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) {
			return strconv.AppendInt(b, int64(*(*int)(at)), 10), nil
		}
	case reflect.Int64:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) { return strconv.AppendInt(b, *(*int64)(at), 10), nil }
	case reflect.Bool:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) { return strconv.AppendBool(b, *(*bool)(at)), nil }
	case reflect.Float64:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) {
			if v := *(*float64)(at); usual(v) {
				return strconv.AppendFloat(b, v, 'f', -1, 64), nil
			}
			return marshalled(b, at)
		}
	case reflect.Slice:
		return func(b []byte, at unsafe.Pointer) ([]byte, error) {
			if *(*unsafe.Pointer)(at) == nil { // its elements
				return append(b, "null"...), nil
			}
			return marshalled(b, at)
		}
	}
	return marshalled
}

// usual tells whether JSON writes v without an exponent.
func usual(v float64) bool { return v == 0 || math.Abs(v) >= 1e-6 && math.Abs(v) < 1e21 }

// careful are the bytes that a JSON text does not hold as they are; 0xe2 begins the separators of lines.
var careful = func() (out [256]bool) {
	for c := range out {
		out[c] = c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xe2 || c == 0x7f
	}
	return out
}()

// quoted writes s as a JSON text. What needs care is left to encoding/json; nearly nothing does.
func quoted(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if careful[s[i]] {
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
