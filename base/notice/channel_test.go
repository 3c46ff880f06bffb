package notice_test

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/base/notice"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// post is a mail server on 127.0.0.1 that keeps what it gets, and can refuse or hang up after the text.
type post struct {
	net.Listener
	mu    sync.Mutex
	mails []string
	mode  string // "", "refuse" at RCPT, "later" at RCPT, "hang up" after the text
}

func postOffice(t *testing.T) *post {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	kerneltest.Must(t, err)
	p := &post{Listener: l}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	return p
}

func (p *post) port() int { return p.Addr().(*net.TCPAddr).Port }

func (p *post) set(mode string) { p.mu.Lock(); p.mode = mode; p.mu.Unlock() }

func (p *post) all() []string { p.mu.Lock(); defer p.mu.Unlock(); return p.mails }

func (p *post) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	say := func(s string) { io.WriteString(conn, s+"\r\n") }
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		p.mu.Lock()
		mode := p.mode
		p.mu.Unlock()
		switch word := strings.ToUpper(strings.Fields(line + " x")[0]); word {
		case "EHLO", "HELO":
			say("250-test")
			say("250 8BITMIME")
		case "RCPT":
			switch mode {
			case "refuse":
				say("550 no such mailbox")
			case "later":
				say("451 try again later")
			default:
				say("250 ok")
			}
		case "DATA":
			say("354 go on")
			text := ""
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text += line
			}
			p.mu.Lock()
			p.mails = append(p.mails, text)
			p.mu.Unlock()
			if mode == "hang up" {
				return
			}
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// 邮件: 邮箱凭码验证后才发; 纯文字, 标题里的换行和标签都只是文字; 服务器拒绝、暂时不收、收下后断开各有各的结果.
func TestMail(t *testing.T) {
	p := postOffice(t)
	s := set(t, kerneltest.SQLite, &notice.Center{Mailer: &notice.Mailer{Host: "127.0.0.1", Port: p.port(), From: "anjian@example.gov.cn", Plain: true}, BaseURL: "https://anjian.example.gov.cn"})
	me := s.as("officer")
	pref := &notice.Preference{Base: kernel.Base{Region: "410105"}, Email: "gao@example.gov.cn"}
	kerneltest.Must(t, notice.Preferences.Create(me, pref))
	tell := func(title string) {
		s.tell(notice.Message{Kind: news, To: []notice.To{{Account: s.people["officer"].ID}}, Title: title, Text: "<img src=x onerror=alert(1)>\n第二行", Type: "enterprise", Record: s.firm.ID})
		s.work(1, time.Minute)
	}
	tell("未验证")
	if len(p.all()) != 0 {
		t.Fatal("mail to an address that nobody has confirmed")
	}
	verify := func(code string) error {
		return s.post("officer", "POST /api/notice_preference/mail", map[string]string{"code": code})
	}
	kerneltest.Must(t, verify(""))
	code := regexp.MustCompile(`\d{6}`).FindString(textOf(t, p.all()[0]))
	kerneltest.Want(t, "again at once", verify(""), kernel.TooMany)
	kerneltest.Want(t, "a wrong code", verify("000000"), kernel.Invalid)
	kerneltest.Want(t, "the code", verify(code), "")
	tell("责令\r\nBcc: evil@example.com\r\n<b>整改</b>")
	got := p.all()[1]
	msg, err := mail.ReadMessage(strings.NewReader(got))
	kerneltest.Must(t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	kerneltest.Must(t, err)
	if subject != "责令 Bcc: evil@example.com <b>整改</b>" || msg.Header.Get("Bcc") != "" || !strings.HasPrefix(msg.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("%q\n%s", subject, got)
	}
	if text := textOf(t, got); !strings.Contains(text, "<img src=x onerror=alert(1)>") || !strings.Contains(text, "https://anjian.example.gov.cn/enterprise/"+s.firm.ID) {
		t.Errorf("%s", text)
	}
	for _, tc := range []struct{ mode, want string }{{"refuse", "failed"}, {"hang up", "unknown"}, {"later", "queued"}} {
		p.set(tc.mode)
		tell(tc.mode)
		states := strings.Fields(s.states("officer", notice.Mail))
		if got := states[len(states)-1]; got != tc.want {
			t.Errorf("%s: %s", tc.mode, got)
		}
	}
	p.set("")
	before := len(p.all())
	s.work(2, time.Minute)
	if len(p.all()) != before+1 {
		t.Error("what was put off did not come")
	}
}

func textOf(t *testing.T, raw string) string {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(raw))
	kerneltest.Must(t, err)
	var body io.Reader = msg.Body
	switch strings.ToLower(msg.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	kerneltest.Must(t, err)
	return string(text)
}

// post calls an operation with an input.
func (s *stage) post(login, pattern string, in any) error {
	s.t.Helper()
	text, _ := json.Marshal(in)
	for _, mod := range s.App.Modules {
		for _, route := range mod.Routes {
			if route.Pattern == pattern {
				v := reflect.New(route.In).Interface()
				kerneltest.Must(s.t, json.Unmarshal(text, v))
				_, err := route.Serve(s.as(login), v)
				return err
			}
		}
	}
	return fmt.Errorf("no route %s", pattern)
}

// browser is a browser and its push service (RFC 8030, 8291): it has keys and can read what is pushed to it.
type browser struct {
	*httptest.Server
	key    *ecdh.PrivateKey
	auth   []byte
	mu     sync.Mutex
	got    []map[string]string
	status int
	vapid  string
}

func browse(t *testing.T) *browser {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	kerneltest.Must(t, err)
	b := &browser{key: key, auth: make([]byte, 16), status: http.StatusCreated}
	rand.Read(b.auth)
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.vapid = r.Header.Get("Authorization")
		if b.status < 300 {
			b.got = append(b.got, b.open(t, body))
		}
		w.WriteHeader(b.status)
	}))
	t.Cleanup(b.Close)
	return b
}

