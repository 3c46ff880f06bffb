package account

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// issuer is an OpenID Connect provider on this machine that can be told to lie.
type issuer struct {
	*httptest.Server
	key     *rsa.PrivateKey
	asked   url.Values     // what the browser was last sent with
	subject string         // who signs in there
	lie     map[string]any // claims that replace the true ones
	alg     string         // "none" or "HS256" instead of RS256
	h       *house
}

func startIssuer(h *house) *issuer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	kerneltest.Must(h, err)
	i := &issuer{key: key, subject: "u-1001", h: h}
	mux := http.NewServeMux()
	say := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{"issuer": i.URL, "authorization_endpoint": i.URL + "/auth", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/jwks",
			"id_token_signing_alg_values_supported": []string{"RS256"}, "authorization_response_iss_parameter_supported": true})
	})
	mux.HandleFunc("GET /jwks", func(w http.ResponseWriter, _ *http.Request) {
		say(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "k1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if r.FormValue("code") != "good-code" || id != "anjian" || secret != "s3cret-s3cret" || base64.RawURLEncoding.EncodeToString(sum[:]) != i.asked.Get("code_challenge") {
			w.WriteHeader(http.StatusBadRequest)
			say(w, map[string]string{"error": "invalid_grant"})
			return
		}
		say(w, map[string]any{"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": i.token()})
	})
	i.Server = httptest.NewServer(mux)
	h.Cleanup(i.Close)
	return i
}

func (i *issuer) token() string {
	now := i.h.Env.Now()
	claims := map[string]any{"iss": i.URL, "aud": "anjian", "sub": i.subject, "nonce": i.asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(), "name": "陶工",
		"email": "tao@example.gov.cn", "email_verified": false, "preferred_username": "mei"}
	for name, value := range i.lie {
		claims[name] = value
	}
	if i.alg == "none" {
		body, _ := json.Marshal(claims)
		enc := base64.RawURLEncoding
		return enc.EncodeToString([]byte(`{"alg":"none"}`)) + "." + enc.EncodeToString(body) + "."
	}
	key := jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: i.key, KeyID: "k1"}}
	if i.alg == "HS256" { // the public key taken for a secret (algorithm confusion)
		key = jose.SigningKey{Algorithm: jose.HS256, Key: i.key.PublicKey.N.Bytes()}
	}
	signer, err := jose.NewSigner(key, nil)
	kerneltest.Must(i.h, err)
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	kerneltest.Must(i.h, err)
	return text
}

// visit plays the browser at the provider: it is sent there by to and comes back with an answer that fn may change.
func (b *agent) visit(i *issuer, to string, fn func(url.Values)) string {
	b.Helper()
	at, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(to, i.URL+"/auth?") {
		b.Fatalf("sent to %q", to)
	}
	i.asked = at.Query()
	back, err := url.Parse(i.asked.Get("redirect_uri"))
	kerneltest.Must(b, err)
	q := url.Values{"code": {"good-code"}, "state": {i.asked.Get("state")}, "iss": {i.URL}}
	if fn != nil {
		fn(q)
	}
	r, res := b.send("GET", back.Path+"?"+q.Encode(), nil)
	if r.status != http.StatusSeeOther {
		b.Fatalf("the callback answered %d %v", r.status, r.body)
	}
	return res.Header.Get("Location")
}

func (b *agent) leave(id, next string) string {
	b.Helper()
	r, res := b.send("GET", "/api/signin/"+id+"?next="+url.QueryEscape(next), nil)
	if r.status != http.StatusSeeOther {
		b.Fatalf("sent nowhere: %d %v", r.status, r.body)
	}
	return res.Header.Get("Location")
}

// problem is what the page of sign-in is told in its fragment.
func problem(location string) string {
	_, fragment, _ := strings.Cut(location, "#")
	q, _ := url.ParseQuery(fragment)
	return q.Get("problem")
}

// outsider makes a provider by a security administrator in a browser.
func (b *agent) outsider(fields map[string]any, secret string) string {
	b.Helper()
	b.header["Idempotency-Key"] = newToken()
	id, _ := b.ask("create "+fields["name"].(string), "POST", "/api/account_provider", fields, "")["id"].(string)
	if secret != "" {
		b.ask("keep the secret", "POST", "/api/account_provider/"+id+"/secret", secretIn{secret}, "")
	}
	return id
}

