package series

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/prompb"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/util/annotations"
	"github.com/prometheus/prometheus/util/compression"
)

// Remote keeps samples in a server that takes Prometheus remote write (protocol 1.0) and answers the Prometheus HTTP API: Prometheus itself,
// VictoriaMetrics, Mimir, Thanos. Values stand there in their unit. For how long they are kept is that server's to say, and whether its
// acknowledgement survives a power cut: Prometheus writes without waiting for the disk.
type Remote struct {
	base   *url.URL // with user and password, if it wants them
	client *http.Client
	mu     sync.RWMutex
	newest map[string]Sample // by point
	fault  atomic.Pointer[error]
}

// Connect makes a store of the server at address, http://user:password@host:9090, and asks whether it is there.
func Connect(ctx context.Context, address string) (*Remote, error) {
	base, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("series: the address of the server should be http://host:port")
	}
	r := &Remote{base: base, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}}, newest: map[string]Sample{}}
	_, err = r.query(ctx, "query", url.Values{"query": {"1"}})
	return r, err
}

// Fault implements Store.
func (r *Remote) Fault() error {
	if p := r.fault.Load(); p != nil {
		return *p
	}
	return nil
}

// Close implements Store.
func (r *Remote) Close() error { r.client.CloseIdleConnections(); return nil }

// errRejected is that the server will not take a sample, however often it is sent.
var errRejected = errors.New("series: the server rejects a sample")

// Append implements Store. A server refuses a whole message for one sample that is too old or differs, so what is refused is halved until it is found.
func (r *Remote) Append(ctx context.Context, list []Sample) ([]Fate, error) {
	for _, s := range list {
		if s.Point == "" || math.IsNaN(s.Value) || math.IsInf(s.Value, 0) {
			return nil, fmt.Errorf("series: %+v is no sample", s)
		}
	}
	fates := make([]Fate, len(list))
	err := r.put(ctx, list, fates)
	if err != nil {
		if ctx.Err() == nil { // who gives up says nothing of the server
			r.fault.Store(&err)
		}
		return nil, err
	}
	r.fault.Store(nil)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, s := range list {
		if fates[i] == Stored && !s.Bad && s.At > r.newest[s.Point].At {
			r.newest[s.Point] = s
		}
	}
	if !slices.ContainsFunc(fates, func(f Fate) bool { return f != Stored }) {
		return nil, nil
	}
	return fates, nil
}

func (r *Remote) put(ctx context.Context, list []Sample, fates []Fate) error {
	if len(list) == 0 {
		return nil
	}
	err := r.write(ctx, list)
	if !errors.Is(err, errRejected) {
		return err
	}
	if len(list) == 1 {
		fates[0] = TooOld
		if strings.Contains(err.Error(), "duplicate") {
			fates[0] = Differs
		}
		return nil
	}
	half := len(list) / 2
	return errors.Join(r.put(ctx, list[:half], fates[:half]), r.put(ctx, list[half:], fates[half:]))
}

// write sends samples in one message, those of a series together and in the order of time.
func (r *Remote) write(ctx context.Context, list []Sample) error {
	var m prompb.WriteRequest
	at := map[key]int{}
	for _, s := range list {
		k := key{s.Point, s.Kind, 0, s.Bad}
		i, known := at[k]
		if !known {
			i = len(m.Timeseries)
			at[k] = i
			var t prompb.TimeSeries
			k.labels().Range(func(l labels.Label) {
				if l.Name != "scale" {
					t.Labels = append(t.Labels, prompb.Label{Name: l.Name, Value: l.Value})
				}
			})
			m.Timeseries = append(m.Timeseries, t)
		}
		ten := math.Pow10(s.Scale)
		m.Timeseries[i].Samples = append(m.Timeseries[i].Samples, prompb.Sample{Timestamp: s.At, Value: math.Round(s.Value*ten) / ten})
	}
	for i := range m.Timeseries {
		slices.SortStableFunc(m.Timeseries[i].Samples, func(a, b prompb.Sample) int { return int(max(-1, min(1, a.Timestamp-b.Timestamp))) })
	}
	text, err := m.Marshal()
	if err != nil {
		return fmt.Errorf("series: %w", err)
	}
	if text, err = compression.Encode(compression.Snappy, text, compression.NewSyncEncodeBuffer()); err != nil {
		return fmt.Errorf("series: %w", err)
	}
	req, err := r.request(ctx, "write", bytes.NewReader(text))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-protobuf")
	req.Header.Set("Content-Encoding", "snappy")
	req.Header.Set("X-Prometheus-Remote-Write-Version", "0.1.0")
	res, err := r.client.Do(req)
	if err != nil {
		return fmt.Errorf("series: %w", hidden(err))
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(res.Body, 2000))
	switch {
	case res.StatusCode/100 == 2:
		return nil
	case res.StatusCode == http.StatusBadRequest, bytes.Contains(said, []byte("too old sample")): // Prometheus 2 says 500 to what is too old
		return fmt.Errorf("%w: %s", errRejected, said)
	}
	return fmt.Errorf("series: the server answers %d: %s", res.StatusCode, said)
}

