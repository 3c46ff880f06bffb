package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func parse(t *testing.T, text string) (*token.FileSet, *ast.File) {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "x.go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return set, f
}

func TestImportRule(t *testing.T) {
	for _, c := range []struct {
		from, to string
		test, ok bool
	}{
		{"kernel", "strings", false, true},
		{"kernel", "github.com/jackc/pgx/v5", false, false},
		{"kernel", "anjian/kernel/store", false, false},
		{"kernel", "anjian/kernel/store", true, true},
		{"kernel/rest", "anjian/kernel", false, true},
		{"kernel/rest", "anjian/kernel/store", false, false},
		{"kernel/rest", "anjian/kernel/store", true, true},
		{"kernel/rest", "anjian/base/region", true, false},
		{"kernel/paper", "anjian/kernel/paper/font", false, true},
		{"kernel/kerneltest", "anjian/kernel/store", false, true},
		{"kernel/store", "anjian/kernel/kerneltest", false, false},
		{"kernel/store", "github.com/jackc/pgx/v5", false, true},
		{"base/enterprise", "anjian/base/region", false, true},
		{"base/enterprise", "anjian/kernel/store", false, false},
		{"base/enterprise", "anjian/system/hazard", true, false},
		{"base/enterprise", "anjian/kernel/kerneltest", true, true},
		{"system/hazard", "anjian/base/enterprise", false, true},
		{"system/hazard", "anjian/system/bulletin", false, false},
		{"system/hazard", "anjian/kernel/rest", false, false},
		{"system/hazard", "anjian/cmd/anjian", true, false},
		{"cmd/anjian", "anjian/system/hazard", false, true},
		{"cmd/anjian", "anjian/web", false, true},
		{"web", "anjian/kernel", false, false},
	} {
		_, f := parse(t, "package x\nimport _ \""+c.to+"\"")
		if faults := importFaults(c.from, f, c.test); (len(faults) == 0) != c.ok {
			t.Errorf("%s -> %s (test %t): %v", c.from, c.to, c.test, faults)
		}
	}
}

func TestPackageRule(t *testing.T) {
	for text, want := range map[string]int{
		"// Package hazard is hazards (隐患).\npackage hazard":    0,
		"// Something else.\npackage hazard":                    1,
		"package hazard":                                        1,
		"// Package util has things.\npackage util":             2,
		"// Package hazardList has things.\npackage hazardList": 1,
	} {
		_, f := parse(t, text)
		if faults := packageFaults("system/hazard", []*ast.File{f}); len(faults) != want {
			t.Errorf("%q: %q", text, faults)
		}
	}
}

func TestRowRule(t *testing.T) {
	for text, want := range map[string]int{
		"package x\nvar hz = kernel.Row[Hazard]()":                                      0,
		"package x\nvar (\n\ta = kernel.Row[A]()\n\tb = kernel.Row[B]()\n)":             0,
		"package x\nfunc f() { hz := kernel.Row[Hazard](); _ = hz }":                    1,
		"package x\nvar f = func() any { return kernel.Row[Hazard]() }":                 1,
		"package x\nfunc f() { var hz = kernel.Row[Hazard](); g(kernel.Row[Other]()) }": 2,
		"package kernel\nfunc f() { Row[Hazard]() }":                                    1,
	} {
		set, f := parse(t, text)
		if faults := rowFaults(set, f); len(faults) != want {
			t.Errorf("%q: %q", text, faults)
		}
	}
}

