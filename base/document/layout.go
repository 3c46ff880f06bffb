package document

import (
	"fmt"
	"maps"
	"slices"

	"anjian/kernel"
	"anjian/kernel/paper"
)

// render writes the paper as PDF.
func (d *Document) render(c *kernel.Ctx, k Kind) ([]byte, error) {
	doc, err := d.compose(c, k)
	if err != nil {
		return nil, err
	}
	return paper.PDF(doc)
}

func (d *Document) compose(c *kernel.Ctx, k Kind) (*paper.Doc, error) {
	data := d.final()
	out := &paper.Doc{Title: k.Title}
	for _, name := range slices.Sorted(maps.Keys(data)) {
		out.Blocks = append(out.Blocks, paper.P(paper.Bold(name+"："), paper.Text(fmt.Sprint(data[name]))))
	}
	return out, nil
}
