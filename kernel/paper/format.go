package paper

import (
	"net/http"
	"net/url"

	"anjian/kernel"
)

// File is a document in one of the formats it leaves the platform in.
type File struct {
	Type string // of the content
	Body []byte
	ext  string
	page bool // shown by the browser, not saved
}

// Write writes a document as html, docx or pdf, the word a request gives for format.
func Write(d *Doc, format string) (*File, error) {
	switch format {
	case "html":
		return &File{"text/html; charset=utf-8", HTML(d), ".html", true}, nil
	case "docx":
		body, err := DOCX(d)
		return &File{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", body, ".docx", false}, err
	case "pdf":
		body, err := PDF(d)
		return &File{"application/pdf", body, ".pdf", true}, err
	}
	return nil, kernel.Errorf(kernel.Invalid, "format 应当是 html、docx 或 pdf")
}

// Send answers a request with the file under a name without extension.
func (f *File) Send(w http.ResponseWriter, name string) error {
	h, way := w.Header(), "attachment"
	if f.page {
		way = "inline"
	}
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", way+`; filename="paper`+f.ext+`"; filename*=UTF-8''`+url.PathEscape(oneLine(name)+f.ext))
	h.Set("X-Content-Type-Options", "nosniff")
	if f.ext == ".pdf" { // the browser's own viewer is an object with a style of its own
		h.Set("Content-Security-Policy", "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'")
	}
	_, err := w.Write(f.Body)
	return err
}
