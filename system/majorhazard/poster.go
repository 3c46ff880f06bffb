package majorhazard

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"anjian/base/enterprise"
	"anjian/kernel"
)

//go:embed *.html
var pages embed.FS

var prints = template.Must(template.New("").Funcs(template.FuncMap{"label": label}).ParseFS(pages, "*.html"))

func label(v any) string {
	switch v := v.(type) {
	case Grade:
		return kernel.LabelOf(v)
	case UnitKind:
		return kernel.LabelOf(v)
	case Matter:
		return kernel.LabelOf(v)
	case Edition:
		return kernel.LabelOf(v)
	}
	return ""
}

// printed serves a page of one installation for paper: the worked sum (计算书) or the notice board (公示牌). Telephones are whole for who
// sees them whole in the record; that a page was printed is in the history.
func printed(name string) func(*kernel.Ctx, http.ResponseWriter, *http.Request) error {
	return func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		it, err := c.Item(Installations.Meta(), r.PathValue("id"), kernel.Names{})
		if err != nil {
			return err
		}
		h := *it.Rec.(*Installation)
		if !it.Plain {
			for _, p := range []*kernel.Phone{&h.PrincipalPhone, &h.TechnicalPhone, &h.OperatorPhone} {
				*p = kernel.Phone(kernel.MaskMiddle(string(*p)))
			}
		}
		e, err := enterprise.Enterprises.Get(c.AsSystem(), string(h.Enterprise))
		if err != nil {
			return err
		}
		if err := c.Tx(func(c *kernel.Ctx) error {
			return c.Trail.Record(c, kernel.Event{Type: Installations.Name, ID: h.ID, Verb: "print", Region: h.Region, Detail: h.Name})
		}); err != nil {
			return err
		}
		var page bytes.Buffer
		err = prints.ExecuteTemplate(&page, name, map[string]any{"H": &h, "Enterprise": e.Name, "Place": c.RegionLabel(h.Region), "Tone": tone(h.Grade), "Today": c.Today(), "By": c.Actor.Name})
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		_, err = page.WriteTo(w)
		return err
	}
}
