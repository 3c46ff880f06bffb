package geo_test

import (
	"fmt"
	"math"
	"net/url"
	"testing"

	"anjian/kernel"
	"anjian/kernel/geo"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
)

// the marks of a tile are counted once each, whatever the level, and only those that the viewer may see.
func TestTile(t *testing.T) {
	atlas := geo.NewAtlas(rest.Filter)
	mods := []kernel.Module{atlas.Module(), {Name: "well", Resources: []kernel.Handle{wells}, Layers: []kernel.Layer{{Name: "well", Label: "井", Of: wells, At: &we.At, Tone: &we.Grade}}}}
	kerneltest.Each(t, mods, func(t *testing.T, w *kerneltest.World) {
		dig := func(n int, p kernel.Point, g grade, region kernel.Region) {
			one := &Well{Name: fmt.Sprintf("井%d", n), At: p, Grade: g}
			one.Region = region
			kerneltest.Must(t, wells.Create(w.System(), one))
		}
		for i := range 200 {
			dig(i, kernel.Point{Lng: 113.6 + float64(i%20)*0.01, Lat: 34.7 + float64(i/20)*0.01}, map[bool]grade{true: "1", false: "2"}[i%4 == 0], map[bool]kernel.Region{true: "410105", false: "410203"}[i < 50])
		}
		all := w.As(kernel.Actor{ID: "a", Region: "41", Roles: []kernel.Role{"all"}})
		county := w.As(kernel.Actor{ID: "b", Region: "410105", Roles: []kernel.Role{"all"}})
		count := func(c *kernel.Ctx, z maptile.Zoom, filter string) (marks, red, features int) {
			v, _ := url.ParseQuery(filter)
			from, to := maptile.At(orb.Point{113.59, 34.81}, z), maptile.At(orb.Point{113.81, 34.69}, z)
			for x := from.X; x <= to.X; x++ {
				for y := from.Y; y <= to.Y; y++ {
					body, err := atlas.Tile(c, "well", v, maptile.New(x, y, z))
					kerneltest.Must(t, err)
					layers, err := mvt.Unmarshal(body)
					kerneltest.Must(t, err)
					for _, f := range layers[0].Features {
						features++
						if n, is := f.Properties["count"].(float64); is {
							marks += int(n)
							if r, is := f.Properties["red"].(float64); is {
								red += int(r)
							}
							continue
						}
						marks++
						if f.Properties["tone"] == "red" {
							red++
						}
						if f.Properties["title"] == "" || f.Properties["id"] == "" {
							t.Errorf("a mark without a name: %v", f.Properties)
						}
					}
				}
			}
			return marks, red, features
		}
		for z := maptile.Zoom(0); z <= 17; z += 1 {
			if z > 12 && z < 16 {
				continue
			}
			marks, red, features := count(all, z, "")
			if marks != 200 || red != 50 || z < 8 && features > 4 || z >= 16 && features != 200 {
				t.Errorf("level %d: %d marks, %d red in %d features", z, marks, red, features)
			}
		}
		if marks, _, _ := count(county, 9, ""); marks != 50 {
			t.Errorf("the county sees %d", marks)
		}
		if marks, red, _ := count(all, 9, "grade=2"); marks != 150 || red != 0 {
			t.Errorf("filtered: %d, %d red", marks, red)
		}
		dig(200, kernel.Point{Lng: 113.7, Lat: 34.75}, "1", "410105")
		if marks, _, _ := count(county, 9, ""); marks != 51 {
			t.Errorf("after another one the county sees %d", marks)
		}
		_, err := atlas.Tile(all, "none", url.Values{}, maptile.New(0, 0, 0))
		kerneltest.Want(t, "no layer", err, kernel.Missing)
	})
}

