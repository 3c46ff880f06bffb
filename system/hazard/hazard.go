// Package hazard is hazard finding and rectification (隐患排查治理): enterprises check themselves, staff report with one photo,
// regulators inspect; what is found is graded, rectified, accepted, re-checked and closed, and whoever lets a time limit pass is named.
// Sources: 安全生产法 第四十一条, 安全生产事故隐患排查治理暂行规定 (安全监管总局令第16号).
package hazard

import (
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// Hazard is one hidden danger (事故隐患) at an enterprise. Its embedded structs are the sections of the form.
type Hazard struct {
	kernel.Base
	Finding       `label:"隐患情况"`
	Rectification `label:"整改（五落实）"`
	Plan          `label:"重大隐患治理方案"`
	Result        `label:"整改结果"`
	Supervision   `label:"挂牌督办"`
	Suspension    `label:"期限中止"`
	Course        `label:"办理情况"`
}

// Finding is what was found, where, by whom, and how grave it is.
type Finding struct {
	Enterprise  kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once" also:"企业名称,单位名称,被检查单位,受检单位"`
	Title       string                            `json:"title" label:"隐患描述" rule:"required,max=500" ui:"list,search,wide" help:"写明在哪里、什么不符合要求，例如：2号车间灭火器过期。" also:"隐患内容,隐患名称,问题描述,存在问题,存在的问题和隐患"`
	Photos      kernel.Files                      `json:"photos" label:"整改前照片" rule:"max=20" help:"员工随手报的，拍一张照片就行。"`
	Place       string                            `json:"place" label:"部位" rule:"max=100" also:"隐患部位,所在部位,隐患位置"`
	Category    library.Category                  `json:"category" label:"隐患种类" ui:"list,filter,broad" also:"隐患类别,隐患类型"`
	Level       library.Grade                     `json:"level" label:"隐患级别" rule:"usual=general" ui:"list,filter" also:"隐患等级"`
	Criteria    []kernel.Ref[library.Criterion]   `json:"criteria" label:"重大隐患判定标准" rule:"max=10" help:"定为重大隐患的，至少引用一条。"`
	Source      Source                            `json:"source" label:"隐患来源" ui:"list,filter,broad,once"`
	FoundOn     kernel.Date                       `json:"found_on" label:"发现日期" ui:"list,filter,sort,once" also:"检查日期,检查时间,排查日期,排查时间,发现时间"`
	Finder      string                            `json:"finder" label:"发现人" rule:"max=60" ui:"once" also:"检查人,检查人员,排查人"`
	Requirement string                            `json:"requirement" label:"检查要求" rule:"max=300" ui:"wide"`
	Basis       string                            `json:"basis" label:"依据" rule:"max=300" ui:"wide"`
	OnSpot      bool                              `json:"on_spot" label:"即查即改" ui:"once" help:"当场已经改好的一般隐患，附上改好后的照片即可销号。"`
	Position    kernel.Point                      `json:"position" label:"位置" ui:"once"`
	Official    bool                              `json:"official" label:"政府发现" ui:"fixed,filter,broad"`
	Recheck     bool                              `json:"needs_recheck" label:"须监管部门复查" ui:"fixed,filter,broad" help:"政府发现的隐患和重大隐患由监管部门复查，企业自查的一般隐患由企业自己验收。"`
	Trade       enterprise.Trade                  `json:"trade" label:"监管分类" ui:"fixed,filter,broad" help:"登记时企业的主要监管分类。"`
	Repeated    bool                              `json:"repeated" label:"重复隐患" ui:"fixed,list,filter"`
	Earlier     kernel.Ref[Hazard]                `json:"earlier" label:"上一次" ui:"fixed"`
	Checkup     kernel.Ref[Check]                 `json:"checkup" label:"检查记录" ui:"fixed"`
	Line        string                            `json:"list_line" label:"清单编号" ui:"fixed,hidden"`
	Item        string                            `json:"list_item" label:"检查项编号" ui:"fixed"`
	Reporter    string                            `json:"reporter" label:"登记账号" ui:"fixed,hidden"`
}

// Rectification is the five things that must be settled (五落实): responsibility, measures, funds, deadline and contingency plan.
type Rectification struct {
	Responsible string       `json:"responsible" label:"整改责任人" rule:"max=60" ui:"list" also:"责任人,整改负责人"`
	Measures    string       `json:"measures" label:"整改措施" rule:"max=2000" ui:"long,wide" also:"治理措施"`
	Funds       kernel.Money `json:"funds" label:"整改资金" rule:"min=0" also:"治理资金"`
	DueOn       kernel.Date  `json:"due_on" label:"整改期限" ui:"list,filter,sort,once" help:"不填时一般隐患为发现之日起7天。改期须申请延期。" also:"整改时限,整改截止日期,整改完成期限"`
	Contingency string       `json:"contingency" label:"整改期间的应急措施" rule:"max=2000" ui:"long,wide"`
}

// Plan is the treatment plan of a major hazard (重大事故隐患治理方案) with its six parts, 安全监管总局令第16号 第十五条.
type Plan struct {
	PlanGoal   string `json:"plan_goal" label:"目标和任务" rule:"max=2000" ui:"long,wide"`
	PlanMethod string `json:"plan_method" label:"方法和措施" rule:"max=2000" ui:"long,wide"`
	PlanMeans  string `json:"plan_means" label:"经费和物资" rule:"max=2000" ui:"long,wide"`
	PlanPeople string `json:"plan_people" label:"机构和人员" rule:"max=2000" ui:"long,wide"`
	PlanTerm   string `json:"plan_term" label:"时限和要求" rule:"max=2000" ui:"long,wide"`
	PlanSafety string `json:"plan_safety" label:"安全措施和应急预案" rule:"max=2000" ui:"long,wide"`
}

// Result is what was done and who accepted it.
type Result struct {
	Remedy      string       `json:"remedy" label:"整改情况" rule:"max=2000" ui:"fixed,long,wide"`
	After       kernel.Files `json:"photos_after" label:"整改后照片" rule:"max=20"`
	Cost        kernel.Money `json:"cost" label:"实际花费" rule:"min=0" ui:"fixed"`
	RectifiedOn kernel.Date  `json:"rectified_on" label:"整改完成日期" ui:"fixed"`
	Punctual    bool         `json:"punctual" label:"按期整改" ui:"fixed,filter,broad"`
	AcceptedOn  kernel.Date  `json:"accepted_on" label:"验收日期" ui:"fixed"`
	AcceptedBy  string       `json:"accepted_by" label:"验收人" ui:"fixed"`
	RecheckedOn kernel.Date  `json:"rechecked_on" label:"复查日期" ui:"fixed"`
	RecheckedBy string       `json:"rechecked_by" label:"复查人" ui:"fixed"`
	Rechecks    int          `json:"rechecks" label:"复查次数" ui:"fixed"`
	RecheckPics kernel.Files `json:"photos_recheck" label:"复查照片" rule:"max=20" ui:"fixed"`
	Returned    int          `json:"returned" label:"退回次数" ui:"fixed"`
	ClosedOn    kernel.Date  `json:"closed_on" label:"销号日期" ui:"fixed"`
}

// Supervision is listed supervision (挂牌督办) of a major hazard by an authority.
type Supervision struct {
	Listing     Listing     `json:"listing" label:"挂牌情况" ui:"fixed,filter"`
	ListLevel   Tier        `json:"list_level" label:"督办级别" ui:"fixed"`
	Organ       string      `json:"list_organ" label:"督办单位" rule:"max=100" ui:"fixed"`
	ListNumber  string      `json:"list_number" label:"督办文号" rule:"max=60" ui:"fixed"`
	ListedOn    kernel.Date `json:"listed_on" label:"挂牌日期" ui:"fixed,filter"`
	ListedUntil kernel.Date `json:"listed_until" label:"治理时限" ui:"fixed" help:"挂牌督办的隐患治理不超过一年。"`
	DelistedOn  kernel.Date `json:"delisted_on" label:"摘牌日期" ui:"fixed"`
}

// Course is where the hazard stands, until when somebody has to act, and how far up it was reported that nobody did.
type Course struct {
	Status      Status      `json:"status" label:"状态" ui:"fixed,list,filter"`
	SubmittedOn kernel.Date `json:"submitted_on" label:"提交日期" ui:"fixed"`
	WaitUntil   kernel.Date `json:"wait_until" label:"办理期限" ui:"fixed,hidden"`
	Overdue     bool        `json:"overdue" label:"逾期未改" ui:"fixed,filter"`
	Escalation  Tier        `json:"escalation" label:"逾期上报至" ui:"fixed"`
	EscalatedOn kernel.Date `json:"escalated_on" label:"上报日期" ui:"fixed"`
	ToAct       string      `json:"to_act" label:"逾期责任人" ui:"fixed" help:"办理期限已过、应当办理而没有办理的单位和人。"`
}

// Row names the columns of Hazard in conditions.
var Row = kernel.Row[Hazard]()

// Hazards holds all hazards, whoever found them. Lifecycle, derived columns and rules, which refer back to it, are set in init.
var Hazards = &kernel.Resource[Hazard]{
	Name: "hazard", Label: "隐患",
	Help: `这里是全部隐患，从发现到销号都在一条记录里办完。

- **企业员工**：发现问题就点“新建”，拍一张照片、写一句话，交给本企业安全管理员核查。
- **企业安全管理员**：“待核查”里是等您确认的。确认时填责任人和期限，改好后上传照片点“提交整改”，自己发现的一般隐患自己“验收”即销号。
- **监管人员**：检查发现的隐患由“检查记录”自动带来。企业验收后到“待复查”里复查，合格即销号，不合格写明原因并给新的期限。
- **重大隐患**：至少引用一条判定标准，五落实和六项治理方案填全才能进入整改；监管负责人可以“挂牌督办”，销号后“摘牌”。

期限过了没有办的，第1天报县级、第7天报市级、第30天报省级，并写明应当由谁办理。来不及改的，请在到期之前申请延期。企业停产停业、等待鉴定评审的，监管负责人可以“中止期限”，中止的天数不计入；恢复生产时自动恢复，期限顺延。`,
	Sort: "-found_on",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create import export submit assign plan rectify accept return", Rows: told},
		{To: []kernel.Role{role.Safety}, Can: "confirm back dismiss", Rows: ownFound},
		{To: []kernel.Role{role.Safety}, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(ownFound(a), kernel.Eq(&Row.Status, Draft))
		}},
		{To: []kernel.Role{role.Worker}, Can: "read create", Rows: told},
		{To: []kernel.Role{role.Worker}, Can: "submit", Rows: reported},
		{To: []kernel.Role{role.Worker}, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(reported(a), kernel.Eq(&Row.Status, Draft))
		}},
		{To: role.Government, Can: "read export", Rows: supervised},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create import submit grade close reject resume", Rows: supervised},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "confirm back dismiss", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(supervised(a), kernel.Eq(&Row.Recheck, true))
		}},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(supervised(a), kernel.Eq(&Row.Official, true), kernel.Eq(&Row.Status, Draft))
		}},
		{To: []kernel.Role{role.Leader}, Can: "list delist halt", Rows: supervised},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Due: due,
	Views: []kernel.View{
		{Name: "pending", Label: "待核查", Query: "status=pending"},
		{Name: "open", Label: "待整改", Query: "status=open"},
		{Name: "overdue", Label: "逾期", Query: "late=true"},
		{Name: "fixed", Label: "待验收", Query: "status=fixed"},
		{Name: "recheck", Label: "待复查", Query: "status=recheck"},
		{Name: "major", Label: "重大隐患", Query: "level=major&status=pending,open,fixed,recheck"},
		{Name: "listed", Label: "挂牌督办", Query: "listing=listed"},
		{Name: "halted", Label: "期限中止", Query: "status=open&halted=true"},
		{Name: "repeated", Label: "重复隐患", Query: "repeated=true"},
		{Name: "closed", Label: "已销号", Query: "status=closed"},
	},
	Indexes: [][]any{{&Row.Enterprise, &Row.FoundOn, &Row.ID, &Row.Region, &Row.Category}, {&Row.Region, &Row.Status}, {&Row.Region, &Row.FoundOn},
		{&Row.FoundOn, &Row.Region, &Row.Status, &Row.Source, &Row.Overdue, &Row.Official}, {&Row.WaitUntil}},
}

