package paper

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"anjian/kernel"
	"pgregory.net/rapid"
)

func writePDF(t rapid.TB, d *Doc) []byte {
	t.Helper()
	b, err := PDF(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tool runs a program of poppler on a file.
func tool(t rapid.TB, file []byte, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var out, bad bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(file), &out, &bad
	if err := cmd.Run(); err != nil || bad.Len() > 0 {
		t.Fatalf("%s (scripts/debian-packages installs it): %v %s", name, err, &bad)
	}
	return out.String()
}

var pageNumber = regexp.MustCompile(`— \d+ —\s*$`)

// pagesOf is the text of every page as another program reads it, without the page numbers, each of
// which must be right.
func pagesOf(t rapid.TB, file []byte) []string {
	t.Helper()
	pages := strings.Split(strings.TrimSuffix(tool(t, file, "pdftotext", "-raw", "-", "-"), "\f"), "\f")
	for i, s := range pages {
		if !strings.HasSuffix(strings.TrimSpace(s), fmt.Sprintf("— %d —", i+1)) {
			t.Fatalf("page %d ends %q", i+1, s)
		}
		pages[i] = pageNumber.ReplaceAllString(s, "")
	}
	return pages
}

func solid(s string) string { return strings.Join(strings.Fields(s), "") }

func TestPDFGolden(t *testing.T) {
	file := writePDF(t, sample())
	if !bytes.Equal(file, writePDF(t, sample())) {
		t.Error("PDF differs between two runs")
	}
	golden(t, "sample.pdf.txt", []byte(strings.Join(pagesOf(t, file), "\f\n")))
	for i, line := range strings.Split(strings.TrimSpace(tool(t, file, "pdffonts", "-")), "\n") {
		if i > 1 && !regexp.MustCompile(`^[A-Z]{6}\+Noto\S+ +CID TrueType +Identity-H +yes yes yes`).MatchString(line) {
			t.Errorf("font %s", line)
		}
	}
	if len(file) > 200_000 {
		t.Errorf("%d bytes", len(file))
	}
}

// Letters are drawn, in both fonts.
func TestPDFInk(t *testing.T) {
	for _, x := range []Block{P(Text("安全生产")), Heading{1, "安全生产"}, P(Text("0123")), P(Text("½②㎡℃"))} {
		file := writePDF(t, &Doc{Title: " ", Blocks: []Block{x}})
		dots := tool(t, file, "pdftoppm", "-r", "72", "-gray", "-x", "79", "-y", "130", "-W", "300", "-H", "120")
		if dark := len(regexp.MustCompile("[\x00-\x40]").FindAllString(dots[15:], -1)); dark < 30 {
			t.Errorf("%v leaves %d dark dots", x, dark)
		}
	}
}

// speech makes sentences: words of characters or letters, with marks before and after.
func speech(t *rapid.T, most int) string {
	var b strings.Builder
	for range rapid.IntRange(0, most).Draw(t, "words") {
		b.WriteString(rapid.SampledFrom([]string{"", "", "", "《", "（", "“", "（《"}).Draw(t, "open"))
		b.WriteString(rapid.SampledFrom([]string{"安全", "生产经营单位", "隐患", "法", "3190", "64.0%", "HSE", "well-known", "https://a.example/b/c"}).Draw(t, "word"))
		b.WriteString(rapid.SampledFrom([]string{"", "", "", "，", "。", "》", "）。", "》（", "……", "——", " ", "！”"}).Draw(t, "close"))
	}
	return b.String()
}

// No line begins with a closing mark or ends with an opening one, none is too long, nothing is lost.
func TestPDFLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := speech(t, 60)
		p := newLayout()
		room := rapid.Float64Range(180, 450).Draw(t, "room")
		all := ""
		rs := rows(p.set([]Run{Text(s)}, textLook), room, 2*letterEm)
		for i, r := range rs {
			line := ""
			for _, a := range r.letters {
				line += string(a.r)
			}
			all += line
			avail := room
			if i == 0 {
				avail -= 2 * letterEm
			}
			if r.wide > avail+letterEm/2 {
				t.Fatalf("line %q has %.1f of %.1f", line, r.wide, avail)
			}
			if i > 0 && r.letters[0].kind&closing != 0 {
				t.Fatalf("a line begins %q", line)
			}
			if i < len(rs)-1 && r.letters[len(r.letters)-1].kind&opening != 0 {
				t.Fatalf("a line ends %q", line)
			}
			if extra, between := r.stretch(avail, textLook.size); extra > 0 {
				sum := r.wide
				for k := range r.letters {
					if r.gap(k, between) {
						sum += extra
					}
				}
				if sum > avail+0.01 {
					t.Fatalf("line %q is stretched to %.1f of %.1f", line, sum, avail)
				}
			}
		}
		if all != s {
			t.Fatalf("%q became %q", s, all)
		}
	})
}

