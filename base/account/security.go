package account

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/base/role"
	"anjian/kernel"
)

// securityRoutes are the operations of the page 账号安全 and of proving once more who one is.
func (s *Sessions) securityRoutes() []kernel.Route {
	return []kernel.Route{
		raw[struct{}, waysOut]("GET /api/signin", "登录方式", s.ways, nil, true),
		raw[factorIn, Me]("POST /api/login/factor", "第二步验证", s.factor, nil, true),
		raw[ticketOut, struct{}]("POST /api/login/sms", "发送登录短信验证码", s.sendText, nil, true),
		raw[challengeIn, passkeyOut]("POST /api/login/passkey/begin", "通行密钥登录质询", s.challengePasskey, nil, true),
		raw[passkeyIn, Me]("POST /api/login/passkey", "通行密钥登录", s.passkey, nil, true),
		raw[forgotIn, ticketOut]("POST /api/password/forgot", "忘记密码", s.forgot, nil, true),
		raw[renewIn, struct{}]("POST /api/password/renew", "短信重设密码", s.renew, nil, true),
		raw[struct{}, securityOut]("GET /api/security", "账号安全", s.security, nil, false),
		raw[struct{}, totpOut]("POST /api/security/totp/begin", "设置动态口令", s.beginTOTP, nil, false),
		raw[factorIn, recoveryOut]("POST /api/security/totp", "确认动态口令", s.confirmTOTP, nil, false),
		raw[struct{}, struct{}]("DELETE /api/security/totp", "停用动态口令", s.dropTOTP, nil, false),
		raw[struct{}, recoveryOut]("POST /api/security/recovery", "重新生成恢复码", s.renewRecovery, nil, false),
		raw[smsIn, struct{}]("POST /api/security/sms", "短信验证码开关", s.switchSMS, nil, false),
		raw[struct{}, passkeyOut]("POST /api/security/passkey/begin", "通行密钥质询", s.beginPasskey, nil, false),
		raw[passkeyIn, recoveryOut]("POST /api/security/passkey", "添加通行密钥", s.addPasskey, nil, false),
		kernel.Op("POST /api/security/passkey/{id}/name", "通行密钥改名", nil, s.namePasskey),
		raw[struct{}, struct{}]("DELETE /api/security/passkey/{id}", "删除通行密钥", s.dropPasskey, nil, false),
		kernel.Op("GET /api/security/visits", "本人的登录记录", nil, visits),
		raw[struct{}, struct{}]("POST /api/security/seen", "已读新设备登录", seen, nil, false),
		kernel.Op("GET /api/fresh", "是否须再次验证", nil, func(c *kernel.Ctx, in *freshIn) (*struct{}, error) { return nil, c.Fresh(in.For) }),
		raw[proveIn, struct{}]("POST /api/reauthenticate", "再次验证身份", s.prove, nil, false),
		raw[struct{}, urlOut]("POST /api/reauthenticate/{id}/outside", "用外部身份再次验证", s.proveElsewhere, nil, false),
		raw[struct{}, passkeyOut]("POST /api/reauthenticate/passkey", "再次验证身份的通行密钥质询", s.proveByPasskey, nil, false),
		fresh(raw[resetIn, struct{}]("POST /api/account/{id}/unfactor", "清除两步验证", s.unfactor, []kernel.Role{role.System, role.Safety}, false), kernel.ForRights),
		kernel.Op("GET /api/account_protection/rules", "现行登录安全设置", []kernel.Role{role.System, role.Security, role.Audit}, s.rulesInForce),
	}
}

// fresh makes a route ask for a person who has just proved who they are.
func fresh(r kernel.Route, purpose string) kernel.Route {
	r.Fresh = purpose
	return r
}

