package plan

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

var update = flag.Bool("update", false, "write testdata/draw.json anew")

// vector is a draw that the browser's page must compute alike: e2e/draw.mjs reads the same file.
type vector struct {
	Name       string  `json:"name"`
	Pool       string  `json:"pool"`
	PoolHash   string  `json:"pool_hash"`
	SeedOne    string  `json:"seed_one"`
	SeedTwo    string  `json:"seed_two"`
	Result     []drawn `json:"result"`
	ResultHash string  `json:"result_hash"`
}

// sample is a pool of n objects and m officers.
func sample(n, m, draw int, change func(*pool)) *pool {
	p := &pool{draw: draw, per: 2}
	for i := range n {
		p.objects = append(p.objects, object{id: fmt.Sprintf("o%03d", i), name: fmt.Sprintf("企业%d", i), weight: 1, region: fmt.Sprintf("4101%02d", i%4+2)})
	}
	for i := range m {
		p.people = append(p.people, inspector{id: fmt.Sprintf("p%02d", i), name: "王*", region: fmt.Sprintf("4101%02d", i%4+2)})
	}
	if change != nil {
		change(p)
	}
	return p
}

var vectors = []struct {
	name string
	pool *pool
}{
	{"200 enterprises, 5 percent, one officer recused everywhere", sample(200, 12, ratio(200, 5), func(p *pool) {
		for i := range p.objects {
			p.objects[i].barred = []string{"p07"}
		}
	})},
	{"13 enterprises, 5 percent is one", sample(13, 4, ratio(13, 5), nil)},
	{"by weight, with an officer of the county", sample(60, 9, 12, func(p *pool) {
		p.local = true
		for i := range p.objects {
			p.objects[i].weight = uint32(i%4 + 1)
		}
	})},
	{"teams, some kept away", sample(40, 11, 15, func(p *pool) {
		p.teams, p.per = true, 3
		for i := range p.objects {
			if i%3 == 0 {
				p.objects[i].barred = []string{"p01", "p04"}
			}
		}
	})},
	{"all of them", sample(5, 2, 9, nil)},
}

func seeds(i int) (string, string) { return hash([]byte{1, byte(i)}), hash([]byte{2, byte(i)}) }

func TestVectors(t *testing.T) {
	var made []vector
	for i, v := range vectors {
		one, two := seeds(i)
		text := v.pool.text()
		list := v.pool.run(newStream(hash(text), one, two))
		made = append(made, vector{v.name, string(text), hash(text), one, two, list, hash(resultText(list))})
	}
	const path = "testdata/draw.json"
	if *update {
		text, err := json.MarshalIndent(made, "", " ")
		kerneltest.Must(t, err)
		kerneltest.Must(t, os.WriteFile(path, append(text, '\n'), 0o644))
	}
	text, err := os.ReadFile(path)
	kerneltest.Must(t, err)
	var want []vector
	kerneltest.Must(t, json.Unmarshal(text, &want))
	if len(want) != len(made) {
		t.Fatalf("%d vectors, want %d", len(made), len(want))
	}
	for i, w := range want {
		if !reflect.DeepEqual(made[i], w) {
			t.Errorf("%s: %v, want %v", w.Name, made[i].Result, w.Result)
		}
		p, err := parsePool([]byte(w.Pool)) // from the text alone, as others do it
		kerneltest.Must(t, err)
		if again := p.run(newStream(w.PoolHash, w.SeedOne, w.SeedTwo)); !reflect.DeepEqual(again, w.Result) {
			t.Errorf("%s: from the text: %v", w.Name, again)
		}
		if other := p.run(newStream(w.PoolHash, w.SeedTwo, w.SeedOne)); len(p.objects) > 20 && reflect.DeepEqual(other, w.Result) {
			t.Errorf("%s: the order of the seeds does not matter", w.Name)
		}
	}
}

// What holds of every draw: no object twice, enough officers, none who is kept away, an officer of the county where one is asked for, work spread evenly.
func TestDrawHolds(t *testing.T) {
	for i, v := range vectors {
		one, two := seeds(100 + i)
		list := v.pool.run(newStream("x", one, two))
		if want := min(v.pool.draw, len(v.pool.objects)); len(list) != want {
			t.Errorf("%s: %d drawn, want %d", v.name, len(list), want)
		}
		seen, work := map[string]bool{}, map[string]int{}
		for _, d := range list {
			at := slices.IndexFunc(v.pool.objects, func(o object) bool { return o.id == d.Object })
			o := v.pool.objects[at]
			if seen[d.Object] || len(d.Officers) < v.pool.per {
				t.Errorf("%s: %v", v.name, d)
			}
			seen[d.Object] = true
			local := false
			for n, id := range d.Officers {
				if slices.Contains(o.barred, id) || slices.Contains(d.Officers[:n], id) {
					t.Errorf("%s: %s goes to %s", v.name, id, d.Object)
				}
				at := slices.IndexFunc(v.pool.people, func(q inspector) bool { return q.id == id })
				local = local || near(v.pool.people[at].region, o.region)
				work[id]++
			}
			if v.pool.local && !local {
				t.Errorf("%s: nobody of the county at %s", v.name, d.Object)
			}
		}
		if !v.pool.local && !v.pool.teams && i == 0 {
			for id, n := range work {
				if n > 2 { // 10 objects, 2 each, 11 officers
					t.Errorf("%s: %s goes %d times", v.name, id, n)
				}
			}
		}
	}
}

