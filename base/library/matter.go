package library

import (
	"cmp"
	"slices"

	"anjian/base/enterprise"
	"anjian/kernel"
)

// Matter is what an officer looks at in an inspection (执法检查事项): tied to the articles that demand it, to the violation that it is
// if it fails, and to the grade of the hazard.
type Matter struct {
	kernel.Base
	Code      string                `json:"code" label:"事项编号" rule:"required,unique,max=30" ui:"list,search,once"`
	Name      string                `json:"name" label:"检查内容" rule:"required,max=300" ui:"list,search,wide"`
	Trades    []enterprise.Trade    `json:"trades" label:"适用监管分类" help:"不选为各行业通用。"`
	Group     MatterGroup           `json:"field" label:"执法领域" rule:"required" ui:"list,filter"`
	Feature   Feature               `json:"feature" label:"只查有此情形的企业" ui:"filter" help:"例如只在粉尘涉爆企业里查。"`
	Category  Category              `json:"category" label:"隐患种类" rule:"required" ui:"filter"`
	Articles  []kernel.Ref[Article] `json:"articles" label:"依据条款" rule:"max=10"`
	Basis     string                `json:"basis" label:"其他依据" rule:"max=300" ui:"wide" help:"没有收入条款的规章、标准的名称和条号。"`
	Violation kernel.Ref[Violation] `json:"violation" label:"不合格时的违法行为" ui:"filter"`
	Level     Grade                 `json:"level" label:"隐患级别" rule:"usual=general" ui:"list,filter"`
	Criterion kernel.Ref[Criterion] `json:"criterion" label:"重大隐患判定标准"`
	Method    Method                `json:"method" label:"检查方法"`
	Guide     string                `json:"guide" label:"怎么查" rule:"max=500" ui:"long,wide" help:"看什么、问什么、查哪份资料。"`
	From      kernel.Date           `json:"valid_from" label:"启用日期" ui:"filter"`
	Until     kernel.Date           `json:"valid_until" label:"停用日期" ui:"filter" help:"最后一天。"`
	Checking
}

// MatterGroup is the field of enforcement that a matter belongs to (执法领域).
type MatterGroup string

const (
	AllTrades     MatterGroup = "general"
	IndustryTrade MatterGroup = "industry"
	HazChemicals  MatterGroup = "hazchem"
	NonCoalMines  MatterGroup = "mine"
	FireworkField MatterGroup = "fireworks"
	OtherField    MatterGroup = "other"
)

func (MatterGroup) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(AllTrades, "通用"), kernel.Opt(IndustryTrade, "工贸"), kernel.Opt(HazChemicals, "危险化学品"), kernel.Opt(NonCoalMines, "非煤矿山"),
		kernel.Opt(FireworkField, "烟花爆竹"), kernel.Opt(OtherField, "其他")}
}

// Feature is what an enterprise's file says of it that a matter asks for.
type Feature string

const (
	HasDust     Feature = "dust"
	HasConfined Feature = "confined"
	HasAmmonia  Feature = "ammonia"
	HasMelting  Feature = "melting"
)

func (Feature) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(HasDust, "粉尘涉爆"), kernel.Opt(HasConfined, "有限空间"), kernel.Opt(HasAmmonia, "涉氨制冷"), kernel.Opt(HasMelting, "金属冶炼")}
}

// MatterRow names the columns of Matter in conditions.
var MatterRow = kernel.Row[Matter]()

// Matters holds the matters of the whole country and those that places add.
var Matters = &kernel.Resource[Matter]{
	Name: "library_matter", Label: "执法检查事项", Title: &MatterRow.Name, Sort: "code",
	Help: `执法检查时一项一项看的就是这里的事项。

平台按企业的监管分类（含兼有的）和粉尘涉爆、有限空间、涉氨、金属冶炼等情形挑出适用的事项。每项写明依据条款、不合格算哪种违法行为、隐患级别，检查时点一下“不合格”，隐患、整改指令和案由都由它带出。
各地可以增加本地区的事项：点“新建”，或用“导入”成批加入，依据条款填“引用名称”，违法行为填编号。停用的填“停用日期”，不要删除。`,
	Access: kept(func(a kernel.Actor) kernel.Cond { return kernel.In(&MatterRow.Region, above(a.Region)...) }),
	Views: []kernel.View{
		{Name: "general", Label: "通用", Query: "field=general"}, {Name: "industry", Label: "工贸", Query: "field=industry"}, {Name: "hazchem", Label: "危险化学品", Query: "field=hazchem"},
		{Name: "mine", Label: "非煤矿山", Query: "field=mine"}, {Name: "fireworks", Label: "烟花爆竹", Query: "field=fireworks"}, {Name: "unchecked", Label: "待核对", Query: "checked=unchecked"},
	},
	Derive: func(c *kernel.Ctx, m *Matter) error {
		m.Level, m.Checked = cmp.Or(m.Level, General), cmp.Or(m.Checked, Unchecked)
		return nil
	},
	Rules: func(c *kernel.Ctx, m, before *Matter) error {
		switch {
		case m.Level == Major && m.Criterion == "":
			return kernel.FieldError(&MatterRow.Criterion, "不合格算重大隐患的，应写明判定标准")
		case len(m.Articles) == 0 && m.Basis == "":
			return kernel.FieldError(&MatterRow.Articles, "请写明依据条款或其他依据")
		case m.Until != "" && m.Until < m.From:
			return kernel.FieldError(&MatterRow.Until, "停用日期不能早于启用日期")
		}
		return nil
	},
}

// Suits tells whether the matter is looked at in an inspection of e on day.
func (m *Matter) Suits(e *enterprise.Enterprise, day kernel.Date) bool {
	if !during(m.From, m.Until, day) || len(m.Trades) > 0 && !e.Of(m.Trades...) {
		return false
	}
	switch m.Feature {
	case HasDust:
		return e.Dust
	case HasConfined:
		return e.Confined
	case HasAmmonia:
		return e.Ammonia
	case HasMelting:
		return e.Smelting()
	}
	return true
}

// MattersFor returns the matters that apply to e today, those for its trade before those for every trade.
func MattersFor(c *kernel.Ctx, e *enterprise.Enterprise) ([]*Matter, error) {
	all, err := Matters.List(c.AsSystem(), kernel.Query{Where: kernel.In(&MatterRow.Region, above(e.Region)...), Limit: -1})
	if err != nil {
		return nil, err
	}
	day := c.Today()
	all = slices.DeleteFunc(all, func(m *Matter) bool { return !m.Suits(e, day) })
	slices.SortStableFunc(all, func(a, b *Matter) int { return cmp.Compare(a.rank(), b.rank()) })
	return all, nil
}

func (m *Matter) rank() int {
	switch {
	case m.Feature != "":
		return 1
	case len(m.Trades) > 0:
		return 0
	}
	return 2
}
