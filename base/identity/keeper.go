package identity

import (
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// keeper writes what a source says, and holds it to its bounds: accounts of regulators that belong to the source, in its region, never
// one of the three administrators. It acts as a system administrator of that region, so that the rights of records hold for it too,
// and roles that it brings are an application.
type keeper struct {
	c *kernel.Ctx
	s *Source
}

// keeping lets a source act. by is the person who applies what was proposed, nil if the source pushes by itself.
func keeping(c *kernel.Ctx, s *Source) *keeper {
	in, env := *c, *c.Env
	if in.Env = &env; c.Actor.ID == "" || c.Actor.System {
		in.Actor = kernel.Actor{ID: s.ID, Name: s.Name}
	}
	env.Fresh = nil // the token, or the person who applied, has proved enough
	in.Actor = kernel.Actor{ID: in.Actor.ID, Name: in.Actor.Name, Roles: []kernel.Role{role.System}, Region: s.Region}
	return &keeper{&in, s}
}

func (k *keeper) in(c *kernel.Ctx) *keeper {
	in := *k.c
	in.Store = c.Store
	return &keeper{&in, k.s}
}

// tx runs fn in a transaction.
func (k *keeper) tx(fn func(k *keeper) error) error {
	return k.c.Tx(func(c *kernel.Ctx) error { return fn(k.in(c)) })
}

// person is what a source says of somebody.
type person struct {
	Key, Login, Name string
	Phone            kernel.Phone
	Org              string // id
	Active           bool
}

// own is the accounts that a source may see and change.
func (k *keeper) own() kernel.Cond {
	return kernel.And(kernel.Under(k.s.Region), kernel.Eq(&account.Row.Kind, account.Regulator), unguarded(),
		kernel.Exists(Links, &lk.Account, kernel.And(kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)), kernel.Eq(&lk.Gone, false))))
}

// unguarded is the accounts of nobody who is an administrator.
func unguarded() kernel.Cond {
	var guards []kernel.Cond
	for _, r := range role.Guards {
		guards = append(guards, kernel.Has(&account.Row.Roles, account.Role(r)))
	}
	return kernel.Except(kernel.Or(guards...))
}

// account returns one of the source's own accounts.
func (k *keeper) account(id string) (*account.Account, *Link, error) {
	missing := kernel.Errorf(kernel.Missing, "没有这个用户")
	if strings.ContainsRune(id, 0) || len(id) > 60 {
		return nil, nil, missing
	}
	a, err := account.Accounts.First(k.c.AsSystem(), kernel.And(kernel.ByID(id), k.own()))
	if err != nil {
		return nil, nil, err
	}
	if a == nil {
		return nil, nil, missing
	}
	l, err := Links.First(k.c.AsSystem(), kernel.And(kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)), kernel.Eq(&lk.Account, kernel.Ref[account.Account](id))))
	if err == nil && l == nil {
		err = missing
	}
	return a, l, err
}

// byKey returns the link of what the source calls key, also one that has gone; nil if there is none.
func (k *keeper) byKey(key string, of any) (*Link, error) {
	kind := kernel.Not(&lk.Account, "")
	if of == any(&lk.Org) {
		kind = kernel.Not(&lk.Org, "")
	}
	return Links.First(k.c.AsSystem(), kernel.And(kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)), kernel.Eq(&lk.External, key), kind))
}