// Fresh implements kernel.Env.Fresh. What the platform does by itself or its keeper on the machine has no session and
// passes; a program cannot prove anything, so it may export, which its token was made for, and nothing of the rest.
func (s *Sessions) Fresh(c *kernel.Ctx, purpose string) error {
	if c.Origin.Session == "" || c.Origin.Session == program && purpose == kernel.ForExport {
		return nil
	}
	rules, err := s.rules(c)
	if err != nil || !slices.Contains(rules.FreshFor, purpose) {
		return err
	}
	if c.Origin.Session == program {
		return kernel.Errorf(kernel.Forbidden, "此操作须由本人在浏览器中登录后进行")
	}
	return s.within(c, rules)
}

// recent asks for a fresh proof whatever the rules say: nobody changes how an account signs in from a desk left open.
func (s *Sessions) recent(c *kernel.Ctx) error {
	if c.Origin.Session != browser {
		return kernel.Errorf(kernel.Forbidden, "此操作须在浏览器中登录后进行")
	}
	rules, err := s.rules(c)
	if err != nil {
		return err
	}
	return s.within(c, rules)
}

func (s *Sessions) within(c *kernel.Ctx, rules Policy) error {
	if c.Now().Sub(c.Origin.Proved) <= rules.FreshWithin {
		return nil
	}
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	ways, err := s.proofs(c, a)
	if err != nil {
		return err
	}
	text, err := json.Marshal(ways)
	if err != nil {
		return err
	}
	return &kernel.Error{Code: kernel.Prove, Message: "这是重要操作，请再次验证身份", Current: json.RawMessage(text)}
}

type freshIn struct {
	For string `json:"for"`
}

type proveIn struct {
	Password   string          `json:"password,omitempty"`
	Provider   string          `json:"provider,omitempty"` // the directory whose name and password these are
	Name       string          `json:"name,omitempty"`
	Code       string          `json:"code,omitempty"`
	Ticket     string          `json:"ticket,omitempty"`
	Credential json.RawMessage `json:"credential,omitempty"`
}

// prove takes a password, a code or a passkey from the person behind a session.
func (s *Sessions) prove(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in proveIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if err := browserOnly(r); err != nil {
		return err
	}
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	name := "password"
	switch {
	case len(in.Credential) > 0:
		name = "credential"
		var whose *Account
		if whose, _, err = s.answered(c, r, passkeyIn{Ticket: in.Ticket, Credential: in.Credential}); err == nil && whose.ID != a.ID {
			err = expired
		}
	case in.Provider != "":
		err = s.proveInDirectory(c, a, in)
	case in.Code != "":
		name = "code"
		err = s.proves(c, r, a, byTOTP, in.Code)
	default:
		_, err = s.check(c, a.Login, in.Password, "reauthenticate", deviceOf(r))
	}
	if fault, ok := err.(*kernel.Error); ok && fault.Code == kernel.Login { // the session is good, the proof is not
		return faulty(name, strings.Replace(fault.Message, wrong, "密码不正确", 1))
	}
	if err != nil {
		return err
	}
	token, _ := tokenOf(r)
	err = c.Tx(func(c *kernel.Ctx) error {
		at, err := s.countedAt(c, a, a.Login, deviceOf(r))
		if err != nil {
			return err
		}
		if err := forgive(c, at.key); err != nil {
			return err
		}
		return s.keepProof(c, token, a)
	})
	s.forget(a.ID, committed)
	if err != nil {
		return err
	}
	return done(w)
}

func (s *Sessions) proveByPasskey(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	party, err := s.mustParty(r)
	if err != nil {
		return err
	}
	return s.challengeOwner(c, w, party, c.Actor.ID, nil)
}

type way struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Kind  string `json:"kind"` // oidc or ldap
}

type waysOut struct {
	Passkey   bool   `json:"passkey"`
	Forgot    bool   `json:"forgot"` // a forgotten password can be set anew by short message
	Providers []way  `json:"providers"`
	Password  string `json:"password"` // the rules of passwords, in words
}

// words says what a password has to be like.
func (p Policy) words() string {
	return "至少" + strconv.Itoa(p.MinLength) + "个字符，大写字母、小写字母、数字、符号中至少" + strconv.Itoa(p.Classes) + "类，不含登录名，不用最近" + strconv.Itoa(p.History) + "次用过的"
}

