package identity

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"anjian/base/account"
	"anjian/kernel"
)

// filter is a parsed filter of SCIM (RFC 7644, 3.4.2.2): a comparison, "pr", or and, or, not of others; "[]" is a filter on the members of
// a list.
type filter struct {
	op   string // eq ne co sw ew gt ge lt le pr and or not []
	attr string // in lower case, without the name of the schema
	val  any    // string, float64, bool or nil
	kids []*filter
}

const (
	longestFilter = 2000
	deepestFilter = 20
)

var comparisons = map[string]bool{"eq": true, "ne": true, "co": true, "sw": true, "ew": true, "gt": true, "ge": true, "lt": true, "le": true}

// reading goes through the text of a filter.
type reading struct {
	text string
	at   int
	deep int
}

func badFilter(what string, args ...any) error {
	return &scimError{400, "invalidFilter", fmt.Sprintf(what, args...)}
}

// parseFilter reads a whole filter.
func parseFilter(text string) (*filter, error) {
	if len(text) > longestFilter || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, badFilter("the filter is too long or no text")
	}
	r := &reading{text: text}
	f, err := r.or()
	if err != nil {
		return nil, err
	}
	if r.space(); r.at < len(r.text) {
		return nil, badFilter("unexpected %q at %d", r.text[r.at], r.at)
	}
	return f, nil
}

func (r *reading) space() {
	for r.at < len(r.text) && r.text[r.at] == ' ' {
		r.at++
	}
}

// take consumes one character.
func (r *reading) take(c byte) bool {
	if r.space(); r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

// word consumes a name or a key word.
func (r *reading) word() string {
	r.space()
	from := r.at
	for r.at < len(r.text) && strings.IndexByte(" ()[]\"", r.text[r.at]) < 0 {
		r.at++
	}
	return r.text[from:r.at]
}

// keyword consumes a word if it is the one wanted.
func (r *reading) keyword(want string) bool {
	from := r.at
	if strings.EqualFold(r.word(), want) {
		return true
	}
	r.at = from
	return false
}

func (r *reading) or() (*filter, error)  { return r.chain("or", r.and) }
func (r *reading) and() (*filter, error) { return r.chain("and", r.one) }

func (r *reading) chain(word string, part func() (*filter, error)) (*filter, error) {
	first, err := part()
	if err != nil {
		return nil, err
	}
	out := first
	for r.keyword(word) {
		next, err := part()
		if err != nil {
			return nil, err
		}
		if out.op == word && out != first {
			out.kids = append(out.kids, next)
		} else {
			out = &filter{op: word, kids: []*filter{out, next}}
		}
	}
	return out, nil
}

func (r *reading) one() (*filter, error) {
	if r.deep++; r.deep > deepestFilter {
		return nil, badFilter("the filter is nested too deeply")
	}
	defer func() { r.deep-- }()
	if r.take('(') {
		return r.closed(')')
	}
	if from := r.at; r.keyword("not") {
		if r.take('(') {
			inner, err := r.closed(')')
			return &filter{op: "not", kids: []*filter{inner}}, err
		}
		r.at = from
	}
	attr := attribute(r.word())
	if attr == "" {
		return nil, badFilter("an attribute is missing at %d", r.at)
	}
	if r.at < len(r.text) && r.text[r.at] == '[' {
		r.at++
		inner, err := r.closed(']')
		return &filter{op: "[]", attr: attr, kids: []*filter{inner}}, err
	}
	op := strings.ToLower(r.word())
	if op == "pr" {
		return &filter{op: op, attr: attr}, nil
	}
	if !comparisons[op] {
		return nil, badFilter("unknown operator %q", op)
	}
	val, err := r.value()
	return &filter{op: op, attr: attr, val: val}, err
}

func (r *reading) closed(end byte) (*filter, error) {
	f, err := r.or()
	if err == nil && !r.take(end) {
		err = badFilter("%q is missing at %d", end, r.at)
	}
	return f, err
}

// value reads a JSON string, number, true, false or null.
func (r *reading) value() (any, error) {
	r.space()
	from := r.at
	if r.at < len(r.text) && r.text[r.at] == '"' {
		for r.at++; r.at < len(r.text) && r.text[r.at] != '"'; r.at++ {
			if r.text[r.at] == '\\' {
				r.at++
			}
		}
		r.at = min(r.at+1, len(r.text))
	} else {
		r.word()
	}
	var v any
	if err := json.Unmarshal([]byte(r.text[from:r.at]), &v); err != nil {
		return nil, badFilter("%q is no value", r.text[from:r.at])
	}
	switch text, _ := v.(string); v.(type) {
	case map[string]any, []any:
		return nil, badFilter("a value is simple")
	case string:
		if strings.ContainsRune(text, 0) {
			return nil, badFilter("a value holds no NUL")
		}
	}
	return v, nil
}

// attribute folds the name of an attribute: no case, no schema; "" if it is none.
func attribute(name string) string {
	name = strings.ToLower(name)
	for _, schema := range []string{userSchema, groupSchema} {
		name = strings.TrimPrefix(name, strings.ToLower(schema)+":")
	}
	if name == "" || name[0] < 'a' || name[0] > 'z' {
		return ""
	}
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' && c != '$' {
			return ""
		}
	}
	return name
}

