package plan

import (
	"strings"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Campaign is a special campaign of inspections (专项检查): what is looked at, by which list, from when until when. Every unit below gets its CampaignTask and
// reports by day or week.
type Campaign struct {
	kernel.Base
	Title     string                        `json:"title" label:"名称" rule:"required,max=120" ui:"list,search"`
	Kind      CampaignKind                  `json:"kind" label:"类型" rule:"required" ui:"list,filter"`
	Trades    []enterprise.Trade            `json:"trades" label:"检查范围" ui:"list" help:"监管分类；不选即全部。"`
	Scope     string                        `json:"scope" label:"范围说明" rule:"max=1000" ui:"long,wide" help:"例如涉氨制冷、粉尘涉爆企业。"`
	Checklist kernel.Ref[library.Checklist] `json:"checklist" label:"检查清单"`
	From      kernel.Date                   `json:"period_from" label:"开始日期" rule:"required" ui:"list,filter,sort"`
	To        kernel.Date                   `json:"period_to" label:"结束日期" rule:"required" ui:"list"`
	Rhythm    Rhythm                        `json:"rhythm" label:"报告频次" rule:"required" ui:"list"`
	Content   string                        `json:"content" label:"检查内容和要求" rule:"required,max=4000" ui:"long,wide"`
	Papers    kernel.Files                  `json:"papers" label:"方案文件" rule:"max=10"`
	IssuedOn  kernel.Date                   `json:"issued_on" label:"下发日期" ui:"fixed"`
	Units     int                           `json:"units" label:"承办单位" unit:"个" ui:"fixed,list"`
	Summary   string                        `json:"summary" label:"总结" rule:"max=5000" ui:"fixed,long,wide"`
	Status    CampaignStatus                `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// CampaignKind is why a campaign is held.
type CampaignKind string

// The kinds of campaigns.
const (
	Special  CampaignKind = "special"
	Holiday  CampaignKind = "holiday"
	Season   CampaignKind = "season"
	Crackers CampaignKind = "illegal"
	Ordinary CampaignKind = "routine"
)

func (CampaignKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Special, "专项整治"), kernel.Opt(Holiday, "节假日、重大活动期间检查"), kernel.Opt(Season, "汛期、冬季等季节性检查"), kernel.Opt(Crackers, "打击非法违法"),
		kernel.Opt(Ordinary, "日常监管检查")}
}

// Rhythm is how often units report.
type Rhythm string

// The rhythms.
const (
	Daily  Rhythm = "daily"
	Weekly Rhythm = "weekly"
)

func (Rhythm) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Daily, "日报"), kernel.Opt(Weekly, "周报")}
}

func (r Rhythm) days() int {
	if r == Weekly {
		return 7
	}
	return 1
}

// CampaignStatus is where a campaign stands.
type CampaignStatus string

// The states of a campaign.
const (
	Writing  CampaignStatus = "draft"
	Underway CampaignStatus = "running"
	Over     CampaignStatus = "finished"
)

func (CampaignStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Writing, "未下发"), kernel.Opt(Underway, "进行中"), kernel.Opt(Over, "已结束")}
}

var cg = kernel.Row[Campaign]()

// Campaigns holds all campaigns.
var Campaigns = &kernel.Resource[Campaign]{
	Name: "plan_campaign", Label: "专项检查",
	Help: `专项检查、节假日检查和有组织的日常监管检查。

- 上级点“新建”，定范围、清单、起止日期和报告频次，点“下发”，下一级每个地区得到一项任务。
- 承办地区按日或按周点“报进度”；没有填的数字由平台按检查记录和隐患台账统计。
- “进度快报”随时成文，可打印、下载。结束时写总结。`,
	Sort: "-period_from",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: role.Government, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			if a.Region == "" {
				return kernel.None()
			}
			return kernel.Exists(Tasks, &ct.Campaign, kernel.Eq(&ct.Region, a.Region))
		}},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "create issue", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&cg.Status, Writing))
		}},
		{To: leaders, Can: "finish", Rows: kernel.Jurisdiction},
	},
	Due: func(g *Campaign) kernel.Limit {
		if g.Status != Underway {
			return kernel.Limit{}
		}
		return kernel.Limit{On: g.To, Warn: 5, Who: "组织单位", What: "结束专项检查并总结"}
	},
	Views: []kernel.View{{Name: "running", Label: "进行中", Query: "status=running"}, {Name: "draft", Label: "未下发", Query: "status=draft"}},
}

// CampaignTask is what one unit has to do of a campaign (专项检查任务). Its region is the unit.
type CampaignTask struct {
	kernel.Base
	Campaign kernel.Ref[Campaign] `json:"campaign" label:"专项检查" rule:"required" ui:"fixed,list,filter"`
	Title    string               `json:"title" label:"名称" ui:"fixed,list,search"`
	Quota    int                  `json:"quota" label:"应检查企业" unit:"家" rule:"min=0" ui:"list" help:"下发时按范围统计在册企业数，可以改。"`
	Until    kernel.Date          `json:"period_to" label:"结束日期" ui:"fixed,list"`
	NextOn   kernel.Date          `json:"next_on" label:"下次报告" ui:"fixed,list,sort"`
	Checked  int                  `json:"checked" label:"已检查" unit:"家次" ui:"fixed,list"`
	Found    int                  `json:"found" label:"发现隐患" unit:"项" ui:"fixed,list"`
	Mended   int                  `json:"rectified" label:"已整改" unit:"项" ui:"fixed,list"`
	Reports  int                  `json:"reports" label:"已报" unit:"期" ui:"fixed"`
	Summary  string               `json:"summary" label:"完成情况" rule:"max=3000" ui:"fixed,long,wide"`
	Status   TaskStatus           `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// TaskStatus is where the work of a unit stands.
type TaskStatus string

// The states of a unit's work.
const (
	Working  TaskStatus = "working"
	Complete TaskStatus = "done"
)

func (TaskStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Working, "进行中"), kernel.Opt(Complete, "已完成")}
}

