package file

import (
	"io"
	"net/http"

	"anjian/kernel"
)

// Contents is a folder as records and requests use it; a file that somebody sends has at most Most bytes.
type Contents struct {
	*Folder
	Most int64
}

// mostMade bounds what the platform makes itself.
const mostMade = 1 << 30

// Save keeps what somebody sends at once.
func (b Contents) Save(c *kernel.Ctx, sha string, body io.Reader) (kernel.File, error) {
	blob, err := b.Put(c, sha, body, b.Most)
	return b.describe(c, blob, err)
}

// Append, Have and Finish take an upload in pieces, each account its own.
func (b Contents) Append(c *kernel.Ctx, sha string, from, total int64, piece io.Reader) (int64, error) {
	return b.Folder.Append(c, c.Actor.ID, sha, from, total, piece, b.Most)
}

func (b Contents) Have(c *kernel.Ctx, sha string) (int64, error) {
	return b.Folder.Have(c.Actor.ID, sha)
}

func (b Contents) Finish(c *kernel.Ctx, sha string) (kernel.File, error) {
	blob, err := b.Folder.Finish(c, c.Actor.ID, sha, b.Most)
	return b.describe(c, blob, err)
}

func (b Contents) describe(c *kernel.Ctx, blob Blob, err error) (kernel.File, error) {
	if err != nil {
		return kernel.File{}, err
	}
	out := kernel.File{SHA: blob.SHA, Type: blob.Type, Size: blob.Size}
	if e, err := b.Evidence(c, blob.SHA); err == nil { // a file without evidence of its own is a file all the same
		if !e.TakenAt.IsZero() {
			out.At = e.TakenAt.In(kernel.China).Format("2006-01-02T15:04:05-07:00")
		}
		out.Lng, out.Lat = e.Lng, e.Lat
	}
	return out, nil
}

// Stat says what a file is to modules that name files outside of records.
func (b Contents) Stat(c *kernel.Ctx, sha string) (kernel.File, error) {
	blob, err := b.Folder.Stat(c, sha)
	return kernel.File{SHA: blob.SHA, Type: blob.Type, Size: blob.Size}, err
}

// Serve answers with a file, or with a picture of it of at most so many pixels.
func (b Contents) Serve(w http.ResponseWriter, r *http.Request, sha, name string, width int) error {
	content, err := (*Content)(nil), error(nil)
	if width > 0 {
		content, err = b.Thumb(r.Context(), sha, width)
	} else {
		content, err = b.Get(r.Context(), sha)
	}
	if err != nil {
		return err
	}
	defer content.Close()
	Serve(w, r, content, name, true)
	return nil
}

// Read opens the content of a file for modules that check the rights themselves.
func (b Contents) Read(c *kernel.Ctx, sha string) (io.ReadSeekCloser, error) { return b.Get(c, sha) }

// Keep stores a file that the platform made itself.
func (b Contents) Keep(c *kernel.Ctx, content io.Reader) (kernel.File, error) {
	blob, err := b.Put(c, "", content, mostMade)
	return kernel.File{SHA: blob.SHA, Type: blob.Type, Size: blob.Size}, err
}
