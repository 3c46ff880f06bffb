package enforcement

import (
	"slices"

	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/kernel"
)

func refuse(format string, args ...any) error { return kernel.Errorf(kernel.Conflict, format, args...) }

// team refuses a case without two officers who may act.
func (k *Case) team(c *kernel.Ctx) ([]*officer.Officer, error) {
	return officer.Team(c, k.Officers, string(k.Enterprise), c.Today())
}

// outsider refuses somebody who handles the case himself.
func (k *Case) outsider(c *kernel.Ctx, what string) error {
	o, err := officer.Of(c, c.Actor.ID)
	if err == nil && o != nil && slices.Contains(k.Officers, kernel.Ref[officer.Officer](o.ID)) {
		err = kernel.Errorf(kernel.Forbidden, "您是本案的承办人，不能%s", what)
	}
	return err
}

func submit(c *kernel.Ctx, k *Case) error {
	if _, err := k.team(c); err != nil {
		return err
	}
	list, err := partiesOf(c, k.ID)
	switch {
	case err != nil:
		return err
	case len(list) == 0:
		return refuse("请先登记当事人（行政处罚法第五十四条）")
	case k.ActedOn == "":
		return kernel.FieldError(&Row.ActedOn, "请填写违法行为发生（终了）日期，用于计算追责时效")
	}
	if err := k.prescribed(c); err != nil {
		return err
	}
	k.AskedOn = c.Today()
	return nil
}

// prescribed refuses an act that was found too late (追责时效), 行政处罚法第三十六条.
func (k *Case) prescribed(c *kernel.Ctx) error {
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	code := Code("prescription")
	if k.Grave {
		code = "prescription_grave"
	}
	last, err := b.Last(code, k.ActedOn)
	if err == nil && k.FoundOn > last {
		err = refuse("违法行为终了于%s，发现于%s，已过%s的追责时效，不再给予行政处罚（行政处罚法第三十六条）", k.ActedOn, k.FoundOn, b.At(code, k.ActedOn).limit().String())
	}
	return err
}

func dismiss(c *kernel.Ctx, k *Case) error {
	k.ClosedOn, k.ClosedBy = c.Today(), c.Actor.Name
	return nil
}

func file(c *kernel.Ctx, k *Case) error {
	if err := k.outsider(c, "审批立案"); err != nil {
		return err
	}
	if err := k.papered(c, false, "filing_approval"); err != nil {
		return err
	}
	if _, err := k.team(c); err != nil {
		return err
	}
	k.FiledOn, k.FiledBy = c.Today(), c.Actor.Name
	return nil
}

func assign(c *kernel.Ctx, k *Case) error {
	_, err := k.team(c)
	return err
}

// running refuses to go on while the case stands still.
func (k *Case) running() error {
	if k.Halted {
		return refuse("案件已中止，请先恢复再办理")
	}
	return nil
}

func conclude(c *kernel.Ctx, k *Case) error {
	if err := k.running(); err != nil {
		return err
	}
	if _, err := k.team(c); err != nil {
		return err
	}
	n, err := Evidences.Count(c.AsSystem(), kernel.Eq(&ev.Case, kernel.Ref[Case](k.ID)))
	if err != nil {
		return err
	}
	if n == 0 && k.Proposal == Penalty {
		return refuse("还没有证据：%s", artInquire)
	}
	t, err := k.tally(c)
	if err != nil {
		return err
	}
	if k.Proposal == Penalty {
		if err := t.punishable(); err != nil {
			return err
		}
	}
	if err := k.weighed(c, t); err != nil {
		return err
	}
	k.ConcludedOn = c.Today()
	return nil
}

// punishable refuses a penalty without charges, or with a reduction below the minimum that nobody approved.
func (t *tally) punishable() error {
	if len(t.sanctions) == 0 {
		return refuse("还没有“违法行为认定与裁量”，或者各项都不予处罚，不能建议处罚（行政处罚法第五十七条）")
	}
	for _, h := range t.charges {
		if h.Course == Below && !h.Lowered {
			return refuse("“%s”低于法定最低罚款，减轻处罚还没有批准（行政处罚法第三十二条）", h.Title)
		}
	}
	return nil
}

// weighed notes what the charges come to, and which review and discussion that asks for.
func (k *Case) weighed(c *kernel.Ctx, t *tally) error {
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	k.Amount, k.Sanctions, k.Persons = t.amount, t.sanctions, t.persons
	k.DiscussDue = t.reaches(b, "discussion", c.Today())
	k.ReviewDue = t.reaches(b, "hearing", c.Today())
	if k.ReviewDue != "" {
		k.ReviewDue = "直接关系当事人重大权益：" + k.ReviewDue
	}
	for id, p := range t.parties {
		if p.Fine != t.fines[id] {
			if _, err := Parties.Update(c.AsSystem(), p.ID, 0, func(x *Party) error { x.Fine = t.fines[id]; return nil }); err != nil {
				return err
			}
		}
	}
	return nil
}

