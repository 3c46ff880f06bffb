package chat

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"anjian/kernel"
)

// Message is what a person sends. ID is made by the client, once for each intention: sent again, it is answered again and stored once.
type Message struct {
	ID      string       `json:"id"`
	Talk    string       `json:"talk"`
	Kind    string       `json:"kind"`
	Words   string       `json:"words"`
	File    *kernel.File `json:"file,omitempty"`
	Seconds int          `json:"seconds,omitempty"`
	Place   kernel.Point `json:"place,omitzero"`
	Type    string       `json:"type,omitempty"`
	Record  string       `json:"record,omitempty"`
	Mention []string     `json:"mention,omitempty"`
}

// Sent is where a message came to stand.
type Sent struct {
	ID   string `json:"id"`
	Talk string `json:"talk"`
	Seq  int64  `json:"seq"`
	At   int64  `json:"at"`
}

const (
	longestText   = 4000
	longestVoice  = 300 // seconds
	mostMentioned = 50
)

var (
	clientID  = regexp.MustCompile(`^[0-9a-zA-Z_-]{8,80}$`)
	shaForm   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	errMember = kernel.Errorf(kernel.Missing, "找不到该会话，或您不是成员")
	errEnded  = kernel.Errorf(kernel.Conflict, "会话已结束，只能查看")
)