// add brings somebody: a new account, one that the source brought before and removed, or, where the source may adopt, one that is there.
func (k *keeper) add(p person) (*account.Account, error) {
	p.Login = strings.ToLower(strings.TrimSpace(p.Login))
	taken := &kernel.Error{Code: kernel.Conflict, Message: "登录名已存在", Fields: map[string]string{"login": "登录名已存在"}}
	there, err := account.Accounts.First(k.c.AsSystem(), kernel.Eq(&account.Row.Login, p.Login))
	if err != nil {
		return nil, err
	}
	if there != nil {
		l, err := Links.First(k.c.AsSystem(), kernel.And(kernel.Eq(&lk.Account, kernel.Ref[account.Account](there.ID)), kernel.Or(kernel.Eq(&lk.Gone, false), kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)))))
		switch {
		case err != nil:
			return nil, err
		case !k.within(there):
			return nil, taken
		case l != nil && (string(l.Source) != k.s.ID || !l.Gone): // of another source, or there twice
			return nil, taken
		case l == nil && !k.s.Adopt:
			return nil, taken
		case l != nil:
			if err := k.link(l, func(l *Link) { l.Gone, l.External = false, p.Key }); err != nil {
				return nil, err
			}
		default:
			if err := k.tie(&Link{External: p.Key, Account: kernel.Ref[account.Account](there.ID)}); err != nil {
				return nil, err
			}
		}
		_, err = k.change(there.ID, 0, p)
		if err != nil {
			return nil, err
		}
		return account.Accounts.Get(k.c.AsSystem(), there.ID)
	}
	a := &account.Account{Login: p.Login, Name: p.Name, Phone: p.Phone, Kind: account.Regulator, Roles: slices.Clone(k.s.Roles), Org: kernel.Ref[org.Org](p.Org), PasswordDue: true}
	a.Region = k.s.Region
	if err := account.Accounts.Create(k.c, a); err != nil {
		return nil, err
	}
	if err := k.tie(&Link{External: p.Key, Account: kernel.Ref[account.Account](a.ID)}); err != nil {
		return nil, err
	}
	if !p.Active {
		if err := k.hold(a, nil); err != nil {
			return nil, err
		}
	}
	return account.Accounts.Get(k.c.AsSystem(), a.ID)
}

// within tells whether a source may bring an account at all: of its region, a regulator's, no administrator's.
func (k *keeper) within(a *account.Account) bool {
	return a.Kind == account.Regulator && region.Within(a.Region, k.s.Region) && !slices.ContainsFunc(a.Roles, func(r account.Role) bool { return slices.Contains(role.Guards, kernel.Role(r)) })
}

func (k *keeper) tie(l *Link) error {
	l.Source, l.Region = kernel.Ref[Source](k.s.ID), k.s.Region
	if l.External == "" {
		l.External = string(l.Account) + string(l.Org)
	}
	if twice, err := k.byKey(l.External, map[bool]any{true: &lk.Org, false: &lk.Account}[l.Org != ""]); err != nil || twice != nil && !twice.Gone {
		if err == nil {
			err = kernel.Errorf(kernel.Conflict, "来源中的标识“%s”已有对应", l.External)
		}
		return err
	}
	return Links.Create(k.c.AsSystem(), l)
}

func (k *keeper) link(l *Link, fn func(*Link)) error {
	_, err := Links.Update(k.c.AsSystem(), l.ID, 0, func(l *Link) error { fn(l); return nil })
	return err
}

