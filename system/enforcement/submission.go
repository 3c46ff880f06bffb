package enforcement

import (
	"slices"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/officer"
	"anjian/base/role"
	"anjian/kernel"
)

// Submission is what a party hands in from its own login (当事人递交): it waits for the officers of the case, and once taken it stands in the case.
type Submission struct {
	kernel.Base
	Matter     kernel.Ref[Matter]                `json:"matter" label:"涉案事项" rule:"required" ui:"once,filter"`
	Title      string                            `json:"title" label:"标题" ui:"fixed,list,search"`
	Purpose    Purpose                           `json:"purpose" label:"递交事项" rule:"required" ui:"once,filter"`
	Case       kernel.Ref[Case]                  `json:"enforcement" label:"案件" ui:"fixed,filter,hidden"`
	Party      kernel.Ref[Party]                 `json:"party" label:"当事人" ui:"fixed,hidden"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,list,filter"`
	Words      string                            `json:"words" label:"内容" rule:"max=8000" ui:"once,long,wide"`
	Part       Part                              `json:"part" label:"款项" ui:"once"`
	PaidOn     kernel.Date                       `json:"paid_on" label:"缴款日期" ui:"once"`
	Amount     kernel.Money                      `json:"amount" label:"金额" rule:"min=0" ui:"once"`
	Receipt    string                            `json:"receipt" label:"票据号码" rule:"max=60" ui:"once"`
	Way        Relief                            `json:"way" label:"申请方式" ui:"once"`
	Until      kernel.Date                       `json:"until" label:"延期至" ui:"once"`
	Rows       []Instalment                      `json:"instalments" label:"分期" rule:"max=24" ui:"once"`
	Remedy     Remedy                            `json:"remedy" label:"种类" ui:"once"`
	Organ      string                            `json:"organ" label:"复议机关（法院）" rule:"max=120" ui:"once"`
	TakenOn    kernel.Date                       `json:"taken_on" label:"受理日期" ui:"once" help:"复议机关、法院受理通知书上的日期。"`
	Number     string                            `json:"number" label:"案号" rule:"max=60" ui:"once"`
	Proof      kernel.Files                      `json:"proof" label:"附件" rule:"max=10" ui:"once"`
	HandedOn   kernel.Date                       `json:"handed_on" label:"递交日期" ui:"fixed,list,filter,sort"`
	HandedBy   string                            `json:"handed_by" label:"递交人" ui:"fixed"`
	Handlers   []kernel.Ref[account.Account]     `json:"handlers" label:"承办人账号" ui:"fixed,hidden,inner"`
	Answer     Answered                          `json:"answer" label:"采纳情况" ui:"fixed"`
	Reply      string                            `json:"reply" label:"答复" rule:"max=2000" ui:"fixed,long,wide"`
	TakenBy    string                            `json:"taken_by" label:"办理人" ui:"fixed"`
	DoneOn     kernel.Date                       `json:"done_on" label:"办理日期" ui:"fixed,list"`
	Status     SubmissionStatus                  `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Purpose is what a party hands something in for.
type Purpose string

const (
	ToPlead   Purpose = "plead"
	ToWaive   Purpose = "waive"
	ToBeHeard Purpose = "hearing"
	ToPay     Purpose = "payment"
	ToDefer   Purpose = "deferral"
	ToContest Purpose = "challenge"
)

func (Purpose) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ToPlead, "陈述申辩意见"), kernel.Opt(ToBeHeard, "听证要求"), kernel.Opt(ToWaive, "放弃陈述申辩和听证的声明"), kernel.Opt(ToPay, "缴款凭证"),
		kernel.Opt(ToDefer, "延期、分期缴纳申请"), kernel.Opt(ToContest, "申请复议、提起诉讼的情况")}
}

// SubmissionStatus is what became of it.
type SubmissionStatus string

const (
	HandedIn  SubmissionStatus = "handed"
	Entered   SubmissionStatus = "entered"
	Rejected  SubmissionStatus = "rejected"
	TakenBack SubmissionStatus = "taken_back"
)

func (SubmissionStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(HandedIn, "待办理"), kernel.Opt(Entered, "已入案"), kernel.Opt(Rejected, "未予受理"), kernel.Opt(TakenBack, "已撤回")}
}

var sb = kernel.Row[Submission]()

// handling is the submissions of the cases that the actor handles.
func handling(a kernel.Actor) kernel.Cond {
	if a.ID == "" {
		return kernel.None()
	}
	return kernel.And(kernel.Jurisdiction(a), kernel.Has(&sb.Handlers, kernel.Ref[account.Account](a.ID)))
}

// Submissions holds what all parties have handed in.
var Submissions = &kernel.Resource[Submission]{
	Name: "enforcement_submission", Label: "当事人递交", Stays: true, Sort: "-id",
	Help: `当事人在自己的账号里递交的陈述申辩意见、听证要求、缴款凭证、延期分期申请和复议诉讼情况，由本案承办人办理。

点“入案”后按递交的日期计入案件：听证要求使案件进入听证，缴款记入缴款记录，延期分期申请转负责人审批。陈述申辩意见用“听取复核”写明采纳情况和理由。没有办理完的，案件不能提请决定，也不能结案。不符合条件的“不予受理”，写明理由，当事人看得到。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create retract", Rows: kernel.Own(&sb.Enterprise)},
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator}, Can: "enter consider reject", Rows: handling},
		{To: []kernel.Role{role.Leader}, Can: "enter consider reject", Rows: kernel.Jurisdiction},
	},
	Views:   []kernel.View{{Name: "handed", Label: "待办理", Query: "status=handed"}},
	Indexes: [][]any{{&sb.Case, &sb.Status}},
}

