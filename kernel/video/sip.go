package video

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// Unregistered is that the device behind a channel has not signed in.
const Unregistered = "unregistered"

// Channel is one camera of a device, as its catalogue says (GB/T 28181-2016 A.2.1.9).
type Channel struct {
	Code, Name string
	Lng, Lat   float64
}

// Devices knows which devices may sign in, and hears of them.
type Devices interface {
	// Secret returns MD5(code:realm:password) of a device in hexadecimal digits, "" if it may not sign in.
	Secret(ctx context.Context, code, realm string) string
	// Here is told when a device has signed in, and when it has gone.
	Here(code string, here bool)
	// Channels is told what a device has, in as many pieces as the device tells it.
	Channels(code string, list []Channel)
}

// SIP is the server at which devices sign in by GB/T 28181, and which asks them for pictures.
type SIP struct {
	code, realm, host string
	port              int
	devices           Devices
	log               *slog.Logger
	agent             *sipgo.UserAgent
	server            *sipgo.Server
	client            *sipgo.Client
	dialogs           *sipgo.DialogClientCache
	media             *media
	listeners         []io.Closer
	key               [32]byte

	telling sync.Mutex

	mu     sync.Mutex
	here   map[string]*registration
	tries  map[string]int // failed sign-ins of a device in this minute
	serial uint32
	end    chan struct{}
	all    sync.WaitGroup
}

// registration is a device that has signed in.
type registration struct {
	from, transport string
	until, heard    time.Time
}

// Bounds of what devices send.
const (
	mostDevices = 10_000
	mostBody    = 256 << 10
	mostTries   = 10
	patience    = 3 * time.Minute // three heartbeats: who is silent for so long is gone
)

var code20 = regexp.MustCompile(`^[0-9]{20}$`)

// ServeSIP listens on host:port by UDP and TCP as the platform with the code of 20 digits. host is what devices are told, empty the host of listen; media is
// where pictures come to.
func ServeSIP(listen, mediaListen, code, host string, devices Devices, log *slog.Logger) (*SIP, error) {
	if !code20.MatchString(code) {
		return nil, fmt.Errorf("video: %q is no code of GB/T 28181", code)
	}
	udp, tcp, err := pair(listen)
	if err != nil {
		return nil, err
	}
	at := tcp.Addr().(*net.TCPAddr)
	if host == "" {
		host = at.IP.String()
	}
	s := &SIP{code: code, realm: code[:10], host: host, port: at.Port, devices: devices, log: log, here: map[string]*registration{}, tries: map[string]int{}, end: make(chan struct{}), listeners: []io.Closer{udp, tcp}}
	rand.Read(s.key[:])
	fail := func(err error) (*SIP, error) { s.Close(); return nil, err }
	if s.media, err = openMedia(mediaListen); err != nil {
		udp.Close()
		tcp.Close()
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler)
	if s.agent, err = sipgo.NewUA(sipgo.WithUserAgent(code), sipgo.WithUserAgentHostname(s.realm), sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerLogger(quiet)), sipgo.WithUserAgentTransactionLayerOptions(sip.WithTransactionLayerLogger(quiet))); err != nil {
		return fail(err)
	}
	if s.server, err = sipgo.NewServer(s.agent, sipgo.WithServerLogger(quiet)); err != nil {
		return fail(err)
	}
	if s.client, err = sipgo.NewClient(s.agent, sipgo.WithClientHostname(host), sipgo.WithClientPort(at.Port), sipgo.WithClientConnectionAddr(at.String()), sipgo.WithClientLogger(quiet)); err != nil {
		return fail(err)
	}
	s.dialogs = sipgo.NewDialogClientCache(s.client, sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: code, Host: host, Port: at.Port}})
	s.server.OnRegister(s.register)
	s.server.OnMessage(s.message)
	s.server.OnBye(func(req *sip.Request, tx sip.ServerTransaction) {
		if s.dialogs.ReadBye(req, tx) != nil {
			tx.Respond(sip.NewResponseFromRequest(req, 481, "Call/Transaction Does Not Exist", nil))
		}
	})
	s.all.Go(func() { s.server.ServeUDP(udp) })
	s.all.Go(func() { s.server.ServeTCP(tcp) })
	s.all.Go(s.watch)
	return s, nil
}

// Address is where devices reach the server.
func (s *SIP) Address() string { return net.JoinHostPort(s.host, strconv.Itoa(s.port)) }

