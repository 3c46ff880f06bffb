package main

import "anjian/kernel"

// put is one feature of the demonstration map.
type put struct {
	name, category, grade, note string
	ago                         int // days
	lng, lat                    float64
}

// rescuers and mishaps are invented, like everything here.
var rescuers = []put{
	{"市级应急物资储备库", "物资", "", "帐篷、抽水泵、防化服，24小时值守", 12, 113.71, 34.79},
	{"化工园区专职消防队", "救援队伍", "", "泡沫车3台、防化洗消车1台", 25, 113.57, 34.81},
	{"新密矿山救护中队", "救援队伍", "", "三级资质，待机小队2个", 40, 113.39, 34.54},
	{"登封山岳救援队", "救援队伍", "", "队员36人", 33, 113.05, 34.46},
	{"航空港医疗救护站", "医疗", "", "负压救护车2台", 18, 113.83, 34.53},
	{"中牟避难场所", "避难场所", "", "可容纳3000人", 60, 114.02, 34.72},
	{"荥阳大型工程机械租赁点", "装备", "", "挖掘机、吊车", 75, 113.39, 34.79},
	{"惠济滩区冲锋舟存放点", "装备", "", "冲锋舟12艘", 22, 113.62, 34.88},
}

var mishaps = []put{
	{"脚手架坠落事故", "高处坠落", "general", "1人受伤", 210, 113.74, 34.72},
	{"有限空间中毒事故", "中毒和窒息", "larger", "3人死亡", 160, 113.42, 34.50},
	{"叉车碾压事故", "车辆伤害", "general", "1人死亡", 95, 113.66, 34.83},
	{"仓库火灾事故", "火灾", "general", "无人员伤亡", 30, 113.96, 34.70},
}

// drawings fill the themes of the map that are drawn or imported: resources for emergencies, accidents, and an area and a route of the flood plan.
func (s *stage) drawings() error {
	layer := func(name, kind string) (string, error) {
		l, err := s.create("leader", "feature_layer", fields{"region": "4101", "name": name, "kind": kind})
		return l.ID, err
	}
	draw := func(in string, more fields) error {
		more["layer"], more["region"] = in, "4101"
		_, err := s.create("leader", "feature", more)
		return err
	}
	day := func(ago int) kernel.Date { return s.present().AddDays(-ago) }
	for _, theme := range []struct {
		name, kind string
		list       []put
	}{{"应急救援力量", "resource", rescuers}, {"生产安全事故", "accident", mishaps}} {
		in, err := layer(theme.name, theme.kind)
		if err != nil {
			return err
		}
		for _, p := range theme.list {
			body := fields{"name": p.name, "category": p.category, "happened_on": day(p.ago), "note": p.note, "shape": fields{"type": "Point", "coordinates": []float64{p.lng, p.lat}}}
			if p.grade != "" {
				body["grade"] = p.grade
			}
			if err := draw(in, body); err != nil {
				return err
			}
		}
	}
	in, err := layer("防汛预案", "general")
	if err != nil {
		return err
	}
	type xy = [2]float64
	if err := draw(in, fields{"name": "黄河滩区警戒范围", "shape": fields{"type": "Polygon", "coordinates": [][]xy{{{113.50, 34.90}, {113.60, 34.92}, {113.72, 34.90}, {113.72, 34.87}, {113.60, 34.89}, {113.50, 34.87}, {113.50, 34.90}}}}}); err != nil {
		return err
	}
	return draw(in, fields{"name": "滩区转移路线", "shape": fields{"type": "LineString", "coordinates": []xy{{113.62, 34.88}, {113.64, 34.84}, {113.66, 34.80}}}})
}
