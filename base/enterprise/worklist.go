package enterprise

import (
	"slices"
	"strings"
	"time"

	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Worklist is a part of the ledger handed down (台账分解): which enterprises are to be looked at, by condition, until when. Each county or
// township below gets its Assignment.
type Worklist struct {
	kernel.Base
	Title      string      `json:"title" label:"标题" rule:"required,max=120" ui:"list,search"`
	Goal       Goal        `json:"goal" label:"要求" rule:"required" ui:"list,filter"`
	Trades     []Trade     `json:"trades" label:"监管分类" help:"按企业的主要监管分类；不选即全部。"`
	Operating  Operating   `json:"operating" label:"经营状态" help:"不选即全部。"`
	Incomplete bool        `json:"incomplete" label:"只要资料不全的"`
	Deadline   kernel.Date `json:"deadline" label:"完成期限" rule:"required" ui:"list,filter,sort"`
	Remark     string      `json:"remark" label:"工作要求" rule:"max=2000" ui:"long,wide"`
	Status     ListStatus  `json:"status" label:"状态" ui:"fixed,list,filter"`
	IssuedOn   kernel.Date `json:"issued_on" label:"下发日期" ui:"fixed,list"`
	Total      int         `json:"total" label:"企业数" unit:"家" ui:"fixed,list"`
	Done       int         `json:"done" label:"已完成" unit:"家" ui:"fixed,list"`
	Units      int         `json:"units" label:"下发单位" unit:"个" ui:"fixed"`
}

// Goal is what is to be done with each enterprise of a work list.
type Goal string

const (
	ToConfirm  Goal = "confirm"
	ToComplete Goal = "complete"
)

func (Goal) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ToConfirm, "逐家核实确认"), kernel.Opt(ToComplete, "补齐企业档案")}
}

// ListStatus is where a work list stands.
type ListStatus string

const (
	Drafted  ListStatus = "draft"
	Issued   ListStatus = "issued"
	Finished ListStatus = "finished"
)

func (ListStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Drafted, "未下发"), kernel.Opt(Issued, "进行中"), kernel.Opt(Finished, "已办结")}
}

var wl = kernel.Row[Worklist]()

// Worklists holds all work lists.
var Worklists = &kernel.Resource[Worklist]{
	Name: "enterprise_worklist", Label: "台账分解",
	Help: `把监管台账分给下级：选地区、监管分类和要求，定完成期限，点“下发”。平台按下一级（县、乡）分成任务，进度随企业档案的确认和补齐自动计算，不用人工报数。

下级在“台账任务”里看还剩哪些企业，做完后点“报告完成”。`,
	Access: kernel.Access{
		{To: leaders, Can: "read create update issue finish export", Rows: kernel.Jurisdiction},
		{To: officials, Can: "read", Rows: kernel.Jurisdiction},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
	Settled: kernel.Settled{When: kernel.Eq(&wl.Status, Finished)},
	Due: func(w *Worklist) kernel.Limit {
		if w.Status != Issued {
			return kernel.Limit{}
		}
		return kernel.Limit{On: w.Deadline, Warn: 5, Who: "下发单位", What: "督促完成"}
	},
	Views: []kernel.View{{Name: "running", Label: "进行中", Query: "status=issued"}},
}

// Assignment is what one unit has to do of a work list (台账任务). Its region is the unit.
type Assignment struct {
	kernel.Base
	Worklist kernel.Ref[Worklist] `json:"worklist" label:"台账" rule:"required" ui:"fixed,list,filter"`
	Title    string               `json:"title" label:"标题" ui:"fixed,list,search"`
	Deadline kernel.Date          `json:"deadline" label:"完成期限" ui:"fixed,list,filter,sort"`
	Total    int                  `json:"total" label:"企业数" unit:"家" ui:"fixed,list"`
	Left     int                  `json:"remaining" label:"剩余" unit:"家" ui:"fixed,list"`
	Rate     int                  `json:"rate" label:"完成率" unit:"%" ui:"fixed,list,sort"`
	Status   UnitStatus           `json:"status" label:"状态" ui:"fixed,list,filter"`
	Report   string               `json:"report" label:"完成情况" rule:"max=2000" ui:"fixed,long,wide"`
	Filter   string               `json:"filter" label:"剩余企业" ui:"fixed,hidden" help:"企业列表的查询条件。"`
}

// UnitStatus is where the work of a unit stands.
type UnitStatus string

const (
	Working  UnitStatus = "working"
	Reported UnitStatus = "reported"
	Accepted UnitStatus = "accepted"
	Ended    UnitStatus = "ended" // with its list
)

func (UnitStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Working, "办理中"), kernel.Opt(Reported, "已报告"), kernel.Opt(Accepted, "已确认"), kernel.Opt(Ended, "随台账办结")}
}

