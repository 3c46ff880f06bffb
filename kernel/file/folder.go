package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"anjian/kernel"
)

// Folder is a Store in a directory: blob/ab/<sha>.<suffix>, thumb/ab/<sha>-<width>.jpg
// and incoming/ for what is not complete. Several processes may share one.
type Folder struct {
	dir      string
	mu       sync.RWMutex  // held for writing while Sweep removes, so that a Put is seen before or after
	decoding chan struct{} // pictures in memory at once
}

var _ Store = (*Folder)(nil)

// Open makes the directory if need be and removes what killed processes left in incoming/.
func Open(dir string) (*Folder, error) {
	f := &Folder{dir: dir, decoding: make(chan struct{}, 2)}
	for _, sub := range []string{"blob", "thumb", "incoming"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o750); err != nil {
			return nil, err
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "incoming", "*"))
	if err != nil {
		return nil, err
	}
	for _, path := range left {
		if err := removeUnlocked(path); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// removeUnlocked removes a temporary file unless the process that writes it is alive: that one holds its lock.
func removeUnlocked(path string) error {
	t, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer t.Close()
	if syscall.Flock(int(t.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// temp makes a locked temporary file.
func (f *Folder) temp() (*os.File, error) {
	for range 10 {
		t, err := os.CreateTemp(filepath.Join(f.dir, "incoming"), "*.part")
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(t.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			if _, err := os.Stat(t.Name()); err == nil {
				return t, nil
			}
		}
		t.Close() // another process was just clearing up
	}
	return nil, errors.New("file: no temporary file to be had in " + f.dir)
}

func validSHA(sha string) bool {
	return len(sha) == 64 && strings.Trim(sha, "0123456789abcdef") == ""
}

var errMissing = kernel.Errorf(kernel.Missing, "文件不存在")

// find returns where a blob lies. The few suffixes are tried in turn, so the name is
// all that is stored about a blob and nothing can disagree with it.
func (f *Folder) find(sha string) (path string, b Blob, err error) {
	if !validSHA(sha) {
		return "", b, errMissing
	}
	for _, k := range kinds {
		path = filepath.Join(f.dir, "blob", sha[:2], sha+k.suffix)
		info, err := os.Stat(path)
		if err == nil {
			return path, Blob{sha, info.Size(), k.mime}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", b, err
		}
	}
	return "", b, errMissing
}

// Stat implements Store.
func (f *Folder) Stat(_ context.Context, sha string) (Blob, error) {
	_, b, err := f.find(sha)
	return b, err
}

// Get implements Store.
func (f *Folder) Get(_ context.Context, sha string) (*Content, error) {
	path, b, err := f.find(sha)
	if err != nil {
		return nil, err
	}
	r, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errMissing
	}
	if err != nil {
		return nil, err
	}
	return &Content{b, b.SHA, r}, nil
}

// Put implements Store.
func (f *Folder) Put(ctx context.Context, wantSHA string, r io.Reader, maxBytes int64) (Blob, error) {
	wantSHA = strings.ToLower(wantSHA)
	if wantSHA != "" && !validSHA(wantSHA) {
		return Blob{}, kernel.Errorf(kernel.Invalid, "校验值应为 64 位十六进制的 SHA-256")
	}
	t, err := f.temp()
	if err != nil {
		return Blob{}, err
	}
	defer t.Close()
	defer os.Remove(t.Name())
	b := Blob{}
	if b.SHA, b.Size, err = receive(ctx, t, r, maxBytes); err != nil {
		return Blob{}, err
	}
	if wantSHA != "" && wantSHA != b.SHA {
		return Blob{}, kernel.Errorf(kernel.Invalid, "文件在传输中损坏，请重新上传")
	}
	suffix, err := detect(t, b.Size)
	if err != nil {
		return Blob{}, err
	}
	b.Type = mimeOf(suffix)
	if err := t.Sync(); err != nil {
		return Blob{}, err
	}
	return f.settle(t.Name(), b, suffix)
}

// receive copies r to t and returns the checksum and the size.
func receive(ctx context.Context, t io.Writer, r io.Reader, maxBytes int64) (sha string, size int64, err error) {
	sum := sha256.New()
	buf := make([]byte, 128<<10)
	for {
		if err := ctx.Err(); err != nil {
			return "", 0, kernel.Errorf(kernel.Timeout, "上传超时或已取消，请重新上传")
		}
		n, err := r.Read(buf)
		if size += int64(n); size > maxBytes {
			return "", 0, tooLarge(maxBytes)
		}
		sum.Write(buf[:n])
		if _, err := t.Write(buf[:n]); err != nil {
			return "", 0, err
		}
		if err == io.EOF {
			break
		}
		if big, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return "", 0, tooLarge(big.Limit)
		}
		if err != nil {
			return "", 0, kernel.Errorf(kernel.Invalid, "文件没有传完，请重新上传")
		}
	}
	if size == 0 {
		return "", 0, kernel.Errorf(kernel.Invalid, "文件是空的")
	}
	return hex.EncodeToString(sum.Sum(nil)), size, nil
}

func tooLarge(limit int64) error {
	if limit < 1<<20 {
		return kernel.Errorf(kernel.TooLarge, "文件超过 %d KB", limit>>10)
	}
	return kernel.Errorf(kernel.TooLarge, "文件超过 %d MB", limit>>20)
}

// settle gives the synced temporary file its place. After it returns, a power cut leaves the blob there.
func (f *Folder) settle(temp string, b Blob, suffix string) (Blob, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if path, old, err := f.find(b.SHA); err == nil {
		now := time.Now()
		if err := os.Chtimes(path, now, now); err == nil { // Sweep counts from the last Put
			return old, nil
		}
	} else if !errors.Is(err, errMissing) {
		return Blob{}, err
	}
	dir := filepath.Join(f.dir, "blob", b.SHA[:2])
	if err := os.Mkdir(dir, 0o750); err == nil {
		if err := syncFolder(filepath.Dir(dir)); err != nil {
			return Blob{}, err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return Blob{}, err
	}
	if err := os.Rename(temp, filepath.Join(dir, b.SHA+suffix)); err != nil {
		return Blob{}, err
	}
	return b, syncFolder(dir)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Sweep implements Store. olderThan must be longer than anybody takes between putting
// a file and saving the record that refers to it; a day is a good value.
func (f *Folder) Sweep(ctx context.Context, keep func(sha string) bool, olderThan time.Duration) (removed int, err error) {
	limit := time.Now().Add(-olderThan)
	if err := f.sweepPartial(); err != nil {
		return 0, err
	}
	err = filepath.WalkDir(filepath.Join(f.dir, "blob"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		sha := strings.TrimSuffix(d.Name(), filepath.Ext(d.Name()))
		if !validSHA(sha) {
			return nil
		}
		if info, err := d.Info(); err != nil || info.ModTime().After(limit) || keep(sha) {
			return nil
		}
		gone, err := f.remove(path, sha, limit)
		if gone {
			removed++
		}
		return err
	})
	return removed, err
}

func (f *Folder) remove(path, sha string, limit time.Time) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(path)
	if err != nil || info.ModTime().After(limit) { // put again meanwhile
		return false, nil
	}
	if err := os.Remove(path); err != nil {
		return false, err
	}
	for _, w := range widths {
		if err := os.Remove(f.thumbPath(sha, w)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return true, fmt.Errorf("file: thumbnail of %s: %w", sha, err)
		}
	}
	return true, nil
}
