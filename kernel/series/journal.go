package series

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// journal keeps the late values that are in no block yet, one batch a line. The database has a log of its own for them, which after a
// second crash in a row leaves out some of what it holds: it mistakes chunks written while it read the log for those it had lost.
type journal struct {
	file *os.File
	size int64
}

func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("series: %w", err)
	}
	return &journal{file: file}, nil
}

// read calls each for the batches; a last line that was not finished was never acknowledged.
func (j *journal) read(each func([]Sample) error) error {
	in := bufio.NewReaderSize(io.NewSectionReader(j.file, 0, 1<<62), 1<<20)
	for {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return j.file.Truncate(j.size)
		}
		if err != nil {
			return fmt.Errorf("series: %w", err)
		}
		var list []Sample
		if err := json.Unmarshal(text, &list); err != nil {
			return fmt.Errorf("series: journal of late values, byte %d: %w", j.size, err)
		}
		j.size += int64(len(text))
		if err := each(list); err != nil {
			return err
		}
	}
}

// add writes a batch and waits for the disk.
func (j *journal) add(list []Sample) error {
	if len(list) == 0 {
		return nil
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(text, '\n')); err != nil {
		return errors.Join(err, j.file.Truncate(j.size)) // half a line would spoil the next one
	}
	j.size += int64(len(text)) + 1
	return j.file.Sync()
}

func (j *journal) empty() bool { return j.size == 0 }

func (j *journal) clear() error {
	j.size = 0
	return errors.Join(j.file.Truncate(0), j.file.Sync())
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return j.file.Close()
}
