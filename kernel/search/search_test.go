package search_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/search"
)

type Plant struct {
	kernel.Base
	Name    string       `json:"name" label:"名称" rule:"required" ui:"search"`
	Code    string       `json:"code" label:"信用代码" rule:"unique" ui:"search"`
	Address string       `json:"address" label:"地址" ui:"search"`
	Note    string       `json:"note" label:"备注"`
	Phone   kernel.Phone `json:"phone" label:"电话" ui:"search"`
}

type Hazard struct {
	kernel.Base
	Title string            `json:"title" label:"隐患描述" ui:"search"`
	Plant kernel.Ref[Plant] `json:"plant" label:"企业"`
}

var (
	hz     = kernel.Row[Hazard]()
	plants = &kernel.Resource[Plant]{Name: "plant", Label: "企业", Help: "企业。", Access: kernel.Access{
		{To: []kernel.Role{"regulator"}, Can: "read create update delete", Rows: kernel.Jurisdiction}}}
	hazards = &kernel.Resource[Hazard]{Name: "hazard", Label: "隐患", Help: "隐患。", Access: kernel.Access{
		{To: []kernel.Role{"regulator"}, Can: "read create update delete", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{"owner"}, Can: "read create", Rows: kernel.Own(&hz.Plant)}}}
)

func modules() []kernel.Module {
	return []kernel.Module{{Name: "plant", Label: "企业", Resources: []kernel.Handle{plants, hazards}}, search.Module()}
}

func officer(region kernel.Region) kernel.Actor {
	return kernel.Actor{ID: "o" + string(region), Roles: []kernel.Role{"regulator"}, Region: region}
}

func matching(t testing.TB, c *kernel.Ctx, m *kernel.Meta, q string) kernel.Cond {
	t.Helper()
	cond, err := search.Match(c, m, q)
	kerneltest.Must(t, err)
	return cond
}

// ask puts a question through the declared route.
func ask(t testing.TB, c *kernel.Ctx, q string) *search.Answer {
	t.Helper()
	a, err := answer(c, q)
	kerneltest.Must(t, err)
	return a
}

func answer(c *kernel.Ctx, q string) (*search.Answer, error) {
	for _, mod := range c.App.Modules {
		for _, r := range mod.Routes {
			if r.Pattern == "GET /api/search" {
				out, err := r.Serve(c, &search.Question{Q: q})
				if err != nil {
					return nil, err
				}
				return out.(*search.Answer), nil
			}
		}
	}
	return nil, errors.New("no route")
}

func titles(a *search.Answer, typ string) (out []string) {
	for _, g := range a.Groups {
		if g.Type == typ {
			for _, it := range g.Items {
				out = append(out, it.Title)
			}
		}
	}
	return out
}

func plant(region kernel.Region, name, code string) *Plant {
	return &Plant{Base: kernel.Base{Region: region}, Name: name, Code: code}
}

