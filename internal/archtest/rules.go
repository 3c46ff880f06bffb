// Package archtest holds the rules of the house as a test: which room may know which, how long a file may grow, where declarations stand, and that
// every record type is in the glossary.
package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// rooms lists, for each part of the tree, the parts of this module that it may import. The longest matching prefix rules; a package may always
// import the packages below its own room (kernel/paper the package kernel/paper/font).
var rooms = map[string][]string{
	"kernel":            {},
	"kernel/":           {"kernel"},
	"kernel/kerneltest": {"kernel", "kernel/"},
	"base/":             {"kernel", "base/", "kernel/clock", "kernel/due", "kernel/paper", "kernel/seal"},
	"system/":           {"kernel", "base/", "kernel/clock", "kernel/due", "kernel/metric", "kernel/paper"},
	"cmd/":              {"kernel", "kernel/", "base/", "system/", "web"},
	"web":               {},
	"internal/":         {"kernel", "kernel/"},
}

// testRooms are what the tests of a room may import besides: tests run declarations on real engines.
var testRooms = map[string][]string{
	"kernel":    {"kernel", "kernel/"},
	"kernel/":   {"kernel/"},
	"base/":     {"kernel/"},
	"system/":   {"kernel/", "system/"},
	"cmd/":      {"internal/"},
	"internal/": {"cmd/", "base/", "system/"},
}

// edges are the imports between systems, each with its reason. Keep this list short.
var edges = map[string]string{
	"system/risk -> system/hazard":            "major hazards that are overdue raise the grade of an enterprise, at the moment they are written",
	"system/inspection -> system/hazard":      "what an inspection finds is a hazard from that moment, and a re-check closes it",
	"system/inspection -> system/plan":        "a visit fulfils what a plan asks for",
	"system/enforcement -> system/inspection": "a case is opened from what a visit found, which it notes there",
	"system/monitor -> system/majorhazard":    "points belong to installations and ponds, whose grade raises that of an alarm",
	"base/feature -> kernel/shape":            "drawn features come from and go to the files of GIS programs",
	"system/monitor -> kernel/series":         "measured values are kept, read and judged where they come in",
	"system/video -> kernel/video":            "pictures are shown and kept by the system that knows the cameras and who may see them",
	"system/video -> system/majorhazard":      "cameras look at installations, of whose alarms they keep clips",
	"system/monitor -> kernel/telemetry":      "what devices send is taken by the system that knows them",
}

// allowed says whether package from may import package to, both relative to the module; tests may a little more.
func allowed(from, to string, test bool) bool {
	if from == to || edges[from+" -> "+to] != "" || own(from) != "" && own(from) == own(to) {
		return true
	}
	return within(rooms, from, to) || test && within(testRooms, from, to)
}

// own is the room of its own that a package lives in: kernel/paper of kernel/paper/font.
func own(pkg string) string {
	parts := strings.SplitN(pkg, "/", 3)
	if len(parts) < 2 {
		return ""
	}
	return parts[0] + "/" + parts[1]
}

func within(table map[string][]string, from, to string) bool {
	room := ""
	for prefix := range table {
		if covers(prefix, from) && len(prefix) > len(room) {
			room = prefix
		}
	}
	for _, may := range table[room] {
		if covers(may, to) {
			return true
		}
	}
	return false
}

func covers(prefix, pkg string) bool {
	return pkg == prefix || strings.HasSuffix(prefix, "/") && strings.HasPrefix(pkg, prefix)
}

// importFaults judges the imports of one Go file of package from.
func importFaults(from string, f *ast.File, test bool) (faults []string) {
	for _, spec := range f.Imports {
		to, _ := strconv.Unquote(spec.Path.Value)
		inner, ours := strings.CutPrefix(to, "anjian/")
		switch {
		case !ours && from == "kernel" && !test && strings.Contains(strings.SplitN(to, "/", 2)[0], "."):
			faults = append(faults, "kernel may import the standard library only, not "+to)
		case ours && inner == "kernel/kerneltest" && !test && !strings.HasPrefix(from, "internal/"):
			faults = append(faults, "only tests may import kernel/kerneltest")
		case ours && !allowed(from, inner, test):
			faults = append(faults, from+" may not import "+inner)
		}
	}
	return faults
}

// badNames say nothing about what is inside.
var badNames = regexp.MustCompile(`^(utils?|common|managers?|helpers?|misc|tools?|lib)$`)

// packageFaults judges the name and comment of the package in folder dir, given its files that are no tests.
func packageFaults(dir string, files []*ast.File) (faults []string) {
	name, documented := files[0].Name.Name, false
	for _, f := range files {
		text := f.Doc.Text()
		documented = documented || strings.HasPrefix(text, "Package "+name+" ") || name == "main" && strings.HasPrefix(text, "Command ")
	}
	if !documented {
		faults = append(faults, fmt.Sprintf(`has no package comment that begins "Package %s "`, name))
	}
	if badNames.MatchString(name) || badNames.MatchString(path.Base(dir)) {
		faults = append(faults, "is named "+name+": say what it is about")
	}
	if !regexp.MustCompile(`^[a-z]+$`).MatchString(name) || name != "main" && name != path.Base(dir) {
		faults = append(faults, "package "+name+": the name is one lower-case word, the same as its folder")
	}
	return faults
}

