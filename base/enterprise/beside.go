package enterprise

import (
	"reflect"
	"strings"
	"time"

	"anjian/base/party"
	"anjian/kernel"
)

// forever is the end of what does not end.
const forever kernel.Date = "9999-12-31"

// record is something that must stand beside the file of the enterprises for which of holds: until is the last day on which it is good, "" if it is missing.
type record struct {
	group       Group
	label, kind string
	of          func(*Enterprise) bool
	until       func(*kernel.Ctx, *Enterprise) (kernel.Date, error)
}

// permits are the licences that a trade cannot work without.
var permits = []struct {
	trade Trade
	class LicenceClass
}{
	{Coal, CoalPermit}, {Mine, MinePermit}, {Tailings, MinePermit}, {OilGas, MinePermit}, {ChemProduction, ChemMakePermit}, {ChemTrade, ChemTradePermit},
	{ChemUse, ChemUsePermit}, {FireworkMaking, FireworkPermit}, {FireworkWholesale, WholesalePermit}, {FireworkRetail, RetailPermit},
	{Construction, BuildPermit}, {Transport, TransportPermit},
}

var beside []record

func init() {
	for _, p := range permits {
		beside = append(beside, record{InLicences, kernel.LabelOf(p.class), "enterprise_licence", func(e *Enterprise) bool { return e.permit(p.trade, p.class) },
			func(c *kernel.Ctx, e *Enterprise) (kernel.Date, error) { return licensed(c, e, p.class) }})
	}
	beside = append(beside,
		record{InPeople, "主要负责人考核合格证", "enterprise_contact", certified, certificate(PrincipalOffice)},
		record{InPeople, "安全管理人员考核合格证", "enterprise_contact", certified, certificate(LeaderOffice, ManagerOffice)},
		record{InTraining, "一年内的培训记录", "enterprise_training", (*Enterprise).HighRisk, trained},
		record{InEmergency, "一年内的应急演练记录", "enterprise_drill", (*Enterprise).HighRisk, drilled},
		record{InEvaluation, "三年内的安全评价", "enterprise_evaluation", func(e *Enterprise) bool { return e.Of(ChemProduction, ChemUse, ChemStorage) }, evaluated},
		record{InInsurance, "有效的安全生产责任保险", "enterprise_insurance", (*Enterprise).HighRisk, insured},
	)
}

// permit tells whether the enterprise needs the licence for this trade; a licence that two of its trades ask for is asked for once.
func (e *Enterprise) permit(t Trade, class LicenceClass) bool {
	for _, p := range permits {
		if p.class == class && e.Of(p.trade) {
			return p.trade == t
		}
	}
	return false
}

// certified are the lines whose managers must pass an examination (安全生产法第二十七条第二款).
func certified(e *Enterprise) bool {
	return e.Mining() || e.Hazardous() || e.Smelting() || e.Of(Construction, Transport)
}

func ref(e *Enterprise) kernel.Ref[Enterprise] { return kernel.Ref[Enterprise](e.ID) }

func later(until, on kernel.Date) kernel.Date {
	if on == "" {
		on = forever
	}
	return max(until, on)
}

func licensed(c *kernel.Ctx, e *Enterprise, class LicenceClass) (until kernel.Date, err error) {
	where := kernel.And(kernel.Eq(&licence.Enterprise, ref(e)), kernel.Eq(&licence.Class, class), kernel.Eq(&licence.Standing, InForce))
	err = Licences.Each(c, kernel.Query{Where: where}, func(l *Licence) error { until = later(until, l.ValidTo); return nil })
	return until, err
}

func certificate(duties ...Office) func(*kernel.Ctx, *Enterprise) (kernel.Date, error) {
	return func(c *kernel.Ctx, e *Enterprise) (until kernel.Date, err error) {
		where := kernel.And(kernel.Eq(&contact.Enterprise, ref(e)), kernel.Eq(&contact.Left, false), kernel.In(&contact.Duty, duties...), kernel.Not(&contact.CertNumber, ""))
		err = Contacts.Each(c, kernel.Query{Where: where}, func(p *Contact) error { until = later(until, p.CertUntil); return nil })
		return until, err
	}
}

func trained(c *kernel.Ctx, e *Enterprise) (until kernel.Date, err error) {
	err = Trainings.Each(c, kernel.Query{Where: kernel.Eq(&training.Enterprise, ref(e)), Sort: "-held_on", Limit: 1}, func(t *Training) error {
		until = years(t.HeldOn, 1)
		return nil
	})
	return until, err
}

func drilled(c *kernel.Ctx, e *Enterprise) (kernel.Date, error) {
	on, err := lastDrill(c, e)
	return years(on, 1), err
}

func lastDrill(c *kernel.Ctx, e *Enterprise) (on kernel.Date, err error) {
	err = Drills.Each(c, kernel.Query{Where: kernel.Eq(&drill.Enterprise, ref(e)), Sort: "-held_on", Limit: 1}, func(d *Drill) error { on = d.HeldOn; return nil })
	return on, err
}

func evaluated(c *kernel.Ctx, e *Enterprise) (until kernel.Date, err error) {
	err = Evaluations.Each(c, kernel.Query{Where: kernel.Eq(&evaluation.Enterprise, ref(e))}, func(v *Evaluation) error { until = max(until, v.NextOn); return nil })
	return until, err
}

