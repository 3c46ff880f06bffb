package identity

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// The server of SCIM 2.0 (RFC 7643, 7644): an outside system brings its users and departments. Groups are organisations, not roles: who
// moves somebody from one department to another gives no right by it, while membership of a role would be a right given from outside.

const (
	userSchema  = "urn:ietf:params:scim:schemas:core:2.0:User"
	groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"
	listSchema  = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error"
	scimKind    = "application/scim+json; charset=utf-8"
	scimPage    = 100
	scimMost    = 200
)

// scimError is an error as the standard has it.
type scimError struct {
	status int
	kind   string // scimType
	detail string
}

func (e *scimError) Error() string { return e.kind + ": " + e.detail }

type object = map[string]any

// scimFail answers an error; what is our fault is logged and not shown.
func scimFail(c *kernel.Ctx, w http.ResponseWriter, err error) error {
	out := &scimError{}
	if !errors.As(err, &out) {
		fault, _ := errors.AsType[*kernel.Error](err)
		switch code := kernel.CodeOf(err); {
		case fault == nil || code == kernel.Internal || code == kernel.Timeout:
			slog.ErrorContext(c, "scim", "trace", c.Origin.Request, "err", err)
			out = &scimError{500, "", "内部错误，编号 " + c.Origin.Request}
		case code == kernel.Missing:
			out = &scimError{404, "", fault.Message}
		case code == kernel.Conflict:
			out = &scimError{409, "uniqueness", fault.Message}
		case code == kernel.Forbidden:
			out = &scimError{403, "", fault.Message}
		case code == kernel.Stale:
			out = &scimError{412, "", fault.Message}
		default:
			out = &scimError{400, "invalidValue", fault.Message}
		}
	}
	body := object{"schemas": []string{errorSchema}, "status": strconv.Itoa(out.status), "detail": out.detail}
	if out.kind != "" {
		body["scimType"] = out.kind
	}
	return scimAnswer(w, out.status, body)
}

func scimAnswer(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", scimKind)
	return answer(w, status, v)
}

// outside lets a source in by its token.
func outside(c *kernel.Ctx, r *http.Request) (*keeper, error) {
	refused := &scimError{401, "", "令牌无效"}
	token := bearer(r)
	if token == "" {
		return nil, refused
	}
	rows, err := c.Store.Query(c, "SELECT owner FROM identity_secret WHERE hash = ?", digest(token))
	if err != nil {
		return nil, err
	}
	owner := ""
	for rows.Next() {
		err = rows.Scan(&owner)
	}
	if rows.Close(); err != nil {
		return nil, err
	}
	s, err := Sources.First(c.AsSystem(), kernel.ByID(owner))
	if err != nil {
		return nil, err
	}
	if owner == "" || s == nil || s.Kind != SCIM || s.Status != InUse {
		return nil, refused
	}
	c.Actor = kernel.Actor{}
	return keeping(c, s), nil
}

// scimFunc answers one request of a source.
type scimFunc func(k *keeper, w http.ResponseWriter, r *http.Request) error

func scimRoute(pattern, label string, fn scimFunc) kernel.Route {
	return foreignRoute(pattern, label, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		k, err := outside(c, r)
		if err == nil {
			err = fn(k, w, r)
		} else if e := (*scimError)(nil); errors.As(err, &e) && e.status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", "Bearer")
		}
		if err != nil {
			return scimFail(c, w, err)
		}
		return nil
	})
}

func scimRoutes() []kernel.Route {
	return []kernel.Route{
		scimRoute("GET /scim/v2/ServiceProviderConfig", "SCIM 能力", serveProviderConfig),
		scimRoute("GET /scim/v2/ResourceTypes", "SCIM 资源", serveResourceTypes),
		scimRoute("GET /scim/v2/ResourceTypes/{id}", "SCIM 资源", serveResourceTypes),
		scimRoute("GET /scim/v2/Schemas", "SCIM 模式", serveSchemas),
		scimRoute("GET /scim/v2/Schemas/{id}", "SCIM 模式", serveSchemas),
		scimRoute("GET /scim/v2/Users", "SCIM 用户", listUsers),
		scimRoute("POST /scim/v2/Users/.search", "SCIM 用户查询", listUsers),
		scimRoute("POST /scim/v2/Users", "SCIM 新用户", createUser),
		scimRoute("GET /scim/v2/Users/{id}", "SCIM 用户", getUser),
		scimRoute("PUT /scim/v2/Users/{id}", "SCIM 替换用户", putUser),
		scimRoute("PATCH /scim/v2/Users/{id}", "SCIM 修改用户", patchUser),
		scimRoute("DELETE /scim/v2/Users/{id}", "SCIM 停用用户", deleteUser),
		scimRoute("GET /scim/v2/Groups", "SCIM 部门", listGroups),
		scimRoute("POST /scim/v2/Groups/.search", "SCIM 部门查询", listGroups),
		scimRoute("POST /scim/v2/Groups", "SCIM 新部门", createGroup),
		scimRoute("GET /scim/v2/Groups/{id}", "SCIM 部门", getGroup),
		scimRoute("PUT /scim/v2/Groups/{id}", "SCIM 替换部门", putGroup),
		scimRoute("PATCH /scim/v2/Groups/{id}", "SCIM 修改部门", patchGroup),
		scimRoute("DELETE /scim/v2/Groups/{id}", "SCIM 撤销部门", deleteGroup),
	}
}

