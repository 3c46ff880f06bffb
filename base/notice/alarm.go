package notice

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Chain says who must know next when nobody has acknowledged a message (升级链): a list that a bureau decides on.
type Chain struct {
	kernel.Base
	Name   string   `json:"name" label:"名称" rule:"required,max=60" ui:"list,search"`
	Kind   KindName `json:"kind" label:"消息类别" rule:"required" ui:"list,filter" help:"这一类须确认的消息按本链升级。"`
	Levels []Level  `json:"levels" label:"层级" rule:"required,max=20" help:"从第一次发出算起，逐级往上。第一级由发出消息的业务指定收件人。"`
	Repeat int      `json:"repeat_every" label:"末级重复间隔" unit:"分钟" rule:"min=0,top=1440" help:"报到最后一级仍没有人确认时，每隔多久再提醒一次；0为不重复。"`
	Off    bool     `json:"is_off" label:"停用" ui:"list,filter"`
}

// Level is one rung of a chain.
type Level struct {
	After    int                         `json:"after" label:"上一级之后（分钟）" rule:"min=0,top=10080"`
	Duty     account.Role                `json:"duty" label:"角色"`
	Scope    Scope                       `json:"scope" label:"哪一级"`
	Post     kernel.Ref[org.Post]        `json:"post" label:"岗位"`
	Account  kernel.Ref[account.Account] `json:"account" label:"账号"`
	Channels []Channel                   `json:"channels" label:"渠道"`
}

// Scope is the division, seen from the record, whose people a level names.
type Scope string

// The scopes.
const (
	AtCounty   Scope = "county"
	AtCity     Scope = "city"
	AtProvince Scope = "province"
)

func (Scope) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(AtCounty, "县级"), kernel.Opt(AtCity, "市级"), kernel.Opt(AtProvince, "省级")}
}

var cn = kernel.Row[Chain]()

