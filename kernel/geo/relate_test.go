package geo_test

import (
	"fmt"
	"math"
	"testing"

	"anjian/kernel"
	"anjian/kernel/geo"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// Areas are those of PROJ 9 (geod -a, GRS 80 and CGCS2000 differ in the eleventh digit); a square degree at the equator is 12,308.78 km².
func TestMeasure(t *testing.T) {
	at := func(lng, lat float64) kernel.Point { return kernel.Point{Lng: lng, Lat: lat} }
	for _, tc := range []struct {
		what         string
		ring         []kernel.Point
		area, border float64
		off          float64 // share
	}{
		{"a square degree at the equator", []kernel.Point{at(0, 0), at(1, 0), at(1, 1), at(0, 1)}, 12_308_778_361.5, 443_770.9, 1e-4},
		{"the other way round", []kernel.Point{at(0, 1), at(1, 1), at(1, 0), at(0, 0)}, 12_308_778_361.5, 443_770.9, 1e-4},
		{"a hundredth of a degree at Zhengzhou", []kernel.Point{at(113.65, 34.76), at(113.66, 34.76), at(113.66, 34.77), at(113.65, 34.77)}, 1_015_669, 4_049.9, 1e-4},
		{"two corners", []kernel.Point{at(0, 0), at(1, 0)}, 0, 222_639, 1e-3},
		{"the same corner", []kernel.Point{at(0, 0), at(0, 0), at(0, 0)}, 0, 0, 0},
	} {
		got, err := geo.Measure(nil, &geo.Drawn{Area: tc.ring})
		kerneltest.Must(t, err)
		if math.Abs(got.Area-tc.area) > tc.area*tc.off || math.Abs(got.Length-tc.border) > tc.border*tc.off {
			t.Errorf("%s: %.1f m², %.1f m", tc.what, got.Area, got.Length)
		}
	}
	line, err := geo.Measure(nil, &geo.Drawn{Line: []kernel.Point{at(113, 35), at(113.1, 35), at(113.2, 35)}})
	kerneltest.Must(t, err)
	if math.Abs(line.Length-18_258.1) > 1 || line.Area != 0 {
		t.Errorf("a line: %v", line)
	}
	_, err = geo.Measure(nil, &geo.Drawn{Line: []kernel.Point{at(113, 95)}})
	kerneltest.Want(t, "no place", err, kernel.Invalid)
}

// what relate finds is what comparing each with each finds.
func TestRelate(t *testing.T) {
	atlas := geo.NewAtlas(rest.Filter)
	mods := []kernel.Module{atlas.Module(), {Name: "well", Resources: []kernel.Handle{wells}, Layers: []kernel.Layer{
		{Name: "deep", Label: "深井", Of: wells, At: &we.At, Where: kernel.Eq(&we.Grade, "1")}, {Name: "flat", Label: "浅井", Of: wells, At: &we.At, Where: kernel.Eq(&we.Grade, "2")}}}}
	kerneltest.Each(t, mods, func(t *testing.T, w *kerneltest.World) {
		deep, flat := []kernel.Point{}, []kernel.Point{}
		for i := range 120 {
			one := &Well{Name: fmt.Sprintf("井%03d", i), At: kernel.Point{Lng: 113 + math.Mod(float64(i)*0.37, 1), Lat: 34 + math.Mod(float64(i)*0.61, 1)}, Grade: map[bool]grade{true: "1", false: "2"}[i%3 == 0]}
			one.Region = map[bool]kernel.Region{true: "410105", false: "410203"}[i < 100]
			kerneltest.Must(t, wells.Create(w.System(), one))
			if i%3 == 0 {
				deep = append(deep, one.At)
			} else {
				flat = append(flat, one.At)
			}
		}
		c := w.As(kernel.Actor{ID: "a", Region: "41", Roles: []kernel.Role{"all"}})
		for _, radius := range []float64{500, 3000, 12_000, 50_000} {
			total := 0
			for _, p := range deep {
				for _, q := range flat {
					if geo.Distance(p, q) <= radius {
						total++
						break
					}
				}
			}
			got, err := atlas.Relate(c, &geo.Relation{Layer: "deep", Other: "flat", Radius: radius})
			kerneltest.Must(t, err)
			if got.Total != total || got.Of != len(deep) || len(got.Pairs) != total {
				t.Errorf("%v m: %d of %d, want %d", radius, got.Total, got.Of, total)
			}
			for _, p := range got.Pairs {
				least := math.Inf(1)
				for _, q := range flat {
					least = min(least, geo.Distance(kernel.Point{Lng: p.Lng, Lat: p.Lat}, q))
				}
				if p.Distance != least {
					t.Errorf("%v m: %s is %v m from the nearest, not %v", radius, p.Title, least, p.Distance)
				}
			}
		}
		few, err := atlas.Relate(c, &geo.Relation{Layer: "deep", Other: "flat", Radius: 50_000, Limit: 3})
		if kerneltest.Must(t, err); len(few.Pairs) != 3 || few.Total <= 3 {
			t.Errorf("three of %d: %d", few.Total, len(few.Pairs))
		}
		county := w.As(kernel.Actor{ID: "b", Region: "410203", Roles: []kernel.Role{"all"}})
		if got, err := atlas.Relate(county, &geo.Relation{Layer: "deep", Other: "flat", Radius: 50_000}); err != nil || got.Of != 6 {
			t.Errorf("a county compares %+v, %v", got, err)
		}
		for _, r := range []geo.Relation{{Layer: "deep", Other: "flat"}, {Layer: "deep", Other: "flat", Radius: 60_000}, {Layer: "deep", Other: "flat", Radius: 1, Filter: "colour=red"}, {Layer: "deep", Other: "flat", Radius: 1, Limit: 5000}} {
			_, err := atlas.Relate(c, &r)
			kerneltest.Want(t, fmt.Sprint(r), err, kernel.Invalid)
		}
		_, err = atlas.Relate(c, &geo.Relation{Layer: "deep", Other: "none", Radius: 1})
		kerneltest.Want(t, "no layer", err, kernel.Missing)
	})
}
