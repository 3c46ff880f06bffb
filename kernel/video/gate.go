package video

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// Gate hands pictures to browsers over WebRTC. All of them come to one port, by UDP or, where that is closed, by TCP (RFC 6544).
type Gate struct {
	api   *webrtc.API
	close []io.Closer
	port  int

	mu   sync.Mutex
	open int
}

// MostPlays is how many plays a process has at once.
const MostPlays = 500

// OpenGate listens on host:port; port 0 is any. public are the addresses at which browsers reach it where these are others (NAT).
func OpenGate(listen string, public []string) (*Gate, error) {
	udp, tcp, err := pair(listen)
	if err != nil {
		return nil, err
	}
	g := &Gate{port: tcp.Addr().(*net.TCPAddr).Port}
	quiet := logging.NewDefaultLoggerFactory()
	quiet.DefaultLogLevel = logging.LogLevelDisabled
	set := webrtc.SettingEngine{LoggerFactory: quiet}
	set.SetLite(true)
	set.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	set.SetIncludeLoopbackCandidate(true)
	set.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6})
	set.SetICETimeouts(5*time.Second, 15*time.Second, 2*time.Second)
	if ip := udp.LocalAddr().(*net.UDPAddr).IP; ip.IsUnspecified() {
		udp.Close()
		all, err := ice.NewMultiUDPMuxFromPort(g.port, ice.UDPMuxFromPortWithLoopback(), ice.UDPMuxFromPortWithLogger(quiet.NewLogger("ice")))
		if err != nil {
			tcp.Close()
			return nil, err
		}
		set.SetICEUDPMux(all)
		g.close = append(g.close, all)
	} else {
		one := webrtc.NewICEUDPMux(quiet.NewLogger("ice"), udp)
		set.SetICEUDPMux(one)
		g.close = append(g.close, one)
		set.SetIPFilter(func(candidate net.IP) bool { return candidate.Equal(ip) })
	}
	streams := webrtc.NewICETCPMux(quiet.NewLogger("ice"), tcp, 64)
	set.SetICETCPMux(streams)
	g.close = append(g.close, streams)
	if len(public) > 0 {
		rule := webrtc.ICEAddressRewriteRule{External: public, AsCandidateType: webrtc.ICECandidateTypeHost, Mode: webrtc.ICEAddressRewriteReplace}
		if err := set.SetICEAddressRewriteRules(rule); err != nil {
			g.Close()
			return nil, err
		}
	}
	media := &webrtc.MediaEngine{}
	feedback := []webrtc.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	if err := media.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeH264, ClockRate: 90000, SDPFmtpLine: h264, RTCPFeedback: feedback}, PayloadType: 102}, webrtc.RTPCodecTypeVideo); err != nil {
		g.Close()
		return nil, err
	}
	chain := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(media, chain); err != nil {
		g.Close()
		return nil, err
	}
	g.api = webrtc.NewAPI(webrtc.WithSettingEngine(set), webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(chain))
	return g, nil
}

// pair listens on the same port for UDP and TCP.
func pair(listen string) (udp *net.UDPConn, tcp *net.TCPListener, err error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, nil, err
	}
	for range 20 {
		l, err := net.Listen("tcp", net.JoinHostPort(host, port))
		if err != nil {
			return nil, nil, err
		}
		at := l.Addr().(*net.TCPAddr)
		if udp, err = net.ListenUDP("udp", &net.UDPAddr{IP: at.IP, Port: at.Port}); err == nil {
			return udp, l.(*net.TCPListener), nil
		}
		if l.Close(); port != "0" {
			return nil, nil, err
		}
	}
	return nil, nil, errors.New("video: no port is free for both UDP and TCP")
}

// Port is where the gate listens.
func (g *Gate) Port() int { return g.port }

// Close ends listening.
func (g *Gate) Close() (err error) {
	for _, c := range g.close {
		err = errors.Join(err, c.Close())
	}
	return err
}

// h264 is what is offered: every browser decodes more than the profile that is named here.
const h264 = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"

// Errors of Play.
var (
	ErrOffer = errors.New("video: the offer cannot be answered")
	ErrBusy  = errors.New("video: too many look at once")
)