var as = kernel.Row[Assignment]()

// Assignments holds the work of all units.
var Assignments = &kernel.Resource[Assignment]{
	Name: "enterprise_assignment", Label: "台账任务",
	Help: "上级下发给本地区的企业核实任务。“打开剩余企业”列出还没有做的；逐家确认或补齐档案，数字自动减少。做完后点“报告完成”，没做完的写明原因。",
	Access: kernel.Access{
		{To: officials, Can: "read report export", Rows: kernel.Jurisdiction},
		{To: leaders, Can: "accept reject", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Via(&as.Worklist, Worklists, kernel.Under(a.Region)))
		}},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System}, Can: "end", Rows: func(kernel.Actor) kernel.Cond { return kernel.None() }}, // by the platform alone
	},
	Due: func(a *Assignment) kernel.Limit {
		if a.Status != Working {
			return kernel.Limit{}
		}
		return kernel.Limit{On: a.Deadline, Warn: 5, Who: "承办地区", What: "核实企业并报告"}
	},
	Views: []kernel.View{{Name: "working", Label: "办理中", Query: "status=working"}, {Name: "reported", Label: "待确认", Query: "status=reported"}},
}

func init() {
	Worklists.Flow = kernel.Flow[Worklist, ListStatus]{
		On: &wl.Status, Start: Drafted,
		Steps: []kernel.Step[Worklist, ListStatus]{
			{Name: "issue", Label: "下发", From: []ListStatus{Drafted}, To: Issued, Tone: "primary", Do: issue, Help: "按下一级地区分成任务，任务立即出现在各单位的工作台。"},
			{Name: "finish", Label: "办结", From: []ListStatus{Issued}, To: Finished, Do: func(c *kernel.Ctx, w *Worklist) error { return recount(c, w) },
				Confirm: "办结后，还没有报告、没有确认的任务随台账结束，不再办理。确定吗？"},
		},
	}
	Worklists.Derive = func(_ *kernel.Ctx, w *Worklist) error { w.Region = region.Trim(string(w.Region)); return nil }
	Worklists.Rules = func(c *kernel.Ctx, w, before *Worklist) error {
		if before == nil && w.Deadline < c.Today() {
			return kernel.FieldError(&wl.Deadline, "完成期限不能早于今天")
		}
		if before != nil && before.Status != Drafted && (before.Goal != w.Goal || before.Region != w.Region || !sameTrades(before.Trades, w.Trades) || before.Operating != w.Operating || before.Incomplete != w.Incomplete) {
			return kernel.Errorf(kernel.Conflict, "已下发的台账不能改变范围，请另建")
		}
		return knownRegion(c, w.Region)
	}
	Assignments.Flow = kernel.Flow[Assignment, UnitStatus]{
		On: &as.Status, Start: Working,
		Steps: []kernel.Step[Assignment, UnitStatus]{
			{Name: "report", Label: "报告完成", From: []UnitStatus{Working}, To: Reported, Ask: []any{&as.Report}, Tone: "primary", Todo: true, Do: reportBack},
			{Name: "accept", Label: "确认", From: []UnitStatus{Reported}, To: Accepted, Todo: true, Tone: "primary"},
			{Name: "reject", Label: "退回", From: []UnitStatus{Reported}, To: Working, Opinion: true, Tone: "danger"},
			{Name: "end", Label: "随台账办结", From: []UnitStatus{Working, Reported}, To: Ended},
		},
	}
}

