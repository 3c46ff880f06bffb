package video

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"anjian/kernel/video/loop"

	"github.com/pion/webrtc/v4"
)

// TestGate: a browser that offers to look gets the pictures, over UDP or where that is closed over TCP, and the camera ends when it goes.
func TestGate(t *testing.T) {
	t.Parallel()
	g, err := OpenGate("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	c := &loop.Camera{}
	h := NewHub((&states{}).told, slog.New(slog.DiscardHandler))
	h.Probe = time.Hour
	defer h.Close()
	h.Set("c", "1", &RTSP{Address: camera(t, c), Dial: plain}, 0)
	for what, network := range map[string]webrtc.NetworkType{"UDP": webrtc.NetworkTypeUDP4, "TCP": webrtc.NetworkTypeTCP4} {
		set := webrtc.SettingEngine{}
		set.SetIncludeLoopbackCandidate(true)
		set.SetNetworkTypes([]webrtc.NetworkType{network})
		browser, err := webrtc.NewAPI(webrtc.WithSettingEngine(set)).NewPeerConnection(webrtc.Configuration{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := browser.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			t.Fatal(err)
		}
		packets := make(chan uint32, 1000)
		browser.OnTrack(func(r *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
			for {
				p, _, err := r.ReadRTP()
				if err != nil {
					return
				}
				packets <- p.Timestamp
			}
		})
		offer, err := browser.CreateOffer(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := browser.SetLocalDescription(offer); err != nil {
			t.Fatal(err)
		}
		v, err := h.Watch("c")
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		answer, err := g.Play(t.Context(), offer.SDP, v, func() { v.Leave(); close(ended) })
		if err != nil {
			t.Fatal(err)
		}
		if err := browser.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
			t.Fatal(err)
		}
		stamps := map[uint32]bool{}
		for len(stamps) < 25 {
			select {
			case s := <-packets:
				stamps[s] = true
			case <-time.After(5 * time.Second):
				t.Fatalf("%s: %d pictures came", what, len(stamps))
			}
		}
		if h.Viewers("c") != 1 {
			t.Errorf("%s: %d viewers", what, h.Viewers("c"))
		}
		browser.Close()
		select {
		case <-ended:
		case <-time.After(25 * time.Second):
			t.Fatalf("%s: the play does not end", what)
		}
	}
	until(t, "ended", func() bool { return c.Open() == 0 })
	for _, offer := range []string{"", "v=0", "v=0\r\nm=video", "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 1\r\n"} {
		if _, err := g.Play(t.Context(), offer, nil, nil); !errors.Is(err, ErrOffer) {
			t.Errorf("%q: %v", offer, err)
		}
	}
}
