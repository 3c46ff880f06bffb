package enterprise_test

import (
	"errors"
	"flag"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/base/party/partytest"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// visit is a record of some other system that refers to an enterprise.
type visit struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required"`
	Title      string                            `json:"title" label:"事由"`
}

var vs = kernel.Row[visit]()

var visits = &kernel.Resource[visit]{Name: "visit", Label: "走访", Access: kernel.Access{
	{To: []kernel.Role{role.Regulator}, Can: "read create", Rows: kernel.Jurisdiction},
	{To: []kernel.Role{role.Safety}, Can: "read", Rows: kernel.Own(&vs.Enterprise)},
}}

var withVisits = append(slices.Clone(modules), kernel.Module{Name: "visit", Label: "走访", Resources: []kernel.Handle{visits}})

func stored[T any](t rapid.TB, c *kernel.Ctx, r *kernel.Resource[T], rec *T) *T {
	if err := r.Create(c, rec); err != nil {
		t.Fatal(err)
	}
	return rec
}

// anyFile draws a file with some of its facts and some records beside it.
func anyFile(t *rapid.T, c *kernel.Ctx, n int) *enterprise.Enterprise {
	e := &enterprise.Enterprise{}
	e.Region = rapid.SampledFrom([]kernel.Region{"410105", "410182"}).Draw(t, "region")
	e.Name = rapid.SampledFrom([]string{"郑州宏达机械有限公司", "宏达机械厂", "河南宏达机械制造有限公司"}).Draw(t, "name")
	e.Trade = rapid.SampledFrom([]enterprise.Trade{enterprise.Machinery, enterprise.ChemTrade}).Draw(t, "trade")
	if rapid.Bool().Draw(t, "coded") {
		e.CreditCode = rapid.SampledFrom([]string{code(t, fmt.Sprintf("MA%d", n)), ""}).Draw(t, "code")
	}
	e.Address = rapid.SampledFrom([]string{"", "经三路66号", "经三路66号院"}).Draw(t, "address")
	e.Staff = rapid.SampledFrom([]int{0, 20, 150}).Draw(t, "staff")
	e.Dangerous = rapid.SampledFrom([][]enterprise.Operation{nil, {"none"}, {"height"}}).Draw(t, "operations")
	stored(t, c, enterprise.Enterprises, e)
	id := kernel.Ref[enterprise.Enterprise](e.ID)
	for i := range rapid.IntRange(0, 3).Draw(t, "visits") {
		v := &visit{Enterprise: id, Title: fmt.Sprint(i)}
		v.Region = rapid.SampledFrom([]kernel.Region{"410105", "410182", "410184"}).Draw(t, "where")
		stored(t, c, visits, v)
	}
	for range rapid.IntRange(0, 2).Draw(t, "contacts") {
		stored(t, c, enterprise.Contacts, &enterprise.Contact{Enterprise: id, Name: "钱进", Duty: enterprise.ManagerOffice, Phone: "13803710002", CertNumber: "B1"})
	}
	if rapid.Bool().Draw(t, "licence") {
		stored(t, c, enterprise.Licences, &enterprise.Licence{Enterprise: id, Class: enterprise.ChemTradePermit, Number: "许1"})
	}
	if rapid.Bool().Draw(t, "renamed") {
		for _, name := range []string{e.Name + "（旧）", e.Name} {
			if err := change(c, e.ID, func(e *enterprise.Enterprise) { e.Status, e.Name, e.Quiet = enterprise.Filed, name, true }); err != nil {
				t.Fatal(err)
			}
		}
	}
	return e
}

func mergeInto(c *kernel.Ctx, gone, kept string) error {
	in := &enterprise.Enterprise{}
	in.MergedInto = kernel.Ref[enterprise.Enterprise](kept)
	_, err := enterprise.Enterprises.Do(c, gone, 0, "merge", in, "同一家企业")
	return err
}

