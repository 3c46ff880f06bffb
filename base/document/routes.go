package document

import "anjian/kernel"

var routes = []kernel.Route{
	kernel.Op("POST /api/document/block", "领用文号号段", writers, Reserve),
}
