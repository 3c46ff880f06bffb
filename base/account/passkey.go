package account

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"anjian/kernel"
)

// Passkeys (通行密钥; W3C WebAuthn): a key pair that the browser, the telephone or a key ring keeps for this platform's
// domain alone. It cannot be typed into a false page, and the platform stores nothing that could be stolen.
const (
	passkeyTable   = `CREATE TABLE IF NOT EXISTS account_passkey (id {text} PRIMARY KEY, account {text} NOT NULL, credential {text} NOT NULL, name {text} NOT NULL, content {text} NOT NULL, created {int} NOT NULL, used {int} NOT NULL)`
	passkeyIndex   = `CREATE UNIQUE INDEX IF NOT EXISTS account_passkey_credential ON account_passkey (credential)`
	passkeyAccount = `CREATE INDEX IF NOT EXISTS account_passkey_account ON account_passkey (account)`

	mostPasskeys = 10
)

// party is the platform as passkeys know it, by the domain of its public address; nil where it has none. An address in
// numbers is no domain; localhost is one for browsers and serves for trying out.
func (s *Sessions) party(r *http.Request) (*webauthn.WebAuthn, error) {
	origin := s.Origin
	if name, _, _ := strings.Cut(r.Host, ":"); origin == "" && name == "localhost" {
		origin = "http://" + r.Host
	}
	at, err := url.Parse(origin)
	if err != nil || at.Hostname() == "" {
		return nil, err
	}
	if _, err := netip.ParseAddr(at.Hostname()); err == nil {
		return nil, nil
	}
	return webauthn.New(&webauthn.Config{RPID: at.Hostname(), RPDisplayName: "安监平台", RPOrigins: []string{at.Scheme + "://" + at.Host},
		AttestationPreference: protocol.PreferNoAttestation})
}

func (s *Sessions) mustParty(r *http.Request) (*webauthn.WebAuthn, error) {
	party, err := s.party(r)
	if err == nil && party == nil {
		err = kernel.Errorf(kernel.Conflict, "通行密钥须通过平台的域名访问时使用，请联系管理员设置访问地址")
	}
	return party, err
}

// owner is an account as passkeys know it.
type owner struct {
	*Account
	keys []webauthn.Credential
}

func (o *owner) WebAuthnID() []byte                         { return []byte(o.ID) }
func (o *owner) WebAuthnName() string                       { return o.Login }
func (o *owner) WebAuthnDisplayName() string                { return o.Name }
func (o *owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

func ownerOf(c *kernel.Ctx, id string) (*owner, error) {
	a, err := Accounts.Get(c.AsSystem(), id)
	if err != nil {
		return nil, err
	}
	rows, err := c.Store.Query(c, "SELECT content FROM account_passkey WHERE account = ?", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := &owner{Account: a}
	for rows.Next() {
		var text string
		var key webauthn.Credential
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &key); err != nil {
			return nil, err
		}
		out.keys = append(out.keys, key)
	}
	return out, rows.Err()
}

// challenged is a challenge that was put to a passkey: to sign in, as second factor, to prove again, or to be registered.
type challenged struct {
	Data   webauthn.SessionData `json:"data"`
	Half   *half                `json:"half,omitempty"`   // as second factor: what came before
	Device string               `json:"device,omitempty"` // of a sign-in without a password
}

type passkeyOut struct {
	Ticket  string `json:"ticket"`
	Options any    `json:"options"`
}

type passkeyIn struct {
	Ticket     string          `json:"ticket"`
	Name       string          `json:"name,omitempty"`
	Credential json.RawMessage `json:"credential"`
}

// beginPasskey makes a challenge for a new passkey of the actor.
func (s *Sessions) beginPasskey(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if err := s.recent(c); err != nil {
		return err
	}
	party, err := s.mustParty(r)
	if err != nil {
		return err
	}
	o, err := ownerOf(c, c.Actor.ID)
	if err != nil {
		return err
	}
	if len(o.keys) >= mostPasskeys {
		return kernel.Errorf(kernel.Conflict, "最多%d个通行密钥，请先删除不用的", mostPasskeys)
	}
	options, data, err := party.BeginRegistration(o, webauthn.WithExclusions(webauthn.Credentials(o.keys).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationPreferred}))
	if err != nil {
		return err
	}
	token, err := issue(c, forPasskey, o.ID, challenged{Data: *data})
	if err != nil {
		return err
	}
	return answer(w, passkeyOut{token, options})
}

