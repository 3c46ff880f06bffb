package video

import (
	"bytes"
	"encoding/binary"
	"errors"
	"time"

	"github.com/pion/rtp"
)

// Kinds of NAL units (H.264 table 7-1).
const (
	nalSlice = 1
	nalKey   = 5
	nalInfo  = 6
	nalSPS   = 7
	nalPPS   = 8
)

// mostPicture bounds one picture: a key picture of 8 megapixels has about 1 MB.
const mostPicture = 4 << 20

func kindOf(unit []byte) byte { return unit[0] & 0x1f }

// assembler makes pictures of the NAL units of a stream; it holds the parameter sets, so that every key picture has them.
type assembler struct {
	show     func(Picture)
	sps, pps []byte
	units    [][]byte
	size     int
	clock    int64
	key      bool
	waiting  bool // something was lost: nothing until the next key picture
}

// add takes one NAL unit of the picture at clock.
func (a *assembler) add(unit []byte, clock int64) error {
	if len(unit) == 0 {
		return nil
	}
	if len(a.units) > 0 && clock != a.clock {
		a.end()
	}
	a.clock = clock
	switch kind := kindOf(unit); {
	case kind == nalSPS && len(unit) >= 4 && len(unit) < 1024:
		a.sps = bytes.Clone(unit)
	case kind == nalPPS && len(unit) < 1024:
		a.pps = bytes.Clone(unit)
	case kind >= nalSlice && kind <= nalKey:
		if a.size += len(unit); a.size > mostPicture || len(a.units) > 400 {
			return errors.New("a picture is too large")
		}
		a.key = a.key || kind == nalKey
		a.units = append(a.units, bytes.Clone(unit))
	}
	return nil
}

// end hands on the picture that is complete.
func (a *assembler) end() {
	units, key := a.units, a.key
	a.units, a.size, a.key = nil, 0, false
	switch {
	case len(units) == 0 || !key && a.waiting:
		return
	case key && (a.sps == nil || a.pps == nil):
		return
	case key:
		a.waiting = false
		units = append([][]byte{a.sps, a.pps}, units...)
	}
	a.show(Picture{Units: units, Clock: a.clock, At: time.Now(), Key: key})
}

// lost notes that a part is missing: pictures that refer to it would be smeared.
func (a *assembler) lost() { a.units, a.size, a.key, a.waiting = nil, 0, false, true }

// depacketizer takes H.264 out of RTP (RFC 6184).
type depacketizer struct {
	assembler
	started  bool
	seq      uint16
	stamp    uint32
	ticks    int64
	fragment []byte
}

func (d *depacketizer) push(p *rtp.Packet) error {
	switch {
	case !d.started:
		d.started, d.stamp = true, p.Timestamp
	case p.SequenceNumber == d.seq:
		return nil
	case p.SequenceNumber != d.seq+1:
		d.fragment = nil
		d.lost()
	}
	d.seq = p.SequenceNumber
	d.ticks += int64(int32(p.Timestamp - d.stamp)) // unwrapped
	d.stamp = p.Timestamp
	if err := d.payload(p.Payload); err != nil {
		return err
	}
	if p.Marker && d.fragment == nil {
		d.end()
	}
	return nil
}

func (d *depacketizer) payload(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	switch kind := kindOf(b); {
	case kind >= 1 && kind <= 23:
		return d.add(b, d.ticks)
	case kind == 24: // STAP-A
		for b = b[1:]; len(b) >= 2; {
			n := int(binary.BigEndian.Uint16(b))
			if n+2 > len(b) {
				return errors.New("an aggregated packet is cut short")
			}
			if err := d.add(b[2:2+n], d.ticks); err != nil {
				return err
			}
			b = b[2+n:]
		}
		return nil
	case kind == 28 && len(b) >= 2: // FU-A
		if b[1]&0x80 != 0 {
			d.fragment = append(d.fragment[:0:0], b[0]&0xe0|b[1]&0x1f)
		} else if d.fragment == nil {
			return nil // its beginning was lost
		}
		if d.fragment = append(d.fragment, b[2:]...); len(d.fragment) > mostPicture {
			return errors.New("a unit is too large")
		}
		if b[1]&0x40 != 0 {
			unit := d.fragment
			d.fragment = nil
			return d.add(unit, d.ticks)
		}
		return nil
	}
	return errors.New("a packet is of a kind that is not used")
}