func TestFind(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		c := w.As(officer("4101"))
		a := plant("410105", "郑州化工有限公司", "91410100MA0001")
		a.Address, a.Note, a.Phone = "金水区经三路66号 A座", "秘密备注", "13812345678"
		b, far := plant("410122", "重庆火锅郑州化肥店", "91410122MA0002"), plant("320106", "南京化工厂", "91320106MA0003")
		kerneltest.Must(t, plants.Create(c, a))
		kerneltest.Must(t, plants.Create(c, b))
		kerneltest.Must(t, plants.Create(w.System(), far))
		kerneltest.Must(t, hazards.Create(c, &Hazard{Base: kernel.Base{Region: "410105"}, Title: "化工装置法兰泄漏", Plant: kernel.Ref[Plant](a.ID)}))
		kerneltest.Must(t, search.Flush(c))
		for q, want := range map[string]string{
			"zzhg": "郑州化工有限公司", "ZZHG": "郑州化工有限公司", "hgyx": "郑州化工有限公司", "化工": "郑州化工有限公司", "司": "郑州化工有限公司", "郑州化肥": "重庆火锅郑州化肥店", "cqhg": "重庆火锅郑州化肥店", "zqhg": "重庆火锅郑州化肥店",
			"91410100ma": "郑州化工有限公司", "91410122MA0002": "重庆火锅郑州化肥店", "经三路": "郑州化工有限公司", "经三路 66": "郑州化工有限公司", "郑州　化工": "郑州化工有限公司", "州化 hg": "郑州化工有限公司,重庆火锅郑州化肥店",
			"南京": "", "秘密": "", "13812345678": "", "138": "", "_tplant": "", "_r410105": "", "x": "", "": "", "，。": ""} {
			got := titles(ask(t, c, q), "plant")
			slices.Sort(got)
			if strings.Join(got, ",") != want {
				t.Errorf("%q finds %v, want %s", q, got, want)
			}
			var ids []string
			if strings.TrimSpace(q) != "" {
				list, err := plants.List(c, kernel.Query{Where: matching(t, c, plants.Meta(), q)})
				kerneltest.Must(t, err)
				for _, p := range list {
					ids = append(ids, p.Name)
				}
				slices.Sort(ids)
				if strings.Join(ids, ",") != want {
					t.Errorf("list %q finds %v, want %s", q, ids, want)
				}
			}
		}
		if got := titles(ask(t, c, "化工"), "hazard"); len(got) != 1 {
			t.Errorf("hazards: %v", got)
		}
		if got := titles(ask(t, w.As(officer("410122")), "化工"), "hazard"); len(got) != 0 {
			t.Errorf("another county sees %v", got)
		}
		for enterprise, n := range map[string]int{a.ID: 1, b.ID: 0, "": 0} {
			owner := kernel.Actor{ID: "e", Roles: []kernel.Role{"owner"}, Enterprise: enterprise, Region: "410105"}
			if got := titles(ask(t, w.As(owner), "化工"), "hazard"); len(got) != n {
				t.Errorf("owner of %q sees %v", enterprise, got)
			}
		}
		// the index follows renaming, moving and deleting
		_, err := plants.Update(c, a.ID, 0, func(p *Plant) error { p.Name, p.Region = "开封食品厂", "410122"; return nil })
		kerneltest.Must(t, err)
		kerneltest.Must(t, search.Flush(c))
		if got := titles(ask(t, w.As(officer("410105")), "开封"), "plant"); len(got) != 0 {
			t.Errorf("moved away, still found: %v", got)
		}
		if got := titles(ask(t, w.As(officer("410122")), "kfsp"), "plant"); len(got) != 1 {
			t.Errorf("moved and renamed, not found")
		}
		if got := titles(ask(t, c, "zzhgyx"), "plant"); len(got) != 0 {
			t.Errorf("found by its former name: %v", got)
		}
		kerneltest.Must(t, plants.Delete(c, a.ID, 0))
		if got := titles(ask(t, c, "开封"), "plant"); len(got) != 0 {
			t.Errorf("deleted, still found before indexing: %v", got)
		}
		kerneltest.Must(t, search.Flush(c))
		if n := docs(t, w); n != 3 {
			t.Errorf("%d records in the index", n)
		}
		n, err := search.Rebuild(w.System())
		kerneltest.Must(t, err)
		if n != 3 || docs(t, w) != 3 || len(titles(ask(t, c, "zzhf"), "plant")) != 1 {
			t.Errorf("rebuilt %d, %d in the index", n, docs(t, w))
		}
	})
}

func docs(t *testing.T, w *kerneltest.World) (n int) {
	t.Helper()
	rows, err := w.Store.Query(context.Background(), "SELECT COUNT(*) FROM search_doc")
	kerneltest.Must(t, err)
	defer rows.Close()
	for rows.Next() {
		kerneltest.Must(t, rows.Scan(&n))
	}
	return n
}

func TestOrder(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		c := w.As(officer("4101"))
		for i := range 30 {
			kerneltest.Must(t, plants.Create(c, plant("410105", fmt.Sprintf("河南安阳%02d厂", i), fmt.Sprintf("AY%02d", i))))
		}
		kerneltest.Must(t, plants.Create(c, plant("410105", "安阳总厂", "ZZZ")))
		kerneltest.Must(t, plants.Create(c, plant("410105", "河南安阳末厂", "AY0")))
		kerneltest.Must(t, search.Flush(c))
		a := ask(t, c, "安阳")
		if got := titles(a, "plant"); len(got) != 5 || got[0] != "安阳总厂" || got[1] != "河南安阳末厂" || got[2] != "河南安阳29厂" || !a.Groups[0].More {
			t.Errorf("%v", got)
		}
		if got := titles(ask(t, c, "ay0"), "plant"); got[0] != "河南安阳末厂" {
			t.Errorf("the exact code does not come first: %v", got)
		}
	})
}

