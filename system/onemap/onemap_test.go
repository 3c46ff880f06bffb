package onemap_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/feature"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
	"anjian/system/onemap"
)

type officer struct{}

func (officer) Actor(*kernel.Ctx, *http.Request) (kernel.Actor, error) {
	return kernel.Actor{ID: "o", Roles: []kernel.Role{role.Regulator}, Region: "4101"}, nil
}

// 市以下的区划：有人画了轮廓的给轮廓，没画的给企业所在的位置，都没有的只有名称。
func TestRegions(t *testing.T) {
	modules := []kernel.Module{rest.Module(), region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), feature.Module(), onemap.Module()}
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		srv := httptest.NewServer((&rest.Server{Env: w.Env, Store: w.Store, Sessions: officer{}}).Handler())
		defer srv.Close()
		sys := w.System()
		kerneltest.Must(t, region.Seed(sys, "4101"))
		for i, at := range []kernel.Point{{Lng: 113.6, Lat: 34.7}, {Lng: 113.8, Lat: 34.9}} {
			e := &enterprise.Enterprise{}
			e.Name, e.Region, e.Position, e.Trade = []string{"甲厂", "乙厂"}[i], "410105", at, enterprise.ChemProduction
			kerneltest.Must(t, enterprise.Enterprises.Create(sys, e))
		}
		l := &feature.Layer{Name: "县界", Kind: feature.Outline}
		l.Region = "4101"
		kerneltest.Must(t, feature.Layers.Create(sys, l))
		f := &feature.Feature{Layer: kernel.Ref[feature.Layer](l.ID), Name: "二七区"}
		kerneltest.Must(t, json.Unmarshal([]byte(`{"type":"Polygon","coordinates":[[[113,34],[114,34],[114,35],[113,35],[113,34]]]}`), &f.Shape))
		kerneltest.Must(t, feature.Features.Create(sys, f))

		ask := func(of string) (out onemap.Regions) {
			t.Helper()
			res, err := http.Get(srv.URL + "/api/onemap/regions?region=" + of)
			kerneltest.Must(t, err)
			defer res.Body.Close()
			var body bytes.Buffer
			body.ReadFrom(res.Body)
			if kerneltest.Must(t, json.Unmarshal(body.Bytes(), &out)); res.StatusCode != 200 {
				t.Fatalf("%s: %d %s", of, res.StatusCode, body.String())
			}
			return out
		}
		got := map[kernel.Region]onemap.Division{}
		for _, d := range ask("4101").Items {
			got[d.Code] = d
		}
		if d := got["410105"]; d.Label != "金水区" || d.Center.Lng < 113.69 || d.Center.Lng > 113.71 || d.Outline != nil {
			t.Errorf("by its enterprises: %+v", d)
		}
		if d := got["410103"]; d.Outline == nil || d.Center != (kernel.Point{Lng: 113.5, Lat: 34.5}) {
			t.Errorf("by its outline: %+v", d)
		}
		if d, is := got["410122"]; !is || d.Outline != nil || d.Center != (kernel.Point{}) {
			t.Errorf("by its name alone: %+v", d)
		}
		for _, of := range []string{"41", "", "41x1"} {
			if n := len(ask(of).Items); n != 0 {
				t.Errorf("below %q: %d", of, n)
			}
		}
	})
}
