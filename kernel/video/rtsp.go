package video

import (
	"bufio"
	"context"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtp"
)

// RTSP is a camera or recorder that is asked for its stream (RFC 2326), with the media inside the same TCP connection (10.12).
type RTSP struct {
	Address        string // rtsp://host[:port]/path, without user name
	User, Password string
	Dial           func(ctx context.Context, network, address string) (net.Conn, error)
}

// Bounds of what a camera may answer and of how long it may take.
const (
	mostHead = 16 << 10
	mostSDP  = 64 << 10
	idle     = 10 * time.Second
)

// handshake is how long a camera may take to begin; tests are less patient.
var handshake = 10 * time.Second

// CheckAddress tells whether a text can be the address of a camera.
func CheckAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || len(text) > 300 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return nil, errors.New("not an address")
	case u.User != nil:
		return nil, errors.New("an address does not carry a user name")
	case u.Scheme != "rtsp" || u.Hostname() == "" || u.Opaque != "" || u.Fragment != "":
		return nil, errors.New("not an address of RTSP")
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.ParseUint(p, 10, 16); err != nil || n == 0 {
			return nil, errors.New("not a port")
		}
	}
	return u, nil
}

// session is one connection to a camera.
type session struct {
	conn    net.Conn
	in      *bufio.Reader
	src     *RTSP
	uri     string
	mu      sync.Mutex // of what is written
	seq     int
	id      string
	expires time.Duration
	auth    map[string]string // the challenge that is answered
	count   int
}

// answer is a response of the camera.
type answer struct {
	code int
	head map[string][]string // names in small letters
	body []byte
}

func (a *answer) get(name string) string {
	if v := a.head[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Play implements Source.
func (s *RTSP) Play(ctx context.Context, show func(Picture)) error {
	u, err := CheckAddress(s.Address)
	if err != nil {
		return &Fault{Barred, err}
	}
	port := u.Port()
	if port == "" {
		port = "554"
	}
	dialing, cancel := context.WithTimeout(ctx, handshake)
	defer cancel()
	conn, err := s.Dial(dialing, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		var f *Fault
		if errors.As(err, &f) {
			return f
		}
		return &Fault{Unreachable, err}
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now()) })
	defer stop()
	if ctx.Err() == nil {
		conn.SetDeadline(time.Now().Add(handshake))
	}
	x := &session{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), src: s, uri: u.String(), expires: time.Minute}
	track, err := x.open()
	if err == nil {
		err = x.stream(ctx, track, show)
	}
	if x.id != "" {
		conn.SetDeadline(time.Now().Add(time.Second))
		x.write("TEARDOWN", x.uri)
	}
	return sorted(err)
}

// sorted turns what the network says into a fault.
func sorted(err error) error {
	var f *Fault
	var slow net.Error
	switch {
	case err == nil || errors.As(err, &f):
		return err
	case errors.As(err, &slow) && slow.Timeout():
		return &Fault{Timeout, err}
	}
	return &Fault{Cut, err}
}

// track is the video of a session description.
type track struct {
	control  string
	sps, pps []byte
}

// open asks for the stream, up to PLAY.
func (x *session) open() (*track, error) {
	a, err := x.ask("DESCRIBE", x.uri, "Accept: application/sdp")
	if err != nil {
		return nil, err
	}
	t, err := parseSDP(string(a.body))
	if err != nil {
		return nil, err
	}
	base := x.uri
	if v := a.get("content-base"); v != "" {
		base = v
	}
	switch {
	case t.control == "" || t.control == "*":
		t.control = base
	case !strings.HasPrefix(strings.ToLower(t.control), "rtsp://"):
		t.control = strings.TrimSuffix(base, "/") + "/" + t.control
	}
	if a, err = x.ask("SETUP", t.control, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"); err != nil {
		return nil, err
	}
	id, parameters, _ := strings.Cut(a.get("session"), ";")
	if x.id = strings.TrimSpace(id); x.id == "" {
		return nil, fault(Broken, "no session")
	}
	if text, ok := strings.CutPrefix(strings.TrimSpace(parameters), "timeout="); ok {
		if n, err := strconv.Atoi(text); err == nil && n >= 4 && n <= 3600 {
			x.expires = time.Duration(n) * time.Second
		}
	}
	_, err = x.ask("PLAY", x.uri, "Range: npt=0.000-")
	return t, err
}