func insured(c *kernel.Ctx, e *Enterprise) (until kernel.Date, err error) {
	where := kernel.And(kernel.Eq(&insurance.Enterprise, ref(e)), kernel.UpTo(&insurance.ValidFrom, c.Today()))
	err = Insurances.Each(c, kernel.Query{Where: where}, func(p *Insurance) error { until = max(until, p.ValidTo); return nil })
	return until, err
}

// years moves a day by whole years; 29 February becomes 28 February.
func years(on kernel.Date, n int) kernel.Date {
	t, err := time.Parse(time.DateOnly, string(on))
	if err != nil {
		return ""
	}
	moved := t.AddDate(n, 0, 0)
	if moved.Day() != t.Day() {
		moved = moved.AddDate(0, 0, -moved.Day())
	}
	return kernel.Date(moved.Format(time.DateOnly))
}

// partGroup is the group of facts that a record beside the file confirms.
var partGroup = map[string]Group{
	"enterprise_contact": InPeople, "enterprise_licence": InLicences, "enterprise_training": InTraining,
	"enterprise_drill": InEmergency, "enterprise_evaluation": InEvaluation, "enterprise_insurance": InInsurance,
}

// followParts keeps the file in step with what stands beside it: completeness, freshness, and states that others saw.
func followParts(c *kernel.Ctx, w *kernel.Write) error {
	group := partGroup[w.Meta.Name]
	report, reported := w.After.(*Report)
	if p, ok := w.After.(*Contact); ok && p.Quiet || group == "" && !reported || party.Quiet(c) {
		return nil
	}
	rec := w.After
	if rec == nil {
		rec = w.Before
	}
	id := w.Meta.Field("enterprise").In(rec).String()
	sys := c.AsSystem()
	e, err := Enterprises.Get(sys, id)
	if err == nil && w.Verb == "create" {
		err = e.Living()
	}
	if err != nil {
		return err
	}
	change := func(e *Enterprise) error {
		e.Quiet = true
		if reported {
			return reconcile(sys, e, report)
		}
		if p, ok := w.After.(*Contact); ok && (p.Left && (p.Name == e.Principal || p.Name == e.SafetyLeader) || p.FailedOn != "" && p.ConfirmedOn < c.Today()) {
			return e.lapse(c, group)
		}
		if f := e.fresh(group); w.Verb != "delete" && (f == nil || f.On != c.Today()) {
			e.confirm(c, how(c.Actor), group)
		}
		return nil
	}
	now := *e
	if err := change(&now); err != nil {
		return err
	}
	if err := derive(sys, &now); err != nil {
		return err
	}
	now.grow(now.Scale, c.Today())
	if now.Quiet, now.Scale = false, e.Scale; reflect.DeepEqual(*e, now) {
		return nil
	}
	_, err = Enterprises.Update(sys, id, 0, change)
	return err
}

// settle is what an official's look at the operating state does: what others saw before is dealt with.
func settleState(c *kernel.Ctx, e *Enterprise) error {
	if how(c.Actor) == ByEntering || how(c.Actor) == ByCollecting {
		e.SettledAt = c.Now().UTC().Truncate(time.Millisecond)
	}
	return reconcile(c, e, nil)
}

// reconcile compares the operating state of the file with what others saw since an official last looked at it: the latest report of each
// origin within a year counts. more is a report that is just being written.
func reconcile(c *kernel.Ctx, e *Enterprise, more *Report) error {
	latest := map[string]*Report{}
	var order []string
	see := func(r *Report) error {
		old := latest[r.Origin]
		if old == nil {
			order = append(order, r.Origin)
		}
		if old == nil || r.SeenOn >= old.SeenOn {
			latest[r.Origin] = r
		}
		return nil
	}
	where := kernel.And(kernel.Eq(&seen.Enterprise, ref(e)), kernel.Above(&seen.Created, e.SettledAt), kernel.Since(&seen.SeenOn, c.Today().AddDays(-otherDays)))
	if err := Reports.Each(c.AsSystem(), kernel.Query{Where: where, Sort: "id"}, see); err != nil {
		return err
	}
	if more != nil && latest[more.Origin] == nil {
		see(more)
	}
	var differs []string
	for _, origin := range order {
		if r := latest[origin]; r.Operating != e.Operating {
			differs = append(differs, r.Origin+"（"+string(r.SeenOn)+"）："+kernel.LabelOf(r.Operating))
		}
	}
	e.Differs = strings.Join(differs, "；")
	e.Conflicting = len(differs) > 0
	return nil
}

// carry moves what stands beside a file to another region. Of the records of other systems those still open follow, see followRegion;
// what is closed stays where it happened.
func carry(c *kernel.Ctx, id string, from, to kernel.Region) error {
	for _, h := range []kernel.Handle{Contacts, Licences, Trainings, Drills, Evaluations, Insurances, Reports} {
		if err := party.Carry(c, h, "enterprise", id, from, to); err != nil {
			return err
		}
	}
	return party.Carry(c, Names, "party", id, from, to)
}

// followRegion is the hook that takes the open hazards, projects and whatever else is still open along when an enterprise comes to another
// region: who supervises it from now on has to end them. It goes one way; a file that moves back brings with it what is open then.
func followRegion(c *kernel.Ctx, w *kernel.Write) error {
	after, ok := w.After.(*Enterprise)
	before, had := w.Before.(*Enterprise)
	if !ok || !had || before == nil || before.Region == after.Region {
		return nil
	}
	why := "企业由" + c.RegionLabel(before.Region) + "转到" + c.RegionLabel(after.Region) + "，未办结的随企业移交"
	return party.Follow(c.Because(why), w.Meta.Name, w.ID, after.Region)
}
