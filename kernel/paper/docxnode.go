package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"anjian/kernel"
)

// Bounds of a file that is read: a form has some ten pages.
const (
	mostFile  = 20 << 20 // packed
	mostPart  = 16 << 20 // unpacked
	mostNodes = 400_000
	mostDepth = 200
)

var noDOCX = kernel.Errorf(kernel.Invalid, "这不是 Word 文档（.docx），或者文件已损坏；.doc 文件请先另存为 .docx")

// unpack gives the parts of a DOCX that are read.
func unpack(b []byte) (map[string][]byte, error) {
	if len(b) > mostFile {
		return nil, kernel.Errorf(kernel.TooLarge, "文件不能超过20 MB")
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(z.File) > 2000 {
		return nil, noDOCX
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".xml") && !strings.HasSuffix(f.Name, ".rels") {
			continue
		}
		if !strings.HasPrefix(f.Name, "word/") && f.Name != "docProps/core.xml" || len(parts) > 100 {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, noDOCX
		}
		data, err := io.ReadAll(io.LimitReader(r, mostPart+1))
		r.Close()
		if err != nil {
			return nil, noDOCX
		}
		if len(data) > mostPart {
			return nil, kernel.Errorf(kernel.TooLarge, "文件内容太多")
		}
		parts[f.Name] = data
	}
	if parts["word/document.xml"] == nil {
		return nil, noDOCX
	}
	return parts, nil
}

// node is an element of XML, or with a name that is empty a text. All its methods take nil for an element
// that is not there.
type node struct {
	name  string
	attrs []xml.Attr
	kids  []*node
	chars string
}

func parseNodes(b []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &node{}
	stack := []*node{root}
	for count := 0; ; count++ {
		t, err := d.Token()
		if err == io.EOF && len(root.kids) > 0 {
			for _, k := range root.kids {
				if k.name != "" {
					return k, nil
				}
			}
		}
		if err != nil {
			return nil, noDOCX
		}
		if count > mostNodes || len(stack) > mostDepth {
			return nil, kernel.Errorf(kernel.TooLarge, "文件内容太多")
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: t.Attr}
			top.kids = append(top.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.kids = append(top.kids, &node{chars: string(t)})
		}
	}
}

func (n *node) kidsOf() []*node {
	if n == nil {
		return nil
	}
	return n.kids
}

// get follows a path of names.
func (n *node) get(path ...string) *node {
	for _, name := range path {
		var next *node
		for _, k := range n.kidsOf() {
			if k.name == name {
				next = k
				break
			}
		}
		n = next
	}
	return n
}

// attr finds an attribute by its local name.
func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// each calls f with all elements of a name inside.
func (n *node) each(name string, f func(*node)) {
	for _, k := range n.kidsOf() {
		if k.name == name {
			f(k)
		}
		k.each(name, f)
	}
}

// text is all text inside.
func (n *node) text() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	if n == nil {
		return
	}
	b.WriteString(n.chars)
	for _, k := range n.kids {
		k.write(b)
	}
}
