package shape_test

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"anjian/kernel/shape"

	"github.com/paulmach/orb"
)

var sample = []shape.Feature{
	{Geometry: orb.Point{113.65, 34.76}, Properties: []shape.Property{{"name", "一号塔"}, {"高度", "35.5"}, {"note", "=1+1"}}},
	{Geometry: orb.LineString{{113.6, 34.7}, {113.7, 34.75}, {113.8, 34.7}}, Properties: []shape.Property{{"name", "管线 <甲> & 乙"}}},
	{Geometry: orb.MultiLineString{{{113, 34}, {113.5, 34}}, {{114, 34}, {114, 34.5}}}, Properties: []shape.Property{{"name", "两段"}}},
	{Geometry: orb.Polygon{{{113, 34}, {114, 34}, {114, 35}, {113, 35}, {113, 34}}, {{113.4, 34.4}, {113.4, 34.6}, {113.6, 34.6}, {113.6, 34.4}, {113.4, 34.4}}}, Properties: []shape.Property{{"name", "有洞的面"}}},
	{Geometry: orb.MultiPolygon{{{{110, 34}, {111, 34}, {111, 35}, {110, 34}}}, {{{115, 34}, {116, 34}, {116, 35}, {115, 34}}}}, Properties: []shape.Property{{"name", "两块"}}},
	{Geometry: orb.MultiPoint{{113, 34}, {114, 35}}, Properties: []shape.Property{{"name", "两点"}}},
}

// What is written in a format is read again as it was, by us and by GDAL.
func TestRoundTrip(t *testing.T) {
	for _, format := range shape.Formats {
		data, _, err := shape.Write(format, sample)
		if err != nil {
			t.Fatal(format, err)
		}
		file := filepath.Join(t.TempDir(), "x."+format)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		arg := file
		if format == "zip" {
			arg = "/vsizip/" + file
		}
		out, err := exec.Command("ogrinfo", "-ro", "-al", arg).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", format, err, out)
		}
		for _, want := range []string{"一号塔", "有洞的面", "35.5"} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: GDAL does not find %s: %s", format, want, out)
			}
		}
		if format == "zip" { // one kind in a file: only the first set is read
			for i, f := range sample {
				data, _, _ := shape.Write(format, sample[i:i+1])
				got, bad, err := shape.Read("x.zip", data, shape.CGCS2000)
				if err != nil || bad != nil || len(got) != 1 || !orb.Equal(got[0].Geometry, turned(f.Geometry)) || !reflect.DeepEqual(got[0].Properties, f.Properties) {
					t.Errorf("zip: %+v, %v, %v; want %+v", got, bad, err, f)
				}
			}
			continue
		}
		got, bad, err := shape.Read("x."+format, data, shape.CGCS2000)
		if err != nil || bad != nil || len(got) != len(sample) {
			t.Fatalf("%s: %d features, %v, %v", format, len(got), bad, err)
		}
		for i := range got {
			want := sample[i]
			if format == "csv" && i == 0 {
				want.Properties = []shape.Property{{"name", "一号塔"}, {"高度", "35.5"}, {"note", "'=1+1"}}
			}
			if !orb.Equal(got[i].Geometry, want.Geometry) || !reflect.DeepEqual(got[i].Properties, want.Properties) {
				t.Errorf("%s %d: %+v, want %+v", format, i, got[i], want)
			}
		}
	}
}

// turned is g as a Shapefile has it: outer rings clockwise, holes the other way.
func turned(g orb.Geometry) orb.Geometry {
	g = orb.Clone(g)
	fix := func(p orb.Polygon) {
		for i, r := range p {
			if (i == 0) == (r.Orientation() == orb.CCW) {
				r.Reverse()
			}
		}
	}
	switch g := g.(type) {
	case orb.Polygon:
		fix(g)
	case orb.MultiPolygon:
		for _, p := range g {
			fix(p)
		}
	}
	return g
}

// What GDAL writes in GBK, as old programs do, is read.
func TestForeignShapefile(t *testing.T) {
	dir := t.TempDir()
	in, _, _ := shape.Write("geojson", sample[:1])
	os.WriteFile(filepath.Join(dir, "in.geojson"), in, 0o600)
	if out, err := exec.Command("ogr2ogr", "-f", "ESRI Shapefile", "-lco", "ENCODING=CP936", filepath.Join(dir, "old.shz"), filepath.Join(dir, "in.geojson")).CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	data, err := os.ReadFile(filepath.Join(dir, "old.shz"))
	if err != nil {
		t.Fatal(err)
	}
	got, bad, err := shape.Read("old.zip", data, shape.CGCS2000)
	if err != nil || bad != nil || len(got) != 1 || got[0].Get("name") != "一号塔" || !orb.Equal(got[0].Geometry, sample[0].Geometry) {
		t.Errorf("%+v, %v, %v", got, bad, err)
	}
}