// parseSDP finds the H.264 track (RFC 4566, RFC 6184 8.2.1).
func parseSDP(text string) (*track, error) {
	t := &track{}
	video, other, found := false, "", false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "m=") {
			if found {
				break
			}
			video = strings.HasPrefix(line, "m=video")
			t.control = ""
		}
		if !video {
			continue
		}
		if _, codec, ok := strings.Cut(line, " "); ok && strings.HasPrefix(line, "a=rtpmap:") {
			if name, _, _ := strings.Cut(codec, "/"); strings.EqualFold(name, "H264") {
				found = true
			} else {
				other = name
			}
		}
		if v, ok := strings.CutPrefix(line, "a=control:"); ok {
			t.control = v
		}
		if strings.HasPrefix(line, "a=fmtp:") {
			_, parameters, _ := strings.Cut(line, " ")
			for p := range strings.SplitSeq(parameters, ";") {
				if v, ok := strings.CutPrefix(strings.TrimSpace(p), "sprop-parameter-sets="); ok {
					for one := range strings.SplitSeq(v, ",") {
						if unit, err := base64.StdEncoding.DecodeString(one); err == nil && len(unit) > 3 {
							switch kindOf(unit) {
							case nalSPS:
								t.sps = unit
							case nalPPS:
								t.pps = unit
							}
						}
					}
				}
			}
		}
	}
	if !found {
		return nil, fault(Codec, "the camera sends %q", other)
	}
	return t, nil
}

// stream reads the media until ctx ends.
func (x *session) stream(ctx context.Context, t *track, show func(Picture)) error {
	alive := time.NewTicker(x.expires / 2)
	defer alive.Stop()
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-alive.C:
				if x.write("OPTIONS", x.uri) != nil {
					return
				}
			case <-done:
				return
			}
		}
	}()
	d := &depacketizer{assembler: assembler{show: show, sps: t.sps, pps: t.pps, waiting: true}}
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		x.conn.SetReadDeadline(time.Now().Add(idle))
		channel, body, a, err := x.next()
		switch {
		case err != nil:
			return err
		case a != nil:
			switch a.code {
			case 401: // its nonce is used up: the next sign of life carries a new one
				x.mu.Lock()
				x.challenged(a.head["www-authenticate"])
				x.mu.Unlock()
			case 454:
				return fault(Cut, "the camera has ended the session")
			}
		case channel == 0:
			p := &rtp.Packet{}
			if err := p.Unmarshal(body); err != nil {
				return &Fault{Broken, err}
			}
			if err := d.push(p); err != nil {
				return &Fault{Broken, err}
			}
		}
	}
}

// ask sends a request and waits for its answer; a challenge is answered once.
func (x *session) ask(method, uri string, head ...string) (*answer, error) {
	for try := range 2 {
		if err := x.write(method, uri, head...); err != nil {
			return nil, err
		}
		a, err := x.answer()
		if err != nil {
			return nil, err
		}
		switch {
		case a.code == 200:
			return a, nil
		case a.code == 401 && try == 0 && x.src.User != "" && x.challenged(a.head["www-authenticate"]):
			continue
		case a.code == 401 || a.code == 403:
			return nil, fault(Credentials, "%s: %d", method, a.code)
		case a.code == 404 || a.code == 410:
			return nil, fault(NotThere, "%s: %d", method, a.code)
		}
		return nil, fault(Refused, "%s: %d", method, a.code)
	}
	return nil, fault(Credentials, "%s", method)
}

func (x *session) answer() (*answer, error) {
	for {
		_, _, a, err := x.next()
		if err != nil || a != nil {
			return a, err
		}
	}
}

func (x *session) write(method, uri string, head ...string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.seq++
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s RTSP/1.0\r\nCSeq: %d\r\nUser-Agent: anjian\r\n", method, uri, x.seq)
	if x.id != "" {
		b.WriteString("Session: " + x.id + "\r\n")
	}
	if x.auth != nil {
		b.WriteString("Authorization: " + x.authorize(method, uri) + "\r\n")
	}
	for _, line := range head {
		b.WriteString(line + "\r\n")
	}
	b.WriteString("\r\n")
	x.conn.SetWriteDeadline(time.Now().Add(handshake))
	_, err := io.WriteString(x.conn, b.String())
	return err
}

