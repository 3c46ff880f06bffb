// Package onemap is the one map of safety (安全生产一张图): the layers that all systems declare, as themes on one page with what can be asked of a map.
// It declares no records; what it shows is read under the rights of each layer.
package onemap

import (
	"anjian/base/enterprise"
	"anjian/base/feature"
	"anjian/base/region"
	"anjian/kernel"
)

// Module declares the system, which is its pages and the way down through the divisions.
func Module() kernel.Module {
	return kernel.Module{Name: "onemap", Label: "一张图", Routes: []kernel.Route{
		kernel.Op("GET /api/onemap/regions", "下级区划的位置和轮廓", nil, below),
	}}
}

// RegionsQuery asks for the divisions right below one.
type RegionsQuery struct {
	Region kernel.Region `json:"region"`
}

// Regions are they. The map that is shipped knows outlines of prefectures; below them a division has the outline that somebody drew or brought, or a place only.
type Regions struct {
	Items []Division `json:"items"`
}

// Division is one of them; Center is where its enterprises are, 0 where there are none.
type Division struct {
	Code    kernel.Region  `json:"code"`
	Label   string         `json:"label"`
	Center  kernel.Point   `json:"center"`
	Outline *feature.Shape `json:"outline,omitempty"`
}

// mostPlaced bounds how many enterprises say where the divisions of a county or city are.
const mostPlaced = 20_000

// below answers for counties and what is under them; where a division lies is public, whoever asks.
func below(c *kernel.Ctx, q *RegionsQuery) (*Regions, error) {
	out := &Regions{Items: []Division{}}
	if !region.Known(q.Region) || len(q.Region) < 4 {
		return out, nil
	}
	sys := c.AsSystem()
	units, err := region.Counties(sys, q.Region)
	if err != nil || len(units) == 0 {
		return out, err
	}
	at := map[kernel.Region]int{}
	for i, u := range units {
		at[u.Code] = i
		out.Items = append(out.Items, Division{Code: u.Code, Label: u.Name})
	}
	of := func(r kernel.Region) *Division {
		for n := len(r); n > len(q.Region); n-- { // a village counts with its township
			if i, is := at[r[:n]]; is {
				return &out.Items[i]
			}
		}
		return nil
	}
	type sum struct{ lng, lat, n float64 }
	sums := map[kernel.Region]sum{}
	placed := kernel.Query{Where: kernel.Under(q.Region), Sort: "id", Limit: mostPlaced, Cols: []string{"id", "region", "position"}}
	err = enterprise.Enterprises.Each(sys, placed, func(e *enterprise.Enterprise) error {
		if d := of(e.Region); d != nil && e.Position != (kernel.Point{}) {
			s := sums[d.Code]
			sums[d.Code] = sum{s.lng + e.Position.Lng, s.lat + e.Position.Lat, s.n + 1}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for code, s := range sums {
		of(code).Center = kernel.Point{Lng: s.lng / s.n, Lat: s.lat / s.n}
	}
	err = feature.Outlines(sys, q.Region, func(r kernel.Region, f *feature.Feature) {
		if i, is := at[r]; is {
			out.Items[i].Outline, out.Items[i].Center = &f.Shape, f.Position
		}
	})
	return out, err
}
