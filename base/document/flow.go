package document

import (
	"slices"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

type step = kernel.Step[Document, Status]

var flow = kernel.Flow[Document, Status]{
	On: &Row.Status, Start: Drafted,
	Steps: []step{
		{Name: "submit", Label: "送审", From: []Status{Drafted}, To: Submitted, If: kernel.Eq(&Row.Approvable, true), May: []any{&Row.Remark}, Do: submit, Tone: "primary", Help: "写承办人意见，逐级送审。"},
		{Name: "approve", Label: "同意", From: []Status{Submitted}, Ask: []any{&Row.Remark}, Next: approve, Todo: true, Tone: "primary", Fresh: kernel.ForSeal},
		{Name: "return", Label: "退回修改", From: []Status{Submitted}, To: Drafted, Ask: []any{&Row.Remark}, Do: sendBack, Tone: "danger"},
		{Name: "issue", Label: "签发", From: []Status{Drafted, Approved}, To: Issued, If: kernel.Or(kernel.Eq(&Row.Approvable, false), kernel.Eq(&Row.Status, Approved)), Do: issue, Tone: "primary",
			Confirm: "签发后取得文号、生成文书并盖章，内容不能再改。确定签发？"},
		{Name: "stamp", Label: "盖章", From: []Status{Issued, Served}, If: kernel.And(kernel.Eq(&Row.Sealed, false), kernel.In(&Row.Kind, sealable()...)), Do: stamp, Tone: "primary", Help: "由印章的保管人或获授权的人盖电子印章。"},
		{Name: "attach", Label: "上传签字件", From: []Status{Issued, Served}, Ask: []any{&Row.Scans}, Help: "在纸上签字、盖章的，签好后拍照或扫描上传，归入案卷。"},
		{Name: "retract", Label: "申请作废", From: []Status{Approved, Issued, Served}, If: kernel.Eq(&Row.VoidAsked, ""), Ask: []any{&Row.VoidAsked}, Tone: "danger"},
		{Name: "keep", Label: "不同意作废", From: []Status{Approved, Issued, Served}, If: kernel.Not(&Row.VoidAsked, ""), Ask: []any{&Row.Remark}, Do: unvoid},
		{Name: "void", Label: "批准作废", From: []Status{Approved, Issued, Served}, To: Void, If: kernel.Not(&Row.VoidAsked, ""), Do: void, Tone: "danger",
			Confirm: "作废后文书失效，文号不再使用。确定批准？"},
	},
	Moves: []kernel.Move[Status]{{From: []Status{Issued}, To: []Status{Served}}},
}

// sealable are the kinds that bear a seal.
func sealable() (out []Code) {
	for _, k := range kinds {
		if k.Seal != NoSeal {
			out = append(out, Code(k.Code))
		}
	}
	return out
}

func sealableWords() (out []string) {
	for _, code := range sealable() {
		out = append(out, string(code))
	}
	return out
}

// stages are the opinions that a paper of this authority needs before it may be issued.
func (o *Organ) stages(k Kind) []Stage {
	if !k.Approval && slices.Contains(o.Approved, Code(k.Code)) {
		return review
	}
	return k.Stages
}

// say adds the opinion that stands in Remark.
func (d *Document) say(c *kernel.Ctx, stage StageName, refused bool) {
	if d.Remark != "" {
		d.Opinions = append(d.Opinions, Opinion{Stage: stage, Text: d.Remark, Name: c.Actor.Name, Account: kernel.Ref[account.Account](c.Actor.ID), On: c.Today(), Refused: refused})
	}
	d.Remark = ""
}

// ask turns to the persons of a stage; the zero stage asks nobody.
func (d *Document) ask(o *Organ, stage Stage) {
	d.Stage, d.Asked, d.Open = StageName(stage), nil, false
	if stage != "" {
		d.Asked = slices.DeleteFunc(slices.Clone(o.deciders(stage)), func(a kernel.Ref[account.Account]) bool { return a == d.Drafter })
		d.Open = len(d.Asked) == 0
	}
}

func (d *Document) organ(c *kernel.Ctx) (*Organ, error) {
	o, err := Organs.First(c.AsSystem(), kernel.Eq(&ro.Org, d.Org))
	if err == nil && o == nil {
		err = kernel.Errorf(kernel.Conflict, "没有找到出具机关的文书设置")
	}
	return o, err
}

// turn refuses who is not asked at this stage, and notes who decides.
func (d *Document) turn(c *kernel.Ctx) error {
	me := kernel.Ref[account.Account](c.Actor.ID)
	if !c.Actor.System && !slices.Contains(d.Asked, me) && !(d.Open && c.Actor.Is(role.Leader)) {
		return kernel.Errorf(kernel.Forbidden, "现在等待%s的意见", kernel.LabelOf(d.Stage))
	}
	d.Decider = me
	return nil
}

func submit(c *kernel.Ctx, d *Document) error {
	k, _ := KindOf(string(d.Kind))
	o, err := d.organ(c)
	if err != nil {
		return err
	}
	stages := o.stages(k)
	if len(stages) == 0 {
		return kernel.Errorf(kernel.Conflict, "《%s》不需要审批，可以直接签发", k.Title)
	}
	if err := d.ready(c, k); err != nil {
		return err
	}
	d.SubmittedOn = c.Today()
	if d.Remark == "" {
		d.Remark = text(d.Sheet.data(), "意见.承办人.意见")
	}
	d.say(c, StageName(Officers), false)
	d.ask(o, stages[0])
	return nil
}

// approve passes the paper on to the next stage. The last opinion makes an internal approval effective at once; other papers wait to be issued.
func approve(c *kernel.Ctx, d *Document) (Status, error) {
	k, _ := KindOf(string(d.Kind))
	o, err := d.organ(c)
	if err != nil {
		return "", err
	}
	stages, stage := o.stages(k), d.Stage
	if err := d.turn(c); err != nil {
		return "", err
	}
	d.say(c, stage, false)
	if i := slices.Index(stages, Stage(stage)); i >= 0 && i+1 < len(stages) {
		d.ask(o, stages[i+1])
		return Submitted, nil
	}
	d.ask(o, "")
	d.ApprovedOn = c.Today()
	if k.Approval {
		return Issued, issue(c, d)
	}
	return Approved, nil
}

func sendBack(c *kernel.Ctx, d *Document) error {
	if err := d.turn(c); err != nil {
		return err
	}
	d.say(c, d.Stage, true)
	d.ask(nil, "")
	return nil
}

// unvoid keeps a paper in effect; why stands among the opinions.
func unvoid(c *kernel.Ctx, d *Document) error {
	d.VoidAsked, d.Remark = "", "不同意作废（"+d.VoidAsked+"）："+d.Remark
	d.say(c, StageName(Leader), true)
	return nil
}

func void(c *kernel.Ctx, d *Document) error {
	d.VoidedOn = c.Today()
	return spoil(c, kernel.Eq(&nu.Document, kernel.Ref[Document](d.ID)), Voided, d.VoidAsked)
}

// heard is the hook that tells the system of a paper what happened to it.
func heard(c *kernel.Ctx, w *kernel.Write) error {
	d, ok := w.After.(*Document)
	if !ok {
		return nil
	}
	var events []Event
	switch {
	case w.From == w.To:
	case w.To == string(Submitted):
		events = []Event{WasSubmitted}
	case w.Verb == "return":
		events = []Event{WasReturned}
	case w.Verb == "approve" && w.To == string(Issued):
		events = []Event{WasApproved, WasIssued}
	case w.To == string(Approved):
		events = []Event{WasApproved}
	case w.To == string(Issued):
		events = []Event{WasIssued}
	case w.To == string(Served):
		events = []Event{WasServed}
	case w.To == string(Void):
		events = []Event{WasVoided}
	}
	for _, e := range events {
		if err := d.tell(c, e); err != nil {
			return err
		}
	}
	return nil
}

func (d *Document) tell(c *kernel.Ctx, e Event) error {
	if s, ok := sourceOf(d.SubjectType); ok && s.Heard != nil {
		return s.Heard(c, d, e)
	}
	return nil
}

// Module declares papers; each source is a record type of a system from which papers are drawn up.
func Module(list ...Source) kernel.Module {
	register(list)
	return kernel.Module{
		Name: "document", Label: "执法文书",
		Resources: []kernel.Handle{Documents, Signatures, Services, Numbers, Blocks, Templates, Organs},
		Tables:    tables,
		Routes:    routes,
		Tasks:     []kernel.Job{Deem},
		Hooks:     []kernel.Hook{heard, signed, delivered},
		Indicators: []kernel.Indicator{
			{Name: "document.issued", Label: "出具执法文书", Unit: "份", Of: Documents, On: &Row.IssuedOn, Where: kernel.In(&Row.Status, Issued, Served), By: []any{&Row.Kind}, Query: "status=issued,served"},
		},
	}
}