// open decrypts one aes128gcm record.
func (b *browser) open(t *testing.T, body []byte) (out map[string]string) {
	salt, n := body[:16], int(body[20])
	theirs, err := ecdh.P256().NewPublicKey(body[21 : 21+n])
	kerneltest.Must(t, err)
	secret, err := b.key.ECDH(theirs)
	kerneltest.Must(t, err)
	derive := func(secret, salt []byte, info string, n int) []byte {
		out, err := hkdf.Key(sha256.New, secret, salt, info, n)
		kerneltest.Must(t, err)
		return out
	}
	ikm := derive(secret, b.auth, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(theirs.Bytes()), 32)
	block, err := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	kerneltest.Must(t, err)
	gcm, err := cipher.NewGCM(block)
	kerneltest.Must(t, err)
	plain, err := gcm.Open(nil, derive(ikm, salt, "Content-Encoding: nonce\x00", 12), body[21+n:], nil)
	kerneltest.Must(t, err)
	kerneltest.Must(t, json.Unmarshal([]byte(strings.TrimRight(string(plain), "\x00\x02")), &out))
	return out
}

// 浏览器推送: 加密后送到登记的浏览器, 文字就是文字; 浏览器取消了就不再送; 推送地址不在允许之列的不接受, 平台不会替人访问内网.
func TestPush(t *testing.T) {
	b := browse(t)
	host := strings.TrimPrefix(b.URL, "http://")
	s := set(t, kerneltest.SQLite, &notice.Center{Pusher: &notice.Pusher{Hosts: []string{host, "*.push.example.com"}, Subject: "ops@example.gov.cn", Plain: true}})
	raw := base64.RawURLEncoding.EncodeToString
	sub := func(endpoint string) error {
		return s.post("officer", "POST /api/notice/push", map[string]string{"endpoint": endpoint, "p256dh": raw(b.key.PublicKey().Bytes()), "auth": raw(b.auth)})
	}
	for _, bad := range []string{"http://127.0.0.1:22/x", "http://169.254.169.254/latest", "https://push.example.com.evil.cn/x", "https://push.example.com/x", "ftp://" + host, "https://user@" + host, "x"} {
		kerneltest.Want(t, bad, sub(bad), kernel.Invalid)
	}
	kerneltest.Want(t, "a wrong key", s.post("officer", "POST /api/notice/push", map[string]string{"endpoint": b.URL + "/1", "p256dh": "AAAA", "auth": "AAAA"}), kernel.Invalid)
	kerneltest.Want(t, "subscribe", sub(b.URL+"/1"), "")
	tell := func(title string) {
		s.tell(notice.Message{Kind: pushes, To: []notice.To{{Account: s.people["officer"].ID}}, Title: title, Text: "<script>alert(1)</script>", Type: "enterprise", Record: s.firm.ID})
		s.work(2, time.Second)
	}
	tell("预警")
	if len(b.got) != 1 || b.got[0]["title"] != "预警" || b.got[0]["body"] != "<script>alert(1)</script>" || b.got[0]["link"] != "/enterprise/"+s.firm.ID || !strings.HasPrefix(b.vapid, "vapid t=") {
		t.Errorf("%v %s", b.got, b.vapid)
	}
	b.mu.Lock()
	b.status = http.StatusServiceUnavailable
	b.mu.Unlock()
	tell("忙")
	if got := s.states("officer", notice.Push); got != "sent queued" {
		t.Error(got)
	}
	b.mu.Lock()
	b.status = http.StatusGone
	b.mu.Unlock()
	s.work(2, time.Minute)
	if got := s.states("officer", notice.Push); got != "sent failed" {
		t.Error(got)
	}
	tell("没有浏览器了")
	if got := s.states("officer", notice.Push); got != "sent failed" {
		t.Error("a delivery to a browser that gave up:", got)
	}
}