// TestProveElsewhere: who has no password here proves who it is at the provider, which has to have asked anew; only the own identity serves.
func TestProveElsewhere(t *testing.T) {
	each(t, Policy{Origin: site}, func(h *house) {
		i := startIssuer(h)
		h.person("guard", "4101", role.Security)
		head := h.person("head", "4101", role.System)
		zhao := h.person("zhao", "410105", role.Regulator)
		admin := h.agent()
		admin.login("guard", "")
		id := admin.outsider(map[string]any{"name": "政务统一认证", "protocol": "oidc", "url": i.URL, "client": "anjian"}, "s3cret-s3cret")
		kerneltest.Must(h, AddLink(h.System(), head.ID, id, i.subject, "局里的人"))
		kerneltest.Must(h, AddLink(h.System(), zhao.ID, id, "u-2002", "别人"))
		_, err := h.Store.Exec(h.System(), "DELETE FROM account_secret WHERE account = ?", head.ID)
		kerneltest.Must(h, err)
		b := h.agent()
		if at := b.visit(i, b.leave(id, "/"), nil); at != "/" {
			h.Fatalf("signed in and sent to %q", at)
		}
		h.later(20 * time.Minute)
		why := b.ask("after 20 minutes", "GET", "/api/fresh?for=rights", nil, kernel.Prove)
		if got := toText(why["current"]); got != `{"providers":[{"id":"`+id+`","kind":"oidc","label":"政务统一认证"}],"ways":[]}` {
			h.Errorf("ways: %s", got)
		}
		away := func() string {
			h.Helper()
			return b.ask("set out", "POST", "/api/reauthenticate/"+id+"/outside", struct{}{}, "")["url"].(string)
		}
		at, err := url.Parse(away())
		if kerneltest.Must(h, err); at.Query().Get("prompt") != "login" || at.Query().Get("max_age") != "0" {
			h.Errorf("the provider is not asked to ask anew: %s", at)
		}
		now := h.Env.Now().Unix()
		for what, lie := range map[string]map[string]any{"no word when it asked": {}, "asked an hour ago": {"auth_time": now - 3600}, "somebody else": {"auth_time": now, "sub": "u-2002"}, "an identity of nobody": {"auth_time": now, "sub": "u-9"}} {
			i.lie = lie
			if where := b.visit(i, away(), nil); problem(where) == "" {
				h.Errorf("%s: %q", what, where)
			}
			b.ask(what, "GET", "/api/fresh?for=rights", nil, kernel.Prove)
		}
		i.lie = map[string]any{"auth_time": now}
		foe := h.agent() // carries off the way back
		foe.login("zhao", "")
		to := away()
		foe.jar[outsideCookie] = b.jar[outsideCookie]
		if where := foe.visit(i, to, nil); problem(where) == "" {
			h.Errorf("another's browser finished it: %q", where)
		}
		if where := b.visit(i, away(), nil); where != "/#proved" {
			h.Errorf("sent to %q", where)
		}
		b.ask("proved", "GET", "/api/fresh?for=rights", nil, "")
	})
}

