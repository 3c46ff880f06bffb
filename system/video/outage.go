package video

import (
	"errors"
	"fmt"
	"time"

	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
)

// Outage is a time in which a camera showed nothing (离线记录).
type Outage struct {
	kernel.Base
	Camera     kernel.Ref[Camera]                `json:"video" label:"摄像机" ui:"list,filter,fixed"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,filter,fixed"`
	Began      time.Time                         `json:"began" label:"离线时间" ui:"list,sort,fixed"`
	Ended      time.Time                         `json:"ended" label:"恢复时间" ui:"list,fixed"`
	Minutes    int                               `json:"minutes" label:"时长" unit:"分钟" ui:"list,fixed"`
	Reason     Reason                            `json:"reason" label:"离线原因" ui:"list,filter,fixed"`
	Over       bool                              `json:"is_over" label:"已恢复" ui:"filter,fixed"`
	Told       time.Time                         `json:"told_at" label:"通知企业时间" ui:"fixed"`
	Raised     time.Time                         `json:"raised_at" label:"通知监管部门时间" ui:"fixed"`
}

var ot = kernel.Row[Outage]()

// Outages holds all outages. They are made by the platform alone.
var Outages = &kernel.Resource[Outage]{
	Name: "video_outage", Label: "摄像机离线记录", Title: &ot.Camera, Sort: "-began",
	Help: "平台自动记录每台摄像机什么时候离线、为什么、多久恢复。离线10分钟通知企业，24小时通知属地监管部门。",
	Access: kernel.Access{
		{To: wardens, Can: "read export", Rows: kernel.Own(&ot.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&ot.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{{Name: "open", Label: "没有恢复", Query: "is_over=false"}},
}

var absent = notice.Declare(notice.Kind{Name: "video.offline", Label: "摄像机离线", Basis: "危险化学品重大危险源监督管理暂行规定第十三条、第十五条；视频监控系统应当保证有效、可靠运行", Channels: []notice.Channel{notice.Push}})

// How long a camera is away before its enterprise and its county hear of it.
const (
	tellAfter  = 10 * time.Minute
	raiseAfter = 24 * time.Hour
)

// Remind tells of cameras that stay away.
var Remind = &kernel.Task[struct{}]{Name: "video.remind", Every: time.Minute, Run: func(c *kernel.Ctx, _ struct{}) error {
	now := stamp(c)
	where := kernel.And(kernel.Eq(&ot.Over, false), kernel.UpTo(&ot.Began, now.Add(-tellAfter)), kernel.Or(kernel.Eq(&ot.Told, time.Time{}), kernel.And(kernel.Eq(&ot.Raised, time.Time{}), kernel.UpTo(&ot.Began, now.Add(-raiseAfter)))))
	list, err := Outages.List(c, kernel.Query{Where: where, Sort: "began", Limit: 500})
	if err != nil {
		return err
	}
	var errs []error // one that cannot be told keeps the others from nobody
	for _, o := range list {
		if err := c.Tx(func(c *kernel.Ctx) error { return o.tell(c, now) }); err != nil && kernel.CodeOf(err) != kernel.Stale {
			errs = append(errs, fmt.Errorf("outage %s: %w", o.ID, err))
		}
	}
	return errors.Join(errs...)
}}

// tell tells whoever has not heard yet, in the transaction that notes it.
func (o *Outage) tell(c *kernel.Ctx, now time.Time) error {
	x, err := Cameras.First(c, kernel.ByID(string(o.Camera)))
	if err != nil || x == nil || x.Status == Shut {
		return err
	}
	m := notice.Message{Kind: absent, Title: "摄像机离线：" + x.Name, Type: Cameras.Name, Record: x.ID, Region: o.Region, Fold: "video.offline " + x.ID,
		Text: fmt.Sprintf("%s起没有画面：%s。", o.Began.In(kernel.China).Format("01-02 15:04"), kernel.LabelOf(o.Reason))}
	raise := now.Sub(o.Began) >= raiseAfter
	_, err = Outages.Update(c, o.ID, o.Rev, func(o *Outage) error {
		if o.Told.IsZero() {
			o.Told = now
			if err := notice.TellFirm(c, m, x.Enterprise); err != nil {
				return err
			}
		}
		if raise {
			o.Raised = now
			m.To = []notice.To{{Role: role.Regulator, Region: o.Region[:min(len(o.Region), 6)]}}
			_, err := notice.Tell(c, m)
			return err
		}
		return nil
	})
	return err
}

func stamp(c *kernel.Ctx) time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

// went notes that a camera shows something again, or nothing and why.
func went(c *kernel.Ctx, id string, up bool, why Reason, at time.Time) error {
	at = at.UTC().Truncate(time.Millisecond)
	return c.Tx(func(c *kernel.Ctx) error {
		x, err := Cameras.First(c, kernel.ByID(id))
		if err != nil || x == nil || x.Status == Shut || up && x.Status == Online || !up && x.Status == Offline && x.Reason == why {
			return err
		}
		was := x.Status
		x, err = Cameras.Update(c, id, 0, func(x *Camera) error {
			if !up && x.Status == Online {
				x.Seen = at
			}
			if x.Status, x.Reason = Offline, why; up {
				x.Status, x.Reason, x.Seen = Online, "", at
			}
			if x.Status != was {
				x.Changed = at
			}
			return nil
		})
		if err != nil {
			return err
		}
		switch {
		case up:
			return over(c, id, at)
		case was == Online:
			o := &Outage{Camera: kernel.Ref[Camera](id), Enterprise: x.Enterprise, Began: at, Reason: why}
			o.Region = x.Region
			return Outages.Create(c, o)
		}
		return nil
	})
}

// over ends the outage of a camera, if there is one.
func over(c *kernel.Ctx, id string, at time.Time) error {
	o, err := Outages.First(c, kernel.And(kernel.Eq(&ot.Camera, kernel.Ref[Camera](id)), kernel.Eq(&ot.Over, false)))
	if err != nil || o == nil {
		return err
	}
	if _, err := Outages.Update(c, o.ID, 0, func(o *Outage) error {
		o.Over, o.Ended, o.Minutes = true, at, int(at.Sub(o.Began).Minutes())
		return nil
	}); err != nil {
		return err
	}
	return notice.Withdraw(c, Cameras.Name, id)
}
