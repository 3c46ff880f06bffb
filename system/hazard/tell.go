package hazard

import (
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
)

// Kinds of messages of this system. What an authority asks of an enterprise and what it answers nobody switches off.
var (
	urgedKind    = notice.Declare(notice.Kind{Name: "hazard.urged", Label: "自查督促", Must: true, Basis: "安全生产法第四十一条：监管部门督促企业排查治理隐患", Channels: []notice.Channel{notice.Push, notice.SMS}})
	askedKind    = notice.Declare(notice.Kind{Name: "hazard.extension", Label: "延期申请待答复", Channels: []notice.Channel{notice.Push}})
	answeredKind = notice.Declare(notice.Kind{Name: "hazard.answered", Label: "延期申请答复", Must: true, Basis: "平台规定：申请的答复必须告知申请人", Channels: []notice.Channel{notice.Push, notice.SMS}})
)

// tell tells the people concerned of urges and of applications for more time.
func tell(c *kernel.Ctx, w *kernel.Write) error {
	switch w.Meta {
	case Urges.Meta():
		u, ok := w.After.(*Urge)
		switch {
		case ok && w.Verb == "create":
			m := notice.Message{Kind: urgedKind, Title: "请尽快自查隐患", Text: u.Title, Type: Urges.Name, Record: u.ID}
			return notice.TellFirm(c, m, u.Enterprise)
		case ok && (w.Verb == "withdraw" || w.Verb == "heed"):
			return notice.Withdraw(c, Urges.Name, u.ID)
		}
	case Extensions.Meta():
		x, ok := w.After.(*Extension)
		m := notice.Message{Kind: answeredKind, Text: w.Opinion, Type: Extensions.Name, Record: w.ID}
		switch {
		case ok && w.Verb == "create":
			m.Kind, m.Title, m.Text = askedKind, "请于"+string(x.AnswerBy)+"前答复延期申请："+x.Title, x.Reason
			m.To = []notice.To{{Role: role.Leader, Region: x.Region[:min(len(x.Region), 6)]}}
			_, err := notice.Tell(c, m)
			return err
		case ok && w.Verb == "approve":
			m.Title = "同意延期至" + string(x.Until) + "：" + x.Title
			return notice.TellFirm(c, m, x.Enterprise)
		case ok && w.Verb == "refuse":
			m.Title = "不同意延期，仍应在" + string(x.OldDue) + "前整改：" + x.Title
			return notice.TellFirm(c, m, x.Enterprise)
		}
	}
	return nil
}
