// Package telemetry receives what devices send (遥测): over MQTT from an embedded broker or one that stands elsewhere, and in frames of HJ 212-2017 over
// TCP. Whatever the way, a message is acknowledged when its host has kept it and not before, and a device reaches nothing but its own.
package telemetry

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Reading is one value as a device sends it.
type Reading struct {
	Point   string  `json:"id"` // the device's own name of the point
	Value   float64 `json:"v"`
	Quality int     `json:"q"` // 0: trusted
	At      int64   `json:"ts"`
}

// Message is what came in one piece.
type Message struct {
	Device   string // who sent it, as Admit named it
	Kind     string // the last word of its topic: data, status, alarm
	Late     bool   // sent again or afterwards (补传), says the device
	Seq      int64
	Readings []Reading
	Body     []byte // as it came
	Received time.Time
}

// Host is what stands behind: it knows the devices and keeps what they send.
type Host interface {
	// Admit returns the device of a name and secret, and the topic below which it sends and hears: anjian/{enterprise}/{gateway}.
	Admit(ctx context.Context, name, secret, address string) (device, topic string, ok bool)
	// Take keeps a message. After an error the device is not told that it arrived, and sends it again.
	Take(ctx context.Context, m *Message) error
	// Seen is told when a device comes and goes.
	Seen(device string, here bool)
}

// Bounds of what is taken at once.
const (
	MostReadings = 10_000
	MostBytes    = 1 << 20
)

// batch is the body of a data message, version 1.
type batch struct {
	Version  int       `json:"v"`
	At       int64     `json:"ts"` // milliseconds since 1970 by the device's clock, for readings without a time of their own
	Seq      int64     `json:"seq"`
	Late     int       `json:"bf"`
	Readings []Reading `json:"pts"`
}

// Parse reads the body of a data message: {"v":1,"ts":1767225600000,"seq":123,"bf":0,"pts":[{"id":"T101.TEMP","v":36.4,"q":0}]}.
func Parse(body []byte, m *Message) error {
	if len(body) > MostBytes {
		return fmt.Errorf("telemetry: %d bytes are too many", len(body))
	}
	var b batch
	if err := json.Unmarshal(body, &b); err != nil {
		return fmt.Errorf("telemetry: %w", err)
	}
	if b.Version > 1 || len(b.Readings) > MostReadings {
		return fmt.Errorf("telemetry: version %d with %d readings", b.Version, len(b.Readings))
	}
	for i := range b.Readings {
		r := &b.Readings[i]
		if r.At == 0 {
			r.At = b.At
		}
		if r.Point == "" || len(r.Point) > 100 || r.At <= 0 || math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
			return fmt.Errorf("telemetry: reading %d: %+v", i+1, *r)
		}
	}
	m.Seq, m.Late, m.Readings = b.Seq, b.Late != 0, b.Readings
	return nil
}
