package account

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"anjian/base/role"
	"anjian/kernel"
)

// Sign-in by an OpenID Connect provider of the bureau: authorization code with PKCE, state, nonce. Each provider has a
// callback of its own and the answer has to name the issuer that was asked, so that no provider can pass for another.

const (
	outsideCookie = "anjian_outside"
	outsideWait   = 15 * time.Second // for an answer of the provider
)

// outsideRoutes are the operations of outside identities.
func (s *Sessions) outsideRoutes() []kernel.Route {
	return []kernel.Route{
		raw[struct{}, struct{}]("GET /api/signin/{provider}", "用外部身份登录", s.leave, nil, true),
		raw[struct{}, struct{}]("GET /api/signin/{provider}/callback", "外部身份登录回调", s.returned, nil, true),
		raw[struct{}, urlOut]("POST /api/security/link/{id}", "关联外部身份", s.beginLink, nil, false),
		raw[loginIn, struct{}]("POST /api/security/link", "关联目录身份", s.linkDirectory, nil, false),
		fresh(raw[secretIn, struct{}]("POST /api/account_provider/{id}/secret", "保存身份源密钥", s.keepSecret, []kernel.Role{role.Security}, false), kernel.ForRights),
		fresh(raw[struct{}, triedOut]("POST /api/account_provider/{id}/try", "测试身份源", s.try, []kernel.Role{role.Security}, false), kernel.ForRights),
	}
}

// away is what a browser that was sent to a provider comes back with.
type away struct {
	Provider string `json:"provider"`
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Next     string `json:"next"`
	Link     bool   `json:"link"`  // to be linked to the account of the ticket
	Prove    int64  `json:"prove"` // when the person of the ticket set out to prove again who it is, Unix seconds
}

// onSite returns next if it is a page of this platform, else the first page. What a browser could take for another host
// is none: no second slash, no backslash, nothing that is no printed character.
func onSite(next string) string {
	at, err := url.Parse(next)
	if err != nil || at.Scheme != "" || at.Host != "" || at.User != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsFunc(next, func(r rune) bool { return r == '\\' || r <= ' ' || r == 0x7f }) || len(next) > 500 {
		return "/"
	}
	return next
}

// client speaks to one provider.
func (p *Provider) client(c context.Context) (context.Context, context.CancelFunc) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = p.tls("")
	ctx, stop := context.WithTimeout(c, outsideWait)
	return oidc.ClientContext(ctx, &http.Client{Transport: transport, Timeout: outsideWait}), func() { stop(); transport.CloseIdleConnections() }
}

func (p *Provider) tls(host string) *tls.Config {
	out := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: host}
	if p.CA != "" {
		out.RootCAs = x509.NewCertPool()
		out.RootCAs.AppendCertsFromPEM([]byte(p.CA))
	}
	return out
}

func (s *Sessions) oauth(c *kernel.Ctx, p *Provider, found *oidc.Provider) (*oauth2.Config, error) {
	secret, err := s.providerSecret(c, p.ID)
	return &oauth2.Config{ClientID: p.Client, ClientSecret: secret, Endpoint: found.Endpoint(), RedirectURL: s.Origin + "/api/signin/" + p.ID + "/callback",
		Scopes: append([]string{oidc.ScopeOpenID}, strings.Fields(p.Scopes)...)}, err
}

// unreachable logs what is wrong with a provider; the person gets a sentence.
func unreachable(c *kernel.Ctx, p *Provider, err error) error {
	c.Logger.ErrorContext(c, "an identity provider does not answer", "provider", p.Name, "err", err)
	return kernel.Errorf(kernel.Conflict, "“%s”暂时不可用，请稍后再试或用平台账号登录", p.Name)
}

