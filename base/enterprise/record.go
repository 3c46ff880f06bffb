package enterprise

import (
	"time"

	"anjian/kernel"
)

// Identity says who the enterprise is.
type Identity struct {
	Name               string      `json:"name" label:"企业名称" rule:"required,max=120" ui:"list,search,sort" help:"与营业执照一致的全称。改名时直接改这里，旧名称自动留存，仍可查到。" also:"单位名称,公司名称,生产经营单位名称,名称"`
	CreditCode         string      `json:"credit_code" label:"统一社会信用代码" rule:"unique,max=18" ui:"list,search" help:"营业执照上的18位代码，提交审核前必填。" also:"社会信用代码,信用代码,统一信用代码,统一社会信用代码证号"`
	OrgCode            string      `json:"org_code" label:"组织机构代码" rule:"max=10" help:"由统一社会信用代码第9至17位得出，没有信用代码的老企业可手填。"`
	RegistrationNumber string      `json:"registration_number" label:"工商注册号" rule:"max=20" ui:"search" also:"营业执照注册号,注册号"`
	EconomicType       EconomyType `json:"economic_type" label:"经济类型"`
	Affiliation        Affiliation `json:"affiliation" label:"隶属关系"`
	ParentGroup        string      `json:"parent_group" label:"隶属集团" rule:"max=120"`
	BusinessScope      string      `json:"business_scope" label:"经营范围" rule:"max=2000" ui:"long,wide"`
	Telephone          string      `json:"telephone" label:"单位电话" rule:"max=40" also:"固定电话,办公电话"`
	Email              string      `json:"email" label:"电子邮箱" rule:"max=80" also:"邮箱"`
	Postcode           string      `json:"postcode" label:"邮政编码" rule:"max=6" also:"邮编"`
	FormerNames        string      `json:"former_names" label:"曾用名" ui:"search,fixed,wide"`
}

// Supervision says under which classes it is supervised; an enterprise may fall under several trades (监管分类).
type Supervision struct {
	Trade      Trade        `json:"trade" label:"主要监管分类" rule:"required" ui:"list,filter" help:"决定由哪个行业归口部门审核，以及档案要填哪些内容。" also:"监管分类,监管行业"`
	Trades     []Trade      `json:"trades" label:"全部监管分类" help:"一家企业可以同时属于几类，例如既生产又经营危险化学品。"`
	Industry   IndustryCode `json:"industry" label:"国民经济行业" ui:"filter" help:"GB/T 4754 行业代码，填到小类（4位）。" also:"国民经济行业代码,国民经济行业分类"`
	Level      Level        `json:"level" label:"监管层级" ui:"filter" help:"由哪一级负责日常监管。"`
	Department string       `json:"department" label:"行业主管部门" rule:"max=80" also:"主管部门"`
	Dust       bool         `json:"dust" label:"粉尘涉爆" ui:"filter"`
	Confined   bool         `json:"confined" label:"有限空间" ui:"filter"`
	Ammonia    bool         `json:"ammonia" label:"涉氨制冷" ui:"filter"`
	Melting    bool         `json:"melting" label:"金属冶炼" ui:"filter" help:"有高温熔融金属。"`
	Gas        bool         `json:"gas" label:"冶金煤气" ui:"filter"`
	Size       Size         `json:"size_class" label:"企业规模" ui:"fixed,filter" help:"按从业人员、营业收入、资产总额和行业自动划型（国统字〔2017〕213号）。" also:"规模"`
	AboveScale bool         `json:"above_scale" label:"规模以上" ui:"fixed" help:"工业企业年主营业务收入2000万元以上。"`
	Classified bool         `json:"classified" label:"行业分类齐全" rule:"usual=true" ui:"fixed,filter"`
	Duties     string       `json:"duties" label:"安全管理人员配备要求" ui:"fixed,long,wide" help:"按行业和人数由法律规定得出；不满足的写明差多少。"`
}

