package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/telemetry"
	"anjian/system/monitor"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// probe is a point that a simulated device measures: its value swings around a middle.
type probe struct {
	code, name, unit        string
	kind                    monitor.Kind
	middle, swing           float64
	low, high, hh, h, l, l2 monitor.Bound
}

var (
	pondProbes = []probe{
		{code: "RLVL", name: "库水位", unit: "m", kind: "rlvl", middle: 312, swing: 0.4, low: "250", high: "330", hh: "318", h: "316"},
		{code: "PHRE", name: "浸润线埋深", unit: "m", kind: "phre", middle: 9, swing: 0.5, low: "0", high: "40", l: "6", l2: "5"},
		{code: "DRYB", name: "干滩长度", unit: "m", kind: "dryb", middle: 140, swing: 5, low: "0", high: "500", l: "100", l2: "70"},
		{code: "DISP", name: "坝体表面位移", unit: "mm", kind: "disp", middle: 4, swing: 1, low: "-200", high: "200", hh: "30", h: "20"},
		{code: "RAIN", name: "小时降水量", unit: "mm", kind: "rain", middle: 5, swing: 2, low: "0", high: "200", hh: "50", h: "30"},
	}
	tankProbes = []probe{
		{code: "TEMP", name: "储罐温度", unit: "℃", kind: "temp", middle: 28, swing: 3, low: "-20", high: "120", hh: "60", h: "50"},
		{code: "PRES", name: "储罐压力", unit: "MPa", kind: "pres", middle: 1.1, swing: 0.1, low: "0", high: "2.5", hh: "1.9", h: "1.6"},
		{code: "LEVL", name: "储罐液位", unit: "m", kind: "levl", middle: 6, swing: 1, low: "0", high: "12", hh: "10.2", h: "9.6", l: "1.5", l2: "1"},
		{code: "COMB", name: "可燃气体", unit: "%LEL", kind: monitor.Comb, middle: 3, swing: 2, low: "0", high: "100", hh: "50", h: "25"},
	}
	mineProbes = []probe{
		{code: "METH", name: "工作面甲烷", unit: "%", kind: monitor.Meth, middle: 0.3, swing: 0.1, low: "0", high: "4", hh: "1.5", h: "1"},
		{code: "WIND", name: "风速", unit: "m/s", kind: "wind", middle: 2, swing: 0.4, low: "0", high: "15", hh: "8", l: "0.25"},
	}
)

// simulate plays the devices of a province against a platform that runs: 194 tailings ponds and 86 installations of grade 1 over MQTT, 60 coal
// mines over HJ 212, each as a gateway of its own with its own secret. The records are made in the database at the first start.
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
	var sent, refused atomic.Int64
	var all sync.WaitGroup
	for n := range 340 {
		probes, word, how := pondProbes, "尾矿库", monitor.MQTT
		switch {
		case n >= 280:
			probes, word, how = mineProbes, "煤矿", monitor.HJ212
		case n >= 194:
			probes, word, how = tankProbes, "罐区", monitor.MQTT
		}
		g, secret, err := simulated(c, firms[n%len(firms)], fmt.Sprintf("SIM-%03d", n+1), word, how, probes)
		if err != nil {
			return err
		}
		topic := firms[n%len(firms)].CreditCode
		if topic == "" {
			topic = firms[n%len(firms)].ID
		}
		all.Go(func() {
			for ctx.Err() == nil {
				var err error
				if how == monitor.MQTT {
					err = speakMQTT(ctx, in.MonitorMQTT, "anjian/"+topic+"/"+g.Code+"/up/data", g.Code, secret, probes, &sent)
				} else {
					err = speakHJ212(ctx, in.MonitorHJ212, g.Code, secret, probes, &sent)
				}
				if err != nil {
					refused.Add(1)
				}
				pause(ctx, 5*time.Second)
			}
		})
	}
	for ctx.Err() == nil {
		pause(ctx, 10*time.Second)
		fmt.Fprintf(in.out, "已确认 %d 个数值，断开 %d 次\n", sent.Load(), refused.Load())
	}
	all.Wait()
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// simulated is the gateway of a code with its points, made if there is none, and a new secret.
func simulated(c *kernel.Ctx, e *enterprise.Enterprise, code, word string, how monitor.Protocol, probes []probe) (g *monitor.Gateway, secret string, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		if g, err = monitor.Gateways.First(c, kernel.Eq(&monitor.GatewayRow.Code, code)); err != nil {
			return err
		}
		if g == nil {
			g = &monitor.Gateway{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Name: "模拟" + word + "网关 " + code, Code: code, Protocol: how}
			if err := monitor.Gateways.Create(c, g); err != nil {
				return err
			}
			for _, one := range probes {
				x := &monitor.Point{}
				x.Gateway, x.Code, x.Name, x.Kind, x.Unit, x.Decimals, x.Vital = kernel.Ref[monitor.Gateway](g.ID), one.code, word+one.name, one.kind, one.unit, 2, true
				x.Low, x.High, x.HH, x.H, x.L, x.LL = one.low, one.high, one.hh, one.h, one.l, one.l2
				if err := monitor.Points.Create(c, x); err != nil {
					return err
				}
			}
		}
		secret = fmt.Sprintf("%09X", rand.Uint64()>>28)[:9]
		return monitor.Issue(c, g.ID, secret)
	})
	return g, secret, err
}

