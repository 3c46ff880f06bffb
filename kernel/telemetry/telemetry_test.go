package telemetry_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/kernel/telemetry"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// host knows two gateways and keeps what they send.
type host struct {
	mu   sync.Mutex
	got  []*telemetry.Message
	full bool
	sent int // back, while it was full
	here map[string]int
}

func (h *host) Admit(_ context.Context, name, secret, _ string) (string, string, bool) {
	ok := strings.HasPrefix(name, "gw") && secret == "secret-"+name
	return name, "anjian/91410100MA0000000X/" + name, ok
}

// Vouched: a broker elsewhere has admitted the device.
func (h *host) Vouched(_ context.Context, name, topic string) (string, bool) {
	return name, strings.HasPrefix(name, "gw") && topic == "anjian/91410100MA0000000X/"+name
}

func (h *host) Take(_ context.Context, m *telemetry.Message) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.full {
		h.sent++
		return errors.New("disk full")
	}
	h.got = append(h.got, m)
	return nil
}

func (h *host) Seen(device string, here bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.here == nil {
		h.here = map[string]int{}
	}
	if h.here[device]--; here {
		h.here[device] += 2
	}
}

func (h *host) set(full bool) { h.mu.Lock(); h.full = full; h.mu.Unlock() }

// refused waits until something could not be kept.
func (h *host) refused(t *testing.T) {
	t.Helper()
	for range 1000 {
		h.mu.Lock()
		n := h.sent
		h.mu.Unlock()
		if n > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("nothing was sent back")
}

func (h *host) count(device string) int { return len(h.values(device)) }

// values are what a device has sent, in the order in which it was kept.
func (h *host) values(device string) (list []float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range h.got {
		for _, r := range m.Readings {
			if m.Device == device {
				list = append(list, r.Value)
			}
		}
	}
	return list
}

func broker(t *testing.T, h telemetry.Host) *telemetry.Broker {
	b, err := telemetry.ServeMQTT(t.Context(), "127.0.0.1:0", h, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func dial(t *testing.T, address, id, name, secret string, hear ...paho.MessageHandler) (paho.Client, error) {
	o := paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID(id).SetUsername(name).SetPassword(secret).SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(5 * time.Second)
	if hear != nil {
		o.SetDefaultPublishHandler(hear[0])
	}
	c := paho.NewClient(o)
	tk := c.Connect()
	tk.Wait()
	if tk.Error() == nil {
		t.Cleanup(func() { c.Disconnect(0) })
	}
	return c, tk.Error()
}

const topic = "anjian/91410100MA0000000X/"

func body(v float64) string {
	return fmt.Sprintf(`{"v":1,"ts":1767225600000,"seq":1,"pts":[{"id":"T101.TEMP","v":%v,"q":0}]}`, v)
}

// A device sends and hears its own, is told that it arrived when it was kept, and reaches nothing of another's.
func TestMQTT(t *testing.T) {
	h := &host{}
	b := broker(t, h)
	for _, tc := range []struct{ id, name, secret string }{{"gw1", "gw1", "wrong"}, {"x", "x", "secret-x"}, {"gw2", "gw1", "secret-gw1"}} { // another's client id would throw it out
		if _, err := dial(t, b.Address(), tc.id, tc.name, tc.secret); err == nil {
			t.Errorf("%+v is let in", tc)
		}
	}
	one, err := dial(t, b.Address(), "gw1", "gw1", "secret-gw1")
	if err != nil {
		t.Fatal(err)
	}
	say := func(c paho.Client, to, what string) bool {
		tk := c.Publish(to, 1, false, what)
		return tk.WaitTimeout(2*time.Second) && tk.Error() == nil
	}
	if !say(one, topic+"gw1/up/data", body(36.4)) || h.count("gw1") != 1 || h.got[0].Readings[0] != (telemetry.Reading{Point: "T101.TEMP", Value: 36.4, At: 1767225600000}) {
		t.Errorf("kept: %+v", h.got)
	}
	if !say(one, topic+"gw1/up/data", "{") || !say(one, topic+"gw1/up/data", `{"pts":[{"v":1}]}`) || h.count("gw1") != 1 {
		t.Error("what cannot be read is sent again and again")
	}
	heard := make(chan string, 4)
	two, err := dial(t, b.Address(), "gw2-a", "gw2", "secret-gw2", func(_ paho.Client, m paho.Message) { heard <- m.Topic() + string(m.Payload()) })
	if err != nil {
		t.Fatal(err)
	}
	for _, filter := range []string{"#", topic + "#", topic + "gw1/up/data", topic + "gw1/down/cmd", topic + "gw2/down/cmd"} {
		two.Subscribe(filter, 1, nil).WaitTimeout(2 * time.Second)
	}
	say(one, topic+"gw1/up/data", body(1))
	if err := errors.Join(b.Command(topic+"gw1", []byte("stop")), b.Command(topic+"gw2", []byte("go"))); err != nil {
		t.Error(err)
	}
	select {
	case got := <-heard:
		if got != topic+"gw2/down/cmd"+"go" {
			t.Errorf("gw2 hears %s", got)
		}
	case <-time.After(3 * time.Second):
		t.Error("no command arrives")
	}
	if say(two, topic+"gw1/up/data", body(99)); h.count("gw2") != 0 || h.count("gw1") != 2 {
		t.Error("gw2 sends in the name of gw1")
	}
	h.set(true)
	if say(one, topic+"gw1/up/data", body(2)) {
		t.Error("acknowledged without being kept")
	}
	h.set(false)
	one, err = dial(t, b.Address(), "gw1", "gw1", "secret-gw1")
	if err != nil || !say(one, topic+"gw1/up/data", body(2)) || h.count("gw1") != 3 {
		t.Errorf("sent again: %v, %d kept", err, h.count("gw1"))
	}
	if len(heard) > 0 {
		t.Errorf("gw2 hears more: %s", <-heard)
	}
}

// The check of the standard's own example.
func TestCRC(t *testing.T) {
	const sample = "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&"
	if got := telemetry.CRC([]byte(sample)); got != 0x1C80 || len(sample) != 101 {
		t.Errorf("%04X of %d bytes", got, len(sample))
	}
	f, err := telemetry.ReadFrame(bufio.NewReader(strings.NewReader("noise##0101" + sample + "1C80\r\n")))
	if err != nil || f.CN != "1062" || f.MN != "010000A8900016F000169DC0" || f.Flag != 5 || f.Fields[0]["RtdInterval"] != "30" || f.String() != "##0101"+sample+"1C80\r\n" {
		t.Errorf("%+v, %v", f, err)
	}
	for _, bad := range []string{"##0101" + sample + "1C81\r\n", "##00x1" + sample, "##-001", "##0004ABCD0000\r\n", "##9999", ""} {
		if _, err := telemetry.ReadFrame(bufio.NewReader(strings.NewReader(bad))); err == nil {
			t.Errorf("%q is a frame", bad)
		}
	}
}

func TestHJ212(t *testing.T) {
	h := &host{}
	s, err := telemetry.ServeHJ212(t.Context(), "127.0.0.1:0", h, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	frame := func(flag int, group ...map[string]string) *telemetry.Frame {
		return &telemetry.Frame{QN: "20260504101500123", ST: "31", CN: telemetry.RealTime, PW: "secret-gw1", MN: "gw1", Flag: flag, Fields: group}
	}
	send := func(f *telemetry.Frame) *telemetry.Frame {
		fmt.Fprint(conn, f)
		conn.SetReadDeadline(time.Now().Add(3 * time.Second))
		got, err := telemetry.ReadFrame(in)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := send(frame(5, map[string]string{"DataTime": "20260504101500"}, map[string]string{"a01001-Rtd": "23.5", "a01001-Flag": "N"}, map[string]string{"a01002-Rtd": "80.1", "a01002-Flag": "D"}))
	if got.CN != telemetry.DataAck || got.QN != "20260504101500123" || h.count("gw1") != 2 {
		t.Fatalf("answer %+v, kept %d", got, h.count("gw1"))
	}
	when := time.Date(2026, 5, 4, 10, 15, 0, 0, time.FixedZone("", 8*3600)).UnixMilli()
	for _, r := range h.got[0].Readings {
		if r.At != when || r.Point == "a01001" && (r.Value != 23.5 || r.Quality != 0) || r.Point == "a01002" && r.Quality == 0 {
			t.Errorf("reading %+v", r)
		}
	}
	first, second := frame(7, map[string]string{"DataTime": "20260504101600"}, map[string]string{"a01001-Rtd": "24"}), frame(7, map[string]string{"a01002-Rtd": "81"})
	first.Count, first.Number, second.Count, second.Number = 2, 1, 2, 2
	send(first)
	if send(second); h.count("gw1") != 4 {
		t.Errorf("in two packets: %d kept", h.count("gw1"))
	}
	h.set(true)
	fmt.Fprint(conn, frame(5, map[string]string{"DataTime": "20260504101700"}, map[string]string{"a01001-Rtd": "25"}))
	if f, err := telemetry.ReadFrame(in); err == nil {
		t.Errorf("acknowledged without being kept: %+v", f)
	}
	for _, pw := range []string{"wrong", ""} {
		conn, err := net.Dial("tcp", s.Address())
		if err != nil {
			t.Fatal(err)
		}
		f := frame(5, map[string]string{"DataTime": "20260504101700"}, map[string]string{"a01001-Rtd": "25"})
		f.PW = pw
		fmt.Fprint(conn, f)
		conn.SetReadDeadline(time.Now().Add(3 * time.Second))
		if f, err := telemetry.ReadFrame(bufio.NewReader(conn)); err == nil {
			t.Errorf("with the password %q: %+v", pw, f)
		}
		conn.Close()
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add("##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n")
	f.Add("####00")
	f.Fuzz(func(t *testing.T, text string) {
		if frame, err := telemetry.ReadFrame(bufio.NewReader(strings.NewReader(text))); err == nil && frame == nil {
			t.Error("neither frame nor error")
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(body(1))
	f.Fuzz(func(t *testing.T, text string) {
		m := &telemetry.Message{}
		if err := telemetry.Parse([]byte(text), m); err == nil {
			for _, r := range m.Readings {
				if r.Point == "" || r.At <= 0 {
					t.Errorf("%+v", r)
				}
			}
		}
	})
}
