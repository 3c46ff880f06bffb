package monitor

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/series"
	"anjian/system/majorhazard"
)

// Live is the newest value of a point and how it stands.
type Live struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Code       string  `json:"code"`
	Kind       Kind    `json:"kind"`
	KindLabel  string  `json:"kind_label"`
	Unit       string  `json:"unit"`
	Decimals   int     `json:"decimals"`
	Enterprise string  `json:"enterprise"`
	Firm       string  `json:"enterprise_label,omitempty"`
	Area       string  `json:"area,omitempty"` // the installation or the tailings pond
	Vital      bool    `json:"is_key"`
	Has        bool    `json:"has"`
	Value      float64 `json:"value"`
	At         int64   `json:"at"`
	Quality    string  `json:"quality"` // good, bad, shifted: the clock of the gateway was wrong
	State      string  `json:"state"`   // normal, none, or the gravest alarm that holds
	Tone       string  `json:"tone"`
	Low        *Number `json:"low,omitempty"`
	High       *Number `json:"high,omitempty"`
	HH         *Number `json:"hh,omitempty"`
	H          *Number `json:"h,omitempty"`
	L          *Number `json:"l,omitempty"`
	LL         *Number `json:"ll,omitempty"`
	Spark      []Dot   `json:"spark,omitempty"`
}

// Number is a limit that is set.
type Number struct {
	V float64 `json:"v"`
}

// Dot is one dot of a small curve.
type Dot struct {
	At int64   `json:"at"`
	V  float64 `json:"v"`
}

// LiveList is many of them.
type LiveList struct {
	Items []Live `json:"items"`
	Total int    `json:"total"` // how many there are altogether
	Now   int64  `json:"now"`
}

type liveIn struct {
	Points     string `json:"points"`
	Enterprise string `json:"enterprise"`
	Alarms     bool   `json:"alarms"` // only those that alarm
	Spark      bool   `json:"spark"`
}

// most points of one page.
const mostLive = 300

// mine lists the points that are asked for and that the actor may read, those that alarm before the others, and how many there are: of one's own
// enterprise, of the one that is named, or the key areas of the region.
func (h *House) mine(c *kernel.Ctx, in *liveIn) (list []*Point, total int, err error) {
	where := kernel.Eq(&pt.Off, false)
	switch {
	case in.Points != "":
		ids := strings.Split(in.Points, ",")
		if len(ids) > mostLive {
			return nil, 0, kernel.Errorf(kernel.Invalid, "一次最多看%d个测点", mostLive)
		}
		list, err = Points.List(c, kernel.Query{Where: kernel.In(&pt.ID, ids...), Sort: "code", Limit: mostLive})
		return list, len(list), err
	case in.Enterprise != "":
		where = kernel.And(where, kernel.Eq(&pt.Enterprise, kernel.Ref[enterprise.Enterprise](in.Enterprise)))
	case c.Actor.Enterprise == "":
		where = kernel.And(where, kernel.Eq(&pt.Vital, true))
	}
	loud := h.alarming()
	if len(loud) > 0 {
		if list, err = Points.List(c, kernel.Query{Where: kernel.And(where, kernel.In(&pt.ID, loud...)), Sort: "code", Limit: mostLive}); err != nil {
			return nil, 0, err
		}
	}
	if in.Alarms {
		return list, len(list), nil
	}
	if total, err = Points.Count(c, where); err != nil || len(list) >= mostLive {
		return list, total, err
	}
	first := map[string]bool{}
	for _, p := range list {
		first[p.ID] = true
	}
	rest, err := Points.List(c, kernel.Query{Where: where, Sort: "enterprise", Limit: mostLive})
	for _, p := range rest {
		if !first[p.ID] && len(list) < mostLive {
			list = append(list, p)
		}
	}
	return list, total, err
}

// alarming are points at which an alarm holds, at most some hundreds.
func (h *House) alarming() (ids []string) {
	_, ws := h.all()
	for _, w := range ws {
		w.mu.Lock()
		if len(w.active) > 0 && len(ids) < 500 {
			ids = append(ids, w.p.ID)
		}
		w.mu.Unlock()
	}
	return ids
}

