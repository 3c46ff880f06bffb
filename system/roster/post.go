// Package roster is who is on duty (值班): posts and their shifts, the month planned by rotation, swaps that are asked for,
// accepted and approved, the hand-over book, and who is on duty at every unit at this moment. Round-the-clock duty with leaders
// in charge is demanded by the Regulation on Emergency Response to Work Safety Accidents (State Council Decree 708, article 14).
package roster

import (
	"fmt"
	"regexp"
	"time"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Post is a place that is always manned, or a duty that always lies with somebody (值班岗位).
type Post struct {
	kernel.Base
	Name    string                        `json:"name" label:"值班岗位" rule:"required,max=60" ui:"list,search,sort" help:"例如应急指挥中心值班室、带班领导。"`
	Org     kernel.Ref[org.Org]           `json:"org" label:"机构" ui:"list,filter"`
	Phone   string                        `json:"telephone" label:"值班电话" rule:"max=40" ui:"list" help:"值班室的座机，全系统可见；不要填个人手机。"`
	Place   string                        `json:"place" label:"值班地点" rule:"max=80"`
	Shifts  []Shift                       `json:"shifts" label:"班次" rule:"required,max=6" help:"时间写成 08:00；下班时间不晚于上班时间的，算到第二天。"`
	Turn    Turn                          `json:"turn" label:"轮换方式" rule:"required" ui:"list"`
	People  []kernel.Ref[account.Account] `json:"people" label:"轮值人员" among:"kind=regulator&status=active,locked" rule:"required,max=60" help:"按轮值顺序排列。"`
	Holiday []kernel.Ref[account.Account] `json:"holiday_people" label:"节假日轮值人员" among:"kind=regulator&status=active,locked" rule:"max=60" help:"周末和节假日另外轮换的填写；不填则与平日一起轮换。"`
	Warn    int                           `json:"warn" label:"提前几天提醒排班" unit:"天" rule:"min=1,top=31"`
	Planned kernel.Date                   `json:"planned" label:"已排至" ui:"fixed,list,sort" help:"此日之前每班都有人。"`
	Status  Status                        `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Shift is one turn of a day (班次).
type Shift struct {
	Name   string `json:"name" label:"班次" rule:"required,max=20"`
	From   string `json:"from_time" label:"上班" rule:"required,max=5"`
	To     string `json:"to_time" label:"下班" rule:"required,max=5"`
	People int    `json:"people" label:"人数" rule:"min=1,top=10"`
}

// Turn says when the next people in the rotation come.
type Turn string

const (
	EachShift Turn = "shift"
	EachDay   Turn = "day"
	EachWeek  Turn = "week"
)

func (Turn) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(EachShift, "每班轮换"), kernel.Opt(EachDay, "每天轮换"), kernel.Opt(EachWeek, "每周轮换")}
}

// Status is the state of a post.
type Status string

const (
	Active Status = "active"
	Closed Status = "closed"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Active, "在用"), kernel.Opt(Closed, "已停用")}
}

var ps = kernel.Row[Post]()

// staff is everyone who works for a government: who is on duty is no secret among them.
var staff = []kernel.Role{role.System, role.Security, role.Audit, role.Regulator, role.Leader, role.Clerk, role.Collector}

// planners make the roster of their region.
var planners = []kernel.Role{role.Leader, role.Clerk}

// Posts holds all posts.
var Posts = &kernel.Resource[Post]{
	Name: "roster_post", Label: "值班岗位",
	Help: `先在这里建值班岗位：有哪些班次、谁轮值、怎样轮换，然后到“值班表”按月生成排班，再手工微调。

- 轮值人员按填写的顺序轮换，节假日可以另设一组人。请假、出差的在“不值班登记”里登记，排班时自动跳过。
- “已排至”到期前若干天自动提醒编排后续值班；哪一班没有人，“此刻值班”页会标出缺班。`,
	Access: kernel.Access{
		{To: staff, Can: "read", Rows: kernel.All},
		{To: planners, Can: "create update close reopen export", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Post, Status]{On: &ps.Status, Start: Active, Steps: []kernel.Step[Post, Status]{
		{Name: "close", Label: "停用", From: []Status{Active}, To: Closed, Opinion: true, Tone: "danger", Confirm: "停用后不再排班和提醒。确定停用？"},
		{Name: "reopen", Label: "启用", From: []Status{Closed}, To: Active, Opinion: true},
	}},
	Derive: func(c *kernel.Ctx, p *Post) error {
		if p.Warn == 0 {
			p.Warn = 5
		}
		for i := range p.Shifts {
			if p.Shifts[i].People == 0 {
				p.Shifts[i].People = 1
			}
		}
		return nil
	},
	Rules: postRules,
	Due: func(p *Post) kernel.Limit {
		if p.Status != Active {
			return kernel.Limit{}
		}
		on := p.Planned
		if on == "" {
			on = kernel.Day(p.Created)
		}
		return kernel.Limit{On: on, Warn: p.Warn, Who: "值班管理人员", What: "编排后续值班"}
	},
}

var clockForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

func postRules(c *kernel.Ctx, p, _ *Post) error {
	names := map[string]bool{}
	for _, s := range p.Shifts {
		if !clockForm.MatchString(s.From) || !clockForm.MatchString(s.To) {
			return kernel.FieldError(&ps.Shifts, "班次“%s”的时间应写成 08:00", s.Name)
		}
		if names[s.Name] {
			return kernel.FieldError(&ps.Shifts, "班次“%s”重复", s.Name)
		}
		names[s.Name] = true
	}
	seen := map[kernel.Ref[account.Account]]bool{}
	for _, id := range p.People {
		if seen[id] {
			return kernel.FieldError(&ps.People, "轮值人员重复")
		}
		seen[id] = true
	}
	for i, list := range [][]kernel.Ref[account.Account]{p.People, p.Holiday} {
		at := []any{&ps.People, &ps.Holiday}[i]
		for _, id := range list {
			a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(id)))
			if err != nil {
				return err
			}
			if a == nil {
				return kernel.FieldError(at, "所选的人没有账号")
			}
			if a.Kind != account.Regulator || a.Status == account.Disabled {
				return kernel.FieldError(at, "“%s”不是监管部门在用的账号，不能排班", a.Name)
			}
		}
	}
	return nil
}

// span is when a shift of a day begins and ends.
func (s Shift) span(day kernel.Date) (from, to time.Time) {
	at := func(clock string) time.Time {
		t, err := time.ParseInLocation("2006-01-02 15:04", string(day)+" "+clock, kernel.China)
		if err != nil {
			panic(fmt.Sprintf("roster: %s %s was not checked", day, clock))
		}
		return t.UTC()
	}
	if from, to = at(s.From), at(s.To); !to.After(from) {
		to = to.AddDate(0, 0, 1)
	}
	return from, to
}

// Module declares the system.
func Module() kernel.Module {
	return kernel.Module{
		Name: "roster", Label: "值班",
		Resources: []kernel.Handle{Duties, Posts, Swaps, Handovers, Leaves},
		Routes:    routes,
		Tasks:     []kernel.Job{gaps},
		Hooks:     []kernel.Hook{tell},
	}
}
