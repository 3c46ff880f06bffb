package video

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/rtp"
)

// media receives what devices send, all to one port: RTP over UDP, or over TCP with the length before each packet (RFC 4571). A stream is known by the
// SSRC that the invitation gave it, or by the address it comes from where a device takes one of its own.
type media struct {
	udp *net.UDPConn
	tcp *net.TCPListener

	mu   sync.Mutex
	wait map[uint32]*receiver
	all  sync.WaitGroup
	open map[net.Conn]bool
}

// receiver is who waits for one stream.
type receiver struct {
	from    netip.Addr
	packets chan *rtp.Packet
}

// mostStreams is how many connections for media are open at once.
const mostStreams = 1000

func openMedia(listen string) (*media, error) {
	udp, tcp, err := pair(listen)
	if err != nil {
		return nil, err
	}
	udp.SetReadBuffer(4 << 20)
	m := &media{udp: udp, tcp: tcp, wait: map[uint32]*receiver{}, open: map[net.Conn]bool{}}
	m.all.Go(m.hear)
	m.all.Go(m.accept)
	return m, nil
}

func (m *media) port() int { return m.tcp.Addr().(*net.TCPAddr).Port }

func (m *media) Close() error {
	m.udp.Close()
	m.tcp.Close()
	m.mu.Lock()
	for c := range m.open {
		c.Close()
	}
	m.open = nil // what is accepted from now on is closed at once
	m.mu.Unlock()
	m.all.Wait()
	return nil
}

// expect waits for a stream from a device.
func (m *media) expect(ssrc uint32, from netip.Addr) (*receiver, func()) {
	r := &receiver{from, make(chan *rtp.Packet, 2000)}
	m.mu.Lock()
	m.wait[ssrc] = r
	m.mu.Unlock()
	return r, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		for k, one := range m.wait {
			if one == r {
				delete(m.wait, k)
			}
		}
	}
}

// find is who waits for a packet; only from the device that was invited.
func (m *media) find(ssrc uint32, from netip.Addr) *receiver {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.wait[ssrc]; r != nil {
		if r.from == from {
			return r
		}
		return nil
	}
	var only *receiver
	for _, r := range m.wait {
		if r.from != from {
			continue
		}
		if only != nil {
			return nil
		}
		only = r
	}
	if only != nil && len(m.wait) < 2*mostStreams {
		m.wait[ssrc] = only
	}
	return only
}

func (m *media) take(b []byte, from netip.Addr) {
	p := &rtp.Packet{}
	if p.Unmarshal(append([]byte(nil), b...)) != nil {
		return
	}
	if r := m.find(p.SSRC, from.Unmap()); r != nil {
		select {
		case r.packets <- p:
		default: // whoever reads is slow: the gap is seen in the numbers
		}
	}
}

func (m *media) hear() {
	b := make([]byte, 65536)
	for {
		n, from, err := m.udp.ReadFromUDPAddrPort(b)
		if err != nil {
			return
		}
		m.take(b[:n], from.Addr())
	}
}

func (m *media) accept() {
	for {
		c, err := m.tcp.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // no file is free: one will be
			time.Sleep(100 * time.Millisecond)
			continue
		}
		m.mu.Lock()
		take := m.open != nil && len(m.open) < mostStreams
		if take {
			m.open[c] = true
		}
		m.mu.Unlock()
		if !take {
			c.Close()
			continue
		}
		m.all.Go(func() {
			m.read(c)
			c.Close()
			m.mu.Lock()
			delete(m.open, c)
			m.mu.Unlock()
		})
	}
}

// read reads the packets of one connection; who says nothing of use is cut off.
func (m *media) read(c net.Conn) {
	from := c.RemoteAddr().(*net.TCPAddr).AddrPort().Addr()
	in := bufio.NewReaderSize(c, 64<<10)
	b := make([]byte, 65536)
	for {
		c.SetReadDeadline(time.Now().Add(idle))
		var size [2]byte
		if _, err := io.ReadFull(in, size[:]); err != nil {
			return
		}
		n := binary.BigEndian.Uint16(size[:])
		if n < 12 {
			return
		}
		if _, err := io.ReadFull(in, b[:n]); err != nil || b[0]>>6 != 2 {
			return
		}
		m.take(b[:n], from)
	}
}

// run takes H.264 out of what comes until ctx ends.
func (r *receiver) run(ctx context.Context, show func(Picture)) error {
	d := &program{assembler: assembler{show: show, waiting: true}}
	started, seq, ticks, stamp := false, uint16(0), int64(0), uint32(0)
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case p := <-r.packets:
			if started && p.SequenceNumber != seq+1 {
				d.gap()
			}
			if started {
				ticks += int64(int32(p.Timestamp - stamp))
			}
			started, seq, stamp = true, p.SequenceNumber, p.Timestamp
			err := d.write(p.Payload, ticks)
			if err == nil && p.Marker {
				err = d.flush()
			}
			if err != nil {
				if CodeOf(err) == Cut {
					err = &Fault{Broken, err}
				}
				return err
			}
		}
	}
}
