package risk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/system/hazard"
)

// Rating is the grade of an enterprise (企业安全风险等级): the one that the authority gave it, raised by its own risks and by facts that other
// systems know, with the reasons. It moves by itself; who looks at it sees why and since when.
type Rating struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required,unique" ui:"list,filter,once"`
	Given      enterprise.RiskGrade              `json:"given" label:"监管部门评定等级" ui:"list,filter" help:"按评分表评定的等级；不评定的不填，只由事实得出。"`
	Basis      string                            `json:"basis" label:"评定依据" rule:"max=1000" ui:"long,wide"`
	Grade      enterprise.RiskGrade              `json:"grade" label:"现在的等级" ui:"fixed,list,filter"`
	Why        string                            `json:"why" label:"为什么" ui:"fixed,list,long,wide"`
	Facts      []Reason                          `json:"facts" label:"影响等级的事实" ui:"fixed,wide"`
	Before     enterprise.RiskGrade              `json:"was" label:"上一等级" ui:"fixed"`
	MovedOn    kernel.Date                       `json:"moved_on" label:"等级变动日期" ui:"fixed,list,filter,sort"`
	Direction  Direction                         `json:"direction" label:"变动" ui:"fixed,filter"`
}

// Reason is one thing that gives an enterprise at least a grade, and the page where it is read.
type Reason struct {
	Fact  string               `json:"fact" label:"事实"`
	Text  string               `json:"text" label:"情况"`
	Floor enterprise.RiskGrade `json:"floor" label:"至少为"`
	Link  string               `json:"link" label:"查看"`
}

// Direction is which way a grade moved last.
type Direction string

const (
	Up   Direction = "up"
	Down Direction = "down"
)

func (Direction) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Up, "升高", "red"), kernel.Tone(Down, "降低", "blue")}
}

var rating = kernel.Row[Rating]()

// Ratings holds the grades of enterprises.
var Ratings = &kernel.Resource[Rating]{
	Name: "risk_rating", Label: "企业风险等级",
	Help:  "每家企业一份。监管部门可以评定一个等级；重大隐患逾期未改、许可证照过期、有重大危险源、监测报警没有处置、一年内发生过事故或受过处罚、自己的风险等级高的，平台自动抬高，事实消除后自动恢复，“为什么”里写明每一条。评定等级的变动留痕。",
	Title: &rating.Enterprise, Sort: "-moved_on",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read", Rows: kernel.Own(&rating.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&rating.Enterprise)},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create update import", Rows: enterprise.Of(&rating.Enterprise)},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: deriveRating,
	Rules: func(_ *kernel.Ctx, r, before *Rating) error {
		if r.Given != "" && r.Basis == "" && (before == nil || before.Given != r.Given) {
			return kernel.FieldError(&rating.Basis, "评定等级的，请写明依据")
		}
		return nil
	},
	Views: []kernel.View{
		{Name: "red", Label: "红", Query: "grade=red"}, {Name: "orange", Label: "橙", Query: "grade=orange"}, {Name: "yellow", Label: "黄", Query: "grade=yellow"},
		{Name: "blue", Label: "蓝", Query: "grade=blue"}, {Name: "raised", Label: "最近升高", Query: "direction=up"},
	},
}

func deriveRating(c *kernel.Ctx, r *Rating) error {
	e, err := owner(c, r.Enterprise)
	if err != nil {
		return err
	}
	r.Region = e.Region
	if r.Facts, err = facts(c, e); err != nil {
		return err
	}
	grade, why := r.Given, []string{}
	if r.Given != "" {
		why = append(why, "监管部门评定为"+kernel.LabelOf(r.Given))
	}
	for _, f := range r.Facts {
		grade = graver(grade, f.Floor)
		why = append(why, f.Text+"，至少为"+kernel.LabelOf(f.Floor))
	}
	if len(why) == 0 {
		why = append(why, "没有评定，也没有影响等级的事实")
	}
	r.Why = strings.Join(why, "；")
	if r.Grade != grade {
		r.Direction = Down
		if gravity[grade] > gravity[r.Grade] {
			r.Direction = Up
		}
		r.Before, r.Grade, r.MovedOn = r.Grade, grade, c.Today()
	}
	return nil
}

