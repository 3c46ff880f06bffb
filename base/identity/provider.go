package identity

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
	"github.com/ory/fosite/token/jwt"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
)

// Lifetimes. A refresh token is used once and lasts no longer than the sign-in that it hangs on.
const (
	codeLife    = time.Minute
	accessLife  = 10 * time.Minute
	idLife      = 10 * time.Minute
	refreshLife = 12 * time.Hour
)

// Provider signs people in to other systems (统一身份认证), as OpenID Connect has it.
type Provider struct {
	Config
	opened sync.Map // id of a signing key -> *jose.JSONWebKey; "" -> the secret of tokens
	client *http.Client

	tell              *kernel.Task[farewell]
	read, apply, undo *kernel.Task[errand]
}

// issuer is the public address of the platform.
func (p *Provider) issuer(r *http.Request) string {
	if p.BaseURL != "" {
		return strings.TrimRight(p.BaseURL, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// library is the protocol engine for one request.
func (p *Provider) library(c *kernel.Ctx, issuer string) (fosite.OAuth2Provider, error) {
	secret, err := p.tokenSecret(c)
	if err != nil {
		return nil, err
	}
	cfg := &fosite.Config{GlobalSecret: secret, IDTokenIssuer: issuer, AccessTokenIssuer: issuer, ClientSecretsHasher: hasher{},
		AuthorizeCodeLifespan: codeLife, AccessTokenLifespan: accessLife, IDTokenLifespan: idLife, RefreshTokenLifespan: refreshLife,
		EnforcePKCE: true, EnforcePKCEForPublicClients: true, EnablePKCEPlainChallengeMethod: false,
		RefreshTokenScopes: []string{string(Offline)}, ScopeStrategy: fosite.ExactScopeStrategy, RedirectSecureChecker: func(_ context.Context, u *url.URL) bool { return uriFault(u.String(), false) == "" }}
	key := p.keyFor(c)
	return compose.Compose(cfg, tokens{c, p},
		&compose.CommonStrategy{CoreStrategy: compose.NewOAuth2HMACStrategy(cfg), OpenIDConnectTokenStrategy: compose.NewOpenIDConnectStrategy(key, cfg), Signer: &jwt.DefaultSigner{GetPrivateKey: key}},
		compose.OAuth2AuthorizeExplicitFactory, compose.OAuth2RefreshTokenGrantFactory, compose.OpenIDConnectExplicitFactory, compose.OpenIDConnectRefreshFactory,
		compose.OAuth2TokenIntrospectionFactory, compose.OAuth2TokenRevocationFactory, compose.OAuth2PKCEFactory), nil
}

// lives tells whether a sign-in still runs and its account may still do anything.
func (p *Provider) lives(c *kernel.Ctx, signed, id string) (bool, error) {
	running, err := p.Sessions.Running(c, signed)
	if err != nil || !running[signed] {
		return false, err
	}
	a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(id))
	return err == nil && a != nil && a.Status == account.Active, err
}

// claims are what a client learns of an account, by the scopes that it was granted.
func claims(c *kernel.Ctx, a *account.Account, granted fosite.Arguments) (map[string]any, error) {
	out := map[string]any{}
	if granted.Has(string(Profile)) {
		out["name"], out["preferred_username"] = a.Name, a.Login
		out["region"], out["region_name"] = string(a.Region), c.RegionLabel(a.Region)
		if a.Org != "" {
			o, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(a.Org)))
			if err != nil {
				return nil, err
			}
			if o != nil {
				out["org"], out["org_name"] = o.ID, o.Name
			}
		}
	}
	if granted.Has(string(Duties)) {
		roles := []string{}
		for _, r := range a.Roles {
			roles = append(roles, string(r))
		}
		out["roles"] = roles
	}
	return out, nil
}

