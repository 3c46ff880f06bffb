package account

import (
	"net/http"
	"strings"
	"time"

	"anjian/kernel"
)

// Sign-ins as their owner sees them (登录记录), and the browsers and phones an account has signed in from. A browser is known
// by a random mark in a cookie of its own; what it says of itself is for people to read and proves nothing.
const (
	visitTable   = `CREATE TABLE IF NOT EXISTS account_visit (id {text} PRIMARY KEY, account {text} NOT NULL, session {text} NOT NULL, at {int} NOT NULL, way {text} NOT NULL, good {int} NOT NULL, strange {int} NOT NULL, told {int} NOT NULL, address {text} NOT NULL, device {text} NOT NULL)`
	visitIndex   = `CREATE INDEX IF NOT EXISTS account_visit_account ON account_visit (account, id)`
	deviceTable  = `CREATE TABLE IF NOT EXISTS account_device (account {text} NOT NULL, hash {text} NOT NULL, at {int} NOT NULL, PRIMARY KEY (account, hash))`
	deviceCookie = "anjian_device"
	visitsFor    = 200 * 24 * time.Hour // the law on network security asks for six months
	deviceFor    = 400 * 24 * time.Hour
	mostVisits   = 50
)

// ways of signing in, for people.
var wayLabels = map[string]string{"password": "密码", "totp": "密码+动态口令", "sms": "密码+短信验证码", "recovery": "密码+恢复码", "factor": "密码+通行密钥", "passkey": "通行密钥", "outside": "统一认证", "register": "注册"}

func deviceOf(r *http.Request) string {
	if cookie, err := r.Cookie(deviceCookie); err == nil && len(cookie.Value) == 43 {
		return hashOf(cookie.Value)
	}
	return ""
}

// known tells whether an account has signed in from a browser before.
func known(c *kernel.Ctx, account, device string) (bool, error) {
	if device == "" || account == "" {
		return false, nil
	}
	n, err := number(c, "SELECT COUNT(*) FROM account_device WHERE account = ? AND hash = ?", account, device)
	return n > 0, err
}

// visited notes a sign-in; the mark of a browser that has none is set by the answer.
func (s *Sessions) visited(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, a *Account, session, way string) error {
	device := deviceOf(r)
	if device == "" {
		mark := newToken()
		http.SetCookie(w, &http.Cookie{Name: deviceCookie, Value: mark, Path: "/api/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure, MaxAge: int(deviceFor.Seconds())})
		device = hashOf(mark)
	}
	before, err := number(c, "SELECT COUNT(*) FROM account_device WHERE account = ?", a.ID)
	if err != nil {
		return err
	}
	old, err := known(c, a.ID, device)
	if err != nil {
		return err
	}
	if _, err := c.Store.Exec(c, "INSERT INTO account_device (account, hash, at) VALUES (?, ?, ?) ON CONFLICT (account, hash) DO UPDATE SET at = excluded.at", a.ID, device, c.Now().UnixMilli()); err != nil {
		return err
	}
	strange := before > 0 && !old // the first of all is nobody else's
	if err := noteVisit(c, a.ID, session, way, true, strange); err != nil || !strange {
		return err
	}
	return s.tell(c, a, "您的账号于"+c.Now().In(kernel.China).Format("1月2日15:04")+"在一个新的设备上登录（"+describe(c.Origin.Device)+"，"+c.Origin.Address+"）。不是您本人的，请立即在“账号安全”中结束该登录并修改密码。")
}

func noteVisit(c *kernel.Ctx, account, session, way string, good, strange bool) error {
	bit := map[bool]int{true: 1}
	now := c.Now()
	_, err := c.Store.Exec(c, "INSERT INTO account_visit (id, account, session, at, way, good, strange, told, address, device) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
		kernel.NewID(now), account, session, now.UnixMilli(), way, bit[good], bit[strange], c.Origin.Address, shorten(c.Origin.Device, 200))
	return err
}

func shorten(text string, n int) string {
	r := []rune(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), ""))
	return string(r[:min(len(r), n)])
}

// tell sends a message about an account to its owner, where the platform has a way to.
func (s *Sessions) tell(c *kernel.Ctx, a *Account, text string) error {
	if s.Tell == nil {
		return nil
	}
	return s.Tell(c, a.ID, text)
}

// describe says in words what a browser says of itself.
func describe(device string) string {
	first := func(list ...string) string {
		for i := 0; i+1 < len(list); i += 2 {
			if strings.Contains(device, list[i]) {
				return list[i+1]
			}
		}
		return ""
	}
	program := first("Edg/", "Edge", "OPR/", "Opera", "MicroMessenger", "微信", "QQBrowser", "QQ浏览器", "UCBrowser", "UC浏览器", "Firefox/", "火狐", "HeadlessChrome", "Chrome", "Chrome/", "Chrome", "Safari/", "Safari", "curl", "curl", "Go-http", "程序")
	system := first("HarmonyOS", "鸿蒙", "iPhone", "iPhone", "iPad", "iPad", "Android", "安卓", "Windows", "Windows", "Mac OS", "Mac", "Linux", "Linux")
	switch {
	case program != "" && system != "":
		return system + " 上的 " + program
	case program+system != "":
		return program + system
	}
	return "未知设备"
}

type visit struct {
	At      time.Time `json:"at"`
	Way     string    `json:"way"`
	Good    bool      `json:"good"`
	Strange bool      `json:"strange"` // from a device that was new then
	Address string    `json:"address"`
	Device  string    `json:"device"`
}

type visitsOut struct {
	Items []visit `json:"items"`
}

// visits lists the last sign-ins of the actor and the failed tries.
func visits(c *kernel.Ctx, _ *struct{}) (*visitsOut, error) {
	rows, err := c.Store.Query(c, "SELECT at, way, good, strange, address, device FROM account_visit WHERE account = ? ORDER BY id DESC LIMIT ?", c.Actor.ID, mostVisits)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := &visitsOut{Items: []visit{}}
	for rows.Next() {
		var v visit
		var at int64
		var good, strange int
		if err := rows.Scan(&at, &v.Way, &good, &strange, &v.Address, &v.Device); err != nil {
			return nil, err
		}
		if label := wayLabels[v.Way]; label != "" {
			v.Way = label
		}
		v.At, v.Good, v.Strange, v.Device = time.UnixMilli(at).In(kernel.China), good == 1, strange == 1, describe(v.Device)
		out.Items = append(out.Items, v)
	}
	return out, rows.Err()
}

// untold lists what the owner of an account has not been told in the console: sign-ins from new devices but the one asking.
func untold(c *kernel.Ctx, account, session string) (out []string, err error) {
	rows, err := c.Store.Query(c, "SELECT at, address, device FROM account_visit WHERE account = ? AND strange = 1 AND told = 0 AND session <> ? AND at > ? ORDER BY id DESC LIMIT 3",
		account, session, c.Now().Add(-30*24*time.Hour).UnixMilli())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var at int64
		var address, device string
		if err := rows.Scan(&at, &address, &device); err != nil {
			return nil, err
		}
		out = append(out, time.UnixMilli(at).In(kernel.China).Format("1月2日15:04")+" "+describe(device)+"（"+address+"）")
	}
	return out, rows.Err()
}

// seen notes that the owner has read of the new devices.
func seen(c *kernel.Ctx, w http.ResponseWriter, _ *http.Request) error {
	if _, err := c.Store.Exec(c, "UPDATE account_visit SET told = 1 WHERE account = ? AND told = 0", c.Actor.ID); err != nil {
		return err
	}
	return done(w)
}
