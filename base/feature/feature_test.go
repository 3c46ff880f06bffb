package feature_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/feature"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/geo"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "feature", feature.Module(), region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil))
}

// served runs fn on both databases, each with a platform of its own over HTTP: an atlas remembers what it has read.
func served(t *testing.T, fn func(*testing.T, *kerneltest.World, *httptest.Server)) {
	t.Helper()
	for _, kind := range []string{kerneltest.SQLite, kerneltest.PostgreSQL} {
		t.Run(kind, func(t *testing.T) {
			atlas := geo.NewAtlas(rest.Filter)
			w := kerneltest.Open(t, kind, rest.Module(), atlas.Module(), region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), feature.Module())
			w.Env.Places = atlas.Places
			srv := httptest.NewServer((&rest.Server{Env: w.Env, Store: w.Store, Sessions: who{}}).Handler())
			defer srv.Close()
			fn(t, w, srv)
		})
	}
}

type who struct{}

// Actor takes "role region" from the token.
func (who) Actor(_ *kernel.Ctx, r *http.Request) (a kernel.Actor, err error) {
	role, region, ok := strings.Cut(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), "-")
	if ok {
		a = kernel.Actor{ID: role + region, Roles: []kernel.Role{kernel.Role(role)}, Region: kernel.Region(region)}
	}
	return a, nil
}

