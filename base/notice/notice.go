// Package notice is the message centre (消息与短信): every system tells people through it. A message stands in the inbox (消息) of whom it
// is for, and goes by browser push, SMS and mail as its kind, the quiet hours and the choice of the account say. What must be
// acknowledged climbs a chain until somebody does. What is told is told in the transaction of whoever tells it: never lost, never twice.
package notice

import (
	"time"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

// Notice is one message in the inbox of one account (消息).
type Notice struct {
	kernel.Base
	Account kernel.Ref[account.Account] `json:"account" label:"收件人" ui:"once,hidden"`
	Kind    KindName                    `json:"kind" label:"类别" ui:"list,filter,fixed"`
	Title   string                      `json:"title" label:"标题" rule:"required,max=200" ui:"list,search,fixed"`
	Text    string                      `json:"text" label:"内容" rule:"max=5000" ui:"fixed,long,wide"`
	Urgent  bool                        `json:"urgent" label:"紧急" ui:"fixed,filter"`
	Type    string                      `json:"about" label:"所涉业务" rule:"max=60" ui:"fixed,hidden"`
	Record  string                      `json:"record" label:"所涉记录" rule:"max=60" ui:"fixed,hidden"`
	Link    string                      `json:"link" label:"链接" rule:"max=300" ui:"fixed,hidden"`
	Sender  string                      `json:"sender" label:"发送人" rule:"max=60" ui:"list,fixed"`
	From    kernel.Ref[account.Account] `json:"sent_by" label:"发送账号" ui:"once,hidden"`
	Fold    string                      `json:"fold" label:"合并标记" rule:"max=120" ui:"fixed,hidden"`
	Count   int                         `json:"folded" label:"条数" ui:"fixed"`
	Batch   string                      `json:"batch" label:"批次" rule:"max=40" ui:"fixed,hidden"`
	Alarm   kernel.Ref[Alarm]           `json:"alarm" label:"须确认事项" ui:"once,filter"`
	ReadAt  time.Time                   `json:"read_at" label:"阅读时间" ui:"fixed"`
	Status  Status                      `json:"status" label:"状态" ui:"list,filter,fixed"`
}

// Status is whether the message was read.
type Status string

// The states of a message. One that must be acknowledged waits, read or not, until somebody has acknowledged it.
const (
	Unread  Status = "unread"
	Waiting Status = "waiting"
	Read    Status = "read"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Unread, "未读"), kernel.Opt(Waiting, "待确认"), kernel.Opt(Read, "已读")}
}

// Row names the columns of Notice in conditions.
var Row = kernel.Row[Notice]()

var everyone = role.All

func mine(a kernel.Actor) kernel.Cond { return kernel.Mine(&Row.Account)(a) }

// Notices holds the inboxes of all accounts; everybody reads the own one alone.
var Notices = &kernel.Resource[Notice]{
	Name: "notice", Label: "消息", Title: &Row.Title, Sort: "-id",
	Help: `这里是发给您的全部消息。点标题打开所涉的记录，看过即为已读。

- **待确认**的消息必须有人点“确认”，否则会逐级报给上级；一人确认，其他人的提醒随即停止。
- 哪些消息同时发短信、邮件、浏览器推送，什么时段不打扰，在“消息设置”里选；法律规定必须通知的不能关闭。`,
	Access: kernel.Access{{To: everyone, Can: "read read_one confirm", Rows: mine}},
	Views: []kernel.View{
		{Name: "unread", Label: "未读", Query: "status=unread,waiting"},
		{Name: "waiting", Label: "待确认", Query: "status=waiting"},
		{Name: "read", Label: "已读", Query: "status=read"},
	},
	Indexes: [][]any{{&Row.Account, &Row.Status}, {&Row.Account, &Row.Fold}, {&Row.Updated}, {&Row.Type, &Row.Record}},
}

