package kernel

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// textOf is a value as a person reads it.
func textOf(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.In(China).Format("2006-01-02 15:04:05")
	case Money:
		text, _ := x.MarshalJSON()
		return string(text)
	case Point:
		if x == (Point{}) {
			return ""
		}
		return fmt.Sprintf("%.6f,%.6f", x.Lng, x.Lat)
	case Files:
		var out []string
		for _, f := range x {
			out = append(out, f.Name)
		}
		return strings.Join(out, "、")
	case bool:
		if x {
			return "是"
		}
		return "否"
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String {
			var out []string
			for i := range v.Len() {
				out = append(out, v.Index(i).String())
			}
			return strings.Join(out, "、")
		}
		if v.Len() == 0 {
			return ""
		}
	}
	text, _ := json.Marshal(v.Interface())
	return string(text)
}
