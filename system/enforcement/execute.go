package enforcement

import (
	"fmt"
	"strconv"

	"anjian/base/document"
	"anjian/base/officer"
	"anjian/kernel"
)

// punish is the simple procedure (当场处罚), 行政处罚法第五十一条、第五十二条: everything at once, within its limits.
func punish(c *kernel.Ctx, k *Case) (Status, error) {
	if !k.Simple {
		return "", refuse("本案按普通程序办理，不能当场处罚")
	}
	today := c.DoneOn()
	if _, err := officer.Team(c, k.Officers, string(k.Enterprise), today); err != nil {
		return "", err
	}
	t, err := k.tally(c)
	if err == nil {
		err = t.punishable()
	}
	if err == nil {
		err = k.weighed(c, t)
	}
	if err != nil {
		return "", err
	}
	b, err := Book(c, k.Region)
	if err != nil {
		return "", err
	}
	if why := t.simple(b, today); why != "" {
		return "", refuse("不适用简易程序：%s", why)
	}
	if k.ActedOn == "" {
		k.ActedOn = k.FoundOn
	}
	if err := k.prescribed(c); err != nil {
		return "", err
	}
	if err := k.papered(c, false, "simple_decision_unit", "simple_decision_person"); err != nil {
		return "", err
	}
	k.Outcome, k.FiledOn, k.ToldOn, k.ToldAmount, k.DecidedOn, k.ServedOn = Penalty, today, today, k.Amount, today, today
	k.DecidedBy, k.DefendedOn = c.Actor.Name, today
	if err := t.settle(c); err != nil {
		return "", err
	}
	if !k.OnSpot {
		return Execution, k.payable(c)
	}
	spot := b.At("spot", today)
	switch {
	case k.Amount == 0:
		return "", kernel.FieldError(&Row.OnSpot, "没有罚款，不用当场收缴")
	case k.SpotWhy == "":
		return "", kernel.FieldError(&Row.SpotWhy, "请选择当场收缴的情形（行政处罚法第六十八条、第六十九条）")
	case k.SpotWhy == SmallFine && k.Amount > spot.fen():
		return "", kernel.FieldError(&Row.SpotWhy, "罚款%s超过%s，不属于可以直接当场收缴的（%s）", yuan(k.Amount), yuan(spot.fen()), spot.Basis)
	}
	k.Paid, k.SpotTaken, k.FulfilledOn, k.Performance = k.Amount, today, today, "当场收缴"
	return Closing, nil
}

func hand(c *kernel.Ctx, k *Case) error {
	if !k.OnSpot || k.HandedOn != "" {
		return refuse("没有当场收缴的罚款，或者已经交至机关")
	}
	k.HandedOn = c.Today()
	return nil
}

func bank(c *kernel.Ctx, k *Case) error {
	if k.HandedOn == "" || k.BankedOn != "" {
		return refuse("罚款还没有交至机关，或者已经缴付银行（行政处罚法第七十一条）")
	}
	k.BankedOn = c.Today()
	return nil
}

func record(c *kernel.Ctx, k *Case) error {
	if !k.Simple || k.ReportedOn != "" {
		return refuse("只有当场处罚须报所属机关备案，且只报一次（行政处罚法第五十二条）")
	}
	k.ReportedOn = c.Today()
	return nil
}

// owed is what is still to be paid: the fine, and what was added to it by a day.
func (k *Case) owed(c *kernel.Ctx, on kernel.Date) (fine, extra kernel.Money, days int, err error) {
	if k.Amount == 0 || k.PayBy == "" {
		return 0, 0, 0, nil
	}
	a, err := k.account(c, on)
	if err != nil {
		return 0, 0, 0, err
	}
	return a.Owed, a.ExtraOwed, a.Days, nil
}

func remind(c *kernel.Ctx, k *Case) error {
	fine, extra, _, err := k.owed(c, c.Today())
	switch {
	case err != nil:
		return err
	case fine+extra == 0:
		return refuse("没有欠缴的罚款，不用催告")
	case c.Today() <= k.PayBy:
		return refuse("缴款期限%s还没有届满，不能催告（行政强制法第五十四条）", k.PayBy)
	}
	if err := k.papered(c, true, "enforcement_reminder"); err != nil {
		return err
	}
	return dated(c, &k.RemindedOn, &Row.RemindedOn, k.PayBy, "催告书送达日期")
}

