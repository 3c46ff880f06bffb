package rest

import (
	"reflect"
	"strings"
	"sync"
)

// dense returns v with an empty list wherever it has none: a page that runs through what it was sent breaks on null. What is shared stays as it is;
// only what is on the way to such a list is copied.
func dense(v any) any {
	if v == nil {
		return nil
	}
	out, _ := filled(reflect.ValueOf(v))
	return out.Interface()
}

var listed sync.Map // reflect.Type → whether its values can hold lists

// lists tells whether values of a type can hold lists that are written as JSON arrays.
func lists(t reflect.Type) bool {
	if known, ok := listed.Load(t); ok {
		return known.(bool)
	}
	listed.Store(t, true) // of a type that holds itself: it may
	has := false
	switch {
	case t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler):
	case t.Kind() == reflect.Slice:
		has = t.Elem().Kind() != reflect.Uint8
	case t.Kind() == reflect.Pointer, t.Kind() == reflect.Map, t.Kind() == reflect.Array:
		has = lists(t.Elem())
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			has = has || f.IsExported() && f.Tag.Get("json") != "-" && lists(f.Type)
		}
	}
	listed.Store(t, has)
	return has
}

func filled(v reflect.Value) (out reflect.Value, changed bool) {
	t := v.Type()
	if !lists(t) {
		return v, false
	}
	// put sets one part of a copy, which is made for the first of them.
	put := func(copied func() reflect.Value, set func(reflect.Value)) {
		if !changed {
			out, changed = copied(), true
		}
		set(out)
	}
	switch out = v; t.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			break
		}
		if to, new := filled(v.Elem()); new {
			put(func() reflect.Value { return reflect.New(t.Elem()) }, func(o reflect.Value) { o.Elem().Set(to) })
		}
	case reflect.Slice:
		if v.IsNil() {
			return reflect.MakeSlice(t, 0, 0), true
		}
		for i := range v.Len() {
			if one, new := filled(v.Index(i)); new {
				put(func() reflect.Value { return reflect.AppendSlice(reflect.MakeSlice(t, 0, v.Len()), v) }, func(o reflect.Value) { o.Index(i).Set(one) })
			}
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			if one, new := filled(value); new {
				put(func() reflect.Value {
					o := reflect.MakeMapWithSize(t, v.Len())
					for k, x := range v.Seq2() {
						o.SetMapIndex(k, x)
					}
					return o
				}, func(o reflect.Value) { o.SetMapIndex(key, one) })
			}
		}
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); !f.IsExported() || strings.Contains(f.Tag.Get("json"), "omitempty") && v.Field(i).IsZero() {
				continue
			}
			if one, new := filled(v.Field(i)); new {
				put(func() reflect.Value { o := reflect.New(t).Elem(); o.Set(v); return o }, func(o reflect.Value) { o.Field(i).Set(one) })
			}
		}
	}
	return out, changed
}