// facts gathers what is known today of an enterprise.
func facts(c *kernel.Ctx, e *enterprise.Enterprise) (out []Reason, err error) {
	c = c.AsSystem()
	id := kernel.Ref[enterprise.Enterprise](e.ID)
	add := func(fact, text, link string) {
		i := slices.IndexFunc(floors, func(f floor) bool { return f.Fact == fact })
		if i >= 0 {
			out = append(out, Reason{Fact: floors[i].Label, Text: floors[i].Label + text, Floor: floors[i].Floor, Link: link})
		}
	}
	var own enterprise.RiskGrade
	q := kernel.Query{Where: kernel.And(kernel.Eq(&Row.Enterprise, id), live), Sort: "id", Limit: -1, Cols: []string{"id", "grade"}}
	counts := map[enterprise.RiskGrade]int{}
	if err = Risks.Each(c, q, func(r *Risk) error { own = graver(own, r.Grade); counts[r.Grade]++; return nil }); err != nil {
		return nil, err
	}
	if own != "" {
		out = append(out, Reason{Fact: "自身的风险", Text: fmt.Sprintf("管控中的%s%d条", kernel.LabelOf(own), counts[own]), Floor: own, Link: "/risk?status=controlled&grade=" + string(own) + "&enterprise=" + e.ID})
	}
	open := kernel.And(kernel.Eq(&hazard.Row.Enterprise, id), openMajor)
	all, err := hazard.Hazards.Count(c, open)
	if err != nil {
		return nil, err
	}
	late, err := hazard.Hazards.Count(c, kernel.And(open, kernel.Eq(&hazard.Row.Status, hazard.Open), kernel.Eq(&hazard.Row.Halted, false), kernel.Not(&hazard.Row.DueOn, ""), kernel.Before(&hazard.Row.DueOn, c.Today())))
	if err != nil {
		return nil, err
	}
	switch link := "/hazard?level=major&status=pending,open,fixed,recheck&enterprise=" + e.ID; {
	case late > 0:
		add("overdue_major", fmt.Sprintf("%d项", late), link)
	case all > 0:
		add("open_major", fmt.Sprintf("%d项", all), link)
	}
	add("installation_"+string(e.MajorHazard), "", "/majorhazard?status=filed,cancelling&enterprise="+e.ID)
	expired, stopped, err := lapsed(c, e)
	if err != nil {
		return nil, err
	}
	link := "/enterprise_licence?enterprise=" + e.ID
	if len(expired) > 0 {
		add("expired_licence", "："+strings.Join(expired, "、"), link)
	}
	if len(stopped) > 0 {
		add("suspended_licence", "："+strings.Join(stopped, "、"), link)
	}
	for _, f := range told() {
		text, link, err := f.Of(c, id)
		if err != nil {
			return nil, fmt.Errorf("risk: fact %s: %w", f.Name, err)
		}
		if text != "" {
			add(f.Name, text, link)
		}
	}
	return out, nil
}

// lapsed names the licences of an enterprise that have expired, and those that were taken from it.
func lapsed(c *kernel.Ctx, e *enterprise.Enterprise) (expired, stopped []string, err error) {
	err = enterprise.Licences.Each(c, kernel.Query{Where: kernel.Compare("enterprise", "=", e.ID), Sort: "id", Limit: -1}, func(l *enterprise.Licence) error {
		switch name := kernel.LabelOf(l.Class); l.Standing {
		case enterprise.Suspended, enterprise.LicenceRevoked, enterprise.LicenceWithdrawn:
			stopped = append(stopped, name)
		case enterprise.InForce, "":
			if l.ValidTo != "" && l.ValidTo < c.Today() {
				expired = append(expired, name+"（"+string(l.ValidTo)+"到期）")
			} else { // a new one of the class heals the old one
				expired = slices.DeleteFunc(expired, func(s string) bool { return strings.HasPrefix(s, name+"（") })
			}
		}
		return nil
	})
	return expired, stopped, err
}

// openMajor is the major hazards that are not closed.
var openMajor = kernel.And(kernel.Compare("level", "=", "major"), kernel.In(&hazard.Row.Status, hazard.Pending, hazard.Open, hazard.Fixed, hazard.Recheck))

// move is the hook that rates an enterprise anew when a fact about it is written, and puts the grade into its file.
func move(c *kernel.Ctx, w *kernel.Write) error {
	if party.Quiet(c) {
		return nil
	}
	switch rec := cmp.Or(w.After, w.Before).(type) {
	case *Risk:
		return settle(c, string(rec.Enterprise))
	case *enterprise.Licence:
		return settle(c, string(rec.Enterprise))
	case *hazard.Hazard:
		was, _ := w.Before.(*hazard.Hazard)
		if rec.Level == "major" || was != nil && was.Level == "major" {
			return settle(c, string(rec.Enterprise))
		}
	case *enterprise.Enterprise:
		if was, _ := w.Before.(*enterprise.Enterprise); was != nil && w.After != nil && was.MajorHazard != rec.MajorHazard {
			return settle(c, rec.ID)
		}
	case *Rating:
		if w.After != nil {
			return tell(c, rec)
		}
	}
	for _, f := range told() {
		if id := f.Moved(w); id != "" {
			return settle(c, string(id))
		}
	}
	return nil
}

// settle makes or changes the rating of an enterprise if anything about it is different; who has neither facts nor a rating needs none.
func settle(c *kernel.Ctx, id string) error {
	sys := c.AsSystem()
	now, err := Ratings.First(sys, kernel.Eq(&rating.Enterprise, kernel.Ref[enterprise.Enterprise](id)))
	if err != nil {
		return err
	}
	next := &Rating{Enterprise: kernel.Ref[enterprise.Enterprise](id)}
	if now != nil {
		copied := *now
		next = &copied
	}
	if err := deriveRating(sys, next); err != nil {
		if kernel.CodeOf(err) == kernel.Missing { // the file is gone
			return nil
		}
		return err
	}
	switch {
	case now == nil && len(next.Facts) == 0, now != nil && now.Grade == next.Grade && now.Why == next.Why:
		return nil
	case now == nil:
		return Ratings.Create(sys, &Rating{Enterprise: next.Enterprise})
	}
	_, err = Ratings.Update(sys, now.ID, 0, func(*Rating) error { return nil })
	return err
}

// tell writes the grade into the file of the enterprise.
func tell(c *kernel.Ctx, r *Rating) error {
	sys := c.AsSystem()
	e, err := enterprise.Enterprises.Get(sys, string(r.Enterprise))
	if err != nil || e.Risk == r.Grade {
		return err
	}
	_, err = enterprise.Enterprises.Update(sys, e.ID, 0, func(e *enterprise.Enterprise) error { e.Quiet, e.Risk = true, r.Grade; return nil })
	return err
}
