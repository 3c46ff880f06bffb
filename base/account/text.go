package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"

	"anjian/kernel"
)

// Codes by short message.

// texted is a code that was sent.
type texted struct {
	Hash string `json:"hash"`
}

const (
	mostWrong  = 5 // tries at one code
	mostTexts  = 5 // codes to one telephone in an hour
	textTicket = "text/"
)

func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // crypto/rand never fails on a running system
	}
	return fmt.Sprintf("%06d", n)
}

// mayText counts the codes sent for a key and tells whether one more may go.
func mayText(c *kernel.Ctx, key string) (bool, error) {
	n, err := count(c, "text:"+hashOf(key), c.Now().Add(-time.Hour), false)
	return n <= mostTexts, err
}

// text sends a code to the telephone of an account; one code at a time is good.
func (s *Sessions) text(c *kernel.Ctx, a *Account) error {
	if s.SMS == nil || a.Phone == "" {
		return kernel.Errorf(kernel.Conflict, "不能发送短信验证码")
	}
	allowed, err := mayText(c, string(a.Phone))
	if err != nil {
		return err
	}
	if !allowed {
		return kernel.Errorf(kernel.TooMany, "短信发送过于频繁，请一小时后再试，或改用其他验证方式")
	}
	code := newCode()
	if _, err := c.Store.Exec(c, "DELETE FROM account_ticket WHERE kind = ? AND account = ?", textTicket, a.ID); err != nil {
		return err
	}
	if _, err := issue(c, textTicket, a.ID, texted{Hash: hashOf(code)}); err != nil {
		return err
	}
	sending, stop := context.WithTimeout(c.Context, 15*time.Second)
	defer stop()
	if err := s.SMS.Send(sending, string(a.Phone), "验证码"+code+"，用于登录安监平台，10分钟内有效，请勿告诉他人。"); err != nil {
		c.Logger.ErrorContext(c, "a code could not be sent", "account", a.ID, "err", err)
		return kernel.Errorf(kernel.Conflict, "短信没有发出，请稍后再试或改用其他验证方式")
	}
	return nil
}

// sendText sends the code that a sign-in waits for.
func (s *Sessions) sendText(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in ticketOut
	if err := read(w, r, &in); err != nil {
		return err
	}
	id, err := holder(c, forFactor, in.Ticket, nil)
	if err != nil {
		return err
	}
	a, err := Accounts.Get(c.AsSystem(), id)
	if err != nil {
		return expired
	}
	ways, err := s.factors(c, a)
	if err != nil {
		return err
	}
	if !slices.Contains(ways, bySMS) {
		return kernel.Errorf(kernel.Conflict, "没有启用短信验证码")
	}
	if err := s.text(c, a); err != nil {
		return err
	}
	return done(w)
}

// judge tells whether code is the one whose hash is want. Every try is counted before it is judged: after a few, none is right.
func judge(c *kernel.Ctx, ticket, want, code string) (bool, error) {
	n, err := count(c, "code:"+ticket, c.Now().Add(-ticketFor), false)
	return n <= mostWrong && subtle.ConstantTimeCompare([]byte(want), []byte(hashOf(strings.TrimSpace(code)))) == 1, err
}

// spendText tells whether code is the one that was sent to an account, and spends it.
func spendText(c *kernel.Ctx, account, code string) (bool, error) {
	rows, err := c.Store.Query(c, "SELECT hash, content FROM account_ticket WHERE kind = ? AND account = ? AND until > ?", textTicket, account, c.Now().UnixMilli())
	if err != nil {
		return false, err
	}
	ticket, content := "", ""
	if rows.Next() {
		err = rows.Scan(&ticket, &content)
	}
	if rows.Close(); err != nil || ticket == "" {
		return false, err
	}
	var t texted
	if err := json.Unmarshal([]byte(content), &t); err != nil {
		return false, err
	}
	right, err := judge(c, ticket, t.Hash, code)
	if err != nil || !right {
		return false, err
	}
	n, err := c.Store.Exec(c, "DELETE FROM account_ticket WHERE hash = ?", ticket)
	return n == 1, err
}

// coded returns the account of a ticket whose code this is.
func coded(c *kernel.Ctx, kind, token, code string) (account string, err error) {
	var t texted
	if account, err = holder(c, kind, token, &t); err != nil {
		return "", err
	}
	right, err := judge(c, hashOf(token), t.Hash, code)
	if err == nil && (!right || account == "") {
		err = faulty("code", wrongCode)
	}
	return account, err
}
