package majorhazard_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/majorhazard"
)

var modules = []kernel.Module{region.Module(), enterprise.Module(), majorhazard.Module()}

func TestConform(t *testing.T) { kerneltest.Conform(t, "majorhazard", modules...) }

var paper = kernel.Files{{SHA: "ab", Name: "报告.pdf", Type: "application/pdf", Size: 9}}

type cast struct {
	plant                                               string
	sys, safety, stranger, county, leader, city, worker *kernel.Ctx
}

func play(t *testing.T, w *kerneltest.World) *cast {
	t.Helper()
	p := &cast{sys: w.System()}
	e := &enterprise.Enterprise{}
	e.Name, e.Trade, e.Region, e.RegisteredOn, e.Status = "郑州金水化工有限公司", enterprise.ChemProduction, "410105", "2026-01-05", enterprise.Filed
	e.Position = kernel.Point{Lng: 113.66, Lat: 34.8}
	kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, e))
	p.plant = e.ID
	as := func(id string, r kernel.Role, at kernel.Region, ent string) *kernel.Ctx {
		return w.As(kernel.Actor{ID: id, Name: id, Roles: []kernel.Role{r}, Region: at, Enterprise: ent})
	}
	p.safety, p.worker, p.stranger = as("safety", role.Safety, "410105", p.plant), as("worker", role.Worker, "410105", p.plant), as("stranger", role.Safety, "410105", "other")
	p.county, p.leader, p.city = as("county", role.Regulator, "410105", ""), as("leader", role.Leader, "410105", ""), as("city", role.Leader, "4101", "")
	return p
}

func tank() *majorhazard.Installation {
	h := &majorhazard.Installation{}
	h.Name, h.Kind, h.CountedOn, h.Residents = "液氨罐区", majorhazard.Storage, "2026-04-01", 60
	h.Substances = []majorhazard.Substance{{Name: "氨", CAS: "7664-41-7", Matter: "liquefied", Quantity: 8}, {Name: "氯", Quantity: 2}}
	return h
}

// whole fills in what the filing asks for.
func whole(h *majorhazard.Installation) error {
	h.AssessedOn, h.Assessor, h.Report = "2026-04-25", "河南安评有限公司", paper
	h.Principal, h.Technical, h.Operator = "张总", "李工", "王班长"
	h.PrincipalPhone, h.TechnicalPhone, h.OperatorPhone = "13800001111", "13800002222", "13800003333"
	h.SDS, h.Plot, h.Monitoring, h.Plan = paper, paper, paper, paper
	return nil
}

func do(c *kernel.Ctx, id, step, opinion string, in *majorhazard.Installation) error {
	_, err := majorhazard.Installations.Do(c, id, 0, step, in, opinion)
	return err
}

