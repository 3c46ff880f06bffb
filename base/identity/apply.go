package identity

import (
	"errors"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
)

// doApply applies the chosen differences, each in a transaction of its own; one that is refused does not hold up the others. After a crash it
// goes on with those that have no outcome.
func (p *Provider) doApply(c *kernel.Ctx, e errand) error {
	return p.through(e.as(c), e.Sync, Applying, kernel.And(kernel.Eq(&di.Status, Proposed), kernel.Eq(&di.Outcome, "")), "rank", p.applyOne, func(s *Sync) {
		s.Status = Applied
	})
}

// doUndo takes back what was applied, last first.
func (p *Provider) doUndo(c *kernel.Ctx, e errand) error {
	return p.through(e.as(c), e.Sync, Undoing, kernel.Eq(&di.Outcome, Succeeded), "-rank", p.undoOne, func(s *Sync) { s.Status = Undone })
}

// through goes through the differences of a comparison.
func (p *Provider) through(c *kernel.Ctx, id string, stage Stage, where kernel.Cond, sort string, one func(k *keeper, d *Difference) error, end func(*Sync)) error {
	s, err := Syncs.Get(c.AsSystem(), id)
	if err != nil || s.Status != stage {
		return err
	}
	source, err := Sources.Get(c.AsSystem(), string(s.Source))
	if err != nil {
		return err
	}
	list, err := Differences.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&di.Sync, kernel.Ref[Sync](id)), where), Sort: sort, Limit: -1})
	if err != nil {
		return err
	}
	if err := progress(c, id, func(s *Sync) { s.Total, s.Done, s.Failed = len(list), 0, 0 }); err != nil {
		return err
	}
	failed := 0
	k := keeping(c, source)
	for i, d := range list {
		if err := c.Err(); err != nil {
			return err
		}
		err := k.tx(func(k *keeper) error {
			if err := one(k, d); err != nil {
				return err
			}
			return outcome(k.c, d)
		})
		if err != nil {
			fault, ours := errors.AsType[*kernel.Error](err)
			if !ours || fault.Code == kernel.Internal || fault.Code == kernel.Timeout {
				return err
			}
			if d.Outcome = Refused; stage == Undoing {
				d.Outcome = Kept
			}
			failed++
			d.Message = fault.Message
			if err := outcome(c, d); err != nil {
				return err
			}
		} else if d.Outcome == Kept {
			failed++
		}
		if i%20 == 19 {
			if err := progress(c, id, func(s *Sync) { s.Done, s.Failed = i+1, failed }); err != nil {
				return err
			}
		}
	}
	return settle(c, id, func(s *Sync) { s.Done, s.Failed = len(list), failed; end(s) })
}

// outcome keeps what became of a difference.
func outcome(c *kernel.Ctx, d *Difference) error {
	now, err := Differences.Update(c.AsSystem(), d.ID, 0, func(now *Difference) error {
		now.Outcome, now.Message, now.Account, now.Org, now.After = d.Outcome, d.Message, d.Account, d.Org, d.After
		return nil
	})
	if err == nil {
		*d = *now
	}
	return err
}

// keyed is the organisation that the source names key; "" if it brought none.
func (k *keeper) keyed(key string) (string, error) {
	if key == "" {
		return "", nil
	}
	l, err := k.byKey(key, &lk.Org)
	if err != nil || l == nil || l.Gone {
		return "", err
	}
	return string(l.Org), nil
}

func (p *Provider) applyOne(k *keeper, d *Difference) error {
	wanted, former, err := p.planOf(k.c, d)
	if err != nil {
		return err
	}
	d.Outcome = Succeeded
	if d.Subject == Units {
		return p.applyUnit(k, d, wanted)
	}
	if wanted.Person.Org, err = k.keyed(wanted.OrgKey); err != nil {
		return err
	}
	if k.s.Org == "" {
		wanted.Person.Org = former.Person.Org
	}
	var a *account.Account
	switch d.Act {
	case Add:
		if a, err = k.add(wanted.Person); err == nil {
			d.Account = kernel.Ref[account.Account](a.ID)
		}
	case Alter:
		a, err = k.change(string(d.Account), 0, wanted.Person)
	case Vanish:
		if err = k.remove(string(d.Account), 0); err == nil {
			a, err = account.Accounts.Get(k.c.AsSystem(), string(d.Account))
		}
	}
	if err != nil {
		return err
	}
	d.After = a.Rev
	return nil
}