// names fills in what the enterprises, the installations and the ponds of points are called.
func names(c *kernel.Ctx, list []*Point, out []Live) error {
	c = c.AsSystem()
	firms, areas := map[kernel.Ref[enterprise.Enterprise]]string{}, map[string]string{}
	for _, p := range list {
		firms[p.Enterprise], areas[string(p.Hazard)], areas[string(p.Pond)] = "", "", ""
	}
	delete(areas, "")
	var ids []string
	for id := range firms {
		ids = append(ids, string(id))
	}
	rooms := slices.Collect(maps.Keys(areas))
	err := errors.Join(
		enterprise.Enterprises.Each(c, kernel.Query{Where: kernel.In(&enterprise.Row.ID, ids...), Sort: "id", Limit: -1, Cols: []string{"id", "name"}}, func(e *enterprise.Enterprise) error {
			firms[kernel.Ref[enterprise.Enterprise](e.ID)] = e.Name
			return nil
		}),
		majorhazard.Installations.Each(c, kernel.Query{Where: kernel.In(&installation.ID, rooms...), Sort: "id", Limit: -1, Cols: []string{"id", "name"}}, func(x *majorhazard.Installation) error { areas[x.ID] = x.Name; return nil }),
		majorhazard.Ponds.Each(c, kernel.Query{Where: kernel.In(&pond.ID, rooms...), Sort: "id", Limit: -1, Cols: []string{"id", "name"}}, func(x *majorhazard.Pond) error { areas[x.ID] = x.Name; return nil }),
	)
	for i, p := range list {
		out[i].Firm, out[i].Area = firms[p.Enterprise], areas[string(p.Hazard)]
		if out[i].Area == "" {
			out[i].Area = areas[string(p.Pond)]
		}
	}
	return err
}

var (
	installation = kernel.Row[majorhazard.Installation]()
	pond         = kernel.Row[majorhazard.Pond]()
)

func bound(v *float64) *Number {
	if v == nil {
		return nil
	}
	return &Number{*v}
}

// live is how one point stands; without the house only its limits are known.
func (h *House) live(p *Point) Live {
	l := p.limits()
	out := Live{ID: p.ID, Name: p.Name, Code: p.Code, Kind: p.Kind, KindLabel: kernel.LabelOf(p.Kind), Unit: p.Unit, Decimals: p.Decimals, Enterprise: string(p.Enterprise), Vital: p.Vital, State: "none",
		Low: bound(l.low), High: bound(l.high), HH: bound(l.hh), H: bound(l.h), L: bound(l.l), LL: bound(l.ll)}
	w := h.point(p.ID)
	if w == nil {
		return out
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now.at == 0 {
		return out
	}
	out.Has, out.Value, out.At, out.Quality, out.State = true, w.now.value, w.now.at, w.word, "normal"
	for _, k := range append([]Cause{OFF}, valued...) {
		if w.active[k] == "" {
			continue
		}
		out.State, out.Tone = string(k), "orange"
		if k == HH || k == LL {
			out.Tone = "red"
		} else if k == H || k == L {
			out.Tone = "yellow"
		}
		break
	}
	if w.dev.mu.Lock(); out.State == "normal" && w.dev.active[OFF] != "" { // one alarm for the whole gateway
		out.State = string(OFF)
	}
	w.dev.mu.Unlock()
	return out
}

func (h *House) lives(c *kernel.Ctx, in *liveIn) (*LiveList, error) {
	list, total, err := h.mine(c, in)
	if err != nil {
		return nil, err
	}
	out := &LiveList{Items: []Live{}, Total: total, Now: c.Now().UnixMilli()}
	for _, p := range list {
		one := h.live(p)
		if in.Spark && h.Series != nil {
			now := c.Now()
			dots, err := h.Series.Read(c, series.Span{Point: p.ID, From: now.Add(-2 * time.Hour), To: now.Add(time.Minute), Step: 2 * time.Minute})
			if err != nil {
				return nil, err
			}
			for _, b := range dots {
				one.Spark = append(one.Spark, Dot{b.At, b.Last})
			}
		}
		out.Items = append(out.Items, one)
	}
	return out, names(c, list, out.Items)
}

// feed wakes the open pages when values have come.
type feed struct {
	mu   sync.Mutex
	open map[chan struct{}]bool
}

const mostStreams = 2000

func (f *feed) join() (chan struct{}, func(), bool) {
	ch := make(chan struct{}, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.open) >= mostStreams {
		return nil, nil, false
	}
	f.open[ch] = true
	return ch, func() { f.mu.Lock(); delete(f.open, ch); f.mu.Unlock() }, true
}

func (f *feed) wake() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ch := range f.open {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// stream tells an open page the values that change (server-sent events), at most twice a second. What the actor may read is found once; the
// stream ends before the time limit of a request does, and the browser comes back.
func (h *House) stream(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		return kernel.Errorf(kernel.Invalid, "这个地址只用于接收实时数据")
	}
	q := r.URL.Query()
	list, _, err := h.mine(c, &liveIn{Points: q.Get("points"), Enterprise: q.Get("enterprise"), Alarms: q.Get("alarms") == "true"})
	if err != nil {
		return err
	}
	woken, leave, ok := h.feed.join()
	if !ok {
		return kernel.Errorf(kernel.TooMany, "打开的页面太多")
	}
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(w)
	fmt.Fprint(w, "retry: 1000\n\n")
	seen := map[string]string{}
	tell := func() error {
		var changed []Live
		for _, p := range list {
			one := h.live(p)
			mark := fmt.Sprint(one.At, one.State, one.Quality)
			if seen[p.ID] != mark {
				seen[p.ID] = mark
				changed = append(changed, one)
			}
		}
		if len(changed) == 0 {
			return nil
		}
		body, err := json.Marshal(changed)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "event: values\ndata: %s\n\n", body); err != nil {
			return err
		}
		return out.Flush()
	}
	if err := out.Flush(); err != nil || tell() != nil {
		return nil
	}
	pause := time.NewTicker(500 * time.Millisecond)
	defer pause.Stop()
	state := time.NewTicker(2 * time.Second)
	defer state.Stop()
	for {
		select {
		case <-woken:
		case <-state.C: // states change without a value too
		case <-c.Done():
			return nil
		case <-h.stop:
			return nil
		}
		if tell() != nil {
			return nil
		}
		select {
		case <-pause.C:
		case <-c.Done():
			return nil
		case <-h.stop:
			return nil
		}
	}
}

