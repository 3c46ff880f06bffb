package document

import (
	"net/url"
	"regexp"
	"strings"
	"sync"

	"anjian/base/document/form"
	"anjian/base/library"
	"anjian/base/role"
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
	if c.Actor.Is(role.Government...) {
		shipped, err := shippedUses(c, act.Short, a.Number)
		if err != nil {
			return nil, err
		}
		out = append(out, shipped...)
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

// shipped is what the templates say that come with the platform.
var shipped = sync.OnceValues(func() (map[string]string, error) {
	out := map[string]string{}
	for _, code := range form.Codes() {
		f, ok := form.Default(code)
		if !ok {
			continue
		}
		doc, err := f.Fill(Data{})
		if err != nil {
			return nil, err
		}
		out[code] = plainText(doc)
	}
	return out, nil
})

// shippedUses are those of them that cite an article and that no template of the reader's region has replaced.
func shippedUses(c *kernel.Ctx, act, number string) (out []library.Use, err error) {
	said, err := shipped()
	for _, k := range kinds {
		if err != nil || !cites(said[k.Code], act, number) {
			continue
		}
		var own *Template
		if own, err = templateFor(c, k, c.Actor.Region); own == nil && err == nil {
			out = append(out, library.Use{Type: Templates.Name, ID: k.Code, Title: k.Title + "（平台自带样式）", How: "样式引用", Link: "/document/forms?q=" + url.QueryEscape(k.Title)})
		}
	}
	return out, err
}

func plainText(doc *paper.Doc) string { return tags.ReplaceAllString(string(paper.HTML(doc)), "") }

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
	return plainText(doc), nil
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
