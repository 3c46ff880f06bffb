package identity

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"github.com/ory/fosite"
	"github.com/ory/fosite/handler/openid"

	"anjian/kernel"
)

// Codes and tokens are known by their hashes alone. A row of state 1 was used; it stays until its end, so that a second use is seen.
const tokenTable = `CREATE TABLE IF NOT EXISTS identity_token (hash {text} PRIMARY KEY, kind {text} NOT NULL, family {text} NOT NULL, client {text} NOT NULL, account {text} NOT NULL,
 session {text} NOT NULL, state {int} NOT NULL, until {int} NOT NULL, body {json} NOT NULL)`

var tokenIndexes = []string{
	`CREATE INDEX IF NOT EXISTS identity_token_family ON identity_token (family)`,
	`CREATE INDEX IF NOT EXISTS identity_token_session ON identity_token (session)`,
	`CREATE INDEX IF NOT EXISTS identity_token_until ON identity_token (until)`,
}

// digest is how a secret is known.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// hasher compares secrets of clients for the library.
type hasher struct{}

func (hasher) Hash(_ context.Context, data []byte) ([]byte, error) {
	return []byte(digest(string(data))), nil
}

func (hasher) Compare(_ context.Context, hash, data []byte) error {
	if subtle.ConstantTimeCompare(hash, []byte(digest(string(data)))) != 1 {
		return errors.New("identity: wrong secret")
	}
	return nil
}

// tokens keeps what the library issues, for one request.
type tokens struct {
	c *kernel.Ctx
	p *Provider
}

// body is what is kept of the request that led to a token.
type body struct {
	At        time.Time       `json:"at"`
	Asked     []string        `json:"asked"`
	Granted   []string        `json:"granted"`
	Form      url.Values      `json:"form"`
	Session   json.RawMessage `json:"session"`
	Signed    string          `json:"signed"` // the sign-in
	AccessKey string          `json:"access,omitempty"`
}

// session is what the library carries from sign-in to token.
type session struct {
	*openid.DefaultSession
	Signed string `json:"signed"` // the sign-in that everything hangs on
}

func newSession() *session { return &session{DefaultSession: openid.NewDefaultSession()} }

// Clone implements fosite.Session.
func (s *session) Clone() fosite.Session {
	return &session{DefaultSession: s.DefaultSession.Clone().(*openid.DefaultSession), Signed: s.Signed}
}

// GetClient implements fosite.ClientManager.
func (t tokens) GetClient(_ context.Context, id string) (fosite.Client, error) {
	a, err := usable(t.c, id)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, fosite.ErrNotFound
	}
	out := &fosite.DefaultClient{ID: a.ID, RedirectURIs: a.Redirects.List(), GrantTypes: []string{"authorization_code", "refresh_token"}, ResponseTypes: []string{"code"},
		Scopes: []string{"openid"}, Public: a.Kind == Public}
	for _, s := range a.Scopes {
		out.Scopes = append(out.Scopes, string(s))
	}
	if !out.Public {
		rows, err := t.c.Store.Query(t.c, "SELECT hash FROM identity_secret WHERE owner = ?", a.ID)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			err = rows.Scan(&out.Secret)
		}
		if err = errors.Join(err, rows.Err()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ClientAssertionJWTValid and SetClientAssertionJWT implement fosite.ClientManager: clients prove themselves by their secret alone.
func (tokens) ClientAssertionJWTValid(context.Context, string) error {
	return fosite.ErrInvalidClient
}

func (tokens) SetClientAssertionJWT(context.Context, string, time.Time) error {
	return fosite.ErrInvalidClient
}

func (t tokens) put(kind string, of fosite.TokenType, key string, r fosite.Requester) error {
	s, ok := r.GetSession().(*session)
	if !ok {
		return errors.New("identity: a session of another kind")
	}
	inner, err := json.Marshal(s.DefaultSession)
	if err != nil {
		return err
	}
	text, err := json.Marshal(body{At: r.GetRequestedAt(), Asked: r.GetRequestedScopes(), Granted: r.GetGrantedScopes(), Form: r.GetRequestForm(), Session: inner, Signed: s.Signed})
	if err != nil {
		return err
	}
	until := s.GetExpiresAt(of)
	if until.IsZero() {
		until = time.Now().Add(codeLife)
	}
	_, err = t.c.Store.Exec(t.c, "INSERT INTO identity_token (hash, kind, family, client, account, session, state, until, body) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
		digest(kind+key), kind, r.GetID(), r.GetClient().GetID(), s.Subject, s.Signed, until.UnixMilli(), string(text))
	return err
}

// get reads what a code or token stands for. used is true if it was used before.
func (t tokens) get(ctx context.Context, kind, key string, into fosite.Session) (r fosite.Requester, used bool, err error) {
	rows, err := t.c.Store.Query(t.c, "SELECT family, client, account, session, state, body FROM identity_token WHERE hash = ?", digest(kind+key))
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, false, errors.Join(rows.Err(), fosite.ErrNotFound)
	}
	var family, client, account, signed, text string
	state := 0
	if err := rows.Scan(&family, &client, &account, &signed, &state, &text); err != nil {
		return nil, false, err
	}
	rows.Close()
	var b body
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return nil, false, err
	}
	s, ok := into.(*session)
	if !ok || s == nil {
		s = newSession()
	}
	if err := json.Unmarshal(b.Session, s.DefaultSession); err != nil {
		return nil, false, err
	}
	s.Signed = b.Signed
	of, err := t.GetClient(ctx, client)
	if err != nil {
		return nil, false, err
	}
	if state == 0 { // everything hangs on the sign-in and on the account
		if live, err := t.p.lives(t.c, signed, account); err != nil || !live {
			return nil, false, errors.Join(err, fosite.ErrNotFound)
		}
	}
	out := fosite.NewRequest()
	out.ID, out.RequestedAt, out.Client, out.Form, out.Session = family, b.At, of, b.Form, s
	out.SetRequestedScopes(b.Asked)
	for _, scope := range b.Granted {
		out.GrantScope(scope)
	}
	return out, state != 0, nil
}