// TaskRow names the columns of CampaignTask in conditions.
var TaskRow = kernel.Row[CampaignTask]()
var ct = TaskRow

// Tasks holds the work of all units.
var Tasks = &kernel.Resource[CampaignTask]{
	Name: "plan_campaign_task", Label: "专项检查任务",
	Help: "上级下发给本地区的专项检查。在“专项检查进度”里按日或按周报数，全部完成后点“报告完成”。",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "update finish", Rows: kernel.Jurisdiction},
	},
	Settled: kernel.Settled{When: kernel.Eq(&ct.Status, Complete)},
	Rules: func(c *kernel.Ctx, t, before *CampaignTask) error {
		if before != nil && t.Region != before.Region {
			return kernel.FieldError(&ct.Region, "任务是下发给%s的，不能改到别的地区", c.RegionLabel(before.Region))
		}
		return nil
	},
	Due: func(t *CampaignTask) kernel.Limit {
		if t.Status != Working {
			return kernel.Limit{}
		}
		return kernel.Limit{On: t.NextOn, Warn: 1, Who: "承办地区", What: "报专项检查进度"}
	},
	Views: []kernel.View{{Name: "working", Label: "进行中", Query: "status=working"}, {Name: "late", Label: "逾期未报", Query: "status=working&late=true"}},
}

// Report is the progress of one unit since its last report (专项检查进度).
type Report struct {
	kernel.Base
	Task     kernel.Ref[CampaignTask] `json:"task" label:"任务" rule:"required" ui:"list,filter,once"`
	Campaign kernel.Ref[Campaign]     `json:"campaign" label:"专项检查" ui:"fixed,filter"`
	On       kernel.Date              `json:"reported_on" label:"截止日期" rule:"required" ui:"list,filter,sort,once" help:"统计到这一天，含当天。"`
	Since    kernel.Date              `json:"since" label:"统计自" ui:"fixed,list"`
	Teams    int                      `json:"teams" label:"检查组" unit:"个" rule:"min=0,top=10000"`
	People   int                      `json:"people" label:"出动人员" unit:"人次" rule:"min=0,top=1000000"`
	Checked  int                      `json:"checked" label:"检查企业" unit:"家次" rule:"min=0,top=1000000" ui:"list" help:"检查、隐患、整改全部留空时，由平台按检查记录和隐患台账统计。"`
	Found    int                      `json:"found" label:"发现隐患" unit:"项" rule:"min=0,top=1000000" ui:"list"`
	Major    int                      `json:"major" label:"其中重大隐患" unit:"项" rule:"min=0,top=1000000"`
	Mended   int                      `json:"rectified" label:"已整改" unit:"项" rule:"min=0,top=1000000" ui:"list"`
	Stopped  int                      `json:"stopped" label:"责令停产停业" unit:"家" rule:"min=0,top=1000000"`
	Cases    int                      `json:"cases" label:"立案" unit:"起" rule:"min=0,top=1000000"`
	Fined    kernel.Money             `json:"fined" label:"罚款" rule:"min=0"`
	Note     string                   `json:"note" label:"主要做法和问题" rule:"max=2000" ui:"long,wide"`
	Counted  bool                     `json:"counted" label:"平台统计" ui:"fixed"`
	Key      string                   `json:"report_key" label:"键" rule:"unique" ui:"fixed,hidden"`
}

