// Package loop plays a short film for ever, as a camera does over RTSP: for demonstrations, which have no camera, and for tests.
package loop

import (
	"bufio"
	"context"
	"crypto/md5"
	"crypto/rand"
	_ "embed"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
)

// Sample is four seconds of a test picture marked 演示画面, 480 x 270, ten pictures a second; sample.sh has made it.
//
//go:embed sample.h264
var Sample []byte

// Rate is the number of pictures of Sample in a second.
const Rate = 10

// Camera serves a film on every path, or on those of Paths, to whoever has the name and password, or to everybody where no name is set.
type Camera struct {
	Film           []byte // H.264 with start codes; nil is Sample
	User, Password string
	Basic          bool // asks for basic authentication instead of digest
	Paths          []string

	mu    sync.Mutex
	conns map[net.Conn]bool
	seen  int
}

// Serve answers on l until ctx ends.
func (c *Camera) Serve(ctx context.Context, l net.Listener) {
	defer c.Cut()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	var all sync.WaitGroup
	defer all.Wait()
	for {
		conn, err := l.Accept()
		if err != nil {
			c.Cut()
			return
		}
		c.mu.Lock()
		if c.conns == nil {
			c.conns = map[net.Conn]bool{}
		}
		full := len(c.conns) >= 200
		if c.conns[conn] = true; full {
			conn.Close()
		}
		c.seen++
		c.mu.Unlock()
		all.Go(func() {
			c.talk(conn)
			conn.Close()
			c.mu.Lock()
			delete(c.conns, conn)
			c.mu.Unlock()
		})
	}
}

// Cut breaks all connections off.
func (c *Camera) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.Close()
	}
}

// Open counts the connections, Seen those that there ever were.
func (c *Camera) Open() int { c.mu.Lock(); defer c.mu.Unlock(); return len(c.conns) }
func (c *Camera) Seen() int { c.mu.Lock(); defer c.mu.Unlock(); return c.seen }

// Pictures cuts a film into pictures, each a list of NAL units: those with a slice end one.
func Pictures(film []byte) (out [][][]byte) {
	var one [][]byte
	for _, unit := range regexp.MustCompile(`(?s)\x00\x00\x00?\x01`).Split(string(film), -1) {
		if unit == "" {
			continue
		}
		one = append(one, []byte(unit))
		if kind := unit[0] & 0x1f; kind == 1 || kind == 5 {
			out, one = append(out, one), nil
		}
	}
	return out
}

func digest(text string) string { sum := md5.Sum([]byte(text)); return hex.EncodeToString(sum[:]) }

var field = regexp.MustCompile(`(\w+)="([^"]*)"`)

// admits tells whether a request carries the right name and password.
func (c *Camera) admits(method, nonce, authorization string) bool {
	if c.User == "" {
		return true
	}
	if c.Basic {
		return authorization == "Basic "+base64.StdEncoding.EncodeToString([]byte(c.User+":"+c.Password))
	}
	f := map[string]string{}
	for _, m := range field.FindAllStringSubmatch(authorization, -1) {
		f[m[1]] = m[2]
	}
	want := digest(digest(c.User+":camera, hall 1:"+c.Password) + ":" + nonce + ":" + digest(method+":"+f["uri"]))
	return f["nonce"] == nonce && f["username"] == c.User && f["response"] == want
}