// Line is the history of one point.
type Line struct {
	Live
	Buckets []series.Bucket `json:"buckets"`
}

// History is the same time of several points.
type History struct {
	From  int64  `json:"from"`
	To    int64  `json:"to"`
	Step  int64  `json:"step"` // milliseconds; 0: the values themselves
	Items []Line `json:"items"`
}

type historyIn struct {
	Point string `json:"point"` // ids, separated by commas
	From  string `json:"from"`
	To    string `json:"to"`
	Step  int    `json:"step"` // seconds; 0 chooses, -1: the values themselves
	Bad   bool   `json:"bad"`  // what the device did not trust
}

// most lines of a comparison.
const mostLines = 8

var errClosed = kernel.Errorf(kernel.Conflict, "监测数据没有打开")

// moment reads a time: RFC 3339, or a day.
func moment(text string, otherwise time.Time) (time.Time, error) {
	if text == "" {
		return otherwise, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, kernel.China); err == nil {
			return t, nil
		}
	}
	return otherwise, kernel.Errorf(kernel.Invalid, "时间应为 2026-05-01T08:00:00 的形式")
}

// steps are those that a curve of some hundred dots may have.
var steps = []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}

func (h *House) history(c *kernel.Ctx, in *historyIn) (*History, error) {
	if h.Series == nil {
		return nil, errClosed
	}
	from, err1 := moment(in.From, c.Now().Add(-24*time.Hour))
	to, err2 := moment(in.To, c.Now())
	ids := strings.Split(in.Point, ",")
	switch {
	case err1 != nil || err2 != nil:
		return nil, kernel.Errorf(kernel.Invalid, "时间应为 2026-05-01T08:00:00 的形式")
	case !from.Before(to) || to.Sub(from) > 20*366*24*time.Hour:
		return nil, kernel.Errorf(kernel.Invalid, "开始时间应早于结束时间")
	case in.Point == "" || len(ids) > mostLines:
		return nil, kernel.Errorf(kernel.Invalid, "请选择1到%d个测点", mostLines)
	}
	step := time.Duration(in.Step) * time.Second
	switch {
	case in.Step == 0:
		want := to.Sub(from) / 600
		i := slices.IndexFunc(steps, func(s time.Duration) bool { return s >= want })
		if i < 0 {
			i = len(steps) - 1
		}
		step = steps[i]
	case in.Step < 0 && to.Sub(from) > 7*24*time.Hour:
		return nil, kernel.Errorf(kernel.Invalid, "原始数据一次最多查7天")
	case in.Step < 0:
		step = 0
	case to.Sub(from)/step > series.MostBuckets:
		return nil, kernel.Errorf(kernel.Invalid, "间隔太小，请加大间隔或缩短时间")
	}
	if step >= time.Hour {
		from = from.Truncate(time.Hour)
	} else if step > 0 {
		from = from.Truncate(step)
	}
	out := &History{From: from.UnixMilli(), To: to.UnixMilli(), Step: step.Milliseconds(), Items: []Line{}}
	for _, id := range ids {
		p, err := Points.Get(c, id)
		if err != nil {
			return nil, err
		}
		list, err := h.Series.Read(c, series.Span{Point: p.ID, From: from, To: to, Step: step, Bad: in.Bad})
		if err != nil {
			return nil, err
		}
		if list == nil {
			list = []series.Bucket{}
		}
		out.Items = append(out.Items, Line{h.live(p), list})
	}
	return out, nil
}
