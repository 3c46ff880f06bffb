// Package identity makes the platform the one place where people sign in (统一身份认证): other systems of the bureau use its accounts by
// OpenID Connect, outside systems bring theirs by SCIM, and directories and tables of users and organisations are compared with the
// accounts and applied when somebody has seen every difference.
package identity

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"anjian/base/account"
	"anjian/kernel"
)

// Config is what an installation decides.
type Config struct {
	Sessions *account.Sessions // who is signed in; their vault seals private keys and the passwords of directories
	BaseURL  string            // public address; empty takes it from the request
	// Sheet opens a spreadsheet; without it rosters cannot be brought.
	Sheet func(r io.ReaderAt, size int64, name string) (Table, error)
}

// Module declares the package.
func Module(cfg Config) kernel.Module {
	if cfg.Sessions == nil {
		cfg.Sessions = account.NewSessions(account.Policy{})
	}
	p := &Provider{Config: cfg, client: outward()}
	p.tell = &kernel.Task[farewell]{Name: "identity.logout", Run: p.say}
	p.read = &kernel.Task[errand]{Name: "identity.read", Run: p.doRead}
	p.apply = &kernel.Task[errand]{Name: "identity.apply", Run: p.doApply}
	p.undo = &kernel.Task[errand]{Name: "identity.undo", Run: p.doUndo}
	return kernel.Module{
		Name: "identity", Label: "统一身份认证",
		Resources: []kernel.Handle{Clients, Sources, Syncs, Differences, Links},
		Tables:    append([]string{keyTable, secretTable, tokenTable, visitTable, visitIndex, consentTable, sealedTable, planTable, rosterTable}, tokenIndexes...),
		Tasks: []kernel.Job{p.tell, p.read, p.apply, p.undo,
			&kernel.Task[struct{}]{Name: "identity.nightly", Every: 20 * time.Minute, Run: p.nightly},
			&kernel.Task[struct{}]{Name: "identity.watch", Every: 5 * time.Second, Run: p.watch},
			&kernel.Task[struct{}]{Name: "identity.rotate", Every: time.Hour, Run: p.rotate},
			&kernel.Task[struct{}]{Name: "identity.sweep", Every: 10 * time.Minute, Run: sweep}},
		Routes: append(p.routes(), scimRoutes()...),
	}
}

type rawFunc = func(*kernel.Ctx, http.ResponseWriter, *http.Request) error

// foreignRoute is spoken by other systems, which prove themselves by what the standard says.
func foreignRoute(pattern, label string, fn rawFunc) kernel.Route {
	return kernel.Route{Pattern: pattern, Label: label, Public: true, Foreign: true, Raw: fn}
}

// raw is an operation whose answer is not kept for Idempotency-Key, because it holds a secret, or whose body is a file; whoever
// asks has just proved who they are.
func raw[I, O any](pattern, label string, can []kernel.Role, fn rawFunc) kernel.Route {
	r := kernel.Op[I, O](pattern, label, can, nil)
	r.Serve, r.Raw, r.Fresh = nil, fn, kernel.ForRights
	return r
}

func (p *Provider) routes() []kernel.Route {
	list := []kernel.Route{
		foreignRoute("GET /.well-known/openid-configuration", "发现", open(p.serveDiscovery)),
		foreignRoute("GET /oidc/keys", "签名公钥", open(p.serveKeys)),
		foreignRoute("GET /oidc/authorize", "登录授权", p.serveAuthorize),
		foreignRoute("POST /oidc/token", "换取令牌", open(p.serveToken)),
		foreignRoute("GET /oidc/userinfo", "用户信息", open(p.serveUserinfo)),
		foreignRoute("POST /oidc/userinfo", "用户信息", open(p.serveUserinfo)),
		foreignRoute("POST /oidc/revoke", "吊销令牌", open(p.serveRevoke)),
		foreignRoute("POST /oidc/introspect", "查验令牌", p.serveIntrospect),
		foreignRoute("GET /oidc/logout", "退出", p.serveLogout),
		foreignRoute("POST /oidc/logout", "退出", p.serveLogout),
		kernel.Op("GET /api/identity_client/mine", "我的应用", nil, mine),
		kernel.Op("GET /api/identity_client/asking", "授权询问", nil, askConsent),
		kernel.Op("POST /api/identity_client/{id}/agree", "同意授权", nil, agree),
		kernel.Op("DELETE /api/identity_client/{id}/agree", "撤回授权", nil, p.disagree),
		raw[struct{}, Shown]("POST /api/identity_client/{id}/secret", "生成客户端密钥", administrators, makeSecret),
		raw[struct{}, Shown]("POST /api/identity_source/{id}/token", "生成推送令牌", administrators, makeToken),
		raw[passwordIn, struct{}]("POST /api/identity_source/{id}/password", "设置目录密码", administrators, p.setPassword),
		kernel.Op("POST /api/identity_source/{id}/compare", "比对目录", administrators, p.startCompare),
		raw[struct{}, Sync]("POST /api/identity_source/{id}/roster", "上传花名册", administrators, p.upload),
	}
	for _, path := range []string{"token", "userinfo", "revoke", "keys"} {
		list = append(list, foreignRoute("OPTIONS /oidc/"+path, "跨域询问", open(nil)))
	}
	return list
}

// readJSON takes a small body that must not be kept for Idempotency-Key.
func readJSON(w http.ResponseWriter, r *http.Request, in any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	dec.DisallowUnknownFields()
	err := dec.Decode(in)
	if err == nil && !dec.More() {
		return nil
	}
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return err
	}
	return kernel.Errorf(kernel.Invalid, "请求内容的格式不对")
}
