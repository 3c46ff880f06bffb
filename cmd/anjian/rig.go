package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"anjian/kernel"
	"anjian/kernel/telemetry"
	"anjian/system/monitor"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// probe is a point that a played device measures: its value swings around a middle.
type probe struct {
	code, name, unit        string
	kind                    monitor.Kind
	middle, swing           float64
	low, high, hh, h, l, l2 monitor.Bound
	decimals                int
	calm                    float64 // around what it swings in the demonstration before something happens; 0: the middle
}

// now is what a probe measures at a time: a swing of the day, a smaller one of ten minutes, and noise.
func (p probe) now(t time.Time, phase, middle float64) float64 {
	at := float64(t.Unix())
	v := middle + p.swing*(0.6*math.Sin(at*2*math.Pi/86400+phase)+0.3*math.Sin(at/600+phase)+0.05*rand.NormFloat64())
	ten := math.Pow10(p.decimals)
	return math.Round(v*ten) / ten
}

// rig is a device that is played. It speaks as a real one does: by its protocol, with the name and secret of its gateway.
type rig struct {
	code   string
	how    monitor.Protocol
	probes []probe
	secret string
	topic  string
	id     string
}

// addresses are where the platform hears devices.
type addresses struct{ mqtt, hj212, http string }

// tally counts what was acknowledged, and how often a connection broke.
type tally struct{ sent, broken atomic.Int64 }

// errRefused is that the platform does not let a device in.
var errRefused = errors.New("the device is refused")

// enlist gives the gateway of a rig a new secret.
func (r *rig) enlist(c *kernel.Ctx, g *monitor.Gateway) (err error) {
	r.id, r.how, r.secret = g.ID, g.Protocol, fmt.Sprintf("%09X", rand.Uint64()>>28)[:9]
	if r.topic, err = monitor.Topic(c, g); err != nil {
		return err
	}
	return monitor.Issue(c, g.ID, r.secret)
}

// phase sets rigs and their probes apart.
func (r *rig) phase(i int) float64 {
	return float64(telemetry.CRC([]byte(r.code))%628)/100 + float64(i)
}

// readings are what a rig measures at a time.
func (r *rig) readings(t time.Time) []telemetry.Reading {
	list := make([]telemetry.Reading, len(r.probes))
	for i, p := range r.probes {
		list[i] = telemetry.Reading{Point: p.code, Value: p.now(t, r.phase(i), p.middle), At: t.UnixMilli()}
	}
	return list
}

// play sends every few seconds until ctx ends, or until the gateway has another secret and so another device.
func (r *rig) play(ctx context.Context, at addresses, t *tally) {
	pause(ctx, time.Duration(rand.IntN(5000))*time.Millisecond)
	for ctx.Err() == nil {
		var err error
		switch r.how {
		case monitor.MQTT:
			err = r.speakMQTT(ctx, at.mqtt, t)
		case monitor.HJ212:
			err = r.speakHJ212(ctx, at.hj212, t)
		default:
			err = r.speakHTTP(ctx, at.http, t)
		}
		if errors.Is(err, errRefused) {
			return
		}
		if err != nil {
			t.broken.Add(1)
		}
		pause(ctx, 5*time.Second)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// beat is the time between two messages of a rig.
func beat(ctx context.Context) { pause(ctx, time.Duration(4000+rand.IntN(2000))*time.Millisecond) }

func body(seq int, now time.Time, list []telemetry.Reading) ([]byte, error) {
	return json.Marshal(map[string]any{"v": 1, "ts": now.UnixMilli(), "seq": seq, "pts": list})
}

func (r *rig) speakMQTT(ctx context.Context, address string, t *tally) error {
	client := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID(r.code).SetUsername(r.code).SetPassword(r.secret).SetAutoReconnect(false).SetConnectTimeout(10 * time.Second))
	token := client.Connect()
	if token.Wait(); token.Error() != nil {
		if c, ok := token.(*paho.ConnectToken); ok && (c.ReturnCode() == 4 || c.ReturnCode() == 5) {
			return errRefused
		}
		return token.Error()
	}
	defer client.Disconnect(100)
	for seq := 1; ctx.Err() == nil; seq++ {
		now := time.Now()
		list := r.readings(now)
		text, err := body(seq, now, list)
		if err != nil {
			return err
		}
		token := client.Publish(r.topic+"/up/data", 1, false, text)
		if !token.WaitTimeout(20*time.Second) || token.Error() != nil {
			return fmt.Errorf("not acknowledged: %w", token.Error())
		}
		t.sent.Add(int64(len(list)))
		beat(ctx)
	}
	return nil
}

func (r *rig) speakHTTP(ctx context.Context, address string, t *tally) error {
	for seq := 1; ctx.Err() == nil; seq++ {
		now := time.Now()
		list := r.readings(now)
		text, err := body(seq, now, list)
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(text))
		if err != nil {
			return err
		}
		req.SetBasicAuth(r.code, r.secret)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		res.Body.Close()
		switch res.StatusCode {
		case http.StatusNoContent:
			t.sent.Add(int64(len(list)))
		case http.StatusUnauthorized:
			return errRefused
		default:
			return fmt.Errorf("status %d", res.StatusCode)
		}
		beat(ctx)
	}
	return nil
}

func (r *rig) speakHJ212(ctx context.Context, address string, t *tally) error {
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	answer := make([]byte, 4096)
	for n := 0; ctx.Err() == nil; n++ {
		now := time.Now().In(kernel.China)
		list := r.readings(now)
		fields := []map[string]string{{"DataTime": now.Format("20060102150405")}}
		for _, one := range list {
			fields = append(fields, map[string]string{one.Point + "-Rtd": fmt.Sprint(one.Value), one.Point + "-Flag": "N"})
		}
		f := &telemetry.Frame{QN: strings.Replace(now.Format("20060102150405.000"), ".", "", 1), ST: "31", CN: telemetry.RealTime, PW: r.secret, MN: r.code, Flag: 5, Fields: fields}
		if _, err := conn.Write([]byte(f.String())); err != nil {
			return err
		}
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := conn.Read(answer); err != nil {
			return err
		}
		t.sent.Add(int64(len(list)))
		beat(ctx)
	}
	return nil
}
