package hazard_test

import (
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
)

var modules = []kernel.Module{region.Module(), enterprise.Module(), library.Module(), hazard.Module()}

func TestConform(t *testing.T) { kerneltest.Conform(t, "hazard", modules...) }

var photo = kernel.Files{{SHA: "ab", Name: "现场.jpg", Type: "image/jpeg", Size: 9}}

// cast is who plays in a story.
type cast struct {
	w                                                                       *kerneltest.World
	plant, shop                                                             string // enterprises of Jinshui and of Huiji
	sys, safety, worker, stranger, county, nextDoor, city, leader, province *kernel.Ctx
}

// stocked puts the library's texts there.
func stocked(w *kerneltest.World) error { return library.Seed(w.System()) }

func play(t *testing.T, w *kerneltest.World) *cast {
	t.Helper()
	p := &cast{w: w, sys: w.System()}
	p.plant, p.shop = p.enterprise(t, "郑州金水机械有限公司", enterprise.Machinery, "410105"), p.enterprise(t, "郑州惠济商贸有限公司", enterprise.Commerce, "410108")
	as := func(id, name string, r kernel.Role, at kernel.Region, ent string) *kernel.Ctx {
		return w.As(kernel.Actor{ID: id, Name: name, Roles: []kernel.Role{r}, Region: at, Enterprise: ent})
	}
	p.safety, p.worker = as("safety", "王安全", role.Safety, "410105", p.plant), as("worker", "赵师傅", role.Worker, "410105", p.plant)
	p.stranger = as("stranger", "钱外人", role.Safety, "410108", p.shop)
	p.county, p.nextDoor = as("county", "孙监管", role.Regulator, "410105", ""), as("nextdoor", "周邻县", role.Regulator, "410108", "")
	p.city, p.leader, p.province = as("city", "吴市局", role.Regulator, "4101", ""), as("leader", "郑局长", role.Leader, "410105", ""), as("province", "冯省厅", role.Regulator, "41", "")
	return p
}

func (p *cast) enterprise(t *testing.T, name string, trade enterprise.Trade, at kernel.Region) string {
	t.Helper()
	e := &enterprise.Enterprise{}
	e.Name, e.Trade, e.Region, e.RegisteredOn = name, trade, at, "2026-01-05"
	e.Position = kernel.Point{Lng: 113.66, Lat: 34.8}
	e.Status = enterprise.Filed
	kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, e))
	return e.ID
}

// do takes a hazard through a step and returns the error.
func do(c *kernel.Ctx, h *hazard.Hazard, step, opinion string, in func(*hazard.Hazard)) error {
	ask := &hazard.Hazard{}
	if in != nil {
		in(ask)
	}
	rec, err := hazard.Hazards.Do(c, h.ID, 0, step, ask, opinion)
	if err == nil {
		*h = *rec
	}
	return err
}

// with returns a new hazard of the plant.
func (p *cast) with(fn func(*hazard.Hazard)) *hazard.Hazard {
	h := &hazard.Hazard{}
	h.Enterprise, h.Title, h.Category = kernel.Ref[enterprise.Enterprise](p.plant), "2号车间灭火器过期", library.Fire
	if fn != nil {
		fn(h)
	}
	return h
}

func list(t *testing.T, c *kernel.Ctx, line string) *library.Checklist {
	t.Helper()
	l, err := library.Checklists.First(c, kernel.And(kernel.Eq(&library.Row.Line, line), kernel.Eq(&library.Row.Status, library.Published)))
	kerneltest.Must(t, err)
	if l == nil {
		t.Fatal("no list " + line)
	}
	return l
}

// answers passes every item of a list, after which fn changes what it wants.
func answers(l *library.Checklist, fn func(byCode map[string]*hazard.Answer)) []hazard.Answer {
	var out []hazard.Answer
	for _, it := range l.Active() {
		out = append(out, hazard.Answer{Item: it.Code, Outcome: hazard.Pass})
	}
	by := map[string]*hazard.Answer{}
	for i := range out {
		by[out[i].Item] = &out[i]
	}
	if fn != nil {
		fn(by)
	}
	return out
}
