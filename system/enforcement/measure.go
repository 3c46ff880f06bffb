package enforcement

import (
	"anjian/base/officer"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/clock"
)

// Measure is the preservation of evidence or a compulsory measure (先行登记保存、查封、扣押、停止供电): its list, its term, what became of the things.
type Measure struct {
	kernel.Base
	Case       kernel.Ref[Case]              `json:"enforcement" label:"案件" among:"status=clue,filing,investigation,review,notice,defence,hearing,deciding" rule:"required" ui:"list,filter,once"`
	Party      kernel.Ref[Party]             `json:"party" label:"当事人" rule:"required"`
	Measured   Compulsion                    `json:"kind" label:"措施" rule:"required" ui:"list,filter,once"`
	Title      string                        `json:"title" label:"对象" rule:"required,max=200" ui:"list,search,wide" help:"查封的场所、设施，扣押的财物，保存的证据。"`
	Reason     string                        `json:"reason" label:"理由" rule:"required,max=2000" ui:"long,wide"`
	Basis      string                        `json:"basis" label:"法律依据" rule:"required,max=300" ui:"wide"`
	Place      string                        `json:"place" label:"地点（保管地点）" rule:"max=200" ui:"wide"`
	Keeper     string                        `json:"keeper" label:"保管人" rule:"max=80"`
	Items      []Item                        `json:"items" label:"清单" rule:"max=200"`
	Urgent     bool                          `json:"urgent" label:"情况紧急，当场实施" ui:"once" help:"二十四小时内向负责人报告并补办批准手续（行政强制法第十九条）。"`
	Officers   []kernel.Ref[officer.Officer] `json:"officers" label:"执法人员" rule:"max=6"`
	Supplier   string                        `json:"supplier" label:"供电（供应民用爆炸物品）单位" rule:"max=120" help:"停止供电、供应民用爆炸物品的填写。"`
	WarnedAt   kernel.Date                   `json:"warned_on" label:"事先通知日期" help:"除紧急情形外，应当提前二十四小时通知生产经营单位（安全生产法第七十条）。"`
	ApprovedOn kernel.Date                   `json:"approved_on" label:"批准日期" ui:"fixed"`
	ApprovedBy string                        `json:"approved_by" label:"批准人" ui:"fixed"`
	StartedOn  kernel.Date                   `json:"started_on" label:"实施日期" ui:"fixed,list"`
	Until      kernel.Date                   `json:"until_on" label:"期限届满" ui:"fixed,list,filter,sort"`
	Clock      clock.Clock                   `json:"clock" label:"计时" ui:"fixed,hidden"`
	MoreWhy    string                        `json:"more_why" label:"延长理由" rule:"max=1000" ui:"fixed,wide"`
	MoreOn     kernel.Date                   `json:"more_on" label:"延长日期" ui:"fixed"`
	Disposal   Disposal                      `json:"disposal" label:"处理" ui:"fixed,list"`
	Disposed   string                        `json:"disposed" label:"处理情况" rule:"max=2000" ui:"fixed,long,wide"`
	DisposedOn kernel.Date                   `json:"disposed_on" label:"处理日期" ui:"fixed,list"`
	Overran    bool                          `json:"overran" label:"超期处理" ui:"fixed,filter"`
	Status     MeasureStatus                 `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Compulsion is which measure it is.
type Compulsion string

const (
	Preservation Compulsion = "preservation"
	Sealing      Compulsion = "sealing"
	Seizure      Compulsion = "seizure"
	Cutoff       Compulsion = "cutoff"
)

func (Compulsion) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Preservation, "先行登记保存证据"), kernel.Opt(Sealing, "查封"), kernel.Opt(Seizure, "扣押"), kernel.Opt(Cutoff, "停止供电、供应民用爆炸物品")}
}

// Disposal is what became of the things.
type Disposal string

const (
	Returned  Disposal = "return"
	Evidenced Disposal = "evidence"
	Appraised Disposal = "appraise"
	Handed    Disposal = "transfer"
	Seized    Disposal = "seize"
	Forfeited Disposal = "confiscate"
	Lifted    Disposal = "lift"
)

func (Disposal) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Returned, "退还当事人"), kernel.Opt(Evidenced, "采取记录、复制、拍照等证据保全后返还"), kernel.Opt(Appraised, "送交鉴定"), kernel.Opt(Handed, "移交有关部门"),
		kernel.Opt(Seized, "依法查封、扣押"), kernel.Opt(Forfeited, "依法没收、销毁"), kernel.Opt(Lifted, "解除措施")}
}

// MeasureStatus is where a measure stands.
type MeasureStatus string

const (
	Requested MeasureStatus = "requested"
	Approved  MeasureStatus = "approved"
	InForce   MeasureStatus = "in_force"
	Released  MeasureStatus = "released"
	Denied    MeasureStatus = "denied"
)

func (MeasureStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Requested, "待审批"), kernel.Opt(Approved, "已批准"), kernel.Opt(InForce, "实施中"), kernel.Opt(Released, "已处理"), kernel.Opt(Denied, "不批准")}
}

var ms = kernel.Row[Measure]()

// Measures holds the measures of all cases.
var Measures = &kernel.Resource[Measure]{
	Name: "enforcement_measure", Label: "保存与强制措施", Sort: "-id",
	Help: `先行登记保存、查封、扣押、停止供电。实施前报负责人批准（紧急的当场实施，24小时内补办），列明清单，当场交付决定书和清单。

先行登记保存7个工作日内处理；查封、扣押不超过30日，情况复杂的经批准延长一次，不超过30日，鉴定的时间不计算在内。期限届满没有作出处理决定的，应当立即解除。`,
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: inquirers, Can: "create carry dispose", Rows: kernel.Jurisdiction},
		{To: inquirers, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Jurisdiction(a), kernel.Eq(&ms.Status, Requested))
		}},
		{To: []kernel.Role{role.Leader}, Can: "approve deny prolong", Rows: kernel.Jurisdiction},
	},
	Due: func(m *Measure) kernel.Limit {
		switch m.Status {
		case InForce:
			n := len(m.Clock.Pauses)
			return kernel.Limit{On: m.Until, Warn: 3, Who: "承办人", What: "处理" + kernel.LabelOf(m.Measured), Paused: n > 0 && m.Clock.Pauses[n-1].To == ""}
		case Requested:
			if m.Urgent && m.StartedOn != "" {
				return kernel.Limit{On: m.StartedOn.AddDays(1), Who: "负责人", What: "补办批准手续"}
			}
		}
		return kernel.Limit{}
	},
	Views:   []kernel.View{{Name: "requested", Label: "待审批", Query: "status=requested"}, {Name: "in_force", Label: "实施中", Query: "status=in_force"}},
	Indexes: [][]any{{&ms.Case, &ms.Status}},
}

func init() {
	Measures.Flow = kernel.Flow[Measure, MeasureStatus]{On: &ms.Status, Start: Requested, Steps: []kernel.Step[Measure, MeasureStatus]{
		{Name: "approve", Label: "批准", From: []MeasureStatus{Requested, InForce}, If: kernel.Eq(&ms.ApprovedOn, ""), Next: approveMeasure, Todo: true, Tone: "primary"},
		{Name: "deny", Label: "不批准", From: []MeasureStatus{Requested}, To: Denied, Opinion: true},
		{Name: "carry", Label: "实施", From: []MeasureStatus{Requested, Approved}, If: kernel.Or(kernel.Eq(&ms.Status, Approved), kernel.Eq(&ms.Urgent, true)), To: InForce, May: []any{&ms.StartedOn}, Do: carry, Todo: true, Tone: "primary",
			Law: "实施前须报经行政机关负责人批准（行政强制法第十八条、行政处罚法第五十六条）"},
		{Name: "prolong", Label: "延长期限", From: []MeasureStatus{InForce}, If: kernel.And(kernel.In(&ms.Measured, Sealing, Seizure), kernel.Eq(&ms.MoreOn, "")), Ask: []any{&ms.MoreWhy}, Do: prolong},
		{Name: "dispose", Label: "作出处理", From: []MeasureStatus{InForce}, To: Released, Ask: []any{&ms.Disposal, &ms.Disposed}, Do: dispose, Todo: true, Tone: "primary"},
	}}
	Measures.Derive = func(c *kernel.Ctx, m *Measure) error { return placed(c, m.Case, &m.Region) }
	Measures.Rules = func(c *kernel.Ctx, m, before *Measure) error {
		switch {
		case before != nil && before.Status != m.Status:
			return nil
		case before != nil:
		case m.Measured == Cutoff && m.Supplier == "":
			return kernel.FieldError(&ms.Supplier, "请填写供电（供应）单位")
		case m.Measured != Cutoff && len(m.Items) == 0:
			return kernel.FieldError(&ms.Items, "请列明清单")
		}
		if before != nil {
			return nil
		}
		k, err := Cases.Get(c.AsSystem(), string(m.Case))
		if err != nil {
			return err
		}
		if k.decided() {
			return refuse("案件当前为“%s”，不能再采取措施", kernel.LabelOf(k.Status))
		}
		if p, err := Parties.Get(c.AsSystem(), string(m.Party)); err != nil || p.Case != m.Case {
			return kernel.FieldError(&ms.Party, "请选择本案的当事人")
		}
		return nil
	}
}

func approveMeasure(c *kernel.Ctx, m *Measure) (MeasureStatus, error) {
	if m.ApprovedOn != "" {
		return "", refuse("已经批准")
	}
	k, err := Cases.Get(c.AsSystem(), string(m.Case))
	if err != nil {
		return "", err
	}
	if err := k.outsider(c, "审批强制措施"); err != nil {
		return "", err
	}
	m.ApprovedOn, m.ApprovedBy = c.Today(), c.Actor.Name
	if m.Status == InForce {
		return InForce, nil
	}
	return Approved, nil
}

// code is the limit of a measure.
func (m *Measure) code() Code {
	if m.Measured == Preservation {
		return "preservation"
	}
	return "seizure"
}

// carry begins the measure: with approval, or at once where it cannot wait.
func carry(c *kernel.Ctx, m *Measure) error {
	if m.Status == Requested && !m.Urgent {
		return refuse("还没有批准，不能实施（行政强制法第十八条、行政处罚法第五十六条）")
	}
	if m.Measured == Cutoff && !m.Urgent && (m.WarnedAt == "" || m.WarnedAt >= c.Today()) {
		return kernel.FieldError(&ms.WarnedAt, "除紧急情形外，应当提前二十四小时通知生产经营单位（安全生产法第七十条）")
	}
	k, err := Cases.Get(c.AsSystem(), string(m.Case))
	if err != nil {
		return err
	}
	if len(m.Officers) == 0 {
		m.Officers = k.Officers
	}
	if _, err := officer.Team(c, m.Officers, string(k.Enterprise), c.Today()); err != nil {
		return err
	}
	if err := dated(c, &m.StartedOn, &ms.StartedOn, "", "实施日期"); err != nil {
		return err
	}
	if m.Measured == Cutoff { // until the danger is removed
		return nil
	}
	return m.start(c)
}

func (m *Measure) start(c *kernel.Ctx) error {
	b, err := Book(c, m.Region)
	if err != nil {
		return err
	}
	r := b.At(m.code(), m.StartedOn)
	m.Clock = clock.Clock{Start: m.StartedOn, Limit: r.limit(), Warn: r.Warn}
	return m.read(c, b)
}

func (m *Measure) read(c *kernel.Ctx, b *Rulebook) error {
	now, err := m.Clock.Read(b.calendar, c.Now())
	m.Until, m.Overran = now.Last, now.Late
	return err
}

// prolong lengthens a sealing or seizure once, before its term is over (行政强制法第二十五条).
func prolong(c *kernel.Ctx, m *Measure) error {
	if m.MoreOn != "" || m.Measured == Preservation || m.Measured == Cutoff {
		return refuse("只有查封、扣押可以延长一次（行政强制法第二十五条）")
	}
	b, err := Book(c, m.Region)
	if err != nil {
		return err
	}
	more := b.At("seizure_more", m.StartedOn)
	if err := m.Clock.Extend(b.calendar, c.Today(), more.Number, more.Unit, m.MoreWhy); err != nil {
		return err
	}
	m.MoreOn = c.Today()
	return m.read(c, b)
}

func dispose(c *kernel.Ctx, m *Measure) error {
	m.DisposedOn = c.Today()
	if m.Clock.IsZero() {
		return nil
	}
	b, err := Book(c, m.Region)
	if err != nil {
		return err
	}
	if err := m.Clock.Finish(c.Today()); err != nil {
		return err
	}
	return m.read(c, b)
}

// Appraisal is technical appraisal, test or inspection by an agency (鉴定): its time does not count.
type Appraisal struct {
	kernel.Base
	Case     kernel.Ref[Case]    `json:"enforcement" label:"案件" among:"status=clue,filing,investigation,review,notice,defence,hearing,deciding" rule:"required" ui:"list,filter,once"`
	Measure  kernel.Ref[Measure] `json:"measure" label:"涉及的查封、扣押" ui:"once"`
	Title    string              `json:"title" label:"鉴定事项" rule:"required,max=200" ui:"list,search,wide"`
	Agency   string              `json:"agency_name" label:"鉴定机构" rule:"required,max=120" ui:"list"`
	Licence  string              `json:"licence" label:"资质" rule:"max=120"`
	Items    []Item              `json:"items" label:"送检物品" rule:"max=30"`
	Wanted   string              `json:"wanted" label:"鉴定要求" rule:"required,max=1000" ui:"long,wide"`
	SentOn   kernel.Date         `json:"sent_on" label:"委托日期" rule:"required" ui:"list,sort,once"`
	ExpectOn kernel.Date         `json:"expect_on" label:"要求提交日期" rule:"required" ui:"list"`
	Result   string              `json:"result" label:"鉴定意见" rule:"max=4000" ui:"fixed,long,wide"`
	Report   kernel.Files        `json:"report" label:"鉴定报告" rule:"max=10" ui:"fixed"`
	ResultOn kernel.Date         `json:"result_on" label:"收到日期" ui:"fixed,list"`
	ToldOn   kernel.Date         `json:"told_on" label:"告知当事人日期" ui:"fixed"`
	Status   AppraisalStatus     `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// AppraisalStatus is whether the result is there.
type AppraisalStatus string

const (
	Sent AppraisalStatus = "sent"
	Done AppraisalStatus = "done"
)

func (AppraisalStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Sent, "鉴定中"), kernel.Opt(Done, "已有结果")}
}

