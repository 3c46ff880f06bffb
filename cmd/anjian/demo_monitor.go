package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"anjian/kernel"
	"anjian/kernel/series"
	"anjian/kernel/setting"
	"anjian/kernel/telemetry"
	"anjian/system/monitor"
)

// playedNote is what gateways of the demonstration say of themselves; whoever takes one over for a device of his own takes it away.
const playedNote = "演示：没有真实设备，数据由平台自带的模拟程序按真实协议发送"

// plantRigs are the devices of the demonstration: of the plant in the city, of the one in Xinmi, of the tailings pond.
func plantRigs() []*rig {
	return []*rig{
		{code: "DEMO-01", how: monitor.MQTT, probes: []probe{
			{code: "T101.TEMP", name: "1号液氨储罐温度", unit: "℃", kind: "temp", middle: 24, swing: 4, decimals: 1, low: "-20", high: "80", hh: "50", h: "40"},
			{code: "T101.PRES", name: "1号液氨储罐压力", unit: "MPa", kind: "pres", middle: 1.02, swing: .09, decimals: 2, low: "0", high: "2.5", hh: "1.9", h: "1.6"},
			{code: "T101.LEVL", name: "1号液氨储罐液位", unit: "m", kind: "levl", middle: 6.2, swing: .8, decimals: 2, low: "0", high: "12", hh: "10.2", h: "9.6", l: "1.5", l2: "1"},
			{code: "T102.PRES", name: "2号液氨储罐压力", unit: "MPa", kind: "pres", middle: 1, swing: .08, decimals: 2, low: "0", high: "2.5", hh: "1.9", h: "1.6"},
			{code: "GT101.NH3", name: "罐区氨气浓度", unit: "mg/m³", kind: monitor.Toxi, middle: 2.4, swing: 1.6, decimals: 1, low: "0", high: "75", hh: "40", h: "20"},
		}},
		{code: "DEMO-02", how: monitor.HTTP, probes: []probe{
			{code: "R201.TEMP", name: "合成反应釜温度", unit: "℃", kind: "temp", middle: 118, swing: 4, decimals: 1, low: "0", high: "200", hh: "145", h: "135"},
			{code: "R201.PRES", name: "合成反应釜压力", unit: "MPa", kind: "pres", middle: .62, swing: .05, decimals: 2, low: "0", high: "1.6", hh: "1", h: ".85"},
			{code: "GT201.COMB", name: "甲类仓库可燃气体", unit: "%LEL", kind: monitor.Comb, middle: 3, swing: 2, decimals: 1, low: "0", high: "100", hh: "50", h: "25"},
		}},
		{code: "DEMO-03", how: monitor.MQTT, probes: []probe{
			{code: "CL101.PRES", name: "1号液氯储罐压力", unit: "MPa", kind: "pres", middle: .66, swing: .05, decimals: 2, low: "0", high: "1.6", hh: "1.2", h: "1"},
			{code: "CL101.LEVL", name: "1号液氯储罐液位", unit: "m", kind: "levl", middle: 2.1, swing: .2, decimals: 2, low: "0", high: "4", hh: "3.4", h: "3.2", l: ".4"},
			{code: "GT301.CL2", name: "液氯泵房氯气浓度", unit: "mg/m³", kind: monitor.Toxi, middle: 2.6, swing: .3, calm: .2, decimals: 2, low: "0", high: "10", hh: "2", h: "1"},
			{code: "BZ301.TEMP", name: "苯储罐温度", unit: "℃", kind: "temp", middle: 22, swing: 4, decimals: 1, low: "-20", high: "80", hh: "45", h: "38"},
			{code: "BZ301.LEVL", name: "苯储罐液位", unit: "m", kind: "levl", middle: 7.4, swing: 1, decimals: 2, low: "0", high: "14", hh: "12.5", h: "12", l: "1.5", l2: "1"},
		}},
		{code: "DEMO-04", how: monitor.HJ212, probes: []probe{
			{code: "RLVL", name: "库水位", unit: "m", kind: "rlvl", middle: 312.4, swing: .3, decimals: 2, low: "250", high: "330", hh: "318", h: "316"},
			{code: "PHRE", name: "浸润线埋深", unit: "m", kind: "phre", middle: 9.1, swing: .4, decimals: 2, low: "0", high: "40", l: "6", l2: "5"},
			{code: "DRYB", name: "干滩长度", unit: "m", kind: "dryb", middle: 142, swing: 4, decimals: 1, low: "0", high: "500", l: "100", l2: "70"},
			{code: "DISP", name: "坝体表面位移", unit: "mm", kind: "disp", middle: 4.2, swing: .8, decimals: 1, low: "-200", high: "200", hh: "30", h: "20"},
			{code: "RAIN", name: "小时降水量", unit: "mm", kind: "rain", middle: 1.2, swing: 1.1, decimals: 1, low: "0", high: "200", hh: "50", h: "30"},
		}},
	}
}

