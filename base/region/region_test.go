package region

import (
	"slices"
	"testing"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

func TestConform(t *testing.T) { kerneltest.Conform(t, "region", Module()) }

func system(region kernel.Region) kernel.Actor {
	return kernel.Actor{ID: "admin-" + string(region), Name: "管理员", Roles: []kernel.Role{role.System}, Region: region}
}

func each(t *testing.T, fn func(t *testing.T, w *kerneltest.World)) {
	t.Helper()
	kerneltest.Each(t, []kernel.Module{Module()}, func(t *testing.T, w *kerneltest.World) {
		kerneltest.Must(t, Seed(w.System(), "4101"))
		fn(t, w)
	})
}

func shorts(units []Unit) (out []string) {
	for _, u := range units {
		out = append(out, u.Short)
	}
	return out
}

// TestSeed: Zhengzhou reports with the fifteen units of the city's notice of June 2018, four of them zones that lists of
// zeros do not count; 巩义 answers to the province.
func TestSeed(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		c := w.System()
		n, err := Regions.Count(c, kernel.Cond{})
		kerneltest.Must(t, err)
		kerneltest.Must(t, Seed(c, "41", "4101")) // again: nothing is made twice
		if m, _ := Regions.Count(c, kernel.Cond{}); m != n || n < 34+17+150 {
			t.Errorf("%d records, %d after seeding again", n, m)
		}
		units, err := CountiesOn(c, "4101", "2018-06-05")
		kerneltest.Must(t, err)
		if got, want := shorts(units), []string{"中原", "二七", "管城", "金水", "上街", "惠济", "中牟", "经开", "高新", "航空港", "荥阳", "新密", "新郑", "登封", "郑东"}; !slices.Equal(got, want) {
			t.Errorf("units %v", got)
		}
		var zones []string
		for _, u := range units {
			if !u.Counted {
				zones = append(zones, u.Short)
				if u.Note == "" {
					t.Errorf("%s is not counted, and nobody says why", u.Name)
				}
			}
		}
		if !slices.Equal(zones, []string{"经开", "高新", "航空港", "郑东"}) {
			t.Errorf("not counted: %v", zones)
		}
		province, err := Counties(c, "41")
		kerneltest.Must(t, err)
		if got := shorts(province); !slices.Contains(got, "巩义") || !slices.Contains(got, "济源") || !slices.Contains(got, "郑州") || slices.Contains(got, "金水") {
			t.Errorf("units of the province: %v", got)
		}
		kerneltest.Want(t, "an unknown code", Seed(c, "9999"), kernel.Invalid)
	})
}

// TestLookingBack: 开封县 was approved to become 祥符区 in 2014; its records count there from 2015.
func TestLookingBack(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		for _, x := range []struct {
			code kernel.Region
			day  kernel.Date
			want kernel.Region
		}{
			{"410224", "2014-06-01", "410224"},
			{"410224", "2015-01-01", "410212"},
			{"410105", "2026-05-01", "410105"},
			{"220181", "2018-01-01", "220113"}, // 九台, of a province without records
			{"999999", "2018-01-01", "999999"},
		} {
			got, err := CurrentOn(w.System(), x.code, x.day)
			if kerneltest.Must(t, err); got != x.want {
				t.Errorf("%s on %s: %s, want %s", x.code, x.day, got, x.want)
			}
		}
		all, err := Successors(w.System(), "2026-05-01")
		if kerneltest.Must(t, err); all["410224"] != "410212" || all["220181"] != "220113" || all["410105"] != "" {
			t.Errorf("successors: %v", all)
		}
	})
}

