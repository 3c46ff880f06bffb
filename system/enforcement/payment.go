package enforcement

import (
	"cmp"
	"math"
	"slices"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/clock"
)

// Payment is money that came in for a case (缴款).
type Payment struct {
	kernel.Base
	Case    kernel.Ref[Case]  `json:"enforcement" label:"案件" among:"status=execution" rule:"required" ui:"list,filter,once"`
	Party   kernel.Ref[Party] `json:"party" label:"缴款人" rule:"required" ui:"list,filter,once"`
	Part    Part              `json:"part" label:"款项" rule:"required" ui:"list,filter,once"`
	PaidOn  kernel.Date       `json:"paid_on" label:"缴款日期" rule:"required" ui:"list,filter,sort,once"`
	Amount  kernel.Money      `json:"amount" label:"金额" rule:"required,min=0.01" ui:"list,once"`
	Way     Way               `json:"way" label:"方式" rule:"required" ui:"list"`
	Receipt string            `json:"receipt" label:"票据号码" rule:"required,max=60" ui:"list,search" help:"国务院财政部门或者省级财政部门统一制发的专用票据；不出具的，当事人有权拒绝缴纳（行政处罚法第七十条）。"`
	Proof   kernel.Files      `json:"proof" label:"缴款凭证" rule:"max=5"`
}

// Part is for what money was paid.
type Part string

const (
	ForFine      Part = "fine"
	ForSurcharge Part = "surcharge"
)

func (Part) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ForFine, "罚款"), kernel.Opt(ForSurcharge, "加处罚款")}
}

// Way is how money came in.
type Way string

const (
	ByBank   Way = "bank"
	Online   Way = "online"
	OnSpot   Way = "spot"
	ByCourt  Way = "court"
	OtherWay Way = "other"
)

func (Way) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByBank, "指定银行"), kernel.Opt(Online, "电子支付系统"), kernel.Opt(OnSpot, "当场收缴"), kernel.Opt(ByCourt, "法院执行"), kernel.Opt(OtherWay, "其他")}
}

var py = kernel.Row[Payment]()

// Payments holds the payments of all cases.
var Payments = &kernel.Resource[Payment]{
	Name: "enforcement_payment", Label: "缴款记录", Title: &py.Receipt, Sort: "-paid_on",
	Help: "当事人每次缴款登记一条，罚款和加处罚款分开登记。案件页的“缴款”里看得到应缴多少、逾期几天、加处多少。登记错了由负责人删除后重新登记，删除的留有记录。",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader, role.Clerk}, Can: "create", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "delete", Rows: kernel.Jurisdiction},
	},
	Indexes: [][]any{{&py.Case, &py.PaidOn}},
}

func init() {
	Payments.Derive = func(c *kernel.Ctx, p *Payment) error {
		k, err := within(c, p.Case)
		if err == nil && k != nil {
			p.Region = k.Region
		}
		return err
	}
	Payments.Rules = payableRules
}

func payableRules(c *kernel.Ctx, p, before *Payment) error {
	if before != nil {
		return nil
	}
	k, err := Cases.Get(c.AsSystem(), string(p.Case))
	if err != nil {
		return err
	}
	switch {
	case k.Status != Execution:
		return refuse("案件当前为“%s”，不能登记缴款：%s", kernel.LabelOf(k.Status), artPerform)
	case p.PaidOn > c.Today():
		return kernel.FieldError(&py.PaidOn, "缴款日期不能晚于今天")
	case p.PaidOn < k.ServedOn:
		return kernel.FieldError(&py.PaidOn, "缴款日期不能早于决定书送达日期%s", k.ServedOn)
	}
	a, err := k.account(c, p.PaidOn)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(a.Parties, func(d Debt) bool { return d.Party == string(p.Party) })
	if i < 0 {
		return kernel.FieldError(&py.Party, "该当事人没有被罚款")
	}
	switch d := a.Parties[i]; {
	case p.Part == ForFine && p.Amount > d.Owed:
		return kernel.FieldError(&py.Amount, "%s欠缴罚款%s，不能多缴", d.Name, yuan(d.Owed))
	case p.Part == ForSurcharge && p.Amount > d.ExtraOwed:
		return kernel.FieldError(&py.Amount, "%s到%s欠缴加处罚款%s，不能多缴", d.Name, p.PaidOn, yuan(d.ExtraOwed))
	}
	return nil
}