// serveDiscovery answers what a client has to know of the provider.
func (p *Provider) serveDiscovery(_ *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	iss := p.issuer(r)
	w.Header().Set("Cache-Control", "public, max-age=3600")
	return answer(w, http.StatusOK, map[string]any{
		"issuer": iss, "authorization_endpoint": iss + "/oidc/authorize", "token_endpoint": iss + "/oidc/token", "userinfo_endpoint": iss + "/oidc/userinfo",
		"jwks_uri": iss + "/oidc/keys", "end_session_endpoint": iss + "/oidc/logout", "revocation_endpoint": iss + "/oidc/revoke", "introspection_endpoint": iss + "/oidc/introspect",
		"response_types_supported": []string{"code"}, "response_modes_supported": []string{"query"}, "grant_types_supported": []string{"authorization_code", "refresh_token"},
		"subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"}, "code_challenge_methods_supported": []string{"S256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post", "none"}, "scopes_supported": []string{"openid", "profile", "roles", "offline_access"},
		"claims_supported":           []string{"sub", "sid", "auth_time", "name", "preferred_username", "org", "org_name", "region", "region_name", "roles"},
		"prompt_values_supported":    []string{"none", "login", "consent", "select_account"},
		"ui_locales_supported":       []string{"zh-CN"},
		"claims_parameter_supported": false, "request_parameter_supported": false, "request_uri_parameter_supported": false,
		"authorization_response_iss_parameter_supported": true, "backchannel_logout_supported": true, "backchannel_logout_session_supported": true,
	})
}

// serveToken exchanges a code or a refresh token.
func (p *Provider) serveToken(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	lib, err := p.library(c, p.issuer(r))
	if err != nil {
		return err
	}
	req, err := lib.NewAccessRequest(c, r, newSession())
	if err == nil {
		err = p.renew(c, req)
	}
	if err != nil {
		p.replayed(c, err)
		lib.WriteAccessError(c, w, req, foreign(c, err))
		return nil
	}
	resp, err := lib.NewAccessResponse(c, req)
	if err != nil {
		lib.WriteAccessError(c, w, req, foreign(c, err))
		return nil
	}
	lib.WriteAccessResponse(c, w, req, resp)
	return nil
}

// foreign logs what is our fault and keeps it from the other side.
func foreign(c *kernel.Ctx, err error) error {
	if errors.Is(err, fosite.ErrInvalidatedAuthorizeCode) || errors.Is(err, fosite.ErrInactiveToken) { // another request of the same moment was quicker
		return fosite.ErrInvalidGrant
	}
	if known := (*fosite.RFC6749Error)(nil); !errors.As(err, &known) || known.CodeField >= 500 {
		slog.ErrorContext(c, "identity", "trace", c.Origin.Request, "err", err.Error())
		return fosite.ErrServerError
	}
	return err
}

// replayed leaves evidence when a code or a refresh token came twice: somebody may have copied it.
func (p *Provider) replayed(c *kernel.Ctx, err error) {
	if errors.Is(err, fosite.ErrInvalidatedAuthorizeCode) || errors.Is(err, fosite.ErrInactiveToken) {
		slog.WarnContext(c, "identity: a code or refresh token came a second time; everything that came of it has ended", "address", c.Origin.Address, "trace", c.Origin.Request)
	}
}

// renew asks again, at every refresh, whether the account may use the client, and what it may tell.
func (p *Provider) renew(c *kernel.Ctx, req fosite.AccessRequester) error {
	s, ok := req.GetSession().(*session)
	if !ok {
		return errors.New("identity: a session of another kind")
	}
	a, cl, err := p.pair(c, s.Subject, req.GetClient().GetID())
	if err != nil {
		return err
	}
	if a == nil || !cl.admits(a) {
		return fosite.ErrInvalidGrant.WithHint("The account may not use this client any more.")
	}
	if !req.GetGrantTypes().ExactOne("refresh_token") {
		return nil
	}
	told, err := claims(c, a, req.GetGrantedScopes())
	if err != nil {
		return err
	}
	told["sid"] = s.Signed
	s.Claims.Extra = told
	return nil
}

// pair returns an account and a client in use; both or neither.
func (p *Provider) pair(c *kernel.Ctx, id, client string) (*account.Account, *Client, error) {
	cl, err := usable(c, client)
	if err != nil || cl == nil {
		return nil, nil, err
	}
	a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(id))
	if err != nil || a == nil {
		return nil, nil, err
	}
	return a, cl, nil
}

