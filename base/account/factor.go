package account

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"image/png"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"anjian/kernel"
)

// The second factor (两步验证; GB/T 22239-2019, level 3, 8.1.4.1 d): a time-based code (RFC 6238), a passkey, a code by short
// message where there is a gateway, and recovery codes for the day the telephone is lost.
const (
	factorTable   = `CREATE TABLE IF NOT EXISTS account_factor (account {text} PRIMARY KEY, secret {text} NOT NULL, step {int} NOT NULL, sms {int} NOT NULL, since {int} NOT NULL)`
	recoveryTable = `CREATE TABLE IF NOT EXISTS account_recovery (account {text} NOT NULL, hash {text} NOT NULL, PRIMARY KEY (account, hash))`

	stepFor       = 30 // seconds that a code lives
	recoveryCodes = 10
	wrongCode     = "验证码不正确"
)

// Ways of the second factor.
const (
	byTOTP     = "totp"
	byPasskey  = "passkey"
	bySMS      = "sms"
	byRecovery = "recovery"
)

// factor is the row of one account.
type factor struct {
	secret string // sealed; empty without an app
	sms    bool
	since  int64
}

func readFactor(c *kernel.Ctx, account string) (out factor, err error) {
	rows, err := c.Store.Query(c, "SELECT secret, sms, since FROM account_factor WHERE account = ?", account)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	sms := 0
	if rows.Next() {
		err = rows.Scan(&out.secret, &sms, &out.since)
	}
	out.sms = sms == 1
	if err == nil {
		err = rows.Err()
	}
	return out, err
}

func sealedFor(account string) string { return "totp/" + account }

// factors lists the second factors that an account has.
func (s *Sessions) factors(c *kernel.Ctx, a *Account) (out []string, err error) {
	f, err := readFactor(c, a.ID)
	if err != nil {
		return nil, err
	}
	if f.secret != "" {
		out = append(out, byTOTP)
	}
	n, err := number(c, "SELECT COUNT(*) FROM account_passkey WHERE account = ?", a.ID)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		out = append(out, byPasskey)
	}
	if f.sms && s.SMS != nil && a.Phone != "" {
		out = append(out, bySMS)
	}
	return out, nil
}

// asked is what a sign-in is told that lacks the second factor.
type asked struct {
	Ticket string   `json:"ticket"`
	Ways   []string `json:"ways"`
	Phone  string   `json:"phone,omitempty"` // masked
}

// second asks for the second factor of an account that has one.
func (s *Sessions) second(c *kernel.Ctx, r *http.Request, a *Account, h half) (*asked, error) {
	ways, err := s.factors(c, a)
	if err != nil || len(ways) == 0 {
		return nil, err
	}
	out := &asked{Ways: ways}
	if slices.Contains(ways, bySMS) {
		out.Phone = kernel.MaskMiddle(string(a.Phone))
	}
	if party, err := s.party(r); err != nil || party == nil { // reached by an address where passkeys do not work
		out.Ways = slices.DeleteFunc(out.Ways, func(way string) bool { return way == byPasskey })
	}
	n, err := number(c, "SELECT COUNT(*) FROM account_recovery WHERE account = ?", a.ID)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		out.Ways = append(out.Ways, byRecovery)
	}
	out.Ticket, err = issue(c, forFactor, a.ID, h)
	return out, err
}

type factorIn struct {
	Ticket string `json:"ticket"`
	Way    string `json:"way"`
	Code   string `json:"code"`
}

// factor ends a sign-in by its second factor, a passkey aside.
func (s *Sessions) factor(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in factorIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	var h half
	id, err := holder(c, forFactor, in.Ticket, &h)
	if err != nil {
		return err
	}
	a, err := Accounts.Get(c.AsSystem(), id)
	if err != nil {
		return expired
	}
	if err := s.proves(c, r, a, in.Way, in.Code); err != nil {
		return err
	}
	if _, err := spend(c, forFactor, in.Ticket, nil); err != nil {
		return err
	}
	h.Way = in.Way
	return s.welcome(c, w, r, a, h)
}

// proves checks a code of an account; failures count like wrong passwords.
func (s *Sessions) proves(c *kernel.Ctx, r *http.Request, a *Account, way, code string) error {
	at, err := s.countedAt(c, a, a.Login, deviceOf(r))
	if err != nil {
		return err
	}
	if err := s.open(c, at); err != nil {
		return err
	}
	if err := usable(c, a, at); err != nil {
		return err
	}
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "", "　", "").Replace(code))
	right := false
	switch way {
	case byTOTP:
		right, err = s.timely(c, a.ID, code)
	case bySMS:
		right, err = spendText(c, a.ID, code)
	case byRecovery:
		right, err = recovers(c, a.ID, code)
	default:
		return kernel.Errorf(kernel.Invalid, "没有这种验证方式")
	}
	if err != nil {
		return err
	}
	if !right {
		return s.failed(c, a, at, "factor", wrongCode)
	}
	if way == byRecovery {
		left, err := number(c, "SELECT COUNT(*) FROM account_recovery WHERE account = ?", a.ID)
		if err != nil {
			return err
		}
		return s.tell(c, a, fmt.Sprintf("您的账号用一个恢复码通过了验证，还剩%d个。不是您本人的，请立即修改密码并重新生成恢复码。", left))
	}
	return nil
}

