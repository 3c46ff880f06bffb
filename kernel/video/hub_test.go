package video

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"anjian/kernel/video/loop"
)

// deaf is a camera that never answers.
type deaf struct{}

func (deaf) Play(ctx context.Context, _ func(Picture)) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

// TestChange: who looks may go at the very moment at which the camera is changed.
func TestChange(t *testing.T) {
	t.Parallel()
	h := NewHub((&states{}).told, slog.New(slog.DiscardHandler))
	defer h.Close()
	h.Set("c", "0", deaf{}, 0)
	for n := range 50 {
		var all sync.WaitGroup
		for range mostViewers {
			v, err := h.Watch("c")
			if err != nil {
				t.Fatal(err)
			}
			from := v.feed.Load()
			all.Go(func() {
				for v.feed.Load() == from {
					runtime.Gosched()
				}
				v.Leave()
			})
		}
		h.Set("c", fmt.Sprint(n+1), deaf{}, 0)
		all.Wait()
		if n := h.Viewers("c"); n != 0 {
			t.Fatalf("%d viewers are left", n)
		}
	}
}

// TestProbes: who looks does not wait for cameras at which nobody does, and what he looks at is no probe any more.
func TestProbes(t *testing.T) {
	t.Parallel()
	h := NewHub((&states{}).told, slog.New(slog.DiscardHandler))
	h.probes = make(chan struct{}, 1)
	defer h.Close()
	h.Set("deaf", "1", deaf{}, 0)
	until(t, "a probe", func() bool { return len(h.probes) == 1 })
	h.Set("c", "1", &RTSP{Address: camera(t, &loop.Camera{}), Dial: plain}, 0)
	f := h.feed("c")
	f.nudge()
	until(t, "waiting to be probed", func() bool { return len(f.wake) == 0 })
	time.Sleep(10 * time.Millisecond)
	v, err := h.Watch("c")
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-v.Pictures:
	case <-time.After(8 * time.Second): // the deaf one is given up after twelve
		t.Fatal("no picture while another camera is probed")
	}
	h.Remove("deaf")
	until(t, "the probe has ended", func() bool { return len(h.probes) == 0 })
}

// TestProbed: a probe that somebody joins leaves its place to others.
func TestProbed(t *testing.T) {
	t.Parallel()
	h := NewHub((&states{}).told, slog.New(slog.DiscardHandler))
	defer h.Close()
	gate := make(chan struct{})
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		<-gate
		return plain(ctx, network, address)
	}
	h.Set("c", "1", &RTSP{Address: camera(t, &loop.Camera{}), Dial: dial}, 0)
	until(t, "a probe", func() bool { return len(h.probes) == 1 })
	v, err := h.Watch("c")
	if err != nil {
		t.Fatal(err)
	}
	close(gate)
	<-v.Pictures
	until(t, "the place is free", func() bool { return len(h.probes) == 0 })
	if h.Viewers("c") != 1 {
		t.Error("who looks is gone")
	}
}

// TestStale: a camera whose nonce is used up says so while it plays; the next sign of life answers the new one.
func TestStale(t *testing.T) {
	t.Parallel()
	x := &session{in: newReader([]byte("RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"new\", stale=true\r\n\r\n")),
		src: &RTSP{User: "a", Password: "b"}, auth: map[string]string{"scheme": "digest", "nonce": "old"}, expires: time.Hour}
	near, far := net.Pipe()
	defer far.Close()
	x.conn = near
	if err := x.stream(t.Context(), &track{}, func(Picture) {}); err == nil || errors.As(err, new(*Fault)) {
		t.Errorf("the answer ends the session: %v", err)
	}
	if x.auth["nonce"] != "new" {
		t.Errorf("still signs by %v", x.auth)
	}
}
