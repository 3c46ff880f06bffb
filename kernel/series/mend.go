package series

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/prometheus/prometheus/tsdb/wlog"
)

// mend cuts off what a crash or a full disk left half written at the end of a log. tsdb.Open would do so by writing what is good once more, for
// which a full disk has no room, and then forgets the late values of the run.
func mend(dir string) error {
	for _, name := range []string{"wal", "wbl"} {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := mendLog(path); err != nil {
			return fmt.Errorf("series: %s: %w", path, err)
		}
	}
	return nil
}

// mendLog ends a log behind its last good record; no record reaches into another segment. Segments behind a torn one, which a crash does not
// leave, are laid aside.
func mendLog(path string) error {
	_, last, err := wlog.Segments(path)
	if err != nil || last < 0 {
		return err
	}
	in, err := wlog.NewSegmentsReader(path)
	if err != nil {
		return err
	}
	r := wlog.NewReader(in)
	segment, good := -1, int64(0)
	for r.Next() {
		segment, good = r.Segment(), r.Offset()
	}
	torn := r.Err()
	if err := in.Close(); err != nil || torn == nil {
		return err
	}
	at, ok := errors.AsType[*wlog.CorruptionErr](torn)
	if !ok || at.Segment < 0 {
		return torn
	}
	if segment != at.Segment {
		good = 0
	}
	if err := os.Truncate(wlog.SegmentName(path, at.Segment), good); err != nil {
		return err
	}
	for i := at.Segment + 1; i <= last; i++ {
		if name := wlog.SegmentName(path, i); os.Rename(name, name+".torn") != nil {
			return fmt.Errorf("segment %d behind a torn one cannot be laid aside", i)
		}
	}
	return nil
}