// 监管人员建图层，画线、面，改角点；导入文件先看再存，同一次导入不重复；导出的文件再导入不变；别的县看不到，企业不能用；GIS 程序读到图形本身。
func TestStory(t *testing.T) {
	served(t, func(t *testing.T, w *kerneltest.World, srv *httptest.Server) {
		officer := w.As(kernel.Actor{ID: "o", Roles: []kernel.Role{role.Regulator}, Region: "410105"})
		other := w.As(kernel.Actor{ID: "x", Roles: []kernel.Role{role.Regulator}, Region: "410203"})
		firm := w.As(kernel.Actor{ID: "s", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: "e1"})
		layer := &feature.Layer{Name: "疏散路线"}
		kerneltest.Must(t, feature.Layers.Create(officer, layer))
		if layer.Region != "410105" || layer.Hue != feature.Violet {
			t.Errorf("a layer takes its region and hue: %+v", layer)
		}
		draw := func(text string) feature.Shape {
			var s feature.Shape
			kerneltest.Must(t, json.Unmarshal([]byte(text), &s))
			return s
		}
		in := kernel.Ref[feature.Layer](layer.ID)
		for _, tc := range []struct {
			what, shape string
			who         *kernel.Ctx
			want        kernel.Code
			form        feature.Form
			at          kernel.Point
		}{
			{"a point", `{"type":"Point","coordinates":[113.65,34.76]}`, officer, "", feature.Place, kernel.Point{Lng: 113.65, Lat: 34.76}},
			{"a line", `{"type":"LineString","coordinates":[[113.6,34.7],[113.7,34.7],[113.7,34.8]]}`, officer, "", feature.Line, kernel.Point{Lng: 113.7, Lat: 34.7}},
			{"an area", `{"type":"Polygon","coordinates":[[[113.6,34.7],[113.8,34.7],[113.8,34.8],[113.6,34.8],[113.6,34.7]]]}`, officer, "", feature.Area, kernel.Point{Lng: 113.7, Lat: 34.75}},
			{"nothing drawn", `null`, officer, kernel.Invalid, "", kernel.Point{}},
			{"an open area", `{"type":"Polygon","coordinates":[[[113.6,34.7],[113.8,34.7],[113.8,34.8]]]}`, officer, kernel.Invalid, "", kernel.Point{}},
			{"a line of one point", `{"type":"LineString","coordinates":[[113.6,34.7]]}`, officer, kernel.Invalid, "", kernel.Point{}},
			{"off the globe", `{"type":"Point","coordinates":[38500000,3800000]}`, officer, kernel.Invalid, "", kernel.Point{}},
			{"no geometry", `{"type":"Circle","coordinates":[1,2]}`, officer, kernel.Invalid, "", kernel.Point{}},
			{"words", `{"type":"Point","coordinates":["a","b"]}`, officer, kernel.Invalid, "", kernel.Point{}},
			{"in another county's layer", `{"type":"Point","coordinates":[113.65,34.76]}`, other, kernel.Invalid, "", kernel.Point{}},
			{"by an enterprise", `{"type":"Point","coordinates":[113.65,34.76]}`, firm, kernel.Forbidden, "", kernel.Point{}},
		} {
			f := &feature.Feature{Layer: in, Name: tc.what, Shape: draw(tc.shape)}
			if tc.who == other {
				f.Region = "410203"
			} else if tc.who == firm {
				f.Region = "410105"
			}
			err := feature.Features.Create(tc.who, f)
			kerneltest.Want(t, tc.what, err, tc.want)
			if err == nil && (f.Form != tc.form || f.Position != tc.at || f.Region != "410105") {
				t.Errorf("%s: %s at %v in %s", tc.what, f.Form, f.Position, f.Region)
			}
		}

		call := func(token, method, path, body string, headers ...string) (int, []byte) {
			t.Helper()
			req, _ := http.NewRequest(method, srv.URL+path, strings.NewReader(body))
			req.Header.Set("Authorization", "Bearer "+token)
			for i := 0; i < len(headers); i += 2 {
				req.Header.Set(headers[i], headers[i+1])
			}
			res, err := http.DefaultClient.Do(req)
			kerneltest.Must(t, err)
			defer res.Body.Close()
			text, _ := io.ReadAll(res.Body)
			return res.StatusCode, text
		}
		// what OGC API and the list give is the figure itself
		status, text := call("regulator-410105", "GET", "/api/ogc/collections/feature/items?layer="+layer.ID, "")
		if status != 200 || bytes.Count(text, []byte(`"LineString"`)) != 1 || bytes.Count(text, []byte(`"Polygon"`)) != 1 {
			t.Errorf("OGC: %d %s", status, text)
		}
		if _, text = call("regulator-410203", "GET", "/api/ogc/collections/feature/items", ""); !bytes.Contains(text, []byte(`"numberMatched":0`)) {
			t.Errorf("another county reads %s", text)
		}
		// a corner is moved; who moved first wins
		one, err := feature.Features.First(officer, kernel.Cond{Op: "=", Col: "form", Args: []any{"line"}})
		kerneltest.Must(t, err)
		move := `{"shape":{"type":"LineString","coordinates":[[113.6,34.7],[113.9,34.9]]}}`
		if status, text = call("regulator-410105", "PATCH", "/api/feature/"+one.ID, move, "If-Match", `"1"`); status != 200 || !bytes.Contains(text, []byte(`[113.9,34.9]`)) {
			t.Errorf("moved: %d %s", status, text)
		}
		if status, _ = call("regulator-410105", "PATCH", "/api/feature/"+one.ID, move, "If-Match", `"1"`); status != 412 {
			t.Errorf("moved by two: %d", status)
		}

		// a file in another datum, with a row that cannot be read
		file := "名称,经度,纬度,容量\n避难场所甲,113.656079,34.758866,300\n避难场所乙,999,34,1\n避难场所丙,113.7,34.8,20\n"
		at := "/api/feature/import?layer=" + layer.ID + "&name=a.csv&datum=gcj02"
		var got feature.Brought
		status, text = call("regulator-410105", "POST", at+"&preview=true", file)
		kerneltest.Must(t, json.Unmarshal(text, &got))
		if status != 200 || got.Good != 2 || got.Made != 0 || len(got.Problems) != 1 || len(got.Preview) != 2 || got.Preview[0].Name != "避难场所甲" {
			t.Errorf("preview: %d %s", status, text)
		}
		where, _ := json.Marshal(got.Preview[0].Shape.Coordinates)
		var place [2]float64
		if kerneltest.Must(t, json.Unmarshal(where, &place)); max(place[0]-113.65, 113.65-place[0], place[1]-34.76, 34.76-place[1]) > 2e-6 {
			t.Errorf("from GCJ-02: %v", place)
		}
		for range 2 { // sent twice, kept once
			status, text = call("regulator-410105", "POST", at, file, "Idempotency-Key", "k1")
			if kerneltest.Must(t, json.Unmarshal(text, &got)); status != 200 || got.Made != 2 {
				t.Errorf("import: %d %s", status, text)
			}
		}
		if n, err := feature.Features.Count(officer, kernel.Cond{}); err != nil || n != 5 {
			t.Errorf("%d features, %v", n, err)
		}
		for _, tc := range []struct {
			what, token, path, body string
			status                  int
		}{
			{"no key", "regulator-410105", at, file, 422},
			{"another county's layer", "regulator-410203", at, file, 404},
			{"an enterprise", "safety-410105", at, file, 403},
			{"nobody", "", at, file, 401},
			{"a datum that is none", "regulator-410105", at + "x", file, 422},
			{"a format that is none", "regulator-410105", strings.Replace(at, "a.csv", "a.dwg", 1), file, 422},
			{"no JSON", "regulator-410105", strings.Replace(at, "a.csv", "a.geojson", 1), "{", 422},
		} {
			if status, text := call(tc.token, "POST", tc.path, tc.body); status != tc.status {
				t.Errorf("%s: %d %s", tc.what, status, text)
			}
		}
		// what goes out comes in again
		for _, format := range []string{"geojson", "kml", "csv", "zip"} {
			status, text = call("leader-4101", "GET", "/api/feature/shapes?format="+format+"&layer="+layer.ID, "")
			if status != 200 {
				t.Errorf("%s: %d %s", format, status, text)
				continue
			}
			status, text = call("regulator-410105", "POST", fmt.Sprintf("/api/feature/import?preview=true&layer=%s&name=b.%s", layer.ID, format), string(text))
			want := map[bool]int{true: 5, false: 3}[format != "zip"] // a Shapefile holds one kind of figure
			if kerneltest.Must(t, json.Unmarshal(text, &got)); status != 200 || got.Good != want {
				t.Errorf("%s comes back as %d: %.300s", format, got.Good, text)
			}
		}
		for token, want := range map[string]int{"safety-410105": 403, "regulator-410203": 404, "": 401} {
			if status, _ := call(token, "GET", "/api/feature/shapes?layer="+layer.ID, ""); status != want {
				t.Errorf("%s exports: %d", token, status)
			}
		}
	})
}
