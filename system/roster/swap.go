package roster

import (
	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

// Swap is a change of duty that one asks for, another accepts and a leader approves (换班申请).
type Swap struct {
	kernel.Base
	Duty   kernel.Ref[Duty]            `json:"duty" label:"我的班" rule:"required" ui:"list,once"`
	With   kernel.Ref[account.Account] `json:"with_person" label:"请谁替换" among:"kind=regulator&status=active,locked" rule:"required" ui:"list,once"`
	Return kernel.Ref[Duty]            `json:"return_duty" label:"换来的班" ui:"list,once" help:"对方的哪一班由您来值；不填则只是替班。"`
	Why    string                      `json:"why" label:"事由" rule:"required,max=200" ui:"list,once"`
	By     kernel.Ref[account.Account] `json:"asked_by" label:"申请人" ui:"list,fixed"`
	On     kernel.Date                 `json:"day" label:"值班日期" ui:"list,fixed,sort"`
	Status SwapStatus                  `json:"status" label:"状态" ui:"list,filter,fixed"`
}

// SwapStatus is where a swap stands.
type SwapStatus string

const (
	Asked     SwapStatus = "asked"
	Accepted  SwapStatus = "accepted"
	Approved  SwapStatus = "approved"
	Refused   SwapStatus = "refused"
	Withdrawn SwapStatus = "withdrawn"
)

func (SwapStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Asked, "待对方同意"), kernel.Opt(Accepted, "待批准"), kernel.Opt(Approved, "已换班"), kernel.Opt(Refused, "未同意"), kernel.Opt(Withdrawn, "已撤回")}
}

var sw = kernel.Row[Swap]()

var onDuty = []kernel.Role{role.Regulator, role.Leader, role.Clerk, role.Collector}

// Swaps holds all swaps.
var Swaps = &kernel.Resource[Swap]{
	Name: "roster_swap", Label: "换班申请", Title: &sw.Why, Sort: "-id",
	Help: `不能按时值班时在这里申请：选自己的班、请谁替换，可以同时换对方的一班。对方同意、负责人批准后，值班表自动改好。批准以前班仍是您的。`,
	Access: kernel.Access{
		{To: onDuty, Can: "read create withdraw", Rows: kernel.Mine(&sw.By)},
		{To: onDuty, Can: "read accept refuse", Rows: kernel.Mine(&sw.With)},
		{To: planners, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "approve decline", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Swap, SwapStatus]{On: &sw.Status, Start: Asked, Steps: []kernel.Step[Swap, SwapStatus]{
		{Name: "accept", Label: "同意换班", From: []SwapStatus{Asked}, To: Accepted, Todo: true, Tone: "primary"},
		{Name: "refuse", Label: "不同意", From: []SwapStatus{Asked}, To: Refused, Opinion: true, Tone: "danger"},
		{Name: "approve", Label: "批准", From: []SwapStatus{Accepted}, To: Approved, Todo: true, Tone: "primary", Do: exchange},
		{Name: "decline", Label: "不批准", From: []SwapStatus{Accepted}, To: Refused, Opinion: true, Tone: "danger"},
		{Name: "withdraw", Label: "撤回", From: []SwapStatus{Asked, Accepted}, To: Withdrawn},
	}},
	Derive: func(c *kernel.Ctx, s *Swap) error {
		if s.By == "" {
			s.By = kernel.Ref[account.Account](c.Actor.ID)
		}
		d, err := Duties.First(c.AsSystem(), kernel.ByID(string(s.Duty)))
		if err == nil && d != nil {
			s.Region, s.On = d.Region, d.On
		}
		return err
	},
	Rules: func(c *kernel.Ctx, s, before *Swap) error {
		if before != nil {
			return nil
		}
		return current(c, s)
	},
	Due: func(s *Swap) kernel.Limit {
		switch s.Status {
		case Asked:
			return kernel.Limit{On: s.On.AddDays(-1), Warn: 1, Who: "替换人", What: "答复换班"}
		case Accepted:
			return kernel.Limit{On: s.On.AddDays(-1), Warn: 1, Who: "负责人", What: "批准换班"}
		}
		return kernel.Limit{}
	},
}

// current checks that a swap still fits the roster.
func current(c *kernel.Ctx, s *Swap) error {
	sys := c.AsSystem()
	mine, err := Duties.First(sys, kernel.ByID(string(s.Duty)))
	switch {
	case err != nil:
		return err
	case mine == nil || kernel.Ref[account.Account](mine.Person) != s.By:
		return kernel.FieldError(&sw.Duty, "这一班不是申请人的")
	case !mine.Begins.After(c.Now()):
		return kernel.FieldError(&sw.Duty, "已经开始的班不能再换")
	case s.With == s.By:
		return kernel.FieldError(&sw.With, "不能与自己换班")
	}
	taker, err := account.Accounts.First(sys, kernel.ByID(string(s.With)))
	if err != nil {
		return err
	}
	if taker == nil || taker.Kind != account.Regulator || taker.Status == account.Disabled {
		return kernel.FieldError(&sw.With, "应是监管部门在用的账号")
	}
	except := ""
	if s.Return != "" {
		theirs, err := Duties.First(sys, kernel.ByID(string(s.Return)))
		switch {
		case err != nil:
			return err
		case theirs == nil || theirs.Person != s.With:
			return kernel.FieldError(&sw.Return, "换来的班不是对方的")
		case !theirs.Begins.After(c.Now()):
			return kernel.FieldError(&sw.Return, "已经开始的班不能再换")
		}
		except = theirs.ID
		if busy, err := clash(c, s.By, theirs, mine.ID); err != nil || busy {
			return orElse(err, kernel.FieldError(&sw.Return, "申请人那时已有别的班"))
		}
	}
	if busy, err := clash(c, s.With, mine, except); err != nil || busy {
		return orElse(err, kernel.FieldError(&sw.With, "对方那时已有别的班"))
	}
	return nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// clash tells whether a person is on duty elsewhere during d; except is the duty that he gives away.
func clash(c *kernel.Ctx, who kernel.Ref[account.Account], d *Duty, except string) (bool, error) {
	list, err := Duties.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&du.Person, who), kernel.Since(&du.On, d.On.AddDays(-1)), kernel.UpTo(&du.On, d.On.AddDays(1)))})
	for _, x := range list {
		if x.ID != except && x.ID != d.ID && x.Begins.Before(d.Ends) && d.Begins.Before(x.Ends) {
			return true, nil
		}
	}
	return false, err
}

// exchange puts a swap into the roster.
func exchange(c *kernel.Ctx, s *Swap) error {
	if string(s.By) == c.Actor.ID {
		return kernel.Errorf(kernel.Forbidden, "自己的换班由其他负责人批准")
	}
	if err := current(c, s); err != nil {
		return err
	}
	give := func(duty kernel.Ref[Duty], to kernel.Ref[account.Account]) error {
		_, err := Duties.Update(c.AsSystem(), string(duty), 0, func(d *Duty) error { d.Person, d.Kept = to, true; return nil })
		return err
	}
	if err := give(s.Duty, s.With); err != nil || s.Return == "" {
		return err
	}
	return give(s.Return, s.By)
}
