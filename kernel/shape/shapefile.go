package shape

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Kinds of geometry by the ESRI Shapefile technical description (1998). Z and M variants, ten and twenty more, are read without height and measure.
const (
	shpNull    = 0
	shpPoint   = 1
	shpLine    = 3
	shpPolygon = 5
	shpPoints  = 8
)

const (
	mostUnpacked = 512 << 20
	prj          = `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
)

var errShapefile = errors.New("不是正确的 Shapefile：ZIP 中应有同名的 .shp 和 .dbf")

func readShapefile(data []byte) ([]Feature, []Problem, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, errShapefile
	}
	parts, room := map[string][]byte{}, int64(mostUnpacked)
	for _, f := range z.File {
		ext := strings.ToLower(path.Ext(f.Name))
		if parts[ext] != nil || ext != ".shp" && ext != ".dbf" && ext != ".cpg" && ext != ".prj" {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return nil, nil, errShapefile
		}
		text, err := io.ReadAll(io.LimitReader(in, room+1))
		in.Close()
		if room -= int64(len(text)); err != nil || room < 0 {
			return nil, nil, errShapefile
		}
		parts[ext] = text
	}
	if p := string(parts[".prj"]); strings.Contains(p, "PROJCS") || strings.Contains(p, "PROJCRS") {
		return nil, nil, errors.New("Shapefile 用的是平面坐标，请先转换为经纬度（CGCS2000）")
	}
	shapes, err := readSHP(parts[".shp"])
	if err != nil {
		return nil, nil, err
	}
	rows, err := readDBF(parts[".dbf"], string(parts[".cpg"]))
	if err != nil {
		return nil, nil, err
	}
	list := make([]Feature, len(shapes))
	for i, g := range shapes {
		list[i].Geometry = g
		if i < len(rows) {
			list[i].Properties = rows[i]
		}
	}
	return list, nil, nil
}

func readSHP(b []byte) (out []orb.Geometry, err error) {
	if len(b) < 100 || binary.BigEndian.Uint32(b) != 9994 {
		return nil, errShapefile
	}
	points := 0
	for b = b[100:]; len(b) >= 8; {
		n := int(binary.BigEndian.Uint32(b[4:])) * 2
		if n < 4 || n > len(b)-8 || len(out) >= MostFeatures {
			return nil, errShapefile
		}
		g, err := readShape(b[8 : 8+n])
		if err != nil {
			return nil, err
		}
		if points += n / 16; points > MostPoints {
			return nil, fmt.Errorf("坐标点超过 %d 个", MostPoints)
		}
		out, b = append(out, g), b[8+n:]
	}
	return out, nil
}

func pointAt(b []byte) orb.Point {
	return orb.Point{math.Float64frombits(binary.LittleEndian.Uint64(b)), math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))}
}

func readShape(b []byte) (orb.Geometry, error) {
	kind := binary.LittleEndian.Uint32(b)
	switch kind % 10 {
	case shpNull:
		return nil, nil
	case shpPoint:
		if len(b) < 20 {
			return nil, errShapefile
		}
		return pointAt(b[4:]), nil
	case shpPoints:
		if len(b) < 40 {
			return nil, errShapefile
		}
		n := int(binary.LittleEndian.Uint32(b[36:]))
		if n < 0 || n > (len(b)-40)/16 {
			return nil, errShapefile
		}
		var out orb.MultiPoint
		for i := range n {
			out = append(out, pointAt(b[40+16*i:]))
		}
		return out, nil
	case shpLine, shpPolygon:
		if len(b) < 44 {
			return nil, errShapefile
		}
		parts, n := int(binary.LittleEndian.Uint32(b[36:])), int(binary.LittleEndian.Uint32(b[40:]))
		if parts < 1 || n < 0 || parts > (len(b)-44)/4 || n > (len(b)-44-4*parts)/16 {
			return nil, errShapefile
		}
		var lines [][]orb.Point
		for i := range parts {
			from, to := int(binary.LittleEndian.Uint32(b[44+4*i:])), n
			if i+1 < parts {
				to = int(binary.LittleEndian.Uint32(b[48+4*i:]))
			}
			if from < 0 || from > to || to > n {
				return nil, errShapefile
			}
			line := make([]orb.Point, 0, to-from)
			for j := from; j < to; j++ {
				line = append(line, pointAt(b[44+4*parts+16*j:]))
			}
			lines = append(lines, line)
		}
		if kind%10 == shpLine {
			return linesOf(lines), nil
		}
		return areasOf(lines), nil
	}
	return nil, fmt.Errorf("不支持的 Shapefile 图形类型 %d", kind)
}

func linesOf(lines [][]orb.Point) orb.Geometry {
	if len(lines) == 1 {
		return orb.LineString(lines[0])
	}
	var out orb.MultiLineString
	for _, l := range lines {
		out = append(out, l)
	}
	return out
}

// areasOf tells outer from inner rings: outer ones go clockwise. A hole belongs to the outer ring around it.
func areasOf(rings [][]orb.Point) orb.Geometry {
	var out orb.MultiPolygon
	var holes []orb.Ring
	for _, r := range rings {
		if ring := orb.Ring(r); ring.Orientation() == orb.CCW {
			holes = append(holes, ring)
		} else {
			out = append(out, orb.Polygon{ring})
		}
	}
	if len(out) == 0 { // a file whose rings go the other way
		for _, h := range holes {
			out = append(out, orb.Polygon{h})
		}
		holes = nil
	}
	for _, h := range holes {
		for i := range out {
			if len(h) > 0 && planar.RingContains(out[i][0], h[0]) {
				out[i] = append(out[i], h)
				break
			}
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return out
}

func readDBF(b []byte, page string) (out [][]Property, err error) {
	if len(b) < 33 {
		return nil, errShapefile
	}
	rows, head, size := int(binary.LittleEndian.Uint32(b[4:])), int(binary.LittleEndian.Uint16(b[8:])), int(binary.LittleEndian.Uint16(b[10:]))
	if head < 33 || head > len(b) || size < 1 || rows > MostFeatures {
		return nil, errShapefile
	}
	type column struct {
		name     string
		from, to int
	}
	var cols []column
	text := func(b []byte) string {
		if s := string(b); !strings.Contains(strings.ToUpper(page), "GB") && utf8.ValidString(s) {
			return strings.TrimSpace(strings.TrimRight(s, "\x00"))
		}
		s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil {
			return ""
		}
		return strings.TrimSpace(strings.TrimRight(string(s), "\x00"))
	}
	at := 1
	for i := 32; i+32 <= head && b[i] != 0x0D; i += 32 {
		name, _, _ := bytes.Cut(b[i:i+11], []byte{0})
		cols = append(cols, column{text(name), at, at + int(b[i+16])})
		at += int(b[i+16])
	}
	if at > size {
		return nil, errShapefile
	}
	for r := range rows {
		from := head + r*size
		if from+size > len(b) {
			break
		}
		row := []Property{}
		for _, c := range cols {
			if v := text(b[from+c.from : from+c.to]); v != "" {
				row = append(row, Property{c.name, v})
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// kindOf is the Shapefile kind of a geometry; a file holds one kind only.
func kindOf(g orb.Geometry) (uint32, string) {
	switch g.(type) {
	case orb.Point:
		return shpPoint, "point"
	case orb.MultiPoint:
		return shpPoints, "points"
	case orb.LineString, orb.MultiLineString:
		return shpLine, "line"
	case orb.Polygon, orb.MultiPolygon:
		return shpPolygon, "area"
	}
	return shpNull, ""
}

// writeShapefile writes a ZIP with a set of files for each kind of geometry that there is.
func writeShapefile(list []Feature) ([]byte, error) {
	byKind, order := map[uint32][]Feature{}, []uint32{}
	names := map[uint32]string{}
	for _, f := range list {
		kind, name := kindOf(f.Geometry)
		if kind == shpNull {
			continue
		}
		if byKind[kind] == nil {
			order = append(order, kind)
		}
		byKind[kind], names[kind] = append(byKind[kind], f), name
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, kind := range order {
		shp, shx := writeSHP(kind, byKind[kind])
		for _, part := range []struct {
			ext  string
			text []byte
		}{{"shp", shp}, {"shx", shx}, {"dbf", writeDBF(byKind[kind])}, {"prj", []byte(prj)}, {"cpg", []byte("UTF-8")}} {
			w, err := z.Create(names[kind] + "." + part.ext)
			if err != nil {
				return nil, err
			}
			if _, err := w.Write(part.text); err != nil {
				return nil, err
			}
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func writeSHP(kind uint32, list []Feature) (shp, shx []byte) {
	var body, index bytes.Buffer
	bound := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
	for i, f := range list {
		content := shapeBytes(kind, f.Geometry)
		bound = bound.Union(f.Geometry.Bound())
		binary.Write(&index, binary.BigEndian, []uint32{uint32(100+body.Len()) / 2, uint32(len(content)) / 2})
		binary.Write(&body, binary.BigEndian, []uint32{uint32(i + 1), uint32(len(content)) / 2})
		body.Write(content)
	}
	head := func(size int) []byte {
		var h bytes.Buffer
		binary.Write(&h, binary.BigEndian, []uint32{9994, 0, 0, 0, 0, 0, uint32(100+size) / 2})
		binary.Write(&h, binary.LittleEndian, []uint32{1000, kind})
		binary.Write(&h, binary.LittleEndian, []float64{bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1], 0, 0, 0, 0})
		return h.Bytes()
	}
	return append(head(body.Len()), body.Bytes()...), append(head(index.Len()), index.Bytes()...)
}

func shapeBytes(kind uint32, g orb.Geometry) []byte {
	var b bytes.Buffer
	put := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	put(kind)
	if p, is := g.(orb.Point); is {
		put([]float64{p[0], p[1]})
		return b.Bytes()
	}
	box := g.Bound()
	put([]float64{box.Min[0], box.Min[1], box.Max[0], box.Max[1]})
	var lines [][]orb.Point
	ring := func(r orb.Ring, outer bool) {
		r = r.Clone()
		if outer == (r.Orientation() == orb.CCW) {
			r.Reverse()
		}
		lines = append(lines, r)
	}
	area := func(p orb.Polygon) {
		for i, r := range p {
			ring(r, i == 0)
		}
	}
	switch g := g.(type) {
	case orb.MultiPoint:
		put(uint32(len(g)))
		for _, p := range g {
			put([]float64{p[0], p[1]})
		}
		return b.Bytes()
	case orb.LineString:
		lines = append(lines, g)
	case orb.MultiLineString:
		for _, l := range g {
			lines = append(lines, l)
		}
	case orb.Polygon:
		area(g)
	case orb.MultiPolygon:
		for _, p := range g {
			area(p)
		}
	}
	n := 0
	for _, l := range lines {
		n += len(l)
	}
	put([]uint32{uint32(len(lines)), uint32(n)})
	from := uint32(0)
	for _, l := range lines {
		put(from)
		from += uint32(len(l))
	}
	for _, l := range lines {
		for _, p := range l {
			put([]float64{p[0], p[1]})
		}
	}
	return b.Bytes()
}

// writeDBF writes the properties as texts of dBASE III: names of at most ten bytes, values of at most 254.
func writeDBF(list []Feature) []byte {
	names := header(list)
	short, width := make([]string, len(names)), make([]int, len(names))
	used := map[string]bool{}
	for i, n := range names {
		short[i] = cut(n, 10)
		for k := 1; used[short[i]]; k++ {
			short[i] = cut(n, 10-len(fmt.Sprint(k))) + fmt.Sprint(k)
		}
		used[short[i]], width[i] = true, 1
	}
	for _, f := range list {
		for i, n := range names {
			width[i] = min(254, max(width[i], len(f.Get(n))))
		}
	}
	size := 1
	for _, w := range width {
		size += w
	}
	var b bytes.Buffer
	b.Write([]byte{3, 126, 1, 1})
	binary.Write(&b, binary.LittleEndian, uint32(len(list)))
	binary.Write(&b, binary.LittleEndian, []uint16{uint16(33 + 32*len(names)), uint16(size)})
	b.Write(make([]byte, 20))
	for i := range names {
		field := make([]byte, 32)
		copy(field, short[i])
		field[11], field[16] = 'C', byte(width[i])
		b.Write(field)
	}
	b.WriteByte(0x0D)
	for _, f := range list {
		b.WriteByte(' ')
		for i, n := range names {
			v := cut(f.Get(n), width[i])
			b.WriteString(v + strings.Repeat(" ", width[i]-len(v)))
		}
	}
	b.WriteByte(0x1A)
	return b.Bytes()
}

// cut shortens a text to so many bytes, between characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
