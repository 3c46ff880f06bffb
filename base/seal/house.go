package seal

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/emmansun/gmsm/smx509"
	"rsc.io/qr"

	"anjian/base/vault"
	"anjian/kernel"
	"anjian/kernel/paper"
	engine "anjian/kernel/seal"
)

// House is the place of the keys: what an installation has once. It is also the job that ends seals whose period is over, by which
// the functions of this package find it.
type House struct {
	Vault     *vault.Vault
	BaseURL   string           // public address, for the links on papers; empty prints none
	Algorithm engine.Algorithm // of trial certificates; ECDSA if empty
	Store     kernel.Store     // outside of any transaction: refused attempts are kept though what was tried is taken back

	notes sync.WaitGroup // refused attempts that are being written
}

// keyTable holds private keys, each encrypted for its own name alone.
const keyTable = `CREATE TABLE IF NOT EXISTS seal_key (id {text} PRIMARY KEY, sealed {text} NOT NULL)`

// Spec and Do make a House a job: once an hour.
func (h *House) Spec() (string, time.Duration) { return "seal.expire", time.Hour }

// Do ends the seals whose last day is over. What is sealed is refused on that day in any case.
func (h *House) Do(c *kernel.Ctx, _ json.RawMessage) error {
	list, err := Seals.List(c, kernel.Query{Where: kernel.And(kernel.In(&Row.State, Active, Handing, Suspended), kernel.Before(&Row.Until, c.Today())), Sort: "id", Limit: 1000})
	for _, s := range list {
		if _, err := Seals.Do(c, s.ID, 0, "expire", nil, "有效期届满"); err != nil && kernel.CodeOf(err) != kernel.Conflict {
			return err
		}
	}
	return err
}

// HouseOf finds the house among the modules of a platform, nil if it has none.
func HouseOf(app *kernel.App) *House {
	for _, mod := range app.Modules {
		if mod.Name != "seal" {
			continue
		}
		for _, job := range mod.Tasks {
			if h, ok := job.(*House); ok {
				return h
			}
		}
	}
	return nil
}

func of(c *kernel.Ctx) (*House, error) {
	if h := HouseOf(c.App); h != nil {
		return h, nil
	}
	return nil, errors.New("seal: the module is not part of the platform")
}

func (h *House) algorithm() engine.Algorithm {
	if h.Algorithm == "" {
		return engine.ECDSA
	}
	return h.Algorithm
}

func picture(text, label, code string, diameter float64) engine.Picture {
	return engine.Picture{Name: text, Label: label, Code: code, Diameter: diameter, Letters: paper.Outline}
}

// keep encrypts a key under a name.
func (h *House) keep(c *kernel.Ctx, name string, k *engine.Key) error {
	text, err := k.Text()
	if err != nil {
		return err
	}
	_, err = c.Store.Exec(c, "INSERT INTO seal_key (id, sealed) VALUES (?, ?)", name, h.Vault.Seal("seal "+name, text))
	return err
}

// text opens what is kept under a name, "" if nothing is.
func (h *House) text(c *kernel.Ctx, name string) (string, error) {
	rows, err := c.Store.Query(c, "SELECT sealed FROM seal_key WHERE id = ?", name)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	if !rows.Next() {
		return "", rows.Err()
	}
	var sealed sql.NullString
	if err := rows.Scan(&sealed); err != nil {
		return "", err
	}
	return h.Vault.Open("seal "+name, sealed.String)
}

// key opens a key, nil if there is none.
func (h *House) key(c *kernel.Ctx, name string) (*engine.Key, error) {
	text, err := h.text(c, name)
	if err != nil || text == "" {
		return nil, err
	}
	return engine.ReadPEM([]byte(text), "")
}

// authority is the embedded authority of this installation, made when it is first needed.
func (h *House) authority(c *kernel.Ctx) (*engine.Key, error) {
	return h.made(c, "authority", func() (*engine.Key, error) {
		return engine.NewAuthority(h.algorithm(), "安全生产综合监管信息平台", c.Now().Add(-time.Hour))
	})
}

