package document

import (
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Organ is what the papers of one authority say of it, how it counts its numbers and who decides (文书机关设置).
type Organ struct {
	kernel.Base
	Authority `label:"机关"`
	Numbering `label:"文号"`
	Deciders  `label:"审批"`
	Remedies  `label:"救济与缴款"`
}

// Authority is the organ as papers name it.
type Authority struct {
	Org       kernel.Ref[org.Org] `json:"org" label:"机构" rule:"required" ui:"list,filter,once"`
	Name      string              `json:"name" label:"机关全称" rule:"required,max=80" ui:"list,search" help:"文书上的机关名称，例如郑州市应急管理局。"`
	Address   string              `json:"address" label:"地址" rule:"max=120" ui:"wide"`
	Postcode  string              `json:"postcode" label:"邮政编码" rule:"max=6"`
	LegalHead string              `json:"legal_head" label:"法定代表人" rule:"max=40" help:"机关主要负责人的姓名，印在强制执行申请书上。"`
	Contact   string              `json:"contact" label:"联系人" rule:"max=40"`
	Telephone string              `json:"telephone" label:"联系电话" rule:"max=40"`
}

// Numbering is how numbers are made.
type Numbering struct {
	Place  string `json:"place" label:"地区简称" rule:"max=6" ui:"list" help:"文号括号里的字，例如豫郑。"`
	Prefix string `json:"prefix" label:"机关前缀" rule:"required,max=8" ui:"list" help:"文书简称前的字，例如应急。"`
	Rule   Rule   `json:"number_rule" label:"编号办法" ui:"list,filter"`
}

// Deciders are the persons who give the opinions of an approval.
type Deciders struct {
	Heads    []kernel.Ref[account.Account] `json:"heads" label:"承办机构负责人" among:"kind=regulator&status=active,locked" rule:"max=50" help:"不填时由本地区的监管负责人审批。"`
	Lawyers  []kernel.Ref[account.Account] `json:"lawyers" label:"法制审核人" among:"kind=regulator&status=active,locked" rule:"max=50" help:"不填时由本地区的监管负责人审批。"`
	Leaders  []kernel.Ref[account.Account] `json:"leaders" label:"审批人" among:"kind=regulator&status=active,locked" rule:"max=50" help:"不填时由本地区的监管负责人审批。"`
	Approved []Code                        `json:"approved" label:"另须审批的文书" help:"除了审批表，这些文书签发之前也要逐级审批。"`
}

// Remedies are what papers tell the party about remedies and payment.
type Remedies struct {
	Reviewer    string `json:"reviewer" label:"复议机关" rule:"max=80" help:"自2024年起为本级人民政府。"`
	Court       string `json:"court" label:"诉讼管辖法院" rule:"max=80"`
	Bank        string `json:"bank" label:"收款银行" rule:"max=80"`
	BankHolder  string `json:"bank_holder" label:"收款户名" rule:"max=80"`
	BankAccount string `json:"bank_account" label:"收款账号" rule:"max=40"`
}

// Rule is how an authority counts its numbers.
type Rule string

// The rules.
const (
	OwnSerial Rule = "own"     // a serial for each kind and year
	OfCase    Rule = "inherit" // all papers of a case have its number
)

func (Rule) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(OwnSerial, "每种文书每年单独编号"), kernel.Opt(OfCase, "沿用案件（检查）的编号")}
}

// Code is the code of a kind as a column.
type Code string

func (Code) Options() (out []kernel.Option) {
	for _, k := range kinds {
		out = append(out, kernel.Option{Value: k.Code, Label: k.Title})
	}
	return out
}

var ro = kernel.Row[Organ]()

