package seal_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net/url"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"anjian/base/role"
	"anjian/base/seal"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
	"net/http"
	"net/http/httptest"
)

// 拿到文书的人不用登录, 上传文件或凭二维码就知道谁盖的章, 有没有改过.
func TestVerify(t *testing.T) {
	each(t, func(h *house) {
		h.inForce(seal.Enforcement)
		nobody := h.As(kernel.Actor{})
		sealed, u, err := seal.Stamp(h.keeper, h.use(seal.Enforcement, "7"), decision(t, "罚款伍万元"), at)
		kerneltest.Must(t, err)
		v, err := seal.Examine(nobody, sealed)
		kerneltest.Must(t, err)
		if !v.Good || !v.Trial || !strings.Contains(v.Says, "试用证书") || len(v.Signatures) != 1 || !v.Signatures[0].Valid || v.Signatures[0].Organ != "郑州市应急管理局" || v.Signatures[0].Entered == "" ||
			len(v.Entries) != 1 || v.Entries[0].Number != "（郑）应急罚〔2026〕7号" || v.Hash != u.After {
			t.Errorf("%+v", v)
		}
		changed := bytes.Replace(bytes.Clone(sealed), []byte("/MediaBox[0 0 5"), []byte("/MediaBox[0 0 6"), 1)
		v, err = seal.Examine(nobody, changed)
		kerneltest.Must(t, err)
		if v.Good || len(v.Entries) != 0 || !strings.Contains(strings.Join(v.Signatures[0].Says, ""), "被改动") {
			t.Errorf("%+v", v)
		}
		v, err = seal.Examine(nobody, append(bytes.Clone(sealed), "more"...))
		kerneltest.Must(t, err)
		if v.Good || !strings.Contains(v.Says, "盖章以后，文件被改动过") {
			t.Errorf("%+v", v)
		}
		v, err = seal.Examine(nobody, decision(t, "没有章"))
		kerneltest.Must(t, err)
		if v.Good || !strings.Contains(v.Says, "没有电子印章") {
			t.Errorf("%+v", v)
		}
		_, err = seal.Examine(nobody, []byte("GIF89a"))
		kerneltest.Want(t, "no PDF", err, kernel.Invalid)
		// 吊销之前登记过的仍然有效
		cert, err := seal.Certificates.First(h.chief, kernel.Cond{})
		kerneltest.Must(t, err)
		_, err = seal.Certificates.Do(h.chief, cert.ID, 0, "revoke", nil, "更换")
		kerneltest.Must(t, err)
		v, err = seal.Examine(nobody, sealed)
		kerneltest.Must(t, err)
		if !v.Good {
			t.Errorf("sealed before the certificate was revoked: %+v", v)
		}
		// but who has stolen the key and takes the entry away, or signs now, does not
		_, err = h.Store.Exec(nobody, "DELETE FROM seal_usage")
		kerneltest.Must(t, err)
		v, err = seal.Examine(nobody, sealed)
		kerneltest.Must(t, err)
		if v.Good || v.Signatures[0].Says[0] != "证书已被吊销" {
			t.Errorf("%+v", v)
		}
	})
}

// serve is the public interface.
func (h *house) serve() http.Handler {
	return (&rest.Server{Env: h.Env, Store: h.Store, Sessions: nobody{}}).Handler()
}

type nobody struct{}

func (nobody) Actor(*kernel.Ctx, *http.Request) (kernel.Actor, error) { return kernel.Actor{}, nil }

