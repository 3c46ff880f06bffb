package enterprise

import (
	"cmp"

	"anjian/base/role"
	"anjian/kernel"
)

// Contact is a person of the enterprise with a duty for safety, and the certificate that the duty asks for.
type Contact struct {
	kernel.Base
	Enterprise  kernel.Ref[Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Name        string                 `json:"name" label:"姓名" rule:"required,max=60" ui:"list,search"`
	Duty        Office                 `json:"duty" label:"职责" rule:"required" ui:"list,filter"`
	Post        string                 `json:"post" label:"职务" rule:"max=60"`
	Phone       kernel.Phone           `json:"phone" label:"联系电话" rule:"required" ui:"list"`
	IDNumber    kernel.IDNumber        `json:"id_number" label:"身份证号"`
	Certificate string                 `json:"certificate" label:"合格证书" rule:"max=80" help:"安全生产知识和管理能力考核合格证、特种作业操作证、注册安全工程师证等。"`
	CertNumber  string                 `json:"cert_number" label:"证书编号" rule:"max=60"`
	CertUntil   kernel.Date            `json:"cert_until" label:"证书有效期至" ui:"list,filter"`
	Left        bool                   `json:"left_post" label:"已离职" ui:"list,filter"`
	ConfirmedOn kernel.Date            `json:"confirmed_on" label:"确认日期" ui:"fixed,list,filter"`
	FailedOn    kernel.Date            `json:"failed_on" label:"号码失效日期" ui:"fixed,filter" help:"短信连续发不到这个号码；改正号码后清除。"`
	ConfirmBy   kernel.Date            `json:"confirm_by" label:"应核实日期" ui:"fixed"`
	Quiet       bool                   `json:"-"` // the platform itself writes: nobody confirmed anything by it
}

// timed works out until when somebody has to confirm the person again.
func (p *Contact) timed(c *kernel.Ctx) error {
	s, err := scaleOf(c, p.Region)
	p.ConfirmBy = p.ConfirmedOn.AddDays(s.term(InPeople))
	return err
}

// recheckContacts works out the persons of a file again, who are reminded of by the same norm.
func recheckContacts(c *kernel.Ctx, e *Enterprise) error {
	list, err := Contacts.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&contact.Enterprise, ref(e)), kernel.Eq(&contact.Left, false)), Sort: "id", Limit: -1})
	for _, p := range list {
		was := p.ConfirmBy
		if err := p.timed(c); err != nil {
			return err
		}
		if p.ConfirmBy == was || p.ConfirmedOn == "" {
			continue
		}
		if _, err := Contacts.Update(c, p.ID, 0, func(p *Contact) error { p.Quiet = true; return p.timed(c) }); err != nil {
			return err
		}
	}
	return err
}

// Office is what a contact answers for.
type Office string

const (
	PrincipalOffice Office = "principal"
	LeaderOffice    Office = "leader"
	ManagerOffice   Office = "manager"
	EngineerOffice  Office = "engineer"
	OperatorOffice  Office = "operator"
	ContactOffice   Office = "contact"
)

func (Office) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(PrincipalOffice, "主要负责人"), kernel.Opt(LeaderOffice, "安全负责人"), kernel.Opt(ManagerOffice, "安全管理人员"),
		kernel.Opt(EngineerOffice, "注册安全工程师"), kernel.Opt(OperatorOffice, "特种作业人员"), kernel.Opt(ContactOffice, "联系人")}
}

var contact = kernel.Row[Contact]()

// Contacts holds the persons of all enterprises.
var Contacts = &kernel.Resource[Contact]{
	Name: "enterprise_contact", Label: "企业人员",
	Help:   "企业里负责安全的人：主要负责人、安全管理人员、注册安全工程师、特种作业人员。人员离职时勾选“已离职”，不要删除；电话只显示首尾，查看完整号码会留下记录。证书到期前30天提醒。",
	Access: besides(&contact.Enterprise),
	Derive: func(c *kernel.Ctx, p *Contact) error { return beneath(c, p.Enterprise, &p.Base) },
	Rules: func(c *kernel.Ctx, p, before *Contact) error {
		switch {
		case p.Quiet:
			return nil
		case before != nil && p.FailedOn != before.FailedOn && p.FailedOn != "": // nobody has confirmed anything
			s, err := scaleOf(c, p.Region)
			if err != nil {
				return err
			}
			p.ConfirmedOn = min(p.ConfirmedOn, c.Today().AddDays(-s.term(InPeople)-1))
			return p.timed(c)
		case before != nil && p.Phone != before.Phone:
			p.FailedOn = ""
		}
		p.ConfirmedOn = c.Today()
		return p.timed(c)
	},
	Due: func(p *Contact) kernel.Limit {
		switch {
		case p.Left:
			return kernel.Limit{}
		case p.CertUntil != "":
			return kernel.Limit{On: p.CertUntil, Warn: 30, Who: "企业", What: "证书复审或换证"}
		case p.ConfirmedOn != "":
			return kernel.Limit{On: cmp.Or(p.ConfirmBy, p.ConfirmedOn.AddDays(contactDays)), Warn: 15, Who: "企业", What: "核实联系人"}
		}
		return kernel.Limit{}
	},
	Views: []kernel.View{{Name: "here", Label: "在职人员", Query: "left_post=false"}, {Name: "expired", Label: "证书已过期", Query: "cert_until=2000-01-01..{today}&left_post=false"}},
}

