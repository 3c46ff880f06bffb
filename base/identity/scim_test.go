package identity

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// pusher is an outside system that pushes its users.
type pusher struct {
	*agent
	s     *Source
	token string
}

func (h *house) source(fn func(*Source)) *Source {
	h.Helper()
	s := &Source{Name: "人事系统", Kind: SCIM, Roles: []account.Role{account.Role(role.Regulator)}}
	s.Region = county
	if fn != nil {
		fn(s)
	}
	kerneltest.Must(h, Sources.Create(h.actor("admin"), s))
	return s
}

func (h *house) bureau() *org.Org {
	h.Helper()
	o := &org.Org{Name: "金水区应急管理局", Kind: org.Bureau}
	o.Region = county
	kerneltest.Must(h, org.Orgs.Create(h.System(), o))
	return o
}

func (h *house) pusher(fn func(*Source)) *pusher {
	h.Helper()
	s := h.source(fn)
	r := h.agent().sign("admin").post("/api/identity_source/"+s.ID+"/token", struct{}{})
	if r.status != http.StatusOK {
		h.Fatalf("%d %s", r.status, r.body)
	}
	return &pusher{h.agent(), s, r.json(h)["secret"].(string)}
}

func (p *pusher) do(method, path string, in any, headers ...string) reply {
	p.h.Helper()
	body := ""
	if in != nil {
		if text, ok := in.(string); ok {
			body = text
		} else {
			text, _ := json.Marshal(in)
			body = string(text)
		}
	}
	r := p.send(method, "/scim/v2"+path, "application/scim+json", body, append([]string{"Authorization", "Bearer " + p.token}, headers...)...)
	if r.status >= 400 && r.status != 422 && (r.header.Get("Content-Type") != scimKind || !strings.Contains(r.body, errorSchema)) {
		p.h.Errorf("%s %s: %d %s as %s", method, path, r.status, r.body, r.header.Get("Content-Type"))
	}
	if r.status >= 500 {
		p.h.Errorf("%s %s: %d %s", method, path, r.status, r.body)
	}
	return r
}

func (p *pusher) want(what string, r reply, status int) reply {
	p.h.Helper()
	if r.status != status {
		p.h.Fatalf("%s: %d instead of %d: %s", what, r.status, status, r.body)
	}
	return r
}

func (p *pusher) user(login string, more object) string {
	p.h.Helper()
	in := object{"schemas": []string{userSchema}, "userName": login, "name": object{"familyName": "孙", "givenName": login}, "externalId": "hr-" + login, "active": true}
	for key, v := range more {
		in[key] = v
	}
	return p.want("create "+login, p.do("POST", "/Users", in), 201).json(p.h)["id"].(string)
}

func (h *house) get(id string) *account.Account {
	h.Helper()
	a, err := account.Accounts.Get(h.System(), id)
	kerneltest.Must(h, err)
	return a
}

