package identity

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/kernel"
)

// A visit (登录记录) is one sign-in that a client got to know: who has to hear when it ends. States: 0 running, 1 to be ended, 2 told.
const visitTable = `CREATE TABLE IF NOT EXISTS identity_visit (session {text} NOT NULL, client {text} NOT NULL, account {text} NOT NULL, issuer {text} NOT NULL, first {int} NOT NULL, last {int} NOT NULL, state {int} NOT NULL,
 PRIMARY KEY (session, client))`

const visitIndex = `CREATE INDEX IF NOT EXISTS identity_visit_state ON identity_visit (state, last)`

// visited notes that a client got a sign-in; the first time stands in the trail of the account and of the client.
func (p *Provider) visited(c *kernel.Ctx, a *asked, signed *account.Signed, who *account.Account) error {
	return c.Tx(func(c *kernel.Ctx) error {
		now := c.Now().UnixMilli()
		n, err := c.Store.Exec(c, "UPDATE identity_visit SET last = ?, state = 0 WHERE session = ? AND client = ?", now, signed.ID, a.client.ID)
		if err != nil || n > 0 {
			return err
		}
		if _, err := c.Store.Exec(c, "INSERT INTO identity_visit (session, client, account, issuer, first, last, state) VALUES (?, ?, ?, ?, ?, ?, 0)", signed.ID, a.client.ID, who.ID, a.issuer, now, now); err != nil {
			return err
		}
		if err := c.Trail.Record(c, kernel.Event{Type: account.Accounts.Meta().Name, ID: who.ID, Verb: "sign_in", Region: who.Region, Detail: a.client.Name}); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Clients.Meta().Name, ID: a.client.ID, Verb: "sign_in", Region: a.client.Region, Detail: who.Name + "（" + who.Login + "）"})
	})
}

// farewell is a logout token that a client has to get.
type farewell struct {
	Session string `json:"session"`
	Client  string `json:"client"`
	Account string `json:"account"`
	Issuer  string `json:"issuer"`
}

// watch looks for sign-ins that have ended, in whatever way: their tokens end, and each client hears of it. It asks the table of
// sessions, so that no way to end one can be forgotten here.
func (p *Provider) watch(c *kernel.Ctx, _ struct{}) error {
	visits, sessions, err := running(c)
	if err != nil || len(visits) == 0 {
		return err
	}
	alive := map[string]bool{}
	for part := range slices.Chunk(sessions, 200) {
		some, err := p.Sessions.Running(c, part...)
		if err != nil {
			return err
		}
		for id := range some {
			alive[id] = true
		}
	}
	for _, v := range visits {
		if alive[v.Session] && !v.ended {
			continue
		}
		if err := p.end(c, v.farewell); err != nil {
			return err
		}
	}
	return nil
}

type visit struct {
	farewell
	ended bool
}

func running(c *kernel.Ctx) (visits []visit, sessions []string, err error) {
	rows, err := c.Store.Query(c, "SELECT session, client, account, issuer, state FROM identity_visit WHERE state < 2 ORDER BY session, client")
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		v, state := visit{}, 0
		if err := rows.Scan(&v.Session, &v.Client, &v.Account, &v.Issuer, &state); err != nil {
			return nil, nil, err
		}
		v.ended = state == 1
		if visits = append(visits, v); !slices.Contains(sessions, v.Session) {
			sessions = append(sessions, v.Session)
		}
	}
	return visits, sessions, rows.Err()
}

// end ends what one client has of a sign-in. The message to the client is stored in the same transaction.
func (p *Provider) end(c *kernel.Ctx, f farewell) error {
	return c.Tx(func(c *kernel.Ctx) error {
		n, err := c.Store.Exec(c, "UPDATE identity_visit SET state = 2, last = ? WHERE session = ? AND client = ? AND state < 2", c.Now().UnixMilli(), f.Session, f.Client)
		if err != nil || n == 0 {
			return err
		}
		if _, err := c.Store.Exec(c, "DELETE FROM identity_token WHERE session = ? AND client = ?", f.Session, f.Client); err != nil {
			return err
		}
		a, err := Clients.First(c.AsSystem(), kernel.ByID(f.Client))
		if err != nil || a == nil || a.Back == "" {
			return err
		}
		return p.tell.Enqueue(c, f)
	})
}

