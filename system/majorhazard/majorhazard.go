// Package majorhazard is major hazard installations of hazardous chemicals (重大危险源) and tailings ponds (尾矿库): enterprises report them, the
// platform identifies and grades them by the standard and shows the sum, the county reviews and files them, every change of what is stored is
// graded anew at once and filed again, and what is none any more is struck off.
// Sources: GB 18218-2018, 危险化学品重大危险源监督管理暂行规定 (安全监管总局令第40号, 第79号修正), 应急厅〔2021〕12号, GB 50863-2013.
package majorhazard

import (
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Installation is one unit that is, or may be, a major hazard installation (重大危险源). Its embedded structs are the sections of the form.
type Installation struct {
	kernel.Base
	Unit       `label:"单元"`
	Inventory  `label:"危险化学品与周边人口"`
	Grading    `label:"辨识分级"`
	Assessment `label:"安全评估与评价"`
	Controls   `label:"监控措施与应急预案"`
	Guarantors `label:"包保责任人"`
	Papers     `label:"备案材料"`
	Course     `label:"备案情况"`
}

// Unit is what is graded: a production unit cut off by valves, or a tank farm within its dikes or one warehouse (GB 18218-2018 3.2).
type Unit struct {
	Enterprise   kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Name         string                            `json:"name" label:"单元名称" rule:"required,max=100" ui:"list,search" help:"例如：液氨罐区、1号甲类仓库、合成氨生产装置。"`
	Code         string                            `json:"code" label:"企业内部编号" rule:"max=40"`
	Kind         UnitKind                          `json:"kind" label:"单元类型" rule:"required" ui:"list,filter,broad" help:"生产单元以切断阀为界；储存单元以罐区防火堤或独立库房为界。"`
	Place        string                            `json:"place" label:"位置说明" rule:"max=200" ui:"wide"`
	Position     kernel.Point                      `json:"position" label:"位置"`
	CommissionOn kernel.Date                       `json:"commissioned_on" label:"投用日期"`
	Equipment    string                            `json:"equipment" label:"主要设备设施" rule:"max=1000" ui:"long,wide"`
	Around       string                            `json:"surroundings" label:"周边环境" rule:"max=1000" ui:"long,wide" help:"相邻的居民区、学校、企业、道路及距离。"`
}

// Inventory is what is there at most, and who lives nearby.
type Inventory struct {
	Substances []Substance `json:"substances" label:"危险化学品" rule:"required,max=100" help:"按设计最大量填写，单位为吨。"`
	Residents  int         `json:"residents" label:"500米内常住人口" unit:"人" rule:"min=0,top=10000000" help:"厂区边界外500米范围内。决定系数α，没有人填0。"`
	CountedOn  kernel.Date `json:"counted_on" label:"人口核查日期" rule:"required" help:"什么时候查实的人数。"`
}

// Substance is one hazardous chemical in the unit, by its design maximum quantity.
type Substance struct {
	Name        string  `json:"name" label:"名称" rule:"required,max=80"`
	CAS         string  `json:"cas" label:"CAS号" rule:"max=12"`
	Entry       Listed  `json:"entry" label:"表1物质" help:"名称或CAS号认得出的不用选。"`
	Classes     []Class `json:"classes" label:"危险性类别" help:"按安全技术说明书；不在表1的必选。工作温度高于沸点的易燃液体选W5.1。"`
	Matter      Matter  `json:"matter" label:"状态"`
	Quantity    float64 `json:"quantity" label:"设计最大量" unit:"吨" rule:"min=0,top=10000000"`
	Temperature string  `json:"temperature" label:"温度" rule:"max=30"`
	Pressure    string  `json:"pressure" label:"压力" rule:"max=30"`
}

// Grading is what the standard says of it; derive works it out at every write.
type Grading struct {
	Edition  Edition `json:"edition" label:"辨识标准" help:"不选为现行版本。"`
	S        string  `json:"s_value" label:"S=Σq/Q" ui:"fixed,list"`
	Alpha    string  `json:"alpha" label:"α" ui:"fixed"`
	R        string  `json:"r_value" label:"R=α·Σβq/Q" ui:"fixed,list"`
	RNumber  float64 `json:"r_number" label:"R值" ui:"fixed,hidden,sort"`
	Grade    Grade   `json:"grade" label:"级别" ui:"fixed,list,filter"`
	WhyAlpha string  `json:"why_alpha" label:"α依据" ui:"fixed,wide"`
	Working  []Term  `json:"working" label:"计算过程" ui:"fixed,wide"`
	Names    string  `json:"substance_names" label:"涉及物质" ui:"fixed,list,search"`
	Upward   Tier    `json:"upward" label:"上报至" ui:"fixed,filter" help:"县级备案后，一级、二级报市级，一级再报省级。"`
}

// Assessment is the safety assessment (安全评估), which a safety evaluation (安全评价) may stand for.
type Assessment struct {
	Assessor   string       `json:"assessor" label:"评估（评价）单位" rule:"max=100"`
	AssessedOn kernel.Date  `json:"assessed_on" label:"评估报告日期" ui:"list" help:"完成之日起15日内报送备案，满3年重新评估。"`
	Report     kernel.Files `json:"assessment_report" label:"评估（评价）报告" rule:"max=10"`
	NextOn     kernel.Date  `json:"next_on" label:"应重新评估日期" ui:"fixed,list,filter,sort"`
}

// Controls is how it is watched, and the plan for when it goes wrong.
type Controls struct {
	Have        []Control   `json:"controls" label:"已有的安全设施"`
	PlanNumber  string      `json:"plan_number" label:"应急预案备案编号" rule:"max=60"`
	PlanFiledOn kernel.Date `json:"plan_filed_on" label:"预案备案日期"`
	DrilledOn   kernel.Date `json:"drilled_on" label:"最近专项预案演练" help:"每年至少一次。"`
	OnSiteOn    kernel.Date `json:"on_site_drill_on" label:"最近现场处置方案演练" help:"每半年至少一次。"`
	Dangers     string      `json:"dangers" label:"主要危险特性" rule:"max=1000" ui:"long,wide" help:"印在公示牌上。"`
	Measures    string      `json:"measures" label:"应急措施" rule:"max=1000" ui:"long,wide" help:"印在公示牌上。"`
	Gaps        string      `json:"gaps" label:"尚缺" ui:"fixed,long,wide" help:"按级别应当有而没有的，审核时一并提出。"`
}

// Guarantors are the three who answer for it (包保责任人), 应急厅〔2021〕12号.
type Guarantors struct {
	Principal      string       `json:"principal" label:"主要负责人" rule:"max=60"`
	PrincipalPost  string       `json:"principal_post" label:"主要负责人职务" rule:"max=60"`
	PrincipalPhone kernel.Phone `json:"principal_phone" label:"主要负责人电话"`
	Technical      string       `json:"technical" label:"技术负责人" rule:"max=60"`
	TechnicalPost  string       `json:"technical_post" label:"技术负责人职务" rule:"max=60"`
	TechnicalPhone kernel.Phone `json:"technical_phone" label:"技术负责人电话"`
	Operator       string       `json:"operator" label:"操作负责人" rule:"max=60"`
	OperatorPost   string       `json:"operator_post" label:"操作负责人职务" rule:"max=60"`
	OperatorPhone  kernel.Phone `json:"operator_phone" label:"操作负责人电话"`
}

// Papers is what Order 40, article 22 wants in the file beside the form itself.
type Papers struct {
	SDS        kernel.Files `json:"sds" label:"安全技术说明书" rule:"max=50"`
	Plot       kernel.Files `json:"plot" label:"区域位置图、平面布置图、工艺流程图" rule:"max=20"`
	Rules      kernel.Files `json:"procedures" label:"安全管理制度和操作规程" rule:"max=20"`
	Monitoring kernel.Files `json:"monitoring" label:"监测监控系统、措施说明及检测结果" rule:"max=20"`
	Plan       kernel.Files `json:"plan" label:"应急预案、评审意见、演练计划和评估报告" rule:"max=20"`
	Other      kernel.Files `json:"other_papers" label:"其他文件" rule:"max=20"`
}

// Course is where the filing stands and until when somebody has to act.
type Course struct {
	Status       Status       `json:"status" label:"状态" ui:"fixed,list,filter"`
	SubmittedOn  kernel.Date  `json:"submitted_on" label:"报送日期" ui:"fixed"`
	ReviewedBy   string       `json:"reviewed_by" label:"审核人" ui:"fixed"`
	FilingNumber string       `json:"filing_number" label:"备案编号" rule:"unique" ui:"fixed,list"`
	FiledOn      kernel.Date  `json:"filed_on" label:"备案日期" ui:"fixed,list,sort"`
	FiledBy      string       `json:"filed_by" label:"审批人" ui:"fixed"`
	Changing     bool         `json:"changing" label:"变更待备案" ui:"fixed,filter"`
	AskedOn      kernel.Date  `json:"cancel_asked_on" label:"申请核销日期" ui:"fixed"`
	Proof        kernel.Files `json:"cancel_proof" label:"核销依据" rule:"max=10" ui:"fixed"`
	CancelledOn  kernel.Date  `json:"cancelled_on" label:"核销日期" ui:"fixed"`
	WaitUntil    kernel.Date  `json:"wait_until" label:"办理期限" ui:"fixed,hidden"`
}

// Row names the columns of Installation in conditions.
var Row = kernel.Row[Installation]()

// Installations holds all installations. Lifecycle, derived columns and rules, which refer back to it, are set in init.
var Installations = &kernel.Resource[Installation]{
	Name: "majorhazard", Label: "重大危险源",
	Help: `一个单元一份记录，从辨识、备案、变更到核销都在这里办。

- **企业**：点“新建”，填单元、危险化学品的设计最大量和500米内人口，保存后立即得出 S、R 和级别，“计算过程”写明每种物质的依据。不构成重大危险源的（S<1）留作辨识记录。构成的，填评估报告、三级包保责任人、备案材料后点“报送备案”，报告完成之日起15日内。
- **已备案后**物质、数量、人口有变化，直接修改：级别当场重算，并自动开一份“变更备案”，说明原因后报送。
- **县级监管部门**：“待审核”里审核，由监管负责人审批后生成备案编号；不再构成的，收到核销申请30日内审查核销。
- **市、省**看本区域的全部记录；一级、二级的注明上报至哪一级。

记录页可以打印**计算书**和**公示牌**。`,
	Sort: "r_number",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create export submit reassess cancel plain", Rows: kernel.Own(&Row.Enterprise)},
		{To: []kernel.Role{role.Safety}, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.In(&Row.Status, Draft, Returned, Filed))
		}},
		{To: []kernel.Role{role.Safety}, Can: "delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.Eq(&Row.Status, Draft))
		}},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&Row.Enterprise)},
		{To: role.Government, Can: "read export unmask", Rows: enterprise.Of(&Row.Enterprise)},
		{To: []kernel.Role{role.Regulator}, Can: "review return", Rows: county(&Row.Enterprise)},
		{To: []kernel.Role{role.Leader}, Can: "approve return strike keep", Rows: county(&Row.Enterprise)},
		{To: []kernel.Role{role.Agency}, Can: "read", Rows: enterprise.Entrusted(&Row.Enterprise)},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Due: due,
	Views: []kernel.View{
		{Name: "filed", Label: "已备案", Query: "status=filed"},
		{Name: "first", Label: "一级", Query: "grade=1&status=filed"},
		{Name: "second", Label: "二级", Query: "grade=2&status=filed"},
		{Name: "review", Label: "待审核", Query: "status=submitted,reviewed"},
		{Name: "changing", Label: "变更待备案", Query: "changing=true"},
		{Name: "reassess", Label: "评估已过期", Query: "status=filed&next_on=2000-01-01..{today}"},
		{Name: "cancelling", Label: "核销待审", Query: "status=cancelling"},
		{Name: "cancelled", Label: "已核销", Query: "status=cancelled"},
		{Name: "draft", Label: "填报中", Query: "status=draft,returned"},
	},
	Indexes: [][]any{{&Row.Region, &Row.Status, &Row.Grade}},
}

