// Package region keeps the administrative divisions (行政区划) that a platform supervises: the national table of
// GB/T 2260 with the townships of the statistical list, functional zones (功能区) that have no code there, periods
// of validity, renames and mergers. A division's code without trailing zeros is the value of every record's region.
package region

import (
	"slices"
	"strings"

	"anjian/base/role"
	"anjian/kernel"
)

// Region is one division as the platform supervises it (行政区划). Its own region is its code.
type Region struct {
	kernel.Base
	Code      string        `json:"code" label:"区划代码" rule:"required,unique,max=12" ui:"list,search,once,sort" help:"省2位、市4位、县6位、乡9位、村12位；写成410100的末尾零会自动去掉。"`
	Name      string        `json:"name" label:"名称" rule:"required,max=60" ui:"list,search" help:"全称，例如金水区。改名请用“更名”，旧名称会留存。"`
	ShortName string        `json:"short_name" label:"简称" rule:"max=20" ui:"list,search" help:"通报里使用的称呼，例如金水、航空港。"`
	Level     Level         `json:"level" label:"层级" ui:"fixed,list,filter"`
	Kind      Kind          `json:"kind" label:"类别" ui:"list,filter"`
	Parent    kernel.Region `json:"parent" label:"上级" ui:"list,filter" help:"由谁监管；留空则按代码取上一级。省直管县（市）填省。"`
	Rank      int           `json:"rank" label:"排列次序" rule:"min=0,top=9999" ui:"sort" help:"通报和表格里的先后，数小的在前；相同则按代码。"`
	Counted   bool          `json:"counted" label:"计入通报名单" ui:"list,filter" help:"点名通报时是否计算在内；功能区一般不计算在内。"`
	Note      string        `json:"note" label:"说明" rule:"max=200" ui:"wide"`
	ValidFrom kernel.Date   `json:"valid_from" label:"启用日期"`
	ValidTo   kernel.Date   `json:"valid_to" label:"停用日期" ui:"fixed" help:"这一天仍有效，次日起归并入的区划。"`
	Successor kernel.Region `json:"successor" label:"并入" ui:"fixed,list"`
	Basis     string        `json:"basis" label:"批准文号" ui:"fixed" help:"最近一次更名、撤并的依据。"`
	RenamedOn kernel.Date   `json:"renamed_on" label:"更名日期" ui:"fixed"`
	Former    []Former      `json:"former" label:"曾用名" ui:"fixed"`
	Status    Status        `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Former is a name that a division bore (曾用名).
type Former struct {
	Name  string      `json:"name" label:"名称"`
	Until kernel.Date `json:"until" label:"用至"`
	Basis string      `json:"basis" label:"批准文号"`
}

// Level is the tier of government; it follows from the length of the code.
type Level string

// The tiers.
const (
	ProvinceLevel   Level = "province"
	PrefectureLevel Level = "prefecture"
	CountyLevel     Level = "county"
	TownshipLevel   Level = "township"
	VillageLevel    Level = "village"
)

func (Level) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ProvinceLevel, "省级"), kernel.Opt(PrefectureLevel, "地市级"), kernel.Opt(CountyLevel, "县级"),
		kernel.Opt(TownshipLevel, "乡级"), kernel.Opt(VillageLevel, "村级")}
}

// lengths of a code, by tier.
var lengths = map[int]Level{2: ProvinceLevel, 4: PrefectureLevel, 6: CountyLevel, 9: TownshipLevel, 12: VillageLevel}

// LevelOf returns the tier of a region, "" for the country and for what is no code.
func LevelOf(code kernel.Region) Level {
	if !digits(string(code)) {
		return ""
	}
	return lengths[len(code)]
}

// Kind says who gave the code.
type Kind string

// The kinds of divisions.
const (
	Statutory Kind = "gbt2260"     // 法定行政区划
	Zone      Kind = "statistical" // 统计功能区, county codes 71 to 79
	Platform  Kind = "own"         // in no state list: 郑东新区
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Statutory, "法定行政区划"), kernel.Opt(Zone, "统计功能区"), kernel.Opt(Platform, "平台自定")}
}

// Status is the state of a division.
type Status string

// The states of a division.
const (
	Active Status = "active"
	Ended  Status = "ended"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Active, "有效"), kernel.Opt(Ended, "已撤并")}
}

// Row names the columns of Region in conditions.
var Row = kernel.Row[Region]()

// everyone may read the divisions: they are public.
var everyone = role.All

// below is the divisions under the actor's own: who supervises a division decides what becomes of it.
func below(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Under(a.Region), kernel.Not(&Row.Region, a.Region))
}

// Regions holds the divisions of the platform. The path /api/region is the chooser of divisions, so the record
// type is called region_division.
var Regions = &kernel.Resource[Region]{
	Name: "region_division", Label: "行政区划",
	Help: `这里是本平台监管的行政区划。省、市、县来自国家标准（GB/T 2260），乡镇可按统计用区划代码补充，开发区等功能区可自行增加。

- **增加**：点“新建”，填代码和名称，其余自动带出。
- **更名**：只换名称，代码不变；旧名称留在“曾用名”里。
- **撤并**：改设或并入另一区划时使用。旧代码的记录不改，统计自停用次日起归到并入的区划。
- **计入通报名单**：不勾选的单位（一般为功能区）在“为零的单位”等名单中不计算在内。`,
	Sort: "code",
	Access: kernel.Access{
		{To: everyone, Can: "read", Rows: kernel.All},
		{To: []kernel.Role{role.System}, Can: "update export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System}, Can: "create import rename merge reopen", Rows: below},
	},
	Derive: derive,
	Views: []kernel.View{
		{Name: "counties", Label: "县级", Query: "level=county&status=active"},
		{Name: "zones", Label: "功能区", Query: "kind=statistical,own"},
		{Name: "ended", Label: "已撤并", Query: "status=ended"},
	},
}

var flow = kernel.Flow[Region, Status]{
	On: &Row.Status, Start: Active,
	Steps: []kernel.Step[Region, Status]{
		{Name: "rename", Label: "更名", From: []Status{Active}, Ask: []any{&Row.Name, &Row.RenamedOn}, May: []any{&Row.ShortName, &Row.Basis}, Do: rename,
			Help: "新名称自更名日期起使用，代码不变。"},
		{Name: "merge", Label: "撤并", From: []Status{Active}, To: Ended, Ask: []any{&Row.Successor, &Row.ValidTo}, May: []any{&Row.Basis}, Do: merge, Tone: "danger",
			Confirm: "撤并后不能再选用该区划，统计自停用次日起归到并入的区划。确定撤并？"},
		{Name: "reopen", Label: "恢复", From: []Status{Ended}, To: Active, Opinion: true, Do: reopen},
	},
}

func init() { Regions.Flow, Regions.Rules = flow, rules }

// Trim is a code of the national table as records carry it: without trailing zeros.
func Trim(code string) kernel.Region { return kernel.Region(trim(code)) }

// Padded is a region as the national table writes it: six digits at least.
func Padded(code kernel.Region) string {
	if s := string(code); digits(s) && len(s) < 6 {
		return s + strings.Repeat("0", 6-len(s))
	}
	return string(code)
}

// Known tells whether a region is the country or has the form of a code.
func Known(code kernel.Region) bool { return code == kernel.Country || LevelOf(code) != "" }

// Within tells whether a region is scope or lies below it, as rights cut it.
func Within(code, scope kernel.Region) bool {
	return scope == kernel.Country || scope != "" && strings.HasPrefix(string(code), string(scope))
}

// Above is the region next above a code: by who supervises it where the national table knows it, else by its
// digits; the country above a province.
func Above(code kernel.Region) kernel.Region {
	if d, ok := Supervisor(Padded(code)); ok {
		return Trim(d.Code)
	}
	for _, n := range []int{9, 6, 4, 2} {
		if len(code) > n {
			return code[:n]
		}
	}
	return kernel.Country
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func derive(_ *kernel.Ctx, r *Region) error {
	if r.Code = strings.TrimSpace(r.Code); digits(r.Code) {
		r.Code = trim(r.Code)
	}
	r.Region, r.Level = kernel.Region(r.Code), LevelOf(kernel.Region(r.Code))
	if r.Level == "" {
		return kernel.FieldError(&Row.Code, "区划代码应为2、4、6、9或12位数字")
	}
	if d, ok := Standard(Padded(r.Region)); ok && r.Name == "" {
		r.Name = d.Name
	}
	if r.Parent == "" {
		r.Parent = Above(r.Region)
	}
	if r.Kind == "" {
		r.Kind = kindOf(r.Region)
	}
	if r.ShortName == "" {
		r.ShortName = brief(Padded(r.Region), r.Name)
	}
	return nil
}

func kindOf(code kernel.Region) Kind {
	_, standard := Standard(Padded(code))
	switch {
	case Own(Padded(code)) || !standard && len(code) < 9:
		return Platform
	case len(code) == 6 && code[4:] >= "71" && code[4:] <= "79":
		return Zone
	}
	return Statutory
}

// brief is how bulletins call a division: 金水, 航空港.
func brief(code, name string) string {
	if names := divisions().aliases[code]; len(names) > 0 {
		name = names[0]
	}
	return shorten(name)
}

func rules(c *kernel.Ctx, r, before *Region) error {
	switch {
	case r.Parent == r.Region:
		return kernel.FieldError(&Row.Parent, "上级不能是自己")
	case r.Parent != kernel.Country && LevelOf(r.Parent) == "":
		return kernel.FieldError(&Row.Parent, "没有这个上级区划")
	case r.Parent != kernel.Country && len(r.Parent) >= len(r.Region):
		return kernel.FieldError(&Row.Parent, "上级的层级应高于本级")
	case !c.Actor.System && !Within(r.Parent, c.Actor.Region) && (before == nil || before.Parent != r.Parent):
		return kernel.Errorf(kernel.Forbidden, "上级区划超出您的管理范围")
	case r.ValidTo != "" && r.ValidFrom != "" && r.ValidTo < r.ValidFrom:
		return kernel.FieldError(&Row.ValidTo, "停用日期不能早于启用日期")
	}
	if before != nil && before.Parent == r.Parent || r.Parent == kernel.Country {
		return nil
	}
	if _, ok := Standard(Padded(r.Parent)); ok {
		return nil
	}
	up, err := Of(c, r.Parent)
	if err == nil && up == nil {
		return kernel.FieldError(&Row.Parent, "没有这个上级区划，请先增加它")
	}
	return err
}

// Of returns the record of a region, nil if there is none.
func Of(c *kernel.Ctx, code kernel.Region) (*Region, error) {
	return Regions.First(c.AsSystem(), kernel.Eq(&Row.Code, string(code)))
}

func rename(c *kernel.Ctx, r *Region) error {
	old, err := Regions.Get(c.AsSystem(), r.ID)
	if err != nil {
		return err
	}
	if old.Name == r.Name {
		return kernel.FieldError(&Row.Name, "新名称与现在的相同")
	}
	if n := len(old.Former); n > 0 && old.Former[n-1].Until >= r.RenamedOn {
		return kernel.FieldError(&Row.RenamedOn, "更名日期不能早于上一次更名")
	}
	if r.ShortName == old.ShortName {
		r.ShortName = shorten(r.Name)
	}
	r.Former = append(slices.Clone(old.Former), Former{old.Name, r.RenamedOn.AddDays(-1), r.Basis})
	return nil
}

func merge(c *kernel.Ctx, r *Region) error {
	r.Successor = Trim(string(r.Successor))
	if r.Successor == r.Region {
		return kernel.FieldError(&Row.Successor, "不能并入自己")
	}
	to, err := Of(c, r.Successor)
	if err != nil {
		return err
	}
	if to == nil || to.Status != Active {
		return kernel.FieldError(&Row.Successor, "并入的区划不在册或已撤并，请先增加它")
	}
	if to.Level != r.Level {
		return kernel.FieldError(&Row.Successor, "应并入同一层级的区划")
	}
	if !c.Actor.System && !Within(to.Region, c.Actor.Region) {
		return kernel.Errorf(kernel.Forbidden, "并入的区划超出您的管理范围")
	}
	under, err := Regions.Count(c.AsSystem(), kernel.And(kernel.Eq(&Row.Parent, r.Region), kernel.Eq(&Row.Status, Active)))
	if err == nil && under > 0 {
		return kernel.Errorf(kernel.Conflict, "还有%d个下级区划，请先撤并或改变它们的上级", under)
	}
	return err
}

func reopen(_ *kernel.Ctx, r *Region) error {
	r.Successor, r.ValidTo = "", ""
	return nil
}
