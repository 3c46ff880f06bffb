package clock

import (
	"slices"

	"anjian/kernel"
)

// Law names the text that sets a limit; it decides what "X日" means there.
type Law string

const (
	Penalty         Law = "penalty"         // 行政处罚法
	Licensing       Law = "licensing"       // 行政许可法
	Compulsion      Law = "compulsion"      // 行政强制法
	Reconsideration Law = "reconsideration" // 行政复议法
	Litigation      Law = "litigation"      // 行政诉讼法
	CivilProcedure  Law = "civil_procedure" // 民事诉讼法
	CivilCode       Law = "civil_code"      // 民法典
	WorkSafety      Law = "work_safety"     // 安全生产法
	AccidentDecree  Law = "accident"        // 生产安全事故报告和调查处理条例 (国务院令第493号)
	CoalMine        Law = "coal_mine"       // 煤矿安全生产条例
	Order           Law = "order"           // 部门规章, for example 安全生产事故隐患排查治理暂行规定
)

func (Law) Options() []kernel.Option {
	return []kernel.Option{
		kernel.Opt(Penalty, "行政处罚法"), kernel.Opt(Licensing, "行政许可法"), kernel.Opt(Compulsion, "行政强制法"),
		kernel.Opt(Reconsideration, "行政复议法"), kernel.Opt(Litigation, "行政诉讼法"), kernel.Opt(CivilProcedure, "民事诉讼法"),
		kernel.Opt(CivilCode, "民法典"), kernel.Opt(WorkSafety, "安全生产法"),
		kernel.Opt(AccidentDecree, "生产安全事故报告和调查处理条例"), kernel.Opt(CoalMine, "煤矿安全生产条例"), kernel.Opt(Order, "部门规章"),
	}
}

// Rule is how a law counts "X日" from a day on until its next rule.
type Rule struct {
	Law     Law
	Since   Date
	Article string // the source
	Exactly []int  // these numbers of days are working days
	UpTo    int    // and all numbers up to this one
	Roll    Roll   // Forward where the law rolls for everybody
}

const allDays = maxDays

// Rules returns the table of laws.
func Rules() []Rule { return slices.Clone(rules) }

// rules is in the order of time within a law.
var rules = []Rule{
	{Law: Penalty, Since: "1996-10-01", Article: "行政处罚法（1996年），未规定单位"},
	{Law: Penalty, Since: "2021-07-15", Article: "行政处罚法第八十五条", Exactly: []int{2, 3, 5, 7}},
	{Law: Licensing, Since: "2004-07-01", Article: "行政许可法第八十二条", UpTo: allDays},
	{Law: Compulsion, Since: "2012-01-01", Article: "行政强制法第六十九条", UpTo: 10},
	{Law: Reconsideration, Since: "1999-10-01", Article: "行政复议法（1999年）第四十条", Exactly: []int{5, 7}, Roll: Forward},
	{Law: Reconsideration, Since: "2024-01-01", Article: "行政复议法第八十八条", Exactly: []int{3, 5, 7, 10}, Roll: Forward},
	{Law: Litigation, Since: "2015-05-01", Article: "行政诉讼法第一百零一条", Roll: Forward},
	{Law: CivilProcedure, Since: "2013-01-01", Article: "民事诉讼法（2012年）第八十二条", Roll: Forward},
	{Law: CivilProcedure, Since: "2022-01-01", Article: "民事诉讼法第八十五条", Roll: Forward},
	{Law: CivilCode, Since: "2017-10-01", Article: "民法总则第二百零一条至第二百零三条", Roll: Forward},
	{Law: CivilCode, Since: "2021-01-01", Article: "民法典第二百零一条至第二百零三条", Roll: Forward},
	{Law: WorkSafety, Since: "2002-11-01", Article: "安全生产法"},
	{Law: AccidentDecree, Since: "2007-06-01", Article: "生产安全事故报告和调查处理条例"},
	{Law: CoalMine, Since: "2024-05-01", Article: "煤矿安全生产条例"},
	{Law: Order, Since: "1949-10-01", Article: "部门规章"},
}

// Rule returns the rule of l that is in force on a day.
func (l Law) Rule(on Date) (Rule, error) {
	if _, err := parseDay(on); err != nil {
		return Rule{}, err
	}
	for _, r := range slices.Backward(rules) {
		if r.Law == l && r.Since <= on {
			return r, nil
		}
	}
	return Rule{}, kernel.Errorf(kernel.Missing, "没有%s在%s适用的期限规则", kernel.LabelOf(l), string(on))
}

// Limit turns a limit as the law of that day words it into the unit it is counted in: five Days under 行政处罚法 are five Workdays.
// Where the text itself says 工作日, the unit is Workday and stays so.
func (l Law) Limit(n int, u Unit, on Date) (Limit, error) {
	r, err := l.Rule(on)
	if err != nil {
		return Limit{}, err
	}
	return r.Limit(n, u), nil
}

// Limit is Law.Limit for one rule.
func (r Rule) Limit(n int, u Unit) Limit {
	if u == Days && (n <= r.UpTo || slices.Contains(r.Exactly, n)) {
		u = Workdays
	}
	l := Limit{Number: n, Unit: u, Basis: r.Article}
	if u != Workdays && u != Hours {
		l.Roll = r.Roll
	}
	return l
}
