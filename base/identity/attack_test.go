package identity

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v3"
	"golang.org/x/oauth2"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// A code serves once: the second use gets nothing and ends what the first one got.
func TestAttackCodeReplay(t *testing.T) {
	once(t, func(h *house) {
		rp := h.relying(h.client(nil), "profile", "offline_access")
		b := h.agent().sign("zhang")
		code := rp.code(b)
		token, err := rp.exchange(code)
		kerneltest.Must(h, err)
		if _, err := rp.exchange(code); err == nil {
			h.Fatal("a code served twice")
		}
		if _, err := rp.userinfo(token); err == nil {
			h.Error("the access token of a replayed code still opens")
		}
		if _, err := rp.refreshed(token); err == nil {
			h.Error("the refresh token of a replayed code still serves")
		}

		code = rp.code(b) // many at once: one of them at most
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 8 {
			wg.Go(func() {
				if _, err := rp.exchange(code); err == nil {
					mu.Lock()
					won++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if won > 1 {
			h.Errorf("a code served %d times at once", won)
		}

		other := h.relying(h.client(func(a *Client) { a.Name = "别的系统" }))
		other.verifier = rp.verifier
		if _, err := other.exchange(rp.code(b)); err == nil {
			h.Error("a code of one client served another")
		}
		if _, err := h.Store.Exec(context.Background(), "UPDATE identity_token SET until = 0"); err != nil {
			h.Fatal(err)
		}
		h.task("identity.sweep")
		rows, err := h.Store.Query(context.Background(), "SELECT hash FROM identity_token")
		kerneltest.Must(h, err)
		defer rows.Close()
		if rows.Next() {
			h.Error("codes and tokens that have ended stay")
		}
	})
}

// What the database keeps of codes, tokens and secrets opens nothing.
func TestAttackStolenDatabase(t *testing.T) {
	once(t, func(h *house) {
		a := h.client(nil)
		rp := h.relying(a, "offline_access")
		b := h.agent().sign("zhang")
		code := rp.code(b)
		token, err := rp.exchange(code)
		kerneltest.Must(h, err)
		for _, table := range []string{"identity_token", "identity_secret", "identity_visit", "trail"} {
			rows, err := h.Store.Query(context.Background(), "SELECT * FROM "+table)
			kerneltest.Must(h, err)
			cols, _ := rows.Columns()
			for rows.Next() {
				cells := make([]any, len(cols))
				for i := range cells {
					cells[i] = new(any)
				}
				kerneltest.Must(h, rows.Scan(cells...))
				for _, cell := range cells {
					text, _ := json.Marshal(*cell.(*any))
					for what, secret := range map[string]string{"code": code, "access token": token.AccessToken, "refresh token": token.RefreshToken, "secret": rp.cfg.ClientSecret, "cookie": b.cookie} {
						if strings.Contains(string(text), secret) || strings.Contains(string(text), secret[strings.LastIndex(secret, ".")+1:]) {
							h.Errorf("%s holds the %s", table, what)
						}
					}
				}
			}
			kerneltest.Must(h, rows.Close())
		}
	})
}

// Without PKCE by S256 there is no code, and none without its verifier.
func TestAttackPKCEDowngrade(t *testing.T) {
	once(t, func(h *house) {
		for _, kind := range []ClientKind{Confidential, Public} {
			rp := h.relying(h.client(func(a *Client) { a.Kind = kind }))
			b := h.agent().sign("zhang")
			challenge := oauth2.S256ChallengeFromVerifier(rp.verifier)
			for what, with := range map[string][2]string{"missing": {"", ""}, "plain": {rp.verifier, "plain"}, "no method": {rp.verifier, ""}, "empty": {"", "S256"}, "unknown": {challenge, "S512"}} {
				u, _ := url.Parse(rp.path())
				q := u.Query()
				q.Del("code_challenge")
				q.Del("code_challenge_method")
				if with[0] != "" {
					q.Set("code_challenge", with[0])
				}
				if with[1] != "" {
					q.Set("code_challenge_method", with[1])
				}
				to := b.get("/oidc/authorize?" + q.Encode()).to(h)
				if to.Query().Get("code") != "" || to.Query().Get("error") != "invalid_request" {
					h.Errorf("%s client, challenge %s: %s", kind, what, to)
				}
			}
			for what, verifier := range map[string]string{"missing": "", "wrong": oauth2.GenerateVerifier(), "the challenge": challenge} {
				opts := []oauth2.AuthCodeOption{}
				if verifier != "" {
					opts = append(opts, oauth2.VerifierOption(verifier))
				}
				if _, err := rp.cfg.Exchange(context.Background(), rp.code(b), opts...); err == nil {
					h.Errorf("%s client, verifier %s: a token", kind, what)
				}
			}
		}
	})
}

// Browsers are sent to registered addresses alone, compared character by character, also with an error.
func TestAttackRedirect(t *testing.T) {
	once(t, func(h *house) {
		a := h.client(func(a *Client) { a.Redirects = "https://rp.example.cn/cb\nhttp://127.0.0.1:7001/cb" })
		rp := h.relying(a)
		b := h.agent().sign("zhang")
		for _, uri := range []string{"", "https://evil.example/cb", "https://rp.example.cn/cb/", "https://rp.example.cn/cb?x=1", "https://rp.example.cn/cb#f", "https://rp.example.cn/CB", "http://rp.example.cn/cb",
			"https://rp.example.cn:443/cb", "https://rp.example.cn.evil.example/cb", "https://rp.example.cn@evil.example/cb", "https://rp.example.cn/cb/../x", "https://rp.example.cn\\@evil.example/cb",
			"//evil.example/cb", "javascript:alert(1)", "data:text/html,x", "http://127.0.0.1:7002/cb", "http://localhost:7001/cb", "http://[::1]:7001/cb", "https://rp.example.cn/cb%00", " https://rp.example.cn/cb"} {
			for _, more := range []url.Values{{}, {"prompt": {"none"}}, {"response_type": {"token"}}, {"scope": {"everything"}}} {
				u, _ := url.Parse(rp.path())
				q := u.Query()
				if q.Set("redirect_uri", uri); uri == "" {
					q.Del("redirect_uri")
				}
				for name := range more {
					q.Set(name, more.Get(name))
				}
				if r := b.get("/oidc/authorize?" + q.Encode()); r.status != http.StatusBadRequest && r.status != http.StatusUnprocessableEntity || r.header.Get("Location") != "" {
					h.Errorf("%q %v: %d %s", uri, more, r.status, r.header.Get("Location"))
				}
			}
		}
		u, _ := url.Parse(rp.path())
		for _, raw := range []string{u.RawQuery + "&redirect_uri=" + url.QueryEscape("https://evil.example/"), u.RawQuery + "&client_id=other", u.RawQuery + "&state=other-12345"} {
			if r := b.get("/oidc/authorize?" + raw); r.status != http.StatusBadRequest || r.header.Get("Location") != "" {
				h.Errorf("a parameter twice: %d %s", r.status, r.header.Get("Location"))
			}
		}
		q := u.Query()
		q.Set("client_id", "nobody")
		if r := b.get("/oidc/authorize?" + q.Encode()); r.status != http.StatusBadRequest {
			h.Errorf("an unknown client: %d", r.status)
		}
		if _, err := rp.cfg.Exchange(context.Background(), rp.code(b), oauth2.VerifierOption(rp.verifier), oauth2.SetAuthURLParam("redirect_uri", "http://127.0.0.1:7001/cb")); err == nil {
			h.Error("a code for one address was exchanged with another")
		}
		for _, bad := range []string{"http://rp.example.cn/cb", "https://*.example.cn/cb", "https://rp.example.cn/cb#x", "https://a:b@rp.example.cn/", "javascript:alert(1)", "rp.example.cn", "myapp://cb"} {
			n := &Client{Name: "坏地址", Kind: Public, Redirects: Lines(bad)}
			n.Region = county
			kerneltest.Want(h, bad, Clients.Create(h.actor("admin"), n), kernel.Invalid)
		}
	})
}

// Every answer to a client names its issuer (RFC 9207), so that a client of several providers cannot be told that one is another.
func TestAttackMixUp(t *testing.T) {
	once(t, func(h *house) {
		rp := h.relying(h.client(nil))
		b := h.agent().sign("zhang")
		if meta := b.get("/.well-known/openid-configuration").json(h); meta["authorization_response_iss_parameter_supported"] != true || meta["issuer"] != h.url {
			h.Errorf("%v", meta)
		}
		for what, opts := range map[string][]oauth2.AuthCodeOption{"code": nil, "error before the library": {oauth2.SetAuthURLParam("response_type", "code token")},
			"error of the library": {oauth2.SetAuthURLParam("scope", "openid everything")}, "state too short": {oauth2.SetAuthURLParam("state", "x")}, "request object": {oauth2.SetAuthURLParam("request", "e30.e30.")},
			"request by address": {oauth2.SetAuthURLParam("request_uri", "https://evil.example/")}, "by form": {oauth2.SetAuthURLParam("response_mode", "form_post")}, "fragment": {oauth2.SetAuthURLParam("response_mode", "fragment")}} {
			to := b.get(rp.path(opts...)).to(h)
			if got := to.Query()["iss"]; len(got) != 1 || got[0] != h.url || (what == "code") == (to.Query().Get("error") != "") || !strings.HasPrefix(to.String(), rp.a.Redirects.List()[0]+"?") {
				h.Errorf("%s: %s", what, to)
			}
		}
	})
}

func b64(v any) string {
	text, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(text)
}

// Wherever a JWT comes in, our own key with RS256 must have signed it: no none, no HMAC with the public key, no key in the header.
func TestAttackAlgorithm(t *testing.T) {
	once(t, func(h *house) {
		a := h.client(nil)
		rp := h.relying(a)
		b := h.agent().sign("zhang")
		real := rp.signIn(b).Extra("id_token").(string)
		c := h.System()
		list, err := keys(c)
		kerneltest.Must(h, err)
		claims := map[string]any{"iss": h.url, "sub": h.people["zhang"].ID, "aud": a.ID, "sid": b.signed, "exp": time.Now().Add(time.Hour).Unix()}
		hs := func(header map[string]any, key []byte) string {
			head := b64(header) + "." + b64(claims)
			mac := hmac.New(sha256.New, key)
			mac.Write([]byte(head))
			return head + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
		}
		public := jose.JSONWebKey{Key: list[0].public, KeyID: list[0].id}
		jwk, err := public.MarshalJSON()
		kerneltest.Must(h, err)
		parts := strings.Split(real, ".")
		forged := map[string]string{
			"none":                b64(map[string]any{"alg": "none", "kid": list[0].id}) + "." + b64(claims) + ".",
			"None":                b64(map[string]any{"alg": "None", "kid": list[0].id}) + "." + b64(claims) + ".",
			"none with signature": b64(map[string]any{"alg": "none", "kid": list[0].id}) + "." + parts[1] + "." + parts[2],
			"HS256 by the JWK":    hs(map[string]any{"alg": "HS256", "kid": list[0].id}, jwk),
			"HS256 by nothing":    hs(map[string]any{"alg": "HS256", "kid": list[0].id}, nil),
			"key in the header":   hs(map[string]any{"alg": "HS256", "jwk": map[string]any{"kty": "oct", "k": "AAAA"}}, []byte{0, 0, 0}),
			"other claims":        parts[0] + "." + b64(claims) + "." + parts[2],
			"no signature":        parts[0] + "." + parts[1] + ".",
			"not a token":         "x",
			"empty":               "..",
			"huge":                strings.Repeat("a", 20_000),
		}
		for what, token := range forged {
			if _, err := (&Provider{}).readHint(c, h.url, token); kernel.CodeOf(err) != kernel.Invalid {
				h.Errorf("%s was taken: %v", what, err)
			}
			q := url.Values{"id_token_hint": {token}, "post_logout_redirect_uri": {a.PostLogout.List()[0]}}
			if r := b.form("/oidc/logout", q); r.status != http.StatusBadRequest || r.header.Get("Location") != "" {
				h.Errorf("%s ended a session: %d %s", what, r.status, r.header.Get("Location"))
			}
			if len(token) < 7000 {
				if to := b.get(rp.path(oauth2.SetAuthURLParam("id_token_hint", token))).to(h); to.Query().Get("error") != "invalid_request" {
					h.Errorf("%s at sign-in: %s", what, to)
				}
			}
			for _, grant := range []url.Values{{"grant_type": {"authorization_code"}, "code": {"x"}}, {"grant_type": {"client_credentials"}}, {"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {token}}} {
				grant.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
				grant.Set("client_assertion", token)
				grant.Set("client_id", a.ID)
				if r := h.agent().form("/oidc/token", grant); r.status < 400 || r.status >= 500 {
					h.Errorf("%s as the proof of a client: %d %s", what, r.status, r.body)
				}
			}
			if r := h.agent().send("GET", "/oidc/userinfo", "", "", "Authorization", "Bearer "+token); r.status != http.StatusUnauthorized {
				h.Errorf("%s as an access token: %d", what, r.status)
			}
		}
		if r := h.agent().send("GET", "/oidc/userinfo", "", "", "Authorization", "Bearer "+real); r.status != http.StatusUnauthorized {
			h.Errorf("an ID token as an access token: %d", r.status)
		}
		if _, err := (&Provider{}).readHint(c, "https://another.example", real); kernel.CodeOf(err) != kernel.Invalid {
			h.Error("a token of another issuer was taken")
		}
		if b.get("/api/me").status != http.StatusOK {
			h.Error("a forged token ended the session")
		}
	})
}

// A refresh token serves once; when it comes again, the whole family ends, the newest token included.
func TestAttackRefreshReplay(t *testing.T) {
	once(t, func(h *house) {
		for _, kind := range []ClientKind{Confidential, Public} {
			rp := h.relying(h.client(func(a *Client) { a.Kind = kind }), "offline_access", "profile")
			first := rp.signIn(h.agent().sign("zhang"))
			second, err := rp.refreshed(first)
			kerneltest.Must(h, err)
			third, err := rp.refreshed(second)
			kerneltest.Must(h, err)
			for range 2 {
				if _, err := rp.refreshed(first); err == nil {
					h.Fatal("a refresh token served twice")
				}
			}
			if _, err := rp.refreshed(third); err == nil {
				h.Error("the newest token of the family outlives the replay")
			}
			if _, err := rp.userinfo(third); err == nil {
				h.Error("the access token of the family outlives the replay")
			}
			other := h.relying(h.client(func(a *Client) { a.Name = "别的系统" }), "offline_access")
			fresh := rp.signIn(h.agent().sign("zhang"))
			if _, err := other.refreshed(fresh); err == nil {
				h.Error("a refresh token of one client served another")
			}
		}
		rp := h.relying(h.client(nil), "offline_access", "profile")
		token := rp.signIn(h.agent().sign("zhang"))
		if _, err := account.Accounts.Do(h.System(), h.people["zhang"].ID, 0, "disable", &account.Account{}, "离岗"); err != nil {
			h.Fatal(err)
		}
		if _, err := rp.refreshed(token); err == nil {
			h.Error("a disabled account is refreshed")
		}
	})
}

// Signing out leads to registered addresses alone, and nobody is signed out by a link of somebody else.
func TestAttackEndSession(t *testing.T) {
	once(t, func(h *house) {
		a := h.client(nil)
		rp := h.relying(a)
		b := h.agent().sign("zhang")
		hint := rp.signIn(b).Extra("id_token").(string)
		for _, to := range []string{"https://evil.example/", "https://rp.example.cn/bye/", "https://rp.example.cn/bye?x", "//evil.example", "https://rp.example.cn/cb", "javascript:alert(1)", "https://rp.example.cn\\.evil.example/bye"} {
			for _, q := range []url.Values{{"id_token_hint": {hint}}, {"client_id": {a.ID}}, {}} {
				q.Set("post_logout_redirect_uri", to)
				if r := b.get("/oidc/logout?" + q.Encode()); r.status != http.StatusBadRequest || r.header.Get("Location") != "" {
					h.Errorf("%s: %d %s", to, r.status, r.header.Get("Location"))
				}
			}
		}
		for _, q := range []url.Values{{}, {"client_id": {a.ID}}, {"client_id": {a.ID}, "post_logout_redirect_uri": a.PostLogout.List()}} {
			if to := b.get("/oidc/logout?" + q.Encode()).to(h); to.Path != "/identity-sign-out" || to.Host != "" {
				h.Errorf("signed out without being asked: %s", to)
			}
		}
		wang := h.person("wang", county, role.Regulator)
		other := h.agent().sign("wang")
		if to := other.get("/oidc/logout?id_token_hint=" + hint).to(h); to.Path != "/identity-sign-out" {
			h.Errorf("%s was signed out by the token of another: %s", wang.Login, to)
		}
		if b.get("/api/me").status != http.StatusOK || other.get("/api/me").status != http.StatusOK {
			h.Fatal("a session ended")
		}
		to := b.get("/oidc/logout?" + url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": a.PostLogout.List(), "state": {"s&t=1"}}.Encode()).to(h)
		if to.Host != "rp.example.cn" || to.Path != "/bye" || to.Query().Get("state") != "s&t=1" {
			h.Errorf("%s", to)
		}
		if b.cookie != "" || b.get("/api/me").status != http.StatusUnauthorized {
			h.Error("still signed in")
		}
	})
}

// A system of one region signs in nobody of another, and its neighbours' administrators can neither see nor change it.
func TestAttackOtherRegion(t *testing.T) {
	once(t, func(h *house) {
		a := h.client(func(a *Client) { a.Roles = []account.Role{account.Role(role.Regulator)} })
		rp := h.relying(a)
		h.person("clerk", county, role.Clerk)
		h.person("above", "4101", role.Regulator)
		for _, who := range []string{"lin", "clerk", "above"} {
			b := h.agent().sign(who)
			if to := b.get(rp.path()).to(h); to.Query().Get("error") != "access_denied" {
				h.Errorf("%s: %s", who, to)
			}
			if list := b.get("/api/identity_client/mine").json(h)["items"].([]any); len(list) != 0 {
				h.Errorf("%s sees %v", who, list)
			}
			if r := b.get("/api/identity_client/asking?client=" + a.ID); r.status != http.StatusNotFound {
				h.Errorf("%s: %d", who, r.status)
			}
		}
		h.person("neighbour", beside, role.System)
		b := h.agent().sign("neighbour")
		for what, r := range map[string]reply{"read": b.get("/api/identity_client/" + a.ID), "secret": b.post("/api/identity_client/"+a.ID+"/secret", struct{}{}),
			"stop": b.send("POST", "/api/identity_client/"+a.ID+"/stop", "application/json", `{"opinion":"x"}`, "Idempotency-Key", "k1", "If-Match", `"1"`)} {
			if r.status != http.StatusNotFound && r.status != http.StatusForbidden {
				h.Errorf("%s by a neighbour: %d %s", what, r.status, r.body)
			}
		}
		wide := &Client{Name: "越级", Kind: Public, Redirects: "https://rp.example.cn/"}
		wide.Region = "4101"
		kerneltest.Want(h, "a client for the region above", Clients.Create(h.actor("admin"), wide), kernel.Forbidden)
		kerneltest.Want(h, "a client by somebody who is no administrator", Clients.Create(h.actor("zhang"), &Client{Name: "私设", Kind: Public, Redirects: "https://rp.example.cn/"}), kernel.Forbidden)

		zhang := h.agent().sign("zhang")
		token := rp.signIn(zhang)
		if _, err := account.Accounts.Update(h.System(), h.people["zhang"].ID, 0, func(p *account.Account) error {
			p.Roles = []account.Role{account.Role(role.Clerk)}
			return nil
		}); err != nil {
			h.Fatal(err)
		}
		if _, err := rp.userinfo(token); err == nil {
			h.Error("who lost the role still uses the client")
		}
		if _, err := Clients.Do(h.actor("admin"), a.ID, 0, "stop", &Client{}, "停止使用"); err != nil {
			h.Fatal(err)
		}
		if r := zhang.get(rp.path()); r.status != http.StatusBadRequest {
			h.Errorf("a stopped client: %d", r.status)
		}
	})
}

// Clients prove themselves: a wrong, an old and no secret get nothing, nor does one client learn of the tokens of another.
func TestAttackClientSecret(t *testing.T) {
	once(t, func(h *house) {
		a := h.client(nil)
		rp := h.relying(a)
		b := h.agent().sign("zhang")
		old := rp.cfg.ClientSecret
		renewed := h.secret(a)
		for what, secret := range map[string]string{"none": "", "wrong": "x", "of before": old, "its hash": digest(renewed)} {
			rp.cfg.ClientSecret = secret
			if _, err := rp.exchange(rp.code(b)); err == nil {
				h.Errorf("secret %s: a token", what)
			}
		}
		rp.cfg.ClientSecret = renewed
		token := rp.signIn(b)
		other := h.client(func(a *Client) { a.Name = "别的系统" })
		ask := func(id, secret string) map[string]any {
			r := h.agent().form("/oidc/introspect", url.Values{"token": {token.AccessToken}, "client_id": {id}, "client_secret": {secret}})
			return r.json(h)
		}
		if got := ask(a.ID, renewed); got["active"] != true || got["sub"] != h.people["zhang"].ID {
			h.Errorf("%v", got)
		}
		if got := ask(other.ID, h.secret(other)); got["active"] != false || len(got) != 1 {
			h.Errorf("another client learns %v", got)
		}
		if got := ask(a.ID, "wrong"); got["error"] != "invalid_client" {
			h.Errorf("%v", got)
		}
		if r := h.agent().form("/oidc/revoke", url.Values{"token": {token.AccessToken}, "client_id": {a.ID}, "client_secret": {renewed}}); r.status != http.StatusOK {
			h.Errorf("%d %s", r.status, r.body)
		}
		if _, err := rp.userinfo(token); err == nil {
			h.Error("a revoked token opens")
		}
		public := h.client(func(a *Client) { a.Kind = Public })
		if r := h.agent().sign("admin").post("/api/identity_client/"+public.ID+"/secret", struct{}{}); r.status != http.StatusConflict {
			h.Errorf("a public client got a secret: %d", r.status)
		}
	})
}
