package identity

import (
	"net/http"
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
)

// byGroup is what groups are filtered by.
func (k *keeper) byGroup() map[string]column {
	mine := kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID))
	return map[string]column{
		"id": textColumn("id", "", false), "displayname": textColumn("name", "SELECT id FROM org WHERE LOWER(name) LIKE ? ESCAPE '!'", false),
		"meta.created": timeColumn("created"), "meta.lastmodified": timeColumn("updated"),
		"externalid": func(op string, val any) (kernel.Cond, error) {
			text, ok := val.(string)
			if !ok || op != "eq" {
				return kernel.Cond{}, badFilter("externalId is compared by eq with a text")
			}
			return kernel.Exists(Links, &lk.Org, kernel.And(mine, kernel.Eq(&lk.External, text))), nil
		},
		"members.value": func(op string, val any) (kernel.Cond, error) {
			text, ok := val.(string)
			if !ok || op != "eq" {
				return kernel.Cond{}, badFilter("members are compared by eq with an id")
			}
			return kernel.Exists(account.Accounts, &account.Row.Org, kernel.ByID(text)), nil
		},
	}
}

// members are the source's own accounts in an organisation.
func (k *keeper) members(of string) ([]*account.Account, error) {
	return account.Accounts.List(k.c.AsSystem(), kernel.Query{Where: kernel.And(k.own(), kernel.Eq(&account.Row.Org, kernel.Ref[org.Org](of))), Sort: "id", Limit: -1})
}

func (k *keeper) showGroup(o *org.Org) (object, error) {
	l, err := Links.First(k.c.AsSystem(), kernel.And(kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)), kernel.Eq(&lk.Org, kernel.Ref[org.Org](o.ID))))
	if err != nil {
		return nil, err
	}
	list, err := k.members(o.ID)
	if err != nil {
		return nil, err
	}
	members, sum := []object{}, 0
	for _, a := range list {
		members = append(members, object{"value": a.ID, "display": a.Name, "type": "User", "$ref": "/scim/v2/Users/" + a.ID})
		sum += a.Rev
	}
	rev, external := 0, ""
	if l != nil {
		rev, external = l.Rev, l.External
	}
	out := object{"schemas": []string{groupSchema}, "id": o.ID, "displayName": o.Name, "members": members,
		"meta": object{"resourceType": "Group", "created": o.Created.Format("2006-01-02T15:04:05.000Z07:00"), "lastModified": o.Updated.Format("2006-01-02T15:04:05.000Z07:00"),
			"location": "/scim/v2/Groups/" + o.ID, "version": version(o.Rev, rev+1000*len(list)+1_000_000*sum)}}
	if external != "" && external != o.ID {
		out["externalId"] = external
	}
	return out, nil
}

func listGroups(k *keeper, w http.ResponseWriter, r *http.Request) error {
	l, err := listingOf(w, r, k.byGroup())
	if err != nil {
		return err
	}
	q := kernel.Query{Where: kernel.And(k.units(), l.where), Sort: "id", Limit: -1}
	return serveList(w, l, func(fn func(any) error) error {
		return org.Orgs.Each(k.c.AsSystem(), q, func(o *org.Org) error { return fn(o) })
	}, func(rec any) (object, error) { return k.showGroup(rec.(*org.Org)) })
}

func getGroup(k *keeper, w http.ResponseWriter, r *http.Request) error {
	o, _, err := k.org(r.PathValue("id"))
	if err != nil {
		return err
	}
	one, err := k.showGroup(o)
	if err != nil {
		return err
	}
	return serveOne(w, r, http.StatusOK, one)
}