// TestStory: a city's administrator enters a township, renames and merges counties; the names follow; what lies above or
// beside is out of reach.
func TestStory(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		names := NewNames(w.Env, w.Store)
		w.Hooks = append(w.Hooks, names.Wrote)
		label := func(code kernel.Region, want string) {
			t.Helper()
			if got := names.Label(code); got != want {
				t.Errorf("label of %s: %s, want %s", code, got, want)
			}
		}
		label("410105", "河南省郑州市金水区")
		label("419001", "河南省济源市")
		label("410105001", "河南省郑州市金水区经八路街道")
		label("0", "全国")
		label("777777", "777777")

		city, county := w.As(system("4101")), w.As(system("410105"))
		id := func(code string) string {
			r, err := Of(w.System(), kernel.Region(code))
			kerneltest.Must(t, err)
			return r.ID
		}
		for _, step := range []struct {
			what string
			do   func() error
			code kernel.Code
		}{
			{"the county enters a township", func() error { return Regions.Create(county, &Region{Code: "410105099", Name: "测试街道"}) }, ""},
			{"its village", func() error { return Regions.Create(county, &Region{Code: "410105099001", Name: "第一社区"}) }, ""},
			{"a village without a township", func() error { return Regions.Create(county, &Region{Code: "410105098001", Name: "无主"}) }, kernel.Invalid},
			{"the same code again", func() error { return Regions.Create(county, &Region{Code: "410105099", Name: "又一个"}) }, kernel.Conflict},
			{"a township beside", func() error { return Regions.Create(county, &Region{Code: "410104099", Name: "隔壁街道"}) }, kernel.Forbidden},
			{"a township under another's parent", func() error {
				return Regions.Create(county, &Region{Code: "410105097", Name: "错挂", Parent: "4101"})
			}, kernel.Forbidden},
			{"a code of five digits", func() error { return Regions.Create(city, &Region{Code: "41010", Name: "错"}) }, kernel.Invalid},
			{"a code of letters", func() error { return Regions.Create(city, &Region{Code: "4101';--", Name: "错"}) }, kernel.Invalid},
			{"its own parent", func() error { return Regions.Create(city, &Region{Code: "410199", Name: "错", Parent: "410199"}) }, kernel.Invalid},
			{"the county renames itself", func() error {
				_, err := Regions.Do(county, id("410105"), 0, "rename", &Region{Name: "自封区", RenamedOn: "2026-05-01"}, "")
				return err
			}, kernel.Forbidden},
			{"the city renames it", func() error {
				_, err := Regions.Do(city, id("410105"), 0, "rename", &Region{Name: "新金水区", RenamedOn: "2026-05-01", Basis: "国函〔2026〕1号"}, "")
				return err
			}, ""},
			{"the same name", func() error {
				_, err := Regions.Do(city, id("410105"), 0, "rename", &Region{Name: "新金水区", RenamedOn: "2026-06-01"}, "")
				return err
			}, kernel.Invalid},
			{"merged while it has townships", func() error {
				_, err := Regions.Do(city, id("410105"), 0, "merge", &Region{Successor: "410103", ValidTo: "2026-06-30"}, "")
				return err
			}, kernel.Conflict},
			{"merged into itself", func() error {
				_, err := Regions.Do(city, id("410106"), 0, "merge", &Region{Successor: "410106", ValidTo: "2026-06-30"}, "")
				return err
			}, kernel.Invalid},
			{"merged into another city's", func() error {
				_, err := Regions.Do(city, id("410106"), 0, "merge", &Region{Successor: "410202", ValidTo: "2026-06-30"}, "")
				return err
			}, kernel.Forbidden},
			{"merged without a date", func() error {
				_, err := Regions.Do(city, id("410106"), 0, "merge", &Region{Successor: "410102"}, "")
				return err
			}, kernel.Invalid},
			{"merged", func() error {
				_, err := Regions.Do(city, id("410106"), 0, "merge", &Region{Successor: "410102", ValidTo: "2026-06-30"}, "")
				return err
			}, ""},
		} {
			kerneltest.Want(t, step.what, step.do(), step.code)
		}
		label("410105", "河南省郑州市新金水区")
		label("410105099001", "河南省郑州市新金水区测试街道第一社区")

		renamed, err := Of(w.System(), "410105")
		if kerneltest.Must(t, err); len(renamed.Former) != 1 || renamed.Former[0] != (Former{"金水区", "2026-04-30", "国函〔2026〕1号"}) || renamed.ShortName != "新金水" {
			t.Errorf("history of the name: %+v, %s", renamed.Former, renamed.ShortName)
		}
		for day, n := range map[kernel.Date]int{"2026-06-30": 15, "2026-07-01": 14} {
			if units, _ := CountiesOn(w.System(), "4101", day); len(units) != n {
				t.Errorf("%d units on %s, want %d", len(units), day, n)
			}
		}
		for day, want := range map[kernel.Date]kernel.Region{"2026-06-30": "410106", "2026-07-01": "410102"} {
			if to, _ := CurrentOn(w.System(), "410106", day); to != want {
				t.Errorf("410106 on %s counts in %s", day, to)
			}
		}
		_, err = Regions.Do(city, id("410106"), 0, "reopen", &Region{}, "批复撤回")
		kerneltest.Must(t, err)
		if units, _ := CountiesOn(w.System(), "4101", "2026-07-01"); len(units) != 15 {
			t.Errorf("%d units after the merger was taken back", len(units))
		}
	})
}

