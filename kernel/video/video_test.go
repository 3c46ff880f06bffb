package video

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/kernel/video/loop"
)

func init() { handshake, linger = 3*time.Second, time.Second }

// camera serves c on 127.0.0.1.
func camera(t *testing.T, c *loop.Camera) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { c.Serve(ctx, l); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return "rtsp://" + l.Addr().String()
}

// raw answers every connection by fn.
func raw(t *testing.T, fn func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer conn.Close(); fn(conn) }()
		}
	}()
	return "rtsp://" + l.Addr().String()
}

var plain = (&net.Dialer{}).DialContext

// look plays a source until it has shown n pictures.
func look(s *RTSP, n int) (out []Picture, err error) {
	s.Dial = plain
	ctx, cancel := context.WithTimeoutCause(context.Background(), 5*time.Second, errors.New("late"))
	defer cancel()
	err = s.Play(ctx, func(p Picture) {
		if out = append(out, p); len(out) == n {
			cancel()
		}
	})
	if len(out) >= n {
		err = nil
	}
	return out, err
}

// TestSignIn: who may look is asked by digest or basic; the wrong password, and none, are refused, and say so.
func TestSignIn(t *testing.T) {
	for _, basic := range []bool{false, true} {
		at := camera(t, &loop.Camera{User: "admin", Password: "Q7,x\"y", Basic: basic})
		for _, tc := range []struct{ user, password, want string }{{"admin", "Q7,x\"y", ""}, {"admin", "wrong", Credentials}, {"", "", Credentials}, {"root", "Q7,x\"y", Credentials}} {
			got, err := look(&RTSP{Address: at + "/main", User: tc.user, Password: tc.password}, 3)
			if CodeOf(err) != tc.want || tc.want == "" && (len(got) != 3 || !got[0].Key || got[1].Key || got[1].Clock-got[0].Clock != 9000) {
				t.Errorf("basic %v, %s/%s: %v, %d pictures", basic, tc.user, tc.password, err, len(got))
			}
			if err != nil && tc.password != "" && strings.Contains(err.Error(), tc.password) {
				t.Errorf("the error tells the password: %v", err)
			}
		}
	}
}

// TestFaults: every way in which a camera fails has its own word.
func TestFaults(t *testing.T) {
	say := func(text string) func(net.Conn) {
		return func(c net.Conn) { io.WriteString(c, text); io.Copy(io.Discard, c) }
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for what, tc := range map[string]struct{ address, want string }{
		"nobody listens":      {"rtsp://" + closed.Addr().String() + "/x", Unreachable},
		"another path":        {camera(t, &loop.Camera{Paths: []string{"/main"}}) + "/other", NotThere},
		"a user name":         {"rtsp://a:b@127.0.0.1/x", Barred},
		"another scheme":      {"http://127.0.0.1/x", Barred},
		"garbage":             {raw(t, say("\x00\x01\x02\x03garbage\n\n")), Broken},
		"a web server":        {raw(t, say("HTTP/1.1 400 Bad Request\r\n\r\n")), Broken},
		"an endless line":     {raw(t, say(strings.Repeat("a", 100<<10))), Broken},
		"an endless head":     {raw(t, say("RTSP/1.0 200 OK\r\n"+strings.Repeat("A: b\r\n", 10000))), Broken},
		"a body without end":  {raw(t, say("RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n")), Broken},
		"a negative length":   {raw(t, say("RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n")), Broken},
		"an error":            {raw(t, say("RTSP/1.0 503 Busy\r\n\r\n")), Refused},
		"elsewhere":           {raw(t, say("RTSP/1.0 302 Moved\r\nLocation: rtsp://10.0.0.1/\r\n\r\n")), Refused},
		"H.265":               {raw(t, say("RTSP/1.0 200 OK\r\nContent-Length: 47\r\n\r\nv=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000")), Codec},
		"a description of ..": {raw(t, say("RTSP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nv=0")), Codec},
		"hangs up":            {raw(t, func(net.Conn) {}), Cut},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			if _, err := look(&RTSP{Address: tc.address}, 1); CodeOf(err) != tc.want {
				t.Errorf("%v, want %s", err, tc.want)
			}
		})
	}
}

