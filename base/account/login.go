package account

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/kernel"
)

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
	FactorDue       bool          `json:"factor_due"`        // a second factor has to be set up first
	Strange         []string      `json:"strange,omitempty"` // sign-ins from new devices that the owner has not read of
}

// me says who an account is; found is the session that asks.
func (s *Sessions) me(c *kernel.Ctx, found *session) (*Me, error) {
	id := found.actor.ID
	c = c.AsSystem()
	a, err := Accounts.Get(c, id)
	if err != nil {
		return nil, err
	}
	out := &Me{ID: a.ID, Name: a.Login, Label: a.Name, Roles: []Role{}, RoleLabels: []string{}, Region: a.Region, RegionLabel: c.RegionLabel(a.Region),
		Enterprise: string(a.Enterprise), Org: string(a.Org), PasswordDue: a.PasswordDue, FactorDue: found.enrol}
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
	if found.kind == browser {
		out.Strange, err = untold(c, id, found.id)
	}
	return out, err
}

// serveMe answers GET /api/me.
func (s *Sessions) serveMe(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	token, _ := tokenOf(r)
	found, err := s.find(c, token)
	if err != nil {
		return err
	}
	if found == nil {
		found = &session{actor: c.Actor}
	}
	out, err := s.me(c, found)
	if err != nil {
		return err
	}
	return answer(w, out)
}

type loginIn struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	Provider string `json:"provider,omitempty"` // a directory of the bureau that knows the name and the password
	Device   string `json:"device,omitempty"`   // "phone": the session lives as long as that of a phone
}

// half is what is known after the first factor.
type half struct {
	Way    string `json:"way"`
	Device string `json:"device"`
}

// login signs in by name and password, of the platform or of a directory.
func (s *Sessions) login(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in loginIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if strings.TrimSpace(in.Name) == "" || in.Password == "" {
		return kernel.Errorf(kernel.Invalid, "请填写登录名和密码")
	}
	var a *Account
	var err error
	if in.Provider != "" {
		a, err = s.byDirectory(c, in.Provider, in.Name, in.Password)
	} else {
		a, err = s.check(c, in.Name, in.Password, "login", deviceOf(r))
	}
	if err != nil {
		return err
	}
	return s.passed(c, w, r, a, half{"password", in.Device})
}

// passed goes on after the first factor: to the second one, or in.
func (s *Sessions) passed(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, a *Account, h half) error {
	asked, err := s.second(c, r, a, h)
	if err != nil {
		return err
	}
	if asked == nil {
		return s.welcome(c, w, r, a, h)
	}
	text, err := json.Marshal(asked)
	if err != nil {
		return err
	}
	return &kernel.Error{Code: kernel.Factor, Message: "请完成第二步验证", Current: json.RawMessage(text)}
}

// welcome begins the session of an account that has proved who it is, and answers who that is.
func (s *Sessions) welcome(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, a *Account, h half) error {
	found, err := s.admit(c, w, r, a, h, nil)
	if err != nil {
		return err
	}
	out, err := s.me(c, found)
	if err != nil {
		return err
	}
	return answer(w, out)
}

// admit begins a session. The session that the request came with, if any, ends: what somebody planted in the browser
// beforehand is worth nothing.
func (s *Sessions) admit(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, a *Account, h half, also func(*kernel.Ctx) error) (*session, error) {
	rules, err := s.rules(c)
	if err != nil {
		return nil, err
	}
	old, _ := tokenOf(r)
	device, name := deviceOf(r), ""
	if h.Device == "phone" {
		name = "phone"
	}
	token := ""
	c.Actor = a.actor()
	err = c.Tx(func(c *kernel.Ctx) error {
		if _, err := c.Store.Exec(c, "DELETE FROM account_session WHERE hash = ? AND kind = ?", hashOf(old), browser); err != nil {
			return err
		}
		if err := s.opened(c, a, device); err != nil {
			return err
		}
		if also != nil {
			if err := also(c); err != nil {
				return err
			}
		}
		id := ""
		if id, token, err = s.begin(c, a.ID, browser, name, rules.Absolute); err != nil {
			return err
		}
		if h.Way == "outside" {
			if _, err := c.Store.Exec(c, "UPDATE account_proof SET strong = 1 WHERE session = ?", id); err != nil {
				return err
			}
		}
		return s.visited(c, w, r, a, id, h.Way)
	})
	if err != nil {
		return nil, err
	}
	s.drop(old)
	s.setCookie(w, token)
	found, err := s.find(c, token)
	if err == nil && found == nil {
		err = kernel.Errorf(kernel.Login, "登录已失效，请重新登录")
	}
	return found, err
}

// wrong is the one answer to a wrong name and to a wrong password.
const wrong = "登录名或密码不正确"

