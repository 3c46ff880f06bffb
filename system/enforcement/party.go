package enforcement

import (
	"anjian/base/enterprise"
	"anjian/base/person"
	"anjian/base/role"
	"anjian/kernel"
)

// Party is one of those whom a case is about (当事人): a unit, or a person with a liability of his own.
type Party struct {
	kernel.Base
	Case       kernel.Ref[Case]                  `json:"enforcement" label:"案件" among:"status=clue,filing,investigation,review,notice,defence,hearing,deciding" rule:"required" ui:"list,filter,once"`
	PartyKind  PartyKind                         `json:"kind" label:"类别" rule:"required" ui:"list,filter"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业档案" ui:"filter"`
	Name       string                            `json:"name" label:"名称（姓名）" rule:"required,max=120" ui:"list,search"`
	Capacity   Capacity                          `json:"capacity" label:"责任身份" ui:"list"`
	CreditCode string                            `json:"credit_code" label:"统一社会信用代码" rule:"max=18" ui:"list,search"`
	LegalHead  string                            `json:"legal_person" label:"法定代表人（负责人）" rule:"max=60"`
	Position   string                            `json:"post" label:"职务" rule:"max=60"`
	Address    string                            `json:"address" label:"地址（住址）" rule:"max=200" ui:"wide"`
	Postcode   string                            `json:"postcode" label:"邮政编码" rule:"max=6"`
	Phone      kernel.Phone                      `json:"phone" label:"电话"`
	Gender     string                            `json:"gender" label:"性别" rule:"max=4"`
	Age        int                               `json:"age" label:"年龄" rule:"min=0,top=130" unit:"岁"`
	IDNumber   kernel.IDNumber                   `json:"id_number" label:"身份证号" help:"填写后自动得出性别和年龄。没有身份证的填护照等证件的号码。"`
	Employer   string                            `json:"employer" label:"所在单位" rule:"max=120"`
	Income     kernel.Money                      `json:"income" label:"上一年年收入" rule:"min=0" help:"按上一年年收入一定比例处以罚款的才填写。"`
	SendTo     string                            `json:"send_to" label:"送达地址" rule:"max=200" ui:"wide" help:"当事人在送达地址确认书上确认的地址。"`
	Electronic string                            `json:"electronic" label:"电子送达方式" rule:"max=200" help:"当事人签字同意电子送达的，填邮箱或者系统账号（行政处罚法第六十一条）。"`
	Agent      string                            `json:"agent" label:"代收人" rule:"max=60" help:"当事人在送达地址确认书上指定的代收人。"`
	Fine       kernel.Money                      `json:"fine" label:"罚款" ui:"fixed,list"`
}

// PartyKind is what a party is.
type PartyKind string

const (
	UnitParty   PartyKind = "unit"
	TraderParty PartyKind = "trader"
	PersonParty PartyKind = "person"
)

func (PartyKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(UnitParty, "法人或者其他组织"), kernel.Opt(TraderParty, "个体工商户"), kernel.Opt(PersonParty, "自然人")}
}

// Capacity is for what a party answers.
type Capacity string

const (
	AsUnit      Capacity = "unit"
	AsPrincipal Capacity = "principal"
	AsManager   Capacity = "manager"
	AsDirect    Capacity = "direct"
	AsOther     Capacity = "other"
)

func (Capacity) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(AsUnit, "生产经营单位"), kernel.Opt(AsPrincipal, "主要负责人"), kernel.Opt(AsManager, "其他负责人、安全生产管理人员"), kernel.Opt(AsDirect, "直接负责的主管人员、直接责任人员"), kernel.Opt(AsOther, "其他")}
}

var pt = kernel.Row[Party]()

// Parties holds the parties of all cases.
var Parties = &kernel.Resource[Party]{
	Name: "enforcement_party", Label: "当事人",
	Help: `案件的当事人。单位从企业档案带入；对主要负责人、直接责任人员另行处罚的，各加一名个人当事人，罚款分别计算。

地址、送达地址和电子送达方式请按当事人签字确认的填写，送达时要用。`,
	Sort: "id",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create update delete unmask", Rows: kernel.Jurisdiction},
	},
	Indexes: [][]any{{&pt.Case, &pt.PartyKind}, {&pt.CreditCode}, {&pt.IDNumber}},
}

