package roster

import (
	"time"

	"anjian/base/account"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
)

// Kinds of messages of this system. A post that nobody mans is told at any hour.
var (
	missingKind = notice.Declare(notice.Kind{Name: "roster.missing", Label: "值班缺岗", Must: true, Urgent: true, Basis: "生产安全事故应急条例第十四条：建立应急值班制度，配备应急值班人员", Channels: []notice.Channel{notice.Push, notice.SMS}})
	swapKind    = notice.Declare(notice.Kind{Name: "roster.swap", Label: "换班", Channels: []notice.Channel{notice.Push}})
	bookKind    = notice.Declare(notice.Kind{Name: "roster.handover", Label: "交接班", Channels: []notice.Channel{notice.Push}})
)

// tell tells the people concerned of swaps and of pages of the hand-over book that wait for them.
func tell(c *kernel.Ctx, w *kernel.Write) error {
	one := func(who kernel.Ref[account.Account]) notice.To { return notice.To{Account: string(who)} }
	m := notice.Message{Kind: swapKind, Record: w.ID, Text: w.Opinion}
	switch rec := w.After.(type) {
	case *Swap:
		m.Type = Swaps.Name
		day := string(rec.On) + "的班"
		switch w.Verb {
		case "create":
			m.Title, m.Text, m.To = "请您替换"+day, rec.Why, []notice.To{one(rec.With)}
		case "accept":
			m.Title, m.Text, m.To = "换班待批准："+day, rec.Why, []notice.To{{Role: role.Leader, Region: rec.Region}}
		case "refuse":
			m.Title, m.To = "对方不同意替换"+day, []notice.To{one(rec.By)}
		case "decline":
			m.Title, m.To = "换班未获批准："+day, []notice.To{one(rec.By), one(rec.With)}
		case "approve":
			m.Title, m.To = "换班已批准："+day, []notice.To{one(rec.By), one(rec.With)}
		case "withdraw":
			return notice.Withdraw(c, Swaps.Name, rec.ID)
		default:
			return nil
		}
	case *Handover:
		m.Kind, m.Type = bookKind, Handovers.Name
		switch w.Verb {
		case "hand":
			m.Title, m.To = "请核对并接班："+rec.Title, []notice.To{one(rec.In)}
		case "back":
			m.Title, m.To = "交接班记录被退回，请补充："+rec.Title, []notice.To{one(rec.Out)}
		default:
			return nil
		}
	default:
		return nil
	}
	_, err := notice.Tell(c, m)
	return err
}

// unmanned tells the planners of a post that a shift runs on which too few are; until somebody has read it, it is counted up, not told again.
// A post whose roster was never made is told by its limit.
func unmanned(c *kernel.Ctx, p *Post) error {
	if p.Planned == "" {
		return nil
	}
	now, today := c.Now(), c.Today()
	list, err := dutiesOf(c, p.ID, today.AddDays(-1), today)
	if err != nil {
		return err
	}
	here := 0
	for _, d := range list {
		if !d.Begins.After(now) && d.Ends.After(now) {
			here++
		}
	}
	if short := wanted(p, now) - here; short > 0 {
		m := notice.Message{Kind: missingKind, Title: p.Name + "此刻缺岗，请立即安排人员到岗并补排值班", Link: "/roster-now", Fold: "roster.missing." + p.ID, Region: p.Region,
			Text: now.In(kernel.China).Format(time.DateTime[:16]) + c.RegionLabel(p.Region) + "“" + p.Name + "”没有按班次配齐值班人员。"}
		m.To = []notice.To{{Role: role.Clerk, Region: p.Region}, {Role: role.Leader, Region: p.Region}}
		_, err = notice.Tell(c, m)
	}
	return err
}