// TestOIDC: an account is found by the linked subject and by nothing else; every lie of a provider or of who stands between is refused.
func TestOIDC(t *testing.T) {
	each(t, Policy{Origin: site}, func(h *house) {
		i := startIssuer(h)
		h.person("guard", "4101", role.Security)
		tao := h.person("tao", "410105", role.Regulator)
		h.person("mei", "410105", role.Regulator)
		admin := h.agent()
		admin.login("guard", "")
		admin.header["Idempotency-Key"] = newToken()
		admin.ask("a provider without TLS", "POST", "/api/account_provider", map[string]any{"name": "x", "protocol": "oidc", "url": "http://idp.example", "client": "a"}, kernel.Invalid)
		id := admin.outsider(map[string]any{"name": "政务统一认证", "protocol": "oidc", "url": i.URL, "client": "anjian"}, "s3cret-s3cret")
		if got := admin.ask("the provider", "GET", "/api/account_provider/"+id, nil, ""); got["has_secret"] != true || strings.Contains(toText(got), "s3cret") {
			h.Errorf("provider: %v", got)
		}
		if kept := h.texts("SELECT secret FROM account_provider_secret")[0]; strings.Contains(kept, "s3cret") {
			h.Error("the database holds the secret")
		}
		admin.ask("try it", "POST", "/api/account_provider/"+id+"/try", struct{}{}, "")
		regulator := h.agent()
		regulator.login("tao", "")
		regulator.ask("its secret by a regulator", "POST", "/api/account_provider/"+id+"/secret", secretIn{"x"}, kernel.Forbidden)

		b := h.agent()
		if ways := b.ask("ways", "GET", "/api/signin", nil, "")["providers"].([]any); len(ways) != 1 {
			h.Fatalf("ways: %v", ways)
		}
		if why := problem(b.visit(i, b.leave(id, "/"), nil)); !strings.Contains(why, "还没有关联") {
			h.Errorf("an identity that nobody linked: %q", why)
		}
		b.ask("not signed in, though name and mail are those of accounts", "GET", "/api/me", nil, kernel.Login)

		linking := regulator.ask("link", "POST", "/api/security/link/"+id, struct{}{}, "")["url"].(string)
		if i.asked, _ = url.ParseQuery(linking); i.asked.Get("code_challenge_method") != "S256" || len(i.asked.Get("state")) != 43 || len(i.asked.Get("nonce")) != 43 {
			h.Errorf("asked with %v", i.asked)
		}
		thief := h.agent() // gets the browser of another to finish a link
		thief.login("mei", "")
		thief.jar[outsideCookie] = regulator.jar[outsideCookie]
		if why := problem(thief.visit(i, linking, nil)); why == "" {
			h.Error("another's browser finished the link")
		}
		if at := regulator.visit(i, regulator.ask("link", "POST", "/api/security/link/"+id, struct{}{}, "")["url"].(string), nil); at != "/security" {
			h.Errorf("linked: %q", at)
		}
		if links := regulator.ask("links", "GET", "/api/account_link", nil, "")["items"].([]any); len(links) != 1 || links[0].(map[string]any)["label"] != "陶工" {
			h.Errorf("links: %v", links)
		}
		if why := problem(thief.visit(i, thief.ask("link", "POST", "/api/security/link/"+id, struct{}{}, "")["url"].(string), nil)); !strings.Contains(why, "已经关联过") {
			h.Errorf("one identity for two accounts: %q", why)
		}

		in := func() *agent { n := h.agent(); n.address = "10.3.3.3"; return n }
		b = in()
		if at := b.visit(i, b.leave(id, "/hazard?status=open"), nil); at != "/hazard?status=open" {
			h.Errorf("signed in and sent to %q", at)
		}
		if me := b.ask("me", "GET", "/api/me", nil, ""); me["name"] != "tao" {
			h.Errorf("me: %v", me)
		}
		other := startIssuer(h)
		beside := admin.outsider(map[string]any{"name": "另一个", "protocol": "oidc", "url": other.URL, "client": "anjian"}, "s3cret-s3cret")
		for what, try := range map[string]func(*agent) string{
			"another state": func(b *agent) string {
				return b.visit(i, b.leave(id, "/"), func(q url.Values) { q.Set("state", newToken()) })
			},
			"no state": func(b *agent) string { return b.visit(i, b.leave(id, "/"), func(q url.Values) { q.Del("state") }) },
			"the wrong code": func(b *agent) string {
				return b.visit(i, b.leave(id, "/"), func(q url.Values) { q.Set("code", "stolen") })
			},
			"an error": func(b *agent) string {
				return b.visit(i, b.leave(id, "/"), func(q url.Values) { q.Set("error", "access_denied") })
			},
			"another issuer (mix-up)": func(b *agent) string {
				return b.visit(i, b.leave(id, "/"), func(q url.Values) { q.Set("iss", other.URL) })
			},
			"no issuer (mix-up)": func(b *agent) string { return b.visit(i, b.leave(id, "/"), func(q url.Values) { q.Del("iss") }) },
			"another's cookie": func(b *agent) string {
				to := b.leave(id, "/")
				b.jar[outsideCookie] = newToken()
				return b.visit(i, to, nil)
			},
			"no cookie (the browser of another)": func(b *agent) string {
				to := b.leave(id, "/")
				delete(b.jar, outsideCookie)
				return b.visit(i, to, nil)
			},
			"the callback of another provider": func(b *agent) string {
				to := b.leave(id, "/")
				return b.visit(i, strings.Replace(to, id+"%2Fcallback", beside+"%2Fcallback", 1), nil)
			},
			"another verifier (PKCE)": func(b *agent) string {
				to, _ := url.Parse(b.leave(id, "/"))
				q := to.Query()
				q.Set("code_challenge", newToken())
				to.RawQuery = q.Encode()
				return b.visit(i, to.String(), nil)
			},
		} {
			b := in()
			if at := try(b); problem(at) == "" {
				h.Errorf("%s: sent to %q", what, at)
			}
			b.ask(what, "GET", "/api/me", nil, kernel.Login)
		}
		for what, lie := range map[string]map[string]any{"another nonce": {"nonce": "x"}, "another audience": {"aud": "other"}, "another issuer": {"iss": other.URL}, "over": {"exp": 1}, "no subject": {"sub": ""}, "another subject": {"sub": "u-1002"}} {
			b := in()
			i.lie = lie
			if at := b.visit(i, b.leave(id, "/"), nil); problem(at) == "" {
				h.Errorf("a token with %s: sent to %q", what, at)
			}
		}
		i.lie = nil
		for _, alg := range []string{"none", "HS256"} {
			b := in()
			i.alg = alg
			if at := b.visit(i, b.leave(id, "/"), nil); problem(at) == "" {
				h.Errorf("a token by %s: sent to %q", alg, at)
			}
		}
		i.alg = ""
		b = in()
		to := b.leave(id, "/")
		b.visit(i, to, nil)
		n := in()
		n.jar = map[string]string{}
		if at := n.visit(i, to, nil); problem(at) == "" { // the answer again in another browser
			h.Errorf("replayed: %q", at)
		}
		for next, want := range map[string]string{"https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "/\tevil": "/", "javascript:alert(1)": "/", "": "/", "hazard": "/", "/hazard": "/hazard"} {
			b := in()
			if at := b.visit(i, b.leave(id, next), nil); at != want {
				h.Errorf("next %q leads to %q", next, at)
			}
		}

		// the second factor of the platform is asked here too, unless the provider is trusted with it
		owner := in()
		owner.login("tao", "")
		secret, _ := owner.enrolTOTP()
		b = in()
		at := b.visit(i, b.leave(id, "/hazard"), nil)
		_, fragment, _ := strings.Cut(at, "#")
		q, _ := url.ParseQuery(fragment)
		var wants asked
		kerneltest.Must(h, json.Unmarshal([]byte(q.Get("factor")), &wants))
		if q.Get("next") != "/hazard" {
			h.Errorf("sent to %q", at)
		}
		b.ask("half in", "GET", "/api/me", nil, kernel.Login)
		h.later(time.Minute)
		b.ask("the code", "POST", "/api/login/factor", factorIn{wants.Ticket, byTOTP, h.code(secret)}, "")
		_, err := Providers.Update(h.System(), id, 0, func(p *Provider) error { p.Strong = true; return nil })
		kerneltest.Must(h, err)
		b = in()
		if at := b.visit(i, b.leave(id, "/hazard"), nil); at != "/hazard" {
			h.Errorf("a trusted provider: %q", at)
		}
		_, err = Accounts.Do(h.System(), tao.ID, 0, "disable", &Account{}, "离职")
		kerneltest.Must(h, err)
		b = in()
		if at := b.visit(i, b.leave(id, "/"), nil); !strings.Contains(problem(at), "停用") {
			h.Errorf("a disabled account: %q", at)
		}
		i.Close()
		_, res := b.send("GET", "/api/signin/"+id, nil)
		if why := problem(res.Header.Get("Location")); !strings.Contains(why, "暂时不可用") {
			h.Errorf("a provider that is down: %q", why)
		}
	})
}
