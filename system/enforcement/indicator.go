package enforcement

import (
	"anjian/base/library"
	"anjian/kernel"
)

var (
	filed    = kernel.Not(&Row.FiledOn, "")
	punished = kernel.And(kernel.Eq(&Row.Outcome, Penalty), kernel.Not(&Row.DecidedOn, ""))
	cuts     = []any{&Row.Status, &Row.Source, &Row.Simple}
)

// of makes an indicator of cases that fall into a period by a day of theirs.
func of(name, label, unit, help string, on *kernel.Date, where kernel.Cond, query string) kernel.Indicator {
	return kernel.Indicator{Name: "enforcement." + name, Label: label, Unit: unit, Help: help, Of: Cases, Where: where, On: on, By: cuts, Query: query}
}

func per(in kernel.Indicator, name string) kernel.Indicator {
	in.Per = "enforcement." + name
	return in
}
func add(in kernel.Indicator, col any) kernel.Indicator { in.Sum = col; return in }

// indicators are the numbers of the monthly report (行政执法统计).
var indicators = []kernel.Indicator{
	of("filed", "立案", "件", "按立案日期，含当场处罚。", &Row.FiledOn, filed, ""),
	of("penalties", "行政处罚", "件", "按决定日期。", &Row.DecidedOn, punished, "outcome=penalty"),
	of("simple", "当场处罚", "件", "按决定日期。", &Row.DecidedOn, kernel.And(punished, kernel.Eq(&Row.Simple, true)), "outcome=penalty&simple=true"),
	add(of("fines", "罚款金额", "元", "按决定日期，决定的罚款。", &Row.DecidedOn, punished, "outcome=penalty"), &Row.Amount),
	add(of("collected", "收缴罚款", "元", "同期决定的案件已收缴的罚款，不含加处罚款。", &Row.DecidedOn, punished, "outcome=penalty"), &Row.Paid),
	add(of("surcharges", "收缴加处罚款", "元", "同期决定的案件已收缴的加处罚款。", &Row.DecidedOn, punished, "outcome=penalty"), &Row.PaidExtra),
	of("stopped", "责令停产停业", "件", "处罚种类含责令停产停业的。", &Row.DecidedOn, kernel.And(punished, kernel.Has(&Row.Sanctions, library.Stop)), ""),
	of("shut", "责令关闭", "件", "处罚种类含责令关闭的。", &Row.DecidedOn, kernel.And(punished, kernel.Has(&Row.Sanctions, library.Close)), ""),
	of("transferred", "移送", "件", "按办结日期。", &Row.FulfilledOn, kernel.Eq(&Row.Outcome, Transfer), "outcome=transfer"),
	of("acquitted", "不予处罚", "件", "按决定日期。", &Row.DecidedOn, kernel.Eq(&Row.Outcome, NoPenalty), "outcome=none"),
	of("hearings", "听证", "件", "按听证日期。", &Row.HeardOn, kernel.Not(&Row.HeardOn, ""), ""),
	per(of("closed", "结案", "件", "按立案日期，已结案的；除以立案数即结案率。", &Row.FiledOn, kernel.And(filed, kernel.Not(&Row.ClosedOn, "")), "status=closed,archived"), "filed"),
	per(of("published", "处罚公示", "件", "按决定日期，已公示的；除以处罚数即双公示率。", &Row.DecidedOn, kernel.And(punished, kernel.Not(&Row.PublishedOn, "")), "outcome=penalty"), "penalties"),
	{Name: "enforcement.challenged", Label: "复议诉讼", Unit: "件", Help: "按受理日期。", Of: Challenges, Where: kernel.Cond{}, On: &cg.TakenOn, By: []any{&cg.Remedy, &cg.Verdict}},
	{Name: "enforcement.overran", Label: "办案超期", Unit: "项", Help: "超过法定期限办结，或者到今天已经超期的，按最后日。", Of: Terms, Where: kernel.Eq(&tm.Late, true), On: &tm.Last, By: []any{&tm.Code}, Query: "overran=true"},
	{Name: "enforcement.running", Label: "在办案件", Unit: "件", Help: "已立案、没有结案的。", Of: Cases, Where: kernel.In(&Row.Status, Investigation, Review, Notice, Defence, Hearing, Deciding, Service, Execution, Closing), On: &Row.FiledOn, Stock: true, By: cuts,
		Query: "status=investigation,review,notice,defence,hearing,deciding,service,execution,closing"},
}
