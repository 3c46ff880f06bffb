package identity

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/ory/fosite"

	"anjian/base/account"
	"anjian/kernel"
)

// signedJustNow is how old a sign-in may be for a client that asks for a new one (prompt=login).
const signedJustNow = time.Minute

// asked is a request of a client to sign somebody in.
type asked struct {
	query    url.Values
	client   *Client
	redirect string
	issuer   string
	prompt   []string
}

// serveAuthorize signs the person at the browser in to a client: at once if the person is signed in here and the client is known to the
// person, else after the page that asks.
func (p *Provider) serveAuthorize(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	a := &asked{query: q, issuer: p.issuer(r), redirect: q.Get("redirect_uri"), prompt: words(q.Get("prompt"))}
	var err error
	if len(r.URL.RawQuery) > 8<<10 || !single(q) {
		return fault(w, "请求中有重复或过长的参数")
	}
	if a.client, err = usable(c, q.Get("client_id")); err != nil {
		return err
	}
	if a.client == nil { // nobody is sent anywhere on the word of a client that is not known
		return fault(w, "没有登记这个系统，或者它已停用")
	}
	if !slices.Contains(a.client.Redirects.List(), a.redirect) {
		return fault(w, "返回地址没有登记，请联系“"+a.client.Name+"”的管理员")
	}
	switch {
	case q.Has("request"):
		return a.refuse(w, r, "request_not_supported", "")
	case q.Has("request_uri"):
		return a.refuse(w, r, "request_uri_not_supported", "")
	case q.Get("response_type") != "code":
		return a.refuse(w, r, "unsupported_response_type", "Only the code flow is supported.")
	case q.Get("response_mode") != "" && q.Get("response_mode") != "query":
		return a.refuse(w, r, "invalid_request", "Only response_mode query is supported.")
	case !slices.Contains(words(q.Get("scope")), "openid"):
		return a.refuse(w, r, "invalid_scope", "The scope openid is missing.")
	case slices.Contains(a.prompt, "none") && len(a.prompt) > 1:
		return a.refuse(w, r, "invalid_request", "prompt none excludes all others.")
	}
	signed, err := p.Sessions.Signed(c, r)
	if err != nil {
		return err
	}
	again, err := p.again(c, a, signed)
	if err != nil {
		return a.refuse(w, r, "invalid_request", "The id_token_hint is not valid.")
	}
	if signed == nil || signed.Due || again {
		if slices.Contains(a.prompt, "none") {
			return a.refuse(w, r, "login_required", "")
		}
		return a.ask(w, r, "/identity-sign-in", signed != nil && again)
	}
	who, err := account.Accounts.First(c.AsSystem(), kernel.ByID(signed.Account))
	if err != nil {
		return err
	}
	if who == nil || !a.client.admits(who) {
		return a.refuse(w, r, "access_denied", "This account may not use this client.")
	}
	scopes := words(q.Get("scope"))
	if q.Get("decision") == "no" {
		return a.refuse(w, r, "access_denied", "The person did not agree.")
	}
	agreed := a.client.Own
	if !agreed {
		if agreed, err = hasAgreed(c, who.ID, a.client.ID, scopes); err != nil {
			return err
		}
	}
	if !agreed || slices.Contains(a.prompt, "consent") && q.Get("decision") != "yes" {
		if slices.Contains(a.prompt, "none") {
			return a.refuse(w, r, "consent_required", "")
		}
		return a.ask(w, r, "/identity-consent", false)
	}
	return p.grant(c, w, r, a, signed, who)
}

// again tells whether the client asks for a newer sign-in, or for that of another person, than the one that runs.
func (p *Provider) again(c *kernel.Ctx, a *asked, signed *account.Signed) (bool, error) {
	var of *hint
	if token := a.query.Get("id_token_hint"); token != "" {
		var err error
		if of, err = p.readHint(c, a.issuer, token); err != nil {
			return false, err
		}
	}
	if signed == nil {
		return false, nil
	}
	age := c.Now().Sub(signed.At)
	if of != nil && of.Subject != signed.Account {
		return true, nil
	}
	if (slices.Contains(a.prompt, "login") || slices.Contains(a.prompt, "select_account")) && age > signedJustNow {
		return true, nil
	}
	if most, err := strconv.Atoi(a.query.Get("max_age")); err == nil && most >= 0 {
		return age > max(time.Duration(min(most, 1<<30))*time.Second, signedJustNow), nil
	}
	return false, nil
}

