package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"anjian/bench/world"
)

// atOnce is how many clients ask at the same time.
const atOnce = 8

// peer measures us beside PocketBase: pages, records and writes over HTTP with a token. Both have the same columns, indexes
// and rows; only we check rights by row, keep a trail, a time limit, an index of words and the answer for a second try.
func (r *run) peer() error {
	w := world.New(r.rows, max(1, r.rows/20))
	ours, err := r.usBeside(w)
	if err != nil {
		return err
	}
	theirs, err := r.them(w)
	if err != nil {
		return err
	}
	for i, mark := range []float64{1. / 6, 1. / 6, 1. / 8, 1. / 3, 1. / 3} {
		r.add(against("peer", ours[i].what, ours[i].cost, theirs[min(i, 3)].cost, mark))
	}
	r.add(line{group: "peer", what: "memory after it", ours: fmt.Sprintf("%d MiB", ours[5].memory), peer: fmt.Sprintf("%d MiB", theirs[4].memory), ratio: float64(ours[5].memory) / float64(theirs[4].memory)})
	return nil
}

type measurement struct {
	what   string
	cost   cost
	memory int
}

// finding is what a new hazard is sent as, to both.
func finding(w *world.World, n int) string {
	return fmt.Sprintf(`{"enterprise":%q,"title":"三车间行车限位失灵（新报%d）","category":"machine","level":"general","source":"government","found_on":%q,"place":"三车间","basis":"安全生产法 第三十六条","responsible":"王整改","measures":"停用并修复"}`,
		world.EnterpriseID(n%w.Enterprises), n, world.Day(n%600))
}

func (r *run) usBeside(w *world.World) (out []measurement, err error) {
	folder, err := r.platform("beside", w, false)
	if err != nil {
		return nil, err
	}
	p, err := r.serveUs(folder)
	if err != nil {
		return nil, err
	}
	defer p.stop()
	p.settle()
	c, stamp := p.clients("province", atOnce), time.Now().UnixNano()
	add := func(what string, n int, do func(int) error) error {
		took, err := c.measure(n, do)
		out = append(out, measurement{what: what, cost: took})
		r.say("  ours %s: %s", what, micros(took.cpu))
		return err
	}
	page := func(int) error {
		_, err := c.send("GET", "/api/hazard?status=open&sort=-found_on&limit=20", "")
		return err
	}
	type made struct {
		ID  string `json:"id"`
		Rev int    `json:"rev"`
	}
	var drafts []made
	var filed sync.Mutex
	create := func(i int) error {
		body, err := c.send("POST", "/api/hazard", finding(w, i), "Idempotency-Key", fmt.Sprint(stamp, "c", i))
		if err != nil {
			return err
		}
		var m made
		err = json.Unmarshal(body, &m)
		filed.Lock()
		drafts = append(drafts, m)
		filed.Unlock()
		return err
	}
	if err := add("page of 20, filter and sort", r.requests, page); err != nil {
		return nil, err
	}
	if err := add("page of 20; theirs without its total", r.requests, page); err != nil {
		return nil, err
	}
	if err := add("get", r.requests, func(i int) error {
		_, err := c.send("GET", "/api/hazard/"+w.Hazard(i*37%w.Hazards).ID, "")
		return err
	}); err != nil {
		return nil, err
	}
	if err := add("create, with rights, trail, idempotency", r.requests, create); err != nil {
		return nil, err
	}
	if err := add("step against their create", r.requests, func(i int) error {
		_, err := c.send("POST", "/api/hazard/"+drafts[i].ID+"/submit", "{}", "Idempotency-Key", fmt.Sprint(stamp, "s", i), "If-Match", fmt.Sprintf(`"%d"`, drafts[i].Rev))
		return err
	}); err != nil {
		return nil, err
	}
	return append(out, measurement{memory: p.memory("VmRSS")}), nil
}

func (r *run) them(w *world.World) (out []measurement, err error) {
	binary, folder := r.path("peer"), r.path("pocketbase")
	if err := build(".", "./pocketbase", binary); err != nil {
		return nil, err
	}
	token, err := os.ReadFile(folder + ".token")
	if err != nil {
		r.say("filling PocketBase")
		fill := exec.Command(binary, "fill", folder, fmt.Sprint(w.Hazards))
		fill.Stderr = os.Stderr
		if token, err = fill.Output(); err != nil {
			return nil, err
		}
		words := strings.Fields(string(token)) // what PocketBase says for itself comes before
		token = []byte(words[len(words)-1])
		if err := os.WriteFile(folder+".token", token, 0o600); err != nil {
			return nil, err
		}
	}
	p, err := serve("/api/health", binary, func(address string) []string { return []string{"serve", folder, address} })
	if err != nil {
		return nil, err
	}
	defer p.stop()
	p.settle()
	c := p.clients(strings.TrimSpace(string(token)), atOnce)
	const records = "/api/collections/hazard/records"
	page := records + "?perPage=20&sort=-found_on,-id&filter=" + "(status%3D'open')"
	for _, one := range []struct {
		what string
		do   func(int) error
	}{
		{"page", func(int) error { _, err := c.send("GET", page, ""); return err }},
		{"page without total", func(int) error { _, err := c.send("GET", page+"&skipTotal=1", ""); return err }},
		{"get", func(i int) error { _, err := c.send("GET", records+"/"+w.Hazard(i*37%w.Hazards).ID, ""); return err }},
		{"create", func(i int) error { _, err := c.send("POST", records, finding(w, i)); return err }},
	} {
		took, err := c.measure(r.requests, one.do)
		if err != nil {
			return nil, err
		}
		r.say("  theirs %s: %s", one.what, micros(took.cpu))
		out = append(out, measurement{what: one.what, cost: took})
	}
	return append(out, measurement{memory: p.memory("VmRSS")}), nil
}
