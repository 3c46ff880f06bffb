package account

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// agent is a browser with all its cookies.
type agent struct {
	*house
	jar     map[string]string
	address string
	header  map[string]string
	host    string
}

func (h *house) agent() *agent {
	return &agent{house: h, jar: map[string]string{}, address: "10.1.1.1", header: map[string]string{}, host: "anjian.example.gov.cn"}
}

func (b *agent) send(method, path string, body io.Reader) (reply, *http.Response) {
	b.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, path, body)
	r.RemoteAddr, r.Host = b.address+":4711", b.host
	for name, value := range b.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for name, value := range b.header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.http.ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		if b.jar[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	out := reply{status: w.Code, header: w.Header()}
	json.Unmarshal(w.Body.Bytes(), &out.body)
	if code, ok := out.body["code"].(string); ok {
		out.code = kernel.Code(code)
	}
	return out, res
}

func (b *agent) ask(what, method, path string, in any, code kernel.Code) map[string]any {
	b.Helper()
	var body io.Reader
	if in != nil {
		text, _ := json.Marshal(in)
		body = bytes.NewReader(text)
	}
	r, _ := b.send(method, path, body)
	if r.code != code || code == "" && r.status >= 400 {
		b.Errorf("%s: %d %q, want %q: %v", what, r.status, r.code, code, r.body)
	}
	return r.body
}

func (b *agent) login(name string, code kernel.Code) map[string]any {
	b.Helper()
	return b.ask("sign in as "+name, "POST", "/api/login", loginIn{Name: name, Password: good}, code)
}

// ticket of a sign-in that waits for its second factor.
func (b *agent) half(name string) (string, []any) {
	b.Helper()
	current := b.login(name, kernel.Factor)["current"].(map[string]any)
	return current["ticket"].(string), current["ways"].([]any)
}

// enrolTOTP sets an app up and returns its secret and the recovery codes.
func (b *agent) enrolTOTP() (secret string, codes []any) {
	b.Helper()
	begun := b.ask("begin", "POST", "/api/security/totp/begin", struct{}{}, "")
	secret = begun["secret"].(string)
	picture, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(begun["picture"].(string), "data:image/png;base64,"))
	if err != nil {
		b.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(picture)); err != nil || img.Bounds().Dx() < 200 {
		b.Errorf("the picture: %v", err)
	}
	b.ask("a wrong first code", "POST", "/api/security/totp", factorIn{Ticket: begun["ticket"].(string), Code: "000000"}, kernel.Invalid)
	out := b.ask("confirm", "POST", "/api/security/totp", factorIn{Ticket: begun["ticket"].(string), Code: b.code(secret)}, "")
	b.ask("confirm twice", "POST", "/api/security/totp", factorIn{Ticket: begun["ticket"].(string), Code: b.code(secret)}, kernel.Login)
	codes, _ = out["recovery"].([]any)
	return secret, codes
}

func (h *house) code(secret string) string {
	h.Helper()
	code, err := totp.GenerateCode(secret, h.Env.Now())
	kerneltest.Must(h, err)
	return code
}