// check tells whose name and password these are. It does the same work, and counts alike, whether the name exists or not.
func (s *Sessions) check(c *kernel.Ctx, login, password, verb, device string) (*Account, error) {
	a, err := byLogin(c, login)
	if err != nil {
		return nil, err
	}
	at, err := s.countedAt(c, a, login, device)
	if err != nil {
		return nil, err
	}
	if err := s.open(c, at); err != nil {
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
	if err := s.open(c, at); err != nil { // others may have failed while this one was at work
		return nil, err
	}
	if !right || a == nil || kept == nil || kept.until > 0 && c.Now().UnixMilli() > kept.until {
		return nil, s.failed(c, a, at, verb, wrong)
	}
	if err := usable(c, a, at); err != nil {
		return nil, err
	}
	rules, err := s.rules(c)
	if err == nil && rules.MaxAge > 0 && c.Now().UnixMilli()-kept.changed > rules.MaxAge.Milliseconds() && !a.PasswordDue {
		_, err = Accounts.Update(c.AsSystem(), a.ID, 0, func(a *Account) error { a.PasswordDue = true; return nil })
	}
	return a, err
}

// usable refuses accounts that nobody may use now. The lock after failed tries does not hold for a browser from which the
// owner signed in before: it is for strangers, and none of them can keep the owner out.
func usable(c *kernel.Ctx, a *Account, at tally) error {
	switch {
	case a.Status == Disabled:
		return kernel.Errorf(kernel.Login, "账号已停用，请联系管理员")
	case a.Status == Locked && a.LockedUntil.IsZero(), a.Status == Locked && c.Now().Before(a.LockedUntil) && !at.own:
		return kernel.Errorf(kernel.Locked, "账号已锁定，请联系管理员")
	}
	return nil
}

// failed counts and records a failure, and locks the account when there were too many. The transaction commits; what
// is returned is for the person.
func (s *Sessions) failed(c *kernel.Ctx, a *Account, at tally, verb, what string) error {
	rules, err := s.rules(c)
	if err != nil {
		return err
	}
	left, lasts := 0, rules.Lockout
	err = c.Tx(func(c *kernel.Ctx) error {
		if err := slowed(c); err != nil {
			return err
		}
		n, err := count(c, at.key, c.Now().Add(-4*rules.Lockout), true)
		if err != nil {
			return err
		}
		left = rules.Tries - n
		if !at.own {
			day, err := count(c, at.slow, c.Now().Add(-24*time.Hour), true)
			if err != nil {
				return err
			}
			if day >= rules.SlowTries {
				left, lasts = 0, 24*time.Hour
				if err := bar(c, at.slow, c.Now().Add(lasts)); err != nil {
					return err
				}
			}
		}
		if left <= 0 {
			if err := s.lockOut(c, a, at, n, lasts); err != nil {
				return err
			}
		}
		event := kernel.Event{Type: Accounts.Meta().Name, Verb: verb + "_failed", Detail: "登录名：" + shorten(at.login, 40), Region: kernel.Country}
		id := ""
		if a != nil {
			id, event.ID, event.Region = a.ID, a.ID, a.Region
		}
		if err := noteVisit(c, id, "", "password", false, false); err != nil {
			return err
		}
		return c.Trail.Record(c, event)
	})
	switch {
	case err != nil:
		return err
	case left <= 0 && lasts >= 24*time.Hour:
		return kernel.Errorf(kernel.Locked, "一天内登录失败次数过多，已锁定一天，请联系管理员")
	case left <= 0:
		return kernel.Errorf(kernel.Locked, "登录失败次数过多，已锁定%d分钟", int(lasts.Minutes()))
	case left <= 2:
		return kernel.Errorf(kernel.Login, "%s，再错%d次将锁定", what, left)
	}
	return kernel.Errorf(kernel.Login, "%s", what)
}

// lockOut bars a name, and says so in its account if there is one.
func (s *Sessions) lockOut(c *kernel.Ctx, a *Account, at tally, failures int, lasts time.Duration) error {
	until := c.Now().Add(lasts)
	if err := bar(c, at.key, until); err != nil || a == nil || a.Status != Active || at.own {
		return err
	}
	_, err := Accounts.Do(c.AsSystem(), a.ID, 0, "lock", &Account{LockedUntil: until.UTC().Truncate(time.Millisecond)}, fmt.Sprintf("连续%d次登录失败", failures))
	if code := kernel.CodeOf(err); code == kernel.Conflict || code == kernel.Stale { // another try of the same moment was quicker
		return nil
	}
	return err
}

// opened notes a login: the failures are forgiven, a lock whose time is over ends, the trail knows.
func (s *Sessions) opened(c *kernel.Ctx, a *Account, device string) error {
	at, err := s.countedAt(c, a, a.Login, device)
	if err != nil {
		return err
	}
	if err := forgive(c, at.key); err != nil {
		return err
	}
	if a.Status == Locked && !c.Now().Before(a.LockedUntil) {
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
			if err := announce(c, c.Actor.ID); err != nil {
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
