package plan

import (
	"regexp"
	"strings"

	"anjian/base/account"
	"anjian/base/library"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Draw is one random draw of objects and officers (双随机、一公开, 国办发〔2015〕58号, 国发〔2019〕5号). Two custodians (种子保管人) each commit the hash of a
// secret number after the lists are locked, and reveal it when both have: neither of them, nor the platform, can choose the result, and anybody can compute it anew.
type Draw struct {
	kernel.Base
	Setup     `label:"抽查"`
	Rule      `label:"对象条件"`
	Lists     `label:"名录"`
	Custodian `label:"种子"`
	Result    `label:"结果"`
}

// Setup says what is drawn.
type Setup struct {
	Title     string                        `json:"title" label:"名称" rule:"required,max=120" ui:"list,search"`
	Plan      kernel.Ref[Plan]              `json:"plan" label:"检查计划" among:"status=approved" ui:"list,filter" help:"选定后，抽中的企业作为一般检查列入该计划；应为执行中的计划。"`
	Checklist kernel.Ref[library.Checklist] `json:"checklist" label:"抽查事项清单" help:"检查时使用的清单。"`
	Matters   string                        `json:"matters" label:"抽查事项" rule:"required,max=2000" ui:"long,wide" help:"随机抽查事项清单中本次检查的内容。"`
	From      kernel.Date                   `json:"period_from" label:"抽查期间自" rule:"required" ui:"list,filter,sort" help:"期间内已经检查过的企业不再列入。"`
	To        kernel.Date                   `json:"period_to" label:"至" rule:"required" ui:"list"`
	Month     string                        `json:"visit_month" label:"检查月份" rule:"max=7" help:"列入计划的月份，例如 2026-05；不填为期间的最后一个月。"`
	Ratio     float64                       `json:"ratio" label:"抽取比例" unit:"%" rule:"min=0,top=100" help:"按名录企业数的比例，进位取整，至少1家。"`
	Number    int                           `json:"number" label:"抽取数量" unit:"家" rule:"min=0,top=5000" help:"填了数量就不按比例。"`
	Weighted  bool                          `json:"weighted" label:"按风险加权" help:"红、橙、黄、蓝为4、3、2、1倍，没有评定的按2倍；信用D级再加1倍。"`
	PerObject int                           `json:"per_object" label:"每家检查人员" unit:"人" rule:"min=0,top=10" help:"不少于2人，不填按2人。"`
	Teams     bool                          `json:"teams" label:"先随机分组" help:"先把人员随机编组，再把对象随机分给各组。"`
	Local     bool                          `json:"local" label:"含一名属地人员" help:"每家至少一名企业所在县的人员（名录里有的话）。"`
	Below     bool                          `json:"below" label:"含下级人员" help:"人员名录包括下级地区的执法人员。"`
	Matched   bool                          `json:"matched" label:"按执法领域匹配" help:"人员只派往其执法领域内的企业。"`
	Organ     kernel.Ref[org.Org]           `json:"organ" label:"限定机构" help:"只从这个机构抽取人员；不填为全部。"`
	NamesOpen bool                          `json:"names_open" label:"公开检查人员姓名" help:"不选则公开的记录里姓名只留姓氏。"`
	Replaces  kernel.Ref[Draw]              `json:"replaces" label:"重新抽取" among:"status=void" ui:"once,filter" help:"重抽的，选已作废的那一次；两次都公开。"`
	Reason    string                        `json:"reason" label:"重抽原因" rule:"max=500" ui:"once,wide"`
	Status    DrawStatus                    `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Lists are what is drawn from, frozen when they are locked.
type Lists struct {
	Objects  int         `json:"objects" label:"名录企业" unit:"家" ui:"fixed,list"`
	People   int         `json:"people" label:"名录人员" unit:"人" ui:"fixed"`
	Excluded int         `json:"excluded" label:"排除" unit:"家" ui:"fixed"`
	Quota    int         `json:"quota" label:"应抽" unit:"家" ui:"fixed,list"`
	PoolHash string      `json:"pool_hash" label:"名录摘要（SHA-256）" ui:"fixed,wide"`
	Left     string      `json:"excluded_file" label:"排除名单" ui:"fixed,hidden"`
	LockedOn kernel.Date `json:"locked_on" label:"锁定日期" ui:"fixed"`
	LockedBy string      `json:"locked_by" label:"锁定人" ui:"fixed"`
}

// Custodian is the two who keep the seeds, with what they committed and revealed.
type Custodian struct {
	First      kernel.Ref[account.Account] `json:"custodian_one" label:"种子保管人一" among:"kind=regulator&status=active,locked" rule:"required" ui:"filter"`
	Second     kernel.Ref[account.Account] `json:"custodian_two" label:"种子保管人二" among:"kind=regulator&status=active,locked" rule:"required" ui:"filter" help:"由不同的人担任，例如执法机构和纪检、法制各一名。"`
	CommitOne  string                      `json:"commit_one" label:"承诺一（SHA-256）" ui:"fixed,wide"`
	CommitTwo  string                      `json:"commit_two" label:"承诺二（SHA-256）" ui:"fixed,wide"`
	SeedOne    string                      `json:"seed_one" label:"种子一" ui:"fixed,wide"`
	SeedTwo    string                      `json:"seed_two" label:"种子二" ui:"fixed,wide"`
	Commitment string                      `json:"commitment" label:"承诺值" rule:"max=64" ui:"fixed,hidden"`
	Seed       string                      `json:"seed" label:"种子" rule:"max=64" ui:"fixed,hidden"`
}

// Result is what was drawn.
type Result struct {
	ResultHash  string      `json:"result_hash" label:"结果摘要（SHA-256）" ui:"fixed,wide"`
	ResultFile  string      `json:"result_file" label:"结果文件" ui:"fixed,hidden"`
	DrawnOn     kernel.Date `json:"drawn_on" label:"抽取日期" ui:"fixed,list,filter"`
	PublishedOn kernel.Date `json:"published_on" label:"公开日期" ui:"fixed,filter"`
	VoidedOn    kernel.Date `json:"voided_on" label:"作废日期" ui:"fixed"`
	VoidedFor   string      `json:"voided_for" label:"作废原因" rule:"max=500" ui:"fixed,wide"`
}

// DrawStatus is where a draw stands.
type DrawStatus string

// The states of a draw.
const (
	Preparing DrawStatus = "preparing"
	Listed    DrawStatus = "locked"
	Committed DrawStatus = "committed"
	Drawn     DrawStatus = "drawn"
	Open      DrawStatus = "published"
	Void      DrawStatus = "void"
)

func (DrawStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Preparing, "准备中"), kernel.Opt(Listed, "名录已锁定，待承诺"), kernel.Opt(Committed, "已承诺，待揭示"), kernel.Opt(Drawn, "已抽取"),
		kernel.Opt(Open, "已公开"), kernel.Opt(Void, "已作废")}
}

// DrawRow names the columns of Draw in conditions.
var DrawRow = kernel.Row[Draw]()
var dr = DrawRow

// Draws holds all draws. None is ever deleted.
var Draws = &kernel.Resource[Draw]{
	Name: "plan_draw", Label: "双随机抽查",
	Help: `随机抽取检查对象、随机选派检查人员，结果公开。

1. 点“新建”，定事项、对象条件、比例，指定两名种子保管人。
2. 点“锁定名录”：平台按条件列出企业和人员，排除本期间已经检查的、没有人员可派的，写明原因；名录从此不变，摘要（SHA-256）立即公开。
3. 两名保管人各自打开“抽取现场”，平台在其浏览器里产生一个秘密的随机数（种子），只提交它的摘要，即“承诺”。
4. 两个承诺都提交后，保管人揭示种子。第二个种子揭示的同时得出结果，谁也不能挑选。
5. 检查办结后点“公开”：名录、种子、结果全部公开，任何人都可以在公开页面重新计算。

抽错了只能作废并写明原因，再建一次“重新抽取”，两次都留存公开。`,
	Sort: "-period_from",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "create lock", Rows: kernel.Jurisdiction},
		{To: enforcers, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&dr.Status, Preparing))
		}},
		{To: role.Government, Can: "read commit reveal", Rows: custodian},
		{To: leaders, Can: "publish void", Rows: kernel.Jurisdiction},
	},
	Due: func(d *Draw) kernel.Limit {
		switch d.Status {
		case Listed, Committed:
			return kernel.Limit{On: d.LockedOn.AddDays(7), Warn: 5, Who: "种子保管人", What: "提交承诺、揭示种子"}
		case Drawn:
			return kernel.Limit{On: d.To.AddDays(30), Warn: 20, Who: "执法机构", What: "检查办结后公开抽取记录"}
		}
		return kernel.Limit{}
	},
	Views: []kernel.View{
		{Name: "running", Label: "进行中", Query: "status=preparing,locked,committed"},
		{Name: "drawn", Label: "待公开", Query: "status=drawn"},
		{Name: "published", Label: "已公开", Query: "status=published"},
		{Name: "void", Label: "已作废", Query: "status=void"},
	},
}

func init() {
	Draws.Flow = kernel.Flow[Draw, DrawStatus]{On: &dr.Status, Start: Preparing, Steps: []kernel.Step[Draw, DrawStatus]{
		{Name: "lock", Label: "锁定名录", From: []DrawStatus{Preparing}, To: Listed, Todo: true, Tone: "primary", Do: lock, Confirm: "锁定后名录和参数不能再改。确定锁定？"},
		{Name: "commit", Label: "提交承诺", From: []DrawStatus{Listed}, Ask: []any{&dr.Commitment}, Todo: true, Tone: "primary", Next: commit, Whose: part(&dr.CommitOne, &dr.CommitTwo), Help: "在“抽取现场”产生种子并提交。"},
		{Name: "reveal", Label: "揭示种子", From: []DrawStatus{Committed}, Ask: []any{&dr.Seed}, Todo: true, Tone: "primary", Next: reveal, Whose: part(&dr.SeedOne, &dr.SeedTwo), Help: "在“抽取现场”揭示。"},
		{Name: "publish", Label: "公开", From: []DrawStatus{Drawn}, To: Open, Tone: "primary", Todo: true, Do: open, Help: "检查办结后公开抽取记录；检查前公开会惊动被检查企业。"},
		{Name: "void", Label: "作废", From: []DrawStatus{Listed, Committed, Drawn}, To: Void, Ask: []any{&dr.VoidedFor}, Tone: "danger", Do: void, Confirm: "作废的抽取仍然公开可查。确定作废？"},
	}}
	Draws.Derive = deriveDraw
	Draws.Rules = drawRules
}

// custodian is the draws whose seeds the actor keeps.
func custodian(a kernel.Actor) kernel.Cond {
	if a.ID == "" {
		return kernel.None()
	}
	me := kernel.Ref[account.Account](a.ID)
	return kernel.Or(kernel.Eq(&dr.First, me), kernel.Eq(&dr.Second, me))
}

// part is the draws in which a custodian's own part is still to be done.
func part(one, two *string) func(kernel.Actor) kernel.Cond {
	return func(a kernel.Actor) kernel.Cond {
		me := kernel.Ref[account.Account](a.ID)
		return kernel.Or(kernel.And(kernel.Eq(&dr.First, me), kernel.Eq(one, "")), kernel.And(kernel.Eq(&dr.Second, me), kernel.Eq(two, "")))
	}
}

func deriveDraw(_ *kernel.Ctx, d *Draw) error {
	d.Title, d.Most = strings.TrimSpace(d.Title), 0 // chance decides who is drawn, never the score
	if d.PerObject == 0 {
		d.PerObject = 2
	}
	if d.Month == "" && len(d.To) == 10 {
		d.Month = string(d.To[:7])
	}
	return nil
}

func drawRules(c *kernel.Ctx, d, before *Draw) error {
	switch {
	case before != nil && before.Status != Preparing:
		return nil
	case !region.Known(d.Region):
		return kernel.FieldError(&dr.Region, "没有这个区划")
	case d.To < d.From:
		return kernel.FieldError(&dr.To, "结束日期不能早于开始日期")
	case d.Number == 0 && d.Ratio <= 0:
		return kernel.FieldError(&dr.Ratio, "请填写抽取比例或数量")
	case d.PerObject < 2:
		return kernel.FieldError(&dr.PerObject, "检查人员不得少于两人（行政处罚法第四十二条）")
	case d.First == d.Second:
		return kernel.FieldError(&dr.Second, "两名种子保管人不能是同一个人")
	}
	for _, part := range []struct {
		id kernel.Ref[account.Account]
		at any
	}{{d.First, &dr.First}, {d.Second, &dr.Second}} {
		a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(part.id)))
		if err != nil {
			return err
		}
		if a == nil || a.Kind != account.Regulator || !region.Within(a.Region, d.Region) && !region.Within(d.Region, a.Region) {
			return kernel.FieldError(part.at, "应为本地区监管部门的账号")
		}
	}
	if d.Plan != "" {
		p, err := Plans.First(c, kernel.ByID(string(d.Plan)))
		switch {
		case err != nil:
			return err
		case p == nil || p.Status != Approved || !region.Within(d.Region, p.Region):
			return kernel.FieldError(&dr.Plan, "应选本地区执行中的计划")
		case d.Month < string(p.From[:7]) || d.Month > string(p.To[:7]):
			return kernel.FieldError(&dr.Month, "检查月份不在计划期间内")
		}
	}
	if d.Replaces == "" {
		return nil
	}
	old, err := Draws.First(c, kernel.ByID(string(d.Replaces)))
	switch {
	case err != nil:
		return err
	case old == nil || old.Status != Void:
		return kernel.FieldError(&dr.Replaces, "应选已作废的抽查；重抽先作废上一次")
	case d.Reason == "":
		return kernel.FieldError(&dr.Reason, "重新抽取应写明原因")
	}
	return nil
}

var hex64 = regexp.MustCompile(`^[0-9a-f]{64}$`)

// commit takes the hash of a custodian's seed.
func commit(c *kernel.Ctx, d *Draw) (DrawStatus, error) {
	value := strings.ToLower(strings.TrimSpace(d.Commitment))
	d.Commitment = ""
	if !hex64.MatchString(value) {
		return "", kernel.FieldError(&dr.Commitment, "承诺值应为64位十六进制数（SHA-256）")
	}
	mine, other := &d.CommitOne, &d.CommitTwo
	switch c.Actor.ID {
	case string(d.First):
	case string(d.Second):
		mine, other = other, mine
	default:
		return "", kernel.Errorf(kernel.Forbidden, "只有种子保管人可以提交承诺")
	}
	switch {
	case *mine != "":
		return "", kernel.Errorf(kernel.Conflict, "您已提交承诺，不能更改")
	case value == *other:
		return "", kernel.FieldError(&dr.Commitment, "与另一名保管人的承诺相同，请自行产生种子")
	}
	if *mine = value; *other == "" {
		return Listed, nil
	}
	return Committed, nil
}

// reveal takes a custodian's seed, which must have the hash that he committed; with the second one the draw is made.
func reveal(c *kernel.Ctx, d *Draw) (DrawStatus, error) {
	value := strings.ToLower(strings.TrimSpace(d.Seed))
	d.Seed = ""
	if !hex64.MatchString(value) {
		return "", kernel.FieldError(&dr.Seed, "种子应为64位十六进制数")
	}
	mine, promised := &d.SeedOne, d.CommitOne
	switch c.Actor.ID {
	case string(d.First):
	case string(d.Second):
		mine, promised = &d.SeedTwo, d.CommitTwo
	default:
		return "", kernel.Errorf(kernel.Forbidden, "只有种子保管人可以揭示种子")
	}
	switch {
	case *mine != "":
		return "", kernel.Errorf(kernel.Conflict, "您已揭示种子")
	case hash([]byte(value)) != promised:
		return "", kernel.FieldError(&dr.Seed, "与提交的承诺不符：这不是当时的种子")
	}
	if *mine = value; d.SeedOne == "" || d.SeedTwo == "" {
		return Committed, nil
	}
	return Drawn, d.make(c)
}
