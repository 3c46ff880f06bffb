package enforcement

import (
	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/kernel"
)

// Case is one case of administrative penalty (行政处罚案件). Its embedded structs are the sections of the form.
type Case struct {
	kernel.Base
	Lead     `label:"线索"`
	Opening  `label:"立案"`
	Inquiry  `label:"调查"`
	Legality `label:"法制审核"`
	Told     `label:"告知、陈述申辩和听证"`
	Ruling   `label:"处理决定"`
	Carrying `label:"执行"`
	Ending   `label:"结案归档"`
	Pausing  `label:"中止和延期"`
	Course   `label:"办理情况"`
}

// Lead is what was noticed, about whom, and how the authority came to know (线索).
type Lead struct {
	Title      string                            `json:"title" label:"案件名称" rule:"required,max=120" ui:"list,search,wide" help:"当事人＋案由，例如：某某公司未如实记录安全生产教育和培训情况案。"`
	Cause      string                            `json:"cause" label:"案由" rule:"required,max=120" ui:"search"`
	Source     Source                            `json:"source" label:"案件来源" rule:"required" ui:"list,filter,once"`
	Simple     bool                              `json:"simple" label:"简易程序" ui:"list,filter,once" help:"违法事实确凿、有法定依据，对公民200元以下、对单位3000元以下罚款或者警告的，可以当场处罚。"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,filter,once"`
	FoundOn    kernel.Date                       `json:"found_on" label:"发现日期" rule:"required" ui:"list,filter,sort,once"`
	ActedOn    kernel.Date                       `json:"acted_on" label:"违法行为发生日期" ui:"filter" help:"连续或者继续的违法行为，填终了之日。"`
	Grave      bool                              `json:"grave" label:"涉及公民生命健康安全且有危害后果" help:"追责时效由两年延长至五年（行政处罚法第三十六条）。"`
	Urgent     bool                              `json:"urgent" label:"先行调查取证" ui:"once" help:"情况紧急，先调查后立案。"`
	Place      string                            `json:"place" label:"违法行为地" rule:"max=200" ui:"wide"`
	Summary    string                            `json:"summary" label:"案件基本情况" rule:"required,max=4000" ui:"long,wide"`
	Inspection string                            `json:"inspection" label:"现场检查" rule:"max=40" ui:"fixed,filter"`
}

// Opening is the filing of the case and who handles it (立案).
type Opening struct {
	Officers []kernel.Ref[officer.Officer] `json:"officers" label:"承办人" rule:"max=6" ui:"list" help:"不得少于两人，都应具有执法资格（行政处罚法第四十二条）。"`
	AskedOn  kernel.Date                   `json:"asked_on" label:"报请立案日期" ui:"fixed"`
	FiledOn  kernel.Date                   `json:"filed_on" label:"立案日期" ui:"fixed,list,filter,sort"`
	FiledBy  string                        `json:"filed_by" label:"立案审批人" ui:"fixed"`
	Number   string                        `json:"number" label:"立案文号" ui:"fixed,search"`
}

// Inquiry is what the investigation came to (调查终结).
type Inquiry struct {
	Facts       string      `json:"facts" label:"查明的违法事实" rule:"max=8000" ui:"long,wide"`
	Proofs      string      `json:"proofs" label:"证据及证明内容" rule:"max=8000" ui:"long,wide"`
	Proposal    Outcome     `json:"proposal" label:"调查人员建议" ui:"fixed,filter"`
	Reasons     string      `json:"reasons" label:"建议的理由" rule:"max=4000" ui:"fixed,long,wide"`
	ConcludedOn kernel.Date `json:"concluded_on" label:"调查终结日期" ui:"fixed"`
}

// Legality is the legal review before the decision (法制审核), 行政处罚法第五十八条.
type Legality struct {
	ReviewDue  string      `json:"review_due" label:"应当法制审核的情形" ui:"fixed,wide"`
	ReviewedOn kernel.Date `json:"reviewed_on" label:"审核日期" ui:"fixed"`
	ReviewedBy string      `json:"reviewed_by" label:"审核人" ui:"fixed"`
	ReviewerID string      `json:"reviewer" label:"审核人账号" ui:"fixed,hidden"`
	Verdict    string      `json:"verdict" label:"审核意见" rule:"max=4000" ui:"fixed,long,wide"`
}

