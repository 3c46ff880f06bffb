package monitor_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/telemetry"
	"anjian/system/monitor"
)

func TestConform(t *testing.T) {
	h := monitor.NewHouse()
	kerneltest.Conform(t, "monitor", modules(h)...)
}

// 设备用 mosquitto_pub 上报 -> 气体高高报定为橙色, 企业、县、市同时收到 -> 企业确认、处置 -> 恢复 -> 关闭; 别的企业看不到.
func TestStory(t *testing.T) {
	each(t, func(p *plant) {
		gas := p.add(func(x *monitor.Point) {
			x.Code, x.Name, x.Kind, x.Unit, x.HH, x.H, x.L, x.LL = "GT-01", "1号罐可燃气体", monitor.Comb, "%LEL", "50", "25", "", ""
		})
		e := p.open(p.t.TempDir())
		p.t.Cleanup(func() { e.Close() })
		broker, err := telemetry.ServeMQTT(p.t.Context(), "127.0.0.1:0", p.h, slog.New(slog.DiscardHandler))
		kerneltest.Must(p.t, err)
		p.t.Cleanup(func() { broker.Close() })
		host, port, _ := strings.Cut(broker.Address(), ":")
		const topic = "anjian/91410105MA40000N0J/GW-001/up/data"
		publish := func(secret string, v float64) error {
			p.k.mu.Lock()
			p.k.t = time.Now()
			p.k.mu.Unlock()
			body := fmt.Sprintf(`{"v":1,"ts":%d,"seq":1,"pts":[{"id":"GT-01","v":%v,"q":0}]}`, time.Now().UnixMilli(), v)
			out, err := exec.Command("mosquitto_pub", "-h", host, "-p", port, "-q", "1", "-i", "GW-001-x", "-u", "GW-001", "-P", secret, "-t", topic, "-m", body).CombinedOutput()
			if err != nil {
				return fmt.Errorf("%w: %s", err, out)
			}
			return nil
		}
		if publish("wrong", 60) == nil {
			p.t.Error("let in with a wrong secret")
		}
		kerneltest.Must(p.t, publish(p.secret, 12.3))
		if got := p.alarms(); got != "" {
			p.t.Errorf("alarms of a good value: %s", got)
		}
		kerneltest.Must(p.t, publish(p.secret, 62.5))
		if got := p.alarms(); got != "HH orange new" {
			p.t.Fatalf("alarms: %s", got)
		}
		a, err := monitor.Alarms.First(p.safety, kernel.Cond{})
		kerneltest.Must(p.t, err)
		var levels []string
		for _, r := range a.Told {
			levels = append(levels, fmt.Sprint(r.To, r.Count))
		}
		if strings.Join(levels, " ") != "enterprise1 county1 city1" || a.Value != 62.5 || a.Limit != 50 || string(a.Point) != gas.ID || a.Position.Lng != 113.66 {
			p.t.Errorf("told %v, %+v", levels, a)
		}
		seen, err := op[*monitor.Receipts](p, p.county, "GET /api/monitor_alarm/{id}/receipts", map[string]any{"ID": a.ID})
		if err != nil || len(seen.Items) != 3 || seen.Items[0].ToldAt == "" || seen.Items[0].ReadAt != "" {
			p.t.Errorf("receipts: %+v, %v", seen, err)
		}
		_, err = op[*monitor.Receipts](p, p.stranger, "GET /api/monitor_alarm/{id}/receipts", map[string]any{"ID": a.ID})
		kerneltest.Want(p.t, "another enterprise reads receipts", err, kernel.Missing)
		do := func(c *kernel.Ctx, step string, fill func(*monitor.Alarm)) error {
			in := &monitor.Alarm{}
			fill(in)
			_, err := monitor.Alarms.Do(c, a.ID, 0, step, in, "")
			return err
		}
		nothing, real := func(*monitor.Alarm) {}, func(x *monitor.Alarm) { x.Reason = monitor.Real }
		kerneltest.Want(p.t, "another's", do(p.stranger, "acknowledge", nothing), kernel.Missing)
		kerneltest.Want(p.t, "acknowledged", do(p.safety, "acknowledge", nothing), "")
		kerneltest.Want(p.t, "closed as real while it lasts", do(p.safety, "close", real), kernel.Conflict)
		kerneltest.Want(p.t, "handled", do(p.safety, "handle", func(x *monitor.Alarm) { x.Measures = "关闭阀门，疏散" }), "")
		kerneltest.Want(p.t, "the county notes", do(p.county, "note", func(x *monitor.Alarm) { x.Remark = "已派人到场" }), "")
		kerneltest.Must(p.t, publish(p.secret, 70))
		kerneltest.Must(p.t, publish(p.secret, 8))
		if got := p.alarms(); got != "HH orange handling over" {
			p.t.Errorf("alarms: %s", got)
		}
		kerneltest.Want(p.t, "closed", do(p.safety, "close", real), "")
		a, err = monitor.Alarms.Get(p.safety, a.ID)
		if err != nil || a.Peak != 70 || len(a.Log) != 2 || a.AckBy != "safety" || a.ClosedAt.IsZero() || a.Remark != "" {
			p.t.Errorf("in the end: %+v, %v", a, err)
		}
		if got := p.values(gas.ID); got != "[12.3 62.5 70 8]" {
			p.t.Errorf("stored: %s", got)
		}
	})
}

