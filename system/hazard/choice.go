package hazard

import "anjian/kernel"

// Status is where a hazard stands in its lifecycle; see flow.
type Status string

const (
	Draft   Status = "draft"
	Pending Status = "pending"
	Open    Status = "open"
	Fixed   Status = "fixed"
	Recheck Status = "recheck"
	Closed  Status = "closed"
	Void    Status = "void"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "草稿"), kernel.Opt(Pending, "待核查"), kernel.Opt(Open, "待整改"), kernel.Opt(Fixed, "待验收"),
		kernel.Opt(Recheck, "待复查"), kernel.Opt(Closed, "已销号"), kernel.Opt(Void, "不予认定")}
}

// Source is how a hazard came to light (隐患来源).
type Source string

const (
	Self       Source = "self"
	Report     Source = "report"
	Government Source = "government"
	Complaint  Source = "complaint"
	Expert     Source = "expert"
	Monitor    Source = "monitor"
)

func (Source) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Self, "企业自查"), kernel.Opt(Report, "员工上报"), kernel.Opt(Government, "政府检查"),
		kernel.Opt(Complaint, "投诉举报"), kernel.Opt(Expert, "专家检查"), kernel.Opt(Monitor, "监测报警")}
}

// Tier is a level of government (行政层级).
type Tier string

const (
	County   Tier = "county"
	City     Tier = "city"
	Province Tier = "province"
	Nation   Tier = "nation"
)

func (Tier) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(County, "县级"), kernel.Opt(City, "市级"), kernel.Opt(Province, "省级"), kernel.Opt(Nation, "国家级")}
}

// Listing tells whether a major hazard is under listed supervision.
type Listing string

const (
	Listed   Listing = "listed"
	Delisted Listing = "delisted"
)

func (Listing) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Listed, "挂牌督办中"), kernel.Opt(Delisted, "已摘牌")}
}

// CheckKind is what a check was made for (检查类别): eight kinds of enterprises, five of authorities.
type CheckKind string

const (
	DailyCheck    CheckKind = "daily"
	Comprehensive CheckKind = "comprehensive"
	Professional  CheckKind = "professional"
	Seasonal      CheckKind = "seasonal"
	Holiday       CheckKind = "holiday"
	Analogy       CheckKind = "analogy"
	Resumption    CheckKind = "resumption"
	ExpertCheck   CheckKind = "expert"
	Routine       CheckKind = "routine"
	Campaign      CheckKind = "campaign"
	Tipoff        CheckKind = "tipoff"
	Patrol        CheckKind = "patrol"
	OtherCheck    CheckKind = "other"
)

func (CheckKind) Options() []kernel.Option {
	return []kernel.Option{
		kernel.Opt(DailyCheck, "日常自查"), kernel.Opt(Comprehensive, "综合性自查"), kernel.Opt(Professional, "专业性自查"), kernel.Opt(Seasonal, "季节性自查"),
		kernel.Opt(Holiday, "重点时段及节假日前自查"), kernel.Opt(Analogy, "事故类比自查"), kernel.Opt(Resumption, "复产复工前自查"), kernel.Opt(ExpertCheck, "外聘专家检查"),
		kernel.Opt(Routine, "监管日常检查"), kernel.Opt(Campaign, "监管专项检查"), kernel.Opt(Tipoff, "举报投诉核查"), kernel.Opt(Patrol, "政府巡查"), kernel.Opt(OtherCheck, "其他监管检查"),
	}
}

// official tells whether a check of this kind is made by an authority.
func (k CheckKind) official() bool {
	switch k {
	case Routine, Campaign, Tipoff, Patrol, OtherCheck:
		return true
	}
	return false
}

// Side is who checked.
type Side string

const (
	ByEnterprise Side = "enterprise"
	ByAuthority  Side = "government"
)

func (Side) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByEnterprise, "企业自查"), kernel.Opt(ByAuthority, "政府检查")}
}

// Outcome is what an item of a check came to.
type Outcome string

const (
	Pass          Outcome = "pass"
	Fail          Outcome = "fail"
	NotApplicable Outcome = "na"
)

func (Outcome) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Pass, "合格"), kernel.Opt(Fail, "不合格"), kernel.Opt(NotApplicable, "不涉及")}
}

// Ruling is where an application for an extension stands.
type Ruling string

const (
	Asked    Ruling = "asked"
	Approved Ruling = "approved"
	Refused  Ruling = "refused"
)

func (Ruling) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Asked, "待审批"), kernel.Opt(Approved, "已同意"), kernel.Opt(Refused, "不同意")}
}
