package account

import (
	"slices"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// duties checks that roles fit the kind of account and each other (三员分立: the three administrators hold no business duty, and none
// of them is another).
func duties(a, before *Account) error {
	if len(a.Roles) == 0 && before == nil && a.Kind != Regulator { // whom the security administrator appoints begins without duties
		return kernel.FieldError(&Row.Roles, "请选择角色")
	}
	for _, r := range slices.Concat(a.Roles, a.Asked) {
		if !slices.Contains(of[a.Kind], r) {
			return kernel.FieldError(&Row.Roles, "%s账号不能担任%s", kernel.LabelOf(a.Kind), kernel.LabelOf(r))
		}
	}
	for _, list := range [][]Role{a.Roles, a.Asked} {
		if i := slices.IndexFunc(list, guards); i >= 0 && len(list) > 1 {
			return kernel.FieldError(&Row.Roles, "%s不能兼任其他角色", kernel.LabelOf(list[i]))
		}
	}
	switch {
	case a.Kind == Enterprise && a.Enterprise == "":
		return kernel.FieldError(&Row.Enterprise, "企业账号应选择企业")
	case a.Kind != Enterprise && a.Enterprise != "":
		return kernel.FieldError(&Row.Enterprise, "只有企业账号可以选择企业")
	case a.Kind == Agency && a.Agency == "":
		return kernel.FieldError(&Row.Agency, "中介机构账号应选择中介机构")
	case a.Kind != Agency && a.Agency != "":
		return kernel.FieldError(&Row.Agency, "只有中介机构账号可以选择中介机构")
	case a.Kind != Regulator && (a.Org != "" || a.Post != ""):
		return kernel.FieldError(&Row.Org, "只有监管部门账号可以选择机构和岗位")
	case a.Kind != Regulator && len(a.Trades) > 0:
		return kernel.FieldError(&Row.Trades, "只有监管部门账号可以限定监管行业")
	}
	return nil
}

// guards tells whether a duty is one of the three administrators'; watches whether it is one of the two that no system administrator
// may ask for.
func guards(r Role) bool  { return slices.Contains(role.Guards, kernel.Role(r)) }
func watches(r Role) bool { return r == Role(role.Security) || r == Role(role.Audit) }

// authority checks what the grants of rows cannot say: nobody changes the own rights, nobody grants what is not his to give. What a system
// administrator gives becomes an application to the security administrator.
func authority(c *kernel.Ctx, a, before *Account) error {
	by := c.Actor
	if by.System {
		return nil
	}
	if before != nil && before.ID == by.ID {
		if a.Region != before.Region || !same(a, before) {
			return kernel.Errorf(kernel.Forbidden, "不能修改自己的角色、属地、机构等，请联系管理员")
		}
		return nil
	}
	if !region.Within(a.Region, by.Region) {
		return kernel.Errorf(kernel.Forbidden, "账号的属地超出您的管理范围")
	}
	switch {
	case by.Is(role.Security):
		if a.Region == by.Region && slices.ContainsFunc(a.Roles, watches) {
			return kernel.Errorf(kernel.Forbidden, "本级安全管理员、审计员由上级安全管理员授予")
		}
		return nil
	case by.Is(role.System):
		return apply(c, a, before)
	case a.Kind != Enterprise || string(a.Enterprise) != by.Enterprise: // an enterprise's safety manager, for the own staff
		return kernel.Errorf(kernel.Forbidden, "您只能管理本企业员工的账号")
	}
	return nil
}

// apply turns what would widen the rights of an account into an application (权限申请). What narrows them holds at once; who comes to
// another region, enterprise, agency or to more trades waits with all duties.
func apply(c *kernel.Ctx, a, before *Account) error {
	if before == nil {
		before = &Account{}
	}
	wanted := a.Roles
	if slices.Equal(a.Roles, before.Roles) && len(a.Asked) > 0 {
		wanted = a.Asked // what waits goes on waiting
	}
	if i := slices.IndexFunc(wanted, func(r Role) bool {
		return watches(r) && !slices.Contains(before.Roles, r) && !slices.Contains(before.Asked, r)
	}); i >= 0 {
		return kernel.Errorf(kernel.Forbidden, "%s由上级安全管理员授予，系统管理员不能申请", kernel.LabelOf(wanted[i]))
	}
	kept := slices.DeleteFunc(slices.Clone(wanted), func(r Role) bool { return !slices.Contains(before.Roles, r) })
	if elsewhere(a, before) {
		kept = nil
	}
	if slices.Equal(kept, wanted) {
		a.Roles, a.Asked, a.Waiting, a.AskedBy = kept, nil, false, ""
		return nil
	}
	a.Roles, a.Asked, a.Waiting = kept, wanted, true
	if !slices.Equal(before.Asked, wanted) {
		a.AskedBy = kernel.Ref[Account](c.Actor.ID)
	}
	return nil
}

// elsewhere tells whether the duties of an account would reach further than before: another place, another party, more trades.
func elsewhere(a, before *Account) bool {
	more := func(now, then []enterprise.Trade) bool {
		return len(then) > 0 && (len(now) == 0 || slices.ContainsFunc(now, func(t enterprise.Trade) bool { return !slices.Contains(then, t) }))
	}
	return !region.Within(a.Region, before.Region) || a.Enterprise != before.Enterprise || a.Agency != before.Agency || more(a.Trades, before.Trades)
}

func grant(_ *kernel.Ctx, a *Account) error {
	if !a.Waiting {
		return kernel.Errorf(kernel.Conflict, "没有待批的权限申请")
	}
	a.Roles, a.Asked, a.Waiting, a.AskedBy = a.Asked, nil, false, ""
	return nil
}

func deny(c *kernel.Ctx, a *Account) error {
	if !a.Waiting {
		return kernel.Errorf(kernel.Conflict, "没有待批的权限申请")
	}
	return assign(c, a)
}

// assign settles what was applied for by what the security administrator decides instead.
func assign(_ *kernel.Ctx, a *Account) error {
	a.Asked, a.Waiting, a.AskedBy = nil, false, ""
	return nil
}

func revoke(c *kernel.Ctx, a *Account) error {
	a.Roles = nil
	return assign(c, a)
}

// Doubt makes the duties of a security administrator or auditor wait for approval again: somebody else has set the password, and one
// person alone must not become another's guard.
func Doubt(c *kernel.Ctx, a *Account) error {
	if !slices.ContainsFunc(a.Roles, watches) {
		return nil
	}
	_, err := Accounts.Update(c.AsSystem(), a.ID, 0, func(a *Account) error {
		a.Asked, a.Roles, a.Waiting, a.AskedBy = a.Roles, nil, true, kernel.Ref[Account](c.Actor.ID)
		return nil
	})
	return err
}
