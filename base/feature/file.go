package feature

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"anjian/kernel"
	"anjian/kernel/shape"

	"github.com/paulmach/orb/geojson"
)

const (
	mostBytes    = 20 << 20
	mostFeatures = 5000 // of one import
	mostShown    = 500  // of a preview
	mostTaken    = 50_000
)

// Brought is what a file holds, and after the import how much of it was kept.
type Brought struct {
	Good     int             `json:"good"`
	Made     int             `json:"made"`
	Problems []shape.Problem `json:"problems"`
	Preview  []Drawn         `json:"preview"`
}

// Drawn is one figure of a file.
type Drawn struct {
	Name  string `json:"name"`
	Form  Form   `json:"form"`
	Shape Shape  `json:"shape"`
}

// bring reads a file into a layer: POST /api/feature/import?layer=&name=a.zip&datum=cgcs2000|gcj02|bd09&preview=true with the file as body. With preview nothing is
// kept. The Idempotency-Key marks what came in together: the same again makes nothing.
func bring(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	layer, err := Layers.Get(c, q.Get("layer"))
	if err != nil {
		return err
	}
	datum := shape.Datum(cmp.Or(q.Get("datum"), string(shape.CGCS2000)))
	if !datum.Known() {
		return kernel.Errorf(kernel.Invalid, "坐标系应为 CGCS2000、GCJ-02 或 BD-09")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBytes))
	if err != nil {
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			return kernel.Errorf(kernel.TooLarge, "文件不能超过 %d MB", mostBytes>>20)
		}
		return kernel.Errorf(kernel.Invalid, "文件没有传完，请重试")
	}
	list, bad, err := shape.Read(q.Get("name"), body, datum)
	if err != nil {
		return kernel.Errorf(kernel.Invalid, "%s", err.Error())
	}
	out := &Brought{Problems: bad, Preview: []Drawn{}}
	features := make([]*Feature, 0, len(list))
	for i := range list {
		f, what := fromFile(&list[i], i)
		if what != "" {
			out.Problems = append(out.Problems, shape.Problem{Place: fmt.Sprintf("第 %d 个", i+1), Message: what})
			continue
		}
		f.Layer, f.Region = kernel.Ref[Layer](layer.ID), layer.Region
		features = append(features, f)
		if len(out.Preview) < mostShown {
			out.Preview = append(out.Preview, Drawn{f.Name, f.Form, f.Shape})
		}
	}
	out.Good = len(features)
	out.Problems = out.Problems[:min(len(out.Problems), 200)]
	if out.Good > mostFeatures {
		return kernel.Errorf(kernel.Invalid, "一次最多导入 %d 个要素，这个文件有 %d 个，请分几次", mostFeatures, out.Good)
	}
	if q.Get("preview") != "true" {
		if err := keep(c, r.Header.Get("Idempotency-Key"), features, out); err != nil {
			return err
		}
	}
	return answer(w, out)
}

// keep stores the features of a file, all or none.
func keep(c *kernel.Ctx, key string, features []*Feature, out *Brought) error {
	if key == "" || len(key) > 80 {
		return kernel.Errorf(kernel.Invalid, "缺少请求头 Idempotency-Key，或超过 80 个字符")
	}
	return c.Tx(func(c *kernel.Ctx) error {
		batch := c.Actor.ID + "/" + key
		was, err := Features.Count(c, kernel.Eq(&ft.Batch, batch))
		if err != nil || was > 0 {
			out.Made = was
			return err
		}
		for _, f := range features {
			f.Batch = batch
			if err := Features.Create(c, f); err != nil {
				return err
			}
		}
		out.Made = len(features)
		return nil
	})
}

// fromFile makes a feature of what a file holds; a name is looked for among its properties.
func fromFile(from *shape.Feature, i int) (*Feature, string) {
	text, err := json.Marshal(geojson.NewGeometry(from.Geometry))
	f := &Feature{}
	if err == nil {
		err = json.Unmarshal(text, &f.Shape)
	}
	if err != nil {
		return nil, "图形无法识别"
	}
	g, what := f.Shape.geometry()
	if what != "" {
		return nil, what
	}
	f.Form = formOf(g)
	f.Name = clip(cmp.Or(strings.TrimSpace(from.Get("name", "名称", "title", "标题", "label")), fmt.Sprintf("要素 %d", i+1)), 80)
	f.Note = clip(from.Get("description", "note", "说明", "备注"), 1000)
	for _, p := range from.Properties[:min(len(from.Properties), 60)] {
		if p.Name = clip(strings.TrimSpace(p.Name), 60); p.Name != "" && p.Value != "" {
			f.Properties = append(f.Properties, Property{p.Name, clip(p.Value, 1000)})
		}
	}
	return f, ""
}

func clip(s string, most int) string {
	if s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""); utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most])
	}
	return s
}

// take writes the features of a layer, or of all, as a file: GET /api/feature/shapes?layer=&format=geojson|kml|csv|zip.
func take(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	rows, err := Features.Meta().Scope(c.Actor, "export")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	name := "标绘"
	if id := q.Get("layer"); id != "" {
		layer, err := Layers.Get(c, id)
		if err != nil {
			return err
		}
		rows, name = kernel.And(rows, kernel.Eq(&ft.Layer, kernel.Ref[Layer](id))), layer.Name
	}
	if n, err := Features.Count(c, rows); err != nil {
		return err
	} else if n > mostTaken {
		return kernel.Errorf(kernel.Invalid, "一次最多导出 %d 个要素，请按图层导出", mostTaken)
	}
	list := []shape.Feature{}
	err = Features.Each(c, kernel.Query{Where: rows, Sort: "id", Limit: -1}, func(f *Feature) error {
		g, what := f.Shape.geometry()
		if what != "" {
			return nil
		}
		one := shape.Feature{Geometry: g, Properties: []shape.Property{{Name: "名称", Value: f.Name}, {Name: "说明", Value: f.Note}}}
		for _, p := range f.Properties {
			if !strings.EqualFold(p.Name, "名称") && !strings.EqualFold(p.Name, "说明") {
				one.Properties = append(one.Properties, shape.Property{Name: p.Name, Value: p.Value})
			}
		}
		list = append(list, one)
		return nil
	})
	if err != nil {
		return err
	}
	format := cmp.Or(q.Get("format"), "geojson")
	body, media, err := shape.Write(format, list)
	if err != nil {
		return kernel.Errorf(kernel.Invalid, "%s", err.Error())
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(filepath.Base(name)+"."+format))
	_, err = w.Write(body)
	return err
}

func answer(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, err = w.Write(body)
	return err
}
