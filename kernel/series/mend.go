package series

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

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

// release lets the database make blocks once it has begun a file of chunks since it was opened. Where it has begun none, removing old ones
// after a block starts to count their files anew, and a late value that begins one at that moment is looked for in a file that does not exist
// (Prometheus 0.315, ChunkDiskMapper.Truncate).
func (e *Embedded) release() {
	if last, err := lastChunks(filepath.Join(e.dir, "values")); err == nil && last != e.calm {
		e.calm = -1
		e.db.EnableCompactions()
	}
}

// lastChunks is the number of the newest file of chunks that are not in a block yet, 0 if there is none.
func lastChunks(dir string) (last int, err error) {
	entries, err := os.ReadDir(filepath.Join(dir, "chunks_head"))
	if err != nil {
		return 0, fmt.Errorf("series: %w", err)
	}
	for _, entry := range entries {
		if n, err := strconv.Atoi(entry.Name()); err == nil {
			last = max(last, n)
		}
	}
	return last, nil
}