// county is the records of the enterprises whom a county, or what lies below it, supervises: it reviews and files; cities and the province see.
func county(col *kernel.Ref[enterprise.Enterprise]) func(kernel.Actor) kernel.Cond {
	supervised := enterprise.Of(col)
	return func(a kernel.Actor) kernel.Cond {
		if len(a.Region) < 6 {
			return kernel.None()
		}
		return supervised(a)
	}
}

func init() {
	Installations.Flow, Installations.Derive, Installations.Rules = flow, derive, rules
	Changes.Flow, Changes.Derive, Changes.Due = changeFlow, deriveChange, changeDue
	Ponds.Flow, Ponds.Derive, Ponds.Rules = pondFlow, derivePond, pondRules
}

// Module declares the system.
func Module() kernel.Module {
	return kernel.Module{
		Name: "majorhazard", Label: "重大危险源",
		Resources:  []kernel.Handle{Installations, Changes, Ponds},
		Indicators: indicators,
		Layers: []kernel.Layer{
			{Name: "majorhazard", Label: "重大危险源", Of: Installations, At: &Row.Position, Tone: &Row.Grade, Where: onFile},
			{Name: "majorhazard_pond", Label: "尾矿库", Of: Ponds, At: &pond.Position, Tone: &pond.Class, Where: kernel.Eq(&pond.Status, PondFiled)},
		},
		Routes: routes,
		Hooks:  []kernel.Hook{follow, carry},
	}
}
