package account

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http/httptest"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// A connection that asks whether its session lasts does not keep it alive.
func TestHolds(t *testing.T) {
	sessions := NewSessions(Policy{Idle: time.Hour})
	kerneltest.Each(t, append(modules(sessions), rest.Module()), func(t *testing.T, w *kerneltest.World) {
		c := w.System()
		a := &Account{Login: "holder", Name: "王建国", Kind: Regulator, Roles: []Role{"regulator"}}
		a.Region = "410105"
		kerneltest.Must(t, Accounts.Create(c, a))
		_, err := c.Store.Exec(c, "UPDATE account SET password_due = ? WHERE id = ?", false, a.ID)
		kerneltest.Must(t, err)
		sum, now := sha256.Sum256([]byte("token")), c.Now()
		_, err = c.Store.Exec(c, "INSERT INTO account_session (id, hash, account, kind, name, created, seen, until, address, device) VALUES ('s', ?, ?, 'browser', '', ?, ?, ?, '', '')",
			hex.EncodeToString(sum[:]), a.ID, now.UnixMilli(), now.UnixMilli(), now.Add(24*time.Hour).UnixMilli())
		kerneltest.Must(t, err)
		r := httptest.NewRequest("GET", "/api/chat/socket", nil)
		r.Header.Set("Cookie", "anjian_session=token")
		for minutes, want := range map[time.Duration]kernel.Code{50: "", 70: kernel.Login} {
			later := *w.Env
			later.Now = func() time.Time { return now.Add(minutes * time.Minute) }
			in := *c
			in.Env = &later
			actor, err := sessions.Holds(&in, r)
			kerneltest.Want(t, minutes.String(), err, want)
			if want == "" && actor.ID != a.ID {
				t.Errorf("holds for %q", actor.ID)
			}
		}
	})
}
