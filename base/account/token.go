package account

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"anjian/base/role"
	"anjian/kernel"
)

const (
	mostTokens = 20  // of one account
	tokenDays  = 365 // longest life of a token
)

// routes are the operations on accounts that are no steps. Those that carry a password or a token write their answer
// themselves, so that it is not kept for Idempotency-Key.
func (s *Sessions) routes() []kernel.Route {
	stewards := []kernel.Role{role.System, role.Safety}
	return []kernel.Route{
		raw[loginIn, Me]("POST /api/login", "登录", s.login, nil, true),
		raw[struct{}, struct{}]("POST /api/logout", "退出", s.logout, nil, true),
		raw[struct{}, Me]("GET /api/me", "当前账号", s.serveMe, nil, false),
		raw[passwordIn, struct{}]("POST /api/password", "修改密码", s.password, nil, false),
		fresh(raw[resetIn, Secret]("POST /api/account/{id}/reset", "重置密码", s.reset, stewards, false), kernel.ForRights),
		raw[struct{}, sessionsOut]("GET /api/session", "本人的登录和令牌", s.sessions, nil, false),
		kernel.Op("DELETE /api/session/{id}", "结束登录或吊销令牌", nil, s.endSession),
		fresh(raw[tokenIn, tokenOut]("POST /api/token", "生成程序令牌", s.token, nil, false), kernel.ForRights),
		public(kernel.Op("GET /api/register/challenge", "企业注册验证", nil, challenge)),
		raw[registerIn, Me]("POST /api/register", "企业注册", s.register, nil, true),
		raw[publicIn, Me]("POST /api/register/public", "公众注册", s.registerPublic, nil, true),
	}
}

func raw[I, O any](pattern, label string, fn func(*kernel.Ctx, http.ResponseWriter, *http.Request) error, can []kernel.Role, public bool) kernel.Route {
	r := kernel.Op[I, O](pattern, label, can, nil)
	r.Serve, r.Raw, r.Public = nil, fn, public
	return r
}

func public(r kernel.Route) kernel.Route {
	r.Public = true
	return r
}

type sessionItem struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"` // browser or program
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	Seen    time.Time `json:"seen"`
	Until   time.Time `json:"until"`
	Address string    `json:"address"`
	Device  string    `json:"device"`
	What    string    `json:"what"` // the device in words
	Current bool      `json:"current"`
}

type sessionsOut struct {
	Items []sessionItem `json:"items"`
}

// sessions lists where the actor is signed in and which tokens are out.
func (s *Sessions) sessions(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	token, _ := tokenOf(r)
	now := c.Now()
	rules, err := s.rules(c)
	if err != nil {
		return err
	}
	rows, err := c.Store.Query(c, "SELECT id, kind, name, created, seen, until, address, device, hash FROM account_session WHERE account = ? AND until > ? ORDER BY id DESC", c.Actor.ID, now.UnixMilli())
	if err != nil {
		return err
	}
	defer rows.Close()
	out := sessionsOut{Items: []sessionItem{}}
	for rows.Next() {
		var it sessionItem
		var created, seen, until int64
		hash := ""
		if err := rows.Scan(&it.ID, &it.Kind, &it.Name, &created, &seen, &until, &it.Address, &it.Device, &hash); err != nil {
			return err
		}
		it.Created, it.Seen, it.Until = time.UnixMilli(created).In(kernel.China), time.UnixMilli(seen).In(kernel.China), time.UnixMilli(until).In(kernel.China)
		idle := rules.Idle
		if it.Name == "phone" {
			idle = rules.Phone
		}
		it.What = describe(it.Device)
		if it.Current = hash == hashOf(token); it.Current || it.Kind == program || now.Sub(it.Seen) <= idle {
			out.Items = append(out.Items, it)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return answer(w, out)
}

type sessionIn struct {
	ID string `json:"id"`
}

// endSession ends one of the actor's own sessions.
func (s *Sessions) endSession(c *kernel.Ctx, in *sessionIn) (*struct{}, error) {
	err := c.Tx(func(c *kernel.Ctx) error {
		n, err := c.Store.Exec(c, "DELETE FROM account_session WHERE id = ? AND account = ?", in.ID, c.Actor.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return kernel.Errorf(kernel.Missing, "找不到这个登录或令牌")
		}
		if err := announce(c, c.Actor.ID); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: c.Actor.ID, Verb: "end_session"})
	})
	s.forget(c.Actor.ID, committed)
	return nil, err
}

type tokenIn struct {
	Name string `json:"name"`
	Days int    `json:"days"`
}

type tokenOut struct {
	ID    string    `json:"id"`
	Token string    `json:"token"` // shown this once
	Until time.Time `json:"until"`
}

// token makes a Bearer token by which a program acts for the actor.
func (s *Sessions) token(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in tokenIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if err := browserOnly(r); err != nil {
		return err
	}
	bad := map[string]string{}
	in.Name = strings.TrimSpace(in.Name)
	if n := len([]rune(in.Name)); n == 0 || n > 40 || strings.ContainsRune(in.Name, 0) {
		bad["name"] = "请写明给哪个程序用，不超过40字"
	}
	if in.Days < 1 || in.Days > tokenDays {
		bad["days"] = fmt.Sprintf("有效期应为1至%d天", tokenDays)
	}
	if len(bad) > 0 {
		return &kernel.Error{Code: kernel.Invalid, Message: "令牌填写有误", Fields: bad}
	}
	var out tokenOut
	lasts := time.Duration(in.Days) * 24 * time.Hour
	err := c.Tx(func(c *kernel.Ctx) error {
		n, err := number(c, "SELECT COUNT(*) FROM account_session WHERE account = ? AND kind = ? AND until > ?", c.Actor.ID, program, c.Now().UnixMilli())
		if err != nil {
			return err
		}
		if n >= mostTokens {
			return kernel.Errorf(kernel.Conflict, "最多%d个令牌，请先吊销不用的", mostTokens)
		}
		if out.ID, out.Token, err = s.begin(c, c.Actor.ID, program, in.Name, lasts); err != nil {
			return err
		}
		out.Until = c.Now().Add(lasts).In(kernel.China).Truncate(time.Second)
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: c.Actor.ID, Verb: "token", Detail: in.Name})
	})
	if err != nil {
		return err
	}
	return answer(w, out)
}

func number(c *kernel.Ctx, stmt string, args ...any) (n int, err error) {
	rows, err := c.Store.Query(c, stmt, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		err = rows.Scan(&n)
	}
	if err == nil {
		err = rows.Err()
	}
	return n, err
}
