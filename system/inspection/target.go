package inspection

import "anjian/kernel"

func (v *Inspection) fromTarget(c *kernel.Ctx) error { return nil }
func (v *Inspection) visited(c *kernel.Ctx) error    { return nil }
func (v *Inspection) finished(c *kernel.Ctx) error   { return nil }
func (v *Inspection) shown(c *kernel.Ctx) error      { return nil }