func (r *Remote) request(ctx context.Context, what string, body io.Reader) (*http.Request, error) {
	at := *r.base
	at.User = nil
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at.JoinPath("api", "v1", what).String(), body)
	if err == nil && r.base.User != nil {
		password, _ := r.base.User.Password()
		req.SetBasicAuth(r.base.User.Username(), password)
	}
	return req, err
}

// hidden is an error without the address that it names.
func hidden(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// answered is one series of an answer.
type answered struct {
	Metric map[string]string    `json:"metric"`
	Value  [2]json.RawMessage   `json:"value"`
	Values [][2]json.RawMessage `json:"values"`
}

func pairOf(p [2]json.RawMessage) (at int64, v float64, err error) {
	seconds, err1 := strconv.ParseFloat(string(p[0]), 64)
	v, err2 := strconv.ParseFloat(strings.Trim(string(p[1]), `"`), 64)
	return int64(math.Round(seconds * 1000)), v, errors.Join(err1, err2)
}

func (r *Remote) query(ctx context.Context, what string, v url.Values) ([]answered, error) {
	v.Set("nocache", "1") // VictoriaMetrics would answer with what it knew a while ago
	req, err := r.request(ctx, what, strings.NewReader(v.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := r.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("series: %w", hidden(err))
	}
	defer res.Body.Close()
	var out struct {
		Status, Error string
		Data          struct {
			ResultType string
			Result     json.RawMessage
		}
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return nil, fmt.Errorf("series: the server answers %d: %w", res.StatusCode, err)
	}
	if out.Status != "success" {
		return nil, fmt.Errorf("series: the server answers %d: %s", res.StatusCode, out.Error)
	}
	if out.Data.ResultType != "vector" && out.Data.ResultType != "matrix" {
		return nil, nil
	}
	var list []answered
	return list, json.Unmarshal(out.Data.Result, &list)
}

func seconds(at int64) string { return strconv.FormatFloat(float64(at)/1000, 'f', 3, 64) }

// raw reads the values themselves from one time to another, both in it.
func (r *Remote) raw(ctx context.Context, selector string, from, to int64) ([]answered, error) {
	span := max(to-from, 1)
	return r.query(ctx, "query", url.Values{"query": {fmt.Sprintf("%s[%dms]", selector, span)}, "time": {seconds(to)}})
}

func selectorOf(point string, bad bool) string {
	quality := ""
	if bad {
		quality = "bad"
	}
	return fmt.Sprintf(`%s{point=%q,quality=%q}`, metric, point, quality)
}

// Read implements Store. A step is what a function over its time gives; servers before Prometheus 3 count what stands at the very end of the one before twice.
func (r *Remote) Read(ctx context.Context, s Span) ([]Bucket, error) {
	if !s.From.Before(s.To) {
		return nil, nil
	}
	selector, from, to, step := selectorOf(s.Point, s.Bad), s.From.UnixMilli(), s.To.UnixMilli(), s.Step.Milliseconds()
	g := &gathering{from: from, step: step}
	if step == 0 {
		list, err := r.raw(ctx, selector, from-1, to-1)
		for _, one := range list {
			for _, p := range one.Values {
				at, v, err := pairOf(p)
				if err != nil {
					return nil, fmt.Errorf("series: %w", err)
				}
				if at >= from && len(g.list) < MostBuckets {
					g.add(at, v)
				}
			}
		}
		return g.out(), err
	}
	if (to-from)/step > MostBuckets {
		return nil, fmt.Errorf("series: %d steps are too many", (to-from)/step)
	}
	hours := map[int64]*hour{}
	for _, k := range kept {
		for at := from; at < to; at += 10_000 * step { // a server answers at most 11,000 steps
			end := min(to, at+10_000*step) - 1
			list, err := r.query(ctx, "query_range", url.Values{"query": {fmt.Sprintf("%s_over_time(%s[%dms])", k.name, selector, step)}, "start": {seconds(at + step - 1)}, "end": {seconds(max(end, at) + step - 1)}, "step": {seconds(step)}})
			if err != nil {
				return nil, err
			}
			for _, one := range list {
				for _, p := range one.Values {
					t, v, err := pairOf(p)
					if err != nil {
						return nil, fmt.Errorf("series: %w", err)
					}
					t = from + (t-from)/step*step
					h := hours[t]
					if h == nil {
						h = &hour{Bucket: Bucket{Min: math.Inf(1), Max: math.Inf(-1)}}
						hours[t] = h
					}
					h.note(k.name, v)
				}
			}
		}
	}
	g.putAll(hours)
	return g.out(), nil
}

// Last implements Store.
func (r *Remote) Last(ctx context.Context, point string, since time.Time) (Sample, bool, error) {
	r.mu.RLock()
	s, known := r.newest[point]
	r.mu.RUnlock()
	if known {
		return s, s.At >= since.UnixMilli(), nil
	}
	list, err := r.raw(ctx, selectorOf(point, false), since.UnixMilli(), time.Now().Add(time.Hour).UnixMilli())
	for _, one := range list {
		if n := len(one.Values); n > 0 {
			at, v, err := pairOf(one.Values[n-1])
			if err != nil {
				return s, false, fmt.Errorf("series: %w", err)
			}
			if at > s.At {
				s, known = Sample{Point: point, Kind: one.Metric["kind"], At: at, Value: v}, true
			}
		}
	}
	return s, known, err
}

// Querier lets expressions run here over what stands there, under the rights of who asks.
func (r *Remote) Querier(from, to int64) (storage.Querier, error) {
	return &remoteQuerier{r, from, to}, nil
}

type remoteQuerier struct {
	r        *Remote
	from, to int64
}

func (q *remoteQuerier) Select(ctx context.Context, _ bool, _ *storage.SelectHints, by ...*labels.Matcher) storage.SeriesSet {
	var text []string
	for _, m := range by {
		text = append(text, m.String())
	}
	list, err := q.r.raw(ctx, "{"+strings.Join(text, ",")+"}", q.from-1, q.to)
	out := &remoteSet{i: -1, err: err}
	for _, one := range list {
		var dots []promql.FPoint
		for _, p := range one.Values {
			at, v, err := pairOf(p)
			if out.err = errors.Join(out.err, err); at >= q.from {
				dots = append(dots, promql.FPoint{T: at, F: v})
			}
		}
		out.list = append(out.list, promql.NewStorageSeries(promql.Series{Metric: labels.FromMap(one.Metric), Floats: dots}))
	}
	slices.SortFunc(out.list, func(a, b storage.Series) int { return labels.Compare(a.Labels(), b.Labels()) })
	return out
}

func (q *remoteQuerier) LabelValues(context.Context, string, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, errors.New("series: label values are read from series")
}

func (q *remoteQuerier) LabelNames(context.Context, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, errors.New("series: label names are read from series")
}

func (q *remoteQuerier) Close() error { return nil }

type remoteSet struct {
	list []storage.Series
	i    int
	err  error
}

func (s *remoteSet) Next() bool                        { s.i++; return s.i < len(s.list) }
func (s *remoteSet) At() storage.Series                { return s.list[s.i] }
func (s *remoteSet) Err() error                        { return s.err }
func (s *remoteSet) Warnings() annotations.Annotations { return nil }
