// Package risk is graded risk control (安全风险分级管控): enterprises identify what could go wrong at their risk points, evaluate it by a method
// whose scores are data, and name measures with owners at four tiers, which become lists for self-checks; the county reviews what is red or
// orange; maps and site plans show it in four colours; the grade of an enterprise moves with facts and says why.
// Sources: 安全生产法 第四十一条, 安委办〔2016〕3号, 安委办〔2016〕11号.
package risk

import (
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// Risk is one thing that could go wrong at a risk point, evaluated, with what controls it (安全风险).
type Risk struct {
	kernel.Base
	Identification `label:"风险辨识"`
	Evaluation     `label:"风险评价"`
	Control        `label:"管控措施与责任人"`
	Course         `label:"办理情况"`
}

// Identification is what could go wrong where.
type Identification struct {
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,list,filter"`
	Point      kernel.Ref[Point]                 `json:"point" label:"风险点" rule:"required" ui:"list,filter,once"`
	Title      string                            `json:"title" label:"危险源（危险有害因素）" rule:"required,max=300" ui:"list,search,wide" help:"例如：叉车转弯盲区撞人；反应釜超温超压。"`
	Step       string                            `json:"activity" label:"作业步骤或检查项目" rule:"max=200"`
	Accidents  []Accident                        `json:"accidents" label:"可能的事故类别" rule:"required"`
	Effect     string                            `json:"effect" label:"可能的后果" rule:"max=500" ui:"long,wide"`
	Number     int                               `json:"number" label:"序号" ui:"fixed"`
}

// Evaluation is the method, the scores, and what they come to; the platform works it out when the form is filled in.
type Evaluation struct {
	Method      Method               `json:"method" label:"评价方法" rule:"required" ui:"filter,broad" help:"先选方法，再选它的各项分值；不用的项不填。"`
	State       State                `json:"state_score" label:"控制措施状态M"`
	Likelihood  Likelihood           `json:"likelihood" label:"可能性L"`
	Exposure    Exposure             `json:"exposure" label:"暴露频繁程度E"`
	Consequence Consequence          `json:"consequence" label:"后果C（S）"`
	Direct      Direct               `json:"direct" label:"直接判定为重大风险" help:"有这种情形的，不论分值，定为重大风险。"`
	Value       float64              `json:"value" label:"风险值" ui:"fixed,list,sort"`
	Sum         string               `json:"value_sum" label:"计算" ui:"fixed"`
	Own         enterprise.RiskGrade `json:"own_grade" label:"企业评价等级" ui:"fixed"`
	Official    enterprise.RiskGrade `json:"official_grade" label:"监管部门核定等级" ui:"fixed" help:"与企业评价不同时，以核定的为准。"`
	Grade       enterprise.RiskGrade `json:"grade" label:"风险等级" ui:"fixed,list,filter"`
	Why         string               `json:"why" label:"等级依据" ui:"fixed,wide"`
	EvaluatedOn kernel.Date          `json:"evaluated_on" label:"评价日期" ui:"fixed,list"`
}

// Control is who controls the risk, at four tiers, and how.
type Control struct {
	Tier     Tier      `json:"tier" label:"管控层级" ui:"fixed,list,filter,broad"`
	Company  string    `json:"company_owner" label:"公司（厂）级责任人" rule:"max=60"`
	Division string    `json:"division_owner" label:"部门级责任人" rule:"max=60"`
	Workshop string    `json:"workshop_owner" label:"车间级责任人" rule:"max=60"`
	Team     string    `json:"team_owner" label:"班组岗位级责任人" rule:"max=60"`
	Measures []Measure `json:"measures" label:"管控措施" rule:"max=60" help:"每条措施写明由哪一级、多久查一次；列入自查的，由“更新自查清单”写进本企业的排查清单。"`
}

// Measure is one thing that keeps the risk under control, and the task of looking after it.
type Measure struct {
	Code      string            `json:"code" label:"编号" rule:"max=20" ui:"fixed"`
	Class     MeasureClass      `json:"class" label:"措施类别" rule:"required"`
	Content   string            `json:"content" label:"措施内容" rule:"required,max=300"`
	Tier      Tier              `json:"tier" label:"检查层级"`
	Frequency library.Frequency `json:"frequency" label:"检查频次"`
	Category  library.Category  `json:"category" label:"隐患种类" help:"列入自查的必选。"`
	Basis     string            `json:"basis" label:"依据" rule:"max=300"`
	Checked   bool              `json:"checked" label:"列入自查"`
}

// Course is where the risk stands.
type Course struct {
	Status      Status      `json:"status" label:"状态" ui:"fixed,list,filter"`
	SubmittedOn kernel.Date `json:"submitted_on" label:"提交日期" ui:"fixed"`
	ControlOn   kernel.Date `json:"controlled_on" label:"纳入管控日期" ui:"fixed,sort"`
	ReviewedBy  string      `json:"reviewed_by" label:"审核人" ui:"fixed"`
	ReviewOn    kernel.Date `json:"review_on" label:"应重新评价日期" ui:"fixed,filter"`
	WaitUntil   kernel.Date `json:"wait_until" label:"办理期限" ui:"fixed,hidden"`
	GoneOn      kernel.Date `json:"gone_on" label:"消除日期" ui:"fixed"`
}

// Row names the columns of Risk in conditions.
var Row = kernel.Row[Risk]()

// Risks holds all risks. Lifecycle, derived columns and rules, which refer back to it, are set in init.
var Risks = &kernel.Resource[Risk]{
	Name: "risk", Label: "安全风险",
	Help: `一个风险点上一种可能出的事，一条记录。

- **企业**：先在“风险点”里建好设施、部位、场所、区域和作业活动，再在这里逐条辨识。选方法和分值，风险值和四色等级自动算出；写管控措施和四级责任人，点“完成评价”。一般和低风险即纳入管控，重大和较大风险由县级监管部门审核。每年至少重新评价一次。
- **监管人员**：“待审核”里核对分值和措施，等级定得不对的，核定时写明理由。
- **措施怎样变成检查**：措施里勾选“列入自查”，在“更新自查清单”页面生成本企业四级排查清单，手机自查就用它；没有通过的一项就是一条隐患。`,
	Sort: "-value",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create import export submit reassess remove", Rows: kernel.Own(&Row.Enterprise)},
		{To: []kernel.Role{role.Safety}, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.In(&Row.Status, Draft, Returned))
		}},
		{To: []kernel.Role{role.Safety}, Can: "delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.Eq(&Row.Status, Draft))
		}},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&Row.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&Row.Enterprise)},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "confirm return regrade", Rows: enterprise.Of(&Row.Enterprise)},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Due: due,
	Views: []kernel.View{
		{Name: "controlled", Label: "管控中", Query: "status=controlled"},
		{Name: "red", Label: "重大风险", Query: "grade=red&status=controlled,submitted"},
		{Name: "orange", Label: "较大风险", Query: "grade=orange&status=controlled,submitted"},
		{Name: "review", Label: "待审核", Query: "status=submitted"},
		{Name: "stale", Label: "该重新评价", Query: "status=controlled&review_on=2000-01-01..{today}"},
		{Name: "draft", Label: "辨识中", Query: "status=draft,returned"},
		{Name: "gone", Label: "已消除", Query: "status=gone"},
	},
	Indexes: [][]any{{&Row.Region, &Row.Status, &Row.Grade}, {&Row.Point, &Row.Status}},
}

