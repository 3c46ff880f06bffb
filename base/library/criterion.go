package library

import (
	"anjian/kernel"
)

// Criterion is one case in which a hazard is major (重大事故隐患判定标准), by the list of its sector. A list that is replaced
// stays readable with its last day: a hazard is judged by the list in force when it was found.
type Criterion struct {
	kernel.Base
	Code    string      `json:"code" label:"条目编号" rule:"required,unique,max=40" ui:"list,search,once"`
	Sector  Sector      `json:"sector" label:"行业领域" rule:"required" ui:"list,filter"`
	Number  int         `json:"number" label:"序号" rule:"min=1"`
	Name    string      `json:"name" label:"判定情形" rule:"required,max=300" ui:"list,search,wide" help:"平台用自己的话概括，判定以文件原文为准。"`
	Basis   string      `json:"basis" label:"文件" rule:"required,max=200" ui:"list" help:"文件名称、文号和条款。"`
	Edition string      `json:"edition" label:"版本" rule:"required,max=20" ui:"filter"`
	From    kernel.Date `json:"valid_from" label:"施行日期" rule:"required" ui:"filter"`
	Until   kernel.Date `json:"valid_until" label:"废止日期" ui:"filter" help:"空为现行有效；填最后一天。"`
}

// Sector is the line of business that a list of criteria is for.
type Sector string

const (
	CoalMines        Sector = "coal"
	Chemicals        Sector = "hazchem"
	Fireworks        Sector = "fireworks"
	Industry         Sector = "industry"
	IndustryMetal    Sector = "industry_metallurgy"
	IndustryMaterial Sector = "industry_materials"
	IndustryMachine  Sector = "industry_machinery"
	IndustryLight    Sector = "industry_light"
	IndustryTextile  Sector = "industry_textile"
	IndustryTobacco  Sector = "industry_tobacco"
	Dust             Sector = "dust"
	Ammonia          Sector = "ammonia"
	Confined         Sector = "confined"
	OtherSector      Sector = "other"
)

func (Sector) Options() []kernel.Option {
	return []kernel.Option{
		kernel.Opt(CoalMines, "煤矿"), kernel.Opt(Chemicals, "化工和危险化学品"), kernel.Opt(Fireworks, "烟花爆竹"), kernel.Opt(Industry, "工贸通用"),
		kernel.Opt(IndustryMetal, "工贸·冶金"), kernel.Opt(IndustryMaterial, "工贸·建材"), kernel.Opt(IndustryMachine, "工贸·机械"),
		kernel.Opt(IndustryLight, "工贸·轻工"), kernel.Opt(IndustryTextile, "工贸·纺织"), kernel.Opt(IndustryTobacco, "工贸·烟草"),
		kernel.Opt(Dust, "粉尘涉爆"), kernel.Opt(Ammonia, "液氨制冷"), kernel.Opt(Confined, "有限空间作业"), kernel.Opt(OtherSector, "其他"),
	}
}

// InForce tells whether the criterion applies to a hazard found on day.
func (k *Criterion) InForce(day kernel.Date) bool {
	return k.From <= day && (k.Until == "" || day <= k.Until)
}

// CriterionRow names the columns of Criterion in conditions.
var CriterionRow = kernel.Row[Criterion]()

// Criteria holds the criteria of all sectors, those no longer in force too.
var Criteria = &kernel.Resource[Criterion]{
	Name: "library_criterion", Label: "重大隐患判定标准",
	Help: `这里是各行业领域的重大事故隐患判定标准，一条情形一行。

登记重大隐患时至少引用其中一条。平台只用自己的话概括情形，有争议时以“文件”一栏写明的原文为准。
新标准施行后，旧标准填上“废止日期”即可，不要删除：以前的隐患仍按发现时有效的标准判定。各地可以增加本地区的补充规定。`,
	Sort: "code",
	Access: kernel.Access{
		{To: everyone, Can: "read export", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.Or(kernel.In(&CriterionRow.Region, above(a.Region)...), kernel.Under(a.Region))
		}},
		{To: keepers, Can: "create update import", Rows: kernel.Jurisdiction},
	},
	Rules: func(c *kernel.Ctx, k, before *Criterion) error {
		if k.Until != "" && k.Until < k.From {
			return kernel.FieldError(&CriterionRow.Until, "废止日期不能早于施行日期")
		}
		return nil
	},
	Views: []kernel.View{
		{Name: "hazchem", Label: "化工和危险化学品", Query: "sector=hazchem"},
		{Name: "industry", Label: "工贸", Query: "sector=industry,industry_metallurgy,industry_materials,industry_machinery,industry_light,industry_textile,industry_tobacco,dust,ammonia,confined"},
		{Name: "coal", Label: "煤矿", Query: "sector=coal"},
		{Name: "fireworks", Label: "烟花爆竹", Query: "sector=fireworks"},
	},
}
