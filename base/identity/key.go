package identity

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v3"

	"anjian/kernel"
)

// Signing keys (签名密钥). A key is published a day before it signs, so that whoever keeps the list of keys for a while knows it in time;
// it stays published until everything that it signed has ended.
const keyTable = `CREATE TABLE IF NOT EXISTS identity_key (id {text} PRIMARY KEY, sealed {text} NOT NULL, open {text} NOT NULL, created {int} NOT NULL, starts {int} NOT NULL, ends {int} NOT NULL)`

const (
	keyBits  = 2048
	keyAge   = 60 * 24 * time.Hour // after which the next key is made
	keyAhead = 24 * time.Hour      // for how long it is published before it signs
	keyAfter = 24 * time.Hour      // for how long the one before is published afterwards; longer than any token lasts
)

// signingKey is a key as it is kept.
type signingKey struct {
	id                    string
	sealed                string
	public                *rsa.PublicKey
	created, starts, ends int64
}

// keys returns all keys that are published, oldest first.
func keys(c *kernel.Ctx) (out []signingKey, err error) {
	rows, err := c.Store.Query(c, "SELECT id, sealed, open, created, starts, ends FROM identity_key WHERE ends = 0 OR ends > ? ORDER BY starts, id", c.Now().UnixMilli())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		k, public := signingKey{}, ""
		if err := rows.Scan(&k.id, &k.sealed, &public, &k.created, &k.starts, &k.ends); err != nil {
			return nil, err
		}
		raw, err := base64.StdEncoding.DecodeString(public)
		if err != nil {
			return nil, err
		}
		if k.public, err = x509.ParsePKCS1PublicKey(raw); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

// signer returns the key that signs now; the first one is made when it is first asked for.
func (p *Provider) signer(c *kernel.Ctx) (*jose.JSONWebKey, error) {
	list, err := keys(c)
	if err != nil {
		return nil, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if k := list[i]; k.starts <= c.Now().UnixMilli() {
			key, err := p.unseal(k)
			if err == nil {
				return key, nil
			}
			slog.ErrorContext(c, "identity: a signing key cannot be opened; another one is made", "key", k.id, "err", err)
			break
		}
	}
	id, err := p.makeKey(c, c.Now())
	if err != nil {
		return nil, err
	}
	if list, err = keys(c); err != nil {
		return nil, err
	}
	for _, k := range list {
		if k.id == id {
			return p.unseal(k)
		}
	}
	return nil, errors.New("identity: the new signing key is gone")
}

// unseal opens the private half of a key; what was opened once is remembered.
func (p *Provider) unseal(k signingKey) (*jose.JSONWebKey, error) {
	if known, ok := p.opened.Load(k.id); ok {
		return known.(*jose.JSONWebKey), nil
	}
	raw, err := p.Sessions.Vault.Open("identity key "+k.id, k.sealed)
	if err != nil {
		return nil, err
	}
	private, err := x509.ParsePKCS1PrivateKey([]byte(raw))
	if err != nil {
		return nil, err
	}
	key := &jose.JSONWebKey{Key: private, KeyID: k.id, Algorithm: string(jose.RS256), Use: "sig"}
	p.opened.Store(k.id, key)
	return key, nil
}

func (p *Provider) makeKey(c *kernel.Ctx, starts time.Time) (id string, err error) {
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return "", err
	}
	id = kernel.NewID(c.Now())
	sealed := p.Sessions.Vault.Seal("identity key "+id, string(x509.MarshalPKCS1PrivateKey(private)))
	public := base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(&private.PublicKey))
	_, err = c.Store.Exec(c, "INSERT INTO identity_key (id, sealed, open, created, starts, ends) VALUES (?, ?, ?, ?, ?, 0)", id, sealed, public, c.Now().UnixMilli(), starts.UnixMilli())
	return id, err
}

