package enforcement

import (
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/kernel"
)

// bureau is the organ in whose name a case is handled: that of its officers, or the one above it that decides; nil where none is on file.
func (k *Case) bureau(c *kernel.Ctx) (*org.Org, error) {
	for _, id := range k.Officers {
		o, err := officer.Officers.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return nil, err
		}
		if o == nil {
			continue
		}
		at, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(o.Org)))
		for n := 0; err == nil && at != nil && at.Superior != "" && (at.Kind == org.Department || at.Kind == org.Brigade) && n < 5; n++ {
			at, err = org.Orgs.First(c.AsSystem(), kernel.ByID(string(at.Superior)))
		}
		if err != nil || at != nil {
			return at, err
		}
	}
	return org.Orgs.First(c.AsSystem(), kernel.And(kernel.Eq(&org.Row.Region, k.Region), kernel.Eq(&org.Row.Kind, org.Bureau), kernel.Eq(&org.Row.Status, org.Active)))
}

// organ is its name, that of the region where none is on file.
func (k *Case) organ(c *kernel.Ctx) string {
	if o, err := k.bureau(c); err == nil && o != nil {
		return o.Name
	}
	return c.RegionLabel(k.Region) + "应急管理局"
}
