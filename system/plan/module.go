package plan

import "anjian/kernel"

// Module declares the system.
func Module() kernel.Module {
	draws := kernel.Op("GET /api/plan_draw/published", "双随机抽查公开", nil, publishedDraws)
	visits := kernel.Op("GET /api/plan_target/published", "检查结果公示", nil, publishedVisits)
	draws.Public, visits.Public = true, true
	return kernel.Module{
		Name: "plan", Label: "检查计划",
		Resources: []kernel.Handle{Plans, Targets, Adjustments, Draws},
		Tasks:     []kernel.Job{Recount},
		Routes: []kernel.Route{
			kernel.Op("POST /api/plan/{id}/preview", "按规则预览", enforcers, preview),
			kernel.Op("POST /api/plan/{id}/pick", "按规则选取", enforcers, pick),
			kernel.Op("POST /api/plan/{id}/pull", "带入年度计划当月的对象", enforcers, pull),
			kernel.Op("GET /api/plan/{id}/progress", "计划进度", readers, progress),
			kernel.Op("GET /api/plan/zero", "零执法单位", readers, zeroUnits),
			kernel.Op("GET /api/plan/load", "执法人员工作量", readers, loads),
			kernel.Op("GET /api/plan_draw/{id}/record", "抽取记录", readers, record),
			draws, visits,
		},
	}
}