// use marks a code or token as used; it tells whether this was the first use, which in both databases only one can be.
func (t tokens) use(kind, key string) (bool, error) {
	n, err := t.c.Store.Exec(t.c, "UPDATE identity_token SET state = 1 WHERE hash = ? AND state = 0", digest(kind+key))
	return n == 1, err
}

func (t tokens) drop(kind, key string) error {
	_, err := t.c.Store.Exec(t.c, "DELETE FROM identity_token WHERE hash = ?", digest(kind+key))
	return err
}

func (t tokens) CreateAuthorizeCodeSession(_ context.Context, code string, r fosite.Requester) error {
	return t.put("code", fosite.AuthorizeCode, code, r)
}

func (t tokens) GetAuthorizeCodeSession(ctx context.Context, code string, s fosite.Session) (fosite.Requester, error) {
	r, used, err := t.get(ctx, "code", code, s)
	if err == nil && used {
		err = fosite.ErrInvalidatedAuthorizeCode
	}
	return r, err
}

func (t tokens) InvalidateAuthorizeCodeSession(_ context.Context, code string) error {
	first, err := t.use("code", code)
	if err == nil && !first {
		err = fosite.ErrInvalidatedAuthorizeCode
	}
	return err
}

func (t tokens) CreatePKCERequestSession(_ context.Context, key string, r fosite.Requester) error {
	return t.put("pkce", fosite.AuthorizeCode, key, r)
}

func (t tokens) GetPKCERequestSession(ctx context.Context, key string, s fosite.Session) (fosite.Requester, error) {
	r, _, err := t.get(ctx, "pkce", key, s)
	return r, err
}

func (t tokens) DeletePKCERequestSession(_ context.Context, key string) error {
	return t.drop("pkce", key)
}

func (t tokens) CreateOpenIDConnectSession(_ context.Context, code string, r fosite.Requester) error {
	return t.put("openid", fosite.AuthorizeCode, code, r)
}

func (t tokens) GetOpenIDConnectSession(ctx context.Context, code string, r fosite.Requester) (fosite.Requester, error) {
	out, _, err := t.get(ctx, "openid", code, newSession())
	return out, err
}

func (t tokens) DeleteOpenIDConnectSession(_ context.Context, code string) error {
	return t.drop("openid", code)
}

func (t tokens) CreateAccessTokenSession(_ context.Context, key string, r fosite.Requester) error {
	return t.put("access", fosite.AccessToken, key, r)
}

func (t tokens) GetAccessTokenSession(ctx context.Context, key string, s fosite.Session) (fosite.Requester, error) {
	r, _, err := t.get(ctx, "access", key, s)
	return r, err
}

func (t tokens) DeleteAccessTokenSession(_ context.Context, key string) error {
	return t.drop("access", key)
}

func (t tokens) CreateRefreshTokenSession(_ context.Context, key, _ string, r fosite.Requester) error {
	return t.put("refresh", fosite.RefreshToken, key, r)
}

func (t tokens) GetRefreshTokenSession(ctx context.Context, key string, s fosite.Session) (fosite.Requester, error) {
	r, used, err := t.get(ctx, "refresh", key, s)
	if err == nil && used {
		err = fosite.ErrInactiveToken
	}
	return r, err
}

// DeleteRefreshTokenSession keeps the row, so that every further use is seen as what it is.
func (t tokens) DeleteRefreshTokenSession(_ context.Context, key string) error {
	_, err := t.use("refresh", key)
	return err
}

// RotateRefreshToken ends a refresh token, and the access tokens that came with it, before the next ones are made.
func (t tokens) RotateRefreshToken(ctx context.Context, family, key string) error {
	first, err := t.use("refresh", key)
	if err == nil && !first {
		err = fosite.ErrInactiveToken
	}
	if err != nil {
		return err
	}
	return t.RevokeAccessToken(ctx, family)
}

func (t tokens) RevokeRefreshToken(_ context.Context, family string) error {
	_, err := t.c.Store.Exec(t.c, "UPDATE identity_token SET state = 1 WHERE family = ? AND kind = 'refresh'", family)
	return err
}

func (t tokens) RevokeAccessToken(_ context.Context, family string) error {
	_, err := t.c.Store.Exec(t.c, "DELETE FROM identity_token WHERE family = ? AND kind = 'access'", family)
	return err
}
