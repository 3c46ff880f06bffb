package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/emmansun/gmsm/smx509"

	"anjian/base/role"
	"anjian/kernel"
	engine "anjian/kernel/seal"
)

// bringIn is a certificate of a licensed authority with its key. The password opens the file and is kept nowhere: the request goes past
// the store of answers, and errors do not tell it.
type bringIn struct {
	Content  string `json:"content"` // the file in base64
	Password string `json:"password"`
}

// Brought says what was imported.
type Brought struct {
	Subject   string      `json:"subject"`
	Issuer    string      `json:"issuer"`
	Serial    string      `json:"serial"`
	Algorithm string      `json:"algorithm"`
	Until     kernel.Date `json:"valid_until"`
}

// serveBring imports a certificate for a seal.
func serveBring(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 256<<10))
	d.DisallowUnknownFields()
	in := bringIn{}
	if err := d.Decode(&in); err != nil {
		return kernel.Errorf(kernel.Invalid, "请求内容的格式不对")
	}
	if _, more := d.Token(); more != io.EOF {
		return kernel.Errorf(kernel.Invalid, "请求中有多余的内容")
	}
	out, err := Bring(c, r.PathValue("id"), in.Content, in.Password)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(out)
}

// Bring imports a certificate with its key for a seal, from PKCS#12 or PEM: in place of the one before, which stays valid for what it
// has signed.
func Bring(c *kernel.Ctx, id, content, password string) (*Brought, error) {
	if err := c.Fresh(kernel.ForSeal); err != nil {
		return nil, err
	}
	h, err := of(c)
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(content)
	if err != nil || len(raw) == 0 {
		return nil, kernel.Errorf(kernel.Invalid, "请选择证书文件")
	}
	read := engine.ReadPKCS12
	if bytes.Contains(raw, []byte("-----BEGIN ")) {
		read = engine.ReadPEM
	}
	k, err := read(raw, password)
	switch {
	case errors.Is(err, engine.ErrPassword):
		return nil, &kernel.Error{Code: kernel.Invalid, Message: "密码不对，打不开证书文件", Fields: map[string]string{"password": "密码不对"}}
	case err != nil:
		return nil, kernel.Errorf(kernel.Invalid, "文件里没有私钥和与它相配的证书；应为 .p12、.pfx，国密证书为含私钥和证书的 .pem")
	}
	var out *Brought
	err = c.Tx(func(c *kernel.Ctx) error {
		s, err := Seals.Get(c, id)
		if err != nil {
			return err
		}
		if string(s.Keeper) != c.Actor.ID && !c.Actor.Is(role.Leader) {
			return kernel.Errorf(kernel.Forbidden, "只有保管人和负责人可以导入证书")
		}
		if s.State != Approved && s.State != Active && s.State != Suspended {
			return kernel.Errorf(kernel.Conflict, "印章%s，不能导入证书", kernel.LabelOf(s.State))
		}
		if err := h.acceptable(c, k); err != nil {
			return err
		}
		d := engine.Describe(k.Cert)
		out = &Brought{d.Subject, d.Issuer, d.Serial, d.Algorithm.Name(), kernel.Day(d.Until)}
		_, err = Seals.Update(c.AsSystem(), id, 0, func(s *Seal) error { return h.enter(c, s, k) })
		return err
	})
	return out, err
}

// acceptable tells whether a certificate can sign from today: it holds, is known for the first time, and an authority that the
// installation believes vouches for it.
func (h *House) acceptable(c *kernel.Ctx, k *engine.Key) error {
	if now := c.Now(); now.Before(k.Cert.NotBefore) || now.After(k.Cert.NotAfter) {
		return kernel.Errorf(kernel.Invalid, "证书不在有效期内")
	}
	d := engine.Describe(k.Cert)
	n, err := Certificates.Count(c.AsSystem(), kernel.Eq(&ct.Print, d.Print))
	if err != nil {
		return err
	}
	if n > 0 {
		return kernel.Errorf(kernel.Conflict, "这张证书已经导入过")
	}
	t, err := h.trust(c)
	if err != nil {
		return err
	}
	roots, between := smx509.NewCertPool(), smx509.NewCertPool()
	for _, r := range t.Roots {
		roots.AddCert(r)
	}
	for _, x := range k.Chain {
		between.AddCert(x)
	}
	if k.Cert.IsCA {
		return kernel.Errorf(kernel.Invalid, "这是认证机构自己的证书，不能用来盖章")
	}
	if _, err := k.Cert.Verify(smx509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: c.Now(), KeyUsages: []smx509.ExtKeyUsage{smx509.ExtKeyUsageAny}}); err != nil {
		return kernel.Errorf(kernel.Conflict, "签发机构“%s”不在受信任的根证书中，请安全管理员先登记它的根证书", d.Issuer)
	}
	return nil
}
