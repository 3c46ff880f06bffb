// Package file keeps attachments (附件): photographs, papers and recordings, each under the checksum of its content.
// What is stored is what its bytes say it is, whole and on the disk; names and rights belong to the records that refer to it.
package file

import (
	"context"
	"io"
	"time"
)

// Blob describes one stored content.
type Blob struct {
	SHA  string `json:"sha"` // SHA-256, 64 lower-case hexadecimal digits
	Size int64  `json:"size"`
	Type string `json:"type"` // found by looking at the content
}

// Content is an open blob, or a picture made from one.
type Content struct {
	Blob
	Tag string // changes with the bytes; for ETag
	io.ReadSeekCloser
}

// Store is a place for blobs. Folder is the one for a single machine.
type Store interface {
	// Put stores what r gives, up to maxBytes, if it has the checksum wantSHA ("" accepts
	// any) and is of an allowed type. Content that is there already is read and checked
	// all the same: who names a checksum must own the bytes.
	Put(ctx context.Context, wantSHA string, r io.Reader, maxBytes int64) (Blob, error)
	Get(ctx context.Context, sha string) (*Content, error)
	Stat(ctx context.Context, sha string) (Blob, error)
	// Thumb returns a JPEG of about the given width, upright.
	Thumb(ctx context.Context, sha string, width int) (*Content, error)
	// Evidence returns what a photograph says about itself; the zero value if it says nothing.
	Evidence(ctx context.Context, sha string) (Evidence, error)
	// Sweep removes the blobs that nobody keeps and nobody has put since olderThan ago.
	Sweep(ctx context.Context, keep func(sha string) bool, olderThan time.Duration) (removed int, err error)
}

// filmSuffix tells on the disk a film from a sound in the same container; to people both are .webm.
const filmSuffix = ".webv"

// kinds is the list of allowed types: what phones, offices and printers of a bureau
// make, and nothing that a browser would run. The suffix names the file on the disk.
var kinds = []struct{ suffix, mime string }{
	{".jpg", "image/jpeg"},
	{".png", "image/png"},
	{".webp", "image/webp"},
	{".gif", "image/gif"},
	{".pdf", "application/pdf"},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{".doc", "application/msword"},
	{".xls", "application/vnd.ms-excel"},
	{".txt", "text/plain"},
	{".csv", "text/csv"},
	{".mp4", "video/mp4"},
	{".mov", "video/quicktime"},
	{".m4a", "audio/mp4"},
	{".webm", "audio/webm"},
	{filmSuffix, "video/webm"},
	{".mp3", "audio/mpeg"},
	{".amr", "audio/amr"},
	{".wav", "audio/wav"},
	{".zip", "application/zip"},
}

func mimeOf(suffix string) string {
	for _, k := range kinds {
		if k.suffix == suffix {
			return k.mime
		}
	}
	return ""
}
