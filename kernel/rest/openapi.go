package rest

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"time"

	"anjian/kernel"
)

// serveOpenAPI answers the description of all routes in OpenAPI 3.1.
func (s *Server) serveOpenAPI(_ *kernel.Ctx, w http.ResponseWriter, _ *http.Request) error {
	text, err := s.described() // once: a long answer, and anybody may ask
	if err != nil {
		return err
	}
	return send(w, http.StatusOK, text)
}

type object = map[string]any

// OpenAPI describes every route; a golden file shows it to reviewers and a public linter accepts it.
func (s *Server) OpenAPI() map[string]any {
	paths, schemas, tags := object{}, object{"problem": problemSchema}, []object{}
	s.Env.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		sch := Schema(s.Env.App, m)
		delete(sch, "$id")
		schemas[m.Name] = sch
		tags = append(tags, object{"name": m.Name, "description": m.Label})
	})
	for _, rt := range s.routes {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		path = strings.ReplaceAll(path, "...}", "}")
		item, ok := paths[path].(object)
		if !ok {
			item = object{}
			paths[path] = item
		}
		item[strings.ToLower(method)] = s.operationObject(rt, method, path)
	}
	version := s.Version
	if version == "" {
		version = "dev"
	}
	return object{
		"openapi": "3.1.0",
		"info": object{"title": "安全生产综合监管信息平台", "version": version, "description": "每一类记录的列表、查看、填报和办理接口。规则见 docs/api.md。",
			"license": object{"name": "MIT", "identifier": "MIT"}},
		"servers":  []object{{"url": "/"}},
		"security": []object{{"cookie": []string{}}, {"bearer": []string{}}},
		"tags":     tags,
		"paths":    paths,
		"components": object{"schemas": schemas, "responses": object{"refused": object{"description": "没有办成", "content": object{
			"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/problem"}}}}}, "securitySchemes": object{
			"cookie": object{"type": "apiKey", "in": "cookie", "name": "anjian_session"},
			"bearer": object{"type": "http", "scheme": "bearer"}}},
	}
}

var problemSchema = object{"title": "错误（RFC 9457）", "type": "object", "required": []string{"type", "title", "status", "code"}, "properties": object{
	"type": object{"type": "string"}, "title": object{"type": "string"}, "status": object{"type": "integer"}, "code": object{"type": "string"},
	"fields": object{"type": "object", "additionalProperties": object{"type": "string"}}, "current": object{"type": "object"}, "trace": object{"type": "string"}}}

func (s *Server) operationObject(rt route, method, path string) object {
	op := object{"summary": rt.Label, "operationId": strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(path)}
	params := []object{}
	for _, name := range wildcards(path) {
		params = append(params, object{"name": name, "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	header := func(name, label string) {
		params = append(params, object{"name": name, "in": "header", "required": true, "description": label, "schema": object{"type": "string"}})
	}
	ok := object{"description": "成功"}
	responses := object{"200": ok, "4XX": object{"$ref": "#/components/responses/refused"}, "5XX": object{"$ref": "#/components/responses/refused"}}
	body := func(schema any) {
		op["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": schema}}}
	}
	content := func(schema any) { ok["content"] = object{"application/json": object{"schema": schema}} }
	if m := rt.resource; m != nil {
		op["tags"] = []string{m.Name}
		ref := object{"$ref": "#/components/schemas/" + m.Name}
		switch rt.verb {
		case "list", "count":
			params = append(params, s.listParams(m)...)
			content(object{"type": "object", "properties": object{"items": object{"type": "array", "items": ref}, "next": object{"type": "string"}, "count": object{"type": "integer"}, "more": object{"type": "boolean"}}})
		case "create":
			header("Idempotency-Key", "一次意图一个键，重发同一内容得到第一次的答复")
			body(ref)
			delete(responses, "200")
			responses["201"] = ok
			content(ref)
		case "update":
			header("If-Match", `读到的版本，例如 "3"`)
			body(ref)
			content(ref)
		case "delete":
			header("If-Match", `读到的版本，例如 "3"`)
			delete(responses, "200")
			responses["204"] = object{"description": "已删除"}
		case "get", "derive", "unmask":
			content(ref)
			if rt.verb != "get" {
				body(object{"type": "object"})
			}
		case "batch":
			header("Idempotency-Key", "一次意图一个键")
			body(object{"type": "object"})
		case "print":
			delete(responses, "200")
			responses["204"] = object{"description": "已记入办理过程"}
		case "trail", "parts":
			content(object{"type": "object"})
		default:
			header("Idempotency-Key", "一次意图一个键")
			header("If-Match", `读到的版本，例如 "3"`)
			body(stepSchema(m, rt.verb))
			content(ref)
		}
	} else {
		if rt.In != nil && (method == "GET" || method == "DELETE") {
			params = append(params, queryParams(rt.In, wildcards(path))...)
		} else if rt.In != nil {
			body(typeSchema(rt.In, 0))
		} else if method != "GET" && method != "DELETE" { // a file as it is
			op["requestBody"] = object{"required": true, "content": object{"application/octet-stream": object{}}}
		}
		if rt.Out != nil {
			content(typeSchema(rt.Out, 0))
		}
		if rt.Public {
			op["security"] = []object{}
		}
	}
	if len(params) > 0 {
		op["parameters"] = params
	}
	op["responses"] = responses
	return op
}

