package identity

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// relying is a foreign system that uses the Go client.
type relying struct {
	*house
	a        *Client
	cfg      oauth2.Config
	provider *oidc.Provider
	verifier string
}

func (h *house) relying(a *Client, scopes ...string) *relying {
	h.Helper()
	p, err := oidc.NewProvider(context.Background(), h.url)
	kerneltest.Must(h, err)
	r := &relying{house: h, a: a, provider: p, verifier: oauth2.GenerateVerifier(),
		cfg: oauth2.Config{ClientID: a.ID, Endpoint: p.Endpoint(), RedirectURL: a.Redirects.List()[0], Scopes: append([]string{oidc.ScopeOpenID}, scopes...)}}
	if a.Kind == Confidential {
		r.cfg.ClientSecret = h.secret(a)
	}
	return r
}

// path is the address to which the foreign system sends a browser.
func (r *relying) path(opts ...oauth2.AuthCodeOption) string {
	return r.cfg.AuthCodeURL("state-12345", append([]oauth2.AuthCodeOption{oidc.Nonce("nonce-12345"), oauth2.S256ChallengeOption(r.verifier)}, opts...)...)
}

// code is what a signed-in browser brings back.
func (r *relying) code(b *agent) string {
	r.Helper()
	to := b.get(r.path()).to(r)
	if to.Query().Get("code") == "" || !strings.HasPrefix(to.String(), r.a.Redirects.List()[0]+"?") {
		r.Fatalf("no code: %s", to)
	}
	return to.Query().Get("code")
}

func (r *relying) exchange(code string) (*oauth2.Token, error) {
	return r.cfg.Exchange(context.Background(), code, oauth2.VerifierOption(r.verifier))
}

func (r *relying) signIn(b *agent) *oauth2.Token {
	r.Helper()
	token, err := r.exchange(r.code(b))
	kerneltest.Must(r, err)
	return token
}

// refreshed takes a token as one whose time is over, so that it is refreshed at once.
func (r *relying) refreshed(token *oauth2.Token) (*oauth2.Token, error) {
	return r.cfg.TokenSource(context.Background(), &oauth2.Token{RefreshToken: token.RefreshToken}).Token()
}

func (r *relying) userinfo(token *oauth2.Token) (map[string]any, error) {
	info, err := r.provider.UserInfo(context.Background(), oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	return out, info.Claims(&out)
}

// 别的系统用平台账号登录, 续期, 取用户信息, 退出; 用独立的 Go 客户端.
func TestSignInElsewhere(t *testing.T) {
	each(t, func(h *house) {
		heard := make(chan string, 10)
		down := true
		back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if down {
				down = false
				http.Error(w, "later", http.StatusServiceUnavailable)
				return
			}
			heard <- r.FormValue("logout_token")
		}))
		defer back.Close()
		a := h.client(func(a *Client) { a.Back = back.URL + "/back"; a.Roles = []account.Role{account.Role(role.Regulator)} })
		rp := h.relying(a, "profile", "roles", "offline_access")
		b := h.agent()
		to := b.get(rp.path()).to(h)
		if to.Path != "/identity-sign-in" || to.Query().Get("client_id") != a.ID || to.Query().Get("code_challenge") == "" {
			h.Fatalf("nobody is signed in, but the browser goes to %s", to)
		}
		b.sign("zhang")
		to = b.get("/oidc/authorize?" + to.RawQuery).to(h)
		if q := to.Query(); q.Get("state") != "state-12345" || q.Get("iss") != h.url {
			h.Fatalf("back at the client with %s", to)
		}
		token, err := rp.exchange(to.Query().Get("code"))
		kerneltest.Must(h, err)
		raw, _ := token.Extra("id_token").(string)
		id, err := rp.provider.Verifier(&oidc.Config{ClientID: a.ID}).Verify(context.Background(), raw)
		kerneltest.Must(h, err)
		kerneltest.Must(h, id.VerifyAccessToken(token.AccessToken))
		var c struct {
			Name, Region, Sid string
			PreferredUsername string `json:"preferred_username"`
			Roles             []string
			AuthTime          int64 `json:"auth_time"`
		}
		kerneltest.Must(h, id.Claims(&c))
		if zhang := h.people["zhang"]; id.Subject != zhang.ID || id.Nonce != "nonce-12345" || c.Name != zhang.Name || c.PreferredUsername != "zhang" || c.Region != string(county) ||
			!slices.Equal(c.Roles, []string{"regulator"}) || c.Sid != b.signed || c.AuthTime == 0 {
			h.Fatalf("ID token %+v %+v", id, c)
		}
		info, err := rp.userinfo(token)
		if err != nil || info["name"] != h.people["zhang"].Name || info["sub"] != h.people["zhang"].ID {
			h.Fatalf("userinfo %v %v", info, err)
		}

		next, err := rp.refreshed(token)
		kerneltest.Must(h, err)
		if next.RefreshToken == token.RefreshToken || next.AccessToken == token.AccessToken {
			h.Error("a refresh gives new tokens")
		}
		if _, err := rp.userinfo(token); err == nil {
			h.Error("the access token from before the refresh still opens")
		}
		if _, err := rp.provider.Verifier(&oidc.Config{ClientID: a.ID}).Verify(context.Background(), next.Extra("id_token").(string)); err != nil {
			h.Error(err)
		}
		if _, err := rp.userinfo(next); err != nil {
			h.Error(err)
		}

		for what, of := range map[string]struct{ typ, id string }{"account": {"account", h.people["zhang"].ID}, "client": {"identity_client", a.ID}} {
			lines, err := h.Trail.Of(h.System(), of.typ, of.id)
			if err != nil || !slices.ContainsFunc(lines, func(l kernel.Line) bool { return l.Verb == "sign_in" }) {
				h.Errorf("the trail of the %s does not say who signed in where: %v", what, err)
			}
		}

		// signing out here: the client hears of it, at the second try, and nothing that it holds opens any more
		h.work()
		if len(heard) > 0 {
			h.Error("told before the end")
		}
		_, err = h.Store.Exec(context.Background(), "DELETE FROM account_session WHERE id = ?", b.signed)
		kerneltest.Must(h, err)
		if _, err := rp.userinfo(next); err == nil {
			h.Error("an access token outlives the sign-in")
		}
		if _, err := rp.refreshed(next); err == nil {
			h.Error("a refresh token outlives the sign-in")
		}
		later := h.Env.Now
		for i := 1; i < 12 && len(heard) == 0; i++ { // the runner's clock goes on; a runner of another process takes over
			h.Env.Now = func() time.Time { return later().Add(time.Duration(i) * 10 * time.Second) }
			h.work()
		}
		if len(heard) != 1 || down {
			h.Fatalf("the client heard %d times", len(heard))
		}
		out, err := rp.provider.Verifier(&oidc.Config{ClientID: a.ID}).Verify(context.Background(), <-heard)
		kerneltest.Must(h, err)
		var lc struct {
			Sid, Nonce string
			Events     map[string]any
		}
		kerneltest.Must(h, out.Claims(&lc))
		if out.Subject != h.people["zhang"].ID || lc.Sid != b.signed || lc.Nonce != "" || lc.Events[backEvent] == nil {
			h.Errorf("logout token %+v %+v", out, lc)
		}
	})
}