// TestPublic: the routes for everybody: by file, by QR code, by number, the revocation list; nothing without the check code, nothing
// beyond the bounds, and nothing but them.
func TestPublic(t *testing.T) {
	each(t, func(h *house) {
		h.inForce(seal.Enforcement)
		sealed, _, err := seal.Stamp(h.keeper, h.use(seal.Enforcement, "7"), decision(t, "罚款伍万元"), at)
		kerneltest.Must(t, err)
		server := h.serve()
		ask := func(method, path string, body []byte) (int, string) {
			t.Helper()
			w := httptest.NewRecorder()
			server.ServeHTTP(w, httptest.NewRequest(method, path, bytes.NewReader(body)))
			return w.Code, w.Body.String()
		}
		want := func(what string, code int, body string, wantCode int, part string) {
			t.Helper()
			if code != wantCode || !strings.Contains(body, part) {
				t.Errorf("%s: %d %s", what, code, body)
			}
		}
		code, err := seal.CheckCode(h.keeper, "document", "7")
		kerneltest.Must(t, err)
		status, body := ask("POST", "/api/seal/verify", sealed)
		want("by file", status, body, 200, `"good":true`)
		if strings.Contains(body, "姓名keeper") {
			t.Errorf("the public learns who used the seal: %s", body)
		}
		status, body = ask("POST", "/api/seal/verify", make([]byte, 21<<20))
		want("too large", status, body, 413, "20 MB")
		q := url.Values{"type": {"document"}, "id": {"7"}, "code": {strings.ToLower(code)}}
		status, body = ask("GET", "/api/seal/check?"+q.Encode(), nil)
		want("by QR code", status, body, 200, "（郑）应急罚〔2026〕7号")
		q = url.Values{"number": {"（郑）应急罚〔2026〕7号"}, "code": {code}}
		status, body = ask("GET", "/api/seal/check?"+q.Encode(), nil)
		want("by number", status, body, 200, "行政执法专用章")
		for _, bad := range []string{"", "AAAAAAAAAA", code[:9], code + "A"} {
			q.Set("code", bad)
			status, body = ask("GET", "/api/seal/check?"+q.Encode(), nil)
			want("with the code "+bad, status, body, 404, "校验码")
		}
		status, _ = ask("GET", "/api/seal/revoked.crl", nil)
		want("revocation list", status, "", 200, "")
		for _, path := range []string{"/api/seal", "/api/seal_usage", "/api/seal_certificate", "/api/seal/fields?type=org&id=" + h.bureau.ID} {
			status, body = ask("GET", path, nil)
			want(path, status, body, 401, "")
		}
		if h.house.BaseURL != "" {
			link, err := seal.CheckLink(h.keeper, "document", "7")
			kerneltest.Must(t, err)
			if link != "https://anjian.example/verify?code="+code+"&id=7&type=document" {
				t.Errorf("link %s", link)
			}
			squares, err := seal.QR(link)
			kerneltest.Must(t, err)
			if len(squares) < 21 || len(squares) != len(squares[0]) || !squares[0][0] || squares[1][1] {
				t.Errorf("%d squares", len(squares))
			}
		}
	})
}

// licensed is a licensed authority with a certificate of one organ in PKCS#12.
func licensed(t *testing.T, now time.Time) (root string, p12 []byte) {
	t.Helper()
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		kerneltest.Must(t, err)
		return k
	}
	ca, own := key(), key()
	caCert := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "某电子认证公司根证书"}, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(9, 0, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, caCert, caCert, &ca.PublicKey, ca)
	kerneltest.Must(t, err)
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "郑州市应急管理局", Organization: []string{"郑州市应急管理局"}}, NotBefore: now.AddDate(0, -1, 0), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, caCert, &own.PublicKey, ca)
	kerneltest.Must(t, err)
	cert, err := x509.ParseCertificate(leafDER)
	kerneltest.Must(t, err)
	p12, err = pkcs12.Modern.Encode(own, cert, nil, "Geheim-88")
	kerneltest.Must(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), p12
}

