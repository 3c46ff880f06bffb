package majorhazard

import (
	"cmp"
	"fmt"
	"slices"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Pond is one tailings pond (尾矿库) with its class by total capacity and dam height (GB 50863-2013 3.3).
type Pond struct {
	kernel.Base
	Enterprise  kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,filter,once" help:"无主的库由监管部门登记，不填企业。"`
	Name        string                            `json:"name" label:"尾矿库名称" rule:"required,max=100" ui:"list,search"`
	Position    kernel.Point                      `json:"position" label:"位置"`
	Place       string                            `json:"place" label:"位置说明" rule:"max=200" ui:"wide"`
	Operation   PondState                         `json:"operation" label:"运行状况" rule:"required" ui:"list,filter"`
	Form        PondForm                          `json:"form" label:"型式"`
	Damming     Damming                           `json:"damming" label:"筑坝方式"`
	Dry         bool                              `json:"dry" label:"干式堆存"`
	Pit         bool                              `json:"pit" label:"废弃露天采坑，无坝体" help:"没有坝体的可以不定等别。"`
	Volume      float64                           `json:"volume" label:"总库容V" unit:"万立方米" rule:"min=0,top=10000000" help:"设计最终状态的全库容。"`
	Height      float64                           `json:"height" label:"坝高H" unit:"米" rule:"min=0,top=1000"`
	NowVolume   float64                           `json:"now_volume" label:"现状库容" unit:"万立方米" rule:"min=0,top=10000000"`
	NowHeight   float64                           `json:"now_height" label:"现状坝高" unit:"米" rule:"min=0,top=1000"`
	Important   bool                              `json:"important" label:"失事影响重要" help:"失事将使下游重要城镇、工矿企业、铁路干线或高速公路遭受严重灾害，经论证提高一等。"`
	Study       kernel.Files                      `json:"study" label:"提等论证" rule:"max=10"`
	ByVolume    PondClass                         `json:"by_volume" label:"按库容" ui:"fixed"`
	ByHeight    PondClass                         `json:"by_height" label:"按坝高" ui:"fixed"`
	Class       PondClass                         `json:"class" label:"等别" ui:"fixed,list,filter,sort"`
	WhyClass    string                            `json:"why_class" label:"等别依据" ui:"fixed,wide"`
	Overhead    bool                              `json:"overhead" label:"头顶库" ui:"list,filter" help:"下游1公里内有居民或重要设施。"`
	Downstream  string                            `json:"downstream" label:"下游情况" rule:"max=1000" ui:"long,wide"`
	People      int                               `json:"downstream_people" label:"下游居民" unit:"人" rule:"min=0"`
	Watch       []PondItem                        `json:"monitoring" label:"在线监测项目"`
	LackWatch   string                            `json:"monitoring_gaps" label:"尚缺监测项目" ui:"fixed,wide" help:"按等别和堆存方式应当有的（GB 39496-2020）。"`
	Leader      string                            `json:"leader" label:"政府包保领导" rule:"max=60" ui:"list"`
	LeaderPost  string                            `json:"leader_post" label:"包保领导职务" rule:"max=60" help:"每座库一名县级领导；头顶库由市级领导包保。"`
	LeaderPhone kernel.Phone                      `json:"leader_phone" label:"包保领导电话"`
	Head        string                            `json:"head" label:"企业库长" rule:"max=60"`
	HeadPhone   kernel.Phone                      `json:"head_phone" label:"库长电话"`
	AssessedOn  kernel.Date                       `json:"assessed_on" label:"安全现状评价日期" help:"每三年至少一次。"`
	NextOn      kernel.Date                       `json:"next_on" label:"应再次评价日期" ui:"fixed,list,filter"`
	Report      kernel.Files                      `json:"report" label:"评价报告" rule:"max=10"`
	Status      PondStatus                        `json:"status" label:"状态" ui:"fixed,list,filter"`
	Altered     bool                              `json:"altered" label:"变更待确认" ui:"fixed,filter"`
	WasClass    PondClass                         `json:"was_class" label:"变更前等别" ui:"fixed"`
	FiledOn     kernel.Date                       `json:"filed_on" label:"登记日期" ui:"fixed,sort"`
	StruckOn    kernel.Date                       `json:"struck_on" label:"销号日期" ui:"fixed"`
}

// The vocabularies of ponds: class (等别), state, form, way of damming, monitored items, standing of the record.
type (
	PondClass  string
	PondState  string
	PondForm   string
	Damming    string
	PondItem   string
	PondStatus string
)

const (
	PondDraft  PondStatus = "draft"
	PondSent   PondStatus = "submitted"
	PondBack   PondStatus = "returned"
	PondFiled  PondStatus = "filed"
	PondStruck PondStatus = "struck"

	Unclassed PondClass = "none"
)

func (PondClass) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(PondClass("1"), "一等", "red"), kernel.Tone(PondClass("2"), "二等", "red"), kernel.Tone(PondClass("3"), "三等", "orange"),
		kernel.Tone(PondClass("4"), "四等", "yellow"), kernel.Tone(PondClass("5"), "五等", "blue"), kernel.Opt(Unclassed, "不定等别")}
}