func TestFaults(t *testing.T) {
	for _, tc := range []struct {
		name, data  string
		good, bad   int
		err, within string
	}{
		{"x.doc", "", 0, 0, "只能读取", ""},
		{"x.geojson", "{", 0, 0, "GeoJSON", ""},
		{"x.geojson", `{"type":"Point","coordinates":[113,34]}`, 1, 0, "", ""},
		{"x.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{}},{"type":"Feature","geometry":{"type":"Point","coordinates":[500000,3800000]},"properties":{}},{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,1],[2,2]]]},"properties":{}},5]}`, 0, 4, "", "平面坐标"},
		{"x.csv", "name\nx\n", 0, 0, "坐标列", ""},
		{"x.csv", "\xef\xbb\xbf名称,经度,纬度\n甲,113.5,34.5\n乙,东,西\n", 1, 1, "", "第 3 行"},
		{"x.csv", "\xc3\xfb\xb3\xc6,\xbe\xad\xb6\xc8,\xce\xb3\xb6\xc8\n\xbc\xd7,113.5,34.5\n\xd2\xd2,x,y\n", 1, 1, "", "第 3 行"}, // 名称,经度,纬度 in GBK
		{"x.csv", "name,WKT\n甲,\"LINESTRING(1 2,3 4)\"\n乙,CIRCLE\n", 1, 1, "", "WKT"},
		{"x.kml", "<kml>", 0, 0, "KML", ""},
		{"x.kml", "<kml><Placemark><name>a</name></Placemark></kml>", 0, 1, "", "没有几何"},
		{"x.zip", "PK", 0, 0, "Shapefile", ""},
	} {
		list, bad, err := shape.Read(tc.name, []byte(tc.data), shape.CGCS2000)
		if (err == nil) != (tc.err == "") || err != nil && !strings.Contains(err.Error(), tc.err) || len(list) != tc.good || len(bad) != tc.bad {
			t.Errorf("%s %s: %d good, %v, %v", tc.name, tc.data, len(list), bad, err)
		}
		if tc.within != "" {
			found := false
			for _, b := range bad {
				found = found || strings.Contains(b.Place+b.Message, tc.within)
			}
			if !found {
				t.Errorf("%s: %v does not say %s", tc.data, bad, tc.within)
			}
		}
	}
}

// The points that are computed in the facts of the field.
func TestDatum(t *testing.T) {
	for _, tc := range []struct{ lng, lat, gx, gy, bx, by float64 }{
		{113.65, 34.76, 113.656079, 34.758866, 113.662493, 34.765089},
		{118.675, 37.434, 118.680668, 37.434679, 118.687050, 37.441033},
	} {
		for d, want := range map[shape.Datum][2]float64{shape.GCJ02: {tc.gx, tc.gy}, shape.BD09: {tc.bx, tc.by}} {
			x, y := d.FromCGCS2000(tc.lng, tc.lat)
			if math.Abs(x-want[0]) > 1e-6 || math.Abs(y-want[1]) > 1e-6 {
				t.Errorf("%s: %f, %f, want %v", d, x, y, want)
			}
			bx, by := d.ToCGCS2000(x, y)
			if math.Abs(bx-tc.lng) > 2e-6 || math.Abs(by-tc.lat) > 2e-6 {
				t.Errorf("%s back: %f, %f", d, bx, by)
			}
		}
	}
	if x, y := shape.GCJ02.FromCGCS2000(2.35, 48.85); x != 2.35 || y != 48.85 {
		t.Errorf("Paris is shifted to %f, %f", x, y)
	}
	list, _, err := shape.Read("x.csv", []byte("经度,纬度\n113.656079,34.758866\n"), shape.GCJ02)
	if p, is := list[0].Geometry.(orb.Point); err != nil || !is || math.Abs(p[0]-113.65) > 2e-6 {
		t.Errorf("%v, %v", list, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, format := range shape.Formats {
		data, _, _ := shape.Write(format, sample)
		f.Add("x."+format, data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		list, _, err := shape.Read(name, data, shape.CGCS2000)
		if err == nil {
			for _, one := range list {
				if one.Geometry == nil {
					t.Error("a feature without a geometry")
				}
			}
		}
	})
}
