// Package inspection is site inspection (现场检查): officers visit an enterprise with a check list of its trade, and what they find is typed once.
// A failed item is from that moment the hazard, the line of the rectification order or of the on-site measures, the line of the re-check and,
// where it leads there, the fact of a case. Sources: 安全生产法 第六十五条、第六十八条, 行政处罚法 第四十二条, 国办发〔2018〕118号 (三项制度).
package inspection

import (
	"time"

	"anjian/base/enterprise"
	"anjian/base/evidence"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/system/hazard"
	"anjian/system/plan"
)

// Inspection is one visit to one enterprise (现场检查). Its embedded structs are the sections of the page.
type Inspection struct {
	kernel.Base
	Task    `label:"检查任务"`
	Visit   `label:"检查情况"`
	Outcome `label:"检查结果"`
}

// Task is what the visit is for and by what it looks.
type Task struct {
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Title      string                            `json:"title" label:"检查名称" rule:"max=120" ui:"list,search" help:"不填时按日期和检查类型命名。"`
	Type       Kind                              `json:"kind" label:"检查类型" rule:"required" ui:"list,filter,once" help:"计划、双随机和专项检查须先批准现场检查方案；核查举报、跟踪隐患的可以直接去。"`
	Unnoticed  bool                              `json:"unnoticed" label:"四不两直" help:"不发通知、不打招呼、不听汇报、不用陪同，直奔基层、直插现场。"`
	Target     kernel.Ref[plan.Target]           `json:"target" label:"计划对象" ui:"once,filter" help:"从检查计划来的，在这里选它；检查结束后计划自动记下。"`
	Cause      kernel.Ref[hazard.Hazard]         `json:"cause" label:"来源隐患" ui:"once" help:"跟踪一条隐患去检查的，在这里选它。"`
	Complaint  string                            `json:"complaint" label:"举报编号" rule:"max=60" ui:"once"`
	PlannedOn  kernel.Date                       `json:"planned_on" label:"计划检查日期" ui:"list,sort"`
	Officers   []kernel.Ref[officer.Officer]     `json:"officers" label:"执法人员" rule:"max=12" help:"不少于两名，执法证件都在有效期内。"`
	Experts    string                            `json:"experts" label:"参加专家" rule:"max=120"`
	Methods    []Method                          `json:"methods" label:"检查方式"`
	Lists      []kernel.Ref[library.Checklist]   `json:"checklists" label:"检查清单" rule:"max=10" help:"执法检查事项按企业的监管分类自动带入；还要按哪份排查清单检查，在这里选。"`
	Bare       bool                              `json:"lists_only" label:"只查所选清单" ui:"once" help:"不带入执法检查事项。"`
	Content    string                            `json:"content" label:"检查内容" rule:"max=1000" ui:"long,wide" help:"写进现场检查方案；不填时列出各清单的名称。"`
	Trade      enterprise.Trade                  `json:"trade" label:"监管分类" ui:"fixed,filter"`
	NeedsPlan  bool                              `json:"needs_scheme" label:"须有检查方案" ui:"fixed"`
}

// Visit is what happened on the site.
type Visit struct {
	Place     string       `json:"place" label:"检查场所" rule:"max=200"`
	Position  kernel.Point `json:"position" label:"检查位置"`
	Present   string       `json:"present" label:"陪同检查人员" rule:"max=60" help:"被检查单位在场的负责人或其他人员。"`
	PresentAs string       `json:"present_post" label:"职务" rule:"max=60"`
	Started   time.Time    `json:"started_at" label:"开始时间" ui:"fixed"`
	Ended     time.Time    `json:"ended_at" label:"结束时间" ui:"fixed"`
	CheckedOn kernel.Date  `json:"checked_on" label:"检查日期" ui:"fixed,list,filter,sort"`
	Facts     []Fact       `json:"facts" label:"核实的企业信息" ui:"fixed"`
	Photos    kernel.Files `json:"photos" label:"现场照片和影像" rule:"max=60"`
	Summary   string       `json:"summary" label:"检查情况" rule:"max=4000" ui:"long,wide" help:"写进现场检查记录；不填时按检查项和问题写成。"`
}

// Fact is a group of facts of the file that was looked at on the site.
type Fact struct {
	Group  enterprise.Group `json:"group" label:"内容"`
	Detail string           `json:"detail" label:"结果" rule:"max=500"`
	By     string           `json:"who" label:"核实人"`
	At     time.Time        `json:"at" label:"时间"`
}

