package risk

import (
	"anjian/base/enterprise"
	"anjian/kernel"
)

// Status is where a risk stands; see flow.
type Status string

const (
	Draft      Status = "draft"
	Submitted  Status = "submitted"
	Returned   Status = "returned"
	Controlled Status = "controlled"
	Gone       Status = "gone"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "辨识中"), kernel.Opt(Submitted, "待监管部门审核"), kernel.Opt(Returned, "已退回"), kernel.Opt(Controlled, "管控中"), kernel.Opt(Gone, "已消除")}
}

// Kind is what a risk point is (风险点类型).
type Kind string

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Kind("facility"), "设施"), kernel.Opt(Kind("part"), "部位"), kernel.Opt(Kind("place"), "场所"), kernel.Opt(Kind("area"), "区域"), kernel.Opt(Kind("activity"), "作业活动")}
}

// Accident is a category of accidents (事故类别, GB 6441-1986).
type Accident string

func (Accident) Options() (out []kernel.Option) {
	for i, label := range []string{"物体打击", "车辆伤害", "机械伤害", "起重伤害", "触电", "淹溺", "灼烫", "火灾", "高处坠落", "坍塌", "冒顶片帮", "透水", "放炮", "火药爆炸", "瓦斯爆炸", "锅炉爆炸", "容器爆炸", "其他爆炸", "中毒和窒息", "其他伤害"} {
		out = append(out, kernel.Option{Value: string(rune('a' + i)), Label: label})
	}
	return out
}

// Direct is a reason for which a risk is major whatever its value (直接判定).
type Direct string

func (Direct) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Direct("law"), "违反法律法规和国家标准的强制性条款"), kernel.Opt(Direct("repeated"), "发生过死亡事故，且条件依然存在"),
		kernel.Opt(Direct("crowd"), "有中毒、爆炸、火灾危险，作业人员10人以上"), kernel.Opt(Direct("installation"), "涉及一级、二级重大危险源"), kernel.Opt(Direct("major"), "存在重大事故隐患")}
}

// Tier is who controls a risk (管控层级); upper tiers also control what lower ones do.
type Tier string

const (
	Company  Tier = "company"
	Division Tier = "division"
	Workshop Tier = "workshop"
	Team     Tier = "team"
)

func (Tier) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Company, "公司（厂）级"), kernel.Opt(Division, "部门级"), kernel.Opt(Workshop, "车间级"), kernel.Opt(Team, "班组岗位级")}
}

// tierOf is the tier that answers for a grade at least.
var tierOf = map[enterprise.RiskGrade]Tier{Red: Company, Orange: Division, Yellow: Workshop, Blue: Team}

// MeasureClass is the class of a measure (管控措施分类).
type MeasureClass string

func (MeasureClass) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(MeasureClass("engineering"), "工程技术"), kernel.Opt(MeasureClass("management"), "管理"), kernel.Opt(MeasureClass("training"), "培训教育"),
		kernel.Opt(MeasureClass("ppe"), "个体防护"), kernel.Opt(MeasureClass("emergency"), "应急处置")}
}
