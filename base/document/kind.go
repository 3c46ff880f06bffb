package document

import "slices"

// Kind is what holds for all papers of one kind, whatever the template says (文书种类).
type Kind struct {
	Code, Title string
	Word        string // 文书简称, the word of the number
	No          int    // place in the list of the 2017 edition, 0 for additional papers
	Numbered    bool
	Seal        Seal
	Signs       []Signer
	Needs       [][]string // of each group one paper must be effective before
	Urgent      bool       // in an emergency the approval may follow within 24 hours (行政强制法第十九条)
	Binding     bool       // binds the party and must be served
	Internal    bool       // kept in the second volume (副卷)
	Approval    bool       // is itself an approval: its decision makes it effective
	Stages      []Stage    // who gives an opinion, in order; an application to court is signed by the head of the authority (行政强制法第五十五条)
	Law         string     // why Needs must be there
}

// Seal is which seal stands on a paper.
type Seal string

// The seals.
const (
	NoSeal      Seal = ""
	Official    Seal = "official"    // 公章
	Enforcement Seal = "enforcement" // 执法专用章
)

// Signer is who signs a paper.
type Signer string

// The signers.
const (
	Officers Signer = "officer"  // 执法人员, two
	Party    Signer = "party"    // 当事人
	Invited  Signer = "invited"  // 被邀请人、见证人
	Receiver Signer = "receiver" // 收件人
	Present  Signer = "present"  // 全体参加人员
)

// Stage is an opinion that an approval needs (审批环节).
type Stage string

// The stages of an approval.
const (
	Head   Stage = "head"   // 承办机构负责人
	Legal  Stage = "legal"  // 法制审核
	Leader Stage = "leader" // 审批人
)

var (
	review   = []Stage{Legal, Leader}
	fully    = []Stage{Head, Legal, Leader}
	both     = []Signer{Party, Officers}
	decided  = []string{"penalty_decision_unit", "penalty_decision_person", "simple_decision_unit", "simple_decision_person"}
	measures = []string{"onsite_decision", "rectification_order", "seizure_decision", "cutoff_decision"}
)

func needs(groups ...[]string) [][]string { return groups }
func one(codes ...string) []string        { return codes }

// approval completes an internal approval form.
func approval(no int, code, title, word string, stages []Stage, needs [][]string) Kind {
	return Kind{No: no, Code: code, Title: title, Word: word, Numbered: true, Signs: []Signer{Officers}, Needs: needs, Internal: true, Approval: true, Stages: stages}
}

// served completes a paper that binds the party.
func served(no int, code, title, word string, seal Seal, signs []Signer, needs [][]string) Kind {
	return Kind{No: no, Code: code, Title: title, Word: word, Numbered: true, Seal: seal, Signs: signs, Needs: needs, Binding: true}
}

