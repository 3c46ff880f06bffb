package inspection

import "anjian/kernel"

// Kind is what a visit is made for (检查类型).
type Kind string

const (
	Planned   Kind = "plan"
	Random    Kind = "random"
	Campaign  Kind = "campaign"
	Routine   Kind = "routine"
	Complaint Kind = "complaint"
	Pursuit   Kind = "pursuit"
	Permit    Kind = "permit"
	Other     Kind = "other"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Planned, "计划检查（重点）"), kernel.Opt(Random, "双随机抽查"), kernel.Opt(Campaign, "专项检查"), kernel.Opt(Routine, "日常检查"),
		kernel.Opt(Complaint, "举报投诉核查"), kernel.Opt(Pursuit, "隐患跟踪检查"), kernel.Opt(Permit, "许可核查"), kernel.Opt(Other, "其他")}
}

// needsScheme tells whether an inspection scheme (现场检查方案) must be approved before the visit: where the visit was planned. Whoever follows
// a tip-off or a danger goes at once.
func (k Kind) needsScheme() bool { return k == Planned || k == Random || k == Campaign }

// Status is where a visit stands; see flow.
type Status string

const (
	Ready      Status = "ready"
	Underway   Status = "underway"
	Handling   Status = "handling"
	Rectifying Status = "rectifying"
	Closed     Status = "closed"
	Cancelled  Status = "cancelled"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Ready, "待检查"), kernel.Opt(Underway, "检查中"), kernel.Opt(Handling, "待下达文书"), kernel.Opt(Rectifying, "整改复查中"),
		kernel.Opt(Closed, "已办结"), kernel.Opt(Cancelled, "已取消")}
}

// Method is how the visit looks at the enterprise (检查方式).
type Method string

func (Method) Options() []kernel.Option {
	return []kernel.Option{{Value: "site", Label: "现场检查"}, {Value: "papers", Label: "查阅资料"}, {Value: "ask", Label: "询问有关人员"}, {Value: "test", Label: "抽查操作、检测"}}
}

// Measure is what is ordered at once on the site (现场处理措施, 安全生产法 第六十五条第三项).
type Measure string

const (
	RemoveNow    Measure = "remove"
	Evacuate     Measure = "evacuate"
	StopWork     Measure = "stop_work"
	StopBusiness Measure = "stop_business"
	StopUse      Measure = "stop_use"
)

func (Measure) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(RemoveNow, "责令立即排除隐患"), kernel.Opt(Evacuate, "责令从危险区域内撤出作业人员"), kernel.Opt(StopWork, "责令暂时停止作业（施工）"),
		kernel.Opt(StopBusiness, "责令暂时停产停业"), kernel.Opt(StopUse, "责令停止使用相关设施、设备")}
}

// Progress is where a finding stands.
type Progress string

const (
	Noted    Progress = "noted"
	Ordered  Progress = "ordered"
	Remedied Progress = "remedied"
	Failed   Progress = "failed"
	Passed   Progress = "passed"
	OnSpot   Progress = "spot"
	Dropped  Progress = "dropped"
)

func (Progress) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Noted, "待下达"), kernel.Opt(Ordered, "整改中"), kernel.Opt(Remedied, "待复查"), kernel.Opt(Failed, "复查不合格"),
		kernel.Opt(Passed, "复查合格"), kernel.Opt(OnSpot, "当场改正"), kernel.Opt(Dropped, "不予认定")}
}

// Verdict is what a re-check says of a finding.
type Verdict string

const (
	Accepted Verdict = "accepted"
	Partly   Verdict = "partly"
	Returned Verdict = "returned"
)

func (Verdict) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Accepted, "整改合格"), kernel.Opt(Partly, "部分整改"), kernel.Opt(Returned, "未整改")}
}

// RecheckStatus is where a re-check stands.
type RecheckStatus string

const (
	Looking RecheckStatus = "looking"
	Decided RecheckStatus = "decided"
)

func (RecheckStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Looking, "复查中"), kernel.Opt(Decided, "已完成")}
}
