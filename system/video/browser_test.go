package video_test

import (
	"bytes"
	"image"
	pictures "image/jpeg"
	"testing"

	"anjian/kernel/kerneltest"

	"github.com/pion/webrtc/v4"
)

// browse makes what a browser makes: a connection that asks for a picture, and tells of every packet that comes.
func browse(t *testing.T) (browser *webrtc.PeerConnection, offer string, came chan struct{}) {
	t.Helper()
	set := webrtc.SettingEngine{}
	set.SetIncludeLoopbackCandidate(true)
	browser, err := webrtc.NewAPI(webrtc.WithSettingEngine(set)).NewPeerConnection(webrtc.Configuration{})
	kerneltest.Must(t, err)
	_, err = browser.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
	kerneltest.Must(t, err)
	came = make(chan struct{}, 10_000)
	browser.OnTrack(func(r *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			if _, _, err := r.ReadRTP(); err != nil {
				return
			}
			came <- struct{}{}
		}
	})
	local, err := browser.CreateOffer(nil)
	kerneltest.Must(t, err)
	kerneltest.Must(t, browser.SetLocalDescription(local))
	return browser, local.SDP, came
}

func accept(t *testing.T, browser *webrtc.PeerConnection, answer string) {
	t.Helper()
	kerneltest.Must(t, browser.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}))
}

func jpeg(t *testing.T) []byte {
	var b bytes.Buffer
	kerneltest.Must(t, pictures.Encode(&b, image.NewRGBA(image.Rect(0, 0, 64, 48)), nil))
	return b.Bytes()
}