// Told is what the party was told before the decision and what it answered (告知、陈述申辩、听证).
type Told struct {
	ToldOn       kernel.Date `json:"told_on" label:"告知书送达日期" ui:"fixed"`
	HearingRight bool        `json:"hearing_right" label:"告知听证权利" ui:"fixed" help:"达到听证标准的，应当告知要求听证的权利（行政处罚法第六十三条）。"`
	DefenceUntil kernel.Date `json:"defence_until" label:"陈述申辩截止" ui:"fixed"`
	HearingUntil kernel.Date `json:"hearing_until" label:"要求听证截止" ui:"fixed"`
	DefendedOn   kernel.Date `json:"defended_on" label:"陈述申辩日期" ui:"fixed"`
	Pleas        string      `json:"pleas" label:"陈述申辩意见" rule:"max=8000" ui:"fixed,long,wide"`
	Answer       Answered    `json:"answer" label:"采纳情况" ui:"fixed"`
	AnswerWhy    string      `json:"answer_why" label:"采纳或不采纳的理由" rule:"max=4000" ui:"fixed,long,wide"`
	WaivedOn     kernel.Date `json:"waived_on" label:"书面放弃陈述申辩和听证的日期" ui:"fixed"`
	AppliedOn    kernel.Date `json:"applied_on" label:"要求听证日期" ui:"fixed"`
	HeardOn      kernel.Date `json:"heard_on" label:"听证会日期" ui:"fixed"`
}

// Ruling is the decision (处理决定).
type Ruling struct {
	DiscussDue  string       `json:"discuss_due" label:"应当集体讨论的情形" ui:"fixed,wide"`
	DiscussedOn kernel.Date  `json:"discussed_on" label:"集体讨论日期" ui:"fixed"`
	Outcome     Outcome      `json:"outcome" label:"处理结果" ui:"fixed,list,filter"`
	Sanctions   []Sanction   `json:"sanctions" label:"处罚种类" ui:"fixed"`
	Amount      kernel.Money `json:"amount" label:"罚款合计" ui:"fixed,list"`
	ToldAmount  kernel.Money `json:"told_amount" label:"告知的罚款" ui:"fixed" help:"决定的罚款不得因当事人申辩而高于告知的（行政处罚法第四十五条）。"`
	Persons     bool         `json:"persons" label:"处罚个人" ui:"fixed"`
	Seized      kernel.Money `json:"confiscated" label:"没收金额" ui:"fixed"`
	Content     string       `json:"content" label:"处理内容" rule:"max=4000" ui:"fixed,long,wide"`
	DecidedOn   kernel.Date  `json:"decided_on" label:"决定日期" ui:"fixed,filter"`
	DecidedBy   string       `json:"decided_by" label:"决定人" ui:"fixed"`
	Decision    string       `json:"decision" label:"决定书文号" ui:"fixed,list,search"`
	ServedOn    kernel.Date  `json:"served_on" label:"决定书送达日期" ui:"fixed,filter"`
	OnSpot      bool         `json:"on_spot" label:"当场收缴" ui:"fixed"`
	SpotWhy     SpotReason   `json:"spot_why" label:"当场收缴的情形" ui:"fixed"`
	ReportedOn  kernel.Date  `json:"reported_on" label:"报所属机关备案日期" ui:"fixed"`
}