// ways says how one can sign in here.
func (s *Sessions) ways(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	rules, err := s.rules(c)
	if err != nil {
		return err
	}
	party, _ := s.party(r) // a wrong setting is no way to sign in
	out := waysOut{Passkey: party != nil, Forgot: s.SMS != nil, Password: rules.words()}
	if out.Providers, err = s.offered(c); err != nil {
		return err
	}
	return answer(w, out)
}

type securityOut struct {
	Changed  *time.Time    `json:"changed,omitempty"` // when the password was last changed
	Until    *time.Time    `json:"until,omitempty"`   // when a new one is due
	Password string        `json:"password"`          // the rules of passwords, in words
	TOTP     *time.Time    `json:"totp,omitempty"`    // since when
	Passkeys []passkeyItem `json:"passkeys"`
	Passkey  bool          `json:"passkey"`         // passkeys can be added by this address
	SMS      string        `json:"sms"`             // on, off or none
	Phone    string        `json:"phone,omitempty"` // masked
	Recovery int           `json:"recovery"`        // codes that are left
	Needed   bool          `json:"needed"`          // the rules ask this account for a second factor
	Open     int           `json:"open"`            // sessions it may have at once
}

// security is what the owner of an account sees of how it signs in.
func (s *Sessions) security(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	rules, err := s.rules(c)
	if err != nil {
		return err
	}
	f, err := readFactor(c, a.ID)
	if err != nil {
		return err
	}
	party, _ := s.party(r)
	out := securityOut{Passkey: party != nil, SMS: "none", Needed: rules.needs(a), Open: rules.Open, Password: rules.words()}
	if s.SMS != nil && a.Phone != "" {
		out.SMS, out.Phone = map[bool]string{true: "on", false: "off"}[f.sms], kernel.MaskMiddle(string(a.Phone))
	}
	if at := time.UnixMilli(f.since).In(kernel.China); f.secret != "" {
		out.TOTP = &at
	}
	if out.Passkeys, err = passkeys(c, a.ID); err != nil {
		return err
	}
	if out.Recovery, err = number(c, "SELECT COUNT(*) FROM account_recovery WHERE account = ?", a.ID); err != nil {
		return err
	}
	kept, err := readSecret(c, a.ID)
	if err != nil {
		return err
	}
	if kept != nil {
		at := time.UnixMilli(kept.changed).In(kernel.China)
		out.Changed = &at
		if rules.MaxAge > 0 {
			until := at.Add(rules.MaxAge)
			out.Until = &until
		}
	}
	return answer(w, out)
}

// mayDrop refuses to take away the last second factor of an account that needs one.
func (s *Sessions) mayDrop(c *kernel.Ctx, a *Account, without string) error {
	rules, err := s.rules(c)
	if err != nil || !rules.needs(a) {
		return err
	}
	left, err := s.factors(c, a)
	if err != nil {
		return err
	}
	if without == byPasskey {
		n, err := number(c, "SELECT COUNT(*) FROM account_passkey WHERE account = ?", a.ID)
		if err != nil || n > 1 {
			return err
		}
	}
	if left = slices.DeleteFunc(left, func(way string) bool { return way == without }); len(left) == 0 {
		return kernel.Errorf(kernel.Conflict, "按规定您的角色须保留一种第二步验证，请先添加另一种")
	}
	return nil
}

// dropping takes a second factor of the actor away.
func (s *Sessions) dropping(c *kernel.Ctx, w http.ResponseWriter, way, verb string, fn func(*kernel.Ctx) error) error {
	if err := s.recent(c); err != nil {
		return err
	}
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	return s.secured(c, w, verb, func(c *kernel.Ctx) error {
		if err := s.mayDrop(c, a, way); err != nil {
			return err
		}
		return fn(c)
	}, nil)
}

func (s *Sessions) dropTOTP(c *kernel.Ctx, w http.ResponseWriter, _ *http.Request) error {
	return s.dropping(c, w, byTOTP, "totp_off", func(c *kernel.Ctx) error {
		_, err := c.Store.Exec(c, "UPDATE account_factor SET secret = '' WHERE account = ?", c.Actor.ID)
		return err
	})
}

