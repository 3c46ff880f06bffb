package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"anjian/kernel/kerneltest"
)

// packed is an archive of one member.
func packed(t *testing.T, name string, content io.Reader) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	kerneltest.Must(t, err)
	_, err = io.Copy(w, content)
	kerneltest.Must(t, err)
	kerneltest.Must(t, z.Close())
	return b.String()
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// Files that are not what they say, hide something, or swell: refused as attachments and as tables, and nothing of them stays.
func TestHostileUploads(t *testing.T) {
	s := besiege(t, "")
	photo := string(samplePicture())
	bomb := packed(t, "xl/worksheets/sheet1.xml", io.LimitReader(zeros{}, 400<<20))
	cases := map[string]string{
		"a page as a picture":        "<!doctype html><script>alert(1)</script>",
		"a page after a JPEG's mark": "\xff\xd8\xff\xe0<html><script>alert(1)</script>",
		"a page after a picture":     photo + "<html><script>alert(1)</script></html>",
		"an archive after a picture": photo + packed(t, "a.html", strings.NewReader("<script>")),
		"a drawing with a script":    `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
		"a text as a picture":        "no picture",
		"a program":                  "MZ\x90\x00\x03\x00\x00\x00",
		"a script":                   "#!/bin/sh\nrm -rf /\n",
		"an archive that swells":     bomb,
		"a picture cut off":          photo[:len(photo)/2],
		"nothing":                    "",
		"a workbook with an entity":  packed(t, "xl/workbook.xml", strings.NewReader(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>`)),
		"a path that climbs":         packed(t, "../../../etc/cron.d/x", strings.NewReader("* * * * * root id")),
	}
	for what, content := range cases {
		sum := sha256.Sum256([]byte(content))
		sha := hex.EncodeToString(sum[:])
		r := s.send("safety", "PUT", "/api/file/"+sha, content, "Content-Type", "image/jpeg")
		if kept := s.send("safety", "GET", "/api/file/"+sha, ""); r.status < 400 && what != "a path that climbs" && what != "a workbook with an entity" {
			t.Errorf("%s: %d %s", what, r.status, r.body)
		} else if r.status < 400 && !strings.HasPrefix(kept.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s is shown in place: %v", what, kept.header)
		} else if r.status >= 400 && kept.status != http.StatusNotFound {
			t.Errorf("%s was refused but kept: %d", what, kept.status)
		}
		for _, name := range []string{"t.xlsx", "t.csv", "../../t.xlsx"} {
			r := s.send("clerk", "POST", "/api/import?type=enterprise&name="+name, content)
			if r.status < 400 && content != "no picture" && !strings.HasPrefix(content, "<!doctype") && !strings.HasPrefix(content, "#!") && !strings.HasPrefix(content, "<?xml") {
				t.Errorf("%s as %s: %d %s", what, name, r.status, r.body)
			}
		}
	}
	if r := s.send("safety", "PUT", "/api/file/"+strings.Repeat("0", 64), photo); r.status < 400 {
		t.Errorf("another's hash: %d", r.status)
	}
	if r := s.send("safety", "PUT", "/api/file/"+strings.Repeat("1", 64), strings.Repeat("x", 21<<20)); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d %s", r.status, r.body)
	}
	// a picture that says of itself that it is two thousand million dots wide is kept as evidence, but never unfolded
	vast := strings.Replace(photo, "\x00\x00\x00\x28\x00\x00\x00\x1e", "\x7f\xff\xff\xff\x7f\xff\xff\xff", 1)
	path := fmt.Sprintf("/api/file/%x", sha256.Sum256([]byte(vast)))
	if r := s.send("safety", "PUT", path, vast); r.status == 200 {
		if r := s.send("safety", "GET", path+"?w=120", ""); r.status < 400 {
			t.Errorf("a vast picture is unfolded: %d %v", r.status, r.header)
		}
	}
	// what somebody else uploaded is not to be had by its hash alone
	sum := sha256.Sum256([]byte(photo))
	sha := fmt.Sprintf("%x", sum)
	if r := s.send("safety", "PUT", "/api/file/"+sha, photo); r.status != 200 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := s.send("far safety", "GET", "/api/file/"+sha, ""); r.status != http.StatusNotFound {
		t.Errorf("another's file: %d", r.status)
	}
}