// Whatever is asked and whoever asks: nothing out of scope is found, and what is in scope and holds the words is.
func TestNeverOutOfScope(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		words := []string{"化工", "矿山", "烟花", "冶金", "工矿", "厂", "A1", "b22"}
		regions := []kernel.Region{"410105", "410122", "320106", "410105001"}
		var all []*Plant
		r := rand.New(rand.NewPCG(1, 2))
		for i := range 120 {
			p := plant(regions[r.IntN(4)], words[r.IntN(8)]+words[r.IntN(8)]+words[r.IntN(8)], fmt.Sprintf("K%03d", i))
			kerneltest.Must(t, plants.Create(w.System(), p))
			all = append(all, p)
		}
		kerneltest.Must(t, search.Flush(w.System()))
		rapid.Check(t, func(rt *rapid.T) {
			a := officer(rapid.SampledFrom([]kernel.Region{"41", "4101", "410105", "410122", "32", "0", "", "410105001", "99"}).Draw(rt, "actor"))
			q := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 2).Draw(rt, "q"), "")
			c := w.As(a)
			inScope := func(p *Plant) bool {
				return a.Region == kernel.Country || a.Region != "" && strings.HasPrefix(string(p.Region), string(a.Region))
			}
			want := 0
			for _, p := range all {
				if inScope(p) && strings.Contains(strings.ToLower(p.Name), strings.ToLower(q)) {
					want++
				}
			}
			got := ask(t, c, q)
			n := 0
			for _, g := range got.Groups {
				for _, it := range g.Items {
					i := slices.IndexFunc(all, func(p *Plant) bool { return p.ID == it.ID })
					if n++; !inScope(all[i]) {
						rt.Fatalf("%q finds %s in %s for %q", q, it.Title, all[i].Region, a.Region)
					}
				}
			}
			if strings.ContainsAny(q, "ab12") { // a code is found by its beginning, not by its middle
				return
			}
			if n < min(want, 5) {
				rt.Fatalf("%q finds %d of %d for %q", q, n, want, a.Region)
			}
			list, err := plants.List(c, kernel.Query{Where: matching(t, c, plants.Meta(), q)})
			if err != nil || len(list) < want {
				rt.Fatalf("list %q: %d of %d, %v", q, len(list), want, err)
			}
			for _, p := range list {
				if !inScope(p) {
					rt.Fatalf("list %q finds %s for %q", q, p.Region, a.Region)
				}
			}
		})
	})
}

func TestHostileQuestions(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		c := w.As(officer("4101"))
		kerneltest.Must(t, plants.Create(c, &Plant{Base: kernel.Base{Region: "410105"}, Name: `化工 "quoted" OR * NEAR(x) \ ' : & | ! <->`, Address: strings.Repeat("长", 5000)}))
		kerneltest.Must(t, search.Flush(c))
		for _, q := range []string{`"`, `'`, `\`, `a" OR "b`, `化工" *`, `NEAR(化 工)`, `words:化工`, `^化工`, `-化工`, `化工 & | ! ( )`, `':*`, `{}`, `$1`, `?`, `%_`, "\x00", "化\x00工", "\xff\xfe化工", strings.Repeat("化工", 5000), strings.Repeat("a", 10000), strings.Repeat("a b ", 3000), "🔥化工🔥", "\U000e0001", "ſß İ", "١٢٣"} {
			ask(t, c, q)
			if _, err := plants.List(c, kernel.Query{Where: matching(t, c, plants.Meta(), q)}); err != nil {
				t.Errorf("%.20q: %v", q, err)
			}
		}
		if got := titles(ask(t, c, "化工"), "plant"); len(got) != 1 {
			t.Errorf("%v", got)
		}
		rapid.Check(t, func(rt *rapid.T) {
			q := rapid.String().Draw(rt, "q")
			text, _ := json.Marshal(ask(t, c, q))
			if !json.Valid(text) {
				rt.Fatal(url.QueryEscape(q))
			}
		})
	})
}

// The worker finds what a stop has left, and indexes what is written while it runs.
func TestRun(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		c := w.As(officer("4101"))
		kerneltest.Must(t, plants.Create(c, plant("410105", "遗留化工", "A")))
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		env := *w.Env
		env.Now = time.Now
		go func() { defer close(done); search.New(&env, w.Store).Run(ctx) }()
		for _, name := range []string{"遗留", "新来"} {
			deadline := time.Now().Add(5 * time.Second)
			for len(titles(ask(t, c, name), "plant")) == 0 {
				if time.Now().After(deadline) {
					t.Fatalf("%s is not found", name)
				}
				time.Sleep(10 * time.Millisecond)
			}
			if name == "遗留" {
				kerneltest.Must(t, plants.Create(c, plant("410105", "新来化工", "B")))
			}
		}
		stop()
		<-done
	})
}
