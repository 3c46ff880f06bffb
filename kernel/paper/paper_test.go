package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := path.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
		for i := range a {
			if i >= len(b) || a[i] != b[i] {
				t.Fatalf("%s: line %d is now\n%s\nif that is right: go test -update", name, i+1, a[i])
			}
		}
		t.Fatalf("%s: shorter than before", name)
	}
}

func TestGolden(t *testing.T) {
	golden(t, "fragment.html", Fragment(sample()))
	golden(t, "document.xml", parts(t, sample())["word/document.xml"])
}

func parts(t rapid.TB, d *Doc) map[string][]byte {
	t.Helper()
	b, err := DOCX(d)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestSameBytes(t *testing.T) {
	if !bytes.Equal(HTML(sample()), HTML(sample())) {
		t.Error("HTML differs between two runs")
	}
	a, _ := DOCX(sample())
	b, _ := DOCX(sample())
	if len(a) == 0 || !bytes.Equal(a, b) {
		t.Error("DOCX differs between two runs")
	}
}

// Every part is well-formed, and every relationship leads to a part of a declared kind.
func TestPackage(t *testing.T) {
	d := sample()
	d.Title += `</dc:title>&"$creator`
	ps := parts(t, d)
	if !strings.Contains(string(ps["docProps/core.xml"]), "通报&lt;/dc:title&gt;&amp;&#34;$creator</dc:title>") {
		t.Errorf("core.xml: %s", ps["docProps/core.xml"])
	}
	for name, data := range ps {
		if strings.HasSuffix(name, ".png") {
			continue
		}
		for d := xml.NewDecoder(bytes.NewReader(data)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	targets := regexp.MustCompile(`Target="([^"]*)"`).FindAllStringSubmatch(string(ps["word/_rels/document.xml.rels"]), -1)
	if len(targets) != 5+4 {
		t.Errorf("%d relationships, want 5 and one for each of 4 charts", len(targets))
	}
	for _, m := range targets {
		if ps["word/"+m[1]] == nil {
			t.Errorf("no part word/%s", m[1])
		}
	}
	document := string(ps["word/document.xml"])
	used := regexp.MustCompile(`<w:pStyle w:val="([^"]*)"`).FindAllStringSubmatch(document+string(ps["word/footer1.xml"])+string(ps["word/footer2.xml"]), -1)
	for _, m := range used {
		if !strings.Contains(string(ps["word/styles.xml"]), `w:styleId="`+m[1]+`"`) {
			t.Errorf("no style %s", m[1])
		}
	}
	if strings.Contains(document, "hyperlink") || strings.Contains(document, "/enterprise?") {
		t.Error("an address is in the DOCX")
	}
	if n := strings.Count(document, "<w:tblHeader/>"); n != 3 {
		t.Errorf("%d repeated header rows, want 3", n)
	}
}

// anyText draws texts that try to break out of where they stand.
func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		piece := rapid.OneOf(
			rapid.SampledFrom([]string{"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</style>", "</svg>", "</w:t></w:r>", "]]>", "<!--", "-->", "&lt;", "&#60;", "' onload='", "\x00", "\x1b", "\r\n", "\t", "\n", "\u202e", "\u2028", "\ufffe", "\xff\xfe", "{{.}}", "$title", "$charts", "%s", "合计", "隐患"}),
			rapid.String(),
		)
		return strings.Join(rapid.SliceOfN(piece, 0, 4).Draw(t, "text"), "")
	})
}