// tended is a rig in the story: who tends it, and until when it has sent.
type tended struct {
	*rig
	login, county string
	until         time.Time
	points        map[string]string // by code
}

// watched is the monitoring of the story.
type watched struct {
	house *monitor.House
	store series.Store
	rigs  []*tended
	leak  bool // in the pump house of Xinmi
}

// instruments plans the last two weeks of monitoring: devices that send, alarms that are handled, closed, shelved, that climb, and calls of control rooms.
func (s *stage) instruments(g *agenda, residents []*resident) {
	w := &watched{}
	s.watched = w
	now := s.present()
	owner := s.pondOwner(residents)
	const keeper, xinmi = "dengfeng.pond", "xinmi.plant"
	g.add(now.AddDays(-15), 9, func() error {
		return every(func() error { return s.manager(owner, keeper, owner.Principal) }, func() error { return s.grant(citySecurity) })
	})
	g.add(now.AddDays(-14), 9, func() error { return s.equip(keeper, xinmi) })
	for day := 13; day > 1; day-- {
		g.add(now.AddDays(-day), 8, s.record)
	}
	g.add(now.AddDays(-9), 14, func() error { return s.mistaken(w.rigs[1]) })
	g.add(now.AddDays(-7), 15, func() error { return s.answered("jinshui", plantLogin, 95*time.Second) })
	g.add(now.AddDays(-6), 2, func() error { return s.answered("dengfeng", keeper, 11*time.Minute) })
	g.add(now.AddDays(-5), 15, func() error { return s.pressed(w.rigs[0]) })
	g.add(now.AddDays(-3), 3, func() error { return s.dark(w.rigs[3]) })
	g.add(now.AddDays(-2), 9, func() error { return s.repaired(w.rigs[3], now) })
	for day := 2; day > 0; day-- {
		g.add(now.AddDays(-day), 8, func() error { return s.promise(plantLogin) })
	}
	g.add(now.AddDays(-1), 20, func() error { return s.leaks(w.rigs[2]) })
	g.add(now.AddDays(-1), 23, func() error { return s.answered("xinmi", xinmi, 4*time.Minute) })
}

// equip registers the gateways and points, gives them their secrets, and opens the monitoring at the time of the story.
func (s *stage) equip(keeper, xinmi string) (err error) {
	w := s.watched
	if w.store, err = openSeries(s, s.in.Settings); err != nil {
		return err
	}
	w.house = monitor.NewHouse()
	w.house.Env, w.house.Store = s.p.env, s.p.store
	if err := w.house.Open(s, w.store); err != nil {
		return err
	}
	tenders := [][2]string{{plantLogin, "jinshui"}, {plantLogin, "jinshui"}, {xinmi, "xinmi"}, {keeper, "dengfeng"}}
	names := []string{"液氨罐区采集网关", "合成车间采集网关", "液氯、苯罐区采集网关", "石门沟尾矿库采集网关"}
	for i, r := range plantRigs() {
		t := &tended{rig: r, login: tenders[i][0], county: tenders[i][1], points: map[string]string{}}
		if err := s.mount(t, names[i]+"（演示）"); err != nil {
			return err
		}
		w.rigs = append(w.rigs, t)
	}
	if _, err := s.create(plantLogin, "monitor_gateway", fields{"enterprise": s.firmOf(plantLogin), "name": "环氧乙烷装置采集网关（演示）", "code": "DEMO-05", "protocol": "mqtt", "place": "环氧乙烷装置控制室", "note": "演示：还没有接入，可以在这里发放密钥试一试"}); err != nil {
		return err
	}
	_, err = s.create(plantLogin, "monitor_rule", fields{"enterprise": s.firmOf(plantLogin), "name": "1号液氨储罐压力、液位同时偏高", "expression": "[T101.PRES] > 1.5 and [T101.LEVL] > 9", "hold": 30, "grade": "yellow"})
	return err
}

