package notice

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"anjian/base/vault"
	"anjian/kernel"
)

// Pusher sends browser push messages (RFC 8030, 8291, 8292). The address of a push service comes from the browser, so it is called only if the
// installation names its host: nobody makes the platform call into the house.
type Pusher struct {
	Hosts   []string // push.example.com, *.push.apple.com
	Subject string   // mailto: or https: address of whoever runs the platform
	Plain   bool     // http too: for a push service on the own machine
	Vault   *vault.Vault
}

// DefaultPushHosts are those of the common browsers.
var DefaultPushHosts = []string{"fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"}

func (p *Pusher) allows(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || u.User != nil || u.Scheme != "https" && !(p.Plain && u.Scheme == "http") || len(endpoint) > 1000 {
		return false
	}
	host := u.Hostname()
	return slices.ContainsFunc(p.Hosts, func(h string) bool {
		if rest, any := strings.CutPrefix(h, "*"); any {
			return strings.HasSuffix(host, rest) && host != rest
		}
		return h == host || h == u.Host
	})
}

// keys are the VAPID keys of the installation, made at first need and kept where nothing shows them.
func (p *Pusher) keys(c *kernel.Ctx) (private, public string, err error) {
	read := func() (string, error) {
		rows, err := c.Store.Query(c, "SELECT content FROM notice_secret WHERE name = 'vapid'")
		if err != nil {
			return "", err
		}
		defer rows.Close()
		content := ""
		if rows.Next() {
			err = rows.Scan(&content)
		}
		return content, errors.Join(err, rows.Err())
	}
	content, err := read()
	if err == nil && content == "" {
		if private, public, err = webpush.GenerateVAPIDKeys(); err != nil {
			return "", "", err
		}
		if _, err = c.Store.Exec(c, "INSERT INTO notice_secret (name, content) VALUES ('vapid', ?) ON CONFLICT (name) DO NOTHING", p.Vault.Seal("vapid", private)+" "+public); err != nil {
			return "", "", err
		}
		content, err = read() // that of another process, if it was first
	}
	if err != nil {
		return "", "", err
	}
	sealed, public, _ := strings.Cut(content, " ")
	private, err = p.Vault.Open("vapid", sealed)
	return private, public, err
}

func subscribed(c *kernel.Ctx, account string) (bool, error) {
	rows, err := c.Store.Query(c, "SELECT 1 FROM notice_push WHERE account = ? LIMIT 1", account)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), rows.Err()
}

// send pushes a delivery to every browser of the account. Its id is the tag: the browser shows the same one once.
func (p *Pusher) send(c *kernel.Ctx, d *Delivery, title, body, link string) error {
	if p == nil {
		return &Refusal{"浏览器推送未启用"}
	}
	rows, err := c.Store.Query(c, "SELECT endpoint, p256dh, auth FROM notice_push WHERE account = ? ORDER BY created DESC LIMIT 10", string(d.Account))
	if err != nil {
		return errors.Join(NotSent, err)
	}
	var subs []webpush.Subscription
	for rows.Next() {
		var s webpush.Subscription
		if err := rows.Scan(&s.Endpoint, &s.Keys.P256dh, &s.Keys.Auth); err != nil {
			rows.Close()
			return errors.Join(NotSent, err)
		}
		subs = append(subs, s)
	}
	rows.Close()
	payload, err := json.Marshal(map[string]string{"title": title, "body": short(body, 300), "link": link, "tag": d.ID})
	if err != nil {
		return err
	}
	private, public, err := p.keys(c)
	if err != nil {
		return errors.Join(NotSent, err)
	}
	var last error = &Refusal{"没有登记接收推送的浏览器"}
	good := false
	for _, s := range subs {
		if err := p.push(c, s, payload, private, public); err != nil {
			last = err
		} else {
			good = true
		}
	}
	if good {
		return nil
	}
	return last
}

