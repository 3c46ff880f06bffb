package right

import (
	"strings"
	"sync"
	"time"

	"anjian/kernel"
)

// What was used is counted by account, type, verb and day: enough to see which right nobody needs, and no log of what people do.
const useTable = `CREATE TABLE IF NOT EXISTS right_use (account {text} NOT NULL, type {text} NOT NULL, verb {text} NOT NULL, day {text} NOT NULL, n {int} NOT NULL, PRIMARY KEY (account, type, verb, day))`

// countedDays is how far back uses are counted; older counts are dropped.
const (
	countedDays = 90
	keptDays    = 400
)

type useKey struct {
	account, typ, verb string
	day                kernel.Date
}

// Usage counts in memory and writes every minute what came together. A crash loses a minute of counts, and no right depends on them.
type Usage struct {
	mu     sync.Mutex
	counts map[useKey]int
	swept  kernel.Date
}

// NewUsage returns an empty counter.
func NewUsage() *Usage { return &Usage{counts: map[useKey]int{}} }

// views are the requests that are a use of the right to read.
var views = map[string]string{"list": "read", "get": "read", "count": "read", "parts": "read", "unmask": "unmask", "export": "export"}

// Note hears of a request; it is rest.Server.Used.
func (u *Usage) Note(c *kernel.Ctx, typ, verb string) {
	if path, ok := strings.CutPrefix(verb, "GET /api/"); ok && typ == "" { // of the operations, an export is the use of a right on records
		if typ, verb, ok = strings.Cut(path, "/export."); !ok {
			return
		}
		verb = "export"
	}
	if verb = views[verb]; verb != "" {
		u.add(c, typ, verb)
	}
}

// wrote is the hook that counts writes and steps.
func (u *Usage) wrote(c *kernel.Ctx, w *kernel.Write) error {
	if !c.Actor.System {
		u.add(c, w.Meta.Name, w.Verb)
	}
	return nil
}

func (u *Usage) add(c *kernel.Ctx, typ, verb string) {
	if c.Actor.ID == "" {
		return
	}
	key := useKey{c.Actor.ID, typ, verb, c.Today()}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.counts[key]++
}

// take empties the counter.
func (u *Usage) take() map[useKey]int {
	u.mu.Lock()
	defer u.mu.Unlock()
	out := u.counts
	u.counts = map[useKey]int{}
	return out
}

func (u *Usage) flush() *kernel.Task[struct{}] {
	return &kernel.Task[struct{}]{Name: "right.flush", Every: time.Minute, Run: func(c *kernel.Ctx, _ struct{}) error { return u.Flush(c) }}
}

// Flush writes what was counted; what cannot be written is counted on.
func (u *Usage) Flush(c *kernel.Ctx) error {
	counts := u.take()
	today := c.Today()
	err := c.Tx(func(c *kernel.Ctx) error {
		for k, n := range counts {
			if _, err := c.Store.Exec(c, "INSERT INTO right_use (account, type, verb, day, n) VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, type, verb, day) DO UPDATE SET n = right_use.n + excluded.n",
				k.account, k.typ, k.verb, string(k.day), n); err != nil {
				return err
			}
		}
		if u.swept == today {
			return nil
		}
		_, err := c.Store.Exec(c, "DELETE FROM right_use WHERE day < ?", string(today.AddDays(-keptDays)))
		return err
	})
	u.mu.Lock()
	defer u.mu.Unlock()
	if err == nil {
		u.swept = today
		return nil
	}
	for k, n := range counts {
		u.counts[k] += n
	}
	return err
}

type use struct {
	n    int
	last string
}

// usesOf is what an account used within the last days, by "type verb".
func usesOf(c *kernel.Ctx, id string) (map[string]use, error) {
	rows, err := c.Store.Query(c, "SELECT type, verb, SUM(n), MAX(day) FROM right_use WHERE account = ? AND day >= ? GROUP BY type, verb", id, string(c.Today().AddDays(-countedDays)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]use{}
	for rows.Next() {
		var typ, verb string
		var u use
		if err := rows.Scan(&typ, &verb, &u.n, &u.last); err != nil {
			return nil, err
		}
		out[typ+" "+verb] = u
	}
	return out, rows.Err()
}