// Carrying is how far the decision is carried out (执行).
type Carrying struct {
	PayBy       kernel.Date  `json:"pay_by" label:"缴款期限" ui:"fixed,filter"`
	Paid        kernel.Money `json:"paid" label:"已缴罚款" ui:"fixed"`
	PaidExtra   kernel.Money `json:"paid_extra" label:"已缴加处罚款" ui:"fixed"`
	RemindedOn  kernel.Date  `json:"reminded_on" label:"催告书送达日期" ui:"fixed"`
	CourtOn     kernel.Date  `json:"court_on" label:"申请法院强制执行日期" ui:"fixed"`
	SpotTaken   kernel.Date  `json:"spot_on" label:"当场收缴日期" ui:"fixed"`
	HandedOn    kernel.Date  `json:"handed_on" label:"交至机关日期" ui:"fixed"`
	BankedOn    kernel.Date  `json:"banked_on" label:"缴付银行日期" ui:"fixed"`
	PublishedOn kernel.Date  `json:"published_on" label:"处罚公开日期" ui:"fixed"`
	Challenged  bool         `json:"challenged" label:"复议诉讼中" ui:"fixed,filter"`
	FulfilledOn kernel.Date  `json:"fulfilled_on" label:"执行完毕日期" ui:"fixed"`
	SuitUntil   kernel.Date  `json:"suit_until" label:"起诉期限届满" ui:"fixed"`
	Performance string       `json:"performance" label:"执行情况" rule:"max=2000" ui:"fixed,long,wide"`
}

// Ending is how the case was closed, handed over and filed away (结案、移送、归档), 行政处罚法第二十七条.
type Ending struct {
	Recipient  string      `json:"recipient" label:"受移送机关" rule:"max=120" ui:"fixed"`
	Criminal   bool        `json:"criminal" label:"涉嫌犯罪" ui:"fixed,filter"`
	Materials  string      `json:"materials" label:"移送材料" rule:"max=2000" ui:"fixed,long,wide"`
	EndedFor   Retired     `json:"ended_for" label:"终结原因" ui:"fixed"`
	ClosedOn   kernel.Date `json:"closed_on" label:"结案日期" ui:"fixed,filter"`
	ClosedBy   string      `json:"closed_by" label:"结案审批人" ui:"fixed"`
	ArchivedOn kernel.Date `json:"archived_on" label:"归档日期" ui:"fixed"`
	FileNumber string      `json:"file_number" label:"归档号" rule:"max=60" ui:"fixed,search"`
	Keep       Volume      `json:"keep" label:"保管期限" ui:"fixed"`
	Pages      int         `json:"pages" label:"卷内页数" rule:"min=0,top=99999" ui:"fixed"`
}

// Pausing is time that is not counted and time that was added (中止、延期).
type Pausing struct {
	Halted   bool        `json:"halted" label:"中止中" ui:"fixed,filter"`
	HaltFor  HaltReason  `json:"halt_for" label:"中止原因" ui:"fixed"`
	HaltedOn kernel.Date `json:"halted_on" label:"中止日期" ui:"fixed"`
	Halts    []Halt      `json:"halts" label:"历次不计入的时间" rule:"max=50" ui:"fixed"`
	ExtendBy int         `json:"extend_by" label:"延长天数" rule:"min=0,top=365" unit:"天" ui:"fixed"`
	Extended []Extra     `json:"extensions" label:"历次延期" rule:"max=10" ui:"fixed"`
}

// Halt is one stretch of time that is not counted towards the decision.
type Halt struct {
	From   kernel.Date `json:"from" label:"自"`
	To     kernel.Date `json:"to" label:"至"`
	Reason HaltReason  `json:"reason" label:"原因"`
	Record string      `json:"record" label:"来源"` // the appraisal that took the time
	By     string      `json:"who" label:"决定人"`
}

// Extra is time that was added by decision.
type Extra struct {
	On     kernel.Date `json:"granted_on" label:"批准日期"`
	Days   int         `json:"days" label:"延长天数"`
	Reason string      `json:"reason" label:"理由"`
	By     string      `json:"who" label:"批准人"`
}

// Course is where the case stands and who has to act until when.
type Course struct {
	Status    Status      `json:"status" label:"状态" ui:"fixed,list,filter"`
	WaitUntil kernel.Date `json:"wait_until" label:"办理期限" ui:"fixed,hidden"`
	WaitFor   string      `json:"wait_for" label:"应办理的人" ui:"fixed,hidden"`
	WaitWhat  string      `json:"wait_what" label:"应办理的事" ui:"fixed,hidden"`
	Waiting   bool        `json:"wait_paused" label:"期限暂停" ui:"fixed,hidden"`
}

// Row names the columns of Case in conditions.
var Row = kernel.Row[Case]()
