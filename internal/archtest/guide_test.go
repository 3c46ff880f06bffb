package archtest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var printed = regexp.MustCompile("(?s)```go\n// (system/[a-z_/]+\\.go)\n\n(.*?)```")

// TestGuide builds the files that docs/adding-a-system.md prints, as if they stood in the tree, and runs their tests.
func TestGuide(t *testing.T) {
	root := "../.."
	guide, err := os.ReadFile(filepath.Join(root, "docs/adding-a-system.md"))
	if err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir, replace := t.TempDir(), map[string]string{}
	for i, m := range printed.FindAllSubmatch(guide, -1) {
		file := filepath.Join(dir, string(rune('a'+i))+".go")
		if err := os.WriteFile(file, m[2], 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(top, string(m[1]))] = file
	}
	if len(replace) != 2 {
		t.Fatalf("the guide prints %d files, want the record and its story", len(replace))
	}
	overlay := filepath.Join(dir, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "visit.test")
	build := exec.Command("go", "test", "-vet=off", "-overlay", overlay, "-c", "-o", program, "./system/visit")
	build.Dir = top
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := exec.Command(program, "-test.v")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
