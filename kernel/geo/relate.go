package geo

import (
	"cmp"
	"math"
	"net/url"

	"anjian/kernel"
)

// Relation asks which marks of one layer lie near some of another: the schools within 500 m of a major hazard.
type Relation struct {
	Layer       string  `json:"layer"`
	Filter      string  `json:"filter"` // filters of its list, as in the address
	Other       string  `json:"other"`
	OtherFilter string  `json:"other_filter"`
	Radius      float64 `json:"radius"` // metres
	Limit       int     `json:"limit"`  // at most so many, 100 unless told
}

// Pair is a mark of the first layer with the nearest of the second.
type Pair struct {
	Mark
	Layer    string  `json:"layer"`
	Other    Mark    `json:"other"`
	Distance float64 `json:"distance"` // metres on the ellipsoid
}

// Pairs are those found, and how many marks of the first layer there are altogether that lie near one of the second.
type Pairs struct {
	Pairs []Pair `json:"pairs"`
	Total int    `json:"total"`
	Of    int    `json:"of"` // marks of the first layer
}

// mostApart bounds the radius: beyond it nearly everything lies near something.
const mostApart = 50_000

// Relate finds the marks of one layer that lie within a radius of one of another, both under the viewer's rights.
func (a *Atlas) Relate(c *kernel.Ctx, r *Relation) (*Pairs, error) {
	if !(r.Radius > 0 && r.Radius <= mostApart) {
		return nil, kernel.Errorf(kernel.Invalid, "距离应大于 0、不超过 50 公里")
	}
	if r.Limit = cmp.Or(r.Limit, 100); r.Limit < 0 || r.Limit > mostFinds {
		return nil, kernel.Errorf(kernel.Invalid, "一次最多查找 %d 个", mostFinds)
	}
	read := func(name, filter string) (*marks, error) {
		values, err := url.ParseQuery(filter)
		if err != nil {
			return nil, kernel.Errorf(kernel.Invalid, "筛选条件无法识别")
		}
		return a.layer(c, name, values)
	}
	one, err := read(r.Layer, r.Filter)
	if err != nil {
		return nil, err
	}
	other, err := read(r.Other, r.OtherFilter)
	if err != nil {
		return nil, err
	}
	out, near := &Pairs{Pairs: []Pair{}, Of: len(one.all)}, newNear(other.all, r.Radius)
	for i := range one.all {
		if i%1000 == 0 && c.Err() != nil {
			return nil, c.Err()
		}
		p := &one.all[i]
		found, d := near.of(p, len(out.Pairs) >= r.Limit, r.Layer == r.Other)
		if found == nil {
			continue
		}
		if out.Total++; len(out.Pairs) < r.Limit {
			out.Pairs = append(out.Pairs, Pair{*p, r.Layer, *found, d})
		}
	}
	return out, nil
}

// near finds what lies within a radius: marks are kept by squares at least as wide.
type near struct {
	radius, step float64 // metres; degrees of latitude of a square
	fields       map[[2]int][]*Mark
}

func newNear(all []Mark, radius float64) *near {
	n := &near{radius: radius, step: radius / 110_000, fields: map[[2]int][]*Mark{}} // a degree of latitude is 110,574 m and more
	for i := range all {
		row := n.row(all[i].Lat)
		at := [2]int{row, n.column(row, all[i].Lng)}
		n.fields[at] = append(n.fields[at], &all[i])
	}
	return n
}

func (n *near) row(lat float64) int { return int(math.Floor(lat / n.step)) }

// column counts squares of a row, which are wider the farther its side toward the pole lies from the equator.
func (n *near) column(row int, lng float64) int {
	far := max(math.Abs(float64(row-1)), math.Abs(float64(row+2))) * n.step
	return int(math.Floor(lng / (n.step / max(0.01, math.Cos(min(far, 89.9)*math.Pi/180)))))
}

// of is the nearest mark within the radius, or any of them; nil if there is none. A mark is not near itself.
func (n *near) of(p *Mark, any, same bool) (best *Mark, least float64) {
	at, row := kernel.Point{Lng: p.Lng, Lat: p.Lat}, n.row(p.Lat)
	for y := row - 1; y <= row+1; y++ {
		column := n.column(y, p.Lng)
		for x := column - 1; x <= column+1; x++ {
			for _, q := range n.fields[[2]int{y, x}] {
				if same && q.ID == p.ID {
					continue
				}
				if d := Distance(at, kernel.Point{Lng: q.Lng, Lat: q.Lat}); d <= n.radius && (best == nil || d < least) {
					if best, least = q, d; any {
						return best, least
					}
				}
			}
		}
	}
	return best, least
}
