package officer

import (
	"strings"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Recusal keeps an officer away from an enterprise that he has to do with (回避, 行政处罚法第四十三条): the officer says so, the enterprise asks for
// it, or the authority knows; the leader decides. Until then the officer goes on.
type Recusal struct {
	kernel.Base
	Officer    kernel.Ref[Officer]               `json:"officer" label:"执法人员" rule:"required" ui:"list,filter,once"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,filter,once" help:"回避某一家企业的填写。"`
	Relation   Relation                          `json:"relation" label:"关系" rule:"required" ui:"list,filter"`
	Group      string                            `json:"parent_group" label:"涉及的集团" rule:"max=120" ui:"list" help:"回避整个集团的填写集团名称，与企业档案“隶属集团”相同的企业都要回避。"`
	Reason     string                            `json:"reason" label:"事由" rule:"required,max=500" ui:"long,wide"`
	Since      kernel.Date                       `json:"since" label:"回避期间自" ui:"list"`
	Until      kernel.Date                       `json:"until" label:"至" ui:"list" help:"不填为一直回避。"`
	By         Side                              `json:"by_side" label:"提出方" ui:"fixed,list,filter"`
	DecidedBy  string                            `json:"decided_by" label:"决定人" ui:"fixed"`
	DecidedOn  kernel.Date                       `json:"decided_on" label:"决定日期" ui:"fixed,list"`
	Opinion    string                            `json:"opinion_text" label:"决定意见" rule:"max=500" ui:"fixed,wide"`
	Status     Decision                          `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Relation is what stands between an officer and an enterprise.
type Relation string

// The relations.
const (
	Kin      Relation = "kin"
	Interest Relation = "interest"
	Served   Relation = "served"
	OtherTie Relation = "other"
)

func (Relation) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Kin, "近亲属"), kernel.Opt(Interest, "投资、持股等经济利益"), kernel.Opt(Served, "曾任职或提供服务"), kernel.Opt(OtherTie, "其他可能影响公正的关系")}
}

// Side is who asks.
type Side string

// The sides.
const (
	Himself   Side = "officer"
	Party     Side = "party"
	Authority Side = "authority"
)

func (Side) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Himself, "执法人员本人"), kernel.Opt(Party, "当事人"), kernel.Opt(Authority, "执法机关")}
}

// Decision is where a recusal stands.
type Decision string

// The states of a recusal.
const (
	Asked   Decision = "asked"
	Granted Decision = "granted"
	Refused Decision = "refused"
	Ended   Decision = "ended"
)

func (Decision) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Asked, "待决定"), kernel.Opt(Granted, "回避"), kernel.Opt(Refused, "不予回避"), kernel.Opt(Ended, "已解除")}
}

var rc = kernel.Row[Recusal]()

// Recusals holds all recusals.
var Recusals = &kernel.Resource[Recusal]{
	Name: "officer_recusal", Label: "回避", Title: &rc.Reason,
	Help: `执法人员与企业有直接利害关系或者有其他关系可能影响公正执法的，应当回避（行政处罚法第四十三条）。

执法人员自己提出，企业也可以申请某名执法人员回避；负责人作出决定。决定回避后，计划和双随机抽查不再把该人员派往这家企业（或这个集团）。决定作出前不停止调查。`,
	Sort: "-id",
	Access: kernel.Access{
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "read create export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "grant refuse end", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Safety}, Can: "read create", Rows: func(a kernel.Actor) kernel.Cond {
			if a.Enterprise == "" {
				return kernel.None()
			}
			return kernel.And(kernel.Eq(&rc.Enterprise, kernel.Ref[enterprise.Enterprise](a.Enterprise)), kernel.Eq(&rc.By, Party))
		}},
	},
	Flow: kernel.Flow[Recusal, Decision]{On: &rc.Status, Start: Asked, Steps: []kernel.Step[Recusal, Decision]{
		{Name: "grant", Label: "决定回避", From: []Decision{Asked}, To: Granted, May: []any{&rc.Opinion, &rc.Since, &rc.Until}, Todo: true, Tone: "primary", Do: decide},
		{Name: "refuse", Label: "不予回避", From: []Decision{Asked}, To: Refused, Ask: []any{&rc.Opinion}, Todo: true, Do: decide},
		{Name: "end", Label: "解除回避", From: []Decision{Granted}, To: Ended, Ask: []any{&rc.Opinion}, Do: decide},
	}},
	Derive: func(c *kernel.Ctx, r *Recusal) error {
		if r.Group = strings.TrimSpace(r.Group); r.Rev > 0 {
			return nil
		}
		r.By = Authority
		if c.Actor.Enterprise != "" && !c.Actor.Is(role.Regulator, role.Leader) {
			r.By, r.Enterprise, r.Group = Party, kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise), ""
		}
		o, err := Officers.First(c.AsSystem(), kernel.ByID(string(r.Officer)))
		if err != nil || o == nil {
			return err
		}
		if r.Region = o.Region; r.By == Authority && string(o.Account) == c.Actor.ID {
			r.By = Himself
		}
		return nil
	},
	Rules: func(c *kernel.Ctx, r, before *Recusal) error {
		switch {
		case r.Enterprise == "" && r.Group == "":
			return kernel.FieldError(&rc.Enterprise, "请填写要回避的企业或集团")
		case r.Until != "" && r.Until < r.Since:
			return kernel.FieldError(&rc.Until, "回避期间不对")
		case before != nil:
			return nil
		}
		o, err := Officers.First(c, kernel.ByID(string(r.Officer)))
		if err == nil && o == nil {
			return kernel.FieldError(&rc.Officer, "没有这名执法人员")
		}
		if err == nil && r.Enterprise != "" && r.By != Party {
			_, err = enterprise.Enterprises.Get(c, string(r.Enterprise))
		}
		return err
	},
	Due: func(r *Recusal) kernel.Limit {
		if r.Status != Asked {
			return kernel.Limit{}
		}
		return kernel.Limit{On: kernel.Day(r.Created).AddDays(3), Warn: 2, Who: "负责人", What: "决定是否回避"}
	},
	Views: []kernel.View{{Name: "asked", Label: "待决定", Query: "status=asked"}, {Name: "granted", Label: "回避中", Query: "status=granted"}},
}

func decide(c *kernel.Ctx, r *Recusal) error {
	o, err := Officers.First(c.AsSystem(), kernel.ByID(string(r.Officer)))
	if err != nil {
		return err
	}
	if o != nil && string(o.Account) == c.Actor.ID {
		return kernel.Errorf(kernel.Forbidden, "本人的回避不能由本人决定")
	}
	r.DecidedBy, r.DecidedOn = c.Actor.Name, c.Today()
	return nil
}

// holds tells whether a recusal keeps its officer away on a day.
func (r *Recusal) holds(on kernel.Date) bool {
	return r.Status == Granted && (r.Since == "" || r.Since <= on) && (r.Until == "" || on <= r.Until)
}

// Recused returns the officers who must keep away from an enterprise on a day; without an enterprise there are none.
func Recused(c *kernel.Ctx, firm string, on kernel.Date) (map[kernel.Ref[Officer]]bool, error) {
	if firm == "" {
		return nil, nil
	}
	all, err := Barred(c, on)
	if err != nil {
		return nil, err
	}
	e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(firm))
	if err != nil || e == nil {
		return nil, err
	}
	return all(e), nil
}

// Barred reads all recusals that hold on a day once, and answers for each enterprise.
func Barred(c *kernel.Ctx, on kernel.Date) (func(*enterprise.Enterprise) map[kernel.Ref[Officer]]bool, error) {
	list, err := Recusals.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&rc.Status, Granted), Sort: "id", Limit: -1})
	if err != nil {
		return nil, err
	}
	return func(e *enterprise.Enterprise) map[kernel.Ref[Officer]]bool {
		out := map[kernel.Ref[Officer]]bool{}
		for _, r := range list {
			if r.holds(on) && (string(r.Enterprise) == e.ID || r.Group != "" && r.Group == e.ParentGroup) {
				out[r.Officer] = true
			}
		}
		return out
	}, nil
}

// followName keeps the name of an officer that of the account.
func followName(c *kernel.Ctx, w *kernel.Write) error {
	a, ok := w.After.(*account.Account)
	if !ok || w.Before == nil || w.Before.(*account.Account).Name == a.Name {
		return nil
	}
	o, err := Of(c, a.ID)
	if err != nil || o == nil {
		return err
	}
	_, err = Officers.Update(c.AsSystem(), o.ID, 0, func(o *Officer) error { o.Name = a.Name; return nil })
	return err
}

// Shown is an officer as everybody sees him (执法人员公示, 国办发〔2018〕118号).
type Shown struct {
	Name          string      `json:"name"`
	CertificateNo string      `json:"certificate_no"`
	Org           string      `json:"org"`
	Fields        []string    `json:"trades"`
	ValidUntil    kernel.Date `json:"valid_until"`
	InForce       bool        `json:"in_force"`
}

// ShownList is the answer to a search for officers.
type ShownList struct {
	Items []Shown `json:"items"`
	More  bool    `json:"more"`
}

type publishIn struct {
	Number string        `json:"number"` // a certificate number as the officer shows it
	Region kernel.Region `json:"region"`
}

// publish tells anybody whether a certificate that was shown to him is real, and who enforces in a region.
func publish(c *kernel.Ctx, in *publishIn) (*ShownList, error) {
	where := kernel.Eq(&Row.CertificateNo, strings.TrimSpace(in.Number))
	if in.Number == "" {
		if !region.Known(in.Region) {
			return &ShownList{Items: []Shown{}}, nil
		}
		where = kernel.And(kernel.Eq(&Row.Region, in.Region), kernel.Eq(&Row.Status, Active), kernel.Since(&Row.ValidUntil, c.Today()))
	}
	const most = 200
	list, err := Officers.List(c.AsSystem(), kernel.Query{Where: where, Sort: "name", Limit: most + 1})
	out := &ShownList{Items: []Shown{}, More: len(list) > most}
	for _, o := range list[:min(most, len(list))] {
		bureau, err := orgName(c, o)
		if err != nil {
			return nil, err
		}
		s := Shown{Name: o.Name, CertificateNo: o.CertificateNo, Org: bureau, ValidUntil: o.ValidUntil, InForce: o.May(c.Today()) == "", Fields: []string{}}
		for _, f := range o.Fields {
			s.Fields = append(s.Fields, kernel.LabelOf(f))
		}
		out.Items = append(out.Items, s)
	}
	return out, err
}

func orgName(c *kernel.Ctx, o *Officer) (string, error) {
	at, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(o.Org)))
	if err != nil || at == nil {
		return "", err
	}
	return at.Name, nil
}

// Ruled is the latest recusal of one of some officers that was decided on, for one enterprise or all; nil if there is none.
func Ruled(c *kernel.Ctx, firm kernel.Ref[enterprise.Enterprise], officers []kernel.Ref[Officer]) (*Recusal, *Officer, error) {
	list, err := Recusals.List(c.AsSystem(), kernel.Query{Sort: "-id", Limit: 1, Where: kernel.And(kernel.In(&rc.Officer, officers...),
		kernel.In(&rc.Enterprise, firm, ""), kernel.In(&rc.Status, Granted, Refused))})
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	o, err := Officers.First(c.AsSystem(), kernel.ByID(string(list[0].Officer)))
	if o == nil {
		return nil, nil, err
	}
	return list[0], o, err
}