// 公开应用没有密钥, 非自有系统先征得本人同意, 本人可以撤回.
func TestConsent(t *testing.T) {
	once(t, func(h *house) {
		a := h.client(func(a *Client) { a.Kind, a.Own, a.Redirects = Public, false, "http://127.0.0.1:9/cb" })
		rp := h.relying(a, "profile")
		b := h.agent().sign("zhang")
		to := b.get(rp.path()).to(h)
		if to.Path != "/identity-consent" {
			h.Fatalf("not asked: %s", to)
		}
		if again := b.get("/oidc/authorize?" + to.RawQuery + "&decision=yes").to(h); again.Path != "/identity-consent" {
			h.Errorf("saying yes in the address is no consent: %s", again)
		}
		if no := b.get("/oidc/authorize?" + to.RawQuery + "&decision=no").to(h); no.Query().Get("error") != "access_denied" || no.Query().Get("iss") != h.url {
			h.Errorf("%s", no)
		}
		ask := b.get("/api/identity_client/asking?client=" + a.ID + "&scope=" + url.QueryEscape("openid profile roles")).json(h)
		if facts := ask["facts"].([]any); ask["name"] != a.Name || len(facts) != 3 {
			h.Errorf("%v", ask)
		}
		if r := b.post("/api/identity_client/"+a.ID+"/agree", map[string]string{"scope": "openid profile"}); r.status != http.StatusOK {
			h.Fatalf("%d %s", r.status, r.body)
		}
		token := rp.signIn(b)
		if token.RefreshToken != "" {
			h.Error("a refresh token that nobody asked for")
		}
		info, err := rp.userinfo(token)
		if err != nil || info["name"] == nil || info["roles"] != nil {
			h.Errorf("%v %v", info, err)
		}
		tiles := b.get("/api/identity_client/mine").json(h)["items"].([]any)
		if len(tiles) != 1 || tiles[0].(map[string]any)["agreed"] != true || tiles[0].(map[string]any)["last"] == nil {
			h.Errorf("%v", tiles)
		}
		if r := b.send("DELETE", "/api/identity_client/"+a.ID+"/agree", "", ""); r.status != http.StatusNoContent {
			h.Fatalf("%d %s", r.status, r.body)
		}
		if _, err := rp.userinfo(token); err == nil {
			h.Error("the token outlives the consent")
		}
		if to := b.get(rp.path()).to(h); to.Path != "/identity-consent" {
			h.Errorf("not asked again: %s", to)
		}
		if to := b.get(rp.path(oauth2.SetAuthURLParam("prompt", "none"))).to(h); to.Query().Get("error") != "consent_required" {
			h.Errorf("%s", to)
		}
	})
}

