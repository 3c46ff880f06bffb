package bulletin

import (
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
)

// Kinds of messages of this system. What is handed down reaches the unit whether anybody there wants it or not.
var (
	handedKind   = notice.Declare(notice.Kind{Name: "bulletin.task", Label: "调度任务", Must: true, Basis: "平台规定：下达的任务必须告知承办单位", Channels: []notice.Channel{notice.Push, notice.SMS}})
	returnedKind = notice.Declare(notice.Kind{Name: "bulletin.returned", Label: "任务反馈退回", Must: true, Basis: "平台规定：退回的反馈必须告知承办单位", Channels: []notice.Channel{notice.Push}})
	reportedKind = notice.Declare(notice.Kind{Name: "bulletin.reported", Label: "任务反馈待认可"})
)

// tell tells the unit of a task that was handed to it or of a report that came back, and the issuer of what was reported.
func tell(c *kernel.Ctx, w *kernel.Write) error {
	r, ok := w.After.(*Report)
	if !ok {
		return nil
	}
	m := notice.Message{Kind: handedKind, Type: Reports.Name, Record: r.ID, Text: w.Opinion}
	switch w.Verb {
	case "create":
		t, err := Tasks.Get(c.AsSystem(), string(r.Task))
		if err != nil {
			return err
		}
		m.Title, m.Text, m.To = "请于"+string(r.DueOn)+"前反馈："+r.Title, t.Content, unit(r)
	case "return":
		m.Kind, m.Title, m.To = returnedKind, "反馈被退回，请补充："+r.Title, unit(r)
	case "report":
		m.Kind, m.Title, m.Text = reportedKind, "已反馈，请认可："+r.Title, r.Content
		m.To = []notice.To{{Role: role.Clerk, Region: r.Issuer}, {Role: role.Leader, Region: r.Issuer}}
	case "end":
		return notice.Withdraw(c, Reports.Name, r.ID)
	default:
		return nil
	}
	_, err := notice.Tell(c, m)
	return err
}

// unit is who answers for the unit of a report: those whom addressed lets report.
func unit(r *Report) (to []notice.To) {
	for _, duty := range []kernel.Role{role.Leader, role.Clerk, role.Regulator, role.Collector} {
		switch {
		case r.Org != "":
			to = append(to, notice.To{Role: duty, Org: string(r.Org)})
		case duty != role.Regulator:
			to = append(to, notice.To{Role: duty, Region: r.Region})
		}
	}
	return to
}
