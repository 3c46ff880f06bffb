package hazard

import (
	"anjian/base/library"
	"anjian/kernel"
)

var (
	major    = kernel.Eq(&Row.Level, library.Major)
	closed   = kernel.Eq(&Row.Status, Closed)
	counted  = kernel.In(&Row.Status, Pending, Open, Fixed, Recheck, Closed)
	done     = kernel.In(&Row.Status, Fixed, Recheck, Closed)
	cuts     = []any{&Row.Level, &Row.Source, &Row.Category, &Row.Trade, &Row.Status}
	reviewed = kernel.And(closed, kernel.Eq(&Row.Recheck, true), kernel.Not(&Row.RecheckedOn, ""))
	checked  = []any{&CheckRow.Trade, &CheckRow.Kind}
	selfMade = kernel.Eq(&CheckRow.Side, ByEnterprise)
)

// of makes an indicator of hazards that fall into a period by the day they were found.
func of(name, label, help, query string, where kernel.Cond) kernel.Indicator {
	return kernel.Indicator{Name: name, Label: label, Unit: "项", Help: help, Of: Hazards, Where: where, On: &Row.FoundOn, By: cuts, Query: query, Kept: true}
}

func per(in kernel.Indicator, name string) kernel.Indicator { in.Per = name; return in }

// stood makes where what counted at the end of a past day.
func stood(in kernel.Indicator, where func(end kernel.Date) kernel.Cond) kernel.Indicator {
	in.Stood = where
	return in
}

// by is what counts of a kind whose date had come by the end of a day. A record that was taken back since counts no more: its date is gone.
func by(where kernel.Cond, date *kernel.Date) func(kernel.Date) kernel.Cond {
	return func(end kernel.Date) kernel.Cond { return kernel.And(where, kernel.UpTo(date, end)) }
}

// late is what was not rectified at the end of a day that came after its limit.
func late(end kernel.Date) kernel.Cond {
	return kernel.And(kernel.Or(kernel.Eq(&Row.Status, Open), kernel.And(done, kernel.Above(&Row.RectifiedOn, end))), kernel.Before(&Row.DueOn, end), kernel.Not(&Row.DueOn, ""))
}

func on(in kernel.Indicator, day any) kernel.Indicator { in.On = day; return in }

const (
	alive  = "status=pending,open,fixed,recheck,closed"
	solved = "status=fixed,recheck,closed"
)

// indicators are the numbers of the ledger. Drafts and what turned out to be no hazard are never counted.
var indicators = []kernel.Indicator{
	of("hazard.found", "发现隐患", "按发现日期；不含草稿和不予认定的。", alive, counted),
	stood(per(of("hazard.rectified", "已整改", "发现的隐患中企业到统计截止日已提交整改的（含待验收、待复查、已销号）；除以发现数即整改率。", solved, done), "hazard.found"), by(done, &Row.RectifiedOn)),
	stood(per(of("hazard.closed", "已销号", "发现的隐患中已销号的。", "status=closed", closed), "hazard.found"), by(closed, &Row.ClosedOn)),
	on(of("hazard.due", "应改隐患", "整改期限落在统计时段内的。", "status=open,fixed,recheck,closed", kernel.In(&Row.Status, Open, Fixed, Recheck, Closed)), &Row.DueOn),
	per(on(of("hazard.punctual", "按期整改", "整改期限落在统计时段内、并在期限内提交整改的；除以应改数即按期整改率。", solved+"&punctual=true", kernel.And(done, kernel.Eq(&Row.Punctual, true))), &Row.DueOn), "hazard.due"),
	stood(of("hazard.overdue", "逾期未改", "期限已过、到统计截止日没有提交整改的。", "status=open&overdue=true", kernel.And(kernel.Eq(&Row.Status, Open), kernel.Eq(&Row.Overdue, true))), late),
	of("hazard.major", "重大隐患", "按发现日期。", alive+"&level=major", kernel.And(counted, major)),
	stood(per(of("hazard.major_rectified", "重大隐患已整改", "除以重大隐患数即重大隐患整改率。", solved+"&level=major", kernel.And(done, major)), "hazard.major"), by(kernel.And(done, major), &Row.RectifiedOn)),
	on(of("hazard.listed", "挂牌督办", "按挂牌日期，含已摘牌的。", "listing=listed,delisted", kernel.In(&Row.Listing, Listed, Delisted)), &Row.ListedOn),
	stood(per(on(of("hazard.delisted", "已摘牌", "按挂牌日期。", "listing=delisted", kernel.Eq(&Row.Listing, Delisted)), &Row.ListedOn), "hazard.listed"), by(kernel.Eq(&Row.Listing, Delisted), &Row.DelistedOn)),
	per(of("hazard.repeated", "重复隐患", "同一企业一年内再次出现的同类隐患；除以发现数即重复率。", alive+"&repeated=true", kernel.And(counted, kernel.Eq(&Row.Repeated, true))), "hazard.found"),
	of("hazard.self", "自查隐患", "企业自查发现的。", alive+"&source=self", kernel.And(counted, kernel.Eq(&Row.Source, Self))),
	of("hazard.government", "政府发现隐患", "监管部门检查、核查举报发现的。", alive+"&official=true", kernel.And(counted, kernel.Eq(&Row.Official, true))),
	stood(of("hazard.recheckable", "应复查隐患", "须由监管部门复查、企业已提交整改的。", solved+"&needs_recheck=true", kernel.And(done, kernel.Eq(&Row.Recheck, true))), by(kernel.And(done, kernel.Eq(&Row.Recheck, true)), &Row.RectifiedOn)),
	stood(per(of("hazard.rechecked", "已复查", "监管部门已复查过的；除以应复查数即复查率。", "status=closed&needs_recheck=true", reviewed), "hazard.recheckable"), by(reviewed, &Row.RecheckedOn)),
	{Name: "hazard.self_checks", Label: "自查次数", Unit: "次", Help: "企业提交的自查记录，按检查日期。", Of: Checks, Where: selfMade, On: &CheckRow.CheckedOn, By: checked, Query: "side=enterprise", Kept: true},
	{Name: "hazard.self_checkers", Label: "自查企业", Unit: "家", Help: "统计时段内至少自查过一次的企业，一家只算一次；除以注册企业数即自查率。", Of: Checks, Where: selfMade,
		Distinct: &CheckRow.Enterprise, On: &CheckRow.CheckedOn, By: checked, Per: registered, Query: "side=enterprise"},
	{Name: "hazard.inspections", Label: "政府检查次数", Unit: "次", Help: "监管部门的检查记录，按检查日期。", Of: Checks, Where: kernel.Eq(&CheckRow.Side, ByAuthority), On: &CheckRow.CheckedOn, By: checked, Query: "side=government", Kept: true},
	{Name: "hazard.inspected", Label: "被检查企业", Unit: "家", Help: "统计时段内被监管部门检查过的企业，一家只算一次。", Of: Checks, Where: kernel.Eq(&CheckRow.Side, ByAuthority),
		Distinct: &CheckRow.Enterprise, On: &CheckRow.CheckedOn, By: checked, Query: "side=government"},
}

// registered is the indicator of base/enterprise that counts the enterprises on file.
const registered = "enterprise.registered"