var ap = kernel.Row[Appraisal]()

// Appraisals holds the appraisals of all cases.
var Appraisals = &kernel.Resource[Appraisal]{
	Name: "enforcement_appraisal", Label: "鉴定", Sort: "-sent_on",
	Help:   "委托鉴定、检验、检测。委托以后办案期限和查封扣押期限自动暂停，收到结果登记后接着计算。鉴定意见应当告知当事人。",
	Access: inquire("create finish"),
	Due: func(a *Appraisal) kernel.Limit {
		if a.Status == Done {
			return kernel.Limit{}
		}
		return kernel.Limit{On: a.ExpectOn, Warn: 3, Who: "承办人", What: "催收鉴定意见"}
	},
	Indexes: [][]any{{&ap.Case, &ap.Status}},
}

func init() {
	Appraisals.Flow = kernel.Flow[Appraisal, AppraisalStatus]{On: &ap.Status, Start: Sent, Steps: []kernel.Step[Appraisal, AppraisalStatus]{
		{Name: "finish", Label: "登记鉴定意见", From: []AppraisalStatus{Sent}, To: Done, Ask: []any{&ap.Result}, May: []any{&ap.ResultOn, &ap.Report, &ap.ToldOn}, Todo: true, Tone: "primary", Do: func(c *kernel.Ctx, a *Appraisal) error {
			return dated(c, &a.ResultOn, &ap.ResultOn, a.SentOn, "收到日期")
		}},
	}}
	Appraisals.Derive = func(c *kernel.Ctx, a *Appraisal) error { return placed(c, a.Case, &a.Region) }
	Appraisals.Rules = func(c *kernel.Ctx, a, before *Appraisal) error {
		switch {
		case before != nil:
			return nil
		case a.SentOn > c.Today():
			return kernel.FieldError(&ap.SentOn, "委托日期不能晚于今天")
		case a.ExpectOn < a.SentOn:
			return kernel.FieldError(&ap.ExpectOn, "提交日期不能早于委托日期")
		}
		return amendable(c, a.Case, "鉴定")
	}
}

