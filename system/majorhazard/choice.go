package majorhazard

import (
	"fmt"

	"anjian/kernel"
)

// Status is where the filing of an installation stands; see flow.
type Status string

const (
	Draft      Status = "draft"
	Submitted  Status = "submitted"
	Reviewed   Status = "reviewed"
	Returned   Status = "returned"
	Filed      Status = "filed"
	Cancelling Status = "cancelling"
	Cancelled  Status = "cancelled"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "填报中"), kernel.Opt(Submitted, "待审核"), kernel.Opt(Reviewed, "待审批"), kernel.Opt(Returned, "已退回"),
		kernel.Opt(Filed, "已备案"), kernel.Opt(Cancelling, "核销待审"), kernel.Opt(Cancelled, "已核销")}
}

// Grade is the grade of an installation (级别); the first is the gravest.
type Grade string

const (
	First  Grade = "1"
	Second Grade = "2"
	Third  Grade = "3"
	Fourth Grade = "4"
	NotOne Grade = "none"
)

func (Grade) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(First, "一级", "red"), kernel.Tone(Second, "二级", "orange"), kernel.Tone(Third, "三级", "yellow"), kernel.Tone(Fourth, "四级", "blue"),
		kernel.Opt(NotOne, "不构成")}
}

// Edition is an edition of the standard for identification.
type Edition string

func (Edition) Options() (out []kernel.Option) {
	for _, t := range tables {
		out = append(out, kernel.Opt(t.Edition, t.Name))
	}
	return out
}

// Listed is a substance of 表1, or that a substance is none of them.
type Listed string

// Unlisted is a substance that 表1 does not name.
const Unlisted Listed = "none"

func (Listed) Options() []kernel.Option {
	out := []kernel.Option{kernel.Opt(Unlisted, "不在表1，按危险性类别")}
	for _, t := range tables {
		for i := range t.Substances {
			e := &t.Substances[i]
			out = append(out, kernel.Opt(t.key(e), fmt.Sprintf("%d %s", e.No, e.Name)))
		}
	}
	return out
}

// Class is a class of danger (危险性类别) by its symbol.
type Class string

func (Class) Options() (out []kernel.Option) {
	for _, k := range tables[0].Classes {
		out = append(out, kernel.Opt(k.Symbol, string(k.Symbol)+" "+k.Label))
	}
	return out
}

// UnitKind is what a unit is (单元).
type UnitKind string

const (
	Production UnitKind = "production"
	Storage    UnitKind = "storage"
)

func (UnitKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Production, "生产单元"), kernel.Opt(Storage, "储存单元")}
}

// Matter is the physical state of a substance.
type Matter string

func (Matter) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Matter("gas"), "气体"), kernel.Opt(Matter("liquefied"), "液化气体"), kernel.Opt(Matter("liquid"), "液体"), kernel.Opt(Matter("solid"), "固体")}
}

// Control is a safety facility of Order 40, article 13.
type Control string

const (
	Collecting Control = "collecting"
	Shutdown   Control = "shutdown"
	SIS        Control = "sis"
	Video      Control = "video"
	Leak       Control = "leak"
	RiskStudy  Control = "qra"
)

func (Control) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Collecting, "参数不间断采集监测（记录保存30天以上）"), kernel.Opt(Shutdown, "紧急停车功能"), kernel.Opt(SIS, "独立的安全仪表系统（SIS）"),
		kernel.Opt(Video, "视频监控"), kernel.Opt(Leak, "可燃、有毒气体泄漏检测报警"), kernel.Opt(RiskStudy, "个人和社会可容许风险值已计算")}
}

// Tier is up to which level of government the county hands a filing on.
type Tier string

const (
	ToCity     Tier = "city"
	ToProvince Tier = "province"
)

func (Tier) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ToCity, "市级"), kernel.Opt(ToProvince, "省级")}
}

// ChangeStatus is where a change filing stands.
type ChangeStatus string

const (
	Opened   ChangeStatus = "opened"
	Sent     ChangeStatus = "sent"
	Checked  ChangeStatus = "checked"
	Settled  ChangeStatus = "settled"
	Sentback ChangeStatus = "returned"
)

func (ChangeStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Opened, "待企业说明"), kernel.Opt(Sent, "待审核"), kernel.Opt(Checked, "待审批"), kernel.Opt(Sentback, "已退回"), kernel.Opt(Settled, "已备案")}
}

// Trend is which way a change moves the grade.
type Trend string

const (
	Raised  Trend = "raised"
	Lowered Trend = "lowered"
	Same    Trend = "same"
	Ended   Trend = "ended"
)

func (Trend) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Raised, "级别升高", "red"), kernel.Tone(Lowered, "级别降低", "blue"), kernel.Opt(Same, "级别不变"), kernel.Tone(Ended, "不再构成", "blue")}
}
