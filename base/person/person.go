// Package person is the register of people (人员) who answer for safety in enterprises and agencies, with their certificates. It checks
// the citizen identity number (GB 11643-1999) and recognises one person who was registered twice. Personal data are shown masked to
// everyone, and to nobody outside of the person's own enterprise and the authorities of the region.
package person

import (
	"strings"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Person is the file of one natural person (人员).
type Person struct {
	kernel.Base
	Name       string                            `json:"name" label:"姓名" rule:"required,max=60" ui:"list,search,sort" help:"与身份证一致。改名时直接改这里，旧姓名自动留存，仍可查到。"`
	IDNumber   kernel.IDNumber                   `json:"id_number" label:"身份证号" rule:"max=40" ui:"list" help:"18位；1999年以前的15位号码自动补成18位。"`
	Sex        Sex                               `json:"sex" label:"性别" ui:"fixed"`
	Phone      kernel.Phone                      `json:"phone" label:"手机号" rule:"max=40" ui:"list"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"所在企业" ui:"list,filter"`
	Agency     kernel.Ref[agency.Agency]         `json:"agency" label:"所在中介机构" ui:"list,filter"`
	Post       string                            `json:"post" label:"职务" rule:"max=60" ui:"list"`
	Title      string                            `json:"title" label:"职称" rule:"max=60"`
	Former     string                            `json:"former_names" label:"曾用名" ui:"search,fixed,wide"`
	Status     Status                            `json:"status" label:"状态" ui:"fixed,list,filter"`
	MergedInto kernel.Ref[Person]                `json:"merged_into" label:"并入的档案" ui:"fixed"`
}

// Status is the state of a file.
type Status string

// The states.
const (
	Active Status = "active"
	Left   Status = "left"
	Merged Status = "merged"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Active, "在职"), kernel.Opt(Left, "离职"), kernel.Opt(Merged, "已并入其他档案")}
}

// Row names the columns of Person in conditions.
var Row = kernel.Row[Person]()

var (
	collectors = []kernel.Role{role.Collector}
	reviewers  = []kernel.Role{role.Regulator, role.Leader}
	leaders    = []kernel.Role{role.Leader}
	auditors   = []kernel.Role{role.Audit}
	employers  = []kernel.Role{role.Safety}
	agents     = []kernel.Role{role.Agency}
	officials  = []kernel.Role{role.Regulator, role.Leader, role.Clerk, role.Collector}
)

// supervised is the people of the region; of those in enterprises, a regulator limited to some trades sees the enterprises of these trades.
func supervised(a kernel.Actor) kernel.Cond {
	if len(a.Trades) == 0 {
		return kernel.Under(a.Region)
	}
	return kernel.Or(enterprise.Of(&Row.Enterprise)(a), kernel.And(kernel.Under(a.Region), kernel.Eq(&Row.Enterprise, "")))
}

var employed = enterprise.Ours(&Row.Enterprise)

