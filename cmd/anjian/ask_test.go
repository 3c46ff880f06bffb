package main

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"anjian/kernel/kerneltest"
)

// Every address that a page asks for by its name is served.
func TestPagesAskWhatIsServed(t *testing.T) {
	p, s := assembled(t, "")
	api, _ := p.handler(s)
	served := [][]string{{"api", "docs"}} // a page itself, in no description
	for path := range api.OpenAPI()["paths"].(map[string]any) {
		served = append(served, strings.Split(strings.Trim(path, "/"), "/"))
	}
	// What follows in a template is a part of the address or its query, "*" here; it may contain quotes.
	address, query, part := regexp.MustCompile("[`'\"](/api/[a-z](?:\\$\\{[^}]*\\}|[^`'\"?$])*)"), regexp.MustCompile(`\$\{query\(.*`), regexp.MustCompile(`\$\{[^}]*\}`)
	asked := 0
	for _, folder := range []string{"../../web", "../../base", "../../system"} {
		kerneltest.Must(t, filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() && (e.Name() == "dist" || e.Name() == "node_modules") {
				return cmp.Or(err, fs.SkipDir)
			}
			if ext := filepath.Ext(path); ext != ".vue" && ext != ".ts" {
				return nil
			}
			text, err := os.ReadFile(path)
			for _, m := range address.FindAllStringSubmatch(string(text), -1) {
				one := strings.Split(strings.Trim(part.ReplaceAllString(query.ReplaceAllString(m[1], ""), "*"), "/"), "/")
				same := func(there, here string) bool {
					return there == here || strings.HasPrefix(there, "{") || strings.Contains(here, "*")
				}
				if asked++; !slices.ContainsFunc(served, func(path []string) bool { return slices.EqualFunc(path, one, same) }) {
					t.Errorf("%s asks for %s", path, m[1])
				}
			}
			return err
		}))
	}
	if asked < 100 {
		t.Errorf("only %d addresses were found", asked)
	}
}