func init() {
	Submissions.Flow = kernel.Flow[Submission, SubmissionStatus]{On: &sb.Status, Start: HandedIn, Steps: []kernel.Step[Submission, SubmissionStatus]{
		{Name: "enter", Label: "入案", From: []SubmissionStatus{HandedIn}, To: Entered, If: kernel.Not(&sb.Purpose, ToPlead), May: []any{&sb.Receipt, &sb.Reply}, Do: enter, Todo: true, Tone: "primary",
			Help: "核对无误后记入案件。缴款须有票据号码。"},
		{Name: "consider", Label: "听取复核", From: []SubmissionStatus{HandedIn}, To: Entered, If: kernel.Eq(&sb.Purpose, ToPlead), Ask: []any{&sb.Answer, &sb.Reply}, Do: enter, Todo: true, Tone: "primary",
			Help: "对当事人提出的事实、理由和证据进行复核；成立的应当采纳，不得因申辩给予更重的处罚（行政处罚法第四十五条）。"},
		{Name: "reject", Label: "不予受理", From: []SubmissionStatus{HandedIn}, To: Rejected, Ask: []any{&sb.Reply}, Do: handledBy, Todo: true, Tone: "danger"},
		{Name: "retract", Label: "撤回", From: []SubmissionStatus{HandedIn}, To: TakenBack, Do: handledBy, Confirm: "撤回后承办人不再办理。确定撤回？"},
	}}
	Submissions.Derive = func(c *kernel.Ctx, s *Submission) error {
		if s.Rev > 0 || s.Matter == "" {
			return nil
		}
		m, err := Matters.Get(c, string(s.Matter))
		if err != nil {
			return kernel.FieldError(&sb.Matter, "找不到该涉案事项")
		}
		s.Title, s.Region, s.Case, s.Party, s.Enterprise, s.HandedOn, s.HandedBy = kernel.LabelOf(s.Purpose)+"："+m.Title, m.Region, m.Case, m.Party, m.Enterprise, c.Today(), c.Actor.Name
		if s.Purpose == ToPay && s.Part == "" {
			s.Part = ForFine
		}
		return nil
	}
	Submissions.Rules = presentable
}