func (PondState) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(PondState("building"), "在建"), kernel.Opt(PondState("running"), "在用"), kernel.Opt(PondState("stopped"), "停用"),
		kernel.Opt(PondState("closed"), "已闭库"), kernel.Opt(PondState("abandoned"), "废弃")}
}

func (PondForm) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(PondForm("valley"), "山谷型"), kernel.Opt(PondForm("hillside"), "傍山型"), kernel.Opt(PondForm("river"), "截河型"),
		kernel.Opt(PondForm("flat"), "平地型"), kernel.Opt(PondForm("other"), "其他")}
}

func (Damming) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Damming("upstream"), "上游式"), kernel.Opt(Damming("downstream"), "下游式"), kernel.Opt(Damming("centre"), "中线式"),
		kernel.Opt(Damming("once"), "一次建坝"), kernel.Opt(Damming("other"), "其他")}
}

func (PondItem) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(PondItem("surface"), "坝体表面位移"), kernel.Opt(PondItem("phreatic"), "浸润线"), kernel.Opt(PondItem("beach"), "干滩"),
		kernel.Opt(PondItem("level"), "库水位"), kernel.Opt(PondItem("rain"), "降水量"), kernel.Opt(PondItem("video"), "视频"), kernel.Opt(PondItem("internal"), "坝体内部位移"),
		kernel.Opt(PondItem("pressure"), "孔隙水压力"), kernel.Opt(PondItem("seepage"), "渗流量、浑浊度")}
}

func (PondStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(PondDraft, "填报中"), kernel.Opt(PondSent, "待确认"), kernel.Opt(PondBack, "已退回"), kernel.Opt(PondFiled, "在册"), kernel.Opt(PondStruck, "已销号")}
}

var pond = kernel.Row[Pond]()

