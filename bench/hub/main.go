// Command hub is the least that can be done with the same library: it hands what one client of a group says to all of it, and stores
// nothing, knows nobody and promises nothing. It is the lower bound beside which the group chat is measured.
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

type client struct{ out chan []byte }

type hub struct {
	mu     sync.Mutex
	groups map[string]map[*client]bool
}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c, group := &client{make(chan []byte, 512)}, r.URL.Query().Get("group")
	h.mu.Lock()
	if h.groups[group] == nil {
		h.groups[group] = map[*client]bool{}
	}
	h.groups[group][c] = true
	h.mu.Unlock()
	defer func() { h.mu.Lock(); delete(h.groups[group], c); h.mu.Unlock() }()
	go func() {
		defer cancel()
		for {
			select {
			case <-ctx.Done():
				return
			case body := <-c.out:
				out, done := context.WithTimeout(ctx, 20*time.Second)
				err := ws.Write(out, websocket.MessageText, body)
				if done(); err != nil {
					return
				}
			}
		}
	}()
	for {
		_, body, err := ws.Read(ctx)
		if err != nil {
			return
		}
		h.mu.Lock()
		for other := range h.groups[group] {
			select {
			case other.out <- body:
			default:
			}
		}
		h.mu.Unlock()
	}
}

func main() {
	address := flag.String("listen", "127.0.0.1:0", "")
	flag.Parse()
	h := &hub{groups: map[string]map[*client]bool{}}
	http.HandleFunc("/socket", h.serve)
	http.HandleFunc("/ready", func(http.ResponseWriter, *http.Request) {})
	log.Fatal(http.ListenAndServe(*address, nil))
}
