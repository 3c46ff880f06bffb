package agency

import (
	"slices"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Project is what an agency does for one enterprise (服务项目): while a confirmed one runs, the agency's people see that enterprise's file,
// and no other's.
type Project struct {
	kernel.Base
	Title      string                            `json:"title" label:"项目名称" rule:"required,max=120" ui:"list,search,sort"`
	Agency     kernel.Ref[Agency]                `json:"agency" label:"中介机构" rule:"required" ui:"list,filter,once"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"委托企业" ui:"list,filter,once" help:"中介机构登记时填下面的信用代码即可。"`
	CreditCode string                            `json:"credit_code" label:"委托企业信用代码" rule:"max=24" ui:"once"`
	Kind       Kind                              `json:"kind" label:"服务类别" rule:"required" ui:"list,filter,once"`
	Contract   string                            `json:"contract" label:"合同编号" rule:"max=60" ui:"search"`
	StartsOn   kernel.Date                       `json:"starts_on" label:"服务开始" rule:"required" ui:"list,filter,sort"`
	EndsOn     kernel.Date                       `json:"ends_on" label:"服务结束" rule:"required" ui:"list,filter,sort" help:"到期后中介机构不再能查看该企业。"`
	Content    string                            `json:"content" label:"服务内容" rule:"max=1000" ui:"long"`
	Scans      kernel.Files                      `json:"scans" label:"合同扫描件"`
	Status     ProjectStatus                     `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// ProjectStatus is where a project stands.
type ProjectStatus string

// The states of a project.
const (
	Proposed  ProjectStatus = "proposed"
	Confirmed ProjectStatus = "confirmed"
	Refused   ProjectStatus = "refused"
	Ended     ProjectStatus = "ended"
)

func (ProjectStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Proposed, "待企业确认"), kernel.Opt(Confirmed, "企业已确认"), kernel.Opt(Refused, "企业不认可"), kernel.Opt(Ended, "已终止")}
}

var pj = kernel.Row[Project]()

var (
	agents    = []kernel.Role{role.Agency}
	employers = []kernel.Role{role.Safety}
)

// Ours is the records whose column names the actor's agency.
func Ours(col *kernel.Ref[Agency]) func(kernel.Actor) kernel.Cond {
	return func(a kernel.Actor) kernel.Cond {
		if a.Agency == "" {
			return kernel.None()
		}
		return kernel.Eq(col, kernel.Ref[Agency](a.Agency))
	}
}

func own(a kernel.Actor) kernel.Cond {
	if a.Agency == "" {
		return kernel.None()
	}
	return kernel.ByID(a.Agency)
}

// Projects holds the projects of all agencies.
var Projects = &kernel.Resource[Project]{
	Name: "agency_project", Label: "中介服务项目", Sort: "-starts_on",
	Help: `中介机构受哪家企业委托、做什么、从哪天到哪天。

- **中介机构**点“新建”，填委托企业的统一社会信用代码和合同内容；**企业**“确认”后，服务期内中介机构的人员可以查看这家企业的档案，到期或终止后不能再看。
- 不是本企业委托的，企业点“不认可”；提前结束的点“终止”。`,
	Access: kernel.Access{
		{To: agents, Can: "read create update end", Rows: Ours(&pj.Agency)},
		{To: employers, Can: "read confirm refuse end", Rows: enterprise.Ours(&pj.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&pj.Enterprise)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
	Settled: kernel.Settled{When: kernel.Not(&pj.Status, Proposed), Say: "企业已经答复，不能修改；请终止后重新登记"},
	Derive: func(c *kernel.Ctx, p *Project) error {
		if p.CreditCode = enterprise.NormaliseCode(p.CreditCode); p.Enterprise == "" && p.CreditCode != "" {
			e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.Eq(&enterprise.Row.CreditCode, p.CreditCode))
			if err != nil {
				return err
			}
			if e == nil {
				return kernel.FieldError(&pj.CreditCode, "没有登记这个信用代码的企业，请核对，或请企业先建档")
			}
			p.Enterprise = kernel.Ref[enterprise.Enterprise](e.ID)
		}
		if p.Enterprise == "" {
			return nil
		}
		e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(p.Enterprise)))
		if err == nil && e == nil {
			err = kernel.FieldError(&pj.Enterprise, "没有这家企业")
		}
		if err == nil {
			p.Region, p.CreditCode = e.Region, e.CreditCode
		}
		return err
	},
	Views: []kernel.View{
		{Name: "running", Label: "服务中", Query: "status=confirmed&ends_on={today}..2099-12-31"},
		{Name: "proposed", Label: "待企业确认", Query: "status=proposed"},
	},
	Due: func(p *Project) kernel.Limit {
		if p.Status != Confirmed {
			return kernel.Limit{}
		}
		return kernel.Limit{On: p.EndsOn, Warn: 15, Who: "中介机构", What: "完成服务或续签合同"}
	},
}

func init() {
	Projects.Flow = kernel.Flow[Project, ProjectStatus]{
		On: &pj.Status, Start: Proposed,
		Steps: []kernel.Step[Project, ProjectStatus]{
			{Name: "confirm", Label: "确认", From: []ProjectStatus{Proposed}, To: Confirmed, Todo: true, Tone: "primary",
				Confirm: "确认后，服务期内该中介机构的人员可以查看本企业的档案。确定吗？"},
			{Name: "refuse", Label: "不认可", From: []ProjectStatus{Proposed}, To: Refused, Opinion: true, Tone: "danger"},
			{Name: "end", Label: "终止", From: []ProjectStatus{Proposed, Confirmed}, To: Ended, Opinion: true, Tone: "danger"},
		},
	}
	Projects.Rules = projectRules
}

func projectRules(c *kernel.Ctx, p, before *Project) error {
	switch {
	case p.Enterprise == "":
		return kernel.FieldError(&pj.CreditCode, "请填写委托企业的统一社会信用代码")
	case p.EndsOn < p.StartsOn:
		return kernel.FieldError(&pj.EndsOn, "服务结束不能早于开始")
	case p.StartsOn.DaysUntil(p.EndsOn) > 5*366:
		return kernel.FieldError(&pj.EndsOn, "服务期最长五年，到期续签")
	case before != nil:
		return nil
	}
	a, err := Agencies.First(c.AsSystem(), kernel.ByID(string(p.Agency)))
	switch {
	case err != nil:
		return err
	case a == nil:
		return kernel.FieldError(&pj.Agency, "没有这家中介机构")
	case a.Status != Active:
		return kernel.FieldError(&pj.Agency, "该机构%s，不能登记项目", kernel.LabelOf(a.Status))
	case !slices.Contains(a.Kinds, p.Kind):
		return kernel.FieldError(&pj.Kind, "该机构没有登记%s服务", kernel.LabelOf(p.Kind))
	case slices.Contains(qualified, p.Kind) && a.ValidTo < p.StartsOn:
		return kernel.FieldError(&pj.StartsOn, "该机构的资质到%s为止", string(a.ValidTo))
	}
	return nil
}

// Serves lists the enterprises that an agency works for today: confirmed, within the days of the contract, the agency in business.
func Serves(c *kernel.Ctx, id string) (out []string, err error) {
	sys, today := c.AsSystem(), c.Today()
	a, err := Agencies.First(sys, kernel.ByID(id))
	if err != nil || a == nil || a.Status != Active {
		return nil, err
	}
	where := kernel.And(kernel.Eq(&pj.Agency, kernel.Ref[Agency](id)), kernel.Eq(&pj.Status, Confirmed), kernel.UpTo(&pj.StartsOn, today), kernel.Since(&pj.EndsOn, today))
	err = Projects.Each(sys, kernel.Query{Where: where, Sort: "id", Limit: 2000}, func(p *Project) error {
		if !slices.Contains(out, string(p.Enterprise)) {
			out = append(out, string(p.Enterprise))
		}
		return nil
	})
	slices.Sort(out)
	return out, err
}
