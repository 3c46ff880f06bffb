package geo_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/geo"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// Mast is a record type that GIS programs edit.
type Mast struct {
	kernel.Base
	Name   string       `json:"name" label:"名称" rule:"required,max=20" ui:"filter"`
	Phone  kernel.Phone `json:"phone" label:"电话"`
	Height float64      `json:"height" label:"高度" unit:"m" rule:"min=0,top=500" ui:"sort"`
	Grade  grade        `json:"grade" label:"等级" ui:"filter"`
	At     kernel.Point `json:"at" label:"位置"`
	Seen   int          `json:"seen" label:"查看次数" ui:"fixed"`
}

var ma = kernel.Row[Mast]()

var masts = &kernel.Resource[Mast]{Name: "mast", Label: "塔", Help: "测试用", Access: kernel.Access{
	{To: []kernel.Role{"editor"}, Can: "read create update delete", Rows: kernel.Jurisdiction},
	{To: []kernel.Role{"reader"}, Can: "read", Rows: kernel.Jurisdiction},
}}

type who struct{}

// Actor takes "role region" from the token.
func (who) Actor(_ *kernel.Ctx, r *http.Request) (a kernel.Actor, err error) {
	role, region, ok := strings.Cut(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), "-")
	if ok {
		a = kernel.Actor{ID: role + region, Roles: []kernel.Role{kernel.Role(role)}, Region: kernel.Region(region)}
	}
	return a, nil
}