// timely tells whether code is the one of now, or of the step before or after for clocks that differ. A step is used once:
// who reads a code over a shoulder cannot use it again.
func (s *Sessions) timely(c *kernel.Ctx, account, code string) (bool, error) {
	f, err := readFactor(c, account)
	if err != nil || f.secret == "" {
		return false, err
	}
	secret, err := s.Vault.Open(sealedFor(account), f.secret)
	if err != nil {
		c.Logger.ErrorContext(c, "the secret of a second factor cannot be read: is the key file the one it was stored with?", "account", account, "err", err)
		return false, kernel.Errorf(kernel.Conflict, "动态口令暂时不能验证，请用其他方式或请管理员清除两步验证")
	}
	step, err := stepOf(c, secret, code)
	if err != nil || step == 0 {
		return false, err
	}
	n, err := c.Store.Exec(c, "UPDATE account_factor SET step = ? WHERE account = ? AND step < ?", step, account, step)
	return n == 1, err
}

// stepOf returns the step whose code it is, 0 if none near now.
func stepOf(c *kernel.Ctx, secret, code string) (found int64, err error) {
	now := c.Now().Unix() / stepFor
	for step := now - 1; step <= now+1; step++ {
		want, err := totp.GenerateCode(secret, time.Unix(step*stepFor, 0))
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = step
		}
	}
	return found, nil
}

// recovers spends a recovery code.
func recovers(c *kernel.Ctx, account, code string) (bool, error) {
	n, err := c.Store.Exec(c, "DELETE FROM account_recovery WHERE account = ? AND hash = ?", account, hashOf(account+"/"+code))
	return n == 1, err
}

// recovery makes new recovery codes, 79 bits each, and forgets the old ones. They are shown this once.
func recovery(c *kernel.Ctx, account string) (out []string, err error) {
	if _, err := c.Store.Exec(c, "DELETE FROM account_recovery WHERE account = ?", account); err != nil {
		return nil, err
	}
	const letters = "23456789abcdefghjkmnpqrstuvwxyz"
	for range recoveryCodes {
		code := ""
		for i := range 16 {
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
			if err != nil {
				return nil, err
			}
			if i > 0 && i%4 == 0 {
				code += "-"
			}
			code += string(letters[n.Int64()])
		}
		if _, err := c.Store.Exec(c, "INSERT INTO account_recovery (account, hash) VALUES (?, ?)", account, hashOf(account+"/"+strings.ReplaceAll(code, "-", ""))); err != nil {
			return nil, err
		}
		out = append(out, code)
	}
	return out, nil
}

type totpOut struct {
	Ticket  string `json:"ticket"`
	Secret  string `json:"secret"`  // to type where no camera is
	Picture string `json:"picture"` // the QR code: a data address of a PNG, made here
}

// pending is a secret that waits for its owner's first code.
type pending struct {
	Secret string `json:"secret"` // sealed
}

// beginTOTP makes a secret and shows it once, as a picture and as text.
func (s *Sessions) beginTOTP(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if err := s.recent(c); err != nil {
		return err
	}
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "安监平台", AccountName: a.Login, SecretSize: 20})
	if err != nil {
		return err
	}
	picture, err := key.Image(240, 240)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return err
	}
	out := totpOut{Secret: key.Secret(), Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())}
	if out.Ticket, err = issue(c, forTOTP, a.ID, pending{s.Vault.Seal(sealedFor(a.ID), key.Secret())}); err != nil {
		return err
	}
	return answer(w, out)
}

type recoveryOut struct {
	Recovery []string `json:"recovery,omitempty"` // new recovery codes, shown this once
}

// confirmTOTP keeps a secret once its owner has shown a code of it.
func (s *Sessions) confirmTOTP(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in factorIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	var p pending
	id, err := holder(c, forTOTP, in.Ticket, &p)
	if err != nil || id != c.Actor.ID {
		return expiredOr(err)
	}
	secret, err := s.Vault.Open(sealedFor(id), p.Secret)
	if err != nil {
		return err
	}
	step, err := stepOf(c, secret, strings.ReplaceAll(in.Code, " ", ""))
	if err != nil {
		return err
	}
	if step == 0 {
		return faulty("code", "验证码不正确，请核对手机时间后再试")
	}
	var out recoveryOut
	return s.secured(c, w, "totp", func(c *kernel.Ctx) error {
		if _, err := spend(c, forTOTP, in.Ticket, nil); err != nil {
			return err
		}
		_, err := c.Store.Exec(c, `INSERT INTO account_factor (account, secret, step, sms, since) VALUES (?, ?, ?, 0, ?)
ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, step = excluded.step, since = excluded.since`, id, p.Secret, step, c.Now().UnixMilli())
		if err == nil {
			out.Recovery, err = firstRecovery(c, id)
		}
		return err
	}, &out)
}

// firstRecovery makes recovery codes for an account that has none.
func firstRecovery(c *kernel.Ctx, account string) ([]string, error) {
	n, err := number(c, "SELECT COUNT(*) FROM account_recovery WHERE account = ?", account)
	if err != nil || n > 0 {
		return nil, err
	}
	return recovery(c, account)
}

func expiredOr(err error) error {
	if err == nil {
		return expired
	}
	return err
}

// secured changes how the actor signs in: in a transaction with its evidence, told to the owner, in force at once.
func (s *Sessions) secured(c *kernel.Ctx, w http.ResponseWriter, verb string, fn func(*kernel.Ctx) error, out any) error {
	a, err := Accounts.Get(c.AsSystem(), c.Actor.ID)
	if err != nil {
		return err
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		if err := fn(c); err != nil {
			return err
		}
		if err := announce(c, a.ID); err != nil {
			return err
		}
		if err := c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: verb, Region: a.Region}); err != nil {
			return err
		}
		return s.tell(c, a, "您的账号的登录验证方式有变动（"+Accounts.Meta().Deed(verb)+"）。不是您本人操作的，请立即联系管理员。")
	})
	s.forget(a.ID, committed)
	if err != nil {
		return err
	}
	if out == nil {
		return done(w)
	}
	return answer(w, out)
}
