package library

import (
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Checklist is one edition of a list of what to look at when hazards are sought (排查清单). Editions of one list share Line; an
// enterprise's own list is a copy that it adapts: it switches items off and adds its own, but keeps those that the law demands.
type Checklist struct {
	kernel.Base
	Name        string                            `json:"name" label:"清单名称" rule:"required,max=100" ui:"list,search"`
	Trade       enterprise.Trade                  `json:"trade" label:"适用监管分类" ui:"list,filter" help:"不选为各行业通用。"`
	Industry    string                            `json:"industry" label:"适用国民经济行业" rule:"max=5" ui:"filter" help:"GB/T 4754 代码的前几位，例如 33 为金属制品业；不填为不限。"`
	Topic       string                            `json:"topic" label:"专题" rule:"max=40" ui:"list,filter" help:"只用于一类作业或场所的清单，例如有限空间。"`
	Purpose     Purpose                           `json:"purpose" label:"用途" ui:"filter,once"`
	Edition     string                            `json:"edition" label:"版本名称" rule:"required,max=40" ui:"list" help:"例如 2026年版。"`
	Version     int                               `json:"version" label:"版次" ui:"fixed,list"`
	Line        string                            `json:"line" label:"清单编号" rule:"max=80" ui:"fixed,filter"`
	Enterprise  kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"once,list" help:"企业自己的清单填本企业；行业清单不填。"`
	Origin      kernel.Ref[Checklist]             `json:"origin" label:"依据的行业清单" ui:"once" help:"选定后自动带入全部检查项，再停用用不到的、补充自己的。"`
	Items       []Item                            `json:"items" label:"检查项" rule:"max=300"`
	Count       int                               `json:"item_count" label:"启用项数" ui:"fixed,list"`
	Source      string                            `json:"source" label:"编制依据" rule:"max=500" ui:"long,wide"`
	Status      Status                            `json:"status" label:"状态" ui:"fixed,list,filter"`
	PublishedOn kernel.Date                       `json:"published_on" label:"发布日期" ui:"fixed,list,filter"`
	RetiredOn   kernel.Date                       `json:"retired_on" label:"停用日期" ui:"fixed"`
	Key         string                            `json:"edition_key" label:"清单版次" rule:"unique" ui:"fixed,hidden"`
}

// Item is one line of a check list (检查项).
type Item struct {
	Code      string                `json:"code" label:"编号" rule:"max=20" help:"不填则自动编号。"`
	Content   string                `json:"content" label:"检查内容" rule:"required,max=300"`
	Category  Category              `json:"category" label:"隐患种类" rule:"required"`
	Basis     string                `json:"basis" label:"依据" rule:"max=300" help:"法律、标准的名称和条款。"`
	Level     Grade                 `json:"level" label:"不合格时的级别" help:"选重大隐患的，要写明判定标准。"`
	Criterion kernel.Ref[Criterion] `json:"criterion" label:"判定标准"`
	Method    Method                `json:"method" label:"检查方法"`
	Frequency Frequency             `json:"frequency" label:"检查频次"`
	Mandatory bool                  `json:"mandatory" label:"必查项" help:"法律强制要求的项目，企业清单不能停用。"`
	Off       bool                  `json:"off" label:"停用"`
	Own       bool                  `json:"own" label:"企业自增"`
}

// Status is where an edition stands.
type Status string

const (
	Draft     Status = "draft"
	Published Status = "published"
	Retired   Status = "retired"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "编制中"), kernel.Opt(Published, "使用中"), kernel.Opt(Retired, "已停用")}
}

// Purpose is what a list is for.
type Purpose string

const (
	ForHazards   Purpose = "hazard"
	ForOversight Purpose = "oversight" // 督导检查: of lower governments and of departments
)

func (Purpose) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ForHazards, "隐患排查"), kernel.Opt(ForOversight, "督导检查")}
}

// Method is how an item is checked.
type Method string

const (
	Look    Method = "look"
	Papers  Method = "papers"
	Test    Method = "test"
	Measure Method = "measure"
	Ask     Method = "ask"
)

func (Method) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Look, "现场查看"), kernel.Opt(Papers, "查阅资料"), kernel.Opt(Test, "试验操作"), kernel.Opt(Measure, "仪器检测"), kernel.Opt(Ask, "询问抽查")}
}

// Frequency is how often an item is checked at least.
type Frequency string

const (
	EachShift Frequency = "shift"
	Daily     Frequency = "day"
	Weekly    Frequency = "week"
	Monthly   Frequency = "month"
	Quarterly Frequency = "quarter"
	Yearly    Frequency = "year"
	EachJob   Frequency = "job"
)

func (Frequency) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(EachShift, "每班"), kernel.Opt(Daily, "每日"), kernel.Opt(Weekly, "每周"), kernel.Opt(Monthly, "每月"),
		kernel.Opt(Quarterly, "每季度"), kernel.Opt(Yearly, "每年"), kernel.Opt(EachJob, "每次作业前")}
}

// Row names the columns of Checklist in conditions.
var Row = kernel.Row[Checklist]()

// Checklists holds the lists of trades and those of enterprises. Lifecycle, derived columns and rules, which refer back to it, are set in init.
var Checklists = &kernel.Resource[Checklist]{
	Name: "library_checklist", Label: "排查清单",
	Help: `排查清单告诉检查的人看什么、依据是什么、不合格算什么级别。

- **企业**：打开本行业的清单，点“改编为本企业清单”，检查项会自动带入；停用用不到的，在末尾补充自己的，然后“发布”。打星的必查项是法律强制的，不能停用。
- **监管部门**：编制或修订本地区的行业清单。已发布的清单不能直接改，点“修订”生成新版，新版发布后旧版自动停用，以前的检查记录仍指向当时的版本。

手机上的自查用的就是这里“使用中”的清单，没有通过的一项就是一条隐患。`,
	Access: kernel.Access{
		{To: everyone, Can: "read export", Rows: shared},
		{To: role.Government, Can: "read", Rows: kernel.Jurisdiction},
		{To: keepers, Can: "create update import publish retire revise", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), ofNobody)
		}},
		{To: []kernel.Role{role.Safety}, Can: "read create update publish retire revise renew export", Rows: kernel.Own(&Row.Enterprise)},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&Row.Enterprise)},
	},
	Views: []kernel.View{
		{Name: "published", Label: "使用中", Query: "status=published"},
		{Name: "draft", Label: "编制中", Query: "status=draft"},
		{Name: "retired", Label: "旧版", Query: "status=retired"},
	},
	Indexes: [][]any{{&Row.Line, &Row.Enterprise, &Row.Status}},
}

var ofNobody = kernel.Eq(&Row.Enterprise, "")

// shared is the lists of trades that apply where the actor works, drafts excepted. Enterprises see those that are for them.
func shared(a kernel.Actor) kernel.Cond {
	where := kernel.And(ofNobody, kernel.In(&Row.Region, above(a.Region)...), kernel.In(&Row.Status, Published, Retired))
	if a.Enterprise != "" {
		where = kernel.And(where, kernel.Eq(&Row.Purpose, ForHazards))
	}
	return where
}

func init() {
	Checklists.Flow = flow
	Checklists.Derive = derive
	Checklists.Rules = rules
}

// Item returns the line with the code, nil if there is none.
func (l *Checklist) Item(code string) *Item {
	for i := range l.Items {
		if l.Items[i].Code == code {
			return &l.Items[i]
		}
	}
	return nil
}

// Active returns the lines that are in use.
func (l *Checklist) Active() (out []Item) {
	for _, it := range l.Items {
		if !it.Off {
			out = append(out, it)
		}
	}
	return out
}
