package loop

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
	"github.com/pion/rtp"
)

// Device plays a film by GB/T 28181 as a recorder with some channels does: it signs in, sends heartbeats, tells its catalogue, and sends what it is
// invited to as a program stream.
type Device struct {
	Code, Password string
	Channels       map[string]string // code: name
	Platform       string            // host:port of the SIP server
	PlatformCode   string
	Expires        int           // seconds of a sign-in; 0 is an hour
	Heartbeat      time.Duration // 0 is a minute

	client *sipgo.Client
	uri    sip.Uri
	mu     sync.Mutex
	calls  map[string]context.CancelFunc
	tcp    bool
}

// TCP tells how the last invitation wanted the pictures.
func (d *Device) TCP() bool { d.mu.Lock(); defer d.mu.Unlock(); return d.tcp }

// Plays counts the invitations that it is answering.
func (d *Device) Plays() int { d.mu.Lock(); defer d.mu.Unlock(); return len(d.calls) }

// Hang ends all plays, as a device that is told so by its own people.
func (d *Device) Hang() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, end := range d.calls {
		end()
	}
}

// Run signs in and serves until ctx ends; then it signs out.
func (d *Device) Run(ctx context.Context) error {
	d.calls = map[string]context.CancelFunc{}
	socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	defer socket.Close()
	port := socket.LocalAddr().(*net.UDPAddr).Port
	quiet := slog.New(slog.DiscardHandler)
	agent, err := sipgo.NewUA(sipgo.WithUserAgent(d.Code), sipgo.WithUserAgentHostname(d.PlatformCode[:10]), sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerLogger(quiet)), sipgo.WithUserAgentTransactionLayerOptions(sip.WithTransactionLayerLogger(quiet)))
	if err != nil {
		return err
	}
	defer agent.Close()
	server, err := sipgo.NewServer(agent, sipgo.WithServerLogger(quiet))
	if err != nil {
		return err
	}
	defer server.Close()
	if d.client, err = sipgo.NewClient(agent, sipgo.WithClientHostname("127.0.0.1"), sipgo.WithClientPort(port), sipgo.WithClientConnectionAddr(socket.LocalAddr().String()), sipgo.WithClientLogger(quiet)); err != nil {
		return err
	}
	contact := sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: d.Code, Host: "127.0.0.1", Port: port}}
	dialogs := sipgo.NewDialogServerCache(d.client, contact)
	server.OnMessage(func(req *sip.Request, tx sip.ServerTransaction) {
		tx.Respond(sip.NewResponseFromRequest(req, 200, "OK", nil))
		if strings.Contains(string(req.Body()), "<CmdType>Catalog</CmdType>") {
			go d.catalog(ctx)
		}
	})
	server.OnInvite(func(req *sip.Request, tx sip.ServerTransaction) {
		call, err := dialogs.ReadInvite(req, tx)
		if err != nil {
			return
		}
		d.answer(ctx, call, req)
	})
	server.OnAck(func(req *sip.Request, tx sip.ServerTransaction) { dialogs.ReadAck(req, tx) })
	server.OnBye(func(req *sip.Request, tx sip.ServerTransaction) { dialogs.ReadBye(req, tx) })
	go server.ServeUDP(socket)
	for range 100 { // what is sent goes out by the same socket, once it is served
		if _, err := server.TransportLayer().GetConnection("udp", socket.LocalAddr().String()); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	host, text, err := net.SplitHostPort(d.Platform)
	if err != nil {
		return err
	}
	number, _ := strconv.Atoi(text)
	d.uri = sip.Uri{Scheme: "sip", User: d.PlatformCode, Host: host, Port: number}
	lasts, beat := d.Expires, d.Heartbeat
	if lasts == 0 {
		lasts = 3600
	}
	if beat == 0 {
		beat = time.Minute
	}
	if err := d.register(ctx, &contact, lasts); err != nil {
		return err
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			out, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			return d.register(out, &contact, 0)
		case <-tick.C:
			d.say(ctx, fmt.Sprintf("<Notify><CmdType>Keepalive</CmdType><SN>%d</SN><DeviceID>%s</DeviceID><Status>OK</Status></Notify>", n, d.Code))
		}
	}
}

// ErrRefused is that the platform does not let the device in.
var ErrRefused = errors.New("loop: the platform refuses the device")

func (d *Device) register(ctx context.Context, contact *sip.ContactHeader, lasts int) error {
	ask := sip.NewRequest(sip.REGISTER, d.uri)
	ask.AppendHeader(contact.Clone())
	ask.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(lasts)))
	own := sip.Uri{Scheme: "sip", User: d.Code, Host: d.PlatformCode[:10]}
	from := &sip.FromHeader{Address: own, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(8))
	ask.AppendHeader(from)
	ask.AppendHeader(&sip.ToHeader{Address: own, Params: sip.NewParams()})
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	got, err := d.client.Do(ctx, ask)
	if err == nil && got.StatusCode == 401 {
		got, err = d.client.DoDigestAuth(ctx, ask, got, sipgo.DigestAuth{Username: d.Code, Password: d.Password})
	}
	if err == nil && got.StatusCode != 200 {
		err = fmt.Errorf("%w: %d", ErrRefused, got.StatusCode)
	}
	return err
}

