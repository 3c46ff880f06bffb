package document

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Service is one service of one paper on its party (送达), 行政处罚法第六十一条 and 民事诉讼法 on the ways.
type Service struct {
	kernel.Base
	Document  kernel.Ref[Document]              `json:"document" label:"文书" among:"status=issued,served" rule:"required" ui:"list,filter,once"`
	Way       Way                               `json:"way" label:"送达方式" rule:"required" ui:"list,filter,once"`
	Receiver  string                            `json:"receiver" label:"收件人" rule:"max=60" ui:"list" help:"签收的人。"`
	Agent     bool                              `json:"agent" label:"代收" help:"签收的不是当事人本人、法定代表人或者主要负责人。"`
	Relation  Relation                          `json:"relation" label:"代收人与当事人的关系" help:"公民由同住的成年家属签收；单位由负责收件的人签收；当事人指定代收人的，由代收人签收（民事诉讼法第八十八条）。"`
	Channel   Channel                           `json:"channel" label:"电子送达途径" help:"采用当事人在电子送达确认书上同意的途径。"`
	Place     string                            `json:"place" label:"送达地点" rule:"max=120" ui:"list,wide" help:"电子送达填接收的号码或邮箱。"`
	On        kernel.Date                       `json:"served_on" label:"送达日期" ui:"list,filter,sort" help:"邮寄为回执上的收件日期，电子送达为到达系统的日期；邮寄和公告可以先不填。"`
	At        string                            `json:"served_at" label:"送达时间" rule:"max=20" help:"例如 10:30。"`
	Servers   string                            `json:"servers" label:"送达人" rule:"required,max=60" ui:"list"`
	Ink       Ink                               `json:"ink" label:"收件人签名" ui:"hidden"`
	Reason    string                            `json:"reason" label:"拒收或采用该方式的原因" rule:"max=200" ui:"wide"`
	Witnesses []string                          `json:"witnesses" label:"见证人" rule:"max=5" help:"留置送达要有两名见证人，或者全程录像。"`
	Proof     kernel.Files                      `json:"proof" label:"凭证、录像" rule:"max=10"`
	Carrier   string                            `json:"carrier" label:"受托机关或转交单位" rule:"max=80"`
	MailNo    string                            `json:"mail_no" label:"邮件号" rule:"max=40" ui:"search"`
	PostedOn  kernel.Date                       `json:"posted_on" label:"公告日期"`
	PostedAt  string                            `json:"posted_at" label:"公告载体" rule:"max=120"`
	Effective kernel.Date                       `json:"effective_on" label:"视为送达日期" ui:"fixed,list"`
	Receipt   kernel.Ref[Document]              `json:"receipt" label:"送达回执" ui:"fixed"`
	Firm      kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,filter"`
	State     ServiceState                      `json:"state" label:"状态" ui:"fixed,list,filter"`
}

// Relation is who receives on behalf of a party (代收人).
type Relation string

const (
	Family    Relation = "family"
	Colleague Relation = "mailroom"
	Named     Relation = "named"
	Counsel   Relation = "counsel"
	Employer  Relation = "employer"
)

func (Relation) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Family, "同住成年家属"), kernel.Opt(Colleague, "单位负责收件的人"), kernel.Opt(Named, "当事人指定的代收人"), kernel.Opt(Counsel, "诉讼（委托）代理人"), kernel.Opt(Employer, "所在单位")}
}

// Channel is by what a paper is served electronically.
type Channel string

const (
	ByMessage Channel = "sms"
	ByEmail   Channel = "mail"
	ByFax     Channel = "fax"
	Within    Channel = "platform"
)

func (Channel) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByMessage, "手机短信"), kernel.Opt(ByEmail, "电子邮件"), kernel.Opt(ByFax, "传真"), kernel.Opt(Within, "本平台")}
}

var (
	faxNumber = regexp.MustCompile(`^(0\d{2,3}-?)?[1-9]\d{6,7}(-\d{1,6})?$`)
	mobile    = regexp.MustCompile(`^1[3-9]\d{9}$`)
)

// reach is what is wrong with the address for the channel; "" if nothing is.
func (s *Service) reach() string {
	switch to := strings.TrimSpace(s.Place); s.Channel {
	case ByFax:
		if !faxNumber.MatchString(to) {
			return "填写的不是传真号码，例如 0371-67181234"
		}
	case ByEmail:
		if _, err := mail.ParseAddress(to); err != nil {
			return "填写的不是电子邮箱"
		}
	case ByMessage:
		if !mobile.MatchString(to) {
			return "填写的不是手机号码"
		}
	}
	return ""
}

