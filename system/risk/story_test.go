package risk_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
	"anjian/system/risk"
)

var modules = []kernel.Module{region.Module(), enterprise.Module(), library.Module(), hazard.Module(), risk.Module()}

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "risk", modules...)
}

var photo = kernel.Files{{SHA: "ab", Name: "厂区.png", Type: "image/png", Size: 9}}

type cast struct {
	plant                                       string
	sys, safety, worker, stranger, county, city *kernel.Ctx
}

func play(t *testing.T, w *kerneltest.World) *cast {
	t.Helper()
	p := &cast{sys: w.System()}
	e := &enterprise.Enterprise{}
	e.Name, e.Trade, e.Region, e.RegisteredOn, e.Status = "郑州金水化工有限公司", enterprise.ChemProduction, "410105", "2026-01-05", enterprise.Filed
	kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, e))
	p.plant = e.ID
	as := func(id string, r kernel.Role, at kernel.Region, ent string) *kernel.Ctx {
		return w.As(kernel.Actor{ID: id, Name: id, Roles: []kernel.Role{r}, Region: at, Enterprise: ent})
	}
	p.safety, p.worker, p.stranger = as("safety", role.Safety, "410105", p.plant), as("worker", role.Worker, "410105", p.plant), as("stranger", role.Safety, "410105", "other")
	p.county, p.city = as("county", role.Regulator, "410105", ""), as("city", role.Regulator, "4101", "")
	return p
}

type scene struct {
	name string
	err  error
	want kernel.Code
}

func run(t *testing.T, scenes ...scene) {
	t.Helper()
	for _, s := range scenes {
		kerneltest.Want(t, s.name, s.err, s.want)
	}
}

func do(c *kernel.Ctx, id, step, opinion string, in *risk.Risk) error {
	_, err := risk.Risks.Do(c, id, 0, step, in, opinion)
	return err
}

func call(t *testing.T, c *kernel.Ctx, pattern string, in any) any {
	t.Helper()
	for _, r := range risk.Module().Routes {
		if r.Pattern == pattern {
			out, err := r.Serve(c, in)
			kerneltest.Must(t, err)
			return out
		}
	}
	t.Fatal("no route " + pattern)
	return nil
}

func printed(t *testing.T, c *kernel.Ctx, pattern, id string) (string, error) {
	t.Helper()
	for _, r := range risk.Module().Routes {
		if r.Pattern == pattern {
			req := httptest.NewRequest("GET", "/", nil)
			req.SetPathValue("id", id)
			rec := httptest.NewRecorder()
			err := r.Raw(c, rec, req)
			return rec.Body.String(), err
		}
	}
	t.Fatal("no route " + pattern)
	return "", nil
}