// grant gives the client its code.
func (p *Provider) grant(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, a *asked, signed *account.Signed, who *account.Account) error {
	lib, err := p.library(c, a.issuer)
	if err != nil {
		return err
	}
	own := url.Values{} // what was settled above is not asked again
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method"} {
		if a.query.Has(name) {
			own.Set(name, a.query.Get(name))
		}
	}
	in := r.Clone(r.Context())
	in.URL.RawQuery = own.Encode()
	req, err := lib.NewAuthorizeRequest(c, in)
	if err != nil {
		return a.refuseFor(c, w, r, err)
	}
	for _, scope := range req.GetRequestedScopes() {
		req.GrantScope(scope)
	}
	told, err := claims(c, who, req.GetGrantedScopes())
	if err != nil {
		return err
	}
	told["sid"] = signed.ID
	s := newSession()
	s.Signed, s.Subject, s.Username = signed.ID, who.ID, who.Login
	s.Claims.Issuer, s.Claims.Subject, s.Claims.AuthTime, s.Claims.RequestedAt, s.Claims.Extra = a.issuer, who.ID, signed.At.UTC(), time.Now().UTC(), told
	resp, err := lib.NewAuthorizeResponse(c, req, s)
	if err != nil {
		return a.refuseFor(c, w, r, err)
	}
	resp.AddParameter("iss", a.issuer) // RFC 9207: whoever talks to several providers knows which one answers
	if err := p.visited(c, a, signed, who); err != nil {
		return err
	}
	lib.WriteAuthorizeResponse(c, w, req, resp)
	return nil
}

// ask sends the browser to a page of the console, with the request; the page sends it back.
func (a *asked) ask(w http.ResponseWriter, r *http.Request, page string, again bool) error {
	q := url.Values{}
	for name := range a.query {
		if name != "decision" && name != "again" {
			q.Set(name, a.query.Get(name))
		}
	}
	if again {
		q.Set("again", "1")
	}
	http.Redirect(w, r, page+"?"+q.Encode(), http.StatusFound)
	return nil
}

// refuse sends an error back to the client whose address was checked before.
func (a *asked) refuse(w http.ResponseWriter, r *http.Request, code, what string) error {
	u, err := url.Parse(a.redirect)
	if err != nil {
		return err
	}
	q := u.Query()
	q.Set("error", code)
	if what != "" {
		q.Set("error_description", what)
	}
	if state := a.query.Get("state"); state != "" {
		q.Set("state", state)
	}
	q.Set("iss", a.issuer)
	u.RawQuery = q.Encode()
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, u.String(), http.StatusFound)
	return nil
}

func (a *asked) refuseFor(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, err error) error {
	e := fosite.ErrorToRFC6749Error(foreign(c, err))
	return a.refuse(w, r, e.ErrorField, e.WithExposeDebug(false).GetDescription())
}

var faultPage = template.Must(template.New("").Parse(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>不能登录</title>
<style>body{font:16px/1.7 sans-serif;display:grid;place-items:center;min-height:80vh;color:#1f2d3d;background:#f5f7fa}main{background:#fff;padding:32px 40px;border-radius:8px;max-width:32em}h1{font-size:20px;margin:0 0 8px}</style>
<main><h1>不能登录到这个系统</h1><p>{{.}}。</p><p><a href="/">回到平台首页</a></p></main></html>`))

// fault tells the person at the browser why nothing can be done; nobody is sent to an address that is not registered.
func fault(w http.ResponseWriter, what string) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusBadRequest)
	return faultPage.Execute(w, what)
}
