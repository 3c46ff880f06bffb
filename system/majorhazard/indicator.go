package majorhazard

import "anjian/kernel"

var cuts = []any{&Row.Grade, &Row.Kind}

// of makes an indicator of installations that stand on file at the end of the period.
func of(name, label, help, query string, where kernel.Cond) kernel.Indicator {
	return kernel.Indicator{Name: name, Label: label, Unit: "处", Help: help, Of: Installations, Where: where, On: &Row.FiledOn, Stock: true, By: cuts, Query: query}
}

func per(in kernel.Indicator, name string) kernel.Indicator { in.Per = name; return in }

var (
	graded = kernel.And(onFile, kernel.Not(&Row.Grade, NotOne))
	ponds  = kernel.Eq(&pond.Status, PondFiled)
)

const filedQuery = "status=filed,cancelling"

var indicators = []kernel.Indicator{
	of("majorhazard.filed", "已备案重大危险源", "按备案日期，到统计截止日在册的；含核销待审的。", filedQuery, onFile),
	per(of("majorhazard.first", "一级重大危险源", "在册的一级。", filedQuery+"&grade=1", kernel.And(onFile, kernel.Eq(&Row.Grade, First))), "majorhazard.filed"),
	per(of("majorhazard.second", "二级重大危险源", "在册的二级。", filedQuery+"&grade=2", kernel.And(onFile, kernel.Eq(&Row.Grade, Second))), "majorhazard.filed"),
	{Name: "majorhazard.enterprises", Label: "重大危险源企业", Unit: "家", Help: "有在册重大危险源的企业，一家只算一次。", Of: Installations, Where: graded, Distinct: &Row.Enterprise, On: &Row.FiledOn, Stock: true, By: cuts, Query: filedQuery + "&grade=1,2,3,4"},
	per(of("majorhazard.changing", "变更待备案", "已备案、有变更还没有办完的。", "changing=true", kernel.And(onFile, kernel.Eq(&Row.Changing, true))), "majorhazard.filed"),
	per(of("majorhazard.gaps", "安全设施有缺项", "在册、按级别应有的设施、预案或演练没有齐的。", filedQuery, kernel.And(graded, kernel.Not(&Row.Gaps, ""))), "majorhazard.filed"),
	{Name: "majorhazard.cancelled", Label: "已核销", Unit: "处", Help: "按核销日期。", Of: Installations, Where: kernel.Eq(&Row.Status, Cancelled), On: &Row.CancelledOn, By: cuts, Query: "status=cancelled"},
	{Name: "majorhazard.changes", Label: "变更备案", Unit: "份", Help: "按变更日期。", Of: Changes, On: &change.ChangedOn, By: []any{&change.Trend, &change.Status}},
	{Name: "majorhazard.ponds", Label: "尾矿库", Unit: "座", Help: "在册的尾矿库，按登记日期。", Of: Ponds, Where: ponds, On: &pond.FiledOn, Stock: true, By: []any{&pond.Class, &pond.Operation}, Query: "status=filed"},
	{Name: "majorhazard.overhead", Label: "头顶库", Unit: "座", Help: "在册的头顶库。", Of: Ponds, Where: kernel.And(ponds, kernel.Eq(&pond.Overhead, true)), On: &pond.FiledOn, Stock: true, By: []any{&pond.Class}, Per: "majorhazard.ponds", Query: "status=filed&overhead=true"},
}