// paid is the hook that keeps the totals of a case as its payments have them.
func paid(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Payments.Meta() {
		return nil
	}
	p, ok := w.After.(*Payment)
	if !ok {
		p = w.Before.(*Payment)
	}
	c = c.AsSystem()
	list, err := Payments.List(c, kernel.Query{Where: kernel.Eq(&py.Case, p.Case), Limit: -1})
	if err != nil {
		return err
	}
	_, err = Cases.Update(c, string(p.Case), 0, func(k *Case) error {
		k.Paid, k.PaidExtra = 0, 0
		for _, x := range list {
			if x.Part == ForFine {
				k.Paid += x.Amount
			} else {
				k.PaidExtra += x.Amount
			}
		}
		return nil
	})
	return err
}

// Account is what is owed in a case on a day, party by party.
type Account struct {
	On        kernel.Date   `json:"on"`
	PayBy     kernel.Date   `json:"pay_by"`
	Fine      kernel.Money  `json:"fine"`
	Paid      kernel.Money  `json:"paid"`
	Owed      kernel.Money  `json:"owed"`
	Days      int           `json:"days"`
	Extra     kernel.Money  `json:"extra"`
	ExtraPaid kernel.Money  `json:"extra_paid"`
	Remitted  kernel.Money  `json:"remitted"`
	ExtraOwed kernel.Money  `json:"extra_owed"`
	Rate      float64       `json:"rate"`
	Basis     string        `json:"basis"`
	Stands    []clock.Pause `json:"stands,omitempty"`
	Parties   []Debt        `json:"parties"`
}

// Debt is what one party owes.
type Debt struct {
	Party     string       `json:"party"`
	Name      string       `json:"name"`
	Fine      kernel.Money `json:"fine"`
	Capital   string       `json:"capital"`
	Schedule  []Instalment `json:"schedule"`
	Paid      kernel.Money `json:"paid"`
	Owed      kernel.Money `json:"owed"`
	Days      int          `json:"days"`
	Extra     kernel.Money `json:"extra"`
	ExtraPaid kernel.Money `json:"extra_paid"`
	Remitted  kernel.Money `json:"remitted"`
	ExtraOwed kernel.Money `json:"extra_owed"`
}

// Instalment is a part of a fine with its own last day (分期).
type Instalment struct {
	Due    kernel.Date  `json:"due_on" label:"缴款期限" rule:"required"`
	Amount kernel.Money `json:"amount" label:"金额" rule:"required,min=0.01"`
}

// receipt is money that came in on a day.
type receipt struct {
	on     kernel.Date
	amount kernel.Money
}

// plan is how a fine is to be paid, from the day on which that was asked for: what had accrued before stays, unless it is remitted.
type plan struct {
	from kernel.Date
	rows []Instalment
}

