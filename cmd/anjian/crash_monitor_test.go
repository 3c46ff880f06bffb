package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/series"
	"anjian/kernel/setting"
	"anjian/kernel/telemetry"
	"anjian/system/monitor"

	paho "github.com/eclipse/paho.mqtt.golang"
)

const ingestKills = 4

// instrument is a device that sends as fast as it is acknowledged and remembers what was.
type instrument struct {
	*rig
	point string
	next  int64
	told  []int64 // the times of values that were acknowledged; the value follows from the time
	open  int64   // sent, and not answered
}

func (d *instrument) value(at int64) float64 { return float64(at % 1000) }

// clock and many are the time of the next message and how many values it has: HJ 212 knows whole seconds only, so its device runs through the past two minutes.
func (d *instrument) clock() int64 {
	if d.how == monitor.HJ212 {
		return 0
	}
	return time.Now().UnixMilli()
}

func (d *instrument) many() int64 {
	if d.how == monitor.HJ212 {
		return 1
	}
	return 10
}

// sendAll sends with what sends one message, until that fails; a message is that which got no answer, or ten values.
func (d *instrument) sendAll(send func(list []telemetry.Reading) error) {
	for {
		from := max(d.next, d.clock()) // a clock that is wrong would be set right
		if d.open != 0 {
			from = d.open // again, as the protocol wants
		}
		var list []telemetry.Reading
		for i := range d.many() {
			list = append(list, telemetry.Reading{Point: "V", Value: d.value(from + i), At: from + i})
		}
		d.open, d.next = from, from+d.many()
		if send(list) != nil {
			return
		}
		for _, r := range list {
			d.told = append(d.told, r.At)
		}
		d.open = 0
	}
}

// stream lives as long as the connection does.
func (d *instrument) stream(at addresses) {
	switch d.how {
	case monitor.MQTT:
		client := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + at.mqtt).SetClientID(d.code).SetUsername(d.code).SetPassword(d.secret).SetAutoReconnect(false).SetConnectTimeout(5 * time.Second))
		if token := client.Connect(); !token.WaitTimeout(10*time.Second) || token.Error() != nil {
			return
		}
		defer client.Disconnect(0)
		d.sendAll(func(list []telemetry.Reading) error {
			text, err := body(1, time.UnixMilli(list[0].At), list)
			if err != nil {
				return err
			}
			token := client.Publish(d.topic+"/up/data", 1, false, text)
			for !token.WaitTimeout(50 * time.Millisecond) {
				if !client.IsConnectionOpen() {
					return net.ErrClosed
				}
			}
			if !client.IsConnectionOpen() { // a token is also done when the connection ends
				return net.ErrClosed
			}
			return token.Error()
		})
	case monitor.HJ212:
		conn, err := net.DialTimeout("tcp", at.hj212, 5*time.Second)
		if err != nil {
			return
		}
		defer conn.Close()
		in := bufio.NewReader(conn)
		d.sendAll(func(list []telemetry.Reading) error {
			for _, r := range list {
				time.Sleep(30 * time.Millisecond)
				f := &telemetry.Frame{QN: strings.Replace(time.Now().In(kernel.China).Format("20060102150405.000"), ".", "", 1), ST: "31", CN: telemetry.RealTime, PW: d.secret, MN: d.code, Flag: 5,
					Fields: []map[string]string{{"DataTime": time.Unix(r.At, 0).In(kernel.China).Format("20060102150405")}, {"V-Rtd": fmt.Sprint(r.Value), "V-Flag": "N"}}}
				if _, err := conn.Write([]byte(f.String())); err != nil {
					return err
				}
				answer, err := telemetry.ReadFrame(in)
				if err != nil || answer.CN != telemetry.DataAck {
					return fmt.Errorf("no acknowledgement: %w", err)
				}
			}
			return nil
		})
	default:
		d.sendAll(func(list []telemetry.Reading) error {
			text, err := body(1, time.UnixMilli(list[0].At), list)
			if err != nil {
				return err
			}
			req, err := http.NewRequest(http.MethodPost, at.http, bytes.NewReader(text))
			if err != nil {
				return err
			}
			req.SetBasicAuth(d.code, d.secret)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				return err
			}
			if res.Body.Close(); res.StatusCode != http.StatusNoContent {
				return fmt.Errorf("status %d", res.StatusCode)
			}
			return nil
		})
	}
}

