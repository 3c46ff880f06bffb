package roster

import (
	"time"

	"anjian/base/account"
	"anjian/kernel"
)

// Handover is a page of the hand-over book (交接班记录): what happened on a shift and what the next one has to follow, signed by both.
type Handover struct {
	kernel.Base
	Title  string                      `json:"title" label:"交接班" rule:"max=120" ui:"fixed,search"`
	Post   kernel.Ref[Post]            `json:"post" label:"值班岗位" rule:"required" ui:"list,filter,once"`
	On     kernel.Date                 `json:"day" label:"日期" rule:"required" ui:"list,filter,sort,once"`
	Shift  string                      `json:"shift" label:"班次" rule:"required,max=20" ui:"list,once"`
	Out    kernel.Ref[account.Account] `json:"out_person" label:"交班人" ui:"list,fixed"`
	In     kernel.Ref[account.Account] `json:"in_person" label:"接班人" among:"kind=regulator&status=active,locked" rule:"required" ui:"list"`
	Events []Event                     `json:"events" label:"值班情况" rule:"max=100" help:"来电、险情、指示和处理情况，没有也写“无”。"`
	Follow []Matter                    `json:"follow" label:"待跟进事项" rule:"max=50" help:"上一班没有办完的会自动带来。"`
	Note   string                      `json:"note" label:"物品、系统和通信情况" rule:"max=500" ui:"long"`
	Handed time.Time                   `json:"handed_at" label:"交班时间" ui:"fixed,list"`
	Taken  time.Time                   `json:"taken_at" label:"接班时间" ui:"fixed,list"`
	Status BookStatus                  `json:"status" label:"状态" ui:"list,filter,fixed"`
}

// Event is something that happened on a shift.
type Event struct {
	At     string `json:"at_time" label:"时间" rule:"required,max=20"`
	What   string `json:"what" label:"情况" rule:"required,max=500"`
	Action string `json:"action" label:"处理" rule:"max=500"`
}

// Matter is something that the next shift has to follow.
type Matter struct {
	What string `json:"what" label:"事项" rule:"required,max=300"`
	Whom string `json:"whom" label:"联系人" rule:"max=60"`
	Done bool   `json:"done" label:"已办结"`
}

// BookStatus is where a page of the book stands.
type BookStatus string

const (
	Draft  BookStatus = "draft"
	Handed BookStatus = "handed"
	Taken  BookStatus = "taken"
)

func (BookStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "填写中"), kernel.Opt(Handed, "待接班"), kernel.Opt(Taken, "已交接")}
}

var ho = kernel.Row[Handover]()

// Handovers holds the books of all posts.
var Handovers = &kernel.Resource[Handover]{
	Name: "roster_handover", Label: "交接班记录", Title: &ho.Title, Sort: "-day",
	Help: `交班人填写值班情况和待跟进事项，点“交班”签字；接班人核对后点“接班”签字，双方签字后不能再改。上一班没有办完的事项自动带到新的记录里。`,
	Access: kernel.Access{
		{To: onDuty, Can: "read create update hand", Rows: kernel.Mine(&ho.Out)},
		{To: onDuty, Can: "read take back", Rows: kernel.Mine(&ho.In)},
		{To: staff, Can: "read", Rows: kernel.Jurisdiction},
		{To: planners, Can: "export", Rows: kernel.Jurisdiction},
	},
	Settled: kernel.Settled{When: kernel.Not(&ho.Status, Draft), Say: "已签字的记录不能再改"},
	Flow: kernel.Flow[Handover, BookStatus]{On: &ho.Status, Start: Draft, Steps: []kernel.Step[Handover, BookStatus]{
		{Name: "hand", Label: "交班", From: []BookStatus{Draft}, To: Handed, Tone: "primary", Todo: true, Confirm: "签字交班后不能再改，由接班人核对。确定交班？",
			Do: func(c *kernel.Ctx, h *Handover) error {
				if len(h.Events) == 0 {
					return kernel.Errorf(kernel.Conflict, "请填写值班情况，没有情况也写一条“无”")
				}
				h.Handed = c.Now().UTC().Truncate(time.Millisecond)
				return nil
			}},
		{Name: "take", Label: "接班", From: []BookStatus{Handed}, To: Taken, Tone: "primary", Todo: true,
			Do: func(c *kernel.Ctx, h *Handover) error {
				h.Taken = c.Now().UTC().Truncate(time.Millisecond)
				return nil
			}},
		{Name: "back", Label: "退回补充", From: []BookStatus{Handed}, To: Draft, Opinion: true, Tone: "danger"},
	}},
	Views: []kernel.View{{Name: "handed", Label: "待接班", Query: "status=handed"}},
}

func init() { Handovers.Derive, Handovers.Rules = whose, signed }

func whose(c *kernel.Ctx, h *Handover) error {
	p, err := Posts.First(c.AsSystem(), kernel.ByID(string(h.Post)))
	if err != nil {
		return err
	}
	if p == nil {
		return kernel.FieldError(&ho.Post, "没有这个值班岗位")
	}
	h.Region, h.Title = p.Region, string(h.On)+" "+p.Name+" "+h.Shift
	if h.Out != "" {
		return nil
	}
	h.Out = kernel.Ref[account.Account](c.Actor.ID)
	if h.In == h.Out {
		return kernel.FieldError(&ho.In, "接班人不能是交班人自己")
	}
	return carry(c, h)
}

// signed refuses changes after a signature, and pages by whoever was not on duty.
func signed(c *kernel.Ctx, h, before *Handover) error {
	a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(h.In)))
	switch {
	case err != nil:
		return err
	case a == nil || a.Kind != account.Regulator || a.ID == string(h.Out):
		return kernel.FieldError(&ho.In, "接班人应是监管部门的另一个账号")
	case before != nil:
		return nil
	}
	n, err := Duties.Count(c.AsSystem(), kernel.And(kernel.Eq(&du.Post, h.Post), kernel.Eq(&du.On, h.On), kernel.Eq(&du.Shift, h.Shift), kernel.Eq(&du.Person, h.Out)))
	if err == nil && n == 0 && !c.Actor.System {
		return kernel.Errorf(kernel.Conflict, "值班表上这一班不是您，不能填写交接班记录")
	}
	return err
}

// carry brings what the shift before left open.
func carry(c *kernel.Ctx, h *Handover) error {
	if len(h.Follow) > 0 {
		return nil
	}
	last, err := Handovers.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&ho.Post, h.Post), kernel.Eq(&ho.Status, Taken), kernel.UpTo(&ho.On, h.On)), Sort: "-id", Limit: 1})
	if err != nil || len(last) == 0 {
		return err
	}
	for _, m := range last[0].Follow {
		if !m.Done {
			h.Follow = append(h.Follow, m)
		}
	}
	return nil
}
