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
	"time"
	"unicode/utf8"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/shape"

	"github.com/paulmach/orb/geojson"
)

const (
	mostBytes    = 20 << 20
	mostFeatures = 50_000 // of one import
	mostShown    = 500    // of a preview
	together     = 500    // stored in one transaction
	mostTaken    = 50_000
)

// enough is how long a request stores before it answers; the client sends the same again for the rest.
const enough = 5 * time.Second

// Brought is what a file holds, and how much of it is kept: all of it when Made is Good.
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
// kept. The Idempotency-Key marks what came in together: the same again goes on where it had come to, and makes nothing twice.
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
		f, what := fromFile(&list[i], i, layer.Kind)
		if what == "" && layer.Kind == Outline {
			what, err = outlined(c, f, layer)
		} else if what == "" && f.Enterprise != "" {
			what, err = f.meet(c)
		}
		if err != nil {
			return err
		}
		if what != "" {
			out.Problems = append(out.Problems, shape.Problem{Place: fmt.Sprintf("第 %d 个", i+1), Message: what})
			continue
		}
		f.Layer, f.Region = kernel.Ref[Layer](layer.ID), cmp.Or(f.Region, layer.Region)
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

// keep stores the features of a file from where the same import had come to, many in a transaction, until it has been at it for long enough.
func keep(c *kernel.Ctx, key string, features []*Feature, out *Brought) error {
	if key == "" || len(key) > 80 {
		return kernel.Errorf(kernel.Invalid, "缺少请求头 Idempotency-Key，或超过 80 个字符")
	}
	batch, until := c.Actor.ID+"/"+key, time.Now().Add(enough)
	for more := true; more && time.Now().Before(until); {
		err := c.Tx(func(c *kernel.Ctx) error {
			was, err := Features.Count(c, kernel.Eq(&ft.Batch, batch))
			if err != nil {
				return err
			}
			for _, f := range features[min(was, len(features)):min(was+together, len(features))] {
				f.Batch = batch
				if err := Features.Create(c, f); err != nil {
					return err
				}
			}
			out.Made = min(was+together, len(features))
			more = out.Made < len(features)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fromFile makes a feature of what a file holds; its name, and what its kind has besides, are looked for among its properties.
func fromFile(from *shape.Feature, i int, kind Kind) (*Feature, string) {
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
	switch kind {
	case Resource, Accident:
		f.Category = clip(strings.TrimSpace(from.Get("category", "类别", "资源类别", "事故类别", "type")), 40)
		if text := from.Get("date", "日期", "发生日期", "事故日期", "核实日期"); text != "" {
			if f.On = dateOf(text); f.On == "" {
				return nil, fmt.Sprintf("日期“%s”无法识别，应如 2018-05-01", clip(text, 20))
			}
		}
		if text := strings.TrimSpace(from.Get("grade", "等级", "事故等级")); text != "" && kind == Accident {
			for _, o := range Grade.Options("") {
				if o.Value == text || strings.TrimSuffix(o.Label, "事故") == strings.TrimSuffix(text, "事故") {
					f.Grade = Grade(o.Value)
				}
			}
			if f.Grade == "" {
				return nil, fmt.Sprintf("事故等级“%s”无法识别，应为特别重大、重大、较大或一般", clip(text, 20))
			}
		}
		if code := strings.ToUpper(strings.TrimSpace(from.Get("credit_code", "统一社会信用代码", "企业统一社会信用代码"))); code != "" && kind == Accident {
			f.Enterprise = kernel.Ref[enterprise.Enterprise](code) // until who is meant is looked up
		}
	case Outline:
		f.Name = clip(cmp.Or(strings.TrimSpace(from.Get("code", "代码", "区划代码", "adcode")), f.Name), 80)
	}
	f.Note = clip(from.Get("description", "note", "说明", "备注"), 1000)
	for _, p := range from.Properties[:min(len(from.Properties), 60)] {
		if p.Name = clip(strings.TrimSpace(p.Name), 60); p.Name != "" && p.Value != "" {
			f.Properties = append(f.Properties, Property{p.Name, clip(p.Value, 1000)})
		}
	}
	return f, ""
}

// meet puts the enterprise in the place of its code.
func (f *Feature) meet(c *kernel.Ctx) (wrong string, err error) {
	code := string(f.Enterprise)
	e, err := enterprise.Enterprises.First(c, kernel.Compare("credit_code", "=", code))
	if err != nil {
		return "", err
	}
	if e == nil {
		return fmt.Sprintf("没有统一社会信用代码为“%s”的企业，或不在您的辖区", clip(code, 20)), nil
	}
	f.Enterprise = kernel.Ref[enterprise.Enterprise](e.ID)
	return "", nil
}

// dateOf reads a day as tables write it, "" if it is none.
func dateOf(text string) kernel.Date {
	for _, form := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日", "20060102"} {
		if day, err := time.Parse(form, strings.TrimSpace(text)); err == nil {
			return kernel.Date(day.Format(time.DateOnly))
		}
	}
	return ""
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
		for _, p := range []shape.Property{{Name: "类别", Value: f.Category}, {Name: "事故等级", Value: kernel.LabelOf(f.Grade)}, {Name: "日期", Value: string(f.On)}} {
			if p.Value != "" {
				one.Properties = append(one.Properties, p)
			}
		}
		for _, p := range f.Properties {
			if one.Get(p.Name) == "" {
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
