package enforcement

import (
	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
)

// Matter is a case as its party sees it (涉案事项): how far it is, what it may do by when, what was decided. It holds what the law tells the
// party and nothing else, so that nothing else can be shown: no opinion, no discussion, no paper of the second volume (行政处罚法第四十四条、第五十九条、第六十三条).
type Matter struct {
	kernel.Base
	Case         kernel.Ref[Case]                  `json:"enforcement" label:"案件" ui:"fixed,filter,hidden"`
	Party        kernel.Ref[Party]                 `json:"party" label:"当事人" ui:"fixed,hidden,inner"`
	Enterprise   kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,list,filter"`
	Title        string                            `json:"title" label:"案件名称" ui:"fixed,list,search"`
	Cause        string                            `json:"cause" label:"案由" ui:"fixed"`
	Organ        string                            `json:"organ" label:"办案机关" ui:"fixed,list"`
	ToldOn       kernel.Date                       `json:"told_on" label:"告知书送达日期" ui:"fixed"`
	DefenceUntil kernel.Date                       `json:"defence_until" label:"陈述申辩截止" ui:"fixed"`
	HearingUntil kernel.Date                       `json:"hearing_until" label:"要求听证截止" ui:"fixed"`
	Outcome      Outcome                           `json:"outcome" label:"处理结果" ui:"fixed"`
	Decision     string                            `json:"decision" label:"决定书文号" ui:"fixed,list"`
	DecidedOn    kernel.Date                       `json:"decided_on" label:"决定日期" ui:"fixed"`
	ServedOn     kernel.Date                       `json:"served_on" label:"决定书送达日期" ui:"fixed"`
	Fine         kernel.Money                      `json:"amount" label:"罚款" ui:"fixed,list"`
	Owed         kernel.Money                      `json:"owed" label:"未缴罚款" ui:"fixed"`
	PayBy        kernel.Date                       `json:"pay_by" label:"缴款期限" ui:"fixed,list"`
	SeenOn       kernel.Date                       `json:"opened_on" label:"可查阅起始日" ui:"fixed,sort"`
	Stage        PartyStage                        `json:"status" label:"进展" ui:"fixed,list,filter"`
}

// PartyStage is how far a case is in the words of its party.
type PartyStage string

const (
	Inquired   PartyStage = "inquired"
	MayPlead   PartyStage = "may_plead"
	InHearing  PartyStage = "hearing"
	Weighed    PartyStage = "weighed"
	Performing PartyStage = "performing"
	Ended      PartyStage = "ended"
)

func (PartyStage) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Inquired, "调查中"), kernel.Opt(MayPlead, "可以陈述申辩"), kernel.Opt(InHearing, "听证"), kernel.Opt(Weighed, "等待处理决定"), kernel.Opt(Performing, "履行处罚决定"), kernel.Opt(Ended, "已办结")}
}

var mt = kernel.Row[Matter]()