// Code and Realm are what is typed into a device.
func (s *SIP) Code() string  { return s.code }
func (s *SIP) Realm() string { return s.realm }

// Close ends listening.
func (s *SIP) Close() error {
	s.mu.Lock()
	select {
	case <-s.end:
		s.mu.Unlock()
		return nil
	default:
		close(s.end)
	}
	s.mu.Unlock()
	if s.server != nil {
		s.server.Close()
	}
	if s.agent != nil {
		s.agent.Close()
	}
	for _, l := range s.listeners {
		l.Close()
	}
	s.all.Wait()
	return s.media.Close()
}

// From tells from where a device has signed in.
func (s *SIP) From(code string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.here[code]; r != nil {
		return r.from, true
	}
	return "", false
}

// watch finds devices that have gone silent.
func (s *SIP) watch() {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-s.end:
			return
		case <-tick.C:
		}
		now := time.Now()
		var gone []string
		s.mu.Lock()
		if n%30 == 0 {
			clear(s.tries)
		}
		for code, r := range s.here {
			if now.After(r.until) || now.Sub(r.heard) > patience {
				delete(s.here, code)
				gone = append(gone, code)
			}
		}
		s.mu.Unlock()
		for _, code := range gone {
			s.tell(code)
		}
	}
}

// Forget signs a device out: its password was changed, or it is shut.
func (s *SIP) Forget(code string) {
	s.mu.Lock()
	was := s.here[code]
	delete(s.here, code)
	s.mu.Unlock()
	if was != nil {
		s.tell(code)
	}
}

// tell tells whether a device is here: one word after another, each of the moment at which it is said, so that the last one holds.
func (s *SIP) tell(code string) {
	s.telling.Lock()
	defer s.telling.Unlock()
	_, here := s.From(code)
	s.devices.Here(code, here)
}

// nonce is a challenge that this process knows again for five minutes without keeping it.
func (s *SIP) nonce(code string, at int64) string {
	mac := hmac.New(sha256.New, s.key[:])
	fmt.Fprintf(mac, "%s %d", code, at)
	return fmt.Sprintf("%x.%s", at, hex.EncodeToString(mac.Sum(nil)[:12]))
}

func (s *SIP) fresh(code, nonce string) bool {
	text, _, _ := strings.Cut(nonce, ".")
	at, err := strconv.ParseInt(text, 16, 64)
	age := time.Now().Unix() - at
	return err == nil && age >= 0 && age < 300 && hmac.Equal([]byte(nonce), []byte(s.nonce(code, at)))
}

