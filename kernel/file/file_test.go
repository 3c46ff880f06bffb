package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"anjian/kernel"
)

// TestMain lets the test binary be the process that TestKilledPut kills.
func TestMain(m *testing.M) {
	if dir := os.Getenv("FILE_TEST_PUT"); dir != "" {
		f, err := Open(dir)
		if err != nil {
			panic(err)
		}
		f.Put(context.Background(), "", io.TeeReader(os.Stdin, os.Stdout), 1<<40)
		return
	}
	os.Exit(m.Run())
}

var background = context.Background()

func folder(t testing.TB) *Folder {
	t.Helper()
	f, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func shaOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// incoming returns how many temporary files there are.
func incoming(t *testing.T, f *Folder) int {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(f.dir, "incoming"))
	if err != nil {
		t.Fatal(err)
	}
	return len(left)
}

func TestTypes(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("企业,地址\n某厂,郑州\n")
	if err != nil {
		t.Fatal(err)
	}
	motion := append(encoded(t, "jpeg"), box("ftyp", "mp42\x00\x00\x00\x00")+box("moov", "x")...)
	noise := make([]byte, 1<<20)
	for i := range noise {
		noise[i] = byte(rand.Uint32())
	}
	film, err := os.ReadFile("testdata/film.webm") // as Chromium records films
	if err != nil {
		t.Fatal(err)
	}
	voice, err := os.ReadFile("testdata/voice.webm") // as Chromium and Firefox record voices
	if err != nil {
		t.Fatal(err)
	}
	segment := bytes.Index(voice, []byte("\x18\x53\x80\x67"))
	tracks := bytes.LastIndex(voice, []byte("\x16\x54\xae\x6b"))
	open := bytes.Clone(voice) // a live recording: segment and cluster without a size
	copy(open[segment+4:], "\x01\xff\xff\xff\xff\xff\xff\xff")
	copy(open[bytes.Index(open, []byte("\x1f\x43\xb6\x75"))+4:], "\x01\xff\xff\xff\xff\xff\xff\xff")
	swap := func(old, new string) []byte { return bytes.Replace(voice, []byte(old), []byte(new), 1) }
	padding := bytes.Index(voice, []byte("\xec\xae")) + 2
	jpg, gif := encoded(t, "jpeg"), encoded(t, "gif")
	insert := func(b []byte, at int, s string) []byte { return append(append(bytes.Clone(b[:at]), s...), b[at:]...) }
	accept := []struct {
		name string
		data []byte
		mime string
	}{
		{"JPEG", jpg, "image/jpeg"},
		{"JPEG of a phone", photograph(t, 6), "image/jpeg"},
		{"JPEG with a film behind", motion, "image/jpeg"},
		{"PNG", encoded(t, "png"), "image/png"},
		{"GIF", gif, "image/gif"},
		{"WebP", []byte(webpPixel), "image/webp"},
		{"PDF", []byte("%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"), "application/pdf"},
		{"DOCX", officeFile(t, "docx"), mimeOf(".docx")},
		{"XLSX", officeFile(t, "xlsx"), mimeOf(".xlsx")},
		{"PPTX", officeFile(t, "pptx"), mimeOf(".pptx")},
		{"DOC", compound("Root Entry", "WordDocument", "Workbook"), "application/msword"},
		{"XLS", compound("Root Entry", "Workbook", "WordDocument"), "application/vnd.ms-excel"},
		{"TXT", []byte("现场情况\n一切正常"), "text/plain"},
		{"TXT, a < b", []byte("当 a < b 时"), "text/plain"},
		{"CSV", []byte("a,b\n1,2\n"), "text/csv"},
		{"CSV in GBK", []byte(gbk), "text/csv"},
		{"UTF-16", []byte("\xff\xfea\x00b\x00"), "text/plain"},
		{"MP4", []byte(box("ftyp", "isom\x00\x00\x00\x00") + box("mdat", "xx") + box("moov", "x")), "video/mp4"},
		{"MOV", []byte(box("ftyp", "qt  \x00\x00\x00\x00") + box("moov", "x")), "video/quicktime"},
		{"M4A", []byte(box("ftyp", "M4A \x00\x00\x00\x00") + box("moov", "x")), "audio/mp4"},
		{"WebM film", film, "video/webm"},
		{"WebM voice", voice, "audio/webm"},
		{"WebM voice of a live recording", open, "audio/webm"},
		{"MP3", mp3(), "audio/mpeg"},
		{"MP3 with tag", append([]byte("ID3\x03\x00\x00\x00\x00\x00\x0a0123456789"), mp3()...), "audio/mpeg"},
		{"AMR", []byte("#!AMR\n\x3c\x00"), "audio/amr"},
		{"WAV", []byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"), "audio/wav"},
		{"ZIP", zipped(t, "照片/一.jpg", "x", "二.txt", "y"), "application/zip"},
	}
	f := folder(t)
	for _, tt := range accept {
		b, err := f.Put(background, shaOf(tt.data), bytes.NewReader(tt.data), 1<<20)
		if err != nil || b != (Blob{shaOf(tt.data), int64(len(tt.data)), tt.mime}) {
			t.Errorf("%s: %+v %v", tt.name, b, err)
			continue
		}
		c, err := f.Get(background, b.SHA)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(c)
		if c.Close(); !bytes.Equal(got, tt.data) || c.Blob != b {
			t.Errorf("%s comes back differently", tt.name)
		}
	}
	lied := zipped(t, "a.bin", strings.Repeat("0", 100_000))
	at := bytes.LastIndex(lied, []byte("PK\x01\x02"))
	copy(lied[at+24:], []byte{10, 0, 0, 0})
	locked := zipped(t, "a.txt", "a")
	at = bytes.LastIndex(locked, []byte("PK\x01\x02"))
	locked[at+8] |= 1
	refuse := []struct {
		name string
		data []byte
		want error
	}{
		{"HTML", []byte("<!DOCTYPE html><p>"), errMarkup},
		{"HTML behind blanks", []byte(" \n\t<p onclick=x>"), errMarkup},
		{"HTML behind text", []byte("GIF is nice <script>alert(1)</script>"), errMarkup},
		{"SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), errMarkup},
		{"SVG in XML", []byte(`<?xml version="1.0"?><svg/>`), errMarkup},
		{"HTML in UTF-16", []byte("\xff\xfe<\x00s\x00c\x00r\x00i\x00p\x00t\x00>\x00"), errType},
		{"EXE", []byte("MZ\x90\x00\x03\x00"), errProgram},
		{"ELF", []byte("\x7fELF\x02"), errProgram},
		{"shell script", []byte("#!/bin/sh\nrm -rf /"), errProgram},
		{"batch file", []byte("@echo off\r\n"), errProgram},
		{"RTF", []byte(`{\rtf1 }`), errType},
		{"random bytes", noise, errType},
		{"HEIC", []byte(box("ftyp", "heic\x00\x00\x00\x00")), errHEIC},
		{"film cut off", []byte(box("ftyp", "isom\x00\x00\x00\x00") + box("mdat", "xx")), errDamaged},
		{"film with endless box", []byte(box("ftyp", "isom\x00\x00\x00\x00") + "\x00\x00\xff\xffmoov"), errDamaged},
		{"WebM with a picture track", swap("\x83\x81\x02", "\x83\x81\x01"), errType},
		{"WebM of another codec", swap("A_OPUS", "A_FLAC"), errType},
		{"Matroska", swap("webm", "mkv\x00"), errType},
		{"WebM without sound", append(bytes.Clone(open[:tracks]), "\xec\x80"...), errType},
		{"WebM head alone", voice[:segment], errType},
		{"WebM cut off", voice[:len(voice)-3], errDamaged},
		{"WebM with a page behind", append(bytes.Clone(voice), "<html><script>alert(1)</script>"...), errDamaged},
		{"WebM with an archive behind", append(bytes.Clone(voice), zipped(t, "a.class", "x")...), errDamaged},
		{"WebM with an attachment", append(bytes.Clone(voice), "\x19\x41\xa4\x69\x84MZ\x90\x00"...), errPatched},
		{"WebM with a script in its padding", append(append(bytes.Clone(voice[:padding]), "*/=1;alert(1)//"...), voice[padding+15:]...), errPatched},
		{"WebM twice", append(bytes.Clone(voice), voice...), errPatched},
		{"JPEG cut off", jpg[:30], errDamaged},
		{"JPEG in name only", []byte("\xff\xd8\xff<html>"), errDamaged},
		{"JPEG with a page in a comment", insert(jpg, 2, "\xff\xfe\x00\x1a<script>alert(1)</script>"[:28]), errPatched},
		{"JPEG with a page behind", append(bytes.Clone(jpg), "<html><script>alert(1)</script>"...), errPatched},
		{"JPEG with an archive behind", append(bytes.Clone(jpg), zipped(t, "a.class", "x")...), errPatched},
		{"PNG with a page deep inside", append(insert(encoded(t, "png"), 33, "\x00\x01\x00\x00tEXt"+strings.Repeat("x", 65511)+"<script>x</script>       \x00\x00\x00\x00"), 0), errPatched},
		{"PNG cut off", encoded(t, "png")[:40], errDamaged},
		{"GIF as script", []byte("GIF89a/*" + strings.Repeat("\x00", 20) + "*/=1;alert(1)"), errDamaged},
		{"GIF with script behind", append(bytes.Clone(gif), "*/=1;alert(document.domain);"...), errPatched},
		{"GIF with script in a comment", insert(gif, len(gif)-1, "\x21\xfe\x0e*/=1;alert(1)//\x00"), errPatched},
		{"PDF behind a page", []byte("<html>%PDF-1.7"), errMarkup},
		{"PDF with a page in its head", []byte("%PDF-1.7\n<html><script>x</script>"), errPatched},
		{"DOCX with macro", officeFile(t, "docx", "word/vbaProject.bin", "x"), errMacro},
		{"DOCM", zipped(t, "[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml", "x"), errMacro},
		{"DOC with macro", compound("Root Entry", "WordDocument", "_VBA_PROJECT"), errMacro},
		{"DOCX with password", compound("Root Entry", "EncryptedPackage"), errSecret},
		{"MSI", compound("Root Entry", "SummaryInformation"), errType},
		{"office package of another kind", zipped(t, "[Content_Types].xml", "<Types/>", "a", "b"), errType},
		{"APK", zipped(t, "AndroidManifest.xml", "x", "classes.dex", "x"), errProgram},
		{"ZIP with program", zipped(t, "通知.pdf.EXE", "MZ"), errProgram},
		{"ZIP that climbs", zipped(t, "../../etc/passwd", "x"), errPatched},
		{"ZIP that climbs, Windows", zipped(t, `..\..\a.txt`, "x"), errPatched},
		{"ZIP with one name twice", zipped(t, "a.txt", "x", "A.txt", "y"), errPatched},
		{"ZIP with password", locked, errSecret},
		{"ZIP bomb", zipped(t, "a", strings.Repeat("0", 40<<20)), errBomb},
		{"ZIP that lies about sizes", lied, errDamaged},
		{"ZIP cut off", zipped(t, "a.txt", "x")[:40], errDamaged},
	}
	stored := len(walk(t, f))
	for _, tt := range refuse {
		if _, err := f.Put(background, "", bytes.NewReader(tt.data), 64<<20); err != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if n := len(walk(t, f)); n != stored || incoming(t, f) != 0 {
		t.Errorf("refused files left traces: %d blobs instead of %d, %d temporary files", n, stored, incoming(t, f))
	}
}

func walk(t *testing.T, f *Folder) (names []string) {
	t.Helper()
	filepath.WalkDir(filepath.Join(f.dir, "blob"), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		if !d.IsDir() {
			names = append(names, d.Name())
		}
		return nil
	})
	return names
}

type failing struct{ after io.Reader }

func (r failing) Read(p []byte) (int, error) {
	n, err := r.after.Read(p)
	if err == io.EOF {
		err = errors.New("connection reset by peer")
	}
	return n, err
}

func TestPutRefuses(t *testing.T) {
	f := folder(t)
	data := []byte("一份材料")
	cancelled, cancel := context.WithCancel(background)
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		sha  string
		r    io.Reader
		max  int64
		code kernel.Code
	}{
		{"wrong checksum", background, shaOf([]byte("other")), bytes.NewReader(data), 100, kernel.Invalid},
		{"no checksum", background, "../../etc/passwd", bytes.NewReader(data), 100, kernel.Invalid},
		{"over size", background, shaOf(data), bytes.NewReader(data), int64(len(data)) - 1, kernel.TooLarge},
		{"over the size of the request", background, "", http.MaxBytesReader(nil, io.NopCloser(bytes.NewReader(data)), 3), 100, kernel.TooLarge},
		{"empty", background, "", bytes.NewReader(nil), 100, kernel.Invalid},
		{"link cut", background, shaOf(data), failing{bytes.NewReader(data)}, 100, kernel.Invalid},
		{"cancelled", cancelled, shaOf(data), bytes.NewReader(data), 100, kernel.Timeout},
	}
	for _, tt := range tests {
		if _, err := f.Put(tt.ctx, tt.sha, tt.r, tt.max); kernel.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if len(walk(t, f)) != 0 || incoming(t, f) != 0 {
		t.Error("refused files left traces")
	}
	for _, sha := range []string{shaOf(data), "", "..", strings.Repeat("/", 64), strings.ToUpper(shaOf(data))} {
		if _, err := f.Stat(background, sha); kernel.CodeOf(err) != kernel.Missing {
			t.Errorf("Stat %q: %v", sha, err)
		}
		if _, err := f.Get(background, sha); kernel.CodeOf(err) != kernel.Missing {
			t.Errorf("Get %q: %v", sha, err)
		}
		if _, err := f.Thumb(background, sha, 100); kernel.CodeOf(err) != kernel.Missing {
			t.Errorf("Thumb %q: %v", sha, err)
		}
	}
	// A known checksum without the bytes is not worth anything.
	if _, err := f.Put(background, shaOf(data), bytes.NewReader(data), 100); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(background, shaOf(data), strings.NewReader("guess"), 100); kernel.CodeOf(err) != kernel.Invalid {
		t.Errorf("stored content was given away: %v", err)
	}
}

func TestConcurrentPut(t *testing.T) {
	f := folder(t)
	other, err := Open(f.dir) // as a second process would
	if err != nil {
		t.Fatal(err)
	}
	data := photograph(t, 1)
	var wait sync.WaitGroup
	for i := range 40 {
		wait.Go(func() {
			at := []*Folder{f, other}[i%2]
			b, err := at.Put(background, shaOf(data), bytes.NewReader(data), 1<<20)
			if err != nil || b.Type != "image/jpeg" {
				t.Errorf("%+v %v", b, err)
			}
			c, err := at.Thumb(background, shaOf(data), 240)
			if err != nil {
				t.Error(err)
				return
			}
			c.Close()
		})
	}
	wait.Wait()
	if n := len(walk(t, f)); n != 1 || incoming(t, f) != 0 {
		t.Errorf("%d blobs, %d temporary files", n, incoming(t, f))
	}
}

// TestKilledPut kills a process in the middle of an upload: nothing is stored, and the
// next Open clears up, but not what living processes are still writing.
func TestKilledPut(t *testing.T) {
	f := folder(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "FILE_TEST_PUT="+f.dir)
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(in, "half of a text")
	if _, err := io.ReadFull(out, make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f.dir); err != nil || incoming(t, f) != 1 {
		t.Errorf("the file of a living process is gone (%v)", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if n := incoming(t, f); n != 1 {
		t.Fatalf("%d temporary files after the kill", n)
	}
	if _, err := Open(f.dir); err != nil || incoming(t, f) != 0 || len(walk(t, f)) != 0 {
		t.Errorf("not cleared up: %d temporary files, blobs %v, %v", incoming(t, f), walk(t, f), err)
	}
}

func TestSweep(t *testing.T) {
	f := folder(t)
	put := func(s string, age time.Duration) string {
		b, err := f.Put(background, "", strings.NewReader(s), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		path, _, _ := f.find(b.SHA)
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		return b.SHA
	}
	old, used, fresh, again := put("旧的", 48*time.Hour), put("有人用", 48*time.Hour), put("新的", time.Hour), put("又传了一次", 48*time.Hour)
	if _, err := f.Put(background, again, strings.NewReader("又传了一次"), 100); err != nil {
		t.Fatal(err)
	}
	img := put(string(photograph(t, 1)), 48*time.Hour)
	if c, err := f.Thumb(background, img, 100); err != nil {
		t.Fatal(err)
	} else {
		c.Close()
	}
	n, err := f.Sweep(background, func(sha string) bool { return sha == used }, 24*time.Hour)
	if n != 2 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	for sha, there := range map[string]bool{old: false, img: false, used: true, fresh: true, again: true} {
		if _, err := f.Stat(background, sha); (err == nil) != there {
			t.Errorf("%s: %v", sha[:8], err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(f.dir, "thumb", "*", "*")); len(left) != 0 {
		t.Errorf("thumbnails of removed blobs: %v", left)
	}
}

func TestThumbStandsUpright(t *testing.T) {
	// Where the red half of the picture must be seen, by the orientation the camera noted.
	tests := map[byte]string{0: "left", 1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom", 9: "left"}
	f := folder(t)
	for turn, want := range tests {
		data := photograph(t, turn)
		b, err := f.Put(background, "", bytes.NewReader(data), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		c, err := f.Thumb(background, b.SHA, 17)
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(c)
		c.Close()
		if err != nil {
			t.Fatal(err)
		}
		w, h := img.Bounds().Dx(), img.Bounds().Dy()
		red := func(x, y int) bool { r, _, b, _ := img.At(x, y).RGBA(); return r > b }
		got := map[bool]string{true: "left", false: "right"}[red(2, h/2)]
		size := [2]int{40, 20}
		if turn >= 5 && turn <= 8 {
			got = map[bool]string{true: "top", false: "bottom"}[red(w/2, 2)]
			size = [2]int{20, 40}
		}
		if got != want || [2]int{w, h} != size {
			t.Errorf("orientation %d: red at the %s, want %s; %d x %d", turn, got, want, w, h)
		}
	}
}

func TestThumbBounds(t *testing.T) {
	f := folder(t)
	huge := bytes.Clone(encoded(t, "png"))
	copy(huge[16:], "\x00\x01\x00\x00\x00\x01\x00\x00") // 65,536 x 65,536
	crc(huge[12:33])
	for data, want := range map[string]error{string(huge): errPixels, "文字": errNoPicture, string(encoded(t, "jpeg")[:650]): errDamaged} {
		b, err := f.Put(background, "", strings.NewReader(data), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Thumb(background, b.SHA, 100); err != want {
			t.Errorf("%v, want %v", err, want)
		}
	}
	for in, want := range map[int]int{-1: 120, 0: 120, 120: 120, 121: 240, 1000: 1600, 1 << 30: 1600} {
		if got := roundWidth(in); got != want {
			t.Errorf("width %d becomes %d", in, got)
		}
	}
	for _, kind := range []string{"png", "gif", "jpeg"} {
		b, err := f.Put(background, "", bytes.NewReader(encoded(t, kind)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		c, err := f.Thumb(background, b.SHA, 100)
		if err != nil || c.Type != "image/jpeg" || c.Size == 0 {
			t.Errorf("%s: %+v %v", kind, c, err)
		}
		c.Close()
	}
}

func TestServe(t *testing.T) {
	f := folder(t)
	text, err := f.Put(background, "", strings.NewReader("0123456789"), 100)
	if err != nil {
		t.Fatal(err)
	}
	img, err := f.Put(background, "", bytes.NewReader(encoded(t, "png")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(sha, name string, inline bool, header ...string) *httptest.ResponseRecorder {
		c, err := f.Get(background, sha)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		r := httptest.NewRequest("GET", "/", nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		Serve(w, r, c, name, inline)
		return w
	}
	w := ask(text.SHA, "检查记录 1;\"\r\n.html", true)
	for name, want := range map[string]string{
		"Content-Type":           "text/plain; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
		"Content-Disposition":    "attachment; filename=" + text.SHA[:8] + ".txt; filename*=UTF-8''%E6%A3%80%E6%9F%A5%E8%AE%B0%E5%BD%95%201%3B.html.txt",
		"ETag":                   `"` + text.SHA + `"`,
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "sandbox;") || w.Body.String() != "0123456789" {
		t.Errorf("%v %q", w.Header(), w.Body)
	}
	if w := ask(text.SHA, "a.txt", false, "Range", "bytes=2-4"); w.Code != 206 || w.Body.String() != "234" {
		t.Errorf("range: %d %q", w.Code, w.Body)
	}
	if w := ask(text.SHA, "a.txt", false, "If-None-Match", `"`+text.SHA+`"`); w.Code != 304 {
		t.Errorf("not modified: %d", w.Code)
	}
	if w := ask(img.SHA, "现场\u202egnp.exe", true); !strings.HasPrefix(w.Header().Get("Content-Disposition"), "inline;") || !strings.HasSuffix(w.Header().Get("Content-Disposition"), "gnp.exe.png") {
		t.Errorf("picture: %v", w.Header())
	}
	if w := ask(img.SHA, "", false); !strings.HasSuffix(w.Header().Get("Content-Disposition"), "UTF-8''"+img.SHA[:8]+".png") {
		t.Errorf("no name: %v", w.Header())
	}
	gbk, err := f.Put(background, "", strings.NewReader("\xd6\xa3\xd6\xdd\xca\xd0"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(gbk.SHA, "a.txt", false).Header().Get("Content-Type"); got != "text/plain; charset=gb18030" {
		t.Error(got)
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range [][]byte{encoded(f, "jpeg"), encoded(f, "png"), encoded(f, "gif"), []byte(webpPixel), photograph(f, 6), mp3(),
		officeFile(f, "docx"), compound("WordDocument"), []byte(box("ftyp", "isom") + box("moov", "x")), []byte("a,b\n1,2")} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		suffix, err := detect(bytes.NewReader(data), int64(len(data)))
		if _, ok := errors.AsType[*kernel.Error](err); err != nil && !ok {
			t.Fatalf("not an error for the person: %v", err)
		}
		if err == nil && mimeOf(suffix) == "" {
			t.Fatalf("type %q", suffix)
		}
		b := Blob{strings.Repeat("0", 64), int64(len(data)), mimeOf(suffix)}
		if err == nil && strings.HasPrefix(b.Type, "image/") && len(data) < 4096 {
			scale(bytes.NewReader(data), b, 120)
		}
	})
}

func BenchmarkPut(b *testing.B) {
	f := folder(b)
	data := append(photograph(b, 1), make([]byte, 4<<20)...)
	b.SetBytes(int64(len(data)))
	for i := 0; b.Loop(); i++ {
		copy(data[len(data)-20:], fmt.Sprintf("%020d", i))
		if _, err := f.Put(background, "", bytes.NewReader(data), 8<<20); err != nil {
			b.Fatal(err)
		}
	}
}