// sameTrades tells whether two lists name the same trades, in whatever order.
func sameTrades(a, b []Trade) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// scope is the enterprises that a work list is about: those on record when it was issued.
func (w *Worklist) scope(on kernel.Date) kernel.Cond {
	conds := []kernel.Cond{kernel.Under(w.Region), kernel.Eq(&Row.Status, Filed), kernel.UpTo(&Row.RegisteredOn, on)}
	if len(w.Trades) > 0 {
		conds = append(conds, kernel.In(&Row.Trade, w.Trades...))
	}
	if w.Operating != "" {
		conds = append(conds, kernel.Eq(&Row.Operating, w.Operating))
	}
	return kernel.And(conds...)
}

// open is what of the scope is still to be done.
func (w *Worklist) open() kernel.Cond {
	if w.Goal == ToComplete {
		return kernel.Eq(&Row.Complete, false)
	}
	return kernel.Before(&Row.LookedOn, w.IssuedOn)
}

// query is scope and open as the list page filters them: it leads to the very enterprises that are counted.
func (w *Worklist) query(unit kernel.Region) string {
	q := "status=filed&region=" + string(unit) + "&registered_on=.." + string(w.IssuedOn)
	if w.Operating != "" {
		q += "&operating=" + string(w.Operating)
	}
	if len(w.Trades) > 0 {
		var names []string
		for _, t := range w.Trades {
			names = append(names, string(t))
		}
		q += "&trade=" + strings.Join(names, ",")
	}
	if w.Goal == ToComplete || w.Incomplete {
		q += "&complete=false"
	}
	if w.Goal == ToConfirm {
		q += "&looked_on=.." + string(w.IssuedOn.AddDays(-1))
	}
	return q
}

// below is the length of the codes of the units next below a region.
func below(r kernel.Region) int {
	return map[int]int{2: 4, 4: 6, 6: 9, 9: 12}[len(r)]
}

// issue makes an assignment for every unit below that has such enterprises.
func issue(c *kernel.Ctx, w *Worklist) error {
	w.IssuedOn = c.Today()
	where := w.scope(w.IssuedOn)
	if w.Goal == ToComplete || w.Incomplete {
		where = kernel.And(where, kernel.Eq(&Row.Complete, false))
	}
	totals, err := units(c, w, where)
	if err != nil {
		return err
	}
	for unit, n := range totals {
		a := &Assignment{Base: kernel.Base{Region: unit}, Worklist: kernel.Ref[Worklist](w.ID), Title: w.Title, Deadline: w.Deadline, Total: n, Left: n, Filter: w.query(unit)}
		if err := Assignments.Create(c.AsSystem(), a); err != nil {
			return err
		}
		w.Total += n
	}
	if w.Units = len(totals); w.Units == 0 {
		return kernel.Errorf(kernel.Conflict, "没有符合条件的在册企业，不用下发")
	}
	return nil
}

