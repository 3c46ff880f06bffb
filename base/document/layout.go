package document

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"io"

	"anjian/base/document/form"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// layout is a template that papers are written with, and the text that it was read from.
type layout struct {
	form    *paper.Form
	version int
	source  []byte
	docx    bool
}

// formOf returns the template in force for papers of an authority: the newest published one of its own region or the nearest above, otherwise
// the one that comes with the platform, which is version 1.
func formOf(c *kernel.Ctx, k Kind, at kernel.Region) (*layout, error) {
	own, err := templateFor(c, k, at)
	if err != nil {
		return nil, err
	}
	if own != nil {
		return own.layout(c)
	}
	f, ok := form.Default(k.Code)
	if !ok {
		return nil, kernel.Errorf(kernel.Missing, "《%s》还没有样式", k.Title)
	}
	return &layout{form: f, version: 1, source: form.Source(k.Code)}, nil
}

// templateFor finds the published template of a kind nearest to a region.
func templateFor(c *kernel.Ctx, k Kind, at kernel.Region) (best *Template, err error) {
	list, err := Templates.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&tp.Kind, Code(k.Code)), kernel.Eq(&tp.State, Published)), Sort: "-version", Limit: -1})
	for _, t := range list {
		if region.Within(at, t.Region) && (best == nil || len(t.Region) > len(best.Region) && t.Region != kernel.Country) {
			best = t
		}
	}
	return best, err
}

// read returns the content of a file that a record names.
func read(c *kernel.Ctx, f kernel.File) ([]byte, error) {
	r, err := c.Contents.Read(c, f.SHA)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// keep stores the text of the template under its hash, for good: papers are written again from it.
func (f *layout) keep(c *kernel.Ctx) (hash string, err error) {
	hash = digest(f.source)
	_, err = c.Store.Exec(c, `INSERT INTO document_form (hash, source) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING`, hash, base64.StdEncoding.EncodeToString(f.source))
	return hash, err
}

// used is the template that an issued paper was written with.
func (d *Document) used(c *kernel.Ctx) (*layout, error) {
	rows, err := c.Store.Query(c, `SELECT source FROM document_form WHERE hash = ?`, d.FormHash)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, cmp.Or(rows.Err(), kernel.Errorf(kernel.Conflict, "这份文书所用的样式已不在，请用签发时保存的文件"))
	}
	var text string
	if err := rows.Scan(&text); err != nil {
		return nil, err
	}
	source, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	return parse(source, d.Version)
}

// parse reads a template: a DOCX is an archive, the templates of the platform are text.
func parse(source []byte, version int) (*layout, error) {
	f := &layout{version: version, source: source, docx: bytes.HasPrefix(source, []byte("PK"))}
	err := error(nil)
	if f.docx {
		f.form, _, err = paper.ReadDOCX(source)
	} else {
		f.form, err = paper.ParseForm(source)
	}
	return f, err
}

// layout is what the paper is written with: a draft with the template in force, an issued paper with its own.
func (d *Document) layout(c *kernel.Ctx) (*layout, error) {
	if d.FormHash != "" {
		return d.used(c)
	}
	return d.current(c)
}

// compose lays the paper out with data.
func (d *Document) compose(c *kernel.Ctx, data Data) (*paper.Doc, error) {
	f, err := d.layout(c)
	if err != nil {
		return nil, err
	}
	return f.form.Fill(data)
}

// current is the template that a draft would be issued with now.
func (d *Document) current(c *kernel.Ctx) (*layout, error) {
	o, err := d.organ(c)
	if err != nil {
		return nil, err
	}
	k, _ := KindOf(string(d.Kind))
	return formOf(c, k, o.Region)
}

// Render writes the paper again from what is kept of it: the same bytes as were sealed.
func (d *Document) Render(c *kernel.Ctx) ([]byte, error) {
	data, err := d.final(c)
	if err != nil {
		return nil, err
	}
	doc, err := d.compose(c, data)
	if err != nil {
		return nil, err
	}
	return paper.PDF(doc)
}
