package identity

import (
	"net/http"
	"strings"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
)

// byUser is what users are filtered by.
func (k *keeper) byUser() map[string]column {
	name := textColumn("name", "SELECT id FROM account WHERE LOWER(name) LIKE ? ESCAPE '!'", false)
	linked := func(op string, val any) (kernel.Cond, error) {
		mine := kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID))
		if op == "pr" {
			return kernel.Exists(Links, &lk.Account, mine), nil
		}
		text, ok := val.(string)
		if !ok || op != "eq" && op != "ne" {
			return kernel.Cond{}, badFilter("externalId is compared by eq or ne with a text")
		}
		is := kernel.Exists(Links, &lk.Account, kernel.And(mine, kernel.Eq(&lk.External, text)))
		if op == "ne" {
			is = kernel.Except(is)
		}
		return is, nil
	}
	group := func(op string, val any) (kernel.Cond, error) {
		if op == "pr" {
			return kernel.Not(&account.Row.Org, ""), nil
		}
		text, ok := val.(string)
		if !ok || op != "eq" {
			return kernel.Cond{}, badFilter("groups are compared by eq with an id")
		}
		return kernel.Eq(&account.Row.Org, kernel.Ref[org.Org](text)), nil
	}
	return map[string]column{
		"id": textColumn("id", "", false), "username": textColumn("login", "SELECT id FROM account WHERE LOWER(login) LIKE ? ESCAPE '!'", true),
		"displayname": name, "name.formatted": name, "name": name, "active": activeColumn, "externalid": linked, "groups": group, "groups.value": group,
		"meta.created": timeColumn("created"), "meta.lastmodified": timeColumn("updated"),
	}
}

// showUser is an account as SCIM has it. The telephone is never told: who brought it knows it.
func (k *keeper) showUser(a *account.Account) (object, error) {
	l, err := Links.First(k.c.AsSystem(), kernel.And(kernel.Eq(&lk.Source, kernel.Ref[Source](k.s.ID)), kernel.Eq(&lk.Account, kernel.Ref[account.Account](a.ID))))
	if err != nil {
		return nil, err
	}
	rev, external := 0, ""
	if l != nil {
		rev, external = l.Rev, l.External
	}
	out := object{"schemas": []string{userSchema}, "id": a.ID, "userName": a.Login, "displayName": a.Name, "name": object{"formatted": a.Name}, "active": a.Status != account.Disabled,
		"meta": object{"resourceType": "User", "created": a.Created.Format("2006-01-02T15:04:05.000Z07:00"), "lastModified": a.Updated.Format("2006-01-02T15:04:05.000Z07:00"),
			"location": "/scim/v2/Users/" + a.ID, "version": version(a.Rev, rev)}}
	if external != "" && external != a.ID {
		out["externalId"] = external
	}
	if a.Org != "" {
		o, err := org.Orgs.First(k.c.AsSystem(), kernel.ByID(string(a.Org)))
		if err != nil {
			return nil, err
		}
		if o != nil {
			out["groups"] = []object{{"value": o.ID, "display": o.Name, "$ref": "/scim/v2/Groups/" + o.ID}}
		}
	}
	roles := []object{}
	for _, r := range a.Roles {
		roles = append(roles, object{"value": string(r), "display": kernel.LabelOf(r)})
	}
	if out["roles"] = roles; len(roles) == 0 {
		delete(out, "roles")
	}
	return out, nil
}

func listUsers(k *keeper, w http.ResponseWriter, r *http.Request) error {
	l, err := listingOf(w, r, k.byUser())
	if err != nil {
		return err
	}
	q := kernel.Query{Where: kernel.And(k.own(), l.where), Sort: "id", Limit: -1}
	return serveList(w, l, func(fn func(any) error) error {
		return account.Accounts.Each(k.c.AsSystem(), q, func(a *account.Account) error { return fn(a) })
	}, func(rec any) (object, error) { return k.showUser(rec.(*account.Account)) })
}

func getUser(k *keeper, w http.ResponseWriter, r *http.Request) error {
	a, _, err := k.account(r.PathValue("id"))
	if err != nil {
		return err
	}
	one, err := k.showUser(a)
	if err != nil {
		return err
	}
	return serveOne(w, r, http.StatusOK, one)
}