// GDAL lists the layers, reads them under the rights of the token with its own box and attribute filters, and writes; what it may not do is refused.
func TestOGC(t *testing.T) {
	atlas := geo.NewAtlas(rest.Filter)
	mods := []kernel.Module{atlas.Module(), {Name: "mast", Resources: []kernel.Handle{masts}, Layers: []kernel.Layer{{Name: "mast", Label: "通信塔", Of: masts, At: &ma.At, Tone: &ma.Grade}}}}
	kerneltest.Each(t, mods, func(t *testing.T, w *kerneltest.World) {
		w.Env.Places = atlas.Places
		srv := httptest.NewServer((&rest.Server{Env: w.Env, Store: w.Store, Sessions: who{}}).Handler())
		defer srv.Close()
		ids := []string{}
		for i := range 130 {
			one := &Mast{Name: fmt.Sprintf("塔%03d", i), Height: float64(i), Phone: "13812345678", Grade: map[bool]grade{true: "1", false: "2"}[i%10 == 0], At: kernel.Point{Lng: 113 + float64(i)/100, Lat: 34.5}}
			one.Region = map[bool]kernel.Region{true: "410105", false: "410203"}[i < 100]
			kerneltest.Must(t, masts.Create(w.System(), one))
			ids = append(ids, one.ID)
		}
		gdal := func(token, tool string, args ...string) string {
			t.Helper()
			cmd := exec.Command(tool, args...)
			cmd.Env = append(os.Environ(), "GDAL_HTTP_HEADERS=Authorization: Bearer "+token, "OAPIF_PAGE_SIZE=50", "CPL_DEBUG=")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%s %v: %v: %s", tool, args, err, out)
			}
			return string(out)
		}
		at := "OAPIF:" + srv.URL + "/api/ogc"
		if out := gdal("reader-41", "ogrinfo", at); !strings.Contains(out, "mast") {
			t.Errorf("layers: %s", out)
		}
		for _, tc := range []struct {
			what, token string
			args        []string
			want        string
		}{
			{"all of the province", "reader-41", nil, "Feature Count: 130"},
			{"one city", "reader-4102", nil, "Feature Count: 30"},
			{"another province", "reader-42", nil, "Feature Count: 0"},
			{"a box", "reader-41", []string{"-spat", "113.095", "34", "113.205", "35"}, "Feature Count: 11"},
			{"an attribute", "reader-41", []string{"-where", "grade = '1'"}, "Feature Count: 13"},
			{"a number", "reader-41", []string{"-where", "height > 120"}, "Feature Count: 9"},
		} {
			out := gdal(tc.token, "ogrinfo", append(append([]string{"-ro", "-al", "-so"}, tc.args...), at, "mast")...)
			if !strings.Contains(out, tc.want) {
				t.Errorf("%s: %s", tc.what, out)
			}
		}
		one := gdal("reader-41", "ogrinfo", "-ro", "-al", "-where", "name = '塔007'", at, "mast")
		for _, want := range []string{"POINT (113.07 34.5)", "138****5678", "height (Integer) = 7", "grade_label (String) = 其他"} {
			if !strings.Contains(one, want) {
				t.Errorf("a feature lacks %s: %s", want, one)
			}
		}
		file := filepath.Join(t.TempDir(), "masts.shp")
		gdal("reader-4102", "ogr2ogr", "-lco", "ENCODING=UTF-8", file, at, "mast")
		if out := gdal("", "ogrinfo", "-al", "-so", file); !strings.Contains(out, "Feature Count: 30") {
			t.Errorf("written to a shapefile: %s", out)
		}

		items := "/api/ogc/collections/mast/items"
		call := func(token, method, path, body string, headers ...string) (int, string, http.Header) {
			t.Helper()
			req, _ := http.NewRequest(method, srv.URL+path, strings.NewReader(body))
			req.Header.Set("Authorization", "Bearer "+token)
			for i := 0; i < len(headers); i += 2 {
				req.Header.Set(headers[i], headers[i+1])
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			text, _ := io.ReadAll(res.Body)
			return res.StatusCode, string(text), res.Header
		}
		status, _, h := call("editor-410105", "POST", items, `{"type":"Feature","geometry":{"type":"Point","coordinates":[113.6,34.7]},"properties":{"name":"新塔","height":30}}`)
		made := h.Get("Location")
		if status != 201 || made == "" {
			t.Fatalf("create: %d %s", status, made)
		}
		made = strings.TrimPrefix(made, srv.URL)
		for _, tc := range []struct {
			what, token, method, path, body string
			status                          int
			has                             string
			headers                         []string
		}{
			{"what was made", "editor-410105", "GET", made, "", 200, `"coordinates":[113.6,34.7]`, nil},
			{"latitude first", "editor-410105", "GET", made + "?crs=http://www.opengis.net/def/crs/EPSG/0/4490", "", 200, `"coordinates":[34.7,113.6]`, nil},
			{"a part of it", "editor-410105", "PATCH", made, `{"properties":{"height":31}}`, 200, `"height":31`, nil},
			{"moved, the latitude first", "editor-410105", "PATCH", made, `{"geometry":{"type":"Point","coordinates":[34.8,113.7]}}`, 200, `"coordinates":[113.7,34.8]`, []string{"Content-Crs", "<http://www.opengis.net/def/crs/EPSG/0/4326>"}},
			{"all of it, as it was read", "editor-410105", "PUT", made, `{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[113.7,34.8]},"properties":{"rev":3,"name":"新塔","height":32,"phone":null,"grade":"","grade_label":"","seen":7,"region":"410105","region_label":"金水区","created":"2020-01-01"}}`, 200, `"height":32`, nil},
			{"another version", "editor-410105", "PATCH", made, `{"properties":{"height":33}}`, 412, "stale", []string{"If-Match", `"1"`}},
			{"too high", "editor-410105", "PATCH", made, `{"properties":{"height":999}}`, 422, "高度", nil},
			{"no such column", "editor-410105", "PATCH", made, `{"properties":{"weight":1}}`, 422, "weight", nil},
			{"a line", "editor-410105", "PATCH", made, `{"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}`, 422, "点", nil},
			{"no feature", "editor-410105", "POST", items, `[1]`, 422, "GeoJSON", nil},
			{"another county", "editor-410203", "PATCH", made, `{"properties":{"height":1}}`, 404, "", nil},
			{"who only reads", "reader-41", "PATCH", made, `{"properties":{"height":1}}`, 403, "", nil},
			{"who only reads makes one", "reader-41", "POST", items, `{"type":"Feature","properties":{"name":"x"}}`, 403, "", nil},
			{"nobody", "", "GET", items, "", 401, "", nil},
			{"no role", "nothing-41", "GET", items, "", 403, "", nil},
			{"no layer", "reader-41", "GET", "/api/ogc/collections/none/items", "", 404, "", nil},
			{"a wrong box", "reader-41", "GET", items + "?bbox=1,2,3", "", 422, "bbox", nil},
			{"a wrong system", "reader-41", "GET", items + "?crs=EPSG:1", "", 422, "坐标系", nil},
			{"a wrong filter", "reader-41", "GET", items + "?weight=1", "", 422, "筛选", nil},
			{"a page", "reader-41", "GET", items + "?limit=2&offset=128", "", 200, `"numberMatched":131`, nil},
			{"updated since", "reader-41", "GET", items + "?datetime=2100-01-01T00:00:00Z/..", "", 200, `"numberMatched":0`, nil},
			{"gone", "editor-410105", "DELETE", made, "", 204, "", nil},
			{"gone twice", "editor-410105", "DELETE", made, "", 404, "", nil},
		} {
			status, text, _ := call(tc.token, tc.method, tc.path, tc.body, tc.headers...)
			if status != tc.status || !strings.Contains(text, tc.has) {
				t.Errorf("%s: %d %s", tc.what, status, text)
			}
		}
		for token, want := range map[string]string{"editor-41": "GET, HEAD, OPTIONS, POST", "reader-41": "GET, HEAD, OPTIONS"} {
			if _, _, h := call(token, "OPTIONS", items, ""); h.Get("Allow") != want {
				t.Errorf("%s may %s", token, h.Get("Allow"))
			}
		}
	})
}
