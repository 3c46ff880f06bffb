package series

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"
)

// Reader answers the queries of the Prometheus HTTP API (query, query_range, series, labels, label values), so that Grafana and other tools read
// measured values. Whoever asks sees the points that see lets through, and no others, whatever the expression.
type Reader struct {
	engine *promql.Engine
	source storage.Queryable
}

// NewReader makes a reader of a store.
func NewReader(source storage.Queryable) *Reader {
	return &Reader{source: source, engine: promql.NewEngine(promql.EngineOpts{MaxSamples: 5_000_000, Timeout: 30 * time.Second, LookbackDelta: 5 * time.Minute, EnableAtModifier: true, EnableNegativeOffset: true, Parser: parser.NewParser(parser.Options{})})}
}

// ServeHTTP answers one request, whose last part of the path is one of the words above, or "values" with the name of the label in name.
func (r *Reader) Serve(w http.ResponseWriter, req *http.Request, what, name string, see func(point string) bool) {
	data, err := r.answer(req, what, name, see)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"status": "error", "errorType": "bad_data", "error": err.Error()})
		return
	}
	json.NewEncoder(w).Encode(map[string]any{"status": "success", "data": data})
}

func (r *Reader) answer(req *http.Request, what, name string, see func(string) bool) (any, error) {
	if err := req.ParseForm(); err != nil {
		return nil, err
	}
	now := time.Now()
	from, err1 := moment(req.Form.Get("start"), now.Add(-time.Hour))
	to, err2 := moment(req.Form.Get("end"), now)
	at, err3 := moment(req.Form.Get("time"), now)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	source := &guarded{r.source, see}
	switch what {
	case "query":
		q, err := r.engine.NewInstantQuery(req.Context(), source, nil, req.Form.Get("query"), at)
		return result(req.Context(), q, err)
	case "query_range":
		step, err := span(req.Form.Get("step"))
		switch {
		case err != nil:
			return nil, err
		case to.Before(from):
			return nil, errors.New("end: must not be before start")
		case to.Sub(from)/step > 11_000:
			return nil, errors.New("step: at most 11,000 of them")
		}
		q, err := r.engine.NewRangeQuery(req.Context(), source, nil, req.Form.Get("query"), from, to, step)
		return result(req.Context(), q, err)
	case "series":
		return r.all(req, source, from, to)
	case "labels", "values":
		found, err := r.all(req, source, from, to)
		if err != nil {
			return nil, err
		}
		known, out := map[string]bool{}, []string{}
		for _, l := range found {
			l.Range(func(l labels.Label) {
				word := l.Name
				if what == "values" {
					if l.Name != name {
						return
					}
					word = l.Value
				}
				if !known[word] {
					known[word] = true
					out = append(out, word)
				}
			})
		}
		return out, nil
	}
	return nil, fmt.Errorf("no such query: %s", what)
}

// all lists the series that fulfil one of match[].
func (r *Reader) all(req *http.Request, source storage.Queryable, from, to time.Time) ([]labels.Labels, error) {
	q, err := source.Querier(from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, err
	}
	defer q.Close()
	match := req.Form["match[]"]
	if len(match) == 0 {
		match = []string{metric}
	}
	out := []labels.Labels{}
	for _, text := range match {
		by, err := parser.NewParser(parser.Options{}).ParseMetricSelector(text)
		if err != nil {
			return nil, err
		}
		set := q.Select(req.Context(), true, nil, by...)
		for set.Next() && len(out) < 10_000 {
			out = append(out, set.At().Labels())
		}
		if err := set.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func result(ctx context.Context, q promql.Query, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	defer q.Close()
	got := q.Exec(ctx)
	if got.Err != nil {
		return nil, got.Err
	}
	type row struct {
		Metric labels.Labels `json:"metric"`
		Value  *[2]any       `json:"value,omitempty"`
		Values [][2]any      `json:"values,omitempty"`
	}
	pair := func(t int64, v float64) [2]any {
		return [2]any{float64(t) / 1000, strconv.FormatFloat(v, 'f', -1, 64)}
	}
	rows := []row{}
	switch v := got.Value.(type) {
	case promql.Scalar:
		return map[string]any{"resultType": "scalar", "result": pair(v.T, v.V)}, nil
	case promql.Vector:
		for _, s := range v {
			p := pair(s.T, s.F)
			rows = append(rows, row{Metric: s.Metric, Value: &p})
		}
	case promql.Matrix:
		for _, s := range v {
			one := row{Metric: s.Metric}
			for _, p := range s.Floats {
				one.Values = append(one.Values, pair(p.T, p.F))
			}
			rows = append(rows, one)
		}
	}
	return map[string]any{"resultType": got.Value.Type(), "result": rows}, nil
}

// moment reads a time as that API writes it: seconds with a fraction, or RFC 3339.
func moment(text string, otherwise time.Time) (time.Time, error) {
	if text == "" {
		return otherwise, nil
	}
	if s, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(s) < 1e11 {
		return time.UnixMilli(int64(s * 1000)), nil
	}
	return time.Parse(time.RFC3339, text)
}

// span reads a step; the engine counts in milliseconds.
func span(text string) (step time.Duration, err error) {
	if s, bad := strconv.ParseFloat(text, 64); bad == nil && s < 1e9 {
		step = time.Duration(s * float64(time.Second))
	} else if step, err = time.ParseDuration(text); err != nil {
		return 0, errors.New("step: a number of seconds, or 30s, 5m")
	}
	if step < time.Millisecond {
		err = errors.New("step: must be a millisecond at least")
	}
	return step, err
}

// guarded is the database as somebody sees it, with values in their unit instead of whole numbers.
type guarded struct {
	source storage.Queryable
	see    func(point string) bool
}

func (g *guarded) Querier(from, to int64) (storage.Querier, error) {
	q, err := g.source.Querier(from, to)
	if err != nil {
		return nil, err
	}
	return &guardedQuerier{q, g.see}, nil
}

type guardedQuerier struct {
	storage.Querier
	see func(string) bool
}

func (q *guardedQuerier) Select(ctx context.Context, sorted bool, hints *storage.SelectHints, by ...*labels.Matcher) storage.SeriesSet {
	return &guardedSet{SeriesSet: q.Querier.Select(ctx, true, hints, by...), see: q.see}
}

func (q *guardedQuerier) LabelValues(context.Context, string, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, errors.New("series: label values are read from series")
}

func (q *guardedQuerier) LabelNames(context.Context, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, errors.New("series: label names are read from series")
}

type guardedSet struct {
	storage.SeriesSet
	see func(string) bool
}

func (s *guardedSet) Next() bool {
	for s.SeriesSet.Next() {
		if s.see(s.SeriesSet.At().Labels().Get("point")) {
			return true
		}
	}
	return false
}

func (s *guardedSet) At() storage.Series {
	one := s.SeriesSet.At()
	return &unscaled{one, math.Pow10(sampleOf(one.Labels()).Scale)}
}

type unscaled struct {
	storage.Series
	by float64
}

func (u *unscaled) Labels() labels.Labels {
	return labels.NewBuilder(u.Series.Labels()).Del("scale").Labels()
}

func (u *unscaled) Iterator(it chunkenc.Iterator) chunkenc.Iterator {
	if last, again := it.(*unscaledIterator); again {
		it = last.Iterator
	}
	return &unscaledIterator{u.Series.Iterator(it), u.by}
}

type unscaledIterator struct {
	chunkenc.Iterator
	by float64
}

func (u *unscaledIterator) At() (int64, float64) {
	t, v := u.Iterator.At()
	return t, v / u.by
}