// Chains holds the chains; a region's own goes before that of the region above.
var Chains = &kernel.Resource[Chain]{
	Name: "notice_chain", Label: "升级链",
	Help: `须确认的消息没有人确认时，按这里的顺序逐级报告：隔多少分钟、报给谁、用哪些渠道。没有为某类消息设置升级链的，按平台的默认：5分钟报县级负责人，再10分钟报市级，再15分钟报省级。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.System, role.Leader}, Can: "read create update export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Clerk, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Rules: func(c *kernel.Ctx, n, _ *Chain) error {
		for i, l := range n.Levels {
			if l.Post == "" && l.Account == "" && (l.Duty == "" || l.Scope == "") {
				return kernel.FieldError(&cn.Levels, "第%d级没有写明报给谁：请填角色和级别，或岗位，或账号", i+1)
			}
		}
		return nil
	},
}

// usual is the chain of kinds for which nobody has decided on one.
var usual = Chain{Repeat: 30, Levels: []Level{
	{After: 5, Duty: account.Role(role.Leader), Scope: AtCounty},
	{After: 10, Duty: account.Role(role.Leader), Scope: AtCity},
	{After: 15, Duty: account.Role(role.Leader), Scope: AtProvince},
}}

// Alarm is something that somebody must acknowledge, and how far up it has climbed (须确认事项). It holds its chain as it was at the
// beginning, so that its row alone says what comes next: whatever crashes, no step is lost or done twice.
type Alarm struct {
	kernel.Base
	Title  string                      `json:"title" label:"事项" rule:"required,max=200" ui:"list,search,fixed"`
	Text   string                      `json:"text" label:"内容" rule:"max=5000" ui:"fixed,long,wide"`
	Kind   KindName                    `json:"kind" label:"类别" ui:"list,filter,fixed"`
	Type   string                      `json:"about" label:"所涉业务" ui:"fixed,hidden"`
	Record string                      `json:"record" label:"所涉记录" ui:"fixed,hidden"`
	Link   string                      `json:"link" label:"链接" ui:"fixed,hidden"`
	Chain  kernel.Ref[Chain]           `json:"chain" label:"升级链" ui:"fixed"`
	Levels []Level                     `json:"levels" label:"层级" ui:"fixed,hidden"`
	Repeat int                         `json:"repeat_every" label:"末级重复间隔" unit:"分钟" ui:"fixed,hidden"`
	Rung   int                         `json:"rung" label:"已报层级" ui:"list,fixed"`
	Rounds int                         `json:"rounds" label:"末级已重复" unit:"次" ui:"fixed"`
	Log    []Rung                      `json:"log" label:"通知过程" ui:"fixed,wide"`
	Next   time.Time                   `json:"next_at" label:"下一级时间" ui:"fixed"`
	By     kernel.Ref[account.Account] `json:"acknowledged_by" label:"确认账号" ui:"fixed,filter,once"`
	ByName string                      `json:"acknowledged_name" label:"确认人" ui:"list,fixed"`
	How    string                      `json:"how" label:"确认方式" ui:"fixed"`
	At     time.Time                   `json:"acknowledged_at" label:"确认时间" ui:"list,fixed"`
	Status AlarmStatus                 `json:"status" label:"状态" ui:"list,filter,fixed"`
}

// Rung is one step that was taken.
type Rung struct {
	At    time.Time `json:"at" label:"时间"`
	Level int       `json:"level" label:"层级"`
	Whom  string    `json:"whom" label:"通知到" rule:"max=500"`
	Count int       `json:"number" label:"人数"`
}

// AlarmStatus is where an alarm stands.
type AlarmStatus string

// The states of an alarm.
const (
	Climbing     AlarmStatus = "climbing"
	Exhausted    AlarmStatus = "exhausted" // the last level was told and does not answer
	Acknowledged AlarmStatus = "acknowledged"
	Called       AlarmStatus = "called_off"
)

func (AlarmStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Climbing, "待确认", "orange"), kernel.Tone(Exhausted, "末级未确认", "red"), kernel.Opt(Acknowledged, "已确认"), kernel.Opt(Called, "已取消")}
}

var al = kernel.Row[Alarm]()

func told(a kernel.Actor) kernel.Cond {
	if a.ID == "" {
		return kernel.None()
	}
	return kernel.Exists(Notices, &Row.Alarm, kernel.Eq(&Row.Account, kernel.Ref[account.Account](a.ID)))
}

// Alarms holds all alarms. Its lifecycle refers back to it and is set in init.
var Alarms = &kernel.Resource[Alarm]{
	Name: "notice_alarm", Label: "须确认事项", Sort: "-id",
	Help: `必须有人确认的消息。没有人确认就按升级链逐级报告，谁在什么时候被通知到都记在“通知过程”里。一人确认，全部渠道随即停止。`,
	Access: kernel.Access{
		{To: everyone, Can: "read acknowledge", Rows: told},
		{To: []kernel.Role{role.Regulator, role.Leader, role.Clerk}, Can: "read acknowledge export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "call_off", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views:   []kernel.View{{Name: "open", Label: "待确认", Query: "status=climbing,exhausted"}, {Name: "done", Label: "已确认", Query: "status=acknowledged"}},
	Indexes: [][]any{{&al.Status, &al.Next}},
}

func init() {
	open := []AlarmStatus{Climbing, Exhausted}
	Alarms.Flow = kernel.Flow[Alarm, AlarmStatus]{On: &al.Status, Start: Climbing, Steps: []kernel.Step[Alarm, AlarmStatus]{
		{Name: "acknowledge", Label: "确认", From: open, To: Acknowledged, Tone: "primary", Do: func(c *kernel.Ctx, a *Alarm) error {
			a.How = "平台"
			if via, ok := c.Value(viaKey{}).(via); ok {
				a.How = via.how
			}
			return hush(c, a)
		}},
		{Name: "call_off", Label: "取消", From: open, To: Called, Opinion: true, Tone: "danger", Do: hush},
	}, Moves: []kernel.Move[AlarmStatus]{{From: []AlarmStatus{Climbing}, To: []AlarmStatus{Exhausted}}}}
}

// begin starts an alarm: who is told now is its first level.
func begin(c *kernel.Ctx, m Message, who []*account.Account) (*Alarm, error) {
	a := &Alarm{Title: oneLine(m.Title), Text: m.Text, Kind: KindName(m.Kind.Name), Type: m.Type, Record: m.Record, Link: m.Link}
	if a.Region = m.Region; a.Region == "" {
		a.Region = c.Actor.Region
		if len(who) > 0 {
			a.Region = who[0].Region
		}
	}
	chain, err := chainOf(c, a.Kind, a.Region)
	if err != nil {
		return nil, err
	}
	a.Chain, a.Levels, a.Repeat = kernel.Ref[Chain](chain.ID), chain.Levels, chain.Repeat
	a.note(c, who)
	if len(who) == 0 { // nobody to begin with: the next level is told at once
		a.Next = now(c)
	}
	return a, Alarms.Create(c, a)
}

// chainOf is the chain of a kind that holds in a region: that of the nearest region above.
func chainOf(c *kernel.Ctx, k KindName, r kernel.Region) (*Chain, error) {
	above := []kernel.Region{kernel.Country}
	for n := 2; n <= len(r); n++ {
		above = append(above, r[:n])
	}
	list, err := Chains.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&cn.Kind, k), kernel.Eq(&cn.Off, false), kernel.In(&cn.Region, above...)), Sort: "id"})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return &usual, nil
	}
	return slices.MaxFunc(list, func(a, b *Chain) int { return len(a.Region) - len(b.Region) }), nil
}

// note writes down that a level was told, and when the next one is.
func (a *Alarm) note(c *kernel.Ctx, who []*account.Account) {
	names := ""
	for i, one := range who {
		if i >= 20 {
			names += "等"
			break
		}
		if i > 0 {
			names += "、"
		}
		names += one.Name
	}
	a.Log = append(slices.Clone(a.Log), Rung{At: now(c), Level: a.Rung, Whom: cmp.Or(names, "没有可通知的人"), Count: len(who)})
	switch {
	case a.Rung < len(a.Levels):
		a.Next = now(c).Add(time.Duration(a.Levels[a.Rung].After) * time.Minute)
	case a.Repeat > 0 && a.Rounds < mostRounds && len(a.Levels) > 0:
		a.Status, a.Next = Exhausted, now(c).Add(time.Duration(a.Repeat)*time.Minute)
	default:
		a.Status, a.Next = Exhausted, time.Time{}
	}
}

// mostRounds bounds how often the last level is told again: two days of half hours.
const mostRounds = 96

// climb takes the next step of every alarm whose time has come, each in a transaction of its own.
func climb(c *kernel.Ctx) error {
	c = c.AsSystem()
	where := kernel.And(kernel.In(&al.Status, Climbing, Exhausted), kernel.UpTo(&al.Next, now(c)), kernel.Above(&al.Next, time.Time{}))
	list, err := Alarms.List(c, kernel.Query{Where: where, Sort: "id", Limit: 200})
	if err != nil {
		return err
	}
	var errs []error // one that cannot climb keeps none of the others down
	for _, a := range list {
		if err := c.Tx(func(c *kernel.Ctx) error { return a.climb(c) }); err != nil && kernel.CodeOf(err) != kernel.Stale && !errors.Is(err, errGone) {
			errs = append(errs, fmt.Errorf("alarm %s: %w", a.ID, err))
		}
	}
	return errors.Join(errs...)
}

// climb tells the next level, or the last one again. That it was told and the telling are one transaction.
func (a *Alarm) climb(c *kernel.Ctx) error {
	rung := a.Rung
	again := rung >= len(a.Levels)
	if again {
		rung = len(a.Levels) - 1
	}
	level := a.Levels[rung]
	who, err := resolve(c, []To{level.whom(a.Region)})
	if err != nil {
		return err
	}
	a, err = Alarms.Update(c, a.ID, a.Rev, func(a *Alarm) error {
		if a.Status != Climbing && a.Status != Exhausted {
			return errGone
		}
		if again {
			a.Rounds++
		} else {
			a.Rung++
		}
		a.note(c, who)
		if len(who) == 0 && a.Rung < len(a.Levels) { // nobody there: no reason to wait
			a.Next = now(c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	title := fmt.Sprintf("【第%d级报告】%s", a.Rung, a.Title)
	text := a.Text
	if a.Rung > 0 {
		text = sentence(a.Text, fmt.Sprintf("已过%d分钟没有人确认", int(now(c).Sub(a.Created).Minutes())))
	}
	m := Message{Kind: kindOf(string(a.Kind)), Title: plain(title, 200), Text: text, Type: a.Type, Record: a.Record, Link: a.Link}
	if m.Kind == nil { // a kind that this program no longer has
		m.Kind = trouble
	}
	return deliverTo(c, m, who, a.ID+fmt.Sprint("-", a.Rung, "-", a.Rounds), a, level.Channels)
}

func (l Level) whom(r kernel.Region) To {
	if l.Account != "" {
		return To{Account: string(l.Account)}
	}
	if l.Post != "" {
		return To{Post: string(l.Post)}
	}
	n := map[Scope]int{AtCounty: 6, AtCity: 4, AtProvince: 2}[l.Scope]
	return To{Role: kernel.Role(l.Duty), Region: r[:min(n, len(r))]}
}

// via says, within one write, how an alarm was acknowledged and from which message, whose own step is being taken.
type (
	viaKey struct{}
	via    struct{ how, notice string }
)

// acknowledge is what a message of the inbox, or an answer by SMS, does to the alarm it is about.
func acknowledge(c *kernel.Ctx, alarm, notice, how string) error {
	a, err := Alarms.First(c.AsSystem(), kernel.ByID(alarm))
	if err != nil || a == nil || a.Status == Acknowledged || a.Status == Called {
		return err
	}
	as := c.AsSystem()
	as.Context = context.WithValue(c.Context, viaKey{}, via{how, notice})
	_, err = Alarms.Do(as, alarm, 0, "acknowledge", nil, how)
	return err
}

// hush stops every channel of an alarm and clears it from the other inboxes.
func hush(c *kernel.Ctx, a *Alarm) error {
	a.By, a.ByName, a.At, a.Next = kernel.Ref[account.Account](c.Actor.ID), c.Actor.Name, now(c), time.Time{}
	if c.Actor.ID == "system" {
		a.By = ""
	}
	c = c.AsSystem()
	if err := stopAll(c, kernel.Eq(&dl.Alarm, kernel.Ref[Alarm](a.ID))); err != nil {
		return err
	}
	if _, err := c.Store.Exec(c, "DELETE FROM notice_code WHERE alarm = ?", a.ID); err != nil {
		return err
	}
	list, err := Notices.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&Row.Alarm, kernel.Ref[Alarm](a.ID)), kernel.Eq(&Row.Status, Waiting)), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	step, _ := c.Value(viaKey{}).(via)
	for _, n := range list {
		if n.ID == step.notice {
			continue
		}
		if _, err := Notices.Update(c, n.ID, 0, func(n *Notice) error {
			n.Status = Read
			n.Text = plain(n.Text+"\n（已由"+a.ByName+"确认）", 5000)
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}
