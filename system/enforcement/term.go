package enforcement

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/clock"
)

// Term is one legal time limit that runs, or ran, in a case (办案期限). All of them follow from what happened in the case: nobody types them.
type Term struct {
	kernel.Base
	Case    kernel.Ref[Case] `json:"enforcement" label:"案件" ui:"fixed,list,filter"`
	Code    Code             `json:"code" label:"期限" ui:"fixed,list,filter"`
	Title   string           `json:"title" label:"案件名称" ui:"fixed,list"`
	Who     string           `json:"who" label:"应办理的人" ui:"fixed,list"`
	Started kernel.Date      `json:"started_on" label:"起算日" ui:"fixed,list"`
	Clock   clock.Clock      `json:"clock" label:"计时" ui:"fixed,hidden"`
	Nominal kernel.Date      `json:"nominal" label:"届满日" ui:"fixed"`
	Last    kernel.Date      `json:"last_on" label:"最后日" ui:"fixed,list,filter,sort"`
	DoneOn  kernel.Date      `json:"done_on" label:"办结日期" ui:"fixed,list"`
	State   clock.State      `json:"state" label:"状态" ui:"fixed,list,filter"`
	Late    bool             `json:"overran" label:"超期" ui:"fixed,list,filter"`
	Right   bool             `json:"party_right" label:"当事人的权利" ui:"fixed" help:"逾期即视为放弃，不算谁超期。"`
	Basis   string           `json:"basis" label:"依据" ui:"fixed,list"`
}

var tm = kernel.Row[Term]()

// TermRow names the columns of Term in conditions.
var TermRow = tm

