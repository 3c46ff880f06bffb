package region

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"anjian/kernel"
)

// Names spells regions in full, for kernel.Env.Label: 河南省郑州市金水区. What the platform's own records say goes
// before the national table. It answers from memory and reads the records again after each write in this
// process, and once a minute for the writes of others.
type Names struct {
	env   *kernel.Env
	store kernel.Store

	book    atomic.Pointer[book]
	dirty   atomic.Bool
	written atomic.Int64 // when a record was last written here, in Unix milliseconds
	reading sync.Mutex
}

type book struct {
	at    time.Time
	tree  *tree
	names map[kernel.Region]string // what records call single divisions
	full  sync.Map                 // kernel.Region -> full name
}

const (
	refresh  = time.Minute            // how old the names of other processes may be
	settling = 40 * time.Second       // longer than a request: until then a write seen by the hook may not be committed
	again    = 200 * time.Millisecond // between two readings while a write settles
)

// NewNames returns the names of the platform on store; its Wrote belongs among the hooks of env.
func NewNames(env *kernel.Env, store kernel.Store) *Names {
	n := &Names{env: env, store: store}
	known.Store(env, n)
	return n
}

var known sync.Map // *kernel.Env -> its *Names

// remembered is the tree that the names of c's platform were read with, nil while it may not be what c sees.
func remembered(c *kernel.Ctx) *tree {
	n, ok := known.Load(c.Env)
	if !ok || n.(*Names).unsettled(time.Now()) {
		return nil
	}
	return n.(*Names).current().tree
}

func (n *Names) unsettled(now time.Time) bool {
	return n.dirty.Load() || now.Sub(time.UnixMilli(n.written.Load())) < settling
}

// Wrote is the hook that notices the writes of divisions.
func (n *Names) Wrote(_ *kernel.Ctx, w *kernel.Write) error {
	if w.Meta == Regions.Meta() {
		n.written.Store(time.Now().UnixMilli())
		n.dirty.Store(true)
	}
	return nil
}

// Label is the full name of a region, the code itself if nobody knows it.
func (n *Names) Label(code kernel.Region) string {
	if code == kernel.Country {
		return "全国"
	}
	b := n.current()
	if name, ok := b.full.Load(code); ok {
		return name.(string)
	}
	var parts []string
	last := ""
	for _, length := range []int{2, 4, 6, 9, 12} {
		if len(code) < length {
			break
		}
		at := code[:length]
		last = b.names[at]
		if d, ok := Standard(Padded(at)); ok && last == "" && !placeholder(d) {
			last = d.Name
		}
		parts = append(parts, last)
	}
	name := strings.Join(parts, "")
	if last == "" {
		name = string(code)
	}
	b.full.Store(code, name)
	return name
}

func (n *Names) current() *book {
	b := n.book.Load()
	now := time.Now()
	old := b == nil || now.Sub(b.at) > refresh || n.dirty.Load() ||
		now.Sub(time.UnixMilli(n.written.Load())) < settling && now.Sub(b.at) > again
	if !old {
		return b
	}
	if b == nil {
		n.reading.Lock()
	} else if !n.reading.TryLock() {
		return b
	}
	defer n.reading.Unlock()
	if seen := n.book.Load(); seen != b {
		return seen
	}
	n.dirty.Store(false)
	fresh := &book{at: now, names: map[kernel.Region]string{}}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c := n.env.NewCtx(ctx, n.store)
	var err error
	if fresh.tree, err = loadTree(c); err == nil {
		for _, r := range fresh.tree.records {
			fresh.names[kernel.Region(r.Code)] = r.Name
		}
	} else {
		n.env.Logger.Error("names of regions not read", "err", err)
		if b != nil { // better old than none; try again in a minute
			fresh.names, fresh.tree = b.names, b.tree
		}
	}
	n.book.Store(fresh)
	return fresh
}
