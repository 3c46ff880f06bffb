package file

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"anjian/kernel"
)

// Uploads may come in pieces, so that a film survives a broken network: partial/<owner>-<sha> grows until it is whole, then it is put like any other.

const partialKept = 7 * 24 * time.Hour

func (f *Folder) partial(owner, sha string) (string, error) {
	if !validSHA(sha) {
		return "", kernel.Errorf(kernel.Invalid, "校验值应为 64 位十六进制的 SHA-256")
	}
	if owner == "" || filepath.Base(owner) != owner || owner == "." || owner == ".." {
		return "", errMissing
	}
	return filepath.Join(f.dir, "partial", owner+"-"+sha), nil
}

// Have returns how many bytes of an upload in pieces have arrived.
func (f *Folder) Have(owner, sha string) (int64, error) {
	path, err := f.partial(owner, sha)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Append adds a piece that begins at from to an upload of total bytes and returns how many have arrived. What is there already is not written again, so a
// piece may be sent twice; a piece that would leave a gap is refused. The content itself is proved by Finish.
func (f *Folder) Append(ctx context.Context, owner, sha string, from, total int64, r io.Reader, maxBytes int64) (have int64, err error) {
	path, err := f.partial(owner, sha)
	switch {
	case err != nil:
		return 0, err
	case total > maxBytes:
		return 0, tooLarge(maxBytes)
	case from < 0 || total < 1 || from >= total:
		return 0, kernel.Errorf(kernel.Invalid, "分段上传的范围不正确")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return 0, err
	}
	t, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return 0, err
	}
	defer t.Close()
	if err := syscall.Flock(int(t.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return 0, kernel.Errorf(kernel.Conflict, "这个文件正由另一个窗口上传")
	}
	if have, err = t.Seek(0, io.SeekEnd); err != nil {
		return 0, err
	}
	if from > have {
		return have, kernel.Errorf(kernel.Conflict, "前面的部分还没有收到，请从断点继续")
	}
	if _, err := io.CopyN(io.Discard, r, have-from); err != nil { // shorter than what is there: nothing new in it
		return have, nil
	}
	n, err := io.Copy(t, io.LimitReader(contextReader{ctx, r}, total-have))
	have += n
	if disk := (*fs.PathError)(nil); errors.As(err, &disk) {
		return have, err
	}
	return have, nil // a network that broke has brought so much
}

// Finish puts an upload whose pieces have all arrived; one that is not what its checksum says begins anew.
func (f *Folder) Finish(ctx context.Context, owner, sha string, maxBytes int64) (Blob, error) {
	path, err := f.partial(owner, sha)
	if err != nil {
		return Blob{}, err
	}
	t, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Blob{}, errMissing
	}
	if err != nil {
		return Blob{}, err
	}
	defer t.Close()
	b, err := f.Put(ctx, sha, t, maxBytes)
	if code := kernel.CodeOf(err); err != nil && code != kernel.Invalid && code != kernel.TooLarge {
		return b, err
	}
	return b, errors.Join(err, os.Remove(path))
}

// sweepPartial removes uploads that nobody has gone on with for a week.
func (f *Folder) sweepPartial() error {
	list, err := filepath.Glob(filepath.Join(f.dir, "partial", "*"))
	if err != nil {
		return err
	}
	for _, path := range list {
		info, err := os.Stat(path)
		if err != nil || info.ModTime().After(time.Now().Add(-partialKept)) {
			continue
		}
		if err := removeUnlocked(path); err != nil {
			return err
		}
	}
	return nil
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
