package chat

import (
	"context"
	"errors"
	"sync"
	"time"

	"anjian/kernel"
)

// committer puts what many write at the same moment into one transaction: while one batch is on its way to the disk the next one
// gathers, so that the disk is waited for once and not once for each.
type committer struct {
	mu      sync.Mutex
	waiting []*job
	running bool
	wake    func() // after each commit
}

type job struct {
	c    *kernel.Ctx
	run  func(*kernel.Ctx) error // refuses before it writes anything
	err  error
	done chan struct{}
}

// mostTogether bounds a batch, so that the first of it does not wait for the last of too many.
const mostTogether = 128

// do runs fn in a transaction, with others. fn may run a second time, after the whole batch was taken back.
func (k *committer) do(c *kernel.Ctx, fn func(*kernel.Ctx) error) error {
	j := &job{c: c, run: fn, done: make(chan struct{})}
	k.mu.Lock()
	k.waiting = append(k.waiting, j)
	if !k.running {
		k.running = true
		go k.work()
	}
	k.mu.Unlock()
	<-j.done
	return j.err
}

func (k *committer) work() {
	for {
		k.mu.Lock()
		batch := k.waiting[:min(len(k.waiting), mostTogether)]
		k.waiting = k.waiting[len(batch):]
		if len(batch) == 0 {
			k.running, k.waiting = false, nil
			k.mu.Unlock()
			return
		}
		k.mu.Unlock()
		if err := together(batch); err != nil {
			for _, j := range batch { // whose fault it was shows when each goes alone
				alone := *j.c
				alone.Context = context.WithoutCancel(j.c)
				j.err = alone.Tx(j.run)
			}
		}
		for _, j := range batch {
			close(j.done)
		}
		k.wake()
	}
}

// together runs the batch in one transaction. A job that refuses has written nothing and stops nobody; any other failure stops all.
func together(batch []*job) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(batch[0].c), 30*time.Second) // the batch does not end because one of its senders went away
	defer cancel()
	first := *batch[0].c
	first.Context = ctx
	return first.Tx(func(c *kernel.Ctx) error {
		for _, j := range batch {
			in := *j.c
			in.Context, in.Store = c.Context, c.Store
			j.err = j.run(&in)
			if _, refused := errors.AsType[*kernel.Error](j.err); j.err != nil && !refused {
				return j.err
			}
		}
		return nil
	})
}
