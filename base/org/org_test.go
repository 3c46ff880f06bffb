package org

import (
	"testing"

	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

func TestConform(t *testing.T) { kerneltest.Conform(t, "org", region.Module(), Module()) }

func system(at kernel.Region) kernel.Actor {
	return kernel.Actor{ID: "admin-" + string(at), Name: "管理员", Roles: []kernel.Role{role.System}, Region: at}
}

// TestStory: a city builds its bureau, its county the one below; nobody reaches up or aside.
func TestStory(t *testing.T) {
	kerneltest.Each(t, []kernel.Module{region.Module(), Module()}, func(t *testing.T, w *kerneltest.World) {
		city, county := w.As(system("4101")), w.As(system("410105"))
		regulator := w.As(kernel.Actor{ID: "r", Roles: []kernel.Role{role.Regulator}, Region: "410105"})
		at := func(code kernel.Region) kernel.Base { return kernel.Base{Region: code} }
		ref := func(o *Org) kernel.Ref[Org] { return kernel.Ref[Org](o.ID) }
		bureau := &Org{Base: at("4101"), Name: "郑州市应急管理局", Kind: Bureau, Prefix: "郑应急"}
		below := &Org{Base: at("410105"), Name: "金水区应急管理局", Kind: Bureau}
		beside := &Org{Base: at("410104"), Name: "管城回族区应急管理局", Kind: Bureau}
		station := &Org{Base: at("410105001"), Name: "经八路街道应急管理办公室", Kind: Station}
		post := &Post{Name: "股长"}
		update := func(c *kernel.Ctx, o *Org, fn func(*Org)) error {
			_, err := Orgs.Update(c, o.ID, 0, func(o *Org) error { fn(o); return nil })
			return err
		}
		for _, step := range []struct {
			what string
			do   func() error
			code kernel.Code
		}{
			{"the city's bureau", func() error { return Orgs.Create(city, bureau) }, ""},
			{"the county's, under it, made by the city", func() error { below.Superior = ref(bureau); return Orgs.Create(city, below) }, ""},
			{"a neighbour's", func() error { return Orgs.Create(city, beside) }, ""},
			{"a regulator makes none", func() error { return Orgs.Create(regulator, &Org{Base: at("410105"), Name: "私设", Kind: Office}) }, kernel.Forbidden},
			{"the county makes a station", func() error { station.Superior = ref(below); return Orgs.Create(county, station) }, ""},
			{"the county makes an office of the city", func() error { return Orgs.Create(county, &Org{Base: at("4101"), Name: "越权", Kind: Office}) }, kernel.Forbidden},
			{"the county makes an office beside", func() error { return Orgs.Create(county, &Org{Base: at("410104"), Name: "越权", Kind: Office}) }, kernel.Forbidden},
			{"the county hangs one below the city's bureau", func() error {
				return Orgs.Create(county, &Org{Base: at("410105"), Name: "越权", Kind: Department, Superior: ref(bureau)})
			}, kernel.Forbidden},
			{"the county keeps its superior", func() error { return update(county, below, func(o *Org) { o.Telephone = "0371-12345678" }) }, ""},
			{"the county moves its bureau up", func() error { return update(county, below, func(o *Org) { o.Region = "4101" }) }, kernel.Forbidden},
			{"the county changes the city's bureau", func() error { return update(county, bureau, func(o *Org) { o.Name = "改名" }) }, kernel.Missing},
			{"a department without a bureau", func() error { return Orgs.Create(city, &Org{Base: at("4101"), Name: "无主科", Kind: Department}) }, kernel.Invalid},
			{"an unknown superior", func() error {
				return Orgs.Create(city, &Org{Base: at("4101"), Name: "错", Kind: Department, Superior: "nothing"})
			}, kernel.Invalid},
			{"a superior of another region", func() error {
				return Orgs.Create(city, &Org{Base: at("410105"), Name: "错", Kind: Department, Superior: ref(beside)})
			}, kernel.Invalid},
			{"a ring", func() error { return update(w.System(), below, func(o *Org) { o.Superior = ref(below) }) }, kernel.Invalid},
			{"no region", func() error { return Orgs.Create(city, &Org{Base: at("41019"), Name: "错", Kind: Office}) }, kernel.Invalid},
			{"a post of the county", func() error { post.Org = ref(below); return Posts.Create(county, post) }, ""},
			{"a post in the city's bureau", func() error { return Posts.Create(county, &Post{Name: "局长", Org: ref(bureau)}) }, kernel.Forbidden},
			{"a post in no organisation", func() error { return Posts.Create(county, &Post{Name: "局长", Org: "nothing"}) }, kernel.Invalid},
			{"closed while something hangs below", func() error {
				_, err := Orgs.Do(city, below.ID, 0, "close", &Org{}, "机构改革")
				return err
			}, kernel.Conflict},
			{"closed", func() error { _, err := Orgs.Do(county, station.ID, 0, "close", &Org{}, "机构改革"); return err }, ""},
			{"closed without a reason", func() error { _, err := Orgs.Do(city, beside.ID, 0, "close", &Org{}, ""); return err }, kernel.Invalid},
		} {
			kerneltest.Want(t, step.what, step.do(), step.code)
		}
		if post.Region != "410105" || post.Tier != region.CountyLevel {
			t.Errorf("the post stands in %s at %s", post.Region, post.Tier)
		}
		_, err := Departments(county, bureau.ID)
		kerneltest.Want(t, "departments of the city's bureau by the county", err, kernel.Forbidden)
		made, err := Departments(city, bureau.ID)
		if kerneltest.Must(t, err); made < 15 {
			t.Errorf("%d departments for a city's bureau", made)
		}
		if again, err := Departments(city, bureau.ID); err != nil || again != 0 {
			t.Errorf("%d made twice, %v", again, err)
		}
		if n, _ := Orgs.Count(city, kernel.Eq(&Row.Superior, ref(bureau))); n != made+1 {
			t.Errorf("%d below the bureau", n)
		}
		_, err = Departments(city, station.ID)
		kerneltest.Want(t, "departments of a station", err, kernel.Conflict)
		if directory, _ := Orgs.Count(regulator, kernel.Cond{}); directory < 4 {
			t.Errorf("a county's regulator finds %d in the directory", directory)
		}
	})
}
