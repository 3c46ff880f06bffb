package chat

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/coder/websocket"

	"anjian/kernel"
)

// Sessions says whether the session that opened a connection lasts, and whose it is; asking is no use of it.
type Sessions interface {
	Holds(c *kernel.Ctx, r *http.Request) (kernel.Actor, error)
}

// frame is what goes over a connection, in both directions.
type frame struct {
	Op      string          `json:"op"` // hello entry read gone sent refused reset; send read state
	N       int64           `json:"n,omitempty"`
	Entry   *Entry          `json:"entry,omitempty"`
	Read    *Mark           `json:"read,omitempty"`
	Talk    string          `json:"talk,omitempty"`
	Sent    *Sent           `json:"sent,omitempty"`
	ID      string          `json:"id,omitempty"`
	Code    kernel.Code     `json:"code,omitempty"`
	Title   string          `json:"title,omitempty"`
	State   string          `json:"state,omitempty"`
	Seq     int64           `json:"seq,omitempty"`
	Message json.RawMessage `json:"message,omitempty"`
}

// conn is one open connection of one account; a person may have several (devices, windows).
type conn struct {
	c       *kernel.Ctx
	account string
	after   int64 // the number of the counter up to which the client has heard everything
	ws      *websocket.Conn
	out     chan []byte
	slow    context.CancelFunc

	mu    sync.Mutex
	actor kernel.Actor
}

const (
	mostQueued  = 512      // frames for a client that does not read; then it is sent away and comes back with its number
	mostMissed  = 2000     // entries that are handed over to whoever comes back; beyond that he reads his talks anew
	largest     = 64 << 10 // bytes of one frame of a client
	writingTime = 20 * time.Second
)

func (k *conn) ctx() *kernel.Ctx {
	k.mu.Lock()
	defer k.mu.Unlock()
	in := *k.c
	in.Actor = k.actor
	return &in
}

// push never waits: the hub serves all.
func (k *conn) push(body []byte) {
	select {
	case k.out <- body:
	default:
		k.slow()
	}
}

// socket serves one connection (GET /api/chat/socket?after=n): what came after n first, then what comes, each once and in order.
func (h *hub) socket(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil || after < 0 {
		return kernel.Errorf(kernel.Invalid, "缺少参数 after")
	}
	if r.Header.Get("Upgrade") == "" {
		return kernel.Errorf(kernel.Invalid, "请用 WebSocket 连接")
	}
	ws, err := websocket.Accept(w, r, nil) // refuses other origins
	if err != nil {
		return nil // it has answered
	}
	defer ws.CloseNow()
	ws.SetReadLimit(largest)
	ctx, cancel := context.WithCancel(context.WithoutCancel(c)) // a connection outlives the time limit of a request
	defer cancel()
	k := &conn{account: c.Actor.ID, after: after, actor: c.Actor, ws: ws, out: make(chan []byte, mostQueued), slow: cancel}
	k.c = new(kernel.Ctx)
	*k.c = *c
	k.c.Context = ctx
	var n int64 // a database that was restored may be behind its clients
	if _, err := one(k.ctx(), []any{&n}, "SELECT n FROM chat_counter WHERE id = 1"); err != nil {
		return nil
	}
	k.after = min(after, n)
	id := kernel.NewID(time.Now())
	if err := h.attend(k.ctx(), id, online); err != nil {
		return nil
	}
	defer h.depart(c, id)
	from, err := h.enter(k)
	if err != nil {
		return nil
	}
	defer h.exit(k)
	if err := h.catchUp(k, after, from); err != nil {
		return nil
	}
	go h.feed(ctx, cancel, k, r)
	for {
		kind, body, err := ws.Read(ctx)
		if err != nil || kind != websocket.MessageText {
			return nil
		}
		h.hear(k, id, body)
	}
}

// feed sends what is queued; on a connection that does not answer pings the reading ends too, and so it does when the session has ended.
func (h *hub) feed(ctx context.Context, cancel context.CancelFunc, k *conn, r *http.Request) {
	defer cancel()
	ping := time.NewTicker(beat)
	defer ping.Stop()
	for {
		var err error
		out, done := context.WithTimeout(ctx, writingTime)
		select {
		case <-ctx.Done():
			done()
			k.ws.Close(websocket.StatusTryAgainLater, "")
			return
		case body := <-k.out:
			err = k.ws.Write(out, websocket.MessageText, body)
		case <-ping.C:
			if !h.holds(k, r.WithContext(ctx)) {
				done()
				k.ws.Close(websocket.StatusPolicyViolation, "") // the client asks who it is before it comes back
				return
			}
			err = k.ws.Ping(out)
		}
		if done(); err != nil {
			return
		}
	}
}

