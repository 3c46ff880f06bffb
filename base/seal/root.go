package seal

import (
	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
	engine "anjian/kernel/seal"

	"github.com/emmansun/gmsm/smx509"
)

// Root is a certification authority whose certificates the platform believes (受信任的根证书).
type Root struct {
	kernel.Base
	Title  string      `json:"title" label:"名称" ui:"fixed,list"`
	Text   string      `json:"text" label:"证书内容" rule:"required,max=20000" ui:"long,wide,once" help:"以 -----BEGIN CERTIFICATE----- 开头的文本，向电子认证机构索取。"`
	Print  string      `json:"print" label:"证书指纹" rule:"unique" ui:"fixed,wide" help:"证书的 SHA-256，请与认证机构公布的核对。"`
	Until  kernel.Date `json:"valid_until" label:"到期日期" ui:"fixed,list,sort"`
	Source string      `json:"source" label:"取得途径" rule:"required,max=200" ui:"list,wide,once" help:"例如：某某认证公司官网下载，电话核对指纹。"`
	State  Faith       `json:"state" label:"状态" ui:"fixed,list,filter"`
}

// Faith is whether an authority is believed.
type Faith string

// The states of a root.
const (
	Trusted  Faith = "trusted"
	Disowned Faith = "disowned"
)

func (Faith) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Trusted, "受信任"), kernel.Opt(Disowned, "不再信任")}
}

var rt = kernel.Row[Root]()

// Roots holds the authorities that the installation believes beside its own one for trial.
var Roots = &kernel.Resource[Root]{
	Name: "seal_root", Label: "受信任的根证书", Title: &rt.Title,
	Help: `平台相信哪些电子认证机构。正式的印章证书由这些机构签发；验证页也只相信它们和平台自己的试用证书。

平台最上级的安全管理员点“新建”，粘贴认证机构的根证书，与机构公布的指纹核对。点“不再信任”以后，它签发的证书不再通过验证。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Security}, Can: "read", Rows: kernel.All},
		{To: []kernel.Role{role.Security}, Can: "create disown", Rows: kernel.Jurisdiction},
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read", Rows: kernel.All},
	},
	Flow: kernel.Flow[Root, Faith]{On: &rt.State, Start: Trusted, Steps: []kernel.Step[Root, Faith]{
		{Name: "disown", Label: "不再信任", From: []Faith{Trusted}, To: Disowned, Opinion: true, Tone: "danger", Fresh: kernel.ForRights, Confirm: "它签发的证书从此不能通过验证，用这些证书的印章不能再换证。确定？"},
	}},
	Rules: func(c *kernel.Ctx, r, before *Root) error {
		if before == nil {
			return topmost(c)
		}
		return nil
	},
	Derive: func(_ *kernel.Ctx, r *Root) error {
		cert, err := smx509.ParseCertificatePEM([]byte(r.Text))
		if r.Text == "" {
			return nil
		}
		if err != nil || !cert.IsCA {
			return kernel.FieldError(&rt.Text, "不是根证书，应为认证机构自己的证书")
		}
		d := engine.Describe(cert)
		r.Title, r.Print, r.Until = d.Subject, d.Print, kernel.Day(d.Until)
		return nil
	},
}

// topmost refuses security administrators who have one above them: whom the platform believes is one question for all of it.
func topmost(c *kernel.Ctx) error {
	if c.Actor.System || c.Actor.Region == kernel.Country {
		return nil
	}
	above := []kernel.Region{kernel.Country}
	for n := 2; n < len(c.Actor.Region); n += 2 {
		above = append(above, c.Actor.Region[:n])
	}
	n, err := account.Accounts.Count(c.AsSystem(), kernel.And(kernel.In(&account.Row.Region, above...), kernel.Eq(&account.Row.Status, account.Active), kernel.Has(&account.Row.Roles, account.Role(role.Security))))
	if err == nil && n > 0 {
		return kernel.Errorf(kernel.Forbidden, "全平台共用的信任由最上级的安全管理员登记，请联系上级")
	}
	return err
}
