package enterprise

import (
	"cmp"

	"anjian/kernel"
)

// Status is where a file stands in its lifecycle; see flow.
type Status string

const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Reviewed  Status = "reviewed"
	Returned  Status = "returned"
	Filed     Status = "filed"
	Moving    Status = "moving"
	Closed    Status = "closed"
	Merged    Status = "merged"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "草稿"), kernel.Opt(Submitted, "待属地审核"), kernel.Opt(Reviewed, "待行业审核"), kernel.Opt(Returned, "已退回"),
		kernel.Opt(Filed, "在册"), kernel.Opt(Moving, "迁出待接收"), kernel.Opt(Closed, "已注销"), kernel.Opt(Merged, "已合并")}
}

// Operating is the operating state (经营状态).
type Operating string

const (
	Running   Operating = "running"
	Stopped   Operating = "stopped"
	Preparing Operating = "preparing"
	ShutDown  Operating = "shut_down"
	Bankrupt  Operating = "bankrupt"
	OtherWise Operating = "other"
)

func (Operating) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Running, "营业"), kernel.Opt(Stopped, "停产停业"), kernel.Opt(Preparing, "筹建"), kernel.Opt(ShutDown, "关闭"),
		kernel.Opt(Bankrupt, "破产"), kernel.Opt(OtherWise, "其他")}
}

// Source is how a file came into the platform.
type Source string

const (
	SelfRegistered Source = "self"
	Collected      Source = "collected"
	Entered        Source = "entered"
	Exchanged      Source = "exchanged"
)

func (Source) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(SelfRegistered, "企业自主注册"), kernel.Opt(Collected, "基层采集"), kernel.Opt(Entered, "监管部门录入或导入"), kernel.Opt(Exchanged, "系统交换")}
}

// Level is who supervises it from day to day (监管层级).
type Level string

const (
	ByProvince Level = "province"
	ByCity     Level = "city"
	ByCounty   Level = "county"
	ByTownship Level = "township"
)

func (Level) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByProvince, "省级"), kernel.Opt(ByCity, "市级"), kernel.Opt(ByCounty, "县级"), kernel.Opt(ByTownship, "乡级")}
}

// EconomyType is the economic type (经济类型, GB/T 12402, the classes in use).
type EconomyType string

func (EconomyType) Options() []kernel.Option {
	return options("state", "国有", "collective", "集体", "cooperative", "股份合作", "joint", "联营", "limited", "有限责任公司", "shares", "股份有限公司",
		"private", "私营", "other_domestic", "其他内资", "hmt", "港、澳、台商投资", "foreign", "外商投资", "individual", "个体经营", "other", "其他")
}

// IndustryCode is a code of GB/T 4754-2017 (国民经济行业代码) without the section's letter.
type IndustryCode string

// Label is the industry's name, the code itself where the edition in force has none.
func (c IndustryCode) Label() string { return cmp.Or(IndustryName(string(c)), string(c)) }

// Kind gives the code its own field in forms: a tree of industries with search.
func (IndustryCode) Kind() kernel.Kind {
	return kernel.Kind{Name: "industry", JSON: "string", Check: func(s string) string {
		if fault := IndustryFault(s); fault != "" {
			return "：" + fault
		}
		return ""
	}}
}

// Affiliation is to which level it belongs (隶属关系).
type Affiliation string

func (Affiliation) Options() []kernel.Option {
	return options("central", "央属", "province", "省属", "city", "市属", "county", "县属及以下", "none", "无隶属")
}

// LicenceForm is the kind of business licence (营业执照类别).
type LicenceForm string

func (LicenceForm) Options() []kernel.Option {
	return options("corporate", "企业法人营业执照", "general", "营业执照", "individual", "个体工商户", "sole", "个人独资企业", "sole_branch", "个人独资企业分支机构",
		"partnership", "合伙企业", "partnership_branch", "合伙企业分支机构", "other", "其他")
}

// SafetyUnit is how the enterprise set up its safety management (安全生产法第二十四条).
type SafetyUnit string

const (
	WithUnit     SafetyUnit = "unit"
	WithFullTime SafetyUnit = "full_time"
	WithPartTime SafetyUnit = "part_time"
	WithNone     SafetyUnit = "none"
)

func (SafetyUnit) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(WithUnit, "设置专门机构"), kernel.Opt(WithFullTime, "配备专职人员"), kernel.Opt(WithPartTime, "配备兼职人员"), kernel.Opt(WithNone, "未设置")}
}