// 人事系统推送用户和部门: 新建, 修改, 停用, 恢复, 分页, 版本.
func TestSCIM(t *testing.T) {
	each(t, func(h *house) {
		bureau := h.bureau()
		p := h.pusher(func(s *Source) { s.Org = kernel.Ref[org.Org](bureau.ID) })
		r := p.want("create", p.do("POST", "/Users", object{"schemas": []string{userSchema}, "userName": "Sun.Wei", "externalId": "hr-1", "name": object{"familyName": "孙", "givenName": "伟"},
			"phoneNumbers": []object{{"value": "13812345678", "type": "mobile"}}, "active": true}), 201)
		made := r.json(h)
		id := made["id"].(string)
		if made["userName"] != "sun.wei" || made["displayName"] != "孙伟" || made["externalId"] != "hr-1" || r.header.Get("ETag") == "" || r.header.Get("Location") == "" || strings.Contains(r.body, "1381234") {
			h.Fatalf("%s", r.body)
		}
		a := h.get(id)
		if a.Kind != account.Regulator || a.Region != county || a.Phone != "13812345678" || !a.PasswordDue {
			h.Fatalf("%+v", a)
		}
		if len(a.Roles) != 0 || !slices.Equal(a.Asked, []account.Role{account.Role(role.Regulator)}) || !a.Waiting {
			h.Errorf("a source gives roles itself: %v, asks %v", a.Roles, a.Asked)
		}
		if r := p.do("POST", "/Users", object{"userName": "sun.wei"}); r.status != 409 || r.json(h)["scimType"] != "uniqueness" {
			h.Errorf("twice: %d %s", r.status, r.body)
		}
		tag := p.do("GET", "/Users/"+id, nil).header.Get("ETag")
		if r := p.do("GET", "/Users/"+id, nil, "If-None-Match", tag); r.status != 304 {
			h.Errorf("%d", r.status)
		}
		op := func(name, path string, value any) object {
			out := object{"op": name}
			if path != "" {
				out["path"] = path
			}
			if value != nil {
				out["value"] = value
			}
			return out
		}
		patch := func(ops ...object) object {
			return object{"schemas": []string{patchSchema}, "Operations": ops}
		}
		if got := p.want("patch", p.do("PATCH", "/Users/"+id, patch(op("Replace", "", object{"displayName": "孙卫", "active": "False"})), "If-Match", tag), 200).json(h); got["displayName"] != "孙卫" || got["active"] != false {
			h.Errorf("%v", got)
		}
		if r := p.do("PATCH", "/Users/"+id, patch(op("replace", "active", true)), "If-Match", tag); r.status != 412 {
			h.Errorf("an old version: %d", r.status)
		}
		if a := h.get(id); a.Status != account.Disabled {
			h.Errorf("%s", a.Status)
		}
		p.want("again", p.do("PATCH", "/Users/"+id, patch(op("replace", "active", true), op("replace", "name.givenName", "卫国"), op("replace", `phoneNumbers[type eq "mobile"].value`, "13800000000"))), 200)
		if a := h.get(id); a.Status != account.Active || a.Phone != "13800000000" || a.Name != "卫国" {
			h.Errorf("%+v", a)
		}
		for what, bad := range map[string]object{"roles": op("replace", "roles", []object{{"value": "system"}}), "id": op("replace", "id", "x"), "groups": op("add", "groups", []object{{"value": bureau.ID}}), "login": op("replace", "userName", "other"),
			"remove the name": op("remove", "userName", nil), "path": op("replace", "active..", true), "no such": op("replace", "password", "Geheim-123"), "verb": op("move", "active", true)} {
			if r := p.do("PATCH", "/Users/"+id, patch(bad)); r.status != 400 {
				h.Errorf("%s: %d %s", what, r.status, r.body)
			}
		}

		for i := range 5 {
			p.user(fmt.Sprintf("user%d", i), nil)
		}
		list := p.want("list", p.do("GET", "/Users?startIndex=2&count=3&attributes=userName", nil), 200).json(h)
		page := list["Resources"].([]any)
		if list["totalResults"] != 6.0 || len(page) != 3 || list["startIndex"] != 2.0 || page[0].(object)["displayName"] != nil || page[0].(object)["userName"] == nil {
			h.Errorf("%v", list)
		}
		for filter, want := range map[string]int{`userName eq "SUN.wei"`: 1, `userName sw "user"`: 5, `userName co "ser" and not (userName ew "3")`: 4, `externalId eq "hr-1"`: 1, `displayName eq "卫国" or userName eq "user1"`: 2,
			`active eq true`: 6, `active eq false`: 0, `meta.created gt "2020-01-01T00:00:00Z"`: 6, `meta.lastModified lt "2020-01-01T00:00:00Z"`: 0, `id pr`: 6, `urn:ietf:params:scim:schemas:core:2.0:User:userName eq "user2"`: 1,
			`userName eq "user%"`: 0, `userName co "%"`: 0, `userName co "_"`: 0, `userName ne "user1"`: 5, `groups pr`: 0, `externalId pr`: 6} {
			got := p.want(filter, p.do("GET", "/Users?filter="+url.QueryEscape(filter), nil), 200).json(h)
			if got["totalResults"] != float64(want) {
				h.Errorf("%s: %v instead of %d", filter, got["totalResults"], want)
			}
		}
		if got := p.want("search", p.do("POST", "/Users/.search", object{"filter": `userName eq "user1"`, "count": 1}), 200).json(h); got["totalResults"] != 1.0 {
			h.Errorf("%v", got)
		}

		unit := p.want("group", p.do("POST", "/Groups", object{"displayName": "执法监督科", "externalId": "d1", "members": []object{{"value": id}}}), 201).json(h)
		gid := unit["id"].(string)
		o, err := org.Orgs.Get(h.System(), gid)
		if kerneltest.Must(h, err); o.Kind != org.Department || string(o.Superior) != bureau.ID || string(h.get(id).Org) != gid {
			h.Errorf("%+v", o)
		}
		user1 := p.want("user1", p.do("GET", "/Users?filter="+url.QueryEscape(`userName eq "user1"`), nil), 200).json(h)["Resources"].([]any)[0].(object)["id"].(string)
		p.want("add", p.do("PATCH", "/Groups/"+gid, patch(op("add", "members", []object{{"value": user1}}))), 200)
		got := p.want("remove", p.do("PATCH", "/Groups/"+gid, patch(op("remove", `members[value eq "`+id+`"]`, nil), op("replace", "displayName", "执法大队"))), 200).json(h)
		if members := got["members"].([]any); len(members) != 1 || members[0].(object)["value"] != user1 || got["displayName"] != "执法大队" || h.get(id).Org != "" {
			h.Errorf("%v", got)
		}
		if got := p.do("GET", "/Groups?filter="+url.QueryEscape(`members.value eq "`+user1+`"`), nil).json(h); got["totalResults"] != 1.0 {
			h.Errorf("%v", got)
		}
		p.want("delete the group", p.do("DELETE", "/Groups/"+gid, nil), 204)
		if o, _ := org.Orgs.Get(h.System(), gid); o.Status != org.Closed || h.get(user1).Org != "" || p.do("GET", "/Groups/"+gid, nil).status != 404 {
			h.Error("a group that was deleted is closed, and empty")
		}

		p.want("delete", p.do("DELETE", "/Users/"+id, nil), 204)
		if a := h.get(id); a.Status != account.Disabled || p.do("GET", "/Users/"+id, nil).status != 404 {
			h.Error("whom the source deletes is disabled and gone for it")
		}
		if again := p.user("sun.wei", nil); again != id || h.get(id).Status != account.Active {
			h.Error("who comes back is the one who was")
		}
		if _, err := account.Accounts.Do(h.System(), id, 0, "disable", &account.Account{}, "调查期间停用"); err != nil {
			h.Fatal(err)
		}
		p.want("enable", p.do("PATCH", "/Users/"+id, patch(op("replace", "active", true))), 200)
		if h.get(id).Status != account.Disabled {
			h.Error("a source takes back what an administrator decided")
		}
		for _, path := range []string{"/ServiceProviderConfig", "/Schemas", "/Schemas/" + userSchema, "/ResourceTypes", "/ResourceTypes/Group"} {
			p.want(path, p.do("GET", path, nil), 200)
		}
		lines, err := h.Trail.Of(h.System(), "account", id)
		if err != nil || !slices.ContainsFunc(lines, func(l kernel.Line) bool { return l.Verb == "create" && l.ActorName == p.s.Name }) {
			h.Errorf("the trail does not say which source made the account: %v", err)
		}
	})
}