// Licence is a qualification or permit (证照) that somebody else issued.
type Licence struct {
	kernel.Base
	Enterprise kernel.Ref[Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Class      LicenceClass           `json:"class" label:"证照种类" rule:"required" ui:"list,filter"`
	Number     string                 `json:"number" label:"证照编号" rule:"required,max=60" ui:"list,search"`
	Scope      string                 `json:"scope" label:"许可范围" rule:"max=500" ui:"long,wide"`
	Issuer     string                 `json:"issuer" label:"发证机关" rule:"max=80"`
	ValidFrom  kernel.Date            `json:"valid_from" label:"有效期自"`
	ValidTo    kernel.Date            `json:"valid_to" label:"有效期至" ui:"list,filter,sort" help:"长期有效的不填。"`
	Standing   Standing               `json:"standing" label:"证照状态" ui:"list,filter"`
	Scans      kernel.Files           `json:"scans" label:"扫描件"`
}

// LicenceClass is the kind of permit, Standing what became of it (证照状态).
type (
	LicenceClass string
	Standing     string
)

const (
	CoalPermit        LicenceClass = "coal"
	MinePermit        LicenceClass = "mine"
	ChemMakePermit    LicenceClass = "chem_production"
	ChemTradePermit   LicenceClass = "chem_trade"
	ChemUsePermit     LicenceClass = "chem_use"
	FireworkPermit    LicenceClass = "firework_making"
	WholesalePermit   LicenceClass = "firework_wholesale"
	RetailPermit      LicenceClass = "firework_retail"
	BuildPermit       LicenceClass = "construction"
	TransportPermit   LicenceClass = "transport"
	InForce           Standing     = "normal"
	Suspended         Standing     = "suspended"
	LicenceWithdrawn  Standing     = "withdrawn"
	LicenceCancelled  Standing     = "cancelled"
	LicenceRevoked    Standing     = "revoked"
	LicenceRetraction Standing     = "retracted"
)

func (LicenceClass) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(CoalPermit, "煤矿安全生产许可证"), kernel.Opt(MinePermit, "非煤矿山安全生产许可证"), kernel.Opt(ChemMakePermit, "危险化学品安全生产许可证"),
		kernel.Opt(ChemTradePermit, "危险化学品经营许可证"), kernel.Opt(ChemUsePermit, "危险化学品安全使用许可证"), kernel.Opt(FireworkPermit, "烟花爆竹安全生产许可证"),
		kernel.Opt(WholesalePermit, "烟花爆竹经营（批发）许可证"), kernel.Opt(RetailPermit, "烟花爆竹经营（零售）许可证"), kernel.Opt(BuildPermit, "建筑施工安全生产许可证"),
		kernel.Opt(TransportPermit, "道路运输经营许可证"), {Value: "mining_right", Label: "采矿许可证"}, {Value: "pollution", Label: "排污许可证"},
		{Value: "fire", Label: "消防验收或备案"}, {Value: "equipment", Label: "特种设备使用登记证"}, {Value: "other", Label: "其他"}}
}

func (Standing) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(InForce, "正常"), kernel.Opt(LicenceWithdrawn, "撤销"), kernel.Opt(LicenceRetraction, "撤回"), kernel.Opt(Suspended, "暂扣"),
		kernel.Opt(LicenceRevoked, "吊销"), kernel.Opt(LicenceCancelled, "注销")}
}

var licence = kernel.Row[Licence]()