func get(t *testing.T, c *kernel.Ctx, id string) *majorhazard.Installation {
	t.Helper()
	h, err := majorhazard.Installations.Get(c, id)
	kerneltest.Must(t, err)
	return h
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

// 企业填报 -> 县级退回 -> 补齐 -> 审核 -> 审批备案 -> 存量增加即重新分级并开变更备案 -> 变更备案 -> 存量清空 -> 核销.
func TestStory(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		wrong := tank()
		wrong.Substances[0].CAS = "7664-41-8"
		run(t, scene{"a CAS number with a wrong check digit", majorhazard.Installations.Create(p.safety, wrong), kernel.Invalid})
		h := tank()
		kerneltest.Must(t, majorhazard.Installations.Create(p.safety, h))
		if h.S != "1.2" || h.R != "4.8" || h.Alpha != "1.5" || h.Grade != majorhazard.Fourth || h.Region != "410105" || string(h.Enterprise) != p.plant || h.Position.Lng != 113.66 || h.Names != "氨、氯" || len(h.Working) != 2 {
			t.Fatalf("graded: %+v", h)
		}
		if !strings.Contains(h.Gaps, "泄漏检测") || strings.Contains(h.Gaps, "紧急停车") {
			t.Errorf("gaps of the fourth grade: %s", h.Gaps)
		}
		run(t,
			scene{"another enterprise reads it", func() error { _, err := majorhazard.Installations.Get(p.stranger, h.ID); return err }(), kernel.Missing},
			scene{"submitted without papers", do(p.safety, h.ID, "submit", "", nil), kernel.Invalid},
			scene{"reviewed before it is submitted", do(p.county, h.ID, "review", "齐", nil), kernel.Conflict})
		_, err := majorhazard.Installations.Update(p.safety, h.ID, 0, whole)
		kerneltest.Must(t, err)
		if due := majorhazard.Installations.DueAny(get(t, p.safety, h.ID)); due.On != "2026-05-10" || due.Who != "企业" {
			t.Errorf("15 days after the report: %+v", due)
		}
		run(t,
			scene{"submitted", do(p.safety, h.ID, "submit", "", nil), ""},
			scene{"reviewed by the city", do(p.city, h.ID, "review", "齐", nil), kernel.Forbidden},
			scene{"changed while it is reviewed", func() error {
				_, err := majorhazard.Installations.Update(p.safety, h.ID, 0, func(h *majorhazard.Installation) error { h.Residents = 0; return nil })
				return err
			}(), kernel.Missing},
			scene{"returned", do(p.county, h.ID, "return", "平面图不清", nil), ""},
			scene{"submitted again", do(p.safety, h.ID, "submit", "", nil), ""},
			scene{"reviewed without a word", do(p.county, h.ID, "review", "", nil), kernel.Invalid},
			scene{"reviewed", do(p.county, h.ID, "review", "材料齐全", nil), ""},
			scene{"approved by who reviews", do(p.county, h.ID, "approve", "", nil), kernel.Forbidden},
			scene{"approved by the city's leader", do(p.city, h.ID, "approve", "", nil), kernel.Forbidden},
			scene{"approved", do(p.leader, h.ID, "approve", "", nil), ""})
		h = get(t, p.city, h.ID)
		if h.Status != majorhazard.Filed || h.FilingNumber != "BA豫410105〔2026〕001" || h.WaitUntil != "2029-04-25" || h.ReviewedBy != "county" || h.FiledBy != "leader" {
			t.Fatalf("filed: %+v", h)
		}
		grade := func() enterprise.HazardGrade {
			e, err := enterprise.Enterprises.Get(p.sys, p.plant)
			kerneltest.Must(t, err)
			return e.MajorHazard
		}
		if grade() != "4" {
			t.Errorf("the file of the enterprise says %q", grade())
		}
		stock := func(q float64) {
			t.Helper()
			_, err := majorhazard.Installations.Update(p.safety, h.ID, 0, func(h *majorhazard.Installation) error {
				h.Substances = []majorhazard.Substance{h.Substances[0], {Name: "氯", Quantity: q}}
				return nil
			})
			kerneltest.Must(t, err)
		}
		stock(60) // 0.8 and 12: S=12.8, R=1.5*(1.6+48)=74.4
		h = get(t, p.safety, h.ID)
		if h.Grade != majorhazard.Second || h.R != "74.4" || !h.Changing || h.Upward != majorhazard.ToCity || !strings.Contains(h.Gaps, "紧急停车") || !strings.Contains(h.Gaps, "SIS") || grade() != "2" {
			t.Fatalf("graded at once: %+v", h)
		}
		changes, err := majorhazard.Changes.List(p.safety, kernel.Query{})
		kerneltest.Must(t, err)
		if len(changes) != 1 || changes[0].Trend != majorhazard.Raised || changes[0].What != "氯由2吨变为60吨" || changes[0].WaitUntil != "2026-05-16" {
			t.Fatalf("change filing: %+v", changes)
		}
		stock(70)
		changes, err = majorhazard.Changes.List(p.safety, kernel.Query{})
		kerneltest.Must(t, err)
		if len(changes) != 1 || !strings.Contains(changes[0].What, "氯由60吨变为70吨") || changes[0].ToSum != "S=14.8，α=1.5，R=86.4" {
			t.Fatalf("one filing is open at a time: %+v", changes)
		}
		g := changes[0]
		turn := func(c *kernel.Ctx, step, opinion string, in *majorhazard.Change) error {
			_, err := majorhazard.Changes.Do(c, g.ID, 0, step, in, opinion)
			return err
		}
		run(t,
			scene{"cancelled while a change is open", do(p.safety, h.ID, "cancel", "停产", &majorhazard.Installation{Course: majorhazard.Course{Proof: paper}}), kernel.Conflict},
			scene{"a higher grade without a report", turn(p.safety, "submit", "", &majorhazard.Change{Reason: "扩建"}), kernel.Invalid},
			scene{"sent", turn(p.safety, "submit", "", &majorhazard.Change{Reason: "扩建", Report: paper}), ""},
			scene{"settled before it is reviewed", turn(p.leader, "approve", "", nil), kernel.Conflict},
			scene{"reviewed", turn(p.county, "review", "属实", nil), ""},
			scene{"settled", turn(p.leader, "approve", "", nil), ""})
		if h = get(t, p.safety, h.ID); h.Changing || h.FilingNumber != "BA豫410105〔2026〕001" {
			t.Errorf("after the change: %+v", h)
		}
		_, err = majorhazard.Installations.Update(p.safety, h.ID, 0, func(h *majorhazard.Installation) error { h.Around = "东侧为道路"; return nil })
		kerneltest.Must(t, err)
		if n, _ := majorhazard.Changes.Count(p.safety, kernel.Cond{}); n != 1 {
			t.Errorf("%d change filings after a change of words", n)
		}
		_, err = majorhazard.Installations.Update(p.safety, h.ID, 0, func(h *majorhazard.Installation) error { h.Substances = h.Substances[:1]; return nil })
		kerneltest.Must(t, err)
		ended, err := majorhazard.Changes.List(p.safety, kernel.Query{Where: kernel.Compare("status", "=", "opened")})
		kerneltest.Must(t, err)
		if len(ended) != 1 || ended[0].Trend != majorhazard.Ended {
			t.Fatalf("no major hazard any more: %+v", ended)
		}
		g = ended[0]
		run(t,
			scene{"sent", turn(p.safety, "submit", "", &majorhazard.Change{Reason: "氯停用"}), ""},
			scene{"reviewed", turn(p.county, "review", "属实", nil), ""},
			scene{"settled", turn(p.leader, "approve", "", nil), ""},
			scene{"cancellation without proof", do(p.safety, h.ID, "cancel", "不再构成", nil), kernel.Invalid},
			scene{"cancellation asked for", do(p.safety, h.ID, "cancel", "不再构成", &majorhazard.Installation{Course: majorhazard.Course{Proof: paper}}), ""})
		if due := majorhazard.Installations.DueAny(get(t, p.leader, h.ID)); due.On != "2026-05-31" || due.Who != "属地监管部门" {
			t.Errorf("30 days to examine: %+v", due)
		}
		run(t, scene{"struck off by who reviews", do(p.county, h.ID, "strike", "同意", nil), kernel.Forbidden}, scene{"struck off", do(p.leader, h.ID, "strike", "同意", nil), ""})
		if h = get(t, p.city, h.ID); h.Status != majorhazard.Cancelled || h.WaitUntil != "" || grade() != "none" {
			t.Errorf("in the end: %+v, file %q", h, grade())
		}
	})
}

