package hazard

import (
	"cmp"

	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// Oversight is an inspection of a lower government or of a department of one's own government (督导检查, 政府巡查): what was looked at by
// which template, what was wrong, until when it is put right, what was answered, and whether that was accepted.
type Oversight struct {
	kernel.Base
	Title      string                        `json:"title" label:"名称" rule:"required,max=100" ui:"list,search"`
	Kind       OversightKind                 `json:"kind" label:"方式" rule:"required" ui:"list,filter"`
	Department string                        `json:"department" label:"被督导部门" rule:"max=80" ui:"list" help:"督导下级政府的不填，“属地”选下级地区；督导本级部门的填部门名称。"`
	Template   kernel.Ref[library.Checklist] `json:"template" label:"督导模板" ui:"once" help:"选定后带入全部督导内容。"`
	VisitedOn  kernel.Date                   `json:"visited_on" label:"督导日期" ui:"list,filter,sort"`
	Team       string                        `json:"team" label:"督导组" rule:"max=200"`
	Points     []Point                       `json:"points" label:"督导内容" rule:"max=200"`
	DueOn      kernel.Date                   `json:"due_on" label:"反馈期限" ui:"list,sort"`
	Papers     kernel.Files                  `json:"papers" label:"督导文件" rule:"max=20"`
	Reply      string                        `json:"reply" label:"整改反馈" rule:"max=5000" ui:"fixed,long,wide"`
	Proof      kernel.Files                  `json:"proof" label:"整改佐证" rule:"max=50" ui:"fixed"`
	RepliedOn  kernel.Date                   `json:"replied_on" label:"反馈日期" ui:"fixed"`
	ClosedOn   kernel.Date                   `json:"closed_on" label:"办结日期" ui:"fixed"`
	Returned   int                           `json:"returned" label:"退回次数" ui:"fixed"`
	Problems   int                           `json:"problems" label:"问题数" ui:"fixed,list"`
	By         kernel.Region                 `json:"by_region" label:"督导方" ui:"fixed,list,filter"`
	Status     OversightStatus               `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Point is one thing that was looked at.
type Point struct {
	Item    string       `json:"item" label:"编号" rule:"max=20"`
	Content string       `json:"content" label:"督导内容" rule:"required,max=300"`
	Basis   string       `json:"basis" label:"依据" rule:"max=300"`
	Outcome Outcome      `json:"outcome" label:"结果"`
	Note    string       `json:"note" label:"存在的问题" rule:"max=1000"`
	Photos  kernel.Files `json:"photos" label:"照片" rule:"max=9"`
}

// OversightKind is how it was done.
type OversightKind string

const (
	Supervising OversightKind = "supervision"
	Patrolling  OversightKind = "patrol"
	Unannounced OversightKind = "unannounced"
)

func (OversightKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Supervising, "督导检查"), kernel.Opt(Patrolling, "政府巡查"), kernel.Opt(Unannounced, "明查暗访")}
}

// OversightStatus is where it stands.
type OversightStatus string

const (
	Writing  OversightStatus = "draft"
	Issued   OversightStatus = "issued"
	Answered OversightStatus = "answered"
	Settled  OversightStatus = "settled"
)

func (OversightStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Writing, "草稿"), kernel.Opt(Issued, "待反馈"), kernel.Opt(Answered, "待确认"), kernel.Opt(Settled, "已办结")}
}

// OversightRow names the columns of Oversight in conditions.
var OversightRow = kernel.Row[Oversight]()

// Oversights holds all inspections of governments and departments.
var Oversights = &kernel.Resource[Oversight]{
	Name: "hazard_oversight", Label: "督导检查",
	Help: `上级政府和部门督导下级政府、本级部门的记录。

- **督导方**：点“新建”，选属地（下级地区）和督导模板，逐项填结果，有问题的写明问题，然后“下发”，给出反馈期限。
- **被督导方**：监管负责人在“待反馈”里填写整改反馈、上传佐证。
- 督导方核对后“确认办结”，没有改到位的“退回”。`,
	Sort: "-visited_on",
	Access: kernel.Access{
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "read create export issue settle return", Rows: ours},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(ours(a), kernel.Eq(&OversightRow.Status, Writing))
		}},
		{To: role.Government, Can: "read export", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Not(&OversightRow.Status, Writing))
		}},
		{To: []kernel.Role{role.Leader}, Can: "answer", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Eq(&OversightRow.Region, a.Region), kernel.Not(&OversightRow.Status, Writing))
		}},
	},
	Flow: kernel.Flow[Oversight, OversightStatus]{
		On: &OversightRow.Status, Start: Writing,
		Steps: []kernel.Step[Oversight, OversightStatus]{
			{Name: "issue", Label: "下发", From: []OversightStatus{Writing}, May: []any{&OversightRow.DueOn}, Next: issue, Todo: true, Tone: "primary"},
			{Name: "answer", Label: "整改反馈", From: []OversightStatus{Issued}, To: Answered, Ask: []any{&OversightRow.Reply}, May: []any{&OversightRow.Proof}, Todo: true, Tone: "primary",
				Do: func(c *kernel.Ctx, o *Oversight) error { o.RepliedOn = c.Today(); return nil }},
			{Name: "settle", Label: "确认办结", From: []OversightStatus{Answered}, To: Settled, Todo: true, Tone: "primary",
				Do: func(c *kernel.Ctx, o *Oversight) error { o.ClosedOn = c.Today(); return nil }},
			{Name: "return", Label: "退回", From: []OversightStatus{Answered}, To: Issued, Ask: []any{&OversightRow.DueOn}, Opinion: true, Do: func(c *kernel.Ctx, o *Oversight) error {
				if o.DueOn < c.Today() {
					return kernel.FieldError(&OversightRow.DueOn, "新的反馈期限不能早于今天")
				}
				o.Returned++
				return nil
			}},
		},
	},
	Derive: oversee,
	Rules:  overseen,
	Due: func(o *Oversight) kernel.Limit {
		switch o.Status {
		case Issued:
			return kernel.Limit{On: o.DueOn, Warn: 3, Who: "被督导单位", What: "反馈整改"}
		case Answered:
			return kernel.Limit{On: o.RepliedOn.AddDays(recheckTerm), Warn: 3, Who: "督导单位", What: "确认整改"}
		}
		return kernel.Limit{}
	},
	Views: []kernel.View{{Name: "issued", Label: "待反馈", Query: "status=issued"}, {Name: "answered", Label: "待确认", Query: "status=answered"}, {Name: "late", Label: "逾期", Query: "late=true"}},
}

// ours is what the actor's own level inspected.
func ours(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Under(a.Region), kernel.Eq(&OversightRow.By, a.Region))
}

func oversee(c *kernel.Ctx, o *Oversight) error {
	if o.Rev == 0 {
		o.By, o.VisitedOn, o.Team = c.Actor.Region, cmp.Or(o.VisitedOn, c.Today()), cmp.Or(o.Team, c.Actor.Name)
	}
	if o.Template != "" && len(o.Points) == 0 {
		l, err := library.Checklists.Get(c, string(o.Template))
		if err != nil {
			return err
		}
		for _, it := range l.Active() {
			o.Points = append(o.Points, Point{Item: it.Code, Content: it.Content, Basis: it.Basis})
		}
	}
	o.Problems = 0
	for _, p := range o.Points {
		if p.Outcome == Fail {
			o.Problems++
		}
	}
	return nil
}

func overseen(c *kernel.Ctx, o, before *Oversight) error {
	switch {
	case o.VisitedOn > c.Today():
		return kernel.FieldError(&OversightRow.VisitedOn, "督导日期不能晚于今天")
	case o.DueOn != "" && o.DueOn < o.VisitedOn:
		return kernel.FieldError(&OversightRow.DueOn, "反馈期限不能早于督导日期")
	case before == nil && o.Region == o.By && o.Department == "":
		return kernel.FieldError(&OversightRow.Department, "督导本级的，请填写被督导部门；督导下级政府的，请选择下级地区")
	}
	for i, p := range o.Points {
		if p.Outcome == Fail && p.Note == "" {
			return kernel.FieldError(&OversightRow.Points, "第%d项：请写明存在的问题", i+1)
		}
		for _, f := range p.Photos {
			if c.Blob != nil && !c.Blob(c, f.SHA) {
				return kernel.FieldError(&OversightRow.Points, "第%d项：照片“%s”尚未上传", i+1, f.Name)
			}
		}
	}
	return nil
}

// issue hands the findings down; without a problem there is nothing to answer.
func issue(c *kernel.Ctx, o *Oversight) (OversightStatus, error) {
	if len(o.Points) == 0 {
		return "", kernel.FieldError(&OversightRow.Points, "请填写督导内容")
	}
	problems := 0
	for i, p := range o.Points {
		switch p.Outcome {
		case "":
			return "", kernel.FieldError(&OversightRow.Points, "第%d项还没有结果，填完才能下发", i+1)
		case Fail:
			problems++
		}
	}
	if problems == 0 {
		o.ClosedOn = c.Today()
		return Settled, nil
	}
	if o.DueOn < c.Today() {
		return "", kernel.FieldError(&OversightRow.DueOn, "发现问题的，请给出反馈期限，且不早于今天")
	}
	return Issued, nil
}
