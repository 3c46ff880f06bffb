package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"anjian/kernel"
)

// readBody reads a bounded body.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.MaxBody))
	if err == nil && hasNUL(body) {
		err = kernel.Errorf(kernel.Invalid, "内容含有无效字符")
	}
	return body, err
}

// decode reads JSON into v, a pointer; unknown fields are refused by name.
func decode(body []byte, v any, label func(string) string) error {
	if len(bytes.TrimSpace(body)) == 0 { // a step that asks for nothing has no body
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			return kernel.Errorf(kernel.Invalid, "请求中有多余的内容")
		}
		return nil
	}
	if fault, ok := errors.AsType[*kernel.Error](err); ok {
		return fault
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		name, _, _ := strings.Cut(wrong.Field, ".")
		return &kernel.Error{Code: kernel.Invalid, Message: label(name) + "的类型不对", Fields: map[string]string{name: label(name) + "的类型不对"}}
	}
	if _, name, found := strings.Cut(err.Error(), "unknown field "); found {
		name = strings.Trim(name, `"`)
		return &kernel.Error{Code: kernel.Invalid, Message: "没有这个字段：" + clip(name), Fields: map[string]string{name: "没有这个字段"}}
	}
	return kernel.Errorf(kernel.Invalid, "请求不是正确的 JSON")
}

// hasNUL finds the escaped character that PostgreSQL cannot keep; as it is, JSON does not allow it.
func hasNUL(body []byte) bool {
	for at := 0; ; {
		i := bytes.Index(body[at:], []byte(`\u0000`))
		if i < 0 {
			return false
		}
		i += at
		slashes := 0
		for slashes < i && body[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return true
		}
		at = i + 1
	}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func labels(m *kernel.Meta) func(string) string {
	return func(name string) string {
		if f := m.Field(name); f != nil {
			return f.Label
		}
		return "内容"
	}
}

// sent returns the names of the columns that a JSON object names.
func sent(body []byte) (out []string, err error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil || all == nil {
		return nil, kernel.Errorf(kernel.Invalid, "请求应为 JSON 对象")
	}
	for name := range all {
		out = append(out, name)
	}
	return out, nil
}

// fill sets the fields of v, a pointer to a struct, from text by json name.
func fill(v any, values url.Values) error {
	t := reflect.ValueOf(v).Elem()
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		sf, f := t.Type().Field(i), t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "" || !values.Has(name) {
			continue
		}
		text, bad := values.Get(name), false
		switch f.Kind() {
		case reflect.String:
			f.SetString(text)
		case reflect.Int, reflect.Int64:
			n, err := strconv.ParseInt(text, 10, 64)
			f.SetInt(n)
			bad = err != nil
		case reflect.Float64:
			n, err := strconv.ParseFloat(text, 64)
			f.SetFloat(n)
			bad = err != nil
		case reflect.Bool:
			b, err := strconv.ParseBool(text)
			f.SetBool(b)
			bad = err != nil
		case reflect.Slice:
			if f.Type().Elem().Kind() == reflect.String && text != "" {
				parts := strings.Split(text, ",")
				out := reflect.MakeSlice(f.Type(), len(parts), len(parts))
				for j, p := range parts {
					out.Index(j).SetString(p)
				}
				f.Set(out)
			}
		default:
			return fmt.Errorf("rest: %s cannot come from a query", name)
		}
		if bad {
			return &kernel.Error{Code: kernel.Invalid, Message: "参数 " + name + " 的格式不对", Fields: map[string]string{name: "格式不对"}}
		}
	}
	return nil
}

// operation serves a route of a module.
func (s *Server) operation(op kernel.Route) {
	if op.Foreign {
		s.foreign = append(s.foreign, op.Pattern)
	} else {
		s.routes = append(s.routes, route{Route: op})
	}
	s.handle(op.Pattern, op.Public, s.noted("", op.Pattern, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		if op.Can != nil && !c.Actor.Is(op.Can...) {
			return kernel.Errorf(kernel.Forbidden, "您没有“%s”的权限", op.Label)
		}
		if op.Fresh != "" {
			if err := c.Fresh(op.Fresh); err != nil {
				return err
			}
		}
		if op.Raw != nil {
			return op.Raw(c, w, r)
		}
		in := reflect.New(op.In).Interface()
		values := url.Values{}
		if r.Method == http.MethodGet || r.Method == http.MethodDelete {
			values = r.URL.Query()
		}
		body, err := s.readBody(w, r)
		if err != nil {
			return err
		}
		if len(values) == 0 {
			if err := decode(body, in, func(name string) string { return name }); err != nil {
				return err
			}
		}
		for _, name := range wildcards(op.Pattern) {
			values.Set(name, r.PathValue(name))
		}
		if err := fill(in, values); err != nil {
			return err
		}
		run := func(c *kernel.Ctx) (int, []byte, error) {
			out, err := op.Serve(c, in)
			if err != nil {
				return 0, nil, err
			}
			if v := reflect.ValueOf(out); v.Kind() == reflect.Pointer && v.IsNil() {
				return http.StatusNoContent, nil, nil
			}
			text, err := written(dense(out))
			return http.StatusOK, text, err
		}
		if r.Method == http.MethodPost && !op.Reads && r.Header.Get("Idempotency-Key") != "" {
			return s.once(c, w, r, body, true, run)
		}
		status, text, err := run(c)
		if err != nil {
			return err
		}
		return send(w, status, text)
	}))
}

func wildcards(pattern string) (out []string) {
	for part := range strings.SplitSeq(pattern, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			out = append(out, strings.TrimRight(name, ".}"))
		}
	}
	return out
}

func parse(query string) (url.Values, error) { return url.ParseQuery(query) }
