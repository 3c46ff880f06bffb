package account

import (
	"crypto/tls"
	"encoding/pem"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/jimlambrt/gldap"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// people is an LDAP directory on this machine.
type people struct {
	ldaps, ldap string
	ca          string
	mu          sync.Mutex
	filters     []string // what it was asked
	clear       int      // passwords that came unencrypted
}

// who is in the directory: name, password and the attribute that stays.
var residents = map[string][2]string{"tao": {"Mulu-2026", "0d3c6a6e"}, "mei": {"Mulu-2027", "77aa01"}}

const searcher = "cn=reader,dc=gov"

func startPeople(t *testing.T) *people {
	page := httptest.NewTLSServer(nil) // has a certificate for 127.0.0.1
	t.Cleanup(page.Close)
	p := &people{ca: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: page.Certificate().Raw}))}
	config := &tls.Config{Certificates: page.TLS.Certificates}
	var secure sync.Map // connections that are encrypted
	serve := func(opts []gldap.Option, always bool) string {
		mux, err := gldap.NewMux()
		kerneltest.Must(t, err)
		kerneltest.Must(t, mux.Bind(func(w *gldap.ResponseWriter, r *gldap.Request) {
			answer := r.NewBindResponse(gldap.WithResponseCode(gldap.ResultInvalidCredentials))
			defer func() { w.Write(answer) }()
			m, err := r.GetSimpleBindMessage()
			if err != nil {
				return
			}
			if _, ok := secure.Load(r.ConnectionID()); !ok && !always {
				p.mu.Lock()
				p.clear++
				p.mu.Unlock()
			}
			name, _, _ := strings.Cut(strings.TrimPrefix(m.UserName, "uid="), ",")
			if m.Password == "" || m.UserName == searcher && m.Password == "Chaxun-2026" || residents[name][0] != "" && residents[name][0] == string(m.Password) {
				answer.SetResultCode(gldap.ResultSuccess) // without a password: as many directories do
			}
		}))
		kerneltest.Must(t, mux.Search(func(w *gldap.ResponseWriter, r *gldap.Request) {
			done := r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultSuccess))
			defer func() { w.Write(done) }()
			m, err := r.GetSearchMessage()
			if err != nil {
				return
			}
			p.mu.Lock()
			p.filters = append(p.filters, m.Filter)
			p.mu.Unlock()
			for name, who := range residents {
				if strings.Contains(m.Filter, "(uid="+name+")") || strings.Contains(m.Filter, "(uid=*)") {
					w.Write(r.NewSearchResponseEntry("uid="+name+",ou=people,dc=gov", gldap.WithAttributes(map[string][]string{"entryUUID": {who[1]}, "cn": {"目录" + name}})))
				}
			}
		}))
		kerneltest.Must(t, mux.ExtendedOperation(func(w *gldap.ResponseWriter, r *gldap.Request) {
			answer := r.NewExtendedResponse(gldap.WithResponseCode(gldap.ResultSuccess))
			answer.SetResponseName(gldap.ExtendedOperationStartTLS)
			w.Write(answer)
			if r.StartTLS(config) == nil {
				secure.Store(r.ConnectionID(), true)
			}
		}, gldap.ExtendedOperationStartTLS))
		s, err := gldap.NewServer(gldap.WithLogger(hclog.NewNullLogger()))
		kerneltest.Must(t, err)
		kerneltest.Must(t, s.Router(mux))
		free, err := net.Listen("tcp", "127.0.0.1:0")
		kerneltest.Must(t, err)
		at := free.Addr().String()
		free.Close()
		go s.Run(at, opts...)
		t.Cleanup(func() { s.Stop() })
		for range 500 {
			if s.Ready() {
				return at
			}
			time.Sleep(2 * time.Millisecond)
		}
		t.Fatal("the directory does not start")
		return ""
	}
	p.ldaps = "ldaps://" + serve([]gldap.Option{gldap.WithTLSConfig(config)}, true)
	p.ldap = "ldap://" + serve(nil, false)
	return p
}

