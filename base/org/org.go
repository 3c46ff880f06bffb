// Package org keeps the organisations (机构) of supervision: governments, bureaus and their departments, offices of the
// safety committee, brigades and township stations, with the posts in them. Each region manages its own and those
// below, never those above or beside (分级授权).
package org

import (
	"slices"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Org is an organisation or a department of one (机构).
type Org struct {
	kernel.Base
	Name      string             `json:"name" label:"名称" rule:"required,max=80" ui:"list,search,sort" help:"全称，例如郑州市应急管理局。"`
	Title     string             `json:"title" label:"简称" rule:"max=40" ui:"list,search" help:"文书和通报中使用的简称。"`
	Kind      Kind               `json:"kind" label:"机构类型" rule:"required" ui:"list,filter"`
	Superior  kernel.Ref[Org]    `json:"superior" label:"上级机构" ui:"list,filter" help:"内设科室填所属的局；下级局填上级局，可不填。"`
	Trades    []enterprise.Trade `json:"trades" label:"主管行业（条线）" help:"内设机构主管的行业。它在本地区和下级都领导这条线；新进人员的监管行业随之确定。"`
	Prefix    string             `json:"prefix" label:"发文代字" rule:"max=20" help:"公文编号用，例如郑应急。"`
	Duty      string             `json:"duty" label:"职责" rule:"max=500" ui:"long,wide"`
	Telephone string             `json:"telephone" label:"办公电话" rule:"max=40" ui:"list"`
	Fax       string             `json:"fax" label:"传真" rule:"max=40"`
	Address   string             `json:"address" label:"办公地址" rule:"max=120" ui:"wide"`
	Former    string             `json:"former" label:"曾用名" rule:"max=200" ui:"search,wide" help:"机构改革前的名称，例如郑州市安全生产监督管理局。"`
	Rank      int                `json:"rank" label:"排列次序" rule:"min=0,top=9999" ui:"sort"`
	Status    Status             `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Kind is what an organisation is.
type Kind string

// The kinds of organisations.
const (
	Government Kind = "government" // 人民政府
	Committee  Kind = "committee"  // 安全生产委员会
	Office     Kind = "office"     // 安委会办公室
	Bureau     Kind = "bureau"     // 应急管理（安全监管）部门
	Duty       Kind = "duty"       // 其他负有安全生产监督管理职责的部门
	Department Kind = "department" // 内设机构
	Brigade    Kind = "brigade"    // 执法队伍
	Zone       Kind = "zone"       // 功能区管委会
	Station    Kind = "station"    // 乡镇（街道）应急办、安监站
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Government, "人民政府"), kernel.Opt(Committee, "安全生产委员会"), kernel.Opt(Office, "安委会办公室"),
		kernel.Opt(Bureau, "应急管理（安全监管）部门"), kernel.Opt(Duty, "负有安全监管职责的部门"), kernel.Opt(Department, "内设机构"),
		kernel.Opt(Brigade, "执法队伍"), kernel.Opt(Zone, "功能区管委会"), kernel.Opt(Station, "乡镇（街道）站所")}
}

// Status is the state of an organisation or a post.
type Status string

// The states.
const (
	Active Status = "active"
	Closed Status = "closed"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Active, "有效"), kernel.Opt(Closed, "已撤销")}
}

// Row names the columns of Org in conditions.
var Row = kernel.Row[Org]()

// readers of the directory: everyone who works for a government, over the whole platform.
var readers = []kernel.Role{role.System, role.Security, role.Audit, role.Regulator, role.Leader, role.Clerk, role.Collector}

// Orgs holds all organisations.
var Orgs = &kernel.Resource[Org]{
	Name: "org", Label: "机构",
	Help: `这里是各级监管机构：政府、安委办、应急管理局及其科室、其他负有监管职责的部门、执法队伍、乡镇站所。

- 每个地区的系统管理员管理本地区和下级的机构，不能改上级和同级其他地区的。
- 先建局，再建科室：科室的“上级机构”填所属的局。点“按模板建科室”可以一次建好市、县局的常设科室。
- **发文代字**用于文书编号。机构改革后改名的，旧名称填在“曾用名”，仍能搜到。`,
	Sort: "rank",
	Access: kernel.Access{
		{To: readers, Can: "read", Rows: kernel.All},
		{To: []kernel.Role{role.System}, Can: "create update import export close reopen", Rows: kernel.Jurisdiction},
	},
	Derive: func(_ *kernel.Ctx, o *Org) error {
		o.Name = strings.TrimSpace(o.Name)
		if o.Title == "" && len([]rune(o.Name)) <= 40 {
			o.Title = o.Name
		}
		return nil
	},
	Views: []kernel.View{
		{Name: "bureaus", Label: "应急管理部门", Query: "kind=bureau&status=active"},
		{Name: "offices", Label: "安委办", Query: "kind=office&status=active"},
		{Name: "departments", Label: "内设机构", Query: "kind=department&status=active"},
		{Name: "stations", Label: "乡镇站所", Query: "kind=station&status=active"},
	},
}

var flow = kernel.Flow[Org, Status]{
	On: &Row.Status, Start: Active,
	Steps: []kernel.Step[Org, Status]{
		{Name: "close", Label: "撤销", From: []Status{Active}, To: Closed, Opinion: true, Do: closeOrg, Tone: "danger", Confirm: "撤销后不能再选用该机构。确定撤销？"},
		{Name: "reopen", Label: "恢复", From: []Status{Closed}, To: Active, Opinion: true},
	},
}

func init() { Orgs.Flow, Orgs.Rules = flow, rules }

func rules(c *kernel.Ctx, o, before *Org) error {
	if region.LevelOf(o.Region) == "" && o.Region != kernel.Country {
		return kernel.FieldError(&Row.Region, "没有这个区划")
	}
	if len(o.Trades) > 0 && o.Kind != Department && o.Kind != Brigade && o.Kind != Duty {
		return kernel.FieldError(&Row.Trades, "主管行业填在内设机构、执法队伍和其他负有监管职责的部门")
	}
	if o.Kind == Department && o.Superior == "" {
		return kernel.FieldError(&Row.Superior, "内设机构应填所属的局")
	}
	if o.Superior == "" || before != nil && before.Superior == o.Superior && before.Region == o.Region {
		return nil
	}
	up, err := Orgs.Get(c.AsSystem(), string(o.Superior))
	if err != nil {
		return missing(err, &Row.Superior, "没有这个上级机构")
	}
	switch {
	case !c.Actor.System && !region.Within(up.Region, c.Actor.Region):
		return kernel.Errorf(kernel.Forbidden, "上级机构超出您的管理范围")
	case !region.Within(o.Region, up.Region):
		return kernel.FieldError(&Row.Superior, "上级机构应属于本地区或上级地区")
	case up.Status != Active:
		return kernel.FieldError(&Row.Superior, "上级机构已撤销")
	}
	for at, n := up, 0; at.ID != ""; n++ { // up to the top: nothing may stand above itself
		if at.ID == o.ID || n > 20 {
			return kernel.FieldError(&Row.Superior, "不能以自己或自己的下级为上级机构")
		}
		if at.Superior == "" {
			break
		}
		if at, err = Orgs.Get(c.AsSystem(), string(at.Superior)); err != nil {
			return err
		}
	}
	return nil
}

// missing says what a reference to nothing means to the person who typed it.
func missing(err error, at any, what string) error {
	if kernel.CodeOf(err) == kernel.Missing {
		return kernel.FieldError(at, "%s", what)
	}
	return err
}

func closeOrg(c *kernel.Ctx, o *Org) error {
	n, err := Orgs.Count(c.AsSystem(), kernel.And(kernel.Eq(&Row.Superior, kernel.Ref[Org](o.ID)), kernel.Eq(&Row.Status, Active)))
	if err == nil && n > 0 {
		return kernel.Errorf(kernel.Conflict, "还有%d个下级机构，请先撤销或改变它们的上级", n)
	}
	return err
}

// The lines of supervision (条线).
var (
	chemicals = []enterprise.Trade{enterprise.ChemProduction, enterprise.ChemTrade, enterprise.ChemUse, enterprise.ChemStorage, enterprise.Pharma,
		enterprise.FireworkMaking, enterprise.FireworkWholesale, enterprise.FireworkRetail}
	mines    = []enterprise.Trade{enterprise.Mine, enterprise.Tailings, enterprise.OilGas}
	industry = []enterprise.Trade{enterprise.Metallurgy, enterprise.NonFerrous, enterprise.Materials, enterprise.Machinery, enterprise.LightIndustry,
		enterprise.Textile, enterprise.Tobacco, enterprise.Commerce}
)

// lines are the trades of the usual departments, by a word of their name; the first that fits.
var lines = []struct {
	word   string
	trades []enterprise.Trade
}{
	{"危险化学品和非煤矿山", slices.Concat(chemicals, mines)}, {"危险化学品", chemicals}, {"非煤矿山", mines}, {"工贸", industry}, {"煤炭", []enterprise.Trade{enterprise.Coal}},
}

func line(name string) []enterprise.Trade {
	for _, l := range lines {
		if strings.Contains(name, l.word) {
			return l.trades
		}
	}
	return nil
}

// departments of a bureau, by who it serves. Names are usual ones, to be renamed where the local plan of duties
// (三定方案) says otherwise.
var departments = map[region.Level][]string{
	region.PrefectureLevel: {"办公室", "应急指挥中心", "风险监测和综合减灾科", "救援协调和预案管理科", "安全生产综合协调科", "安全生产基础科",
		"安全生产执法监督科", "危险化学品安全监督管理科", "非煤矿山安全监督管理科", "工贸行业安全监督管理科", "煤炭安全监督管理科", "调查评估和统计科",
		"政策法规科", "行政审批服务科", "科技和信息化科", "宣传教育科", "规划财务科", "人事科"},
	region.CountyLevel: {"办公室", "应急指挥中心", "安全生产综合协调股", "安全生产基础股", "危险化学品和非煤矿山监督管理股", "工贸行业监督管理股", "政策法规和行政审批股", "宣传教育股"},
}

// Departments creates the usual departments of a bureau that it does not have yet, and returns how many.
func Departments(c *kernel.Ctx, bureau string) (made int, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		b, err := Orgs.Get(c, bureau)
		if err != nil {
			return err
		}
		names := departments[region.LevelOf(b.Region)]
		if region.LevelOf(b.Region) == region.ProvinceLevel {
			names = departments[region.PrefectureLevel]
		}
		if b.Kind != Bureau || b.Status != Active || names == nil {
			return kernel.Errorf(kernel.Conflict, "只有有效的省、市、县应急管理部门可以按模板建科室")
		}
		have := map[string]bool{}
		if err := Orgs.Each(c.AsSystem(), kernel.Query{Where: kernel.Eq(&Row.Superior, kernel.Ref[Org](b.ID)), Limit: -1}, func(o *Org) error {
			have[o.Title] = true
			return nil
		}); err != nil {
			return err
		}
		for i, name := range names {
			if department, ok := strings.CutSuffix(name, "科"); ok && region.LevelOf(b.Region) == region.ProvinceLevel {
				name = department + "处"
			}
			if have[name] {
				continue
			}
			d := &Org{Name: b.Name + name, Title: name, Kind: Department, Superior: kernel.Ref[Org](b.ID), Rank: i + 1, Trades: line(name), Base: kernel.Base{Region: b.Region}}
			if err := Orgs.Create(c, d); err != nil {
				return err
			}
			made++
		}
		return nil
	})
	return made, err
}

type departmentsIn struct {
	ID string `json:"id"`
}

type departmentsOut struct {
	Made int `json:"made"`
}

// Module declares organisations and posts.
func Module() kernel.Module {
	return kernel.Module{
		Name: "org", Label: "组织机构",
		Resources: []kernel.Handle{Orgs, Posts},
		Routes: []kernel.Route{kernel.Op("POST /api/org/{id}/departments", "按模板建科室", []kernel.Role{role.System},
			func(c *kernel.Ctx, in *departmentsIn) (*departmentsOut, error) {
				made, err := Departments(c, in.ID)
				return &departmentsOut{made}, err
			})},
	}
}
