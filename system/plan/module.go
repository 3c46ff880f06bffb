package plan

import "anjian/kernel"

var made = kernel.In(&tg.Status, visited...)

// indicators are those of the monthly statistics of enforcement that belong to plans: how much of them was done, how many visits fall on an officer.
var indicators = []kernel.Indicator{
	{Name: "plan.targets", Label: "计划检查", Unit: "家次", Help: "应检日期落在统计时段内的计划检查，不含已取消的和合并到其他计划的。", Of: Targets, On: &tg.DueOn, By: []any{&tg.Class, &tg.Trade},
		Where: kernel.And(kernel.Not(&tg.Status, Dropped), kernel.Eq(&tg.Merged, "")), Query: "status=planned,visited,done,published"},
	{Name: "plan.visited", Label: "完成计划检查", Unit: "家次", Help: "其中已检查的；除以计划检查即计划完成率。", Of: Targets, On: &tg.DueOn, By: []any{&tg.Class, &tg.Trade},
		Where: kernel.And(made, kernel.Eq(&tg.Merged, "")), Per: "plan.targets", Query: "status=visited,done,published",
		Stood: func(end kernel.Date) kernel.Cond {
			return kernel.And(made, kernel.Eq(&tg.Merged, ""), kernel.UpTo(&tg.VisitedOn, end))
		}},
	{Name: "plan.per_officer", Label: "计划内检查次数", Unit: "家次", Help: "按检查日期；除以在岗执法人员即人均检查。", Of: Targets, On: &tg.VisitedOn, Where: kernel.And(made, kernel.Eq(&tg.Merged, "")), Per: "officer.active", Query: "status=visited,done,published"},
	{Name: "plan.published", Label: "检查结果已公示", Unit: "家次", Help: "按公示日期。", Of: Targets, On: &tg.PublishedOn, Where: kernel.Eq(&tg.Status, Published), Query: "status=published"},
	{Name: "plan.draws", Label: "双随机抽查", Unit: "次", Help: "按抽取日期，不含作废的。", Of: Draws, On: &dr.DrawnOn, Where: kernel.In(&dr.Status, Drawn, Open), Query: "status=drawn,published"},
}

// Module declares the system.
func Module() kernel.Module {
	draws := kernel.Op("GET /api/plan_draw/published", "双随机抽查公开", nil, publishedDraws)
	visits := kernel.Op("GET /api/plan_target/published", "检查结果公示", nil, publishedVisits)
	draws.Public, visits.Public = true, true
	return kernel.Module{
		Name: "plan", Label: "检查计划",
		Resources:  []kernel.Handle{Plans, Targets, Adjustments, Draws, Campaigns, Tasks, Reports, Patrols, PatrolUnits},
		Indicators: indicators,
		Tasks:      []kernel.Job{Recount},
		Hooks:      []kernel.Hook{addUp},
		Routes: []kernel.Route{
			kernel.Op("POST /api/plan/{id}/preview", "按规则预览", enforcers, preview),
			kernel.Op("POST /api/plan/{id}/pick", "按规则选取", enforcers, pick),
			kernel.Op("POST /api/plan/{id}/pull", "带入年度计划当月的对象", enforcers, pull),
			kernel.Op("GET /api/plan/{id}/progress", "计划进度", readers, progress),
			kernel.Op("GET /api/plan/zero", "零执法单位", readers, zeroUnits),
			kernel.Op("GET /api/plan/load", "执法人员工作量", readers, loads),
			kernel.Op("GET /api/plan_draw/{id}/record", "抽取记录", readers, record),
			kernel.Op("GET /api/plan_campaign/{id}/progress", "专项检查进度", readers, campaignProgress),
			{Pattern: "GET /api/plan/{id}/paper", Label: "打印检查计划（format 为 html、docx 或 pdf）", Can: readers, Raw: serve("plan", planPaper)},
			{Pattern: "GET /api/plan_campaign/{id}/paper", Label: "专项检查进度快报（format 为 html、docx 或 pdf）", Can: readers, Raw: serve("plan_campaign", campaignPaper)},
			{Pattern: "GET /api/plan_patrol/{id}/paper", Label: "巡查报告（format 为 html、docx 或 pdf）", Can: readers, Raw: serve("plan_patrol", patrolPaper)},
			draws, visits,
		},
	}
}
