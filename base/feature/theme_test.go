package feature_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/feature"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/geo"
	"anjian/kernel/kerneltest"

	"github.com/paulmach/orb/encoding/mvt"
)

// 应急资源和事故由表格导入，各成一个图层；区划轮廓按名称或代码归到县；一次导入中断了接着来，不重复；瓦片里有画的线和面。
func TestThemes(t *testing.T) {
	served(t, func(t *testing.T, w *kerneltest.World, srv *httptest.Server) {
		kerneltest.Must(t, region.Seed(w.System(), "4101"))
		city := w.As(kernel.Actor{ID: "c", Roles: []kernel.Role{role.Regulator}, Region: "4101"})
		layer := func(name string, kind feature.Kind) string {
			l := &feature.Layer{Name: name, Kind: kind}
			kerneltest.Must(t, feature.Layers.Create(city, l))
			return l.ID
		}
		call := func(method, path, body, key string) (int, []byte) {
			t.Helper()
			req, _ := http.NewRequest(method, srv.URL+path, strings.NewReader(body))
			req.Header.Set("Authorization", "Bearer regulator-4101")
			if key != "" {
				req.Header.Set("Idempotency-Key", key)
			}
			res, err := http.DefaultClient.Do(req)
			kerneltest.Must(t, err)
			defer res.Body.Close()
			text, _ := io.ReadAll(res.Body)
			return res.StatusCode, text
		}
		bring := func(layer, name, file, key string) (got feature.Brought) {
			t.Helper()
			status, text := call("POST", "/api/feature/import?layer="+layer+"&name="+name, file, key)
			kerneltest.Must(t, json.Unmarshal(text, &got))
			if status != 200 {
				t.Errorf("%s: %d %s", name, status, text)
			}
			return got
		}
		total := func(name, filter string) (n int) {
			t.Helper()
			_, text := call("POST", "/api/layer/search", fmt.Sprintf(`{"layers":[%q],"filter":%q}`, name, filter), "")
			var out geo.Finds
			kerneltest.Must(t, json.Unmarshal(text, &out))
			return out.Total
		}

		resources, accidents, outlines := layer("物资库", feature.Resource), layer("2018年事故", feature.Accident), layer("县界", feature.Outline)
		if got := bring(resources, "a.csv", "名称,类别,核实日期,经度,纬度\n消防站,救援队伍,2018年4月2日,113.6,34.7\n仓库,物资,去年,113.7,34.8\n", "r"); got.Made != 1 || len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Message, "去年") {
			t.Errorf("resources: %+v", got)
		}
		firm := &enterprise.Enterprise{}
		firm.Name, firm.Region, firm.Trade, firm.CreditCode = "甲厂", "410105", enterprise.ChemProduction, "91410105MAD000027B"
		kerneltest.Must(t, enterprise.Enterprises.Create(w.System(), firm))
		if got := bring(accidents, "e.csv", "名称,事故等级,日期,统一社会信用代码,经度,纬度\n泄漏,一般,2018-04-01,91410105mad000027b,113.6,34.7\n泄漏,一般,2018-04-01,91410105MAD00002XX,113.6,34.7\n", "e"); got.Made != 1 || len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Message, "2XX") {
			t.Errorf("accidents of enterprises: %+v", got)
		}
		if f, err := feature.Features.First(city, kernel.Compare("enterprise", "=", firm.ID)); err != nil || f == nil || f.Name != "泄漏" {
			t.Errorf("the accident of an enterprise: %+v, %v", f, err)
		}
		if got := bring(accidents, "b.csv", "名称,事故等级,事故类别,日期,经度,纬度\n坠落,一般,高处坠落,2018/3/1,113.6,34.7\n爆炸,较大事故,其他爆炸,2018-03-09,113.7,34.7\n火灾,很大,火灾,2018-03-10,113.7,34.7\n", "a"); got.Made != 2 || len(got.Problems) != 1 {
			t.Errorf("accidents: %+v", got)
		}
		for _, tc := range []struct {
			layer, filter string
			want          int
		}{{"feature_resource", "", 1}, {"feature_accident", "", 3}, {"feature_accident", "grade=larger", 1}, {"feature_accident", "happened_on=2018-03-01..2018-03-05", 1}, {"feature", "", 0}} {
			if n := total(tc.layer, tc.filter); n != tc.want {
				t.Errorf("%s %s: %d, not %d", tc.layer, tc.filter, n, tc.want)
			}
		}
		if _, text := call("GET", "/api/feature/shapes?format=csv&layer="+accidents, "", ""); !strings.Contains(string(text), "较大事故") || strings.Count(string(text), "2018-03-09") != 1 {
			t.Errorf("accidents go out as %s", text)
		}

		square := func(name string, x float64) string {
			return fmt.Sprintf(`{"type":"Feature","properties":{"name":%q},"geometry":{"type":"Polygon","coordinates":[[[%[2]g,34],[%[3]g,34],[%[3]g,35],[%[2]g,35],[%[2]g,34]]]}}`, name, x, x+0.5)
		}
		got := bring(outlines, "c.geojson", `{"type":"FeatureCollection","features":[`+square("金水区", 113)+","+square("410122", 113.5)+","+square("杭州市", 114)+`]}`, "o")
		if got.Made != 2 || len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Message, "杭州市") {
			t.Errorf("outlines: %+v", got)
		}
		found := map[kernel.Region]string{}
		kerneltest.Must(t, feature.Outlines(city.AsSystem(), "4101", func(r kernel.Region, f *feature.Feature) { found[r] = f.Name }))
		kerneltest.Must(t, feature.Features.Create(city, &feature.Feature{Layer: kernel.Ref[feature.Layer](outlines), Name: "410105003", Shape: feature.Shape{Type: "Polygon", Coordinates: [][][]float64{{{113, 34}, {114, 34}, {114, 35}, {113, 34}}}}}))
		if f, err := feature.Features.First(city, kernel.Under("410105003")); err != nil || f == nil || f.Name != "人民路街道" {
			t.Errorf("the outline of a township: %+v, %v", f, err)
		}
		if found["410105"] != "金水区" || found["410122"] != "中牟县" || len(found) != 2 {
			t.Errorf("outlines of %v", found)
		}
		point := &feature.Feature{Layer: kernel.Ref[feature.Layer](outlines), Name: "金水区", Shape: feature.Shape{Type: "Point", Coordinates: []float64{113, 34}}}
		kerneltest.Want(t, "an outline that is a point", feature.Features.Create(city, point), kernel.Invalid)

		status, text := call("GET", "/api/layer/feature/tile/7/104/50", "", "")
		tile, err := mvt.Unmarshal(text)
		kerneltest.Must(t, err)
		if status != 200 || len(tile) != 2 || tile[1].Name != "shape" || len(tile[1].Features) != 3 || tile[1].Features[0].Geometry.Dimensions() != 2 {
			t.Errorf("the tile: %d, %d layers", status, len(tile))
		}

		var rows strings.Builder
		rows.WriteString("名称,经度,纬度\n")
		for i := range 1200 {
			fmt.Fprintf(&rows, "栓%d,113.%04d,34.7\n", i, i)
		}
		for range 3 { // what was kept stays, the rest comes
			if got = bring(resources, "d.csv", rows.String(), "d"); got.Made == got.Good {
				break
			}
		}
		if got.Made != 1200 {
			t.Errorf("made %d", got.Made)
		}
		if got = bring(resources, "d.csv", rows.String(), "d"); got.Made != 1200 || total("feature_resource", "") != 1201 {
			t.Errorf("sent again: %d, %d", got.Made, total("feature_resource", ""))
		}
	})
}
