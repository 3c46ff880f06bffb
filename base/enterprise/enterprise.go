// Package enterprise is the enterprise data centre (企业数据中心): one file per supervised enterprise (一企一档), registered by
// the enterprise, collected by townships or imported, reviewed by region and by trade (属地审核、行业归口审核), kept complete and
// fresh, and freed of duplicates. Every other system refers to an enterprise by its file.
package enterprise

import "anjian/kernel"

// Enterprise is the file of one enterprise (一企一档). Its embedded structs are the sections of the form.
type Enterprise struct {
	kernel.Base
	Identity     `label:"基本信息"`
	Supervision  `label:"行业与监管分类"`
	Registration `label:"登记信息"`
	Place        `label:"生产经营地址与坐标"`
	People       `label:"人员"`
	Organisation `label:"安全管理机构"`
	Chemicals    `label:"危险化学品"`
	Operations   `label:"危险作业与设备"`
	Health       `label:"职业健康"`
	Emergency    `label:"应急"`
	Grading      `label:"标准化与信用"`
	Condition    `label:"经营状态"`
	Filing       `label:"来源与确认"`
	Completion   `label:"建档情况"`
}

// Row names the columns of Enterprise in conditions.
var Row = kernel.Row[Enterprise]()

// Enterprises holds the files of all enterprises. What refers back to it - lifecycle, derived columns, rules - is set in init.
var Enterprises = &kernel.Resource[Enterprise]{
	Name: "enterprise", Label: "企业",
	Help: `这里是企业档案，一家企业一份，其他系统都引用它。

- **企业**：登录后先填“基本信息”“行业与监管分类”“生产经营地址与坐标”，保存后点“提交审核”。“建档情况”写明还缺什么。在册以后改名称、地址、监管分类等重要内容，改动立即生效，由监管部门核实确认。
- **乡镇（街道）、村采集员**：点“新建”代企业登记，或对已在册的企业点“确认信息”，表示看过、没有变化。
- **监管人员**：“待我审核”里是等您审核的企业。属地审核通过后，矿山、危险化学品、烟花爆竹、冶金等行业还要由行业归口部门审核，通过即在册。退回时写明原因，企业会看到。

联系人、经营状态长期没有人确认的会变成“待核实”。同一家企业登记了两次的，在“疑似重复”里合并，合错了可以拆分还原。`,
	Access: kernel.Access{
		{To: government, Can: "read export", Rows: Supervised},
		{To: regulators, Can: "create update import submit pass approve return confirm accept refuse move", Rows: Supervised},
		{To: leaders, Can: "create update pass approve return confirm accept refuse move close reopen merge split", Rows: Supervised},
		{To: clerks, Can: "create update import submit", Rows: Supervised},
		{To: collectors, Can: "read create update import submit recall confirm export", Rows: kernel.Jurisdiction},
		{To: applicants, Can: "read create update submit recall confirm plain", Rows: own},
		{To: staff, Can: "read", Rows: own},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
		{To: reviewers, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Eq(&Row.Status, Moving), incoming(a))
		}},
		{To: reviewers, Can: "receive decline", Rows: incoming},
		{To: officials, Can: "unmask", Rows: Supervised},
		{To: agents, Can: "read", Rows: entrusted},
	},
	Due: limit,
	Views: []kernel.View{
		{Name: "review", Label: "待审核", Query: "status=submitted,reviewed"},
		{Name: "changed", Label: "变更待确认", Query: "changed=true"},
		{Name: "incomplete", Label: "资料不全", Query: "status=filed&complete=false"},
		{Name: "stale", Label: "信息待核实", Query: "status=filed&stale_on=2000-01-01..{today}"},
		{Name: "contacts", Label: "联系人过期", Query: "status=filed&contacts_until=2000-01-01..{today}"},
		{Name: "conflicting", Label: "经营状态不一致", Query: "conflicting=true"},
		{Name: "unclassified", Label: "行业分类缺失", Query: "status=filed&classified=false"},
		{Name: "stopped", Label: "停产停业", Query: "operating=stopped"},
		{Name: "moving", Label: "迁移待接收", Query: "status=moving"},
		{Name: "returned", Label: "已退回", Query: "status=returned"},
		{Name: "closed", Label: "已注销", Query: "status=closed"},
	},
	Indexes: [][]any{{&Row.NameKey}, {&Row.AddressKey}, {&Row.OrgCode}, {&Row.RegistrationNumber}, {&Row.Region, &Row.Status, &Row.RegisteredOn, &Row.Complete}},
}

func init() {
	Enterprises.Flow = flow
	Enterprises.Derive = derive
	Enterprises.Rules = rules
	Enterprises.Settled = kernel.Settled{When: kernel.In(&Row.Status, Closed, Merged, Moving)}
}

// Module declares the enterprise data centre.
func Module() kernel.Module {
	return kernel.Module{
		Name: "enterprise", Label: "企业数据中心",
		Resources: []kernel.Handle{Enterprises, Contacts, Licences, Trainings, Drills, Evaluations, Insurances, Reports,
			Norms, Names, Merges, Apart, Worklists, Assignments},
		Indicators: indicators,
		Layers:     layers,
		Tasks:      []kernel.Job{Refresh, Progress, Recount},
		Routes:     routes,
		Hooks:      []kernel.Hook{register.KeepNames, followParts, followRegion, followList},
	}
}
