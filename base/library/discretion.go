package library

import (
	"cmp"
	"fmt"
	"slices"

	"anjian/kernel"
)

// Discretion is how a place grades the fine for one violation at one stage (裁量基准): its region is the jurisdiction, its days are
// those of the standard. Sources: 行政处罚法第三十四条, 应急管理行政裁量权基准暂行规定 (应急管理部令第12号).
type Discretion struct {
	kernel.Base
	Violation kernel.Ref[Violation] `json:"violation" label:"违法行为" rule:"required" ui:"list,filter,once"`
	Stage     Stage                 `json:"stage" label:"阶段" rule:"required" ui:"list,filter,once"`
	From      kernel.Date           `json:"valid_from" label:"施行日期" rule:"required" ui:"list,filter,sort"`
	Until     kernel.Date           `json:"valid_until" label:"失效日期" ui:"list,filter" help:"最后一天；空为现行有效。"`
	Document  string                `json:"document" label:"基准文件" rule:"required,max=200" ui:"list,search,wide" help:"名称和文号。"`
	Factor    string                `json:"factor" label:"裁量因素" rule:"max=40" help:"按数值分阶次的填名称，例如：未经培训上岗人数、项目投资额。按情形分的不填。"`
	Unit      string                `json:"factor_unit" label:"单位" rule:"max=10" help:"例如：人、万元。"`
	Tiers     []Tier                `json:"tiers" label:"阶次" rule:"required,max=12"`
	Title     string                `json:"title" label:"名称" rule:"max=400" ui:"fixed,hidden,search"`
	Checking
}

// Tier is one step of a discretion (裁量阶次), from light to heavy. 以上 includes its number, 超过 does not; 以下 includes, 不满 does not.
type Tier struct {
	No        int          `json:"no" label:"阶次" rule:"required,min=1,top=12"`
	Condition string       `json:"condition" label:"适用条件" rule:"required,max=300"`
	Low       float64      `json:"low" label:"数值起"`
	LowOpen   bool         `json:"low_open" label:"起数不含" help:"“超过”某数的选上。"`
	High      float64      `json:"high" label:"数值止" help:"0 为没有上限。"`
	HighOpen  bool         `json:"high_open" label:"止数不含" help:"“不满”某数的选上。"`
	UnitMin   kernel.Money `json:"unit_min" label:"单位罚款下限" rule:"min=0"`
	UnitMax   kernel.Money `json:"unit_max" label:"单位罚款上限" rule:"min=0"`
	PersonMin kernel.Money `json:"person_min" label:"个人罚款下限" rule:"min=0"`
	PersonMax kernel.Money `json:"person_max" label:"个人罚款上限" rule:"min=0"`
	Extra     string       `json:"extra" label:"其他处理" rule:"max=200"`
}

// DiscretionRow names the columns of Discretion in conditions.
var DiscretionRow = kernel.Row[Discretion]()

// Discretions holds the discretion standards of all jurisdictions.
var Discretions = &kernel.Resource[Discretion]{
	Name: "library_discretion", Label: "裁量基准", Title: &DiscretionRow.Title, Sort: "-valid_from",
	Help: `一条是一个地区对一种违法行为、一个阶段的裁量阶次。

属地就是适用的地区：省里定的填省，市里另有规定的再建一条填市，办案时取最近的一级。阶次从轻到重编号，金额不能超出违法行为的法定幅度，平台会核对。
按人数、台数、投资额等分阶次的，填“裁量因素”和每个阶次的数值起止，办案时填数值即选出阶次；“以上、以下”含本数，“超过、不满”不含，要勾选。
新基准施行时新建一条，旧的填“失效日期”。没有阶次的，按“裁量分档”的比例处理。`,
	Access: kept(func(a kernel.Actor) kernel.Cond { return kernel.In(&DiscretionRow.Region, above(a.Region)...) }),
	Views:  []kernel.View{{Name: "unchecked", Label: "待核对", Query: "checked=unchecked"}},
}

func init() {
	Discretions.Derive = func(c *kernel.Ctx, d *Discretion) error {
		d.Checked = cmp.Or(d.Checked, Unchecked)
		slices.SortStableFunc(d.Tiers, func(a, b Tier) int { return cmp.Compare(a.No, b.No) })
		if v, err := Violations.First(c.AsSystem(), kernel.ByID(string(d.Violation))); err != nil {
			return err
		} else if v != nil {
			d.Title = v.Name + "（" + kernel.LabelOf(d.Stage) + "）"
		}
		return nil
	}
	Discretions.Rules = func(c *kernel.Ctx, d, before *Discretion) error {
		if d.Until != "" && d.Until < d.From {
			return kernel.FieldError(&DiscretionRow.Until, "失效日期不能早于施行日期")
		}
		v, err := Violations.First(c.AsSystem(), kernel.ByID(string(d.Violation)))
		if err != nil {
			return err
		}
		if v == nil {
			return kernel.FieldError(&DiscretionRow.Violation, "找不到这种违法行为")
		}
		if err := d.within(v); err != nil {
			return err
		}
		return d.alone(c)
	}
}

