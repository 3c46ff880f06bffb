package monitor

import (
	"fmt"
	"math/rand/v2"
	"time"

	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
)

// Call is a call-up of the control room of a key enterprise without notice (值守抽查): who is on watch has to answer within minutes.
type Call struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Title      string                            `json:"title" label:"抽查内容" rule:"max=200" ui:"list,search,once"`
	Minutes    int                               `json:"minutes" label:"应答时限" unit:"分钟" rule:"min=0,top=120" ui:"once"`
	CalledAt   time.Time                         `json:"called_at" label:"点名时间" ui:"list,sort,fixed"`
	AnswerBy   time.Time                         `json:"answer_by" label:"应在何时前应答" ui:"fixed"`
	Caller     string                            `json:"caller" label:"点名人" ui:"fixed"`
	AnsweredAt time.Time                         `json:"answered_at" label:"应答时间" ui:"list,fixed"`
	Seconds    int                               `json:"seconds" label:"应答用时" unit:"秒" ui:"list,fixed"`
	Watch      string                            `json:"on_watch" label:"值守人员" rule:"max=100" ui:"fixed"`
	Situation  string                            `json:"situation" label:"当前情况" rule:"max=500" ui:"fixed,long,wide"`
	Late       bool                              `json:"is_late" label:"超时应答" ui:"fixed,filter"`
	Status     CallStatus                        `json:"status" label:"状态" ui:"list,filter,fixed"`
}

// CallStatus is whether a call was answered.
type CallStatus string

const (
	Calling  CallStatus = "calling"
	Answered CallStatus = "answered"
	Missed   CallStatus = "missed"
)

func (CallStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Calling, "等待应答", "yellow"), kernel.Opt(Answered, "已应答"), kernel.Tone(Missed, "无人应答", "red")}
}

var ca = kernel.Row[Call]()

var callKind = notice.Declare(notice.Kind{Name: "monitor.call", Label: "值守抽查", Must: true, Urgent: true, Basis: "平台规定：重点企业监控室应当24小时值守", Channels: []notice.Channel{notice.Push, notice.SMS}})