const backEvent = "http://schemas.openid.net/event/backchannel-logout"

// say posts the logout token to the client; an error has the queue try again later, also after a restart.
func (p *Provider) say(c *kernel.Ctx, f farewell) error {
	a, err := Clients.First(c.AsSystem(), kernel.ByID(f.Client))
	if err != nil || a == nil || a.Back == "" {
		return err
	}
	token, err := p.sign(c, "logout+jwt", map[string]any{"iss": f.Issuer, "sub": f.Account, "aud": f.Client, "iat": time.Now().Unix(), "exp": time.Now().Add(2 * time.Minute).Unix(),
		"jti": strings.ToLower(rand.Text()), "sid": f.Session, "events": map[string]any{backEvent: struct{}{}}})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Back, strings.NewReader(url.Values{"logout_token": {token}}.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := p.client.Do(req)
	if err != nil {
		return fmt.Errorf("identity: logout of %s: %w", a.Name, errors.Unwrap(err))
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("identity: logout of %s: %s", a.Name, resp.Status)
	}
	return nil
}

// outward sends what the platform has to say to other systems; it follows no redirect, for the address is the registered one.
func outward() *http.Client {
	return &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// serveLogout is the sign-out that begins at a client (RP-initiated logout). The person is asked unless the client shows an ID token of
// this very sign-in; afterwards the browser goes to a registered address or stays here.
func (p *Provider) serveLogout(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil || !single(r.Form) {
		return fault(w, "请求的格式不对")
	}
	var of *hint
	id, to := r.Form.Get("client_id"), r.Form.Get("post_logout_redirect_uri")
	if token := r.Form.Get("id_token_hint"); token != "" {
		var err error
		if of, err = p.readHint(c, p.issuer(r), token); err != nil {
			if kernel.CodeOf(err) != kernel.Invalid {
				return err
			}
			return fault(w, "退出请求中的凭据（id_token_hint）无效")
		}
		if id != "" && id != of.client() {
			return fault(w, "退出请求中的系统与凭据不符")
		}
		id = of.client()
	}
	a, err := usable(c, id)
	if err != nil {
		return err
	}
	if to != "" && (a == nil || !slices.Contains(a.PostLogout.List(), to)) {
		return fault(w, "退出后的返回地址没有登记")
	}
	signed, err := p.Sessions.Signed(c, r)
	if err != nil {
		return err
	}
	if signed != nil && (of == nil || of.Session != signed.ID || of.Subject != signed.Account) {
		q := url.Values{}
		for _, name := range []string{"client_id", "post_logout_redirect_uri", "state"} {
			if r.Form.Get(name) != "" {
				q.Set(name, r.Form.Get(name))
			}
		}
		if id != "" {
			q.Set("client_id", id)
		}
		http.Redirect(w, r, "/identity-sign-out?"+q.Encode(), http.StatusSeeOther)
		return nil
	}
	if signed != nil {
		c.Actor = kernel.Actor{ID: signed.Account, Name: c.Actor.Name, Region: c.Actor.Region}
		if err := p.Sessions.SignOut(c, w, r); err != nil {
			return err
		}
		if err := p.watch(c, struct{}{}); err != nil {
			return err
		}
	}
	next := "/login"
	if to != "" {
		u, err := url.Parse(to)
		if err != nil {
			return err
		}
		if state := r.Form.Get("state"); state != "" {
			q := u.Query()
			q.Set("state", state)
			u.RawQuery = q.Encode()
		}
		next = u.String()
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// sweep removes codes, tokens, visits and plans that have ended.
func sweep(c *kernel.Ctx, _ struct{}) error {
	if _, err := c.Store.Exec(c, "DELETE FROM identity_token WHERE until < ?", time.Now().UnixMilli()); err != nil {
		return err
	}
	for _, table := range []string{"identity_plan", "identity_roster"} { // what nobody will apply or take back any more
		if _, err := c.Store.Exec(c, "DELETE FROM "+table+" WHERE sync IN (SELECT id FROM identity_sync WHERE status IN (?, ?))", string(Discarded), string(Archived)); err != nil {
			return err
		}
	}
	_, err := c.Store.Exec(c, "DELETE FROM identity_visit WHERE state = 2 AND last < ?", c.Now().Add(-30*24*time.Hour).UnixMilli())
	return err
}
