package search_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/search"
)

// What one type has too much of hides nothing of another type, whoever asks.
func TestFrequentWords(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		c := w.System()
		kerneltest.Must(t, c.Tx(func(c *kernel.Ctx) error {
			for i := range 900 {
				region := []kernel.Region{"410105", "410122", "410122", "410122"}[i%4]
				if i%3 == 0 {
					kerneltest.Must(t, plants.Create(c, plant(region, fmt.Sprintf("开封配电%03d厂", i), fmt.Sprintf("PD%03d", i))))
				}
				kerneltest.Must(t, hazards.Create(c, &Hazard{Base: kernel.Base{Region: region}, Title: fmt.Sprintf("查配电室漏水%03d", i)}))
			}
			return nil
		}))
		kerneltest.Must(t, plants.Create(w.System(), plant("410105", "锅炉厂", "GL001")))
		kerneltest.Must(t, search.Flush(c))
		for region, want := range map[kernel.Region][2]string{
			"41": {"开封配电897厂", "查配电室漏水899"}, "4101": {"开封配电897厂", "查配电室漏水899"}, "410105": {"开封配电888厂", "查配电室漏水896"}, "410122": {"开封配电897厂", "查配电室漏水899"}} {
			a := ask(t, w.As(officer(region)), "配电")
			for i, typ := range []string{"plant", "hazard"} {
				if got := titles(a, typ); len(got) != 5 || got[0] != want[i] {
					t.Errorf("%s finds %v, want %s first", region, got, want[i])
				}
			}
		}
		for q, want := range map[string]string{"漏水": "", "锅炉": "锅炉厂", "开封配电288": "开封配电288厂", "PD288": "开封配电288厂", "炉": "锅炉厂", "锅": "锅炉厂", "gl001": "锅炉厂", "gl00": "锅炉厂", "gl": "锅炉厂", "glc": "锅炉厂"} {
			got := titles(ask(t, w.As(officer("410105")), q), "plant")
			if want == "" && len(got) > 0 || want != "" && (len(got) == 0 || got[0] != want) {
				t.Errorf("%q finds %v, want %s", q, got, want)
			}
		}
		if got := titles(ask(t, w.As(officer("99")), "配电"), "hazard"); len(got) != 0 {
			t.Errorf("another province sees %v", got)
		}
	})
}

// The beginnings of a word of letters find it, whatever their length; a part of it does not, nor does a letter.
func TestBeginnings(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		c := w.As(officer("41"))
		for i, name := range []string{"Quartz", "Qu", "q", "Quarter7"} {
			kerneltest.Must(t, plants.Create(c, &Plant{Base: kernel.Base{Region: "410105"}, Name: fmt.Sprintf("第%d号", i), Code: fmt.Sprintf("%d-x", i), Address: "路" + name}))
		}
		kerneltest.Must(t, search.Flush(c))
		for q, want := range map[string]int{"q": 1, "qu": 3, "qua": 2, "quar": 2, "quart": 2, "quarte": 1, "quarter7": 1, "quartz": 1, "quartzy": 0, "uart": 0, "路": 4, "号": 4} {
			if got := titles(ask(t, c, q), "plant"); len(got) != want {
				t.Errorf("%q finds %v, want %d", q, got, want)
			}
		}
	})
}

// An index of another form answers nothing; it is made anew at the start, once nobody else is seen making it.
func TestAnotherForm(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		c := w.As(officer("41"))
		for i := range 1200 {
			kerneltest.Must(t, c.Store.Insert(c, hazards.Meta(), &Hazard{Base: kernel.Base{ID: fmt.Sprintf("h%04d", i), Region: "410105"}, Title: fmt.Sprintf("配电%04d", i)}))
		}
		kerneltest.Must(t, plants.Create(c, plant("410105", "旧形化工", "A")))
		kerneltest.Must(t, search.Flush(c))
		if w.Store.Dialect() != "postgres" {
			_, err := c.Store.Exec(c, "CREATE VIRTUAL TABLE search_word USING fts5(words, content='', contentless_delete=1, detail=none)")
			kerneltest.Must(t, err)
		}
		turn := func(stmt string, list ...any) {
			t.Helper()
			_, err := c.Store.Exec(c, stmt, list...)
			kerneltest.Must(t, err)
		}
		refused := func() {
			t.Helper()
			if _, err := answer(c, "旧形"); kernel.CodeOf(err) != kernel.Timeout {
				t.Errorf("asked: %v", err)
			}
			if _, err := search.Match(c, plants.Meta(), "旧形"); kernel.CodeOf(err) != kernel.Timeout {
				t.Errorf("listed: %v", err)
			}
		}
		run := func() (stop func()) {
			ctx, end := context.WithCancel(context.Background())
			done := make(chan struct{})
			go func() { defer close(done); search.New(w.Env, w.Store).Run(ctx) }()
			return func() { end(); <-done }
		}
		turn("UPDATE search_lock SET turn = ? WHERE name = 'form'", -time.Now().UnixMilli())
		refused()
		stop := run() // somebody else is making it
		time.Sleep(300 * time.Millisecond)
		refused()
		stop()
		for _, stmt := range []string{"UPDATE search_lock SET turn = ? WHERE name = 'form'", "DELETE FROM search_lock WHERE name = 'form' AND turn > ?"} {
			turn(stmt, -time.Now().Add(-2*time.Minute).UnixMilli())
			refused()
			stop := run()
			for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
				if _, err := answer(c, "旧形"); err == nil {
					break
				} else if time.Now().After(deadline) {
					t.Fatal(err)
				}
			}
			stop()
			if got := titles(ask(t, c, "旧形"), "plant"); !slices.Equal(got, []string{"旧形化工"}) {
				t.Errorf("%v", got)
			}
			if got := titles(ask(t, c, "配电0000"), "hazard"); !slices.Equal(got, []string{"配电0000"}) || docs(t, w) != 1201 {
				t.Errorf("%v of %d", got, docs(t, w))
			}
		}
	})
}
