package enforcement

import (
	"slices"

	"anjian/base/document"
	"anjian/kernel"
)

// decisions are the papers by which a case is decided.
var decisions = []string{"penalty_decision_unit", "penalty_decision_person", "simple_decision_unit", "simple_decision_person", "no_penalty_decision"}

// voided: nothing is carried out upon a decision that is void. The case waits for the service of the corrected one, from which the limits of the party run;
// what was made public is taken back. A file that is closed keeps its papers.
func voided(c *kernel.Ctx, k *Case, d *document.Document) error {
	decision := slices.Contains(decisions, string(d.Kind)) && d.Number == k.Decision
	switch {
	case k.Status == Closed || k.Status == Archived:
		return refuse("案件“%s”，卷内的文书不能再作废", kernel.LabelOf(k.Status))
	case !decision || k.Decision == "":
		return nil
	case k.Status == Closing || k.CourtOn != "":
		return refuse("决定已经执行完毕或者已经申请法院强制执行，决定书不能作废")
	case k.Challenged:
		return refuse("复议、诉讼还没有结果，决定书不能作废")
	}
	sys := c.AsSystem()
	k, err := Cases.Update(sys, k.ID, 0, func(k *Case) error {
		if k.Decision = ""; k.Status == Execution && !k.Simple {
			k.Status, k.ServedOn, k.PayBy, k.RemindedOn, k.SuitUntil = Service, "", "", "", ""
			k.PublishedOn = ""
		}
		return nil
	})
	if err != nil || k.Simple {
		return err
	}
	return k.takeBack(sys, "决定书"+d.Number+"作废："+d.VoidAsked, c.Today())
}

// redecided: the paper that takes the place of a void decision is the one that the case rests on.
func (k *Case) redecided(c *kernel.Ctx, d *document.Document) error {
	if k.DecidedOn == "" || k.Decision != "" {
		return nil
	}
	_, err := Cases.Update(c.AsSystem(), k.ID, 0, func(k *Case) error { k.Decision = d.Number; return nil })
	return err
}
