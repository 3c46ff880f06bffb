package kernel

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// Decide tells whether c holds for rec as it stands, where that follows from rec's own columns; known is false where only the
// database can tell. Texts compare byte by byte here as in both databases.
func (c Cond) Decide(m *Meta, rec any) (holds, known bool) {
	switch c.Op {
	case "":
		return true, true
	case "false":
		return false, true
	case "and", "or":
		settles := c.Op == "or" // one part that is this decides the whole
		known = true
		for _, kid := range c.Kids {
			part, ok := kid.Decide(m, rec)
			if ok && part == settles {
				return settles, true
			}
			known = known && ok
		}
		return !settles, known
	case "not":
		holds, known = c.Kids[0].Decide(m, rec)
		return !holds, known
	case "in":
		for _, arg := range c.Args {
			n, ok := compare(m, rec, c.Col, arg)
			if !ok {
				return false, false
			}
			if n == 0 {
				return true, true
			}
		}
		return false, true
	case "=", "<>", "<", "<=", ">", ">=":
		n, ok := compare(m, rec, c.Col, c.Args[0])
		if !ok {
			return false, false
		}
		return n == 0 && strings.Contains(c.Op, "=") || n < 0 && c.Op[0] == '<' || n > 0 && (c.Op[0] == '>' || c.Op == "<>"), true
	}
	return false, false
}

// given is what remains to be asked of c where known holds.
func (c Cond) given(known Cond) Cond {
	if reflect.DeepEqual(c, known) {
		return Cond{}
	}
	if c.Op != "and" && c.Op != "or" {
		return c
	}
	var kids []Cond
	for _, kid := range c.Kids {
		switch rest := kid.given(known); {
		case rest.Op != "":
			kids = append(kids, rest)
		case c.Op == "or":
			return Cond{}
		}
	}
	if c.Op == "and" && len(kids) == 0 {
		return Cond{}
	}
	return Cond{Op: c.Op, Kids: kids}
}

// decidable tells whether Decide knows the answer for every record of m.
func (c Cond) decidable(m *Meta) bool {
	switch c.Op {
	case "", "false":
		return true
	case "and", "or", "not":
		return !slices.ContainsFunc(c.Kids, func(kid Cond) bool { return !kid.decidable(m) })
	case "in", "=", "<>", "<", "<=", ">", ">=":
		blank := reflect.New(m.Type).Interface()
		return !slices.ContainsFunc(c.Args, func(arg any) bool { _, known := compare(m, blank, c.Col, arg); return !known })
	}
	return false
}

// compare compares a column of rec with a value; known is false for kinds that are stored in another form.
func compare(m *Meta, rec any, col string, arg any) (n int, known bool) {
	f := m.Field(col)
	if f == nil {
		return 0, false
	}
	have, want := f.In(rec), reflect.ValueOf(arg)
	switch {
	case f.Kind.Column == Text && have.Kind() == reflect.String && want.Kind() == reflect.String:
		return strings.Compare(have.String(), want.String()), true
	case f.Kind.Column == Integer && have.CanInt() && want.CanInt():
		return cmp.Compare(have.Int(), want.Int()), true
	case f.Kind.Column == Bool && have.Kind() == reflect.Bool && want.Kind() == reflect.Bool:
		switch {
		case have.Bool() == want.Bool():
			return 0, true
		case have.Bool():
			return 1, true
		}
		return -1, true
	}
	return 0, false
}
