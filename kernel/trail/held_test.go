package trail_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/trail"
)

func note(c *kernel.Ctx, region kernel.Region, detail string) error {
	return trail.Trail{}.Record(c, kernel.Event{Verb: "login", Region: region, Detail: detail})
}

func verified(t *testing.T, w *kerneltest.World, entries int) {
	t.Helper()
	r, err := trail.Verify(t.Context(), w.Store, nil)
	kerneltest.Must(t, err)
	if len(r.Faults) > 0 || r.Entries != entries {
		t.Errorf("%d entries instead of %d, %+v", r.Entries, entries, r.Faults)
	}
}

// The head of a chain is read and written once in a transaction; what Try or a roll-back takes back leaves no gap.
func TestHeadInTransaction(t *testing.T) {
	kerneltest.Each(t, nil, func(t *testing.T, w *kerneltest.World) {
		no := errors.New("no")
		taken := func(c *kernel.Ctx, region kernel.Region) error {
			err := c.Store.Try(c, func() error {
				kerneltest.Must(t, note(c, region, "taken back"))
				kerneltest.Must(t, note(c, region, "taken back too"))
				return no
			})
			if !errors.Is(err, no) {
				t.Errorf("Try: %v", err)
			}
			return nil
		}
		kerneltest.Must(t, w.System().Tx(func(c *kernel.Ctx) error {
			kerneltest.Must(t, taken(c, "410105")) // the first entries of the chain at all
			for i := range 5 {
				kerneltest.Must(t, note(c, "410105", fmt.Sprint(i)))
				kerneltest.Must(t, note(c, "410106", fmt.Sprint(i)))
				kerneltest.Must(t, taken(c, "410105"))
				kerneltest.Must(t, c.Store.Try(c, func() error {
					kerneltest.Must(t, taken(c, "410106"))
					return note(c, "410105", "kept")
				}))
			}
			return nil
		}))
		verified(t, w, 15)
		if err := w.System().Tx(func(c *kernel.Ctx) error { kerneltest.Must(t, note(c, "410105", "gone")); return no }); !errors.Is(err, no) {
			t.Error(err)
		}
		kerneltest.Must(t, note(w.System(), "410105", "after"))
		verified(t, w, 16)
	})
}

// Transactions that write to the same chain at once queue up for its head.
func TestHeadAtOnce(t *testing.T) {
	kerneltest.Each(t, nil, func(t *testing.T, w *kerneltest.World) {
		now := kerneltest.Now
		env := *w.Env // a clock that several may read
		env.Now = func() time.Time { return now }
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 5 {
					err := env.NewCtx(t.Context(), w.Store).Tx(func(c *kernel.Ctx) error {
						return errors.Join(note(c, "410105", "a"), note(c, "410105", "b"))
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		verified(t, w, 40)
	})
}
