package monitor

import (
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Commitment is what the principal of an enterprise of hazardous chemicals announces every day (安全承诺公告): what runs, which special
// works are done, and that the risks are under control.
type Commitment struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Day        kernel.Date                       `json:"day" label:"日期" rule:"required" ui:"list,sort,filter,once"`
	Key        string                            `json:"day_key" label:"标识" rule:"unique,max=60" ui:"fixed,hidden"`
	Running    int                               `json:"plants_running" label:"运行装置" unit:"套" rule:"min=0,top=1000" ui:"list"`
	Stopped    int                               `json:"plants_stopped" label:"停产装置" unit:"套" rule:"min=0,top=1000" ui:"list"`
	Overhaul   int                               `json:"plants_overhauled" label:"检修装置" unit:"套" rule:"min=0,top=1000"`
	Trial      bool                              `json:"is_trial" label:"处于试生产"`
	Switching  bool                              `json:"is_switching" label:"处于开停车"`
	Fire0      int                               `json:"hot_work_special" label:"特级动火" unit:"处" rule:"min=0,top=1000"`
	Fire1      int                               `json:"hot_work_first" label:"一级动火" unit:"处" rule:"min=0,top=1000"`
	Fire2      int                               `json:"hot_work_second" label:"二级动火" unit:"处" rule:"min=0,top=1000"`
	Confined   int                               `json:"confined_space" label:"受限空间作业" unit:"处" rule:"min=0,top=1000"`
	Blinding   int                               `json:"blinding" label:"盲板抽堵作业" unit:"处" rule:"min=0,top=1000"`
	Height     int                               `json:"work_at_height" label:"高处作业" unit:"处" rule:"min=0,top=1000"`
	Lifting    int                               `json:"lifting" label:"吊装作业" unit:"处" rule:"min=0,top=1000"`
	Power      int                               `json:"temporary_power" label:"临时用电作业" unit:"处" rule:"min=0,top=1000"`
	Digging    int                               `json:"excavation" label:"动土作业" unit:"处" rule:"min=0,top=1000"`
	Road       int                               `json:"road_closing" label:"断路作业" unit:"处" rule:"min=0,top=1000"`
	Hazards    string                            `json:"hazard_state" label:"重大危险源安全状态" rule:"required,max=300" ui:"wide"`
	Risk       RiskLevel                         `json:"risk_level" label:"风险等级" rule:"required" ui:"list,filter"`
	Text       string                            `json:"text" label:"承诺内容" rule:"required,max=1000" ui:"long,wide"`
	Signer     string                            `json:"signer" label:"主要负责人" rule:"required,max=60" ui:"list"`
	SignedAt   time.Time                         `json:"signed_at" label:"公告时间" ui:"fixed"`
	Status     CommitmentStatus                  `json:"status" label:"状态" ui:"list,filter,fixed"`
}

// RiskLevel is how high the enterprise rates the risk of the day.
type RiskLevel string

func (RiskLevel) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(RiskLevel("high"), "高风险", "red"), kernel.Tone(RiskLevel("medium"), "较大风险", "orange"), kernel.Tone(RiskLevel("general"), "一般风险", "yellow"), kernel.Tone(RiskLevel("low"), "低风险", "blue")}
}

// CommitmentStatus is whether it was announced.
type CommitmentStatus string

const (
	Drafted   CommitmentStatus = "draft"
	Announced CommitmentStatus = "announced"
)

func (CommitmentStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Drafted, "待公告"), kernel.Opt(Announced, "已公告")}
}

var cm = kernel.Row[Commitment]()

// Commitments holds the commitments.
var Commitments = &kernel.Resource[Commitment]{
	Name: "monitor_commitment", Label: "安全承诺公告", Sort: "-day", Title: &cm.Text,
	Help: `危险化学品企业每天公告一次：装置运行情况、特殊作业（GB 30871）、重大危险源状态和风险等级，由主要负责人承诺。填好后点“公告”，之后不能再改。一天一份。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create export announce", Rows: kernel.Own(&cm.Enterprise)},
		{To: []kernel.Role{role.Safety}, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Own(&cm.Enterprise)(a), kernel.Eq(&cm.Status, Drafted))
		}},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&cm.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&cm.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Commitment, CommitmentStatus]{On: &cm.Status, Start: Drafted, Steps: []kernel.Step[Commitment, CommitmentStatus]{
		{Name: "announce", Label: "公告", From: []CommitmentStatus{Drafted}, To: Announced, Todo: true, Tone: "primary", Confirm: "公告后不能再改。确定公告？", Do: func(c *kernel.Ctx, m *Commitment) error {
			m.SignedAt = stamp(c)
			return nil
		}},
	}},
	Derive: func(c *kernel.Ctx, m *Commitment) error {
		if m.Enterprise != "" && m.Day != "" {
			m.Key = string(m.Enterprise) + "/" + string(m.Day)
		}
		return settle(c, &m.Base, m.Enterprise, nil)
	},
	Rules: func(c *kernel.Ctx, m, before *Commitment) error {
		if before == nil && (m.Day > c.Today() || m.Day < c.Today().AddDays(-1)) {
			return kernel.FieldError(&cm.Day, "只能填今天或昨天的公告")
		}
		return nil
	},
	Views: []kernel.View{{Name: "today", Label: "今天", Query: "day={today}"}, {Name: "high", Label: "高风险", Query: "risk_level=high&day={today}"}},
}