// TestTOTP: who needs a second factor is led to it; a code serves once; the secret is not in the database; recovery codes
// serve once; failures lock as wrong passwords do.
func TestTOTP(t *testing.T) {
	each(t, Policy{Factor: []kernel.Role{role.System}}, func(h *house) {
		a := h.person("shen", "410105", role.System)
		b := h.agent()
		if me := b.login("shen", ""); me["factor_due"] != true {
			h.Fatalf("not led to a second factor: %v", me)
		}
		b.ask("work before it", "GET", "/api/account", nil, kernel.Enrol)
		b.ask("make a token before it", "POST", "/api/token", tokenIn{"绕过", 30}, kernel.Enrol)
		if b.ask("security", "GET", "/api/security", nil, "")["needed"] != true {
			h.Error("it is not said that one is needed")
		}
		secret, codes := b.enrolTOTP()
		if len(codes) != recoveryCodes {
			h.Fatalf("recovery codes: %v", codes)
		}
		if me := b.ask("me", "GET", "/api/me", nil, ""); me["factor_due"] != false {
			h.Errorf("still due: %v", me)
		}
		b.ask("work", "GET", "/api/account", nil, "")
		b.ask("take the only one away", "DELETE", "/api/security/totp", nil, kernel.Conflict)
		kept := h.texts("SELECT secret FROM account_factor")
		if stored := kept[0]; strings.Contains(stored, secret) || !strings.HasPrefix(stored, "v1.") {
			h.Errorf("the database holds the secret: %s", stored)
		}
		for _, hash := range h.texts("SELECT hash FROM account_recovery") {
			for _, code := range codes {
				if strings.Contains(hash, code.(string)) {
					h.Error("the database holds a recovery code")
				}
			}
		}

		n := h.agent()
		n.address = "10.7.7.7"
		ticket, ways := n.half("shen")
		if toText(ways) != `["totp","recovery"]` {
			h.Errorf("ways: %v", ways)
		}
		n.ask("the half sign-in", "GET", "/api/me", nil, kernel.Login)
		h.later(time.Minute)
		code := h.code(secret)
		n.ask("a wrong code", "POST", "/api/login/factor", factorIn{ticket, byTOTP, "123456x"}, kernel.Login)
		n.ask("another's ticket", "POST", "/api/login/factor", factorIn{"x", byTOTP, code}, kernel.Login)
		n.ask("an invented way", "POST", "/api/login/factor", factorIn{ticket, "god", code}, kernel.Invalid)
		n.ask("the code", "POST", "/api/login/factor", factorIn{ticket, byTOTP, code[:3] + " " + code[3:]}, "")
		n.ask("work", "GET", "/api/account", nil, "")

		replay := h.agent()
		replay.address = "10.8.8.8"
		again, _ := replay.half("shen")
		replay.ask("the spent ticket", "POST", "/api/login/factor", factorIn{ticket, byTOTP, code}, kernel.Login)
		replay.ask("the code again (replay)", "POST", "/api/login/factor", factorIn{again, byTOTP, code}, kernel.Login)
		replay.ask("a recovery code", "POST", "/api/login/factor", factorIn{again, byRecovery, strings.ToUpper(codes[0].(string))}, "")
		once := h.agent()
		again, _ = once.half("shen")
		once.ask("the recovery code again", "POST", "/api/login/factor", factorIn{again, byRecovery, codes[0].(string)}, kernel.Login)
		h.later(ticketFor + time.Minute)
		once.ask("a ticket of long ago", "POST", "/api/login/factor", factorIn{again, byTOTP, h.code(secret)}, kernel.Login)

		brute := h.agent()
		brute.address = "10.9.9.9"
		again, _ = brute.half("shen")
		last := kernel.Code("")
		for range 6 {
			r, _ := brute.send("POST", "/api/login/factor", strings.NewReader(`{"ticket":"`+again+`","way":"totp","code":"111111"}`))
			last = r.code
		}
		if last != kernel.Locked {
			h.Errorf("codes can be guessed without end: %s", last)
		}
		brute.ask("the right code while locked", "POST", "/api/login/factor", factorIn{again, byTOTP, h.code(secret)}, kernel.Locked)
		h.later(time.Hour)
		n.jar = map[string]string{deviceCookie: n.jar[deviceCookie]}
		ticket, _ = n.half("shen")
		n.ask("the owner later", "POST", "/api/login/factor", factorIn{ticket, byTOTP, h.code(secret)}, "")

		head := h.agent()
		h.person("head", "4101", role.System)
		head.login("head", "")
		head.enrolTOTP()
		head.ask("clear without a reason", "POST", "/api/account/"+a.ID+"/unfactor", resetIn{}, kernel.Invalid)
		head.ask("clear", "POST", "/api/account/"+a.ID+"/unfactor", resetIn{"手机丢失"}, "")
		n.ask("the old session", "GET", "/api/me", nil, kernel.Login)
		if me := n.login("shen", ""); me["factor_due"] != true {
			h.Errorf("after clearing: %v", me)
		}
		verbs := strings.Join(h.verbs(a.ID), " ")
		for _, verb := range []string{"totp", "factor_failed", "unfactor"} {
			if !strings.Contains(verbs, verb) {
				h.Errorf("the trail lacks %s: %s", verb, verbs)
			}
		}
	})
}

func (h *house) texts(stmt string) (out []string) {
	h.Helper()
	c := h.System()
	rows, err := h.Store.Query(c, stmt)
	kerneltest.Must(h, err)
	defer rows.Close()
	for rows.Next() {
		text := ""
		kerneltest.Must(h, rows.Scan(&text))
		out = append(out, text)
	}
	return out
}

// gateway is a short message service at the other end of an HTTP connection of this machine.
type gateway struct {
	url  string
	mu   sync.Mutex
	sent []string
	down bool
}

func startGateway(t *testing.T) *gateway {
	g := &gateway{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.down {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		g.sent = append(g.sent, r.URL.Query().Get("to")+" "+string(text))
	}))
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