// reviewed is the legal review: by somebody qualified who does not handle the case. After a hearing it is made anew.
func reviewed(c *kernel.Ctx, k *Case) (Status, error) {
	if err := k.outsider(c, "审核本案"); err != nil {
		return "", err
	}
	o, err := officer.Of(c, c.Actor.ID)
	if err != nil {
		return "", err
	}
	if o == nil || !o.LegalQualified {
		return "", kernel.Errorf(kernel.Forbidden, "法制审核人员应当通过国家统一法律职业资格考试取得资格，并列入执法人员名录（行政处罚法第五十八条）")
	}
	k.ReviewedOn, k.ReviewedBy, k.ReviewerID = c.Today(), c.Actor.Name, c.Actor.ID
	if k.Status == Review && k.Proposal == Penalty {
		return Notice, nil
	}
	return Deciding, nil
}

// backed sends the case back to the inquiry; what was told to the party has to be told anew.
func backed(_ *kernel.Ctx, k *Case) error {
	k.Legality = Legality{}
	k.Told = Told{}
	k.ConcludedOn, k.DiscussedOn, k.ToldAmount = "", "", 0
	return nil
}

// dated is the day on which something happened that is entered now: today unless said otherwise.
func dated(c *kernel.Ctx, on *kernel.Date, column any, after kernel.Date, what string) error {
	if *on == "" {
		*on = c.Today()
	}
	switch {
	case *on > c.Today():
		return kernel.FieldError(column, "%s不能晚于今天", what)
	case *on < after:
		return kernel.FieldError(column, "%s不能早于%s", what, after)
	}
	return nil
}

func notify(c *kernel.Ctx, k *Case) error {
	if err := k.running(); err != nil {
		return err
	}
	t, err := k.tally(c)
	if err == nil {
		err = t.punishable()
	}
	if err == nil {
		err = k.weighed(c, t)
	}
	if err == nil {
		err = k.papered(c, true, "penalty_notice")
	}
	if err == nil && k.ReviewDue != "" {
		err = k.papered(c, true, "hearing_right_notice")
	}
	if err == nil {
		err = dated(c, &k.ToldOn, &Row.ToldOn, k.ReviewedOn, "告知书送达日期")
	}
	if err != nil {
		return err
	}
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	k.HearingRight = t.reaches(b, "hearing", k.ToldOn) != ""
	k.ToldAmount = k.Amount
	if k.DefenceUntil, err = b.Last("defence", k.ToldOn); err != nil {
		return err
	}
	k.HearingUntil = ""
	if k.HearingRight {
		k.HearingUntil, err = b.Last("hearing_request", k.ToldOn)
	}
	return err
}

func defend(c *kernel.Ctx, k *Case) error {
	return dated(c, &k.DefendedOn, &Row.DefendedOn, k.ToldOn, "陈述申辩日期")
}

func waive(c *kernel.Ctx, k *Case) error {
	k.WaivedOn = c.Today()
	return nil
}

func apply(c *kernel.Ctx, k *Case) error {
	if !k.HearingRight {
		return refuse("拟作出的处罚没有达到听证标准（行政处罚法第六十三条）")
	}
	if err := dated(c, &k.AppliedOn, &Row.AppliedOn, k.ToldOn, "要求听证日期"); err != nil {
		return err
	}
	if k.AppliedOn > k.HearingUntil {
		return refuse("要求听证的期限已于%s届满（行政处罚法第六十四条）", k.HearingUntil)
	}
	k.WaivedOn = ""
	return nil
}

func heard(c *kernel.Ctx, k *Case) error {
	h, err := Hearings.First(c.AsSystem(), kernel.And(kernel.Eq(&hr.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&hr.Status, Reported), kernel.Since(&hr.HeldOn, k.AppliedOn))) // not that of an earlier round
	if err != nil {
		return err
	}
	if h == nil {
		return refuse("听证还没有完成笔录和报告，决定应当根据听证笔录作出（行政处罚法第六十五条）")
	}
	k.HeardOn = h.HeldOn
	return nil
}

func weigh(c *kernel.Ctx, k *Case) error {
	if err := k.listened(c); err != nil {
		return err
	}
	switch today := c.Today(); {
	case k.Pleas != "" && k.Answer == "":
		return refuse("当事人的陈述申辩还没有复核意见，请先“记录陈述申辩”写明采纳情况和理由（行政处罚法第四十五条）")
	case k.WaivedOn != "":
		return nil
	case k.DefendedOn == "" && today <= k.DefenceUntil:
		return refuse("陈述申辩的期限%s届满，当事人还没有陈述申辩，也没有放弃（行政处罚法第四十五条）", k.DefenceUntil)
	case k.HearingRight && today <= k.HearingUntil:
		return refuse("要求听证的期限%s届满，期限内不能作出决定（行政处罚法第六十四条）", k.HearingUntil)
	}
	return nil
}

