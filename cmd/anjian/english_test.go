package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

var (
	hanText     = regexp.MustCompile(`\p{Han}`)
	literals    = regexp.MustCompile(`'((?:[^'\\\n]|\\.)*)'`)
	remarks     = regexp.MustCompile(`(?s)<!--.*?-->|/\*.*?\*/|(?m)(?:^|\s)//[^\n]*|<style.*?</style>`)
	placeholder = regexp.MustCompile(`\{\d\}`)
)

// dictionary reads the words of console and systems, as web/kernel/words.ts finds them.
func dictionary(t *testing.T) map[string]string {
	words, from := map[string]string{}, map[string]string{}
	paths, _ := filepath.Glob("../../*/*/ui/en.json")
	for _, path := range append(paths, "../../web/kernel/en.json") {
		text, err := os.ReadFile(path)
		kerneltest.Must(t, err)
		var some map[string]string
		kerneltest.Must(t, json.Unmarshal(text, &some))
		for zh, en := range some {
			if was, twice := words[zh]; twice && was != en {
				t.Errorf("%s is %q in %s and %q in %s", zh, was, from[zh], en, path)
			}
			for _, p := range placeholder.FindAllString(zh, -1) {
				if !strings.Contains(en, p) {
					t.Errorf("%s: the English of %q leaves out %s", path, zh, p)
				}
			}
			if en == "" {
				t.Errorf("%s: %q has no English", path, zh)
			}
			words[zh], from[zh] = en, path
		}
	}
	return words
}

// spoken are the words that a module shows by its declarations: names of types, columns, sections, values, steps, lists, tabs and figures,
// and the sentences beside fields and steps. The long help of a page stays Chinese.
func spoken(app *kernel.App, m *kernel.Module) map[string]bool {
	out := map[string]bool{}
	add := func(words ...string) {
		for _, w := range words {
			if hanText.MatchString(w) {
				out[w] = true
			}
		}
	}
	var fields func([]kernel.Field)
	fields = func(list []kernel.Field) {
		for _, f := range list {
			add(f.Label, f.Section, f.Help, f.Kind.Unit)
			for _, o := range f.Kind.Options {
				add(o.Label)
			}
			fields(f.Kind.Items)
		}
	}
	add(m.Area)
	for _, r := range m.Roles {
		add(r.Label)
	}
	for _, h := range m.Resources {
		meta := h.Meta()
		add(m.Label, meta.Label)
		fields(meta.Fields)
		for _, s := range meta.Steps {
			add(s.Label, s.Help, s.Confirm)
		}
		for _, v := range meta.Views {
			add(v.Label)
		}
		for _, p := range app.Parts(meta.Name) {
			add(p.Label)
		}
	}
	for _, i := range m.Indicators {
		add(i.Label, i.Unit, i.Help)
	}
	for _, l := range m.Layers {
		add(l.Label)
	}
	return out
}

// Every word that a declaration shows has its English.
func TestEnglishOfDeclarations(t *testing.T) {
	p, _ := assembled(t, "")
	words := dictionary(t)
	for i := range p.env.App.Modules {
		m := &p.env.App.Modules[i]
		var lacking []string
		for _, w := range slices.Sorted(maps.Keys(spoken(p.env.App, m))) {
			if words[w] == "" {
				lacking = append(lacking, fmt.Sprintf("%q: \"\"", w))
			}
		}
		tell(t, "ui/en.json of "+m.Name+" lacks", lacking)
	}
	var lacking []string
	for _, w := range slices.Sorted(maps.Values(kernel.Deeds)) {
		if words[w] == "" {
			lacking = append(lacking, fmt.Sprintf("%q: \"\"", w))
		}
	}
	tell(t, "web/kernel/en.json lacks of the trail", lacking)
}

// Every text of a page goes through t and has its English.
func TestEnglishOfPages(t *testing.T) {
	words := dictionary(t)
	var paths []string
	for _, pattern := range []string{"../../web/shell/*", "../../web/kernel/*", "../../web/kernel/*/*", "../../*/*/ui/*"} {
		some, err := filepath.Glob(pattern)
		kerneltest.Must(t, err)
		paths = append(paths, some...)
	}
	seen := 0
	for _, path := range paths {
		if ext := filepath.Ext(path); ext != ".vue" && ext != ".ts" {
			continue
		}
		seen++
		text, err := os.ReadFile(path)
		kerneltest.Must(t, err)
		page := remarks.ReplaceAllString(string(text), "")
		var lacking []string
		page = literals.ReplaceAllStringFunc(page, func(lit string) string {
			zh := strings.NewReplacer(`\n`, "\n", `\'`, "'").Replace(lit[1 : len(lit)-1])
			if hanText.MatchString(zh) && words[zh] == "" && !slices.Contains([]string{"中文"}, zh) {
				lacking = append(lacking, fmt.Sprintf("%q: \"\"", zh))
			}
			return ""
		})
		for i, line := range strings.Split(page, "\n") {
			if at := hanText.FindStringIndex(line); at != nil {
				lacking = append(lacking, fmt.Sprintf("line %d is not said through t(): %.60s", i+1, line[max(0, at[0]-20):]))
			}
		}
		tell(t, path+" lacks", lacking)
	}
	if seen < 50 {
		t.Errorf("only %d pages found", seen)
	}
}

func tell(t *testing.T, what string, lacking []string) {
	t.Helper()
	if len(lacking) > 0 {
		t.Errorf("%s:\n%s", what, strings.Join(lacking, "\n"))
	}
}
