package enforcement

import (
	"slices"

	"anjian/base/officer"
	"anjian/kernel"
)

// Session is a hearing (听证), 行政处罚法第六十三条至第六十五条: free of charge, in public, presided over by somebody who did not investigate.
type Session struct {
	kernel.Base
	Case       kernel.Ref[Case]              `json:"enforcement" label:"案件" among:"status=hearing" rule:"required" ui:"list,filter,once"`
	Title      string                        `json:"title" label:"案件名称" ui:"fixed,list"`
	HeldOn     kernel.Date                   `json:"held_on" label:"听证日期" rule:"required" ui:"list,filter,sort"`
	HeldAt     string                        `json:"held_at" label:"时间" rule:"max=20" help:"例如 9:00。"`
	Place      string                        `json:"place" label:"地点" rule:"required,max=200" ui:"list,wide"`
	Open       bool                          `json:"open" label:"公开举行" help:"除涉及国家秘密、商业秘密或者个人隐私外，公开举行。"`
	Host       kernel.Ref[officer.Officer]   `json:"host" label:"主持人" rule:"required" help:"由本机关指定的非本案调查人员主持。"`
	Members    []kernel.Ref[officer.Officer] `json:"members" label:"听证员" rule:"max=4"`
	Recorder   string                        `json:"recorder" label:"书记员" rule:"max=60"`
	Contact    string                        `json:"contact" label:"联系人和电话" rule:"max=120"`
	NotifiedOn kernel.Date                   `json:"notified_on" label:"听证通知书送达日期" ui:"fixed,list"`
	Absent     bool                          `json:"absent" label:"当事人无正当理由拒不出席或者中途退出" ui:"fixed" help:"视为放弃听证权利，听证终止。"`
	Attended   []Attendant                   `json:"attendants" label:"参加人" rule:"max=40" ui:"fixed"`
	Record     string                        `json:"record" label:"听证笔录" rule:"max=20000" ui:"fixed,long,wide"`
	Confirmed  bool                          `json:"confirmed" label:"笔录已由当事人核对签名" ui:"fixed"`
	Digest     string                        `json:"digest" label:"听证会情况摘要" rule:"max=8000" ui:"fixed,long,wide"`
	HostSays   string                        `json:"host_says" label:"主持人意见" rule:"max=4000" ui:"fixed,long,wide"`
	Proof      kernel.Files                  `json:"proof" label:"录音录像和材料" rule:"max=20"`
	Status     SessionStatus                 `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Attendant is somebody who took part in a hearing or a discussion.
type Attendant struct {
	Name     string `json:"name" label:"姓名" rule:"required,max=60"`
	Position string `json:"post" label:"职务或身份" rule:"max=80"`
	As       string `json:"as_what" label:"以何身份参加" rule:"max=40"`
	Words    string `json:"words" label:"发言" rule:"max=2000"`
}

// SessionStatus is how far a hearing is.
type SessionStatus string

const (
	Planned  SessionStatus = "planned"
	Notified SessionStatus = "notified"
	Held     SessionStatus = "held"
	Reported SessionStatus = "reported"
)

func (SessionStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Planned, "筹备"), kernel.Opt(Notified, "已通知"), kernel.Opt(Held, "已举行"), kernel.Opt(Reported, "已报告")}
}

var hr = kernel.Row[Session]()

// Hearings holds all hearings.
var Hearings = &kernel.Resource[Session]{
	Name: "enforcement_hearing", Label: "听证", Sort: "-held_on",
	Help:    "当事人要求听证的案件，在这里定时间、地点和主持人。主持人不能是本案承办人；举行的七个工作日前送达听证通知书；听证后写笔录和报告。决定应当根据听证笔录作出。",
	Access:  inquire("create update notify hold report"),
	Indexes: [][]any{{&hr.Case, &hr.Status}},
	Views:   []kernel.View{{Name: "coming", Label: "待举行", Query: "status=planned,notified"}},
}

func init() {
	Hearings.Flow = kernel.Flow[Session, SessionStatus]{On: &hr.Status, Start: Planned, Steps: []kernel.Step[Session, SessionStatus]{
		{Name: "notify", Label: "通知送达", From: []SessionStatus{Planned}, To: Notified, May: []any{&hr.NotifiedOn}, Do: invite, Todo: true, Tone: "primary"},
		{Name: "hold", Label: "举行听证", From: []SessionStatus{Notified}, To: Held, Ask: []any{&hr.Attended, &hr.Record}, May: []any{&hr.Absent, &hr.Confirmed, &hr.Proof}, Do: hold, Todo: true, Tone: "primary",
			Law: "举行听证的七个工作日前应当通知当事人时间、地点（行政处罚法第六十四条）"},
		{Name: "report", Label: "听证报告", From: []SessionStatus{Held}, To: Reported, Ask: []any{&hr.Digest, &hr.HostSays}, Todo: true, Tone: "primary",
			Law: "听证结束后才能写听证报告（行政处罚法第六十五条）"},
	}}
	Hearings.Derive = func(c *kernel.Ctx, h *Session) error {
		k, err := within(c, h.Case)
		if err == nil && k != nil {
			h.Region, h.Title = k.Region, k.Title
		}
		return err
	}
	Hearings.Rules = hearable
}

func hearable(c *kernel.Ctx, h, before *Session) error {
	k, err := Cases.Get(c.AsSystem(), string(h.Case))
	switch {
	case err != nil:
		return err
	case before == nil && k.Status != Hearing:
		return refuse("案件当前为“%s”，当事人没有要求听证：%s", kernel.LabelOf(k.Status), artHear)
	case slices.Contains(k.Officers, h.Host):
		return kernel.FieldError(&hr.Host, "主持人应当由非本案调查人员担任（行政处罚法第六十四条）")
	case slices.ContainsFunc(h.Members, func(m kernel.Ref[officer.Officer]) bool { return slices.Contains(k.Officers, m) }):
		return kernel.FieldError(&hr.Members, "听证员不能是本案调查人员")
	case before == nil && h.HeldOn < c.Today():
		return kernel.FieldError(&hr.HeldOn, "听证日期不能早于今天")
	case before != nil && before.HeldOn != h.HeldOn && h.Status != Planned:
		return kernel.FieldError(&hr.HeldOn, "已经通知的听证不能改期，请重新通知")
	}
	agents := 0
	for _, a := range h.Attended {
		if a.As == "委托代理人" {
			agents++
		}
	}
	if agents > 2 {
		return kernel.FieldError(&hr.Attended, "当事人可以委托一至二人代理（行政处罚法第六十四条）")
	}
	return nil
}

// invite holds the notice to its time: seven working days before the hearing.
func invite(c *kernel.Ctx, h *Session) error {
	if err := dated(c, &h.NotifiedOn, &hr.NotifiedOn, "", "通知送达日期"); err != nil {
		return err
	}
	b, err := Book(c, h.Region)
	if err != nil {
		return err
	}
	rule := b.At("hearing_notice", h.NotifiedOn)
	last, _, err := rule.limit().Before(b.calendar, h.HeldOn)
	if err == nil && h.NotifiedOn > last {
		err = refuse("听证定于%s，应当在%s（%s）前通知，最晚%s（%s）", h.HeldOn, h.HeldOn, rule.limit().String(), last, rule.Basis)
	}
	return err
}

func hold(c *kernel.Ctx, h *Session) error {
	if c.Today() < h.HeldOn {
		return refuse("听证定于%s举行，还没有到", h.HeldOn)
	}
	if !h.Absent && !h.Confirmed {
		return kernel.FieldError(&hr.Confirmed, "笔录应当交当事人或者其代理人核对无误后签字或者盖章（行政处罚法第六十四条）")
	}
	return nil
}

// Discussion is the collective discussion of the heads of the organ (集体讨论), 行政处罚法第五十七条.
type Discussion struct {
	kernel.Base
	Case       kernel.Ref[Case] `json:"enforcement" label:"案件" among:"status=deciding" rule:"required" ui:"list,filter,once"`
	Title      string           `json:"title" label:"案件名称" ui:"fixed,list"`
	HeldOn     kernel.Date      `json:"held_on" label:"讨论日期" rule:"required" ui:"list,filter,sort"`
	HeldAt     string           `json:"held_at" label:"时间" rule:"max=20"`
	Place      string           `json:"place" label:"地点" rule:"required,max=200" ui:"wide"`
	Host       string           `json:"host" label:"主持人" rule:"required,max=60" ui:"list"`
	Reporter   string           `json:"reporter" label:"汇报人" rule:"required,max=60"`
	Recorder   string           `json:"recorder" label:"记录人" rule:"required,max=60"`
	Attended   []Attendant      `json:"attendants" label:"出席人员及职务" rule:"required,max=40"`
	Content    string           `json:"content" label:"讨论内容" rule:"required,max=8000" ui:"long,wide"`
	Conclusion string           `json:"conclusion" label:"结论性意见" rule:"required,max=4000" ui:"long,wide"`
	Status     DiscussionStatus `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// DiscussionStatus is whether the record of a discussion is signed.
type DiscussionStatus string

const (
	Noted    DiscussionStatus = "noted"
	Endorsed DiscussionStatus = "signed"
)

func (DiscussionStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Noted, "记录中"), kernel.Opt(Endorsed, "已签名")}
}

