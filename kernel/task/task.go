// Package task runs what runs by itself: every so often, or once for each Enqueue. Runs are rows in the database
// of the records; a run that a crash cut off is taken up again by whoever comes next.
package task

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"anjian/kernel"
)

// Module declares the table of runs.
func Module() kernel.Module {
	return kernel.Module{Name: "task", Label: "后台任务", Tables: []string{
		`CREATE TABLE IF NOT EXISTS task (id {text} PRIMARY KEY, name {text} NOT NULL, args {text} NOT NULL, run_at {text} NOT NULL, tries {int} NOT NULL, state {text} NOT NULL, error {text} NOT NULL)`,
		`CREATE INDEX IF NOT EXISTS task_state ON task (state, run_at)`,
	}}
}

// Runner takes runs from the table, one at a time for each worker.
type Runner struct {
	Env   *kernel.Env
	Store kernel.Store
	wake  chan struct{}
	jobs  map[string]kernel.Job
}

const (
	timeText = "2006-01-02T15:04:05.000-07:00"
	lease    = 2 * time.Minute // after which a run whose worker is gone is taken up again
	maxTries = 12
)

// New makes a runner for the tasks of env's modules.
func New(env *kernel.Env, store kernel.Store) *Runner {
	r := &Runner{Env: env, Store: store, wake: make(chan struct{}, 1), jobs: map[string]kernel.Job{}}
	for _, mod := range env.App.Modules {
		for _, job := range mod.Tasks {
			name, _ := job.Spec()
			r.jobs[name] = job
		}
	}
	return r
}

// Put implements kernel.Queue.
func (r *Runner) Put(c *kernel.Ctx, name string, args any) error {
	if r.jobs[name] == nil {
		return fmt.Errorf("task: %s is not declared", name)
	}
	text, err := json.Marshal(args)
	if err != nil {
		return err
	}
	_, err = c.Store.Exec(c, "INSERT INTO task (id, name, args, run_at, tries, state, error) VALUES (?, ?, ?, ?, 0, 'waiting', '')", kernel.NewID(c.Now()), name, string(text), stamp(c.Now()))
	select {
	case r.wake <- struct{}{}:
	default:
	}
	return err
}

func stamp(t time.Time) string { return t.In(kernel.China).Format(timeText) }

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := r.Once(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "task", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-tick.C:
		}
	}
}

// Once starts what is due by the clock and runs what waits.
func (r *Runner) Once(ctx context.Context) error {
	c := r.Env.NewCtx(ctx, r.Store)
	if err := r.schedule(c); err != nil {
		return err
	}
	for ctx.Err() == nil {
		id, name, args, tries, err := r.take(c)
		if err != nil || id == "" {
			return err
		}
		if err := r.finish(c, id, tries, r.run(c, id, name, args)); err != nil {
			return err
		}
	}
	return nil
}

// schedule makes one row for each task that repeats; its id is the task's name, so nodes do not double it.
func (r *Runner) schedule(c *kernel.Ctx) error {
	return c.Tx(func(c *kernel.Ctx) error {
		for _, name := range slices.Sorted(maps.Keys(r.jobs)) { // in one order, so that nodes which begin at once do not wait for one another
			if _, every := r.jobs[name].Spec(); every > 0 {
				if _, err := c.Store.Exec(c, "INSERT INTO task (id, name, args, run_at, tries, state, error) VALUES (?, ?, '', ?, 0, 'waiting', '') ON CONFLICT (id) DO NOTHING", name, name, stamp(c.Now())); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// take leases the run that waits longest: its run_at becomes the instant at which others may take it up again.
func (r *Runner) take(c *kernel.Ctx) (id, name, args string, tries int, err error) {
	rows, err := c.Store.Query(c, "SELECT id, name, args, tries, run_at FROM task WHERE state = 'waiting' AND run_at <= ? ORDER BY run_at LIMIT 1", stamp(c.Now()))
	if err != nil {
		return "", "", "", 0, err
	}
	var at string
	for rows.Next() {
		err = rows.Scan(&id, &name, &args, &tries, &at)
	}
	if rows.Close(); err != nil || id == "" {
		return "", "", "", 0, err
	}
	n, err := c.Store.Exec(c, "UPDATE task SET run_at = ?, tries = tries + 1 WHERE id = ? AND run_at = ? AND state = 'waiting'", stamp(c.Now().Add(lease)), id, at)
	if err != nil || n == 0 {
		return "", "", "", 0, err
	}
	return id, name, args, tries + 1, nil
}

func (r *Runner) run(c *kernel.Ctx, id, name, args string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("task %s: %v\n%s", name, p, debug.Stack())
		}
	}()
	job := r.jobs[name]
	if job == nil {
		return fmt.Errorf("task: %s is not declared", name)
	}
	ctx, cancel := context.WithCancel(c)
	defer cancel()
	go func() { // a long run keeps its lease
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(lease / 3):
				c.Store.Exec(ctx, "UPDATE task SET run_at = ? WHERE id = ? AND state = 'waiting'", stamp(c.Now().Add(lease)), id)
			}
		}
	}()
	in := *c
	in.Context = ctx
	return job.Do(&in, json.RawMessage(args))
}

// finish removes a run that is done, sets a repeating one to its next time, and puts a failed one off.
func (r *Runner) finish(c *kernel.Ctx, id string, tries int, failed error) error {
	if c.Err() != nil { // the program is ending: the run is taken up again after the lease, or at once by the next start
		_, err := c.Store.Exec(context.WithoutCancel(c), "UPDATE task SET run_at = ? WHERE id = ?", stamp(c.Now()), id)
		return err
	}
	var every time.Duration
	if job := r.jobs[id]; job != nil {
		_, every = job.Spec()
	}
	switch {
	case failed == nil && every > 0:
		_, err := c.Store.Exec(c, "UPDATE task SET run_at = ?, tries = 0, error = '' WHERE id = ?", stamp(c.Now().Add(every)), id)
		return err
	case failed == nil:
		_, err := c.Store.Exec(c, "DELETE FROM task WHERE id = ?", id)
		return err
	}
	slog.ErrorContext(c, "task failed", "task", id, "tries", tries, "err", failed)
	state := "waiting"
	if tries >= maxTries && every == 0 {
		state = "failed"
	}
	wait := min(time.Hour, time.Second<<min(tries, 12))
	_, err := c.Store.Exec(c, "UPDATE task SET run_at = ?, state = ?, error = ? WHERE id = ?", stamp(c.Now().Add(wait)), state, failed.Error(), id)
	return err
}