func TestNotOne(t *testing.T) {
	w := kerneltest.Open(t, kerneltest.SQLite, modules...)
	p := play(t, w)
	h := tank()
	h.Substances = []majorhazard.Substance{{Name: "汽油", Quantity: 150}}
	h.Residents = 200
	kerneltest.Must(t, majorhazard.Installations.Create(p.safety, h))
	_, err := majorhazard.Installations.Update(p.safety, h.ID, 0, whole)
	kerneltest.Must(t, err)
	if h = get(t, p.safety, h.ID); h.Grade != majorhazard.NotOne || h.S != "0.75" || h.WaitUntil != "" {
		t.Errorf("%+v", h)
	}
	run(t, scene{"what is none is not filed", do(p.safety, h.ID, "submit", "", nil), kernel.Conflict})
}

func TestPond(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		d := &majorhazard.Pond{Name: "东沟尾矿库", Operation: "running", Volume: 1200, Height: 45, Position: kernel.Point{Lng: 113.7, Lat: 34.8}, Watch: []majorhazard.PondItem{"surface", "phreatic", "level", "rain", "video", "beach"}}
		kerneltest.Must(t, majorhazard.Ponds.Create(p.safety, d))
		if d.Class != "3" || d.ByHeight != "4" || !strings.Contains(d.WhyClass, "取高者") || d.LackWatch != "坝体内部位移、孔隙水压力、渗流量、浑浊度" {
			t.Fatalf("%+v", d)
		}
		turn := func(c *kernel.Ctx, step, opinion string) error {
			_, err := majorhazard.Ponds.Do(c, d.ID, 0, step, nil, opinion)
			return err
		}
		run(t, scene{"sent", turn(p.safety, "submit", ""), ""}, scene{"filed by the city", turn(p.city, "file", ""), kernel.Forbidden}, scene{"filed", turn(p.county, "file", ""), ""})
		_, err := majorhazard.Ponds.Update(p.safety, d.ID, 0, func(d *majorhazard.Pond) error { d.Volume, d.Height = 12000, 65; return nil })
		kerneltest.Must(t, err)
		d, err = majorhazard.Ponds.Get(p.county, d.ID)
		kerneltest.Must(t, err)
		if d.Class != "2" || !d.Altered || d.WasClass != "3" {
			t.Errorf("altered: %+v", d)
		}
		run(t, scene{"confirmed", turn(p.county, "confirm", "属实"), ""}, scene{"struck off by the enterprise", turn(p.safety, "strike", "闭库"), kernel.Forbidden}, scene{"struck off", turn(p.leader, "strike", "闭库"), ""})
		orphan := &majorhazard.Pond{Name: "无主库", Operation: "abandoned", Pit: true}
		orphan.Region = "410105"
		if verbs := majorhazard.Ponds.Meta().Verbs(p.city.Actor); slices.Contains(verbs, "create") || !slices.Contains(verbs, "read") || !slices.Contains(majorhazard.Ponds.Meta().Verbs(p.county.Actor), "create") {
			t.Errorf("what is a county's to do is offered to a city: %v", verbs)
		}
		run(t, scene{"a pond of nobody, by the city", majorhazard.Ponds.Create(p.city, orphan), kernel.Forbidden}, scene{"by the county", majorhazard.Ponds.Create(p.county, orphan), ""})
	})
}

