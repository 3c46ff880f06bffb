package geo

import (
	"encoding/json"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/simplify"
)

// figure is the line or the area of a record, as the tiles show it.
type figure struct {
	mark  Mark
	shape orb.Geometry
	bound orb.Bound
}

// figureOf reads a column of the kind "shape"; a point is a mark and no figure.
func figureOf(column any, mark Mark) (f figure, is bool) {
	text, err := json.Marshal(column)
	if err != nil {
		return f, false
	}
	g, err := geojson.UnmarshalGeometry(text)
	if err != nil || g == nil || g.Geometry() == nil || g.Geometry().Dimensions() == 0 {
		return f, false
	}
	return figure{mark, g.Geometry(), g.Geometry().Bound()}, true
}

// shapes is what of the figures lies in a tile, nil if none does: cut at its rim and without corners that nobody could tell apart.
func (m *marks) shapes(t maptile.Tile, box orb.Bound) *mvt.Layer {
	layer := &mvt.Layer{Name: "shape", Version: 2, Extent: extent}
	for _, f := range m.drawn {
		if !f.bound.Intersects(box) {
			continue
		}
		one := geojson.NewFeature(orb.Clone(f.shape))
		one.Properties = geojson.Properties{"id": f.mark.ID, "title": f.mark.Title, "tone": f.mark.Tone}
		layer.Features = append(layer.Features, one)
	}
	if len(layer.Features) == 0 {
		return nil
	}
	layer.ProjectToTile(t)
	layer.Clip(mvt.MapboxGLDefaultExtentBound)
	layer.Simplify(simplify.DouglasPeucker(4))
	layer.RemoveEmpty(1, 1)
	return layer
}
