package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"
	"net/http"
	"strconv"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// The key under which challenges are signed; all nodes share it.
const keyTable = `CREATE TABLE IF NOT EXISTS account_key (name {text} PRIMARY KEY, content {text} NOT NULL)`

const (
	workBits     = 16 // a browser needs about a second for the work, a robot that for each of thousands
	challengeFor = 10 * time.Minute
)

// signingKey returns the platform's key, making it at first use.
func signingKey(c *kernel.Ctx) ([]byte, error) {
	read := func() (text string, err error) {
		rows, err := c.Store.Query(c, "SELECT content FROM account_key WHERE name = 'challenge'")
		if err != nil {
			return "", err
		}
		defer rows.Close()
		for rows.Next() {
			err = rows.Scan(&text)
		}
		if err == nil {
			err = rows.Err()
		}
		return text, err
	}
	text, err := read()
	if err == nil && text == "" {
		b := make([]byte, 32)
		rand.Read(b)
		if _, err = c.Store.Exec(c, "INSERT INTO account_key (name, content) VALUES ('challenge', ?) ON CONFLICT (name) DO NOTHING", hex.EncodeToString(b)); err == nil {
			text, err = read()
		}
	}
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(text)
}

func sign(key []byte, text string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

type challengeOut struct {
	Challenge string          `json:"challenge"`
	Bits      int             `json:"bits"`   // SHA-256 of "<challenge>.<work>" begins with so many zero bits
	Trades    []kernel.Option `json:"trades"` // what the form offers as trade
}

// challenge is the check that a person registers and not a robot by the thousand: a small piece of work for the
// browser, without any outside service and without state on the server until it is done.
func challenge(c *kernel.Ctx, _ *struct{}) (*challengeOut, error) {
	key, err := signingKey(c)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("%d.%s", c.Now().Add(challengeFor).UnixMilli(), strings.ToLower(rand.Text()))
	return &challengeOut{text + "." + sign(key, text), workBits, enterprise.Trade("").Options()}, nil
}

// worked checks that a challenge is ours, fresh, solved, and was not used before.
func worked(c *kernel.Ctx, challenge, work string) error {
	key, err := signingKey(c)
	if err != nil {
		return err
	}
	refused := kernel.Errorf(kernel.Invalid, "验证未通过或已过期，请重试")
	parts := strings.Split(challenge, ".")
	if len(parts) != 3 || len(challenge) > 200 || len(work) > 40 || !hmac.Equal([]byte(parts[2]), []byte(sign(key, parts[0]+"."+parts[1]))) {
		return refused
	}
	until, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil || c.Now().UnixMilli() > until {
		return refused
	}
	sum := sha256.Sum256([]byte(challenge + "." + work))
	if bits.LeadingZeros32(uint32(sum[0])<<24|uint32(sum[1])<<16|uint32(sum[2])<<8|uint32(sum[3])) < workBits {
		return refused
	}
	n, err := c.Store.Exec(c, "INSERT INTO account_try (name, n, until, at) VALUES (?, 1, 0, ?) ON CONFLICT (name) DO NOTHING", "work:"+parts[2], c.Now().UnixMilli())
	if err == nil && n == 0 {
		return refused
	}
	return err
}

type registerIn struct {
	Challenge  string           `json:"challenge"`
	Work       string           `json:"work"`
	Password   string           `json:"password"`
	Name       string           `json:"name"`
	Phone      kernel.Phone     `json:"phone"`
	Enterprise string           `json:"enterprise"`
	CreditCode string           `json:"credit_code"`
	Region     kernel.Region    `json:"region"`
	Trade      enterprise.Trade `json:"trade"`
	Address    string           `json:"address"`
}

// admissible refuses robots and who registers too often, and counts who passes.
func admissible(c *kernel.Ctx, challenge, work string) error {
	key := "register:" + network(c.Origin.Address)
	if until, err := barred(c, key); err != nil || !until.IsZero() {
		if err != nil {
			return err
		}
		return kernel.Errorf(kernel.TooMany, "本网络地址注册次数过多，请于%s后再试", until.In(kernel.China).Format("15:04"))
	}
	if err := worked(c, challenge, work); err != nil {
		return err
	}
	n, err := count(c, key, c.Now().Add(-time.Hour), true)
	if err == nil && n >= registerMost {
		err = bar(c, key, c.Now().Add(time.Hour))
	}
	return err
}

// register lets an enterprise register itself (企业自行注册): its safety manager's account and the draft of its file come
// into being together, and the person is signed in to fill the file in. The login name is the credit code: one thing less
// to remember, and nothing typed here tells which names other people have.
func (s *Sessions) register(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in registerIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	rules, err := s.rules(c)
	if err != nil {
		return err
	}
	if err := filledIn(rules, &in); err != nil {
		return err
	}
	if err := admissible(c, in.Challenge, in.Work); err != nil {
		return err
	}
	a := &Account{Login: strings.ToLower(in.CreditCode), Name: in.Name, Phone: in.Phone, Kind: Enterprise, Roles: []Role{Role(role.Safety)}}
	a.ID, a.Region = kernel.NewID(c.Now()), in.Region
	e := &enterprise.Enterprise{}
	e.ID, e.Region = kernel.NewID(c.Now()), in.Region
	e.Name, e.CreditCode, e.Trade, e.Address = strings.TrimSpace(in.Enterprise), in.CreditCode, in.Trade, in.Address
	a.Enterprise = kernel.Ref[enterprise.Enterprise](e.ID)
	c.Actor = a.actor()
	taken := &kernel.Error{Code: kernel.Conflict, Message: "该企业已登记，请向属地监管部门取得账号", Fields: map[string]string{"credit_code": "该企业已登记"}}
	return s.enrolled(c, w, r, a, in.Password, e.Name, func(c *kernel.Ctx) error {
		if err := enterprise.Enterprises.Create(c, e); err != nil {
			if kernel.CodeOf(err) == kernel.Conflict {
				return taken
			}
			return err
		}
		err := Accounts.Create(c.AsSystem(), a)
		if kernel.CodeOf(err) == kernel.Conflict {
			return taken
		}
		return err
	})
}

// enrolled stores a new account by fn with its password and signs it in.
func (s *Sessions) enrolled(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, a *Account, password, detail string, fn func(*kernel.Ctx) error) error {
	h, err := hash(c, password)
	if err != nil {
		return err
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		if err := fn(c); err != nil {
			return err
		}
		if err := writeSecret(c, a.ID, h, 0); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "register", Region: a.Region, Detail: detail})
	})
	if err != nil {
		return err
	}
	return s.welcome(c, w, r, a, half{Way: "register"})
}

