package series

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/wlog"
	"github.com/prometheus/prometheus/util/compression"
)

// Embedded is the engine in this process.
type Embedded struct {
	dir    string
	keep   Terms
	whole  sync.RWMutex // held by who reads db; it is another one after a fault of the disk
	db     *tsdb.DB     // the values themselves
	calm   int          // belongs to the goroutine of commit: the number of the last chunk file at the start while blocks may not be made yet, -1 once they may
	broken bool         // belongs to the goroutine of commit: the disk failed, and the log may end in the middle of something
	fault  atomic.Pointer[error]
	hours  *tsdb.DB // their hours
	queue  chan *batch
	done   chan struct{}
	ended  chan struct{} // nothing is written any more
	refs   map[key]line  // belongs to the goroutine of commit
	late   *journal      // likewise
	mu     sync.RWMutex
	newest map[string]Sample // by point
	log    *slog.Logger
	turn   sync.Mutex // held while hours are rolled up
	writes sync.Mutex // held while values are written
	stop   func()
	closed sync.WaitGroup
}

type key struct {
	point, kind string
	scale       int
	bad         bool
}

// line is a series that has been written to: how the database calls it, and what came last.
type line struct {
	ref   storage.SeriesRef
	at    int64
	value float64
}

// batch is what one call of Append brings; many are written together.
type batch struct {
	list  []Sample
	fates []Fate
	err   error
	done  chan struct{}
}

// Terms are for how long values are kept.
type Terms struct {
	Values time.Duration // the values themselves
	Hours  time.Duration // their hours
}

// Open opens the series in dir, and makes them if there are none.
func Open(dir string, keep Terms, log *slog.Logger) (*Embedded, error) {
	e := &Embedded{dir: dir, keep: keep, log: log, queue: make(chan *batch, 1024), done: make(chan struct{}), ended: make(chan struct{}), refs: map[key]line{}, newest: map[string]Sample{}}
	if err := os.MkdirAll(filepath.Join(dir, "values"), 0o777); err != nil {
		return nil, fmt.Errorf("series: %w", err)
	}
	if err := e.room(); err != nil { // it opens when there is room again
		log.Error("measured values can be neither stored nor read", "error", err)
		e.broken = true
		e.fault.Store(&err)
	} else if err := e.open(); err != nil {
		return nil, errors.Join(err, e.shut())
	}
	ctx, stop := context.WithCancel(context.Background())
	e.stop = stop
	e.closed.Go(e.commit)
	e.closed.Go(func() { e.rolling(ctx) })
	return e, nil
}

func (e *Embedded) open() (err error) {
	if e.hours == nil {
		if e.hours, err = e.openDB("hours", e.keep.Hours, 0); err != nil {
			return err
		}
	}
	if e.db, err = e.openDB("values", e.keep.Values, late); err != nil {
		return err
	}
	e.db.DisableCompactions()
	if e.calm, err = lastChunks(filepath.Join(e.dir, "values")); err != nil {
		return err
	}
	if err := e.recall(); err != nil {
		return err
	}
	return e.remember()
}

func (e *Embedded) openDB(name string, keep, late time.Duration) (*tsdb.DB, error) {
	path := filepath.Join(e.dir, name)
	if err := mend(path); err != nil {
		return nil, err
	}
	o := tsdb.DefaultOptions()
	o.RetentionDuration = keep.Milliseconds()
	o.MaxBlockDuration = max(o.MinBlockDuration, min(keep.Milliseconds()/10, (31*24*time.Hour).Milliseconds()))
	o.OutOfOrderTimeWindow = late.Milliseconds()
	o.WALCompression = compression.Snappy
	db, err := tsdb.Open(path, e.log, nil, o, nil)
	if err != nil {
		return nil, fmt.Errorf("series: %s: %w", path, err)
	}
	return db, nil
}

// store is put, on a database that is whole.
func (e *Embedded) store(list []*batch) (err error) {
	if err = e.room(); err == nil && e.broken {
		err = e.reopen()
	}
	if err == nil {
		if err = e.put(list); err != nil {
			e.broken = true
		}
	}
	if err == nil {
		e.fault.Store(nil)
	} else {
		e.fault.Store(&err)
	}
	return err
}

// settle puts the late values into blocks and ends their journal. If it fails, the journal goes on.
func (e *Embedded) settle() error {
	if e.late.empty() {
		return nil
	}
	if err := e.db.CompactOOOHead(context.Background()); err != nil {
		return fmt.Errorf("series: %w", err)
	}
	return e.late.clear()
}

