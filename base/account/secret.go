package account

import (
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"anjian/kernel"
)

// Hashes of passwords lie in a table of their own, which no record, schema, export or trail shows. See
// docs/decisions/0015-passwords-and-sessions.md.
const secretTable = `CREATE TABLE IF NOT EXISTS account_secret (account {text} PRIMARY KEY, hash {text} NOT NULL, history {json} NOT NULL, changed {int} NOT NULL, until {int} NOT NULL)`

// secret is the row of one account.
type secret struct {
	hash    string
	history []string // older hashes, newest first
	changed int64    // Unix milliseconds
	until   int64    // a one-time password is good until then; 0 for one that its owner chose
}

const (
	passes  = 2
	memory  = 19 * 1024 // KiB
	threads = 1
	length  = 32
	kept    = 24                 // how many passwords are kept to compare with, the present one included
	oneTime = 7 * 24 * time.Hour // how long a one-time password waits for its owner
	longest = 128
)

// derivation is a variable so that a test can count the work done.
var derivation = argon2.IDKey

// slots bounds how many derivations run at once: each takes 19 MiB.
var slots = make(chan struct{}, max(2, runtime.NumCPU()))

func key(c *kernel.Ctx, password string, salt []byte, t, m uint32, p uint8, n uint32) ([]byte, error) {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
		return derivation([]byte(password), salt, t, m, p, n), nil
	case <-c.Done():
		return nil, c.Err()
	}
}

// hash returns the password in the PHC form $argon2id$v=19$m=,t=,p=$salt$key, so that stronger parameters can come later.
func hash(c *kernel.Ctx, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	k, err := key(c, password, salt, passes, memory, threads, length)
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, enc.EncodeToString(salt), enc.EncodeToString(k)), nil
}

// verify tells whether password belongs to hash; a malformed hash belongs to none.
func verify(c *kernel.Ctx, hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	var t, m uint32
	var p uint8
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("account: a stored hash is malformed")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil {
		return false, fmt.Errorf("account: a stored hash is malformed: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, err
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) == 0 {
		return false, fmt.Errorf("account: a stored hash is malformed")
	}
	got, err := key(c, password, salt, t, m, p, uint32(len(want)))
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

// decoy is what the password for an unknown login name is compared with: the same work for the same answer.
var decoy = sync.OnceValue(func() string {
	salt, k := make([]byte, 16), make([]byte, length)
	rand.Read(salt)
	rand.Read(k)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, enc.EncodeToString(salt), enc.EncodeToString(k))
})

func readSecret(c *kernel.Ctx, account string) (*secret, error) {
	rows, err := c.Store.Query(c, "SELECT hash, history, changed, until FROM account_secret WHERE account = ?", account)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	s, history := &secret{}, ""
	if err := rows.Scan(&s.hash, &history, &s.changed, &s.until); err != nil {
		return nil, err
	}
	return s, json.Unmarshal([]byte(history), &s.history)
}

// writeSecret stores a hash made before, so that no transaction waits for a derivation.
func writeSecret(c *kernel.Ctx, account, hash string, until int64) error {
	old, err := readSecret(c, account)
	if err != nil {
		return err
	}
	history := []string{}
	if old != nil {
		history = append([]string{old.hash}, old.history...)
		history = history[:min(len(history), kept-1)]
	}
	text, _ := json.Marshal(history)
	_, err = c.Store.Exec(c, `INSERT INTO account_secret (account, hash, history, changed, until) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, history = excluded.history, changed = excluded.changed, until = excluded.until`,
		account, hash, string(text), c.Now().UnixMilli(), until)
	return err
}

// used tells whether a password is among the last n of an account.
func used(c *kernel.Ctx, account, password string, n int) (bool, error) {
	s, err := readSecret(c, account)
	if err != nil || s == nil {
		return false, err
	}
	last := append([]string{s.hash}, s.history...)
	for _, h := range last[:min(len(last), n)] {
		if same, err := verify(c, h, password); same || err != nil {
			return same, err
		}
	}
	return false, nil
}

//go:embed common.txt
var commonText string

// common are passwords that stand on top of every list and still fulfil the rules of classes.
var common = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(commonText) {
		all[word] = true
	}
	return all
})