type publicIn struct {
	Challenge string       `json:"challenge"`
	Work      string       `json:"work"`
	Password  string       `json:"password"`
	Phone     kernel.Phone `json:"phone,omitempty"` // only who wants to be able to reset the password by short message gives it
}

// registerPublic makes an account for anybody (公众注册) from the least that serves: a password. The platform gives the
// login name, so that nothing typed here tells which names other people have; no name, address or identity number is asked.
func (s *Sessions) registerPublic(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in publicIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if _, err := s.judged(c, "", in.Password, "password"); err != nil {
		return err
	}
	top, err := Accounts.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&Row.Kind, Regulator), Sort: "id", Limit: 1})
	if err != nil {
		return err
	}
	if len(top) == 0 {
		return kernel.Errorf(kernel.Conflict, "平台尚未建立")
	}
	a := &Account{Name: "公众用户", Phone: in.Phone, Kind: Public, Roles: []Role{Role(role.Public)}}
	a.ID, a.Region = kernel.NewID(c.Now()), top[0].Region // that of the first administrator: the whole platform
	a.Login = "g" + a.ID[len(a.ID)-9:]
	if err := Accounts.Meta().Check(a); err != nil {
		return err
	}
	if err := admissible(c, in.Challenge, in.Work); err != nil {
		return err
	}
	c.Actor = a.actor()
	return s.enrolled(c, w, r, a, in.Password, "公众注册", func(c *kernel.Ctx) error { return Accounts.Create(c.AsSystem(), a) })
}

// filledIn checks what can be checked before anything is counted or written.
func filledIn(rules Policy, in *registerIn) error {
	bad := map[string]string{}
	if fault := rules.PasswordFault(in.CreditCode, in.Password); fault != "" {
		bad["password"] = fault
	}
	if fault := enterprise.CreditCodeFault(in.CreditCode); fault != "" {
		bad["credit_code"] = fault
	}
	if strings.TrimSpace(in.Enterprise) == "" {
		bad["enterprise"] = "企业名称不能为空"
	}
	if strings.TrimSpace(in.Name) == "" {
		bad["name"] = "姓名不能为空"
	}
	if in.Phone == "" {
		bad["phone"] = "手机不能为空"
	} else if fault := in.Phone.Kind().Check(string(in.Phone)); fault != "" {
		bad["phone"] = "手机" + fault
	}
	in.Region = region.Trim(string(in.Region))
	if level := region.LevelOf(in.Region); level == "" || level == region.ProvinceLevel || level == region.PrefectureLevel {
		bad["region"] = "请选择到县（市、区）"
	}
	if in.Trade == "" {
		bad["trade"] = "请选择监管分类"
	}
	if len(bad) > 0 {
		return &kernel.Error{Code: kernel.Invalid, Message: "注册信息填写有误", Fields: bad}
	}
	in.CreditCode = enterprise.NormaliseCode(in.CreditCode)
	return nil
}

// follow is the hook that keeps the accounts of an enterprise in its region: when its file moves, and when it was merged
// into the file of another county.
func follow(c *kernel.Ctx, w *kernel.Write) error {
	after, ok := w.After.(*enterprise.Enterprise)
	before, had := w.Before.(*enterprise.Enterprise)
	if !ok || !had || before == nil {
		return nil
	}
	id, at := after.ID, after.Region
	switch into := string(after.MergedInto); {
	case into != "" && into != string(before.MergedInto):
		kept, err := enterprise.Enterprises.Get(c.AsSystem(), into)
		if err != nil {
			return err
		}
		id, at = into, kept.Region
	case after.Region == before.Region:
		return nil
	}
	list, err := Accounts.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&Row.Enterprise, kernel.Ref[enterprise.Enterprise](id)), kernel.Not(&Row.Region, at)), Limit: -1})
	for _, a := range list {
		if _, err := Accounts.Update(c.AsSystem(), a.ID, 0, func(a *Account) error { a.Region = at; return nil }); err != nil {
			return err
		}
	}
	return err
}