// Registration is what the business licence says.
type Registration struct {
	FoundedOn         kernel.Date  `json:"founded_on" label:"成立日期" also:"成立时间"`
	LicenceKind       LicenceForm  `json:"licence_form" label:"营业执照类别"`
	RegisteredCapital kernel.Money `json:"registered_capital" label:"注册资本" also:"注册资金"`
	Registrar         string       `json:"registrar" label:"登记机关" rule:"max=80" also:"发证机关"`
	RegisteredAddress string       `json:"registered_address" label:"注册地址" rule:"max=200" ui:"wide" also:"住所,注册地"`
	LegalPerson       string       `json:"legal_person" label:"法定代表人" rule:"max=60" ui:"search" also:"法人,法人代表,法定代表人姓名"`
	LegalPersonPhone  kernel.Phone `json:"legal_person_phone" label:"法定代表人电话" also:"法人电话,法人联系电话,法定代表人联系电话"`
}

// Place says where it works; the registered address is often elsewhere.
type Place struct {
	Address  string       `json:"address" label:"生产经营地址" rule:"max=200" ui:"list,search,wide" also:"地址,经营地址,企业地址,单位地址,详细地址"`
	Position kernel.Point `json:"position" label:"坐标" help:"在地图上点选大门位置，或在现场用手机定位。"`
	Area     float64      `json:"site_area" label:"占地面积" unit:"平方米" rule:"min=0"`
	Around   []Neighbour  `json:"neighbours" label:"周边环境" rule:"max=50"`
}

// Neighbour is something near the site that an accident could harm (周边环境).
type Neighbour struct {
	Kind      NeighbourKind `json:"kind" label:"类型" rule:"required"`
	Name      string        `json:"name" label:"名称" rule:"required,max=80"`
	Direction Direction     `json:"direction" label:"方位"`
	Distance  int           `json:"distance" label:"距离" unit:"米" rule:"min=0"`
	People    int           `json:"people" label:"人数" unit:"人" rule:"min=0"`
}

// People counts staff and names those who answer for safety; persons with certificates are Contacts.
type People struct {
	Staff            int          `json:"staff" label:"从业人员" unit:"人" rule:"min=0,top=1000000" ui:"sort" also:"从业人数,职工人数,员工人数,人数"`
	Principal        string       `json:"principal" label:"主要负责人" rule:"max=60" ui:"list,search" also:"企业负责人,单位负责人,主要负责人姓名"`
	PrincipalPhone   kernel.Phone `json:"principal_phone" label:"主要负责人电话" also:"主要负责人联系电话,企业负责人电话"`
	SafetyLeader     string       `json:"safety_leader" label:"安全负责人" rule:"max=60" ui:"search" also:"安全管理负责人,安全负责人姓名,安全分管负责人"`
	SafetyPhone      kernel.Phone `json:"safety_phone" label:"安全负责人电话" also:"安全负责人联系电话"`
	SafetyDirector   string       `json:"safety_director" label:"安全总监" rule:"max=60"`
	SpecialOperators int          `json:"special_operators" label:"特种作业人员" unit:"人" rule:"min=0"`
	Revenue          kernel.Money `json:"revenue" label:"年营业收入" help:"上一年度，用于划型。" also:"营业收入,年产值"`
	Assets           kernel.Money `json:"assets" label:"资产总额" help:"上一年度末，用于划型。"`
}

// Organisation is the safety unit that 安全生产法第二十四条 asks for.
type Organisation struct {
	SafetyUnit   SafetyUnit   `json:"safety_unit" label:"安全管理机构设置"`
	UnitName     string       `json:"safety_unit_name" label:"机构名称" rule:"max=80"`
	FullTime     int          `json:"full_time" label:"专职安全管理人员" unit:"人" rule:"min=0"`
	PartTime     int          `json:"part_time" label:"兼职安全管理人员" unit:"人" rule:"min=0"`
	Engineers    int          `json:"engineers" label:"注册安全工程师" unit:"人" rule:"min=0"`
	Committee    bool         `json:"committee" label:"设有安全生产委员会"`
	RulesUpdated kernel.Date  `json:"rules_updated_on" label:"制度规程最近修订日期" help:"安全生产责任制、规章制度、操作规程最近一次修订。"`
	Rules        kernel.Files `json:"rules" label:"制度规程文件"`
}

