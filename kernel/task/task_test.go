package task_test

import (
	"errors"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/task"
)

func TestRuns(t *testing.T) {
	var ran []string
	fail := true
	once := &kernel.Task[string]{Name: "test.once", Run: func(_ *kernel.Ctx, a string) error {
		if a == "bad" && fail {
			return errors.New("not yet")
		}
		ran = append(ran, a)
		return nil
	}}
	hourly := &kernel.Task[struct{}]{Name: "test.hourly", Every: time.Hour, Run: func(*kernel.Ctx, struct{}) error { ran = append(ran, "hour"); return nil }}
	mods := []kernel.Module{{Name: "test", Tasks: []kernel.Job{once, hourly}}, task.Module()}
	kerneltest.Each(t, mods, func(t *testing.T, w *kerneltest.World) {
		ran, fail = nil, true
		r := task.New(w.Env, w.Store)
		w.Queue = r
		c := w.System()
		kerneltest.Must(t, c.Tx(func(c *kernel.Ctx) error { return once.Enqueue(c, "a") }))
		if err := c.Tx(func(c *kernel.Ctx) error { once.Enqueue(c, "lost"); return errors.New("roll back") }); err == nil {
			t.Fatal("the transaction should fail")
		}
		kerneltest.Must(t, once.Enqueue(c, "bad"))
		kerneltest.Must(t, r.Once(t.Context()))
		kerneltest.Must(t, r.Once(t.Context()))
		if len(ran) != 2 {
			t.Fatalf("ran %v, want a and hour once each", ran)
		}
		fail = false
		w.On("2026-05-02")
		kerneltest.Must(t, r.Once(t.Context()))
		if len(ran) != 4 || ran[2] != "bad" && ran[3] != "bad" {
			t.Fatalf("ran %v, want bad and hour again", ran)
		}
	})
}
