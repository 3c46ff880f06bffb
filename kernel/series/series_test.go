package series_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/kernel/series"
)

var forYears = series.Terms{Values: 400 * 24 * time.Hour, Hours: 5 * 365 * 24 * time.Hour}

func open(t *testing.T, dir string) *series.Embedded {
	t.Helper()
	e, err := series.Open(dir, forYears, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Whoever stores while the database is closed hears so, and waits for nobody.
func TestClose(t *testing.T) {
	e := open(t, t.TempDir())
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := int64(1); ; n++ {
				if _, err := e.Append(context.Background(), []series.Sample{{Point: fmt.Sprint("p", i), Kind: "temp", At: time.Now().UnixMilli() + n, Value: 1}}); err != nil {
					return
				}
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	heard := make(chan struct{})
	go func() { all.Wait(); close(heard) }()
	select {
	case <-heard:
	case <-time.After(5 * time.Second):
		t.Fatal("somebody waits for a database that is closed")
	}
}

// Blocks are made only once chunks were written since the start: before, the database may lose track of the first file of them.
func TestFirstChunks(t *testing.T) {
	dir, now := t.TempDir(), time.Now().Truncate(time.Hour)
	for start := range 2 {
		e := open(t, dir)
		put := func(late time.Duration) (n int) {
			t.Helper()
			var list []series.Sample
			for h := range 72 {
				list = append(list, series.Sample{Point: fmt.Sprint("p", start), Kind: "temp", At: now.Add(time.Duration(h-72)*time.Hour - late).UnixMilli(), Value: 1})
			}
			if fates, err := e.Append(ctx, list); err != nil || len(fates) > 0 {
				t.Fatal(fates, err)
			}
			blocks, err := filepath.Glob(filepath.Join(dir, "values", "*", "meta.json"))
			if err != nil {
				t.Fatal(err)
			}
			return len(blocks)
		}
		before := put(0)
		time.Sleep(1500 * time.Millisecond)
		if n := put(time.Second); n != before { // more than a chunk of late values
			t.Errorf("start %d: %d blocks before a chunk was written, there were %d", start, n, before)
		}
		for i := 2; ; i++ {
			if n := put(time.Duration(i) * time.Second); n > before {
				break
			}
			if i > 100 {
				t.Fatalf("start %d: no block after ten seconds", start)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A copy made while values come, late ones too, holds all that was acknowledged before.
func TestCopy(t *testing.T) {
	dir, now := t.TempDir(), time.Now().Truncate(time.Hour)
	copied := filepath.Join(t.TempDir(), "copy")
	if err := series.Copy(filepath.Join(dir, "nothing"), copied); err != nil {
		t.Fatal(err)
	}
	e := open(t, dir)
	put := func(point string, at time.Time, v float64) {
		t.Helper()
		if fates, err := e.Append(ctx, []series.Sample{{Point: point, Kind: "temp", At: at.UnixMilli(), Value: v}}); err != nil || len(fates) > 0 {
			t.Fatal(fates, err)
		}
	}
	for h := range 30 {
		put("old", now.Add(time.Duration(h-200)*time.Hour), float64(h))
	}
	put("old", now.Add(-210*time.Hour), 30) // late: the next start puts it into a block
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir)
	defer e.Close()
	for m := range 40 {
		put("new", now.Add(time.Duration(m-60)*time.Minute), float64(m))
	}
	put("new", now.Add(-50*time.Hour), 7) // late
	var all sync.WaitGroup
	stop := make(chan struct{})
	all.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				_, _ = e.Append(ctx, []series.Sample{{Point: "busy", Kind: "temp", At: now.Add(time.Duration(n) * time.Millisecond).UnixMilli(), Value: 1}})
			}
		}
	})
	err := series.Copy(dir, copied)
	close(stop)
	all.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if blocks := must[[]string](t)(filepath.Glob(filepath.Join(copied, "values", "*", "index"))); len(blocks) == 0 {
		t.Fatal("there was no block to copy")
	}
	c := open(t, copied)
	defer c.Close()
	for point, want := range map[string]int{"old": 31, "new": 41} {
		list := must[[]series.Bucket](t)(c.Read(ctx, series.Span{Point: point, From: now.Add(-300 * time.Hour), To: now.Add(time.Hour)}))
		sum := 0.0
		for _, b := range list {
			sum += b.Last
		}
		if all := map[string]float64{"old": 465, "new": 787}[point]; len(list) != want || sum != all {
			t.Errorf("%s: %d values that add up to %v, want %d and %v", point, len(list), sum, want, all)
		}
	}
}

func TestMain(m *testing.M) {
	if dir := os.Getenv("SERIES_WRITER"); dir != "" {
		write(dir)
		return
	}
	if dir := os.Getenv("SERIES_FULL"); dir != "" {
		if err := fill(dir); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

var ctx = context.Background()

// What comes is there, in steps and by itself, also after a restart; what comes late is put where it belongs; what comes twice counts once.
func TestValues(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	now := time.Now().Truncate(time.Hour)
	at := func(m int) int64 { return now.Add(time.Duration(m) * time.Minute).UnixMilli() }
	put := func(what string, want []series.Fate, list ...series.Sample) {
		t.Helper()
		fates, err := e.Append(ctx, list)
		if err != nil || fmt.Sprint(fates) != fmt.Sprint(want) {
			t.Errorf("%s: %v, %v", what, fates, err)
		}
	}
	temp := func(m int, v float64) series.Sample {
		return series.Sample{Point: "t1", Kind: "temp", At: at(m), Value: v, Scale: 1}
	}
	put("an hour", nil, temp(-60, 20.1), temp(-59, 20.3), temp(-58, 20.5), temp(-40, 36.6))
	put("late by twenty minutes", nil, temp(-50, 19.9))
	put("late by three days", nil, temp(-3*24*60, 11.1))
	put("twice", nil, temp(-40, 36.6))
	put("another value for the same instant", []series.Fate{series.Stored, series.Differs}, temp(-39, 36.7), temp(-39, 36.8))
	put("the same once more", nil, temp(-39, 36.7))
	put("too old", []series.Fate{series.TooOld}, temp(-11*24*60, 1))
	put("not trusted", nil, series.Sample{Point: "t1", Kind: "temp", At: at(-30), Value: 999.9, Scale: 1, Bad: true})
	put("another point", nil, series.Sample{Point: "t2", Kind: "temp", At: at(-30), Value: 5, Scale: 1})
	for _, s := range []series.Sample{{Kind: "temp", At: at(0)}, {Point: "t1", At: at(0), Scale: 9}} {
		if _, err := e.Append(ctx, []series.Sample{s}); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
	check := func() {
		t.Helper()
		raw := must[[]series.Bucket](t)(e.Read(ctx, series.Span{Point: "t1", From: now.Add(-time.Hour), To: now}))
		var values []float64
		for _, b := range raw {
			values = append(values, b.Avg)
		}
		if fmt.Sprint(values) != "[20.1 20.3 20.5 19.9 36.6 36.7]" {
			t.Errorf("values %v", values)
		}
		steps := must[[]series.Bucket](t)(e.Read(ctx, series.Span{Point: "t1", From: now.Add(-time.Hour), To: now, Step: 20 * time.Minute}))
		if len(steps) != 2 || steps[0].Min != 19.9 || steps[0].Max != 20.5 || steps[0].Count != 4 || steps[0].Last != 19.9 || steps[1].Last != 36.7 || steps[1].At != at(-40) {
			t.Errorf("steps %+v", steps)
		}
		bad := must[[]series.Bucket](t)(e.Read(ctx, series.Span{Point: "t1", From: now.Add(-time.Hour), To: now, Bad: true}))
		if len(bad) != 1 || bad[0].Max != 999.9 {
			t.Errorf("not trusted %+v", bad)
		}
		last, found, err := e.Last(ctx, "t1", now.Add(-24*time.Hour))
		if err != nil || !found || last.Value != 36.7 || last.At != at(-39) {
			t.Errorf("last %+v, %v, %v", last, found, err)
		}
		if _, found, _ := e.Last(ctx, "none", now.Add(-24*time.Hour)); found {
			t.Error("a value of no point")
		}
	}
	check()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir)
	defer e.Close()
	check()
	if got := e.Newest([]string{"t1", "t2", "t3"}); len(got) != 2 {
		t.Errorf("newest after a start: %+v", got)
	}
}

// Hours that have settled are kept apart; a year is read from them and comes to the same as the values.
func TestHours(t *testing.T) {
	e := open(t, t.TempDir())
	defer e.Close()
	end := time.Now().Truncate(time.Hour)
	begin := end.Add(-9 * 24 * time.Hour)
	var list []series.Sample
	total, n := 0, 0
	for at := begin; at.Before(end); at = at.Add(7 * time.Minute) {
		v := rand.IntN(5000)
		total, n = total+v, n+1
		list = append(list, series.Sample{Point: "p", Kind: "pres", At: at.UnixMilli(), Value: float64(v) / 100, Scale: 2})
	}
	must[[]series.Fate](t)(e.Append(ctx, list))
	sum := func() (s float64, count int) {
		for _, b := range must[[]series.Bucket](t)(e.Read(ctx, series.Span{Point: "p", From: begin, To: end, Step: 24 * time.Hour})) {
			s, count = s+b.Avg*float64(b.Count), count+b.Count
		}
		return s, count
	}
	before, _ := sum()
	for range 2 { // twice comes to the same
		if err := e.Roll(ctx, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	after, count := sum()
	if want := float64(total) / 100; count != n || before-want > 1e-6 || want-before > 1e-6 || after-want > 1e-6 || want-after > 1e-6 {
		t.Errorf("%f before, %f after, %f put, %d of %d", before, after, want, count, n)
	}
}

// A process that is killed at any instant loses nothing that it has acknowledged, neither of now nor of what came late.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	said := filepath.Join(t.TempDir(), "said")
	for round := range 5 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "SERIES_WRITER="+dir, fmt.Sprint("SERIES_ROUND=", round))
		out, err := os.OpenFile(said, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdout, cmd.Stderr = out, os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for began := time.Now(); time.Since(began) < 20*time.Second; time.Sleep(20 * time.Millisecond) {
			if text, _ := os.ReadFile(said); strings.Count(string(text), "\n") > (round+1)*40 {
				break
			}
		}
		time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		out.Close()
	}
	e := open(t, dir)
	defer e.Close()
	file, err := os.Open(said)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	promised, missing := 0, 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var point string
		var from, to int64
		if n, _ := fmt.Sscan(lines.Text(), &point, &from, &to); n != 3 {
			continue
		}
		got, err := e.Read(ctx, series.Span{Point: point, From: time.UnixMilli(from), To: time.UnixMilli(to)})
		if err != nil {
			t.Fatal(err)
		}
		promised += 100
		missing += 100 - len(got)
	}
	if promised < 12_000 || missing > 0 {
		t.Errorf("%d of %d acknowledged values are missing", missing, promised)
	}
}

// write is the process that TestKill kills: blocks of a hundred values, every third of them two days late.
func write(dir string) {
	e, err := series.Open(dir, forYears, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var round int64
	fmt.Sscan(os.Getenv("SERIES_ROUND"), &round)
	base := time.Now().UnixMilli()
	for n := int64(0); n < 2000; n++ {
		from := base + n*1000
		if n%3 == 2 {
			from -= (48 * time.Hour).Milliseconds() - round*1000_000
		}
		list := make([]series.Sample, 100)
		point := fmt.Sprintf("p%d", n%7)
		for i := range list {
			list[i] = series.Sample{Point: point, Kind: "temp", At: from + int64(i), Value: float64(i), Scale: 0}
		}
		if fates, err := e.Append(ctx, list); err != nil || fates != nil {
			fmt.Fprintln(os.Stderr, fates, err)
			os.Exit(1)
		}
		fmt.Printf("%s %d %d\n", point, from, from+100)
	}
}