// People holds the files of all people.
var People = &kernel.Resource[Person]{
	Name: "person", Label: "人员",
	Help: `这里是企业和中介机构里与安全生产有关的人员，一人一份档案，证书记在“人员证书”里。

- 点“新建”，填姓名、身份证号、手机号，选所在的企业或中介机构。身份证号和手机号只显示首尾，查看完整号码要写明原因，并留下记录。
- 人员离开单位用“离职”，不要删除；到了新单位用“返岗”，再改所在单位。
- 同一个人登记了两次的（身份证号相同，或姓名、手机号相近），在“疑似重复”里找到后“合并到”保留的那一份，合错了可以“拆分还原”。`,
	Access: kernel.Access{
		{To: role.Government, Can: "read create update import export", Rows: supervised},
		{To: officials, Can: "unmask", Rows: supervised},
		{To: reviewers, Can: "leave return", Rows: supervised},
		{To: agents, Can: "read create update plain leave return", Rows: agency.Ours(&Row.Agency)},
		{To: leaders, Can: "merge split", Rows: supervised},
		{To: collectors, Can: "read create update", Rows: kernel.Jurisdiction},
		{To: employers, Can: "read create update plain leave return", Rows: employed},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive:  derive,
	Settled: kernel.Settled{When: kernel.Eq(&Row.Status, Merged)},
	Views: []kernel.View{
		{Name: "active", Label: "在职人员", Query: "status=active"},
		{Name: "left", Label: "离职人员", Query: "status=left"},
	},
	Indexes: [][]any{{&Row.IDNumber}, {&Row.Phone}},
}

var flow = kernel.Flow[Person, Status]{
	On: &Row.Status, Start: Active,
	Steps: []kernel.Step[Person, Status]{
		{Name: "leave", Label: "离职", From: []Status{Active}, To: Left},
		{Name: "return", Label: "返岗", From: []Status{Left}, To: Active},
		{Name: "merge", Label: "合并到", From: []Status{Active, Left}, To: Merged, Ask: []any{&Row.MergedInto}, Opinion: true, Tone: "danger", Do: register.Merge,
			Confirm: "该档案及其全部记录将并入所选人员，确定吗？（可以拆分还原）", Help: "同一个人登记了两次时使用：保留所选的那一份，本档案的记录都转过去。"},
		{Name: "split", Label: "拆分还原", From: []Status{Merged}, Next: register.Split, Opinion: true, Help: "撤销合并，转走的记录转回来。"},
	},
}

func init() { People.Flow, People.Rules = flow, rules }

func derive(c *kernel.Ctx, p *Person) error {
	p.Name = strings.Join(strings.Fields(p.Name), "")
	p.Phone = kernel.Phone(strings.Join(strings.Fields(string(p.Phone)), ""))
	p.Sex = ""
	if citizen, err := ParseIDNumber(string(p.IDNumber), c.Today()); err == nil {
		p.IDNumber, p.Sex = citizen.Number, citizen.Sex
	}
	if p.Region == "" {
		at, err := workplace(c, p)
		p.Region = at
		return err
	}
	p.Region = region.Trim(string(p.Region))
	return nil
}

// workplace is the region of the enterprise or else of the agency where a person works.
func workplace(c *kernel.Ctx, p *Person) (kernel.Region, error) {
	switch sys := c.AsSystem(); {
	case p.Enterprise != "":
		e, err := enterprise.Enterprises.First(sys, kernel.ByID(string(p.Enterprise)))
		if err == nil && e == nil {
			err = kernel.FieldError(&Row.Enterprise, "没有这家企业")
		}
		if err != nil {
			return "", err
		}
		return e.Region, nil
	case p.Agency != "":
		a, err := agency.Agencies.First(sys, kernel.ByID(string(p.Agency)))
		if err == nil && a == nil {
			err = kernel.FieldError(&Row.Agency, "没有这家中介机构")
		}
		if err != nil {
			return "", err
		}
		return a.Region, nil
	}
	return "", nil
}

func rules(c *kernel.Ctx, p, before *Person) error {
	if before != nil {
		register.Rename(p, before)
	}
	if p.Enterprise != "" && c.Actor.Agency != "" && !c.Actor.System {
		return kernel.FieldError(&Row.Enterprise, "中介机构只登记本机构的人员")
	}
	moved := before == nil || before.Enterprise != p.Enterprise || before.Agency != p.Agency || before.Region != p.Region
	if moved && !c.Actor.System {
		switch at, err := workplace(c, p); {
		case err != nil:
			return err
		case p.Enterprise != "": // who supervises the enterprise supervises its people
			p.Region = at
		}
	}
	if region.LevelOf(p.Region) == "" {
		return kernel.FieldError(&Row.Region, "没有这个区划")
	}
	if p.IDNumber != "" && (before == nil || before.IDNumber != p.IDNumber) {
		if fault := IDNumberFault(string(p.IDNumber), c.Today()); fault != "" {
			return kernel.FieldError(&Row.IDNumber, "%s", fault)
		}
	}
	return nil
}

// follow moves the people of an enterprise with it, and with each of them the certificates and former names.
func follow(c *kernel.Ctx, w *kernel.Write) error {
	if w.Before == nil || w.After == nil {
		return nil
	}
	from, to := kernel.BaseOf(w.Before).Region, w.Region
	if from == to {
		return nil
	}
	switch w.After.(type) {
	case *enterprise.Enterprise:
		return party.Carry(c, People, "enterprise", w.ID, from, to)
	case *Person:
		if err := party.Carry(c, Certificates, "person", w.ID, from, to); err != nil {
			return err
		}
		return party.Carry(c, Names, "party", w.ID, from, to)
	}
	return nil
}

// Module declares the register of people.
func Module() kernel.Module {
	return kernel.Module{
		Name: "person", Label: "人员",
		Resources: []kernel.Handle{People, Certificates, Names, Merges, Apart},
		Routes:    []kernel.Route{kernel.Op("GET /api/person/duplicates", "疑似重复人员", officials, register.Duplicates)},
		Hooks:     []kernel.Hook{register.KeepNames, follow},
	}
}
