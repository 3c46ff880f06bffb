package enterprise

import (
	"slices"

	"anjian/kernel"
)

// Trade is a class of safety supervision (监管分类). It says which department answers for the trade (行业归口) and what a file must hold.
type Trade string

// The trades. Metallurgy to Commerce are the eight industry and trade lines (工贸八大行业).
const (
	Coal              Trade = "coal"
	Mine              Trade = "mine"
	Tailings          Trade = "tailings"
	OilGas            Trade = "oilgas"
	ChemProduction    Trade = "chem_production"
	ChemTrade         Trade = "chem_trade"
	ChemUse           Trade = "chem_use"
	ChemStorage       Trade = "chem_storage"
	Pharma            Trade = "pharma"
	FireworkMaking    Trade = "firework_making"
	FireworkWholesale Trade = "firework_wholesale"
	FireworkRetail    Trade = "firework_retail"
	Metallurgy        Trade = "metallurgy"
	NonFerrous        Trade = "nonferrous"
	Materials         Trade = "building_materials"
	Machinery         Trade = "machinery"
	LightIndustry     Trade = "light_industry"
	Textile           Trade = "textile"
	Tobacco           Trade = "tobacco"
	Commerce          Trade = "commerce"
	Construction      Trade = "construction"
	Transport         Trade = "transport"
	OtherTrade        Trade = "other"
)

func (Trade) Options() []kernel.Option {
	return []kernel.Option{
		kernel.Opt(Coal, "煤矿"), kernel.Opt(Mine, "非煤矿山"), kernel.Opt(Tailings, "尾矿库"), kernel.Opt(OilGas, "石油天然气开采"),
		kernel.Opt(ChemProduction, "危险化学品生产"), kernel.Opt(ChemTrade, "危险化学品经营"), kernel.Opt(ChemUse, "危险化学品使用"),
		kernel.Opt(ChemStorage, "危险化学品储存"), kernel.Opt(Pharma, "化工医药"),
		kernel.Opt(FireworkMaking, "烟花爆竹生产"), kernel.Opt(FireworkWholesale, "烟花爆竹批发"), kernel.Opt(FireworkRetail, "烟花爆竹零售"),
		kernel.Opt(Metallurgy, "冶金"), kernel.Opt(NonFerrous, "有色"), kernel.Opt(Materials, "建材"), kernel.Opt(Machinery, "机械"),
		kernel.Opt(LightIndustry, "轻工"), kernel.Opt(Textile, "纺织"), kernel.Opt(Tobacco, "烟草"), kernel.Opt(Commerce, "商贸"),
		kernel.Opt(Construction, "建筑施工"), kernel.Opt(Transport, "交通运输"), kernel.Opt(OtherTrade, "其他"),
	}
}

// Of tells whether the enterprise falls under one of the trades, as its main one or beside it.
func (e *Enterprise) Of(trades ...Trade) bool {
	return slices.Contains(trades, e.Trade) || slices.ContainsFunc(e.Trades, func(t Trade) bool { return slices.Contains(trades, t) })
}

// Mining tells whether it is a mine of any kind (矿山).
func (e *Enterprise) Mining() bool { return e.Of(Coal, Mine, Tailings, OilGas) }

// Hazardous tells whether it produces, trades or stores hazardous goods (危险物品): hazardous chemicals or fireworks.
func (e *Enterprise) Hazardous() bool {
	return e.Of(ChemProduction, ChemTrade, ChemStorage, FireworkMaking, FireworkWholesale, FireworkRetail)
}

// Chemical tells whether the hazardous-chemicals section of the file applies to it.
func (e *Enterprise) Chemical() bool {
	return e.Of(ChemProduction, ChemTrade, ChemUse, ChemStorage, Pharma)
}

// Smelting tells whether it is a metal smelter (金属冶炼).
func (e *Enterprise) Smelting() bool { return e.Melting || e.Of(Metallurgy, NonFerrous) }

// HighRisk tells whether it belongs to a line in which liability insurance is a duty (高危行业, 安全生产法第五十一条): mines, hazardous
// chemicals, fireworks, transport, building, metal smelting.
func (e *Enterprise) HighRisk() bool {
	return e.Mining() || e.Hazardous() || e.Smelting() || e.Of(Construction, Transport)
}

// NeedsTradeReview tells whether the department of the trade reviews the file after the territory has (行业归口审核). This list is the
// platform's default; places that review every trade twice add to it.
func (e *Enterprise) NeedsTradeReview() bool {
	return e.Mining() || e.Hazardous() || e.Of(ChemUse, Pharma, Metallurgy, NonFerrous, Construction, Transport)
}
