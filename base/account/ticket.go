package account

import (
	"encoding/json"
	"time"

	"anjian/kernel"
)

// A ticket carries a sign-in from one request to the next: that the password was right, which challenge a passkey has to
// answer, where an outside provider was asked. As with sessions, the table knows the hash alone.
const ticketTable = `CREATE TABLE IF NOT EXISTS account_ticket (hash {text} PRIMARY KEY, kind {text} NOT NULL, account {text} NOT NULL, content {text} NOT NULL, until {int} NOT NULL)`

const ticketFor = 10 * time.Minute

// Kinds of tickets.
const (
	forFactor  = "factor"  // the password was right: what is missing is the second factor
	forTOTP    = "totp"    // a secret that its owner has to confirm
	forPasskey = "passkey" // a challenge
	forOutside = "outside" // a provider was asked
	forReset   = "reset"   // a code was sent to set a new password
)

// expired is what all that is wrong with a ticket looks like.
var expired = kernel.Errorf(kernel.Login, "验证已过期，请重新开始")

// issue makes a ticket and returns the token that stands for it.
func issue(c *kernel.Ctx, kind, account string, content any) (token string, err error) {
	text, err := json.Marshal(content)
	if err != nil {
		return "", err
	}
	token = newToken()
	_, err = c.Store.Exec(c, "INSERT INTO account_ticket (hash, kind, account, content, until) VALUES (?, ?, ?, ?, ?)", hashOf(token), kind, account, string(text), c.Now().Add(ticketFor).UnixMilli())
	return token, err
}

// holder reads a ticket without spending it.
func holder(c *kernel.Ctx, kind, token string, content any) (account string, err error) {
	return readTicket(c, "SELECT account, content, until FROM account_ticket WHERE hash = ? AND kind = ?", kind, token, content)
}

// spend reads a ticket, which is worth nothing afterwards: of two requests with the same one, one wins.
func spend(c *kernel.Ctx, kind, token string, content any) (account string, err error) {
	return readTicket(c, "DELETE FROM account_ticket WHERE hash = ? AND kind = ? RETURNING account, content, until", kind, token, content)
}

func readTicket(c *kernel.Ctx, stmt, kind, token string, content any) (account string, err error) {
	found := false
	var text string
	var until int64
	err = c.Tx(func(c *kernel.Ctx) error { // SQLite writes through the connection of the transaction alone
		rows, err := c.Store.Query(c, stmt, hashOf(token), kind)
		if err != nil {
			return err
		}
		defer rows.Close()
		if found = rows.Next(); found {
			err = rows.Scan(&account, &text, &until)
		}
		if err == nil {
			err = rows.Err()
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if !found || c.Now().UnixMilli() > until {
		return "", expired
	}
	if content != nil {
		err = json.Unmarshal([]byte(text), content)
	}
	return account, err
}