// kinds is the list of the 2017 edition in its order (安全生产行政执法文书), then the papers that practice adds.
// What must exist before follows 安全生产执法程序规定 (安监总政法〔2016〕72号), 行政处罚法 and 行政强制法.
var kinds = []Kind{
	approval(1, "filing_approval", "立案审批表", "立", review, nil),
	approval(2, "inspection_scheme", "现场检查方案", "检查", review, nil),
	{No: 3, Code: "inspection_record", Title: "现场检查记录", Word: "检记", Numbered: true, Signs: both},
	served(4, "onsite_decision", "现场处理措施决定书", "现决", Enforcement, both, needs(one("inspection_record"))),
	served(5, "rectification_order", "责令限期整改指令书", "责改", Enforcement, both, nil),
	served(6, "recheck_opinion", "整改复查意见书", "复查", Enforcement, both, needs(measures)),
	approval(7, "compulsion_approval", "行政强制审批表", "强审", review, nil),
	urgent(served(8, "seizure_decision", "查封扣押决定书", "查扣", Enforcement, []Signer{Party}, needs(one("compulsion_approval")))),
	{No: 9, Code: "seizure_list", Title: "查封扣押（场所、设施、财物）清单", Seal: Enforcement, Signs: both, Needs: needs(one("seizure_decision"))},
	served(10, "seizure_extension", "延长查封扣押期限决定书", "查扣延期", Enforcement, nil, needs(one("seizure_decision"))),
	served(11, "seizure_disposal", "查封扣押处理决定书", "查扣处", Enforcement, nil, needs(one("seizure_decision"))),
	served(12, "cutoff_notice", "停止供电（供应民用爆炸物品）通知书", "停供通", Enforcement, nil, needs(one("cutoff_decision"))),
	served(13, "cutoff_decision", "停止供电（供应民用爆炸物品）决定书", "停供决", Enforcement, nil, needs(one("compulsion_approval"))),
	served(14, "restore_notice", "恢复供电（供应民用爆炸物品）通知书", "恢复通", Enforcement, nil, needs(one("cutoff_decision"))),
	served(15, "interview_notice", "询问通知书", "询", Enforcement, nil, nil),
	{No: 16, Code: "interview_record", Title: "询问笔录", Signs: both, Needs: needs(one("interview_notice"))},
	{No: 17, Code: "survey_record", Title: "勘验笔录", Word: "勘", Numbered: true, Signs: []Signer{Party, Invited, Officers}},
	{No: 18, Code: "sampling_receipt", Title: "抽样取证凭证", Word: "抽", Numbered: true, Seal: Enforcement, Signs: both},
	approval(19, "preservation_approval", "先行登记保存证据审批表", "先保审", fully, nil),
	served(20, "preservation_notice", "先行登记保存证据通知书", "先保通", Enforcement, []Signer{Party}, needs(one("preservation_approval"))),
	approval(21, "preservation_disposal_approval", "先行登记保存证据处理审批表", "先保处审", fully, needs(one("preservation_approval"))),
	served(22, "preservation_disposal", "先行登记保存证据处理决定书", "先保处", Enforcement, nil, needs(one("preservation_disposal_approval"), one("preservation_notice"))),
	{No: 23, Code: "appraisal_entrustment", Title: "鉴定委托书", Word: "鉴", Numbered: true, Seal: Enforcement},
	served(24, "penalty_notice", "行政处罚告知书", "罚告", Official, nil, nil),
	{No: 25, Code: "defence_record", Title: "当事人陈述申辩笔录", Signs: both, Needs: needs(one("penalty_notice"))},
	served(26, "hearing_right_notice", "行政处罚听证告知书", "听告", Official, nil, needs(one("penalty_notice"))),
	served(27, "hearing_notice", "行政处罚听证会通知书", "听通", Enforcement, nil, needs(one("hearing_right_notice"))),
	{No: 28, Code: "hearing_record", Title: "听证笔录", Signs: []Signer{Present}, Needs: needs(one("hearing_notice"))},
	{No: 29, Code: "hearing_report", Title: "听证会报告书", Word: "听报", Numbered: true, Signs: []Signer{Officers}, Needs: needs(one("hearing_notice")), Internal: true},
	approval(30, "disposal_submission", "案件处理呈批表", "处呈", review, needs(one("penalty_notice"))),
	{No: 31, Code: "discussion_record", Title: "行政处罚集体讨论记录", Word: "罚集", Numbered: true, Signs: []Signer{Present}, Internal: true},
	served(32, "simple_decision_unit", "行政（当场）处罚决定书（单位）", "罚当", Official, both, needs(one("penalty_notice"))),
	served(33, "simple_decision_person", "行政（当场）处罚决定书（个人）", "罚当", Official, both, needs(one("penalty_notice"))),
	served(34, "penalty_decision_unit", "行政处罚决定书（单位）", "罚", Official, nil, needs(one("penalty_notice", "hearing_right_notice"), one("disposal_submission"))),
	served(35, "penalty_decision_person", "行政处罚决定书（个人）", "罚", Official, nil, needs(one("penalty_notice", "hearing_right_notice"), one("disposal_submission"))),
	served(36, "payment_reminder", "缴纳罚款催告书", "催", Enforcement, nil, needs(decided)),
	served(37, "surcharge_decision", "加处罚款决定书", "加罚", Enforcement, nil, needs(decided)),
	approval(38, "deferral_approval", "延期（分期）缴纳罚款审批表", "缴审", review, needs(decided)),
	served(39, "deferral_letter", "延期（分期）缴纳罚款批准书", "缴批", Enforcement, nil, needs(one("deferral_approval"), decided)),
	{No: 40, Code: "service_receipt", Title: "文书送达回执", Word: "回", Numbered: true, Seal: Enforcement, Signs: []Signer{Receiver, Officers}},
	served(41, "enforcement_reminder", "行政强制执行事先催告书", "执行催告", Enforcement, nil, needs(decided)),
	{No: 42, Code: "enforcement_application", Title: "强制执行申请书", Word: "强执", Numbered: true, Seal: Official, Stages: []Stage{Leader}, Needs: needs(one("penalty_notice"), decided, one("enforcement_reminder"))},
	approval(43, "transfer_approval", "案件移送审批表", "移审", review, needs(one("investigation_report"))),
	{No: 44, Code: "transfer_letter", Title: "案件移送书", Word: "移", Numbered: true, Seal: Enforcement, Needs: needs(one("transfer_approval"))},
	approval(45, "extension_approval", "行政处罚案件延期审批表", "案延", review, needs(one("filing_approval"))),
	approval(46, "closing_approval", "结案审批表", "结", review, nil),
	{No: 47, Code: "file_cover", Title: "案卷首页", Word: "案", Numbered: true},
	{No: 48, Code: "file_contents", Title: "卷内目录"},
	{No: 49, Code: "evidence_list", Title: "证据清单", Seal: Enforcement, Signs: both},

	served(0, "no_penalty_decision", "不予行政处罚决定书", "不罚", Official, nil, nil),
	{Code: "legal_review_opinion", Title: "重大执法决定法制审核意见书", Word: "法审", Numbered: true, Signs: []Signer{Officers}, Internal: true},
	approval(0, "case_withdrawal", "案件撤销记录单", "撤", review, nil),
	{Code: "investigation_report", Title: "案件调查报告", Word: "终报", Numbered: true, Signs: []Signer{Officers}, Internal: true},
	served(0, "recheck_extension_reply", "整改复查延期申请答复书", "复延", Enforcement, nil, needs(measures)),
	{Code: "address_confirmation", Title: "行政执法送达地址确认书", Word: "址确", Numbered: true, Signs: both},
	{Code: "electronic_confirmation", Title: "电子送达确认书", Word: "电确", Numbered: true, Signs: both},
	served(0, "recusal_decision", "回避决定书", "回避", Enforcement, nil, nil),
	{Code: "referral_slip", Title: "非职责范围问题移交单", Word: "移单", Numbered: true, Seal: Enforcement},
}