func init() {
	Parties.Derive = func(c *kernel.Ctx, p *Party) error {
		k, err := within(c, p.Case)
		if err != nil || k == nil {
			return err
		}
		p.Region = k.Region
		if p.PartyKind == PersonParty {
			identify(c, &p.IDNumber, &p.Gender, &p.Age)
		}
		if p.Rev == 0 && p.Enterprise != "" && p.Name == "" {
			return p.take(c)
		}
		return nil
	}
	Parties.Rules = func(c *kernel.Ctx, p, before *Party) error {
		if p.PartyKind == PersonParty && p.Capacity == AsUnit {
			return kernel.FieldError(&pt.Capacity, "自然人不能是生产经营单位")
		}
		if c.Actor.System {
			return nil
		}
		if before == nil || before.IDNumber != p.IDNumber {
			if fault := misnumbered(c, p.IDNumber); fault != "" {
				return kernel.FieldError(&pt.IDNumber, "%s", fault)
			}
		}
		return amendable(c, p.Case, "当事人")
	}
}

// identify brings an identity number into the form of the standard and tells sex and age by it.
func identify(c *kernel.Ctx, number *kernel.IDNumber, gender *string, age *int) {
	if who, err := person.ParseIDNumber(string(*number), c.Today()); err == nil {
		*number, *gender, *age = who.Number, kernel.LabelOf(who.Sex), who.Age(c.Today())
	}
}

// misnumbered says what is wrong with an identity number: papers name people by it. Where it is too short for one it is that of a passport and stands as it is.
func misnumbered(c *kernel.Ctx, number kernel.IDNumber) string {
	if len(number) <= longestPassport {
		return ""
	}
	return person.IDNumberFault(string(number), c.Today())
}

// longestPassport is the number of characters up to which a number is that of a passport or permit.
const longestPassport = 12

// take fills in what the enterprise's file says.
func (p *Party) take(c *kernel.Ctx) error {
	e, err := enterprise.Enterprises.Get(c, string(p.Enterprise))
	if err != nil {
		return err
	}
	p.Name, p.CreditCode, p.Address, p.Phone, p.LegalHead, p.Position = e.Name, e.CreditCode, e.Address, e.PrincipalPhone, e.LegalPerson, "法定代表人"
	if p.LegalHead == "" {
		p.LegalHead, p.Position = e.Principal, "主要负责人"
	}
	if p.PartyKind == "" {
		p.PartyKind, p.Capacity = UnitParty, AsUnit
	}
	return nil
}

// within reads the case that a record belongs to, under the rights of whoever writes it.
func within(c *kernel.Ctx, id kernel.Ref[Case]) (*Case, error) {
	if id == "" {
		return nil, nil // the rule "required" says so
	}
	return Cases.Get(c, string(id))
}

// decided are the states in which what a decision rests on stands still.
func (k *Case) decided() bool {
	switch k.Status {
	case Service, Execution, Closing, Closed, Archived, Dismissed:
		return true
	}
	return false
}

// amendable refuses to change what a decision rests on once it has been made.
func amendable(c *kernel.Ctx, id kernel.Ref[Case], what string) error {
	k, err := Cases.Get(c.AsSystem(), string(id))
	if err != nil {
		return err
	}
	if k.decided() {
		return kernel.Errorf(kernel.Conflict, "案件当前为“%s”，不能再改%s", kernel.LabelOf(k.Status), what)
	}
	return nil
}

// partiesOf returns the parties of a case, the unit first.
func partiesOf(c *kernel.Ctx, id string) ([]*Party, error) {
	return Parties.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&pt.Case, kernel.Ref[Case](id)), Sort: "id", Limit: -1})
}

// opened is the hook that makes the enterprise of a new case its first party.
func opened(c *kernel.Ctx, w *kernel.Write) error {
	k, ok := w.After.(*Case)
	if !ok || w.Meta != Cases.Meta() || w.Verb != "create" || k.Enterprise == "" {
		return nil
	}
	return Parties.Create(c.AsSystem(), &Party{Case: kernel.Ref[Case](k.ID), Enterprise: k.Enterprise})
}
