package evidence

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"anjian/base/role"
	"anjian/base/vault"
	"anjian/kernel"
)

// desk gives out nonces and receipts.
type desk struct{ vault *vault.Vault }

var officers = []kernel.Role{role.Regulator, role.Leader}

func (d desk) routes() []kernel.Route {
	return []kernel.Route{
		kernel.Op("POST /api/evidence_device/enrol", "登记取证设备", officers, func(c *kernel.Ctx, in *Enrolment) (*Membership, error) {
			if in.Name = strip(in.Name, 80); in.Name == "" {
				in.Name = "手机"
			}
			return enrol(c, in)
		}),
		kernel.Op("POST /api/evidence_device/nonce", "领取时间凭证", officers, give),
		kernel.Op("POST /api/evidence_device/log", "上交取证日志", officers, d.hand),
		kernel.Op("GET /api/evidence_device/key", "回执公钥", nil, func(c *kernel.Ctx, _ *struct{}) (*struct {
			Key string `json:"key"`
		}, error) {
			public, _, err := d.key(c)
			return &struct {
				Key string `json:"key"`
			}{base64.StdEncoding.EncodeToString(public)}, err
		}),
		kernel.Op("GET /api/evidence_verdict/of", "记录的取证结论", append([]kernel.Role{role.Audit}, role.Government...), of),
		kernel.Op("GET /api/evidence_log/{id}/entries", "查看取证日志条目", append([]kernel.Role{role.Audit}, officers...), entries),
	}
}

// Nonce is the server's time as a secret of the day: who knows it was here after it was given.
type Nonce struct {
	Device string `json:"device,omitempty"`
	Nonce  string `json:"nonce"`
	At     int64  `json:"at"`
}

// give makes a nonce for a device.
func give(c *kernel.Ctx, in *struct {
	Device string `json:"device"`
}) (out *Nonce, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		device, err := own(c, in.Device)
		if err != nil {
			return err
		}
		if device.Status == Revoked {
			return kernel.Errorf(kernel.Conflict, "这台手机已停用，请重新登记")
		}
		b := make([]byte, 16)
		rand.Read(b)
		out = &Nonce{device.ID, hex.EncodeToString(b), c.Now().UnixMilli()}
		if _, err = c.Store.Exec(c, "DELETE FROM evidence_nonce WHERE device = ? AND used = 0 AND at < ?", device.ID, out.At-30*86_400_000); err != nil {
			return err
		}
		_, err = c.Store.Exec(c, "INSERT INTO evidence_nonce (nonce, device, at, used) VALUES (?, ?, ?, 0)", out.Nonce, device.ID, out.At)
		return err
	})
	return out, err
}

// take uses a nonce up; the zero Nonce if it was not given to the device or has been used.
func take(c *kernel.Ctx, nonce, device string, now int64) (out Nonce, err error) {
	n, err := c.Store.Exec(c, "UPDATE evidence_nonce SET used = ? WHERE nonce = ? AND device = ? AND used = 0", now, nonce, device)
	if err != nil || n == 0 {
		return out, err
	}
	rows, err := c.Store.Query(c, "SELECT at FROM evidence_nonce WHERE nonce = ?", nonce)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	for rows.Next() {
		out.Nonce = nonce
		if err := rows.Scan(&out.At); err != nil {
			return out, err
		}
	}
	return out, rows.Err()
}

// key returns the pair that signs receipts, making it at first use.
func (d desk) key(c *kernel.Ctx) (public ed25519.PublicKey, private ed25519.PrivateKey, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		made, pair, err := ed25519.GenerateKey(nil)
		if err != nil {
			return err
		}
		if _, err := c.Store.Exec(c, "INSERT INTO evidence_key (id, public, private) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING", hex.EncodeToString(made), d.vault.Seal("evidence", hex.EncodeToString(pair.Seed()))); err != nil {
			return err
		}
		rows, err := c.Store.Query(c, "SELECT private FROM evidence_key WHERE id = 1")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var sealed string
			if err := rows.Scan(&sealed); err != nil {
				return err
			}
			text, err := d.vault.Open("evidence", sealed)
			if err != nil {
				return fmt.Errorf("evidence: the key of receipts cannot be opened: %w", err)
			}
			seed, err := hex.DecodeString(text)
			if err != nil {
				return err
			}
			private = ed25519.NewKeyFromSeed(seed)
			public = private.Public().(ed25519.PublicKey)
		}
		return rows.Err()
	})
	return public, private, err
}

func (r *Receipt) text() string { return fmt.Sprintf("%s\n%d\n%s\n%d", r.Device, r.Last, r.Hash, r.At) }

func (d desk) sign(c *kernel.Ctx, r *Receipt) (string, error) {
	_, private, err := d.key(c)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(ed25519.Sign(private, []byte(r.text()))), nil
}

// entries reads a log again, under the right to its record.
func entries(c *kernel.Ctx, in *struct {
	ID string `json:"id"`
}) (*struct {
	Items []Entry `json:"items"`
}, error) {
	if _, err := Logs.Get(c, in.ID); err != nil {
		return nil, err
	}
	out := &struct {
		Items []Entry `json:"items"`
	}{Items: []Entry{}}
	rows, err := c.Store.Query(c, "SELECT body FROM evidence_entry WHERE log = ? ORDER BY seq", in.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var body string
		var e Entry
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			return nil, err
		}
		e.Nonce = "" // used up, and nobody's business
		out.Items = append(out.Items, e)
	}
	return out, rows.Err()
}