var ds = kernel.Row[Discussion]()

// Discussions holds all discussions.
var Discussions = &kernel.Resource[Discussion]{
	Name: "enforcement_discussion", Label: "集体讨论", Sort: "-held_on",
	Help: "情节复杂或者重大违法行为给予行政处罚的，由行政机关负责人集体讨论决定。记明出席人员、各人意见和结论，全体签名后点“签名完成”，案件才能作出决定。",
	Access: append(inquire("create sign"), kernel.Grant{To: inquirers, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
		return kernel.And(kernel.Jurisdiction(a), kernel.Eq(&ds.Status, Noted))
	}}),
	Indexes: [][]any{{&ds.Case, &ds.Status}},
}

func init() {
	Discussions.Flow = kernel.Flow[Discussion, DiscussionStatus]{On: &ds.Status, Start: Noted, Steps: []kernel.Step[Discussion, DiscussionStatus]{
		{Name: "sign", Label: "签名完成", From: []DiscussionStatus{Noted}, To: Endorsed, Do: endorsed, Todo: true, Tone: "primary"},
	}}
	Discussions.Derive = func(c *kernel.Ctx, d *Discussion) error {
		k, err := within(c, d.Case)
		if err == nil && k != nil {
			d.Region, d.Title = k.Region, k.Title
		}
		return err
	}
	Discussions.Rules = func(c *kernel.Ctx, d, before *Discussion) error {
		if before != nil && before.Status != d.Status {
			return nil
		}
		k, err := Cases.Get(c.AsSystem(), string(d.Case))
		switch {
		case err != nil:
			return err
		case k.Status != Deciding:
			return refuse("案件当前为“%s”，不能集体讨论：%s", kernel.LabelOf(k.Status), "调查、审核、告知和听取申辩以后才能讨论决定（行政处罚法第五十七条）")
		case d.HeldOn > c.Today():
			return kernel.FieldError(&ds.HeldOn, "讨论日期不能晚于今天")
		case len(d.Attended) < 3:
			return kernel.FieldError(&ds.Attended, "集体讨论由行政机关负责人参加，至少三人")
		}
		return nil
	}
}

// endorsed lets the case know that its penalty was discussed.
func endorsed(c *kernel.Ctx, d *Discussion) error {
	_, err := Cases.Update(c.AsSystem(), string(d.Case), 0, func(k *Case) error { k.DiscussedOn = d.HeldOn; return nil })
	return err
}
