package document

import (
	"encoding/base64"

	"anjian/kernel"
)

// Outfit is what a device needs to write papers without a network: what the authority's papers say of it, and the templates in force.
type Outfit struct {
	Data     Data    `json:"data"`
	Numbered bool    `json:"numbered"` // numbers come from blocks; otherwise papers have a provisional number until they arrive
	Forms    []Style `json:"forms"`
}

// Style is the template of one kind of paper.
type Style struct {
	Code    string   `json:"code"`
	Title   string   `json:"title"`
	Number  bool     `json:"number"`
	Version int      `json:"version"`
	Source  string   `json:"source"` // as kernel/paper reads it: text, or in base64 the DOCX that a clerk edited in an office program
	Signs   []Pen    `json:"signs"`
	Needs   []string `json:"needs"` // one of these must have been made before
}

// Outfitted gathers the outfit of the actor's authority for some kinds of papers.
func Outfitted(c *kernel.Ctx, codes ...string) (*Outfit, error) {
	o, err := organOf(c, c.Actor.Region)
	if err != nil {
		return nil, err
	}
	out := &Outfit{Data: o.data(), Numbered: o.Rule != OfCase, Forms: []Style{}}
	for _, code := range codes {
		k, ok := KindOf(code)
		if !ok {
			continue
		}
		f, err := formOf(c, k, o.Region)
		if kernel.CodeOf(err) == kernel.Missing {
			continue
		}
		if err != nil {
			return nil, err
		}
		s := Style{Code: k.Code, Title: k.Title, Number: k.Numbered, Version: f.version, Signs: []Pen{}, Needs: []string{}}
		s.Source = string(f.source)
		if f.docx {
			s.Source = base64.StdEncoding.EncodeToString(f.source)
		}
		if f.form != nil {
			_, pens := fieldsOf(k, f.form.Fields())
			s.Signs = append(s.Signs, pens...)
		}
		for _, group := range k.Needs {
			s.Needs = append(s.Needs, group...)
		}
		out.Forms = append(out.Forms, s)
	}
	return out, nil
}
