package enforcement

import (
	"anjian/base/role"
	"anjian/kernel"
)

var routes = []kernel.Route{
	kernel.Op("POST /api/enforcement/open", "由检查发现的问题立案", inquirers, open),
	kernel.Op("GET /api/enforcement/{id}/board", "案件全貌", append([]kernel.Role{role.Audit}, role.Government...), board),
	kernel.Op("GET /api/enforcement_matter/{id}/view", "涉案事项全貌", append([]kernel.Role{role.Safety, role.Audit}, role.Government...), partyView),
	kernel.Op("GET /api/enforcement/report", "行政执法统计", role.Government, report),
	{Pattern: "GET /api/enforcement/report.paper", Label: "打印行政执法统计（format 为 html、docx 或 pdf）", Can: role.Government, Raw: printed},
	everyone(kernel.Op("GET /api/enforcement_publication/published", "行政处罚信息公示", nil, public)),
	kernel.Op("GET /api/enforcement_limit/table", "执法期限和数额", append([]kernel.Role{role.Audit}, role.Government...), table),
}

// Which names a case.
type Which struct {
	ID string `json:"id"`
}

// At names a region and a day.
type At struct {
	Region kernel.Region `json:"region"`
	On     kernel.Date   `json:"on"`
}

// Table is the limits that hold in a region on a day, with what held before.
type Table struct {
	On    kernel.Date `json:"on"`
	Items []Entry     `json:"items"`
}

// Entry is one limit with its national editions, the latest first.
type Entry struct {
	Rule
	Editions []Rule `json:"editions"`
}

func everyone(r kernel.Route) kernel.Route { r.Public = true; return r }
