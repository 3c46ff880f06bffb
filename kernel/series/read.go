package series

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// walk calls each for the values of one series until it answers false.
func walk(it chunkenc.Iterator, scale int, each func(at int64, v float64) bool) error {
	for it.Next() == chunkenc.ValFloat {
		if at, v := it.At(); !each(at, v/math.Pow10(scale)) {
			return nil
		}
	}
	return it.Err()
}

// samples calls each for what a database holds of a span, series by series; more narrows by a further label.
func (e *Embedded) samples(ctx context.Context, in **tsdb.DB, s Span, more []*labels.Matcher, each func(Sample) bool) error {
	e.whole.RLock()
	defer e.whole.RUnlock()
	if *in == nil {
		return errBroken
	}
	q, err := (*in).Querier(s.From.UnixMilli(), s.To.UnixMilli()-1)
	if err != nil {
		return fmt.Errorf("series: %w", err)
	}
	defer q.Close()
	quality := ""
	if s.Bad {
		quality = "bad"
	}
	set := q.Select(ctx, true, nil, append([]*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, "point", s.Point), labels.MustNewMatcher(labels.MatchEqual, "quality", quality)}, more...)...)
	for set.Next() {
		one := sampleOf(set.At().Labels())
		err := walk(set.At().Iterator(nil), one.Scale, func(at int64, v float64) bool { one.At, one.Value = at, v; return each(one) })
		if err != nil {
			return fmt.Errorf("series: %w", err)
		}
	}
	if err := set.Err(); err != nil {
		return fmt.Errorf("series: %w", err)
	}
	return nil
}

// Querier lets expressions run over the values.
func (e *Embedded) Querier(from, to int64) (storage.Querier, error) {
	e.whole.RLock()
	if e.db == nil {
		e.whole.RUnlock()
		return nil, errBroken
	}
	q, err := e.db.Querier(from, to)
	if err != nil {
		e.whole.RUnlock()
		return nil, err
	}
	return &held{q, sync.OnceFunc(e.whole.RUnlock)}, nil
}

var errBroken = errors.New("series: the disk failed, and the values could not be opened again yet")

// held is a querier that keeps the database open.
type held struct {
	storage.Querier
	free func()
}

func (h *held) Close() error {
	defer h.free()
	return h.Querier.Close()
}

// Read implements Store. Steps of whole hours are read from the rolled hours as far as there are any.
func (e *Embedded) Read(ctx context.Context, s Span) ([]Bucket, error) {
	if !s.From.Before(s.To) {
		return nil, nil
	}
	if s.Step > 0 && s.To.Sub(s.From)/s.Step > MostBuckets {
		return nil, fmt.Errorf("series: %d steps are too many", s.To.Sub(s.From)/s.Step)
	}
	g := &gathering{from: s.From.UnixMilli(), step: s.Step.Milliseconds()}
	if s.Step >= time.Hour && s.Step%time.Hour == 0 && !s.Bad {
		until, err := e.rolled()
		if err != nil {
			return nil, err
		}
		if until.After(s.From) {
			first := Span{Point: s.Point, From: s.From.Truncate(time.Hour), To: until}
			if first.To.After(s.To) {
				first.To = s.To
			}
			if err := e.hourly(ctx, first, g); err != nil {
				return nil, err
			}
			if s.From = first.To; !s.From.Before(s.To) {
				return g.out(), nil
			}
		}
	}
	err := e.samples(ctx, &e.db, s, nil, func(one Sample) bool { g.add(one.At, one.Value); return len(g.list) < MostBuckets })
	return g.out(), err
}

// gathering puts values into buckets.
type gathering struct {
	from, step int64
	list       []Bucket
	sums       []float64
}

func (g *gathering) add(at int64, v float64) { g.put(at, Bucket{Min: v, Max: v, Last: v, Count: 1}, v) }

// put adds the values that b sums up.
func (g *gathering) put(at int64, b Bucket, sum float64) {
	if b.At = at; g.step > 0 {
		b.At = at - (at-g.from)%g.step
		if at < g.from { // an hour that begins before the span
			b.At = g.from
		}
	}
	i := len(g.list) - 1
	if i < 0 || g.list[i].At != b.At {
		if i >= 0 && b.At < g.list[i].At {
			g.late(at, b, sum)
			return
		}
		g.list, g.sums = append(g.list, b), append(g.sums, sum)
		return
	}
	g.join(i, b, sum)
}

// late puts values where an earlier series of the same point has left a step, or between.
func (g *gathering) late(at int64, b Bucket, sum float64) {
	for i := len(g.list) - 1; i >= 0; i-- {
		if g.list[i].At == b.At {
			last := g.list[i].Last
			g.join(i, b, sum)
			g.list[i].Last = last
			return
		}
		if g.list[i].At < b.At {
			g.insert(i+1, b, sum)
			return
		}
	}
	g.insert(0, b, sum)
}

func (g *gathering) insert(i int, b Bucket, sum float64) {
	g.list = append(g.list[:i], append([]Bucket{b}, g.list[i:]...)...)
	g.sums = append(g.sums[:i], append([]float64{sum}, g.sums[i:]...)...)
}

func (g *gathering) join(i int, b Bucket, sum float64) {
	to := &g.list[i]
	to.Min, to.Max, to.Last, to.Count = min(to.Min, b.Min), max(to.Max, b.Max), b.Last, to.Count+b.Count
	g.sums[i] += sum
}

func (g *gathering) out() []Bucket {
	for i := range g.list {
		g.list[i].Avg = g.sums[i] / float64(g.list[i].Count)
	}
	return g.list
}
