package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"anjian/base/account"
	"anjian/bench/world"
	"anjian/kernel"
)

const (
	circle  = 20 // clients of a group
	promise = 500 * time.Millisecond
)

// chats measures messages on their way: so many clients connected to one process, in groups of twenty, and so many messages a second;
// what is waited for is from the sending to the arrival at each member. A hub on the same library that stores nothing is the lower bound.
func (r *run) chats() error {
	folder, err := r.talkers()
	if err != nil {
		return err
	}
	p, err := r.serveUs(folder)
	if err != nil {
		return err
	}
	ours, err := r.ours(p)
	memory := p.memory("VmHWM")
	if p.stop(); err != nil {
		return err
	}
	r.say("building the hub")
	if err := build(".", "./hub", r.path("hub")); err != nil {
		return err
	}
	plain, err := serve("/ready", r.path("hub"), func(address string) []string { return []string{"-listen", address} })
	if err != nil {
		return err
	}
	theirs, err := r.talk(plain, func(i int) (string, http.Header) {
		return "/socket?group=" + strconv.Itoa(i/circle), nil
	}, func(_ int, _, words string) any { return map[string]string{"words": words} })
	bare := plain.memory("VmHWM")
	if plain.stop(); err != nil {
		return err
	}
	what := fmt.Sprintf("%d clients, %d messages a second, groups of %d", r.clients, r.rate, circle)
	l := against("chat", what+", processor time of a message; theirs stores nothing", ours, theirs, 0)
	r.add(l)
	r.add(line{group: "chat", what: "p99 from sending to arrival", ours: millis(ours.p99), peer: millis(promise), ratio: float64(ours.p99) / float64(promise), mark: 1})
	r.add(line{group: "chat", what: "memory at most", ours: fmt.Sprintf("%d MiB", memory), peer: fmt.Sprintf("%d MiB", bare), ratio: float64(memory) / float64(max(bare, 1))})
	return nil
}