func (p *Pusher) push(c *kernel.Ctx, s webpush.Subscription, payload []byte, private, public string) error {
	if !p.allows(s.Endpoint) {
		return &Refusal{"推送服务不在允许之列"}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := webpush.SendNotificationWithContext(c, payload, &s, &webpush.Options{HTTPClient: client, Subscriber: p.Subject, TTL: int((24 * time.Hour).Seconds()), VAPIDPublicKey: public, VAPIDPrivateKey: private, Urgency: webpush.UrgencyHigh})
	if err != nil {
		if op := (*net.OpError)(nil); errors.As(err, &op) && op.Op == "dial" {
			return errors.Join(NotSent, err)
		}
		return err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone: // the browser gave it up
		_, err := c.Store.Exec(c, "DELETE FROM notice_push WHERE endpoint = ?", s.Endpoint)
		return errors.Join(&Refusal{"浏览器已取消接收推送"}, err)
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500:
		return fmt.Errorf("%w: push service answered %d", NotSent, res.StatusCode)
	case res.StatusCode >= 300:
		return &Refusal{fmt.Sprintf("推送服务拒绝（%d）", res.StatusCode)}
	}
	return nil
}

// PushKey is what a browser needs to subscribe.
type PushKey struct {
	Key string `json:"key"` // empty: browser push is off
}

func (x *Center) pushKey(c *kernel.Ctx, _ *struct{}) (*PushKey, error) {
	if x.Pusher == nil {
		return &PushKey{}, nil
	}
	_, public, err := x.Pusher.keys(c)
	return &PushKey{public}, err
}

type subscribeIn struct {
	Endpoint string `json:"endpoint"`
	P256dh   string `json:"p256dh"`
	Auth     string `json:"auth"`
	Off      bool   `json:"off"` // no longer
}

// subscribe notes that a browser wants, or no longer wants, to be told.
func (x *Center) subscribe(c *kernel.Ctx, in *subscribeIn) (*struct{}, error) {
	out := &struct{}{}
	if in.Off {
		_, err := c.Store.Exec(c, "DELETE FROM notice_push WHERE endpoint = ? AND account = ?", in.Endpoint, c.Actor.ID)
		return out, err
	}
	decoded := func(s string, n int) bool {
		b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
		return err == nil && len(b) == n
	}
	switch {
	case x.Pusher == nil:
		return nil, kernel.Errorf(kernel.Conflict, "浏览器推送未启用")
	case !x.Pusher.allows(in.Endpoint):
		return nil, kernel.Errorf(kernel.Invalid, "这个浏览器的推送服务不在平台允许之列，请联系管理员")
	case !decoded(in.P256dh, 65) || !decoded(in.Auth, 16):
		return nil, kernel.Errorf(kernel.Invalid, "浏览器给出的密钥不对")
	}
	return out, c.Tx(func(c *kernel.Ctx) error {
		device := []rune(c.Origin.Device)
		_, err := c.Store.Exec(c, `INSERT INTO notice_push (endpoint, account, p256dh, auth, device, created) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (endpoint) DO UPDATE SET account = excluded.account, p256dh = excluded.p256dh, auth = excluded.auth, created = excluded.created`,
			in.Endpoint, c.Actor.ID, in.P256dh, in.Auth, string(device[:min(len(device), 200)]), c.Now().UTC().Format(time.RFC3339Nano))
		return err
	})
}

// test sends a message to oneself, by every channel that is set up.
func test(c *kernel.Ctx, _ *struct{}) (*Count, error) {
	recent, err := Notices.Count(c, kernel.And(mine(c.Actor), kernel.Eq(&Row.Kind, KindName(tested.Name)), kernel.Above(&Row.Created, now(c).Add(-time.Minute))))
	if err != nil {
		return nil, err
	}
	if recent > 0 {
		return nil, kernel.Errorf(kernel.TooMany, "刚刚发过测试消息，请一分钟后再试")
	}
	out, err := Tell(c, Message{Kind: tested, To: []To{{Account: c.Actor.ID}}, Title: "测试消息", Text: "收到这条消息，说明这个渠道可以用。", Link: "/notice"})
	return &Count{len(out.Accounts)}, err
}
