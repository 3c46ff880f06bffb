package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// read takes a small JSON body; what carries passwords goes past the store of answers for Idempotency-Key.
func read(w http.ResponseWriter, r *http.Request, in any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	dec.DisallowUnknownFields()
	err := dec.Decode(in)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			return kernel.Errorf(kernel.Invalid, "请求中有多余的内容")
		}
		return nil
	}
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return err
	}
	return kernel.Errorf(kernel.Invalid, "请求内容的格式不对")
}

func answer(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, err = w.Write(body)
	return err
}

// Me is the answer of GET /api/me.
type Me struct {
	ID              string        `json:"id"`
	Name            string        `json:"name"`
	Label           string        `json:"label"`
	Roles           []Role        `json:"roles"`
	RoleLabels      []string      `json:"role_labels"`
	Region          kernel.Region `json:"region"`
	RegionLabel     string        `json:"region_label"`
	Enterprise      string        `json:"enterprise"`
	EnterpriseLabel string        `json:"enterprise_label"`
	Org             string        `json:"org"`
	OrgLabel        string        `json:"org_label"`
	PasswordDue     bool          `json:"password_due"`
}

func me(c *kernel.Ctx, id string) (*Me, error) {
	c = c.AsSystem()
	a, err := Accounts.Get(c, id)
	if err != nil {
		return nil, err
	}
	out := &Me{ID: a.ID, Name: a.Login, Label: a.Name, Roles: []Role{}, RoleLabels: []string{}, Region: a.Region, RegionLabel: c.RegionLabel(a.Region),
		Enterprise: string(a.Enterprise), Org: string(a.Org), PasswordDue: a.PasswordDue}
	for _, r := range a.Roles {
		out.Roles, out.RoleLabels = append(out.Roles, r), append(out.RoleLabels, kernel.LabelOf(r))
	}
	if a.Enterprise != "" {
		e, err := enterprise.Enterprises.First(c, kernel.ByID(string(a.Enterprise)))
		if err != nil {
			return nil, err
		}
		if e != nil {
			out.EnterpriseLabel = e.Name
		}
	}
	if a.Org != "" {
		o, err := org.Orgs.First(c, kernel.ByID(string(a.Org)))
		if err != nil {
			return nil, err
		}
		if o != nil {
			out.OrgLabel = o.Name
		}
	}
	return out, nil
}

type loginIn struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// login signs in by name and password. The session that the request came with, if any, ends: what somebody planted
// in the browser beforehand is worth nothing.
func (s *Sessions) login(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in loginIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if strings.TrimSpace(in.Name) == "" || in.Password == "" {
		return kernel.Errorf(kernel.Invalid, "请填写登录名和密码")
	}
	a, err := s.check(c, in.Name, in.Password, "login")
	if err != nil {
		return err
	}
	old, _ := tokenOf(r)
	token := ""
	c.Actor = a.actor()
	err = c.Tx(func(c *kernel.Ctx) error {
		if _, err := c.Store.Exec(c, "DELETE FROM account_session WHERE hash = ? AND kind = ?", hashOf(old), browser); err != nil {
			return err
		}
		if err := s.opened(c, a); err != nil {
			return err
		}
		_, token, err = s.begin(c, a.ID, browser, "", s.Absolute)
		return err
	})
	if err != nil {
		return err
	}
	s.drop(old)
	s.setCookie(w, token)
	out, err := me(c, a.ID)
	if err != nil {
		return err
	}
	return answer(w, out)
}

// check tells whose name and password these are. It does the same work, and counts alike, whether the name exists or not.
func (s *Sessions) check(c *kernel.Ctx, login, password, verb string) (*Account, error) {
	if err := s.open(c, login); err != nil {
		return nil, err
	}
	a, err := byLogin(c, login)
	if err != nil {
		return nil, err
	}
	id, against := "", decoy()
	if a != nil {
		id = a.ID
	}
	kept, err := readSecret(c, id)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		against = kept.hash
	}
	if len(password) > 4*longest {
		password = "" // no password is that long
	}
	right, err := verify(c, against, password)
	if err != nil {
		return nil, err
	}
	if err := s.open(c, login); err != nil { // others may have failed while this one was at work
		return nil, err
	}
	if !right || a == nil || kept == nil || kept.until > 0 && c.Now().UnixMilli() > kept.until {
		return nil, s.failed(c, a, login, verb)
	}
	switch {
	case a.Status == Disabled:
		return nil, kernel.Errorf(kernel.Login, "账号已停用，请联系管理员")
	case a.Status == Locked && (a.LockedUntil.IsZero() || c.Now().Before(a.LockedUntil)):
		return nil, kernel.Errorf(kernel.Locked, "账号已锁定，请联系管理员")
	}
	if s.MaxAge > 0 && c.Now().UnixMilli()-kept.changed > s.MaxAge.Milliseconds() && !a.PasswordDue {
		_, err = Accounts.Update(c.AsSystem(), a.ID, 0, func(a *Account) error { a.PasswordDue = true; return nil })
	}
	return a, err
}

