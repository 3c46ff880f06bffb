package risk

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/base/role"
	"anjian/kernel"
)

// Point is a risk point (风险点): a facility, part, place, area or activity, coloured by the gravest risk that is controlled there (就高).
type Point struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Name       string                            `json:"name" label:"风险点名称" rule:"required,max=100" ui:"list,search" help:"例如：液氨储罐区、3号冲压机、受限空间作业。"`
	Kind       Kind                              `json:"kind" label:"类型" rule:"required" ui:"list,filter,broad"`
	Unit       string                            `json:"unit_name" label:"所属单元（车间、部门）" rule:"max=80" ui:"list"`
	Posts      []string                          `json:"posts" label:"涉及岗位" rule:"max=30"`
	Place      string                            `json:"place" label:"位置说明" rule:"max=200"`
	Position   kernel.Point                      `json:"position" label:"位置"`
	People     int                               `json:"people" label:"作业人数" unit:"人" rule:"min=0,top=100000"`
	Person     string                            `json:"person" label:"责任人" rule:"max=60" ui:"list"`
	Phone      kernel.Phone                      `json:"phone" label:"责任人电话"`
	Emergency  string                            `json:"emergency" label:"应急处置" rule:"max=1000" ui:"long,wide" help:"印在告知卡上。"`
	Grade      enterprise.RiskGrade              `json:"grade" label:"风险等级" ui:"fixed,list,filter" help:"本风险点管控中的风险里最高的。"`
	Count      int                               `json:"risk_count" label:"管控中的风险" unit:"条" ui:"fixed,list"`
}

var point = kernel.Row[Point]()

// Points holds the risk points of all enterprises.
var Points = &kernel.Resource[Point]{
	Name: "risk_point", Label: "风险点",
	Help: "可能出事的设施、部位、场所、区域和作业活动。先在这里建好，再到“安全风险”里逐条辨识；风险点的颜色由它的风险自动得出。记录页可以打印**风险告知卡**，张贴在现场。",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create update import export plain", Rows: kernel.Own(&point.Enterprise)},
		{To: []kernel.Role{role.Safety}, Can: "delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&point.Enterprise)(a), kernel.Eq(&point.Count, 0))
		}},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&point.Enterprise)},
		{To: role.Government, Can: "read export unmask", Rows: enterprise.Of(&point.Enterprise)},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: func(c *kernel.Ctx, p *Point) error {
		if p.Rev > 0 {
			return nil
		}
		p.Enterprise = cmp.Or(p.Enterprise, kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise))
		e, err := owner(c, p.Enterprise)
		if err != nil {
			return err
		}
		p.Region = e.Region
		if p.Position == (kernel.Point{}) {
			p.Position = e.Position
		}
		return nil
	},
	Views: []kernel.View{
		{Name: "red", Label: "红", Query: "grade=red"}, {Name: "orange", Label: "橙", Query: "grade=orange"},
		{Name: "yellow", Label: "黄", Query: "grade=yellow"}, {Name: "blue", Label: "蓝", Query: "grade=blue"},
	},
}

// Plan is a four-colour plan of the site (四色平面图): areas drawn on an uploaded picture, in per-mille of its width and height.
type Plan struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Name       string                            `json:"name" label:"图名" rule:"required,max=100" ui:"list,search"`
	Picture    kernel.Files                      `json:"picture" label:"平面图" rule:"required,max=1" help:"一张图片（JPG、PNG）。保存后在记录页上点击描绘区域。"`
	Areas      []Area                            `json:"areas" label:"区域" rule:"max=200" ui:"wide"`
	Grade      enterprise.RiskGrade              `json:"grade" label:"最高等级" ui:"fixed,list,filter"`
}

// Area is one coloured area. That of a risk point has the point's grade, any other the one that is given.
type Area struct {
	Name    string               `json:"name" label:"名称" rule:"max=60"`
	Point   kernel.Ref[Point]    `json:"point" label:"风险点"`
	Grade   enterprise.RiskGrade `json:"grade" label:"风险等级"`
	Outline string               `json:"outline" label:"轮廓" rule:"required,max=2000" help:"由描图得出，千分之几的横纵坐标。"`
}

var plan = kernel.Row[Plan]()

