package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/bench/world"
	"anjian/kernel"
)

// who are the accounts that ask, by login name, which is their token too.
var who = []struct {
	login  string
	region kernel.Region
	change func(*account.Account)
}{
	{"county", "410103", nil},
	{"city", "4101", nil},
	{"province", "41", nil},
	{"trade", "4101", func(a *account.Account) { a.Trades = append(a.Trades, "machinery") }},
	{"clerk", "41", func(a *account.Account) { a.Roles = []account.Role{"clerk"} }},
	{"member", "410103", func(a *account.Account) {
		a.Kind, a.Roles, a.Enterprise = account.Enterprise, []account.Role{"safety"}, kernel.Ref[enterprise.Enterprise](world.EnterpriseID(0))
	}},
}

// platform makes a platform in a folder, if it is not there yet, with the world w and the accounts that ask.
func (r *run) platform(name string, w *world.World, words bool) (folder string, err error) {
	folder = r.path(name)
	ready := folder + ".ready"
	if _, err := os.Stat(ready); err == nil {
		return folder, nil
	}
	os.RemoveAll(folder)
	r.say("filling %s: %d hazards of %d enterprises", name, w.Hazards, w.Enterprises)
	init := exec.Command(r.path("anjian"), "init", "--region", "41", "--data", folder)
	if out, err := init.CombinedOutput(); err != nil {
		return "", fmt.Errorf("init: %w: %s", err, out)
	}
	if err := world.Fill(folder, w, words); err != nil {
		return "", err
	}
	if err := accounts(folder); err != nil {
		return "", err
	}
	if out, err := exec.Command(r.path("anjian"), "recount", "--data", folder).CombinedOutput(); err != nil { // the records were not written by the platform
		return "", fmt.Errorf("recount: %w: %s", err, out)
	}
	return folder, os.WriteFile(ready, nil, 0o600)
}

// accounts makes the accounts and a token for each.
func accounts(folder string) error {
	c, s, err := world.Open(folder)
	if err != nil {
		return err
	}
	defer s.Close()
	return c.Tx(func(c *kernel.Ctx) error {
		for _, one := range who {
			a := &account.Account{Login: one.login, Name: "测试" + one.login, Kind: account.Regulator, Roles: []account.Role{"regulator", "leader"}}
			if a.Region = one.region; one.change != nil {
				one.change(a)
			}
			if err := account.Accounts.Create(c, a); err != nil {
				return err
			}
			a, err := account.Accounts.First(c, kernel.Eq(&account.Row.Login, one.login))
			if err != nil {
				return err
			}
			sum, now := sha256.Sum256([]byte(one.login)), time.Now()
			_, err = c.Store.Exec(c, "INSERT INTO account_session (id, hash, account, kind, name, created, seen, until, address, device) VALUES (?, ?, ?, 'program', 'bench', ?, ?, ?, '', '')",
				"bench-"+one.login, hex.EncodeToString(sum[:]), a.ID, now.UnixMilli(), now.UnixMilli(), now.Add(24*time.Hour).UnixMilli())
			if err != nil {
				return err
			}
			if _, err := c.Store.Exec(c, "UPDATE account SET password_due = ? WHERE id = ?", false, a.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// serveUs starts the platform of a folder.
func (r *run) serveUs(folder string) (*process, error) {
	return serve("/readyz", r.path("anjian"), func(address string) []string {
		return []string{"serve", "--data", folder, "--listen", address, "--log-level", "error"}
	})
}
