// Package shape reads and writes points, lines and areas in the formats that GIS programs exchange: GeoJSON (RFC 7946), KML 2.3, ESRI Shapefile
// in a ZIP, and CSV. Coordinates are CGCS2000 degrees, longitude first; what comes in another datum is converted when it is read.
package shape

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"
)

// Feature is a geometry with its properties, in their order.
type Feature struct {
	Geometry   orb.Geometry
	Properties []Property
}

// Property is one named text.
type Property struct{ Name, Value string }

// Get returns the first of the properties that has one of the names.
func (f *Feature) Get(names ...string) string {
	for _, n := range names {
		for _, p := range f.Properties {
			if strings.EqualFold(p.Name, n) {
				return p.Value
			}
		}
	}
	return ""
}

// Problem is a feature that could not be read; the others are.
type Problem struct {
	Place   string `json:"place"` // row or number of the feature
	Message string `json:"message"`
}

// Bounds of what is read at once.
const (
	MostFeatures = 100_000
	MostPoints   = 2_000_000
)

var errFormat = errors.New("只能读取 GeoJSON、KML、CSV 和 Shapefile（.shp、.dbf 等打成一个 ZIP）")

// Read reads a file by the ending of its name.
func Read(name string, data []byte, datum Datum) (list []Feature, bad []Problem, err error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json", ".geojson":
		list, bad, err = readGeoJSON(data)
	case ".kml":
		list, bad, err = readKML(data)
	case ".csv":
		list, bad, err = readCSV(data)
	case ".zip":
		list, bad, err = readShapefile(data)
	default:
		return nil, nil, errFormat
	}
	if err != nil {
		return nil, nil, err
	}
	kept := list[:0]
	for i, f := range list {
		g := datum.convert(f.Geometry)
		if what := fault(g); what != "" {
			bad = append(bad, Problem{fmt.Sprintf("第 %d 个", i+1), what})
			continue
		}
		kept = append(kept, Feature{g, f.Properties})
	}
	return kept, bad, nil
}

// Formats are those in which features are written, by the ending of the name.
var Formats = []string{"geojson", "kml", "csv", "zip"}

// Write writes features; the result and its media type.
func Write(format string, list []Feature) (data []byte, media string, err error) {
	switch format {
	case "geojson":
		data, err = writeGeoJSON(list)
		return data, "application/geo+json", err
	case "kml":
		data, err = writeKML(list)
		return data, "application/vnd.google-earth.kml+xml", err
	case "csv":
		data, err = writeCSV(list)
		return data, "text/csv; charset=utf-8", err
	case "zip":
		data, err = writeShapefile(list)
		return data, "application/zip", err
	}
	return nil, "", errFormat
}

// fault says what is wrong with a geometry, "" if nothing is.
func fault(g orb.Geometry) string {
	switch g := g.(type) {
	case nil:
		return "没有几何图形"
	case orb.Point:
	case orb.MultiPoint:
		if len(g) == 0 {
			return "没有几何图形"
		}
	case orb.LineString:
		if len(g) < 2 {
			return "线至少要有两个点"
		}
	case orb.MultiLineString:
		for _, l := range g {
			if len(l) < 2 {
				return "线至少要有两个点"
			}
		}
	case orb.Polygon:
		return ringFault(g)
	case orb.MultiPolygon:
		for _, p := range g {
			if what := ringFault(p); what != "" {
				return what
			}
		}
	default:
		return "不支持的几何图形：" + g.GeoJSONType()
	}
	b := g.Bound()
	if !(b.Min[0] >= -180 && b.Max[0] <= 180 && b.Min[1] >= -90 && b.Max[1] <= 90) {
		return "经纬度超出范围，可能是平面坐标，请先转换为经纬度"
	}
	return ""
}

func ringFault(p orb.Polygon) string {
	if len(p) == 0 {
		return "面没有边界"
	}
	for _, r := range p {
		if len(r) < 4 || r[0] != r[len(r)-1] {
			return "面的边界要闭合，至少有三个角点"
		}
	}
	return ""
}

// header lists the names of all properties, in the order in which they first come.
func header(list []Feature) (names []string) {
	seen := map[string]bool{}
	for _, f := range list {
		for _, p := range f.Properties {
			if !seen[p.Name] {
				seen[p.Name] = true
				names = append(names, p.Name)
			}
		}
	}
	return names
}
