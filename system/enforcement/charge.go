package enforcement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// Charge is one unlawful act of one party with its legal basis and its penalty (违法行为认定与裁量): the range of the law, the tier of the
// jurisdiction, the factors, and the amount with its sum step by step.
type Charge struct {
	kernel.Base
	Act     `label:"违法行为"`
	Range   `label:"处罚依据和幅度"`
	Weight  `label:"裁量"`
	Result  `label:"结论"`
	Binding `label:"一事不再罚"`
}

// Act is what was done, by whom and when.
type Act struct {
	Case      kernel.Ref[Case]              `json:"enforcement" label:"案件" among:"status=clue,filing,investigation,review,notice,defence,hearing,deciding" rule:"required" ui:"list,filter,once"`
	Party     kernel.Ref[Party]             `json:"party" label:"当事人" rule:"required" ui:"list,filter"`
	Violation kernel.Ref[library.Violation] `json:"violation" label:"违法行为库" ui:"filter" help:"选了以后，条款、幅度和本地裁量基准自动带出；库里没有的不选，直接填写。"`
	Title     string                        `json:"title" label:"违法行为" rule:"required,max=300" ui:"list,search,wide"`
	Detail    string                        `json:"detail" label:"违法事实" rule:"max=4000" ui:"long,wide"`
	Finding   string                        `json:"finding" label:"检查发现的问题" rule:"max=40" ui:"fixed,filter"`
	ActedOn   kernel.Date                   `json:"acted_on" label:"违法行为起" rule:"required"`
	ActedTill kernel.Date                   `json:"acted_until" label:"违法行为止" help:"不填为同一天。"`
}

// Range is what the law allows.
type Range struct {
	Article   string        `json:"article" label:"违反规定" rule:"required,max=300" ui:"wide"`
	Basis     string        `json:"basis" label:"处罚依据" rule:"required,max=300" ui:"wide"`
	Stage     library.Stage `json:"stage" label:"处罚阶段" ui:"list"`
	Sanctions []Sanction    `json:"sanctions" label:"处罚种类" rule:"required"`
	Min       kernel.Money  `json:"min_fine" label:"法定最低罚款" rule:"min=0"`
	Max       kernel.Money  `json:"max_fine" label:"法定最高罚款" rule:"min=0" help:"没有罚款的不填。"`
	TierNo    int           `json:"tier_no" label:"第几阶次" rule:"min=0,top=12" help:"本地基准按情形分阶次的，选阶次；按数值分的填数值。"`
	Value     float64       `json:"factor_value" label:"裁量因素的数值" rule:"min=0" help:"例如未经培训上岗的人数、项目投资额。"`
	Gains     kernel.Money  `json:"gains" label:"违法所得" rule:"min=0" help:"按违法所得倍数罚款的填写。"`
	Tier      string        `json:"tier" label:"裁量阶次" rule:"max=200" ui:"wide" help:"本地裁量基准中适用的阶次；没有基准的不填，按三七分幅度。"`
	TierMin   kernel.Money  `json:"tier_min" label:"阶次最低" rule:"min=0"`
	TierMax   kernel.Money  `json:"tier_max" label:"阶次最高" rule:"min=0"`
	TierBasis string        `json:"tier_basis" label:"裁量基准" rule:"max=300" ui:"wide"`
}

// Weight is what speaks for and against the party.
type Weight struct {
	Factors []Factor     `json:"factors" label:"情节" rule:"max=12"`
	Course  Direction    `json:"direction" label:"裁量幅度" rule:"required" ui:"list"`
	Asked   kernel.Money `json:"asked" label:"拟罚款" rule:"min=0" help:"不填时取幅度的中间值并取整。"`
	Ordered kernel.Date  `json:"ordered_on" label:"责令改正日期" help:"按日连续处罚的填写：拒不改正的，自责令改正之日的次日起按日连续处罚（安全生产法第一百一十二条）。"`
	Found   kernel.Date  `json:"found_on" label:"复查发现未改日期"`
	Content string       `json:"content" label:"罚款以外的处罚" rule:"max=1000" ui:"long,wide"`
}

// Factor is one circumstance, with what proves it.
type Factor struct {
	Kind  Circumstance `json:"kind" label:"情节" rule:"required"`
	Proof string       `json:"proof" label:"认定的理由和证据" rule:"required,max=500"`
}