// presentable refuses what the case has no place for now, and what lacks its contents.
func presentable(c *kernel.Ctx, s, before *Submission) error {
	if before != nil {
		return nil
	}
	k, err := Cases.Get(c.AsSystem(), string(s.Case))
	if err != nil {
		return err
	}
	if why := k.accepts(s.Purpose, c.Today()); why != "" {
		return refuse("%s", why)
	}
	n, err := Submissions.Count(c.AsSystem(), kernel.And(kernel.Eq(&sb.Case, s.Case), kernel.Eq(&sb.Party, s.Party), kernel.Eq(&sb.Purpose, s.Purpose), kernel.Eq(&sb.Status, HandedIn)))
	switch {
	case err != nil:
		return err
	case n > 0 && s.Purpose != ToPlead && s.Purpose != ToPay:
		return refuse("已经递交过，承办人还没有办理；要改的请先撤回")
	case s.Words == "" && (s.Purpose == ToPlead || s.Purpose == ToBeHeard || s.Purpose == ToDefer):
		return kernel.FieldError(&sb.Words, "请写明事实和理由")
	}
	sys := c.AsSystem()
	switch s.Purpose {
	case ToPay:
		if len(s.Proof) == 0 {
			return kernel.FieldError(&sb.Proof, "请上传缴款凭证")
		}
		p := s.payment()
		if p.PaidOn == "" || p.Amount == 0 {
			return kernel.FieldError(&sb.Amount, "请填写缴款日期和金额")
		}
		return payableRules(sys, p, nil)
	case ToDefer:
		if s.Way != Postponed && s.Way != InParts {
			return kernel.FieldError(&sb.Way, "请选择延期或者分期")
		}
		return relievable(sys, s.deferral(), nil)
	case ToContest:
		switch g := s.challenge(); {
		case g.Remedy == "":
			return kernel.FieldError(&sb.Remedy, "请选择复议或者诉讼")
		case g.Organ == "" || g.TakenOn == "":
			return kernel.FieldError(&sb.Organ, "请填写复议机关（法院）和受理日期")
		default:
			return challengeable(sys, g, nil)
		}
	}
	return nil
}

// accepts says why a party cannot hand something in now; "" if it can.
func (k *Case) accepts(p Purpose, today kernel.Date) string {
	open := k.Status == Defence || k.Status == Hearing
	switch {
	case p == ToPlead && !open, p == ToWaive && k.Status != Defence, p == ToBeHeard && k.Status != Defence:
		if k.ToldOn == "" {
			return "处罚告知书还没有送达，送达后可以陈述、申辩、要求听证（行政处罚法第四十四条）"
		}
		return "案件已过陈述申辩阶段：" + kernel.LabelOf(partyStages[k.Status])
	case p == ToBeHeard && !k.HearingRight:
		return "拟作出的处罚没有达到听证标准（行政处罚法第六十三条）"
	case p == ToBeHeard && today > k.HearingUntil:
		return "要求听证的期限已于" + string(k.HearingUntil) + "届满（行政处罚法第六十四条）"
	case (p == ToPay || p == ToDefer) && (k.Status != Execution || k.Amount == 0):
		return "没有需要缴纳的罚款"
	case p == ToContest && (k.ServedOn == "" || k.Outcome != Penalty):
		return "处罚决定还没有送达"
	}
	return ""
}

func (s *Submission) payment() *Payment {
	return &Payment{Case: s.Case, Party: s.Party, Part: s.Part, PaidOn: s.PaidOn, Amount: s.Amount, Way: ByBank, Receipt: s.Receipt, Proof: s.Proof}
}

func (s *Submission) deferral() *Deferral {
	d := &Deferral{Case: s.Case, Party: s.Party, Way: s.Way, Reason: short(s.Words, 1000), Until: s.Until, Rows: s.Rows, Proof: s.Proof, AskedOn: s.HandedOn}
	if d.Way == Postponed {
		d.Rows = nil
	} else {
		d.Until = ""
	}
	return d
}

func (s *Submission) challenge() *Challenge {
	return &Challenge{Case: s.Case, Remedy: s.Remedy, Organ: s.Organ, TakenOn: s.TakenOn, Number: s.Number, Claim: short(s.Words, 1000)}
}

func handledBy(c *kernel.Ctx, s *Submission) error {
	s.DoneOn, s.TakenBy = c.Today(), c.Actor.Name
	return nil
}

// enter puts what was handed in where it belongs in the case, as of the day on which it was handed in.
func enter(c *kernel.Ctx, s *Submission) error {
	handledBy(c, s)
	k, err := Cases.Get(c, string(s.Case))
	if err != nil {
		return err
	}
	in := &Case{}
	switch s.Purpose {
	case ToPlead:
		if in.Pleas = s.Words; k.Pleas != "" {
			in.Pleas = k.Pleas + "\n" + s.Words
		}
		in.Answer, in.AnswerWhy, in.DefendedOn = s.Answer, s.Reply, s.HandedOn
		if _, err = Cases.Do(c, k.ID, 0, "defend", in, ""); err != nil || len(s.Proof) == 0 {
			return err
		}
		return Evidences.Create(c, &Evidence{Case: s.Case, Sort: "party", Title: "当事人陈述申辩的材料", Proves: short(s.Words, 1000), Files: s.Proof, TakenOn: s.HandedOn, Provider: s.HandedBy})
	case ToWaive:
		_, err = Cases.Do(c, k.ID, 0, "waive", nil, "当事人"+string(s.HandedOn)+"在平台声明放弃陈述申辩和听证："+s.Words)
	case ToBeHeard:
		in.AppliedOn = s.HandedOn
		_, err = Cases.Do(c, k.ID, 0, "apply", in, "")
	case ToPay:
		if s.Receipt == "" {
			return kernel.FieldError(&sb.Receipt, "请填写票据号码（行政处罚法第七十条）")
		}
		err = Payments.Create(c, s.payment())
	case ToDefer:
		err = Deferrals.Create(c, s.deferral())
	case ToContest:
		err = Challenges.Create(c, s.challenge())
	}
	return err
}

