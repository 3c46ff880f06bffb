package enterprise

import "anjian/kernel"

// onRecord are the files that count as registered (注册): whoever came in, without drafts, closed files and those merged away.
var onRecord = kernel.In(&Row.Status, Submitted, Reviewed, Returned, Filed, Moving)

var whole = kernel.And(onRecord, kernel.Eq(&Row.Complete, true))

// by are the cuts of every figure about enterprises. A class total may exceed the number of enterprises when counted over all of their
// trades; by the main trade, as here, every enterprise counts once.
var by = []any{&Row.Trade, &Row.Status, &Row.Operating, &Row.Level, &Row.Risk, &Row.Credit}

// The indicators. Registered and filed are two figures: a notice that mixes them up contradicts itself.
var indicators = []kernel.Indicator{
	{Name: "enterprise.registered", Label: "注册企业", Unit: "家", Help: "已提交或录入平台的企业，不含草稿、已注销和已合并的。",
		Of: Enterprises, Where: onRecord, On: &Row.RegisteredOn, Stock: true, Kept: true, By: by, Query: "status=submitted,reviewed,returned,filed,moving"},
	{Name: "enterprise.complete", Label: "已建档企业", Unit: "家", Help: "注册企业中必填内容全部填齐的；与注册企业之比是建档率。统计过去某日时，只计到那天已经填齐、至今仍然齐全的。",
		Of: Enterprises, Where: whole,
		Stood: func(end kernel.Date) kernel.Cond { return kernel.And(whole, kernel.UpTo(&Row.CompleteOn, end)) }, On: &Row.RegisteredOn, Stock: true, Kept: true, By: by, Per: "enterprise.registered",
		Query: "status=submitted,reviewed,returned,filed,moving&complete=true"},
	{Name: "enterprise.filed", Label: "在册企业", Unit: "家", Help: "属地和行业审核通过的企业。", Of: Enterprises, Where: kernel.Eq(&Row.Status, Filed),
		On: &Row.RegisteredOn, Stock: true, Kept: true, By: by, Per: "enterprise.registered", Query: "status=filed"},
	{Name: "enterprise.stale", Label: "信息待核实企业", Unit: "家", Help: "在册企业中联系人、经营状态等超过核实期限的。",
		Of: Enterprises, Where: kernel.And(kernel.Eq(&Row.Status, Filed), kernel.Eq(&Row.Stale, true)), On: &Row.RegisteredOn, Stock: true, Kept: true, By: by, Per: "enterprise.filed",
		Query: "status=filed&stale=true"},
	{Name: "enterprise.conflicting", Label: "经营状态不一致企业", Unit: "家", Of: Enterprises, Where: kernel.And(onRecord, kernel.Eq(&Row.Conflicting, true)),
		On: &Row.RegisteredOn, Stock: true, Kept: true, By: by, Per: "enterprise.registered", Query: "status=submitted,reviewed,returned,filed,moving&conflicting=true"},
	{Name: "enterprise.unclassified", Label: "行业分类缺失企业", Unit: "家", Of: Enterprises, Where: kernel.And(onRecord, kernel.Eq(&Row.Classified, false)),
		On: &Row.RegisteredOn, Stock: true, Kept: true, By: by, Per: "enterprise.registered", Query: "status=submitted,reviewed,returned,filed,moving&classified=false"},
	{Name: "enterprise.waiting", Label: "待审核企业", Unit: "家", Of: Enterprises, Where: kernel.In(&Row.Status, Submitted, Reviewed), On: &Row.RegisteredOn, Stock: true, Kept: true, By: by,
		Query: "status=submitted,reviewed"},
	{Name: "enterprise.staff", Label: "从业人员", Unit: "人", Of: Enterprises, Where: onRecord, Sum: &Row.Staff, On: &Row.RegisteredOn, Stock: true, By: by,
		Query: "status=submitted,reviewed,returned,filed,moving"},
}

// layers show the enterprises on the one map, coloured by risk or by credit.
var layers = []kernel.Layer{
	{Name: "enterprise", Label: "企业（风险等级）", Of: Enterprises, At: &Row.Position, Tone: &Row.Risk, Where: onRecord},
	{Name: "enterprise_credit", Label: "企业（信用等级）", Of: Enterprises, At: &Row.Position, Tone: &Row.Credit, Where: onRecord},
}

// routes are the operations beyond those of the records.
var routes = []kernel.Route{
	kernel.Op("GET /api/enterprise/{id}/completeness", "档案缺少的内容", nil, wanting),
	kernel.Op("GET /api/enterprise/{id}/file", "一企一档", nil, wholeFile),
	{Pattern: "GET /api/enterprise/{id}/file.html", Label: "打印一企一档", Raw: printFile},
	kernel.Op("GET /api/industry", "查找国民经济行业", nil, industries),
	kernel.Op("GET /api/enterprise/duplicates", "疑似重复企业", officials, duplicates),
	kernel.Op("GET /api/enterprise_worklist/{id}/progress", "台账进度", officials, progress),
}
