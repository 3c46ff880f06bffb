package file

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// Serve sends a blob as name, with ranges for sound and film. Whoever calls it has
// checked the rights. The browser may show pictures, sound and film in place if inline
// is set; it saves everything else, and runs nothing of it in any case.
func Serve(w http.ResponseWriter, r *http.Request, c *Content, name string, inline bool) {
	h := w.Header()
	h.Set("Content-Type", c.Type)
	if strings.HasPrefix(c.Type, "text/") {
		h.Set("Content-Type", c.Type+"; charset="+charset(c))
	}
	kind, _, _ := strings.Cut(c.Type, "/")
	how := "attachment"
	if inline && (kind == "image" || kind == "audio" || kind == "video" || c.Type == "application/pdf") {
		how = "inline"
	}
	h.Set("Content-Disposition", disposition(how, name, c))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "private, no-cache") // kept, but asked for again, because rights change
	h.Set("ETag", `"`+c.Tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, c)
}

// disposition names the file twice (RFC 6266): in full, and in ASCII for old programs.
// The ending is that of the real type, whatever the name says.
func disposition(how, name string, c *Content) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r == 0x7f, r == utf8.RuneError, strings.ContainsRune(`/\:*?"<>|`, r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return -1 // not in a file name; the last two reverse the letters on the screen
		}
		return r
	}, name)
	suffix := suffixOf(c.Type)
	plain := c.SHA[:8] + suffix
	if name = strings.Trim(name, ". "); name == "" {
		name = plain
	}
	if !strings.HasSuffix(strings.ToLower(name), suffix) && !(suffix == ".jpg" && strings.HasSuffix(strings.ToLower(name), ".jpeg")) {
		name += suffix
	}
	if r := []rune(name); len(r) > 150 {
		name = string(r[:150-len(suffix)]) + suffix
	}
	return mime.FormatMediaType(how, map[string]string{"filename": plain}) + "; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

func suffixOf(mime string) string {
	for _, k := range kinds {
		if k.mime == mime && k.suffix != filmSuffix {
			return k.suffix
		}
	}
	if mime == "video/webm" {
		return ".webm"
	}
	return ""
}

// charset guesses the encoding of a text by its beginning.
func charset(c *Content) string {
	b := make([]byte, 4096)
	n, _ := c.Read(b)
	c.Seek(0, 0)
	b = b[:n]
	if n >= 2 && (b[0] == 0xff && b[1] == 0xfe || b[0] == 0xfe && b[1] == 0xff) {
		return "utf-16"
	}
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 && (utf8.FullRune(b) || n < 4096) {
			return "gb18030"
		}
		b = b[size:]
	}
	return "utf-8"
}