// talkers makes a platform with an account and a token for each client.
func (r *run) talkers() (string, error) {
	folder := r.path("chat-" + strconv.Itoa(r.clients))
	if _, err := os.Stat(folder + ".ready"); err == nil {
		return folder, nil
	}
	os.RemoveAll(folder)
	r.say("making %d accounts", r.clients)
	init := exec.Command(r.path("anjian"), "init", "--region", "41", "--data", folder)
	if out, err := init.CombinedOutput(); err != nil {
		return "", fmt.Errorf("init: %w: %s", err, out)
	}
	c, s, err := world.Open(folder)
	if err != nil {
		return "", err
	}
	defer s.Close()
	err = c.Tx(func(c *kernel.Ctx) error {
		for i := range r.clients {
			a := &account.Account{Login: talker(i), Name: "测试" + strconv.Itoa(i), Kind: account.Regulator, Roles: []account.Role{"regulator"}}
			a.ID, a.Region = talker(i), "410105"
			if err := account.Accounts.Create(c, a); err != nil {
				return err
			}
			sum, now := sha256.Sum256([]byte(talker(i))), time.Now()
			if _, err := c.Store.Exec(c, "INSERT INTO account_session (id, hash, account, kind, name, created, seen, until, address, device) VALUES (?, ?, ?, 'program', 'bench', ?, ?, ?, '', '')",
				"bench-"+talker(i), hex.EncodeToString(sum[:]), a.ID, now.UnixMilli(), now.UnixMilli(), now.Add(24*time.Hour).UnixMilli()); err != nil {
				return err
			}
			if _, err := c.Store.Exec(c, "UPDATE account SET password_due = ? WHERE id = ?", false, a.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return folder, os.WriteFile(folder+".ready", nil, 0o600)
}

func talker(i int) string { return fmt.Sprintf("talker%05d", i) }

// ours makes the groups and talks in them.
func (r *run) ours(p *process) (cost, error) {
	talks := make([]string, r.clients/circle)
	for g := range talks {
		var all []string
		for i := range circle {
			all = append(all, talker(g*circle+i))
		}
		body, _ := json.Marshal(map[string]any{"title": "第" + strconv.Itoa(g) + "组", "accounts": all})
		text, err := p.client(all[0]).send("POST", "/api/chat/group", string(body), "Idempotency-Key", fmt.Sprintf("bench-%d-%d", g, time.Now().UnixNano()))
		if err != nil {
			return cost{}, err
		}
		var out struct{ Talk string }
		if err := json.Unmarshal(text, &out); err != nil {
			return cost{}, err
		}
		talks[g] = out.Talk
	}
	return r.talk(p, func(i int) (string, http.Header) {
		return "/api/chat/socket?after=" + strconv.FormatInt(1<<40, 10), http.Header{"Authorization": {"Bearer " + talker(i)}}
	}, func(i int, id, words string) any {
		return map[string]any{"op": "send", "message": map[string]string{"id": id, "talk": talks[i/circle], "kind": "text", "words": words}}
	})
}

// talk connects all clients and lets them talk; every message is to arrive at each client of its group, or the run fails.
func (r *run) talk(p *process, address func(i int) (string, http.Header), message func(i int, id, words string) any) (cost, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	var mu sync.Mutex
	var laps []time.Duration
	var heard atomic.Int64
	var broken atomic.Value
	conns := make([]*websocket.Conn, r.clients)
	r.say("connecting %d clients", r.clients)
	var wait sync.WaitGroup
	slots := make(chan struct{}, 32)
	for i := range conns {
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			path, header := address(i)
			ws, _, err := websocket.Dial(ctx, "ws://"+p.address+path, &websocket.DialOptions{HTTPHeader: header})
			if err != nil {
				broken.Store(err)
				return
			}
			conns[i] = ws
			go func() {
				var own []time.Duration
				defer func() { mu.Lock(); laps = append(laps, own...); mu.Unlock() }()
				for {
					_, body, err := ws.Read(ctx)
					if err != nil {
						return
					}
					_, rest, ok := strings.Cut(string(body), "sent at ")
					if !ok {
						continue
					}
					digits, _, _ := strings.Cut(rest, ".")
					at, err := strconv.ParseInt(digits, 10, 64)
					if err == nil {
						own = append(own, time.Since(time.Unix(0, at)))
						heard.Add(1)
					}
				}
			}()
		})
	}
	wait.Wait()
	if err, ok := broken.Load().(error); ok {
		return cost{}, err
	}
	time.Sleep(2 * time.Second) // what connecting leaves to do
	say := func(n int) (int64, error) {
		tick := time.NewTicker(time.Second / time.Duration(r.rate))
		defer tick.Stop()
		for range n {
			<-tick.C
			i := rand.IntN(r.clients)
			now := time.Now().UnixNano()
			body, _ := json.Marshal(message(i, fmt.Sprintf("bench-%d", now), fmt.Sprintf("sent at %d.", now)))
			if err := conns[i].Write(ctx, websocket.MessageText, body); err != nil {
				return 0, err
			}
		}
		return int64(n) * circle, nil
	}
	all := func(want int64) error {
		for until := time.Now().Add(30 * time.Second); heard.Load() < want; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(until) {
				return fmt.Errorf("%d of %d arrived", heard.Load(), want)
			}
		}
		return nil
	}
	warm, err := say(r.rate)
	if err == nil {
		err = all(warm)
	}
	if err != nil {
		return cost{}, err
	}
	n, began := r.rate*r.seconds, p.cpu()
	more, err := say(n)
	if err == nil {
		err = all(warm + more)
	}
	if err != nil {
		return cost{}, err
	}
	used := p.cpu() - began
	for _, ws := range conns {
		ws.CloseNow()
	}
	time.Sleep(500 * time.Millisecond)
	mu.Lock()
	defer mu.Unlock()
	if heard.Load() != warm+more {
		return cost{}, fmt.Errorf("%d arrived, %d were sent", heard.Load(), warm+more)
	}
	return summed(used/time.Duration(n), laps), nil
}