// prompt 和 max_age: 没有登录时不打扰, 登录太久时重新登录.
func TestPrompt(t *testing.T) {
	once(t, func(h *house) {
		rp := h.relying(h.client(nil))
		ask := func(b *agent, params ...string) *url.URL {
			var opts []oauth2.AuthCodeOption
			for i := 0; i < len(params); i += 2 {
				opts = append(opts, oauth2.SetAuthURLParam(params[i], params[i+1]))
			}
			return b.get(rp.path(opts...)).to(h)
		}
		if to := ask(h.agent(), "prompt", "none"); to.Query().Get("error") != "login_required" {
			h.Errorf("%s", to)
		}
		old := h.agent().signAt("zhang", time.Now().Add(-time.Hour))
		if to := ask(old, "prompt", "none"); to.Query().Get("code") == "" {
			h.Errorf("%s", to)
		}
		for _, params := range [][]string{{"prompt", "login"}, {"max_age", "600"}, {"max_age", "0"}} {
			if to := ask(old, params...); to.Path != "/identity-sign-in" || to.Query().Get("again") != "1" {
				h.Errorf("%v: %s", params, to)
			}
			if to := ask(h.agent().sign("zhang"), params...); to.Query().Get("code") == "" {
				h.Errorf("%v after a new sign-in: %s", params, to)
			}
		}
		if to := ask(old, "max_age", "7200"); to.Query().Get("code") == "" {
			h.Errorf("%s", to)
		}
		token := rp.signIn(old)
		hint := token.Extra("id_token").(string)
		if to := ask(old, "id_token_hint", hint); to.Query().Get("code") == "" {
			h.Errorf("%s", to)
		}
		h.person("wang", county, role.Regulator)
		if to := ask(h.agent().sign("wang"), "id_token_hint", hint); to.Path != "/identity-sign-in" {
			h.Errorf("another person is signed in than the client expects: %s", to)
		}
	})
}

// 换密钥: 新密钥先公布后使用, 旧密钥留到它签发的令牌失效.
func TestKeyRotation(t *testing.T) {
	once(t, func(h *house) {
		rp := h.relying(h.client(nil))
		b := h.agent().sign("zhang")
		ids := func() (out []string) {
			for _, k := range b.get("/oidc/keys").json(h)["keys"].([]any) {
				if k.(map[string]any)["d"] != nil {
					h.Fatal("a private key is published")
				}
				out = append(out, k.(map[string]any)["kid"].(string))
			}
			return out
		}
		before := rp.signIn(b).Extra("id_token").(string)
		first := ids()
		start := time.Now()
		at := func(d time.Duration) { h.Env.Now = func() time.Time { return start.Add(d) } }
		rotate := func(d time.Duration) {
			at(d)
			h.task("identity.rotate")
		}
		rotate(keyAge - time.Hour)
		if got := ids(); !slices.Equal(got, first) {
			h.Errorf("a new key before its time: %v", got)
		}
		rotate(keyAge)
		both := ids()
		if len(both) != 2 || both[0] != first[0] {
			h.Fatalf("the new key is published beside the old one: %v", both)
		}
		signer := func() string {
			c := h.System()
			list, err := keys(c)
			kerneltest.Must(h, err)
			now := ""
			for _, k := range list {
				if k.starts <= c.Now().UnixMilli() {
					now = k.id
				}
			}
			return now
		}
		if signer() != first[0] {
			h.Error("a key signs before it was published long enough")
		}
		rotate(keyAge + keyAhead)
		if signer() != both[1] || !slices.Equal(ids(), both) {
			h.Errorf("after a day: signs %s, published %v", signer(), ids())
		}
		if _, err := rp.provider.Verifier(&oidc.Config{ClientID: rp.a.ID, Now: func() time.Time { return start }}).Verify(context.Background(), before); err != nil {
			h.Errorf("what the old key signed is refused: %v", err)
		}
		rotate(keyAge + keyAhead + keyAfter + time.Minute)
		if got := ids(); !slices.Equal(got, both[1:]) {
			h.Errorf("the old key stays: %v", got)
		}
		rows, err := h.Store.Query(context.Background(), "SELECT sealed FROM identity_key")
		kerneltest.Must(h, err)
		defer rows.Close()
		for rows.Next() {
			sealed := ""
			kerneltest.Must(h, rows.Scan(&sealed))
			if !strings.HasPrefix(sealed, "v1.") {
				h.Error("a key lies open in the database")
			}
		}
	})
}