// serveUserinfo tells what the scopes of an access token allow, as it is now.
func (p *Provider) serveUserinfo(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	lib, err := p.library(c, p.issuer(r))
	if err != nil {
		return err
	}
	refuse := func() error {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		return answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	_, req, err := lib.IntrospectToken(c, bearer(r), fosite.AccessToken, newSession(), "openid")
	if err != nil {
		return refuse()
	}
	a, cl, err := p.pair(c, req.GetSession().GetSubject(), req.GetClient().GetID())
	if err != nil {
		return err
	}
	if a == nil || !cl.admits(a) {
		return refuse()
	}
	out, err := claims(c, a, req.GetGrantedScopes())
	if err != nil {
		return err
	}
	out["sub"] = a.ID
	return answer(w, http.StatusOK, out)
}

// bearer is the token of the header; one in the address would be written into logs.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || len(token) > 2000 {
		return ""
	}
	return strings.TrimSpace(token)
}

// serveRevoke ends a token and its family.
func (p *Provider) serveRevoke(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	lib, err := p.library(c, p.issuer(r))
	if err != nil {
		return err
	}
	lib.WriteRevocationResponse(c, w, lib.NewRevocationRequest(c, r))
	return nil
}

// serveIntrospect tells a confidential client whether one of its own tokens is good: a resource server of the same system asks.
func (p *Provider) serveIntrospect(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	lib, err := p.library(c, p.issuer(r))
	if err != nil {
		return err
	}
	inactive := map[string]any{"active": false}
	if err := r.ParseForm(); err != nil {
		return answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
	}
	id, secret, basic := r.BasicAuth()
	if basic { // RFC 6749, 2.3.1: both are form-encoded first
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	asker, err := tokens{c, p}.GetClient(c, id)
	if err != nil && !errors.Is(err, fosite.ErrNotFound) {
		return err
	}
	if err != nil || asker.IsPublic() || len(asker.GetHashedSecret()) == 0 || (hasher{}).Compare(c, asker.GetHashedSecret(), []byte(secret)) != nil {
		w.Header().Set("WWW-Authenticate", `Basic realm="identity"`)
		return answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
	}
	kind, req, err := lib.IntrospectToken(c, r.PostForm.Get("token"), fosite.TokenUse(r.PostForm.Get("token_type_hint")), newSession())
	if err != nil || req.GetClient().GetID() != id || kind != fosite.AccessToken {
		return answer(w, http.StatusOK, inactive)
	}
	a, cl, err := p.pair(c, req.GetSession().GetSubject(), id)
	if err != nil {
		return err
	}
	if a == nil || !cl.admits(a) {
		return answer(w, http.StatusOK, inactive)
	}
	return answer(w, http.StatusOK, map[string]any{"active": true, "client_id": id, "sub": a.ID, "iss": p.issuer(r), "token_type": "Bearer",
		"scope": strings.Join(req.GetGrantedScopes(), " "), "exp": req.GetSession().GetExpiresAt(fosite.AccessToken).Unix(), "iat": req.GetRequestedAt().Unix()})
}

func answer(w http.ResponseWriter, status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", cmp.Or(w.Header().Get("Content-Type"), "application/json; charset=utf-8"))
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, err = w.Write(text)
	return err
}

// open lets pages of other sites read what carries no cookie: a client that is a page in a browser asks from there.
func open(fn func(*kernel.Ctx, http.ResponseWriter, *http.Request) error) func(*kernel.Ctx, http.ResponseWriter, *http.Request) error {
	return func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "GET, POST")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
			h.Set("Access-Control-Max-Age", "3600")
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return fn(c, w, r)
	}
}

// single tells whether no parameter of a request comes twice: two parties could read it in two ways.
func single(q url.Values) bool {
	for _, values := range q {
		if len(values) > 1 {
			return false
		}
	}
	return true
}

func words(text string) []string { return slices.Compact(strings.Fields(text)) }
