package series

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/prometheus/prometheus/tsdb/fileutil"
)

// Fault is why nothing can be stored at the moment, nil if all is well.
func (e *Embedded) Fault() error {
	if p := e.fault.Load(); p != nil {
		return *p
	}
	return nil
}

// spare is how much of a disk stays free of values, a sixteenth on a small one.
const spare = 64 << 20

// room is why nothing can be written now, nil if it can. Where the database finds no room for what has to leave its memory, it ends the process;
// so a file half as large as what stays free is kept in reserve, and given up when others have filled the disk.
func (e *Embedded) room() error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(e.dir, &disk); err != nil {
		return fmt.Errorf("series: %s: %w", e.dir, err)
	}
	block := uint64(disk.Bsize)
	free, least, reserve := uint64(disk.Bavail)*block, min(spare, uint64(disk.Blocks)*block/16), filepath.Join(e.dir, "values", "reserve")
	if free < least {
		_ = os.Remove(reserve)
		return fmt.Errorf("series: only %d KB are left on the disk of %s", free>>10, e.dir)
	}
	if _, err := os.Stat(reserve); err == nil || free < 2*least {
		return nil
	}
	f, err := os.OpenFile(reserve, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("series: %w", err)
	}
	if err := errors.Join(fileutil.Preallocate(f, int64(least/2), true), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("series: %w", err), os.Remove(reserve))
	}
	return nil
}

// reopen begins anew after a fault of the disk: what the log was left with is cut off as after a crash, so that nothing is written behind it.
func (e *Embedded) reopen() error {
	e.whole.Lock()
	defer e.whole.Unlock()
	if e.db != nil {
		if err := e.db.Close(); err != nil {
			e.log.Warn("the values were not closed well", "error", err)
		}
		e.db = nil
	}
	clear(e.refs)
	e.late.close()
	e.late = nil
	if err := e.open(); err != nil {
		return err
	}
	e.broken = false
	return nil
}