// TestSplitUndoesMerge: split(merge(x)) = x.
func TestSplitUndoesMerge(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	defer flag.Set(checks.Name, checks.Value.String())
	kerneltest.Each(t, withVisits, func(t *testing.T, w *kerneltest.World) {
		if w.Store.Dialect() == "postgres" { // the same statements, each over a socket
			flag.Set(checks.Name, "20")
		}
		rapid.Check(t, func(t *rapid.T) {
			rollBack := errors.New("roll back")
			err := w.System().Tx(func(c *kernel.Ctx) error {
				leader := *c
				leader.Actor = meet(w).leader.Actor
				a, b, z := anyFile(t, c, 1), anyFile(t, c, 2), anyFile(t, c, 3)
				partytest.Undo(t, c, &leader, enterprise.Enterprises, a, b, z)
				return rollBack
			})
			if err != rollBack {
				t.Fatal(err)
			}
		})
	})
}

// 合并以后拆分：建档日期还是原来那天，保留档案和随之转走的记录都写明为什么变动。
func TestSplitKeepsFigures(t *testing.T) {
	kerneltest.Each(t, withVisits, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		gone := filed(t, p, "郑州宏达机械制造有限公司", "MA1")
		kept := works(t, "郑州宏达机械制造厂", "MA2", enterprise.Machinery)
		kept.CreditCode = ""
		kerneltest.Must(t, enterprise.Enterprises.Create(p.clerk, kept))
		v := &visit{Enterprise: kernel.Ref[enterprise.Enterprise](gone.ID), Title: "检查"}
		v.Region = "410105"
		kerneltest.Must(t, visits.Create(p.local, v))
		w.On(w.System().Today().AddDays(30))
		play(t, act{"merge", mergeInto(p.head, gone.ID, kept.ID), ""}, act{"split", do(p.head, gone.ID, "split", "是两家企业"), ""})
		for typ, id := range map[string]string{"enterprise": kept.ID, "visit": v.ID} {
			lines, err := w.Trail.Of(w.System(), typ, id)
			kerneltest.Must(t, err)
			if why := lines[1].Opinion + lines[0].Opinion; why != "重复档案合并：“郑州宏达机械制造有限公司”并入“郑州宏达机械制造厂”拆分还原：“郑州宏达机械制造有限公司”从“郑州宏达机械制造厂”拆出" {
				t.Errorf("history of %s: %q", typ, why)
			}
		}
		if got := get(t, p.head, gone.ID); !got.Complete || got.CompleteOn != gone.CompleteOn || got.CreditCode != gone.CreditCode {
			t.Errorf("complete %v since %s, was since %s", got.Complete, got.CompleteOn, gone.CompleteOn)
		}
	})
}