// next reads what comes next: media of a channel, or an answer. A request of the camera is passed over.
func (x *session) next() (channel byte, body []byte, a *answer, err error) {
	first, err := x.in.Peek(1)
	if err != nil {
		return 0, nil, nil, err
	}
	if first[0] == '$' {
		var head [4]byte
		if _, err := io.ReadFull(x.in, head[:]); err != nil {
			return 0, nil, nil, err
		}
		body = make([]byte, binary.BigEndian.Uint16(head[2:]))
		_, err := io.ReadFull(x.in, body)
		return head[1], body, nil, err
	}
	left := mostHead
	line, err := x.line(&left)
	if err != nil {
		return 0, nil, nil, err
	}
	a = &answer{head: map[string][]string{}}
	words := strings.SplitN(line, " ", 3)
	if len(words) < 2 || words[0] != "RTSP/1.0" && !strings.HasSuffix(line, " RTSP/1.0") {
		return 0, nil, nil, fault(Broken, "no RTSP")
	}
	a.code, _ = strconv.Atoi(words[1])
	for {
		line, err := x.line(&left)
		if err != nil {
			return 0, nil, nil, err
		}
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		a.head[name] = append(a.head[name], strings.TrimSpace(value))
	}
	if text := a.get("content-length"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > mostSDP {
			return 0, nil, nil, fault(Broken, "an answer of %q bytes", text)
		}
		a.body = make([]byte, n)
		if _, err := io.ReadFull(x.in, a.body); err != nil {
			return 0, nil, nil, err
		}
	}
	if words[0] != "RTSP/1.0" {
		return 255, nil, nil, nil
	}
	return 0, nil, a, nil
}

func (x *session) line(left *int) (string, error) {
	b, err := x.in.ReadSlice('\n')
	if *left -= len(b); *left < 0 || errors.Is(err, bufio.ErrBufferFull) {
		return "", fault(Broken, "an answer is too long")
	}
	return strings.TrimRight(string(b), "\r\n"), err
}

// challenged takes the best challenge: digest before basic (RFC 7616, RFC 7617).
func (x *session) challenged(list []string) bool {
	for _, text := range list {
		scheme, rest, _ := strings.Cut(text, " ")
		c := map[string]string{"scheme": strings.ToLower(scheme)}
		for _, m := range parameter.FindAllStringSubmatch(rest, 20) {
			c[strings.ToLower(m[1])] = m[2] + m[3]
		}
		switch {
		case c["scheme"] == "digest" && hashOf(c["algorithm"]) != nil:
			x.auth, x.count = c, 0
			return true
		case c["scheme"] == "basic" && x.auth == nil:
			x.auth = c
		}
	}
	return x.auth != nil
}

// parameter is one of a challenge; those in quotes may hold commas.
var parameter = regexp.MustCompile(`([A-Za-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))`)

// sumOf is MD5 in hexadecimal digits, which both protocols sign in by.
func sumOf(text string) string { sum := md5.Sum([]byte(text)); return hex.EncodeToString(sum[:]) }

func hashOf(algorithm string) func() hash.Hash {
	switch strings.ToUpper(algorithm) {
	case "", "MD5":
		return md5.New
	case "SHA-256":
		return sha256.New
	}
	return nil
}

func (x *session) authorize(method, uri string) string {
	c, s := x.auth, x.src
	if c["scheme"] == "basic" {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(s.User+":"+s.Password))
	}
	sum := func(text string) string {
		h := hashOf(c["algorithm"])()
		io.WriteString(h, text)
		return hex.EncodeToString(h.Sum(nil))
	}
	a1, a2 := sum(s.User+":"+c["realm"]+":"+s.Password), sum(method+":"+uri)
	out := fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s"`, s.User, c["realm"], c["nonce"], uri)
	if strings.Contains(","+strings.ReplaceAll(c["qop"], " ", "")+",", ",auth,") {
		x.count++
		var r [8]byte
		rand.Read(r[:])
		nc, cnonce := fmt.Sprintf("%08x", x.count), hex.EncodeToString(r[:])
		out += fmt.Sprintf(`, qop=auth, nc=%s, cnonce="%s", response="%s"`, nc, cnonce, sum(strings.Join([]string{a1, c["nonce"], nc, cnonce, "auth", a2}, ":")))
	} else {
		out += fmt.Sprintf(`, response="%s"`, sum(a1+":"+c["nonce"]+":"+a2))
	}
	for _, name := range []string{"opaque", "algorithm"} {
		if v := c[name]; v != "" {
			out += fmt.Sprintf(`, %s="%s"`, name, v)
		}
	}
	return out
}
