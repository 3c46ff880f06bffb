package identity

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/kernel"
)

// What people agreed that a client may learn of them (授权). Own clients of the bureau need none.
const consentTable = `CREATE TABLE IF NOT EXISTS identity_consent (account {text} NOT NULL, client {text} NOT NULL, scopes {json} NOT NULL, given {int} NOT NULL, PRIMARY KEY (account, client))`

func agreedScopes(c *kernel.Ctx, who, client string) (scopes []string, err error) {
	rows, err := c.Store.Query(c, "SELECT scopes FROM identity_consent WHERE account = ? AND client = ?", who, client)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		text := ""
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &scopes); err != nil {
			return nil, err
		}
	}
	return scopes, rows.Err()
}

func hasAgreed(c *kernel.Ctx, who, client string, scopes []string) (bool, error) {
	agreed, err := agreedScopes(c, who, client)
	if err != nil || agreed == nil {
		return false, err
	}
	for _, s := range scopes {
		if !slices.Contains(agreed, s) {
			return false, nil
		}
	}
	return true, nil
}

// own returns the account that asks and a client that it may use.
func own(c *kernel.Ctx, client string) (*account.Account, *Client, error) {
	a, err := usable(c, client)
	if err != nil {
		return nil, nil, err
	}
	who, err := account.Accounts.First(c.AsSystem(), kernel.ByID(c.Actor.ID))
	if err != nil {
		return nil, nil, err
	}
	if a == nil || who == nil || !a.admits(who) {
		return nil, nil, kernel.Errorf(kernel.Missing, "没有这个系统，或者您的账号不能使用它")
	}
	return who, a, nil
}

type askingIn struct {
	Client string `json:"client"`
	Scope  string `json:"scope"`
}

// Asking is what the page of consent shows.
type Asking struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Purpose string   `json:"purpose"`
	Region  string   `json:"region"`
	Facts   []string `json:"facts"` // what the client would learn
	Scopes  []string `json:"scopes"`
}

func (a *Client) asking(c *kernel.Ctx, scopes []string) *Asking {
	out := &Asking{ID: a.ID, Name: a.Name, Purpose: a.Purpose, Region: c.RegionLabel(a.Region), Facts: []string{"用户标识"}, Scopes: []string{"openid"}}
	for _, s := range a.Scopes {
		if slices.Contains(scopes, string(s)) {
			out.Facts, out.Scopes = append(out.Facts, kernel.LabelOf(s)), append(out.Scopes, string(s))
		}
	}
	return out
}

func askConsent(c *kernel.Ctx, in *askingIn) (*Asking, error) {
	_, a, err := own(c, in.Client)
	if err != nil {
		return nil, err
	}
	return a.asking(c, words(in.Scope)), nil
}

type agreeIn struct {
	ID    string `json:"id"`
	Scope string `json:"scope"`
}

// agree keeps that the person lets a client learn the facts of some scopes, added to those agreed before.
func agree(c *kernel.Ctx, in *agreeIn) (*Asking, error) {
	who, a, err := own(c, in.ID)
	if err != nil {
		return nil, err
	}
	out := a.asking(c, words(in.Scope))
	return out, c.Tx(func(c *kernel.Ctx) error {
		before, err := agreedScopes(c, who.ID, a.ID)
		if err != nil {
			return err
		}
		all := slices.Compact(slices.Sorted(slices.Values(append(before, out.Scopes...))))
		text, _ := json.Marshal(all)
		if _, err := c.Store.Exec(c, `INSERT INTO identity_consent (account, client, scopes, given) VALUES (?, ?, ?, ?)
ON CONFLICT (account, client) DO UPDATE SET scopes = excluded.scopes, given = excluded.given`, who.ID, a.ID, string(text), c.Now().UnixMilli()); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: account.Accounts.Meta().Name, ID: who.ID, Verb: "agree", Region: who.Region, Detail: a.Name + "：" + strings.Join(out.Facts, "、")})
	})
}

type ownIn struct {
	ID string `json:"id"`
}

// disagree takes consent back; what the client holds of the person ends.
func (p *Provider) disagree(c *kernel.Ctx, in *ownIn) (*struct{}, error) {
	return nil, c.Tx(func(c *kernel.Ctx) error {
		n, err := c.Store.Exec(c, "DELETE FROM identity_consent WHERE account = ? AND client = ?", c.Actor.ID, in.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return kernel.Errorf(kernel.Missing, "您没有授权过这个系统")
		}
		if _, err := c.Store.Exec(c, "DELETE FROM identity_token WHERE account = ? AND client = ?", c.Actor.ID, in.ID); err != nil {
			return err
		}
		if _, err := c.Store.Exec(c, "UPDATE identity_visit SET state = 1 WHERE account = ? AND client = ? AND state = 0", c.Actor.ID, in.ID); err != nil {
			return err
		}
		a, err := Clients.First(c.AsSystem(), kernel.ByID(in.ID))
		if err != nil {
			return err
		}
		detail := in.ID
		if a != nil {
			detail = a.Name
		}
		return c.Trail.Record(c, kernel.Event{Type: account.Accounts.Meta().Name, ID: c.Actor.ID, Verb: "disagree", Detail: detail})
	})
}

// Tile is a registered system on the page 我的应用.
type Tile struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Purpose string     `json:"purpose"`
	Link    string     `json:"link"`
	Own     bool       `json:"own"`
	Agreed  bool       `json:"agreed"`
	Last    *time.Time `json:"last,omitempty"` // when the person last signed in to it
}

// Tiles are all registered systems that somebody may use.
type Tiles struct {
	Items []Tile `json:"items"`
}

func mine(c *kernel.Ctx, _ *struct{}) (*Tiles, error) {
	who, err := account.Accounts.First(c.AsSystem(), kernel.ByID(c.Actor.ID))
	out := &Tiles{Items: []Tile{}}
	if err != nil || who == nil {
		return out, err
	}
	last := map[string]int64{}
	rows, err := c.Store.Query(c, "SELECT client, MAX(last) FROM identity_visit WHERE account = ? GROUP BY client", who.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		id, at := "", int64(0)
		if err := rows.Scan(&id, &at); err != nil {
			return nil, err
		}
		last[id] = at
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	list, err := Clients.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&cl.Status, InUse), Sort: "name"})
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		if !a.admits(who) {
			continue
		}
		agreed, err := agreedScopes(c, who.ID, a.ID)
		if err != nil {
			return nil, err
		}
		t := Tile{ID: a.ID, Name: a.Name, Purpose: a.Purpose, Link: a.Link, Own: a.Own, Agreed: agreed != nil}
		if at := last[a.ID]; at > 0 {
			when := time.UnixMilli(at).In(kernel.China)
			t.Last = &when
		}
		out.Items = append(out.Items, t)
	}
	return out, nil
}