// appraised is the hook that stops the clocks of the case, and of what is sealed, while something is appraised.
func appraised(c *kernel.Ctx, w *kernel.Write) error {
	a, ok := w.After.(*Appraisal)
	if !ok || w.Meta != Appraisals.Meta() {
		return nil
	}
	c = c.AsSystem()
	if _, err := Cases.Update(c, string(a.Case), 0, func(k *Case) error {
		halts := []Halt{}
		for _, h := range k.Halts {
			if h.Record != a.ID {
				halts = append(halts, h)
			}
		}
		k.Halts = append(halts, Halt{From: a.SentOn, To: a.ResultOn, Reason: ForAppraisal, Record: a.ID, By: c.Actor.Name})
		return nil
	}); err != nil || a.Measure == "" {
		return err
	}
	_, err := Measures.Update(c, string(a.Measure), 0, func(m *Measure) error {
		b, err := Book(c, m.Region)
		if err != nil || m.Status != InForce || m.Clock.IsZero() {
			return err
		}
		if a.Status == Sent {
			err = m.Clock.Pause(b.calendar, max(a.SentOn, m.StartedOn), kernel.LabelOf(ForAppraisal))
		} else {
			err = m.Clock.Resume(a.ResultOn)
		}
		if err != nil {
			return err
		}
		return m.read(c, b)
	})
	return err
}