// What is on file is found by name, substance, grade and distance, by those who may read it.
func TestFind(t *testing.T) {
	w := kerneltest.Open(t, kerneltest.SQLite, modules...)
	p := play(t, w)
	h := tank()
	kerneltest.Must(t, whole(h))
	h.Enterprise = kernel.Ref[enterprise.Enterprise](p.plant)
	h.Status, h.FiledOn = majorhazard.Filed, "2026-05-01"
	kerneltest.Must(t, majorhazard.Installations.Create(p.sys, h))
	ask := func(c *kernel.Ctx, q majorhazard.FindQuery) int {
		t.Helper()
		for _, r := range majorhazard.Module().Routes {
			if r.Pattern == "GET /api/majorhazard/find" {
				out, err := r.Serve(c, &q)
				kerneltest.Must(t, err)
				return len(out.(*majorhazard.Found).Items)
			}
		}
		t.Fatal("no such route")
		return 0
	}
	for _, tc := range []struct {
		what string
		who  *kernel.Ctx
		q    majorhazard.FindQuery
		want int
	}{
		{"within two kilometres", p.city, majorhazard.FindQuery{Lng: 113.67, Lat: 34.8, Km: 2}, 1},
		{"not within half a kilometre", p.city, majorhazard.FindQuery{Lng: 113.67, Lat: 34.8, Km: 0.5}, 0},
		{"by substance", p.city, majorhazard.FindQuery{Text: "氯"}, 1},
		{"by another substance", p.city, majorhazard.FindQuery{Text: "光气"}, 0},
		{"by grade", p.city, majorhazard.FindQuery{Grade: majorhazard.Fourth}, 1},
		{"by another grade", p.city, majorhazard.FindQuery{Grade: majorhazard.First}, 0},
		{"by a stranger", p.stranger, majorhazard.FindQuery{Text: "氯"}, 0},
	} {
		if got := ask(tc.who, tc.q); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.what, got, tc.want)
		}
	}
	if d := majorhazard.Distance(kernel.Point{Lng: 116.391, Lat: 39.907}, kernel.Point{Lng: 121.474, Lat: 31.23}); d < 1.06e6 || d > 1.07e6 {
		t.Errorf("from Beijing to Shanghai: %f", d)
	}
	// The printed pages: the sum and the notice board, with whole numbers for the enterprise and masked ones for the city.
	print := func(c *kernel.Ctx, name string) string {
		t.Helper()
		for _, r := range majorhazard.Module().Routes {
			if strings.HasSuffix(r.Pattern, "/"+name) {
				req := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
				req.SetPathValue("id", h.ID)
				rec := httptest.NewRecorder()
				kerneltest.Must(t, r.Raw(c, rec, req))
				return rec.Body.String()
			}
		}
		return ""
	}
	if sum := print(p.city, "sum"); !strings.Contains(sum, "8/10 + 2/5 = 1.2") || !strings.Contains(sum, "1.5 × （1.6 + 1.6） = 4.8") || !strings.Contains(sum, "四级重大危险源") {
		t.Error(sum)
	}
	if board := print(p.safety, "poster"); !strings.Contains(board, "13800001111") || !strings.Contains(board, `class="blue"`) {
		t.Error(board)
	}
	if board := print(p.city, "poster"); strings.Contains(board, "13800001111") || !strings.Contains(board, "138****1111") {
		t.Error(board)
	}
}