// Chemicals is what a handler of hazardous chemicals declares.
type Chemicals struct {
	Substances      []Substance  `json:"substances" label:"危险化学品" rule:"max=500"`
	KeyChemicals    bool         `json:"key_chemicals" label:"涉及重点监管危险化学品"`
	Processes       []Process    `json:"processes" label:"重点监管危险化工工艺"`
	MajorHazard     HazardGrade  `json:"major_hazard" label:"重大危险源最高级别" ui:"filter"`
	Storage         []StorageWay `json:"storage_ways" label:"储存方式"`
	ChemicalsNumber string       `json:"chemicals_number" label:"危险化学品登记证编号" rule:"max=40"`
}

// Substance is a hazardous chemical on the site.
type Substance struct {
	Name   string        `json:"name" label:"名称" rule:"required,max=80"`
	CAS    string        `json:"cas" label:"CAS号" rule:"max=12"`
	Role   SubstanceRole `json:"role" label:"用途"`
	Yearly float64       `json:"yearly" label:"年用（产）量" unit:"吨" rule:"min=0"`
	Most   float64       `json:"most" label:"最大储量" unit:"吨" rule:"min=0"`
}

// Operations are the hazardous operations (危险作业) and special equipment (特种设备) on the site.
type Operations struct {
	Dangerous []Operation `json:"operations" label:"危险作业种类" help:"没有危险作业的选“无”。"`
	Equipment []Machine   `json:"equipment" label:"特种设备" rule:"max=100"`
	Spaces    int         `json:"confined_spaces" label:"有限空间数量" unit:"个" rule:"min=0"`
}

// Machine is a kind of special equipment with its next inspection.
type Machine struct {
	Kind    EquipmentKind `json:"kind" label:"种类" rule:"required"`
	Number  int           `json:"number" label:"数量" unit:"台（套）" rule:"min=1"`
	TestDue kernel.Date   `json:"test_due_on" label:"下次检验日期"`
}

// Health is occupational health (职业健康).
type Health struct {
	Factors    []Factor    `json:"factors" label:"职业病危害因素" help:"没有的选“无”。"`
	Exposed    int         `json:"exposed" label:"接触人数" unit:"人" rule:"min=0"`
	DeclaredOn kernel.Date `json:"declared_on" label:"职业病危害申报日期"`
	MeasuredOn kernel.Date `json:"measured_on" label:"最近检测日期"`
	ExaminedOn kernel.Date `json:"examined_on" label:"最近职业健康检查日期"`
}

// Emergency is how it is prepared.
type Emergency struct {
	PlanNumber  string      `json:"plan_number" label:"应急预案备案编号" rule:"max=60"`
	PlanFiledOn kernel.Date `json:"plan_filed_on" label:"应急预案备案日期"`
	RescueTeam  int         `json:"rescue_team" label:"应急救援人员" unit:"人" rule:"min=0"`
	Materials   string      `json:"materials" label:"主要应急物资" rule:"max=1000" ui:"long,wide"`
	DrilledOn   kernel.Date `json:"drilled_on" label:"最近演练日期" ui:"fixed"`
}

// Grading is what other systems found it to be.
type Grading struct {
	Standard      StandardGrade `json:"standard" label:"安全生产标准化等级" ui:"filter"`
	StandardUntil kernel.Date   `json:"standard_until" label:"标准化有效期至"`
	Risk          RiskGrade     `json:"risk" label:"安全风险等级" ui:"filter"`
	Credit        CreditGrade   `json:"credit" label:"信用等级" ui:"filter"`
}

// Condition is the operating state (经营状态).
type Condition struct {
	Operating      Operating   `json:"operating" label:"经营状态" ui:"list,filter" also:"生产经营状态"`
	OperatingSince kernel.Date `json:"operating_since" label:"状态开始日期"`
	OperatingNote  string      `json:"operating_note" label:"状态说明" rule:"max=200"`
	Conflicting    bool        `json:"conflicting" label:"经营状态不一致" ui:"fixed,filter" help:"其他系统或人员报告的经营状态与档案不同，请核实。"`
	SettledAt      time.Time   `json:"settled_at" label:"核实时间" ui:"fixed,hidden"`
	Differs        string      `json:"differs" label:"不一致之处" ui:"fixed,wide"`
}

