package enterprise_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// serve calls the operation with the pattern.
func serve[O any](t testing.TB, c *kernel.Ctx, pattern string, set func(in any)) *O {
	t.Helper()
	for _, mod := range c.App.Modules {
		for _, r := range mod.Routes {
			if r.Pattern == pattern {
				in := newOf(r)
				set(in)
				out, err := r.Serve(c, in)
				kerneltest.Must(t, err)
				return out.(*O)
			}
		}
	}
	t.Fatal("no such operation: " + pattern)
	return nil
}

func missing(w *enterprise.Wanting) (out []string) {
	for _, s := range w.Groups {
		for _, r := range s.Missing {
			out = append(out, r.Label)
		}
	}
	return out
}

// 档案缺什么写得清楚，补一项少一项；危险化学品企业还要许可证、培训、演练、评价、保险；到期后又不齐。
func TestCompleteness(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := works(t, "郑州安化危险品有限公司", "MA2", enterprise.ChemProduction)
		kerneltest.Must(t, enterprise.Enterprises.Create(p.owner, e))
		ask := func() *enterprise.Wanting {
			return serve[enterprise.Wanting](t, p.owner, "GET /api/enterprise/{id}/completeness", func(in any) { setID(in, e.ID) })
		}
		before := ask()
		if before.Complete || before.Completeness > 40 || !slices.Contains(missing(before), "危险化学品安全生产许可证") || !slices.Contains(missing(before), "坐标") {
			t.Errorf("a bare file: %d%%, missing %v", before.Completeness, missing(before))
		}
		kerneltest.Must(t, change(p.owner, e.ID, func(e *enterprise.Enterprise) {
			whole(e)
			e.Industry = "2614"
			e.Substances = []enterprise.Substance{{Name: "液氯", CAS: "7782-50-5", Role: "product", Most: 10}}
			e.MajorHazard, e.Storage, e.ChemicalsNumber = "3", []enterprise.StorageWay{"tank"}, "410112001"
			e.PlanNumber, e.PlanFiledOn = "YA-2026-1", "2026-03-01"
		}))
		want := []string{"主要负责人考核合格证", "安全管理人员考核合格证", "一年内的应急演练记录", "危险化学品安全生产许可证", "一年内的培训记录", "三年内的安全评价", "有效的安全生产责任保险"}
		if got := missing(ask()); !slices.Equal(got, want) {
			t.Errorf("columns filled in, missing %v\nwant %v", got, want)
		}
		id := kernel.Ref[enterprise.Enterprise](e.ID)
		kerneltest.Must(t, enterprise.Contacts.Create(p.owner, &enterprise.Contact{Enterprise: id, Name: "王建国", Duty: enterprise.PrincipalOffice, Phone: "13803710001", CertNumber: "A1", CertUntil: "2028-01-01"}))
		kerneltest.Must(t, enterprise.Contacts.Create(p.owner, &enterprise.Contact{Enterprise: id, Name: "钱进", Duty: enterprise.ManagerOffice, Phone: "13803710002", CertNumber: "B1", CertUntil: "2027-12-31"}))
		kerneltest.Must(t, enterprise.Licences.Create(p.owner, &enterprise.Licence{Enterprise: id, Class: enterprise.ChemMakePermit, Number: "豫WH安许证字1", ValidTo: "2026-08-31"}))
		kerneltest.Must(t, enterprise.Trainings.Create(p.owner, &enterprise.Training{Enterprise: id, Subject: "年度再培训", Kind: "yearly", HeldOn: "2026-03-01", People: 20, Passed: 20}))
		kerneltest.Must(t, enterprise.Drills.Create(p.owner, &enterprise.Drill{Enterprise: id, Subject: "液氯泄漏", Form: "full", HeldOn: "2026-02-01", People: 30}))
		kerneltest.Must(t, enterprise.Evaluations.Create(p.owner, &enterprise.Evaluation{Enterprise: id, Subject: "现状评价", Kind: enterprise.Present, Agency: "河南安评公司", EvaluatedOn: "2024-02-29"}))
		if got := get(t, p.owner, e.ID); got.Complete || got.Lacking != "有效的安全生产责任保险" || got.DrilledOn != "2026-02-01" {
			t.Errorf("all but insurance: %v %q, drilled %s", got.Complete, got.Lacking, got.DrilledOn)
		}
		policy := &enterprise.Insurance{Enterprise: id, Insurer: "人保财险", Policy: "PZ1", ValidFrom: "2026-01-01", ValidTo: "2026-12-31"}
		kerneltest.Must(t, enterprise.Insurances.Create(p.owner, policy))
		if got := get(t, p.owner, e.ID); !got.Complete || got.Completeness != 100 || got.Lacking != "" || got.LapsesOn != "2026-08-31" {
			t.Errorf("complete: %v %d %q, lapses %s", got.Complete, got.Completeness, got.Lacking, got.LapsesOn)
		}
		spy := *get(t, p.owner, e.ID)
		kerneltest.Want(t, "a form with the id of another enterprise", enterprise.Enterprises.DeriveAny(p.other, &spy), kernel.Missing)
		edit := *get(t, p.owner, e.ID)
		kerneltest.Must(t, enterprise.Enterprises.DeriveAny(p.owner, &edit))
		graded := edit
		graded.Credit = "b"
		kerneltest.Want(t, "a form in which the enterprise grades itself", enterprise.Enterprises.DeriveAny(p.owner, &graded), kernel.Invalid)
		if edit.Lacking != "" || edit.Source != enterprise.SelfRegistered {
			t.Errorf("a form of the own file: missing %q, source %s", edit.Lacking, edit.Source)
		}
		play(t, act{"another enterprise adds a licence", enterprise.Licences.Create(p.other, &enterprise.Licence{Enterprise: id, Class: enterprise.ChemMakePermit, Number: "假"}), kernel.Forbidden})
		w.On("2026-09-01")
		kerneltest.Must(t, enterprise.Refresh.Run(w.System(), struct{}{}))
		if got := get(t, p.owner, e.ID); got.Complete || got.Lacking != "危险化学品安全生产许可证" {
			t.Errorf("the licence ended: %v %q", got.Complete, got.Lacking)
		}
		_, err := enterprise.Licences.Update(p.owner, first(t, enterprise.Licences, p.owner).ID, 0, func(l *enterprise.Licence) error { l.ValidTo = "2029-08-31"; return nil })
		kerneltest.Must(t, err)
		kerneltest.Must(t, enterprise.Insurances.Delete(p.owner, policy.ID, 0))
		if got := get(t, p.owner, e.ID); got.Complete || got.Lacking != "有效的安全生产责任保险" {
			t.Errorf("renewed, but insurance gone: %v %q", got.Complete, got.Lacking)
		}
	})
}

