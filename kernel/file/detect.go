package file

import (
	"bytes"
	"encoding/binary"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"anjian/kernel"
)

var (
	errType    = kernel.Errorf(kernel.Invalid, "不支持这种文件，请上传图片、PDF、Word、Excel、PPT、文本、录音、视频或 ZIP 压缩包")
	errMarkup  = kernel.Errorf(kernel.Invalid, "不能上传网页、SVG 或脚本文件")
	errPatched = kernel.Errorf(kernel.Invalid, "文件里夹带了其他内容，已拒绝")
	errProgram = kernel.Errorf(kernel.Invalid, "不能上传可执行程序或脚本")
	errDamaged = kernel.Errorf(kernel.Invalid, "文件已损坏，请检查后重新上传")
	errMacro   = kernel.Errorf(kernel.Invalid, "文件含有宏，请另存为不带宏的文件后再上传")
	errSecret  = kernel.Errorf(kernel.Invalid, "文件设有密码，请取消密码后再上传")
	errBomb    = kernel.Errorf(kernel.TooLarge, "压缩文件解压后过大，已拒绝")
	errHEIC    = kernel.Errorf(kernel.Invalid, "不支持 HEIC 图片，请在手机相机设置中选择“兼容性最佳”，或转换为 JPEG 后上传")
)

// detect finds out what the content is, and refuses what is not on the list, what is
// broken, and what is two things at once. It returns the suffix of kinds.
func detect(r io.ReaderAt, size int64) (suffix string, err error) {
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", err
	}
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case has("\xff\xd8\xff"):
		suffix, err = ".jpg", checkPicture(r, size, checkJPEG)
	case has("\x89PNG\r\n\x1a\n"):
		suffix, err = ".png", checkPicture(r, size, checkPNG)
	case has("GIF87a"), has("GIF89a"):
		suffix, err = ".gif", checkPicture(r, size, checkGIF)
	case has("RIFF") && len(head) >= 16 && string(head[8:12]) == "WEBP":
		suffix, err = ".webp", checkPicture(r, size, checkWebP)
	case has("RIFF") && len(head) >= 16 && string(head[8:16]) == "WAVEfmt ":
		suffix = ".wav"
	case has("%PDF-"):
		suffix = ".pdf"
	case has("PK\x03\x04"):
		return checkArchive(r, size)
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return checkCompound(io.NewSectionReader(r, 0, size))
	case has("#!AMR\n"), has("#!AMR-WB\n"):
		suffix = ".amr"
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		suffix, err = checkMovie(r, size)
	case has("\x1a\x45\xdf\xa3"):
		suffix, err = checkWebM(r, size)
	case has("MZ") && bytes.IndexByte(head, 0) > 0, has("\x7fELF"), has("\xfe\xed\xfa"), has("\xcf\xfa\xed\xfe"), has("\xca\xfe\xba\xbe"):
		return "", errProgram
	case isMP3(r, head):
		suffix = ".mp3"
	default:
		return checkText(r, size, head)
	}
	if err == nil && (marked(head) || marked(tail(r, size))) {
		err = errPatched
	}
	return suffix, err
}

func tail(r io.ReaderAt, size int64) []byte {
	b := make([]byte, min(size, 4096))
	n, _ := r.ReadAt(b, size-int64(len(b)))
	return b[:n]
}

// marked tells whether bytes that a browser might sniff hold markup.
func marked(b []byte) bool {
	b = bytes.ToLower(b)
	for _, m := range []string{"<script", "<html", "<!doctype", "<svg", "<iframe", "<?php", "javascript:"} {
		if bytes.Contains(b, []byte(m)) {
			return true
		}
	}
	return false
}

