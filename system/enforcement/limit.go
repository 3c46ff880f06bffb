package enforcement

import (
	"embed"
	"encoding/json"
	"slices"
	"strings"

	"anjian/base/calendar"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/clock"
)

// The limits and amounts of the whole country by date of law, with their sources. Where the facts name no figure that holds
// everywhere the note says so, and a region sets its own.
//
//go:embed data/limits.json
var shipped embed.FS

// Limit is a time limit, an amount or a rate of the procedure as a region has it from a day on (本地执法期限和数额). What a region does not set
// holds as the national table of the platform has it.
type Limit struct {
	kernel.Base
	Code   Code         `json:"code" label:"事项" rule:"required" ui:"list,filter,once"`
	Since  kernel.Date  `json:"since" label:"起用日期" rule:"required" ui:"list,filter,sort"`
	Number int          `json:"number" label:"期限" rule:"min=0,top=1000" ui:"list"`
	Unit   clock.Unit   `json:"unit" label:"期限单位" ui:"list"`
	Roll   clock.Roll   `json:"roll" label:"届满日顺延" help:"当事人的权利和义务遇节假日顺延；机关的期限不顺延。"`
	Amount kernel.Money `json:"amount" label:"数额" rule:"min=0" ui:"list"`
	Rate   float64      `json:"rate" label:"比例" rule:"min=0,top=100" unit:"%" ui:"list"`
	Stops  []HaltReason `json:"stops" label:"不计入的时间"`
	Basis  string       `json:"basis" label:"依据" rule:"required,max=300" ui:"list,wide" help:"写明文件名称和条款。"`
	Note   string       `json:"note" label:"说明" rule:"max=500" ui:"wide"`
}

// Code names what is limited.
type Code string

func (Code) Options() (out []kernel.Option) {
	for _, code := range codes {
		out = append(out, kernel.Opt(code, national[code][0].Name))
	}
	return out
}

// Rule is one line of the table: a limit in force from a day on.
type Rule struct {
	Code    Code          `json:"code"`
	Name    string        `json:"name"`
	Since   kernel.Date   `json:"since"`
	Region  kernel.Region `json:"region,omitempty"` // who set it; empty: the whole country
	Number  int           `json:"number,omitempty"`
	Unit    clock.Unit    `json:"unit,omitempty"`
	Measure string        `json:"measure,omitempty"`
	Roll    clock.Roll    `json:"roll,omitempty"`
	Amount  int64         `json:"amount,omitempty"` // yuan
	Rate    float64       `json:"rate,omitempty"`
	Who     string        `json:"who,omitempty"`
	Warn    int           `json:"warn,omitempty"`
	Stops   []HaltReason  `json:"stops,omitempty"`
	Basis   string        `json:"basis"`
	Note    string        `json:"note,omitempty"`
}

// fen is the amount of r as money.
func (r *Rule) fen() kernel.Money { return kernel.Money(r.Amount) * 100 }

// limit is r as a clock knows it.
func (r *Rule) limit() clock.Limit {
	out := clock.Limit{Number: r.Number, Unit: r.Unit, Roll: r.Roll, Basis: r.Basis}
	if r.Unit == clock.Workdays {
		out.Roll = clock.Keep
	}
	return out
}

var codes, national = load()

func load() (codes []Code, by map[Code][]Rule) {
	text, err := shipped.ReadFile("data/limits.json")
	var all []Rule
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		panic("enforcement: data/limits.json: " + err.Error())
	}
	by = map[Code][]Rule{}
	for _, r := range all {
		if by[r.Code] == nil {
			codes = append(codes, r.Code)
		}
		by[r.Code] = append(by[r.Code], r)
	}
	for _, list := range by {
		slices.SortFunc(list, func(a, b Rule) int { return strings.Compare(string(b.Since), string(a.Since)) })
	}
	return codes, by
}

var lm = kernel.Row[Limit]()

// Limits holds what regions set for themselves.
var Limits = &kernel.Resource[Limit]{
	Name: "enforcement_limit", Label: "本地执法期限和数额", Title: &lm.Basis, Sort: "-since",
	Help: `办案的期限和数额按案件发生时有效的法律计算，全国的规定平台已经带好，见“执法期限和数额”。

本省、本市另有规定的（例如听证的罚款数额、集体讨论的标准、裁量的三七分界），由监管负责人在这里新建一条，写明起用日期和依据。起用日期之前的案件仍按旧的算，已经结案的不重算。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read export", Rows: above},
		{To: []kernel.Role{role.Leader}, Can: "create update delete", Rows: kernel.Jurisdiction},
	},
}

// above is what holds in the actor's region: set by it, by those above and by those below.
func above(a kernel.Actor) kernel.Cond {
	return kernel.Or(kernel.Under(a.Region), kernel.In(&lm.Region, lineage(a.Region)...))
}

func init() {
	Limits.Rules = func(_ *kernel.Ctx, l, _ *Limit) error {
		switch model := national[l.Code][0]; {
		case model.Unit != "" && (l.Number == 0 || l.Unit == ""):
			return kernel.FieldError(&lm.Number, "请填写期限和单位")
		case model.Amount > 0 && l.Amount == 0:
			return kernel.FieldError(&lm.Amount, "请填写数额")
		case model.Rate > 0 && l.Rate == 0:
			return kernel.FieldError(&lm.Rate, "请填写比例")
		}
		return nil
	}
}

// lineage is a region and all that it belongs to, from the nearest up.
func lineage(r kernel.Region) (out []kernel.Region) {
	for _, n := range []int{12, 9, 6, 4, 2} {
		if len(r) >= n {
			out = append(out, r[:n])
		}
	}
	return append(out, kernel.Country)
}

// Rulebook is the limits that hold in a region.
type Rulebook struct {
	local    []*Limit
	calendar *clock.Calendar
}

// Book reads the limits of a region and the calendar.
func Book(c *kernel.Ctx, at kernel.Region) (*Rulebook, error) {
	days, err := calendar.Read(c.AsSystem())
	if err != nil {
		return nil, err
	}
	local, err := Limits.List(c.AsSystem(), kernel.Query{Where: kernel.In(&lm.Region, lineage(at)...), Limit: -1})
	slices.SortFunc(local, func(a, b *Limit) int { // the nearest region first, of one region the latest
		if n := len(b.Region) - len(a.Region); n != 0 {
			return n
		}
		return strings.Compare(string(b.Since), string(a.Since))
	})
	return &Rulebook{local, days}, err
}

// At is the rule of code on a day: what the nearest region set, otherwise the national one.
func (b *Rulebook) At(code Code, on kernel.Date) *Rule {
	list := national[code]
	i := slices.IndexFunc(list, func(r Rule) bool { return r.Since <= on })
	if i < 0 {
		i = len(list) - 1
	}
	out := list[i]
	for _, l := range b.local {
		if l.Code != code || l.Since > on {
			continue
		}
		out.Since, out.Region, out.Number, out.Unit, out.Roll, out.Rate, out.Basis, out.Note = l.Since, l.Region, l.Number, l.Unit, l.Roll, l.Rate, l.Basis, l.Note
		out.Amount, out.Stops = int64(l.Amount)/100, l.Stops
		break
	}
	return &out
}

// Last is the last day of the limit code that starts on a day.
func (b *Rulebook) Last(code Code, start kernel.Date) (kernel.Date, error) {
	due, err := b.At(code, start).limit().After(b.calendar, start)
	return due.Last, err
}
