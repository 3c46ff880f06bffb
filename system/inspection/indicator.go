package inspection

import (
	"anjian/base/document"
	"anjian/base/evidence"
	"anjian/kernel"
)

var (
	made    = kernel.In(&Row.Status, Handling, Rectifying, Closed)
	stands  = kernel.In(&FindingRow.Status, Ordered, Remedied, Failed, Passed, OnSpot)
	solved  = kernel.In(&FindingRow.Status, Passed, OnSpot)
	issued  = kernel.In(&document.Row.Status, document.Issued, document.Served)
	cuts    = []any{&Row.Trade, &Row.Type, &Row.Origin}
	foundBy = []any{&FindingRow.Trade, &FindingRow.Level, &FindingRow.Status}
)

const (
	visited  = "status=handling,rectifying,closed"
	standing = "status=ordered,remedied,failed,passed,spot"
)

func visits(name, label, help, query string, where kernel.Cond) kernel.Indicator {
	return kernel.Indicator{Name: name, Label: label, Unit: "家次", Help: help, Of: Inspections, Where: kernel.And(made, where), On: &Row.CheckedOn, By: cuts, Query: visited + query, Kept: true}
}

func found(name, label, help, query string, where kernel.Cond) kernel.Indicator {
	return kernel.Indicator{Name: name, Label: label, Unit: "项", Help: help, Of: Findings, Where: where, On: &FindingRow.FoundOn, By: foundBy, Query: query, Kept: true}
}

// ordered counts findings from the day on which the enterprise was ordered to put them right.
func ordered(name, label, help, query string, where kernel.Cond) kernel.Indicator {
	return kernel.Indicator{Name: name, Label: label, Unit: "项", Help: help, Of: Findings, Where: kernel.And(kernel.Not(&FindingRow.OrderedOn, ""), where), On: &FindingRow.OrderedOn, By: foundBy, Query: query}
}

func papers(name, label, help string, kinds ...document.Code) kernel.Indicator {
	query := "status=issued,served&kind="
	for i, k := range kinds {
		if i > 0 {
			query += ","
		}
		query += string(k)
	}
	return kernel.Indicator{Name: name, Label: label, Unit: "份", Help: help, Of: document.Documents, Where: kernel.And(issued, kernel.In(&document.Row.Kind, kinds...)),
		On: &document.Row.IssuedOn, By: []any{&document.Row.Kind}, Query: query}
}

func per(in kernel.Indicator, name string) kernel.Indicator { in.Per = name; return in }

// indicators are the statistics of enforcement that belong to visits (执法统计). A visit counts from the day it ended.
var indicators = []kernel.Indicator{
	visits("inspection.visits", "检查次数", "结束了的现场检查，按检查日期。", "", kernel.Cond{}),
	{Name: "inspection.enterprises", Label: "检查单位数", Unit: "家", Help: "统计时段内检查过的企业，一家只算一次。", Of: Inspections, Where: made, Distinct: &Row.Enterprise, On: &Row.CheckedOn, By: cuts, Query: visited},
	per(visits("inspection.live", "现场记录", "当时在企业用设备记录的；除以检查次数即现场记录率。", "&origin=live", kernel.Eq(&Row.Origin, evidence.Live)), "inspection.visits"),
	per(visits("inspection.offline", "离线可证", "没有网络时记录、由设备凭证证明的。", "&origin=offline", kernel.Eq(&Row.Origin, evidence.Offline)), "inspection.visits"),
	per(visits("inspection.later", "事后补录", "回来以后才填的；除以检查次数即补录率。", "&origin=later", kernel.Eq(&Row.Origin, evidence.Later)), "inspection.visits"),
	per(visits("inspection.published", "已公开结果", "除以检查次数即公开率。", "&published_on=2000-01-01..2999-12-31", kernel.Not(&Row.PublishedOn, "")), "inspection.visits"),
	found("inspection.findings", "检查发现隐患", "现场检查发现、已告知企业的，按检查日期。", standing, stands),
	per(found("inspection.solved", "检查隐患已整改", "复查合格和当场改正的；除以发现数即整改率。", "status=passed,spot", solved), "inspection.findings"),
	per(found("inspection.failed", "复查不合格", "最近一次复查没有改好的。", "status=failed", kernel.Eq(&FindingRow.Status, Failed)), "inspection.findings"),
	papers("inspection.papers", "下达执法文书", "检查方案、检查记录、现场处理、责令整改、复查意见，按签发日期，可按种类分。", schemePaper, recordPaper, decisionPaper, orderPaper, recheckPaper),
	papers("inspection.orders", "责令限期整改指令书", "按签发日期。", orderPaper),
	papers("inspection.decisions", "现场处理措施决定书", "按签发日期。", decisionPaper),
	papers("inspection.opinions", "整改复查意见书", "按签发日期；一份指令书可以有几次复查，不用来算复查率。", recheckPaper),
	ordered("inspection.ordered", "责令整改", "责令限期整改或者现场处理、已下达文书的问题，按下达日期。", "", kernel.Cond{}),
	per(ordered("inspection.rechecked", "已复查", "责令整改的问题中至少复查过一次的；除以责令整改数即复查率。", "verdict=accepted,partly,returned", kernel.Not(&FindingRow.Verdict, "")), "inspection.ordered"),
}
