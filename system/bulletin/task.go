package bulletin

import (
	"strings"

	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Task is a task handed down to lower regions or to organisations with a deadline (调度任务、重点工作督办). An indicator may measure it.
type Task struct {
	kernel.Base
	Title     string                `json:"title" label:"任务" rule:"required,max=120" ui:"list,search,wide"`
	Kind      TaskKind              `json:"kind" label:"类别" ui:"list,filter"`
	Content   string                `json:"content" label:"任务内容和要求" rule:"required,max=5000" ui:"long,wide"`
	Units     []kernel.Region       `json:"units" label:"下达给的地区" rule:"max=200" help:"下级的区划代码，每个地区各报一份反馈。"`
	Orgs      []kernel.Ref[org.Org] `json:"orgs" label:"下达给的部门" rule:"max=100" help:"本级的部门或直属单位。"`
	DueOn     kernel.Date           `json:"due_on" label:"反馈期限" rule:"required" ui:"list,filter,sort"`
	Indicator string                `json:"indicator" label:"考核指标" rule:"max=60" help:"平台按这个指标计算各单位的进度，例如 enterprise.registered。"`
	Goal      float64               `json:"goal" label:"目标值" rule:"min=0" help:"每个单位的指标应达到多少；不填只看反馈。"`
	Query     string                `json:"query" label:"所涉清单" rule:"max=1000" ui:"fixed" help:"下达时所看的清单。"`
	Bulletin  kernel.Ref[Bulletin]  `json:"bulletin" label:"来自通报" ui:"fixed"`
	Files     kernel.Files          `json:"files" label:"附件" rule:"max=20"`
	Status    TaskStatus            `json:"status" label:"状态" ui:"fixed,list,filter"`
	Asked     int                   `json:"asked" label:"应反馈" ui:"fixed,list"`
	Reported  int                   `json:"reported" label:"已反馈" ui:"fixed,list"`
	Accepted  int                   `json:"accepted" label:"已认可" ui:"fixed,list"`
	IssuedOn  kernel.Date           `json:"issued_on" label:"下达日期" ui:"fixed,sort"`
	Summary   string                `json:"summary" label:"汇总" rule:"max=5000" ui:"fixed,long,wide"`
}

// TaskKind tells ordinary tasks from key work.
type TaskKind string

// The kinds of tasks.
const (
	Dispatch TaskKind = "dispatch"
	KeyWork  TaskKind = "key_work"
)

func (TaskKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Dispatch, "调度任务"), kernel.Opt(KeyWork, "重点工作督办")}
}

// TaskStatus is where a task stands.
type TaskStatus string

// The states of a task.
const (
	Planned   TaskStatus = "draft"
	Running   TaskStatus = "open"
	Concluded TaskStatus = "closed"
	Cancelled TaskStatus = "cancelled"
)

func (TaskStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Planned, "草稿"), kernel.Opt(Running, "办理中"), kernel.Opt(Concluded, "已办结"), kernel.Opt(Cancelled, "已取消")}
}

// TaskRow names the columns of Task in conditions.
var TaskRow = kernel.Row[Task]()

// Tasks holds the tasks that were handed down.
var Tasks = &kernel.Resource[Task]{
	Name: "bulletin_task", Label: "调度任务",
	Help: `上级把一件事交给几个下级地区或部门，定下期限，各自反馈，逾期的看得见。

- **上级**：新建任务，选地区或部门、期限，点“下达”。每个单位自动得到一份“任务反馈”，到期提醒、超期上报由平台做。
- **下级**：在“任务反馈”里填情况，点“反馈”；不够的会被退回并写明原因。
- 选了考核指标的，进度由平台按自己的记录计算，不用各单位报数。
- 全部认可后点“办结”，汇总由平台写好，可以补充。`,
	Sort: "-id",
	Views: []kernel.View{
		{Name: "open", Label: "办理中", Query: "status=open"},
		{Name: "overdue", Label: "逾期", Query: "status=open&due_on=..{today}"},
		{Name: "key", Label: "重点督办", Query: "kind=key_work"},
	},
	Due: func(t *Task) kernel.Limit {
		if t.Status != Running {
			return kernel.Limit{}
		}
		return kernel.Limit{On: t.DueOn, Warn: 3, Who: "下达单位", What: "汇总办结"}
	},
}

