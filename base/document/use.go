package document

import (
	"regexp"
	"strings"

	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// When an article changes, somebody has to look at the templates that cite it and at the papers on which work goes on.
var _ = library.Uses(func(c *kernel.Ctx, a *library.Article) (out []library.Use, err error) {
	act, err := library.Acts.First(c.AsSystem(), kernel.ByID(string(a.Act)))
	if err != nil || act == nil || act.Short == "" || c.App.Resource(Documents.Name) == nil {
		return nil, err
	}
	if _, none := Templates.Meta().Scope(c.Actor, "read"); none == nil {
		err = Templates.Each(c, kernel.Query{Where: kernel.Not(&tp.State, Withdrawn), Limit: -1}, func(t *Template) error {
			said, err := t.words(c)
			if err == nil && cites(said, act.Short, a.Number) {
				k, _ := KindOf(string(t.Kind))
				out = append(out, library.Use{Type: Templates.Name, ID: t.ID, Title: k.Title + "：" + t.Note, How: "样式引用"})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if _, none := Documents.Meta().Scope(c.Actor, "read"); none != nil {
		return out, nil
	}
	err = Documents.Each(c, kernel.Query{Where: kernel.In(&Row.Status, Drafted, Submitted, Approved), Limit: -1}, func(d *Document) error {
		if cites(string(d.Sheet), act.Short, a.Number) {
			out = append(out, library.Use{Type: Documents.Name, ID: d.ID, Title: d.Title + " " + d.About, How: "引用", Open: true})
		}
		return nil
	})
	return out, err
})

var tags = regexp.MustCompile(`<[^>]*>`)

// words is what the template says.
func (t *Template) words(c *kernel.Ctx) (string, error) {
	f, err := t.layout(c)
	if err != nil {
		return "", err
	}
	doc, err := f.form.Fill(Data{})
	if err != nil {
		return "", err
	}
	return tags.ReplaceAllString(string(paper.HTML(doc)), ""), nil
}

// cites tells whether a text names an article of an act, within the same sentence.
func cites(text, act, number string) bool {
	for part := range strings.SplitSeq(text, "。") {
		if _, after, found := strings.Cut(part, act); found {
			if _, rest, found := strings.Cut(after, number); found && !strings.HasPrefix(rest, "之") {
				return true
			}
		}
	}
	return false
}
