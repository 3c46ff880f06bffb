// Package agency is the register of agencies (中介服务机构) that work for enterprises and authorities: safety evaluation, standardisation
// review, occupational health, training, testing, accident prevention for insurers. Who may do which is told by their certificates
// (安全生产法第七十二条、第九十二条；安全评价检测检验机构管理办法；职业卫生技术服务机构管理办法).
package agency

import (
	"slices"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Agency is the file of one agency (中介服务机构).
type Agency struct {
	kernel.Base
	Name          string       `json:"name" label:"机构名称" rule:"required,max=120" ui:"list,search,sort" help:"与营业执照一致的全称。改名时直接改这里，旧名称自动留存，仍可查到。"`
	CreditCode    string       `json:"credit_code" label:"统一社会信用代码" rule:"unique,max=18" ui:"list,search"`
	Kind          Kind         `json:"kind" label:"主要服务类别" rule:"required" ui:"list,filter"`
	Kinds         []Kind       `json:"kinds" label:"全部服务类别" help:"一家机构可以同时办理几类服务。"`
	Address       string       `json:"address" label:"办公地址" rule:"max=200" ui:"search,wide"`
	Contact       string       `json:"contact" label:"联系人" rule:"max=60" ui:"list,search"`
	Phone         kernel.Phone `json:"phone" label:"联系电话" ui:"list"`
	Former        string       `json:"former_names" label:"曾用名" ui:"search,fixed,wide"`
	Qualification `label:"资质"`
	Standing      `label:"登记情况"`
}

// Qualification is the certificate of an agency (资质证书).
type Qualification struct {
	CertNumber string       `json:"cert_number" label:"资质证书编号" rule:"max=60" ui:"list,search"`
	Scope      string       `json:"scope" label:"业务范围" rule:"max=1000" ui:"long,wide"`
	Issuer     string       `json:"issuer" label:"发证机关" rule:"max=80"`
	ValidFrom  kernel.Date  `json:"valid_from" label:"有效期自"`
	ValidTo    kernel.Date  `json:"valid_to" label:"有效期至" ui:"list,filter,sort" help:"到期前三个月应申请延续。"`
	Scans      kernel.Files `json:"scans" label:"扫描件"`
}

// Standing is where the file stands.
type Standing struct {
	Status     Status             `json:"status" label:"状态" ui:"fixed,list,filter"`
	MergedInto kernel.Ref[Agency] `json:"merged_into" label:"并入的档案" ui:"fixed"`
	NameKey    string             `json:"name_key" label:"名称检索键" ui:"fixed,hidden"`
	AddressKey string             `json:"address_key" label:"地址检索键" ui:"fixed,hidden"`
}

// Kind is a service that agencies do (服务类别).
type Kind string

// The services. The first three ask for a certificate of qualification (资质认可).
const (
	Evaluation Kind = "evaluation"
	Testing    Kind = "testing"
	Health     Kind = "health"
	Review     Kind = "review"
	Training   Kind = "training"
	Insurance  Kind = "insurance"
	Consulting Kind = "consulting"
	Other      Kind = "other"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Evaluation, "安全评价"), kernel.Opt(Testing, "检测检验"), kernel.Opt(Health, "职业卫生技术服务"), kernel.Opt(Review, "标准化评审"),
		kernel.Opt(Training, "安全培训"), kernel.Opt(Insurance, "安责险事故预防服务"), kernel.Opt(Consulting, "安全技术咨询（托管）"), kernel.Opt(Other, "其他")}
}

var qualified = []Kind{Evaluation, Testing, Health}

// Status is the state of a file.
type Status string

// The states.
const (
	Active    Status = "active"
	Suspended Status = "suspended"
	Closed    Status = "closed"
	Merged    Status = "merged"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Active, "从业"), kernel.Opt(Suspended, "暂停从业"), kernel.Opt(Closed, "已注销"), kernel.Opt(Merged, "已并入其他档案")}
}

// Row names the columns of Agency in conditions.
var Row = kernel.Row[Agency]()

// everyone may choose an agency and see whether its certificate is good.
var (
	everyone  = slices.Concat(role.Government, []kernel.Role{role.Audit, role.Collector, role.Safety, role.Worker, role.Agency, role.Public})
	officials = slices.Concat(role.Government, []kernel.Role{role.Collector})
	reviewers = []kernel.Role{role.Regulator, role.Leader}
	auditors  = []kernel.Role{role.Audit}
)

// Agencies holds the files of all agencies.
var Agencies = &kernel.Resource[Agency]{
	Name: "agency", Label: "中介服务机构",
	Help: `这里是为企业和监管部门服务的中介机构：安全评价、检测检验、职业卫生、标准化评审、培训、安责险服务等，一家机构一份档案。

- **监管人员**：点“新建”登记在本地区办公的机构；安全评价、检测检验、职业卫生技术服务机构必须填资质证书编号和有效期，到期前90天提醒。
- **中介机构**用自己的账号维护地址、联系人、扫描件和人员；名称、服务类别、资质由监管人员登记。
- 违法违规的机构用“暂停从业”，不再经营的用“注销”，都要写明原因。
- 同一家机构登记了两次的，在“疑似重复”里找到后“合并到”保留的那一份，合错了可以“拆分还原”。改过名的用旧名称也能查到。`,
	Access: kernel.Access{
		{To: everyone, Can: "read", Rows: kernel.All},
		{To: role.Government, Can: "export", Rows: kernel.All},
		{To: role.Government, Can: "create update import unmask", Rows: kernel.Jurisdiction},
		{To: reviewers, Can: "suspend resume close reopen", Rows: kernel.Jurisdiction},
		{To: agents, Can: "update plain", Rows: own},
		{To: []kernel.Role{role.Leader}, Can: "merge split", Rows: kernel.Jurisdiction},
	},
	Derive:  derive,
	Settled: kernel.Settled{When: kernel.In(&Row.Status, Closed, Merged)},
	Due: func(a *Agency) kernel.Limit {
		if a.ValidTo == "" || a.Status != Active && a.Status != Suspended {
			return kernel.Limit{}
		}
		return kernel.Limit{On: a.ValidTo, Warn: 90, Who: "中介机构", What: "申请资质延续"}
	},
	Views: []kernel.View{
		{Name: "active", Label: "从业机构", Query: "status=active"},
		{Name: "expired", Label: "资质已过期", Query: "status=active,suspended&valid_to=2000-01-01..{today}"},
		{Name: "suspended", Label: "暂停从业", Query: "status=suspended"},
	},
	Indexes: [][]any{{&Row.NameKey}, {&Row.AddressKey}},
}

