package person

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/base/party/partytest"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

var modules = []kernel.Module{region.Module(), enterprise.Module(), agency.Module(), Module()}

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "person", Module(), region.Module(), enterprise.Module(), agency.Module())
}

// number is an identity number with the right check character.
func number(seq int) kernel.IDNumber {
	n := fmt.Sprintf("41010519800101%03d", seq)
	return kernel.IDNumber(n + string(idCheck(n)))
}

func actor(w *kerneltest.World, r kernel.Role, at kernel.Region, trades ...string) *kernel.Ctx {
	return w.As(kernel.Actor{ID: string(r) + string(at), Name: "吴刚", Roles: []kernel.Role{r}, Region: at, Trades: trades})
}

func employer(w *kerneltest.World, id string) *kernel.Ctx {
	return w.As(kernel.Actor{ID: "of" + id, Name: "王建国", Roles: []kernel.Role{role.Safety}, Enterprise: id})
}

func works(t testing.TB, c *kernel.Ctx, name string, at kernel.Region) *enterprise.Enterprise {
	e := &enterprise.Enterprise{}
	e.Region, e.Name, e.Trade, e.Status = at, name, enterprise.Machinery, enterprise.Filed
	kerneltest.Must(t, enterprise.Enterprises.Create(c, e))
	return e
}

func mergeInto(c *kernel.Ctx, gone, kept string) error {
	_, err := People.Do(c, gone, 0, "merge", &Person{MergedInto: kernel.Ref[Person](kept)}, "同一个人")
	return err
}

