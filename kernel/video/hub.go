package video

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// Hub holds the cameras that this process knows. A camera is played while somebody looks, always if its last seconds are kept, and else for a
// moment now and then, to know whether it shows something.
type Hub struct {
	// State is told when a camera is found to show something, or nothing and why. It must not block for long.
	State func(id string, up bool, why string, at time.Time)
	Log   *slog.Logger
	Probe time.Duration // between two looks at a camera that nobody watches

	mu     sync.Mutex
	feeds  map[string]*feed
	probes chan struct{} // how many are probed at once
	closed bool
	all    sync.WaitGroup
}

// Bounds of what is held for one camera and one viewer.
const (
	mostViewers = 100
	mostQueue   = 150
	mostKept    = 64 << 20
	longest     = 30 * time.Second
)

// linger is how long a camera goes on when nobody looks any more; tests are less patient.
var linger = 5 * time.Second

// NewHub makes a hub without cameras.
func NewHub(state func(id string, up bool, why string, at time.Time), log *slog.Logger) *Hub {
	return &Hub{State: state, Log: log, Probe: time.Minute, feeds: map[string]*feed{}, probes: make(chan struct{}, 32)}
}

// feed is one camera.
type feed struct {
	hub     *Hub
	id, tag string
	src     Source
	keep    time.Duration
	end     context.CancelFunc
	wake    chan struct{}

	mu      sync.Mutex
	viewers map[*Viewer]bool
	group   []Picture // since the last key picture
	kept    []Picture // of the last seconds
	weight  int
	last    time.Time // when the last picture came
	idleAt  time.Time // since when nobody looks
	gone    bool      // another feed has taken its place, or none
}

// Viewer is one who looks at a camera.
type Viewer struct {
	Pictures chan Picture // closed when the camera is taken away
	feed     atomic.Pointer[feed]
	behind   bool // pictures were dropped: the next that fits is a key picture
}

// Set adds a camera, or changes it where tag, which stands for all that src depends on, is another one. keep is how much of the past is held.
func (h *Hub) Set(id, tag string, src Source, keep time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	old := h.feeds[id]
	if h.closed || old != nil && old.tag == tag && old.keep == keep {
		return
	}
	ctx, end := context.WithCancel(context.Background())
	f := &feed{hub: h, id: id, tag: tag, src: src, keep: keep, end: end, wake: make(chan struct{}, 1), viewers: map[*Viewer]bool{}}
	if old != nil {
		old.mu.Lock()
		f.mu.Lock() // a viewer that is moved may leave at once
		f.viewers, old.viewers, old.gone = old.viewers, map[*Viewer]bool{}, true
		for v := range f.viewers {
			v.feed.Store(f)
			v.behind = true
		}
		f.mu.Unlock()
		old.mu.Unlock()
		old.end()
	}
	h.feeds[id] = f
	h.all.Go(func() { f.run(ctx) })
}

// Remove takes a camera away from those who look at it.
func (h *Hub) Remove(id string) {
	h.mu.Lock()
	f := h.feeds[id]
	delete(h.feeds, id)
	h.mu.Unlock()
	if f == nil {
		return
	}
	f.end()
	f.mu.Lock()
	defer f.mu.Unlock()
	for v := range f.viewers {
		close(v.Pictures)
	}
	f.viewers, f.gone = map[*Viewer]bool{}, true
}

// Known lists the cameras.
func (h *Hub) Known() (ids []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id := range h.feeds {
		ids = append(ids, id)
	}
	return ids
}

// Close ends everything.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	for _, id := range h.Known() {
		h.Remove(id)
	}
	h.all.Wait()
}

func (h *Hub) feed(id string) *feed { h.mu.Lock(); defer h.mu.Unlock(); return h.feeds[id] }

// Errors of Watch.
var (
	ErrUnknown = errors.New("video: no such camera")
	ErrFull    = errors.New("video: too many look at this camera")
)

// Watch begins to look at a camera. What it shows since its last key picture comes first.
func (h *Hub) Watch(id string) (*Viewer, error) {
	for {
		f := h.feed(id)
		if f == nil {
			return nil, ErrUnknown
		}
		if v, err := f.join(); v != nil || err != nil {
			return v, err
		}
	}
}

// join adds a viewer; nil if the feed is gone.
func (f *feed) join() (*Viewer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.gone:
		return nil, nil
	case len(f.viewers) >= mostViewers:
		return nil, ErrFull
	}
	v := &Viewer{Pictures: make(chan Picture, mostQueue), behind: true}
	v.feed.Store(f)
	if len(f.group) < mostQueue {
		for _, p := range f.group {
			v.give(p)
		}
	}
	f.viewers[v] = true
	f.nudge()
	return v, nil
}

// Leave ends looking.
func (v *Viewer) Leave() {
	for {
		f := v.feed.Load()
		f.mu.Lock()
		if v.feed.Load() != f { // the camera was changed meanwhile
			f.mu.Unlock()
			continue
		}
		delete(f.viewers, v)
		if len(f.viewers) == 0 {
			f.idleAt = time.Now()
		}
		f.mu.Unlock()
		return
	}
}