// accrue adds rate percent for each day to what was due by the plan of that day and not paid on it; a day of payment still counts. The sum is never
// more than the fine.
func accrue(plans []plan, paid []receipt, on kernel.Date, rate float64, stands []clock.Pause) (days int, extra kernel.Money) {
	first, fine := on, kernel.Money(0)
	for i, p := range plans {
		for _, s := range p.rows {
			if first = min(first, s.Due); i == 0 {
				fine += s.Amount
			}
		}
	}
	sum := kernel.Money(0) // of what was open on each day
	for d := first.AddDays(1); d <= on; d = d.AddDays(1) {
		open, now := kernel.Money(0), plans[0]
		for _, p := range plans[1:] {
			if p.from < d {
				now = p
			}
		}
		for _, s := range now.rows {
			if s.Due < d {
				open += s.Amount
			}
		}
		for _, p := range paid {
			if p.on < d {
				open -= p.amount
			}
		}
		if open <= 0 || slices.ContainsFunc(stands, func(p clock.Pause) bool { return d >= p.From && (p.To == "" || d < p.To) }) {
			continue
		}
		days++
		sum += open
		if days > 3700 { // ten years: the cap was reached long before
			break
		}
	}
	return days, min(kernel.Money(math.Round(float64(sum)*rate/100)), fine)
}

// account works out what is owed on a day.
func (k *Case) account(c *kernel.Ctx, on kernel.Date) (*Account, error) {
	c = c.AsSystem()
	b, err := Book(c, k.Region)
	if err != nil {
		return nil, err
	}
	rate := b.At("surcharge", cmp.Or(k.PayBy, on))
	a := &Account{On: on, PayBy: k.PayBy, Rate: rate.Rate, Basis: rate.Basis, Parties: []Debt{}}
	if a.Stands, err = k.stands(c); err != nil {
		return nil, err
	}
	parties, err := partiesOf(c, k.ID)
	if err != nil {
		return nil, err
	}
	list, err := Payments.List(c, kernel.Query{Where: kernel.Eq(&py.Case, kernel.Ref[Case](k.ID)), Limit: -1})
	if err != nil {
		return nil, err
	}
	grants, err := Deferrals.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&df.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&df.Status, Granted)), Sort: "id", Limit: -1})
	if err != nil {
		return nil, err
	}
	for _, p := range parties {
		if p.Fine == 0 || k.PayBy == "" {
			continue
		}
		d := Debt{Party: p.ID, Name: p.Name, Fine: p.Fine, Capital: Capital(p.Fine), Schedule: []Instalment{{Due: k.PayBy, Amount: p.Fine}}}
		plans := []plan{{rows: d.Schedule}}
		for _, g := range grants {
			switch {
			case string(g.Party) != p.ID:
			case g.Way == Remission:
				d.Remitted += g.Remit
			case g.Way == Postponed:
				plans = append(plans, plan{g.AskedOn, []Instalment{{Due: g.Until, Amount: p.Fine}}})
			default:
				plans = append(plans, plan{g.AskedOn, slices.Clone(g.Rows)})
			}
		}
		var in []receipt
		for _, x := range list {
			switch {
			case string(x.Party) != p.ID || x.PaidOn > on:
			case x.Part == ForFine:
				d.Paid += x.Amount
				in = append(in, receipt{x.PaidOn, x.Amount})
			default:
				d.ExtraPaid += x.Amount
			}
		}
		d.Owed, d.Schedule = d.Fine-d.Paid, plans[len(plans)-1].rows
		d.Days, d.Extra = accrue(plans, in, on, rate.Rate, a.Stands)
		d.ExtraOwed = max(d.Extra-d.Remitted-d.ExtraPaid, 0)
		a.Parties = append(a.Parties, d)
		a.Fine, a.Paid, a.Owed, a.Extra, a.ExtraPaid, a.Remitted, a.ExtraOwed = a.Fine+d.Fine, a.Paid+d.Paid, a.Owed+d.Owed, a.Extra+d.Extra, a.ExtraPaid+d.ExtraPaid, a.Remitted+d.Remitted, a.ExtraOwed+d.ExtraOwed
		a.Days = max(a.Days, d.Days)
	}
	return a, nil
}

// Surcharge is what is added to a fine that is paid in one sum and late.
func Surcharge(fine kernel.Money, payBy, on kernel.Date, rate float64, stands []clock.Pause) (days int, extra kernel.Money) {
	return accrue([]plan{{rows: []Instalment{{Due: payBy, Amount: fine}}}}, nil, on, rate, stands)
}