// firmOf is the enterprise for which an account speaks.
func (s *stage) firmOf(login string) string {
	if err := s.as(login); err != nil {
		return ""
	}
	return s.cl.actor.Enterprise
}

// mount makes one gateway with its points.
func (s *stage) mount(t *tended, name string) error {
	g, err := s.create(t.login, "monitor_gateway", fields{"enterprise": s.firmOf(t.login), "name": name, "code": t.code, "protocol": t.how, "place": "中控室机柜间", "note": playedNote})
	if err != nil {
		return err
	}
	var given struct{ Secret string }
	if err := s.post(t.login, "monitor_gateway/"+g.ID+"/secret", fields{}, &given); err != nil {
		return err
	}
	var at struct{ Position []float64 }
	if err := s.get(t.login, "enterprise/"+s.firmOf(t.login), &at); err != nil {
		return err
	}
	t.id, t.secret, t.until = g.ID, given.Secret, s.p.env.Now()
	for i, one := range t.probes {
		body := fields{"gateway": g.ID, "code": one.code, "name": one.name, "kind": one.kind, "unit": one.unit, "decimals": one.decimals, "range_low": one.low, "range_high": one.high, "hh": one.hh, "h": one.h, "l": one.l, "ll": one.l2,
			"is_key": true, "position": []float64{at.Position[0] + float64(i%3-1)*.0004, at.Position[1] + float64(i/3)*.0004}}
		if unit := map[string]string{"T10": "液氨罐区", "GT1": "液氨罐区", "CL1": "液氯储罐区", "GT3": "液氯储罐区", "BZ3": "苯储罐区", "GT2": "甲类仓库"}[one.code[:3]]; unit != "" {
			h, err := s.named(t.login, "majorhazard", unit)
			if err != nil {
				return err
			}
			body["majorhazard"] = h.ID
		}
		if t.how == monitor.HJ212 {
			pond, err := s.named(t.county, "majorhazard_pond", "石门沟尾矿库")
			if err != nil {
				return err
			}
			body["pond"], body["position"] = pond.ID, []float64{113.012 + float64(i-2)*.0005, 34.447}
		}
		p, err := s.create(t.login, "monitor_point", body)
		if err != nil {
			return err
		}
		t.points[one.code] = p.ID
	}
	return nil
}

// named is the record of a type that is called so.
func (s *stage) named(login, typ, name string) (entry, error) {
	list, err := s.find(login, typ, "")
	if i := slices.IndexFunc(list, func(e entry) bool { return e.Name == name }); err == nil && i >= 0 {
		return list[i], nil
	}
	return entry{}, errors.Join(err, fmt.Errorf("%s没有%s", typ, name))
}

// wait lets time go by, not beyond the present.
func (s *stage) wait(d time.Duration) {
	s.clock.Lock()
	defer s.clock.Unlock()
	if s.now = s.now.Add(d); s.now.After(s.start) {
		s.now = s.start
	}
}

// hear lets the house hear a rig.
func (s *stage) hear(t *tended, late bool, list []telemetry.Reading) error {
	id, _, ok := s.watched.house.Admit(s, t.code, t.secret, "")
	if !ok {
		return fmt.Errorf("%s: %w", t.code, errRefused)
	}
	return s.watched.house.Take(s, &telemetry.Message{Device: id, Kind: "data", Late: late, Readings: list, Received: s.p.env.Now()})
}

// measure is what a rig measures at a time of the story.
func (s *stage) measure(t *tended, at time.Time) (out []telemetry.Reading) {
	for i, p := range t.probes {
		middle := p.middle
		if p.calm != 0 && !s.watched.leak {
			middle = p.calm
			p.swing /= 8
		}
		out = append(out, telemetry.Reading{Point: p.code, Value: max(p.now(at, t.phase(i), middle), 0), At: at.UnixMilli()})
	}
	return out
}

// record lets every rig have sent a value every ten minutes until now, but for one that is silent.
func (s *stage) record() error { return s.recordBut(nil) }

func (s *stage) recordBut(silent *tended) error {
	now := s.p.env.Now()
	for _, t := range s.watched.rigs {
		if t == silent {
			continue
		}
		var list []telemetry.Reading
		for at := t.until.Truncate(10 * time.Minute).Add(10 * time.Minute); at.Before(now); at = at.Add(10 * time.Minute) {
			list = append(list, s.measure(t, at)...)
		}
		t.until = now
		if err := every(func() error { return s.hear(t, true, list) }, func() error { return s.hear(t, false, s.measure(t, now)) }); err != nil {
			return err
		}
	}
	return s.watched.house.Tick(s.p.system(s))
}

