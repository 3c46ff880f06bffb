// Package role names the duties (角色) that every system may grant rights to. An account holds one or
// several of them for one region, one enterprise or one agency; what a duty allows stands at each record type.
// The three administrators (三员: 系统管理员、安全管理员、审计员) exclude each other and every other duty (GB/T 22239-2019, level 3).
package role

import "anjian/kernel"

// The duties of the platform.
const (
	System    kernel.Role = "system"    // 系统管理员: accounts, organisations, regions, settings; grants nothing, reads no trail
	Security  kernel.Role = "security"  // 安全管理员: grants and takes rights, decides on what system administrators applied for
	Audit     kernel.Role = "audit"     // 审计员: reads the trail of everything in the region; changes nothing
	Regulator kernel.Role = "regulator" // 监管人员: inspects, reviews and re-checks in the region
	Leader    kernel.Role = "leader"    // 监管负责人: decides on extensions, listed supervision, merges, work lists
	Clerk     kernel.Role = "clerk"     // 综合统计人员: bulletins, statistics, imports
	Collector kernel.Role = "collector" // 基层采集员: township and village staff who collect enterprise files
	Safety    kernel.Role = "safety"    // 企业安全管理员: speaks for the enterprise
	Worker    kernel.Role = "worker"    // 企业员工: reports hazards, does self-checks
	Agency    kernel.Role = "agency"    // 中介机构人员
	Public    kernel.Role = "public"    // 公众
)

// Government is everyone who works for a regulator and reads what lies in the region.
var Government = []kernel.Role{Regulator, Leader, Clerk}

// Guards are the three administrators.
var Guards = []kernel.Role{System, Security, Audit}

// All is every duty: for what everybody has, wherever they stand.
var All = func() (out []kernel.Role) {
	for _, l := range Labels {
		out = append(out, l.Role)
	}
	return out
}()

// Duty is a role as a column.
type Duty string

func (Duty) Options() (out []kernel.Option) {
	for _, l := range Labels {
		out = append(out, kernel.Opt(l.Role, l.Label))
	}
	return out
}

// Labels names the duties for people.
var Labels = []kernel.RoleLabel{
	{Role: System, Label: "系统管理员", Help: "管理账号、机构、行政区划和系统设置；不授权、不看办理记录、不办理业务", Blind: true},
	{Role: Security, Label: "安全管理员", Help: "授予和收回权限，审批权限变更，管理密码和登录规则；不建账号、不看办理记录、不办理业务", Blind: true},
	{Role: Audit, Label: "审计员", Help: "查看本区域全部办理记录和另外两员的操作；不做任何修改，不办理业务"},
	{Role: Regulator, Label: "监管人员", Help: "检查、审核、复查本区域的企业和隐患"},
	{Role: Leader, Label: "监管负责人", Help: "审批延期、挂牌督办、企业合并，分解监管台账"},
	{Role: Clerk, Label: "综合统计人员", Help: "编制通报、统计分析、批量导入"},
	{Role: Collector, Label: "基层采集员", Help: "乡镇（街道）、村（社区）采集和核实企业信息"},
	{Role: Safety, Label: "企业安全管理员", Help: "填报企业档案，自查自改自报"},
	{Role: Worker, Label: "企业员工", Help: "按清单自查，随手报告隐患"},
	{Role: Agency, Label: "中介机构人员", Help: "办理受委托的服务项目"},
	{Role: Public, Label: "公众", Help: "投诉举报和查询"},
}