// sue applies to the court, 行政强制法第五十三条、第五十四条: after the reminder's ten working days, after the time for a suit, within three months of it.
func sue(c *kernel.Ctx, k *Case) error {
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	fine, extra, _, err := k.owed(c, c.Today())
	if err != nil {
		return err
	}
	today := c.Today()
	if k.SuitUntil, err = k.suitEnd(c, b); err != nil {
		return err
	}
	switch {
	case fine+extra == 0:
		return refuse("没有欠缴的罚款，不用申请强制执行")
	case k.Challenged:
		return refuse("当事人已申请复议或者提起诉讼，期间不能申请法院强制执行（行政强制法第五十三条）")
	case k.RemindedOn == "":
		return refuse("申请法院强制执行前应当催告当事人履行（行政强制法第五十四条）")
	}
	wait, err := b.Last("reminder", k.RemindedOn)
	if err != nil {
		return err
	}
	last, err := b.Last("court", k.SuitUntil)
	switch {
	case err != nil:
		return err
	case today <= wait:
		return refuse("催告书送达十日后仍未履行的才能申请，%s届满（行政强制法第五十四条）", wait)
	case today <= k.SuitUntil:
		return refuse("起诉期限%s届满，届满后才能申请（行政强制法第五十三条）", k.SuitUntil)
	case today > last:
		return refuse("应当自起诉期限届满之日起三个月内申请，已于%s届满（行政强制法第五十三条）", last)
	}
	if err := k.papered(c, false, "enforcement_application"); err != nil {
		return err
	}
	k.CourtOn = today
	return nil
}

func fulfil(c *kernel.Ctx, k *Case) error {
	fine, extra, days, err := k.owed(c, c.Today())
	switch {
	case err != nil:
		return err
	case fine > 0:
		return refuse("还欠缴罚款%s，没有执行完毕", yuan(fine))
	case extra > 0:
		return refuse("逾期%d天，还欠缴加处罚款%s，没有执行完毕（行政处罚法第七十二条）", days, yuan(extra))
	case k.Challenged:
		return refuse("复议、诉讼还没有结果，请先登记结果")
	}
	if err := k.papered(c, false, decisions...); err != nil {
		return err
	}
	k.FulfilledOn = c.Today()
	return nil
}

// closeCase closes a case once nothing of it is open.
func closeCase(c *kernel.Ctx, k *Case) error {
	if err := k.outsider(c, "审批结案"); err != nil {
		return err
	}
	open, err := k.loose(c)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return refuse("还不能结案：%s", join(open))
	}
	if err := k.papered(c, false, "closing_approval"); err != nil {
		return err
	}
	k.ClosedOn, k.ClosedBy = c.Today(), c.Actor.Name
	if k.Outcome == "" {
		k.Outcome = Terminated
	}
	return nil
}

// loose is what still has to be settled before a case can be closed.
func (k *Case) loose(c *kernel.Ctx) (open []string, err error) {
	if k.OnSpot && k.HandedOn == "" {
		open = append(open, "当场收缴的罚款还没有交至机关（行政处罚法第七十一条）")
	}
	if k.OnSpot && k.HandedOn != "" && k.BankedOn == "" {
		open = append(open, "罚款还没有缴付银行（行政处罚法第七十一条）")
	}
	if k.Simple && k.Outcome == Penalty && k.ReportedOn == "" {
		open = append(open, "当场处罚还没有报所属机关备案（行政处罚法第五十二条）")
	}
	if k.Challenged {
		open = append(open, "复议、诉讼还没有结果")
	}
	unheard, err := k.unheard(c)
	if err != nil {
		return nil, err
	}
	for _, s := range unheard {
		open = append(open, "当事人"+string(s.HandedOn)+"递交的“"+kernel.LabelOf(s.Purpose)+"”还没有办理")
	}
	measures, err := Measures.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&ms.Case, kernel.Ref[Case](k.ID)), kernel.In(&ms.Status, Requested, Approved, InForce)), Limit: -1})
	for _, m := range measures {
		open = append(open, fmt.Sprintf("%s“%s”还没有处理", kernel.LabelOf(m.Measured), m.Title))
	}
	return open, err
}

