package monitor

import (
	"math"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/system/majorhazard"
)

// Point is one measured quantity (测点). Its embedded structs are the sections of the form.
type Point struct {
	kernel.Base
	Source `label:"测点"`
	Limits `label:"量程与报警限值"`
}

// Source is what is measured, where, and by which device.
type Source struct {
	Gateway    kernel.Ref[Gateway]                  `json:"gateway" label:"采集网关" rule:"required" ui:"list,filter,once"`
	Enterprise kernel.Ref[enterprise.Enterprise]    `json:"enterprise" label:"企业" ui:"list,filter,fixed"`
	Code       string                               `json:"code" label:"设备侧编码" rule:"required,max=60" ui:"list,search,once" help:"设备发送时用的编码，例如 T101.TEMP；HJ 212 为因子编码。"`
	Key        string                               `json:"code_key" label:"编码标识" rule:"unique,max=120" ui:"fixed,hidden"`
	Name       string                               `json:"name" label:"名称" rule:"required,max=100" ui:"list,search"`
	Kind       Kind                                 `json:"kind" label:"监测类型" rule:"required" ui:"list,filter"`
	Unit       string                               `json:"unit" label:"单位" rule:"required,max=12" ui:"list"`
	Decimals   int                                  `json:"decimals" label:"小数位数" rule:"min=0,top=6" ui:"once"`
	Hazard     kernel.Ref[majorhazard.Installation] `json:"majorhazard" label:"重大危险源" ui:"filter"`
	Pond       kernel.Ref[majorhazard.Pond]         `json:"pond" label:"尾矿库" ui:"filter"`
	Place      string                               `json:"place" label:"位置说明" rule:"max=200"`
	Position   kernel.Point                         `json:"position" label:"位置" help:"不填取企业的位置。"`
	Vital      bool                                 `json:"is_key" label:"重点部位" ui:"list,filter" help:"一级、二级重大危险源，以及需要重点监护的部位。"`
	Off        bool                                 `json:"is_off" label:"停用" ui:"filter" help:"停用的测点不收数据、不报警。"`
}

// Limits are by what its values are judged.
type Limits struct {
	Low       Bound   `json:"range_low" label:"量程下限"`
	High      Bound   `json:"range_high" label:"量程上限"`
	HH        Bound   `json:"hh" label:"高高限"`
	H         Bound   `json:"h" label:"高限"`
	L         Bound   `json:"l" label:"低限"`
	LL        Bound   `json:"ll" label:"低低限"`
	Rate      float64 `json:"rate" label:"变化速率限值" unit:"每分钟" rule:"min=0" help:"每分钟变化多少以上报警，0为不判断。"`
	Pair      string  `json:"pair" label:"比对测点编码" rule:"max=60" help:"同一网关上测同一个量的另一个测点的编码。"`
	Deviation float64 `json:"deviation" label:"偏差限值" rule:"min=0" help:"与比对测点相差多少以上报警，0为不判断。"`
	Back      Bound   `json:"hysteresis" label:"回差" help:"回到限值以内多少才算恢复。不填为量程的1%。"`
	On        int     `json:"on_delay" label:"报警延时" unit:"秒" rule:"min=0,top=86400" help:"持续超限多久才报警。"`
	Gone      int     `json:"off_delay" label:"恢复延时" unit:"秒" rule:"min=0,top=86400"`
	Silent    int     `json:"silent_after" label:"中断判定" unit:"秒" rule:"min=0,top=864000" help:"多久没有数据算中断，不填为300秒。"`
}

var pt = kernel.Row[Point]()

// Points holds all points.
var Points = &kernel.Resource[Point]{
	Name: "monitor_point", Label: "测点", Sort: "code",
	Help: `每个被监测的量一份记录：温度、压力、液位、气体浓度、坝体位移等。先建“采集网关”，再在这里建测点，“设备侧编码”与设备发送的编码一致，数据就会进来。

报警限值不设的留空。改动限值会记入办理过程。实时数值和曲线在记录页上方，也可以在“实时监测”里看全企业的。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create import update export", Rows: kernel.Own(&pt.Enterprise)},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&pt.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&pt.Enterprise)},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create import update", Rows: enterprise.Of(&pt.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views:   []kernel.View{{Name: "key", Label: "重点部位", Query: "is_key=true&is_off=false"}, {Name: "on", Label: "在用", Query: "is_off=false"}, {Name: "off", Label: "停用", Query: "is_off=true"}},
	Indexes: [][]any{{&pt.Updated}},
}

func init() {
	Points.Derive = func(c *kernel.Ctx, p *Point) error {
		if p.Silent == 0 {
			p.Silent = 300
		}
		if p.Gateway == "" {
			return nil
		}
		g, err := Gateways.First(c.AsSystem(), kernel.ByID(string(p.Gateway)))
		if err != nil || g == nil {
			return err
		}
		p.Enterprise, p.Key = g.Enterprise, g.ID+"/"+p.Code
		return settle(c, &p.Base, p.Enterprise, &p.Position)
	}
	Points.Rules = pointRules
}

func pointRules(c *kernel.Ctx, p, before *Point) error {
	last := math.Inf(-1)
	for _, one := range []struct {
		at *Bound
		v  Bound
		up string
	}{{&pt.LL, p.LL, "低低限"}, {&pt.L, p.L, "低限"}, {&pt.H, p.H, "高限"}, {&pt.HH, p.HH, "高高限"}} {
		if v := one.v.number(); v != nil {
			if *v <= last {
				return kernel.FieldError(one.at, "限值应当低低限＜低限＜高限＜高高限，%s不对", one.up)
			}
			last = *v
		}
	}
	if low, high := p.Low.number(), p.High.number(); low != nil && high != nil && *low >= *high {
		return kernel.FieldError(&pt.High, "量程上限应大于下限")
	}
	if v := p.Back.number(); v != nil && *v < 0 {
		return kernel.FieldError(&pt.Back, "回差不能是负数")
	}
	if p.Pair == p.Code {
		return kernel.FieldError(&pt.Pair, "不能与自己比对")
	}
	if before == nil && !c.Actor.System { // whoever makes a point must see its gateway
		if _, err := Gateways.Get(c, string(p.Gateway)); err != nil {
			return kernel.FieldError(&pt.Gateway, "找不到该采集网关，或不在您的权限范围内")
		}
	}
	return nil
}

// limits is how the values of p are judged.
func (p *Point) limits() *limits {
	l := &limits{hh: p.HH.number(), h: p.H.number(), l: p.L.number(), ll: p.LL.number(), low: p.Low.number(), high: p.High.number(), rate: p.Rate, deviation: p.Deviation,
		on: time.Duration(p.On) * time.Second, off: time.Duration(p.Gone) * time.Second}
	switch back := p.Back.number(); {
	case back != nil:
		l.back = *back
	case l.low != nil && l.high != nil:
		l.back = (*l.high - *l.low) / 100
	}
	return l
}
