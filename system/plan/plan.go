// Package plan is what is inspected, by whom and when: yearly, monthly and ad hoc plans of inspections (监督检查计划) with their targets, the
// random draw of objects and officers (双随机、一公开), campaigns (专项检查) handed down to regions, and rounds of patrol of lower governments (巡查).
package plan

import (
	"strings"
	"time"

	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Plan is a plan of inspections (监督检查计划, 安监总政法〔2017〕150号): approved by the government of its level, filed with the department above,
// changed with approval only.
type Plan struct {
	kernel.Base
	Outline    `label:"计划"`
	Capability `label:"工作日测算"`
	Rule       `label:"选取规则"`
	Approval   `label:"批准和备案"`
	Count      `label:"进度"`
}

// Outline says what the plan is.
type Outline struct {
	Title  string              `json:"title" label:"名称" rule:"required,max=120" ui:"list,search"`
	Kind   Kind                `json:"kind" label:"类型" rule:"required" ui:"list,filter,once"`
	Year   int                 `json:"year" label:"年度" unit:"年" rule:"min=2000,top=2100" ui:"list,filter,sort" help:"年度、月度计划填写。"`
	Month  int                 `json:"month" label:"月份" rule:"min=0,top=12" ui:"list" help:"月度计划填写。"`
	From   kernel.Date         `json:"period_from" label:"开始日期" ui:"list,filter,sort" help:"临时计划填写；年度、月度计划由年份和月份得出。"`
	To     kernel.Date         `json:"period_to" label:"结束日期" ui:"list,filter"`
	Organ  kernel.Ref[org.Org] `json:"organ" label:"编制单位" ui:"list,filter"`
	Parent kernel.Ref[Plan]    `json:"parent" label:"所属年度计划" ui:"filter" help:"月度计划从年度计划分解的填写。"`
	Basis  string              `json:"basis" label:"编制依据" rule:"max=2000" ui:"long,wide"`
	Tasks  string              `json:"tasks" label:"重点任务" rule:"max=4000" ui:"long,wide"`
	Way    string              `json:"way" label:"检查方式和要求" rule:"max=2000" ui:"long,wide" help:"例如四不两直、双随机、跨部门联合检查。"`
	Status Status              `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Approval is what the government decided and with whom the plan was filed.
type Approval struct {
	ApprovedBy string       `json:"approved_by" label:"批准机关" rule:"max=80" ui:"fixed" help:"一般为本级人民政府。"`
	ApprovalNo string       `json:"approval_no" label:"批准文号" rule:"max=60" ui:"fixed"`
	ApprovedOn kernel.Date  `json:"approved_on" label:"批准日期" ui:"fixed,list"`
	Papers     kernel.Files `json:"papers" label:"批准文件" rule:"max=10" ui:"fixed"`
	SentOn     kernel.Date  `json:"sent_on" label:"报送备案日期" ui:"fixed,filter"`
	FiledOn    kernel.Date  `json:"filed_on" label:"上级备案日期" ui:"fixed,list,filter"`
	FiledBy    string       `json:"filed_by" label:"备案人" ui:"fixed"`
	Changes    int          `json:"changes" label:"已批准的调整" unit:"次" ui:"fixed,list"`
}

// Count is brought up to date by a task; the plan's own page counts anew.
type Count struct {
	Total   int `json:"total" label:"检查对象" unit:"家次" ui:"fixed,list"`
	Keys    int `json:"keys" label:"重点检查" unit:"家次" ui:"fixed"`
	Visited int `json:"visited" label:"已检查" unit:"家次" ui:"fixed,list"`
	Rate    int `json:"rate" label:"完成率" unit:"%" ui:"fixed,list,sort"`
}

// Kind is what a plan is for.
type Kind string

// The kinds of plans.
const (
	Yearly  Kind = "yearly"
	Monthly Kind = "monthly"
	AdHoc   Kind = "adhoc"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Yearly, "年度计划"), kernel.Opt(Monthly, "月度计划"), kernel.Opt(AdHoc, "临时计划")}
}

// Status is where a plan stands.
type Status string

// The states of a plan.
const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Approved  Status = "approved"
	Finished  Status = "finished"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "编制中"), kernel.Opt(Submitted, "待批准"), kernel.Opt(Approved, "执行中"), kernel.Opt(Finished, "已结束")}
}

// Row names the columns of Plan in conditions.
var Row = kernel.Row[Plan]()

var (
	enforcers = []kernel.Role{role.Regulator, role.Leader}
	leaders   = []kernel.Role{role.Leader}
)

// Plans holds all plans.
var Plans = &kernel.Resource[Plan]{
	Name: "plan", Label: "检查计划",
	Help: `年度、月度、临时的监督检查计划。

1. 点“新建”，选类型和年度，填执法人员数和其他工作占用的天数，平台测算能检查多少家次、重点检查至少多少家次。
2. 在“选取规则”里定条件，到计划页点“按规则选取”，先看选中多少家、为什么选中，再加入；也可以逐家加入。
3. 点“报批”；本级政府批准后，负责人点“批准”填批准文号，再点“报送备案”。
4. 批准后要增减对象，点“申请调整”，批准后生效，历次调整都留在计划里。

检查完成后对象自动变为已检查，进度按月、按县、按人员随时可看。`,
	Sort: "-year",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "create submit", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&Row.Status, Draft))
		}},
		{To: leaders, Can: "approve back send finish", Rows: kernel.Jurisdiction},
		{To: leaders, Can: "file", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Not(&Row.Region, a.Region))
		}},
	},
	Due: func(p *Plan) kernel.Limit {
		switch p.Status {
		case Draft, Submitted:
			return kernel.Limit{On: p.From, Warn: 30, Who: "编制单位", What: "编制并报批检查计划"}
		case Approved:
			return kernel.Limit{On: p.To, Warn: 15, Who: "编制单位", What: "完成检查计划"}
		}
		return kernel.Limit{}
	},
	Views: []kernel.View{
		{Name: "running", Label: "执行中", Query: "status=approved"},
		{Name: "submitted", Label: "待批准", Query: "status=submitted"},
		{Name: "draft", Label: "编制中", Query: "status=draft"},
		{Name: "unfiled", Label: "已报送备案", Query: "status=approved&sent_on=2000-01-01.."},
	},
}

func init() {
	Plans.Flow = kernel.Flow[Plan, Status]{On: &Row.Status, Start: Draft, Steps: []kernel.Step[Plan, Status]{
		{Name: "submit", Label: "报批", From: []Status{Draft}, To: Submitted, Todo: true, Tone: "primary", Do: submit, Help: "报批后不能再改；要改须退回。"},
		{Name: "approve", Label: "批准", From: []Status{Submitted}, To: Approved, Ask: []any{&Row.ApprovedBy, &Row.ApprovedOn}, May: []any{&Row.ApprovalNo, &Row.Papers}, Todo: true, Tone: "primary", Do: approve,
			Help: "年度计划应当报本级人民政府批准；填批准机关和日期。"},
		{Name: "back", Label: "退回修改", From: []Status{Submitted}, To: Draft, Opinion: true},
		{Name: "send", Label: "报送备案", From: []Status{Approved}, If: kernel.Eq(&Row.SentOn, ""), Do: func(c *kernel.Ctx, p *Plan) error { p.SentOn = c.Today(); return nil }, Help: "报上一级部门备案。"},
		{Name: "file", Label: "登记备案", From: []Status{Approved}, If: kernel.And(kernel.Not(&Row.SentOn, ""), kernel.Eq(&Row.FiledOn, "")), Tone: "primary", Do: func(c *kernel.Ctx, p *Plan) error {
			if p.SentOn == "" || p.FiledOn != "" {
				return kernel.Errorf(kernel.Conflict, "该计划没有报送备案，或已经备案")
			}
			p.FiledOn, p.FiledBy = c.Today(), c.Actor.Name
			return nil
		}},
		{Name: "finish", Label: "结束", From: []Status{Approved}, To: Finished, Opinion: true, Do: func(c *kernel.Ctx, p *Plan) error { return p.recount(c) }, Help: "写明完成情况；没有检查的对象保留原状。"},
	}}
	Plans.Derive = derive
	Plans.Rules = rules
}

// level is the level of government that a region is.
func level(r kernel.Region) region.Level { return region.LevelOf(r) }

func derive(c *kernel.Ctx, p *Plan) error {
	p.Title = strings.TrimSpace(p.Title)
	switch p.Kind {
	case Yearly:
		p.Month = 0
		if p.Year > 0 {
			p.From, p.To = day(p.Year, 1, 1), day(p.Year, 12, 31)
		}
	case Monthly:
		if p.Year > 0 && p.Month > 0 {
			p.From, p.To = day(p.Year, p.Month, 1), day(p.Year, p.Month+1, 0)
		}
	case AdHoc:
		p.Month = 0
		if t, err := time.Parse(time.DateOnly, string(p.From)); err == nil {
			p.Year = t.Year()
		}
	}
	p.Capability.work(c, p.From, p.To)
	return nil
}

func day(year, month, d int) kernel.Date {
	return kernel.Date(time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

func rules(c *kernel.Ctx, p, before *Plan) error {
	switch {
	case !region.Known(p.Region):
		return kernel.FieldError(&Row.Region, "没有这个区划")
	case p.Kind != AdHoc && p.Year == 0:
		return kernel.FieldError(&Row.Year, "请填写年度")
	case p.Kind == Monthly && p.Month == 0:
		return kernel.FieldError(&Row.Month, "请填写月份")
	case p.From == "" || p.To == "":
		return kernel.FieldError(&Row.From, "请填写开始和结束日期")
	case p.To < p.From:
		return kernel.FieldError(&Row.To, "结束日期不能早于开始日期")
	case before != nil && before.Kind != p.Kind:
		return kernel.FieldError(&Row.Kind, "计划类型不能改变")
	}
	if before != nil && before.Status == Draft && (before.From != p.From || before.To != p.To || before.Region != p.Region) {
		n, err := Targets.Count(c.AsSystem(), kernel.Eq(&tg.Plan, kernel.Ref[Plan](p.ID)))
		if err != nil {
			return err
		}
		if n > 0 {
			return kernel.FieldError(&Row.From, "计划里已有检查对象，不能改变期间和地区")
		}
	}
	if p.Parent == "" {
		return nil
	}
	up, err := Plans.First(c.AsSystem(), kernel.ByID(string(p.Parent)))
	switch {
	case err != nil:
		return err
	case up == nil || up.Kind != Yearly || up.Year != p.Year || !region.Within(p.Region, up.Region):
		return kernel.FieldError(&Row.Parent, "应选本地区或上级同一年度的年度计划")
	}
	return nil
}

func submit(c *kernel.Ctx, p *Plan) error {
	if err := p.recount(c); err != nil {
		return err
	}
	switch {
	case p.Total == 0:
		return kernel.Errorf(kernel.Conflict, "计划里还没有检查对象")
	case p.Kind == Yearly && p.Capacity == 0:
		return kernel.FieldError(&Row.Staff, "年度计划应先测算工作日")
	}
	return nil
}

func approve(c *kernel.Ctx, p *Plan) error {
	if p.ApprovedOn > c.Today() {
		return kernel.FieldError(&Row.ApprovedOn, "批准日期不能晚于今天")
	}
	return nil
}