// holds tells whether the session that opened the connection still holds, and takes over what its owner may see by now.
func (h *hub) holds(k *conn, r *http.Request) bool {
	if h.sessions == nil {
		return true
	}
	actor, err := h.sessions.Holds(k.ctx(), r)
	if err != nil || actor.ID != k.account {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.actor = actor
	return true
}

// catchUp writes what the client missed, up to the number from which the hub serves it.
func (h *hub) catchUp(k *conn, after, upTo int64) error {
	c := k.ctx()
	hello := frame{Op: "hello", N: upTo}
	news, err := h.since(c, after, upTo)
	if err != nil {
		return err
	}
	if news.Reset {
		hello.Op = "reset"
	}
	for i := range news.Entries {
		body, err := json.Marshal(frame{Op: "entry", Entry: &news.Entries[i]})
		if err == nil {
			err = k.ws.Write(c, websocket.MessageText, body)
		}
		if err != nil {
			return err
		}
	}
	for i := range news.Reads {
		body, _ := json.Marshal(frame{Op: "read", Read: &news.Reads[i]})
		if err := k.ws.Write(c, websocket.MessageText, body); err != nil {
			return err
		}
	}
	body, _ := json.Marshal(hello)
	return k.ws.Write(c, websocket.MessageText, body)
}

// News is what a client missed.
type News struct {
	N       int64   `json:"n"`
	Reset   bool    `json:"reset,omitempty"` // too much: read the talks anew
	Entries []Entry `json:"entries"`
	Reads   []Mark  `json:"reads"`
}

// since reads what came after a number in the talks of the actor, up to another number or, if that is negative, to the end.
func (h *hub) since(c *kernel.Ctx, after, upTo int64) (*News, error) {
	if upTo < 0 {
		if _, err := one(c, []any{&upTo}, "SELECT n FROM chat_counter WHERE id = 1"); err != nil {
			return nil, err
		}
	}
	out := &News{N: upTo, Entries: []Entry{}, Reads: []Mark{}}
	if after >= upTo {
		return out, nil
	}
	list, err := scanEntries(c.Store.Query(c, "SELECT "+entryColumns+" FROM chat_member m JOIN chat_entry e ON e.talk = m.talk AND e.n > ? AND e.n <= ? AND e.seq > m.since WHERE m.account = ? AND m.gone = 0 ORDER BY e.n LIMIT ?",
		after, upTo, c.Actor.ID, mostMissed+1))
	if err != nil {
		return nil, err
	}
	if len(list) > mostMissed {
		out.Reset = true
		return out, nil
	}
	for _, e := range list {
		if err := h.reach(c, e.Talk); kernel.CodeOf(err) == kernel.Missing {
			continue
		} else if err != nil {
			return nil, err
		}
		out.Entries = append(out.Entries, e)
	}
	out.Reads, err = readMarks(c, "m.n > ? AND m.n <= ? AND m.talk IN (SELECT talk FROM chat_member WHERE account = ? AND gone = 0)", after, upTo, c.Actor.ID)
	if out.Reads == nil {
		out.Reads = []Mark{}
	}
	return out, err
}

// hear does what a client asks for.
func (h *hub) hear(k *conn, id string, body []byte) {
	var in frame
	if json.Unmarshal(body, &in) != nil {
		return
	}
	c := k.ctx()
	switch in.Op {
	case "send":
		// Sending waits for the disk. The next message of the same client waits behind it, or their order could change.
		m, err := decodeMessage(in.Message)
		var sent *Sent
		if err == nil {
			in.ID = m.ID
			sent, err = h.post(c, m)
		}
		reply := frame{Op: "sent", ID: in.ID, Sent: sent}
		if err != nil {
			reply = refused(c, in.ID, err)
		}
		text, _ := json.Marshal(reply)
		k.push(text)
	case "read":
		if err := h.read(c, in.Talk, in.Seq); err != nil && kernel.CodeOf(err) == kernel.Internal {
			c.Logger.Warn("chat: read", "err", err)
		}
	case "state":
		if in.State == online || in.State == away {
			if err := h.attend(c, id, in.State); err != nil {
				c.Logger.Warn("chat: state", "err", err)
			}
		}
	}
}

func refused(c *kernel.Ctx, id string, err error) frame {
	if fault, ok := errors.AsType[*kernel.Error](err); ok {
		return frame{Op: "refused", ID: id, Code: fault.Code, Title: fault.Message}
	}
	c.Logger.Error("chat: send", "err", err)
	return frame{Op: "refused", ID: id, Code: kernel.Internal, Title: "服务器暂时不能保存消息，请稍后重试"}
}

// attend notes that a connection is there.
func (h *hub) attend(c *kernel.Ctx, id, state string) error {
	return h.together.do(c, func(c *kernel.Ctx) error {
		_, err := c.Store.Exec(c, "INSERT INTO chat_presence (id, account, process, state, seen) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state, seen = excluded.seen",
			id, c.Actor.ID, h.process, state, now(c))
		return err
	})
}

func (h *hub) depart(c *kernel.Ctx, id string) {
	in := *c
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c), 10*time.Second)
	defer cancel()
	in.Context = ctx
	_ = h.together.do(&in, func(c *kernel.Ctx) error { // what is left over is ignored once it is old
		_, err := c.Store.Exec(c, "DELETE FROM chat_presence WHERE id = ?", id)
		return err
	})
}