// column says how one attribute is asked of the database.
type column func(op string, val any) (kernel.Cond, error)

// cond turns a filter into a condition on records, by the attributes that can be asked for. No text of the filter becomes part of a
// statement: names are looked up, values are arguments.
func (f *filter) cond(by map[string]column) (kernel.Cond, error) {
	switch f.op {
	case "and", "or", "not":
		var kids []kernel.Cond
		for _, kid := range f.kids {
			c, err := kid.cond(by)
			if err != nil {
				return c, err
			}
			kids = append(kids, c)
		}
		return kernel.Cond{Op: f.op, Kids: kids}, nil
	case "[]":
		return f.kids[0].prefixed(f.attr).cond(by)
	}
	col, ok := by[f.attr]
	if !ok {
		return kernel.Cond{}, badFilter("attribute %s cannot be filtered by", f.attr)
	}
	return col(f.op, f.val)
}

// prefixed is the filter on the members of a list as one on the list's sub-attributes.
func (f *filter) prefixed(attr string) *filter {
	out := *f
	if f.attr != "" {
		out.attr = attr + "." + f.attr
	}
	out.kids = nil
	for _, kid := range f.kids {
		out.kids = append(out.kids, kid.prefixed(attr))
	}
	return &out
}

var signs = map[string]string{"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}

// escape marks what LIKE would take for a wildcard.
var escape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// textColumn is a text column of a table; fold makes it blind to case. like is the statement for parts of the text, a constant.
func textColumn(name, like string, fold bool) column {
	return func(op string, val any) (kernel.Cond, error) {
		if op == "pr" {
			return kernel.Compare(name, "<>", ""), nil
		}
		text, ok := val.(string)
		if !ok {
			return kernel.Cond{}, badFilter("%s is a text", name)
		}
		if sign := signs[op]; sign != "" {
			if fold {
				text = strings.ToLower(text)
			}
			return kernel.Compare(name, sign, text), nil
		}
		if like == "" {
			return kernel.Cond{}, badFilter("%s cannot be searched by parts", name)
		}
		text = escape.Replace(strings.ToLower(text))
		if op != "sw" {
			text = "%" + text
		}
		if op != "ew" {
			text += "%"
		}
		return kernel.Cond{Op: "query", Col: "id", SQL: like, Args: []any{text}}, nil
	}
}

// timeColumn is a time.
func timeColumn(name string) column {
	return func(op string, val any) (kernel.Cond, error) {
		if op == "pr" {
			return kernel.Cond{}, nil
		}
		text, _ := val.(string)
		at, err := time.Parse(time.RFC3339, text)
		if sign := signs[op]; err == nil && sign != "" {
			return kernel.Compare(name, sign, at), nil
		}
		return kernel.Cond{}, badFilter("%s is a time such as 2026-05-01T08:00:00Z", name)
	}
}

// activeColumn is whether an account is not disabled.
func activeColumn(op string, val any) (kernel.Cond, error) {
	yes, ok := val.(bool)
	if op == "pr" {
		return kernel.Cond{}, nil
	}
	if !ok || op != "eq" && op != "ne" {
		return kernel.Cond{}, badFilter("active is true or false")
	}
	if yes == (op == "eq") {
		return kernel.Not(&account.Row.Status, account.Disabled), nil
	}
	return kernel.Eq(&account.Row.Status, account.Disabled), nil
}

// matches decides the filter for a member of a list, as PATCH names it.
func (f *filter) matches(of map[string]any) bool {
	switch f.op {
	case "and":
		for _, kid := range f.kids {
			if !kid.matches(of) {
				return false
			}
		}
		return true
	case "or":
		for _, kid := range f.kids {
			if kid.matches(of) {
				return true
			}
		}
		return false
	case "not":
		return !f.kids[0].matches(of)
	}
	have, ok := field(of, f.attr)
	if f.op == "pr" {
		return ok && have != nil && have != ""
	}
	a, aText := have.(string)
	b, bText := f.val.(string)
	if !aText || !bText {
		return f.op == "eq" && have == f.val || f.op == "ne" && have != f.val
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	switch f.op {
	case "eq":
		return a == b
	case "ne":
		return a != b
	case "co":
		return strings.Contains(a, b)
	case "sw":
		return strings.HasPrefix(a, b)
	case "ew":
		return strings.HasSuffix(a, b)
	case "gt":
		return a > b
	case "ge":
		return a >= b
	case "lt":
		return a < b
	case "le":
		return a <= b
	}
	return false
}

// field is the value of an attribute, blind to case.
func field(of map[string]any, name string) (any, bool) {
	for key, v := range of {
		if strings.EqualFold(key, name) {
			return v, true
		}
	}
	return nil, false
}
