package monitor

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/system/majorhazard"
)

// Alarm is that something was measured which must not be, from its beginning until somebody has closed it (监测报警). What comes back before it
// is closed is counted up instead of a second alarm.
type Alarm struct {
	kernel.Base
	Happening `label:"报警情况"`
	Handled   `label:"处置"`
	Course    `label:"推送"`
}

// Happening is what was measured, where and when.
type Happening struct {
	Title      string                               `json:"title" label:"报警" rule:"max=200" ui:"list,search,fixed"`
	Enterprise kernel.Ref[enterprise.Enterprise]    `json:"enterprise" label:"企业" ui:"list,filter,fixed"`
	Point      kernel.Ref[Point]                    `json:"point" label:"测点" ui:"filter,fixed"`
	Gateway    kernel.Ref[Gateway]                  `json:"gateway" label:"采集网关" ui:"filter,fixed"`
	Rule       kernel.Ref[Rule]                     `json:"rule" label:"组合规则" ui:"filter,fixed"`
	Hazard     kernel.Ref[majorhazard.Installation] `json:"majorhazard" label:"重大危险源" ui:"filter,fixed"`
	Cause      Cause                                `json:"kind" label:"报警类型" ui:"list,filter,fixed"`
	Kind       Kind                                 `json:"measured" label:"监测类型" ui:"filter,fixed"`
	Grade      Grade                                `json:"grade" label:"预警级别" ui:"list,filter,fixed"`
	Started    time.Time                            `json:"started" label:"开始时间" ui:"list,sort,fixed"`
	Ended      time.Time                            `json:"ended" label:"恢复时间" ui:"fixed"`
	Active     bool                                 `json:"active" label:"仍在报警" ui:"list,filter,fixed"`
	Limit      float64                              `json:"limit_value" label:"限值" ui:"fixed"`
	Value      float64                              `json:"value" label:"报警值" ui:"fixed"`
	Peak       float64                              `json:"peak" label:"峰值" ui:"fixed"`
	PeakAt     time.Time                            `json:"peak_at" label:"峰值时间" ui:"fixed"`
	Unit       string                               `json:"unit" label:"单位" ui:"fixed"`
	Times      int                                  `json:"times" label:"次数" ui:"fixed"`
	Position   kernel.Point                         `json:"position" label:"位置" ui:"fixed"`
	Vital      bool                                 `json:"is_key" label:"重点部位" ui:"filter,fixed"`
}

// Handled is what people did.
type Handled struct {
	AckAt    time.Time   `json:"acknowledged_at" label:"确认时间" ui:"fixed"`
	AckBy    string      `json:"acknowledged_by" label:"确认人" ui:"fixed"`
	Measures string      `json:"measures" label:"处置措施" rule:"max=2000" ui:"fixed,long,wide"`
	Log      []Entry     `json:"log" label:"处置记录" ui:"fixed,wide"`
	Reason   Reason      `json:"reason" label:"报警原因" ui:"fixed,filter"`
	ClosedAt time.Time   `json:"closed_at" label:"关闭时间" ui:"fixed"`
	ClosedBy string      `json:"closed_by" label:"关闭人" ui:"fixed"`
	Until    kernel.Date `json:"shelved_until" label:"搁置到" ui:"fixed" help:"最长30天；到期自动恢复为待确认。"`
	Why      string      `json:"shelved_for" label:"搁置理由" rule:"max=500" ui:"fixed,wide"`
	Remark   string      `json:"entry" label:"处置情况" rule:"max=1000" ui:"fixed,hidden"`
}

// Entry is what one of those who handle an alarm together wrote down.
type Entry struct {
	At   time.Time `json:"at" label:"时间"`
	Who  string    `json:"who" label:"谁" rule:"max=100"`
	What string    `json:"what" label:"情况" rule:"max=1000"`
}

