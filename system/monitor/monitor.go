// Package monitor is on-line monitoring and early warning (在线监测预警): devices send what they measure, it is kept as time series and judged at
// once, and what must not be becomes an alarm that climbs from the enterprise to the province until somebody has handled it.
// Sources: 危险化学品重大危险源监督管理暂行规定 (安全监管总局令第40号), GB/T 50493-2019, GB 39496-2020, HJ 212-2017.
package monitor

import (
	"io"
	"log/slog"
	"net/http"
	"slices"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/telemetry"
)

var indicators = []kernel.Indicator{
	{Name: "monitor.points", Label: "在用测点", Unit: "个", Of: Points, Where: kernel.Eq(&pt.Off, false), Query: "is_off=false"},
	{Name: "monitor.gateways", Label: "采集网关", Unit: "台", Of: Gateways, Where: kernel.Not(&gw.Status, Shut), Query: "status=unseen,online,offline"},
	{Name: "monitor.online", Label: "在线网关", Unit: "台", Of: Gateways, Where: kernel.Eq(&gw.Status, Online), Query: "status=online", Per: "monitor.gateways"},
	{Name: "monitor.alarms", Label: "监测报警", Unit: "次", Of: Alarms, On: &al.Started, By: []any{&al.Grade, &al.Cause}},
	{Name: "monitor.waiting", Label: "待确认报警", Unit: "次", Of: Alarms, Where: kernel.Eq(&al.Status, New), Query: "status=new"},
	{Name: "monitor.grave", Label: "未关闭橙色红色预警", Unit: "次", Of: Alarms, Where: kernel.And(kernel.In(&al.Grade, Orange, Red), kernel.In(&al.Status, New, Acknowledged, Handling)), Query: "grade=orange,red&status=new,acknowledged,handling"},
	{Name: "monitor.calls", Label: "值守抽查", Unit: "次", Of: Calls, On: &ca.CalledAt},
	{Name: "monitor.missed", Label: "抽查无人应答", Unit: "次", Of: Calls, On: &ca.CalledAt, Where: kernel.Eq(&ca.Status, Missed), Query: "status=missed", Per: "monitor.calls"},
}

var readers = slices.Concat(role.Government, wardens, []kernel.Role{role.Audit})

// Module declares the system that h runs.
func Module(h *House) kernel.Module {
	return kernel.Module{
		Name: "monitor", Label: "在线监测预警",
		Resources:  []kernel.Handle{Alarms, Points, Gateways, Rules, Policies, Calls, Commitments},
		Indicators: indicators,
		Layers: []kernel.Layer{
			{Name: "monitor_alarm", Label: "监测报警", Of: Alarms, At: &al.Position, Tone: &al.Grade, Where: kernel.In(&al.Status, New, Acknowledged, Handling)},
			{Name: "monitor_point", Label: "测点", Of: Points, At: &pt.Position, Tone: &pt.Kind, Where: kernel.Eq(&pt.Off, false)},
		},
		Tasks:  []kernel.Job{Escalate, Lapse},
		Tables: tables,
		Hooks:  []kernel.Hook{told, called},
		Routes: []kernel.Route{
			kernel.Op("GET /api/monitor/live", "测点实时值", readers, h.lives),
			kernel.Op("GET /api/monitor/history", "测点历史", readers, h.history),
			{Pattern: "GET /api/monitor/export/{form}", Label: "导出测点历史", Can: readers, Raw: h.export},
			{Pattern: "GET /api/monitor/stream", Label: "实时数据", Can: readers, Raw: h.stream},
			{Pattern: "POST /api/monitor/batch", Label: "设备批量上报", Public: true, Raw: h.batch},
			{Pattern: "POST /api/monitor_gateway/{id}/secret", Label: "发放密钥", Can: []kernel.Role{role.Safety, role.Regulator, role.Leader}, Raw: h.secret},
			kernel.Op("GET /api/monitor_gateway/{id}/connection", "网关接入情况", readers, h.connection),
			kernel.Op("GET /api/monitor_alarm/{id}/receipts", "报警接收情况", readers, receipts),
			kernel.Op("POST /api/monitor_call/draw", "随机抽查", bureau, draw),
			{Pattern: "GET /api/monitor/prometheus/api/v1/{what}", Label: "Prometheus 查询", Can: readers, Foreign: true, Raw: h.prometheus},
			{Pattern: "POST /api/monitor/prometheus/api/v1/{what}", Label: "Prometheus 查询", Can: readers, Foreign: true, Reads: true, Raw: h.prometheus},
			{Pattern: "GET /api/monitor/prometheus/api/v1/label/{name}/values", Label: "Prometheus 标签", Can: readers, Foreign: true, Raw: h.prometheus},
		},
	}
}

// batch takes a message of a device over HTTP, with its name and secret as those of basic authentication.
func (h *House) batch(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	name, secret, _ := r.BasicAuth()
	id, _, ok := h.Admit(c, name, secret, c.Origin.Address)
	if !ok {
		return kernel.Errorf(kernel.Login, "设备编号或密钥不对")
	}
	if h.Series == nil {
		return errClosed
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, telemetry.MostBytes))
	if err != nil {
		return kernel.Errorf(kernel.TooLarge, "一次最多1兆字节")
	}
	m := &telemetry.Message{Device: id, Kind: "data", Body: body, Received: c.Now()}
	if err := telemetry.Parse(body, m); err != nil {
		return kernel.Errorf(kernel.Invalid, "数据的格式不对")
	}
	if err := h.Take(c, m); err != nil {
		slog.ErrorContext(c, "a message of a device cannot be kept", "device", id, "err", err)
		return kernel.Errorf(kernel.Timeout, "数据暂时没有保存，请稍后重发")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// Connection is how a gateway is connected, as its page shows it.
type Connection struct {
	Status  State    `json:"status"`
	Topic   string   `json:"topic"`
	MQTT    string   `json:"mqtt"`
	HJ212   string   `json:"hj212"`
	HTTP    string   `json:"http"`
	Heard   int64    `json:"heard"` // milliseconds; 0: not since the start
	Here    bool     `json:"here"`
	Skew    int      `json:"skew"`
	Late    int64    `json:"late"`
	Again   int64    `json:"repeated"`
	Unknown []string `json:"unknown"`
}

func (h *House) connection(c *kernel.Ctx, in *alarmIn) (*Connection, error) {
	g, err := Gateways.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	out := &Connection{Status: g.Status, MQTT: h.Addresses.MQTT, HJ212: h.Addresses.HJ212, HTTP: h.Addresses.HTTP, Unknown: []string{}}
	if out.Topic, err = Topic(c, g); err != nil {
		return nil, err
	}
	if d := h.device(g.ID); d != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		out.Here, out.Skew, out.Late, out.Again = d.here > 0, d.skew, d.late, d.again
		if !d.heard.IsZero() {
			out.Heard = d.heard.UnixMilli()
		}
		for code := range d.unknown {
			out.Unknown = append(out.Unknown, code)
		}
		slices.Sort(out.Unknown)
	}
	return out, nil
}
