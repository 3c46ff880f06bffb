package library_test

import (
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

var modules = []kernel.Module{region.Module(), enterprise.Module(), library.Module()}

func TestConform(t *testing.T) { kerneltest.Conform(t, "library", modules...) }

func stocked(w *kerneltest.World) error { return library.Seed(w.System()) }

func factory(t *testing.T, w *kerneltest.World, name string) string {
	e := &enterprise.Enterprise{}
	e.Name, e.Trade, e.Region = name, enterprise.Machinery, "410105"
	kerneltest.Must(t, enterprise.Enterprises.Create(w.System(), e))
	return e.ID
}

func find(t *testing.T, c *kernel.Ctx, line string) *library.Checklist {
	t.Helper()
	l, err := library.Checklists.First(c, kernel.And(kernel.Eq(&library.Row.Line, line), kernel.Eq(&library.Row.Status, library.Published)))
	kerneltest.Must(t, err)
	if l == nil {
		t.Fatal("no list " + line)
	}
	return l
}

func TestSeed(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		for range 2 { // the second time changes nothing
			kerneltest.Must(t, library.Seed(sys))
		}
		want := map[library.Sector]int{library.CoalMines: 15, library.Chemicals: 20, library.Fireworks: 20, library.Industry: 3, library.IndustryMetal: 8, library.IndustryMaterial: 8,
			library.IndustryMachine: 7, library.IndustryLight: 7, library.IndustryTextile: 2, library.IndustryTobacco: 2, library.Dust: 10, library.Ammonia: 2, library.Confined: 2}
		all, err := library.Criteria.List(sys, kernel.Query{})
		kerneltest.Must(t, err)
		have, codes := map[library.Sector]int{}, map[kernel.Ref[library.Criterion]]bool{}
		for _, k := range all {
			have[k.Sector]++
			codes[kernel.Ref[library.Criterion](k.ID)] = true
		}
		for sector, n := range want {
			if have[sector] != n {
				t.Errorf("%s: %d criteria, want %d", sector, have[sector], n)
			}
		}
		lists, err := library.Checklists.List(sys, kernel.Query{})
		kerneltest.Must(t, err)
		if len(lists) != 11 {
			t.Errorf("%d lists", len(lists))
		}
		seen := map[string]bool{}
		for _, l := range lists {
			if l.Status != library.Published || l.Version != 1 || l.Count < 12 || l.Count > 25 {
				t.Errorf("%s: %s, version %d, %d items", l.Name, l.Status, l.Version, l.Count)
			}
			for _, it := range l.Items {
				if it.Basis == "" || it.Method == "" || it.Frequency == "" || it.Category.Group() == "" || it.Criterion != "" && !codes[it.Criterion] {
					t.Errorf("%s %s: %+v", l.Name, it.Code, it)
				}
				if seen[it.Code] || seen[it.Content] {
					t.Errorf("%s %s stands twice", l.Name, it.Code)
				}
				seen[it.Code], seen[it.Content] = true, true
			}
		}
	})
}

