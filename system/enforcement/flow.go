package enforcement

import "anjian/kernel"

type step = kernel.Step[Case, Status]

// Why the law has the steps in their order.
const (
	artFile     = "发现依法应当给予行政处罚的行为，符合立案标准的，应当及时立案（行政处罚法第五十四条）"
	artInquire  = "作出处罚决定之前必须查明事实；违法事实不清、证据不足的，不得给予行政处罚（行政处罚法第四十条、第五十四条）"
	artReview   = "调查终结以后才能审查处理；应当法制审核而未经审核或者审核未通过的，不得作出决定（行政处罚法第五十七条、第五十八条）"
	artNotify   = "作出处罚决定之前，应当告知拟作出的处罚内容及事实、理由、依据，并告知陈述、申辩、要求听证的权利（行政处罚法第四十四条）"
	artDefend   = "当事人有权陈述和申辩，机关必须充分听取意见并复核（行政处罚法第四十五条）"
	artHear     = "符合听证条件的，当事人在告知后五日内提出要求，机关应当组织听证（行政处罚法第六十三条、第六十四条）"
	artDecide   = "未依法告知，或者拒绝听取陈述、申辩的，不得作出处罚决定（行政处罚法第六十二条）；情节复杂或者重大违法的，应当集体讨论（第五十七条）"
	artServe    = "决定书应当在宣告后当场交付或者七日内送达（行政处罚法第六十一条）"
	artPerform  = "处罚决定送达以后才能执行（行政处罚法第六十六条、第六十七条）"
	artClose    = "处罚决定执行完毕，或者依法不予处罚、移送、撤销、终结的，才能结案"
	artArchive  = "结案以后才能归档"
	artTransfer = "违法行为涉嫌犯罪的，应当及时移送司法机关（行政处罚法第二十七条）；作出决定以后不再移送本案"
)