// Licences holds the permits of all enterprises, whichever system issued them.
var Licences = &kernel.Resource[Licence]{
	Name: "enterprise_licence", Label: "证照", Title: &licence.Number,
	Help:   "企业的各种许可证和资质。填写编号和有效期，上传扫描件；到期前90天提醒。许可系统发的证会自动出现在这里，不用重复填。",
	Access: besides(&licence.Enterprise),
	Derive: func(c *kernel.Ctx, l *Licence) error {
		if l.Standing == "" {
			l.Standing = InForce
		}
		return beneath(c, l.Enterprise, &l.Base)
	},
	Rules: func(_ *kernel.Ctx, l, _ *Licence) error { return span(&licence.ValidTo, l.ValidFrom, l.ValidTo) },
	Due: func(l *Licence) kernel.Limit {
		if l.ValidTo == "" || l.Standing != InForce {
			return kernel.Limit{}
		}
		return kernel.Limit{On: l.ValidTo, Warn: 90, Who: "企业", What: "申请延期"}
	},
	Views: []kernel.View{{Name: "expired", Label: "已过期", Query: "standing=normal&valid_to=2000-01-01..{today}"}},
}

// Training is one course that the enterprise gave its staff (培训教育).
type Training struct {
	kernel.Base
	Enterprise kernel.Ref[Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Subject    string                 `json:"subject" label:"培训内容" rule:"required,max=200" ui:"list,search"`
	Kind       TrainingKind           `json:"kind" label:"培训类别" rule:"required" ui:"list,filter"`
	Way        TrainingWay            `json:"way" label:"培训方式"`
	HeldOn     kernel.Date            `json:"held_on" label:"培训日期" rule:"required" ui:"list,filter,sort"`
	Hours      float64                `json:"hours" label:"学时" unit:"学时" rule:"min=0,top=500" ui:"list"`
	People     int                    `json:"people" label:"参加人数" unit:"人" rule:"min=0" ui:"list"`
	Passed     int                    `json:"passed" label:"考核合格人数" unit:"人" rule:"min=0"`
	Teacher    string                 `json:"teacher" label:"授课人" rule:"max=60"`
	Proof      kernel.Files           `json:"proof" label:"签到表、照片"`
}

// TrainingKind is what for, TrainingWay how (培训方式).
type (
	TrainingKind string
	TrainingWay  string
)

func (TrainingKind) Options() []kernel.Option {
	return options("entry", "三级安全教育", "yearly", "年度再培训", "transfer", "转岗复工培训", "new_process", "四新培训", "special", "特种作业培训", "manager", "管理人员培训", "other", "其他")
}

func (TrainingWay) Options() []kernel.Option {
	return options("class", "集中授课", "media", "媒体", "cases", "案例研讨", "roles", "角色扮演", "self", "自学", "online", "网络", "other", "其他")
}

var training = kernel.Row[Training]()

// Trainings holds the courses of all enterprises.
var Trainings = &kernel.Resource[Training]{
	Name: "enterprise_training", Label: "企业培训记录", Title: &training.Subject, Sort: "-held_on",
	Help:   "企业自己组织的安全培训：新员工三级教育、年度再培训、转岗培训等。上传签到表和照片。一年内没有培训记录的高危企业档案不算齐全。",
	Access: besides(&training.Enterprise),
	Derive: func(c *kernel.Ctx, t *Training) error { return beneath(c, t.Enterprise, &t.Base) },
	Rules: func(c *kernel.Ctx, t, _ *Training) error {
		if t.Passed > t.People {
			return kernel.FieldError(&training.Passed, "考核合格人数不能多于参加人数")
		}
		return past(c, &training.HeldOn, t.HeldOn)
	},
}

// besides is the access to records that stand beside the file: the enterprise writes its own, officials those they supervise.
func besides(col *kernel.Ref[Enterprise]) kernel.Access {
	return kernel.Access{
		{To: government, Can: "read create update import export", Rows: Of(col)},
		{To: officials, Can: "unmask", Rows: Of(col)},
		{To: reviewers, Can: "delete", Rows: Of(col)},
		{To: agents, Can: "read", Rows: Entrusted(col)},
		{To: collectors, Can: "read create update import export", Rows: kernel.Jurisdiction},
		{To: applicants, Can: "read create update delete plain", Rows: Ours(col)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	}
}

// beneath gives a record beside a file the region of the file.
func beneath(c *kernel.Ctx, id kernel.Ref[Enterprise], b *kernel.Base) error {
	if id == "" {
		return nil // the rule on the column says so
	}
	e, err := Enterprises.Get(c.AsSystem(), string(id))
	if err != nil {
		return err
	}
	b.Region = e.Region
	return nil
}

func past(c *kernel.Ctx, at *kernel.Date, on kernel.Date) error {
	if on > c.Today() {
		return kernel.FieldError(at, "日期不能晚于今天")
	}
	return nil
}

func span(at *kernel.Date, from, to kernel.Date) error {
	if from != "" && to != "" && to < from {
		return kernel.FieldError(at, "结束日期不能早于开始日期")
	}
	return nil
}