func init() {
	Tasks.Access = kernel.Access{
		{To: deciders, Can: "read create update issue conclude cancel export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Clerk, role.Leader, role.Regulator, role.Collector}, Can: "read", Rows: received},
	}
	Tasks.Flow = taskFlow
	Tasks.Derive = func(_ *kernel.Ctx, t *Task) error {
		if t.Kind == "" {
			t.Kind = Dispatch
		}
		return nil
	}
	Tasks.Settled = kernel.Settled{When: kernel.Not(&TaskRow.Status, Planned), Say: "任务已经下达，内容不能修改；需要修改请取消后重新下达"}
	Tasks.Rules = taskRules
}

// received is the tasks that were handed to the actor's region, one below it, or the actor's organisation.
func received(a kernel.Actor) kernel.Cond {
	mine := kernel.Under(a.Region)
	if a.Org != "" {
		mine = kernel.Or(mine, kernel.Eq(&ReportRow.Org, kernel.Ref[org.Org](a.Org)))
	}
	return kernel.Exists(Reports, &ReportRow.Task, mine)
}

var taskFlow = kernel.Flow[Task, TaskStatus]{
	On: &TaskRow.Status, Start: Planned,
	Steps: []kernel.Step[Task, TaskStatus]{
		{Name: "issue", Label: "下达", From: []TaskStatus{Planned}, To: Running, Todo: true, Tone: "primary", Do: handDown, Help: "下达后每个单位得到一份任务反馈。"},
		{Name: "conclude", Label: "办结", From: []TaskStatus{Running}, To: Concluded, May: []any{&TaskRow.Summary}, Do: conclude, Help: "还有没认可的反馈时也可以办结，汇总里会写明是哪些单位。"},
		{Name: "cancel", Label: "取消", From: []TaskStatus{Planned, Running}, To: Cancelled, Opinion: true, Tone: "danger", Do: cancel, Confirm: "取消后各单位不再需要反馈。确定取消？"},
	},
}

func taskRules(c *kernel.Ctx, t, old *Task) error {
	switch {
	case len(t.Units) == 0 && len(t.Orgs) == 0:
		return kernel.FieldError(&TaskRow.Units, "请选择下达给哪些地区或部门")
	case t.Indicator != "" && c.App.Indicator(t.Indicator) == nil:
		return kernel.FieldError(&TaskRow.Indicator, "没有“%s”这个指标", t.Indicator)
	case old == nil && t.DueOn < c.Today():
		return kernel.FieldError(&TaskRow.DueOn, "反馈期限不能早于今天")
	}
	seen := map[kernel.Region]bool{}
	for _, r := range t.Units {
		if len(r) <= len(t.Region) && t.Region != kernel.Country || !strings.HasPrefix(string(r), string(t.Region)) && t.Region != kernel.Country {
			return kernel.FieldError(&TaskRow.Units, "%s不是%s的下级", c.RegionLabel(r), c.RegionLabel(t.Region))
		}
		if seen[r] {
			return kernel.FieldError(&TaskRow.Units, "%s选了两次", c.RegionLabel(r))
		}
		seen[r] = true
	}
	return nil
}

// handDown gives every unit and organisation its report to fill in.
func handDown(c *kernel.Ctx, t *Task) error {
	if t.DueOn < c.Today() {
		return kernel.FieldError(&TaskRow.DueOn, "反馈期限已过，请先改期限")
	}
	t.IssuedOn, t.Asked, t.Reported, t.Accepted = c.Today(), 0, 0, 0
	give := func(r kernel.Region, o kernel.Ref[org.Org], label string) error {
		t.Asked++
		rep := &Report{Base: kernel.Base{Region: r}, Task: kernel.Ref[Task](t.ID), Title: t.Title + "（" + label + "）", Org: o, Issuer: t.Region, DueOn: t.DueOn}
		return Reports.Create(c.AsSystem(), rep)
	}
	for _, r := range t.Units {
		if err := give(r, "", c.RegionLabel(r)); err != nil {
			return err
		}
	}
	for _, ref := range t.Orgs {
		o, err := org.Orgs.Get(c.AsSystem(), string(ref))
		if err != nil {
			return kernel.FieldError(&TaskRow.Orgs, "没有这个部门")
		}
		if err := give(o.Region, ref, o.Name); err != nil {
			return err
		}
	}
	return nil
}

// conclude ends the task with a summary of what was reported.
func conclude(c *kernel.Ctx, t *Task) error {
	p, err := advance(c, t)
	if err != nil {
		return err
	}
	t.Summary = strings.TrimSpace(p.Summary + "\n" + t.Summary)
	return endReports(c, t)
}

func cancel(c *kernel.Ctx, t *Task) error { return endReports(c, t) }

// endReports closes the reports that are still open.
func endReports(c *kernel.Ctx, t *Task) error {
	open, err := Reports.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&ReportRow.Task, kernel.Ref[Task](t.ID)), kernel.In(&ReportRow.Status, Waiting, Handed, Returned)), Limit: -1})
	if err != nil {
		return err
	}
	for _, r := range open {
		if _, err := Reports.Do(c.AsSystem(), r.ID, 0, "end", &Report{}, ""); err != nil {
			return err
		}
	}
	return nil
}