// unheard is what the parties of a case have handed in and nobody has handled yet.
func (k *Case) unheard(c *kernel.Ctx, of ...Purpose) ([]*Submission, error) {
	where := kernel.And(kernel.Eq(&sb.Case, kernel.Ref[Case](k.ID)), kernel.Eq(&sb.Status, HandedIn))
	if len(of) > 0 {
		where = kernel.And(where, kernel.In(&sb.Purpose, of...))
	}
	return Submissions.List(c.AsSystem(), kernel.Query{Where: where, Sort: "id", Limit: -1})
}

// heardBy is the article under which what a party hands in is handled.
var heardBy = map[Purpose]string{ToPlead: "行政处罚法第四十五条", ToWaive: "行政处罚法第四十五条", ToBeHeard: "行政处罚法第六十四条", ToPay: "行政处罚法第六十七条", ToDefer: "行政处罚法第六十六条", ToContest: "行政处罚法第七十三条"}

// listened refuses to go on while something stands unheard.
func (k *Case) listened(c *kernel.Ctx) error {
	list, err := k.unheard(c, ToPlead, ToBeHeard, ToWaive)
	if err == nil && len(list) > 0 {
		err = refuse("当事人%s递交的“%s”还没有办理，应当先听取当事人的意见（行政处罚法第四十五条）", list[0].HandedOn, kernel.LabelOf(list[0].Purpose))
	}
	return err
}

// accounts are those of the officers who handle k.
func (k *Case) accounts(c *kernel.Ctx) (out []kernel.Ref[account.Account], err error) {
	for _, id := range k.Officers {
		o, err := officer.Officers.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return nil, err
		}
		if o != nil && o.Account != "" {
			out = append(out, o.Account)
		}
	}
	return out, nil
}

// handlers gives what waits to the officers who handle the case now.
func (k *Case) handlers(c *kernel.Ctx) error {
	list, err := k.unheard(c)
	if err != nil || len(list) == 0 {
		return err
	}
	who, err := k.accounts(c)
	for _, s := range list {
		if err == nil && !slices.Equal(s.Handlers, who) {
			_, err = Submissions.Update(c.AsSystem(), s.ID, 0, func(s *Submission) error { s.Handlers = who; return nil })
		}
	}
	return err
}

// handed is the hook that brings what a party handed in to its officers, and what became of it back to the party.
func handed(c *kernel.Ctx, w *kernel.Write) error {
	s, ok := w.After.(*Submission)
	if !ok || w.Meta != Submissions.Meta() {
		return nil
	}
	m := notice.Message{Title: s.Title + "，" + kernel.LabelOf(s.Status), Text: s.Reply, Type: Submissions.Name, Record: s.ID, Region: s.Region}
	switch w.Verb {
	case "create":
		k, err := Cases.Get(c.AsSystem(), string(s.Case))
		if err != nil {
			return err
		}
		if err := k.handlers(c); err != nil {
			return err
		}
		who, err := k.accounts(c)
		if err != nil {
			return err
		}
		to := notice.To{Role: role.Leader, Region: s.Region[:min(len(s.Region), 6)]}
		if len(who) > 0 {
			to = notice.To{}
			for _, a := range who {
				to.Accounts = append(to.Accounts, string(a))
			}
		}
		m.Kind, m.Title, m.Text, m.To = handedKind, "当事人递交"+s.Title, s.Words, []notice.To{to}
		_, err = notice.Tell(c, m)
		return err
	case "enter", "consider", "reject":
		m.Kind = repliedKind
		return notice.TellFirm(c, m, s.Enterprise)
	}
	return nil
}
