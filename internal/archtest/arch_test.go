package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// notOurs are folders whose content is built, installed, recorded or made by running the program.
var notOurs = map[string]bool{".git": true, "node_modules": true, "bin": true, "data": true, "web/dist": true, "e2e/output": true, "bench/bin": true}

// files returns every file of the tree with its text; binary files are left out.
func files(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		if entry.IsDir() {
			if notOurs[rel] || entry.Name() == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || rel == ".git" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err == nil && !bytes.Contains(text[:min(len(text), 8000)], []byte{0}) {
			all[rel] = string(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// source is one parsed Go file of this module.
type source struct {
	name, pkg string
	test      bool
	file      *ast.File
}

// sources parses the Go files of the module; bench is a module of its own.
func sources(t *testing.T) (set *token.FileSet, list []source) {
	t.Helper()
	set = token.NewFileSet()
	for name, text := range files(t) {
		if path.Ext(name) != ".go" || strings.HasPrefix(name, "bench/") || strings.Contains(name, "testdata/") {
			continue
		}
		f, err := parser.ParseFile(set, name, text, parser.ParseComments)
		if err != nil {
			t.Error(err)
			continue
		}
		list = append(list, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), f})
	}
	if len(list) == 0 {
		t.Fatal("no Go files found")
	}
	return set, list
}

func report(t *testing.T, where string, faults []string) {
	t.Helper()
	for _, fault := range faults {
		t.Errorf("%s: %s", where, fault)
	}
}

func TestImports(t *testing.T) {
	_, list := sources(t)
	for _, s := range list {
		report(t, s.name, importFaults(s.pkg, s.file, s.test))
	}
	if len(edges) >= 15 {
		t.Errorf("%d edges between systems; a house with so many doors has no rooms", len(edges))
	}
	for edge, reason := range edges {
		if reason == "" {
			t.Errorf("%s: the reason is missing", edge)
		}
	}
}

func TestPackages(t *testing.T) {
	packages := map[string][]*ast.File{}
	_, list := sources(t)
	for _, s := range list {
		if !s.test {
			packages[s.pkg] = append(packages[s.pkg], s.file)
		}
	}
	for dir, files := range packages {
		report(t, dir, packageFaults(dir, files))
	}
}

func TestRowVariables(t *testing.T) {
	set, list := sources(t)
	for _, s := range list {
		if !s.test {
			report(t, s.name, rowFaults(set, s.file))
		}
	}
}

// TestGlossary: every record type has its row in docs/glossary.md, under the name its declaration gives.
func TestGlossary(t *testing.T) {
	glossary, err := os.ReadFile(filepath.Join(root, "docs", "glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	set, list := sources(t)
	for _, s := range list {
		if s.test || s.pkg == "kernel/kerneltest" {
			continue
		}
		types, faults := records(set, s.file)
		report(t, s.name, faults)
		for _, r := range types {
			if fault := glossaryFault(string(glossary), r); fault != "" {
				t.Errorf("%s: %s", s.name, fault)
			}
		}
	}
}

func TestLength(t *testing.T) {
	for name, text := range files(t) {
		switch path.Ext(name) {
		case ".go", ".ts", ".vue":
			switch lines, refused := lengthFault(text); {
			case refused:
				t.Errorf("%s has %d lines; more than 800 are refused", name, lines)
			case lines > 500:
				t.Logf("%s has %d lines; more than 500 ask for a split", name, lines)
			}
		}
	}
}

func TestScripts(t *testing.T) {
	for name, text := range files(t) {
		switch path.Ext(name) {
		case ".ts", ".vue":
			report(t, name, scriptFaults(name, text))
		}
	}
}

func TestMachinePaths(t *testing.T) {
	for name, text := range files(t) {
		if !strings.HasPrefix(name, "internal/archtest/") { // its own tests show what is refused
			report(t, name, pathFaults(text))
		}
	}
}

// TestLinks: what README and docs/ point to is there.
func TestLinks(t *testing.T) {
	for name, text := range files(t) {
		if path.Ext(name) != ".md" {
			continue
		}
		for _, to := range links(name, text) {
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(to))); err != nil {
				t.Errorf("%s points to %s, which is not there", name, to)
			}
		}
	}
}