// What nobody acknowledges and handles climbs by time: blue, yellow, the county's leader, orange, the city.
func TestClimb(t *testing.T) {
	each(t, func(p *plant) {
		p.add(func(*monitor.Point) {})
		e := p.open(p.t.TempDir())
		p.t.Cleanup(func() { e.Close() })
		p.send(false, p.reading("T101.TEMP", 72, 0))
		last := func() string {
			kerneltest.Must(p.t, monitor.Escalate.Run(p.sys, struct{}{}))
			a, err := monitor.Alarms.First(p.sys, kernel.Cond{})
			kerneltest.Must(p.t, err)
			r := a.Told[len(a.Told)-1]
			return fmt.Sprint(a.Grade, " ", len(a.Told), " ", r.To, " ", r.Whom)
		}
		firm := "郑州金水化工有限公司"
		for _, tc := range []struct {
			wait time.Duration
			want string
		}{{0, "blue 1 enterprise " + firm}, {9 * time.Minute, "blue 1 enterprise " + firm}, {time.Minute, "blue 2 enterprise " + firm}, {20 * time.Minute, "yellow 5 county 410105监管人员"},
			{59 * time.Minute, "yellow 5 county 410105监管人员"}, {time.Minute, "yellow 6 county 410105监管负责人"}, {time.Hour, "orange 10 city 4101监管人员"}, {2 * time.Hour, "orange 11 city 4101监管负责人"}, {99 * time.Hour, "orange 11 city 4101监管负责人"}} {
			p.k.add(tc.wait)
			if got := last(); got != tc.want {
				p.t.Errorf("after %v: %s, want %s", tc.wait, got, tc.want)
			}
		}
		a, err := monitor.Alarms.First(p.safety, kernel.Cond{})
		kerneltest.Must(p.t, err)
		shelve := &monitor.Alarm{}
		shelve.Until, shelve.Why = p.sys.Today().AddDays(2), "检修"
		_, err = monitor.Alarms.Do(p.safety, a.ID, 0, "shelve", shelve, "")
		kerneltest.Must(p.t, err)
		p.k.add(72 * time.Hour)
		if got := last(); !strings.HasPrefix(got, "orange 14 city") || p.alarms() != "H orange new" {
			p.t.Errorf("when the shelving is over: %s, %s", got, p.alarms())
		}
		_, err = monitor.Alarms.Do(p.safety, a.ID, 0, "misjudge", nil, "探头受潮")
		kerneltest.Must(p.t, err)
	})
}