func decide(c *kernel.Ctx, k *Case) error {
	if err := k.running(); err != nil {
		return err
	}
	if c.App.Resource(document.Documents.Name) == nil { // where there are papers the leader has approved the submission of the case
		if err := k.outsider(c, "作出决定"); err != nil {
			return err
		}
	}
	t, err := k.tally(c)
	if err == nil {
		err = t.punishable()
	}
	if err == nil {
		err = k.weighed(c, t)
	}
	if err != nil {
		return err
	}
	switch {
	case k.Proposal != Penalty:
		return refuse("调查结论建议“%s”，不能作出处罚决定；意见不同的请退回补充调查", kernel.LabelOf(k.Proposal))
	case k.ToldOn == "":
		return refuse("还没有告知当事人：%s", artNotify)
	case k.ReviewedOn == "" || k.HeardOn != "" && k.ReviewedOn < k.HeardOn:
		return refuse("经过听证的案件应当进行法制审核，未经审核不得作出决定（行政处罚法第五十八条）")
	case k.DiscussDue != "" && k.DiscussedOn == "":
		return refuse("%s，应当由负责人集体讨论决定（行政处罚法第五十七条）", k.DiscussDue)
	case k.Amount > k.ToldAmount:
		return refuse("罚款%s高于告知的%s，不得因当事人陈述申辩而加重；事实有变化的应当退回重新告知（行政处罚法第四十五条）", yuan(k.Amount), yuan(k.ToldAmount))
	}
	if err := k.papered(c, true, "penalty_notice"); err != nil { // it may have been voided since it was served
		return err
	}
	if err := k.papered(c, false, "penalty_decision_unit", "penalty_decision_person"); err != nil {
		return err
	}
	k.Outcome, k.DecidedOn, k.DecidedBy = Penalty, c.Today(), c.Actor.Name
	return t.settle(c)
}

// settle fixes the charges of a decided case.
func (t *tally) settle(c *kernel.Ctx) error {
	for _, h := range t.charges {
		if h.Status == Settled {
			continue
		}
		if _, err := Charges.Update(c.AsSystem(), h.ID, 0, func(h *Charge) error { h.Status = Settled; return nil }); err != nil {
			return err
		}
	}
	return nil
}

func acquit(c *kernel.Ctx, k *Case) error {
	if err := k.outsider(c, "作出决定"); err != nil {
		return err
	}
	if k.Proposal == Penalty && k.Answer != Accepted && k.Answer != Partly && k.HeardOn == "" {
		return refuse("调查结论建议处罚，当事人的申辩没有被采纳，也没有经过听证，不能决定不予处罚；意见不同的请退回补充调查")
	}
	if err := k.papered(c, false, "no_penalty_decision"); err != nil {
		return err
	}
	k.Outcome, k.DecidedOn, k.DecidedBy, k.Amount, k.Sanctions = NoPenalty, c.Today(), c.Actor.Name, 0, nil
	return k.refine(c.AsSystem(), 0)
}

func served(c *kernel.Ctx, k *Case) (Status, error) {
	if err := dated(c, &k.ServedOn, &Row.ServedOn, k.DecidedOn, "决定书送达日期"); err != nil {
		return "", err
	}
	codes := []string{"penalty_decision_unit", "penalty_decision_person"}
	if k.Outcome != Penalty {
		codes = []string{"no_penalty_decision"}
	}
	if err := k.papered(c, true, codes...); err != nil {
		return "", err
	}
	if k.Outcome != Penalty {
		k.FulfilledOn = k.ServedOn
		return Closing, nil
	}
	return Execution, k.payable(c)
}

// payable sets until when the fine is to be paid.
func (k *Case) payable(c *kernel.Ctx) error {
	if k.Amount == 0 {
		return nil
	}
	b, err := Book(c, k.Region)
	if err == nil {
		k.PayBy, err = b.Last("payment", k.ServedOn)
	}
	return err
}

// derive sets where the case lies and what has to be done next by when.
func derive(c *kernel.Ctx, k *Case) error {
	if k.Rev == 0 && k.Enterprise != "" {
		e, err := enterprise.Enterprises.Get(c, string(k.Enterprise))
		if err != nil {
			return err
		}
		if k.Region == "" {
			k.Region = e.Region
		}
	}
	if k.Simple {
		k.Urgent = false
	}
	if k.Region == "" {
		return nil
	}
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	k.WaitUntil, k.WaitFor, k.WaitWhat, k.Waiting = "", "", "", false
	for _, s := range k.spans() {
		if s.done != "" || s.right {
			continue
		}
		kk, r := b.clockOf(k, s)
		now, err := kk.Read(b.calendar, c.Now())
		if err != nil {
			return err
		}
		if k.WaitUntil == "" || now.Last < k.WaitUntil {
			k.WaitUntil, k.WaitFor, k.WaitWhat, k.Waiting = now.Last, r.Who, r.Name, now.State == "paused"
		}
	}
	return nil
}

func rules(c *kernel.Ctx, k, before *Case) error {
	switch {
	case k.FoundOn > c.Today():
		return kernel.FieldError(&Row.FoundOn, "发现日期不能晚于今天")
	case k.ActedOn > k.FoundOn:
		return kernel.FieldError(&Row.ActedOn, "违法行为发生日期不能晚于发现日期")
	}
	if before != nil {
		return nil
	}
	if len(k.Officers) > 0 {
		_, err := k.team(c)
		return err
	}
	return nil
}
