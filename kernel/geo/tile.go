package geo

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"anjian/kernel"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
)

// TileType is the media type of a vector tile (Mapbox Vector Tile 2.1).
const TileType = "application/vnd.mapbox-vector-tile"

// extent is how many steps a tile has on each side, gap the share of them within which marks are gathered: 64 of 512 pixels.
const (
	extent = 4096
	gap    = extent / 8
)

// serveTile answers with the marks of one square of the Web Mercator grid, as a layer named "mark": single marks carry id, title and
// tone, clusters count and, for each tone, how many have it. What has a line or an area has it in a layer named "shape". Other values of the
// address are filters of the list.
func (a *Atlas) serveTile(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	tile, err := tileOf(r.PathValue("z"), r.PathValue("x"), r.PathValue("y"))
	if err != nil {
		return err
	}
	body, err := a.Tile(c, r.PathValue("name"), r.URL.Query(), tile)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", TileType)
	w.Header().Set("Cache-Control", "private, max-age=15")
	_, err = w.Write(body)
	return err
}

func tileOf(zs, xs, ys string) (tile maptile.Tile, err error) {
	z, e1 := strconv.ParseUint(zs, 10, 8)
	x, e2 := strconv.ParseUint(xs, 10, 32)
	y, e3 := strconv.ParseUint(ys, 10, 32)
	tile = maptile.New(uint32(x), uint32(y), maptile.Zoom(z))
	if e1 != nil || e2 != nil || e3 != nil || z > 22 || !tile.Valid() {
		return tile, kernel.Errorf(kernel.Invalid, "没有这块瓦片：级别 0 到 22，行列号小于 2 的级别次方")
	}
	return tile, nil
}

// Tile is one square of a layer under the viewer's rights.
func (a *Atlas) Tile(c *kernel.Ctx, name string, values url.Values, tile maptile.Tile) ([]byte, error) {
	m, err := a.layer(c, name, values)
	if err != nil {
		return nil, err
	}
	return m.tile(tile)
}

// lump is what lies in one field of the grid of a tile.
type lump struct {
	x, y   float64 // sums of the places, in steps of the tile
	n      int
	tones  map[string]int
	single *Mark
}

// tile gathers the marks of a square. From fromZoom on each stands alone.
func (m *marks) tile(t maptile.Tile) ([]byte, error) {
	west, north := corner(t, 0, 0)
	east, south := corner(t, extent, extent)
	lumps, fields := []*lump{}, [extent / gap][extent / gap]*lump{}
	m.box([4]float64{west, south, east, north}, func(p *Mark) {
		x, y := place(t, p)
		at := &fields[within(x)][within(y)]
		l := *at
		if l == nil || t.Z >= fromZoom {
			l = &lump{single: p}
			*at = l
			lumps = append(lumps, l)
		}
		l.x, l.y, l.n = l.x+x, l.y+y, l.n+1
		if l.n > 1 {
			if l.tones == nil {
				l.tones = map[string]int{l.single.Tone: 1}
			}
			l.tones[p.Tone]++
		}
	})
	slices.SortFunc(lumps, func(a, b *lump) int {
		return slices.Compare([]float64{a.y / float64(a.n), a.x / float64(a.n)}, []float64{b.y / float64(b.n), b.x / float64(b.n)})
	})
	layer := &mvt.Layer{Name: "mark", Version: 2, Extent: extent}
	for _, l := range lumps {
		f := geojson.NewFeature(orb.Point{math.Round(l.x / float64(l.n)), math.Round(l.y / float64(l.n))})
		if l.n == 1 {
			f.Properties = geojson.Properties{"id": l.single.ID, "title": l.single.Title, "tone": l.single.Tone}
		} else {
			f.Properties = geojson.Properties{"count": l.n}
			for tone, n := range l.tones {
				if tone != "" {
					f.Properties[tone] = n
				}
			}
		}
		layer.Features = append(layer.Features, f)
	}
	layers := mvt.Layers{layer}
	if shapes := m.shapes(t, orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}); shapes != nil {
		layers = append(layers, shapes)
	}
	return mvt.Marshal(layers)
}

// within is the row or column of the grid in which a step lies.
func within(step float64) int { return max(0, min(int(step)/gap, extent/gap-1)) }

// place is where a mark stands in a tile, in steps from its upper left corner.
func place(t maptile.Tile, p *Mark) (x, y float64) {
	n := math.Exp2(float64(t.Z)) * extent
	x = (p.Lng + 180) / 360 * n
	sin := math.Sin(p.Lat * math.Pi / 180)
	y = (0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)) * n
	return x - float64(t.X)*extent, y - float64(t.Y)*extent
}

// corner is the place of a step of a tile in degrees.
func corner(t maptile.Tile, x, y float64) (lng, lat float64) {
	n := math.Exp2(float64(t.Z)) * extent
	lng = (float64(t.X)*extent+x)/n*360 - 180
	lat = math.Atan(math.Sinh(math.Pi*(1-2*(float64(t.Y)*extent+y)/n))) * 180 / math.Pi
	return lng, lat
}