// 监管部门发布清单并修订; 企业改编自己的清单, 必查项去不掉; 行业清单出新版后企业按新版更新.
func TestStory(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		mine, other := factory(t, w, "郑州金水机械有限公司"), factory(t, w, "郑州惠济机械有限公司")
		var (
			clerk    = w.As(kernel.Actor{ID: "clerk", Name: "李统计", Roles: []kernel.Role{role.Clerk}, Region: "4101"})
			safety   = w.As(kernel.Actor{ID: "safety", Name: "王安全", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: mine})
			worker   = w.As(kernel.Actor{ID: "worker", Name: "赵师傅", Roles: []kernel.Role{role.Worker}, Region: "410105", Enterprise: mine})
			stranger = w.As(kernel.Actor{ID: "other", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: other})
		)
		create := func(c *kernel.Ctx, l *library.Checklist) error { return library.Checklists.Create(c, l) }
		do := func(c *kernel.Ctx, l *library.Checklist, step string) error {
			rec, err := library.Checklists.Do(c, l.ID, 0, step, nil, "")
			if err == nil {
				*l = *rec
			}
			return err
		}
		edit := func(c *kernel.Ctx, l *library.Checklist, fn func(*library.Checklist) error) error {
			rec, err := library.Checklists.Update(c, l.ID, 0, fn)
			if err == nil {
				*l = *rec
			}
			return err
		}

		// the city's own list
		city := &library.Checklist{Name: "郑州市机械企业排查清单", Trade: enterprise.Machinery, Edition: "2026年版",
			Items: []library.Item{{Content: "吊具有标牌", Category: library.SpecialEquipment, Mandatory: true}, {Content: "地面清洁", Category: library.Premises}}}
		city.Region = "4101"
		kerneltest.Must(t, create(clerk, city))
		if city.Items[0].Code != "01" || city.Items[1].Level != library.General {
			t.Errorf("items: %+v", city.Items)
		}
		if _, err := library.Checklists.Get(safety, city.ID); kernel.CodeOf(err) != kernel.Missing {
			t.Errorf("an enterprise sees the draft of the city: %v", err)
		}
		kerneltest.Want(t, "publish", do(clerk, city, "publish"), "")
		kerneltest.Want(t, "change what is in use", edit(clerk, city, func(l *library.Checklist) error { l.Items = l.Items[:1]; return nil }), kernel.Conflict)
		kerneltest.Want(t, "revise", do(clerk, city, "revise"), "")
		kerneltest.Want(t, "revise twice", do(clerk, city, "revise"), kernel.Conflict)

		// the enterprise's own list
		own := &library.Checklist{Origin: kernel.Ref[library.Checklist](city.ID)}
		kerneltest.Must(t, create(safety, own))
		if own.Region != "410105" || len(own.Items) != 2 || own.Version != 1 || own.Line != city.Line {
			t.Fatalf("own list: %+v", own)
		}
		kerneltest.Want(t, "drop what the law demands", edit(safety, own, func(l *library.Checklist) error { l.Items = l.Items[1:]; return nil }), kernel.Invalid)
		kerneltest.Want(t, "switch off what the law demands", edit(safety, own, func(l *library.Checklist) error { l.Items[0].Off = true; return nil }), kernel.Invalid)
		kerneltest.Want(t, "call it optional", edit(safety, own, func(l *library.Checklist) error { l.Items[0].Mandatory = false; return nil }), kernel.Invalid)
		kerneltest.Want(t, "reword it", edit(safety, own, func(l *library.Checklist) error { l.Items[0].Content = "随便看看"; return nil }), kernel.Invalid)
		kerneltest.Want(t, "another enterprise's hands", edit(stranger, own, func(l *library.Checklist) error { return nil }), kernel.Missing)
		kerneltest.Want(t, "adapt", edit(safety, own, func(l *library.Checklist) error {
			l.Items[1].Off = true
			l.Items = append(l.Items, library.Item{Content: "2号行车遥控器电池", Category: library.SpecialEquipment})
			return nil
		}), "")
		if own.Count != 2 || !own.Items[2].Own || own.Items[2].Code != "Q01" {
			t.Errorf("adapted: %+v", own.Items)
		}
		kerneltest.Want(t, "publish by a worker", do(worker, own, "publish"), kernel.Forbidden)
		kerneltest.Want(t, "publish own list", do(safety, own, "publish"), "")
		kerneltest.Want(t, "nothing newer", do(safety, own, "renew"), kernel.Conflict)

		// the city's second edition retires the first; the enterprise follows
		next, err := library.Checklists.First(clerk, kernel.And(kernel.Eq(&library.Row.Line, city.Line), kernel.Eq(&library.Row.Enterprise, ""), kernel.Eq(&library.Row.Version, 2)))
		kerneltest.Must(t, err)
		kerneltest.Must(t, edit(clerk, next, func(l *library.Checklist) error {
			l.Items = append(l.Items, library.Item{Content: "叉车检验合格", Category: library.SpecialEquipment, Mandatory: true})
			return nil
		}))
		kerneltest.Want(t, "publish the second edition", do(clerk, next, "publish"), "")
		was, err := library.Checklists.Get(safety, city.ID)
		kerneltest.Must(t, err)
		if was.Status != library.Retired || was.RetiredOn != clerk.Today() || len(was.Items) != 2 {
			t.Errorf("the first edition: %+v", was)
		}
		kerneltest.Want(t, "renew", do(safety, own, "renew"), "")
		fresh, err := library.Checklists.First(safety, kernel.And(kernel.Eq(&library.Row.Enterprise, own.Enterprise), kernel.Eq(&library.Row.Version, 2)))
		kerneltest.Must(t, err)
		var text []string
		for _, it := range fresh.Items {
			text = append(text, it.Code+map[bool]string{true: "-"}[it.Off])
		}
		if got := strings.Join(text, " "); got != "01 02- 03 Q01" {
			t.Errorf("renewed: %s", got)
		}
		kerneltest.Want(t, "publish the renewed list", do(safety, fresh, "publish"), "")
		if list, err := library.Checklists.List(worker, kernel.Query{Where: kernel.And(kernel.Eq(&library.Row.Line, city.Line), kernel.Eq(&library.Row.Status, library.Published))}); err != nil || len(list) != 2 {
			t.Errorf("a worker sees %d lists in use, %v", len(list), err)
		}
		if n := find(t, worker, "machinery"); n.Count != 20 {
			t.Errorf("national list: %d", n.Count)
		}
	})
}

func TestCriterionInForce(t *testing.T) {
	k := library.Criterion{From: "2017-11-13", Until: "2023-05-14"}
	for day, want := range map[kernel.Date]bool{"2017-11-12": false, "2017-11-13": true, "2023-05-14": true, "2023-05-15": false} {
		if k.InForce(day) != want {
			t.Errorf("%s: %v", day, !want)
		}
	}
}
