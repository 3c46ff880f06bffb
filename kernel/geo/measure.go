package geo

import (
	"math"

	"anjian/kernel"

	"github.com/golang/geo/s2"
)

// Drawn is a line, or the corners of an area, that somebody measures.
type Drawn struct {
	Line []kernel.Point `json:"line"`
	Area []kernel.Point `json:"area"` // the last corner is joined to the first
}

// Size is how long and how large a drawn figure is.
type Size struct {
	Length float64 `json:"length"` // metres; of an area its border
	Area   float64 `json:"area"`   // square metres
}

// Measure answers with the length and the area on the ellipsoid.
func Measure(_ *kernel.Ctx, d *Drawn) (*Size, error) {
	at := d.Line
	if len(d.Area) > 0 {
		at = append(d.Area, d.Area[0])
	}
	if len(at) > mostCorners+1 || faulty(at) {
		return nil, kernel.Errorf(kernel.Invalid, "最多 %d 个点，每个应为经纬度", mostCorners)
	}
	out := &Size{Area: Area(d.Area)}
	for i := 1; i < len(at); i++ {
		out.Length += Distance(at[i-1], at[i])
	}
	return out, nil
}

// Area is the size in square metres of the area within a ring of corners: that of the polygon on the sphere of the same surface, whose latitudes
// are the authalic ones (Snyder, Map Projections: A Working Manual, 1987, 3-11 to 3-13). Its sides are great circles.
func Area(ring []kernel.Point) float64 {
	if len(ring) < 3 {
		return 0
	}
	points := make([]s2.Point, 0, len(ring))
	for _, p := range ring {
		one := s2.PointFromLatLng(s2.LatLngFromDegrees(authalic(p.Lat*math.Pi/180)*180/math.Pi, p.Lng))
		if len(points) == 0 || points[len(points)-1] != one {
			points = append(points, one)
		}
	}
	if len(points) > 1 && points[0] == points[len(points)-1] {
		points = points[:len(points)-1]
	}
	if len(points) < 3 {
		return 0
	}
	part := s2.LoopFromPoints(points).Area()
	return min(part, 4*math.Pi-part) * surface / (4 * math.Pi) // whichever way round it was drawn
}

var (
	eccentric = math.Sqrt(flattening * (2 - flattening))
	surface   = 2 * math.Pi * axis * axis * stretch(1) // the whole earth
)

// stretch is q of Snyder 3-12 for the sine of a latitude.
func stretch(sin float64) float64 {
	e := eccentric
	return (1 - e*e) * (sin/(1-e*e*sin*sin) - math.Log((1-e*sin)/(1+e*sin))/(2*e))
}

// authalic is the latitude at which the sphere of the same surface has as much of it to the south.
func authalic(lat float64) float64 {
	return math.Asin(max(-1, min(1, stretch(math.Sin(lat))/stretch(1))))
}

// faulty tells whether one of the places is none.
func faulty(at []kernel.Point) bool {
	for _, p := range at {
		if !(p.Lng >= -180 && p.Lng <= 180 && p.Lat >= -90 && p.Lat <= 90) {
			return true
		}
	}
	return false
}

// toLine is the distance in metres from a place to the nearest of a line. The nearest point of each stretch is found on the plane that touches the earth at
// the place, which is true to a thousandth for a hundred kilometres.
func toLine(p kernel.Point, line []kernel.Point) float64 {
	sin := math.Sin(p.Lat * math.Pi / 180)
	w := 1 - eccentric*eccentric*sin*sin
	east, north := math.Cos(p.Lat*math.Pi/180)/math.Sqrt(w), (1-eccentric*eccentric)/(w*math.Sqrt(w))
	best := math.Inf(1)
	for i := range line {
		a, b := line[max(i-1, 0)], line[i]
		ax, ay, bx, by := (a.Lng-p.Lng)*east, (a.Lat-p.Lat)*north, (b.Lng-p.Lng)*east, (b.Lat-p.Lat)*north
		t := 0.0
		if l := (bx-ax)*(bx-ax) + (by-ay)*(by-ay); l > 0 {
			t = max(0, min(1, -(ax*(bx-ax)+ay*(by-ay))/l))
		}
		best = min(best, Distance(p, kernel.Point{Lng: a.Lng + t*(b.Lng-a.Lng), Lat: a.Lat + t*(b.Lat-a.Lat)}))
	}
	return best
}