// personOf reads a user of SCIM; what it does not say is as before.
func personOf(in object, before person) (person, error) {
	p := before
	text := func(v any, name string) (string, error) {
		s, ok := v.(string)
		if !ok {
			return "", &scimError{400, "invalidValue", name + " 应为文本"}
		}
		return strings.TrimSpace(s), nil
	}
	var err error
	if v, ok := field(in, "userName"); ok {
		login, err := text(v, "userName")
		if err != nil {
			return p, err
		}
		if login = strings.ToLower(login); before.Login != "" && login != before.Login {
			return p, &scimError{400, "mutability", "userName 不能修改"}
		}
		p.Login = login
	}
	if v, ok := field(in, "externalId"); ok && v != nil {
		if p.Key, err = text(v, "externalId"); err != nil {
			return p, err
		}
	}
	if v, ok := field(in, "name"); ok && v != nil {
		of, isObject := v.(object)
		if !isObject {
			return p, &scimError{400, "invalidValue", "name 应为对象"}
		}
		part := func(name string) string { v, _ := field(of, name); s, _ := v.(string); return strings.TrimSpace(s) }
		if name := part("formatted"); name != "" && name != before.Name {
			p.Name = name
		} else if name := part("familyName") + part("givenName"); name != "" { // 姓在前
			p.Name = name
		} else if part("formatted") != "" {
			p.Name = part("formatted")
		}
	}
	if v, ok := field(in, "displayName"); ok && v != nil {
		name, err := text(v, "displayName")
		if err != nil {
			return p, err
		}
		if name != "" && (name != before.Name || p.Name == "") {
			p.Name = name
		}
	}
	if v, ok := field(in, "active"); ok && v != nil {
		switch v := v.(type) {
		case bool:
			p.Active = v
		case string: // some send the word
			p.Active = strings.EqualFold(v, "true")
			if !p.Active && !strings.EqualFold(v, "false") {
				return p, &scimError{400, "invalidValue", "active 应为 true 或 false"}
			}
		default:
			return p, &scimError{400, "invalidValue", "active 应为 true 或 false"}
		}
	}
	if v, ok := field(in, "phoneNumbers"); ok && v != nil {
		list, isList := v.([]any)
		if !isList {
			return p, &scimError{400, "invalidValue", "phoneNumbers 应为数组"}
		}
		for i, one := range list {
			of, _ := one.(object)
			v, _ := field(of, "value")
			kind, _ := field(of, "type")
			if number, ok := v.(string); ok && (i == 0 || kind == "mobile") {
				p.Phone = kernel.Phone(strings.TrimPrefix(strings.TrimSpace(number), "tel:"))
			}
		}
	}
	if p.Login == "" {
		return p, &scimError{400, "invalidValue", "缺少 userName"}
	}
	if p.Name == "" {
		p.Name = p.Login
	}
	return p, nil
}

func createUser(k *keeper, w http.ResponseWriter, r *http.Request) error {
	in, err := readSCIM(w, r)
	if err != nil {
		return err
	}
	p, err := personOf(in, person{Active: true})
	if err != nil {
		return err
	}
	var one object
	if err := k.tx(func(k *keeper) error {
		a, err := k.add(p)
		if err == nil {
			one, err = k.showUser(a)
		}
		return err
	}); err != nil {
		return err
	}
	return serveOne(w, r, http.StatusCreated, one)
}

// changeUser changes a user by what turn makes of it.
func changeUser(k *keeper, w http.ResponseWriter, r *http.Request, turn func(now object, before person) (person, error)) error {
	var one object
	err := k.tx(func(k *keeper) error {
		a, l, err := k.account(r.PathValue("id"))
		if err != nil {
			return err
		}
		if err := unmatched(r, version(a.Rev, l.Rev)); err != nil {
			return err
		}
		now, err := k.showUser(a)
		if err != nil {
			return err
		}
		before := person{Key: l.External, Login: a.Login, Name: a.Name, Org: string(a.Org), Active: a.Status != account.Disabled}
		p, err := turn(now, before)
		if err != nil {
			return err
		}
		if a, err = k.change(a.ID, 0, p); err == nil {
			one, err = k.showUser(a)
		}
		return err
	})
	if err != nil {
		return err
	}
	return serveOne(w, r, http.StatusOK, one)
}

func putUser(k *keeper, w http.ResponseWriter, r *http.Request) error {
	in, err := readSCIM(w, r)
	if err != nil {
		return err
	}
	return changeUser(k, w, r, func(_ object, before person) (person, error) {
		before.Active = true // what a replacement leaves out has its first value
		return personOf(in, before)
	})
}

// written are the attributes that may be changed; the others are the platform's.
var (
	userWritten  = map[string]string{"username": "userName", "externalid": "externalId", "name": "name", "displayname": "displayName", "active": "active", "phonenumbers": "phoneNumbers"}
	groupWritten = map[string]string{"externalid": "externalId", "displayname": "displayName", "members": "members"}
)

func patchUser(k *keeper, w http.ResponseWriter, r *http.Request) error {
	in, err := readSCIM(w, r)
	if err != nil {
		return err
	}
	return changeUser(k, w, r, func(now object, before person) (person, error) {
		if err := patch(now, in, userWritten); err != nil {
			return before, err
		}
		return personOf(now, before)
	})
}

func deleteUser(k *keeper, w http.ResponseWriter, r *http.Request) error {
	if err := k.tx(func(k *keeper) error {
		a, l, err := k.account(r.PathValue("id"))
		if err != nil {
			return err
		}
		if err := unmatched(r, version(a.Rev, l.Rev)); err != nil {
			return err
		}
		return k.remove(a.ID, 0)
	}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
