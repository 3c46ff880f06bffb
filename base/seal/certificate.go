package seal

import (
	"time"

	"anjian/base/role"
	"anjian/kernel"
	engine "anjian/kernel/seal"
)

// Certificate is one certificate of a seal (数字证书); its private key is kept apart, encrypted.
type Certificate struct {
	kernel.Base
	Title     string           `json:"title" label:"证书" ui:"fixed,list,search"`
	Seal      kernel.Ref[Seal] `json:"seal" label:"印章" ui:"fixed,list,filter"`
	Trial     bool             `json:"trial" label:"试用" ui:"fixed,list,filter"`
	Subject   string           `json:"subject" label:"证书主体" ui:"fixed"`
	Issuer    string           `json:"issuer" label:"签发者" ui:"fixed,list"`
	Serial    string           `json:"serial" label:"序列号" ui:"fixed,search"`
	Print     string           `json:"print" label:"证书指纹" ui:"fixed,wide" help:"证书的 SHA-256。"`
	Algorithm Algorithm        `json:"algorithm" label:"算法" ui:"fixed,list"`
	From      kernel.Date      `json:"valid_from" label:"生效日期" ui:"fixed"`
	Until     kernel.Date      `json:"valid_until" label:"到期日期" ui:"fixed,list,sort"`
	RevokedAt time.Time        `json:"revoked_at" label:"吊销时间" ui:"fixed"`
	Reason    string           `json:"reason" label:"原因" ui:"fixed"`
	State     Standing         `json:"state" label:"状态" ui:"fixed,list,filter"`
}

// Algorithm is how the key of a certificate signs.
type Algorithm string

func (Algorithm) Options() (out []kernel.Option) {
	for _, a := range []engine.Algorithm{engine.RSA, engine.ECDSA, engine.SM2} {
		out = append(out, kernel.Opt(a, a.Name()))
	}
	return out
}

// Standing is whether a certificate holds.
type Standing string

// The states of a certificate.
const (
	Holds      Standing = "holds"
	Superseded Standing = "superseded"
	Ended      Standing = "revoked"
)

func (Standing) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Holds, "使用中"), kernel.Opt(Superseded, "已更换"), kernel.Opt(Ended, "已吊销")}
}

var ct = kernel.Row[Certificate]()

// Certificates holds the certificates of all seals.
var Certificates = &kernel.Resource[Certificate]{
	Name: "seal_certificate", Label: "印章证书", Title: &ct.Title,
	Help: `印章的数字证书。批准印章时平台签发一张**试用**证书；正式使用的证书由电子认证机构签发，在印章页面“导入证书”上传（.p12、.pfx，国密证书用 .pem），密码只用于打开文件，不保存。

私钥泄露的，负责人点“吊销”：此后验证页会说明它已吊销，吊销前登记过的用印仍然有效。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "revoke", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System}, Can: "supersede", Rows: func(kernel.Actor) kernel.Cond { return kernel.None() }}, // by the platform alone
	},
	Flow: kernel.Flow[Certificate, Standing]{On: &ct.State, Start: Holds, Steps: []kernel.Step[Certificate, Standing]{
		{Name: "revoke", Label: "吊销", From: []Standing{Holds, Superseded}, To: Ended, Opinion: true, Tone: "danger", Fresh: kernel.ForSeal, Do: markRevoked, Confirm: "吊销后不能恢复，印章要重新导入证书才能使用。确定吊销？"},
		{Name: "supersede", Label: "更换", From: []Standing{Holds}, To: Superseded},
	}},
}

func markRevoked(c *kernel.Ctx, x *Certificate) error {
	x.RevokedAt = c.Now().UTC().Truncate(time.Millisecond)
	return nil
}

// revokeAll ends what a seal signs with.
func revokeAll(c *kernel.Ctx, s *Seal, why string) error {
	list, err := Certificates.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&ct.Seal, kernel.Ref[Seal](s.ID)), kernel.In(&ct.State, Holds, Superseded)), Sort: "id"})
	if err != nil {
		return err
	}
	for _, x := range list {
		if _, err := Certificates.Do(c.AsSystem(), x.ID, 0, "revoke", nil, why); err != nil {
			return err
		}
	}
	return nil
}

// enter puts a certificate and its key on file for a seal, in place of the one before.
func (h *House) enter(c *kernel.Ctx, s *Seal, k *engine.Key) error {
	old, err := Certificates.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&ct.Seal, kernel.Ref[Seal](s.ID)), kernel.Eq(&ct.State, Holds)), Sort: "id"})
	if err != nil {
		return err
	}
	for _, x := range old {
		if _, err := Certificates.Do(c.AsSystem(), x.ID, 0, "supersede", nil, ""); err != nil {
			return err
		}
	}
	d := engine.Describe(k.Cert)
	x := &Certificate{Seal: kernel.Ref[Seal](s.ID), Trial: d.Trial, Subject: d.Subject, Issuer: d.Issuer, Serial: d.Serial, Print: d.Print, Algorithm: Algorithm(d.Algorithm),
		From: kernel.Day(d.From), Until: kernel.Day(d.Until), Title: d.Subject + "（" + d.Issuer + "）"}
	x.Region = s.Region
	if err := Certificates.Create(c.AsSystem(), x); err != nil {
		return err
	}
	if err := h.keep(c, "certificate "+x.ID, k); err != nil {
		return err
	}
	s.Print, s.Trial = x.ID, d.Trial
	return nil
}

// trial gives a seal a certificate of the embedded authority.
func (h *House) trial(c *kernel.Ctx, s *Seal) error {
	root, err := h.authority(c)
	if err != nil {
		return err
	}
	list := ""
	if h.BaseURL != "" {
		list = h.BaseURL + "/api/seal/revoked.crl"
	}
	until, err := time.ParseInLocation(time.DateOnly, string(s.Until.AddDays(1)), kernel.China)
	if err != nil {
		return err
	}
	k, err := root.Issue(h.algorithm(), s.Name, s.Text, list, c.Now().Add(-time.Minute), until)
	if err != nil {
		return err
	}
	return h.enter(c, s, k)
}