func first[T any](t testing.TB, r *kernel.Resource[T], c *kernel.Ctx) *kernel.Base {
	t.Helper()
	rec, err := r.First(c, kernel.Cond{})
	kerneltest.Must(t, err)
	return kernel.BaseOf(rec)
}

// 联系人180天没人确认即待核实；确认后恢复；其他系统报告的经营状态不同即标出，监管人员核实后消除，企业自己说了不算。
func TestStalenessAndConflict(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := filed(t, p, "郑州宏达机械有限公司", "MA1")
		if e.StaleOn != "2026-10-28" || e.StaleWhat != "人员" || e.Stale {
			t.Errorf("fresh file: stale on %s (%s) %v", e.StaleOn, e.StaleWhat, e.Stale)
		}
		w.On("2026-10-29")
		kerneltest.Must(t, enterprise.Refresh.Run(w.System(), struct{}{}))
		got := get(t, p.local, e.ID)
		if !got.Stale {
			t.Error("not stale after 180 days")
		}
		if l := enterprise.Enterprises.DueAny(got); l.Who != "企业" || l.What != "核实人员" || l.State("2026-10-29") != kernel.Overdue {
			t.Errorf("who is to act: %+v", l)
		}
		people := &enterprise.Enterprise{}
		people.Confirmed = []enterprise.Group{enterprise.InPeople}
		_, err := enterprise.Enterprises.Do(p.owner, e.ID, 0, "confirm", people, "")
		kerneltest.Must(t, err)
		people.Confirmed = []enterprise.Group{enterprise.InLicences}
		_, err = enterprise.Enterprises.Do(p.owner, e.ID, 0, "confirm", people, "")
		play(t, act{"licences are not confirmed on the file", err, kernel.Invalid})
		got = get(t, p.local, e.ID)
		if got.Stale || got.ContactsUntil != "2027-04-27" || got.StaleOn != "2027-04-27" {
			t.Errorf("after confirmation: %v, contacts until %s, stale on %s", got.Stale, got.ContactsUntil, got.StaleOn)
		}
		for _, f := range got.Freshness {
			if f.Group == enterprise.InPeople && (f.By != "王建国" || f.How != enterprise.ByLooking || f.On != "2026-10-29") {
				t.Errorf("who confirmed: %+v", f)
			}
		}
		leaver := &enterprise.Contact{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Name: "钱进", Duty: enterprise.LeaderOffice, Phone: "13803710002"}
		kerneltest.Must(t, enterprise.Contacts.Create(p.owner, leaver))
		_, err = enterprise.Contacts.Update(p.collector, leaver.ID, 0, func(c *enterprise.Contact) error { c.Left = true; return nil })
		kerneltest.Want(t, "a township elsewhere", err, kernel.Missing)
		_, err = enterprise.Contacts.Update(p.owner, leaver.ID, 0, func(c *enterprise.Contact) error { c.Left = true; return nil })
		kerneltest.Must(t, err)
		if got := get(t, p.local, e.ID); !got.Stale || got.StaleWhat != "人员" {
			t.Errorf("the safety leader left: stale %v, %s", got.Stale, got.StaleWhat)
		}
		kerneltest.Must(t, change(p.owner, e.ID, func(e *enterprise.Enterprise) { e.SafetyLeader = "孙进" }))
		if get(t, p.local, e.ID).Stale {
			t.Error("a new safety leader is named, still stale")
		}
		report := func(state enterprise.Operating) {
			kerneltest.Must(t, enterprise.Reports.Create(p.clerk, &enterprise.Report{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Origin: "市场监管", Operating: state, SeenOn: "2026-10-28"}))
		}
		report(enterprise.Stopped)
		if got := get(t, p.local, e.ID); !got.Conflicting || got.Differs != "市场监管（2026-10-28）：停产停业" {
			t.Errorf("states differ: %v %q", got.Conflicting, got.Differs)
		}
		kerneltest.Must(t, do(p.owner, e.ID, "confirm", ""))
		if !get(t, p.local, e.ID).Conflicting {
			t.Error("the enterprise's own word settled the conflict")
		}
		kerneltest.Must(t, do(p.local, e.ID, "confirm", ""))
		if got := get(t, p.local, e.ID); got.Conflicting || got.Differs != "" {
			t.Errorf("settled by an official: %v %q", got.Conflicting, got.Differs)
		}
		report(enterprise.ShutDown)
		report(enterprise.Running)
		if got := get(t, p.local, e.ID); got.Conflicting {
			t.Errorf("the latest report agrees: %q", got.Differs)
		}
	})
}