// recall takes late values out of the journal that a crash may have left in no block.
func (e *Embedded) recall() (err error) {
	if e.late, err = openJournal(filepath.Join(e.dir, "late")); err != nil {
		return err
	}
	err = e.late.read(func(list []Sample) error {
		app := e.db.AppenderV2(context.Background())
		for _, s := range list {
			_, err := app.Append(0, key{s.Point, s.Kind, s.Scale, s.Bad}.labels(), 0, s.At, math.Round(s.Value*math.Pow10(s.Scale)), nil, nil, storage.AOptions{})
			if err != nil && !rejected(err) {
				return errors.Join(fmt.Errorf("series: %w", err), app.Rollback())
			}
		}
		return app.Commit()
	})
	if err != nil {
		return err
	}
	if err := e.settle(); err != nil { // a block wants half a gigabyte
		e.log.Error("late values stay in their journal", "error", err)
	}
	return nil
}

// remember reads the newest values out of what is in memory anyway, so that a start knows where each point stood.
func (e *Embedded) remember() error {
	head := e.db.Head()
	if head.NumSeries() == 0 {
		return nil
	}
	q, err := tsdb.NewBlockQuerier(tsdb.NewRangeHead(head, head.MaxTime()-(2*time.Hour).Milliseconds(), head.MaxTime()), head.MaxTime()-(2*time.Hour).Milliseconds(), head.MaxTime())
	if err != nil {
		return err
	}
	defer q.Close()
	e.mu.Lock()
	defer e.mu.Unlock()
	set := q.Select(context.Background(), false, nil, labels.MustNewMatcher(labels.MatchEqual, "__name__", metric), labels.MustNewMatcher(labels.MatchEqual, "quality", ""))
	for set.Next() {
		s := sampleOf(set.At().Labels())
		err := walk(set.At().Iterator(nil), s.Scale, func(at int64, v float64) bool { s.At, s.Value = at, v; return true })
		if err != nil {
			return err
		}
		if known := e.newest[s.Point]; s.At > known.At {
			e.newest[s.Point] = s
		}
	}
	return set.Err()
}

func (k key) labels() labels.Labels {
	if k.bad {
		return labels.FromStrings("__name__", metric, "kind", k.kind, "point", k.point, "quality", "bad", "scale", strconv.Itoa(k.scale))
	}
	return labels.FromStrings("__name__", metric, "kind", k.kind, "point", k.point, "scale", strconv.Itoa(k.scale))
}

// sampleOf is a sample without time and value, as the labels of its series tell.
func sampleOf(l labels.Labels) Sample {
	scale, _ := strconv.Atoi(l.Get("scale"))
	return Sample{Point: l.Get("point"), Kind: l.Get("kind"), Scale: scale, Bad: l.Get("quality") == "bad"}
}

var errClosed = errors.New("series: closed")

// Append implements Store. Calls that come while others are being written go to the disk together.
func (e *Embedded) Append(ctx context.Context, list []Sample) ([]Fate, error) {
	if len(list) == 0 {
		return nil, nil
	}
	for _, s := range list {
		if s.Point == "" || math.IsNaN(s.Value) || math.IsInf(s.Value, 0) || s.Scale < 0 || s.Scale > 6 {
			return nil, fmt.Errorf("series: %+v is no sample", s)
		}
	}
	b := &batch{list: list, done: make(chan struct{})}
	select {
	case e.queue <- b:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-e.done:
		return nil, errClosed
	}
	select {
	case <-b.done:
		return b.fates, b.err
	case <-ctx.Done(): // it may still be stored
		return nil, ctx.Err()
	case <-e.ended: // it came behind the last that was written, unless it is that
		select {
		case <-b.done:
			return b.fates, b.err
		default:
			return nil, errClosed
		}
	}
}

// most samples that are written in one go.
const most = 100_000

func (e *Embedded) commit() {
	defer close(e.ended)
	look, tidy := time.NewTicker(time.Second), time.NewTicker(30*time.Minute)
	defer look.Stop()
	defer tidy.Stop()
	for {
		var list []*batch
		n := 0
		select {
		case <-look.C:
			if err := e.room(); err != nil {
				e.fault.Store(&err)
			} else if e.Fault() != nil {
				_ = e.store(nil) // which notes what is wrong
			} else if e.calm >= 0 {
				e.release()
			}
			continue
		case <-tidy.C:
			if e.Fault() != nil {
				continue
			}
			if err := e.settle(); err != nil {
				e.log.Error("late values stay in their journal", "error", err)
			}
			continue
		case b := <-e.queue:
			list, n = append(list, b), len(b.list)
		case <-e.done:
			for {
				select {
				case b := <-e.queue:
					b.err = errClosed
					close(b.done)
				default:
					return
				}
			}
		}
	more:
		for n < most {
			select {
			case b := <-e.queue:
				list, n = append(list, b), n+len(b.list)
			default:
				break more
			}
		}
		err := e.store(list)
		for _, b := range list {
			b.err = err
			close(b.done)
		}
	}
}