func urgent(k Kind) Kind { k.Urgent = true; return k }

// laws say why the papers before a paper must be there; the rest follows 安全生产执法程序规定.
var laws = map[string]string{
	"penalty_decision_unit": "行政处罚法第五十七条", "penalty_decision_person": "行政处罚法第五十七条", "disposal_submission": "行政处罚法第四十四条",
	"seizure_decision": "行政强制法第十八条", "cutoff_decision": "行政强制法第十八条", "preservation_notice": "行政处罚法第五十六条",
	"enforcement_application": "行政强制法第五十四条", "hearing_record": "行政处罚法第六十四条", "simple_decision_unit": "行政处罚法第四十四条",
	"simple_decision_person": "行政处罚法第四十四条",
}

var order = func() map[string]int {
	out := map[string]int{}
	for i := range kinds {
		k := &kinds[i]
		if k.Law = laws[k.Code]; k.Law == "" {
			k.Law = "安全生产执法程序规定"
		}
		out[k.Code] = i
	}
	return out
}()

// Kinds returns all kinds of papers in their order.
func Kinds() []Kind { return slices.Clone(kinds) }

// KindOf returns the kind of a code.
func KindOf(code string) (Kind, bool) {
	i, ok := order[code]
	if !ok {
		return Kind{}, false
	}
	return kinds[i], true
}

// deliverable tells whether a paper of this kind may go to somebody outside: what lies in the second volume, and its cover and contents, may not.
func (k Kind) deliverable() bool {
	return !k.Internal && k.Code != "file_cover" && k.Code != "file_contents"
}