// Late, repeated, from the future, silence, a restart: what raises alarms and what does not.
func TestTimes(t *testing.T) {
	each(t, func(p *plant) {
		point := p.add(func(*monitor.Point) {})
		dir := p.t.TempDir()
		e := p.open(dir)
		var days []telemetry.Reading // 72 hours that could not be sent, with values beyond every limit
		for m := 72 * 60; m > 0; m -= 10 {
			days = append(days, p.reading("T101.TEMP", 95, time.Duration(m)*time.Minute))
		}
		p.send(true, days...)
		p.send(false, p.reading("T101.TEMP", 50, 0))
		p.send(true, days...)
		if got := p.alarms(); got != "" {
			p.t.Errorf("alarms of what is long over: %s", got)
		}
		if n := strings.Count(p.values(point.ID), " ") + 1; n != len(days)+1 {
			p.t.Errorf("%d values of %d are kept", n, len(days)+1)
		}
		p.k.add(time.Minute)
		r := p.reading("T101.TEMP", 75, -5*time.Hour) // a clock that is ahead by five hours
		p.send(false, r)
		p.send(false, r)
		kerneltest.Must(p.t, p.h.Tick(p.sys))
		g, err := monitor.Gateways.Get(p.safety, p.gate.ID)
		kerneltest.Must(p.t, err)
		if got := p.alarms(); got != "H blue new" || g.Skew != -5*3600 || g.Status != monitor.Online {
			p.t.Errorf("a clock that is ahead: %s, %d s, %s", got, g.Skew, g.Status)
		}
		kerneltest.Must(p.t, e.Close())
		p.h = monitor.NewHouse() // a restart
		p.h.Env, p.h.Store = p.Env, p.Store
		e = p.open(dir)
		p.t.Cleanup(func() { e.Close() })
		p.k.add(time.Minute)
		p.send(false, p.reading("T101.TEMP", 76, 0))
		if got := p.alarms(); got != "H blue new" {
			p.t.Errorf("after a restart: %s", got)
		}
		p.send(false, p.reading("T101.TEMP", 50, 0))
		if got := p.alarms(); got != "H blue new over" {
			p.t.Errorf("back again: %s", got)
		}
		p.k.add(time.Hour)
		kerneltest.Must(p.t, p.h.Tick(p.sys))
		if got := p.alarms(); got != "H blue new over, OFF blue new" { // one for the gateway, none for each point
			p.t.Errorf("silence: %s", got)
		}
		p.send(false, p.reading("T101.TEMP", 71, 0))
		kerneltest.Must(p.t, p.h.Tick(p.sys))
		if got := p.alarms(); got != "H yellow new, OFF blue new over" { // the same alarm again, not a second one, and nobody has handled it for an hour
			p.t.Errorf("heard again: %s", got)
		}
		id, _, _ := p.h.Admit(p.t.Context(), "GW-001", p.secret, "")
		for _, body := range []string{`{"fault":"电池电压低"}`, `{"fault":""}`} {
			kerneltest.Must(p.t, p.h.Take(p.t.Context(), &telemetry.Message{Device: id, Kind: "status", Body: []byte(body)}))
		}
		if got := p.alarms(); !strings.HasSuffix(got, "FAULT blue new over") {
			p.t.Errorf("a fault: %s", got)
		}
	})
}