func TestChooser(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		public := w.As(kernel.Actor{})
		for parent, want := range map[kernel.Region]string{"": "11", "410000": "4101", "4101": "410102", "410105": "410105001"} {
			out, err := listChildren(public, &childrenIn{Parent: parent})
			if kerneltest.Must(t, err); len(out.Items) == 0 || string(out.Items[0].Code) != want {
				t.Errorf("below %q: %+v", parent, out.Items)
			}
		}
		_, err := listChildren(public, &childrenIn{Parent: "41' OR 1=1"})
		kerneltest.Want(t, "a wrong parent", err, kernel.Invalid)

		own, err := ownTree(w.As(system("4101")), &treeIn{})
		if kerneltest.Must(t, err); len(own.Items) != 1 || own.Items[0].Label != "郑州市" || len(own.Items[0].Items) != 15 {
			t.Errorf("the city's tree: %+v", own)
		}
		whole, err := ownTree(w.As(system("0")), &treeIn{})
		if kerneltest.Must(t, err); len(whole.Items) != 34 {
			t.Errorf("%d provinces", len(whole.Items))
		}
		none, err := ownTree(w.As(kernel.Actor{ID: "x"}), &treeIn{})
		if kerneltest.Must(t, err); len(none.Items) != 0 {
			t.Errorf("an actor without region chooses %+v", none)
		}
	})
}

func BenchmarkLabel(b *testing.B) {
	w := kerneltest.Open(b, b.TempDir()+"/anjian.db?fast", Module())
	kerneltest.Must(b, Seed(w.System(), "4101"))
	names := NewNames(w.Env, w.Store)
	names.Label("410105")
	for b.Loop() {
		names.Label("410105")
	}
}

// What may be chosen: from one's own place down to where one at that level works, the whole county for those outside, the province elsewhere.
func TestChoice(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		for _, r := range []struct{ code, name string }{{"410105001", "经八路街道"}, {"410105001001", "纬一路社区"}, {"410182001", "索河街道"}} {
			rec := &Region{Code: r.code, Name: r.name}
			rec.Kind = Statutory
			kerneltest.Must(t, Regions.Create(w.System(), rec))
		}
		outside := kernel.Actor{ID: "e", Roles: []kernel.Role{role.Safety}, Region: "410105001", Enterprise: "e1"}
		for what, tc := range map[string]struct {
			who        kernel.Actor
			elsewhere  bool
			root       kernel.Region
			with, less []kernel.Region
		}{
			"province":      {system("41"), false, "41", []kernel.Region{"4101", "410105", "410105001", "410182001"}, []kernel.Region{"410105001001"}},
			"city":          {system("4101"), false, "4101", []kernel.Region{"410105", "410105001", "410182001"}, []kernel.Region{"41", "4102", "410105001001"}},
			"county":        {system("410105"), false, "410105", []kernel.Region{"410105001", "410105001001"}, []kernel.Region{"410182", "410182001"}},
			"township":      {system("410105001"), false, "410105001", []kernel.Region{"410105001001"}, []kernel.Region{"410105", "410182"}},
			"an enterprise": {outside, false, "410105", []kernel.Region{"410105001", "410105001001"}, []kernel.Region{"410182"}},
			"elsewhere":     {system("410105"), true, "41", []kernel.Region{"410182", "410105", "4102"}, []kernel.Region{"410105001", "42"}},
		} {
			got, err := ownTree(w.As(tc.who), &treeIn{Elsewhere: tc.elsewhere})
			kerneltest.Must(t, err)
			have := map[kernel.Region]bool{}
			var walk func([]node)
			walk = func(list []node) {
				for _, n := range list {
					have[n.Code] = true
					walk(n.Items)
				}
			}
			walk(got.Items)
			if len(got.Items) != 1 || got.Items[0].Code != tc.root {
				t.Errorf("%s: begins at %v", what, got.Items)
			}
			for _, code := range tc.with {
				if !have[code] {
					t.Errorf("%s: %s cannot be chosen", what, code)
				}
			}
			for _, code := range tc.less {
				if have[code] {
					t.Errorf("%s: %s can be chosen", what, code)
				}
			}
		}
	})
}
