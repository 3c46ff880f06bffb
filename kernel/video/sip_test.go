package video

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/kernel/video/loop"
)

// office knows one device, and remembers what it hears.
type office struct {
	mu   sync.Mutex
	here []bool
	list []string
}

const (
	platformCode = "41010500002000000001"
	deviceCode   = "41010500001180000001"
)

func (o *office) Secret(_ context.Context, code, realm string) string {
	if code != deviceCode {
		return ""
	}
	return sumOf(code + ":" + realm + ":gb-28181")
}
func (o *office) Here(_ string, here bool) { o.mu.Lock(); o.here = append(o.here, here); o.mu.Unlock() }
func (o *office) Channels(_ string, list []Channel) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range list {
		o.list = append(o.list, fmt.Sprint(c.Code, " ", c.Name, " ", c.Lng))
	}
	sort.Strings(o.list)
	o.list = slices.Compact(o.list)
}
func (o *office) said() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return fmt.Sprint(o.here, strings.Join(o.list, ", "))
}

func device(o *office, s *SIP, password string) *loop.Device {
	return &loop.Device{Code: deviceCode, Password: password, Platform: s.Address(), PlatformCode: platformCode, Heartbeat: 200 * time.Millisecond,
		Channels: map[string]string{"41010500001310000001": "1号罐区", "41010500001320000002": "装卸区"}}
}