// hides searches a whole file, once, for marks in lower case that are too long to
// stand there by chance, and returns the first place of each that is there.
func hides(r io.Reader, marks ...string) (map[string]int64, error) {
	found, longest, passed := map[string]int64{}, 0, int64(0)
	for _, m := range marks {
		longest = max(longest, len(m))
	}
	buf := make([]byte, 0, 256<<10)
	for {
		kept := len(buf)
		n, err := io.ReadFull(r, buf[kept:cap(buf)])
		buf = buf[:kept+n]
		for i, c := range buf[kept:] {
			if c >= 'A' && c <= 'Z' {
				buf[kept+i] = c | 0x20
			}
		}
		for _, m := range marks {
			if _, known := found[m]; known {
				continue
			}
			if at := bytes.Index(buf, []byte(m)); at >= 0 {
				found[m] = passed + int64(at)
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		drop := max(0, len(buf)-longest)
		passed += int64(drop)
		buf = append(buf[:0], buf[drop:]...)
	}
}

// checkCompound tells the office formats of before 2007 ([MS-CFB]) apart by the names
// of their streams, which stand in the file as they are, in UTF-16. What is embedded
// comes after what holds it.
func checkCompound(r io.Reader) (string, error) {
	wide := func(s string) string {
		var b []byte
		for _, u := range utf16.Encode([]rune(s + "\x00")) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return string(b)
	}
	macro, secret := wide("_vba_project"), wide("encryptedpackage")
	suffixes := map[string]string{wide("worddocument"): ".doc", wide("workbook"): ".xls", "\x00\x00" + wide("book"): ".xls", wide("powerpoint document"): ""}
	marks := append(slices.Collect(maps.Keys(suffixes)), macro, secret)
	found, err := hides(r, marks...)
	if err != nil {
		return "", err
	}
	if _, yes := found[macro]; yes {
		return "", errMacro
	}
	if _, yes := found[secret]; yes {
		return "", errSecret
	}
	suffix, first := "", int64(-1)
	for mark, at := range found {
		if first < 0 || at < first {
			suffix, first = suffixes[mark], at
		}
	}
	if suffix == "" {
		return "", errType
	}
	return suffix, nil
}

// checkMovie walks the boxes of an MP4 file (ISO/IEC 14496-12).
func checkMovie(r io.ReaderAt, size int64) (string, error) {
	var h [16]byte
	suffix, movie := "", false
	for at, boxes := int64(0), 0; at < size; boxes++ {
		n, err := r.ReadAt(h[:], at)
		if n < 8 || boxes > 100_000 {
			return "", errDamaged
		}
		if err != nil && err != io.EOF {
			return "", err
		}
		length := int64(binary.BigEndian.Uint32(h[:]))
		switch {
		case length == 0:
			length = size - at
		case length == 1 && n == 16:
			length = int64(binary.BigEndian.Uint64(h[8:]))
		}
		if length < 8 || length > size-at {
			return "", errDamaged
		}
		switch kind := string(h[4:8]); {
		case kind == "ftyp" && suffix == "":
			suffix = brand(string(h[8:12]))
		case kind == "moov":
			movie = true
		}
		at += length
	}
	switch {
	case suffix == ".heic":
		return "", errHEIC
	case suffix == "":
		return "", errType
	case !movie:
		return "", errDamaged
	}
	return suffix, nil
}

func brand(s string) string {
	switch s {
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "mmp4", "MSNV", "dash":
		return ".mp4"
	case "qt  ":
		return ".mov"
	case "M4A ", "M4B ":
		return ".m4a"
	case "heic", "heix", "hevc", "mif1", "msf1", "avif":
		return ".heic"
	}
	return ""
}

// isMP3 looks for two frames one after the other, past the ID3 tag.
func isMP3(r io.ReaderAt, head []byte) bool {
	start := int64(0)
	if len(head) > 10 && string(head[:3]) == "ID3" && head[6]|head[7]|head[8]|head[9] < 0x80 {
		start = 10 + int64(head[6])<<21 + int64(head[7])<<14 + int64(head[8])<<7 + int64(head[9])
	} else if len(head) < 4 || frame(head) == 0 {
		return false
	}
	b := make([]byte, 8192)
	n, _ := r.ReadAt(b, start)
	b = b[:n]
	for i := 0; i+4 <= len(b) && i < 2048; i++ {
		if l := frame(b[i:]); l > 0 && i+l+4 <= len(b) && frame(b[i+l:]) > 0 {
			return true
		}
	}
	return false
}

// frame returns the length of the MPEG audio layer III frame whose header b starts with, 0 if it is none.
func frame(b []byte) int {
	if b[0] != 0xff || b[1]&0xe6 != 0xe2 {
		return 0
	}
	version, rate, hertz := b[1]>>3&3, int(b[2]>>4), int(b[2]>>2&3)
	if version == 1 || rate == 0 || rate == 15 || hertz == 3 {
		return 0
	}
	kilobits := [15]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}[rate]
	per, sampling := 144, [3]int{44100, 48000, 32000}[hertz]
	if version != 3 {
		kilobits = [15]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}[rate]
		per, sampling = 72, sampling/2
		if version == 0 {
			sampling /= 2
		}
	}
	return per*kilobits*1000/sampling + int(b[2]>>1&1)
}

// checkText accepts text of UTF-8, UTF-16 or GB 18030 that no program would run.
func checkText(r io.ReaderAt, size int64, head []byte) (string, error) {
	start := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n\f"))
	switch {
	case strings.HasPrefix(start, "<"), marked(head):
		return "", errMarkup
	case strings.HasPrefix(start, "#!"), strings.HasPrefix(start, "@echo"):
		return "", errProgram
	case strings.HasPrefix(start, "{\\rtf"), strings.HasPrefix(start, "%!ps"):
		return "", errType
	}
	wide := bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff})
	if wide {
		if size%2 != 0 || marked(bytes.ReplaceAll(head, []byte{0}, nil)) || bytes.Contains(head[2:], []byte{0, 0, 0, 0}) {
			return "", errType
		}
		return ".txt", nil
	}
	whole := io.NewSectionReader(r, 0, size)
	if !readable(whole) {
		whole.Seek(0, io.SeekStart)
		if !readable(simplifiedchinese.GB18030.NewDecoder().Reader(whole)) {
			return "", errType
		}
	}
	if tabular(head, int64(len(head)) < size) {
		return ".csv", nil
	}
	return ".txt", nil
}

// readable tells whether r is UTF-8 without control characters or replacement characters.
func readable(r io.Reader) bool {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		b := buf[:kept+n]
		for len(b) > 0 {
			c, size := utf8.DecodeRune(b)
			if c == utf8.RuneError {
				if size == 1 && err == nil && !utf8.FullRune(b) {
					break
				}
				return false
			}
			if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a {
				return false
			}
			b = b[size:]
		}
		if err == io.EOF {
			return true
		}
		if err != nil {
			return false
		}
		kept = copy(buf, b)
	}
}

// tabular tells whether every one of the first lines holds a separator.
func tabular(head []byte, more bool) bool {
	lines := bytes.Split(bytes.TrimRight(head, "\r\n"), []byte("\n"))
	if more && len(lines) > 1 {
		lines = lines[:len(lines)-1]
	}
	if len(lines) < 2 {
		return false
	}
	for _, sep := range ",\t;" {
		all := true
		for _, l := range lines[:min(len(lines), 5)] {
			all = all && bytes.ContainsRune(l, sep)
		}
		if all {
			return true
		}
	}
	return false
}
