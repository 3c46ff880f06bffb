package notice

import (
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// TellFirm tells an enterprise: its safety managers, and where it has no account that could be told the person whom its file names, by SMS.
func TellFirm(c *kernel.Ctx, m Message, id kernel.Ref[enterprise.Enterprise]) error {
	m.To = []To{{Enterprise: string(id)}}
	told, err := Tell(c, m)
	if err != nil || len(told.Accounts) > 0 || !running(c) {
		return err
	}
	e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(id)))
	if err != nil || e == nil {
		return err
	}
	name, number := Contact(e)
	return TellByPhone(c, m, e, name, number)
}

// Contact is whom an enterprise without an account is told by.
func Contact(e *enterprise.Enterprise) (name, number string) {
	if Mobile(string(e.SafetyPhone)) {
		return e.SafetyLeader, string(e.SafetyPhone)
	}
	return e.Principal, string(e.PrincipalPhone)
}

// Kinds of what is told of the files of enterprises. Their package lies beneath this one, so the centre listens to its writes.
var (
	filedKind    = Declare(Kind{Name: "enterprise.filed", Label: "建档审核结果", Must: true, Basis: "平台规定：审核结果必须告知申请人", Channels: []Channel{Push}})
	returnedKind = Declare(Kind{Name: "enterprise.returned", Label: "建档资料退回", Must: true, Basis: "平台规定：退回补正必须告知申请人", Channels: []Channel{Push, SMS}})
	movedKind    = Declare(Kind{Name: "enterprise.moved", Label: "企业迁入待接收", Channels: []Channel{Push}})
	assignedKind = Declare(Kind{Name: "enterprise.assigned", Label: "台账任务", Must: true, Basis: "平台规定：下发的任务必须告知承办单位", Channels: []Channel{Push}})
)

// filed tells the people concerned of reviews, moves and work lists.
func filed(c *kernel.Ctx, w *kernel.Write) error {
	switch w.Meta {
	case enterprise.Enterprises.Meta():
		if e, ok := w.After.(*enterprise.Enterprise); ok {
			return reviewed(c, w, e)
		}
	case enterprise.Assignments.Meta():
		if a, ok := w.After.(*enterprise.Assignment); ok {
			return assigned(c, w, a)
		}
	}
	return nil
}

func reviewed(c *kernel.Ctx, w *kernel.Write, e *enterprise.Enterprise) error {
	m := Message{Kind: filedKind, Type: "enterprise", Record: e.ID, Text: w.Opinion, To: []To{{Enterprise: e.ID}}}
	bad := w.Verb == "return" || w.Verb == "refuse"
	if e.Registrant != "" && (bad || e.Source == enterprise.SelfRegistered) { // who enters or imports thousands hears of those that come back
		m.To = append(m.To, To{Account: e.Registrant})
	}
	switch w.Verb {
	case "pass", "approve":
		if e.Status != enterprise.Filed {
			return nil
		}
		m.Title = "“" + e.Name + "”的企业档案已通过审核"
	case "return":
		m.Kind, m.Title, m.Text = returnedKind, "“"+e.Name+"”的企业档案被退回，请补正后重新提交", e.ReturnedFor
		told, err := Tell(c, m)
		if err != nil || len(told.Accounts) > 0 {
			return err
		}
		return TellFirm(c, m, kernel.Ref[enterprise.Enterprise](e.ID))
	case "accept":
		m.Title = "“" + e.Name + "”的档案变更已确认"
	case "refuse":
		m.Kind, m.Title = returnedKind, "“"+e.Name+"”的档案变更未获确认，已恢复原内容"
	case "move":
		m = Message{Kind: movedKind, Type: "enterprise", Record: e.ID, Text: w.Opinion, Title: "“" + e.Name + "”迁入本地区，请接收档案", To: []To{{Role: role.Regulator, Region: e.MoveTo[:min(len(e.MoveTo), 6)]}}}
	default:
		return nil
	}
	_, err := Tell(c, m)
	return err
}

func assigned(c *kernel.Ctx, w *kernel.Write, a *enterprise.Assignment) error {
	m := Message{Kind: assignedKind, Type: "enterprise_assignment", Record: a.ID, Text: w.Opinion, Title: "台账任务“" + a.Title + "”请于" + string(a.Deadline) + "前完成"}
	switch w.Verb {
	case "create":
	case "reject":
		m.Title = "台账任务“" + a.Title + "”被退回，请补充"
	default:
		return nil
	}
	for _, r := range []kernel.Role{role.Leader, role.Clerk, role.Collector} {
		m.To = append(m.To, To{Role: r, Region: a.Region})
	}
	_, err := Tell(c, m)
	return err
}
