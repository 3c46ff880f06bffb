// Package geo answers the marks of the one map: the records that layers declare, under the viewer's rights and
// filters, gathered into clusters where they stand close.
package geo

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// Filter turns the parameters of a list into a query; kernel/rest has it.
type Filter func(c *kernel.Ctx, h kernel.Handle, values url.Values) (kernel.Query, error)

// Mark is one record on the map.
type Mark struct {
	Lng   float64 `json:"lng"`
	Lat   float64 `json:"lat"`
	ID    string  `json:"id"`
	Title string  `json:"title"`
	Tone  string  `json:"tone,omitempty"`
}

// Cluster is several that stand close.
type Cluster struct {
	Lng   float64 `json:"lng"`
	Lat   float64 `json:"lat"`
	Count int     `json:"count"`
}

// Answer is what one view of the map shows.
type Answer struct {
	Marks    []Mark    `json:"marks"`
	Clusters []Cluster `json:"clusters"`
}

// Module declares the routes that answer from the atlas.
func (a *Atlas) Module() kernel.Module {
	return kernel.Module{Name: "layer", Label: "图层", Hooks: []kernel.Hook{a.wrote}, Routes: []kernel.Route{
		{Pattern: "GET /api/layer/{name}", Label: "读图层", Raw: func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
			out, err := a.Read(c, r.PathValue("name"), r.URL.Query())
			if err != nil {
				return err
			}
			return reply(w, out)
		}},
		{Pattern: "GET /api/layer/{name}/tile/{z}/{x}/{y}", Label: "读图层的矢量瓦片", Raw: a.serveTile},
		asked(kernel.Op("POST /api/layer/search", "在图层中查找", nil, a.Search)),
		asked(kernel.Op("POST /api/layer/relate", "两个图层叠加分析", nil, a.Relate)),
		asked(kernel.Op("POST /api/layer/measure", "量算距离和面积", nil, Measure)),
	}}
}

func asked(r kernel.Route) kernel.Route { r.Reads = true; return r }

// Read returns the marks of a layer within box ("west,south,east,north" in degrees); other values are filters of the list.
func (a *Atlas) Read(c *kernel.Ctx, name string, values url.Values) (*Answer, error) {
	if c.App.Layer(name) == nil {
		return nil, unknown(name)
	}
	box, zoom, err := view(values)
	if err != nil {
		return nil, err
	}
	values.Del("box")
	values.Del("zoom")
	m, err := a.layer(c, name, values)
	if err != nil {
		return nil, err
	}
	grid := newGrid(zoom)
	m.box(box, func(p *Mark) { grid.add(*p) })
	return grid.answer(), nil
}

// Places implements the function of that name of kernel.Env.
func (a *Atlas) Places(c *kernel.Ctx, layer *kernel.Layer, where kernel.Cond, box [4]float64) ([]string, error) {
	m, err := a.of(c, layer, where)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	m.box(box, func(p *Mark) { ids = append(ids, p.ID) })
	slices.Sort(ids)
	return ids, nil
}

func unknown(layer string) error {
	return kernel.Errorf(kernel.Missing, "没有“%s”这个图层", layer)
}

// layer is the marks of a layer that a list with the filters of values would show.
func (a *Atlas) layer(c *kernel.Ctx, name string, values url.Values) (*marks, error) {
	layer := c.App.Layer(name)
	if layer == nil {
		return nil, unknown(name)
	}
	q, err := a.filter(c, layer.Of, values)
	if err != nil {
		return nil, err
	}
	return a.of(c, layer, q.Where)
}

func toneOf(f *kernel.Field, value string) string {
	for _, o := range f.Kind.Options {
		if o.Value == value {
			return o.Tone
		}
	}
	return ""
}

func view(values url.Values) (box [4]float64, zoom int, err error) {
	bad := kernel.Errorf(kernel.Invalid, "box 应为 西,南,东,北，zoom 应为 0 到 22")
	parts := strings.Split(values.Get("box"), ",")
	if len(parts) != 4 {
		return box, 0, bad
	}
	for i, p := range parts {
		if box[i], err = strconv.ParseFloat(p, 64); err != nil || math.IsNaN(box[i]) || math.IsInf(box[i], 0) {
			return box, 0, bad
		}
	}
	if zoom, err = strconv.Atoi(values.Get("zoom")); err != nil || zoom < 0 || zoom > 22 {
		return box, 0, bad
	}
	return box, zoom, nil
}

// grid gathers marks into cells of about 90 pixels.
type grid struct {
	size  float64 // degrees of a cell
	cells map[[2]int]*cell
}

type cell struct {
	first    Mark
	lng, lat float64
	n        int
	more     []Mark
}

// fromZoom is where marks are shown one by one, however close.
const fromZoom = 16

func newGrid(zoom int) *grid {
	g := &grid{size: 360 / (512 * math.Pow(2, float64(zoom))) * 90, cells: map[[2]int]*cell{}}
	if zoom >= fromZoom {
		g.size = 0
	}
	return g
}

func (g *grid) add(m Mark) {
	key := [2]int{len(g.cells), -1 << 40} // a cell of its own
	if g.size > 0 {
		key = [2]int{int(math.Floor(m.Lng / g.size)), int(math.Floor(m.Lat / g.size))}
	}
	c := g.cells[key]
	if c == nil {
		c = &cell{first: m}
		g.cells[key] = c
	}
	c.lng, c.lat, c.n = c.lng+m.Lng, c.lat+m.Lat, c.n+1
	if c.n <= 3 {
		c.more = append(c.more, m)
	}
}

func (g *grid) answer() *Answer {
	out := &Answer{Marks: []Mark{}, Clusters: []Cluster{}}
	for _, c := range g.cells {
		if c.n <= 3 {
			out.Marks = append(out.Marks, c.more...)
			continue
		}
		out.Clusters = append(out.Clusters, Cluster{c.lng / float64(c.n), c.lat / float64(c.n), c.n})
	}
	slices.SortFunc(out.Marks, func(a, b Mark) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(out.Clusters, func(a, b Cluster) int { return b.Count - a.Count })
	return out
}
