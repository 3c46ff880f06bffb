package video

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// box writes a box of ISO/IEC 14496-12.
func box(kind string, parts ...[]byte) []byte {
	n := 8
	for _, p := range parts {
		n += len(p)
	}
	out := binary.BigEndian.AppendUint32(make([]byte, 0, n), uint32(n))
	out = append(out, kind...)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// full writes a box with version and flags.
func full(kind string, version byte, flags uint32, parts ...[]byte) []byte {
	return box(kind, append([][]byte{words(uint32(version)<<24 | flags)}, parts...)...)
}

// words are numbers of 32 bits.
func words(list ...uint32) (out []byte) {
	for _, n := range list {
		out = binary.BigEndian.AppendUint32(out, n)
	}
	return out
}

func halves(list ...uint16) (out []byte) {
	for _, n := range list {
		out = binary.BigEndian.AppendUint16(out, n)
	}
	return out
}

// matrix leaves the picture as it is.
var matrix = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

// WriteMP4 writes pictures, the first of which is a key picture, as a film that every browser plays (ISO/IEC 14496-12, -15). What begins with other
// parameter sets than the first is left out.
func WriteMP4(w io.Writer, pictures []Picture) error {
	if len(pictures) == 0 || !pictures[0].Key || len(pictures[0].Units) < 3 {
		return errors.New("video: a film begins with a key picture")
	}
	sps, pps := pictures[0].Units[0], pictures[0].Units[1]
	width, height, ok := dimensions(sps)
	if !ok {
		return errors.New("video: the camera declares no size")
	}
	for i, p := range pictures {
		if p.Key && !(slices.Equal(p.Units[0], sps) && slices.Equal(p.Units[1], pps)) {
			pictures = pictures[:i]
			break
		}
	}
	shown := make([]int64, len(pictures)) // clocks in the order of showing are those of decoding
	for i, p := range pictures {
		shown[i] = p.Clock
	}
	slices.Sort(shown)
	const most = 10 * 90000
	var sizes, keys, lasts, shifts []uint32
	length, data := uint32(0), uint64(0)
	for i := range pictures {
		p, n := &pictures[i], uint32(0)
		units := p.Units
		if p.Key {
			units = units[2:]
			keys = append(keys, uint32(i+1))
		}
		for _, u := range units {
			n += uint32(len(u)) + 4
		}
		lasting := uint32(3000)
		if i+1 < len(shown) {
			lasting = uint32(min(shown[i+1]-shown[i], most))
		} else if i > 0 {
			lasting = lasts[i-1]
		}
		sizes, lasts, shifts = append(sizes, n), append(lasts, lasting), append(shifts, uint32(int32(p.Clock-shown[i])))
		length, data = length+lasting, data+uint64(n)
	}
	if data > 1<<30 {
		return errors.New("video: the film is too large")
	}
	runs := func(list []uint32) (n uint32, out []byte) {
		for i := 0; i < len(list); {
			j := i
			for j < len(list) && list[j] == list[i] {
				j++
			}
			n, out, i = n+1, append(out, words(uint32(j-i), list[i])...), j
		}
		return n, out
	}
	timeRuns, times := runs(lasts)
	shiftRuns, moves := runs(shifts)
	size := halves(uint16(width), uint16(height))
	config := box("avcC", []byte{1, sps[1], sps[2], sps[3], 0xff, 0xe1}, halves(uint16(len(sps))), sps, []byte{1}, halves(uint16(len(pps))), pps)
	entry := box("avc1", make([]byte, 6), halves(1), make([]byte, 16), size, words(0x480000, 0x480000, 0), halves(1), make([]byte, 32), halves(24, 0xffff), config)
	film := func(at uint32) []byte {
		table := box("stbl", full("stsd", 0, 0, words(1), entry), full("stts", 0, 0, words(timeRuns), times), full("ctts", 1, 0, words(shiftRuns), moves),
			full("stss", 0, 0, words(uint32(len(keys))), words(keys...)), full("stsc", 0, 0, words(1, 1, uint32(len(pictures)), 1)),
			full("stsz", 0, 0, words(0, uint32(len(sizes))), words(sizes...)), full("stco", 0, 0, words(1, at)))
		media := box("mdia", full("mdhd", 0, 0, words(0, 0, 90000, length), halves(0x55c4, 0)), full("hdlr", 0, 0, words(0), []byte("vide"), make([]byte, 12), []byte("video\x00")),
			box("minf", full("vmhd", 0, 1, make([]byte, 8)), box("dinf", full("dref", 0, 0, words(1), full("url ", 0, 1))), table))
		head := full("tkhd", 0, 3, words(0, 0, 1, 0, length, 0, 0, 0, 0), matrix, words(uint32(width)<<16, uint32(height)<<16))
		return box("moov", full("mvhd", 0, 0, words(0, 0, 90000, length, 0x10000), halves(0x100, 0), words(0, 0), matrix, make([]byte, 24), words(2)), box("trak", head, media))
	}
	kind := box("ftyp", []byte("isom"), words(0x200), []byte("isomiso2avc1mp41"))
	at := len(kind) + len(film(0)) + 8
	if _, err := w.Write(append(append(kind, film(uint32(at))...), append(words(uint32(data)+8), "mdat"...)...)); err != nil {
		return err
	}
	for i := range pictures {
		units := pictures[i].Units
		if pictures[i].Key {
			units = units[2:]
		}
		for _, u := range units {
			if _, err := w.Write(append(words(uint32(len(u))), u...)); err != nil {
				return err
			}
		}
	}
	return nil
}