func archive(c *kernel.Ctx, k *Case) error {
	if k.Keep == TenYears && !k.Simple && k.Outcome == Penalty {
		return kernel.FieldError(&Row.Keep, "普通程序处罚案卷的保管期限不少于30年")
	}
	k.ArchivedOn = c.Today()
	return k.cover(c)
}

// cover has the cover of the file (案卷首页) made when the file is put away.
func (k *Case) cover(c *kernel.Ctx) error {
	if c.App.Resource(document.Documents.Name) == nil {
		return nil
	}
	d, err := document.Effective(c.AsSystem(), Cases.Name, k.ID, "file_cover")
	if err != nil || d != nil {
		return err
	}
	pages := ""
	if k.Pages > 0 {
		pages = strconv.Itoa(k.Pages)
	}
	d, err = document.Draft(c, Cases.Name, k.ID, "file_cover", "", document.Data{"归档": data{"日期": string(k.ArchivedOn), "编号": k.FileNumber, "保存期限": kernel.LabelOf(k.Keep), "页数": pages}})
	if err != nil {
		return err
	}
	_, err = document.Documents.Do(c, d.ID, 0, "issue", nil, "")
	return err
}

func transfer(c *kernel.Ctx, k *Case) error {
	k.Outcome, k.FulfilledOn = Transfer, c.Today()
	k.Halted, k.HaltedOn, k.Halts = false, "", k.resumed(c)
	return nil
}

// ended is a case that comes to its end without a decision.
func ended(as Outcome) func(*kernel.Ctx, *Case) error {
	return func(c *kernel.Ctx, k *Case) error {
		if as == Withdrawal && k.Proposal == Penalty && k.DecidedOn != "" {
			return refuse("已经作出处罚决定，应当依法撤销或者变更决定，不能撤销案件")
		}
		k.Outcome, k.FulfilledOn = as, c.Today()
		k.Halted, k.HaltedOn, k.Halts = false, "", k.resumed(c)
		return nil
	}
}

// resumed is the stretches of time with the open ones ended today.
func (k *Case) resumed(c *kernel.Ctx) []Halt {
	out := append([]Halt(nil), k.Halts...)
	for i := range out {
		if out[i].To == "" {
			out[i].To = c.Today()
		}
	}
	return out
}

func halt(c *kernel.Ctx, k *Case) error {
	if k.Halted {
		return refuse("案件已经中止")
	}
	k.Halted, k.HaltedOn = true, c.Today()
	k.Halts = append(append([]Halt(nil), k.Halts...), Halt{From: c.Today(), Reason: k.HaltFor, By: c.Actor.Name})
	return nil
}

func resume(c *kernel.Ctx, k *Case) error {
	if !k.Halted {
		return refuse("案件没有中止，不用恢复")
	}
	k.Halts = append([]Halt(nil), k.Halts...)
	for i := range k.Halts {
		if k.Halts[i].To == "" && k.Halts[i].Record == "" {
			k.Halts[i].To = c.Today()
		}
	}
	k.Halted, k.HaltedOn, k.HaltFor = false, "", ""
	return nil
}

// extend lengthens the time for the decision, before it is over and never beyond what the rules allow.
func extend(c *kernel.Ctx, k *Case) error {
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	now, err := k.decisionBy(c, b)
	if err != nil {
		return err
	}
	if c.Today() > now {
		return refuse("办案期限已于%s届满，不能再延期（行政处罚法第六十条）", now)
	}
	most, sum := b.At("decision_more", k.FiledOn), k.ExtendBy
	for _, e := range k.Extended {
		sum += e.Days
	}
	if sum > most.Number {
		return kernel.FieldError(&Row.ExtendBy, "延期合计%d日，超过%d日（%s）", sum, most.Number, most.Basis)
	}
	k.Extended = append(append([]Extra(nil), k.Extended...), Extra{On: c.Today(), Days: k.ExtendBy, By: c.Actor.Name})
	k.ExtendBy = 0
	return nil
}

// decisionBy is the last day for the decision as it stands.
func (k *Case) decisionBy(c *kernel.Ctx, b *Rulebook) (kernel.Date, error) {
	for _, s := range k.spans() {
		if s.code == "decision" {
			kk, _ := b.clockOf(k, s)
			now, err := kk.Read(b.calendar, c.Now())
			return now.Last, err
		}
	}
	return "", refuse("案件还没有立案")
}