// What another program reads is what was written, whatever the size of the cells.
func TestPDFLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := &Doc{Title: "通报" + speech(t, 12), To: "各单位", Sign: Sign{Organ: "办公室"}}
		want := d.Title + "各单位："
		for range rapid.IntRange(1, 4).Draw(t, "blocks") {
			s := speech(t, 100)
			d.Blocks = append(d.Blocks, Heading{2, "标题"}, P(Text(s)), Note{Title: "提示", Runs: []Run{Text(s)}}, List{Items: [][]Run{{Text(s)}}})
			want += "标题" + s + "提示" + s + "·" + s
		}
		want += "办公室"
		if got := solid(strings.Join(pagesOf(t, writePDF(t, d)), "")); got != solid(want) {
			t.Fatalf("%q\nbecame %q", solid(want), got)
		}
	})
}

// Cells of any height and reach keep every character, and every page of the table has its head.
func TestPDFTables(t *testing.T) {
	t.Parallel()
	count := func(s string) map[rune]int {
		out := map[rune]int{}
		for _, r := range s {
			out[r]++
		}
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		x := &Table{Head: [][]Cell{Row("甲", "乙", "丙")}}
		want := ""
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			var row []Cell
			for range 3 {
				n := rapid.SampledFrom([]int{1, 3, 20, 700, 1000}).Draw(t, "length")
				s := strings.Repeat(rapid.SampledFrom([]string{"企", "业", "隐患"}).Draw(t, "text"), n)
				row = append(row, Cell{Runs: []Run{Text(s)}, Rows: rapid.SampledFrom([]int{1, 1, 2, 4}).Draw(t, "reach")})
				want += s
			}
			x.Rows = append(x.Rows, row)
		}
		pages := pagesOf(t, writePDF(t, &Doc{Blocks: []Block{P(Text("前文")), x}}))
		for i, s := range pages {
			if strings.Count(solid(s), "甲乙丙") != 1 {
				t.Fatalf("page %d of %d: %.60q", i+1, len(pages), s)
			}
		}
		got := count(strings.Join(pages, ""))
		for r, n := range count(want) {
			if got[r] != n {
				t.Fatalf("%c stands %d times, not %d", r, got[r], n)
			}
		}
	})
}

// A character of no built-in font comes from one of the machine, with dots under it; one that no font
// has is named and refused.
func TestPDFRare(t *testing.T) {
	s := "𠮷野家和𰻞，龘龘㐂"
	plain, marked := writePDF(t, &Doc{Blocks: []Block{P(Text("野家"))}}), writePDF(t, &Doc{Title: "甲", Blocks: []Block{P(Text(s))}})
	if got := solid(pagesOf(t, marked)[0]); got != "甲"+s {
		t.Errorf("%q became %q (fonts-noto-cjk is needed: scripts/debian-packages)", s, got)
	}
	if fonts := tool(t, marked, "pdffonts", "-"); !strings.Contains(fonts, "Type 3") || strings.Contains(tool(t, plain, "pdffonts", "-"), "Type 3") {
		t.Errorf("fonts: %s", fonts)
	}
	var many strings.Builder
	for r := rune(0x3400); r < 0x3400+600; r++ { // more than one font of drawings holds
		many.WriteRune(r)
	}
	if got := solid(strings.Join(pagesOf(t, writePDF(t, &Doc{Blocks: []Block{P(Text(many.String()))}})), "")); got != many.String() {
		t.Errorf("600 rare characters became %q", got)
	}
	_, err := PDF(&Doc{Title: "甲", Blocks: []Block{P(Text("乙\U000F1234丙"))}})
	var refused *kernel.Error
	if !errors.As(err, &refused) || refused.Code != kernel.Conflict || !strings.Contains(refused.Message, "U+F1234") {
		t.Errorf("a character of no font: %v", err)
	}
	if got := solid(pagesOf(t, writePDF(t, &Doc{Blocks: []Block{P(Text("张\u200b三\ufeff 李\u00a0四\t五"))}}))[0]); got != "张三李四五" {
		t.Errorf("unseen characters: %q", got)
	}
}

func TestWrite(t *testing.T) {
	for format, start := range map[string]string{"html": "<!DOCTYPE html>", "docx": "PK", "pdf": "%PDF-1.7"} {
		if f, err := Write(sample(), format); err != nil || !bytes.HasPrefix(f.Body, []byte(start)) {
			t.Errorf("%s: %v", format, err)
		}
	}
	if _, err := Write(sample(), "doc"); err == nil {
		t.Error("doc is written")
	}
}

func BenchmarkPDF(b *testing.B) {
	d := sample()
	for b.Loop() {
		if _, err := PDF(d); err != nil {
			b.Fatal(err)
		}
	}
}