// addPasskey keeps a passkey that has answered its challenge.
func (s *Sessions) addPasskey(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in passkeyIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if in.Name = shorten(strings.TrimSpace(in.Name), 40); in.Name == "" {
		in.Name = describe(c.Origin.Device)
	}
	party, err := s.mustParty(r)
	if err != nil {
		return err
	}
	var asked challenged
	id, err := spend(c, forPasskey, in.Ticket, &asked)
	if err != nil || id != c.Actor.ID {
		return expiredOr(err)
	}
	o, err := ownerOf(c, id)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(in.Credential)
	if err != nil {
		return refused(c, "passkey", err)
	}
	key, err := party.CreateCredential(o, asked.Data, parsed)
	if err != nil {
		return refused(c, "passkey", err)
	}
	text, err := json.Marshal(key)
	if err != nil {
		return err
	}
	var out recoveryOut
	return s.secured(c, w, "passkey", func(c *kernel.Ctx) error {
		now := c.Now()
		_, err := c.Store.Exec(c, "INSERT INTO account_passkey (id, account, credential, name, content, created, used) VALUES (?, ?, ?, ?, ?, ?, 0)",
			kernel.NewID(now), id, credentialID(key.ID), in.Name, string(text), now.UnixMilli())
		if c.Store.Conflict(err) {
			return kernel.Errorf(kernel.Conflict, "这个通行密钥已经添加过")
		}
		if err == nil {
			out.Recovery, err = firstRecovery(c, id)
		}
		return err
	}, &out)
}

