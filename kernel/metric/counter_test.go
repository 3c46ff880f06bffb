package metric_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/metric"
)

// Stall is a record type whose indicators are declared twice, kept in counters and counted live.
type Stall struct {
	kernel.Base
	Opened kernel.Date `json:"opened" label:"开业日期" ui:"filter"`
	Seen   time.Time   `json:"seen" label:"最近查看"`
	Closed kernel.Date `json:"closed" label:"停业日期"`
	Kind   kind        `json:"kind" label:"种类" ui:"filter"`
	Good   bool        `json:"good" label:"好"`
	Size   int         `json:"size" label:"大小"`
}

var (
	st     = kernel.Row[Stall]()
	stalls = &kernel.Resource[Stall]{Name: "stall", Label: "摊", Help: "测试用", Access: kernel.Access{
		{To: []kernel.Role{"all"}, Can: "read create update delete", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{"some"}, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&st.Good, true))
		}},
	}}
)

func twice(in kernel.Indicator) []kernel.Indicator {
	live := in
	live.Name += ".live"
	in.Kept = true
	return []kernel.Indicator{in, live}
}

var kept = []kernel.Indicator{
	{Name: "stall.opened", Label: "新开", Unit: "个", Of: stalls, Where: kernel.Or(kernel.Eq(&st.Good, true), kernel.Above(&st.Size, 3)), On: &st.Opened, By: []any{&st.Kind}},
	{Name: "stall.count", Label: "摊数", Unit: "个", Of: stalls, Where: kernel.Not(&st.Size, 7), On: &st.Opened, Stock: true, By: []any{&st.Kind}},
	{Name: "stall.seen", Label: "看过", Unit: "个", Of: stalls, On: &st.Seen, By: []any{&st.Kind}},
	{Name: "stall.all", Label: "全部", Unit: "个", Of: stalls, By: []any{&st.Kind}},
	{Name: "stall.closed", Label: "停业", Unit: "个", Of: stalls, Where: kernel.Not(&st.Closed, ""), On: &st.Opened, By: []any{&st.Kind},
		Stood: func(end kernel.Date) kernel.Cond {
			return kernel.And(kernel.Not(&st.Closed, ""), kernel.UpTo(&st.Closed, end))
		}},
}

func stallModules() []kernel.Module {
	var list []kernel.Indicator
	for _, in := range kept {
		list = append(list, twice(in)...)
	}
	return []kernel.Module{{Name: "stall", Resources: []kernel.Handle{stalls}, Indicators: list}, metric.Module()}
}

var readers = []kernel.Actor{{Roles: []kernel.Role{"all"}, Region: "41"}, {Roles: []kernel.Role{"all"}, Region: "4101"}, {Roles: []kernel.Role{"some"}, Region: "41"},
	{Roles: []kernel.Role{"all", "some"}, Region: "0"}, {Roles: []kernel.Role{"all"}, Region: "410105"}}

var cuts = []metric.Cut{{}, {To: "2026-03-01"}, {From: "2025-01-01", To: "2026-02-28"}, {From: "2026-03-01"}, {Region: "4101", To: "2027-01-01"}, {To: "2024-12-31"}}

// Whatever is written, folded or taken back, the counters answer what a live count answers, to everybody.
func TestCounters(t *testing.T) {
	kerneltest.Each(t, stallModules(), func(t *testing.T, w *kerneltest.World) {
		c := w.System()
		for range 40 { // before there are counters
			kerneltest.Must(t, stalls.Create(c, &Stall{Base: kernel.Base{Region: "410105"}, Opened: "2026-01-01"}))
		}
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(1, 4).Draw(rt, "transactions") {
				err := c.Tx(func(c *kernel.Ctx) error { scribble(rt, c); return nil })
				if err != nil {
					rt.Fatal(err)
				}
			}
			if rapid.Bool().Draw(rt, "fold") {
				if err := metric.Fold(c); err != nil {
					rt.Fatal(err)
				}
			}
			for range 3 {
				same(rt, w.As(rapid.SampledFrom(readers).Draw(rt, "actor")))
			}
		})
		if left, err := metric.Verify(c); err != nil || len(left) > 0 {
			t.Fatal(left, err)
		}
	})
}

