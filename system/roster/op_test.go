package roster_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

func newOf(r kernel.Route) any { return reflect.New(r.In).Interface() }

// set fills the input of an operation by its json names.
func set(values map[string]any) func(any) {
	return func(in any) {
		b, err := json.Marshal(values)
		if err == nil && values != nil {
			err = json.Unmarshal(b, in)
		}
		if err != nil {
			panic(err)
		}
	}
}

func decode(t *testing.T, got, into any) {
	t.Helper()
	b, err := json.Marshal(got)
	kerneltest.Must(t, err)
	kerneltest.Must(t, json.Unmarshal(b, into))
}
