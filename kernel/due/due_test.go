package due_test

import (
	"errors"
	"fmt"
	"testing"

	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/kerneltest"
)

// Chore is a record type for tests: something to be done by a day.
type Chore struct {
	kernel.Base
	Name   string      `json:"name" label:"名称"`
	DueOn  kernel.Date `json:"due_on" label:"期限"`
	Paused bool        `json:"paused" label:"中止"`
	Done   bool        `json:"done" label:"办结"`
}

var chores = &kernel.Resource[Chore]{Name: "chore", Label: "事项", Help: "测试用",
	Access: kernel.Access{{To: []kernel.Role{"all"}, Can: "read create update delete", Rows: kernel.Jurisdiction}},
	Due: func(ch *Chore) kernel.Limit {
		if ch.Done {
			return kernel.Limit{}
		}
		return kernel.Limit{On: ch.DueOn, Warn: 3, Who: "企业", What: "办结", Paused: ch.Paused}
	}}

// A limit is told once when it draws near, once when it is past, and once at each level above; a crash while telling repeats nothing and loses nothing.
func TestRemind(t *testing.T) {
	var told []string
	crash := false
	tell := func(_ *kernel.Ctx, r due.Reminder) error {
		if crash {
			return errors.New("killed")
		}
		told = append(told, fmt.Sprintf("%s %s %d", r.Title, r.State, r.Level))
		return nil
	}
	mods := []kernel.Module{{Name: "chore", Resources: []kernel.Handle{chores}}, due.Module(tell)}
	kerneltest.Each(t, mods, func(t *testing.T, w *kerneltest.World) {
		c := w.System()
		add := func(name string, on kernel.Date) *Chore {
			ch := &Chore{Name: name, DueOn: on}
			ch.Region = "410105"
			kerneltest.Must(t, chores.Create(c, ch))
			return ch
		}
		w.On("2026-05-01")
		a, b := add("a", "2026-05-10"), add("b", "2026-05-20")
		change := func(ch *Chore, fn func(*Chore)) {
			_, err := chores.Update(c, ch.ID, 0, func(ch *Chore) error { fn(ch); return nil })
			kerneltest.Must(t, err)
		}
		on := func(day kernel.Date, want ...string) {
			t.Helper()
			w.On(day)
			told = nil
			for range 2 { // the second run has nothing to tell
				_, err := due.Remind(c, tell)
				kerneltest.Must(t, err)
			}
			if fmt.Sprint(told) != fmt.Sprint(want) {
				t.Errorf("%s: told %v, want %v", day, told, want)
			}
		}
		on("2026-05-06")
		on("2026-05-07", "a warned 0")
		on("2026-05-10")
		crash = true
		w.On("2026-05-11")
		if _, err := due.Remind(c, tell); err == nil {
			t.Error("the crash went unseen")
		}
		crash = false
		on("2026-05-11", "a overdue 1")
		on("2026-05-16")
		change(a, func(ch *Chore) { ch.DueOn = "2026-05-30" }) // extended: told anew
		on("2026-05-17", "b warned 0")
		change(b, func(ch *Chore) { ch.Paused = true })
		on("2026-05-26")
		on("2026-05-27", "a warned 0")
		change(b, func(ch *Chore) { ch.Paused = false })
		on("2026-05-28", "b overdue 2")
		change(b, func(ch *Chore) { ch.Done = true })
		on("2026-07-30", "a overdue 3")
	})
}
