package library

import (
	"cmp"
	"slices"
	"time"

	"anjian/kernel"
)

// Act is a law, regulation, order or standard (法律法规) with its editions in time. The platform keeps numbers, dates and its own
// summaries; the official text may be attached as a file.
type Act struct {
	kernel.Base
	Short    string          `json:"short" label:"简称" rule:"required,unique,max=60" ui:"list,search,once" help:"文书和检查依据里用的名称，例如：安全生产法。导入条款、违法行为时用它指明法律。"`
	Title    string          `json:"title" label:"全称" rule:"required,max=120" ui:"list,search,wide"`
	Level    ActLevel        `json:"level" label:"效力层级" rule:"required" ui:"list,filter"`
	Issuer   string          `json:"issuer" label:"制定机关" rule:"required,max=80" ui:"list,filter,broad"`
	Number   string          `json:"number" label:"文号" rule:"max=80" ui:"list,search" help:"最近一版的公布文号或标准编号。"`
	Editions []Edition       `json:"editions" label:"版次" rule:"required,max=20" help:"公布和每次修正、修订各一行，按施行日期先后；下一版施行的前一天就是上一版的最后一天。"`
	Until    kernel.Date     `json:"valid_until" label:"废止日期" ui:"filter" help:"最后一天。空为没有废止。"`
	Next     kernel.Ref[Act] `json:"replaced_by" label:"由何代替" help:"废止后代替它的法律法规。"`
	From     kernel.Date     `json:"valid_from" label:"现行版施行日期" ui:"fixed,list,sort"`
	State    ActState        `json:"state" label:"效力" ui:"fixed,list,filter"`
	Source   kernel.Files    `json:"source" label:"原文" rule:"max=5" help:"可上传公布的原文；平台自带的只有编号、日期和自己写的概括。"`
	Checking
}

// Edition is one edition of an act (版次). A fact is judged by the edition in force on its day.
type Edition struct {
	Name   string      `json:"name" label:"版次" rule:"required,max=20" help:"例如 2021年修正。"`
	Number string      `json:"number" label:"文号" rule:"max=80"`
	From   kernel.Date `json:"valid_from" label:"施行日期" rule:"required"`
	Note   string      `json:"note" label:"说明" rule:"max=300"`
}

// Checking says whether somebody has compared the facts of a record with the official text (核对), embedded where that matters.
type Checking struct {
	Checked   Checked `json:"checked" label:"核对情况" ui:"list,filter"`
	Doubt     string  `json:"doubt" label:"待核对的内容" rule:"max=500" ui:"long,wide"`
	CheckedBy string  `json:"checked_by" label:"核对依据" rule:"max=200" help:"对照了哪份原文，例如：国务院公报2021年第18号。"`
}

// Checked is whether a record was compared with the official text.
type Checked string

const (
	Unchecked Checked = "unchecked"
	Compared  Checked = "compared"
)

func (Checked) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Unchecked, "待核对", "orange"), kernel.Opt(Compared, "已核对")}
}

// ActLevel is the rank of an act (效力层级, 立法法).
type ActLevel string

const (
	Law        ActLevel = "law"
	Regulation ActLevel = "regulation"
	Local      ActLevel = "local"
	Order      ActLevel = "order"
	LocalOrder ActLevel = "local_order"
	Document   ActLevel = "document"
	Standard   ActLevel = "standard"
)

func (ActLevel) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Law, "法律"), kernel.Opt(Regulation, "行政法规"), kernel.Opt(Local, "地方性法规"), kernel.Opt(Order, "部门规章"),
		kernel.Opt(LocalOrder, "地方政府规章"), kernel.Opt(Document, "规范性文件"), kernel.Opt(Standard, "标准")}
}

// ActState is whether an act holds today (效力).
type ActState string

const (
	Valid    ActState = "valid"
	Coming   ActState = "coming"
	Repealed ActState = "repealed"
)

func (ActState) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Valid, "现行有效"), kernel.Tone(Coming, "尚未施行", "blue"), kernel.Tone(Repealed, "已废止", "red")}
}

// ActRow names the columns of Act in conditions.
var ActRow = kernel.Row[Act]()

