package plan

import (
	"math"

	"anjian/kernel"
)

// Capability is the calculation of working days (工作日测算, 安监总政法〔2017〕150号): how many checks the officers can make in the period.
type Capability struct {
	Staff     int     `json:"staff" label:"执法人员" unit:"人" rule:"min=0,top=100000" help:"在岗、持证的执法人员；计划页显示名录库中的人数供核对。"`
	Workdays  int     `json:"workdays" label:"每人法定工作日" unit:"天" rule:"min=0,top=366" help:"不填按节假日安排算出计划期间的工作日。"`
	Other     float64 `json:"other_days" label:"其他执法工作日" unit:"人天" rule:"min=0" help:"许可、事故调查、举报核查、复查等。"`
	Outside   float64 `json:"outside_days" label:"非执法工作日" unit:"人天" rule:"min=0" help:"培训、值班、会议、休假、病假、党务等。"`
	PerCheck  int     `json:"per_check" label:"每次检查人数" unit:"人" rule:"min=0,top=50" help:"不填按2人。"`
	CheckDays float64 `json:"check_days" label:"每次检查天数" unit:"天" rule:"min=0,top=60" help:"不填按1.5天。"`
	Days      float64 `json:"total_days" label:"总法定工作日" unit:"人天" ui:"fixed"`
	Left      float64 `json:"inspection_days" label:"监督检查工作日" unit:"人天" ui:"fixed" help:"总法定工作日减其他执法工作日、非执法工作日。"`
	Capacity  int     `json:"capacity" label:"可检查家次" unit:"家次" ui:"fixed,list"`
	KeyLeast  int     `json:"key_least" label:"重点检查至少" unit:"家次" ui:"fixed" help:"重点检查一般不低于检查总数的60%。"`
}

// keyShare is the least share of key checks in hundredths (重点检查比例).
const keyShare = 60

// work fills in what follows from the numbers that were typed.
func (s *Capability) work(c *kernel.Ctx, from, to kernel.Date) {
	s.Days, s.Left, s.Capacity, s.KeyLeast = 0, 0, 0, 0
	if s.PerCheck == 0 {
		s.PerCheck = 2
	}
	if s.CheckDays == 0 {
		s.CheckDays = 1.5
	}
	if s.Workdays == 0 && from != "" && to != "" {
		s.Workdays = workdays(c, from, to)
	}
	if s.Staff > 0 {
		s.sum()
	}
}

// sum is the calculation alone.
func (s *Capability) sum() {
	s.Days = float64(s.Staff * s.Workdays)
	s.Left = max(0, s.Days-s.Other-s.Outside)
	s.Capacity = int(math.Floor(s.Left/(float64(s.PerCheck)*s.CheckDays) + 1e-9))
	s.KeyLeast = least(s.Capacity)
}

// least is how many of n checks are key checks at least.
func least(n int) int { return (n*keyShare + 99) / 100 }

// workdays counts the working days of a period, both ends included.
func workdays(c *kernel.Ctx, from, to kernel.Date) (n int) {
	for at := from.AddDays(-1); n < 4000; n++ {
		next := c.AddWorkdays(at, 1)
		if next > to || next <= at {
			break
		}
		at = next
	}
	return n
}