// anyDoc draws a document of every block and tells its texts.
func anyDoc(t *rapid.T) (d *Doc, texts []string) {
	text := func() string {
		s := anyText().Draw(t, "s")
		texts = append(texts, s)
		return s
	}
	runs := func() []Run {
		href := rapid.SampledFrom([]string{"", "/list?a=1&b=2", "javascript:alert(1)", "JaVaScRiPt:x", " javascript:x", "data:text/html,x", "//evil.example", `/a" onclick="x`, "https://www.gov.cn/", "/\\evil"}).Draw(t, "href")
		return []Run{Text(text()), Bold(text()), Link(text(), href), Number(text(), href)}
	}
	cell := func() Cell {
		return Cell{Runs: []Run{Text(text())}, Cols: rapid.IntRange(-1, 3).Draw(t, "cols"), Rows: rapid.IntRange(-1, 3).Draw(t, "rows")}
	}
	kind := rapid.SampledFrom([]Kind{Bar, Stacked, Line, Pie, "unknown"}).Draw(t, "kind")
	d = &Doc{Title: text(), Head: Head{"红头" + text(), text(), "张" + text(), "急" + text()}, To: "各" + text(),
		Sign: Sign{text(), time.Date(2018, 6, 5, 0, 0, 0, 0, time.UTC)}, Imprint: Imprint{Copies: "省" + text(), Organ: "办" + text()},
		Blocks: []Block{
			Heading{rapid.IntRange(-1, 9).Draw(t, "level"), text()}, P(runs()...), List{true, [][]Run{runs()}}, List{false, [][]Run{runs()}}, Note{text(), runs()}, PageBreak{},
			&Table{Caption: text(), Columns: []Column{{}, {Align: Right}}, Head: [][]Cell{{cell(), cell()}}, Rows: [][]Cell{{cell(), cell()}, {cell()}, {}}, Total: []Cell{cell()}, Notes: []string{text(), text()}},
			&Chart{Kind: kind, Title: text(), Unit: "家" + text(), Labels: []string{text(), text()}, Series: []Series{{Name: text(), Values: []float64{1, 2}, Hrefs: []string{"javascript:x", "/x"}}}},
		},
		Attachments: []Attachment{{Title: text(), Blocks: []Block{P(runs()...)}}, {Title: text()}}}
	return d, texts
}

// No text becomes a tag or an attribute, no address runs anything, no text is lost.
func TestHTMLKeepsTextAsText(t *testing.T) {
	tags := strings.Fields("html head meta title style body main article header p span h1 h2 h3 h4 h5 div b a br ol ul li aside strong section footer time figure figcaption svg path text table colgroup col thead tbody tr th td")
	attrs := strings.Fields("lang charset http-equiv content name class href datetime role width height colspan rowspan xmlns viewbox aria-label font-family font-size fill stroke stroke-width stroke-opacity stroke-linejoin d x y transform text-anchor")
	rapid.Check(t, func(t *rapid.T) {
		d, texts := anyDoc(t)
		root, err := html.Parse(bytes.NewReader(HTML(d)))
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		styles := 0
		for n := range root.Descendants() {
			switch n.Type {
			case html.TextNode:
				if n.Parent.Data == "style" {
					styles++
					if n.Data != fragmentCSS+pageCSS {
						t.Fatal("the style sheet was changed")
					}
				} else {
					all.WriteString(n.Data)
				}
			case html.CommentNode:
				t.Fatalf("a comment: %q", n.Data)
			case html.ElementNode:
				if !slices.Contains(tags, n.Data) {
					t.Fatalf("tag %q", n.Data)
				}
				if n.Data == "br" {
					all.WriteString("\n")
				}
				for _, a := range n.Attr {
					if !slices.Contains(attrs, strings.ToLower(a.Key)) {
						t.Fatalf("attribute %s=%q", a.Key, a.Val)
					}
					if a.Key == "href" && a.Val != "/list?a=1&b=2" && a.Val != "https://www.gov.cn/" && a.Val != "/x" {
						t.Fatalf("address %q", a.Val)
					}
					if a.Key == "aria-label" {
						all.WriteString(a.Val)
					}
				}
			}
		}
		if styles != 1 {
			t.Fatalf("%d style sheets", styles)
		}
		for _, s := range texts {
			if !strings.Contains(all.String(), clean(s)) {
				t.Fatalf("lost: %q", s)
			}
		}
	})
}

// Every rune of the input is in the text of the DOCX, and only as text.
func TestDOCXKeepsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, texts := anyDoc(t)
		w := docx{}
		w.document(d)
		all := documentText(t, []byte(w.b.String()))
		for _, s := range texts {
			if !strings.Contains(all, clean(s)) {
				t.Fatalf("lost: %q", s)
			}
		}
	})
}