// 按法律核算安全管理人员配备，规模自动划型。
func TestDerived(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := whole(works(t, "郑州宏达机械有限公司", "MA1", enterprise.Machinery))
		e.Revenue, e.FullTime, e.SafetyUnit = 5000*10000*100, 0, enterprise.WithPartTime
		kerneltest.Must(t, enterprise.Enterprises.DeriveAny(p.owner, e))
		if e.Size != enterprise.Small || !e.AboveScale || !strings.Contains(e.Duties, "专职安全生产管理人员") || !strings.Contains(e.Duties, "未落实") || !e.Classified {
			t.Errorf("size %s, above scale %v, duties %q", e.Size, e.AboveScale, e.Duties)
		}
		e.Exposed = 151
		kerneltest.Want(t, "more exposed than staff", enterprise.Enterprises.DeriveAny(p.owner, e), kernel.Invalid)
	})
}

// 一页读全档案，个人电话只显示首尾；打印留痕；别的企业看不到。
func TestWholeFile(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := filed(t, p, "郑州<b>宏达</b>机械有限公司", "MA1")
		kerneltest.Must(t, enterprise.Licences.Create(p.owner, &enterprise.Licence{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Class: "fire", Number: "消验1号"}))
		f := serve[enterprise.File](t, p.local, "GET /api/enterprise/{id}/file", func(in any) { setID(in, e.ID) })
		text := ""
		for _, s := range f.Sections {
			for _, fact := range s.Facts {
				text += fact.Label + "=" + fact.Text + "\n"
			}
		}
		for _, want := range []string{"国民经济行业=3311 金属结构制造", "主要负责人电话=138****0001", "危险作业种类=高处", "从业人员=150人", "经营状态=营业"} {
			if !strings.Contains(text, want) {
				t.Errorf("the file lacks %s in\n%s", want, text)
			}
		}
		if i := slices.IndexFunc(f.Tabs, func(t enterprise.Tab) bool { return t.Type == "enterprise_licence" }); i < 0 || f.Tabs[i].Count != 1 || f.Tabs[i].Items[0].Title != "消验1号" {
			t.Errorf("tabs: %+v", f.Tabs)
		}
		print := func(c *kernel.Ctx) (string, error) {
			for _, mod := range w.App.Modules {
				for _, r := range mod.Routes {
					if strings.HasSuffix(r.Pattern, "/file.html") {
						req, rec := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
						req.SetPathValue("id", e.ID)
						err := r.Raw(c, rec, req)
						return rec.Body.String(), err
					}
				}
			}
			return "", nil
		}
		page, err := print(p.local)
		kerneltest.Must(t, err)
		if !strings.Contains(page, "郑州&lt;b&gt;宏达") || strings.Contains(page, "13803710001") || bytes.ContainsRune([]byte(page), 0) {
			t.Error("the printed page does not escape names or shows a telephone number")
		}
		_, err = print(p.other)
		kerneltest.Want(t, "another enterprise prints it", err, kernel.Missing)
		kerneltest.Want(t, "another county reads it", readBy(p.far, e.ID), kernel.Missing)
	})
}