// TestDirectory: sign-in by a directory over LDAPS and StartTLS as the account that was linked; what is typed is escaped,
// an empty password proves nothing, failures lock, no password travels unencrypted.
func TestDirectory(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		dir := startPeople(h.T)
		h.person("guard", "4101", role.Security)
		h.person("lihua", "410105", role.Regulator)
		wang := h.person("wang", "410105", role.Regulator)
		admin := h.agent()
		admin.login("guard", "")
		form := func(name, url string, start bool) map[string]any {
			return map[string]any{"name": name, "protocol": "ldap", "url": url, "start_tls": start, "ca": dir.ca, "bind_dn": searcher, "root": "ou=people,dc=gov", "filter": "(&(objectClass=person)(uid={login}))"}
		}
		for what, fields := range map[string]map[string]any{"unencrypted": form("x", dir.ldap, false), "a filter for everybody": {"name": "x", "protocol": "ldap", "url": dir.ldaps, "root": "dc=gov", "filter": "(uid=*)"}} {
			admin.header["Idempotency-Key"] = newToken()
			admin.ask(what, "POST", "/api/account_provider", fields, kernel.Invalid)
		}
		ids := []string{admin.outsider(form("目录", dir.ldaps, false), "Chaxun-2026"), admin.outsider(form("目录二", dir.ldap, true), "Chaxun-2026")}
		wrongKey := admin.outsider(form("查询账号错", dir.ldaps, false), "wrong")
		unknown := form("证书不对", dir.ldaps, false)
		unknown["ca"] = ""
		strange := admin.outsider(unknown, "Chaxun-2026")
		for _, id := range ids {
			admin.ask("try", "POST", "/api/account_provider/"+id+"/try", struct{}{}, "")
		}
		for _, id := range []string{wrongKey, strange} {
			admin.ask("try what is wrong", "POST", "/api/account_provider/"+id+"/try", struct{}{}, kernel.Conflict)
			admin.ask("sign in by it", "POST", "/api/login", loginIn{Name: "tao", Password: "Mulu-2026", Provider: id}, kernel.Conflict)
		}
		for _, id := range ids {
			b := h.agent()
			in := func(name, password string, code kernel.Code) map[string]any {
				return b.ask("sign in as "+name, "POST", "/api/login", loginIn{Name: name, Password: password, Provider: id}, code)
			}
			if why := in("tao", "Mulu-2026", kernel.Login)["title"].(string); !strings.Contains(why, "还没有关联") {
				h.Errorf("before it is linked: %s", why)
			}
			owner := h.agent()
			owner.login("lihua", "")
			owner.ask("link with a wrong password", "POST", "/api/security/link", loginIn{Name: "tao", Password: "x", Provider: id}, kernel.Invalid)
			owner.ask("link", "POST", "/api/security/link", loginIn{Name: "tao", Password: "Mulu-2026", Provider: id}, "")
			if me := in("tao", "Mulu-2026", ""); me["name"] != "lihua" {
				h.Errorf("me: %v", me)
			}
			for name, password := range map[string]string{"tao": "Mulu-2027", "nobody": "Mulu-2026", "*": "Mulu-2026", "tao)(uid=*": "Mulu-2026", "mei)(|(uid=tao": "Mulu-2027"} {
				in(name, password, kernel.Login)
			}
			in("tao", "", kernel.Invalid)
			in("tao", " \x00", kernel.Login)
			in("tao", strings.Repeat("x", 600), kernel.Login)
			// what the administrator links
			if _, err := Links.Count(h.System(), kernel.Eq(&ln.Account, kernel.Ref[Account](wang.ID))); err != nil {
				h.Fatal(err)
			}
			kerneltest.Must(h, AddLink(h.System(), wang.ID, id, "77aa01", "目录mei"))
			if me := in("mei", "Mulu-2027", ""); me["name"] != "wang" {
				h.Errorf("me: %v", me)
			}
			last := kernel.Code("")
			for range 6 {
				r, _ := h.agent().send("POST", "/api/login", strings.NewReader(`{"name":"mei","password":"falsch","provider":"`+id+`"}`))
				last = r.code
			}
			if last != kernel.Locked {
				h.Errorf("a directory can be tried without end: %s", last)
			}
			admin.ask("delete while it is linked", "GET", "/api/account_provider/"+id, nil, "")
		}
		dir.mu.Lock()
		if dir.clear > 0 {
			h.Errorf("%d passwords travelled unencrypted", dir.clear)
		}
		for _, filter := range dir.filters {
			if strings.Contains(filter, "(uid=*)") || strings.Count(filter, "(") > 3 {
				h.Errorf("the filter was written by who signed in: %s", filter)
			}
		}
		dir.mu.Unlock()
		b := h.agent()
		b.login("lihua", "")
		links := b.ask("links", "GET", "/api/account_link", nil, "")["items"].([]any)
		if len(links) != 2 {
			h.Fatalf("links: %v", links)
		}
		link := links[0].(map[string]any)
		b.header["If-Match"] = `"1"`
		b.ask("cut it", "DELETE", "/api/account_link/"+link["id"].(string), nil, "")
		b.ask("sign in by it", "POST", "/api/login", loginIn{Name: "tao", Password: "Mulu-2026", Provider: link["provider"].(string)}, kernel.Login)
	})
}

// TestLinksByOthers: an administrator links the accounts he decides on, nobody else's and not the own one.
func TestLinksByOthers(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		p := &Provider{Name: "目录", Protocol: LDAP, URL: "ldaps://10.0.0.1", Root: "dc=gov", Filter: "(uid={login})"}
		p.Region = "4101"
		kerneltest.Must(h, Providers.Create(h.System(), p))
		head := h.person("head", "410105", role.System)
		mine, other, above := h.person("mine", "410105", role.Regulator), h.person("other", "410104", role.Regulator), h.person("above", "4101", role.Regulator)
		c, plain := h.As(head.actor()), h.As(mine.actor())
		link := func(c *kernel.Ctx, id, subject string) error {
			return Links.Create(c, &Link{Account: kernel.Ref[Account](id), Provider: kernel.Ref[Provider](p.ID), Subject: subject})
		}
		for _, x := range []struct {
			what string
			err  error
			code kernel.Code
		}{
			{"mine", link(c, mine.ID, "s1"), ""},
			{"the same identity twice", link(c, mine.ID, "s1"), kernel.Conflict},
			{"the own", link(c, head.ID, "s2"), kernel.Forbidden},
			{"the neighbour's", link(c, other.ID, "s3"), kernel.Missing},
			{"the city's", link(c, above.ID, "s4"), kernel.Missing},
			{"nobody's", link(c, "x", "s5"), kernel.Invalid},
			{"by the owner without proof", link(plain, mine.ID, "s6"), kernel.Forbidden},
		} {
			kerneltest.Want(h, x.what, x.err, x.code)
		}
		err := Providers.Delete(h.System(), p.ID, 0)
		kerneltest.Want(h, "delete a provider in use", err, kernel.Conflict)
	})
}