// course lets one point measure what is told, a value a minute.
func (s *stage) course(t *tended, code string, values ...float64) error {
	for _, v := range values {
		s.wait(time.Minute)
		now := s.p.env.Now()
		if err := s.hear(t, false, []telemetry.Reading{{Point: code, Value: v, At: now.UnixMilli()}}); err != nil {
			return err
		}
		t.until = now
	}
	return nil
}

// alarmOf is the alarm of a point that waits, or that of the gateway.
func (s *stage) alarmOf(t *tended, code string) (entry, error) {
	what := "gateway=" + t.id + "&kind=OFF"
	if code != "" {
		what = "point=" + t.points[code]
	}
	return s.only(t.login, "monitor_alarm", "status=new&"+what)
}

// mistaken: a gas detector that got wet; closed as a false alarm.
func (s *stage) mistaken(t *tended) error {
	return every(s.record, func() error { return s.course(t, "GT201.COMB", 4, 19, 31.5, 27, 6.2, 3.1) }, func() error {
		a, err := s.alarmOf(t, "GT201.COMB")
		if err != nil {
			return err
		}
		s.wait(3 * time.Minute)
		return s.step(t.login, "monitor_alarm", &a, "misjudge", fields{"opinion": "冲洗地面时探头进水，便携式检测仪复测为零，已更换防水罩"})
	})
}

// pressed: the pressure of a tank rises in the sun, is brought down, and the alarm is closed with its cause.
func (s *stage) pressed(t *tended) error {
	var a entry
	return every(s.record, func() error { return s.course(t, "T101.PRES", 1.2, 1.38, 1.52, 1.63, 1.68, 1.71) }, func() (err error) {
		a, err = s.alarmOf(t, "T101.PRES")
		return err
	}, func() error { s.wait(2 * time.Minute); return s.step(t.login, "monitor_alarm", &a, "acknowledge", nil) },
		func() error {
			return s.step(t.login, "monitor_alarm", &a, "handle", fields{"measures": "开启喷淋降温，暂停卸车，现场值守"})
		},
		func() error { return s.course(t, "T101.PRES", 1.74, 1.72, 1.66, 1.6, 1.55) },
		func() error {
			return s.step(t.county, "monitor_alarm", &a, "note", fields{"entry": "已电话询问，喷淋正常，要求恢复后报告原因"})
		},
		func() error { return s.course(t, "T101.PRES", 1.41, 1.28, 1.19, 1.12) },
		func() error {
			s.wait(20 * time.Minute)
			return s.step(t.login, "monitor_alarm", &a, "close", fields{"reason": "process", "measures": "气温高、卸车速度快造成压力上升，喷淋后恢复；夏季改为夜间卸车"})
		})
}

// dark: the power of the pond's gateway fails at night; one alarm for the whole device.
func (s *stage) dark(t *tended) error {
	var a entry
	return every(s.record, func() error { s.wait(7 * time.Minute); return s.recordBut(t) }, func() (err error) {
		a, err = s.alarmOf(t, "")
		return err
	}, func() error {
		s.wait(18 * time.Minute)
		return s.step(t.login, "monitor_alarm", &a, "handle", fields{"measures": "值班员到现场，恢复雷击跳闸的配电开关"})
	}, func() error { s.wait(10 * time.Minute); return s.record() },
		func() error {
			return s.step(t.login, "monitor_alarm", &a, "close", fields{"reason": "device", "measures": "加装不间断电源"})
		})
}

// repaired: a displacement monitor is being changed, so its alarm is shelved.
func (s *stage) repaired(t *tended, now kernel.Date) error {
	return every(s.record, func() error { return s.course(t, "DISP", 4.4, 12, 22.7, 23.4, 4.1) }, func() error {
		a, err := s.alarmOf(t, "DISP")
		if err != nil {
			return err
		}
		s.wait(12 * time.Minute)
		return s.step(t.login, "monitor_alarm", &a, "shelve", fields{"shelved_until": now.AddDays(8), "shelved_for": "更换3号位移监测点的接收机，期间数值会跳动；人工观测每日两次代替"})
	})
}

