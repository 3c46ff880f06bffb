package geo

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"anjian/kernel"
)

// Ground (底图) fetches the tiles of a base map that an installation is allowed to use, 天地图 or a node of its own, so that browsers talk to this server only and never
// see the key. Without an address the outlines that are shipped are drawn.
type Ground struct {
	Address string // with {layer} {z} {x} {y} {key}, in the square grid of Web Mercator
	Key     string
	client  http.Client
}

// NewGround is the base map at an address of settings, nil if there is none.
func NewGround(address, key string) *Ground {
	if address == "" || strings.Contains(address, "{key}") && key == "" {
		return nil
	}
	return &Ground{Address: address, Key: key, client: http.Client{Timeout: 10 * time.Second}}
}

// grounds are the layers of 天地图 (domain of the service: vec streets, img pictures, each with its names).
var grounds = map[string]bool{"vec": true, "cva": true, "img": true, "cia": true, "ter": true, "cta": true}

const mostTile = 2 << 20

// Module declares the routes of the base map; they tell of a map that is not set, too.
func (g *Ground) Module() kernel.Module {
	return kernel.Module{Name: "ground", Label: "底图", Routes: []kernel.Route{
		{Pattern: "GET /api/ground", Label: "底图", Raw: func(_ *kernel.Ctx, w http.ResponseWriter, _ *http.Request) error {
			return reply(w, map[string]bool{"set": g != nil})
		}},
		{Pattern: "GET /api/ground/{layer}/{z}/{x}/{y}", Label: "底图的瓦片", Raw: g.serve},
	}}
}

func (g *Ground) serve(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	tile, err := tileOf(r.PathValue("z"), r.PathValue("x"), r.PathValue("y"))
	if err != nil {
		return err
	}
	layer := r.PathValue("layer")
	if g == nil || !grounds[layer] {
		return kernel.Errorf(kernel.Missing, "没有设置这种底图")
	}
	at := strings.NewReplacer("{layer}", layer, "{z}", fmt.Sprint(tile.Z), "{x}", fmt.Sprint(tile.X), "{y}", fmt.Sprint(tile.Y), "{key}", url.QueryEscape(g.Key)).Replace(g.Address)
	req, err := http.NewRequestWithContext(c, http.MethodGet, at, nil)
	if err != nil {
		return kernel.Errorf(kernel.Internal, "底图的地址设置有误")
	}
	req.Header.Set("User-Agent", "anjian")
	res, err := g.client.Do(req)
	if err != nil { // the error names the address, and in it the key
		return kernel.Errorf(kernel.Missing, "底图服务没有应答")
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostTile))
	kind := http.DetectContentType(body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "image/") {
		return kernel.Errorf(kernel.Missing, "底图服务没有这块瓦片")
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, max-age=604800")
	_, err = w.Write(body)
	return err
}
