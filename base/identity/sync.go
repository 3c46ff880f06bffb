package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Sync is one comparison of a source with the accounts and organisations (同步批次): read, looked at, applied as a whole, taken back as
// a whole where nobody has worked on since.
type Sync struct {
	kernel.Base
	Title    string             `json:"title" label:"批次" ui:"fixed,list"`
	Source   kernel.Ref[Source] `json:"source" label:"来源" ui:"fixed,list,filter"`
	Status   Stage              `json:"status" label:"状态" ui:"fixed,list,filter"`
	Added    int                `json:"added" label:"新增" ui:"fixed,list"`
	Changed  int                `json:"changed" label:"变化" ui:"fixed,list"`
	Vanished int                `json:"vanished" label:"消失" ui:"fixed,list"`
	Total    int                `json:"total" label:"要处理" ui:"fixed"`
	Done     int                `json:"done" label:"已处理" ui:"fixed"`
	Failed   int                `json:"failed" label:"未成功" ui:"fixed,list"`
	Problems []Problem          `json:"problems" label:"不能比对的行" ui:"fixed" help:"前200处。"`
	Message  string             `json:"message" label:"说明" ui:"fixed,wide"`
}

// Problem is an entry of a source that cannot be taken.
type Problem struct {
	Key  string `json:"key" label:"标识"`
	Name string `json:"name" label:"名称"`
	What string `json:"what" label:"问题"`
}

// Stage is how far a comparison has come.
type Stage string

// The stages.
const (
	Reading   Stage = "reading"
	Ready     Stage = "ready"
	Applying  Stage = "applying"
	Applied   Stage = "applied"
	Undoing   Stage = "undoing"
	Undone    Stage = "undone"
	Broken    Stage = "failed"
	Discarded Stage = "discarded"
	Archived  Stage = "archived"
)

func (Stage) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Reading, "正在比对"), kernel.Opt(Ready, "待确认"), kernel.Opt(Applying, "正在应用"), kernel.Opt(Applied, "已应用"), kernel.Opt(Undoing, "正在撤销"),
		kernel.Opt(Undone, "已撤销"), kernel.Opt(Broken, "比对失败"), kernel.Opt(Discarded, "已放弃"), kernel.Opt(Archived, "已归档")}
}

var sy = kernel.Row[Sync]()

// Difference is one thing in which a source differs from the platform (同步差异).
type Difference struct {
	kernel.Base
	Name    string                      `json:"name" label:"名称" ui:"fixed,list,search"`
	Sync    kernel.Ref[Sync]            `json:"sync" label:"批次" ui:"fixed,filter"`
	Subject Subject                     `json:"subject" label:"对象" ui:"fixed,list,filter"`
	Act     Act                         `json:"act" label:"差异" ui:"fixed,list,filter"`
	Key     string                      `json:"key" label:"来源中的标识" ui:"fixed,list"`
	Changes []Change                    `json:"changes" label:"内容" ui:"fixed,list"`
	Account kernel.Ref[account.Account] `json:"account" label:"账号" ui:"fixed"`
	Org     kernel.Ref[org.Org]         `json:"org" label:"机构" ui:"fixed"`
	Rank    int                         `json:"rank" label:"次序" ui:"fixed,hidden,sort"`
	Status  Choice                      `json:"status" label:"是否应用" ui:"fixed,list,filter"`
	Outcome Outcome                     `json:"outcome" label:"结果" ui:"fixed,list,filter"`
	Message string                      `json:"message" label:"说明" ui:"fixed,list"`
	After   int                         `json:"after_rev" label:"应用后的版本" ui:"fixed,hidden"`
}

// Change is one field before and after. Telephones are masked.
type Change struct {
	Label  string `json:"label" label:"字段"`
	Before string `json:"before" label:"平台"`
	After  string `json:"after" label:"来源"`
}

// Subject is what a difference is about.
type Subject string

// The subjects.
const (
	People Subject = "person"
	Units  Subject = "unit"
)

func (Subject) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(People, "用户"), kernel.Opt(Units, "部门")}
}

// Act is what would be done.
type Act string

// The acts.
const (
	Add    Act = "add"
	Alter  Act = "change"
	Vanish Act = "vanish"
)

func (Act) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Add, "新增"), kernel.Opt(Alter, "变化"), kernel.Tone(Vanish, "消失", "orange")}
}

// Choice is whether a difference will be applied.
type Choice string

// The choices.
const (
	Proposed Choice = "proposed"
	Skipped  Choice = "skipped"
)

func (Choice) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Proposed, "应用"), kernel.Opt(Skipped, "不应用")}
}