// 建风险点 -> LEC 评价 -> 较大风险报县级审核并核定 -> 平面图着色 -> 措施变成自查清单 -> 重新评价 -> 消除.
func TestStory(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		at := &risk.Point{Name: "反应釜区", Kind: "area", Person: "李主任", Phone: "13800001111", Emergency: "立即停车，疏散"}
		kerneltest.Must(t, risk.Points.Create(p.safety, at))
		drawn := &risk.Plan{Name: "厂区", Picture: photo, Areas: []risk.Area{{Point: kernel.Ref[risk.Point](at.ID), Outline: "100,100 400,100 400,300"}}}
		kerneltest.Must(t, risk.Plans.Create(p.safety, drawn))
		r := &risk.Risk{}
		r.Point, r.Title, r.Accidents = kernel.Ref[risk.Point](at.ID), "超温超压", []risk.Accident{"q"}
		r.Method, r.Likelihood, r.Exposure = "lec", "lec/3", "lec/6"
		run(t, scene{"without a consequence", risk.Risks.Create(p.safety, r), kernel.Invalid})
		r.Consequence = "lec/15"
		kerneltest.Must(t, risk.Risks.Create(p.safety, r))
		if r.Value != 270 || r.Grade != risk.Orange || r.Tier != risk.Division || string(r.Enterprise) != p.plant || r.Region != "410105" || r.Sum != "3×6×15=270" {
			t.Fatalf("evaluated: %+v", r)
		}
		change := func(fn func(*risk.Risk)) error {
			_, err := risk.Risks.Update(p.safety, r.ID, 0, func(r *risk.Risk) error { fn(r); return nil })
			return err
		}
		run(t,
			scene{"no measures", do(p.safety, r.ID, "submit", "", nil), kernel.Invalid},
			scene{"a line for self-checks without a kind", change(func(r *risk.Risk) {
				r.Measures = []risk.Measure{{Class: "engineering", Content: "联锁投用", Checked: true}}
			}), kernel.Invalid},
			scene{"measures", change(func(r *risk.Risk) {
				r.Measures = []risk.Measure{{Class: "engineering", Content: "联锁投用", Checked: true, Category: library.Machines, Frequency: library.EachShift}, {Class: "training", Content: "操作工每年培训"}}
				r.Division, r.Workshop = "生产部王部长", "李主任"
			}), ""},
			scene{"a tier below without an owner", do(p.safety, r.ID, "submit", "", nil), kernel.Invalid},
			scene{"owners", change(func(r *risk.Risk) { r.Team = "赵班长" }), ""},
			scene{"by a stranger", do(p.stranger, r.ID, "submit", "", nil), kernel.Missing},
			scene{"submitted", do(p.safety, r.ID, "submit", "", nil), ""},
			scene{"confirmed by the enterprise", do(p.safety, r.ID, "confirm", "属实", nil), kernel.Forbidden},
			scene{"changed while it is reviewed", change(func(r *risk.Risk) { r.Title = "x" }), kernel.Missing},
			scene{"confirmed", do(p.county, r.ID, "confirm", "属实", nil), ""})
		get := func() *risk.Risk {
			out, err := risk.Risks.Get(p.city, r.ID)
			kerneltest.Must(t, err)
			return out
		}
		colours := func() (enterprise.RiskGrade, enterprise.RiskGrade, enterprise.RiskGrade) {
			a, err := risk.Points.Get(p.safety, at.ID)
			kerneltest.Must(t, err)
			b, err := risk.Plans.Get(p.safety, drawn.ID)
			kerneltest.Must(t, err)
			e, err := enterprise.Enterprises.Get(p.sys, p.plant)
			kerneltest.Must(t, err)
			return a.Grade, b.Areas[0].Grade, e.Risk
		}
		if x := get(); x.Status != risk.Controlled || x.ReviewOn != "2027-05-01" || x.Measures[0].Code != "F1-1" || x.Measures[0].Tier != risk.Team {
			t.Fatalf("controlled: %+v", x)
		}
		if a, b, e := colours(); a != risk.Orange || b != risk.Orange || e != risk.Orange {
			t.Errorf("point %s, plan %s, enterprise %s", a, b, e)
		}
		run(t, scene{"graded by government without a word", do(p.county, r.ID, "regrade", "", &risk.Risk{Evaluation: risk.Evaluation{Official: risk.Red}}), kernel.Invalid},
			scene{"graded by government", do(p.county, r.ID, "regrade", "同类事故多发", &risk.Risk{Evaluation: risk.Evaluation{Official: risk.Red}}), ""})
		if x := get(); x.Grade != risk.Red || x.Own != risk.Orange || x.Tier != risk.Company || !strings.Contains(x.Why, "核定为重大风险") {
			t.Errorf("graded: %+v", x)
		}
		if a, b, e := colours(); a != risk.Red || b != risk.Red || e != risk.Red {
			t.Errorf("point %s, plan %s, enterprise %s", a, b, e)
		}
		lists := func() []risk.ListedTier {
			return call(t, p.safety, "POST /api/risk/checklist", &struct{}{}).(*risk.Listed).Items
		}
		if l := lists(); len(l) != 1 || l[0].Lines != 1 || !l[0].Changed || l[0].Tier != "班组岗位级" {
			t.Fatalf("lists: %+v", l)
		}
		if l := lists(); len(l) != 1 || l[0].Changed {
			t.Errorf("nothing changed: %+v", l)
		}
		check, err := library.Checklists.First(p.worker, kernel.Eq(&library.Row.Line, "risk-team"))
		kerneltest.Must(t, err)
		if check == nil || check.Status != library.Published || check.Items[0].Code != "F1-1" || check.Items[0].Content != "联锁投用" {
			t.Fatalf("the list of the team: %+v", check)
		}
		k := &hazard.Check{List: kernel.Ref[library.Checklist](check.ID), Items: []hazard.Answer{{Item: "F1-1", Outcome: hazard.Fail, Note: "联锁被旁路"}}}
		kerneltest.Must(t, hazard.Checks.Create(p.worker, k))
		if h, err := hazard.Hazards.First(p.safety, kernel.Eq(&hazard.Row.Item, "F1-1")); err != nil || h == nil || h.Requirement != "联锁投用" {
			t.Errorf("a measure that fails is a hazard: %+v %v", h, err)
		}
		if page, err := printed(t, p.safety, "GET /api/risk_point/{id}/card", at.ID); err != nil || !strings.Contains(page, "超温超压") || !strings.Contains(page, "13800001111") || !strings.Contains(page, `class="red"`) {
			t.Error(page, err)
		}
		if page, err := printed(t, p.city, "GET /api/risk_point/{id}/card", at.ID); err != nil || strings.Contains(page, "13800001111") {
			t.Error(page, err)
		}
		if page, err := printed(t, p.safety, "GET /api/risk_plan/{id}/poster", drawn.ID); err != nil || !strings.Contains(page, `points="100,100 400,100 400,300"`) {
			t.Error(page, err)
		}
		if page, err := printed(t, p.safety, "GET /api/risk/ledger", ""); err != nil || !strings.Contains(page, "F1-1 联锁投用") {
			t.Error(page, err)
		}
		_, err = printed(t, p.stranger, "GET /api/risk/ledger", "")
		run(t, scene{"the ledger of a stranger", err, kernel.Missing},
			scene{"evaluated anew", do(p.safety, r.ID, "reassess", "", nil), ""},
			scene{"less likely", change(func(r *risk.Risk) { r.Likelihood = "lec/0.5" }), ""},
			scene{"submitted", do(p.safety, r.ID, "submit", "", nil), ""})
		if x := get(); x.Status != risk.Controlled || x.Grade != risk.Blue || x.Official != "" {
			t.Errorf("low risks are under control at once: %+v", x)
		}
		run(t, scene{"gone", do(p.safety, r.ID, "remove", "釜已拆除", nil), ""})
		if a, b, _ := colours(); a != "" || b != "" {
			t.Errorf("colours remain: %q %q", a, b)
		}
		if l := lists(); len(l) != 1 || !l[0].Changed || l[0].Lines != 0 {
			t.Errorf("the list is retired: %+v", l)
		}
	})
}