// groupOf reads a group; members is nil if it does not say them.
func groupOf(in object) (u unit, members []string, err error) {
	if v, ok := field(in, "displayName"); ok {
		name, _ := v.(string)
		u.Name = strings.TrimSpace(name)
	}
	if u.Name == "" {
		return u, nil, &scimError{400, "invalidValue", "缺少 displayName"}
	}
	if v, _ := field(in, "externalId"); v != nil {
		u.Key, _ = v.(string)
	}
	if v, ok := field(in, "members"); ok && v != nil {
		list := asList(v)
		if list == nil || len(list) > 5000 {
			return u, nil, &scimError{400, "invalidValue", "members 应为数组，最多5000人"}
		}
		members = []string{}
		for _, one := range list {
			id := memberID(one)
			if id == "" {
				return u, nil, &scimError{400, "invalidValue", "members 缺少 value"}
			}
			members = append(members, id)
		}
	}
	return u, members, nil
}

// place makes exactly the accounts in members those of an organisation. Only the source's own can be moved.
func (k *keeper) place(of string, members []string) error {
	now, err := k.members(of)
	if err != nil {
		return err
	}
	move := func(id, to string) error {
		a, l, err := k.account(id)
		if err != nil {
			if kernel.CodeOf(err) == kernel.Missing {
				err = &scimError{400, "invalidValue", "成员“" + id + "”不是这个来源的用户"}
			}
			return err
		}
		_, err = k.change(id, 0, person{Key: l.External, Name: a.Name, Org: to, Active: a.Status != account.Disabled})
		return err
	}
	for _, a := range now {
		if !slices.Contains(members, a.ID) {
			if err := move(a.ID, ""); err != nil {
				return err
			}
		}
	}
	for _, id := range members {
		if slices.ContainsFunc(now, func(a *account.Account) bool { return a.ID == id }) {
			continue
		}
		if err := move(id, of); err != nil {
			return err
		}
	}
	return nil
}

func createGroup(k *keeper, w http.ResponseWriter, r *http.Request) error {
	in, err := readSCIM(w, r)
	if err != nil {
		return err
	}
	u, members, err := groupOf(in)
	if err != nil {
		return err
	}
	var one object
	if err := k.tx(func(k *keeper) error {
		o, err := k.addUnit(u)
		if err != nil {
			return err
		}
		if err := k.place(o.ID, members); err != nil {
			return err
		}
		one, err = k.showGroup(o)
		return err
	}); err != nil {
		return err
	}
	return serveOne(w, r, http.StatusCreated, one)
}

func changeGroup(k *keeper, w http.ResponseWriter, r *http.Request, turn func(now object) (object, error)) error {
	var one object
	err := k.tx(func(k *keeper) error {
		o, _, err := k.org(r.PathValue("id"))
		if err != nil {
			return err
		}
		now, err := k.showGroup(o)
		if err != nil {
			return err
		}
		if err := unmatched(r, now["meta"].(object)["version"].(string)); err != nil {
			return err
		}
		next, err := turn(now)
		if err != nil {
			return err
		}
		u, members, err := groupOf(next)
		if err != nil {
			return err
		}
		if o, err = k.changeUnit(o.ID, u); err != nil {
			return err
		}
		if err := k.place(o.ID, members); err != nil {
			return err
		}
		one, err = k.showGroup(o)
		return err
	})
	if err != nil {
		return err
	}
	return serveOne(w, r, http.StatusOK, one)
}

func putGroup(k *keeper, w http.ResponseWriter, r *http.Request) error {
	in, err := readSCIM(w, r)
	if err != nil {
		return err
	}
	return changeGroup(k, w, r, func(object) (object, error) { return in, nil })
}

func patchGroup(k *keeper, w http.ResponseWriter, r *http.Request) error {
	in, err := readSCIM(w, r)
	if err != nil {
		return err
	}
	return changeGroup(k, w, r, func(now object) (object, error) { return now, patch(now, in, groupWritten) })
}

func deleteGroup(k *keeper, w http.ResponseWriter, r *http.Request) error {
	if err := k.tx(func(k *keeper) error {
		o, _, err := k.org(r.PathValue("id"))
		if err != nil {
			return err
		}
		if err := k.place(o.ID, nil); err != nil {
			return err
		}
		return k.closeUnit(o.ID)
	}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
