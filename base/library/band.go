package library

import (
	"anjian/kernel"
)

// Band is one line of the table of fines for accidents (事故罚款档次): from what deaths, serious injuries or loss on, and how much.
// Sources: 安全生产法 第九十五条、第一百一十四条; 生产安全事故罚款处罚规定.
type Band struct {
	kernel.Base
	Code      string              `json:"code" label:"编号" rule:"required,unique,max=30" ui:"list,search,once"`
	Name      string              `json:"name" label:"档次" rule:"required,max=80" ui:"list,search"`
	Accident  AccidentLevel       `json:"level" label:"事故等级" rule:"required" ui:"list,filter"`
	Deaths    int                 `json:"deaths" label:"死亡人数自" rule:"min=0" ui:"list" help:"含本数；0 为不按此项。"`
	Injuries  int                 `json:"injuries" label:"重伤人数自" rule:"min=0" ui:"list" help:"含急性工业中毒。"`
	Loss      kernel.Money        `json:"loss" label:"直接经济损失自" rule:"min=0" ui:"list"`
	Min       kernel.Money        `json:"unit_min" label:"单位罚款下限" rule:"min=0" ui:"list"`
	Max       kernel.Money        `json:"unit_max" label:"单位罚款上限" rule:"required,min=0" ui:"list"`
	Concealed kernel.Money        `json:"concealed" label:"瞒报谎报的" rule:"min=0" help:"瞒报、谎报或者有其他加重情形时的数额；0 为没有单独规定。"`
	Share     int                 `json:"principal_share" label:"主要负责人按上一年年收入的" rule:"min=0,top=100" unit:"%"`
	Times     int                 `json:"grave_times" label:"情节特别严重最高倍数" rule:"min=0,top=10" unit:"倍" help:"按单位罚款数额的二倍以上、这个倍数以下；0 为没有规定。"`
	Article   kernel.Ref[Article] `json:"article" label:"依据条款" ui:"filter"`
	From      kernel.Date         `json:"valid_from" label:"适用起" rule:"required" ui:"list,filter,sort" help:"从这一天起发生的事故。"`
	Until     kernel.Date         `json:"valid_until" label:"适用止" ui:"list,filter"`
	Checking
}

// AccidentLevel is the level of an accident (生产安全事故报告和调查处理条例 第三条).
type AccidentLevel string

const (
	Common   AccidentLevel = "common"
	Larger   AccidentLevel = "larger"
	Serious  AccidentLevel = "major"
	GravestA AccidentLevel = "gravest"
)

func (AccidentLevel) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Common, "一般事故", "blue"), kernel.Tone(Larger, "较大事故", "yellow"), kernel.Tone(Serious, "重大事故", "orange"), kernel.Tone(GravestA, "特别重大事故", "red")}
}

// BandRow names the columns of Band in conditions.
var BandRow = kernel.Row[Band]()

// Bands holds the fines for accidents, those of older laws too.
var Bands = &kernel.Resource[Band]{
	Name: "library_band", Label: "事故罚款档次", Sort: "-valid_from",
	Help:   `发生生产安全事故后对单位和主要负责人的罚款，一行一档。死亡、重伤、直接经济损失按最重的一项定档；按事故发生那一天适用的规定。标“待核对”的数额用前请对照原文。`,
	Access: kept(func(a kernel.Actor) kernel.Cond { return kernel.In(&BandRow.Region, above(a.Region)...) }),
	Derive: func(c *kernel.Ctx, b *Band) error {
		if b.Checked == "" {
			b.Checked = Unchecked
		}
		return nil
	},
	Rules: func(c *kernel.Ctx, b, before *Band) error {
		switch {
		case b.Min > b.Max:
			return kernel.FieldError(&BandRow.Max, "上限不能小于下限")
		case b.Until != "" && b.Until < b.From:
			return kernel.FieldError(&BandRow.Until, "适用止不能早于适用起")
		}
		return nil
	},
	Views: []kernel.View{{Name: "now", Label: "现行", Query: "valid_from=2021-09-01.."}},
}

// BandFor returns the band of an accident of day by the gravest of its three figures, nil if no law on file fined it.
func BandFor(c *kernel.Ctx, region kernel.Region, day kernel.Date, deaths, injuries int, loss kernel.Money) (*Band, error) {
	list, err := Bands.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.In(&BandRow.Region, above(region)...), kernel.UpTo(&BandRow.From, day))})
	var best *Band
	for _, b := range list {
		if b.Until != "" && b.Until < day || !b.reached(deaths, injuries, loss) {
			continue
		}
		if best == nil || nearer(b.Region, best.Region) || b.Region == best.Region && b.Max > best.Max {
			best = b
		}
	}
	return best, err
}

// reached tells whether an accident is as grave as the band; the first one has no lower end.
func (b *Band) reached(deaths, injuries int, loss kernel.Money) bool {
	return b.Deaths+b.Injuries == 0 && b.Loss == 0 || b.Deaths > 0 && deaths >= b.Deaths || b.Injuries > 0 && injuries >= b.Injuries || b.Loss > 0 && loss >= b.Loss
}