// Outcome is what became of a difference.
type Outcome string

// The outcomes; none before it was applied.
const (
	Succeeded Outcome = "applied"
	Refused   Outcome = "failed"
	TakenBack Outcome = "undone"
	Kept      Outcome = "kept"
)

func (Outcome) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Succeeded, "已应用"), kernel.Opt(Refused, "未成功"), kernel.Opt(TakenBack, "已撤销"), kernel.Opt(Kept, "撤销时保留")}
}

var di = kernel.Row[Difference]()

// Syncs and Differences hold the comparisons.
var Syncs = &kernel.Resource[Sync]{
	Name: "identity_sync", Label: "同步批次", Title: &sy.Title, Sort: "-id",
	Help: "这里是用户来源与平台账号、机构的历次比对。比对只列出差异，什么也不改；看过差异后点“应用”才生效，应用后可以整批“撤销”。在“同步”页面发起比对。",
	Access: kernel.Access{
		{To: administrators, Can: "read apply undo cancel archive", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Security, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Sync, Stage]{On: &sy.Status, Start: Reading, Steps: []kernel.Step[Sync, Stage]{
		{Name: "apply", Label: "应用", From: []Stage{Ready}, To: Applying, Todo: true, Tone: "primary", Fresh: kernel.ForRights, Do: ask("identity.apply"),
			Confirm: "将按选中的差异新建、修改、停用账号和机构。确定应用？"},
		{Name: "undo", Label: "撤销", From: []Stage{Applied}, To: Undoing, Opinion: true, Tone: "danger", Fresh: kernel.ForRights, Do: ask("identity.undo"),
			Confirm: "这次应用新建的账号会停用，修改的会还原，停用的会恢复；之后又被改动过的保留。确定撤销？"},
		{Name: "cancel", Label: "放弃", From: []Stage{Reading, Ready}, To: Discarded, Help: "差异不再应用；下次比对会重新列出。"},
		{Name: "archive", Label: "归档", From: []Stage{Applied, Undone, Broken, Discarded}, To: Archived},
	}, Moves: []kernel.Move[Stage]{
		{From: []Stage{Reading}, To: []Stage{Ready, Broken}},
		{From: []Stage{Reading, Ready}, To: []Stage{Discarded}}, // nothing differs; a newer comparison takes its place
		{From: []Stage{Applying}, To: []Stage{Applied}},
		{From: []Stage{Undoing}, To: []Stage{Undone}},
	}},
}

// Differences holds the single differences.
var Differences = &kernel.Resource[Difference]{
	Name: "identity_difference", Label: "同步差异", Sort: "rank",
	Help: "这里是一次比对中的每一处差异。不想应用的点“不应用”。",
	Access: kernel.Access{
		{To: administrators, Can: "read skip include", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Security, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Difference, Choice]{On: &di.Status, Start: Proposed, Steps: []kernel.Step[Difference, Choice]{
		{Name: "skip", Label: "不应用", From: []Choice{Proposed}, To: Skipped, If: kernel.Eq(&di.Outcome, ""), Do: stillOpen},
		{Name: "include", Label: "应用", From: []Choice{Skipped}, To: Proposed, If: kernel.Eq(&di.Outcome, ""), Do: stillOpen},
	}},
}

// stillOpen refuses a choice after the comparison was applied.
func stillOpen(c *kernel.Ctx, d *Difference) error {
	s, err := Syncs.Get(c.AsSystem(), string(d.Sync))
	if err == nil && s.Status != Ready {
		err = kernel.Errorf(kernel.Conflict, "这个批次%s，不能再选择", kernel.LabelOf(s.Status))
	}
	return err
}

// errand is a run of a task on one comparison, on behalf of the person who asked.
type errand struct {
	Sync   string        `json:"sync"`
	Actor  kernel.Actor  `json:"actor"`
	Origin kernel.Origin `json:"origin"`
}

func (e errand) as(c *kernel.Ctx) *kernel.Ctx {
	in := *c
	in.Actor, in.Origin = e.Actor, e.Origin
	return &in
}

const planTable = `CREATE TABLE IF NOT EXISTS identity_plan (difference {text} PRIMARY KEY, sync {text} NOT NULL, wanted {text} NOT NULL, former {text} NOT NULL)`

// ask has a task go through a comparison, on behalf of the person who takes the step.
func ask(task string) func(*kernel.Ctx, *Sync) error {
	return func(c *kernel.Ctx, s *Sync) error { return c.Queue.Put(c, task, errand{s.ID, c.Actor, c.Origin}) }
}

// progress changes a comparison without an entry in the trail: counts on the way are no evidence.
func progress(c *kernel.Ctx, id string, fn func(*Sync)) error {
	return c.Tx(func(c *kernel.Ctx) error {
		s, err := Syncs.Get(c.AsSystem(), id)
		if err != nil {
			return err
		}
		fn(s)
		s.Rev++
		return c.Store.Update(c, Syncs.Meta(), s, nil)
	})
}

// settle changes a comparison for good.
func settle(c *kernel.Ctx, id string, fn func(*Sync)) error {
	_, err := Syncs.Update(c.AsSystem(), id, 0, func(s *Sync) error { fn(s); return nil })
	return err
}

// plan is what a difference would write, and what was there before; telephones are in it, so that it lies sealed in a table of its own.
type plan struct {
	Person person `json:"person"`
	Unit   unit   `json:"unit"`
	OrgKey string `json:"org_key,omitempty"` // the department that the person comes to, as the source names it
	Up     string `json:"up,omitempty"`      // the department above
	Joined bool   `json:"joined,omitempty"`  // the account was there before the source
}

func (p *Provider) keepPlan(c *kernel.Ctx, d *Difference, wanted, former plan) error {
	seal := func(v plan) string {
		text, _ := json.Marshal(v)
		return p.Sessions.Vault.Seal("identity plan "+d.ID, string(text))
	}
	_, err := c.Store.Exec(c, "INSERT INTO identity_plan (difference, sync, wanted, former) VALUES (?, ?, ?, ?) ON CONFLICT (difference) DO UPDATE SET wanted = excluded.wanted, former = excluded.former",
		d.ID, string(d.Sync), seal(wanted), seal(former))
	return err
}

func (p *Provider) planOf(c *kernel.Ctx, d *Difference) (wanted, former plan, err error) {
	rows, err := c.Store.Query(c, "SELECT wanted, former FROM identity_plan WHERE difference = ?", d.ID)
	if err != nil {
		return wanted, former, err
	}
	defer rows.Close()
	for rows.Next() {
		var sealed [2]string
		if err := rows.Scan(&sealed[0], &sealed[1]); err != nil {
			return wanted, former, err
		}
		for i, into := range []*plan{&wanted, &former} {
			text, err := p.Sessions.Vault.Open("identity plan "+d.ID, sealed[i])
			if err != nil {
				return wanted, former, kernel.Errorf(kernel.Conflict, "差异的内容打不开（密钥文件已更换），请重新比对")
			}
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return wanted, former, err
			}
		}
		return wanted, former, nil
	}
	return wanted, former, errors.Join(rows.Err(), kernel.Errorf(kernel.Conflict, "差异的内容已清除，请重新比对"))
}

// begin makes a comparison and has it read by task.
func (p *Provider) begin(c *kernel.Ctx, s *Source, from string) (out *Sync, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		running, err := Syncs.First(c.AsSystem(), kernel.And(kernel.Eq(&sy.Source, kernel.Ref[Source](s.ID)), kernel.In(&sy.Status, Reading, Applying, Undoing)))
		if err != nil {
			return err
		}
		if running != nil {
			return kernel.Errorf(kernel.Conflict, "这个来源的上一批%s，请稍候", kernel.LabelOf(running.Status))
		}
		old, err := Syncs.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&sy.Source, kernel.Ref[Source](s.ID)), kernel.Eq(&sy.Status, Ready)), Sort: "id"})
		if err != nil {
			return err
		}
		for _, one := range old { // what was proposed before is proposed again, from newer facts
			if err := settle(c, one.ID, func(o *Sync) { o.Status, o.Message = Discarded, "已有新的比对" }); err != nil {
				return err
			}
		}
		out = &Sync{Title: fmt.Sprintf("%s %s", s.Name, c.Today()), Source: kernel.Ref[Source](s.ID), Message: from}
		out.Region = s.Region
		return Syncs.Create(c.AsSystem(), out)
	})
	return out, err
}

// label is a value as the table of differences shows it.
func label(active bool) string { return map[bool]string{true: "在用", false: "停用"}[active] }

func differs(list []Change, name, before, after string) []Change {
	if before == after {
		return list
	}
	return append(list, Change{name, before, after})
}

// counted adds up the differences by what they are.
func counted(s *Sync, list []*Difference) {
	for _, d := range list {
		switch d.Act {
		case Add:
			s.Added++
		case Alter:
			s.Changed++
		case Vanish:
			s.Vanished++
		}
	}
	s.Problems = slices.Clip(s.Problems[:min(len(s.Problems), 200)])
	if len(s.Problems) == 0 {
		s.Problems = nil
	}
}
