package inspection

import "anjian/kernel"

var routes = []kernel.Route{
	kernel.Op("POST /api/inspection/{id}/answer", "填写检查项", officers, Answer),
	kernel.Op("GET /api/inspection/{id}/facts", "待核实的企业信息", officers, Facts),
	kernel.Op("POST /api/inspection/{id}/facts", "核实企业信息", officers, Confirm),
}
