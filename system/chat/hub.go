package chat

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"anjian/kernel"
)

// hub hands what is stored to the connections of this process. It reads the tables in the order of the counter: at once after a
// commit of its own, every poll for those of other processes. So any number of processes on one database deliver the same, in the
// same order, and nothing has to be passed between them.
type hub struct {
	sessions Sessions
	policy   Policy
	process  string
	together committer
	pace     pace
	wake     chan struct{}
	people   directory

	round   sync.Mutex // held while a round of delivery runs: who comes meanwhile is served by the next
	mu      sync.Mutex
	conns   map[*conn]bool
	of      map[string][]*conn // by account
	last    int64              // the counter up to which everything was handed over
	running bool
	circles map[string]*circle // by talk
	reached map[reachKey]time.Time
}

const (
	poll     = 150 * time.Millisecond
	beat     = 30 * time.Second
	stale    = 3 * beat // presence of a process that does not beat
	mostRead = 500      // of the counter in one round
	trusted  = 30 * time.Second
)

// circle is who is in a talk and what it is about, until its next note.
type circle struct {
	accounts      []string
	about, record string
}

type reachKey struct{ account, talk string }

func newHub(sessions Sessions, p Policy) *hub {
	h := &hub{sessions: sessions, policy: p, process: kernel.NewID(time.Now()), wake: make(chan struct{}, 1),
		conns: map[*conn]bool{}, of: map[string][]*conn{}, circles: map[string]*circle{}, reached: map[reachKey]time.Time{}}
	h.together.wake = h.poke
	return h
}

// poke tells the loop that something was committed.
func (h *hub) poke() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// enter takes a connection in and returns from which number on it is served; what lies before it reads for itself.
func (h *hub) enter(k *conn) (int64, error) {
	h.round.Lock()
	defer h.round.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.running {
		sys := k.c.Env.NewCtx(context.WithoutCancel(k.c), k.c.Store)
		if _, err := one(sys, []any{&h.last}, "SELECT n FROM chat_counter WHERE id = 1"); err != nil {
			return 0, err
		}
		clear(h.circles)
		h.running = true
		go h.run(sys)
	}
	h.conns[k] = true
	h.of[k.account] = append(h.of[k.account], k)
	return h.last, nil
}

func (h *hub) exit(k *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, k)
	if h.of[k.account] = slices.DeleteFunc(h.of[k.account], func(x *conn) bool { return x == k }); len(h.of[k.account]) == 0 {
		delete(h.of, k.account)
	}
	h.poke()
}

// run works as long as there are connections.
func (h *hub) run(c *kernel.Ctx) {
	tick, heart := time.NewTicker(poll), time.NewTicker(beat)
	defer tick.Stop()
	defer heart.Stop()
	for {
		select {
		case <-h.wake:
		case <-tick.C:
		case <-heart.C:
			if _, err := c.Store.Exec(c, "UPDATE chat_presence SET seen = ? WHERE process = ?", now(c), h.process); err != nil {
				slog.Warn("chat: presence", "err", err)
			}
		}
		h.mu.Lock()
		if len(h.conns) == 0 {
			h.running = false
			h.mu.Unlock()
			return
		}
		h.mu.Unlock()
		if err := h.advance(c); err != nil {
			slog.Warn("chat: delivery waits for the database", "err", err)
			time.Sleep(poll)
		}
	}
}

// advance hands over what was committed since.
func (h *hub) advance(c *kernel.Ctx) error {
	for {
		if more, err := h.deliver(c); err != nil || !more {
			return err
		}
	}
}

// deliver is one round of it, and tells whether there is more.
func (h *hub) deliver(c *kernel.Ctx) (more bool, err error) {
	h.round.Lock()
	defer h.round.Unlock()
	var n int64
	if _, err := one(c, []any{&n}, "SELECT n FROM chat_counter WHERE id = 1"); err != nil {
		return false, err
	}
	from := h.last // only this goroutine moves it
	if n <= from {
		return false, nil
	}
	to := min(n, from+mostRead)
	entries, err := scanEntries(c.Store.Query(c, "SELECT "+entryColumns+" FROM chat_entry e WHERE e.n > ? AND e.n <= ? ORDER BY e.n", from, to))
	if err != nil {
		return false, err
	}
	marks, err := readMarks(c, "m.n > ? AND m.n <= ?", from, to)
	if err != nil {
		return false, err
	}
	var out []delivery
	for i := range entries {
		list, err := h.entry(c, &entries[i])
		if err != nil {
			return false, err
		}
		out = append(out, list...)
	}
	for _, m := range marks {
		ring, err := h.circle(c, m.Talk)
		if err != nil {
			return false, err
		}
		body, _ := json.Marshal(frame{Op: "read", Read: &m})
		for _, a := range ring.accounts {
			out = append(out, delivery{a, to, body})
		}
	}
	h.mu.Lock()
	for _, d := range out {
		for _, k := range h.of[d.account] {
			if d.n > k.after { // another process, which was ahead, has told this client already
				k.push(d.body)
			}
		}
	}
	h.last = to
	h.mu.Unlock()
	return to < n, nil
}

type delivery struct {
	account string
	n       int64 // of the counter
	body    []byte
}