// split cuts a stream with start codes (H.264 annex B) into NAL units.
func split(stream []byte) (units [][]byte) {
	begin := -1
	for i := 0; i+2 < len(stream); i++ {
		if stream[i] != 0 || stream[i+1] != 0 || stream[i+2] != 1 {
			continue
		}
		if begin >= 0 {
			units = append(units, bytes.TrimRight(stream[begin:i], "\x00"))
		}
		begin = i + 3
		i += 2
	}
	if begin >= 0 && begin < len(stream) {
		units = append(units, stream[begin:])
	}
	return units
}

// joined is a picture as a stream with start codes.
func (p *Picture) joined() []byte {
	out := make([]byte, 0, p.size()+4*len(p.Units))
	for _, u := range p.Units {
		out = append(append(out, 0, 0, 0, 1), u...)
	}
	return out
}

// bitReader reads the numbers of a sequence parameter set.
type bitReader struct {
	b   []byte
	at  int
	bad bool
}

func (r *bitReader) bit() uint32 {
	if r.at>>3 >= len(r.b) {
		r.bad = true
		return 0
	}
	v := r.b[r.at>>3] >> (7 - r.at&7) & 1
	r.at++
	return uint32(v)
}

func (r *bitReader) bits(n int) (v uint32) {
	for range n {
		v = v<<1 | r.bit()
	}
	return v
}

// golomb is an Exp-Golomb number (9.1).
func (r *bitReader) golomb() uint32 {
	n := 0
	for r.bit() == 0 {
		if n++; n > 31 || r.bad {
			r.bad = true
			return 0
		}
	}
	return 1<<n - 1 + r.bits(n)
}

func (r *bitReader) signed() int32 {
	v := r.golomb()
	if v&1 == 1 {
		return int32(v/2 + 1)
	}
	return -int32(v / 2)
}

// dimensions are the width and height that a sequence parameter set declares (7.3.2.1.1).
func dimensions(sps []byte) (width, height int, ok bool) {
	if len(sps) < 4 {
		return 0, 0, false
	}
	raw := bytes.ReplaceAll(sps, []byte{0, 0, 3}, []byte{0, 0}) // 7.4.1: emulation prevention
	r := &bitReader{b: raw[1:]}
	profile := r.bits(8)
	r.bits(16)
	r.golomb()
	chroma := uint32(1)
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		if chroma = r.golomb(); chroma == 3 {
			r.bit()
		}
		r.golomb()
		r.golomb()
		r.bit()
		if r.bit() == 1 {
			lists := 8
			if chroma == 3 {
				lists = 12
			}
			for i := range lists {
				r.scaling(i)
			}
		}
	}
	r.golomb()
	switch r.golomb() {
	case 0:
		r.golomb()
	case 1:
		r.bit()
		r.signed()
		r.signed()
		for range min(r.golomb(), 255) {
			r.signed()
		}
	}
	r.golomb()
	r.bit()
	w, h := int(r.golomb()+1)*16, int(r.golomb()+1)*16
	frames := int(r.bit())
	h *= 2 - frames
	if frames == 0 {
		r.bit()
	}
	r.bit()
	if r.bit() == 1 {
		x, y := 2, 2
		if chroma == 3 || chroma == 0 {
			x, y = 1, 1
		} else if chroma == 2 {
			y = 1
		}
		y *= 2 - frames
		w -= x * int(r.golomb()+r.golomb())
		h -= y * int(r.golomb()+r.golomb())
	}
	return w, h, !r.bad && w > 0 && h > 0 && w <= 16384 && h <= 16384
}

// scaling passes over a scaling list (7.3.2.1.1.1).
func (r *bitReader) scaling(i int) {
	if r.bit() == 0 {
		return
	}
	n, last, next := 16, int32(8), int32(8)
	if i >= 6 {
		n = 64
	}
	for range n {
		if next != 0 {
			next = (last + r.signed() + 256) % 256
		}
		if next != 0 {
			last = next
		}
	}
}
