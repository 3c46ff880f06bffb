package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"anjian/kernel"
)

// Policy is what an installation decides about sign-in; zero values take the defaults.
type Policy struct {
	MinLength int           // characters of a password: 8
	Tries     int           // failed tries that lock an account: 5
	Lockout   time.Duration // for how long: 15 minutes
	Idle      time.Duration // a session without use ends after: 12 hours
	Absolute  time.Duration // every session ends after: 7 days
	MaxAge    time.Duration // a password must be changed after: 90 days; negative: never
	Secure    bool          // the platform is reached by https: the cookie travels by nothing else
}

func (p Policy) filled() Policy {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	if p.MinLength == 0 {
		p.MinLength = 8
	}
	if p.Tries == 0 {
		p.Tries = 5
	}
	set(&p.Lockout, 15*time.Minute)
	set(&p.Idle, 12*time.Hour)
	set(&p.Absolute, 7*24*time.Hour)
	set(&p.MaxAge, 90*24*time.Hour)
	p.Absolute = max(p.Absolute, p.Idle)
	return p
}

// A session is known by the hash of its token alone: who reads the table cannot sign in with it.
const (
	sessionTable = `CREATE TABLE IF NOT EXISTS account_session (id {text} PRIMARY KEY, hash {text} NOT NULL, account {text} NOT NULL, kind {text} NOT NULL, name {text} NOT NULL,
 created {int} NOT NULL, seen {int} NOT NULL, until {int} NOT NULL, address {text} NOT NULL, device {text} NOT NULL)`
	sessionHash    = `CREATE UNIQUE INDEX IF NOT EXISTS account_session_hash ON account_session (hash)`
	sessionAccount = `CREATE INDEX IF NOT EXISTS account_session_account ON account_session (account)`
)

const (
	cookieName  = "anjian_session"
	browser     = "browser" // kinds of sessions
	program     = "program"
	mostOpen    = 20               // browser sessions of an account; the oldest ends when another begins
	recheck     = time.Minute      // how old the answer of the cache may be
	settling    = 40 * time.Second // longer than a request: until then a write seen by the hook may not be committed
	committed   = 2 * time.Second  // longer than a reading: after the commit only one that began before can be wrong
	mostCached  = 50_000
	mostHot     = 1000
	touchedOnce = time.Minute // last use is written at most so often
)

// Sessions says who sends a request: it implements kernel/rest.Sessions. What it found out it remembers for at most
// a minute; writes in this process take effect at once.
type Sessions struct {
	Policy

	mu    sync.RWMutex
	known map[[sha256.Size]byte]*session
	hot   map[string]time.Time // accounts that are being written, until when nothing of them is remembered
	still time.Time            // until when nothing is remembered of anyone
}

// session is what is remembered of one.
type session struct {
	id      string
	actor   kernel.Actor
	due     bool // a new password comes first
	kind    string
	until   int64 // end of the session, Unix milliseconds
	checked int64 // when the tables were asked
}

// NewSessions returns the sessions of a platform.
func NewSessions(p Policy) *Sessions {
	return &Sessions{Policy: p.filled(), known: map[[sha256.Size]byte]*session{}, hot: map[string]time.Time{}}
}

// whileDue are the paths that answer before a due password is changed.
var whileDue = map[string]bool{"/api/me": true, "/api/password": true, "/api/logout": true}

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
	}
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
	rows, err := c.Store.Query(c, "SELECT id, account, kind, seen, until FROM account_session WHERE hash = ? AND until > ?", hash, now)
	if err != nil {
		return nil, 0, err
	}
	account := ""
	found = &session{checked: now}
	ok := rows.Next()
	if ok {
		err = rows.Scan(&found.id, &account, &found.kind, &seen, &found.until)
	}
	if rows.Close(); err != nil || !ok {
		return nil, 0, err
	}
	if found.kind == browser && now-seen > s.Idle.Milliseconds() {
		return nil, 0, nil
	}
	a, err := Accounts.First(c.AsSystem(), kernel.ByID(account))
	if err != nil || a == nil || a.Status == Disabled || a.Status == Locked && a.LockedUntil.IsZero() {
		return nil, 0, err
	}
	found.actor, found.due = a.actor(), a.PasswordDue
	if found.kind == browser {
		found.until = min(found.until, now+s.Idle.Milliseconds())
	}
	return found, seen, nil
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

// wrote is the hook that makes changes of rights take effect at once.
func (s *Sessions) wrote(_ *kernel.Ctx, w *kernel.Write) error {
	if w.Meta == Accounts.Meta() {
		s.forget(w.ID, settling)
	}
	return nil
}

// begin starts a session of an account and returns its token, which nobody can ask for again.
func (s *Sessions) begin(c *kernel.Ctx, account, kind, name string, lasts time.Duration) (id, token string, err error) {
	now := c.Now()
	id, token = kernel.NewID(now), newToken()
	device := []rune(strings.ToValidUTF8(c.Origin.Device, ""))
	_, err = c.Store.Exec(c, "INSERT INTO account_session (id, hash, account, kind, name, created, seen, until, address, device) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id, hashOf(token), account, kind, name, now.UnixMilli(), now.UnixMilli(), now.Add(lasts).UnixMilli(), c.Origin.Address, string(device[:min(len(device), 200)]))
	if err == nil && kind == browser {
		_, err = c.Store.Exec(c, `DELETE FROM account_session WHERE account = ? AND kind = ? AND id NOT IN
(SELECT id FROM account_session WHERE account = ? AND kind = ? ORDER BY id DESC LIMIT ?)`, account, browser, account, browser, mostOpen)
	}
	return id, token, err
}

// endSessions ends all sessions of an account, of browsers and of programs. The cache of this process forgets them by
// the write of the account that goes with it, see Sessions.wrote.
func endSessions(c *kernel.Ctx, account string) error {
	_, err := c.Store.Exec(c, "DELETE FROM account_session WHERE account = ?", account)
	return err
}

func (s *Sessions) setCookie(w http.ResponseWriter, token string) {
	cookie := &http.Cookie{Name: cookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure, MaxAge: int(s.Absolute.Seconds())}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}
