package account

import (
	"slices"
	"strings"
	"sync"
	"time"

	"anjian/base/role"
	"anjian/kernel"
)

// Policy is the rules of sign-in that are in force; zero values take the defaults. What an installation starts with comes
// from its settings, what the security administrator decides afterwards from the record Protection.
type Policy struct {
	MinLength   int           // characters of a password: 8
	Classes     int           // kinds of characters in it: 3
	History     int           // last passwords that are refused: 5
	Words       []string      // what no password may contain: the bureau's own words
	MaxAge      time.Duration // a password must be changed after: 90 days; negative: never
	Tries       int           // failed tries that lock an account: 5
	Lockout     time.Duration // for how long: 15 minutes
	SlowTries   int           // failed tries of a day that lock an account for a day, however slow they come: 20
	Idle        time.Duration // a session of a desk ends without use after: 30 minutes
	Phone       time.Duration // that of a phone after: 12 hours
	Absolute    time.Duration // every session ends after: 7 days
	Open        int           // sessions of an account at the same time: 10
	FreshWithin time.Duration // how long a proof of identity serves for what is important: 15 minutes
	FreshFor    []string      // what asks for it: seals, exports, rights; nil: all of these
	Factor      []kernel.Role // whose sign-in takes a second factor: nil: the administrators'
	Secure      bool          // the platform is reached by https: the cookie travels by nothing else
	Origin      string        // where browsers reach the platform: https://anjian.example.gov.cn; passkeys and outside providers need it
}

var purposes = []string{kernel.ForSeal, kernel.ForExport, kernel.ForRights}

func (p Policy) filled() Policy {
	number := func(n *int, value int) {
		if *n == 0 {
			*n = value
		}
	}
	span := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	number(&p.MinLength, 8)
	number(&p.Classes, 3)
	number(&p.History, 5)
	number(&p.Tries, 5)
	number(&p.SlowTries, 20)
	number(&p.Open, mostOpen)
	span(&p.Lockout, 15*time.Minute)
	span(&p.Idle, 30*time.Minute)
	span(&p.Phone, 12*time.Hour)
	span(&p.Absolute, 7*24*time.Hour)
	span(&p.MaxAge, 90*24*time.Hour)
	span(&p.FreshWithin, 15*time.Minute)
	p.Absolute = max(p.Absolute, p.Idle, p.Phone)
	p.SlowTries = max(p.SlowTries, p.Tries)
	if p.FreshFor == nil {
		p.FreshFor = purposes
	}
	if p.Factor == nil {
		p.Factor = role.Guards
	}
	return p
}

// needs tells whether an account has to sign in with a second factor.
func (p Policy) needs(a *Account) bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(p.Factor, kernel.Role(r)) })
}