func scribble(t *rapid.T, c *kernel.Ctx) {
	list, err := stalls.List(c, kernel.Query{Limit: 60})
	if err != nil {
		t.Fatal(err)
	}
	fill := func(s *Stall) error {
		s.Region = rapid.SampledFrom([]kernel.Region{"4101", "410105", "410105001", "410171", "41", "410205", "420103"}).Draw(t, "region")
		day := rapid.SampledFrom([]kernel.Date{"", "2024-12-31", "2025-01-01", "2026-02-28", "2026-03-01", "2026-03-31", "2026-12-31"})
		s.Opened, s.Closed = day.Draw(t, "opened"), day.Draw(t, "closed")
		if s.Seen = (time.Time{}); rapid.Bool().Draw(t, "seen") {
			s.Seen = time.Date(2026, 2, 28, rapid.IntRange(0, 23).Draw(t, "hour"), 59, 59, 0, time.UTC)
		}
		s.Kind, s.Good, s.Size = rapid.SampledFrom([]kind{"", "a", "b"}).Draw(t, "kind"), rapid.Bool().Draw(t, "good"), rapid.IntRange(0, 8).Draw(t, "size")
		return nil
	}
	act := func() error {
		s := &Stall{}
		if n := rapid.IntRange(0, 3).Draw(t, "what"); n > 0 && len(list) > 0 {
			s = rapid.SampledFrom(list).Draw(t, "which")
			if n == 1 {
				err := stalls.Delete(c, s.ID, 0)
				if kernel.CodeOf(err) == kernel.Missing { // deleted before
					return nil
				}
				return err
			}
			if _, err := stalls.Update(c, s.ID, 0, fill); kernel.CodeOf(err) != kernel.Missing {
				return err
			}
			return nil
		}
		fill(s)
		return stalls.Create(c, s)
	}
	for range rapid.IntRange(1, 4).Draw(t, "writes") {
		back := errors.New("taken back")
		fail := rapid.Bool().Draw(t, "fail")
		err := c.Store.Try(c, func() error {
			if err := act(); err != nil || !fail {
				return err
			}
			return back
		})
		if err != nil && !errors.Is(err, back) {
			t.Fatal(err)
		}
	}
}

func same(t *rapid.T, c *kernel.Ctx) {
	in, cut := rapid.SampledFrom(kept).Draw(t, "indicator"), rapid.SampledFrom(cuts).Draw(t, "cut")
	if cut.Region != "" && c.Actor.Region != "41" {
		cut.Region = ""
	}
	for _, cut.By = range []string{"", "region", "month", "kind"} {
		got, err := metric.Read(c, in.Name, cut)
		want, err2 := metric.Read(c, in.Name+".live", cut)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		want.Name, want.Query = got.Name, strings.Replace(want.Query, ".live", "", 1)
		for i := range want.Items {
			want.Items[i].Query = strings.Replace(want.Items[i].Query, ".live", "", 1)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s %+v as %s %v:\n kept %s\n live %s", in.Name, cut, c.Actor.Region, c.Actor.Roles, plain(got), plain(want))
		}
	}
}

func plain(r *metric.Result) string {
	out := fmt.Sprint(r.Value)
	for _, it := range r.Items {
		out += fmt.Sprintf(" %s=%v", it.Key, it.Value)
	}
	return out
}

// What somebody changed behind the platform's back is found, named and put right.
func TestVerify(t *testing.T) {
	kerneltest.Each(t, stallModules(), func(t *testing.T, w *kerneltest.World) {
		c := w.System()
		kerneltest.Must(t, metric.Fold(c)) // makes the counters
		for range 5 {
			kerneltest.Must(t, stalls.Create(c, &Stall{Base: kernel.Base{Region: "410105"}, Opened: "2026-01-01", Size: 5}))
		}
		n := 0
		read := func() float64 {
			r, err := metric.Read(w.As(kernel.Actor{Roles: []kernel.Role{"all"}, Region: "41"}), "stall.opened", metric.Cut{})
			kerneltest.Must(t, err)
			return r.Value
		}
		if got := read(); got != 5 {
			t.Fatalf("before the fold: %v", got)
		}
		kerneltest.Must(t, metric.Fold(c))
		if left, err := metric.Verify(c); err != nil || len(left) > 0 || read() != 5 {
			t.Fatal(left, err, read())
		}
		_, err := c.Store.Exec(c, "DELETE FROM stall WHERE id IN (SELECT id FROM stall LIMIT 2)")
		kerneltest.Must(t, err)
		left, err := metric.Verify(c)
		if n = len(left); err != nil || n == 0 {
			t.Fatal(left, err)
		}
		if read() != 5 {
			t.Fatal("not read from the counters")
		}
		again, err := metric.Rebuild(c)
		if err != nil || len(again) != n || read() != 3 {
			t.Fatal(again, err, read())
		}
	})
}

// Counting anew and folding lose nothing of what is written meanwhile, and count nothing twice.
func TestMeanwhile(t *testing.T) {
	kerneltest.Each(t, stallModules(), func(t *testing.T, w *kerneltest.World) {
		c, done := w.System(), make(chan error)
		go func() {
			var err error
			for i := range 60 {
				s := &Stall{Base: kernel.Base{Region: "410105"}, Opened: "2026-01-01", Size: i % 9}
				if err = stalls.Create(c, s); err == nil && i%2 == 0 {
					_, err = stalls.Update(c, s.ID, 0, func(s *Stall) error { s.Region, s.Size = "410205", 8; return nil })
				}
				if err != nil {
					break
				}
			}
			done <- err
		}()
		var err error
		for busy := true; busy; {
			select {
			case err = <-done:
				busy = false
			default:
				_, broken := metric.Rebuild(c)
				kerneltest.Must(t, errors.Join(broken, metric.Fold(c)))
			}
		}
		kerneltest.Must(t, err)
		if left, err := metric.Verify(c); err != nil || len(left) > 0 {
			t.Error(left, err)
		}
		all, err := metric.Read(w.As(kernel.Actor{Roles: []kernel.Role{"all"}, Region: "41"}), "stall.all", metric.Cut{})
		if err != nil || all.Value != 60 {
			t.Error(all, err)
		}
	})
}
