package library

import (
	"cmp"
	"slices"

	"anjian/base/enterprise"
	"anjian/kernel"
)

// Violation is an act that the law forbids or a duty that was not done (违法行为): which articles it breaks, which clause punishes it,
// and what the law lets an authority decide at each stage. What an older law said of it is a record of its own, linked by Earlier.
type Violation struct {
	kernel.Base
	Code     string                `json:"code" label:"编号" rule:"required,unique,max=30" ui:"list,search,once"`
	Name     string                `json:"name" label:"违法行为" rule:"required,max=300" ui:"list,search,wide" help:"写入案由的说法。"`
	Group    MatterGroup           `json:"field" label:"执法领域" rule:"required" ui:"list,filter"`
	Trades   []enterprise.Trade    `json:"trades" label:"适用监管分类" help:"不选为各行业通用。"`
	Articles []kernel.Ref[Article] `json:"articles" label:"违反条款" rule:"max=10"`
	Penalty  kernel.Ref[Article]   `json:"penalty" label:"处罚依据" ui:"filter"`
	Clause   string                `json:"clause" label:"款项" rule:"max=60" help:"处罚依据里的款、项，例如：第（一）项。"`
	Kinds    []PenaltyKind         `json:"kinds" label:"处罚种类"`
	Ranges   []Range               `json:"ranges" label:"法定幅度" rule:"max=30"`
	From     kernel.Date           `json:"valid_from" label:"适用起" rule:"required" ui:"list,filter" help:"从这一天起发生的行为。"`
	Until    kernel.Date           `json:"valid_until" label:"适用止" ui:"list,filter" help:"最后一天；空为现在仍适用。"`
	Earlier  kernel.Ref[Violation] `json:"earlier" label:"此前适用的" help:"行为发生在“适用起”以前的，按这一条。"`
	Note     string                `json:"note" label:"说明" rule:"max=500" ui:"long,wide"`
	Checking
}

// Range is what the law allows at one stage for one kind of party (法定幅度). Amounts are exact; shares are whole per cent.
type Range struct {
	Stage   Stage        `json:"stage" label:"阶段" rule:"required"`
	Subject Subject      `json:"subject" label:"对象" rule:"required"`
	Measure Reckoning    `json:"measure" label:"计算" rule:"required"`
	Min     kernel.Money `json:"min" label:"下限" rule:"min=0"`
	Max     kernel.Money `json:"max" label:"上限" rule:"min=0" help:"“以下”含本数。"`
	Low     int          `json:"low" label:"下限百分比" rule:"min=0,top=100000" unit:"%"`
	High    int          `json:"high" label:"上限百分比" rule:"min=0,top=100000" unit:"%"`
	Gained  kernel.Money `json:"gains_from" label:"违法所得自" rule:"min=0" help:"按违法所得计算的，从这个数额起；不足的按另一行的金额。"`
	Given   string       `json:"given" label:"条件" rule:"max=120" help:"例如：违法所得十万元以上。"`
	May     bool         `json:"may" label:"可以并处"`
	Extra   string       `json:"extra" label:"其他处理" rule:"max=200" help:"例如：责令停产停业整顿。"`
}

// Stage is how far a violation has gone when it is punished (处罚阶段).
type Stage string

const (
	AtFirst    Stage = "first"
	NotInTime  Stage = "overdue"
	Refused    Stage = "refused"
	Grave      Stage = "grave"
	AtAccident Stage = "accident"
)

func (Stage) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(AtFirst, "首次发现"), kernel.Opt(NotInTime, "逾期未改正"), kernel.Opt(Refused, "拒不改正、拒不执行"), kernel.Opt(Grave, "情节严重"), kernel.Opt(AtAccident, "发生事故")}
}

// Subject is whom a range is for (处罚对象).
type Subject string

const (
	Unit      Subject = "unit"
	Principal Subject = "principal"
	Persons   Subject = "persons"
)

func (Subject) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Unit, "单位"), kernel.Opt(Principal, "主要负责人"), kernel.Opt(Persons, "直接负责的主管人员和其他直接责任人员")}
}

// Reckoning is how a range is reckoned.
type Reckoning string

const (
	Yuan   Reckoning = "yuan"
	Gains  Reckoning = "gains"
	Income Reckoning = "income"
	Bare   Reckoning = "none"
)

func (Reckoning) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Yuan, "金额"), kernel.Opt(Gains, "违法所得的百分比"), kernel.Opt(Income, "上一年年收入的百分比"), kernel.Opt(Bare, "不罚款")}
}

// PenaltyKind is a kind of penalty (处罚种类, 行政处罚法第九条).
type PenaltyKind string

const (
	Warning    PenaltyKind = "warning"
	Criticism  PenaltyKind = "criticism"
	Fine       PenaltyKind = "fine"
	Seize      PenaltyKind = "confiscation"
	Withhold   PenaltyKind = "suspension"
	Downgrade  PenaltyKind = "downgrade"
	Revoke     PenaltyKind = "revocation"
	Restrict   PenaltyKind = "restriction"
	Stop       PenaltyKind = "stop"
	Close      PenaltyKind = "closure"
	Ban        PenaltyKind = "ban"
	OtherFines PenaltyKind = "other"
)

func (PenaltyKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Warning, "警告"), kernel.Opt(Criticism, "通报批评"), kernel.Opt(Fine, "罚款"), kernel.Opt(Seize, "没收违法所得、没收非法财物"),
		kernel.Opt(Withhold, "暂扣许可证件"), kernel.Opt(Downgrade, "降低资质等级"), kernel.Opt(Revoke, "吊销许可证件"), kernel.Opt(Restrict, "限制开展生产经营活动"),
		kernel.Opt(Stop, "责令停产停业"), kernel.Opt(Close, "责令关闭"), kernel.Opt(Ban, "限制从业"), kernel.Opt(OtherFines, "法律、行政法规规定的其他行政处罚")}
}

