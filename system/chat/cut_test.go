package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/chat"
)

// frame is what a client reads and writes.
type frame struct {
	Op      string        `json:"op"`
	N       int64         `json:"n,omitempty"`
	Entry   *chat.Entry   `json:"entry,omitempty"`
	Sent    *chat.Sent    `json:"sent,omitempty"`
	ID      string        `json:"id,omitempty"`
	Code    kernel.Code   `json:"code,omitempty"`
	Talk    string        `json:"talk,omitempty"`
	Seq     int64         `json:"seq,omitempty"`
	Message *chat.Message `json:"message,omitempty"`
}

func dial(ctx context.Context, base, who string, after int64) (*websocket.Conn, error) {
	ws, _, err := websocket.Dial(ctx, fmt.Sprintf("ws%s/api/chat/socket?after=%d", strings.TrimPrefix(base, "http"), after), &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + who}}})
	return ws, err
}

func read(ctx context.Context, ws *websocket.Conn) (f frame, err error) {
	_, body, err := ws.Read(ctx)
	if err == nil {
		err = json.Unmarshal(body, &f)
	}
	return f, err
}

// flaky is a client whose connection is cut again and again, in both directions, at no moment of its choice.
type flaky struct {
	who     string
	bases   []string // processes that it may come back to
	send    []chat.Message
	heard   []chat.Entry
	dropped int
}

// run stays until everything is sent and want messages were heard.
func (f *flaky) run(ctx context.Context, after int64, want int) error {
	sending := 0
	for n := after; ctx.Err() == nil; {
		ws, err := dial(ctx, f.bases[rand.IntN(len(f.bases))], f.who, n)
		if err != nil {
			continue
		}
		cut := time.AfterFunc(time.Duration(1+rand.IntN(15))*time.Millisecond, func() { ws.CloseNow() })
		say := func() {
			if sending < len(f.send) {
				body, _ := json.Marshal(frame{Op: "send", Message: &f.send[sending]})
				ws.Write(ctx, websocket.MessageText, body)
			}
		}
		say() // what got no answer goes again: nobody knows whether it arrived
		for {
			in, err := read(ctx, ws)
			if err != nil {
				break
			}
			switch in.Op {
			case "entry":
				f.heard = append(f.heard, *in.Entry)
				n = in.Entry.N
			case "sent":
				sending++
				say()
			case "refused":
				return fmt.Errorf("%s: %s refused", f.who, in.Code)
			}
			if sending == len(f.send) && len(f.heard) >= want {
				break
			}
		}
		cut.Stop()
		ws.CloseNow()
		if sending == len(f.send) && len(f.heard) >= want {
			return nil
		}
		f.dropped++
	}
	return fmt.Errorf("%s: %d of %d sent, %d of %d heard", f.who, sending, len(f.send), len(f.heard), want)
}

