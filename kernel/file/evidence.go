package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/rwcarlsen/goexif/exif"

	"anjian/kernel"
)

// Evidence is what a photograph says about itself (EXIF, CIPA DC-008): when, where and
// with what it was taken. It can be forged; it shows what the trail of the device must agree with.
type Evidence struct {
	TakenAt     time.Time `json:"taken_at,omitzero"` // by the clock of the camera
	Zoned       bool      `json:"zoned,omitempty"`   // the camera named its time zone; else China's is assumed
	FixedAt     time.Time `json:"fixed_at,omitzero"` // by the satellites, which no user can set
	Lng         float64   `json:"lng,omitempty"`     // WGS-84
	Lat         float64   `json:"lat,omitempty"`
	Altitude    float64   `json:"altitude,omitempty"` // metres
	Device      string    `json:"device,omitempty"`   // maker and model
	Software    string    `json:"software,omitempty"` // a picture editor names itself here
	Orientation int       `json:"-"`
}

// maxExif is the largest block that a JPEG can hold.
const maxExif = 64 << 10

// Evidence implements Store.
func (f *Folder) Evidence(_ context.Context, sha string) (Evidence, error) {
	path, b, err := f.find(sha)
	if err != nil {
		return Evidence{}, err
	}
	in, err := os.Open(path)
	if err != nil {
		return Evidence{}, err
	}
	defer in.Close()
	return evidence(in, b), nil
}

func evidence(in io.ReaderAt, b Blob) (e Evidence) {
	var block []byte
	switch b.Type {
	case "image/jpeg":
		block, _ = checkJPEG(in, b.Size)
	case "image/png":
		block, _ = checkPNG(in, b.Size)
	case "image/webp":
		block, _ = checkWebP(in, b.Size)
	}
	return parseExif(block)
}

// parseExif never fails: what cannot be read is not there.
func parseExif(block []byte) (e Evidence) {
	zone, ok := admit(block)
	if !ok {
		return Evidence{}
	}
	defer func() {
		if recover() != nil { // the library divides by what the file says
			e = Evidence{}
		}
	}()
	x, err := exif.Decode(bytes.NewReader(block))
	if x == nil || err != nil && exif.IsCriticalError(err) {
		return Evidence{}
	}
	word := func(name exif.FieldName) string {
		tag, err := x.Get(name)
		if err != nil {
			return ""
		}
		s, err := tag.StringVal()
		if err != nil {
			return ""
		}
		s = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, ""))
		return strings.TrimSpace(s[:min(len(s), 100)])
	}
	maker, model := word(exif.Make), word(exif.Model)
	if e.Device = model; !strings.HasPrefix(strings.ToLower(model), strings.ToLower(maker)) {
		e.Device = strings.TrimSpace(maker + " " + model)
	}
	e.Device, e.Software = strings.ToValidUTF8(e.Device, ""), strings.ToValidUTF8(word(exif.Software), "")
	if tag, err := x.Get(exif.Orientation); err == nil {
		if n, err := tag.Int(0); err == nil && n >= 1 && n <= 8 {
			e.Orientation = n
		}
	}
	e.TakenAt, e.Zoned = cameraTime(word(exif.DateTimeOriginal), zone)
	e.place(x, word)
	return e
}

func cameraTime(s, zone string) (time.Time, bool) {
	if t, err := time.Parse("2006:01:02 15:04:05-07:00", s+zone); err == nil {
		return t.In(kernel.China), true
	}
	t, err := time.ParseInLocation("2006:01:02 15:04:05", s, kernel.China)
	if err != nil || t.Year() < 1990 {
		return time.Time{}, false
	}
	return t, false
}

// place reads the fix of the satellites.
func (e *Evidence) place(x *exif.Exif, word func(exif.FieldName) string) {
	defer func() { recover() }() // a zero denominator costs the fix, not the rest
	number := func(name exif.FieldName, i int) float64 {
		tag, err := x.Get(name)
		if err != nil {
			return math.NaN()
		}
		n, d, err := tag.Rat2(i)
		if err != nil || d == 0 {
			return math.NaN()
		}
		return float64(n) / float64(d)
	}
	lat, lng, err := x.LatLong()
	if err == nil && math.Abs(lat) <= 90 && math.Abs(lng) <= 180 && (lat != 0 || lng != 0) {
		e.Lat, e.Lng = lat, lng
		if up := number(exif.GPSAltitude, 0); math.Abs(up) < 20_000 {
			e.Altitude = up
		}
	}
	h, m, s := number(exif.GPSTimeStamp, 0), number(exif.GPSTimeStamp, 1), number(exif.GPSTimeStamp, 2)
	day, err := time.Parse("2006:01:02", word(exif.GPSDateStamp))
	if err == nil && h >= 0 && h < 24 && m >= 0 && m < 60 && s >= 0 && s < 61 {
		e.FixedAt = day.Add(time.Duration((h*3600 + m*60 + s) * float64(time.Second))).Truncate(time.Second).In(kernel.China)
	}
}

// admit walks the directories of a TIFF block before the library may: the library
// follows directories that point at each other for ever, and believes any count. It
// also picks up the camera's time zone (OffsetTimeOriginal), which the library does not know.
func admit(b []byte) (zone string, ok bool) {
	if len(b) < 8 || len(b) > maxExif {
		return "", false
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return "", false
	}
	queue, seen, values := []uint32{order.Uint32(b[4:])}, map[uint32]bool{}, uint64(0)
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if at == 0 {
			continue
		}
		if seen[at] || len(seen) > 8 || uint64(at)+2 > uint64(len(b)) {
			return "", false
		}
		seen[at] = true
		n := uint32(order.Uint16(b[at:]))
		end := uint64(at) + 2 + uint64(n)*12
		if n > 300 || end+4 > uint64(len(b)) {
			return "", false
		}
		for t := b[at+2 : end]; len(t) > 0; t = t[12:] {
			id, kind, count, value := order.Uint16(t), order.Uint16(t[2:]), order.Uint32(t[4:]), order.Uint32(t[8:])
			length := uint64(count)
			if kind < 13 {
				length *= [13]uint64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}[kind]
			}
			if values += length; values > maxExif {
				return "", false
			}
			switch id {
			case 0x8769, 0x8825, 0xa005: // Exif, GPS, interoperability
				queue = append(queue, value)
			case 0x9011:
				if count == 7 && uint64(value)+6 <= uint64(len(b)) {
					zone = string(b[value : value+6])
				}
			}
		}
		queue = append(queue, order.Uint32(b[end:]))
	}
	return zone, true
}