func TestSearch(t *testing.T) {
	atlas := geo.NewAtlas(rest.Filter)
	mods := []kernel.Module{atlas.Module(), {Name: "well", Resources: []kernel.Handle{wells}, Layers: []kernel.Layer{{Name: "well", Label: "井", Of: wells, At: &we.At, Tone: &we.Grade}}}}
	kerneltest.Each(t, mods, func(t *testing.T, w *kerneltest.World) {
		for i := range 30 { // every tenth of a degree along the parallel
			one := &Well{Name: fmt.Sprintf("井%02d", i), At: kernel.Point{Lng: 113 + float64(i)*0.1, Lat: 35}, Grade: "2"}
			one.Region = "410105"
			kerneltest.Must(t, wells.Create(w.System(), one))
		}
		c := w.As(kernel.Actor{ID: "a", Region: "41", Roles: []kernel.Role{"all"}})
		at := func(lng, lat float64) kernel.Point { return kernel.Point{Lng: lng, Lat: lat} }
		near := at(114.04, 35)
		for _, tc := range []struct {
			what  string
			s     geo.Search
			total int
			first string
			code  kernel.Code
		}{
			{"all", geo.Search{}, 30, "", ""},
			{"by name", geo.Search{Word: "井2"}, 10, "", ""},
			{"box", geo.Search{Box: []float64{113.05, 34.9, 113.35, 35.1}}, 3, "井01", ""},
			{"circle", geo.Search{Circle: &geo.Circle{Center: at(114, 35), Radius: 9200}}, 3, "井10", ""}, // a tenth of a degree is 9,129 m here
			{"a little less", geo.Search{Circle: &geo.Circle{Center: at(114, 35), Radius: 9100}}, 1, "井10", ""},
			{"polygon", geo.Search{Polygon: []kernel.Point{at(113.95, 34.9), at(114.25, 34.9), at(114.1, 35.2)}}, 2, "", ""},
			{"around a line", geo.Search{Line: []kernel.Point{at(113.1, 34.95), at(113.32, 34.95)}, Radius: 5600}, 3, "", ""}, // 5,548 m to the south
			{"farther from the line", geo.Search{Line: []kernel.Point{at(113.1, 34.95), at(113.32, 34.95)}, Radius: 5500}, 0, "", ""},
			{"around a polygon", geo.Search{Polygon: []kernel.Point{at(113.95, 34.9), at(114.25, 34.9), at(114.1, 35.2)}, Radius: 8500}, 5, "", ""}, // 8,442 m from its sides
			{"less around a polygon", geo.Search{Polygon: []kernel.Point{at(113.95, 34.9), at(114.25, 34.9), at(114.1, 35.2)}, Radius: 8400}, 3, "", ""},
			{"a line without width", geo.Search{Line: []kernel.Point{at(113, 34), at(114, 34)}}, 0, "", kernel.Invalid},
			{"a line and a polygon", geo.Search{Line: []kernel.Point{at(113, 34), at(114, 34)}, Polygon: []kernel.Point{at(113, 34), at(114, 34), at(114, 35)}, Radius: 1}, 0, "", kernel.Invalid},
			{"a buffer without end", geo.Search{Line: []kernel.Point{at(113, 34), at(114, 34)}, Radius: math.NaN()}, 0, "", kernel.Invalid},
			{"nearest", geo.Search{Near: &near, Limit: 2}, 30, "井10", ""},
			{"none", geo.Search{Box: []float64{100, 30, 101, 31}}, 0, "", ""},
			{"a box of three", geo.Search{Box: []float64{1, 2, 3}}, 0, "", kernel.Invalid},
			{"a box inside out", geo.Search{Box: []float64{3, 2, 1, 4}}, 0, "", kernel.Invalid},
			{"no radius", geo.Search{Circle: &geo.Circle{Center: at(114, 35)}}, 0, "", kernel.Invalid},
			{"radius without end", geo.Search{Circle: &geo.Circle{Center: at(114, 35), Radius: math.Inf(1)}}, 0, "", kernel.Invalid},
			{"two corners", geo.Search{Polygon: []kernel.Point{at(113, 34), at(114, 35)}}, 0, "", kernel.Invalid},
			{"no place", geo.Search{Polygon: []kernel.Point{at(113, 34), at(114, 35), at(113, math.NaN())}}, 0, "", kernel.Invalid},
			{"too many", geo.Search{Limit: 1_000_000}, 0, "", kernel.Invalid},
			{"a filter that is none", geo.Search{Filter: "colour=red"}, 0, "", kernel.Invalid},
		} {
			tc.s.Layers = []string{"well"}
			got, err := atlas.Search(c, &tc.s)
			kerneltest.Want(t, tc.what, err, tc.code)
			if err != nil {
				continue
			}
			if got.Total != tc.total || tc.first != "" && got.Finds[0].Title != tc.first {
				t.Errorf("%s: %d, %+v", tc.what, got.Total, got.Finds)
			}
		}
		foreign := w.As(kernel.Actor{ID: "f", Region: "4201", Roles: []kernel.Role{"all"}})
		if got, err := atlas.Search(foreign, &geo.Search{Layers: []string{"well"}}); err != nil || got.Total != 0 {
			t.Errorf("another province sees %v, %v", got, err)
		}
		_, err := atlas.Search(c, &geo.Search{})
		kerneltest.Want(t, "no layers", err, kernel.Invalid)
	})
}

// Lengths of arcs of the equator and the meridian follow from the ellipsoid; the others are published lines of Vincenty's test set on its own ellipsoids
// and are only bounded here.
func TestDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b  kernel.Point
		want  float64
		close float64
	}{
		{kernel.Point{Lng: 1}, kernel.Point{Lng: 2}, 111319.491, 0.001},
		{kernel.Point{Lng: 1}, kernel.Point{Lng: 1, Lat: 1}, 110574.389, 0.001},
		{kernel.Point{Lng: 113.65, Lat: 34.76}, kernel.Point{Lng: 113.65, Lat: 34.76}, 0, 0},
		{kernel.Point{Lng: 10, Lat: -90}, kernel.Point{Lng: 30, Lat: 90}, 20003931.458, 0.01},
		{kernel.Point{Lng: 1}, kernel.Point{Lng: -179.5}, 20_003_000, 60_000}, // nearly opposite
	} {
		if got := geo.Distance(tc.a, tc.b); math.Abs(got-tc.want) > tc.close {
			t.Errorf("%v to %v: %.3f m, want %.3f", tc.a, tc.b, got, tc.want)
		}
	}
}
