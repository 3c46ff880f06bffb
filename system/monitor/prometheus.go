package monitor

import (
	"net/http"

	"anjian/kernel"
)

// prometheus answers the queries of the Prometheus HTTP API over the points that the actor may read, for Grafana and the like.
func (h *House) prometheus(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if h.Reader == nil {
		return errClosed
	}
	see, err := visible(c)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	what, name := r.PathValue("what"), r.PathValue("name")
	if name != "" {
		what = "values"
	}
	switch what {
	case "query", "query_range", "series", "labels", "values":
	default:
		return kernel.Errorf(kernel.Missing, "没有这个接口")
	}
	h.Reader.Serve(w, r, what, name, see)
	return nil
}

// visible tells which points the actor may read.
func visible(c *kernel.Ctx) (func(string) bool, error) {
	ids := map[string]bool{}
	err := Points.Each(c, kernel.Query{Sort: "id", Limit: -1, Cols: []string{"id"}}, func(p *Point) error { ids[p.ID] = true; return nil })
	return func(id string) bool { return ids[id] }, err
}