// readSCIM reads a body: one JSON object of bounded size.
func readSCIM(w http.ResponseWriter, r *http.Request) (object, error) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		return nil, &scimError{413, "", "请求过大"}
	}
	var out object
	if err := json.Unmarshal(text, &out); err != nil || out == nil {
		return nil, &scimError{400, "invalidSyntax", "请求不是 JSON 对象"}
	}
	if !clean(out, 0) {
		return nil, &scimError{400, "invalidValue", "请求含有无效字符，或层次过深"}
	}
	return out, nil
}

// clean tells whether a value is text that a database can keep, all the way down.
func clean(v any, deep int) bool {
	switch v := v.(type) {
	case string:
		return !strings.ContainsRune(v, 0)
	case []any:
		return deep < 8 && !slices.ContainsFunc(v, func(one any) bool { return !clean(one, deep+1) })
	case object:
		for key, one := range v {
			if deep >= 8 || !clean(key, deep) || !clean(one, deep+1) {
				return false
			}
		}
	}
	return true
}

// listing is what a list asks for.
type listing struct {
	where       kernel.Cond
	start, most int
	only, not   []string
}

// listingOf reads a list's parameters, from the address or from the body of a search.
func listingOf(w http.ResponseWriter, r *http.Request, by map[string]column) (*listing, error) {
	q := r.URL.Query()
	text, start, count := q.Get("filter"), q.Get("startIndex"), q.Get("count")
	only, not := q.Get("attributes"), q.Get("excludedAttributes")
	if r.Method == http.MethodPost {
		in, err := readSCIM(w, r)
		if err != nil {
			return nil, err
		}
		get := func(name string) string {
			switch v, _ := field(in, name); v := v.(type) {
			case string:
				return v
			case float64:
				return strconv.FormatFloat(v, 'f', 0, 64)
			case []any:
				return strings.ReplaceAll(strings.Trim(fmt.Sprint(v...), "[]"), " ", ",")
			}
			return ""
		}
		text, start, count, only, not = get("filter"), get("startIndex"), get("count"), get("attributes"), get("excludedAttributes")
	}
	out := &listing{start: 1, most: scimPage}
	if text != "" {
		f, err := parseFilter(text)
		if err != nil {
			return nil, err
		}
		if out.where, err = f.cond(by); err != nil {
			return nil, err
		}
	}
	if n, err := strconv.Atoi(start); err == nil {
		out.start = max(1, n)
	}
	if n, err := strconv.Atoi(count); err == nil {
		out.most = min(max(0, n), scimMost)
	}
	names := func(text string) []string {
		return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ',' || r == ' ' })
	}
	out.only, out.not = names(only), names(not)
	return out, nil
}

// trim leaves the attributes that were asked for; id and schemas always stay.
func (l *listing) trim(of object) object {
	for name := range of {
		low := strings.ToLower(name)
		if low == "id" || low == "schemas" {
			continue
		}
		named := func(list []string) bool {
			return slices.ContainsFunc(list, func(one string) bool { return low == cmp.Or(attribute(one), one) })
		}
		if len(l.only) > 0 && !named(l.only) || named(l.not) {
			delete(of, name)
		}
	}
	return of
}

// serveList answers one page of what each goes through.
func serveList(w http.ResponseWriter, l *listing, each func(fn func(rec any) error) error, show func(rec any) (object, error)) error {
	total := 0
	var page []any
	if err := each(func(rec any) error {
		if total++; total >= l.start && len(page) < l.most {
			page = append(page, rec)
		}
		return nil
	}); err != nil {
		return err
	}
	items := []object{}
	for _, rec := range page {
		one, err := show(rec)
		if err != nil {
			return err
		}
		items = append(items, l.trim(one))
	}
	return scimAnswer(w, http.StatusOK, object{"schemas": []string{listSchema}, "totalResults": total, "startIndex": l.start, "itemsPerPage": len(items), "Resources": items})
}

