// Package library keeps the reference libraries (辅助业务库) that other systems work from: check lists for finding hazards
// (排查清单) by trade, with legal basis and edition, the criteria by which a hazard is major (重大事故隐患判定标准); laws with their articles
// (法律法规、条款), what officers inspect (执法检查事项), violations and how a fine is found (违法行为、裁量), safety data sheets.
package library

import (
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Who reads and who keeps the libraries.
var (
	everyone = []kernel.Role{role.System, role.Security, role.Audit, role.Regulator, role.Leader, role.Clerk, role.Collector, role.Safety, role.Worker, role.Agency}
	keepers  = []kernel.Role{role.Leader, role.Clerk}
)

// above is the codes of a region and of all regions above it: what they publish applies in the region.
func above(region kernel.Region) []kernel.Region {
	out := []kernel.Region{kernel.Country}
	for _, n := range []int{2, 4, 6, 9, 12} {
		if len(region) > n {
			out = append(out, region[:n])
		}
	}
	if region != "" && region != kernel.Country {
		out = append(out, region)
	}
	return out
}

var routes = []kernel.Route{
	kernel.Op("GET /api/library_article/{id}/uses", "用到条款的记录", everyone, usesOfArticle),
	kernel.Op("GET /api/library_change/{id}/uses", "受条款变动影响的记录", everyone, usesOfChange),
	kernel.Op("GET /api/library_act/find", "查法规", everyone, find),
	kernel.Op("GET /api/library_violation/{id}/scale", "法定幅度和裁量", everyone, scale),
	{Pattern: "GET /api/library_sheet/{id}/paper", Label: "安全技术说明书（format 为 html、docx 或 pdf）", Can: everyone, Raw: serveSheet},
}

// Module declares the libraries.
func Module() kernel.Module {
	return kernel.Module{
		Name: "library", Label: "辅助业务库",
		Resources: []kernel.Handle{Checklists, Criteria, Matters, Acts, Articles, Violations, Discretions, Bands, Cuts, Changes, Sheets},
		Tasks:     []kernel.Job{Settle},
		Hooks:     []kernel.Hook{heed},
		Routes:    routes,
	}
}

// owner returns the enterprise that an enterprise's own list is for; an enterprise account reaches its own file only.
func owner(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (*enterprise.Enterprise, error) {
	if own := c.Actor.Enterprise; own != "" && !c.Actor.System {
		if own != string(id) {
			return nil, kernel.Errorf(kernel.Missing, "找不到该企业，或它不是您所在的企业")
		}
		c = c.AsSystem()
	}
	return enterprise.Enterprises.Get(c, string(id))
}