func credentialID(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// refused logs what a library says against an answer; the person gets one sentence.
func refused(c *kernel.Ctx, what string, err error) error {
	detail := err.Error()
	if fault, ok := err.(*protocol.Error); ok {
		detail = fault.Details + " " + fault.DevInfo
	}
	c.Logger.InfoContext(c, "a "+what+" was refused", "address", c.Origin.Address, "why", shorten(detail, 300))
	return kernel.Errorf(kernel.Login, "通行密钥验证没有通过，请重试")
}

type challengeIn struct {
	Ticket string `json:"ticket,omitempty"` // of a sign-in that waits for its second factor
	Device string `json:"device,omitempty"`
}

// challengePasskey asks for a passkey: without a ticket for one that says itself whose it is, and checks its user.
func (s *Sessions) challengePasskey(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in challengeIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	party, err := s.mustParty(r)
	if err != nil {
		return err
	}
	if in.Ticket == "" {
		options, data, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
		if err != nil {
			return err
		}
		return s.challenge(c, w, "", challenged{Data: *data, Device: in.Device}, options)
	}
	var h half
	id, err := holder(c, forFactor, in.Ticket, &h)
	if err != nil {
		return err
	}
	return s.challengeOwner(c, w, party, id, &h)
}

// challengeOwner asks for one of the passkeys of an account.
func (s *Sessions) challengeOwner(c *kernel.Ctx, w http.ResponseWriter, party *webauthn.WebAuthn, id string, h *half) error {
	o, err := ownerOf(c, id)
	if err != nil {
		return err
	}
	if len(o.keys) == 0 {
		return kernel.Errorf(kernel.Conflict, "没有添加过通行密钥")
	}
	options, data, err := party.BeginLogin(o)
	if err != nil {
		return err
	}
	return s.challenge(c, w, id, challenged{Data: *data, Half: h}, options)
}

func (s *Sessions) challenge(c *kernel.Ctx, w http.ResponseWriter, id string, asked challenged, options any) error {
	token, err := issue(c, forPasskey, id, asked)
	if err != nil {
		return err
	}
	return answer(w, passkeyOut{token, options})
}

// passkey ends a sign-in by a passkey.
func (s *Sessions) passkey(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in passkeyIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if until, err := barred(c, addressKey(c)); err != nil || !until.IsZero() {
		if err != nil {
			return err
		}
		return kernel.Errorf(kernel.TooMany, "本网络地址登录失败次数过多，请于%s后再试", until.In(kernel.China).Format("15:04:05"))
	}
	a, asked, err := s.answered(c, r, in)
	if err != nil {
		return err
	}
	at, err := s.countedAt(c, a, a.Login, deviceOf(r))
	if err != nil {
		return err
	}
	at.own = at.own || asked.Half == nil // the lock after wrong passwords is none for who needs no password
	if err := usable(c, a, at); err != nil {
		return err
	}
	h := half{"passkey", asked.Device}
	if asked.Half != nil {
		h = half{"factor", asked.Half.Device}
	}
	return s.welcome(c, w, r, a, h)
}

// answered checks what a passkey answered to a challenge and tells whose it is. The domain and the page that asked are
// checked by the library; a counter that went back says that the key was copied.
func (s *Sessions) answered(c *kernel.Ctx, r *http.Request, in passkeyIn) (*Account, *challenged, error) {
	party, err := s.mustParty(r)
	if err != nil {
		return nil, nil, err
	}
	asked := &challenged{}
	id, err := spend(c, forPasskey, in.Ticket, asked)
	if err != nil {
		return nil, nil, err
	}
	refuse := func(o *owner, why error) error {
		err := c.Tx(func(c *kernel.Ctx) error {
			event := kernel.Event{Type: Accounts.Meta().Name, Verb: "passkey_failed", Region: kernel.Country}
			if o != nil {
				event.ID, event.Region = o.ID, o.Region
			}
			if err := slowed(c); err != nil {
				return err
			}
			return c.Trail.Record(c, event)
		})
		if err != nil {
			return err
		}
		return refused(c, "passkey", why)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(in.Credential)
	if err != nil {
		return nil, nil, refuse(nil, err)
	}
	var o *owner
	var key *webauthn.Credential
	if id != "" {
		if o, err = ownerOf(c, id); err != nil {
			return nil, nil, err
		}
		key, err = party.ValidateLogin(o, asked.Data, parsed)
	} else {
		_, key, err = party.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
			found, err := ownerOf(c, shorten(string(handle), 64))
			if err == nil {
				o = found
			}
			return found, err
		}, asked.Data, parsed)
	}
	if err != nil {
		return nil, nil, refuse(o, err)
	}
	if key.Authenticator.CloneWarning {
		return nil, nil, refuse(o, kernel.Errorf(kernel.Login, "the counter of the passkey went back"))
	}
	text, err := json.Marshal(key)
	if err != nil {
		return nil, nil, err
	}
	_, err = c.Store.Exec(c, "UPDATE account_passkey SET content = ?, used = ? WHERE account = ? AND credential = ?", string(text), c.Now().UnixMilli(), o.ID, credentialID(key.ID))
	return o.Account, asked, err
}

type passkeyItem struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Created time.Time  `json:"created"`
	Used    *time.Time `json:"used,omitempty"`
}

func passkeys(c *kernel.Ctx, account string) ([]passkeyItem, error) {
	rows, err := c.Store.Query(c, "SELECT id, name, created, used FROM account_passkey WHERE account = ? ORDER BY id", account)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []passkeyItem{}
	for rows.Next() {
		var it passkeyItem
		var created, used int64
		if err := rows.Scan(&it.ID, &it.Name, &created, &used); err != nil {
			return nil, err
		}
		it.Created = time.UnixMilli(created).In(kernel.China)
		if at := time.UnixMilli(used).In(kernel.China); used > 0 {
			it.Used = &at
		}
		out = append(out, it)
	}
	return out, rows.Err()
}