// Result is what comes out, with the sum as it is done.
type Result struct {
	Low     kernel.Money `json:"low" label:"可罚最低" ui:"fixed"`
	High    kernel.Money `json:"high" label:"可罚最高" ui:"fixed"`
	Days    int          `json:"days" label:"连续处罚天数" unit:"天" ui:"fixed"`
	Amount  kernel.Money `json:"amount" label:"罚款" ui:"fixed,list"`
	Capital string       `json:"capital" label:"罚款大写" ui:"fixed"`
	Working []Line       `json:"working" label:"裁量过程" ui:"fixed"`
	Lowered bool         `json:"lowered" label:"已批准减轻" ui:"fixed"`
	Status  ChargeStatus `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Line is one step of the sum.
type Line struct {
	What   string `json:"what" label:"步骤"`
	Why    string `json:"why" label:"依据"`
	Result string `json:"result" label:"结果"`
}

// Binding keeps one act from being fined twice (一事不再罚), 行政处罚法第二十九条.
type Binding struct {
	Explain string `json:"explain" label:"与其他案件不是同一违法行为的说明" rule:"max=1000" ui:"long,wide" help:"同一当事人、同一违法行为在别的案件中已经处罚的不得再罚款；确实不是同一个行为的，写明理由。"`
}

// Direction is where in its range a fine lies (裁量幅度).
type Direction string

const (
	Lighter  Direction = "lighter"
	Ordinary Direction = "ordinary"
	Heavier  Direction = "heavier"
	Below    Direction = "below"
	Spared   Direction = "spared"
	Absorbed Direction = "absorbed"
)

func (Direction) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Lighter, "从轻"), kernel.Opt(Ordinary, "一般"), kernel.Opt(Heavier, "从重"), kernel.Opt(Below, "减轻（低于法定最低，须批准）"),
		kernel.Opt(Spared, "不予处罚"), kernel.Opt(Absorbed, "竞合，从一重处罚，本项不单独罚款")}
}

// Circumstance is a factor that the law or the rules name.
type Circumstance string

const (
	Corrected   Circumstance = "corrected"
	Faultless   Circumstance = "faultless"
	FirstTime   Circumstance = "first_time"
	Minor       Circumstance = "minor"
	Youth       Circumstance = "youth"
	Removed     Circumstance = "removed"
	Coerced     Circumstance = "coerced"
	Confessed   Circumstance = "confessed"
	Merit       Circumstance = "merit"
	Endangered  Circumstance = "endangered"
	Concealed   Circumstance = "concealed"
	Repeated    Circumstance = "repeated"
	Resisted    Circumstance = "resisted"
	Retaliated  Circumstance = "retaliated"
	Forged      Circumstance = "forged"
	OtherLight  Circumstance = "other_light"
	OtherSevere Circumstance = "other_severe"
)

// circumstance is what a factor leads to, and its source.
type circumstance struct {
	kind        Circumstance
	label, text string
	leads       []Direction
}

var circumstances = []circumstance{
	{Corrected, "违法行为轻微并及时改正，没有造成危害后果", "行政处罚法第三十三条：不予处罚", []Direction{Spared}},
	{FirstTime, "初次违法且危害后果轻微并及时改正", "行政处罚法第三十三条：可以不予处罚", []Direction{Spared, Lighter}},
	{Faultless, "有证据足以证明没有主观过错", "行政处罚法第三十三条：不予处罚", []Direction{Spared}},
	{Minor, "不满十四周岁，或者不能辨认、控制自己行为", "行政处罚法第三十条、第三十一条：不予处罚", []Direction{Spared}},
	{Youth, "已满十四周岁不满十八周岁", "行政处罚法第三十条：应当从轻或者减轻", []Direction{Lighter, Below}},
	{Removed, "主动消除或者减轻危害后果", "行政处罚法第三十二条：应当从轻或者减轻", []Direction{Lighter, Below}},
	{Coerced, "受他人胁迫或者诱骗", "行政处罚法第三十二条：应当从轻或者减轻", []Direction{Lighter, Below}},
	{Confessed, "主动供述尚未掌握的违法行为", "行政处罚法第三十二条：应当从轻或者减轻", []Direction{Lighter, Below}},
	{Merit, "配合查处有立功表现", "行政处罚法第三十二条：应当从轻或者减轻", []Direction{Lighter, Below}},
	{OtherLight, "其他依法从轻、减轻的情节", "行政处罚法第三十二条", []Direction{Lighter, Below}},
	{Endangered, "危及公共安全或者其他生产经营单位安全", "安全生产违法行为行政处罚办法：从重", []Direction{Heavier}},
	{Concealed, "事故发生后隐瞒、谎报", "安全生产违法行为行政处罚办法：从重", []Direction{Heavier}},
	{Repeated, "一年内因同一种安全生产违法行为再次受到处罚", "安全生产违法行为行政处罚办法：从重", []Direction{Heavier}},
	{Resisted, "拒绝、阻碍执法", "安全生产违法行为行政处罚办法：从重", []Direction{Heavier}},
	{Retaliated, "对举报人、证人、执法人员打击报复", "安全生产违法行为行政处罚办法：从重", []Direction{Heavier}},
	{Forged, "伪造、隐匿、毁灭证据", "安全生产违法行为行政处罚办法：从重", []Direction{Heavier}},
	{OtherSevere, "其他依法从重的情节", "安全生产违法行为行政处罚办法：从重", []Direction{Heavier}},
}

func (Circumstance) Options() (out []kernel.Option) {
	for _, f := range circumstances {
		out = append(out, kernel.Opt(f.kind, f.label))
	}
	return out
}

// ChargeStatus is whether a charge still can change.
type ChargeStatus string

const (
	Proposed ChargeStatus = "proposed"
	Settled  ChargeStatus = "settled"
)

func (ChargeStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Proposed, "拟定"), kernel.Opt(Settled, "已决定")}
}

var ch = kernel.Row[Charge]()

// Charges holds the acts and penalties of all cases.
var Charges = &kernel.Resource[Charge]{
	Name: "enforcement_charge", Label: "违法行为认定与裁量",
	Help: `案件的每一个违法行为一条，写明违反哪一条、依据哪一条处罚、法定幅度、适用的裁量阶次和情节，平台一步一步算出罚款并核对。

- 情节必须写明理由和证据；选“从轻”“从重”要有相应的情节。
- 低于法定最低限的“减轻”须由负责人批准。
- 单位和个人分别认定、分别计算。
- 同一违法行为不得给予两次以上罚款：平台发现别的案件罚过同一行为的会拦下。`,
	Sort: "id",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Jurisdiction(a), kernel.Eq(&ch.Status, Proposed))
		}},
		{To: []kernel.Role{role.Leader}, Can: "lower", Rows: kernel.Jurisdiction},
	},
	Indexes: [][]any{{&ch.Case, &ch.Party}, {&ch.Title}, {&ch.Finding}},
}

func init() {
	Charges.Derive, Charges.Rules = assess, chargeable
	Charges.Flow = kernel.Flow[Charge, ChargeStatus]{On: &ch.Status, Start: Proposed,
		Steps: []kernel.Step[Charge, ChargeStatus]{{Name: "lower", Label: "批准减轻处罚", From: []ChargeStatus{Proposed},
			If: kernel.And(kernel.Eq(&ch.Course, Below), kernel.Eq(&ch.Lowered, false)), Opinion: true, Todo: true, Do: lower}},
		Moves: []kernel.Move[ChargeStatus]{{From: []ChargeStatus{Proposed}, To: []ChargeStatus{Settled}}, {From: []ChargeStatus{Settled}, To: []ChargeStatus{Proposed}}}}
}

func lower(_ *kernel.Ctx, h *Charge) error {
	if h.Course != Below {
		return kernel.Errorf(kernel.Conflict, "裁量幅度不是“减轻”，不用批准")
	}
	h.Lowered = true
	return nil
}

// assess works the fine out, with every step of the sum.
func assess(c *kernel.Ctx, h *Charge) error {
	k, err := within(c, h.Case)
	if err != nil || k == nil || h.Status == Settled {
		return err
	}
	h.Region = k.Region
	if h.ActedTill == "" {
		h.ActedTill = h.ActedOn
	}
	cut, err := h.look(c)
	if err != nil {
		return err
	}
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	h.work(b, cut)
	return nil
}

// subject says for whom of the library's ranges a party stands.
func (p *Party) subject() library.Subject {
	switch {
	case p.PartyKind != PersonParty:
		return library.Unit
	case p.Capacity == AsPrincipal:
		return library.Principal
	}
	return library.Persons
}

// look takes articles, range and tier from the library, by the law and the standard in force on the day of the act, and returns the split for
// ranges without a standard.
func (h *Charge) look(c *kernel.Ctx) (*library.Cut, error) {
	if h.Violation == "" || h.Party == "" || h.ActedOn == "" {
		return library.CutOn(c, h.Region, cmp.Or(h.ActedTill, c.Today()))
	}
	p, err := Parties.Get(c.AsSystem(), string(h.Party))
	if err != nil {
		return nil, err
	}
	return h.frame(c, library.Facts{Subject: p.subject(), Income: p.Income})
}

// frame is look for a kind of party.
func (h *Charge) frame(c *kernel.Ctx, f library.Facts) (*library.Cut, error) {
	h.Stage = cmp.Or(h.Stage, library.AtFirst)
	ranges, v, err := library.RangeFor(c, h.Violation, h.Stage, h.ActedTill)
	if err != nil {
		return nil, err
	}
	h.Title = cmp.Or(h.Title, v.Name)
	if h.Article, err = cited(c, v.Articles...); err != nil {
		return nil, err
	}
	if h.Basis, err = cited(c, v.Penalty); err != nil {
		return nil, err
	}
	h.Basis += v.Clause
	h.Min, h.Max, h.Tier, h.TierMin, h.TierMax, h.TierBasis = 0, 0, "", 0, 0, ""
	f.Stage, f.Tier, f.Gains = h.Stage, h.TierNo, h.Gains
	if h.Value > 0 {
		f.Value = &h.Value
	}
	fined := slices.ContainsFunc(ranges, func(r library.Range) bool { return r.Subject == f.Subject && r.Measure != library.Bare })
	if len(h.Sanctions) == 0 {
		for _, kind := range v.Kinds {
			if (kind == library.Fine) == fined {
				h.Sanctions = append(h.Sanctions, kind)
			}
		}
	}
	if !fined || !slices.Contains(h.Sanctions, library.Fine) {
		return library.CutOn(c, h.Region, h.ActedTill)
	}
	found, err := library.TierFor(c, h.Violation, h.Region, h.ActedTill, f)
	if err != nil {
		return nil, err
	}
	law := found.Range.Span(f)
	h.Min, h.Max = law.Min, law.Max
	if found.Tier != nil {
		h.Tier, h.TierNo, h.TierMin, h.TierMax, h.TierBasis = fmt.Sprintf("第%d阶次：%s", found.Tier.No, found.Tier.Condition), found.Tier.No, found.Span.Min, found.Span.Max, found.Discretion.Document
	}
	if found.Cut != nil {
		return found.Cut, nil
	}
	return library.CutOn(c, h.Region, h.ActedTill)
}

// cited names articles as papers cite them.
func cited(c *kernel.Ctx, ids ...kernel.Ref[library.Article]) (string, error) {
	var out []string
	for _, id := range ids {
		if id == "" {
			continue
		}
		a, err := library.Articles.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return "", err
		}
		if a != nil {
			out = append(out, a.Code)
		}
	}
	return join(out), nil
}

// work is the sum: range of the law, tier, factors, amount, days.
func (h *Charge) work(b *Rulebook, cut *library.Cut) {
	h.Working = nil
	note := func(what, why, result string) { h.Working = append(h.Working, Line{what, why, result}) }
	h.Low, h.High, h.Amount, h.Days = h.Min, h.Max, 0, 0
	if h.Max == 0 || !slices.Contains(h.Sanctions, library.Fine) {
		h.Capital = ""
		return
	}
	on := cmp.Or(h.ActedTill, h.ActedOn)
	note("法定幅度", h.Basis, between(h.Min, h.Max))
	if h.TierMax > 0 {
		h.Low, h.High = h.TierMin, h.TierMax
		note("裁量阶次", strings.Trim(h.TierBasis+" "+h.Tier, " "), between(h.Low, h.High))
	}
	for _, f := range h.Factors {
		if i := slices.IndexFunc(circumstances, func(x circumstance) bool { return x.kind == f.Kind }); i >= 0 {
			note("情节", circumstances[i].text, circumstances[i].label)
		}
	}
	spans := library.Split(h.Low, h.High, cut)
	why := fmt.Sprintf("按区间%d%%、%d%%分界：%s", cut.Light, cut.Heavy, cut.Name)
	switch h.Course {
	case Lighter:
		h.Low, h.High = spans[library.Light].Min, spans[library.Light].Max
		note("从轻", why, between(h.Low, h.High))
	case Heavier:
		h.Low, h.High = spans[library.Heavy].Min, spans[library.Heavy].Max
		note("从重", why, between(h.Low, h.High))
	case Ordinary:
		if h.TierMax == 0 {
			h.Low, h.High = spans[library.Ordinary].Min, spans[library.Ordinary].Max
			note("一般", why, between(h.Low, h.High))
		} else {
			note("一般", "在阶次之内", between(h.Low, h.High))
		}
	case Below:
		h.Low, h.High = 0, h.Min
		note("减轻", "行政处罚法第三十二条，在法定最低限以下，须经批准", between(0, h.Min))
	case Spared, Absorbed:
		h.Low, h.High, h.Capital = 0, 0, ""
		note(kernel.LabelOf(h.Course), "", "不罚款")
		return
	}
	unit := b.At("rounding", on)
	if h.Amount = h.Asked; h.Amount == 0 {
		h.Amount = Round((h.Low+h.High)/2, unit.fen())
		h.Amount = min(max(h.Amount, h.Low), h.High)
		note("建议罚款", "幅度中间值，取整到"+yuan(unit.fen()), yuan(h.Amount))
	} else {
		note("拟罚款", "办案人员提出", yuan(h.Amount))
	}
	if h.Ordered != "" && h.Found != "" {
		each := h.Amount
		h.Days, h.Amount = Daily(each, h.Ordered, h.Found)
		note("按日连续处罚", "安全生产法第一百一十二条："+string(h.Ordered.AddDays(1))+"至"+string(h.Found), fmt.Sprintf("%s × %d天 = %s", yuan(each), h.Days, yuan(h.Amount)))
	}
	h.Capital = Capital(h.Amount)
	note("大写", "", h.Capital)
}
