// Package chat is the talking of those who work together (统一通讯): a directory of people, direct and group talks, and a group for
// each record that is discussed, which ends with the record. Messages never pass through Resource: they are rows of plain tables,
// numbered in the transaction that stores them, so that whoever was away takes up where he stopped.
package chat

import (
	"time"

	"anjian/base/role"
	"anjian/kernel"
)

// Talk is one conversation (会话), as the auditor sees it: who began it, about what, and how long it is kept. What is said in it is
// read by its members and by nobody else.
type Talk struct {
	kernel.Base
	Title  string  `json:"title" label:"名称" rule:"max=100" ui:"list,search,fixed"`
	Kind   Kind    `json:"kind" label:"类别" rule:"required" ui:"list,filter,fixed"`
	Owner  string  `json:"owner" label:"发起人" rule:"max=60" ui:"fixed,hidden"`
	By     string  `json:"by_name" label:"发起人姓名" rule:"max=60" ui:"list,fixed"`
	About  string  `json:"about" label:"所涉业务" rule:"max=60" ui:"fixed,hidden"`
	Record string  `json:"record" label:"所涉记录" rule:"max=60" ui:"fixed,hidden"`
	Ended  bool    `json:"ended" label:"已结束" ui:"list,filter,fixed" help:"所涉记录办结后自动结束，只能查看。"`
	Keep   Keeping `json:"keeping" label:"留存" ui:"list,filter,fixed" help:"保全的会话不按期限清理。"`
}

// Kind is what brings people together.
type Kind string

const (
	Direct Kind = "direct"
	Group  Kind = "group"
	Matter Kind = "matter" // about a record
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Direct, "单聊"), kernel.Opt(Group, "群聊"), kernel.Opt(Matter, "业务讨论")}
}

// Keeping says how long what is said is kept: by the rule of the installation, or until the hold is lifted (证据保全).
type Keeping string

const (
	ByRule Keeping = "rule"
	Held   Keeping = "held"
)

func (Keeping) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByRule, "按期清理"), kernel.Opt(Held, "已保全")}
}

var tk = kernel.Row[Talk]()

// Talks holds all conversations. Members reach theirs by the operations of this package; the record itself is for the auditor.
var Talks = &kernel.Resource[Talk]{
	Name: "chat_talk", Label: "会话", Title: &tk.Title,
	Help: `会话登记供审计：谁在什么时候发起、与哪项业务有关、成员怎样变动、有没有撤回消息。**聊天内容只有成员能看，管理员和审计员都看不到。**

需要作为证据的会话点“保全”，到期不再清理；解除后恢复按期清理。`,
	Access: kernel.Access{{To: []kernel.Role{role.Audit}, Can: "read hold release export", Rows: kernel.Jurisdiction}},
	Flow: kernel.Flow[Talk, Keeping]{On: &tk.Keep, Start: ByRule, Steps: []kernel.Step[Talk, Keeping]{
		{Name: "hold", Label: "保全", From: []Keeping{ByRule}, To: Held, Opinion: true, Tone: "primary", Help: "写明保全的事由和依据。"},
		{Name: "release", Label: "解除保全", From: []Keeping{Held}, To: ByRule, Opinion: true, Tone: "danger", Confirm: "解除后，超过保存期限的消息会被清理。确定解除？"},
	}},
	Indexes: [][]any{{&tk.About, &tk.Record}},
	Views:   []kernel.View{{Name: "held", Label: "已保全", Query: "keeping=held"}, {Name: "matter", Label: "业务讨论", Query: "kind=matter"}},
}

// Policy is what an installation decides about talks; zero values take the defaults.
type Policy struct {
	Recall time.Duration // how long a message can be taken back: 2 minutes
	Days   int           // how long messages are kept: 1095 days
}

func (p Policy) filled() Policy {
	if p.Recall == 0 {
		p.Recall = 2 * time.Minute
	}
	if p.Days == 0 {
		p.Days = 1095
	}
	return p
}

// Tables of the hot path. n is one counter over all talks and processes: whoever writes holds its row until the commit, so that
// numbers become visible in their order and "everything after n" misses nothing.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS chat_counter (id {int} PRIMARY KEY, n {int} NOT NULL)`,
	`INSERT INTO chat_counter (id, n) VALUES (1, 0) ON CONFLICT (id) DO NOTHING`,
	`CREATE TABLE IF NOT EXISTS chat_head (talk {text} PRIMARY KEY, seq {int} NOT NULL, at {int} NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS chat_direct (pair {text} PRIMARY KEY, talk {text} NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS chat_member (talk {text} NOT NULL, account {text} NOT NULL, name {text} NOT NULL, since {int} NOT NULL, seen {int} NOT NULL, gone {int} NOT NULL, n {int} NOT NULL, PRIMARY KEY (talk, account))`,
	`CREATE INDEX IF NOT EXISTS chat_member_account ON chat_member (account, gone)`,
	`CREATE INDEX IF NOT EXISTS chat_member_n ON chat_member (n)`,
	`CREATE TABLE IF NOT EXISTS chat_entry (talk {text} NOT NULL, seq {int} NOT NULL, n {int} NOT NULL, client {text} NOT NULL, account {text} NOT NULL, name {text} NOT NULL, at {int} NOT NULL,
 kind {text} NOT NULL, words {text} NOT NULL, data {text} NOT NULL, mention {text} NOT NULL, recalled {int} NOT NULL, PRIMARY KEY (talk, seq))`,
	`CREATE UNIQUE INDEX IF NOT EXISTS chat_entry_client ON chat_entry (account, client)`,
	`CREATE UNIQUE INDEX IF NOT EXISTS chat_entry_n ON chat_entry (n)`,
	`CREATE INDEX IF NOT EXISTS chat_entry_at ON chat_entry (at)`,
	`CREATE TABLE IF NOT EXISTS chat_presence (id {text} PRIMARY KEY, account {text} NOT NULL, process {text} NOT NULL, state {text} NOT NULL, seen {int} NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS chat_presence_account ON chat_presence (account)`,
	`CREATE INDEX IF NOT EXISTS chat_presence_process ON chat_presence (process)`,
}

// Module declares the system. Sessions says who asks again while a connection is open; nil takes whoever opened it.
func Module(sessions Sessions, p Policy) kernel.Module {
	h := newHub(sessions, p.filled())
	return kernel.Module{
		Name: "chat", Label: "统一通讯",
		Resources: []kernel.Handle{Talks},
		Tables:    tables,
		Tasks:     []kernel.Job{h.sweep()},
		Routes:    h.routes(),
		Hooks:     []kernel.Hook{wrote},
	}
}
