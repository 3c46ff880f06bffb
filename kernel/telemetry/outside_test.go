package telemetry_test

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"anjian/kernel/telemetry"
)

// mosquitto starts a broker (Debian: mosquitto) whose sessions and messages outlive it.
func mosquitto(t *testing.T, dir, at string) (kill func()) {
	t.Helper()
	_, port, _ := net.SplitHostPort(at)
	settings := filepath.Join(dir, "mosquitto.conf")
	text := fmt.Sprintf("listener %s 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location %s/\nautosave_interval 1\nautosave_on_changes true\nuser root\nlog_type error\n", port, dir)
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/usr/sbin/mosquitto", "-c", settings)
	if err := cmd.Start(); err != nil {
		t.Fatalf("the package mosquitto is needed (scripts/debian-packages): %v", err)
	}
	kill = func() { cmd.Process.Signal(os.Interrupt); cmd.Wait() }
	t.Cleanup(func() { cmd.Process.Kill() })
	for range 100 {
		if conn, err := net.Dial("tcp", at); err == nil {
			conn.Close()
			return kill
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("mosquitto does not start")
	return nil
}

// A real Mosquitto stands between devices and platform: what devices send arrives; what the host cannot keep, what comes while the platform is
// away and while the broker is restarted comes again until it is kept; a device that sends below another's topic is not heard.
func TestOutside(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	kill := mosquitto(t, dir, at)
	h := &host{}
	listen := func() *telemetry.Outside {
		o, err := telemetry.ListenTo(t.Context(), "tcp://platform:x@"+at, "anjian-platform", h, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := listen()
	_, port, _ := net.SplitHostPort(at)
	send := func(topic, text string) {
		t.Helper()
		if out, err := exec.Command("mosquitto_pub", "-h", "127.0.0.1", "-p", port, "-q", "1", "-t", topic, "-m", text).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	const own = "anjian/91410100MA0000000X/gw1/up/data"
	// arrived waits for the values and wants no others, each once.
	arrived := func(what string, want ...float64) {
		t.Helper()
		var got []float64
		for range 200 {
			if got = h.values("gw1"); len(got) >= len(want) {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: %v, want %v", what, got, want)
		}
	}
	send("anjian/91410100MA0000000Y/gw1/up/data", body(1))
	send(own, "no JSON")
	send(own, body(2))
	arrived("a value", 2)
	h.set(true)
	send(own, body(3))
	h.refused(t)
	h.set(false)
	arrived("what could not be kept at first", 2, 3)
	o.Close()
	send(own, body(4))
	o = listen()
	defer func() { o.Close() }()
	arrived("sent while the platform was away", 2, 3, 4)
	kill()
	mosquitto(t, dir, at)
	send(own, body(5))
	for range 200 {
		if slices.Contains(h.values("gw1"), 5) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	// A broker that was killed may say again what it was about to hear of: nothing is lost, nothing strange comes.
	got := h.values("gw1")
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, []float64{2, 3, 4, 5}) {
		t.Fatalf("after the broker was restarted: %v", got)
	}
}
