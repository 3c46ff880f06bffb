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
	defer ours.stop()
	theirs, err := r.them(w)
	if err != nil {
		return err
	}
	defer theirs.stop()
	costs := map[*side][]cost{}
	for round := range rounds {
		for _, s := range []*side{ours, theirs} {
			for i, a := range s.asks {
				from := round * (r.requests + warming(r.requests))
				took, err := s.measure(r.requests, func(i int) error { return a.do(from + i) })
				if err != nil {
					return err
				}
				if round == 0 {
					costs[s] = append(costs[s], cost{})
				}
				sum := &costs[s][i]
				sum.cpu, sum.p50, sum.p99 = sum.cpu+took.cpu/rounds, sum.p50+took.p50/rounds, sum.p99+took.p99/rounds
				r.say("  %s, round %d, %s: %s", s.name, round+1, a.what, micros(took.cpu))
			}
		}
	}
	for i, mark := range []float64{1. / 6, 1. / 6, 1. / 8, 1. / 3, 1. / 3} {
		r.add(against("peer", ours.asks[i].what, costs[ours][i], costs[theirs][min(i, 3)], mark))
	}
	was, is := ours.memory("VmRSS"), theirs.memory("VmRSS")
	r.add(line{group: "peer", what: "memory after it", ours: fmt.Sprintf("%d MiB", was), peer: fmt.Sprintf("%d MiB", is), ratio: float64(was) / float64(is)})
	return nil
}

// rounds is how often both are asked in turn: what else the machine does then meets either.
const rounds = 5

// side is one of the two, with what it is asked.
type side struct {
	*client
	name string
	asks []ask
}

type ask struct {
	what string
	do   func(i int) error
}

// finding is what a new hazard is sent as, to both.
func finding(w *world.World, n int) string {
	return fmt.Sprintf(`{"enterprise":%q,"title":"三车间行车限位失灵（新报%d）","category":"machine","level":"general","source":"government","found_on":%q,"place":"三车间","basis":"安全生产法 第三十六条","responsible":"王整改","measures":"停用并修复"}`,
		world.EnterpriseID(n%w.Enterprises), n, world.Day(n%600))
}

func (r *run) usBeside(w *world.World) (*side, error) {
	folder, err := r.platform("beside", w, false)
	if err != nil {
		return nil, err
	}
	p, err := r.serveUs(folder)
	if err != nil {
		return nil, err
	}
	p.settle()
	c, stamp := p.clients("province", atOnce), time.Now().UnixNano()
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
	get := func(i int) error {
		_, err := c.send("GET", "/api/hazard/"+w.Hazard(i*37%w.Hazards).ID, "")
		return err
	}
	step := func(i int) error {
		_, err := c.send("POST", "/api/hazard/"+drafts[i].ID+"/submit", "{}", "Idempotency-Key", fmt.Sprint(stamp, "s", i), "If-Match", fmt.Sprintf(`"%d"`, drafts[i].Rev))
		return err
	}
	return &side{c, "ours", []ask{{"page of 20, filter and sort", page}, {"page of 20; theirs without its total", page}, {"get", get},
		{"create, with rights, trail, idempotency", create}, {"step against their create", step}}}, nil
}

func (r *run) them(w *world.World) (*side, error) {
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
	p.settle()
	c := p.clients(strings.TrimSpace(string(token)), atOnce)
	const records = "/api/collections/hazard/records"
	page := records + "?perPage=20&sort=-found_on,-id&filter=" + "(status%3D'open')"
	return &side{c, "theirs", []ask{
		{"page", func(int) error { _, err := c.send("GET", page, ""); return err }},
		{"page without total", func(int) error { _, err := c.send("GET", page+"&skipTotal=1", ""); return err }},
		{"get", func(i int) error { _, err := c.send("GET", records+"/"+w.Hazard(i*37%w.Hazards).ID, ""); return err }},
		{"create", func(i int) error { _, err := c.send("POST", records, finding(w, i)); return err }},
	}}, nil
}
