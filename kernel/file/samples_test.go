package file

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"testing"
)

// picture is 40 x 20: left half red, right half blue.
func picture() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			c := color.RGBA{200, 0, 0, 255}
			if x >= 20 {
				c = color.RGBA{0, 0, 200, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func encoded(t testing.TB, kind string) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch kind {
	case "jpeg":
		err = jpeg.Encode(&b, picture(), nil)
	case "png":
		err = png.Encode(&b, picture())
	case "gif":
		err = gif.Encode(&b, picture(), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webpPixel is a picture of one pixel, lossless, written by hand from the format's description.
var webpPixel = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

// tag is one entry of an EXIF directory; big values go behind all directories.
type tag struct {
	id, kind uint16
	count    uint32
	data     []byte
}

func ascii(id uint16, s string) tag {
	return tag{id, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

func rationals(id uint16, v ...uint32) tag {
	var b []byte
	for _, n := range v {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return tag{id, 5, uint32(len(v) / 2), b}
}

func long(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }

// exifBlock builds a TIFF block with a main, an Exif and a GPS directory.
func exifBlock(main, sub, gps []tag) []byte {
	main = append(main, tag{0x8769, 4, 1, nil}, tag{0x8825, 4, 1, nil})
	size := func(tags []tag) int { return 2 + 12*len(tags) + 4 }
	subAt, gpsAt := 8+size(main), 8+size(main)+size(sub)
	main[len(main)-2].data, main[len(main)-1].data = long(uint32(subAt)), long(uint32(gpsAt))
	block := append([]byte("II*\x00"), long(8)...)
	free := gpsAt + size(gps)
	var far []byte
	for _, dir := range [][]tag{main, sub, gps} {
		block = binary.LittleEndian.AppendUint16(block, uint16(len(dir)))
		for _, t := range dir {
			block = binary.LittleEndian.AppendUint16(block, t.id)
			block = binary.LittleEndian.AppendUint16(block, t.kind)
			block = binary.LittleEndian.AppendUint32(block, t.count)
			if len(t.data) <= 4 {
				block = append(block, append(bytes.Clone(t.data), 0, 0, 0, 0)[:4]...)
				continue
			}
			block = append(block, long(uint32(free+len(far)))...)
			far = append(far, t.data...)
		}
		block = append(block, 0, 0, 0, 0)
	}
	return append(block, far...)
}

// photograph is a JPEG as a phone on a construction site makes it.
func photograph(t testing.TB, turn byte) []byte {
	block := exifBlock(
		[]tag{ascii(0x10f, "HUAWEI"), ascii(0x110, "HUAWEI P40"), {0x112, 3, 1, []byte{turn, 0}}, ascii(0x131, "Editor 1.0")},
		[]tag{ascii(0x9003, "2026:05:01 08:30:00"), ascii(0x9011, "+09:00")},
		[]tag{ascii(1, "N"), rationals(2, 34, 1, 45, 1, 0, 1), ascii(3, "E"), rationals(4, 113, 1, 30, 1, 3600, 100), rationals(6, 1105, 10), rationals(7, 23, 1, 29, 1, 59, 1), ascii(0x1d, "2026:04:30")})
	return withExif(encoded(t, "jpeg"), block)
}

func withExif(picture, block []byte) []byte {
	segment := append([]byte("\xff\xe1"), binary.BigEndian.AppendUint16(nil, uint16(len(block)+8))...)
	segment = append(append(segment, "Exif\x00\x00"...), block...)
	return append(append(bytes.Clone(picture[:2]), segment...), picture[2:]...)
}

func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Deflate})
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func officeFile(t testing.TB, kind string, more ...string) []byte {
	types := map[string]string{"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet", "pptx": "presentationml.presentation"}[kind]
	part := map[string]string{"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}[kind]
	return zipped(t, append([]string{"[Content_Types].xml", `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.` + types + `.main+xml"/></Types>`, part, "<x/>"}, more...)...)
}

// compound is the outline of an old office file with the named streams.
func compound(names ...string) []byte {
	b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 504)...)
	for _, n := range names {
		entry := make([]byte, 128)
		for i, c := range []byte(n) {
			entry[2*i] = c
		}
		b = append(b, entry...)
	}
	return b
}

func box(kind string, data string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(data)+8))) + kind + data
}

func mp3() []byte {
	frame := append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...) // 128 kbit/s, 44.1 kHz: 417 bytes
	return bytes.Repeat(frame, 4)
}