// now is what a probe measures at a time.
func (p probe) now(t time.Time, phase float64) float64 {
	v := p.middle + p.swing*math.Sin(float64(t.Unix())/600+phase) + p.swing*0.1*rand.NormFloat64()
	return math.Round(v*100) / 100
}

func speakMQTT(ctx context.Context, address, topic, code, secret string, probes []probe, sent *atomic.Int64) error {
	client := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID(code).SetUsername(code).SetPassword(secret).SetAutoReconnect(false).SetConnectTimeout(10 * time.Second))
	token := client.Connect()
	if token.Wait(); token.Error() != nil {
		return token.Error()
	}
	defer client.Disconnect(100)
	phase := rand.Float64() * 6
	for seq := 1; ctx.Err() == nil; seq++ {
		now := time.Now()
		list := make([]telemetry.Reading, len(probes))
		for i, p := range probes {
			list[i] = telemetry.Reading{Point: p.code, Value: p.now(now, phase), At: now.UnixMilli()}
		}
		body, err := json.Marshal(map[string]any{"v": 1, "ts": now.UnixMilli(), "seq": seq, "pts": list})
		if err != nil {
			return err
		}
		token := client.Publish(topic, 1, false, body)
		if !token.WaitTimeout(20*time.Second) || token.Error() != nil {
			return fmt.Errorf("not acknowledged: %w", token.Error())
		}
		sent.Add(int64(len(list)))
		pause(ctx, time.Duration(4000+rand.IntN(2000))*time.Millisecond)
	}
	return nil
}

func speakHJ212(ctx context.Context, address, code, secret string, probes []probe, sent *atomic.Int64) error {
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	phase, answer := rand.Float64()*6, make([]byte, 4096)
	for ctx.Err() == nil {
		now := time.Now().In(kernel.China)
		fields := []map[string]string{{"DataTime": now.Format("20060102150405")}}
		for _, p := range probes {
			fields = append(fields, map[string]string{p.code + "-Rtd": fmt.Sprint(p.now(now, phase)), p.code + "-Flag": "N"})
		}
		f := &telemetry.Frame{QN: strings.Replace(now.Format("20060102150405.000"), ".", "", 1), ST: "31", CN: telemetry.RealTime, PW: secret, MN: code, Flag: 5, Fields: fields}
		if _, err := conn.Write([]byte(f.String())); err != nil {
			return err
		}
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := conn.Read(answer); err != nil {
			return err
		}
		sent.Add(int64(len(probes)))
		pause(ctx, time.Duration(4000+rand.IntN(2000))*time.Millisecond)
	}
	return nil
}
