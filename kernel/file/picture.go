package file

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// checkPicture holds for every picture: its header and its structure are sound, no
// markup and no archive are hidden anywhere in it. Phones append films and depth
// maps to their photographs, so bytes after the end are no fault by themselves.
func checkPicture(r io.ReaderAt, size int64, check func(io.ReaderAt, int64) ([]byte, error)) error {
	if _, err := check(r, size); err != nil {
		return err
	}
	found, err := hides(io.NewSectionReader(r, 0, size), "<script", "<iframe", "<!doctype html", "<html>", "<html ", "<?php ")
	if err != nil {
		return err
	}
	end := make([]byte, min(size, 66<<10))
	n, _ := r.ReadAt(end, size-int64(len(end)))
	if len(found) > 0 || bytes.Contains(end[:n], []byte("PK\x05\x06")) {
		return errPatched
	}
	return nil
}

// reader reads big- or little-endian numbers at places of a file; after a failure it gives zeros.
type reader struct {
	io.ReaderAt
	err error
}

func (r *reader) bytes(at int64, n int) []byte {
	b := make([]byte, n)
	if got, err := r.ReadAt(b, at); got < n && r.err == nil {
		r.err = err
	}
	return b
}

// done turns a read past the end into the sentence for the user.
func (r *reader) done() error {
	if r.err == io.EOF || errors.Is(r.err, io.ErrUnexpectedEOF) {
		return errDamaged
	}
	return r.err
}

// checkJPEG walks the segments up to the picture data and returns the EXIF block (TIFF).
func checkJPEG(f io.ReaderAt, size int64) (exif []byte, err error) {
	r := &reader{ReaderAt: f}
	frame := false
	for at, n := int64(2), 0; n < 2000; n++ {
		h := r.bytes(at, 4)
		if r.err != nil {
			return nil, r.done()
		}
		marker, length := h[1], int64(binary.BigEndian.Uint16(h[2:]))
		switch {
		case h[0] != 0xff:
			return nil, errDamaged
		case marker == 0xff: // fill byte
			at++
			continue
		case marker == 0xda: // start of scan
			if !frame {
				return nil, errDamaged
			}
			return exif, nil
		case marker >= 0xc0 && marker <= 0xc2:
			frame = true
		case marker == 0xe1 && exif == nil && length > 8:
			if b := r.bytes(at+4, int(length-2)); bytes.HasPrefix(b, []byte("Exif\x00\x00")) {
				exif = b[6:]
			}
		}
		if length < 2 || at+2+length > size {
			return nil, errDamaged
		}
		at += 2 + length
	}
	return nil, errDamaged
}

// checkPNG walks the chunks up to IEND and returns the eXIf one.
func checkPNG(f io.ReaderAt, size int64) (exif []byte, err error) {
	r := &reader{ReaderAt: f}
	for at, n := int64(8), 0; n < 1<<20; n++ {
		h := r.bytes(at, 8)
		if r.err != nil {
			return nil, r.done()
		}
		length, kind := int64(binary.BigEndian.Uint32(h)), string(h[4:])
		switch {
		case at == 8 && (kind != "IHDR" || length != 13), length > size-at-12:
			return nil, errDamaged
		case kind == "eXIf" && length <= maxExif:
			exif = r.bytes(at+8, int(length))
		case kind == "IEND":
			return exif, r.done()
		}
		at += 12 + length
	}
	return nil, errDamaged
}

// checkWebP walks the chunks of the RIFF container and returns the EXIF one.
func checkWebP(f io.ReaderAt, size int64) (exif []byte, err error) {
	r := &reader{ReaderAt: f}
	end := int64(binary.LittleEndian.Uint32(r.bytes(4, 4))) + 8
	if r.err != nil || end > size || end < 20 {
		return nil, errDamaged
	}
	if _, err := webp.DecodeConfig(io.NewSectionReader(f, 0, size)); err != nil {
		return nil, errDamaged
	}
	for at, n := int64(12), 0; at+8 <= end && n < 100_000; n++ {
		h := r.bytes(at, 8)
		length := int64(binary.LittleEndian.Uint32(h[4:]))
		if r.err != nil || length > end-at-8 {
			return nil, errDamaged
		}
		if string(h[:4]) == "EXIF" && length <= maxExif {
			exif = bytes.TrimPrefix(r.bytes(at+8, int(length)), []byte("Exif\x00\x00"))
		}
		at += 8 + length + length&1
	}
	return exif, r.done()
}

// checkGIF walks the blocks up to the trailer. A GIF may open a script comment with
// its own header, so nothing may close it: neither an extension nor bytes behind the end.
func checkGIF(f io.ReaderAt, size int64) ([]byte, error) {
	r := &reader{ReaderAt: f}
	h := r.bytes(0, 13)
	if r.err != nil {
		return nil, errDamaged
	}
	palette := func(flags byte) int64 {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	at, frames := 13+palette(h[10]), 0
	blocks := func() (closes bool) { // a run of sub-blocks, and whether one ends a script comment
		var b []byte
		for r.err == nil {
			n := int64(r.bytes(at, 1)[0])
			at++
			if n == 0 {
				break
			}
			b = append(b[max(0, len(b)-1):], r.bytes(at, int(n))...)
			closes = closes || bytes.Contains(b, []byte("*/"))
			at += n
		}
		return closes
	}
	for r.err == nil {
		switch b := r.bytes(at, 2); {
		case b[0] == 0x3b:
			if frames == 0 || size-at > 16 {
				return nil, errPatched
			}
			return nil, nil
		case b[0] == 0x21:
			at += 2
			if blocks() {
				return nil, errPatched
			}
		case b[0] == 0x2c:
			d := r.bytes(at, 10)
			at += 11 + palette(d[9]) // the last byte is the code size
			blocks()
			frames++
		default:
			return nil, errDamaged
		}
	}
	return nil, r.done()
}

// maxPixels bounds what is decoded: 67 million hold every phone's usual photographs in 256 MiB.
const maxPixels = 1 << 26

// decode reads a picture of the given type, after its header promised a bearable size.
func decode(f io.ReadSeeker, mime string) (image.Image, error) {
	var config func(io.Reader) (image.Config, error)
	var whole func(io.Reader) (image.Image, error)
	switch mime {
	case "image/jpeg":
		config, whole = jpeg.DecodeConfig, jpeg.Decode
	case "image/png":
		config, whole = png.DecodeConfig, png.Decode
	case "image/gif":
		config, whole = gif.DecodeConfig, gif.Decode
	case "image/webp":
		config, whole = webp.DecodeConfig, webp.Decode
	default:
		return nil, errNoPicture
	}
	c, err := config(f)
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return nil, errDamaged
	}
	if int64(c.Width)*int64(c.Height) > maxPixels {
		return nil, errPixels
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, err := whole(f)
	if err != nil {
		return nil, errDamaged
	}
	return img, nil
}