// 企业登记自己的人员，只有本企业和属地监管部门看得到；重复的查得出、合并后证书都在一处、旧姓名仍查得到，拆分还原。
func TestStory(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		system := w.System()
		e, other := works(t, system, "郑州宏达机械有限公司", "410105"), works(t, system, "荥阳兴隆机械有限公司", "410182")
		boss, rival := employer(w, e.ID), employer(w, other.ID)
		local, far, chemist := actor(w, role.Regulator, "410105"), actor(w, role.Regulator, "410182"), actor(w, role.Regulator, "410105", "chem_production")
		city, public, worker := actor(w, role.Leader, "4101"), actor(w, role.Public, ""), actor(w, role.Worker, "")
		at := func(e *enterprise.Enterprise) kernel.Ref[enterprise.Enterprise] {
			return kernel.Ref[enterprise.Enterprise](e.ID)
		}
		do := func(c *kernel.Ctx, p *Person, step, why string) error {
			_, err := People.Do(c, p.ID, 0, step, &Person{}, why)
			return err
		}
		update := func(c *kernel.Ctx, p *Person, fn func(*Person)) error {
			_, err := People.Update(c, p.ID, 0, func(p *Person) error { fn(p); return nil })
			return err
		}
		get := func(c *kernel.Ctx, p *Person) *Person {
			t.Helper()
			got, err := People.Get(c, p.ID)
			kerneltest.Must(t, err)
			return got
		}
		read := func(c *kernel.Ctx, p *Person) error { _, err := People.Get(c, p.ID); return err }
		kept := &Person{Name: "钱 进", IDNumber: kernel.IDNumber(" " + strings.ToLower(string(number(1)))), Phone: "13803710002", Enterprise: at(e), Base: kernel.Base{Region: "410182"}}
		gone := &Person{Name: "钱进", Phone: "138 0371 0003", Enterprise: at(e)}
		twin := &Person{Name: "钱津", IDNumber: number(1), Enterprise: at(other)}
		card := &Certificate{Kind: "operator", Subject: "低压电工作业", Number: "T" + number(1), ReviewOn: "2026-06-01", ValidTo: "2029-06-01"}
		for _, s := range []struct {
			what string
			do   func() error
			want kernel.Code
		}{
			{"the public registers somebody", func() error { return People.Create(public, &Person{Name: "甲", Base: kernel.Base{Region: "410105"}}) }, kernel.Forbidden},
			{"somebody in another's enterprise", func() error { return People.Create(rival, &Person{Name: "甲", Enterprise: at(e)}) }, kernel.Forbidden},
			{"a wrong check digit", func() error {
				return People.Create(boss, &Person{Name: "甲", Enterprise: at(e), IDNumber: "410105198001010010"})
			}, kernel.Invalid},
			{"nowhere", func() error { return People.Create(local, &Person{Name: "甲"}) }, kernel.Invalid},
			{"in an unknown enterprise", func() error {
				return People.Create(local, &Person{Name: "甲", Enterprise: "0", Base: kernel.Base{Region: "410105"}})
			}, kernel.Invalid},
			{"the enterprise's own", func() error { return People.Create(boss, kept) }, ""},
			{"once more, without the number", func() error { return People.Create(boss, gone) }, ""},
			{"the same number elsewhere: nobody is told", func() error { return People.Create(rival, twin) }, ""},
			{"read by the county", func() error { return read(local, kept) }, ""},
			{"read by another enterprise", func() error { return read(rival, kept) }, kernel.Missing},
			{"read by another county", func() error { return read(far, kept) }, kernel.Missing},
			{"read by a regulator of another trade", func() error { return read(chemist, kept) }, kernel.Missing},
			{"read by the public", func() error { return read(public, kept) }, kernel.Forbidden},
			{"read by a worker", func() error { return read(worker, kept) }, kernel.Forbidden},
			{"a certificate by another enterprise", func() error {
				card.Person = kernel.Ref[Person](gone.ID)
				return Certificates.Create(rival, card)
			}, kernel.Forbidden},
			{"a certificate", func() error { return Certificates.Create(boss, card) }, ""},
			{"left", func() error { return do(boss, gone, "leave", "") }, ""},
			{"back", func() error { return do(boss, gone, "return", "") }, ""},
			{"merged by a regulator", func() error { return mergeInto(local, gone.ID, kept.ID) }, kernel.Forbidden},
			{"renamed", func() error { return update(local, gone, func(p *Person) { p.Name = "钱劲" }) }, ""},
			{"renamed back", func() error { return update(local, gone, func(p *Person) { p.Name = "钱进" }) }, ""},
		} {
			kerneltest.Want(t, s.what, s.do(), s.want)
		}
		if got := get(local, kept); got.Region != "410105" || got.Name != "钱进" || got.IDNumber != number(1) || got.Sex != Male {
			t.Errorf("as stored: %+v", got)
		}
		if l := Certificates.DueAny(card); l.On != "2026-06-01" || l.What != "证书复审" {
			t.Errorf("the certificate is due: %+v", l)
		}
		for what, f := range map[string]struct {
			as   *kernel.Ctx
			in   party.Search
			want []int
		}{
			"one file, by the city":    {city, party.Search{ID: kept.ID}, []int{100, 99}},
			"one file, by the county":  {local, party.Search{ID: kept.ID}, []int{99}},
			"a region, by the county":  {local, party.Search{Region: "410105"}, []int{99}},
			"a region, by the city":    {city, party.Search{Region: "4101"}, []int{100, 99}},
			"a region, by another one": {far, party.Search{Region: "4101"}, nil},
		} {
			found, err := register.Duplicates(f.as, &f.in)
			kerneltest.Must(t, err)
			var scores []int
			for _, s := range found.Items {
				scores = append(scores, s.Score)
				for _, side := range []party.Side{s.A, s.B} {
					if side.Place != e.Name && side.Place != other.Name {
						t.Errorf("%s: works at %q", what, side.Place)
					}
					if strings.Contains(side.IDNumber+side.Phone, "0101") || strings.Contains(side.IDNumber+side.Phone, "0371") {
						t.Errorf("%s: not masked: %+v", what, side)
					}
				}
			}
			if fmt.Sprint(scores) != fmt.Sprint(f.want) {
				t.Errorf("%s: %v, want %v", what, scores, f.want)
			}
		}
		kerneltest.Want(t, "merge", mergeInto(city, gone.ID, kept.ID), "")
		if got, _ := Certificates.Get(local, card.ID); got.Person != kernel.Ref[Person](kept.ID) {
			t.Errorf("the certificate belongs to %s", got.Person)
		}
		if got := get(local, kept); got.Former != "钱劲" || got.Phone != "13803710002" {
			t.Errorf("kept: %s %s", got.Former, got.Phone)
		}
		kerneltest.Want(t, "change who is gone", update(local, gone, func(p *Person) { p.Post = "电工" }), kernel.Conflict)
		kerneltest.Want(t, "merge with another name", mergeInto(city, twin.ID, kept.ID), "")
		if got := get(local, kept); got.Former != "钱劲、钱津" {
			t.Errorf("former names: %s", got.Former)
		}
		kerneltest.Want(t, "split", do(city, twin, "split", "是两个人"), "")
		kerneltest.Want(t, "split the first", do(city, gone, "split", "是两个人"), "")
		if got, was := get(local, kept), get(local, gone); got.Former != "" || was.Former != "钱劲" || was.Status != Active || was.Phone != "13803710003" {
			t.Errorf("split: %s %s %s", got.Former, was.Former, was.Status)
		}
		kerneltest.Must(t, moved(system, e, "410182"))
		if got := get(far, kept); got.Region != "410182" {
			t.Errorf("the enterprise moved, its people stayed in %s", got.Region)
		}
		if got, err := Certificates.Get(far, card.ID); err != nil || got.Region != "410182" {
			t.Errorf("the certificate stayed: %+v (%v)", got, err)
		}
	})
}

