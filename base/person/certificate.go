package person

import (
	"anjian/base/agency"
	"anjian/kernel"
)

// Certificate is a certificate that a person holds (人员证书). Its number is masked: those of special operators contain the identity number.
type Certificate struct {
	kernel.Base
	Person   kernel.Ref[Person] `json:"person" label:"人员" rule:"required" ui:"list,filter,once"`
	Kind     CertificateKind    `json:"kind" label:"证书种类" rule:"required" ui:"list,filter"`
	Subject  string             `json:"subject" label:"专业或作业项目" rule:"required,max=120" ui:"list,search" help:"例如低压电工作业、危险化学品经营单位主要负责人。"`
	Number   kernel.IDNumber    `json:"number" label:"证书编号" rule:"required,max=60" ui:"list"`
	Issuer   string             `json:"issuer" label:"发证机关" rule:"max=80"`
	IssuedOn kernel.Date        `json:"issued_on" label:"初领日期"`
	ReviewOn kernel.Date        `json:"review_on" label:"应复审日期" ui:"list,filter" help:"特种作业操作证每3年复审一次。"`
	ValidTo  kernel.Date        `json:"valid_to" label:"有效期至" ui:"list,filter,sort" help:"长期有效的不填。"`
	Scans    kernel.Files       `json:"scans" label:"扫描件"`
}

// CertificateKind is what a certificate is for (证书种类).
type CertificateKind string

func (CertificateKind) Options() []kernel.Option {
	return []kernel.Option{{Value: "principal", Label: "主要负责人考核合格证"}, {Value: "manager", Label: "安全管理人员考核合格证"}, {Value: "operator", Label: "特种作业操作证"},
		{Value: "equipment", Label: "特种设备作业人员证"}, {Value: "engineer", Label: "注册安全工程师"}, {Value: "evaluator", Label: "安全评价师"},
		{Value: "technician", Label: "检测检验、职业卫生专业技术人员证"}, {Value: "reviewer", Label: "标准化评审员"}, {Value: "other", Label: "其他"}}
}

var ct = kernel.Row[Certificate]()

// Certificates holds the certificates of all people.
var Certificates = &kernel.Resource[Certificate]{
	Name: "person_certificate", Label: "人员证书", Title: &ct.Subject,
	Help: "人员持有的安全资格证书。填写编号、复审日期和有效期，到期前60天提醒；编号只显示首尾，因为特种作业操作证的编号含有身份证号。",
	Access: kernel.Access{
		{To: officials, Can: "read create update", Rows: through(&ct.Person, supervised)},
		{To: officials, Can: "unmask", Rows: through(&ct.Person, supervised)},
		{To: reviewers, Can: "delete", Rows: through(&ct.Person, supervised)},
		{To: agents, Can: "read create update delete plain", Rows: through(&ct.Person, agency.Ours(&Row.Agency))},
		{To: employers, Can: "read create update delete plain", Rows: through(&ct.Person, employed)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: func(c *kernel.Ctx, t *Certificate) error {
		if t.Person == "" {
			return nil // the rule on the column says so
		}
		p, err := People.First(c.AsSystem(), kernel.ByID(string(t.Person)))
		if err == nil && p == nil {
			err = kernel.FieldError(&ct.Person, "没有这个人员")
		}
		if err == nil {
			t.Region = p.Region
		}
		return err
	},
	Rules: func(c *kernel.Ctx, t, _ *Certificate) error {
		switch {
		case t.IssuedOn > c.Today():
			return kernel.FieldError(&ct.IssuedOn, "初领日期不能晚于今天")
		case t.ValidTo != "" && t.ValidTo < t.IssuedOn:
			return kernel.FieldError(&ct.ValidTo, "有效期不能早于初领日期")
		}
		return nil
	},
	Due: func(t *Certificate) kernel.Limit {
		on, what := t.ValidTo, "证书换证"
		if t.ReviewOn != "" && (on == "" || t.ReviewOn < on) {
			on, what = t.ReviewOn, "证书复审"
		}
		if on == "" {
			return kernel.Limit{}
		}
		return kernel.Limit{On: on, Warn: 60, Who: "持证人", What: what}
	},
	Views: []kernel.View{
		{Name: "expired", Label: "已过期", Query: "valid_to=2000-01-01..{today}"},
		{Name: "review", Label: "复审逾期", Query: "review_on=2000-01-01..{today}"},
	},
}