// Matters holds what parties see of their cases.
var Matters = &kernel.Resource[Matter]{
	Name: "enforcement_matter", Label: "涉案事项", Sort: "-opened_on",
	Help: `本单位作为当事人的行政处罚案件。收到第一份法律文书以后就能在这里查看：办到哪一步、送达了哪些文书、陈述申辩、听证、缴款、复议和诉讼各到哪一天截止。

在事项页可以直接递交陈述申辩意见、听证要求、缴款凭证、延期分期申请，以及申请复议、提起诉讼的情况，承办人会收到并办理，结果也在这里看。不方便在网上递交的，仍可当面或者书面提出。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read", Rows: kernel.Own(&mt.Enterprise)},
		{To: role.Government, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Due: func(m *Matter) kernel.Limit {
		if m.Stage != Performing || m.Owed == 0 {
			return kernel.Limit{}
		}
		return kernel.Limit{On: m.PayBy, Warn: 3, Who: "企业", What: "缴纳罚款"}
	},
	Indexes: [][]any{{&mt.Case, &mt.Party}},
	Views:   []kernel.View{{Name: "plead", Label: "可以陈述申辩", Query: "status=may_plead"}, {Name: "perform", Label: "待履行", Query: "status=performing"}},
}

// partyStages are the states of a case in the words of its party; what is decided but not served is not known to it.
var partyStages = map[Status]PartyStage{Clue: Inquired, Filing: Inquired, Investigation: Inquired, Review: Inquired, Notice: Inquired, Defence: MayPlead, Hearing: InHearing,
	Deciding: Weighed, Service: Weighed, Execution: Performing, Closing: Ended, Closed: Ended, Archived: Ended, Dismissed: Ended}

// What the party of a case is told, and what its officers are told of the party.
var (
	matterKind  = notice.Declare(notice.Kind{Name: "enforcement.matter", Label: "涉案事项进展", Must: true, Basis: "行政处罚法第四十四条：应当告知当事人依法享有的权利", Channels: []notice.Channel{notice.Push, notice.SMS}})
	handedKind  = notice.Declare(notice.Kind{Name: "enforcement.handed", Label: "当事人递交材料", Must: true, Basis: "行政处罚法第四十五条：必须充分听取当事人的意见", Channels: []notice.Channel{notice.Push}})
	repliedKind = notice.Declare(notice.Kind{Name: "enforcement.replied", Label: "递交材料的办理结果", Must: true, Basis: "平台规定：递交材料的办理结果必须告知当事人", Channels: []notice.Channel{notice.Push}})
)

// shared is the hook that keeps what parties see as their case has it, from the first paper that was served on them.
func shared(c *kernel.Ctx, w *kernel.Write) error {
	var id string
	switch x := w.After.(type) {
	case *Case:
		id = x.ID
	case *Deferral:
		id = string(x.Case)
	default:
		return nil
	}
	c = c.AsSystem()
	k, err := Cases.Get(c, id)
	if err != nil {
		return err
	}
	n, err := Matters.Count(c, kernel.Eq(&mt.Case, kernel.Ref[Case](k.ID)))
	if err != nil || n == 0 && k.ToldOn == "" && k.ServedOn == "" {
		return err
	}
	return k.share(c)
}

// share writes what the parties of k see. Natural persons have no account of an enterprise: they are told by paper.
func (k *Case) share(c *kernel.Ctx) error {
	c = c.AsSystem()
	list, err := partiesOf(c, k.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.PartyKind == PersonParty || p.Enterprise == "" {
			continue
		}
		now, err := k.seenBy(c, p)
		if err != nil {
			return err
		}
		old, err := Matters.First(c, kernel.And(kernel.Eq(&mt.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&mt.Party, kernel.Ref[Party](p.ID))))
		switch {
		case err != nil:
			return err
		case old == nil:
			now.SeenOn = c.Today()
			err = Matters.Create(c, now)
		default:
			if now.Base, now.SeenOn = old.Base, old.SeenOn; *now == *old {
				continue
			}
			now, err = Matters.Update(c, old.ID, 0, func(m *Matter) error { now.Base = m.Base; *m = *now; return nil })
		}
		if err == nil && (old == nil || old.Stage != now.Stage) {
			err = now.tell(c)
		}
		if err != nil {
			return err
		}
	}
	return k.handlers(c)
}

// seenBy is k as a party may see it.
func (k *Case) seenBy(c *kernel.Ctx, p *Party) (*Matter, error) {
	m := &Matter{Case: kernel.Ref[Case](k.ID), Party: kernel.Ref[Party](p.ID), Enterprise: p.Enterprise, Title: k.Title, Cause: k.Cause, Organ: k.organ(c), Stage: partyStages[k.Status],
		ToldOn: k.ToldOn, DefenceUntil: k.DefenceUntil, HearingUntil: k.HearingUntil}
	m.Region = k.Region
	if k.ServedOn == "" {
		return m, nil
	}
	m.Outcome, m.Decision, m.DecidedOn, m.ServedOn, m.Fine = k.Outcome, k.Decision, k.DecidedOn, k.ServedOn, p.Fine
	if k.PayBy == "" {
		return m, nil
	}
	a, err := k.account(c, c.Today())
	if err != nil {
		return nil, err
	}
	for _, d := range a.Parties {
		if d.Party == p.ID {
			m.Owed, m.PayBy = d.Owed, d.next()
		}
	}
	return m, nil
}

// next is the day by which the first instalment that is not covered is to be paid; of a debt that is paid the last one.
func (d *Debt) next() (on kernel.Date) {
	sum := kernel.Money(0)
	for _, s := range d.Schedule {
		if on, sum = s.Due, sum+s.Amount; sum > d.Paid {
			return on
		}
	}
	return on
}

// tell tells the enterprise how far its case is.
func (m *Matter) tell(c *kernel.Ctx) error {
	out := notice.Message{Kind: matterKind, Title: m.Title + "：" + kernel.LabelOf(m.Stage), Type: Matters.Name, Record: m.ID, Region: m.Region}
	switch {
	case m.Stage == MayPlead:
		out.Text = "处罚告知书已经送达，可以在" + string(m.DefenceUntil) + "前陈述、申辩"
		if m.HearingUntil != "" {
			out.Text += "，在" + string(m.HearingUntil) + "前要求听证"
		}
		out.Text += "。可以在涉案事项页面递交。"
	case m.Stage == Performing && m.Owed > 0:
		out.Text = "处罚决定" + m.Decision + "已经送达，请在" + string(m.PayBy) + "前缴纳罚款" + yuan(m.Owed) + "。"
	}
	return notice.TellFirm(c, out, m.Enterprise)
}

// known is heard when a paper was served: its party may see the case from then on.
func (k *Case) known(c *kernel.Ctx, d *document.Document) error {
	kind, _ := document.KindOf(string(d.Kind))
	if !kind.Binding || d.ToPerson {
		return nil
	}
	now, err := Cases.Get(c.AsSystem(), k.ID)
	if err != nil {
		return err
	}
	return now.share(c)
}
