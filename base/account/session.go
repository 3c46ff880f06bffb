package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"anjian/base/vault"
	"anjian/kernel"
)

// A session is known by the hash of its token alone: who reads the table cannot sign in with it.
const (
	sessionTable = `CREATE TABLE IF NOT EXISTS account_session (id {text} PRIMARY KEY, hash {text} NOT NULL, account {text} NOT NULL, kind {text} NOT NULL, name {text} NOT NULL,
 created {int} NOT NULL, seen {int} NOT NULL, until {int} NOT NULL, address {text} NOT NULL, device {text} NOT NULL)`
	sessionHash    = `CREATE UNIQUE INDEX IF NOT EXISTS account_session_hash ON account_session (hash)`
	sessionAccount = `CREATE INDEX IF NOT EXISTS account_session_account ON account_session (account)`
	// When the person behind a session last proved who they are, and whether another sign-on vouched for a second factor.
	proofTable = `CREATE TABLE IF NOT EXISTS account_proof (session {text} PRIMARY KEY, at {int} NOT NULL, strong {int} NOT NULL)`
	// What processes tell each other: the sessions or the rights of an account changed.
	changeTable = `CREATE TABLE IF NOT EXISTS account_change (id {text} PRIMARY KEY, account {text} NOT NULL, at {int} NOT NULL)`
	changeIndex = `CREATE INDEX IF NOT EXISTS account_change_at ON account_change (at)`
)

const (
	cookieName  = "anjian_session"
	cookieFor   = 31 * 24 * time.Hour // longer than any session: the table says when one ends
	browser     = "browser"           // kinds of sessions
	program     = "program"
	mostOpen    = 10               // browser sessions of an account unless the rules say otherwise; the oldest ends when another begins
	recheck     = time.Minute      // how old the answer of the cache may be
	settling    = 40 * time.Second // longer than a request: until then a write seen by the hook may not be committed
	committed   = 2 * time.Second  // longer than a reading: after the commit only one that began before can be wrong
	mostCached  = 50_000
	mostHot     = 1000
	touchedOnce = time.Minute     // last use is written at most so often
	changesFor  = 2 * time.Minute // longer than a transaction: a change may come to light so late
)

// heedEvery is how often a process asks what the others changed: no session lives longer than that beyond its end.
var heedEvery = 2 * time.Second

// Sender sends a short message to a telephone (短信网关).
type Sender interface {
	Send(ctx context.Context, phone, text string) error
}

// Sessions says who sends a request: it implements kernel/rest.Sessions. What it found out it remembers for at most
// a minute; writes in this process take effect at once, those of another within seconds.
type Sessions struct {
	Policy
	Vault *vault.Vault                                    // encrypts the secrets of second factors and providers
	SMS   Sender                                          // nil: codes by short message are not offered
	Tell  func(c *kernel.Ctx, account, text string) error // tells the owner of an account something about it; nil tells nobody

	force  inForce
	heeded atomic.Int64 // when the changes of other processes were last asked for, Unix milliseconds

	mu    sync.RWMutex
	known map[[sha256.Size]byte]*session
	hot   map[string]time.Time // accounts that are being written, until when nothing of them is remembered
	still time.Time            // until when nothing is remembered of anyone
	told  map[string]time.Time // changes that were heeded
}

// session is what is remembered of one.
type session struct {
	id      string
	actor   kernel.Actor
	due     bool // a new password comes first
	enrol   bool // a second factor comes first
	kind    string
	name    string // what a program is for; "phone" for the session of a phone
	strong  bool   // another sign-on vouched for a second factor
	proved  int64  // when the person last proved who they are, Unix milliseconds
	until   int64  // end of the session, Unix milliseconds
	checked int64  // when the tables were asked
}

// NewSessions returns the sessions of a platform. Until it is given a Vault, what it encrypts ends with the process.
func NewSessions(p Policy) *Sessions {
	return &Sessions{Policy: p.filled(), Vault: vault.Passing(), known: map[[sha256.Size]byte]*session{}, hot: map[string]time.Time{}, told: map[string]time.Time{}}
}

// whileDue are the paths that answer before a due password is changed; whileEnrolling those before a second factor is set up.
var whileDue = map[string]bool{"/api/me": true, "/api/password": true, "/api/logout": true}

func whileEnrolling(path string) bool {
	return whileDue[path] || path == "/api/security" || strings.HasPrefix(path, "/api/security/") || path == "/api/reauthenticate"
}