// 打开的页面立即知道: 流里先是现在的未读数, 有新消息、有人确认都马上再说一次; 别人的消息不惊动.
func TestStream(t *testing.T) {
	s := set(t, kerneltest.SQLite, &notice.Center{})
	s.clock.set(time.Now())
	go s.x.Run(t.Context())
	var stream kernel.Route
	for _, mod := range s.App.Modules {
		for _, route := range mod.Routes {
			if route.Pattern == "GET /api/notice/stream" {
				stream = route
			}
		}
	}
	kerneltest.Want(t, "no stream", stream.Raw(s.as("officer"), httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)), kernel.Invalid)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := s.as("officer")
		c.Context = r.Context()
		if err := stream.Raw(c, w, r); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	defer s.x.Close()
	r, _ := http.NewRequest("GET", server.URL, nil)
	r.Header.Set("Accept", "text/event-stream")
	res, err := http.DefaultClient.Do(r)
	kerneltest.Must(t, err)
	defer res.Body.Close()
	states := make(chan notice.State, 10)
	go func() {
		for in := bufio.NewScanner(res.Body); in.Scan(); {
			if text, ok := strings.CutPrefix(in.Text(), "data: "); ok {
				var st notice.State
				json.Unmarshal([]byte(text), &st)
				states <- st
			}
		}
	}()
	next := func(what string, unread, waiting int) {
		t.Helper()
		for until := time.After(3 * time.Second); ; {
			select {
			case st := <-states:
				if st.Unread == unread && st.Waiting == waiting {
					return
				}
			case <-until:
				t.Fatalf("%s: nothing within three seconds", what)
			}
		}
	}
	next("at the beginning", 0, 0)
	began := time.Now()
	s.tell(notice.Message{Kind: news, To: []notice.To{{Account: s.people["county"].ID}}, Title: "别人的"})
	out := s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Account: s.people["officer"].ID}, {Account: s.people["county"].ID}}, Title: "预警"})
	next("a message", 1, 1)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("told after %s", took)
	}
	began = time.Now()
	_, err = notice.Alarms.Do(s.as("county"), out.Alarm, 0, "acknowledge", nil, "")
	kerneltest.Must(t, err)
	next("acknowledged by another", 0, 0)
	t.Logf("an acknowledgement reaches other pages after %s", time.Since(began).Round(time.Millisecond))
}

// 免打扰和汇总的时间.
func TestTimes(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, kernel.China)
		kerneltest.Must(t, err)
		return v
	}
	for _, tc := range []struct{ from, to, now, want string }{
		{"22:00", "07:00", "2026-05-06 21:59", "2026-05-06 21:59"},
		{"22:00", "07:00", "2026-05-06 22:00", "2026-05-07 07:00"},
		{"22:00", "07:00", "2026-05-31 23:30", "2026-06-01 07:00"},
		{"22:00", "07:00", "2026-05-06 06:59", "2026-05-06 07:00"},
		{"22:00", "07:00", "2026-05-06 07:00", "2026-05-06 07:00"},
		{"12:00", "14:00", "2026-05-06 13:00", "2026-05-06 14:00"},
		{"12:00", "14:00", "2026-05-06 14:00", "2026-05-06 14:00"},
		{"08:00", "08:00", "2026-05-06 08:00", "2026-05-06 08:00"},
	} {
		if got := notice.Loud(&notice.Preference{QuietFrom: tc.from, QuietTo: tc.to}, at(tc.now)); !got.Equal(at(tc.want)) {
			t.Errorf("%s to %s at %s: %s", tc.from, tc.to, tc.now, got)
		}
	}
	for _, tc := range []struct {
		rhythm    notice.Rhythm
		now, want string
	}{{notice.Hourly, "2026-05-06 10:00", "2026-05-06 11:00"}, {notice.Hourly, "2026-05-06 23:59", "2026-05-07 00:00"}, {notice.Daily, "2026-05-06 08:29", "2026-05-06 08:30"}, {notice.Daily, "2026-05-06 08:30", "2026-05-07 08:30"}, {notice.Daily, "2026-12-31 09:00", "2027-01-01 08:30"}} {
		if got := notice.DigestTime(&notice.Preference{Digest: tc.rhythm, DigestAt: "08:30"}, at(tc.now)); !got.Equal(at(tc.want)) {
			t.Errorf("%s at %s: %s", tc.rhythm, tc.now, got)
		}
	}
	many := func(n int, k notice.KindName) (out []notice.KindName) {
		for range n {
			out = append(out, k)
		}
		return out
	}
	for want, kinds := range map[string][]notice.KindName{
		"您有1条消息：工作动态1条":                      many(1, "test.news"),
		"您有12条消息：责令整改9条、工作动态3条":              append(many(3, "test.news"), many(9, "test.order")...),
		"您有7条消息：工作动态2条、a1条、b1条、c1条、d1条、其他1条": append(many(2, "test.news"), "a", "b", "c", "d", "e"),
	} {
		if got := notice.Summary(kinds); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