var rp = kernel.Row[Report]()

// Reports holds the reports of all units.
var Reports = &kernel.Resource[Report]{
	Name: "plan_campaign_report", Label: "专项检查进度", Title: &rp.On, Sort: "-reported_on",
	Help: "承办地区按日或按周报的进度，每期只报上一期以后新增的。检查、隐患、整改全部留空时由平台统计，线下的检查另行加上。",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: append([]kernel.Role{role.Clerk}, enforcers...), Can: "create update", Rows: kernel.Jurisdiction},
	},
}

func init() {
	Campaigns.Flow = kernel.Flow[Campaign, CampaignStatus]{On: &cg.Status, Start: Writing, Steps: []kernel.Step[Campaign, CampaignStatus]{
		{Name: "issue", Label: "下发", From: []CampaignStatus{Writing}, To: Underway, Todo: true, Tone: "primary", Do: issue, Help: "下一级每个地区得到一项任务，应检查数按范围内的在册企业统计。"},
		{Name: "finish", Label: "结束", From: []CampaignStatus{Underway}, To: Over, Ask: []any{&cg.Summary}, Do: endTasks},
	}}
	Campaigns.Rules = func(c *kernel.Ctx, g, _ *Campaign) error {
		switch {
		case !region.Known(g.Region):
			return kernel.FieldError(&cg.Region, "没有这个区划")
		case g.To < g.From:
			return kernel.FieldError(&cg.To, "结束日期不能早于开始日期")
		}
		return nil
	}
	Tasks.Flow = kernel.Flow[CampaignTask, TaskStatus]{On: &ct.Status, Start: Working, Steps: []kernel.Step[CampaignTask, TaskStatus]{
		{Name: "finish", Label: "报告完成", From: []TaskStatus{Working}, To: Complete, Ask: []any{&ct.Summary}, Todo: true, Tone: "primary"},
	}, Moves: []kernel.Move[TaskStatus]{{From: []TaskStatus{Working}, To: []TaskStatus{Complete}}}}
	Reports.Derive, Reports.Rules = deriveReport, reportRules
}

// issue gives every unit below its task; a county's campaign is its own.
func issue(c *kernel.Ctx, g *Campaign) error {
	g.IssuedOn = c.Today()
	units, err := region.Counties(c, g.Region)
	if err != nil {
		return err
	}
	codes := []kernel.Region{}
	for _, u := range units {
		codes = append(codes, u.Code)
	}
	if len(codes) == 0 {
		codes = append(codes, g.Region)
	}
	rule := Rule{Trades: g.Trades}
	for _, code := range codes {
		n, err := enterprise.Enterprises.Count(c.AsSystem(), rule.where(code))
		if err != nil {
			return err
		}
		t := &CampaignTask{Base: kernel.Base{Region: code}, Campaign: kernel.Ref[Campaign](g.ID), Title: g.Title, Quota: n, Until: g.To, NextOn: max(g.From, g.IssuedOn).AddDays(g.Rhythm.days())}
		t.NextOn = min(t.NextOn, g.To)
		if err := Tasks.Create(c.AsSystem(), t); err != nil {
			return err
		}
		g.Units++
	}
	return nil
}

func endTasks(c *kernel.Ctx, g *Campaign) error {
	sys := c.AsSystem()
	list, err := Tasks.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&ct.Campaign, kernel.Ref[Campaign](g.ID)), kernel.Eq(&ct.Status, Working)), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, t := range list {
		_, err := Tasks.Update(sys, t.ID, 0, func(t *CampaignTask) error {
			t.Status = Complete
			if t.Summary == "" {
				t.Summary = "上级结束专项检查时自动办结"
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// deriveReport fills in where it belongs, since when it counts, and what the platform knows where nothing was typed.
func deriveReport(c *kernel.Ctx, r *Report) error {
	r.Key = string(r.Task) + "/" + string(r.On)
	if r.Rev > 0 {
		return nil
	}
	t, err := Tasks.First(c.AsSystem(), kernel.ByID(string(r.Task)))
	if err != nil || t == nil {
		return err
	}
	g, err := Campaigns.Get(c.AsSystem(), string(t.Campaign))
	if err != nil {
		return err
	}
	r.Region, r.Campaign, r.Since = t.Region, t.Campaign, g.From
	last, err := Reports.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&rp.Task, r.Task), kernel.Before(&rp.On, r.On)), Sort: "-reported_on", Limit: 1})
	if err != nil {
		return err
	}
	if len(last) > 0 {
		r.Since = last[0].On.AddDays(1)
	}
	if r.Counted = r.Checked+r.Found+r.Mended+r.Major == 0; !r.Counted {
		return nil
	}
	return r.count(c, g)
}