// NeighbourKind is what lies around (周边环境类型), Direction where.
type (
	NeighbourKind string
	Direction     string
)

func (NeighbourKind) Options() []kernel.Option {
	return options("homes", "住宅区", "production", "生产单位", "office", "机关团体", "public", "公共场所", "traffic", "交通要道", "other", "其他")
}

func (Direction) Options() []kernel.Option {
	return options("e", "东", "s", "南", "w", "西", "n", "北", "ne", "东北", "se", "东南", "sw", "西南", "nw", "西北")
}

// SubstanceRole is what a chemical is there for, StorageWay how it is kept (储存方式).
type (
	SubstanceRole string
	StorageWay    string
)

func (SubstanceRole) Options() []kernel.Option {
	return options("product", "产品", "material", "原料", "intermediate", "中间产品", "trade", "经营", "auxiliary", "辅料")
}

func (StorageWay) Options() []kernel.Option {
	return options("warehouse", "仓储", "tank", "地面罐装", "buried", "地下罐装", "open", "露天", "other", "其他")
}

// Process is one of the eighteen chemical processes under special supervision (重点监管的危险化工工艺, 安监总管三〔2009〕116号, 〔2013〕3号).
type Process string

func (Process) Options() []kernel.Option {
	return options("phosgene", "光气及光气化", "electrolysis", "电解（氯碱）", "chlorination", "氯化", "nitration", "硝化", "ammonia", "合成氨", "cracking", "裂解（裂化）",
		"fluorination", "氟化", "hydrogenation", "加氢", "diazotisation", "重氮化", "oxidation", "氧化", "peroxidation", "过氧化", "amination", "胺基化", "sulfonation", "磺化",
		"polymerisation", "聚合", "alkylation", "烷基化", "coal", "新型煤化工", "carbide", "电石生产", "coupling", "偶氮化")
}

// HazardGrade is the highest grade of a major hazard installation (重大危险源) on the site.
type HazardGrade string

func (HazardGrade) Options() []kernel.Option {
	return options("none", "无", "1", "一级", "2", "二级", "3", "三级", "4", "四级")
}

// Operation is a hazardous operation (危险作业; GB 30871 and blasting).
type Operation string

func (Operation) Options() []kernel.Option {
	return options("none", "无", "fire", "动火", "confined", "有限空间", "height", "高处", "lifting", "吊装", "power", "临时用电", "digging", "动土", "road", "断路",
		"blind", "盲板抽堵", "blasting", "爆破", "other", "其他")
}

// EquipmentKind is one of the eight kinds of special equipment (特种设备).
type EquipmentKind string

func (EquipmentKind) Options() []kernel.Option {
	return options("boiler", "锅炉", "vessel", "压力容器（含气瓶）", "pipe", "压力管道", "lift", "电梯", "crane", "起重机械", "ropeway", "客运索道", "ride", "大型游乐设施", "vehicle", "场（厂）内专用机动车辆")
}

// Factor is a class of occupational hazard (职业病危害因素).
type Factor string

func (Factor) Options() []kernel.Option {
	return options("none", "无", "dust", "粉尘", "chemical", "化学因素", "physical", "物理因素", "radiation", "放射性因素", "biological", "生物因素", "other", "其他因素")
}

// StandardGrade is the grade of safety standardisation (安全生产标准化等级).
type StandardGrade string

func (StandardGrade) Options() []kernel.Option {
	return options("1", "一级", "2", "二级", "3", "三级", "reached", "已达标（小微）", "none", "未达标")
}

// RiskGrade is the enterprise's grade of risk (安全风险等级) in the four colours.
type RiskGrade string

func (RiskGrade) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(RiskGrade("red"), "重大风险", "red"), kernel.Tone(RiskGrade("orange"), "较大风险", "orange"),
		kernel.Tone(RiskGrade("yellow"), "一般风险", "yellow"), kernel.Tone(RiskGrade("blue"), "低风险", "blue")}
}

// CreditGrade is the grade of safety credit (信用等级); on the map it has the colour of the care it asks for.
type CreditGrade string

func (CreditGrade) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(CreditGrade("a"), "A级", "blue"), kernel.Tone(CreditGrade("b"), "B级", "yellow"),
		kernel.Tone(CreditGrade("c"), "C级", "orange"), kernel.Tone(CreditGrade("d"), "D级", "red")}
}

// options pairs values with labels.
func options(pairs ...string) (out []kernel.Option) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, kernel.Option{Value: pairs[i], Label: pairs[i+1]})
	}
	return out
}