func (d *Device) say(ctx context.Context, text string) error {
	m := sip.NewRequest(sip.MESSAGE, d.uri)
	m.AppendHeader(sip.NewHeader("Content-Type", "Application/MANSCDP+xml"))
	m.SetBody([]byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" + text))
	_, err := d.client.Do(ctx, m)
	return err
}

// catalog tells the channels, each in a message of its own as recorders do, and an area, which is no camera.
func (d *Device) catalog(ctx context.Context) {
	area := d.Code[:10] + "216" + d.Code[13:]
	one := func(code, name string) {
		d.say(ctx, fmt.Sprintf("<Response><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>%s</DeviceID><SumNum>%d</SumNum><DeviceList Num=\"1\"><Item><DeviceID>%s</DeviceID><Name>%s</Name><Parental>0</Parental><Status>ON</Status><Longitude>113.66</Longitude><Latitude>34.79</Latitude></Item></DeviceList></Response>",
			d.Code, len(d.Channels)+1, code, name))
	}
	one(area, "厂区")
	for code, name := range d.Channels {
		one(code, name)
	}
}

var (
	mediaLine = regexp.MustCompile(`(?m)^m=video (\d+) (\S+)`)
	hostLine  = regexp.MustCompile(`(?m)^c=IN IP4 (\S+)`)
	ssrcLine  = regexp.MustCompile(`(?m)^y=(\d+)`)
)

// answer takes an invitation and plays until the other side hangs up.
func (d *Device) answer(ctx context.Context, call *sipgo.DialogServerSession, req *sip.Request) {
	media, host, ssrc := mediaLine.FindSubmatch(req.Body()), hostLine.FindSubmatch(req.Body()), ssrcLine.FindSubmatch(req.Body())
	if media == nil || host == nil || ssrc == nil || d.Channels[req.Recipient.User] == "" {
		call.Respond(404, "Not Found", nil)
		return
	}
	tcp := string(media[2]) == "TCP/RTP/AVP"
	line := fmt.Sprintf("m=video 15060 %s 96\r\na=sendonly\r\na=rtpmap:96 PS/90000\r\n", media[2])
	if tcp {
		line += "a=setup:active\r\n"
	}
	if call.RespondSDP([]byte(fmt.Sprintf("v=0\r\no=%s 0 0 IN IP4 127.0.0.1\r\ns=Play\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n%sy=%s\r\n", req.Recipient.User, line, ssrc[1]))) != nil {
		return
	}
	network := "udp"
	if tcp {
		network = "tcp"
	}
	conn, err := net.DialTimeout(network, net.JoinHostPort(string(host[1]), string(media[1])), 5*time.Second)
	if err != nil {
		return
	}
	number, _ := strconv.ParseUint(string(ssrc[1]), 10, 32)
	playing, end := context.WithCancel(ctx)
	stop := context.AfterFunc(call.Context(), end)
	d.mu.Lock()
	d.calls[call.ID], d.tcp = end, tcp
	d.mu.Unlock()
	go func() {
		defer conn.Close()
		send(playing, conn, uint32(number), tcp)
		if stop() { // it was not the other side that ended it
			bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			call.Bye(bye)
		}
		end()
		d.mu.Lock()
		delete(d.calls, call.ID)
		d.mu.Unlock()
	}()
}

// send plays the film as a program stream in RTP.
func send(ctx context.Context, conn net.Conn, ssrc uint32, tcp bool) {
	pictures := Pictures(Sample)
	tick := time.NewTicker(time.Second / Rate)
	defer tick.Stop()
	seq := uint16(0)
	for n := 0; ; n++ {
		clock := uint32(n * 90000 / Rate)
		stream := Program(pictures[n%len(pictures)], clock)
		for len(stream) > 0 {
			size := min(len(stream), 1300)
			p := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 96, SequenceNumber: seq, Timestamp: clock, SSRC: ssrc, Marker: size == len(stream)}, Payload: stream[:size]}
			seq++
			stream = stream[size:]
			body, err := p.Marshal()
			if err == nil {
				if tcp {
					body = append(binary.BigEndian.AppendUint16(nil, uint16(len(body))), body...)
				}
				_, err = conn.Write(body)
			}
			if err != nil && tcp {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Program is a picture as a pack of a program stream (ISO/IEC 13818-1 2.5.3): with its map before key pictures.
func Program(units [][]byte, clock uint32) (out []byte) {
	out = append(out, 0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xf8)
	if units[0][0]&0x1f == 7 {
		out = append(out, 0, 0, 1, 0xbc, 0, 14, 0xe0, 0xff, 0, 0, 0, 4, 0x1b, 0xe0, 0, 0, 0, 0, 0, 0)
	}
	var stream []byte
	for _, unit := range units {
		stream = append(append(stream, 0, 0, 0, 1), unit...)
	}
	for first := true; len(stream) > 0; first = false {
		size := min(len(stream), 30_000)
		head := []byte{0x80, 0, 0}
		if first {
			head = []byte{0x80, 0x80, 5, 0x21 | byte(clock>>30)<<1, byte(clock >> 22), byte(clock>>14) | 1, byte(clock >> 7), byte(clock<<1) | 1}
		}
		out = append(binary.BigEndian.AppendUint16(append(out, 0, 0, 1, 0xe0), uint16(len(head)+size)), head...)
		out = append(out, stream[:size]...)
		stream = stream[size:]
	}
	return out
}
