package enterprise

import "anjian/kernel"

// Drill is an emergency drill that the enterprise held (应急演练).
type Drill struct {
	kernel.Base
	Enterprise kernel.Ref[Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Subject    string                 `json:"subject" label:"演练内容" rule:"required,max=200" ui:"list,search"`
	Form       DrillForm              `json:"form" label:"演练形式" rule:"required" ui:"list,filter"`
	HeldOn     kernel.Date            `json:"held_on" label:"演练日期" rule:"required" ui:"list,filter,sort"`
	People     int                    `json:"people" label:"参加人数" unit:"人" rule:"min=0" ui:"list"`
	Result     string                 `json:"result" label:"评估结论" rule:"max=1000" ui:"long,wide"`
	Proof      kernel.Files           `json:"proof" label:"照片、记录"`
}

// DrillForm is how a drill is held (演练形式).
type DrillForm string

func (DrillForm) Options() []kernel.Option {
	return options("full", "综合现场", "single", "单项现场", "full_table", "综合桌面", "single_table", "单项桌面")
}

var drill = kernel.Row[Drill]()

// Drills holds the drills of all enterprises.
var Drills = &kernel.Resource[Drill]{
	Name: "enterprise_drill", Label: "企业演练记录", Title: &drill.Subject, Sort: "-held_on",
	Help:   "企业组织的应急演练。高危企业至少每年一次，写明形式、人数和评估结论，上传照片。",
	Access: besides(&drill.Enterprise),
	Derive: func(c *kernel.Ctx, d *Drill) error { return beneath(c, d.Enterprise, &d.Base) },
	Rules:  func(c *kernel.Ctx, d, _ *Drill) error { return past(c, &drill.HeldOn, d.HeldOn) },
}

// Evaluation is a safety evaluation by an agency (安全评价), every three years for hazardous chemicals (危险化学品安全管理条例第二十二条).
type Evaluation struct {
	kernel.Base
	Enterprise  kernel.Ref[Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Subject     string                 `json:"subject" label:"评价项目" rule:"required,max=200" ui:"list,search"`
	Kind        EvaluationKind         `json:"kind" label:"评价类型" rule:"required" ui:"list,filter"`
	Agency      string                 `json:"agency" label:"评价机构" rule:"required,max=120" ui:"list,search"`
	EvaluatedOn kernel.Date            `json:"evaluated_on" label:"报告日期" rule:"required" ui:"list,filter,sort"`
	Conclusion  string                 `json:"conclusion" label:"评价结论" rule:"max=2000" ui:"long,wide"`
	NextOn      kernel.Date            `json:"next_on" label:"下次评价日期" ui:"fixed,list,filter"`
	Report      kernel.Files           `json:"report" label:"评价报告"`
}

// EvaluationKind is the type of an evaluation (评价类型).
type EvaluationKind string

// Present is the evaluation of a running plant (现状评价): the one that comes round.
const Present EvaluationKind = "present"

func (EvaluationKind) Options() []kernel.Option {
	return options("before", "预评价", "acceptance", "验收评价", "present", "现状评价", "special", "专项评价")
}

var evaluation = kernel.Row[Evaluation]()

// Evaluations holds the evaluations of all enterprises.
var Evaluations = &kernel.Resource[Evaluation]{
	Name: "enterprise_evaluation", Label: "安全评价", Title: &evaluation.Subject, Sort: "-evaluated_on",
	Help:   "安全评价报告。危险化学品生产、储存、使用企业每3年评价一次，到期前90天提醒。",
	Access: besides(&evaluation.Enterprise),
	Derive: func(c *kernel.Ctx, v *Evaluation) error {
		if v.NextOn = ""; v.EvaluatedOn != "" && (v.Kind == Present || v.Kind == "acceptance") {
			v.NextOn = years(v.EvaluatedOn, 3)
		}
		return beneath(c, v.Enterprise, &v.Base)
	},
	Rules: func(c *kernel.Ctx, v, _ *Evaluation) error { return past(c, &evaluation.EvaluatedOn, v.EvaluatedOn) },
}

// Insurance is a policy of work safety liability insurance (安责险, 安全生产法第五十一条).
type Insurance struct {
	kernel.Base
	Enterprise kernel.Ref[Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Insurer    string                 `json:"insurer" label:"承保机构" rule:"required,max=120" ui:"list,search"`
	Policy     string                 `json:"policy" label:"保单号" rule:"required,max=60" ui:"list,search"`
	ValidFrom  kernel.Date            `json:"valid_from" label:"保险期自" rule:"required"`
	ValidTo    kernel.Date            `json:"valid_to" label:"保险期至" rule:"required" ui:"list,filter,sort"`
	People     int                    `json:"people" label:"投保人数" unit:"人" rule:"min=0"`
	Cover      kernel.Money           `json:"cover" label:"每人保额"`
	Premium    kernel.Money           `json:"premium" label:"保费"`
	Scans      kernel.Files           `json:"scans" label:"保单扫描件"`
}

var insurance = kernel.Row[Insurance]()

// Insurances holds the policies of all enterprises.
var Insurances = &kernel.Resource[Insurance]{
	Name: "enterprise_insurance", Label: "安责险", Title: &insurance.Policy, Sort: "-valid_to",
	Help:   "安全生产责任保险保单。矿山、危险化学品、烟花爆竹、交通运输、建筑施工、金属冶炼等高危行业必须投保，到期前30天提醒续保。",
	Access: besides(&insurance.Enterprise),
	Derive: func(c *kernel.Ctx, p *Insurance) error { return beneath(c, p.Enterprise, &p.Base) },
	Rules:  func(_ *kernel.Ctx, p, _ *Insurance) error { return span(&insurance.ValidTo, p.ValidFrom, p.ValidTo) },
	Views:  []kernel.View{{Name: "expired", Label: "已到期", Query: "valid_to=..{today}"}},
}

// Report is an operating state as somebody else saw it: another system, an inspector, a collector (经营状态报告).
type Report struct {
	kernel.Base
	Enterprise kernel.Ref[Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Origin     string                 `json:"origin" label:"报告来源" rule:"required,max=60" ui:"list,filter" help:"系统或部门，例如市场监管、执法检查、网格巡查。"`
	Operating  Operating              `json:"operating" label:"经营状态" rule:"required" ui:"list,filter"`
	SeenOn     kernel.Date            `json:"seen_on" label:"日期" rule:"required" ui:"list,filter,sort"`
	Remark     string                 `json:"remark" label:"说明" rule:"max=500" ui:"wide"`
}

var seen = kernel.Row[Report]()

// Reports holds the operating states that others saw.
var Reports = &kernel.Resource[Report]{
	Name: "enterprise_report", Label: "经营状态报告", Title: &seen.Origin, Sort: "-seen_on",
	Help: "其他系统或人员看到的企业经营状态。与档案不同时，档案标为“经营状态不一致”，请监管人员核实后改档案或在档案上点“确认无变化”。",
	Access: kernel.Access{
		{To: officials, Can: "read create import export", Rows: Of(&seen.Enterprise)},
		{To: applicants, Can: "read", Rows: Ours(&seen.Enterprise)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: func(c *kernel.Ctx, r *Report) error { return beneath(c, r.Enterprise, &r.Base) },
	Rules:  func(c *kernel.Ctx, r, _ *Report) error { return past(c, &seen.SeenOn, r.SeenOn) },
}

// Saw notes the operating state that another system or its user saw; the file shows it if it differs.
func Saw(c *kernel.Ctx, id kernel.Ref[Enterprise], origin string, state Operating, on kernel.Date, remark string) error {
	return Reports.Create(c.AsSystem(), &Report{Enterprise: id, Origin: origin, Operating: state, SeenOn: on, Remark: remark})
}
