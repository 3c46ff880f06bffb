package geo_test

import (
	"fmt"
	"net/url"
	"testing"

	"anjian/kernel"
	"anjian/kernel/geo"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// Well is a record type for tests.
type Well struct {
	kernel.Base
	Name  string       `json:"name" label:"名称" ui:"filter"`
	At    kernel.Point `json:"at" label:"位置"`
	Grade grade        `json:"grade" label:"等级" ui:"filter"`
}

type grade string

func (grade) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(grade("1"), "重大", "red"), kernel.Opt(grade("2"), "其他")}
}

var we = kernel.Row[Well]()

var wells = &kernel.Resource[Well]{Name: "well", Label: "井", Help: "测试用", Access: kernel.Access{{To: []kernel.Role{"all"}, Can: "read create", Rows: kernel.Jurisdiction}}}

func TestLayer(t *testing.T) {
	atlas := geo.NewAtlas(rest.Filter)
	mods := []kernel.Module{atlas.Module(), {Name: "well", Resources: []kernel.Handle{wells}, Layers: []kernel.Layer{{Name: "well", Label: "井", Of: wells, At: &we.At, Tone: &we.Grade}}}}
	kerneltest.Each(t, mods, func(t *testing.T, w *kerneltest.World) {
		for i := range 10 {
			one := &Well{Name: fmt.Sprint(i), At: kernel.Point{Lng: 113.6 + float64(i)*1e-6, Lat: 34.7}, Grade: "1"}
			if i == 9 {
				one.At, one.Grade = kernel.Point{Lng: 114.9, Lat: 34.7}, "2"
			}
			one.Region = "410105"
			kerneltest.Must(t, wells.Create(w.System(), one))
		}
		none := &Well{Name: "no place"}
		none.Region = "410105"
		kerneltest.Must(t, wells.Create(w.System(), none))
		actor := func(region kernel.Region) *kernel.Ctx {
			return w.As(kernel.Actor{ID: "a", Region: region, Roles: []kernel.Role{"all"}})
		}
		for _, tc := range []struct {
			region          kernel.Region
			query           string
			marks, clusters int
			code            kernel.Code
		}{
			{"41", "box=110,30,120,40&zoom=6", 1, 1, ""},
			{"41", "box=110,30,120,40&zoom=17", 10, 0, ""},
			{"41", "box=114,30,120,40&zoom=6", 1, 0, ""},
			{"41", "box=110,30,120,40&zoom=17&grade=2", 1, 0, ""},
			{"4102", "box=110,30,120,40&zoom=6", 0, 0, ""},
			{"41", "box=110,30,120&zoom=6", 0, 0, kernel.Invalid},
			{"41", "box=a,b,c,d&zoom=6", 0, 0, kernel.Invalid},
			{"41", "box=110,30,120,40&zoom=99", 0, 0, kernel.Invalid},
			{"41", "box=110,30,120,40&zoom=6&at=1", 0, 0, kernel.Invalid},
		} {
			v, _ := url.ParseQuery(tc.query)
			got, err := atlas.Read(actor(tc.region), "well", v)
			kerneltest.Want(t, tc.query, err, tc.code)
			if err == nil && (len(got.Marks) != tc.marks || len(got.Clusters) != tc.clusters) {
				t.Errorf("%s %s: %d marks, %d clusters, want %d, %d", tc.region, tc.query, len(got.Marks), len(got.Clusters), tc.marks, tc.clusters)
			}
		}
		v, _ := url.ParseQuery("box=110,30,120,40&zoom=17&grade=1")
		if got, _ := atlas.Read(actor("41"), "well", v); got.Marks[0].Tone != "red" {
			t.Errorf("tone: %+v", got.Marks[0])
		}
		_, err := atlas.Read(actor("41"), "none", nil)
		kerneltest.Want(t, "no layer", err, kernel.Missing)
	})
}
