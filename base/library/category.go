package library

import "anjian/kernel"

// Category is the kind of a hazard (隐患种类): thirteen kinds of management and eleven of the site, as the platforms of cities count them.
type Category string

// Kinds of basic management (基础管理).
const (
	Licences       Category = "licence"
	SafetyOffice   Category = "safety_office"
	Responsibility Category = "responsibility"
	Regulations    Category = "regulation"
	Procedures     Category = "procedure"
	Training       Category = "training"
	Archives       Category = "archive"
	Spending       Category = "spending"
	Emergency      Category = "emergency"
	EquipmentBook  Category = "special_equipment_book"
	HealthBook     Category = "health_book"
	PartnerBook    Category = "partner_book"
	OtherBook      Category = "other_book"
)

// Kinds of site management (现场管理).
const (
	SpecialEquipment Category = "special_equipment"
	Machines         Category = "machine"
	Premises         Category = "premises"
	Conduct          Category = "conduct"
	Fire             Category = "fire"
	Electricity      Category = "electricity"
	HealthSite       Category = "health_site"
	ConfinedSpace    Category = "confined_space"
	Auxiliary        Category = "auxiliary"
	PartnerSite      Category = "partner_site"
	OtherSite        Category = "other_site"
)

var management = []kernel.Option{
	kernel.Opt(Licences, "资质证照"), kernel.Opt(SafetyOffice, "安全生产管理机构及人员"), kernel.Opt(Responsibility, "安全生产责任制"),
	kernel.Opt(Regulations, "安全生产管理制度"), kernel.Opt(Procedures, "安全操作规程"), kernel.Opt(Training, "教育培训"),
	kernel.Opt(Archives, "安全生产管理档案"), kernel.Opt(Spending, "安全生产投入"), kernel.Opt(Emergency, "应急管理"),
	kernel.Opt(EquipmentBook, "特种设备基础管理"), kernel.Opt(HealthBook, "职业卫生基础管理"), kernel.Opt(PartnerBook, "相关方基础管理"),
	kernel.Opt(OtherBook, "其他基础管理"),
}

var site = []kernel.Option{
	kernel.Opt(SpecialEquipment, "特种设备现场管理"), kernel.Opt(Machines, "生产设备设施及工艺"), kernel.Opt(Premises, "场所环境"),
	kernel.Opt(Conduct, "从业人员操作行为"), kernel.Opt(Fire, "消防安全"), kernel.Opt(Electricity, "用电安全"),
	kernel.Opt(HealthSite, "职业卫生现场安全"), kernel.Opt(ConfinedSpace, "有限空间现场安全"), kernel.Opt(Auxiliary, "辅助动力系统"),
	kernel.Opt(PartnerSite, "相关方现场管理"), kernel.Opt(OtherSite, "其他现场管理"),
}

var categories = append(append([]kernel.Option{}, management...), site...)

func (Category) Options() []kernel.Option { return categories }

// Group is the half of the classification that the kind belongs to: 基础管理 or 现场管理, "" without a kind.
func (k Category) Group() string {
	for i, o := range categories {
		if o.Value == string(k) {
			if i < len(management) {
				return "基础管理"
			}
			return "现场管理"
		}
	}
	return ""
}

// Grade is how grave a hazard is (隐患级别, 安全生产事故隐患排查治理暂行规定 第三条).
type Grade string

const (
	General Grade = "general"
	Major   Grade = "major"
)

func (Grade) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(General, "一般隐患"), kernel.Tone(Major, "重大隐患", "red")}
}