// tokenSecret is what codes and tokens are made with. It lies beside the keys, never published: ends is below zero.
func (p *Provider) tokenSecret(c *kernel.Ctx) ([]byte, error) {
	if known, ok := p.opened.Load(""); ok {
		return known.([]byte), nil
	}
	const id = "tokens"
	for range 2 {
		rows, err := c.Store.Query(c, "SELECT sealed FROM identity_key WHERE id = ?", id)
		if err != nil {
			return nil, err
		}
		sealed := ""
		for rows.Next() {
			err = rows.Scan(&sealed)
		}
		if rows.Close(); err != nil {
			return nil, err
		}
		secret, err := p.Sessions.Vault.Open("identity "+id, sealed)
		if err == nil {
			p.opened.Store("", []byte(secret))
			return []byte(secret), nil
		}
		if sealed != "" {
			slog.ErrorContext(c, "identity: the secret of tokens cannot be opened; another one is made and every token ends", "err", err)
		}
		fresh := make([]byte, 32)
		rand.Read(fresh)
		if _, err := c.Store.Exec(c, `INSERT INTO identity_key (id, sealed, open, created, starts, ends) VALUES (?, ?, '', ?, 0, -1)
ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, created = excluded.created WHERE identity_key.sealed = ?`, id, p.Sessions.Vault.Seal("identity "+id, string(fresh)), c.Now().UnixMilli(), sealed); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("identity: the secret of tokens cannot be kept")
}

// rotate makes the next key in time, says when the one before ends, and removes those that have ended.
func (p *Provider) rotate(c *kernel.Ctx, _ struct{}) error {
	now := c.Now()
	if _, err := c.Store.Exec(c, "DELETE FROM identity_key WHERE ends > 0 AND ends <= ?", now.UnixMilli()); err != nil {
		return err
	}
	list, err := keys(c)
	if err != nil || len(list) == 0 {
		return err // the first key is made when somebody needs it
	}
	for i, k := range list[:len(list)-1] {
		if next := list[i+1]; k.ends == 0 && next.starts <= now.UnixMilli() {
			if _, err := c.Store.Exec(c, "UPDATE identity_key SET ends = ? WHERE id = ?", next.starts+keyAfter.Milliseconds(), k.id); err != nil {
				return err
			}
		}
	}
	if newest := list[len(list)-1]; now.UnixMilli()-newest.created >= keyAge.Milliseconds() {
		_, err = p.makeKey(c, now.Add(keyAhead))
	}
	return err
}

// serveKeys answers the published keys (JWKS).
func (p *Provider) serveKeys(c *kernel.Ctx, w http.ResponseWriter, _ *http.Request) error {
	if _, err := p.signer(c); err != nil { // a client that comes before the first sign-in finds a key
		return err
	}
	list, err := keys(c)
	if err != nil {
		return err
	}
	out := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range list {
		out.Keys = append(out.Keys, jose.JSONWebKey{Key: k.public, KeyID: k.id, Algorithm: string(jose.RS256), Use: "sig"})
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	return answer(w, http.StatusOK, out)
}

// sign makes a JWT of the platform's own.
func (p *Provider) sign(c *kernel.Ctx, typ string, claims any) (string, error) {
	key, err := p.signer(c)
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(body)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

// hint is what an ID token of ours says that comes back to us.
type hint struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Session  string `json:"sid"`
	Audience any    `json:"aud"`
}

// client is for whom the token was made.
func (h *hint) client() string {
	switch aud := h.Audience.(type) {
	case string:
		return aud
	case []any:
		if len(aud) == 1 {
			one, _ := aud[0].(string)
			return one
		}
	}
	return ""
}

// readHint reads an id_token_hint: signed by us, with RS256 and by one of our keys and nothing else, whatever its header says. It may be
// past its end, as the standard wants.
func (p *Provider) readHint(c *kernel.Ctx, issuer, token string) (*hint, error) {
	bad := kernel.Errorf(kernel.Invalid, "id_token_hint 无效")
	if len(token) > 8<<10 {
		return nil, bad
	}
	parsed, err := jose.ParseSigned(token)
	if err != nil || len(parsed.Signatures) != 1 || parsed.Signatures[0].Header.Algorithm != string(jose.RS256) {
		return nil, bad
	}
	list, err := keys(c)
	if err != nil {
		return nil, err
	}
	for _, k := range list {
		if k.id != parsed.Signatures[0].Header.KeyID {
			continue
		}
		body, err := parsed.Verify(k.public)
		if err != nil {
			return nil, bad
		}
		out := &hint{}
		if json.Unmarshal(body, out) != nil || out.Issuer != issuer || out.Subject == "" || out.client() == "" {
			return nil, bad
		}
		return out, nil
	}
	return nil, bad
}

// keyFor hands the signing key of now to the library.
func (p *Provider) keyFor(c *kernel.Ctx) func(context.Context) (any, error) {
	return func(context.Context) (any, error) { return p.signer(c) }
}