func (s *Server) listParams(m *kernel.Meta) (out []object) {
	add := func(name, label string) {
		out = append(out, object{"name": name, "in": "query", "description": label, "schema": object{"type": "string"}})
	}
	for i := range m.Fields {
		if f := &m.Fields[i]; Filterable(f) {
			add(f.Name, f.Label)
		}
	}
	add("q", "检索词")
	add("sort", "排序列，降序加 -")
	add("after", "上一页给出的位置")
	add("limit", "每页条数，至多 100")
	add("late", "true：只看超期的")
	return out
}

func stepSchema(m *kernel.Meta, name string) object {
	props, required := object{}, []string{}
	step := m.Step(name)
	for _, col := range append(append([]string{}, step.Ask...), step.May...) {
		props[col] = object{"$ref": "#/components/schemas/" + m.Name + "/properties/" + col}
	}
	required = append(required, step.Ask...)
	props["opinion"] = object{"type": "string", "maxLength": 2000}
	out := object{"type": "object", "properties": props}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func queryParams(t reflect.Type, path []string) (out []object) {
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		known := false
		for _, p := range path {
			known = known || p == name
		}
		if name != "" && name != "-" && !known {
			out = append(out, object{"name": name, "in": "query", "schema": typeSchema(t.Field(i).Type, 1)})
		}
	}
	return out
}

// typeSchema is the JSON Schema of what an operation takes or gives.
func typeSchema(t reflect.Type, depth int) object {
	if depth > 8 {
		return object{}
	}
	if t.Kind() == reflect.Pointer { // of a column type too, whose methods a nil cannot be asked
		return typeSchema(t.Elem(), depth)
	}
	if k, ok := reflect.New(t).Elem().Interface().(kernel.Kinder); ok {
		if kind := k.Kind().JSON; kind != "array" && kind != "object" {
			return object{"type": kind}
		}
		return object{}
	}
	if t == reflect.TypeFor[time.Time]() {
		return object{"type": "string", "format": "date-time"}
	}
	switch t.Kind() {
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint64:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice:
		if t == reflect.TypeFor[json.RawMessage]() {
			return object{}
		}
		return object{"type": []string{"array", "null"}, "items": typeSchema(t.Elem(), depth+1)}
	case reflect.Struct:
		props := object{}
		addProps(props, t, depth)
		return object{"type": "object", "properties": props}
	}
	return object{}
}

func addProps(props object, t reflect.Type, depth int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct {
			addProps(props, sf.Type, depth)
		} else if name != "" && name != "-" {
			props[name] = typeSchema(sf.Type, depth+1)
		}
	}
}