// 企业的等级随事实变动, 并写明为什么.
func TestRatingMoves(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		kerneltest.Must(t, library.Seed(p.sys))
		now := func(what string, want enterprise.RiskGrade, why string) {
			t.Helper()
			r, err := risk.Ratings.First(p.city, kernel.Compare("enterprise", "=", p.plant))
			kerneltest.Must(t, err)
			e, err := enterprise.Enterprises.Get(p.sys, p.plant)
			kerneltest.Must(t, err)
			if r == nil || r.Grade != want || e.Risk != want || !strings.Contains(r.Why, why) {
				t.Fatalf("%s: %+v, file %q", what, r, e.Risk)
			}
		}
		given := &risk.Rating{Enterprise: kernel.Ref[enterprise.Enterprise](p.plant), Given: risk.Blue}
		run(t, scene{"a grade without a reason", risk.Ratings.Create(p.county, given), kernel.Invalid})
		given.Basis = "评分92分"
		run(t, scene{"by the enterprise", risk.Ratings.Create(p.safety, given), kernel.Forbidden}, scene{"by the county", risk.Ratings.Create(p.county, given), ""})
		now("given", risk.Blue, "监管部门评定为低风险")
		l := &enterprise.Licence{Enterprise: kernel.Ref[enterprise.Enterprise](p.plant), Class: enterprise.ChemMakePermit, Number: "豫1", ValidTo: "2026-05-20", Standing: enterprise.InForce}
		kerneltest.Must(t, enterprise.Licences.Create(p.sys, l))
		now("a licence in force", risk.Blue, "低风险")
		var major library.Criterion
		kerneltest.Must(t, library.Criteria.Each(p.sys, kernel.Query{Limit: 1}, func(k *library.Criterion) error { major = *k; return nil }))
		h := &hazard.Hazard{}
		h.Enterprise, h.Title, h.Level, h.Criteria, h.DueOn = kernel.Ref[enterprise.Enterprise](p.plant), "未设紧急切断", library.Major, []kernel.Ref[library.Criterion]{kernel.Ref[library.Criterion](major.ID)}, "2026-05-10"
		h.Status, h.SubmittedOn = hazard.Open, "2026-05-01"
		kerneltest.Must(t, hazard.Hazards.Create(p.sys, h))
		now("a major hazard", risk.Orange, "重大隐患正在整改1项，至少为较大风险")
		w.On("2026-05-12")
		kerneltest.Must(t, risk.Rerate.Run(p.sys, struct{}{}))
		now("it is overdue", risk.Red, "重大隐患逾期未改1项")
		_, err := hazard.Hazards.Update(p.sys, h.ID, 0, func(h *hazard.Hazard) error { h.Status, h.ClosedOn = hazard.Closed, "2026-05-12"; return nil })
		kerneltest.Must(t, err)
		now("closed", risk.Blue, "低风险")
		w.On("2026-05-21")
		kerneltest.Must(t, risk.Rerate.Run(p.sys, struct{}{}))
		now("the licence expired", risk.Orange, "许可证照过期：危险化学品安全生产许可证（2026-05-20到期）")
		_, err = enterprise.Licences.Update(p.sys, l.ID, 0, func(l *enterprise.Licence) error { l.ValidTo = "2029-05-20"; return nil })
		kerneltest.Must(t, err)
		now("renewed", risk.Blue, "低风险")
		_, err = enterprise.Enterprises.Update(p.sys, p.plant, 0, func(e *enterprise.Enterprise) error { e.Quiet, e.MajorHazard = true, "2"; return nil })
		kerneltest.Must(t, err)
		now("an installation of the second grade", risk.Orange, "有二级重大危险源")
		got := call(t, p.city, "GET /api/risk/regions", &risk.RegionsQuery{}).(*risk.Regions)
		if len(got.Items) != 1 || got.Items[0].Region != "410105" || got.Items[0].Orange != 1 || got.Items[0].Grade != risk.Orange {
			t.Errorf("regions: %+v", got)
		}
	})
}
