package enforcement

import (
	"anjian/base/library"
	"anjian/kernel"
)

// Status is where a case stands in the procedure.
type Status string

// The states of a case, in the order in which a case with a penalty passes them.
const (
	Clue          Status = "clue"
	Filing        Status = "filing"
	Investigation Status = "investigation"
	Review        Status = "review"
	Notice        Status = "notice"
	Defence       Status = "defence"
	Hearing       Status = "hearing"
	Deciding      Status = "deciding"
	Service       Status = "service"
	Execution     Status = "execution"
	Closing       Status = "closing"
	Closed        Status = "closed"
	Archived      Status = "archived"
	Dismissed     Status = "dismissed"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Clue, "线索核查"), kernel.Opt(Filing, "立案审批"), kernel.Opt(Investigation, "调查取证"), kernel.Opt(Review, "法制审核"),
		kernel.Opt(Notice, "待告知"), kernel.Opt(Defence, "陈述申辩"), kernel.Opt(Hearing, "听证"), kernel.Opt(Deciding, "讨论决定"), kernel.Opt(Service, "待送达"),
		kernel.Opt(Execution, "执行"), kernel.Opt(Closing, "待结案"), kernel.Opt(Closed, "已结案"), kernel.Opt(Archived, "已归档"), kernel.Opt(Dismissed, "不予立案")}
}

// alive are the states from filing to the decision: the inquiry may be suspended, ended, handed over.
var alive = []Status{Investigation, Review, Notice, Defence, Hearing, Deciding}

// Source is how the authority came to know of the act (案件来源).
type Source string

const (
	ByInspection Source = "inspection"
	ByRecheck    Source = "recheck"
	ByComplaint  Source = "complaint"
	ByReferral   Source = "referral"
	BySuperior   Source = "superior"
	ByAccident   Source = "accident"
	ByOther      Source = "other"
)

func (Source) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByInspection, "监督检查发现"), kernel.Opt(ByRecheck, "复查发现逾期未改"), kernel.Opt(ByComplaint, "投诉举报"),
		kernel.Opt(ByReferral, "其他机关移送"), kernel.Opt(BySuperior, "上级交办"), kernel.Opt(ByAccident, "事故调查"), kernel.Opt(ByOther, "其他")}
}

// Outcome is what the case came to (处理结果).
type Outcome string

const (
	Penalty    Outcome = "penalty"
	NoPenalty  Outcome = "none"
	Transfer   Outcome = "transfer"
	Withdrawal Outcome = "withdrawal"
	Terminated Outcome = "terminated"
)

func (Outcome) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Penalty, "行政处罚"), kernel.Opt(NoPenalty, "不予行政处罚"), kernel.Opt(Transfer, "移送"), kernel.Opt(Withdrawal, "撤销案件"), kernel.Opt(Terminated, "终结")}
}

// Sanction is a kind of penalty (处罚种类), 行政处罚法第九条.
type Sanction = library.PenaltyKind

// Volume is how long a closed file is kept (保管期限).
type Volume string

const (
	TenYears    Volume = "10"
	ThirtyYears Volume = "30"
	Permanent   Volume = "forever"
)

func (Volume) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(TenYears, "10年"), kernel.Opt(ThirtyYears, "30年"), kernel.Opt(Permanent, "永久")}
}

// Retired is why an inquiry ended without a decision (终结原因).
type Retired string

const (
	Dead      Retired = "dead"
	Dissolved Retired = "dissolved"
	Lapsed    Retired = "lapsed"
	Unfit     Retired = "other"
)

func (Retired) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Dead, "当事人死亡"), kernel.Opt(Dissolved, "法人或其他组织终止，没有承受权利义务的主体"), kernel.Opt(Lapsed, "违法行为已过追责时效"), kernel.Opt(Unfit, "其他应当终结的情形")}
}

// HaltReason is why the time of a case is not counted (中止原因).
type HaltReason string

const (
	ForAppraisal HaltReason = "appraisal"
	ForHearing   HaltReason = "hearing"
	ForNotice    HaltReason = "publication"
	ForOpinion   HaltReason = "opinion"
	ForForce     HaltReason = "force"
	ForOther     HaltReason = "other"
)

func (HaltReason) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ForAppraisal, "鉴定、检验、检测"), kernel.Opt(ForHearing, "听证"), kernel.Opt(ForNotice, "公告送达"), kernel.Opt(ForOpinion, "等待司法、有权机关的认定或解释"),
		kernel.Opt(ForForce, "不可抗力"), kernel.Opt(ForOther, "其他致使案件暂时无法调查的情形")}
}

// Answered is what became of the defence (采纳情况).
type Answered string

const (
	Accepted Answered = "accepted"
	Partly   Answered = "partly"
	Declined Answered = "declined"
)

func (Answered) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Accepted, "采纳"), kernel.Opt(Partly, "部分采纳"), kernel.Opt(Declined, "不采纳")}
}

// SpotReason is why a fine may be collected on the spot, 行政处罚法第六十八条、第六十九条.
type SpotReason string

const (
	SmallFine  SpotReason = "small"
	HardLater  SpotReason = "hard"
	RemoteArea SpotReason = "remote"
)

func (SpotReason) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(SmallFine, "一百元以下的罚款"), kernel.Opt(HardLater, "不当场收缴事后难以执行"), kernel.Opt(RemoteArea, "边远、水上、交通不便地区，当事人提出缴纳确有困难")}
}