// moved takes an enterprise to another county.
func moved(c *kernel.Ctx, e *enterprise.Enterprise, to kernel.Region) error {
	in := &enterprise.Enterprise{}
	in.MoveTo = to
	if _, err := enterprise.Enterprises.Do(c, e.ID, 0, "move", in, "搬迁"); err != nil {
		return err
	}
	_, err := enterprise.Enterprises.Do(c, e.ID, 0, "receive", in, "")
	return err
}

func TestCompare(t *testing.T) {
	file := func(name string, id kernel.IDNumber, phone kernel.Phone, at string) *Person {
		return &Person{Name: name, IDNumber: id, Phone: phone, Enterprise: kernel.Ref[enterprise.Enterprise](at)}
	}
	kept := file("王建国", number(1), "13803710001", "a")
	for _, tc := range []struct {
		what string
		with *Person
		want bool
	}{
		{"the same number", file("王建", number(1), "", ""), true},
		{"another number, all else the same", file("王建国", number(3), "13803710001", "a"), false},
		{"same name and phone", file("王建国", "", "13803710001", ""), true},
		{"same name, one digit of the phone", file("王建国", "", "13803710002", ""), true},
		{"like name, same phone", file("王建军", "", "13803710001", ""), true},
		{"another name, same phone: the office's", file("李梅", "", "13803710001", "a"), false},
		{"same name, another phone", file("王建国", "", "13937112345", ""), false},
		{"same name, same enterprise", file("王建国", "", "", "a"), true},
		{"same name", file("王建国", "", "", "b"), false},
	} {
		if score, why := compare(kept, tc.with); score >= party.Suspected != tc.want || tc.want && len(why) == 0 {
			t.Errorf("%s: %d %v", tc.what, score, why)
		}
	}
}

// TestSplitUndoesMerge: split(merge(x)) = x.
func TestSplitUndoesMerge(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	defer flag.Set(checks.Name, checks.Value.String())
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		if w.Store.Dialect() == "postgres" { // the same statements, each over a socket
			flag.Set(checks.Name, "20")
		}
		places := []string{"", works(t, w.System(), "郑州宏达机械有限公司", "410105").ID, works(t, w.System(), "荥阳兴隆机械有限公司", "410182").ID}
		rapid.Check(t, func(t *rapid.T) {
			rollBack := errors.New("roll back")
			err := w.System().Tx(func(c *kernel.Ctx) error {
				leader := *c
				leader.Actor = actor(w, role.Leader, "4101").Actor
				partytest.Undo(t, c, &leader, People, anyone(t, c, places), anyone(t, c, places), anyone(t, c, places))
				return rollBack
			})
			if err != rollBack {
				t.Fatal(err)
			}
		})
	})
}

// anyone draws a file with some of its facts, names and certificates.
func anyone(t *rapid.T, c *kernel.Ctx, places []string) *Person {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	one := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "text") }
	p := &Person{Name: one("王建国", "王建军"), IDNumber: kernel.IDNumber(one("", string(number(1)), string(number(2)))), Phone: kernel.Phone(one("", "13803710001")), Post: one("", "安全员")}
	p.Region, p.Enterprise = kernel.Region(one("410105", "410182")), kernel.Ref[enterprise.Enterprise](one(places...))
	must(People.Create(c, p))
	if rapid.Bool().Draw(t, "left") {
		_, err := People.Do(c, p.ID, 0, "leave", &Person{}, "")
		must(err)
	}
	for range rapid.IntRange(0, 2).Draw(t, "certificates") {
		must(Certificates.Create(c, &Certificate{Person: kernel.Ref[Person](p.ID), Kind: "operator", Subject: one("低压电工作业", "焊接作业"), Number: "T1"}))
	}
	if name := p.Name; rapid.Bool().Draw(t, "renamed") {
		for _, name := range []string{name + "旧", name} {
			_, err := People.Update(c, p.ID, 0, func(p *Person) error { p.Name = name; return nil })
			must(err)
		}
	}
	return p
}