// channel is the one that an address belongs to.
func channel(to string) Channel {
	switch to = strings.TrimSpace(to); {
	case strings.Contains(to, "@"):
		return ByEmail
	case mobile.MatchString(to):
		return ByMessage
	case faxNumber.MatchString(to):
		return ByFax
	}
	return Within
}

// Way is how a paper is served.
type Way string

// The seven ways.
const (
	Direct     Way = "direct"
	Left       Way = "left"
	Entrusted  Way = "entrusted"
	Mailed     Way = "mail"
	Transfer   Way = "transfer"
	Electronic Way = "electronic"
	Public     Way = "public"
)

func (Way) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Direct, "直接送达"), kernel.Opt(Left, "留置送达"), kernel.Opt(Entrusted, "委托送达"), kernel.Opt(Mailed, "邮寄送达"),
		kernel.Opt(Transfer, "转交送达"), kernel.Opt(Electronic, "电子送达"), kernel.Opt(Public, "公告送达")}
}

// ServiceState is whether a service has come to its end.
type ServiceState string

// The states of a service.
const (
	Underway ServiceState = "underway"
	Complete ServiceState = "complete"
)

func (ServiceState) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Underway, "送达中"), kernel.Opt(Complete, "已送达")}
}

var sv = kernel.Row[Service]()