// Filing is where the file came from and where it stands in its lifecycle.
type Filing struct {
	Status       Status                 `json:"status" label:"档案状态" ui:"fixed,list,filter"`
	Source       Source                 `json:"source" label:"来源" ui:"fixed"`
	Registrant   string                 `json:"registrant" label:"登记账号" ui:"fixed,hidden,filter"`
	RegisteredOn kernel.Date            `json:"registered_on" label:"注册日期" ui:"once,filter,sort" help:"进入平台的日期。企业自己登记的以首次提交日期为准。"`
	FiledOn      kernel.Date            `json:"filed_on" label:"在册日期" ui:"fixed"`
	ActBy        kernel.Date            `json:"act_by" label:"办理期限" ui:"fixed"`
	LocalBy      string                 `json:"local_by" label:"属地审核人" ui:"fixed,hidden"`
	ReturnedFor  string                 `json:"returned_for" label:"退回原因" rule:"max=1000" ui:"fixed,long,wide"`
	Changed      bool                   `json:"changed" label:"变更待确认" ui:"fixed,filter"`
	Changes      map[string]any         `json:"changes" label:"变更前内容" ui:"fixed,hidden"`
	ChangedFacts string                 `json:"changed_facts" label:"变更内容" ui:"fixed,wide"`
	MoveTo       kernel.Region          `json:"move_to" label:"迁往" ui:"fixed,filter,elsewhere"`
	ClosedOn     kernel.Date            `json:"closed_on" label:"注销日期" ui:"fixed"`
	MergedInto   kernel.Ref[Enterprise] `json:"merged_into" label:"并入的档案" ui:"fixed"`
	Confirmed    []Group                `json:"confirmed" label:"本次确认的内容" ui:"fixed" help:"不选即全部确认。"`
	Freshness    []Fresh                `json:"freshness" label:"信息确认记录" ui:"fixed,wide"`
	ConfirmedOn  kernel.Date            `json:"confirmed_on" label:"最近确认日期" ui:"fixed,list,filter,sort"`
	LookedOn     kernel.Date            `json:"looked_on" label:"最近核实日期" ui:"fixed,filter,sort" help:"整份档案最近一次被确认或审核的日期。"`

	Quiet  bool  `json:"-"` // the platform itself writes: nobody confirmed anything by it
	Undone bool  `json:"-"` // the name goes back to what it was: the other one never was its name
	Scale  scale `json:"-"` // what the file was last worked out by
}

// Completion is how much of what must be in the file is there; derive works it out at every write.
type Completion struct {
	Completeness  int         `json:"completeness" label:"完整度" unit:"%" ui:"fixed,list,sort"`
	Complete      bool        `json:"complete" label:"已建档" ui:"fixed,filter" help:"必填内容全部填齐即为已建档。"`
	CompleteOn    kernel.Date `json:"complete_on" label:"建档日期" ui:"fixed" help:"必填内容填齐的日期；进入平台时已经齐全的，为注册日期。启用这一项之前就已齐全的没有日期，按注册时已齐全统计。"`
	Lacking       string      `json:"lacking" label:"缺少内容" ui:"fixed,long,wide"`
	StaleOn       kernel.Date `json:"stale_on" label:"应核实日期" ui:"fixed,filter,sort"`
	StaleWhat     string      `json:"stale_what" label:"应核实内容" ui:"fixed"`
	ContactsUntil kernel.Date `json:"contacts_until" label:"联系人信息有效至" ui:"fixed,filter"`
	Stale         bool        `json:"stale" label:"信息待核实" ui:"fixed,filter"`
	LapsesOn      kernel.Date `json:"lapses_on" label:"证照等到期日期" ui:"fixed,filter"`
	NameKey       string      `json:"name_key" label:"名称检索键" ui:"fixed,hidden"`
	AddressKey    string      `json:"address_key" label:"地址检索键" ui:"fixed,hidden"`
}
