package seal

import (
	"time"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

// Signature is one person's signature under some fields of a record (字段签名), with or without the seal of an organ. Each field has a
// digest of its own, so that a later change is named by the field that was changed.
type Signature struct {
	kernel.Base
	Title   string                      `json:"title" label:"签名记录" ui:"fixed,list,search"`
	Type    string                      `json:"type" label:"记录类型" ui:"fixed,filter"`
	Record  string                      `json:"record" label:"记录编号" ui:"fixed,filter"`
	Who     kernel.Ref[account.Account] `json:"who" label:"签名人" ui:"fixed,list,filter"`
	Name    string                      `json:"who_name" label:"签名人姓名" ui:"fixed"`
	At      time.Time                   `json:"signed_at" label:"签名时间" ui:"fixed,list,sort"`
	Seal    kernel.Ref[Seal]            `json:"seal" label:"印章" ui:"fixed,list,filter"`
	Cert    kernel.Ref[Certificate]     `json:"certificate" label:"证书" ui:"fixed"`
	Note    string                      `json:"note" label:"说明" rule:"max=200" ui:"fixed,wide"`
	Fields  []SignedField               `json:"fields" label:"签名的字段" ui:"fixed,wide"`
	Salt    string                      `json:"salt" label:"随机数" ui:"fixed,hidden"`
	Value   string                      `json:"value" label:"签名值" ui:"fixed,hidden"`
	Usage   kernel.Ref[Usage]           `json:"usage" label:"用印登记" ui:"fixed"`
	Address string                      `json:"address" label:"网络地址" ui:"fixed,hidden"`
}

// SignedField is one field as it was signed.
type SignedField struct {
	Name   string `json:"name" label:"字段"`
	Label  string `json:"label" label:"名称"`
	Digest string `json:"digest" label:"摘要"`
}

var sg = kernel.Row[Signature]()

// Signatures holds all signatures under fields. Records come into being by SignFields alone.
var Signatures = &kernel.Resource[Signature]{
	Name: "seal_signature", Label: "字段签名", Title: &sg.Title, Sort: "-signed_at",
	Help: `谁在哪条记录的哪些字段上签了名、盖了章。在记录页面点“签名盖章”签；以后哪个字段被改过，同一个窗口会指出来，印章变成灰色。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read export", Rows: kernel.Jurisdiction},
		{To: role.All, Can: "read", Rows: kernel.Mine(&sg.Who)},
	},
}