// Everybody's connection is cut at random while all talk: everybody hears everything once, in one order.
func TestCuts(t *testing.T) {
	run := func(t *testing.T, addresses ...*town) {
		o := addresses[0]
		o.peopled()
		var g ref
		o.must("group", o.ask("wang", "POST", "/api/chat/group", map[string]any{"title": "断线", "accounts": []string{"zeng", "feng"}}, &g), "")
		var list talks
		o.must("list", o.ask("wang", "GET", "/api/chat/talks", nil, &list), "")
		var bases []string
		for _, a := range addresses {
			bases = append(bases, a.base)
		}
		const each = 60
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
		defer cancel()
		var all []*flaky
		for _, who := range []string{"wang", "zeng", "feng"} {
			f := &flaky{who: who, bases: bases}
			for i := range each {
				f.send = append(f.send, chat.Message{ID: fmt.Sprintf("%s-%08d", who, i), Talk: g.Talk, Kind: "text", Words: fmt.Sprintf("%s %d", who, i)})
			}
			all = append(all, f)
		}
		var wait sync.WaitGroup
		for _, f := range all {
			wait.Go(func() {
				if err := f.run(ctx, list.N, 3*each); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		cuts := 0
		for _, f := range all {
			cuts += f.dropped
			next := map[string]int{}
			for i, e := range f.heard {
				if e.Seq != int64(i+2) { // 1 is the note of its beginning
					t.Fatalf("%s hears %d as the %d.", f.who, e.Seq, i+2)
				}
				if e.Words != fmt.Sprintf("%s %d", e.Account, next[e.Account]) {
					t.Fatalf("%s hears %q out of order", f.who, e.Words)
				}
				next[e.Account]++
			}
			if len(f.heard) != 3*each {
				t.Errorf("%s hears %d of %d", f.who, len(f.heard), 3*each)
			}
		}
		if cuts < 6 {
			t.Errorf("only %d cuts: nothing was tried", cuts)
		}
		if got := o.words("wang", g.Talk); len(got) != 3*each+1 {
			t.Errorf("%d entries are stored", len(got))
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		run(t, open(t, kerneltest.Open(t, kerneltest.SQLite, modules()...)))
	})
	t.Run("postgres", func(t *testing.T) { // two processes
		address := kerneltest.Postgres(t)
		run(t, open(t, kerneltest.Open(t, address, modules()...)), open(t, kerneltest.Open(t, address, modules()...)))
	})
}

// What a connection is told: presence, receipts, being removed; what it may not: other origins, nobody's session.
func TestSocket(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		o.peopled()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if ws, err := dial(ctx, o.base, "nobody", 0); err == nil {
			ws.CloseNow()
			t.Error("nobody is let in")
		}
		if ws, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(o.base, "http")+"/api/chat/socket?after=0", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer wang"}, "Origin": {"https://evil.example"}}}); err == nil {
			ws.CloseNow()
			t.Error("another origin is let in")
		}
		var g ref
		o.must("group", o.ask("wang", "POST", "/api/chat/group", map[string]any{"title": "连接", "accounts": []string{"zeng"}}, &g), "")
		ws, err := dial(ctx, o.base, "zeng", 0)
		kerneltest.Must(t, err)
		defer ws.CloseNow()
		until := func(op string) frame {
			t.Helper()
			for {
				f, err := read(ctx, ws)
				if err != nil {
					t.Fatalf("waiting for %s: %v", op, err)
				}
				if f.Op == op {
					return f
				}
			}
		}
		until("hello")
		state := func(who string) string {
			var info talk
			o.must("look", o.ask("wang", "GET", "/api/chat/talk/"+g.Talk, nil, &info), "")
			for _, m := range info.Members {
				if m.Account == who {
					return m.State
				}
			}
			return "no member"
		}
		if got := state("zeng") + "/" + state("wang"); got != "online/" {
			t.Errorf("presence: %s", got)
		}
		second, err := dial(ctx, o.base, "zeng", 0)
		kerneltest.Must(t, err)
		_, err = read(ctx, second)
		kerneltest.Must(t, err)
		body, _ := json.Marshal(map[string]string{"op": "state", "state": "away"})
		kerneltest.Must(t, ws.Write(ctx, websocket.MessageText, body))
		time.Sleep(100 * time.Millisecond)
		if got := state("zeng"); got != "online" {
			t.Errorf("away on one device and online on another: %s", got)
		}
		second.CloseNow()
		for i := 0; state("zeng") != "away"; i++ {
			if i > 100 {
				t.Fatalf("still %s", state("zeng"))
			}
			time.Sleep(20 * time.Millisecond)
		}
		seq, code := o.say("wang", g.Talk, "收到请回复")
		o.must("say", code, "")
		if e := until("entry").Entry; e.Seq != seq || e.Words != "收到请回复" {
			t.Errorf("heard %+v", e)
		}
		body, _ = json.Marshal(frame{Op: "read", Talk: g.Talk, Seq: seq})
		kerneltest.Must(t, ws.Write(ctx, websocket.MessageText, body))
		for f := until("read"); ; f = until("read") {
			_ = f
			var info talk
			o.must("receipt", o.ask("wang", "GET", "/api/chat/talk/"+g.Talk, nil, &info), "")
			if slices.ContainsFunc(info.Members, func(m chat.Member) bool { return m.Account == "zeng" && m.Seen == seq }) {
				break
			}
		}
		// what is no message changes nothing, and does not end the connection
		for _, junk := range []string{"", "[]", `{"op":"send"}`, `{"op":"send","message":{"id":"x"}}`, `{"op":"read","talk":"x","seq":-1}`, `{"op":"state","state":"<b>"}`} {
			kerneltest.Must(t, ws.Write(ctx, websocket.MessageText, []byte(junk)))
		}
		o.must("remove", o.ask("wang", "POST", "/api/chat/talk/"+g.Talk+"/remove", map[string]any{"account": "zeng"}, nil), "")
		if f := until("gone"); f.Talk != g.Talk {
			t.Errorf("gone from %q", f.Talk)
		}
		_, code = o.say("wang", g.Talk, "只剩我")
		o.must("say", code, "")
		var news chat.News
		o.must("poll", o.ask("zeng", "GET", "/api/chat/news?after=0", nil, &news), "")
		if len(news.Entries) != 0 {
			t.Errorf("who was removed hears %+v", news.Entries)
		}
	})
}
