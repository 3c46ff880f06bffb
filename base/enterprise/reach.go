package enterprise

import "anjian/kernel"

// Living refuses new records on a file that was merged away: they would be found with nobody.
func (e *Enterprise) Living() error {
	if e.Status != Merged {
		return nil
	}
	return kernel.Errorf(kernel.Conflict, "该企业登记过两次，这份档案已经并入另一份，请选保留的那一份")
}

// Unreachable notes that a number which an enterprise gave does not answer (号码失效): the contact who has it is to be confirmed anew, and the
// contacts of the file are stale from today on.
func Unreachable(c *kernel.Ctx, id, phone string) error {
	c = c.AsSystem()
	where := kernel.And(kernel.Eq(&contact.Enterprise, kernel.Ref[Enterprise](id)), kernel.Eq(&contact.Phone, kernel.Phone(phone)), kernel.Eq(&contact.Left, false))
	contacts, err := Contacts.List(c, kernel.Query{Where: where})
	if err != nil {
		return err
	}
	for _, p := range contacts {
		if _, err := Contacts.Update(c, p.ID, 0, func(p *Contact) error { p.FailedOn = c.Today(); return nil }); err != nil {
			return err
		}
	}
	e, err := Enterprises.First(c, kernel.ByID(id))
	if err != nil || e == nil || e.fresh(InPeople) == nil {
		return err
	}
	_, err = Enterprises.Update(c, id, 0, func(e *Enterprise) error {
		e.Quiet = true
		return e.lapse(c, InPeople)
	})
	return err
}