// Play answers the offer of a browser and sends it what v sees until ctx ends or the browser goes; then it calls ended, once.
func (g *Gate) Play(ctx context.Context, offer string, v *Viewer, ended func()) (answer string, err error) {
	g.mu.Lock()
	if g.open >= MostPlays {
		g.mu.Unlock()
		return "", ErrBusy
	}
	g.open++
	g.mu.Unlock()
	done := sync.OnceFunc(func() { g.mu.Lock(); g.open--; g.mu.Unlock() })
	if !strings.HasPrefix(offer, "v=0") || !strings.Contains(offer, "m=video") || strings.Count(offer, "\nm=") > 4 {
		done()
		return "", ErrOffer
	}
	conn, err := g.api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		done()
		return "", err
	}
	fail := func(err error) (string, error) {
		conn.Close()
		done()
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	out, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeH264, ClockRate: 90000, SDPFmtpLine: h264}, "video", "camera")
	if err != nil {
		return fail(err)
	}
	sender, err := conn.AddTrack(out)
	if err != nil {
		return fail(err)
	}
	ctx, cancel := context.WithCancel(ctx)
	connected := make(chan struct{})
	once := sync.OnceFunc(func() { close(connected) })
	conn.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		switch s {
		case webrtc.PeerConnectionStateConnected:
			once()
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			cancel()
		}
	})
	if err := conn.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		cancel()
		return fail(err)
	}
	local, err := conn.CreateAnswer(nil)
	if err != nil {
		cancel()
		return fail(err)
	}
	gathered := webrtc.GatheringCompletePromise(conn)
	if err := conn.SetLocalDescription(local); err != nil {
		cancel()
		return fail(err)
	}
	select {
	case <-gathered:
	case <-time.After(5 * time.Second):
		cancel()
		return fail(errors.New("no addresses"))
	}
	go func() { // what the browser reports goes through the interceptors: lost packets are sent again
		buf := make([]byte, 1500)
		for {
			if _, _, err := sender.Read(buf); err != nil {
				return
			}
		}
	}()
	go func() {
		defer func() { cancel(); conn.Close(); done(); ended() }()
		select {
		case <-connected:
			send(ctx, out, v)
		case <-ctx.Done():
		case <-time.After(15 * time.Second):
		}
	}()
	return conn.LocalDescription().SDP, nil
}

// mtu leaves room for the headers of SRTP, UDP and tunnels.
const mtu = 1180

// mostWaited is how much a browser is sent in one moment.
const mostWaited = 2 << 20

// send passes on what v sees. What has waited while the connection was made is shown at once, in a moment, so that there is a picture without delay
// and no delay afterwards.
func send(ctx context.Context, out *webrtc.TrackLocalStaticRTP, v *Viewer) {
	payloader := &codecs.H264Payloader{}
	seq, shift, last := uint16(rand.Uint32()), rand.Int64N(1<<31), int64(-1)
	write := func(p *Picture, at int64) bool {
		last = at
		parts := payloader.Payload(mtu, p.joined())
		for i, payload := range parts {
			packet := &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 102, SequenceNumber: seq, Timestamp: uint32(at), Marker: i == len(parts)-1}, Payload: payload}
			seq++
			if err := out.WriteRTP(packet); err != nil && !errors.Is(err, io.ErrClosedPipe) {
				return false
			}
		}
		return true
	}
	var waited []Picture
	weight := 0
	for range len(v.Pictures) {
		if p, ok := <-v.Pictures; ok {
			waited, weight = append(waited, p), weight+p.size()
		}
	}
	waiting := weight > mostWaited // too much for a moment: from the next key picture on
	for i := range waited {
		if !waiting && !write(&waited[i], waited[len(waited)-1].Clock+shift-90*int64(len(waited)-1-i)) {
			return
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case p, ok := <-v.Pictures:
			if !ok {
				return
			}
			if waiting && !p.Key {
				continue
			}
			waiting = false
			if gone := p.Clock + shift - last; last >= 0 && (gone <= 0 || gone > 10*90000) { // the source began anew
				shift = last + 3000 - p.Clock
			}
			if !write(&p, p.Clock+shift) {
				return
			}
		}
	}
}
