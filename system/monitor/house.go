package monitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"anjian/base/account"
	"anjian/base/notice"
	"anjian/kernel"
	"anjian/kernel/series"
)

// House is the monitoring that runs in one process: it receives, keeps and judges. Records hold what is to be remembered; what stands here is
// built anew at every start from them and from the newest values.
type House struct {
	Env       *kernel.Env
	Store     kernel.Store
	Addresses Addresses
	Series    series.Store // nil until Open: other commands do not need it
	Reader    *series.Reader
	Sheet     func(w io.Writer, name string, head []string, rows [][]string) error // writes a workbook
	// OnAlarm, if it is set before Open, is told of each alarm that has begun, or has come back before it was closed, once that is committed, in
	// a goroutine of its own and as the platform.
	OnAlarm func(c *kernel.Ctx, a *Alarm)

	mu       sync.RWMutex
	devices  map[string]*device // by id
	points   map[string]*watch  // by id
	loaded   time.Time
	rules    map[string]*ruleState
	loading  sync.Mutex
	failures map[string]*failure
	stop     chan struct{}
	once     sync.Once
	calls    sync.WaitGroup // of OnAlarm
	feed     feed
}

// Addresses are where devices reach the platform, as the page of a gateway shows them; empty where nothing listens.
type Addresses struct{ MQTT, HJ212, HTTP string }

// NewHouse makes a house that is still closed.
func NewHouse() *House {
	return &House{devices: map[string]*device{}, points: map[string]*watch{}, rules: map[string]*ruleState{}, failures: map[string]*failure{}, stop: make(chan struct{}), feed: feed{open: map[chan struct{}]bool{}}}
}

// device is a gateway as the house sees it.
type device struct {
	house   *House
	mu      sync.Mutex
	g       *Gateway
	points  map[string]*watch // by the device's own code
	sense   sense
	heard   time.Time // when something last came
	here    int       // connections
	active  map[Cause]string
	late    int64
	again   int64
	unknown map[string]bool
	skew    int
}

// watch is a point as the house sees it.
type watch struct {
	mu     sync.Mutex
	p      *Point
	l      *limits
	dev    *device
	now    standing
	recv   time.Time
	word   string           // quality of the newest value: good, bad, shifted
	active map[Cause]string // cause of the alarms that hold: id of their record
	peaks  map[Cause]peak
}

type peak struct {
	v     float64
	at    time.Time
	saved bool
}

// failure counts wrong secrets of a name.
type failure struct {
	n     int
	since time.Time
}

func (h *House) ctx(ctx context.Context) *kernel.Ctx { return h.Env.NewCtx(ctx, h.Store) }

// Open takes up work on s: it learns how everything stood.
func (h *House) Open(ctx context.Context, s series.Store) error {
	h.Series = s
	h.Reader = series.NewReader(s)
	c := h.ctx(ctx)
	if err := h.load(c); err != nil {
		return err
	}
	// One that was closed while its condition holds is remembered too: it does not begin anew before it was over.
	err := Alarms.Each(c, kernel.Query{Where: kernel.Eq(&al.Active, true), Sort: "id", Limit: -1}, func(a *Alarm) error {
		if w := h.points[string(a.Point)]; w != nil {
			w.now.of(a.Cause).active = true
			w.active[a.Cause] = a.ID
			w.peaks[a.Cause] = peak{a.Peak, a.PeakAt, true}
		} else if d := h.devices[string(a.Gateway)]; d != nil {
			d.active[a.Cause] = a.ID
		} else if a.Rule != "" {
			h.rules[string(a.Rule)] = &ruleState{dwell: dwell{active: true}, alarm: a.ID}
		}
		return nil
	})
	if err != nil {
		return err
	}
	since := c.Now().Add(-2 * time.Hour)
	for _, w := range h.points {
		last, found, err := s.Last(ctx, w.p.ID, since)
		if err != nil || !found {
			if err != nil {
				return err
			}
			continue
		}
		w.word = "good"
		if w.recv = time.UnixMilli(last.At); w.recv.After(w.dev.heard) {
			w.dev.heard = w.recv
		}
		if c.Now().Sub(w.recv) < 15*time.Minute { // what was kept just before a crash may not have been judged
			if err := w.judge(c, last.At, last.Value, false); err != nil {
				return err
			}
		} else {
			w.now.at, w.now.value = last.At, last.Value
		}
		if w.active[OFF] == "" { // like its device
			w.recv = c.Now()
		}
	}
	for _, d := range h.devices { // a device that was silent while the platform did not run gets its time to speak
		switch {
		case d.g.Status == Unseen:
			d.heard = time.Time{}
		case d.active[OFF] != "":
			d.heard = c.Now().Add(-time.Duration(d.g.Silent+1) * time.Second)
		default:
			d.heard = c.Now()
		}
	}
	return nil
}