// Organs holds the settings of all authorities.
var Organs = &kernel.Resource[Organ]{
	Name: "document_organ", Label: "文书机关设置",
	Help: `每个执法机关一份：文书上的机关名称、地址、文号的地区简称和前缀、编号办法、各环节的审批人、复议机关、法院和收款账户。机关第一次出文书时按机构档案自动建立，请核对后补全。

- **每种文书每年单独编号**：罚〔2026〕1号、罚〔2026〕2号……
- **沿用案件的编号**：一个案件（一次检查）的全部文书用同一个号，同一种文书的第二份加“-2”。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader, role.Clerk}, Can: "create update export", Rows: kernel.Jurisdiction},
	},
}

func init() {
	Organs.Derive = func(c *kernel.Ctx, o *Organ) error {
		if o.Org == "" || o.Rev > 0 {
			return nil
		}
		of, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(o.Org)))
		if err != nil || of == nil {
			return err
		}
		o.fill(of)
		return nil
	}
	Organs.Rules = func(c *kernel.Ctx, o, before *Organ) error {
		if before != nil {
			return nil
		}
		twin, err := Organs.First(c.AsSystem(), kernel.Eq(&ro.Org, o.Org))
		if err == nil && twin != nil {
			return kernel.FieldError(&ro.Org, "该机构已有设置")
		}
		return err
	}
}

// fill proposes what the file of the organisation tells.
func (o *Organ) fill(of *org.Org) {
	set := func(at *string, text string) {
		if *at == "" {
			*at = text
		}
	}
	if o.Region == "" {
		o.Region = of.Region
	}
	set(&o.Name, of.Name)
	set(&o.Address, of.Address)
	set(&o.Telephone, of.Telephone)
	place, _ := strings.CutSuffix(of.Prefix, "应急")
	set(&o.Place, shortPlace(of.Region, place))
	set(&o.Prefix, "应急")
	if o.Rule == "" {
		o.Rule = OwnSerial
	}
	if government, ok := strings.CutSuffix(of.Name, "应急管理局"); ok {
		set(&o.Reviewer, government+"人民政府")
		if region.LevelOf(o.Region) == region.CountyLevel {
			set(&o.Court, government+"人民法院")
		}
	}
}

// provinces are the short names of the provinces by the first two digits of a code.
var provinces = map[string]string{"11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑", "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣",
	"37": "鲁", "41": "豫", "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "黔", "53": "滇", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新"}

// shortPlace is the usual short name of a region in numbers: the province's letter and the first ones of city and county.
func shortPlace(code kernel.Region, local string) string {
	if len(code) < 2 {
		return ""
	}
	out := provinces[string(code[:2])]
	if local != "" {
		return out + strings.TrimPrefix(local, out)
	}
	for _, n := range []int{4, 6} {
		if d, ok := region.Standard(region.Padded(kernel.Region(string(code)[:min(n, len(code))]))); ok && len(code) >= n {
			out += string([]rune(d.Name)[:1])
		}
	}
	return out
}

// organOf returns the settings of the authority in whose name the actor works on records of a region; it makes them of the file of
// the organisation at the first paper.
func organOf(c *kernel.Ctx, at kernel.Region) (*Organ, error) {
	sys := c.AsSystem()
	of, err := authority(sys, c.Actor, at)
	if err != nil {
		return nil, err
	}
	o, err := Organs.First(sys, kernel.Eq(&ro.Org, kernel.Ref[org.Org](of.ID)))
	if err != nil || o != nil {
		return o, err
	}
	o = &Organ{Authority: Authority{Org: kernel.Ref[org.Org](of.ID)}}
	o.fill(of)
	return o, Organs.Create(sys, o)
}

// authority is the bureau of the actor's own organisation, otherwise that of the region or the next above it.
func authority(sys *kernel.Ctx, who kernel.Actor, at kernel.Region) (*org.Org, error) {
	for id, n := who.Org, 0; id != "" && n < 10; n++ {
		of, err := org.Orgs.First(sys, kernel.ByID(id))
		if err != nil {
			return nil, err
		}
		if of == nil {
			break
		}
		if slices.Contains([]org.Kind{org.Bureau, org.Duty, org.Zone, org.Government}, of.Kind) {
			return of, nil
		}
		id = string(of.Superior)
	}
	if who.Region != "" && who.Region != kernel.Country {
		at = who.Region
	}
	for ; at != "" && at != kernel.Country; at = region.Above(at) {
		of, err := org.Orgs.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&org.Row.Region, at), kernel.Eq(&org.Row.Kind, org.Bureau), kernel.Eq(&org.Row.Status, org.Active)), Sort: "rank", Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(of) > 0 {
			return of[0], nil
		}
	}
	return nil, kernel.Errorf(kernel.Conflict, "本地区还没有应急管理部门，请系统管理员先在“机构”里建立")
}

// deciders are the persons of a stage; none leaves it to the leaders of the region.
func (o *Organ) deciders(s Stage) []kernel.Ref[account.Account] {
	switch s {
	case Head:
		return o.Heads
	case Legal:
		return o.Lawyers
	}
	return o.Leaders
}

// data is what every form says of the authority.
func (o *Organ) data() Data {
	return Data{
		"机关":   map[string]any{"名称": o.Name, "代字": o.Prefix, "简称": o.Place, "地址": o.Address, "电话": o.Telephone, "联系人": o.Contact, "邮编": o.Postcode, "法定代表人": o.LegalHead},
		"复议机关": o.Reviewer, "法院": o.Court, "银行": map[string]any{"名称": o.Bank, "户名": o.BankHolder, "账号": o.BankAccount},
	}
}
