// Package officer is the list of those who may enforce the law (执法人员名录库): who holds a certificate (执法证), for which trades and
// until when, from whom they are recused (回避), and who may review decisions (法制审核).
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

// Officer is one person who may enforce the law (执法人员). At least two take part in every act (行政处罚法第四十二条).
type Officer struct {
	kernel.Base
	Account        kernel.Ref[account.Account] `json:"account" label:"账号" among:"kind=regulator&status=active,locked" rule:"required,unique" ui:"filter" help:"本人登录平台的账号。"`
	Name           string                      `json:"name" label:"姓名" ui:"fixed,list,search,sort"`
	Org            kernel.Ref[org.Org]         `json:"org" label:"执法机构" rule:"required" ui:"list,filter"`
	CertificateNo  string                      `json:"certificate_no" label:"执法证号" rule:"required,max=40,unique" ui:"list,search"`
	Issuer         string                      `json:"issuer" label:"发证机关" rule:"max=80" help:"一般为本级人民政府。"`
	ValidFrom      kernel.Date                 `json:"valid_from" label:"有效期自"`
	ValidUntil     kernel.Date                 `json:"valid_until" label:"有效期至" rule:"required" ui:"list,filter,sort"`
	Fields         []enterprise.Trade          `json:"trades" label:"执法领域" ui:"list" help:"不选为全部领域。双随机抽查按对象的监管分类匹配人员。"`
	LegalQualified bool                        `json:"legal_qualified" label:"法律职业资格" ui:"list,filter" help:"初次从事法制审核的人员应当通过国家统一法律职业资格考试（行政处罚法第五十八条）。"`
	Reviewer       bool                        `json:"reviewer" label:"法制审核人员" ui:"filter"`
	Phone          kernel.Phone                `json:"phone" label:"执法联系电话"`
	Proof          kernel.Files                `json:"proof" label:"执法证照片" rule:"max=4"`
	Reason         string                      `json:"reason" label:"状态说明" rule:"max=200" ui:"fixed"`
	Status         Status                      `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Status is whether an officer may act.
type Status string

// The states of an officer.
const (
	Active    Status = "active"
	Suspended Status = "suspended"
	Left      Status = "left"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Active, "在岗"), kernel.Opt(Suspended, "暂停执法"), kernel.Opt(Left, "已离岗")}
}

// Row names the columns of Officer in conditions.
var Row = kernel.Row[Officer]()

// Officers holds all officers.
var Officers = &kernel.Resource[Officer]{
	Name: "officer", Label: "执法人员",
	Help: `执法人员名录库。检查、处罚须由两名以上持证人员进行，出示执法证；双随机抽查从这里抽取人员。

- 负责人点“新建”，选账号和执法机构，填执法证号和有效期；也可以整表导入。
- 证件到期前60天开始提醒。到期、暂停、离岗的人员不能再列入检查组。
- 与企业有利害关系的，在“回避”里申请，由负责人决定。`,
	Sort: "name",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.All},
		{To: []kernel.Role{role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Safety}, Can: "read", Rows: func(a kernel.Actor) kernel.Cond { return kernel.In(&Row.Region, chain(a.Region)...) }},
		{To: []kernel.Role{role.Leader}, Can: "create update import suspend resume leave return", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Officer, Status]{On: &Row.Status, Start: Active, Steps: []kernel.Step[Officer, Status]{
		{Name: "suspend", Label: "暂停执法", From: []Status{Active}, To: Suspended, Ask: []any{&Row.Reason}, Tone: "danger"},
		{Name: "resume", Label: "恢复执法", From: []Status{Suspended}, To: Active, Tone: "primary", Do: clearReason},
		{Name: "leave", Label: "离岗", From: []Status{Active, Suspended}, To: Left, Ask: []any{&Row.Reason}, Tone: "danger"},
		{Name: "return", Label: "重新上岗", From: []Status{Left}, To: Active, Do: clearReason},
	}},
	Derive: derive,
	Rules:  rules,
	Due: func(o *Officer) kernel.Limit {
		if o.Status == Left {
			return kernel.Limit{}
		}
		return kernel.Limit{On: o.ValidUntil, Warn: 60, Who: "执法机构", What: "换发执法证"}
	},
	Views: []kernel.View{
		{Name: "active", Label: "在岗", Query: "status=active"},
		{Name: "expired", Label: "证件已过期", Query: "status=active,suspended&late=true"},
		{Name: "legal", Label: "法律职业资格", Query: "legal_qualified=true&status=active"},
	},
}

func clearReason(_ *kernel.Ctx, o *Officer) error { o.Reason = ""; return nil }

// chain is a region and those above it.
func chain(at kernel.Region) (out []kernel.Region) {
	for r := at; r != ""; r = region.Above(r) {
		if out = append(out, r); r == kernel.Country {
			break
		}
	}
	return out
}

// derive takes name, organisation and place from the account.
func derive(c *kernel.Ctx, o *Officer) error {
	o.CertificateNo = strings.TrimSpace(o.CertificateNo)
	if o.Account == "" {
		return nil
	}
	a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(o.Account)))
	if err != nil || a == nil {
		return err
	}
	o.Name = a.Name
	if o.Org == "" {
		o.Org = a.Org
	}
	if o.Region == "" {
		o.Region = a.Region
	}
	return nil
}

func rules(c *kernel.Ctx, o, before *Officer) error {
	if before != nil && before.Account == o.Account && before.Region == o.Region && before.ValidFrom == o.ValidFrom && before.ValidUntil == o.ValidUntil {
		return nil
	}
	a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(o.Account)))
	switch {
	case err != nil:
		return err
	case a == nil || a.Kind != account.Regulator:
		return kernel.FieldError(&Row.Account, "应选监管部门的账号")
	case !region.Within(a.Region, o.Region):
		return kernel.FieldError(&Row.Account, "该账号不属于这个地区")
	case o.ValidFrom != "" && o.ValidUntil < o.ValidFrom:
		return kernel.FieldError(&Row.ValidUntil, "有效期止不能早于有效期起")
	}
	return nil
}

// May says why an officer may not act on a day, "" if he may.
func (o *Officer) May(on kernel.Date) string {
	switch {
	case o.Status != Active:
		return kernel.LabelOf(o.Status)
	case o.ValidFrom != "" && on < o.ValidFrom:
		return "执法证尚未生效"
	case on > o.ValidUntil:
		return "执法证已于" + string(o.ValidUntil) + "到期"
	}
	return ""
}

// Valid refuses an officer whose certificate is not in force on a day.
func Valid(c *kernel.Ctx, id string, on kernel.Date) error {
	o, err := Officers.First(c.AsSystem(), kernel.ByID(id))
	switch {
	case err != nil:
		return err
	case o == nil:
		return kernel.Errorf(kernel.Invalid, "没有这名执法人员")
	}
	if why := o.May(on); why != "" {
		return kernel.Errorf(kernel.Invalid, "%s不能执法：%s", o.Name, why)
	}
	return nil
}

// Team returns officers who may act together on a day upon an enterprise ("" is none): two at least, each with a certificate in force, none of them recused.
func Team(c *kernel.Ctx, ids []kernel.Ref[Officer], firm string, on kernel.Date) (team []*Officer, err error) {
	seen := map[kernel.Ref[Officer]]bool{}
	for _, id := range ids {
		if seen[id] {
			return nil, kernel.Errorf(kernel.Invalid, "执法人员重复")
		}
		seen[id] = true
		if err := Valid(c, string(id), on); err != nil {
			return nil, err
		}
		o, err := Officers.Get(c.AsSystem(), string(id))
		if err != nil {
			return nil, err
		}
		team = append(team, o)
	}
	if len(team) < 2 {
		return nil, kernel.Errorf(kernel.Invalid, "执法人员不得少于两人，且应持有执法证（行政处罚法第四十二条）")
	}
	recused, err := Recused(c, firm, on)
	if err != nil {
		return nil, err
	}
	for _, o := range team {
		if recused[kernel.Ref[Officer](o.ID)] {
			return nil, kernel.Errorf(kernel.Invalid, "%s应当回避", o.Name)
		}
	}
	return team, nil
}

// Of returns the officer whom an account is, nil if it is none.
func Of(c *kernel.Ctx, login string) (*Officer, error) {
	return Officers.First(c.AsSystem(), kernel.Eq(&Row.Account, kernel.Ref[account.Account](login)))
}

// Module declares officers.
func Module() kernel.Module {
	published := kernel.Op("GET /api/officer/published", "执法人员公示", nil, publish)
	published.Public = true
	return kernel.Module{
		Name: "officer", Label: "执法人员",
		Resources: []kernel.Handle{Officers, Recusals},
		Routes:    []kernel.Route{published},
		Hooks:     []kernel.Hook{followName},
		Indicators: []kernel.Indicator{
			{Name: "officer.active", Label: "在岗执法人员", Unit: "人", Help: "名录库中在岗的；证件已过期的也在内，另见“证件已过期”。", Of: Officers, Where: kernel.Eq(&Row.Status, Active), Query: "status=active"},
			{Name: "officer.reviewers", Label: "法制审核人员", Unit: "人", Help: "除以在岗执法人员应不低于5%（国办发〔2018〕118号）。", Of: Officers, Where: kernel.And(kernel.Eq(&Row.Status, Active), kernel.Eq(&Row.Reviewer, true)), Per: "officer.active", Query: "status=active&reviewer=true"},
		},
	}
}
