package telemetry

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Frame is one message of HJ 212-2017, 6.3: `##`, the length of the segment in four digits, the segment, its CRC in four hexadecimal digits, CR LF.
type Frame struct {
	QN     string              // time of the request, yyyyMMddHHmmsszzz
	ST, CN string              // kind of system, command
	PW, MN string              // password and number of the device
	Flag   int                 // bit 0: an answer is wanted; bit 1: in several packets
	Count  int                 // PNUM: packets altogether
	Number int                 // PNO: which of them
	Fields []map[string]string // groups of CP, in order, each name to value
}

// Commands that are understood.
const (
	RealTime = "2011"
	Minutes  = "2051"
	Hours    = "2061"
	Days     = "2031"
	DataAck  = "9014"
)

var china = time.FixedZone("CST", 8*3600)

// CRC is the check of a segment by HJ 212-2017, annex A.
func CRC(segment []byte) uint16 {
	reg := uint16(0xFFFF)
	for _, b := range segment {
		reg = reg>>8 ^ uint16(b)
		for range 8 {
			out := reg & 1
			if reg >>= 1; out == 1 {
				reg ^= 0xA001
			}
		}
	}
	return reg
}

// mostSegment is the longest segment: four digits of length allow 9,999 bytes, the standard 1,024.
const mostSegment = 9999

// ReadFrame reads the next frame; what stands before its `##` is passed over.
func ReadFrame(in *bufio.Reader) (*Frame, error) {
	for last := byte(0); ; {
		b, err := in.ReadByte()
		if err != nil {
			return nil, err
		}
		if b == '#' && last == '#' {
			break
		}
		last = b
	}
	head := make([]byte, 4)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(string(head))
	if err != nil || n <= 0 || n > mostSegment || strings.ContainsAny(string(head), "+-") {
		return nil, fmt.Errorf("telemetry: HJ 212 frame of length %q", head)
	}
	rest := make([]byte, n+6)
	if _, err := io.ReadFull(in, rest); err != nil {
		return nil, err
	}
	want, err := strconv.ParseUint(string(rest[n:n+4]), 16, 16)
	if err != nil || uint16(want) != CRC(rest[:n]) || string(rest[n+4:]) != "\r\n" {
		return nil, fmt.Errorf("telemetry: HJ 212 frame with the check %q instead of %04X", rest[n:n+4], CRC(rest[:n]))
	}
	return parseSegment(string(rest[:n]))
}

func parseSegment(text string) (*Frame, error) {
	head, tail, found := strings.Cut(text, "CP=&&")
	if !found || !strings.HasSuffix(tail, "&&") {
		return nil, errors.New("telemetry: HJ 212 frame without CP")
	}
	f := &Frame{}
	for part := range strings.SplitSeq(head, ";") {
		name, value, _ := strings.Cut(part, "=")
		var err error
		switch name {
		case "QN":
			f.QN = value
		case "ST":
			f.ST = value
		case "CN":
			f.CN = value
		case "PW":
			f.PW = value
		case "MN":
			f.MN = value
		case "Flag":
			f.Flag, err = strconv.Atoi(value)
		case "PNUM":
			f.Count, err = strconv.Atoi(value)
		case "PNO":
			f.Number, err = strconv.Atoi(value)
		}
		if err != nil {
			return nil, fmt.Errorf("telemetry: HJ 212 frame with %s", part)
		}
	}
	for group := range strings.SplitSeq(strings.TrimSuffix(tail, "&&"), ";") {
		if group == "" {
			continue
		}
		fields := map[string]string{}
		for part := range strings.SplitSeq(group, ",") {
			if name, value, ok := strings.Cut(part, "="); ok {
				fields[name] = value
			}
		}
		f.Fields = append(f.Fields, fields)
	}
	return f, nil
}

// String is the frame as it goes over the wire.
func (f *Frame) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "QN=%s;ST=%s;CN=%s;PW=%s;MN=%s;Flag=%d;", f.QN, f.ST, f.CN, f.PW, f.MN, f.Flag)
	if f.Flag&2 != 0 {
		fmt.Fprintf(&s, "PNUM=%d;PNO=%d;", f.Count, f.Number)
	}
	s.WriteString("CP=&&")
	for i, group := range f.Fields {
		if i > 0 {
			s.WriteByte(';')
		}
		first := true
		for name, value := range group {
			if !first {
				s.WriteByte(',')
			}
			first = false
			s.WriteString(name + "=" + value)
		}
	}
	s.WriteString("&&")
	return fmt.Sprintf("##%04d%s%04X\r\n", s.Len(), s.String(), CRC([]byte(s.String())))
}