func readBy(c *kernel.Ctx, id string) error {
	_, err := enterprise.Enterprises.Get(c, id)
	return err
}

// 市里按地区和行业分解台账，县里核实后报告，市里看进度、退回或确认。
func TestWorklist(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		a := filed(t, p, "郑州宏达机械有限公司", "MA1")
		filed(t, p, "郑州兴隆机械有限公司", "MA2")
		far := whole(works(t, "荥阳铸造有限公司", "MA3", enterprise.Machinery))
		far.Region = "410182"
		kerneltest.Must(t, enterprise.Enterprises.Create(p.owner, far))
		kerneltest.Must(t, do(p.owner, far.ID, "submit", ""))
		kerneltest.Must(t, do(p.far, far.ID, "pass", ""))
		textile := whole(works(t, "金水纺织有限公司", "MA4", enterprise.Textile))
		kerneltest.Must(t, enterprise.Enterprises.Create(p.clerk, textile))
		kerneltest.Must(t, do(p.local, textile.ID, "pass", ""))
		w.On("2026-06-01")

		list := &enterprise.Worklist{Title: "机械行业核实", Goal: enterprise.ToConfirm, Trades: []enterprise.Trade{enterprise.Machinery}, Deadline: "2026-06-30"}
		list.Region = "410100"
		issue := func(c *kernel.Ctx) error {
			_, err := enterprise.Worklists.Do(c, list.ID, 0, "issue", nil, "")
			return err
		}
		play(t,
			act{"a regulator hands down", enterprise.Worklists.Create(p.local, list), kernel.Forbidden},
			act{"make the list", enterprise.Worklists.Create(p.leader, list), ""},
			act{"hand down", issue(p.leader), ""},
			act{"hand down twice", issue(p.leader), kernel.Conflict},
		)
		change := func(f func(*enterprise.Worklist)) error {
			_, err := enterprise.Worklists.Update(p.leader, list.ID, 0, func(l *enterprise.Worklist) error { f(l); return nil })
			return err
		}
		play(t,
			act{"another trade once handed down", change(func(l *enterprise.Worklist) { l.Trades = []enterprise.Trade{enterprise.Textile} }), kernel.Conflict},
			act{"fewer of them once handed down", change(func(l *enterprise.Worklist) { l.Incomplete = true }), kernel.Conflict},
			act{"a later deadline", change(func(l *enterprise.Worklist) { l.Deadline = "2026-07-15" }), ""},
		)
		ask := func() *enterprise.ListProgress {
			return serve[enterprise.ListProgress](t, p.leader, "GET /api/enterprise_worklist/{id}/progress", func(in any) { setID(in, list.ID) })
		}
		if got := ask(); got.Total != 3 || got.Done != 0 || len(got.Units) != 2 {
			t.Fatalf("handed down: %+v", got)
		}
		mine, err := enterprise.Assignments.List(p.local, kernel.Query{})
		kerneltest.Must(t, err)
		if len(mine) != 1 || mine[0].Total != 2 || mine[0].Region != "410105" || mine[0].Deadline != "2026-07-15" {
			t.Fatalf("the county's part: %+v", mine)
		}
		kerneltest.Must(t, do(p.local, a.ID, "confirm", ""))
		if got := ask(); got.Done != 1 || got.Rate != 33 {
			t.Errorf("one confirmed: %d of %d, %d%%", got.Done, got.Total, got.Rate)
		}
		kerneltest.Must(t, enterprise.Progress.Run(w.System(), struct{}{}))
		unit := func(c *kernel.Ctx, step, text, opinion string) error {
			_, err := enterprise.Assignments.Do(c, mine[0].ID, 0, step, &enterprise.Assignment{Report: text}, opinion)
			return err
		}
		play(t,
			act{"report without words", unit(p.local, "report", "", ""), kernel.Invalid},
			act{"the other county reports", unit(p.far, "report", "完成", ""), kernel.Missing},
			act{"report", unit(p.local, "report", "已核实1家，1家停产待查", ""), ""},
			act{"the county accepts its own work", unit(p.head, "accept", "", ""), kernel.Forbidden},
			act{"reject", unit(p.leader, "reject", "", "请把剩余1家核实"), ""},
		)
		kerneltest.Must(t, enterprise.Progress.Run(w.System(), struct{}{}))
		got, err := enterprise.Assignments.Get(p.local, mine[0].ID)
		kerneltest.Must(t, err)
		if got.Left != 1 || got.Rate != 50 || got.Status != enterprise.Working {
			t.Errorf("the county's part now: %+v", got)
		}
		n, err := enterprise.Enterprises.Count(p.local, kernel.And(kernel.Eq(&enterprise.Row.Trade, enterprise.Machinery), kernel.Before(&enterprise.Row.LookedOn, "2026-06-01")))
		if err != nil || n != 1 {
			t.Errorf("left by its own query: %d (%v)", n, err)
		}
		_, err = enterprise.Worklists.Do(p.leader, list.ID, 0, "finish", nil, "")
		kerneltest.Must(t, err)
		got, err = enterprise.Assignments.Get(p.local, mine[0].ID)
		if kerneltest.Must(t, err); got.Status != enterprise.Ended {
			t.Errorf("once the list is finished, the county's part is %s", got.Status)
		}
		kerneltest.Want(t, "report what has ended", unit(p.local, "report", "完成", ""), kernel.Conflict)
	})
}