// version is the ETag of a record and its link.
func version(rev, link int) string { return fmt.Sprintf(`W/"%d.%d"`, rev, link) }

// unmatched tells whether an If-Match header stands against the version.
func unmatched(r *http.Request, now string) error {
	if want := r.Header.Get("If-Match"); want != "" && want != "*" && want != now {
		return &scimError{412, "", "已被修改，请重新读取"}
	}
	return nil
}

// serveOne answers one resource with its version.
func serveOne(w http.ResponseWriter, r *http.Request, status int, one object) error {
	meta := one["meta"].(object)
	w.Header().Set("ETag", meta["version"].(string))
	w.Header().Set("Location", meta["location"].(string))
	if status == http.StatusOK && r.Method == http.MethodGet && r.Header.Get("If-None-Match") == meta["version"] {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return scimAnswer(w, status, (&listing{}).trim(one))
}

func serveProviderConfig(_ *keeper, w http.ResponseWriter, _ *http.Request) error {
	no := object{"supported": false}
	return scimAnswer(w, http.StatusOK, object{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		"patch": object{"supported": true}, "bulk": object{"supported": false, "maxOperations": 0, "maxPayloadSize": 0}, "filter": object{"supported": true, "maxResults": scimMost},
		"changePassword": no, "sort": no, "etag": object{"supported": true},
		"authenticationSchemes": []object{{"type": "oauthbearertoken", "name": "Bearer", "description": "在“用户来源”生成的推送令牌", "primary": true}},
		"meta":                  object{"resourceType": "ServiceProviderConfig", "location": "/scim/v2/ServiceProviderConfig"}})
}

// several answers a fixed list, or the one that the address names.
func several(w http.ResponseWriter, r *http.Request, list []object, key string) error {
	if id := r.PathValue("id"); id != "" {
		for _, one := range list {
			if one[key] == id {
				return scimAnswer(w, http.StatusOK, one)
			}
		}
		return &scimError{404, "", "没有这一项"}
	}
	return scimAnswer(w, http.StatusOK, object{"schemas": []string{listSchema}, "totalResults": len(list), "startIndex": 1, "itemsPerPage": len(list), "Resources": list})
}

func serveResourceTypes(_ *keeper, w http.ResponseWriter, r *http.Request) error {
	kind := func(name, path, schema string) object {
		return object{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}, "id": name, "name": name, "endpoint": path, "schema": schema,
			"meta": object{"resourceType": "ResourceType", "location": "/scim/v2/ResourceTypes/" + name}}
	}
	return several(w, r, []object{kind("User", "/Users", userSchema), kind("Group", "/Groups", groupSchema)}, "id")
}

func serveSchemas(_ *keeper, w http.ResponseWriter, r *http.Request) error {
	attr := func(name, kind, mutability, returned, uniqueness string, required, multi bool, sub ...object) object {
		out := object{"name": name, "type": kind, "multiValued": multi, "required": required, "caseExact": false, "mutability": mutability, "returned": returned, "uniqueness": uniqueness}
		if len(sub) > 0 {
			out["subAttributes"] = sub
		}
		return out
	}
	text := func(name string) object {
		return attr(name, "string", "readWrite", "default", "none", false, false)
	}
	schema := func(id, name string, attributes ...object) object {
		return object{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Schema"}, "id": id, "name": name, "attributes": attributes,
			"meta": object{"resourceType": "Schema", "location": "/scim/v2/Schemas/" + id}}
	}
	value := attr("value", "string", "readOnly", "default", "none", false, false)
	display := attr("display", "string", "readOnly", "default", "none", false, false)
	return several(w, r, []object{
		schema(userSchema, "User",
			attr("userName", "string", "immutable", "default", "server", true, false), text("displayName"),
			attr("name", "complex", "readWrite", "default", "none", false, false, text("formatted"), text("familyName"), text("givenName")),
			attr("active", "boolean", "readWrite", "default", "none", false, false),
			attr("phoneNumbers", "complex", "writeOnly", "never", "none", false, true, text("value"), text("type")),
			attr("groups", "complex", "readOnly", "default", "none", false, true, value, display),
			attr("roles", "complex", "readOnly", "default", "none", false, true, value, display)),
		schema(groupSchema, "Group", attr("displayName", "string", "readWrite", "default", "none", true, false),
			attr("members", "complex", "readWrite", "default", "none", false, true, attr("value", "string", "immutable", "default", "none", true, false), display)),
	}, "id")
}
