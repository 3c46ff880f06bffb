package account

import (
	"net/http"
	"strings"
	"time"

	"anjian/kernel"
)

// Signed is a running sign-in of a browser, as package identity vouches for it to other systems.
type Signed struct {
	ID      string // of the session
	Account string
	At      time.Time // when the person signed in
	Due     bool      // something else comes first, such as a new password
}

// Signed returns the sign-in by which a browser sent r, nil if there is none.
func (s *Sessions) Signed(c *kernel.Ctx, r *http.Request) (*Signed, error) {
	token, kind := tokenOf(r)
	if kind != browser {
		return nil, nil
	}
	found, err := s.find(c, token)
	if err != nil || found == nil || found.kind != browser {
		return nil, err
	}
	created, err := number(c, "SELECT created FROM account_session WHERE id = ?", found.id)
	if err != nil || created == 0 {
		return nil, err
	}
	return &Signed{ID: found.id, Account: found.actor.ID, At: time.UnixMilli(int64(created)), Due: found.due || found.enrol}, nil
}

// Running tells which of some browser sessions have not ended: signed out, thrown out, left unused or over.
func (s *Sessions) Running(c *kernel.Ctx, ids ...string) (map[string]bool, error) {
	running := map[string]bool{}
	if len(ids) == 0 {
		return running, nil
	}
	now := c.Now().UnixMilli()
	rules, err := s.rules(c)
	if err != nil {
		return nil, err
	}
	args := []any{now, now - rules.Phone.Milliseconds(), now - rules.Idle.Milliseconds()}
	for _, id := range ids {
		args = append(args, id)
	}
	rows, err := c.Store.Query(c, "SELECT id FROM account_session WHERE until > ? AND seen > CASE WHEN name = 'phone' THEN CAST(? AS BIGINT) ELSE CAST(? AS BIGINT) END AND id IN (?"+strings.Repeat(", ?", len(ids)-1)+")", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		id := ""
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		running[id] = true
	}
	return running, rows.Err()
}

// SignOut ends the session of r's browser, if there is one, for a sign-out that begins at another system.
func (s *Sessions) SignOut(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	signed, err := s.Signed(c, r)
	if err != nil || signed == nil {
		return err
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		if _, err := c.Store.Exec(c, "DELETE FROM account_session WHERE id = ?", signed.ID); err != nil {
			return err
		}
		if err := announce(c, signed.Account); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: signed.Account, Verb: "logout"})
	})
	s.forget(signed.Account, committed)
	s.setCookie(w, "")
	return err
}
