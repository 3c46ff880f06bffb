package form

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"anjian/kernel/paper"
)

var update = flag.Bool("update", false, "write the golden files anew")

// text is what another program reads in a file.
func text(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	var out, bad bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(pdf), &out, &bad
	if err := cmd.Run(); err != nil || bad.Len() > 0 {
		t.Fatalf("pdftotext (scripts/debian-packages installs it): %v %s", err, &bad)
	}
	return out.String()
}

func filled(t *testing.T, f *paper.Form, code string) (*paper.Doc, []byte) {
	t.Helper()
	d, err := f.Fill(sample(code))
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := paper.PDF(d)
	if err != nil {
		t.Fatal(err)
	}
	return d, pdf
}

// Every paper of the sample case reads as it was looked at.
func TestGolden(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("FORMS") // where to put the files to be looked at
	for _, code := range Codes() {
		f, err := paper.ParseForm(Source(code))
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		d, pdf := filled(t, f, code)
		if dir != "" {
			template, _ := f.DOCX()
			word, _ := paper.DOCX(d)
			for name, b := range map[string][]byte{".pdf": pdf, ".html": paper.HTML(d), "-80.html": paper.Narrow(d, 80), ".docx": template, "-filled.docx": word} {
				if err := os.WriteFile(filepath.Join(dir, code+name), b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		got := []byte(text(t, pdf))
		name := filepath.Join("testdata", code+".txt")
		if *update {
			if err := os.WriteFile(name, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s reads otherwise than before (%v); if that is right: go test -update\n%s", code, err, got)
		}
	}
}

// A form that went out as DOCX and came back makes the same paper.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	for _, code := range Codes() {
		f, _ := Default(code)
		file, err := f.DOCX()
		if err != nil {
			t.Fatal(err)
		}
		back, problems, err := paper.ReadDOCX(file, f.Fields()...)
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		if len(problems) > 0 {
			t.Errorf("%s: %v", code, problems)
		}
		_, one := filled(t, f, code)
		_, two := filled(t, back, code)
		if a, b := text(t, one), text(t, two); a != b {
			al, bl := strings.Split(a, "\n"), strings.Split(b, "\n")
			for i := range al {
				if i >= len(bl) || strings.Join(strings.Fields(al[i]), "") != strings.Join(strings.Fields(bl[i]), "") {
					t.Errorf("%s: line %d was\n%s\nis\n%s", code, i+1, al[i], strings.Join(bl[min(i, len(bl)):min(i+1, len(bl))], ""))
					break
				}
			}
		}
		again, err := back.DOCX()
		if err != nil || !bytes.Equal(again, file) {
			t.Errorf("%s: the DOCX differs the second time (%v)", code, err)
		}
	}
}
