package series

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Copy copies the series in dir into the new folder to, also while another process writes them: what it had acknowledged before is all in the
// copy. Nothing is copied where there are none.
func Copy(dir, to string) (err error) {
	for range 5 {
		if err = copyOnce(dir, to); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		err = errors.Join(err, os.RemoveAll(to)) // blocks were put together meanwhile; that happens every two hours
	}
	return err
}

// copyOnce takes journal, marks and logs before the blocks: what moves from the ones into the others in between is then in both, and counts
// once. The chunks of the head are in the logs too.
func copyOnce(dir, to string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, e := range entries {
		if e.Type().IsRegular() {
			if err := duplicate(filepath.Join(dir, e.Name()), filepath.Join(to, e.Name())); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{"values/wal", "values/wbl", "hours/wal"} {
		if err := copyTree(filepath.Join(dir, name), filepath.Join(to, name), duplicate); err != nil {
			return err
		}
	}
	for _, name := range []string{"values", "hours"} {
		metas, err := filepath.Glob(filepath.Join(dir, name, "*", "meta.json"))
		if err != nil {
			return err
		}
		for _, meta := range metas {
			block := filepath.Dir(meta)
			if filepath.Ext(block) != "" { // still being made, or deleted
				continue
			}
			if err := copyTree(block, filepath.Join(to, name, filepath.Base(block)), link); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyTree hands every file below dir to put; a dir that is not there is nothing to copy.
func copyTree(dir, to string, put func(from, to string) error) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		return put(path, filepath.Join(to, name))
	})
}

// link names a file that never changes a second time, or copies it where the system has no such names.
func link(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return duplicate(from, to)
}

func duplicate(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