// within holds the tiers to the law and to each other.
func (d *Discretion) within(v *Violation) error {
	ranges := v.At(d.Stage)
	if len(ranges) == 0 {
		return kernel.FieldError(&DiscretionRow.Stage, "“%s”没有“%s”阶段的处罚规定", v.Name, kernel.LabelOf(d.Stage))
	}
	for i, t := range d.Tiers {
		at := fmt.Sprintf("第%d行：", i+1)
		switch {
		case i > 0 && d.Tiers[i-1].No == t.No:
			return kernel.FieldError(&DiscretionRow.Tiers, "%s阶次%d重复", at, t.No)
		case t.UnitMin > t.UnitMax || t.PersonMin > t.PersonMax:
			return kernel.FieldError(&DiscretionRow.Tiers, "%s下限不能大于上限", at)
		case d.Factor != "" && t.High != 0 && (t.High < t.Low || t.High == t.Low && (t.LowOpen || t.HighOpen)):
			return kernel.FieldError(&DiscretionRow.Tiers, "%s数值止应大于数值起", at)
		case d.Factor != "" && i > 0 && d.Tiers[i-1].overlaps(&t):
			return kernel.FieldError(&DiscretionRow.Tiers, "%s与上一阶次的数值重叠", at)
		}
		if what := inside(ranges, true, t.UnitMin, t.UnitMax); what != "" {
			return kernel.FieldError(&DiscretionRow.Tiers, "%s单位罚款%s", at, what)
		}
		if what := inside(ranges, false, t.PersonMin, t.PersonMax); what != "" {
			return kernel.FieldError(&DiscretionRow.Tiers, "%s个人罚款%s", at, what)
		}
	}
	return nil
}

// inside tells what is wrong with a span that must lie in one of the ranges for units, or for people.
func inside(ranges []Range, unit bool, low, high kernel.Money) string {
	if high == 0 {
		return ""
	}
	var allowed string
	for _, r := range ranges {
		if r.Measure == Yuan && (r.Subject == Unit) == unit {
			if r.Min <= low && high <= r.Max {
				return ""
			}
			allowed = "超出法定幅度 " + amount(r.Min) + "—" + amount(r.Max)
		}
	}
	return cmp.Or(allowed, "在这一阶段没有法律规定")
}

// amount writes an amount as acts do: whole ten thousands as 万元.
func amount(m kernel.Money) string {
	switch {
	case m%100_0000 == 0 && m != 0:
		return fmt.Sprintf("%d万元", m/100_0000)
	case m%10_0000 == 0 && m > 100_0000:
		return fmt.Sprintf("%d.%d万元", m/100_0000, m%100_0000/10_0000)
	case m%100 == 0:
		return fmt.Sprintf("%d元", m/100)
	}
	return fmt.Sprintf("%d.%02d元", m/100, m%100)
}

// alone refuses a second standard of the same place for the same days.
func (d *Discretion) alone(c *kernel.Ctx) error {
	others, err := Discretions.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&DiscretionRow.Violation, d.Violation), kernel.Eq(&DiscretionRow.Stage, d.Stage), kernel.Eq(&DiscretionRow.Region, d.Region))})
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID != d.ID && (o.Until == "" || d.From <= o.Until) && (d.Until == "" || o.From <= d.Until) {
			return kernel.FieldError(&DiscretionRow.From, "与本地区《%s》的日期重叠，请先填写它的失效日期", o.Document)
		}
	}
	return nil
}

// Covers tells whether the tier is for a value of the factor.
func (t *Tier) Covers(v float64) bool {
	return (v > t.Low || v == t.Low && !t.LowOpen) && (t.High == 0 || v < t.High || v == t.High && !t.HighOpen)
}

// overlaps tells whether some value is for both; t is the lighter one.
func (t *Tier) overlaps(next *Tier) bool {
	lo, hi := t, next
	if lo.Low > hi.Low {
		lo, hi = hi, lo
	}
	return lo.High == 0 || lo.High > hi.Low || lo.High == hi.Low && !lo.HighOpen && !hi.LowOpen
}

// Facts are what a tier is chosen by: the stage, the value of the factor, or the number of the tier; without a standard how grave
// the case is.
type Facts struct {
	Stage   Stage
	Value   *float64
	Tier    int
	Weight  Weight
	Subject Subject      // Unit if empty
	Gains   kernel.Money // what the violation brought (违法所得), and
	Income  kernel.Money // last year's income: for ranges reckoned by them
}