// leaks: chlorine in the pump house, in the evening; enterprise, county and city are told at once, the leader of the city two hours later.
func (s *stage) leaks(t *tended) error {
	climb := func(wait time.Duration) func() error {
		return func() error {
			s.wait(wait)
			return every(s.record, func() error { return monitor.Escalate.Run(s.p.system(s), struct{}{}) })
		}
	}
	var a entry
	return every(s.record, func() error { return s.course(t, "GT301.CL2", .3, .7, 2.3, 2.5) }, func() (err error) {
		a, err = s.alarmOf(t, "GT301.CL2")
		s.watched.leak = true
		return err
	}, climb(9*time.Minute),
		func() error { return s.step(t.login, "monitor_alarm", &a, "acknowledge", nil) },
		func() error {
			return s.step(t.county, "monitor_alarm", &a, "note", fields{"entry": "已通知企业停泵、人员上风向撤离，执法人员赶赴现场"})
		}, climb(51*time.Minute), climb(61*time.Minute))
}

// answered: the control room of an enterprise is called, and answers after a while.
func (s *stage) answered(by, login string, after time.Duration) error {
	k, err := s.create(by, "monitor_call", fields{"enterprise": s.firmOf(login), "title": "夜间、节假日值守抽查：请报告值守人员和装置状态", "minutes": 5})
	if err != nil {
		return err
	}
	s.wait(after)
	if err := monitor.Lapse.Run(s.p.system(s), struct{}{}); err != nil {
		return err
	}
	return s.step(login, "monitor_call", &k, "answer", fields{"on_watch": s.Person(), "situation": "装置运行正常，液位、压力在控制范围内，无特殊作业"})
}

// promise announces the commitment of the day.
func (s *stage) promise(login string) error {
	m, err := s.create(login, "monitor_commitment", fields{"enterprise": s.firmOf(login), "day": s.today(), "plants_running": 3, "plants_stopped": 1, "hot_work_second": 1, "confined_space": 0, "work_at_height": 2,
		"hazard_state": "重大危险源温度、压力、液位、气体浓度监测正常，联锁投用", "risk_level": "low", "text": "今天我公司已进行安全风险研判，各项安全风险防控措施已落实，我承诺所有生产装置处于安全运行状态，罐区、仓库等重大危险源安全风险得到有效管控。", "signer": s.Person()})
	if err != nil {
		return err
	}
	return s.step(login, "monitor_commitment", &m, "announce", nil)
}

// metered is the last of it: what was measured until this moment.
func (s *stage) metered() error {
	s.at(s.present().AddDays(1), 0, 0)
	return every(s.record, s.watched.close)
}

func (w *watched) close() error {
	if w == nil || w.store == nil {
		return nil
	}
	err := w.store.Close()
	w.store = nil
	return err
}

// openSeries opens the time series beside the database, or on the server that the settings name.
func openSeries(ctx context.Context, s *setting.Settings) (series.Store, error) {
	if s.MonitorSeries != "" {
		r, err := series.Connect(ctx, string(s.MonitorSeries))
		if err != nil {
			return nil, fmt.Errorf("连不上 monitor_series 所设的服务器：%w", err)
		}
		return r, nil
	}
	day := 24 * time.Hour
	e, err := series.Open(filepath.Join(s.Data, "series"), series.Terms{Values: time.Duration(s.MonitorValues) * day, Hours: time.Duration(s.MonitorHours) * day}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, fmt.Errorf("监测数据无法打开：%w", err)
	}
	return e, nil
}

// pulse lets the devices of the demonstration send on while it is served: by MQTT, HTTP and HJ 212, with secrets of their own.
func (p *platform) pulse(ctx context.Context, at addresses) error {
	c := p.system(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	for _, r := range plantRigs() {
		g, err := monitor.Gateways.First(c, kernel.And(kernel.Eq(&monitor.GatewayRow.Code, r.code), kernel.Eq(&monitor.GatewayRow.Note, playedNote), kernel.Not(&monitor.GatewayRow.Status, monitor.Shut)))
		if err != nil {
			return err
		}
		if g == nil {
			continue
		}
		if err := c.Tx(func(c *kernel.Ctx) error { return r.enlist(c, g) }); err != nil {
			return err
		}
		all.Go(func() { r.play(ctx, at, &tally{}) })
	}
	return nil
}

// whereFrom is where a device in this process reaches an address on which the platform listens.
func whereFrom(address string) string {
	if host, port, ok := strings.Cut(address, ":"); ok && (host == "" || host == "0.0.0.0") {
		return "127.0.0.1:" + port
	}
	return strings.Replace(address, "[::]", "127.0.0.1", 1)
}