func (g *gateway) Send(ctx context.Context, phone, text string) error {
	r, err := http.NewRequestWithContext(ctx, "POST", g.url+"?to="+phone, strings.NewReader(text))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	return nil
}

// last is the code of the last message, once n were sent.
func (g *gateway) last(t testing.TB, n int) string {
	t.Helper()
	for range 200 {
		g.mu.Lock()
		sent := g.sent
		g.mu.Unlock()
		if len(sent) >= n {
			_, rest, _ := strings.Cut(sent[n-1], "验证码")
			return rest[:6]
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("no message %d", n)
	return ""
}

// TestSMS: a code by short message as second factor, and to set a forgotten password anew; without a gateway neither is offered.
func TestSMS(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		h.person("duan", "410105", role.Regulator)
		b := h.agent()
		b.login("duan", "")
		if got := b.ask("ways", "GET", "/api/signin", nil, ""); got["forgot"] != false {
			h.Errorf("without a gateway: %v", got)
		}
		b.ask("switch on without a gateway", "POST", "/api/security/sms", smsIn{true}, kernel.Conflict)
		g := startGateway(h.T)
		h.SMS = g
		b.ask("switch on", "POST", "/api/security/sms", smsIn{true}, "")
		if got := b.ask("security", "GET", "/api/security", nil, ""); got["sms"] != "on" || got["phone"] != "138****5678" {
			h.Errorf("security: %v", got)
		}
		n := h.agent()
		ticket, ways := n.half("duan")
		if toText(ways) != `["sms"]` {
			h.Errorf("ways: %v", ways)
		}
		n.ask("send", "POST", "/api/login/sms", ticketOut{ticket}, "")
		code := g.last(h, 1)
		n.ask("send another", "POST", "/api/login/sms", ticketOut{ticket}, "")
		fresh := g.last(h, 2)
		if fresh != code {
			n.ask("the first code after the second was sent", "POST", "/api/login/factor", factorIn{ticket, bySMS, code}, kernel.Login)
		}
		n.ask("the code", "POST", "/api/login/factor", factorIn{ticket, bySMS, fresh}, "")
		ticket, _ = n.half("duan")
		n.ask("the code again", "POST", "/api/login/factor", factorIn{ticket, bySMS, fresh}, kernel.Login)
		g.down = true
		n.ask("while the gateway is down", "POST", "/api/login/sms", ticketOut{ticket}, kernel.Conflict)
		g.down = false
		many := kernel.Code("")
		for range mostTexts + 1 {
			r, _ := n.send("POST", "/api/login/sms", strings.NewReader(`{"ticket":"`+ticket+`"}`))
			many = r.code
		}
		if many != kernel.TooMany {
			h.Errorf("messages without end: %s", many)
		}

		// a forgotten password
		forget := func(name string) string {
			challenge := n.ask("challenge", "GET", "/api/register/challenge", nil, "")["challenge"].(string)
			return n.ask("forgot "+name, "POST", "/api/password/forgot", forgotIn{name, challenge, solve(challenge)}, "")["ticket"].(string)
		}
		before := len(g.sent)
		nobody := forget("nobody")
		real := forget("duan")
		code = g.last(h, before+1)
		n.ask("a code for nobody", "POST", "/api/password/renew", renewIn{nobody, code, good + "-neu"}, kernel.Invalid)
		n.ask("a weak password", "POST", "/api/password/renew", renewIn{real, code, "12345678"}, kernel.Invalid)
		n.ask("one that was used", "POST", "/api/password/renew", renewIn{real, code, good}, kernel.Invalid)
		n.ask("the wrong code", "POST", "/api/password/renew", renewIn{real, "00000x", good + "-neu"}, kernel.Invalid)
		n.ask("the code", "POST", "/api/password/renew", renewIn{real, code, good + "-neu"}, "")
		n.ask("the code again", "POST", "/api/password/renew", renewIn{real, code, good + "-nei"}, kernel.Login)
		b.ask("the old session", "GET", "/api/me", nil, kernel.Login)
		n.ask("the new password, and still the second factor", "POST", "/api/login", loginIn{Name: "duan", Password: good + "-neu"}, kernel.Factor)
		guessed := forget("duan")
		code = g.last(h, before+2)
		for range mostWrong {
			n.ask("guess", "POST", "/api/password/renew", renewIn{guessed, "00000x", good + "-zzz"}, kernel.Invalid)
		}
		n.ask("the right code after five guesses", "POST", "/api/password/renew", renewIn{guessed, code, good + "-zzz"}, kernel.Invalid)
	})
}