// 注册和建档是两个数；按监管分类加起来等于总数。
func TestIndicators(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		filed(t, p, "郑州宏达机械有限公司", "MA1")
		kerneltest.Must(t, enterprise.Enterprises.Create(p.clerk, works(t, "金水纺织有限公司", "MA4", enterprise.Textile)))
		kerneltest.Must(t, enterprise.Enterprises.Create(p.owner, works(t, "草稿公司", "MA5", enterprise.Textile)))
		for name, want := range map[string]float64{"enterprise.registered": 2, "enterprise.complete": 1, "enterprise.filed": 1, "enterprise.waiting": 1, "enterprise.unclassified": 1} {
			in := w.App.Indicator(name)
			total, byTrade := 0.0, 0.0
			kerneltest.Must(t, w.Store.Group(t.Context(), in.Of.Meta(), kernel.Group{Where: in.Where}, func(_ []string, n float64) error { total = n; return nil }))
			kerneltest.Must(t, w.Store.Group(t.Context(), in.Of.Meta(), kernel.Group{Where: in.Where, By: []kernel.GroupBy{{Col: "trade"}}}, func(_ []string, n float64) error { byTrade += n; return nil }))
			if total != want || byTrade != total {
				t.Errorf("%s = %v, by trade %v, want %v", name, total, byTrade, want)
			}
		}
	})
}

// 建档情况能倒查：哪天填齐的，从哪天算起。
func TestCompleteOn(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p, c := meet(w), w.System()
		e := filed(t, p, "郑州宏达机械有限公司", "MA1")
		first := c.Today()
		change := func(day kernel.Date, person string) *enterprise.Enterprise {
			w.On(day)
			out, err := enterprise.Enterprises.Update(c, e.ID, 0, func(e *enterprise.Enterprise) error { e.LegalPerson = person; return nil })
			kerneltest.Must(t, err)
			return out
		}
		if !e.Complete || e.CompleteOn != e.RegisteredOn {
			t.Errorf("complete %v on %s, registered on %s", e.Complete, e.CompleteOn, e.RegisteredOn)
		}
		if e := change(first.AddDays(10), ""); e.Complete || e.CompleteOn != "" {
			t.Errorf("lacks its legal person and is complete since %s", e.CompleteOn)
		}
		if e := change(first.AddDays(20), "李四"); !e.Complete || e.CompleteOn != first.AddDays(20) {
			t.Errorf("complete on %s", e.CompleteOn)
		}
		in := w.App.Indicator("enterprise.complete")
		for day, want := range map[kernel.Date]int{first.AddDays(19): 0, first.AddDays(20): 1} {
			if n, err := enterprise.Enterprises.Count(c, in.Stood(day)); err != nil || n != want {
				t.Errorf("%s: %d complete, want %d (%v)", day, n, want, err)
			}
		}
	})
}