// ViolationRow names the columns of Violation in conditions.
var ViolationRow = kernel.Row[Violation]()

// Violations holds the violations of the laws of the country and of places.
var Violations = &kernel.Resource[Violation]{
	Name: "library_violation", Label: "违法行为", Title: &ViolationRow.Name, Sort: "code",
	Help: `违法行为一条一项：违反哪条、按哪条处罚、各阶段的法定幅度。

- 行为发生在哪一天，就按那一天适用的法律：2021年9月1日以前的行为按旧法的那一条，点“此前适用的”可以看到。新法较轻的可按新法（行政处罚法第三十七条）。
- 本地区有裁量基准的，记录页按阶次画出幅度；没有的，按“裁量分档”的比例（通常三成、七成）分从轻、一般、从重。
- 金额都是元，“以上、以下”含本数。标“待核对”的用前请对照原文。`,
	Access: kept(func(a kernel.Actor) kernel.Cond { return kernel.In(&ViolationRow.Region, above(a.Region)...) }),
	Views: []kernel.View{
		{Name: "general", Label: "通用", Query: "field=general"}, {Name: "industry", Label: "工贸", Query: "field=industry"}, {Name: "hazchem", Label: "危险化学品", Query: "field=hazchem"},
		{Name: "mine", Label: "非煤矿山", Query: "field=mine"}, {Name: "fireworks", Label: "烟花爆竹", Query: "field=fireworks"}, {Name: "unchecked", Label: "待核对", Query: "checked=unchecked"},
	},
	Derive: func(c *kernel.Ctx, v *Violation) error {
		v.Checked = cmp.Or(v.Checked, Unchecked)
		return nil
	},
	Rules: func(c *kernel.Ctx, v, before *Violation) error {
		if v.Until != "" && v.Until < v.From {
			return kernel.FieldError(&ViolationRow.Until, "适用止不能早于适用起")
		}
		if v.ID != "" && string(v.Earlier) == v.ID {
			return kernel.FieldError(&ViolationRow.Earlier, "不能选自己")
		}
		for i, r := range v.Ranges {
			if what := r.complaint(); what != "" {
				return kernel.FieldError(&ViolationRow.Ranges, "第%d行：%s", i+1, what)
			}
		}
		if fined := slices.ContainsFunc(v.Ranges, func(r Range) bool { return r.Measure != Bare }); fined != slices.Contains(v.Kinds, Fine) {
			return kernel.FieldError(&ViolationRow.Kinds, "处罚种类里的“罚款”与法定幅度不一致")
		}
		return nil
	},
}

func (r *Range) complaint() string {
	switch {
	case r.Measure != Gains && r.Gained != 0:
		return "只有按违法所得计算的才填违法所得的起点"
	case r.Measure == Bare && (r.Max != 0 || r.High != 0):
		return "不罚款的不填金额和百分比"
	case r.Measure == Bare && r.Extra == "":
		return "不罚款的写明其他处理"
	case r.Measure == Yuan && (r.Max <= 0 || r.Min > r.Max):
		return "上限应大于零，且不小于下限"
	case r.Measure == Yuan && (r.Low != 0 || r.High != 0):
		return "按金额计算的不填百分比"
	case (r.Measure == Gains || r.Measure == Income) && (r.High <= 0 || r.Low > r.High):
		return "上限百分比应大于零，且不小于下限"
	case (r.Measure == Gains || r.Measure == Income) && (r.Min != 0 || r.Max != 0):
		return "按百分比计算的不填金额"
	}
	return ""
}

// Holds tells whether the violation is the one for an act of day.
func (v *Violation) Holds(day kernel.Date) bool { return during(v.From, v.Until, day) }

// At returns the ranges of one stage.
func (v *Violation) At(stage Stage) (out []Range) {
	for _, r := range v.Ranges {
		if r.Stage == stage {
			out = append(out, r)
		}
	}
	return out
}

// ViolationOn returns the record of the same violation that holds for an act of day: an older law, or the one that followed.
func ViolationOn(c *kernel.Ctx, id kernel.Ref[Violation], day kernel.Date) (*Violation, error) {
	sys := c.AsSystem()
	v, err := Violations.Get(sys, string(id))
	for range 10 { // laws are not made so often; a circle of references ends here
		if err != nil || v.Holds(day) {
			return v, err
		}
		var next *Violation
		if day < v.From && v.Earlier != "" {
			next, err = Violations.First(sys, kernel.ByID(string(v.Earlier)))
		} else if day >= v.From {
			next, err = Violations.First(sys, kernel.Eq(&ViolationRow.Earlier, kernel.Ref[Violation](v.ID)))
		}
		if err == nil && next == nil {
			return nil, kernel.Errorf(kernel.Conflict, "“%s”没有适用于 %s 发生的行为的规定，请在违法行为里补充当时的法律", v.Name, day)
		}
		v = next
	}
	return nil, kernel.Errorf(kernel.Conflict, "“%s”的“此前适用的”互相引用，请更正", v.Name)
}

// RangeFor returns what the law in force on the day of the act allows at a stage, and the record that says so.
func RangeFor(c *kernel.Ctx, id kernel.Ref[Violation], stage Stage, day kernel.Date) ([]Range, *Violation, error) {
	v, err := ViolationOn(c, id, day)
	if err != nil {
		return nil, nil, err
	}
	list := v.At(stage)
	if len(list) == 0 {
		return nil, v, kernel.Errorf(kernel.Conflict, "%s“%s”没有“%s”阶段的处罚规定", v.Code, v.Name, kernel.LabelOf(stage))
	}
	return list, v, nil
}
