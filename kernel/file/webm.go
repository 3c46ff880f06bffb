package file

import (
	"bytes"
	"io"
	"math/bits"
)

// The elements of a recording of a browser (WebM, a subset of Matroska, RFC 9559), by their ids.
const (
	ebmlHead     = 0x1a45dfa3
	webmSegment  = 0x18538067
	webmCluster  = 0x1f43b675
	webmTracks   = 0x1654ae6b
	webmTrack    = 0xae
	ebmlDocType  = 0x4282
	ebmlVoid     = 0xec
	trackKind    = 0x83
	trackCodec   = 0x86
	pictures     = 1
	sound        = 2
	unknownSize  = -1
	mostElements = 1 << 20
)

// webmParts are what may stand in a segment and its clusters beside them: seek head, information, cues, tags; timestamps, blocks, groups of
// blocks, positions, sizes. Attachments and chapters do not: a recording has none, and they would carry any other file along.
var webmParts = map[int64]bool{0x114d9b74: true, 0x1549a966: true, 0x1c53bb6b: true, 0x1254c367: true, 0xe7: true, 0xa3: true, 0xa0: true, 0xa7: true, 0xab: true, 0xbf: true}

// checkWebM walks a recording from its first byte to its last and takes it if it is sound, as browsers record voices (Opus), or a film with or without
// sound, with nothing before, between or behind its elements. Segment and clusters of a live recording have no size; they end where the next one begins.
func checkWebM(r io.ReaderAt, size int64) (string, error) {
	kind, suffix, segment := "", "", false
	for at, n := int64(0), 0; at < size; n++ {
		id, length, begin, ok := element(r, at)
		if !ok || n > mostElements || length > size-begin {
			return "", errDamaged
		}
		if length == unknownSize && id != webmSegment && id != webmCluster {
			return "", errDamaged
		}
		var err error
		switch {
		case (n == 0) != (id == ebmlHead):
			return "", errPatched
		case id == ebmlHead:
			kind, err = docType(r, begin, length)
		case id == webmSegment && !segment && kind == "webm":
			segment, length = true, 0 // what it holds comes next
		case !segment:
			return "", errType
		case id == webmCluster:
			length = 0
		case id == webmTracks:
			suffix, err = tracks(r, begin, length)
		case id == ebmlVoid:
			err = blank(r, begin, length)
		case !webmParts[id]:
			return "", errPatched
		}
		if err != nil {
			return "", err
		}
		at = begin + length
	}
	if suffix == "" {
		return "", errType
	}
	return suffix, nil
}

// element reads the id and the length of the element at a place, and where its content begins.
func element(r io.ReaderAt, at int64) (id, length, begin int64, ok bool) {
	var b [12]byte
	n, _ := r.ReadAt(b[:], at)
	idLen := bits.LeadingZeros8(b[0]) + 1
	if idLen > 4 || idLen >= n {
		return 0, 0, 0, false
	}
	for _, c := range b[:idLen] {
		id = id<<8 | int64(c)
	}
	size := b[idLen:n]
	sizeLen := bits.LeadingZeros8(size[0]) + 1
	if sizeLen > 8 || sizeLen > len(size) {
		return 0, 0, 0, false
	}
	length = int64(size[0]) & (1<<(8-sizeLen) - 1)
	ones := length == 1<<(8-sizeLen)-1
	for _, c := range size[1:sizeLen] {
		length, ones = length<<8|int64(c), ones && c == 0xff
	}
	if ones {
		length = unknownSize
	}
	return id, length, at + int64(idLen+sizeLen), true
}

// children hands the elements that an element holds to fn; they have to fill it.
func children(r io.ReaderAt, begin, length int64, fn func(id int64, content []byte) error) error {
	if length > 64<<10 { // heads and tracks are small
		return errDamaged
	}
	for at, end := begin, begin+length; at < end; {
		id, n, from, ok := element(r, at)
		if !ok || n < 0 || n > end-from {
			return errDamaged
		}
		content := make([]byte, n)
		if _, err := r.ReadAt(content, from); err != nil && err != io.EOF {
			return err
		}
		if err := fn(id, content); err != nil {
			return err
		}
		at = from + n
	}
	return nil
}

func docType(r io.ReaderAt, begin, length int64) (kind string, err error) {
	err = children(r, begin, length, func(id int64, content []byte) error {
		if id == ebmlDocType {
			kind = string(bytes.TrimRight(content, "\x00"))
		}
		return nil
	})
	return kind, err
}

// tracks tells by its tracks, all of them in codecs of WebM, whether a recording is sound alone or a film.
func tracks(r io.ReaderAt, begin, length int64) (suffix string, err error) {
	err = children(r, begin, length, func(id int64, content []byte) error {
		if id != webmTrack {
			return nil
		}
		kind, codec := byte(0), ""
		err := children(bytes.NewReader(content), 0, int64(len(content)), func(id int64, content []byte) error {
			switch {
			case id == trackKind && len(content) == 1:
				kind = content[0]
			case id == trackCodec:
				codec = string(content)
			}
			return nil
		})
		switch {
		case err != nil:
			return err
		case kind == sound && (codec == "A_OPUS" || codec == "A_VORBIS"):
			if suffix == "" {
				suffix = ".webm"
			}
		case kind == pictures && (codec == "V_VP8" || codec == "V_VP9" || codec == "V_AV1"):
			suffix = filmSuffix
		default:
			return errType
		}
		return nil
	})
	if err != nil {
		suffix = ""
	}
	return suffix, err
}

// blank refuses padding in which something is hidden.
func blank(r io.ReaderAt, begin, length int64) error {
	buf := make([]byte, 4096)
	for at, end := begin, begin+length; at < end; {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), end-at)], at)
		if bytes.ContainsFunc(buf[:n], func(c rune) bool { return c != 0 }) {
			return errPatched
		}
		if at += int64(n); err != nil && at < end {
			return errDamaged
		}
	}
	return nil
}