// register answers REGISTER (9.1): a challenge, then the device is here.
func (s *SIP) register(req *sip.Request, tx sip.ServerTransaction) {
	respond := func(status int, reason string, head ...sip.Header) {
		r := sip.NewResponseFromRequest(req, status, reason, nil)
		for _, h := range head {
			r.AppendHeader(h)
		}
		tx.Respond(r)
	}
	code := ""
	if f := req.From(); f != nil {
		code = f.Address.User
	}
	if !code20.MatchString(code) {
		respond(403, "Forbidden")
		return
	}
	s.mu.Lock()
	tired := s.tries[code] >= mostTries
	s.mu.Unlock()
	if tired {
		respond(403, "Forbidden")
		return
	}
	challenge := func() {
		respond(401, "Unauthorized", sip.NewHeader("WWW-Authenticate", fmt.Sprintf(`Digest realm="%s", nonce="%s", algorithm=MD5`, s.realm, s.nonce(code, time.Now().Unix()))))
	}
	h := req.GetHeader("Authorization")
	if h == nil {
		challenge()
		return
	}
	c, err := digest.ParseCredentials(h.Value())
	if err != nil || c.Username != code || !s.fresh(code, c.Nonce) {
		challenge()
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	secret := s.devices.Secret(ctx, code, s.realm)
	want := sumOf(secret + ":" + c.Nonce + ":" + sumOf("REGISTER:"+c.URI))
	if c.QOP != "" {
		want = sumOf(strings.Join([]string{secret, c.Nonce, fmt.Sprintf("%08x", c.Nc), c.Cnonce, c.QOP, sumOf("REGISTER:" + c.URI)}, ":"))
	}
	if secret == "" || !hmac.Equal([]byte(want), []byte(c.Response)) {
		s.mu.Lock()
		if len(s.tries) > mostDevices {
			clear(s.tries)
		}
		s.tries[code]++
		s.mu.Unlock()
		s.log.Warn("video: a device is refused", "code", code, "address", req.Source())
		respond(403, "Forbidden")
		return
	}
	lasts := 3600
	if h := req.GetHeader("Expires"); h != nil {
		if n, err := strconv.Atoi(h.Value()); err == nil && n >= 0 && n <= 86400*7 {
			lasts = n
		}
	}
	if lasts == 0 {
		respond(200, "OK")
		s.Forget(code)
		return
	}
	now := time.Now()
	s.mu.Lock()
	full := len(s.here) >= mostDevices && s.here[code] == nil
	if !full {
		s.here[code] = &registration{from: req.Source(), transport: req.Transport(), until: now.Add(time.Duration(lasts) * time.Second), heard: now}
	}
	s.mu.Unlock()
	if full {
		respond(503, "Service Unavailable")
		return
	}
	respond(200, "OK", sip.NewHeader("Expires", strconv.Itoa(lasts)), sip.NewHeader("Date", now.In(time.FixedZone("", 8*3600)).Format("2006-01-02T15:04:05.000")))
	s.tell(code)
	go s.query(code)
}

// channelSource is one channel of a device.
type channelSource struct {
	s               *SIP
	device, channel string
	tcp             bool
}

// Source is a channel of a device that has signed in, by TCP or UDP.
func (s *SIP) Source(device, channel string, tcp bool) Source {
	return &channelSource{s, device, channel, tcp}
}

var ownSSRC = regexp.MustCompile(`(?m)^y=(\d{1,10})\s*$`)

// Play implements Source: INVITE (9.2) until ctx ends.
func (x *channelSource) Play(ctx context.Context, show func(Picture)) error {
	s := x.s
	uri, from, transport, ok := s.to(x.device, x.channel)
	if !ok {
		return fault(Unregistered, "the device has not signed in")
	}
	at, err := netip.ParseAddr(hostOf(from))
	if err != nil {
		return &Fault{Broken, err}
	}
	s.mu.Lock()
	s.serial++
	ssrc := fmt.Sprintf("0%s%04d", s.code[3:8], s.serial%10000)
	s.mu.Unlock()
	number, _ := strconv.ParseUint(ssrc, 10, 32)
	r, done := s.media.expect(uint32(number), at.Unmap())
	defer done()
	how, setup := "RTP/AVP", ""
	if x.tcp {
		how, setup = "TCP/RTP/AVP", "a=setup:passive\r\na=connection:new\r\n"
	}
	sdp := fmt.Sprintf("v=0\r\no=%s 0 0 IN IP4 %s\r\ns=Play\r\nc=IN IP4 %s\r\nt=0 0\r\nm=video %d %s 96\r\na=recvonly\r\na=rtpmap:96 PS/90000\r\n%sy=%s\r\n", s.code, s.host, s.host, s.media.port(), how, setup, ssrc)
	invite := sip.NewRequest(sip.INVITE, uri)
	invite.SetTransport(transport)
	invite.SetDestination(from)
	invite.AppendHeader(sip.NewHeader("Content-Type", "APPLICATION/SDP"))
	invite.AppendHeader(sip.NewHeader("Subject", fmt.Sprintf("%s:%s,%s:0", x.channel, ssrc, s.code)))
	invite.AppendHeader(&sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: s.code, Host: s.host, Port: s.port}})
	invite.SetBody([]byte(sdp))
	asking, cancel := context.WithTimeout(ctx, handshake)
	defer cancel()
	call, err := s.dialogs.WriteInvite(asking, invite)
	if err != nil {
		return &Fault{Unreachable, err}
	}
	defer call.Close()
	if err := call.WaitAnswer(asking, sipgo.AnswerOptions{}); err != nil {
		if asking.Err() != nil {
			return &Fault{Timeout, err}
		}
		return &Fault{Refused, err}
	}
	if err := call.Ack(asking); err != nil {
		return &Fault{Unreachable, err}
	}
	defer func() {
		bye, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		call.Bye(bye)
	}()
	if m := ownSSRC.FindSubmatch(call.InviteResponse.Body()); m != nil { // a device that takes a number of its own
		if n, err := strconv.ParseUint(string(m[1]), 10, 32); err == nil && n != number {
			s.media.mu.Lock()
			if s.media.wait[uint32(n)] == nil {
				s.media.wait[uint32(n)] = r
			}
			s.media.mu.Unlock()
		}
	}
	playing, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	context.AfterFunc(call.Context(), func() { stop(fault(Cut, "the device has ended the session")) })
	return r.run(playing, show)
}
