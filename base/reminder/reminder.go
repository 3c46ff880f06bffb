// Package reminder keeps what people are told about time limits (到期提醒): that one draws near, that one is past, and at which
// levels above it was reported. Every record type with a limit is served without a line of its own.
package reminder

import (
	"fmt"
	"reflect"

	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/due"
)

// Reminder is one message about one limit (提醒). It is made by the platform and only ever marked as read.
type Reminder struct {
	kernel.Base
	Title      string                            `json:"title" label:"提醒" rule:"required,max=600" ui:"list,fixed,search"`
	Kind       Kind                              `json:"kind" label:"类别" ui:"list,filter,fixed"`
	DueOn      kernel.Date                       `json:"due_on" label:"期限" ui:"list,sort,fixed"`
	Level      Level                             `json:"level" label:"报送层级" ui:"list,filter,fixed"`
	Who        string                            `json:"who" label:"应办理者" rule:"max=200" ui:"list,fixed"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,filter"`
	About      string                            `json:"about" label:"所涉业务" rule:"max=60" ui:"fixed,hidden"`
	Record     string                            `json:"record" label:"所涉记录" rule:"max=60" ui:"fixed,hidden"`
	Status     Status                            `json:"status" label:"状态" ui:"list,filter,fixed"`
}

// Kind says whether there is still time.
type Kind string

const (
	Near Kind = "near"
	Past Kind = "past"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Near, "即将到期"), kernel.Opt(Past, "已超期")}
}

// Level is how far up a limit that was missed has been reported.
type Level string

const (
	Actor    Level = "actor"
	County   Level = "county"
	City     Level = "city"
	Province Level = "province"
)

func (Level) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Actor, "办理者"), kernel.Opt(County, "县级"), kernel.Opt(City, "市级"), kernel.Opt(Province, "省级")}
}

// Status is whether somebody has taken note.
type Status string

const (
	Unread Status = "unread"
	Read   Status = "read"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Unread, "未读"), kernel.Opt(Read, "已知悉")}
}

var rm = kernel.Row[Reminder]()

// Reminders holds all reminders.
var Reminders = &kernel.Resource[Reminder]{
	Name: "reminder", Label: "提醒", Title: &rm.Title, Sort: "-id",
	Help: `平台自动生成：期限快到时提醒办理者，超期后依次报到县、市、省。点开可看到是哪件事、谁应当办理；看过后点“知悉”。期限改变或事情办完，提醒不再重复。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Collector}, role.Government...), Can: "read note export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Safety}, Can: "read note", Rows: kernel.Own(&rm.Enterprise)},
	},
	Flow: kernel.Flow[Reminder, Status]{On: &rm.Status, Start: Unread, Steps: []kernel.Step[Reminder, Status]{
		{Name: "note", Label: "知悉", From: []Status{Unread}, To: Read, Tone: "primary"},
	}},
	Views: []kernel.View{{Name: "unread", Label: "未读", Query: "status=unread"}, {Name: "past", Label: "已超期", Query: "kind=past&status=unread"}},
}

// Tell stores one reminder of kernel/due. A limit reported above is stored at the region of that level.
func Tell(c *kernel.Ctx, r due.Reminder) error {
	h := c.App.Resource(r.Type)
	if h == nil {
		return nil // a type that this program no longer has
	}
	level, region := Actor, r.Region
	switch r.Level {
	case 1:
		level, region = County, clip(region, 6)
	case 2:
		level, region = City, clip(region, 4)
	case 3:
		level, region = Province, clip(region, 2)
	}
	out := &Reminder{Kind: Near, DueOn: r.On, Level: level, Who: r.Who, About: r.Type, Record: r.Record}
	out.Region = region
	out.Title = fmt.Sprintf("%s“%s”应在 %s 前%s", h.Meta().Label, short(r.Title), r.On, r.What)
	if r.State == kernel.Overdue {
		out.Kind = Past
		out.Title = fmt.Sprintf("%s“%s”应在 %s 前%s，已超期 %d 天", h.Meta().Label, short(r.Title), r.On, r.What, r.Late)
	}
	if level == Actor || level == County {
		if rec, err := h.GetAny(c, r.Record); err == nil {
			out.Enterprise = kernel.Ref[enterprise.Enterprise](enterpriseOf(h.Meta(), rec))
		}
	}
	if err := Reminders.Create(c, out); err != nil {
		return err
	}
	return spread(c, out, r)
}

// Kinds of messages that limits make. That one is past is told to who was to act whether they want it or not.
var (
	nearKind = notice.Declare(notice.Kind{Name: "reminder.near", Label: "即将到期", Channels: []notice.Channel{notice.Push}})
	pastKind = notice.Declare(notice.Kind{Name: "reminder.past", Label: "已超期", Must: true, Basis: "平台规定：超期必须告知应办理者", Channels: []notice.Channel{notice.Push, notice.SMS}})
	upKind   = notice.Declare(notice.Kind{Name: "reminder.up", Label: "下级超期", Channels: []notice.Channel{notice.Push}})
)

// spread tells people of a reminder through the message centre: the enterprise that is to act, or the regulators of the place; above them whoever
// leads that level. What is not read yet is counted up, so that an inbox holds one message of each sort.
func spread(c *kernel.Ctx, out *Reminder, r due.Reminder) error {
	m := notice.Message{Kind: nearKind, Title: out.Title, Type: out.About, Record: out.Record, Fold: "reminder." + string(out.Kind)}
	switch {
	case out.Level != Actor:
		m.Kind, m.Fold, m.Type, m.Record = upKind, "reminder.up", "", ""
		m.Link = "/reminder?status=unread&level=" + string(out.Level)
		m.To = []notice.To{{Role: role.Leader, Region: out.Region}}
	case out.Enterprise != "" && r.Who == "企业":
		m.To = []notice.To{{Enterprise: string(out.Enterprise)}}
	default:
		m.To = []notice.To{{Role: role.Regulator, Region: clip(out.Region, 6)}}
	}
	if out.Kind == Past && out.Level == Actor {
		m.Kind = pastKind
	}
	_, err := notice.Tell(c, m)
	return err
}

// enterpriseOf finds whom a record concerns: the enterprise itself or the one it refers to.
func enterpriseOf(m *kernel.Meta, rec any) string {
	if m.Name == "enterprise" {
		return kernel.BaseOf(rec).ID
	}
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Kind.Name == "ref" && f.Kind.To == reflect.TypeFor[enterprise.Enterprise]() {
			return f.In(rec).String()
		}
	}
	return ""
}

func clip(r kernel.Region, n int) kernel.Region { return r[:min(len(r), n)] }

func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

// Module declares the reminders and, through kernel/due, what makes them.
func Module() kernel.Module {
	return kernel.Module{Name: "reminder", Label: "到期提醒", Resources: []kernel.Handle{Reminders}}
}