// Plans holds the site plans of all enterprises.
var Plans = &kernel.Resource[Plan]{
	Name: "risk_plan", Label: "四色平面图",
	Help: "上传厂区或车间的平面图，保存后点“描绘区域”，在图上依次点出区域的角，选对应的风险点，颜色随风险点自动变化。可以打印张贴。",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create update delete export", Rows: kernel.Own(&plan.Enterprise)},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&plan.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&plan.Enterprise)},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: derivePlan,
	Rules: func(_ *kernel.Ctx, p, _ *Plan) error {
		if len(p.Picture) > 0 && !strings.HasPrefix(p.Picture[0].Type, "image/") {
			return kernel.FieldError(&plan.Picture, "平面图应为图片")
		}
		return nil
	},
}

func derivePlan(c *kernel.Ctx, p *Plan) error {
	if p.Rev == 0 {
		p.Enterprise = cmp.Or(p.Enterprise, kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise))
		e, err := owner(c, p.Enterprise)
		if err != nil {
			return err
		}
		p.Region = e.Region
	}
	p.Grade = ""
	for i := range p.Areas {
		a := &p.Areas[i]
		if fault := outlineFault(a.Outline); fault != "" {
			return kernel.FieldError(&plan.Areas, "第%d行：%s", i+1, fault)
		}
		if a.Point != "" {
			at, err := Points.First(c.AsSystem(), kernel.And(kernel.ByID(string(a.Point)), kernel.Eq(&point.Enterprise, p.Enterprise)))
			if err != nil {
				return err
			}
			if at == nil {
				return kernel.FieldError(&plan.Areas, "第%d行：找不到这个风险点", i+1)
			}
			a.Name, a.Grade = cmp.Or(a.Name, at.Name), at.Grade
		}
		p.Grade = graver(p.Grade, a.Grade)
	}
	return nil
}

// outlineFault says what is wrong with an outline: at least three corners, each x,y from 0 to 1000, separated by blanks.
func outlineFault(s string) string {
	corners := strings.Fields(s)
	if len(corners) < 3 {
		return "区域至少要有三个角"
	}
	for _, corner := range corners {
		x, y, ok := strings.Cut(corner, ",")
		for _, n := range []string{x, y} {
			v, err := strconv.Atoi(n)
			if !ok || err != nil || v < 0 || v > 1000 {
				return fmt.Sprintf("“%.20s”不是图上的点", corner)
			}
		}
	}
	return ""
}

// colour is the hook that keeps the grade of a point, and of the plans that show it, in step with its risks.
func colour(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Risks.Meta() || party.Quiet(c) {
		return nil
	}
	rec, _ := w.After.(*Risk)
	if rec == nil {
		rec = w.Before.(*Risk)
	}
	sys := c.AsSystem()
	p, err := Points.First(sys, kernel.ByID(string(rec.Point)))
	if err != nil || p == nil {
		return err
	}
	var grade enterprise.RiskGrade
	count := 0
	q := kernel.Query{Where: kernel.And(kernel.Eq(&Row.Point, rec.Point), live), Sort: "id", Limit: -1, Cols: []string{"id", "grade"}}
	if err := Risks.Each(sys, q, func(r *Risk) error { grade, count = graver(grade, r.Grade), count+1; return nil }); err != nil {
		return err
	}
	if p.Grade == grade && p.Count == count {
		return nil
	}
	if _, err := Points.Update(sys, p.ID, 0, func(p *Point) error { p.Grade, p.Count = grade, count; return nil }); err != nil || p.Grade == grade {
		return err
	}
	shown, err := Plans.List(sys, kernel.Query{Where: kernel.Eq(&plan.Enterprise, p.Enterprise)})
	for _, s := range shown {
		for _, a := range s.Areas {
			if string(a.Point) != p.ID {
				continue
			}
			if _, err := Plans.Update(sys, s.ID, 0, func(s *Plan) error { s.Areas = append([]Area(nil), s.Areas...); return nil }); err != nil {
				return err
			}
			break
		}
	}
	return err
}

// carry is the hook that takes everything along when an enterprise comes to another region.
func carry(c *kernel.Ctx, w *kernel.Write) error {
	after, ok := w.After.(*enterprise.Enterprise)
	before, had := w.Before.(*enterprise.Enterprise)
	if !ok || !had || before == nil || before.Region == after.Region {
		return nil
	}
	for _, h := range []kernel.Handle{Risks, Points, Plans, Ratings} {
		if err := party.Carry(c, h, "enterprise", after.ID, before.Region, after.Region); err != nil {
			return err
		}
	}
	return nil
}
