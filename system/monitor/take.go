package monitor

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"time"

	"anjian/kernel"
	"anjian/kernel/series"
	"anjian/kernel/telemetry"
)

var errGone = errors.New("monitor: the gateway is closed")

// Take implements telemetry.Host: when it returns, the values are on the disk and judged.
func (h *House) Take(ctx context.Context, m *telemetry.Message) error {
	d := h.device(m.Device)
	if d == nil || h.Series == nil {
		return errGone
	}
	c := h.ctx(ctx)
	received := c.Now()
	d.mu.Lock()
	shut := d.g.Status == Shut
	d.heard = received
	d.mu.Unlock()
	if shut {
		return errGone
	}
	switch m.Kind {
	case "status":
		return h.reported(c, d, m.Body)
	case "data":
		return h.values(c, d, m, received)
	}
	return nil
}

// reported takes what a device says of itself: {"fault":"电池电压低"}, an empty text when it is well again.
func (h *House) reported(c *kernel.Ctx, d *device, body []byte) error {
	var in struct {
		Fault *string `json:"fault"`
	}
	if json.Unmarshal(body, &in) != nil || in.Fault == nil {
		return nil
	}
	text := *in.Fault
	if r := []rune(text); len(r) > 100 {
		text = string(r[:100])
	}
	return d.set(c, FAULT, text != "", "："+text)
}

// item is one reading on its way.
type item struct {
	w    *watch
	at   int64
	v    float64
	bad  bool
	word string
}

func (h *House) values(c *kernel.Ctx, d *device, m *telemetry.Message, received time.Time) error {
	if len(m.Readings) == 0 {
		return nil
	}
	list, known := d.known(m)
	if !known {
		if err := h.load(c); err != nil {
			return err
		}
		list, _ = d.known(m)
	}
	newest := int64(math.MinInt64)
	for _, r := range m.Readings {
		newest = max(newest, r.At)
	}
	d.mu.Lock()
	late, shift := d.sense.timing(newest, received, m.Late)
	if !late {
		d.skew = 0
		if shift != 0 {
			d.skew = int(shift.Round(time.Second).Seconds())
		}
	} else {
		d.late += int64(len(list))
	}
	d.mu.Unlock()
	samples := make([]series.Sample, 0, len(list))
	for i := range list {
		it := &list[i]
		if it.word = "good"; shift != 0 {
			it.at, it.word = it.at+shift.Milliseconds(), "shifted"
		}
		if it.bad {
			it.word = "bad"
		}
		samples = append(samples, series.Sample{Point: it.w.p.ID, Kind: string(it.w.p.Kind), At: it.at, Value: it.v, Scale: it.w.p.Decimals, Bad: it.bad})
	}
	if _, err := h.Series.Append(c, samples); err != nil {
		return err
	}
	if late {
		return nil
	}
	slices.SortStableFunc(list, func(a, b item) int { return int(max(-1, min(1, a.at-b.at))) })
	for _, it := range list {
		fresh, err := it.w.take(c, it, received)
		if err != nil {
			return err
		}
		if !fresh {
			d.mu.Lock()
			d.again++
			d.mu.Unlock()
		}
	}
	h.feed.wake()
	return nil
}

// most codes that nobody has declared are remembered of a gateway.
const mostUnknown = 200

// known finds the points of a message; what no record declares is noted.
func (d *device) known(m *telemetry.Message) (list []item, all bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	all = true
	for _, r := range m.Readings {
		w := d.points[r.Point]
		if w == nil {
			if all = false; len(d.unknown) < mostUnknown {
				d.unknown[r.Point] = true
			}
			continue
		}
		if math.Abs(r.Value) > 1e12 {
			continue
		}
		if !w.p.Off {
			list = append(list, item{w: w, at: r.At, v: r.Value, bad: r.Quality != 0})
		}
	}
	return list, all || len(m.Readings) == len(list)
}

// take judges a value that has come; false if nothing newer than what is known.
func (w *watch) take(c *kernel.Ctx, it item, received time.Time) (bool, error) {
	other := math.NaN()
	if w.l.deviation > 0 && w.p.Pair != "" {
		w.dev.mu.Lock()
		pair := w.dev.points[w.p.Pair]
		w.dev.mu.Unlock()
		if pair != nil && pair != w {
			pair.mu.Lock()
			if pair.now.at > 0 && it.at-pair.now.at < 120_000 && !pair.now.bad {
				other = pair.now.value
			}
			pair.mu.Unlock()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if it.at <= w.now.at {
		return false, nil
	}
	before := w.now.copy()
	w.now.sample(w.l, it.at, it.v, it.bad, other)
	if err := w.reconcile(c, time.UnixMilli(it.at), it.v); err != nil {
		w.now = before // it comes again, and is judged again
		return true, err
	}
	w.recv, w.word = received, it.word
	return true, nil
}

// judge is take for a value that was kept before.
func (w *watch) judge(c *kernel.Ctx, at int64, v float64, bad bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.sample(w.l, at, v, bad, math.NaN())
	return w.reconcile(c, time.UnixMilli(at), v)
}

func (s *standing) copy() standing {
	out := *s
	out.cond = make(map[Cause]*dwell, len(s.cond))
	for k, d := range s.cond {
		one := *d
		out.cond[k] = &one
	}
	return out
}
