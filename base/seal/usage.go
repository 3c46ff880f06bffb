package seal

import (
	"context"
	"time"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Usage is one entry of the use register (用印登记): what a seal was put on, or was refused for. Nobody changes it.
type Usage struct {
	kernel.Base
	Title  string                      `json:"title" label:"文书名称" ui:"fixed,list,search"`
	Number string                      `json:"number" label:"文号" ui:"fixed,list,search,filter"`
	Seal   kernel.Ref[Seal]            `json:"seal" label:"印章" ui:"fixed,list,filter"`
	Org    kernel.Ref[org.Org]         `json:"org" label:"机关" ui:"fixed,filter"`
	Kind   Kind                        `json:"kind" label:"种类" ui:"fixed,filter"`
	Who    kernel.Ref[account.Account] `json:"who" label:"用印人" ui:"fixed,list,filter"`
	Name   string                      `json:"who_name" label:"用印人姓名" ui:"fixed"`
	At     time.Time                   `json:"used_at" label:"用印时间" ui:"fixed,list,filter,sort"`
	Result Result                      `json:"result" label:"结果" ui:"fixed,list,filter"`
	Reason string                      `json:"reason" label:"拒绝原因" ui:"fixed,wide"`
	Type   string                      `json:"type" label:"记录类型" ui:"fixed,hidden"`
	Record string                      `json:"record" label:"记录编号" ui:"fixed,hidden,filter"`
	Page   int                         `json:"page" label:"页" ui:"fixed"`
	Before string                      `json:"plain_hash" label:"用印前摘要" ui:"fixed,wide" help:"用印前文件的 SHA-256。"`
	After  string                      `json:"sealed_hash" label:"用印后摘要" ui:"fixed,wide,filter" help:"用印后文件的 SHA-256，核对文件时用。"`
	Mark   string                      `json:"mark" label:"签名摘要" ui:"fixed,wide,filter" help:"这一次签名的 SHA-256，验证时以此找到登记。"`
	Cert   kernel.Ref[Certificate]     `json:"certificate" label:"证书" ui:"fixed"`
	Trial  bool                        `json:"trial" label:"试用证书" ui:"fixed,filter"`
}

// Result is how a use of a seal went.
type Result string

// The results.
const (
	Done   Result = "done"
	Denied Result = "denied"
)

func (Result) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Done, "已用印"), kernel.Tone(Denied, "已拒绝", "orange")}
}

var us = kernel.Row[Usage]()

// Usages is the use register.
var Usages = &kernel.Resource[Usage]{
	Name: "seal_usage", Label: "用印登记", Title: &us.Title, Sort: "-used_at",
	Help: `每一次用印都在这里：谁、什么时候、盖在哪份文书上（名称、文号、文件摘要）、结果如何。被拒绝的用印也在，写明原因。登记由平台自动写入，谁也不能修改、删除。

拿到一份文书要核对时，请用公开的“文书验证”页面，上传文件或扫描二维码。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read export", Rows: kernel.Jurisdiction},
		{To: role.Government, Can: "read", Rows: kernel.Mine(&us.Who)},
	},
	Views: []kernel.View{{Name: "done", Label: "已用印", Query: "result=done"}, {Name: "denied", Label: "被拒绝", Query: "result=denied"}},
}

// deny enters a refused attempt. It is written outside of the transaction that ends with the refusal.
func (h *House) deny(c *kernel.Ctx, u Usage, why error) {
	if h.Store == nil || kernel.CodeOf(why) == kernel.Prove || kernel.CodeOf(why) == kernel.Internal {
		return
	}
	if e, ok := why.(*kernel.Error); ok {
		u.Reason = e.Message
	}
	u.Result = Denied
	in := *c.AsSystem()
	in.Store, in.Context = h.Store, context.WithoutCancel(c.Context)
	h.notes.Go(func() {
		if err := Usages.Create(&in, &u); err != nil {
			in.Logger.ErrorContext(in.Context, "seal: a refused attempt could not be entered", "seal", u.Seal, "err", err)
		}
	})
}

// Settle waits until every refused attempt is entered: before the store is closed.
func (h *House) Settle() { h.notes.Wait() }