// give queues a picture, the feed being locked; who is slow misses all until the next key picture.
func (v *Viewer) give(p Picture) {
	if v.behind && !p.Key {
		return
	}
	select {
	case v.Pictures <- p:
		v.behind = false
	default:
		v.behind = true
	}
}

// Viewers counts those who look at a camera.
func (h *Hub) Viewers(id string) int {
	f := h.feed(id)
	if f == nil {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.viewers)
}

// Cut copies what is kept of a time, from the last key picture before it.
func (h *Hub) Cut(id string, from, to time.Time) (out []Picture) {
	f := h.feed(id)
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.kept {
		if p.Key && !p.At.After(from) {
			out = out[:0]
		}
		if (len(out) > 0 || p.Key) && !p.At.After(to) {
			out = append(out, p)
		}
	}
	return out
}

func (f *feed) nudge() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// wanted tells whether the camera is to be played: somebody looks or has just looked, or its past is kept.
func (f *feed) wanted() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.keep > 0 || len(f.viewers) > 0 || time.Since(f.idleAt) < linger
}

// run plays the camera whenever it is wanted, and looks now and then whether it would play, until ctx ends.
func (f *feed) run(ctx context.Context) {
	failed, began := 0, false
	pause := time.Duration(rand.Int64N(int64(2 * time.Second))) // all at once would be a storm
	for {
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-f.wake:
			timer.Stop()
			if failed > 0 && pause < longest && began { // somebody looks, but the camera has just failed: not at once
				select {
				case <-ctx.Done():
					return
				case <-time.After(min(pause, time.Second)):
				}
			}
		case <-timer.C:
		}
		free := func() {}
		if !f.wanted() {
			select {
			case f.hub.probes <- struct{}{}:
				free = sync.OnceFunc(func() { <-f.hub.probes })
			case <-f.wake: // who looks does not wait behind cameras at which nobody does
			case <-ctx.Done():
				return
			}
		}
		shown, err := f.play(ctx, free)
		free()
		if ctx.Err() != nil {
			return
		}
		began = true
		switch {
		case err == nil:
			failed = 0
		case shown:
			failed = 1
		default:
			failed++
		}
		if failed > 0 {
			f.hub.Log.Debug("a camera failed", "camera", f.id, "err", err)
		}
		if failed > 1 || failed == 1 && !shown { // one cut alone is no outage
			f.hub.State(f.id, false, CodeOf(err), time.Now())
		}
		switch {
		case failed > 0 && (failed == 1 || f.wanted()):
			pause = min(time.Second<<min(failed-1, 5), longest)
			pause = pause*3/4 + time.Duration(rand.Int64N(int64(pause)/2))
		case f.wanted():
			pause = 0
		default:
			pause = f.hub.Probe*3/4 + time.Duration(rand.Int64N(int64(f.hub.Probe)/2))
		}
	}
}

// play plays the camera until it fails or nobody looks any more; err is nil in the latter case. shown tells whether it has shown anything.
// probed is called when somebody looks: what began as a probe is none any more.
func (f *feed) play(ctx context.Context, probed func()) (shown bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	f.mu.Lock()
	f.last, f.group = time.Now(), nil
	f.mu.Unlock()
	enough := errors.New("nobody looks")
	quiet := fault(Silent, "no picture for %s", idle)
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			f.mu.Lock()
			silent := time.Since(f.last) > idle+2*time.Second
			f.mu.Unlock()
			if silent {
				cancel(quiet)
			}
		}
	}()
	err = f.src.Play(ctx, func(p Picture) {
		if !shown {
			shown = true
			f.hub.State(f.id, true, "", p.At)
		}
		f.take(p)
		if f.wanted() {
			probed()
		} else {
			cancel(enough)
		}
	})
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	cancel(nil)
	<-watching
	f.mu.Lock()
	f.group = nil
	for v := range f.viewers {
		v.behind = true
	}
	f.mu.Unlock()
	switch {
	case errors.Is(err, enough):
		return shown, nil
	case err == nil:
		err = fault(Cut, "the source has ended")
	}
	return shown, err
}

// take hands a picture to all who look, and keeps it as long as is asked for.
func (f *feed) take(p Picture) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = p.At
	if p.Key {
		f.group = f.group[:0:0]
	}
	if len(f.group) < 2*mostQueue {
		f.group = append(f.group, p)
	}
	if f.keep > 0 {
		f.kept, f.weight = append(f.kept, p), f.weight+p.size()
		old := 0
		for i := range f.kept { // what is older goes, group by group, so that the rest begins with a key picture
			if !f.kept[i].Key || i == 0 {
				continue
			}
			if p.At.Sub(f.kept[i].At) < f.keep && f.weight <= mostKept {
				break
			}
			for ; old < i; old++ {
				f.weight -= f.kept[old].size()
			}
		}
		clear(f.kept[:old]) // or they stay until the slice grows
		if f.kept = f.kept[old:]; f.weight > 2*mostKept {
			f.kept, f.weight = nil, 0
		}
	}
	for v := range f.viewers {
		v.give(p)
	}
}