func documentText(t rapid.TB, data []byte) string {
	var all strings.Builder
	in := false
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		tok, err := d.Token()
		if err == io.EOF {
			return all.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if !strings.Contains(namespaces, `"`+tok.Name.Space+`"`) {
				t.Fatalf("element %v", tok.Name)
			}
			switch tok.Name.Local {
			case "t":
				in = true
			case "br":
				all.WriteByte('\n')
			case "tab":
				all.WriteByte('\t')
			case "docPr":
				for _, a := range tok.Attr {
					if a.Name.Local == "descr" {
						all.WriteString(a.Value)
					}
				}
			}
		case xml.EndElement:
			in = in && tok.Name.Local != "t"
		case xml.CharData:
			if in {
				all.Write(tok)
			}
		}
	}
}

// Whatever the spans: every row is filled exactly, every cell stands once, and what a
// cell covers below is of its own width.
func TestGrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.Custom(func(t *rapid.T) Cell {
			return Cell{Runs: []Run{Text("x")}, Cols: rapid.IntRange(-2, 5).Draw(t, "cols"), Rows: rapid.IntRange(-2, 5).Draw(t, "rows")}
		})
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 0, 5), 0, 6).Draw(t, "rows")
		tab := &Table{Rows: rows}
		n := tab.columns()
		for r, row := range grid(rows, n) {
			col, first := 0, 0
			for _, s := range row {
				if s.col != col || s.first == s.covered {
					t.Fatalf("row %d: slot %+v at column %d", r, s, col)
				}
				if s.first && s.cell.Runs != nil {
					first++
				}
				if s.first && r+s.rows > len(rows) {
					t.Fatalf("row %d: a cell reaches below the table", r)
				}
				col += s.cols
			}
			if col != n || first != len(rows[r]) {
				t.Fatalf("row %d: %d of %d columns, %d of %d cells", r, col, n, first, len(rows[r]))
			}
		}
	})
}

func TestAddresses(t *testing.T) {
	for href, want := range map[string]bool{
		"/hazard?source=self": true, "#top": true, "?page=2": true, "https://www.gov.cn/a": true, "HTTP://x": true,
		"": false, "javascript:alert(1)": false, "java\tscript:x": false, "vbscript:x": false, "data:text/html,x": false,
		"//evil.example": false, "/\\evil.example": false, " /x": false, "hazard": false, "file:///etc/passwd": false,
	} {
		if _, ok := safe(href); ok != want {
			t.Errorf("%q: %v", href, ok)
		}
	}
}

func TestOrdinals(t *testing.T) {
	for _, c := range []struct {
		level, n int
		want     string
	}{{1, 1, "一、"}, {1, 10, "十、"}, {1, 11, "十一、"}, {1, 20, "二十、"}, {1, 99, "九十九、"}, {1, 100, "一百、"}, {1, 101, "一百零一、"}, {1, 110, "一百一十、"}, {1, 999, "九百九十九、"}, {1, 1000, "1000、"}, {2, 3, "（三）"}, {3, 12, "12."}, {4, 2, "（2）"}} {
		if got := Ordinal(c.level, c.n); got != c.want {
			t.Errorf("Ordinal(%d, %d) = %s, want %s", c.level, c.n, got, c.want)
		}
	}
}

func TestNoHeadNoSign(t *testing.T) {
	d := &Doc{Title: "说明", Blocks: []Block{&Table{}, Paragraph{}, List{}}}
	page := string(Fragment(d))
	for _, class := range []string{"paper-head", "paper-sign", "paper-imprint", "paper-list", "paper-to"} {
		if strings.Contains(page, `class="`+class+`"`) {
			t.Errorf("%s is there", class)
		}
	}
	if got := documentText(t, parts(t, d)["word/document.xml"]); got != "说明" {
		t.Errorf("text %q", got)
	}
}

func TestAttachments(t *testing.T) {
	one := []Attachment{{Title: "名单"}}
	if got := attachmentLines(one)[0] + attachmentMark(one, 0); got != "名单附件" {
		t.Error(got)
	}
	two := append(one, Attachment{Title: "说明"})
	if got := attachmentLines(two)[1] + attachmentMark(two, 1); got != "2. 说明附件2" {
		t.Error(got)
	}
}

func BenchmarkHTML(b *testing.B) {
	d := sample()
	for b.Loop() {
		HTML(d)
	}
}

func BenchmarkDOCX(b *testing.B) {
	d := sample()
	for b.Loop() {
		if _, err := DOCX(d); err != nil {
			b.Fatal(err)
		}
	}
}