// Choice is what discretion leaves of the range of the law.
type Choice struct {
	Violation  *Violation
	Range      Range
	Discretion *Discretion // nil without a standard: then the range was split
	Tier       *Tier
	Cut        *Cut
	Weight     Weight
	Span       Span
}

// Span is a range of fines, both ends attainable.
type Span struct {
	Min kernel.Money `json:"min"`
	Max kernel.Money `json:"max"`
}

// TierFor chooses the span of the fine for an act of day in a region: by the nearest standard in force on that day, else by the split of the
// law's range. With a standard and facts that choose no tier the error says what is needed.
func TierFor(c *kernel.Ctx, id kernel.Ref[Violation], region kernel.Region, day kernel.Date, f Facts) (*Choice, error) {
	f.Subject = cmp.Or(f.Subject, Unit)
	ranges, v, err := RangeFor(c, id, f.Stage, day)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(ranges, func(r Range) bool { return r.Subject == f.Subject && r.Measure != Bare && r.fits(f) })
	if i < 0 {
		return nil, kernel.Errorf(kernel.Conflict, "“%s”在“%s”阶段没有对%s的罚款", v.Name, kernel.LabelOf(f.Stage), kernel.LabelOf(f.Subject))
	}
	out := &Choice{Violation: v, Range: ranges[i], Span: ranges[i].Span(f)}
	if out.Discretion, err = DiscretionOn(c, kernel.Ref[Violation](v.ID), f.Stage, region, day); err != nil {
		return nil, err
	}
	if d := out.Discretion; d != nil && out.Range.Measure == Yuan {
		if out.Tier, err = d.pick(f); err != nil {
			return nil, err
		}
		if out.Span = (Span{out.Tier.UnitMin, out.Tier.UnitMax}); f.Subject != Unit {
			out.Span = Span{out.Tier.PersonMin, out.Tier.PersonMax}
		}
		if out.Span.Max > 0 {
			return out, nil
		}
		out.Span = out.Range.Span(f) // the standard says nothing of this party
	}
	out.Discretion, out.Tier, out.Weight = nil, nil, cmp.Or(f.Weight, Ordinary)
	if out.Cut, err = CutOn(c, region, day); err != nil {
		return nil, err
	}
	out.Span = Split(out.Span.Min, out.Span.Max, out.Cut)[out.Weight]
	return out, nil
}

// fits tells whether the gains are as large as a range reckoned by them asks; it stands before the one for smaller gains.
func (r *Range) fits(f Facts) bool {
	return r.Measure != Gains || f.Gains > 0 && f.Gains >= r.Gained
}

// Span is the range in money.
func (r *Range) Span(f Facts) Span {
	base := f.Gains
	switch r.Measure {
	case Yuan:
		return Span{r.Min, r.Max}
	case Income:
		base = f.Income
	}
	return Span{share(base, r.Low), share(base, r.High)}
}

// share is n per cent of m, exact to the fen, halves upwards.
func share(m kernel.Money, n int) kernel.Money { return (m*kernel.Money(n) + 50) / 100 }

func (d *Discretion) pick(f Facts) (*Tier, error) {
	for i := range d.Tiers {
		if t := &d.Tiers[i]; f.Tier == t.No || f.Tier == 0 && f.Value != nil && d.Factor != "" && t.Covers(*f.Value) {
			return t, nil
		}
	}
	switch {
	case f.Tier != 0:
		return nil, kernel.Errorf(kernel.Invalid, "《%s》没有第%d阶次", d.Document, f.Tier)
	case d.Factor == "":
		return nil, kernel.Errorf(kernel.Invalid, "《%s》按情形分阶次，请选择阶次", d.Document)
	case f.Value == nil:
		return nil, kernel.Errorf(kernel.Invalid, "《%s》按“%s”分阶次，请填写数值", d.Document, d.Factor)
	}
	return nil, kernel.Errorf(kernel.Invalid, "《%s》没有包含%s %v%s 的阶次，请选择阶次", d.Document, d.Factor, *f.Value, d.Unit)
}

// DiscretionOn returns the standard for an act of day in a region, the nearest one above; nil if there is none.
func DiscretionOn(c *kernel.Ctx, id kernel.Ref[Violation], stage Stage, region kernel.Region, day kernel.Date) (*Discretion, error) {
	list, err := Discretions.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&DiscretionRow.Violation, id), kernel.Eq(&DiscretionRow.Stage, stage), kernel.In(&DiscretionRow.Region, above(region)...))})
	if err != nil {
		return nil, err
	}
	var best *Discretion
	for _, d := range list {
		if during(d.From, d.Until, day) && (best == nil || nearer(d.Region, best.Region)) {
			best = d
		}
	}
	return best, nil
}

// nearer tells whether a lies below b; both are above the same place.
func nearer(a, b kernel.Region) bool {
	return b == kernel.Country && a != kernel.Country || a != kernel.Country && len(a) > len(b)
}