// hand is the key by which the platform vouches for signatures of web forms.
func (h *House) hand(c *kernel.Ctx) (*engine.Key, error) {
	root, err := h.authority(c)
	if err != nil {
		return nil, err
	}
	return h.made(c, "hand", func() (*engine.Key, error) {
		return root.Issue(h.algorithm(), "网页表单签名", "安全生产综合监管信息平台", "", c.Now().Add(-time.Minute), c.Now().AddDate(10, 0, 0))
	})
}

func (h *House) made(c *kernel.Ctx, name string, make func() (*engine.Key, error)) (*engine.Key, error) {
	if k, err := h.key(c, name); err != nil || k != nil {
		return k, err
	}
	k, err := make()
	if err != nil {
		return nil, err
	}
	text, err := k.Text()
	if err != nil {
		return nil, err
	}
	// of two that are made at once the first stays
	if _, err := c.Store.Exec(c, "INSERT INTO seal_key (id, sealed) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", name, h.Vault.Seal("seal "+name, text)); err != nil {
		return nil, err
	}
	return h.key(c, name)
}

// secret is what check codes are made with.
func (h *House) secret(c *kernel.Ctx) ([]byte, error) {
	text, err := h.text(c, "secret")
	if err == nil && text == "" {
		fresh := make([]byte, 32)
		rand.Read(fresh)
		if _, err = c.Store.Exec(c, "INSERT INTO seal_key (id, sealed) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", "secret", h.Vault.Seal("seal secret", hex.EncodeToString(fresh))); err != nil {
			return nil, err
		}
		text, err = h.text(c, "secret")
	}
	return []byte(text), err
}

var codes = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ").WithPadding(base32.NoPadding)

// CheckCode is the check code (校验码) of a paper: ten letters that whoever holds the paper types in with its number.
func CheckCode(c *kernel.Ctx, typ, id string) (string, error) {
	h, err := of(c)
	if err != nil {
		return "", err
	}
	secret, err := h.secret(c)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(typ + "\x00" + id))
	return codes.EncodeToString(mac.Sum(nil))[:10], nil
}

// CheckLink is the text of the QR code on a paper: the public page that says what was sealed. It is empty where the platform has no
// public address: see decision 0063.
func CheckLink(c *kernel.Ctx, typ, id string) (string, error) {
	h, err := of(c)
	if err != nil || h.BaseURL == "" {
		return "", err
	}
	code, err := CheckCode(c, typ, id)
	return strings.TrimRight(h.BaseURL, "/") + "/verify?" + url.Values{"type": {typ}, "id": {id}, "code": {code}}.Encode(), err
}

// QR is a text as the black squares of a QR code, row by row, without the margin of four that belongs around it.
func QR(text string) ([][]bool, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	out := make([][]bool, code.Size)
	for y := range out {
		out[y] = make([]bool, code.Size)
		for x := range out[y] {
			out[y][x] = code.Black(x, y)
		}
	}
	return out, nil
}

// trust is whom the platform believes: its own authority, those whose certificates were brought in as roots, and the certificates of
// seals that were imported by whoever has that right.
func (h *House) trust(c *kernel.Ctx) (engine.Trust, error) {
	t := engine.Trust{}
	root, err := h.key(c, "authority") // whoever asks makes none
	if err != nil {
		return t, err
	}
	if root != nil {
		t.Roots = append(t.Roots, root.Cert)
	}
	list, err := Roots.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&rt.State, Trusted), Sort: "id"})
	for _, r := range list {
		cert, err := smx509.ParseCertificatePEM([]byte(r.Text))
		if err != nil { // one that is broken vouches for nothing, and ends no verification
			c.Logger.ErrorContext(c, "seal: a root certificate cannot be read", "root", r.ID, "err", err)
			continue
		}
		t.Roots = append(t.Roots, cert)
	}
	return t, err
}
