package office

import (
	"cmp"

	"anjian/base/account"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
)

var flow = kernel.Flow[Notice, Status]{On: &Row.Status, Start: Draft, Steps: []kernel.Step[Notice, Status]{
	{Name: "submit", Label: "提交审核", From: []Status{Draft}, To: Review, Tone: "primary", Do: submit},
	{Name: "issue", Label: "签发", From: []Status{Review, Draft}, To: Issued, May: []any{&Row.Number}, Tone: "primary", Todo: true, Do: issue,
		Confirm: "签发后立即送达全部收件人，公开的同时向社会公开。确定签发？"},
	{Name: "back", Label: "退回修改", From: []Status{Review}, To: Draft, Opinion: true},
	{Name: "correct", Label: "更正", From: []Status{Issued}, May: []any{&Row.Title, &Row.Number, &Row.Body, &Row.Files, &Row.ReplyBy}, Opinion: true, Do: correct,
		Help: "改正后发出新版，收件人会收到更正通知并须重新阅读；旧版留在“历史版本”里。"},
	{Name: "withdraw", Label: "撤回", From: []Status{Issued}, To: Withdrawn, May: []any{&Row.Withdrawn}, Tone: "danger", Do: withdraw,
		Confirm: "撤回后不再送达，已收到的人会看到“已撤回”。确定撤回？"},
}}

func submit(c *kernel.Ctx, n *Notice) error {
	_, err := notice.Tell(c, notice.Message{Kind: reviewKind, To: []notice.To{{Role: role.Leader, Region: n.Region}}, Title: "待审核：" + n.Title, Type: "office_notice", Record: n.ID})
	return err
}

func issue(c *kernel.Ctx, n *Notice) error {
	n.Edition, n.Issuer, n.IssuedOn = 1, c.Actor.Name, c.Today()
	count, err := n.count(c.AsSystem())
	if err != nil {
		return err
	}
	n.Scope = count.words()
	return Send.Enqueue(c, sending{n.ID, 1})
}

// Edition is what a notice said before it was corrected (历史版本).
type Edition struct {
	kernel.Base
	Notice   kernel.Ref[Notice] `json:"notice" label:"通知公告" rule:"required" ui:"list,filter,once"`
	Edition  int                `json:"edition" label:"版次" ui:"list,fixed"`
	Title    string             `json:"title" label:"标题" rule:"max=120" ui:"list,fixed"`
	Number   string             `json:"number" label:"文号" ui:"list,fixed"`
	Body     string             `json:"body" label:"正文" rule:"max=20000" ui:"fixed,long,wide"`
	Files    kernel.Files       `json:"files" label:"附件" ui:"fixed"`
	IssuedOn kernel.Date        `json:"issued_on" label:"签发日期" ui:"list,fixed"`
	EndedOn  kernel.Date        `json:"ended_on" label:"更正日期" ui:"list,fixed"`
	By       string             `json:"corrected_by" label:"更正人" ui:"list,fixed"`
}

var ed = kernel.Row[Edition]()

// Editions holds the editions that were replaced; whoever reads a notice reads them.
var Editions = &kernel.Resource[Edition]{
	Name: "office_edition", Label: "历史版本", Title: &ed.Title, Sort: "-id",
	Help: `通知公告更正之前的版本，不能修改。更正的原因记在通知的“办理过程”里。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, writers...), Can: "read", Rows: kernel.Jurisdiction},
		{To: readers, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			if a.ID == "" {
				return kernel.None()
			}
			return kernel.Via(&ed.Notice, Notices, received(a))
		}},
	},
}

// correct keeps the edition as it was and sends the new one.
func correct(c *kernel.Ctx, n *Notice) error {
	old, err := Notices.Get(c.AsSystem(), n.ID)
	if err != nil {
		return err
	}
	if old.Title == n.Title && old.Body == n.Body && old.Number == n.Number && old.ReplyBy == n.ReplyBy && sameFiles(old.Files, n.Files) {
		return kernel.Errorf(kernel.Invalid, "没有改动，不需要更正")
	}
	e := &Edition{Notice: kernel.Ref[Notice](n.ID), Edition: old.Edition, Title: old.Title, Number: old.Number, Body: old.Body, Files: old.Files, IssuedOn: old.IssuedOn, EndedOn: c.Today(), By: c.Actor.Name}
	e.Region = n.Region
	if err := Editions.Create(c.AsSystem(), e); err != nil {
		return err
	}
	n.Edition, n.IssuedOn, n.Issuer, n.Sent = old.Edition+1, c.Today(), c.Actor.Name, false
	return Send.Enqueue(c, sending{n.ID, n.Edition})
}

func sameFiles(a, b kernel.Files) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].SHA != b[i].SHA || a[i].Name != b[i].Name {
			return false
		}
	}
	return true
}

// withdraw stops what is still on its way, and tells those whom it has reached.
func withdraw(c *kernel.Ctx, n *Notice) error {
	n.Withdrawn = cmp.Or(n.Withdrawn, "未写明")
	sys := c.AsSystem()
	if err := notice.Withdraw(sys, "office_notice", n.ID); err != nil {
		return err
	}
	var read []string
	err := Receipts.Each(sys, kernel.Query{Where: kernel.And(kernel.Eq(&rc.Notice, kernel.Ref[Notice](n.ID)), kernel.In(&rc.Status, ReadIt, Replied), kernel.Not(&rc.Account, kernel.Ref[account.Account](""))), Sort: "id", Limit: -1, Cols: []string{"id", "account"}}, func(r *Receipt) error {
		read = append(read, string(r.Account))
		return nil
	})
	if err != nil || len(read) == 0 {
		return err
	}
	_, err = notice.Tell(c, notice.Message{Kind: correctedKind, To: []notice.To{{Accounts: read}}, Title: "已撤回：" + n.Title, Text: "原因：" + n.Withdrawn, Type: "office_notice", Record: n.ID})
	return err
}