// put writes batches and waits for the disk: a commit of the database is a write, which a power cut may take back.
func (e *Embedded) put(list []*batch) error {
	e.writes.Lock()
	defer e.writes.Unlock()
	app := e.db.AppenderV2(context.Background())
	var tardy []Sample
	for _, b := range list {
		for i, s := range b.list {
			k, v := key{s.Point, s.Kind, s.Scale, s.Bad}, math.Round(s.Value*math.Pow10(s.Scale))
			old, known := e.refs[k]
			ref, err := old.ref, error(storage.ErrDuplicateSampleForTimestamp)
			if s.At != old.at || v == old.value { // within one commit the database itself would say nothing
				l := labels.EmptyLabels()
				if !known {
					l = k.labels()
				}
				ref, err = app.Append(ref, l, 0, s.At, v, nil, nil, storage.AOptions{})
				if known && err != nil && !rejected(err) { // the series was forgotten since
					ref, err = app.Append(0, k.labels(), 0, s.At, v, nil, nil, storage.AOptions{})
				}
			}
			switch {
			case err == nil:
				if !known || s.At < old.at {
					tardy = append(tardy, s)
				}
				if e.refs[k] = (line{ref, s.At, v}); s.At < old.at {
					e.refs[k] = line{ref, old.at, old.value}
				}
			case rejected(err):
				if b.fates == nil {
					b.fates = make([]Fate, len(b.list))
				}
				if b.fates[i] = TooOld; errors.Is(err, storage.ErrDuplicateSampleForTimestamp) {
					b.fates[i] = Differs
				}
			default:
				return errors.Join(fmt.Errorf("series: %w", err), app.Rollback())
			}
		}
	}
	if err := app.Commit(); err != nil {
		return fmt.Errorf("series: %w", err)
	}
	if err := errors.Join(flush(filepath.Join(e.dir, "values", "wal")), e.late.add(tardy)); err != nil {
		return fmt.Errorf("series: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, b := range list {
		for i, s := range b.list {
			if !s.Bad && s.At > e.newest[s.Point].At && (b.fates == nil || b.fates[i] == Stored) {
				e.newest[s.Point] = s
			}
		}
	}
	return nil
}

func rejected(err error) bool {
	return errors.Is(err, storage.ErrTooOldSample) || errors.Is(err, storage.ErrOutOfBounds) || errors.Is(err, storage.ErrOutOfOrderSample) || errors.Is(err, storage.ErrDuplicateSampleForTimestamp)
}

// flush waits until the last segment of a log is on the disk; earlier ones were flushed when they were left.
func flush(dir string) error {
	_, last, err := wlog.Segments(dir)
	if err != nil || last < 0 {
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return err
	}
	f, err := os.OpenFile(wlog.SegmentName(dir, last), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Last implements Store.
func (e *Embedded) Last(ctx context.Context, point string, since time.Time) (Sample, bool, error) {
	e.mu.RLock()
	s, known := e.newest[point]
	e.mu.RUnlock()
	if known {
		return s, s.At >= since.UnixMilli(), nil
	}
	found := false
	err := e.samples(ctx, &e.db, Span{Point: point, From: since, To: time.UnixMilli(math.MaxInt64 / 2)}, nil, func(one Sample) bool {
		if !found || one.At > s.At {
			s, found = one, true
		}
		return true
	})
	if found {
		e.mu.Lock()
		if e.newest[point].At < s.At {
			e.newest[point] = s
		}
		e.mu.Unlock()
	}
	return s, found, err
}

// Newest returns the newest trusted values of many points; those that have none are left out.
func (e *Embedded) Newest(points []string) []Sample {
	e.mu.RLock()
	defer e.mu.RUnlock()
	out := make([]Sample, 0, len(points))
	for _, p := range points {
		if s, known := e.newest[p]; known {
			out = append(out, s)
		}
	}
	return slices.Clip(out)
}

// Close implements Store: what was acknowledged is on the disk before and after.
func (e *Embedded) Close() error {
	close(e.done)
	e.stop()
	e.closed.Wait()
	_ = e.room() // what it is kept for is now
	return e.shut()
}

func (e *Embedded) shut() (err error) {
	for _, db := range []*tsdb.DB{e.db, e.hours} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return errors.Join(err, e.late.close())
}