// Each object is drawn as often as its weight says, and each pair as often as another.
func TestDrawIsFair(t *testing.T) {
	p, hits, pairs := sample(6, 2, 2, nil), map[string]int{}, map[string]int{}
	const rounds = 6000
	for i := range rounds {
		list := p.run(newStream("fair", itoa(i), "x"))
		a, b := list[0].Object, list[1].Object
		hits[a]++
		hits[b]++
		pairs[min(a, b)+max(a, b)]++
	}
	for id, n := range hits { // 2000 expected, deviation 37
		if n < 1850 || n > 2150 {
			t.Errorf("%s drawn %d times of %d", id, n, rounds)
		}
	}
	if len(pairs) != 15 {
		t.Errorf("%d of 15 pairs", len(pairs))
	}
	for pair, n := range pairs { // 400 expected, deviation 19
		if n < 310 || n > 490 {
			t.Errorf("%s %d times", pair, n)
		}
	}
	w := sample(2, 2, 1, func(p *pool) { p.objects[0].weight = 3 })
	heavy := 0
	for i := range 4000 {
		if w.run(newStream("weight", itoa(i), "x"))[0].Object == "o000" {
			heavy++
		}
	}
	if heavy < 2880 || heavy > 3120 { // 3000 expected, deviation 27
		t.Errorf("the one of weight 3 drawn %d times of 4000", heavy)
	}
}

func TestRatio(t *testing.T) {
	for _, tc := range []struct {
		n       int
		percent float64
		want    int
	}{{200, 5, 10}, {13, 5, 1}, {0, 5, 0}, {201, 5, 11}, {1000, 0.1, 1}, {3, 100, 3}, {20, 5, 1}, {21, 5, 2}, {1000, 0.15, 2}, {7, 33.33, 3}} {
		if got := ratio(tc.n, tc.percent); got != tc.want {
			t.Errorf("%v%% of %d: %d, want %d", tc.percent, tc.n, got, tc.want)
		}
	}
}

func TestPoolRefuses(t *testing.T) {
	for _, bad := range []string{"", "x", poolMark, poolMark + "\ndraw\t1", poolMark + "\ndraw\t1\tper\t2\tteams\t0\tlocal\t0\nO\ta\t0\t41\t-\tn", poolMark + "\ndraw\t1\tper\t2\tteams\t0\tlocal\t0\nX\ta"} {
		if _, err := parsePool([]byte(bad)); err == nil {
			t.Errorf("%q is taken for a pool", bad)
		}
	}
}

// 安监总政法〔2017〕150号: the worked example of 12 officers.
func TestWorkingDays(t *testing.T) {
	for _, tc := range []struct {
		what        string
		in          Capability
		days, left  float64
		checks, key int
	}{
		{"12 officers", Capability{Staff: 12, Workdays: 250, Other: 800, Outside: 900, PerCheck: 2, CheckDays: 1.5}, 3000, 1300, 433, 260},
		{"nothing left", Capability{Staff: 2, Workdays: 250, Other: 400, Outside: 200, PerCheck: 2, CheckDays: 1}, 500, 0, 0, 0},
		{"a day each", Capability{Staff: 4, Workdays: 20, Other: 10, Outside: 30, PerCheck: 2, CheckDays: 1}, 80, 40, 20, 12},
		{"a third of a day does not slip", Capability{Staff: 1, Workdays: 3, PerCheck: 2, CheckDays: 0.3}, 3, 3, 5, 3},
	} {
		got := tc.in
		got.sum()
		if got.Days != tc.days || got.Left != tc.left || got.Capacity != tc.checks || got.KeyLeast != tc.key {
			t.Errorf("%s: %+v", tc.what, got)
		}
	}
}

func TestMonths(t *testing.T) {
	for _, tc := range []struct {
		from, to kernel.Date
		want     []string
	}{
		{"2026-01-01", "2026-12-31", []string{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12"}},
		{"2026-11-20", "2027-01-05", []string{"2026-11", "2026-12", "2027-01"}},
		{"2026-02-01", "2026-02-28", []string{"2026-02"}},
	} {
		if got := ahead(tc.want, tc.to.AddDays(40)); !slices.Equal(got, tc.want) {
			t.Errorf("once all have passed: %v", got)
		}
		if got := ahead(tc.want, tc.to); len(got) != 1 || got[0] != tc.want[len(tc.want)-1] {
			t.Errorf("in the last month: %v", got)
		}
		if got := monthsOf(&Plan{Outline: Outline{From: tc.from, To: tc.to}}); !slices.Equal(got, tc.want) {
			t.Errorf("%s to %s: %v", tc.from, tc.to, got)
		}
	}
}
