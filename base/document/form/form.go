// Package form holds the default templates (文书样式) of the papers of administrative enforcement. It
// knows nothing but their text, so that a browser can carry it: see kernel/paper.Form for what the
// text may say.
package form

import (
	"embed"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"anjian/kernel/paper"
)

//go:embed *.xml part/*.xml
var files embed.FS

var part = regexp.MustCompile(`<part name="([a-z_]+)"/>`)

// Source is the text of the template of a paper, the parts that papers share put in; nil if there is
// no such paper.
func Source(code string) []byte {
	b, err := fs.ReadFile(files, code+".xml")
	if err != nil {
		return nil
	}
	return part.ReplaceAllFunc(b, func(m []byte) []byte {
		inner, err := fs.ReadFile(files, "part/"+string(part.FindSubmatch(m)[1])+".xml")
		if err != nil {
			return m // ParseForm says so: a test reads every template
		}
		return inner
	})
}

// Codes are the codes of all papers, in the order of their names.
func Codes() []string {
	entries, err := fs.Glob(files, "*.xml")
	if err != nil {
		panic("form: " + err.Error()) // a pattern of ours
	}
	for i := range entries {
		entries[i] = strings.TrimSuffix(entries[i], ".xml")
	}
	slices.Sort(entries)
	return entries
}

// Default is the form of a paper.
func Default(code string) (*paper.Form, bool) {
	f, ok := parsed()[code]
	return f, ok
}

var parsed = sync.OnceValue(func() map[string]*paper.Form {
	out := map[string]*paper.Form{}
	for _, code := range Codes() {
		f, err := paper.ParseForm(Source(code))
		if err != nil {
			panic("form: " + code + ": " + err.Error()) // built into the binary: a test reads it
		}
		out[code] = f
	}
	return out
})
