package file

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"testing"
	"time"

	"anjian/kernel"
)

// crc renews the checksum of a PNG chunk, given from its type to its end.
func crc(chunk []byte) {
	body := chunk[:len(chunk)-4]
	binary.BigEndian.PutUint32(chunk[len(chunk)-4:], crc32.ChecksumIEEE(body))
}

func TestEvidence(t *testing.T) {
	f := folder(t)
	want := Evidence{
		TakenAt: time.Date(2026, 5, 1, 7, 30, 0, 0, kernel.China), Zoned: true, // 08:30 at +09:00
		FixedAt: time.Date(2026, 5, 1, 7, 29, 59, 0, kernel.China),
		Lng:     113.51, Lat: 34.75, Altitude: 110.5, Device: "HUAWEI P40", Software: "Editor 1.0", Orientation: 6,
	}
	block := photograph(t, 6)
	block, err := checkJPEG(bytes.NewReader(block), int64(len(block)))
	if err != nil {
		t.Fatal(err)
	}
	png := encoded(t, "png")
	chunk := append(append([]byte("eXIf"), block...), 0, 0, 0, 0)
	crc(chunk)
	chunk = append(binary.BigEndian.AppendUint32(nil, uint32(len(block))), chunk...)
	png = append(append(bytes.Clone(png[:33]), chunk...), png[33:]...)
	for name, data := range map[string][]byte{"JPEG": photograph(t, 6), "PNG": png} {
		b, err := f.Put(background, "", bytes.NewReader(data), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		e, err := f.Evidence(background, b.SHA)
		if err != nil || math.Abs(e.Lng-want.Lng) > 1e-9 || math.Abs(e.Lat-want.Lat) > 1e-9 || !e.TakenAt.Equal(want.TakenAt) || !e.FixedAt.Equal(want.FixedAt) {
			t.Errorf("%s: %+v %v", name, e, err)
		}
		e.Lng, e.Lat, e.TakenAt, e.FixedAt = want.Lng, want.Lat, want.TakenAt, want.FixedAt
		if e != want {
			t.Errorf("%s: %+v", name, e)
		}
	}
	b, err := f.Put(background, "", bytes.NewReader([]byte("没有照片")), 100)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := f.Evidence(background, b.SHA); e != (Evidence{}) || err != nil {
		t.Errorf("a text says %+v %v", e, err)
	}
}

func TestHostileExif(t *testing.T) {
	good := []tag{ascii(0x110, "P40")}
	loop := exifBlock(good, nil, nil)
	for i := range loop { // the last link of every directory leads back to the first
		if i+4 <= len(loop) && i > 8 && binary.LittleEndian.Uint32(loop[i:]) == 0 {
			copy(loop[i:], long(8))
		}
	}
	tests := map[string][]byte{
		"nothing":               nil,
		"header only":           []byte("II*\x00\x08\x00\x00\x00"),
		"directory outside":     []byte("II*\x00\xff\xff\xff\xff"),
		"directories in a ring": loop,
		"count that overflows":  exifBlock([]tag{{0x110, 12, 0x20000001, []byte("xxxx")}}, nil, nil),
		"count beyond the file": exifBlock([]tag{{0x110, 2, 0x0fffffff, []byte("xxxx")}}, nil, nil),
		"many directories":      bytes.Repeat([]byte("II*\x00\x08\x00\x00\x00"), 9000),
	}
	for name, block := range tests {
		begin := time.Now()
		if e := parseExif(block); e != (Evidence{}) || time.Since(begin) > time.Second {
			t.Errorf("%s: %+v after %v", name, e, time.Since(begin))
		}
	}
	zero := exifBlock(good, nil, []tag{ascii(1, "N"), rationals(2, 34, 0, 45, 0, 0, 0), ascii(3, "E"), rationals(4, 113, 0, 30, 0, 0, 0)})
	if e := parseExif(zero); e.Device != "P40" || e.Lng != 0 || e.Lat != 0 {
		t.Errorf("a fix divided by zero: %+v", e)
	}
	far := exifBlock(good, nil, []tag{ascii(1, "N"), rationals(2, 134, 1, 45, 1, 0, 1), ascii(3, "E"), rationals(4, 113, 1, 30, 1, 0, 1)})
	if e := parseExif(far); e.Lat != 0 || e.Lng != 0 {
		t.Errorf("a fix outside of the globe: %+v", e)
	}
}

func FuzzExif(f *testing.F) {
	p := photograph(f, 6)
	block, err := checkJPEG(bytes.NewReader(p), int64(len(p)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(block)
	f.Add(exifBlock([]tag{ascii(0x110, "P40")}, nil, []tag{rationals(2, 1, 0)}))
	f.Fuzz(func(t *testing.T, block []byte) {
		e := parseExif(block)
		if math.Abs(e.Lat) > 90 || math.Abs(e.Lng) > 180 || math.IsNaN(e.Lat+e.Lng+e.Altitude) || e.Orientation < 0 || e.Orientation > 8 {
			t.Fatalf("%+v", e)
		}
	})
}
