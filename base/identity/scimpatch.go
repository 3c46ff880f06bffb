package identity

import (
	"slices"
	"strings"
)

// path is where a change of PATCH applies (RFC 7644, figure 7): an attribute, members of a list by a filter, a part of either.
type path struct {
	attr, sub string
	of        *filter
}

func parsePath(text string) (*path, error) {
	bad := func(what string) error { return &scimError{400, "invalidPath", what} }
	if len(text) > longestFilter || strings.ContainsRune(text, 0) {
		return nil, bad("the path is too long")
	}
	r := &reading{text: text}
	name := attribute(r.word())
	if name == "" {
		return nil, bad("the path names no attribute")
	}
	p := &path{attr: name}
	if at, sub, ok := strings.Cut(name, "."); ok {
		p.attr, p.sub = at, sub
	}
	if r.at < len(r.text) && r.text[r.at] == '[' && p.sub == "" {
		r.at++
		inner, err := r.closed(']')
		if err != nil {
			return nil, bad(err.Error())
		}
		p.of = inner
		if r.at < len(r.text) && r.text[r.at] == '.' {
			r.at++
			if p.sub = attribute(r.word()); p.sub == "" {
				return nil, bad("the path names no part")
			}
		}
	}
	if r.at < len(r.text) {
		return nil, bad("the path goes on after its end")
	}
	return p, nil
}

// patch applies the operations of a request to a resource; only the attributes in written may change.
func patch(of, in object, written map[string]string) error {
	v, _ := field(in, "Operations")
	list, ok := v.([]any)
	if !ok || len(list) == 0 || len(list) > 1000 {
		return &scimError{400, "invalidSyntax", "缺少 Operations"}
	}
	for _, one := range list {
		op, _ := one.(object)
		verb, _ := field(op, "op")
		name, _ := verb.(string)
		name = strings.ToLower(name)
		if !slices.Contains([]string{"add", "replace", "remove"}, name) {
			return &scimError{400, "invalidSyntax", "op 应为 add、replace 或 remove"}
		}
		at, _ := field(op, "path")
		value, given := field(op, "value")
		text, _ := at.(string)
		switch {
		case text != "":
			p, err := parsePath(text)
			if err != nil {
				return err
			}
			if err := p.apply(of, name, value, given, written); err != nil {
				return err
			}
		case name == "remove":
			return &scimError{400, "noTarget", "remove 缺少 path"}
		default:
			all, ok := value.(object)
			if !ok {
				return &scimError{400, "invalidValue", "没有 path 时 value 应为对象"}
			}
			for key, v := range all {
				if strings.EqualFold(key, "schemas") || strings.EqualFold(key, "id") {
					continue
				}
				p, err := parsePath(key)
				if err != nil {
					return err
				}
				if err := p.apply(of, name, v, true, written); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (p *path) apply(of object, verb string, value any, given bool, written map[string]string) error {
	name := written[p.attr]
	switch {
	case name == "":
		return &scimError{400, "mutability", p.attr + " 不能修改"}
	case verb != "remove" && !given:
		return &scimError{400, "invalidValue", "缺少 value"}
	case verb == "remove" && (name == "userName" || name == "displayName" && p.sub == ""):
		return &scimError{400, "mutability", name + " 不能删除"}
	case p.of != nil:
		return p.applyToMembers(of, name, verb, value)
	case p.sub != "":
		inner, _ := of[name].(object)
		next := object{}
		for key, v := range inner {
			next[key] = v
		}
		key := p.sub
		for have := range next {
			if strings.EqualFold(have, p.sub) {
				key = have
			}
		}
		if verb == "remove" {
			delete(next, key)
		} else {
			next[key] = value
		}
		of[name] = next
		return nil
	}
	if verb == "remove" {
		if list, ok := value.([]any); ok && name == "members" { // some name whom to remove in the value
			of[name] = without(asList(of[name]), list)
			return nil
		}
		if of[name] = nil; name == "members" {
			of[name] = []any{}
		}
		return nil
	}
	if list, ok := value.([]any); ok && verb == "add" && name == "members" {
		of[name] = append(without(asList(of[name]), list), list...)
		return nil
	}
	if one, ok := value.(object); ok && name == "members" {
		if verb == "add" {
			of[name] = append(without(asList(of[name]), []any{one}), one)
			return nil
		}
		value = []any{one}
	}
	of[name] = value
	return nil
}

func (p *path) applyToMembers(of object, name, verb string, value any) error {
	list := asList(of[name])
	var out []any
	hit := false
	for _, one := range list {
		member, ok := one.(object)
		if !ok || !p.of.matches(member) {
			out = append(out, one)
			continue
		}
		hit = true
		switch {
		case verb == "remove" && p.sub == "":
		case verb == "remove":
			delete(member, p.sub)
			out = append(out, member)
		case p.sub != "":
			member[p.sub] = value
			out = append(out, member)
		default:
			out = append(out, value)
		}
	}
	if !hit && verb == "replace" && name == "members" {
		return &scimError{400, "noTarget", "没有符合条件的成员"}
	}
	if !hit && verb != "remove" && p.sub != "" { // a telephone that is not told back is set by its kind
		member := object{p.sub: value}
		if text, ok := p.of.val.(string); ok && p.of.op == "eq" {
			member[p.of.attr] = text
		}
		out = append(out, member)
	}
	if out == nil {
		out = []any{}
	}
	of[name] = out
	return nil
}

func asList(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = v[i]
		}
		return out
	}
	return nil
}

// without is the members that other does not name.
func without(list, other []any) (out []any) {
	for _, one := range list {
		if !slices.ContainsFunc(other, func(o any) bool { return memberID(o) == memberID(one) }) {
			out = append(out, one)
		}
	}
	return out
}

// memberID is the id of a member; "" if it has none.
func memberID(v any) string {
	of, _ := v.(object)
	id, _ := field(of, "value")
	text, _ := id.(string)
	return text
}