var supervised = enterprise.Of(&Row.Enterprise)

// told is the hazards of the enterprise, but for what an officer has not finished writing.
func told(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.Or(kernel.Eq(&Row.Official, false), kernel.Not(&Row.Status, Draft)))
}

// ownFound is the hazards that the enterprise found itself: it verifies them itself.
func ownFound(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.Eq(&Row.Official, false))
}

// reported is the hazards that the account itself reported.
func reported(a kernel.Actor) kernel.Cond {
	if a.ID == "" {
		return kernel.None()
	}
	return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.Eq(&Row.Reporter, a.ID))
}

func init() {
	Hazards.Flow = flow
	Hazards.Derive = derive
	Hazards.Rules = rules
}

// Module declares the system.
func Module() kernel.Module {
	return kernel.Module{
		Name: "hazard", Label: "隐患排查治理",
		Resources:  []kernel.Handle{Hazards, Checks, Extensions, Urges, Rhythms, Oversights},
		Indicators: indicators,
		Layers:     []kernel.Layer{{Name: "hazard", Label: "未销号隐患", Of: Hazards, At: &Row.Position, Tone: &Row.Level, Where: waiting}},
		Tasks:      []kernel.Job{Escalate},
		Routes:     routes,
		Hooks:      []kernel.Hook{record, heed, running, tell},
	}
}

var routes = []kernel.Route{
	kernel.Op("GET /api/hazard/silent", "长期未自查企业", role.Government, Silent),
	kernel.Op("POST /api/hazard/urge", "督促长期未自查企业", []kernel.Role{role.Regulator, role.Leader}, UrgeSilent),
	kernel.Op("GET /api/hazard/performance", "企业履职情况", performers, Perform),
	{Pattern: "GET /api/hazard/ledger", Label: "打印隐患台账", Raw: ledger},
}