// Fault is why measured values cannot be kept at the moment.
func (h *House) Fault() error {
	if h.Series == nil {
		return nil
	}
	return h.Series.Fault()
}

// Run watches what does not come, until ctx ends.
func (h *House) Run(ctx context.Context) {
	if h.Series == nil {
		return
	}
	defer h.calls.Wait()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		c := h.ctx(ctx)
		for _, step := range []struct {
			every int
			do    func(*kernel.Ctx) error
		}{{1, h.Tick}, {10, h.load}, {15, h.Evaluate}} {
			if n%step.every != 0 {
				continue
			}
			if err := step.do(c); err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "monitor", "err", err)
			}
		}
	}
}

// Close ends the open streams.
func (h *House) Close() { h.once.Do(func() { close(h.stop) }) }

// overlap is how far load looks back: longer than the longest write.
const overlap = 30 * time.Second

// load reads the gateways and points that were written since it last looked.
func (h *House) load(c *kernel.Ctx) error {
	h.loading.Lock()
	defer h.loading.Unlock()
	began := c.Now()
	since := h.loaded.Add(-overlap)
	if h.loaded.IsZero() {
		since = time.Time{}
	}
	var gs []*Gateway
	var ps []*Point
	if err := Gateways.Each(c, kernel.Query{Where: kernel.Since(&gw.Updated, since), Sort: "id", Limit: -1}, func(g *Gateway) error { gs = append(gs, g); return nil }); err != nil {
		return err
	}
	if err := Points.Each(c, kernel.Query{Where: kernel.Since(&pt.Updated, since), Sort: "id", Limit: -1}, func(p *Point) error { ps = append(ps, p); return nil }); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, g := range gs {
		d := h.devices[g.ID]
		if d == nil {
			d = &device{house: h, points: map[string]*watch{}, active: map[Cause]string{}, unknown: map[string]bool{}}
			h.devices[g.ID] = d
		}
		d.mu.Lock()
		d.g = g
		d.mu.Unlock()
	}
	for _, p := range ps {
		d, w := h.devices[string(p.Gateway)], h.points[p.ID]
		if d == nil {
			continue
		}
		if w == nil {
			w = &watch{active: map[Cause]string{}, peaks: map[Cause]peak{}, dev: d}
			h.points[p.ID] = w
		}
		w.mu.Lock()
		w.p, w.l = p, p.limits()
		w.mu.Unlock()
		d.mu.Lock()
		d.points[p.Code] = w
		delete(d.unknown, p.Code)
		d.mu.Unlock()
	}
	h.loaded = began
	return nil
}

func (h *House) device(id string) *device { h.mu.RLock(); defer h.mu.RUnlock(); return h.devices[id] }
func (h *House) point(id string) *watch   { h.mu.RLock(); defer h.mu.RUnlock(); return h.points[id] }

// all is a copy of what is watched, to go through without holding up what comes in.
func (h *House) all() (ds []*device, ws []*watch) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, d := range h.devices {
		ds = append(ds, d)
	}
	for _, w := range h.points {
		ws = append(ws, w)
	}
	return ds, ws
}

// Wrong secrets of one name that are answered in a minute.
const mostFailures = 10