// Actor returns who sent r.
func (s *Sessions) Actor(c *kernel.Ctx, r *http.Request) (kernel.Actor, error) {
	token, kind := tokenOf(r)
	if token == "" {
		return kernel.Actor{}, nil
	}
	found, err := s.find(c, token)
	switch {
	case err != nil:
		return kernel.Actor{}, err
	case found == nil || found.kind != kind:
		return kernel.Actor{}, kernel.Errorf(kernel.Login, "登录已失效，请重新登录")
	case found.due && !whileDue[r.URL.Path]:
		return kernel.Actor{}, kernel.Errorf(kernel.Password, "请先修改密码")
	case found.enrol && !whileEnrolling(r.URL.Path):
		return kernel.Actor{}, kernel.Errorf(kernel.Enrol, "按规定您的角色须用两种方式验证身份，请先设置第二种")
	}
	c.Origin.Session, c.Origin.Proved = found.kind, time.UnixMilli(found.proved)
	return found.actor, nil
}

// tokenOf returns the token that r carries and what kind of session it has to belong to.
func tokenOf(r *http.Request) (token, kind string) {
	if auth := r.Header.Get("Authorization"); auth != "" {
		token, _ = strings.CutPrefix(auth, "Bearer ")
		kind = program
	} else if cookie, err := r.Cookie(cookieName); err == nil {
		token, kind = cookie.Value, browser
	}
	if len(token) > 100 {
		token = "x" // no token of ours, but not nobody either
	}
	return token, kind
}

func newToken() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// find returns the running session of a token, nil if there is none.
func (s *Sessions) find(c *kernel.Ctx, token string) (*session, error) {
	if err := s.heed(c); err != nil {
		return nil, err
	}
	sum, now := sha256.Sum256([]byte(token)), c.Now().UnixMilli()
	s.mu.RLock()
	found := s.known[sum]
	s.mu.RUnlock()
	if found != nil && now-found.checked < recheck.Milliseconds() && now < found.until {
		return found, nil
	}
	found, seen, err := s.load(c, hex.EncodeToString(sum[:]), now)
	if err != nil {
		return nil, err
	}
	s.remember(sum, found)
	if found != nil && now-seen > touchedOnce.Milliseconds() {
		if _, err := c.Store.Exec(c, "UPDATE account_session SET seen = ? WHERE id = ?", now, found.id); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// load asks the tables.
func (s *Sessions) load(c *kernel.Ctx, hash string, now int64) (found *session, seen int64, err error) {
	rules, err := s.rules(c)
	if err != nil {
		return nil, 0, err
	}
	rows, err := c.Store.Query(c, `SELECT s.id, s.account, s.kind, s.name, s.seen, s.until, COALESCE(p.at, s.created), COALESCE(p.strong, 0)
FROM account_session s LEFT JOIN account_proof p ON p.session = s.id WHERE s.hash = ? AND s.until > ?`, hash, now)
	if err != nil {
		return nil, 0, err
	}
	account, strong := "", 0
	found = &session{checked: now}
	ok := rows.Next()
	if ok {
		err = rows.Scan(&found.id, &account, &found.kind, &found.name, &seen, &found.until, &found.proved, &strong)
	}
	if rows.Close(); err != nil || !ok {
		return nil, 0, err
	}
	found.strong = strong == 1
	idle := rules.Idle.Milliseconds()
	if found.name == "phone" {
		idle = rules.Phone.Milliseconds()
	}
	if found.kind == browser && now-seen > idle {
		return nil, 0, nil
	}
	a, err := Accounts.First(c.AsSystem(), kernel.ByID(account))
	if err != nil || a == nil || a.Status == Disabled || a.Status == Locked && a.LockedUntil.IsZero() {
		return nil, 0, err
	}
	if found.actor, err = standing(c, a); err != nil {
		return nil, 0, err
	}
	found.due = a.PasswordDue
	if found.kind == browser {
		found.until = min(found.until, now+idle)
		if !found.strong && rules.needs(a) {
			ways, err := s.factors(c, a)
			if err != nil {
				return nil, 0, err
			}
			found.enrol = len(ways) == 0
		}
	}
	return found, seen, nil
}

// heed forgets the accounts that other processes changed, see announce.
func (s *Sessions) heed(c *kernel.Ctx) error {
	now := time.Now()
	last := s.heeded.Load()
	if now.UnixMilli()-last < heedEvery.Milliseconds() || !s.heeded.CompareAndSwap(last, now.UnixMilli()) {
		return nil
	}
	rows, err := c.Store.Query(c, "SELECT id, account FROM account_change WHERE at > ?", c.Now().Add(-changesFor).UnixMilli())
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, account string
		if err := rows.Scan(&id, &account); err != nil {
			return err
		}
		s.mu.Lock()
		_, old := s.told[id]
		s.told[id] = now
		s.mu.Unlock()
		if !old {
			s.forget(account, committed)
		}
	}
	s.mu.Lock()
	maps.DeleteFunc(s.told, func(_ string, at time.Time) bool { return now.Sub(at) > 2*changesFor })
	s.mu.Unlock()
	return rows.Err()
}

// announce lets the other processes know, by the commit of the running transaction, that an account or its sessions changed.
func announce(c *kernel.Ctx, account string) error {
	now := c.Now()
	_, err := c.Store.Exec(c, "INSERT INTO account_change (id, account, at) VALUES (?, ?, ?)", kernel.NewID(now), account, now.UnixMilli())
	return err
}

func (s *Sessions) remember(sum [sha256.Size]byte, found *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found == nil {
		delete(s.known, sum)
		return
	}
	if now := time.Now(); now.Before(s.still) || now.Before(s.hot[found.actor.ID]) {
		delete(s.known, sum)
		return
	}
	if len(s.known) >= mostCached {
		clear(s.known)
	}
	s.known[sum] = found
}

// forget drops what is remembered of an account, and remembers nothing of it for a while: as long as a transaction or
// a reading begun before may still run.
func (s *Sessions) forget(account string, quiet time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if len(s.hot) >= mostHot { // an import of accounts: nothing at all is remembered for a while
		s.still = now.Add(settling)
		clear(s.hot)
		clear(s.known)
	}
	if until := now.Add(quiet); until.After(s.hot[account]) {
		s.hot[account] = until
	}
	maps.DeleteFunc(s.known, func(_ [sha256.Size]byte, known *session) bool { return known.actor.ID == account })
}

// drop forgets one token.
func (s *Sessions) drop(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, sha256.Sum256([]byte(token)))
}

