package enterprise_test

import (
	"reflect"

	"anjian/kernel"
)

// newOf is an empty input of an operation, as the REST layer makes it.
func newOf(r kernel.Route) any { return reflect.New(r.In).Interface() }

// set puts a value into the field of an input that has the name.
func set(in any, field string, v any) {
	reflect.ValueOf(in).Elem().FieldByName(field).Set(reflect.ValueOf(v))
}

func setID(in any, id string) { set(in, "ID", id) }