func init() {
	Notices.Flow = kernel.Flow[Notice, Status]{On: &Row.Status, Start: Unread, Steps: []kernel.Step[Notice, Status]{
		{Name: "read_one", Label: "标为已读", From: []Status{Unread}, To: Read, Do: func(c *kernel.Ctx, n *Notice) error { n.ReadAt = c.Now().UTC().Truncate(time.Millisecond); return nil }},
		{Name: "confirm", Label: "确认", From: []Status{Waiting}, To: Read, Tone: "primary", Todo: true, Do: confirm,
			Help: "确认您已经知道并着手处理。确认后不再向您的上级报告，其他人的提醒随即停止。"},
	}, Moves: []kernel.Move[Status]{
		{To: []Status{Waiting}},
		{From: []Status{Unread, Waiting}, To: []Status{Read}}, // what it is about was opened or taken back; somebody else has acknowledged
	}}
}

// confirm acknowledges what the message is about.
func confirm(c *kernel.Ctx, n *Notice) error {
	n.ReadAt = c.Now().UTC().Truncate(time.Millisecond)
	return acknowledge(c, string(n.Alarm), n.ID, "平台")
}

// State is what the bell shows.
type State struct {
	Unread  int         `json:"unread"`
	Waiting int         `json:"waiting"`
	More    bool        `json:"more"`
	Kinds   []KindState `json:"kinds"`
	Banner  string      `json:"banner,omitempty"` // what everybody must know of this installation
	Advice  string      `json:"advice,omitempty"` // what those who run it should set
}

// KindState is how many messages of a kind are unread.
type KindState struct {
	Kind   string `json:"kind"`
	Label  string `json:"label"`
	Unread int    `json:"unread"`
}

// Addressless is what to do where no public address is set. It is not taken from a request: what a paper says for good must not depend on
// the name by which some browser happened to reach the server.
const Addressless = "没有设置对外访问地址：执法文书上不印核验二维码，短信和邮件里没有链接。请在设置文件中写 base_url 后重新启动"

func (x *Center) state(c *kernel.Ctx) (*State, error) {
	out := &State{Kinds: []KindState{}}
	if !x.SMSReal() {
		out.Banner = "短信网关未设置：短信只记录、不发出"
	}
	if x.BaseURL == "" && c.Actor.Is(role.System) {
		out.Advice = Addressless
	}
	where := kernel.And(mine(c.Actor), kernel.In(&Row.Status, Unread, Waiting))
	err := c.Store.Group(c, Notices.Meta(), kernel.Group{Where: where, By: []kernel.GroupBy{{Col: "kind"}, {Col: "status"}}}, func(keys []string, n float64) error {
		out.Unread += int(n)
		if Status(keys[1]) == Waiting {
			out.Waiting += int(n)
		}
		for i := range out.Kinds {
			if out.Kinds[i].Kind == keys[0] {
				out.Kinds[i].Unread += int(n)
				return nil
			}
		}
		out.Kinds = append(out.Kinds, KindState{keys[0], kernel.LabelOf(KindName(keys[0])), int(n)})
		return nil
	})
	return out, err
}

type readAllIn struct {
	Kind string `json:"kind"` // of one kind; all without it
}

// Count is how many records an operation touched.
type Count struct {
	Done int `json:"done"`
}

// readAll marks what is unread as read; what must be acknowledged stays.
func readAll(c *kernel.Ctx, in *readAllIn) (*Count, error) {
	where := kernel.And(mine(c.Actor), kernel.Eq(&Row.Status, Unread))
	if in.Kind != "" {
		where = kernel.And(where, kernel.Eq(&Row.Kind, KindName(in.Kind)))
	}
	out := &Count{}
	return out, c.Tx(func(c *kernel.Ctx) error {
		list, err := Notices.List(c, kernel.Query{Where: where, Limit: 1000, Cols: []string{"id"}})
		if err != nil {
			return err
		}
		for _, n := range list {
			if _, err := Notices.Do(c, n.ID, 0, "read_one", nil, ""); err != nil {
				return err
			}
			out.Done++
		}
		return nil
	})
}