// Acts holds laws, regulations, orders and standards.
var Acts = &kernel.Resource[Act]{
	Name: "library_act", Label: "法律法规", Title: &ActRow.Short, Sort: "short",
	Help: `法律、法规、规章和标准，一部一条，每次修正、修订是它的一个版次。

- 查什么条款管什么，点开一部法律看它的条款；不记得在哪部法里，到“查法规”里按词查。
- 法律修改时：点“编辑”，在“版次”末尾加一行，写明施行日期，再录入或导入新版条款。旧版条款自动止于新版施行的前一天，平台生成“条款变动”，列出用到旧条款的清单、事项、违法行为、裁量、文书和在办案件，逐项处理。
- 案件按行为发生时有效的版次办理，所以旧版不要删除。

平台自带的只有编号、日期和自己写的概括，标“待核对”的用前请对照原文。全国的由省级维护，本地区的由综合统计人员、监管负责人增补。`,
	Access: kept(func(a kernel.Actor) kernel.Cond { return kernel.In(&ActRow.Region, above(a.Region)...) }),
	Views: []kernel.View{
		{Name: "valid", Label: "现行有效", Query: "state=valid"}, {Name: "law", Label: "法律", Query: "level=law"}, {Name: "regulation", Label: "法规", Query: "level=regulation,local"},
		{Name: "order", Label: "规章", Query: "level=order,local_order"}, {Name: "standard", Label: "标准和文件", Query: "level=standard,document"},
		{Name: "repealed", Label: "已废止", Query: "state=repealed"}, {Name: "unchecked", Label: "待核对", Query: "checked=unchecked"},
	},
}

func init() {
	Acts.Derive = func(c *kernel.Ctx, a *Act) error {
		slices.SortStableFunc(a.Editions, func(x, y Edition) int { return cmp.Compare(x.From, y.From) })
		a.settle(c.Today())
		a.Checked = cmp.Or(a.Checked, Unchecked)
		return nil
	}
	Acts.Rules = func(c *kernel.Ctx, a, before *Act) error {
		for i, e := range a.Editions {
			if slices.ContainsFunc(a.Editions[:i], func(o Edition) bool { return o.Name == e.Name || o.From == e.From }) {
				return kernel.FieldError(&ActRow.Editions, "第%d行：版次%s重复，或同一天施行了两版", i+1, e.Name)
			}
		}
		if n := len(a.Editions); a.Until != "" && n > 0 && a.Until < a.Editions[n-1].From {
			return kernel.FieldError(&ActRow.Until, "废止日期不能早于最近一版的施行日期")
		}
		if string(a.Next) == a.ID && a.ID != "" {
			return kernel.FieldError(&ActRow.Next, "不能由自己代替")
		}
		return nil
	}
}

// settle fills what follows from the editions and the day.
func (a *Act) settle(today kernel.Date) {
	a.State, a.From = Valid, ""
	if e := a.On(today); e != nil {
		a.From = e.From
	} else if len(a.Editions) > 0 {
		a.From = a.Editions[len(a.Editions)-1].From
		if a.State = Coming; a.Until != "" && a.Until < today {
			a.State = Repealed
		}
	}
}

// On returns the edition in force on day, nil if none was.
func (a *Act) On(day kernel.Date) *Edition {
	if a.Until != "" && day > a.Until {
		return nil
	}
	for i := len(a.Editions) - 1; i >= 0; i-- {
		if a.Editions[i].From <= day {
			return &a.Editions[i]
		}
	}
	return nil
}

// Period returns the first and last day of an edition; the last is empty while it holds.
func (a *Act) Period(name string) (from, until kernel.Date, known bool) {
	for i, e := range a.Editions {
		if e.Name != name {
			continue
		}
		if until = a.Until; i+1 < len(a.Editions) {
			until = a.Editions[i+1].From.AddDays(-1)
		}
		return e.From, until, true
	}
	return "", "", false
}

// Settle keeps the state of acts and articles as the days pass.
var Settle = &kernel.Task[struct{}]{Name: "library.settle", Every: time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	all, err := Acts.List(c, kernel.Query{Limit: -1})
	if err != nil {
		return err
	}
	for _, a := range all {
		now := *a
		if now.settle(c.Today()); now.State == a.State && now.From == a.From {
			continue
		}
		if _, err := Acts.Update(c, a.ID, a.Rev, func(*Act) error { return nil }); err != nil && kernel.CodeOf(err) != kernel.Stale {
			return err
		}
	}
	moved := kernel.Or(
		kernel.And(kernel.Eq(&ArticleRow.State, Coming), kernel.UpTo(&ArticleRow.From, c.Today())),
		kernel.And(kernel.Eq(&ArticleRow.State, Valid), kernel.Not(&ArticleRow.Until, ""), kernel.Before(&ArticleRow.Until, c.Today())))
	list, err := Articles.List(c, kernel.Query{Where: moved, Limit: -1})
	if err != nil {
		return err
	}
	for _, a := range list {
		if _, err := Articles.Update(c, a.ID, a.Rev, func(*Article) error { return nil }); err != nil && kernel.CodeOf(err) != kernel.Stale {
			return err
		}
	}
	return nil
}}