// talk answers one connection.
func (c *Camera) talk(conn net.Conn) {
	in := bufio.NewReaderSize(conn, 8<<10)
	var random [16]byte
	rand.Read(random[:])
	nonce, id := hex.EncodeToString(random[:8]), hex.EncodeToString(random[8:])
	var writing sync.Mutex
	stop := make(chan struct{})
	var playing sync.WaitGroup
	end := sync.OnceFunc(func() { close(stop) })
	defer playing.Wait()
	defer end()
	started := false
	for {
		conn.SetReadDeadline(time.Now().Add(2 * time.Minute))
		first, err := in.Peek(1)
		if err != nil {
			return
		}
		if first[0] == '$' { // reports of the receiver
			var head [4]byte
			if _, err := io.ReadFull(in, head[:]); err != nil {
				return
			}
			if _, err := in.Discard(int(binary.BigEndian.Uint16(head[2:]))); err != nil {
				return
			}
			continue
		}
		var lines []string
		for {
			line, err := in.ReadSlice('\n')
			if err != nil || len(lines) > 50 {
				return
			}
			if text := strings.TrimSpace(string(line)); text != "" {
				lines = append(lines, text)
				continue
			}
			break
		}
		if len(lines) == 0 {
			return
		}
		method, rest, _ := strings.Cut(lines[0], " ")
		address, _, _ := strings.Cut(rest, " ")
		head := map[string]string{}
		for _, line := range lines[1:] {
			name, value, _ := strings.Cut(line, ":")
			head[strings.ToLower(name)] = strings.TrimSpace(value)
		}
		reply := func(status, more, body string) {
			writing.Lock()
			defer writing.Unlock()
			if body != "" {
				more += fmt.Sprintf("Content-Length: %d\r\n", len(body))
			}
			fmt.Fprintf(conn, "RTSP/1.0 %s\r\nCSeq: %s\r\n%s\r\n%s", status, head["cseq"], more, body)
		}
		u, err := url.Parse(address)
		switch {
		case err != nil:
			reply("400 Bad Request", "", "")
			continue
		case !c.admits(method, nonce, head["authorization"]):
			if challenge := fmt.Sprintf("WWW-Authenticate: Digest realm=\"camera, hall 1\", nonce=\"%s\"\r\n", nonce); c.Basic {
				reply("401 Unauthorized", "WWW-Authenticate: Basic realm=\"camera\"\r\n", "")
			} else {
				reply("401 Unauthorized", challenge, "")
			}
			continue
		case !c.has(u.Path):
			reply("404 Not Found", "", "")
			continue
		}
		switch method {
		case "DESCRIBE":
			units := Pictures(c.film())[0]
			reply("200 OK", "Content-Type: application/sdp\r\nContent-Base: "+address+"/\r\n", fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"+
				"a=fmtp:96 packetization-mode=1;sprop-parameter-sets=%s,%s\r\na=control:track1\r\n", base64.StdEncoding.EncodeToString(units[0]), base64.StdEncoding.EncodeToString(units[1])))
		case "SETUP":
			reply("200 OK", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: "+id+";timeout=60\r\n", "")
		case "PLAY":
			reply("200 OK", "Session: "+id+"\r\n", "")
			if !started {
				started = true
				playing.Go(func() { c.play(conn, &writing, stop) })
			}
		case "TEARDOWN":
			reply("200 OK", "Session: "+id+"\r\n", "")
			return
		default:
			reply("200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n", "")
		}
	}
}

func (c *Camera) film() []byte {
	if c.Film == nil {
		return Sample
	}
	return c.Film
}

func (c *Camera) has(path string) bool {
	for _, one := range c.Paths {
		if path == one || strings.HasPrefix(path, one+"/") {
			return true
		}
	}
	return len(c.Paths) == 0
}

// play sends the film, again and again.
func (c *Camera) play(conn net.Conn, writing *sync.Mutex, stop <-chan struct{}) {
	pictures, payloader := Pictures(c.film()), &codecs.H264Payloader{}
	tick := time.NewTicker(time.Second / Rate)
	defer tick.Stop()
	seq := uint16(0)
	for n := 0; ; n++ {
		var stream []byte
		for _, unit := range pictures[n%len(pictures)] {
			stream = append(append(stream, 0, 0, 0, 1), unit...)
		}
		parts := payloader.Payload(1200, stream)
		for i, payload := range parts {
			p := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 96, SequenceNumber: seq, Timestamp: uint32(n * 90000 / Rate), SSRC: 7, Marker: i == len(parts)-1}, Payload: payload}
			seq++
			body, err := p.Marshal()
			if err != nil {
				return
			}
			writing.Lock()
			conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			_, err = conn.Write(append(binary.BigEndian.AppendUint16([]byte{'$', 0}, uint16(len(body))), body...))
			writing.Unlock()
			if err != nil {
				return
			}
		}
		select {
		case <-tick.C:
		case <-stop:
			return
		}
	}
}
