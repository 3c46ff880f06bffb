package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/system/monitor"
)

var (
	pondProbes = []probe{
		{code: "RLVL", name: "库水位", unit: "m", kind: "rlvl", middle: 312, swing: 0.4, decimals: 2, low: "250", high: "330", hh: "318", h: "316"},
		{code: "PHRE", name: "浸润线埋深", unit: "m", kind: "phre", middle: 9, swing: 0.5, decimals: 2, low: "0", high: "40", l: "6", l2: "5"},
		{code: "DRYB", name: "干滩长度", unit: "m", kind: "dryb", middle: 140, swing: 5, decimals: 2, low: "0", high: "500", l: "100", l2: "70"},
		{code: "DISP", name: "坝体表面位移", unit: "mm", kind: "disp", middle: 4, swing: 1, decimals: 2, low: "-200", high: "200", hh: "30", h: "20"},
		{code: "RAIN", name: "小时降水量", unit: "mm", kind: "rain", middle: 5, swing: 2, decimals: 2, low: "0", high: "200", hh: "50", h: "30"},
	}
	tankProbes = []probe{
		{code: "TEMP", name: "储罐温度", unit: "℃", kind: "temp", middle: 28, swing: 3, decimals: 2, low: "-20", high: "120", hh: "60", h: "50"},
		{code: "PRES", name: "储罐压力", unit: "MPa", kind: "pres", middle: 1.1, swing: 0.1, decimals: 2, low: "0", high: "2.5", hh: "1.9", h: "1.6"},
		{code: "LEVL", name: "储罐液位", unit: "m", kind: "levl", middle: 6, swing: 1, decimals: 2, low: "0", high: "12", hh: "10.2", h: "9.6", l: "1.5", l2: "1"},
		{code: "COMB", name: "可燃气体", unit: "%LEL", kind: monitor.Comb, middle: 3, swing: 2, decimals: 2, low: "0", high: "100", hh: "50", h: "25"},
	}
	mineProbes = []probe{
		{code: "METH", name: "工作面甲烷", unit: "%", kind: monitor.Meth, middle: 0.3, swing: 0.1, decimals: 2, low: "0", high: "4", hh: "1.5", h: "1"},
		{code: "WIND", name: "风速", unit: "m/s", kind: "wind", middle: 2, swing: 0.4, decimals: 2, low: "0", high: "15", hh: "8", l: "0.25"},
	}
)

// simulate plays the devices of a province against a platform that runs: 194 tailings ponds and 86 installations of grade 1 over MQTT, 60 coal
// mines over HJ 212, each as a gateway of its own with its own secret, and where video_gb28181 is given recorders. The records are made in the database at the first start.
func simulate(ctx context.Context, in *invocation) error {
	if in.MonitorMQTT == "" || in.MonitorHJ212 == "" {
		return wrongCall("请用 --monitor-mqtt 和 --monitor-hj212 指明平台的接入地址")
	}
	p, err := open(ctx, in.Settings)
	if err != nil {
		return err
	}
	defer p.close()
	c := p.system(ctx)
	if n, err := account.Accounts.Count(c, kernel.Cond{}); err != nil || n == 0 {
		return fmt.Errorf("数据库是空的，请先建立平台")
	}
	firms, err := enterprise.Enterprises.List(c, kernel.Query{Where: kernel.Eq(&enterprise.Row.Status, enterprise.Filed), Sort: "id", Limit: 340})
	if err != nil || len(firms) == 0 {
		return fmt.Errorf("没有在册的企业，无法模拟设备")
	}
	var t tally
	var all sync.WaitGroup
	at := addresses{mqtt: in.MonitorMQTT, hj212: in.MonitorHJ212}
	if in.VideoGB != "" {
		if err := record(ctx, p, in.Settings, firms, &all); err != nil {
			return err
		}
	}
	for n := range 340 {
		r := &rig{code: fmt.Sprintf("SIM-%03d", n+1), how: monitor.MQTT, probes: pondProbes}
		word := "尾矿库"
		switch {
		case n >= 280:
			r.probes, word, r.how = mineProbes, "煤矿", monitor.HJ212
		case n >= 194:
			r.probes, word = tankProbes, "罐区"
		}
		if err := r.register(c, firms[n%len(firms)], word); err != nil {
			return err
		}
		all.Go(func() { r.play(ctx, at, &t) })
	}
	for ctx.Err() == nil {
		pause(ctx, 10*time.Second)
		fmt.Fprintf(in.out, "已确认 %d 个数值，断开 %d 次\n", t.sent.Load(), t.broken.Load())
	}
	all.Wait()
	return nil
}

// register makes the gateway of a rig with its points if there is none, and gives it a new secret.
func (r *rig) register(c *kernel.Ctx, e *enterprise.Enterprise, word string) error {
	return c.Tx(func(c *kernel.Ctx) error {
		g, err := monitor.Gateways.First(c, kernel.Eq(&monitor.GatewayRow.Code, r.code))
		if err != nil {
			return err
		}
		if g == nil {
			g = &monitor.Gateway{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Name: "模拟" + word + "网关 " + r.code, Code: r.code, Protocol: r.how}
			if err := monitor.Gateways.Create(c, g); err != nil {
				return err
			}
			for _, one := range r.probes {
				x := &monitor.Point{}
				x.Gateway, x.Code, x.Name, x.Kind, x.Unit, x.Decimals, x.Vital = kernel.Ref[monitor.Gateway](g.ID), one.code, word+one.name, one.kind, one.unit, one.decimals, true
				x.Low, x.High, x.HH, x.H, x.L, x.LL = one.low, one.high, one.hh, one.h, one.l, one.l2
				if err := monitor.Points.Create(c, x); err != nil {
					return err
				}
			}
		}
		return r.enlist(c, g)
	})
}
