package geo

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"anjian/kernel"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
)

// Circle is all within so many metres of a place.
type Circle struct {
	Center kernel.Point `json:"center"`
	Radius float64      `json:"radius"` // metres
}

// Search is what somebody looks for on the map: by a word of the name, within an area, or what lies nearest to a place.
type Search struct {
	Layers  []string       `json:"layers"`
	Word    string         `json:"word"`
	Box     []float64      `json:"box"` // west, south, east, north
	Circle  *Circle        `json:"circle"`
	Polygon []kernel.Point `json:"polygon"` // its corners; the last is joined to the first
	Line    []kernel.Point `json:"line"`    // with Radius: what lies so near to it
	Radius  float64        `json:"radius"`  // metres around Polygon (0: within it) or Line
	Near    *kernel.Point  `json:"near"`    // what is found comes in the order of distance from here
	Filter  string         `json:"filter"`  // filters of the list, as in its address
	Limit   int            `json:"limit"`   // at most so many, 100 unless told
}

// Find is a mark that was found.
type Find struct {
	Mark
	Layer    string   `json:"layer"`
	Distance *float64 `json:"distance,omitempty"` // metres on the ellipsoid from Near or the centre of Circle
}

// Finds are the marks found, and how many there are altogether.
type Finds struct {
	Finds []Find         `json:"finds"`
	Total int            `json:"total"`
	Count map[string]int `json:"count"` // by layer
}

const (
	mostFinds   = 2000
	mostCorners = 1000
	earth       = 6371008.8 // mean radius in metres, to choose candidates; distances are those of the ellipsoid
)

// Search finds marks under the viewer's rights.
func (a *Atlas) Search(c *kernel.Ctx, s *Search) (*Finds, error) {
	area, err := s.area()
	if err != nil {
		return nil, err
	}
	if s.Limit = cmp.Or(s.Limit, 100); s.Limit < 0 || s.Limit > mostFinds {
		return nil, kernel.Errorf(kernel.Invalid, "一次最多查找 %d 个", mostFinds)
	}
	if len(s.Layers) == 0 || len(s.Layers) > 50 {
		return nil, kernel.Errorf(kernel.Invalid, "请选择要查找的图层")
	}
	from := s.Near
	if from == nil && s.Circle != nil {
		from = &s.Circle.Center
	}
	out := &Finds{Finds: []Find{}, Count: map[string]int{}}
	word := strings.ToLower(strings.TrimSpace(s.Word))
	for _, name := range s.Layers {
		values, err := url.ParseQuery(s.Filter)
		if err != nil {
			return nil, kernel.Errorf(kernel.Invalid, "筛选条件无法识别")
		}
		m, err := a.layer(c, name, values)
		if err != nil {
			return nil, err
		}
		each := func(p *Mark) {
			if word != "" && !strings.Contains(strings.ToLower(p.Title), word) || !s.holds(area, p) {
				return
			}
			out.Total++
			out.Count[name]++
			one := Find{Mark: *p, Layer: name}
			if from != nil {
				d := Distance(*from, kernel.Point{Lng: p.Lng, Lat: p.Lat})
				one.Distance = &d
			} else if len(out.Finds) >= s.Limit {
				return
			}
			out.Finds = append(out.Finds, one)
		}
		if area == nil {
			for i := range m.all {
				each(&m.all[i])
			}
		} else {
			m.within(area, each)
		}
	}
	if from != nil {
		slices.SortStableFunc(out.Finds, func(x, y Find) int { return cmp.Compare(*x.Distance, *y.Distance) })
		out.Finds = out.Finds[:min(len(out.Finds), s.Limit)]
	}
	return out, nil
}

