package bulletin

import (
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/metric"
)

// Report is what one unit reports back on a task (任务反馈). Its region is the unit, so that it waits for the people of the unit.
type Report struct {
	kernel.Base
	Title      string              `json:"title" label:"任务" rule:"max=200" ui:"fixed,list,search"`
	Task       kernel.Ref[Task]    `json:"task" label:"调度任务" rule:"required" ui:"fixed,list,filter"`
	Org        kernel.Ref[org.Org] `json:"org" label:"承办部门" ui:"fixed,list,filter"`
	Issuer     kernel.Region       `json:"issuer" label:"下达地区" ui:"fixed,filter"`
	DueOn      kernel.Date         `json:"due_on" label:"反馈期限" ui:"fixed,list,filter,sort"`
	Content    string              `json:"content" label:"办理情况" rule:"max=5000" ui:"fixed,long,wide"`
	Files      kernel.Files        `json:"files" label:"附件" rule:"max=20" ui:"fixed"`
	Measured   float64             `json:"measured" label:"反馈时指标值" ui:"fixed"`
	Status     ReportStatus        `json:"status" label:"状态" ui:"fixed,list,filter"`
	ReportedOn kernel.Date         `json:"reported_on" label:"反馈日期" ui:"fixed,list,sort"`
	ReportedBy string              `json:"reported_by" label:"反馈人" ui:"fixed"`
	Punctual   bool                `json:"punctual" label:"按期反馈" ui:"fixed,filter"`
	Returns    int                 `json:"returns" label:"退回次数" ui:"fixed"`
}

// ReportStatus is where a report stands.
type ReportStatus string

// The states of a report.
const (
	Waiting  ReportStatus = "waiting"
	Handed   ReportStatus = "reported"
	Returned ReportStatus = "returned"
	Agreed   ReportStatus = "accepted"
	Ended    ReportStatus = "ended"
)

func (ReportStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Waiting, "待反馈"), kernel.Opt(Handed, "已反馈"), kernel.Opt(Returned, "已退回"), kernel.Opt(Agreed, "已认可"), kernel.Opt(Ended, "已终止")}
}

// ReportRow names the columns of Report in conditions.
var ReportRow = kernel.Row[Report]()

// Reports holds what was reported back.
var Reports = &kernel.Resource[Report]{
	Name: "bulletin_report", Label: "任务反馈",
	Help: `上级下达的任务，每个单位一份。在期限前填“办理情况”点“反馈”；被退回的按原因补充后再反馈。选了考核指标的，指标值由平台自动带出。

上级在这里“认可”或“退回”。超过期限没有反馈的，提醒和逾期名单由平台生成。`,
	Sort: "due_on",
	Access: kernel.Access{
		{To: []kernel.Role{role.Clerk, role.Leader, role.Regulator, role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Collector}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Clerk, role.Leader, role.Regulator}, Can: "report", Rows: addressed},
		{To: []kernel.Role{role.Collector}, Can: "report", Rows: addressed}, // a township has nobody else
		{To: []kernel.Role{role.Clerk, role.Leader}, Can: "accept return end", Rows: asked},
	},
	Flow: kernel.Flow[Report, ReportStatus]{On: &ReportRow.Status, Start: Waiting, Steps: []kernel.Step[Report, ReportStatus]{
		{Name: "report", Label: "反馈", From: []ReportStatus{Waiting, Returned}, To: Handed, Ask: []any{&ReportRow.Content}, May: []any{&ReportRow.Files}, Todo: true, Tone: "primary", Do: report},
		{Name: "accept", Label: "认可", From: []ReportStatus{Handed}, To: Agreed, Todo: true, Tone: "primary", Do: agree},
		{Name: "return", Label: "退回", From: []ReportStatus{Handed}, To: Returned, Opinion: true, Do: sendBack},
		{Name: "end", Label: "终止", From: []ReportStatus{Waiting, Handed, Returned}, To: Ended},
	}},
	Due: func(r *Report) kernel.Limit {
		if r.Status != Waiting && r.Status != Returned {
			return kernel.Limit{}
		}
		return kernel.Limit{On: r.DueOn, Warn: 3, Who: "承办单位", What: "反馈调度任务"}
	},
	Views: []kernel.View{
		{Name: "waiting", Label: "待反馈", Query: "status=waiting,returned"},
		{Name: "overdue", Label: "逾期未反馈", Query: "late=true"},
		{Name: "handed", Label: "待认可", Query: "status=reported"},
	},
}

// addressed is the reports that the actor's own region or organisation has to make.
func addressed(a kernel.Actor) kernel.Cond {
	if a.Region == "" {
		return kernel.None()
	}
	own := kernel.And(kernel.Eq(&ReportRow.Region, a.Region), kernel.Eq(&ReportRow.Org, ""))
	if a.Org == "" {
		return own
	}
	return kernel.Or(own, kernel.Eq(&ReportRow.Org, kernel.Ref[org.Org](a.Org)))
}

// asked is the reports that the actor's region asked for; nobody accepts the report of the own organisation.
func asked(a kernel.Actor) kernel.Cond {
	if a.Region == "" {
		return kernel.None()
	}
	rows := kernel.Eq(&ReportRow.Issuer, a.Region)
	if a.Org == "" {
		return rows
	}
	return kernel.And(rows, kernel.Not(&ReportRow.Org, kernel.Ref[org.Org](a.Org)))
}

func report(c *kernel.Ctx, r *Report) error {
	r.ReportedOn, r.ReportedBy, r.Punctual = c.Today(), c.Actor.Name, c.Today() <= r.DueOn
	t, err := Tasks.Get(c.AsSystem(), string(r.Task))
	if err != nil {
		return err
	}
	if t.Indicator != "" {
		now, err := metric.Read(c.AsSystem(), t.Indicator, metric.Cut{Region: r.Region, To: c.Today()})
		if err != nil {
			return err
		}
		r.Measured = now.Value
	}
	return bump(c, r, 1, 0)
}

func sendBack(c *kernel.Ctx, r *Report) error {
	r.Returns++
	return bump(c, r, -1, 0)
}

func agree(c *kernel.Ctx, r *Report) error { return bump(c, r, 0, 1) }

// bump keeps the counts of the task in step with its reports. They follow from the reports, whose own writes the trail keeps, and so are
// added to in place: two units that report at once do not get in each other's way.
func bump(c *kernel.Ctx, r *Report, reported, accepted int) error {
	_, err := c.Store.Exec(c, "UPDATE bulletin_task SET reported = reported + ?, accepted = accepted + ? WHERE id = ?", reported, accepted, string(r.Task))
	return err
}