// Outcome is what the visit came to, counted from its items and findings.
type Outcome struct {
	Status      Status         `json:"status" label:"状态" ui:"fixed,list,filter"`
	Origin      evidence.Class `json:"origin" label:"记录方式" ui:"fixed,list,filter" help:"现场：当时、在企业用设备记录；离线可证：没有网络时记录，随后由设备凭证证明；事后补录：回来以后才填的。"`
	Items       int            `json:"item_count" label:"检查项" ui:"fixed"`
	Answered    int            `json:"answered" label:"已检查" ui:"fixed"`
	Found       int            `json:"found" label:"问题" ui:"fixed,list,sort"`
	Open        int            `json:"open" label:"未改完" ui:"fixed"`
	Waiting     int            `json:"waiting" label:"待复查" ui:"fixed"`
	RecordNo    string         `json:"record_number" label:"检查记录文号" ui:"fixed"`
	HandleBy    kernel.Date    `json:"handle_by" label:"下达文书期限" ui:"fixed"`
	RecheckBy   kernel.Date    `json:"recheck_by" label:"复查期限" ui:"fixed,filter,sort" help:"企业申请复查或整改期满之日起10日内。"`
	Rechecks    int            `json:"rechecks" label:"复查次数" ui:"fixed"`
	Orders      int            `json:"orders" label:"下达文书" unit:"份" ui:"fixed"`
	ClosedOn    kernel.Date    `json:"closed_on" label:"办结日期" ui:"fixed"`
	PublishBy   kernel.Date    `json:"publish_by" label:"公开期限" ui:"fixed,filter" help:"检查结束之日起20个工作日内公开（国办发〔2018〕118号）。"`
	PublishedOn kernel.Date    `json:"published_on" label:"公开日期" ui:"fixed,filter"`
	Conclusion  string         `json:"conclusion" label:"公开的结论" rule:"max=500" ui:"fixed,wide"`
}

// Row names the columns of Inspection in conditions.
var Row = kernel.Row[Inspection]()

// Inspections holds all visits. Lifecycle, derived columns and rules, which refer back to it, are set in init.
var Inspections = &kernel.Resource[Inspection]{
	Name: "inspection", Label: "现场检查", Stays: true,
	Help: `一次现场检查一份记录，检查项、问题、文书、复查都在这一页办完。

1. **新建**：从检查计划点“去检查”，或在这里点“新建”选企业。检查项按企业的监管分类自动带入。计划、双随机和专项检查先出具“现场检查方案”并批准。
2. **开始检查**：至少两名执法人员，证件都在有效期内。逐项点“合格”“不合格”“不涉及”（键盘 1、2、3），其余都合格的点“其余全部合格”。
3. **不合格的一项就是一条问题**，同时是一条隐患、责令限期整改指令书的一行、复查的一项，不用再录第二遍。清单上没有的问题点“补充问题”。
4. **核实企业信息**：联系人、经营状态、行业分类待核实的，当场确认或改正，企业档案随之更新。
5. **结束检查**：检查项没有做完、问题没有写清、企业信息没有核实的，不能结束。
6. **下达文书**后整改期限开始计算；企业整改、申请复查后在“复查”里逐项验收。20个工作日内“公开结果”。`,
	Sort: "-planned_on",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&Row.Enterprise)},
		{To: officers, Can: "create begin finish recheck publish cancel resume", Rows: enterprise.Of(&Row.Enterprise)},
		{To: officers, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(enterprise.Of(&Row.Enterprise)(a), kernel.In(&Row.Status, Ready, Underway, Handling))
		}},
		{To: []kernel.Role{role.Safety}, Can: "read", Rows: told},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Due: due,
	Views: []kernel.View{
		{Name: "ready", Label: "待检查", Query: "status=ready"},
		{Name: "underway", Label: "检查中", Query: "status=underway"},
		{Name: "handling", Label: "待下达文书", Query: "status=handling"},
		{Name: "recheck", Label: "待复查", Query: "status=rectifying&recheck_by=2000-01-01..2999-12-31"},
		{Name: "rectifying", Label: "整改复查中", Query: "status=rectifying"},
		{Name: "publish", Label: "待公开", Query: "status=handling,rectifying,closed&publish_by=2000-01-01..2999-12-31"},
		{Name: "later", Label: "事后补录", Query: "origin=later"},
		{Name: "closed", Label: "已办结", Query: "status=closed"},
	},
	Indexes: [][]any{{&Row.Region, &Row.CheckedOn}, {&Row.Enterprise, &Row.CheckedOn}, {&Row.Region, &Row.Status}},
}

var officers = []kernel.Role{role.Regulator, role.Leader}

// told is the visits that the enterprise knows of: a visit is not announced, and its list is nobody's before it is over.
func told(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.In(&Row.Status, Handling, Rectifying, Closed))
}

func init() {
	Inspections.Flow = flow
	Inspections.Derive = derive
	Inspections.Rules = rules
}

// Module declares the system.
func Module() kernel.Module {
	return kernel.Module{
		Name: "inspection", Label: "现场检查",
		Resources:  []kernel.Handle{Inspections, Items, Findings, Rechecks},
		Layers:     []kernel.Layer{{Name: "inspection", Label: "现场检查", Of: Inspections, At: &Row.Position, Tone: &Row.Status, Where: kernel.Not(&Row.Status, Cancelled)}},
		Indicators: indicators,
		Routes:     routes,
		Hooks:      []kernel.Hook{lay, find, follow},
		Tasks:      []kernel.Job{Expire},
	}
}
