package series

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
)

// What is kept of an hour of a point, each a series of its own.
var kept = []struct {
	name string
	of   func(h *hour) float64
	bare bool // a number of values, without decimals
}{
	{"count", func(h *hour) float64 { return float64(h.Count) }, true},
	{"last", func(h *hour) float64 { return h.Last }, false},
	{"max", func(h *hour) float64 { return h.Max }, false},
	{"min", func(h *hour) float64 { return h.Min }, false},
	{"sum", func(h *hour) float64 { return h.sum }, false},
}

type hour struct {
	Bucket
	sum float64
}

// rolling rolls up what has settled, now and every ten minutes.
func (e *Embedded) rolling(ctx context.Context) {
	for {
		if err := e.Roll(ctx, time.Now()); err != nil && ctx.Err() == nil {
			e.log.Error("hours of measured values cannot be kept", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Minute):
		}
	}
}

// Roll keeps the hours that ended long enough before now.
func (e *Embedded) Roll(ctx context.Context, now time.Time) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	if err := e.Fault(); err != nil {
		return err
	}
	at, err := e.rolled()
	if err != nil {
		return err
	}
	if at.IsZero() {
		begin := e.begin()
		if begin == math.MaxInt64 {
			return nil
		}
		at = time.UnixMilli(begin).Truncate(time.Hour)
	}
	for ; !at.Add(time.Hour).After(now.Add(-settled)); at = at.Add(time.Hour) {
		if err := e.roll(ctx, at); err != nil {
			return err
		}
		if err := e.mark(at.Add(time.Hour)); err != nil {
			return err
		}
	}
	return nil
}

// begin is the time of the oldest value, MaxInt64 if there is none.
func (e *Embedded) begin() int64 {
	first := int64(math.MaxInt64)
	e.writes.Lock() // the database tells of the first values before it shows them
	defer e.writes.Unlock()
	e.whole.RLock()
	defer e.whole.RUnlock()
	if e.db == nil {
		return first
	}
	if e.db.Head().NumSeries() > 0 {
		first = e.db.Head().MinTime()
	}
	for _, b := range e.db.Blocks() {
		first = min(first, b.Meta().MinTime)
	}
	return first
}

// roll keeps one hour of every point. Done twice, it comes to the same.
func (e *Embedded) roll(ctx context.Context, at time.Time) error {
	q, err := e.Querier(at.UnixMilli(), at.Add(time.Hour).UnixMilli()-1)
	if err != nil {
		return fmt.Errorf("series: %w", err)
	}
	defer q.Close()
	app := e.hours.AppenderV2(ctx)
	set := q.Select(ctx, false, nil, labels.MustNewMatcher(labels.MatchEqual, "__name__", metric), labels.MustNewMatcher(labels.MatchEqual, "quality", ""))
	for set.Next() {
		l := set.At().Labels()
		scale := sampleOf(l).Scale
		h := &hour{}
		err := walk(set.At().Iterator(nil), 0, func(_ int64, v float64) bool {
			if h.Count == 0 {
				h.Min, h.Max = v, v
			}
			h.Min, h.Max, h.Last, h.Count, h.sum = min(h.Min, v), max(h.Max, v), v, h.Count+1, h.sum+v
			return true
		})
		if err != nil {
			return errors.Join(fmt.Errorf("series: %w", err), app.Rollback())
		}
		if h.Count == 0 {
			continue
		}
		for _, k := range kept {
			b := labels.NewBuilder(l).Set("stat", k.name)
			if k.bare {
				b.Set("scale", "0").Set("of", strconv.Itoa(scale))
			}
			if _, err := app.Append(0, b.Labels(), 0, at.UnixMilli(), k.of(h), nil, nil, storage.AOptions{}); err != nil && !rejected(err) {
				return errors.Join(fmt.Errorf("series: %w", err), app.Rollback())
			}
		}
	}
	if err := errors.Join(set.Err(), app.Commit(), flush(filepath.Join(e.dir, "hours", "wal"))); err != nil {
		return fmt.Errorf("series: %w", err)
	}
	return nil
}

// rolled is until when the hours are kept; zero if none are.
func (e *Embedded) rolled() (time.Time, error) {
	text, err := os.ReadFile(filepath.Join(e.dir, "rolled"))
	if errors.Is(err, os.ErrNotExist) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("series: %w", err)
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	if err != nil {
		return time.Time{}, fmt.Errorf("series: %w", err)
	}
	return at, nil
}

func (e *Embedded) mark(at time.Time) error {
	path := filepath.Join(e.dir, "rolled")
	if err := os.WriteFile(path+".new", []byte(at.UTC().Format(time.RFC3339)+"\n"), 0o600); err != nil {
		return fmt.Errorf("series: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("series: %w", err)
	}
	return nil
}

// hourly adds the kept hours of a point to g.
func (e *Embedded) hourly(ctx context.Context, s Span, g *gathering) error {
	hours := map[int64]*hour{}
	err := e.stats(ctx, s, func(stat string, one Sample) {
		h := hours[one.At]
		if h == nil {
			h = &hour{Bucket: Bucket{Min: math.Inf(1), Max: math.Inf(-1)}}
			hours[one.At] = h
		}
		h.note(stat, one.Value)
	})
	if err != nil {
		return err
	}
	g.putAll(hours)
	return nil
}

// note adds one of the numbers that are kept of an hour.
func (h *hour) note(stat string, v float64) {
	switch stat {
	case "count":
		h.Count += int(v)
	case "last":
		h.Last = v
	case "max":
		h.Max = max(h.Max, v)
	case "min":
		h.Min = min(h.Min, v)
	case "sum":
		h.sum += v
	}
}

// putAll puts hours, or steps, in the order of time.
func (g *gathering) putAll(hours map[int64]*hour) {
	for _, at := range slices.Sorted(maps.Keys(hours)) {
		g.put(at, hours[at].Bucket, hours[at].sum)
	}
}

func (e *Embedded) stats(ctx context.Context, s Span, each func(stat string, one Sample)) error {
	for _, k := range kept {
		err := e.samples(ctx, &e.hours, s, []*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, "stat", k.name)}, func(one Sample) bool { each(k.name, one); return true })
		if err != nil {
			return err
		}
	}
	return nil
}