// TestIngestCrash kills the serving program while devices send over MQTT, HTTP and HJ 212. Every value that was acknowledged is there once,
// and an alarm that began before the kills climbs on.
func TestIngestCrash(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := &setting.Settings{Data: dir, MonitorValues: 400, MonitorHours: 1830}
	devices, alarm := wire(t, s)
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		kerneltest.Must(t, err)
		defer l.Close()
		return l.Addr().String()
	}
	at := addresses{mqtt: free(), hj212: free()}
	rng := rand.New(rand.NewPCG(8, 2026))
	for round := range ingestKills {
		p, err := serving(dir, os.Environ(), "--data", dir, "--monitor-mqtt", at.mqtt, "--monitor-hj212", at.hj212)
		kerneltest.Must(t, err)
		at.http = p.url + "/api/monitor/batch"
		var busy sync.WaitGroup
		climbed := make(chan struct{}) // in the last round the task that tells the next level, every few seconds, comes to its end
		if round < ingestKills-1 {
			close(climbed)
		} else {
			busy.Go(func() { defer close(climbed); told(t, dir, alarm) })
		}
		for _, d := range devices {
			busy.Go(func() {
				if d.how != monitor.HJ212 { // the others send thousands in a second
					<-climbed
				}
				d.stream(at)
			})
		}
		<-climbed
		time.Sleep(time.Duration(150+rng.IntN(400)) * time.Millisecond)
		p.end(os.Kill)
		busy.Wait()
	}
	e, err := openSeries(t.Context(), s)
	kerneltest.Must(t, err)
	defer e.Close()
	total := 0
	for _, d := range devices {
		got := map[int64]float64{}
		for from := int64(0); ; { // no answer holds everything that a quick machine sends
			list, err := e.Read(t.Context(), series.Span{Point: d.point, From: time.UnixMilli(from), To: time.Now().Add(100 * 24 * time.Hour)})
			if kerneltest.Must(t, err); len(list) == 0 {
				break
			}
			for _, b := range list {
				if b.Count != 1 {
					t.Errorf("%s: %d values at %d", d.code, b.Count, b.At)
				}
				got[b.At] = b.Last
			}
			from = list[len(list)-1].At + 1
		}
		for _, at := range d.told {
			ms := at
			if d.how == monitor.HJ212 {
				ms = at * 1000
			}
			if v, there := got[ms]; !there || v != d.value(at) {
				t.Fatalf("%s: the value at %d was acknowledged and is %v (%v)", d.code, at, v, there)
			}
		}
		if len(d.told) < 20 {
			t.Errorf("%s: only %d values were acknowledged", d.code, len(d.told))
		}
		total += len(d.told)
	}
	t.Logf("%d values, %d kills", total, ingestKills)
	p, err := open(t.Context(), s)
	kerneltest.Must(t, err)
	defer p.close()
	a, err := monitor.Alarms.Get(p.system(t.Context()), alarm)
	kerneltest.Must(t, err)
	if text, _ := json.Marshal(a.Told); a.Grade != monitor.Yellow || !strings.Contains(string(text), `"county"`) {
		t.Errorf("the alarm is %s, told: %s", a.Grade, text)
	}
}

// told waits until an alarm was passed on to the county, at most a minute: how long it takes depends on what else the machine does.
func told(t *testing.T, dir, alarm string) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "anjian.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Error(err)
		return
	}
	defer db.Close()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		var to sql.NullString
		if err := db.QueryRow("SELECT told FROM monitor_alarm WHERE id = ?", alarm).Scan(&to); err != nil {
			t.Error(err)
			return
		}
		if strings.Contains(to.String, `"county"`) {
			return
		}
	}
}

// wire makes an enterprise with devices of each protocol, and an alarm that nobody has handled for 29 minutes and 57 seconds.
func wire(t *testing.T, s *setting.Settings) (out []*instrument, alarm string) {
	p, err := open(t.Context(), s)
	kerneltest.Must(t, err)
	defer p.close()
	c := p.system(context.WithoutCancel(t.Context()))
	firm := &enterprise.Enterprise{}
	firm.Region, firm.Name, firm.Trade, firm.Status, firm.CreditCode = "410105", "郑州停电化工有限公司", enterprise.ChemProduction, enterprise.Filed, "91410105MA40000N0J"
	kerneltest.Must(t, enterprise.Enterprises.Create(c, firm))
	for _, who := range []struct {
		login string
		r     kernel.Role
		firm  string
	}{{"safety", role.Safety, firm.ID}, {"county", role.Regulator, ""}} {
		a := &account.Account{Login: who.login, Name: who.login, Kind: account.Regulator, Roles: []account.Role{account.Role(who.r)}}
		if a.Region = firm.Region; who.firm != "" {
			a.Kind, a.Enterprise = account.Enterprise, kernel.Ref[enterprise.Enterprise](firm.ID)
		}
		kerneltest.Must(t, account.Accounts.Create(c, a))
	}
	for i, how := range []monitor.Protocol{monitor.MQTT, monitor.MQTT, monitor.MQTT, monitor.HTTP, monitor.HTTP, monitor.HJ212} {
		g := &monitor.Gateway{Enterprise: kernel.Ref[enterprise.Enterprise](firm.ID), Name: fmt.Sprint("网关", i), Code: fmt.Sprint("GW-", i), Protocol: how}
		kerneltest.Must(t, monitor.Gateways.Create(c, g))
		x := &monitor.Point{}
		x.Gateway, x.Code, x.Name, x.Kind, x.Unit, x.H = kernel.Ref[monitor.Gateway](g.ID), "V", "量", "pres", "kPa", "990"
		kerneltest.Must(t, monitor.Points.Create(c, x))
		d := &instrument{rig: &rig{code: g.Code}, point: x.ID}
		if how == monitor.HJ212 {
			d.next = time.Now().Unix() - 110
		}
		kerneltest.Must(t, d.enlist(c, g))
		out = append(out, d)
		if i == 0 {
			old := time.Now().Add(-30*time.Minute + 3*time.Second).UTC().Truncate(time.Millisecond)
			a := &monitor.Alarm{}
			a.Region, a.Title, a.Enterprise, a.Gateway, a.Cause, a.Grade, a.Status = firm.Region, "网关0 设备故障", g.Enterprise, kernel.Ref[monitor.Gateway](g.ID), monitor.FAULT, monitor.Blue, monitor.New
			a.Started, a.Since, a.Active, a.Times, a.Rung, a.Next = old, old, true, 1, 2, old.Add(30*time.Minute)
			kerneltest.Must(t, monitor.Alarms.Create(c, a))
			alarm = a.ID
		}
	}
	return out, alarm
}