// PasswordFault says what is wrong with a password for a login name, "" if nothing is: length, the classes
// of characters (GB/T 22239-2019, level 3), the login name, the common list, the bureau's own words.
func (p Policy) PasswordFault(login, password string) string {
	lower, upper, digit, other := 0, 0, 0, 0
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		case unicode.IsControl(r):
			return "密码不能含控制字符"
		default:
			other = 1
		}
	}
	folded := strings.ToLower(password)
	reversed := []rune(login)
	slices.Reverse(reversed)
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return "密码含有无效字符"
	case n < p.MinLength:
		return fmt.Sprintf("密码至少%d个字符", p.MinLength)
	case n > longest:
		return fmt.Sprintf("密码最多%d个字符", longest)
	case lower+upper+digit+other < p.Classes:
		return fmt.Sprintf("密码应包含大写字母、小写字母、数字、符号中的%s种", []string{"", "一", "两", "三", "四"}[p.Classes])
	case login != "" && (strings.Contains(folded, strings.ToLower(login)) || strings.Contains(folded, strings.ToLower(string(reversed)))):
		return "密码不能包含登录名"
	case common()[folded]:
		return "这个密码太常见，容易被猜到"
	}
	for _, word := range p.Words {
		if strings.Contains(folded, word) {
			return "密码不能包含“" + word + "”"
		}
	}
	return ""
}

// SetPassword gives an account a password and ends its sessions; with due its owner has to choose another at the next login. Accounts
// that are given one together, which then is no secret between them, share its derivation.
func SetPassword(c *kernel.Ctx, password string, due bool, ids ...string) error {
	h, err := hash(c, password)
	if err != nil {
		return err
	}
	for _, id := range ids {
		a, err := Accounts.Get(c.AsSystem(), id)
		if err != nil {
			return err
		}
		if fault := (Policy{}.filled()).PasswordFault(a.Login, password); fault != "" {
			return &kernel.Error{Code: kernel.Invalid, Message: fault, Fields: map[string]string{"password": fault}}
		}
		if err := c.Tx(func(c *kernel.Ctx) error { return store(c, a, h, due, 0) }); err != nil {
			return err
		}
	}
	return nil
}

// store keeps a new hash, says so in the record and ends every session.
func store(c *kernel.Ctx, a *Account, hash string, due bool, until int64) error {
	if err := writeSecret(c, a.ID, hash, until); err != nil {
		return err
	}
	now, err := Accounts.Get(c.AsSystem(), a.ID)
	if err != nil {
		return err
	}
	if now.PasswordDue != due {
		if _, err := Accounts.Update(c.AsSystem(), a.ID, 0, func(a *Account) error { a.PasswordDue = due; return nil }); err != nil {
			return err
		}
	}
	return endSessions(c, a.ID)
}

// Characters of one-time passwords, without those that look alike; one of each class and nine more give 65 bits.
var oneTimeClasses = []string{"abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"}

func oneTimePassword() string {
	pick := func(from string) byte {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(from))))
		if err != nil {
			panic(err) // crypto/rand never fails on a running system
		}
		return from[n.Int64()]
	}
	var out []byte
	for _, class := range oneTimeClasses {
		out = append(out, pick(class))
	}
	for len(out) < 12 {
		out = append(out, pick(strings.Join(oneTimeClasses, "")))
	}
	return string(out[:4]) + "-" + string(out[4:8]) + "-" + string(out[8:])
}

// Bootstrap makes the first administrator of a platform and returns the password to hand over; it must be changed at
// the first login. It refuses once any account exists.
func Bootstrap(c *kernel.Ctx, login string, at kernel.Region) (password string, err error) {
	password = oneTimePassword()
	h, err := hash(c, password)
	if err != nil {
		return "", err
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		c = c.AsSystem()
		n, err := c.Store.Count(c, Accounts.Meta(), kernel.Cond{}, 1)
		if err != nil {
			return err
		}
		if n > 0 {
			return kernel.Errorf(kernel.Conflict, "平台已有账号，不能再建首个管理员")
		}
		a := &Account{Login: login, Name: "系统管理员", Kind: Regulator, Roles: []Role{"system"}, PasswordDue: true}
		a.Region = at
		if err := Accounts.Create(c, a); err != nil {
			return err
		}
		return writeSecret(c, a.ID, h, 0)
	})
	return password, err
}