// Calls holds the calls.
var Calls = &kernel.Resource[Call]{
	Name: "monitor_call", Label: "值守抽查", Sort: "-called_at",
	Help: `监管部门不打招呼地点名重点企业的监控室，检查是否有人值守。点“新建”点名一家，或在“随机抽查”里随机抽几家。企业收到后点“应答”，填值守人员和当前情况；用时自动记录，到时没有应答的记为无人应答。`,
	Access: kernel.Access{
		{To: wardens, Can: "read answer", Rows: kernel.Own(&ca.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&ca.Enterprise)},
		{To: bureau, Can: "create", Rows: enterprise.Of(&ca.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Call, CallStatus]{On: &ca.Status, Start: Calling, Steps: []kernel.Step[Call, CallStatus]{
		{Name: "answer", Label: "应答", From: []CallStatus{Calling, Missed}, To: Answered, Ask: []any{&ca.Watch, &ca.Situation}, Todo: true, Tone: "primary", Do: func(c *kernel.Ctx, k *Call) error {
			k.AnsweredAt = stamp(c)
			k.Seconds, k.Late = int(k.AnsweredAt.Sub(k.CalledAt).Seconds()), k.AnsweredAt.After(k.AnswerBy)
			return nil
		}},
	}, Moves: []kernel.Move[CallStatus]{{From: []CallStatus{Calling}, To: []CallStatus{Missed}}}},
	Derive: func(c *kernel.Ctx, k *Call) error {
		if k.Rev > 0 {
			return nil
		}
		if k.Minutes == 0 {
			k.Minutes = 5
		}
		if k.Title == "" {
			k.Title = "请值守人员立即应答"
		}
		k.CalledAt, k.Caller = stamp(c), c.Actor.Name
		k.AnswerBy = k.CalledAt.Add(time.Duration(k.Minutes) * time.Minute)
		return settle(c, &k.Base, k.Enterprise, nil)
	},
	Views:   []kernel.View{{Name: "calling", Label: "等待应答", Query: "status=calling"}, {Name: "missed", Label: "无人应答", Query: "status=missed"}, {Name: "late", Label: "超时应答", Query: "is_late=true"}},
	Indexes: [][]any{{&ca.Status, &ca.AnswerBy}},
}

// called is the hook that tells the enterprise.
func called(c *kernel.Ctx, w *kernel.Write) error {
	k, ok := w.After.(*Call)
	if !ok || w.Verb != "create" {
		return nil
	}
	m := notice.Message{Kind: callKind, Title: fmt.Sprintf("值守抽查：请在%d分钟内应答", k.Minutes), Text: k.Title, Type: Calls.Name, Record: k.ID, Region: k.Region}
	m.To = []notice.To{{Enterprise: string(k.Enterprise)}, {Enterprise: string(k.Enterprise), Role: role.Worker}}
	got, err := notice.Tell(c, m)
	if err == nil && len(got.Accounts) == 0 {
		err = notice.TellFirm(c, m, k.Enterprise)
	}
	return err
}

// Lapse notes calls that nobody answered, and tells the county.
var Lapse = &kernel.Task[struct{}]{Name: "monitor.lapse", Every: 10 * time.Second, Run: func(c *kernel.Ctx, _ struct{}) error {
	list, err := Calls.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&ca.Status, Calling), kernel.Before(&ca.AnswerBy, stamp(c))), Sort: "id"})
	if err != nil {
		return err
	}
	for _, k := range list {
		err := c.Tx(func(c *kernel.Ctx) error {
			k, err := Calls.Update(c, k.ID, k.Rev, func(k *Call) error { k.Status = Missed; return nil })
			if err != nil {
				return err
			}
			e, err := enterprise.Enterprises.First(c, kernel.ByID(string(k.Enterprise)))
			if err != nil || e == nil {
				return err
			}
			_, err = notice.Tell(c, notice.Message{Kind: callKind, Title: "值守抽查无人应答：" + e.Name, Type: Calls.Name, Record: k.ID, Region: k.Region,
				To: []notice.To{{Role: role.Regulator, Region: k.Region[:min(6, len(k.Region))]}}})
			return err
		})
		if err != nil && kernel.CodeOf(err) != kernel.Stale {
			return err
		}
	}
	return nil
}}

type drawIn struct {
	Count   int `json:"count"`
	Minutes int `json:"minutes"`
}

// Drawn is whom a draw has called.
type Drawn struct {
	Items []DrawnOne `json:"items"`
}

// DrawnOne is one of them.
type DrawnOne struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// draw calls some of the enterprises that have points of key areas, by lot.
func draw(c *kernel.Ctx, in *drawIn) (*Drawn, error) {
	if in.Count < 1 || in.Count > 50 {
		return nil, kernel.Errorf(kernel.Invalid, "一次抽1到50家")
	}
	out := &Drawn{Items: []DrawnOne{}}
	return out, c.Tx(func(c *kernel.Ctx) error {
		seen := map[kernel.Ref[enterprise.Enterprise]]bool{}
		var all []kernel.Ref[enterprise.Enterprise]
		err := Points.Each(c, kernel.Query{Where: kernel.And(kernel.Eq(&pt.Vital, true), kernel.Eq(&pt.Off, false)), Sort: "id", Limit: -1, Cols: []string{"id", "enterprise"}}, func(p *Point) error {
			if !seen[p.Enterprise] {
				seen[p.Enterprise] = true
				all = append(all, p.Enterprise)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return kernel.Errorf(kernel.Conflict, "本地区还没有接入重点部位测点的企业")
		}
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, id := range all[:min(in.Count, len(all))] {
			e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(id)))
			if err != nil {
				return err
			}
			k := &Call{Enterprise: id, Minutes: in.Minutes, Title: "随机抽查：请值守人员立即应答"}
			if err := Calls.Create(c, k); err != nil {
				return err
			}
			out.Items = append(out.Items, DrawnOne{k.ID, e.Name})
		}
		return nil
	})
}