// flow: 线索 -> 立案 -> 调查 -> 法制审核 -> 告知 -> 陈述申辩 -> (听证) -> 讨论决定 -> 送达 -> 执行 -> 结案 -> 归档, with the ways out on the side.
var flow = kernel.Flow[Case, Status]{
	On: &Row.Status, Start: Clue,
	Steps: []step{
		{Name: "submit", Label: "报请立案", From: []Status{Clue}, To: Filing, If: kernel.Eq(&Row.Simple, false), Do: submit, Todo: true, Tone: "primary",
			Help: "写明案由、当事人和基本情况，落实两名以上承办人。"},
		{Name: "dismiss", Label: "不予立案", From: []Status{Clue, Filing}, To: Dismissed, Opinion: true, Do: dismiss, Tone: "danger", Confirm: "不予立案后线索即告办结。确定吗？"},
		{Name: "return", Label: "退回补充", From: []Status{Filing}, To: Clue, Opinion: true},
		{Name: "file", Label: "批准立案", From: []Status{Filing}, To: Investigation, May: []any{&Row.Number}, Do: file, Todo: true, Tone: "primary", Law: artFile},
		{Name: "assign", Label: "调整承办人", From: append([]Status{Clue}, alive...), Ask: []any{&Row.Officers}, Opinion: true, Do: assign},
		{Name: "conclude", Label: "调查终结", From: []Status{Investigation}, To: Review, Ask: []any{&Row.Facts, &Row.Proofs, &Row.Proposal, &Row.Reasons}, Do: conclude, Todo: true, Tone: "primary", Law: artFile,
			Help: "写明查明的事实、证据和处理建议，提交法制审核。"},
		{Name: "review", Label: "审核通过", From: []Status{Review, Deciding}, If: kernel.Or(kernel.Eq(&Row.Status, Review), kernel.Not(&Row.HeardOn, "")), Next: reviewed, Ask: []any{&Row.Verdict}, Todo: true, Tone: "primary", Law: artReview,
			Help: "由不承办本案的法制审核人员审核。建议处罚的，通过后告知当事人；建议不予处罚、撤销的，直接提请决定。"},
		{Name: "back", Label: "退回补充调查", From: []Status{Review, Notice, Deciding}, To: Investigation, Opinion: true, Do: backed},
		{Name: "notify", Label: "告知送达", From: []Status{Notice}, To: Defence, May: []any{&Row.ToldOn}, Do: notify, Todo: true, Tone: "primary", Law: artNotify,
			Help: "《行政处罚告知书》《听证告知书》送达以后登记，陈述申辩和要求听证的期限开始计算。"},
		{Name: "defend", Label: "记录陈述申辩", From: []Status{Defence, Hearing}, Ask: []any{&Row.Pleas, &Row.Answer, &Row.AnswerWhy}, May: []any{&Row.DefendedOn}, Do: defend, Law: artDefend,
			Help: "成立的应当采纳；不得因申辩给予更重的处罚。"},
		{Name: "waive", Label: "放弃陈述申辩和听证", From: []Status{Defence}, If: kernel.Eq(&Row.WaivedOn, ""), Opinion: true, Do: waive, Law: artDefend, Help: "当事人书面放弃的，写明放弃的材料。"},
		{Name: "apply", Label: "要求听证", From: []Status{Defence}, To: Hearing, May: []any{&Row.AppliedOn}, Do: apply, Law: artHear},
		{Name: "heard", Label: "听证结束", From: []Status{Hearing}, To: Deciding, Do: heard, Todo: true, Law: artHear,
			Help: "听证笔录和听证报告完成以后，案件提请决定；决定应当根据听证笔录作出。"},
		{Name: "weigh", Label: "提请决定", From: []Status{Defence}, To: Deciding, Do: weigh, Todo: true, Tone: "primary", Law: artDecide},
		{Name: "decide", Label: "作出处罚决定", From: []Status{Deciding}, To: Service, May: []any{&Row.Decision, &Row.Content}, Do: decide, Todo: true, Tone: "primary", Law: artDecide,
			Confirm: "确认告知、申辩、听证、审核和集体讨论的程序都已完成，作出处罚决定？"},
		{Name: "acquit", Label: "决定不予处罚", From: []Status{Deciding}, To: Service, May: []any{&Row.Decision}, Ask: []any{&Row.Content}, Do: acquit, Law: artReview},
		{Name: "serve", Label: "决定送达", From: []Status{Service}, Next: served, May: []any{&Row.ServedOn}, Todo: true, Tone: "primary", Law: artServe,
			Help: "决定书送达以后登记，缴款、复议和诉讼的期限开始计算。"},
		{Name: "punish", Label: "当场处罚", From: []Status{Clue}, Next: punish, May: []any{&Row.Decision, &Row.OnSpot, &Row.SpotWhy}, If: kernel.Eq(&Row.Simple, true), Todo: true, Tone: "primary",
			Help: "出示执法证，当场告知并听取申辩，填写预定格式、编有号码的决定书，当场交付。"},
		{Name: "hand", Label: "罚款交至机关", From: []Status{Execution, Closing}, If: kernel.And(kernel.Eq(&Row.OnSpot, true), kernel.Eq(&Row.HandedOn, "")), Do: hand, Todo: true,
			Help: "当场收缴的罚款，两个工作日内交至机关；在水上或者边远地区的，自抵岸或者到达交通便利地点之日起算。"},
		{Name: "bank", Label: "罚款缴付银行", From: []Status{Execution, Closing}, If: kernel.And(kernel.Not(&Row.HandedOn, ""), kernel.Eq(&Row.BankedOn, "")), Do: bank, Todo: true},
		{Name: "record", Label: "报机关备案", From: []Status{Execution, Closing}, If: kernel.And(kernel.Eq(&Row.Simple, true), kernel.Eq(&Row.ReportedOn, "")), Do: record, Todo: true},
		{Name: "remind", Label: "催告", From: []Status{Execution}, If: kernel.Eq(&Row.RemindedOn, ""), May: []any{&Row.RemindedOn}, Do: remind, Law: artPerform, Help: "《行政强制执行事先催告书》送达以后登记，十个工作日后仍不履行的可以申请法院强制执行。"},
		{Name: "sue", Label: "申请法院强制执行", From: []Status{Execution}, If: kernel.Eq(&Row.CourtOn, ""), Opinion: true, Do: sue, Law: artPerform},
		{Name: "fulfil", Label: "执行完毕", From: []Status{Execution}, To: Closing, Ask: []any{&Row.Performance}, Do: fulfil, Todo: true, Tone: "primary", Law: artPerform},
		{Name: "close", Label: "批准结案", From: []Status{Closing}, To: Closed, Opinion: true, Do: closeCase, Todo: true, Tone: "primary", Law: artClose},
		{Name: "archive", Label: "立卷归档", From: []Status{Closed}, To: Archived, Ask: []any{&Row.FileNumber, &Row.Keep}, May: []any{&Row.Pages}, Do: archive, Todo: true, Tone: "primary", Law: artArchive},
		{Name: "transfer", Label: "移送", From: append([]Status{Clue, Filing}, alive...), To: Closing, Ask: []any{&Row.Recipient, &Row.Materials}, May: []any{&Row.Criminal}, Opinion: true, Do: transfer, Law: artTransfer,
			Help: "涉嫌犯罪的移送公安机关，不属于本机关管辖的移送有管辖权的机关。"},
		{Name: "withdraw", Label: "撤销案件", From: alive, To: Closing, Opinion: true, Do: ended(Withdrawal), Tone: "danger", Confirm: "撤销后不再办理本案。确定吗？", Law: "违法事实不成立的，撤销案件；已经作出决定的，应当依法撤销或者变更决定（行政处罚法第五十七条）"},
		{Name: "terminate", Label: "终结案件", From: append(append([]Status{}, alive...), Execution), To: Closing, Ask: []any{&Row.EndedFor}, Opinion: true, Do: ended(Terminated), Tone: "danger"},
		{Name: "halt", Label: "中止", From: alive, If: kernel.Eq(&Row.Halted, false), Ask: []any{&Row.HaltFor}, Opinion: true, Do: halt, Help: "中止期间不计入办案期限。"},
		{Name: "resume", Label: "恢复", From: alive, If: kernel.Eq(&Row.Halted, true), Opinion: true, Do: resume},
		{Name: "extend", Label: "延期", From: alive, Ask: []any{&Row.ExtendBy}, Opinion: true, Do: extend, Help: "期限届满之前经批准延长办案期限。"},
	},
}