var live = kernel.Eq(&Row.Status, Controlled)

func init() {
	Risks.Flow, Risks.Derive, Risks.Rules = flow, derive, rules
}

// Module declares the system with the facts of other systems that move the grade of an enterprise.
func Module(facts ...Fact) kernel.Module {
	register(facts)
	return kernel.Module{
		Name: "risk", Label: "风险管控",
		Resources:  []kernel.Handle{Risks, Points, Plans, Ratings},
		Indicators: indicators,
		Layers:     []kernel.Layer{{Name: "risk", Label: "风险点", Of: Points, At: &point.Position, Tone: &point.Grade, Where: kernel.Not(&point.Grade, "")}},
		Tasks:      []kernel.Job{Rerate},
		Routes:     routes,
		Hooks:      []kernel.Hook{colour, move, carry},
	}
}

// of makes an indicator of risks under control at the end of the period.
func of(name, label, help, query string, where kernel.Cond) kernel.Indicator {
	return kernel.Indicator{Name: name, Label: label, Unit: "条", Help: help, Of: Risks, Where: where, On: &Row.ControlOn, Stock: true, By: []any{&Row.Grade, &Row.Tier, &Row.Method}, Query: query}
}

func per(in kernel.Indicator, name string) kernel.Indicator { in.Per = name; return in }

var indicators = []kernel.Indicator{
	of("risk.controlled", "管控中的风险", "按纳入管控日期。", "status=controlled", live),
	per(of("risk.red", "重大风险", "管控中的红色风险。", "status=controlled&grade=red", kernel.And(live, kernel.Eq(&Row.Grade, Red))), "risk.controlled"),
	per(of("risk.orange", "较大风险", "管控中的橙色风险。", "status=controlled&grade=orange", kernel.And(live, kernel.Eq(&Row.Grade, Orange))), "risk.controlled"),
	{Name: "risk.enterprises", Label: "开展风险管控的企业", Unit: "家", Help: "有管控中的风险的企业，一家只算一次；除以注册企业数即覆盖率。", Of: Risks, Where: live, Distinct: &Row.Enterprise, On: &Row.ControlOn, Stock: true, Per: "enterprise.registered", Query: "status=controlled"},
	{Name: "risk.points", Label: "风险点", Unit: "个", Help: "有管控中的风险的风险点。", Of: Points, Where: kernel.Not(&point.Grade, ""), By: []any{&point.Grade, &point.Kind}},
	{Name: "risk.ratings", Label: "评定等级的企业", Unit: "家", Help: "按现在的等级。", Of: Ratings, By: []any{&rating.Grade}},
	{Name: "risk.red_enterprises", Label: "重大风险企业", Unit: "家", Help: "现在的等级为红色的企业。", Of: Ratings, Where: kernel.Eq(&rating.Grade, Red), By: []any{&rating.Grade}, Per: "risk.ratings", Query: "grade=red"},
}
