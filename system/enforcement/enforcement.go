// Package enforcement is administrative penalty (行政执法、行政处罚案件): a case from the clue to the archive, its legal clocks, parties, evidence,
// compulsory measures, hearing, discretion, decision, payment and publication. Steps that the law forbids in that order are refused with the
// article. Sources: 行政处罚法, 行政强制法, 安全生产法, 安全生产违法行为行政处罚办法, 安全生产执法程序规定.
package enforcement

import (
	"anjian/base/role"
	"anjian/kernel"
)

// Cases holds all cases. Lifecycle, derived columns and rules, which refer back to it, are set in init.
var Cases = &kernel.Resource[Case]{
	Name: "enforcement", Label: "行政处罚案件", Stays: true,
	Help: `一件案件从线索到归档都在一条记录里办完，页面上方的流程图显示走到哪一步、还差什么，时间条显示哪些法定期限在计时。

- **立案**：检查、复查发现的违法行为点“转立案”带来；也可以“新建”。写明当事人、案由和基本情况，选两名以上持证承办人，“报请立案”。负责人批准后开始计算办案期限。
- **调查**：证据、询问和勘验笔录、先行登记保存、查封扣押、鉴定都记在案件下。事实清楚后用“违法行为认定与裁量”算出罚款，“调查终结”提交法制审核。
- **决定**：审核通过后告知当事人，听取陈述申辩，符合条件的组织听证，复杂的集体讨论，然后作出决定。缺哪一步，平台会写明法律依据，不让越过。
- **执行**：送达后登记缴款，逾期每日加处百分之三；催告、申请法院强制执行都有期限提醒。缴清后结案、归档。

简易程序的案件新建时勾选“简易程序”，一步“当场处罚”，之后备案、归档。`,
	Sort: "-found_on",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create submit conclude notify defend waive apply heard weigh serve punish hand bank record remind fulfil archive", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Jurisdiction(a), kernel.In(&Row.Status, Clue, Investigation))
		}},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "review back", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "return file dismiss assign decide acquit sue close transfer withdraw terminate halt resume extend", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{
		{Name: "clue", Label: "线索", Query: "status=clue"},
		{Name: "filing", Label: "待立案", Query: "status=filing"},
		{Name: "working", Label: "办理中", Query: "status=investigation,review,notice,defence,hearing,deciding,service"},
		{Name: "execution", Label: "执行中", Query: "status=execution"},
		{Name: "closing", Label: "待结案", Query: "status=closing"},
		{Name: "archive", Label: "待归档", Query: "status=closed"},
		{Name: "halted", Label: "中止", Query: "halted=true"},
		{Name: "simple", Label: "当场处罚", Query: "simple=true"},
	},
	Indexes: [][]any{{&Row.Region, &Row.Status}, {&Row.Region, &Row.FiledOn}, {&Row.Region, &Row.DecidedOn}},
}

func init() {
	Cases.Flow = flow
	Cases.Derive = derive
	Cases.Rules = rules
}

// Module declares the system.
func Module() kernel.Module {
	return kernel.Module{
		Name: "enforcement", Label: "行政处罚",
		Resources:  []kernel.Handle{Cases, Parties, Charges, Evidences, Statements, Measures, Appraisals, Hearings, Discussions, Payments, Deferrals, Challenges, Publications, Terms, Limits, Matters, Submissions},
		Indicators: indicators,
		Tasks:      []kernel.Job{Tick},
		Routes:     routes,
		Hooks:      []kernel.Hook{opened, timed, paid, challenged, appraised, published, freed, shared, handed},
	}
}