// readings are the values of a data frame. The codes of a point carry -Rtd in real time and -Avg otherwise; -Flag is N where the value is to be trusted.
func (f *Frame) readings() (out []Reading, err error) {
	at := f.QN
	values, flags := map[string]string{}, map[string]string{}
	var names []string
	for _, group := range f.Fields {
		for name, value := range group {
			code, what, _ := strings.Cut(name, "-")
			switch {
			case name == "DataTime":
				at = value
			case what == "Rtd" || what == "Avg" && f.CN != RealTime:
				if _, twice := values[code]; !twice {
					names = append(names, code)
				}
				values[code] = value
			case what == "Flag":
				flags[code] = value
			}
		}
	}
	layout := "20060102150405"
	when, err := time.ParseInLocation(layout, at[:min(len(at), len(layout))], china)
	if err != nil {
		return nil, fmt.Errorf("telemetry: HJ 212 time %q", at)
	}
	for _, code := range names {
		v, err := strconv.ParseFloat(values[code], 64)
		if err != nil {
			return nil, fmt.Errorf("telemetry: HJ 212 value %s=%q", code, values[code])
		}
		r := Reading{Point: code, Value: v, At: when.UnixMilli()}
		if flag := flags[code]; flag != "" && flag != "N" && flag != "S" {
			r.Quality = int(flag[0])
		}
		out = append(out, r)
	}
	return out, nil
}

// HJ212 listens for devices that speak HJ 212 over TCP.
type HJ212 struct {
	listener net.Listener
	host     Host
	log      *slog.Logger
	open     sync.WaitGroup
}

// idle is how long a device may be silent before its connection ends.
const idle = 10 * time.Minute

// ServeHJ212 listens at address until ctx ends or Close.
func ServeHJ212(ctx context.Context, address string, host Host, log *slog.Logger) (*HJ212, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	s := &HJ212{listener: l, host: host, log: log}
	context.AfterFunc(ctx, func() { l.Close() })
	s.open.Go(func() {
		places := make(chan struct{}, 10_000)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			select {
			case places <- struct{}{}:
			default:
				conn.Close()
				continue
			}
			s.open.Go(func() {
				defer func() { <-places }()
				stop := context.AfterFunc(ctx, func() { conn.Close() })
				defer stop()
				defer conn.Close()
				s.converse(ctx, conn)
			})
		}
	})
	return s, nil
}

// Address is where it listens.
func (s *HJ212) Address() string { return s.listener.Addr().String() }

// Close stops listening.
func (s *HJ212) Close() error { return s.listener.Close() }

// converse takes the frames of one connection. A device says who it is in each of them; the first decides, and others must say the same.
func (s *HJ212) converse(ctx context.Context, conn net.Conn) {
	in := bufio.NewReaderSize(conn, 16<<10)
	device, name, secret := "", "", ""
	defer func() {
		if device != "" {
			s.host.Seen(device, false)
		}
	}()
	var parts []*Frame
	for {
		conn.SetReadDeadline(time.Now().Add(idle))
		f, err := ReadFrame(in)
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				s.log.Warn("a frame of a device cannot be read", "address", conn.RemoteAddr().String(), "error", err)
			}
			return
		}
		if device == "" {
			var ok bool
			if device, _, ok = s.host.Admit(ctx, f.MN, f.PW, conn.RemoteAddr().String()); !ok {
				device = ""
				return
			}
			name, secret = f.MN, f.PW
			s.host.Seen(device, true)
		}
		if f.MN != name || f.PW != secret {
			return
		}
		whole := f
		if f.Flag&2 != 0 && f.Count > 1 {
			if parts = append(parts, f); f.Number < f.Count || len(parts) > 100 {
				if len(parts) > 100 {
					return
				}
				s.answer(conn, f)
				continue
			}
			whole = &Frame{QN: f.QN, CN: f.CN}
			for _, p := range parts {
				if p.QN == f.QN && p.CN == f.CN {
					whole.Fields = append(whole.Fields, p.Fields...)
				}
			}
			parts = nil
		}
		switch f.CN {
		case RealTime, Minutes, Hours, Days:
			m := &Message{Device: device, Kind: "data", Received: time.Now()}
			if m.Readings, err = whole.readings(); err != nil {
				s.log.Warn("a frame of a device cannot be read", "device", device, "error", err)
				continue
			}
			if err := s.host.Take(ctx, m); err != nil {
				s.log.Error("a message of a device cannot be kept", "device", device, "error", err)
				return
			}
		}
		s.answer(conn, f)
	}
}

// answer tells the device that a frame is kept, if it wants to know.
func (s *HJ212) answer(conn net.Conn, f *Frame) {
	if f.Flag&1 == 0 {
		return
	}
	conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
	io.WriteString(conn, (&Frame{QN: f.QN, ST: "91", CN: DataAck, PW: f.PW, MN: f.MN, Flag: 4}).String())
}
