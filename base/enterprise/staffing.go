package enterprise

import (
	"fmt"
	"strings"

	"anjian/kernel"
)

// Workforce is what the law looks at when it asks for safety staff
// (安全管理机构和人员), and what the enterprise has.
type Workforce struct {
	Mine, Smelting, Building, Transport bool
	// Producing, Trading, Storing and Loading tell what it does with hazardous
	// goods (危险物品); using them alone is none of these.
	Producing, Trading, Storing, Loading bool

	Region kernel.Region // the province has rules of its own
	Staff  int           // 从业人员

	Unit      SafetyUnit
	FullTime  int
	PartTime  int
	Engineers int // 注册安全工程师
	Director  bool
	Committee bool
}

// StaffDuty is one thing the law asks of the safety staff.
type StaffDuty struct {
	Name  string // 设置安全生产管理机构或配备专职安全生产管理人员
	Basis string // 《安全生产法》第二十四条
	Met   bool
}

// String writes the duty as a line of the file.
func (d StaffDuty) String() string {
	state := "未落实"
	if d.Met {
		state = "已落实"
	}
	return fmt.Sprintf("%s（%s）：%s", d.Name, d.Basis, state)
}

// specialised are the lines that must have a unit or full-time staff however
// small they are (安全生产法第二十四条第一款).
func (w Workforce) specialised() bool {
	return w.Mine || w.Smelting || w.Building || w.Transport || w.Producing || w.Trading || w.Storing || w.Loading
}

// Duties lists what the law asks: 安全生产法 (2021) articles 24 and 27, and
// for Shandong 山东省安全生产条例 (2021) articles 21 and 22.
func (w Workforce) Duties() []StaffDuty {
	const law = "《安全生产法》"
	var out []StaffDuty
	fullTime := w.Unit == WithUnit || w.FullTime > 0
	if w.specialised() || w.Staff > 100 {
		out = append(out, StaffDuty{Name: "设置安全生产管理机构或者配备专职安全生产管理人员", Basis: law + "第二十四条", Met: fullTime})
	} else {
		out = append(out, StaffDuty{Name: "配备专职或者兼职的安全生产管理人员", Basis: law + "第二十四条", Met: fullTime || w.PartTime > 0})
	}
	if w.Producing || w.Storing || w.Loading || w.Mine || w.Smelting {
		out = append(out, StaffDuty{Name: "有注册安全工程师从事安全生产管理工作", Basis: law + "第二十七条", Met: w.Engineers > 0})
	}
	if strings.HasPrefix(string(w.Region), "37") {
		const local = "《山东省安全生产条例》"
		if w.Staff >= w.either(100, 300) {
			out = append(out, StaffDuty{Name: "配备安全总监", Basis: local + "第二十一条", Met: w.Director})
		}
		if w.Staff >= w.either(300, 1000) {
			out = append(out, StaffDuty{Name: "设立安全生产委员会", Basis: local + "第二十二条", Met: w.Committee})
		}
	}
	return out
}

func (w Workforce) either(highRisk, others int) int {
	if w.specialised() {
		return highRisk
	}
	return others
}