func (p *Provider) applyUnit(k *keeper, d *Difference, wanted plan) error {
	up, err := k.keyed(wanted.Up)
	if err != nil {
		return err
	}
	if wanted.Unit.Superior = up; up == "" {
		wanted.Unit.Superior = string(k.s.Org)
	}
	var o *org.Org
	switch d.Act {
	case Add:
		l, lerr := k.byKey(wanted.Unit.Key, &lk.Org)
		if lerr != nil {
			return lerr
		}
		if l != nil && l.Gone { // a department that comes back is the one that it was
			o, err = k.reopen(l, wanted.Unit)
		} else {
			o, err = k.addUnit(wanted.Unit)
		}
	case Alter:
		o, err = k.changeUnit(string(d.Org), wanted.Unit)
	case Vanish:
		if err = k.closeUnit(string(d.Org)); err == nil {
			o, err = org.Orgs.Get(k.c.AsSystem(), string(d.Org))
		}
	}
	if err != nil {
		return err
	}
	d.Org, d.After = kernel.Ref[org.Org](o.ID), o.Rev
	return nil
}

// reopen makes a department that was removed again what it was.
func (k *keeper) reopen(l *Link, u unit) (*org.Org, error) {
	if err := k.link(l, func(l *Link) { l.Gone = false }); err != nil {
		return nil, err
	}
	o, _, err := k.org(string(l.Org))
	if err != nil {
		return nil, err
	}
	if o.Status != org.Active {
		if _, err := org.Orgs.Do(k.c, o.ID, 0, "reopen", &org.Org{}, "来源恢复："+k.s.Name); err != nil {
			return nil, err
		}
	}
	return k.changeUnit(o.ID, u)
}

// undoOne takes one difference back, unless somebody changed the record since.
func (p *Provider) undoOne(k *keeper, d *Difference) error {
	wanted, former, err := p.planOf(k.c, d)
	if err != nil {
		return err
	}
	rev := 0
	if d.Subject == Units {
		o, err := org.Orgs.Get(k.c.AsSystem(), string(d.Org))
		if err != nil {
			return err
		}
		rev = o.Rev
	} else {
		a, err := account.Accounts.Get(k.c.AsSystem(), string(d.Account))
		if err != nil {
			return err
		}
		rev = a.Rev
	}
	if rev != d.After {
		d.Outcome, d.Message = Kept, "应用之后又有改动，保留"
		return nil
	}
	d.Outcome = TakenBack
	switch {
	case d.Subject == Units && d.Act == Add:
		return k.closeUnit(string(d.Org))
	case d.Subject == Units && d.Act == Alter:
		_, err = k.changeUnit(string(d.Org), former.Unit)
		return err
	case d.Subject == Units:
		l, err := k.goneLink(&lk.Org, string(d.Org))
		if err == nil {
			_, err = k.reopen(l, former.Unit)
		}
		return err
	case d.Act == Add && wanted.Joined:
		former.Person.Key = wanted.Person.Key
		if _, err := k.change(string(d.Account), 0, former.Person); err != nil {
			return err
		}
		_, l, err := k.account(string(d.Account))
		if err != nil {
			return err
		}
		return k.link(l, func(l *Link) { l.Gone = true })
	case d.Act == Add:
		return k.remove(string(d.Account), 0)
	case d.Act == Alter:
		_, err = k.change(string(d.Account), 0, former.Person)
		return err
	}
	l, err := k.goneLink(&lk.Account, string(d.Account))
	if err != nil {
		return err
	}
	if err := k.link(l, func(l *Link) { l.Gone = false }); err != nil {
		return err
	}
	_, err = k.change(string(d.Account), 0, former.Person)
	return err
}

// goneLink is the source's link to a record that it let go of.
func (k *keeper) goneLink(at any, id string) (*Link, error) {
	is := kernel.Eq(&lk.Account, kernel.Ref[account.Account](id))
	if at == any(&lk.Org) {
		is = kernel.Eq(&lk.Org, kernel.Ref[org.Org](id))
	}
	l, err := Links.First(k.c.AsSystem(), kernel.And(kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)), kernel.Eq(&lk.Gone, true), is))
	if err == nil && l == nil {
		err = kernel.Errorf(kernel.Conflict, "来源对应已有变动，保留")
	}
	return l, err
}