// Admit implements telemetry.Host.
func (h *House) Admit(ctx context.Context, name, secret, address string) (string, string, bool) {
	c := h.ctx(ctx)
	h.mu.Lock()
	f := h.failures[name]
	if f != nil && c.Now().Sub(f.since) > time.Minute {
		delete(h.failures, name)
		f = nil
	}
	tired := f != nil && f.n >= mostFailures
	h.mu.Unlock()
	if tired || !codePattern.MatchString(name) || len(name) > 24 || len(secret) > 100 {
		return "", "", false
	}
	g, err := verify(c, name, secret)
	if err != nil {
		slog.ErrorContext(ctx, "monitor: a device cannot be admitted", "err", err)
		return "", "", false
	}
	if g == nil {
		h.mu.Lock()
		if len(h.failures) > 10_000 {
			clear(h.failures)
		}
		if h.failures[name] == nil {
			h.failures[name] = &failure{since: c.Now()}
		}
		h.failures[name].n++
		h.mu.Unlock()
		slog.WarnContext(ctx, "monitor: a device is refused", "name", name, "address", address)
		return "", "", false
	}
	if h.device(g.ID) == nil {
		if err := h.load(c); err != nil {
			return "", "", false
		}
	}
	topic, err := Topic(c, g)
	return g.ID, topic, err == nil && topic != ""
}

// Vouched implements telemetry.Voucher: another broker has admitted a device, which must send below its own topic.
func (h *House) Vouched(ctx context.Context, name, topic string) (string, bool) {
	c := h.ctx(ctx)
	g, err := Gateways.First(c, kernel.And(kernel.Eq(&gw.Code, name), kernel.Not(&gw.Status, Shut)))
	if err != nil || g == nil {
		return "", false
	}
	if h.device(g.ID) == nil {
		if err := h.load(c); err != nil {
			return "", false
		}
	}
	own, err := Topic(c, g)
	return g.ID, err == nil && own == topic
}

// Seen implements telemetry.Host: a device that hangs up may come back at once, so that its silence tells, not this.
func (h *House) Seen(id string, here bool) {
	if d := h.device(id); d != nil {
		d.mu.Lock()
		if d.here--; here {
			d.here += 2
		}
		d.mu.Unlock()
	}
}

// Tick judges that time has gone by: dwell that ends without a value, points and devices that are silent.
func (h *House) Tick(c *kernel.Ctx) error {
	ds, ws := h.all()
	var errs []error
	for _, w := range ws {
		errs = append(errs, w.tick(c))
	}
	for _, d := range ds {
		errs = append(errs, d.tick(c))
	}
	return errors.Join(errs...)
}

func (w *watch) tick(c *kernel.Ctx) error {
	w.dev.mu.Lock()
	speaks := c.Now().Sub(w.dev.heard) < time.Duration(w.dev.g.Silent)*time.Second
	w.dev.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.p.Off {
		clear(w.now.cond)
		return w.reconcile(c, c.Now(), w.now.value)
	}
	if w.now.at == 0 {
		return nil
	}
	silent := c.Now().Sub(w.recv) > time.Duration(w.p.Silent)*time.Second
	before := w.now.copy()
	if w.now.of(OFF).active = silent && (speaks || w.active[OFF] != ""); !silent {
		w.now.pass(w.l, c.Now().UnixMilli())
	}
	if err := w.reconcile(c, c.Now(), w.now.value); err != nil {
		w.now = before
		return fmt.Errorf("point %s: %w", w.p.ID, err)
	}
	return w.savePeaks(c)
}

func (d *device) tick(c *kernel.Ctx) error {
	d.mu.Lock()
	g, heard, skew := d.g, d.heard, d.skew
	d.mu.Unlock()
	if g.Status == Shut || heard.IsZero() {
		return nil
	}
	silent := c.Now().Sub(heard) > time.Duration(g.Silent)*time.Second
	want := Online
	if silent {
		want = Offline
	}
	if moved := skew - g.Skew; g.Status != want || moved > 10 || moved < -10 {
		next, err := Gateways.Update(c, g.ID, 0, func(g *Gateway) error {
			if g.Status == Shut {
				return errGone
			}
			if g.Status != want {
				g.Status, g.ChangedAt = want, stamp(c)
			}
			g.Skew = skew
			return nil
		})
		if err != nil && !errors.Is(err, errGone) {
			return err
		}
		if err == nil {
			d.mu.Lock()
			d.g = next
			d.mu.Unlock()
		}
	}
	return d.set(c, OFF, silent, "")
}

// holders names the accounts of messages.
func holders(c *kernel.Ctx, list []*notice.Notice) (map[string]string, error) {
	out := map[string]string{}
	for _, n := range list {
		if _, known := out[string(n.Account)]; known {
			continue
		}
		a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(n.Account)))
		if err != nil {
			return nil, err
		}
		if out[string(n.Account)] = ""; a != nil {
			out[string(n.Account)] = a.Name
		}
	}
	return out, nil
}