// 设备用国标注册 -> 目录 -> 点播, UDP 和 TCP -> 挂断; 密码不对的进不来.
func TestGB28181(t *testing.T) {
	t.Parallel()
	o := &office{}
	s, err := ServeSIP("127.0.0.1:0", "127.0.0.1:0", platformCode, "", o, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := device(o, s, "wrong").Run(t.Context()); !errors.Is(err, loop.ErrRefused) {
		t.Errorf("with a wrong password: %v", err)
	}
	stranger := device(o, s, "gb-28181")
	stranger.Code = "41010500001180000009"
	if err := stranger.Run(t.Context()); !errors.Is(err, loop.ErrRefused) {
		t.Errorf("a device that nobody knows: %v", err)
	}
	src := s.Source(deviceCode, "41010500001310000001", false)
	if err := src.Play(t.Context(), func(Picture) {}); CodeOf(err) != Unregistered {
		t.Errorf("before it has signed in: %v", err)
	}
	d := device(o, s, "gb-28181")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	until(t, "signed in with a catalogue", func() bool {
		return o.said() == "[true]41010500001310000001 1号罐区 113.66, 41010500001320000002 装卸区 113.66"
	})
	for _, tcp := range []bool{false, true} {
		playing, stop := context.WithTimeout(context.Background(), 10*time.Second)
		var got []Picture
		s.Source(deviceCode, "41010500001310000001", tcp).Play(playing, func(p Picture) {
			if got = append(got, p); len(got) == 12 {
				stop()
			}
		})
		stop()
		if len(got) < 12 || !got[0].Key || got[1].Key || got[1].Clock-got[0].Clock != 9000 || len(got[0].Units) != 3 {
			t.Fatalf("TCP %v: %d pictures", tcp, len(got))
		}
		want := loop.Pictures(loop.Sample)
		if string(got[0].Units[2]) != string(want[0][2]) || string(got[5].Units[0]) != string(want[5][0]) {
			t.Errorf("TCP %v: the pictures are others", tcp)
		}
		until(t, "hung up", func() bool { return d.Plays() == 0 })
	}
	if err := s.Source(deviceCode, "41010500001310000099", false).Play(t.Context(), func(Picture) {}); CodeOf(err) != Refused {
		t.Errorf("a channel that it has not: %v", err)
	}
	err = src.Play(t.Context(), func(Picture) { d.Hang() })
	if CodeOf(err) != Cut {
		t.Errorf("hung up by the device: %v", err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	until(t, "signed out", func() bool { return strings.HasPrefix(o.said(), "[true false]") })
}

// slow is an office that writes down at its own pace what it hears.
type slow struct{ office }

func (o *slow) Here(code string, here bool) {
	time.Sleep(time.Duration(rand.IntN(300)) * time.Microsecond)
	o.office.Here(code, here)
}

// TestTell: a device that goes and comes again in one moment is not taken for gone.
func TestTell(t *testing.T) {
	t.Parallel()
	for range 30 {
		o := &slow{}
		s := &SIP{devices: o, here: map[string]*registration{}}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { s.Forget(deviceCode) })
			all.Go(func() {
				s.mu.Lock()
				s.here[deviceCode] = &registration{}
				s.mu.Unlock()
				s.tell(deviceCode)
			})
		}
		all.Wait()
		if _, here := s.From(deviceCode); o.here[len(o.here)-1] != here {
			t.Fatalf("the device is here: %v, heard %v", here, o.here)
		}
	}
}

// TestSIPGarbage: what is no SIP, or of nobody, changes nothing and ends nothing.
func TestSIPGarbage(t *testing.T) {
	t.Parallel()
	o := &office{}
	s, err := ServeSIP("127.0.0.1:0", "127.0.0.1:0", platformCode, "", o, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, network := range []string{"udp", "tcp"} {
		for _, at := range []string{s.Address(), fmt.Sprintf("127.0.0.1:%d", s.media.port())} {
			c, err := net.Dial(network, at)
			if err != nil {
				t.Fatal(err)
			}
			for range 50 {
				b := make([]byte, rand.IntN(1400))
				for i := range b {
					b[i] = byte(rand.Uint32())
				}
				c.Write(b)
			}
			fmt.Fprintf(c, "MESSAGE sip:%s@x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nFrom: <sip:%s@x>;tag=1\r\nTo: <sip:%s@x>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Length: 5\r\n\r\n<a>&b", platformCode, deviceCode, platformCode)
			c.Close()
		}
	}
	d := device(o, s, "gb-28181")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go d.Run(ctx)
	until(t, "still answers", func() bool { return strings.HasPrefix(o.said(), "[true]4101") })
}

// FuzzProgram: no stream of a device breaks the reader.
func FuzzProgram(f *testing.F) {
	units := loop.Pictures(loop.Sample)[0]
	f.Add(loop.Program(units, 9000), 100)
	f.Add([]byte{0, 0, 1, 0xbc, 0, 2, 0xff, 0xff}, 3)
	f.Fuzz(func(t *testing.T, b []byte, size int) {
		d := &program{assembler: assembler{show: func(p Picture) { WriteMP4(io.Discard, []Picture{p}) }}}
		size = max(1, size)
		for len(b) > 0 {
			n := min(size, len(b))
			if d.write(b[:n], 1) != nil {
				return
			}
			b = b[n:]
		}
		d.flush()
	})
}

// FuzzNotice: no message of a device breaks its reader.
func FuzzNotice(f *testing.F) {
	f.Add([]byte("<?xml version=\"1.0\" encoding=\"GB2312\"?><Response><CmdType>Catalog</CmdType><DeviceList><Item><DeviceID>1</DeviceID><Name>\xb9\xde\xc7\xf8</Name></Item></DeviceList></Response>"))
	f.Fuzz(func(t *testing.T, b []byte) { parseNotice(b) })
}

func TestNotice(t *testing.T) {
	n, err := parseNotice([]byte("<?xml version=\"1.0\" encoding=\"GB2312\"?><Response><CmdType>Catalog</CmdType><DeviceList><Item><DeviceID>1</DeviceID><Name>\xb9\xde\xc7\xf8</Name></Item></DeviceList></Response>"))
	if err != nil || n.Command != "Catalog" || len(n.Items) != 1 || n.Items[0].Name != "罐区" {
		t.Errorf("%+v %v", n, err)
	}
}