// Terms holds the limits of all cases.
var Terms = &kernel.Resource[Term]{
	Name: "enforcement_term", Label: "办案期限", Title: &tm.Title, Sort: "last_on",
	Help: `每件案件正在计时和已经办结的法定期限：立案后90日内决定、送达7个工作日、缴款15日等等。

期限由平台按事实自动起算、暂停和办结，不用填写。点开案件看时间条；“超期”里是没有按时办理的。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read export", Rows: kernel.Jurisdiction},
	},
	Due: func(k *Term) kernel.Limit {
		if k.State == clock.Done || k.Right || k.Code == "prescription" || k.Code == "prescription_grave" {
			return kernel.Limit{}
		}
		return kernel.Limit{On: k.Last, Warn: k.Clock.Warn, Who: k.Who, What: kernel.LabelOf(k.Code), Paused: k.State == clock.Paused}
	},
	Views: []kernel.View{
		{Name: "running", Label: "计时中", Query: "state=running,warned,paused"},
		{Name: "overdue", Label: "已超期", Query: "late=true"},
	},
	Indexes: [][]any{{&tm.Case, &tm.Code}},
}

// span is a limit that the facts of a case say has begun.
type span struct {
	code   Code
	start  kernel.Date
	done   kernel.Date
	extra  []Extra
	number int  // instead of the rule's number: an extension, an agreed date
	right  bool // of the party: it lapses, nobody is late
}

// spans are the limits of a case, from its facts alone.
func (k *Case) spans() (out []span) {
	add := func(s span) {
		if s.start != "" {
			if s.done != "" && s.done < s.start {
				s.done = s.start
			}
			out = append(out, s)
		}
	}
	over := func(dates ...kernel.Date) kernel.Date { // the first of the dates that ended it
		for _, d := range append(dates, k.ClosedOn) {
			if d != "" {
				return d
			}
		}
		return ""
	}
	if k.ActedOn != "" {
		code := Code("prescription")
		if k.Grave {
			code = "prescription_grave"
		}
		add(span{code: code, start: k.ActedOn, done: over(k.FoundOn), right: true})
	}
	if !k.Simple {
		asked := k.AskedOn
		if k.Status == Dismissed && asked == "" {
			asked = k.ClosedOn
		}
		add(span{code: "clue", start: k.FoundOn, done: over(asked)})
		if k.Urgent {
			add(span{code: "filing", start: k.FoundOn, done: over(k.FiledOn)})
		}
		add(span{code: "decision", start: k.FiledOn, done: over(k.DecidedOn), extra: k.Extended})
	}
	add(span{code: "defence", start: k.ToldOn, done: over(k.DefendedOn, k.WaivedOn, k.DecidedOn), right: true})
	if k.HearingRight {
		add(span{code: "hearing_request", start: k.ToldOn, done: over(k.AppliedOn, k.WaivedOn, k.DecidedOn), right: true})
	}
	add(span{code: "hearing_held", start: k.AppliedOn, done: over(k.HeardOn)})
	add(span{code: "service", start: k.DecidedOn, done: over(k.ServedOn)})
	if k.ServedOn != "" && k.Outcome == Penalty {
		if k.Amount > 0 && !k.OnSpot {
			add(span{code: "payment", start: k.ServedOn, done: over(k.FulfilledOn)})
		}
		add(span{code: "reconsideration", start: k.ServedOn, done: k.ClosedOn, right: true})
		add(span{code: "suit", start: k.ServedOn, done: k.ClosedOn, right: true})
		add(span{code: "publication", start: k.DecidedOn, done: k.PublishedOn})
	}
	add(span{code: "handin", start: k.SpotTaken, done: k.HandedOn})
	add(span{code: "bank", start: k.HandedOn, done: k.BankedOn})
	add(span{code: "reminder", start: k.RemindedOn, done: over(k.CourtOn, k.FulfilledOn), right: true})
	add(span{code: "archive", start: k.ClosedOn, done: k.ArchivedOn})
	return out
}

// pauses is the time of a case that a rule does not count, in order, without overlaps, from start on.
func (k *Case) pauses(r *Rule, start, done kernel.Date) (out []clock.Pause) {
	halts := slices.Clone(k.Halts)
	if k.AppliedOn != "" {
		halts = append(halts, Halt{From: k.AppliedOn, To: k.HeardOn, Reason: ForHearing})
	}
	slices.SortStableFunc(halts, func(a, b Halt) int { return a.From.DaysUntil(b.From) * -1 })
	for _, h := range halts {
		from, to := max(h.From, start), h.To
		if to == "" && done != "" {
			to = done
		}
		if !slices.Contains(r.Stops, h.Reason) || to != "" && to <= from || done != "" && from > done {
			continue
		}
		if n := len(out); n > 0 {
			last := &out[n-1]
			if last.To == "" || to != "" && to <= last.To {
				continue
			}
			from = max(from, last.To)
			if from == last.To {
				last.To, last.Reason = to, last.Reason+"、"+kernel.LabelOf(h.Reason)
				continue
			}
		}
		out = append(out, clock.Pause{From: from, To: to, Reason: kernel.LabelOf(h.Reason)})
	}
	return out
}

// clockOf is the clock of a span by the rules in force at its start.
func (b *Rulebook) clockOf(k *Case, s span) (clock.Clock, *Rule) {
	r := b.At(s.code, s.start)
	out := clock.Clock{Start: s.start, Limit: r.limit(), Warn: r.Warn, Done: s.done, Pauses: k.pauses(r, s.start, s.done)}
	if s.number > 0 {
		out.Limit.Number = s.number
	}
	for _, e := range s.extra {
		out.Extensions = append(out.Extensions, clock.Extension{On: e.On, Number: e.Days, Unit: clock.Days, Reason: e.Reason})
	}
	return out, r
}

// timed is the hook that keeps the limits of a case as its facts have them.
func timed(c *kernel.Ctx, w *kernel.Write) error {
	k, ok := w.After.(*Case)
	if !ok || w.Meta != Cases.Meta() {
		return nil
	}
	return settle(c.AsSystem(), k)
}

// settle writes the terms of a case.
func settle(c *kernel.Ctx, k *Case) error {
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	have, err := Terms.List(c, kernel.Query{Where: kernel.Eq(&tm.Case, kernel.Ref[Case](k.ID)), Limit: -1})
	if err != nil {
		return err
	}
	kept := map[Code]bool{}
	for _, s := range k.spans() {
		kept[s.code] = true
		i := slices.IndexFunc(have, func(t *Term) bool { return t.Code == s.code })
		if i < 0 {
			t := &Term{Case: kernel.Ref[Case](k.ID), Code: s.code, Title: k.Title}
			if err := t.read(c, b, k, s); err != nil {
				return err
			}
			if err := Terms.Create(c, t); err != nil {
				return err
			}
			continue
		}
		t := *have[i]
		if err := t.read(c, b, k, s); err != nil {
			return err
		}
		if t.Title == have[i].Title && t.Last == have[i].Last && t.State == have[i].State && t.DoneOn == have[i].DoneOn && t.Started == have[i].Started && t.Late == have[i].Late {
			continue
		}
		if _, err := Terms.Update(c, t.ID, 0, func(x *Term) error { t.Base = x.Base; *x = t; return nil }); err != nil {
			return err
		}
	}
	for _, t := range have { // what a correction made untrue
		if !kept[t.Code] {
			if err := Terms.Delete(c, t.ID, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// read works t out from the facts.
func (t *Term) read(c *kernel.Ctx, b *Rulebook, k *Case, s span) error {
	k2, r := b.clockOf(k, s)
	now, err := k2.Read(b.calendar, c.Now())
	if err != nil {
		return err
	}
	t.Region, t.Title = k.Region, k.Title
	t.Clock, t.Started, t.Nominal, t.Last, t.DoneOn, t.State = k2, s.start, now.Nominal, now.Last, s.done, now.State
	t.Who, t.Basis, t.Right, t.Late = r.Who, r.Basis, s.right, now.Late && !s.right
	return nil
}

// Tick brings the running limits up to the day: a limit runs out without anybody writing the case.
var Tick = &kernel.Task[struct{}]{Name: "enforcement.tick", Every: time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	running, err := Terms.List(c, kernel.Query{Where: kernel.In(&tm.State, clock.Running, clock.Warned, clock.Paused), Limit: -1})
	if err != nil {
		return err
	}
	seen := map[kernel.Ref[Case]]bool{}
	var errs []error // one that cannot be read keeps none of the others standing
	for _, t := range running {
		if seen[t.Case] {
			continue
		}
		seen[t.Case] = true
		if err := c.Tx(func(c *kernel.Ctx) error {
			k, err := Cases.Get(c, string(t.Case))
			if err != nil {
				return err
			}
			return settle(c, k)
		}); err != nil {
			errs = append(errs, fmt.Errorf("limits of case %s: %w", t.Case, err))
		}
	}
	return errors.Join(errs...)
}}