// count reads what the platform has on record of the unit since its last report.
func (r *Report) count(c *kernel.Ctx, g *Campaign) error {
	lowest, highest := span(r.Region)
	trades, args := "", []any{r.Since, r.On, lowest, highest}
	if len(g.Trades) > 0 {
		trades = " AND trade IN (?" + strings.Repeat(", ?", len(g.Trades)-1) + ")"
		for _, t := range g.Trades {
			args = append(args, string(t))
		}
	}
	one := func(into *int, table, day, where string) error {
		return each(c, "SELECT COUNT(*) FROM "+table+" WHERE "+where+" AND "+day+" >= ? AND "+day+" <= ? AND region >= ? AND region < ?"+trades, args, func(scan func(...any) error) error {
			var n int
			err := scan(&n)
			*into += n
			return err
		})
	}
	kind, from := "'campaign'", []string{}
	if g.Kind == Ordinary {
		kind = "'routine'"
	}
	for _, v := range visitsOf(c)[1:] {
		if err := one(&r.Checked, v.table, v.day, v.where+" AND kind = "+kind); err != nil {
			return err
		}
		if v.table == "hazard_check" {
			from = append(from, "checkup IN (SELECT id FROM hazard_check WHERE kind = "+kind+")")
		} else {
			from = append(from, "id IN (SELECT f.hazard FROM inspection_finding f JOIN inspection i ON i.id = f.inspection WHERE i.kind = "+kind+")")
		}
	}
	if len(from) == 0 || c.App.Resource("hazard") == nil {
		return nil
	}
	official := "status IN ('pending', 'open', 'fixed', 'recheck', 'closed') AND (" + strings.Join(from, " OR ") + ")"
	for _, part := range []struct {
		into       *int
		day, where string
	}{
		{&r.Found, "found_on", official}, {&r.Major, "found_on", official + " AND level = 'major'"}, {&r.Mended, "rectified_on", official},
	} {
		if err := one(part.into, "hazard", part.day, part.where); err != nil {
			return err
		}
	}
	return nil
}

func reportRules(c *kernel.Ctx, r, before *Report) error {
	t, err := Tasks.First(c, kernel.ByID(string(r.Task)))
	switch {
	case err != nil:
		return err
	case t == nil:
		return kernel.FieldError(&rp.Task, "没有这项任务，或不在您的权限范围内")
	case r.On > c.Today():
		return kernel.FieldError(&rp.On, "截止日期不能晚于今天")
	case r.On < r.Since:
		return kernel.FieldError(&rp.On, "截止日期应在上一期之后、专项检查开始之后")
	case r.Major > r.Found:
		return kernel.FieldError(&rp.Major, "重大隐患数不能多于隐患数")
	case before == nil && t.Status != Working:
		return kernel.FieldError(&rp.Task, "任务已完成，不能再报")
	}
	n, err := Reports.Count(c.AsSystem(), kernel.And(kernel.Eq(&rp.Task, r.Task), kernel.Above(&rp.On, r.On)))
	if err != nil {
		return err
	}
	if before == nil && n > 0 {
		return kernel.FieldError(&rp.On, "已经报过更晚的一期")
	}
	return nil
}

// addUp keeps the totals of a task those of its reports.
func addUp(c *kernel.Ctx, w *kernel.Write) error {
	r, ok := w.After.(*Report)
	if !ok {
		return nil
	}
	sys := c.AsSystem()
	list, err := Reports.List(sys, kernel.Query{Where: kernel.Eq(&rp.Task, r.Task), Sort: "reported_on", Limit: -1})
	if err != nil {
		return err
	}
	g, err := Campaigns.Get(sys, string(r.Campaign))
	if err != nil {
		return err
	}
	_, err = Tasks.Update(sys, string(r.Task), 0, func(t *CampaignTask) error {
		t.Checked, t.Found, t.Mended, t.Reports = 0, 0, 0, len(list)
		for _, r := range list {
			t.Checked, t.Found, t.Mended = t.Checked+r.Checked, t.Found+r.Found, t.Mended+r.Mended
			t.NextOn = min(r.On.AddDays(g.Rhythm.days()), t.Until)
		}
		return nil
	})
	return err
}
