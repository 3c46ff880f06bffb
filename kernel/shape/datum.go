package shape

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/project"
)

// Datum is in what coordinates are given (坐标系).
type Datum string

const (
	CGCS2000 Datum = "cgcs2000" // 国家大地坐标系, WGS 84 to within centimetres
	GCJ02    Datum = "gcj02"    // 火星坐标系: maps of Gaode and Tencent
	BD09     Datum = "bd09"     // maps of Baidu
)

// Known tells whether a datum is one of these.
func (d Datum) Known() bool { return d == CGCS2000 || d == GCJ02 || d == BD09 }

// convert is g in CGCS2000.
func (d Datum) convert(g orb.Geometry) orb.Geometry {
	if g == nil || d != GCJ02 && d != BD09 {
		return g
	}
	return project.Geometry(orb.Clone(g), func(p orb.Point) orb.Point { lng, lat := d.ToCGCS2000(p[0], p[1]); return orb.Point{lng, lat} })
}

// ToCGCS2000 converts a place to CGCS2000. The shift of GCJ-02 has no inverse in closed form; it is approached until it is right to a centimetre.
func (d Datum) ToCGCS2000(lng, lat float64) (float64, float64) {
	switch d {
	case BD09:
		x, y := lng-0.0065, lat-0.006
		z := math.Hypot(x, y) - 0.00002*math.Sin(y*math.Pi*3000/180)
		turn := math.Atan2(y, x) - 0.000003*math.Cos(x*math.Pi*3000/180)
		return GCJ02.ToCGCS2000(z*math.Cos(turn), z*math.Sin(turn))
	case GCJ02:
		x, y := lng, lat
		for range 10 {
			gx, gy := GCJ02.FromCGCS2000(x, y)
			if x, y = x+lng-gx, y+lat-gy; math.Abs(lng-gx)+math.Abs(lat-gy) < 1e-8 {
				break
			}
		}
		return x, y
	}
	return lng, lat
}

// FromCGCS2000 converts a place from CGCS2000, as the published formula has it; outside of China there is no shift.
func (d Datum) FromCGCS2000(lng, lat float64) (float64, float64) {
	switch d {
	case BD09:
		x, y := GCJ02.FromCGCS2000(lng, lat)
		z := math.Hypot(x, y) + 0.00002*math.Sin(y*math.Pi*3000/180)
		turn := math.Atan2(y, x) + 0.000003*math.Cos(x*math.Pi*3000/180)
		return z*math.Cos(turn) + 0.0065, z*math.Sin(turn) + 0.006
	case GCJ02:
		if lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271 {
			return lng, lat
		}
		const a, ee = 6378245.0, 0.00669342162296594323
		x, y := lng-105, lat-35
		wave := func(v, f1, f2, f3, a1, a2, a3 float64) float64 {
			return (a1*math.Sin(v*f1*math.Pi) + a2*math.Sin(v*f2*math.Pi) + a3*math.Sin(v*f3*math.Pi)) * 2 / 3
		}
		ripple := wave(x, 6, 2, 0, 20, 20, 0)
		dlat := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + ripple + wave(y, 1, 1.0/3, 0, 20, 40, 0) + wave(y, 1.0/12, 1.0/30, 0, 160, 320, 0)
		dlng := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + ripple + wave(x, 1, 1.0/3, 0, 20, 40, 0) + wave(x, 1.0/12, 1.0/30, 0, 150, 300, 0)
		rad := lat * math.Pi / 180
		magic := 1 - ee*math.Sin(rad)*math.Sin(rad)
		dlat = dlat * 180 / (a * (1 - ee) / (magic * math.Sqrt(magic)) * math.Pi)
		dlng = dlng * 180 / (a / math.Sqrt(magic) * math.Cos(rad) * math.Pi)
		return lng + dlng, lat + dlat
	}
	return lng, lat
}
