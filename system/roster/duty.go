package roster

import (
	"time"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

// Duty is one person on one shift of one day (值班).
type Duty struct {
	kernel.Base
	Title   string                      `json:"title" label:"值班" rule:"max=120" ui:"fixed,search"`
	Post    kernel.Ref[Post]            `json:"post" label:"值班岗位" rule:"required" ui:"list,filter,once"`
	On      kernel.Date                 `json:"day" label:"日期" rule:"required" ui:"list,filter,sort,once"`
	Shift   string                      `json:"shift" label:"班次" rule:"required,max=20" ui:"list,once"`
	Seat    int                         `json:"seat" label:"席位" rule:"min=1,top=10" ui:"once"`
	Person  kernel.Ref[account.Account] `json:"person" label:"值班人" among:"kind=regulator&status=active,locked" rule:"required" ui:"list,filter"`
	Begins  time.Time                   `json:"begins" label:"上班" ui:"list,fixed"`
	Ends    time.Time                   `json:"ends" label:"下班" ui:"list,fixed"`
	Kept    bool                        `json:"kept" label:"人工调整" ui:"list,fixed" help:"换班或手工改过的，重新排班时保留。"`
	Seating string                      `json:"seating" label:"班位" rule:"unique,max=120" ui:"fixed,hidden"`
}

var du = kernel.Row[Duty]()

// Duties holds the rosters of all posts.
var Duties = &kernel.Resource[Duty]{
	Name: "roster_duty", Label: "值班安排", Title: &du.Title, Sort: "-day",
	Help: `每人每班一条。平时在“值班表”里看整月、生成排班；这里用来查找、导出，或单独改某一班的值班人。已经开始的班不能再改，换班请在“换班申请”里办理。`,
	Access: kernel.Access{
		{To: staff, Can: "read export", Rows: kernel.All},
		{To: planners, Can: "create update delete", Rows: kernel.Jurisdiction},
	},
	Derive: derive,
	Rules: func(c *kernel.Ctx, d, before *Duty) error {
		if !c.Actor.System && before != nil && !before.Begins.After(c.Now()) && before.Person != d.Person {
			return kernel.Errorf(kernel.Conflict, "已经开始的班不能再改")
		}
		a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(d.Person)))
		if err != nil {
			return err
		}
		if a == nil || a.Kind != account.Regulator || a.Status == account.Disabled && (before == nil || before.Person != d.Person) {
			return kernel.FieldError(&du.Person, "值班人应是监管部门在用的账号")
		}
		if before == nil && !c.Actor.System || before != nil && before.Person != d.Person { // not by the plan
			d.Kept = true
		}
		return nil
	},
	Indexes: [][]any{{&du.Post, &du.On}, {&du.Person, &du.On}},
}

func derive(c *kernel.Ctx, d *Duty) error {
	p, err := Posts.First(c.AsSystem(), kernel.ByID(string(d.Post)))
	if err != nil {
		return err
	}
	if p == nil {
		return kernel.FieldError(&du.Post, "没有这个值班岗位")
	}
	d.Region = p.Region
	if d.Seat == 0 {
		d.Seat = 1
	}
	for _, s := range p.Shifts {
		if s.Name == d.Shift {
			if _, err := time.Parse(time.DateOnly, string(d.On)); err != nil {
				return kernel.FieldError(&du.On, "应为日期")
			}
			d.Begins, d.Ends = s.span(d.On)
			a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(d.Person)))
			if err != nil {
				return err
			}
			if d.Title = string(d.On) + " " + p.Name + " " + s.Name; a != nil {
				d.Title += " " + a.Name // who asks for a swap chooses among the duties of all
			}
			d.Seating = seating(d.Post, d.On, d.Shift, d.Seat)
			return nil
		}
	}
	return kernel.FieldError(&du.Shift, "该岗位没有这个班次")
}

func seating(post kernel.Ref[Post], on kernel.Date, shift string, seat int) string {
	return string(post) + "/" + string(on) + "/" + shift + "/" + string(rune('0'+seat%10))
}

// Leave is days on which a person is not put on the roster (不值班登记).
type Leave struct {
	kernel.Base
	Person kernel.Ref[account.Account] `json:"person" label:"人员" among:"kind=regulator&status=active,locked" rule:"required" ui:"list,filter,once"`
	From   kernel.Date                 `json:"from_day" label:"起" rule:"required" ui:"list,sort"`
	To     kernel.Date                 `json:"to_day" label:"止" rule:"required" ui:"list"`
	Why    string                      `json:"why" label:"事由" rule:"required,max=100" ui:"list"`
}

var lv = kernel.Row[Leave]()

// Leaves holds them all.
var Leaves = &kernel.Resource[Leave]{
	Name: "roster_leave", Label: "不值班登记", Title: &lv.Why, Sort: "-from_day",
	Help: `出差、休假、学习等不能值班的日子。本人可以登记，排班人员也可以代登记；之后生成排班时自动跳过，已经排好的请换班。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Regulator, role.Leader, role.Clerk, role.Collector}, Can: "read create update delete", Rows: kernel.Mine(&lv.Person)},
		{To: planners, Can: "read create update delete export", Rows: kernel.Jurisdiction},
	},
	Rules: func(c *kernel.Ctx, l, _ *Leave) error {
		if l.To < l.From {
			return kernel.FieldError(&lv.To, "止日不能早于起日")
		}
		return nil
	},
}