var flow = kernel.Flow[Agency, Status]{
	On: &Row.Status, Start: Active,
	Steps: []kernel.Step[Agency, Status]{
		{Name: "suspend", Label: "暂停从业", From: []Status{Active}, To: Suspended, Opinion: true, Tone: "danger", Help: "写明原因和依据；暂停期间不能再选用该机构。"},
		{Name: "resume", Label: "恢复从业", From: []Status{Suspended}, To: Active, Opinion: true},
		{Name: "close", Label: "注销", From: []Status{Active, Suspended}, To: Closed, Opinion: true, Tone: "danger", Confirm: "注销后不能再选用该机构，确定吗？"},
		{Name: "reopen", Label: "恢复", From: []Status{Closed}, To: Active, Opinion: true},
		{Name: "merge", Label: "合并到", From: []Status{Active, Suspended, Closed}, To: Merged, Ask: []any{&Row.MergedInto}, Opinion: true, Tone: "danger", Do: register.Merge,
			Confirm: "该档案及其全部记录将并入所选机构，确定吗？（可以拆分还原）", Help: "同一家机构登记了两次时使用：保留所选的那一份，本档案的记录都转过去。"},
		{Name: "split", Label: "拆分还原", From: []Status{Merged}, Next: register.Split, Opinion: true, Help: "撤销合并，转走的记录转回来。"},
	},
}

func init() { Agencies.Flow, Agencies.Rules = flow, rules }

func derive(_ *kernel.Ctx, a *Agency) error {
	a.Name = strings.Join(strings.Fields(a.Name), "")
	a.Region, a.CreditCode = region.Trim(string(a.Region)), enterprise.NormaliseCode(a.CreditCode)
	if a.Kind != "" && !slices.Contains(a.Kinds, a.Kind) {
		a.Kinds = append([]Kind{a.Kind}, a.Kinds...)
	}
	a.NameKey, a.AddressKey = party.NameKey(a.Name, a.Region), party.AddressKey(a.Address, a.Region)
	return nil
}

// official is what an agency does not change itself.
func official(a *Agency) (out struct{ name, code, region, kinds, number, scope, issuer, from, to string }) {
	out.name, out.code, out.region = a.Name, a.CreditCode, string(a.Region)
	for _, k := range a.Kinds {
		out.kinds += string(k) + " "
	}
	out.kinds += string(a.Kind)
	out.number, out.scope, out.issuer, out.from, out.to = a.CertNumber, a.Scope, a.Issuer, string(a.ValidFrom), string(a.ValidTo)
	return out
}

func rules(c *kernel.Ctx, a, before *Agency) error {
	if before != nil {
		if !c.Actor.System && c.Actor.Agency != "" && official(a) != official(before) {
			return kernel.Errorf(kernel.Forbidden, "名称、信用代码、属地、服务类别和资质由监管部门登记，请提交资料由其修改")
		}
		register.Rename(a, before)
	}
	switch {
	case region.LevelOf(a.Region) == "":
		return kernel.FieldError(&Row.Region, "没有这个区划")
	case a.ValidFrom != "" && a.ValidTo != "" && a.ValidTo < a.ValidFrom:
		return kernel.FieldError(&Row.ValidTo, "结束日期不能早于开始日期")
	}
	if slices.ContainsFunc(a.Kinds, func(k Kind) bool { return slices.Contains(qualified, k) }) {
		switch {
		case a.CertNumber == "":
			return kernel.FieldError(&Row.CertNumber, "安全评价、检测检验、职业卫生技术服务机构应填资质证书编号")
		case a.ValidTo == "":
			return kernel.FieldError(&Row.ValidTo, "安全评价、检测检验、职业卫生技术服务机构应填资质有效期")
		}
	}
	if a.CreditCode == "" || before != nil && before.CreditCode == a.CreditCode {
		return nil
	}
	if fault := enterprise.CreditCodeFault(a.CreditCode); fault != "" {
		return kernel.FieldError(&Row.CreditCode, "%s", fault)
	}
	twin, err := Agencies.Holder(c, &Row.CreditCode, a.CreditCode)
	if err == nil && twin != nil && twin.ID != a.ID {
		message := "该统一社会信用代码已由“" + twin.Name + "”登记（" + c.RegionLabel(twin.Region) + "），不要重复登记"
		return &kernel.Error{Code: kernel.Conflict, Message: message, Fields: map[string]string{"credit_code": message}}
	}
	return err
}