// open refuses while the name is locked or the address has to wait.
func (s *Sessions) open(c *kernel.Ctx, login string) error {
	until, err := barred(c, addressKey(c))
	if err == nil && !until.IsZero() {
		return kernel.Errorf(kernel.TooMany, "本网络地址登录失败次数过多，请于%s后再试", until.In(kernel.China).Format("15:04:05"))
	}
	if err != nil {
		return err
	}
	until, err = barred(c, nameKey(login))
	if err == nil && !until.IsZero() {
		return kernel.Errorf(kernel.Locked, "登录失败次数过多，请于%s后再试，或请管理员解锁", until.In(kernel.China).Format("15:04"))
	}
	return err
}

// failed counts and records a failure, and locks the account when there were too many. The transaction commits; what
// is returned is for the person.
func (s *Sessions) failed(c *kernel.Ctx, a *Account, login, verb string) error {
	left := 0
	err := c.Tx(func(c *kernel.Ctx) error {
		if err := slowed(c); err != nil {
			return err
		}
		n, err := count(c, nameKey(login), c.Now().Add(-4*s.Lockout), true)
		if err != nil {
			return err
		}
		if left = s.Tries - n; left <= 0 {
			if err := s.lockOut(c, a, login, n); err != nil {
				return err
			}
		}
		event := kernel.Event{Type: Accounts.Meta().Name, Verb: verb + "_failed", Detail: "登录名：" + clip(login), Region: kernel.Country}
		if a != nil {
			event.ID, event.Region = a.ID, a.Region
		}
		return c.Trail.Record(c, event)
	})
	switch {
	case err != nil:
		return err
	case left <= 0:
		return kernel.Errorf(kernel.Locked, "登录失败次数过多，已锁定%d分钟", int(s.Lockout.Minutes()))
	case left <= 2:
		return kernel.Errorf(kernel.Login, "登录名或密码不正确，再错%d次将锁定", left)
	}
	return kernel.Errorf(kernel.Login, "登录名或密码不正确")
}

// lockOut bars a name, and says so in its account if there is one.
func (s *Sessions) lockOut(c *kernel.Ctx, a *Account, login string, failures int) error {
	until := c.Now().Add(s.Lockout)
	if err := bar(c, nameKey(login), until); err != nil || a == nil || a.Status != Active {
		return err
	}
	_, err := Accounts.Do(c.AsSystem(), a.ID, 0, "lock", &Account{LockedUntil: until.UTC().Truncate(time.Millisecond)}, fmt.Sprintf("连续%d次登录失败", failures))
	if code := kernel.CodeOf(err); code == kernel.Conflict || code == kernel.Stale { // another try of the same moment was quicker
		return nil
	}
	return err
}

func clip(s string) string {
	r := []rune(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	return string(r[:min(len(r), 40)])
}

// opened notes a login: the failures are forgiven, a lock whose time is over ends, the trail knows.
func (s *Sessions) opened(c *kernel.Ctx, a *Account) error {
	if err := forgive(c, nameKey(a.Login)); err != nil {
		return err
	}
	if a.Status == Locked {
		if _, err := Accounts.Do(c.AsSystem(), a.ID, 0, "unlock", &Account{}, "锁定时间已过"); err != nil {
			return err
		}
	}
	// The time of the last login is no change of the account: it moves no revision.
	if _, err := c.Store.Exec(c, "UPDATE account SET last_login = ? WHERE id = ?", c.Now().In(kernel.China).Format("2006-01-02T15:04:05.000-07:00"), a.ID); err != nil {
		return err
	}
	return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "login", Region: a.Region})
}

