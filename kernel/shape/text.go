package shape

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
	"github.com/paulmach/orb/geojson"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func readGeoJSON(data []byte) (list []Feature, bad []Problem, err error) {
	var all struct {
		Type     string            `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &all); err != nil {
		return nil, nil, errors.New("不是正确的 GeoJSON 文件")
	}
	switch all.Type {
	case "FeatureCollection":
	case "Feature":
		all.Features = []json.RawMessage{data}
	default:
		all.Features = []json.RawMessage{fmt.Appendf(nil, `{"type":"Feature","properties":{},"geometry":%s}`, data)}
	}
	if len(all.Features) > MostFeatures {
		return nil, nil, fmt.Errorf("要素超过 %d 个", MostFeatures)
	}
	for i, text := range all.Features {
		f, err := geojson.UnmarshalFeature(text)
		if err != nil {
			bad = append(bad, Problem{fmt.Sprintf("第 %d 个", i+1), "不是正确的 GeoJSON 要素"})
			continue
		}
		one := Feature{Geometry: f.Geometry}
		for _, name := range names(text) {
			if v := f.Properties[name]; v != nil {
				one.Properties = append(one.Properties, Property{name, plain(v)})
			}
		}
		list = append(list, one)
	}
	return list, bad, nil
}

// names are the properties of a GeoJSON feature in their order.
func names(text []byte) (out []string) {
	var f struct {
		Properties json.RawMessage `json:"properties"`
	}
	if json.Unmarshal(text, &f) != nil || len(f.Properties) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(f.Properties))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for dec.More() {
		t, err := dec.Token()
		name, is := t.(string)
		var v json.RawMessage
		if err != nil || !is || dec.Decode(&v) != nil {
			return out
		}
		out = append(out, name)
	}
	return out
}

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	text, _ := json.Marshal(v)
	return string(text)
}

func writeGeoJSON(list []Feature) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, f := range list {
		if i > 0 {
			out.WriteByte(',')
		}
		geometry, err := json.Marshal(geojson.NewGeometry(f.Geometry))
		if err != nil {
			return nil, err
		}
		out.WriteString(`{"type":"Feature","geometry":`)
		out.Write(geometry)
		out.WriteString(`,"properties":{`)
		for j, p := range f.Properties {
			if j > 0 {
				out.WriteByte(',')
			}
			name, _ := json.Marshal(p.Name)
			value, _ := json.Marshal(p.Value)
			out.Write(append(append(name, ':'), value...))
		}
		out.WriteString("}}")
	}
	out.WriteString("]}\n")
	return out.Bytes(), nil
}

// A row of CSV has its geometry as WKT in a column of that name, or as longitude and latitude in two.
var (
	wktNames = []string{"wkt", "geom", "geometry", "图形"}
	lngNames = []string{"经度", "lng", "lon", "longitude", "x"}
	latNames = []string{"纬度", "lat", "latitude", "y"}
)

func readCSV(data []byte) (list []Feature, bad []Problem, err error) {
	if !utf8.Valid(data) { // as spreadsheet programs write it in China
		if text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data); err == nil {
			data = text
		}
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return nil, nil, errors.New("不是正确的 CSV 文件，第一行应是列名")
	}
	column := func(names []string) int {
		return slices.IndexFunc(head, func(h string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(strings.TrimSpace(h), n) })
		})
	}
	shape, lng, lat := column(wktNames), column(lngNames), column(latNames)
	if shape < 0 && (lng < 0 || lat < 0) {
		return nil, nil, errors.New("没有坐标列：需要“经度”“纬度”两列，或一列“WKT”")
	}
	for line := 2; ; line++ {
		row, err := in.Read()
		if err == io.EOF {
			return list, bad, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("第 %d 行不是正确的 CSV", line)
		}
		if len(list) >= MostFeatures {
			return nil, nil, fmt.Errorf("要素超过 %d 个", MostFeatures)
		}
		cell := func(i int) string {
			if i < 0 || i >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[i])
		}
		one := Feature{}
		if text := cell(shape); text != "" {
			if one.Geometry, err = wkt.Unmarshal(text); err != nil {
				bad = append(bad, Problem{fmt.Sprintf("第 %d 行", line), "WKT 无法识别"})
				continue
			}
		} else {
			x, e1 := strconv.ParseFloat(cell(lng), 64)
			y, e2 := strconv.ParseFloat(cell(lat), 64)
			if e1 != nil || e2 != nil {
				bad = append(bad, Problem{fmt.Sprintf("第 %d 行", line), "经度、纬度应为数字"})
				continue
			}
			one.Geometry = orb.Point{x, y}
		}
		for i, name := range head {
			if i != shape && i != lng && i != lat && cell(i) != "" {
				one.Properties = append(one.Properties, Property{strings.TrimSpace(name), cell(i)})
			}
		}
		list = append(list, one)
	}
}

func writeCSV(list []Feature) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf") // or a spreadsheet program takes it for GBK
	out, names := csv.NewWriter(&b), header(list)
	out.Write(append(slices.Clone(names), "经度", "纬度", "WKT"))
	for _, f := range list {
		row := make([]string, 0, len(names)+3)
		for _, n := range names {
			row = append(row, guarded(f.Get(n)))
		}
		if p, is := f.Geometry.(orb.Point); is {
			row = append(row, strconv.FormatFloat(p[0], 'f', -1, 64), strconv.FormatFloat(p[1], 'f', -1, 64), "")
		} else {
			row = append(row, "", "", wkt.MarshalString(f.Geometry))
		}
		out.Write(row)
	}
	out.Flush()
	return b.Bytes(), out.Error()
}

// guarded keeps a spreadsheet program from taking a text for a formula.
func guarded(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			return "'" + s
		}
	}
	return s
}

type placemark struct {
	Name        string         `xml:"name,omitempty"`
	Description string         `xml:"description,omitempty"`
	More        *kmlMore       `xml:"ExtendedData"`
	Point       *kmlCoords     `xml:"Point"`
	Line        *kmlCoords     `xml:"LineString"`
	Polygon     *kmlPolygon    `xml:"Polygon"`
	Multi       *kmlCollection `xml:"MultiGeometry"`
}

type kmlMore struct {
	Data   []kmlData `xml:"Data"`
	Schema *struct {
		Data []kmlSimple `xml:"SimpleData"`
	} `xml:"SchemaData"`
}

type kmlData struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value"`
}

type kmlSimple struct {
	Name  string `xml:"name,attr"`
	Value string `xml:",chardata"`
}

type kmlCoords struct {
	Coordinates string `xml:"coordinates"`
}

type kmlPolygon struct {
	Outer kmlCoords   `xml:"outerBoundaryIs>LinearRing"`
	Inner []kmlCoords `xml:"innerBoundaryIs>LinearRing"`
}

type kmlCollection struct {
	Points   []kmlCoords  `xml:"Point"`
	Lines    []kmlCoords  `xml:"LineString"`
	Polygons []kmlPolygon `xml:"Polygon"`
}

func readKML(data []byte) (list []Feature, bad []Problem, err error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	for {
		t, err := dec.Token()
		if err == io.EOF {
			return list, bad, nil
		}
		if err != nil {
			return nil, nil, errors.New("不是正确的 KML 文件")
		}
		start, is := t.(xml.StartElement)
		if !is || start.Name.Local != "Placemark" {
			continue
		}
		var p placemark
		if err := dec.DecodeElement(&p, &start); err != nil {
			return nil, nil, errors.New("不是正确的 KML 文件")
		}
		if len(list) >= MostFeatures {
			return nil, nil, fmt.Errorf("要素超过 %d 个", MostFeatures)
		}
		g, err := p.geometry()
		if err != nil {
			bad = append(bad, Problem{fmt.Sprintf("第 %d 个", len(list)+len(bad)+1), err.Error()})
			continue
		}
		one := Feature{Geometry: g}
		if p.Name != "" {
			one.Properties = append(one.Properties, Property{"name", strings.TrimSpace(p.Name)})
		}
		if p.Description != "" {
			one.Properties = append(one.Properties, Property{"description", strings.TrimSpace(p.Description)})
		}
		if p.More != nil {
			for _, d := range p.More.Data {
				one.Properties = append(one.Properties, Property{d.Name, strings.TrimSpace(d.Value)})
			}
			if p.More.Schema != nil {
				for _, d := range p.More.Schema.Data {
					one.Properties = append(one.Properties, Property{d.Name, strings.TrimSpace(d.Value)})
				}
			}
		}
		list = append(list, one)
	}
}

func (p *placemark) geometry() (orb.Geometry, error) {
	switch {
	case p.Point != nil:
		at, err := p.Point.points()
		if err != nil || len(at) != 1 {
			return nil, errors.New("点的坐标无法识别")
		}
		return at[0], nil
	case p.Line != nil:
		at, err := p.Line.points()
		return orb.LineString(at), err
	case p.Polygon != nil:
		return p.Polygon.polygon()
	case p.Multi != nil && len(p.Multi.Polygons) > 0:
		var out orb.MultiPolygon
		for _, one := range p.Multi.Polygons {
			g, err := one.polygon()
			if err != nil {
				return nil, err
			}
			out = append(out, g)
		}
		return out, nil
	case p.Multi != nil && len(p.Multi.Lines) > 0:
		var out orb.MultiLineString
		for _, one := range p.Multi.Lines {
			at, err := one.points()
			if err != nil {
				return nil, err
			}
			out = append(out, at)
		}
		return out, nil
	case p.Multi != nil:
		var out orb.MultiPoint
		for _, one := range p.Multi.Points {
			at, err := one.points()
			if err != nil {
				return nil, err
			}
			out = append(out, at...)
		}
		return out, nil
	}
	return nil, errors.New("没有几何图形")
}

func (p *kmlPolygon) polygon() (out orb.Polygon, err error) {
	for _, ring := range append([]kmlCoords{p.Outer}, p.Inner...) {
		at, err := ring.points()
		if err != nil {
			return nil, err
		}
		out = append(out, orb.Ring(at))
	}
	return out, nil
}

func (c kmlCoords) points() (out []orb.Point, err error) {
	for text := range strings.FieldsSeq(c.Coordinates) {
		parts := strings.Split(text, ",")
		if len(parts) < 2 {
			return nil, errors.New("坐标无法识别")
		}
		x, e1 := strconv.ParseFloat(parts[0], 64)
		y, e2 := strconv.ParseFloat(parts[1], 64)
		if e1 != nil || e2 != nil {
			return nil, errors.New("坐标无法识别")
		}
		out = append(out, orb.Point{x, y})
	}
	return out, nil
}

func coords(at []orb.Point) kmlCoords {
	var b strings.Builder
	for i, p := range at {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%s,%s", strconv.FormatFloat(p[0], 'f', -1, 64), strconv.FormatFloat(p[1], 'f', -1, 64))
	}
	return kmlCoords{b.String()}
}

func kmlOf(p orb.Polygon) kmlPolygon {
	out := kmlPolygon{Outer: coords(p[0])}
	for _, r := range p[1:] {
		out.Inner = append(out.Inner, coords(r))
	}
	return out
}

func writeKML(list []Feature) ([]byte, error) {
	type document struct {
		XMLName    xml.Name    `xml:"http://www.opengis.net/kml/2.2 kml"`
		Placemarks []placemark `xml:"Document>Placemark"`
	}
	var out document
	for _, f := range list {
		p := placemark{Name: f.Get("name", "名称", "title")}
		for _, one := range f.Properties {
			if one.Name == "description" {
				p.Description = one.Value
			} else if one.Name != "name" {
				if p.More == nil {
					p.More = &kmlMore{}
				}
				p.More.Data = append(p.More.Data, kmlData{one.Name, one.Value})
			}
		}
		switch g := f.Geometry.(type) {
		case orb.Point:
			c := coords([]orb.Point{g})
			p.Point = &c
		case orb.LineString:
			c := coords(g)
			p.Line = &c
		case orb.Polygon:
			c := kmlOf(g)
			p.Polygon = &c
		case orb.MultiPoint:
			p.Multi = &kmlCollection{}
			for _, one := range g {
				p.Multi.Points = append(p.Multi.Points, coords([]orb.Point{one}))
			}
		case orb.MultiLineString:
			p.Multi = &kmlCollection{}
			for _, one := range g {
				p.Multi.Lines = append(p.Multi.Lines, coords(one))
			}
		case orb.MultiPolygon:
			p.Multi = &kmlCollection{}
			for _, one := range g {
				p.Multi.Polygons = append(p.Multi.Polygons, kmlOf(one))
			}
		}
		out.Placemarks = append(out.Placemarks, p)
	}
	text, err := xml.MarshalIndent(out, "", " ")
	return append([]byte(xml.Header), text...), err
}