// depart makes the address of a provider to which the browser goes, and the cookie it comes back with.
func (s *Sessions) depart(c *kernel.Ctx, w http.ResponseWriter, id string, a away, account string) (string, error) {
	if s.Origin == "" {
		return "", kernel.Errorf(kernel.Conflict, "平台没有设置对外访问地址，不能用外部身份登录")
	}
	p, err := provider(c, id, OIDC)
	if err != nil {
		return "", err
	}
	ctx, stop := p.client(c)
	defer stop()
	found, err := oidc.NewProvider(ctx, p.URL)
	if err != nil {
		return "", unreachable(c, p, err)
	}
	config, err := s.oauth(c, p, found)
	if err != nil {
		return "", err
	}
	a.Provider, a.State, a.Nonce, a.Verifier = p.ID, newToken(), newToken(), oauth2.GenerateVerifier()
	token, err := issue(c, forOutside, account, a)
	if err != nil {
		return "", err
	}
	// The way back is a navigation from another site: Lax lets the cookie come along, Strict would not.
	http.SetCookie(w, &http.Cookie{Name: outsideCookie, Value: token, Path: "/api/signin/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure, MaxAge: int(ticketFor.Seconds())})
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if a.Prove != 0 {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return config.AuthCodeURL(a.State, options...), nil
}

// leave sends the browser to a provider.
func (s *Sessions) leave(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	to, err := s.depart(c, w, r.PathValue("provider"), away{Next: onSite(r.URL.Query().Get("next"))}, "")
	if err != nil {
		return astray(w, r, err)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

type urlOut struct {
	URL string `json:"url"`
}

// beginLink says where the browser has to go so that the identity there becomes a way into the own account.
func (s *Sessions) beginLink(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if err := s.recent(c); err != nil {
		return err
	}
	to, err := s.depart(c, w, r.PathValue("id"), away{Next: "/security", Link: true}, c.Actor.ID)
	if err != nil {
		return err
	}
	return answer(w, urlOut{to})
}

// astray sends a browser that came by a link back to the page of sign-in with a sentence; others get the error itself.
func astray(w http.ResponseWriter, r *http.Request, err error) error {
	var fault *kernel.Error
	if !errors.As(err, &fault) {
		return err
	}
	fragment := url.Values{"problem": {fault.Message}}
	if asked, ok := fault.Current.(json.RawMessage); ok && fault.Code == kernel.Factor {
		fragment = url.Values{"factor": {string(asked)}}
	}
	if next := r.Header.Get("X-Next"); next != "" {
		fragment.Set("next", next)
	}
	http.Redirect(w, r, "/login#"+fragment.Encode(), http.StatusSeeOther)
	return nil
}

// returned takes the browser that comes back from a provider.
func (s *Sessions) returned(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	next, err := s.arrive(c, w, r)
	if err != nil {
		r.Header.Set("X-Next", next)
		return astray(w, r, err)
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (s *Sessions) arrive(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) (next string, err error) {
	stray := kernel.Errorf(kernel.Login, "登录已过期或不是从本页发起，请重新登录")
	cookie, err := r.Cookie(outsideCookie)
	if err != nil {
		return "", stray
	}
	http.SetCookie(w, &http.Cookie{Name: outsideCookie, Path: "/api/signin/", MaxAge: -1})
	var a away
	account, err := spend(c, forOutside, cookie.Value, &a)
	if err != nil {
		return "", err
	}
	q := r.URL.Query()
	if a.Provider != r.PathValue("provider") || subtle.ConstantTimeCompare([]byte(a.State), []byte(q.Get("state"))) != 1 {
		return "", stray
	}
	p, err := provider(c, a.Provider, OIDC)
	if err != nil {
		return a.Next, err
	}
	subject, label, err := s.identity(c, p, a, q)
	if err != nil {
		return a.Next, err
	}
	if a.Prove != 0 {
		return a.Next, s.provedElsewhere(c, r, p, account, subject)
	}
	if a.Link {
		return a.Next, s.link(c, r, p, account, subject, label)
	}
	who, err := linked(c, p.ID, subject)
	if err != nil {
		return a.Next, err
	}
	if who == nil {
		return a.Next, unlinked(p)
	}
	if err := usable(c, who, tally{own: true}); err != nil {
		return a.Next, err
	}
	h := half{Way: "outside"}
	if !p.Strong {
		h.Way = "password"
		asked, err := s.second(c, r, who, half{Way: "password"})
		if err != nil {
			return a.Next, err
		}
		if asked != nil {
			text, err := json.Marshal(asked)
			if err != nil {
				return "", err
			}
			return a.Next, &kernel.Error{Code: kernel.Factor, Message: "请完成第二步验证", Current: json.RawMessage(text)}
		}
	}
	_, err = s.admit(c, w, r, who, h, func(c *kernel.Ctx) error {
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: who.ID, Verb: "outside", Region: who.Region, Detail: p.Name})
	})
	return a.Next, err
}

func unlinked(p *Provider) error {
	return kernel.Errorf(kernel.Login, "您在“%s”的身份还没有关联平台账号：请先用平台账号登录，在“账号安全”中关联，或请管理员登记", p.Name)
}

// identity exchanges the code for an identity and checks every part of the answer.
func (s *Sessions) identity(c *kernel.Ctx, p *Provider, a away, q url.Values) (subject, label string, err error) {
	refused := kernel.Errorf(kernel.Login, "“%s”没有通过验证，请重新登录", p.Name)
	why := func(err error) (string, string, error) {
		c.Logger.InfoContext(c, "an outside sign-in was refused", "provider", p.Name, "address", c.Origin.Address, "why", shorten(err.Error(), 300))
		return "", "", refused
	}
	if q.Get("error") != "" || q.Get("code") == "" {
		return why(errors.New("the provider answered " + shorten(q.Get("error"), 60)))
	}
	ctx, stop := p.client(c)
	defer stop()
	found, err := oidc.NewProvider(ctx, p.URL)
	if err != nil {
		return "", "", unreachable(c, p, err)
	}
	var says struct {
		Issuer string `json:"issuer"`
		Named  bool   `json:"authorization_response_iss_parameter_supported"`
	}
	if err := found.Claims(&says); err != nil {
		return "", "", unreachable(c, p, err)
	}
	if by := q.Get("iss"); by != says.Issuer && (by != "" || says.Named) { // RFC 9207: another provider answered
		return why(errors.New("the answer names the issuer " + shorten(by, 100)))
	}
	config, err := s.oauth(c, p, found)
	if err != nil {
		return "", "", err
	}
	token, err := config.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return why(err)
	}
	text, _ := token.Extra("id_token").(string)
	id, err := found.Verifier(&oidc.Config{ClientID: p.Client, Now: c.Now}).Verify(ctx, text)
	if err != nil {
		return why(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 {
		return why(errors.New("the nonce is another"))
	}
	if id.Subject == "" || len(id.Subject) > 300 || strings.ContainsRune(id.Subject, 0) {
		return why(errors.New("no subject"))
	}
	if err := a.askedAnew(id); err != nil {
		return why(err)
	}
	var named struct {
		Name  string `json:"name"`
		Login string `json:"preferred_username"`
	}
	if err := id.Claims(&named); err != nil {
		return why(err)
	}
	if label = named.Name; label == "" {
		label = named.Login
	}
	return id.Subject, shorten(label, 80), nil
}

// link makes an identity a way into the account that began the journey and is still signed in here.
func (s *Sessions) link(c *kernel.Ctx, r *http.Request, p *Provider, account, subject, label string) error {
	token, kind := tokenOf(r)
	found, err := s.find(c, token)
	if err != nil {
		return err
	}
	if found == nil || kind != browser || found.actor.ID != account {
		return kernel.Errorf(kernel.Login, "登录已变化，请重新登录后再关联")
	}
	c.Actor = found.actor
	return s.keepLink(c, p, subject, label)
}

// keepLink stores a link for the actor. Whose it is already is not said.
func (s *Sessions) keepLink(c *kernel.Ctx, p *Provider, subject, label string) error {
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	return c.Tx(func(c *kernel.Ctx) error {
		err := AddLink(c, a.ID, p.ID, subject, label)
		if kernel.CodeOf(err) == kernel.Conflict {
			return kernel.Errorf(kernel.Conflict, "这个身份已经关联过账号")
		}
		if err != nil {
			return err
		}
		return s.tell(c, a, "您的账号关联了“"+p.Name+"”的身份，可以用它登录。不是您本人操作的，请立即在“账号安全”中解除。")
	})
}

type triedOut struct {
	Message string `json:"message"`
}

// try asks a provider whether it answers.
func (s *Sessions) try(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	p, err := Providers.Get(c, shorten(r.PathValue("id"), 60))
	if err != nil {
		return err
	}
	if p.Protocol == LDAP {
		conn, err := s.dial(c, p)
		if err != nil {
			return unreachable(c, p, err)
		}
		conn.Close()
		return answer(w, triedOut{"目录连接正常，查询账号可用。"})
	}
	ctx, stop := p.client(c)
	defer stop()
	if _, err := oidc.NewProvider(ctx, p.URL); err != nil {
		return unreachable(c, p, err)
	}
	return answer(w, triedOut{"身份源应答正常，发行者一致。"})
}
