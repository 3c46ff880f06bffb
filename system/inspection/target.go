package inspection

import (
	"anjian/kernel"
	"anjian/system/plan"
)

// fromTarget takes over what the plan says.
func (v *Inspection) fromTarget(c *kernel.Ctx) error {
	if v.Target == "" {
		return nil
	}
	t, err := plan.Targets.Get(c, string(v.Target))
	if err != nil {
		return err
	}
	if t.Enterprise != v.Enterprise {
		return kernel.FieldError(&Row.Target, "所选计划对象不是这家企业")
	}
	if len(v.Officers) == 0 {
		v.Officers = t.Officers
	}
	return nil
}

// visited tells the plan that its visit has begun, finished what came out.
func (v *Inspection) visited(c *kernel.Ctx) error {
	if v.Target == "" {
		return nil
	}
	return plan.Visited(c, string(v.Target), v.ID)
}

func (v *Inspection) finished(c *kernel.Ctx) error {
	if v.Target == "" {
		return nil
	}
	return plan.Completed(c, string(v.Target), v.ID, conclusion(v))
}

// shown publishes the target of the plan along with the visit.
func (v *Inspection) shown(c *kernel.Ctx) error {
	if v.Target == "" {
		return nil
	}
	t, err := plan.Targets.Get(c.AsSystem(), string(v.Target))
	if err != nil || t.Status != plan.Done {
		return err
	}
	_, err = plan.Targets.Do(c.AsSystem(), t.ID, 0, "publish", nil, "")
	return err
}