// 重复企业：查得出、合并后记录都在一处、旧名称仍查得到，拆分还原；县里不能把别县的企业并进来。
func TestDuplicates(t *testing.T) {
	kerneltest.Each(t, withVisits, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		kept := filed(t, p, "郑州宏达机械制造有限公司", "MA1")
		gone := works(t, "河南省郑州市宏达机械制造有限责任公司", "MA2", enterprise.Machinery)
		gone.CreditCode, gone.Address, gone.Telephone = "", kept.Address+"院", "0371-66666666"
		kerneltest.Must(t, enterprise.Enterprises.Create(p.clerk, gone))
		other := works(t, "郑州宏光纺织有限公司", "MA3", enterprise.Textile)
		kerneltest.Must(t, enterprise.Enterprises.Create(p.clerk, other))
		visit := &visit{Enterprise: kernel.Ref[enterprise.Enterprise](gone.ID), Title: "检查"}
		visit.Region = "410105"
		kerneltest.Must(t, visits.Create(p.local, visit))

		for name, in := range map[string]func(any){
			"one file": func(in any) { set(in, "ID", gone.ID) },
			"a region": func(in any) { set(in, "Region", kernel.Region("4101")) },
			"typed so far": func(in any) {
				set(in, "Name", "宏达机械制造公司")
				set(in, "Address", kept.Address)
				set(in, "Region", kept.Region)
			},
		} {
			got := serve[party.Suspicions](t, p.leader, "GET /api/enterprise/duplicates", in)
			if len(got.Items) == 0 || name != "typed so far" && len(got.Items) != 1 {
				t.Errorf("%s: %d suspects", name, len(got.Items))
				continue
			}
			if s := got.Items[0]; s.Score < 80 || !strings.HasPrefix(s.Reasons[0], "名称相同") || s.A.ID == other.ID || s.B.ID == other.ID {
				t.Errorf("%s: %+v", name, s)
			}
		}
		suspects := func() int {
			t.Helper()
			one := serve[party.Suspicions](t, p.leader, "GET /api/enterprise/duplicates", func(in any) { set(in, "ID", gone.ID) })
			all := serve[party.Suspicions](t, p.leader, "GET /api/enterprise/duplicates", func(in any) { set(in, "Region", kernel.Region("4101")) })
			if len(one.Items) != len(all.Items) {
				t.Errorf("%d suspects of the file, %d of the city", len(one.Items), len(all.Items))
			}
			return len(all.Items)
		}
		apart := func(one, other string) *enterprise.Distinct {
			return &enterprise.Distinct{One: kernel.Ref[enterprise.Enterprise](one), Other: kernel.Ref[enterprise.Enterprise](other), Why: "一址多照，两家各自经营"}
		}
		told := apart(kept.ID, gone.ID)
		play(t,
			act{"one file told apart from itself", enterprise.Apart.Create(p.local, apart(kept.ID, kept.ID)), kernel.Invalid},
			act{"told apart by next door", enterprise.Apart.Create(p.far, apart(kept.ID, gone.ID)), kernel.Missing},
			act{"told apart", enterprise.Apart.Create(p.local, told), ""},
			act{"told apart the other way round", enterprise.Apart.Create(p.local, apart(gone.ID, kept.ID)), kernel.Conflict},
		)
		if n := suspects(); n != 0 {
			t.Errorf("%d suspects after they were told apart", n)
		}
		kerneltest.Must(t, enterprise.Apart.Delete(p.local, told.ID, told.Rev))
		if n := suspects(); n != 1 {
			t.Errorf("%d suspects once nobody tells them apart", n)
		}
		foreign := works(t, "荥阳宏达机械有限公司", "MA4", enterprise.Machinery)
		foreign.Region = "410182"
		kerneltest.Must(t, enterprise.Enterprises.Create(p.clerk, foreign))
		play(t,
			act{"a regulator merges", mergeInto(p.local, gone.ID, kept.ID), kernel.Forbidden},
			act{"into another county", mergeInto(p.head, gone.ID, foreign.ID), kernel.Invalid},
			act{"into itself", mergeInto(p.head, gone.ID, gone.ID), kernel.Invalid},
			act{"into nothing", mergeInto(p.head, gone.ID, "0"), kernel.Invalid},
			act{"merge", mergeInto(p.head, gone.ID, kept.ID), ""},
			act{"merge twice", mergeInto(p.head, gone.ID, kept.ID), kernel.Conflict},
			act{"a licence of what is gone", enterprise.Licences.Create(p.local, &enterprise.Licence{Enterprise: kernel.Ref[enterprise.Enterprise](gone.ID), Class: enterprise.ChemTradePermit, Number: "许1"}), kernel.Conflict},
			act{"change what is gone", change(p.local, gone.ID, func(e *enterprise.Enterprise) { e.Staff = 3 }), kernel.Conflict},
		)
		got := get(t, p.local, kept.ID)
		if got.FormerNames != gone.Name || got.Telephone != "0371-66666666" || got.Name != kept.Name || !reflect.DeepEqual(got.Freshness, kept.Freshness) {
			t.Errorf("kept: former %q, telephone %q", got.FormerNames, got.Telephone)
		}
		if v, err := visits.Get(p.local, visit.ID); err != nil || string(v.Enterprise) != kept.ID {
			t.Errorf("the visit belongs to %v (%v)", v, err)
		}
		if n, err := enterprise.Enterprises.Count(p.local, kernel.Compare("former_names", "=", gone.Name)); n != 1 || err != nil {
			t.Errorf("found by the old name: %d (%v)", n, err)
		}
		play(t, act{"split", do(p.head, gone.ID, "split", "是两家企业"), ""}, act{"split twice", do(p.head, gone.ID, "split", "是两家企业"), kernel.Conflict})
		if got := get(t, p.local, gone.ID); got.Status != enterprise.Submitted || got.MergedInto != "" {
			t.Errorf("split: %s %s", got.Status, got.MergedInto)
		}
		if m, err := enterprise.Merges.First(p.head, kernel.Cond{}); err != nil || m == nil || m.UndoneOn == "" || m.Number != 1 || m.MergedBy != "吴刚" {
			t.Errorf("history: %+v (%v)", m, err)
		}
	})
}