// A source can neither give rights nor reach administrators, other regions, other sources and accounts that it did not bring.
func TestAttackSCIMEscalation(t *testing.T) {
	once(t, func(h *house) {
		bureau := h.bureau()
		p := h.pusher(func(s *Source) { s.Org = kernel.Ref[org.Org](bureau.ID); s.Adopt = true })
		other := h.pusher(func(s *Source) { s.Name = "别的来源" })
		mine, theirs := p.user("mine", nil), other.user("theirs", nil)
		h.person("auditor", county, role.Audit)
		h.person("root", "4101", role.System)
		h.person("below", "410105001", role.System)
		targets := map[string]string{"their user": theirs, "an account that nobody linked": h.people["zhang"].ID, "another region": h.people["lin"].ID, "the administrator": h.people["admin"].ID,
			"the auditor": h.people["auditor"].ID, "the administrator above": h.people["root"].ID, "the administrator below": h.people["below"].ID, "the platform": "system", "nobody": "x", "NUL": "a%00b"}
		before := map[string]*account.Account{}
		for what, id := range targets {
			if a, err := account.Accounts.First(h.System(), kernel.ByID(id)); err == nil && a != nil {
				before[what] = a
			}
			for _, r := range []reply{p.do("GET", "/Users/"+id, nil), p.do("PUT", "/Users/"+id, object{"userName": "mine", "active": false}), p.do("DELETE", "/Users/"+id, nil),
				p.do("PATCH", "/Users/"+id, object{"Operations": []object{{"op": "replace", "path": "active", "value": false}}})} {
				if r.status != 404 && what != "NUL" || r.status < 400 {
					h.Errorf("%s: %d %s", what, r.status, r.body)
				}
			}
			if r := p.do("POST", "/Groups", object{"displayName": "夺取" + what, "members": []object{{"value": id}}}); r.status < 400 {
				h.Errorf("%s was moved: %d", what, r.status)
			}
		}
		for _, login := range []string{"admin", "auditor", "root", "below", "lin", "theirs"} { // adopting by name
			if r := p.do("POST", "/Users", object{"userName": login, "active": false}); r.status != 409 {
				h.Errorf("%s was adopted: %d %s", login, r.status, r.body)
			}
		}
		for what, was := range before {
			if now := h.get(was.ID); !reflect.DeepEqual(now, was) {
				h.Errorf("%s changed: %+v", what, now)
			}
		}
		if id := p.want("adopt", p.do("POST", "/Users", object{"userName": "zhang", "displayName": "张三"}), 201).json(h)["id"]; id != h.people["zhang"].ID {
			h.Errorf("%v", id)
		}
		for _, body := range []object{{"roles": []object{{"value": "system"}}}, {"entitlements": []object{{"value": "all"}}}, {"region": "41"}, {"kind": "enterprise"}, {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": object{"department": "x"}}} {
			body["userName"] = "mine"
			p.do("PUT", "/Users/"+mine, body)
			if a := h.get(mine); len(a.Roles) > 0 || a.Region != county || a.Kind != account.Regulator || slices.Contains(a.Asked, account.Role(role.System)) {
				h.Fatalf("%v: %+v", body, a)
			}
		}
		if a := h.get(mine); len(a.Asked) != 1 || a.Asked[0] != account.Role(role.Regulator) {
			h.Errorf("%+v", a)
		}
		for _, r := range role.Guards {
			s := &Source{Name: "越权", Kind: SCIM, Roles: []account.Role{account.Role(r)}}
			s.Region = county
			kerneltest.Want(h, string(r), Sources.Create(h.actor("admin"), s), kernel.Invalid)
		}
		wide := &Source{Name: "越级", Kind: SCIM}
		wide.Region = "4101"
		kerneltest.Want(h, "a source of the region above", Sources.Create(h.actor("admin"), wide), kernel.Forbidden)

		// made an administrator by those who may, an account leaves the reach of its source
		if _, err := account.Accounts.Update(h.System(), mine, 0, func(a *account.Account) error {
			a.Roles, a.Asked, a.Waiting = []account.Role{account.Role(role.Audit)}, nil, false
			return nil
		}); err != nil {
			h.Fatal(err)
		}
		if r := p.do("DELETE", "/Users/"+mine, nil); r.status != 404 || h.get(mine).Status != account.Active {
			h.Errorf("an auditor was disabled by a source: %d", r.status)
		}

		for what, token := range map[string]string{"none": "", "wrong": "x", "the hash": digest(p.token), "a session": h.agent().sign("admin").cookie, "a client's secret": h.secret(h.client(nil))} {
			thief := *p
			if thief.token = token; thief.do("GET", "/Users", nil).status != 401 {
				h.Errorf("let in by %s", what)
			}
		}
		if _, err := Sources.Do(h.actor("admin"), p.s.ID, 0, "stop", &Source{}, "停用"); err != nil {
			h.Fatal(err)
		}
		if r := p.do("GET", "/Users", nil); r.status != 401 {
			h.Errorf("a stopped source: %d", r.status)
		}
	})
}

var hostileFilters = []string{`userName eq "x' OR '1'='1"`, `userName co "'; DROP TABLE account; --"`, `userName eq "x" OR 1=1`, `1 eq 1`, `login eq "admin"`, `roles co "system"`, `phone eq "1"`, `region sw "4"`,
	`userName eq "a" ; DELETE FROM account`, `(((((`, `not (`, `userName`, `userName eq`, `userName eq "`, `userName zz "a"`, `name) OR (1=1`, `userName[a eq "b"`, `"x" eq "y"`, `userName eq "a` + "\x00" + `b"`, `userName eq {"a":1}`,
	`userName co "\u0000"`, `active eq "true' --"`, `meta.created gt "2020' OR 1=1"`, `id eq 5`, `externalId eq null`, `account.login eq "x"`, `userName eq "x") UNION SELECT hash FROM account_secret --`,
	strings.Repeat("(", 500) + `userName pr` + strings.Repeat(")", 500), strings.Repeat(`userName pr and `, 500) + `userName pr`, `members[value eq "x"]`, `groups[value eq "x' OR 1=1"]`}

// A filter is data: whatever it holds, it finds at most what the source may see, and is refused where it is no filter.
func TestAttackSCIMFilter(t *testing.T) {
	once(t, func(h *house) {
		p := h.pusher(nil)
		p.user("mine", nil)
		for _, filter := range hostileFilters {
			for _, path := range []string{"/Users", "/Groups"} {
				r := p.do("GET", path+"?filter="+url.QueryEscape(filter), nil)
				if r.status == 200 && r.json(h)["totalResults"].(float64) > 1 || r.status != 200 && r.status != 400 && r.status != 422 {
					h.Errorf("%s %s: %d %s", path, filter, r.status, r.body)
				}
			}
		}
		if n, err := account.Accounts.Count(h.System(), kernel.Cond{}); err != nil || n != 4 {
			h.Errorf("%d accounts, %v", n, err)
		}
	})
}

// FuzzFilter: no text breaks the parser, and what comes of it names known columns and constant statements only.
func FuzzFilter(f *testing.F) {
	for _, text := range append(hostileFilters, `userName eq "a" and (active eq true or not (displayName sw "张"))`, `emails[type eq "work" and value co "@x"]`) {
		f.Add(text)
	}
	k := &keeper{s: &Source{}}
	by := k.byUser()
	constant := map[string]bool{"": true}
	for _, col := range []string{"login", "name"} {
		constant["SELECT id FROM account WHERE LOWER("+col+") LIKE ? ESCAPE '!'"] = true
	}
	columns := map[string]bool{"": true, "id": true, "login": true, "name": true, "status": true, "created": true, "updated": true, "org": true, "account": true, "source": true, "external": true}
	ops := map[string]bool{"": true, "and": true, "or": true, "not": true, "=": true, "<>": true, "<": true, "<=": true, ">": true, ">=": true, "query": true, "exists": true}
	var judge func(t *testing.T, c kernel.Cond)
	judge = func(t *testing.T, c kernel.Cond) {
		if !constant[c.SQL] || !columns[c.Col] || !ops[c.Op] {
			t.Fatalf("a filter became %+v", c)
		}
		for _, kid := range c.Kids {
			judge(t, kid)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if parsed, err := parseFilter(text); err == nil {
			parsed.matches(object{"value": text, "type": "work"})
			if c, err := parsed.cond(by); err == nil {
				judge(t, c)
			}
		}
		if p, err := parsePath(text); err == nil {
			p.apply(object{"members": []any{object{"value": "x"}}, "name": object{"formatted": "y"}}, "replace", text, true, userWritten)
		}
	})
}