// post stores a message of the actor.
func (h *hub) post(c *kernel.Ctx, m *Message) (*Sent, error) {
	e, err := h.entryOf(c, m)
	if err != nil {
		return nil, err
	}
	if !h.pace.take(c.Actor.ID, c.Now()) {
		return nil, kernel.Errorf(kernel.TooMany, "发送过于频繁，请稍候")
	}
	if err := h.reach(c, m.Talk); err != nil {
		return nil, err
	}
	out := &Sent{ID: m.ID, Talk: m.Talk}
	err = h.together.do(c, func(c *kernel.Ctx) error {
		talk := ""
		if found, err := one(c, []any{&talk, &out.Seq, &out.At}, "SELECT talk, seq, at FROM chat_entry WHERE account = ? AND client = ?", c.Actor.ID, m.ID); err != nil || found {
			if err == nil && talk != m.Talk {
				err = kernel.Errorf(kernel.Invalid, "同一个消息编号用于了不同的会话")
			}
			return err
		}
		if ended, err := membership(c, m.Talk); err != nil {
			return err
		} else if ended {
			return errEnded
		}
		fresh := *e // a batch that was taken back runs again
		if err := add(c, &fresh); err != nil {
			return err
		}
		out.Seq, out.At = fresh.Seq, fresh.At
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// membership tells whether a talk of the actor has ended; Missing if it is none of his.
func membership(c *kernel.Ctx, talk string) (ended bool, err error) {
	found, err := one(c, []any{&ended}, "SELECT t.ended FROM chat_member m JOIN chat_talk t ON t.id = m.talk WHERE m.talk = ? AND m.account = ? AND m.gone = 0", talk, c.Actor.ID)
	if err == nil && !found {
		err = errMember
	}
	return ended, err
}

// entryOf checks what a person sends.
func (h *hub) entryOf(c *kernel.Ctx, m *Message) (*Entry, error) {
	bad := func(format string, args ...any) (*Entry, error) {
		return nil, kernel.Errorf(kernel.Invalid, format, args...)
	}
	m.Words = strings.TrimSpace(m.Words)
	switch {
	case !clientID.MatchString(m.ID):
		return bad("消息编号应为8至80个字母、数字")
	case !legible(m.Talk, 60):
		return nil, errMember
	case !legible(m.Words, longestText):
		return bad("消息不能超过%d字，且不能含有无效字符", longestText)
	case len(m.Mention) > mostMentioned || slices.ContainsFunc(m.Mention, func(s string) bool { return !legible(s, 60) || strings.Contains(s, ",") }):
		return bad("一次最多提醒%d人", mostMentioned)
	}
	e := &Entry{Talk: m.Talk, Client: m.ID, Account: c.Actor.ID, Name: c.Actor.Name, Kind: m.Kind, Words: m.Words, Data: Data{Mention: m.Mention}}
	switch m.Kind {
	case Text:
		if m.Words == "" {
			return bad("不能发送空消息")
		}
	case Picture, File, Voice:
		return e, attach(c, e, m)
	case Place:
		if m.Place == (kernel.Point{}) || len([]rune(m.Words)) > 200 {
			return bad("请在地图上选择位置")
		}
		e.Data.Place = m.Place
	case Card:
		r := c.App.Resource(m.Type)
		if r == nil || !legible(m.Record, 60) {
			return bad("没有这条记录")
		}
		if _, err := r.GetAny(c, m.Record); err != nil { // nobody passes on what he may not see himself
			return nil, err
		}
		e.Data.Type, e.Data.Record, e.Words = m.Type, m.Record, ""
	default:
		return bad("不支持这种消息")
	}
	return e, nil
}

// attach takes a file that the actor uploaded himself: what it is was found out when it came in, whatever the message says.
func attach(c *kernel.Ctx, e *Entry, m *Message) error {
	if m.File == nil || !shaForm.MatchString(m.File.SHA) || !legible(m.File.Name, 200) {
		return kernel.Errorf(kernel.Invalid, "请先上传文件")
	}
	var n int
	if found, err := one(c, []any{&n}, "SELECT 1 FROM upload WHERE account = ? AND sha = ?", c.Actor.ID, m.File.SHA); err != nil {
		return err
	} else if !found || c.Contents == nil {
		return kernel.Errorf(kernel.Invalid, "文件尚未上传")
	}
	f, err := c.Contents.Stat(c, m.File.SHA)
	if err != nil {
		return err
	}
	f.Name = m.File.Name
	kind, _, _ := strings.Cut(f.Type, "/")
	switch {
	case m.Kind == Picture && kind != "image":
		return kernel.Errorf(kernel.Invalid, "这不是图片")
	case m.Kind == Voice && kind != "audio" && kind != "video": // a recording of a browser is a film without pictures
		return kernel.Errorf(kernel.Invalid, "这不是录音")
	case m.Kind == Voice && (m.Seconds < 1 || m.Seconds > longestVoice):
		return kernel.Errorf(kernel.Invalid, "语音应为1至%d秒", longestVoice)
	}
	e.Data.File = &f
	if m.Kind == Voice {
		e.Data.Seconds = m.Seconds
	}
	return nil
}

// recall takes a message of the actor back: what was said is gone, that something was said stays.
func (h *hub) recall(c *kernel.Ctx, talk string, seq int64) error {
	if err := h.reach(c, talk); err != nil {
		return err
	}
	return h.write(c, func(c *kernel.Ctx) error {
		if ended, err := membership(c, talk); err != nil {
			return err
		} else if ended {
			return errEnded
		}
		var by, kind string
		var at, recalled int64
		found, err := one(c, []any{&by, &kind, &at, &recalled}, "SELECT account, kind, at, recalled FROM chat_entry WHERE talk = ? AND seq = ?", talk, seq)
		switch {
		case err != nil:
			return err
		case !found || kind == Note || kind == Recall:
			return kernel.Errorf(kernel.Missing, "找不到这条消息")
		case by != c.Actor.ID:
			return kernel.Errorf(kernel.Forbidden, "只能撤回自己的消息")
		case recalled != 0:
			return nil
		case now(c)-at > h.policy.Recall.Milliseconds():
			return kernel.Errorf(kernel.Conflict, "超过%d分钟的消息不能撤回", int(h.policy.Recall/time.Minute))
		}
		if _, err := c.Store.Exec(c, "UPDATE chat_entry SET words = '', data = '', mention = '', recalled = 1 WHERE talk = ? AND seq = ?", talk, seq); err != nil {
			return err
		}
		if err := add(c, &Entry{Talk: talk, Client: kernel.NewID(c.Now()), Account: c.Actor.ID, Name: c.Actor.Name, Kind: Recall, Words: c.Actor.Name + "撤回了一条消息", Data: Data{Seq: seq}}); err != nil {
			return err
		}
		return trace(c, talk, "recall", "第"+itoa(seq)+"条")
	})
}

// trace notes in the trail what happened to a talk, never what was said in it.
func trace(c *kernel.Ctx, talk, verb, detail string) error {
	region := ""
	if _, err := one(c, []any{&region}, "SELECT region FROM chat_talk WHERE id = ?", talk); err != nil {
		return err
	}
	return c.Trail.Record(c, kernel.Event{Type: "chat_talk", ID: talk, Verb: verb, Region: kernel.Region(region), Detail: detail})
}

// read notes how far the actor has read; everybody in the talk may know (已读).
func (h *hub) read(c *kernel.Ctx, talk string, seq int64) error {
	if !legible(talk, 60) {
		return errMember
	}
	return h.together.do(c, func(c *kernel.Ctx) error { return mark(c, talk, seq) })
}

func mark(c *kernel.Ctx, talk string, seq int64) error {
	var seen, last int64
	found, err := one(c, []any{&seen, &last}, "SELECT m.seen, h.seq FROM chat_member m JOIN chat_head h ON h.talk = m.talk WHERE m.talk = ? AND m.account = ? AND m.gone = 0", talk, c.Actor.ID)
	if err != nil {
		return err
	}
	if !found {
		return errMember
	}
	if seq = min(seq, last); seq <= seen {
		return nil
	}
	n, err := tick(c)
	if err == nil {
		_, err = c.Store.Exec(c, "UPDATE chat_member SET seen = ?, n = ? WHERE talk = ? AND account = ?", seq, n, talk, c.Actor.ID)
	}
	return err
}

// write runs a change that is no message in a transaction and tells the connections.
func (h *hub) write(c *kernel.Ctx, fn func(*kernel.Ctx) error) error {
	err := c.Tx(fn)
	h.poke()
	return err
}

func decodeMessage(b []byte) (*Message, error) {
	var m Message
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, kernel.Errorf(kernel.Invalid, "消息格式有误")
	}
	return &m, nil
}
