package main

import "fmt"

// shot is a camera of the demonstration, which shows the film that the program has with it.
type shot struct {
	name, scene, place, unit string
	points                   []string
	records                  bool
}

// shots are the cameras of the plant in the city, of the one in Xinmi, and of the tailings pond.
var shots = map[string][]shot{
	plantLogin: {
		{name: "液氨罐区东侧", scene: "tank", place: "罐区东侧照明杆", unit: "液氨罐区", points: []string{"T101.TEMP", "T101.PRES", "T101.LEVL", "GT101.NH3"}, records: true},
		{name: "液氨卸车鹤位", scene: "loading", place: "卸车区雨棚", unit: "液氨罐区"},
		{name: "合成车间二层", scene: "device", place: "反应釜操作平台"},
		{name: "甲类仓库", scene: "store", place: "库门内侧", unit: "甲类仓库"},
		{name: "中控室", scene: "control", place: "综合楼二层"},
		{name: "厂区大门", scene: "gate", place: "门卫室屋檐"},
	},
	"xinmi.plant":   {{name: "液氯泵房", scene: "device", place: "泵房门口", unit: "液氯储罐区", points: []string{"GT301.CL2"}, records: true}, {name: "苯罐区", scene: "tank", place: "防火堤外", unit: "苯储罐区"}},
	"dengfeng.pond": {{name: "石门沟尾矿库坝顶", scene: "dam", place: "坝顶值班房"}},
}

// films plans the cameras; that of the gate has an address which leads nowhere, so that one sees how that looks.
func (s *stage) films(g *agenda) {
	g.add(s.present().AddDays(-1), 23, func() error {
		n := 0
		for _, login := range []string{plantLogin, "xinmi.plant", "dengfeng.pond"} {
			var at struct{ Position []float64 }
			if err := s.get(login, "enterprise/"+s.firmOf(login), &at); err != nil {
				return err
			}
			for i, one := range shots[login] {
				n++
				path := "live"
				if one.scene == "gate" {
					path = "removed"
				}
				body := fields{"enterprise": s.firmOf(login), "name": one.name, "code": fmt.Sprintf("DEMO-V%02d", n), "scene": one.scene, "place": one.place, "source": "rtsp", "address": fmt.Sprintf("rtsp://%s/%s/%d", demoHost, path, n),
					"position": []float64{at.Position[0] + float64(i%3-1)*.0005, at.Position[1] + float64(1-i/3)*.0004}, "records": one.records, "points": one.points, "note": "演示：没有真实摄像机，画面由平台自带的短片循环播放"}
				if one.unit != "" {
					h, err := s.named(login, "majorhazard", one.unit)
					if err != nil {
						return err
					}
					body["majorhazard"] = h.ID
				}
				if _, err := s.create(login, "video", body); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