// Protection is what the security administrator decides about sign-in (登录安全设置; GB/T 22239-2019, level 3, 8.1.4.1):
// one record for the whole platform. Until there is one, the settings of the installation and the defaults hold.
type Protection struct {
	kernel.Base
	Title     string    `json:"title" label:"名称" ui:"fixed,list"`
	MinLength int       `json:"min_length" label:"密码最少" unit:"个字符" rule:"min=8,top=64"`
	Classes   int       `json:"classes" label:"密码至少含" unit:"类字符" rule:"min=2,top=4" help:"大写字母、小写字母、数字、符号四类中的几类。"`
	History   int       `json:"history" label:"不能重复最近" unit:"个密码" rule:"min=1,top=24"`
	MaxAge    int       `json:"max_age" label:"密码有效" unit:"天" rule:"min=7,top=365" help:"等保三级要求定期更换，一般不超过90天。"`
	Words     string    `json:"words" label:"密码禁用词" rule:"max=2000" ui:"long" help:"用空格或换行分隔，例如单位简称；含有这些词的密码不能用。"`
	Tries     int       `json:"tries" label:"连续输错" unit:"次锁定" rule:"min=3,top=10"`
	Lockout   int       `json:"lockout" label:"锁定" unit:"分钟" rule:"min=5,top=1440"`
	SlowTries int       `json:"slow_tries" label:"一天内输错" unit:"次锁定一天" rule:"min=10,top=200" help:"防止从许多地址慢慢地猜一个账号的密码。"`
	Idle      int       `json:"idle" label:"电脑无操作" unit:"分钟退出" rule:"min=5,top=720" help:"等保三级一般不超过30分钟。"`
	Phone     int       `json:"phone_idle" label:"手机端无操作" unit:"小时退出" rule:"min=1,top=720"`
	Absolute  int       `json:"absolute" label:"每次登录最长" unit:"小时" rule:"min=1,top=720"`
	Open      int       `json:"open" label:"同时登录最多" unit:"处" rule:"min=1,top=50" help:"超出时最早的登录自动退出。"`
	Fresh     int       `json:"fresh" label:"再次验证后" unit:"分钟内不再询问" rule:"min=1,top=120"`
	FreshFor  []Purpose `json:"fresh_for" label:"须再次验证身份的操作"`
	Factor    []Role    `json:"factor" label:"须两种方式验证的角色" help:"这些角色的人登录除密码外还要第二种验证；没有设置的，登录后先引导设置。"`
}

// Purpose is a kind of important operation as a column.
type Purpose string

func (Purpose) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Purpose(kernel.ForSeal), "签发、盖章"), kernel.Opt(Purpose(kernel.ForExport), "导出数据"), kernel.Opt(Purpose(kernel.ForRights), "账号和权限变更")}
}

// the one record
const protectionID = "protection"

var pn = kernel.Row[Protection]()