// change makes one of the source's own accounts what p says. The login name never changes.
func (k *keeper) change(id string, rev int, p person) (*account.Account, error) {
	a, l, err := k.account(id)
	if err != nil {
		return nil, err
	}
	if rev != 0 && a.Rev != rev {
		return nil, kernel.Errorf(kernel.Stale, "用户已被修改，请重新读取")
	}
	if p.Key != "" && p.Key != l.External {
		if twice, err := k.byKey(p.Key, &lk.Account); err != nil || twice != nil {
			if err == nil {
				err = kernel.Errorf(kernel.Conflict, "来源中的标识“%s”已有对应", p.Key)
			}
			return nil, err
		}
		if err := k.link(l, func(l *Link) { l.External = p.Key }); err != nil {
			return nil, err
		}
	}
	if a.Name != p.Name || p.Phone != "" && a.Phone != p.Phone || string(a.Org) != p.Org {
		if a, err = account.Accounts.Update(k.c, a.ID, 0, func(a *account.Account) error {
			if string(a.Org) != p.Org {
				a.Post = ""
			}
			a.Name, a.Org = p.Name, kernel.Ref[org.Org](p.Org)
			if p.Phone != "" {
				a.Phone = p.Phone
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	switch {
	case !p.Active && a.Status != account.Disabled:
		err = k.hold(a, l)
	case p.Active && a.Status == account.Disabled && l.Held: // what an administrator disabled stays so
		if _, err = account.Accounts.Do(k.c, a.ID, 0, "enable", &account.Account{}, "来源恢复："+k.s.Name); err == nil {
			err = k.link(l, func(l *Link) { l.Held = false })
		}
	}
	if err != nil {
		return nil, err
	}
	return account.Accounts.Get(k.c.AsSystem(), a.ID)
}

// hold disables an account: nothing that somebody did is ever deleted with its person.
func (k *keeper) hold(a *account.Account, l *Link) (err error) {
	if l == nil {
		if _, l, err = k.account(a.ID); err != nil {
			return err
		}
	}
	if _, err := account.Accounts.Do(k.c, a.ID, 0, "disable", &account.Account{}, "来源停用："+k.s.Name); err != nil {
		return err
	}
	return k.link(l, func(l *Link) { l.Held = true })
}

// remove disables an account and lets go of it.
func (k *keeper) remove(id string, rev int) error {
	a, l, err := k.account(id)
	if err != nil {
		return err
	}
	if rev != 0 && a.Rev != rev {
		return kernel.Errorf(kernel.Stale, "用户已被修改，请重新读取")
	}
	if a.Status != account.Disabled {
		if err := k.hold(a, l); err != nil {
			return err
		}
	}
	return k.link(l, func(l *Link) { l.Gone = true })
}

// unit is what a source says of a department.
type unit struct {
	Key, Name string
	Superior  string // id; empty: the organisation that the source hangs on
}

// units is the organisations that the source brought.
func (k *keeper) units() kernel.Cond {
	return kernel.And(kernel.Under(k.s.Region), kernel.Exists(Links, &lk.Org, kernel.And(kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)), kernel.Eq(&lk.Gone, false))))
}

// org returns one of the source's own organisations.
func (k *keeper) org(id string) (*org.Org, *Link, error) {
	missing := kernel.Errorf(kernel.Missing, "没有这个部门")
	if strings.ContainsRune(id, 0) || len(id) > 60 {
		return nil, nil, missing
	}
	o, err := org.Orgs.First(k.c.AsSystem(), kernel.And(kernel.ByID(id), k.units()))
	if err != nil {
		return nil, nil, err
	}
	if o == nil {
		return nil, nil, missing
	}
	l, err := Links.First(k.c.AsSystem(), kernel.And(kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)), kernel.Eq(&lk.Org, kernel.Ref[org.Org](id))))
	if err == nil && l == nil {
		err = missing
	}
	return o, l, err
}

func (k *keeper) addUnit(u unit) (*org.Org, error) {
	if k.s.Org == "" {
		return nil, kernel.Errorf(kernel.Invalid, "这个来源没有挂接机构，不能新建部门")
	}
	if u.Superior == "" {
		u.Superior = string(k.s.Org)
	}
	o := &org.Org{Name: u.Name, Kind: org.Department, Superior: kernel.Ref[org.Org](u.Superior)}
	o.Region = k.s.Region
	if err := org.Orgs.Create(k.c, o); err != nil {
		return nil, err
	}
	return o, k.tie(&Link{External: u.Key, Org: kernel.Ref[org.Org](o.ID)})
}

func (k *keeper) changeUnit(id string, u unit) (*org.Org, error) {
	o, l, err := k.org(id)
	if err != nil {
		return nil, err
	}
	if u.Superior == "" {
		u.Superior = string(o.Superior)
	}
	if u.Key != "" && u.Key != l.External {
		if err := k.link(l, func(l *Link) { l.External = u.Key }); err != nil {
			return nil, err
		}
	}
	if o.Name == u.Name && string(o.Superior) == u.Superior {
		return o, nil
	}
	return org.Orgs.Update(k.c, id, 0, func(o *org.Org) error {
		if o.Title == o.Name {
			o.Title = u.Name
		}
		o.Name, o.Superior = u.Name, kernel.Ref[org.Org](u.Superior)
		return nil
	})
}

// closeUnit closes a department that the source no longer has.
func (k *keeper) closeUnit(id string) error {
	o, l, err := k.org(id)
	if err != nil {
		return err
	}
	if o.Status == org.Active {
		if _, err := org.Orgs.Do(k.c, id, 0, "close", &org.Org{}, "来源移除："+k.s.Name); err != nil {
			return err
		}
	}
	return k.link(l, func(l *Link) { l.Gone = true })
}