// Ponds holds all tailings ponds.
var Ponds = &kernel.Resource[Pond]{
	Name: "majorhazard_pond", Label: "尾矿库",
	Help: "一座尾矿库一份记录。填总库容V和坝高H，保存即得出等别和依据：两项相差一等的取高，相差超过一等的取高者降一等。企业填报后由县级监管部门确认在册；在册后库容、坝高、运行状况有变化的直接修改，由县级再确认。没有企业的废弃库由监管部门登记。三等及以上的库应当有内部位移、孔隙水压力和渗流监测。",
	Sort: "class",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create export submit plain", Rows: kernel.Own(&pond.Enterprise)},
		{To: []kernel.Role{role.Safety}, Can: "update", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&pond.Enterprise)(a), kernel.In(&pond.Status, PondDraft, PondBack, PondFiled))
		}},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&pond.Enterprise)},
		{To: role.Government, Can: "read export unmask", Rows: enterprise.Of(&pond.Enterprise)},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create import update submit file return confirm strike", Rows: county(&pond.Enterprise)},
		{To: []kernel.Role{role.Collector, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Due: func(p *Pond) kernel.Limit {
		if p.Status != PondFiled || p.NextOn == "" || p.Operation == "closed" {
			return kernel.Limit{}
		}
		return kernel.Limit{On: p.NextOn, Warn: 90, Who: "企业", What: "安全现状评价"}
	},
	Views: []kernel.View{
		{Name: "filed", Label: "在册", Query: "status=filed"},
		{Name: "grave", Label: "三等及以上", Query: "status=filed&class=1,2,3"},
		{Name: "overhead", Label: "头顶库", Query: "status=filed&overhead=true"},
		{Name: "altered", Label: "变更待确认", Query: "altered=true"},
		{Name: "submitted", Label: "待确认", Query: "status=submitted"},
		{Name: "struck", Label: "已销号", Query: "status=struck"},
	},
}

var pondFlow = kernel.Flow[Pond, PondStatus]{
	On: &pond.Status, Start: PondDraft,
	Steps: []kernel.Step[Pond, PondStatus]{
		{Name: "submit", Label: "报送", From: []PondStatus{PondDraft, PondBack}, To: PondSent, Do: pondWhole, Todo: true, Tone: "primary"},
		{Name: "file", Label: "确认在册", From: []PondStatus{PondSent}, To: PondFiled, Do: func(c *kernel.Ctx, p *Pond) error { p.FiledOn = c.Today(); return nil }, Todo: true, Tone: "primary"},
		{Name: "return", Label: "退回", From: []PondStatus{PondSent}, To: PondBack, Opinion: true},
		{Name: "confirm", Label: "确认变更", From: []PondStatus{PondFiled}, If: kernel.Eq(&pond.Altered, true), Opinion: true,
			Do: func(_ *kernel.Ctx, p *Pond) error { p.Altered, p.WasClass = false, ""; return nil }},
		{Name: "strike", Label: "销号", From: []PondStatus{PondFiled}, To: PondStruck, Opinion: true, Tone: "danger", Confirm: "闭库销号后不再统计，确定吗？",
			Do: func(c *kernel.Ctx, p *Pond) error { p.StruckOn = c.Today(); return nil }},
	},
}

func pondWhole(_ *kernel.Ctx, p *Pond) error {
	switch {
	case p.Position == kernel.Point{}:
		return kernel.FieldError(&pond.Position, "请在地图上标出位置")
	case !p.Pit && (p.Volume == 0 || p.Height == 0):
		return kernel.FieldError(&pond.Volume, "请填写总库容和坝高")
	}
	return nil
}

// classes are the lower bounds of V in 10⁴ m³ and of H in m, from the first class to the fourth; what is below is of the fifth.
var classes = []struct{ volume, height float64 }{{50000, 200}, {10000, 100}, {1000, 60}, {100, 30}}

// Classify returns the class of a pond by its capacity and by its height, and the class that follows: of two that differ by one the higher,
// of two that differ by more the higher lowered by one, and one more if its failure would be grave.
func Classify(volume, height float64, important bool) (byVolume, byHeight, class int, why string) {
	byVolume, byHeight = 5, 5
	for i := len(classes) - 1; i >= 0; i-- {
		if volume >= classes[i].volume {
			byVolume = i + 1
		}
		if height >= classes[i].height {
			byHeight = i + 1
		}
	}
	class = min(byVolume, byHeight)
	switch apart := max(byVolume, byHeight) - class; {
	case apart == 0:
		why = "按库容和坝高等别相同"
	case apart == 1:
		why = "两项相差一等，取高者"
	default:
		class++
		why = fmt.Sprintf("两项相差%d等，取高者降一等", apart)
	}
	if important && class > 1 {
		class--
		why += "；失事影响重要，经论证提高一等"
	}
	return byVolume, byHeight, class, why
}

func derivePond(c *kernel.Ctx, p *Pond) error {
	if p.Rev == 0 {
		p.Enterprise = cmp.Or(p.Enterprise, kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise))
		if p.Enterprise != "" {
			e, err := owner(c, p.Enterprise)
			if err != nil {
				return err
			}
			p.Region = e.Region
		}
	}
	named := func(n int) PondClass { return PondClass(fmt.Sprint(n)) }
	switch {
	case p.Pit:
		p.ByVolume, p.ByHeight, p.Class, p.WhyClass = "", "", Unclassed, "废弃露天采坑无坝体，不定等别"
	case p.Volume == 0 && p.Height == 0:
		p.ByVolume, p.ByHeight, p.Class, p.WhyClass = "", "", Unclassed, "没有填库容和坝高"
	default:
		v, h, class, why := Classify(p.Volume, p.Height, p.Important)
		p.ByVolume, p.ByHeight, p.Class = named(v), named(h), named(class)
		p.WhyClass = fmt.Sprintf("V=%s万立方米为%s，H=%s米为%s，%s", tons(p.Volume), kernel.LabelOf(p.ByVolume), tons(p.Height), kernel.LabelOf(p.ByHeight), why)
	}
	if p.NextOn = ""; p.AssessedOn != "" {
		p.NextOn = years(p.AssessedOn, assessYears)
	}
	p.LackWatch = p.unwatched()
	return nil
}

// unwatched names the items that GB 39496-2020 5.5 wants on line and that are not.
func (p *Pond) unwatched() string {
	if p.Pit || p.Operation == "closed" || p.Class == Unclassed {
		return ""
	}
	must := []PondItem{"surface", "phreatic", "level", "rain", "video"}
	if !p.Dry {
		must = append(must, "beach")
		if p.Class <= "3" {
			must = append(must, "internal", "pressure", "seepage")
		}
	}
	out := ""
	for _, m := range must {
		if !slices.Contains(p.Watch, m) {
			if out != "" {
				out += "、"
			}
			out += kernel.LabelOf(m)
		}
	}
	return out
}

func pondRules(c *kernel.Ctx, p, before *Pond) error {
	switch {
	case p.Important && len(p.Study) == 0:
		return kernel.FieldError(&pond.Study, "提高等别的，应附论证")
	case p.NowVolume > p.Volume || p.NowHeight > p.Height:
		return kernel.FieldError(&pond.NowVolume, "现状库容、坝高不能大于设计值")
	case p.AssessedOn > c.Today():
		return kernel.FieldError(&pond.AssessedOn, "评价日期不能晚于今天")
	}
	changed := before != nil && before.Status == PondFiled && p.Status == PondFiled && (p.Volume != before.Volume || p.Height != before.Height || p.Operation != before.Operation || p.Class != before.Class || p.Overhead != before.Overhead)
	if changed && c.Actor.Enterprise != "" && !c.Actor.System {
		p.Altered, p.WasClass = true, cmp.Or(before.WasClass, before.Class)
	}
	return nil
}
