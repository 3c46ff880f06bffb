package account

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strings"
	"time"

	"anjian/kernel"
)

// Failed tries are counted in a table, for login names that exist and for those that do not alike, so that a count
// survives a restart, holds for all nodes, and tells nobody which names exist.
const tryTable = `CREATE TABLE IF NOT EXISTS account_try (name {text} PRIMARY KEY, n {int} NOT NULL, until {int} NOT NULL, at {int} NOT NULL)`
const tryIndex = `CREATE INDEX IF NOT EXISTS account_try_at ON account_try (at)`

const (
	addressFree  = 30               // failed tries of one address in an hour before it is slowed down; a bureau may share one address
	addressFor   = time.Hour        // after that long without a failure an address starts anew
	addressMost  = 15 * time.Minute // longest wait of an address
	registerMost = 5                // registrations of one address in an hour
)

func nameKey(login string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(login))))
	return "name:" + hex.EncodeToString(sum[:])
}

// tally is where the failures of a sign-in are counted: by the name, wherever they come from, and over a day too; for a
// browser from which the owner signed in before, by that browser alone, so that strangers' failures do not keep the
// owner out nor the owner's help them.
type tally struct {
	login, key, slow string
	own              bool
}

func slowKey(login string) string { return "slow:" + strings.TrimPrefix(nameKey(login), "name:") }

// countedAt returns where a try counts.
func (s *Sessions) countedAt(c *kernel.Ctx, a *Account, login, device string) (tally, error) {
	out := tally{login: login, key: nameKey(login), slow: slowKey(login)}
	id := ""
	if a != nil {
		id = a.ID
	}
	own, err := known(c, id, device)
	if own {
		out.own, out.key = true, "own:"+hashOf(id+"/"+device)
	}
	return out, err
}

// open refuses while the name is locked or the address has to wait.
func (s *Sessions) open(c *kernel.Ctx, at tally) error {
	until, err := barred(c, addressKey(c))
	if err == nil && !until.IsZero() {
		return kernel.Errorf(kernel.TooMany, "本网络地址登录失败次数过多，请于%s后再试", until.In(kernel.China).Format("15:04:05"))
	}
	if err != nil {
		return err
	}
	keys := []string{at.key, at.slow}
	if at.own {
		keys = keys[:1]
	}
	for _, key := range keys {
		until, err := barred(c, key)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return kernel.Errorf(kernel.Locked, "登录失败次数过多，请于%s后再试，或请管理员解锁", until.In(kernel.China).Format("1月2日15:04"))
		}
	}
	return nil
}

func addressKey(c *kernel.Ctx) string { return "address:" + network(c.Origin.Address) }

// network is whom an address belongs to: of IPv6 one subscriber has a whole /64.
func network(address string) string {
	at, err := netip.ParseAddr(address)
	if err != nil || at.Unmap().Is4() {
		return address
	}
	net, _ := at.Unmap().WithZone("").Prefix(64)
	return net.String()
}

// barred returns until when a key has to wait, the zero time if it need not.
func barred(c *kernel.Ctx, name string) (time.Time, error) {
	rows, err := c.Store.Query(c, "SELECT until FROM account_try WHERE name = ? AND until > ?", name, c.Now().UnixMilli())
	if err != nil {
		return time.Time{}, err
	}
	defer rows.Close()
	if !rows.Next() {
		return time.Time{}, rows.Err()
	}
	var until int64
	err = rows.Scan(&until)
	return time.UnixMilli(until), err
}

// count adds one to a key that was not counted since start, and begins anew where it was; with served, also where
// its wait is over.
func count(c *kernel.Ctx, name string, start time.Time, served bool) (n int, err error) {
	now, over := c.Now().UnixMilli(), int64(0)
	if served {
		over = now
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		n, err = number(c, `INSERT INTO account_try (name, n, until, at) VALUES (?, 1, 0, ?) ON CONFLICT (name) DO UPDATE SET
n = CASE WHEN account_try.at < ? OR account_try.until > 0 AND account_try.until <= ? THEN 1 ELSE account_try.n + 1 END, until = 0, at = excluded.at RETURNING n`,
			name, now, start.UnixMilli(), over)
		return err
	})
	return n, err
}

func bar(c *kernel.Ctx, name string, until time.Time) error {
	_, err := c.Store.Exec(c, "UPDATE account_try SET until = ? WHERE name = ?", until.UnixMilli(), name)
	return err
}

// forgive forgets the failures of keys.
func forgive(c *kernel.Ctx, names ...string) error {
	for _, name := range names {
		if _, err := c.Store.Exec(c, "DELETE FROM account_try WHERE name = ?", name); err != nil {
			return err
		}
	}
	return nil
}

// slowed counts a failure of the request's address; beyond the free ones each doubles the wait.
func slowed(c *kernel.Ctx) error {
	key := addressKey(c)
	n, err := count(c, key, c.Now().Add(-addressFor), false)
	if err != nil || n <= addressFree {
		return err
	}
	wait := min(time.Second<<min(n-addressFree, 20), addressMost)
	return bar(c, key, c.Now().Add(wait))
}

// sweep forgets what no longer counts, so that tries with invented names cannot fill the tables.
var sweep = &kernel.Task[struct{}]{Name: "account.sweep", Every: 10 * time.Minute, Run: func(c *kernel.Ctx, _ struct{}) error {
	ago := func(d time.Duration) int64 { return c.Now().Add(-d).UnixMilli() }
	for _, old := range []struct {
		stmt string
		args []any
	}{
		{"DELETE FROM account_try WHERE at < ? AND until < ?", []any{ago(25 * time.Hour), ago(0)}},
		{"DELETE FROM account_session WHERE until < ?", []any{ago(0)}},
		{"DELETE FROM account_proof WHERE session NOT IN (SELECT id FROM account_session)", nil},
		{"DELETE FROM account_ticket WHERE until < ?", []any{ago(0)}},
		{"DELETE FROM account_change WHERE at < ?", []any{ago(10 * time.Minute)}},
		{"DELETE FROM account_visit WHERE at < ? OR account = ''", []any{ago(visitsFor)}},
		{"DELETE FROM account_device WHERE at < ?", []any{ago(deviceFor)}},
	} {
		if _, err := c.Store.Exec(c, old.stmt, old.args...); err != nil {
			return err
		}
	}
	return nil
}}