// wrote is the hook that makes changes of rights take effect at once, and lets only those make them who have just proved
// who they are.
func (s *Sessions) wrote(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Accounts.Meta() {
		return nil
	}
	s.forget(w.ID, settling)
	after, _ := w.After.(*Account)
	before, _ := w.Before.(*Account)
	if before == nil || after == nil || !same(before, after) || before.Region != after.Region {
		if err := c.Fresh(kernel.ForRights); err != nil {
			return err
		}
	}
	if before == nil {
		return nil
	}
	if w.Verb == "unlock" {
		if err := forgive(c, slowKey(after.Login)); err != nil {
			return err
		}
	}
	return announce(c, w.ID)
}

// begin starts a session of an account and returns its token, which nobody can ask for again.
func (s *Sessions) begin(c *kernel.Ctx, account, kind, name string, lasts time.Duration) (id, token string, err error) {
	now := c.Now()
	id, token = kernel.NewID(now), newToken()
	device := []rune(strings.ToValidUTF8(c.Origin.Device, ""))
	_, err = c.Store.Exec(c, "INSERT INTO account_session (id, hash, account, kind, name, created, seen, until, address, device) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id, hashOf(token), account, kind, name, now.UnixMilli(), now.UnixMilli(), now.Add(lasts).UnixMilli(), c.Origin.Address, string(device[:min(len(device), 200)]))
	if err == nil {
		_, err = c.Store.Exec(c, "INSERT INTO account_proof (session, at, strong) VALUES (?, ?, 0)", id, now.UnixMilli())
	}
	if err == nil && kind == browser {
		rules, err := s.rules(c)
		if err != nil {
			return "", "", err
		}
		_, err = c.Store.Exec(c, `DELETE FROM account_session WHERE account = ? AND kind = ? AND id NOT IN
(SELECT id FROM account_session WHERE account = ? AND kind = ? ORDER BY id DESC LIMIT ?)`, account, browser, account, browser, rules.Open)
		if err != nil {
			return "", "", err
		}
	}
	return id, token, err
}

// endSessions ends all sessions of an account, of browsers and of programs. The cache of this process forgets them by
// the write of the account that goes with it, see Sessions.wrote.
func endSessions(c *kernel.Ctx, account string) error {
	_, err := c.Store.Exec(c, "DELETE FROM account_session WHERE account = ?", account)
	if err == nil {
		err = announce(c, account)
	}
	return err
}

func (s *Sessions) setCookie(w http.ResponseWriter, token string) {
	cookie := &http.Cookie{Name: cookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure, MaxAge: int(cookieFor.Seconds())}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}