// Services holds the services of all papers.
var Services = &kernel.Resource[Service]{
	Name: "document_service", Label: "文书送达", Stays: true, Title: &sv.Receiver, Sort: "-id",
	Help: `每送达一次记一条。各种方式要有的内容不同：直接送达要收件人签名或签字扫描件；留置送达要两名见证人或者录像；邮寄要邮件号，收到回执后填收件日期；电子送达要当事人事先签过电子送达确认书；公告送达自公告之日起满30天视为送达，到期自动办结。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read export", Rows: kernel.Jurisdiction},
		{To: writers, Can: "create complete", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Safety}, Can: "read", Rows: kernel.Own(&sv.Firm)},
	},
	Views: []kernel.View{{Name: "underway", Label: "送达中", Query: "state=underway"}},
	Due: func(s *Service) kernel.Limit {
		switch {
		case s.State != Underway:
			return kernel.Limit{}
		case s.Way == Public:
			return kernel.Limit{On: s.Effective, Who: "平台", What: "公告期满视为送达"}
		}
		return kernel.Limit{On: kernel.Day(s.Created).AddDays(15), Warn: 3, Who: "送达人", What: "核实邮件回执"}
	},
}

// noticeDays is how long a public notice stands before it counts as service: 60 days until the end of 2021 (民事诉讼法, 2021 amendment).
func noticeDays(posted kernel.Date) int {
	if posted < "2022-01-01" {
		return 60
	}
	return 30
}

func init() {
	Services.Flow = kernel.Flow[Service, ServiceState]{On: &sv.State, Start: Underway,
		Steps: []kernel.Step[Service, ServiceState]{
			{Name: "complete", Label: "办结送达", From: []ServiceState{Underway}, To: Complete, If: kernel.Not(&sv.Way, Public), Ask: []any{&sv.On}, May: []any{&sv.Receiver, &sv.Proof, &sv.Ink}, Tone: "primary",
				Do: func(_ *kernel.Ctx, s *Service) error { s.Effective = s.On; return nil }},
		},
		Moves: []kernel.Move[ServiceState]{{To: []ServiceState{Complete}}, {From: []ServiceState{Underway}, To: []ServiceState{Complete}}},
	}
	Services.Derive = func(c *kernel.Ctx, s *Service) error {
		if s.Rev > 0 || s.Document == "" {
			return nil
		}
		d, err := Documents.Get(c, string(s.Document))
		if err != nil {
			return kernel.FieldError(&sv.Document, "找不到该文书")
		}
		if s.Region = d.Region; !d.ToPerson {
			s.Firm = d.Enterprise
		}
		if s.Way == Electronic && s.On == "" {
			s.On = c.Today() // it has arrived in the system
		}
		if s.Way != Electronic {
			s.Channel = ""
		} else if s.Channel == "" {
			s.Channel = channel(s.Place)
		}
		if !s.Agent || s.Way == Left || s.Way == Public || s.Way == Electronic {
			s.Agent, s.Relation = false, ""
		}
		switch {
		case s.Way == Public:
			s.On, s.Effective = "", s.PostedOn.AddDays(noticeDays(s.PostedOn))
			s.State = Underway
			if s.Effective != "" && s.Effective <= c.Today() {
				s.State, s.On = Complete, s.Effective
			}
		case s.On != "":
			s.State, s.Effective = Complete, s.On
		default:
			s.State, s.Effective = Underway, ""
		}
		return nil
	}
	Services.Rules = func(c *kernel.Ctx, s, before *Service) error {
		d, err := Documents.Get(c.AsSystem(), string(s.Document))
		if err != nil {
			return err
		}
		if before == nil && d.Status != Issued && d.Status != Served {
			return kernel.Errorf(kernel.Conflict, "文书还没有签发，不能送达")
		}
		if k, _ := KindOf(string(d.Kind)); before == nil && !k.deliverable() {
			return kernel.FieldError(&sv.Document, "《%s》是内部文书，不送达当事人", k.Title)
		}
		if s.On != "" && (s.On > c.Today() || s.On < d.IssuedOn) {
			return kernel.FieldError(&sv.On, "送达日期应在签发日期（%s）和今天之间", d.IssuedOn)
		}
		return s.demands(c, d)
	}
}

// demands refuses a service that lacks what its way asks for.
func (s *Service) demands(c *kernel.Ctx, d *Document) error {
	video := slices.ContainsFunc(s.Proof, func(f kernel.File) bool { return strings.HasPrefix(f.Type, "video/") })
	need := func(ok bool, at any, what string) error {
		if ok {
			return nil
		}
		return kernel.FieldError(at, "%s%s", kernel.LabelOf(s.Way), what)
	}
	first := func(list ...error) error {
		for _, err := range list {
			if err != nil {
				return err
			}
		}
		return nil
	}
	done := s.State == Complete
	if s.Agent {
		if err := first(need(s.Receiver != "" || !done, &sv.Receiver, "由他人代收的，应填写代收人姓名"), need(s.Relation != "" || !done, &sv.Relation, "由他人代收的，应写明代收人与当事人的关系"),
			need(s.Relation != Family || d.ToPerson, &sv.Relation, "的当事人是单位，不能由家属代收"), need(s.Relation != Colleague || !d.ToPerson, &sv.Relation, "的当事人是个人，由同住成年家属代收")); err != nil {
			return err
		}
	}
	switch s.Way {
	case Direct:
		return first(need(s.On != "", &sv.On, "应填写送达日期"), need(s.Receiver != "", &sv.Receiver, "应填写收件人"), need(s.Place != "", &sv.Place, "应填写地点"),
			need(s.Ink != "" || len(s.Proof) > 0, &sv.Ink, "应有收件人签名，或上传签收的扫描件"))
	case Left:
		return first(need(s.On != "", &sv.On, "应填写送达日期"), need(s.Place != "", &sv.Place, "应填写地点"), need(s.Reason != "", &sv.Reason, "应写明拒收的情况"),
			need(named(s.Witnesses) >= 2 || video, &sv.Witnesses, "应有两名见证人，或者上传录像"))
	case Entrusted, Transfer:
		return first(need(s.Carrier != "", &sv.Carrier, "应填写受托机关或转交单位"), need(!done || s.Receiver != "", &sv.Receiver, "应填写收件人"),
			need(!done || s.Ink != "" || len(s.Proof) > 0, &sv.Proof, "办结时应上传签收的回证"))
	case Mailed:
		return first(need(s.MailNo != "", &sv.MailNo, "应填写邮件号"), need(!done || len(s.Proof) > 0, &sv.Proof, "办结时应上传邮件回执"))
	case Electronic:
		agreed, err := Effective(c.AsSystem(), d.SubjectType, d.Subject, "electronic_confirmation")
		if err != nil {
			return err
		}
		if agreed == nil && d.Enterprise != "" { // confirmed in another matter
			agreed, err = Documents.First(c.AsSystem(), kernel.And(kernel.Eq(&Row.Enterprise, d.Enterprise), kernel.Eq(&Row.Kind, "electronic_confirmation"), kernel.In(&Row.Status, Issued, Served)))
			if err != nil {
				return err
			}
		}
		signed, err := agreed.bySigned(c)
		if err != nil {
			return err
		}
		return first(need(signed, &sv.Way, "须先有当事人签过的电子送达确认书"), need(s.Place != "", &sv.Place, "应填写接收的号码或邮箱"),
			need(s.reach() == "", &sv.Place, s.reach()), need(s.Channel != ByFax || len(s.Proof) > 0, &sv.Proof, "用传真的，应上传传真发送成功的报告单"))
	case Public:
		return first(need(s.PostedOn != "", &sv.PostedOn, "应填写公告日期"), need(s.PostedOn >= d.IssuedOn && s.PostedOn <= c.Today(), &sv.PostedOn, "的公告日期应在签发日期和今天之间"),
			need(s.PostedAt != "", &sv.PostedAt, "应填写公告载体"), need(s.Reason != "", &sv.Reason, "应写明其他方式无法送达的原因"))
	}
	return nil
}

// bySigned tells whether the party has signed the paper, on the screen or on paper.
func (d *Document) bySigned(c *kernel.Ctx) (bool, error) {
	if d == nil {
		return false, nil
	}
	list, err := d.signatures(c)
	return len(d.Scans) > 0 || slices.ContainsFunc(list, func(s *Signature) bool { return s.Spot == "签名.当事人" && !s.Refused }), err
}

// SignedBy tells whether somebody has signed the paper on the screen at a place.
func (d *Document) SignedBy(c *kernel.Ctx, spot string) (bool, error) {
	list, err := d.signatures(c)
	return slices.ContainsFunc(list, func(s *Signature) bool { return s.Spot == spot && !s.Refused }), err
}

func named(list []string) (n int) {
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			n++
		}
	}
	return n
}

// delivered is the hook by which a paper becomes served when its first service is complete.
func delivered(c *kernel.Ctx, w *kernel.Write) error {
	s, ok := w.After.(*Service)
	if !ok || s.State != Complete || w.From == w.To && w.Before != nil {
		return nil
	}
	_, err := Documents.Update(c.AsSystem(), string(s.Document), 0, func(d *Document) error {
		if d.Status == Issued {
			d.Status, d.ServedOn = Served, s.Effective
		}
		return nil
	})
	return err
}

// Deem completes the public notices whose time has run out (公告期满视为送达).
var Deem = &kernel.Task[struct{}]{Name: "document.deem", Every: time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	list, err := Services.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&sv.State, Underway), kernel.Eq(&sv.Way, Public), kernel.UpTo(&sv.Effective, c.Today())), Sort: "id", Limit: 1000})
	if err != nil {
		return err
	}
	for _, s := range list {
		if _, err := Services.Update(c, s.ID, 0, func(s *Service) error { s.State, s.On = Complete, s.Effective; return nil }); err != nil {
			return err
		}
	}
	return nil
}}

// manner is the way as a receipt names it.
func (s *Service) manner() string {
	if s.Channel == "" {
		return kernel.LabelOf(s.Way)
	}
	return kernel.LabelOf(s.Way) + "（" + kernel.LabelOf(s.Channel) + "）"
}

// remark is what a receipt has to say besides: who received for whom, why a paper was left or posted, who saw it.
func (s *Service) remark() string {
	var out []string
	if s.Agent {
		out = append(out, s.Receiver+"代收（"+kernel.LabelOf(s.Relation)+"）")
	}
	if s.Reason != "" {
		out = append(out, s.Reason)
	}
	if n := named(s.Witnesses); n > 0 {
		out = append(out, "见证人"+strings.Join(s.Witnesses, "、"))
	}
	if s.Carrier != "" {
		out = append(out, "由"+s.Carrier+strings.TrimSuffix(kernel.LabelOf(s.Way), "送达"))
	}
	return strings.Join(out, "，")
}

// mark is the receiver's signature as a form takes it.
func (s *Service) mark() any {
	if s.Ink == "" {
		return s.Receiver
	}
	return (&Signature{Name: s.Receiver, Ink: s.Ink}).mark()
}

// Receipt draws up the receipt of all services of a record that stand on none yet (送达回执).
func Receipt(c *kernel.Ctx, typ, id string) (out *Document, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		list, err := Of(c, typ, id)
		if err != nil {
			return err
		}
		papers := map[kernel.Ref[Document]]*Document{}
		var refs []kernel.Ref[Document]
		for _, d := range list {
			papers[kernel.Ref[Document](d.ID)] = d
			refs = append(refs, kernel.Ref[Document](d.ID))
		}
		served, err := Services.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.In(&sv.Document, refs...), kernel.Eq(&sv.State, Complete), kernel.Eq(&sv.Receipt, "")), Sort: "id", Limit: -1})
		if err != nil {
			return err
		}
		if len(served) == 0 {
			return kernel.Errorf(kernel.Conflict, "没有尚未出回执的送达记录")
		}
		var rows []any
		var remarks []string
		for _, s := range served {
			d := papers[s.Document]
			rows = append(rows, map[string]any{"文书": d.Title, "文号": d.Number, "地点": s.Place, "时间": strings.TrimSpace(string(s.Effective) + " " + s.At),
				"方式": s.manner(), "送达人": s.Servers, "备注": s.remark(), "收件人": s.mark()})
			if s.remark() != "" {
				remarks = append(remarks, "《"+d.Title+"》"+d.Number+"："+s.remark())
			}
		}
		if out, err = Draft(c, typ, id, "service_receipt", "", Data{"送达": rows, "备注": strings.Join(remarks, "；")}); err != nil {
			return err
		}
		for _, s := range served {
			if _, err := Services.Update(c.AsSystem(), s.ID, 0, func(s *Service) error { s.Receipt = kernel.Ref[Document](out.ID); return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