// TestSlowLoris: a camera that answers a byte now and then is given up after the time of a handshake.
func TestSlowLoris(t *testing.T) {
	t.Parallel()
	at := raw(t, func(c net.Conn) {
		for range 1000 {
			if _, err := c.Write([]byte("R")); err != nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	began := time.Now()
	s := &RTSP{Address: at, Dial: plain}
	err := s.Play(context.Background(), func(Picture) {})
	if took := time.Since(began); CodeOf(err) != Timeout || took > handshake+2*time.Second {
		t.Errorf("%v after %s", err, took)
	}
}

// states keeps what a hub says of its cameras.
type states struct {
	mu   sync.Mutex
	list []string
}

func (s *states) told(id string, up bool, why string, _ time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if line := fmt.Sprint(id, " ", up, " ", why); len(s.list) == 0 || s.list[len(s.list)-1] != line {
		s.list = append(s.list, line)
	}
}

func (s *states) String() string { s.mu.Lock(); defer s.mu.Unlock(); return strings.Join(s.list, "; ") }

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("never: " + what)
}

// TestShare: many look at one connection; it begins when the first comes, comes back after a cut, and ends when the last has gone.
func TestShare(t *testing.T) {
	t.Parallel()
	c, said := &loop.Camera{}, &states{}
	at := camera(t, c)
	h := NewHub(said.told, slog.New(slog.DiscardHandler))
	h.Probe = time.Hour
	defer h.Close()
	h.Set("c", "1", &RTSP{Address: at, Dial: plain}, 0)
	until(t, "the first look", func() bool { return said.String() == "c true " && c.Open() == 0 })
	var list []*Viewer
	for range 20 {
		v, err := h.Watch("c")
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	for _, v := range list {
		if p := <-v.Pictures; !p.Key || kindOf(p.Units[0]) != nalSPS || kindOf(p.Units[1]) != nalPPS {
			t.Fatal("a viewer does not begin with a key picture")
		}
	}
	if c.Open() != 1 {
		t.Errorf("%d connections", c.Open())
	}
	late, err := h.Watch("c")
	if err != nil {
		t.Fatal(err)
	}
	if p := <-late.Pictures; !p.Key {
		t.Error("who comes later does not begin with a key picture")
	}
	c.Cut()
	seen := c.Seen()
	until(t, "back after a cut", func() bool { return c.Seen() > seen && c.Open() == 1 })
	for p := range late.Pictures { // what was queued before the cut, then a key picture
		if p.Key && p.Clock == 0 {
			break
		}
	}
	if said.String() != "c true " {
		t.Errorf("one cut is an outage: %s", said)
	}
	for _, v := range append(list, late) {
		v.Leave()
	}
	until(t, "ended", func() bool { return c.Open() == 0 })
	if _, err := h.Watch("d"); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
}

// TestOutage: a camera that stays away is down, with the reason, and up again when it is back; whoever looks need not come again.
func TestOutage(t *testing.T) {
	t.Parallel()
	said := &states{}
	h := NewHub(said.told, slog.New(slog.DiscardHandler))
	defer h.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { (&loop.Camera{}).Serve(ctx, l); close(done) }()
	h.Set("c", "1", &RTSP{Address: "rtsp://" + address, Dial: plain}, 0)
	v, err := h.Watch("c")
	if err != nil {
		t.Fatal(err)
	}
	<-v.Pictures
	cancel()
	<-done
	until(t, "down", func() bool { return said.String() == "c true ; c false unreachable" })
	if l, err = net.Listen("tcp", address); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	go (&loop.Camera{}).Serve(ctx, l)
	until(t, "up again", func() bool { return strings.HasSuffix(said.String(), "c false unreachable; c true ") })
	until(t, "pictures again", func() bool { p := <-v.Pictures; return p.Key && p.Clock == 0 })
	h.Remove("c")
	until(t, "told that it is gone", func() bool { _, open := <-v.Pictures; return !open })
}

// TestClip: the last seconds are kept, no more, and are a film that others read.
func TestClip(t *testing.T) {
	t.Parallel()
	h := NewHub((&states{}).told, slog.New(slog.DiscardHandler))
	defer h.Close()
	h.Set("c", "1", &RTSP{Address: camera(t, &loop.Camera{}), Dial: plain}, 3*time.Second)
	f := h.feed("c")
	until(t, "some seconds", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return len(f.kept) > 0 && time.Since(f.kept[0].At) > 3*time.Second
	})
	time.Sleep(2 * time.Second)
	f.mu.Lock()
	if n := len(f.kept); n < 30 || n > 60 || !f.kept[0].Key {
		t.Errorf("%d pictures are kept", n)
	}
	f.mu.Unlock()
	now := time.Now()
	film := h.Cut("c", now.Add(-2*time.Second), now)
	if len(film) < 20 || len(film) > 41 || !film[0].Key || film[0].At.After(now.Add(-2*time.Second)) {
		t.Fatalf("%d pictures", len(film))
	}
	var out bytes.Buffer
	if err := WriteMP4(&out, film); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,width,height,nb_read_frames", "-of", "csv=p=0", name).CombinedOutput()
	if want := fmt.Sprintf("h264,480,270,%d\n", len(film)); err != nil || string(said) != want {
		t.Errorf("ffprobe: %q %v, want %q", said, err, want)
	}
	if err := WriteMP4(io.Discard, film[1:2]); err == nil {
		t.Error("a film without a beginning")
	}
}

// FuzzRTP: no packet of a camera breaks the depacketizer.
func FuzzRTP(f *testing.F) {
	for _, p := range loop.Pictures(loop.Sample)[:2] {
		for _, u := range p {
			f.Add(u, true)
		}
	}
	f.Add([]byte{24, 0, 2, 0x67, 0, 0xff}, false)
	f.Add([]byte{28, 0x85, 1, 2}, false)
	f.Fuzz(func(t *testing.T, b []byte, marker bool) {
		d := &depacketizer{assembler: assembler{show: func(p Picture) {
			if len(p.Units) == 0 || p.Key && (len(p.Units) < 3 || kindOf(p.Units[0]) != nalSPS) {
				t.Error("a picture without its parts")
			}
			WriteMP4(io.Discard, []Picture{p})
		}}}
		for _, u := range loop.Pictures(loop.Sample)[0] {
			d.payload(u)
		}
		d.payload(b)
		if marker {
			d.end()
		}
	})
}

// FuzzDimensions: no parameter set breaks the reader of sizes.
func FuzzDimensions(f *testing.F) {
	sps := loop.Pictures(loop.Sample)[0][0]
	if w, h, ok := dimensions(sps); w != 480 || h != 270 || !ok {
		f.Fatal(w, h, ok)
	}
	f.Add(sps)
	f.Fuzz(func(t *testing.T, b []byte) { dimensions(b) })
}

// FuzzRTSP: no answer of a camera breaks the client.
func FuzzRTSP(f *testing.F) {
	f.Add([]byte("RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"a, b\", nonce=\"1\", qop=\"auth,auth-int\"\r\n\r\n"))
	f.Add([]byte("$\x00\x00\x04abcd"))
	f.Fuzz(func(t *testing.T, b []byte) {
		x := &session{in: newReader(b), src: &RTSP{User: "a", Password: "b"}}
		for range 100 {
			_, _, a, err := x.next()
			if err != nil {
				return
			}
			if a != nil && x.challenged(a.head["www-authenticate"]) {
				x.authorize("DESCRIBE", "rtsp://a/")
			}
		}
	})
}

// TestDigest: the example of RFC 2617, 3.5, without quality of protection that of RFC 2069.
func TestDigest(t *testing.T) {
	x := &session{src: &RTSP{User: "Mufasa", Password: "Circle Of Life"}}
	if !x.challenged([]string{`Basic realm="x"`, `Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"`}) {
		t.Fatal("not challenged")
	}
	if got := x.authorize("GET", "/dir/index.html"); !strings.Contains(got, `response="670fd8c2df070c60b045671b8b24ff02"`) {
		t.Error(got)
	}
}

func newReader(b []byte) *bufio.Reader { return bufio.NewReaderSize(bytes.NewReader(b), 64<<10) }