func TestGlossaryRule(t *testing.T) {
	const glossary = "| zh | en | code name | where |\n| --- | --- | --- | --- |\n| 隐患、事故隐患 | hidden danger | `hazard` | system/hazard |\n"
	for text, want := range map[string]string{
		`package x; var H = &kernel.Resource[Hazard]{Name: "hazard", Label: "隐患"}`:              "",
		`package x; var H = kernel.Resource[Hazard]{Name: "hazard", Label: "危险"}`:               "calls it 危险",
		`package x; var H = &kernel.Resource[Step]{Name: "hazard_step", Label: "步骤"}`:           "no row for the record `hazard_step`",
		`package x; const n = "hazard"; var H = &kernel.Resource[Hazard]{Name: n, Label: "隐患"}`: "written out",
		`package x; func f() any { return &kernel.Resource[A]{Name: "inner", Label: "内"} }`:     "no row for the record `inner`",
		`package kernel; var H = &Resource[Entry]{Name: "trail", Label: "留痕"}`:                  "no row for the record `trail`",
		`package x; var H = other.Resource[Hazard]{Name: "none", Label: "无"}`:                   "",
	} {
		set, f := parse(t, text)
		types, faults := records(set, f)
		for _, r := range types {
			faults = append(faults, glossaryFault(glossary, r))
		}
		if got := strings.Join(faults, "; "); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestScriptRule(t *testing.T) {
	for _, c := range []struct {
		file, source string
		ok           bool
	}{
		{"system/hazard/ui/index.ts", "import { useList } from '@/kernel/resource'", true},
		{"system/hazard/ui/index.ts", "import { useList } from '@/kernel'", true},
		{"system/hazard/ui/index.ts", "import { ref } from 'vue'\nimport Page from './Page.vue'", true},
		{"system/hazard/ui/deep/Page.vue", "<script setup lang=\"ts\">\nimport x from '../index'", true},
		{"system/hazard/ui/index.ts", "import shell from '@/shell/menu'", false},
		{"system/hazard/ui/index.ts", "import x from '@/kernelish'", false},
		{"system/hazard/ui/index.ts", "import x from '../../bulletin/ui/index'", false},
		{"system/hazard/ui/index.ts", "const x = () => import('../../bulletin/ui/Page.vue')", false},
		{"system/hazard/ui/index.ts", "export * from \"@/mobile/outbox\"", false},
		{"base/enterprise/ui/index.ts", "import '@/shell/theme.css'", false},
		{"web/main.ts", "const found = import.meta.glob('../system/*/ui/index.ts')", true},
		{"web/main.ts", "import hazard from '../system/hazard/ui'", false},
		{"web/kernel/api.ts", "import hazard from '@/../system/hazard/ui'", false},
		{"web/kernel/api.ts", "import x from '../shell/menu'", true},
		{"e2e/run.ts", "import x from '../system/hazard/ui'", true},
	} {
		if faults := scriptFaults(c.file, c.source); (len(faults) == 0) != c.ok {
			t.Errorf("%s: %s: %q", c.file, c.source, faults)
		}
	}
}

func TestPathRule(t *testing.T) {
	for text, want := range map[string]int{
		"data = \"/var/lib/anjian\"\n/tmp/x /usr/lib/postgresql": 0,
		"https://example.org/home/page and the/work/tree":        0,
		"see /work/tree": 1,
		"x\n/home/user/anjian\n'/root/.cache' /Users/Li": 3,
	} {
		if faults := pathFaults(text); len(faults) != want {
			t.Errorf("%q: %q", text, faults)
		}
	}
}

func TestLengthRule(t *testing.T) {
	for text, want := range map[string]bool{
		strings.Repeat("x\n", 800): false,
		strings.Repeat("x\n", 801): true,
		"// Code generated by make. DO NOT EDIT.\n" + strings.Repeat("x\n", 900): false,
	} {
		if lines, refused := lengthFault(text); refused != want {
			t.Errorf("%d lines: %t", lines, refused)
		}
	}
}

func TestLinkRule(t *testing.T) {
	got := links("docs/operate/install.md", "[a](settings.md) [b](../api.md#errors), [c](https://example.org/x) [d](#here) ![e](img/a.png)")
	if want := "docs/operate/settings.md docs/api.md docs/operate/img/a.png"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}
