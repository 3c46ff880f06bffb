package series_test

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"anjian/kernel/series"
)

// A disk that is full, a real one of eight megabytes: what is not stored is not acknowledged and the fault is told; when there is room again,
// values are taken again, and all that was acknowledged before, between and after is there at the next start.
func TestFull(t *testing.T) {
	dir := t.TempDir()
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", `mount -t tmpfs -o size=8m none "$1" && exec "$2"`, "sh", dir, me)
	cmd.Env = append(os.Environ(), "SERIES_FULL="+dir)
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "whole\n" {
		t.Fatalf("%v\n%s", err, out)
	}
}

// fill is the part of TestFull on the small disk.
func fill(dir string) error {
	open := func() (*series.Embedded, error) {
		return series.Open(filepath.Join(dir, "series"), forYears, slog.New(slog.DiscardHandler))
	}
	e, err := open()
	if err != nil {
		return err
	}
	// after 46 seconds the database begins a new chunk of every series, and the ones before have to leave its memory
	now, told, refused := time.Now().Truncate(2*time.Hour).UnixMilli()-46_000, map[string]int{}, 0
	add := func(round int) error { // a hundred points, new ones in every third round, some values late
		var list []series.Sample
		for i := range 100 {
			at := now + int64(round)*1000
			if i%10 == 0 {
				at -= 7_200_000
			}
			list = append(list, series.Sample{Point: fmt.Sprint("p", round/3, "-", i), Kind: "temp", At: at, Value: float64(round*1000+i) * 1.37, Scale: 2})
		}
		if _, err := e.Append(ctx, list); err != nil {
			return err
		}
		for _, s := range list {
			told[s.Point]++
		}
		return nil
	}
	ballast := filepath.Join(dir, "ballast")
	for round := range 120 {
		switch round {
		case 30, 70, 100: // the rest of the disk
			f, err := os.Create(ballast)
			if err != nil {
				return err
			}
			for block := make([]byte, 4096); err == nil; {
				_, err = f.Write(block)
			}
			f.Close()
			if round < 100 {
				break
			}
			_ = e.Close() // which says that the disk is full; then a start
			if e, err = open(); err != nil {
				return err
			}
			if _, _, err := e.Last(ctx, "p0-0", time.UnixMilli(0)); e.Fault() == nil || err == nil {
				return fmt.Errorf("on a full disk: %v, %w", e.Fault(), err)
			}
		case 45, 85, 110:
			os.Remove(ballast)
		}
		if err := add(round); err != nil {
			if refused++; e.Fault() == nil {
				return fmt.Errorf("round %d: no fault is told: %w", round, err)
			}
			if round < 30 || round >= 45 && round < 70 || round >= 85 && round < 100 || round >= 110 {
				return fmt.Errorf("round %d, with room: %w", round, err)
			}
		} else if e.Fault() != nil {
			return fmt.Errorf("round %d: the fault stays: %w", round, e.Fault())
		}
	}
	if refused < 5 {
		return fmt.Errorf("only %d rounds were refused", refused)
	}
	if err := e.Close(); err != nil {
		return err
	}
	if e, err = open(); err != nil {
		return err
	}
	for point, n := range told {
		list, err := e.Read(ctx, series.Span{Point: point, From: time.UnixMilli(now).Add(-24 * time.Hour), To: time.Now().Add(time.Hour)})
		if err != nil || len(list) < n {
			return fmt.Errorf("%s: %d values of %d, %w", point, len(list), n, err)
		}
	}
	fmt.Println("whole")
	return e.Close()
}

// A log that cannot be written any more: what comes is refused and the fault told, until the log is there again; what was acknowledged before and
// after is there at the next start.
func TestFault(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	begin := time.Now().Add(-time.Minute)
	put := func(n int) error {
		_, err := e.Append(ctx, []series.Sample{{Point: "p", Kind: "temp", At: begin.UnixMilli() + int64(n), Value: float64(n)}})
		return err
	}
	segment := filepath.Join(dir, "values", "wal", "00000000")
	for _, err := range []error{put(1), os.Rename(segment, segment+".away"), os.Mkdir(segment, 0o700)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for n := 2; n < 5; n++ {
		if put(n) == nil || e.Fault() == nil {
			t.Fatalf("the value %d was taken; fault: %v", n, e.Fault())
		}
	}
	for _, err := range []error{os.Remove(segment), os.Rename(segment+".away", segment), put(5), e.Fault(), e.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	e = open(t, dir)
	defer e.Close()
	list := must[[]series.Bucket](t)(e.Read(ctx, series.Span{Point: "p", From: begin, To: time.Now()}))
	if len(list) < 2 || list[0].Last != 1 || list[len(list)-1].Last != 5 {
		t.Errorf("kept: %+v", list)
	}
}