func (s *Sessions) dropPasskey(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	return s.dropping(c, w, byPasskey, "passkey_off", func(c *kernel.Ctx) error {
		n, err := c.Store.Exec(c, "DELETE FROM account_passkey WHERE id = ? AND account = ?", r.PathValue("id"), c.Actor.ID)
		if err == nil && n == 0 {
			err = kernel.Errorf(kernel.Missing, "找不到这个通行密钥")
		}
		return err
	})
}

type nameIn struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (s *Sessions) namePasskey(c *kernel.Ctx, in *nameIn) (*struct{}, error) {
	if in.Name = strings.TrimSpace(in.Name); in.Name == "" || len([]rune(in.Name)) > 40 || strings.ContainsRune(in.Name, 0) {
		return nil, faulty("name", "名称应为1至40个字")
	}
	n, err := c.Store.Exec(c, "UPDATE account_passkey SET name = ? WHERE id = ? AND account = ?", in.Name, in.ID, c.Actor.ID)
	if err == nil && n == 0 {
		err = kernel.Errorf(kernel.Missing, "找不到这个通行密钥")
	}
	return nil, err
}

func (s *Sessions) renewRecovery(c *kernel.Ctx, w http.ResponseWriter, _ *http.Request) error {
	if err := s.recent(c); err != nil {
		return err
	}
	var out recoveryOut
	return s.secured(c, w, "recovery", func(c *kernel.Ctx) (err error) {
		out.Recovery, err = recovery(c, c.Actor.ID)
		return err
	}, &out)
}

type smsIn struct {
	On bool `json:"on"`
}

func (s *Sessions) switchSMS(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in smsIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if !in.On {
		return s.dropping(c, w, bySMS, "sms_off", func(c *kernel.Ctx) error {
			_, err := c.Store.Exec(c, "UPDATE account_factor SET sms = 0 WHERE account = ?", c.Actor.ID)
			return err
		})
	}
	if err := s.recent(c); err != nil {
		return err
	}
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	if s.SMS == nil || a.Phone == "" {
		return kernel.Errorf(kernel.Conflict, "没有短信网关，或账号没有手机号码")
	}
	return s.secured(c, w, "sms", func(c *kernel.Ctx) error {
		_, err := c.Store.Exec(c, `INSERT INTO account_factor (account, secret, step, sms, since) VALUES (?, '', 0, 1, ?) ON CONFLICT (account) DO UPDATE SET sms = 1`, a.ID, c.Now().UnixMilli())
		return err
	}, nil)
}

// unfactor takes all second factors of an account away: for who lost the telephone and the recovery codes. Where the rules
// ask for one, the next sign-in leads to setting it up.
func (s *Sessions) unfactor(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	a, why, err := stewarded(c, w, r, "清除")
	if err != nil {
		return err
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		for _, table := range []string{"account_factor", "account_recovery", "account_passkey"} {
			if _, err := c.Store.Exec(c, "DELETE FROM "+table+" WHERE account = ?", a.ID); err != nil {
				return err
			}
		}
		if err := endSessions(c, a.ID); err != nil {
			return err
		}
		if err := c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "unfactor", Region: a.Region, Opinion: why}); err != nil {
			return err
		}
		return s.tell(c, a, "管理员清除了您账号的两步验证，原因："+why+"。")
	})
	s.forget(a.ID, committed)
	if err != nil {
		return err
	}
	return done(w)
}

type rulesOut struct {
	Stored bool        `json:"stored"` // whether an administrator has decided
	Rules  *Protection `json:"rules"`
}

// rulesInForce shows what holds, decided or not.
func (s *Sessions) rulesInForce(c *kernel.Ctx, _ *struct{}) (*rulesOut, error) {
	rec, err := Protections.First(c.AsSystem(), kernel.ByID(protectionID))
	if err != nil {
		return nil, err
	}
	if rec != nil {
		return &rulesOut{true, rec}, nil
	}
	out := s.Policy.protection()
	out.Region = c.Actor.Region
	return &rulesOut{false, out}, nil
}
