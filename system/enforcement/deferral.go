package enforcement

import (
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/clock"
	"cmp"
)

// Deferral is more time to pay, parts to pay in, or the remission of what was added (延期、分期缴纳罚款, 减免加处罚款), 行政处罚法第六十六条、行政强制法第四十二条.
type Deferral struct {
	kernel.Base
	Case     kernel.Ref[Case]  `json:"enforcement" label:"案件" among:"status=execution" rule:"required" ui:"list,filter,once"`
	Party    kernel.Ref[Party] `json:"party" label:"申请人" rule:"required" ui:"list,filter,once"`
	Way      Relief            `json:"way" label:"申请事项" rule:"required" ui:"list,filter,once"`
	Reason   string            `json:"reason" label:"申请理由" rule:"required,max=1000" ui:"long,wide" help:"当事人确有经济困难，需要延期或者分期缴纳的，写明情况。"`
	Until    kernel.Date       `json:"until" label:"延期至"`
	Rows     []Instalment      `json:"instalments" label:"分期" rule:"max=24"`
	Remit    kernel.Money      `json:"remit" label:"减免加处罚款" rule:"min=0" help:"当事人采取补救措施的，可以在执行协议中减免加处的罚款。"`
	Proof    kernel.Files      `json:"proof" label:"申请书和证明" rule:"max=10"`
	AskedOn  kernel.Date       `json:"asked_on" label:"申请日期" ui:"fixed,list"`
	RuledOn  kernel.Date       `json:"ruled_on" label:"批复日期" ui:"fixed,list"`
	RuledBy  string            `json:"ruled_by" label:"批准人" ui:"fixed"`
	LetterNo string            `json:"letter_no" label:"批准书文号" rule:"max=60" ui:"fixed,list"`
	Status   ReliefStatus      `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Relief is what a party asks for.
type Relief string

const (
	Postponed Relief = "postpone"
	InParts   Relief = "parts"
	Remission Relief = "remit"
)

func (Relief) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Postponed, "延期缴纳"), kernel.Opt(InParts, "分期缴纳"), kernel.Opt(Remission, "减免加处罚款（执行协议）")}
}

// ReliefStatus is where an application stands.
type ReliefStatus string

const (
	Asked   ReliefStatus = "asked"
	Granted ReliefStatus = "granted"
	Refused ReliefStatus = "refused"
)

func (ReliefStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Asked, "待审批"), kernel.Opt(Granted, "已批准"), kernel.Opt(Refused, "不批准")}
}

var df = kernel.Row[Deferral]()

// DeferralRow names the columns of Deferral in conditions.
var DeferralRow = df

// Deferrals holds the applications of all cases.
var Deferrals = &kernel.Resource[Deferral]{
	Name: "enforcement_deferral", Label: "延期分期缴款", Title: &df.Reason, Sort: "-id",
	Help: "当事人确有经济困难的，经申请和负责人批准可以延期或者分期缴纳罚款。批准以后按新的期限计算加处罚款；不批准的仍按原期限。",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "grant refuse", Rows: kernel.Jurisdiction},
	},
	Indexes: [][]any{{&df.Case, &df.Status}},
	Views:   []kernel.View{{Name: "asked", Label: "待审批", Query: "status=asked"}},
}

func init() {
	Deferrals.Flow = kernel.Flow[Deferral, ReliefStatus]{On: &df.Status, Start: Asked, Steps: []kernel.Step[Deferral, ReliefStatus]{
		{Name: "grant", Label: "批准", From: []ReliefStatus{Asked}, To: Granted, May: []any{&df.LetterNo}, Todo: true, Tone: "primary", Do: ruledRelief},
		{Name: "refuse", Label: "不批准", From: []ReliefStatus{Asked}, To: Refused, Opinion: true, Todo: true, Do: ruledRelief},
	}}
	Deferrals.Derive = func(c *kernel.Ctx, d *Deferral) error {
		k, err := within(c, d.Case)
		if err != nil || k == nil {
			return err
		}
		d.Region, d.AskedOn = k.Region, cmp.Or(d.AskedOn, c.Today())
		return nil
	}
	Deferrals.Rules = relievable
}

func ruledRelief(c *kernel.Ctx, d *Deferral) error {
	d.RuledOn, d.RuledBy = c.Today(), c.Actor.Name
	return nil
}

func relievable(c *kernel.Ctx, d, before *Deferral) error {
	if before != nil {
		return nil
	}
	k, err := Cases.Get(c.AsSystem(), string(d.Case))
	if err != nil {
		return err
	}
	p, err := Parties.Get(c.AsSystem(), string(d.Party))
	switch {
	case err != nil || p.Case != d.Case || p.Fine == 0:
		return kernel.FieldError(&df.Party, "该当事人没有被罚款")
	case k.Status != Execution:
		return refuse("案件当前为“%s”，不能申请延期分期：%s", kernel.LabelOf(k.Status), artPerform)
	case d.Way == Postponed && d.Until <= k.PayBy:
		return kernel.FieldError(&df.Until, "延期日期应晚于原缴款期限%s", k.PayBy)
	case d.Way == Remission && d.Remit == 0:
		return kernel.FieldError(&df.Remit, "请填写减免的金额")
	case d.Way != InParts:
		return nil
	case len(d.Rows) < 2:
		return kernel.FieldError(&df.Rows, "分期至少两期")
	}
	sum := kernel.Money(0)
	for i, r := range d.Rows {
		if i > 0 && r.Due <= d.Rows[i-1].Due {
			return kernel.FieldError(&df.Rows, "各期的期限应依次在后")
		}
		sum += r.Amount
	}
	if sum != p.Fine {
		return kernel.FieldError(&df.Rows, "各期合计%s，与罚款%s不符", yuan(sum), yuan(p.Fine))
	}
	return nil
}

// Challenge is a reconsideration or a suit against the decision (行政复议、行政诉讼).
type Challenge struct {
	kernel.Base
	Case     kernel.Ref[Case] `json:"enforcement" label:"案件" rule:"required" ui:"list,filter,once"`
	Remedy   Remedy           `json:"remedy" label:"种类" rule:"required" ui:"list,filter,once"`
	Organ    string           `json:"organ" label:"复议机关（法院）" rule:"required,max=120" ui:"list"`
	TakenOn  kernel.Date      `json:"taken_on" label:"受理日期" rule:"required" ui:"list,filter,sort,once"`
	Claim    string           `json:"claim" label:"请求" rule:"max=1000" ui:"long,wide"`
	Number   string           `json:"number" label:"案号" rule:"max=60" ui:"list"`
	Verdict  Verdict          `json:"verdict" label:"结果" ui:"fixed,list,filter"`
	RuledOn  kernel.Date      `json:"ruled_on" label:"结果送达日期" ui:"fixed,list"`
	NewFine  kernel.Money     `json:"new_fine" label:"变更后的罚款" rule:"min=0" ui:"fixed"`
	Document kernel.Files     `json:"document" label:"决定书、裁判文书" rule:"max=5" ui:"fixed"`
	Status   RemedyStatus     `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Remedy is the way in which a decision is challenged.
type Remedy string

const (
	Reconsideration Remedy = "reconsideration"
	Suit            Remedy = "suit"
	Appeal          Remedy = "appeal"
)

func (Remedy) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Reconsideration, "行政复议"), kernel.Opt(Suit, "行政诉讼一审"), kernel.Opt(Appeal, "行政诉讼二审")}
}

