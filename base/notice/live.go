package notice

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"anjian/kernel"
)

// hub wakes the open pages of an account when something of its inbox changed.
type hub struct {
	mu   sync.Mutex
	open map[string]map[chan struct{}]bool
	seen map[string]int // id of a message -> version told
	last time.Time
}

func (h *hub) join(account string) (chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open[account] == nil {
		h.open[account] = map[chan struct{}]bool{}
	}
	h.open[account][ch] = true
	return ch, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if delete(h.open[account], ch); len(h.open[account]) == 0 {
			delete(h.open, account)
		}
	}
}

func (h *hub) wake(account string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch := range h.open[account] {
		select {
		case ch <- struct{}{}:
		default: // it will look anyway
		}
	}
}

// overlap is how far watch looks back: longer than the longest write, whose time is that of its beginning.
const overlap = 10 * time.Second

// watch finds the messages that any process has written since it last looked, and wakes whose they are.
func (x *Center) watch(c *kernel.Ctx) error {
	x.live.mu.Lock()
	idle := len(x.live.open) == 0
	x.live.mu.Unlock()
	if idle {
		return nil
	}
	since := c.Now().Add(-overlap)
	seen := map[string]int{}
	err := Notices.Each(c.AsSystem(), kernel.Query{Where: kernel.Since(&Row.Updated, since), Sort: "updated", Limit: 1000, Cols: []string{"id", "rev", "account"}}, func(n *Notice) error {
		if seen[n.ID] = n.Rev; x.live.seen[n.ID] != n.Rev {
			x.live.wake(string(n.Account))
		}
		return nil
	})
	if err == nil {
		x.live.seen = seen
	}
	return err
}

// most open streams of one account: tabs and phones; more is a fault.
const mostStreams = 20

// stream tells an open page at once what changes in its inbox (server-sent events). It ends before the time limit of a request does; the
// browser comes back by itself.
func (x *Center) stream(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		return kernel.Errorf(kernel.Invalid, "这个地址只用于接收实时消息")
	}
	woken, leave := x.live.join(c.Actor.ID)
	defer leave()
	x.live.mu.Lock()
	many := len(x.live.open[c.Actor.ID])
	x.live.mu.Unlock()
	if many > mostStreams {
		return kernel.Errorf(kernel.TooMany, "打开的页面太多")
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(w)
	fmt.Fprint(w, "retry: 1000\n\n")
	tell := func() error {
		state, err := x.state(c)
		if err != nil {
			return err
		}
		body, err := json.Marshal(state)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "event: state\ndata: %s\n\n", body); err != nil {
			return err
		}
		return out.Flush()
	}
	if err := tell(); err != nil {
		return nil // who is gone needs no answer
	}
	for {
		select {
		case <-woken:
			if tell() != nil {
				return nil
			}
		case <-c.Done():
			return nil
		case <-x.stop:
			return nil
		}
	}
}
