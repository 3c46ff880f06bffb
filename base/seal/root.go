package seal

import (
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
	Source string      `json:"source" label:"取得途径" rule:"required,max=200" ui:"list,wide" help:"例如：某某认证公司官网下载，电话核对指纹。"`
}

var rt = kernel.Row[Root]()

// Roots holds the authorities that the installation believes beside its own one for trial.
var Roots = &kernel.Resource[Root]{
	Name: "seal_root", Label: "受信任的根证书", Title: &rt.Title,
	Help: `平台相信哪些电子认证机构。正式的印章证书由这些机构签发；验证页也只相信它们和平台自己的试用证书。

安全管理员点“新建”，粘贴认证机构的根证书，与机构公布的指纹核对。删除后，它签发的证书不再通过验证。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Security}, Can: "read create delete", Rows: kernel.All},
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read", Rows: kernel.All},
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
