package account

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"anjian/kernel"
)

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
	device := deviceOf(r)
	if _, err := s.check(c, a.Login, in.Old, "password", device); err != nil {
		if kernel.CodeOf(err) == kernel.Login { // the session is good, the password is not
			return faulty("old", "原密码不正确")
		}
		return err
	}
	old, _ := tokenOf(r)
	found, err := s.find(c, old)
	if err != nil {
		return err
	}
	h, err := s.chosen(c, a, in.New, "new")
	if err != nil {
		return err
	}
	rules, err := s.rules(c)
	if err != nil {
		return err
	}
	at, err := s.countedAt(c, a, a.Login, device)
	if err != nil {
		return err
	}
	token := ""
	err = c.Tx(func(c *kernel.Ctx) error {
		if err := forgive(c, at.key); err != nil {
			return err
		}
		if err := store(c, a, h, false, 0); err != nil {
			return err
		}
		if err := c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "password", Region: a.Region}); err != nil {
			return err
		}
		id, name := "", ""
		if found != nil {
			name = found.name
		}
		if id, token, err = s.begin(c, a.ID, browser, name, rules.Absolute); err == nil && found != nil && found.strong {
			_, err = c.Store.Exec(c, "UPDATE account_proof SET strong = 1 WHERE session = ?", id)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.forget(a.ID, committed)
	s.setCookie(w, token)
	return done(w)
}

// judged refuses a password that the rules do not take for a login name, and returns the rules; name is the column that a fault belongs to.
func (s *Sessions) judged(c *kernel.Ctx, login, password, name string) (Policy, error) {
	rules, err := s.rules(c)
	if err != nil {
		return rules, err
	}
	if fault := rules.PasswordFault(login, password); fault != "" {
		return rules, faulty(name, fault)
	}
	return rules, nil
}

// chosen returns the hash of a password that an account may have from now on; name is the column that a fault belongs to.
func (s *Sessions) chosen(c *kernel.Ctx, a *Account, password, name string) (string, error) {
	rules, err := s.judged(c, a.Login, password, name)
	if err != nil {
		return "", err
	}
	if again, err := used(c, a.ID, password, rules.History); again || err != nil {
		if err != nil {
			return "", err
		}
		return "", faulty(name, fmt.Sprintf("不能使用最近%d次用过的密码", rules.History))
	}
	return hash(c, password)
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

// stewarded reads the reason for which an administrator takes an account in hand, and the account.
func stewarded(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, what string) (a *Account, why string, err error) {
	var in resetIn
	if err := read(w, r, &in); err != nil {
		return nil, "", err
	}
	if !reason(&in.Reason) {
		return nil, "", faulty("reason", "请写明"+what+"的原因")
	}
	if a, err = steward(c, r.PathValue("id")); err != nil {
		return nil, "", err
	}
	if a.Status == Disabled {
		return nil, "", kernel.Errorf(kernel.Conflict, "账号已停用，请先启用")
	}
	return a, in.Reason, nil
}

// reset gives an account a one-time password, shown to the administrator once.
func (s *Sessions) reset(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	a, why, err := stewarded(c, w, r, "重置")
	if err != nil {
		return err
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
		if err := Doubt(c, a); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "reset", Region: a.Region, Opinion: why})
	})
	if err != nil {
		return err
	}
	s.forget(a.ID, committed)
	return answer(w, out)
}

// What somebody who forgot the password may do where there is a gateway for short messages: a code goes to the telephone
// on file. Whatever name is typed, the answer and the work are the same.

type forgotIn struct {
	Name      string `json:"name"`
	Challenge string `json:"challenge"`
	Work      string `json:"work"`
}

type ticketOut struct {
	Ticket string `json:"ticket"`
}

// forgot begins a reset by the owner.
func (s *Sessions) forgot(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in forgotIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if s.SMS == nil {
		return kernel.Errorf(kernel.Conflict, "平台没有短信网关，请联系管理员重置密码")
	}
	if err := worked(c, in.Challenge, in.Work); err != nil {
		return err
	}
	a, err := byLogin(c, in.Name)
	if err != nil {
		return err
	}
	code, id, phone := newCode(), "", ""
	if a != nil && a.Status != Disabled && (a.Status != Locked || !a.LockedUntil.IsZero()) && a.Phone != "" {
		id, phone = a.ID, string(a.Phone)
	}
	allowed, err := mayText(c, "name "+nameKey(in.Name))
	if err != nil {
		return err
	}
	token, err := issue(c, forReset, id, texted{Hash: hashOf(code)})
	if err != nil {
		return err
	}
	if id != "" && allowed { // the gateway's time must not tell that there is such an account
		background, stop := context.WithTimeout(context.WithoutCancel(c.Context), time.Minute)
		go func() {
			defer stop()
			if err := s.SMS.Send(background, phone, "您正在重设安监平台的密码，验证码"+code+"，10分钟内有效。不是本人操作请忽略并告知管理员。"); err != nil {
				c.Logger.ErrorContext(background, "a code could not be sent", "account", id, "err", err)
			}
		}()
	}
	return answer(w, ticketOut{token})
}

type renewIn struct {
	Ticket   string `json:"ticket"`
	Code     string `json:"code"`
	Password string `json:"password"`
}

// renew ends a reset by the owner: the code and the new password. The second factor, if there is one, is asked at the sign-in that follows.
func (s *Sessions) renew(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in renewIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if _, err := s.judged(c, "", in.Password, "password"); err != nil {
		return err
	}
	account, err := coded(c, forReset, in.Ticket, in.Code)
	if err != nil {
		return err
	}
	a, err := Accounts.Get(c.AsSystem(), account)
	if err != nil {
		return expired
	}
	h, err := s.chosen(c, a, in.Password, "password")
	if err != nil {
		return err
	}
	c.Actor = a.actor()
	err = c.Tx(func(c *kernel.Ctx) error {
		if _, err := spend(c, forReset, in.Ticket, nil); err != nil {
			return err
		}
		if err := store(c, a, h, false, 0); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "password", Region: a.Region, Detail: "短信验证"})
	})
	if err != nil {
		return err
	}
	s.forget(a.ID, committed)
	return done(w)
}
