package library

import (
	"anjian/kernel"
)

// Cut says where a place divides the range of the law into light, ordinary and heavy where no standard has tiers (裁量分档): usually at
// three and at seven tenths.
type Cut struct {
	kernel.Base
	Name  string      `json:"name" label:"名称" rule:"required,max=80" ui:"list,search"`
	Light int         `json:"light" label:"从轻止于" rule:"required,min=1,top=99" unit:"%" ui:"list" help:"从轻是下限加上幅度的百分之几以内。"`
	Heavy int         `json:"heavy" label:"从重起于" rule:"required,min=1,top=99" unit:"%" ui:"list"`
	Floor int         `json:"floor" label:"没有下限时按上限的" rule:"min=0,top=50" unit:"%" ui:"list" help:"法律只写“以下”的，有的地方按上限的 10% 起算；0 为从零起算。"`
	From  kernel.Date `json:"valid_from" label:"施行日期" rule:"required" ui:"list,filter"`
	Until kernel.Date `json:"valid_until" label:"失效日期" ui:"list,filter" help:"最后一天。"`
	Basis string      `json:"basis" label:"依据" rule:"max=200" ui:"wide"`
	Checking
}

// Weight is how grave a case is (裁量情节).
type Weight string

const (
	Light    Weight = "light"
	Ordinary Weight = "ordinary"
	Heavy    Weight = "heavy"
)

func (Weight) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Light, "从轻"), kernel.Opt(Ordinary, "一般"), kernel.Tone(Heavy, "从重", "orange")}
}

// CutRow names the columns of Cut in conditions.
var CutRow = kernel.Row[Cut]()

// Cuts holds the cut points of all jurisdictions.
var Cuts = &kernel.Resource[Cut]{
	Name: "library_cut", Label: "裁量分档", Sort: "-valid_from",
	Help:   `没有裁量阶次的违法行为，把法定幅度分成从轻、一般、从重三档。常见的是 30% 和 70%：罚款十万元以上五十万元以下的，从轻十万至二十二万，一般二十二万至三十八万，从重三十八万至五十万。各地比例不同时新建一条，属地填本地区。`,
	Access: kept(func(a kernel.Actor) kernel.Cond { return kernel.In(&CutRow.Region, above(a.Region)...) }),
	Derive: func(c *kernel.Ctx, t *Cut) error {
		if t.Checked == "" {
			t.Checked = Unchecked
		}
		return nil
	},
	Rules: func(c *kernel.Ctx, t, before *Cut) error {
		switch {
		case t.Light >= t.Heavy:
			return kernel.FieldError(&CutRow.Heavy, "从重的起点应大于从轻的止点")
		case t.Until != "" && t.Until < t.From:
			return kernel.FieldError(&CutRow.Until, "失效日期不能早于施行日期")
		}
		return nil
	},
}

// usual is the split where no place has said anything else.
var usual = &Cut{Name: "三七分档", Light: 30, Heavy: 70}

// CutOn returns the cut points of the nearest jurisdiction for an act of day.
func CutOn(c *kernel.Ctx, region kernel.Region, day kernel.Date) (*Cut, error) {
	list, err := Cuts.List(c.AsSystem(), kernel.Query{Where: kernel.In(&CutRow.Region, above(region)...)})
	best := usual
	for _, t := range list {
		if during(t.From, t.Until, day) && (best == usual || nearer(t.Region, best.Region)) {
			best = t
		}
	}
	return best, err
}

// Split divides a range of the law at the cut points; each end belongs to both sides. Exact to the fen, halves upwards.
func Split(low, high kernel.Money, at *Cut) map[Weight]Span {
	if low == 0 && at.Floor > 0 {
		low = share(high, at.Floor)
	}
	a, b := low+share(high-low, at.Light), low+share(high-low, at.Heavy)
	return map[Weight]Span{Light: {low, a}, Ordinary: {a, b}, Heavy: {b, high}}
}