// followList is the hook that tells the units another title or deadline of what was handed down to them, and its end; what was accepted stays as it was.
func followList(c *kernel.Ctx, w *kernel.Write) error {
	after, ok := w.After.(*Worklist)
	before, had := w.Before.(*Worklist)
	if !ok || !had || before == nil || before.Title == after.Title && before.Deadline == after.Deadline && before.Status == after.Status {
		return nil
	}
	sys := c.AsSystem()
	list, err := Assignments.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&as.Worklist, kernel.Ref[Worklist](w.ID)), kernel.In(&as.Status, Working, Reported)), Limit: -1})
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.Title != after.Title || a.Deadline != after.Deadline {
			_, err = Assignments.Update(sys, a.ID, 0, func(a *Assignment) error { a.Title, a.Deadline = after.Title, after.Deadline; return nil })
		}
		if err == nil && after.Status == Finished {
			_, err = Assignments.Do(sys, a.ID, 0, "end", nil, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// units counts the enterprises of each unit below the list's region; those filed at the region itself are a unit of their own.
func units(c *kernel.Ctx, w *Worklist, where kernel.Cond) (map[kernel.Region]int, error) {
	out := map[kernel.Region]int{}
	err := c.Store.Group(c, Enterprises.Meta(), kernel.Group{Where: where, By: []kernel.GroupBy{{Col: "region", Len: below(w.Region)}}}, func(keys []string, n float64) error {
		out[kernel.Region(keys[0])] += int(n)
		return nil
	})
	return out, err
}

// UnitProgress is how far one unit is.
type UnitProgress struct {
	Region      kernel.Region `json:"region"`
	Label       string        `json:"label"`
	Assignment  string        `json:"assignment"`
	Total       int           `json:"total"`
	Done        int           `json:"done"`
	Rate        int           `json:"rate"`
	Status      UnitStatus    `json:"status"`
	StatusLabel string        `json:"status_label"`
	Report      string        `json:"report"`
	Query       string        `json:"query"` // the list of what is left
}

// ListProgress is how far a work list is.
type ListProgress struct {
	Title    string         `json:"title"`
	Deadline kernel.Date    `json:"deadline"`
	Total    int            `json:"total"`
	Done     int            `json:"done"`
	Rate     int            `json:"rate"`
	Units    []UnitProgress `json:"units"`
}

// progress answers GET /api/enterprise_worklist/{id}/progress, counted now.
func progress(c *kernel.Ctx, in *which) (*ListProgress, error) {
	w, err := Worklists.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	out := &ListProgress{Title: w.Title, Deadline: w.Deadline, Units: []UnitProgress{}}
	if w.Status == Drafted {
		return out, nil
	}
	left, err := remaining(c, w)
	if err != nil {
		return nil, err
	}
	err = Assignments.Each(c, kernel.Query{Where: kernel.Eq(&as.Worklist, kernel.Ref[Worklist](w.ID)), Sort: "id", Limit: -1}, func(a *Assignment) error {
		done := a.Total - min(a.Total, left[a.Region])
		out.Units = append(out.Units, UnitProgress{Region: a.Region, Label: c.RegionLabel(a.Region), Assignment: a.ID, Total: a.Total, Done: done, Rate: percent(done, a.Total),
			Status: a.Status, StatusLabel: kernel.LabelOf(a.Status), Report: a.Report, Query: a.Filter})
		out.Total, out.Done = out.Total+a.Total, out.Done+done
		return nil
	})
	out.Rate = percent(out.Done, out.Total)
	return out, err
}

func percent(part, whole int) int {
	if whole == 0 {
		return 100
	}
	return part * 100 / whole
}

// remaining counts what is left, by the unit's region as assignments carry it.
func remaining(c *kernel.Ctx, w *Worklist) (map[kernel.Region]int, error) {
	where := kernel.And(w.scope(w.IssuedOn), w.open())
	if w.Incomplete {
		where = kernel.And(where, kernel.Eq(&Row.Complete, false))
	}
	return units(c, w, where)
}

// reportBack keeps the figures of the moment with the report.
func reportBack(c *kernel.Ctx, a *Assignment) error {
	w, err := Worklists.Get(c.AsSystem(), string(a.Worklist))
	if err != nil {
		return err
	}
	left, err := remaining(c.AsSystem(), w)
	if err != nil {
		return err
	}
	a.Left = min(a.Total, left[a.Region])
	a.Rate = percent(a.Total-a.Left, a.Total)
	return nil
}

// recount brings the figures of one work list and its assignments up to date.
func recount(c *kernel.Ctx, w *Worklist) error {
	sys := c.AsSystem()
	left, err := remaining(sys, w)
	if err != nil {
		return err
	}
	list, err := Assignments.List(sys, kernel.Query{Where: kernel.Eq(&as.Worklist, kernel.Ref[Worklist](w.ID)), Limit: -1})
	if err != nil {
		return err
	}
	w.Done = 0
	for _, a := range list {
		n := min(a.Total, left[a.Region])
		w.Done += a.Total - n
		if n == a.Left {
			continue
		}
		_, err := Assignments.Update(sys, a.ID, 0, func(a *Assignment) error {
			a.Left, a.Rate = n, percent(a.Total-n, a.Total)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Progress brings the figures of the running work lists up to date.
var Progress = &kernel.Task[struct{}]{Name: "enterprise.progress", Every: time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	list, err := Worklists.List(c, kernel.Query{Where: kernel.Eq(&wl.Status, Issued), Limit: -1})
	if err != nil {
		return err
	}
	for _, w := range list {
		now := *w
		if err := recount(c, &now); err != nil {
			return err
		}
		if now.Done == w.Done {
			continue
		}
		if _, err := Worklists.Update(c, w.ID, 0, func(w *Worklist) error { w.Done = now.Done; return nil }); err != nil {
			return err
		}
	}
	return nil
}}