// area is the region of the search on the sphere, nil for everywhere. What lies in it is looked at once more by holds.
func (s *Search) area() (s2.Region, error) {
	bad := func(p kernel.Point) bool { return !(p.Lng >= -180 && p.Lng <= 180 && p.Lat >= -90 && p.Lat <= 90) }
	if s.Near != nil && bad(*s.Near) {
		return nil, kernel.Errorf(kernel.Invalid, "位置的经纬度不正确")
	}
	switch {
	case len(s.Box) > 0:
		if len(s.Box) != 4 || !(s.Box[0] < s.Box[2] && s.Box[1] < s.Box[3] && s.Box[0] >= -180 && s.Box[2] <= 180 && s.Box[1] >= -90 && s.Box[3] <= 90) {
			return nil, kernel.Errorf(kernel.Invalid, "范围应为 西、南、东、北 四个经纬度")
		}
		return s2.RectFromLatLng(s2.LatLngFromDegrees(s.Box[1], s.Box[0])).AddPoint(s2.LatLngFromDegrees(s.Box[3], s.Box[2])), nil
	case s.Circle != nil:
		if bad(s.Circle.Center) || !(s.Circle.Radius > 0 && s.Circle.Radius <= 1_000_000) {
			return nil, kernel.Errorf(kernel.Invalid, "圆的中心应为经纬度，半径应大于 0、不超过 1000 公里")
		}
		centre := s2.PointFromLatLng(s2.LatLngFromDegrees(s.Circle.Center.Lat, s.Circle.Center.Lng))
		return s2.CapFromCenterAngle(centre, s1.Angle(s.Circle.Radius*1.006/earth)), nil // the ellipsoid is up to 0.56 % off the sphere
	case len(s.Polygon) > 0 || len(s.Line) > 0:
		if !(s.Radius >= 0 && s.Radius <= mostApart) || len(s.Line) > 0 && s.Radius == 0 {
			return nil, kernel.Errorf(kernel.Invalid, "缓冲距离应大于 0、不超过 50 公里")
		}
		if len(s.Polygon) > 0 && len(s.Line) > 0 || len(s.Polygon)+len(s.Line) > mostCorners || faulty(s.Polygon) || faulty(s.Line) || len(s.Line) == 0 && len(s.Polygon) < 3 {
			return nil, kernel.Errorf(kernel.Invalid, "多边形应有 3 到 %d 个角点，线应有 2 到 %d 个点", mostCorners, mostCorners)
		}
		r := s2.EmptyRect()
		for _, p := range append(s.Polygon, s.Line...) {
			r = r.AddPoint(s2.LatLngFromDegrees(p.Lat, p.Lng))
		}
		if s.Radius == 0 {
			return r, nil
		}
		return r.CapBound().Expanded(s1.Angle(s.Radius * 1.006 / earth)), nil
	}
	return nil, nil
}

// holds tells whether a mark that stands in or near the area lies in it. The sides of a box and of a polygon are straight in degrees, as they
// are drawn on the map.
func (s *Search) holds(area s2.Region, p *Mark) bool {
	switch {
	case area == nil:
		return true
	case len(s.Box) > 0:
		return p.Lng >= s.Box[0] && p.Lng <= s.Box[2] && p.Lat >= s.Box[1] && p.Lat <= s.Box[3]
	case s.Circle != nil:
		return Distance(s.Circle.Center, kernel.Point{Lng: p.Lng, Lat: p.Lat}) <= s.Circle.Radius
	}
	at := kernel.Point{Lng: p.Lng, Lat: p.Lat}
	if len(s.Line) > 0 {
		return toLine(at, s.Line) <= s.Radius
	}
	return inside(s.Polygon, p.Lng, p.Lat) || s.Radius > 0 && toLine(at, append(s.Polygon, s.Polygon[0])) <= s.Radius
}

// inside tells whether a place lies in a ring, by how often a ray from it crosses the sides.
func inside(ring []kernel.Point, x, y float64) (in bool) {
	for i, j := 0, len(ring)-1; i < len(ring); j, i = i, i+1 {
		a, b := ring[i], ring[j]
		if a.Lat > y != (b.Lat > y) && x < (b.Lng-a.Lng)*(y-a.Lat)/(b.Lat-a.Lat)+a.Lng {
			in = !in
		}
	}
	return in
}