// 设备只能以自己的密钥进入; HTTP 批量; 组合规则; 值守抽查; 历史、导出和 Prometheus 只给看得到的人.
func TestRest(t *testing.T) {
	each(t, func(p *plant) {
		a := p.add(func(x *monitor.Point) { x.Vital = true })
		p.add(func(x *monitor.Point) { x.Code, x.Name = "T102.TEMP", "2号罐温度" })
		e := p.open(p.t.TempDir())
		p.t.Cleanup(func() { e.Close() })
		batch := func(secret string, v float64) int {
			r := httptest.NewRequest("POST", "/api/monitor/batch", strings.NewReader(fmt.Sprintf(`{"v":1,"ts":%d,"pts":[{"id":"T101.TEMP","v":%v},{"id":"T102.TEMP","v":20},{"id":"NEW","v":1}]}`, p.k.now().UnixMilli(), v)))
			r.SetBasicAuth("GW-001", secret)
			_, code := p.raw(p.sys, "POST /api/monitor/batch", r)
			return code
		}
		if got := batch("wrong", 30); got != 401 {
			p.t.Errorf("a wrong secret: %d", got)
		}
		if got := batch(p.secret, 30); got != http.StatusNoContent {
			p.t.Errorf("a batch: %d", got)
		}
		rule := &monitor.Rule{Enterprise: kernel.Ref[enterprise.Enterprise](p.id), Name: "两罐温差过大", Expr: "[T101.TEMP] - [T102.TEMP] > 5 and [T101.TEMP] > 25", Grade: monitor.Yellow}
		for _, bad := range []string{"[NONE] > 1", "[T101.TEMP] >", "sum("} {
			wrong := *rule
			wrong.Expr = bad
			kerneltest.Want(p.t, bad, monitor.Rules.Create(p.safety, &wrong), kernel.Invalid)
		}
		kerneltest.Must(p.t, monitor.Rules.Create(p.safety, rule))
		kerneltest.Must(p.t, p.h.Evaluate(p.sys))
		if got := p.alarms(); got != "EXPR yellow new" {
			p.t.Errorf("a rule: %s", got)
		}
		history := func(c *kernel.Ctx) error {
			got, err := op[*monitor.History](p, c, "GET /api/monitor/history", map[string]any{"Point": a.ID, "Step": -1, "To": p.k.now().Add(time.Second).Format(time.RFC3339)})
			if err == nil && (len(got.Items) != 1 || len(got.Items[0].Buckets) != 1 || got.Items[0].Buckets[0].Max != 30) {
				p.t.Errorf("history: %+v", got)
			}
			return err
		}
		kerneltest.Want(p.t, "history", history(p.safety), "")
		kerneltest.Want(p.t, "another's history", history(p.stranger), kernel.Missing)
		for who, want := range map[*kernel.Ctx]string{p.city: `"30"`, p.stranger: `"result":[]`} {
			r := httptest.NewRequest("GET", fmt.Sprintf("/?query=anjian_value{kind=%%22temp%%22,point=%%22%s%%22}&time=%d", a.ID, p.k.now().Unix()+1), nil)
			if text, _ := p.raw(who, "GET /api/monitor/prometheus/api/v1/{what}", r, "what", "query"); !strings.Contains(text, want) {
				p.t.Errorf("Prometheus: %s", text)
			}
		}
		csv, code := p.raw(p.county, "GET /api/monitor/export/{form}", httptest.NewRequest("GET", "/?point="+a.ID+"&step=-1&to="+p.k.now().Add(time.Second).UTC().Format(time.RFC3339), nil), "form", "csv")
		if code != 200 || !strings.Contains(csv, "T101.TEMP,1号罐温度,℃") {
			p.t.Errorf("csv: %d %s", code, csv)
		}
		live, err := op[*monitor.LiveList](p, p.county, "GET /api/monitor/live", map[string]any{"Enterprise": p.id, "Spark": true})
		if err != nil || len(live.Items) != 2 || live.Items[0].Value != 30 || live.Items[0].State != "normal" {
			p.t.Errorf("live: %+v, %v", live, err)
		}
		how, err := op[*monitor.Connection](p, p.safety, "GET /api/monitor_gateway/{id}/connection", map[string]any{"ID": p.gate.ID})
		if err != nil || fmt.Sprint(how.Unknown) != "[NEW]" || how.Topic != "anjian/91410105MA40000N0J/GW-001" {
			p.t.Errorf("connection: %+v, %v", how, err)
		}
		drawn, err := op[*monitor.Drawn](p, p.county, "POST /api/monitor_call/draw", map[string]any{"Count": 3})
		if err != nil || len(drawn.Items) != 1 {
			p.t.Fatalf("drawn: %+v, %v", drawn, err)
		}
		p.k.add(6 * time.Minute)
		kerneltest.Must(p.t, monitor.Lapse.Run(p.sys, struct{}{}))
		k, err := monitor.Calls.Do(p.safety, drawn.Items[0].ID, 0, "answer", &monitor.Call{Watch: "王班长", Situation: "正常"}, "")
		if err != nil || !k.Late || k.Seconds < 360 {
			p.t.Errorf("answered late: %+v, %v", k, err)
		}
		old := p.secret
		p.secret = p.issue(p.safety, http.StatusOK)
		if batch(old, 30) != 401 || batch(p.secret, 31) != 204 {
			p.t.Error("the old secret still serves, or the new one does not")
		}
		p.issue(p.stranger, 404)
		_, err = monitor.Gateways.Do(p.safety, p.gate.ID, 0, "close", nil, "更换设备")
		kerneltest.Must(p.t, err)
		if batch(p.secret, 30) != 401 {
			p.t.Error("a closed gateway still serves")
		}
	})
}