// entry addresses one entry to those of its circle who are here.
func (h *hub) entry(c *kernel.Ctx, e *Entry) (out []delivery, err error) {
	var before []string
	if e.Kind == Note { // the circle may be another one from here on
		if known := h.circles[e.Talk]; known != nil {
			before = known.accounts
		}
		delete(h.circles, e.Talk)
	}
	ring, err := h.circle(c, e.Talk)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(frame{Op: "entry", Entry: e})
	if err != nil {
		return nil, err
	}
	for _, a := range ring.accounts {
		if !h.here(a) {
			continue
		}
		if ring.about != "" && !h.trusts(a, e.Talk) {
			continue
		}
		out = append(out, delivery{a, e.N, body})
	}
	gone, _ := json.Marshal(frame{Op: "gone", Talk: e.Talk})
	for _, a := range append(before, e.Data.Who...) {
		if !has(ring.accounts, a) {
			out = append(out, delivery{a, e.N, gone})
		}
	}
	return out, nil
}

func (h *hub) here(account string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.of[account]) > 0
}

// trusts tells whether an account that is here may read the record that a talk is about, as one of its connections found.
func (h *hub) trusts(account, talk string) bool {
	h.mu.Lock()
	list := slices.Clone(h.of[account])
	h.mu.Unlock()
	for _, k := range list {
		if h.reach(k.ctx(), talk) == nil {
			return true
		}
	}
	return false
}

// circle reads who is in a talk; only the loop calls it.
func (h *hub) circle(c *kernel.Ctx, talk string) (*circle, error) {
	if known := h.circles[talk]; known != nil {
		return known, nil
	}
	out := &circle{}
	if _, err := one(c, []any{&out.about, &out.record}, "SELECT about, record FROM chat_talk WHERE id = ?", talk); err != nil {
		return nil, err
	}
	var err error
	if out.accounts, err = texts(c, "SELECT account FROM chat_member WHERE talk = ? AND gone = 0", talk); err != nil {
		return nil, err
	}
	if len(h.circles) > 20_000 {
		clear(h.circles)
	}
	h.circles[talk] = out
	return out, nil
}

// reach refuses a talk about a record that the actor may not read, or no longer. The answer holds for half a minute.
func (h *hub) reach(c *kernel.Ctx, talk string) error {
	key := reachKey{c.Actor.ID, talk}
	h.mu.Lock()
	until := h.reached[key]
	h.mu.Unlock()
	if time.Now().Before(until) {
		return nil
	}
	if !legible(talk, 60) {
		return errMember
	}
	about, record := "", ""
	if found, err := one(c, []any{&about, &record}, "SELECT about, record FROM chat_talk WHERE id = ?", talk); err != nil {
		return err
	} else if !found {
		return errMember
	}
	if about != "" {
		if ok, err := readable(c, about, record); err != nil {
			return err
		} else if !ok {
			return errMember
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.reached) > 50_000 {
		clear(h.reached)
	}
	h.reached[key] = time.Now().Add(trusted)
	return nil
}

// Mark is how far a member has read.
type Mark struct {
	Talk    string `json:"talk"`
	Account string `json:"account"`
	Seen    int64  `json:"seen"`
}

func readMarks(c *kernel.Ctx, where string, args ...any) (out []Mark, err error) {
	rows, err := c.Store.Query(c, "SELECT m.talk, m.account, m.seen FROM chat_member m WHERE m.gone = 0 AND "+where+" ORDER BY m.n", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m Mark
		if err := rows.Scan(&m.Talk, &m.Account, &m.Seen); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// pace lets an account send so many messages at once and so many a second.
type pace struct {
	mu  sync.Mutex
	all map[string]allowance
}

type allowance struct {
	left float64
	at   time.Time
}

const (
	atOnce  = 100
	eachSec = 20
)

func (p *pace) take(account string, at time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil || len(p.all) > 50_000 {
		p.all = map[string]allowance{}
	}
	a, known := p.all[account]
	if !known {
		a = allowance{atOnce, at}
	}
	a.left = min(atOnce, a.left+max(0, at.Sub(a.at).Seconds())*eachSec)
	a.at = at
	ok := a.left >= 1
	if ok {
		a.left--
	}
	p.all[account] = a
	return ok
}

// presence tells who of the accounts is there: online if any of his devices is in use, away if one is open.
func presence(c *kernel.Ctx, accounts []string) (map[string]string, error) {
	out := map[string]string{}
	for len(accounts) > 0 {
		part := accounts[:min(len(accounts), 200)]
		accounts = accounts[len(part):]
		rows, err := c.Store.Query(c, "SELECT account, state FROM chat_presence WHERE seen > ? AND account IN ("+marks(len(part))+")", append([]any{now(c) - stale.Milliseconds()}, anys(part)...)...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var a, state string
			if err := rows.Scan(&a, &state); err != nil {
				rows.Close()
				return nil, err
			}
			if out[a] != online {
				out[a] = state
			}
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		rows.Close()
	}
	return out, nil
}

const (
	online = "online"
	away   = "away"
)

// like makes a pattern that finds q anywhere, taken literally.
func like(q string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(q)) + "%"
}
