package seal

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// The values of a PDF (ISO 32000-1, 7.3), kept as they are written, so that what is not understood is neither lost nor changed.
type (
	name    string // without the slash
	number  string
	literal string // a string with its delimiters
	word    string // true, false, null
	ref     struct{ n, gen int }
	array   []any
	dict    struct {
		keys []name
		vals map[name]any
	}
)

var errSyntax = errors.New("seal: not the syntax of a PDF")

// deepest bounds how values may nest.
const deepest = 60

// lexer reads values of a PDF.
type lexer struct {
	b  []byte
	at int
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}
func isDelimiter(c byte) bool { return strings.IndexByte("()<>[]{}/%", c) >= 0 }

// skip passes blanks and comments.
func (l *lexer) skip() {
	for l.at < len(l.b) {
		switch c := l.b[l.at]; {
		case isBlank(c):
			l.at++
		case c == '%':
			for l.at < len(l.b) && l.b[l.at] != '\n' && l.b[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// blanks passes blanks only: what comes between objects of an appended revision.
func (l *lexer) blanks() {
	for l.at < len(l.b) && isBlank(l.b[l.at]) {
		l.at++
	}
}

// token reads what stands up to the next blank or delimiter.
func (l *lexer) token() string {
	from := l.at
	for l.at < len(l.b) && !isBlank(l.b[l.at]) && !isDelimiter(l.b[l.at]) {
		l.at++
	}
	return string(l.b[from:l.at])
}

// is passes s if it comes next.
func (l *lexer) is(s string) bool {
	if bytes.HasPrefix(l.b[min(l.at, len(l.b)):], []byte(s)) {
		l.at += len(s)
		return true
	}
	return false
}

// whole reads a number of at most ten digits.
func (l *lexer) whole() (int, bool) {
	from := l.at
	for l.at < len(l.b) && l.b[l.at] >= '0' && l.b[l.at] <= '9' && l.at-from < 11 {
		l.at++
	}
	n, err := strconv.Atoi(string(l.b[from:l.at]))
	return n, err == nil && l.at-from <= 10
}

func (l *lexer) value(depth int) (any, error) {
	if l.skip(); l.at >= len(l.b) || depth > deepest {
		return nil, errSyntax
	}
	switch c := l.b[l.at]; {
	case l.is("<<"):
		return l.dict(depth)
	case c == '<':
		return l.hex()
	case c == '(':
		return l.text()
	case c == '[':
		l.at++
		out := array{}
		for {
			if l.skip(); l.is("]") {
				return out, nil
			}
			v, err := l.value(depth + 1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
	case c == '/':
		l.at++
		return name(l.token()), nil
	case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
		return l.number()
	}
	switch w := l.token(); w {
	case "true", "false", "null":
		return word(w), nil
	}
	return nil, errSyntax
}

// number reads a number or, where two more tokens make it one, a reference.
func (l *lexer) number() (any, error) {
	first := l.token()
	if _, err := strconv.ParseFloat(first, 64); err != nil {
		return nil, errSyntax
	}
	n, err := strconv.Atoi(first)
	if err != nil || n < 0 {
		return number(first), nil
	}
	back := l.at
	l.skip()
	if gen, ok := l.whole(); ok && l.at < len(l.b) && isBlank(l.b[l.at]) {
		if l.skip(); l.at < len(l.b) && l.b[l.at] == 'R' && (l.at+1 == len(l.b) || isBlank(l.b[l.at+1]) || isDelimiter(l.b[l.at+1])) {
			l.at++
			return ref{n, gen}, nil
		}
	}
	l.at = back
	return number(first), nil
}

func (l *lexer) dict(depth int) (any, error) {
	d := &dict{vals: map[name]any{}}
	for {
		if l.skip(); l.is(">>") {
			return d, nil
		}
		if !l.is("/") {
			return nil, errSyntax
		}
		key := name(l.token())
		v, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if _, twice := d.vals[key]; twice { // readers differ in which of them they take
			return nil, errSyntax
		}
		d.set(key, v)
	}
}

func (l *lexer) hex() (any, error) {
	from := l.at
	end := bytes.IndexByte(l.b[from:], '>')
	if end < 0 {
		return nil, errSyntax
	}
	l.at = from + end + 1
	return literal(l.b[from:l.at]), nil
}

func (l *lexer) text() (any, error) {
	from, open := l.at, 0
	for l.at < len(l.b) {
		c := l.b[l.at]
		l.at++
		switch c {
		case '\\':
			l.at++
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return literal(l.b[from:l.at]), nil
			}
		}
	}
	return nil, errSyntax
}

func (d *dict) set(key name, v any) {
	if _, had := d.vals[key]; !had {
		d.keys = append(d.keys, key)
	}
	d.vals[key] = v
}

func (d *dict) drop(key name) {
	if _, had := d.vals[key]; had {
		delete(d.vals, key)
		d.keys = slices.DeleteFunc(d.keys, func(k name) bool { return k == key })
	}
}

// clone is a copy of d whose keys can be changed; the values are the same.
func (d *dict) clone() *dict {
	out := &dict{vals: map[name]any{}}
	for _, k := range d.keys {
		out.set(k, d.vals[k])
	}
	return out
}

func (d *dict) ref(key name) int {
	r, _ := d.vals[key].(ref)
	return r.n
}

func (d *dict) int(key name) (int, bool) {
	v, ok := d.vals[key].(number)
	n, err := strconv.Atoi(string(v))
	return n, ok && err == nil
}

func (d *dict) is(key, what name) bool { v, _ := d.vals[key].(name); return v == what }

// write appends v as it stands in a file; with sorted keys equal values are written alike.
func write(b *bytes.Buffer, v any, sorted bool) {
	switch v := v.(type) {
	case name:
		b.WriteString("/" + string(v))
	case number:
		b.WriteString(string(v))
	case literal:
		b.WriteString(string(v))
	case word:
		b.WriteString(string(v))
	case ref:
		b.WriteString(strconv.Itoa(v.n) + " " + strconv.Itoa(v.gen) + " R")
	case array:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(' ')
			}
			write(b, x, sorted)
		}
		b.WriteByte(']')
	case *dict:
		keys := v.keys
		if sorted {
			keys = slices.Sorted(slices.Values(keys))
		}
		b.WriteString("<<")
		for _, k := range keys {
			b.WriteString("/" + string(k) + " ")
			write(b, v.vals[k], sorted)
			b.WriteByte('\n')
		}
		b.WriteString(">>")
	}
}

func text(v any) string {
	var b bytes.Buffer
	write(&b, v, true)
	return b.String()
}