func (s *Sessions) logout(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	token, kind := tokenOf(r)
	found, err := s.find(c, token)
	if err != nil {
		return err
	}
	if found != nil && found.kind == kind {
		c.Actor = found.actor
		err := c.Tx(func(c *kernel.Ctx) error {
			if _, err := c.Store.Exec(c, "DELETE FROM account_session WHERE id = ?", found.id); err != nil {
				return err
			}
			return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: c.Actor.ID, Verb: "logout"})
		})
		if err != nil {
			return err
		}
		s.forget(found.actor.ID, committed)
	}
	s.setCookie(w, "")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// browserOnly refuses what a program's token must not do: a token cannot make itself last.
func browserOnly(r *http.Request) error {
	if _, kind := tokenOf(r); kind != browser {
		return kernel.Errorf(kernel.Forbidden, "此操作须在浏览器中登录后进行")
	}
	return nil
}

type passwordIn struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// password changes the own password; every session ends but the one that asked, which gets a new token.
func (s *Sessions) password(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in passwordIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if err := browserOnly(r); err != nil {
		return err
	}
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	if _, err := s.check(c, a.Login, in.Old, "password"); err != nil {
		if kernel.CodeOf(err) == kernel.Login { // the session is good, the password is not
			return &kernel.Error{Code: kernel.Invalid, Message: "原密码不正确", Fields: map[string]string{"old": "原密码不正确"}}
		}
		return err
	}
	bad := func(what string) error {
		return &kernel.Error{Code: kernel.Invalid, Message: what, Fields: map[string]string{"new": what}}
	}
	if fault := s.PasswordFault(a.Login, in.New); fault != "" {
		return bad(fault)
	}
	if again, err := used(c, a.ID, in.New); again || err != nil {
		if err != nil {
			return err
		}
		return bad(fmt.Sprintf("不能使用最近%d次用过的密码", kept))
	}
	h, err := hash(c, in.New)
	if err != nil {
		return err
	}
	token := ""
	err = c.Tx(func(c *kernel.Ctx) error {
		if err := forgive(c, nameKey(a.Login)); err != nil {
			return err
		}
		if err := store(c, a, h, false, 0); err != nil {
			return err
		}
		if err := c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "password", Region: a.Region}); err != nil {
			return err
		}
		_, token, err = s.begin(c, a.ID, browser, "", s.Absolute)
		return err
	})
	if err != nil {
		return err
	}
	s.forget(a.ID, committed)
	s.setCookie(w, token)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

type resetIn struct {
	Reason string `json:"reason"`
}

// reason trims a reason and tells whether it is one.
func reason(text *string) bool {
	*text = strings.TrimSpace(*text)
	n := len([]rune(*text))
	return n >= 2 && n <= 200 && !strings.ContainsRune(*text, 0)
}

// Secret is shown once and kept nowhere.
type Secret struct {
	Password string `json:"password"`
}

// reset gives an account a one-time password, shown to the administrator once.
func (s *Sessions) reset(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in resetIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if !reason(&in.Reason) {
		return &kernel.Error{Code: kernel.Invalid, Message: "请写明重置的原因", Fields: map[string]string{"reason": "请写明重置的原因"}}
	}
	a, err := steward(c, r.PathValue("id"))
	if err != nil {
		return err
	}
	if a.Status == Disabled {
		return kernel.Errorf(kernel.Conflict, "账号已停用，请先启用")
	}
	out := &Secret{oneTimePassword()}
	h, err := hash(c, out.Password)
	if err != nil {
		return err
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		if err := store(c, a, h, true, c.Now().Add(oneTime).UnixMilli()); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "reset", Region: a.Region, Opinion: in.Reason})
	})
	if err != nil {
		return err
	}
	s.forget(a.ID, committed)
	return answer(w, out)
}

// Module declares accounts; a nil s has the default policy.
func Module(s *Sessions) kernel.Module {
	if s == nil {
		s = NewSessions(Policy{})
	}
	return kernel.Module{
		Name: "account", Label: "账号权限",
		Roles:     slices.Clone(role.Labels),
		Resources: []kernel.Handle{Accounts, Handovers},
		Tables:    []string{secretTable, tryTable, tryIndex, sessionTable, sessionHash, sessionAccount, keyTable},
		Hooks:     []kernel.Hook{s.wrote, follow},
		Tasks:     []kernel.Job{sweep},
		Routes:    s.routes(),
	}
}