// Protections holds the one record.
var Protections = &kernel.Resource[Protection]{
	Name: "account_protection", Label: "登录安全设置", Title: &pn.Title,
	Help: "密码、锁定、会话和两步验证的规则，全平台一份，由平台最高一级的安全管理员修改，保存后立即生效。缺省值符合等级保护三级的要求。",
	Access: kernel.Access{
		{To: []kernel.Role{role.Security}, Can: "read create update", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: func(_ *kernel.Ctx, p *Protection) error {
		p.ID, p.Title = protectionID, "登录安全设置"
		return nil
	},
}

func init() { Protections.Rules = protects } // it counts accounts, whose declaration reads the rules

// protects refuses what would leave the platform open, and everybody who does not answer for all of it.
func protects(c *kernel.Ctx, p, _ *Protection) error {
	bad := map[string]string{}
	for name, n := range map[string]int{"min_length": p.MinLength, "classes": p.Classes, "history": p.History, "max_age": p.MaxAge, "tries": p.Tries, "lockout": p.Lockout,
		"slow_tries": p.SlowTries, "idle": p.Idle, "phone_idle": p.Phone, "absolute": p.Absolute, "open": p.Open, "fresh": p.Fresh} {
		if n == 0 {
			bad[name] = "不能为空"
		}
	}
	if p.SlowTries > 0 && p.SlowTries < p.Tries {
		bad["slow_tries"] = "不能少于连续输错的次数"
	}
	if p.Absolute > 0 && (p.Absolute < p.Phone || p.Absolute*60 < p.Idle) {
		bad["absolute"] = "不能短于无操作退出的时间"
	}
	for _, word := range strings.Fields(p.Words) {
		if len([]rune(word)) < 2 {
			bad["words"] = "“" + word + "”太短，每个词至少2个字符"
		}
	}
	if len(bad) > 0 {
		return &kernel.Error{Code: kernel.Invalid, Message: "登录安全设置填写有误", Fields: bad}
	}
	if c.Actor.System {
		return nil
	}
	n, err := Accounts.Count(c.AsSystem(), kernel.And(kernel.Except(kernel.Under(c.Actor.Region)), kernel.Eq(&Row.Kind, Regulator)))
	if err == nil && n > 0 {
		return kernel.Errorf(kernel.Forbidden, "登录安全设置由平台最高一级的安全管理员修改")
	}
	if err == nil {
		err = c.Fresh(kernel.ForRights)
	}
	return err
}

// policy is what the record says, on top of what the installation started with.
func (p *Protection) policy(base Policy) Policy {
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	base.MinLength, base.Classes, base.History, base.Tries, base.SlowTries, base.Open = p.MinLength, p.Classes, p.History, p.Tries, p.SlowTries, p.Open
	base.MaxAge, base.Lockout, base.Idle = time.Duration(p.MaxAge)*24*time.Hour, minutes(p.Lockout), minutes(p.Idle)
	base.Phone, base.Absolute, base.FreshWithin = time.Duration(p.Phone)*time.Hour, time.Duration(p.Absolute)*time.Hour, minutes(p.Fresh)
	base.Words = strings.Fields(strings.ToLower(p.Words))
	base.FreshFor, base.Factor = []string{}, []kernel.Role{}
	for _, purpose := range p.FreshFor {
		base.FreshFor = append(base.FreshFor, string(purpose))
	}
	for _, r := range p.Factor {
		base.Factor = append(base.Factor, kernel.Role(r))
	}
	return base.filled()
}

// protection is the record that says the same as p.
func (p Policy) protection() *Protection {
	out := &Protection{MinLength: p.MinLength, Classes: p.Classes, History: p.History, Tries: p.Tries, SlowTries: p.SlowTries, Open: p.Open,
		MaxAge: max(0, int(p.MaxAge/(24*time.Hour))), Lockout: int(p.Lockout.Minutes()), Idle: int(p.Idle.Minutes()), Phone: int(p.Phone.Hours()), Absolute: int(p.Absolute.Hours()),
		Fresh: int(p.FreshWithin.Minutes()), Words: strings.Join(p.Words, " "), FreshFor: []Purpose{}, Factor: []Role{}}
	for _, purpose := range p.FreshFor {
		out.FreshFor = append(out.FreshFor, Purpose(purpose))
	}
	for _, r := range p.Factor {
		out.Factor = append(out.Factor, Role(r))
	}
	return out
}

// Protect stores the rules of sign-in as the platform itself: for commands and demonstrations.
func Protect(c *kernel.Ctx, at kernel.Region, p Policy) error {
	rec := p.filled().protection()
	rec.Region = at
	return Protections.Create(c.AsSystem(), rec)
}

// inForce remembers the rules for a few seconds.
type inForce struct {
	mu    sync.Mutex
	rules Policy
	read  time.Time // zero: to be read
}

// rulesFor is how long a change of the rules in another process may go unseen.
const rulesFor = 3 * time.Second

// rules returns the policy in force.
func (s *Sessions) rules(c *kernel.Ctx) (Policy, error) {
	s.force.mu.Lock()
	rules, read := s.force.rules, s.force.read
	s.force.mu.Unlock()
	if !read.IsZero() && time.Since(read) < rulesFor {
		return rules, nil
	}
	began := time.Now()
	rec, err := Protections.First(c.AsSystem(), kernel.ByID(protectionID))
	if err != nil {
		return Policy{}, err
	}
	rules = s.Policy
	if rec != nil {
		rules = rec.policy(s.Policy)
	}
	s.force.mu.Lock()
	if began.After(s.force.read) {
		s.force.rules, s.force.read = rules, began
	}
	s.force.mu.Unlock()
	return rules, nil
}

// ruled is the hook by which changed rules hold at once.
func (s *Sessions) ruled(_ *kernel.Ctx, w *kernel.Write) error {
	if w.Meta == Protections.Meta() {
		s.force.mu.Lock()
		s.force.read = time.Time{}
		s.force.mu.Unlock()
	}
	return nil
}
