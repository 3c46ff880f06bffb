package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"anjian/kernel"
)

// direct returns a pointer that the driver fills without reflection where it can.
func direct(v reflect.Value) any {
	if v.Kind() == reflect.String {
		return (*string)(v.Addr().UnsafePointer())
	}
	return v.Addr().Interface()
}

// cell fills a time or a JSON column from its text.
type cell struct {
	f *kernel.Field
	v reflect.Value
}

func (c *cell) Scan(src any) error {
	var text string
	switch x := src.(type) {
	case string:
		text = x
	case []byte:
		text = string(x)
	default:
		return fmt.Errorf("store: %s holds %T", c.f.Name, src)
	}
	return c.read(text)
}

func (c *cell) read(text string) error {
	if c.f.Kind.Column == kernel.JSON {
		if text == "null" {
			return nil
		}
		return json.Unmarshal([]byte(text), c.v.Addr().Interface())
	}
	if text == "" {
		return nil
	}
	t, err := time.Parse(timeText, text)
	c.v.Set(reflect.ValueOf(t.UTC()))
	return err
}
