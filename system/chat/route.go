package chat

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"anjian/kernel"
)

type directIn struct {
	Account string `json:"account"`
}

type groupIn struct {
	Title    string   `json:"title"`
	Accounts []string `json:"accounts"`
}

type changeIn struct {
	Talk     string   `json:"talk"`
	Title    string   `json:"title"`
	Accounts []string `json:"accounts"`
	Account  string   `json:"account"`
	Seq      int64    `json:"seq"`
}

type newsIn struct {
	After int64 `json:"after"`
}

func (h *hub) routes() []kernel.Route {
	change := func(pattern, label string, fn func(c *kernel.Ctx, in *changeIn) error) kernel.Route {
		return kernel.Op(pattern, label, nil, func(c *kernel.Ctx, in *changeIn) (*struct{}, error) { return nil, fn(c, in) })
	}
	return []kernel.Route{
		{Pattern: "GET /api/chat/socket", Label: "消息连接（WebSocket）", Raw: h.socket},
		kernel.Op("GET /api/chat/news", "断线期间的消息（轮询）", nil, func(c *kernel.Ctx, in *newsIn) (*News, error) { return h.since(c, in.After, -1) }),
		{Pattern: "POST /api/chat/send", Label: "发送消息", Raw: h.send},
		kernel.Op("GET /api/chat/talks", "我的会话", nil, h.talks),
		kernel.Op("GET /api/chat/unread", "未读消息数", nil, h.unread),
		kernel.Op("GET /api/chat/search", "搜索消息", nil, h.search),
		kernel.Op("GET /api/chat/card", "记录卡片", nil, card),
		kernel.Op("GET /api/chat/people", "通讯录", nil, h.find),
		kernel.Op("GET /api/chat/orgs", "通讯录的机构", nil, h.orgs),
		kernel.Op("POST /api/chat/direct", "发起单聊", nil, func(c *kernel.Ctx, in *directIn) (*talkIn, error) {
			id, err := h.direct(c, in.Account)
			return &talkIn{id}, err
		}),
		kernel.Op("POST /api/chat/group", "建立群", nil, func(c *kernel.Ctx, in *groupIn) (*talkIn, error) {
			id, err := h.group(c, in.Title, in.Accounts)
			return &talkIn{id}, err
		}),
		kernel.Op("POST /api/chat/of", "讨论一条记录", nil, func(c *kernel.Ctx, in *cardIn) (*talkIn, error) {
			t, err := Of(c, in.Type, in.Record)
			if err != nil {
				return nil, err
			}
			h.poke()
			return &talkIn{t.ID}, nil
		}),
		kernel.Op("GET /api/chat/talk/{talk}", "会话", nil, h.talk),
		kernel.Op("GET /api/chat/talk/{talk}/entries", "会话的消息", nil, h.entries),
		{Pattern: "GET /api/chat/talk/{talk}/file/{seq}", Label: "会话中的文件", Raw: h.file},
		change("POST /api/chat/talk/{talk}/read", "标记已读", func(c *kernel.Ctx, in *changeIn) error { return h.seen(c, in.Talk, in.Seq) }),
		change("POST /api/chat/talk/{talk}/recall", "撤回消息", func(c *kernel.Ctx, in *changeIn) error { return h.recall(c, in.Talk, in.Seq) }),
		change("POST /api/chat/talk/{talk}/invite", "邀请成员", func(c *kernel.Ctx, in *changeIn) error { return h.invite(c, in.Talk, in.Accounts) }),
		change("POST /api/chat/talk/{talk}/remove", "移出成员", func(c *kernel.Ctx, in *changeIn) error { return h.remove(c, in.Talk, in.Account) }),
		change("POST /api/chat/talk/{talk}/leave", "退出群", func(c *kernel.Ctx, in *changeIn) error { return h.leave(c, in.Talk) }),
		change("POST /api/chat/talk/{talk}/rename", "修改群名称", func(c *kernel.Ctx, in *changeIn) error { return h.rename(c, in.Talk, in.Title) }),
	}
}

// send takes one message over HTTP: from a phone's queue, or while there is no connection. The message's own id makes it happen
// once, so the answer is not stored a second time under an Idempotency-Key, and many senders share one transaction.
func (h *hub) send(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largest))
	if err != nil {
		return err
	}
	m, err := decodeMessage(body)
	if err != nil {
		return err
	}
	sent, err := h.post(c, m)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(sent)
}

// seen is read within a request, which may run in a transaction already.
func (h *hub) seen(c *kernel.Ctx, talk string, seq int64) error {
	if !legible(talk, 60) {
		return errMember
	}
	return h.write(c, func(c *kernel.Ctx) error { return mark(c, talk, seq) })
}

type unreadOut struct {
	Unread int `json:"unread"`
}

// unread counts what the actor has not read.
func (h *hub) unread(c *kernel.Ctx, _ *struct{}) (*unreadOut, error) {
	out, err := h.talks(c, nil)
	if err != nil {
		return nil, err
	}
	return &unreadOut{out.Unread}, nil
}

// sweep forgets what is older than the rule of the installation keeps, unless the talk is held, and presence that nobody renews.
func (h *hub) sweep() kernel.Job {
	return &kernel.Task[struct{}]{Name: "chat.sweep", Every: 6 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
		if _, err := c.Store.Exec(c, "DELETE FROM chat_presence WHERE seen < ?", now(c)-stale.Milliseconds()); err != nil {
			return err
		}
		before := now(c) - int64(h.policy.Days)*24*time.Hour.Milliseconds()
		rows, err := c.Store.Query(c, "SELECT e.talk, COUNT(*) FROM chat_entry e JOIN chat_talk t ON t.id = e.talk WHERE e.at < ? AND t.keeping <> ? GROUP BY e.talk LIMIT 1000", before, string(Held))
		if err != nil {
			return err
		}
		old := map[string]int{}
		for rows.Next() {
			var talk string
			var n int
			if err := rows.Scan(&talk, &n); err != nil {
				rows.Close()
				return err
			}
			old[talk] = n
		}
		if rows.Close(); rows.Err() != nil {
			return rows.Err()
		}
		for talk, n := range old {
			if err := c.Tx(func(c *kernel.Ctx) error {
				if _, err := c.Store.Exec(c, "DELETE FROM chat_entry WHERE talk = ? AND at < ?", talk, before); err != nil {
					return err
				}
				return trace(c, talk, "sweep", strconv.Itoa(n)+"条超过"+strconv.Itoa(h.policy.Days)+"天")
			}); err != nil {
				return err
			}
		}
		if len(old) > 0 {
			slog.Info("chat: old messages removed", "talks", len(old))
		}
		return nil
	}}
}
