package video

import (
	"errors"
)

// program takes H.264 out of a program stream (ISO/IEC 13818-1 2.5), which is what devices of GB/T 28181 send. It takes the stream in pieces of any
// size and finds its way again where a piece is broken.
type program struct {
	assembler
	rest  []byte // not yet understood
	video []byte // elementary stream of the picture that is being read
	clock int64
	codec byte // stream type of the map; 0: none seen
}

// h264Type and h265Type are stream types (table 2-34; GB/T 28181 annex C).
const (
	h264Type = 0x1b
	h265Type = 0x24
)

// write takes a piece; clock is that of its packet, for streams without clocks of their own.
func (d *program) write(b []byte, clock int64) error {
	d.rest = append(d.rest, b...)
	for len(d.rest) >= 6 {
		if d.rest[0] != 0 || d.rest[1] != 0 || d.rest[2] != 1 || d.rest[3] < 0xb9 {
			d.rest = d.rest[1:]
			continue
		}
		n := 6 + int(d.rest[4])<<8 + int(d.rest[5])
		switch id := d.rest[3]; {
		case id == 0xba:
			if len(d.rest) < 14 {
				return nil
			}
			n = 14 + int(d.rest[13]&7)
		case id == 0xb9:
			n = 4
		}
		if len(d.rest) < n {
			break
		}
		if err := d.packet(d.rest[:n], clock); err != nil {
			return err
		}
		d.rest = d.rest[n:]
	}
	if len(d.rest) > 1<<17 {
		return errors.New("no program stream")
	}
	d.rest = append([]byte(nil), d.rest...)
	return nil
}

func (d *program) packet(b []byte, clock int64) error {
	switch id := b[3]; {
	case id == 0xbc && len(b) >= 12: // the map (2.5.4)
		at := 10 + int(b[8])<<8 + int(b[9]) + 2
		for at+4 <= len(b)-4 {
			if b[at+1]&0xf0 == 0xe0 {
				d.codec = b[at]
			}
			at += 4 + int(b[at+2])<<8 + int(b[at+3])
		}
		if d.codec != 0 && d.codec != h264Type {
			return fault(Codec, "the device sends stream type %#x", d.codec)
		}
	case id&0xf0 == 0xe0 && len(b) >= 9:
		head := 9 + int(b[8])
		if head > len(b) {
			return nil
		}
		at := clock
		if b[7]&0x80 != 0 && b[8] >= 5 {
			at = int64(b[9]>>1&7)<<30 | int64(b[10])<<22 | int64(b[11]>>1)<<15 | int64(b[12])<<7 | int64(b[13]>>1)
		} else if len(d.video) > 0 {
			at = d.clock
		}
		if len(d.video) > 0 && at != d.clock {
			if err := d.flush(); err != nil {
				return err
			}
		}
		d.clock = at
		if d.video = append(d.video, b[head:]...); len(d.video) > mostPicture {
			return errors.New("a picture is too large")
		}
	}
	return nil
}

// flush hands on the picture that has been read: the packet that ends it has come.
func (d *program) flush() error {
	video := d.video
	d.video = nil
	for _, unit := range split(video) {
		if err := d.add(unit, d.clock); err != nil {
			return err
		}
	}
	d.end()
	return nil
}

// gap notes that packets were lost.
func (d *program) gap() {
	d.rest, d.video = nil, nil
	d.lost()
}
