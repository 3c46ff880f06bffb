package monitor

import (
	"strconv"

	"anjian/base/role"
	"anjian/kernel"
)

// Kind is what a point measures (监测类型): the parameters of hazardous chemicals, tailings ponds (GB 39496-2020 5.5) and coal mines.
type Kind string

func (Kind) Options() []kernel.Option {
	return []kernel.Option{
		kernel.Opt(Kind("temp"), "温度"), kernel.Opt(Kind("pres"), "压力"), kernel.Opt(Kind("levl"), "液位"), kernel.Opt(Kind("flow"), "流量"),
		kernel.Opt(Comb, "可燃气体浓度"), kernel.Opt(Toxi, "有毒气体浓度"), kernel.Opt(Kind("oxyg"), "氧含量"), kernel.Opt(Kind("tank"), "储罐参数"),
		kernel.Opt(Kind("valv"), "阀门状态"), kernel.Opt(Kind("intl"), "联锁投用"), kernel.Opt(Kind("mete"), "气象"), kernel.Opt(Kind("disp"), "坝体表面位移"),
		kernel.Opt(Kind("indp"), "坝体内部位移"), kernel.Opt(Kind("phre"), "浸润线"), kernel.Opt(Kind("pore"), "孔隙水压力"), kernel.Opt(Kind("seep"), "渗流量"),
		kernel.Opt(Kind("turb"), "浑浊度"), kernel.Opt(Kind("dryb"), "干滩长度"), kernel.Opt(Kind("slop"), "干滩坡度"), kernel.Opt(Kind("rlvl"), "库水位"),
		kernel.Opt(Kind("rain"), "降水量"), kernel.Opt(Kind("land"), "滑坡体位移"), kernel.Opt(Meth, "甲烷浓度"), kernel.Opt(Kind("wind"), "风速"), kernel.Opt(Kind("othe"), "其他"),
	}
}

// Gases, whose high-high alarm concerns more than the enterprise.
const (
	Comb Kind = "comb"
	Toxi Kind = "toxi"
	Meth Kind = "meth"
)

// Protocol is how a gateway speaks.
type Protocol string

const (
	MQTT  Protocol = "mqtt"
	HTTP  Protocol = "http"
	HJ212 Protocol = "hj212"
)

func (Protocol) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(MQTT, "MQTT"), kernel.Opt(HTTP, "HTTP 批量"), kernel.Opt(HJ212, "HJ 212")}
}

// State is whether a gateway is heard of.
type State string

const (
	Unseen  State = "unseen"
	Online  State = "online"
	Offline State = "offline"
	Shut    State = "closed"
)

func (State) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Unseen, "未接入"), kernel.Opt(Online, "在线"), kernel.Tone(Offline, "离线", "orange"), kernel.Opt(Shut, "停用")}
}

// Cause is what is wrong with a value or a device (报警类型).
type Cause string

const (
	HH    Cause = "HH"
	H     Cause = "H"
	L     Cause = "L"
	LL    Cause = "LL"
	ROC   Cause = "ROC"
	BAD   Cause = "BAD"
	DEV   Cause = "DEV"
	OFF   Cause = "OFF"
	FAULT Cause = "FAULT"
	EXPR  Cause = "EXPR"
)

func (Cause) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(HH, "高高报", "red"), kernel.Tone(H, "高报", "orange"), kernel.Tone(L, "低报", "orange"), kernel.Tone(LL, "低低报", "red"),
		kernel.Opt(ROC, "速率报警"), kernel.Opt(BAD, "坏点、超量程"), kernel.Opt(DEV, "偏差"), kernel.Opt(OFF, "离线"), kernel.Opt(FAULT, "设备故障"), kernel.Opt(EXPR, "组合规则")}
}

// Grade is the level of a warning (预警级别).
type Grade string

const (
	Blue   Grade = "blue"
	Yellow Grade = "yellow"
	Orange Grade = "orange"
	Red    Grade = "red"
)

func (Grade) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Red, "红色", "red"), kernel.Tone(Orange, "橙色", "orange"), kernel.Tone(Yellow, "黄色", "yellow"), kernel.Tone(Blue, "蓝色", "blue")}
}

// rank orders grades.
func (g Grade) rank() int { return map[Grade]int{Blue: 1, Yellow: 2, Orange: 3, Red: 4}[g] }

// Status is where an alarm stands.
type Status string

const (
	New          Status = "new"
	Acknowledged Status = "acknowledged"
	Handling     Status = "handling"
	Closed       Status = "closed"
	Shelved      Status = "shelved"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(New, "待确认", "red"), kernel.Tone(Acknowledged, "已确认", "orange"), kernel.Tone(Handling, "处置中", "yellow"),
		kernel.Opt(Shelved, "已搁置"), kernel.Opt(Closed, "已关闭")}
}

// Reason is what an alarm turned out to be (报警原因).
type Reason string

const (
	Real    Reason = "real"
	Process Reason = "process"
	Device  Reason = "device"
	Repair  Reason = "repair"
	False   Reason = "false"
)

func (Reason) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Real, "真实险情"), kernel.Opt(Process, "工艺波动"), kernel.Opt(Device, "设备故障"), kernel.Opt(Repair, "检修"), kernel.Opt(False, "误报")}
}

// Level is who is told of an alarm (报警推送层级).
type Level string

const (
	AtFirm     Level = "enterprise"
	AtCounty   Level = "county"
	AtCity     Level = "city"
	AtProvince Level = "province"
)

func (Level) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(AtFirm, "企业"), kernel.Opt(AtCounty, "县级"), kernel.Opt(AtCity, "市级"), kernel.Opt(AtProvince, "省级")}
}

// digits of the region codes of a level.
func (l Level) digits() int { return map[Level]int{AtCounty: 6, AtCity: 4, AtProvince: 2}[l] }

// Duty is whom of a level.
type Duty string

func (Duty) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Duty(role.Regulator), "监管人员"), kernel.Opt(Duty(role.Leader), "监管负责人")}
}

// Unless is what spares the next rung.
type Unless string

const (
	Always      Unless = "always"
	UnlessSeen  Unless = "acknowledged"
	UnlessActed Unless = "handling"
)

func (Unless) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Always, "一律通知"), kernel.Opt(UnlessSeen, "仍未确认"), kernel.Opt(UnlessActed, "仍未处置")}
}

// Bound is a limit that may be absent: a number as text, empty for none.
type Bound string

func (Bound) Kind() kernel.Kind {
	return kernel.Kind{Name: "text", JSON: "string", Check: func(s string) string {
		if v, err := strconv.ParseFloat(s, 64); err != nil || v != v || v > 1e12 || v < -1e12 {
			return "应为数字，不设则留空"
		}
		return ""
	}}
}

// number is the limit, nil without one.
func (b Bound) number() *float64 {
	if v, err := strconv.ParseFloat(string(b), 64); err == nil {
		return &v
	}
	return nil
}