// rowFaults finds calls of kernel.Row that are not the value of a package variable: a row variable registers the addresses of its columns for good.
func rowFaults(set *token.FileSet, f *ast.File) (faults []string) {
	good := map[ast.Node]bool{}
	for _, decl := range f.Decls {
		if vars, ok := decl.(*ast.GenDecl); ok && vars.Tok == token.VAR {
			for _, spec := range vars.Specs {
				for _, value := range spec.(*ast.ValueSpec).Values {
					good[value] = true
				}
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !good[n] {
			if fn, ok := call.Fun.(*ast.IndexExpr); ok && isKernel(f, fn.X, "Row") {
				faults = append(faults, fmt.Sprintf("line %d: a row variable is a package variable: var x = kernel.Row[T]()", set.Position(n.Pos()).Line))
			}
		}
		return true
	})
	return faults
}

// isKernel says whether x names the identifier of package kernel, from outside or from inside it.
func isKernel(f *ast.File, x ast.Expr, name string) bool {
	switch x := x.(type) {
	case *ast.SelectorExpr:
		pkg, ok := x.X.(*ast.Ident)
		return ok && pkg.Name == "kernel" && x.Sel.Name == name
	case *ast.Ident:
		return f.Name.Name == "kernel" && x.Name == name
	}
	return false
}

// record is one declared record type: kernel.Resource[X]{Name: ..., Label: ...}.
type record struct{ name, label string }

// records lists the record types that a file declares, and what is wrong with how it names them.
func records(set *token.FileSet, f *ast.File) (list []record, faults []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		typ, ok := lit.Type.(*ast.IndexExpr)
		if !ok || !isKernel(f, typ.X, "Resource") {
			return true
		}
		var r record
		for _, element := range lit.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				key, _ := pair.Key.(*ast.Ident)
				value, _ := pair.Value.(*ast.BasicLit)
				if key == nil || value == nil || value.Kind != token.STRING {
					continue
				}
				text, _ := strconv.Unquote(value.Value)
				switch key.Name {
				case "Name":
					r.name = text
				case "Label":
					r.label = text
				}
			}
		}
		if r.name == "" || r.label == "" {
			faults = append(faults, fmt.Sprintf("line %d: a record type has Name and Label written out", set.Position(n.Pos()).Line))
			return true
		}
		list = append(list, r)
		return true
	})
	return list, faults
}

// glossaryFault says what docs/glossary.md lacks for r. Its rows are | zh | en | code name | where |; several Chinese words are separated by 、.
func glossaryFault(glossary string, r record) string {
	for line := range strings.Lines(glossary) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.Contains(cells[3], "`"+r.name+"`") {
			continue
		}
		for word := range strings.SplitSeq(cells[1], "、") {
			if strings.TrimSpace(word) == r.label {
				return ""
			}
		}
		return fmt.Sprintf("docs/glossary.md calls the record `%s` %s, its declaration calls it %s", r.name, strings.TrimSpace(cells[1]), r.label)
	}
	return fmt.Sprintf("docs/glossary.md has no row for the record `%s` (%s)", r.name, r.label)
}

var imported = regexp.MustCompile(`(?m)(?:^|[;\s}*])(?:from|import)\s*\(?\s*['"]([^'"\n]+)['"]`)

// scriptFaults judges the imports of a .ts or .vue file: the front end's kernel knows no system, a system's pages know the front end's kernel only.
func scriptFaults(file, source string) (faults []string) {
	parts := strings.Split(file, "/")
	pages := len(parts) > 3 && parts[2] == "ui" && (parts[0] == "system" || parts[0] == "base")
	if !pages && parts[0] != "web" {
		return nil
	}
	for _, match := range imported.FindAllStringSubmatch(source, -1) {
		to := match[1]
		inner, ours := strings.CutPrefix(to, "@/")
		switch {
		case ours:
			inner = path.Join("web", inner)
		case strings.HasPrefix(to, "."):
			inner, ours = path.Join(path.Dir(file), to), true
		}
		switch {
		case !ours:
		case pages && !strings.HasPrefix(inner+"/", "web/kernel/") && !strings.HasPrefix(inner, path.Join(parts[:3]...)+"/"):
			faults = append(faults, "pages of a system import '@/kernel', their own folder and npm packages, not "+to)
		case !pages && (strings.HasPrefix(inner, "system/") || strings.HasPrefix(inner, "base/")):
			faults = append(faults, "web/ knows no system; it finds pages by import.meta.glob, not by importing "+to)
		}
	}
	return faults
}

// machinePath finds paths that exist on somebody's machine only.
var machinePath = regexp.MustCompile("(?m)(?:^|[\\s\"'`=(:,])/(?:work/[a-z.]|home/[a-z]|Users/[A-Za-z]|root/[a-z.])")

// pathFaults judges the text of any file.
func pathFaults(source string) (faults []string) {
	for _, at := range machinePath.FindAllStringIndex(source, -1) {
		line := 1 + strings.Count(source[:at[0]+1], "\n")
		faults = append(faults, fmt.Sprintf("line %d: a path of one machine: %s", line, strings.TrimSpace(source[at[0]:at[1]])))
	}
	return faults
}

var linked = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// links lists the files that a Markdown file points to, relative to the root.
func links(file, source string) (list []string) {
	for _, match := range linked.FindAllStringSubmatch(source, -1) {
		to, _, _ := strings.Cut(match[1], "#")
		if to != "" && !strings.Contains(to, ":") {
			list = append(list, path.Join(path.Dir(file), to))
		}
	}
	return list
}

var generated = regexp.MustCompile(`(?m)^(?://|/\*|<!--) ?Code generated .* DO NOT EDIT`)

// lengthFault judges the number of lines of a source file; generated files may be long.
func lengthFault(source string) (lines int, refused bool) {
	lines = strings.Count(source, "\n")
	if generated.MatchString(source) {
		return 0, false
	}
	return lines, lines > 800
}