// Course is who was told and when the next is.
type Course struct {
	Told   []Telling `json:"told" label:"推送记录" ui:"fixed,wide"`
	Rung   int       `json:"rung" label:"已推送" ui:"fixed,hidden"`
	Since  time.Time `json:"graded_at" label:"定级时间" ui:"fixed"`
	Next   time.Time `json:"next_at" label:"下次推送" ui:"fixed"`
	Status Status    `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Telling is one level that was told.
type Telling struct {
	At    time.Time `json:"at" label:"时间"`
	To    Level     `json:"to" label:"层级"`
	Whom  string    `json:"whom" label:"通知到" rule:"max=300"`
	Count int       `json:"number" label:"人数"`
	Grade Grade     `json:"grade" label:"级别"`
}

var al = kernel.Row[Alarm]()

// open are the states of alarms that somebody still has to do with.
var open = []Status{New, Acknowledged, Handling, Shelved}

var (
	wardens = []kernel.Role{role.Safety, role.Worker}
	bureau  = []kernel.Role{role.Regulator, role.Leader}
)

// Alarms holds all alarms. Its lifecycle refers back to it and is set in init.
var Alarms = &kernel.Resource[Alarm]{
	Name: "monitor_alarm", Label: "监测报警", Sort: "-started",
	Help: `超限、变化过快、坏点、中断、设备故障都在这里。

- **企业值班人员**：看到报警先点“确认”，表示已经知道；处理时点“开始处置”写明措施，过程随时“记录情况”；数值恢复后“关闭”并选原因。
- **误报、检修**：点“误报”或“搁置”，都要写理由。搁置到期自动恢复。
- **监管人员**：看得到本地区的报警，可以确认收到、一起记录处置情况。没有人确认、没有人处置的，按预警规则逐级报县、市、省，谁在什么时候收到、什么时候看过，都在“推送记录”里。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read export acknowledge handle note close misjudge shelve unshelve", Rows: kernel.Own(&al.Enterprise)},
		{To: []kernel.Role{role.Worker}, Can: "read acknowledge handle note", Rows: kernel.Own(&al.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&al.Enterprise)},
		{To: bureau, Can: "acknowledge handle note close misjudge unshelve", Rows: enterprise.Of(&al.Enterprise)},
		{To: []kernel.Role{role.Leader}, Can: "shelve", Rows: enterprise.Of(&al.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{
		{Name: "new", Label: "待确认", Query: "status=new"},
		{Name: "open", Label: "未关闭", Query: "status=new,acknowledged,handling"},
		{Name: "active", Label: "仍在报警", Query: "active=true"},
		{Name: "grave", Label: "橙色、红色", Query: "grade=orange,red&status=new,acknowledged,handling"},
		{Name: "shelved", Label: "已搁置", Query: "status=shelved"},
		{Name: "closed", Label: "已关闭", Query: "status=closed"},
	},
	Indexes: [][]any{{&al.Status, &al.Next}, {&al.Region, &al.Status, &al.Grade}, {&al.Updated}},
}

func init() {
	type step = kernel.Step[Alarm, Status]
	Alarms.Flow = kernel.Flow[Alarm, Status]{On: &al.Status, Start: New, Steps: []step{
		{Name: "acknowledge", Label: "确认", From: []Status{New}, To: Acknowledged, Todo: true, Tone: "primary", Do: func(c *kernel.Ctx, a *Alarm) error { a.seen(c); return nil },
			Help: "表示已经知道这个报警并着手处理。"},
		{Name: "handle", Label: "开始处置", From: []Status{New, Acknowledged}, To: Handling, Ask: []any{&al.Measures}, Tone: "primary", Do: func(c *kernel.Ctx, a *Alarm) error {
			a.seen(c)
			return a.write(c, "开始处置："+a.Measures)
		}},
		{Name: "note", Label: "记录情况", From: []Status{New, Acknowledged, Handling, Shelved}, Ask: []any{&al.Remark}, Do: func(c *kernel.Ctx, a *Alarm) error {
			text := a.Remark
			a.Remark = ""
			return a.write(c, text)
		}, Help: "参与处置的各方都可以记，按时间排列。"},
		{Name: "close", Label: "关闭", From: []Status{Acknowledged, Handling}, To: Closed, Ask: []any{&al.Reason}, May: []any{&al.Measures}, Do: func(c *kernel.Ctx, a *Alarm) error {
			if a.Active && (a.Reason == Real || a.Reason == Process) {
				return kernel.Errorf(kernel.Conflict, "数值还没有恢复，不能按“%s”关闭", kernel.LabelOf(a.Reason))
			}
			return a.close(c)
		}},
		{Name: "misjudge", Label: "误报", From: []Status{New, Acknowledged, Handling}, To: Closed, Opinion: true, Confirm: "认定为误报后关闭，理由会留存。确定是误报？", Do: func(c *kernel.Ctx, a *Alarm) error {
			a.Reason = False
			return a.close(c)
		}},
		{Name: "shelve", Label: "搁置", From: []Status{New, Acknowledged, Handling}, To: Shelved, Ask: []any{&al.Until, &al.Why}, Do: func(c *kernel.Ctx, a *Alarm) error {
			if a.Until <= c.Today() || a.Until > c.Today().AddDays(30) {
				return kernel.FieldError(&al.Until, "搁置到的日期应在今天之后、30天以内")
			}
			at, _ := time.ParseInLocation(time.DateOnly, string(a.Until), kernel.China)
			a.Next = at.UTC()
			return a.write(c, "搁置到"+string(a.Until)+"："+a.Why)
		}, Help: "检修等原因暂时不处理的，写明理由和期限；期间不再推送。"},
		{Name: "unshelve", Label: "取消搁置", From: []Status{Shelved}, To: New, Do: func(c *kernel.Ctx, a *Alarm) error { return a.wake(c) }},
	}, Moves: []kernel.Move[Status]{{From: []Status{Shelved}, To: []Status{New}}, {From: []Status{Acknowledged, Handling}, To: []Status{New}}}}
}

func stamp(c *kernel.Ctx) time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

// seen notes who was the first to acknowledge.
func (a *Alarm) seen(c *kernel.Ctx) {
	if a.AckAt.IsZero() {
		a.AckAt, a.AckBy = stamp(c), c.Actor.Name
	}
}

// write adds to the log.
func (a *Alarm) write(c *kernel.Ctx, what string) error {
	if len(a.Log) >= 500 {
		return kernel.Errorf(kernel.Conflict, "处置记录太多了")
	}
	who := c.Actor.Name
	if c.Actor.Enterprise == "" && !c.Actor.System {
		who = c.RegionLabel(c.Actor.Region) + " " + who
	}
	a.Log = append(slices.Clone(a.Log), Entry{At: stamp(c), Who: who, What: what})
	return nil
}

func (a *Alarm) close(c *kernel.Ctx) error {
	a.seen(c)
	a.ClosedAt, a.ClosedBy, a.Next = stamp(c), c.Actor.Name, time.Time{}
	return nil
}

// wake makes a shelved alarm count again.
func (a *Alarm) wake(c *kernel.Ctx) error {
	a.Rung, a.Since, a.Next, a.Until = 0, stamp(c), stamp(c), ""
	return a.write(c, "搁置结束")
}

// told is the hook that takes messages back of alarms that nobody has to do with any more.
func told(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Alarms.Meta() || w.To != string(Closed) || w.From == string(Closed) {
		return nil
	}
	return notice.Withdraw(c, Alarms.Name, w.ID)
}

var alarmKind = notice.Declare(notice.Kind{Name: "monitor.alarm", Label: "监测报警", Must: true, Urgent: true, Basis: "危险化学品重大危险源监督管理暂行规定第十三条、第二十九条；企业和监管部门应当及时处置监测预警信息", Channels: []notice.Channel{notice.Push, notice.SMS}})

// Escalate tells the next level of alarms that nobody has acknowledged or handled in time. Their rows alone say what comes next, so
// that it may stop anywhere and run again.
var Escalate = &kernel.Task[struct{}]{Name: "monitor.escalate", Every: 5 * time.Second, Run: func(c *kernel.Ctx, _ struct{}) error {
	where := kernel.And(kernel.In(&al.Status, open...), kernel.Above(&al.Next, time.Time{}), kernel.UpTo(&al.Next, stamp(c)))
	list, err := Alarms.List(c, kernel.Query{Where: where, Sort: "next_at", Limit: 500})
	if err != nil {
		return err
	}
	for _, a := range list {
		err := c.Tx(func(c *kernel.Ctx) error {
			_, err := Alarms.Update(c, a.ID, a.Rev, func(a *Alarm) error {
				if a.Status == Shelved {
					a.Status = New
					if err := a.wake(c); err != nil {
						return err
					}
				}
				return a.climb(c)
			})
			return err
		})
		if err != nil && kernel.CodeOf(err) != kernel.Stale {
			return fmt.Errorf("alarm %s: %w", a.ID, err)
		}
	}
	return nil
}}

// climb takes every rung whose time has come, and notes when the next one is. It runs in the transaction that writes a.
func (a *Alarm) climb(c *kernel.Ctx) error {
	p, err := policyOf(c, a.Region)
	if err != nil {
		return err
	}
	for range 100 {
		rungs := p.rungs(a.Grade)
		if a.Rung >= len(rungs) || a.Status == Closed || a.Status == Shelved {
			a.Next = time.Time{}
			return nil
		}
		r := rungs[a.Rung]
		if a.Next = a.Since.Add(time.Duration(r.After) * time.Minute); a.Next.After(c.Now()) {
			return nil
		}
		a.Rung++
		if r.Unless == UnlessSeen && a.Status != New || r.Unless == UnlessActed && (a.Status == Handling || !a.Active && a.Status != New) {
			continue
		}
		if err := a.tell(c, r); err != nil {
			return err
		}
		if r.Rises.rank() > a.Grade.rank() {
			a.Grade, a.Rung, a.Since = r.Rises, 0, stamp(c)
		}
	}
	return nil
}

// tell tells one level, in the transaction of c.
func (a *Alarm) tell(c *kernel.Ctx, r Rung) error {
	m := notice.Message{Kind: alarmKind, Title: "【" + kernel.LabelOf(a.Grade) + "预警】" + a.Title, Type: Alarms.Name, Record: a.ID, Region: a.Region,
		Text: fmt.Sprintf("开始时间%s，报警值%s，峰值%s。", a.Started.In(kernel.China).Format("01-02 15:04:05"), a.text(a.Value), a.text(a.Peak))}
	if a.Cause == OFF || a.Cause == FAULT || a.Cause == EXPR {
		m.Text = "开始时间" + a.Started.In(kernel.China).Format("01-02 15:04:05") + "。"
	}
	if r.After > 0 {
		m.Text += fmt.Sprintf("已过%d分钟，%s。", int(c.Now().Sub(a.Started).Minutes()), kernel.LabelOf(r.Unless))
	}
	line := Telling{At: stamp(c), To: r.To, Grade: a.Grade}
	c = c.AsSystem()
	if r.To == AtFirm {
		e, err := enterprise.Enterprises.First(c, kernel.ByID(string(a.Enterprise)))
		if err != nil || e == nil {
			return err
		}
		m.To = []notice.To{{Enterprise: e.ID}, {Enterprise: e.ID, Role: role.Worker}}
		got, err := notice.Tell(c, m)
		if err != nil {
			return err
		}
		line.Whom, line.Count = e.Name, len(got.Accounts)
		if line.Count == 0 {
			name, phone := notice.Contact(e)
			if err := notice.TellByPhone(c, m, e, name, phone); err != nil {
				return err
			}
			line.Whom += "（" + name + "，短信）"
		}
	} else {
		at := a.Region[:min(len(a.Region), r.To.digits())]
		m.To = []notice.To{{Role: kernel.Role(r.Duty), Region: at}}
		got, err := notice.Tell(c, m)
		if err != nil {
			return err
		}
		line.Whom, line.Count = c.RegionLabel(at)+kernel.LabelOf(r.Duty), len(got.Accounts)
	}
	if len(a.Told) < 200 {
		a.Told = append(slices.Clone(a.Told), line)
	}
	return nil
}

func (a *Alarm) text(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) + a.Unit }

// Receipt is one person who was told of an alarm, and when he has read it.
type Receipt struct {
	Name   string `json:"name"`
	Region string `json:"region_label"`
	Title  string `json:"title"`
	ToldAt string `json:"told_at"`
	ReadAt string `json:"read_at"`
}

// Receipts is all of them.
type Receipts struct {
	Items []Receipt `json:"items"`
}

type alarmIn struct {
	ID string `json:"id"`
}

// receipts lists who was told of an alarm that the actor may read.
func receipts(c *kernel.Ctx, in *alarmIn) (*Receipts, error) {
	if _, err := Alarms.Get(c, in.ID); err != nil {
		return nil, err
	}
	out := &Receipts{Items: []Receipt{}}
	if c.App.Resource(notice.Notices.Name) == nil {
		return out, nil
	}
	list, err := notice.Notices.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&notice.Row.Type, Alarms.Name), kernel.Eq(&notice.Row.Record, in.ID)), Sort: "id", Limit: 500})
	if err != nil {
		return nil, err
	}
	names, err := holders(c, list)
	if err != nil {
		return nil, err
	}
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(kernel.China).Format("2006-01-02 15:04:05")
	}
	for _, n := range list {
		out.Items = append(out.Items, Receipt{Name: names[string(n.Account)], Region: c.RegionLabel(n.Region), Title: n.Title, ToldAt: moment(n.Created), ReadAt: moment(n.ReadAt)})
	}
	return out, nil
}