// Verdict is what a challenge came to.
type Verdict string

const (
	Upheld    Verdict = "upheld"
	Changed   Verdict = "changed"
	Revoked   Verdict = "revoked"
	Unlawful  Verdict = "unlawful"
	Retracted Verdict = "retracted"
)

func (Verdict) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Upheld, "维持、驳回"), kernel.Opt(Changed, "变更"), kernel.Opt(Revoked, "撤销"), kernel.Opt(Unlawful, "确认违法"), kernel.Opt(Retracted, "撤回、终止")}
}

// RemedyStatus is whether a challenge is still open.
type RemedyStatus string

const (
	Pending RemedyStatus = "pending"
	Over    RemedyStatus = "over"
)

func (RemedyStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Pending, "审理中"), kernel.Opt(Over, "已有结果")}
}

var cg = kernel.Row[Challenge]()

// Challenges holds the challenges of all decisions.
var Challenges = &kernel.Resource[Challenge]{
	Name: "enforcement_challenge", Label: "复议诉讼", Title: &cg.Organ, Sort: "-taken_on",
	Help: "当事人对处罚决定申请复议、提起诉讼的，收到受理通知后登记。复议、诉讼期间不计算加处罚款，也不能申请法院强制执行。有了结果点“登记结果”：决定被变更、撤销的，三个工作日内撤回公开的处罚信息。",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create rule", Rows: kernel.Jurisdiction},
	},
	Indexes: [][]any{{&cg.Case, &cg.TakenOn}},
	Views:   []kernel.View{{Name: "pending", Label: "审理中", Query: "status=pending"}},
}

