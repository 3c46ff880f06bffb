package clock

import (
	"fmt"

	"anjian/kernel"
)

// Unit is what a limit is counted in.
type Unit string

const (
	Workdays Unit = "workday" // 工作日
	Days     Unit = "day"     // 日, calendar days
	Months   Unit = "month"   // 月
	Years    Unit = "year"    // 年
	Hours    Unit = "hour"    // 小时
)

func (Unit) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Workdays, "工作日"), kernel.Opt(Days, "天"), kernel.Opt(Months, "个月"), kernel.Opt(Years, "年"), kernel.Opt(Hours, "小时")}
}

// most is the longest limit of each unit that is not a typing error: a hundred years or so, for hours one.
var most = map[Unit]int{Workdays: maxDays / 2, Days: maxDays, Months: 1200, Years: 100, Hours: 366 * 24}

// Roll says what becomes of a limit whose last day is no working day.
type Roll string

const (
	Keep    Roll = ""        // it ends all the same
	Forward Roll = "forward" // it ends on the next working day (顺延)
)

func (Roll) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Keep, "不顺延"), kernel.Opt(Forward, "顺延至下一工作日")}
}

// Limit is a length of time that a law gives (期限).
type Limit struct {
	Number int    `json:"number"`
	Unit   Unit   `json:"unit"`
	Roll   Roll   `json:"roll,omitempty"`
	Basis  string `json:"basis,omitempty"` // law and article
}

// ForParty is l as a right of the citizen or enterprise: it rolls forward.
func (l Limit) ForParty() Limit {
	if l.Unit != Workdays && l.Unit != Hours {
		l.Roll = Forward
	}
	return l
}

// String is l in words: 5个工作日, 15日, 6个月.
func (l Limit) String() string {
	return fmt.Sprintf("%d%s", l.Number, map[Unit]string{Workdays: "个工作日", Days: "日", Months: "个月", Years: "年", Hours: "小时"}[l.Unit])
}

// Check refuses a limit without sense.
func (l Limit) Check() error {
	longest, ok := most[l.Unit]
	if !ok {
		return invalid("不认识的期限单位：%q", string(l.Unit))
	}
	if l.Number < 1 {
		return invalid("期限应大于零：%s", l)
	}
	if l.Number > longest {
		return tooLong()
	}
	if l.Roll != Keep && l.Roll != Forward {
		return invalid("不认识的顺延规则：%q", string(l.Roll))
	}
	if l.Roll == Forward && (l.Unit == Workdays || l.Unit == Hours) {
		return invalid("按工作日或小时计的期限没有顺延：%s", l)
	}
	return nil
}

func tooLong() error { return invalid("期限过长") }

// Due is the end of a limit.
type Due struct {
	Nominal     Date `json:"nominal"`               // 届满日 as counted: the safe day
	Rolled      Date `json:"rolled,omitempty"`      // the first working day from Nominal on; empty if a limit that does not roll ends where no calendar is known
	Last        Date `json:"last"`                  // 最后日: Rolled if the limit rolls, otherwise Nominal
	Provisional bool `json:"provisional,omitempty"` // 暂定: Last depends on holidays not yet announced
}

// After returns the end of l that starts on a day.
func (l Limit) After(c *Calendar, start Date) (Due, error) {
	if l.Unit == Hours {
		return Due{}, invalid("按小时计的期限应有起算时刻")
	}
	k, err := Begin(start, l, 0)
	if err != nil {
		return Due{}, err
	}
	return k.dueOn(c, start)
}

// Before returns the last day that lies l before a day, for duties that must be done ahead of it: renewal three months before a licence ends,
// notice seven working days before a hearing. It never rolls.
func (l Limit) Before(c *Calendar, on Date) (last Date, provisional bool, err error) {
	end, err := parseDay(on)
	if err != nil {
		return "", false, err
	}
	if err := l.Check(); err != nil {
		return "", false, err
	}
	r := reckoner{cal: c}
	switch l.Unit {
	case Workdays:
		end = r.walk(end, -l.Number, r.workday)
	case Days:
		end -= day(l.Number)
	case Months:
		end = end.addMonths(-l.Number)
	case Years:
		end = end.addMonths(-12 * l.Number)
	default:
		return "", false, invalid("按小时计的期限不能倒推到日期")
	}
	return end.date(), r.provisional, nil
}