// 导入正式证书: 要有受信任的根, 密码不留下; 之后盖的章不再是试用.
func TestBring(t *testing.T) {
	each(t, func(h *house) {
		s := h.inForce(seal.Official)
		root, p12 := licensed(t, kerneltest.Now)
		file := base64.StdEncoding.EncodeToString(p12)
		bring := func(what string, c *kernel.Ctx, content, password string, want kernel.Code) {
			t.Helper()
			_, err := seal.Bring(c, s.ID, content, password)
			kerneltest.Want(t, what, err, want)
			if err != nil && password != "" && strings.Contains(err.Error(), password) {
				t.Errorf("%s: the error tells the password", what)
			}
		}
		bring("nobody believes the authority", h.keeper, file, "Geheim-88", kernel.Conflict)
		guard := h.As(kernel.Actor{ID: "guard", Roles: []kernel.Role{role.Security}, Region: "4101"})
		r := &seal.Root{Text: root, Source: "官网下载，电话核对指纹"}
		r.Region = "4101"
		kerneltest.Want(t, "a root by a leader", seal.Roots.Create(h.chief, &seal.Root{Text: root, Source: "x", Base: kernel.Base{Region: "4101"}}), kernel.Forbidden)
		h.person("boss", "41", role.Security)
		kerneltest.Want(t, "a root below the topmost", seal.Roots.Create(guard, r), kernel.Forbidden)
		guard = h.As(kernel.Actor{ID: h.people["boss"].ID, Roles: []kernel.Role{role.Security}, Region: "41"})
		r = &seal.Root{Text: root, Source: "官网下载，电话核对指纹", Base: kernel.Base{Region: "41"}}
		kerneltest.Must(t, seal.Roots.Create(guard, r))
		kerneltest.Want(t, "no root", seal.Roots.Create(guard, &seal.Root{Text: "x", Source: "x", Base: kernel.Base{Region: "4101"}}), kernel.Invalid)
		bring("a wrong password", h.keeper, file, "falsch-99", kernel.Invalid)
		bring("no file", h.keeper, "AAAA", "Geheim-88", kernel.Invalid)
		bring("by somebody else", h.taker, file, "Geheim-88", kernel.Forbidden)
		bring("by a stranger", h.stranger, file, "Geheim-88", kernel.Missing)
		bring("by the keeper", h.keeper, file, "Geheim-88", "")
		bring("twice", h.keeper, file, "Geheim-88", kernel.Conflict)
		sealed, u, err := seal.Stamp(h.keeper, h.use(seal.Official, "1"), decision(t, "罚"), at)
		kerneltest.Must(t, err)
		v, err := seal.Examine(h.As(kernel.Actor{}), sealed)
		kerneltest.Must(t, err)
		if u.Trial || v.Trial || !v.Good || len(v.Signatures[0].Chain) != 2 || v.Signatures[0].Chain[1].Subject != "某电子认证公司根证书" {
			t.Errorf("%+v", v)
		}
		_, err = seal.Roots.Do(guard, r.ID, 0, "disown", nil, "机构停业")
		kerneltest.Must(t, err)
		v, err = seal.Examine(h.As(kernel.Actor{}), sealed)
		kerneltest.Must(t, err)
		if v.Good {
			t.Error("nobody believes the authority any more, and yet its certificate holds")
		}
		// what the database holds opens nothing, and the password is nowhere
		for _, table := range []string{"seal_key", "seal_certificate", "trail"} {
			rows, err := h.Store.Query(h.System(), "SELECT * FROM "+table)
			kerneltest.Must(t, err)
			cols, _ := rows.Columns()
			for rows.Next() {
				cells := make([]any, len(cols))
				for i := range cells {
					cells[i] = new(any)
				}
				kerneltest.Must(t, rows.Scan(cells...))
				for i, cell := range cells {
					text := ""
					switch x := (*cell.(*any)).(type) {
					case string:
						text = x
					case []byte:
						text = string(x)
					}
					if strings.Contains(text, "Geheim") || strings.Contains(text, "PRIVATE KEY") {
						t.Errorf("%s.%s tells a secret", table, cols[i])
					}
				}
			}
			rows.Close()
		}
	})
}

// 逐件审批的印章, 用印要先申请; 批准的是那一份文件.
func TestRequest(t *testing.T) {
	each(t, func(h *house) {
		s := h.inForce(seal.Official)
		_, err := seal.Seals.Update(h.clerk, s.ID, 0, func(s *seal.Seal) error { s.Each = true; return nil })
		kerneltest.Must(t, err)
		_, _, err = seal.Stamp(h.keeper, h.use(seal.Official, "1"), decision(t, "一"), at)
		kerneltest.Want(t, "without a request", err, kernel.Conflict)
		f, err := h.Contents.Keep(h.clerk, bytes.NewReader(decision(t, "证明")))
		kerneltest.Must(t, err)
		f.Name = "证明.pdf"
		r := &seal.Request{Title: "工作证明", Number: "郑应急函〔2026〕3号", Seal: kernel.Ref[seal.Seal](s.ID), Reason: "证明用", Paper: kernel.Files{f}, Page: 1, X: 150, Y: 220}
		kerneltest.Must(t, seal.Requests.Create(h.clerk, r))
		do := func(c *kernel.Ctx, step, opinion string, want kernel.Code) *seal.Request {
			t.Helper()
			out, err := seal.Requests.Do(c, r.ID, 0, step, nil, opinion)
			kerneltest.Want(t, step, err, want)
			return out
		}
		do(h.keeper, "stamp", "", kernel.Conflict)
		do(h.clerk, "approve", "", kernel.Forbidden)
		do(h.chief, "approve", "", "")
		_, err = seal.Requests.Update(h.clerk, r.ID, 0, func(r *seal.Request) error { r.Title = "别的"; return nil })
		kerneltest.Want(t, "changed after the approval", err, kernel.Conflict)
		do(h.taker, "stamp", "", kernel.Forbidden)
		got := do(h.keeper, "stamp", "", "")
		if len(got.Stamped) != 1 || len(got.Code) != 10 {
			t.Fatalf("%+v", got)
		}
		in, err := h.Contents.Read(h.keeper, got.Stamped[0].SHA)
		kerneltest.Must(t, err)
		defer in.Close()
		var b bytes.Buffer
		_, err = b.ReadFrom(in)
		kerneltest.Must(t, err)
		v, err := seal.Examine(h.As(kernel.Actor{}), b.Bytes())
		kerneltest.Must(t, err)
		if !v.Good || v.Entries[0].Number != r.Number {
			t.Errorf("%+v", v)
		}
	})
}