func init() {
	Challenges.Flow = kernel.Flow[Challenge, RemedyStatus]{On: &cg.Status, Start: Pending, Steps: []kernel.Step[Challenge, RemedyStatus]{
		{Name: "rule", Label: "登记结果", From: []RemedyStatus{Pending}, To: Over, Ask: []any{&cg.Verdict, &cg.RuledOn}, May: []any{&cg.NewFine, &cg.Document}, Todo: true, Tone: "primary", Do: ruledChallenge},
	}}
	Challenges.Derive = func(c *kernel.Ctx, g *Challenge) error {
		k, err := within(c, g.Case)
		if err == nil && k != nil {
			g.Region = k.Region
		}
		return err
	}
	Challenges.Rules = challengeable
}

func challengeable(c *kernel.Ctx, g, before *Challenge) error {
	if before != nil {
		return nil
	}
	k, err := Cases.Get(c.AsSystem(), string(g.Case))
	switch {
	case err != nil:
		return err
	case k.ServedOn == "" || k.Outcome != Penalty:
		return refuse("处罚决定还没有送达，不能申请复议、提起诉讼")
	case g.TakenOn < k.ServedOn || g.TakenOn > c.Today():
		return kernel.FieldError(&cg.TakenOn, "受理日期应在决定书送达之后、今天之前")
	}
	return nil
}

func ruledChallenge(c *kernel.Ctx, g *Challenge) error {
	switch {
	case g.RuledOn < g.TakenOn || g.RuledOn > c.Today():
		return kernel.FieldError(&cg.RuledOn, "结果日期应在受理之后、今天之前")
	case g.Verdict != Changed:
		g.NewFine = 0
	}
	return nil
}

// challenged is the hook that lets the case know of challenges and their results.
func challenged(c *kernel.Ctx, w *kernel.Write) error {
	g, ok := w.After.(*Challenge)
	if !ok || w.Meta != Challenges.Meta() {
		return nil
	}
	c = c.AsSystem()
	open, err := Challenges.Count(c, kernel.And(kernel.Eq(&cg.Case, g.Case), kernel.Eq(&cg.Status, Pending)))
	if err != nil {
		return err
	}
	k, err := Cases.Update(c, string(g.Case), 0, func(k *Case) error {
		k.Challenged = open > 0
		switch {
		case w.Verb != "rule":
		case g.Verdict == Changed:
			k.Amount = g.NewFine
		case g.Verdict == Revoked: // what is only found unlawful stands (行政诉讼法第七十四条、行政复议法第六十五条)
			if k.Outcome = Withdrawal; k.Status == Execution {
				k.Status, k.FulfilledOn, k.Performance = Closing, c.Today(), "处罚决定经"+kernel.LabelOf(g.Remedy)+kernel.LabelOf(g.Verdict)
			}
		}
		return nil
	})
	if err != nil || w.Verb != "rule" || g.Verdict == Upheld || g.Verdict == Retracted {
		return err
	}
	if g.Verdict != Unlawful {
		if err := k.refine(c, g.NewFine); err != nil {
			return err
		}
	}
	return k.takeBack(c, kernel.LabelOf(g.Remedy)+kernel.LabelOf(g.Verdict)+"，"+g.Organ+g.Number, g.RuledOn)
}

// refine brings what the parties owe down to a sum, which goes to the unit first.
func (k *Case) refine(c *kernel.Ctx, left kernel.Money) error {
	list, err := partiesOf(c, k.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		fine := min(p.Fine, left)
		left -= fine
		if _, err := Parties.Update(c, p.ID, 0, func(x *Party) error { x.Fine = fine; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// stands is the days of reconsideration and suit, in which nothing is added (行政处罚法第七十三条).
func (k *Case) stands(c *kernel.Ctx) (out []clock.Pause, err error) {
	list, err := Challenges.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&cg.Case, kernel.Ref[Case](k.ID)), Sort: "taken_on", Limit: -1})
	for _, g := range list {
		out = append(out, clock.Pause{From: g.TakenOn, To: g.RuledOn, Reason: kernel.LabelOf(g.Remedy)})
	}
	return out, err
}

// suitEnd is the last day on which the party may sue: fifteen days after a reconsideration, otherwise months after the service.
func (k *Case) suitEnd(c *kernel.Ctx, b *Rulebook) (kernel.Date, error) {
	list, err := Challenges.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&cg.Case, kernel.Ref[Case](k.ID)), Sort: "-taken_on", Limit: 1})
	if err != nil {
		return "", err
	}
	if len(list) > 0 && list[0].RuledOn != "" {
		return b.Last("suit_after", list[0].RuledOn)
	}
	return b.Last("suit", k.ServedOn)
}
