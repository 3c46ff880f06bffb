package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"anjian/kernel"
)

// broken gives n bytes and then the error of a network that went away.
type broken struct {
	r io.Reader
	n int
}

func (b *broken) Read(p []byte) (int, error) {
	if b.n <= 0 {
		return 0, errors.New("connection reset")
	}
	n, err := b.r.Read(p[:min(len(p), b.n)])
	b.n -= n
	return n, err
}

func TestPieces(t *testing.T) {
	f, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	content := bytes.Repeat([]byte("现场笔录\n"), 20_000)
	sum := sha256.Sum256(content)
	sha, total := hex.EncodeToString(sum[:]), int64(len(content))
	add := func(owner string, from, n int64) (int64, error) {
		return f.Append(ctx, owner, sha, from, total, bytes.NewReader(content[from:min(total, from+n)]), 1<<20)
	}
	if have, err := f.Append(ctx, "o1", sha, 0, total, &broken{bytes.NewReader(content), 70_000}, 1<<20); have != 70_000 || err != nil {
		t.Errorf("a network that broke left %d, %v", have, err)
	}
	if have, err := add("o1", 100_000, 1000); kernel.CodeOf(err) != kernel.Conflict || have != 70_000 {
		t.Errorf("a gap: %d, %v", have, err)
	}
	if have, err := add("o1", 0, 50_000); have != 70_000 || err != nil {
		t.Errorf("a piece for the second time: %d, %v", have, err)
	}
	if have, err := f.Have("o2", sha); have != 0 || err != nil {
		t.Errorf("another's upload: %d, %v", have, err)
	}
	if have, err := add("o1", 60_000, total); have != total || err != nil {
		t.Errorf("the rest: %d, %v", have, err)
	}
	b, err := f.Finish(ctx, "o1", sha, 1<<20)
	if err != nil || b.SHA != sha || b.Size != total || b.Type != "text/plain" {
		t.Errorf("finished as %+v, %v", b, err)
	}
	if have, _ := f.Have("o1", sha); have != 0 {
		t.Errorf("%d bytes left over", have)
	}
	for name, err := range map[string]error{
		"too large":         second(f.Append(ctx, "o1", sha, 0, 2<<20, bytes.NewReader(nil), 1<<20)),
		"path as owner":     second(f.Append(ctx, "../o1", sha, 0, 10, bytes.NewReader(nil), 1<<20)),
		"no checksum":       second(f.Append(ctx, "o1", "abc", 0, 10, bytes.NewReader(nil), 1<<20)),
		"behind the end":    second(f.Append(ctx, "o1", sha, 10, 10, bytes.NewReader(nil), 1<<20)),
		"nothing to finish": func() error { _, err := f.Finish(ctx, "o1", sha, 1<<20); return err }(),
	} {
		if code := kernel.CodeOf(err); code == "" || code == kernel.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ int64, err error) error { return err }

// What arrives is proved by its checksum; a wrong upload begins anew, an abandoned one is swept.
func TestPiecesProved(t *testing.T) {
	dir := t.TempDir()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, sha := context.Background(), hex.EncodeToString(make([]byte, 32))
	if _, err := f.Append(ctx, "o1", sha, 0, 4, bytes.NewReader([]byte("abcd")), 100); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Finish(ctx, "o1", sha, 100); kernel.CodeOf(err) == "" {
		t.Error("a wrong content was kept")
	}
	if have, _ := f.Have("o1", sha); have != 0 {
		t.Errorf("%d wrong bytes stayed", have)
	}
	if _, err := f.Append(ctx, "o1", sha, 0, 4, bytes.NewReader([]byte("ab")), 100); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-partialKept - time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "partial", "o1-"+sha), old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Sweep(ctx, func(string) bool { return true }, time.Hour); err != nil {
		t.Fatal(err)
	}
	if have, _ := f.Have("o1", sha); have != 0 {
		t.Error("an abandoned upload stayed")
	}
}
